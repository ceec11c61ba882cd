use std::collections::BTreeMap;

use super::UrlMapper;
use crate::{BaseUrl, NodeRole, Origin};

/// Address by address: each inner origin has the URL that reaches it.
#[derive(Clone, Debug, Default)]
pub struct TableMapper {
    urls: BTreeMap<Origin, BaseUrl>,
}

impl TableMapper {
    /// Maps each inner origin to a URL.
    #[must_use]
    pub fn new(urls: impl IntoIterator<Item = (Origin, BaseUrl)>) -> Self {
        Self {
            urls: urls.into_iter().collect(),
        }
    }
}

impl UrlMapper for TableMapper {
    fn map(&self, _service: Option<&NodeRole>, origin: &Origin) -> BaseUrl {
        self.urls
            .get(origin)
            .cloned()
            .unwrap_or_else(|| origin.clone().into())
    }
}
