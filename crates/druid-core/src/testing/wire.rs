//! Writes an answer onto a socket by hand, faults included.

use std::time::Duration;

use bytes::{Bytes, BytesMut};

use super::answer::Answer;
use super::body::Framing;
use super::fault::{Cut, Stall};
use super::head::{framing, head, normal_end};
use super::socket::Socket;

/// Bytes are gathered up to here before the kernel gets them.
const GATHER: usize = 32 << 10;

/// How an answer left its connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Ready for another request.
    KeepAlive,
    /// To be closed in good order.
    Finish,
    /// To be closed by a bare FIN.
    HangUp,
    /// To be reset.
    Reset,
    /// The client has left.
    Gone,
}

impl From<Cut> for End {
    fn from(how: Cut) -> Self {
        match how {
            Cut::Reset => Self::Reset,
            Cut::Close => Self::HangUp,
            Cut::EndNormally => Self::KeepAlive,
        }
    }
}

enum Event {
    Stall(Stall),
    Cut(Cut),
}

/// A socket on which one answer is under way.
struct Wire<'a> {
    socket: &'a mut Socket,
    unread: &'a mut BytesMut,
    gathered: Vec<u8>,
    /// How many more bytes of any kind until the answer is cut.
    cut_in: Option<(u64, Cut)>,
    /// Bytes of body so far.
    sent: u64,
    /// What happens at which byte of the body; the next is last.
    events: Vec<(u64, Event)>,
    drip: Option<(usize, Duration)>,
}

/// Sends the answer; `body_less` where the request or status forbids a body, `close` where the
/// client asked for the connection's end.
pub(super) async fn send(
    socket: &mut Socket,
    unread: &mut BytesMut,
    answer: &Answer,
    body_less: bool,
    close: bool,
) -> End {
    let mut wire = Wire {
        socket,
        unread,
        gathered: Vec::new(),
        cut_in: answer.cut_response,
        sent: 0,
        events: events(answer),
        drip: answer.drip,
    };
    let body_less = body_less || matches!(answer.status, 100..=199 | 204 | 304);
    match wire.answer(answer, body_less).await {
        Ok(End::KeepAlive) if close || answer.close => End::Finish,
        Ok(end) | Err(end) => end,
    }
}

fn events(answer: &Answer) -> Vec<(u64, Event)> {
    let stalls = answer
        .stalls
        .iter()
        .map(|(at, stall)| (*at, Event::Stall(stall.clone())));
    let cut = answer.cut_body.filter(|(_, how)| *how != Cut::EndNormally);
    let cut = cut.map(|(at, how)| (at, Event::Cut(how)));
    let mut events: Vec<_> = stalls.chain(cut).collect();
    events.sort_by_key(|(at, _)| *at); // stable: at one offset the stall stays before the cut
    events.reverse();
    events
}

impl Wire<'_> {
    async fn answer(&mut self, answer: &Answer, body_less: bool) -> Result<End, End> {
        if let Some(stall) = &answer.stall_head {
            self.stall(stall).await?;
        }
        let framing = if answer.raw {
            Framing::CloseDelimited
        } else {
            framing(answer)
        };
        if !answer.raw {
            self.put(head(answer, &framing, body_less).as_bytes())
                .await?;
        }
        if !body_less {
            self.body(answer, matches!(framing, Framing::Chunked(_)))
                .await?;
        }
        self.events(u64::MAX).await?;
        if let Framing::Chunked(_) = framing
            && !body_less
        {
            self.put(b"0\r\n").await?;
            for (name, value) in &answer.trailers {
                self.put(format!("{name}: {value}\r\n").as_bytes()).await?;
            }
            self.put(b"\r\n").await?;
        }
        self.flush().await?;
        if let Some((_, how)) = self.cut_in {
            return Err(how.into()); // a cut beyond the end acts at the end
        }
        Ok(match framing {
            _ if answer.raw => End::HangUp,
            _ if body_less => End::KeepAlive,
            Framing::CloseDelimited => End::Finish,
            Framing::ContentLength(length) if length != self.sent => End::HangUp,
            _ => End::KeepAlive,
        })
    }

    async fn body(&mut self, answer: &Answer, chunked: bool) -> Result<(), End> {
        let mut left = normal_end(answer).unwrap_or(u64::MAX);
        for mut piece in answer.source.pieces(&answer.framing) {
            piece.truncate(usize::try_from(left).unwrap_or(usize::MAX));
            if piece.is_empty() {
                break;
            }
            left -= piece.len() as u64;
            self.events(self.sent).await?;
            if chunked {
                self.put(format!("{:x}\r\n", piece.len()).as_bytes())
                    .await?;
            }
            self.payload(piece).await?;
            if chunked {
                self.put(b"\r\n").await?;
            }
        }
        Ok(())
    }

    /// Bytes of the body, with what happens in their midst.
    async fn payload(&mut self, mut bytes: Bytes) -> Result<(), End> {
        while !bytes.is_empty() {
            self.events(self.sent).await?;
            let next = self
                .events
                .last()
                .map_or(u64::MAX, |(at, _)| at - self.sent);
            let next = usize::try_from(next).unwrap_or(usize::MAX);
            let step = self.drip.map_or(usize::MAX, |(step, _)| step);
            let part = bytes.split_to(bytes.len().min(next).min(step));
            self.put(&part).await?;
            self.sent += part.len() as u64;
            if let Some((_, pause)) = self.drip {
                self.flush().await?;
                if pause.is_zero() {
                    tokio::task::yield_now().await;
                } else {
                    tokio::time::sleep(pause).await;
                }
            }
        }
        Ok(())
    }

    /// Lets happen what is due at byte `at` of the body or before.
    async fn events(&mut self, at: u64) -> Result<(), End> {
        while let Some((_, event)) = self.events.pop_if(|(due, _)| *due <= at) {
            match event {
                Event::Stall(stall) => self.stall(&stall).await?,
                Event::Cut(how) => {
                    self.flush().await?;
                    return Err(how.into());
                }
            }
        }
        Ok(())
    }

    async fn stall(&mut self, stall: &Stall) -> Result<(), End> {
        self.flush().await?;
        if stall.hold(self.socket, self.unread).await {
            Ok(())
        } else {
            Err(End::Gone)
        }
    }

    async fn put(&mut self, bytes: &[u8]) -> Result<(), End> {
        if let Some((left, how)) = &mut self.cut_in {
            if let Ok(fits) = usize::try_from(*left)
                && fits <= bytes.len()
            {
                let how = *how;
                self.gathered.extend_from_slice(&bytes[..fits]);
                self.flush().await?;
                return Err(how.into());
            }
            *left -= bytes.len() as u64;
        }
        if bytes.len() >= GATHER {
            self.flush().await?;
            return self.socket.send(bytes).await.map_err(|_| End::Gone);
        }
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= GATHER {
            self.flush().await
        } else {
            Ok(())
        }
    }

    async fn flush(&mut self) -> Result<(), End> {
        if !self.gathered.is_empty() {
            self.socket
                .send(&self.gathered)
                .await
                .map_err(|_| End::Gone)?;
            self.gathered.clear();
        }
        Ok(())
    }
}
