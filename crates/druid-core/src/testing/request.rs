//! What a client sent, read off the socket.

use bytes::{Buf, Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};

use super::socket::Socket;

/// No head, chunk size line or trailer block is longer than this.
const HEAD_LIMIT: usize = 1 << 20;

/// A request as it came, its body read whole.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Received {
    /// Which TCP connection it came on; the first accepted is 0.
    pub connection: usize,
    /// Its method.
    pub method: Method,
    /// Its target as sent, for a common request the path with its query.
    pub target: String,
    /// Its headers, in the order sent.
    pub headers: HeaderMap,
    /// Its body without framing, not decompressed.
    pub body: Bytes,
    /// What followed a chunked body.
    pub trailers: HeaderMap,
    /// The name that the client's TLS certificate was issued to, if it showed one.
    pub client_certificate: Option<String>,
}

impl Received {
    /// The first value of a header; `None` also when it is no visible ASCII.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as text.
    ///
    /// # Panics
    /// When it is no UTF-8.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("the request's body is UTF-8")
    }

    /// The target up to its query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target
            .split_once('?')
            .map_or(self.target.as_str(), |(path, _)| path)
    }

    /// The target's query, without the question mark.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        self.target.split_once('?').map(|(_, query)| query)
    }

    /// Whether the client wants the connection closed after the answer.
    pub(super) fn closes(&self) -> bool {
        let connection = self.header("connection").unwrap_or_default();
        connection
            .split(',')
            .any(|token| token.trim().eq_ignore_ascii_case("close"))
    }
}

/// Why no request could be read.
pub(super) enum ReadError {
    /// The client left, between requests or in the midst of one.
    Gone,
    /// This is not HTTP/1.1.
    Malformed(String),
}

/// Reads one request; bytes beyond it stay in `unread`.
pub(super) async fn read(
    socket: &mut Socket,
    unread: &mut BytesMut,
    connection: usize,
    client_certificate: Option<&str>,
) -> Result<Received, ReadError> {
    let mut received = loop {
        if let Some(received) = parse_head(unread)? {
            break received;
        }
        more(socket, unread).await?;
    };
    received.connection = connection;
    received.client_certificate = client_certificate.map(str::to_owned);
    let encoding = received.header("transfer-encoding").unwrap_or_default();
    if encoding.to_ascii_lowercase().contains("chunked") {
        (received.body, received.trailers) = read_chunked(socket, unread).await?;
    } else if let Some(length) = received.headers.get(header::CONTENT_LENGTH) {
        let length = length.to_str().ok().and_then(|text| text.parse().ok());
        let length = length.ok_or_else(|| malformed("a content-length that is no number"))?;
        received.body = read_exactly(socket, unread, length).await?;
    }
    Ok(received)
}

fn malformed(what: impl std::fmt::Display) -> ReadError {
    ReadError::Malformed(what.to_string())
}

async fn more(socket: &mut Socket, unread: &mut BytesMut) -> Result<(), ReadError> {
    if socket.more(unread).await {
        Ok(())
    } else {
        Err(ReadError::Gone)
    }
}

async fn read_exactly(
    socket: &mut Socket,
    unread: &mut BytesMut,
    length: usize,
) -> Result<Bytes, ReadError> {
    while unread.len() < length {
        more(socket, unread).await?;
    }
    Ok(unread.split_to(length).freeze())
}

/// Takes a request's head off the buffer, once it is there whole.
fn parse_head(unread: &mut BytesMut) -> Result<Option<Received>, ReadError> {
    let mut headers = [httparse::EMPTY_HEADER; 256];
    let mut request = httparse::Request::new(&mut headers);
    let length = match request.parse(unread).map_err(malformed)? {
        httparse::Status::Complete(length) => length,
        httparse::Status::Partial if unread.len() > HEAD_LIMIT => {
            return Err(malformed("a head without end"));
        }
        httparse::Status::Partial => return Ok(None),
    };
    let method = request.method.expect("a complete head has a method");
    let received = Received {
        connection: 0,
        method: method.parse().map_err(malformed)?,
        target: request
            .path
            .expect("a complete head has a target")
            .to_owned(),
        headers: header_map(request.headers)?,
        body: Bytes::new(),
        trailers: HeaderMap::new(),
        client_certificate: None,
    };
    unread.advance(length);
    Ok(Some(received))
}

fn header_map(headers: &[httparse::Header<'_>]) -> Result<HeaderMap, ReadError> {
    let mut map = HeaderMap::new();
    for header in headers {
        let name: HeaderName = header.name.parse().map_err(malformed)?;
        let mut value = HeaderValue::from_bytes(header.value).map_err(malformed)?;
        value.set_sensitive(is_secret(&name));
        map.append(name, value);
    }
    Ok(map)
}

/// Whether `Debug` must not show this header's value.
fn is_secret(name: &HeaderName) -> bool {
    [
        header::AUTHORIZATION,
        header::PROXY_AUTHORIZATION,
        header::COOKIE,
    ]
    .contains(name)
}

async fn read_chunked(
    socket: &mut Socket,
    unread: &mut BytesMut,
) -> Result<(Bytes, HeaderMap), ReadError> {
    let mut body = BytesMut::new();
    loop {
        let (line, size) = loop {
            match httparse::parse_chunk_size(unread) {
                Ok(httparse::Status::Complete(found)) => break found,
                Ok(httparse::Status::Partial) if unread.len() < HEAD_LIMIT => {}
                _ => return Err(malformed("a chunk size that is none")),
            }
            more(socket, unread).await?;
        };
        unread.advance(line);
        if size == 0 {
            return Ok((body.freeze(), read_trailers(socket, unread).await?));
        }
        let size = usize::try_from(size).map_err(malformed)?;
        body.extend_from_slice(&read_exactly(socket, unread, size).await?);
        if read_exactly(socket, unread, 2).await? != "\r\n" {
            return Err(malformed("a chunk longer than its size"));
        }
    }
}

async fn read_trailers(socket: &mut Socket, unread: &mut BytesMut) -> Result<HeaderMap, ReadError> {
    loop {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        match httparse::parse_headers(unread, &mut headers).map_err(malformed)? {
            httparse::Status::Complete((length, headers)) => {
                let trailers = header_map(headers)?;
                unread.advance(length);
                return Ok(trailers);
            }
            httparse::Status::Partial if unread.len() > HEAD_LIMIT => {
                return Err(malformed("trailers without end"));
            }
            httparse::Status::Partial => more(socket, unread).await?,
        }
    }
}
