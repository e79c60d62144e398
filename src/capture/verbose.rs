//! What clients print while they talk: `curl -v`, and Ruby's `Net::HTTP` (`twurl -t`).

use bstr::ByteSlice;

use super::lines::{self, lines};
use super::{Captured, Options, http};
use crate::error::{Error, Finding};
use crate::request::Text;

/// Reads the requests of `curl -v`: lines behind `> `, the answer behind `< `.
pub(crate) fn read(text: &Text, options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    let bytes = text.bytes();
    let mut exchanges: Vec<Exchange> = Vec::new();
    let mut scheme = None;
    for line in lines(bytes) {
        let content = &bytes[line.range.clone()];
        let behind_mark = line.range.start + 2.min(content.len());
        if content.starts_with(b"> ") || content == b">" {
            let begins = lines::request_line(bytes, behind_mark..line.range.end)
                .is_some_and(|found| found.version.is_some());
            if begins {
                // A redirect may lead to another scheme.
                exchanges.push(Exchange {
                    scheme,
                    ..Exchange::default()
                });
            }
            if let Some(exchange) = exchanges.last_mut() {
                exchange
                    .sent
                    .push_text(&text.slice(behind_mark..line.range.end));
                exchange.sent.push_made(b"\n");
            }
        } else if content.starts_with(b"< ") || content == b"<" {
            if let Some(exchange) = exchanges.last_mut() {
                exchange
                    .answered
                    .extend_from_slice(&bytes[behind_mark..line.range.end]);
                exchange.answered.push(b'\n');
            }
        } else if content.starts_with(b"* ") {
            scheme = scheme_in(content, scheme);
        } else if !is_progress(content)
            && let Some(exchange) = exchanges.last_mut()
            && !exchange.answered.is_empty()
        {
            exchange
                .answered
                .extend_from_slice(&bytes[line.range.start..line.next]);
        }
    }
    exchanges
        .iter()
        .map(|exchange| exchange.captured(options))
        .collect()
}

/// One request and its answer.
#[derive(Default)]
struct Exchange {
    scheme: Option<&'static str>,
    sent: Text,
    answered: Vec<u8>,
}

impl Exchange {
    fn captured(&self, options: &Options<'_>) -> Result<Captured, Error> {
        let mut captured = Captured::default();
        let bytes = self.sent.bytes();
        let Some(first) = lines(bytes).next() else {
            return Ok(captured);
        };
        let Some(line) = lines::request_line(bytes, first.range.clone()) else {
            return Ok(captured);
        };
        let (headers, _) = http::headers(&self.sent, first.next, &mut captured.findings)?;
        let hidden = headers.iter().find(|header| {
            header.is_named("transfer-encoding")
                || (header.is_named("content-length") && header.value.bytes() != "0")
        });
        if let Some(header) = hidden {
            captured.findings.push(Finding::new(
                "capture-body-not-shown",
                "the request had a body, which curl -v does not show; use --trace-ascii, or paste \
                 the command",
                header.value.span(),
            ));
        }
        http::message(
            &self.sent,
            &line,
            headers,
            usize::MAX,
            self.scheme,
            options,
            &mut captured,
        )?;
        // What the length says of a body that is not shown is no mismatch.
        captured
            .findings
            .retain(|found| found.id != "content-length-mismatch");
        captured.request.body = None;
        captured.response = http::response(&self.answered);
        Ok(captured)
    }
}

/// What a line of talk tells of the scheme, after what was told before it.
fn scheme_in(line: &[u8], before: Option<&'static str>) -> Option<&'static str> {
    let secure = [
        "SSL connection",
        "TLS handshake",
        "TLSv1.",
        "ALPN",
        "QUIC",
        "schannel",
    ];
    if secure.iter().any(|mark| line.contains_str(mark)) {
        Some("https")
    } else if line.contains_str("Connected to ") {
        // The talk of TLS comes after this line, if it comes.
        let secure = line.contains_str(") port 443 ") || line.ends_with(b") port 443");
        Some(if secure { "https" } else { "http" })
    } else {
        before
    }
}

/// curl's progress meter and its marks of data, which are no part of an answer.
fn is_progress(line: &[u8]) -> bool {
    let data = (line.starts_with(b"{ [") || line.starts_with(b"} [")) && line.ends_with(b"data]");
    data || line.contains_str("% Total")
        || line.contains_str("--:--:--")
        || line.contains_str("Dload")
}

/// The answer in a transcript below a command.
pub(crate) fn answer(bytes: &[u8]) -> Option<super::Response> {
    let exchanges = read(&Text::copied(bytes, 0), &Options::default()).ok()?;
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
            let captured = read(&Text::from(paste.as_str()), &Options::default()).unwrap();
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
