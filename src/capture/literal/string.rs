//! Strings of JavaScript and Python, their escapes undone.

use bstr::ByteSlice;

use super::{Language, Reader, Value};
use crate::error::Error;
use crate::request::Text;

impl Reader<'_> {
    /// The string at the cursor.
    pub(super) fn string(&mut self) -> Result<Value, Error> {
        let start = self.source.at;
        let prefix = self.prefix();
        let letters = self.source.bytes[start..start + prefix].to_ascii_lowercase();
        let raw = letters.contains(&b'r');
        let format = letters.contains(&b'f');
        self.source.at += prefix;
        let quote = self.source.peek().unwrap_or(b'"');
        let triple = self.language == Language::Python
            && self.source.peek_at(1) == Some(quote)
            && self.source.peek_at(2) == Some(quote);
        let mark = if triple { 3 } else { 1 };
        self.source.at += mark;
        let mut text = Text::default();
        loop {
            let run = self.source.while_(|byte| {
                byte != quote && !matches!(byte, b'\\' | b'\n' | b'$' | b'{' | b'}')
            });
            self.source.copy(&mut text, run);
            let at = self.source.at;
            match self.source.peek() {
                Some(b'\n') if !triple && quote != b'`' => {
                    return Err(self.open_string(start));
                }
                None => return Err(self.open_string(start)),
                Some(byte) if byte == quote => {
                    let closed = !triple
                        || self.source.peek_at(1) == Some(quote)
                            && self.source.peek_at(2) == Some(quote);
                    if closed {
                        self.source.at += mark;
                        return Ok(Value::Text(text));
                    }
                    self.source.copy(&mut text, at..at + 1);
                    self.source.at += 1;
                }
                Some(b'\\') if raw => {
                    let end = (at + 2).min(self.source.bytes.len());
                    self.source.copy(&mut text, at..end);
                    self.source.at = end;
                }
                Some(b'\\') => self.escape(&mut text),
                Some(b'$') if quote == b'`' && self.source.peek_at(1) == Some(b'{') => {
                    return Err(self.filled_in(at));
                }
                Some(b'{' | b'}') if format => {
                    if self.source.peek_at(1) != self.source.peek() {
                        return Err(self.filled_in(at));
                    }
                    self.source
                        .unquoted(&mut text, &self.source.bytes[at..=at], at..at + 2);
                    self.source.at += 2;
                }
                Some(_) => {
                    self.source.copy(&mut text, at..at + 1);
                    self.source.at += 1;
                }
            }
        }
    }

    fn open_string(&self, start: usize) -> Error {
        self.source
            .error(
                "the string that opens here is never closed",
                start..start + 1,
            )
            .help("paste the whole call")
    }

    fn filled_in(&self, at: usize) -> Error {
        self.source
            .error(
                "a part of this string is filled in when the script runs",
                at..at + 1,
            )
            .help("put the value itself in its place")
    }

    fn escape(&mut self, text: &mut Text) {
        let at = self.source.at;
        let Some(kind) = self.source.peek_at(1) else {
            self.source.at += 1;
            return;
        };
        let end_of_line = self.source.line_end(1);
        if end_of_line > 0 {
            self.source.at += 1 + end_of_line;
            return;
        }
        let python = self.language == Language::Python;
        let (char, length) = match kind {
            b'n' => ('\n', 2),
            b'r' => ('\r', 2),
            b't' => ('\t', 2),
            b'b' => ('\x08', 2),
            b'f' => ('\x0c', 2),
            b'v' => ('\x0b', 2),
            b'0' => ('\0', 2),
            b'a' if python => ('\x07', 2),
            b'x' => match self.hex(2, 2) {
                Some(value) => (char::from_u32(value).unwrap_or_default(), 4),
                None => ('x', 2),
            },
            b'U' if python => match self.hex(2, 8).and_then(char::from_u32) {
                Some(char) => (char, 10),
                None => ('U', 2),
            },
            b'u' if self.source.peek_at(2) == Some(b'{') => {
                let digits = self.source.rest().iter().skip(3).take(7);
                let digits = digits.take_while(|byte| byte.is_ascii_hexdigit()).count();
                match self.hex(3, digits).and_then(char::from_u32) {
                    Some(char) => (char, digits + 4),
                    None => ('u', 2),
                }
            }
            b'u' => match self.hex(2, 4) {
                Some(high @ 0xD800..=0xDBFF) => {
                    let low = (self.source.peek_at(6) == Some(b'\\')
                        && self.source.peek_at(7) == Some(b'u'))
                    .then(|| self.hex(8, 4))
                    .flatten();
                    match low {
                        Some(low @ 0xDC00..=0xDFFF) => {
                            let code = 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                            (char::from_u32(code).unwrap_or_default(), 12)
                        }
                        _ => (char::REPLACEMENT_CHARACTER, 6),
                    }
                }
                Some(value) => (
                    char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER),
                    6,
                ),
                None => ('u', 2),
            },
            // Python keeps the backslash of an escape that it does not know.
            _ if python && !matches!(kind, b'\\' | b'\'' | b'"') => {
                self.source.copy(text, at..at + 1);
                self.source.at += 1;
                return;
            }
            _ => {
                self.source.copy(text, at + 1..at + 2);
                self.source.at += 2;
                return;
            }
        };
        self.source.push_char(text, char, at..at + length);
        self.source.at += length;
    }

    fn hex(&self, ahead: usize, digits: usize) -> Option<u32> {
        let digits = self
            .source
            .rest()
            .get(ahead..ahead + digits)?
            .to_str()
            .ok()?;
        let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        all.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
    }
}
