use serde::Deserialize;

/// Where a stage stands, as the controller sees it (`ControllerStagePhase`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(from = "String")]
#[non_exhaustive]
pub enum Phase {
    /// Planned, not begun.
    New,
    /// Reads its input.
    ReadingInput,
    /// Merges the workers' statistics to choose partitions.
    MergingStatistics,
    /// Read all; sorts or shuffles.
    PostReading,
    /// Its output can be read.
    ResultsReady,
    /// Over, and its output is no longer needed.
    Finished,
    /// Failed.
    Failed,
    /// A phase of another release, as it was spelled.
    Other(String),
}

impl Phase {
    /// Whether the stage has done its work.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self, Self::ResultsReady | Self::Finished)
    }
}

impl From<String> for Phase {
    fn from(name: String) -> Self {
        match name.as_str() {
            "NEW" => Self::New,
            "READING_INPUT" => Self::ReadingInput,
            "MERGING_STATISTICS" => Self::MergingStatistics,
            "POST_READING" => Self::PostReading,
            "RESULTS_READY" => Self::ResultsReady,
            "FINISHED" => Self::Finished,
            "FAILED" => Self::Failed,
            _ => Self::Other(name),
        }
    }
}
