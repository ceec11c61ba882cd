use std::sync::Arc;

use http::header::LOCATION;
use http::{Request, Response, StatusCode, Uri};

use super::retry::clone_request;
use super::served_by::{Redirected, ServedBy};
use super::{Asked, HttpService};
use crate::net::shared::Shared;
use crate::net::{Body, Target};
use crate::{
    BaseUrl, Endpoint, Error, ErrorKind, NodeRole, Origin, RequestContext, Result, Scheme,
};

/// Follows 307 and 308, method and body kept: a Coordinator or Overlord that is not the leader
/// answers so. The target is an inner address, so it goes through the URL mapper, and then must be
/// one of the trusted origins. Any other redirect is an error: Druid sends none, a log-in page does.
pub(crate) struct Redirect<S> {
    inner: S,
    shared: Arc<Shared>,
}

impl<S> Redirect<S> {
    pub(crate) fn new(inner: S, shared: Arc<Shared>) -> Self {
        Self { inner, shared }
    }
}

impl<S: HttpService> HttpService for Redirect<S> {
    async fn send(&self, mut request: Asked) -> Result<Response<Body>> {
        let mut hops = 0;
        loop {
            let again = clone_request(&request);
            let asked = request.uri().clone();
            let role = expected_role(&request);
            // From the first hop on, another server than the first is to blame.
            let context = (hops > 0).then(|| Arc::new(RequestContext::of(&request)));
            let mut response = match (self.inner.send(request).await, &context) {
                (Ok(response), _) => response,
                (Err(error), Some(context)) => return Err(error.with_context(context)),
                (Err(error), None) => return Err(error),
            };
            if !is_redirect(response.status()) {
                if let Some(context) = context {
                    served_elsewhere(&mut response, context);
                }
                return Ok(response);
            }
            let next = target_of(&response, &asked, role.as_ref(), &self.shared)?;
            hops += 1;
            if hops > self.shared.config.limits().redirects {
                return Err(Error::new(ErrorKind::TooManyRedirects)
                    .with_message(format!("redirected more than {} times", hops - 1)));
            }
            tracing::debug!(hop = hops, status = response.status().as_u16(), "redirect");
            request = again.ok_or_else(|| {
                Error::new(ErrorKind::BodyNotReplayable)
                    .with_message("redirected, but the request's body was a stream that is spent")
            })?;
            *request.uri_mut() = next;
        }
    }
}

fn served_elsewhere(response: &mut Response<Body>, context: Arc<RequestContext>) {
    let extensions = response.extensions_mut();
    if let Some(origin) = context.origin() {
        extensions.insert(ServedBy::new(origin.clone()));
    }
    extensions.insert(Redirected(context));
}

fn is_redirect(status: StatusCode) -> bool {
    status.is_redirection() && status != StatusCode::NOT_MODIFIED
}

/// The role that is expected to answer: the service's own, else the only one that has the endpoint.
fn expected_role(request: &Request<Body>) -> Option<NodeRole> {
    let target = request.extensions().get::<Target>().and_then(Target::role);
    let endpoint = || match request.extensions().get::<&'static Endpoint>()?.service {
        [only] => Some(only),
        _ => None,
    };
    target.or_else(endpoint).cloned()
}

fn target_of(
    response: &Response<Body>,
    asked: &Uri,
    role: Option<&NodeRole>,
    shared: &Shared,
) -> Result<Uri> {
    let status = response.status();
    let wrong = |what: String| Error::new(ErrorKind::UnexpectedRedirect).with_message(what);
    if !matches!(
        status,
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT
    ) {
        return Err(wrong(format!(
            "a redirect with status {status} is not followed"
        )));
    }
    let location = response
        .headers()
        .get(LOCATION)
        .and_then(|value| value.to_str().ok());
    let location: Uri = location
        .and_then(|text| parse_location(text, asked))
        .ok_or_else(|| wrong(format!("status {status} without a usable Location")))?;
    let path = location
        .path_and_query()
        .map_or("/", http::uri::PathAndQuery::as_str);
    if location.host().is_none() {
        // A path alone: the same origin, which is trusted already.
        let origin = Origin::of(asked).ok_or_else(|| wrong("redirected from nowhere".into()))?;
        return BaseUrl::from(origin).join(path);
    }
    let inner = Origin::of(&location)
        .ok_or_else(|| wrong(format!("status {status} to another scheme than HTTP")))?;
    let base = shared.config.mapper.map(role, &inner);
    shared.trusted.check(base.origin())?;
    base.join(path)
}

/// A `Location` that begins with two slashes names a host and takes the scheme from the request.
fn parse_location(text: &str, asked: &Uri) -> Option<Uri> {
    if text.starts_with("//") {
        let scheme = asked.scheme_str().unwrap_or(Scheme::Http.as_str());
        return format!("{scheme}:{text}").parse().ok();
    }
    text.parse().ok()
}
