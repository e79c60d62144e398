//! One line of a log: what stands before its text, which way the text went, and whether a request
//! begins in it.

use std::ops::Range;

use bstr::ByteSlice;

use super::prefix::{Shape, blanks};
use super::wire::Escapes;
use crate::capture::lines::{self, RequestLine};

/// How a log shows a request: learnt from the line that holds the request line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Style {
    /// What stands before each line.
    pub(super) shape: Shape,
    /// The mark of what was sent: `>> `, `> `, `--> `, `send: `; may be empty.
    pub(super) sent: Vec<u8>,
    /// How the text is quoted.
    pub(super) quoted: Option<Escapes>,
}

/// Where a request begins in a line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Start {
    pub(super) style: Style,
    /// The text, with its quotes.
    pub(super) content: Range<usize>,
}

/// Which way a line went.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Way {
    /// Marked as sent.
    Sent,
    /// Marked as received.
    Received,
    /// Marked as a body.
    Body,
    /// The client's own words.
    Talk,
    /// Nothing marks it.
    Unmarked,
}

/// A line without what its log put before it.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) way: Way,
    /// Whether the log's prefix stood before it.
    pub(super) prefixed: bool,
    /// The text behind prefix and mark.
    pub(super) content: Range<usize>,
}

const METHODS: [&[u8]; 7] = [
    b"GET", b"POST", b"PUT", b"PATCH", b"DELETE", b"HEAD", b"OPTIONS",
];

/// A prefix longer than this is not one.
const PREFIX: usize = 400;

/// Where a request line stands in `bytes[range]`, behind whatever a log puts before it.
pub(super) fn start(bytes: &[u8], range: Range<usize>) -> Option<Start> {
    let line = &bytes[range.clone()];
    let near = &line[..line.len().min(PREFIX)];
    for blank in near.find_iter(" ") {
        if !matches!(line.get(blank + 1), Some(b'/' | b'h' | b'H')) {
            continue;
        }
        let method = METHODS
            .iter()
            .find(|method| near[..blank].ends_with(method));
        let Some(method) = method else { continue };
        let at = blank - method.len();
        if at > 0 && near[at - 1].is_ascii_alphanumeric() {
            continue;
        }
        return start_at(line, at).map(|(style, from)| Start {
            style,
            content: range.start + from..range.end,
        });
    }
    None
}

/// How the request line at `at` is marked, and where its text begins.
fn start_at(line: &[u8], at: usize) -> Option<(Style, usize)> {
    let before = &line[..at];
    let quote = before.last().copied().filter(|byte| b"\"'".contains(byte));
    let (before, quoted) = if let Some(quote) = quote {
        let escapes = Escapes::of(&line[at..])?;
        // It may be an item of a list, or the first of several that are joined.
        let end = line.trim_end_with(|c| " \t\r+,;)\\".contains(c));
        if !end.ends_with(&[quote]) {
            return None;
        }
        let before = &before[..at - 1];
        let byte_string = before
            .strip_suffix(b"b")
            .filter(|rest| rest.ends_with(b" "));
        (byte_string.unwrap_or(before), Some(escapes))
    } else {
        let found = request_line(line, at..line.len())?;
        let absolute = !line[found.target.clone()].starts_with(b"/");
        let whole = found.version.is_some() || (absolute && !line[found.target].contains(&b' '));
        if !whole {
            return None;
        }
        (before, None)
    };
    let mark = mark(before);
    // A pair of a map, `[headers_sent] => …`, is not a line of a log.
    let paired = before[..before.len() - mark.len()].trim_ascii_end();
    if mark.starts_with(b"=>") && matches!(paired.last(), Some(b']' | b'"' | b'\'')) {
        return None;
    }
    let shape = Shape::of(&before[..before.len() - mark.len()])?;
    let style = Style {
        shape,
        sent: mark.to_vec(),
        quoted,
    };
    Some((style, before.len()))
}

/// A request line, its version in whichever case a client logs it.
pub(super) fn request_line(bytes: &[u8], range: Range<usize>) -> Option<RequestLine> {
    let mut found = lines::request_line(bytes, range)?;
    if found.version.is_none()
        && let Some(blank) = bytes[found.target.clone()].rfind_byte(b' ')
    {
        let version = found.target.start + blank + 1..found.target.end;
        if matches!(
            &bytes[version.clone()],
            b"http/1.1" | b"http/1.0" | b"h2" | b"h3"
        ) {
            found.target.end -= version.len() + 1;
            found.version = Some(version);
        }
    }
    Some(found)
}

/// The mark at the end of a prefix, with the blank behind it.
fn mark(before: &[u8]) -> &[u8] {
    let text = before.trim_ascii_end();
    if let Some(rest) = text.strip_suffix(b"send:") {
        return &before[rest.len()..];
    }
    let len = text
        .iter()
        .rev()
        .take_while(|byte| b"<>-=".contains(byte))
        .count();
    let run = &text[text.len() - len..];
    let points = run.contains(&b'<') || run.contains(&b'>');
    let apart = text.len() == len || text[text.len() - len - 1] == b' ' || !run.starts_with(b">");
    if points && apart {
        &before[text.len() - len..]
    } else {
        &[]
    }
}

