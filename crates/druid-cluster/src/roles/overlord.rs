use druid_core::{Bytes, DruidService, ServiceClient};

use super::Service;
use crate::leader::{self, IsLeader};
use crate::tasks::{self, TaskStatus};
use crate::{Error, Result};

/// An Overlord: tasks, supervisors, workers.
#[derive(Clone, Debug)]
pub struct Overlord {
    service: Service,
}

impl Overlord {
    /// A handle for a process that is an Overlord.
    #[must_use]
    pub fn new(service: Service) -> Self {
        Self { service }
    }

    /// The handle without the role's own methods.
    #[must_use]
    pub fn as_service(&self) -> &Service {
        &self.service
    }

    /// The inner URL of the lead Overlord, whichever is asked: `GET /druid/indexer/v1/leader`.
    ///
    /// # Errors
    /// [`ErrorKind::Client`](crate::ErrorKind::Client).
    pub async fn leader(&self) -> Result<String> {
        Ok(self
            .service()
            .fetch_text(leader::overlord_leader()?)
            .await?)
    }

    /// Whether this one leads: `GET /druid/indexer/v1/isLeader`.
    ///
    /// # Errors
    /// [`ErrorKind::Client`](crate::ErrorKind::Client).
    pub async fn is_leader(&self) -> Result<bool> {
        let answer: IsLeader = self.service().fetch(leader::overlord_is_leader()?).await?;
        Ok(answer.leader)
    }

    /// How a task is: `GET /druid/indexer/v1/task/{taskId}/status`.
    ///
    /// # Errors
    /// [`ErrorKind::Client`](crate::ErrorKind::Client), not found for an unknown id.
    pub async fn task_status(&self, task_id: &str) -> Result<TaskStatus> {
        let answer = self.service().call(tasks::status(task_id)?).await;
        let answer =
            answer.map_err(|error| Error::below("the task's status is not known", error))?;
        TaskStatus::read(answer.headers(), answer.body())
    }

    /// What a task reports, as it came, for its kind of task to read:
    /// `GET /druid/indexer/v1/task/{taskId}/reports`. None while there is no report, be it that the
    /// task's process has just begun or just ended, and for an unknown task:
    /// [`task_status`](Self::task_status) tells the two apart.
    ///
    /// # Errors
    /// [`ErrorKind::Client`](crate::ErrorKind::Client).
    pub async fn task_reports(&self, task_id: &str) -> Result<Option<Bytes>> {
        match self.service().call(tasks::reports(task_id)?).await {
            Ok(answer) => Ok(Some(answer.into_body()).filter(|answer| tasks::is_report(answer))),
            Err(error) if error.kind() == druid_core::ErrorKind::NotFound => Ok(None),
            Err(error) if is_unreached(&error) => Ok(None),
            Err(error) => Err(Error::below("the task's report cannot be read", error)),
        }
    }

    /// Ends a task: `POST /druid/indexer/v1/task/{taskId}/shutdown`. The task is told, not yet
    /// gone.
    ///
    /// # Errors
    /// [`ErrorKind::Client`](crate::ErrorKind::Client), not found for an unknown id.
    pub async fn shut_down_task(&self, task_id: &str) -> Result<()> {
        let answer = self.service().call(tasks::shutdown(task_id)?).await;
        answer
            .map(drop)
            .map_err(|error| Error::below("the task cannot be shut down", error))
    }
}

/// The Overlord asks the task's own process for a report, and answers 500 without a word while
/// nobody listens there.
fn is_unreached(error: &druid_core::Error) -> bool {
    error
        .server()
        .is_some_and(|server| server.status().as_u16() == 500 && server.is_bare())
}

impl DruidService for Overlord {
    fn service(&self) -> &ServiceClient {
        self.service.service()
    }
}
