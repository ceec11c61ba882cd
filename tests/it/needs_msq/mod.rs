//! Tasks of the multi-stage engine, from SQL to their outcome.

mod ending;
mod ingestion;

use std::time::Duration;

use druid_msq::MsqTask;
use druid_msq::follow::{Outcome, Pace};

/// A task that is looked at often: the tests want to see it on its way.
fn brisk(task: MsqTask) -> MsqTask {
    let (first, longest) = (Duration::from_millis(50), Duration::from_millis(200));
    task.with_pace(Pace::default().with_waits(first, longest))
}

/// An outcome in a few words, without its report.
fn told(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Success { report } => format!("success, report: {}", report.is_some()),
        Outcome::Cancelled { report } => format!("cancelled, report: {}", report.is_some()),
        Outcome::Failed {
            fault,
            message,
            report,
        } => {
            format!(
                "failed, {fault:?}, {message:?}, report: {}",
                report.is_some()
            )
        }
        _ => "an outcome of a newer kind".to_owned(),
    }
}
