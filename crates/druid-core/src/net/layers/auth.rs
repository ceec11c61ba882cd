use std::sync::Arc;

use http::header::{AUTHORIZATION, HeaderValue};
use http::{Request, Response, StatusCode};

use super::retry::clone_request;
use super::{Asked, HttpService};
use crate::auth::{Auth, Kind, Signer, TokenFile, TokenProvider};
use crate::net::Body;
use crate::{Error, ErrorKind, Result, Secret};

/// Adds credentials. It stands inside the layers that check origins: what comes here is trusted.
pub(crate) struct Authenticate<S> {
    inner: S,
    proof: Proof,
}

enum Proof {
    None,
    Header(http::HeaderName, HeaderValue),
    Signer(Arc<dyn Signer>),
    Token(Arc<dyn TokenProvider>),
}

impl<S> Authenticate<S> {
    pub(crate) fn new(inner: S, auth: &Auth) -> Self {
        let proof = match &auth.0 {
            Kind::None => Proof::None,
            Kind::Fixed(name, value) => Proof::Header(name.clone(), value.clone()),
            Kind::BearerFile(path) => Proof::Token(Arc::new(TokenFile::new(path))),
            Kind::Signer(signer) => Proof::Signer(Arc::clone(signer)),
            Kind::Provider(provider) => Proof::Token(Arc::clone(provider)),
        };
        Self { inner, proof }
    }
}

impl<S: HttpService> HttpService for Authenticate<S> {
    async fn send(&self, mut request: Asked) -> Result<Response<Body>> {
        match &self.proof {
            Proof::None => {}
            Proof::Header(name, value) => {
                request.headers_mut().insert(name, value.clone());
            }
            Proof::Signer(signer) => request = sign(&**signer, *request)?,
            Proof::Token(tokens) => return with_token(&self.inner, &**tokens, request).await,
        }
        self.inner.send(request).await
    }
}

fn sign(signer: &dyn Signer, request: Request<Body>) -> Result<Asked> {
    let (mut head, body) = request.into_parts();
    signer.sign(&mut head).map_err(|error| {
        Error::new(ErrorKind::Credentials)
            .with_message("the request could not be signed")
            .with_source(error)
    })?;
    Ok(Box::new(Request::from_parts(head, body)))
}

/// Sends with a token, and once more with a fresh one if the first is refused. A request whose body
/// cannot be sent twice keeps its 401, so that the caller sees why, but the token is refreshed for
/// the next one.
async fn with_token<S: HttpService>(
    inner: &S,
    tokens: &dyn TokenProvider,
    mut request: Asked,
) -> Result<Response<Body>> {
    let again = clone_request(&request);
    put_token(&mut request, tokens, false).await?;
    let response = inner.send(request).await?;
    if response.status() != StatusCode::UNAUTHORIZED {
        return Ok(response);
    }
    tracing::debug!("token refused, refreshing it");
    let Some(mut request) = again else {
        // Should this fail, the next request meets the same failure and reports it.
        let _ = tokens.token(true).await;
        return Ok(response);
    };
    put_token(&mut request, tokens, true).await?;
    inner.send(request).await
}

async fn put_token(
    request: &mut Request<Body>,
    tokens: &dyn TokenProvider,
    refresh: bool,
) -> Result<()> {
    let failed = || Error::new(ErrorKind::Credentials).with_message("no token could be obtained");
    let token: Secret = tokens
        .token(refresh)
        .await
        .map_err(|error| failed().with_source(error))?;
    let value = HeaderValue::from_str(&format!("Bearer {}", token.expose()));
    let mut value = value.map_err(|_| failed().with_message("the token is no header value"))?;
    value.set_sensitive(true);
    request.headers_mut().insert(AUTHORIZATION, value);
    Ok(())
}
