//! The few HTTP requests that xtask makes to a cluster, without TLS.

use std::time::Duration;

use serde_json::Value;
use ureq::Agent;

use super::cluster_file::Auth;
use crate::error::{Error, Result};

/// A client with the user's name and password.
#[derive(Debug)]
pub(crate) struct Http {
    agent: Agent,
    authorization: Option<String>,
}

impl Http {
    pub(crate) fn new(auth: Option<&Auth>) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(5)))
            .proxy(None)
            .build();
        let credentials = auth.map(|auth| format!("{}:{}", auth.username, auth.password));
        Self {
            agent: config.into(),
            authorization: credentials.map(|text| format!("Basic {}", base64(text.as_bytes()))),
        }
    }

    /// The body of a 200 answer.
    pub(crate) fn get(&self, url: &str) -> Result<String> {
        let mut request = self.agent.get(url);
        if let Some(value) = &self.authorization {
            request = request.header("Authorization", value);
        }
        body(url, request.call())
    }

    /// The rows of a query, each an object.
    pub(crate) fn sql(&self, server: &str, query: &str) -> Result<Vec<Value>> {
        let url = format!("{server}/druid/v2/sql");
        let mut request = self
            .agent
            .post(&url)
            .header("Content-Type", "application/json");
        if let Some(value) = &self.authorization {
            request = request.header("Authorization", value);
        }
        let text = body(
            &url,
            request.send(serde_json::json!({ "query": query }).to_string()),
        )?;
        serde_json::from_str(&text).map_err(|e| Error::caused(format!("{url} answered no rows"), e))
    }
}

fn body(
    url: &str,
    answer: std::result::Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> Result<String> {
    let mut answer = answer.map_err(|e| Error::caused(format!("asking {url}"), e))?;
    let status = answer.status().as_u16();
    if status != 200 {
        return Err(Error::new(format!("{url} answered {status}")));
    }
    let text = answer.body_mut().read_to_string();
    text.map_err(|e| Error::caused(format!("reading from {url}"), e))
}

/// Base64 with padding, as the header `Authorization` has it.
pub(crate) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4_usize {
            let index = (bits >> (18 - 6 * digit)) & 63;
            let is_padding = digit > group.len();
            text.push(if is_padding {
                '='
            } else {
                char::from(DIGITS[index as usize])
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_pads_to_four_digits() {
        let cases = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("admin:pw", "YWRtaW46cHc="),
        ];
        for (plain, encoded) in cases {
            assert_eq!(base64(plain.as_bytes()), encoded, "{plain}");
        }
        assert_eq!(base64(&[0xff, 0xfe, 0xfd]), "//79");
    }
}
