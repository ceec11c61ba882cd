use std::process::ExitCode;

use crate::error::{Error, Result};

pub(crate) fn run(_args: &[String]) -> Result<ExitCode> {
    Err(Error::new("not built yet"))
}
