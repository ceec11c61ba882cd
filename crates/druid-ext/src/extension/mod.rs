//! What an extension is, and the doors through which its parts are reached.

mod doors;
mod parts;

pub use self::doors::{ClientExtensionExt, ClusterExtensionExt, ConnectionBuilderExt};
pub use self::parts::Parts;
pub(crate) use self::parts::{ClientPart, Make, RolePart};
use crate::About;

/// An extension of the toolkit: it says what it is, and brings clients and roles.
///
/// ```
/// use druid_core::{DruidServiceExt as _, ServiceClient};
/// use druid_ext::{About, Extension, Parts};
///
/// /// Asks a made-up extension of the server.
/// struct Greeter(ServiceClient);
///
/// impl Greeter {
///     async fn greet(&self) -> druid_core::Result<String> {
///         self.0.get_json("/druid-ext/greeter/v1/greeting").await
///     }
/// }
///
/// struct Greeting;
///
/// impl Extension for Greeting {
///     fn about(&self) -> About {
///         About::new("greeting", "greets the user").with_module("druid-greeter")
///     }
///
///     fn parts(&self, parts: &mut Parts) {
///         parts.client(Greeter);
///     }
/// }
/// ```
pub trait Extension: Send + Sync {
    /// Its name, summary and what it needs of the server.
    fn about(&self) -> About;

    /// Names its clients and roles; called once, when it is registered.
    fn parts(&self, parts: &mut Parts);
}
