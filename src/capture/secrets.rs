//! Secrets that a paste holds: found, pointed at, and left out of what is shown.

use std::ops::Range;

use bstr::{BString, ByteSlice};

use super::oauth::{self, Field};
use crate::error::Finding;
use crate::request::{Request, Text, UrlParts};

/// What stands in a secret's place.
pub const MASK: &str = "***";

/// Parameters whose value is a secret (RFC 5849 section 3.4.2: they belong in the key only), or a
/// password.
const NAMES: [&str; 8] = [
    "oauth_token_secret",
    "oauth_consumer_secret",
    "oauth_client_secret",
    "oauth_secret",
    "consumer_secret",
    "token_secret",
    "client_secret",
    "x_auth_password",
];

/// Where in a request a secret stands.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Part {
    Header(usize),
    Url,
    Body,
}

struct Secret {
    part: Part,
    range: Range<usize>,
    id: &'static str,
    says: String,
}

/// The secrets of a request, each as a finding with its place, never with its value.
#[must_use]
pub fn findings(request: &Request) -> Vec<Finding> {
    secrets(request)
        .into_iter()
        .map(|secret| {
            let span = text(request, secret.part).and_then(|text| text.locate(secret.range));
            Finding::new(secret.id, secret.says, span)
        })
        .collect()
}

/// The request with [`MASK`] for every secret in it.
#[must_use]
pub fn masked(request: &Request) -> Request {
    let mut masked = request.clone();
    let found = secrets(request);
    for (index, header) in masked.headers.iter_mut().enumerate() {
        header.value = mask(&header.value, &found, Part::Header(index));
    }
    masked.url = mask(&masked.url, &found, Part::Url);
    masked.body = masked.body.map(|body| mask(&body, &found, Part::Body));
    masked
}

/// Text of any kind, such as an answer, with [`MASK`] for the secrets that are named in it.
#[must_use]
pub fn masked_text(bytes: &[u8]) -> BString {
    let mut out = BString::default();
    let mut done = 0;
    let mut places: Vec<usize> = NAMES
        .iter()
        .flat_map(|name| bytes.find_iter(name).map(|at| at + name.len()))
        .collect();
    places.sort_unstable();
    for behind in places {
        let rest = &bytes[behind..];
        let skipped = rest
            .iter()
            .take_while(|byte| b"\"' :=>\\".contains(byte))
            .count();
        let value = &rest[skipped..];
        let len = value
            .iter()
            .position(|byte| byte.is_ascii_whitespace() || b"&\"',;<\\".contains(byte))
            .unwrap_or(value.len());
        let start = behind + skipped;
        if skipped == 0 || len == 0 || start < done {
            continue;
        }
        out.extend_from_slice(&bytes[done..start]);
        out.extend_from_slice(MASK.as_bytes());
        done = start + len;
    }
    out.extend_from_slice(&bytes[done..]);
    out
}

/// Whether a parameter's value is a secret.
#[must_use]
pub fn is_secret_name(name: &[u8]) -> bool {
    NAMES.iter().any(|known| known.as_bytes() == name)
}

fn text(request: &Request, part: Part) -> Option<&Text> {
    match part {
        Part::Header(index) => request.headers.get(index).map(|header| &header.value),
        Part::Url => Some(&request.url),
        Part::Body => request.body.as_ref(),
    }
}

fn mask(text: &Text, secrets: &[Secret], part: Part) -> Text {
    let mut ranges: Vec<&Range<usize>> = secrets
        .iter()
        .filter(|secret| secret.part == part)
        .map(|secret| &secret.range)
        .collect();
    if ranges.is_empty() {
        return text.clone();
    }
    ranges.sort_by_key(|range| range.start);
    let mut out = Text::default();
    let mut done = 0;
    for range in ranges {
        if range.start < done {
            continue;
        }
        out.push_text(&text.slice(done..range.start));
        out.push_made(MASK.as_bytes());
        done = range.end;
    }
    out.push_text(&text.slice(done..text.bytes().len()));
    out
}

fn secrets(request: &Request) -> Vec<Secret> {
    let mut found = Vec::new();
    let plaintext = oauth::parameters(request).iter().any(|parameter| {
        parameter.name == "oauth_signature_method"
            && parameter.value.eq_ignore_ascii_case(b"PLAINTEXT")
    });
    for (index, header) in request.headers.iter().enumerate() {
        let part = Part::Header(index);
        if !header.is_named("authorization") && !header.is_named("proxy-authorization") {
            continue;
        }
        let bytes = header.value.bytes();
        let space = bytes.find_byte(b' ').unwrap_or(bytes.len());
        let scheme = bytes[..space].to_ascii_lowercase();
        let (says, behind) = match scheme.as_slice() {
            b"basic" => ("the header holds a user name and a password (Basic)", space),
            b"bearer" if !bytes.contains_str("oauth_") => {
                ("the header holds a bearer token, which is OAuth 2", space)
            }
            _ => {
                let fields = oauth::header_fields(bytes);
                fields_in(part, &header.value, fields, false, plaintext, &mut found);
                continue;
            }
        };
        let start = (behind + 1).min(bytes.len());
        if start < bytes.len() {
            found.push(Secret {
                part,
                range: start..bytes.len(),
                id: "secret-in-paste",
                says: says.to_owned(),
            });
        }
    }
    url_secrets(request, plaintext, &mut found);
    if let Some(body) = oauth::form_body(request) {
        let fields = oauth::form_fields(body.bytes());
        fields_in(Part::Body, body, fields, true, plaintext, &mut found);
    }
    found
}

