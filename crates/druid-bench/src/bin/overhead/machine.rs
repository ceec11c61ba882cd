//! What a measure was taken on, in Markdown.

use std::process::Command;

/// The machine and the compiler, one line each.
pub(crate) fn describe() -> String {
    let model = read("/proc/cpuinfo")
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(':'))
        .map_or_else(|| "unknown".to_owned(), |(_, name)| name.trim().to_owned());
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let kernel = read("/proc/sys/kernel/osrelease");
    let rustc = Command::new("rustc").arg("--version").output();
    let rustc = rustc.map_or_else(
        |_| "unknown".to_owned(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    );
    format!(
        "- CPU: {model}, {cores} cores\n- kernel: {} {}\n- compiler: {rustc}\n",
        std::env::consts::OS,
        kernel.trim(),
    )
}

/// How busy the machine is with everything.
pub(crate) fn load() -> String {
    let load = read("/proc/loadavg");
    let load: Vec<&str> = load.split(' ').take(3).collect();
    format!("- load average at the end: {}", load.join(" "))
}

/// A file of the kernel; nothing where there is none.
fn read(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}