impl Start {
    /// Whether a message begins here: one with a version, a mark or quotes does, else the line
    /// below must be a header's. A method and a URL may be all that a log tells.
    pub(super) fn is_message(&self, bytes: &[u8], next: usize) -> bool {
        let sure = !self.style.sent.is_empty()
            || self.style.quoted.is_some()
            || request_line(bytes, self.content.clone()).is_some_and(|line| line.version.is_some());
        sure || lines::lines_from(bytes, next).next().is_some_and(|line| {
            let line = &bytes[line.range];
            let text = self
                .style
                .shape
                .matches(line)
                .map_or(line, |len| &line[len..]);
            let name = text
                .find_byte(b':')
                .map_or(&b""[..], |colon| &text[..colon]);
            let token = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
            !name.is_empty() && name.iter().all(token)
        })
    }
}

impl Style {
    /// Whether anything stands before the text of a line.
    pub(super) fn is_plain(&self) -> bool {
        self.shape.is_empty() && self.sent.is_empty() && self.quoted.is_none()
    }

    /// Whether the mark stands before the first line of a message only, as `-->` does.
    pub(super) fn is_banner(&self) -> bool {
        self.sent.trim_ascii().len() > 2 && self.sent.starts_with(b"-")
    }

    /// The line without its prefix and mark, if it has either.
    pub(super) fn see(&self, bytes: &[u8], range: Range<usize>) -> Option<Seen> {
        let line = &bytes[range.clone()];
        let len = self.shape.matches(line)?;
        let seen = |way, skip: usize| {
            Some(Seen {
                way,
                prefixed: !self.shape.is_empty(),
                content: range.start + len + skip..range.end,
            })
        };
        let text = &line[len..];
        if !self.sent.is_empty() {
            if let Some(skip) = marked(text, &self.sent) {
                return seen(Way::Sent, skip);
            }
            let received = self.received();
            if let Some(skip) = received.iter().find_map(|mark| marked(text, mark)) {
                return seen(Way::Received, skip);
            }
            if !self.is_banner() && self.quoted.is_none() {
                if let Some(skip) = marked(text, b"* ") {
                    return seen(Way::Talk, skip);
                }
                if let Some(skip) = marked(text, b"| ") {
                    return seen(Way::Body, skip);
                }
            }
            // A number alone stands before marks only.
            if !self.shape.is_timed() && !self.is_banner() && !self.shape.is_empty() {
                return None;
            }
        }
        (!self.shape.is_empty())
            .then(|| seen(Way::Unmarked, 0))
            .flatten()
    }

    /// The marks of what was received: the mirror image of what was sent.
    fn received(&self) -> Vec<Vec<u8>> {
        if self.sent.starts_with(b"send:") {
            return vec![b"reply: ".to_vec(), b"header: ".to_vec()];
        }
        let end = self.sent.trim_ascii_end().len();
        let mut mirrored: Vec<u8> = self.sent[..end]
            .iter()
            .rev()
            .map(|byte| match byte {
                b'<' => b'>',
                b'>' => b'<',
                other => *other,
            })
            .collect();
        mirrored.extend_from_slice(&self.sent[end..]);
        vec![mirrored]
    }
}

/// How long the mark at the start of a line is; the blank at its end may be lost at a line end.
fn marked(text: &[u8], mark: &[u8]) -> Option<usize> {
    if text.starts_with(mark) {
        return Some(mark.len());
    }
    let bare = mark.trim_ascii_end();
    (!bare.is_empty() && text.trim_ascii_end() == bare)
        .then(|| bare.len() + blanks(&text[bare.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(line: &str) -> Option<Style> {
        start(line.as_bytes(), 0..line.len()).map(|start| start.style)
    }

    fn see<'a>(style: &Style, line: &'a str) -> Option<(Way, &'a str)> {
        let seen = style.see(line.as_bytes(), 0..line.len())?;
        Some((seen.way, &line[seen.content]))
    }

    #[test]
    fn marks_of_the_other_way_are_the_mirror_image() {
        let okhttp = style("--> POST https://h/x http/1.1").unwrap();
        assert_eq!(
            see(&okhttp, "<-- 401 https://h/x (3ms)"),
            Some((Way::Received, "401 https://h/x (3ms)"))
        );
        let jersey = style("1 > POST https://h/x").unwrap();
        assert_eq!(see(&jersey, "2 < 401"), Some((Way::Received, "401")));
        assert_eq!(see(&jersey, "2 * Sending"), Some((Way::Talk, "Sending")));
        assert_eq!(see(&jersey, "3 apples"), None);
        let ruby = style("<- GET /x HTTP/1.1").unwrap();
        assert_eq!(
            see(&ruby, "-> HTTP/1.1 200"),
            Some((Way::Received, "HTTP/1.1 200"))
        );
        let python = style("send: b'GET /x HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n'").unwrap();
        assert_eq!(
            see(&python, "header: date: x"),
            Some((Way::Received, "date: x"))
        );
    }

    #[test]
    fn prose_and_bodies_begin_no_request() {
        for line in [
            "then I sent a POST /x HTTP/1.1 to them",
            "a=GET /x",
            "TARGET /x HTTP/1.1",
            "the GET https://h/x fails",
        ] {
            assert_eq!(style(line), None, "{line}");
        }
        assert!(style("GET /x HTTP/1.1").unwrap().is_plain());
    }
}
