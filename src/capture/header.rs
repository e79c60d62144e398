//! An Authorization header alone: with or without its name, its scheme, its quotes; folded,
//! wrapped, or inside a string of JSON or of a program.

use std::ops::Range;

use bstr::ByteSlice;

use super::lines::{lines, trim};
use super::{Captured, Options, http, json};
use crate::error::{Assumption, Error, Finding};
use crate::request::{Header, Request, Text};

/// Reads the header; the method and the URL come from the options.
pub(crate) fn read(text: &Text, options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    let bytes = text.bytes().trim_ascii_start();
    if bytes.starts_with(b"{") || bytes.starts_with(b"[") {
        let whole = text.slice(trim(text.bytes(), 0..text.bytes().len()));
        let strings = json::strings(&whole)?;
        let found = strings
            .into_iter()
            .filter(|(_, value)| holds_fields(value.bytes()) && makes_sense(value));
        return several(found.map(|(_, value)| value).collect(), options);
    }
    if let Some(captured) = header_lines(text, options) {
        return Ok(captured);
    }
    let places = values(text);
    let found = places.iter().map(|range| text.slice(range.clone()));
    let mut read = several(found.collect(), options)?;
    if let Some(first) = read.first_mut() {
        let unused = super::lines::unused(text.bytes(), places).into_iter();
        first.unused = unused.filter_map(|range| text.locate(range)).collect();
    }
    Ok(read)
}

fn holds_fields(bytes: &[u8]) -> bool {
    bytes.contains_str("oauth_") && bytes.contains(&b'=')
}

/// One request for each value; equal ones are one.
pub(super) fn several(values: Vec<Text>, options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    let mut read: Vec<Captured> = Vec::new();
    for value in values {
        let mut captured = Captured::default();
        let header = Header {
            name: Text::made("Authorization"),
            value: unwrapped(&value, &mut captured),
        };
        if read
            .iter()
            .any(|other| other.request.headers.contains(&header))
        {
            continue;
        }
        captured.request = incomplete(vec![header], options);
        read.push(captured);
    }
    if read.is_empty() {
        return Err(Error::new(
            "expected an Authorization header with fields such as oauth_nonce=\"…\"",
        )
        .help("paste the header's whole value, from `OAuth` on"));
    }
    Ok(read)
}

/// A request of which only these headers are known, and what the user said of the rest.
fn incomplete(headers: Vec<Header>, options: &Options<'_>) -> Request {
    Request {
        method: Text::made(options.method.as_deref().unwrap_or_default()),
        url: Text::made(options.url.as_deref().unwrap_or_default()),
        headers,
        ..Request::default()
    }
}

/// The paste as a block of header lines, if it is one.
fn header_lines(text: &Text, options: &Options<'_>) -> Option<Vec<Captured>> {
    let bytes = text.bytes();
    let start = bytes.len() - bytes.trim_ascii_start().len();
    let first = lines(&bytes[start..]).next()?;
    let colon = bytes[start..start + first.range.end].find_byte(b':')?;
    let name = &bytes[start..start + colon];
    if name.is_empty()
        || !name
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte))
    {
        return None;
    }
    let mut captured = Captured::default();
    let (mut headers, rest) = http::headers(text, start, &mut captured.findings).ok()?;
    let mut authorizations = 0;
    for header in &mut headers {
        // The name that CGI and its heirs give it.
        if header.is_named("HTTP_AUTHORIZATION") || header.is_named("HTTP-Authorization") {
            header.name = Text::made("Authorization");
        }
        if header.is_named("authorization") {
            let value = header.value.bytes();
            let other = !bytes.contains_str("oauth_") && !value.is_empty();
            if value.starts_with(b"\"")
                || value.starts_with(b"'")
                || !(holds_fields(value) || other)
            {
                return None;
            }
            authorizations += 1;
        }
    }
    if authorizations == 0 {
        return None;
    }
    if !bytes
        .get(rest..)
        .unwrap_or_default()
        .trim_ascii()
        .is_empty()
    {
        captured
            .unread
            .push("the text behind the headers".to_owned());
    }
    if authorizations > 1 && authorizations == headers.len() {
        headers.dedup();
        return Some(
            headers
                .into_iter()
                .map(|header| Captured {
                    request: incomplete(vec![header], options),
                    ..captured.clone()
                })
                .collect(),
        );
    }
    captured.request = incomplete(headers, options);
    Some(vec![captured])
}

