//! What every layer is, and the transport below them.

use std::pin::Pin;

use http::{Request, Response};
use tower::Service;
use tower::util::BoxCloneSyncService;

use super::Body;
use crate::{Error, Result};

/// Any transport, boxed: requests with absolute URIs in, responses of any status out.
pub type BoxTransport = BoxCloneSyncService<Request<Body>, Response<Body>, Error>;

/// What every layer is, and stands on.
pub(crate) trait HttpService:
    Service<Request<Body>, Response = Response<Body>, Error = Error, Future: Send + 'static>
    + Clone
    + Send
    + Sync
    + 'static
{
}

impl<S> HttpService for S where
    S: Service<Request<Body>, Response = Response<Body>, Error = Error, Future: Send + 'static>
        + Clone
        + Send
        + Sync
        + 'static
{
}

/// What the layers' futures are.
pub(crate) type Answer = Pin<Box<dyn Future<Output = Result<Response<Body>>> + Send>>;
