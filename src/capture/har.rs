//! HTTP Archive 1.2, as browsers and proxies export it.
//!
//! Real exports lack fields and add others, so everything is optional here. The URL's text is
//! the truth: `queryString` is decoded differently by each browser and is not looked at.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bstr::ByteSlice;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Captured, Options, Response, http, json, oauth};
use crate::error::{Assumption, Error, Finding};
use crate::request::{Header, Request, Text};

#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow)]
    log: Option<Log<'a>>,
    #[serde(borrow)]
    request: Option<HarRequest<'a>>,
    #[serde(borrow)]
    response: Option<HarResponse<'a>>,
}

#[derive(Deserialize)]
struct Log<'a> {
    #[serde(borrow, default)]
    entries: Vec<Entry<'a>>,
}

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow)]
    request: Option<HarRequest<'a>>,
    #[serde(borrow)]
    response: Option<HarResponse<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct HarRequest<'a> {
    #[serde(borrow)]
    method: Option<&'a RawValue>,
    #[serde(borrow)]
    url: Option<&'a RawValue>,
    #[serde(borrow)]
    headers: Option<Vec<Pair<'a>>>,
    #[serde(borrow)]
    post_data: Option<PostData<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PostData<'a> {
    #[serde(borrow)]
    mime_type: Option<&'a RawValue>,
    #[serde(borrow)]
    text: Option<&'a RawValue>,
    #[serde(borrow)]
    params: Option<Vec<Pair<'a>>>,
    encoding: Option<String>,
}

#[derive(Deserialize)]
struct Pair<'a> {
    #[serde(borrow)]
    name: Option<&'a RawValue>,
    #[serde(borrow)]
    value: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct HarResponse<'a> {
    #[serde(borrow)]
    status: Option<&'a RawValue>,
    #[serde(borrow)]
    headers: Option<Vec<Pair<'a>>>,
    #[serde(borrow)]
    content: Option<Content<'a>>,
}

#[derive(Deserialize)]
struct Content<'a> {
    #[serde(borrow)]
    text: Option<&'a RawValue>,
    encoding: Option<String>,
}

/// Reads the entries that carry OAuth parameters, or all of them when none does.
pub(crate) fn read(text: &Text, options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    let trimmed = super::lines::trim(text.bytes(), 0..text.bytes().len());
    let text = &text.slice(trimmed);
    let entries = match json::parse::<File<'_>>(text)? {
        File { log: Some(log), .. } => log.entries,
        File {
            request: Some(request),
            response,
            ..
        } => vec![Entry {
            request: Some(request),
            response,
        }],
        // A request alone.
        _ => vec![Entry {
            request: Some(json::parse::<HarRequest<'_>>(text)?),
            response: None,
        }],
    };
    if entries.is_empty() {
        return Err(Error::new("the HAR has no entries")
            .help("record the failing request with the network panel open, then export again"));
    }
    let single = entries.len() == 1;
    let mut read = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let Some(request) = &entry.request else {
            continue;
        };
        let mut captured = Captured {
            index: (!single).then_some(index),
            ..Captured::default()
        };
        captured.request = self::request(request, text, &mut captured)?;
        captured.response = entry
            .response
            .as_ref()
            .and_then(|response| answer(response, text));
        read.push(captured);
    }
    if options.entry.is_some() {
        return Ok(read);
    }
    let signed = |captured: &Captured| {
        oauth::authorization(&captured.request).is_some()
            || !oauth::parameters(&captured.request).is_empty()
    };
    if read.iter().any(signed) {
        let all = read.len();
        read.retain(signed);
        let left = all - read.len();
        if let Some(first) = read.first_mut().filter(|_| left > 0) {
            first
                .unread
                .push(format!("{left} entries without OAuth parameters"));
        }
    } else if let Some(first) = read.first_mut() {
        first.findings.push(Finding::new(
            "har-without-oauth",
            "no entry carries OAuth parameters; browsers leave the Authorization header out of a \
             sanitized export: export with sensitive data",
            None,
        ));
    }
    Ok(read)
}

fn request(har: &HarRequest<'_>, paste: &Text, captured: &mut Captured) -> Result<Request, Error> {
    let string = |raw: Option<&RawValue>| raw.and_then(|raw| json::string(raw, paste));
    let url = string(har.url).ok_or_else(|| {
        Error::new("an entry of the HAR has no `url`").help("export the HAR again, whole")
    })?;
    let mut headers = Vec::new();
    for pair in har.headers.iter().flatten().take(http::MAX_HEADERS) {
        let (Some(name), Some(value)) = (string(pair.name), string(pair.value)) else {
            continue;
        };
        // Chrome lists HTTP/2's pseudo-headers among the headers.
        if !name.bytes().starts_with(b":") {
            headers.push(Header { name, value });
        }
    }
    let body = match &har.post_data {
        Some(data) => body(data, paste, captured)?,
        None => None,
    };
    Ok(Request {
        method: string(har.method).unwrap_or_default(),
        url,
        headers,
        body,
        ..Request::default()
    })
}

