//! What countersign itself prints with `--format json`: the requests of `read`, the request of
//! `explain` and `diff`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Captured, Options, json};
use crate::error::{Assumption, Error};
use crate::request::{Header, Request, Text};

#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow)]
    requests: Option<Vec<OwnRequest<'a>>>,
    #[serde(borrow)]
    request: Option<OwnRequest<'a>>,
    #[serde(borrow)]
    trace: Option<Trace<'a>>,
}

#[derive(Deserialize)]
struct OwnRequest<'a> {
    #[serde(borrow)]
    method: Option<&'a RawValue>,
    #[serde(borrow)]
    url: Option<&'a RawValue>,
    #[serde(borrow)]
    headers: Option<Vec<(&'a RawValue, &'a RawValue)>>,
    #[serde(borrow)]
    body: Option<&'a RawValue>,
    #[serde(borrow)]
    body_base64: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Trace<'a> {
    #[serde(borrow)]
    authorization_header: Option<&'a RawValue>,
}

/// Reads the requests.
pub(crate) fn read(text: &Text, _options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    let text = &text.slice(super::lines::trim(text.bytes(), 0..text.bytes().len()));
    let file: File<'_> = json::parse(text)?;
    let mut read = Vec::new();
    for request in file.requests.into_iter().flatten() {
        read.push(Captured {
            request: self::request(&request, text)?,
            ..Captured::default()
        });
    }
    if let Some(request) = file.request {
        let mut captured = Captured {
            request: self::request(&request, text)?,
            ..Captured::default()
        };
        let header = file
            .trace
            .and_then(|trace| json::string(trace.authorization_header?, text))
            .filter(|value| !value.bytes().is_empty());
        if let Some(value) = header
            && super::oauth::parameters(&captured.request)
                .iter()
                .all(|parameter| parameter.name != "oauth_signature")
        {
            captured
                .request
                .headers
                .retain(|header| !header.is_named("authorization"));
            captured.request.headers.push(Header {
                name: Text::made("Authorization"),
                value,
            });
            captured.guesses.push(Assumption::new(
                "explained-header",
                "the Authorization header comes from the explanation",
            ));
        }
        read.push(captured);
    }
    if read.is_empty() {
        return Err(
            Error::new("the JSON holds neither `request` nor `requests`")
                .help("paste what countersign printed with --format json, whole"),
        );
    }
    Ok(read)
}

fn request(own: &OwnRequest<'_>, paste: &Text) -> Result<Request, Error> {
    let string = |raw: Option<&RawValue>| raw.and_then(|raw| json::string(raw, paste));
    let headers = own.headers.iter().flatten().filter_map(|(name, value)| {
        Some(Header {
            name: json::string(name, paste)?,
            value: json::string(value, paste)?,
        })
    });
    let body = match string(own.body_base64) {
        Some(text) => {
            let bytes = STANDARD.decode(text.bytes()).map_err(|_| {
                let error = Error::new("expected base64 in `body_base64`");
                match text.span() {
                    Some(span) => error.at(span),
                    None => error,
                }
            })?;
            let mut body = Text::default();
            body.push_unquoted(&bytes, text.span().unwrap_or_default());
            Some(body)
        }
        None => string(own.body),
    };
    Ok(Request {
        method: string(own.method).unwrap_or_default(),
        url: string(own.url).unwrap_or_default(),
        headers: headers.collect(),
        body,
        ..Request::default()
    })
}
