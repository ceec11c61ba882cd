//! What Docker says about the life of each container, asked for all of them at once.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::docker::docker;
use crate::cluster::backend::Life;

/// How long an answer counts: every question costs a process.
const FRESH: Duration = Duration::from_secs(1);

/// The last answer.
#[derive(Debug, Default)]
pub(super) struct Lives(Mutex<Option<Answer>>);

/// When it came, and the containers that there were; none when there was no answer.
#[derive(Debug)]
struct Answer {
    at: Instant,
    lives: Option<BTreeMap<String, Life>>,
}

impl Answer {
    fn new() -> Self {
        let words = ["ps", "--all", "--format", "{{.Names}} {{.State}}"];
        let lives = docker(&words).ok().map(|text| parse(&text));
        Self {
            at: Instant::now(),
            lives,
        }
    }

    fn of(&self, container: &str) -> Life {
        match &self.lives {
            Some(lives) => lives.get(container).copied().unwrap_or(Life::Gone),
            None => Life::Unknown,
        }
    }
}

impl Lives {
    /// The life of the container of that name.
    pub(super) fn of(&self, container: &str) -> Life {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match last.as_ref().filter(|answer| answer.at.elapsed() < FRESH) {
            Some(answer) => answer.of(container),
            None => last.insert(Answer::new()).of(container),
        }
    }

    /// Asks anew next time.
    pub(super) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

fn parse(text: &str) -> BTreeMap<String, Life> {
    let line = |line: &str| {
        let (name, state) = line.split_once(' ')?;
        let life = match state {
            "paused" => Life::Paused,
            "running" | "restarting" => Life::Running,
            _ => Life::Gone,
        };
        Some((name.to_owned(), life))
    };
    text.lines().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_runs_or_stands_still_is_there() {
        let lives = parse("a running\nb exited\nc paused\nd created\n\n");
        let of = |name: &str| lives.get(name).copied();
        assert_eq!(of("a"), Some(Life::Running));
        assert_eq!(of("b"), Some(Life::Gone));
        assert_eq!(of("c"), Some(Life::Paused));
        assert_eq!(of("d"), Some(Life::Gone));
        assert_eq!(lives.len(), 4);
    }
}
