//! Every paste of fixtures/captures is read as its `.expected.json` says.
//!
//! The expectations are written by hand or come from the wire (each says which in `made_by`), in
//! the shape of `countersign read --format json`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use countersign::capture::{self, Format, Options};
use serde_json::Value;

#[test]
fn every_paste_is_read_as_expected() {
    let mut wrong = Vec::new();
    let pastes = pastes();
    assert!(pastes.len() >= 60, "only {} pastes", pastes.len());
    for paste in &pastes {
        if let Err(problem) = check(paste) {
            wrong.push(format!("{}: {problem}", name(paste)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_paste_has_an_expectation_and_every_expectation_a_paste() {
    let stems = |paths: Vec<PathBuf>, suffix: &str| -> BTreeSet<String> {
        let names = paths.iter().map(|path| name(path));
        names
            .map(|name| match suffix {
                "" => name.rsplit_once('.').unwrap().0.to_owned(),
                suffix => name.strip_suffix(suffix).unwrap().to_owned(),
            })
            .collect()
    };
    let expectations = files()
        .into_iter()
        .filter(|path| name(path).ends_with(".expected.json"));
    assert_eq!(
        stems(pastes(), ""),
        stems(expectations.collect(), ".expected.json")
    );
}

/// The pastes: all files but those that stand beside a paste.
fn pastes() -> Vec<PathBuf> {
    let beside = [".expected.json", ".wire.json"];
    let mut pastes = files();
    pastes.retain(|path| !beside.iter().any(|suffix| name(path).ends_with(suffix)));
    pastes
}

fn files() -> Vec<PathBuf> {
    let folder = folder();
    let entries = fs::read_dir(&folder).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.is_file());
    files.sort();
    files
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/captures")
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

fn check(paste: &Path) -> Result<(), String> {
    let stem = name(paste).rsplit_once('.').unwrap().0.to_owned();
    let expected = folder().join(format!("{stem}.expected.json"));
    let expected = fs::read_to_string(expected).map_err(|error| error.to_string())?;
    let expected: Value = serde_json::from_str(&expected).map_err(|error| error.to_string())?;
    if expected["made_by"].as_str().is_none_or(str::is_empty) {
        return Err("the expectation does not say where it comes from".to_owned());
    }
    let option = |name: &str| expected["options"][name].as_str().map(str::to_owned);
    let folder = folder();
    let file = |name: &str| fs::read(folder.join(name)).ok();
    let options = Options {
        format: option("format").map(|name| Format::from_name(&name).unwrap()),
        scheme: option("scheme"),
        entry: option("entry"),
        method: option("method"),
        url: option("url"),
        file: &file,
        ..Options::default()
    };
    let bytes = fs::read(paste).map_err(|error| error.to_string())?;
    let read = capture::read(&bytes, &options);
    if let Some(message) = expected["error"].as_str() {
        return match read {
            Ok(read) => Err(format!(
                "expected an error, was read as {}",
                read.description
            )),
            Err(error) if error.problem().contains(message) => Ok(()),
            Err(error) => Err(format!("expected the error {message:?}, was {error}")),
        };
    }
    let read = read.map_err(|error| format!("{error} (taken for {:?})", error.form()))?;
    let json = capture::report::to_json(&read);
    same("format", &expected["format"], &json["format"])?;
    let wanted = expected["requests"]
        .as_array()
        .ok_or("no requests are expected")?;
    let found = json["requests"].as_array().unwrap();
    if wanted.len() != found.len() {
        return Err(format!(
            "expected {} requests, read {}",
            wanted.len(),
            found.len()
        ));
    }
    for (wanted, found) in wanted.iter().zip(found) {
        request(wanted, found)?;
    }
    for list in ["findings", "guesses"] {
        if let Some(wanted) = expected.get(list) {
            let ids = found
                .iter()
                .flat_map(|request| request[list].as_array().unwrap());
            let ids: Value = ids.map(|item| item["id"].clone()).collect();
            same(list, wanted, &ids)?;
        }
    }
    Ok(())
}

/// Compares all that is expected of a request, of which some is never left out.
fn request(wanted: &Value, found: &Value) -> Result<(), String> {
    let wanted = wanted
        .as_object()
        .ok_or("an expected request is no object")?;
    let body = ["body", "body_base64"]
        .iter()
        .any(|key| wanted.contains_key(*key));
    for key in ["method", "url", "headers"] {
        if !wanted.contains_key(key) || !body {
            return Err("an expected request lacks its method, URL, headers or body".to_owned());
        }
    }
    for (key, wanted) in wanted {
        let found = &found[key];
        match wanted {
            Value::Object(members) if key == "response" => {
                for (member, wanted) in members {
                    same(&format!("{key}.{member}"), wanted, &found[member])?;
                }
            }
            // Members of an object have no order.
            Value::Object(members) => {
                let found = found.as_object().ok_or(format!("{key} is {found}"))?;
                if members.len() != found.len()
                    || members
                        .iter()
                        .any(|(name, value)| found.get(name) != Some(value))
                {
                    return Err(format!(
                        "{key}\n  expected {members:?}\n  read     {found:?}"
                    ));
                }
            }
            wanted => same(key, wanted, found)?,
        }
    }
    Ok(())
}

fn same(what: &str, wanted: &Value, found: &Value) -> Result<(), String> {
    if wanted == found {
        return Ok(());
    }
    Err(format!("{what}\n  expected {wanted}\n  read     {found}"))
}
