use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a Druid process is for (`NodeRole`), spelled as `sys.servers` and `/druid/coordinator/v1/cluster` do.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
#[non_exhaustive]
pub enum NodeRole {
    /// Passes queries to Brokers, and management requests to the leaders.
    Router,
    /// Plans and merges queries.
    Broker,
    /// Places segments on Historicals.
    Coordinator,
    /// Hands out tasks.
    Overlord,
    /// Serves segments.
    Historical,
    /// Runs each task in a process of its own, a Peon.
    MiddleManager,
    /// Runs tasks as threads.
    Indexer,
    /// Runs one task.
    Peon,
    /// A role of an extension or of a newer release, as it was spelled.
    Other(String),
}

impl NodeRole {
    /// The name that Druid gives it, such as `middle_manager`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Router => "router",
            Self::Broker => "broker",
            Self::Coordinator => "coordinator",
            Self::Overlord => "overlord",
            Self::Historical => "historical",
            Self::MiddleManager => "middle_manager",
            Self::Indexer => "indexer",
            Self::Peon => "peon",
            Self::Other(name) => name,
        }
    }
}

impl From<String> for NodeRole {
    fn from(name: String) -> Self {
        match name.as_str() {
            "router" => Self::Router,
            "broker" => Self::Broker,
            "coordinator" => Self::Coordinator,
            "overlord" => Self::Overlord,
            "historical" => Self::Historical,
            "middle_manager" | "middleManager" => Self::MiddleManager,
            "indexer" => Self::Indexer,
            "peon" => Self::Peon,
            _ => Self::Other(name),
        }
    }
}

impl From<NodeRole> for String {
    fn from(role: NodeRole) -> Self {
        match role {
            NodeRole::Other(name) => name,
            known => known.as_str().to_owned(),
        }
    }
}

impl FromStr for NodeRole {
    type Err = Infallible;

    fn from_str(name: &str) -> Result<Self, Infallible> {
        Ok(Self::from(name.to_owned()))
    }
}

impl fmt::Display for NodeRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_druids_and_unknown_ones_are_kept() {
        for name in ["router", "broker", "middle_manager", "dart_worker"] {
            let role: NodeRole = serde_json::from_value(name.into()).unwrap();
            assert_eq!(serde_json::to_value(&role).unwrap(), name);
        }
        assert_eq!(
            NodeRole::from("middleManager".to_owned()),
            NodeRole::MiddleManager
        );
        assert_eq!(
            NodeRole::from("x".to_owned()),
            NodeRole::Other("x".to_owned())
        );
    }
}
