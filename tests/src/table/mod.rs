use std::fmt::Write as _;

use druid_cluster::ClusterExt as _;
use druid_core::DruidServiceExt as _;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::{ClusterFile, TWO_MINUTES, eventually, unique};

/// How many rows [`table`] has.
pub const TABLE_ROWS: i64 = 100;

/// The name of a small table that every Broker can query: `__time`, and `n` from 0 to 99. It is made
/// when the first test asks for it, by an ordinary ingestion task, for every release has that.
pub async fn table() -> &'static str {
    static TABLE: OnceCell<String> = OnceCell::const_new();
    TABLE.get_or_init(ingest).await
}

/// A query whose answer does not end while a test lasts, and which costs nothing while nobody reads
/// it. It needs no table.
#[must_use]
pub fn endless() -> String {
    format!(
        "WITH numbers(x) AS ({}) SELECT a.x FROM numbers a {}",
        numbers(),
        crossed("numbers", 4)
    )
}

/// A query that does not end while a test lasts, and has no row before. It runs on the Historicals,
/// which is where a query can be cancelled.
#[must_use]
pub fn whole_count(table: &str) -> String {
    let (numbers, crossed) = (numbers(), crossed("numbers", 5));
    format!("WITH numbers(x) AS ({numbers}) SELECT COUNT(*) FROM \"{table}\" {crossed}")
}

fn numbers() -> String {
    let rows: Vec<String> = (0..100).map(|number| format!("({number})")).collect();
    format!("VALUES {}", rows.join(","))
}

fn crossed(with: &str, times: u32) -> String {
    (0..times).fold(String::new(), |mut text, number| {
        write!(text, "CROSS JOIN {with} c{number} ").expect("a String takes everything");
        text
    })
}

async fn ingest() -> String {
    let cluster = ClusterFile::here();
    let name = unique("numbers");
    let overlord = cluster
        .client()
        .cluster()
        .overlord()
        .await
        .expect("an Overlord leads");
    #[derive(Deserialize)]
    struct Submitted {
        task: String,
    }
    let submitted: Submitted = overlord
        .post_json("/druid/indexer/v1/task", &spec(&name))
        .await
        .expect("the task is accepted");
    eventually(TWO_MINUTES, async || {
        let status = overlord
            .task_status(&submitted.task)
            .await
            .map_err(|error| format!("{error:?}"))?;
        assert_eq!(status.error_message, None, "the ingestion failed");
        status
            .state
            .is_over()
            .then_some(())
            .ok_or_else(|| format!("{:?}", status.state))
    })
    .await;
    for broker in cluster.of("broker").chain(cluster.of("router")) {
        let client = cluster.client_at(broker);
        let query = format!("SELECT COUNT(*) FROM \"{name}\"");
        eventually(TWO_MINUTES, async || {
            match client.sql(&*query).rows::<(i64,)>().await {
                Ok(rows) if rows == [(TABLE_ROWS,)] => Ok(()),
                seen => Err(format!("{}: {seen:?}", broker.name)),
            }
        })
        .await;
    }
    name
}

fn spec(name: &str) -> Value {
    let rows: Vec<String> = (0..TABLE_ROWS)
        .map(|n| json!({"t": format!("2015-09-12T00:{:02}:00Z", n % 60), "n": n}).to_string())
        .collect();
    json!({"type": "index_parallel", "spec": {
        "dataSchema": {
            "dataSource": name,
            "timestampSpec": {"column": "t", "format": "iso"},
            "dimensionsSpec": {"dimensions": [{"type": "long", "name": "n"}]},
            "granularitySpec": {"segmentGranularity": "day", "rollup": false},
        },
        "ioConfig": {
            "type": "index_parallel",
            "inputSource": {"type": "inline", "data": rows.join("\n")},
            "inputFormat": {"type": "json"},
        },
        "tuningConfig": {"type": "index_parallel"},
    }})
}
