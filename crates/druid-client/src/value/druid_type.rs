use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// A type of Druid's own (not of SQL), as type headers name it: `LONG`, `ARRAY<STRING>`,
/// `COMPLEX<json>`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DruidType {
    /// 64-bit whole numbers; also timestamps and booleans.
    Long,
    /// 32-bit floating point.
    Float,
    /// 64-bit floating point.
    Double,
    /// Text.
    String,
    /// Arrays of one type.
    Array(Box<Self>),
    /// A type of an extension, or nested data; the name may be absent.
    Complex(Option<String>),
    /// A type of a newer release, as it was spelled.
    Other(String),
}

impl FromStr for DruidType {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        let inside = |name: &str| {
            text.strip_prefix(name)?
                .strip_prefix('<')?
                .strip_suffix('>')
                .map(str::to_owned)
        };
        Ok(match text {
            "LONG" => Self::Long,
            "FLOAT" => Self::Float,
            "DOUBLE" => Self::Double,
            "STRING" => Self::String,
            "COMPLEX" => Self::Complex(None),
            _ => match (inside("ARRAY"), inside("COMPLEX")) {
                (Some(element), _) => Self::Array(Box::new(element.parse()?)),
                (None, Some(name)) => Self::Complex(Some(name)),
                (None, None) => Self::Other(text.to_owned()),
            },
        })
    }
}

impl fmt::Display for DruidType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Long => f.write_str("LONG"),
            Self::Float => f.write_str("FLOAT"),
            Self::Double => f.write_str("DOUBLE"),
            Self::String => f.write_str("STRING"),
            Self::Array(element) => write!(f, "ARRAY<{element}>"),
            Self::Complex(None) => f.write_str("COMPLEX"),
            Self::Complex(Some(name)) => write!(f, "COMPLEX<{name}>"),
            Self::Other(name) => f.write_str(name),
        }
    }
}
