use druid_client::report::TaskState;
use druid_core::{decode_json, http};
use serde::Deserialize;

use crate::Result;

/// How a task is, as the Overlord knows it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TaskStatus {
    /// The task's id.
    pub id: String,
    /// The group that it takes locks in, often its own id.
    pub group_id: Option<String>,
    /// What kind of task it is, such as `query_controller`; none for a task long over.
    #[serde(rename = "type")]
    pub task_type: Option<String>,
    /// When it was submitted, ISO 8601.
    pub created_time: Option<String>,
    /// Where it stands.
    #[serde(rename = "statusCode")]
    pub state: TaskState,
    /// Where it stands on its worker: `WAITING`, `PENDING`, `RUNNING` or `NONE`.
    pub runner_status_code: Option<String>,
    /// How long it took, in milliseconds; -1 while it runs.
    pub duration: Option<i64>,
    /// Where it runs.
    pub location: Option<TaskLocation>,
    /// The table that it writes to; for a query, a made-up name.
    pub data_source: Option<String>,
    /// Why it failed.
    #[serde(rename = "errorMsg")]
    pub error_message: Option<String>,
}

/// Where a task runs.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TaskLocation {
    /// The host; none before it has one.
    pub host: Option<String>,
    /// The port for plain HTTP, or -1.
    pub port: i32,
    /// The port for TLS, or -1.
    #[serde(default)]
    pub tls_port: i32,
}

#[derive(Deserialize)]
struct Answer {
    status: TaskStatus,
}

impl TaskStatus {
    /// Reads the answer of `GET /druid/indexer/v1/task/{taskId}/status`.
    ///
    /// # Errors
    /// [`ErrorKind::Client`](crate::ErrorKind::Client) if it is none.
    pub fn read(headers: &http::HeaderMap, answer: &[u8]) -> Result<Self> {
        Ok(decode_json::<Answer>(headers, answer)?.status)
    }
}
