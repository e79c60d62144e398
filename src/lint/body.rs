//! The body: form or not, as its Content-Type and its text say (RFC 5849 section 3.4.1.3.1), and
//! the hash of one that is no form (OAuth Request Body Hash extension).

use bstr::ByteSlice as _;

use super::wire::Wire;
use super::{error, hint, warning};
use crate::error::Finding;
use crate::pipeline::body_hash::body_hash;
use crate::pipeline::signature::Algorithm;
use crate::request::{Header, Text};

const FORM: &str = "application/x-www-form-urlencoded";

pub(super) fn lint(wire: &Wire<'_>, found: &mut Vec<Finding>) {
    let types: Vec<&Header> = wire
        .request
        .headers
        .iter()
        .filter(|header| header.is_named("content-type"))
        .collect();
    if let [_, second, ..] = types.as_slice() {
        found.push(warning(
            "content-type-twice",
            "there are two Content-Type headers; which one counts differs",
            second.value.span(),
        ));
    }
    hash(wire, found);
    let Some(body) = body_of(wire) else {
        return;
    };
    let looks = Looks::of(body);
    content_type(wire, body, looks, found);
    let method = wire.request.method.bytes().to_ascii_uppercase();
    if matches!(method.as_slice(), b"GET" | b"HEAD") {
        let form = wire.request.media_type().is_none_or(|media| media == FORM);
        let what = if form {
            "its parameters count as signed by the RFC, and many servers never read them"
        } else {
            "many servers never read it"
        };
        found.push(hint(
            "body-get-included",
            format_args!("a {} request has a body; {what}", method.to_str_lossy()),
            start(body),
        ));
    }
}

fn body_of<'a>(wire: &Wire<'a>) -> Option<&'a Text> {
    let body = wire.request.body.as_ref();
    body.filter(|body| !body.bytes().is_empty())
}

/// The first bytes: a whole body is no place to point at.
pub(super) fn start(body: &Text) -> Option<crate::request::Span> {
    body.locate(0..body.bytes().len().min(20))
}

/// What a body's text looks like.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Looks {
    Form,
    Json,
    Xml,
    Other,
}

impl Looks {
    fn of(body: &Text) -> Self {
        let bytes = body.bytes().trim_ascii();
        match bytes.first() {
            Some(b'{' | b'[') => Self::Json,
            Some(b'<') => Self::Xml,
            _ => {
                let pairs = bytes.split_str("&").all(|pair| {
                    let name = pair.split_str("=").next().unwrap_or_default();
                    pair.contains(&b'=')
                        && !name.is_empty()
                        && name
                            .iter()
                            .all(|byte| byte.is_ascii_graphic() && !b"\"<>{}".contains(byte))
                });
                let one_line = !bytes.contains(&b'\n');
                if pairs && one_line {
                    Self::Form
                } else {
                    Self::Other
                }
            }
        }
    }
}

fn content_type(wire: &Wire<'_>, body: &Text, looks: Looks, found: &mut Vec<Finding>) {
    let Some(header) = wire.request.header("content-type") else {
        let what = if looks == Looks::Form {
            "the body looks like a form and"
        } else {
            "the body"
        };
        found.push(hint(
            "content-type-missing",
            format_args!(
                "{what} has no Content-Type: whether its parameters are signed is left to guessing"
            ),
            start(body),
        ));
        return;
    };
    let media = wire.request.media_type().unwrap_or_default();
    let span = header.value.span();
    if media == FORM {
        let what = match looks {
            Looks::Json => "JSON",
            Looks::Xml => "XML",
            _ => {
                if header.value.bytes().contains(&b';') {
                    found.push(hint(
                        "content-type-charset",
                        "the Content-Type of the form has parameters; some servers compare the \
                         whole text and then miss the form",
                        span,
                    ));
                }
                return;
            }
        };
        found.push(warning(
            "content-type-wrong",
            format_args!(
                "the Content-Type says form and the body is {what}: by the RFC its text is signed \
                 as a parameter's name"
            ),
            span,
        ));
    } else if looks == Looks::Form {
        found.push(warning(
            "content-type-wrong",
            format_args!(
                "the body looks like a form and its Content-Type is {media:?}: by the RFC its \
                 parameters are not signed"
            ),
            span,
        ));
    } else if matches!(looks, Looks::Json | Looks::Xml)
        && wire.protocol("oauth_body_hash").is_none()
        && wire.protocol_parameters().next().is_some()
    {
        found.push(hint(
            "body-hash-missing",
            "the body is no form, so nothing of it is signed; services that want it covered \
             (Mastercard, LTI outcomes) ask for oauth_body_hash",
            start(body),
        ));
    }
}

