//! The URL: what is never sent, what servers read differently (RFC 5849 section 3.4.1.2).

use bstr::ByteSlice as _;

use super::wire::Wire;
use super::{error, hint, listed, shown, warning};
use crate::error::Finding;

pub(super) fn lint(wire: &Wire<'_>, found: &mut Vec<Finding>) {
    let url = &wire.request.url;
    if let Some(fragment) = &wire.url.fragment {
        let hash = url.bytes().len() - fragment.bytes().len() - 1;
        found.push(hint(
            "fragment",
            "what follows `#` is not sent and not signed; a `#` that belongs to a value is written \
             %23",
            url.locate(hash..url.bytes().len()),
        ));
    }
    if let Some(query) = &wire.url.query {
        if let Some(at) = query.bytes().find_byte(b'+') {
            found.push(hint(
                "space-wire-vs-signed",
                "a space of the query is written `+`, which is legal; some servers sign the text \
                 as it stands or take it for a plus: %20 is the safe form",
                query.locate(at..at + 1),
            ));
        }
        if let Some(at) = query.bytes().find_byte(b';') {
            found.push(hint(
                "semicolon-separates-pairs",
                "a `;` stands in the query; some libraries split pairs there, or drop them: %3B is \
                 the safe form",
                query.locate(at..at + 1),
            ));
        }
        for sent in &wire.sent {
            if sent.name.starts_with(b"amp;") {
                found.push(warning(
                    "capture-html-escaped",
                    format_args!(
                        "a parameter is called `{}`: the text was HTML-escaped, and `&amp;` stands \
                         where `&` belongs",
                        shown(&sent.name)
                    ),
                    sent.raw_name.span(),
                ));
            }
        }
    }
    if wire.url.url_for_host().is_some() {
        let end = wire.url.path.bytes().len()
            + wire
                .url
                .query
                .as_ref()
                .map_or(0, |query| query.bytes().len() + 1);
        let end = url.bytes().len()
            - end
            - wire
                .url
                .fragment
                .as_ref()
                .map_or(0, |one| one.bytes().len() + 1);
        found.push(error(
            "uri-scheme-twice",
            "the URL holds a scheme twice: a whole URL was put where a host belongs",
            url.locate(0..end + 2),
        ));
    }
    raw_bytes(wire, found);
    host(wire, found);
}

/// Bytes that may not stand in a URL.
fn raw_bytes(wire: &Wire<'_>, found: &mut Vec<Finding>) {
    let url = &wire.request.url;
    let bytes = url.bytes();
    let blank = |byte: u8| byte == b' ' || byte.is_ascii_control();
    if let Some(at) = bytes.iter().position(|byte| blank(*byte)) {
        found.push(error(
            "url-not-encoded",
            "a space or control character stands in the URL as it is: what is sent is cut there, \
             or encoded by the HTTP library after signing",
            url.locate(at..at + 1),
        ));
    }
    if let Some(at) = bytes.iter().position(|byte| !byte.is_ascii()) {
        let len = bytes[at..]
            .iter()
            .take_while(|byte| !byte.is_ascii())
            .count();
        found.push(warning(
            "url-not-encoded",
            "the URL holds text beyond ASCII as it is: the HTTP library encodes it, in its own way, \
             after signing",
            url.locate(at..at + len),
        ));
    }
    let odd = |byte: u8| b"\"<>\\^`{|}[]".contains(&byte);
    let host_end = wire.url.scheme.bytes().len() + 3 + wire.url.host.bytes().len();
    let Some(rest) = bytes.get(host_end.min(bytes.len())..) else {
        return;
    };
    if let Some(at) = rest.iter().position(|byte| odd(*byte)) {
        let at = host_end + at;
        found.push(hint(
            "url-marks-raw",
            format_args!(
                "{} stands in the URL as it is; some HTTP libraries escape it after signing",
                listed(rest.iter().copied().filter(|byte| odd(*byte)))
            ),
            url.locate(at..at + 1),
        ));
    }
}

/// Section 3.4.1.2 takes host and port from the Host header.
fn host(wire: &Wire<'_>, found: &mut Vec<Finding>) {
    let Some(header) = wire.request.header("host") else {
        return;
    };
    let value = header.value.bytes().to_str_lossy().to_ascii_lowercase();
    let https = wire.url.scheme.bytes().eq_ignore_ascii_case(b"https");
    let default = if https { 443 } else { 80 };
    // Ports are numbers: `0443` is the default one, too.
    let plain = |text: &str| match text.rsplit_once(':') {
        Some((host, port)) if port.parse() == Ok(default) => host.to_owned(),
        _ => text.to_owned(),
    };
    let mut named = wire.host.clone();
    if let Some(port) = &wire.url.port {
        named.push(':');
        named.push_str(&port.bytes().to_str_lossy());
    }
    let named = plain(named.trim_end_matches(':'));
    if !value.is_empty() && !named.is_empty() && plain(&value) != named {
        let (host, url) = (shown(value.as_bytes()), shown(named.as_bytes()));
        let at = header.value.span();
        found.push(if wire.request.absolute_form {
            let message = format!(
                "the Host header names {host:?}, the request line {url:?}: the request line counts, \
                 but some servers sign with the Host header's"
            );
            warning("uri-host-header-differs", message, at)
        } else {
            let message = format!(
                "the Host header names {host:?}, the URL {url:?}: the Host header's is signed"
            );
            hint("uri-host-header-differs", message, at)
        });
    }
}
