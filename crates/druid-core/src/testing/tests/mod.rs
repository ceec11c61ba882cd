//! The kit against plain sockets: what goes over the wire is what the docs say.

mod bodies;
mod connections;
mod faults;
mod generated;
mod proxy;
mod scripts;
mod tls;

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{Answer, ScriptedServer};

const DEADLINE: Duration = Duration::from_secs(10);

/// A `GET /` after which the server may keep the connection.
const GET: &[u8] = b"GET / HTTP/1.1\r\nHost: test\r\n\r\n";
/// A `GET /` after which the server has to close it.
const GET_CLOSE: &[u8] = b"GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n";

async fn connect(server: &ScriptedServer) -> TcpStream {
    TcpStream::connect(server.addr()).await.unwrap()
}

/// All that comes, and whether it ended by a FIN or an error.
async fn read_all(from: &mut (impl AsyncRead + Unpin)) -> (String, io::Result<()>) {
    let mut bytes = Vec::new();
    let end = timeout(DEADLINE, from.read_to_end(&mut bytes))
        .await
        .expect("the answer ends");
    (String::from_utf8(bytes).unwrap(), end.map(drop))
}

async fn ask(
    on: &mut (impl AsyncRead + AsyncWrite + Unpin),
    request: &[u8],
) -> (String, io::Result<()>) {
    on.write_all(request).await.unwrap();
    read_all(on).await
}

/// Reads exactly the bytes of `expected`, and compares.
async fn expect_bytes(from: &mut (impl AsyncRead + Unpin), expected: &str) {
    let mut bytes = vec![0; expected.len()];
    timeout(DEADLINE, from.read_exact(&mut bytes))
        .await
        .expect("bytes come")
        .unwrap();
    assert_eq!(String::from_utf8(bytes).unwrap(), expected);
}

/// What a server with this one answer sends to `request`, and how it ends.
async fn exchange(answer: Answer, request: &[u8]) -> (String, io::Result<()>) {
    let server = ScriptedServer::start().await;
    server.step("*", "/", answer);
    let mut client = connect(&server).await;
    let result = ask(&mut client, request).await;
    drop(client);
    server.wait_until_all_closed().await;
    server.finish().await;
    result
}

/// [`exchange`] where the connection ends by a FIN.
async fn exchange_fin(answer: Answer, request: &[u8]) -> String {
    let (text, end) = exchange(answer, request).await;
    end.expect("the connection ends by a FIN");
    text
}

fn is_reset(end: &io::Result<()>) -> bool {
    end.as_ref()
        .is_err_and(|error| error.kind() == io::ErrorKind::ConnectionReset)
}
