//! A line of a text with the place that is spoken of: an error's, a finding's.

use std::ops::Range;

use unicode_width::UnicodeWidthStr as _;

use crate::screen::{Role, Span};

/// The line of a text that holds a span, as much of it as fits.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Excerpt {
    /// Line and column, or the byte where there is one line alone; counted from 1.
    pub place: String,
    /// The line, escaped.
    pub shown: String,
    /// Columns before the span.
    pub before: usize,
    /// Columns of the span, at least one.
    pub marked: usize,
}

impl Excerpt {
    /// The excerpt, in at most so many columns; `None` where the text has no such place.
    #[must_use]
    pub fn of(text: &[u8], span: &Range<usize>, width: usize) -> Option<Self> {
        let start = span.start.min(text.len());
        let line_start = text
            .get(..start)?
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        let line_end = text
            .get(start..)?
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(text.len(), |at| start + at);
        let end = span.end.clamp(start, line_end);
        let escaped = |range: Range<usize>| {
            Span::bytes(Role::Plain, text.get(range).unwrap_or_default())
                .text()
                .to_owned()
        };
        let (mut before, mut marked, mut after) = (
            escaped(line_start..start),
            escaped(start..end),
            escaped(end..line_end),
        );
        let most = (width * 2 / 3).max(20);
        if marked.width() > most {
            marked = marked.chars().take(most - 1).chain(['…']).collect();
            after.clear();
        }
        let room = width.saturating_sub(6 + marked.width()).max(20);
        if before.width() > room * 2 / 3 {
            let mut kept: Vec<char> = before.chars().rev().take(room * 2 / 3).collect();
            kept.reverse();
            before = format!("…{}", kept.into_iter().collect::<String>());
        }
        let left = room.saturating_sub(before.width());
        if after.width() > left {
            after = after
                .chars()
                .take(left.saturating_sub(1))
                .chain(['…'])
                .collect();
        }
        let lines = text.get(..start)?.split(|byte| *byte == b'\n').count();
        let column = start - line_start + 1;
        let place = if text.contains(&b'\n') {
            format!("line {lines}, column {column}")
        } else {
            format!("byte {column}")
        };
        Some(Self {
            place,
            before: before.width(),
            marked: marked.width().max(1),
            shown: before + &marked + &after,
        })
    }
}