/// The values in free text: from each `OAuth ` on, else from the first field on.
pub(super) fn values(text: &Text) -> Vec<Range<usize>> {
    let bytes = text.bytes();
    let lower = bytes.to_ascii_lowercase();
    let mut starts: Vec<usize> = lower
        .find_iter("oauth")
        .filter(|&at| {
            let apart = at == 0 || !is_word(lower[at - 1]);
            let rest = &lower[at + 5..];
            let blank = rest.first().is_some_and(u8::is_ascii_whitespace);
            let field = rest.trim_ascii_start();
            let name = field.iter().take_while(|byte| is_word(**byte)).count();
            let after = field[name..].trim_ascii_start().first();
            apart && blank && name > 0 && matches!(after, Some(b'='))
        })
        .collect();
    if starts.is_empty() {
        starts.extend(without_scheme(&lower));
    }
    let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
    let mut found = Vec::new();
    for (&start, end) in starts.iter().zip(ends) {
        let before = start.checked_sub(1).map(|at| bytes[at]);
        let end = match before {
            Some(quote @ (b'"' | b'\'' | b'`')) => closing(&bytes[start..end], quote) + start,
            _ => plain_end(&bytes[start..end]) + start,
        };
        let end = fields_end(&bytes[start..end]).map_or(end, |length| start + length);
        let range = trim(bytes, start..end);
        if makes_sense(&text.slice(range.clone())) {
            found.push(range);
        }
    }
    found
}

/// Whether a value begins with the scheme.
pub(super) fn starts_with_scheme(value: &[u8]) -> bool {
    let scheme = value
        .get(..5)
        .is_some_and(|word| word.eq_ignore_ascii_case(b"oauth"));
    scheme && value.get(5).is_some_and(u8::is_ascii_whitespace)
}

/// Whether a protocol parameter stands in a value under a name of its alphabet, and no field has a
/// name that holds quotes, brackets or blanks: such a text is something else that names OAuth.
fn makes_sense(value: &Text) -> bool {
    let fields = crate::authorization::fields(value);
    let named = |name: &[u8]| {
        let rest = name.strip_prefix(b"oauth_");
        rest.is_some_and(|rest| !rest.is_empty() && rest.iter().all(|byte| is_word(*byte)))
    };
    let odd = |name: &[u8]| name.find_byteset(b"\"'<>{}()[]").is_some();
    let valued = fields.iter().filter(|field| field.value.is_some());
    valued.clone().any(|field| named(field.name.bytes()))
        && !valued.clone().any(|field| odd(field.name.bytes()))
}

