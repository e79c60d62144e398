//! An exchange under titles, as consoles of API clients copy it: a method and a URL, the status,
//! then `Request Headers`, `Request Body`, `Response Headers`, `Response Body`.

use std::ops::Range;

use bstr::ByteSlice;

use super::lines::{Line, lines, request_line, trim};
use super::{Captured, Options, Response, http};
use crate::encoder::Encoder;
use crate::error::{Assumption, Error, Guess};
use crate::request::{Request, Text};

/// What stands under a title.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Section {
    Head,
    RequestHeaders,
    RequestBody,
    ResponseHeaders,
    ResponseBody,
}

fn title(line: &[u8]) -> Option<Section> {
    let line = line
        .trim_ascii()
        .trim_with(|c| ":#*=- \u{25be}\u{25bc}".contains(c));
    Some(match line.to_ascii_lowercase().as_slice() {
        b"request headers" | b"request header" => Section::RequestHeaders,
        b"request body" | b"request payload" => Section::RequestBody,
        b"response headers" | b"response header" => Section::ResponseHeaders,
        b"response body" | b"response" => Section::ResponseBody,
        _ => return None,
    })
}

/// Whether a line is the title of a part of an exchange.
pub(crate) fn is_title(line: &[u8]) -> bool {
    let named = title(line);
    // One word alone may be a body's.
    named.is_some() && (line.contains(&b' ') || line.trim_ascii().ends_with(b":"))
}

/// Whether the text begins with a method and a URL and has the titles.
pub(crate) fn detect(text: &[u8]) -> bool {
    let mut filled = lines(text).filter(|line| !text[line.range.clone()].trim_ascii().is_empty());
    let first = filled.next();
    let begins = first.is_some_and(|line| request_line(text, line.range).is_some());
    begins
        && filled
            .take(40)
            .any(|line| title(&text[line.range]) == Some(Section::RequestHeaders))
}

/// Reads the exchange.
pub(crate) fn read(text: &Text, options: &Options<'_>) -> Result<Captured, Error> {
    let bytes = text.bytes();
    let mut captured = Captured::default();
    let mut parts: [Vec<Line>; 5] = Default::default();
    let mut section = Section::Head;
    for line in lines(bytes) {
        match title(&bytes[line.range.clone()]) {
            Some(next) => section = next,
            None => parts[section as usize].push(line),
        }
    }
    let [head, sent, body, received, answer] = parts;
    let mut head = head
        .into_iter()
        .filter(|line| !bytes[line.range.clone()].trim_ascii().is_empty());
    let first = head.next().and_then(|line| request_line(bytes, line.range));
    let Some(line) = first else {
        return Err(Error::new(
            "expected a method and a URL above `Request Headers`",
        ));
    };
    let status = head.find_map(|line| {
        let code = bytes[line.range].trim_ascii().split_str(" ").next()?;
        code.to_str()
            .ok()?
            .parse::<u16>()
            .ok()
            .filter(|code| (100..600).contains(code))
    });
    let (headers, _) = http::headers(&joined(text, &sent), 0, &mut captured.findings)?;
    let url = http::absolute_url(
        &text.slice(line.target),
        &headers,
        None,
        options,
        &mut captured,
    );
    captured.request = Request {
        method: text.slice(line.method),
        url,
        headers,
        ..Request::default()
    };
    captured.request.body = body_of(text, &body, &mut captured);
    let mut raw = format!("HTTP/1.1 {} \n", status.unwrap_or(200)).into_bytes();
    raw.extend_from_slice(joined(text, &received).bytes().trim_ascii());
    raw.extend_from_slice(b"\n\n");
    raw.extend_from_slice(joined(text, &answer).bytes());
    captured.response = http::response(&raw).map(|response| Response { status, ..response });
    Ok(captured)
}

/// The lines as they stand.
fn joined(text: &Text, lines: &[Line]) -> Text {
    let mut out = Text::default();
    for line in lines {
        out.push_text(&text.slice(line.range.start..line.next));
    }
    out
}

/// The body: a form is shown as decoded pairs, `name: "value"`.
fn body_of(text: &Text, lines: &[Line], captured: &mut Captured) -> Option<Text> {
    let bytes = text.bytes();
    let filled = || {
        lines
            .iter()
            .filter(|line| !bytes[line.range.clone()].trim_ascii().is_empty())
    };
    let form =
        captured.request.media_type().as_deref() == Some("application/x-www-form-urlencoded");
    let pairs: Option<Vec<_>> = filled()
        .map(|line| pair(bytes, line.range.clone()))
        .collect();
    let Some(pairs) = pairs.filter(|pairs| form && !pairs.is_empty()) else {
        let body = joined(text, lines);
        let end = body.bytes().trim_ascii_end().len();
        return (end > 0).then(|| body.slice(0..end));
    };
    let rfc = Encoder::rfc();
    let mut body = Text::default();
    for (name, value) in pairs {
        if !body.bytes().is_empty() {
            body.push_made(b"&");
        }
        for (range, end) in [(name, &b"="[..]), (value, b"")] {
            let span = text.locate(range.clone()).unwrap_or_default();
            body.push_unquoted(&rfc.encode(&bytes[range]), span);
            body.push_made(end);
        }
    }
    let message = "the form's pairs are shown decoded; they were encoded again as RFC 5849 does";
    captured
        .guesses
        .push(Assumption::new("form-encoded-again", message).about(Guess::Encoding));
    Some(body)
}

/// The name and the value of `name: "value"`.
fn pair(bytes: &[u8], range: Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    let colon = range.start + bytes[range.clone()].find_byte(b':')?;
    let name = trim(bytes, range.start..colon);
    let mut value = trim(bytes, colon + 1..range.end);
    let quoted = &bytes[value.clone()];
    if quoted.len() >= 2 && quoted.starts_with(b"\"") && quoted.ends_with(b"\"") {
        value = value.start + 1..value.end - 1;
    }
    Some((name, value))
}
