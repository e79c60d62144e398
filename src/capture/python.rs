//! Python `requests` calls, as Postman and curl converters write them: literals only.

use bstr::ByteSlice;

use super::curl::{secret, without_dots};
use super::literal::{Language, Reader, Value, json_dumps};
use super::{Captured, Options};
use crate::error::{Error, Finding};
use crate::request::{Header, Request, Text};

const FORM: &str = "a Python requests call";

/// What Python's `urlencode` keeps beside letters and digits.
pub(super) const QUOTE_PLUS: &[u8] = b"_.-~";

/// Reads the `requests.…(…)` calls of a paste.
///
/// # Errors
/// When there is none, or when a value is not written down in it.
pub(super) fn read(paste: &Text, _options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    let mut reader = Reader::new(paste, Language::Python, FORM);
    let mut names = Vec::new();
    let mut captured = Vec::new();
    while reader.source.peek().is_some() {
        reader.blanks();
        let start = reader.source.at;
        let name = reader
            .source
            .while_(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'));
        let name = reader.source.bytes[name].to_str_lossy().into_owned();
        let call = ["requests.", "httpx."]
            .iter()
            .find_map(|module| name.strip_prefix(module));
        if let Some(method) = call
            && reader.source.peek() == Some(b'(')
        {
            let arguments = reader.arguments()?;
            if let Some(one) = request(method, &arguments, &names)? {
                captured.push(one);
            }
            continue;
        }
        reader.source.while_(|byte| matches!(byte, b' ' | b'\t'));
        let assigns = reader.source.peek() == Some(b'=') && reader.source.peek_at(1) != Some(b'=');
        if assigns && !name.is_empty() && names.len() < 1000 {
            reader.source.at += 1;
            let mark = reader.source.at;
            // `response = requests.post(…)` is no literal; its call is read as it comes.
            match reader.value() {
                Ok(Value::Call(..)) | Err(_) => {
                    reader.source.at = mark;
                    reader.source.while_(|byte| matches!(byte, b' ' | b'\t'));
                }
                Ok(value) => names.push((name, value)),
            }
        } else if reader.source.at == start {
            // Not a statement that is read: on to the next word.
            reader.source.at += 1;
            reader.source.while_(|byte| byte >= 0x80);
        }
    }
    if captured.is_empty() {
        return Err(Error::new("there is no `requests.…(…)` call in the paste").taken_for(FORM));
    }
    Ok(captured)
}

fn not_literal(what: &str, value: &Value) -> Error {
    let error = Error::new(format_args!("{what} is not written down in the paste"))
        .taken_for(FORM)
        .help("put the value itself in its place");
    match value.place() {
        Some(span) => error.at(span),
        None => error,
    }
}

fn request(
    method: &str,
    arguments: &[(Option<String>, Value)],
    names: &[(String, Value)],
) -> Result<Option<Captured>, Error> {
    let positions: &[&str] = match method {
        "request" => &["method", "url", "params", "data", "headers"],
        "post" => &["url", "data", "json"],
        "put" | "patch" => &["url", "data"],
        "get" | "options" => &["url", "params"],
        "head" | "delete" => &["url"],
        _ => return Ok(None),
    };
    let argument = |name: &str| {
        let by_name = arguments
            .iter()
            .find(|(given, _)| given.as_deref() == Some(name));
        let place = positions.iter().position(|position| *position == name);
        let (_, value) = by_name.or_else(|| {
            let unnamed = arguments.iter().filter(|(given, _)| given.is_none());
            place.and_then(|place| unnamed.clone().nth(place))
        })?;
        let value = resolved(value, names);
        (!value.is_nothing()).then_some(value)
    };
    let url = argument("url").ok_or_else(|| Error::new("the call names no URL").taken_for(FORM))?;
    let url = url.text().ok_or_else(|| not_literal("the URL", url))?;
    let mut captured = Captured::default();
    let given = match argument("method") {
        Some(value) => value
            .text()
            .ok_or_else(|| not_literal("the method", value))?
            .clone(),
        None => Text::made(method),
    };
    let mut upper = Text::default();
    match given.span() {
        Some(span) => upper.push_unquoted(&given.bytes().to_ascii_uppercase(), span),
        None => upper.push_made(&given.bytes().to_ascii_uppercase()),
    }
    let params = argument("params")
        .map(|params| query(params, names))
        .transpose()?;
    let mut headers = match argument("headers") {
        Some(Value::Map(entries)) => entries
            .iter()
            .map(|(name, value)| header(name, resolved(value, names)))
            .filter_map(Result::transpose)
            .collect::<Result<_, _>>()?,
        Some(other) => return Err(not_literal("the headers", other)),
        None => Vec::new(),
    };
    let (body, media_type) = body(argument("data"), argument("json"), names)?;
    if argument("files").is_some() {
        captured.findings.push(Finding::new(
            "multipart-not-read",
            "`files` makes a multipart body, which was not read; no signature covers it",
            argument("files").and_then(Value::place),
        ));
    }
    if let Some(auth) = argument("auth") {
        auth_header(auth, &mut headers, &mut captured);
    }
    captured.request = Request {
        absolute_form: false,
        method: upper,
        url: requests_url(url, params.as_ref()),
        written: super::fetch::as_written(url),
        headers,
        body,
        generated: Vec::new(),
    };
    if let Some(media_type) = media_type
        && captured.request.header("content-type").is_none()
    {
        captured
            .request
            .headers
            .push(Header::made("Content-Type", media_type));
    }
    for (name, _) in arguments {
        if let Some(name) = name
            && ![
                "url", "method", "params", "data", "json", "headers", "auth", "files",
            ]
            .contains(&name.as_str())
        {
            captured.unread.push(name.clone());
        }
    }
    Ok(Some(captured))
}

fn resolved<'a>(value: &'a Value, names: &'a [(String, Value)]) -> &'a Value {
    if let Value::Name(name) = value
        && let Some((_, value)) = names
            .iter()
            .rev()
            .find(|(known, _)| name.bytes() == known.as_str())
    {
        return value;
    }
    value
}

fn header(name: &Value, value: &Value) -> Result<Option<Header>, Error> {
    if value.is_nothing() {
        return Ok(None);
    }
    let name = name
        .text()
        .ok_or_else(|| not_literal("a header's name", name))?;
    let value = value
        .text()
        .ok_or_else(|| not_literal("a header's value", value))?;
    Ok(Some(Header {
        name: name.clone(),
        value: value.clone(),
    }))
}

fn query(params: &Value, names: &[(String, Value)]) -> Result<Text, Error> {
    if let Some(text) = params.text() {
        return Ok(text.clone());
    }
    form_encoded(&filled(params, names), QUOTE_PLUS)
        .ok_or_else(|| not_literal("a query parameter", params))
}

/// A map or list with the names in it put in.
fn filled(value: &Value, names: &[(String, Value)]) -> Value {
    match value {
        Value::Map(entries) => Value::Map(
            entries
                .iter()
                .map(|(key, value)| (key.clone(), resolved(value, names).clone()))
                .collect(),
        ),
        other => other.clone(),
    }
}

/// The body, and the Content-Type that requests gives it by itself.
fn body(
    data: Option<&Value>,
    json: Option<&Value>,
    names: &[(String, Value)],
) -> Result<(Option<Text>, Option<&'static str>), Error> {
    match (data, json) {
        (Some(Value::Text(text)), _) if text.bytes().is_empty() => Ok((None, None)),
        (Some(Value::Text(text)), _) => Ok((Some(text.clone()), None)),
        (Some(Value::Call(name, arguments)), _) if name.bytes() == "json.dumps" => {
            let value = arguments.first().map(|(_, value)| resolved(value, names));
            let json = value.and_then(|value| filled(value, names).json());
            match (json, data, arguments.len()) {
                (Some(json), _, 1) => Ok((Some(Text::made(json_dumps(&json))), None)),
                (_, Some(data), _) => Err(not_literal("the body", data)),
                _ => Ok((None, None)),
            }
        }
        (Some(data), _) => {
            let form = form_encoded(&filled(data, names), QUOTE_PLUS)
                .ok_or_else(|| not_literal("a part of the body", data))?;
            if form.bytes().is_empty() {
                return Ok((None, None));
            }
            Ok((Some(form), Some("application/x-www-form-urlencoded")))
        }
        (None, Some(json)) => {
            let value = filled(json, names)
                .json()
                .ok_or_else(|| not_literal("a part of the body", json))?;
            Ok((
                Some(Text::made(json_dumps(&value))),
                Some("application/json"),
            ))
        }
        (None, None) => Ok((None, None)),
    }
}

fn auth_header(auth: &Value, headers: &mut Vec<Header>, captured: &mut Captured) {
    captured.findings.push(secret("auth", auth.place()));
    match auth {
        Value::List(pair) => {
            if let [Value::Text(user), Value::Text(password)] = pair.as_slice() {
                let mut plain = user.bytes().to_vec();
                plain.push(b':');
                plain.extend_from_slice(password.bytes());
                headers.retain(|header| !header.is_named("authorization"));
                headers.push(super::curl::basic(&plain));
            }
        }
        _ => captured.findings.push(Finding::new(
            "signed-at-run-time",
            "`auth` signs the request when the script runs: what it sends is not in the paste; \
             capture the request itself, or see the library's debug log",
            auth.place(),
        )),
    }
}

/// `a=1&b=x+y` of a map or a list of pairs, as `urlencode` writes it; lists repeat their name.
pub(super) fn form_encoded(value: &Value, kept: &[u8]) -> Option<Text> {
    let mut text = Text::default();
    let mut pair = |name: &Value, value: &Value| -> Option<()> {
        let values = match value {
            Value::List(values) => values.iter().collect(),
            nothing if nothing.is_nothing() => Vec::new(),
            one => vec![one],
        };
        for value in values {
            if !text.bytes().is_empty() {
                text.push_made(b"&");
            }
            push_encoded(&mut text, plain(name)?, kept);
            text.push_made(b"=");
            push_encoded(&mut text, plain(value)?, kept);
        }
        Some(())
    };
    match value {
        Value::Map(entries) => {
            for (name, value) in entries {
                pair(name, value)?;
            }
        }
        Value::List(pairs) => {
            for entry in pairs {
                let Value::List(entry) = entry else {
                    return None;
                };
                let [name, value] = entry.as_slice() else {
                    return None;
                };
                pair(name, value)?;
            }
        }
        _ => return None,
    }
    Some(text)
}

fn plain(value: &Value) -> Option<&Text> {
    match value {
        Value::Text(text) | Value::Number(text) => Some(text),
        Value::Name(name)
            if ["True", "False", "true", "false"]
                .iter()
                .any(|known| name.bytes() == *known) =>
        {
            Some(name)
        }
        // A key without quotes, in JavaScript.
        Value::Name(name) if !name.bytes().contains(&b'.') => Some(name),
        _ => None,
    }
}

/// Letters, digits and `kept` stay, a space is `+`, the rest is escaped.
pub(super) fn push_encoded(into: &mut Text, value: &Text, kept: &[u8]) {
    let bytes = value.bytes();
    let mut at = 0;
    while at < bytes.len() {
        let run = bytes[at..]
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || kept.contains(byte))
            .count();
        into.push_text(&value.slice(at..at + run));
        at += run;
        if let Some(byte) = bytes.get(at) {
            let escaped = match byte {
                b' ' => "+".to_owned(),
                _ => format!("%{byte:02X}"),
            };
            match value.locate(at..at + 1) {
                Some(span) => into.push_unquoted(escaped.as_bytes(), span),
                None => into.push_made(escaped.as_bytes()),
            }
            at += 1;
        }
    }
}

