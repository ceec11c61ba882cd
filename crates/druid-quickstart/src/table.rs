//! A table for the terminal: as wide as its cells, numbers to the right.

use console::{Alignment, measure_text_width, pad_str, truncate_str};

/// The widest a cell gets; a longer one ends in an ellipsis.
const WIDEST: usize = 48;

/// A table, row by row.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Vec<(String, Alignment)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these headings. One that begins with `>` is a column of numbers.
    pub(crate) fn new(headings: &[&str]) -> Self {
        let column = |heading: &&str| match heading.strip_prefix('>') {
            Some(heading) => (heading.to_owned(), Alignment::Right),
            None => ((*heading).to_owned(), Alignment::Left),
        };
        Self {
            columns: headings.iter().map(column).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row, a cell a column. What would move the cursor or colour the terminal does not:
    /// control characters are shown as `·`.
    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        let safe = |cell: String| {
            let cell: String = cell
                .chars()
                .map(|c| if c.is_control() { '·' } else { c })
                .collect();
            truncate_str(&cell, WIDEST, "…").into_owned()
        };
        self.rows.push(cells.into_iter().map(safe).collect());
    }

    /// The table as lines.
    pub(crate) fn lines(&self) -> Vec<String> {
        let widths: Vec<usize> = (0..self.columns.len()).map(|at| self.width(at)).collect();
        let headings: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
        let mut lines = vec![self.line(&headings, &widths), rule.join("  ")];
        lines.extend(self.rows.iter().map(|row| {
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            self.line(&cells, &widths)
        }));
        lines
    }

    fn width(&self, column: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        let widest = cells
            .map(|cell| measure_text_width(cell))
            .max()
            .unwrap_or(0);
        widest.max(measure_text_width(&self.columns[column].0))
    }

    fn line(&self, cells: &[&str], widths: &[usize]) -> String {
        let padded = cells.iter().zip(widths).zip(&self.columns);
        let padded = padded.map(|((cell, width), (_, alignment))| {
            pad_str(cell, *width, *alignment, None).into_owned()
        });
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_whatever_the_script() {
        let mut table = Table::new(&["page", ">edits"]);
        table.row(["上海".to_owned(), "7".to_owned()]);
        table.row(["Rallicula".to_owned(), "1,204".to_owned()]);
        let expected = [
            "page       edits",
            "─────────  ─────",
            "上海           7",
            "Rallicula  1,204",
        ];
        assert_eq!(table.lines(), expected);
        let widths: Vec<usize> = table
            .lines()
            .iter()
            .map(|line| measure_text_width(line))
            .collect();
        assert_eq!(widths, [16; 4]);
    }

    #[test]
    fn data_can_not_drive_the_terminal() {
        let mut table = Table::new(&["page"]);
        table.row(["a\u{1b}[2Jb\nc".to_owned()]);
        table.row(["x".repeat(500)]);
        let lines = table.lines();
        assert_eq!(lines[2], "a·[2Jb·c");
        assert_eq!(measure_text_width(&lines[3]), WIDEST);
        assert!(lines[3].ends_with('…'));
    }
}
