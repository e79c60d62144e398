//! Masking of the models, field by field. Each is taken apart in full, so that a new field has to
//! be thought of here before it compiles.

use std::ops::Range;

use bstr::{BString, ByteSlice};

use super::{Masked, Masks, Redact, all_but_ampersands, merged};
use crate::capture::Labelled;
use crate::capture::Response;
use crate::compare::{Comparison, Difference, Kind, PartedParameter, Place, StageName};
use crate::diagnose::explain::Explanation;
use crate::emulate::{Emulation, Part as EmulatedPart};
use crate::error::{Assumption, Finding};
use crate::pipeline::collect::{Collected, WirePair};
use crate::pipeline::decode::Parameter;
use crate::pipeline::encode::EncodedPair;
use crate::pipeline::signature::Algorithm;
use crate::pipeline::sink::{Annotated, Part};
use crate::pipeline::{SigningKey, Trace};
use crate::report::{Against, NotAsIntended, Report, ServersString, Verdict};
use crate::report::{Contradiction, Parted};
use crate::request::{Header, Request, Text};
use crate::response::{Answer, Said};
use crate::response::{Remaining, Rest};
use crate::risks::Candidate;

impl<T: Redact> Redact for Vec<T> {
    fn redacted(&self, masks: &Masks) -> Self {
        self.iter().map(|one| one.redacted(masks)).collect()
    }
}

impl<T: Redact> Redact for Option<T> {
    fn redacted(&self, masks: &Masks) -> Self {
        self.as_ref().map(|one| one.redacted(masks))
    }
}

impl<A: Redact, B: Redact, C: Redact, D: Redact> Redact for (A, B, C, D) {
    fn redacted(&self, masks: &Masks) -> Self {
        (
            self.0.redacted(masks),
            self.1.redacted(masks),
            self.2.redacted(masks),
            self.3.redacted(masks),
        )
    }
}

impl Redact for BString {
    fn redacted(&self, masks: &Masks) -> Self {
        masks.bytes(self).into()
    }
}

impl Redact for String {
    fn redacted(&self, masks: &Masks) -> Self {
        masks.text(self)
    }
}

impl Redact for Assumption {
    fn redacted(&self, masks: &Masks) -> Self {
        Self {
            message: self.message.redacted(masks),
            ..self.clone()
        }
    }
}

impl Redact for Finding {
    fn redacted(&self, masks: &Masks) -> Self {
        Self {
            message: self.message.redacted(masks),
            ..self.clone()
        }
    }
}

/// A text, each bullet with the place in the paste of the byte that it stands for.
fn text(text: &Text, ranges: &[Range<usize>]) -> Text {
    let mut out = Text::default();
    let mut done = 0;
    for range in ranges {
        out.push_text(&text.slice(done..range.start));
        for at in range.clone() {
            let bullet = super::BULLET.as_bytes();
            match text.locate(at..at + 1) {
                Some(span) => out.push_unquoted(bullet, span),
                None => out.push_made(bullet),
            }
        }
        done = range.end;
    }
    out.push_text(&text.slice(done..text.bytes().len()));
    out
}

impl Redact for Text {
    fn redacted(&self, masks: &Masks) -> Self {
        text(self, &masks.find(self.bytes()))
    }
}

impl Redact for Request {
    fn redacted(&self, masks: &Masks) -> Self {
        let Self {
            method,
            url,
            absolute_form,
            written,
            headers,
            body,
            generated,
        } = self;
        Self {
            method: method.redacted(masks),
            url: url.redacted(masks),
            absolute_form: *absolute_form,
            written: written.redacted(masks),
            headers: headers
                .iter()
                .map(|header| Header {
                    name: header.name.clone(),
                    value: text(&header.value, &masks.find_in_header(header)),
                })
                .collect(),
            body: body.redacted(masks),
            generated: generated.clone(),
        }
    }
}

