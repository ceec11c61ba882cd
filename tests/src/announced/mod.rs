use std::fmt::Write as _;

use druid_core::Origin;
use serde_json::json;

/// What a Broker answers when it is asked who is in the cluster, for tests on a scripted server.
#[derive(Clone, Debug, Default)]
pub struct Announced {
    rows: Vec<serde_json::Value>,
}

impl Announced {
    /// Nobody.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One more process: what it is, its inner address, and whether it leads.
    ///
    /// # Panics
    /// If `inner` is no origin.
    #[must_use]
    pub fn with(mut self, role: &str, inner: &str, leads: bool) -> Self {
        let inner: Origin = inner.parse().expect("an inner address is an origin");
        let server = format!("{}:{}", inner.host(), inner.port());
        let leads = i64::from(leads);
        self.rows
            .push(json!([server, inner.host(), inner.port(), -1, role, leads]));
        self
    }

    /// The answer's body, in the format that is asked for.
    #[must_use]
    pub fn answer(&self) -> String {
        let header = [
            json!([
                "server",
                "host",
                "plaintext_port",
                "tls_port",
                "server_type",
                "is_leader"
            ]),
            json!(["STRING", "STRING", "LONG", "LONG", "STRING", "LONG"]),
            json!([
                "VARCHAR", "VARCHAR", "BIGINT", "BIGINT", "VARCHAR", "BIGINT"
            ]),
        ];
        let mut text = String::new();
        for line in header.iter().chain(&self.rows) {
            writeln!(text, "{line}").expect("a String takes everything");
        }
        text.push('\n');
        text
    }
}
