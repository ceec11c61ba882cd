use super::*;

#[test]
fn the_statement_names_the_file_and_types_every_column() {
    let sql = replace("wiki\"pedia", "/it's/data");
    assert!(
        sql.starts_with("REPLACE INTO \"wiki\"\"pedia\" OVERWRITE ALL\nSELECT\n"),
        "{sql}"
    );
    let folder = r#"'{"baseDir":"/it''s/data","filter":"wikipedia-edits-2015-09-12.ndjson.gz","type":"local"}'"#;
    assert!(sql.contains(folder), "{sql}");
    assert!(sql.contains("  TIME_PARSE(\"time\") AS \"__time\", \"channel\", "));
    assert!(sql.contains("CASE WHEN \"isNew\" = 'true' THEN 1 ELSE 0 END AS \"isNew\",\n"));
    assert!(sql.lines().all(|line| line.len() < 100), "{sql}");
    let (_, extended) = sql.split_once("EXTEND (").unwrap();
    assert_eq!(extended.matches("VARCHAR").count(), 13);
    assert_eq!(extended.matches("BIGINT").count(), 3);
    assert!(sql.ends_with("\n)\nPARTITIONED BY DAY"));
}

#[test]
fn a_path_is_a_file_by_its_ending() {
    for path in ["/d/x.ndjson.gz", "/d/x.json"] {
        assert_eq!(local_source(path)["files"][0], path);
    }
    assert_eq!(local_source("/d/data")["filter"], FILE);
}

#[test]
fn questions_ask_the_table_that_is_meant() {
    for sql in [count("a b"), busiest("a b"), by_hour("a b")] {
        assert!(sql.contains("FROM \"a b\""), "{sql}");
    }
}

#[test]
fn only_the_first_task_replaces() {
    let (first, second) = (index_task("t", "{}", true), index_task("t", "{}\n", false));
    let io = |task: &Value| task["spec"]["ioConfig"].clone();
    assert_eq!(io(&first)["appendToExisting"], false);
    assert_eq!(io(&second)["appendToExisting"], true);
    assert_eq!(io(&second)["inputSource"]["data"], "{}\n");
    let schema = &first["spec"]["dataSchema"];
    assert_eq!(schema["dataSource"], "t");
    assert_eq!(
        schema["dimensionsSpec"]["dimensions"]
            .as_array()
            .unwrap()
            .len(),
        15
    );
    assert_eq!(
        schema["transformSpec"]["transforms"]
            .as_array()
            .unwrap()
            .len(),
        5
    );
}
