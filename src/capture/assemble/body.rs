//! The body of a record: its text, or the pairs of a form.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bstr::ByteSlice;

use super::members;
use super::names::{Role, plain};
use super::pairs::{encoded, pairs};
use crate::capture::tree::{Map, Value};
use crate::capture::{Captured, Gap, Part, Why};
use crate::error::{Assumption, Guess};
use crate::request::{Header, Text};

pub(in crate::capture) const FORM: &str = "application/x-www-form-urlencoded";

/// Adds the body of a record to its request.
pub(in crate::capture) fn add(map: &Map, captured: &mut Captured) {
    let base64 = map.iter().any(|(name, value)| {
        plain(name.bytes()) == "isbase64encoded" && value.str() == Some("true")
    });
    for value in members(map, Role::Body) {
        if let Some(body) = of(value, base64, captured) {
            let filled = !body.bytes().is_empty();
            captured.request.body = Some(body);
            if filled {
                // A name that was given elsewhere holds no other body.
                let named =
                    |gap: &Gap| gap.part == Part::Body && matches!(gap.why, Why::Variable(_));
                captured.missing.retain(|gap| !named(gap));
                break;
            }
        }
    }
    said_as_a_form(captured);
    length_without_body(captured);
}

fn of(value: &Value, base64: bool, captured: &mut Captured) -> Option<Text> {
    match value {
        Value::Text(text) if base64 => Some(from_base64(text)),
        Value::Text(text) => Some(text.clone()),
        Value::Name(_) if captured.missing.iter().any(|gap| gap.part == Part::Body) => None,
        Value::Name(name) => {
            captured.missing.push(Gap {
                part: Part::Body,
                why: Why::Variable(name.bytes().to_string()),
                span: name.span(),
            });
            None
        }
        Value::Nothing => None,
        Value::Map(map) => held(map, captured).or_else(|| form(value, captured)),
        Value::List(_) => form(value, captured),
    }
}

/// The text in a map that says more of it: its encoding, its type, its bytes one by one.
fn held(map: &Map, captured: &mut Captured) -> Option<Text> {
    let member = |wanted: &str| {
        map.iter()
            .find(|(name, _)| plain(name.bytes()) == wanted)
            .map(|(_, value)| value)
    };
    if let Some(text) = member("base64string").and_then(Value::text) {
        return Some(from_base64(text));
    }
    let bytes = member("data").filter(|_| member("type").and_then(Value::str) == Some("Buffer"));
    if let Some(Value::List(numbers)) = bytes {
        let bytes: Option<Vec<u8>> = numbers.iter().map(|one| one.str()?.parse().ok()).collect();
        return bytes.map(Text::made);
    }
    let marks = [
        "encoding",
        "mimetype",
        "mode",
        "type",
        "contenttype",
        "params",
        "formdata",
        "form",
    ];
    let alone = map.len() == 1;
    if !alone && !marks.iter().any(|mark| member(mark).is_some()) {
        return None;
    }
    let texts: Vec<&Text> = ["string", "text", "raw", "content", "data", "body"]
        .into_iter()
        .filter_map(|name| member(name)?.text())
        .collect();
    let filled = texts.iter().find(|text| !text.bytes().is_empty());
    if let Some(text) = filled.copied() {
        let typed = member("contenttype").and_then(Value::str) == Some(FORM);
        if typed && let Some(pairs) = crate::capture::rest::decoded_rows(text) {
            captured.guesses.push(decoded_again());
            said_as_form_type(captured);
            return Some(encoded(&pairs));
        }
        let encoded = member("encoding").and_then(Value::str) == Some("base64");
        return Some(if encoded {
            from_base64(text)
        } else {
            text.clone()
        });
    }
    let rows = ["params", "formdata", "urlencoded", "form"]
        .into_iter()
        .find_map(member);
    let form = rows.and_then(|rows| form(rows, captured));
    form.or_else(|| texts.first().map(|text| (*text).clone()))
}

/// Pairs as the text of a form.
fn form(value: &Value, captured: &mut Captured) -> Option<Text> {
    let pairs = pairs(value);
    if pairs.is_empty() {
        return None;
    }
    let media_type = captured.request.media_type();
    if media_type.as_deref().is_some_and(|found| found != FORM) {
        captured
            .unread
            .push("the body, which is not a form".to_owned());
        return None;
    }
    captured.guesses.push(decoded_again());
    Some(encoded(&pairs))
}

/// The Content-Type that a client adds for a body whose kind its record tells.
fn said_as_form_type(captured: &mut Captured) {
    if captured.request.header("content-type").is_none() {
        let header = Header::made("Content-Type", FORM);
        captured.request.headers.push(header);
    }
}

fn decoded_again() -> Assumption {
    let message = "the body stands as a map: its values were taken as decoded and encoded again, \
                   %20 for a space";
    Assumption::new("form-map", message).about(Guess::Encoding)
}

/// Pairs without a Content-Type: a form, as the clients send it that say no type themselves.
fn said_as_a_form(captured: &mut Captured) {
    let request = &captured.request;
    let form = request
        .body
        .as_ref()
        .is_some_and(|body| is_form(body.bytes()));
    if !form || request.header("content-type").is_some() {
        return;
    }
    let message = "no Content-Type was found, and the body is pairs: it was taken as a form";
    captured
        .guesses
        .push(Assumption::new("body-as-form", message).about(Guess::BodyKind));
}

/// Whether a record is one of php-vcr's, by the status that no other recorder writes so.
pub(super) fn is_of_php_vcr(map: &Map) -> bool {
    let status = members(map, Role::Answer)
        .filter_map(Value::map)
        .flat_map(|answer| members(answer, Role::Status))
        .find_map(Value::map);
    status.is_some_and(|status| {
        status
            .iter()
            .any(|(name, _)| name.bytes() == "http_version")
    })
}

/// The Content-Type that curl sends with a form and php-vcr does not write down.
pub(super) fn type_of_curl(captured: &mut Captured) {
    let guess = captured
        .guesses
        .iter_mut()
        .find(|guess| guess.id == "body-as-form");
    let Some(guess) = guess else {
        return;
    };
    *guess = Assumption::new(
        "content-type-of-curl",
        "php-vcr does not write down the Content-Type that curl sends: it was taken as a form's",
    );
    let header = Header::made("Content-Type", FORM);
    captured.request.headers.push(header);
}

/// Whether a text is pairs of a form.
pub(in crate::capture) fn is_form(bytes: &[u8]) -> bool {
    let name = bytes.find_byte(b'=').unwrap_or(0);
    name > 0
        && !bytes
            .iter()
            .any(|byte| byte.is_ascii_whitespace() || b"{}<>\"".contains(byte))
}

fn length_without_body(captured: &mut Captured) {
    if captured.request.body.is_some() {
        return;
    }
    let Some(header) = captured.request.header("content-length") else {
        return;
    };
    let length = header
        .value
        .bytes()
        .to_str()
        .ok()
        .and_then(|text| text.parse().ok());
    if let Some(length) = length.filter(|length| *length > 0) {
        captured.missing.push(Gap {
            part: Part::Body,
            why: Why::Length(length),
            span: header.value.span(),
        });
    }
}

fn from_base64(text: &Text) -> Text {
    let Ok(bytes) = STANDARD.decode(text.bytes().trim_ascii()) else {
        return text.clone();
    };
    let mut out = Text::default();
    out.push_unquoted(&bytes, text.span().unwrap_or_default());
    out
}
