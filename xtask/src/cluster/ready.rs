//! Whether a cluster can be used: it is asked until it says so.

use std::collections::BTreeMap;
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use super::backend::{Backend, Life};
use super::cluster_file::{ClusterFile, Role};
use super::http::Http;
use super::record::Record;
use super::role::Kind;
use crate::error::{Error, Result};

/// How long each step of a start may take.
pub(crate) const DEADLINE: Duration = Duration::from_secs(240);
const POLL: Duration = Duration::from_millis(250);
const LOG_LINES: usize = 40;

/// Waits until every role answers, the Router's SQL sees all of them, and there are leaders.
pub(crate) fn wait(backend: &dyn Backend, record: &Record) -> Result<()> {
    let deadline = Instant::now() + DEADLINE;
    let file = record.read()?;
    let roles: Vec<_> = file.roles.iter().collect();
    wait_each(backend, &file, &roles, deadline)?;
    let http = Http::new(file.auth.as_ref());
    loop {
        let Err(missing) = is_whole(&http, &file) else {
            return Ok(());
        };
        alive(backend, &file, &roles)?;
        if Instant::now() > deadline {
            let problem = format!("after {DEADLINE:?} {}", missing.what.report());
            let role = roles.iter().find(|role| role.role == missing.of);
            return Err(match role {
                Some(role) => failed(backend, &file, role, &problem),
                None => missing.what,
            });
        }
        std::thread::sleep(POLL);
    }
}

/// Waits until this one role answers.
pub(crate) fn wait_role(backend: &dyn Backend, file: &ClusterFile, role: &Role) -> Result<()> {
    wait_each(backend, file, &[role], Instant::now() + DEADLINE)
}

fn wait_each(
    backend: &dyn Backend,
    file: &ClusterFile,
    roles: &[&Role],
    deadline: Instant,
) -> Result<()> {
    let http = Http::new(None);
    let mut waiting = roles.to_vec();
    loop {
        waiting.retain(|role| answers(&http, role).is_err());
        let Some(role) = waiting.first() else {
            return Ok(());
        };
        alive(backend, file, &waiting)?;
        if Instant::now() > deadline {
            let problem = format!("{} does not answer after {DEADLINE:?}", role.name);
            return Err(failed(backend, file, role, &problem));
        }
        std::thread::sleep(POLL);
    }
}

/// Whether a role answers, by its health or, where it speaks no HTTP, by listening.
pub(crate) fn answers(http: &Http, role: &Role) -> Result<()> {
    if let Some(url) = &role.outer {
        http.get(&format!("{url}/status/health"))?;
    }
    let tls = role
        .outer_tls
        .as_deref()
        .and_then(|url| url.strip_prefix("https://"));
    for address in [tls, role.address.as_deref()].into_iter().flatten() {
        listens(address)?;
    }
    Ok(())
}

/// Whether somebody takes connections at `host:port`.
pub(crate) fn listens(address: &str) -> Result<()> {
    let failed = |e| Error::caused(format!("nothing listens on {address}"), e);
    let mut last = None;
    for socket in address.to_socket_addrs().map_err(failed)? {
        match TcpStream::connect_timeout(&socket, Duration::from_secs(2)) {
            Ok(_) => return Ok(()),
            Err(e) => last = Some(e),
        }
    }
    Err(last.map_or_else(|| Error::new(format!("{address} is no address")), failed))
}

/// A process that ended will never answer.
fn alive(backend: &dyn Backend, file: &ClusterFile, roles: &[&Role]) -> Result<()> {
    match roles.iter().find(|role| backend.life(role) == Life::Gone) {
        Some(role) => Err(failed(backend, file, role, &format!("{} ended", role.name))),
        None => Ok(()),
    }
}

/// The error of a role that did not start: which one, and the end of its log.
fn failed(backend: &dyn Backend, file: &ClusterFile, role: &Role, problem: &str) -> Error {
    let log = match backend.log(file, role, LOG_LINES) {
        Ok(log) if !log.trim().is_empty() => log,
        Ok(_) => "(its log is empty)".to_owned(),
        Err(e) => e.report(),
    };
    Error::new(format!(
        "{problem}; the end of its log:\n{}",
        log.trim_end()
    ))
}

/// What a cluster still lacks, and the kind of role whose log may say why.
struct Missing {
    of: Kind,
    what: Error,
}

/// Whether the Router's SQL shows every role, both services have a leader, and the Overlord knows
/// its workers.
fn is_whole(http: &Http, file: &ClusterFile) -> Result<(), Missing> {
    let of = |of| move |what| Missing { of, what };
    let lack = |kind, what: String| {
        Err(Missing {
            of: kind,
            what: Error::new(what),
        })
    };
    let Some(router) = file.router() else {
        return lack(Kind::Router, "no Router is reachable".to_owned());
    };
    let rows = http
        .sql(router, "SELECT server_type FROM sys.servers")
        .map_err(of(Kind::Router))?;
    let types = rows.iter().filter_map(|row| row["server_type"].as_str());
    let seen = count(types.filter_map(Kind::from_server_type));
    let wanted = count(
        file.roles
            .iter()
            .map(|role| role.role)
            .filter(|kind| kind.is_druid()),
    );
    for (kind, wanted) in &wanted {
        let seen = seen.get(kind).copied().unwrap_or(0);
        if seen < *wanted {
            return lack(
                *kind,
                format!("sys.servers shows {kind}s: {seen} of {wanted}"),
            );
        }
    }
    for service in ["coordinator", "indexer"] {
        let leader = http.get(&format!("{router}/druid/{service}/v1/leader"));
        if leader.map_err(of(Kind::Coordinator))?.trim().is_empty() {
            return lack(Kind::Coordinator, format!("nobody leads ({service})"));
        }
    }
    for (kind, wanted) in wanted.range(Kind::Indexer..=Kind::MiddleManager) {
        let known = workers(http, router).map_err(of(*kind))?;
        if known < *wanted {
            return lack(
                *kind,
                format!("the Overlord knows {kind}s: {known} of {wanted}"),
            );
        }
    }
    Ok(())
}

/// How many workers may be given tasks.
fn workers(http: &Http, router: &str) -> Result<usize> {
    let answer = http.get(&format!("{router}/druid/indexer/v1/workers"))?;
    let workers: Vec<serde_json::Value> = serde_json::from_str(&answer)
        .map_err(|e| Error::caused("the Overlord's workers are no list", e))?;
    Ok(workers.len())
}

fn count(kinds: impl Iterator<Item = Kind>) -> BTreeMap<Kind, usize> {
    let mut counts = BTreeMap::new();
    for kind in kinds {
        *counts.entry(kind).or_insert(0) += 1;
    }
    counts
}