impl Redact for Trace {
    fn redacted(&self, masks: &Masks) -> Self {
        let Self {
            assumptions,
            collected,
            decoded,
            parameters,
            encoded,
            order,
            normalized_parameters,
            base_string_uri,
            method,
            base_string,
            algorithm,
            signing_key,
            digest,
            signature,
            signed,
            authorization_header,
        } = self;
        // A PLAINTEXT signature is the key.
        let plaintext = *algorithm == Algorithm::Plaintext;
        let key_text = |text: &BString| -> BString {
            if plaintext {
                Masked::of(text, &all_but_ampersands(text)).bytes.into()
            } else {
                text.redacted(masks)
            }
        };
        let signed_masks = Masks {
            plaintext: masks.plaintext || plaintext,
            ..masks.clone()
        };
        Self {
            assumptions: assumptions.redacted(masks),
            collected: wire(collected, decoded, masks),
            decoded: decoded
                .iter()
                .map(|one| parameter(one, &signed_masks))
                .collect(),
            parameters: parameters.redacted(masks),
            encoded: parameters
                .iter()
                .zip(encoded)
                .map(|(parameter, pair)| EncodedPair {
                    name: masks.bytes(&pair.name).into(),
                    value: Masked::of(&pair.value, &masks.find_in_value(parameter, &pair.value))
                        .bytes
                        .into(),
                })
                .collect(),
            order: order.clone(),
            normalized_parameters: annotated(normalized_parameters, parameters, masks),
            base_string_uri: base_string_uri.redacted(masks),
            method: method.clone(),
            base_string: annotated(base_string, parameters, masks),
            algorithm: *algorithm,
            signing_key: signing_key.as_ref().map_err(|missing| *missing).map(|key| {
                let key = key.expose();
                SigningKey::shown_as(Masked::of(key, &all_but_ampersands(key)).bytes)
            }),
            digest: *digest,
            signature: signature.as_ref().map(key_text),
            signed: signed.redacted(&signed_masks),
            authorization_header: authorization_header.redacted(&signed_masks),
        }
    }
}

impl Redact for Emulation {
    fn redacted(&self, masks: &Masks) -> Self {
        let Self {
            parts,
            recipe,
            trace,
            parted,
        } = self;
        Self {
            parts: parts
                .iter()
                .map(|part| EmulatedPart {
                    detail: part.detail.redacted(masks),
                    ..part.clone()
                })
                .collect(),
            recipe: recipe.clone(),
            trace: trace.redacted(masks),
            parted: parted.clone(),
        }
    }
}

impl Redact for Parameter {
    fn redacted(&self, masks: &Masks) -> Self {
        parameter(self, masks)
    }
}

fn parameter(one: &Parameter, masks: &Masks) -> Parameter {
    let Parameter {
        name,
        value,
        source,
        wire,
        bare,
        escaped,
    } = one;
    Parameter {
        name: name.redacted(masks),
        value: Masked::of(value, &masks.find_in_value(one, value))
            .bytes
            .into(),
        source: *source,
        wire: *wire,
        bare: *bare,
        escaped: *escaped,
    }
}

fn wire(collected: &Collected, decoded: &[Parameter], masks: &Masks) -> Collected {
    let pairs = collected.pairs.iter().enumerate().map(|(index, pair)| {
        let hidden = decoded
            .iter()
            .any(|parameter| parameter.wire == Some(index) && masks.hides(&parameter.name));
        WirePair {
            name: pair.name.redacted(masks),
            value: pair.value.as_ref().map(|value| {
                let whole = 0..value.bytes().len();
                if hidden {
                    text(value, &merged(vec![whole]))
                } else {
                    value.redacted(masks)
                }
            }),
            source: pair.source,
        }
    });
    Collected {
        pairs: pairs.collect(),
        assumptions: collected.assumptions.redacted(masks),
    }
}

