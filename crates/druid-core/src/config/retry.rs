use std::time::Duration;

/// When and how often a request is sent again.
///
/// Only an error that may pass is retried ([`ErrorKind`](crate::ErrorKind) says which), only for an
/// endpoint that may be repeated or a request that certainly never reached a server, and only as
/// long as the budget lasts: the budget keeps many clients from drowning a server that is down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryConfig {
    /// How often a request is sent at most; 1 means never again.
    pub attempts: u32,
    /// The wait before the first retry; it doubles from there, with jitter.
    pub base_delay: Duration,
    /// The longest wait. A server that asks for more (`Retry-After`) is not retried.
    pub max_delay: Duration,
    /// How many retries there may be for a hundred requests, beside ten in ten seconds that are
    /// always allowed.
    pub budget_percent: u16,
}

impl Default for RetryConfig {
    fn default() -> Self {
        Self {
            attempts: 4,
            base_delay: Duration::from_millis(100),
            max_delay: Duration::from_secs(10),
            budget_percent: 20,
        }
    }
}

impl RetryConfig {
    /// Never again.
    #[must_use]
    pub fn none() -> Self {
        Self {
            attempts: 1,
            ..Self::default()
        }
    }

    /// The same with another number of attempts, at least 1.
    #[must_use]
    pub fn with_attempts(self, attempts: u32) -> Self {
        Self {
            attempts: attempts.max(1),
            ..self
        }
    }

    /// The same with other waits.
    #[must_use]
    pub fn with_delays(self, base_delay: Duration, max_delay: Duration) -> Self {
        Self {
            base_delay,
            max_delay,
            ..self
        }
    }

    /// The same with another budget.
    #[must_use]
    pub fn with_budget_percent(self, budget_percent: u16) -> Self {
        Self {
            budget_percent,
            ..self
        }
    }
}
