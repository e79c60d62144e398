//! Everything that is printed as JSON keeps the schema that is shipped.
//!
//! The schema lets a field be added; here it is held more strictly, so that a field that it does
//! not list fails.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot go on has failed; it reads fixtures"
)]

use std::process::Command;

use jsonschema::Validator;
use serde_json::{Value, json};

const KEYS: &str = "fixtures/reports/keys.toml";

fn schema() -> Value {
    serde_json::from_str(include_str!("../docs/schema/countersign-1.json")).unwrap()
}

/// The schema for one kind of answer, without room for fields that it does not list.
fn validator(kind: &str) -> Validator {
    let mut schema = schema();
    for shape in schema["$defs"].as_object_mut().unwrap().values_mut() {
        shape["unevaluatedProperties"] = json!(false);
    }
    schema.as_object_mut().unwrap().remove("anyOf").unwrap();
    schema["$ref"] = json!(format!("#/$defs/{kind}"));
    jsonschema::validator_for(&schema).unwrap()
}

fn run(arguments: &[&str]) -> Option<Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_countersign"))
        .args(&arguments[..1])
        .args(["--format", "json"])
        .args(&arguments[1..])
        .output()
        .unwrap();
    if output.stdout.is_empty() {
        assert!(!output.stderr.is_empty(), "{arguments:?} says nothing");
        return None;
    }
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// Runs it, and names each place of its JSON that the schema does not allow.
fn problems(validator: &Validator, arguments: &[&str]) -> Option<Vec<String>> {
    let answer = run(arguments)?;
    let problems = validator
        .iter_errors(&answer)
        .map(|error| format!("{arguments:?}: {} at {}", error, error.instance_path()));
    Some(problems.collect())
}

fn keeps(kind: &str, arguments: &[&str]) {
    let problems = problems(&validator(kind), arguments);
    assert_eq!(problems, Some(Vec::new()));
}

/// Every paste among the captures.
fn captures() -> Vec<String> {
    let mut captures: Vec<String> = std::fs::read_dir("fixtures/captures")
        .unwrap()
        .map(|entry| entry.unwrap().path().display().to_string())
        .filter(|path| !path.ends_with(".expected.json") && !path.ends_with(".wire.json"))
        .collect();
    captures.sort();
    captures
}

/// Every paste, read by that command; at least so many of them give JSON.
fn every_capture(kind: &str, command: &str, more: &[&str], least: usize) {
    let validator = validator(kind);
    let mut printed = 0;
    for path in captures() {
        let arguments = [&[command, &path], more].concat();
        if let Some(problems) = problems(&validator, &arguments) {
            assert_eq!(problems, Vec::<String>::new());
            printed += 1;
        }
    }
    assert!(printed >= least, "only {printed} gave JSON");
}

#[test]
fn the_schema_is_a_schema() {
    assert!(jsonschema::meta::is_valid(&schema()));
}

#[test]
fn a_field_that_is_not_listed_or_missing_is_noticed() {
    let validator = validator("Mistakes");
    let answer = run(&["mistakes", "enc-space-plus"]).unwrap();
    assert!(validator.is_valid(&answer));
    let mut more = answer.clone();
    more["mistakes"][0]["new"] = json!(1);
    assert!(!validator.is_valid(&more));
    let mut less = answer;
    less["mistakes"][0].as_object_mut().unwrap().remove("id");
    assert!(!validator.is_valid(&less));
}

#[test]
fn read_keeps_the_schema() {
    every_capture("Read", "read", &[], 100);
}

#[test]
fn explain_keeps_the_schema() {
    every_capture("Explain", "explain", &["--keys", KEYS], 60);
    keeps(
        "Explain",
        &[
            "explain",
            "https://h/?a=%FF&%FE=1",
            "-p",
            "status=a b",
            "--consumer-key",
            "k",
            "--keys",
            KEYS,
            "--as",
            "java-urlencoder,token-secret-missing",
        ],
    );
}

#[test]
fn diff_keeps_the_schema() {
    every_capture("Diff", "diff", &["--keys", KEYS, "--max-mistakes", "1"], 60);
    keeps(
        "Diff",
        &["diff", "fixtures/reports/space-plus.http", "--keys", KEYS],
    );
    keeps(
        "Diff",
        &[
            "diff",
            "fixtures/reports/space-plus.http",
            "--keys",
            KEYS,
            "--against",
            "fixtures/captures/http-wire-post.http",
            "--intended",
            "status=Hello",
        ],
    );
    let paste = "fixtures/reports/space-plus.http";
    keeps("Diff", &["diff", paste, "--candidates"]);
    keeps("Diff", &["diff", paste, "--candidates", "--redact"]);
}

#[test]
fn a_diff_with_each_answer_of_a_provider_keeps_the_schema() {
    let validator = validator("Diff");
    for entry in std::fs::read_dir("fixtures/responses").unwrap() {
        let path = entry.unwrap().path().display().to_string();
        let paste = "fixtures/reports/space-plus.http";
        let arguments = [
            "diff",
            paste,
            "--keys",
            KEYS,
            "--max-mistakes",
            "1",
            "--response",
            &path,
        ];
        assert_eq!(problems(&validator, &arguments), Some(Vec::new()));
    }
}

#[test]
fn the_tables_keep_the_schema() {
    keeps("Mistakes", &["mistakes"]);
    keeps("Mistakes", &["mistakes", "python"]);
    keeps("Providers", &["providers"]);
    keeps("Providers", &["providers", "netsuite"]);
    keeps("Suite", &["conform", "--list"]);
}

#[cfg(unix)]
#[test]
fn a_conformance_run_keeps_the_schema() {
    for answer in [
        r#"{"base_string":"GET&x&y","signature":"abc"}"#,
        r#"{"signature":"abc","oauth":[["oauth_nonce","n"]],"url":"https://h/"}"#,
        r#"{"refused":"not today"}"#,
        "no JSON",
    ] {
        let signer = format!("while read line; do echo '{answer}'; done; echo bye >&2");
        let cases = ["--case", "sort-*", "--max-mistakes", "1"];
        let command = [&["conform"], &cases[..], &["--", "sh", "-c", &signer]].concat();
        keeps("Conform", &command);
    }
    if Command::new("python3").arg("--version").output().is_ok() {
        keeps(
            "Conform",
            &[
                "conform",
                "--case",
                "sort-*",
                "--",
                "python3",
                "tests/conform/reference.py",
            ],
        );
    }
}
