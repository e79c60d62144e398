//! The URL of a record: whole, or of its parts.

use std::collections::BTreeSet;

use bstr::ByteSlice;

use super::names::{Role, is_absolute, plain, role};
use super::pairs::{encoded, pairs};
use super::{http, members, scalar};
use crate::capture::tree::{Map, Value};
use crate::capture::{Captured, Options};
use crate::error::{Assumption, Guess};
use crate::request::{Header, Text};

/// Whether a record tells where its request goes.
pub(super) fn is_told(map: &Map) -> bool {
    whole(map).is_some() || path(map).is_some()
}

/// The URL of a record, its query with it; empty where it is not told.
pub(super) fn of(map: &Map, options: &Options<'_>, captured: &mut Captured) -> Text {
    let url = match whole(map) {
        Some(url) => url,
        None => match path(map) {
            Some(path) => on_host(&path, map, options, captured),
            None => return Text::default(),
        },
    };
    with_query(&without_fragment(&url), map, captured)
}

fn without_fragment(url: &Text) -> Text {
    url.slice(0..url.bytes().find_byte(b'#').unwrap_or(url.bytes().len()))
}

/// A URL with scheme and host.
fn whole(map: &Map) -> Option<Text> {
    let absolute = |text: &&Text| is_absolute(text.bytes()) || templated(text.bytes());
    let named = [Role::AbsoluteUrl, Role::Url, Role::Path]
        .into_iter()
        .flat_map(|role| members(map, role))
        .filter_map(Value::only_text)
        .find(absolute);
    if let Some(url) = named {
        return Some(url.clone());
    }
    // An object with its text and its parts.
    let object = members(map, Role::Url).find_map(Value::map);
    let text = object.and_then(|url| {
        let held = url.iter().filter(|(name, _)| {
            matches!(
                plain(name.bytes()).as_str(),
                "raw" | "full" | "href" | "uri" | "url"
            )
        });
        held.filter_map(|(_, value)| value.text()).find(absolute)
    });
    if let Some(url) = text {
        return Some(url.clone());
    }
    let base = scalar(map, Role::BaseUrl).filter(absolute)?;
    let mut url = base.slice(0..base.bytes().trim_end_with(|c| c == '/').len());
    let rest = scalar(map, Role::Url).or_else(|| scalar(map, Role::Path));
    if let Some(rest) = rest {
        if !rest.bytes().starts_with(b"/") {
            url.push_made(b"/");
        }
        url.push_text(rest);
    } else {
        return Some(base.clone());
    }
    Some(url)
}

/// `{{base}}/path`: a variable holds the host.
fn templated(url: &[u8]) -> bool {
    url.starts_with(b"{{") || url.starts_with(b"${")
}

/// The path as the client has it: a gateway tells the one behind its stage, too.
fn path(map: &Map) -> Option<Text> {
    let relative = |text: &&Text| text.bytes().starts_with(b"/");
    let context = map
        .iter()
        .find(|(name, _)| name.bytes() == "requestContext")
        .and_then(|(_, value)| value.map());
    context
        .and_then(|context| scalar(context, Role::Path))
        .filter(relative)
        .or_else(|| {
            [Role::Url, Role::Path]
                .into_iter()
                .flat_map(|role| members(map, role))
                .filter_map(Value::only_text)
                .find(relative)
        })
        .cloned()
}

