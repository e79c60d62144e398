//! What is left when the signature is right, and what was looked at and found fine.

use bstr::ByteSlice as _;

use super::{About, Answer};
use crate::error::{Finding, Severity};
use crate::lint::{CLOCK_LIMIT, time_span};
use crate::pipeline::collect::Source;
use crate::pipeline::decode::Parameter;
use crate::request::Request;

/// Where a possible cause comes from: the answer names it, the wire shows it, or it is common.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum From {
    /// The provider says so.
    Answer,
    /// The request shows it.
    Wire,
    /// Neither; it happens often.
    Practice,
}

impl From {
    /// The name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Wire => "wire",
            Self::Practice => "practice",
        }
    }
}

/// What may still be the cause of a refusal.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Remaining {
    /// An id of the catalogue where it has one.
    pub id: &'static str,
    /// In a few words.
    pub what: String,
    /// What to do.
    pub advice: String,
    /// Where it comes from.
    pub from: From,
}

/// What is left, the likeliest first, and what is fine.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Rest {
    /// What may still be the cause.
    pub remaining: Vec<Remaining>,
    /// What was looked at and is fine, with its numbers.
    pub checked: Vec<String>,
}

/// Findings about what a server checks beside the signature.
const ELSEWHERE: [&str; 10] = [
    "timestamp-skew",
    "timestamp-ms",
    "timestamp-fractional",
    "timestamp-local-time",
    "nonce-reused",
    "nonce-format",
    "hmac-sha1-retired",
    "provider-method",
    "realm-required",
    "oauth2-endpoint",
];

/// What is left when the signature of this request is right.
#[must_use]
pub fn rest(
    request: &Request,
    parameters: &[Parameter],
    findings: &[Finding],
    answer: Option<&Answer>,
    server_differs: bool,
) -> Rest {
    let mut rest = Rest::default();
    if answer.is_some_and(Answer::is_success) {
        return rest;
    }
    let mut put = |id, what: String, advice: &str, from| {
        let known = |one: &Remaining| one.id == id;
        if !rest.remaining.iter().any(known) {
            rest.remaining.push(Remaining {
                id,
                what,
                advice: advice.to_owned(),
                from,
            });
        }
    };
    let mut spoken: Vec<About> = Vec::new();
    for said in answer.iter().flat_map(|answer| &answer.said) {
        let meaning = said.meaning;
        spoken.push(meaning.about);
        if meaning.about == About::Signature {
            // The client's signature is right, and the server says that it is not.
            let what = if server_differs {
                "the server computed another base string"
            } else {
                "the server computes another signature"
            };
            put(
                "server-bug",
                what.to_owned(),
                "another secret is stored there, or it sees another URL (a proxy, http for https), \
                 or departs from the RFC",
                From::Answer,
            );
            continue;
        }
        let id = if meaning.mistake.is_empty() {
            meaning.about.name()
        } else {
            meaning.mistake
        };
        let what = meaning.means.trim_end_matches('.').to_owned();
        put(id, lower_first(&what), meaning.advice, From::Answer);
    }
    let weighty =
        |finding: &&Finding| ELSEWHERE.contains(&finding.id) && finding.severity > Severity::Hint;
    for finding in findings.iter().filter(weighty) {
        let advice = crate::mistakes::by_id(finding.id)
            .and_then(|mistake| mistake.fixes.iter().find(|fix| fix.language.is_empty()))
            .map(|fix| fix.code)
            .unwrap_or_default();
        put(finding.id, finding.message.clone(), advice, From::Wire);
    }
    let value = |name: &str| parameters.iter().find(|one| one.name == name);
    let stamp: Option<u64> = value("oauth_timestamp")
        .and_then(|one| one.value.to_str().ok())
        .and_then(|text| text.parse().ok());
    let date = answer.and_then(|answer| answer.date);
    let clock_fine = stamp
        .zip(date)
        .is_some_and(|(stamp, date)| stamp.abs_diff(date) <= CLOCK_LIMIT);
    let names_one = spoken.iter().any(|about| *about != About::Unknown);
    if !names_one {
        practice(request, parameters, answer, clock_fine, &mut put);
    }
    if let Some((stamp, date)) = stamp.zip(date).filter(|_| clock_fine) {
        let side = if stamp > date { "ahead of" } else { "behind" };
        rest.checked.push(match stamp.abs_diff(date) {
            0 => "the timestamp is the answer's Date".to_owned(),
            off => format!(
                "the timestamp is {} {side} the answer's Date",
                time_span(off)
            ),
        });
    }
    let odd = |ids: &[&str]| findings.iter().any(|finding| ids.contains(&finding.id));
    if value("oauth_nonce").is_some() && !odd(&["nonce-format", "nonce-reused"]) {
        rest.checked
            .push("the nonce has a form that all servers take".to_owned());
    }
    if value("oauth_version").is_some_and(|one| one.value == "1.0") {
        rest.checked.push("the version is 1.0".to_owned());
    }
    rest
}

/// The usual causes, where nobody names one.
fn practice(
    request: &Request,
    parameters: &[Parameter],
    answer: Option<&Answer>,
    clock_fine: bool,
    put: &mut dyn FnMut(&'static str, String, &str, From),
) {
    let has = |name: &str| {
        parameters
            .iter()
            .any(|one| one.name == name && !one.value.is_empty())
    };
    let writes = !matches!(
        request.method.bytes().to_ascii_uppercase().as_slice(),
        b"GET" | b"HEAD" | b"OPTIONS"
    );
    let forbidden = answer.is_some_and(|answer| answer.status == Some(403));
    let mut add = |id, what: &str, advice: &str| put(id, what.to_owned(), advice, From::Practice);
    let permission = "the application or token may only read";
    let permission_advice = "change the permission, then issue the token anew";
    if forbidden && writes && has("oauth_token") {
        add("app-read-only", permission, permission_advice);
    }
    if !clock_fine {
        add(
            "timestamp-skew",
            "the clock",
            "oauth_timestamp within minutes of the provider's",
        );
    }
    add(
        "nonce-reused",
        "the nonce",
        "never sent before with this timestamp; a retry or redirect sends it twice",
    );
    if has("oauth_token") {
        add(
            "token-type-wrong",
            "the token",
            "an access token of this environment and application, not revoked",
        );
    }
    add(
        "consumer-key-unknown",
        "the consumer key",
        "known to this provider, in this environment",
    );
    if has("oauth_callback") {
        add(
            "callback-not-registered",
            "the callback",
            "registered in the application's settings exactly as it is sent",
        );
    }
    if writes && !forbidden && has("oauth_token") {
        add("app-read-only", permission, permission_advice);
    }
    let in_header = parameters
        .iter()
        .any(|one| one.source == Source::Header && one.is_protocol());
    if in_header {
        add(
            "header-not-sent",
            "the header on its way",
            "a proxy or CGI may drop Authorization before the application sees it",
        );
    }
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(char::to_lowercase);
    first.into_iter().flatten().chain(characters).collect()
}
