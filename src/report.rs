//! What comes out of a [`Case`]: the verdict, and all that leads to it.
//!
//! A report is built once, when everything is known, and never mended afterwards.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bstr::{BString, ByteSlice};

use crate::capture::{Captured, Gap, Labelled, OtherScheme, Part, Response, not_oauth1};
use crate::case::{Case, Exchange, Reading, mended, readings};
use crate::compare::{Comparison, Difference, first_difference, texts};
use crate::credentials::{Credentials, Secret};
use crate::diagnose::apart::{Apart, InHand, apart};
use crate::diagnose::explain::{Cause, Explanation};
use crate::diagnose::proof::Proof;
use crate::diagnose::target::open;
use crate::diagnose::{Diagnosis, Limits, Statistics, Wanted, diagnose};
use crate::encoder::Encoder;
use crate::error::{Assumption, Error, Finding, Severity};
use crate::lint::{lint, refused};
use crate::pipeline::collect::{CollectChoice, Source, collect};
use crate::pipeline::decode::{DecodeChoice, Parameter, decode, percent_decode};
use crate::pipeline::key::Missing;
use crate::pipeline::{Trace, check_url, has_token, trace};
use crate::providers::Provider;
use crate::recipe::Recipe;
use crate::request::{Request, Text, UrlParts};
use crate::response::{self, Answer, Rest};

mod against;
mod meant;
pub mod provider;
mod servers;

pub(crate) use against::judge as against;
pub use against::{Against, Parted};
pub use servers::ServersString;

/// What came out.
#[derive(Clone, Debug)]
pub struct Report {
    /// The request as it was understood.
    pub request: Request,
    /// The provider by whose rules it was judged.
    pub provider: Option<&'static Provider>,
    /// What RFC 5849 makes of it, or that provider where it departs from the RFC.
    pub right: Trace,
    /// The request with what is known to be wrong put right, signed with its own nonce and
    /// timestamp; `None` where something of it is missing.
    pub mended: Option<Trace>,
    /// The same with a fresh nonce and timestamp where there are any: it can be sent.
    pub corrected: Option<Request>,
    /// Whether [`Report::corrected`] carries a nonce and a timestamp of its own.
    pub corrected_is_fresh: bool,
    /// Faults that the corrected request still has.
    pub still_wrong: Vec<Finding>,
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
    /// The client's base string taken apart, where it is not the right one.
    pub apart: Option<Apart>,
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
    /// Signatures beside the one that was judged, each with whether it is the right one.
    pub signatures: Vec<(Labelled, bool)>,
    /// What stands in the paste and was not used.
    pub unread: Vec<String>,
}

/// A given base string beside the right one, when they differ.
fn unlike(right: &Trace, given: Option<&[u8]>) -> Option<Comparison> {
    given
        .filter(|given| *given != right.base_string.text.as_slice())
        .map(|given| texts(&right.base_string.text, given))
}

/// The verdict.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Verdict {
    /// The signatures are equal.
    Agrees {
        /// The assumption under which they are, when it is not the first that was made.
        under: Option<Assumption>,
    },
    /// The signatures are equal, and the provider surely refuses the request all the same.
    Refused {
        /// The assumption under which they are equal, when it is not the first that was made.
        under: Option<Assumption>,
        /// Why, the gravest first; at least one.
        why: Vec<Finding>,
    },
    /// They differ, and known mistakes reproduce the captured one: the cheapest first.
    Explained(Vec<Explanation>),
    /// What was sent is not what was signed, by texts of the paste itself.
    Contradicts(Contradiction),
    /// The request is authenticated in another way: it has no signature of OAuth 1.0.
    NotOauth1(OtherScheme),
    /// They differ, and the signature does not open with the RSA key at hand.
    OtherKey,
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

/// Where what was sent and what was signed part.
#[derive(Clone, Debug)]
pub struct Contradiction {
    /// The places, in the order of the corridor: `right` is what was sent, `wrong` what was signed.
    pub places: Vec<Parted>,
    /// That the base string makes the captured signature under the keys at hand.
    pub proof: Option<Proof>,
}

