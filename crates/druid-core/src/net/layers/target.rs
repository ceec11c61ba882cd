use std::sync::Arc;
use std::task::{Context, Poll};

use http::{Request, Response};
use tokio::time::Instant;
use tower::{Service, ServiceExt};

use super::retry::clone_request;
use super::{Answer, HttpService};
use crate::net::connection::Shared;
use crate::net::{Body, Target};
use crate::{BaseUrl, Error, ErrorKind, Origin, RequestContext, Result};

/// Which process a response came from, as an extension of it: after failover and redirects.
#[derive(Clone, Debug)]
pub struct ServedBy(Origin);

impl ServedBy {
    pub(super) fn new(origin: Origin) -> Self {
        Self(origin)
    }

    /// The origin that answered.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.0
    }
}

/// Gives a request its absolute URL: a service's own, or that of a healthy one among the configured
/// equals. An equal that certainly did not get the request is followed by the next one at once.
#[derive(Clone)]
pub(crate) struct Retarget<S> {
    inner: S,
    shared: Arc<Shared>,
}

impl<S> Retarget<S> {
    pub(crate) fn new(inner: S, shared: Arc<Shared>) -> Self {
        Self { inner, shared }
    }
}

impl<S: HttpService> Service<Request<Body>> for Retarget<S> {
    type Response = Response<Body>;
    type Error = Error;
    type Future = Answer;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Answer {
        let (inner, shared) = (self.inner.clone(), Arc::clone(&self.shared));
        let base = match request.extensions().get::<Target>() {
            Some(target) => target.base().cloned(),
            None => None,
        };
        if let Some(origin) = Origin::of(request.uri()) {
            return Box::pin(send_to(inner, shared, request, origin));
        }
        match base {
            Some(base) => Box::pin(async move {
                let request = at(request, &base)?;
                send_to(inner, shared, request, base.origin().clone()).await
            }),
            None => Box::pin(send_to_equals(inner, shared, request)),
        }
    }
}

async fn send_to<S: HttpService>(
    inner: S,
    shared: Arc<Shared>,
    request: Request<Body>,
    origin: Origin,
) -> Result<Response<Body>> {
    shared.trusted.check(&origin)?;
    let context = Arc::new(RequestContext::of(&request));
    match inner.oneshot(request).await {
        Ok(mut response) => {
            if response.extensions().get::<ServedBy>().is_none() {
                response.extensions_mut().insert(ServedBy::new(origin));
            }
            response.body_mut().extras().set_context(&context);
            Ok(response)
        }
        Err(error) => Err(error.with_context(&context)),
    }
}

async fn send_to_equals<S: HttpService>(
    inner: S,
    shared: Arc<Shared>,
    request: Request<Body>,
) -> Result<Response<Body>> {
    let equals = &shared.equals;
    let mut next = Some(request);
    let mut left = equals.len();
    loop {
        let (index, base) = equals.choose(Instant::now());
        let request = next.take().expect("a clone is kept while equals are left");
        left -= 1;
        if left > 0 {
            next = clone_request(&request);
        }
        let sent = at(request, &base)?;
        let origin = base.origin().clone();
        let outcome = send_to(inner.clone(), Arc::clone(&shared), sent, origin).await;
        match outcome {
            Ok(response) => {
                equals.answered(index);
                return Ok(response);
            }
            Err(error) if tells_of_ill_health(&error) => {
                equals.failed(index, Instant::now());
                if !error.was_never_sent() || next.is_none() {
                    return Err(error);
                }
                tracing::debug!(kind = ?error.kind(), server = %base, "failover");
            }
            Err(error) => return Err(error),
        }
    }
}

/// Whether another of the equals is to be preferred after this.
fn tells_of_ill_health(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Connect
            | ErrorKind::Tls
            | ErrorKind::Timeout
            | ErrorKind::Lost
            | ErrorKind::Protocol
            | ErrorKind::Unavailable
    )
}

fn at(mut request: Request<Body>, base: &BaseUrl) -> Result<Request<Body>> {
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", http::uri::PathAndQuery::as_str);
    *request.uri_mut() = base.join(path)?;
    Ok(request)
}
