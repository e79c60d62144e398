//! The protocol parameters: each of them once, in one place, with a value (RFC 5849 section 3.1).

use bstr::ByteSlice as _;

use super::wire::{Sent, Wire};
use super::{error, hint, shown, warning};
use crate::capture::oauth::Place;
use crate::error::Finding;
use crate::pipeline::signature::Algorithm;

/// The names of RFC 5849 and of the extensions that are in use.
const NAMES: [&str; 12] = [
    "oauth_consumer_key",
    "oauth_token",
    "oauth_signature_method",
    "oauth_signature",
    "oauth_timestamp",
    "oauth_nonce",
    "oauth_version",
    "oauth_callback",
    "oauth_verifier",
    "oauth_body_hash",
    "oauth_session_handle",
    "oauth_token_secret",
];

pub(super) fn lint(wire: &Wire<'_>, found: &mut Vec<Finding>) {
    if wire.headers.is_empty() && wire.protocol_parameters().next().is_none() {
        return; // nothing of OAuth 1.0, said elsewhere
    }
    misspelt(wire, found);
    missing(wire, found);
    places(wire, found);
    duplicates(wire, found);
    empty(wire, found);
    version(wire, found);
    method(wire, found);
    values(wire, found);
}

/// Names that are nearly those of the RFC.
fn misspelt(wire: &Wire<'_>, found: &mut Vec<Finding>) {
    for sent in &wire.sent {
        let name = sent.name.to_str_lossy();
        if NAMES.contains(&name.as_ref()) {
            continue;
        }
        let lower = name.to_ascii_lowercase();
        // Only what is meant for one: `oauth…`, or in the header the name without its prefix.
        let whole = if lower.contains("oauth") {
            lower
        } else if sent.place == Place::Header {
            format!("oauth_{lower}")
        } else {
            continue;
        };
        let nearest = NAMES
            .iter()
            .map(|known| (strsim::osa_distance(known, &whole), *known))
            .min();
        let Some((distance, meant)) = nearest else {
            continue;
        };
        if distance > 2 {
            continue;
        }
        let message = format!(
            "`{}` is none of OAuth's names; `{meant}` is",
            shown(&sent.name)
        );
        let span = sent.raw_name.span();
        found.push(if wire.protocol(meant).is_none() {
            error("header-param-misspelled", message, span)
        } else {
            hint("header-param-misspelled", message, span)
        });
    }
}

fn missing(wire: &Wire<'_>, found: &mut Vec<Finding>) {
    let plaintext = wire.algorithm == Some(Algorithm::Plaintext);
    let required = [
        "oauth_consumer_key",
        "oauth_signature_method",
        "oauth_signature",
        "oauth_timestamp",
        "oauth_nonce",
    ];
    let absent: Vec<&str> = required
        .into_iter()
        .filter(|name| wire.protocol(name).is_none())
        .filter(|name| !(plaintext && matches!(*name, "oauth_timestamp" | "oauth_nonce")))
        .filter(|name| !wire.request.generated.iter().any(|made| made == name))
        .collect();
    if !absent.is_empty() {
        let (verb, names) = match absent.as_slice() {
            [one] => ("is", (*one).to_owned()),
            several => ("are", several.join(", ")),
        };
        let span = wire
            .headers
            .first()
            .and_then(|header| header.value.span())
            .or_else(|| wire.protocol_parameters().next()?.raw_name.span());
        found.push(error(
            "missing-required-param",
            format_args!("{names} {verb} missing"),
            span,
        ));
    }
    if wire.asks_for_temporary_credentials()
        && wire.protocol("oauth_callback").is_none()
        && wire.protocol("oauth_token").is_none()
    {
        found.push(warning(
            "callback-missing",
            "a request for temporary credentials has no oauth_callback; OAuth 1.0a requires it \
             (`oob` where there is none)",
            wire.url.path.span(),
        ));
    }
}

/// Section 3.5: one transmission method.
fn places(wire: &Wire<'_>, found: &mut Vec<Finding>) {
    let mut seen: Vec<Place> = Vec::new();
    // A parameter of the application may be called oauth_something.
    let known = |sent: &&Sent| NAMES.iter().any(|name| sent.name == *name);
    for sent in wire.protocol_parameters().filter(known) {
        if seen.contains(&sent.place) {
            continue;
        }
        if let Some(first) = seen.first() {
            found.push(error(
                "duplicate-oauth-params",
                format_args!(
                    "oauth_ parameters stand in the {} and in the {} as well; one place is allowed",
                    first.name(),
                    sent.place.name()
                ),
                sent.raw_name.span(),
            ));
        }
        seen.push(sent.place);
    }
}

fn duplicates(wire: &Wire<'_>, found: &mut Vec<Finding>) {
    let mut seen: Vec<&Sent> = Vec::new();
    for sent in wire.protocol_parameters() {
        let first = seen.iter().find(|other| other.name == sent.name);
        if let Some(first) = first {
            let values = if first.value == sent.value {
                "with the same value"
            } else {
                "with another value"
            };
            found.push(error(
                "duplicate-protocol-param",
                format_args!("`{}` is sent a second time, {values}", shown(&sent.name)),
                sent.raw_name.span(),
            ));
        } else {
            seen.push(sent);
        }
    }
}

