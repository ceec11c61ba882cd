//! Following a task to its end, as a state machine: no clock, no socket, no task inside.
//!
//! The driver owns time and network. It calls, in this order and again after each event:
//!
//! 1. [`Follow::poll`] until it returns none, and does what each [`Action`] says; what comes of it
//!    goes back in as an [`Event`] through [`Follow::handle`];
//! 2. [`Follow::next_timeout`], and waits for that point in time or an answer;
//! 3. [`Follow::handle_timeout`] when the time has come.
//!
//! `now` is a [`Duration`] since a moment that the driver chooses; it must not run backwards.

mod action;
mod schedule;

use std::collections::VecDeque;
use std::time::Duration;

use druid_client::report::{MsqReport, TaskState};
use druid_cluster::tasks::TaskStatus;

pub use self::action::{Action, Event, Outcome};
pub use self::schedule::Pace;
use self::schedule::Schedule;
use crate::{Error, ErrorKind, Progress, Result};

/// The fault of a query whose task was told to end while the engine still heard it.
const CANCELED: &str = "Canceled";

/// How the Overlord's message of a task begins that somebody told it to end. It is set before the
/// engine is told, and never on a task that was over by then.
const SHUT_DOWN: &str = "Shutdown request from user";

/// Follows one multi-stage task: asks for its report at a decent pace, tells its progress, and ends
/// with its [`Outcome`].
///
/// A report that says the query is over ends it; of one that failed, the task's status tells whether
/// it was shut down, for the engine may only have seen its workers go. While there is no report (the
/// task waits for a place, or never made one), the status is asked for instead. Requests that fail and may
/// pass are tried again, more and more slowly, and at most as often in a row as [`Pace`] says.
#[derive(Debug)]
pub struct Follow {
    state: State,
    schedule: Schedule,
    actions: VecDeque<Action>,
    cancel_asked: bool,
    failures: u32,
    /// The report of a task that failed, while its status is asked for.
    failed: Option<Box<MsqReport>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Waits for the next time to ask.
    Resting,
    /// Has asked for the report.
    AskedReport,
    /// Has asked for the status: there is no report, or it says that the task failed.
    AskedStatus,
    /// Has told the outcome.
    Over,
    /// Was given an event out of turn.
    Poisoned,
}

impl Follow {
    /// Begins to follow a task that was just submitted; the first action asks for its report.
    #[must_use]
    pub fn new(pace: Pace) -> Self {
        Self {
            state: State::AskedReport,
            schedule: Schedule::new(pace),
            actions: VecDeque::from([Action::FetchReport]),
            cancel_asked: false,
            failures: 0,
            failed: None,
        }
    }

    /// The next thing to do; none until another event or timeout. Worth calling after each
    /// `handle`, `handle_timeout` and `cancel`.
    #[must_use]
    pub fn poll(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// When [`handle_timeout`](Self::handle_timeout) is to be called; none while an answer is
    /// awaited, and when all is over.
    #[must_use]
    pub fn next_timeout(&self) -> Option<Duration> {
        (self.state == State::Resting)
            .then(|| self.schedule.due())
            .flatten()
    }

    /// Whether the outcome was told.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.state == State::Over
    }

    /// The time that [`next_timeout`](Self::next_timeout) named has come. Too early, it does
    /// nothing.
    pub fn handle_timeout(&mut self, now: Duration) {
        if self.next_timeout().is_some_and(|due| now >= due) {
            self.state = State::AskedReport;
            self.actions.push_back(Action::FetchReport);
        }
    }

    /// The user wants the task to end. It is followed on until it has: the outcome tells whether it
    /// was cancelled or came to its own end first.
    pub fn cancel(&mut self) {
        if !self.cancel_asked && self.state != State::Over {
            self.cancel_asked = true;
            self.actions.push_back(Action::ShutDown);
        }
    }

