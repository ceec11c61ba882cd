use std::os::unix::process::CommandExt;
use std::process::Command;

use super::*;
use crate::cluster::cluster_file::State;

/// A shell in a group of its own, whose child is in that group too.
fn spawn(script: &str) -> Process {
    let mut child = Command::new("sh")
        .args(["-c", script])
        .process_group(0)
        .spawn()
        .unwrap();
    let pid = child.id();
    std::thread::spawn(move || child.wait());
    Process {
        pid: Some(pid),
        started: started(pid),
        container: None,
        state: State::Running,
    }
}

fn becomes(process: &Process, wanted: Life) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while life(process) != wanted {
        assert!(
            Instant::now() < deadline,
            "it is {:?}, not {wanted:?}",
            life(process)
        );
        std::thread::park_timeout(POLL);
    }
}

#[test]
fn a_process_is_paused_resumed_and_ended() {
    let process = spawn("exec sleep 600");
    assert_eq!(life(&process), Life::Running);
    halt(&process, Halt::Pause).unwrap();
    if has_proc() {
        assert_eq!(life(&process), Life::Paused);
    }
    resume(&process).unwrap();
    becomes(&process, Life::Running);
    halt(&process, Halt::Pause).unwrap();
    halt(&process, Halt::Stop).unwrap();
    assert_eq!(life(&process), Life::Gone);
    halt(&process, Halt::Kill).unwrap();
}

#[test]
fn what_a_process_started_ends_with_it() {
    let folder = std::env::temp_dir().join(format!("xtask-process-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let noted = folder.join("pid");
    // The child ignores a polite request, as a busy peon would.
    let script = format!(
        "(trap '' TERM; exec sleep 600) & echo $! > {0}.new; mv {0}.new {0}; wait",
        noted.display()
    );
    let process = spawn(&script);
    let deadline = Instant::now() + Duration::from_secs(10);
    while !noted.exists() {
        assert!(Instant::now() < deadline, "the child did not start");
        std::thread::park_timeout(POLL);
    }
    let child: u32 = fs::read_to_string(&noted).unwrap().trim().parse().unwrap();
    fs::remove_dir_all(&folder).unwrap();
    let child = Process {
        pid: Some(child),
        started: started(child),
        ..process.clone()
    };
    assert_eq!(life(&child), Life::Running);
    end_all(&[&process]).unwrap();
    assert_eq!(life(&process), Life::Gone);
    becomes(&child, Life::Gone);
}

#[test]
fn a_stranger_with_the_same_id_is_left_alone() {
    let process = spawn("exec sleep 600");
    let Some(started) = process.started else {
        return halt(&process, Halt::Kill).unwrap();
    };
    let earlier = Process {
        started: Some(started - 1),
        ..process.clone()
    };
    assert_eq!(life(&earlier), Life::Gone);
    halt(&earlier, Halt::Kill).unwrap();
    end_all(&[&earlier]).unwrap();
    assert_eq!(life(&process), Life::Running);
    halt(&process, Halt::Kill).unwrap();
    assert_eq!(life(&process), Life::Gone);
}

#[test]
fn nothing_is_gone() {
    assert_eq!(life(&Process::default()), Life::Gone);
    halt(&Process::default(), Halt::Kill).unwrap();
}

#[test]
fn the_state_and_the_start_are_read() {
    let rest = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 219049 20 21";
    let text = format!("42 (a) S b) R {rest}");
    assert_eq!(parse_stat(&text), Some(('R', Some(219_049))));
    assert_eq!(parse_stat("42 (sh) Z"), Some(('Z', None)));
    assert_eq!(parse_stat("42 sh"), None);
}
