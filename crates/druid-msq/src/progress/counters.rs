use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value as Json;

use super::StageProgress;

/// The counters of a stage: by worker, then by name.
pub(super) type StageCounters = BTreeMap<u32, BTreeMap<String, Json>>;

/// A channel's counters, one number for each partition. Members without counts are absent.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Channel {
    rows: Vec<u64>,
    bytes: Vec<u64>,
    files: Vec<u64>,
    total_files: Vec<u64>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Sort {
    progress_digest: Option<f64>,
    trivially_complete: bool,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Segments {
    rows_processed: u64,
    rows_persisted: u64,
    rows_merged: u64,
    rows_pushed: u64,
}

/// Adds the counters of all workers to what is known of a stage.
pub(super) fn sum_stage(
    mut stage: StageProgress,
    counters: Option<&StageCounters>,
) -> StageProgress {
    let mut sorts = Vec::new();
    for (name, snapshot) in counters.into_iter().flat_map(BTreeMap::values).flatten() {
        match snapshot.get("type").and_then(Json::as_str) {
            Some("channel") => add_channel(&mut stage, name, &read(snapshot)),
            Some("sortProgress") => {
                let sort: Sort = read(snapshot);
                let trivial = sort.trivially_complete.then_some(1.0);
                sorts.push(trivial.or(sort.progress_digest).unwrap_or(0.0));
            }
            Some("segmentGenerationProgress") => {
                let made: Segments = read(snapshot);
                let rows = stage.segment_rows.get_or_insert([0; 4]);
                let more = [
                    made.rows_processed,
                    made.rows_persisted,
                    made.rows_merged,
                    made.rows_pushed,
                ];
                for (sum, more) in rows.iter_mut().zip(more) {
                    *sum += more;
                }
            }
            _ => {}
        }
    }
    let workers = u32::try_from(sorts.len()).unwrap_or(u32::MAX);
    stage.sort = (workers > 0).then(|| sorts.iter().sum::<f64>() / f64::from(workers));
    stage
}

fn add_channel(stage: &mut StageProgress, name: &str, channel: &Channel) {
    let rows: u64 = channel.rows.iter().sum();
    if name.starts_with("input") {
        stage.rows_read += rows;
        stage.bytes_read += channel.bytes.iter().sum::<u64>();
        stage.files.0 += channel.files.iter().sum::<u64>();
        stage.files.1 += channel.total_files.iter().sum::<u64>();
    } else if name == "output" {
        stage.rows_written += rows;
    }
}

/// A snapshot whose members are of other types than ours counts as nothing: it is an estimate's
/// input, and no reason to stop following a task.
fn read<T: Default + for<'de> Deserialize<'de>>(snapshot: &Json) -> T {
    T::deserialize(snapshot).unwrap_or_default()
}
