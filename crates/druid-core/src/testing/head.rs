//! An answer's head, and what it says of the body.

use std::fmt::Write as _;

use http::StatusCode;

use super::answer::Answer;
use super::body::{Framing, Source};
use super::fault::Cut;

/// Where the body ends although it is whole in appearance.
pub(super) fn normal_end(answer: &Answer) -> Option<u64> {
    answer
        .cut_body
        .filter(|(_, how)| *how == Cut::EndNormally)
        .map(|(at, _)| at)
}

/// The framing in force, with the length to announce.
pub(super) fn framing(answer: &Answer) -> Framing {
    let limit = normal_end(answer).unwrap_or(u64::MAX);
    match (&answer.framing, &answer.source) {
        (Framing::Automatic, Source::Fixed(body)) => {
            Framing::ContentLength(limit.min(body.len() as u64))
        }
        (Framing::Automatic, Source::Generated(_)) => answer.clone().chunked().framing,
        (Framing::ContentLength(length), _) => Framing::ContentLength(limit.min(*length)),
        (framing, _) => framing.clone(),
    }
}

pub(super) fn head(answer: &Answer, framing: &Framing, body_less: bool) -> String {
    let reason = StatusCode::from_u16(answer.status)
        .ok()
        .and_then(|s| s.canonical_reason());
    let mut head = format!(
        "HTTP/1.1 {} {}\r\n",
        answer.status,
        reason.unwrap_or("Unknown")
    );
    let mut line = |name: &str, value: &str| {
        write!(head, "{name}: {value}\r\n").expect("a string takes all that is written");
    };
    let own = |name: &str| {
        answer
            .headers
            .iter()
            .any(|(given, _)| given.eq_ignore_ascii_case(name))
    };
    for (name, value) in &answer.headers {
        line(name, value);
    }
    match framing {
        // A 204 must not have one; an answer to HEAD or a 304 has that of the body not sent.
        Framing::ContentLength(0) if body_less => {}
        Framing::ContentLength(length) if !own("Content-Length") => {
            line("Content-Length", &length.to_string());
        }
        Framing::Chunked(_) if !own("Transfer-Encoding") => line("Transfer-Encoding", "chunked"),
        _ => {}
    }
    let closes = answer.close || matches!(framing, Framing::CloseDelimited);
    if closes && !own("Connection") {
        line("Connection", "close");
    }
    if !answer.declared_trailers.is_empty() && !own("Trailer") {
        line("Trailer", &answer.declared_trailers.join(", "));
    }
    head.push_str("\r\n");
    head
}
