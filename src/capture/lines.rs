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

/// The lines of which nothing is used, neighbours as one: not blank ones, nor those that only say
/// what stands below them (`Authorization header:`).
pub(crate) fn unused(bytes: &[u8], mut used: Vec<Range<usize>>) -> Vec<Range<usize>> {
    used.sort_by_key(|range| range.start);
    let mut used = used.into_iter().peekable();
    let mut holds = |line: &Line| {
        while used
            .next_if(|range| range.end <= line.range.start)
            .is_some()
        {}
        used.peek()
            .is_some_and(|range| range.start < line.range.end)
    };
    let mut unused: Vec<Range<usize>> = Vec::new();
    for line in lines(bytes) {
        let content = bytes[line.range.clone()].trim_ascii();
        if content.is_empty() || content.ends_with(b":") || holds(&line) {
            continue;
        }
        match unused.last_mut() {
            Some(last) if last.end == line.range.start => last.end = line.next,
            _ => unused.push(line.range.start..line.next),
        }
    }
    unused
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
/// Any token can be a method (RFC 9110 section 9.1): `patch` as fetch sends it, `M-SEARCH`, `a!b`.
/// The further one is from the usual ones, the more must the rest of the line look like a request
/// line, as `see /notes` is prose. Blanks inside the target stay behind a usual method: a client
/// that sends one raw has made a mistake worth showing.
pub(crate) fn request_line(bytes: &[u8], range: Range<usize>) -> Option<RequestLine> {
    let range = trim(bytes, range);
    let line = bytes.get(range.clone())?;
    let space = line.find_byteset(b" \t")?;
    let method = range.start..range.start + space;
    let usual = Usual::of(&line[..space])?;
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
        || ["http://", "https://"].iter().any(|scheme| {
            text.get(..scheme.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(scheme.as_bytes()))
        })
        || text.starts_with(b"{{");
    let fits = match (usual, &version) {
        (Usual::Capitals, Some(_)) => !text.is_empty(),
        (Usual::Capitals, _) | (Usual::Known, Some(_)) => like_target,
        (Usual::Known, None) | (Usual::Token, Some(_)) => {
            like_target && text.find_byteset(b" \t").is_none()
        }
        (Usual::Token, None) => false,
    };
    fits.then_some(RequestLine {
        method,
        target,
        version,
    })
}

/// How sure a word is to be a method.
#[derive(Clone, Copy, Debug)]
enum Usual {
    /// Three to twenty capitals and hyphens.
    Capitals,
    /// A usual method in other letters: `patch`.
    Known,
    /// Any other token.
    Token,
}

impl Usual {
    fn of(word: &[u8]) -> Option<Self> {
        const KNOWN: [&str; 7] = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];
        let capitals = |byte: &u8| byte.is_ascii_uppercase() || *byte == b'-';
        let token = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
        if (3..=20).contains(&word.len()) && word.iter().all(capitals) {
            Some(Self::Capitals)
        } else if KNOWN
            .iter()
            .any(|known| word.eq_ignore_ascii_case(known.as_bytes()))
        {
            Some(Self::Known)
        } else {
            let is_word = word.iter().any(u8::is_ascii_alphanumeric);
            (is_word && word.iter().all(token)).then_some(Self::Token)
        }
    }
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

    // RFC 9110 section 9.1: the method is a token, and case-sensitive. `fetch(url, {method:
    // "patch"})` sends `patch`, as the Fetch Standard normalizes only some of the names.
    #[test]
    fn any_token_is_a_method() {
        for (line, method) in [
            ("patch /a HTTP/1.1", "patch"),
            ("Get http://h/a HTTP/1.1", "Get"),
            ("post /a", "post"),
            ("M-SEARCH * HTTP/1.1", "M-SEARCH"),
            ("X /a HTTP/1.0", "X"),
            ("a!b /a?c HTTP/1.1", "a!b"),
            (
                "VERSION-CONTROL-AND-MORE-OF-IT /a HTTP/1.1",
                "VERSION-CONTROL-AND-MORE-OF-IT",
            ),
        ] {
            let found = request_line(line.as_bytes(), 0..line.len());
            assert_eq!(
                found.map(|found| &line[found.method]),
                Some(method),
                "{line}"
            );
        }
    }

    #[test]
    fn prose_is_not_a_request_line() {
        for line in [
            "POST is what I tried first",
            "see /notes",
            "Get /notes first",
            "Then get the token",
            "uses /notes over HTTP/1.1",
            "* using HTTP/1.1",
            "- /notes HTTP/1.1",
            "Host: /a HTTP/1.1",
            "HTTP/1.1 200 HTTP/1.1",
        ] {
            assert_eq!(request_line(line.as_bytes(), 0..line.len()), None, "{line}");
        }
    }
}