fn empty(wire: &Wire<'_>, found: &mut Vec<Finding>) {
    for sent in wire
        .protocol_parameters()
        .filter(|sent| sent.value.is_empty())
    {
        let name = shown(&sent.name);
        // Legal for a token (two-legged), and an empty signature is the start of some flows.
        found.push(if sent.name == "oauth_token" {
            hint(
                "empty-token-included",
                "oauth_token is sent empty; it must then be signed empty, and some servers want \
                 it left out",
                sent.span(),
            )
        } else {
            error(
                "protocol-param-empty",
                format_args!("`{name}` has no value"),
                sent.span(),
            )
        });
    }
}

fn version(wire: &Wire<'_>, found: &mut Vec<Finding>) {
    if let Some(sent) = wire.protocol("oauth_version")
        && !sent.value.is_empty()
        && sent.value != "1.0"
    {
        found.push(error(
            "oauth-version-value",
            format_args!(
                "oauth_version is {:?}; OAuth 1.0a too is version \"1.0\"",
                shown(&sent.value)
            ),
            sent.span(),
        ));
    }
}

fn method(wire: &Wire<'_>, found: &mut Vec<Finding>) {
    let Some(sent) = wire.protocol("oauth_signature_method") else {
        return;
    };
    if wire.algorithm.is_some() || sent.value.is_empty() {
        return;
    }
    let value = shown(&sent.value);
    found.push(match Algorithm::meant_by(&sent.value) {
        Some(meant) => error(
            "sig-method-name-variant",
            format_args!(
                "the signature method is spelt `{value}`; `{}` is its name",
                meant.name()
            ),
            sent.span(),
        ),
        None => warning(
            "sig-method-unknown",
            format_args!("`{value}` is no signature method of RFC 5849 or its usual extensions"),
            sent.span(),
        ),
    });
}

/// Values that are encoded too often, left from a template, or hold what nobody meant.
fn values(wire: &Wire<'_>, found: &mut Vec<Finding>) {
    for sent in wire.protocol_parameters() {
        if sent.name == "oauth_signature" || sent.value.is_empty() {
            continue;
        }
        let name = shown(&sent.name);
        let escape = sent.value.find_iter("%").any(|at| {
            let hex = sent.value.get(at + 1..at + 3).unwrap_or_default();
            hex.len() == 2 && hex.iter().all(u8::is_ascii_hexdigit)
        });
        if escape {
            let id = if sent.name == "oauth_callback" {
                "callback-double-encoded"
            } else {
                "double-encoded-params"
            };
            // A callback may hold an escape of its own; an encoded `://` is none.
            let callback = sent.name == "oauth_callback";
            let scheme = sent.value.to_ascii_lowercase().contains_str("%3a%2f%2f");
            if scheme && callback {
                found.push(warning(
                    id,
                    "oauth_callback, once decoded, still reads as encoded (`%3A%2F%2F`): it was \
                     encoded before the header was made",
                    sent.span(),
                ));
            } else if !callback {
                found.push(hint(
                    id,
                    format_args!("`{name}`, once decoded, still holds an escape"),
                    sent.span(),
                ));
            }
        }
        if sent.value.trim_ascii().len() != sent.value.len() {
            found.push(warning(
                "protocol-param-blank",
                format_args!("`{name}` begins or ends with a blank, as from a careless copy"),
                sent.span(),
            ));
        }
        if is_placeholder(&sent.value) {
            found.push(warning(
                "protocol-param-placeholder",
                format_args!("`{name}` is {:?}: no real value", shown(&sent.value)),
                sent.span(),
            ));
        }
    }
}

/// What a variable that was not set, or a sample that was not filled in, leaves behind.
fn is_placeholder(value: &[u8]) -> bool {
    let text = value.to_str_lossy();
    let trimmed = text.trim();
    matches!(
        trimmed,
        "undefined"
            | "null"
            | "None"
            | "nil"
            | "NULL"
            | "[object Object]"
            | "NaN"
            | "Array"
            | "%@"
            | "%s"
            | "%d"
            | "..."
            | "\u{2026}"
            | "TODO"
            | "changeme"
    ) || (trimmed.len() > 2
        && trimmed
            .bytes()
            .all(|byte| matches!(byte, b'x' | b'X' | b'*')))
        || trimmed.starts_with("@/")
        || (trimmed.starts_with("{{") && trimmed.ends_with("}}"))
        || (trimmed.starts_with("${") && trimmed.ends_with('}'))
        || (trimmed.starts_with('<') && trimmed.ends_with('>'))
        || trimmed.to_ascii_uppercase().starts_with("YOUR_")
        || trimmed.to_ascii_uppercase().starts_with("[YOUR")
}
