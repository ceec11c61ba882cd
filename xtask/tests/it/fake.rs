//! An xtask in a world of its own: a folder for its clusters, and a Java that only pretends.

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Says that it is Java 17. As a role it notes its process id and then stands there, or fails
/// when the test wants that role to fail.
const JAVA: &str = r#"#!/bin/sh
case "$*" in
  -version) echo "openjdk version \"$FAKE_VERSION\"" >&2; exit ;;
  *"server $FAKE_FAILS") echo "the reason why"; exit 3 ;;
esac
echo $$ >> "$FAKE_PIDS"
exec sleep 600
"#;

/// The folders in which a plain cluster of 27.0.0 looks for its jars.
const JARS: [&str; 3] = ["lib", "ext/druid-multi-stage-query", "ext/druid-catalog"];

/// The world; it goes with the value.
pub(crate) struct World {
    folder: PathBuf,
}

impl World {
    /// `name` is the test's.
    pub(crate) fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("xtask-it-{name}-{}", std::process::id()));
        let java = folder.join("jdk/bin/java");
        fs::create_dir_all(java.parent().unwrap()).unwrap();
        fs::write(&java, JAVA).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        fs::set_permissions(&java, mode).unwrap();
        for jars in JARS {
            fs::create_dir_all(folder.join("dist/27.0.0").join(jars)).unwrap();
        }
        Self { folder }
    }

    /// `xtask cluster …` with piped output.
    pub(crate) fn cluster(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command
            .arg("cluster")
            .args(words)
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .env("DRUID_DIST_DIR", self.folder.join("dist"))
            .env("JAVA_HOME", self.folder.join("jdk"))
            .env("FAKE_PIDS", self.folder.join("pids"))
            .env("FAKE_VERSION", "17.0.1")
            .env("FAKE_FAILS", "nothing")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs it to its end: whether it succeeded, and what it said.
    pub(crate) fn run(&self, words: &[&str]) -> (bool, String) {
        let output = self.cluster(words).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(said).unwrap())
    }

    /// The folder of a cluster.
    pub(crate) fn directory(&self, name: &str) -> PathBuf {
        self.folder.join("target/clusters").join(name)
    }

    /// What `cluster.json` says, once it is there.
    pub(crate) fn file(&self, name: &str) -> Option<Value> {
        let text = fs::read_to_string(self.directory(name).join("cluster.json")).ok()?;
        Some(serde_json::from_str(&text).expect("nobody sees half a file"))
    }

    /// The processes that pretended to be Java.
    pub(crate) fn pids(&self) -> Vec<u32> {
        let text = fs::read_to_string(self.folder.join("pids")).unwrap_or_default();
        text.lines().map(|line| line.parse().unwrap()).collect()
    }

    /// Whether none of them is left.
    pub(crate) fn is_empty(&self) -> bool {
        !self.pids().into_iter().any(is_alive)
    }

    /// Listens where the cluster expects its ZooKeeper, whose process has started.
    pub(crate) fn zookeeper(&self, name: &str) -> TcpListener {
        until("ZooKeeper starts", || !self.pids().is_empty());
        let file = self.file(name).unwrap();
        TcpListener::bind(file["roles"][0]["address"].as_str().unwrap()).unwrap()
    }

    /// A cluster of one role, which is a `sleep` that was never started, and whose address is
    /// where the test listens.
    pub(crate) fn make(&self, name: &str) -> TcpListener {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let directory = self.directory(name);
        let conf = directory.join("conf/derby-1");
        fs::create_dir_all(&conf).unwrap();
        fs::create_dir_all(directory.join("log")).unwrap();
        fs::create_dir_all(directory.join("var")).unwrap();
        let launch = json!({"program": "sleep", "args": ["600"]});
        write(&conf.join("launch.json"), &launch);
        let file = json!({
            "name": name, "druid": "27.0.0", "backend": "jvm", "directory": directory,
            "topology": {}, "auth": null, "tls": null, "kafka": null, "data": "",
            "roles": [{
                "role": "derby", "name": "derby-1",
                "inner": null, "outer": null, "inner_tls": null, "outer_tls": null,
                "address": listener.local_addr().unwrap().to_string(),
                "process": {"state": "stopped"},
            }],
        });
        write(&directory.join("cluster.json"), &file);
        listener
    }

    /// The process of that one role.
    pub(crate) fn pid(&self, name: &str) -> Option<u32> {
        let pid = self.file(name)?["roles"][0]["process"]["pid"].as_u64()?;
        Some(u32::try_from(pid).unwrap())
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // Only a test that failed leaves any.
        for cluster in fs::read_dir(self.folder.join("target/clusters"))
            .into_iter()
            .flatten()
        {
            let name = cluster.unwrap().file_name().into_string().unwrap();
            let _down = self.cluster(&["down", "--name", &name]).output();
        }
        for pid in self.pids().into_iter().filter(|pid| is_alive(*pid)) {
            let _gone = Command::new("kill").args(["-9", &pid.to_string()]).status();
        }
        let _left = fs::remove_dir_all(&self.folder);
    }
}

fn write(path: &Path, value: &Value) {
    let mut file = fs::File::create(path).unwrap();
    file.write_all(value.to_string().as_bytes()).unwrap();
}

/// Waits until the condition holds.
pub(crate) fn until(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !condition() {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        std::thread::park_timeout(Duration::from_millis(20));
    }
}

/// Whether a process runs; one that only waits to be buried does not.
pub(crate) fn is_alive(pid: u32) -> bool {
    let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) else {
        let pid = rustix::process::Pid::from_raw(pid.try_into().unwrap()).unwrap();
        let is_linux = Path::new("/proc/self/stat").exists();
        return !is_linux && rustix::process::test_kill_process(pid).is_ok();
    };
    !stat
        .rsplit_once(") ")
        .is_some_and(|(_, rest)| rest.starts_with(['Z', 'X']))
}
