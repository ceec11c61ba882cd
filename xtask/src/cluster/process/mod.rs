//! Processes that outlive the one that starts them, and that are found again.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process, kill_process_group, test_kill_process};

use super::backend::{Halt, Life};
use super::cluster_file::Process;
use crate::error::{Error, Result};

const POLL: Duration = Duration::from_millis(50);
/// How long a process may take to end by itself.
const PATIENCE: Duration = Duration::from_secs(20);
/// The same where nothing is to be kept.
const LITTLE_PATIENCE: Duration = Duration::from_secs(5);
/// How long the kernel may take to end it.
const KILL_PATIENCE: Duration = Duration::from_secs(10);

/// What a process is now. A stranger that has its id by now counts as gone.
pub(crate) fn life(process: &Process) -> Life {
    let Some(pid) = pid(process) else {
        return Life::Gone;
    };
    match stat(pid) {
        Some((_, Some(started))) if process.started.is_some_and(|then| then != started) => {
            Life::Gone
        }
        Some(('Z' | 'X', _)) => Life::Gone,
        Some(('T', _)) => Life::Paused,
        Some(_) => Life::Running,
        None => Life::Gone,
    }
}

/// Ends or halts a process and all that it started.
pub(crate) fn halt(process: &Process, how: Halt) -> Result<()> {
    match how {
        Halt::Pause => {
            signal_group(process, Signal::STOP)?;
            wait_still(process)
        }
        Halt::Kill => {
            signal_group(process, Signal::KILL)?;
            wait_gone(&[process], KILL_PATIENCE)
        }
        Halt::Stop => end(&[process], PATIENCE),
    }
}

/// Lets a paused process run on.
pub(crate) fn resume(process: &Process) -> Result<()> {
    signal_group(process, Signal::CONT)
}

/// Ends all of them, and all that they started, for good.
pub(crate) fn end_all(processes: &[&Process]) -> Result<()> {
    end(processes, LITTLE_PATIENCE)
}

/// Asks all of them to end, waits, and kills what is left.
fn end(processes: &[&Process], patience: Duration) -> Result<()> {
    for process in processes {
        if let Some(pid) = pid(process).filter(|_| life(process) != Life::Gone) {
            done(kill_process(pid, Signal::TERM), pid)?;
            resume(process)?;
        }
    }
    // Whether they ended or not: what is left of them, and of their children, ends now.
    let _in_time = wait_gone(processes, patience);
    for process in processes {
        signal_group(process, Signal::KILL)?;
    }
    wait_gone(processes, KILL_PATIENCE)
}

/// When the process began, where the system tells it.
pub(crate) fn started(pid: u32) -> Option<u64> {
    let pid = Pid::from_raw(i32::try_from(pid).ok()?)?;
    stat(pid)?.1
}

fn wait_gone(processes: &[&Process], patience: Duration) -> Result<()> {
    let deadline = Instant::now() + patience;
    while let Some(process) = processes.iter().find(|process| life(process) != Life::Gone) {
        if Instant::now() > deadline {
            return Err(Error::new(format!(
                "process {:?} does not end",
                process.pid
            )));
        }
        std::thread::sleep(POLL);
    }
    Ok(())
}

/// Waits until the kernel has halted it, where the system tells.
fn wait_still(process: &Process) -> Result<()> {
    let deadline = Instant::now() + KILL_PATIENCE;
    while has_proc() && life(process) == Life::Running {
        if Instant::now() > deadline {
            return Err(Error::new(format!(
                "process {:?} does not stand still",
                process.pid
            )));
        }
        std::thread::sleep(POLL);
    }
    Ok(())
}

/// Every process is the leader of a group, in which its children are too.
fn signal_group(process: &Process, signal: Signal) -> Result<()> {
    let Some(pid) = pid(process) else {
        return Ok(());
    };
    let is_stranger = match (stat(pid), process.started) {
        (Some((_, Some(now))), Some(then)) => now != then,
        _ => false,
    };
    if is_stranger {
        Ok(())
    } else {
        done(kill_process_group(pid, signal), pid)
    }
}

/// Nobody to be signalled is as good as signalled.
fn done(result: rustix::io::Result<()>, pid: Pid) -> Result<()> {
    match result {
        Ok(()) | Err(Errno::SRCH) => Ok(()),
        Err(e) => Err(Error::caused(
            format!("signalling process {}", pid.as_raw_pid()),
            e,
        )),
    }
}

fn pid(process: &Process) -> Option<Pid> {
    Pid::from_raw(i32::try_from(process.pid?).ok()?)
}

/// The state letter and the start time of a process, from `/proc` where there is one.
fn stat(pid: Pid) -> Option<(char, Option<u64>)> {
    if has_proc() {
        let text = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_pid())).ok()?;
        return parse_stat(&text);
    }
    test_kill_process(pid).is_ok().then_some(('R', None))
}

fn has_proc() -> bool {
    Path::new("/proc/self/stat").exists()
}

/// `pid (name) state …`: the name may hold blanks and parentheses; the start is the 22nd field.
fn parse_stat(text: &str) -> Option<(char, Option<u64>)> {
    let (_, rest) = text.rsplit_once(')')?;
    let mut fields = rest.split_ascii_whitespace();
    let state = fields.next()?.chars().next()?;
    Some((state, fields.nth(18).and_then(|field| field.parse().ok())))
}

#[cfg(test)]
mod tests;
