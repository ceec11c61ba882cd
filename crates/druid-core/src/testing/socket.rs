//! One TCP connection of a client, with or without TLS.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::BytesMut;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

/// A client's connection as the server sees it.
pub(super) enum Socket {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Socket {
    fn tcp(&mut self) -> &mut TcpStream {
        match self {
            Self::Plain(tcp) => tcp,
            Self::Tls(tls) => tls.get_mut().0,
        }
    }

    /// Reads once into `buffer`; `false` when the client has left.
    pub(super) async fn more(&mut self, buffer: &mut BytesMut) -> bool {
        let read = match self {
            Self::Plain(tcp) => tcp.read_buf(buffer).await,
            Self::Tls(tls) => tls.read_buf(buffer).await,
        };
        read.is_ok_and(|n| n > 0)
    }

    /// [`more`](Self::more) for a hand-written poll.
    pub(super) fn poll_more(&mut self, cx: &mut Context<'_>, buffer: &mut BytesMut) -> Poll<bool> {
        let mut space = [0; 1024];
        let mut read = ReadBuf::new(&mut space);
        let polled = match self {
            Self::Plain(tcp) => Pin::new(tcp).poll_read(cx, &mut read),
            Self::Tls(tls) => Pin::new(tls).poll_read(cx, &mut read),
        };
        polled.map(|done| {
            buffer.extend_from_slice(read.filled());
            done.is_ok() && !read.filled().is_empty()
        })
    }

    /// Hands all bytes to the kernel.
    pub(super) async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        async fn send_on<S: AsyncWrite + Unpin>(to: &mut S, bytes: &[u8]) -> io::Result<()> {
            to.write_all(bytes).await?;
            to.flush().await
        }
        match self {
            Self::Plain(tcp) => send_on(tcp, bytes).await,
            Self::Tls(tls) => send_on(tls.as_mut(), bytes).await,
        }
    }

    /// An orderly end: `close_notify` over TLS, then a FIN.
    pub(super) async fn finish(mut self) {
        if let Self::Tls(tls) = &mut self {
            // The client may be gone already; then there is nobody left to be polite to.
            let _ = tls.shutdown().await;
        }
        self.hang_up().await;
    }

    /// A bare FIN. Then waits for the client to close as well: a socket closed with unread bytes
    /// in it would send a reset instead.
    pub(super) async fn hang_up(mut self) {
        hang_up(self.tcp()).await;
    }

    /// A reset.
    pub(super) fn reset(mut self) {
        reset(self.tcp());
    }
}

/// See [`Socket::hang_up`].
pub(super) async fn hang_up(tcp: &mut TcpStream) {
    // Fails only when the client is gone already, which is where this leads anyway.
    let _ = tcp.shutdown().await;
    discard(tcp).await;
}

/// Throws away what comes, until the client has left.
pub(super) async fn discard(tcp: &mut TcpStream) {
    let mut waste = [0; 4096];
    while tcp.read(&mut waste).await.is_ok_and(|n| n > 0) {}
}

/// Makes the close of this socket a reset.
pub(super) fn reset(tcp: &TcpStream) {
    tcp.set_zero_linger()
        .expect("an open TCP socket takes SO_LINGER");
}
