//! How a connection or an answer goes wrong.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::sync::watch;
use tokio::time::timeout;

use super::socket::Socket;

/// How long [`Stall::reached`] waits.
const DEADLINE: Duration = Duration::from_secs(10);

/// How an answer is cut short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a socket ends in these ways and no other"
)]
pub enum Cut {
    /// A TCP reset: the client's read fails with "connection reset". What the kernels had not yet
    /// delivered is lost, so a cut beyond some 64 KiB is exact only for a client that keeps reading.
    Reset,
    /// A FIN without finishing the framing, as of a process that died; over TLS without
    /// `close_notify`.
    Close,
    /// The body ends there as if it were whole: a final chunk (with the answer's trailers), the
    /// length announced as that many bytes, or for a close-delimited body an orderly close.
    EndNormally,
}

/// What happens to a connection instead of HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AcceptFault {
    /// A FIN right after the accept.
    Close,
    /// A reset right after the accept.
    Reset,
    /// These bytes, then a FIN; sent before any TLS handshake.
    Garbage(Bytes),
    /// What comes is read and thrown away, and nothing is ever sent, not even a TLS handshake.
    Hold,
    /// Nothing is read either, so that an upload runs into back-pressure. The connection stays
    /// open until the server is dropped.
    HoldUnread,
}

/// A point in an answer where the server holds the socket open and sends nothing more, until
/// [`release`](Self::release), the client's leaving, or the server's end.
///
/// A cheap clone: the test keeps one, the answer the other.
#[derive(Debug, Clone, Default)]
pub struct Stall {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    reached: watch::Sender<usize>,
    released: watch::Sender<bool>,
}

impl Stall {
    /// A stall that nothing has reached and nobody has released.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Waits until an answer stands at this point, with all bytes before it handed to the kernel.
    ///
    /// # Panics
    /// When none has within 10 s.
    pub async fn reached(&self) {
        self.reached_by(1).await;
    }

    /// Waits until `n` answers have come to this point since the stall was made.
    ///
    /// # Panics
    /// When fewer have within 10 s.
    pub async fn reached_by(&self, n: usize) {
        let mut reached = self.shared.reached.subscribe();
        let in_time = timeout(DEADLINE, reached.wait_for(|times| *times >= n)).await;
        assert!(
            in_time.is_ok(),
            "the stall was reached {} times within {DEADLINE:?}, not {n}",
            self.reached_times()
        );
    }

    /// How many answers have come to this point since the stall was made.
    #[must_use]
    pub fn reached_times(&self) -> usize {
        *self.shared.reached.borrow()
    }

    /// Lets every answer pass, those that stand here and those to come.
    pub fn release(&self) {
        self.shared.released.send_replace(true);
    }

    /// Stands here until released (`true`) or the client left (`false`). What the client sends
    /// meanwhile goes to `unread`.
    pub(super) async fn hold(&self, socket: &mut Socket, unread: &mut BytesMut) -> bool {
        self.shared.reached.send_modify(|times| *times += 1);
        let mut released = self.shared.released.subscribe();
        let mut released = pin!(released.wait_for(|released| *released));
        std::future::poll_fn(|cx| {
            if released.as_mut().poll(cx).is_ready() {
                return Poll::Ready(true);
            }
            loop {
                match socket.poll_more(cx, unread) {
                    Poll::Ready(true) => {}
                    Poll::Ready(false) => return Poll::Ready(false),
                    Poll::Pending => return Poll::Pending,
                }
            }
        })
        .await
    }
}
