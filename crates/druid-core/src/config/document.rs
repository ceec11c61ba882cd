use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::{Config, ConfigKey};
use crate::{Error, ErrorKind, Result};

/// Reads any self-describing document: tables are levels of [`ConfigKey`]s. An unknown key is an
/// error that names it.
impl<'de> Deserialize<'de> for Config {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = Map::deserialize(deserializer)?;
        let mut config = Self::default();
        // A custom error of serde is text only, so the cause is put into it here.
        config.apply_document(&fields).map_err(|error| {
            let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}"));
            D::Error::custom(format!("{error}{}", cause.unwrap_or_default()))
        })?;
        Ok(config)
    }
}

impl Config {
    /// Sets the keys in the order of [`ConfigKey::ALL`], as the environment does: where two of them
    /// speak of the same thing, it does not matter how the document is sorted.
    fn apply_document(&mut self, fields: &Map<String, Value>) -> Result<()> {
        let mut pairs = Vec::new();
        flatten("", fields, &mut pairs)?;
        pairs.sort_by_key(|(key, _)| *key as usize);
        pairs
            .into_iter()
            .try_for_each(|(key, value)| self.apply(key, value))
    }
}

fn flatten<'a>(
    prefix: &str,
    fields: &'a Map<String, Value>,
    pairs: &mut Vec<(ConfigKey, &'a Value)>,
) -> Result<()> {
    for (name, value) in fields {
        let name = format!("{prefix}{name}");
        match (name.parse::<ConfigKey>(), value) {
            (Ok(key), value) => pairs.push((key, value)),
            (Err(_), Value::Object(inner)) if is_level(&name) => {
                flatten(&format!("{name}."), inner, pairs)?;
            }
            (Err(_), _) if is_level(&name) => {
                return Err(Error::new(ErrorKind::Config)
                    .with_message(format!("config key {name}: expected a table")));
            }
            (Err(unknown), _) => return Err(unknown),
        }
    }
    Ok(())
}

/// Whether keys begin with `name` and a dot.
fn is_level(name: &str) -> bool {
    ConfigKey::ALL.iter().any(|key| {
        key.name()
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with('.'))
    })
}
