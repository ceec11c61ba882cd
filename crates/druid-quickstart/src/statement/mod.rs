//! The text of the SQL, and of the task for clusters whose workers do not see the file.

use serde_json::{Value, json};

use crate::data::{COLUMNS, DAY, FILE, Kind, TIME};

/// `REPLACE` of the whole table with what the file at `path` holds.
pub(crate) fn replace(table: &str, path: &str) -> String {
    let table = identifier(table);
    let source = literal(&local_source(path).to_string());
    let format = literal(&json!({"type": "json"}).to_string());
    let mut selected = vec![format!("TIME_PARSE({}) AS \"__time\"", identifier(TIME))];
    let mut extended = vec![format!("{} VARCHAR", identifier(TIME))];
    for (name, kind) in COLUMNS {
        let name = identifier(name);
        let (sql_type, expression) = match kind {
            Kind::Text => ("VARCHAR", name.clone()),
            Kind::Number => ("BIGINT", name.clone()),
            Kind::Flag => (
                "VARCHAR",
                format!("CASE WHEN {name} = 'true' THEN 1 ELSE 0 END AS {name}"),
            ),
        };
        selected.push(expression);
        extended.push(format!("{name} {sql_type}"));
    }
    let (selected, extended) = (listed(&selected), listed(&extended));
    format!(
        "REPLACE INTO {table} OVERWRITE ALL\nSELECT\n{selected}\nFROM TABLE(EXTERN(\n  {source},\n  {format}\n)) EXTEND (\n{extended}\n)\nPARTITIONED BY DAY"
    )
}

/// How many rows the table has.
pub(crate) fn count(table: &str) -> String {
    format!("SELECT COUNT(*) FROM {}", identifier(table))
}

/// The ten channels with the most edits.
pub(crate) fn busiest(table: &str) -> String {
    let table = identifier(table);
    format!(
        "SELECT channel, COUNT(*) AS edits, SUM(isRobot) AS robots, SUM(added) AS added\nFROM {table} GROUP BY 1 ORDER BY 2 DESC LIMIT 10"
    )
}

/// How many edits each hour of the day had.
pub(crate) fn by_hour(table: &str) -> String {
    let table = identifier(table);
    format!(
        "SELECT EXTRACT(HOUR FROM __time) AS \"hour\", COUNT(*) AS edits\nFROM {table} GROUP BY 1 ORDER BY 1"
    )
}

/// A task that loads rows given as text. The first one of several replaces what the table has of
/// the day, the others add to it. A row that can not be read fails the task.
pub(crate) fn index_task(table: &str, rows: &str, is_first: bool) -> Value {
    let flags = COLUMNS.iter().filter(|(_, kind)| *kind == Kind::Flag);
    // Depending on the release, an expression sees JSON's true as text or as a number.
    let transforms: Vec<Value> = flags
        .map(|(name, _)| {
            let text = format!("cast(\"{name}\", 'STRING')");
            let expression = format!("if({text} == 'true' || {text} == '1', 1, 0)");
            json!({"type": "expression", "name": name, "expression": expression})
        })
        .collect();
    let dimensions: Vec<Value> = COLUMNS
        .iter()
        .map(|(name, kind)| {
            let druid_type = if *kind == Kind::Text {
                "string"
            } else {
                "long"
            };
            json!({"type": druid_type, "name": name})
        })
        .collect();
    let (start, end) = DAY;
    json!({
        "type": "index_parallel",
        "spec": {
            "dataSchema": {
                "dataSource": table,
                "timestampSpec": {"column": TIME, "format": "iso"},
                "dimensionsSpec": {"dimensions": dimensions},
                "transformSpec": {"transforms": transforms},
                "granularitySpec": {
                    "segmentGranularity": "day",
                    "queryGranularity": "none",
                    "rollup": false,
                    "intervals": [format!("{start}/{end}")],
                },
            },
            "ioConfig": {
                "type": "index_parallel",
                "inputSource": {"type": "inline", "data": rows},
                "inputFormat": {"type": "json"},
                "appendToExisting": !is_first,
            },
            "tuningConfig": {
                "type": "index_parallel",
                "partitionsSpec": {"type": "dynamic"},
                "maxParseExceptions": 0,
            },
        },
    })
}

/// The file itself, or the file in a folder: what ends in none of the usual endings is a folder.
fn local_source(path: &str) -> Value {
    let is_file = [".gz", ".json", ".ndjson"]
        .iter()
        .any(|ending| path.ends_with(ending));
    if is_file {
        json!({"type": "local", "files": [path]})
    } else {
        json!({"type": "local", "baseDir": path, "filter": FILE})
    }
}

/// With commas between, in lines that fit a terminal.
fn listed(items: &[String]) -> String {
    let mut text = String::from(" ");
    let mut line = 1;
    for (at, item) in items.iter().enumerate() {
        let comma = if at + 1 < items.len() { "," } else { "" };
        if line > 1 && line + item.len() + 2 > 76 {
            text.push_str("\n ");
            line = 1;
        }
        text.push_str(&format!(" {item}{comma}"));
        line += item.len() + 2;
    }
    text
}

fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests;
