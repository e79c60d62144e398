//! Every profile of an encoder that could be run writes what that encoder wrote.
//!
//! The tables are recorded by the scripts in `tests/record/encoders/`: all of ASCII, and samples
//! beyond it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use countersign::encoder::Encoder;
use countersign::mistakes::{ENCODERS, EncoderProfile};
use countersign::pipeline::choice::Leaf;
use serde_json::Value;

/// What the model of an encoder cannot say: one character that becomes another literal one, and a
/// line break that becomes two characters.
const BEYOND_THE_MODEL: [(&str, &str); 7] = [
    ("js new URL().pathname", "\\"),
    ("tcl http::formatQuery", "\n"),
    ("tcl http::formatQuery", "\r\n"),
    ("tcl http::quoteString", "\n"),
    ("tcl http::quoteString", "\r\n"),
    ("tcl http::formatQuery iso8859-1", "\n"),
    ("tcl http::formatQuery iso8859-1", "\r\n"),
];

fn tables() -> Vec<Value> {
    let file: Value =
        serde_json::from_str(include_str!("../fixtures/recorded/encoders/tables.json")).unwrap();
    file["encoders"].as_array().unwrap().clone()
}

/// The name in the catalogue: a Mono run stands for .NET.
fn name(table: &Value) -> String {
    table["name"].as_str().unwrap().replace(" (Mono)", "")
}

fn encoder(profile: &EncoderProfile) -> Encoder {
    let mut encoder = Encoder::default();
    profile.edits.iter().for_each(|edit| encoder.set(edit));
    encoder
}

#[test]
fn every_profile_writes_what_the_real_encoder_wrote() {
    let tables = tables();
    let mut held = 0;
    let mut complaints = Vec::new();
    for profile in ENCODERS {
        let Some(table) = tables.iter().find(|table| name(table) == profile.name) else {
            continue;
        };
        held += 1;
        let encoder = encoder(profile);
        let samples = table["ascii"].as_object().unwrap().iter();
        for (sample, recorded) in samples.chain(table["more"].as_object().unwrap()) {
            if BEYOND_THE_MODEL.contains(&(profile.name, sample.as_str())) {
                continue;
            }
            let written = String::from_utf8(encoder.encode(sample.as_bytes())).unwrap();
            if written != recorded.as_str().unwrap() {
                complaints.push(format!(
                    "{}: {sample:?} is {recorded}, not {written}",
                    profile.name
                ));
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    assert!(
        held >= 45,
        "only {held} profiles were held against a recorded table"
    );
}

#[test]
fn a_profile_that_was_observed_has_a_recorded_table() {
    let tables = tables();
    for profile in ENCODERS {
        let observed = profile
            .evidence
            .iter()
            .find_map(|text| text.strip_prefix("observed: "));
        let table = tables.iter().find(|table| name(table) == profile.name);
        assert_eq!(
            observed,
            table.map(|table| table["runtime"].as_str().unwrap()),
            "{}",
            profile.name
        );
    }
}

#[test]
fn names_of_profiles_are_unique_and_say_language_and_function() {
    let mut names: Vec<&str> = ENCODERS.iter().map(|profile| profile.name).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(all, names.len());
    assert!(all >= 45, "only {all} profiles");
    for profile in ENCODERS {
        assert!(profile.name.contains(' '), "{}", profile.name);
        assert!(
            !profile.versions.is_empty() && !profile.evidence.is_empty(),
            "{}",
            profile.name
        );
    }
}
