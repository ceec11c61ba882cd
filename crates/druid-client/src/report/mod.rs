//! The report of a multi-stage task: its envelope, status, workers, fault and segment load, typed.
//!
//! Stages and counters stay JSON here, whole; `druid-msq` gives them their meaning.

mod fault;
mod status;

use serde::Deserialize;
use serde_json::Value as Json;

pub use self::fault::{ErrorReport, Fault};
pub use self::status::{MsqStatus, SegmentLoad, TaskState, WorkerStats};
use crate::{Error, ErrorKind, Result};

/// What a multi-stage task reports of itself, while it runs and when it is over.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MsqReport {
    /// The controller task's id.
    #[serde(default)]
    pub task_id: String,
    /// What is reported.
    pub payload: MsqPayload,
}

/// The parts of a report.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MsqPayload {
    /// How the task is.
    pub status: MsqStatus,
    /// The stages with their definitions, as JSON; none before the query is planned.
    #[serde(default)]
    pub stages: Option<Json>,
    /// The counters by stage and worker, as JSON.
    #[serde(default)]
    pub counters: Option<Json>,
    /// The rows of a `SELECT` whose destination is the report, as JSON.
    #[serde(default)]
    pub results: Option<Json>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reports {
    multi_stage_query: Option<MsqReport>,
}

impl MsqReport {
    /// Reads the answer of `GET /druid/indexer/v1/task/{id}/reports`. A task of another kind has
    /// other reports; those are none of these.
    ///
    /// # Errors
    /// [`ErrorKind::Core`] if it is no report, or not of a multi-stage task.
    pub fn read(answer: &[u8]) -> Result<Self> {
        let reports: Reports = serde_json::from_slice(answer)
            .map_err(|error| druid_core::json_error::<Self>(&error))?;
        reports.multi_stage_query.ok_or_else(|| {
            let kind = ErrorKind::Core(druid_core::ErrorKind::UnexpectedContent);
            Error::new(kind, "the task has no report of a multi-stage query")
        })
    }
}

#[cfg(test)]
mod tests;
