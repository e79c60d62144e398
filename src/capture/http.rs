//! Raw HTTP/1.x as text, as proxies, logs and people write it (RFC 9112).
//!
//! The header lines are checked by httparse; what it does not take is made fit before: bare line
//! feeds, folded lines, a request line without a version or with a blank in its target.

use std::ops::Range;

use bstr::{BStr, ByteSlice};

use super::assemble::FORM;
use super::lines::{self, Line, RequestLine, lines_from};
use super::{Captured, Gap, Options, Part, Response, Why};
use crate::error::{Assumption, Error, Finding, Guess};
use crate::request::{Header, Request, Span, Text};

/// More header lines than this are refused.
pub(crate) const MAX_HEADERS: usize = 1000;

/// Reads the requests, each with the answer behind it.
pub(crate) fn read(text: &Text, options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    let (block, outside) = super::indent::block(text);
    let text = &block;
    let bytes = text.bytes();
    let mut found = first_request_line(text)?;
    let mut end = 0;
    let mut read: Vec<Captured> = Vec::new();
    loop {
        let (line, next, start) = found;
        let mut captured = Captured::default();
        captured.unused.extend(filled(text, end..start));
        if read.is_empty() {
            captured.response = answer_beside(&bytes[..start]);
        }
        let (headers, body_at) = headers(text, next, &mut captured.findings)?;
        let extent = extent(bytes, body_at, &headers);
        let part = text.slice(start..extent.body);
        let rebased = |range: Range<usize>| range.start - start..range.end - start;
        let line = RequestLine {
            method: rebased(line.method),
            target: rebased(line.target),
            version: line.version.map(rebased),
        };
        message(
            &part,
            &line,
            headers,
            body_at - start,
            None,
            options,
            &mut captured,
        )?;
        captured.response = extent
            .answer
            .and_then(|range| response(&bytes[range]))
            .or(captured.response);
        read.push(captured);
        end = extent.end;
        match next_request_line(bytes, end) {
            Some(next) => found = next,
            None => break,
        }
    }
    if let Some(last) = read.last_mut() {
        last.unused.extend(filled(text, end..bytes.len()));
        last.unused.extend(outside);
        last.unused.sort_by_key(|span| span.start);
    }
    Ok(read)
}

/// The place of a range, if it holds more than blanks and drawn lines.
fn filled(text: &Text, range: Range<usize>) -> Option<Span> {
    let bytes = &text.bytes()[range.clone()];
    let says = |line: &Line| {
        let content = bytes[line.range.clone()].trim_ascii();
        let drawn = is_frame(content) && !content.iter().any(u8::is_ascii_alphanumeric);
        !content.is_empty() && !drawn
    };
    lines::lines(bytes).find(says)?;
    let range = lines::trim(text.bytes(), range);
    text.locate(range)
}

/// Where the parts of an exchange end.
struct Extent {
    body: usize,
    answer: Option<Range<usize>>,
    end: usize,
}

/// Where the body ends that begins at `start`, and the answer behind it. A length that fits tells;
/// else a status line, the next request line, or a drawn line.
fn extent(bytes: &BStr, start: usize, headers: &[Header]) -> Extent {
    let named = |name: &str| {
        let mut found = headers.iter().rev().filter(|header| header.is_named(name));
        found.next().map(|header| header.value.bytes())
    };
    let length = named("content-length").and_then(|value| value.to_str().ok()?.trim().parse().ok());
    let chunked = named("transfer-encoding").is_some_and(|value| value.contains_str("chunked"));
    let multipart = named("content-type").is_some_and(|value| value.contains_str("multipart/"));
    let (body, next) = message_end(bytes, start, length, chunked, multipart);
    let answer = lines_from(bytes, next)
        .find(|line| {
            let content = bytes[line.range.clone()].trim_ascii();
            let title = content.eq_ignore_ascii_case(b"response");
            !(content.is_empty() || is_frame(content) || is_markup(content) || title)
        })
        .filter(|line| is_status_line(&bytes[line.range.clone()]))
        .map(|line| line.range.start);
    let Some(status) = answer else {
        return Extent {
            body,
            answer: None,
            end: next,
        };
    };
    let (answer, end) = answer_end(bytes, status);
    Extent {
        body,
        answer: Some(status..answer),
        end,
    }
}

/// Where the answer ends whose status line begins at `start`, and where the text goes on.
fn answer_end(bytes: &BStr, start: usize) -> (usize, usize) {
    let (mut length, mut chunked) = (None, false);
    let mut body = bytes.len();
    for line in lines_from(bytes, start) {
        let content = &bytes[line.range.clone()];
        if content.trim_ascii().is_empty() {
            body = line.next;
            break;
        }
        let Some((name, value)) = content.split_once_str(":") else {
            continue;
        };
        if name.eq_ignore_ascii_case(b"content-length") {
            length = value
                .trim_ascii()
                .to_str()
                .ok()
                .and_then(|text| text.parse().ok());
        }
        chunked |= name.eq_ignore_ascii_case(b"transfer-encoding") && value.contains_str("chunked");
    }
    message_end(bytes, body, length, chunked, false)
}

