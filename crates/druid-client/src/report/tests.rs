use super::*;

/// Recorded from a real 27.0.0 in mid-run, its stage definitions left out.
const RUNNING: &[u8] = include_bytes!("fixtures/running-27.0.0.json");

#[test]
fn reads_a_live_report() {
    let report = MsqReport::read(RUNNING).unwrap();
    assert_eq!(report.task_id, "query-328ab923-e79a-414c-9628-bc2504ab6883");
    let status = report.payload.status;
    assert_eq!(status.status, TaskState::Running);
    assert_eq!((status.duration_ms, status.running_tasks), (8388, 2));
    assert!(status.workers.is_empty() && status.error_report.is_none());
    let stages = report.payload.stages.unwrap();
    assert_eq!(stages[1]["phase"], "READING_INPUT");
    assert!(report.payload.results.is_none());
}

/// As a real 27.0.0 reports it in the moment before it asks for workers.
#[test]
fn counts_that_are_not_known_yet_are_read() {
    let first = br#"{"multiStageQuery":{"taskId":"q","payload":{"status":{"status":"RUNNING",
        "startTime":"2026-11-21T11:36:39.970Z","durationMs":145,"pendingTasks":-1,
        "runningTasks":1},"counters":{}}}}"#;
    let status = MsqReport::read(first).unwrap().payload.status;
    assert_eq!((status.pending_tasks, status.running_tasks), (-1, 1));
    let least = br#"{"multiStageQuery":{"payload":{"status":{"status":"PENDING"}}}}"#;
    let status = MsqReport::read(least).unwrap().payload.status;
    assert_eq!((status.pending_tasks, status.duration_ms), (-1, -1));
}

#[test]
fn a_fault_keeps_its_fields() {
    let fault = r#"{"errorCode":"TooManyBuckets","maxBuckets":5,"errorMessage":"too many"}"#;
    let fault: Fault = serde_json::from_str(fault).unwrap();
    assert_eq!(fault.fields["maxBuckets"], 5);
    assert_eq!(fault.to_string(), "TooManyBuckets: too many");
}

#[test]
fn another_kind_of_task_and_a_cut_report_are_refused() {
    let other = MsqReport::read(br#"{"ingestionStatsAndErrors":{"payload":{}}}"#).unwrap_err();
    assert_eq!(
        other.kind(),
        ErrorKind::Core(druid_core::ErrorKind::UnexpectedContent)
    );
    let cut = MsqReport::read(&RUNNING[..RUNNING.len() / 2]).unwrap_err();
    assert_eq!(
        cut.kind(),
        ErrorKind::Core(druid_core::ErrorKind::Truncated)
    );
}

#[test]
fn states_of_newer_releases_are_kept() {
    for name in ["PENDING", "RUNNING", "SUCCESS", "FAILED", "PAUSED"] {
        let state = TaskState::from(name.to_owned());
        assert_eq!(state.is_over(), matches!(name, "SUCCESS" | "FAILED"));
        assert_eq!(String::from(state), name);
    }
}
