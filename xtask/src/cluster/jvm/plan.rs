//! Everything about a cluster that is settled before its first process starts.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cluster::cluster_file::{self, ClusterFile, Process, Role};
use crate::cluster::launch::Launch;
use crate::cluster::ports;
use crate::cluster::properties::{self, Place, Seat, TlsSeat};
use crate::cluster::record::Record;
use crate::cluster::role::Kind;
use crate::cluster::spec::Spec;
use crate::cluster::tls;
use crate::cluster::topology::{AuthKind, Member};
use crate::error::{Error, Result};

use super::assembly::{self, Distribution};
use super::command_line;
use super::java::{self, Java};

const HOST: &str = "127.0.0.1";
const LOG4J2: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Configuration status="WARN">
  <Appenders><Console name="out"><PatternLayout pattern="%d{ISO8601} %p [%t] %c - %m%n"/></Console></Appenders>
  <Loggers><Root level="info"><AppenderRef ref="out"/></Root></Loggers>
</Configuration>
"#;

/// The processes of a cluster, their ports and their files.
#[derive(Debug)]
pub(crate) struct Plan {
    spec: Spec,
    java: Java,
    distribution: Distribution,
    place: Place,
    directory: PathBuf,
    planned: Vec<Planned>,
}

/// One process.
#[derive(Debug)]
pub(crate) struct Planned {
    pub member: Member,
    pub port: u16,
    /// For TLS, for Kafka's controller, or for a Coordinator's idle Derby.
    pub second_port: Option<u16>,
    peons: u16,
}

impl Plan {
    /// Fetches what is missing, and claims ports.
    pub(crate) fn new(spec: &Spec, record: &Record) -> Result<Self> {
        let java = java::find(assembly::is_missing(spec)?)?;
        let distribution = assembly::ensure(spec)?;
        let mut block = ports::claim(record.directory())?;
        let own_derby = spec.topology.has_own_derby();
        let mut workers = 0;
        let mut planned = Vec::new();
        for member in spec.topology.members() {
            let kind = member.kind;
            let has_second =
                member.tls || kind == Kind::Kafka || kind == Kind::Coordinator && own_derby;
            let is_worker = kind == spec.topology.worker_kind();
            planned.push(Planned {
                port: block.next(),
                second_port: has_second.then(|| block.next()),
                peons: block.peons(workers),
                member,
            });
            workers += u16::from(is_worker);
        }
        let of = |kind| {
            planned
                .iter()
                .find(|one: &&Planned| one.member.kind == kind)
        };
        let port_of = |kind| of(kind).map(|one| one.port);
        let zookeeper = port_of(Kind::Zookeeper).expect("every topology has a ZooKeeper");
        let place = Place {
            extensions: distribution.extensions.display().to_string(),
            zookeeper: format!("{HOST}:{zookeeper}"),
            derby: (
                HOST.to_owned(),
                port_of(Kind::Derby).unwrap_or_else(|| block.next()),
            ),
            shared: record.directory().join("var").display().to_string(),
        };
        let directory = record.directory().to_owned();
        Ok(Self {
            spec: spec.clone(),
            java,
            distribution,
            place,
            directory,
            planned,
        })
    }

    /// Adds to `cluster.json` what is known by now.
    pub(crate) fn describe(&self, file: &mut ClusterFile) {
        file.roles = self.planned.iter().map(Planned::role).collect();
        if self.spec.topology.auth == AuthKind::Basic {
            file.auth = Some(cluster_file::Auth {
                kind: cluster_file::AuthScheme::Basic,
                username: properties::USERNAME.to_owned(),
                password: properties::PASSWORD.to_owned(),
            });
        }
        let https = file.roles.iter().find_map(|role| role.outer_tls.clone());
        file.tls = https.map(|url| tls::describe(&self.directory, url));
        let kafka = file.roles.iter().find(|role| role.role == Kind::Kafka);
        file.kafka = kafka
            .and_then(|role| role.address.clone())
            .map(|bootstrap| cluster_file::Kafka {
                inner: bootstrap.clone(),
                bootstrap,
            });
    }

