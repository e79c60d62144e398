//! A form that stands decoded, a name and a value on each line.

use std::ops::Range;

use bstr::ByteSlice;

use super::label::{is_name, unquoted};
use crate::capture::assemble::encoded;
use crate::capture::lines::{lines, trim};
use crate::capture::{Captured, http};
use crate::error::{Assumption, Guess};
use crate::request::Text;

/// The names and values of a form that stands decoded, a pair a line: `name: value`. `None` where a
/// line is none.
pub(in crate::capture) fn decoded_rows(text: &Text) -> Option<Vec<(Text, Text)>> {
    let bytes = text.bytes();
    let mut pairs = Vec::new();
    let mut equals = false;
    for line in lines(bytes) {
        let content = bytes[line.range.clone()].trim_ascii();
        if content.is_empty() {
            continue;
        }
        let mark = content.find_byteset(b":=")?;
        // Pairs on lines of their own stand as a viewer shows them, with blanks; a body has `&`.
        if content[mark] != b':' && content.contains(&b'&') {
            return None;
        }
        equals |= content[mark] == b'=';
        pairs.push(pair(text, line.range)?);
    }
    let enough = pairs.len() > usize::from(equals);
    enough.then_some(pairs)
}

/// A form that stands as decoded rows in the place of a body, encoded again.
pub(in crate::capture) fn form_of_rows(body: Text, captured: &mut Captured) -> Text {
    let Some(pairs) = decoded_rows(&body) else {
        return body;
    };
    let message = "the form's pairs are shown decoded; they were encoded again as RFC 5849 does";
    captured
        .guesses
        .push(Assumption::new("form-encoded-again", message).about(Guess::Encoding));
    encoded(&pairs)
}

/// The decoded name and value of `name: value`, `name=value`.
pub(super) fn pair(text: &Text, range: Range<usize>) -> Option<(Text, Text)> {
    let bytes = text.bytes();
    let range = trim(bytes, range);
    let content = &bytes[range.clone()];
    let at = content.find_byteset(b":=\t")?;
    let name = unquoted(bytes, trim(bytes, range.start..range.start + at));
    let mut value = trim(bytes, range.start + at + 1..range.end);
    value = unquoted(bytes, value);
    let named = !name.is_empty() && bytes[name.clone()].iter().all(|byte| is_name(*byte));
    let status = http::is_status_line(content);
    (named && !status).then(|| (text.slice(name), text.slice(value)))
}
