use async_trait::async_trait;

use crate::Secret;

/// Fetches bearer tokens, from an identity provider for example.
///
/// Called for every request, so it keeps its own cache; and its own deadline, for of this crate's
/// only `timeout.total` covers it. It must not ask through the connection that it serves. Dropping the future that it returns must
/// be harmless: that happens when the caller of a request gives up.
#[async_trait]
pub trait TokenProvider: Send + Sync {
    /// The token to use now. With `refresh`, the server has just refused the last one: a cached
    /// token will not do.
    ///
    /// # Errors
    /// Whatever keeps it from having a token; the request then ends in
    /// [`ErrorKind::Credentials`](crate::ErrorKind::Credentials).
    async fn token(
        &self,
        refresh: bool,
    ) -> Result<Secret, Box<dyn std::error::Error + Send + Sync>>;
}