/// Where a body ends that begins at `start`, and where the text goes on behind it.
fn message_end(
    bytes: &BStr,
    start: usize,
    length: Option<usize>,
    chunked: bool,
    multipart: bool,
) -> (usize, usize) {
    let named = |line: &Line| {
        let word = bytes[line.range.clone()].trim_ascii();
        // The word first: to look on from each line would take the square of the time.
        word.eq_ignore_ascii_case(b"response")
            && lines_from(bytes, line.next)
                .find(|line| !bytes[line.range.clone()].trim_ascii().is_empty())
                .is_some_and(|next| is_status_line(&bytes[next.range]))
    };
    let begins = |line: &Line| {
        let content = &bytes[line.range.clone()];
        named(line)
            || is_status_line(content)
            || labelled_status(content).is_some()
            || lines::request_line(bytes, line.range.clone())
                .is_some_and(|line| line.version.is_some())
            || (!multipart && (is_frame(content) || is_markup(content)))
    };
    // A length fits where nothing, or another message, stands behind it.
    let fits = |end: usize| {
        let first =
            lines_from(bytes, end).find(|line| !bytes[line.range.clone()].trim_ascii().is_empty());
        end <= bytes.len() && first.is_none_or(|line| begins(&line))
    };
    if let Some(end) = chunked.then(|| chunks(bytes, start)).flatten() {
        return (end, end);
    }
    if let Some(end) = length
        .and_then(|length| start.checked_add(length))
        .filter(|end| fits(*end))
    {
        return (end, end);
    }
    let Some(next) = lines_from(bytes, start).find(begins) else {
        return (bytes.len(), bytes.len());
    };
    // The blank line before it is the paste's.
    let before = &bytes[start..next.range.start];
    let cut = before
        .strip_suffix(b"\r\n")
        .or_else(|| before.strip_suffix(b"\n"))
        .map_or(0, <[u8]>::len);
    (start + cut, next.range.start)
}

/// An answer that stands beside the request: with its status line, or its body alone.
pub(crate) fn answer_beside(bytes: &[u8]) -> Option<Response> {
    if let Some(line) = lines::lines(bytes).find(|line| is_status_line(&bytes[line.range.clone()]))
    {
        let (end, _) = answer_end(bytes.as_bstr(), line.range.start);
        return response(&bytes[line.range.start..end]);
    }
    let body = lines::lines(bytes)
        .map(|line| bytes[line.range].trim_ascii())
        .find(|line| {
            let told = line.contains_str("oauth_problem") || line.contains_str("\"error");
            told || line.starts_with(b"{\\\"") || line.starts_with(b"{\"")
        })?;
    Some(Response {
        // Quoted once more by whoever logged it.
        body: if body.starts_with(b"{\\\"") {
            body.replace("\\\"", "\"")
        } else {
            body.to_vec()
        },
        ..Response::default()
    })
}

/// The request line of a message, wherever in a text it stands: it has a version, or a whole URL,
/// and below it headers and a body.
pub(crate) fn heads_message(bytes: &[u8], line: &Line) -> Option<RequestLine> {
    let found = lines::request_line(bytes, line.range.clone())?;
    let target = &bytes[found.target.clone()];
    let is_head = found.version.is_some()
        || (target.contains_str("://")
            && !target.contains(&b' ')
            && is_header(&bytes[line.next..])
            && has_body(bytes, line.next));
    is_head.then_some(found)
}

/// Whether pairs or JSON stand below the blank line that ends the headers here, and not talk.
fn has_body(bytes: &[u8], headers: usize) -> bool {
    let mut below = lines_from(bytes, headers)
        .map(|line| bytes[line.range].trim_ascii())
        .skip_while(|line| !line.is_empty())
        .skip_while(|line| line.is_empty());
    below.next().is_some_and(is_form)
}

/// Whether a header stands here: a name without blanks, a colon, a blank.
fn is_header(text: &[u8]) -> bool {
    let name = text.find_byteset(b": \t\r\n").unwrap_or_default();
    name > 0 && text[name..].starts_with(b": ")
}

/// The first request line of a message behind `at`, with its places.
fn next_request_line(bytes: &BStr, at: usize) -> Option<(RequestLine, usize, usize)> {
    lines_from(bytes, at).find_map(|line| {
        let found = heads_message(bytes, &line)?;
        Some((found, line.next, line.range.start))
    })
}

/// The request line that the paste begins with, else the first of a message, else the first: its
/// parts, where the next line begins, and where this one does.
fn first_request_line(text: &Text) -> Result<(RequestLine, usize, usize), Error> {
    let bytes = text.bytes();
    let mut first = None;
    let mut plain = None;
    for line in lines::lines(bytes) {
        if bytes[line.range.clone()].trim_ascii().is_empty() {
            continue;
        }
        if let Some(found) = lines::request_line(bytes, line.range.clone()) {
            let leads = first.is_none() || heads_message(bytes, &line).is_some();
            let found = (found, line.next, line.range.start);
            if leads {
                return Ok(found);
            }
            plain.get_or_insert(found);
        }
        first.get_or_insert(line.range);
    }
    if let Some(found) = plain {
        return Ok(found);
    }
    let span = first.and_then(|range| text.locate(range));
    let error = Error::new("expected a request line such as `POST /path HTTP/1.1`")
        .help("begin the paste with the request line, method first");
    Err(match span {
        Some(span) => error.at(span),
        None => error,
    })
}

