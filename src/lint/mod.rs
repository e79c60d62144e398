//! What a look at the wire finds without any secret.
//!
//! A lint has the catalogue's id where there is an entry. It says what stands there, never that
//! it is the cause: only a recomputed signature proves one. What the RFC allows and some servers
//! take otherwise is a hint.

mod body;
mod clock;
mod header;
mod plain;
mod protocol;
mod provider;
mod rsa;
mod signature;
mod url;
mod wire;

use bstr::ByteSlice as _;

use crate::capture::{Captured, Response};
use crate::credentials::Credentials;
use crate::error::{Finding, Severity};
use crate::providers::Provider;
use crate::request::Request;

pub(crate) use plain::nothing_to_refuse;
use wire::Wire;

pub(crate) use clock::{LIMIT as CLOCK_LIMIT, http_date, signed_at, span as time_span};

/// Everything that the wire shows, the gravest first.
///
/// Of the credentials the public half of an RSA key is looked at, nothing else; `base_string` is
/// the right one, for that key. `now` is the time in seconds since 1970, where there is a clock;
/// the `Date` of the answer counts more.
#[must_use]
pub fn lint(
    captured: &Captured,
    response: Option<&Response>,
    credentials: &Credentials,
    base_string: &[u8],
    now: Option<u64>,
) -> Vec<Finding> {
    let wire = Wire::of(&captured.request);
    let date = response.and_then(http_date);
    let mut found = captured.findings.clone();
    // Of two that say the same of one place the first is kept: what a provider wants is the graver.
    provider::lint(&wire, &mut found);
    header::lint(&wire, &mut found);
    protocol::lint(&wire, &mut found);
    signature::lint(&wire, &mut found);
    rsa::lint(&wire, credentials, base_string, &mut found);
    clock::lint(&wire, date, now, &mut found);
    url::lint(&wire, &mut found);
    body::lint(&wire, &mut found);
    let mut kept: Vec<Finding> = Vec::new();
    for finding in found {
        if !kept
            .iter()
            .any(|other| other.id == finding.id && other.span == finding.span)
        {
            kept.push(finding);
        }
    }
    kept.sort_by_key(|finding| {
        let at = finding.span.as_ref().map_or(usize::MAX, |span| span.start);
        (std::cmp::Reverse(finding.severity), at)
    });
    kept
}

/// What this provider refuses in the request.
#[must_use]
pub fn refused(provider: &Provider, request: &Request) -> Vec<Finding> {
    provider::refused(provider, &Wire::of(request))
}

/// Marks the requests of one paste whose nonce and timestamp another of them has already used.
pub fn mark_reused_nonces(requests: &mut [Captured]) {
    let mut used: Vec<[Vec<u8>; 3]> = Vec::new();
    for captured in requests {
        let wire = Wire::of(&captured.request);
        let value = |name| wire.protocol(name).map(|sent| sent.value.to_vec());
        let (Some(nonce), Some(timestamp)) = (value("oauth_nonce"), value("oauth_timestamp"))
        else {
            continue;
        };
        let token = value("oauth_token").unwrap_or_default();
        let key = [nonce, timestamp, token];
        if let Some(first) = used.iter().position(|other| *other == key) {
            let span = wire.protocol("oauth_nonce").and_then(wire::Sent::span);
            captured.findings.push(Finding::new(
                "nonce-reused",
                format_args!(
                    "nonce and timestamp are those of request {} of this paste; a server takes \
                     them once",
                    first + 1
                ),
                span,
            ));
        }
        used.push(key);
    }
}

/// At most the first bytes of an input, safe to show.
fn shown(bytes: &[u8]) -> String {
    const MOST: usize = 40;
    let mut text: String = bytes
        .to_str_lossy()
        .chars()
        .take(MOST)
        .flat_map(|character| {
            let plain = !character.is_control() && character != '\u{FFFD}';
            let escaped = (!plain).then(|| character.escape_unicode());
            plain
                .then_some(character)
                .into_iter()
                .chain(escaped.into_iter().flatten())
        })
        .collect();
    if bytes.to_str_lossy().chars().nth(MOST).is_some() {
        text.push('…');
    }
    text
}

/// The different bytes of a text that are among those, in order of appearance: "`+`, `/` and `=`".
fn listed(bytes: impl Iterator<Item = u8>) -> String {
    let mut seen: Vec<u8> = Vec::new();
    for byte in bytes {
        if !seen.contains(&byte) {
            seen.push(byte);
        }
    }
    let names: Vec<String> = seen
        .iter()
        .map(|byte| match byte {
            b' ' => "a space".to_owned(),
            byte => format!("`{}`", byte.escape_ascii()),
        })
        .collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

fn error(
    id: &'static str,
    message: impl std::fmt::Display,
    span: Option<crate::request::Span>,
) -> Finding {
    Finding::new(id, message, span).with(Severity::Error)
}

fn warning(
    id: &'static str,
    message: impl std::fmt::Display,
    span: Option<crate::request::Span>,
) -> Finding {
    Finding::new(id, message, span)
}

fn hint(
    id: &'static str,
    message: impl std::fmt::Display,
    span: Option<crate::request::Span>,
) -> Finding {
    Finding::new(id, message, span).with(Severity::Hint)
}
