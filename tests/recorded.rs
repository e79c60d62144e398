//! Wrong signatures that real encoders made, in nine languages: the search names each mistake.
//!
//! The cases are recorded by the scripts in `tests/record/encoders/`; what is expected was derived
//! from what those programs did, never from this program.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;

use countersign::capture::Captured;
use countersign::case::Case;
use countersign::credentials::Credentials;
use countersign::report::{Report, Verdict};
use countersign::request::{Header, Request, Text};
use serde_json::Value;

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn captured(case: &Value) -> Captured {
    let request = &case["request"];
    let headers = request["headers"].as_array().unwrap();
    let body = text(&request["body"]);
    Captured {
        request: Request {
            method: Text::from(text(&request["method"])),
            url: Text::from(text(&request["url"])),
            headers: headers
                .iter()
                .map(|pair| Header::made(text(&pair[0]), text(&pair[1])))
                .collect(),
            body: (!body.is_empty()).then(|| Text::from(body)),
            ..Request::default()
        },
        ..Captured::default()
    }
}

fn credentials(case: &Value) -> Credentials {
    let given = &case["credentials"];
    Credentials {
        consumer_key: given["consumer_key"].as_str().map(str::to_owned),
        consumer_secret: given["consumer_secret"].as_str().map(Into::into),
        token: given["token"].as_str().map(str::to_owned),
        token_secret: given["token_secret"]
            .as_str()
            .filter(|secret| !secret.is_empty())
            .map(Into::into),
        ..Credentials::default()
    }
}

fn decided(case: &Value) -> Report {
    Case::new(captured(case), credentials(case))
        .judge()
        .unwrap()
}

/// The lists of mistakes that the recording knows to give this signature: the one that the
/// program made, and others that nothing in the request tells from it.
fn lists(case: &Value) -> Vec<BTreeSet<&str>> {
    let others = case["also_explained_by"].as_array().into_iter().flatten();
    std::iter::once(&case["mistakes"])
        .chain(others)
        .map(|list| list.as_array().unwrap().iter().map(text).collect())
        .collect()
}

/// What the search says against what was recorded; empty when they agree.
fn complaint(case: &Value, report: &Report) -> String {
    let lists = lists(case);
    let expected = &lists[0];
    match &report.verdict {
        Verdict::Agrees { .. } if expected.is_empty() => String::new(),
        Verdict::Explained(explanations) => {
            let explanation = &explanations[0];
            let found: BTreeSet<&str> = explanation
                .causes
                .iter()
                .map(|cause| cause.id.as_str())
                .collect();
            let may_be: BTreeSet<&str> = explanation.indistinguishable.iter().copied().collect();
            let named = |list: &BTreeSet<&str>| {
                list.iter()
                    .all(|id| found.contains(id) || may_be.contains(id))
                    && found.len() <= list.len().max(1)
            };
            if explanation.trace.base_string.text != text(&case["base_string"]).as_bytes() {
                return format!("another base string; found {found:?}");
            }
            if lists.iter().any(named) {
                return String::new();
            }
            format!("expected {expected:?}, found {found:?} or {may_be:?}")
        }
        other => format!("expected {expected:?}, verdict {}", other.outcome()),
    }
}

#[test]
fn every_recorded_encoder_is_named() {
    let file: Value =
        serde_json::from_str(include_str!("../fixtures/recorded/encoders/cases.json")).unwrap();
    let cases = file["cases"].as_array().unwrap();
    assert!(cases.len() >= 60, "only {} cases", cases.len());
    let mut complaints = Vec::new();
    for case in cases {
        let complaint = complaint(case, &decided(case));
        if !complaint.is_empty() {
            complaints.push(format!("{}: {complaint}", text(&case["id"])));
        }
    }
    assert!(
        complaints.is_empty(),
        "{} of {} cases:\n{}",
        complaints.len(),
        cases.len(),
        complaints.join("\n")
    );
}
