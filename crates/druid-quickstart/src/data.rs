//! The data: a day of Wikipedia's edits, and what its columns are.

use std::io::Read as _;

use flate2::read::GzDecoder;

use crate::error::{Error, Result};

/// The file's name, in this repository's `tests/data` and wherever the workers have it.
pub(crate) const FILE: &str = "wikipedia-edits-2015-09-12.ndjson.gz";

/// The day that all of its rows are of, as an interval.
pub(crate) const DAY: (&str, &str) = ("2015-09-12T00:00:00.000Z", "2015-09-13T00:00:00.000Z");

/// The column that becomes `__time`: ISO 8601 text.
pub(crate) const TIME: &str = "time";

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    /// JSON's true or false. Druid has no such column: it becomes 1 or 0.
    Flag,
    /// A whole number.
    Number,
}

/// The other columns, in their order.
pub(crate) const COLUMNS: [(&str, Kind); 15] = [
    ("channel", Kind::Text),
    ("namespace", Kind::Text),
    ("page", Kind::Text),
    ("user", Kind::Text),
    ("isRobot", Kind::Flag),
    ("isAnonymous", Kind::Flag),
    ("isNew", Kind::Flag),
    ("isMinor", Kind::Flag),
    ("isUnpatrolled", Kind::Flag),
    ("countryName", Kind::Text),
    ("regionName", Kind::Text),
    ("cityName", Kind::Text),
    ("added", Kind::Number),
    ("deleted", Kind::Number),
    ("delta", Kind::Number),
];

const COMPRESSED: &[u8] =
    include_bytes!("../../../tests/data/wikipedia-edits-2015-09-12.ndjson.gz");

/// All rows as text, a JSON object a line.
pub(crate) fn lines() -> Result<String> {
    let mut text = String::new();
    GzDecoder::new(COMPRESSED)
        .read_to_string(&mut text)
        .map_err(|error| Error::caused(format!("{FILE} can not be unpacked"), error))?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn every_row_has_the_columns_and_kinds_that_are_told() {
        let text = lines().unwrap();
        assert_eq!(text.lines().count(), 39_244);
        for line in text.lines() {
            let row: serde_json::Map<String, Value> = serde_json::from_str(line).unwrap();
            assert_eq!(row.len(), 1 + COLUMNS.len(), "{line}");
            let time = row[TIME].as_str().unwrap();
            assert!(DAY.0 <= time && time < DAY.1, "{time}");
            for (name, kind) in COLUMNS {
                let value = &row[name];
                let fits = match kind {
                    Kind::Text => value.is_string() || value.is_null(),
                    Kind::Flag => value.is_boolean(),
                    Kind::Number => value.is_i64(),
                };
                assert!(fits, "{name}: {value}");
            }
        }
    }
}