    /// Writes the configuration of every process, and how to start it.
    pub(crate) fn write_files(&self, record: &Record) -> Result<()> {
        for folder in [
            "log",
            "var/segments",
            "var/task-logs",
            "var/msq",
            "var/derby",
            "conf/common",
        ] {
            make(&self.directory.join(folder))?;
        }
        let common = self.directory.join("conf").join("common");
        let properties = properties::common(&self.spec, &self.place)?;
        write(
            &common.join("common.runtime.properties"),
            &properties.render(),
        )?;
        write(&common.join("log4j2.xml"), LOG4J2)?;
        if self.spec.topology.tls {
            tls::make(&self.directory, &self.java.keytool, &[HOST, "localhost"])?;
        }
        for planned in &self.planned {
            let own = self.own(planned);
            make(&own.join("tmp"))?;
            let conf = self.conf(planned);
            make(&conf)?;
            let (name, text) = self.configuration(planned);
            write(&conf.join(name), &text)?;
            self.launch(planned).save(record, &planned.member.name)?;
        }
        Ok(())
    }

    /// The file that a process reads, and its text.
    fn configuration(&self, planned: &Planned) -> (&'static str, String) {
        let data = self.own(planned).join("data").display().to_string();
        let port = planned.port;
        match planned.member.kind {
            Kind::Zookeeper => (
                "zoo.cfg",
                format!(
                    "tickTime=1000\nmaxSessionTimeout=60000\ndataDir={data}\nclientPort={port}\n\
                     clientPortAddress={HOST}\nadmin.enableServer=false\n"
                ),
            ),
            Kind::Derby => ("derby.properties", String::new()),
            Kind::Kafka => (
                "server.properties",
                command_line::kafka_properties(HOST, port, planned.controller_port(), &data),
            ),
            _ => ("runtime.properties", self.druid_properties(planned)),
        }
    }

    fn druid_properties(&self, planned: &Planned) -> String {
        let kind = planned.member.kind;
        let stores = tls::Stores::of(&self.directory);
        let seat = Seat {
            kind,
            host: HOST.to_owned(),
            port: planned.port,
            tls: planned.tls_port().map(|port| TlsSeat {
                port,
                key_store: stores.key.display().to_string(),
                trust_store: stores.trust.display().to_string(),
            }),
            own: self.own(planned).display().to_string(),
            peons: planned.peons,
            idle_derby: planned.second_port.filter(|_| kind == Kind::Coordinator),
        };
        let mut properties = properties::of_seat(&self.spec, &seat);
        // Nobody but this machine has business here.
        properties.set_default("druid.bindOnHost", "true");
        properties.render()
    }

    fn launch(&self, planned: &Planned) -> Launch {
        let (own, conf) = (self.own(planned), self.conf(planned));
        let common = self.directory.join("conf").join("common");
        let java = &self.java.java;
        let lib = &self.distribution.lib;
        match planned.member.kind {
            Kind::Zookeeper => command_line::zookeeper(java, &own, &[&common, lib], &conf),
            Kind::Derby => command_line::derby(
                java,
                &own,
                lib,
                &self.directory.join("var/derby"),
                HOST,
                planned.port,
            ),
            Kind::Kafka => command_line::kafka(java, &own, &self.distribution.kafka, &conf),
            kind => command_line::druid(java, &own, &[&conf, &common, lib], kind),
        }
    }

    fn own(&self, planned: &Planned) -> PathBuf {
        self.directory.join("var").join(&planned.member.name)
    }

    fn conf(&self, planned: &Planned) -> PathBuf {
        self.directory.join("conf").join(&planned.member.name)
    }
}

impl Planned {
    fn tls_port(&self) -> Option<u16> {
        self.second_port.filter(|_| self.member.tls)
    }

    fn controller_port(&self) -> u16 {
        self.second_port.expect("Kafka has two ports")
    }

    fn role(&self) -> Role {
        let is_druid = self.member.kind.is_druid();
        let plain = is_druid.then(|| format!("http://{HOST}:{}", self.port));
        let tls = self.tls_port().map(|port| format!("https://{HOST}:{port}"));
        Role {
            role: self.member.kind,
            name: self.member.name.clone(),
            inner: plain.clone(),
            outer: plain,
            inner_tls: tls.clone(),
            outer_tls: tls,
            address: (!is_druid).then(|| format!("{HOST}:{}", self.port)),
            process: Some(Process::default()),
        }
    }
}

fn make(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(|e| Error::caused(format!("making {}", folder.display()), e))
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).map_err(|e| Error::caused(format!("writing {}", path.display()), e))
}
