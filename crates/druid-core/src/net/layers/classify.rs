use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::RETRY_AFTER;
use http::{Response, StatusCode};

use super::served_by::Redirected;
use super::{Asked, HttpService};
use crate::error::MAX_ERROR_BODY;
use crate::net::Body;
use crate::{Endpoint, Error, Result, ServerError};

/// Makes an error of an error status, with what the server said; unless the status is an answer of
/// the endpoint.
pub(crate) struct Classify<S> {
    inner: S,
}

impl<S> Classify<S> {
    pub(crate) fn new(inner: S) -> Self {
        Self { inner }
    }
}

impl<S: HttpService> HttpService for Classify<S> {
    async fn send(&self, request: Asked) -> Result<Response<Body>> {
        let endpoint = request.extensions().get::<&'static Endpoint>().copied();
        let response = self.inner.send(request).await?;
        let status = response.status();
        let answers = endpoint.is_some_and(|e| e.answers.contains(&status.as_u16()));
        if status.is_success() || status == StatusCode::NOT_MODIFIED || answers {
            return Ok(response);
        }
        Err(refused(response).await)
    }
}

async fn refused(response: Response<Body>) -> Error {
    let (head, mut body) = response.into_parts();
    let (bytes, cut) = read_start(&mut body).await;
    let server = ServerError::parse(head.status, &head.headers, &bytes);
    let server = if cut { server.cut() } else { server };
    let wait = head
        .headers
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok());
    // The other form, a date, is not read: clocks differ, and Druid never sends it.
    let wait = wait
        .and_then(|text| text.trim().parse().ok())
        .map(Duration::from_secs);
    let error = Error::from_server(server).with_retry_after(wait);
    match head.extensions.get::<Redirected>() {
        Some(Redirected(context)) => error.with_context(context),
        None => error,
    }
}

/// As much of an error's body as is kept, and whether that is less than the whole. What the server
/// said so far is worth more than the failure to read the rest.
async fn read_start(body: &mut Body) -> (Bytes, bool) {
    let mut start = BytesMut::new();
    loop {
        match body.chunk().await {
            Ok(Some(piece)) => {
                let room = MAX_ERROR_BODY - start.len();
                start.extend_from_slice(&piece[..piece.len().min(room)]);
                if piece.len() > room {
                    return (start.freeze(), true);
                }
            }
            Ok(None) => return (start.freeze(), false),
            Err(_) => return (start.freeze(), true),
        }
    }
}
