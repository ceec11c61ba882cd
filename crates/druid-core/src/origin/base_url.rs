use std::fmt;
use std::str::FromStr;

use http::Uri;
use http::uri::PathAndQuery;

use super::Origin;
use crate::{Error, ErrorKind, Result, Secret};

/// The URL under which a Druid service answers: an origin and the path that a reverse proxy may
/// have put before Druid's own paths.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BaseUrl {
    origin: Origin,
    path: String,
}

impl BaseUrl {
    /// The origin.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The path before Druid's own, such as `/druid-prod`; empty for none, never ending in `/`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn into_origin(self) -> Origin {
        self.origin
    }

    /// The absolute URI of `path_and_query` under this base.
    ///
    /// # Errors
    /// [`ErrorKind::Request`] if together they are no URI.
    pub fn join(&self, path_and_query: &str) -> Result<Uri> {
        let slash = if path_and_query.starts_with('/') {
            ""
        } else {
            "/"
        };
        let whole = if self.path.is_empty() && slash.is_empty() {
            PathAndQuery::try_from(path_and_query)
        } else {
            PathAndQuery::try_from(format!("{}{slash}{path_and_query}", self.path))
        };
        let wrong = || Error::new(ErrorKind::Request).with_message("no valid path");
        let path_and_query = whole.map_err(|error| wrong().with_source(error))?;
        let mut parts = self.origin.parts();
        parts.path_and_query = Some(path_and_query);
        Uri::from_parts(parts).map_err(|error| wrong().with_source(error))
    }

    /// Reads a URL that may hold `user:password@`, and takes those out of it.
    pub(crate) fn parse_with_user(text: &str) -> Result<(Self, Option<(String, Secret)>)> {
        let Some((scheme, rest)) = text.split_once("://") else {
            return text.parse().map(|base| (base, None));
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let Some((user_info, host)) = rest[..end].rsplit_once('@') else {
            return text.parse().map(|base| (base, None));
        };
        let (user, password) = user_info.split_once(':').unwrap_or((user_info, ""));
        let base = format!("{scheme}://{host}{}", &rest[end..]).parse()?;
        Ok((base, Some((decoded(user), Secret::new(decoded(password))))))
    }
}

/// Undoes percent-encoding; what is no valid escape stays as it is.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escape = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match escape.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if first == b'%' => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl From<Origin> for BaseUrl {
    fn from(origin: Origin) -> Self {
        Self {
            origin,
            path: String::new(),
        }
    }
}

impl FromStr for BaseUrl {
    type Err = Error;

    /// Reads `http://host:port/path`. A missing port means the scheme's default one; a query, a
    /// fragment and user information are refused.
    fn from_str(text: &str) -> Result<Self> {
        // The text itself may hold a password, so no message repeats it.
        let wrong = |what: &'static str| Error::new(ErrorKind::Request).with_message(what);
        // Not in the path either: a password may hold a slash.
        if text.contains('@') {
            return Err(wrong("a URL must not hold user information here"));
        }
        let uri: Uri = text
            .parse()
            .map_err(|error| wrong("not a URL").with_source(error))?;
        if uri.query().is_some() || text.contains('#') {
            return Err(wrong("a base URL has no query and no fragment"));
        }
        let origin = Origin::of(&uri).ok_or_else(|| wrong("expected http://… or https://…"))?;
        Ok(Self {
            origin,
            path: uri.path().trim_end_matches('/').to_owned(),
        })
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.path)
    }
}
