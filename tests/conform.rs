//! The conformance suite, and `countersign conform` with signers that behave and misbehave.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed, and one that is skipped says so"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use countersign::conform::{Case, FILES};
use countersign::pipeline::collect::Source;
use countersign::pipeline::trace;
use countersign::recipe::Recipe;
use serde_json::Value;

fn suite() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/conformance")
}

fn folders() -> Vec<(String, PathBuf)> {
    let mut folders: Vec<_> = std::fs::read_dir(suite())
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), entry.path()))
        .collect();
    folders.sort();
    assert!(folders.len() > 100, "the suite lost cases");
    folders
}

#[test]
fn every_case_is_whole_and_the_corridor_agrees_at_every_stage() {
    let mut wrong = Vec::new();
    for (id, folder) in folders() {
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
        let case = Case::read(&id, read).unwrap();
        let traced = trace(&case.request, &case.credentials, &Recipe::default()).unwrap();
        let rsa = traced.algorithm.is_rsa();
        let files: BTreeSet<String> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let wanted = FILES
            .iter()
            .filter(|(_, also_rsa)| *also_rsa || !rsa)
            .map(|(name, _)| (*name).to_owned())
            .chain(["request.json".to_owned()]);
        assert_eq!(
            files,
            wanted.collect(),
            "{id} lacks a file or has one too many"
        );
        assert!(!case.note.is_empty() && !case.source.is_empty(), "{id}");

        let parameters: Value = serde_json::from_str(&read("parameters.json").unwrap()).unwrap();
        let ours = traced.parameters.iter().map(|parameter| {
            let source = match parameter.source {
                Source::Query => "query",
                Source::Header => "header",
                Source::Body => "body",
            };
            serde_json::json!({
                "name": parameter.name.to_string(),
                "value": parameter.value.to_string(),
                "source": source,
            })
        });
        if parameters != Value::Array(ours.collect()) {
            wrong.push(format!("{id}: parameters.json"));
            continue;
        }
        let key = traced.signing_key.as_ref().unwrap();
        for (name, ours) in [
            (
                "normalized-parameters.txt",
                traced.normalized_parameters.text.as_slice(),
            ),
            ("base-string-uri.txt", traced.base_string_uri.as_slice()),
            ("base-string.txt", traced.base_string.text.as_slice()),
            ("signing-key.txt", key.expose()),
            (
                "signature.txt",
                traced.signature.as_ref().unwrap().as_slice(),
            ),
            (
                "authorization-header.txt",
                traced.authorization_header.as_ref().unwrap().as_slice(),
            ),
        ] {
            if rsa && name == "signing-key.txt" {
                continue;
            }
            let file = read(name).unwrap();
            if file.as_bytes() != ours {
                let ours = String::from_utf8_lossy(ours);
                wrong.push(format!("{id}: {name}\n  file {file}\n  ours {ours}"));
                break;
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "first stage that differs:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_adapter_is_told_how_it_is_run_and_what_came_of_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).unwrap();
    let adapters: Value = serde_json::from_str(&read("tests/conform/adapters.json")).unwrap();
    let adapters = adapters.as_array().unwrap();
    assert!(!adapters.is_empty());
    let (how, what) = (read("tests/conform/README.md"), read("docs/conformance.md"));
    for adapter in adapters {
        let library = adapter["library"].as_str().unwrap();
        assert!(
            how.contains(&format!("| {library} | ")),
            "{library}: how is it run?"
        );
        assert!(
            what.contains(&format!("| {library} (")),
            "{library}: what came of it?"
        );
    }
}

fn conform(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_countersign"))
        .arg("conform")
        .args(arguments)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The one case of a run.
fn only(output: &Output) -> Value {
    let run = json(output);
    assert_eq!(run["cases"].as_array().unwrap().len(), 1);
    run["cases"][0].clone()
}

fn has_python() -> bool {
    let found = Command::new("python3").arg("--version").output().is_ok();
    if !found {
        println!("skipped: there is no python3 here");
    }
    found
}

/// A script in a file of its own.
fn script(name: &str, text: &str) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn the_reference_conforms() {
    if !has_python() {
        return;
    }
    let reference = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conform/reference.py");
    let output = conform(&[
        "--format",
        "json",
        "--",
        "python3",
        reference.to_str().unwrap(),
    ]);
    let run = json(&output);
    assert_eq!(run["schema"], "countersign/1");
    assert_eq!(run["command"], "conform");
    // Without openssl the reference cannot sign with RSA, and says so by failing.
    if Command::new("openssl").arg("version").output().is_ok() {
        assert_eq!(run["summary"]["conform"], folders().len());
        assert_eq!(output.status.code(), Some(0));
    }
}

/// The example in `fixtures/README.md`.
fn example() -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/README.md");
    let page = std::fs::read_to_string(page).unwrap();
    let (_, after) = page.split_once("```python\n").unwrap();
    after.split_once("```").unwrap().0.to_owned()
}

#[test]
fn the_example_of_the_documentation_runs_and_its_mistakes_are_proven() {
    if !has_python() {
        return;
    }
    let path = script("example.py", &example());
    let run = |arguments: &[&str]| {
        let signer = ["--", "python3", path.as_str()];
        conform(&[arguments, signer.as_slice()].concat())
    };
    let output = run(&["--case", "rfc-1-2-*"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    // It signs the URL as it was given: the host keeps its capitals.
    let case = only(&run(&["--case", "host-upper", "--format", "json"]));
    assert_eq!(case["outcome"], "differs");
    assert_eq!(case["stage"], "base-string-uri");
    let ids = case["mistakes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap());
    let ids: Vec<&str> = ids.collect();
    assert!(ids.contains(&"uri-host-upper"), "{ids:?}");
    assert_eq!(case["signature_explained"], true);
    assert_eq!(run(&["--case", "host-upper"]).status.code(), Some(1));
}

#[test]
fn a_junit_report_names_the_cases_that_fail() {
    if !has_python() {
        return;
    }
    let path = script("junit.py", &example());
    let arguments = [
        "--case",
        "host-upper",
        "--case",
        "rfc-1-2-*",
        "--format",
        "junit",
    ];
    let output = conform(&[arguments.as_slice(), &["--", "python3", &path]].concat());
    assert_eq!(output.status.code(), Some(1));
    let report = text(&output.stdout);
    assert!(report.starts_with("<?xml"), "{report}");
    assert!(
        report.contains(r#"tests="4" skipped="0" errors="0" failures="1""#),
        "{report}"
    );
    assert!(
        report.contains(r#"<testcase name="host-upper""#),
        "{report}"
    );
    assert!(report.contains("uri-host-upper"), "{report}");
}

#[cfg(unix)]
mod misbehaving {
    use super::*;

    fn sh(arguments: &[&str], signer: &str) -> Output {
        let tail = [
            "--case",
            "host-upper",
            "--format",
            "json",
            "--",
            "sh",
            "-c",
            signer,
        ];
        let started = Instant::now();
        let output = conform(&[arguments, tail.as_slice()].concat());
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "{signer} hung us"
        );
        output
    }

    fn problem(arguments: &[&str], signer: &str) -> Value {
        let output = sh(arguments, signer);
        assert_eq!(output.status.code(), Some(1), "{signer}");
        let case = only(&output);
        assert_eq!(case["outcome"], "failed", "{signer}");
        case
    }

    #[test]
    fn silence_is_ended_by_the_timeout_and_children_end_too() {
        let mark = format!("{}.5", 86_400 + std::process::id());
        let case = problem(
            &["--timeout", "300ms"],
            &format!("sleep {mark} & cat >/dev/null; sleep {mark}"),
        );
        assert_eq!(case["problem"], "timed-out");
        let alive = |entry: &std::fs::DirEntry| {
            std::fs::read(entry.path().join("cmdline"))
                .is_ok_and(|line| text(&line.to_ascii_lowercase()).contains(&mark))
        };
        if let Ok(processes) = std::fs::read_dir("/proc") {
            std::thread::sleep(Duration::from_millis(200));
            assert!(
                !processes.flatten().any(|entry| alive(&entry)),
                "a child lives on"
            );
        }
    }

    #[test]
    fn a_crash_is_told_with_its_status_and_what_it_said() {
        let case = problem(&[], "echo 'no such library' >&2; exit 3");
        assert_eq!(case["problem"], "ended");
        assert_eq!(case["message"], "ended without an answer: exit status: 3");
        assert_eq!(case["stderr"], "no such library");
    }

    #[test]
    fn output_without_end_is_cut_off() {
        let case = problem(&[], "cat /dev/zero");
        assert_eq!(case["problem"], "too-long");
        let case = problem(&[], "yes");
        assert_eq!(case["problem"], "no-answer");
        assert_eq!(case["stdout"], "y");
        // Standard error is read to the end, and only its end is kept.
        let noisy =
            r#"head -c 3000000 /dev/zero | tr '\0' x >&2; echo last >&2; echo '{"refused":"no"}'"#;
        let output = sh(&[], noisy);
        assert_eq!(output.status.code(), Some(3));
        assert_eq!(only(&output)["message"], "no");
    }

    #[test]
    fn pipes_that_are_closed_early_hang_nobody() {
        let case = problem(&["--timeout", "2s"], "exec 0<&- 1>&-; sleep 100");
        assert_eq!(case["problem"], "closed");
        let case = problem(&["--timeout", "300ms"], "exec 0<&-; sleep 100");
        assert_eq!(case["problem"], "timed-out");
    }

    #[test]
    fn one_that_ends_after_each_answer_is_started_again() {
        let signer = r#"read line; echo '{"refused":"not today"}'"#;
        let output = conform(&[
            "--case", "sort-*", "--format", "json", "--", "sh", "-c", signer,
        ]);
        let summary = &json(&output)["summary"];
        assert_eq!(summary["refused"], summary["cases"]);
        assert_eq!(output.status.code(), Some(3));
    }

    #[test]
    fn after_some_failures_in_a_row_it_is_asked_no_more() {
        let output = conform(&["--format", "json", "--", "false"]);
        let summary = &json(&output)["summary"];
        assert_eq!(summary["failed"], 5);
        assert_eq!(summary["not_asked"], folders().len() - 5);
        assert_eq!(output.status.code(), Some(1));
    }

    #[test]
    fn a_wrong_signature_that_nothing_explains_is_shown_as_such() {
        let output = sh(&[], r#"read line; echo '{"signature":"c2lnbmF0dXJl"}'"#);
        let case = only(&output);
        assert_eq!(case["outcome"], "differs");
        assert_eq!(case["stage"], "signature");
        assert_eq!(case.get("mistakes"), None);
    }
}

#[test]
fn a_suite_of_ones_own_is_read_and_a_folder_that_is_none_is_told() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("own-suite");
    std::fs::create_dir_all(folder.join("mine")).unwrap();
    let request = r#"{"id":"mine","method":"GET","url":"http://h/","headers":[],"body":null,"oauth":[["oauth_consumer_key","k"]],"consumer_secret":"s"}"#;
    std::fs::write(folder.join("mine/request.json"), request).unwrap();
    let path = folder.to_str().unwrap();
    let output = conform(&["--suite", path, "--requests"]);
    assert_eq!(text(&output.stdout).trim(), request);
    let output = conform(&["--suite", "/nonexistent", "--list"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("cannot read it"));
}

#[test]
fn an_emulation_stands_in_json_beside_the_right_trace() {
    let output = Command::new(env!("CARGO_BIN_EXE_countersign"))
        .args(["explain", "http://h/?a=b%20c", "--consumer-key", "k"])
        .args(["--consumer-secret", "s", "--as", "js-urlsearchparams"])
        .args(["--format", "json"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let shown = json(&output);
    let text = |trace: &Value| trace["normalized_parameters"].as_str().unwrap().to_owned();
    // A form encoder writes the space as a plus.
    assert!(text(&shown["trace"]).starts_with("a=b%20c&"));
    assert!(text(&shown["as"]["trace"]).starts_with("a=b+c&"));
    assert_eq!(shown["as"]["parts"][0]["id"], "js-urlsearchparams");
    assert_eq!(shown["as"]["parts"][0]["kind"], "encoder");
    assert_eq!(shown["as"]["parts"][0]["changes"], true);
}