/// The pieces tell where a parameter's value stands, whatever joins them.
fn annotated(whole: &Annotated, parameters: &[Parameter], masks: &Masks) -> Annotated {
    let mut ranges = masks.find(&whole.text);
    for (part, range) in &whole.pieces {
        if let Part::Value(index) = part
            && let Some(parameter) = parameters.get(*index)
            && masks.hides(&parameter.name)
        {
            ranges.push(range.clone());
        }
    }
    let masked = Masked::of(&whole.text, &merged(ranges));
    Annotated {
        pieces: whole
            .pieces
            .iter()
            .map(|(part, range)| (*part, masked.range(range)))
            .collect(),
        text: masked.bytes,
    }
}

fn comparison(
    compared: &Comparison,
    find: impl Fn(&[u8]) -> Vec<Range<usize>>,
    hide_all_kinds: bool,
) -> Comparison {
    let Comparison {
        right,
        captured,
        places,
    } = compared;
    let (ours, theirs) = (
        Masked::of(right, &find(right)),
        Masked::of(captured, &find(captured)),
    );
    let places = places.iter().map(|place| {
        let hidden =
            hide_all_kinds || ours.touches(&place.right) || theirs.touches(&place.captured);
        Place {
            right: ours.range(&place.right),
            captured: theirs.range(&place.captured),
            kind: match &place.kind {
                // These tell a character of the secret.
                Kind::Space { .. } | Kind::LeftLiteral(_) | Kind::Escaped(_) if hidden => {
                    Kind::Other
                }
                kind => kind.clone(),
            },
        }
    });
    Comparison {
        places: places.collect(),
        right: ours.bytes.into(),
        captured: theirs.bytes.into(),
    }
}

fn difference(parted: &Difference, masks: &Masks, plaintext: bool) -> Difference {
    let Difference {
        stage,
        parameter,
        uri_part,
        comparison: compared,
        base_strings,
    } = parted;
    let of_key = *stage == StageName::SigningKey || (plaintext && *stage == StageName::Signature);
    let hidden = parameter
        .as_ref()
        .is_some_and(|parameter| masks.hides(&parameter.name));
    let find = |text: &[u8]| -> Vec<Range<usize>> {
        if of_key {
            all_but_ampersands(text)
        } else if hidden && !text.contains_str("&") && !text.contains_str("%26") {
            // One parameter: its name is no secret, whatever stands for the `=`.
            let name = parameter
                .as_ref()
                .map_or(0, |parameter| parameter.name.len());
            let mut ranges = masks.find(text);
            let start = ["%3D", "%3d", "="]
                .iter()
                .find_map(|equals| text.find(equals).map(|at| at + equals.len()))
                .unwrap_or(name);
            ranges.push(start..text.len());
            merged(ranges)
        } else {
            masks.find(text)
        }
    };
    Difference {
        stage: *stage,
        parameter: parameter.as_ref().map(|parameter| PartedParameter {
            name: parameter.name.redacted(masks),
            value: if masks.hides(&parameter.name) {
                Masked::whole(&parameter.value).bytes.into()
            } else {
                parameter.value.redacted(masks)
            },
            ..parameter.clone()
        }),
        uri_part: *uri_part,
        comparison: comparison(compared, find, of_key),
        base_strings: base_strings
            .as_ref()
            .map(|compared| comparison(compared, |text| masks.find(text), false)),
    }
}

pub(super) fn explanation(explained: &Explanation, masks: &Masks) -> Explanation {
    let Explanation {
        causes,
        proof,
        trace,
        recipe,
        indistinguishable,
        equals,
        encoders,
        encoders_ruled_out,
        libraries,
        libraries_ruled_out,
    } = explained;
    let plaintext = trace.algorithm == Algorithm::Plaintext;
    Explanation {
        causes: causes.redacted(masks),
        proof: proof.shown_as(|text| {
            if plaintext {
                Masked::of(text, &all_but_ampersands(text)).bytes
            } else {
                masks.bytes(text)
            }
        }),
        trace: trace.redacted(masks),
        recipe: recipe.clone(),
        indistinguishable: indistinguishable.clone(),
        equals: equals.clone(),
        encoders: encoders.clone(),
        encoders_ruled_out: encoders_ruled_out.clone(),
        libraries: libraries.clone(),
        libraries_ruled_out: libraries_ruled_out.clone(),
    }
}

