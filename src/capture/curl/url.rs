//! What curl does to a URL between the command line and the wire.
//!
//! Checked against curl 7.88.1 on the wire: no scheme is http, a path is at least `/`, dot
//! segments go, the fragment goes, `[1-3]` and `{a,b}` make several requests.

use bstr::ByteSlice;

use super::{Error, refused};
use crate::request::{Text, UrlParts};

/// How many requests one pattern may make.
const MAX_REQUESTS: usize = 1000;

/// What all of their URLs may come to.
const MAX_BYTES: usize = 16 << 20;

/// The URLs that a pattern stands for, `\[` and its kin unescaped.
pub(super) fn expand(url: &Text) -> Result<Vec<Text>, Error> {
    let bytes = url.bytes();
    let mut made = vec![Text::default()];
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1).copied();
        match (byte, next) {
            (b'\\', Some(b'[' | b']' | b'{' | b'}')) => {
                for text in &mut made {
                    match url.locate(at..at + 2) {
                        Some(span) => text.push_unquoted(&bytes[at + 1..at + 2], span),
                        None => text.push_made(&bytes[at + 1..at + 2]),
                    }
                }
                at += 2;
            }
            (b'[', Some(b']')) => {
                append(&mut made, &url.slice(at..at + 2));
                at += 2;
            }
            (b'[' | b'{', _) => {
                if let Some(length) = ipv6(&bytes[at..]) {
                    append(&mut made, &url.slice(at..at + length));
                    at += length;
                    continue;
                }
                let close = if byte == b'[' { b']' } else { b'}' };
                let Some(end) = bytes[at..].find_byte(close) else {
                    return Err(refused(
                        format_args!("curl refuses the URL: {:?} is never closed", byte as char),
                        url.locate(at..at + 1),
                    )
                    .help("write `\\[`, or give curl --globoff"));
                };
                let inside = url.slice(at + 1..at + end);
                let choices = if byte == b'{' {
                    Some(set(&inside))
                } else {
                    range(inside.bytes())
                };
                let Some(choices) = choices else {
                    return Err(refused(
                        "curl refuses the URL: `[…]` is no range such as [1-3] or [a-z]",
                        url.locate(at..at + end + 1),
                    )
                    .help("write `\\[` and `\\]`, or give curl --globoff"));
                };
                let requests = made.len().saturating_mul(choices.len());
                if requests > MAX_REQUESTS || requests.saturating_mul(bytes.len()) > MAX_BYTES {
                    return Err(refused(
                        "the URL stands for too many requests",
                        url.locate(at..at + end + 1),
                    ));
                }
                made = made
                    .iter()
                    .flat_map(|text| {
                        choices.iter().map(|choice| {
                            let mut text = text.clone();
                            text.push_text(choice);
                            text
                        })
                    })
                    .collect();
                at += end + 1;
            }
            _ => {
                let run = bytes[at + 1..]
                    .find_byteset(b"\\[{")
                    .map_or(bytes.len(), |run| at + 1 + run);
                append(&mut made, &url.slice(at..run));
                at = run;
            }
        }
    }
    Ok(made)
}

fn append(made: &mut [Text], piece: &Text) {
    for text in made {
        text.push_text(piece);
    }
}

/// The length of an IPv6 literal in brackets.
fn ipv6(bytes: &[u8]) -> Option<usize> {
    if bytes.first() != Some(&b'[') {
        return None;
    }
    let end = bytes.iter().take(60).position(|byte| *byte == b']')?;
    let inside = &bytes[1..end];
    let hex = |byte: &u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    let address = inside.split(|byte| *byte == b'%').next()?;
    (address.find_byte(b':') != address.rfind_byte(b':') && address.iter().all(hex))
        .then_some(end + 1)
}

fn set(inside: &Text) -> Vec<Text> {
    let bytes = inside.bytes();
    let mut start = 0;
    let mut choices = Vec::new();
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == b',' && choices.len() <= MAX_REQUESTS {
            choices.push(inside.slice(start..at));
            start = at + 1;
        }
    }
    choices.push(inside.slice(start..bytes.len()));
    choices
}

/// `1-3`, `01-10`, `a-z`, each with an optional `:step`.
fn range(inside: &[u8]) -> Option<Vec<Text>> {
    let text = inside.to_str().ok()?;
    let (text, step) = text.split_once(':').unwrap_or((text, "1"));
    let step: usize = step.parse().ok().filter(|step| *step > 0)?;
    let (from, to) = text.split_once('-')?;
    if let (&[from], &[to]) = (from.as_bytes(), to.as_bytes())
        && from.is_ascii_alphabetic()
        && to.is_ascii_alphabetic()
        && from <= to
    {
        let letters = (from..=to).step_by(step);
        return Some(letters.map(|byte| Text::made(&[byte][..])).collect());
    }
    let width = if from.starts_with('0') { from.len() } else { 0 };
    let (first, last): (u64, u64) = (from.parse().ok()?, to.parse().ok()?);
    if first > last {
        return None;
    }
    let numbers = (first..=last).step_by(step).take(MAX_REQUESTS + 1);
    Some(
        numbers
            .map(|number| Text::made(format!("{number:0width$}")))
            .collect(),
    )
}

