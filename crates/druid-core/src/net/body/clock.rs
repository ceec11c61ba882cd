use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep};

use super::timed_out;
use crate::Error;

/// The point in time by which a whole request must be over, as an extension of that request. It
/// also knows which attempt is under way, for the error of one that is not over by then.
#[derive(Clone, Debug)]
pub(crate) struct Cutoff {
    at: Instant,
    attempts: Arc<AtomicU32>,
}

impl Cutoff {
    pub(crate) fn new(at: Instant) -> Self {
        Self {
            at,
            attempts: Arc::default(),
        }
    }

    pub(crate) fn at(&self) -> Instant {
        self.at
    }

    pub(crate) fn begins(&self, attempt: u32) {
        self.attempts.store(attempt, Ordering::Relaxed);
    }

    pub(crate) fn attempts(&self) -> u32 {
        self.attempts.load(Ordering::Relaxed)
    }
}

/// A body's deadlines. The timer is made when there is first something to wait for: most bodies
/// never need one.
#[derive(Debug, Default)]
pub(super) struct Clock {
    pub(super) idle: Option<Duration>,
    pub(super) total: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
    waiting: bool,
}

impl Clock {
    /// A piece came.
    pub(super) fn progress(&mut self) -> Result<(), Error> {
        self.waiting = false;
        match self.total {
            Some(total) if Instant::now() >= total => Err(total_passed()),
            _ => Ok(()),
        }
    }

    /// Nothing came yet: whether a deadline has passed.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Error> {
        if !self.waiting {
            let idle = self.idle.and_then(|idle| Instant::now().checked_add(idle));
            let Some(until) = idle.into_iter().chain(self.total).min() else {
                return Poll::Pending;
            };
            match &mut self.timer {
                Some(timer) => timer.as_mut().reset(until),
                None => self.timer = Some(Box::pin(tokio::time::sleep_until(until))),
            }
            self.waiting = true;
        }
        let Some(timer) = &mut self.timer else {
            return Poll::Pending;
        };
        match timer.as_mut().poll(cx) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(()) if self.total.is_some_and(|total| Instant::now() >= total) => {
                Poll::Ready(total_passed())
            }
            Poll::Ready(()) => {
                Poll::Ready(timed_out("no more of the body came within timeout.idle"))
            }
        }
    }
}

fn total_passed() -> Error {
    timed_out("the whole took longer than timeout.total")
}