/// The URL as requests puts it on the wire: escapes of unreserved characters undone, others in
/// capitals, what may not stand in a URL escaped, a path of at least `/`, no fragment.
pub(super) fn requests_url(url: &Text, params: Option<&Text>) -> Text {
    let url = super::fetch::without_fragment(url);
    let bytes = url.bytes();
    let origin = bytes.find("://").map_or(0, |at| at + 3);
    let path = bytes[origin..]
        .find_byteset(b"/?")
        .map_or(bytes.len(), |at| origin + at);
    let mut whole = url.slice(0..path);
    if bytes.get(path) != Some(&b'/') {
        whole.push_made(b"/");
    }
    let end = bytes[path..]
        .find_byte(b'?')
        .map_or(bytes.len(), |at| path + at);
    let mut rest = without_dots(&url.slice(path..end));
    rest.push_text(&url.slice(end..bytes.len()));
    if let Some(params) = params.filter(|params| !params.bytes().is_empty()) {
        let query = rest.bytes().find_byte(b'?');
        match query {
            None => rest.push_made(b"?"),
            Some(mark) if mark + 1 == rest.bytes().len() => {}
            Some(_) => rest.push_made(b"&"),
        }
        rest.push_text(params);
    }
    requoted(&rest, &mut whole);
    whole
}

fn requoted(text: &Text, into: &mut Text) {
    let bytes = text.bytes();
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!#$&'()*+,/:;=?@".contains(&byte);
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let run = bytes[at..].iter().take_while(|byte| legal(**byte)).count();
        if run > 0 {
            into.push_text(&text.slice(at..at + run));
            at += run;
            continue;
        }
        let escaped = bytes
            .get(at + 1..at + 3)
            .filter(|digits| byte == b'%' && digits.iter().all(u8::is_ascii_hexdigit))
            .and_then(|digits| u8::from_str_radix(digits.to_str().ok()?, 16).ok());
        let (piece, length) = match escaped {
            Some(value) if value.is_ascii_alphanumeric() || b"-._~".contains(&value) => {
                (vec![value], 3)
            }
            Some(value) => (format!("%{value:02X}").into_bytes(), 3),
            None => (format!("%{byte:02X}").into_bytes(), 1),
        };
        if piece == bytes[at..at + length] {
            into.push_text(&text.slice(at..at + length));
        } else {
            match text.locate(at..at + length) {
                Some(span) => into.push_unquoted(&piece, span),
                None => into.push_made(&piece),
            }
        }
        at += length;
    }
}
