use std::collections::HashSet;
use std::sync::{PoisonError, RwLock};

use crate::{BaseUrl, Error, ErrorKind, Origin, Result};

/// The origins that requests, and with them credentials, may go to.
#[derive(Debug)]
pub(crate) struct Trusted {
    origins: RwLock<HashSet<Origin>>,
}

impl Trusted {
    pub(super) fn new(urls: &[BaseUrl]) -> Self {
        let origins = urls.iter().map(|url| url.origin().clone()).collect();
        Self {
            origins: RwLock::new(origins),
        }
    }

    pub(crate) fn add(&self, origin: Origin) {
        self.origins
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(origin);
    }

    pub(crate) fn has(&self, origin: &Origin) -> bool {
        self.origins
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(origin)
    }

    pub(crate) fn check(&self, origin: &Origin) -> Result<()> {
        if self.has(origin) {
            return Ok(());
        }
        Err(Error::new(ErrorKind::UntrustedOrigin).with_message(format!(
            "{origin} is no trusted origin: neither configured nor announced by the cluster"
        )))
    }
}
