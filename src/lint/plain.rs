//! Whether a request is so plain that no lint could find what is surely refused: for millions of
//! them, of which most are.
//!
//! It errs on the careful side: what it does not know is left to [`lint`](super::lint).

use bstr::ByteSlice as _;

use crate::authorization::{self, FieldAt, Quotes};
use crate::encoder::is_unreserved;
use crate::pipeline::signature::Algorithm;
use crate::protocol::FORM;
use crate::providers::{BodyHash, PROVIDERS, Provider, Realm};
use crate::request::{UrlRanges, Wire};

/// The fields that a header may have, and must have but for the last three.
const FIELDS: [&[u8]; 8] = [
    b"oauth_consumer_key",
    b"oauth_nonce",
    b"oauth_signature",
    b"oauth_signature_method",
    b"oauth_timestamp",
    b"oauth_token",
    b"oauth_version",
    b"realm",
];
/// How many of them must be there.
const REQUIRED: usize = 5;

/// The methods whose signature says, once it is right, all that a lint asks of it.
const METHODS: [Algorithm; 3] = [
    Algorithm::HmacSha1,
    Algorithm::HmacSha256,
    Algorithm::HmacSha512,
];

/// Whether no lint and no provider could refuse a request whose signature is right.
pub(crate) fn nothing_to_refuse(request: &impl Wire) -> bool {
    let mut headers = request
        .headers()
        .filter(|(name, _)| name.eq_ignore_ascii_case(b"authorization"));
    let (Some((_, header)), None) = (headers.next(), headers.next()) else {
        return false;
    };
    let at = UrlRanges::split(request.url());
    let part = |range| request.url().get(range).unwrap_or_default();
    let (host, path) = (part(at.host), part(at.path));
    let query = at.query.map(part).unwrap_or_default();
    let body = request.body().unwrap_or_default();
    let Some(method) = plain_header(header) else {
        return false;
    };
    let wire = request.url().iter().all(u8::is_ascii_graphic)
        && at.userinfo.is_none()
        && at.fragment.is_none();
    let elsewhere = request.headers().any(|(name, _)| {
        name.get(..5)
            .is_some_and(|start| start.eq_ignore_ascii_case(b"oauth"))
    });
    wire && !elsewhere
        && is_foreign(query)
        && (body.is_empty() || !may_be_form(request) || is_foreign(body))
        && is_taken(method, host, path, query, body)
}

/// The signature method of a header that is as the RFC writes one, if it is.
fn plain_header(value: &[u8]) -> Option<Algorithm> {
    let mut seen = [false; FIELDS.len()];
    let mut plain = value.starts_with(b"OAuth ");
    let mut method = None;
    let mut last = Some(b',');
    authorization::walk(value, |field: FieldAt| {
        let text = |range: std::ops::Range<usize>| value.get(range).unwrap_or_default();
        let name = text(field.name.clone());
        let content = field.value.clone().map(text).unwrap_or_default();
        let place = FIELDS.iter().position(|known| *known == name);
        plain &= field.quotes == Quotes::Double
            && field.blanks.is_none()
            && last == Some(b',')
            && place.is_some_and(|place| !std::mem::replace(&mut seen[place], true))
            && is_plain_value(name, content);
        last = field.separator;
        if name == b"oauth_signature_method" {
            method = Algorithm::named(content);
        }
    });
    let whole = seen.iter().take(REQUIRED).all(|seen| *seen) && last.is_none();
    method.filter(|method| plain && whole && METHODS.contains(method))
}

fn is_plain_value(name: &[u8], value: &[u8]) -> bool {
    match name {
        b"realm" => value.iter().all(u8::is_ascii_graphic),
        b"oauth_version" => value == b"1.0",
        b"oauth_timestamp" => {
            (1..=11).contains(&value.len()) && value.iter().all(u8::is_ascii_digit)
        }
        b"oauth_signature" => {
            let base64 = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'%';
            !value.is_empty() && value.iter().all(|byte| base64(*byte))
        }
        _ => !value.is_empty() && is_unreserved(value) && !value.starts_with(b"..."),
    }
}

/// Whether pairs hold nothing that may be meant for a protocol parameter, escaped or not.
fn is_foreign(pairs: &[u8]) -> bool {
    let names = |name: &[u8]| {
        name.windows(5)
            .any(|five| five.eq_ignore_ascii_case(b"oauth"))
            || name.contains(&b'%')
    };
    let mut names_of = pairs
        .split(|byte| *byte == b'&')
        .map(|pair| pair.split(|byte| *byte == b'=').next().unwrap_or_default());
    pairs.is_empty() || !names_of.any(names)
}

