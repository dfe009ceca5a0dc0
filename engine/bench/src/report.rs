//! What is printed: plain tables, one per part, that can be pasted into a note.

use crate::spread::Spread;

/// What a figure must reach.
#[derive(Debug, Clone, Copy)]
pub enum Target {
    AtMost(f64),
    AtLeast(f64),
    /// Printed for comparison only.
    None,
}

impl Target {
    /// `< 20 µs: met` or `≥ 50 %: missed by 12 %`.
    pub fn verdict(self, value: f64, unit: &str) -> String {
        let (sign, bound, met, by) = match self {
            Self::None => return String::new(),
            Self::AtMost(bound) => ("<", bound, value < bound, value / bound - 1.0),
            Self::AtLeast(bound) => ("≥", bound, value >= bound, 1.0 - value / bound),
        };
        let said = if met { "met".to_owned() } else { format!("MISSED by {:.0} %", by * 100.0) };
        format!("{sign} {} {unit}: {said}", crate::spread::number(bound))
    }
}

/// A table whose columns are as wide as their widest cell.
#[derive(Debug, Default)]
pub struct Table {
    title: String,
    rows: Vec<Vec<String>>,
    notes: Vec<String>,
}

impl Table {
    pub fn new(title: &str, columns: &[&str]) -> Self {
        let rows = vec![columns.iter().map(|column| (*column).to_owned()).collect()];
        Self { title: title.to_owned(), rows, notes: Vec::new() }
    }

    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into());
    }

    pub fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    pub fn print(&self) {
        println!("\n{}\n", self.title);
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let width = |column: usize| {
            self.rows
                .iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or_default()
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for (index, row) in self.rows.iter().enumerate() {
            let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
            println!("  {}", cells.join("  ").trim_end());
            if index == 0 {
                println!("  {}", widths.iter().map(|width| "-".repeat(*width)).collect::<Vec<_>>().join("  "));
            }
        }
        for note in &self.notes {
            println!("  * {note}");
        }
    }
}

/// A spread, or a dash when nothing was measured.
pub fn shown(values: &[f64]) -> String {
    Spread::of(values).map_or_else(|| "–".to_owned(), |spread| spread.show())
}

/// The median, or not a number.
pub fn median(values: &[f64]) -> f64 {
    Spread::of(values).map_or(f64::NAN, |spread| spread.median)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_target_says_by_how_much() {
        assert_eq!(Target::AtMost(20.0).verdict(19.0, "µs"), "< 20.0 µs: met");
        assert_eq!(Target::AtMost(20.0).verdict(25.0, "µs"), "< 20.0 µs: MISSED by 25 %");
        assert_eq!(Target::AtLeast(50.0).verdict(40.0, "%"), "≥ 50.0 %: MISSED by 20 %");
    }

    #[test]
    fn a_figure_that_was_not_measured_meets_nothing() {
        assert!(Target::AtMost(1.0).verdict(f64::NAN, "s").contains("MISSED"));
    }
}
