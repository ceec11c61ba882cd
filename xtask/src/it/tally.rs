//! How many tests passed, from the lines of cargo's test runner.

use std::fmt;
use std::ops::AddAssign;

/// Counts of tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    /// Left out by the runner itself.
    pub(crate) ignored: usize,
}

impl Tally {
    /// Reads a line such as `test result: ok. 5 passed; 0 failed; 1 ignored; …`; none if the line
    /// is another.
    pub(crate) fn parse(line: &str) -> Option<Self> {
        let counts = line
            .trim()
            .strip_prefix("test result: ")?
            .split_once(". ")?
            .1;
        let count = |what: &str| {
            let mut parts = counts.split(';').map(str::trim);
            parts.find_map(|part| part.strip_suffix(what)?.trim().parse().ok())
        };
        Some(Self {
            passed: count("passed")?,
            failed: count("failed")?,
            ignored: count("ignored")?,
        })
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }
}

/// The line that closes a run.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} passed, {} failed, {} skipped",
            self.passed, self.failed, self.ignored
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runners_line_is_read_and_no_other() {
        let line = "test result: FAILED. 5 passed; 2 failed; 11 ignored; 0 measured; 3 filtered out; finished in 0.10s";
        assert_eq!(
            Tally::parse(line),
            Some(Tally {
                passed: 5,
                failed: 2,
                ignored: 11
            })
        );
        for other in [
            "test a::b ... ok",
            "running 5 tests",
            "test result: unknown",
            "",
        ] {
            assert_eq!(Tally::parse(other), None);
        }
    }

    #[test]
    fn tallies_add_up_to_the_closing_line() {
        let mut sum = Tally {
            passed: 1,
            failed: 0,
            ignored: 2,
        };
        sum += Tally {
            passed: 3,
            failed: 1,
            ignored: 0,
        };
        assert_eq!(sum.to_string(), "4 passed, 1 failed, 2 skipped");
    }
}
