//! Everything that is async: bodies, the stack of layers, connections and service handles.

mod body;
mod connection;
mod decompress;
mod failure;
mod file_stamp;
mod http_service;
mod layers;
mod pool;
mod service;
mod shared;
mod target;
mod transport;

pub use self::body::Body;
pub(crate) use self::body::Cutoff;
pub use self::connection::{Connection, ConnectionBuilder, Slots};
pub(crate) use self::file_stamp::FileStamp;
pub use self::http_service::BoxTransport;
pub use self::layers::ServedBy;
pub use self::service::{DruidService, DruidServiceExt, ServiceClient};
pub use self::target::Target;
pub use self::transport::Transport;
