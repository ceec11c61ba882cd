//! What every layer is, and the transport below them.

use http::{Request, Response};
use tower::ServiceExt;
use tower::util::BoxCloneSyncService;

use super::Body;
use super::pool::Pool;
use crate::{Error, Result};

/// Any transport, boxed: requests with absolute URIs in, responses of any status out.
pub type BoxTransport = BoxCloneSyncService<Request<Body>, Response<Body>, Error>;

/// What every layer is, and stands on.
pub(crate) trait HttpService: Send + Sync + 'static {
    /// Sends a request; any status is a response, unless a layer makes an error of it.
    fn send(&self, request: Asked) -> impl Future<Output = Result<Response<Body>>> + Send;
}

/// A request on its way down, in a box: its 300 bytes would else lie in every layer's future.
pub(crate) type Asked = Box<Request<Body>>;

/// What is below all layers.
pub(crate) enum Wire {
    /// hyper's pool, which is always ready and needs no clone.
    Pool(Box<Pool>),
    /// Another transport, or one with layers of the user's around it. Each attempt goes to a clone,
    /// which waits until it is ready: a place taken by asking twice would never be given back.
    Own(BoxTransport),
}

impl HttpService for Wire {
    async fn send(&self, request: Asked) -> Result<Response<Body>> {
        match self {
            Self::Pool(pool) => pool.send(*request).await,
            Self::Own(transport) => transport.clone().oneshot(*request).await,
        }
    }
}
