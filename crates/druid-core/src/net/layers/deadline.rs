use std::time::Duration;

use http::Response;
use tokio::time::Instant;

use super::{Asked, HttpService};
use crate::net::{Body, Cutoff};
use crate::{Error, ErrorKind, Result, Timeouts};

/// `timeout.total`: one point in time for retries, redirects and the body together.
pub(crate) struct Deadline<S> {
    inner: S,
    total: Option<Duration>,
}

impl<S> Deadline<S> {
    pub(crate) fn new(inner: S, total: Option<Duration>) -> Self {
        Self { inner, total }
    }
}

impl<S: HttpService> HttpService for Deadline<S> {
    async fn send(&self, mut request: Asked) -> Result<Response<Body>> {
        let own = request.extensions().get::<Timeouts>();
        let total = own.map_or(self.total, |own| own.total);
        // A deadline beyond what the clock can hold is none.
        let Some(at) = total.and_then(|total| Instant::now().checked_add(total)) else {
            return self.inner.send(request).await;
        };
        let cutoff = Cutoff::new(at);
        request.extensions_mut().insert(cutoff.clone());
        let answer = tokio::time::timeout_at(at, self.inner.send(request)).await;
        let mut response = answer.map_err(|_| {
            Error::new(ErrorKind::Timeout)
                .with_message("the whole took longer than timeout.total")
                .with_attempts(cutoff.attempts())
        })??;
        response.body_mut().extras().set_cutoff(at);
        Ok(response)
    }
}