fn may_be_form(request: &impl Wire) -> bool {
    request
        .media_type()
        .is_none_or(|kind| kind.eq_ignore_ascii_case(FORM.as_bytes()))
}

/// Whether every provider that this may go to takes that method, and asks for nothing more.
fn is_taken(method: Algorithm, host: &[u8], path: &[u8], query: &[u8], body: &[u8]) -> bool {
    let at = |known: &str| {
        let end = host.len().saturating_sub(known.len());
        if known.starts_with('.') {
            host.get(end..)
                .is_some_and(|end| end.eq_ignore_ascii_case(known.as_bytes()))
        } else {
            host.eq_ignore_ascii_case(known.as_bytes())
        }
    };
    let meant = |provider: &&Provider| {
        provider.hosts.iter().any(|known| at(known))
            || provider
                .paths
                .iter()
                .any(|pieces| pieces.iter().all(|piece| path.contains_str(piece)))
            || provider
                .parameter
                .is_some_and(|name| query.contains_str(name) || body.contains_str(name))
    };
    PROVIDERS.iter().filter(meant).all(|provider| {
        provider.departures.is_empty()
            && (provider.methods.is_empty() || provider.methods.contains(&method))
            && !matches!(provider.realm, Realm::Account(_))
            && provider.body_hash == BodyHash::Unknown
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::Captured;
    use crate::credentials::Credentials;
    use crate::error::Severity;
    use crate::lint::{lint, refused};
    use crate::providers;
    use crate::request::{Header, Request};

    fn header(fields: &[(&str, &str)]) -> String {
        let fields: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}=\"{value}\""))
            .collect();
        format!("OAuth {}", fields.join(", "))
    }

    const GOOD: [(&str, &str); 6] = [
        ("oauth_consumer_key", "k"),
        ("oauth_nonce", "n1"),
        ("oauth_signature", "dHNTN1Nbe7vTGFnv2Zv0wHwNGuU%3D"),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", "1700000000"),
        ("oauth_version", "1.0"),
    ];

    /// Each change of a good request: where it still passes, no lint weighs as an error.
    #[test]
    fn what_passes_no_lint_refuses() {
        let values = [
            "",
            "1.0",
            "x y",
            "HMAC-SHA256",
            "RSA-SHA1",
            "%20",
            "17e3",
            "1700000000000",
        ];
        let hosts = [
            "https://h.example/a",
            "https://api.x.com/2/tweets",
            "https://api.twitter.com/1.1/a.json?include=1",
            "https://123.suitetalk.api.netsuite.com/services",
            "https://api.mastercard.com/a",
            "https://shop.example/wc-api/v2/orders",
            "https://shop.example/rest/V1/products",
            "https://h.example/a?oauth_nonce=2",
            "https://h.example/a?%6fauth_nonce=2",
            "https://h.example/a b",
            "https://h.example/?lti_message_type=basic-lti-launch-request",
        ];
        let mut passed = 0;
        for url in hosts {
            for place in 0..=GOOD.len() {
                for value in values {
                    let mut fields = GOOD.to_vec();
                    if let Some(field) = fields.get_mut(place) {
                        field.1 = value;
                    }
                    for left_out in [None, Some(place)] {
                        let mut fields = fields.clone();
                        if let Some(at) = left_out.filter(|at| *at < fields.len()) {
                            fields.remove(at);
                        }
                        let request = Request {
                            headers: vec![
                                Header::made("Authorization", header(&fields)),
                                Header::made("Content-Type", "application/json"),
                            ],
                            method: "POST".into(),
                            body: Some("{}".into()),
                            ..Request::get(url, "")
                        };
                        let mut request = request;
                        request.url = url.into();
                        passed += usize::from(check(&request));
                    }
                }
            }
        }
        assert!(passed > 20, "{passed}");
    }

    fn check(request: &Request) -> bool {
        if !nothing_to_refuse(request) {
            return false;
        }
        let captured = Captured {
            request: request.clone(),
            ..Captured::default()
        };
        let mut found = lint(&captured, None, &Credentials::default(), b"", None);
        found.extend(
            providers::detect(request)
                .into_iter()
                .flat_map(|one| refused(one, request)),
        );
        // A signature that is right has the length of its method.
        found.retain(|finding| {
            finding.severity == Severity::Error && !finding.id.starts_with("sig-")
        });
        assert!(found.is_empty(), "{request:?}\n{found:?}");
        true
    }
}
