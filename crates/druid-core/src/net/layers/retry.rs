use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http::{Method, Request, Response};
use tokio::time::Instant;
use tower::retry::budget::{Budget, TpsBudget};
use tower::retry::{Policy, Retry};
use tower::util::rng::{HasherRng, Rng};

use crate::net::{Body, Cutoff};
use crate::{Endpoint, Error, ErrorKind, Result, RetryConfig};

/// How many times a request was sent, as an extension of its response.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempts(pub(crate) u32);

pub(crate) fn layer<S>(inner: S, config: RetryConfig) -> Retry<RetryPolicy, S> {
    Retry::new(RetryPolicy::new(config), inner)
}

/// Whether an outcome is tried again, and after how long. One clone a request, one budget for all.
///
/// Only the head of a response is ever waited for again: once a caller has a body, no retry can
/// repeat rows that it has seen.
#[derive(Clone)]
pub(crate) struct RetryPolicy {
    config: RetryConfig,
    budget: Arc<TpsBudget>,
    random: HasherRng,
    attempts: u32,
}

impl RetryPolicy {
    fn new(config: RetryConfig) -> Self {
        let share = f32::from(config.budget_percent) / 100.0;
        Self {
            config,
            budget: Arc::new(TpsBudget::new(Duration::from_secs(10), 1, share)),
            random: HasherRng::new(),
            attempts: 1,
        }
    }

    /// How long to wait before the next attempt; none if there is to be none.
    fn wait(&mut self, request: &Request<Body>, error: &Error) -> Option<Duration> {
        if self.attempts >= self.config.attempts || !may_repeat(request, error) {
            return None;
        }
        let asked = error.retry_after();
        if asked.is_some_and(|asked| asked > self.config.max_delay) {
            return None;
        }
        let wait =
            asked.unwrap_or_else(|| backoff(self.config, self.attempts, self.random.next_f64()));
        let cutoff = request.extensions().get::<Cutoff>();
        if cutoff.is_some_and(|cutoff| Instant::now() + wait >= cutoff.0) {
            return None;
        }
        self.budget.withdraw().then_some(wait)
    }
}

impl Policy<Request<Body>, Response<Body>, Error> for RetryPolicy {
    type Future = Pin<Box<dyn Future<Output = ()> + Send>>;

    fn retry(
        &mut self,
        request: &mut Request<Body>,
        outcome: &mut Result<Response<Body>>,
    ) -> Option<Self::Future> {
        match outcome {
            Ok(response) => {
                self.budget.deposit();
                response.extensions_mut().insert(Attempts(self.attempts));
                None
            }
            Err(error) => {
                let Some(wait) = self.wait(request, error) else {
                    let last = std::mem::replace(error, Error::new(ErrorKind::Other));
                    *error = last.with_attempts(self.attempts);
                    return None;
                };
                tracing::debug!(kind = ?error.kind(), attempt = self.attempts, ?wait, "retry");
                self.attempts += 1;
                Some(Box::pin(tokio::time::sleep(wait)))
            }
        }
    }

    fn clone_request(&mut self, request: &Request<Body>) -> Option<Request<Body>> {
        if self.config.attempts <= 1 {
            return None;
        }
        clone_request(request)
    }
}

/// A request once more, if its body is held in memory.
pub(super) fn clone_request(request: &Request<Body>) -> Option<Request<Body>> {
    let mut clone = Request::new(request.body().try_clone()?);
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
    if error.was_never_sent() || error.kind() == ErrorKind::CapacityExceeded {
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
    whole.mul_f64(random.clamp(0.0, 1.0).mul_add(0.5, 0.5))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRITE: Endpoint = Endpoint::post("/write", &[]);
    const READ: Endpoint = Endpoint::post("/read", &[]).repeatable();

    fn to(endpoint: &'static Endpoint) -> Request<Body> {
        endpoint.request().build().unwrap().map(Body::from)
    }

    #[test]
    fn what_may_be_sent_again() {
        let cases = [
            (ErrorKind::Lost, false, true),
            (ErrorKind::Timeout, false, true),
            (ErrorKind::Unavailable, false, true),
            (ErrorKind::CapacityExceeded, true, true),
            (ErrorKind::Forbidden, false, false),
            (ErrorKind::Tls, false, false),
            (ErrorKind::ServerTimeout, false, false),
        ];
        for (kind, write, read) in cases {
            let error = Error::new(kind);
            assert_eq!(may_repeat(&to(&WRITE), &error), write, "write, {kind:?}");
            assert_eq!(may_repeat(&to(&READ), &error), read, "read, {kind:?}");
        }
        let unsent = Error::new(ErrorKind::Connect).never_sent();
        assert!(may_repeat(&to(&WRITE), &unsent));
    }

    #[test]
    fn without_an_endpoint_the_method_tells() {
        let lost = Error::new(ErrorKind::Lost);
        assert!(may_repeat(&Request::get("/x").body(()).unwrap(), &lost));
        assert!(!may_repeat(&Request::post("/x").body(()).unwrap(), &lost));
        assert!(!may_repeat(&Request::delete("/x").body(()).unwrap(), &lost));
    }

    #[test]
    fn waits_double_up_to_the_longest() {
        let delays = (Duration::from_millis(100), Duration::from_secs(1));
        let config = RetryConfig::default().with_delays(delays.0, delays.1);
        let whole = |attempt| backoff(config, attempt, 1.0).as_millis();
        assert_eq!(
            [1, 2, 3, 4, 5, 99].map(whole),
            [100, 200, 400, 800, 1000, 1000]
        );
        assert_eq!(backoff(config, 2, 0.0).as_millis(), 100);
    }

    #[test]
    fn a_server_that_asks_for_too_long_a_wait_is_not_tried_again() {
        let mut policy = RetryPolicy::new(RetryConfig::default());
        let asked = |seconds| {
            Error::new(ErrorKind::CapacityExceeded)
                .with_retry_after(Some(Duration::from_secs(seconds)))
        };
        assert_eq!(
            policy.wait(&to(&WRITE), &asked(2)),
            Some(Duration::from_secs(2))
        );
        assert_eq!(policy.wait(&to(&WRITE), &asked(11)), None);
    }

    #[test]
    fn the_budget_ends() {
        let mut policy = RetryPolicy::new(RetryConfig::default().with_budget_percent(0));
        let lost = Error::new(ErrorKind::Lost);
        let granted = (0..100)
            .filter(|_| policy.wait(&to(&READ), &lost).is_some())
            .count();
        assert_eq!(granted, 10);
    }
}
