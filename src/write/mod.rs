//! A request written in the forms that can be pasted again: curl, raw HTTP, HAR.

pub mod curl;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bstr::{BString, ByteSlice};
use serde_json::{Value, json};

use crate::capture::{self, Options, oauth};
use crate::error::Error;
use crate::pipeline::base_string_uri::{UriChoice, base_string_uri};
use crate::request::{Request, Text, UrlParts};

/// Whether a character moves the cursor, hides or reorders text, or looks like nothing.
pub(crate) fn spoils(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{AD}' | '\u{A0}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202F}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// A curl command that sends this request, as [`curl::curl`] writes it.
///
/// # Errors
/// When the method, the URL or a header holds a line break or a zero byte, which none can carry, or
/// something else that a curl command does not tell so that it is read back.
pub fn curl(request: &Request) -> Result<BString, Error> {
    check_head(request)?;
    let text: BString = curl::over_lines(request).into();
    reads_back(&text, "a curl command", request)?;
    Ok(text)
}

/// The request as it stands on the wire, HTTP/1.1, with an absolute target: the scheme is kept.
///
/// # Errors
/// When a header or the URL holds a line break, which would end it, or the target blanks at an end.
pub fn http(request: &Request) -> Result<BString, Error> {
    check_head(request)?;
    let mut out = BString::default();
    let mut push = |parts: &[&[u8]]| parts.iter().for_each(|part| out.extend_from_slice(part));
    push(&[
        request.method.bytes(),
        b" ",
        request.url.bytes(),
        b" HTTP/1.1\r\n",
    ]);
    if request.header("host").is_none() {
        let parts = UrlParts::split(&request.url);
        push(&[b"Host: ", parts.host.bytes()]);
        if let Some(port) = &parts.port {
            push(&[b":", port.bytes()]);
        }
        push(&[b"\r\n"]);
    }
    for header in &request.headers {
        push(&[header.name.bytes(), b": ", header.value.bytes(), b"\r\n"]);
    }
    if let Some(body) = &request.body {
        let told = request.header("content-length").is_some()
            || request.header("transfer-encoding").is_some();
        if !told {
            let length = body.bytes().len().to_string();
            push(&[b"Content-Length: ", length.as_bytes(), b"\r\n"]);
        }
        push(&[b"\r\n", body.bytes()]);
    } else {
        push(&[b"\r\n"]);
    }
    reads_back(&out, "raw HTTP", request)?;
    Ok(out)
}

/// Whoever pastes the text again must get the same request, or none: nothing is lost in silence.
fn reads_back(text: &[u8], form: &str, request: &Request) -> Result<(), Error> {
    let options = Options {
        max_input: usize::MAX,
        ..Options::default()
    };
    let read = capture::read(text, &options);
    let problem = match read.as_ref().map(|read| read.requests.as_slice()) {
        Ok([one]) => match changed(request, &one.request) {
            None => return Ok(()),
            Some(part) => format!("{part} would be read back as another"),
        },
        Ok(_) => "it would be read back as several".to_owned(),
        Err(refused) => refused.problem().to_owned(),
    };
    let problem = format!("the request cannot be written as {form}: {problem}");
    Err(Error::new(problem).help("use --format json, which keeps every byte"))
}

/// The first part of a request that was not read back as it was. What a message has to tell and the
/// request does not, its host and the length of its body, may stand there too.
fn changed(request: &Request, read: &Request) -> Option<&'static str> {
    let fields = |request: &Request| -> Vec<(BString, BString)> {
        let told = request.headers.iter();
        told.map(|header| {
            let value = header.value.bytes().trim_with(|c| matches!(c, ' ' | '\t'));
            (header.name.bytes().to_owned(), value.into())
        })
        .collect()
    };
    let had = |name: &[u8]| {
        request
            .headers
            .iter()
            .any(|header| header.name.bytes() == name)
    };
    let mut others = fields(read);
    others.retain(|(name, _)| {
        had(name)
            || !["host", "content-length"]
                .iter()
                .any(|added| name.eq_ignore_ascii_case(added.as_bytes()))
    });
    let body = |request: &Request| request.body.as_ref().map(|body| body.bytes().to_owned());
    let empty = |body: Option<BString>| body.filter(|body| !body.is_empty());
    if request.method != read.method {
        Some("its method")
    } else if request.url != read.url {
        Some("its URL")
    } else if fields(request) != others {
        Some("its headers")
    } else if empty(body(request)) != empty(body(read)) {
        Some("its body")
    } else if signed_uri(request) != signed_uri(read) {
        Some("its host")
    } else {
        None
    }
}

