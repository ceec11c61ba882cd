//! From the errors of the libraries below to ours, by what they are, never by their text.

use std::error::Error as StdError;
use std::io;

use crate::error::BoxError;
use crate::{Error, ErrorKind};

/// A connection that could not be made in time.
#[derive(Debug)]
pub(crate) struct ConnectTimedOut;

impl std::fmt::Display for ConnectTimedOut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no connection within timeout.connect")
    }
}

impl StdError for ConnectTimedOut {}

/// A request that failed before the head of a response came.
pub(crate) fn of_request(error: hyper_util::client::legacy::Error) -> Error {
    let connecting = error.is_connect();
    // Hyper gives a request up like this only while it still has the whole of it.
    let canceled = |error: &BoxError| {
        in_chain::<hyper::Error>(&**error).is_some_and(hyper::Error::is_canceled)
    };
    let error: BoxError = error.into();
    let failed = if in_chain::<ConnectTimedOut>(&*error).is_some() {
        Error::new(ErrorKind::Timeout).with_message("no connection within timeout.connect")
    } else if let Some(own) = in_chain::<Error>(&*error) {
        // Ours: of the request's own body, or of the certificates that were to be read.
        let kind = if connecting {
            own.kind()
        } else {
            ErrorKind::RequestBody
        };
        Error::new(kind)
    } else if in_chain::<rustls::Error>(&*error).is_some() {
        Error::new(ErrorKind::Tls)
    } else if connecting {
        Error::new(ErrorKind::Connect)
    } else {
        Error::new(of_hyper(&*error).unwrap_or(ErrorKind::Lost))
    };
    let failed = if connecting || canceled(&error) {
        failed.never_sent()
    } else {
        failed
    };
    failed.with_source(error)
}

/// A body that ended in an error.
pub(crate) fn of_body(error: BoxError) -> Error {
    match error.downcast::<Error>() {
        Ok(own) => *own,
        Err(error) => Error::new(of_body_error(&*error)).with_source(error),
    }
}

/// An error of a transport or a layer that is not this crate's.
pub(crate) fn of_foreign(error: BoxError) -> Error {
    match error.downcast::<Error>() {
        Ok(own) => *own,
        Err(error) => Error::new(ErrorKind::Other).with_source(error),
    }
}

fn of_body_error(error: &(dyn StdError + 'static)) -> ErrorKind {
    // TLS first: rustls' errors come inside those of `io`, as invalid data.
    if in_chain::<rustls::Error>(error).is_some() {
        return ErrorKind::Tls;
    }
    let parse = in_chain::<hyper::Error>(error).is_some_and(hyper::Error::is_parse);
    match in_chain::<io::Error>(error).map(io::Error::kind) {
        // So hyper calls a chunk whose size is no number.
        Some(io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput) => ErrorKind::Protocol,
        _ if parse => ErrorKind::Protocol,
        _ => ErrorKind::Truncated,
    }
}

fn of_hyper(error: &(dyn StdError + 'static)) -> Option<ErrorKind> {
    let hyper = in_chain::<hyper::Error>(error)?;
    if hyper.is_parse() || hyper.is_parse_status() || spoke_first(hyper) {
        Some(ErrorKind::Protocol)
    } else if hyper.is_user() {
        Some(ErrorKind::Request)
    } else {
        None
    }
}

/// Whether a request was given up because something came before it was sent, as from a server of
/// mail or of shells: hyper's cause is then an error of its own, and no end of the connection.
fn spoke_first(error: &hyper::Error) -> bool {
    let cause = error.source().and_then(|cause| cause.downcast_ref());
    error.is_canceled()
        && cause.is_some_and(|cause: &hyper::Error| {
            let ended = cause.is_incomplete_message() || cause.is_closed();
            !ended && in_chain::<io::Error>(cause).is_none()
        })
}

/// The first error of type `E` among `error` and its sources; an `io::Error` is looked into, for
/// it hides what it carries from `source`.
fn in_chain<'a, E: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<E>() {
            return Some(found);
        }
        let carried = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        if let Some(carried) = carried
            && let Some(found) = in_chain::<E>(carried)
        {
            return Some(found);
        }
        next = error.source();
    }
    None
}
