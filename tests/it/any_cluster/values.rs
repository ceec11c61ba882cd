//! Values of every kind, typed and dynamic.

use druid_client::{DruidType, SqlQuery, Value};
use druid_tests::ClusterFile;

const EVERYTHING: &str = "SELECT
    9223372036854775807 AS most,
    -9007199254740993 AS odd,
    1.5 AS fraction,
    CAST(0.1 AS DOUBLE) AS tenth,
    CAST(NULL AS BIGINT) AS nothing,
    TIMESTAMP '2015-09-12 01:02:03' AS moment,
    1 = 1 AS yes,
    ARRAY[1, 2, 3] AS numbers,
    ARRAY['a', 'ü \"quoted\"'] AS texts,
    'line\nbreak ✓' AS text";

/// Null is null: the releases before 28 have another mode, in which it is zero or an empty text.
fn query() -> SqlQuery {
    SqlQuery::new(EVERYTHING)
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn typed_values_are_exact() {
    type Row = (
        i64,
        i64,
        f64,
        f64,
        Option<i64>,
        String,
        bool,
        Vec<i64>,
        Vec<String>,
        String,
    );
    let rows: Vec<Row> = ClusterFile::here()
        .client()
        .sql(query())
        .rows()
        .await
        .unwrap();
    let texts = ["a", "ü \"quoted\""].map(str::to_owned).to_vec();
    let expected = (
        i64::MAX,
        -9_007_199_254_740_993,
        1.5,
        0.1,
        None,
        "2015-09-12T01:02:03.000Z".to_owned(),
        true,
        vec![1, 2, 3],
        texts,
        "line\nbreak ✓".to_owned(),
    );
    assert_eq!(rows, [expected]);
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn dynamic_values_have_their_columns_types() {
    let table = ClusterFile::here()
        .client()
        .sql(query())
        .table()
        .await
        .unwrap();
    let long = |numbers: &[i64]| numbers.iter().copied().map(Value::Long).collect();
    let text = |text: &str| Value::String(text.to_owned());
    let expected = [
        ("most", "BIGINT", Value::Long(i64::MAX)),
        ("odd", "BIGINT", Value::Long(-9_007_199_254_740_993)),
        ("fraction", "DECIMAL", Value::Double(1.5)),
        ("tenth", "DOUBLE", Value::Double(0.1)),
        ("nothing", "BIGINT", Value::Null),
        ("moment", "TIMESTAMP", text("2015-09-12T01:02:03.000Z")),
        ("yes", "BOOLEAN", Value::Bool(true)),
        ("numbers", "ARRAY", Value::Array(long(&[1, 2, 3]))),
        (
            "texts",
            "ARRAY",
            Value::Array(vec![text("a"), text("ü \"quoted\"")]),
        ),
        ("text", "CHAR", text("line\nbreak ✓")),
    ];
    let [row] = table.rows() else {
        panic!("{} rows", table.rows().len())
    };
    for ((column, value), (name, sql_type, expected)) in
        table.columns().iter().zip(row.values()).zip(&expected)
    {
        assert_eq!(column.name, *name);
        assert_eq!(column.sql_type.as_deref(), Some(*sql_type), "{name}");
        assert_eq!(value, expected, "{name}");
    }
    let native = |name: &str| {
        let column = table
            .columns()
            .iter()
            .find(|column| column.name == name)
            .unwrap();
        column.native_type.clone().unwrap()
    };
    assert_eq!(native("most"), DruidType::Long);
    assert_eq!(
        native("numbers"),
        DruidType::Array(Box::new(DruidType::Long))
    );
    assert_eq!(native("text"), DruidType::String);
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_row_of_another_type_is_an_error_that_names_the_column_and_not_the_value() {
    let client = ClusterFile::here().client();
    let error = client
        .sql("SELECT 1 AS a, 'hunter2' AS b")
        .rows::<(i64, i64)>()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), druid_client::ErrorKind::Row);
    assert!(error.to_string().contains("\"b\""), "{error}");
    assert!(!format!("{error:?}").contains("hunter2"));
}
