//! The way to a verdict.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bstr::BString;

use super::left::left;
use super::{Found, Judge, against, meant};
use crate::capture::{Captured, Gap, Part, Why, not_oauth1};
use crate::case::rules;
use crate::case::{Reading, readings};
use crate::credentials::Credentials;
use crate::diagnose::apart::{Apart, Between, Departs, InHand, apart};
use crate::diagnose::explain::Explanation;
use crate::diagnose::proof::Proof;
use crate::diagnose::target::open;
use crate::diagnose::{Diagnosis, Limits, Statistics, Wanted, diagnose};
use crate::error::{Assumption, Error, Finding, Guess, Severity};
use crate::pipeline::key::Missing;
use crate::pipeline::{Trace, trace};
use crate::protocol::FORM;
use crate::recipe::Recipe;
use crate::report::{Contradiction, Needed, Verdict};
use crate::request::Request;
use crate::response::Answer;

impl Judge<'_> {
    pub(super) fn find(&self) -> Result<Found, Error> {
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
        if is_answer_alone(&self.exchange.captured) {
            found.verdict = Verdict::Undecided {
                missing: vec![Needed::Request],
            };
            return Ok(found);
        }
        if !self.url_known && self.claimed().is_none_or(|claimed| claimed.servers) {
            found.verdict = Verdict::Undecided {
                missing: vec![Needed::Url],
            };
            return Ok(found);
        }
        if let Some(between) = &self.between {
            self.beside(&mut found, between);
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
        let departs = rules::departure(provider);
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
        let open = || {
            self.exchange
                .open
                .iter()
                .filter(|gap| !is_settled(gap, &found.request))
        };
        if open().next().is_some() && !success {
            let missing = open().cloned().map(Needed::Part);
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

    /// A base string beside another that is taken for the right one and departs from the RFC: only
    /// what one of them has alone is told.
    fn beside(&self, found: &mut Found, between: &Between) {
        let wrong = &between.wrong;
        found.statistics = Some(wrong.statistics);
        let known = wrong.explanation.is_some() || between.departs == Departs::Right;
        found.verdict = if between.places.is_empty() {
            Verdict::Agrees { under: None }
        } else if known && between.only_wrong.is_empty() {
            Verdict::OtherDeparts {
                causes: between.only_right.clone(),
                by_rfc: between.departs == Departs::Right,
            }
        } else if between.right.explanation.is_none() {
            // What the other one does is not known: RFC 5849 is the measure.
            found.apart = Some(wrong.clone());
            match wrong.explanation.clone() {
                Some(explanation) => Verdict::Explained(vec![explanation]),
                None => Verdict::Unexplained {
                    left: left(self, found),
                },
            }
        } else {
            found.apart = Some(Apart {
                places: between.places.clone(),
                causes: between.only_wrong.clone(),
                ..wrong.clone()
            });
            match wrong.explanation.clone() {
                Some(explanation) => Verdict::Explained(vec![Explanation {
                    causes: between.only_wrong.clone(),
                    ..explanation
                }]),
                None => Verdict::Unexplained {
                    left: left(self, found),
                },
            }
        };
    }

    /// Takes the client's base string apart; what explains all of it is returned.
    fn take_apart(&self, found: &mut Found, text: &[u8]) -> Result<Option<Explanation>, Error> {
        let taken = apart(InHand {
            request: &found.request,
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
        if self.is_unknown(&Part::Body)
            && let Some(assumed) = against::with_body_of(&found.request, text)
        {
            return self.beside_a_body(found, assumed, text);
        }
        found.verdict = match self.take_apart(&mut found, text)? {
            Some(explanation) => Verdict::Explained(vec![explanation]),
            None => Verdict::Contradicts(Contradiction {
                places: against::sent_and_signed(&found.request, text),
                proof: None,
            }),
        };
        Ok(found)
    }

    /// A base string beside a request whose body is not known: what only the string holds may have
    /// been sent in it, so that the two do not contradict each other.
    fn beside_a_body(
        &self,
        mut found: Found,
        assumed: Request,
        text: &[u8],
    ) -> Result<Found, Error> {
        found.right = trace(&assumed, self.credentials(), &self.recipe)?;
        if found.right.base_string.text == text {
            let body = assumed
                .body
                .as_ref()
                .map_or(BString::default(), |body| body.bytes().into());
            found.right.assumptions.push(Assumption::new(
                "base-string-right-with-body",
                format_args!("the base string in the paste is right if the body was {body}"),
            ));
            let missing = vec![Needed::Part(Gap {
                part: Part::Body,
                why: Why::NeverShown,
                span: None,
            })];
            found.verdict = Verdict::Undecided { missing };
            return Ok(found);
        }
        found.request = assumed;
        let said = Assumption::new(
            "body-of-base-string-otherwise",
            "the body is not in the paste: what only the base string holds was taken for it",
        );
        found.right.assumptions.push(said.about(Guess::BodyKind));
        found.verdict = match self.take_apart(&mut found, text)? {
            Some(explanation) => Verdict::Explained(vec![explanation]),
            None => Verdict::Undecided {
                missing: vec![Needed::Unseen(Part::Body)],
            },
        };
        Ok(found)
    }

    /// Whether the paste does not tell what a part was.
    fn is_unknown(&self, part: &Part) -> bool {
        let open = self.exchange.open.iter().any(|gap| gap.part == *part);
        open || self.exchange.unseen.contains(part)
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
        let open = |part: &Part| self.exchange.open.iter().any(|gap| gap.part == *part);
        let unseen = self.exchange.unseen.iter().filter(|part| !open(part));
        missing.extend(unseen.cloned().map(Needed::Unseen));
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
        let mut before = None;
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
                    if reading.otherwise.is_empty() {
                        before = Some(found.statistics);
                    }
                }
            }
        }
        let last = search(&self.captured.request, most)?;
        Ok((at_its_furthest(last, before), None))
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

/// Whether nothing is known of the request, and the provider's answer is.
pub(super) fn is_answer_alone(captured: &Captured) -> bool {
    let request = &captured.request;
    captured.response.is_some()
        && request.url.bytes().is_empty()
        && request.headers.is_empty()
        && request.body.is_none()
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

/// Whether there is anything to sign with: a search without is pointless.
fn has_any_key(credentials: &Credentials, right: &Trace) -> bool {
    right.signing_key.is_ok()
        || credentials.consumer_secret.is_some()
        || credentials.token_secret.is_some()
        || (right.algorithm.is_rsa() && credentials.public_key.is_some())
}

/// The last search of a request, where time ran out before it came as far as the one before it: what
/// that one tried to its end is known.
fn at_its_furthest(last: Diagnosis, before: Option<Statistics>) -> Diagnosis {
    match before {
        Some(before) if last.explanations.is_empty() && last.statistics.depth < before.depth => {
            let statistics = Statistics {
                exhausted: before.exhausted || last.statistics.exhausted,
                ended: before.ended.max(last.statistics.ended),
                ..before
            };
            Diagnosis { statistics, ..last }
        }
        _ => last,
    }
}

fn merged(first: &Diagnosis, second: Diagnosis) -> Diagnosis {
    let statistics = Statistics {
        combinations: first.statistics.combinations + second.statistics.combinations,
        compared: first.statistics.compared + second.statistics.compared,
        exhausted: first.statistics.exhausted || second.statistics.exhausted,
        ended: first.statistics.ended.max(second.statistics.ended),
        ..second.statistics
    };
    Diagnosis {
        explanations: second.explanations,
        statistics,
    }
}

/// Whether a signature that agrees shows that what looks like a mask is the value itself: it was
/// signed as it stands.
fn is_settled(gap: &Gap, request: &Request) -> bool {
    let looks = matches!(gap.why, Why::Masked(_) | Why::Cut);
    let form = request.body.is_some() && request.media_type().is_none_or(|kind| kind == FORM);
    let signed = match gap.part {
        Part::Parameter(_) => true,
        Part::Body => form,
        _ => false,
    };
    looks && signed && gap.span.is_some()
}