/// Makes the request of its parts; `scheme` is what the paste tells of it elsewhere.
pub(crate) fn message(
    text: &Text,
    line: &RequestLine,
    headers: Vec<Header>,
    body_at: usize,
    scheme: Option<&str>,
    options: &Options<'_>,
    captured: &mut Captured,
) -> Result<(), Error> {
    let method = text.slice(line.method.clone());
    if method.bytes() == "CONNECT" {
        let error =
            Error::new("CONNECT opens a tunnel; the request that was signed goes through it")
                .help("capture the request inside the tunnel: let the proxy decrypt it");
        return Err(match method.span() {
            Some(span) => error.at(span),
            None => error,
        });
    }
    let target = text.slice(line.target.clone());
    let url = absolute_url(&target, &headers, scheme, options, captured);
    let (body, response) = body(&text.slice(body_at..usize::MAX), &headers, captured);
    captured.response = captured.response.take().or(response);
    let form = headers.iter().any(|header| {
        header.is_named("content-type") && header.value.bytes().starts_with(FORM.as_bytes())
    });
    let body = body.map(|body| {
        let rows = form.then(|| super::rest::decoded_rows(&body)).flatten();
        if rows.is_some() {
            // Decoded, it has another length.
            let mismatch = |id: &str| id == "content-length-mismatch";
            captured.findings.retain(|found| !mismatch(found.id));
            super::rest::form_of_rows(body, captured)
        } else {
            body
        }
    });
    captured.request = Request {
        method,
        url,
        absolute_form: is_absolute(target.bytes()),
        headers,
        body,
        ..Request::default()
    };
    Ok(())
}

/// Whether a target is a whole URL.
fn is_absolute(target: &BStr) -> bool {
    let scheme = target.find("://").and_then(|at| target.get(..at));
    scheme.is_some_and(|scheme| scheme.iter().all(u8::is_ascii_alphabetic))
}

/// The URL of a target: absolute, or a path on the `Host`; the path alone where there is none.
pub(crate) fn absolute_url(
    target: &Text,
    headers: &[Header],
    scheme: Option<&str>,
    options: &Options<'_>,
    captured: &mut Captured,
) -> Text {
    if is_absolute(target.bytes()) {
        return target.clone();
    }
    let Some(host) = headers.iter().find(|header| header.is_named("host")) else {
        if let Some(url) = &options.url {
            return Text::made(url.as_str());
        }
        captured.missing.push(Gap {
            part: Part::Host,
            why: Why::NeverShown,
            span: target.span(),
        });
        return target.clone();
    };
    let host = &host.value;
    let scheme = match (&options.scheme, scheme) {
        (Some(scheme), _) => scheme.clone(),
        (None, Some(scheme)) => scheme.to_owned(),
        (None, None) => guess_scheme(host, headers, captured).to_owned(),
    };
    let mut url = Text::made(format!("{scheme}://"));
    url.push_text(host);
    url.push_text(target);
    url
}

/// The scheme, which a raw request does not hold.
fn guess_scheme(host: &Text, headers: &[Header], captured: &mut Captured) -> &'static str {
    let port = host.bytes().rsplit_once_str(":").map(|(_, port)| port);
    let port = port.and_then(|port| port.to_str().ok()?.parse::<u16>().ok());
    let (scheme, why) = if port == Some(443) {
        ("https", "its port is 443".to_owned())
    } else if port == Some(80) {
        ("http", "its port is 80".to_owned())
    } else if let Some((scheme, name)) = own_origin(host, headers) {
        (scheme, format!("its {name} header has it"))
    } else {
        (
            "https",
            "nothing in the paste tells; --scheme http says otherwise".to_owned(),
        )
    };
    let message = format!("a raw request does not hold its scheme: {scheme} was taken, as {why}");
    let guess = Assumption::new("scheme-guessed", message).about(Guess::Scheme);
    captured.guesses.push(guess);
    scheme
}

/// The scheme of an Origin or Referer header on the same host.
fn own_origin(host: &Text, headers: &[Header]) -> Option<(&'static str, &'static str)> {
    ["Origin", "Referer"].into_iter().find_map(|name| {
        let value = headers
            .iter()
            .find(|header| header.is_named(name))?
            .value
            .bytes();
        ["http", "https"].into_iter().find_map(|scheme| {
            let rest = value
                .strip_prefix(scheme.as_bytes())?
                .strip_prefix(b"://")?;
            let rest = rest.strip_prefix(host.bytes().as_bytes())?;
            (rest.is_empty() || rest.starts_with(b"/")).then_some((scheme, name))
        })
    })
}

