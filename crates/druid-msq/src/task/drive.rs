#![expect(
    clippy::disallowed_methods,
    reason = "here the machine meets the clock"
)]

use std::time::Duration;

use druid_client::report::MsqReport;
use druid_cluster::{Cluster, Overlord};
use tokio::time::Instant;

use crate::follow::{Action, Event, Follow, Outcome, Pace};
use crate::{Error, Progress, Result};

/// Does what a [`Follow`] says.
pub(super) struct Driver<'a> {
    machine: Follow,
    cluster: &'a Cluster,
    task: &'a str,
    overlord: Option<Overlord>,
    start: Instant,
}

impl<'a> Driver<'a> {
    pub(super) fn new(cluster: &'a Cluster, task: &'a str, pace: Pace) -> Self {
        let machine = Follow::new(pace);
        Self {
            machine,
            cluster,
            task,
            overlord: None,
            start: Instant::now(),
        }
    }

    pub(super) fn cancelling(mut self) -> Self {
        self.machine.cancel();
        self
    }

    pub(super) async fn run(mut self, mut tell: impl FnMut(&Progress) + Send) -> Result<Outcome> {
        loop {
            while let Some(action) = self.machine.poll() {
                let event = match action {
                    Action::FetchReport => self.fetch_report().await,
                    Action::FetchStatus => self.fetch_status().await,
                    Action::ShutDown => self.shut_down().await?,
                    Action::Tell(progress) => {
                        tell(&progress);
                        continue;
                    }
                    Action::Finish(outcome) => return Ok(outcome),
                };
                self.machine.handle(self.now(), event)?;
            }
            if let Some(due) = self.machine.next_timeout() {
                tokio::time::sleep_until(self.start + due).await;
                self.machine.handle_timeout(self.now());
            }
        }
    }

    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    /// The leader as it was last known; asked for anew after each failure, for it may have moved.
    async fn overlord(&mut self) -> Result<Overlord> {
        if let Some(overlord) = &self.overlord {
            return Ok(overlord.clone());
        }
        let overlord = self.cluster.overlord().await;
        let overlord = overlord.map_err(|error| Error::below("no Overlord can be asked", error))?;
        Ok(self.overlord.insert(overlord).clone())
    }

    async fn fetch_report(&mut self) -> Event {
        let answer = match self.overlord().await {
            Ok(overlord) => overlord.task_reports(self.task).await.map_err(Error::from),
            Err(error) => Err(error),
        };
        match answer {
            Ok(Some(answer)) => match MsqReport::read(&answer) {
                Ok(report) => Event::Report(Box::new(report)),
                Err(error) => self.failed(Error::below("the report is unreadable", error)),
            },
            Ok(None) => Event::NoReport,
            Err(error) => self.failed(error),
        }
    }

    async fn fetch_status(&mut self) -> Event {
        let answer = match self.overlord().await {
            Ok(overlord) => overlord.task_status(self.task).await.map_err(Error::from),
            Err(error) => Err(error),
        };
        match answer {
            Ok(status) => Event::Status(Box::new(status)),
            Err(error) if is_not_found(&error) => Event::UnknownTask,
            Err(error) => self.failed(error),
        }
    }

    async fn shut_down(&mut self) -> Result<Event> {
        let overlord = self.overlord().await?;
        match overlord.shut_down_task(self.task).await {
            Ok(()) => Ok(Event::ShutDown),
            Err(error) => {
                let error = Error::below("the task cannot be cancelled", error);
                // What the Overlord does not know is what the status will tell.
                if is_not_found(&error) {
                    Ok(Event::ShutDown)
                } else {
                    Err(error)
                }
            }
        }
    }

    fn failed(&mut self, error: Error) -> Event {
        self.overlord = None;
        Event::Failed(error)
    }
}

fn is_not_found(error: &Error) -> bool {
    error.status().is_some_and(|status| status.as_u16() == 404)
}
