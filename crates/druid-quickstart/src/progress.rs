//! A progress bar where there is a terminal, a line now and then where there is none.

use std::time::Duration;

use console::Term;
use druid_msq::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::numbers::grouped;

/// A full bar; the parts of one are a thousandth each.
const FULL: u64 = 1_000;

/// How far something is, for the person at the terminal.
#[derive(Debug)]
pub(crate) enum Bar {
    Live(ProgressBar),
    /// The last line, which is not said twice.
    Lines(String),
}

impl Bar {
    /// Begins with a message and no number.
    pub(crate) fn start(message: &str) -> Self {
        let term = Term::stdout();
        let mut bar = if term.is_term() {
            let bar = ProgressBar::with_draw_target(Some(FULL), ProgressDrawTarget::term(term, 10));
            bar.set_style(style("  {spinner} {wide_msg} {elapsed:>4}"));
            bar.enable_steady_tick(Duration::from_millis(100));
            Self::Live(bar)
        } else {
            Self::Lines(String::new())
        };
        bar.say(message);
        bar
    }

    /// Changes the message.
    pub(crate) fn say(&mut self, message: &str) {
        match self {
            Self::Live(bar) => bar.set_message(message.to_owned()),
            Self::Lines(last) if last != message => {
                println!("  {message}");
                message.clone_into(last);
            }
            Self::Lines(_) => {}
        }
    }

    /// Shows how far a multi-stage task is.
    pub(crate) fn show(&mut self, progress: &Progress) {
        let (stage, detail) = describe(progress);
        self.step(progress.fraction(), &stage, &detail);
    }

    /// Shows a number, from 0 to 1, and a message. Without a terminal only `stage` is told.
    pub(crate) fn step(&mut self, fraction: f64, stage: &str, detail: &str) {
        match self {
            Self::Live(bar) => {
                bar.set_style(style(
                    "  {bar:28.cyan/dim} {percent:>3} %  {wide_msg} {elapsed:>4}",
                ));
                bar.set_position(thousandths(fraction));
                bar.set_message(format!("{stage}{detail}"));
            }
            Self::Lines(_) => self.say(stage),
        }
    }

    /// Takes the bar away.
    pub(crate) fn end(self) {
        if let Self::Live(bar) = self {
            bar.finish_and_clear();
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template).expect("the template is well-formed");
    style.progress_chars("█▉▊▋▌▍▎▏ ")
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0 to 1000"
)]
fn thousandths(fraction: f64) -> u64 {
    (fraction * 1_000.0).clamp(0.0, 1_000.0) as u64
}

/// What a multi-stage task is at: its stage, and how many rows that has read and pushed.
fn describe(progress: &Progress) -> (String, String) {
    let is_over = |phase: Option<&druid_msq::Phase>| phase.is_some_and(druid_msq::Phase::is_over);
    let stages = &progress.stages;
    let open = stages
        .iter()
        .position(|stage| !is_over(stage.phase.as_ref()));
    let Some(at) = open.or_else(|| stages.len().checked_sub(1)) else {
        return ("planning".to_owned(), String::new());
    };
    let stage = &stages[at];
    let name = stage.processor.as_deref().unwrap_or("?");
    let place = format!("stage {} of {}: {name}", at + 1, stages.len());
    let read = match stage.rows_read {
        0 => String::new(),
        rows => format!(", {} rows read", grouped(rows)),
    };
    let pushed = match stage.segment_rows {
        Some([.., pushed]) if pushed > 0 => format!(", {} in segments", grouped(pushed)),
        _ => String::new(),
    };
    (place, read + &pushed)
}

#[cfg(test)]
mod tests {
    use druid_client::report::MsqReport;

    use super::*;

    fn progress(stages: &str, counters: &str) -> Progress {
        let report = format!(
            r#"{{"multiStageQuery":{{"payload":{{"status":{{"status":"RUNNING"}},"stages":{stages},"counters":{counters}}}}}}}"#
        );
        Progress::of(&MsqReport::read(report.as_bytes()).unwrap().payload).unwrap()
    }

    #[test]
    fn the_stage_at_work_is_told() {
        let stages = r#"[{"stageNumber":0,"phase":"FINISHED"},
            {"stageNumber":1,"phase":"READING_INPUT","definition":{"processor":{"type":"segmentGenerator"}}}]"#;
        let counters = r#"{"1":{"0":{"input0":{"type":"channel","rows":[39244]},
            "segmentGenerationProgress":{"type":"segmentGenerationProgress","rowsPushed":1200}}}}"#;
        let (place, detail) = describe(&progress(stages, counters));
        assert_eq!(place, "stage 2 of 2: segmentGenerator");
        assert_eq!(detail, ", 39,244 rows read, 1,200 in segments");
    }

    #[test]
    fn before_the_plan_and_after_the_end_there_is_something_to_say_too() {
        assert_eq!(describe(&progress("[]", "{}")).0, "planning");
        let over = r#"[{"stageNumber":0,"phase":"FINISHED"},{"stageNumber":1,"phase":"FINISHED"}]"#;
        assert_eq!(describe(&progress(over, "{}")).0, "stage 2 of 2: ?");
    }

    #[test]
    fn a_bar_stays_within_its_ends() {
        for (fraction, expected) in [(-1.0, 0), (0.5, 500), (7.0, 1_000), (f64::NAN, 0)] {
            assert_eq!(thousandths(fraction), expected);
        }
        drop(style("{bar:10} {wide_msg}"));
    }
}
