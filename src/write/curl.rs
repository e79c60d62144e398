//! A curl command that sends a request byte for byte: of one that was signed, and of one that was
//! captured.
//!
//! What curl would do of its own accord is switched off where it would change the request: its
//! form media type, its globbing of `[]{}`, its resolving of dots in the path.

use std::borrow::Cow;

use bstr::ByteSlice;

use super::spoils;
use crate::capture::clean::is_stand_in;
use crate::pipeline::base_string_uri::wire_url;
use crate::request::{Request, Text, UrlParts};

/// The command, on one line. Its quoting is that of POSIX shells; bytes that are no text are
/// written `$'\377'` (bash, zsh, POSIX 2024).
#[must_use]
pub fn curl(request: &Request) -> String {
    command(request, &wire_url(request), Layout::OneLine)
}

/// The same over lines, of a request that was captured: its URL stands as it was found, though
/// curl may refuse it so.
pub(crate) fn over_lines(request: &Request) -> String {
    command(request, request.url.bytes(), Layout::Lines)
}

#[derive(Clone, Copy, PartialEq)]
enum Layout {
    /// To be run as it is: as short as it can be.
    OneLine,
    /// To be read and edited: every option on a line of its own, every value quoted, the method
    /// told, and a text of several lines as such.
    Lines,
}

fn command(request: &Request, url: &[u8], layout: Layout) -> String {
    let option = |name: &str, value: &[u8]| format!("{name} {}", quote(value, layout));
    let mut words = Vec::new();
    let body = request.body.as_ref().map(Text::bytes);
    let method = request.method.bytes();
    let implied: &str = match (body, layout) {
        (None, _) => "GET",
        (Some(_), Layout::OneLine) => "POST",
        (Some(_), Layout::Lines) => "",
    };
    // curl waits for a body that never comes after `-X HEAD`.
    if method.eq_ignore_ascii_case(b"HEAD") && body.is_none() {
        words.push("--head".to_owned());
    } else if method != implied && !method.is_empty() {
        words.push(option("-X", method));
    }
    let parts = UrlParts::split(&request.url);
    if parts.path.bytes().contains_str("/.") {
        words.push("--path-as-is".to_owned());
    }
    let query = parts.query.unwrap_or_default();
    if [parts.path.bytes(), query.bytes()]
        .iter()
        .any(|text| text.find_byteset("[]{}").is_some())
    {
        words.push("--globoff".to_owned());
    }
    words.push(quote(url, layout));
    for header in &request.headers {
        let (name, value) = (header.name.bytes(), header.value.bytes());
        // curl takes `Name:` as the wish to send no such header, `Name;` as an empty one.
        let line = if value.is_empty() {
            [name, b";".as_slice()].concat()
        } else {
            [name, b": ".as_slice(), value].concat()
        };
        words.push(option("-H", &line));
    }
    if body.is_some() && request.header("content-type").is_none() {
        words.push(option("-H", b"Content-Type:"));
    }
    let mut piped = String::new();
    match body {
        // No argument can hold a zero byte.
        Some(body) if body.contains(&0) => {
            let text = printf_text(body);
            piped = format!("printf %b {} | ", quote(text.as_bytes(), layout));
            words.push("--data-binary @-".to_owned());
        }
        Some(body) => words.push(option("--data-raw", body)),
        None => {}
    }
    let between = match layout {
        Layout::OneLine => " ",
        Layout::Lines => " \\\n  ",
    };
    format!("{piped}curl {}", words.join(between))
}

