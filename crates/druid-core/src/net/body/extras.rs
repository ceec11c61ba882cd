use std::any::Any;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use hyper::body::Frame;
use tokio::time::Instant;
use tracing::Span;

use super::clock::Clock;
use crate::{Error, RequestContext};

/// What a response's body carries beside its data.
#[derive(Default)]
pub(crate) struct Extras {
    context: Option<Arc<RequestContext>>,
    clock: Clock,
    meter: Option<Meter>,
    /// Released when the body ends, is dropped or fails: a place among the requests in flight.
    held: Vec<Box<dyn Any + Send>>,
    pub(super) trailers: Option<HeaderMap>,
}

/// Counts bytes for a span and writes the sum into it at the end.
struct Meter {
    span: Span,
    bytes: u64,
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.span.record("bytes", self.bytes);
    }
}

impl Extras {
    pub(crate) fn set_context(&mut self, context: Arc<RequestContext>) {
        self.context = Some(context);
    }

    pub(crate) fn set_idle(&mut self, idle: Duration) {
        self.clock.idle = Some(idle);
    }

    pub(crate) fn set_cutoff(&mut self, total: Instant) {
        self.clock.total = Some(total);
    }

    pub(crate) fn count_into(&mut self, span: Span) {
        self.meter = Some(Meter { span, bytes: 0 });
    }

    pub(crate) fn hold(&mut self, what: impl Any + Send) {
        self.held.push(Box::new(what));
    }

    pub(super) fn saw(&mut self, frame: &Frame<Bytes>) -> Result<(), Error> {
        if let (Some(meter), Some(data)) = (&mut self.meter, frame.data_ref()) {
            meter.bytes += data.len() as u64;
        }
        self.clock.progress()
    }

    pub(super) fn poll_clock(&mut self, cx: &mut Context<'_>) -> Poll<Error> {
        self.clock.poll(cx)
    }

    pub(super) fn release(&mut self) {
        self.held.clear();
        self.meter = None;
    }

    pub(super) fn explain(&self, error: Error) -> Error {
        match &self.context {
            Some(context) => error.with_context(context),
            None => error,
        }
    }
}
