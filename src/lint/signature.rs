//! The text of the signature: its length, its alphabet, its encoding on the wire (RFC 5849
//! sections 3.4.2 to 3.4.4 and 3.5).

use bstr::ByteSlice as _;

use super::wire::{Sent, Wire};
use super::{error, hint, listed, warning};
use crate::capture::oauth::Place;
use crate::error::Finding;
use crate::pipeline::signature::Algorithm;

pub(super) fn lint(wire: &Wire<'_>, found: &mut Vec<Finding>) {
    let Some(sent) = wire.protocol("oauth_signature") else {
        return;
    };
    if sent.value.is_empty() {
        return;
    }
    on_the_wire(sent, found);
    lower_case(wire, found);
    let value = sent.value.as_slice();
    match wire.algorithm {
        Some(Algorithm::Plaintext) => plaintext(wire, sent, found),
        Some(algorithm) if algorithm.is_rsa() => {
            if !shape(sent, value, found) {
                rsa(algorithm, sent, found);
            }
        }
        other => {
            if !shape(sent, value, found) {
                length(other.unwrap_or(Algorithm::HmacSha1), sent, found);
            }
        }
    }
}

/// What section 3.5 escapes, standing there as it is.
fn on_the_wire(sent: &Sent, found: &mut Vec<Finding>) {
    let raw = |byte: u8| matches!(byte, b'+' | b'/' | b'=' | b'&');
    let which = listed(sent.raw.bytes().iter().copied().filter(|byte| raw(*byte)));
    if which.is_empty() {
        return;
    }
    let lost = sent.place != Place::Header && sent.raw.bytes().contains(&b'+');
    let mut message = format!(
        "the signature holds {which} as it is; in the {} it is percent-encoded",
        sent.place.name()
    );
    if lost {
        message.push_str(", and a raw `+` is read as a space");
        let at = sent.span_of(|byte| byte == b'+');
        found.push(error("sig-not-encoded", message, at));
    } else {
        found.push(warning("sig-not-encoded", message, sent.span_of(raw)));
    }
}

/// `%2b`: harmless here, a sign of an encoder that is not harmless in the base string.
fn lower_case(wire: &Wire<'_>, found: &mut Vec<Finding>) {
    for sent in wire.protocol_parameters() {
        let bytes = sent.raw.bytes();
        let at = bytes.find_iter("%").find(|at| {
            bytes
                .get(at + 1..at + 3)
                .is_some_and(|hex| hex.iter().any(u8::is_ascii_lowercase))
        });
        if let Some(at) = at {
            found.push(hint(
                "enc-hex-lowercase",
                "an escape stands in lower-case hex; here it does no harm, in the base string the \
                 same encoder gives another signature",
                sent.raw.locate(at..at + 3),
            ));
            return;
        }
    }
}

/// Shapes that tell by themselves how the text was made. Whether one was found.
fn shape(sent: &Sent, value: &[u8], found: &mut Vec<Finding>) -> bool {
    let span = sent.span();
    let before = found.len();
    let hex = |text: &[u8]| text.iter().all(u8::is_ascii_hexdigit);
    if value.find_iter("&").count() >= 2 && value.contains_str("&http") {
        found.push(error(
            "sig-plaintext-is-base-string",
            "the signature is a signature base string",
            span,
        ));
    } else if value.find_iter("%").any(|at| {
        value
            .get(at + 1..at + 3)
            .is_some_and(|digits| digits.len() == 2 && hex(digits))
    }) {
        found.push(error(
            "sig-double-encoded",
            "the signature, once decoded, still holds escapes: it was percent-encoded twice",
            span,
        ));
    } else if value.contains(&b'\n') || value.contains(&b'\r') {
        found.push(error(
            "sig-newline",
            "the signature holds a line break, as some base64 encoders add",
            span,
        ));
    } else if value.contains(&b' ') {
        found.push(error(
            "sig-plus-to-space",
            "the signature holds a space, which is no base64; a `+` that was not escaped reads so",
            span,
        ));
    } else if value.starts_with(b"b'") && value.ends_with(b"'") {
        found.push(error(
            "sig-python-bytes-repr",
            "the signature stands between `b'` and `'`: Python's view of bytes, not the text",
            span,
        ));
    } else if matches!(value.len(), 32 | 40 | 64 | 128) && hex(value) {
        found.push(error(
            "sig-hex",
            format_args!("the signature is {} hex digits, not base64", value.len()),
            span,
        ));
    } else if value.contains(&b'&') {
        found.push(error(
            "sig-plaintext-declared-hmac",
            "the signature holds `&`, which is no base64: it looks like the key that PLAINTEXT \
             sends, under another declared method",
            span,
        ));
    } else if value.iter().any(|byte| matches!(byte, b'-' | b'_')) {
        found.push(error(
            "sig-base64url",
            "the signature holds `-` or `_`: the URL alphabet of base64, not the standard one",
            span,
        ));
    }
    found.len() > before
}

