//! Requests signed as the code in public reports signs them, read as they are pasted: `diff` names
//! the mistake, and acquits code that looks odd and is right.
//!
//! The cases are made by `tests/record/reports/record.py` with Python's standard library.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use bstr::BString;
use countersign::capture::{Options, read};
use countersign::case::Case;
use countersign::credentials::Credentials;
use countersign::diagnose::Limits;
use countersign::report::{Report, Verdict};
use serde_json::Value;

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The request as a proxy prints it.
fn paste(case: &Value) -> String {
    let request = &case["request"];
    let mut paste = format!(
        "{} {} HTTP/1.1\r\n",
        text(&request["method"]),
        text(&request["url"])
    );
    for header in request["headers"].as_array().unwrap() {
        paste += &[text(&header[0]), ": ", text(&header[1]), "\r\n"].concat();
    }
    paste + "\r\n" + text(&request["body"])
}

fn decided(case: &Value) -> Report {
    let capture = read(paste(case).as_bytes(), &Options::default()).unwrap();
    let given = &case["credentials"];
    let credentials = Credentials {
        consumer_key: given["consumer_key"].as_str().map(str::to_owned),
        consumer_secret: given["consumer_secret"].as_str().map(Into::into),
        token: given["token"].as_str().map(str::to_owned),
        token_secret: given["token_secret"].as_str().map(Into::into),
        ..Credentials::default()
    };
    let intended: Vec<(BString, BString)> = case["intended"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pair| (text(&pair[0]).into(), text(&pair[1]).into()))
        .collect();
    let case = Case {
        intended,
        limits: Limits {
            mistakes: 2,
            ..Limits::default()
        },
        ..Case::new(capture.only().unwrap().clone(), credentials)
    };
    case.judge().unwrap()
}

/// What is wrong with the verdict; empty when it names what was recorded.
fn complaint(case: &Value) -> String {
    let report = decided(case);
    // What was meant and not sent is shown, whatever else comes out.
    let intended = case["intended"].as_array().unwrap();
    for pair in intended {
        let shown = report
            .not_as_intended
            .iter()
            .any(|other| other.name == text(&pair[0]) && other.meant == text(&pair[1]));
        if !shown {
            return format!("{} is not shown as not sent", pair[0]);
        }
    }
    let missing = case["findings"].as_array().unwrap().iter().map(text);
    for id in missing {
        if !report.findings.iter().any(|finding| finding.id == id) {
            return format!("{id} is not found on the wire");
        }
    }
    if report.right.signature.as_ref().map(AsRef::as_ref)
        != Some(text(&case["right_signature"]).as_bytes())
    {
        return format!("the right signature is {:?}", report.right.signature);
    }
    let expected: Vec<&str> = case["mistakes"]
        .as_array()
        .unwrap()
        .iter()
        .map(text)
        .collect();
    match &report.verdict {
        verdict if verdict.is_right() && expected.is_empty() => String::new(),
        Verdict::Explained(explanations) => {
            let explanation = &explanations[0];
            let found: Vec<&str> = explanation
                .causes
                .iter()
                .map(|cause| cause.id.as_str())
                .collect();
            let missed = expected
                .iter()
                .any(|id| !found.contains(id) && !explanation.indistinguishable.contains(id));
            if explanation.trace.base_string.text != text(&case["base_string"]).as_bytes() {
                format!("another base string; found {found:?}")
            } else if missed || found.len() > expected.len() {
                format!(
                    "expected {expected:?}, found {found:?} or {:?}",
                    explanation.indistinguishable
                )
            } else {
                String::new()
            }
        }
        other => format!("expected {expected:?}, verdict {}", other.outcome()),
    }
}

#[test]
fn every_report_is_decided_as_it_was_made() {
    let file: Value =
        serde_json::from_str(include_str!("../fixtures/recorded/reports/cases.json")).unwrap();
    let cases = file["cases"].as_array().unwrap();
    assert!(cases.len() >= 16, "only {} cases", cases.len());
    let wrong: Vec<String> = cases
        .iter()
        .map(|case| (text(&case["id"]), complaint(case)))
        .filter(|(_, complaint)| !complaint.is_empty())
        .map(|(id, complaint)| format!("{id}: {complaint}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
