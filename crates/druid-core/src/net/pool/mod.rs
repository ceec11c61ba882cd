//! The default transport: hyper's pool over TCP, rustls and, if asked, an HTTP proxy.

mod connector;
mod dial;
mod tls;

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::header::{HeaderValue, PROXY_AUTHORIZATION};
use http::{Request, Response, uri::Scheme};
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tower::Service;

use self::connector::Connector;
use super::{Body, failure};
use crate::{Config, Error, Result};

/// How long an unused connection is kept. Druid closes its own after 5 minutes by default
/// (`druid.server.http.maxIdleTime`); those in between often do after 1.
const IDLE: Duration = Duration::from_secs(50);

/// The default transport.
#[derive(Clone)]
pub(crate) struct Pool {
    client: Client<Connector, Body>,
    proxy_authorization: Option<HeaderValue>,
}

impl Pool {
    pub(super) fn new(config: &Config) -> Result<Self> {
        let connector = Connector::new(config)?;
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE)
            .pool_timer(TokioTimer::new())
            .build(connector);
        let proxy = config.proxy.as_ref();
        Ok(Self {
            client,
            proxy_authorization: proxy.and_then(|proxy| proxy.authorization().cloned()),
        })
    }

    pub(super) async fn send(&self, mut request: Request<Body>) -> Result<Response<Body>> {
        // A tunnel gets the proxy's credentials when it is dug; a plain request carries them.
        if let Some(authorization) = &self.proxy_authorization
            && request.uri().scheme() == Some(&Scheme::HTTP)
        {
            request
                .headers_mut()
                .insert(PROXY_AUTHORIZATION, authorization.clone());
        }
        match self.client.request(request).await {
            Ok(response) => Ok(response.map(Body::incoming)),
            Err(error) => Err(failure::of_request(error)),
        }
    }
}

/// For the layers of one's own that may stand around it.
impl Service<Request<Body>> for Pool {
    type Response = Response<Body>;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>>> + Send>>;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let pool = self.clone();
        Box::pin(async move { pool.send(request).await })
    }
}
