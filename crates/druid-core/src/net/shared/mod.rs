//! What the layers of one connection share: its configuration, whom it trusts, and how the equal
//! URLs fare.

mod equals;
mod trusted;

pub(crate) use self::equals::Equals;
pub(crate) use self::trusted::Trusted;
use crate::Config;

/// One value for all layers and clones.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) config: Config,
    pub(crate) trusted: Trusted,
    pub(crate) equals: Equals,
}

impl Shared {
    pub(crate) fn new(config: Config) -> Self {
        Self {
            trusted: Trusted::new(config.urls()),
            equals: Equals::new(config.urls()),
            config,
        }
    }
}
