use std::sync::Arc;

use http::Response;
use tokio::sync::Semaphore;

use super::{Asked, HttpService};
use crate::net::Body;
use crate::{Error, ErrorKind, Result};

/// `limit.in_flight`: a request waits for a place and keeps it until its answer's body is over.
pub(crate) struct InFlight<S> {
    inner: S,
    places: Option<Arc<Semaphore>>,
}

impl<S> InFlight<S> {
    pub(crate) fn new(inner: S, places: Option<usize>) -> Self {
        let places = places.map(|n| Arc::new(Semaphore::new(n.min(Semaphore::MAX_PERMITS))));
        Self { inner, places }
    }
}

impl<S: HttpService> HttpService for InFlight<S> {
    async fn send(&self, request: Asked) -> Result<Response<Body>> {
        let Some(places) = &self.places else {
            return self.inner.send(request).await;
        };
        let place = Arc::clone(places).acquire_owned().await;
        let place = place.map_err(|_| Error::new(ErrorKind::Closed))?;
        let mut response = self.inner.send(request).await?;
        response.body_mut().extras().hold(place);
        Ok(response)
    }
}