/// The headers from `start` to the blank line, and where the body begins.
pub(crate) fn headers(
    text: &Text,
    start: usize,
    findings: &mut Vec<Finding>,
) -> Result<(Vec<Header>, usize), Error> {
    let bytes = text.bytes();
    let mut folded: Vec<Text> = Vec::new();
    let mut body = bytes.len();
    // The first break that was taken out of the last header, and how many.
    let mut breaks: Option<(Option<Span>, usize)> = None;
    for (count, line) in lines_from(bytes, start).enumerate() {
        if count > MAX_HEADERS {
            return Err(Error::new(format_args!(
                "the request has more than {MAX_HEADERS} header lines"
            ))
            .help("paste the failing request alone"));
        }
        let part = text.slice(line.range.clone());
        let content = &bytes[line.range.clone()];
        if content.trim_ascii().is_empty() {
            if folded.is_empty() && goes_on_with_headers(bytes, line.next) {
                continue;
            }
            body = line.next;
            break;
        }
        let continues = content.starts_with(b" ") || content.starts_with(b"\t");
        match folded.last_mut() {
            Some(last) if continues => fold(last, &part, " "),
            Some(last) if !begins_header(content) && wraps(last, content) => {
                let (_, count) = breaks.get_or_insert((part.span(), 0));
                *count += 1;
                fold(
                    last,
                    &part,
                    if breaks_value(last.bytes()) { "" } else { " " },
                );
            }
            _ if !begins_header(content) && is_form(content) => {
                // The blank line got lost, as it does in trackers.
                findings.push(Finding::new(
                    "capture-blank-line-missing",
                    "the blank line between the headers and the body was missing",
                    part.span(),
                ));
                body = line.range.start;
                break;
            }
            _ => {
                note_breaks(&mut breaks, findings);
                folded.push(part);
            }
        }
    }
    note_breaks(&mut breaks, findings);
    let headers: Vec<Header> = folded.iter().map(header).collect::<Result<_, _>>()?;
    let control = |byte: &u8| byte.is_ascii_control() && *byte != b'\t';
    let controls = headers
        .iter()
        .filter(|header| header.value.bytes().iter().any(control));
    findings.extend(controls.map(|header| {
        Finding::new(
            "header-control-character",
            "a header's value holds a control character, which a server may refuse",
            header.value.span(),
        )
    }));
    Ok((headers, body))
}

/// Whether the next filled line is a header that no body begins with: a blank line stands before it.
fn goes_on_with_headers(bytes: &BStr, at: usize) -> bool {
    let next =
        lines_from(bytes, at).find(|line| !bytes[line.range.clone()].trim_ascii().is_empty());
    let known = [
        "authorization:",
        "host:",
        "content-type:",
        "user-agent:",
        "accept:",
    ];
    next.is_some_and(|line| {
        let lower = bytes[line.range].to_ascii_lowercase();
        known.iter().any(|name| lower.starts_with(name.as_bytes()))
    })
}

/// Joins a continued line to its header, the blanks round the break becoming `between`.
fn fold(header: &mut Text, part: &Text, between: &str) {
    let end = header.bytes().trim_ascii_end().len();
    header.truncate(end);
    let content = lines::trim(part.bytes(), 0..part.bytes().len());
    header.push_made(between.as_bytes());
    header.push_text(&part.slice(content));
}

/// Whether a line begins with a header's name.
fn begins_header(line: &[u8]) -> bool {
    line.find_byte(b':').is_some_and(|colon| {
        let name = &line[..colon];
        !name.is_empty()
            && name
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~ ".contains(byte))
    })
}

/// One note for all the breaks of one header.
fn note_breaks(breaks: &mut Option<(Option<Span>, usize)>, findings: &mut Vec<Finding>) {
    if let Some((span, count)) = breaks.take() {
        let places = match count {
            1 => String::new(),
            count => format!(" ({count} places)"),
        };
        findings.push(Finding::new(
            "capture-line-folded",
            format_args!("line breaks inside the header were taken out{places}"),
            span,
        ));
    }
}

/// Whether a header breaks off inside a quoted value.
fn breaks_value(header: &BStr) -> bool {
    header.find_iter("\"").count() % 2 == 1
}

/// Whether a line without a name can be the rest of `header`, broken by an editor.
fn wraps(header: &Text, line: &[u8]) -> bool {
    let before = header.bytes();
    let line = line.trim_ascii();
    let value = before
        .find_byte(b':')
        .map_or(&b""[..], |colon| before[colon + 1..].trim_ascii());
    if value.is_empty() || value.eq_ignore_ascii_case(b"oauth") {
        return begins_fields(line);
    }
    before.contains_str("oauth_")
        && (breaks_value(before)
            || before.trim_ascii_end().ends_with(b",")
            || line.contains_str("=\"")
            || line.contains_str("=\u{201C}"))
}

/// Whether a line begins as the value of an OAuth header does: with the scheme or with a field.
fn begins_fields(line: &[u8]) -> bool {
    let scheme = line
        .get(..5)
        .is_some_and(|word| word.eq_ignore_ascii_case(b"oauth"))
        && line.get(5).is_none_or(u8::is_ascii_whitespace);
    scheme
        || ["oauth_", "realm"]
            .iter()
            .any(|name| line.starts_with(name.as_bytes()))
            && line.contains(&b'=')
}

/// Whether a line is pairs of a form or JSON, not a header.
fn is_form(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.starts_with(b"{")
        || (line.contains(&b'=') && !line.contains(&b' ') && !line.contains(&b'"'))
}