impl Verdict {
    /// The name in JSON.
    #[must_use]
    pub fn outcome(&self) -> &'static str {
        match self {
            Self::Agrees { .. } => "agrees",
            Self::Refused { .. } => "refused",
            Self::Explained(_) => "explained",
            Self::Contradicts(_) => "contradicts",
            Self::NotOauth1(_) => "not-oauth1",
            Self::OtherKey => "other-key",
            Self::Unexplained { .. } => "unexplained",
            Self::Undecided { .. } => "undecided",
        }
    }

    /// Whether there is nothing to be put right: the request is right, or not of OAuth 1.0.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        matches!(self, Self::Agrees { .. } | Self::NotOauth1(_))
    }

    /// Whether the signature is the right one.
    #[must_use]
    pub fn is_right(&self) -> bool {
        matches!(self, Self::Agrees { .. } | Self::Refused { .. })
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
    /// More mistakes together: time ran out, or no more than two were asked for.
    NotSearchedToTheEnd,
    /// The signature has the wrong length for its method.
    OtherMethod,
}

/// What a decision needs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Needed {
    /// A secret or key.
    Key(Missing),
    /// A signature to compare with.
    Signature,
    /// The URL that was signed.
    Url,
    /// A part that the request has and the paste does not show.
    Part(Gap),
    /// A part that the paste does not show, which the request may have.
    Unseen(Part),
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

/// Judges an exchange.
///
/// # Errors
/// When the request has no URL that gives a base string URI.
pub(crate) fn judge(case: &Case<'_>, exchange: &Exchange) -> Result<Report, Error> {
    let signature = Signature::of(case, exchange);
    Judge::of(case, exchange, signature)?.report()
}

/// The signature that is judged, and what was undone to read it.
struct Signature {
    text: Option<BString>,
    said: Option<Assumption>,
}

impl Signature {
    /// The one that was given, else the captured one.
    fn of(case: &Case<'_>, exchange: &Exchange) -> Self {
        let Some(given) = &case.signature else {
            let text = captured_signature(&parameters(&exchange.captured.request));
            return Self { text, said: None };
        };
        let decoded = percent_decode(given);
        let escaped = decoded != **given;
        let message = "the signature was given percent-encoded, and is decoded";
        Self {
            text: Some(decoded.into()),
            said: escaped.then(|| Assumption::new("signature-decoded", message)),
        }
    }
}

/// A base string, and who says that it was signed.
#[derive(Clone, Copy)]
struct Claimed<'a> {
    text: &'a [u8],
    servers: bool,
}

/// What leads to one verdict.
struct Judge<'a> {
    case: &'a Case<'a>,
    exchange: &'a Exchange,
    /// The capture, its URL made up where it is not known.
    captured: Captured,
    provider: Option<&'static Provider>,
    recipe: Recipe,
    signature: Signature,
    response: Option<Response>,
    answer: Option<Answer>,
    url_known: bool,
}

/// A verdict, and the reading under which it holds.
struct Found {
    verdict: Verdict,
    request: Request,
    right: Trace,
    statistics: Option<Statistics>,
    apart: Option<Apart>,
}

/// What stands for a host that is not known; nothing is concluded from it.
const UNKNOWN_HOST: &str = "https://unknown.invalid";

impl<'a> Judge<'a> {
    fn of(case: &'a Case<'a>, exchange: &'a Exchange, signature: Signature) -> Result<Self, Error> {
        let mut captured = exchange.captured.clone();
        let scheme = UrlParts::split(&captured.request.url).scheme;
        let url_known = !scheme.bytes().is_empty();
        if url_known {
            check_url(&captured.request)?;
        } else {
            let mut url = Text::made(UNKNOWN_HOST);
            url.push_text(&captured.request.url);
            captured.request.url = url;
        }
        let response = case.response.clone().or_else(|| captured.response.clone());
        let host = UrlParts::split(&captured.request.url).host;
        let host = host.bytes().to_str_lossy();
        let answer = response
            .as_ref()
            .map(|response| response::read(response, &host));
        let provider = case.rules.provider(&captured.request);
        Ok(Self {
            case,
            exchange,
            captured,
            provider,
            recipe: provider.map_or_else(Recipe::default, Provider::recipe),
            signature,
            response,
            answer,
            url_known,
        })
    }

