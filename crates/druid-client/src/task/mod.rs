//! SQL as a task of the multi-stage engine.

use std::collections::BTreeMap;

use druid_core::{Bytes, Endpoint, NodeRole, Permission, Release, http};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::sql::Parameter;
use crate::{Result, SqlQuery};

/// Submits SQL as a task and answers 202 with its id. Not repeatable: twice is two tasks.
pub const SQL_TASK: Endpoint = Endpoint::post("/druid/v2/sql/task", &[NodeRole::Broker])
    .since(Release::new(0, 24, 0))
    .module("druid-multi-stage-query")
    .needs(Permission::DATASOURCE_WRITE);

/// The body of `POST /druid/v2/sql/task`.
#[derive(Serialize)]
struct TaskBody<'a> {
    query: &'a str,
    context: BTreeMap<&'a str, Json>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    parameters: &'a [Parameter],
}

/// A task that was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SubmittedTask {
    /// The task's id: `query-` and a UUID.
    pub task_id: String,
    /// `RUNNING`, as far as is known.
    pub state: String,
}

/// `POST /druid/v2/sql/task`; the answer is a [`SubmittedTask`].
///
/// # Errors
/// [`ErrorKind::Core`](crate::ErrorKind::Core) if the query cannot be JSON.
pub fn request(query: &SqlQuery) -> Result<http::Request<Bytes>> {
    let body = TaskBody {
        query: query.text(),
        context: query.full_context(),
        parameters: query.parameters(),
    };
    Ok(SQL_TASK.request().json(&body)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_has_text_context_and_parameters() {
        let query = SqlQuery::new("INSERT …").with_context("maxNumTasks", 2);
        let request = request(&query).unwrap();
        assert_eq!(request.uri(), "/druid/v2/sql/task");
        let body: Json = serde_json::from_slice(request.body()).unwrap();
        let context = serde_json::json!({"maxNumTasks": 2, "sqlStringifyArrays": false});
        assert_eq!(
            body,
            serde_json::json!({"query": "INSERT …", "context": context})
        );
    }

    #[test]
    fn reads_what_a_real_router_answered() {
        let answer = r#"{"taskId":"query-328ab923-e79a-414c-9628-bc2504ab6883","state":"RUNNING"}"#;
        let task: SubmittedTask = serde_json::from_str(answer).unwrap();
        assert_eq!(task.task_id, "query-328ab923-e79a-414c-9628-bc2504ab6883");
    }
}
