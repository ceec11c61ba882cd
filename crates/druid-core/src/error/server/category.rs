use std::fmt;

use super::ErrorKind;

/// Druid's category of an error (`DruidException.Category`), which fixes its HTTP status.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Category {
    /// A check inside Druid failed: a defect of the server (500).
    Defensive,
    /// The request is wrong (400).
    InvalidInput,
    /// No or wrong credentials (401).
    Unauthorized,
    /// A permission is missing (403).
    Forbidden,
    /// Not there (404).
    NotFound,
    /// In conflict with what is there (409).
    Conflict,
    /// Over a limit (429).
    CapacityExceeded,
    /// The query was cancelled (500).
    Canceled,
    /// Failed while it ran (500).
    RuntimeFailure,
    /// Took longer than allowed (504).
    Timeout,
    /// Not offered (501).
    Unsupported,
    /// Not ready (503).
    ServiceUnavailable,
    /// Not sorted yet by Druid's authors (500).
    Uncategorized,
    /// A category of a newer release, as it was spelled.
    Other(String),
}

impl Category {
    const NAMES: [(&'static str, Self); 13] = [
        ("DEFENSIVE", Self::Defensive),
        ("INVALID_INPUT", Self::InvalidInput),
        ("UNAUTHORIZED", Self::Unauthorized),
        ("FORBIDDEN", Self::Forbidden),
        ("NOT_FOUND", Self::NotFound),
        ("CONFLICT", Self::Conflict),
        ("CAPACITY_EXCEEDED", Self::CapacityExceeded),
        ("CANCELED", Self::Canceled),
        ("RUNTIME_FAILURE", Self::RuntimeFailure),
        ("TIMEOUT", Self::Timeout),
        ("UNSUPPORTED", Self::Unsupported),
        ("SERVICE_UNAVAILABLE", Self::ServiceUnavailable),
        ("UNCATEGORIZED", Self::Uncategorized),
    ];

    pub(super) fn of(name: &str) -> Self {
        let known = Self::NAMES.into_iter().find(|(known, _)| *known == name);
        known.map_or_else(|| Self::Other(name.to_owned()), |(_, category)| category)
    }

    /// The kind it stands for; none where the status says more.
    pub(super) fn kind(&self) -> Option<ErrorKind> {
        match self {
            Self::InvalidInput => Some(ErrorKind::InvalidInput),
            Self::Unauthorized => Some(ErrorKind::Unauthorized),
            Self::Forbidden => Some(ErrorKind::Forbidden),
            Self::NotFound => Some(ErrorKind::NotFound),
            Self::Conflict => Some(ErrorKind::Conflict),
            Self::CapacityExceeded => Some(ErrorKind::CapacityExceeded),
            Self::Timeout => Some(ErrorKind::ServerTimeout),
            Self::Unsupported => Some(ErrorKind::Unsupported),
            Self::ServiceUnavailable => Some(ErrorKind::Unavailable),
            Self::Defensive
            | Self::Canceled
            | Self::RuntimeFailure
            | Self::Uncategorized
            | Self::Other(_) => None,
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Other(name) = self {
            return f.write_str(name);
        }
        let known = Self::NAMES.iter().find(|(_, category)| category == self);
        f.write_str(known.map_or("", |(name, _)| name))
    }
}

/// Whom an error message is written for (`DruidException.Persona`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Persona {
    /// Who wrote the query.
    User,
    /// Who sets up the cluster's users and limits.
    Admin,
    /// Who runs the cluster.
    Operator,
    /// Who works on Druid's code.
    Developer,
    /// A persona of a newer release, as it was spelled.
    Other(String),
}

impl Persona {
    pub(super) fn of(name: &str) -> Self {
        match name {
            "USER" => Self::User,
            "ADMIN" => Self::Admin,
            "OPERATOR" => Self::Operator,
            "DEVELOPER" => Self::Developer,
            other => Self::Other(other.to_owned()),
        }
    }
}