/// One unfolded header line, checked by httparse.
fn header(line: &Text) -> Result<Header, Error> {
    let mut whole = line.clone();
    whole.push_made(b"\r\n\r\n");
    let bytes = whole.bytes();
    let mut slots = [httparse::EMPTY_HEADER];
    let problem = match httparse::parse_headers(bytes, &mut slots) {
        Ok(_) => {
            let [found] = slots;
            let start = found.value.as_ptr() as usize - bytes.as_ptr() as usize;
            // An empty value is a slice of nothing, anywhere.
            let value = if found.value.is_empty() {
                Text::default()
            } else {
                whole.slice(start..start + found.value.len())
            };
            return Ok(Header {
                name: whole.slice(0..found.name.len()),
                value,
            });
        }
        Err(httparse::Error::HeaderValue) if line.bytes().find_byteset(b"\0\r").is_none() => {
            return Ok(with_controls(line));
        }
        Err(httparse::Error::HeaderValue) => {
            "expected printable characters in the header's value, found a control character"
                .to_owned()
        }
        Err(_) if !bytes.contains(&b':') => {
            "expected a header line `Name: value`, or a blank line before the body".to_owned()
        }
        Err(_) => {
            let name = bytes.split_str(":").next().unwrap_or_default();
            let name = name.get(..40).unwrap_or(name);
            format!(
                "expected a header's name before the `:`, found \"{}\"",
                name.escape_ascii()
            )
        }
    };
    let error = Error::new(problem).help("paste the request as it went over the wire");
    Err(match line.span() {
        Some(span) => error.at(span),
        None => error,
    })
}

/// A header whose value holds control characters: none may stand there (RFC 9110 section 5.5), but
/// clients send them, and they end neither the value nor the line.
fn with_controls(line: &Text) -> Header {
    let bytes = line.bytes();
    let colon = bytes.find_byte(b':').unwrap_or(bytes.len());
    let value = line.slice((colon + 1).min(bytes.len())..bytes.len());
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let from = value.bytes().iter().take_while(|byte| blank(byte)).count();
    let after = value.bytes().iter().rev().take_while(|byte| blank(byte));
    let to = value.bytes().len() - after.count();
    Header {
        name: line.slice(0..colon),
        value: value.slice(from.min(to)..to),
    }
}

/// The body, by what the headers say of it, and the answer that stands behind it.
pub(crate) fn body(
    rest: &Text,
    headers: &[Header],
    captured: &mut Captured,
) -> (Option<Text>, Option<Response>) {
    let named = |name: &str| {
        let mut found = headers.iter().filter(|header| header.is_named(name));
        found.next_back()
    };
    let chunked = named("transfer-encoding").is_some_and(|header| {
        header
            .value
            .bytes()
            .to_ascii_lowercase()
            .contains_str("chunked")
    });
    if chunked && !rest.bytes().trim_ascii().is_empty() {
        if let Some((body, used)) = dechunk(rest) {
            return (Some(body), response(&rest.bytes()[used..]));
        }
        captured.findings.push(Finding::new(
            "capture-not-chunked",
            "Transfer-Encoding says chunked, but the body is not in chunks; it was taken as it \
             stands",
            rest.span(),
        ));
    }
    if chunked && rest.bytes().trim_ascii().is_empty() {
        let span = named("transfer-encoding").and_then(|header| header.value.span());
        captured.missing.push(Gap {
            part: Part::Body,
            why: Why::NeverShown,
            span,
        });
    }
    let Some(header) = named("content-length") else {
        return body_without_length(rest, captured);
    };
    let Some(length) = header
        .value
        .bytes()
        .to_str()
        .ok()
        .and_then(|text| text.parse().ok())
    else {
        captured.findings.push(Finding::new(
            "content-length-mismatch",
            "Content-Length is not a number",
            header.value.span(),
        ));
        return body_without_length(rest, captured);
    };
    let bytes = rest.bytes();
    if let Some(tail) = bytes.get(length..) {
        let end = tail.trim_ascii_start();
        if end.is_empty() || is_status_line(end) {
            return (Some(rest.slice(0..length)), response(end));
        }
    }
    let (body, answer) = split_response(rest);
    let body_bytes = body.bytes();
    if body_bytes.len() + lone_feeds(body_bytes) == length {
        captured.findings.push(Finding::new(
            "capture-line-breaks",
            "the body's line breaks were LF in the paste; Content-Length shows that they were CR \
             LF, so they were put back",
            body.span(),
        ));
        return (Some(with_returns(&body)), answer);
    }
    let trimmed = without_final_break(&body);
    if trimmed.bytes().trim_ascii().is_empty() && length > 0 {
        captured.missing.push(Gap {
            part: Part::Body,
            why: Why::Length(length),
            span: header.value.span(),
        });
        return (None, answer);
    }
    captured.findings.push(Finding::new(
        "content-length-mismatch",
        format_args!(
            "Content-Length says {length}, but the body in the paste has {}; all of it was taken",
            bytes_in_words(trimmed.bytes().len())
        ),
        header.value.span(),
    ));
    (some(trimmed), answer)
}

fn bytes_in_words(count: usize) -> String {
    match count {
        1 => "1 byte".to_owned(),
        _ => format!("{count} bytes"),
    }
}

