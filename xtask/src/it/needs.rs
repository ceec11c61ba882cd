//! What a cluster test needs, read from the modules it lives in.

use std::fmt;

use super::facts::Facts;
use crate::error::{Error, Result};

/// A test on a cluster: `needs_msq::disrupts::a_killed_worker_is_seen`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClusterTest {
    /// The whole path, as the test runner knows it.
    pub(crate) path: String,
    needs: Vec<Need>,
    /// It stops, kills or pauses roles: it runs alone, after the others.
    pub(crate) disrupts: bool,
}

/// One need, and so one module name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    Msq,
    Trailers,
    Auth,
    NoAuth,
    Tls,
    Kafka,
    TwoBrokers,
    TwoCoordinators,
    MiddleManager,
    Indexer,
    Containers,
    Control,
}

const NEEDS: &[(&str, Need, &str)] = &[
    ("needs_msq", Need::Msq, "no multi-stage queries"),
    (
        "needs_trailers",
        Need::Trailers,
        "no response trailers before release 32",
    ),
    ("needs_auth", Need::Auth, "no authentication"),
    ("needs_no_auth", Need::NoAuth, "authentication is on"),
    ("needs_tls", Need::Tls, "no TLS"),
    ("needs_kafka", Need::Kafka, "no Kafka"),
    (
        "needs_two_brokers",
        Need::TwoBrokers,
        "fewer than two brokers",
    ),
    (
        "needs_two_coordinators",
        Need::TwoCoordinators,
        "fewer than two coordinators",
    ),
    (
        "needs_middle_manager",
        Need::MiddleManager,
        "no middle manager",
    ),
    ("needs_indexer", Need::Indexer, "no indexer"),
    ("needs_containers", Need::Containers, "no containers"),
    (
        "needs_control",
        Need::Control,
        "its processes are not ours to stop",
    ),
];

/// The module of tests that any cluster will do for.
const ANY: &str = "any_cluster";

/// The module of tests that stop, kill or pause roles.
const DISRUPTS: &str = "disrupts";

impl ClusterTest {
    /// Reads the needs from a test's path; a test that names none, or an unknown one, is an error.
    pub(crate) fn parse(path: &str) -> Result<Self> {
        let mut modules: Vec<&str> = path.split("::").collect();
        modules.pop();
        let mut needs = Vec::new();
        for module in modules.iter().filter(|module| module.starts_with("needs_")) {
            let known = NEEDS.iter().find(|(name, ..)| name == module);
            let (_, need, _) =
                known.ok_or_else(|| Error::new(format!("{path}: no need is called {module}")))?;
            needs.push(*need);
        }
        if needs.is_empty() && !modules.contains(&ANY) {
            let message = format!("{path}: no module says what it needs (needs_… or {ANY})");
            return Err(Error::new(message));
        }
        let disrupts = modules.contains(&DISRUPTS);
        if disrupts && !needs.contains(&Need::Control) {
            needs.push(Need::Control);
        }
        Ok(Self {
            path: path.to_owned(),
            needs,
            disrupts,
        })
    }

    /// Whether it is about containers, and so for that backend alone.
    pub(crate) fn is_for_containers(&self) -> bool {
        self.needs.contains(&Need::Containers)
    }

    /// What this cluster lacks for the test; nothing when the test can run on it.
    pub(crate) fn lacks(&self, facts: &Facts) -> Option<String> {
        let lacking = self.needs.iter().filter(|need| !need.is_met(facts));
        let reasons: Vec<String> = lacking.map(Need::to_string).collect();
        (!reasons.is_empty()).then(|| reasons.join(", "))
    }
}

impl Need {
    fn is_met(self, facts: &Facts) -> bool {
        match self {
            Self::Msq => facts.msq,
            Self::Trailers => facts.major_release >= 32,
            Self::Auth => facts.auth,
            Self::NoAuth => !facts.auth,
            Self::Tls => facts.tls,
            Self::Kafka => facts.kafka,
            Self::TwoBrokers => facts.brokers >= 2,
            Self::TwoCoordinators => facts.coordinators >= 2,
            Self::MiddleManager => facts.middle_managers >= 1,
            Self::Indexer => facts.indexers >= 1,
            Self::Containers => facts.containers,
            Self::Control => facts.control,
        }
    }
}

/// What is missing where the need is not met.
impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (_, _, missing) = NEEDS
            .iter()
            .find(|(_, need, _)| need == self)
            .expect("each need has its line");
        f.write_str(missing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lacks(path: &str, facts: &Facts) -> Option<String> {
        ClusterTest::parse(path).unwrap().lacks(facts)
    }

    #[test]
    fn nested_needs_all_count() {
        let facts = Facts {
            msq: true,
            ..Facts::default()
        };
        assert_eq!(lacks("a::needs_msq::t", &facts), None);
        let both = lacks("a::needs_msq::needs_tls::needs_kafka::t", &facts);
        assert_eq!(both.as_deref(), Some("no TLS, no Kafka"));
        assert_eq!(lacks("any_cluster::t", &Facts::default()), None);
    }

    #[test]
    fn each_need_is_missed_on_a_bare_cluster_or_met_by_one_fact() {
        let bare = Facts {
            auth: true,
            ..Facts::default()
        };
        let rich = Facts {
            major_release: 32,
            msq: true,
            auth: true,
            tls: true,
            kafka: true,
            brokers: 2,
            coordinators: 2,
            middle_managers: 1,
            indexers: 1,
            containers: true,
            control: true,
        };
        for (name, need, missing) in NEEDS {
            let path = format!("{name}::t");
            if *need == Need::Auth {
                assert_eq!(lacks(&path, &Facts::default()).as_deref(), Some(*missing));
            } else {
                assert_eq!(lacks(&path, &bare).as_deref(), Some(*missing));
            }
            let met = Facts {
                auth: *need != Need::NoAuth,
                ..rich.clone()
            };
            assert_eq!(lacks(&path, &met), None, "{name}");
        }
    }

    #[test]
    fn a_disrupting_test_needs_control_without_saying_so() {
        let test = ClusterTest::parse("any_cluster::disrupts::t").unwrap();
        assert!(test.disrupts);
        let reason = test.lacks(&Facts::default());
        assert_eq!(
            reason.as_deref(),
            Some("its processes are not ours to stop")
        );
    }

    #[test]
    fn a_test_that_names_no_need_or_an_unknown_one_is_refused() {
        let none = ClusterTest::parse("sql::rows_are_typed").unwrap_err();
        assert!(none.report().starts_with("sql::rows_are_typed: no module"));
        // The function's own name is no module.
        assert!(ClusterTest::parse("sql::needs_msq").is_err());
        let unknown = ClusterTest::parse("needs_luck::t").unwrap_err();
        assert_eq!(
            unknown.report(),
            "needs_luck::t: no need is called needs_luck"
        );
    }
}
