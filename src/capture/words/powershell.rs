//! `PowerShell`: backtick escapes, doubled quotes, here-strings, `$([char]233)`.

use bstr::ByteSlice;

use super::{Command, Scanner, Variables, cmd, not_in_the_paste, prompt};
use crate::error::{Error, Finding};
use crate::request::Text;

/// Splits a paste of native commands (`curl.exe …`) into their words.
///
/// What a native program gets depends on the version: Windows PowerShell 5.1 leaves inner double
/// quotes to the C runtime, `PowerShell` 7.3 and later passes them on.
pub(super) fn commands(paste: &Text) -> Result<Vec<Command>, Error> {
    let mut source = Scanner::new(paste, "a command in PowerShell quoting");
    let mut variables = Variables::default();
    let mut done = Vec::new();
    let mut command = Command::default();
    source.at += prompt(source.rest());
    while let Some(byte) = source.peek() {
        match byte {
            b' ' | b'\t' => source.at += 1,
            b'\r' | b'\n' | b';' | b'|' => {
                source.at += source.line_end(0).max(1);
                finish(&mut command, &mut done);
                if byte != b'|' && byte != b';' {
                    source.while_(|byte| matches!(byte, b' ' | b'\t'));
                    source.at += prompt(source.rest());
                }
            }
            b'`' if source.line_end(1) > 0 => source.at += 1 + source.line_end(1),
            b'#' => {
                source.while_(|byte| byte != b'\n');
            }
            b'&' if source
                .peek_at(1)
                .is_none_or(|byte| byte.is_ascii_whitespace()) =>
            {
                source.at += 1; // the call operator
            }
            b'>' => {
                source.while_(|byte| matches!(byte, b'>' | b' ' | b'&'));
                source.while_(|byte| !byte.is_ascii_whitespace());
            }
            b'$' if command.words.is_empty() => assignment(&mut source, &mut variables)?,
            _ => {
                if source.starts_with("--% ") {
                    source.at += 4;
                    let line = source.while_(|byte| byte != b'\n' && byte != b'\r');
                    let line = source.slice(line);
                    command.words.extend(cmd::arguments(&line, &source)?);
                    continue;
                }
                let mut notes = Notes::default();
                let word = word(&mut source, &mut variables, &mut notes)?;
                command.findings.append(&mut notes.findings);
                let word = native(word, &mut command.findings);
                command.words.push(word);
            }
        }
    }
    finish(&mut command, &mut done);
    Ok(done)
}

fn finish(command: &mut Command, done: &mut Vec<Command>) {
    let command = std::mem::take(command);
    if !command.words.is_empty() {
        done.push(command);
    }
}

/// `$name = value` before the command; anything else that starts with `$` is passed over.
fn assignment(source: &mut Scanner<'_>, variables: &mut Variables) -> Result<(), Error> {
    source.at += 1;
    let name = source.while_(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b':');
    let name = variable_name(&source.bytes[name]);
    source.while_(|byte| matches!(byte, b' ' | b'\t'));
    if source.peek() != Some(b'=') || name.is_empty() {
        source.while_(|byte| !matches!(byte, b'\n' | b';'));
        return Ok(());
    }
    source.at += 1;
    source.while_(|byte| matches!(byte, b' ' | b'\t'));
    if matches!(source.peek(), Some(b'"' | b'\'' | b'@' | b'0'..=b'9')) {
        let value = word(source, variables, &mut Notes::default())?;
        variables.set(&name, value);
    }
    source.while_(|byte| !matches!(byte, b'\n' | b';'));
    Ok(())
}

/// Names have no case, and `$global:x` is `$x`.
pub(in crate::capture) fn variable_name(name: &[u8]) -> String {
    let name = name.rsplit(|byte| *byte == b':').next().unwrap_or_default();
    name.to_str_lossy().to_ascii_lowercase()
}

/// What was noticed while strings were read.
#[derive(Default)]
pub(in crate::capture) struct Notes {
    pub(in crate::capture) findings: Vec<Finding>,
}