/// All that is left, but for one line break at the end.
fn body_without_length(rest: &Text, captured: &mut Captured) -> (Option<Text>, Option<Response>) {
    let (body, answer) = split_response(rest);
    if body.bytes().trim_ascii().is_empty() {
        return (None, answer);
    }
    let trimmed = without_final_break(&body);
    if trimmed.bytes().len() < body.bytes().len() {
        captured.guesses.push(Assumption::new(
            "final-line-break-dropped",
            "the line break that ends the paste was taken for the editor's, not for the body's",
        ));
    }
    (some(trimmed), answer)
}

fn some(body: Text) -> Option<Text> {
    (!body.bytes().is_empty()).then_some(body)
}

fn without_final_break(body: &Text) -> Text {
    let bytes = body.bytes();
    let end = bytes
        .strip_suffix(b"\r\n")
        .or_else(|| bytes.strip_suffix(b"\n"))
        .map_or(bytes.len(), <[u8]>::len);
    body.slice(0..end)
}

fn lone_feeds(bytes: &[u8]) -> usize {
    let all = bytes.find_iter("\n").count();
    all - bytes.find_iter("\r\n").count()
}

fn with_returns(body: &Text) -> Text {
    let bytes = body.bytes();
    let mut out = Text::default();
    let mut done = 0;
    for at in bytes.find_iter("\n") {
        if at == 0 || bytes[at - 1] != b'\r' {
            out.push_text(&body.slice(done..at));
            out.push_made(b"\r");
            done = at;
        }
    }
    out.push_text(&body.slice(done..bytes.len()));
    out
}

/// The body of chunks, and how many bytes they took.
fn dechunk(rest: &Text) -> Option<(Text, usize)> {
    let mut body = Text::default();
    let end = each_chunk(rest.bytes(), 0, |range| body.push_text(&rest.slice(range)))?;
    Some((body, end))
}

/// Where the chunks end that begin at `start`.
fn chunks(bytes: &BStr, start: usize) -> Option<usize> {
    each_chunk(bytes, start, |_| {})
}

/// Gives the place of each chunk's data; where the last ends, with its trailer.
fn each_chunk(bytes: &BStr, start: usize, mut take: impl FnMut(Range<usize>)) -> Option<usize> {
    let mut at = start;
    loop {
        let line = lines_from(bytes, at).next()?;
        // httparse wants CR LF, which a paste may have lost.
        let mut size = bytes[line.range.clone()].to_vec();
        size.extend_from_slice(b"\r\n");
        let Ok(httparse::Status::Complete((_, size))) = httparse::parse_chunk_size(&size) else {
            return None;
        };
        let size = usize::try_from(size).ok()?;
        if size == 0 {
            let trailer = lines_from(bytes, line.next).find(|line| line.range.is_empty());
            return Some(trailer.map_or(bytes.len(), |line| line.next));
        }
        let end = line
            .next
            .checked_add(size)
            .filter(|end| *end <= bytes.len())?;
        take(line.next..end);
        let after = lines_from(bytes, end).next()?;
        if !after.range.is_empty() {
            return None;
        }
        at = after.next;
    }
}

/// Parts the text at a status line that begins a line.
fn split_response(rest: &Text) -> (Text, Option<Response>) {
    let bytes = rest.bytes();
    let status = lines_from(bytes, 0).find(|line| is_status_line(&bytes[line.range.clone()]));
    let Some(line) = status else {
        return (rest.clone(), None);
    };
    let start = line.range.start;
    // The blank line before the answer is the paste's.
    let body = without_final_break(&rest.slice(0..start));
    (body, response(&bytes[start..]))
}

/// Whether the bytes begin with `HTTP/1.1 401`.
pub(crate) fn is_status_line(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(b"HTTP/") else {
        return false;
    };
    let Some(space) = rest.find_byte(b' ').filter(|at| (1..=3).contains(at)) else {
        return false;
    };
    let code = rest[space + 1..].get(..3).unwrap_or_default();
    code.len() == 3 && code.iter().all(u8::is_ascii_digit)
}

/// Whether a line is drawn to part what stands above and below it: `<<<<<<<<`, `--------`, or words
/// between such (`-----NOT WORKING -----`). A boundary of multipart has them at its start only.
pub(crate) fn is_frame(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    let Some(&first) = line.first().filter(|byte| b"-=<>*#~_".contains(byte)) else {
        return false;
    };
    let run =
        |bytes: &mut dyn Iterator<Item = &u8>| bytes.take_while(|byte| **byte == first).count();
    let (head, tail) = (run(&mut line.iter()), run(&mut line.iter().rev()));
    let pem = line.starts_with(b"-----BEGIN ") || line.starts_with(b"-----END ");
    (head == line.len() && head >= 4) || (head >= 3 && tail >= 3 && !pem)
}

/// Whether a line is markup round a message, or the title of what follows: a fence, `{noformat}`,
/// a closing tag, `Response Body:`.
pub(crate) fn is_markup(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    let wiki = ["{noformat", "{code", "{panel", "{quote"]
        .iter()
        .any(|mark| line.starts_with(mark.as_bytes()))
        && line.ends_with(b"}");
    let tag = line.starts_with(b"</") && line.ends_with(b">") && line.len() < 80;
    line.starts_with(b"```")
        || line.starts_with(b"~~~")
        || wiki
        || tag
        || super::sections::is_title(line)
        || line.ends_with(b":") && is_answer_label(line)
}