/// A shell word. Control characters, and those that hide or reorder text, are written as escapes, so
/// that no terminal acts on them and nobody pastes what he does not see; and so are blanks and quotes as an editor writes them: none is seen to be one, and whoever reads the
/// command again takes them for plain ones.
fn quote(word: &[u8], layout: Layout) -> String {
    let escaped = |c: char| spoils(c) || is_stand_in(c);
    let stands = |c: char| !escaped(c) || (c == '\n' && layout == Layout::Lines);
    // Shells differ in what is special to them: all but the plainest words are quoted.
    let plain = |byte: u8| {
        layout == Layout::OneLine && (byte.is_ascii_alphanumeric() || b"/:.-_%".contains(&byte))
    };
    match word.to_str() {
        Ok(text) if text.chars().all(stands) => match shell_words::quote(text) {
            Cow::Borrowed(text) if !text.bytes().all(plain) => format!("'{text}'"),
            word => word.into_owned(),
        },
        _ => {
            let mut out = String::from("$'");
            for chunk in word.utf8_chunks() {
                for character in chunk.valid().chars() {
                    match character {
                        '\'' | '\\' => out.extend(['\\', character]),
                        '\n' => out.push_str("\\n"),
                        '\r' => out.push_str("\\r"),
                        '\t' => out.push_str("\\t"),
                        _ if escaped(character) => {
                            let mut bytes = [0; 4];
                            character
                                .encode_utf8(&mut bytes)
                                .bytes()
                                .for_each(|byte| out.push_str(&octal(byte)));
                        }
                        _ => out.push(character),
                    }
                }
                chunk
                    .invalid()
                    .iter()
                    .for_each(|byte| out.push_str(&octal(*byte)));
            }
            out.push('\'');
            out
        }
    }
}

/// Three digits always, so that a digit after it is not taken for one of its own.
fn octal(byte: u8) -> String {
    format!("\\{byte:03o}")
}

/// Text that `printf %b` turns into those bytes.
fn printf_text(bytes: &[u8]) -> String {
    let mut out = String::new();
    for byte in bytes {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b' '..=b'~' => out.push(char::from(*byte)),
            _ => out.extend(["\\0".to_owned(), format!("{byte:03o}")]),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Header;

    fn post(body: &[u8]) -> Request {
        Request {
            method: "POST".into(),
            url: "https://h/p".into(),
            body: Some(Text::made(body)),
            ..Request::default()
        }
    }

    #[test]
    fn the_media_type_that_curl_would_add_is_taken_away() {
        assert_eq!(
            curl(&post(b"{}")),
            "curl https://h/p -H Content-Type: --data-raw '{}'"
        );
        let mut request = post(b"a=b");
        request
            .headers
            .push(Header::made("Content-Type", "text/plain"));
        assert_eq!(
            curl(&request),
            "curl https://h/p -H 'Content-Type: text/plain' --data-raw 'a=b'"
        );
    }

    #[test]
    fn curl_is_kept_from_reading_patterns_and_dots_into_the_url() {
        let request = Request {
            url: "https://h/a/../b?f[n]=1".into(),
            method: "GET".into(),
            ..Request::default()
        };
        assert_eq!(
            curl(&request),
            "curl --path-as-is --globoff 'https://h/a/../b?f[n]=1'"
        );
    }

    #[test]
    fn any_byte_reaches_the_wire_as_the_shell_reads_it_back() {
        // The shell and printf are run for real: what they print is the body.
        for body in [
            b"it's \xff\n\x1b0".as_slice(),
            b"a\0b\\ %d 'q' \xe9\x009",
            "é\u{85}".as_bytes(),
            b"@file",
        ] {
            for command in [curl(&post(body)), over_lines(&post(body))] {
                let shown = match command.split_once(" | ") {
                    Some((print, _)) => print.to_owned(),
                    None => format!("printf %s {}", command.split_once("--data-raw ").unwrap().1),
                };
                let Ok(output) = std::process::Command::new("bash")
                    .args(["-c", &shown])
                    .output()
                else {
                    return;
                };
                assert_eq!(output.stdout.as_bstr(), body.as_bstr(), "{command}");
            }
        }
    }

    #[test]
    fn over_lines_all_is_told() {
        let mut request = post(b"{\n}");
        request.url = "https://h/a b".into();
        request.headers.push(Header::made("X-Empty", ""));
        assert_eq!(
            over_lines(&request),
            "curl -X 'POST' \\\n  'https://h/a b' \\\n  -H 'X-Empty;' \\\n  -H 'Content-Type:' \\\n  \
             --data-raw '{\n}'"
        );
        assert_eq!(
            curl(&request),
            "curl 'https://h/a%20b' -H 'X-Empty;' -H Content-Type: --data-raw $'{\\n}'"
        );
    }

    #[test]
    fn a_space_in_the_path_is_sent_as_it_was_signed() {
        let request = Request {
            url: "https://h/a b".into(),
            method: "DELETE".into(),
            ..Request::default()
        };
        assert_eq!(curl(&request), "curl -X DELETE 'https://h/a%20b'");
    }
}