/// What a native program sees of an argument with inner double quotes.
fn native(word: Text, findings: &mut Vec<Finding>) -> Text {
    let bytes = word.bytes().as_bytes();
    if !bytes.contains(&b'"') {
        return word;
    }
    if !bytes.contains_str("\\\"") {
        findings.push(Finding::new(
            "quotes-in-a-native-argument",
            "Windows PowerShell 5.1 drops the double quotes inside this argument, PowerShell 7.3 \
             and later keeps them: they were kept",
            word.span(),
        ));
        return word;
    }
    findings.push(Finding::new(
        "quotes-in-a-native-argument",
        "the double quotes inside this argument are escaped for Windows PowerShell 5.1; \
         PowerShell 7.3 and later would send the backslashes too: they were taken off",
        word.span(),
    ));
    let mut text = Text::default();
    let mut at = 0;
    while let Some(found) = bytes[at..].find("\\\"") {
        text.push_text(&word.slice(at..at + found));
        match word.locate(at + found..at + found + 2) {
            Some(span) => text.push_unquoted(b"\"", span),
            None => text.push_made(b"\""),
        }
        at += found + 2;
    }
    text.push_text(&word.slice(at..bytes.len()));
    text
}

/// One argument: strings, variables and bare text, glued together.
fn word(
    source: &mut Scanner<'_>,
    variables: &mut Variables,
    notes: &mut Notes,
) -> Result<Text, Error> {
    let mut text = Text::default();
    while let Some(byte) = source.peek() {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b';' | b'|' | b'>' => break,
            b'"' | b'\'' => text.push_text(&string(source, variables, notes)?),
            b'@' if matches!(source.peek_at(1), Some(b'"' | b'\'')) => {
                text.push_text(&string(source, variables, notes)?);
            }
            b'`' if source.line_end(1) > 0 => break,
            b'`' => escape(source, &mut text),
            b'$' => dollar(source, &mut text, variables, notes)?,
            _ => {
                let run = source.while_(|byte| {
                    !byte.is_ascii_whitespace()
                        && !matches!(byte, b';' | b'|' | b'>' | b'"' | b'\'' | b'`' | b'$' | b'@')
                });
                if run.is_empty() {
                    source.copy(&mut text, source.at..source.at + 1);
                    source.at += 1;
                } else {
                    source.copy(&mut text, run);
                }
            }
        }
    }
    Ok(text)
}

/// A string at the cursor: `"…"`, `'…'`, `@"…"@` or `@'…'@`.
pub(in crate::capture) fn string(
    source: &mut Scanner<'_>,
    variables: &mut Variables,
    notes: &mut Notes,
) -> Result<Text, Error> {
    let start = source.at;
    let here = source.peek() == Some(b'@');
    if here {
        source.at += 1;
    }
    let quote = source.peek().unwrap_or(b'"');
    source.at += 1;
    let mut end = source.bytes.len();
    let mut after = end;
    if here {
        source.while_(|byte| matches!(byte, b' ' | b'\t'));
        source.at += source.line_end(0);
        // It ends at a line that starts with the closing mark.
        let mark = [b'\n', quote, b'@'];
        let from = source.at.saturating_sub(1);
        let Some(found) = source.bytes[from..].find(mark) else {
            return Err(unclosed(source, start));
        };
        end = from + found;
        after = end + mark.len();
        if end > source.at && source.bytes[end - 1] == b'\r' {
            end -= 1;
        }
        end = end.max(source.at);
    }
    let mut text = Text::default();
    loop {
        let limit = end - source.at.min(end);
        let run = source.bytes[source.at..]
            .iter()
            .take(limit)
            .take_while(|&&byte| byte != quote && (quote == b'\'' || !matches!(byte, b'`' | b'$')))
            .count();
        source.copy(&mut text, source.at..source.at + run);
        source.at += run;
        let at = source.at;
        if at >= end {
            if !here {
                return Err(unclosed(source, start));
            }
            source.at = after;
            return Ok(text);
        }
        match source.peek() {
            Some(byte) if byte == quote && here => {
                source.copy(&mut text, at..at + 1);
                source.at += 1;
            }
            Some(byte) if byte == quote => {
                if source.peek_at(1) != Some(quote) {
                    source.at += 1;
                    return Ok(text);
                }
                source.unquoted(&mut text, &[quote], at..at + 2);
                source.at += 2;
            }
            Some(b'`') => escape(source, &mut text),
            _ => dollar(source, &mut text, variables, notes)?,
        }
    }
}

fn unclosed(source: &Scanner<'_>, start: usize) -> Error {
    source
        .error(
            "the string that opens here is never closed",
            start..start + 1,
        )
        .help("paste the whole command")
}

