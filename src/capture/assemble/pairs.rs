//! Names with values, in whatever shape a record has them.

use bstr::ByteSlice;

use super::names::{Role, is_authorization, plain, role};
use super::{header, http, members};
use crate::capture::har::push_encoded;
use crate::capture::tree::{Map, Value};
use crate::request::{Header, Text};

/// The pairs of a map, of a list of pairs, of `{name, value}` or of `name: value` lines; what has
/// no value is left out, and a list of values repeats its name.
pub(in crate::capture) fn pairs(value: &Value) -> Vec<(Text, Text)> {
    let mut found = Vec::new();
    match value {
        Value::Map(map) => {
            for (name, value) in map {
                push(name, value, &mut found);
            }
        }
        Value::List(items) => list(items, &mut found),
        Value::Text(text) => found.extend(lines(text)),
        Value::Name(_) | Value::Nothing => {}
    }
    found
}

fn list(items: &[Value], found: &mut Vec<(Text, Text)>) {
    let flat = items.len().is_multiple_of(2)
        && items.iter().all(|item| item.text().is_some())
        && !items.iter().step_by(2).any(|item| {
            // `name: value` lines, or names and values in turn?
            item.text()
                .is_some_and(|text| text.bytes().contains_str(": "))
        });
    if flat {
        for pair in items.chunks(2) {
            if let [Value::Text(name), value] = pair {
                push(name, value, found);
            }
        }
        return;
    }
    for item in items {
        match item {
            Value::Map(map) => {
                if let Some((name, value)) = named(map) {
                    push(name, value, found);
                } else {
                    found.extend(pairs(item));
                }
            }
            Value::List(pair) => {
                if let [Value::Text(name), value] = pair.as_slice() {
                    push(name, value, found);
                }
            }
            Value::Text(text) => found.extend(lines(text)),
            Value::Name(_) | Value::Nothing => {}
        }
    }
}

/// `{name, value}`, `{key, value}`; a row that is switched off holds nothing.
fn named(map: &Map) -> Option<(&Text, &Value)> {
    let member = |wanted: &[&str]| {
        map.iter()
            .find(|(name, _)| wanted.contains(&plain(name.bytes()).as_str()))
            .map(|(_, value)| value)
    };
    let name = member(&["name", "key", "header"])?.text()?;
    let value = member(&["value"])?;
    let says = |name: &str, word: &str| member(&[name]).and_then(Value::str) == Some(word);
    if says("disabled", "true") || says("enabled", "false") || says("active", "false") {
        return Some((name, &Value::Nothing));
    }
    Some((name, value))
}

fn push(name: &Text, value: &Value, found: &mut Vec<(Text, Text)>) {
    match value {
        Value::Text(text) | Value::Name(text) => found.push((name.clone(), text.clone())),
        Value::Nothing => {}
        Value::List(values) => {
            for value in values {
                push(name, value, found);
            }
        }
        // A matcher of WireMock's, or a value with what is said of it.
        Value::Map(map) => {
            let held = map.iter().find(|(key, _)| {
                matches!(
                    plain(key.bytes()).as_str(),
                    "equalto" | "value" | "values" | "contains" | "hasexactly"
                )
            });
            if let Some((_, value)) = held {
                push(name, value, found);
            }
        }
    }
}

/// `Name: value`, one or several lines of it.
fn lines(text: &Text) -> Vec<(Text, Text)> {
    let bytes = text.bytes();
    if !bytes.contains(&b':') {
        return Vec::new();
    }
    http::headers(text, 0, &mut Vec::new())
        .map(|(headers, _)| headers)
        .unwrap_or_default()
        .into_iter()
        .map(|header| (header.name, header.value))
        .collect()
}

/// The headers of a record, its Authorization of another name among them.
pub(super) fn headers(map: &Map) -> Vec<Header> {
    let mut found: Vec<Header> = Vec::new();
    for value in members(map, Role::Headers) {
        for (name, value) in pairs(value) {
            let new = header(&name, &value);
            if found.len() > http::MAX_HEADERS {
                break;
            }
            // `multiValueHeaders` says the same again; node's list HTTP/2's own among them.
            if !new.name.bytes().starts_with(b":") && !found.contains(&new) {
                found.push(new);
            }
        }
    }
    if found.iter().any(|header| header.is_named("authorization")) {
        return found;
    }
    let apart = map.iter().filter_map(|(name, value)| {
        let text = value.only_text()?;
        let fits = role(name.bytes()) == Some(Role::Authorization)
            && (is_authorization(text.bytes()) || is_authorization(behind_name(text).bytes()));
        fits.then(|| behind_name(text))
    });
    if let Some(value) = apart.into_iter().next() {
        found.push(Header {
            name: Text::made("Authorization"),
            value: trimmed(&value),
        });
    }
    found
}

/// The value, where the text repeats the header's name before it.
fn behind_name(text: &Text) -> Text {
    const NAME: &[u8] = b"authorization:";
    let bytes = text.bytes();
    let named = bytes
        .get(..NAME.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(NAME));
    text.slice(if named { NAME.len() } else { 0 }..bytes.len())
}

/// A text without the blanks around it.
pub(super) fn trimmed(value: &Text) -> Text {
    let bytes = value.bytes();
    let start = bytes.len() - bytes.trim_ascii_start().len();
    value.slice(start..bytes.trim_ascii_end().len().max(start))
}

/// `a=1&b=x%20y` of decoded pairs.
pub(in crate::capture) fn encoded(pairs: &[(Text, Text)]) -> Text {
    let mut out = Text::default();
    for (place, (name, value)) in pairs.iter().enumerate() {
        if place > 0 {
            out.push_made(b"&");
        }
        push_encoded(&mut out, name);
        out.push_made(b"=");
        push_encoded(&mut out, value);
    }
    out
}
