//! By SQL: a multi-stage task reads the file where its workers see it.

use std::time::{Duration, Instant};

use druid_client::Client;
use druid_msq::follow::{Outcome, Pace};
use druid_msq::{MsqTask, Progress};

use crate::error::{Error, Result};
use crate::interrupt::Interrupt;
use crate::numbers::{grouped, time};
use crate::progress::Bar;
use crate::timings::Timings;
use crate::{snippet, statement, steps};

/// How long a task gets to end once it was told to.
const TO_CANCEL: Duration = Duration::from_secs(15);

pub(super) async fn load(
    client: &Client,
    table: &str,
    path: &str,
    timings: &mut Timings,
    interrupt: &Interrupt,
) -> Result<u64> {
    let replace = statement::replace(table, path);
    snippet::print_sql(&replace);
    snippet::print(&["submit", "follow"]);
    let begun = Instant::now();
    let task = steps::submit(client, &replace)
        .await
        .map_err(|error| Error::caused("the statement did not become a task", error))?;
    timings.since("submit the statement", begun);

    let begun = Instant::now();
    // Short waits between two reports: somebody is looking.
    let pace = Pace::default().with_waits(Duration::from_millis(200), Duration::from_millis(600));
    let task = task.with_pace(pace);
    let outcome = follow(&task, interrupt).await?;
    let took = begun.elapsed();
    let finished = finished(task.id(), outcome)?;
    let rows = rows_of(task.id(), &finished)?;
    println!(
        "  {} rows in {}, by task {}",
        grouped(rows),
        time(took),
        task.id()
    );
    timings.parts(took, stages(&finished), "the task's start, publishing, end");
    Ok(rows)
}

/// Follows the task with a bar; on Ctrl-C the task is cancelled first.
async fn follow(task: &MsqTask, interrupt: &Interrupt) -> Result<Outcome> {
    let mut bar = Bar::start("waiting for a worker");
    let outcome = tokio::select! {
        outcome = steps::follow(task, &mut bar) => Some(outcome),
        () = interrupt.pressed() => None,
    };
    bar.end();
    let id = task.id();
    match outcome {
        Some(Ok(outcome)) => Ok(outcome),
        Some(Err(error)) => {
            let what = format!("the task {id} can not be followed; it may still run");
            Err(Error::caused(what, error))
        }
        None => Err(cancel(task).await),
    }
}

/// Ends the task, and says what became of it.
async fn cancel(task: &MsqTask) -> Error {
    let id = task.id();
    println!("  cancelling {id}");
    match tokio::time::timeout(TO_CANCEL, task.cancel()).await {
        Ok(Ok(Outcome::Success { .. })) => Error::interrupted(format!(
            "interrupted; the task {id} had come to its end: the table is replaced"
        )),
        Ok(Ok(_)) => Error::interrupted(format!(
            "interrupted; the task {id} was cancelled and the table is as it was"
        )),
        Ok(Err(error)) => Error::caused(format!("interrupted, but {id} may still run"), error),
        Err(_) => Error::new(format!(
            "interrupted, but {id} had not ended {} later",
            time(TO_CANCEL)
        )),
    }
}

/// The last report of a task that went well.
fn finished(id: &str, outcome: Outcome) -> Result<Progress> {
    match outcome {
        Outcome::Success { report } => {
            let silent = || Error::new(format!("the task {id} succeeded, and left no report"));
            let report = report.ok_or_else(silent)?;
            Progress::of(&report.payload)
                .map_err(|error| Error::caused(format!("the report of {id} is odd"), error))
        }
        Outcome::Failed { fault, message, .. } => {
            let why = fault.map(|fault| fault.to_string()).or(message);
            let what = format!("the task {id} failed");
            Err(match why {
                Some(why) => Error::caused(what, why),
                None => Error::new(what + ", and nothing says why"),
            })
        }
        _ => Err(Error::new(format!("somebody cancelled the task {id}"))),
    }
}

/// How many rows the last stage says it pushed.
fn rows_of(id: &str, finished: &Progress) -> Result<u64> {
    let mut made = finished.stages.iter().rev();
    let made = made.find_map(|stage| stage.segment_rows);
    made.map(|[.., pushed]| pushed)
        .ok_or_else(|| Error::new(format!("the report of {id} does not say what it wrote")))
}

/// What each stage took, by its own clock.
fn stages(progress: &Progress) -> Vec<(String, Duration)> {
    let named = progress.stages.iter().filter_map(|stage| {
        let took = u64::try_from(stage.duration_ms?).ok()?;
        let name = stage.processor.as_deref().unwrap_or("?");
        let name = format!("stage {}, {name}", stage.number + 1);
        Some((name, Duration::from_millis(took)))
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use druid_client::report::MsqReport;

    use super::*;

    fn report() -> MsqReport {
        let report = r#"{"multiStageQuery":{"payload":{"status":{"status":"SUCCESS"},"stages":[
            {"stageNumber":0,"duration":3474,"definition":{"processor":{"type":"scan"}}},
            {"stageNumber":1,"duration":8638,"definition":{"processor":{"type":"segmentGenerator"}}}],
            "counters":{"1":{"0":{"segmentGenerationProgress":{"type":"segmentGenerationProgress",
            "rowsProcessed":9,"rowsPersisted":8,"rowsMerged":7,"rowsPushed":6}}}}}}}"#;
        MsqReport::read(report.as_bytes()).unwrap()
    }

    #[test]
    fn rows_and_times_are_the_reports() {
        let report = Some(Box::new(report()));
        let progress = finished("q", Outcome::Success { report }).unwrap();
        assert_eq!(rows_of("q", &progress).unwrap(), 6);
        let expected = [
            ("stage 1, scan".to_owned(), Duration::from_millis(3_474)),
            (
                "stage 2, segmentGenerator".to_owned(),
                Duration::from_millis(8_638),
            ),
        ];
        assert_eq!(stages(&progress), expected);
    }

    #[test]
    fn a_success_without_a_number_is_none() {
        let silent = finished("q", Outcome::Success { report: None }).unwrap_err();
        assert!(silent.report().contains("no report"), "{}", silent.report());
        let odd = rows_of("q", &Progress::default()).unwrap_err();
        assert!(odd.report().contains("does not say"), "{}", odd.report());
    }

    #[test]
    fn a_failure_says_why() {
        let failed = Outcome::Failed {
            fault: None,
            message: Some("no such file".to_owned()),
            report: None,
        };
        let error = finished("q", failed).unwrap_err();
        assert_eq!(error.report(), "the task q failed\n  because: no such file");
    }
}
