//! Which tests run on which cluster.

use std::collections::BTreeSet;
use std::path::Path;

use super::binaries::Binary;
use super::facts::Facts;
use super::needs::ClusterTest;

/// What runs on one cluster, and what does not.
#[derive(Debug, Default)]
pub(crate) struct Plan<'b> {
    /// For each binary its tests that may run side by side.
    pub(crate) together: Vec<(&'b Binary, Vec<&'b ClusterTest>)>,
    /// The tests that must run alone, after the others.
    pub(crate) alone: Vec<(&'b Binary, &'b ClusterTest)>,
    /// The tests that this cluster is not for, each with its reason.
    pub(crate) skipped: Vec<(&'b ClusterTest, String)>,
}

impl<'b> Plan<'b> {
    /// Sorts the tests that the filter lets through by what the cluster has.
    pub(crate) fn new(binaries: &'b [Binary], filter: &Filter, facts: &Facts) -> Self {
        let mut plan = Self::default();
        for binary in binaries {
            let mut together = Vec::new();
            for test in binary.tests.iter().filter(|test| filter.takes(&test.path)) {
                match test.lacks(facts) {
                    Some(reason) => plan.skipped.push((test, reason)),
                    None if test.disrupts => plan.alone.push((binary, test)),
                    None => together.push(test),
                }
            }
            if !together.is_empty() {
                plan.together.push((binary, together));
            }
        }
        plan
    }

    /// Whether nothing runs.
    pub(crate) fn is_empty(&self) -> bool {
        self.together.is_empty() && self.alone.is_empty()
    }

    /// The tests that run.
    fn running(&self) -> impl Iterator<Item = (&'b Binary, &'b ClusterTest)> {
        let together = self
            .together
            .iter()
            .flat_map(|(binary, tests)| tests.iter().map(|test| (*binary, *test)));
        together.chain(self.alone.iter().copied())
    }
}

/// The part of the tests that was asked for: those whose path holds the text.
#[derive(Debug, Default)]
pub(crate) struct Filter(pub(crate) Option<String>);

impl Filter {
    fn takes(&self, path: &str) -> bool {
        self.0.as_deref().is_none_or(|part| path.contains(part))
    }
}

/// Which tests have run on some cluster, and which on none so far.
#[derive(Debug)]
pub(crate) struct Coverage<'b> {
    waiting: BTreeSet<(&'b Path, &'b str)>,
}

impl<'b> Coverage<'b> {
    /// All tests that the filter lets through wait; those that are for containers only if there
    /// are to be some, for on another backend they have no place.
    pub(crate) fn new(binaries: &'b [Binary], filter: &Filter, containers: bool) -> Self {
        let tests = binaries
            .iter()
            .flat_map(|binary| binary.tests.iter().map(move |test| (binary, test)));
        let waiting = tests.filter(|(_, test)| {
            filter.takes(&test.path) && (containers || !test.is_for_containers())
        });
        Self {
            waiting: waiting
                .map(|(binary, test)| (binary.executable.as_path(), test.path.as_str()))
                .collect(),
        }
    }

    /// Notes that the plan was carried out.
    pub(crate) fn ran(&mut self, plan: &Plan<'b>) {
        for (binary, test) in plan.running() {
            self.waiting
                .remove(&(binary.executable.as_path(), test.path.as_str()));
        }
    }

    /// The tests that ran on no cluster.
    pub(crate) fn missing(&self) -> Vec<&'b str> {
        self.waiting.iter().map(|(_, path)| *path).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn binary(name: &str, tests: &[&str]) -> Binary {
        let tests = tests
            .iter()
            .map(|path| ClusterTest::parse(path).unwrap())
            .collect();
        Binary {
            executable: name.into(),
            folder: "".into(),
            tests,
        }
    }

    fn paths<'t>(tests: impl IntoIterator<Item = &'t &'t ClusterTest>) -> Vec<&'t str> {
        tests.into_iter().map(|test| test.path.as_str()).collect()
    }

    #[test]
    fn tests_are_sorted_by_what_the_cluster_has() {
        let binaries = [binary(
            "a",
            &["any_cluster::t", "needs_tls::t", "any_cluster::disrupts::t"],
        )];
        let facts = Facts {
            control: true,
            ..Facts::default()
        };
        let plan = Plan::new(&binaries, &Filter::default(), &facts);
        assert_eq!(plan.together.len(), 1);
        assert_eq!(paths(&plan.together[0].1), ["any_cluster::t"]);
        assert_eq!(plan.alone[0].1.path, "any_cluster::disrupts::t");
        let (test, reason) = &plan.skipped[0];
        assert_eq!(
            (test.path.as_str(), reason.as_str()),
            ("needs_tls::t", "no TLS")
        );
    }

    #[test]
    fn the_filter_takes_parts_of_paths() {
        let binaries = [binary(
            "a",
            &["any_cluster::sql::t", "any_cluster::tasks::t"],
        )];
        let filter = Filter(Some("sql".to_owned()));
        let plan = Plan::new(&binaries, &filter, &Facts::default());
        assert_eq!(paths(&plan.together[0].1), ["any_cluster::sql::t"]);
        assert!(
            Plan::new(
                &binaries,
                &Filter(Some("no such".into())),
                &Facts::default()
            )
            .is_empty()
        );
    }

    #[test]
    fn a_test_that_no_cluster_was_for_is_named() {
        // The same path in two binaries is two tests.
        let binaries = [
            binary("a", &["needs_tls::t", "any_cluster::t"]),
            binary("b", &["needs_tls::t"]),
        ];
        let filter = Filter::default();
        let mut coverage = Coverage::new(&binaries, &filter, false);
        coverage.ran(&Plan::new(&binaries, &filter, &Facts::default()));
        assert_eq!(coverage.missing(), ["needs_tls::t", "needs_tls::t"]);
        coverage.ran(&Plan::new(
            &binaries[..1],
            &filter,
            &Facts {
                tls: true,
                ..Facts::default()
            },
        ));
        assert_eq!(coverage.missing(), ["needs_tls::t"]);
        coverage.ran(&Plan::new(
            &binaries,
            &filter,
            &Facts {
                tls: true,
                ..Facts::default()
            },
        ));
        assert_eq!(coverage.missing(), Vec::<&str>::new());
    }

    #[test]
    fn a_test_for_containers_waits_only_where_there_are_some() {
        let binaries = [binary("a", &["needs_containers::needs_msq::t"])];
        let missing = |containers| {
            Coverage::new(&binaries, &Filter::default(), containers)
                .missing()
                .len()
        };
        assert_eq!((missing(true), missing(false)), (1, 0));
    }
}