fn url_secrets(request: &Request, plaintext: bool, found: &mut Vec<Secret>) {
    let parts = UrlParts::split(&request.url);
    if let Some(userinfo) = &parts.userinfo
        && let Some(colon) = userinfo.bytes().find_byte(b':')
        && colon + 1 < userinfo.bytes().len()
    {
        let start = parts.scheme.bytes().len() + "://".len();
        found.push(Secret {
            part: Part::Url,
            range: start + colon + 1..start + userinfo.bytes().len(),
            id: "secret-in-paste",
            says: "the URL holds a password".to_owned(),
        });
    }
    let Some(query) = parts.query else {
        return;
    };
    let Some(mark) = request.url.bytes().find_byte(b'?') else {
        return;
    };
    let shift = |range: Range<usize>| range.start + mark + 1..range.end + mark + 1;
    let fields = oauth::form_fields(query.bytes())
        .into_iter()
        .map(|field| Field {
            name: shift(field.name),
            value: shift(field.value),
        });
    fields_in(
        Part::Url,
        &request.url,
        fields.collect(),
        true,
        plaintext,
        found,
    );
}

fn fields_in(
    part: Part,
    text: &Text,
    fields: Vec<Field>,
    form: bool,
    plaintext: bool,
    found: &mut Vec<Secret>,
) {
    for field in fields {
        let name = oauth::decoded(&text.bytes()[field.name], form);
        if field.value.is_empty() {
            continue;
        }
        if is_secret_name(&name) {
            let oauth = name.starts_with(b"oauth_");
            found.push(Secret {
                part,
                range: field.value,
                id: if oauth {
                    "secret-in-params"
                } else {
                    "secret-in-paste"
                },
                says: format!("{name} is a secret, and the request sends it"),
            });
        } else if plaintext && name == "oauth_signature" {
            found.push(Secret {
                part,
                range: field.value,
                id: "secret-in-paste",
                says: "a PLAINTEXT signature is the secrets themselves".to_owned(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Header;

    #[test]
    fn secrets_are_found_and_masked_wherever_they_stand() {
        let request = Request {
            url: Text::copied(b"https://u:pass@h/?oauth_token_secret=hush&a=b", 0),
            headers: vec![
                Header::made("Authorization", "Basic dTpw"),
                Header::made(
                    "Authorization",
                    "OAuth oauth_consumer_secret=\"hush\", oauth_nonce=\"n\"",
                ),
            ],
            body: Some(Text::from("a=b&x_auth_password=hush")),
            ..Request::default()
        };
        assert_eq!(findings(&request).len(), 5);
        let shown = masked(&request);
        assert_eq!(
            shown.url.bytes(),
            "https://u:***@h/?oauth_token_secret=***&a=b"
        );
        assert_eq!(shown.headers[0].value.bytes(), "Basic ***");
        assert_eq!(
            shown.headers[1].value.bytes(),
            "OAuth oauth_consumer_secret=\"***\", oauth_nonce=\"n\""
        );
        assert_eq!(shown.body.unwrap().bytes(), "a=b&x_auth_password=***");
        let spans: Vec<_> = findings(&request)
            .into_iter()
            .filter_map(|found| found.span)
            .collect();
        assert_eq!(spans, [10..14, 37..41]);
    }

    #[test]
    fn a_plaintext_signature_is_a_secret_and_another_is_not() {
        let signed = |method: &str| Request {
            url: Text::from("https://h/"),
            headers: vec![Header::made(
                "Authorization",
                format!("OAuth oauth_signature_method=\"{method}\", oauth_signature=\"a%26b\"")
                    .as_str(),
            )],
            ..Request::default()
        };
        assert_eq!(findings(&signed("PLAINTEXT"))[0].id, "secret-in-paste");
        assert_eq!(findings(&signed("HMAC-SHA1")), []);
    }

    #[test]
    fn a_secret_in_an_answer_is_masked() {
        assert_eq!(
            masked_text(b"oauth_token=a&oauth_token_secret=hush&user=b"),
            "oauth_token=a&oauth_token_secret=***&user=b"
        );
        assert_eq!(
            masked_text(br#"{"oauth_token_secret": "hush", "a": 1}"#),
            r#"{"oauth_token_secret": "***", "a": 1}"#
        );
    }
}
