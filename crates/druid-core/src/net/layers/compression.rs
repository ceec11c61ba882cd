use http::Response;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, HeaderValue};

use super::{Asked, HttpService};
use crate::net::{Body, decompress};
use crate::{Config, Result};

/// Asks for compressed answers and decodes them. A request that says itself what it accepts gets
/// what comes, as it comes; so does one whose answer has an encoding that was not asked for, whose
/// `Content-Encoding` then stays.
pub(crate) struct Compression<S> {
    inner: S,
    ask: bool,
    limit: u64,
}

impl<S> Compression<S> {
    pub(crate) fn new(inner: S, config: &Config) -> Self {
        Self {
            inner,
            ask: config.gzip(),
            limit: config.limits().decoded_bytes,
        }
    }
}

impl<S: HttpService> HttpService for Compression<S> {
    async fn send(&self, mut request: Asked) -> Result<Response<Body>> {
        if !self.ask || request.headers().contains_key(ACCEPT_ENCODING) {
            return self.inner.send(request).await;
        }
        let accepted = HeaderValue::from_static(decompress::ACCEPTED);
        request.headers_mut().insert(ACCEPT_ENCODING, accepted);
        Ok(decoded(self.inner.send(request).await?, self.limit))
    }
}

fn decoded(response: Response<Body>, limit: u64) -> Response<Body> {
    if !response.headers().contains_key(CONTENT_ENCODING) {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let lines = head.headers.get_all(CONTENT_ENCODING).iter();
    let encodings: Vec<&str> = lines.map(|line| line.to_str().unwrap_or("?")).collect();
    let encodings = encodings.join(",").to_ascii_lowercase();
    match decompress::decoded(&encodings, body, limit) {
        Ok(body) => {
            head.headers.remove(CONTENT_ENCODING);
            head.headers.remove(CONTENT_LENGTH);
            Response::from_parts(head, body)
        }
        Err(body) => Response::from_parts(head, body),
    }
}
