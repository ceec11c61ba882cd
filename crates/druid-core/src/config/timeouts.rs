use std::time::Duration;

/// Deadlines of this client. Druid's own time-out of a query is 5 minutes unless configured
/// otherwise, so those here are a little longer: the server's answer says more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// For a connection, TLS included.
    pub connect: Duration,
    /// For the head of a response, at each attempt.
    pub response: Duration,
    /// Between two pieces of a body.
    pub idle: Duration,
    /// For the whole, retries and body included; none by default.
    pub total: Option<Duration>,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            response: Duration::from_secs(310),
            idle: Duration::from_secs(310),
            total: None,
        }
    }
}

impl Timeouts {
    /// The same with another deadline for a connection.
    #[must_use]
    pub fn with_connect(self, connect: Duration) -> Self {
        Self { connect, ..self }
    }

    /// The same with another deadline for a response's head.
    #[must_use]
    pub fn with_response(self, response: Duration) -> Self {
        Self { response, ..self }
    }

    /// The same with another deadline between two pieces of a body.
    #[must_use]
    pub fn with_idle(self, idle: Duration) -> Self {
        Self { idle, ..self }
    }

    /// The same with a deadline for the whole.
    #[must_use]
    pub fn with_total(self, total: Duration) -> Self {
        Self {
            total: Some(total),
            ..self
        }
    }
}
