use std::time::Duration;

/// How often a task is asked after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pace {
    /// The first wait.
    pub first: Duration,
    /// The longest wait; each is a quarter longer than the one before.
    pub longest: Duration,
    /// How many failed requests in a row are borne.
    pub failures: u32,
}

impl Default for Pace {
    /// From 200 ms up to 3 s; six failures, which last about ten seconds, as a change of leader
    /// may.
    fn default() -> Self {
        Self {
            first: Duration::from_millis(200),
            longest: Duration::from_secs(3),
            failures: 6,
        }
    }
}

impl Pace {
    /// The same with other waits.
    #[must_use]
    pub fn with_waits(self, first: Duration, longest: Duration) -> Self {
        Self {
            first,
            longest,
            ..self
        }
    }

    /// The same, bearing another number of failures in a row.
    #[must_use]
    pub fn with_failures(self, failures: u32) -> Self {
        Self { failures, ..self }
    }
}

/// When to ask next.
#[derive(Debug)]
pub(super) struct Schedule {
    pace: Pace,
    wait: Duration,
    due: Option<Duration>,
    waited_for_report: bool,
}

impl Schedule {
    pub(super) fn new(pace: Pace) -> Self {
        Self {
            pace,
            wait: pace.first,
            due: None,
            waited_for_report: false,
        }
    }

    pub(super) fn pace(&self) -> Pace {
        self.pace
    }

    pub(super) fn due(&self) -> Option<Duration> {
        self.due
    }

    /// One more wait, a quarter longer than the last.
    pub(super) fn next(&mut self, now: Duration) {
        self.due = Some(now + self.wait);
        self.wait = (self.wait + self.wait / 4).min(self.pace.longest);
    }

    /// A wait that doubles with each failure in a row.
    pub(super) fn back_off(&mut self, now: Duration, failures: u32) {
        let doubled = 2_u32.saturating_pow(failures.saturating_sub(1));
        self.due = Some(
            now + self
                .pace
                .first
                .saturating_mul(doubled)
                .min(self.pace.longest),
        );
    }

    /// Notes that a task which is over gets one more chance to show its report.
    pub(super) fn wait_for_report(&mut self) {
        self.waited_for_report = true;
    }

    pub(super) fn waited_for_report(&self) -> bool {
        self.waited_for_report
    }
}
