use std::task::{Context, Poll};
use std::time::Duration;

use http::{Request, Response};
use tokio::time::Instant;
use tower::Service;

use super::{Answer, HttpService};
use crate::net::{Body, Cutoff};
use crate::{Error, ErrorKind, Result, Timeouts};

/// `timeout.total`: one point in time for retries, redirects and the body together.
#[derive(Clone)]
pub(crate) struct Deadline<S> {
    inner: S,
    total: Option<Duration>,
}

impl<S> Deadline<S> {
    pub(crate) fn new(inner: S, total: Option<Duration>) -> Self {
        Self { inner, total }
    }
}

impl<S: HttpService> Service<Request<Body>> for Deadline<S> {
    type Response = Response<Body>;
    type Error = Error;
    type Future = Answer;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<Body>) -> Answer {
        let own = request.extensions().get::<Timeouts>();
        let total = own.map_or(self.total, |own| own.total);
        // A deadline beyond what the clock can hold is none.
        let Some(at) = total.and_then(|total| Instant::now().checked_add(total)) else {
            return Box::pin(self.inner.call(request));
        };
        let cutoff = Cutoff::new(at);
        request.extensions_mut().insert(cutoff.clone());
        let answer = self.inner.call(request);
        Box::pin(async move {
            let answer = tokio::time::timeout_at(at, answer).await;
            let mut response = answer.map_err(|_| {
                Error::new(ErrorKind::Timeout)
                    .with_message("the whole took longer than timeout.total")
                    .with_attempts(cutoff.attempts())
            })??;
            response.body_mut().extras().set_cutoff(at);
            Ok(response)
        })
    }
}
