//! Two texts under each other: what belongs together stands in the same columns, carets below.

use std::ops::Range;

use bstr::ByteSlice as _;
use unicode_width::UnicodeWidthStr as _;

use crate::compare::{Comparison, Kind, Place};
use crate::screen::{Aligned, Line, Role, Span, layers};

/// Columns of a text that is shown beside another; the places beyond are counted.
const WINDOW: usize = 64;

/// Fills a text up where the other one is longer. No blank, which could be one of the text's own.
const FILL: &str = "─";

/// What stands before the first difference is cut to this many bytes.
const LEAD: usize = WINDOW / 3;

/// Both texts, the carets and how they differ; `names`: what the two are called.
pub(in crate::screen) fn pair(comparison: &Comparison, names: (&str, &str)) -> Aligned {
    shown(comparison, names, false)
}

/// As [`pair`], of decoded values: a percent sign is one, and spaces are made visible.
pub(super) fn pair_of_values(comparison: &Comparison, names: (&str, &str)) -> Aligned {
    shown(comparison, names, true)
}

fn shown(comparison: &Comparison, names: (&str, &str), values: bool) -> Aligned {
    let mut cells: Vec<Cell<'_>> = Vec::new();
    let mut done = 0;
    for place in &comparison.places {
        cells.push(Cell::same(comparison, done..place.right.start));
        cells.push(Cell::parted(comparison, place));
        done = place.right.end;
    }
    cells.push(Cell::same(comparison, done..comparison.right.len()));
    let mut page = Window {
        values,
        ..Window::default()
    };
    let first = cells.iter().position(|cell| cell.parted);
    for (index, cell) in cells.iter().filter(|cell| !cell.is_empty()).enumerate() {
        page.add(cell, first.is_some() && index == 0 && !cell.parted);
    }
    Aligned {
        rows: vec![
            (Line::of(Role::Right, names.0), Line(page.right)),
            (Line::of(Role::Wrong, names.1), Line(page.captured)),
        ],
        marks: Line::of(Role::Wrong, page.marks.trim_end()),
        said: Line::of(Role::Quiet, &kinds(&comparison.places)),
    }
}

/// One text alone, as much of it as fits.
pub(super) fn clipped(text: &[u8]) -> Line {
    let end = boundary(text, WINDOW);
    let mut spans = vec![Span::visible_spaces(
        Role::Plain,
        text.get(..end).unwrap_or_default(),
    )];
    if end < text.len() {
        spans.push(ellipsis());
    }
    Line(spans)
}

/// "a space written as `%2B` (7 places)": what kinds of differences there are, and how many.
fn kinds(places: &[Place]) -> String {
    let mut counted: Vec<(&Kind, usize)> = Vec::new();
    for place in places {
        match counted.iter_mut().find(|(kind, _)| *kind == &place.kind) {
            Some((_, count)) => *count += 1,
            None => counted.push((&place.kind, 1)),
        }
    }
    counted.retain(|(kind, _)| !matches!(kind, Kind::Other | Kind::Missing | Kind::Extra));
    let is_literal = |(kind, _): &(&Kind, usize)| matches!(kind, Kind::LeftLiteral(_));
    let first = counted.iter().position(is_literal);
    let (literal, others): (Vec<_>, Vec<_>) = counted.into_iter().partition(is_literal);
    let others = others
        .into_iter()
        .map(|(kind, count)| in_places(&kind.describe(), count));
    let mut texts: Vec<String> = others.collect();
    if let Some(first) = first {
        texts.insert(first, left_literal(&literal));
    }
    texts.join("; ")
}

/// "`/`, `+` and `=` left literal (4 places)": the characters together.
fn left_literal(literal: &[(&Kind, usize)]) -> String {
    let all = literal.iter().map(|(kind, _)| kind.describe());
    let mut all: Vec<String> = all
        .map(|text| text.strip_suffix(LITERAL).unwrap_or(&text).to_owned())
        .collect();
    let last = all.pop().unwrap_or_default();
    let text = match all.as_slice() {
        [] => last,
        first => format!("{} and {last}", first.join(", ")),
    };
    // One of each is what the carets show.
    let places: usize = literal.iter().map(|(_, count)| count).sum();
    let count = if places == literal.len() { 1 } else { places };
    in_places(&(text + LITERAL), count)
}

/// How [`Kind::describe`] ends for a character that was left as it is.
const LITERAL: &str = " left literal";

fn in_places(text: &str, count: usize) -> String {
    match count {
        1 => text.to_owned(),
        _ => format!("{text} ({count} places)"),
    }
}

fn ellipsis() -> Span {
    Span::new(Role::Quiet, "…")
}

/// The last character boundary at or before a byte offset.
pub(super) fn boundary(text: &[u8], at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    let start = at.saturating_sub(3);
    let near = text.get(start..).unwrap_or_default();
    let starts = near.char_indices().map(|(from, _, _)| start + from);
    starts.take_while(|from| *from <= at).last().unwrap_or(at)
}

struct Cell<'a> {
    right: &'a [u8],
    captured: &'a [u8],
    parted: bool,
}

impl<'a> Cell<'a> {
    fn same(comparison: &'a Comparison, range: Range<usize>) -> Self {
        let bytes = comparison.right.get(range).unwrap_or_default();
        Self {
            right: bytes,
            captured: bytes,
            parted: false,
        }
    }

    fn parted(comparison: &'a Comparison, place: &Place) -> Self {
        let (right, captured) = (place.right.clone(), place.captured.clone());
        Self {
            right: comparison.right.get(right).unwrap_or_default(),
            captured: comparison.captured.get(captured).unwrap_or_default(),
            parted: true,
        }
    }

