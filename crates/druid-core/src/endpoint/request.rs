use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use serde::Serialize;

use super::{Endpoint, encode::push_encoded};
use crate::{Error, ErrorKind, QueryId, Result};

/// Builds a request to an [`Endpoint`]: parameters by name, all of them encoded here.
///
/// The result is a plain [`http::Request`] with a relative URI (path and query), ready for any
/// transport; the endpoint goes along as an extension.
#[derive(Debug)]
#[must_use]
pub struct RequestBuilder {
    endpoint: &'static Endpoint,
    path: Vec<(&'static str, String)>,
    query: String,
    headers: http::HeaderMap,
    query_id: Option<QueryId>,
}

impl RequestBuilder {
    pub(super) fn new(endpoint: &'static Endpoint) -> Self {
        Self {
            endpoint,
            path: Vec::new(),
            query: String::new(),
            headers: http::HeaderMap::new(),
            query_id: None,
        }
    }

    /// Gives the path parameter `{name}` its value.
    pub fn path(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.path.push((name, value.to_string()));
        self
    }

    /// Adds `name=value` to the query.
    pub fn query(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.begin_parameter(name);
        self.query.push('=');
        push_encoded(&mut self.query, &value.to_string());
        self
    }

    /// Adds `name=value` to the query if there is a value.
    pub fn query_opt(self, name: &str, value: Option<impl fmt::Display>) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }

    /// Adds the bare `name`. Druid has flags whose presence alone counts: `?full=false` is still
    /// full.
    pub fn flag(mut self, name: &str) -> Self {
        self.begin_parameter(name);
        self
    }

    /// Adds the bare `name` if `on`.
    pub fn flag_if(self, name: &str, on: bool) -> Self {
        if on { self.flag(name) } else { self }
    }

    /// Sets a header.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Notes the query id that is inside the body, so that errors and spans can name it.
    pub fn query_id(mut self, id: QueryId) -> Self {
        self.query_id = Some(id);
        self
    }

    /// The request with an empty body.
    ///
    /// # Errors
    /// [`ErrorKind::Request`] if a path parameter is missing, unknown or empty, or would leave its
    /// place in the path (`.` and `..`).
    pub fn build(self) -> Result<http::Request<Bytes>> {
        self.body(None, Bytes::new())
    }

    /// The request with `body` as JSON.
    ///
    /// # Errors
    /// [`ErrorKind::Request`] as for [`build`](Self::build), and if `body` cannot be JSON.
    pub fn json(self, body: &(impl Serialize + ?Sized)) -> Result<http::Request<Bytes>> {
        self.body(
            Some(HeaderValue::from_static("application/json")),
            json_body(body)?,
        )
    }

    /// The request with a body of another type.
    ///
    /// # Errors
    /// [`ErrorKind::Request`] as for [`build`](Self::build).
    pub fn bytes(self, content_type: HeaderValue, body: Bytes) -> Result<http::Request<Bytes>> {
        self.body(Some(content_type), body)
    }

    fn body(self, content_type: Option<HeaderValue>, body: Bytes) -> Result<http::Request<Bytes>> {
        let mut request = http::Request::new(body);
        *request.uri_mut() = self.uri()?;
        *request.method_mut() = self.endpoint.method.into();
        *request.headers_mut() = self.headers;
        if let Some(content_type) = content_type {
            request.headers_mut().insert(CONTENT_TYPE, content_type);
        }
        request.extensions_mut().insert(self.endpoint);
        if let Some(id) = self.query_id {
            request.extensions_mut().insert(id);
        }
        Ok(request)
    }

    fn begin_parameter(&mut self, name: &str) {
        self.query
            .push(if self.query.is_empty() { '?' } else { '&' });
        push_encoded(&mut self.query, name);
    }

    fn uri(&self) -> Result<http::Uri> {
        let mut uri = String::with_capacity(self.endpoint.path.len() + self.query.len() + 16);
        let mut used = 0;
        let mut rest = self.endpoint.path;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after
                .split_once('}')
                .ok_or_else(|| self.wrong("has an open {"))?;
            let found = self.path.iter().find(|(known, _)| *known == name);
            let (_, value) = found.ok_or_else(|| self.wrong(format!("needs {{{name}}}")))?;
            if value.is_empty() || value == "." || value == ".." {
                return Err(self.wrong(format!("cannot have {value:?} as {{{name}}}")));
            }
            uri.push_str(before);
            push_encoded(&mut uri, value);
            used += 1;
            rest = after;
        }
        if used != self.path.len() {
            return Err(self.wrong("was given a path parameter that it does not have"));
        }
        uri.push_str(rest);
        uri.push_str(&self.query);
        uri.parse()
            .map_err(|error| self.wrong("has no valid URI").with_source(error))
    }

    fn wrong(&self, what: impl fmt::Display) -> Error {
        Error::new(ErrorKind::Request).with_message(format!("{} {what}", self.endpoint))
    }
}

/// Serializes a request body.
///
/// # Errors
/// [`ErrorKind::Request`] if `body` cannot be JSON, such as a map whose keys are not strings.
pub fn json_body(body: &(impl Serialize + ?Sized)) -> Result<Bytes> {
    serde_json::to_vec(body).map(Bytes::from).map_err(|error| {
        Error::new(ErrorKind::Request)
            .with_message("the request's body cannot be written as JSON")
            .with_source(error)
    })
}
