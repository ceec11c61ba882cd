use std::sync::Arc;
use std::task::{Context, Poll};

use http::{Request, Response};
use tokio::sync::Semaphore;
use tower::{Service, ServiceExt};

use super::{Answer, HttpService};
use crate::net::Body;
use crate::{Error, ErrorKind, Result};

/// `limit.in_flight`: a request waits for a place and keeps it until its answer's body is over.
#[derive(Clone)]
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

impl<S: HttpService> Service<Request<Body>> for InFlight<S> {
    type Response = Response<Body>;
    type Error = Error;
    type Future = Answer;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Answer {
        let Some(places) = &self.places else {
            return Box::pin(self.inner.call(request));
        };
        let (places, inner) = (Arc::clone(places), self.inner.clone());
        Box::pin(async move {
            let place = places.acquire_owned().await;
            let place = place.map_err(|_| Error::new(ErrorKind::Closed))?;
            let mut response = inner.oneshot(request).await?;
            response.body_mut().extras().hold(place);
            Ok(response)
        })
    }
}
