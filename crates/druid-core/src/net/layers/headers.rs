use http::Response;
use http::header::{HeaderMap, USER_AGENT};

use super::{Asked, HttpService};
use crate::net::Body;
use crate::{Config, Result};

/// User agent and configured headers; what the request has already is left as it is.
pub(crate) struct Headers<S> {
    inner: S,
    headers: HeaderMap,
}

impl<S> Headers<S> {
    pub(crate) fn new(inner: S, config: &Config) -> Self {
        let mut headers = config.headers.clone();
        headers
            .entry(USER_AGENT)
            .or_insert_with(|| config.user_agent.clone());
        Self { inner, headers }
    }
}

impl<S: HttpService> HttpService for Headers<S> {
    async fn send(&self, mut request: Asked) -> Result<Response<Body>> {
        for (name, value) in &self.headers {
            request
                .headers_mut()
                .entry(name)
                .or_insert_with(|| value.clone());
        }
        self.inner.send(request).await
    }
}
