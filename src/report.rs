//! From a captured request and credentials to a verdict: the library's front door.
//!
//! [`report`] is one function, cheap to call often, with nothing global: command line, batch run
//! and page all call it and show the [`Report`] that it returns.

use bstr::{BString, ByteSlice};

use crate::capture::{Captured, Response};
use crate::compare::{Comparison, Difference, first_difference, texts};
use crate::credentials::Credentials;
use crate::diagnose::explain::Explanation;
use crate::diagnose::{Diagnosis, Limits, Statistics, Wanted, diagnose};
use crate::encoder::Encoder;
use crate::error::{Assumption, Error, Finding};
use crate::lint::lint;
use crate::pipeline::collect::{BodyKind, CollectChoice, Source, body_kind, collect};
use crate::pipeline::decode::{DecodeChoice, Parameter, decode};
use crate::pipeline::key::Missing;
use crate::pipeline::{Trace, trace};
use crate::recipe::Recipe;
use crate::request::{Header, Request, Text, UrlParts};

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The request as captured, with what was guessed while it was read.
    pub captured: &'a Captured,
    /// The secrets, as far as they are at hand.
    pub credentials: &'a Credentials,
    /// What the user meant to send, as decoded pairs.
    pub intended: &'a [(BString, BString)],
    /// What another library or the provider says was signed.
    pub base_string: Option<&'a [u8]>,
    /// Another library's signature for the same request, in place of the captured one.
    pub signature: Option<&'a [u8]>,
    /// The provider's answer, where it is not part of the capture.
    pub response: Option<&'a Response>,
    /// The time, in seconds since 1970, where there is a clock.
    pub now: Option<u64>,
    /// How far the search goes.
    pub limits: Limits<'a>,
}

/// What came out.
#[derive(Clone, Debug)]
pub struct Report {
    /// The request as it was understood.
    pub request: Request,
    /// What RFC 5849 makes of it.
    pub right: Trace,
    /// The signature that was to be explained.
    pub signature: Option<BString>,
    /// The base string that was given beside it.
    pub base_string: Option<BString>,
    /// The verdict.
    pub verdict: Verdict,
    /// The first stage at which the client's corridor parts from the right one, when it is known.
    pub first_difference: Option<Difference>,
    /// Of several mistakes that were proven together, where each alone parts from the right way.
    pub differences_alone: Vec<Option<Difference>>,
    /// The given base string beside the right one, when they differ.
    pub given_base_string: Option<Comparison>,
    /// Where the wire does not say what the user meant.
    pub not_as_intended: Vec<NotAsIntended>,
    /// What was guessed.
    pub assumptions: Vec<Assumption>,
    /// What a look at the wire found.
    pub findings: Vec<Finding>,
    /// The provider's answer.
    pub response: Option<Response>,
    /// What the search did; `None` when there was none.
    pub statistics: Option<Statistics>,
}

/// The verdict.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// The signatures are equal.
    Agrees {
        /// The assumption under which they are, when it is not the first that was made.
        under: Option<Assumption>,
    },
    /// They differ, and known mistakes reproduce the captured one: the cheapest first.
    Explained(Vec<Explanation>),
    /// They differ, and nothing that was tried reproduces the captured one.
    Unexplained {
        /// What is left, the likeliest first.
        left: Vec<Left>,
    },
    /// It cannot be told.
    Undecided {
        /// What is missing.
        missing: Vec<Needed>,
    },
}

impl Verdict {
    /// The name in JSON.
    #[must_use]
    pub fn outcome(&self) -> &'static str {
        match self {
            Self::Agrees { .. } => "agrees",
            Self::Explained(_) => "explained",
            Self::Unexplained { .. } => "unexplained",
            Self::Undecided { .. } => "undecided",
        }
    }
}

