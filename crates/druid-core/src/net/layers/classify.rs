use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::RETRY_AFTER;
use http::{Request, Response, StatusCode};
use tower::Service;

use super::{Answer, HttpService};
use crate::error::MAX_ERROR_BODY;
use crate::net::Body;
use crate::{Error, Result, ServerError};

/// Makes an error of an error status, with what the server said.
#[derive(Clone)]
pub(crate) struct Classify<S> {
    inner: S,
}

impl<S> Classify<S> {
    pub(crate) fn new(inner: S) -> Self {
        Self { inner }
    }
}

impl<S: HttpService> Service<Request<Body>> for Classify<S> {
    type Response = Response<Body>;
    type Error = Error;
    type Future = Answer;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Answer {
        let answer = self.inner.call(request);
        Box::pin(async move {
            let response = answer.await?;
            let status = response.status();
            if status.is_success() || status == StatusCode::NOT_MODIFIED {
                return Ok(response);
            }
            Err(refused(response).await)
        })
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
    Error::from_server(server).with_retry_after(wait)
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
