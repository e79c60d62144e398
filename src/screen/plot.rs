//! Plots: bars beside their names, and counts over time. Every value is written out as well, so that a
//! plot says nothing that a table would not.

use super::{Line, Role};

/// A plot.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Plot {
    /// Bars under each other.
    Bars(Vec<Bar>),
    /// Columns beside each other, each of one span of time.
    Time(Time),
}

/// A bar: what it counts, how many, and what is said of them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Bar {
    /// What it counts.
    pub name: Line,
    /// How many.
    pub count: u64,
    /// How it is coloured.
    pub role: Role,
}

/// Counts over time.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Time {
    /// The spans, from the first to the last; those in which nothing happened are among them.
    pub columns: Vec<Column>,
    /// The first second, in words.
    pub from: String,
    /// The last span, in words.
    pub to: String,
    /// How long a span is, in words.
    pub span: String,
}

/// What happened in a span of time.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Column {
    /// When it began, in words.
    pub at: String,
    /// How many of what, from the bottom up.
    pub parts: Vec<(Role, u64)>,
}

/// What a part of a column is.
#[must_use]
pub fn named(role: Role) -> &'static str {
    match role {
        Role::Right => "right",
        Role::Wrong => "wrong",
        _ => "cannot tell",
    }
}

/// The parts of a column in words: "3 wrong, 1 right".
#[must_use]
pub fn said(parts: &[(Role, u64)]) -> String {
    let parts: Vec<String> = parts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(role, count)| format!("{count} {}", named(*role)))
        .collect();
    parts.join(", ")
}

/// The eighths of a block, from none to a whole one.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
/// The same from the bottom up, of a whole line.
const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A bar of characters, `width` of them for `most`; never nothing for something.
#[must_use]
pub fn bar(count: u64, most: u64, width: u64) -> String {
    if count == 0 || most == 0 {
        return String::new();
    }
    let eighths = u128::from(count) * u128::from(width) * 8 / u128::from(most);
    let eighths = usize::try_from(eighths).unwrap_or_default().max(1);
    let rest = EIGHTHS.get(eighths % 8).copied().unwrap_or_default();
    "█".repeat(eighths / 8) + rest
}

impl Time {
    /// A line of characters, one a column, by how many requests of that role there were.
    #[must_use]
    pub fn sparkline(&self, role: Role) -> String {
        let of = |column: &Column| -> u64 {
            let parts = column.parts.iter().filter(|(part, _)| *part == role);
            parts.map(|(_, count)| count).sum()
        };
        let most = self.columns.iter().map(of).max().unwrap_or_default();
        let height = |count: u64| {
            if count == 0 {
                return ' ';
            }
            let step = u128::from(count) * 8 / u128::from(most.max(1));
            let step = usize::try_from(step).unwrap_or_default();
            HEIGHTS[step.clamp(1, 8) - 1]
        };
        self.columns
            .iter()
            .map(|column| height(of(column)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_drawn_by_eighths() {
        assert_eq!(bar(10, 10, 4), "████");
        assert_eq!(bar(5, 10, 4), "██");
        assert_eq!(bar(1, 1000, 4), "▏");
        assert_eq!(bar(9, 16, 4), "██▎");
        assert_eq!(bar(0, 10, 4), "");
        assert_eq!(bar(u64::MAX, u64::MAX, 2), "██");
    }

    #[test]
    fn a_line_has_a_character_for_each_span() {
        let column = |count| Column {
            parts: vec![(Role::Wrong, count), (Role::Right, 1)],
            ..Column::default()
        };
        let time = Time {
            columns: [0, 1, 8, 4].map(column).into(),
            ..Time::default()
        };
        assert_eq!(time.sparkline(Role::Wrong), " ▁█▄");
    }
}
