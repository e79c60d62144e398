//! The arrows between the parts of the program point down: who stands higher may use who stands
//! lower, never the reverse.

#![allow(clippy::unwrap_used, reason = "a test ends where it fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The floors, the top one first, with what stands there. Parts of one floor may use each other.
const FLOORS: &[(&[&str], &str)] = &[
    (&["main"], "the program"),
    (
        &["cli"],
        "the command line: files, options, the terminal, the clock",
    ),
    (&["page"], "the engine as a page in a browser calls it"),
    (
        &["render"],
        "documents and models as text for a terminal, a page, a machine",
    ),
    (
        &["screen"],
        "what stands on a screen: a finished model as a document",
    ),
    (&["redact"], "the models without what is secret"),
    (
        &["audit", "verifier"],
        "a log of requests judged; a provider played",
    ),
    (&["conform"], "another implementation tested"),
    (&["case"], "parts of one exchange in, its report out"),
    (&["report"], "the verdict and all that leads to it"),
    (&["risks"], "what is risky in a request without its secrets"),
    (&["emulate"], "another implementation played"),
    (
        &["write"],
        "a request as a command or a file that can be pasted again",
    ),
    (&["response"], "what a provider's answer says"),
    (&["diagnose"], "the search"),
    (&["lint"], "what the wire shows without any secret"),
    (&["mistakes"], "the catalogue"),
    (&["compare"], "where two texts or traces part"),
    (&["capture"], "pasted text to a request"),
    (&["protocol"], "protocol parameters written into a request"),
    (&["providers"], "what is known of providers"),
    (
        &["pipeline", "recipe"],
        "the stages, and the choice made in each",
    ),
    (
        &["authorization", "credentials", "encoder"],
        "the Authorization header's grammar, secrets, percent-encoding in all its variants",
    ),
    (
        &["error"],
        "what was wrong with the input, guessed, or found",
    ),
    (&["language"], "the language that a client is written in"),
    (&["request"], "bytes with their places in the paste"),
    (&["names", "signers"], "what stands alone"),
];

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|end| end == "rs") {
            into.push(path);
        }
    }
}

/// The part of the program that a file belongs to: its folder or its name right below `src`.
fn part(path: &Path) -> String {
    let below = path.strip_prefix("src").unwrap();
    let first = below.iter().next().unwrap().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// The code of a file: without comments, and without its tests, which may look everywhere.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("\n#[cfg(test)]\nmod tests").next().unwrap();
    let lines = text.lines().map(|line| line.split("//").next().unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

/// The parts that a text names behind `crate::` (or the library's own name, in the program).
fn named(code: &str) -> BTreeSet<String> {
    let word = |text: &str| -> String {
        let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
        text[..end.unwrap_or(text.len())].to_owned()
    };
    let mut named = BTreeSet::new();
    for start in ["crate::", "countersign::"] {
        for (at, _) in code.match_indices(start) {
            let rest = &code[at + start.len()..];
            let Some(list) = rest.strip_prefix('{') else {
                named.insert(word(rest));
                continue;
            };
            let mut depth = 0;
            let mut name = String::new();
            for letter in list.chars() {
                match letter {
                    '}' if depth == 0 => break,
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 0 => drop(named.insert(word(name.trim()))),
                    _ => {}
                }
                if letter == ',' && depth == 0 {
                    name.clear();
                } else if depth == 0 {
                    name.push(letter);
                }
            }
            named.insert(word(name.trim()));
        }
    }
    named
}

#[test]
fn every_arrow_points_down() {
    let floor: BTreeMap<&str, usize> = FLOORS
        .iter()
        .enumerate()
        .flat_map(|(floor, (parts, _))| parts.iter().map(move |part| (*part, floor)))
        .collect();
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    assert!(files.len() > 100, "{}", files.len());
    let mut upward = Vec::new();
    for path in files {
        let from = part(&path);
        if from == "lib" {
            continue;
        }
        let here = *floor
            .get(&*from)
            .unwrap_or_else(|| panic!("{from} has no floor"));
        for to in named(&code(&path)) {
            let Some(there) = floor.get(&*to) else {
                continue;
            };
            if *there < here {
                upward.push(format!("{}: {from} uses {to}", path.display()));
            }
        }
    }
    assert!(upward.is_empty(), "{}", upward.join("\n"));
}
