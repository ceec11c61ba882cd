//! One span a request, and what is in it.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use druid_core::testing::{Answer, ScriptedServer};
use druid_core::{Endpoint, NodeRole, QueryId, http};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Metadata, Subscriber};

use crate::support::{READ, client};

const SQL: Endpoint = Endpoint::post("/druid/v2/sql/{x}", &[NodeRole::Broker]).repeatable();

/// Everything that was traced in this thread, line by line: `new 1 druid.request`,
/// `1 bytes=5`, `close 1`, `event …`.
#[derive(Clone, Default)]
pub(crate) struct Log {
    lines: Arc<Mutex<Vec<String>>>,
    next: Arc<AtomicU64>,
}

impl Log {
    pub(crate) fn install(&self) -> DefaultGuard {
        tracing::subscriber::set_default(self.clone())
    }

    pub(crate) fn text(&self) -> String {
        self.lines.lock().unwrap().join("\n")
    }

    fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }

    fn add(&self, line: String) {
        self.lines.lock().unwrap().push(line);
    }

    fn fields(&self, id: &Id, record: impl FnOnce(&mut Fields)) {
        let mut fields = Fields::default();
        record(&mut fields);
        for field in fields.0 {
            self.add(format!("{} {field}", id.into_u64()));
        }
    }
}

#[derive(Default)]
struct Fields(Vec<String>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let mut line = String::new();
        write!(line, "{}={value:?}", field.name()).unwrap();
        self.0.push(line);
    }
}

impl Subscriber for Log {
    fn enabled(&self, _metadata: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let id = Id::from_u64(self.next.fetch_add(1, Ordering::SeqCst) + 1);
        self.add(format!("new {} {}", id.into_u64(), span.metadata().name()));
        self.fields(&id, |fields| span.record(fields));
        id
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        self.fields(id, |fields| values.record(fields));
    }

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        self.add(format!("event {}", fields.0.join(" ")));
    }

    fn enter(&self, _span: &Id) {}

    fn exit(&self, _span: &Id) {}
}

fn has(lines: &[String], wanted: &str) {
    assert!(
        lines.iter().any(|line| line == wanted),
        "{wanted}: {lines:#?}"
    );
}

#[tokio::test]
async fn a_request_that_was_answered() {
    let (server, log) = (ScriptedServer::start().await, Log::default());
    let _guard = log.install();
    server.step("POST", "/druid/v2/sql/a%20b?c=d", Answer::new(503));
    let answer = Answer::json("[1,2]\n").header("X-Druid-SQL-Query-Id", "q-7");
    server.step("POST", "/druid/v2/sql/a%20b?c=d", answer);
    let request = SQL.request().path("x", "a b").query("c", "d");
    let request = request.query_id(QueryId::new("mine")).build().unwrap();
    let mut body = client(&server).send(request).await.unwrap().into_body();
    assert!(!log.text().contains("1 bytes="), "the body is not over yet");
    while body.chunk().await.unwrap().is_some() {}
    let lines = log.lines();
    let spans = lines
        .iter()
        .filter(|l| l.starts_with("new") && l.ends_with("druid.request"));
    assert_eq!(spans.count(), 1, "one for both attempts");
    for wanted in [
        "1 http.method=\"POST\"",
        "1 druid.endpoint=\"/druid/v2/sql/{x}\"",
        "1 druid.query_id=\"mine\"",
        "1 druid.query_id=\"q-7\"",
        "1 http.status=200",
        "1 attempts=2",
        "1 bytes=6",
    ] {
        has(&lines, wanted);
    }
    has(&lines, &format!("1 server={}", server.url()));
    assert!(!log.text().contains("a b") && !log.text().contains("c=d"));
    server.finish().await;
}

#[tokio::test]
async fn a_request_that_failed() {
    let (server, log) = (ScriptedServer::start().await, Log::default());
    let _guard = log.install();
    server.route("POST", "/read", Answer::new(503)).times(4);
    let request = READ.request().build().unwrap();
    client(&server).send(request).await.unwrap_err();
    for wanted in ["1 http.status=503", "1 attempts=4"] {
        has(&log.lines(), wanted);
    }
    server.finish().await;
}

#[tokio::test]
async fn a_body_that_is_dropped_says_how_much_of_it_was_read() {
    let (server, log) = (ScriptedServer::start().await, Log::default());
    let _guard = log.install();
    let stall = druid_core::testing::Stall::new();
    server.step("GET", "/x", Answer::text("abcdef").stall_body(3, &stall));
    let request = http::Request::get("/x").body(()).unwrap();
    let mut body = client(&server).send(request).await.unwrap().into_body();
    let first = body.chunk().await.unwrap().unwrap();
    drop(body);
    has(&log.lines(), &format!("1 bytes={}", first.len()));
    server.finish().await;
}