fn is_answer_label(line: &[u8]) -> bool {
    let words = line
        .trim_with(|c| " \t:#*".contains(c))
        .to_ascii_lowercase();
    let last = words.rsplit_str(" ").next().unwrap_or_default();
    words.len() < 40 && matches!(last, b"response" | b"answer" | b"reply")
}

/// Where the status line begins in a line that names it first: `Response: HTTP/1.1 401`.
pub(crate) fn labelled_status(line: &[u8]) -> Option<usize> {
    let at = line.find("HTTP/")?;
    let label = line[..at].trim_ascii();
    let words = label
        .iter()
        .all(|byte| byte.is_ascii_alphabetic() || b" :>-".contains(byte));
    let fits = label.ends_with(b":") && words && label.len() < 40;
    (fits && is_status_line(&line[at..])).then_some(at)
}

/// The status that a line of prose tells, by the word before it or the reason behind it.
pub(crate) fn status_in_prose(line: &[u8]) -> Option<u16> {
    const REASONS: [&str; 6] = [
        "Unauthorized",
        "Authorization Required",
        "Bad Request",
        "Forbidden",
        "Not Found",
        "OK",
    ];
    const WORDS: [&str; 6] = [
        "http error",
        "status",
        "response",
        "code",
        "http/1.1\"",
        "returned",
    ];
    line.find_iter(" ").find_map(|blank| {
        let code = line.get(blank + 1..blank + 4)?;
        let status: u16 = code.to_str().ok()?.parse().ok()?;
        let apart = line
            .get(blank + 4)
            .is_none_or(|byte| !byte.is_ascii_alphanumeric());
        if !(200..600).contains(&status) || !apart {
            return None;
        }
        let before = line[blank.saturating_sub(20)..blank]
            .trim_end_with(|c| c == ':' || c == '=')
            .to_ascii_lowercase();
        let behind = line[blank + 4..].trim_start_with(|c| c == ' ' || c == ':');
        let told = WORDS.iter().any(|word| before.ends_with(word.as_bytes()))
            || REASONS
                .iter()
                .any(|reason| behind.starts_with(reason.as_bytes()));
        told.then_some(status)
    })
}

