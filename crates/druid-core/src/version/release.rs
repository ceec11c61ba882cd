use std::cmp::Ordering;
use std::fmt;

use super::Version;

/// A plain release by its three numbers, for constants: when an endpoint came, what a feature needs.
///
/// Compares with a server's [`Version`]: `version >= Release::new(32, 0, 0)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Release {
    major: u32,
    minor: u32,
    patch: u32,
}

impl Release {
    /// The release `major.minor.patch`.
    #[must_use]
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self {
            major,
            minor,
            patch,
        }
    }
}

impl From<Release> for Version {
    fn from(release: Release) -> Self {
        Self::new(release.major, release.minor, release.patch)
    }
}

impl PartialEq<Release> for Version {
    fn eq(&self, other: &Release) -> bool {
        self.cmp(&Self::from(*other)).is_eq()
    }
}

impl PartialOrd<Release> for Version {
    fn partial_cmp(&self, other: &Release) -> Option<Ordering> {
        Some(self.cmp(&Self::from(*other)))
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}
