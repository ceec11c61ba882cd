#![cfg_attr(feature = "net", doc = include_str!("../README.md"))]
#![cfg_attr(
    not(feature = "net"),
    doc = "What every client of Apache Druid stands on: here its types, requests and decoders."
)]

mod auth;
mod config;
mod decode;
mod endpoint;
mod error;
mod mapping;
#[cfg(feature = "net")]
mod net;
mod node_role;
mod origin;
mod query_id;
mod secret;
pub mod status;
#[cfg(feature = "testing")]
pub mod testing;
mod version;

pub use bytes::Bytes;
pub use http;

#[cfg(feature = "net")]
pub use self::auth::TokenProvider;
pub use self::auth::{Auth, Signer};
pub use self::config::{Config, ConfigKey, Limits, Proxy, RetryConfig, Timeouts, TlsConfig};
pub use self::decode::{decode_json, decode_text, json_error};
pub use self::endpoint::{
    Access, Endpoint, Permission, RequestBuilder, Resource, Verb, json_body, path_segment,
};
pub use self::error::{
    Category, Error, ErrorKind, Persona, RequestContext, Result, ServerError, Shape,
};
pub use self::mapping::{
    DockerMapper, FnMapper, HostMapper, IdentityMapper, TableMapper, UrlMapper,
};
#[cfg(feature = "net")]
pub use self::net::*;
pub use self::node_role::NodeRole;
pub use self::origin::{BaseUrl, Origin, Scheme};
pub use self::query_id::QueryId;
pub use self::secret::Secret;
pub use self::status::ENDPOINTS;
pub use self::version::{Release, Version};
