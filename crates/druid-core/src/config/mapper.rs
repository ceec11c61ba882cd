//! The URL mapper, from its keys. One kind at a time: the last one given holds.

use std::sync::Arc;

use serde_json::Value;

use super::apply::Refused;
use super::{Config, ConfigKey, value};
use crate::{BaseUrl, DockerMapper, HostMapper, Origin, TableMapper};

/// The host of published ports until a key names another.
const DOCKER_HOST: &str = "localhost";

/// The Docker mapper's two keys, which may come in either order.
#[derive(Clone, Debug, Default)]
pub(super) struct DockerKeys {
    host: Option<String>,
    ports: Vec<[u16; 2]>,
}

impl Config {
    pub(super) fn apply_mapper(&mut self, key: ConfigKey, value: &Value) -> Result<(), Refused> {
        match key {
            ConfigKey::MapperHosts => {
                self.mapper = Arc::new(HostMapper::new(value::text_by_name(value)?));
            }
            ConfigKey::MapperTable => {
                let mut urls = Vec::new();
                for (inner, outer) in value::text_by_name(value)? {
                    urls.push((inner.parse::<Origin>()?, outer.parse::<BaseUrl>()?));
                }
                self.mapper = Arc::new(TableMapper::new(urls));
            }
            ConfigKey::MapperDockerHost => {
                self.docker.host = Some(value::text(value)?.to_owned());
                self.use_docker()?;
            }
            _ => {
                self.docker.ports = value::port_pairs(value)?;
                self.use_docker()?;
            }
        }
        Ok(())
    }

    fn use_docker(&mut self) -> Result<(), Refused> {
        let host = self.docker.host.as_deref().unwrap_or(DOCKER_HOST);
        self.mapper = Arc::new(DockerMapper::new(host, self.docker.ports.iter().copied())?);
        Ok(())
    }
}
