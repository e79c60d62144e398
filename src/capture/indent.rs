//! A message that stands in an indented block, as Markdown, reStructuredText and some logs have it.

use bstr::ByteSlice;

use super::lines::{self, lines};
use crate::request::{Span, Text};

/// The text without the indentation of the message in it, and the places of the text between its
/// blocks. A text whose message is not indented stays as it is.
pub(super) fn block(text: &Text) -> (Text, Vec<Span>) {
    let bytes = text.bytes();
    let Some((start, indent)) = message(bytes) else {
        return (text.clone(), Vec::new());
    };
    let mut out = Text::default();
    let mut outside: Vec<Span> = Vec::new();
    for line in lines(bytes) {
        let content = &bytes[line.range.clone()];
        let blank = content.trim_ascii().is_empty();
        let first = line.range.start == start;
        if first || !blank && blanks(content) >= indent {
            let skip = if first { blanks(content) } else { indent };
            out.push_text(&text.slice(line.range.start + skip..line.next));
        } else if blank {
            out.push_text(&text.slice(line.range.start..line.next));
        } else {
            // What stands before the block, or ends it.
            out.push_made(b"\n");
            let place = text.locate(lines::trim(bytes, line.range));
            match (outside.last_mut(), place) {
                (Some(last), Some(place)) if last.end + 2 >= place.start => last.end = place.end,
                (_, place) => outside.extend(place),
            }
        }
    }
    (out, outside)
}

/// Where the request line begins whose headers are indented, and by how much they are.
fn message(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut all = lines(bytes);
    while let Some(line) = all.next() {
        let found = lines::request_line(bytes, line.range.clone());
        if found.is_none_or(|found| found.version.is_none()) {
            continue;
        }
        let next = all.clone().next()?;
        let content = &bytes[next.range];
        let indent = blanks(content);
        let named = content[indent..]
            .find_byte(b':')
            .is_some_and(|colon| is_name(&content[indent..indent + colon]));
        return (indent > 0 && named).then_some((line.range.start, indent));
    }
    None
}

fn is_name(name: &[u8]) -> bool {
    !name.is_empty()
        && name
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

fn blanks(line: &[u8]) -> usize {
    let blank = |byte: &&u8| matches!(byte, b' ' | b'\t');
    line.iter().take_while(blank).count()
}
