//! Each library profile makes the signatures that the library itself made, recorded over the
//! conformance suite.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};

use countersign::capture::Captured;
use countersign::case::Case;
use countersign::credentials::{Credentials, PrivateKey, Secret};
use countersign::encoder::Encoder;
use countersign::mistakes::{LIBRARIES, LibraryProfile};
use countersign::pipeline::header::authorization_header;
use countersign::pipeline::trace;
use countersign::recipe::Recipe;
use countersign::report::Verdict;
use countersign::request::{Header, Request, Text};
use serde_json::Value;

/// Which URL a library signed where its HTTP client sends another than the one it was given.
#[derive(Clone, Copy, PartialEq)]
enum Url {
    AsSent,
    AsGiven,
}

/// A recorded file, its profile, and the URL that it signed.
const RECORDED: &[(&str, &str, Url)] = &[
    ("oauthlib", "oauthlib (PyPI)", Url::AsSent),
    ("requests-oauthlib", "requests-oauthlib (PyPI)", Url::AsSent),
    ("python-oauth2", "python-oauth2 (PyPI)", Url::AsSent),
    ("authlib", "authlib (PyPI)", Url::AsSent),
    ("rauth", "rauth (PyPI)", Url::AsGiven),
    (
        "mastercard-python",
        "mastercard-oauth1-signer (PyPI)",
        Url::AsSent,
    ),
    ("oauth-1.0a", "oauth-1.0a (npm)", Url::AsSent),
    (
        "oauth-sign-request",
        "oauth-sign (npm, of request)",
        Url::AsSent,
    ),
    ("node-oauth", "oauth (npm, node-oauth)", Url::AsSent),
    ("oauth-signature", "oauth-signature (npm)", Url::AsSent),
    (
        "mastercard-node",
        "mastercard-oauth1-signer (npm)",
        Url::AsSent,
    ),
    (
        "node-oauth1-postman",
        "node-oauth1 (npm, of Postman)",
        Url::AsSent,
    ),
    ("axios-oauth-1.0a", "axios-oauth-1.0a (npm)", Url::AsSent),
    ("oauth-header", "oauth-header (npm)", Url::AsSent),
    ("ruby-oauth", "oauth (gem)", Url::AsSent),
    ("simple_oauth", "simple_oauth (gem)", Url::AsSent),
    ("net-oauth", "Net::OAuth (CPAN)", Url::AsSent),
    ("www-oauth", "WWW::OAuth (CPAN)", Url::AsSent),
    ("pecl-oauth", "oauth (PECL)", Url::AsSent),
    ("go-gomodule", "gomodule/oauth1 (Go)", Url::AsSent),
    ("go-mrjones", "mrjones/oauth (Go)", Url::AsSent),
    ("java-signpost", "signpost (Maven)", Url::AsSent),
    (
        "java-google-oauth-client",
        "google-oauth-client (Maven)",
        Url::AsSent,
    ),
    ("liboauth", "liboauth (C)", Url::AsSent),
    ("tcllib-oauth", "oauth (tcllib)", Url::AsSent),
    (
        "rust-oauth1-request",
        "oauth1-request (crates.io)",
        Url::AsSent,
    ),
];

/// Cases in which a library does what no set of edits says, each with the reason.
const APART: &[(&str, &str, &str)] = &[
    (
        "rauth",
        "body-without-type",
        "it signs a body without a Content-Type as a form, and the suite says that it is none",
    ),
    ("oauth-sign-request", "callback", TOKEN_UNDEFINED),
    (
        "oauth-sign-request",
        "callback-out-of-band",
        TOKEN_UNDEFINED,
    ),
    ("oauth-sign-request", "plaintext-rfc-2-1", TOKEN_UNDEFINED),
    (
        "oauth-sign-request",
        "rfc-1-2-temporary-credentials",
        TOKEN_UNDEFINED,
    ),
    ("oauth-sign-request", "two-legged", TOKEN_UNDEFINED),
    (
        "mastercard-node",
        "path-marks",
        "it escapes the first `!` of the whole base string and the first `*` of the parameters: one replacement over text that is already joined",
    ),
    (
        "rust-oauth1-request",
        "plaintext-with-specials",
        "it leaves the secrets unencoded for PLAINTEXT alone, and a profile has one key for all methods",
    ),
];

/// Why request's two-legged cases part.
const TOKEN_UNDEFINED: &str = "without a token it sends oauth_token=\"undefined\" and does not sign it: an edit for that text alone would be made up";

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

