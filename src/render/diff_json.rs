//! The JSON of `diff`.

use bstr::ByteSlice;
use serde::Serialize;

#[cfg(test)]
use super::schema::shape;
use crate::compare::{Comparison, Difference, Kind, Place};
use crate::diagnose::Statistics;
use crate::diagnose::explain::{Cause, Explanation, RuledOut};
use crate::error::Finding;
use crate::mistakes::Mistake;
use crate::render::answer_json;
use crate::render::apart_json::ApartJson;
use crate::render::json::{AssumptionJson, RequestJson, SCHEMA, Text, TraceJson, pretty};
use crate::report::{Against, Needed, NotAsIntended, Parted, Report, ServersString, Verdict};
use crate::risks::Candidate;
use crate::write::curl::curl;

/// What `diff --format json` prints, on one page.
#[must_use]
pub fn diff(report: &Report) -> String {
    let answer = Diff {
        schema: SCHEMA,
        command: "diff",
        request: RequestJson::of(&report.request),
        right: TraceJson::of(&report.request, &report.right),
        captured: Captured::of(report),
        verdict: VerdictJson::of(report),
        first_difference: report.first_difference.as_ref().map(DifferenceJson::of),
        against: report.against.as_ref().map(AgainstJson::of),
        not_as_intended: report
            .not_as_intended
            .iter()
            .map(NotAsIntendedJson::of)
            .collect(),
        findings: report.findings.iter().map(FindingJson::of).collect(),
        assumptions: report.assumptions.iter().map(AssumptionJson::of).collect(),
        response: report.answer.as_ref().map(answer_json::AnswerJson::of),
        remaining: report
            .rest
            .remaining
            .iter()
            .map(answer_json::RemainingJson::of)
            .collect(),
        checked: &report.rest.checked,
        servers_base_string: report.servers.as_ref().map(ServersJson::of),
        base_string_parts: report.apart.as_ref().map(ApartJson::of),
        candidates: report
            .candidates
            .as_ref()
            .map(|all| all.iter().map(CandidateJson::of).collect()),
        fixed: Fixed::of(report),
    };
    pretty(&answer)
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Diff<'a> {
    #[cfg_attr(test, schemars(extend("const" = SCHEMA)))]
    schema: &'static str,
    #[cfg_attr(test, schemars(extend("const" = "diff")))]
    command: &'static str,
    request: RequestJson,
    right: TraceJson,
    captured: Captured,
    verdict: VerdictJson<'a>,
    first_difference: Option<DifferenceJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<AgainstJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_as_intended: Vec<NotAsIntendedJson>,
    findings: Vec<FindingJson<'a>>,
    assumptions: Vec<AssumptionJson<'a>>,
    response: Option<answer_json::AnswerJson<'a>>,
    remaining: Vec<answer_json::RemainingJson<'a>>,
    checked: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    servers_base_string: Option<ServersJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base_string_parts: Option<ApartJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    candidates: Option<Vec<CandidateJson>>,
    fixed: Fixed,
}

/// A base string that a common mistake would make, where `--candidates` asks for them: the commonest
/// first. Empty where the method or the URL is not known.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Candidate"))]
struct CandidateJson {
    ids: Vec<&'static str>,
    title: &'static str,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::BaseString"))]
    base_string: Text,
}

impl CandidateJson {
    fn of(one: &Candidate) -> Self {
        Self {
            ids: one.ids.clone(),
            title: one.title,
            base_string: Text::of("base_string", &one.base_string),
        }
    }
}

/// What the server computed, where it is not the right string; its text is `captured.base_string`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "ServersBaseString"))]
struct ServersJson {
    is_what_was_signed: bool,
    departs_by: Vec<String>,
    parts: ApartJson,
    indistinguishable: Vec<&'static str>,
}