    /// Takes what came of an action.
    ///
    /// # Errors
    /// [`ErrorKind::OutOfTurn`] for an event that nothing was asked for; from then on every event
    /// ends so. [`ErrorKind::UnknownTask`] and the request's own error end the following.
    pub fn handle(&mut self, now: Duration, event: Event) -> Result<()> {
        match (self.state, event) {
            (State::AskedReport, Event::Report(report)) => self.on_report(now, *report),
            (State::AskedReport, Event::NoReport) => {
                self.state = State::AskedStatus;
                self.actions.push_back(Action::FetchStatus);
                Ok(())
            }
            (State::AskedStatus, Event::Status(status)) => {
                self.on_status(now, *status);
                Ok(())
            }
            // The report has said how it ended; only why is left open.
            (State::AskedStatus, Event::UnknownTask | Event::Failed(_))
                if self.failed.is_some() =>
            {
                self.fail(None);
                Ok(())
            }
            (State::AskedStatus, Event::UnknownTask) => {
                self.state = State::Over;
                Err(Error::new(
                    ErrorKind::UnknownTask,
                    "the Overlord does not know the task",
                ))
            }
            (State::AskedReport | State::AskedStatus, Event::Failed(error)) => {
                self.on_failure(now, error)
            }
            // Sent beside the other requests; its answer changes nothing that the report will not.
            (_, Event::ShutDown) if self.cancel_asked => Ok(()),
            (state, event) => {
                self.state = State::Poisoned;
                let what = format!("{} while {state:?}", event.name());
                Err(Error::new(ErrorKind::OutOfTurn, what))
            }
        }
    }

    fn on_report(&mut self, now: Duration, report: MsqReport) -> Result<()> {
        self.failures = 0;
        let progress = Progress::of(&report.payload)?;
        self.actions.push_back(Action::Tell(progress));
        match report.payload.status.status {
            TaskState::Success => self.finish(Outcome::Success {
                report: Some(Box::new(report)),
            }),
            TaskState::Failed => {
                self.failed = Some(Box::new(report));
                self.state = State::AskedStatus;
                self.actions.push_back(Action::FetchStatus);
            }
            _ => self.rest(now),
        }
        Ok(())
    }

    fn on_status(&mut self, now: Duration, status: TaskStatus) {
        self.failures = 0;
        match status.state {
            _ if self.failed.is_some() => self.fail(status.error_message),
            // A task that is over and has no report will never have one.
            TaskState::Success if self.schedule.waited_for_report() => {
                self.finish(Outcome::Success { report: None });
            }
            TaskState::Failed if self.schedule.waited_for_report() => {
                self.fail(status.error_message);
            }
            // Its report may still be on the way to where the Overlord looks for it.
            TaskState::Success | TaskState::Failed => {
                self.schedule.wait_for_report();
                self.rest(now);
            }
            _ => self.rest(now),
        }
    }

    fn on_failure(&mut self, now: Duration, error: Error) -> Result<()> {
        self.failures += 1;
        if !error.is_retryable() || self.failures > self.schedule.pace().failures {
            self.state = State::Over;
            return Err(error);
        }
        self.schedule.back_off(now, self.failures);
        self.state = State::Resting;
        Ok(())
    }

    /// Ends with what the report and the Overlord's `message` say of a task that failed.
    fn fail(&mut self, message: Option<String>) {
        let report = self.failed.take();
        let fault = report.as_ref().and_then(|report| {
            let told = report.payload.status.error_report.as_ref();
            told.map(|report| report.error.clone())
        });
        let by_code = fault.as_ref().is_some_and(|fault| fault.code == CANCELED);
        let by_message = message
            .as_deref()
            .is_some_and(|text| text.starts_with(SHUT_DOWN));
        let by_us = self.cancel_asked && fault.is_none();
        self.finish(if by_code || by_message || by_us {
            Outcome::Cancelled { report }
        } else {
            Outcome::Failed {
                message: message.filter(|_| fault.is_none()),
                fault,
                report,
            }
        });
    }

    fn rest(&mut self, now: Duration) {
        self.schedule.next(now);
        self.state = State::Resting;
    }

    fn finish(&mut self, outcome: Outcome) {
        self.state = State::Over;
        self.actions.push_back(Action::Finish(outcome));
    }
}

#[cfg(test)]
mod tests;
