//! Everything about a cluster of containers that is settled before the first one starts.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::compose::{self, DATA, Service};
use super::images::{DRUID_IMAGES, KAFKA_IMAGES};
use super::project::{COMPOSE_FILE, Project, VARIABLES};
use super::{keytool, names};
use crate::cluster::cluster_file::{self, ClusterFile, Process, Role, State};
use crate::cluster::jvm::assembly::KAFKA;
use crate::cluster::record::Record;
use crate::cluster::role::Kind;
use crate::cluster::spec::Spec;
use crate::cluster::topology::AuthKind;
use crate::cluster::{paths, ports, properties, tls};
use crate::error::{Error, Result};

/// Published ports are for this machine alone.
const HOST: &str = "127.0.0.1";

/// The services of a cluster, and the values of the variables in its compose file.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    spec: Spec,
    directory: PathBuf,
    image: String,
    project: String,
    planned: Vec<Planned>,
    pub variables: Vec<(String, String)>,
}

/// One container.
#[derive(Clone, Debug)]
struct Planned {
    service: Service,
    port: Option<u16>,
    tls_port: Option<u16>,
}

impl Plan {
    /// Finds an image and claims ports.
    pub(super) fn new(spec: &Spec, record: &Record) -> Result<Self> {
        let directory = record.directory();
        let image = DRUID_IMAGES.image(&spec.druid)?;
        let mut block = ports::claim(directory)?;
        let planned: Vec<_> = compose::services(&spec.topology)
            .into_iter()
            .map(|service| Planned {
                port: service.published().map(|_| block.next()),
                tls_port: service.tls_port.map(|_| block.next()),
                service,
            })
            .collect();
        let mut plan = Self {
            spec: spec.clone(),
            directory: directory.to_owned(),
            image,
            project: Project::new(record.name(), directory).name,
            planned,
            variables: Vec::new(),
        };
        plan.variables = plan.values()?;
        Ok(plan)
    }

    fn values(&self) -> Result<Vec<(String, String)>> {
        let data = paths::data().display().to_string();
        let mut values = vec![
            ("COMPOSE_PROJECT_NAME".to_owned(), self.project.clone()),
            ("CLUSTER".to_owned(), self.project.clone()),
            ("DRUID_IMAGE".to_owned(), self.image.clone()),
            ("DRUID_DATA".to_owned(), data),
        ];
        if self.spec.topology.kafka {
            values.push(("KAFKA_IMAGE".to_owned(), KAFKA_IMAGES.image(KAFKA)?));
        }
        for planned in &self.planned {
            let member = &planned.service.member.name;
            let plain = planned
                .port
                .map(|port| (names::port_variable(member), port));
            let tls = planned
                .tls_port
                .map(|port| (names::tls_port_variable(member), port));
            values.extend(
                plain
                    .into_iter()
                    .chain(tls)
                    .map(|(name, port)| (name, port.to_string())),
            );
        }
        Ok(values)
    }

    /// Adds to `cluster.json` what is known by now.
    pub(super) fn describe(&self, file: &mut ClusterFile) {
        file.roles = self
            .planned
            .iter()
            .map(|planned| planned.role(&self.project))
            .collect();
        file.data = self
            .spec
            .worker_path
            .clone()
            .unwrap_or_else(|| DATA.to_owned());
        if self.spec.topology.auth == AuthKind::Basic {
            file.auth = Some(cluster_file::Auth {
                kind: cluster_file::AuthScheme::Basic,
                username: properties::USERNAME.to_owned(),
                password: properties::PASSWORD.to_owned(),
            });
        }
        let https = file.roles.iter().find_map(|role| role.outer_tls.clone());
        file.tls = https.map(|url| tls::describe(&self.directory, url));
        file.kafka = self.planned.iter().find_map(Planned::kafka);
    }

    /// Writes the compose file, its variables for people who want to use it too, and certificates.
    pub(super) fn write_files(&self) -> Result<()> {
        write(
            &self.directory.join(COMPOSE_FILE),
            &compose::text(&self.spec)?,
        )?;
        let lines = self
            .variables
            .iter()
            .map(|(name, value)| format!("{name}={value}\n"));
        write(&self.directory.join(VARIABLES), &lines.collect::<String>())?;
        if let Some(planned) = self
            .planned
            .iter()
            .find(|planned| planned.tls_port.is_some())
        {
            let keytool = keytool::find(&self.image, &self.directory)?;
            let names = [HOST, "localhost", &planned.service.host];
            tls::make(&self.directory, &keytool, &names)?;
            let stores = tls::Stores::of(&self.directory);
            share(&stores.key, 0o644)?;
            share(&stores.trust, 0o644)?;
            share(stores.key.parent().expect("it lies in a folder"), 0o755)?;
        }
        Ok(())
    }
}

impl Planned {
    fn role(&self, project: &str) -> Role {
        let Service {
            member,
            host,
            port,
            tls_port,
        } = &self.service;
        let is_druid = member.kind.is_druid();
        let outer = |scheme: &str, port: u16| format!("{scheme}://{HOST}:{port}");
        Role {
            role: member.kind,
            name: member.name.clone(),
            inner: is_druid.then(|| format!("http://{host}:{port}")),
            outer: self
                .port
                .filter(|_| is_druid)
                .map(|port| outer("http", port)),
            inner_tls: tls_port.map(|port| format!("https://{host}:{port}")),
            outer_tls: self.tls_port.map(|port| outer("https", port)),
            address: self
                .port
                .filter(|_| !is_druid)
                .map(|port| format!("{HOST}:{port}")),
            process: Some(Process {
                container: Some(names::container(project, &member.name)),
                state: State::Running,
                ..Process::default()
            }),
        }
    }

    fn kafka(&self) -> Option<cluster_file::Kafka> {
        let Service {
            member, host, port, ..
        } = &self.service;
        let outer = self.port.filter(|_| member.kind == Kind::Kafka)?;
        Some(cluster_file::Kafka {
            bootstrap: format!("{HOST}:{outer}"),
            inner: format!("{host}:{port}"),
        })
    }
}

/// Lets the user that the containers run as read it, whatever this user's habit is.
fn share(path: &Path, mode: u32) -> Result<()> {
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
        .map_err(|e| Error::caused(format!("sharing {}", path.display()), e))
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).map_err(|e| Error::caused(format!("writing {}", path.display()), e))
}