/// A provider's answer as text.
pub(crate) fn response(bytes: &[u8]) -> Option<Response> {
    let bytes = bytes.trim_ascii_start();
    if !is_status_line(bytes) {
        return None;
    }
    // httparse knows HTTP/1 only; the version does not matter here.
    let space = bytes.find_byte(b' ')?;
    let mut text = b"HTTP/1.1".to_vec();
    text.extend_from_slice(&bytes[space..]);
    if text
        .find("\n\n")
        .or_else(|| text.find("\r\n\r\n"))
        .is_none()
    {
        text.extend_from_slice(b"\r\n\r\n");
    }
    let mut slots = vec![httparse::EMPTY_HEADER; 200];
    let mut parsed = httparse::Response::new(&mut slots);
    let Ok(httparse::Status::Complete(head)) = parsed.parse(&text) else {
        let code = bytes[space + 1..].get(..3)?.to_str().ok()?.parse().ok();
        return Some(Response {
            status: code,
            ..Response::default()
        });
    };
    let headers: Vec<(String, String)> = parsed
        .headers
        .iter()
        .map(|header| {
            (
                header.name.to_owned(),
                header.value.to_str_lossy().into_owned(),
            )
        })
        .collect();
    let status = parsed.code;
    let body = Text::made(&text[head..]);
    let chunked = headers.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case("transfer-encoding") && value.contains("chunked")
    });
    let body = match dechunk(&body).filter(|_| chunked) {
        Some((body, _)) => body,
        None => without_final_break(&body),
    };
    Some(Response {
        status,
        headers,
        body: body.bytes().to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(paste: &str) -> Captured {
        read(&Text::copied(paste.as_bytes(), 0), &Options::default())
            .unwrap()
            .remove(0)
    }

    fn problem(paste: &str) -> Error {
        read(&Text::copied(paste.as_bytes(), 0), &Options::default()).unwrap_err()
    }

    fn ids(captured: &Captured) -> Vec<&'static str> {
        captured.findings.iter().map(|found| found.id).collect()
    }

    #[test]
    fn every_byte_of_a_request_is_found_in_the_paste() {
        let paste = "POST /a?b=c HTTP/1.1\r\nHost: h:81\r\nX:  y \r\n\r\nk=v";
        let captured = one(paste);
        let request = &captured.request;
        assert_eq!(request.url.bytes(), "https://h:81/a?b=c");
        assert_eq!(request.headers[1].value.bytes(), "y");
        let value = request.headers[1].value.span().unwrap();
        assert_eq!(&paste[value], "y");
        assert_eq!(
            &paste[request.body.as_ref().unwrap().span().unwrap()],
            "k=v"
        );
    }

    #[test]
    fn folded_lines_are_joined_by_one_space() {
        let captured =
            one("GET / HTTP/1.1\nHost: h\nAuthorization: OAuth a=\"b\",\n   c=\"d\"\n\n");
        assert_eq!(
            captured.request.headers[1].value.bytes(),
            "OAuth a=\"b\", c=\"d\""
        );
        assert!(captured.findings.is_empty());
    }

    #[test]
    fn a_header_broken_by_an_editor_is_mended_and_that_is_said() {
        let captured = one(
            "GET / HTTP/1.1\nHost: h\nAuthorization: OAuth oauth_token=\"abc\ndef\",\noauth_nonce=\"n\"\n\n",
        );
        assert_eq!(
            captured.request.headers[1].value.bytes(),
            "OAuth oauth_token=\"abcdef\", oauth_nonce=\"n\""
        );
        assert_eq!(ids(&captured), ["capture-line-folded"]);
    }

    #[test]
    fn content_length_decides_about_the_last_line_break() {
        let body = |length: &str| {
            one(&format!("POST / HTTP/1.1\nHost: h\n{length}\n{}", "a=b\n"))
                .request
                .body
        };
        assert_eq!(body("Content-Length: 4\n").unwrap().bytes(), "a=b\n");
        assert_eq!(body("Content-Length: 3\n").unwrap().bytes(), "a=b");
        assert_eq!(body("").unwrap().bytes(), "a=b");
    }

    #[test]
    fn a_content_length_that_does_not_fit_is_a_finding_with_its_place() {
        let paste = "POST / HTTP/1.1\nHost: h\nContent-Length: 9\n\na=b";
        let captured = one(paste);
        assert_eq!(captured.request.body.as_ref().unwrap().bytes(), "a=b");
        let found = &captured.findings[0];
        assert_eq!(found.id, "content-length-mismatch");
        assert_eq!(&paste[found.span.clone().unwrap()], "9");
    }

    #[test]
    fn line_breaks_lost_in_the_paste_are_put_back_when_the_length_shows_them() {
        let captured = one("POST / HTTP/1.1\nHost: h\nContent-Length: 6\n\na\nb\n");
        assert_eq!(
            captured.request.body.as_ref().unwrap().bytes(),
            "a\r\nb\r\n"
        );
        assert_eq!(ids(&captured), ["capture-line-breaks"]);
    }

    #[test]
    fn chunks_are_joined_and_the_answer_behind_them_is_kept() {
        let captured = one(
            "POST / HTTP/1.1\nHost: h\nTransfer-Encoding: chunked\n\n3\na=b\n2;x=y\n&c\n0\n\nHTTP/1.1 401 Unauthorized\nX: y\n\nno\n",
        );
        assert_eq!(captured.request.body.as_ref().unwrap().bytes(), "a=b&c");
        let response = captured.response.unwrap();
        assert_eq!(response.status, Some(401));
        assert_eq!(response.headers, [("X".to_owned(), "y".to_owned())]);
        assert_eq!(response.body, b"no");
    }

    #[test]
    fn the_scheme_comes_from_the_port_or_origin_and_is_said() {
        for (headers, scheme) in [
            ("Host: h", "https://h/"),
            ("Host: h:80", "http://h:80/"),
            ("Host: h\nOrigin: http://h", "http://h/"),
            ("Host: h\nReferer: http://other/", "https://h/"),
        ] {
            let captured = one(&format!("GET / HTTP/1.1\n{headers}\n\n"));
            assert_eq!(captured.request.url.bytes(), scheme);
            assert_eq!(captured.guesses[0].id, "scheme-guessed");
        }
    }

    #[test]
    fn errors_say_what_was_expected_and_where() {
        let paste = "GET / HTTP/1.1\nHost: h\nno name here\n\n";
        let error = problem(paste);
        assert!(
            error.problem().contains("expected a header line"),
            "{error}"
        );
        assert_eq!(&paste[error.span().unwrap()], "no name here");
        let error = problem("GET / HTTP/1.1\nHo st: h\n\n");
        assert!(error.problem().contains("found \"Ho st\""), "{error}");
        let nowhere = one("GET /a HTTP/1.1\nX: y\n\n");
        assert_eq!(nowhere.request.url.bytes(), "/a");
        assert_eq!(nowhere.missing[0].part, Part::Host);
        assert!(
            problem("CONNECT h:443 HTTP/1.1\n\n")
                .problem()
                .contains("tunnel")
        );
        assert!(
            problem("GET / HTTP/1.1\nX: a\u{0}b\n\n")
                .problem()
                .contains("control")
        );
    }

    #[test]
    fn a_million_headers_are_refused() {
        let paste = format!("GET / HTTP/1.1\n{}", "A: b\n".repeat(1_000_000));
        assert!(problem(&paste).problem().contains("more than 1000"));
    }

    #[test]
    fn a_status_is_told_by_the_words_round_it() {
        for line in [
            "HTTP failure 1 of 20: HTTP ERROR 401: Authorization Required",
            "[debug] response 401 Failed to validate",
            "https://h:443 \"POST /x HTTP/1.1\" 401 64",
            "server said 401 Unauthorized",
        ] {
            assert_eq!(status_in_prose(line.as_bytes()), Some(401), "{line}");
        }
        assert_eq!(status_in_prose(b"sent 401 bytes, took 200 ms"), None);
    }
}