    fn is_empty(&self) -> bool {
        self.right.is_empty() && self.captured.is_empty()
    }
}

/// Collects cells until the window is full.
#[derive(Default)]
struct Window {
    right: Vec<Span>,
    captured: Vec<Span>,
    marks: String,
    columns: usize,
    full: bool,
    /// Whether the texts are decoded values.
    values: bool,
}

impl Window {
    fn add(&mut self, cell: &Cell<'_>, leads: bool) {
        if self.full {
        } else if cell.parted {
            self.parted(cell);
        } else {
            self.same(cell.right, leads);
        }
    }

    fn same(&mut self, text: &[u8], leads: bool) {
        let mut spans = Vec::new();
        let mut start = 0;
        if leads && text.len() > LEAD {
            start = boundary(text, text.len() - LEAD);
            spans.push(ellipsis());
        }
        let room = WINDOW.saturating_sub(self.columns + spans.len());
        let end = boundary(text, start + room);
        let text_shown = text.get(start..end).unwrap_or_default();
        if self.values {
            spans.push(Span::visible_spaces(Role::Plain, text_shown));
        } else {
            spans.extend(layers(text_shown));
        }
        let width: usize = spans.iter().map(|span| span.text().width()).sum();
        self.right.extend(spans.iter().cloned());
        self.captured.extend(spans);
        self.marks.push_str(&" ".repeat(width));
        self.columns += width;
        if end < text.len() {
            self.fill_up();
        }
    }

    fn parted(&mut self, cell: &Cell<'_>) {
        let shown = |role, text: &[u8]| {
            let end = boundary(text, WINDOW / 2);
            let span = Span::visible_spaces(role, text.get(..end).unwrap_or_default());
            (span, end < text.len())
        };
        let (right, right_cut) = shown(Role::Right, cell.right);
        let (captured, captured_cut) = shown(Role::Wrong, cell.captured);
        let widths = (right.text().width(), captured.text().width());
        let width = widths.0.max(widths.1).max(1);
        // The first difference is shown whatever its width.
        if self.columns + width > WINDOW && self.marks.contains('^') {
            self.fill_up();
            return;
        }
        let fill = |columns: usize| Span::new(Role::Quiet, &FILL.repeat(columns));
        self.right.extend([right, fill(width - widths.0)]);
        self.captured.extend([captured, fill(width - widths.1)]);
        let carets = widths.1.max(1);
        self.marks.push_str(&"^".repeat(carets));
        self.marks.push_str(&" ".repeat(width - carets));
        self.columns += width;
        if right_cut || captured_cut || self.columns >= WINDOW {
            self.fill_up();
        }
    }

    /// Nothing more fits.
    fn fill_up(&mut self) {
        self.full = true;
        self.right.push(ellipsis());
        self.captured.push(ellipsis());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::texts;

    #[test]
    fn what_was_left_literal_is_told_together() {
        let told = |right: &[u8], captured: &[u8]| {
            pair(&texts(right, captured), ("right", "signed"))
                .said
                .text()
        };
        assert_eq!(told(b"a%2Fb", b"a/b"), "`/` left literal");
        assert_eq!(
            told(b"a%2Fb%2Bc%3D", b"a/b+c="),
            "`/`, `+` and `=` left literal"
        );
        assert_eq!(
            told(b"a%2Fb%2Fc%2Bd%20", b"a/b/c+d+"),
            "`/` and `+` left literal (3 places); a space written as `+`, not `%20`"
        );
    }

    fn rows(right: &[u8], captured: &[u8]) -> [String; 3] {
        let pair = pair(&texts(right, captured), ("right", "signed"));
        [
            pair.rows[0].1.text(),
            pair.rows[1].1.text(),
            pair.marks.text(),
        ]
    }

    #[test]
    fn what_is_shorter_is_filled_up_and_never_with_a_blank() {
        assert_eq!(
            rows(b"a%2520b", b"a%2Bb"),
            ["a%2520b", "a%2B──b", " ^^^"].map(str::to_owned)
        );
    }

    #[test]
    fn a_piece_that_is_missing_has_a_caret_of_its_own() {
        assert_eq!(
            rows(b"ab=c", b"b=c"),
            ["ab=c", "─b=c", "^"].map(str::to_owned)
        );
    }

    #[test]
    fn carets_stand_under_wide_characters_too() {
        let [right, captured, marks] = rows("写a%2520".as_bytes(), "写a+".as_bytes());
        assert_eq!(
            (right.as_str(), captured.as_str()),
            ("写a%2520", "写a+────")
        );
        assert_eq!(marks, "   ^");
    }

    #[test]
    fn what_leads_up_to_the_difference_is_cut_and_no_character_is_torn() {
        let long = "é".repeat(200);
        let [right, _, marks] = rows(
            format!("{long}%20").as_bytes(),
            format!("{long}+").as_bytes(),
        );
        assert!(right.starts_with("…é") && !right.contains("\\x"), "{right}");
        assert!(right.width() <= WINDOW + 2);
        assert!(marks.ends_with('^'));
    }

    #[test]
    fn nothing_of_a_hostile_text_reaches_a_screen_raw() {
        let [right, captured, _] = rows(b"a\x1b[2Jb", b"a\x1b]0;x\x07b\xff");
        for text in [right, captured] {
            assert!(!text.contains(['\u{1b}', '\u{7}']), "{text}");
        }
    }
}
