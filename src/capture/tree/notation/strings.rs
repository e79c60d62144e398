//! Strings of all languages: their quotes, prefixes, escapes, and what they are filled in with.

use std::ops::Range;

use bstr::ByteSlice;

use super::{Hole, Reader, is_word};
use crate::request::Text;

/// An expression in a string is shorter than this, and so many are told.
const NEAR: usize = 1000;

/// How a string is written.
#[derive(Clone, Copy)]
struct Style {
    quote: u8,
    /// One quote, or three of them.
    quotes: usize,
    /// A backslash is itself.
    raw: bool,
    /// A doubled quote is one.
    doubled: bool,
    /// `{x}` is filled in.
    braces: bool,
}

impl Reader<'_> {
    /// The string at the cursor, or nothing where none begins or it never ends.
    pub(super) fn string(&mut self) -> Option<Text> {
        if let Some(text) = self.here_document().or_else(|| self.delimited()) {
            return Some(text);
        }
        let start = self.at;
        let letters = self
            .rest()
            .iter()
            .take(3)
            .take_while(|byte| b"bBrRfFuUlLn@$#".contains(byte))
            .count();
        let quote = *self.bytes.get(start + letters)?;
        let usable = matches!(quote, b'"' | b'\'') || quote == b'`' && letters == 0;
        let inside_word =
            start > 0 && is_word(self.bytes[start - 1]) && letters == 0 && quote == b'\'';
        if !usable || inside_word {
            return None;
        }
        let prefix = &self.bytes[start..start + letters];
        let three = self.bytes.get(start + letters..start + letters + 3) == Some(&[quote; 3]);
        let style = Style {
            quote,
            quotes: if three && quote != b'`' { 3 } else { 1 },
            raw: prefix.iter().any(|byte| b"rR".contains(byte)),
            doubled: quote != b'`',
            braces: prefix.iter().any(|byte| b"fF$".contains(byte)),
        };
        self.at = start + letters + style.quotes;
        let read = self.inside(style);
        if read.is_none() {
            self.at = start;
        }
        read
    }

    /// A string between marks of its own, in which nothing is escaped: Rust's `r#"…"#`, Lua's
    /// `[[…]]`, Perl's `q{…}`, Elixir's `~s(…)`.
    fn delimited(&mut self) -> Option<Text> {
        let rest = self.rest();
        let inside_word = self.at > 0 && is_word(self.bytes[self.at - 1]);
        if inside_word {
            return None;
        }
        let (open, close) = if let Some(hashes) = rest.strip_prefix(b"r#") {
            let more = hashes.iter().take_while(|byte| **byte == b'#').count();
            let quoted = hashes.get(more) == Some(&b'"');
            let close = [b"\"".as_slice(), &b"#".repeat(more + 1)].concat();
            quoted.then_some((more + 3, close))?
        } else if rest.starts_with(b"[[") {
            // Nested lists begin so, too; a text of pairs does not stand bare in one.
            let end = rest.find("]]")?;
            let inner = &rest[2..end];
            let text = inner.first().is_some_and(u8::is_ascii_alphabetic) && inner.contains(&b'=');
            text.then(|| (2, b"]]".to_vec()))?
        } else {
            let letters = [&b"qq"[..], b"q", b"~s", b"~S"]
                .into_iter()
                .find(|letters| rest.starts_with(letters))?;
            let perl = letters[0] == b'q';
            if perl && !self.bytes.contains_str("my $") {
                return None;
            }
            let close = match rest.get(letters.len())? {
                b'{' => b'}',
                b'(' => b')',
                b'[' => b']',
                b'|' => b'|',
                b'"' if !perl => b'"',
                _ => return None,
            };
            (letters.len() + 1, vec![close])
        };
        let length = rest.get(open..)?.find(&close)?;
        let text = self.text.slice(self.at + open..self.at + open + length);
        self.at += open + length + close.len();
        Some(text)
    }

    fn inside(&mut self, style: Style) -> Option<Text> {
        let mut text = Text::default();
        let holes = self.holes.len();
        let stops = [style.quote, b'\\', b'\n', b'$', b'#', b'{'];
        loop {
            let run = self.rest().find_byteset(stops).unwrap_or(self.rest().len());
            text.push_text(&self.text.slice(self.at..self.at + run));
            self.at += run;
            let Some(byte) = self.peek() else {
                self.holes.truncate(holes);
                return None;
            };
            let at = self.at;
            match byte {
                _ if byte == style.quote => {
                    let closing = self
                        .bytes
                        .get(at..at + style.quotes)
                        .is_some_and(|end| end.iter().all(|byte| *byte == style.quote));
                    let twice = style.quotes == 1 && self.bytes.get(at + 1) == Some(&style.quote);
                    if closing && style.doubled && twice && !text.bytes().is_empty() {
                        self.push(&mut text, &[style.quote], at..at + 2);
                    } else if closing {
                        self.at += style.quotes;
                        return Some(text);
                    } else {
                        text.push_text(&self.text.slice(at..at + 1));
                        self.at += 1;
                    }
                }
                b'\n' if style.quotes == 1 && style.quote != b'`' => {
                    if self.wrapped {
                        // A terminal's own line break.
                        self.at += 1;
                    } else if self.sigils {
                        text.push_text(&self.text.slice(at..at + 1));
                        self.at += 1;
                    } else {
                        self.holes.truncate(holes);
                        return None;
                    }
                }
                b'\\' if !style.raw => self.escape(&mut text, style),
                _ => {
                    if let Some(range) = self.filling(style) {
                        let filled = self.hole(range);
                        text.push_text(&filled);
                    } else {
                        text.push_text(&self.text.slice(at..at + 1));
                        self.at += 1;
                    }
                }
            }
        }
    }

    /// A variable inside a string; the cursor goes behind it.
    fn filling(&mut self, style: Style) -> Option<Range<usize>> {
        let start = self.at;
        let rest = self.rest();
        let double = style.quote == b'"';
        let braced = match rest.first()? {
            b'$' if rest.get(1) == Some(&b'{') => {
                let template = style.quote == b'`' || double && self.sigils;
                if !template && self.untemplated.is_none() {
                    let end = rest.find_byte(b'}').map_or(1, |end| end + 1);
                    self.untemplated = Some(self.text.slice(start..start + end));
                }
                template
            }
            b'$' if double && self.sigils => {
                let name = rest[1..]
                    .iter()
                    .take_while(|byte| is_word(**byte) && **byte != b'$' && **byte != b'@')
                    .count();
                if name == 0 || rest[1].is_ascii_digit() {
                    return None;
                }
                self.at += 1 + name;
                return Some(start..self.at);
            }
            b'#' => double && self.ruby && rest.get(1) == Some(&b'{'),
            b'{' => style.braces && rest.get(1) != Some(&b'{'),
            _ => false,
        };
        if !braced {
            return None;
        }
        let near = &rest[..rest.len().min(NEAR)];
        let end = near.find_byte(b'}')?;
        self.at += end + 1;
        Some(start..self.at)
    }

    /// The text of a place that is filled in, and the note of it.
    pub(super) fn hole(&mut self, range: Range<usize>) -> Text {
        let text = self.text.slice(range);
        let name = text
            .bytes()
            .trim_with(|c| "${}#() ".contains(c))
            .to_str_lossy()
            .into_owned();
        if let Some(span) = text.span().filter(|_| self.holes.len() < NEAR) {
            self.holes.push(Hole { span, name });
        }
        text
    }

    fn push(&mut self, text: &mut Text, bytes: &[u8], range: Range<usize>) {
        let span = self.text.locate(range.clone()).unwrap_or_default();
        text.push_unquoted(bytes, span);
        self.at = range.end;
    }

    /// The escape at the cursor.
    fn escape(&mut self, text: &mut Text, style: Style) {
        let at = self.at;
        let Some(&kind) = self.bytes.get(at + 1) else {
            self.at += 1;
            return;
        };
        // PHP and Ruby undo only these between single quotes.
        let single = style.quote == b'\'' && self.sigils;
        let plain: &[u8] = match kind {
            b'\n' => b"",
            _ if single && kind != b'\'' && kind != b'\\' => {
                text.push_text(&self.text.slice(at..at + 2));
                self.at += 2;
                return;
            }
            b'n' => b"\n",
            b'r' => b"\r",
            b't' => b"\t",
            b'0' if !self.bytes.get(at + 2).is_some_and(u8::is_ascii_digit) => b"\0",
            b'e' => b"\x1b",
            b'x' => return self.numbered(text, 2, 2),
            b'u' if self.bytes.get(at + 2) == Some(&b'{') => return self.numbered(text, 3, 8),
            b'u' => return self.numbered(text, 2, 4),
            b'U' => return self.numbered(text, 2, 8),
            _ => &[kind],
        };
        self.push(text, plain, at..at + 2);
    }

    /// `\xHH`, `\uHHHH`, `\u{…}`: a character by its number.
    fn numbered(&mut self, text: &mut Text, skip: usize, most: usize) {
        let at = self.at;
        let digits = self.bytes[at + skip.min(self.bytes.len() - at)..]
            .iter()
            .take(most)
            .take_while(|byte| byte.is_ascii_hexdigit())
            .count();
        let end = at + skip + digits;
        let number = self
            .bytes
            .get(at + skip..end)
            .and_then(|digits| u32::from_str_radix(digits.to_str().ok()?, 16).ok());
        let (number, end) = match (number, self.bytes.get(end..end + 6)) {
            // Two halves of one character.
            (Some(high @ 0xD800..=0xDBFF), Some([b'\\', b'u', low @ ..])) => {
                let low = low
                    .to_str()
                    .ok()
                    .and_then(|low| u32::from_str_radix(low, 16).ok());
                match low {
                    Some(low @ 0xDC00..=0xDFFF) => (
                        Some(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)),
                        end + 6,
                    ),
                    _ => (Some(high), end),
                }
            }
            _ => (number, end),
        };
        let byte = self.bytes[at + 1] == b'x';
        match number.and_then(char::from_u32) {
            Some(char) if byte && !char.is_ascii() => {
                let value = u8::try_from(u32::from(char)).unwrap_or(b'?');
                self.push(text, &[value], at..end);
            }
            Some(char) => {
                let closed = skip == 3 && self.bytes.get(end) == Some(&b'}');
                let end = end + usize::from(closed);
                self.push(text, char.encode_utf8(&mut [0; 4]).as_bytes(), at..end);
            }
            None => self.push(text, &[self.bytes[at + 1]], at..at + 2),
        }
    }

    /// `<<<EOT`, `<<~EOS`, `<<"END"`: the lines up to that word.
    fn here_document(&mut self) -> Option<Text> {
        let rest = self.rest().strip_prefix(b"<<")?;
        let marks = rest
            .iter()
            .take_while(|byte| b"<~-\"'".contains(byte))
            .count();
        let word = rest[marks..]
            .iter()
            .take_while(|byte| is_word(**byte))
            .count();
        if word < 2 || !rest[marks].is_ascii_uppercase() || self.open_documents > 20 {
            return None;
        }
        let name = rest[marks..marks + word].to_vec();
        let start = self.at + 2 + self.rest()[2..].find_byte(b'\n')? + 1;
        let mut at = start;
        for line in self.bytes.get(start..)?.lines_with_terminator() {
            let plain = line.trim_ascii();
            let closes = plain
                .strip_prefix(name.as_slice())
                .is_some_and(|rest| rest.first().is_none_or(|byte| !is_word(*byte)));
            if closes {
                let text = self.text.slice(start..at);
                self.at = at + line.find(&name)? + name.len();
                let end = text.bytes().trim_end_with(|c| c == '\n' || c == '\r').len();
                return Some(text.slice(0..end));
            }
            at += line.len();
        }
        self.open_documents += 1;
        None
    }

    /// The pieces that are joined to a text.
    pub(super) fn join(&mut self, text: Text) -> Text {
        let mut pieces = 0;
        let whole = self.joined_pieces(text, &mut pieces);
        if whole.bytes().contains_str("oauth_") {
            self.joined += pieces;
        }
        whole
    }

    fn joined_pieces(&mut self, mut text: Text, pieces: &mut usize) -> Text {
        loop {
            let mark = self.at;
            let Some(length) = self.joint() else {
                self.at = mark;
                return text;
            };
            self.at += length;
            self.blanks(true);
            if let Some(more) = self.string() {
                text.push_text(&more);
                *pieces += 1;
                continue;
            }
            let start = self.at;
            if length == 0 || !self.peek().is_some_and(is_word) {
                self.at = mark;
                return text;
            }
            self.passed_name();
            let name = self.hole(start..self.at);
            text.push_text(&name);
            *pieces += 1;
        }
    }

    /// Passes a name with its arguments.
    fn passed_name(&mut self) {
        self.path();
        while let Some(open @ (b'(' | b'[')) = self.peek() {
            let close = if open == b'(' { b')' } else { b']' };
            let mut depth = 0_usize;
            let end = self.rest().iter().take(10 * NEAR).position(|byte| {
                depth += usize::from(*byte == open);
                depth -= usize::from(*byte == close && depth > 0);
                depth == 0
            });
            let Some(end) = end else {
                return;
            };
            self.at += end + 1;
            self.path();
        }
    }

    /// The length of what joins strings, at the cursor behind blanks; 0 where one stands directly
    /// behind another.
    pub(super) fn joint(&mut self) -> Option<usize> {
        let mark = self.at;
        loop {
            let before = self.at;
            while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
                self.at += 1;
            }
            // The marks of a line that goes on.
            if self.rest().starts_with(b"\\\n") || self.rest().starts_with(b"_\n") {
                self.at += 1;
            }
            if self.at == before {
                break;
            }
        }
        let rest = self.rest();
        let after = |length: usize| rest.get(length).copied();
        let blank = |byte: Option<u8>| {
            byte.is_none_or(|byte| byte.is_ascii_whitespace() || b"\"'$@".contains(&byte))
        };
        let found = match rest.first() {
            Some(b'+') if !matches!(after(1), Some(b'+' | b'=')) => Some(1),
            Some(b'.') if rest.starts_with(b"..") && blank(after(2)) => Some(2),
            Some(b'.') if blank(after(1)) => Some(1),
            Some(b'&') if blank(after(1)) || after(1) == Some(b'_') => Some(1),
            Some(b'|') if rest.starts_with(b"||") && blank(after(2)) => Some(2),
            Some(b'~') if blank(after(1)) => Some(1),
            Some(b'"' | b'\'') if self.at > mark => Some(0),
            _ => None,
        };
        if let Some(length) = found {
            // `& _` at the end of a line of VB's.
            let behind = rest.get(length..).unwrap_or_default();
            let blanks = behind.iter().take_while(|byte| **byte == b' ').count();
            if behind[blanks..].starts_with(b"_\n") || behind[blanks..].starts_with(b"_\r") {
                return Some(length + blanks + 1);
            }
        } else {
            self.at = mark;
        }
        found
    }
}