/// The URL as its parts go to the wire, and the user information that curl takes out of it.
pub(super) fn on_the_wire(
    url: &Text,
    default_scheme: &str,
    path_as_is: bool,
) -> Result<(Text, Option<Text>), Error> {
    let bytes = url.bytes();
    if let Some(at) = bytes.iter().position(|byte| *byte <= b' ' || *byte == 0x7f) {
        return Err(refused(
            format_args!(
                "curl refuses the URL: {:?} may not stand in it",
                bytes[at] as char
            ),
            url.locate(at..at + 1),
        )
        .help("write a space as %20 and quote the URL, or give --data-urlencode with -G"));
    }
    let mut whole = Text::default();
    if !bytes.contains_str("://") {
        whole.push_made(default_scheme.as_bytes());
        whole.push_made(b"://");
    }
    whole.push_text(url);
    let parts = UrlParts::split(&whole);
    if parts.host.bytes().is_empty() {
        return Err(refused(
            "curl refuses the URL: it names no host",
            url.span(),
        ));
    }
    let mut made = parts.scheme.clone();
    made.push_made(b"://");
    made.push_text(&parts.host);
    if let Some(port) = &parts.port {
        made.push_made(b":");
        made.push_text(port);
    }
    let mut path = parts.path.clone();
    if path.bytes().is_empty() {
        path.push_made(b"/");
    }
    let path = if path_as_is {
        path
    } else {
        without_dots(&path)
    };
    push_path(&mut made, &path);
    if let Some(query) = &parts.query {
        made.push_made(b"?");
        made.push_text(query);
    }
    Ok((made, parts.userinfo))
}

/// A path with its bytes above 0x7f escaped, in lower case, as curl does.
fn push_path(made: &mut Text, path: &Text) {
    let bytes = path.bytes();
    let mut at = 0;
    while at < bytes.len() {
        let run = bytes[at..]
            .iter()
            .take_while(|byte| byte.is_ascii())
            .count();
        made.push_text(&path.slice(at..at + run));
        at += run;
        if let Some(byte) = bytes.get(at) {
            let escaped = format!("%{byte:02x}");
            match path.locate(at..at + 1) {
                Some(span) => made.push_unquoted(escaped.as_bytes(), span),
                None => made.push_made(escaped.as_bytes()),
            }
            at += 1;
        }
    }
}

/// RFC 3986 section 5.2.4.
pub(in crate::capture) fn without_dots(path: &Text) -> Text {
    let bytes = path.bytes();
    let dots = |segment: &[u8]| matches!(segment, b"." | b"..");
    if !bytes.split_str("/").any(dots) {
        return path.clone();
    }
    let mut kept: Vec<std::ops::Range<usize>> = Vec::new();
    let mut at = 0;
    let mut ends_in_dots = false;
    // The first segment is what stands before the first slash: nothing.
    for segment in bytes.split_str("/").skip(1) {
        at += 1;
        let range = at..at + segment.len();
        at = range.end;
        ends_in_dots = dots(segment);
        match segment {
            b"." => {}
            b".." => {
                kept.pop();
            }
            _ => kept.push(range),
        }
    }
    let mut made = Text::default();
    for range in kept {
        made.push_text(&path.slice(range.start - 1..range.end));
    }
    if ends_in_dots {
        made.push_made(b"/");
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(url: &str) -> Vec<String> {
        let urls = expand(&Text::from(url)).unwrap();
        urls.iter().map(|url| url.bytes().to_string()).collect()
    }

    fn wire(url: &str) -> String {
        let (url, _) = on_the_wire(&Text::from(url), "http", false).unwrap();
        url.bytes().to_string()
    }

    // Every expectation below is what curl 7.88.1 sent to a listener.

    #[test]
    fn ranges_and_sets_make_several_requests() {
        assert_eq!(
            expanded("http://h/{a,b}/[01-02:1]"),
            [
                "http://h/a/01",
                "http://h/a/02",
                "http://h/b/01",
                "http://h/b/02"
            ]
        );
    }

    #[test]
    fn an_escaped_bracket_loses_its_backslash_and_an_empty_pair_stays() {
        assert_eq!(
            expanded(r"http://h/\[a\]?s\[b\]=1&t[]=2"),
            ["http://h/[a]?s[b]=1&t[]=2"]
        );
        assert_eq!(expanded("http://[::1]:80/"), ["http://[::1]:80/"]);
    }

    #[test]
    fn a_bracket_that_is_no_range_is_refused_as_curl_refuses_it() {
        let error = expand(&Text::copied(b"http://h/?s[b]=1", 0)).unwrap_err();
        assert_eq!(error.span(), Some(11..14));
    }

    #[test]
    fn a_path_is_completed_and_loses_its_dot_segments() {
        assert_eq!(wire("http://h.test?x"), "http://h.test/?x");
        assert_eq!(wire("h.test/x"), "http://h.test/x");
        assert_eq!(wire("http://h/a/./b/../c?x=/../"), "http://h/a/c?x=/../");
        assert_eq!(wire("http://h/a/.."), "http://h/");
        assert_eq!(wire("http://h/%2e%2e/a"), "http://h/%2e%2e/a");
    }

    #[test]
    fn the_fragment_goes_and_only_the_path_is_escaped() {
        assert_eq!(wire("http://h/é?é=é#f"), "http://h/%c3%a9?é=é");
    }

    #[test]
    fn user_information_leaves_the_url() {
        let url = Text::from("http://u%40:p@h.test/");
        let (url, user) = on_the_wire(&url, "http", false).unwrap();
        assert_eq!(url.bytes(), "http://h.test/");
        assert_eq!(user.unwrap().bytes(), "u%40:p");
    }

    #[test]
    fn a_space_in_the_url_is_refused_as_curl_refuses_it() {
        let url = Text::copied(b"http://h/a b", 7);
        let error = on_the_wire(&url, "http", false).unwrap_err();
        assert_eq!(error.span(), Some(17..18));
    }
}
