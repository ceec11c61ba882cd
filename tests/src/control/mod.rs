use std::process::Command;

use crate::{ClusterFile, Role};

/// Stops and starts single processes of a cluster, by the tool that started them. What a test
/// leaves stopped is started again behind it.
#[derive(Clone, Copy, Debug)]
pub struct Control<'a> {
    cluster: &'a ClusterFile,
}

impl ClusterFile {
    /// The hands on this cluster.
    #[must_use]
    pub fn control(&self) -> Control<'_> {
        Control { cluster: self }
    }
}

impl Control<'_> {
    /// Ends a process at once.
    ///
    /// # Panics
    /// If the tool fails.
    pub async fn kill(self, process: &Role) {
        self.run("kill", process).await;
    }

    /// Lets a process stand still: its connections stay, nothing answers.
    ///
    /// # Panics
    /// If the tool fails.
    pub async fn pause(self, process: &Role) {
        self.run("pause", process).await;
    }

    /// Starts a process again at the same addresses, or lets it go on, and waits until it answers.
    ///
    /// # Panics
    /// If the tool fails.
    pub async fn start(self, process: &Role) {
        self.run("start", process).await;
    }

    async fn run(self, verb: &'static str, process: &Role) {
        let xtask = std::env::var_os("DRUID_XTASK").expect("DRUID_XTASK names the tool");
        let mut command = Command::new(xtask);
        command.args(["cluster", verb, "--name", &self.cluster.name, &process.name]);
        let ended = tokio::task::spawn_blocking(move || command.output()).await;
        let output = ended.expect("the thread lives").expect("the tool starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "cluster {verb} {}: {said}",
            process.name
        );
    }
}
