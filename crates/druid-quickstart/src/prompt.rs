//! A question to the person at the terminal.

use std::io::{self, IsTerminal as _, Write as _};

use crate::error::{Error, Result};
use crate::interrupt::Interrupt;

/// Whether somebody is there to answer.
pub(crate) fn is_possible() -> bool {
    io::stdin().is_terminal()
}

/// Asks whether to go on; anything but a yes is a no.
pub(crate) async fn confirm(question: &str, interrupt: &Interrupt) -> Result<bool> {
    print!("{question} [y/N] ");
    io::stdout()
        .flush()
        .map_err(|error| Error::caused("the terminal is gone", error))?;
    let answer = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        io::stdin().read_line(&mut line).map(|_| line)
    });
    tokio::select! {
        answer = answer => {
            let line = answer
                .map_err(|error| Error::caused("the question was not asked", error))?
                .map_err(|error| Error::caused("no answer could be read", error))?;
            Ok(is_yes(&line))
        }
        () = interrupt.pressed() => Err(Error::interrupted("interrupted; nothing was changed")),
    }
}

fn is_yes(line: &str) -> bool {
    matches!(line.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_yes_is_a_yes() {
        assert!(is_yes("y\n") && is_yes(" YES \r\n"));
        assert!(!is_yes("\n") && !is_yes("") && !is_yes("yep") && !is_yes("no"));
    }
}
