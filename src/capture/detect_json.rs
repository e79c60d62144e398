//! Which form a JSON text has, by its keys.

use bstr::ByteSlice;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::lines::lines;
use super::{Format, base_string};

/// The keys that tell the forms apart.
#[derive(Deserialize)]
struct Keys {
    schema: Option<IgnoredAny>,
    #[serde(rename = "_type")]
    kind: Option<IgnoredAny>,
    resources: Option<IgnoredAny>,
    requests: Option<IgnoredAny>,
    order: Option<IgnoredAny>,
    values: Option<IgnoredAny>,
    #[serde(rename = "_postman_variable_scope")]
    scope: Option<IgnoredAny>,
    command: Option<IgnoredAny>,
    log: Option<Log>,
    info: Option<IgnoredAny>,
    item: Option<IgnoredAny>,
    request: Option<Request>,
    method: Option<IgnoredAny>,
    url: Option<IgnoredAny>,
    headers: Option<Rows>,
}
#[derive(Deserialize)]
#[serde(untagged)]
enum Request {
    Object {
        header: Option<IgnoredAny>,
        headers: Option<Rows>,
        url: Option<Url>,
        body: Option<Body>,
    },
    Other(IgnoredAny),
}
/// A HAR's log is an object; a container's is a line of text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Log {
    Line(String),
    Other(IgnoredAny),
}
/// A HAR's headers are rows, and a row has a name.
#[derive(Deserialize)]
#[serde(untagged)]
enum Rows {
    /// Pairs are no rows, though a row could be read from one.
    #[allow(dead_code, reason = "its shape alone is used")]
    Pairs(Vec<(IgnoredAny, IgnoredAny)>),
    Har(Vec<Row>),
    Other(IgnoredAny),
}
#[derive(Deserialize)]
struct Row {
    #[serde(rename = "name")]
    _name: IgnoredAny,
    #[serde(rename = "value")]
    _value: IgnoredAny,
}
/// Postman's, in its parts.
#[derive(Deserialize)]
#[serde(untagged)]
enum Url {
    Parts {
        #[serde(rename = "raw")]
        _raw: IgnoredAny,
    },
    Other(IgnoredAny),
}
#[derive(Deserialize)]
#[serde(untagged)]
enum Body {
    Modal {
        #[serde(rename = "mode")]
        _mode: IgnoredAny,
    },
    Other(IgnoredAny),
}

/// JSON by its keys.
pub(super) fn detect(text: &[u8]) -> Option<(Format, &'static str)> {
    let text = text.trim_ascii();
    if !(text.starts_with(b"{") || text.starts_with(b"[")) {
        return json_lines(text);
    }
    let Ok(keys) = serde_json::from_slice::<Keys>(text) else {
        let array = serde_json::from_slice::<IgnoredAny>(text).is_ok();
        return if array {
            inside_json(text)
        } else if text.starts_with(b"{") && text.find("\"log\"").is_some_and(|at| at < 100) {
            Some((Format::Har, "it begins like a HAR, though it is no JSON"))
        } else {
            json_lines(text)
        };
    };
    if keys.resources.is_some() && keys.kind.is_some() {
        return Some((Format::Insomnia, "it is JSON with `_type` and `resources`"));
    }
    if keys.requests.is_some() && keys.order.is_some() && keys.info.is_none() {
        return Some((Format::Postman, "it is JSON with `requests` and `order`"));
    }
    if keys.scope.is_some() && keys.values.is_some() {
        return Some((
            Format::Postman,
            "it is JSON with a Postman environment's `values`",
        ));
    }
    let line = matches!(&keys.log, Some(Log::Line(line)) if !line.is_empty());
    if keys.log.is_some() && !line {
        return Some((Format::Har, "it is JSON with a `log`"));
    }
    if keys.schema.is_some() && keys.command.is_some() {
        return Some((
            Format::CountersignJson,
            "it is JSON with `schema` and `command`",
        ));
    }
    if keys.info.is_some() && keys.item.is_some() {
        return Some((Format::Postman, "it is JSON with `info` and `item`"));
    }
    match keys.request {
        Some(Request::Object { header, .. }) if header.is_some() => {
            return Some((Format::Postman, "it is JSON with a `request` of Postman's"));
        }
        Some(Request::Object {
            headers: Some(Rows::Har(rows)),
            url: Some(_),
            ..
        }) if !rows.is_empty() => {
            return Some((Format::Har, "it is JSON with a HAR's `request`"));
        }
        Some(Request::Object {
            headers: None,
            url: Some(url),
            body,
            ..
        }) if matches!(url, Url::Parts { .. }) || matches!(body, Some(Body::Modal { .. })) => {
            return Some((Format::Postman, "it is JSON with a `request` of Postman's"));
        }
        Some(_) | None => {}
    }
    if keys.item.is_some() {
        return Some((Format::Postman, "it is JSON with `item`"));
    }
    if keys.method.is_some() && keys.url.is_some() {
        return match keys.headers {
            Some(Rows::Har(rows)) if !rows.is_empty() => Some((
                Format::Har,
                "it is JSON with a HAR's `method`, `url`, `headers`",
            )),
            _ => Some((Format::Json, "it is JSON with a method and a URL")),
        };
    }
    inside_json(text)
}

/// Whether a record names what only a request has.
fn names_a_request(text: &[u8]) -> bool {
    // JSON may stand in a string of JSON.
    let plain = text.replace("\\\"", "\"");
    let text = if text.contains_str("\\\"") {
        &plain
    } else {
        text
    };
    [
        "\"url\"",
        "\"uri\"",
        "\"httpMethod\"",
        "\"path\"",
        "\"absoluteUrl\"",
        "\"requestContext\"",
        "\"endpoint\"",
        "\"rawPath\"",
        "\"oauth_nonce\"",
    ]
    .iter()
    .any(|key| text.contains_str(key))
        || text.contains_str(" HTTP/1.")
}

/// JSON a line, with whatever a collector of logs writes before it.
fn json_lines(text: &[u8]) -> Option<(Format, &'static str)> {
    let record = lines(text).any(|line| {
        let line = &text[line.range];
        if !line.contains_str("oauth_") || !line.trim_ascii_end().ends_with(b"}") {
            return false;
        }
        let Some(open) = line.find_byte(b'{') else {
            return false;
        };
        let object = line[open..].trim_ascii();
        let named = names_a_request(object) || object.contains_str("\\\"");
        named && serde_json::from_slice::<IgnoredAny>(object).is_ok()
    });
    record.then_some((Format::Json, "a line of it is a JSON record of a request"))
}

/// JSON that only holds the interesting text in one of its strings.
fn inside_json(text: &[u8]) -> Option<(Format, &'static str)> {
    // An answer that quotes the base string that it wants, and no request.
    let signed = text.contains_str("oauth_signature") || text.contains_str("uthorization");
    if !signed && base_string::find(text).next().is_some() {
        return Some((Format::BaseString, "a string in the JSON is a base string"));
    }
    if text.contains_str("oauth_") && names_a_request(text) {
        return Some((Format::Json, "it is JSON with a record of a request"));
    }
    if base_string::find(text).next().is_some() {
        Some((Format::BaseString, "a string in the JSON is a base string"))
    } else if text.contains_str("oauth_consumer_key=") || text.contains_str("oauth_signature=") {
        Some((
            Format::AuthorizationHeader,
            "a string in the JSON holds OAuth parameters",
        ))
    } else {
        None
    }
}
