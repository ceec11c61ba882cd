//! The compose file of a topology, as text: nothing but the topology and the release goes in.
//!
//! What differs from one start to the next (image, published ports, folders) are variables, each
//! with a default, so that a person can start the same file by hand.

mod environment;
mod scripts;
mod service;
mod yaml;

pub(crate) use service::{Service, services};

use environment::{Environments, SHARED, TLS, Variables};
use yaml::{Map, Yaml};

use super::images::{DRUID_IMAGES, KAFKA_IMAGES};
use super::names;
use crate::cluster::jvm::assembly::KAFKA;
use crate::cluster::role::Kind;
use crate::cluster::spec::Spec;
use crate::error::Result;

/// The folder of sample data in every container of Druid.
pub(crate) const DATA: &str = "/opt/data";

const HEAD: &str = "\
# A Druid cluster for tests, one container a role. It works with `docker compose` and with
# docker-compose 1.29.
#
#   docker compose -p druid -f xtask/compose.yaml up -d      starts it
#   curl http://127.0.0.1:18888/status/health                the Router; the others are at 1808x
#   docker compose -p druid -f xtask/compose.yaml down -v    removes it, data and all
#
# Druid knows its processes by their names in here (http://broker-1:8082): from outside, the
# published port of the same process is what reaches it.
#
# Variables: DRUID_IMAGE, DRUID_EXTENSIONS, CLUSTER (what the containers' names begin with),
# DRUID_DATA (a folder that tasks can read, at /opt/data), BROKER_1_PORT and its like (published
# ports).
#
# Written by `cargo xtask bless`; `cargo xtask cluster up --backend containers` starts this and
# other shapes, and waits until they can be used.

";

/// The compose file.
pub(crate) fn text(spec: &Spec) -> Result<String> {
    let services = services(&spec.topology);
    let environments = environment::of(spec, &services)?;
    let mut document = Map::spaced();
    document.put(
        "x-properties",
        variables("properties", &environments.common),
    );
    let mut all = Map::spaced();
    for service in &services {
        all.put(
            service.host.clone(),
            self::service(spec, service, &services, &environments),
        );
    }
    document.put("services", all);
    let mut volumes = Map::new();
    volumes.explain(
        "Deep storage, task logs and metadata.",
        "shared",
        Map::new(),
    );
    document.put("volumes", volumes);
    Ok(format!("{HEAD}{}", document.document()))
}

fn service(spec: &Spec, service: &Service, all: &[Service], environments: &Environments) -> Map {
    let kind = service.member.kind;
    let mut map = Map::new();
    map.put("image", image(spec, kind));
    map.put(
        "container_name",
        format!("${{CLUSTER:-druid}}-{}", service.host),
    );
    map.put("hostname", service.host.as_str());
    match kind {
        Kind::Zookeeper => script(&mut map, scripts::zookeeper(service)),
        Kind::Derby => script(&mut map, scripts::derby(service)),
        Kind::Kafka => script(&mut map, scripts::kafka(service)),
        _ => map.put("command", [kind.as_str()]),
    }
    let needed: Vec<_> = all
        .iter()
        .filter(|other| is_needed(kind, other.member.kind))
        .collect();
    if !needed.is_empty() {
        let mut needs = Map::new();
        for other in needed {
            let mut when = Map::new();
            when.put("condition", "service_healthy");
            needs.put(other.host.clone(), when);
        }
        map.put("depends_on", needs);
    }
    let ports = ports(service);
    if !ports.is_empty() {
        map.put("ports", ports);
    }
    let volumes = volumes(service);
    if !volumes.is_empty() {
        map.put("volumes", volumes);
    }
    if let Some(own) = environments.own.get(&service.host) {
        let mut environment = Map::new();
        environment.put("<<", Yaml::alias("properties"));
        put_all(&mut environment, own);
        map.put("environment", environment);
    }
    map.put("healthcheck", health(service));
    map
}

fn image(spec: &Spec, kind: Kind) -> String {
    match kind {
        Kind::Kafka => format!("${{KAFKA_IMAGE:-{}}}", KAFKA_IMAGES.official(KAFKA)),
        _ => format!("${{DRUID_IMAGE:-{}}}", DRUID_IMAGES.official(&spec.druid)),
    }
}

/// Whether the first is to start only once the second is well. Druid's roles do find each other
/// in any order.
fn is_needed(by: Kind, kind: Kind) -> bool {
    match kind {
        Kind::Zookeeper => by.is_druid(),
        Kind::Derby => by == Kind::Coordinator,
        // So that all of compose's work is done when Kafka listens.
        Kind::Kafka => by == Kind::Router,
        _ => false,
    }
}

fn ports(service: &Service) -> Vec<String> {
    let member = &service.member.name;
    let pair = |variable: String, inner: u16| {
        format!(
            "127.0.0.1:${{{variable}:-{}}}:{inner}",
            Service::usual(inner)
        )
    };
    let plain = service
        .published()
        .map(|port| pair(names::port_variable(member), port));
    let tls = service
        .tls_port
        .map(|port| pair(names::tls_port_variable(member), port));
    plain.into_iter().chain(tls).collect()
}

fn volumes(service: &Service) -> Vec<String> {
    let mut volumes = Vec::new();
    if !matches!(
        service.member.kind,
        Kind::Zookeeper | Kind::Kafka | Kind::Router
    ) {
        volumes.push(format!("shared:{SHARED}"));
    }
    if matches!(
        service.member.kind,
        Kind::Coordinator | Kind::Indexer | Kind::MiddleManager
    ) {
        volumes.push(format!("${{DRUID_DATA:-../tests/data}}:{DATA}:ro"));
    }
    if service.tls_port.is_some() {
        volumes.push(format!("${{DRUID_TLS:-./tls}}:{TLS}:ro"));
    }
    volumes
}

/// Runs a line of shell instead of the image's entry point.
fn script(map: &mut Map, line: String) {
    map.put("entrypoint", vec!["sh".to_owned(), "-c".to_owned(), line]);
}

/// A Druid answers for itself; of the others the kernel says whether they listen, which costs less
/// than asking.
fn health(service: &Service) -> Map {
    let kind = service.member.kind;
    let port = service.port;
    let mut map = Map::new();
    if kind.is_druid() {
        let url = format!("http://127.0.0.1:{port}/status/health");
        map.put("test", ["CMD", "wget", "-q", "-O", "/dev/null", &url]);
        map.put("interval", "5s");
    } else {
        let line = format!("grep -q ':{port:04X} 0*:0000 0A' /proc/net/tcp /proc/net/tcp6");
        map.put("test", ["CMD-SHELL", &line]);
        map.put("interval", "1s");
    }
    map.put("timeout", "5s");
    map.put("retries", Yaml::number(60));
    map
}

fn variables(anchor: &'static str, variables: &Variables) -> Map {
    let mut map = Map::anchored(anchor);
    put_all(&mut map, variables);
    map
}

fn put_all(map: &mut Map, variables: &Variables) {
    for (name, value) in variables {
        map.put(name.clone(), value.as_str());
    }
}

#[cfg(test)]
mod tests;
