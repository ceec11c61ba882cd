use std::fmt;

use http::Method;

use crate::{Endpoint, Origin};

/// Which request a failure belongs to: enough to find it, nothing that is secret.
///
/// `Display` is `POST /druid/v2/sql at http://localhost:8888`. The path is the endpoint's template
/// where the request was built from one (so no data source name of a user gets into logs), else
/// the path without its query.
#[derive(Clone, Debug)]
pub struct RequestContext {
    method: Method,
    path: String,
    origin: Option<Origin>,
    endpoint: Option<&'static Endpoint>,
    query_id: Option<String>,
}

impl RequestContext {
    /// Describes a request by its method, URI, and the [`Endpoint`] and [`QueryId`](crate::QueryId)
    /// among its extensions.
    #[must_use]
    pub fn of<B>(request: &http::Request<B>) -> Self {
        let endpoint = request.extensions().get::<&'static Endpoint>().copied();
        Self {
            method: request.method().clone(),
            path: endpoint
                .map_or_else(|| request.uri().path(), |e| e.path)
                .to_owned(),
            origin: Origin::of(request.uri()),
            endpoint,
            query_id: request
                .extensions()
                .get::<crate::QueryId>()
                .map(|id| id.as_str().to_owned()),
        }
    }

    /// The same request, sent to `origin`.
    #[must_use]
    pub fn at(mut self, origin: Origin) -> Self {
        self.origin = Some(origin);
        self
    }

    /// Takes the query id from a response's headers, where the request had none.
    #[cfg(feature = "net")]
    pub(crate) fn answered(&mut self, headers: &http::HeaderMap) {
        if self.query_id.is_none() {
            self.query_id = crate::QueryId::of_response(headers);
        }
    }

    /// The endpoint, where the request was built from one.
    #[must_use]
    pub fn endpoint(&self) -> Option<&'static Endpoint> {
        self.endpoint
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The path template, or the path without its query.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Where it was sent, as far as it was known when it failed.
    #[must_use]
    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }

    /// The query id that the client had chosen, or else the one in the head of the answer.
    #[must_use]
    pub fn query_id(&self) -> Option<&str> {
        self.query_id.as_deref()
    }
}

impl fmt::Display for RequestContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        match &self.origin {
            Some(origin) => write!(f, " at {origin}"),
            None => Ok(()),
        }
    }
}