/// What may still be the cause when the search found none.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Left {
    /// Another secret was used.
    OtherSecret,
    /// Another RSA key was used.
    OtherKey,
    /// A parameter was signed that the capture does not show, or with another value.
    UnseenParameter,
    /// The request was changed after it was signed.
    ChangedAfterSigning,
    /// The capture shows another URL than the client signed.
    OtherUrl,
    /// The search was cut short.
    NotSearchedToTheEnd,
    /// The signature has the wrong length for its method.
    OtherMethod,
}

/// What a decision needs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Needed {
    /// A secret or key.
    Key(Missing),
    /// A signature to compare with.
    Signature,
}

/// A parameter whose wire text does not decode to what the user meant.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NotAsIntended {
    /// Its name.
    pub name: BString,
    /// What was meant.
    pub meant: BString,
    /// What the wire says; `None` when it is not there.
    pub sent: Option<BString>,
}

/// Decides.
///
/// # Errors
/// When the request has no URL that gives a base string URI.
pub fn report(question: Question<'_>) -> Result<Report, Error> {
    let request = &question.captured.request;
    let credentials = question.credentials;
    let right = trace(request, credentials, &Recipe::default())?;
    let parameters = parameters(request);
    let signature: Option<BString> = question
        .signature
        .map(BString::from)
        .or_else(|| captured_signature(&parameters));
    let base_string = question.base_string.or(question
        .captured
        .base_string
        .as_ref()
        .map(|text| text.bytes().as_bytes()));
    let response = question
        .response
        .cloned()
        .or_else(|| question.captured.response.clone());
    let mut assumptions = question.captured.guesses.clone();
    assumptions.extend(right.assumptions.iter().cloned());
    let mut report = Report {
        request: request.clone(),
        signature: signature.clone(),
        base_string: base_string.map(BString::from),
        verdict: Verdict::Undecided {
            missing: Vec::new(),
        },
        first_difference: None,
        differences_alone: Vec::new(),
        given_base_string: base_string
            .filter(|given| *given != right.base_string.text.as_slice())
            .map(|given| texts(&right.base_string.text, given)),
        not_as_intended: not_as_intended(&parameters, question.intended),
        assumptions,
        findings: lint(
            question.captured,
            response.as_ref(),
            credentials,
            &right.base_string.text,
            question.now,
        ),
        response,
        statistics: None,
        right,
    };
    report.verdict = verdict(&question, &mut report, signature.as_ref(), base_string)?;
    report.first_difference = match &report.verdict {
        Verdict::Explained(explanations) => explanations
            .first()
            .and_then(|explanation| first_difference(&report.right, &explanation.trace)),
        _ => None,
    };
    if let Verdict::Explained(explanations) = &report.verdict
        && let Some(explanation) = explanations.first().filter(|one| one.causes.len() > 1)
    {
        report.differences_alone = explanation
            .causes
            .iter()
            .map(|cause| {
                let alone = trace(request, credentials, &Recipe::with(&cause.edits)).ok()?;
                first_difference(&report.right, &alone)
            })
            .collect();
    }
    Ok(report)
}

