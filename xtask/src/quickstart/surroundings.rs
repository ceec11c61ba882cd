//! The variables that the quickstart gets for a cluster of ours.

use std::collections::BTreeMap;
use std::process::Command;

use crate::cluster::ClusterFile;
use crate::error::{Error, Result};

const TABLE: &str = "DRUID_MAPPER_TABLE";

/// Takes away what the user has set for a Druid of theirs, credentials first of all, and says how
/// this one's processes are reached.
pub(super) fn set(command: &mut Command, file: &ClusterFile) -> Result<()> {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("DRUID_") {
            command.env_remove(&name);
        }
    }
    if let Some(table) = table(file)? {
        command.env(TABLE, table);
    }
    Ok(())
}

/// Addresses as the cluster knows them, and as this machine reaches them, where those differ.
fn table(file: &ClusterFile) -> Result<Option<String>> {
    let pairs = file
        .roles
        .iter()
        .filter_map(|role| role.inner.as_deref().zip(role.outer.as_deref()))
        .filter(|(inner, outer)| inner != outer);
    let table: BTreeMap<&str, &str> = pairs.collect();
    if table.is_empty() {
        return Ok(None);
    }
    serde_json::to_string(&table)
        .map(Some)
        .map_err(|error| Error::caused("addresses that are no text", error))
}

/// A cluster as containers have it.
#[cfg(test)]
pub(super) fn file_with_inner_names() -> ClusterFile {
    let role = |role: &str, inner: Option<&str>, outer: Option<&str>, address: Option<&str>| {
        serde_json::json!({
            "role": role, "name": format!("{role}-1"), "inner": inner, "outer": outer,
            "inner_tls": null, "outer_tls": null, "address": address, "process": null,
        })
    };
    let broker = role(
        "broker",
        Some("http://broker-1:8082"),
        Some("http://127.0.0.1:20001"),
        None,
    );
    let router = role(
        "router",
        Some("http://router-1:8888"),
        Some("http://127.0.0.1:20002"),
        None,
    );
    let zookeeper = role("zookeeper", None, None, Some("127.0.0.1:20003"));
    let file = serde_json::json!({
        "name": "quickstart", "druid": "27.0.0", "backend": "containers", "directory": "/c",
        "topology": {}, "auth": null, "tls": null, "kafka": null, "data": "/data",
        "roles": [broker, router, zookeeper],
    });
    serde_json::from_value(file).expect("a cluster.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inner_addresses_are_mapped() {
        let table = table(&file_with_inner_names()).unwrap();
        assert_eq!(
            table.as_deref(),
            Some(
                r#"{"http://broker-1:8082":"http://127.0.0.1:20001","http://router-1:8888":"http://127.0.0.1:20002"}"#
            )
        );
    }

    #[test]
    fn addresses_that_are_the_same_need_no_table() {
        let mut file = file_with_inner_names();
        for role in &mut file.roles {
            role.inner.clone_from(&role.outer);
        }
        assert_eq!(table(&file).unwrap(), None);
    }
}
