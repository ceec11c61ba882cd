//! Druid's properties as environment variables, by the conventions of the official image.

use std::collections::BTreeMap;

use super::service::Service;
use crate::cluster::jvm::command_line::memory;
use crate::cluster::properties::{self, Place, Seat, TlsSeat};
use crate::cluster::role::Kind;
use crate::cluster::spec::Spec;
use crate::error::{Error, Result};

/// The folder on the volume that all of Druid's containers share.
pub(super) const SHARED: &str = "/opt/shared";
/// The folder that only one container writes to.
pub(super) const OWN: &str = "/opt/druid/var";
/// The folder of key stores.
pub(super) const TLS: &str = "/opt/tls";
/// The first port of a middle manager's peons, inside of its container.
const PEONS: u16 = 8100;

/// The one property that a person may set from outside: an image of another release has other
/// extensions.
const LOAD_LIST: &str = "druid_extensions_loadList";

/// Everything goes to the container's log.
const LOG4J: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Configuration status=\"WARN\">\
    <Appenders><Console name=\"out\"><PatternLayout pattern=\"%d{ISO8601} %p [%t] %c - %m%n\"/>\
    </Console></Appenders><Loggers><Root level=\"info\"><AppenderRef ref=\"out\"/></Root></Loggers>\
    </Configuration>";

/// Variables by name.
pub(super) type Variables = BTreeMap<String, String>;

/// The environments of Druid's services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Environments {
    pub common: Variables,
    /// By host; each wins over what is common.
    pub own: BTreeMap<String, Variables>,
}

/// What all services have in common, and what each has of its own.
pub(super) fn of(spec: &Spec, services: &[Service]) -> Result<Environments> {
    let mut common: BTreeMap<_, _> = properties::common(spec, &place(services))?
        .into_pairs()
        .collect();
    // Where a Coordinator starts a Derby, needed or not; the URI says where the data is.
    common.insert(
        "druid.metadata.storage.connector.host".to_owned(),
        "localhost".to_owned(),
    );
    let mut own = BTreeMap::new();
    for service in services
        .iter()
        .filter(|service| service.member.kind.is_druid())
    {
        let mut properties: BTreeMap<_, _> = properties::of_seat(spec, &seat(service))
            .into_pairs()
            .collect();
        if service.member.kind == Kind::Indexer {
            // It starts no processes for tasks.
            let forks = ["druid.indexer.fork.", "druid.indexer.runner."];
            properties.retain(|key, _| !forks.iter().any(|fork| key.starts_with(fork)));
        }
        own.insert(service.host.clone(), properties);
    }
    separate(&mut common, own.values_mut());
    let mut environments = Environments {
        common: variables(common)?,
        own: BTreeMap::new(),
    };
    let mut set = |name: &str, value: String| environments.common.insert(name.to_owned(), value);
    set("DRUID_LOG4J", LOG4J.to_owned());
    // The official image's own setting is above our most.
    set("DRUID_XMS", "64m".to_owned());
    if let Some(list) = set(LOAD_LIST, String::new()) {
        set(LOAD_LIST, format!("${{DRUID_EXTENSIONS:-{list}}}"));
    }
    for service in services {
        if let Some(properties) = own.remove(&service.host) {
            let mut variables = variables(properties)?;
            variables.extend(java(service.member.kind));
            environments.own.insert(service.host.clone(), variables);
        }
    }
    Ok(environments)
}

fn place(services: &[Service]) -> Place {
    let of = |kind| services.iter().find(|one| one.member.kind == kind);
    let zookeeper = of(Kind::Zookeeper).expect("every topology has a ZooKeeper");
    // A Coordinator's own Derby listens where only that Coordinator reaches it.
    let derby = of(Kind::Derby).map_or(("localhost", 1527), |one| (one.host.as_str(), one.port));
    Place {
        extensions: "/opt/druid/extensions".to_owned(),
        zookeeper: format!("{}:{}", zookeeper.host, zookeeper.port),
        derby: (derby.0.to_owned(), derby.1),
        shared: SHARED.to_owned(),
    }
}

fn seat(service: &Service) -> Seat {
    Seat {
        kind: service.member.kind,
        host: service.host.clone(),
        port: service.port,
        tls: service.tls_port.map(|port| TlsSeat {
            port,
            key_store: format!("{TLS}/server.p12"),
            trust_store: format!("{TLS}/trust.p12"),
        }),
        own: OWN.to_owned(),
        peons: PEONS,
        // It starts on a host of its own anyway.
        idle_derby: None,
    }
}

/// Keeps apart what the official image's entry point mixes up: setting a key, it deletes each line
/// that holds the key, so the end of a longer key too, in whatever order the variables come. A
/// service with the longer key does without the shorter one.
fn separate<'a>(
    common: &mut BTreeMap<String, String>,
    own: impl Iterator<Item = &'a mut BTreeMap<String, String>>,
) {
    let mut own: Vec<_> = own.collect();
    let mixed_up = |key: &str, all: &BTreeMap<String, String>| {
        all.keys().any(|other| other != key && other.ends_with(key))
    };
    let movable: Vec<String> = common
        .keys()
        .filter(|key| own.iter().any(|properties| mixed_up(key, properties)))
        .cloned()
        .collect();
    for key in movable {
        let value = common.remove(&key).expect("it was just seen there");
        for properties in own
            .iter_mut()
            .filter(|properties| !mixed_up(&key, properties))
        {
            properties
                .entry(key.clone())
                .or_insert_with(|| value.clone());
        }
    }
}

/// The variables for these properties. `_` in a name stands for `.`, and `__` for `_`.
fn variables(properties: BTreeMap<String, String>) -> Result<Variables> {
    let variable = |(key, value): (String, String)| {
        if !key.starts_with("druid.") || value.contains(['\\', '\n', '\r']) {
            return Err(Error::new(format!(
                "the property {key}={value:?} is none for a container: its key must begin with \
                 \"druid.\", its value hold neither backslash nor line break"
            )));
        }
        // Compose would take a lone dollar for the beginning of a variable.
        Ok((
            key.replace('_', "__").replace('.', "_"),
            value.replace('$', "$$"),
        ))
    };
    properties.into_iter().map(variable).collect()
}

/// The options of a role's Java.
fn java(kind: Kind) -> Variables {
    let mut variables = Variables::new();
    let mut other = Vec::new();
    for option in memory(kind) {
        if let Some(size) = option.strip_prefix("-Xmx") {
            variables.insert("DRUID_XMX".to_owned(), size.to_owned());
        } else if let Some(size) = option.strip_prefix("-XX:MaxDirectMemorySize=") {
            variables.insert("DRUID_MAXDIRECTMEMORYSIZE".to_owned(), size.to_owned());
        } else {
            other.push(*option);
        }
    }
    if !other.is_empty() {
        variables.insert("JAVA_OPTS".to_owned(), other.join(" "));
    }
    variables
}
