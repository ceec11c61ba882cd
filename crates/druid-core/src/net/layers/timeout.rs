use std::task::{Context, Poll};

use http::{Request, Response};
use tower::Service;

use super::{Answer, HttpService};
use crate::net::Body;
use crate::{Error, ErrorKind, Result, Timeouts};

/// `timeout.response` for the head of each attempt's response, `timeout.idle` for its body. A
/// request can bring its own [`Timeouts`] as an extension.
#[derive(Clone)]
pub(crate) struct ResponseTimeout<S> {
    inner: S,
    timeouts: Timeouts,
}

impl<S> ResponseTimeout<S> {
    pub(crate) fn new(inner: S, timeouts: Timeouts) -> Self {
        Self { inner, timeouts }
    }
}

impl<S: HttpService> Service<Request<Body>> for ResponseTimeout<S> {
    type Response = Response<Body>;
    type Error = Error;
    type Future = Answer;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Answer {
        let timeouts = request.extensions().get().copied().unwrap_or(self.timeouts);
        let answer = self.inner.call(request);
        Box::pin(async move {
            let mut response = tokio::time::timeout(timeouts.response, answer)
                .await
                .map_err(|_| {
                    Error::new(ErrorKind::Timeout)
                        .with_message("no head of a response within timeout.response")
                })??;
            response.body_mut().extras().set_idle(timeouts.idle);
            Ok(response)
        })
    }
}
