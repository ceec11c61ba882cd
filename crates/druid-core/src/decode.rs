//! From the bytes of an answer to a value.

use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderName};
use serde::de::DeserializeOwned;

use crate::{Error, ErrorKind, Result};

/// Reads a JSON answer.
///
/// The message of a failure says where the document is off and never repeats what stands there.
///
/// # Errors
/// [`ErrorKind::UnexpectedContent`] for an HTML page or an answer that is still compressed,
/// [`ErrorKind::Truncated`] for a document that
/// stops in the middle, [`ErrorKind::Decode`] for anything else that is not a `T`.
pub fn decode_json<T: DeserializeOwned>(headers: &HeaderMap, body: &[u8]) -> Result<T> {
    refuse_other_content(headers)?;
    serde_json::from_slice(body).map_err(|error| json_error::<T>(&error))
}

/// Reads an answer that is text, such as a leader's URL: trimmed, and without the quotes that some
/// servers put around it.
///
/// # Errors
/// [`ErrorKind::UnexpectedContent`] for an HTML page, [`ErrorKind::Decode`] if it is not UTF-8.
pub fn decode_text(headers: &HeaderMap, body: &[u8]) -> Result<String> {
    refuse_other_content(headers)?;
    let text = std::str::from_utf8(body)
        .map_err(|error| Error::new(ErrorKind::Decode).with_source(error))?;
    let text = text.trim();
    let unquoted = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    Ok(unquoted.unwrap_or(text).to_owned())
}

fn refuse_other_content(headers: &HeaderMap) -> Result<()> {
    let refused = |what| Err(Error::new(ErrorKind::UnexpectedContent).with_message(what));
    let content_type = lower(headers, CONTENT_TYPE).unwrap_or_default();
    if content_type.starts_with("text/html") || content_type.starts_with("application/xhtml") {
        return refused("an HTML page came instead of data: is this URL a Druid service?");
    }
    match lower(headers, CONTENT_ENCODING).as_deref() {
        None | Some("" | "identity") => Ok(()),
        Some(_) => refused("the answer has a content encoding that is not decoded here"),
    }
}

fn lower(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    let text = headers.get(name)?.to_str().unwrap_or("?");
    Some(text.trim().to_ascii_lowercase())
}

/// What `error` says of a document that should have been a `T`, without the document's content.
pub fn json_error<T>(error: &serde_json::Error) -> Error {
    let kind = if error.is_eof() {
        ErrorKind::Truncated
    } else {
        ErrorKind::Decode
    };
    let what = match error.classify() {
        serde_json::error::Category::Eof => "the document ends too early".to_owned(),
        serde_json::error::Category::Syntax => "not JSON".to_owned(),
        serde_json::error::Category::Io => "not readable".to_owned(),
        serde_json::error::Category::Data => missing_field(&error.to_string())
            .unwrap_or_else(|| "a value of another type".to_owned()),
    };
    let type_name = std::any::type_name::<T>();
    let place = (error.line(), error.column());
    Error::new(kind).with_message(format!(
        "{what} at line {} column {}, expected {type_name}",
        place.0, place.1
    ))
}

/// The one message of serde that names a field of ours and nothing of the document.
fn missing_field(message: &str) -> Option<String> {
    let rest = message.strip_prefix("missing field `")?;
    Some(format!("missing field `{}`", rest.split('`').next()?))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[derive(Debug, serde::Deserialize)]
    struct Point {
        #[expect(dead_code, reason = "only its presence counts")]
        x: u32,
    }

    fn failure(body: &str) -> Error {
        decode_json::<Point>(&HeaderMap::new(), body.as_bytes()).unwrap_err()
    }

    #[test]
    fn a_failure_names_the_place_and_not_the_content() {
        let wrong = failure(r#"{"x": "hunter2"}"#);
        assert_eq!(wrong.kind(), ErrorKind::Decode);
        assert!(wrong.to_string().contains("line 1 column"), "{wrong}");
        assert!(!format!("{wrong:?}").contains("hunter2"), "{wrong:?}");
        assert!(failure("{}").to_string().starts_with("missing field `x`"));
        assert_eq!(failure("nonsense").kind(), ErrorKind::Decode);
    }

    #[test]
    fn every_cut_of_a_document_is_truncated() {
        let whole = r#"{"x": [1, "a"]}"#;
        for end in 0..whole.len() {
            let error =
                decode_json::<serde_json::Value>(&HeaderMap::new(), &whole.as_bytes()[..end])
                    .unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Truncated, "cut at {end}");
        }
    }

    #[test]
    fn a_page_is_not_data() {
        let mut headers = HeaderMap::new();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("Text/HTML;charset=utf-8"),
        );
        let error = decode_json::<u8>(&headers, b"<html>").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedContent);
    }

    #[test]
    fn what_is_still_compressed_is_not_read() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("identity"));
        assert_eq!(decode_json::<u8>(&headers, b"7").unwrap(), 7);
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
        let error = decode_json::<u8>(&headers, b"7").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedContent);
    }

    #[test]
    fn text_loses_its_quotes() {
        let read = |text: &str| decode_text(&HeaderMap::new(), text.as_bytes()).unwrap();
        assert_eq!(read("http://a:1\n"), "http://a:1");
        assert_eq!(read("\"http://a:1\""), "http://a:1");
        assert!(decode_text(&HeaderMap::new(), &[0xff]).is_err());
    }
}
