//! What is no role of Druid, as a line of shell: it needs nothing of the image but Java and jars.

use super::environment::{OWN, SHARED};
use super::service::{KAFKA_CONTROLLER, KAFKA_OUTSIDE, Service};
use crate::cluster::containers::names;

pub(super) fn zookeeper(service: &Service) -> String {
    let port = service.port;
    format!(
        "printf '%s\\n' tickTime=1000 maxSessionTimeout=60000 dataDir={OWN}/zookeeper \
         clientPort={port} admin.enableServer=false > /tmp/zoo.cfg && \
         exec java -Xmx128m -XX:TieredStopAtLevel=1 -cp '/opt/druid/lib/*' \
         org.apache.zookeeper.server.ZooKeeperServerMain /tmp/zoo.cfg"
    )
}

pub(super) fn derby(service: &Service) -> String {
    let port = service.port;
    format!(
        "mkdir -p {SHARED}/derby && \
         exec java -Xmx128m -XX:TieredStopAtLevel=1 -Dderby.system.home={SHARED}/derby \
         -cp '/opt/druid/lib/*' org.apache.derby.drda.NetworkServerControl \
         start -h 0.0.0.0 -p {port} -noSecurityManager"
    )
}

/// Kafka as its own controller, with one listener for the containers and one for this machine.
pub(super) fn kafka(service: &Service) -> String {
    let Service { host, port, .. } = service;
    let outside = names::port_variable(&service.member.name);
    let usual = Service::usual(KAFKA_OUTSIDE);
    format!(
        "printf '%s\\n' process.roles=broker,controller node.id=1 \
         controller.quorum.voters=1@{host}:{KAFKA_CONTROLLER} \
         controller.listener.names=CONTROLLER inter.broker.listener.name=INSIDE \
         listeners=INSIDE://:{port},OUTSIDE://:{KAFKA_OUTSIDE},CONTROLLER://:{KAFKA_CONTROLLER} \
         advertised.listeners=INSIDE://{host}:{port},OUTSIDE://127.0.0.1:${{{outside}:-{usual}}} \
         listener.security.protocol.map=INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT \
         log.dirs=/tmp/kafka num.partitions=1 offsets.topic.num.partitions=1 \
         offsets.topic.replication.factor=1 transaction.state.log.replication.factor=1 \
         transaction.state.log.min.isr=1 group.initial.rebalance.delay.ms=0 \
         > /tmp/server.properties && \
         java -cp '/opt/kafka/libs/*' kafka.tools.StorageTool format --ignore-formatted \
         -t ZHJ1aWQtcnMtY2x1c3Rlcg -c /tmp/server.properties && \
         exec java -Xmx384m -cp '/opt/kafka/libs/*' kafka.Kafka /tmp/server.properties"
    )
}
