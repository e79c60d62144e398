//! The lines of a paste, as ranges: LF, CR LF and a mixture of both.

use std::ops::Range;

use bstr::ByteSlice;

/// One line: its bytes without the line break, and where the next line begins.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Line {
    /// The line without its line break.
    pub(crate) range: Range<usize>,
    /// After the line break, or the end of the text.
    pub(crate) next: usize,
}

/// The lines of `bytes` from `start` on.
pub(crate) fn lines_from(bytes: &[u8], start: usize) -> impl Iterator<Item = Line> + Clone + '_ {
    let mut at = start;
    std::iter::from_fn(move || {
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
        let (mut end, next) = match rest.find_byte(b'\n') {
            Some(feed) => (at + feed, at + feed + 1),
            None => (bytes.len(), bytes.len()),
        };
        if end > at && bytes[end - 1] == b'\r' {
            end -= 1;
        }
        let line = Line {
            range: at..end,
            next,
        };
        at = next;
        Some(line)
    })
}

/// The lines of `bytes`.
pub(crate) fn lines(bytes: &[u8]) -> impl Iterator<Item = Line> + Clone + '_ {
    lines_from(bytes, 0)
}

/// The range without the ASCII blanks at both ends.
pub(crate) fn trim(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let part = bytes.get(range.clone()).unwrap_or_default();
    let start = range.start + (part.len() - part.trim_ascii_start().len());
    let end = start + part.trim_ascii().len();
    start..end
}

/// A method, target and version as a request line holds them, by place.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct RequestLine {
    pub(crate) method: Range<usize>,
    pub(crate) target: Range<usize>,
    /// `HTTP/1.1`, where it stands.
    pub(crate) version: Option<Range<usize>>,
}

/// Takes `bytes[range]` for `METHOD target [HTTP/version]`, if it looks like it.
///
/// Blanks inside the target stay: a client that sends one raw has made a mistake worth showing.
pub(crate) fn request_line(bytes: &[u8], range: Range<usize>) -> Option<RequestLine> {
    let range = trim(bytes, range);
    let line = bytes.get(range.clone())?;
    let space = line.find_byteset(b" \t")?;
    let method = range.start..range.start + space;
    let name = &line[..space];
    if !(3..=20).contains(&name.len())
        || !name
            .iter()
            .all(|byte| byte.is_ascii_uppercase() || *byte == b'-')
    {
        return None;
    }
    let mut target = trim(bytes, method.end..range.end);
    let mut version = None;
    if let Some(space) = bytes[target.clone()].rfind_byteset(b" \t") {
        let last = target.start + space + 1..target.end;
        if bytes[last.clone()].starts_with(b"HTTP/") {
            target = trim(bytes, target.start..last.start);
            version = Some(last);
        }
    }
    let text = &bytes[target.clone()];
    let like_target = text.starts_with(b"/")
        || text.starts_with(b"http://")
        || text.starts_with(b"https://")
        || text.starts_with(b"HTTP://")
        || text.starts_with(b"HTTPS://")
        || text.starts_with(b"{{")
        || (version.is_some() && !text.is_empty());
    like_target.then_some(RequestLine {
        method,
        target,
        version,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_with_or_without_a_carriage_return() {
        let text = b"a\r\nb\n\nc";
        let found: Vec<&[u8]> = lines(text).map(|line| &text[line.range]).collect();
        assert_eq!(found, [&b"a"[..], b"b", b"", b"c"]);
    }

    #[test]
    fn a_raw_blank_stays_in_the_target() {
        let line = b"GET /a?q=x y HTTP/1.1";
        let found = request_line(line, 0..line.len()).unwrap();
        assert_eq!(&line[found.target], b"/a?q=x y");
        assert_eq!(&line[found.version.unwrap()], b"HTTP/1.1");
    }

    #[test]
    fn prose_is_no_request_line() {
        let line = b"POST is what I tried first";
        assert_eq!(request_line(line, 0..line.len()), None);
    }
}
