//! What Ruby's `Net::HTTP` prints while it talks (`twurl -t`).

use bstr::ByteSlice;

use super::lines::{self, lines};
use super::{Captured, Options, http};
use crate::error::Error;
use crate::request::Text;

/// One request and its answer.
#[derive(Default)]
struct Exchange {
    sent: Text,
    answered: Vec<u8>,
}

/// The answer in a transcript below a command.
pub(crate) fn answer(bytes: &[u8]) -> Option<super::Response> {
    let exchanges = super::log::read(&Text::copied(bytes, 0), &Options::default()).ok()?;
    exchanges.into_iter().next_back()?.response
}

/// Reads the debug output of `Net::HTTP`: `<- ` is sent, `-> ` is received, as Ruby strings.
pub(crate) fn read_ruby(text: &Text, options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    let bytes = text.bytes();
    let mut exchanges: Vec<Exchange> = Vec::new();
    let mut scheme = None;
    for line in lines(bytes) {
        let range = lines::trim(bytes, line.range);
        let content = &bytes[range.clone()];
        if content.starts_with(b"<- \"") {
            let sent = unquote_ruby(&text.slice(range.start + 3..range.end))?;
            let begins = lines(sent.bytes()).next().is_some_and(|first| {
                lines::request_line(sent.bytes(), first.range)
                    .is_some_and(|found| found.version.is_some())
            });
            if begins {
                exchanges.push(Exchange::default());
            }
            if let Some(exchange) = exchanges.last_mut() {
                exchange.sent.push_text(&sent);
            }
        } else if content.starts_with(b"-> \"") {
            let received = unquote_ruby(&text.slice(range.start + 3..range.end))?;
            if let Some(exchange) = exchanges.last_mut() {
                exchange.answered.extend_from_slice(received.bytes());
            }
        } else if content.starts_with(b"opening connection to ") {
            scheme = match () {
                () if content.contains_str(":443...") => Some("https"),
                () if content.contains_str(":80...") => Some("http"),
                () => scheme,
            };
        } else if content.starts_with(b"starting SSL") {
            scheme = Some("https");
        }
    }
    let mut requests = Vec::new();
    for exchange in exchanges {
        let options = Options {
            scheme: options.scheme.clone().or_else(|| scheme.map(str::to_owned)),
            url: options.url.clone(),
            method: options.method.clone(),
            ..Options::default()
        };
        let mut read = http::read(&exchange.sent, &options)?;
        if let Some(captured) = read.first_mut() {
            captured.response = http::response(&exchange.answered);
        }
        requests.append(&mut read);
    }
    Ok(requests)
}

/// Strings as Ruby's `inspect` writes them, without their quotes. `Net::HTTP` writes what it sends
/// in pieces, as a chunk with its length, one behind the other: `"5\r\n""hello""\r\n"`.
fn unquote_ruby(quoted: &Text) -> Result<Text, Error> {
    let bytes = quoted.bytes();
    let unclosed = || {
        let error = Error::new("expected a Ruby string that ends with `\"`")
            .help("paste the whole line of the debug output");
        match quoted.span() {
            Some(span) => error.at(span),
            None => error,
        }
    };
    let mut out = Text::default();
    let mut at = 1;
    loop {
        let rest = bytes
            .get(at..)
            .filter(|rest| !rest.is_empty())
            .ok_or_else(unclosed)?;
        let Some(step) = rest.find_byteset(b"\"\\") else {
            return Err(unclosed());
        };
        out.push_text(&quoted.slice(at..at + step));
        at += step;
        if bytes[at] == b'"' {
            if bytes.get(at + 1) != Some(&b'"') {
                return Ok(out);
            }
            at += 2;
            continue;
        }
        let (len, with) = ruby_escape(&bytes[at..]).ok_or_else(unclosed)?;
        out.push_unquoted(&with, quoted.locate(at..at + len).unwrap_or_default());
        at += len;
    }
}

/// The length of an escape and the bytes that it stands for.
fn ruby_escape(bytes: &[u8]) -> Option<(usize, Vec<u8>)> {
    let hex = |range: std::ops::Range<usize>| {
        u32::from_str_radix(bytes.get(range)?.to_str().ok()?, 16).ok()
    };
    let utf8 = |code: u32| char::from_u32(code).map(|c| c.to_string().into_bytes());
    Some(match *bytes.get(1)? {
        b'r' => (2, b"\r".to_vec()),
        b'n' => (2, b"\n".to_vec()),
        b't' => (2, b"\t".to_vec()),
        b'e' => (2, b"\x1b".to_vec()),
        b'a' => (2, b"\x07".to_vec()),
        b'b' => (2, b"\x08".to_vec()),
        b'f' => (2, b"\x0c".to_vec()),
        b'v' => (2, b"\x0b".to_vec()),
        b'x' => (4, vec![u8::try_from(hex(2..4)?).ok()?]),
        b'u' if bytes.get(2) == Some(&b'{') => {
            let end = bytes.get(..12.min(bytes.len()))?.find_byte(b'}')?;
            (end + 1, utf8(hex(3..end)?)?)
        }
        b'u' => (6, utf8(hex(2..6)?)?),
        other => (2, vec![other]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ruby_string_is_unquoted_with_its_places() {
        let text = unquote_ruby(&Text::copied(br#""a\r\n\"\u00e9\xff\#{x}""#, 10)).unwrap();
        assert_eq!(text.bytes(), &b"a\r\n\"\xc3\xa9\xff#{x}"[..]);
        assert_eq!(text.locate(0..1), Some(11..12));
        assert_eq!(text.locate(1..2), Some(12..14));
        let pieces = unquote_ruby(&Text::copied(br#""2\r\n""ab""""\r\n""#, 0)).unwrap();
        assert_eq!(pieces.bytes(), "2\r\nab\r\n");
        assert_eq!(pieces.locate(3..5), Some(8..10));
        assert!(unquote_ruby(&Text::from("\"open")).is_err());
        assert!(unquote_ruby(&Text::from("\"a\"\"open")).is_err());
    }

    #[test]
    fn the_scheme_of_curl_comes_from_its_talk() {
        let read = |talk: &str| {
            let paste = format!("{talk}\n> GET /x HTTP/1.1\n> Host: h:8080\n> \n");
            let text = Text::from(paste.as_str());
            let captured = super::super::log::read(&text, &Options::default()).unwrap();
            captured[0].request.url.bytes().to_string()
        };
        assert_eq!(read("* SSL connection using TLSv1.3"), "https://h:8080/x");
        assert_eq!(
            read("* Connected to h (1.2.3.4) port 80 (#0)"),
            "http://h:8080/x"
        );
        assert_eq!(
            read("* Connected to h (1.2.3.4) port 8443\n* ALPN: offers h2,http/1.1"),
            "https://h:8080/x"
        );
    }
}
