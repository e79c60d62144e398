//! Pages of documentation that are made from data are up to date.
//!
//! `UPDATE=1 cargo test --test docs` writes them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;

use countersign::render::catalogue::{self, Recorded};
use serde_json::Value;

/// Who was recorded making which mistake: the cases of `fixtures/recorded` that name it.
fn recorded() -> Recorded {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/recorded");
    let mut found = Recorded::new();
    for folder in ["encoders", "libraries", "mistakes"] {
        for entry in std::fs::read_dir(fixtures.join(folder)).unwrap() {
            let file = std::fs::read(entry.unwrap().path()).unwrap();
            let file: Value = serde_json::from_slice(&file).unwrap();
            for case in file["cases"].as_array().into_iter().flatten() {
                let program = program(&file, case);
                for id in case["mistakes"].as_array().into_iter().flatten() {
                    let id = id.as_str().unwrap().to_owned();
                    found.entry(id).or_default().insert(program.clone());
                }
            }
        }
    }
    found
}

/// A library with its registry; else what ran: "`urlencode()` on PHP 8.2.31" is PHP.
fn program(file: &Value, case: &Value) -> String {
    if let (Some(library), Some(registry)) = (file["library"].as_str(), file["registry"].as_str()) {
        return format!("{library} ({registry})");
    }
    let made_by = case["made_by"].as_str().unwrap();
    let runtime = made_by
        .rsplit_once(" on ")
        .map_or(made_by, |(_, runtime)| runtime);
    runtime.split(' ').next().unwrap().to_owned()
}

#[test]
fn most_mistakes_were_recorded_from_other_programs() {
    let recorded = recorded();
    let provable = countersign::mistakes::all().filter(|mistake| mistake.edits.is_provable());
    let seen = provable
        .filter(|mistake| recorded.contains_key(mistake.id))
        .count();
    assert!(seen >= 300, "only {seen}");
}

#[test]
fn the_page_of_mistakes_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/mistakes.md");
    let page = catalogue::markdown(&recorded());
    #[allow(
        clippy::disallowed_methods,
        reason = "a test may be asked by its environment to write"
    )]
    let update = std::env::var_os("UPDATE").is_some();
    if update {
        std::fs::write(&path, &page).unwrap();
    }
    let stands = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stands == page,
        "docs/mistakes.md is stale: run UPDATE=1 cargo test --test docs"
    );
}
