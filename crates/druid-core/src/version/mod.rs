mod release;

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer};

pub use self::release::Release;
use crate::{Error, ErrorKind};

/// A release of Druid: three numbers, and what follows them (`-SNAPSHOT`, a vendor's suffix).
///
/// Releases compare by their numbers; a `-SNAPSHOT` or release candidate comes before the release
/// it leads to, and any other suffix (a vendor's build) counts as the release itself.
///
/// ```
/// use druid_core::Version;
///
/// let served: Version = "33.0.0".parse()?;
/// assert!(served >= Version::new(32, 0, 0));
/// assert!("34.0.0-SNAPSHOT".parse::<Version>()? < Version::new(34, 0, 0));
/// # Ok::<(), druid_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Version {
    major: u32,
    minor: u32,
    patch: u32,
    suffix: String,
}

impl Version {
    /// The release `major.minor.patch`.
    #[must_use]
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self {
            major,
            minor,
            patch,
            suffix: String::new(),
        }
    }

    /// The release that it is, or leads to.
    #[must_use]
    pub const fn release(&self) -> Release {
        Release::new(self.major, self.minor, self.patch)
    }

    /// The first number, which names the release since 24.
    #[must_use]
    pub const fn major(&self) -> u32 {
        self.major
    }

    /// What follows the numbers, with its leading `-` or `+`; empty for a plain release.
    #[must_use]
    pub fn suffix(&self) -> &str {
        &self.suffix
    }

    fn is_before_release(&self) -> bool {
        let suffix = self
            .suffix
            .trim_start_matches(['-', '.'])
            .to_ascii_lowercase();
        ["snapshot", "rc", "alpha", "beta"]
            .iter()
            .any(|mark| suffix.starts_with(mark))
    }

    fn rank(&self) -> (u32, u32, u32, bool) {
        (
            self.major,
            self.minor,
            self.patch,
            !self.is_before_release(),
        )
    }
}

/// Equal in rank: `33.0.0` and a vendor's `33.0.0-acme1` are the same release.
impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.rank() == other.rank()
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl FromStr for Version {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || Error::new(ErrorKind::Decode).with_message(format!("no version: {text:?}"));
        let end = text
            .find(|c: char| c != '.' && !c.is_ascii_digit())
            .unwrap_or(text.len());
        let (numbers, suffix) = text.split_at(end);
        let mut parts = numbers
            .trim_end_matches('.')
            .split('.')
            .map(str::parse::<u32>);
        let mut next = || parts.next().transpose().map_err(|_| wrong());
        let major = next()?.ok_or_else(wrong)?;
        let (minor, patch) = (next()?.unwrap_or(0), next()?.unwrap_or(0));
        Ok(Self {
            major,
            minor,
            patch,
            suffix: suffix.to_owned(),
        })
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}.{}.{}{}",
            self.major, self.minor, self.patch, self.suffix
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        text.parse().unwrap()
    }

    #[test]
    fn releases_compare_by_number() {
        assert!(version("27.0.0") < version("33.0.0"));
        assert!(version("9.0.0") < version("27.0.0"));
        assert!(version("0.9.2") < version("0.18.0"));
        assert!(version("33.0.1") > version("33.0.0"));
        assert_eq!(version("33"), version("33.0.0"));
    }

    #[test]
    fn a_snapshot_comes_before_and_a_vendors_build_counts_as_the_release() {
        assert!(version("34.0.0-SNAPSHOT") < version("34.0.0"));
        assert!(version("34.0.0-SNAPSHOT") > version("33.0.9"));
        assert!(version("33.0.0-rc2") < version("33.0.0"));
        assert_eq!(version("33.0.0-acme.4"), version("33.0.0"));
    }

    #[test]
    fn prints_as_it_was_read_and_refuses_what_is_none() {
        assert_eq!(version("34.0.0-SNAPSHOT").to_string(), "34.0.0-SNAPSHOT");
        for bad in ["", "x", "1.x.2y..", ".1", "4294967296.0.0"] {
            let read = bad.parse::<Version>();
            if bad == "1.x.2y.." {
                assert_eq!(read.unwrap().suffix(), "x.2y..");
            } else {
                assert_eq!(read.unwrap_err().kind(), ErrorKind::Decode, "{bad:?}");
            }
        }
    }
}
