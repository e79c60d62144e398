//! Two pastes beside each other, the second taken for the right one.
//!
//! Every stage that both have is compared. Where the wrong one holds a base string, the search runs
//! over the strings, without any secret, and names the mistakes that turn the right into the wrong.

use bstr::{BString, ByteSlice as _};

use super::{Needed, Question, Report, Verdict, captured_signature, decide, parameters};
use crate::capture::Captured;
use crate::compare::{Comparison, StageName, layered};
use crate::error::{Assumption, Error};
use crate::pipeline::decode::percent_decode;
use crate::pipeline::{check_url, trace};
use crate::recipe::Recipe;
use crate::request::{Request, Text, UrlParts};

/// What two pastes have in common, and where they part.
#[derive(Clone, Debug, Default)]
pub struct Against {
    /// The stages that both have and that differ, in the order of the corridor.
    pub parted: Vec<Parted>,
    /// Those that are equal.
    pub same: Vec<StageName>,
    /// Names of protocol parameters that differ as they must between two requests.
    pub fresh: Vec<&'static str>,
}

/// A stage, or one parameter of it, that differs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Parted {
    /// The stage.
    pub stage: StageName,
    /// The parameter's decoded name, where the stage is that of parameters.
    pub parameter: Option<BString>,
    /// What the right paste has; `None` when the parameter is not there.
    pub right: Option<BString>,
    /// What the wrong one has; `None` when it is not there.
    pub wrong: Option<BString>,
}

impl Parted {
    /// Both texts, compared escape by escape.
    #[must_use]
    pub fn comparison(&self) -> Comparison {
        let bytes = |text: &Option<BString>| text.clone().unwrap_or_default();
        let layers = match self.stage {
            StageName::BaseString => 2,
            StageName::NormalizedParameters | StageName::BaseStringUri => 1,
            _ => 0,
        };
        layered(&bytes(&self.right), &bytes(&self.wrong), layers)
    }
}

/// Decides about the question's capture, with `right` taken for the right one.
///
/// # Errors
/// Those of [`report`](super::report()).
pub fn against(question: Question<'_>, right: &Captured) -> Result<Report, Error> {
    let wrong = question.captured;
    let against = Against::of(&Side::of(right), &Side::of(wrong));
    let wrong_string = question.base_string.or(wrong
        .base_string
        .as_ref()
        .map(|text| text.bytes().as_bytes()));
    let mut report = if let Some(wrong_string) = wrong_string {
        strings(&question, wrong_string, right)?
    } else {
        wires(&question, right)?
    };
    if report.verdict.outcome() == "undecided" && against.is_empty() && !against.same.is_empty() {
        let all = against.same.contains(&StageName::Signature);
        if all {
            report.verdict = Verdict::Agrees { under: None };
        }
    }
    report.against = Some(against);
    Ok(report)
}

/// The wrong paste is a base string: which mistakes make it of the right one?
fn strings(question: &Question<'_>, wrong: &[u8], right: &Captured) -> Result<Report, Error> {
    let captured = whole(right, question.captured);
    let has_key = question.credentials.consumer_secret.is_some()
        || question.credentials.private_key.is_some()
        || question.credentials.public_key.is_some();
    let signature = question
        .signature
        .map(BString::from)
        .or_else(|| captured_signature(&parameters(&question.captured.request)))
        .filter(|_| has_key);
    let mut report = decide(
        &Question {
            captured: &captured,
            base_string: Some(wrong),
            ..*question
        },
        signature.as_ref(),
    )?;
    if let Some(text) = &right.base_string
        && text.bytes().as_bytes() != report.right.base_string.text.as_slice()
    {
        let message = "the base string that is taken for the right one is not what RFC 5849 makes of its own parts";
        report
            .assumptions
            .push(Assumption::new("against-not-by-rfc", message));
    }
    Ok(report)
}

/// The wrong paste is a request: what it signed is only known with the secrets.
fn wires(question: &Question<'_>, right: &Captured) -> Result<Report, Error> {
    let captured = whole(question.captured, right);
    let other = whole(right, question.captured);
    let signature = question
        .signature
        .map(BString::from)
        .or_else(|| captured_signature(&parameters(&captured.request)));
    let meant = (check_url(&right.request).is_ok()).then_some(&other.request);
    let mut report = decide(
        &Question {
            captured: &captured,
            meant,
            ..*question
        },
        signature.as_ref(),
    )?;
    // Side by side says it already.
    report.not_as_intended.clear();
    let url_known =
        check_url(&question.captured.request).is_ok() || check_url(&right.request).is_ok();
    if !url_known {
        // Nothing was signed for the URL that stands in for the unknown one.
        report.verdict = Verdict::Undecided {
            missing: vec![Needed::Url],
        };
        report.first_difference = None;
    }
    Ok(report)
}

/// A capture with the URL and method of the other one, where its own form does not tell them.
fn whole(captured: &Captured, other: &Captured) -> Captured {
    let mut whole = captured.clone();
    if check_url(&captured.request).is_err() {
        whole.request.url = if check_url(&other.request).is_ok() {
            other.request.url.clone()
        } else {
            Text::made("https://unknown.invalid/")
        };
        whole.request.method = other.request.method.clone();
    }
    whole
}

