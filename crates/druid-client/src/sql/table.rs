use std::sync::Arc;

use super::Column;
use crate::Row;

/// A whole answer: its columns, and its rows as dynamic values.
#[derive(Clone, Debug, PartialEq)]
pub struct SqlTable {
    columns: Arc<[Column]>,
    rows: Vec<Row>,
}

impl SqlTable {
    pub(super) fn new(columns: Arc<[Column]>, rows: Vec<Row>) -> Self {
        Self { columns, rows }
    }

    /// The columns; they are known for an empty answer too.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The rows.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The rows alone.
    #[must_use]
    pub fn into_rows(self) -> Vec<Row> {
        self.rows
    }
}