fn verdict(
    question: &Question<'_>,
    report: &mut Report,
    signature: Option<&BString>,
    base_string: Option<&[u8]>,
) -> Result<Verdict, Error> {
    let request = &question.captured.request;
    let credentials = question.credentials;
    let mut missing = Vec::new();
    if signature.is_none() && base_string.is_none() {
        missing.push(Needed::Signature);
    }
    if let Err(key) = &report.right.signing_key {
        missing.push(Needed::Key(*key));
    }
    let mut searched = false;
    if let Some(signature) = signature {
        if report.right.signature.as_ref() == Some(signature) {
            return Ok(Verdict::Agrees { under: None });
        }
        for (other, assumption) in other_readings(question.captured) {
            let traced = trace(&other, credentials, &Recipe::default())?;
            if traced.signature.as_ref() == Some(signature) {
                report.right = traced;
                report.request = other;
                return Ok(Verdict::Agrees {
                    under: Some(assumption),
                });
            }
        }
        if has_any_key(credentials, &report.right) {
            searched = true;
            let wanted = Wanted::Signature(signature);
            let mut found = diagnose(request, credentials, wanted, question.limits)?;
            if found.explanations.is_empty()
                && let Some(intended) = intended_request(request, question.intended)
            {
                let again = diagnose(&intended, credentials, wanted, question.limits)?;
                found = merged(&found, again);
            }
            report.statistics = Some(found.statistics);
            if !found.explanations.is_empty() {
                return Ok(Verdict::Explained(found.explanations));
            }
        }
    }
    if let Some(given) = base_string {
        if given == report.right.base_string.text.as_slice() && signature.is_none() {
            return Ok(Verdict::Agrees { under: None });
        }
        if given != report.right.base_string.text.as_slice() {
            let found = diagnose(
                request,
                credentials,
                Wanted::BaseString(given),
                question.limits,
            )?;
            report.statistics = Some(found.statistics);
            if !found.explanations.is_empty() {
                return Ok(Verdict::Explained(found.explanations));
            }
            return Ok(Verdict::Unexplained { left: left(report) });
        }
    }
    if missing.is_empty() && searched {
        return Ok(Verdict::Unexplained { left: left(report) });
    }
    Ok(Verdict::Undecided { missing })
}

/// The parameters of a request, decoded as the RFC says.
fn parameters(request: &Request) -> Vec<Parameter> {
    decode(
        &collect(request, &CollectChoice::default()),
        &DecodeChoice::default(),
    )
}

/// The captured signature, decoded from where it travels: the header's first.
fn captured_signature(parameters: &[Parameter]) -> Option<BString> {
    let all = || {
        parameters
            .iter()
            .filter(|parameter| parameter.name == "oauth_signature")
    };
    all()
        .find(|parameter| parameter.source == Source::Header)
        .or_else(|| all().next())
        .map(|parameter| parameter.value.clone())
        .filter(|value| !value.is_empty())
}

/// Whether there is anything to sign with: a search without is pointless.
fn has_any_key(credentials: &Credentials, right: &Trace) -> bool {
    right.signing_key.is_ok()
        || credentials.consumer_secret.is_some()
        || credentials.token_secret.is_some()
        || (right.algorithm.is_rsa() && credentials.public_key.is_some())
}

/// The same capture, where an assumption of ours is made the other way.
fn other_readings(captured: &Captured) -> Vec<(Request, Assumption)> {
    let request = &captured.request;
    let mut readings = Vec::new();
    if captured
        .guesses
        .iter()
        .any(|guess| guess.id.starts_with("scheme"))
    {
        let scheme = UrlParts::split(&request.url).scheme;
        let other = if scheme.bytes() == "http" {
            "https"
        } else {
            "http"
        };
        let mut url = Text::made(other);
        url.push_text(
            &request
                .url
                .slice(scheme.bytes().len()..request.url.bytes().len()),
        );
        let message =
            format!("the paste does not tell the scheme; the signature is right under {other}");
        readings.push((
            Request {
                url,
                ..request.clone()
            },
            Assumption::new("scheme-otherwise", message),
        ));
    }
    if let (kind, Some(_)) = body_kind(request) {
        let (media_type, message) = match kind {
            BodyKind::Form => (
                "text/plain",
                "the signature is right when the body is not taken as a form",
            ),
            BodyKind::Other => (
                "application/x-www-form-urlencoded",
                "the signature is right when the body is taken as a form",
            ),
        };
        let mut other = request.clone();
        other.headers.push(Header::made("Content-Type", media_type));
        readings.push((other, Assumption::new("body-otherwise", message)));
    }
    readings
}

