//! Which image a cluster's containers run.

use super::docker::docker;
use crate::error::{Error, Result};

/// Where images come from, for one piece of software.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source {
    what: &'static str,
    /// The variable with which a person names another image, as in the compose file.
    variable: &'static str,
    official: &'static str,
    /// The images that `cargo xtask image` builds.
    pub local: &'static str,
}

/// Images of Druid, tagged with its releases.
pub(crate) const DRUID_IMAGES: Source = Source {
    what: "Druid",
    variable: "DRUID_IMAGE",
    official: "apache/druid",
    local: "druid-rs/druid",
};
/// Images of Kafka.
pub(crate) const KAFKA_IMAGES: Source = Source {
    what: "Kafka",
    variable: "KAFKA_IMAGE",
    official: "apache/kafka",
    local: "druid-rs/kafka",
};

impl Source {
    /// The official image of a release, by name.
    pub(super) fn official(&self, release: &str) -> String {
        with_tag(self.official, release)
    }

    /// The image of a release, which is on this machine when this returns: the one that the
    /// variable names (the release is its tag if it has none), else the official one, else one
    /// that `cargo xtask image` built.
    pub(super) fn image(&self, release: &str) -> Result<String> {
        if let Ok(named) = std::env::var(self.variable)
            && !named.is_empty()
        {
            let image = with_tag(&named, release);
            return pulled(&image).map(|()| image);
        }
        let (official, local) = (self.official(release), with_tag(self.local, release));
        if let Some(image) = [&official, &local].into_iter().find(|image| is_here(image)) {
            return Ok(image.clone());
        }
        let Self { what, variable, .. } = self;
        match pulled(&official) {
            Ok(()) => Ok(official),
            Err(error) => Err(Error::caused(
                format!(
                    "no image of {what} {release}: `cargo xtask image` builds {local} on this \
                     machine, {variable} names another"
                ),
                error,
            )),
        }
    }
}

/// Whether the daemon has this image already.
pub(crate) fn is_here(image: &str) -> bool {
    docker(&["image", "inspect", "--format", "{{.Id}}", image]).is_ok()
}

/// Sees to it that the daemon has this image.
pub(crate) fn pulled(image: &str) -> Result<()> {
    if is_here(image) {
        Ok(())
    } else {
        docker(&["pull", "--quiet", image]).map(drop)
    }
}

/// The image's name with a tag: its own, or this one.
pub(crate) fn with_tag(image: &str, tag: &str) -> String {
    let name = image.rsplit('/').next().unwrap_or(image);
    if name.contains([':', '@']) {
        image.to_owned()
    } else {
        format!("{image}:{tag}")
    }
}

#[cfg(test)]
mod tests {
    use super::with_tag;

    #[test]
    fn an_image_without_a_tag_gets_the_release() {
        let cases = [
            ("apache/druid", "apache/druid:27.0.0"),
            ("apache/druid:nightly", "apache/druid:nightly"),
            ("localhost:5000/druid", "localhost:5000/druid:27.0.0"),
            ("druid@sha256:00", "druid@sha256:00"),
        ];
        for (image, expected) in cases {
            assert_eq!(with_tag(image, "27.0.0"), expected);
        }
    }
}
