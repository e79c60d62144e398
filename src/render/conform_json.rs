//! What `conform --format json` prints.

use serde::Serialize;

use super::json::{SCHEMA, pretty};
use crate::conform::Case;
use crate::conform::judge::{Judged, Verdict};
use crate::conform::summary::{Answered, Conformance, Outcome, Problem};

/// A run, on one page.
#[must_use]
pub fn conform(run: &Conformance) -> String {
    let counts = run.counts();
    let answer = Conform {
        schema: SCHEMA,
        command: "conform",
        signer: &run.signer,
        summary: Summary {
            cases: run.outcomes.len(),
            conform: counts.conform,
            differ: counts.differ,
            refused: counts.refused,
            failed: counts.failed,
            not_asked: counts.not_asked,
        },
        departures: run
            .habits
            .iter()
            .map(|habit| DepartureJson {
                id: &habit.id,
                title: &habit.title,
                cases: &habit.cases,
            })
            .collect(),
        profiles: run
            .profiles
            .iter()
            .map(|fit| ProfileJson {
                library: fit.library.name,
                versions: fit.library.versions,
                same: fit.same,
                of: fit.of,
            })
            .collect(),
        cases: run.outcomes.iter().map(CaseJson::of).collect(),
    };
    pretty(&answer)
}

/// The cases of a suite, on one page.
#[must_use]
pub fn list(cases: &[Case]) -> String {
    let answer = List {
        schema: SCHEMA,
        command: "conform",
        suite: cases
            .iter()
            .map(|case| Listed {
                case: &case.id,
                note: &case.note,
                source: &case.source,
            })
            .collect(),
    };
    pretty(&answer)
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Suite"))]
pub(super) struct List<'a> {
    #[cfg_attr(test, schemars(extend("const" = SCHEMA)))]
    schema: &'static str,
    #[cfg_attr(test, schemars(extend("const" = "conform")))]
    command: &'static str,
    suite: Vec<Listed<'a>>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Listed<'a> {
    case: &'a str,
    note: &'a str,
    source: &'a str,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Conform<'a> {
    #[cfg_attr(test, schemars(extend("const" = SCHEMA)))]
    schema: &'static str,
    #[cfg_attr(test, schemars(extend("const" = "conform")))]
    command: &'static str,
    signer: &'a [String],
    summary: Summary,
    departures: Vec<DepartureJson<'a>>,
    profiles: Vec<ProfileJson>,
    cases: Vec<CaseJson<'a>>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Summary {
    cases: usize,
    conform: usize,
    differ: usize,
    refused: usize,
    failed: usize,
    not_asked: usize,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Departure"))]
struct DepartureJson<'a> {
    id: &'a str,
    title: &'a str,
    cases: &'a [String],
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Profile"))]
struct ProfileJson {
    library: &'static str,
    versions: &'static str,
    same: usize,
    of: usize,
}

#[derive(Debug, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Case"))]
struct CaseJson<'a> {
    case: &'a str,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mistakes: Option<Vec<MistakeJson<'a>>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    or_one_of: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signature_explained: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    right: Option<Made>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered: Option<Made>,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_sent: Option<SentJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stdout: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stderr: Option<&'a str>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Mistake"))]
struct MistakeJson<'a> {
    id: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    detail: &'a str,
    stage: &'static str,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Made {
    #[serde(skip_serializing_if = "Option::is_none")]
    base_string: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Sent"))]
struct SentJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    oauth: Option<&'a [(String, String)]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    headers: Option<&'a [(String, String)]>,
}

impl<'a> CaseJson<'a> {
    fn of(outcome: &'a Outcome) -> Self {
        let case = outcome.case.id.as_str();
        match &outcome.result {
            Answered::Judged(judged) => Self {
                case,
                ..Self::judged(judged)
            },
            Answered::Refused(why) => Self {
                case,
                outcome: "refused",
                message: Some(why.clone()),
                ..Self::default()
            },
            Answered::Failed(failure) => Self {
                case,
                outcome: "failed",
                problem: Some(failure.problem.name()),
                message: Some(failure.problem.describe()),
                stdout: match &failure.problem {
                    Problem::NoAnswer(_, line) => Some(line),
                    _ => None,
                },
                stderr: Some(failure.stderr.as_str()).filter(|text| !text.is_empty()),
                ..Self::default()
            },
            Answered::NotAsked => Self {
                case,
                outcome: "not-asked",
                ..Self::default()
            },
        }
    }

    fn judged(judged: &'a Judged) -> Self {
        let answer = &judged.answer;
        let sent = &answer.sent;
        let as_sent = (!sent.as_given()).then_some(SentJson {
            oauth: sent.oauth.as_deref(),
            url: sent.url.as_deref(),
            headers: sent.headers.as_deref(),
        });
        let Verdict::Differs(departure) = &judged.verdict else {
            return Self {
                outcome: "conforms",
                as_sent,
                ..Self::default()
            };
        };
        let explanation = departure.explanation.as_ref();
        Self {
            outcome: "differs",
            stage: Some(departure.stage.name()),
            mistakes: explanation.map(|explanation| {
                let causes = explanation.causes.iter();
                causes
                    .map(|cause| MistakeJson {
                        id: &cause.id,
                        title: &cause.title,
                        detail: &cause.detail,
                        stage: cause.stage.name(),
                    })
                    .collect()
            }),
            or_one_of: explanation
                .map(|explanation| explanation.indistinguishable.clone())
                .unwrap_or_default(),
            signature_explained: explanation.map(|_| !departure.signature_open),
            right: Some(Made {
                base_string: answer
                    .base_string
                    .as_ref()
                    .map(|_| judged.base_string.to_string()),
                signature: answer
                    .signature
                    .as_ref()
                    .map(|_| judged.signature.to_string()),
            }),
            answered: Some(Made {
                base_string: answer.base_string.clone(),
                signature: answer.signature.clone(),
            }),
            as_sent,
            ..Self::default()
        }
    }
}
