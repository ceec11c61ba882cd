use std::sync::Arc;

use http::Response;
use tracing::{Instrument, Span, field};

use super::retry::Attempts;
use super::{Asked, HttpService};
use crate::net::Body;
use crate::{Error, QueryId, RequestContext, Result};

/// A span `druid.request` for each request, at debug level: endpoint, query id, status, attempts
/// and, once the body is over, its bytes. No body, no header and no query string gets into it.
pub(crate) struct Trace<S> {
    inner: S,
}

impl<S> Trace<S> {
    pub(crate) fn new(inner: S) -> Self {
        Self { inner }
    }
}

impl<S: HttpService> HttpService for Trace<S> {
    async fn send(&self, request: Asked) -> Result<Response<Body>> {
        let context = RequestContext::of(&request);
        let span = span_of(&context);
        let within = span.clone();
        async move {
            match self.inner.send(request).await {
                Ok(response) => Ok(answered(response, &within)),
                Err(error) => {
                    let error = error.with_context(&Arc::new(context));
                    failed(&error, &within);
                    Err(error)
                }
            }
        }
        .instrument(span)
        .await
    }
}

fn span_of(context: &RequestContext) -> Span {
    let span = tracing::debug_span!(
        "druid.request",
        otel.kind = "client",
        http.method = field::Empty,
        druid.endpoint = field::Empty,
        druid.query_id = field::Empty,
        server = field::Empty,
        http.status = field::Empty,
        attempts = field::Empty,
        bytes = field::Empty,
    );
    if !span.is_disabled() {
        span.record("http.method", context.method().as_str());
        span.record("druid.endpoint", context.path());
        if let Some(id) = context.query_id() {
            span.record("druid.query_id", id);
        }
    }
    span
}

fn answered(mut response: Response<Body>, span: &Span) -> Response<Body> {
    if span.is_disabled() {
        return response;
    }
    span.record("http.status", response.status().as_u16());
    if let Some(Attempts(attempts)) = response.extensions().get() {
        span.record("attempts", attempts);
    }
    if let Some(served) = response.extensions().get::<super::ServedBy>() {
        span.record("server", field::display(served.origin()));
    }
    if let Some(id) = QueryId::of_response(response.headers()) {
        span.record("druid.query_id", id.as_str());
    }
    response.body_mut().extras().count_into(span.clone());
    response
}

fn failed(error: &Error, span: &Span) {
    if let Some(status) = error.status() {
        span.record("http.status", status.as_u16());
    }
    span.record("attempts", error.attempts());
    tracing::debug!(kind = ?error.kind(), "request failed");
}