/// The text of `postData`, which wins over its `params`.
fn body(data: &PostData<'_>, paste: &Text, captured: &mut Captured) -> Result<Option<Text>, Error> {
    let text = data.text.and_then(|raw| json::string(raw, paste));
    let params = data.params.as_deref().unwrap_or_default();
    if let Some(text) = text.filter(|text| !text.bytes().is_empty() || params.is_empty()) {
        if data.encoding.as_deref() != Some("base64") {
            return Ok(Some(text));
        }
        let bytes = STANDARD.decode(text.bytes()).map_err(|_| {
            let error = Error::new("expected base64 in `postData.text`, as its `encoding` says");
            match text.span() {
                Some(span) => error.at(span),
                None => error,
            }
        })?;
        let mut body = Text::default();
        body.push_unquoted(&bytes, text.span().unwrap_or_default());
        return Ok(Some(body));
    }
    if params.is_empty() {
        return Ok(None);
    }
    let mime_type = data
        .mime_type
        .and_then(|raw| json::string(raw, paste))
        .unwrap_or_default();
    if mime_type.bytes().starts_with(b"multipart/") {
        captured
            .unread
            .push("postData.params of a multipart body".to_owned());
        return Ok(None);
    }
    Ok(Some(joined(params, paste, captured)))
}

/// The pairs as a form body: the HAR's text of it is missing.
fn joined(params: &[Pair<'_>], paste: &Text, captured: &mut Captured) -> Text {
    let text = |raw: Option<&RawValue>| {
        raw.and_then(|raw| json::string(raw, paste))
            .unwrap_or_default()
    };
    let pairs: Vec<(Text, Text)> = params
        .iter()
        .map(|pair| (text(pair.name), text(pair.value)))
        .collect();
    let decoded = pairs.iter().any(|(name, value)| {
        [name, value].iter().any(|text| {
            let bytes = text.bytes();
            let wire = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~%+*!'()".contains(byte);
            !bytes.iter().all(wire) || stray_percent(bytes)
        })
    });
    captured.guesses.push(Assumption::new(
        "har-params",
        if decoded { "postData has params but no text: they were taken as decoded and encoded again, %20 for a space" } else { "postData has params but no text: they were taken as they stood on the wire" },
    ));
    let mut body = Text::default();
    for (place, (name, value)) in pairs.iter().enumerate() {
        if place > 0 {
            body.push_made(b"&");
        }
        for (text, after) in [(name, &b"="[..]), (value, b"")] {
            if decoded {
                push_encoded(&mut body, text);
            } else {
                body.push_text(text);
            }
            body.push_made(after);
        }
    }
    body
}

/// Whether a `%` stands there without two hex digits behind it.
fn stray_percent(bytes: &[u8]) -> bool {
    bytes.find_iter("%").any(|at| {
        let hex = bytes.get(at + 1..at + 3).unwrap_or_default();
        hex.len() < 2 || !hex.iter().all(u8::is_ascii_hexdigit)
    })
}

/// What stays as it is (RFC 3986 section 2.3).
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Appends `text` percent-encoded as RFC 3986 has it.
pub(crate) fn push_encoded(out: &mut Text, text: &Text) {
    for (at, byte) in text.bytes().iter().enumerate() {
        let one = percent_encode(std::slice::from_ref(byte), UNRESERVED).to_string();
        if one.len() == 1 {
            out.push_text(&text.slice(at..at + 1));
        } else {
            out.push_unquoted(one.as_bytes(), text.locate(at..at + 1).unwrap_or_default());
        }
    }
}

fn answer(har: &HarResponse<'_>, paste: &Text) -> Option<Response> {
    let status = har
        .status
        .and_then(|raw| raw.get().parse().ok())
        .filter(|status| *status > 0);
    let headers: Vec<(String, String)> = har
        .headers
        .iter()
        .flatten()
        .filter_map(|pair| {
            let name = json::string(pair.name?, paste)?;
            let value = json::string(pair.value?, paste)?;
            Some((name.bytes().to_string(), value.bytes().to_string()))
        })
        .collect();
    let content = har.content.as_ref();
    let text = content
        .and_then(|content| content.text)
        .and_then(|raw| json::string(raw, paste))
        .unwrap_or_default();
    let body = match content.and_then(|content| content.encoding.as_deref()) {
        Some("base64") => STANDARD.decode(text.bytes()).unwrap_or_default(),
        _ => text.bytes().to_vec(),
    };
    (status.is_some() || !headers.is_empty() || !body.is_empty()).then_some(Response {
        status,
        headers,
        body,
    })
}
