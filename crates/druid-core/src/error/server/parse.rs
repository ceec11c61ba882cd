//! From a status and a body to a [`ServerError`], whatever the body is.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value};

use super::{Category, Persona, ServerError, Shape};

/// Longest message that a body without structure yields, in characters.
const MAX_TEXT: usize = 500;

pub(super) fn parse(status: StatusCode, headers: &HeaderMap, body: &Bytes) -> ServerError {
    let text = String::from_utf8_lossy(body);
    let text = text.trim();
    if text.is_empty() {
        return bare(status, Shape::Empty, None, body);
    }
    if let Ok(Value::Object(fields)) = serde_json::from_str(text) {
        return from_fields(status, &fields, body);
    }
    if is_html(headers, text) {
        return bare(status, Shape::Html, html_title(text), body);
    }
    let message = match serde_json::from_str(text) {
        Ok(Value::String(message)) => message,
        Ok(_) => return bare(status, Shape::OtherJson, None, body),
        Err(_) => text.to_owned(),
    };
    bare(status, Shape::Text, Some(shortened(&message)), body)
}

fn bare(status: StatusCode, shape: Shape, message: Option<String>, body: &Bytes) -> ServerError {
    ServerError {
        status,
        shape,
        code: None,
        persona: None,
        category: None,
        message,
        context: BTreeMap::new(),
        error_class: None,
        host: None,
        task_id: None,
        query_id: None,
        body: body.clone(),
        cut: false,
    }
}

fn from_fields(status: StatusCode, fields: &Map<String, Value>, body: &Bytes) -> ServerError {
    if let Some(Value::Object(inner)) = fields.get("error") {
        // A refused task: the error proper is one level down, under the outer status.
        let mut error = from_fields(status, inner, body);
        error.shape = Shape::TaskStatus;
        error.task_id = text_of(fields, "taskId");
        return error;
    }
    let code = text_of(fields, "errorCode");
    let legacy = text_of(fields, "error");
    let mut error = bare(
        status,
        Shape::OtherJson,
        text_of(fields, "errorMessage"),
        body,
    );
    error.error_class = text_of(fields, "errorClass");
    error.host = text_of(fields, "host");
    error.task_id = text_of(fields, "taskId");
    if code.is_some() || legacy.as_deref() == Some("druidException") {
        error.shape = Shape::DruidException;
        error.code = match code {
            // The old code says more than the mark that it is an old code.
            Some(code) if code == "legacyQueryException" => legacy.or(Some(code)),
            code => code,
        };
        error.persona = text_of(fields, "persona").as_deref().map(Persona::of);
        error.category = text_of(fields, "category").as_deref().map(Category::of);
        error.context = context_of(fields);
    } else if fields.contains_key("errorMessage") || fields.contains_key("errorClass") {
        error.shape = Shape::QueryException;
        error.code = legacy;
    } else if let Some(legacy) = legacy {
        error.shape = Shape::ErrorText;
        error.message = Some(match text_of(fields, "message") {
            Some(more) => format!("{legacy}: {more}"),
            None => legacy,
        });
    } else if let Some(result) = text_of(fields, "Access-Check-Result") {
        error.shape = Shape::AccessCheck;
        error.message = Some(result);
    }
    error
}

fn context_of(fields: &Map<String, Value>) -> BTreeMap<String, String> {
    let Some(Value::Object(context)) = fields.get("context") else {
        return BTreeMap::new();
    };
    let text = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    context
        .iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (name.clone(), text(value)))
        .collect()
}

fn text_of(fields: &Map<String, Value>, name: &str) -> Option<String> {
    fields.get(name)?.as_str().map(str::to_owned)
}

/// By its beginning, for some pages claim to be JSON; else by what it claims to be.
fn is_html(headers: &HeaderMap, text: &str) -> bool {
    let start: String = text.chars().take(15).collect();
    let start = start.to_ascii_lowercase();
    let claims = || {
        let content_type = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok());
        content_type.is_some_and(|t| t.trim().to_ascii_lowercase().starts_with("text/html"))
    };
    start.starts_with("<html")
        || start.starts_with("<!doctype html")
        || (start.starts_with('<') && claims())
}

fn html_title(page: &str) -> Option<String> {
    let lower = page.to_ascii_lowercase();
    let from = lower.find("<title>")? + "<title>".len();
    let to = from + lower[from..].find("</title>")?;
    Some(shortened(page[from..to].trim()))
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(MAX_TEXT).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
