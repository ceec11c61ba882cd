//! What a report's stages and counters say of how far a query is.

mod counters;
mod phase;

use std::collections::BTreeMap;

use druid_client::report::MsqPayload;
use serde::Deserialize;

use self::counters::{StageCounters, sum_stage};
pub use self::phase::Phase;
use crate::{Error, ErrorKind, Result};

/// How far a multi-stage query is: its stages, in order of their numbers.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    /// The stages; none before the query is planned.
    pub stages: Vec<StageProgress>,
}

/// How far one stage is. Counts are sums over its workers.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct StageProgress {
    /// The stage's number.
    pub number: u32,
    /// What its processor is called, such as `scan` or `segmentGenerator`.
    pub processor: Option<String>,
    /// Where it stands; none before it has begun.
    pub phase: Option<Phase>,
    /// How many workers it has.
    pub workers: u32,
    /// How many partitions it makes; none before that is known.
    pub partitions: Option<u32>,
    /// How long it runs or ran, in milliseconds.
    pub duration_ms: Option<i64>,
    /// Rows read, from all inputs but broadcast ones told apart by nobody: Druid counts both.
    pub rows_read: u64,
    /// Bytes read.
    pub bytes_read: u64,
    /// Input files read, and how many there are.
    pub files: (u64, u64),
    /// Rows that it put out, before a shuffle.
    pub rows_written: u64,
    /// How far its sort is, from 0 to 1; none if it does not sort or has not begun to.
    pub sort: Option<f64>,
    /// Rows of segments that are processed, persisted, merged and pushed, in this order; none for a
    /// stage that makes no segments.
    pub segment_rows: Option<[u64; 4]>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stage {
    stage_number: u32,
    phase: Option<Phase>,
    #[serde(default)]
    worker_count: u32,
    partition_count: Option<u32>,
    duration: Option<i64>,
    definition: Option<Definition>,
}

#[derive(Deserialize)]
struct Definition {
    processor: Option<Processor>,
}

#[derive(Deserialize)]
struct Processor {
    #[serde(rename = "type")]
    kind: String,
}

impl Progress {
    /// Reads the stages and counters of a report. Counters of kinds that a newer release may add
    /// are left aside.
    ///
    /// # Errors
    /// [`ErrorKind::Report`] if they are not what Druid reports.
    pub fn of(payload: &MsqPayload) -> Result<Self> {
        let Some(stages) = &payload.stages else {
            return Ok(Self::default());
        };
        let wrong = |what| {
            Error::new(
                ErrorKind::Report,
                format!("the report's {what} are unreadable"),
            )
        };
        let stages = Vec::<Stage>::deserialize(stages).map_err(|_| wrong("stages"))?;
        let counters: BTreeMap<u32, StageCounters> = match &payload.counters {
            Some(counters) => BTreeMap::deserialize(counters).map_err(|_| wrong("counters"))?,
            None => BTreeMap::new(),
        };
        let mut stages: Vec<StageProgress> = stages
            .into_iter()
            .map(|stage| {
                let counters = counters.get(&stage.stage_number);
                sum_stage(stage.into(), counters)
            })
            .collect();
        stages.sort_by_key(|stage| stage.number);
        Ok(Self { stages })
    }

    /// How far the whole is, from 0 to 1: the mean of the stages. An estimate for a progress bar,
    /// and no more: stages differ in length.
    #[must_use]
    pub fn fraction(&self) -> f64 {
        if self.stages.is_empty() {
            return 0.0;
        }
        let count = u32::try_from(self.stages.len()).unwrap_or(u32::MAX);
        self.stages.iter().map(StageProgress::fraction).sum::<f64>() / f64::from(count)
    }
}

impl From<Stage> for StageProgress {
    fn from(stage: Stage) -> Self {
        Self {
            number: stage.stage_number,
            processor: stage
                .definition
                .and_then(|d| d.processor)
                .map(|processor| processor.kind),
            phase: stage.phase,
            workers: stage.worker_count,
            partitions: stage.partition_count,
            duration_ms: stage.duration,
            rows_read: 0,
            bytes_read: 0,
            files: (0, 0),
            rows_written: 0,
            sort: None,
            segment_rows: None,
        }
    }
}

impl StageProgress {
    /// How far this stage is, from 0 to 1: half for its reading and half for its sort or its
    /// segments, where it has those. An estimate.
    #[must_use]
    pub fn fraction(&self) -> f64 {
        let reading = ratio(self.files.0, self.files.1).unwrap_or(0.0);
        match &self.phase {
            None | Some(Phase::New) => 0.0,
            Some(phase) if phase.is_over() => 1.0,
            Some(Phase::ReadingInput | Phase::Other(_) | Phase::Failed) => {
                match self.segment_rows {
                    Some(rows) => {
                        let done: u64 = rows.iter().sum();
                        ratio(done, self.rows_read.max(rows[0]).saturating_mul(4)).unwrap_or(0.0)
                    }
                    None => reading / 2.0,
                }
            }
            Some(_) => 0.5 + self.sort.unwrap_or(0.0) / 2.0,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| (part as f64 / whole as f64).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests;
