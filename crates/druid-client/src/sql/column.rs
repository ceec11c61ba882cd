use crate::DruidType;

/// A column of an answer, as the headers name it. Names may repeat.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Column {
    /// The name in the query, or the one that Druid gave it.
    pub name: String,
    /// Druid's own type, where the server names one.
    pub native_type: Option<DruidType>,
    /// The SQL type, such as `VARCHAR` or `TIMESTAMP`, where the server names one.
    pub sql_type: Option<String>,
}

impl Column {
    /// A column whose types are not known.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            native_type: None,
            sql_type: None,
        }
    }

    /// The same with these types.
    #[must_use]
    pub fn with_types(self, native: Option<DruidType>, sql: Option<String>) -> Self {
        Self {
            native_type: native,
            sql_type: sql,
            ..self
        }
    }
}
