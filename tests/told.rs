//! Wrong requests as real clients make them, each with the entries that are to be told for it.
//!
//! The requests and signatures of `fixtures/told/requests.json` were made by
//! `tests/record/told/sign.py` with Python's hmac and urllib. `TOLD=java cargo test --test told` runs
//! those whose name holds the word.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::thread;

use countersign::capture::{self, Options};
use countersign::case::Case;
use countersign::credentials::Credentials;
use countersign::diagnose::Limits;
use countersign::report::Verdict;
use serde_json::Value;

/// Entries that may be told beside another only where the request holds what their words name:
/// names of rows whose requests do not.
const UNTRUE: &[(&str, &str)] = &[
    ("php brackets raw name", "enc-subset-map"),
    (
        "java default port",
        "uri-other-schemes-default-port-dropped",
    ),
    ("java default port", "uri-port-from-backend"),
    ("go queryescape both", "query-unescaped-for-display"),
    (
        "apex query in params doublenc",
        "query-unescaped-for-display",
    ),
    ("trailing q", "uri-query-kept"),
];

#[test]
fn what_a_client_did_is_told() {
    let rows: Value = serde_json::from_str(include_str!("../fixtures/told/requests.json")).unwrap();
    #[allow(
        clippy::disallowed_methods,
        reason = "which rows are run is the developer's to say"
    )]
    let only = std::env::var("TOLD").unwrap_or_default();
    let mut rows: Vec<&Value> = rows.as_array().unwrap().iter().collect();
    assert!(rows.len() > 140, "rows were lost");
    rows.retain(|row| text(row, "name").contains(&only));
    let half = rows.len().div_ceil(2);
    let complaints: Vec<String> = thread::scope(|scope| {
        let halves = rows.chunks(half.max(1));
        let running: Vec<_> = halves
            .map(|rows| {
                scope.spawn(move || rows.iter().filter_map(|row| check(row)).collect::<Vec<_>>())
            })
            .collect();
        running
            .into_iter()
            .flat_map(|one| one.join().unwrap())
            .collect()
    });
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

fn text<'r>(row: &'r Value, name: &str) -> &'r str {
    row[name].as_str().unwrap()
}

/// What is wrong with what is told for a row.
fn check(row: &Value) -> Option<String> {
    let name = text(row, "name");
    let options = Options {
        scheme: Some(text(row, "scheme").to_owned()),
        ..Options::default()
    };
    let capture = capture::read(text(row, "request").as_bytes(), &options).unwrap();
    let credentials = Credentials {
        consumer_secret: row["consumer_secret"].as_str().map(Into::into),
        token_secret: row["token_secret"].as_str().map(Into::into),
        ..Credentials::default()
    };
    let leads: BTreeSet<&str> = row["leads"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id.as_str().unwrap())
        .collect();
    let limits = Limits {
        mistakes: leads.len().min(2),
        usual_more: leads.len().saturating_sub(2),
        ..Limits::default()
    };
    let case = Case::new(capture.only().unwrap().clone(), credentials).with_limits(limits);
    let report = case.judge().unwrap();
    let Verdict::Explained(explanations) = &report.verdict else {
        return Some(format!("{name}: {}", report.verdict.outcome()));
    };
    let first = explanations.first()?;
    let told: BTreeSet<&str> = first.causes.iter().map(|cause| cause.id.as_str()).collect();
    if told != leads || told.len() != first.causes.len() {
        return Some(format!("{name}: {told:?}, and {leads:?} are true"));
    }
    let untrue = UNTRUE
        .iter()
        .find(|(row, id)| *row == name && first.indistinguishable.contains(id));
    untrue.map(|(_, id)| format!("{name}: {id} is told beside it"))
}