/// A path on the host that the record or its headers name.
fn on_host(path: &Text, map: &Map, options: &Options<'_>, captured: &mut Captured) -> Text {
    let headers = captured.request.headers.clone();
    let context = map
        .iter()
        .find(|(name, _)| name.bytes() == "requestContext")
        .and_then(|(_, value)| value.map());
    let host =
        scalar(map, Role::Host).or_else(|| context.and_then(|context| scalar(context, Role::Host)));
    // The port of the scheme says no more than the scheme.
    let told = scalar(map, Role::Port);
    let port = told.filter(|port| port.bytes() != "443" && port.bytes() != "80");
    if let Some(host) = host.filter(|host| is_absolute(host.bytes())) {
        let mut url = without_default_port(host);
        url.push_text(path);
        return url;
    }
    let mut named = headers.clone();
    if !headers.iter().any(|header| header.is_named("host"))
        && let Some(host) = host
    {
        let mut value = host.clone();
        if let Some(port) = port.filter(|_| !host.bytes().contains(&b':')) {
            value.push_made(b":");
            value.push_text(port);
        }
        named.push(Header {
            name: Text::made("Host"),
            value,
        });
    }
    let by_port = told.and_then(|port| match port.bytes().as_bytes() {
        b"443" => Some("https".to_owned()),
        b"80" => Some("http".to_owned()),
        _ => None,
    });
    let scheme = scheme(map, &headers).or(by_port);
    http::absolute_url(path, &named, scheme.as_deref(), options, captured)
}

/// nock names a scope with its port, the default one too.
fn without_default_port(scope: &Text) -> Text {
    let bytes = scope.bytes().trim_end_with(|c| c == '/');
    let ends = |scheme: &str, port: &str| {
        bytes.starts_with(scheme.as_bytes()) && bytes.ends_with(port.as_bytes())
    };
    let cut = match () {
        () if ends("https://", ":443") => 4,
        () if ends("http://", ":80") => 3,
        () => 0,
    };
    scope.slice(0..bytes.len() - cut)
}

/// The scheme that a record or a proxy's header tells.
fn scheme(map: &Map, headers: &[Header]) -> Option<String> {
    let said = scalar(map, Role::Scheme).map(|text| text.bytes().to_ascii_lowercase());
    let forwarded = headers
        .iter()
        .find(|header| header.is_named("x-forwarded-proto"))
        .map(|header| header.value.bytes().to_ascii_lowercase());
    [said, forwarded]
        .into_iter()
        .flatten()
        .find_map(|scheme| match scheme.as_slice() {
            b"http" | b"http:" => Some("http".to_owned()),
            b"https" | b"https:" => Some("https".to_owned()),
            _ => None,
        })
}

/// The URL with the pairs that stand apart from it.
fn with_query(url: &Text, map: &Map, captured: &mut Captured) -> Text {
    let bytes = url.bytes();
    let held = bytes
        .find_byte(b'?')
        .map_or(&b""[..], |at| &bytes[at + 1..]);
    // A text is the wire's; of two maps the one with every value goes first.
    let (mut text, mut decoded) = (None, Vec::new());
    for (name, value) in map {
        if role(name.bytes()) != Some(Role::Query) || plain(name.bytes()) == "requestparams" {
            continue;
        }
        match value {
            Value::Text(query) => text = text.or(Some(query)),
            other => {
                let found = pairs(other);
                if found.len() > decoded.len() {
                    decoded = found;
                }
            }
        }
    }
    let query = if let Some(text) = text.filter(|text| !text.bytes().is_empty()) {
        let mark = usize::from(text.bytes().starts_with(b"?"));
        text.slice(mark..text.bytes().len())
    } else {
        // The same pairs again, taken apart.
        let names: BTreeSet<&[u8]> = held
            .split_str("&")
            .map(|pair| &pair[..pair.find_byte(b'=').unwrap_or(pair.len())])
            .collect();
        decoded.retain(|(name, _)| {
            let mut fresh = Text::default();
            crate::capture::har::push_encoded(&mut fresh, name);
            !names.contains(fresh.bytes().as_bytes()) && !names.contains(name.bytes().as_bytes())
        });
        if !decoded.is_empty() {
            let message = "the query stands as a map: its values were taken as decoded and \
                               encoded again, %20 for a space";
            captured
                .guesses
                .push(Assumption::new("query-map", message).about(Guess::Encoding));
        }
        encoded(&decoded)
    };
    let mut url = url.clone();
    if query.bytes().is_empty() || held == query.bytes().as_bytes() {
        return url;
    }
    url.push_made(if bytes.contains(&b'?') { b"&" } else { b"?" });
    url.push_text(&query);
    url
}
