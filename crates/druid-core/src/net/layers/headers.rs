use std::sync::Arc;
use std::task::{Context, Poll};

use http::header::{HeaderMap, USER_AGENT};
use http::{Request, Response};
use tower::Service;

use super::HttpService;
use crate::net::Body;
use crate::{Config, Error, Result};

/// User agent and configured headers; what the request has already is left as it is.
#[derive(Clone)]
pub(crate) struct Headers<S> {
    inner: S,
    headers: Arc<HeaderMap>,
}

impl<S> Headers<S> {
    pub(crate) fn new(inner: S, config: &Config) -> Self {
        let mut headers = config.headers.clone();
        headers
            .entry(USER_AGENT)
            .or_insert_with(|| config.user_agent.clone());
        Self {
            inner,
            headers: Arc::new(headers),
        }
    }
}

impl<S: HttpService> Service<Request<Body>> for Headers<S> {
    type Response = Response<Body>;
    type Error = Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<Body>) -> S::Future {
        for (name, value) in &*self.headers {
            request
                .headers_mut()
                .entry(name)
                .or_insert_with(|| value.clone());
        }
        self.inner.call(request)
    }
}
