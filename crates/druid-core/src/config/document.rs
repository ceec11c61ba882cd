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
        config.apply_fields("", &fields).map_err(|error| {
            let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}"));
            D::Error::custom(format!("{error}{}", cause.unwrap_or_default()))
        })?;
        Ok(config)
    }
}

impl Config {
    fn apply_fields(&mut self, prefix: &str, fields: &Map<String, Value>) -> Result<()> {
        for (name, value) in fields {
            let name = format!("{prefix}{name}");
            let key = name.parse::<ConfigKey>();
            match (key, value) {
                (Ok(key), value) => self.apply(key, value)?,
                (Err(_), Value::Object(inner)) if is_level(&name) => {
                    self.apply_fields(&format!("{name}."), inner)?;
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
}

/// Whether keys begin with `name` and a dot.
fn is_level(name: &str) -> bool {
    ConfigKey::ALL.iter().any(|key| {
        key.name()
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with('.'))
    })
}
