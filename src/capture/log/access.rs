//! Lines of a server's access log: the request line stands in quotes, its status behind them.
//! Neither host nor headers are in them.

mod fields;
mod w3c;

use std::ops::Range;

use bstr::ByteSlice;

use super::super::lines::{RequestLine, lines, request_line};
use super::super::{Captured, Gap, Options, Part, Response, Why};
use crate::request::{Request, Text, UrlParts};

/// A quoted request line, and the status behind it.
struct Entry {
    request: RequestLine,
    /// What stands before the quote, up to a blank: some write the origin there.
    before: Range<usize>,
    status: Option<u16>,
}

/// Whether a line is one of an access log.
pub(super) fn detect(text: &[u8]) -> bool {
    w3c::fields(text).is_some()
        || fields::detect(text)
        || lines(text).any(|line| entry(text, line.range).is_some())
}

/// Reads the lines that carry OAuth parameters; all, where none does.
pub(super) fn read(text: &Text, options: &Options<'_>) -> Vec<Captured> {
    let mut read = entries(text, options);
    for captured in &mut read {
        // No such log shows a body.
        captured.in_pieces = true;
    }
    read
}

fn entries(text: &Text, options: &Options<'_>) -> Vec<Captured> {
    let bytes = text.bytes();
    if w3c::fields(bytes).is_some() {
        return w3c::read(text, options);
    }
    if fields::detect(bytes) {
        return fields::read(text, options);
    }
    let found: Vec<Entry> = lines(bytes)
        .filter_map(|line| entry(bytes, line.range))
        .collect();
    let signed = |entry: &Entry| bytes[entry.request.target.clone()].contains_str("oauth_");
    let any = found.iter().any(signed);
    let entries: Vec<&Entry> = found.iter().filter(|entry| !any || signed(entry)).collect();
    let mut read: Vec<Captured> = entries
        .iter()
        .map(|entry| captured(text, entry, options))
        .collect();
    if let Some(first) = read.first_mut() {
        let used = entries.iter().map(|entry| entry.request.target.clone());
        let unused = super::super::lines::unused(bytes, used.collect()).into_iter();
        first.unused = unused.filter_map(|range| text.locate(range)).collect();
    }
    read
}

/// The URL of a target on its host; where no host is told, that is missing.
fn on_host(origin: Option<Text>, target: Text, captured: &mut Captured) -> Text {
    if let Some(mut url) = origin {
        url.push_text(&target);
        return url;
    }
    captured.missing.push(Gap {
        part: Part::Host,
        why: Why::NeverShown,
        span: target.span(),
    });
    target
}

fn captured(text: &Text, entry: &Entry, options: &Options<'_>) -> Captured {
    let target = text.slice(entry.request.target.clone());
    let mut captured = Captured::default();
    let origin = origin(text, entry, options);
    let url = if target.bytes().starts_with(b"/") {
        on_host(origin, target, &mut captured)
    } else {
        target
    };
    captured.request = Request {
        method: text.slice(entry.request.method.clone()),
        url,
        ..Request::default()
    };
    captured.response = entry.status.map(|status| Response {
        status: Some(status),
        ..Response::default()
    });
    captured
}

/// Scheme and host: of `--url`, or of the word before the quote.
fn origin(text: &Text, entry: &Entry, options: &Options<'_>) -> Option<Text> {
    let told = options.url.as_deref().map(Text::made);
    origin_of(&told.unwrap_or_else(|| text.slice(entry.before.clone())))
}

/// Scheme, host and port of a URL, without the port that its scheme has anyway.
fn origin_of(whole: &Text) -> Option<Text> {
    let parts = UrlParts::split(whole);
    if parts.host.bytes().is_empty() {
        return None;
    }
    let len = whole.bytes().len();
    let behind = [
        Some(&parts.path),
        parts.query.as_ref(),
        parts.fragment.as_ref(),
    ];
    let behind: usize = behind
        .into_iter()
        .flatten()
        .map(|part| part.bytes().len())
        .sum();
    let marks = usize::from(parts.query.is_some()) + usize::from(parts.fragment.is_some());
    let mut origin = whole.slice(0..len - behind - marks);
    if let Some(port) = &parts.port {
        let usual = [(b"https".as_slice(), "443"), (b"http", "80")];
        if usual
            .iter()
            .any(|(scheme, usual)| parts.scheme.bytes() == *scheme && port.bytes() == *usual)
        {
            origin.truncate(origin.bytes().len() - port.bytes().len() - 1);
        }
    }
    Some(origin)
}

fn entry(bytes: &[u8], range: Range<usize>) -> Option<Entry> {
    let line = &bytes[range.clone()];
    let version = line.find(" HTTP/")?;
    let quote = version + line[version..].find_byte(b'"')?;
    let open = line[..version].rfind_byte(b'"')?;
    let request = request_line(bytes, range.start + open + 1..range.start + quote)?;
    request.version.as_ref()?;
    let rest = line[quote + 1..].trim_ascii_start();
    let code = rest
        .get(..3)
        .filter(|code| code.iter().all(u8::is_ascii_digit));
    let status = code.and_then(|code| code.to_str().ok()?.parse().ok());
    let before = line[..open].trim_ascii_end();
    let word = before.rfind_byteset(b" \t").map_or(0, |at| at + 1);
    // urllib3 writes its logger's name against it: `DEBUG:urllib3.connectionpool:https://h:443`.
    let word = before[word..].find("http").map_or(word, |at| word + at);
    (status.is_some() || open > 0).then_some(Entry {
        request,
        before: range.start + word..range.start + before.len(),
        status,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_comes_from_the_option_or_the_word_before() {
        let line =
            "1.2.3.4 - - [25/Feb/2018:08:58:16 +0000] \"GET /x?oauth_nonce=a HTTP/1.1\" 401 1";
        let one = |line: &str, url: Option<&str>| {
            let options = Options {
                url: url.map(str::to_owned),
                ..Options::default()
            };
            read(&Text::copied(line.as_bytes(), 0), &options).remove(0)
        };
        let bare = one(line, None);
        assert_eq!(bare.missing[0].part, Part::Host);
        assert_eq!(bare.request.url.bytes(), "/x?oauth_nonce=a");
        assert_eq!(bare.response.unwrap().status, Some(401));
        let told = one(line, Some("http://h:8080/"));
        assert_eq!(told.request.url.bytes(), "http://h:8080/x?oauth_nonce=a");
        let urllib3 = one("DEBUG:x:https://h:443 \"POST /x HTTP/1.1\" 401 64", None);
        assert_eq!(urllib3.request.url.bytes(), "https://h/x");
    }
}
