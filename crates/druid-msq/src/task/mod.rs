//! The task client: drives [`Follow`] with a clock and a cluster.

mod drive;

use druid_client::{Client, SqlQuery};
use druid_cluster::{Cluster, ClusterExt as _};

use self::drive::Driver;
use crate::follow::{Outcome, Pace};
use crate::{Error, Progress, Result};

/// Gives a client multi-stage tasks. Implemented for [`Client`] and what stands for one.
pub trait MsqExt: sealed::Sealed {
    /// Submits an `INSERT`, `REPLACE` or `SELECT` as a task: `POST /druid/v2/sql/task`. It returns
    /// as soon as the task is accepted.
    ///
    /// # Errors
    /// [`ErrorKind::Cluster`](crate::ErrorKind::Cluster), where the server refuses the statement or
    /// has no multi-stage engine.
    ///
    /// # Cancel safety
    /// Dropped in mid-flight, the task may exist all the same; nobody knows its id then.
    fn submit(
        &self,
        query: impl Into<SqlQuery> + Send,
    ) -> impl Future<Output = Result<MsqTask>> + Send;

    /// A task that was submitted before, by anyone.
    fn task(&self, id: impl Into<String>) -> MsqTask;
}

impl MsqExt for Client {
    async fn submit(&self, query: impl Into<SqlQuery> + Send) -> Result<MsqTask> {
        let submitted = self.submit_task(&query.into()).await;
        let submitted = submitted.map_err(|error| Error::below("the task was refused", error))?;
        Ok(self.task(submitted.task_id))
    }

    fn task(&self, id: impl Into<String>) -> MsqTask {
        MsqTask {
            id: id.into(),
            cluster: self.cluster(),
            pace: Pace::default(),
        }
    }
}

mod sealed {
    #[expect(
        unnameable_types,
        reason = "that nobody else can name it is its purpose"
    )]
    pub trait Sealed {}
    impl Sealed for druid_client::Client {}
}

/// A task of the multi-stage engine. Dropping this handle leaves the task alone.
#[derive(Clone, Debug)]
pub struct MsqTask {
    id: String,
    cluster: Cluster,
    pace: Pace,
}

impl MsqTask {
    /// The task's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The same task, asked after at another pace.
    #[must_use]
    pub fn with_pace(self, pace: Pace) -> Self {
        Self { pace, ..self }
    }

    /// Follows the task to its end, and calls `tell` with its progress at each report.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownTask`](crate::ErrorKind::UnknownTask); what keeps the Overlord from
    /// being asked, after several tries. That the task failed is an [`Outcome`].
    ///
    /// # Cancel safety
    /// Dropping the future stops the following; the task goes on. Another call follows it again.
    pub async fn follow(&self, tell: impl FnMut(&Progress) + Send) -> Result<Outcome> {
        Driver::new(&self.cluster, &self.id, self.pace)
            .run(tell)
            .await
    }

    /// Ends the task and follows it until it has ended: it may come to its own end first.
    ///
    /// # Errors
    /// As [`follow`](Self::follow).
    ///
    /// # Cancel safety
    /// Once the Overlord was told, the task ends, whether or not anybody waits.
    pub async fn cancel(&self) -> Result<Outcome> {
        Driver::new(&self.cluster, &self.id, self.pace)
            .cancelling()
            .run(|_| {})
            .await
    }
}
