//! The end of a log.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use crate::error::{Error, Result};

/// The last lines of a file, however it is encoded.
pub(crate) fn tail(path: &Path, lines: usize) -> Result<String> {
    let failed = |e| Error::caused(format!("reading {}", path.display()), e);
    let file = File::open(path).map_err(failed)?;
    let mut last = VecDeque::new();
    for line in BufReader::new(file).split(b'\n') {
        last.push_back(line.map_err(failed)?);
        if last.len() > lines {
            last.pop_front();
        }
    }
    Ok(last
        .iter()
        .map(|line| String::from_utf8_lossy(line).into_owned() + "\n")
        .collect())
}

#[cfg(test)]
mod tests {
    use super::tail;

    #[test]
    fn the_last_lines_are_kept() {
        let path = std::env::temp_dir().join(format!("xtask-tail-{}", std::process::id()));
        std::fs::write(&path, b"one\ntwo \xff\nthree").unwrap();
        let (two, all, none) = (tail(&path, 2), tail(&path, 9), tail(&path, 0));
        std::fs::remove_file(&path).unwrap();
        assert_eq!(two.unwrap(), "two \u{fffd}\nthree\n");
        assert_eq!(all.unwrap(), "one\ntwo \u{fffd}\nthree\n");
        assert_eq!(none.unwrap(), "");
        assert!(
            tail(&path, 1)
                .unwrap_err()
                .to_string()
                .starts_with("reading ")
        );
    }
}
