//! Druid's values and types, for answers whose columns are not known beforehand.

mod druid_type;
mod row;

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

pub use self::druid_type::DruidType;
pub use self::row::Row;

/// A value of a Druid answer.
///
/// Whole numbers are exact over all of 64 bits. Timestamps are ISO 8601 text in the query's time
/// zone, as Druid sends them.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// SQL's null.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Long(i64),
    /// A number with a fraction, or not a number, or infinite.
    Double(f64),
    /// Text; also a timestamp, and what a type of an extension looks like as text.
    String(String),
    /// An array, or a multi-value string.
    Array(Vec<Self>),
    /// Nested data (`COMPLEX<json>` and other structures), its members in the order they came.
    Object(Vec<(String, Self)>),
}

impl Value {
    /// Whether it is null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The whole number, if it is one.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Long(number) => Some(*number),
            _ => None,
        }
    }

    /// The number, if it is one; a whole one is rounded to the nearest double.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "the caller asks for a double")]
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Double(number) => Some(*number),
            Self::Long(number) => Some(*number as f64),
            _ => None,
        }
    }

    /// The text, if it is text.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// True or false, if it is that.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The elements, if it is an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(values) => Some(values),
            _ => None,
        }
    }

    /// What the value is under a column of this type: JSON has no word for a number that is none,
    /// so Druid sends those as text.
    pub(crate) fn under(self, column: Option<&DruidType>) -> Self {
        match (self, column) {
            (Self::String(text), Some(DruidType::Float | DruidType::Double)) => {
                match text.as_str() {
                    "NaN" => Self::Double(f64::NAN),
                    "Infinity" => Self::Double(f64::INFINITY),
                    "-Infinity" => Self::Double(f64::NEG_INFINITY),
                    _ => Self::String(text),
                }
            }
            (Self::Array(values), Some(DruidType::Array(element))) => Self::Array(
                values
                    .into_iter()
                    .map(|value| value.under(Some(element)))
                    .collect(),
            ),
            (value, _) => value,
        }
    }
}

/// As in a table: text bare, null empty, arrays in brackets.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Long(number) => write!(f, "{number}"),
            Self::Double(number) => write!(f, "{number}"),
            Self::String(text) => f.write_str(text),
            Self::Array(values) => {
                f.write_str("[")?;
                for (index, value) in values.iter().enumerate() {
                    write!(f, "{}{value}", if index == 0 { "" } else { ", " })?;
                }
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                for (index, (name, value)) in members.iter().enumerate() {
                    write!(f, "{}{name}: {value}", if index == 0 { "" } else { ", " })?;
                }
                f.write_str("}")
            }
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of Druid")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Long(number))
    }

    /// Over `i64::MAX` only a double can hold it; Druid has no such whole numbers.
    #[expect(
        clippy::cast_precision_loss,
        reason = "no exact type of Druid holds it"
    )]
    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(i64::try_from(number).map_or(Value::Double(number as f64), Value::Long))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Double(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut values = Vec::with_capacity(elements.size_hint().unwrap_or(0).min(1024));
        while let Some(value) = elements.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = entries.next_entry()? {
            members.push(member);
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests;
