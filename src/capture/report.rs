//! What was read, as JSON: the contract of `countersign read --format json`, without any secret.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bstr::{BStr, ByteSlice};
use serde_json::{Map, Value, json};

use super::{Capture, Captured, Response, base_string, oauth, secrets};
use crate::error::Finding;
use crate::request::Text;

/// The JSON of a capture, its secrets masked.
#[must_use]
pub fn to_json(capture: &Capture) -> Value {
    json!({
        "schema": "countersign/1",
        "command": "read",
        "format": capture.format.name(),
        "description": capture.description,
        "requests": capture.requests.iter().map(request).collect::<Vec<_>>(),
    })
}

fn request(captured: &Captured) -> Value {
    let shown = secrets::masked(&captured.request);
    let parameters = oauth::parameters(&shown);
    let mut json = Map::new();
    let mut put = |name: &str, value: Value| {
        json.insert(name.to_owned(), value);
    };
    if let Some(index) = captured.index {
        put("index", index.into());
    }
    if let Some(name) = &captured.name {
        put("name", name.as_str().into());
    }
    put("method", text(shown.method.bytes()));
    put("url", text(shown.url.bytes()));
    let headers = shown.headers.iter();
    put(
        "headers",
        headers
            .map(|header| json!([text(header.name.bytes()), text(header.value.bytes())]))
            .collect(),
    );
    let body = shown.body.as_ref().map(Text::bytes);
    let (name, body) = bytes(body, "body", "body_base64");
    put(name, body);
    let mut protocol = Map::new();
    for parameter in &parameters {
        let name = parameter.name.to_str_lossy().into_owned();
        // The parameters of the place that counts come first.
        protocol
            .entry(name)
            .or_insert_with(|| text(parameter.value.as_bstr()));
    }
    put("oauth", Value::Object(protocol));
    put(
        "oauth_in",
        oauth::place(&parameters).map_or(Value::Null, |place| place.name().into()),
    );
    if let Some(base_string) = &captured.base_string {
        put("base_string", text(base_string.bytes()));
        put(
            "base_string_uri",
            text(base_string::uri(base_string).bytes()),
        );
        let pairs = base_string::parameters(base_string)
            .into_iter()
            .map(|(name, value)| {
                if secrets::is_secret_name(name.bytes()) {
                    json!([text(name.bytes()), secrets::MASK])
                } else {
                    json!([text(name.bytes()), text(value.bytes())])
                }
            });
        put("parameters", pairs.collect());
    }
    let guesses = captured.guesses.iter();
    put(
        "guesses",
        guesses
            .map(|guess| json!({"id": guess.id, "message": guess.message}))
            .collect(),
    );
    put(
        "unread",
        captured.unread.iter().map(|unread| json!(unread)).collect(),
    );
    put("findings", captured.findings.iter().map(finding).collect());
    put(
        "response",
        captured.response.as_ref().map_or(Value::Null, response),
    );
    Value::Object(json)
}

fn finding(finding: &Finding) -> Value {
    let span = finding.span.as_ref().map_or(
        Value::Null,
        |span| json!({"start": span.start, "end": span.end}),
    );
    json!({"id": finding.id, "message": finding.message, "span": span})
}

fn response(response: &Response) -> Value {
    let body = secrets::masked_text(&response.body);
    let (name, body) = bytes(Some(body.as_bstr()), "body", "body_base64");
    let mut json = Map::new();
    json.insert(
        "status".to_owned(),
        response.status.map_or(Value::Null, Value::from),
    );
    let headers = response.headers.iter();
    json.insert(
        "headers".to_owned(),
        headers.map(|(name, value)| json!([name, value])).collect(),
    );
    json.insert(name.to_owned(), body);
    Value::Object(json)
}

/// Text, or the bytes in base64 in a field of another name.
fn bytes(bytes: Option<&BStr>, name: &'static str, base64: &'static str) -> (&'static str, Value) {
    match bytes.map(|bytes| bytes.to_str().map_err(|_| STANDARD.encode(bytes))) {
        None => (name, Value::Null),
        Some(Ok(text)) => (name, text.into()),
        Some(Err(encoded)) => (base64, encoded.into()),
    }
}

/// Text, with the bytes that are not UTF-8 percent-encoded.
fn text(bytes: &BStr) -> Value {
    let mut out = String::new();
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.push_str(
            &percent_encoding::percent_encode(chunk.invalid(), percent_encoding::NON_ALPHANUMERIC)
                .to_string(),
        );
    }
    out.into()
}
