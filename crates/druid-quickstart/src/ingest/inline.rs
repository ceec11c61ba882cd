//! By tasks that hold the rows themselves, for workers that do not see the file.

use std::time::{Duration, Instant};

use druid_client::Client;
use druid_client::report::TaskState;
use druid_cluster::Overlord;
use druid_cluster::tasks::TaskStatus;

use crate::batches::{self, MOST_BYTES};
use crate::error::{Error, Result};
use crate::interrupt::Interrupt;
use crate::numbers::{grouped, time};
use crate::progress::Bar;
use crate::steps::Accepted;
use crate::timings::Timings;
use crate::{data, snippet, statement, steps};

const PAUSE: Duration = Duration::from_millis(300);

pub(super) async fn load(
    client: &Client,
    table: &str,
    timings: &mut Timings,
    interrupt: &Interrupt,
) -> Result<u64> {
    let text = data::lines()?;
    let batches = batches::of(&text, MOST_BYTES);
    println!(
        "  The rows go inside {} index_parallel tasks.",
        batches.len()
    );
    snippet::print(&["overlord", "index", "status"]);
    let overlord = steps::overlord(client).await;
    let overlord = overlord.map_err(|error| Error::caused("no Overlord can be asked", error))?;

    let begun = Instant::now();
    let mut bar = Bar::start(&format!("task 1 of {}", batches.len()));
    let mut loaded = 0;
    for (at, rows) in batches.iter().enumerate() {
        let (task, count) = (at + 1, batches.len());
        bar.step(ratio(at, count), &format!("task {task} of {count}"), "");
        let begun = Instant::now();
        match load_one(&overlord, table, rows, at == 0, interrupt).await {
            Ok(()) => {}
            Err(error) => {
                bar.end();
                return Err(partly(error, table, at));
            }
        }
        // A row that can not be read would have failed its task.
        loaded += rows.lines().count();
        timings.since(format!("task {task}, {}", megabytes(rows)), begun);
    }
    bar.end();
    let loaded = u64::try_from(loaded).unwrap_or(u64::MAX);
    println!("  {} rows in {}", grouped(loaded), time(begun.elapsed()));
    Ok(loaded)
}

/// Sends one task and waits until it is over; on Ctrl-C it is ended first.
async fn load_one(
    overlord: &Overlord,
    table: &str,
    rows: &str,
    is_first: bool,
    interrupt: &Interrupt,
) -> Result<()> {
    let task = statement::index_task(table, rows, is_first);
    let accepted = steps::index(overlord, &task).await;
    let accepted =
        accepted.map_err(|error| Error::caused("the Overlord did not take the task", error))?;
    let id = &accepted.task;
    let status = tokio::select! {
        status = wait(overlord, &accepted) => status?,
        () = interrupt.pressed() => return Err(shut_down(overlord, id).await),
    };
    if status.state == TaskState::Success {
        return Ok(());
    }
    let what = format!("the task {id} failed");
    Err(match status.error_message {
        Some(why) => Error::caused(what, why),
        None => Error::new(what + ", and nothing says why"),
    })
}

async fn wait(overlord: &Overlord, accepted: &Accepted) -> Result<TaskStatus> {
    loop {
        let status = steps::status(overlord, accepted).await.map_err(|error| {
            let what = format!(
                "the task {} can not be followed; it may still run",
                accepted.task
            );
            Error::caused(what, error)
        })?;
        if status.state.is_over() {
            return Ok(status);
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn shut_down(overlord: &Overlord, id: &str) -> Error {
    println!("  cancelling {id}");
    match overlord.shut_down_task(id).await {
        Ok(()) => Error::interrupted(format!("interrupted; the task {id} was told to end")),
        Err(error) => Error::caused(format!("interrupted, but {id} may still run"), error),
    }
}

/// The error, with a word on what the tasks before have left.
fn partly(error: Error, table: &str, done: usize) -> Error {
    if done == 0 {
        return error;
    }
    let what = format!(
        "the table {table} holds only the rows of the tasks that had ended well, {done} of them"
    );
    if error.is_interrupt() {
        Error::interrupted(format!("{error}; {what}"))
    } else {
        Error::caused(what, error)
    }
}

fn megabytes(rows: &str) -> String {
    let tenths = rows.len().div_ceil(100_000);
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

#[expect(clippy::cast_precision_loss, reason = "a handful of tasks")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_earlier_tasks_left_is_said() {
        let failed = || Error::new("the task x failed");
        assert_eq!(partly(failed(), "t", 0).report(), "the task x failed");
        assert_eq!(
            partly(failed(), "t", 2).report(),
            "the table t holds only the rows of the tasks that had ended well, 2 of them\n  because: the task x failed"
        );
        assert!(partly(Error::interrupted("stop"), "t", 1).is_interrupt());
    }

    #[test]
    fn sizes_are_rounded_up() {
        assert_eq!(megabytes("x"), "0.1 MB");
        assert_eq!(megabytes(&"x".repeat(4_150_000)), "4.2 MB");
    }
}
