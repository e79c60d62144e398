//! Each library profile makes the signatures that the library itself made, recorded over the
//! conformance suite.

use std::path::{Path, PathBuf};

use countersign::credentials::{Credentials, PrivateKey, Secret};
use countersign::mistakes::{LIBRARIES, LibraryProfile};
use countersign::pipeline::header::authorization_header;
use countersign::pipeline::trace;
use countersign::recipe::Recipe;
use countersign::request::{Header, Request, Text};
use serde_json::Value;

/// Recorded file, profile, and the cases in which the library does what no edit says.
const RECORDED: &[(&str, &str, &[&str])] = &[
    ("oauthlib", "oauthlib (PyPI)", &[]),
    ("requests-oauthlib", "requests-oauthlib (PyPI)", &[]),
    ("python-oauth2", "python-oauth2 (PyPI)", &[]),
    ("authlib", "authlib (PyPI)", &[]),
    ("rauth", "rauth (PyPI)", &[]),
    ("mastercard-python", "mastercard-oauth1-signer (PyPI)", &[]),
    ("oauth-1.0a", "oauth-1.0a (npm)", &[]),
    ("oauth-sign-request", "oauth-sign (npm, of request)", &[]),
    ("node-oauth", "oauth (npm, node-oauth)", &[]),
    ("oauth-signature", "oauth-signature (npm)", &[]),
    ("mastercard-node", "mastercard-oauth1-signer (npm)", &[]),
    ("node-oauth1-postman", "node-oauth1 (npm, of Postman)", &[]),
    ("axios-oauth-1.0a", "axios-oauth-1.0a (npm)", &[]),
    ("oauth-header", "oauth-header (npm)", &[]),
    ("ruby-oauth", "oauth (gem)", &[]),
    ("simple_oauth", "simple_oauth (gem)", &[]),
    ("net-oauth", "Net::OAuth (CPAN)", &[]),
    ("www-oauth", "WWW::OAuth (CPAN)", &[]),
    ("pecl-oauth", "oauth (PECL)", &[]),
    (
        "league-oauth1-client",
        "league/oauth1-client (Packagist)",
        &[],
    ),
    ("go-dghubble", "dghubble/oauth1 (Go)", &[]),
    ("go-gomodule", "gomodule/oauth1 (Go)", &[]),
    ("go-mrjones", "mrjones/oauth (Go)", &[]),
    ("java-signpost", "signpost (Maven)", &[]),
    (
        "java-google-oauth-client",
        "google-oauth-client (Maven)",
        &[],
    ),
    ("java-scribejava", "scribejava (Maven)", &[]),
    ("liboauth", "liboauth (C)", &[]),
    ("tcllib-oauth", "oauth (tcllib)", &[]),
    ("rust-oauth1-request", "oauth1-request (crates.io)", &[]),
    ("rust-oauth1", "oauth1 (crates.io)", &[]),
    ("rust-oauth1-header", "oauth1-header (crates.io)", &[]),
];

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn read(path: &Path) -> Option<Value> {
    serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value[name].as_str()
}

fn pairs(value: &Value) -> Vec<(String, String)> {
    let pairs = value.as_array().into_iter().flatten();
    pairs
        .map(|pair| {
            let part = |at: usize| pair[at].as_str().unwrap().to_owned();
            (part(0), part(1))
        })
        .collect()
}

/// A case of the conformance suite, protocol parameters in the header.
fn case(id: &str) -> (Request, Credentials) {
    let file = fixtures().join("conformance").join(id).join("request.json");
    let case = read(&file).unwrap_or_else(|| panic!("{} is no JSON", file.display()));
    let mut fields: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
    if let Some(realm) = text(&case, "realm") {
        fields.push((b"realm".to_vec(), realm.as_bytes().to_vec()));
    }
    for (name, value) in pairs(&case["oauth"]) {
        fields.push((name.into_bytes(), value.into_bytes()));
    }
    let mut headers: Vec<Header> = pairs(&case["headers"])
        .into_iter()
        .map(|(name, value)| Header::made(&name, value))
        .collect();
    headers.push(Header::made("Authorization", authorization_header(&fields)));
    let request = Request {
        method: Text::from(text(&case, "method").unwrap()),
        url: Text::from(text(&case, "url").unwrap()),
        headers,
        body: text(&case, "body").map(Text::from),
        ..Request::default()
    };
    let credentials = Credentials {
        consumer_key: text(&case, "consumer_key").map(str::to_owned),
        consumer_secret: text(&case, "consumer_secret").map(Secret::new),
        token: text(&case, "token").map(str::to_owned),
        token_secret: text(&case, "token_secret").map(Secret::new),
        private_key: text(&case, "private_key").map(|pem| PrivateKey::from_pem(pem).unwrap()),
        ..Credentials::default()
    };
    (request, credentials)
}

/// What the profile makes of a case: base string and signature.
fn made(profile: &LibraryProfile, id: &str) -> (String, String) {
    let (request, credentials) = case(id);
    let traced = trace(&request, &credentials, &Recipe::with(profile.edits)).unwrap();
    let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let signature = traced
        .signature
        .as_ref()
        .map(|text| lossy(text))
        .unwrap_or_default();
    (lossy(&traced.base_string.text), signature)
}

#[test]
fn every_profile_makes_the_signatures_that_its_library_made() {
    let folder = fixtures().join("recorded/libraries");
    if !folder.is_dir() {
        // The recordings come with a change of their own.
        return;
    }
    let mut wrong = String::new();
    let mut compared = 0;
    for (file, name, apart) in RECORDED {
        let Some(recorded) = read(&folder.join(format!("{file}.json"))) else {
            continue;
        };
        let profile = LIBRARIES.iter().find(|profile| profile.name == *name);
        let profile = profile.unwrap_or_else(|| panic!("no profile is called {name}"));
        for case in recorded["cases"].as_array().unwrap() {
            let id = text(case, "case").unwrap();
            let Some(signature) = text(case, "signature") else {
                continue;
            };
            compared += 1;
            let (base_string, ours) = made(profile, id);
            if (ours == signature) == apart.contains(&id) {
                let theirs = text(case, "base_string").unwrap_or(signature);
                let verdict = if ours == signature { "agrees" } else { "parts" };
                wrong += &format!(
                    "{file} {id}: {verdict} {:?}\n  theirs {theirs}\n  ours   {base_string}\n",
                    case["mistakes"]
                );
            }
        }
    }
    assert!(compared > 0, "nothing is recorded");
    assert!(wrong.is_empty(), "{wrong}");
}
