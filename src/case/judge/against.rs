//! Two pastes beside each other, the second taken for the right one.
//!
//! Every stage that both have is compared. Where the wrong one holds a base string, the search runs
//! over the strings, without any secret, and names the mistakes that turn the right into the wrong.

use bstr::{BString, ByteSlice as _};

use super::{Judge, Signature, captured_signature};
use crate::capture::Captured;
use crate::case::{Case, Exchange, with_value};
use crate::compare::StageName;
use crate::diagnose::apart::{Between, InHand, between};
use crate::diagnose::explain::Cause;
use crate::encoder::Encoder;
use crate::error::{Assumption, Error};
use crate::pipeline::decode::{form_decode, parameters, percent_decode};
use crate::pipeline::{check_url, trace};
use crate::protocol::FORM;
use crate::recipe::Recipe;
use crate::report::{Against, Parted, Report, Verdict};
use crate::request::{Header, Request, Text, UrlParts};

/// Judges the case's exchange, with `right` taken for the right one.
///
/// # Errors
/// Those of [`Case::judge`].
pub(crate) fn judge(
    case: &Case<'_>,
    exchange: &Exchange,
    right: &Captured,
) -> Result<Report, Error> {
    let wrong = &exchange.captured;
    let against = Against::of(&Side::of(right), &Side::of(wrong));
    let pasted = wrong
        .base_string
        .as_ref()
        .map(|text| text.bytes().to_owned());
    let mut report = match case.base_string.clone().or(pasted) {
        Some(text) => strings(case, exchange, &text, right)?,
        None => wires(case, exchange, right)?,
    };
    if matches!(report.verdict, Verdict::Undecided { .. })
        && against.is_empty()
        && against.same.contains(&StageName::Signature)
    {
        report.verdict = Verdict::Agrees { under: None };
    }
    Ok(Report {
        against: Some(against),
        ..report
    })
}

/// Nonce and timestamp differ between any two requests: those of the wrong text stand in the right
/// one while the two are compared.
const FRESH: [&str; 2] = ["oauth_nonce", "oauth_timestamp"];

/// The right capture with nonce and timestamp of the wrong base string.
fn aligned(right: &Captured, wrong: &[u8]) -> Captured {
    let mut aligned = right.clone();
    let own = parameters(&right.request);
    for (name, value) in Side::of_base_string(wrong).parameters {
        let is_fresh = FRESH.iter().any(|fresh| name == *fresh);
        if is_fresh && own.iter().any(|one| one.name == name && one.value != value) {
            aligned.request = with_value(&aligned.request, &name, &value);
        }
    }
    aligned
}

/// The wrong paste is a base string: which mistakes make it of the right one?
fn strings(
    case: &Case<'_>,
    exchange: &Exchange,
    wrong: &BString,
    right: &Captured,
) -> Result<Report, Error> {
    let credentials = &case.credentials;
    let has_key = credentials.consumer_secret.is_some()
        || credentials.private_key.is_some()
        || credentials.public_key.is_some();
    let signature = case
        .signature
        .clone()
        .or_else(|| captured_signature(&parameters(&exchange.captured.request)))
        .filter(|_| has_key);
    let mut captured = whole(&aligned(right, wrong), &exchange.captured);
    captured.base_string = None;
    captured.derived = true;
    let between = beside(case, &captured, (wrong, signature.as_ref()), right)?;
    captured.guesses.extend(between.as_ref().and_then(said));
    let case = Case {
        base_string: Some(wrong.clone()),
        ..case.clone()
    };
    let exchange = Exchange {
        captured,
        meant: None,
        ..exchange.clone()
    };
    let signature = Signature {
        text: signature,
        said: None,
    };
    let mut judge = Judge::of(&case, &exchange, signature)?;
    if let Some(known) = between
        .as_ref()
        .and_then(|two| two.right.explanation.as_ref())
    {
        judge.recipe = known.recipe.clone();
    }
    judge.between = between;
    judge.report()
}

/// Both base strings explained apart, where the one that is taken for the right one is not what the
/// RFC makes of its own parts.
fn beside(
    case: &Case<'_>,
    captured: &Captured,
    (wrong, signature): (&BString, Option<&BString>),
    right: &Captured,
) -> Result<Option<Between>, Error> {
    let Some(text) = &right.base_string else {
        return Ok(None);
    };
    let traced = trace(&right.request, &case.credentials, &Recipe::default());
    if traced.is_ok_and(|traced| traced.base_string.text == text.bytes().as_bytes()) {
        return Ok(None);
    }
    let hand = InHand {
        request: &captured.request,
        credentials: &case.credentials,
        given: wrong,
        signature: signature.map(|text| text.as_slice()),
        places_known: false,
    };
    between(hand, text.bytes()).map(Some)
}

