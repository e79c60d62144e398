//! Bytes of the wire as loggers quote them: `"…[\r][\n]"`, `b'…\r\n'`, `"…\r\n"`.

use std::ops::Range;

use bstr::ByteSlice;

use crate::request::Text;

/// How a logger writes the bytes that it does not show as they are.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Escapes {
    /// `[\r][\n]`, and quotes as they are.
    Brackets,
    /// `\r\n`, and a backslash before quotes.
    Backslashes,
}

impl Escapes {
    /// How the line ends of a text in quotes are written: one of HTTP always has them.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.contains_str("[\\n]") {
            Some(Self::Brackets)
        } else {
            bytes.contains_str("\\n").then_some(Self::Backslashes)
        }
    }
}

/// A text in quotes, with what its logger wrote for bytes that cannot be shown undone; `None` when
/// it does not stand in quotes from end to end.
pub(super) fn unquoted(text: &Text, escapes: Escapes) -> Option<Text> {
    let bytes = text.bytes();
    // A literal may be one of several that are joined, or an item of a list.
    let end = bytes.trim_end_with(|c| " \t\r+,;)\\".contains(c)).len();
    let blanks = bytes.len() - bytes.trim_ascii_start().len();
    let letter = usize::from(matches!(bytes.get(blanks), Some(b'b' | b'u')));
    let open = blanks + letter;
    let quote = bytes
        .get(open)
        .copied()
        .filter(|byte| b"\"'".contains(byte))?;
    if end < open + 2 || bytes[end - 1] != quote {
        return None;
    }
    let inside = open + 1..end - 1;
    let content = &bytes[inside.clone()];
    // No JSON begins so: another logger has quoted it once more.
    let escapes = if content.starts_with(b"{\\\"") {
        Escapes::Backslashes
    } else {
        escapes
    };
    Some(match escapes {
        Escapes::Brackets => replaced(text, inside, bracket),
        Escapes::Backslashes => replaced(text, inside, escape),
    })
}

/// The text of `range` with each escape that `read` knows undone.
fn replaced(text: &Text, range: Range<usize>, read: fn(&[u8]) -> Option<(usize, u8)>) -> Text {
    let bytes = &text.bytes()[..range.end];
    let mut out = Text::default();
    let (mut done, mut at) = (range.start, range.start);
    while let Some(step) = bytes[at..].find_byteset(b"[\\") {
        let here = at + step;
        let Some((len, byte)) = read(&bytes[here..]) else {
            at = here + 1;
            continue;
        };
        out.push_text(&text.slice(done..here));
        out.push_unquoted(&[byte], text.locate(here..here + len).unwrap_or_default());
        done = here + len;
        at = done;
    }
    out.push_text(&text.slice(done..range.end));
    out
}

/// `[\r]`, `[\n]`, `[0x1f]`, as Apache's client writes them.
fn bracket(bytes: &[u8]) -> Option<(usize, u8)> {
    if bytes.starts_with(b"[\\r]") {
        return Some((4, b'\r'));
    }
    if bytes.starts_with(b"[\\n]") {
        return Some((4, b'\n'));
    }
    let hex = bytes.strip_prefix(b"[0x")?;
    let len = hex.get(..3.min(hex.len()))?.find_byte(b']')?;
    let byte = u8::from_str_radix(hex[..len].to_str().ok()?, 16).ok()?;
    Some((len + 4, byte))
}

/// `\r`, `\n`, `\t`, `\xNN`, and any other character behind a backslash as itself.
fn escape(bytes: &[u8]) -> Option<(usize, u8)> {
    if bytes.first() != Some(&b'\\') {
        return None;
    }
    Some(match *bytes.get(1)? {
        b'r' => (2, b'\r'),
        b'n' => (2, b'\n'),
        b't' => (2, b'\t'),
        b'x' => {
            let hex = bytes.get(2..4)?.to_str().ok()?;
            (4, u8::from_str_radix(hex, 16).ok()?)
        }
        other => (2, other),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let escapes = Escapes::of(text.as_bytes()).unwrap_or(Escapes::Brackets);
        let text = unquoted(&Text::copied(text.as_bytes(), 0), escapes)?;
        Some(text.bytes().to_string())
    }

    #[test]
    fn both_ways_of_writing_line_ends_are_undone() {
        assert_eq!(read(r#""Host: h[\r][\n]""#).unwrap(), "Host: h\r\n");
        assert_eq!(
            read(r#""a="b\c"[0x41][0x9][\n]""#).unwrap(),
            "a=\"b\\c\"A\t\n"
        );
        assert_eq!(
            read(r"b'Host: h\r\nX: it\'s \x41'").unwrap(),
            "Host: h\r\nX: it's A"
        );
        assert_eq!(read("'a=b'").unwrap(), "a=b");
        assert_eq!(read(r#""{\"a\":1}""#).unwrap(), "{\"a\":1}");
        assert_eq!(read("  'a\\r\\n' +").unwrap(), "a\r\n");
        assert_eq!(read("a=b"), None);
        assert_eq!(read("\"a"), None);
    }

    #[test]
    fn an_escape_is_found_in_the_paste() {
        let quoted = Text::copied(br#""a[\n]""#, 10);
        let text = unquoted(&quoted, Escapes::Brackets).unwrap();
        assert_eq!(text.locate(1..2), Some(12..16));
    }
}
