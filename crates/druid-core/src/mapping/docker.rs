use std::collections::BTreeMap;

use super::UrlMapper;
use crate::{BaseUrl, Error, ErrorKind, NodeRole, Origin, Result, Scheme};

/// Containers with published ports: an inner port tells the container, whatever its host name.
///
/// Made of `[external, internal]` pairs, as `docker run -p external:internal` has them, on one
/// host. Two containers with the same inner port need a [`TableMapper`](super::TableMapper).
#[derive(Clone, Debug)]
pub struct DockerMapper {
    host: String,
    external_by_internal: BTreeMap<u16, u16>,
}

impl DockerMapper {
    /// Containers published on `host`.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if `host` is no host, or two pairs name the same internal port.
    pub fn new(host: &str, ports: impl IntoIterator<Item = [u16; 2]>) -> Result<Self> {
        let wrong = |text: String| Error::new(ErrorKind::Config).with_message(text);
        let host = Origin::new(Scheme::Http, host, 80)
            .map_err(|error| wrong("the Docker host is no host".into()).with_source(error))?
            .host()
            .to_owned();
        let mut external_by_internal = BTreeMap::new();
        for [external, internal] in ports {
            if external_by_internal.insert(internal, external).is_some() {
                return Err(wrong(format!(
                    "internal port {internal} is published twice"
                )));
            }
        }
        Ok(Self {
            host,
            external_by_internal,
        })
    }
}

impl UrlMapper for DockerMapper {
    fn map(&self, _service: Option<&NodeRole>, origin: &Origin) -> BaseUrl {
        let external = self.external_by_internal.get(&origin.port());
        let mapped = external.and_then(|&port| Origin::new(origin.scheme(), &self.host, port).ok());
        mapped.unwrap_or_else(|| origin.clone()).into()
    }
}
