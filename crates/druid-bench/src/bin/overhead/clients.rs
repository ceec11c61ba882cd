//! The clients that are held against each other.

use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use druid_core::{Connection, ServiceClient};
use http::{Request, Uri};
use hyper::body::Body;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use crate::Result;

const PATH: &str = "/status";

/// How long druid-core's pool keeps an unused connection; the bare one does the same.
const IDLE: Duration = Duration::from_secs(50);

/// One request, its answer read to the end.
pub(crate) trait Get {
    /// The size of the answer's body.
    async fn get(&self) -> Result<usize>;
}

/// The default stack, as a service embeds it.
#[derive(Debug)]
pub(crate) struct Stack {
    service: ServiceClient,
    path: Uri,
}

/// hyper-util's pool and nothing around it.
#[derive(Debug)]
pub(crate) struct Bare {
    client: Client<HttpConnector, String>,
    uri: Uri,
}

/// All that take part.
#[derive(Debug)]
pub(crate) struct Clients {
    pub(crate) stack: Stack,
    pub(crate) bare: Bare,
    /// The control: what differs between two equal clients is noise.
    pub(crate) control: Bare,
}

impl Clients {
    pub(crate) fn new(port: u16) -> Result<Self> {
        let server = format!("http://127.0.0.1:{port}");
        Ok(Self {
            stack: Stack {
                service: Connection::new(&server)?.service(),
                path: PATH.parse()?,
            },
            bare: Bare::new(&server)?,
            control: Bare::new(&server)?,
        })
    }

    /// Opens the connections and lets allocator, caches and branch predictors settle.
    pub(crate) async fn warm_up(&self, requests: usize) -> Result<()> {
        for _ in 0..requests {
            let sizes = [
                self.stack.get().await?,
                self.bare.get().await?,
                self.control.get().await?,
            ];
            if sizes.iter().any(|size| *size != sizes[0]) {
                return Err(format!("the answers differ in size: {sizes:?}").into());
            }
        }
        Ok(())
    }
}

impl Bare {
    fn new(server: &str) -> Result<Self> {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE)
            .pool_timer(TokioTimer::new())
            .build(connector);
        let uri = format!("{server}{PATH}").parse()?;
        Ok(Self { client, uri })
    }
}

impl Get for Stack {
    async fn get(&self) -> Result<usize> {
        let mut request = Request::new(Bytes::new());
        *request.uri_mut() = self.path.clone();
        size_of(self.service.send(request).await?.into_body()).await
    }
}

impl Get for Bare {
    async fn get(&self) -> Result<usize> {
        let mut request = Request::new(String::new());
        *request.uri_mut() = self.uri.clone();
        size_of(self.client.request(request).await?.into_body()).await
    }
}

/// Reads a body to its end.
async fn size_of<B: Body<Data = Bytes>>(body: B) -> Result<usize>
where
    B::Error: std::error::Error + 'static,
{
    let mut body = pin!(body);
    let mut size = 0;
    while let Some(frame) = poll_fn(|cx| body.as_mut().poll_frame(cx)).await {
        size += frame?.into_data().map_or(0, |data| data.len());
    }
    Ok(size)
}
