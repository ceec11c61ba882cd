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
        let Some(total) = own.map_or(self.total, |own| own.total) else {
            return Box::pin(self.inner.call(request));
        };
        let cutoff = Instant::now() + total;
        request.extensions_mut().insert(Cutoff(cutoff));
        let answer = self.inner.call(request);
        Box::pin(async move {
            let mut response = tokio::time::timeout_at(cutoff, answer)
                .await
                .map_err(|_| {
                    Error::new(ErrorKind::Timeout)
                        .with_message("the whole took longer than timeout.total")
                })??;
            response.body_mut().extras().set_cutoff(cutoff);
            Ok(response)
        })
    }
}
