use std::collections::BTreeMap;

use http::{Request, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::ServiceClient;
use crate::Result;
use crate::net::Body;
use crate::status::{self, SelfDiscovered, Status};

/// A handle for a Druid service: a role, a client, anything that has a [`ServiceClient`].
///
/// This is all that a handle of one's own implements; [`DruidServiceExt`] gives it the rest.
pub trait DruidService: Send + Sync {
    /// What it sends through.
    fn service(&self) -> &ServiceClient;
}

impl DruidService for ServiceClient {
    fn service(&self) -> &ServiceClient {
        self
    }
}

/// What every service handle can do: send requests of one's own, and ask how the service is.
///
/// Implemented for every [`DruidService`], and only so.
pub trait DruidServiceExt: DruidService {
    /// Sends any request: [`ServiceClient::send`].
    ///
    /// # Errors
    /// Any [`ErrorKind`](crate::ErrorKind); an error status is an error.
    fn send<B: Into<Body> + Send>(
        &self,
        request: Request<B>,
    ) -> impl Future<Output = Result<Response<Body>>> + Send {
        let request = request.map(Into::into);
        async move { self.service().send::<Body>(request).await }
    }

    /// `GET path`, its answer as JSON: [`ServiceClient::get_json`].
    ///
    /// # Errors
    /// As [`ServiceClient::get_json`].
    fn get_json<T: DeserializeOwned>(&self, path: &str) -> impl Future<Output = Result<T>> + Send {
        self.service().get_json(path)
    }

    /// `POST path` with a JSON body, its answer as JSON: [`ServiceClient::post_json`].
    ///
    /// # Errors
    /// As [`ServiceClient::post_json`].
    fn post_json<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &(impl Serialize + Sync + ?Sized),
    ) -> impl Future<Output = Result<T>> + Send {
        self.service().post_json(path, body)
    }

    /// Release, extensions, memory: `GET /status`.
    ///
    /// # Errors
    /// [`ErrorKind::Forbidden`](crate::ErrorKind::Forbidden) without STATE READ.
    fn status(&self) -> impl Future<Output = Result<Status>> + Send {
        async { self.service().fetch(status::status()?).await }
    }

    /// Whether the service answers, with no credentials needed: `GET /status/health`. An error
    /// means that it does not, or that something else answers in its place.
    ///
    /// # Errors
    /// Whatever keeps it from answering.
    fn health(&self) -> impl Future<Output = Result<bool>> + Send {
        async { self.service().fetch(status::health()?).await }
    }

    /// The service's properties, secrets left out by the server: `GET /status/properties`.
    ///
    /// # Errors
    /// [`ErrorKind::Forbidden`](crate::ErrorKind::Forbidden) without CONFIG READ.
    fn properties(&self) -> impl Future<Output = Result<BTreeMap<String, String>>> + Send {
        async { self.service().fetch(status::properties()?).await }
    }

    /// Whether the service sees its own announcement: `GET /status/selfDiscovered/status`.
    ///
    /// # Errors
    /// [`ErrorKind::Forbidden`](crate::ErrorKind::Forbidden) without STATE READ; [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) on a Peon.
    fn self_discovered(&self) -> impl Future<Output = Result<bool>> + Send {
        async {
            let read: SelfDiscovered = self.service().fetch(status::self_discovered()?).await?;
            Ok(read.self_discovered)
        }
    }

    /// The same by status alone, as load balancers ask: `GET /status/selfDiscovered`.
    ///
    /// # Errors
    /// As [`self_discovered`](Self::self_discovered).
    fn self_discovered_probe(&self) -> impl Future<Output = Result<bool>> + Send {
        async { probe(self.service(), status::self_discovered_probe()?).await }
    }

    /// Whether the service is announced and ready: `GET /status/ready`, since 37.0.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) on an older release.
    fn ready(&self) -> impl Future<Output = Result<bool>> + Send {
        async { probe(self.service(), status::ready()?).await }
    }
}

impl<S: DruidService + ?Sized> DruidServiceExt for S {}

/// True for a success, false for the 503 that these endpoints count among their answers.
async fn probe(service: &ServiceClient, request: Request<bytes::Bytes>) -> Result<bool> {
    let response = service.call(request).await?;
    Ok(response.status().is_success())
}
