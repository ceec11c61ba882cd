use http::Response;

use super::{Asked, HttpService};
use crate::net::Body;
use crate::{Error, ErrorKind, Result, Timeouts};

/// `timeout.response` for the head of each attempt's response, `timeout.idle` for its body. A
/// request can bring its own [`Timeouts`] as an extension.
pub(crate) struct ResponseTimeout<S> {
    inner: S,
    timeouts: Timeouts,
}

impl<S> ResponseTimeout<S> {
    pub(crate) fn new(inner: S, timeouts: Timeouts) -> Self {
        Self { inner, timeouts }
    }
}

impl<S: HttpService> HttpService for ResponseTimeout<S> {
    async fn send(&self, request: Asked) -> Result<Response<Body>> {
        let timeouts = request.extensions().get().copied().unwrap_or(self.timeouts);
        let answer = tokio::time::timeout(timeouts.response, self.inner.send(request)).await;
        let mut response = answer.map_err(|_| {
            Error::new(ErrorKind::Timeout)
                .with_message("no head of a response within timeout.response")
        })??;
        response.body_mut().extras().set_idle(timeouts.idle);
        Ok(response)
    }
}
