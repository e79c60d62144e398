//! Windows: cmd.exe takes the carets off, then the C runtime splits the line into arguments.
//!
//! Chrome's older 'Copy as cURL (cmd)' put carets inside plain quotes, where cmd.exe keeps them:
//! what the browser sent is read, and the copy's fault is said.

use bstr::ByteSlice;

use super::{Command, Scanner, Shell, prompt};
use crate::error::{Error, Finding};
use crate::request::Text;

/// Splits a paste into commands.
pub(super) fn commands(paste: &Text) -> Result<Vec<Command>, Error> {
    let mut done = Vec::new();
    let mut lines = Lines {
        source: Scanner::new(paste, "a command in cmd.exe quoting"),
    };
    while let Some((line, findings)) = lines.next()? {
        let words = arguments(&line, &lines.source)?;
        if !words.is_empty() {
            done.push(Command {
                words,
                findings,
                ..Command::default()
            });
        }
    }
    Ok(done)
}

/// The first pass: one command's line at a time, its carets taken off.
struct Lines<'a> {
    source: Scanner<'a>,
}

impl Lines<'_> {
    fn next(&mut self) -> Result<Option<(Text, Vec<Finding>)>, Error> {
        let source = &mut self.source;
        if source.at >= source.bytes.len() {
            return Ok(None);
        }
        let mut line = Text::default();
        let mut findings = Vec::new();
        if source.at == 0 || source.bytes.get(source.at - 1) == Some(&b'\n') {
            source.while_(|byte| matches!(byte, b' ' | b'\t'));
            source.at += prompt(source.rest());
        }
        let mut open = None;
        while let Some(byte) = source.peek() {
            let at = source.at;
            match byte {
                b'"' if open.is_none() && carets_inside(source.rest()) => {
                    let place = source.place(at..at + 1);
                    findings.push(Finding::new(
                        "carets-inside-quotes",
                        "the browser's copy has carets inside plain quotes, where cmd.exe keeps \
                         them: this command does not send what the browser sent; the carets were \
                         taken off",
                        place,
                    ));
                    with_carets_off(source, &mut line)?;
                }
                b'"' => {
                    open = match open {
                        None => Some(at),
                        Some(_) => None,
                    };
                    source.copy(&mut line, at..at + 1);
                    source.at += 1;
                }
                b'\n' | b'\r' if source.line_end(0) > 0 => {
                    source.at += source.line_end(0);
                    break;
                }
                b'^' if open.is_none() => caret(source, &mut line),
                b'&' | b'|' if open.is_none() => {
                    let next = source.peek_at(1);
                    let glued = line
                        .bytes()
                        .last()
                        .is_some_and(|b| !b.is_ascii_whitespace())
                        && next.is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_');
                    if byte == b'&' && glued {
                        let place = source.place(at..at + 1);
                        findings.push(Finding::new(
                            "unquoted-ampersand",
                            "an unquoted `&` ends the command: cmd.exe never handed over what \
                             follows it; quote the URL",
                            place,
                        ));
                    }
                    source.at += if next == Some(byte) { 2 } else { 1 };
                    break;
                }
                b'<' | b'>' if open.is_none() => {
                    // A redirection and its target say nothing of the request.
                    source.while_(|byte| matches!(byte, b'<' | b'>' | b'&'));
                    source.while_(|byte| byte == b' ');
                    source.while_(|byte| !byte.is_ascii_whitespace());
                }
                _ => {
                    let quoted = open.is_some();
                    source.at += 1;
                    source.while_(|byte| {
                        !matches!(byte, b'"' | b'\n' | b'\r')
                            && (quoted || !matches!(byte, b'^' | b'&' | b'|' | b'<' | b'>'))
                    });
                    source.copy(&mut line, at..source.at);
                }
            }
        }
        Ok(Some((line, findings)))
    }
}

/// A caret outside quotes: what follows stands for itself, a line end vanishes.
fn caret(source: &mut Scanner<'_>, line: &mut Text) {
    let start = source.at;
    source.at += 1;
    // The caret takes the first line end away and guards the character after it.
    source.at += source.line_end(0);
    let end_of_line = source.line_end(0);
    if end_of_line > 0 {
        source.unquoted(line, b"\n", start..source.at + end_of_line);
        source.at += end_of_line;
    } else if let Some(byte) = source.peek() {
        source.at += 1;
        if source.at - start == 2 {
            source.unquoted(line, &[byte], start..source.at);
        } else {
            // A continuation: the line's own first character.
            source.copy(line, source.at - 1..source.at);
        }
    }
}

/// Whether the quoted text that starts here has Chrome's carets in it.
fn carets_inside(quoted: &[u8]) -> bool {
    let mut previous = b' ';
    for pair in quoted.get(1..).unwrap_or_default().windows(2) {
        match pair[0] {
            b'"' if previous != b'^' => return false,
            b'^' => {
                // Chrome puts a caret before everything but these.
                let plain = pair[1].is_ascii_alphanumeric()
                    || pair[1].is_ascii_whitespace()
                    || b"_-:=+~'/.',?;()*`".contains(&pair[1])
                    || pair[1] >= 0x80;
                // A caret before the closing quote is a caret, unless a backslash was escaped.
                let closing = pair[1] == b'"' && previous != b'\\';
                if !plain && !closing {
                    return true;
                }
            }
            b'\n' => return false,
            _ => {}
        }
        previous = pair[0];
    }
    false
}