/// `oauth_body_hash`, recomputed: that takes no secret.
fn hash(wire: &Wire<'_>, found: &mut Vec<Finding>) {
    let Some(sent) = wire.protocol("oauth_body_hash") else {
        return;
    };
    if sent.value.is_empty() {
        return;
    }
    let bytes = wire
        .request
        .body
        .as_ref()
        .map(|body| body.bytes().as_bytes())
        .unwrap_or_default();
    let form = wire.request.media_type().is_some_and(|media| media == FORM);
    if form && !bytes.is_empty() {
        found.push(warning(
            "body-hash-on-form",
            "oauth_body_hash is sent with a form body, whose parameters are signed themselves; the \
             extension forbids it",
            sent.raw_name.span(),
        ));
        return;
    }
    let declared = wire.algorithm.unwrap_or(Algorithm::HmacSha1);
    let span = sent.span();
    if sent.value == body_hash(bytes, declared) {
        return;
    }
    let families = [
        Algorithm::HmacSha1,
        Algorithm::HmacSha256,
        Algorithm::HmacSha512,
        Algorithm::HmacMd5,
    ];
    let name = |algorithm: Algorithm| algorithm.name().trim_start_matches("HMAC-");
    let is_hex = |algorithm| {
        let hash = body_hash(bytes, algorithm);
        hex_of_base64(&hash).is_some_and(|hex| sent.value.eq_ignore_ascii_case(hex.as_bytes()))
    };
    for algorithm in families {
        if sent.value == body_hash(bytes, algorithm) {
            found.push(error(
                "body-hash-wrong-alg",
                format_args!(
                    "oauth_body_hash is the body's {} hash; under {} it is made with the method's \
                     own hash",
                    name(algorithm),
                    declared.name()
                ),
                span,
            ));
            return;
        }
        if is_hex(algorithm) {
            found.push(error(
                "body-hash-wrong-alg",
                format_args!(
                    "oauth_body_hash is the body's {} hash in hex; it is sent in base64",
                    name(algorithm)
                ),
                span,
            ));
            return;
        }
    }
    let message = match near(bytes, &sent.value, &families) {
        Some(how) => format!("oauth_body_hash is the hash of {how}, not of the body as sent"),
        None => "oauth_body_hash is not the hash of the body in this capture".to_owned(),
    };
    found.push(error("body-hash-other-bytes", message, span));
}

/// Other bytes that clients hash, if the hash is theirs.
fn near(body: &[u8], wanted: &[u8], families: &[Algorithm]) -> Option<&'static str> {
    let compact = serde_json::from_slice::<serde_json::Value>(body).ok();
    let compact = compact.and_then(|value| serde_json::to_vec(&value).ok());
    let pretty = serde_json::from_slice::<serde_json::Value>(body).ok();
    let pretty = pretty.and_then(|value| serde_json::to_vec_pretty(&value).ok());
    let with_line_break = [body, b"\n"].concat();
    let candidates = [
        (Some(Vec::new()), "an empty body"),
        (
            Some(body.trim_ascii().to_vec()),
            "the body without the blanks around it",
        ),
        (Some(with_line_break), "the body and a line break"),
        (compact, "the JSON written without blanks"),
        (pretty, "the JSON written on several lines"),
    ];
    candidates.into_iter().find_map(|(bytes, how)| {
        let bytes = bytes?;
        families
            .iter()
            .any(|algorithm| body_hash(&bytes, *algorithm).as_bytes() == wanted)
            .then_some(how)
    })
}

fn hex_of_base64(text: &str) -> Option<String> {
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(text)
        .ok()?;
    let hex = |digit: u8| char::from_digit(u32::from(digit), 16);
    bytes
        .iter()
        .flat_map(|byte| [hex(byte >> 4), hex(byte & 15)])
        .collect()
}