/// The stages of one paste, as far as it tells them.
#[derive(Debug, Default)]
struct Side {
    method: Option<BString>,
    uri: Option<BString>,
    parameters: Vec<(BString, BString)>,
    normalized: Option<BString>,
    base_string: Option<BString>,
    signature: Option<BString>,
}

impl Side {
    fn of(captured: &Captured) -> Self {
        let signature = captured_signature(&parameters(&captured.request));
        if let Some(text) = &captured.base_string {
            return Self {
                signature,
                ..Self::of_base_string(text.bytes())
            };
        }
        let mut side = Self {
            signature,
            ..Self::of_request(&captured.request)
        };
        if side.parameters.is_empty() {
            side.parameters = parameters(&captured.request)
                .into_iter()
                .filter(|parameter| parameter.name != "oauth_signature")
                .map(|parameter| (parameter.name, parameter.value))
                .collect();
        }
        side
    }

    /// What the RFC makes of a request.
    fn of_request(request: &Request) -> Self {
        let known = !UrlParts::split(&request.url).scheme.bytes().is_empty();
        let traced = trace(
            request,
            &crate::credentials::Credentials::default(),
            &Recipe::default(),
        );
        let Some(traced) = traced.ok().filter(|_| known) else {
            return Self::default();
        };
        Self {
            method: Some(traced.method),
            uri: Some(traced.base_string_uri),
            parameters: traced
                .parameters
                .into_iter()
                .map(|parameter| (parameter.name, parameter.value))
                .collect(),
            normalized: Some(traced.normalized_parameters.text.into()),
            base_string: Some(traced.base_string.text.into()),
            signature: None,
        }
    }

    fn of_base_string(text: &[u8]) -> Self {
        let mut parts = text.splitn_str(3, "&");
        let mut part = || parts.next().unwrap_or_default();
        let (method, uri, third) = (part(), part(), part());
        let normalized = percent_decode(third);
        let pairs = normalized.split_str("&").map(|pair| {
            let (name, value) = pair.split_once_str("=").unwrap_or((pair, b""));
            (percent_decode(name).into(), percent_decode(value).into())
        });
        Self {
            method: Some(method.into()),
            uri: Some(percent_decode(uri).into()),
            parameters: pairs.collect(),
            normalized: Some(normalized.clone().into()),
            base_string: Some(text.into()),
            signature: None,
        }
    }
}

impl Against {
    /// Whether nothing parts.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parted.is_empty()
    }

    fn parts_at(&self, stage: StageName) -> bool {
        self.parted.iter().any(|parted| parted.stage == stage)
    }

    fn of(right: &Side, wrong: &Side) -> Self {
        let mut against = Self::default();
        against.parameters(right, wrong);
        let stages = [
            (
                StageName::NormalizedParameters,
                &right.normalized,
                &wrong.normalized,
            ),
            (StageName::BaseStringUri, &right.uri, &wrong.uri),
            (StageName::Method, &right.method, &wrong.method),
            (
                StageName::BaseString,
                &right.base_string,
                &wrong.base_string,
            ),
            (StageName::Signature, &right.signature, &wrong.signature),
        ];
        for (stage, ours, theirs) in stages {
            let (Some(ours), Some(theirs)) = (ours, theirs) else {
                continue;
            };
            // What is made of something that differs, differs as well, and tells nothing more.
            let follows = match stage {
                StageName::NormalizedParameters => {
                    against.parts_at(StageName::Parameters) || !against.fresh.is_empty()
                }
                StageName::BaseString | StageName::Signature => {
                    !against.parted.is_empty() || !against.fresh.is_empty()
                }
                _ => false,
            };
            if ours == theirs {
                against.same.push(stage);
            } else if !follows {
                against.parted.push(Parted {
                    stage,
                    parameter: None,
                    right: Some(ours.clone()),
                    wrong: Some(theirs.clone()),
                });
            }
        }
        against
    }

    /// Equal pairs are put aside; what is left is matched by name, in order.
    fn parameters(&mut self, right: &Side, wrong: &Side) {
        if right.parameters.is_empty() || wrong.parameters.is_empty() {
            return;
        }
        let mut theirs = wrong.parameters.clone();
        let mut ours = Vec::new();
        for pair in &right.parameters {
            match theirs.iter().position(|other| other == pair) {
                Some(at) => drop(theirs.remove(at)),
                None => ours.push(pair),
            }
        }
        let mut parted = Vec::new();
        for (name, value) in ours {
            let at = theirs.iter().position(|(other, _)| other == name);
            let other = at.map(|at| theirs.remove(at).1);
            let fresh = ["oauth_nonce", "oauth_timestamp"]
                .into_iter()
                .find(|fresh| name == fresh);
            match fresh {
                Some(fresh) if other.is_some() => self.fresh.push(fresh),
                _ => parted.push((name.clone(), Some(value.clone()), other)),
            }
        }
        let extra = theirs
            .into_iter()
            .map(|(name, value)| (name, None, Some(value)));
        parted.extend(extra);
        if parted.is_empty() && self.fresh.is_empty() {
            self.same.push(StageName::Parameters);
        }
        self.parted
            .extend(parted.into_iter().map(|(name, right, wrong)| Parted {
                stage: StageName::Parameters,
                parameter: Some(name),
                right,
                wrong,
            }));
    }
}
