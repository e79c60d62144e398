//! Names and values in lines and in tables: `Name: value`, `name = value`, `| name | value |`, a
//! tab between them, a name and its value on lines in turn.

use bstr::ByteSlice;

use super::{Map, Value};
use crate::capture::lines::{Line, lines};
use crate::request::Text;

/// The rows of a text that have a name and a value; other lines are left out.
pub(in crate::capture) fn rows(text: &Text) -> Map {
    let bytes = text.bytes();
    if is_in_turn(bytes) {
        return in_turn(text);
    }
    let mut rows = Map::new();
    for line in lines(bytes) {
        if let Some((name, value)) = row(bytes, &line) {
            rows.push((text.slice(name), Value::Text(text.slice(value))));
        }
    }
    if rows.len() < 2 {
        return in_turn(text);
    }
    rows
}

type Range = std::ops::Range<usize>;

fn row(bytes: &[u8], line: &Line) -> Option<(Range, Range)> {
    let mut range = trimmed(bytes, line.range.clone());
    // Marks of a list, a comment, a table's edge.
    let marks = [&b"|"[..], b"- ", b"* ", b"// ", b"# ", b";; ", b"-- "];
    while let Some(mark) = marks
        .iter()
        .find(|mark| bytes[range.clone()].starts_with(mark))
    {
        range = trimmed(bytes, range.start + mark.len()..range.end);
    }
    split(bytes, range)
}

fn split(bytes: &[u8], range: Range) -> Option<(Range, Range)> {
    let rest = &bytes[range.clone()];
    let (at, length) = [
        &b"|"[..],
        b"\t",
        b" => ",
        b" -> ",
        b": ",
        b":",
        b" = ",
        b"=",
    ]
    .into_iter()
    .filter_map(|mark| Some((rest.find(mark)?, mark.len())))
    .min_by_key(|(at, length)| (*at, std::cmp::Reverse(*length)))?;
    let name = trimmed(bytes, range.start..range.start + at);
    let mut value = trimmed(bytes, range.start + at + length..range.end);
    if bytes[value.clone()].ends_with(b"|") {
        value = trimmed(bytes, value.start..value.end - 1);
    }
    let name = unmarked(bytes, name);
    let value = unmarked(bytes, value);
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-. []()/'".contains(byte);
    let text = &bytes[name.clone()];
    // A URL has no name before its colon.
    if matches!(text, b"http" | b"https") && bytes[value.clone()].starts_with(b"//") {
        return None;
    }
    let fits = !text.is_empty() && text.len() < 60 && text.iter().all(word);
    let rule = !bytes[value.clone()].is_empty()
        && bytes[value.clone()]
            .iter()
            .all(|byte| b"-:| ".contains(byte));
    (fits && !rule).then_some((name, value))
}

/// A cell without the marks of its type face, a value without its quotes.
fn unmarked(bytes: &[u8], range: Range) -> Range {
    for mark in ["**", "`", "\"", "'"] {
        let text = &bytes[range.clone()];
        let inner = text
            .strip_prefix(mark.as_bytes())
            .and_then(|text| text.strip_suffix(mark.as_bytes()));
        if inner.is_some_and(|inner| !inner.is_empty() && !inner.contains_str(mark)) {
            return range.start + mark.len()..range.end - mark.len();
        }
    }
    // `**Name**:` keeps one pair of its stars.
    let text = &bytes[range.clone()];
    let end = text.trim_end_with(|c| c == '*').len();
    range.start..range.start + end
}

fn trimmed(bytes: &[u8], range: Range) -> Range {
    crate::capture::lines::trim(bytes, range)
}

/// Whether protocol parameters stand on lines of their own, so that their values are those below.
fn is_in_turn(bytes: &[u8]) -> bool {
    let alone = |line: &Line| {
        let line = &bytes[trimmed(bytes, line.range.clone())];
        line.starts_with(b"oauth_")
            && line
                .iter()
                .all(|byte| byte.is_ascii_lowercase() || *byte == b'_')
    };
    lines(bytes).filter(alone).count() > 2
}

/// The titles of a pane's sections, which are no names.
const TITLES: [&str; 11] = [
    "general",
    "form data",
    "query string parameters",
    "request headers",
    "response headers",
    "request payload",
    "headers",
    "payload",
    "view source",
    "view url-encoded",
    "view decoded",
];

/// Names and values on lines in turn, as a pane of developer tools copies them.
fn in_turn(text: &Text) -> Map {
    let bytes = text.bytes();
    let is_title = |range: &Range| {
        let line = bytes[range.clone()].to_ascii_lowercase();
        TITLES.iter().any(|title| line == title.as_bytes())
    };
    let filled: Vec<Range> = lines(bytes)
        .map(|line| trimmed(bytes, line.range))
        .filter(|range| !is_title(range))
        .collect();
    let Some(start) = filled
        .iter()
        .position(|range| bytes[range.clone()].starts_with(b"oauth_"))
    else {
        return Map::new();
    };
    let pairs = filled[start % 2..].chunks(2);
    pairs
        .filter_map(|pair| match pair {
            [name, value] if !name.is_empty() => Some((
                text.slice(name.clone()),
                Value::Text(text.slice(value.clone())),
            )),
            _ => None,
        })
        .collect()
}
