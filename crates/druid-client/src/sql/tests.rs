use std::collections::BTreeMap;

use serde::Deserialize;

use super::*;
use crate::{DruidType, ErrorKind, Row, Value};

/// Recorded from a real 27.0.0 Broker.
const VALUES: &[u8] = include_bytes!("fixtures/values-27.0.0.txt");

const HEADER: &str = "[\"page\",\"n\"]\n[\"STRING\",\"LONG\"]\n[\"VARCHAR\",\"BIGINT\"]\n";

fn rows<T: serde::de::DeserializeOwned>(body: &str) -> Result<Vec<T>> {
    let mut lines = ArrayLines::new();
    let mut rows = Vec::new();
    lines.feed(format!("{HEADER}{body}").as_bytes(), &mut rows)?;
    lines.finish().map(|_| rows)
}

#[test]
fn the_request_asks_for_typed_lines_and_carries_its_id() {
    let query = SqlQuery::new("SELECT ?")
        .with_parameter("BIGINT", 7)
        .with_id("q1");
    let request = request(&query).unwrap();
    assert_eq!(request.uri(), "/druid/v2/sql");
    assert_eq!(
        request.extensions().get(),
        Some(&druid_core::QueryId::new("q1"))
    );
    let body: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
    let expected = serde_json::json!({
        "query": "SELECT ?",
        "resultFormat": "arrayLines",
        "header": true,
        "typesHeader": true,
        "sqlTypesHeader": true,
        "context": {"sqlQueryId": "q1", "sqlStringifyArrays": false},
        "parameters": [{"type": "BIGINT", "value": 7}],
    });
    assert_eq!(body, expected);
    assert_eq!(cancel("a/b").unwrap().uri(), "/druid/v2/sql/a%2Fb");
    assert!(cancel("").is_err());
}

#[test]
fn the_callers_context_wins() {
    let query = SqlQuery::new("x").with_context("sqlStringifyArrays", true);
    assert_eq!(query.full_context()["sqlStringifyArrays"], true);
}

#[test]
fn reads_what_a_real_broker_answered() {
    let table = ArrayLines::table(VALUES).unwrap();
    assert_eq!(table.columns()[2].sql_type.as_deref(), Some("TIMESTAMP"));
    let array = DruidType::Array(Box::new(DruidType::Long));
    assert_eq!(table.columns()[5].native_type, Some(array));
    let row = &table.rows()[0];
    assert_eq!(row.get("b"), Some(&Value::Long(9_007_199_254_740_993)));
    assert_eq!(row[5], Value::Array(vec![Value::Long(1), Value::Long(2)]));
    assert_eq!(row[6], Value::Bool(true));
    assert_eq!(row.get("nope"), None);
}

#[test]
fn rows_are_structs_by_name_and_tuples_by_position() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Named {
        n: i64,
        page: String,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Pair(String, i64);
    let body = "[\"Druid\",3]\n\n";
    assert_eq!(
        rows::<Named>(body).unwrap(),
        [Named {
            n: 3,
            page: "Druid".into()
        }]
    );
    assert_eq!(rows::<Pair>(body).unwrap(), [Pair("Druid".into(), 3)]);
    assert_eq!(rows::<(String,)>(body).unwrap(), [("Druid".to_owned(),)]);
    assert_eq!(rows::<Vec<Value>>(body).unwrap()[0][1], Value::Long(3));
    let maps = rows::<BTreeMap<String, Value>>(body).unwrap();
    assert_eq!(maps[0]["page"], Value::String("Druid".into()));
}

#[test]
fn the_answer_may_come_in_any_pieces() {
    for size in 1..VALUES.len() {
        let mut lines = ArrayLines::new();
        let mut rows: Vec<Row> = Vec::new();
        for piece in VALUES.chunks(size) {
            lines.feed_dynamic(piece, &mut rows).unwrap();
        }
        assert_eq!(lines.finish().unwrap().len(), 7, "pieces of {size}");
        assert_eq!(rows.len(), 1);
    }
}

#[test]
fn every_cut_of_an_answer_is_noticed() {
    for end in 0..VALUES.len() {
        let error = ArrayLines::table(&VALUES[..end]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated, "cut at {end}");
        assert!(error.is_retryable());
    }
}

#[test]
fn an_empty_answer_still_has_columns() {
    let empty: Vec<(String, i64)> = rows("\n").unwrap();
    assert!(empty.is_empty());
    assert_eq!(
        ArrayLines::table(format!("{HEADER}\n").as_bytes())
            .unwrap()
            .columns()
            .len(),
        2
    );
}

#[test]
fn a_wrong_row_is_named_and_not_shown() {
    let cases = [
        (
            "[\"hunter2\",1]\n[\"x\",\"hunter2\"]\n\n",
            "row 2, column \"n\": not of the type asked for",
        ),
        ("[\"hunter2\"]\n\n", "row 1: not as wide as the header"),
        ("[\"hunter2\",1,2]\n\n", "row 1: not as wide as the header"),
        ("[\"hunter2\",1\n\n", "row 1: not valid JSON"),
        (
            "{\"error\":\"hunter2\"}\n\n",
            "row 1, column \"page\": not of the type asked for",
        ),
        ("\n[\"x\",1]\n", "a row came after the end of the answer"),
    ];
    for (body, expected) in cases {
        let error = rows::<(String, i64)>(body).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Row, "{body}");
        assert_eq!(error.to_string(), expected);
        assert!(!format!("{error:?}").contains("hunter2"));
    }
}

#[test]
fn a_wrong_header_is_refused() {
    for header in ["{}\n", "[1]\n", "[\"a\"]\n[\"LONG\"]\n[]\n", "<html>\n"] {
        let error = ArrayLines::table(header.as_bytes()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Header, "{header}");
    }
}
