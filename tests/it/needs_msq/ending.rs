//! How a task ends when it does not end well.

use druid_cluster::ClusterExt as _;
use druid_core::{ErrorKind as CoreKind, Shape};
use druid_msq::follow::Outcome;
use druid_msq::{ErrorKind, MsqExt as _};
use druid_tests::{ClusterFile, ONE_MINUTE, endless, eventually, unique};

use super::{brisk, told};

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_statement_that_is_wrong_is_refused_before_there_is_a_task() {
    let client = ClusterFile::here().client();
    for insert in [
        "INSERT INTO t SELECT nobody FROM sys.servers PARTITIONED BY ALL",
        "INSERT INTO t SELECT 1 AS n",
    ] {
        let error = client.submit(insert).await.unwrap_err();
        let server = error.server().unwrap();
        assert_eq!(server.shape(), Shape::TaskStatus, "{insert}: {error:?}");
        assert!(server.task_id().is_some(), "{error:?}");
        assert_eq!(error.status().unwrap().as_u16(), 400, "{error:?}");
        let core = error
            .as_cluster()
            .unwrap()
            .as_client()
            .unwrap()
            .as_core()
            .unwrap();
        assert_eq!(core.kind(), CoreKind::InvalidInput, "{error:?}");
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_task_that_is_cancelled_says_so() {
    let client = ClusterFile::here().client();
    let table = unique("cancelled");
    let insert = format!(
        "INSERT INTO \"{table}\" SELECT TIMESTAMP '2000-01-01' AS __time, x FROM ({}) \
         PARTITIONED BY ALL",
        endless()
    );
    let task = brisk(client.submit(insert).await.unwrap());
    let overlord = client.cluster().overlord().await.unwrap();
    eventually(ONE_MINUTE, async || {
        let status = overlord
            .task_status(task.id())
            .await
            .map_err(|error| format!("{error:?}"))?;
        let runs = status.runner_status_code.as_deref() == Some("RUNNING");
        runs.then_some(()).ok_or_else(|| format!("{status:?}"))
    })
    .await;
    let outcome = task.cancel().await.unwrap();
    assert!(
        matches!(outcome, Outcome::Cancelled { .. }),
        "{}",
        told(&outcome)
    );
    // Anybody who asks later is told the same, as far as the server still tells it.
    let again = task.follow(|_| {}).await.unwrap();
    assert!(
        !matches!(again, Outcome::Success { .. }),
        "{}",
        told(&again)
    );
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_task_that_nobody_knows_is_unknown() {
    let task = ClusterFile::here().client().task("query-nobody");
    for ended in [task.follow(|_| {}).await, task.cancel().await] {
        let error = ended.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnknownTask, "{error:?}");
        assert!(!error.is_retryable());
    }
}

/// Tasks of an Indexer are threads, quick to start.
mod needs_indexer {
    use super::*;

    #[tokio::test]
    #[ignore = "needs a cluster: cargo xtask it"]
    async fn a_row_without_time_fails_the_task_by_its_own_fault() {
        let client = ClusterFile::here().client();
        let table = unique("timeless");
        let insert = format!(
            "INSERT INTO \"{table}\" SELECT TIME_PARSE(t) AS __time, n FROM TABLE(EXTERN(\
             '{{\"type\":\"inline\",\"data\":\"{{\\\"t\\\":\\\"never\\\",\\\"n\\\":1}}\"}}', \
             '{{\"type\":\"json\"}}')) EXTEND (t VARCHAR, n BIGINT) PARTITIONED BY ALL"
        );
        let task = brisk(client.submit(insert).await.unwrap());
        for _ in 0..2 {
            let outcome = task.follow(|_| {}).await.unwrap();
            let Outcome::Failed {
                fault: Some(fault),
                report: Some(report),
                ..
            } = outcome
            else {
                panic!("{}", told(&outcome))
            };
            assert_eq!(fault.code, "InsertTimeNull", "{fault}");
            assert!(fault.to_string().starts_with("InsertTimeNull: "), "{fault}");
            assert_eq!(report.task_id, task.id());
        }
        // Too late to cancel: it has come to its own end.
        let outcome = task.cancel().await.unwrap();
        assert!(
            matches!(outcome, Outcome::Failed { fault: Some(_), .. }),
            "{outcome:?}"
        );
    }
}