    fn credentials(&self) -> &Credentials {
        &self.case.credentials
    }

    /// The base string that the client is said to have signed, else the one of the answer.
    fn claimed(&self) -> Option<Claimed<'_>> {
        let pasted = self.captured.base_string.as_ref();
        let clients = self
            .case
            .base_string
            .as_ref()
            .map(|text| text.as_slice())
            .or_else(|| pasted.map(|text| text.bytes().as_bytes()));
        let servers = || {
            let text = self.answer.as_ref()?.base_string.as_ref()?;
            Some(Claimed {
                text,
                servers: true,
            })
        };
        clients
            .map(|text| Claimed {
                text,
                servers: false,
            })
            .or_else(servers)
    }

    /// Builds the report, once.
    fn report(self) -> Result<Report, Error> {
        let found = self.find()?;
        let claimed = self.claimed();
        let given = claimed.map(|claimed| claimed.text);
        let given_base_string = unlike(&found.right, given);
        let mut servers = match claimed {
            Some(claimed) if claimed.servers && given_base_string.is_some() => Some(
                servers::explained(self.case, &found.request, &claimed.text.into())?,
            ),
            _ => None,
        };
        let mut first = None;
        let mut alone = Vec::new();
        if let Verdict::Explained(explanations) = &found.verdict
            && let Some(explanation) = explanations.first()
        {
            first = first_difference(&found.right, &explanation.trace);
            if let Some(servers) = &mut servers {
                servers.is_what_was_signed =
                    explanation.trace.base_string.text == servers.text.as_slice();
            }
            alone = self.alone(&found, explanation);
        }
        let findings = self.findings(&found);
        let rest = if found.verdict.is_right() {
            response::rest(
                &found.request,
                &found.right.decoded,
                &findings,
                self.answer.as_ref(),
                claimed.is_some_and(|claimed| claimed.servers) && given_base_string.is_some(),
            )
        } else {
            Rest::default()
        };
        let fix = self.fix(&found);
        Ok(Report {
            provider: self.provider,
            signature: self.signature.text.clone(),
            base_string: given.map(BString::from),
            base_string_is_the_servers: claimed.is_some_and(|claimed| claimed.servers),
            first_difference: first,
            differences_alone: alone,
            given_base_string,
            apart: found.apart,
            not_as_intended: meant::not_as_intended(&found.right.decoded, &self.intended()),
            against: None,
            assumptions: self.assumptions(&found.right),
            findings,
            servers,
            rest,
            signatures: self.other_signatures(&found.right),
            unread: self.captured.unread.clone(),
            mended: fix.mended,
            corrected_is_fresh: fix.corrected.is_some() && self.case.fresh.is_some(),
            corrected: fix.corrected,
            still_wrong: fix.still_wrong,
            response: self.response,
            answer: self.answer,
            request: found.request,
            right: found.right,
            verdict: found.verdict,
            statistics: found.statistics,
        })
    }

    fn intended(&self) -> Vec<(BString, BString)> {
        let mut intended = self
            .exchange
            .meant
            .as_ref()
            .map(meant::values)
            .unwrap_or_default();
        intended.extend_from_slice(&self.case.intended);
        intended
    }

    /// Where each of several mistakes alone parts from the right way.
    fn alone(&self, found: &Found, explanation: &Explanation) -> Vec<Option<Difference>> {
        if explanation.causes.len() < 2 {
            return Vec::new();
        }
        let one = |cause: &Cause| {
            let recipe = Recipe::with(&cause.edits);
            let alone = trace(&found.request, self.credentials(), &recipe).ok()?;
            first_difference(&found.right, &alone)
        };
        explanation.causes.iter().map(one).collect()
    }

    fn assumptions(&self, right: &Trace) -> Vec<Assumption> {
        let mut said = self.captured.guesses.clone();
        said.extend(right.assumptions.iter().cloned());
        said.extend(self.signature.said.clone());
        let given = |secret: &Secret| !secret.expose().is_empty();
        if self.credentials().token_secret.as_ref().is_some_and(given) && !has_token(&right.decoded)
        {
            let message = "the request has no oauth_token, so the token secret that was given is \
                           not part of the right key";
            said.push(Assumption::new("token-secret-unused", message));
        }
        said
    }

    fn findings(&self, found: &Found) -> Vec<Finding> {
        let captured = self.with_signature(&found.request);
        let mut findings = lint(
            &captured,
            self.response.as_ref(),
            self.credentials(),
            &found.right.base_string.text,
            self.case.now,
        );
        if let Some(provider) = self.provider {
            for finding in refused(provider, &found.request) {
                // A look at the wire may have found it already.
                if findings.iter().all(|known| known.id != finding.id) {
                    findings.push(finding);
                }
            }
        }
        if self.exchange.open.iter().any(|gap| gap.part == Part::Body) {
            // Of a body that is not known, no hash is wrong.
            findings.retain(|finding| !finding.id.starts_with("body-"));
        }
        if self.captured.derived {
            // Nothing of it was sent: what is said of a header has no place in it.
            let of_header = ["missing-", "header-", "sig-", "duplicate-"];
            findings.retain(|finding| !of_header.iter().any(|start| finding.id.starts_with(start)));
        }
        findings
    }

    /// The capture, its header with the signature that was given beside it: it is not missing.
    fn with_signature(&self, request: &Request) -> Captured {
        let mut captured = self.captured.clone();
        captured.request = request.clone();
        if let Some(signature) = &self.case.signature
            && captured_signature(&parameters(request)).is_none()
            && let Some(header) = captured
                .request
                .headers
                .iter_mut()
                .find(|header| header.is_named("authorization"))
        {
            let value = Encoder::rfc().encode(&percent_decode(signature));
            let field = [b", oauth_signature=\"".as_slice(), &value, b"\""].concat();
            header.value.push_made(&field);
        }
        captured
    }

    /// Signatures that stand beside the judged one.
    fn other_signatures(&self, right: &Trace) -> Vec<(Labelled, bool)> {
        let is_right = |one: &Labelled| {
            let text = percent_decode(one.text.bytes());
            right
                .signature
                .as_ref()
                .is_some_and(|right| *right == one.text.bytes() || right.as_slice() == text)
        };
        let mut all = self.captured.signatures.clone();
        all.retain(|one| {
            self.signature
                .text
                .as_ref()
                .is_none_or(|judged| judged != one.text.bytes())
        });
        all.into_iter()
            .map(|one| {
                let right = is_right(&one);
                (one, right)
            })
            .collect()
    }

    /// The request without its faults, signed.
    fn fix(&self, found: &Found) -> Fix {
        let mut fix = Fix::default();
        if !self.url_known
            || !self.exchange.open.is_empty()
            || found.right.signing_key.is_err()
            || captured_signature(&found.right.decoded).is_none() && self.signature.text.is_none()
        {
            return fix;
        }
        let sign = |fresh| {
            let request = mended(&found.request, self.provider, self.credentials(), fresh);
            trace(&request, self.credentials(), &self.recipe)
                .ok()
                .filter(|trace| trace.signed.is_some())
        };
        fix.mended = sign(None);
        let sendable = match &self.case.fresh {
            Some(fresh) => sign(Some(fresh)),
            None => fix.mended.clone(),
        };
        fix.corrected = sendable.and_then(|trace| trace.signed);
        if let Some(request) = &fix.corrected {
            let captured = Captured {
                request: request.clone(),
                ..Captured::default()
            };
            let base = fix.mended.as_ref().map(|mended| &mended.base_string.text);
            let base = base.map(Vec::as_slice).unwrap_or_default();
            fix.still_wrong = lint(&captured, None, &Credentials::default(), base, None);
            fix.still_wrong
                .retain(|finding| finding.severity == Severity::Error);
        }
        fix
    }
}

