//! What a provider checks of one request, without its memory.

use std::ops::RangeInclusive;

use super::{Carried, Consumer, Facing, Problem, Refusal, Role, Token};
use crate::error::{Finding, Severity};
use crate::pipeline::signature::Algorithm;
use crate::report::{Report, Verdict};

/// Whole seconds since 1970 (RFC 5849 section 3.3).
pub(super) fn seconds(value: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(value).ok()?;
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

/// All that fails, in no particular order.
pub(super) fn of(
    facing: &Facing,
    report: &Report,
    carried: &Carried,
    accepted: &RangeInclusive<u64>,
) -> Vec<Refusal> {
    let mut found = Vec::new();
    found.extend(absent(facing, report, carried));
    found.extend(repeated(carried));
    found.extend(client(facing, carried));
    found.extend(timestamp(report, carried, accepted));
    found.extend(signature(facing, report));
    for finding in &report.findings {
        found.extend(named(finding));
    }
    found
}

/// Section 3.1: what a request must have. PLAINTEXT may leave out timestamp and nonce.
fn absent(facing: &Facing, report: &Report, carried: &Carried) -> Option<Refusal> {
    let plaintext = report.right.algorithm == Algorithm::Plaintext;
    let mut names = vec![
        "oauth_consumer_key",
        "oauth_signature_method",
        "oauth_signature",
    ];
    if !plaintext {
        names.extend(["oauth_timestamp", "oauth_nonce"]);
    }
    names.extend(match facing.role {
        Role::Temporary => &["oauth_callback"][..],
        Role::Token if carried.value("x_auth_mode").is_none() => &["oauth_token", "oauth_verifier"],
        _ => &[],
    });
    names.retain(|name| carried.value(name).is_none_or(<[u8]>::is_empty));
    if names.is_empty() {
        return None;
    }
    let verb = if names.len() == 1 { "is" } else { "are" };
    let says = format!("{} {verb} missing", names.join(", "));
    let names = names.into_iter().map(str::to_owned).collect();
    Some(Refusal::new(Problem::ParameterAbsent(names), says))
}

fn repeated(carried: &Carried) -> Option<Refusal> {
    let names = carried.repeated();
    let says = format!("{} stands there more than once", names.join(", "));
    (!names.is_empty()).then(|| Refusal::new(Problem::ParameterRejected(names), says))
}

fn client(facing: &Facing, carried: &Carried) -> Vec<Refusal> {
    let mut found = Vec::new();
    if facing.consumer == Consumer::Unknown && carried.value("oauth_consumer_key").is_some() {
        found.push(Refusal::new(
            Problem::ConsumerKeyUnknown,
            "no key at hand has this consumer key",
        ));
    }
    let refused = match (facing.token, facing.role) {
        (Token::Used, _) => Some((
            Problem::TokenUsed,
            "this request token was exchanged for an access token before",
        )),
        (Token::OfAnother, _) => Some((
            Problem::TokenRejected,
            "the token was issued to another consumer key",
        )),
        (Token::Unknown, _) => Some((
            Problem::TokenRejected,
            "the token was not issued here, and the keys at hand hold no secret for it",
        )),
        (Token::Temporary { .. }, Role::Resource) => Some((
            Problem::TokenRejected,
            "this is a request token: a resource wants the access token that is given for it",
        )),
        (Token::Access | Token::Given, Role::Token) => Some((
            Problem::TokenRejected,
            "an access token is given for a request token, and this is not one that was issued here",
        )),
        _ => None,
    };
    found.extend(refused.map(|(problem, says)| Refusal::new(problem, says)));
    found
}

fn timestamp(
    report: &Report,
    carried: &Carried,
    accepted: &RangeInclusive<u64>,
) -> Option<Refusal> {
    let value = carried
        .value("oauth_timestamp")
        .filter(|value| !value.is_empty())?;
    let stamp = seconds(value);
    if stamp.is_some_and(|stamp| accepted.contains(&stamp)) {
        return None;
    }
    let (from, to) = (*accepted.start(), *accepted.end());
    let said = report.findings.iter().find(|finding| {
        finding.severity == Severity::Error && finding.id.starts_with("timestamp-")
    });
    let says = match (said, stamp) {
        (Some(finding), _) => finding.message.clone(),
        (None, Some(stamp)) => {
            let middle = from.midpoint(to);
            let side = if stamp > middle { "ahead of" } else { "behind" };
            format!(
                "oauth_timestamp is {} {side} this machine's clock",
                crate::lint::time_span(stamp.abs_diff(middle))
            )
        }
        (None, None) => "oauth_timestamp is not a number of seconds since 1970".to_owned(),
    };
    Some(Refusal::new(Problem::TimestampRefused(from, to), says))
}

fn signature(facing: &Facing, report: &Report) -> Option<Refusal> {
    let says = match &report.verdict {
        Verdict::Agrees { .. } | Verdict::Refused { .. } => return None,
        // What is missing or unknown is told as such.
        Verdict::NotOauth1(_) => return None,
        Verdict::Undecided { .. }
            if facing.consumer == Consumer::Unknown || facing.token == Token::Unknown =>
        {
            return None;
        }
        Verdict::Undecided { .. } if report.signature.is_none() => return None,
        Verdict::Undecided { .. } => "a secret that belongs to it is not at hand".to_owned(),
        Verdict::Explained(all) => match all.first() {
            Some(explanation) => {
                let titles = explanation.causes.iter().map(|cause| cause.title.as_str());
                titles.collect::<Vec<_>>().join("; ")
            }
            None => "the signature is not the right one".to_owned(),
        },
        Verdict::OtherKey => "the signature was made with another RSA key".to_owned(),
        Verdict::Contradicts(_) | Verdict::OtherDeparts { .. } | Verdict::Unexplained { .. } => {
            "the signature is not the right one, and no known mistake makes it".to_owned()
        }
    };
    Some(Refusal::new(Problem::SignatureInvalid, says))
}

/// What the look at the wire is sure of, in the extension's words. What has a check of its own above
/// is left to that.
fn named(finding: &Finding) -> Option<Refusal> {
    if finding.severity != Severity::Error {
        return None;
    }
    let rejected = |name: &str| Problem::ParameterRejected(vec![name.to_owned()]);
    let problem = match finding.id {
        id if id.starts_with("timestamp-") => return None,
        "missing-required-param" | "duplicate-protocol-param" | "nonce-reused" => return None,
        "protocol-param-empty" => return None,
        "oauth-version-value" => Problem::VersionRejected,
        "sig-method-name-variant"
        | "sig-method-unknown"
        | "provider-method"
        | "hmac-sha1-retired" => Problem::SignatureMethodRejected,
        "realm-required" | "body-hash-missing" => {
            let name = if finding.id == "realm-required" {
                "realm"
            } else {
                "oauth_body_hash"
            };
            Problem::ParameterAbsent(vec![name.to_owned()])
        }
        id if id.starts_with("body-hash") => rejected("oauth_body_hash"),
        // A signature that is right once it is mended is not the right one as it stands.
        id if id.starts_with("sig-") => Problem::SignatureInvalid,
        _ => Problem::ParameterRejected(Vec::new()),
    };
    Some(Refusal::new(problem, &finding.message))
}
