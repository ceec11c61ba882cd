use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ErrorReport;

/// Where a task stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
#[non_exhaustive]
pub enum TaskState {
    /// Accepted, waiting for a place.
    Pending,
    /// At work.
    Running,
    /// Over, and all is well.
    Success,
    /// Over, and it failed or was cancelled.
    Failed,
    /// A state of a newer release, as it was spelled.
    Other(String),
}

impl TaskState {
    /// Whether the task is over, one way or the other.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Success | Self::Failed)
    }
}

impl From<String> for TaskState {
    fn from(name: String) -> Self {
        match name.as_str() {
            "PENDING" => Self::Pending,
            "RUNNING" => Self::Running,
            "SUCCESS" => Self::Success,
            "FAILED" => Self::Failed,
            _ => Self::Other(name),
        }
    }
}

impl From<TaskState> for String {
    fn from(state: TaskState) -> Self {
        match state {
            TaskState::Pending => "PENDING".to_owned(),
            TaskState::Running => "RUNNING".to_owned(),
            TaskState::Success => "SUCCESS".to_owned(),
            TaskState::Failed => "FAILED".to_owned(),
            TaskState::Other(name) => name,
        }
    }
}

/// How a multi-stage task is.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MsqStatus {
    /// Where it stands.
    pub status: TaskState,
    /// Why it failed.
    pub error_report: Option<ErrorReport>,
    /// What went wrong without making it fail.
    #[serde(default)]
    pub warnings: Vec<ErrorReport>,
    /// When it began, ISO 8601.
    pub start_time: Option<String>,
    /// How long it runs or ran, in milliseconds; -1 while that is unknown.
    #[serde(default = "unknown")]
    pub duration_ms: i64,
    /// The attempts of each worker, by its number. 27.0.0 does not report them.
    #[serde(default)]
    pub workers: BTreeMap<u32, Vec<WorkerStats>>,
    /// Its tasks that wait for a place; -1 before it has asked for workers.
    #[serde(default = "unknown")]
    pub pending_tasks: i64,
    /// Its tasks at work, the controller included; -1 while that is unknown.
    #[serde(default = "unknown")]
    pub running_tasks: i64,
    /// How far the new segments are loaded, if it was told to wait for that.
    #[serde(rename = "segmentLoadWaiterStatus")]
    pub segment_load: Option<SegmentLoad>,
}

fn unknown() -> i64 {
    -1
}

/// One attempt of a worker.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WorkerStats {
    /// The worker task's id.
    pub worker_id: String,
    /// Where it stands.
    pub state: TaskState,
    /// How long it ran, in milliseconds; -1 while that is unknown.
    #[serde(default = "unknown")]
    pub duration_ms: i64,
    /// How long it waited for a place, in milliseconds.
    #[serde(default = "unknown")]
    pub pending_ms: i64,
}

/// How far the segments that a task made are loaded.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct SegmentLoad {
    /// `INIT`, `WAITING`, `SUCCESS`, `FAILED` or `TIMED_OUT`.
    pub state: String,
    /// How long it has waited, in milliseconds.
    pub duration: i64,
    /// Segments made.
    pub total_segments: i64,
    /// Of those, marked as used.
    pub used_segments: i64,
    /// Of those, loaded before they are asked for.
    pub precached_segments: i64,
    /// Of those, loaded when they are asked for.
    pub on_demand_segments: i64,
    /// Of those, still to be loaded.
    pub pending_segments: i64,
    /// Of those, unknown to the servers.
    pub unknown_segments: i64,
}