/// What can be sent instead.
#[derive(Default)]
struct Fix {
    mended: Option<Trace>,
    corrected: Option<Request>,
    still_wrong: Vec<Finding>,
}

/// The way to a verdict.
impl Judge<'_> {
    fn find(&self) -> Result<Found, Error> {
        let right = trace(&self.captured.request, self.credentials(), &self.recipe)?;
        let mut found = Found {
            verdict: Verdict::Undecided {
                missing: Vec::new(),
            },
            request: self.captured.request.clone(),
            right,
            statistics: None,
            apart: None,
        };
        if let Some(other) = not_oauth1(&self.captured) {
            found.verdict = Verdict::NotOauth1(other);
            return Ok(found);
        }
        if !self.url_known && self.claimed().is_none_or(|claimed| claimed.servers) {
            found.verdict = Verdict::Undecided {
                missing: vec![Needed::Url],
            };
            return Ok(found);
        }
        let clients = self.claimed().filter(|claimed| !claimed.servers);
        let parted = clients.filter(|one| one.text != found.right.base_string.text.as_slice());
        if let Some(claimed) = parted
            && (self.captured.derived || self.signature.text.is_none())
        {
            return self.of_base_string(found, claimed.text);
        }
        if let Some(signature) = &self.signature.text {
            if let Some(right) = self.right(signature)? {
                return Ok(self.acquitted(right));
            }
            if let Some(claimed) = parted {
                return self.contradicted(found, claimed.text);
            }
            return self.explained(found, signature);
        }
        if clients.is_some() {
            found.verdict = Verdict::Agrees { under: None };
            return Ok(found);
        }
        found.verdict = Verdict::Undecided {
            missing: self.needed(&found.right),
        };
        Ok(found)
    }

    /// What is missing for a verdict.
    fn needed(&self, right: &Trace) -> Vec<Needed> {
        let mut missing = Vec::new();
        if self.signature.text.is_none() {
            missing.push(Needed::Signature);
        }
        if let Err(key) = &right.signing_key
            && !(*key == Missing::PrivateKey && self.credentials().public_key.is_some())
        {
            missing.push(Needed::Key(*key));
        }
        missing.extend(self.exchange.open.iter().cloned().map(Needed::Part));
        missing
    }

    /// The first reading under which the signature is right: by the provider's rules or the RFC's.
    fn right(&self, signature: &BString) -> Result<Option<Found>, Error> {
        let by_rfc = Recipe::default();
        let departs = self.recipe != by_rfc;
        for reading in readings(&self.captured) {
            for (recipe, rules) in [(&self.recipe, true), (&by_rfc, false)] {
                if !rules && !departs {
                    continue;
                }
                let right = trace(&reading.request, self.credentials(), recipe)?;
                if Proof::of_signature_with(&right, signature, self.credentials()).is_none() {
                    continue;
                }
                let under = reading.assumption("the signature is right");
                return Ok(Some(self.by_rules(reading.request, right, under, rules)?));
            }
        }
        Ok(None)
    }

    /// A right signature, and whether it is right by the rules of the provider or those of the RFC.
    fn by_rules(
        &self,
        request: Request,
        right: Trace,
        under: Option<Assumption>,
        rules: bool,
    ) -> Result<Found, Error> {
        let mut found = Found {
            verdict: Verdict::Agrees { under },
            request,
            right,
            statistics: None,
            apart: None,
        };
        let Some(provider) = self.provider.filter(|_| self.recipe != Recipe::default()) else {
            return Ok(found);
        };
        let other = if rules {
            Recipe::default()
        } else {
            self.recipe.clone()
        };
        let other = trace(&found.request, self.credentials(), &other)?;
        if other.signature == found.right.signature {
            return Ok(found);
        }
        let departs = provider::departure(provider);
        if rules {
            let under = Assumption::new("provider-departs", departs);
            found.verdict = Verdict::Agrees { under: Some(under) };
        } else {
            let expected = other
                .signature
                .as_ref()
                .map(|text| format!("; it expects {text}"))
                .unwrap_or_default();
            let message = format!("right by RFC 5849, but {departs}{expected}");
            found.verdict = Verdict::Refused {
                under: None,
                why: vec![Finding::new("provider-departs", message, None).with(Severity::Error)],
            };
            found.right = other;
        }
        Ok(found)
    }

    /// A right signature: on a request that is whole, and that nothing known refuses?
    fn acquitted(&self, mut found: Found) -> Found {
        let success = self.answer.as_ref().is_some_and(Answer::is_success);
        let Verdict::Agrees { under } = &found.verdict else {
            return found;
        };
        let under = under.clone();
        if !self.exchange.open.is_empty() && !success {
            let missing = self.exchange.open.iter().cloned().map(Needed::Part);
            found.verdict = Verdict::Undecided {
                missing: missing.collect(),
            };
            return found;
        }
        let mut why: Vec<Finding> = self.findings(&found);
        why.retain(|finding| finding.severity == Severity::Error);
        if !why.is_empty() && !success {
            found.verdict = Verdict::Refused { under, why };
        }
        found
    }

    /// A base string without anything that was sent beside it, or without a signature.
    fn of_base_string(&self, mut found: Found, text: &[u8]) -> Result<Found, Error> {
        let explained = self.take_apart(&mut found, text)?;
        found.verdict = if let Some(explanation) = explained {
            Verdict::Explained(vec![explanation])
        } else if self.captured.derived {
            let left = left(self, &found);
            Verdict::Unexplained { left }
        } else {
            Verdict::Contradicts(Contradiction {
                places: against::sent_and_signed(&found.request, text),
                proof: None,
            })
        };
        Ok(found)
    }

    /// Takes the client's base string apart; what explains all of it is returned.
    fn take_apart(&self, found: &mut Found, text: &[u8]) -> Result<Option<Explanation>, Error> {
        let taken = apart(InHand {
            request: &self.captured.request,
            credentials: self.credentials(),
            given: text,
            signature: self.signature.text.as_ref().map(|text| text.as_slice()),
            places_known: !self.captured.derived,
        })?;
        let explanation = taken.explanation.clone();
        found.statistics = Some(taken.statistics);
        found.apart = Some(taken);
        Ok(explanation)
    }

    /// A wrong signature beside a base string that is not the one of the request.
    fn contradicted(&self, mut found: Found, text: &[u8]) -> Result<Found, Error> {
        found.verdict = match self.take_apart(&mut found, text)? {
            Some(explanation) => Verdict::Explained(vec![explanation]),
            None => Verdict::Contradicts(Contradiction {
                places: against::sent_and_signed(&found.request, text),
                proof: None,
            }),
        };
        Ok(found)
    }

    /// A wrong signature: which mistakes make it, under the reading that needs the fewest?
    fn explained(&self, mut found: Found, signature: &BString) -> Result<Found, Error> {
        let needed = self.needed(&found.right);
        if !has_any_key(self.credentials(), &found.right) {
            found.verdict = Verdict::Undecided { missing: needed };
            return Ok(found);
        }
        if is_of_another_key(&found.right, signature, self.credentials()) {
            found.verdict = Verdict::OtherKey;
            return Ok(found);
        }
        let wanted = Wanted::Signature(signature);
        let (diagnosis, reading) = self.fewest(wanted)?;
        let mut diagnosis = diagnosis;
        if diagnosis.explanations.is_empty()
            && let Some(meant) = self.meant_request()
        {
            let again = match meant::changed_after_signing(&meant, self.credentials(), signature)? {
                Some(explanation) => Diagnosis {
                    explanations: vec![explanation],
                    statistics: diagnosis.statistics,
                },
                None => diagnose(&meant, self.credentials(), wanted, self.case.limits)?,
            };
            diagnosis = merged(&diagnosis, again);
        }
        found.statistics = Some(diagnosis.statistics);
        if !diagnosis.explanations.is_empty() {
            if let Some(reading) = reading {
                found.right = trace(&reading.request, self.credentials(), &self.recipe)?;
                let told = reading.assumption("the signature is explained by the fewest mistakes");
                found.right.assumptions.extend(told);
                found.request = reading.request;
            }
            found.verdict = Verdict::Explained(diagnosis.explanations);
            return Ok(found);
        }
        let key_missing = needed.iter().any(|one| matches!(one, Needed::Key(_)));
        let mut missing = needed;
        missing.extend(self.exchange.unseen.iter().cloned().map(Needed::Unseen));
        found.verdict = if key_missing || !missing.is_empty() {
            Verdict::Undecided { missing }
        } else {
            let left = left(self, &found);
            Verdict::Unexplained { left }
        };
        Ok(found)
    }

    /// Searches every reading, one mistake more at a time: the fewest mistakes win, and a guess that
    /// is made the other way counts as none.
    fn fewest(&self, wanted: Wanted<'_>) -> Result<(Diagnosis, Option<Reading>), Error> {
        let limits = self.case.limits;
        let search = |request: &Request, mistakes| {
            let usual_more = if mistakes < limits.mistakes {
                0
            } else {
                limits.usual_more
            };
            let limits = Limits {
                mistakes,
                usual_more,
                ..limits
            };
            diagnose(request, self.credentials(), wanted, limits)
        };
        let all = readings(&self.captured);
        let most = if self.exchange.open.is_empty() {
            limits.mistakes
        } else {
            // What is missing cannot be found: only a client that left it out can.
            limits.mistakes.min(1)
        };
        if all.len() > 1 {
            for mistakes in 1..=most.min(2) {
                for reading in &all {
                    // Pairs take a while: of a guess that has many ways the likely ones alone.
                    if mistakes > 1 && reading.otherwise.len() > 1 {
                        continue;
                    }
                    let found = search(&reading.request, mistakes)?;
                    if !found.explanations.is_empty() {
                        let other = (!reading.otherwise.is_empty()).then(|| reading.clone());
                        return Ok((found, other));
                    }
                }
            }
        }
        Ok((search(&self.captured.request, most)?, None))
    }

    /// The request that was meant, as far as the case tells; `None` when it tells nothing.
    fn meant_request(&self) -> Option<Request> {
        let request = &self.captured.request;
        let whole = self
            .exchange
            .meant
            .as_ref()
            .map(|meant| meant::as_sent(meant, request));
        let from = whole.as_ref().unwrap_or(request);
        meant::intended_request(from, &self.case.intended).or(whole)
    }
}

