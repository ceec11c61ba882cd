//! What is said of a cluster that stays.

use crate::cluster::ClusterFile;

/// Where everything is, and how to go on.
pub(super) fn describe(file: &ClusterFile) -> String {
    let mut text = format!("\nDruid {} stays up:\n", file.druid);
    for role in &file.roles {
        let at = role.outer.as_deref().or(role.address.as_deref());
        text.push_str(&format!("  {:<14} {}\n", role.name, at.unwrap_or("-")));
    }
    if let Some(router) = file.router() {
        text.push_str(&format!(
            "cargo xtask quickstart --url {router}   loads the data again\n"
        ));
    }
    let name = &file.name;
    text.push_str(&format!(
        "cargo xtask cluster status --name {name}   looks at it\n"
    ));
    text.push_str(&format!(
        "cargo xtask cluster down --name {name}     ends it\n"
    ));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_and_the_way_down_are_told() {
        let file = super::super::surroundings::file_with_inner_names();
        let text = describe(&file);
        for told in [
            "router-1       http://127.0.0.1:20002\n",
            "zookeeper-1    127.0.0.1:20003\n",
            "quickstart --url http://127.0.0.1:20002 ",
            "cluster down --name quickstart ",
        ] {
            assert!(text.contains(told), "{told}: {text}");
        }
    }
}
