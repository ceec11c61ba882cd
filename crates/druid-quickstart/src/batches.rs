//! Rows in portions that a cluster takes as one task.

/// The most bytes of rows in one task. A task is kept whole in the cluster's metadata store, and
/// some of those refuse what is much longer.
pub(crate) const MOST_BYTES: usize = 4 << 20;

/// Cuts text into portions of whole lines, none longer than `most` bytes unless a single line is.
pub(crate) fn of(text: &str, most: usize) -> Vec<&str> {
    let mut batches = Vec::new();
    let (mut start, mut end) = (0, 0);
    for line in text.split_inclusive('\n') {
        if end > start && end - start + line.len() > most {
            batches.push(&text[start..end]);
            start = end;
        }
        end += line.len();
    }
    if end > start {
        batches.push(&text[start..end]);
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_hold_whole_lines_and_nothing_is_lost() {
        let text = "aa\nbbb\nc\n\ndddddd\ne";
        for most in 1..20 {
            let batches = of(text, most);
            assert_eq!(batches.concat(), text);
            for batch in &batches[..batches.len() - 1] {
                assert!(batch.ends_with('\n'), "{most}: {batch:?}");
                assert!(batch.len() <= most || batch.lines().count() == 1);
            }
        }
        assert_eq!(of(text, 7), ["aa\nbbb\n", "c\n\n", "dddddd\n", "e"]);
        assert_eq!(of(text, 100), [text]);
    }

    #[test]
    fn nothing_makes_no_batch() {
        assert!(of("", 5).is_empty());
    }
}