/// Whether an RSA signature that is well formed does not open with the key at hand.
fn is_of_another_key(right: &Trace, signature: &[u8], credentials: &Credentials) -> bool {
    let Some(key) = credentials
        .opening_key()
        .filter(|_| right.algorithm.is_rsa())
    else {
        return false;
    };
    let Ok(signed) = STANDARD.decode(signature) else {
        return false;
    };
    signed.len() == key.size() && open(&key, &signed).is_none()
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
fn left(judge: &Judge<'_>, found: &Found) -> Vec<Left> {
    let statistics = found.statistics.unwrap_or_default();
    let signature = judge.signature.text.as_ref();
    let mut left = Vec::new();
    if statistics.out_of_time && statistics.depth < 2 {
        left.push(Left::NotSearchedToTheEnd);
    }
    let rsa = found.right.algorithm.is_rsa();
    left.push(match signature {
        None => Left::UnseenParameter,
        Some(_) if rsa => Left::OtherKey,
        Some(_) => Left::OtherSecret,
    });
    let goes_on = statistics.out_of_time || (!statistics.exhausted && statistics.depth < 3);
    if goes_on && !left.contains(&Left::NotSearchedToTheEnd) {
        left.push(Left::NotSearchedToTheEnd);
    }
    if !rsa
        && let (Some(signature), Some(digest)) = (signature, &found.right.digest)
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
