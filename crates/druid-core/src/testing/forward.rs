//! One connection of a client to the proxy.

use std::io;

use bytes::BytesMut;
use http::{Method, Uri};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::TcpStream;

use super::answer::Answer;
use super::proxy::{Proxied, Shared};
use super::request::{self, Received};
use super::socket::{self, Socket};
use super::wire;

/// Serves one connection of a client: one request, or one tunnel.
pub(super) async fn serve(client: TcpStream, shared: &Shared) {
    // As in the server: what is sent shall arrive.
    let _ = client.set_nodelay(true);
    let (mut socket, mut unread) = (Socket::Plain(client), BytesMut::new());
    let Ok(received) = request::read(&mut socket, &mut unread, 0, None).await else {
        return;
    };
    let upstream = reach(&received, shared).await;
    let connect = received.method == Method::CONNECT;
    shared.lock().seen.push(Proxied {
        connect,
        authority: authority(&received).unwrap_or_default(),
        target: received.target.clone(),
        authorization: received.headers.get("proxy-authorization").cloned(),
        status: upstream.as_ref().map_or_else(|status| *status, |_| 200),
    });
    match upstream {
        Err(status) => {
            let mut answer = Answer::new(status).close_after();
            if status == 407 {
                answer = answer.header("Proxy-Authenticate", "Basic realm=\"test\"");
            }
            wire::send(&mut socket, &mut unread, &answer, false, true).await;
            socket.finish().await;
        }
        // A broken connection of either side ends both; there is nobody else to tell.
        Ok(upstream) => drop(pass_on(socket, upstream, &received, &unread).await),
    }
}

/// Connects to where the request wants to go, or says which status refuses it.
async fn reach(received: &Received, shared: &Shared) -> Result<TcpStream, u16> {
    let authority = authority(received).ok_or(400_u16)?;
    let address = {
        let state = shared.lock();
        let wanted = state.authorization.as_deref();
        if wanted.is_some_and(|wanted| received.header("proxy-authorization") != Some(wanted)) {
            return Err(407);
        }
        if let Some(refusal) = state.refusal {
            return Err(refusal);
        }
        state.addresses.get(&authority).copied()
    };
    let connected = match address {
        Some(address) => TcpStream::connect(address).await,
        None => TcpStream::connect(authority).await,
    };
    connected.map_err(|_| 502)
}

/// The host and port a request is for.
fn authority(received: &Received) -> Option<String> {
    if received.method == Method::CONNECT {
        return Some(received.target.clone());
    }
    let uri: Uri = received.target.parse().ok()?;
    let host = uri.host().filter(|_| uri.scheme_str() == Some("http"))?;
    Some(format!("{host}:{}", uri.port_u16().unwrap_or(80)))
}

async fn pass_on(
    client: Socket,
    mut upstream: TcpStream,
    received: &Received,
    unread: &[u8],
) -> io::Result<()> {
    let Socket::Plain(mut client) = client else {
        return Ok(()); // the proxy itself has no TLS
    };
    if received.method == Method::CONNECT {
        client
            .write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
            .await?;
        upstream.write_all(unread).await?;
        copy_bidirectional(&mut client, &mut upstream).await?;
        return Ok(());
    }
    upstream.write_all(&origin_form(received)).await?;
    let mut piece = vec![0; 16 << 10];
    loop {
        match upstream.read(&mut piece).await? {
            0 => break,
            n => client.write_all(&piece[..n]).await?,
        }
    }
    drop(upstream);
    socket::hang_up(&mut client).await;
    Ok(())
}

/// The request as its server wants it: target without the origin, no word to the proxy.
fn origin_form(received: &Received) -> Vec<u8> {
    let uri: Option<Uri> = received.target.parse().ok();
    let target = uri
        .as_ref()
        .and_then(Uri::path_and_query)
        .map_or("/", |target| target.as_str());
    let mut bytes = format!("{} {target} HTTP/1.1\r\n", received.method).into_bytes();
    for (name, value) in &received.headers {
        let hop = ["connection", "transfer-encoding", "content-length", "te"];
        if !hop.contains(&name.as_str()) && !name.as_str().starts_with("proxy-") {
            bytes.extend_from_slice(name.as_str().as_bytes());
            bytes.extend_from_slice(b": ");
            bytes.extend_from_slice(value.as_bytes());
            bytes.extend_from_slice(b"\r\n");
        }
    }
    if !received.body.is_empty() || received.headers.contains_key("content-length") {
        bytes.extend_from_slice(format!("Content-Length: {}\r\n", received.body.len()).as_bytes());
    }
    bytes.extend_from_slice(b"Connection: close\r\n\r\n");
    bytes.extend_from_slice(&received.body);
    bytes
}
