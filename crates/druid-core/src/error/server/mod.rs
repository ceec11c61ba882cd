//! What a Druid process, or something in front of it, says when it refuses.

mod category;
mod parse;

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;
use http::StatusCode;

pub use self::category::{Category, Persona};
use super::ErrorKind;

/// Longest error body that is kept, in bytes; the rest is dropped and [`ServerError::is_cut`] says so.
#[cfg(feature = "net")]
pub(crate) const MAX_ERROR_BODY: usize = 1 << 20;

/// In which of Druid's many forms an error arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Shape {
    /// `{"error":"druidException","errorCode":…,"persona":…,"category":…,"errorMessage":…,"context":{…}}`,
    /// since 27.0.0. Also with the old code in `error` and `legacyQueryException` as code.
    DruidException,
    /// `{"error":…,"errorMessage":…,"errorClass":…,"host":…}`: a query error of the old kind, and
    /// the catalog's `{"error":…,"errorMessage":…}`.
    QueryException,
    /// `{"error":"text"}`, with or without a `message`: Overlord, supervisors, lookups, proxies.
    ErrorText,
    /// `{"taskId":…,"state":"FAILED","error":{…}}`: a refused `POST /druid/v2/sql/task`.
    TaskStatus,
    /// `{"Access-Check-Result":"Unauthorized"}`: a permission is missing.
    AccessCheck,
    /// Some other JSON document; [`ServerError::body`] has it.
    OtherJson,
    /// Plain text, whatever its content type claimed.
    Text,
    /// A page of Jetty or of a proxy. The message is its title.
    Html,
    /// No body at all.
    Empty,
}

/// An error as a server sent it: status, the fields of whichever shape it had, and the body.
///
/// `Display` is the status, the code and the message, for example
/// `400 Bad Request, invalidInput: Column 'x' not found`.
#[derive(Clone)]
pub struct ServerError {
    status: StatusCode,
    shape: Shape,
    code: Option<String>,
    persona: Option<Persona>,
    category: Option<Category>,
    message: Option<String>,
    context: BTreeMap<String, String>,
    error_class: Option<String>,
    host: Option<String>,
    task_id: Option<String>,
    query_id: Option<String>,
    body: Bytes,
    cut: bool,
}

impl ServerError {
    /// Reads an error from a response's status, headers and body. Never fails: what has no known
    /// shape is kept as text or JSON.
    #[must_use]
    pub fn parse(status: StatusCode, headers: &http::HeaderMap, body: &Bytes) -> Self {
        let mut error = parse::parse(status, headers, body);
        error.query_id = crate::QueryId::of_response(headers);
        error
    }

    /// Reads one `error` object that a server put inside another document, such as the
    /// `errorDetails` of a failed statement, under the `status` it arrived with.
    #[must_use]
    pub fn from_value(status: StatusCode, value: &serde_json::Value) -> Self {
        parse::parse(
            status,
            &http::HeaderMap::new(),
            &Bytes::from(value.to_string()),
        )
    }

    #[cfg(feature = "net")]
    pub(crate) fn cut(mut self) -> Self {
        self.cut = true;
        self
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The form that the error arrived in.
    #[must_use]
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// Druid's code: `errorCode` of the new shape (`invalidInput`, an MSQ fault code), the fixed
    /// string of a legacy error (`Query timeout`), the short text of the catalog (`Not found`).
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// Whom the message is for; new shape only.
    #[must_use]
    pub fn persona(&self) -> Option<&Persona> {
        self.persona.as_ref()
    }

    /// The category; new shape only.
    #[must_use]
    pub fn category(&self) -> Option<&Category> {
        self.category.as_ref()
    }

    /// The message for people. May be absent: some servers hide it, some answers are empty.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// Details by name, such as `line` and `column` of a SQL error; new shape only.
    #[must_use]
    pub fn context(&self) -> &BTreeMap<String, String> {
        &self.context
    }

    /// The Java class of a legacy error.
    #[must_use]
    pub fn error_class(&self) -> Option<&str> {
        self.error_class.as_deref()
    }

    /// The host that a legacy error names.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// The task that a refused task submission names.
    #[must_use]
    pub fn task_id(&self) -> Option<&str> {
        self.task_id.as_deref()
    }

    /// The query id in the response's headers.
    #[must_use]
    pub fn query_id(&self) -> Option<&str> {
        self.query_id.as_deref()
    }

    /// The body as it came, at most 1 MiB of it. Some endpoints answer an error status with a
    /// valid document, such as `isLeader`.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Whether the body was longer than what is kept of it, or its end never came.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// Whether the answer carries no word of Druid's own: an empty body or a page of the HTTP
    /// server. A missing release and a missing extension both look like this under 404 and 405.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        matches!(self.shape, Shape::Empty | Shape::Html)
    }

    pub(crate) fn kind(&self) -> ErrorKind {
        if let Some(kind) = self.category.as_ref().and_then(Category::kind) {
            return kind;
        }
        match self.code.as_deref() {
            Some("Query timeout") => ErrorKind::ServerTimeout,
            Some("Query capacity exceeded") => ErrorKind::CapacityExceeded,
            _ => ErrorKind::of_status(self.status),
        }
    }
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        if let Some(code) = &self.code {
            write!(f, ", {code}")?;
        }
        if let Some(message) = &self.message {
            write!(f, ": {message}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerError")
            .field("status", &self.status)
            .field("shape", &self.shape)
            .field("code", &self.code)
            .field("category", &self.category)
            .field("message", &self.message)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
