//! What the tests share.

use std::error::Error as StdError;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use druid_core::testing::ScriptedServer;
use druid_core::{Config, Connection, Endpoint, Error, RetryConfig, ServiceClient};
use serde_json::Value;

/// An endpoint that may be sent twice, and one that may not.
pub(crate) const READ: Endpoint = Endpoint::post("/read", &[]).repeatable();
pub(crate) const WRITE: Endpoint = Endpoint::post("/write", &[]);

/// Retries as by default, without the waits.
pub(crate) fn quick() -> RetryConfig {
    RetryConfig::default().with_delays(Duration::from_millis(1), Duration::from_millis(2))
}

/// No retries: the first failure is the one to look at.
pub(crate) fn once(url: &str) -> Config {
    Config::new(url).unwrap().with_retry(RetryConfig::none())
}

pub(crate) fn service(config: Config) -> ServiceClient {
    Connection::builder(config).build().unwrap().service()
}

pub(crate) fn client(server: &ScriptedServer) -> ServiceClient {
    service(Config::new(&server.url()).unwrap().with_retry(quick()))
}

/// The failure of `GET path`, without retries.
pub(crate) async fn failure(config: Config, path: &str) -> Error {
    let got = service(config).get_json::<Value>(path).await;
    got.expect_err("the request fails")
}

/// Everything that an error would ever show: each level, both ways.
pub(crate) fn all_of(error: &(dyn StdError + 'static)) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        writeln!(text, "{error}\n{error:?}\n{error:#?}").unwrap();
        next = error.source();
    }
    text
}

/// A folder that goes with the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "core-it-{}-{}",
            std::process::id(),
            NUMBER.fetch_add(1, Ordering::Relaxed)
        );
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Replaces a file as a careful program does: by renaming.
    pub(crate) fn put(&self, name: &str, text: &str) -> PathBuf {
        let (new, path) = (self.0.join("new"), self.0.join(name));
        std::fs::write(&new, text).unwrap();
        std::fs::rename(&new, &path).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A port of loopback that refuses connections, for it was free just now.
pub(crate) fn refusing_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
