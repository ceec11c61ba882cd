//! What takes a cluster down when the xtask that uses it can not: Ctrl-C, a crash, SIGKILL.
//!
//! A guard is a second xtask, in a process group of its own so that the terminal's signals pass
//! it by. It reads from a pipe whose other end only the first xtask holds, and which ends with it
//! however that goes. Two words end the watch: "keep" (the cluster shall outlive xtask), and the
//! end of the pipe (take it down, if it is still there).

use std::io::{self, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitCode, Stdio};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use super::record::Record;
use crate::error::{Error, Result};

/// A running guard.
#[derive(Debug)]
struct Guard {
    cluster: String,
    process: Child,
    pipe: ChildStdin,
}

static GUARDS: Mutex<Vec<Guard>> = Mutex::new(Vec::new());
static GATE: Mutex<()> = Mutex::new(());
static ON_CTRL_C: Once = Once::new();
const KEEP: &[u8] = b"keep";

/// Starts the guard of a cluster, before any process of that cluster. From here on Ctrl-C takes
/// it down too.
pub(crate) fn start(cluster: &str) -> Result<()> {
    let failed = |e| Error::caused("starting the guard of the cluster", e);
    let mut handler = Ok(());
    ON_CTRL_C.call_once(|| handler = ctrlc::set_handler(interrupted));
    handler.map_err(|e| Error::caused("taking Ctrl-C", e))?;

    let mut process = Command::new(own_executable().map_err(failed)?)
        .args(["cluster", "guard", cluster])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .process_group(0)
        .spawn()
        .map_err(failed)?;
    let pipe = process.stdin.take().expect("its stdin is a pipe");
    lock(&GUARDS).push(Guard {
        cluster: cluster.to_owned(),
        process,
        pipe,
    });
    Ok(())
}

/// This very executable. A build may have put another in its place since, so that its path leads to
/// that one or nowhere; where the system has a name for the one that runs, that is the name.
fn own_executable() -> io::Result<PathBuf> {
    let running = Path::new("/proc/self/exe");
    if running.exists() {
        Ok(running.to_owned())
    } else {
        std::env::current_exe()
    }
}

/// Ends the watch; the cluster outlives this process.
pub(crate) fn keep(cluster: &str) {
    if let Some(mut guard) = take(cluster) {
        let _gone_already = guard.pipe.write_all(KEEP);
        guard.finish();
    }
}

/// Ends the watch; the guard takes down what is still there.
pub(crate) fn finish(cluster: &str) {
    if let Some(guard) = take(cluster) {
        guard.finish();
    }
}

/// Returns unless Ctrl-C is about to end this process: what fails then fails because of it, and is
/// not worth a word.
pub(crate) fn unless_interrupted() {
    drop(gate());
}

/// Held while a process is started: after Ctrl-C nobody gets it any more.
pub(crate) fn gate() -> MutexGuard<'static, ()> {
    lock(&GATE)
}

/// `xtask cluster guard NAME`, the guard itself.
pub(crate) fn run(cluster: &str) -> Result<ExitCode> {
    let mut word = Vec::new();
    // A pipe that fails has ended too.
    let _ended = io::stdin().read_to_end(&mut word);
    let record = Record::named(cluster);
    if word == KEEP || !record.exists() {
        return Ok(ExitCode::SUCCESS);
    }
    say(&format!("xtask: taking cluster {cluster} down"));
    super::take_down(&record)?;
    Ok(ExitCode::SUCCESS)
}

impl Guard {
    fn finish(self) {
        let Self {
            mut process, pipe, ..
        } = self;
        drop(pipe);
        let _status = process.wait();
    }
}

/// On Ctrl-C, SIGTERM and SIGHUP: starts no further process, waits until every guarded cluster is
/// down, and ends.
fn interrupted() {
    std::mem::forget(gate());
    let guards = std::mem::take(&mut *lock(&GUARDS));
    guards.into_iter().for_each(Guard::finish);
    // What a shell reports for a process that ended by Ctrl-C.
    std::process::exit(130);
}

fn take(cluster: &str) -> Option<Guard> {
    let mut guards = lock(&GUARDS);
    let at = guards.iter().position(|guard| guard.cluster == cluster)?;
    Some(guards.swap_remove(at))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// To a terminal that may be gone: `eprintln!` would panic.
pub(crate) fn say(text: &str) {
    let _gone = writeln!(io::stderr(), "{text}");
}
