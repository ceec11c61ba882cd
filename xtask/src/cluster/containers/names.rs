//! What Docker calls the parts of a cluster.

use std::path::Path;

/// The compose project of the cluster in `directory`: its name as Docker allows it, and a few
/// digits that tell it from one of the same name in another checkout.
pub(super) fn project(cluster: &str, directory: &Path) -> String {
    let fit = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    let cluster: String = cluster.chars().map(fit).collect();
    let bytes = directory.as_os_str().as_encoded_bytes();
    // FNV-1a: the same in every build of xtask, which the standard hasher does not promise.
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("druid-{cluster}-{:06x}", hash & 0xff_ffff)
}

/// The container of a member: the same name whichever compose starts it.
pub(super) fn container(project: &str, member: &str) -> String {
    format!("{project}-{}", member.to_ascii_lowercase())
}

/// The variable that holds where a member's port is published, `BROKER_1_PORT`.
pub(super) fn port_variable(member: &str) -> String {
    format!("{}_PORT", variable(member))
}

/// The same for the port with TLS.
pub(super) fn tls_port_variable(member: &str) -> String {
    format!("{}_TLS_PORT", variable(member))
}

fn variable(member: &str) -> String {
    member.to_ascii_uppercase().replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_is_one_folder_s() {
        let here = project(
            "2brokers-27.0.0",
            Path::new("/a/target/clusters/2brokers-27.0.0"),
        );
        let there = project(
            "2brokers-27.0.0",
            Path::new("/b/target/clusters/2brokers-27.0.0"),
        );
        assert!(here.starts_with("druid-2brokers-27-0-0-"), "{here}");
        assert_eq!(here.len(), "druid-2brokers-27-0-0-".len() + 6);
        assert_ne!(here, there);
    }

    #[test]
    fn names_are_such_as_docker_and_shells_take() {
        assert_eq!(
            container("druid-x-1", "middleManager-1"),
            "druid-x-1-middlemanager-1"
        );
        assert_eq!(port_variable("middleManager-1"), "MIDDLEMANAGER_1_PORT");
        assert_eq!(tls_port_variable("router-tls"), "ROUTER_TLS_TLS_PORT");
    }
}