/// What a signature covers of the target: a Host header may name another host than the URL.
fn signed_uri(request: &Request) -> BString {
    base_string_uri(request, &UriChoice::default())
}

fn check_head(request: &Request) -> Result<(), Error> {
    let breaks = |text: &Text| text.bytes().find_byteset(b"\r\n\0").is_some();
    let mut headers = request.headers.iter();
    if breaks(&request.url)
        || breaks(&request.method)
        || headers.any(|header| breaks(&header.name) || breaks(&header.value))
    {
        return Err(Error::new(
            "a line break in the request's head cannot be sent",
        ));
    }
    Ok(())
}

/// The request as a HAR 1.2 of one entry. The time in it is no time of sending: none is known.
///
/// # Errors
/// When the method, the URL or a header is not UTF-8: a HAR cannot hold that.
pub fn har(request: &Request) -> Result<Value, Error> {
    let text = |text: &Text, what: &str| match text.bytes().to_str() {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => Err(
            Error::new(format_args!("{what} is not UTF-8, which a HAR cannot hold"))
                .help("write the request as raw HTTP"),
        ),
    };
    let mut headers = Vec::new();
    for header in &request.headers {
        headers.push(json!({
            "name": text(&header.name, "a header's name")?,
            "value": text(&header.value, "a header's value")?,
        }));
    }
    let query = UrlParts::split(&request.url).query.unwrap_or_default();
    let lossy = |bytes: &[u8]| oauth::decoded(bytes, true).to_str_lossy().into_owned();
    let query: Vec<Value> = oauth::form_fields(query.bytes())
        .into_iter()
        .map(|field| {
            let bytes = query.bytes();
            json!({"name": lossy(&bytes[field.name]), "value": lossy(&bytes[field.value])})
        })
        .collect();
    let mut entry = json!({
        "method": text(&request.method, "the method")?,
        "url": text(&request.url, "the URL")?,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers,
        "queryString": query,
        "headersSize": -1,
        "bodySize": request.body.as_ref().map_or(0, |body| body.bytes().len()),
    });
    if let (Some(body), Some(entry)) = (&request.body, entry.as_object_mut()) {
        let media_type = match request.header("content-type") {
            Some(header) => text(&header.value, "a header's value")?,
            None => String::new(),
        };
        let data = match body.bytes().to_str() {
            Ok(text) => json!({"mimeType": media_type, "text": text}),
            Err(_) => json!({
                "mimeType": media_type,
                "text": STANDARD.encode(body.bytes()),
                "encoding": "base64",
            }),
        };
        entry.insert("postData".to_owned(), data);
    }
    let har = json!({"log": {
        "version": "1.2",
        "creator": {"name": "countersign", "version": env!("CARGO_PKG_VERSION")},
        "entries": [{
            "startedDateTime": "1970-01-01T00:00:00.000Z",
            "time": 0,
            "request": entry,
            "response": {
                "status": 0,
                "statusText": "",
                "httpVersion": "",
                "cookies": [],
                "headers": [],
                "content": {"size": 0, "mimeType": ""},
                "redirectURL": "",
                "headersSize": -1,
                "bodySize": -1,
            },
            "cache": {},
            "timings": {"send": 0, "wait": 0, "receive": 0},
        }],
    }});
    reads_back(har.to_string().as_bytes(), "a HAR", request)?;
    Ok(har)
}
