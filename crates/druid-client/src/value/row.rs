use std::ops::Index;
use std::sync::Arc;

use super::Value;
use crate::sql::Column;

/// One row of an answer: values by position, and by name through the shared columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    columns: Arc<[Column]>,
    values: Vec<Value>,
}

impl Row {
    pub(crate) fn new(columns: Arc<[Column]>, values: Vec<Value>) -> Self {
        Self { columns, values }
    }

    /// The columns, the same for all rows of an answer.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The values, in the order of the columns.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// The value of the first column with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        let index = self.columns.iter().position(|column| column.name == name)?;
        self.values.get(index)
    }

    /// The values alone.
    #[must_use]
    pub fn into_values(self) -> Vec<Value> {
        self.values
    }
}

/// # Panics
/// If there are not so many columns.
impl Index<usize> for Row {
    type Output = Value;

    fn index(&self, index: usize) -> &Value {
        &self.values[index]
    }
}
