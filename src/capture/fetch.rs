//! `fetch(…)` calls: `DevTools`' 'Copy as fetch' and 'Copy as fetch (Node.js)', and literal ones
//! written by hand.

use bstr::ByteSlice;

use super::curl::without_dots;
use super::literal::{Language, Reader, Value, json_stringify};
use super::python::form_encoded;
use super::{Captured, Options};
use crate::error::{Assumption, Error};
use crate::request::{Header, Request, Text};

const FORM: &str = "a JavaScript fetch call";

/// Reads the fetch calls of a paste.
///
/// # Errors
/// When there is none, or when a value is not written down in it.
pub(super) fn read(paste: &Text, _options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    let mut reader = Reader::new(paste, Language::JavaScript, FORM);
    let mut captured = Vec::new();
    while let Some(found) = reader.source.rest().find("fetch(") {
        reader.source.at += found + "fetch".len();
        let arguments = reader.arguments()?;
        captured.push(request(&arguments)?);
    }
    if captured.is_empty() {
        return Err(Error::new("there is no `fetch(…)` in the paste").taken_for(FORM));
    }
    Ok(captured)
}

fn request(arguments: &[(Option<String>, Value)]) -> Result<Captured, Error> {
    let url = match arguments.first() {
        Some((_, Value::Text(url))) => url.clone(),
        Some((_, other)) => return Err(not_literal("the URL", other)),
        None => return Err(Error::new("`fetch()` names no URL").taken_for(FORM)),
    };
    let mut captured = Captured {
        request: Request {
            method: Text::made("GET"),
            url: resolved(&url),
            written: as_written(&url),
            ..Request::default()
        },
        ..Captured::default()
    };
    let init = match arguments.get(1) {
        None => return Ok(captured),
        Some((_, Value::Map(entries))) => entries,
        Some((_, other)) => return Err(not_literal("the second argument", other)),
    };
    let mut implied = None;
    for (key, value) in init {
        let (Value::Text(name) | Value::Name(name)) = key else {
            return Err(not_literal("the name of an option", key));
        };
        match name.bytes().as_bytes() {
            b"method" => {
                let method = value
                    .text()
                    .ok_or_else(|| not_literal("the method", value))?;
                captured.request.method = normalized(method);
            }
            b"headers" => captured.request.headers = headers(value)?,
            b"body" if value.is_nothing() => {}
            b"body" => {
                let (body, media_type) = body(value)?;
                captured.request.body = Some(body);
                implied = Some(media_type);
            }
            b"referrer"
                if value
                    .text()
                    .is_some_and(|text| text.bytes().starts_with(b"http")) =>
            {
                captured.unread.push("referrer".to_owned());
            }
            other => captured.unread.push(other.to_str_lossy().into_owned()),
        }
    }
    if let Some(media_type) = implied
        && captured.request.header("content-type").is_none()
    {
        captured
            .request
            .headers
            .push(Header::made("Content-Type", media_type));
        captured.guesses.push(Assumption::new(
            "content-type-of-fetch",
            format_args!("no Content-Type is given: fetch sends {media_type}"),
        ));
    }
    Ok(captured)
}

fn not_literal(what: &str, value: &Value) -> Error {
    let error = Error::new(format_args!("{what} is not written down in the call"))
        .taken_for(FORM)
        .help("put the value itself in its place");
    match value.place() {
        Some(span) => error.at(span),
        None => error,
    }
}

/// The URL as fetch and .NET put it on the wire: no fragment, `.` and `..` of the path resolved, a
/// path of at least `/`.
pub(super) fn resolved(url: &Text) -> Text {
    let url = without_fragment(url);
    let bytes = url.bytes();
    let Some(origin) = bytes.find("://").map(|at| at + 3) else {
        return url;
    };
    let path = bytes[origin..].find_byteset(b"/?");
    let path = path.map_or(bytes.len(), |at| origin + at);
    let end = bytes[path..].find_byte(b'?');
    let end = end.map_or(bytes.len(), |at| path + at);
    let mut made = url.slice(0..path);
    if path == end {
        made.push_made(b"/");
    }
    made.push_text(&without_dots(&url.slice(path..end)));
    made.push_text(&url.slice(end..bytes.len()));
    made
}

/// The URL as it is written, where it is not what is put on the wire.
pub(super) fn as_written(url: &Text) -> Option<Text> {
    (resolved(url).bytes() != url.bytes()).then(|| url.clone())
}

