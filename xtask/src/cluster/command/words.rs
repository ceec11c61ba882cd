//! The words behind a command.

use super::USAGE;
use crate::cluster::record::Record;
use crate::error::{Error, Result};

/// The words of a command line, taken from the front.
pub(super) struct Words<'a> {
    rest: std::slice::Iter<'a, String>,
    pub(super) name: Option<String>,
    free: Vec<String>,
}

impl<'a> Words<'a> {
    pub(super) fn new(words: &'a [String]) -> Self {
        Self {
            rest: words.iter(),
            name: None,
            free: Vec::new(),
        }
    }

    pub(super) fn value(&mut self, flag: &str) -> Result<String> {
        self.rest
            .next()
            .cloned()
            .ok_or_else(|| Error::usage(format!("{flag} needs a value")))
    }

    /// Reads the whole line; `own` takes the command's own flags.
    pub(super) fn read(
        &mut self,
        mut own: impl FnMut(&str, &mut Self) -> Result<bool>,
    ) -> Result<()> {
        while let Some(word) = self.rest.next() {
            if word == "--name" {
                self.name = Some(self.value("--name")?);
            } else if !word.starts_with('-') {
                self.free.push(word.clone());
            } else if !own(word, self)? {
                return Err(Error::usage(format!("no flag {word}\n\n{USAGE}")));
            }
        }
        Ok(())
    }

    /// The one free word.
    pub(super) fn only(&mut self, what: &str) -> Result<String> {
        self.read(|_, _| Ok(false))?;
        self.free_word(what)
    }

    pub(super) fn free_word(&self, what: &str) -> Result<String> {
        match self.free.as_slice() {
            [word] => Ok(word.clone()),
            _ => Err(Error::usage(format!("one {what} is wanted\n\n{USAGE}"))),
        }
    }

    /// Nothing but `--name` may stand there.
    pub(super) fn nothing(&mut self) -> Result<()> {
        self.read(|_, _| Ok(false))?;
        self.no_free_word()
    }

    pub(super) fn no_free_word(&self) -> Result<()> {
        match self.free.first() {
            None => Ok(()),
            Some(word) => Err(Error::usage(format!("{word:?} is one word too many"))),
        }
    }

    /// The cluster, of a command that takes nothing else.
    pub(super) fn record(&mut self) -> Result<Record> {
        self.nothing()?;
        self.named()
    }

    /// The cluster that `--name` names, else the only one there is.
    pub(super) fn named(&self) -> Result<Record> {
        self.name.as_deref().map_or_else(Record::only, Record::open)
    }
}
