//! The steps, one function each. What stands between `// [name]` and `// [end]` is what the
//! quickstart shows of itself, taken from this very file.

use druid_client::{Client, SqlQuery};
use druid_cluster::tasks::TaskStatus;
use druid_cluster::{ClusterExt as _, Overlord};
use druid_core::{Config, Connection, DruidServiceExt as _};
use druid_msq::follow::Outcome;
use druid_msq::{MsqExt as _, MsqTask};
use serde::Deserialize;
use serde_json::Value;

use crate::error::Cause;
use crate::progress::Bar;

type Result<T> = std::result::Result<T, Cause>;

/// A channel of Wikipedia: one language's, mostly.
#[derive(Debug, Deserialize)]
pub(crate) struct Channel {
    pub(crate) channel: String,
    pub(crate) edits: u64,
    pub(crate) robots: u64,
    pub(crate) added: u64,
}

/// An hour of the day, in UTC.
#[derive(Debug, Deserialize)]
pub(crate) struct Hour {
    pub(crate) hour: u8,
    pub(crate) edits: u64,
}

/// The Overlord's answer to a task.
#[derive(Debug, Deserialize)]
pub(crate) struct Accepted {
    pub(crate) task: String,
}

pub(crate) fn connect(config: Config) -> Result<Client> {
    // [connect]
    let client = Client::new(&Connection::builder(config).build()?);
    // [end]
    Ok(client)
}

pub(crate) async fn submit(client: &Client, replace: &str) -> Result<MsqTask> {
    // [submit]
    let statement = SqlQuery::new(replace).with_context("maxNumTasks", 2);
    let task = client.submit(statement).await?;
    // [end]
    Ok(task)
}

pub(crate) async fn follow(task: &MsqTask, bar: &mut Bar) -> Result<Outcome> {
    // [follow]
    let outcome = task.follow(|progress| bar.show(progress)).await?;
    // [end]
    Ok(outcome)
}

pub(crate) async fn overlord(client: &Client) -> Result<Overlord> {
    // [overlord]
    let overlord = client.cluster().overlord().await?;
    // [end]
    Ok(overlord)
}

pub(crate) async fn index(overlord: &Overlord, task: &Value) -> Result<Accepted> {
    // [index]
    let accepted: Accepted = overlord.post_json("/druid/indexer/v1/task", task).await?;
    // [end]
    Ok(accepted)
}

pub(crate) async fn status(overlord: &Overlord, accepted: &Accepted) -> Result<TaskStatus> {
    // [status]
    let status = overlord.task_status(&accepted.task).await?;
    // [end]
    Ok(status)
}

pub(crate) async fn count(client: &Client, count: &str) -> Result<u64> {
    // [count]
    let rows: Vec<(u64,)> = client.sql(count).rows().await?;
    // [end]
    Ok(rows.first().map_or(0, |(count,)| *count))
}

pub(crate) async fn busiest(client: &Client, question: &str) -> Result<Vec<Channel>> {
    // [busiest]
    let busiest: Vec<Channel> = client.sql(question).rows().await?;
    // [end]
    Ok(busiest)
}

pub(crate) async fn by_hour(client: &Client, question: &str) -> Result<Vec<Hour>> {
    // [by_hour]
    let by_hour: Vec<Hour> = client.sql(question).rows().await?;
    // [end]
    Ok(by_hour)
}
