//! A handle for one service, and what every handle can do.

mod api;

use http::{Request, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use self::api::{DruidService, DruidServiceExt};
use super::{Body, Target, Transport};
use crate::{Bytes, Error, RequestContext, Result, decode_json, decode_text};

/// Sends requests to one service, or to a healthy one among equals. Cloning it is cheap.
#[derive(Clone, Debug)]
pub struct ServiceClient {
    transport: Transport,
    target: Target,
}

impl ServiceClient {
    /// A handle that sends to `target` through `transport`.
    #[must_use]
    pub fn new(transport: Transport, target: Target) -> Self {
        Self { transport, target }
    }

    /// Where it sends to.
    #[must_use]
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// What it sends through.
    #[must_use]
    pub fn transport(&self) -> &Transport {
        &self.transport
    }

    /// Sends any request, with the same authentication, retries, mapping and errors as every other.
    /// Its URI is a path with its query.
    ///
    /// # Errors
    /// Any [`ErrorKind`](crate::ErrorKind); an error status is an error.
    ///
    /// # Cancel safety
    /// Dropping the future gives the request up. What was sent may still be carried out.
    pub async fn send<B: Into<Body>>(&self, request: Request<B>) -> Result<Response<Body>> {
        let mut request = request.map(Into::into);
        if !self.target.is_any() {
            request.extensions_mut().insert(self.target.clone());
        }
        self.transport.send(request).await
    }

    /// Sends a request and reads the answer whole, at most `limit.buffered_bytes` of it.
    ///
    /// # Errors
    /// As [`send`](Self::send), and [`ErrorKind::BodyTooLarge`](crate::ErrorKind::BodyTooLarge).
    pub async fn call<B: Into<Body>>(&self, request: Request<B>) -> Result<Response<Bytes>> {
        let (head, mut body) = self.send(request).await?.into_parts();
        let bytes = body
            .read_whole(self.transport.config().limits().buffered_bytes)
            .await?;
        Ok(Response::from_parts(head, bytes))
    }

    /// Sends a request and reads its JSON answer.
    ///
    /// # Errors
    /// As [`call`](Self::call) and [`decode_json`].
    pub async fn fetch<T: DeserializeOwned>(&self, request: Request<Bytes>) -> Result<T> {
        self.read(request, decode_json).await
    }

    /// Sends a request and reads its answer as text.
    ///
    /// # Errors
    /// As [`call`](Self::call) and [`decode_text`].
    pub async fn fetch_text(&self, request: Request<Bytes>) -> Result<String> {
        self.read(request, decode_text).await
    }

    async fn read<T>(
        &self,
        request: Request<Bytes>,
        decode: fn(&http::HeaderMap, &[u8]) -> Result<T>,
    ) -> Result<T> {
        let context = RequestContext::of(&request);
        let response = self.call(request).await?;
        let served = response.extensions().get::<super::ServedBy>().cloned();
        decode(response.headers(), response.body()).map_err(|error| {
            let mut context = match served {
                Some(served) => context.at(served.origin().clone()),
                None => context,
            };
            context.answered(response.headers());
            error.with_context(&std::sync::Arc::new(context))
        })
    }

    /// `GET path`, its answer as JSON. For endpoints of one's own; a path segment that comes from
    /// outside goes through [`path_segment`](crate::path_segment).
    ///
    /// # Errors
    /// As [`fetch`](Self::fetch); [`ErrorKind::Request`](crate::ErrorKind::Request) for a wrong path.
    pub async fn get_json<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        self.fetch(by_path(http::Method::GET, path, Bytes::new())?)
            .await
    }

    /// `POST path` with a JSON body, its answer as JSON. Not repeated by itself after the
    /// connection was lost: nobody knows whether the server acted.
    ///
    /// # Errors
    /// As [`get_json`](Self::get_json).
    pub async fn post_json<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &(impl Serialize + Sync + ?Sized),
    ) -> Result<T> {
        let mut request = by_path(http::Method::POST, path, crate::json_body(body)?)?;
        let json = http::HeaderValue::from_static("application/json");
        request
            .headers_mut()
            .insert(http::header::CONTENT_TYPE, json);
        self.fetch(request).await
    }
}

fn by_path(method: http::Method, path: &str, body: Bytes) -> Result<Request<Bytes>> {
    let uri = path
        .parse::<http::uri::PathAndQuery>()
        .ok()
        .filter(|_| path.starts_with('/') && !path.contains('#'));
    let uri = uri.ok_or_else(|| {
        Error::new(crate::ErrorKind::Request)
            .with_message("a path begins with a slash and has its special characters encoded")
    })?;
    let mut request = Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = http::Uri::from(uri);
    Ok(request)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_must_be_one() {
        for bad in ["", "status", "http://elsewhere/x", "/a b", "/a#b"] {
            let error = by_path(http::Method::GET, bad, Bytes::new()).unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::Request, "{bad}");
        }
        let request = by_path(http::Method::GET, "/status?x=1", Bytes::new()).unwrap();
        assert_eq!(request.uri(), "/status?x=1");
    }
}