/// A plainly quoted text, its carets taken off, with both quotes.
fn with_carets_off(source: &mut Scanner<'_>, line: &mut Text) -> Result<(), Error> {
    let start = source.at;
    source.copy(line, start..start + 1);
    source.at += 1;
    loop {
        let run = source.while_(|byte| !matches!(byte, b'^' | b'"'));
        source.copy(line, run);
        match source.peek() {
            None => return Err(unclosed(source.place(start..start + 1))),
            Some(b'"') => {
                source.copy(line, source.at..source.at + 1);
                source.at += 1;
                return Ok(());
            }
            Some(_) => caret(source, line),
        }
    }
}

fn unclosed(place: Option<crate::request::Span>) -> Error {
    let error = Error::new("the quote \" that opens here is never closed")
        .taken_for("a command in cmd.exe quoting")
        .help(format_args!(
            "paste the whole command ({} was assumed; --input-format names another)",
            Shell::Cmd.name()
        ));
    match place {
        Some(span) => error.at(span),
        None => error,
    }
}

/// The second pass: the C runtime's rules for `argv`.
///
/// Also what a program gets whose arguments `PowerShell` has joined.
pub(super) fn arguments(line: &Text, source: &Scanner<'_>) -> Result<Vec<Text>, Error> {
    let bytes = line.bytes().as_bytes();
    let mut words = Vec::new();
    let mut word: Option<Text> = None;
    let mut open = None;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' if open.is_none() => {
                words.extend(word.take());
                at += 1;
            }
            b'\\' => {
                let count = bytes[at..]
                    .iter()
                    .take_while(|byte| **byte == b'\\')
                    .count();
                let word = word.get_or_insert_with(Text::default);
                if bytes.get(at + count) == Some(&b'"') {
                    for pair in 0..count / 2 {
                        push(word, line, b"\\", at + 2 * pair..at + 2 * pair + 2);
                    }
                    at += count;
                    if count % 2 == 1 {
                        push(word, line, b"\"", at - 1..at + 1);
                        at += 1;
                    }
                } else {
                    word.push_text(&line.slice(at..at + count));
                    at += count;
                }
            }
            b'"' => {
                let word = word.get_or_insert_with(Text::default);
                if open.is_some() && bytes.get(at + 1) == Some(&b'"') {
                    push(word, line, b"\"", at..at + 2);
                    at += 2;
                } else {
                    open = match open {
                        None => Some(at),
                        Some(_) => None,
                    };
                    at += 1;
                }
            }
            _ => {
                let run = bytes[at..]
                    .iter()
                    .take_while(|byte| {
                        !matches!(byte, b'"' | b'\\')
                            && (open.is_some() || !matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
                    })
                    .count();
                word.get_or_insert_with(Text::default)
                    .push_text(&line.slice(at..at + run));
                at += run;
            }
        }
    }
    if let Some(at) = open {
        return Err(unclosed(line.locate(at..at + 1)).taken_for(source.form));
    }
    words.extend(word);
    Ok(words)
}

fn push(word: &mut Text, line: &Text, bytes: &[u8], from: std::ops::Range<usize>) {
    match line.locate(from) {
        Some(span) => word.push_unquoted(bytes, span),
        None => word.push_made(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(paste: &str) -> Vec<String> {
        let commands = commands(&Text::copied(paste.as_bytes(), 0)).unwrap();
        let words = commands.iter().flat_map(|command| &command.words);
        words.map(|word| word.bytes().to_string()).collect()
    }

    /// The examples of Microsoft's page "Parsing C command-line arguments".
    #[test]
    fn backslashes_and_quotes_follow_the_c_runtime() {
        assert_eq!(words(r#""a b c" d e"#), ["a b c", "d", "e"]);
        assert_eq!(words(r#""ab\"c" "\\" d"#), ["ab\"c", "\\", "d"]);
        assert_eq!(words(r#"a\\\b d"e f"g h"#), [r"a\\\b", "de fg", "h"]);
        assert_eq!(words(r#"a\\\"b c d"#), [r#"a\"b"#, "c", "d"]);
        assert_eq!(words(r#"a\\\\"b c" d e"#), [r"a\\b c", "d", "e"]);
    }

    #[test]
    fn a_caret_guards_the_next_character() {
        assert_eq!(
            words("curl ^\"http://h/?a=%^20^&b=^\\^\"^\" ^\n  -d x"),
            ["curl", "http://h/?a=%20&b=\"", "-d", "x"]
        );
    }

    #[test]
    fn a_caret_and_two_line_ends_are_one_line_end() {
        assert_eq!(words("curl -d ^\"a^\r\n\r\nb^\""), ["curl", "-d", "a\nb"]);
    }

    #[test]
    fn carets_inside_plain_quotes_are_taken_off_and_said() {
        let paste = r#"curl "http://h/?a=%^20^&b" -H "x: ^\^"y^\^"" -d "a^b""#;
        let commands = commands(&Text::copied(paste.as_bytes(), 0)).unwrap();
        assert_eq!(
            commands[0].words[1..],
            ["http://h/?a=%20&b", "-H", "x: \"y\"", "-d", "a^b"].map(Text::from)
        );
        assert_eq!(commands[0].findings.len(), 2);
        assert_eq!(commands[0].findings[0].id, "carets-inside-quotes");
        assert_eq!(commands[0].findings[0].span, Some(5..6));
    }

    #[test]
    fn a_single_quote_is_a_character_here() {
        assert_eq!(words("curl -d 'a b'"), ["curl", "-d", "'a", "b'"]);
    }

    #[test]
    fn a_quote_that_never_closes_is_pointed_at() {
        let error = commands(&Text::copied(b"curl \"http://h", 0)).unwrap_err();
        assert_eq!(error.span(), Some(5..6));
        assert_eq!(
            error.problem(),
            "the quote \" that opens here is never closed"
        );
    }
}
