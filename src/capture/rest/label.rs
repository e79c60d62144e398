//! What a label is, and what parts it from its value.

use std::ops::Range;

use bstr::ByteSlice;

use crate::capture::http;

/// A text without the quotes, or the type face, round it.
pub(super) fn unquoted(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let text = &bytes[range.clone()];
    match text {
        [first @ (b'"' | b'\'' | b'`'), .., last] if first == last => {
            range.start + 1..range.end - 1
        }
        _ => range,
    }
}

/// Whether a line only frames what stands in it.
pub(super) fn is_mark(line: &[u8]) -> bool {
    let tag = |open: u8, close: u8| line.first() == Some(&open) && line.last() == Some(&close);
    line.starts_with(b"```")
        || line.starts_with(b"~~~")
        || tag(b'{', b'}') && line.starts_with(b"{code") | line.starts_with(b"{noformat")
        || tag(b'<', b'>') && !line.contains(&b'=')
        || line.iter().all(|byte| b"-=*_".contains(byte))
}

/// Which side of an exchange a line begins: `true` for the answer's, `None` for neither.
pub(super) fn side(line: &[u8]) -> Option<bool> {
    if http::is_status_line(line.trim_ascii()) {
        return Some(true);
    }
    if line.len() > 400 {
        return None;
    }
    let lower = line.to_ascii_lowercase();
    let last = |words: &[&str]| {
        words
            .iter()
            .filter_map(|word| {
                let at = lower.rfind(word)?;
                let end = at + word.len();
                let apart = lower.get(end).is_none_or(|byte| !byte.is_ascii_lowercase());
                apart.then_some(at)
            })
            .max()
    };
    let answer = last(&[
        "response", "reply", "answer", "inbound", "received", "resp_in",
    ]);
    let request = last(&["request", "outbound", "sent", "sending", "req_out"]);
    match (answer, request) {
        (None, None) => None,
        (answer, request) => Some(answer > request),
    }
}

/// What stands behind a label.
#[derive(Clone, Debug)]
pub(super) struct Behind {
    pub(super) value: Range<usize>,
    /// The quote that opened it, which is not part of it.
    pub(super) quote: Option<u8>,
    /// Whether a verb of a sentence stands between.
    pub(super) prose: bool,
}

/// Where the text begins behind a label in a line; empty where it stands below.
pub(super) fn behind(bytes: &[u8], range: Range<usize>, label: &str) -> Option<Behind> {
    let line = &bytes[range.clone()];
    let near = &line[..line.len().min(2000)];
    let lower = near.to_ascii_lowercase();
    lower.find_iter(label).find_map(|at| {
        let before = at.checked_sub(1).map(|at| lower[at]);
        // A word of its own, or the end of a name: `requestBody`, `post_data`.
        let apart =
            before.is_none_or(|byte| !byte.is_ascii_alphabetic()) || near[at].is_ascii_uppercase();
        let end = at + label.len();
        if !apart || near.get(end).is_some_and(u8::is_ascii_alphanumeric) {
            return None;
        }
        let whole = line[end..]
            .trim_with(|c| " \t:#*=-`_]\"".contains(c))
            .is_empty();
        if whole {
            let alone = line[..at]
                .trim_with(|c| " \t#*=-`_[\"|>".contains(c))
                .is_empty();
            let ends = line[end..].trim_ascii_end().last() == Some(&b':');
            // An expression at a prompt, whose value is printed below: `>>> r.request.body`.
            let asked = is_prompt(line) && line[..at].ends_with(b".");
            let worded = line[..at]
                .iter()
                .all(|byte| byte.is_ascii_alphabetic() || b" #*-_".contains(byte));
            return (alone || asked || ends && worded).then_some(Behind {
                value: range.end..range.end,
                quote: None,
                prose: false,
            });
        }
        let (skipped, prose) = separator(&line[end..])?;
        let mut start = end + skipped;
        let quote = line
            .get(start)
            .copied()
            .filter(|byte| b"\"'`".contains(byte));
        start += usize::from(quote.is_some());
        // The bar that ends a row of a table is not part of its cell.
        let row = line.trim_ascii_start().starts_with(b"|");
        let end_of = |c: char| c.is_ascii_whitespace() || row && c == '|';
        let stop = start + line[start..].trim_end_with(end_of).len();
        Some(Behind {
            value: range.start + start..range.start + stop,
            quote,
            prose,
        })
    })
}

