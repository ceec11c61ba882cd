//! Everything that is async: bodies, the stack of layers, connections and service handles.

mod body;
mod connection;
mod decompress;
mod failure;
mod file_stamp;
mod layers;
mod service;
mod transport;

pub use self::body::Body;
pub(crate) use self::body::Cutoff;
pub use self::connection::{Connection, ConnectionBuilder, Slots, Transport};
pub(crate) use self::file_stamp::FileStamp;
pub use self::layers::ServedBy;
pub use self::service::{DruidService, DruidServiceExt, ServiceClient, Target};
pub use self::transport::BoxTransport;