impl Redact for Report {
    fn redacted(&self, masks: &Masks) -> Self {
        let Self {
            request,
            provider,
            language,
            right,
            mended,
            corrected,
            corrected_is_fresh,
            still_wrong,
            signatures,
            unread,
            signature,
            base_string,
            verdict,
            first_difference,
            differences_alone,
            given_base_string,
            apart,
            not_as_intended,
            against,
            assumptions,
            findings,
            response,
            answer,
            base_string_is_the_servers,
            servers,
            rest,
            candidates,
            statistics,
        } = self;
        let plaintext = right.algorithm == Algorithm::Plaintext
            || matches!(verdict, Verdict::Explained(all) if all.iter().any(|one| one.trace.algorithm == Algorithm::Plaintext));
        let masks = &Masks {
            plaintext: masks.plaintext || plaintext,
            ..masks.clone()
        };
        Self {
            request: request.redacted(masks),
            provider: *provider,
            language: *language,
            right: right.redacted(masks),
            mended: mended.redacted(masks),
            corrected: corrected.redacted(masks),
            corrected_is_fresh: *corrected_is_fresh,
            still_wrong: still_wrong.redacted(masks),
            signatures: signatures.iter().map(|one| beside(one, masks)).collect(),
            unread: unread.redacted(masks),
            signature: signature.as_ref().map(|signature| {
                if masks.plaintext {
                    Masked::of(signature, &all_but_ampersands(signature))
                        .bytes
                        .into()
                } else {
                    signature.redacted(masks)
                }
            }),
            base_string: base_string.redacted(masks),
            verdict: self::verdict(verdict, masks),
            first_difference: first_difference
                .as_ref()
                .map(|parted| difference(parted, masks, plaintext)),
            differences_alone: differences_alone
                .iter()
                .map(|alone| {
                    let alone = alone.as_ref()?;
                    Some(difference(alone, masks, plaintext))
                })
                .collect(),
            given_base_string: given_base_string
                .as_ref()
                .map(|compared| comparison(compared, |text| masks.find(text), false)),
            apart: apart.redacted(masks),
            not_as_intended: not_as_intended
                .iter()
                .map(|one| meant(one, masks))
                .collect(),
            against: against.as_ref().map(|other| self::against(other, masks)),
            assumptions: assumptions.redacted(masks),
            findings: findings.redacted(masks),
            response: response
                .as_ref()
                .map(|response| self::response(response, masks)),
            answer: answer.redacted(masks),
            base_string_is_the_servers: *base_string_is_the_servers,
            servers: servers.as_ref().map(|servers| ServersString {
                text: servers.text.redacted(masks),
                apart: servers.apart.redacted(masks),
                is_what_was_signed: servers.is_what_was_signed,
            }),
            rest: rest.redacted(masks),
            candidates: candidates.redacted(masks),
            statistics: *statistics,
        }
    }
}

impl Redact for Candidate {
    fn redacted(&self, masks: &Masks) -> Self {
        Self {
            base_string: self.base_string.redacted(masks),
            ..self.clone()
        }
    }
}

fn against(other: &Against, masks: &Masks) -> Against {
    let Against {
        parted,
        same,
        fresh,
    } = other;
    Against {
        parted: parted.iter().map(|one| self::parted(one, masks)).collect(),
        same: same.clone(),
        fresh: fresh.clone(),
    }
}

