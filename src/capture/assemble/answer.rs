//! The answer that stands beside a request in a record.

use super::names::{Role, role};
use super::pairs;
use super::{members, scalar};
use crate::capture::Response;
use crate::capture::tree::{Map, Value};

/// The answer among the members of a map: in a map of its own, or its status alone.
pub(super) fn of(map: &Map) -> Option<Response> {
    let own = members(map, Role::Answer).find_map(|value| match value {
        Value::Map(answer) => Some(response(answer)),
        Value::Text(text) => {
            let response = Response::from_text(text.bytes());
            (!text.bytes().is_empty()).then_some(response)
        }
        _ => None,
    });
    let mut found = own.unwrap_or_default();
    found.status = found.status.or_else(|| status(map));
    let empty = found.status.is_none() && found.headers.is_empty() && found.body.is_empty();
    (!empty).then_some(found)
}

fn response(answer: &Map) -> Response {
    let headers = pairs::headers(answer).into_iter();
    let body = answer.iter().find_map(|(name, value)| {
        let fits = matches!(role(name.bytes()), Some(Role::Body | Role::Answer))
            || ["text", "content"].iter().any(|held| name.bytes() == *held);
        fits.then(|| text(value)).flatten()
    });
    Response {
        status: status(answer),
        headers: headers
            .map(|header| {
                (
                    header.name.bytes().to_string(),
                    header.value.bytes().to_string(),
                )
            })
            .collect(),
        body: body.unwrap_or_default(),
    }
}

fn text(value: &Value) -> Option<Vec<u8>> {
    match value {
        Value::Text(text) => Some(text.bytes().to_vec()),
        Value::Map(map) => map
            .iter()
            .filter(|(name, _)| {
                ["string", "text", "body"]
                    .iter()
                    .any(|held| name.bytes() == *held)
            })
            .find_map(|(_, value)| Some(value.text()?.bytes().to_vec())),
        _ => None,
    }
}

/// A status code: a number, a map with it, or the pieces of a status line.
fn status(map: &Map) -> Option<u16> {
    let direct = members(map, Role::Status)
        .filter_map(Value::only_text)
        .find_map(|text| code(text.bytes()));
    direct.or_else(|| {
        members(map, Role::Status).find_map(|value| match value {
            Value::Map(status) => scalar(status, Role::Status).and_then(|text| code(text.bytes())),
            Value::List(pieces) => pieces
                .iter()
                .filter_map(Value::text)
                .find_map(|text| code(text.bytes())),
            _ => None,
        })
    })
}

fn code(text: &[u8]) -> Option<u16> {
    let digits = text
        .split(u8::is_ascii_whitespace)
        .find(|word| word.len() == 3 && word.iter().all(u8::is_ascii_digit))?;
    let code = std::str::from_utf8(digits).ok()?.parse().ok()?;
    (100..600).contains(&code).then_some(code)
}
