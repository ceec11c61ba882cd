//! What the tests share beside the library.

use std::error::Error as StdError;
use std::fmt::Write as _;

use druid_client::Client;
use druid_core::{Config, Connection};

pub(crate) fn client(config: Config) -> Client {
    Client::new(&Connection::builder(config).build().unwrap())
}

/// Everything that an error would ever show: each level, both ways.
pub(crate) fn all_of(error: &(dyn StdError + 'static)) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        writeln!(text, "{error}\n{error:?}\n{error:#?}").unwrap();
        next = error.source();
    }
    text
}