/// What the two base strings do that the RFC does not, where the verdict does not tell it.
fn said(between: &Between) -> Option<Assumption> {
    let titles = |causes: &[&Cause]| {
        let titles: Vec<&str> = causes.iter().map(|cause| cause.title.as_str()).collect();
        titles.join(", and ")
    };
    let is_shared = |cause: &&Cause| {
        !between
            .only_right
            .iter()
            .any(|one| one.edits == cause.edits)
    };
    let shared: Vec<&Cause> = between.right.causes.iter().filter(is_shared).collect();
    let own: Vec<&Cause> = between.only_right.iter().collect();
    let mut parts = Vec::new();
    if between.right.explanation.is_none() {
        parts.push(
            "the base string that is taken for the right one is not what RFC 5849 makes of its own \
             parts"
                .to_owned(),
        );
    }
    if !shared.is_empty() {
        parts.push(format!(
            "both base strings depart from RFC 5849: {}",
            titles(&shared)
        ));
    }
    if !own.is_empty() && !between.only_wrong.is_empty() {
        parts.push(format!(
            "the one that is taken for the right one departs from it alone: {}",
            titles(&own)
        ));
    }
    (!parts.is_empty()).then(|| Assumption::new("against-not-by-rfc", parts.join("; ")))
}

/// The wrong paste is a request: what it signed is only known with the secrets.
fn wires(case: &Case<'_>, exchange: &Exchange, right: &Captured) -> Result<Report, Error> {
    let wrong = &exchange.captured;
    let known = |captured: &Captured| check_url(&captured.request).is_ok();
    let captured = if known(wrong) || known(right) {
        whole(wrong, right)
    } else {
        wrong.clone()
    };
    let meant = known(right).then(|| right.request.clone());
    let exchange = Exchange {
        captured,
        meant,
        ..exchange.clone()
    };
    let signature = Signature::of(case, &exchange);
    let report = Judge::of(case, &exchange, signature)?.report()?;
    // Side by side says it already.
    Ok(Report {
        not_as_intended: Vec::new(),
        ..report
    })
}

/// Where what was sent and what was signed part, by a base string that stands beside the request.
pub(super) fn sent_and_signed(request: &Request, signed: &[u8]) -> Vec<Parted> {
    let sent = Side::of_request(request);
    let signed = Side::of_base_string(signed);
    let mut against = Against::default();
    against.compare(&sent, &signed, &[]);
    against.parted
}

/// The request with a form for its body: the pairs that only the base string holds. `None` where it
/// holds none.
pub(super) fn with_body_of(request: &Request, signed: &[u8]) -> Option<Request> {
    let sent = parameters(request);
    let third = signed.splitn_str(3, "&").nth(2)?;
    let pairs = percent_decode(third);
    let encoder = Encoder::rfc();
    let mut body: Vec<u8> = Vec::new();
    for pair in pairs.split_str("&") {
        let (name, value) = pair.split_once_str("=").unwrap_or((pair, b""));
        let (name, value) = (form_decode(name), form_decode(value));
        let known = sent
            .iter()
            .any(|one| one.name == name && one.value == value);
        if known || name.starts_with(b"oauth_") {
            continue;
        }
        if !body.is_empty() {
            body.push(b'&');
        }
        body.extend(encoder.encode(&name));
        body.push(b'=');
        body.extend(encoder.encode(&value));
    }
    let mut request = request.clone();
    if request.media_type().is_none() {
        request.headers.push(Header {
            name: Text::made("Content-Type"),
            value: Text::made(FORM),
        });
    }
    let is_form = request.media_type().is_some_and(|kind| kind == FORM);
    (is_form && !body.is_empty()).then(|| {
        request.body = Some(Text::made(body));
        request
    })
}

/// A capture with the URL and method of the other one, where its own form does not tell them.
fn whole(captured: &Captured, other: &Captured) -> Captured {
    let mut whole = captured.clone();
    if check_url(&captured.request).is_err() {
        whole.request.url = other.request.url.clone();
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
    fn parts_at(&self, stage: StageName) -> bool {
        self.parted.iter().any(|parted| parted.stage == stage)
    }

    fn of(right: &Side, wrong: &Side) -> Self {
        let mut against = Self::default();
        against.compare(right, wrong, &FRESH);
        against
    }

    /// Compares stage by stage; parameters of the `fresh` names differ as they must.
    fn compare(&mut self, right: &Side, wrong: &Side, fresh: &[&'static str]) {
        let against = self;
        against.parameters(right, wrong, fresh);
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
    }

    /// Equal pairs are put aside; what is left is matched by name, in order.
    fn parameters(&mut self, right: &Side, wrong: &Side, names: &[&'static str]) {
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
            let fresh = names.iter().copied().find(|fresh| name == fresh);
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