/// Where the value begins that has no `OAuth `: behind the header's name, else at the first field.
fn without_scheme(lower: &[u8]) -> Option<usize> {
    let field = lower.find("oauth_")?;
    if let Some(label) = lower[..field].rfind("authorization") {
        let behind = label + "authorization".len();
        let skipped = lower[behind..field]
            .iter()
            .take_while(|byte| b"\"' \t:=>[(,".contains(byte))
            .count();
        return Some(behind + skipped);
    }
    // `realm` may stand before the first field.
    Some(lower[..field].rfind("realm").unwrap_or(field))
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

/// Where a quoted value ends: at its quote, which inside is escaped or else the last one counts.
fn closing(value: &[u8], quote: u8) -> usize {
    let escaped = value.find([b'\\', quote]).is_some();
    let mut quotes =
        (0..value.len()).filter(|&at| value[at] == quote && (at == 0 || value[at - 1] != b'\\'));
    let line = value.find_byte(b'\n').unwrap_or(value.len());
    let found = if escaped || quote != b'"' {
        quotes.next()
    } else {
        quotes.take_while(|&at| at < line).last()
    };
    found.unwrap_or(value.len())
}

/// Where an unquoted value ends: at a blank line, or at a line that holds no field.
fn plain_end(value: &[u8]) -> usize {
    let mut end = 0;
    for line in lines(value) {
        let content = value[line.range.clone()].trim_ascii();
        let field = content.contains(&b'=') || !content.contains(&b' ');
        let goes_on = end == 0 || (!content.is_empty() && field && !is_other(content));
        if !goes_on {
            break;
        }
        end = line.range.end;
    }
    end
}

/// Where the quoted fields of a value end, where something else goes on behind them: the next member
/// of a map (`, Accept=*/*}`), a bracket, another row. `None` where nothing shows that they end.
fn fields_end(value: &[u8]) -> Option<usize> {
    let mut at = if starts_with_scheme(value) { 5 } else { 0 };
    let mut end = None;
    loop {
        let rest = &value[at..];
        let gap = rest
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace() || b",;&\\".contains(byte))
            .count();
        let name = rest[gap..]
            .iter()
            .take_while(|byte| is_word(**byte) || b".%[]".contains(byte))
            .count();
        let mark = at + gap + name;
        let behind = value[mark..].trim_ascii_start();
        let Some(behind) = behind.strip_prefix(b"=").filter(|_| name > 0) else {
            break;
        };
        let behind = behind.trim_ascii_start();
        let from = value.len() - behind.len();
        let escaped = behind.starts_with(b"\\\"");
        let quote: &[u8] = if escaped { b"\\\"" } else { b"\"" };
        let Some(inner) = behind.strip_prefix(quote) else {
            // Unquoted: a field of the protocol may be, another belongs to what follows.
            if end.is_some() && !value[at + gap..].starts_with(b"oauth_") {
                break;
            }
            let length = behind
                .iter()
                .take_while(|byte| !byte.is_ascii_whitespace() && !b",;&".contains(byte))
                .count();
            at = from + length;
            continue;
        };
        let close = inner.find(quote)?;
        at = from + quote.len() + close + quote.len();
        end = Some(at);
    }
    let end = end?;
    let rest = value[end..].trim_with(|c| " \t\r\n,;&".contains(c));
    (!rest.is_empty() && !rest.contains_str("oauth_")).then_some(end)
}

/// Whether a line below a value is another piece: a URL, an answer, a label with its text.
fn is_other(line: &[u8]) -> bool {
    let label = line
        .find(": ")
        .is_some_and(|at| line[..at].find_byteset(b"=\"").is_none());
    let url = line.starts_with(b"http://") || line.starts_with(b"https://");
    label || url || http::is_status_line(line)
}