pub(super) fn without_fragment(url: &Text) -> Text {
    let bytes = url.bytes();
    url.slice(0..bytes.find_byte(b'#').unwrap_or(bytes.len()))
}

/// fetch writes the methods that it knows in capitals, and no others (`patch` stays).
fn normalized(method: &Text) -> Text {
    const KNOWN: &[&str] = &["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"];
    let upper = method.bytes().to_ascii_uppercase();
    if !KNOWN.iter().any(|known| known.as_bytes() == upper) || method.bytes() == upper.as_bstr() {
        return method.clone();
    }
    let mut text = Text::default();
    match method.span() {
        Some(span) => text.push_unquoted(&upper, span),
        None => text.push_made(&upper),
    }
    text
}

/// A map, a list of pairs, or `new Headers(…)` of one of them.
fn headers(value: &Value) -> Result<Vec<Header>, Error> {
    let pairs: Vec<(&Value, &Value)> = match value {
        Value::Map(entries) => entries.iter().map(|(name, value)| (name, value)).collect(),
        Value::List(pairs) => pairs
            .iter()
            .map(|pair| match pair {
                Value::List(pair) if pair.len() == 2 => Ok((&pair[0], &pair[1])),
                other => Err(not_literal("a header", other)),
            })
            .collect::<Result<_, _>>()?,
        Value::Call(name, arguments) if name.bytes() == "Headers" => {
            return arguments
                .first()
                .map_or(Ok(Vec::new()), |(_, value)| headers(value));
        }
        other => return Err(not_literal("a header", other)),
    };
    pairs
        .into_iter()
        .filter(|(_, value)| !value.is_nothing())
        .map(|(name, value)| {
            let (Value::Text(name) | Value::Name(name)) = name else {
                return Err(not_literal("a header's name", name));
            };
            let (Value::Text(value) | Value::Number(value)) = value else {
                return Err(not_literal("a header's value", value));
            };
            Ok(Header {
                name: name.clone(),
                value: trimmed(value),
            })
        })
        .collect()
}

fn trimmed(value: &Text) -> Text {
    let bytes = value.bytes();
    let start = bytes.len() - bytes.trim_ascii_start().len();
    value.slice(start..bytes.trim_ascii_end().len().max(start))
}

/// The body, and the Content-Type that fetch gives it by itself.
fn body(value: &Value) -> Result<(Text, &'static str), Error> {
    const PLAIN: &str = "text/plain;charset=UTF-8";
    const FORM_TYPE: &str = "application/x-www-form-urlencoded;charset=UTF-8";
    match value {
        Value::Text(text) => Ok((text.clone(), PLAIN)),
        Value::Call(name, arguments) => {
            let argument = arguments.first().map(|(_, value)| value);
            match (name.bytes().as_bytes(), argument) {
                (b"JSON.stringify", Some(argument)) => {
                    let json = argument
                        .json()
                        .ok_or_else(|| not_literal("a part of the body", argument))?;
                    Ok((Text::made(json_stringify(&json)), PLAIN))
                }
                (b"URLSearchParams", Some(Value::Text(text))) => Ok((text.clone(), FORM_TYPE)),
                (b"URLSearchParams", Some(argument)) => {
                    let form = form_encoded(argument, b"*-._")
                        .ok_or_else(|| not_literal("a part of the body", argument))?;
                    Ok((form, FORM_TYPE))
                }
                _ => Err(not_literal("the body", value)),
            }
        }
        other => Err(not_literal("the body", other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(paste: &str) -> Captured {
        let paste = Text::copied(paste.as_bytes(), 0);
        read(&paste, &Options::default()).unwrap().remove(0)
    }

    #[test]
    fn a_body_without_a_content_type_is_said_to_be_plain_text() {
        let captured =
            one("fetch('https://h/x', {method: 'post', body: JSON.stringify({a: 1, b: 'é'})})");
        assert_eq!(captured.request.method.bytes(), "POST");
        assert_eq!(
            captured.request.body.unwrap().bytes(),
            "{\"a\":1,\"b\":\"é\"}"
        );
        assert_eq!(captured.guesses[0].id, "content-type-of-fetch");
    }

    #[test]
    fn a_name_in_place_of_a_value_is_refused_with_its_place() {
        let paste = Text::copied(b"fetch(url, {})", 0);
        let error = read(&paste, &Options::default()).unwrap_err();
        assert_eq!(error.span(), Some(6..9));
        assert_eq!(error.problem(), "the URL is not written down in the call");
    }
}
