use super::*;

fn read(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

#[test]
fn whole_numbers_are_exact() {
    for number in [i64::MIN, -1, 0, 9_007_199_254_740_993, i64::MAX] {
        assert_eq!(read(&number.to_string()), Value::Long(number));
    }
    assert_eq!(
        read("18446744073709551615"),
        Value::Double(18_446_744_073_709_551_615.0)
    );
}

#[test]
fn every_shape_of_json_has_a_value() {
    assert_eq!(read("null"), Value::Null);
    assert_eq!(read("true"), Value::Bool(true));
    assert_eq!(read("1.0"), Value::Double(1.0));
    assert_eq!(read(r#"[1,"a",null]"#).to_string(), "[1, a, ]");
    let object = read(r#"{"b":1,"a":[2]}"#);
    assert_eq!(
        object.to_string(),
        "{b: 1, a: [2]}",
        "members keep their order"
    );
}

#[test]
fn numbers_that_are_none_come_as_text() {
    let under = |json: &str, column: &str| read(json).under(Some(&column.parse().unwrap()));
    assert!(under("\"NaN\"", "DOUBLE").as_f64().unwrap().is_nan());
    assert_eq!(
        under("\"-Infinity\"", "FLOAT"),
        Value::Double(f64::NEG_INFINITY)
    );
    assert_eq!(under("\"NaN\"", "STRING"), Value::String("NaN".into()));
    let array = under(r#"["Infinity", 1.5]"#, "ARRAY<DOUBLE>");
    assert_eq!(array.as_array().unwrap()[0], Value::Double(f64::INFINITY));
}

#[test]
fn types_print_as_they_are_read() {
    for text in [
        "LONG",
        "ARRAY<ARRAY<DOUBLE>>",
        "COMPLEX<hyperUnique>",
        "COMPLEX",
        "NEW<x>",
    ] {
        assert_eq!(text.parse::<DruidType>().unwrap().to_string(), text);
    }
    let array: DruidType = "ARRAY<STRING>".parse().unwrap();
    assert_eq!(array, DruidType::Array(Box::new(DruidType::String)));
}