/// A backtick and the character it changes or guards.
fn escape(source: &mut Scanner<'_>, text: &mut Text) {
    let at = source.at;
    let Some(byte) = source.peek_at(1) else {
        source.at += 1;
        return;
    };
    let end_of_line = source.line_end(1);
    let bytes: &[u8] = match byte {
        b'0' => b"\0",
        b'a' => b"\x07",
        b'b' => b"\x08",
        b'e' => b"\x1b",
        b'f' => b"\x0c",
        b'n' => b"\n",
        b'r' => b"\r",
        b't' => b"\t",
        b'v' => b"\x0b",
        b'u' if source.peek_at(2) == Some(b'{') => {
            let rest = source.rest();
            let length = rest.iter().take(12).position(|byte| *byte == b'}');
            let length = length.map_or(2, |end| end + 1);
            let char = rest
                .get(3..length.saturating_sub(1))
                .and_then(|digits| u32::from_str_radix(digits.to_str().ok()?, 16).ok())
                .and_then(char::from_u32);
            if let Some(char) = char {
                source.push_char(text, char, at..at + length);
                source.at += length;
                return;
            }
            b"u"
        }
        _ if end_of_line > 0 => {
            source.copy(text, at + 1..at + 1 + end_of_line);
            source.at += 1 + end_of_line;
            return;
        }
        _ => {
            source.unquoted(text, &[byte], at..at + 2);
            source.at += 2;
            return;
        }
    };
    source.unquoted(text, bytes, at..at + 2);
    source.at += 2;
}

/// `$([char]233)`, `$name`, `${name}`; else the text is kept, and that is said.
fn dollar(
    source: &mut Scanner<'_>,
    text: &mut Text,
    variables: &mut Variables,
    notes: &mut Notes,
) -> Result<(), Error> {
    let start = source.at;
    if let Some((unit, length)) = char_code(source.rest()) {
        // Two of them may be the surrogates of one character.
        let low = char_code(source.rest().get(length..).unwrap_or_default());
        let pair = low.and_then(|(low, more)| {
            let char = char::decode_utf16([unit, low]).next()?.ok()?;
            (0xD800..0xDC00)
                .contains(&unit)
                .then_some((char, length + more))
        });
        let single = char::from_u32(u32::from(unit)).map(|char| (char, length));
        let (char, length) = pair
            .or(single)
            .unwrap_or((char::REPLACEMENT_CHARACTER, length));
        source.push_char(text, char, start..start + length);
        source.at += length;
        return Ok(());
    }
    let rest = source.rest();
    let length = match rest.get(1) {
        Some(b'(') => {
            let mut depth = 0_usize;
            let end = rest.iter().position(|byte| {
                match byte {
                    b'(' => depth += 1,
                    b')' => depth -= 1,
                    _ => {}
                }
                *byte == b')' && depth == 0
            });
            match end {
                Some(end) => end + 1,
                None => {
                    return Err(
                        source.error("the `$(` that opens here is never closed", start..start + 2)
                    );
                }
            }
        }
        Some(b'{') => {
            let end = rest.iter().take(256).position(|byte| *byte == b'}');
            end.map_or(1, |end| end + 1)
        }
        _ => {
            1 + rest[1..]
                .iter()
                .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':'))
                .count()
        }
    };
    // `"$host:"`: a colon at the end belongs to the text.
    let length = length - usize::from(length > 1 && rest[length - 1] == b':');
    source.at += length;
    let name = rest[1..length].trim_with(|char| char == '{' || char == '}');
    if rest.get(1) != Some(&b'(')
        && let Some(value) = variables.get(&variable_name(name))
    {
        text.push_text(value);
        return Ok(());
    }
    source.copy(text, start..start + length);
    if length > 1 {
        let place = source.place(start..start + length);
        notes
            .findings
            .push(not_in_the_paste(&rest[..length], place));
    }
    Ok(())
}

/// The code unit of `$([char]233)` at the start, and its length.
fn char_code(bytes: &[u8]) -> Option<(u16, usize)> {
    let digits = bytes.strip_prefix(b"$([char]")?;
    let end = digits.iter().take(6).position(|byte| *byte == b')')?;
    let unit = digits[..end].to_str().ok()?.parse().ok()?;
    Some((unit, b"$([char]".len() + end + 1))
}