/// Whether a line begins as one at the prompt of a language does: `>>> `, `irb(main):001:0> `.
pub(super) fn is_prompt(line: &[u8]) -> bool {
    let mut words = line.split(u8::is_ascii_whitespace);
    let word = words.next().unwrap_or_default();
    word == b">>>" || word == b"In" || word.ends_with(b">") && word.contains(&b'(')
}

/// A value as a prompt prints it, without what marks it: `=> "a=b"`, `Out[3]: 'a=b'`.
pub(super) fn printed(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let text = &bytes[range.clone()];
    let out = text
        .strip_prefix(b"Out[")
        .and_then(|rest| rest.get(rest.find("]: ")? + 3..));
    let value = text.strip_prefix(b"=> ").or(out).unwrap_or(text);
    range.end - value.len()..range.end
}

/// The length of what parts a label from its value, and whether it is the verb of a sentence.
fn separator(behind: &[u8]) -> Option<(usize, bool)> {
    const VERBS: [&str; 10] = [
        "is",
        "was",
        "are",
        "were",
        "contains",
        "being",
        "of",
        "with",
        "looks like",
        "sent",
    ];
    // `with params a=b`
    let apart = behind.len() - behind.trim_ascii_start().len();
    if apart > 0 && is_pairs_start(&behind[apart..]) {
        return Some((apart, true));
    }
    let skip = |from: usize| {
        behind[from..]
            .iter()
            .take_while(|byte| b" \t*_".contains(byte))
            .count()
    };
    let mut at = behind
        .iter()
        .take_while(|byte| b"\"'`)]*".contains(byte))
        .count();
    let closed = at;
    at += skip(at);
    let mut prose = false;
    for _ in 0..2 {
        let verb = VERBS.iter().find(|verb| {
            behind[at..]
                .get(..verb.len())
                .is_some_and(|word| word.eq_ignore_ascii_case(verb.as_bytes()))
                && behind
                    .get(at + verb.len())
                    .is_some_and(|byte| b" :=\t".contains(byte))
        });
        let Some(verb) = verb else { break };
        prose = true;
        at += verb.len();
        at += skip(at);
    }
    let marks = behind[at..]
        .iter()
        .take_while(|byte| b":=>|".contains(byte))
        .count();
    let arrow = behind[at..].starts_with(b"->");
    let tab = behind[closed..at].contains(&b'\t');
    at += if arrow { 2 } else { marks };
    at += skip(at);
    (prose || arrow || tab || marks > 0).then_some((at, prose))
}

/// Whether a name and `=` stand at the start of a text.
fn is_pairs_start(text: &[u8]) -> bool {
    let name = text.iter().take_while(|byte| is_name(**byte)).count();
    name > 0
        && text.get(name) == Some(&b'=')
        && text
            .get(name + 1)
            .is_some_and(|byte| !b" ='\">".contains(byte))
}

/// The word at the start of a range.
pub(super) fn word(bytes: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let length = bytes[range.clone()]
        .iter()
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    (length > 0).then_some(range.start..range.start + length)
}

pub(super) fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_.-[]%*~".contains(&byte)
}

/// Whether a text begins as pairs of a form do, and is none of a header's fields.
pub(super) fn is_pairs(text: &[u8], blanks: bool) -> bool {
    let name = text.iter().take_while(|byte| is_name(**byte)).count();
    text.first().is_some_and(|byte| !b"[]*-".contains(byte))
        && name > 0
        && text.get(name) == Some(&b'=')
        && text.get(name + 1) != Some(&b'=')
        && !text.contains_str("oauth_signature=")
        && (blanks || !text.iter().any(u8::is_ascii_whitespace))
        && !text.contains(&b'"')
}