fn not_as_intended(
    parameters: &[Parameter],
    intended: &[(BString, BString)],
) -> Vec<NotAsIntended> {
    intended
        .iter()
        .filter_map(|(name, meant)| {
            let mut sent = parameters
                .iter()
                .filter(|parameter| parameter.name == *name);
            if sent.clone().any(|parameter| parameter.value == *meant) {
                return None;
            }
            let sent = sent.next().map(|parameter| parameter.value.clone());
            Some(NotAsIntended {
                name: name.clone(),
                meant: meant.clone(),
                sent,
            })
        })
        .collect()
}

/// The request with the intended values in place of the sent ones; `None` without any.
fn intended_request(request: &Request, intended: &[(BString, BString)]) -> Option<Request> {
    if intended.is_empty() {
        return None;
    }
    let rfc = Encoder::rfc();
    let replaced = |wire: &Text, left: &mut Vec<&(BString, BString)>| {
        let segments: Vec<Vec<u8>> = wire
            .bytes()
            .split_str("&")
            .map(|segment| {
                let name = segment.split_str("=").next().unwrap_or_default();
                let name = crate::pipeline::decode::form_decode(name);
                let at = left.iter().position(|(wanted, _)| *wanted == name);
                at.map_or_else(
                    || segment.to_vec(),
                    |at| {
                        let (name, value) = left.remove(at);
                        [rfc.encode(name), b"=".to_vec(), rfc.encode(value)].concat()
                    },
                )
            })
            .collect();
        bstr::join("&", segments)
    };
    let mut left: Vec<&(BString, BString)> = intended.iter().collect();
    let mut changed = request.clone();
    let url = request.url.bytes();
    let end = url.find_byte(b'#').unwrap_or(url.len());
    if let Some(mark) = url[..end].find_byte(b'?') {
        let query = replaced(&request.url.slice(mark + 1..end), &mut left);
        changed.url = Text::made([url[..=mark].as_bytes(), &query, url[end..].as_bytes()].concat());
    }
    if let (Some(body), (BodyKind::Form, _)) = (&request.body, body_kind(request)) {
        let mut bytes = replaced(body, &mut left);
        for (name, value) in left {
            bytes.extend_from_slice(
                &[
                    b"&".to_vec(),
                    rfc.encode(name),
                    b"=".to_vec(),
                    rfc.encode(value),
                ]
                .concat(),
            );
        }
        changed.body = Some(Text::made(bytes));
    } else if !left.is_empty() {
        let mut url = changed.url.bytes().to_vec();
        for (name, value) in left {
            let mark: &[u8] = if url.contains(&b'?') { b"&" } else { b"?" };
            url.extend_from_slice(
                &[
                    mark.to_vec(),
                    rfc.encode(name),
                    b"=".to_vec(),
                    rfc.encode(value),
                ]
                .concat(),
            );
        }
        changed.url = Text::made(url);
    }
    Some(changed)
}

fn merged(first: &Diagnosis, second: Diagnosis) -> Diagnosis {
    let statistics = Statistics {
        combinations: first.statistics.combinations + second.statistics.combinations,
        compared: first.statistics.compared + second.statistics.compared,
        exhausted: first.statistics.exhausted || second.statistics.exhausted,
        ..second.statistics
    };
    Diagnosis {
        explanations: second.explanations,
        statistics,
    }
}

fn left(report: &Report) -> Vec<Left> {
    let mut left = Vec::new();
    if report
        .statistics
        .is_some_and(|statistics| statistics.exhausted)
    {
        left.push(Left::NotSearchedToTheEnd);
    }
    let rsa = report.right.algorithm.is_rsa();
    left.push(if rsa {
        Left::OtherKey
    } else {
        Left::OtherSecret
    });
    if !rsa
        && let (Some(signature), Some(digest)) = (&report.signature, &report.right.digest)
        && signature.len() != digest.as_bytes().len().div_ceil(3) * 4
    {
        left.insert(0, Left::OtherMethod);
    }
    left.extend([
        Left::UnseenParameter,
        Left::ChangedAfterSigning,
        Left::OtherUrl,
    ]);
    left
}
