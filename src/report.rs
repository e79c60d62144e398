//! From a captured request and credentials to a verdict: the library's front door.
//!
//! [`report`] is one function, cheap to call often, with nothing global: command line, batch run
//! and page all call it and show the [`Report`] that it returns.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bstr::{BString, ByteSlice};

use crate::capture::{Captured, Response};
use crate::compare::{Comparison, Difference, first_difference, texts};
use crate::credentials::{Credentials, Secret};
use crate::diagnose::explain::Explanation;
use crate::diagnose::proof::Proof;
use crate::diagnose::target::open;
use crate::diagnose::{Diagnosis, Limits, Statistics, Wanted, diagnose};
use crate::error::{Assumption, Error, Finding};
use crate::lint::lint;
use crate::pipeline::collect::{BodyKind, CollectChoice, Source, body_kind, collect};
use crate::pipeline::decode::{DecodeChoice, Parameter, decode};
use crate::pipeline::key::Missing;
use crate::pipeline::{Trace, has_token, trace};
use crate::recipe::Recipe;
use crate::request::{Header, Request, Text, UrlParts};
use crate::response::{self, Answer, Rest};

pub mod against;
mod meant;
pub mod provider;
mod servers;

pub use against::{Against, against};
pub use servers::ServersString;

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The request as captured, with what was guessed while it was read.
    pub captured: &'a Captured,
    /// The secrets, as far as they are at hand.
    pub credentials: &'a Credentials,
    /// What the user meant to send, as decoded pairs.
    pub intended: &'a [(BString, BString)],
    /// The request that the user meant to send; its protocol parameters do not count.
    pub meant: Option<&'a Request>,
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

impl<'a> Question<'a> {
    /// Asks about a capture, with nothing else to go by.
    #[must_use]
    pub fn new(captured: &'a Captured, credentials: &'a Credentials) -> Self {
        Self {
            captured,
            credentials,
            intended: &[],
            meant: None,
            base_string: None,
            signature: None,
            response: None,
            now: None,
            limits: Limits::default(),
        }
    }
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
    /// The other paste, stage by stage, where one was taken for the right one.
    pub against: Option<Against>,
    /// What was guessed.
    pub assumptions: Vec<Assumption>,
    /// What a look at the wire found.
    pub findings: Vec<Finding>,
    /// The provider's answer.
    pub response: Option<Response>,
    /// What that answer means.
    pub answer: Option<Answer>,
    /// Whether [`Report::base_string`] is the one that the answer holds.
    pub base_string_is_the_servers: bool,
    /// That one, where it is not what the RFC gives.
    pub servers: Option<ServersString>,
    /// Where the signature is right: what else may be the cause of a refusal.
    pub rest: Rest,
    /// What the search did; `None` when there was none.
    pub statistics: Option<Statistics>,
}

impl Report {
    /// Says how the server's base string departs from the right one of the request as understood.
    fn weigh_servers(&mut self, question: &Question<'_>) -> Result<(), Error> {
        self.given_base_string = unlike(
            &self.right,
            self.base_string.as_ref().map(|it| it.as_slice()),
        );
        self.servers = match (&self.base_string, &self.given_base_string) {
            (Some(text), Some(_)) if self.base_string_is_the_servers => {
                Some(servers::explained(question, &self.request, text)?)
            }
            _ => None,
        };
        Ok(())
    }

    /// Says anew what else may be the cause of a refusal; nothing, unless the signature is right.
    pub(crate) fn weigh_rest(&mut self) {
        self.rest = if matches!(self.verdict, Verdict::Agrees { .. }) {
            response::rest(
                &self.request,
                &self.right.decoded,
                &self.findings,
                self.answer.as_ref(),
                self.base_string_is_the_servers && self.given_base_string.is_some(),
            )
        } else {
            Rest::default()
        };
    }
}

