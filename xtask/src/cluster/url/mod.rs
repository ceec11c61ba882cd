//! A cluster that is already there.

use std::collections::BTreeMap;

use serde_json::Value;

use super::backend::{Backend, Halt, Life};
use super::cluster_file::{Auth, AuthScheme, ClusterFile, Role};
use super::http::Http;
use super::ready;
use super::record::Record;
use super::role::Kind;
use super::spec::Spec;
use super::topology::{AuthKind, Topology, Worker};
use crate::error::{Error, Result};

const SERVERS: &str = "SELECT server_type, host, plaintext_port, tls_port FROM sys.servers";

/// The backend `url`: it finds the roles in `sys.servers`, and starts and ends nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Url;

impl Backend for Url {
    fn start(&self, spec: &Spec, record: &Record) -> Result<()> {
        let (url, auth) = split(spec.url.as_deref().unwrap_or_default())?;
        let http = Http::new(auth.as_ref());
        let status: Value = serde_json::from_str(&http.get(&format!("{url}/status"))?)
            .map_err(|e| Error::caused(format!("{url}/status is not Druid's"), e))?;
        let version = status["version"].as_str().unwrap_or_default().to_owned();
        let rows = http.sql(&url, SERVERS)?;
        let mut roles = roles(&rows);
        for role in &mut roles {
            role.outer = role.outer.take().filter(|url| is_reachable(url));
            role.outer_tls = role.outer_tls.take().filter(|url| is_reachable(url));
        }
        lead_to(&mut roles, &url);
        record.update(|file| {
            file.topology = topology(&roles, auth.is_some());
            file.druid = version;
            file.auth = auth;
            file.roles = roles;
            Ok(())
        })
    }

    fn life(&self, _role: &Role) -> Life {
        Life::Unknown
    }

    fn log(&self, _file: &ClusterFile, role: &Role, _lines: usize) -> Result<String> {
        Err(not_ours("the log of", role))
    }

    fn halt(&self, role: &Role, _how: Halt) -> Result<()> {
        Err(not_ours("ending", role))
    }

    fn start_role(&self, record: &Record, name: &str) -> Result<()> {
        Err(not_ours("starting", record.read()?.role(name)?))
    }

    fn down(&self, _file: &ClusterFile) -> Result<()> {
        Ok(())
    }
}

fn not_ours(what: &str, role: &Role) -> Error {
    Error::new(format!(
        "{what} {} is not for xtask: the cluster was there already",
        role.name
    ))
}

/// The processes that `sys.servers` shows, in the order of a start.
fn roles(rows: &[Value]) -> Vec<Role> {
    let mut roles: Vec<Role> = rows.iter().filter_map(role).collect();
    roles.sort_by(|a, b| (a.role, &a.inner, &a.inner_tls).cmp(&(b.role, &b.inner, &b.inner_tls)));
    let mut counts = BTreeMap::new();
    for role in &mut roles {
        let count = counts.entry(role.role).or_insert(0);
        *count += 1;
        role.name = format!("{}-{count}", role.role);
    }
    roles
}

/// One row; rows of roles that are no process here (the Overlord) are left out.
fn role(row: &Value) -> Option<Role> {
    let role = Kind::from_server_type(row["server_type"].as_str()?)?;
    let host = row["host"].as_str()?;
    let url = |scheme: &str, port: &str| {
        let port = row[port]
            .as_u64()
            .filter(|port| (1..=65_535).contains(port))?;
        Some(format!("{scheme}://{host}:{port}"))
    };
    let (plain, tls) = (url("http", "plaintext_port"), url("https", "tls_port"));
    Some(Role {
        role,
        name: String::new(),
        inner: plain.clone(),
        outer: plain,
        inner_tls: tls.clone(),
        outer_tls: tls,
        address: None,
        process: None,
    })
}

/// Whether this machine gets there; the cluster may live in a network of its own.
fn is_reachable(url: &str) -> bool {
    url.split_once("://")
        .is_some_and(|(_, address)| ready::listens(address).is_ok())
}

/// Where no Router is reachable at the address that the cluster knows, `url` is the first one.
fn lead_to(roles: &mut [Role], url: &str) {
    let mut routers: Vec<_> = roles
        .iter_mut()
        .filter(|role| role.role == Kind::Router)
        .collect();
    if routers.iter().all(|router| router.outer.is_none())
        && let Some(router) = routers.first_mut()
    {
        router.outer = Some(url.to_owned());
    }
}

/// The shape that these roles have.
fn topology(roles: &[Role], auth: bool) -> Topology {
    let count = |kind| {
        let of_kind = roles.iter().filter(|role| role.role == kind).count();
        u16::try_from(of_kind).unwrap_or(u16::MAX)
    };
    let (indexers, middle_managers) = (count(Kind::Indexer), count(Kind::MiddleManager));
    Topology {
        coordinators: count(Kind::Coordinator),
        brokers: count(Kind::Broker),
        historicals: count(Kind::Historical),
        workers: indexers.saturating_add(middle_managers),
        routers: count(Kind::Router),
        worker: if indexers > 0 {
            Worker::Indexer
        } else {
            Worker::MiddleManager
        },
        auth: if auth {
            AuthKind::Basic
        } else {
            AuthKind::None
        },
        ..Topology::default()
    }
}

/// `http://[user:password@]host:port`.
fn split(url: &str) -> Result<(String, Option<Auth>)> {
    let Some(rest) = url.strip_prefix("http://") else {
        return Err(Error::usage(
            "--url http://[user:password@]host:port names the cluster; xtask itself speaks no TLS",
        ));
    };
    let rest = rest.trim_end_matches('/');
    let Some((user, host)) = rest.rsplit_once('@') else {
        return Ok((format!("http://{rest}"), None));
    };
    let (username, password) = user.split_once(':').unwrap_or((user, ""));
    let auth = Auth {
        kind: AuthScheme::Basic,
        username: username.to_owned(),
        password: password.to_owned(),
    };
    Ok((format!("http://{host}"), Some(auth)))
}

#[cfg(test)]
mod tests;
