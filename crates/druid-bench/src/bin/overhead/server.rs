//! A server that answers the same small JSON to everything, as fast as one thread can.

use std::io::{self, BufRead, BufReader, Read};
use std::net::Ipv4Addr;
use std::process::{Child, Command, Stdio};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::Result;

/// The argument that makes this program the server.
pub(crate) const COMMAND: &str = "serve";

/// What `GET /status` of a Druid looks like, in small.
const BODY: &str = concat!(
    r#"{"version":"33.0.0","modules":[{"name":"org.apache.druid.msq.guice.MSQIndexingModule","#,
    r#""artifact":"druid-multi-stage-query","version":"33.0.0"}],"memory":{"maxMemory":1037959168,"#,
    r#""totalMemory":268435456}}"#
);

/// Listens on a free port, tells it on standard output, and ends when standard input does: the
/// process that started it is gone then.
///
/// One thread serves all connections. With a thread for each, the kernel may keep one of them on
/// the client's core and another on a core that sleeps between requests, and that difference is
/// larger than the one to be measured.
pub(crate) fn serve() -> io::Result<()> {
    std::thread::spawn(|| {
        let ended = io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(i32::from(ended.is_err()));
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        println!("{}", listener.local_addr()?.port());
        loop {
            let (stream, _) = listener.accept().await?;
            // A client that goes away is the usual end of a connection.
            tokio::spawn(async { answer(stream).await.ok() });
        }
    })
}

/// The requests have no body, so each ends with its head; a client sends one at a time.
async fn answer(mut stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{BODY}",
        BODY.len()
    );
    let mut head = [0; 4096];
    let mut filled = 0;
    loop {
        match stream.read(&mut head[filled..]).await? {
            0 => return Ok(()),
            read => filled += read,
        }
        if head[..filled].ends_with(b"\r\n\r\n") {
            stream.write_all(answer.as_bytes()).await?;
            filled = 0;
        }
    }
}

/// The server in a process of its own.
#[derive(Debug)]
pub(crate) struct Server {
    process: Child,
    port: u16,
}

impl Server {
    pub(crate) fn start() -> Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg(COMMAND)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        if let Some(output) = process.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        let port = line.trim().parse()?;
        Ok(Self { process, port })
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Should this fail, it ends by itself together with its standard input.
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
