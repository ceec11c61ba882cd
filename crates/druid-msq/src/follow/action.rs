use druid_client::report::{Fault, MsqReport};
use druid_cluster::tasks::TaskStatus;

use crate::{Error, Progress};

/// What [`Follow`](super::Follow) wants done.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Action {
    /// Ask the Overlord for the task's report; answer with [`Event::Report`] or
    /// [`Event::NoReport`].
    FetchReport,
    /// Ask the Overlord for the task's status; answer with [`Event::Status`] or
    /// [`Event::UnknownTask`].
    FetchStatus,
    /// Tell the Overlord to end the task; answer with [`Event::ShutDown`]. May be done beside the
    /// other requests.
    ShutDown,
    /// Tell the user how far it is.
    Tell(Progress),
    /// Tell the user how it ended. Nothing comes after this.
    Finish(Outcome),
}

/// What comes of an [`Action`].
#[derive(Debug)]
#[non_exhaustive]
pub enum Event {
    /// The report came.
    Report(Box<MsqReport>),
    /// There is no report (404).
    NoReport,
    /// The status came.
    Status(Box<TaskStatus>),
    /// The Overlord does not know the task (404).
    UnknownTask,
    /// The Overlord was told to end the task, or could not be.
    ShutDown,
    /// The request for a report or a status failed.
    Failed(Error),
}

impl Event {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Report(_) => "a report",
            Self::NoReport => "no report",
            Self::Status(_) => "a status",
            Self::UnknownTask => "an unknown task",
            Self::ShutDown => "a shutdown",
            Self::Failed(_) => "a failed request",
        }
    }
}

/// How a task ended.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// All is well. New segments may still have to be loaded before a query sees them.
    Success {
        /// The last report; none if the task is over and left none.
        report: Option<Box<MsqReport>>,
    },
    /// It failed.
    Failed {
        /// Why, in the words of the engine.
        fault: Option<Fault>,
        /// Why, in the words of the Overlord, where the engine left none.
        message: Option<String>,
        /// The last report.
        report: Option<Box<MsqReport>>,
    },
    /// It was cancelled, by this client or another.
    Cancelled {
        /// The last report.
        report: Option<Box<MsqReport>>,
    },
}
