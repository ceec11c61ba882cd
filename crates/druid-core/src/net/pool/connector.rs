use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use http::uri::Scheme;
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use tower::Service;

use super::dial::{Dial, Stream};
use super::tls::Tls;
use crate::error::BoxError;
use crate::net::failure::ConnectTimedOut;
use crate::{Config, Result};

/// Makes a connection to an origin, through TLS where the scheme says so, within
/// `timeout.connect`. Certificates are looked at no sooner than the first `https` connection.
#[derive(Clone)]
pub(super) struct Connector {
    dial: Dial,
    tls: Arc<Tls>,
    within: Duration,
}

impl Connector {
    pub(super) fn new(config: &Config) -> Result<Self> {
        Ok(Self {
            dial: Dial::new(config)?,
            tls: Arc::new(Tls::new(config.tls.clone())),
            within: config.timeouts().connect,
        })
    }
}

impl Service<Uri> for Connector {
    type Response = MaybeHttpsStream<Stream>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let (mut dial, tls, within) = (self.dial.clone(), Arc::clone(&self.tls), self.within);
        Box::pin(async move {
            let connect = async {
                if uri.scheme() != Some(&Scheme::HTTPS) {
                    return Ok(MaybeHttpsStream::Http(dial.call(uri).await?));
                }
                let config = tls.config().await?;
                HttpsConnector::from((dial, config)).call(uri).await
            };
            match tokio::time::timeout(within, connect).await {
                Ok(connected) => connected,
                Err(_) => Err(ConnectTimedOut.into()),
            }
        })
    }
}