/// The value on one line: `\"` unescaped, line breaks taken out.
fn unwrapped(value: &Text, captured: &mut Captured) -> Text {
    let bytes = value.bytes();
    let mut out = Text::default();
    let (mut done, mut at) = (0, 0);
    let mut wrapped = None;
    let mut separators = false;
    let (mut quotes, mut counted) = (0, 0);
    while let Some(step) = bytes[at..].find_byteset(b"\\\r\n") {
        let here = at + step;
        if bytes[here] == b'\\' {
            at = here + 1;
            if matches!(bytes.get(at), Some(b'"' | b'\'' | b'/')) {
                out.push_text(&value.slice(done..here));
                let span = value.locate(here..at + 1).unwrap_or_default();
                out.push_unquoted(&bytes[at..=at], span);
                at += 1;
                done = at;
            }
            continue;
        }
        let before = bytes[..here].trim_ascii_end().len();
        let rest = &bytes[here..];
        let after = here + (rest.len() - rest.trim_ascii_start().len());
        out.push_text(&value.slice(done..before.max(done)));
        let indented = matches!(bytes.get(after.wrapping_sub(1)), Some(b' ' | b'\t'));
        // Counted from where the last count ended, so that many lines take no longer than one.
        quotes += out.bytes()[counted..].find_iter("\"").count();
        counted = out.bytes().len();
        let open = quotes % 2 == 1;
        let next = &bytes[after..];
        let names = next.starts_with(b"oauth_") || next.starts_with(b"realm");
        let parted = matches!(out.bytes().last(), Some(b',' | b'&' | b';'));
        if !indented {
            wrapped = wrapped.or_else(|| value.locate(here..after));
        }
        if open {
            // The break fell inside a value.
        } else if parted || out.bytes().eq_ignore_ascii_case(b"oauth") {
            out.push_made(b" ");
        } else if names {
            separators = true;
            out.push_made(b", ");
        }
        done = after;
        at = after;
    }
    out.push_text(&value.slice(done..bytes.len()));
    if wrapped.is_some() {
        captured.findings.push(Finding::new(
            "capture-line-folded",
            "line breaks inside the header were taken out",
            wrapped,
        ));
    }
    if separators {
        captured.guesses.push(Assumption::new(
            "header-separators",
            "the fields stood on lines of their own; commas were put between them",
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values_of(paste: &str) -> Vec<String> {
        let read = read(&Text::copied(paste.as_bytes(), 0), &Options::default()).unwrap();
        read.iter()
            .map(|captured| captured.request.headers[0].value.bytes().to_string())
            .collect()
    }

    #[test]
    fn the_value_is_found_in_json_and_in_programs() {
        let value = r#"OAuth oauth_nonce="a", oauth_token="b""#;
        for paste in [
            r#"Authorization: OAuth oauth_nonce="a", oauth_token="b""#.to_owned(),
            r#"authorization: OAuth oauth_nonce="a",
   oauth_token="b""#
                .to_owned(),
            value.to_owned(),
            format!("'Authorization' => '{value}',"),
            format!("headers: {{ Authorization: '{value}' }}"),
            r#"{"headers":{"Authorization":"OAuth oauth_nonce=\"a\", oauth_token=\"b\""}}"#
                .to_owned(),
            r#"req.setHeader("Authorization", "OAuth oauth_nonce=\"a\", oauth_token=\"b\"");"#
                .to_owned(),
            format!("HTTP_AUTHORIZATION: {value}"),
            format!("I send {value}\n\nand get a 401"),
        ] {
            assert_eq!(values_of(&paste), [value], "{paste}");
        }
    }

    #[test]
    fn a_missing_scheme_is_not_made_up() {
        assert_eq!(
            values_of("Authorization: oauth_nonce=\"a\"&oauth_token=\"b\""),
            ["oauth_nonce=\"a\"&oauth_token=\"b\""]
        );
        assert_eq!(values_of("oauth_nonce=\"a\""), ["oauth_nonce=\"a\""]);
    }

    #[test]
    fn two_headers_are_two_requests_and_equal_ones_are_one() {
        let two =
            "Authorization: OAuth oauth_nonce=\"a\"\nAuthorization: OAuth oauth_nonce=\"b\"\n";
        assert_eq!(values_of(two).len(), 2);
        let same = "OAuth oauth_nonce=\"a\"\nOAuth oauth_nonce=\"a\"\n";
        assert_eq!(values_of(same), ["OAuth oauth_nonce=\"a\""]);
    }

    #[test]
    fn a_value_broken_by_an_editor_is_joined() {
        assert_eq!(
            values_of("OAuth oauth_nonce=\"ab\ncd\",\noauth_token=\"x\"\noauth_version=\"1.0\""),
            ["OAuth oauth_nonce=\"abcd\", oauth_token=\"x\", oauth_version=\"1.0\""]
        );
    }
}
