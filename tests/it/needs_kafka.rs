//! A Kafka broker, and Druid's Kafka indexing.

use druid_cluster::{ClusterExt as _, Overlord};
use druid_core::DruidServiceExt as _;
use druid_tests::{ClusterFile, TWO_MINUTES, eventually, unique};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize)]
struct Supervisor {
    id: String,
}

#[derive(Debug, Deserialize)]
struct Status {
    payload: Payload,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    stream: String,
    state: String,
    suspended: bool,
    recent_errors: Vec<Value>,
}

async fn overlord() -> Overlord {
    ClusterFile::here()
        .client()
        .cluster()
        .overlord()
        .await
        .unwrap()
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn the_broker_listens_and_the_overlord_has_the_extension() {
    let kafka = ClusterFile::here().kafka.as_ref().unwrap();
    tokio::net::TcpStream::connect(&kafka.bootstrap)
        .await
        .unwrap();
    let status = overlord().await.status().await.unwrap();
    assert!(
        status.has_extension("druid-kafka-indexing-service"),
        "{status:?}"
    );
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_supervisor_of_ones_own_is_taken_runs_and_ends() {
    let name = unique("kafka");
    let kafka = ClusterFile::here().kafka.as_ref().unwrap();
    let spec = json!({"type": "kafka", "spec": {
        "dataSchema": {
            "dataSource": name,
            "timestampSpec": {"column": "t", "format": "iso"},
            "dimensionsSpec": {"dimensions": ["page"]},
            "granularitySpec": {"segmentGranularity": "day", "rollup": false},
        },
        "ioConfig": {
            "topic": name,
            "consumerProperties": {"bootstrap.servers": kafka.inner},
            "inputFormat": {"type": "json"},
            "useEarliestOffset": true,
        },
        "tuningConfig": {"type": "kafka"},
    }});
    let overlord = overlord().await;
    let path = "/druid/indexer/v1/supervisor";
    let taken: Supervisor = overlord.post_json(path, &spec).await.unwrap();
    assert_eq!(taken.id, name);
    let status = eventually(TWO_MINUTES, async || {
        let status: Status = overlord
            .get_json(&format!("{path}/{name}/status"))
            .await
            .map_err(|error| format!("{error:?}"))?;
        let is_on = status.payload.state == "RUNNING";
        if is_on {
            Ok(status.payload)
        } else {
            Err(format!("{status:?}"))
        }
    })
    .await;
    assert_eq!((status.stream, status.suspended), (name.clone(), false));
    // There is no such topic yet, which only a Kafka that was reached can tell.
    let told = status.recent_errors.iter().map(Value::to_string);
    for error in told {
        assert!(error.contains("No partitions found"), "{error}");
    }
    let ended: Supervisor = overlord
        .post_json(&format!("{path}/{name}/terminate"), &json!({}))
        .await
        .unwrap();
    assert_eq!(ended.id, name);
    let left: Vec<String> = overlord.get_json(path).await.unwrap();
    assert!(!left.contains(&name));
}
