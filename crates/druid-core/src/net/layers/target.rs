use std::sync::Arc;

use http::{Request, Response};
use tokio::time::Instant;

use super::retry::clone_request;
use super::served_by::{Redirected, ServedBy};
use super::{Asked, HttpService};
use crate::net::shared::{Equals, Shared};
use crate::net::{Body, Target};
use crate::{BaseUrl, Error, ErrorKind, Origin, RequestContext, Result};

/// Gives a request its absolute URL: a service's own, or that of a healthy one among the configured
/// equals. An equal that certainly did not get the request is followed by the next one at once.
pub(crate) struct Retarget<S> {
    inner: S,
    shared: Arc<Shared>,
}

impl<S> Retarget<S> {
    pub(crate) fn new(inner: S, shared: Arc<Shared>) -> Self {
        Self { inner, shared }
    }
}

impl<S: HttpService> HttpService for Retarget<S> {
    async fn send(&self, request: Asked) -> Result<Response<Body>> {
        match destination(&request)? {
            Some(base) => {
                self.shared.trusted.check(base.origin())?;
                send_to(&self.inner, request, &base).await
            }
            // The configured ones are trusted from the start.
            None => send_to_equals(&self.inner, &self.shared.equals, request).await,
        }
    }
}

/// Where a request goes; none for one of the equals.
fn destination(request: &Request<Body>) -> Result<Option<BaseUrl>> {
    let uri = request.uri();
    if let Some(origin) = Origin::of(uri) {
        return Ok(Some(origin.into()));
    }
    if uri.scheme().is_some() || uri.authority().is_some() {
        return Err(Error::new(ErrorKind::Request)
            .with_message("the URI of a request is a path, or an absolute http or https URL"));
    }
    let target = request.extensions().get::<Target>();
    Ok(target.and_then(Target::base).cloned())
}

async fn send_to<S: HttpService>(
    inner: &S,
    mut request: Asked,
    base: &BaseUrl,
) -> Result<Response<Body>> {
    let context = RequestContext::of(&request).at(base.origin().clone());
    direct(&mut request, base)?;
    match inner.send(request).await {
        Ok(mut response) => {
            let extensions = response.extensions_mut();
            let mut context = match extensions.get::<Redirected>() {
                Some(Redirected(context)) => (**context).clone(),
                None => context,
            };
            if extensions.get::<ServedBy>().is_none() {
                extensions.insert(ServedBy::new(base.origin().clone()));
            }
            context.answered(response.headers());
            response.body_mut().extras().set_context(Arc::new(context));
            Ok(response)
        }
        Err(error) => Err(error.with_context(&Arc::new(context))),
    }
}

async fn send_to_equals<S: HttpService>(
    inner: &S,
    equals: &Equals,
    request: Asked,
) -> Result<Response<Body>> {
    let mut next = Some(request);
    let mut tried = Vec::new();
    loop {
        let (index, base) = equals.choose(Instant::now(), &tried);
        let request = next.take().expect("a clone is kept while equals are left");
        if tried.len() + 1 < equals.len() {
            next = clone_request(&request);
            tried.push(index);
        }
        let error = match send_to(inner, request, &base).await {
            Ok(response) => {
                equals.answered(index);
                return Ok(response);
            }
            Err(error) => error,
        };
        // After a redirect, the failure is that of another server.
        let own = error.request().and_then(RequestContext::origin) == Some(base.origin());
        if !own {
            return Err(error);
        }
        if !tells_of_ill_health(&error) {
            if error.status().is_some() {
                equals.answered(index);
            }
            return Err(error);
        }
        equals.failed(index, Instant::now());
        if !error.was_never_sent() || next.is_none() {
            return Err(error);
        }
        tracing::debug!(kind = ?error.kind(), server = %base, "failover");
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

fn direct(request: &mut Request<Body>, base: &BaseUrl) -> Result<()> {
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", http::uri::PathAndQuery::as_str);
    *request.uri_mut() = base.join(path)?;
    Ok(())
}
