//! A curl command that sends a request byte for byte.
//!
//! What curl would do of its own accord is switched off where it would change the request: its
//! form media type, its globbing of `[]{}`, its resolving of dots in the path.

use std::borrow::Cow;

use bstr::{BStr, ByteSlice};

use crate::pipeline::base_string_uri::wire_url;
use crate::request::{Request, Text, UrlParts};

/// The command, on one line. Its quoting is that of POSIX shells; bytes that are no text are
/// written `$'\xff'` (bash, zsh, POSIX 2024).
#[must_use]
pub fn curl(request: &Request) -> String {
    let mut command = String::from("curl");
    let body = request.body.as_ref().map(Text::bytes);
    let method = request.method.bytes();
    let default: &str = if body.is_some() { "POST" } else { "GET" };
    if method.eq_ignore_ascii_case(b"HEAD") && body.is_none() {
        command.push_str(" --head");
    } else if method != default && !method.is_empty() {
        argument(&mut command, "-X", method);
    }
    let parts = UrlParts::split(&request.url);
    if parts.path.bytes().contains_str("/.") {
        command.push_str(" --path-as-is");
    }
    let query = parts.query.unwrap_or_default();
    if [parts.path.bytes(), query.bytes()]
        .iter()
        .any(|text| text.find_byteset("[]{}").is_some())
    {
        command.push_str(" --globoff");
    }
    command.push(' ');
    command.push_str(&quote(&wire_url(request)));
    for header in &request.headers {
        let (name, value) = (header.name.bytes(), header.value.bytes());
        let line = if value.is_empty() {
            [name, b";".as_slice()].concat()
        } else {
            [name, b": ".as_slice(), value].concat()
        };
        argument(&mut command, "-H", line.as_bstr());
    }
    if body.is_some() && request.header("content-type").is_none() {
        argument(&mut command, "-H", b"Content-Type:".as_bstr());
    }
    match body {
        // No argument can hold a zero byte.
        Some(body) if body.contains(&0) => {
            let text = printf_text(body);
            format!(
                "printf %b {} | {command} --data-binary @-",
                quote(text.as_bytes())
            )
        }
        Some(body) => {
            argument(&mut command, "--data-raw", body);
            command
        }
        None => command,
    }
}

fn argument(command: &mut String, option: &str, value: &BStr) {
    command.push(' ');
    command.push_str(option);
    command.push(' ');
    command.push_str(&quote(value));
}

/// A shell word. Control characters are written as escapes, so that no terminal acts on them.
fn quote(word: &[u8]) -> String {
    match word.to_str() {
        Ok(text) if !text.chars().any(char::is_control) => match shell_words::quote(text) {
            // Shells differ in what is special to them: all but the plainest words are quoted.
            Cow::Borrowed(text)
                if !text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"/:.-_%".contains(&byte)) =>
            {
                format!("'{text}'")
            }
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
                        _ if character.is_control() => {
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
            let command = curl(&post(body));
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
