//! The commands that look at a cluster's roles, or end and start single ones.

use std::process::ExitCode;

use super::words::Words;
use crate::cluster::backend::{self, Halt, Life};
use crate::cluster::cluster_file::{ClusterFile, Role, State};
use crate::cluster::http::Http;
use crate::cluster::ready;
use crate::cluster::record::Record;
use crate::error::{Error, Result};

/// Succeeds when every role is well.
pub(super) fn status(mut words: Words<'_>) -> Result<ExitCode> {
    words.nothing()?;
    let records = match &words.name {
        Some(name) => vec![Record::open(name)?],
        None => Record::all()?,
    };
    if records.is_empty() {
        println!("no cluster is up");
    }
    let mut are_well = !records.is_empty();
    for record in &records {
        are_well &= print_status(&record.read()?)?;
    }
    Ok(if are_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Prints what every role is doing; returns whether all are well.
fn print_status(file: &ClusterFile) -> Result<bool> {
    let backend = backend::of(file.backend)?;
    let http = Http::new(None);
    println!(
        "{} (Druid {}), {}",
        file.name,
        file.druid,
        file.directory.display()
    );
    let mut are_well = true;
    for role in &file.roles {
        let life = backend.life(role);
        let state = match life {
            Life::Paused => "paused",
            Life::Gone => "gone",
            Life::Running | Life::Unknown if ready::answers(&http, role).is_ok() => "well",
            Life::Running | Life::Unknown => "does not answer",
        };
        are_well &= state == "well";
        println!(
            "  {:<16} {state:<16} {:<28} {}",
            role.name,
            address(role),
            place(role, life)
        );
    }
    Ok(are_well)
}

fn place(role: &Role, life: Life) -> String {
    let Some(process) = &role.process else {
        return String::new();
    };
    match (process.pid, &process.container) {
        (Some(pid), _) if life != Life::Gone => format!("process {pid}"),
        (_, Some(container)) => container.clone(),
        _ => String::new(),
    }
}

/// Every role and its address.
pub(super) fn list(file: &ClusterFile) -> String {
    let lines = file
        .roles
        .iter()
        .map(|role| format!("  {:<16} {}\n", role.name, address(role)));
    format!(
        "{} (Druid {})\n{}",
        file.name,
        file.druid,
        lines.collect::<String>()
    )
}

fn address(role: &Role) -> &str {
    let addresses = [&role.outer_tls, &role.outer, &role.address];
    addresses
        .into_iter()
        .find_map(|address| address.as_deref())
        .unwrap_or("-")
}

pub(super) fn logs(mut words: Words<'_>) -> Result<ExitCode> {
    let mut lines = 100;
    words.read(|flag, words| {
        if flag == "-n" {
            let value = words.value(flag)?;
            lines = value
                .parse()
                .map_err(|_| Error::usage(format!("-n {value}: no count")))?;
        }
        Ok(flag == "-n")
    })?;
    let file = words.named()?.read()?;
    let role = file.role(&words.free_word("ROLE")?)?;
    print!("{}", backend::of(file.backend)?.log(&file, role, lines)?);
    Ok(ExitCode::SUCCESS)
}

pub(super) fn halt(mut words: Words<'_>, how: Halt) -> Result<ExitCode> {
    let word = words.only("ROLE")?;
    let record = words.named()?;
    let file = record.read()?;
    let backend = backend::of(file.backend)?;
    let role = file.role(&word)?;
    if backend.life(role) == Life::Gone {
        return Err(Error::new(format!("{} is not running", role.name)));
    }
    backend.halt(role, how)?;
    record.update(|file| {
        let now = file.role_mut(&role.name);
        // Unless it was started anew in the meantime.
        let same = now.and_then(|now| now.process.as_mut().filter(|now| now.pid == pid(role)));
        if let Some(process) = same {
            if how == Halt::Pause {
                process.state = State::Paused;
            } else {
                process.state = State::Stopped;
                (process.pid, process.started) = (None, None);
            }
        }
        Ok(())
    })?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn start(mut words: Words<'_>) -> Result<ExitCode> {
    let word = words.only("ROLE")?;
    let record = words.named()?;
    let file = record.read()?;
    let backend = backend::of(file.backend)?;
    let name = &file.role(&word)?.name;
    backend.start_role(&record, name)?;
    let file = record.read()?;
    ready::wait_role(&*backend, &file, file.role(name)?)?;
    Ok(ExitCode::SUCCESS)
}

fn pid(role: &Role) -> Option<u32> {
    role.process.as_ref().and_then(|process| process.pid)
}
