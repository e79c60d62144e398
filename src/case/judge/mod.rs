//! From an exchange to its report, which is built once.

use bstr::{BString, ByteSlice};

use crate::capture::{Captured, Gap, Labelled, Part, Response};
use crate::case::{Case, Exchange};
use crate::compare::{Comparison, Difference, first_difference, texts};
use crate::credentials::{Credentials, Secret};
use crate::diagnose::Statistics;
use crate::diagnose::apart::{Apart, Between};
use crate::diagnose::explain::{Cause, Explanation};
use crate::encoder::Encoder;
use crate::error::{Assumption, Error, Finding};
use crate::language;
use crate::lint::{lint, refused};
use crate::pipeline::collect::Source;
use crate::pipeline::decode::{Parameter, parameters, percent_decode};
use crate::pipeline::{Trace, check_url, has_token, trace};
use crate::providers::Provider;
use crate::recipe::Recipe;
use crate::report::{Report, Verdict};
use crate::request::{Request, Text, UrlParts};
use crate::response::{self, Answer, Rest};
use crate::risks::{self, Candidate};

pub(super) mod against;
mod fix;
mod left;
mod meant;
mod servers;
mod verdict;

/// A given base string beside the right one, when they differ.
fn unlike(right: &Trace, given: Option<&[u8]>) -> Option<Comparison> {
    given
        .filter(|given| *given != right.base_string.text.as_slice())
        .map(|given| texts(&right.base_string.text, given))
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
            let is_covered = |gap: &Gap| gap.part == Part::Parameter("oauth_signature".into());
            let covered = exchange.captured.missing.iter().any(is_covered);
            let text = captured_signature(&parameters(&exchange.captured.request));
            return Self {
                text: text.filter(|_| !covered),
                said: None,
            };
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
    /// The base string that is judged, beside another that is taken for the right one and is not
    /// what the RFC makes of its parts.
    between: Option<Between>,
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
            between: None,
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
            first = self.first(&found, explanation);
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
        let assumptions = self.assumptions(&found);
        let candidates = self.case.candidates.then(|| self.candidates(&found));
        Ok(Report {
            provider: self.provider,
            language: self
                .case
                .language
                .or_else(|| language::of_client(&found.request, None)),
            signature: self.signature.text.clone(),
            base_string: given.map(BString::from),
            base_string_is_the_servers: claimed.is_some_and(|claimed| claimed.servers),
            first_difference: first,
            differences_alone: alone,
            given_base_string,
            apart: found.apart,
            not_as_intended: meant::not_as_intended(&found.right.decoded, &self.intended()),
            against: None,
            assumptions,
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
            candidates,
            statistics: found.statistics,
        })
    }

    /// The base strings of the commonest mistakes; none where a host or a method would be made up.
    fn candidates(&self, found: &Found) -> Vec<Candidate> {
        if !self.url_known || found.request.method.bytes().is_empty() {
            return Vec::new();
        }
        // No secret is in a base string.
        let none = Credentials::default();
        risks::candidates(&found.request, &none, &self.recipe, &found.right)
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

    /// Where the client's way parts from the right one. Where that is another base string that has
    /// departures of its own, these stay.
    fn first(&self, found: &Found, explanation: &Explanation) -> Option<Difference> {
        if self.between.is_none() {
            return first_difference(&found.right, &explanation.trace);
        }
        let own = explanation.causes.iter().flat_map(|cause| &cause.edits);
        let recipe = Recipe::with(self.others().flat_map(|one| &one.edits).chain(own));
        let both = trace(&found.request, self.credentials(), &recipe).ok()?;
        first_difference(&found.right, &both)
    }

    /// What the base string that is taken for the right one does against the RFC.
    fn others(&self) -> impl Iterator<Item = &Cause> {
        let between = self.between.iter();
        between.flat_map(|between| &between.right.causes)
    }

    /// Where each of several mistakes alone parts from the right way.
    fn alone(&self, found: &Found, explanation: &Explanation) -> Vec<Option<Difference>> {
        if explanation.causes.len() < 2 {
            return Vec::new();
        }
        let one = |cause: &Cause| {
            let both = self.others().chain([cause]).flat_map(|one| &one.edits);
            let recipe = Recipe::with(both);
            let alone = trace(&found.request, self.credentials(), &recipe).ok()?;
            first_difference(&found.right, &alone)
        };
        explanation.causes.iter().map(one).collect()
    }

    fn assumptions(&self, found: &Found) -> Vec<Assumption> {
        let right = &found.right;
        let mut said = self.captured.guesses.clone();
        if verdict::is_answer_alone(&self.exchange.captured) {
            return said;
        }
        said.extend(right.assumptions.iter().cloned());
        said.extend(self.signature.said.clone());
        let given = |secret: &Secret| !secret.expose().is_empty();
        if self.credentials().token_secret.as_ref().is_some_and(given) && !has_token(&right.decoded)
        {
            let message = "the request has no oauth_token, so the token secret that was given is \
                           not part of the right key";
            said.push(Assumption::new("token-secret-unused", message));
        }
        let signed = self.claimed().filter(|claimed| !claimed.servers);
        if self.signature.text.is_some()
            && found.verdict.is_right()
            && signed.is_some_and(|signed| signed.text != right.base_string.text.as_slice())
        {
            let message = "the base string that was given is not the one that was signed: the \
                           signature is that of the right one";
            said.push(Assumption::new("base-string-not-signed", message));
        }
        said
    }

    fn findings(&self, found: &Found) -> Vec<Finding> {
        if verdict::is_answer_alone(&self.exchange.captured) {
            return Vec::new();
        }
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