/// Characters of the base64 of so many bytes.
fn base64_len(bytes: usize) -> usize {
    bytes.div_ceil(3) * 4
}

fn length(declared: Algorithm, sent: &Sent, found: &mut Vec<Finding>) {
    let value = sent.value.as_slice();
    let (len, wanted) = (value.len(), base64_len(declared.digest_len()));
    if len == wanted {
        return;
    }
    let name = declared.name();
    let has = format!("the signature has {len} characters where {name} gives {wanted}");
    let span = sent.span();
    let unpadded = value.iter().filter(|byte| **byte != b'=').count();
    let full = wanted - value_padding(declared);
    if len < wanted && unpadded == full {
        found.push(error(
            "sig-padding-missing",
            format_args!("{has}: the `=` at its end is missing"),
            span,
        ));
        return;
    }
    if len == base64_len(declared.digest_len() * 2) {
        found.push(error(
            "sig-base64-of-hex",
            format_args!("{has}: as many as the base64 of hex digits"),
            span,
        ));
        return;
    }
    let others: Vec<&str> = [
        Algorithm::HmacSha1,
        Algorithm::HmacSha256,
        Algorithm::HmacSha512,
        Algorithm::HmacMd5,
        Algorithm::HmacSha384,
    ]
    .into_iter()
    .filter(|other| base64_len(other.digest_len()) == len)
    .map(Algorithm::name)
    .collect();
    if let [other] = others.as_slice() {
        found.push(error(
            "sig-wrong-alg",
            format_args!("{has}: as many as {other} gives"),
            span,
        ));
    } else if len < wanted {
        found.push(error(
            "sig-truncated",
            format_args!("{has}: something is missing"),
            span,
        ));
    } else {
        found.push(error("sig-length", has, span));
    }
}

/// How many `=` end the base64 of the method's digest.
fn value_padding(algorithm: Algorithm) -> usize {
    (3 - algorithm.digest_len() % 3) % 3
}

fn rsa(declared: Algorithm, sent: &Sent, found: &mut Vec<Finding>) {
    let len = sent.value.len();
    // 1024 bits are the smallest key that anybody registers.
    if len >= base64_len(128) {
        return;
    }
    let hmac = [
        Algorithm::HmacSha1,
        Algorithm::HmacSha256,
        Algorithm::HmacSha512,
    ]
    .into_iter()
    .find(|other| base64_len(other.digest_len()) == len);
    let name = declared.name();
    found.push(match hmac {
        Some(hmac) => error(
            "sig-wrong-alg",
            format_args!(
                "the signature has {len} characters, as many as {} gives; {name} gives as many as \
                 its key, 172 or more",
                hmac.name()
            ),
            sent.span(),
        ),
        None => error(
            "sig-truncated",
            format_args!(
                "the signature has {len} characters; {name} gives as many as its key, 172 or more"
            ),
            sent.span(),
        ),
    });
}

/// Section 3.4.4: the two encoded secrets and the `&` between them.
fn plaintext(wire: &Wire<'_>, sent: &Sent, found: &mut Vec<Finding>) {
    let value = sent.value.as_slice();
    if value.find_iter("&").count() >= 2 && value.contains_str("&http") {
        found.push(error(
            "sig-plaintext-is-base-string",
            "the signature is a signature base string; PLAINTEXT sends the key",
            sent.span(),
        ));
    } else if !value.contains(&b'&') {
        if value.contains_str("%26") {
            found.push(error(
                "sig-plaintext-double-encoded",
                "the `&` between the secrets is encoded twice",
                sent.span(),
            ));
        } else if value.len() == 28 && value.ends_with(b"=") {
            found.push(error(
                "sig-plaintext-declared-hmac",
                "the signature has the form of HMAC-SHA1's, under the declared method PLAINTEXT",
                sent.span(),
            ));
        } else {
            found.push(error(
                "key-no-ampersand",
                "the PLAINTEXT signature has no `&`: it is the consumer secret, `&`, and the token \
                 secret or nothing",
                sent.span(),
            ));
        }
    }
    if wire.url.scheme.bytes().eq_ignore_ascii_case(b"http") {
        found.push(warning(
            "plaintext-without-tls",
            "PLAINTEXT sends the secrets themselves, and this URL is plain http: whoever listens \
             has them",
            wire.url.scheme.span(),
        ));
    }
}
