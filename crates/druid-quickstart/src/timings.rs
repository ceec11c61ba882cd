//! Where the time went.

use std::time::{Duration, Instant};

use crate::chart;
use crate::numbers::time;
use crate::table::Table;

/// The steps so far, and what they took.
#[derive(Debug)]
pub(crate) struct Timings {
    /// What came before `began`.
    before: Duration,
    began: Instant,
    rows: Vec<(String, Duration)>,
}

impl Timings {
    /// Begins now.
    pub(crate) fn begin() -> Self {
        Self {
            before: Duration::ZERO,
            began: Instant::now(),
            rows: Vec::new(),
        }
    }

    /// Counts the whole anew from here, on top of the steps so far.
    pub(crate) fn restart(&mut self) {
        let known: Duration = self.rows.iter().map(|(_, took)| *took).sum();
        self.before = known;
        self.began = Instant::now();
    }

    /// A step that took so long.
    pub(crate) fn add(&mut self, step: impl Into<String>, took: Duration) {
        self.rows.push((step.into(), took));
    }

    /// A step that has just ended, and began then.
    pub(crate) fn since(&mut self, step: impl Into<String>, begun: Instant) {
        self.add(step, begun.elapsed());
    }

    /// A step that took so long, of which the server measured parts. What is left of it gets a
    /// line too: `rest` says what that is.
    pub(crate) fn parts(&mut self, whole: Duration, parts: Vec<(String, Duration)>, rest: &str) {
        let known: Duration = parts.iter().map(|(_, took)| *took).sum();
        self.rows.extend(parts);
        self.add(rest, whole.saturating_sub(known));
    }

    /// The table, up to now.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.table(self.before + self.began.elapsed())
    }

    fn table(&self, total: Duration) -> Vec<String> {
        let mut table = Table::new(&["step", ">time", ""]);
        let millis = |took: Duration| u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let most = self.rows.iter().map(|(_, took)| millis(*took)).max();
        for (step, took) in &self.rows {
            let bar = chart::bar(millis(*took), most.unwrap_or(0), 24);
            table.row([step.clone(), time(*took), bar]);
        }
        table.row(["all".to_owned(), time(total), String::new()]);
        table.lines()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_their_rest_make_the_whole() {
        let mut timings = Timings::begin();
        let part = |name: &str, millis| (name.to_owned(), Duration::from_millis(millis));
        timings.add("submit", Duration::from_millis(500));
        timings.parts(
            Duration::from_secs(12),
            vec![part("scan", 3_000), part("write", 8_000)],
            "the rest",
        );
        timings.parts(Duration::from_secs(1), vec![part("odd", 2_000)], "nothing");
        let lines = timings.table(Duration::from_secs(13));
        let has = |step: &str, time: &str| {
            lines
                .iter()
                .any(|line| line.starts_with(step) && line.contains(time))
        };
        assert!(has("the rest", " 1.0 s "), "{lines:#?}");
        assert!(has("nothing", " 0 ms"), "{lines:#?}");
        assert!(has("write", &"█".repeat(24)), "{lines:#?}");
        assert!(has("all", "13.0 s"), "{lines:#?}");
    }
}
