use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value as Json};

/// Where a fault or a warning happened, and what it is.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ErrorReport {
    /// The task it happened in.
    pub task_id: Option<String>,
    /// The host it happened on.
    pub host: Option<String>,
    /// The stage it happened in.
    pub stage_number: Option<u32>,
    /// What it is.
    pub error: Fault,
    /// The server's stack trace, where there is one.
    pub exception_stack_trace: Option<String>,
}

/// A fault of the multi-stage engine: its code, its message, and the fields that its code has.
///
/// `Display` is the code and the message.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Fault {
    /// Which fault, such as `InsertTimeNull`.
    #[serde(rename = "errorCode")]
    pub code: String,
    /// The message for people.
    #[serde(rename = "errorMessage")]
    pub message: Option<String>,
    /// What else the fault says, by name.
    #[serde(flatten)]
    pub fields: Map<String, Json>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.message {
            Some(message) => write!(f, "{}: {message}", self.code),
            None => f.write_str(&self.code),
        }
    }
}