/// A given base string beside the right one, when they differ.
fn unlike(right: &Trace, given: Option<&[u8]>) -> Option<Comparison> {
    given
        .filter(|given| *given != right.base_string.text.as_slice())
        .map(|given| texts(&right.base_string.text, given))
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
    /// Another RSA key was used: the signature does not open with this one.
    OtherKeySurely,
    /// A parameter was signed that the capture does not show, or with another value.
    UnseenParameter,
    /// The request was changed after it was signed.
    ChangedAfterSigning,
    /// The capture shows another URL than the client signed.
    OtherUrl,
    /// More mistakes together: time ran out, or no more than two were asked for.
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
    /// The URL that was signed.
    Url,
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
    let signature = question
        .signature
        .map(BString::from)
        .or_else(|| captured_signature(&parameters(&question.captured.request)));
    decide(&question, signature.as_ref())
}

/// Decides about that signature, or about base strings alone where there is none.
fn decide(question: &Question<'_>, signature: Option<&BString>) -> Result<Report, Error> {
    let request = &question.captured.request;
    let credentials = question.credentials;
    let right = trace(request, credentials, &Recipe::default())?;
    let mut intended = question.meant.map(meant::values).unwrap_or_default();
    intended.extend_from_slice(question.intended);
    let response = question
        .response
        .cloned()
        .or_else(|| question.captured.response.clone());
    let host = UrlParts::split(&request.url).host;
    let host = host.bytes().to_str_lossy();
    let answer = response
        .as_ref()
        .map(|response| response::read(response, &host));
    let base_string = question.base_string.or(question
        .captured
        .base_string
        .as_ref()
        .map(|text| text.bytes().as_bytes()));
    let servers = answer
        .as_ref()
        .and_then(|answer| answer.base_string.as_ref());
    let base_string_is_the_servers = base_string.is_none() && servers.is_some();
    let servers = servers.cloned();
    let base_string = base_string.or(servers.as_ref().map(|text| text.as_slice()));
    let mut assumptions = question.captured.guesses.clone();
    assumptions.extend(right.assumptions.iter().cloned());
    let given = |secret: &Secret| !secret.expose().is_empty();
    if credentials.token_secret.as_ref().is_some_and(given) && !has_token(&right.decoded) {
        let message = "the request has no oauth_token, so the token secret that was given is no part of the right key";
        assumptions.push(Assumption::new("token-secret-unused", message));
    }
    let mut report = Report {
        request: request.clone(),
        signature: signature.cloned(),
        base_string: base_string.map(BString::from),
        verdict: Verdict::Undecided {
            missing: Vec::new(),
        },
        first_difference: None,
        differences_alone: Vec::new(),
        given_base_string: unlike(&right, base_string),
        not_as_intended: meant::not_as_intended(&right.decoded, &intended),
        against: None,
        assumptions,
        findings: lint(
            question.captured,
            response.as_ref(),
            credentials,
            &right.base_string.text,
            question.now,
        ),
        response,
        answer,
        base_string_is_the_servers,
        servers: None,
        rest: Rest::default(),
        statistics: None,
        right,
    };
    report.weigh_servers(question)?;
    let clients = base_string.filter(|_| !base_string_is_the_servers);
    report.verdict = verdict(question, &mut report, signature, clients)?;
    if let Verdict::Agrees { under: Some(_) } = &report.verdict {
        report.weigh_servers(question)?;
    }
    report.weigh_rest();
    report.first_difference = match &report.verdict {
        Verdict::Explained(explanations) => explanations
            .first()
            .and_then(|explanation| first_difference(&report.right, &explanation.trace)),
        _ => None,
    };
    if let Verdict::Explained(explanations) = &report.verdict
        && let (Some(servers), Some(first)) = (&mut report.servers, explanations.first())
    {
        servers.is_what_was_signed = first.trace.base_string.text == servers.text.as_slice();
    }
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
    if let Err(key) = &report.right.signing_key
        && !(*key == Missing::PrivateKey && credentials.public_key.is_some())
    {
        missing.push(Needed::Key(*key));
    }
    let mut searched = false;
    if let Some(signature) = signature {
        let proves =
            |traced: &Trace| Proof::of_signature_with(traced, signature, credentials).is_some();
        if proves(&report.right) {
            return Ok(Verdict::Agrees { under: None });
        }
        for (other, assumption) in other_readings(question.captured) {
            let traced = trace(&other, credentials, &Recipe::default())?;
            if proves(&traced) {
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
                && let Some(meant) = meant_request(question)
            {
                let again = match meant::changed_after_signing(&meant, credentials, signature)? {
                    Some(explanation) => Diagnosis {
                        explanations: vec![explanation],
                        statistics: found.statistics,
                    },
                    None => diagnose(&meant, credentials, wanted, question.limits)?,
                };
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
            return Ok(Verdict::Unexplained {
                left: left(report, credentials),
            });
        }
    }
    if missing.is_empty() && searched {
        return Ok(Verdict::Unexplained {
            left: left(report, credentials),
        });
    }
    Ok(Verdict::Undecided { missing })
}

/// The request that was meant, as far as the question tells; `None` when it tells nothing.
fn meant_request(question: &Question<'_>) -> Option<Request> {
    let request = &question.captured.request;
    let whole = question.meant.map(|meant| meant::as_sent(meant, request));
    let from = whole.as_ref().unwrap_or(request);
    meant::intended_request(from, question.intended).or(whole)
}

/// The parameters of a request, decoded as the RFC says.
pub(crate) fn parameters(request: &Request) -> Vec<Parameter> {
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

fn merged(first: &Diagnosis, second: Diagnosis) -> Diagnosis {
    let statistics = Statistics {
        combinations: first.statistics.combinations + second.statistics.combinations,
        compared: first.statistics.compared + second.statistics.compared,
        exhausted: first.statistics.exhausted || second.statistics.exhausted,
        out_of_time: first.statistics.out_of_time || second.statistics.out_of_time,
        ..second.statistics
    };
    Diagnosis {
        explanations: second.explanations,
        statistics,
    }
}

/// What may still be the cause, the likeliest first. Three mistakes that only together make a
/// signature are rarer than a wrong secret; one or two are not.
fn left(report: &Report, credentials: &Credentials) -> Vec<Left> {
    let statistics = report.statistics.unwrap_or_default();
    let mut left = Vec::new();
    if statistics.out_of_time && statistics.depth < 2 {
        left.push(Left::NotSearchedToTheEnd);
    }
    let rsa = report.right.algorithm.is_rsa();
    // A base string that parts from the right one does so under any key.
    let string_parts = report.given_base_string.is_some() && !report.base_string_is_the_servers;
    left.push(match &report.signature {
        Some(signature) if rsa && !opens(signature, credentials) => Left::OtherKeySurely,
        Some(_) if string_parts => Left::UnseenParameter,
        None => Left::UnseenParameter,
        Some(_) if rsa => Left::OtherKey,
        Some(_) => Left::OtherSecret,
    });
    let goes_on = statistics.out_of_time || (!statistics.exhausted && statistics.depth < 3);
    if goes_on && !left.contains(&Left::NotSearchedToTheEnd) {
        left.push(Left::NotSearchedToTheEnd);
    }
    if !rsa
        && let (Some(signature), Some(digest)) = (&report.signature, &report.right.digest)
        && signature.len() != digest.as_bytes().len().div_ceil(3) * 4
    {
        left.insert(0, Left::OtherMethod);
    }
    for one in [
        Left::UnseenParameter,
        Left::ChangedAfterSigning,
        Left::OtherUrl,
    ] {
        if !left.contains(&one) {
            left.push(one);
        }
    }
    left
}

/// Whether an RSA signature opens with the key at hand: a padding that is none proves another key.
fn opens(signature: &[u8], credentials: &Credentials) -> bool {
    let Some(key) = credentials.opening_key() else {
        return true;
    };
    let signed = STANDARD.decode(signature).unwrap_or_default();
    open(&key, &signed).is_some()
}
