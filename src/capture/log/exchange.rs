//! One request of a log and its answer, put together from the lines that belong to them.

use std::ops::Range;

use bstr::ByteSlice;

use super::State;
use super::line::{self, Style};
use super::wire;
use crate::capture::lines::lines;
use crate::capture::{Captured, Options, Part, Response, http, indent};
use crate::error::{Error, Finding};
use crate::request::{Header, Text};

/// One request and its answer, as far as they were put together.
pub(super) struct Exchange<'a> {
    pub(super) style: &'a Style,
    /// Whether the lines below the request line have no prefix: one that has it is another message.
    pub(super) bare: bool,
    pub(super) scheme: Option<&'static str>,
    sent: Text,
    /// The body, where marks of its own tell it.
    body: Text,
    answered: Text,
    /// Whether the last line of the answer was marked: then an unmarked one begins its body.
    marked: bool,
    /// The status that the client's own words tell.
    status: Option<u16>,
}

impl<'a> Exchange<'a> {
    pub(super) fn new(style: &'a Style, bare: bool, scheme: Option<&'static str>) -> Self {
        Self {
            style,
            bare,
            scheme,
            sent: Text::default(),
            body: Text::default(),
            answered: Text::default(),
            marked: false,
            status: None,
        }
    }

    /// Appends a line or a piece of what was sent.
    pub(super) fn send(&mut self, text: &Text, content: Range<usize>) {
        append(&mut self.sent, self.style, &text.slice(content));
    }

    /// Appends a line of the body.
    pub(super) fn send_body(&mut self, text: &Text, content: Range<usize>) {
        if !self.body.bytes().is_empty() {
            self.body.push_made(b"\n");
        }
        self.body.push_text(&text.slice(content));
    }

    /// Appends a line or a piece of the answer.
    pub(super) fn answer(&mut self, text: &Text, content: Range<usize>) {
        let filled = !text.bytes()[content.clone()].trim_ascii().is_empty();
        if filled && std::mem::take(&mut self.marked) && !self.answered.bytes().ends_with(b"\n\n") {
            self.answered.push_made(b"\n");
        }
        append(&mut self.answered, self.style, &text.slice(content));
    }

    pub(super) fn is_unanswered(&self) -> bool {
        self.answered.bytes().is_empty()
    }

    /// A line that is marked as received.
    pub(super) fn receive(
        &mut self,
        text: &Text,
        style: Option<&Style>,
        content: Range<usize>,
        state: State,
    ) -> State {
        let mut part = text.slice(content);
        if let Some(plain) = self.style.quoted.and_then(|how| wire::unquoted(&part, how)) {
            part = plain;
        }
        let bytes = part.bytes();
        if ends_message(bytes) {
            return State::Outside;
        }
        let numbered = bytes.len() >= 3
            && bytes[..3].iter().all(u8::is_ascii_digit)
            && bytes.get(3).is_none_or(u8::is_ascii_whitespace);
        let begins = numbered || http::is_status_line(bytes);
        // A 1xx goes before the answer.
        let interim = self
            .answered
            .bytes()
            .split_str(" ")
            .nth(1)
            .is_some_and(|code| {
                code.starts_with(b"1") && http::is_status_line(self.answered.bytes())
            });
        if begins && interim {
            self.answered = Text::default();
        }
        if begins && !self.is_unanswered() || state == State::Echo && !begins {
            return State::Echo;
        }
        if numbered && self.is_unanswered() {
            self.answered.push_made(b"HTTP/1.1 ");
        }
        self.answered.push_text(&part);
        // A line of a log that is not quoted ends with its own line end, as `reply:` shows it.
        let quoted = style.is_some_and(|style| style.quoted.is_some());
        let whole = quoted && part.bytes().ends_with(b"\n") || is_piece(self.style, &part);
        if !whole {
            self.answered.push_made(b"\n");
        }
        self.marked = style.is_some_and(|style| !style.is_banner());
        State::Answering
    }

    /// Takes the status out of the client's own words: `HTTP ERROR 401`, `response 401 …`.
    pub(super) fn status_in(&mut self, line: &[u8]) -> bool {
        let found = http::status_in_prose(line).or_else(|| status_alone(line));
        if self.is_unanswered() {
            self.status = self.status.or(found);
        }
        found.is_some()
    }

    /// The request and its answer.
    pub(super) fn captured(&self, log: &Text, options: &Options<'_>) -> Result<Captured, Error> {
        let (sent, _) = indent::block(&self.sent);
        let exchange = Exchange {
            sent,
            body: self.body.clone(),
            answered: self.answered.clone(),
            ..*self
        };
        exchange.read(log, options)
    }