impl ServersJson {
    fn of(servers: &ServersString) -> Self {
        let explanation = servers.apart.explanation.as_ref();
        Self {
            is_what_was_signed: servers.is_what_was_signed,
            departs_by: explanation.map_or_else(Vec::new, |one| {
                one.causes.iter().map(|cause| cause.id.clone()).collect()
            }),
            parts: ApartJson::of(&servers.apart),
            indistinguishable: explanation
                .map(|one| one.indistinguishable.clone())
                .unwrap_or_default(),
        }
    }
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Captured {
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::Maybe<shape::Signature>"))]
    signature: Option<Text>,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::Maybe<shape::BaseString>"))]
    base_string: Option<Text>,
}

impl Captured {
    fn of(report: &Report) -> Self {
        Self {
            signature: report
                .signature
                .as_ref()
                .map(|text| Text::of("signature", text)),
            base_string: report
                .base_string
                .as_ref()
                .map(|text| Text::of("base_string", text)),
        }
    }
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Verdict"))]
struct VerdictJson<'a> {
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    under: Option<AssumptionJson<'a>>,
    explanations: Vec<ExplanationJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    refused_because: Vec<FindingJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sent_and_signed: Vec<PartedJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_departs_by: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing: Vec<&'static str>,
    combinations_tried: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    search: Option<SearchJson>,
}

impl<'a> VerdictJson<'a> {
    fn of(report: &'a Report) -> Self {
        let mut verdict = Self {
            outcome: report.verdict.outcome(),
            under: None,
            explanations: Vec::new(),
            refused_because: Vec::new(),
            sent_and_signed: Vec::new(),
            other_departs_by: Vec::new(),
            missing: Vec::new(),
            combinations_tried: report.statistics.map_or(0, |statistics| {
                statistics.combinations + statistics.character_forms
            }),
            search: report.statistics.as_ref().map(SearchJson::of),
        };
        match &report.verdict {
            Verdict::Agrees { under } => verdict.under = under.as_ref().map(AssumptionJson::of),
            Verdict::Explained(explanations) => {
                verdict.explanations = explanations
                    .iter()
                    .map(|one| ExplanationJson::of(report, one))
                    .collect();
            }
            Verdict::Refused { under, why } => {
                verdict.under = under.as_ref().map(AssumptionJson::of);
                verdict.refused_because = why.iter().map(FindingJson::of).collect();
            }
            Verdict::Contradicts(one) => {
                verdict.sent_and_signed = one.places.iter().map(PartedJson::of).collect();
            }
            Verdict::OtherDeparts { causes, .. } => {
                verdict.other_departs_by = causes.iter().map(|cause| cause.id.clone()).collect();
            }
            Verdict::NotOauth1(_) | Verdict::OtherKey | Verdict::Unexplained { .. } => {}
            Verdict::Undecided { missing } => {
                verdict.missing = missing.iter().map(Needed::name).collect();
            }
        }
        verdict
    }
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Search"))]
struct SearchJson {
    hypotheses: usize,
    applicable: usize,
    classes: usize,
    mistakes_together: usize,
    usual_together: usize,
    combinations: u64,
    compared: u64,
    character_forms: u64,
    exhausted: bool,
}

impl SearchJson {
    fn of(statistics: &Statistics) -> Self {
        Self {
            hypotheses: statistics.hypotheses,
            applicable: statistics.applicable,
            classes: statistics.classes,
            mistakes_together: statistics.depth,
            usual_together: statistics.usual_depth,
            combinations: statistics.combinations,
            compared: statistics.compared,
            character_forms: statistics.character_forms,
            exhausted: statistics.exhausted,
        }
    }
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Explanation"))]
struct ExplanationJson {
    mistakes: Vec<String>,
    details: Vec<DetailJson>,
    indistinguishable: Vec<&'static str>,
    encoder_profiles: Vec<&'static str>,
    ruled_out: Vec<&'static str>,
    ruled_out_because: Vec<RuledOutJson>,
    library_profiles: Vec<&'static str>,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::BaseString"))]
    base_string: Text,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::NormalizedParameters"))]
    normalized_parameters: Text,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::Maybe<shape::SigningKey>"))]
    signing_key: Option<Text>,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::Maybe<shape::Signature>"))]
    signature: Option<Text>,
}

impl ExplanationJson {
    fn of(report: &Report, explanation: &Explanation) -> Self {
        let trace = &explanation.trace;
        let key = trace
            .signing_key
            .as_ref()
            .ok()
            .filter(|_| !trace.algorithm.is_rsa());
        Self {
            mistakes: explanation
                .causes
                .iter()
                .map(|cause| cause.id.clone())
                .collect(),
            details: explanation
                .causes
                .iter()
                .map(|cause| DetailJson::of(report, cause))
                .collect(),
            indistinguishable: explanation.indistinguishable.clone(),
            encoder_profiles: explanation.encoders.clone(),
            ruled_out: explanation
                .encoders_ruled_out
                .iter()
                .map(|one| one.name)
                .collect(),
            ruled_out_because: explanation
                .encoders_ruled_out
                .iter()
                .map(RuledOutJson::of)
                .collect(),
            library_profiles: explanation.libraries.clone(),
            base_string: Text::of("base_string", &trace.base_string.text),
            normalized_parameters: Text::of(
                "normalized_parameters",
                &trace.normalized_parameters.text,
            ),
            signing_key: key.map(|key| Text::of("signing_key", key.expose())),
            signature: trace
                .signature
                .as_ref()
                .map(|signature| Text::of("signature", signature)),
        }
    }
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "RuledOut"))]
struct RuledOutJson {
    name: &'static str,
    reason: String,
}

impl RuledOutJson {
    fn of(ruled_out: &RuledOut) -> Self {
        Self {
            name: ruled_out.name,
            reason: ruled_out.reason.clone(),
        }
    }
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Detail"))]
struct DetailJson {
    id: String,
    title: String,
    instance: String,
    stage: &'static str,
    before: String,
    after: String,
    fix: Vec<FixJson>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Fix"))]
struct FixJson {
    language: &'static str,
    code: &'static str,
}

impl DetailJson {
    fn of(_report: &Report, cause: &Cause) -> Self {
        let mistake = cause.mistake;
        // Advice in words, and the code of every language.
        let words = mistake.into_iter().flat_map(|mistake| mistake.fixes);
        let words = words.filter(|fix| fix.language.is_empty());
        let code = mistake.into_iter().flat_map(Mistake::mends);
        Self {
            id: cause.id.clone(),
            title: cause.title.clone(),
            instance: cause.detail.clone(),
            stage: cause.stage.name(),
            before: mistake
                .map(|mistake| mistake.before)
                .unwrap_or_default()
                .to_owned(),
            after: mistake
                .map(|mistake| mistake.after)
                .unwrap_or_default()
                .to_owned(),
            fix: code
                .chain(words)
                .map(|fix| FixJson {
                    language: fix.language,
                    code: fix.code,
                })
                .collect(),
        }
    }
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Difference"))]
struct DifferenceJson {
    stage: &'static str,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::Right"))]
    right: Text,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::Captured"))]
    captured: Text,
    ranges: Vec<PlaceJson>,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::Maybe<shape::Parameter>"))]
    parameter: Option<Text>,
}

/// Two pastes, stage by stage.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Against"))]
struct AgainstJson {
    parted: Vec<PartedJson>,
    same: Vec<&'static str>,
    fresh: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Parted"))]
struct PartedJson {
    stage: &'static str,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::Maybe<shape::Parameter>"))]
    parameter: Option<Text>,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::Maybe<shape::Right>"))]
    right: Option<Text>,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::Maybe<shape::Captured>"))]
    captured: Option<Text>,
    ranges: Vec<PlaceJson>,
}

impl PartedJson {
    fn of(parted: &Parted) -> Self {
        Self {
            stage: parted.stage.name(),
            parameter: parted
                .parameter
                .as_ref()
                .map(|name| Text::of("parameter", name)),
            right: parted.right.as_ref().map(|text| Text::of("right", text)),
            captured: parted.wrong.as_ref().map(|text| Text::of("captured", text)),
            ranges: parted.comparison().places.iter().map(place).collect(),
        }
    }
}

impl AgainstJson {
    fn of(against: &Against) -> Self {
        let parted = against.parted.iter().map(PartedJson::of);
        Self {
            parted: parted.collect(),
            same: against.same.iter().map(|stage| stage.name()).collect(),
            fresh: against.fresh.clone(),
        }
    }
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "NotAsIntended"))]
struct NotAsIntendedJson {
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::Name"))]
    name: Text,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::Intended"))]
    intended: Text,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::Maybe<shape::Sent>"))]
    sent: Option<Text>,
}

impl NotAsIntendedJson {
    fn of(one: &NotAsIntended) -> Self {
        Self {
            name: Text::of("name", &one.name),
            intended: Text::of("intended", &one.meant),
            sent: one.sent.as_ref().map(|sent| Text::of("sent", sent)),
        }
    }
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Place"))]
struct PlaceJson {
    right: RangeJson,
    captured: RangeJson,
    kind: String,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Range"))]
struct RangeJson {
    start: usize,
    end: usize,
}

impl RangeJson {
    fn of(range: &std::ops::Range<usize>) -> Self {
        Self {
            start: range.start,
            end: range.end,
        }
    }
}

impl DifferenceJson {
    fn of(difference: &Difference) -> Self {
        let Comparison {
            right,
            captured,
            places,
        } = &difference.comparison;
        Self {
            stage: difference.stage.name(),
            right: Text::of("right", right),
            captured: Text::of("captured", captured),
            ranges: places.iter().map(place).collect(),
            parameter: difference
                .parameter
                .as_ref()
                .map(|parameter| Text::of("parameter", &parameter.name)),
        }
    }
}

fn place(place: &Place) -> PlaceJson {
    PlaceJson {
        right: RangeJson::of(&place.right),
        captured: RangeJson::of(&place.captured),
        kind: Kind::describe(&place.kind),
    }
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Finding"))]
struct FindingJson<'a> {
    id: &'a str,
    severity: &'static str,
    message: &'a str,
    span: Option<RangeJson>,
}

impl<'a> FindingJson<'a> {
    fn of(finding: &'a Finding) -> Self {
        Self {
            id: finding.id,
            severity: finding.severity.name(),
            message: &finding.message,
            span: finding.span.as_ref().map(RangeJson::of),
        }
    }
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Fixed {
    authorization_header: Option<String>,
    curl: Option<String>,
}

impl Fixed {
    fn of(report: &Report) -> Self {
        Self {
            authorization_header: report
                .mended
                .as_ref()
                .and_then(|mended| mended.authorization_header.as_ref())
                .map(|text| text.to_str_lossy().into_owned()),
            curl: report.corrected.as_ref().map(curl),
        }
    }
}
