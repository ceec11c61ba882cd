//! `cargo xtask cluster`, with processes that are no Druid: what is started must end.

use std::io::{Read, Write};
use std::process::{Child, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::fake::{World, is_alive, until};

const NAME: &str = "plain-27.0.0";
const UP: [&str; 3] = ["up", "--backend", "jvm"];

fn signal(child: &Child, signal: Signal) {
    let pid = Pid::from_raw(child.id().try_into().unwrap()).unwrap();
    kill_process(pid, signal).unwrap();
}

#[test]
fn a_killed_xtask_leaves_no_process() {
    let world = World::new("killed");
    let mut up = world.cluster(&UP).spawn().unwrap();
    let _zookeeper = world.zookeeper(NAME);
    until("every role has started", || world.pids().len() == 6);
    assert!(world.pids().into_iter().all(is_alive));
    up.kill().unwrap();
    up.wait().unwrap();
    until("the guard has done its work", || world.file(NAME).is_none());
    assert!(world.is_empty(), "{:?}", world.pids());
}

#[test]
fn an_xtask_killed_amid_its_first_starts_leaves_no_process() {
    let world = World::new("amid");
    let mut up = world.cluster(&UP).spawn().unwrap();
    until("a first role has started", || !world.pids().is_empty());
    up.kill().unwrap();
    up.wait().unwrap();
    until("the guard has done its work", || world.file(NAME).is_none());
    assert!(world.is_empty(), "{:?}", world.pids());
}

#[test]
fn when_ctrl_c_ends_a_start_every_process_has_ended() {
    let world = World::new("ctrl-c");
    let mut up = world.cluster(&UP).spawn().unwrap();
    let _zookeeper = world.zookeeper(NAME);
    until("every role has started", || world.pids().len() == 6);
    signal(&up, Signal::INT);
    assert_eq!(up.wait().unwrap().code(), Some(130));
    assert!(world.is_empty(), "{:?}", world.pids());
    assert!(world.file(NAME).is_none());
}

#[test]
fn a_start_that_fails_names_the_role_and_shows_its_log() {
    let world = World::new("fails");
    let mut up = world
        .cluster(&UP)
        .env("FAKE_FAILS", "historical")
        .spawn()
        .unwrap();
    let _zookeeper = world.zookeeper(NAME);
    let mut said = String::new();
    up.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(up.wait().unwrap().code(), Some(1));
    let expected = "historical-1 ended; the end of its log:\nthe reason why";
    assert!(said.contains(expected), "{said}");
    assert!(world.is_empty(), "{:?}", world.pids());
    assert!(world.file(NAME).is_none());
    assert!(world.directory(NAME).join("log/historical-1.log").is_file());
}

#[test]
fn a_missing_java_is_asked_for() {
    let world = World::new("java");
    let mut up = world.cluster(&UP);
    let output = up
        .env("FAKE_VERSION", "11.0.2")
        .env("PATH", "/nowhere")
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(
        said.contains("java is Java 11") && said.contains("install JDK 17"),
        "{said}"
    );
    assert!(world.file(NAME).is_none());
}

#[test]
fn a_guard_takes_the_cluster_down_when_its_pipe_ends_unless_told_to_keep_it() {
    let world = World::new("guard");
    let _listener = world.make("c");
    assert_eq!(world.run(&["start", "derby"]), (true, String::new()));
    let pid = world.pid("c").unwrap();
    let guard = |word: &[u8]| {
        let mut guard = world
            .cluster(&["guard", "c"])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        guard.stdin.take().unwrap().write_all(word).unwrap();
        assert!(guard.wait().unwrap().success());
    };
    guard(b"keep");
    assert!(is_alive(pid) && world.file("c").is_some());
    guard(b"");
    assert!(!is_alive(pid) && world.file("c").is_none());
    assert!(world.directory("c").join("log").is_dir());
    assert!(!world.directory("c").join("var").exists());
    guard(b"");
}

#[test]
fn a_role_is_stopped_killed_paused_and_started_again() {
    let world = World::new("role");
    let _listener = world.make("c");
    let status = || {
        let (well, said) = world.run(&["status"]);
        let mut words = said
            .lines()
            .last()
            .unwrap()
            .split_whitespace()
            .map(str::to_owned);
        (well, words.nth(1).unwrap())
    };
    assert_eq!(status(), (false, "gone".to_owned()));
    let start = || {
        assert_eq!(world.run(&["start", "derby-1"]), (true, String::new()));
        assert_eq!(status(), (true, "well".to_owned()));
        world.pid("c").unwrap()
    };
    for command in ["stop", "kill"] {
        let pid = start();
        assert_eq!(world.run(&[command, "derby-1"]), (true, String::new()));
        assert!(!is_alive(pid), "{command}");
        assert_eq!(world.pid("c"), None);
        let (well, said) = world.run(&[command, "derby-1"]);
        assert!(!well && said.contains("derby-1 is not running"), "{said}");
    }
    let pid = start();
    assert_eq!(world.run(&["pause", "derby"]), (true, String::new()));
    assert_eq!(status(), (false, "paused".to_owned()));
    assert_eq!(start(), pid);
    world.run(&["pause", "derby"]);
    let (well, said) = world.run(&["down"]);
    assert!(well && said.starts_with("c is down"), "{said}");
    assert!(!is_alive(pid));
    let (well, said) = world.run(&["start", "--name", "c", "derby"]);
    assert!(!well && said.contains("no cluster \"c\" is up"), "{said}");
}