    fn read(&self, log: &Text, options: &Options<'_>) -> Result<Captured, Error> {
        let mut captured = Captured::default();
        let bytes = self.sent.bytes();
        let Some(first) = lines(bytes).next() else {
            return Ok(captured);
        };
        let Some(line) = line::request_line(bytes, first.range.clone()) else {
            return Ok(captured);
        };
        let (mut headers, body_at) = http::headers(&self.sent, first.next, &mut captured.findings)?;
        uninspected(&mut headers);
        let (sent, body_at) = self.with_body(body_at);
        let scheme = self.scheme.or_else(|| scheme_of_host(log, &headers));
        let hidden = sent
            .bytes()
            .get(body_at..)
            .unwrap_or_default()
            .trim_ascii()
            .is_empty();
        let body_at = if hidden { usize::MAX } else { body_at };
        http::message(
            &sent,
            &line,
            headers,
            body_at,
            scheme,
            options,
            &mut captured,
        )?;
        let gap = captured.missing.iter().find(|gap| gap.part == Part::Body);
        if let Some(gap) = gap {
            // What the length says of a body that is not shown is no mismatch.
            captured
                .findings
                .retain(|found| found.id != "content-length-mismatch");
            captured.findings.push(Finding::new(
                "capture-body-not-shown",
                "the request had a body, which this log does not show",
                gap.span.clone(),
            ));
            captured.request.body = None;
        }
        let told = self.status.map(|status| Response {
            status: Some(status),
            ..Response::default()
        });
        let answered = http::response(self.answered.bytes()).or(told);
        captured.response = answered.or(captured.response);
        Ok(captured)
    }

    /// What was sent, with the body behind it, without the line ends that the log put there.
    fn with_body(&self, body_at: usize) -> (Text, usize) {
        let mut sent = self.sent.clone();
        if self.body.bytes().is_empty() {
            if self.style.quoted.is_none() {
                let end = sent.bytes().trim_end_with(|c| c == '\n' || c == '\r').len();
                sent.truncate(end.max(body_at));
            }
            return (sent, body_at);
        }
        let body_at = sent.bytes().len();
        sent.push_text(&self.body);
        (sent, body_at)
    }

    fn same_request(&self, other: &Self) -> bool {
        let head = |exchange: &Self| {
            let bytes = exchange.sent.bytes();
            let first = lines(bytes).next().map_or(0..0, |line| line.range);
            let signed = lines(bytes)
                .map(|line| line.range)
                .find(|range| bytes[range.clone()].contains_str("oauth_signature"));
            (
                bytes[first].trim_ascii().to_vec(),
                signed.map(|range| bytes[range].trim_ascii().to_vec()),
            )
        };
        head(self) == head(other)
    }
}

/// Takes the quotes off headers that are all printed as strings, as Ruby's `inspect` does.
fn uninspected(headers: &mut [Header]) {
    let quoted = |header: &Header| {
        let value = header.value.bytes();
        value.len() > 1 && value.starts_with(b"\"") && value.ends_with(b"\"")
    };
    let printed = headers
        .iter()
        .any(|header| header.value.bytes().starts_with(b"\"OAuth ") && quoted(header));
    if !printed || !headers.iter().all(quoted) {
        return;
    }
    for header in headers {
        let bytes = header.value.bytes();
        let end = bytes.len() - 1;
        let mut value = Text::default();
        let (mut done, mut at) = (1, 1);
        while let Some(step) = bytes.get(at..end).and_then(|rest| rest.find_byte(b'\\')) {
            let here = at + step;
            value.push_text(&header.value.slice(done..here));
            done = here + 1;
            at = (here + 2).min(end);
        }
        value.push_text(&header.value.slice(done..end));
        header.value = value;
    }
}

