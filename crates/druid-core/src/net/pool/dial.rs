use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::uri::Scheme;
use http::{HeaderValue, Uri};
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower::Service;

use crate::error::BoxError;
use crate::{Config, Result};

/// Opens a TCP stream to an origin: straight, or by way of an HTTP proxy, which gets whole URLs for
/// `http` and digs a tunnel for `https`.
#[derive(Clone)]
pub(super) struct Dial {
    tcp: HttpConnector,
    proxy: Option<Proxy>,
}

#[derive(Clone)]
struct Proxy {
    uri: Uri,
    authorization: Option<HeaderValue>,
}

impl Dial {
    pub(super) fn new(config: &Config) -> Result<Self> {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        let proxy = match &config.proxy {
            Some(proxy) => Some(Proxy {
                uri: proxy.url().join("/")?,
                authorization: proxy.authorization().cloned(),
            }),
            None => None,
        };
        Ok(Self { tcp, proxy })
    }
}

impl Service<Uri> for Dial {
    type Response = Stream;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Stream, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.tcp.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let Some(proxy) = self.proxy.clone() else {
            let connecting = self.tcp.call(uri);
            return Box::pin(async {
                Ok(Stream {
                    tcp: connecting.await?,
                    proxied: false,
                })
            });
        };
        if uri.scheme() == Some(&Scheme::HTTPS) {
            let tunnel = Tunnel::new(proxy.uri, self.tcp.clone());
            let mut tunnel = match proxy.authorization {
                Some(authorization) => tunnel.with_auth(authorization),
                None => tunnel,
            };
            return Box::pin(async move {
                Ok(Stream {
                    tcp: tunnel.call(uri).await?,
                    proxied: false,
                })
            });
        }
        let connecting = self.tcp.call(proxy.uri);
        Box::pin(async {
            Ok(Stream {
                tcp: connecting.await?,
                proxied: true,
            })
        })
    }
}

/// A TCP stream that tells hyper whether whole URLs go over it.
#[derive(Debug)]
pub(super) struct Stream {
    tcp: TokioIo<TcpStream>,
    proxied: bool,
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        self.tcp.connected().proxy(self.proxied)
    }
}

impl Read for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_read(cx, buffer)
    }
}

impl Write for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.tcp).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.tcp).poll_write_vectored(cx, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.tcp.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_shutdown(cx)
    }
}
