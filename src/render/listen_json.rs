//! The JSON of `listen`: what a request is answered with, and what is recorded of it.

use serde::Serialize;

#[cfg(test)]
use super::schema::shape;
use crate::render::json::{RequestJson, SCHEMA, Text, compact};
use crate::report::{Report, Verdict};
use crate::request::Request;
use crate::verifier::Refusal;

/// What a request is answered with, on one line. It holds nothing that the request did not.
#[must_use]
pub fn answer(report: &Report, refusals: &[Refusal]) -> String {
    compact(&Listen {
        schema: SCHEMA,
        command: "listen",
        judged: Judged::of(report, refusals),
        right: Some(Right::of(report)),
        status: None,
        request: None,
    })
}

/// What is recorded of an exchange, on one line: the request as it came, in the form that every
/// subcommand reads. It is as secret as the request. `status`: the answer's.
#[must_use]
pub fn record(request: &Request, report: &Report, refusals: &[Refusal], status: u16) -> String {
    compact(&Listen {
        schema: SCHEMA,
        command: "listen",
        judged: Judged::of(report, refusals),
        // A base string beside a request is taken for what its client signed, and this one is ours.
        right: None,
        status: Some(status),
        request: Some(RequestJson::of(request)),
    })
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Listen<'a> {
    #[cfg_attr(test, schemars(extend("const" = SCHEMA)))]
    schema: &'static str,
    #[cfg_attr(test, schemars(extend("const" = "listen")))]
    command: &'static str,
    #[serde(flatten)]
    judged: Judged<'a>,
    #[serde(flatten)]
    right: Option<Right>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<RequestJson>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Judged<'a> {
    accepted: bool,
    outcome: &'static str,
    oauth_problem: Option<&'static str>,
    problems: Vec<ProblemJson<'a>>,
    causes: Vec<CauseJson<'a>>,
}

/// What is signed by RFC 5849, or by the provider's departures from it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Right {
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::BaseStringUri"))]
    base_string_uri: Text,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::BaseString"))]
    base_string: Text,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Problem"))]
struct ProblemJson<'a> {
    oauth_problem: &'static str,
    message: &'a str,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "ProvenCause"))]
struct CauseJson<'a> {
    id: &'a str,
    title: &'a str,
    detail: &'a str,
    says: Option<&'static str>,
}

impl<'a> Judged<'a> {
    fn of(report: &'a Report, refusals: &'a [Refusal]) -> Self {
        let causes = match &report.verdict {
            Verdict::Explained(all) => all.first().map(|first| first.causes.as_slice()),
            _ => None,
        };
        Self {
            accepted: refusals.is_empty(),
            outcome: report.verdict.outcome(),
            oauth_problem: refusals.first().map(|first| first.problem.word()),
            problems: refusals
                .iter()
                .map(|one| ProblemJson {
                    oauth_problem: one.problem.word(),
                    message: &one.says,
                })
                .collect(),
            causes: causes
                .unwrap_or_default()
                .iter()
                .map(|cause| CauseJson {
                    id: &cause.id,
                    title: &cause.title,
                    detail: &cause.detail,
                    says: cause.mistake.map(|mistake| mistake.says),
                })
                .collect(),
        }
    }
}

impl Right {
    fn of(report: &Report) -> Self {
        Self {
            base_string_uri: Text::of("base_string_uri", &report.right.base_string_uri),
            base_string: Text::of("base_string", &report.right.base_string.text),
        }
    }
}
