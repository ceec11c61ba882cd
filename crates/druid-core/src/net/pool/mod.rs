//! The default transport: hyper's pool over TCP, rustls and, if asked, an HTTP proxy.

mod connector;
mod dial;
mod tls;

use std::task::{Context, Poll};
use std::time::Duration;

use http::header::{HeaderValue, PROXY_AUTHORIZATION};
use http::{Request, Response, uri::Scheme};
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tower::Service;

use self::connector::Connector;
use super::http_service::Answer;
use super::{Body, BoxTransport, failure};
use crate::{Config, Error, Result};

/// How long an unused connection is kept. Druid closes its own after 5 minutes by default
/// (`druid.server.http.maxIdleTime`); those in between often do after 1.
const IDLE: Duration = Duration::from_secs(50);

/// The default transport.
pub(super) fn default(config: &Config) -> Result<BoxTransport> {
    let connector = Connector::new(config)?;
    let client = Client::builder(TokioExecutor::new())
        .pool_idle_timeout(IDLE)
        .pool_timer(TokioTimer::new())
        .build(connector);
    let proxy = config
        .proxy
        .as_ref()
        .and_then(|proxy| proxy.authorization().cloned());
    Ok(BoxTransport::new(Pool {
        client,
        proxy_authorization: proxy,
    }))
}

#[derive(Clone)]
struct Pool {
    client: Client<Connector, Body>,
    proxy_authorization: Option<HeaderValue>,
}

impl Service<Request<Body>> for Pool {
    type Response = Response<Body>;
    type Error = Error;
    type Future = Answer;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request<Body>) -> Answer {
        // A tunnel gets the proxy's credentials when it is dug; a plain request carries them.
        if let Some(authorization) = &self.proxy_authorization
            && request.uri().scheme() == Some(&Scheme::HTTP)
        {
            request
                .headers_mut()
                .insert(PROXY_AUTHORIZATION, authorization.clone());
        }
        let answer = self.client.request(request);
        Box::pin(async move {
            match answer.await {
                Ok(response) => Ok(response.map(Body::incoming)),
                Err(error) => Err(failure::of_request(error)),
            }
        })
    }
}
