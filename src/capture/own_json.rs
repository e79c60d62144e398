//! What countersign itself prints with `--format json`: the requests of `read`, the request of
//! `explain` and `diff`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::json::Members;
use super::{Captured, Options, json, oauth};
use crate::error::{Assumption, Error};
use crate::request::{Header, Request, Text};

#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow)]
    requests: Option<Vec<Members<'a>>>,
    #[serde(borrow)]
    request: Option<Members<'a>>,
    #[serde(borrow)]
    trace: Option<Trace<'a>>,
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
            && oauth::parameters(&captured.request)
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

fn request(own: &Members<'_>, paste: &Text) -> Result<Request, Error> {
    let headers = own.get("headers").and_then(|raw| json::slice(raw, paste));
    let body = match own
        .get("body_base64")
        .and_then(|raw| json::string(raw, paste))
    {
        Some(text) => {
            let bytes = STANDARD.decode(text.bytes()).map_err(|_| {
                let error = Error::new("expected base64 in `body_base64`");
                match text.span() {
                    Some(span) => error.at(span),
                    None => error,
                }
            })?;
            Some(unquoted(&bytes, &text))
        }
        None => field(own, "body", paste),
    };
    Ok(Request {
        method: field(own, "method", paste).unwrap_or_default(),
        url: field(own, "url", paste).unwrap_or_default(),
        headers: headers.as_ref().map_or(Ok(Vec::new()), self::headers)?,
        body,
        ..Request::default()
    })
}

/// A list of `["name", "value"]`, as `read` writes them, or of `{"name": …, "value": …}`, as
/// `explain` and `diff` do.
fn headers(list: &Text) -> Result<Vec<Header>, Error> {
    let mut headers = Vec::new();
    for one in json::parse::<Vec<&RawValue>>(list)? {
        let Some(one) = json::slice(one, list) else {
            continue;
        };
        let (name, value) = if one.bytes().starts_with(b"[") {
            let (name, value) = json::parse(&one)?;
            (json::string(name, &one), json::string(value, &one))
        } else {
            let members = json::parse(&one)?;
            (
                field(&members, "name", &one),
                field(&members, "value", &one),
            )
        };
        headers.push(Header {
            name: name.unwrap_or_default(),
            value: value.unwrap_or_default(),
        });
    }
    Ok(headers)
}

/// A text; one that is not UTF-8 stands in a field of another name.
fn field(of: &Members<'_>, name: &str, paste: &Text) -> Option<Text> {
    if let Some(raw) = of.get(name) {
        return json::string(raw, paste);
    }
    let encoded = json::string(of.get(&format!("{name}_percent_encoded"))?, paste)?;
    Some(unquoted(&oauth::decoded(encoded.bytes(), false), &encoded))
}

fn unquoted(bytes: &[u8], from: &Text) -> Text {
    let mut text = Text::default();
    text.push_unquoted(bytes, from.span().unwrap_or_default());
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::json::RequestJson;

    #[test]
    fn what_explain_and_diff_print_is_read_back() {
        let request = Request {
            method: "POST".into(),
            url: "https://h/é?q=\"1\"".into(),
            headers: vec![
                Header::made("X-Latin", b"caf\xe9 100%41".as_slice()),
                Header::made("X-Empty", ""),
            ],
            body: Some(Text::made(b"a=\xff+\0")),
            ..Request::default()
        };
        let printed = serde_json::json!({
            "schema": "countersign/1", "command": "diff", "request": RequestJson::of(&request),
        });
        let read = read(&Text::made(printed.to_string()), &Options::default()).unwrap();
        assert_eq!(read[0].request, request);
    }

    #[test]
    fn headers_of_another_shape_are_an_error_with_its_place() {
        let paste = Text::copied(br#"{"request": {"headers": [["a"]]}}"#, 0);
        let error = read(&paste, &Options::default()).unwrap_err();
        // Where the list ends, and a value should stand.
        assert_eq!(error.span(), Some(29..30));
    }
}
