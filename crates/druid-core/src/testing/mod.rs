//! A scripted HTTP server, a private certificate authority and a counting proxy, all on loopback,
//! for tests of whatever is built on this crate (feature `testing`).
//!
//! A [`ScriptedServer`] is told beforehand which requests it will get and what it [answers](Answer)
//! to each, byte by byte: a body may be [cut](Answer::cut_body) at any byte, [stall](Stall), carry
//! [trailers](Answer::trailer), lie about its [length](Answer::content_length) or never
//! [end](Answer::endless). It holds the client to the script: [`finish`](ScriptedServer::finish),
//! and a plain drop too, panics when a step was not met or a request came that no step foresaw.
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! use std::io::{Read, Write};
//! use druid_core::testing::{Answer, Cut, ScriptedServer};
//!
//! let server = ScriptedServer::start().await;
//! server.step("GET", "/status/health", Answer::json("true"));
//! server
//!     .route("POST", "/druid/v2/sql", Answer::json("[1,2,3]").cut_body(4, Cut::Reset))
//!     .optional();
//!
//! let addr = server.addr();
//! let answer = tokio::task::spawn_blocking(move || {
//!     let mut client = std::net::TcpStream::connect(addr).unwrap();
//!     client.write_all(b"GET /status/health HTTP/1.1\r\nconnection: close\r\n\r\n").unwrap();
//!     let mut answer = String::new();
//!     client.read_to_string(&mut answer).unwrap();
//!     answer
//! });
//! assert!(answer.await.unwrap().ends_with("\r\n\r\ntrue"));
//! server.finish().await;
//! # });
//! ```
//!
//! The server runs on the runtime that started it; all its tasks and sockets end when it is
//! dropped. Nothing here sleeps: what a test waits for is a condition with a deadline
//! ([`set_deadline`](ScriptedServer::set_deadline)). Deadlines are tokio's, so a test that pauses
//! tokio's clock makes them run out at once.

mod answer;
mod authority;
mod body;
mod certificate;
mod connection;
mod fault;
mod forward;
mod head;
mod proxy;
mod request;
mod script;
mod server;
mod socket;
mod state;
mod step;
mod tls;
mod waiting;
mod wire;

pub use answer::Answer;
pub use authority::TestCa;
pub use certificate::{CertificateFiles, TestCertificate};
pub use fault::{AcceptFault, Cut, Stall};
pub use proxy::{Proxied, ScriptedProxy};
pub use request::Received;

pub use server::{ConnectionCounts, ScriptedServer};
pub use step::Step;
pub use tls::TlsScript;

#[cfg(test)]
mod tests;
