//! From a value of a document, or the text of a variable, to a type. Each failure says what was
//! expected and never repeats the value.

use std::time::Duration;

use serde_json::{Map, Value};

/// What a value should have been.
pub(super) type Expected = &'static str;

pub(super) fn text(value: &Value) -> Result<&str, Expected> {
    value.as_str().ok_or("text")
}

pub(super) fn boolean(value: &Value) -> Result<bool, Expected> {
    match value {
        Value::Bool(value) => Ok(*value),
        Value::String(text) => text.trim().parse().map_err(|_| "true or false"),
        _ => Err("true or false"),
    }
}

pub(super) fn number<T: TryFrom<u64>>(value: &Value, at_least: u64) -> Result<T, Expected> {
    let number = match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let number = number.filter(|number| *number >= at_least);
    number
        .and_then(|number| T::try_from(number).ok())
        .ok_or("a whole number in its range")
}

pub(super) fn duration(value: &Value) -> Result<Duration, Expected> {
    const FORM: Expected = "a duration with its unit, such as \"500ms\", \"30s\", \"5m\" or \"1h\"";
    let text = value.as_str().ok_or(FORM)?.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).ok_or(FORM)?;
    let number: u64 = text[..digits].parse().map_err(|_| FORM)?;
    let seconds = |each: u64| {
        number
            .checked_mul(each)
            .map(Duration::from_secs)
            .ok_or(FORM)
    };
    match &text[digits..] {
        "ms" => Ok(Duration::from_millis(number)),
        "s" => seconds(1),
        "m" => seconds(60),
        "h" => seconds(3600),
        _ => Err(FORM),
    }
}

/// None for the word `none`, else what `read` reads.
pub(super) fn optional<T>(
    value: &Value,
    read: impl FnOnce(&Value) -> Result<T, Expected>,
) -> Result<Option<T>, Expected> {
    if value.as_str().is_some_and(|text| text.trim() == "none") {
        Ok(None)
    } else {
        read(value).map(Some)
    }
}

/// An object whose values are text; a variable holds it as JSON.
pub(super) fn text_by_name(value: &Value) -> Result<Vec<(String, String)>, Expected> {
    const FORM: Expected = "an object of texts";
    let parsed: Map<String, Value> = match value {
        Value::Object(fields) => fields.clone(),
        Value::String(text) => serde_json::from_str(text).map_err(|_| FORM)?,
        _ => return Err(FORM),
    };
    let pair = |(name, value): (String, Value)| match value {
        Value::String(value) => Ok((name, value)),
        _ => Err(FORM),
    };
    parsed.into_iter().map(pair).collect()
}

/// Pairs of ports; a variable holds them as JSON.
pub(super) fn port_pairs(value: &Value) -> Result<Vec<[u16; 2]>, Expected> {
    let parsed = match value {
        Value::String(text) => serde_json::from_str(text).ok(),
        other => serde_json::from_value(other.clone()).ok(),
    };
    parsed.ok_or("pairs of ports, such as [[18082, 8082]]")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn durations_need_their_unit() {
        assert_eq!(duration(&json!("500ms")), Ok(Duration::from_millis(500)));
        assert_eq!(duration(&json!(" 5m ")), Ok(Duration::from_secs(300)));
        assert_eq!(duration(&json!("1h")), Ok(Duration::from_secs(3600)));
        for bad in [
            json!(30),
            json!("30"),
            json!("s"),
            json!(""),
            json!("-1s"),
            json!("1 s"),
        ] {
            assert!(duration(&bad).is_err(), "{bad}");
        }
        assert!(duration(&json!("18446744073709551615h")).is_err());
    }

    #[test]
    fn numbers_have_a_range() {
        assert_eq!(number::<u16>(&json!("7"), 1), Ok(7));
        assert_eq!(number::<u16>(&json!(7), 1), Ok(7));
        for bad in [json!(0), json!(65_536), json!(-1), json!(1.5), json!("x")] {
            assert!(number::<u16>(&bad, 1).is_err(), "{bad}");
        }
    }
}
