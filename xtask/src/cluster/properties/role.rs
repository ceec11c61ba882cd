//! The properties that one process has on top of the common ones.

use super::{JAVA_OPENS, Properties, Seat};
use crate::cluster::role::Kind;
use crate::cluster::spec::Spec;
use crate::cluster::tls;

/// What one process has on top.
pub(crate) fn of_seat(spec: &Spec, seat: &Seat) -> Properties {
    let mut own = Properties::default();
    let folder = &seat.own;
    own.set("druid.service", format!("druid/{}", seat.kind));
    own.set("druid.host", &seat.host);
    own.set("druid.plaintextPort", seat.port.to_string());
    own.set("druid.processing.tmpDir", format!("{folder}/tmp"));
    match seat.kind {
        Kind::Coordinator => coordinator(&mut own, seat),
        Kind::Broker => own.set_all(&[
            ("druid.sql.planner.metadataRefreshPeriod", "PT5S"),
            ("druid.broker.http.numConnections", "5"),
            // A full lane is what answers 429 on demand.
            ("druid.query.scheduler.laning.strategy", "manual"),
            ("druid.query.scheduler.laning.lanes.tight", "1"),
            ("druid.query.scheduler.numThreads", "4"),
        ]),
        Kind::Historical => own.set(
            "druid.segmentCache.locations",
            format!("[{{\"path\":\"{folder}/cache\",\"maxSize\":\"10g\"}}]"),
        ),
        Kind::Indexer | Kind::MiddleManager => worker(&mut own, seat),
        Kind::Router => router(&mut own, seat),
        Kind::Zookeeper | Kind::Derby | Kind::Kafka => {}
    }
    own.override_with(spec, seat.kind.as_str());
    own
}

fn coordinator(own: &mut Properties, seat: &Seat) {
    own.set_all(&[
        ("druid.coordinator.startDelay", "PT5S"),
        ("druid.coordinator.period", "PT5S"),
        ("druid.coordinator.period.indexingPeriod", "PT10S"),
        ("druid.manager.segments.pollDuration", "PT2S"),
        ("druid.coordinator.asOverlord.enabled", "true"),
        (
            "druid.coordinator.asOverlord.overlordService",
            "druid/overlord",
        ),
        ("druid.indexer.queue.startDelay", "PT1S"),
        ("druid.indexer.storage.type", "metadata"),
    ]);
    if let Some(port) = seat.idle_derby {
        own.set("druid.metadata.storage.connector.port", port.to_string());
    }
}

fn worker(own: &mut Properties, seat: &Seat) {
    let folder = &seat.own;
    let memory = ["-Xms256m", "-Xmx512m", "-XX:MaxDirectMemorySize=300m"];
    let other = [
        "-Duser.timezone=UTC",
        "-Dfile.encoding=UTF-8",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
    ];
    let options: Vec<_> = memory
        .iter()
        .chain(&other)
        .chain(&JAVA_OPENS)
        .copied()
        .collect();
    let quoted: Vec<_> = options
        .iter()
        .map(|option| format!("\"{option}\""))
        .collect();
    own.set(
        "druid.indexer.runner.javaOptsArray",
        format!("[{}]", quoted.join(",")),
    );
    own.set("druid.indexer.runner.startPort", seat.peons.to_string());
    own.set("druid.indexer.task.baseTaskDir", format!("{folder}/task"));
    own.set("druid.worker.baseTaskDirs", format!("[\"{folder}/task\"]"));
    own.set_all(&[
        ("druid.worker.capacity", "4"),
        // Jetty waits this long for the Overlord's long poll, which is always there.
        ("druid.server.http.gracefulShutdownTimeout", "PT2S"),
        (
            "druid.indexer.fork.property.druid.processing.numThreads",
            "1",
        ),
        (
            "druid.indexer.fork.property.druid.processing.numMergeBuffers",
            "2",
        ),
        (
            "druid.indexer.fork.property.druid.processing.buffer.sizeBytes",
            "25000000",
        ),
    ]);
}

fn router(own: &mut Properties, seat: &Seat) {
    own.set_all(&[
        ("druid.router.defaultBrokerServiceName", "druid/broker"),
        ("druid.router.coordinatorServiceName", "druid/coordinator"),
        ("druid.router.managementProxy.enabled", "true"),
    ]);
    let Some(tls) = &seat.tls else { return };
    own.set("druid.tlsPort", tls.port.to_string());
    own.set("druid.server.https.keyStorePath", &tls.key_store);
    own.set("druid.server.https.trustStorePath", &tls.trust_store);
    own.set_all(&[
        ("druid.enableTlsPort", "true"),
        ("druid.server.https.keyStoreType", "PKCS12"),
        ("druid.server.https.keyStorePassword", tls::STORE_PASSWORD),
        ("druid.server.https.certAlias", tls::SERVER_ALIAS),
        ("druid.server.https.trustStoreType", "PKCS12"),
        ("druid.server.https.trustStorePassword", tls::STORE_PASSWORD),
        ("druid.server.https.requireClientCertificate", "true"),
        // Clients have no fixed host name.
        ("druid.server.https.validateHostnames", "false"),
    ]);
}
