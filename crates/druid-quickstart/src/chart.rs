//! A bar chart of the terminal's own blocks, one bar a line.

use console::{Alignment, measure_text_width, pad_str};

use crate::numbers::grouped;

const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// A line for each value: its label, a bar, and the value. The longest bar is as wide as fits into
/// `width` columns; every value but zero has at least an eighth of one.
pub(crate) fn lines(values: &[(String, u64)], width: usize) -> Vec<String> {
    let labels = values.iter().map(|(label, _)| measure_text_width(label));
    let label_width = labels.max().unwrap_or(0);
    let most = values.iter().map(|(_, value)| *value).max().unwrap_or(0);
    let room = width
        .saturating_sub(label_width + grouped(most).len() + 2)
        .max(1);
    let line = |(label, value): &(String, u64)| {
        let label = pad_str(label, label_width, Alignment::Right, None);
        format!("{label} {} {}", bar(*value, most, room), grouped(*value))
    };
    values.iter().map(line).collect()
}

/// A bar of at most `room` columns, to the nearest eighth.
pub(crate) fn bar(value: u64, most: u64, room: usize) -> String {
    if value == 0 || most == 0 {
        return String::new();
    }
    let room = u128::try_from(room).unwrap_or(u128::MAX).min(1_000);
    let (value, most) = (u128::from(value), u128::from(most));
    let eighths = ((16 * room * value + most) / (2 * most)).max(1);
    let eighths = usize::try_from(eighths).expect("at most 8,000, for no value is above the most");
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_to_scale_and_fit() {
        let values = [("00", 1_000), ("1", 500), ("02", 1), ("03", 0)];
        let values = values.map(|(label, value)| (label.to_owned(), value));
        let expected = ["00 ████████████ 1,000", " 1 ██████ 500", "02 ▏ 1", "03  0"];
        assert_eq!(lines(&values, 21), expected);
        for width in 0..100 {
            for line in lines(&values, width) {
                assert!(
                    measure_text_width(&line) <= width.max(11),
                    "{width}: {line}"
                );
            }
        }
    }

    #[test]
    fn eighths_are_rounded() {
        assert_eq!(bar(1, 2, 1), "▌");
        assert_eq!(bar(15, 16, 1), "█");
        assert_eq!(bar(7, 8, 2), "█▊");
        assert_eq!(bar(1, u64::MAX, 10), "▏");
        assert_eq!(bar(u64::MAX, u64::MAX, 3), "███");
    }

    #[test]
    fn nothing_is_no_chart() {
        assert!(lines(&[], 80).is_empty());
        assert_eq!(bar(0, 0, 5), "");
    }
}
