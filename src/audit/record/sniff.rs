//! How an input is cut, told from its beginning.

use bstr::ByteSlice as _;
use serde::de::IgnoredAny;

use super::{Split, Where};
use crate::capture::Format;
use crate::capture::detect::detect;
use crate::capture::lines::{lines, request_line};

/// How an input is cut, and why.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Sniffed {
    /// The way.
    pub split: Split,
    /// Why it was taken.
    pub why: &'static str,
}

/// How many lines are looked at.
const LINES: usize = 20;

/// How an input is cut that begins so. `whole`: whether that is all of it.
#[must_use]
pub fn sniff(start: &[u8], whole: bool) -> Sniffed {
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    let found = |split, why| Sniffed { split, why };
    let filled: Vec<&[u8]> = lines(start)
        // The last one may be cut.
        .filter(|line| whole || line.next > line.range.end)
        .map(|line| start[line.range].trim_ascii())
        .filter(|line| !line.is_empty())
        .take(LINES)
        .collect();
    let trimmed = start.trim_ascii_start();
    let is_object =
        |line: &&[u8]| line.starts_with(b"{") && serde_json::from_slice::<IgnoredAny>(line).is_ok();
    let objects = filled.iter().filter(|line| is_object(line)).count();
    if objects > 1 && objects * 2 >= filled.len() {
        return found(Split::Lines, "most of its lines are JSON objects");
    }
    if trimmed.starts_with(b"{") {
        return object(trimmed, whole, objects);
    }
    if trimmed.starts_with(b"[") && trimmed[1..].trim_ascii_start().starts_with(b"{") {
        return found(Split::Elements(Where::List), "it is a JSON list");
    }
    let first = filled.first().copied().unwrap_or_default();
    if request_line(first, 0..first.len()).is_some_and(|line| line.version.is_some()) {
        return found(Split::Messages, "its first line is a request line");
    }
    let alone = filled.iter().filter(|line| is_request(line)).count();
    if alone > 1 && alone * 2 >= filled.len() {
        return found(Split::Lines, "most of its lines are requests by themselves");
    }
    found(Split::Whole, "it is one paste")
}

/// An input that begins with an object.
fn object(start: &[u8], whole: bool, objects: usize) -> Sniffed {
    let found = |split, why| Sniffed { split, why };
    let archive = start
        .get(..2000.min(start.len()))
        .and_then(|near| near.find("\"log\""))
        .is_some_and(|at| start[1..at].trim_ascii().is_empty());
    if archive {
        return found(Split::Elements(Where::Entries), "it begins like a HAR");
    }
    if objects > 0 && !whole {
        return found(Split::Lines, "its first line is a JSON object");
    }
    if whole && serde_json::from_slice::<IgnoredAny>(start).is_ok() {
        return found(Split::Whole, "it is one JSON object");
    }
    let one_line = !start.contains(&b'\n');
    if one_line {
        return found(Split::Lines, "its first line is long, and begins as JSON");
    }
    found(Split::Elements(Where::Top), "it is JSON over several lines")
}

/// Whether a line is a request by itself: a command, a URL, a header, a line of an access log.
fn is_request(line: &[u8]) -> bool {
    if line.ends_with(b"\\") {
        return false; // it goes on
    }
    matches!(
        detect(line),
        Some((
            Format::CurlBash
                | Format::CurlCmd
                | Format::SignedUrl
                | Format::AuthorizationHeader
                | Format::FormBody
                | Format::Json
                | Format::Log,
            _
        ))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_tells_how_an_input_is_cut() {
        let line = r#"{"method":"GET","url":"https://h/?oauth_nonce=1"}"#;
        let access =
            "h - - [03/Nov/2026:04:10:00 +0000] \"GET /x?oauth_nonce=a HTTP/1.1\" 401 12\n";
        for (text, whole, split) in [
            (format!("{line}\n{line}\n"), true, Split::Lines),
            (
                format!("\x01\x02\n{line}\n{line}\n{line}"),
                false,
                Split::Lines,
            ),
            (format!("{line}\n{{\"cut"), false, Split::Lines),
            (line.to_owned(), true, Split::Whole),
            (
                "{\n \"log\": {\"entries\": [".to_owned(),
                false,
                Split::Elements(Where::Entries),
            ),
            (
                format!("[\n{line},\n{line}]"),
                true,
                Split::Elements(Where::List),
            ),
            (
                "{\n\"url\": 1\n}\n{\n}".to_owned(),
                true,
                Split::Elements(Where::Top),
            ),
            (
                "GET /a HTTP/1.1\nHost: h\n\n".to_owned(),
                true,
                Split::Messages,
            ),
            (access.repeat(3), false, Split::Lines),
            (
                "https://h/?oauth_nonce=1&oauth_signature=x\n".repeat(2),
                true,
                Split::Lines,
            ),
            (
                "curl 'https://h/' \\\n  -H 'Authorization: OAuth oauth_nonce=\"1\"'\n".to_owned(),
                true,
                Split::Whole,
            ),
        ] {
            assert_eq!(sniff(text.as_bytes(), whole).split, split, "{text}");
        }
    }
}