/// A case of the conformance suite, protocol parameters in the header: the request as the library
/// sent it, where that is not the one that it was given (its own nonce, a rewritten URL).
fn case(recorded: &Value, url: Url) -> (Request, Credentials) {
    let id = text(recorded, "case").unwrap();
    let file = fixtures().join("conformance").join(id).join("request.json");
    let mut case = read(&file).unwrap_or_else(|| panic!("{} is no JSON", file.display()));
    let as_sent = recorded["as_sent"].as_object().into_iter().flatten();
    for (part, value) in as_sent {
        if part != "url" || url == Url::AsSent {
            case[part] = value.clone();
        }
    }
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
    let has_type = !headers.is_empty();
    headers.push(Header::made("Authorization", authorization_header(&fields)));
    let request = Request {
        method: Text::from(text(&case, "method").unwrap()),
        url: Text::from(text(&case, "url").unwrap()),
        headers,
        // A body without a Content-Type is no form in the suite; that this program takes it for one,
        // and says so, is its own assumption and none of the library's.
        body: has_type
            .then(|| text(&case, "body").map(Text::from))
            .flatten(),
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
fn made(profile: &LibraryProfile, recorded: &Value, url: Url) -> (String, String) {
    let (request, credentials) = case(recorded, url);
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
    let mut wrong: Vec<String> = Vec::new();
    for (file, name, url) in RECORDED {
        let recorded = read(&folder.join(format!("{file}.json"))).unwrap();
        let profile = LIBRARIES.iter().find(|profile| profile.name == *name);
        let profile = profile.unwrap_or_else(|| panic!("no profile is called {name}"));
        let mut compared = 0;
        for case in recorded["cases"].as_array().unwrap() {
            let id = text(case, "case").unwrap();
            compared += 1;
            // A library that signs with RSA alone is recorded by its base strings.
            let (signature, base_string) = (text(case, "signature"), text(case, "base_string"));
            assert!(signature.is_some() || base_string.is_some(), "{file} {id}");
            let (our_base_string, ours) = made(profile, case, *url);
            let agrees = signature.is_none_or(|theirs| theirs == ours)
                && base_string.is_none_or(|theirs| theirs == our_base_string);
            let apart = APART
                .iter()
                .any(|(library, case, _)| library == file && *case == id);
            if agrees == apart {
                let theirs = base_string.or(signature).unwrap_or_default();
                let verdict = if apart { "agrees" } else { "parts" };
                wrong.push(format!(
                    "{file} {id}: {verdict} {}\n  theirs {theirs}\n  ours   {our_base_string}",
                    case["mistakes"]
                ));
            }
        }
        assert!(compared >= 80, "only {compared} cases of {file}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_profile_is_recorded_or_says_that_it_was_measured() {
    for profile in LIBRARIES {
        let name = profile.name;
        let Some((file, ..)) = RECORDED.iter().find(|(_, of, _)| *of == name) else {
            let said = profile
                .evidence
                .iter()
                .any(|text| text.starts_with("measured: "));
            assert!(said, "{name} is neither recorded nor measured");
            continue;
        };
        let recorded = read(&fixtures().join(format!("recorded/libraries/{file}.json"))).unwrap();
        let version = text(&recorded, "version").unwrap();
        // tcllib has a version of its own, and its oauth package another.
        let same = version.contains(profile.versions) || profile.versions.contains("tcllib 1.21");
        assert!(
            same,
            "{name}: recorded {version}, profile {}",
            profile.versions
        );
    }
}

/// The request as captured: signed, with what the library signed.
fn captured(recorded: &Value, url: Url) -> (Captured, Credentials) {
    let (mut request, credentials) = case(recorded, url);
    let signature = text(recorded, "signature").unwrap();
    let header = request.headers.last_mut().unwrap();
    let value = header.value.bytes().to_string();
    let signature = String::from_utf8(Encoder::rfc().encode(signature.as_bytes())).unwrap();
    header.value = Text::from(format!("{value}, oauth_signature=\"{signature}\"").as_str());
    let captured = Captured {
        request,
        ..Captured::default()
    };
    (captured, credentials)
}

#[test]
fn a_request_that_a_library_signed_its_own_way_names_the_library() {
    let folder = fixtures().join("recorded/libraries");
    let (mut named, mut wrong) = (Vec::new(), Vec::new());
    for (file, name, url) in RECORDED {
        let recorded = read(&folder.join(format!("{file}.json"))).unwrap();
        let departing = recorded["cases"].as_array().unwrap().iter().find(|case| {
            let id = text(case, "case").unwrap();
            let apart = APART.iter().any(|(of, case, _)| of == file && *case == id);
            case["agrees"] == false && case["signature"].is_string() && !apart && id != "everything"
        });
        let Some(departing) = departing else { continue };
        let (captured, credentials) = captured(departing, *url);
        let report = Case::new(captured, credentials).judge().unwrap();
        let id = text(departing, "case").unwrap();
        match &report.verdict {
            Verdict::Explained(explanations) if explanations[0].libraries.contains(name) => {
                named.push(*name);
            }
            other => wrong.push(format!("{file} {id}: {}", other.outcome())),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(named.len() >= 20, "only {named:?}");
}
