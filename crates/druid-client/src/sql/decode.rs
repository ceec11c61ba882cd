use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::row::{self, RowError};
use super::{Column, SqlTable};
use crate::{DruidType, Error, ErrorKind, Result, Row, Value};

/// How many lines of an answer are its header: names, native types, SQL types.
const HEADER_LINES: usize = 3;

/// Reads an answer in Druid's format `arrayLines` with all its headers: bytes in, rows out, as they
/// come. It holds one unfinished line and nothing else.
///
/// The format ends with an empty line. Only an answer that reached it is whole: a server that fails
/// in the middle ends the transfer as if all were well.
///
/// ```
/// use druid_client::sql::ArrayLines;
///
/// let mut lines = ArrayLines::<(String, i64)>::new();
/// let mut rows = Vec::new();
/// lines.feed(b"[\"page\",\"n\"]\n[\"STRING\",\"LONG\"]\n[\"VARCHAR\",\"BIG", &mut rows)?;
/// lines.feed(b"INT\"]\n[\"Druid\",3]\n\n", &mut rows)?;
/// assert_eq!(rows, [("Druid".to_owned(), 3)]);
/// assert_eq!(lines.finish()?[1].name, "n");
/// # Ok::<(), druid_client::Error>(())
/// ```
#[derive(Debug)]
pub struct ArrayLines<T> {
    unfinished: Vec<u8>,
    header: Vec<Vec<Option<String>>>,
    columns: Option<Arc<[Column]>>,
    rows: u64,
    ended: bool,
    row: PhantomData<fn() -> T>,
}

impl<T> Default for ArrayLines<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> ArrayLines<T> {
    /// A decoder that has seen nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            unfinished: Vec::new(),
            header: Vec::new(),
            columns: None,
            rows: 0,
            ended: false,
            row: PhantomData,
        }
    }

    /// The columns, once the header is through.
    #[must_use]
    pub fn columns(&self) -> Option<&Arc<[Column]>> {
        self.columns.as_ref()
    }

    /// How many rows there were so far.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Says that the answer is over, and returns its columns.
    ///
    /// # Errors
    /// [`ErrorKind::Truncated`] if the empty line that ends the format never came.
    pub fn finish(self) -> Result<Arc<[Column]>> {
        match self.columns {
            Some(columns) if self.ended && self.unfinished.is_empty() => Ok(columns),
            _ => Err(Error::new(
                ErrorKind::Truncated,
                format!(
                    "the answer stopped before its end, after {} rows",
                    self.rows
                ),
            )),
        }
    }

    /// Calls `line` for each whole line in what is held and `bytes`; keeps the rest.
    fn lines(
        &mut self,
        bytes: &[u8],
        mut line: impl FnMut(&mut Self, &[u8]) -> Result<()>,
    ) -> Result<()> {
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|&byte| byte == b'\n') {
            let (head, tail) = rest.split_at(end);
            rest = &tail[1..];
            if self.unfinished.is_empty() {
                line(self, head)?;
            } else {
                let mut whole = std::mem::take(&mut self.unfinished);
                whole.extend_from_slice(head);
                line(self, &whole)?;
                whole.clear();
                self.unfinished = whole;
            }
        }
        self.unfinished.extend_from_slice(rest);
        Ok(())
    }

    /// Whether `line` is a row; it may also be a part of the header, or the end.
    fn is_row(&mut self, line: &[u8]) -> Result<bool> {
        let blank = line.iter().all(u8::is_ascii_whitespace);
        if self.ended {
            return Err(Error::new(
                ErrorKind::Row,
                "a row came after the end of the answer",
            ));
        }
        if self.columns.is_some() {
            self.ended = blank;
            return Ok(!blank);
        }
        let names = serde_json::from_slice(line).map_err(|_| {
            Error::new(
                ErrorKind::Header,
                format!("header line {} is no header", self.header.len() + 1),
            )
        })?;
        self.header.push(names);
        if self.header.len() == HEADER_LINES {
            self.columns = Some(columns(&self.header)?);
        }
        Ok(false)
    }

    /// The columns, for a line that is a row.
    fn known_columns(&self) -> &Arc<[Column]> {
        self.columns.as_ref().expect("a row comes after the header")
    }

    fn row_error(&self, error: &RowError) -> Error {
        let column = self
            .columns
            .as_deref()
            .and_then(|columns| columns.get(error.column()));
        let column = column.map(|column| column.name.as_str());
        Error::new(ErrorKind::Row, error.message(self.rows + 1, column))
    }
}

impl<T: DeserializeOwned> ArrayLines<T> {
    /// Takes the next piece of the answer and appends the rows that it completes.
    ///
    /// # Errors
    /// [`ErrorKind::Header`] and [`ErrorKind::Row`]; the latter names row and column and never the
    /// value.
    pub fn feed(&mut self, bytes: &[u8], rows: &mut Vec<T>) -> Result<()> {
        self.lines(bytes, |this, line| {
            if this.is_row(line)? {
                let row = row::typed(line, this.known_columns())
                    .map_err(|error| this.row_error(&error))?;
                rows.push(row);
                this.rows += 1;
            }
            Ok(())
        })
    }
}

impl ArrayLines<Row> {
    /// The same for rows of dynamic values, typed by the header.
    ///
    /// # Errors
    /// As [`feed`](Self::feed).
    pub fn feed_dynamic(&mut self, bytes: &[u8], rows: &mut Vec<Row>) -> Result<()> {
        self.lines(bytes, |this, line| {
            if this.is_row(line)? {
                let columns = this.known_columns();
                let values: Vec<Value> =
                    row::typed(line, columns).map_err(|error| this.row_error(&error))?;
                let typed = values.into_iter().zip(columns.iter());
                let values = typed.map(|(value, column)| value.under(column.native_type.as_ref()));
                let values = values.collect();
                rows.push(Row::new(Arc::clone(columns), values));
                this.rows += 1;
            }
            Ok(())
        })
    }

    /// Reads a whole answer.
    ///
    /// # Errors
    /// As [`feed`](Self::feed) and [`finish`](Self::finish).
    pub fn table(bytes: &[u8]) -> Result<SqlTable> {
        let mut lines = Self::new();
        let mut rows = Vec::new();
        lines.feed_dynamic(bytes, &mut rows)?;
        Ok(SqlTable::new(lines.finish()?, rows))
    }
}

fn columns(header: &[Vec<Option<String>>]) -> Result<Arc<[Column]>> {
    let [names, natives, sqls] = header else {
        unreachable!("a header has three lines")
    };
    if names.len() != natives.len() || names.len() != sqls.len() {
        return Err(Error::new(
            ErrorKind::Header,
            "the header's lines differ in width",
        ));
    }
    let types = natives.iter().zip(sqls);
    let column = |(name, (native, sql)): (&Option<String>, (&Option<String>, &Option<String>))| {
        let native = native
            .as_deref()
            .map(|native| match native.parse::<DruidType>() {
                Ok(native) => native,
                Err(never) => match never {},
            });
        Column::new(name.clone().unwrap_or_default()).with_types(native, sql.clone())
    };
    Ok(names.iter().zip(types).map(column).collect())
}
