use druid_client::report::MsqReport;

use super::*;

/// Recorded from a real 27.0.0 in mid-run, its stage definitions left out.
const RUNNING: &[u8] = include_bytes!("fixtures/running-27.0.0.json");

fn payload(report: &str) -> MsqPayload {
    let whole = format!(
        r#"{{"multiStageQuery":{{"payload":{{"status":{{"status":"RUNNING"}},{report}}}}}}}"#
    );
    MsqReport::read(whole.as_bytes()).unwrap().payload
}

#[test]
fn reads_a_live_report() {
    let report = MsqReport::read(RUNNING).unwrap();
    let progress = Progress::of(&report.payload).unwrap();
    assert_eq!(progress.stages.len(), 2);
    let (first, second) = (&progress.stages[0], &progress.stages[1]);
    assert_eq!(first.phase, Some(Phase::ResultsReady));
    assert_eq!((first.rows_read, first.rows_written), (39_244, 39_244));
    assert_eq!((first.files, first.sort), ((1, 1), Some(1.0)));
    assert_eq!((second.workers, second.partitions), (1, Some(1)));
    assert_eq!(second.segment_rows, Some([0; 4]));
    assert!(
        (progress.fraction() - 0.5).abs() < 1e-9,
        "{}",
        progress.fraction()
    );
}

#[test]
fn nothing_is_known_before_the_query_is_planned() {
    let progress = Progress::of(&payload(r#""counters":{}"#)).unwrap();
    assert!(progress.stages.is_empty());
    assert!(progress.fraction().abs() < 1e-9);
}

#[test]
fn workers_are_summed_and_unknown_counters_left_aside() {
    let report = r#""stages":[{"stageNumber":0,"phase":"POST_READING","workerCount":2}],
        "counters":{"0":{
            "0":{"input0":{"type":"channel","rows":[1,2],"files":[1],"totalFiles":[2]},
                 "sortProgress":{"type":"sortProgress","progressDigest":0.5},
                 "newThing":{"type":"brandNew","x":[]}},
            "1":{"input0":{"type":"channel","rows":[4]},
                 "sortProgress":{"type":"sortProgress","triviallyComplete":true}}}}"#;
    let progress = Progress::of(&payload(report)).unwrap();
    let stage = &progress.stages[0];
    assert_eq!(
        (stage.rows_read, stage.files, stage.sort),
        (7, (1, 2), Some(0.75))
    );
    assert!((stage.fraction() - 0.875).abs() < 1e-9);
}

#[test]
fn the_fraction_never_falls_back_from_phase_to_phase() {
    let phases = [
        "NEW",
        "READING_INPUT",
        "MERGING_STATISTICS",
        "POST_READING",
        "RESULTS_READY",
    ];
    let fractions = phases.map(|phase| {
        let report = format!(
            r#""stages":[{{"stageNumber":0,"phase":"{phase}","workerCount":1}}],
            "counters":{{"0":{{"0":{{"input0":{{"type":"channel","files":[1],"totalFiles":[1]}}}}}}}}"#
        );
        Progress::of(&payload(&report)).unwrap().fraction()
    });
    assert!(fractions.is_sorted(), "{fractions:?}");
    assert!((fractions[4] - 1.0).abs() < 1e-9);
}

#[test]
fn what_is_no_report_is_refused() {
    let error = Progress::of(&payload(r#""stages":[{"stageNumber":"x"}]"#)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Report);
    let error = Progress::of(&payload(r#""stages":[],"counters":[1]"#)).unwrap_err();
    assert!(error.to_string().contains("counters"));
}
