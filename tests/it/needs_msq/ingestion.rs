//! The sample data, from a file to a table.

use druid_client::report::TaskState;
use druid_msq::follow::Outcome;
use druid_msq::{MsqExt as _, Progress};
use druid_tests::{ClusterFile, TWO_MINUTES, eventually, unique};
use serde_json::json;

use super::{brisk, told};

/// The rows of the sample.
const ROWS: i64 = 39_244;

fn replace(table: &str, folder: &str) -> String {
    let source = json!({
        "type": "local",
        "baseDir": folder,
        "filter": "wikipedia-edits-2015-09-12.ndjson.gz",
    });
    format!(
        "REPLACE INTO \"{table}\" OVERWRITE ALL \
         SELECT TIME_PARSE(\"time\") AS __time, channel, page, CAST(added AS BIGINT) AS added \
         FROM TABLE(EXTERN('{source}', '{{\"type\":\"json\"}}')) \
         EXTEND (\"time\" VARCHAR, channel VARCHAR, page VARCHAR, added BIGINT) \
         PARTITIONED BY DAY CLUSTERED BY channel"
    )
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn the_sample_is_loaded_followed_and_queried() {
    let cluster = ClusterFile::here();
    let client = cluster.client();
    let table = unique("wikipedia");
    let task = brisk(client.submit(replace(&table, &cluster.data)).await.unwrap());
    assert!(task.id().starts_with("query-"), "{}", task.id());
    let mut seen: Vec<Progress> = Vec::new();
    let outcome = task
        .follow(|progress| seen.push(progress.clone()))
        .await
        .unwrap();
    let Outcome::Success {
        report: Some(report),
    } = outcome
    else {
        panic!("{}", told(&outcome))
    };
    assert_eq!(report.task_id, task.id());
    assert_eq!(report.payload.status.status, TaskState::Success);

    let stages: Vec<usize> = seen.iter().map(|progress| progress.stages.len()).collect();
    assert!(
        stages.is_sorted(),
        "the number of stages fell back: {stages:?}"
    );
    let fractions: Vec<f64> = seen.iter().map(Progress::fraction).collect();
    assert!(
        fractions
            .iter()
            .all(|fraction| (0.0..=1.0).contains(fraction)),
        "{fractions:?}"
    );
    let last = seen.last().unwrap();
    assert!((last.fraction() - 1.0).abs() < 1e-9, "{last:?}");
    let rows = u64::try_from(ROWS).unwrap();
    assert_eq!(
        (last.stages[0].rows_read, last.stages[0].files),
        (rows, (1, 1))
    );
    let made = last.stages.last().unwrap().segment_rows.unwrap();
    assert_eq!(made, [rows; 4]);

    let count = format!("SELECT COUNT(*), SUM(added) FROM \"{table}\"");
    eventually(TWO_MINUTES, async || {
        match client.sql(&*count).rows::<(i64, i64)>().await {
            Ok(rows) if rows.first().is_some_and(|row| *row == (ROWS, 9_385_573)) => Ok(()),
            seen => Err(format!("{seen:?}")),
        }
    })
    .await;
    let channels: Vec<(String, i64)> = client
        .sql(format!(
            "SELECT channel, COUNT(*) FROM \"{table}\" GROUP BY 1 ORDER BY 2 DESC LIMIT 1"
        ))
        .rows()
        .await
        .unwrap();
    assert_eq!(channels, [("#en.wikipedia".to_owned(), 11_549)]);

    // By its id alone, by somebody else, when all is over.
    let again = cluster
        .client()
        .task(task.id())
        .follow(|_| {})
        .await
        .unwrap();
    let Outcome::Success {
        report: Some(again),
    } = again
    else {
        panic!("{}", told(&again))
    };
    assert_eq!(again.task_id, task.id());
    assert_eq!(
        again.payload.status.start_time,
        report.payload.status.start_time
    );
}
