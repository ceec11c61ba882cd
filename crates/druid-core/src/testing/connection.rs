//! Serves one TCP connection, from accept to close.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use bytes::BytesMut;
use http::Method;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::answer::Answer;
use super::fault::AcceptFault;
use super::request::{self, ReadError, Received};
use super::socket::{self, Socket};
use super::state::Shared;
use super::tls::Acceptor;
use super::wire::{self, End};

/// What is sent where the script has no answer; no real server uses this status.
const UNEXPECTED: u16 = 599;

/// Counts the connection out, however its task ends.
pub(super) struct Open {
    shared: Arc<Shared>,
    number: usize,
}

impl Open {
    pub(super) fn new(shared: Arc<Shared>, number: usize) -> Self {
        Self { shared, number }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let failure = format!("the answer on connection {} panicked", self.number);
            self.shared.fail(failure);
        }
        self.shared.change(|state| state.open.remove(&self.number));
    }
}

/// Serves a connection until it ends.
pub(super) async fn serve(
    tcp: TcpStream,
    open: Open,
    fault: Option<AcceptFault>,
    tls: Option<Arc<Acceptor>>,
) {
    // A write is a segment: a client shall see first bytes when they are sent.
    let _ = tcp.set_nodelay(true);
    let shared = open.shared.clone();
    if let Some(fault) = fault {
        return spoil(tcp, fault).await;
    }
    let (socket, client) = match tls {
        None => (Socket::Plain(tcp), None),
        Some(acceptor) => match acceptor.accept(tcp).await {
            Ok((tls, client)) => (Socket::Tls(Box::new(tls)), client),
            Err((error, mut tcp)) => {
                shared.change(|state| state.tls_failures.push(error.to_string()));
                return socket::hang_up(&mut tcp).await;
            }
        },
    };
    answer_requests(socket, &shared, open.number, client.as_deref()).await;
}

async fn spoil(mut tcp: TcpStream, fault: AcceptFault) {
    match fault {
        AcceptFault::Close => socket::hang_up(&mut tcp).await,
        AcceptFault::Reset => socket::reset(&tcp),
        AcceptFault::Garbage(bytes) => {
            // Fails only when the client is gone, and then nobody misses the bytes.
            let _ = tcp.write_all(&bytes).await;
            socket::hang_up(&mut tcp).await;
        }
        AcceptFault::Hold => socket::discard(&mut tcp).await,
        AcceptFault::HoldUnread => std::future::pending().await,
    }
}

async fn answer_requests(mut socket: Socket, shared: &Shared, number: usize, client: Option<&str>) {
    let mut unread = BytesMut::new();
    loop {
        let received = match request::read(&mut socket, &mut unread, number, client).await {
            Ok(received) => received,
            Err(ReadError::Gone) => return,
            Err(ReadError::Malformed(what)) => {
                shared.fail(format!("no HTTP request on connection {number}: {what}"));
                let answer = Answer::text(what).status(400).close_after();
                wire::send(&mut socket, &mut unread, &answer, false, true).await;
                return socket.finish().await;
            }
        };
        let answer = find_answer(shared, &received);
        let body_less = received.method == Method::HEAD;
        let close = received.closes();
        match wire::send(&mut socket, &mut unread, &answer, body_less, close).await {
            End::KeepAlive => {}
            End::Finish => return socket.finish().await,
            End::HangUp => return socket.hang_up().await,
            End::Reset => return socket.reset(),
            End::Gone => return,
        }
    }
}

fn find_answer(shared: &Shared, received: &Received) -> Answer {
    let responder = match shared.receive(received) {
        Ok(responder) => responder,
        Err(reason) => return Answer::text(format!("unexpected: {reason}")).status(UNEXPECTED),
    };
    catch_unwind(AssertUnwindSafe(|| responder.answer(received))).unwrap_or_else(|_| {
        let (method, target) = (&received.method, &received.target);
        shared.fail(format!("making the answer to {method} {target} panicked"));
        Answer::text("making the answer panicked").status(UNEXPECTED)
    })
}
