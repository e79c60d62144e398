//! Each signer that `countersign signer` prints is really run, in its language, over the
//! conformance suite: it is right in every case, and takes all but the methods that are not HMAC.
//!
//! `.ci/signers` installs the languages first; where one is missing, the test says that it skips it.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed, and one that is skipped says so"
)]

#[path = "signers/mends.rs"]
mod mends;

use std::path::Path;
use std::process::Command;

use countersign::signers::{self, Proof, Signer};
use serde_json::Value;

/// The suite's cases whose method is PLAINTEXT or RSA.
const REFUSED: [&str; 5] = [
    "plaintext",
    "plaintext-rfc-2-1",
    "plaintext-with-specials",
    "rsa-sha1",
    "rsa-sha256",
];

/// The program that is missing here, of those that it takes to run the signer.
fn missing(signer: &Signer) -> Option<&'static str> {
    let Proof::Run { programs, .. } = signer.proof else {
        return None;
    };
    let found = |program: &&&str| {
        let version = if **program == "go" {
            "version"
        } else {
            "--version"
        };
        Command::new(program).arg(version).output().is_ok()
    };
    ["python3"]
        .iter()
        .chain(programs)
        .find(|program| !found(program))
        .copied()
}

fn conforms(id: &str) {
    let signer = signers::of(id).unwrap();
    if let Some(program) = missing(signer) {
        println!(
            "skipped: {} is not run, there is no {program} here",
            signer.language
        );
        return;
    }
    let runner = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/signers/run.py");
    let output = Command::new(env!("CARGO_BIN_EXE_countersign"))
        .args([
            "conform",
            "--format",
            "json",
            "--timeout",
            "120s",
            "--",
            "python3",
        ])
        .arg(runner)
        .arg(id)
        .output()
        .unwrap();
    let run: Value = serde_json::from_slice(&output.stdout).unwrap();
    let of = |outcome: &str| -> Vec<&str> {
        let cases = run["cases"].as_array().unwrap().iter();
        cases
            .filter(|case| case["outcome"] == outcome)
            .map(|case| case["case"].as_str().unwrap())
            .collect()
    };
    assert_eq!(of("refused"), REFUSED, "{id}");
    let others = run["cases"].as_array().unwrap().len() - REFUSED.len();
    assert!(others > 100, "the suite lost cases");
    assert_eq!(
        run["summary"]["conform"],
        others,
        "{id} differs in {:?}, fails in {:?}",
        of("differs"),
        of("failed")
    );
    println!("{} conforms", signer.language);
}

#[test]
fn every_signer_is_run_or_marked() {
    let tested = [
        "php",
        "javascript",
        "python",
        "java",
        "csharp",
        "ruby",
        "go",
        "perl",
        "bash",
    ];
    for signer in signers::SIGNERS {
        let run = matches!(signer.proof, Proof::Run { .. });
        assert_eq!(run, tested.contains(&signer.id), "{}", signer.id);
    }
}

#[test]
fn php_conforms() {
    conforms("php");
}

#[test]
fn javascript_conforms() {
    conforms("javascript");
}

#[test]
fn python_conforms() {
    conforms("python");
}

#[test]
fn java_conforms() {
    conforms("java");
}

#[test]
fn csharp_conforms() {
    conforms("csharp");
}

#[test]
fn ruby_conforms() {
    conforms("ruby");
}

#[test]
fn go_conforms() {
    conforms("go");
}

#[test]
fn perl_conforms() {
    conforms("perl");
}

#[test]
fn bash_conforms() {
    conforms("bash");
}
