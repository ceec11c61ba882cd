use std::path::{Path, PathBuf};

use async_trait::async_trait;
use tokio::sync::Mutex;

use super::TokenProvider;
use crate::error::BoxError;
use crate::net::FileStamp;
use crate::{Error, ErrorKind, Result, Secret};

/// A token in a file that somebody else replaces, as Kubernetes does.
pub(crate) struct TokenFile {
    path: PathBuf,
    last: Mutex<Option<(FileStamp, Secret)>>,
}

impl TokenFile {
    pub(crate) fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            last: Mutex::new(None),
        }
    }

    async fn read(&self, refresh: bool) -> Result<Secret> {
        let stamp = FileStamp::of(&self.path)
            .await
            .map_err(|error| self.failed(error))?;
        let mut last = self.last.lock().await;
        if let Some((known, token)) = &*last
            && *known == stamp
            && !refresh
        {
            return Ok(token.clone());
        }
        let read = tokio::fs::read_to_string(&self.path).await;
        let token = Secret::new(read.map_err(|error| self.failed(error))?.trim());
        if token.expose().is_empty() {
            let path = self.path.display();
            return Err(Error::new(ErrorKind::Credentials)
                .with_message(format!("the token file {path} is empty")));
        }
        *last = Some((stamp, token.clone()));
        Ok(token)
    }

    fn failed(&self, source: impl Into<BoxError>) -> Error {
        let message = format!("the token file {} cannot be read", self.path.display());
        Error::new(ErrorKind::Credentials)
            .with_message(message)
            .with_source(source)
    }
}

/// The file is read only if it has changed, or `refresh` asks for it.
#[async_trait]
impl TokenProvider for TokenFile {
    async fn token(&self, refresh: bool) -> Result<Secret, BoxError> {
        self.read(refresh).await.map_err(Into::into)
    }
}
