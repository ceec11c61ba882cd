//! The stack, one layer a file. From the outside in:
//!
//! | layer | does |
//! |---|---|
//! | [`trace`] | a span for the request, bytes counted until the body's end; context for errors |
//! | [`deadline`] | `timeout.total`, over retries and body |
//! | [`in_flight`] | waits for a place among `limit.in_flight`, held until the body's end |
//! | [`retry`] | sends again what may be sent again |
//! | [`target`] | from a path to a URL: a service's own, or a healthy one of the configured |
//! | [`classify`] | an error status becomes an error, with what the server said |
//! | [`redirect`] | follows 307 and 308 through the URL mapper, to trusted origins only |
//! | [`headers`] | user agent and configured headers |
//! | [`compression`] | asks for gzip and decodes it |
//! | [`auth`] | credentials, last so that a signature covers all headers; one refresh after a 401 |
//! | [`timeout`] | `timeout.response`, and `timeout.idle` for the body |
//! | your own | [`ConnectionBuilder::layer`](crate::ConnectionBuilder::layer): sees each attempt as it goes on the wire |
//! | transport | hyper's pool, rustls |
//!
//! The transport and layers of one's own are tower services. Those here are async functions around
//! one another, so that a request is one future from the top to the transport: a box and a clone of
//! all that is inside, at every layer, cost more than the layers do (`docs/benchmarks.md`).

pub(super) mod auth;
pub(super) mod classify;
pub(super) mod compression;
pub(super) mod deadline;
pub(super) mod headers;
pub(super) mod in_flight;
pub(super) mod redirect;
pub(super) mod retry;
mod served_by;
pub(super) mod target;
pub(super) mod timeout;
pub(super) mod trace;

use std::sync::Arc;

pub use self::served_by::ServedBy;
use super::http_service::{Asked, HttpService, Wire};
use super::shared::Shared;
use crate::Result;

/// All layers around the wire.
pub(super) type Stack =
    trace::Trace<deadline::Deadline<in_flight::InFlight<retry::Retry<Attempt>>>>;

/// What each attempt goes through.
type Attempt = target::Retarget<classify::Classify<redirect::Redirect<Hop>>>;

/// What each hop of an attempt goes through.
type Hop =
    headers::Headers<compression::Compression<auth::Authenticate<timeout::ResponseTimeout<Wire>>>>;

/// Puts the layers around the wire.
pub(super) fn stack(wire: Wire, shared: &Arc<Shared>) -> Result<Stack> {
    let config = &shared.config;
    let service = timeout::ResponseTimeout::new(wire, config.timeouts());
    let service = auth::Authenticate::new(service, &config.auth()?);
    let service = compression::Compression::new(service, config);
    let service = headers::Headers::new(service, config);
    let service = redirect::Redirect::new(service, Arc::clone(shared));
    let service = classify::Classify::new(service);
    let service = target::Retarget::new(service, Arc::clone(shared));
    let service = retry::Retry::new(service, config.retry());
    let service = in_flight::InFlight::new(service, config.limits().in_flight);
    let service = deadline::Deadline::new(service, config.timeouts().total);
    Ok(trace::Trace::new(service))
}
