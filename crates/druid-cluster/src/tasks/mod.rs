//! The Overlord's task endpoints: status, reports, shutdown.

mod status;

use druid_core::{Bytes, Endpoint, NodeRole, Permission, Release, http};
use serde::Deserialize;

pub use self::status::{TaskLocation, TaskStatus};
use crate::Result;

/// How a task is: a [`TaskStatus`]. 404 with plain text for an unknown id.
pub const STATUS: Endpoint = Endpoint::get(
    "/druid/indexer/v1/task/{taskId}/status",
    &[NodeRole::Overlord],
)
.since(Release::new(0, 2, 3))
.leader()
.needs(Permission::DATASOURCE_READ);

/// What a task reports of itself, live while it runs. 404 before there is a report; while the task's
/// process is not there yet or no longer, a bare 500 (a Peon), or 200 with `{"error": …}` (an Indexer).
pub const REPORTS: Endpoint = Endpoint::get(
    "/druid/indexer/v1/task/{taskId}/reports",
    &[NodeRole::Overlord],
)
.since(Release::new(0, 12, 2))
.leader()
.needs(Permission::DATASOURCE_READ);

/// Ends a task. Ending one that is over already changes nothing, so this may be repeated.
pub const SHUTDOWN: Endpoint = Endpoint::post(
    "/druid/indexer/v1/task/{taskId}/shutdown",
    &[NodeRole::Overlord],
)
.since(Release::new(0, 7, 0))
.leader()
.repeatable()
.needs(Permission::DATASOURCE_WRITE);

/// `GET …/task/{taskId}/status`; the answer is `{"task": id, "status": …}`.
///
/// # Errors
/// [`ErrorKind::Client`](crate::ErrorKind::Client) if the id is empty.
pub fn status(task_id: &str) -> Result<http::Request<Bytes>> {
    Ok(STATUS.request().path("taskId", task_id).build()?)
}

/// `GET …/task/{taskId}/reports`; the answer is a map of reports by name.
///
/// # Errors
/// As [`status`].
pub fn reports(task_id: &str) -> Result<http::Request<Bytes>> {
    Ok(REPORTS.request().path("taskId", task_id).build()?)
}

/// Whether an answer of [`REPORTS`] is one: a map of reports, and not the worker's excuse for having
/// none.
#[must_use]
pub fn is_report(answer: &[u8]) -> bool {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Excuse {
        #[serde(rename = "error")]
        _text: String,
    }
    serde_json::from_slice::<Excuse>(answer).is_err()
}

/// `POST …/task/{taskId}/shutdown`; the answer is `{"task": id}`.
///
/// # Errors
/// As [`status`].
pub fn shutdown(task_id: &str) -> Result<http::Request<Bytes>> {
    Ok(SHUTDOWN.request().path("taskId", task_id).build()?)
}

#[cfg(test)]
mod tests {
    use druid_client::report::TaskState;

    use super::*;

    #[test]
    fn requests_are_what_the_overlord_serves() {
        assert_eq!(
            status("a b").unwrap().uri(),
            "/druid/indexer/v1/task/a%20b/status"
        );
        assert_eq!(
            reports("q").unwrap().uri(),
            "/druid/indexer/v1/task/q/reports"
        );
        let shutdown = shutdown("q").unwrap();
        assert_eq!(shutdown.uri(), "/druid/indexer/v1/task/q/shutdown");
        assert_eq!(shutdown.method(), http::Method::POST);
        assert!(status("").is_err() && reports("..").is_err());
    }

    /// Recorded from a real 27.0.0.
    #[test]
    fn an_excuse_is_no_report() {
        let excuse = br#"{"error":"Can't find chatHandler for handler[query-afa4f563]"}"#;
        assert!(!is_report(excuse));
        assert!(is_report(br#"{"multiStageQuery":{"payload":{}}}"#));
        assert!(is_report(
            br#"{"error":{"type":"error"},"ingestionStatsAndErrors":{}}"#
        ));
        assert!(is_report(b"{}"));
    }

    /// Recorded from a real 27.0.0.
    #[test]
    fn reads_what_a_real_overlord_answered() {
        let answer = include_bytes!("fixtures/status-27.0.0.json");
        let status = TaskStatus::read(&http::HeaderMap::new(), answer).unwrap();
        assert_eq!(status.id, "query-328ab923-e79a-414c-9628-bc2504ab6883");
        assert_eq!(status.state, TaskState::Running);
        assert_eq!(status.task_type.as_deref(), Some("query_controller"));
        assert_eq!(status.location.unwrap().port, 21091);
        assert_eq!((status.duration, status.error_message), (Some(-1), None));
    }
}
