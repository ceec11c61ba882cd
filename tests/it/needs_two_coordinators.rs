//! Two Coordinators that are Overlords too, one of which leads.

use druid_cluster::{Cluster, ClusterExt as _, Coordinator, Overlord, Service};
use druid_core::{DruidServiceExt as _, ErrorKind, NodeRole, Origin, ServedBy, http};
use druid_tests::ClusterFile;
use serde_json::{Value, json};

/// Those of a role that do not lead.
async fn others(cluster: &Cluster, role: NodeRole) -> Vec<Service> {
    let mut services = cluster.services_of(&role).await.unwrap();
    assert!(services.len() >= 2, "{services:?}");
    services.retain(|service| service.server().leads == Some(false));
    assert!(!services.is_empty(), "one leads, the others do not");
    services
}

/// Where this machine reaches a service.
fn reached(service: &Service) -> Origin {
    let inner = service.server().origin(false).unwrap();
    let transport = service.connection().transport();
    transport.map(Some(service.role()), &inner).origin().clone()
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn all_of_them_name_the_same_leader() {
    let cluster = ClusterFile::here().client().cluster();
    let leader = cluster.coord().await.unwrap().leader().await.unwrap();
    for other in others(&cluster, NodeRole::Coordinator).await {
        let other = Coordinator::new(other);
        assert!(!other.is_leader().await.unwrap());
        assert_eq!(other.leader().await.unwrap(), leader);
    }
    let leader = cluster.overlord().await.unwrap().leader().await.unwrap();
    for other in others(&cluster, NodeRole::Overlord).await {
        let other = Overlord::new(other);
        assert!(!other.is_leader().await.unwrap());
        assert_eq!(other.leader().await.unwrap(), leader);
    }
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn who_does_not_lead_redirects_to_who_does() {
    let cluster = ClusterFile::here().client().cluster();
    let leader = reached(cluster.coord().await.unwrap().as_service());
    for other in others(&cluster, NodeRole::Coordinator).await {
        let request = http::Request::get("/druid/coordinator/v1/loadqueue?simple")
            .body(())
            .unwrap();
        let answer = other.send(request).await.unwrap();
        assert_eq!(
            answer.extensions().get::<ServedBy>().unwrap().origin(),
            &leader
        );
    }
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_redirected_post_keeps_its_body() {
    let cluster = ClusterFile::here().client().cluster();
    let leader = reached(cluster.overlord().await.unwrap().as_service());
    for other in others(&cluster, NodeRole::Overlord).await {
        let status: Value = other
            .post_json("/druid/indexer/v1/taskStatus", &["no-task"])
            .await
            .unwrap();
        assert_eq!(status, json!({}));
        let nonsense = json!({"type": "nonsense"});
        let error = other
            .post_json::<Value>("/druid/indexer/v1/task", &nonsense)
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error:?}");
        assert!(
            error.server().unwrap().to_string().contains("nonsense"),
            "the body came along"
        );
        assert_eq!(
            error.request().unwrap().origin(),
            Some(&leader),
            "who refused it is named"
        );
    }
}

/// The same redirect, followed by a client that asked nobody who is in the cluster.
#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_redirect_to_whom_nobody_announced_is_refused() {
    let cluster = ClusterFile::here();
    let services = others(&cluster.client().cluster(), NodeRole::Overlord).await;
    let other = cluster.of("coordinator").find(|process| {
        let inner: Origin = process.inner.as_deref().unwrap().parse().unwrap();
        inner == services[0].server().origin(false).unwrap()
    });
    let alone = cluster.client_at(other.unwrap());
    let error = alone
        .get_json::<Value>("/druid/indexer/v1/tasks")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UntrustedOrigin, "{error:?}");
}

mod disrupts {
    use std::time::Duration;

    use druid_tests::{TWO_MINUTES, eventually};

    use super::*;

    #[tokio::test]
    #[ignore = "needs a cluster: cargo xtask it"]
    async fn the_second_takes_over_and_is_found() {
        let file = ClusterFile::here();
        let client = file.client();
        let cluster = client.cluster();
        let old = cluster.coord().await.unwrap();
        let inner: Origin = old.leader().await.unwrap().parse().unwrap();
        let process = file
            .of("coordinator")
            .find(|process| process.inner.as_deref() == Some(&*inner.to_string()))
            .unwrap();

        file.control().kill(process).await;
        let error = old.is_leader().await.unwrap_err();
        assert!(error.is_retryable(), "{error:?}");
        let coordinator = eventually(TWO_MINUTES, async || {
            let found = cluster
                .coord()
                .await
                .map_err(|error| format!("{error:?}"))?;
            let leads = found
                .is_leader()
                .await
                .map_err(|error| format!("{error:?}"))?;
            let is_new = found.as_service().server().origin(false).unwrap() != inner;
            (leads && is_new)
                .then_some(found)
                .ok_or_else(|| "the old one".to_owned())
        })
        .await;
        assert_ne!(coordinator.leader().await.unwrap(), inner.to_string());
        // The Overlord follows; its tasks are asked for as soon as it is ready.
        eventually(TWO_MINUTES, async || {
            let found = cluster
                .overlord()
                .await
                .map_err(|error| format!("{error:?}"))?;
            let tasks = found
                .get_json::<Vec<Value>>("/druid/indexer/v1/tasks")
                .await;
            tasks.map(drop).map_err(|error| format!("{error:?}"))
        })
        .await;
    }

    mod needs_msq {
        use druid_msq::MsqExt as _;
        use druid_msq::follow::{Outcome, Pace};
        use druid_tests::{endless, unique};

        use super::*;

        /// A task is followed past the death of the Overlord that took it.
        #[tokio::test]
        #[ignore = "needs a cluster: cargo xtask it"]
        async fn a_task_is_followed_over_a_change_of_leader() {
            let file = ClusterFile::here();
            let client = file.client();
            let insert = format!(
                "INSERT INTO \"{}\" SELECT TIMESTAMP '2000-01-01' AS __time, x FROM ({}) \
                 PARTITIONED BY ALL",
                unique("followed"),
                endless()
            );
            let pace = Pace::default()
                .with_waits(Duration::from_millis(200), Duration::from_secs(1))
                .with_failures(200);
            let task = client.submit(insert).await.unwrap().with_pace(pace);
            let following = tokio::spawn({
                let task = task.clone();
                async move { task.follow(|_| {}).await }
            });
            let overlord = client.cluster().overlord().await.unwrap();
            let inner = overlord.leader().await.unwrap();
            let process = file
                .of("coordinator")
                .find(|process| process.inner.as_deref() == Some(&*inner))
                .unwrap();
            file.control().kill(process).await;
            eventually(TWO_MINUTES, async || {
                let found = client
                    .cluster()
                    .overlord()
                    .await
                    .map_err(|error| format!("{error:?}"))?;
                let leader = found.leader().await.map_err(|error| format!("{error:?}"))?;
                let status = found
                    .task_status(task.id())
                    .await
                    .map_err(|error| format!("{error:?}"))?;
                (leader != inner && !status.state.is_over())
                    .then_some(())
                    .ok_or(leader)
            })
            .await;
            assert!(!following.is_finished(), "it is still at it");
            task.cancel().await.unwrap();
            let outcome = following.await.unwrap().unwrap();
            assert!(matches!(outcome, Outcome::Cancelled { .. }));
        }
    }
}
