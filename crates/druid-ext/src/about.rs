use druid_core::status::Status;

/// What an extension says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct About {
    /// Its name, unique within a connection.
    pub name: &'static str,
    /// What it is for, in one sentence.
    pub summary: &'static str,
    /// The server's extension that it speaks to, as `druid.extensions.loadList` names it; none if
    /// it needs none.
    pub module: Option<&'static str>,
}

impl About {
    /// An extension that needs nothing of the server.
    #[must_use]
    pub const fn new(name: &'static str, summary: &'static str) -> Self {
        Self {
            name,
            summary,
            module: None,
        }
    }

    /// The same, speaking to a server's extension.
    #[must_use]
    pub const fn with_module(self, module: &'static str) -> Self {
        Self {
            module: Some(module),
            ..self
        }
    }

    /// Whether a server with this status offers what the extension needs.
    #[must_use]
    pub fn is_served_by(&self, status: &Status) -> bool {
        self.module
            .is_none_or(|module| status.has_extension(module))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_offers_what_it_has_loaded() {
        let status =
            r#"{"version":"27.0.0","modules":[{"name":"x.Y","artifact":"druid-catalog"}]}"#;
        let status =
            druid_core::decode_json(&druid_core::http::HeaderMap::new(), status.as_bytes());
        let status: Status = status.unwrap();
        let about = About::new("catalog", "table definitions");
        assert!(about.is_served_by(&status));
        assert!(about.with_module("druid-catalog").is_served_by(&status));
        assert!(!about.with_module("druid-kafka").is_served_by(&status));
    }
}