impl Redact for Answer {
    fn redacted(&self, masks: &Masks) -> Self {
        let Self {
            status,
            date,
            said,
            parameters,
            acceptable_timestamps,
            base_string,
            expected_signature,
            words,
        } = self;
        Self {
            status: *status,
            date: *date,
            said: said
                .iter()
                .map(|one| Said {
                    code: one.code.redacted(masks),
                    words: one.words.redacted(masks),
                    meaning: one.meaning,
                })
                .collect(),
            parameters: parameters.redacted(masks),
            acceptable_timestamps: *acceptable_timestamps,
            base_string: base_string.redacted(masks),
            expected_signature: expected_signature.as_ref().map(|signature| {
                if masks.plaintext {
                    let key = all_but_ampersands(signature.as_bytes());
                    Masked::of(signature.as_bytes(), &key)
                        .bytes
                        .to_str_lossy()
                        .into_owned()
                } else {
                    signature.redacted(masks)
                }
            }),
            words: words.redacted(masks),
        }
    }
}

impl Redact for Rest {
    fn redacted(&self, masks: &Masks) -> Self {
        let Self { remaining, checked } = self;
        Self {
            remaining: remaining
                .iter()
                .map(|one| Remaining {
                    what: one.what.redacted(masks),
                    advice: one.advice.redacted(masks),
                    ..one.clone()
                })
                .collect(),
            checked: checked.redacted(masks),
        }
    }
}

fn response(response: &Response, masks: &Masks) -> Response {
    let Response {
        status,
        headers,
        body,
    } = response;
    Response {
        status: *status,
        headers: headers
            .iter()
            .map(|(name, value)| {
                let header = Header::made(name, value.as_bytes());
                let shown = text(&header.value, &masks.find_in_header(&header));
                (name.clone(), shown.bytes().to_str_lossy().into_owned())
            })
            .collect(),
        body: masks.bytes(body),
    }
}

fn parted(one: &Parted, masks: &Masks) -> Parted {
    let Parted {
        stage,
        parameter,
        right,
        wrong,
    } = one;
    let shown = |text: &BString| -> BString {
        let of_key =
            *stage == StageName::SigningKey || (masks.plaintext && *stage == StageName::Signature);
        if of_key {
            Masked::of(text, &all_but_ampersands(text)).bytes.into()
        } else if parameter.as_ref().is_some_and(|name| masks.hides(name)) {
            Masked::whole(text).bytes.into()
        } else {
            text.redacted(masks)
        }
    };
    Parted {
        stage: *stage,
        parameter: parameter.redacted(masks),
        right: right.as_ref().map(shown),
        wrong: wrong.as_ref().map(shown),
    }
}

fn meant(one: &NotAsIntended, masks: &Masks) -> NotAsIntended {
    let hidden = |value: &BString| -> BString {
        if masks.hides(&one.name) {
            Masked::whole(value).bytes.into()
        } else {
            value.redacted(masks)
        }
    };
    NotAsIntended {
        name: one.name.redacted(masks),
        meant: hidden(&one.meant),
        sent: one.sent.as_ref().map(hidden),
    }
}

fn verdict(verdict: &Verdict, masks: &Masks) -> Verdict {
    match verdict {
        Verdict::Agrees { under } => Verdict::Agrees {
            under: under.redacted(masks),
        },
        Verdict::Explained(all) => {
            Verdict::Explained(all.iter().map(|one| explanation(one, masks)).collect())
        }
        Verdict::Refused { under, why } => Verdict::Refused {
            under: under.redacted(masks),
            why: why.redacted(masks),
        },
        Verdict::Contradicts(one) => Verdict::Contradicts(Contradiction {
            places: one
                .places
                .iter()
                .map(|place| parted(place, masks))
                .collect(),
            proof: one.proof.clone(),
        }),
        Verdict::OtherDeparts { causes, by_rfc } => Verdict::OtherDeparts {
            causes: causes.redacted(masks),
            by_rfc: *by_rfc,
        },
        Verdict::NotOauth1(_)
        | Verdict::OtherKey
        | Verdict::Unexplained { .. }
        | Verdict::Undecided { .. } => verdict.clone(),
    }
}

/// A signature that stands beside the judged one.
fn beside((one, is_right): &(Labelled, bool), masks: &Masks) -> (Labelled, bool) {
    let text = one.text.redacted(masks);
    (
        Labelled {
            text,
            ..one.clone()
        },
        *is_right,
    )
}