/// Exchanges of which none is told twice: a log of headers and one of the wire tell the same.
pub(super) fn merged(exchanges: Vec<Exchange<'_>>) -> Vec<Exchange<'_>> {
    let mut merged: Vec<Exchange<'_>> = Vec::new();
    for mut exchange in exchanges {
        match merged.last_mut() {
            Some(last) if last.is_unanswered() && last.same_request(&exchange) => {
                if exchange.sent.bytes().len() < last.sent.bytes().len()
                    && exchange.style.quoted.is_none()
                {
                    std::mem::swap(&mut exchange.sent, &mut last.sent);
                    exchange.style = last.style;
                }
                exchange.scheme = exchange.scheme.or(last.scheme);
                exchange.status = exchange.status.or(last.status);
                *last = exchange;
            }
            _ => merged.push(exchange),
        }
    }
    merged
}

/// Appends a line, or a piece in quotes, which has its own line ends.
fn append(to: &mut Text, style: &Style, part: &Text) {
    if let Some(plain) = style.quoted.and_then(|how| wire::unquoted(part, how)) {
        to.push_text(&plain);
    } else {
        to.push_text(part);
        to.push_made(b"\n");
    }
}

/// Whether a part is a piece of the wire that holds no line end of its own.
fn is_piece(style: &Style, part: &Text) -> bool {
    style.quoted.is_some() && part.bytes().ends_with(b"\n")
}

/// The scheme that stands before the request's host elsewhere in the log, if it is always the same.
fn scheme_of_host(log: &Text, headers: &[Header]) -> Option<&'static str> {
    let host = headers
        .iter()
        .find(|header| header.is_named("host"))?
        .value
        .bytes();
    let host = host.split_str(":").next().filter(|host| host.len() > 3)?;
    let mut found = None;
    for at in log.bytes().find_iter("://").take(1000) {
        if !log.bytes()[at + 3..].starts_with(host) {
            continue;
        }
        let before = &log.bytes()[..at];
        let scheme = match () {
            () if before.ends_with(b"https") || before.ends_with(b"ssl") => "https",
            () if before.ends_with(b"http") => "http",
            () => continue,
        };
        if found.is_some_and(|other| other != scheme) {
            return None;
        }
        found = Some(scheme);
    }
    found
}

/// What a line of talk tells of the scheme, after what was told before it.
pub(super) fn scheme_in(line: &[u8], before: Option<&'static str>) -> Option<&'static str> {
    const SECURE: [&str; 9] = [
        "SSL connection",
        "TLS handshake",
        "TLSv1.",
        "ALPN",
        "QUIC",
        "schannel",
        "HTTPS connection",
        "ssl://",
        "port=443",
    ];
    if SECURE.iter().any(|mark| line.contains_str(mark)) {
        Some("https")
    } else if line.contains_str("Connected to ") {
        // The talk of TLS comes after this line, if it comes.
        let secure = line.contains_str(") port 443 ") || line.ends_with(b") port 443");
        Some(if secure { "https" } else { "http" })
    } else {
        before
    }
}

/// Where the status begins behind an arrow that points back: ` << 401 Unauthorized`.
pub(super) fn arrow_status(line: &[u8]) -> Option<usize> {
    let rest = line.trim_start_with(|c| " <-=".contains(c));
    let skip = line.len() - rest.len();
    let points = line[..skip].contains(&b'<');
    let code = rest.len() >= 3
        && rest[..3].iter().all(u8::is_ascii_digit)
        && rest.get(3).is_none_or(u8::is_ascii_whitespace);
    (points && code).then_some(skip)
}

/// The status in a line that tells nothing else: `Status 401`, `Response code: 401`.
pub(super) fn status_alone(line: &[u8]) -> Option<u16> {
    let lower = line.trim_ascii().to_ascii_lowercase();
    let named = ["status", "response", "http status"]
        .iter()
        .any(|name| lower.starts_with(name.as_bytes()));
    let short = lower.len() < 60 && !lower.contains(&b'=') && !lower.contains(&b'&');
    let code = lower
        .split(|byte| b" :\t".contains(byte))
        .find(|word| word.len() == 3 && word.iter().all(u8::is_ascii_digit))?;
    let code = code.to_str().ok()?.parse().ok()?;
    (named && short && (100..600).contains(&code)).then_some(code)
}

/// curl's progress meter and its marks of data, which are no part of an answer.
pub(super) fn is_progress(line: &[u8]) -> bool {
    let data = (line.starts_with(b"{ [") || line.starts_with(b"} [")) && line.ends_with(b"data]");
    data || line.contains_str("% Total")
        || line.contains_str("--:--:--")
        || line.contains_str("Dload")
}

/// Whether a marked line says that a message ends: `END POST (38-byte body)`.
pub(super) fn ends_message(content: &[u8]) -> bool {
    content.starts_with(b"END ") || content == b"END"
}

/// Whether a line is drawn: `<<<<<<<<`, `--------`, `---response end---`.
pub(super) fn is_frame(line: &[u8]) -> bool {
    http::is_frame(line)
}
