//! The kinds of process that make up a cluster.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a process is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Kind {
    Zookeeper,
    Derby,
    Kafka,
    /// The Overlord too.
    Coordinator,
    Broker,
    Historical,
    Indexer,
    MiddleManager,
    Router,
}

impl Kind {
    const ALL: [Self; 9] = [
        Self::Zookeeper,
        Self::Derby,
        Self::Kafka,
        Self::Coordinator,
        Self::Broker,
        Self::Historical,
        Self::Indexer,
        Self::MiddleManager,
        Self::Router,
    ];

    /// The name in `cluster.json`, which for Druid's own is also its name on Druid's command line.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Zookeeper => "zookeeper",
            Self::Derby => "derby",
            Self::Kafka => "kafka",
            Self::Coordinator => "coordinator",
            Self::Broker => "broker",
            Self::Historical => "historical",
            Self::Indexer => "indexer",
            Self::MiddleManager => "middleManager",
            Self::Router => "router",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The kind that `sys.servers.server_type` names. An Overlord is none: it is a coordinator's
    /// second row.
    pub(crate) fn from_server_type(text: &str) -> Option<Self> {
        match text {
            "middle_manager" => Some(Self::MiddleManager),
            other => Self::parse(other).filter(|kind| kind.is_druid()),
        }
    }

    /// Whether this is a process of Druid, which answers HTTP.
    pub(crate) fn is_druid(self) -> bool {
        !matches!(self, Self::Zookeeper | Self::Derby | Self::Kafka)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
