//! What went wrong, in words for the person at the terminal.

use std::error::Error as StdError;
use std::fmt;

/// The result of every step.
pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// What the layers below may come with.
pub(crate) type Cause = Box<dyn StdError + Send + Sync>;

/// A message, with what caused it.
#[derive(Debug)]
pub(crate) struct Error {
    message: String,
    source: Option<Cause>,
    is_interrupt: bool,
}

impl Error {
    /// A failure without a further cause.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            source: None,
            is_interrupt: false,
        }
    }

    /// A failure and its cause.
    pub(crate) fn caused(message: impl Into<String>, source: impl Into<Cause>) -> Self {
        Self {
            source: Some(source.into()),
            ..Self::new(message)
        }
    }

    /// The user pressed Ctrl-C; the message says what became of the work.
    pub(crate) fn interrupted(message: impl Into<String>) -> Self {
        Self {
            is_interrupt: true,
            ..Self::new(message)
        }
    }

    /// Whether the user wanted it so.
    pub(crate) fn is_interrupt(&self) -> bool {
        self.is_interrupt
    }

    /// The message and every cause, a line each. A cause that the line above already tells is
    /// left out.
    pub(crate) fn report(&self) -> String {
        let mut text = self.message.clone();
        let mut last = text.clone();
        let mut cause = self.source();
        while let Some(error) = cause {
            let message = error.to_string();
            if !last.contains(&message) {
                text.push_str("\n  because: ");
                text.push_str(&message);
                last = message;
            }
            cause = error.source();
        }
        text
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_chain_is_told_and_nothing_twice() {
        let lowest = Error::new("connection refused");
        let middle = Error::caused("no answer from the Router", lowest);
        let twice = Error::caused("no answer from the Router", middle);
        let error = Error::caused("the table could not be loaded", twice);
        assert_eq!(
            error.report(),
            "the table could not be loaded\n  because: no answer from the Router\n  because: connection refused"
        );
        assert!(!error.is_interrupt());
    }
}
