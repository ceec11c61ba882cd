use std::time::Duration;

use http::{Method, Request, Response};
use tokio::time::Instant;
use tower::retry::budget::{Budget, TpsBudget};
use tower::util::rng::{HasherRng, Rng};

use super::{Asked, HttpService};
use crate::net::{Body, Cutoff};
use crate::{Endpoint, Error, ErrorKind, Result, RetryConfig};

/// Over how long retries and requests are set against each other.
const BUDGET_WINDOW: Duration = Duration::from_secs(10);

/// How many times a request was sent, as an extension of its response.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempts(pub(crate) u32);

/// Sends again what may be sent again, after a wait; one budget for the whole connection. A request
/// can bring its own [`RetryConfig`] as an extension.
///
/// Only the head of a response is ever waited for again: once a caller has a body, no retry can
/// repeat rows that it has seen.
pub(crate) struct Retry<S> {
    inner: S,
    config: RetryConfig,
    budget: TpsBudget,
}

impl<S> Retry<S> {
    pub(crate) fn new(inner: S, config: RetryConfig) -> Self {
        let share = f32::from(config.budget_percent.min(1000)) / 100.0;
        let budget = TpsBudget::new(BUDGET_WINDOW, 1, share);
        Self {
            inner,
            config,
            budget,
        }
    }
}

impl<S: HttpService> HttpService for Retry<S> {
    async fn send(&self, mut request: Asked) -> Result<Response<Body>> {
        let config = request.extensions().get().copied().unwrap_or(self.config);
        let cutoff = request.extensions().get::<Cutoff>().cloned();
        self.budget.deposit();
        let mut attempts = 1;
        loop {
            if let Some(cutoff) = &cutoff {
                cutoff.begins(attempts);
            }
            let again = (attempts < config.attempts)
                .then(|| clone_request(&request))
                .flatten();
            let error = match self.inner.send(request).await {
                Ok(mut response) => {
                    response.extensions_mut().insert(Attempts(attempts));
                    return Ok(response);
                }
                Err(error) => error,
            };
            let wait = again
                .filter(|again| may_repeat(again, &error))
                .and_then(|again| Some((again, self.wait(config, attempts, &error, &cutoff)?)));
            let Some((again, wait)) = wait else {
                return Err(error.with_attempts(attempts));
            };
            tracing::debug!(kind = ?error.kind(), attempt = attempts, ?wait, "retry");
            tokio::time::sleep(wait).await;
            attempts += 1;
            request = again;
        }
    }
}

impl<S> Retry<S> {
    /// How long to wait before the next attempt; none if there is to be none.
    fn wait(
        &self,
        config: RetryConfig,
        attempts: u32,
        error: &Error,
        cutoff: &Option<Cutoff>,
    ) -> Option<Duration> {
        let wait = match error.retry_after() {
            Some(asked) if asked > config.max_delay => return None,
            Some(asked) => asked,
            // A generator of its own for each wait: clones of one would all draw the same number.
            None => backoff(config, attempts, HasherRng::new().next_f64()),
        };
        let end = Instant::now().checked_add(wait)?;
        if cutoff.as_ref().is_some_and(|cutoff| end >= cutoff.at()) {
            return None;
        }
        self.budget.withdraw().then_some(wait)
    }
}

/// A request once more, if its body is held in memory.
pub(super) fn clone_request(request: &Request<Body>) -> Option<Asked> {
    let mut clone = Box::new(Request::new(request.body().try_clone()?));
    *clone.method_mut() = request.method().clone();
    *clone.uri_mut() = request.uri().clone();
    *clone.version_mut() = request.version();
    *clone.headers_mut() = request.headers().clone();
    *clone.extensions_mut() = request.extensions().clone();
    Some(clone)
}

/// Whether sending `request` again is safe after `error`, and has a chance.
fn may_repeat<B>(request: &Request<B>, error: &Error) -> bool {
    if !error.is_retryable() {
        return false;
    }
    let unheard = matches!(
        error.kind(),
        ErrorKind::CapacityExceeded | ErrorKind::Credentials
    );
    if unheard || error.was_never_sent() {
        return true;
    }
    match request.extensions().get::<&'static Endpoint>() {
        Some(endpoint) => endpoint.repeatable,
        None => matches!(*request.method(), Method::GET | Method::HEAD),
    }
}

/// Doubles from the base, at most the longest, times a factor between a half and one.
fn backoff(config: RetryConfig, attempt: u32, random: f64) -> Duration {
    let doubled = 2_u32
        .checked_pow(attempt.saturating_sub(1))
        .unwrap_or(u32::MAX);
    let whole = config
        .base_delay
        .saturating_mul(doubled)
        .min(config.max_delay);
    let factor = random.clamp(0.0, 1.0).mul_add(0.5, 0.5);
    Duration::try_from_secs_f64(whole.as_secs_f64() * factor).unwrap_or(whole)
}

#[cfg(test)]
mod tests;
