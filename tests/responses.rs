//! What providers answer is understood, and what they give away is used.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use countersign::capture::{self, Options, Response};
use countersign::case::Case;
use countersign::credentials::Credentials;
use countersign::diagnose::Limits;
use countersign::mistakes;
use countersign::report::{Report, Verdict};
use countersign::response::{self, About, From, MEANINGS};
use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/responses")
}

fn answer(name: &str) -> Response {
    Response::from_text(&fs::read(folder().join(name)).unwrap())
}

#[test]
fn every_answer_is_understood() {
    let index = fs::read_to_string(folder().join("index.json")).unwrap();
    let index: Vec<Value> = serde_json::from_str(&index).unwrap();
    let mut wrong = Vec::new();
    for case in &index {
        let file = case["file"].as_str().unwrap();
        let understood = response::read(&answer(file), case["host"].as_str().unwrap_or_default());
        let says: Vec<&str> = understood
            .said
            .iter()
            .map(|said| said.meaning.about.name())
            .collect();
        let says = serde_json::to_value(says).unwrap();
        let provider = Some(understood.provider()).filter(|provider| !provider.is_empty());
        let base_string = understood.base_string.as_ref().map(ToString::to_string);
        let expected = understood.expected_signature.as_deref();
        let stamps = understood
            .acceptable_timestamps
            .map(|(from, to)| vec![from, to]);
        let parameters = case["parameters"].as_array().cloned().unwrap_or_default();
        let fits = says == case["says"]
            && provider == case["provider"].as_str()
            && understood.accepted_signature() == case["accepted"].as_bool().unwrap()
            && base_string.as_deref() == case["base_string"].as_str()
            && expected == case["expected_signature"].as_str()
            && serde_json::to_value(&understood.parameters).unwrap() == Value::from(parameters)
            && serde_json::to_value(stamps).unwrap() == case["acceptable_timestamps"];
        if !fits {
            wrong.push(format!("{case:#}\n{understood:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    let listed: BTreeSet<String> = index
        .iter()
        .map(|case| case["file"].as_str().unwrap().to_owned())
        .collect();
    let present: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "index.json")
        .collect();
    assert_eq!(listed, present);
}

#[test]
fn every_row_of_the_table_is_whole() {
    for row in MEANINGS {
        let what = format!("{row:?}");
        for text in [row.means, row.advice, row.source] {
            assert!(!text.is_empty(), "{what}");
        }
        assert!(row.means.ends_with(['.', ')']), "{what}");
        assert!(!row.advice.ends_with('.'), "{what}");
        assert!(
            row.mistake.is_empty() || mistakes::by_id(row.mistake).is_some(),
            "{what} names no entry"
        );
        if let response::Sign::Text(texts) = row.sign {
            for text in texts {
                assert_eq!(*text, text.to_lowercase(), "{what}");
            }
        }
    }
}

/// The example of X's documentation "Creating a signature", with its secrets: the signature is
/// the one that it prints.
const RIGHT: &str = "POST /1.1/statuses/update.json?include_entities=true HTTP/1.1
Host: api.twitter.com
Content-Type: application/x-www-form-urlencoded
Authorization: OAuth oauth_consumer_key=\"xvz1evFS4wEEPTGEFPHBog\", oauth_nonce=\"kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg\", oauth_signature=\"hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D\", oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"1318622958\", oauth_token=\"370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb\", oauth_version=\"1.0\"

status=Hello%20Ladies%20%2B%20Gentlemen%2C%20a%20signed%20OAuth%20request%21";

fn decided(paste: &str, secrets: bool, response: Option<&Response>) -> Report {
    let read = capture::read(paste.as_bytes(), &Options::default()).unwrap();
    let mut credentials = Credentials::default();
    if secrets {
        credentials.consumer_secret = Some("kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw".into());
        credentials.token_secret = Some("LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE".into());
    }
    let case = Case {
        response: response.cloned(),
        now: Some(1_318_622_990),
        limits: Limits {
            mistakes: 1,
            ..Limits::default()
        },
        ..Case::new(read.only().unwrap().clone(), credentials)
    };
    case.judge().unwrap()
}

fn left(report: &Report) -> Vec<(&str, From)> {
    let remaining = report.rest.remaining.iter();
    remaining.map(|one| (one.id, one.from)).collect()
}

#[test]
fn the_providers_own_words_lead_what_is_left() {
    let decided = decided(RIGHT, true, Some(&answer("x-261.txt")));
    assert!(matches!(decided.verdict, Verdict::Agrees { .. }));
    assert_eq!(left(&decided), [("app-read-only", From::Answer)]);
    // Date: Fri, 14 Oct 2011 20:09:30 GMT is 1318622970.
    assert_eq!(
        decided.rest.checked[0],
        "the timestamp is 12 s behind the answer's Date"
    );
}

#[test]
fn an_answer_that_names_nothing_leaves_the_usual_causes() {
    let text = b"HTTP/1.1 401 Unauthorized\nDate: Fri, 14 Oct 2011 20:09:30 GMT\n\nno";
    let decided = decided(RIGHT, true, Some(&Response::from_text(text)));
    let ids: Vec<&str> = left(&decided).into_iter().map(|(id, _)| id).collect();
    // The clock is no longer among them: the Date has ruled it out.
    assert_eq!(
        ids,
        [
            "nonce-reused",
            "token-type-wrong",
            "consumer-key-unknown",
            "app-read-only",
            "header-not-sent"
        ]
    );
}

#[test]
fn a_wrong_clock_is_told_with_its_numbers() {
    // An hour and a half later, and then 42 minutes and 40 seconds.
    for (date, id) in [
        ("21:39:30", "timestamp-local-time"),
        ("20:51:58", "timestamp-skew"),
    ] {
        let text = format!("HTTP/1.1 401 Unauthorized\nDate: Fri, 14 Oct 2011 {date} GMT\n\nno");
        let decided = decided(RIGHT, true, Some(&Response::from_text(text.as_bytes())));
        assert_eq!(left(&decided)[0], (id, From::Wire), "{date}");
    }
}

#[test]
fn a_server_that_computes_otherwise_is_named_where_the_signature_is_right() {
    let decided = decided(RIGHT, true, Some(&answer("flickr-debug-sbs.txt")));
    assert!(matches!(decided.verdict, Verdict::Agrees { .. }));
    assert_eq!(left(&decided)[0], ("server-bug", From::Answer));
    assert!(decided.base_string_is_the_servers);
    assert!(decided.given_base_string.is_some());
}

#[test]
fn the_servers_base_string_is_compared_without_secrets() {
    // What a server behind a proxy computes: http for https.
    let servers = "POST&http%3A%2F%2Fapi.twitter.com%2F1.1%2Fstatuses%2Fupdate.json&include_entities%3Dtrue%26oauth_consumer_key%3Dxvz1evFS4wEEPTGEFPHBog%26oauth_nonce%3DkYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1318622958%26oauth_token%3D370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb%26oauth_version%3D1.0%26status%3DHello%2520Ladies%2520%252B%2520Gentlemen%252C%2520a%2520signed%2520OAuth%2520request%2521";
    let text = format!("oauth_problem=signature_invalid&debug_sbs={servers}");
    let decided = decided(RIGHT, false, Some(&Response::from_text(text.as_bytes())));
    assert_eq!(decided.base_string.as_ref().unwrap(), servers);
    // It speaks of the server: the client is not accused, and nothing is decided.
    assert!(matches!(decided.verdict, Verdict::Undecided { .. }));
    let servers = decided.servers.as_ref().unwrap();
    let explanation = servers.apart.explanation.as_ref().unwrap();
    assert!(!servers.is_what_was_signed);
    let ids: Vec<&str> = explanation
        .causes
        .iter()
        .map(|cause| cause.id.as_str())
        .chain(explanation.indistinguishable.iter().copied())
        .collect();
    assert!(ids.contains(&"uri-scheme-proxy"), "{ids:?}");
}

/// The example of X's documentation, its spaces as a form encoder writes them.
const PLUS: &str = "POST&https%3A%2F%2Fapi.twitter.com%2F1.1%2Fstatuses%2Fupdate.json&include_entities%3Dtrue%26oauth_consumer_key%3Dxvz1evFS4wEEPTGEFPHBog%26oauth_nonce%3DkYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1318622958%26oauth_token%3D370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb%26oauth_version%3D1.0%26status%3DHello%2BLadies%2B%252B%2BGentlemen%252C%2Ba%2Bsigned%2BOAuth%2Brequest%2521";

#[test]
fn a_server_that_departs_from_the_rfc_is_no_proof_against_the_client() {
    let text = format!("oauth_problem=signature_invalid&debug_sbs={PLUS}");
    let answer = Response::from_text(text.as_bytes());
    let way = |decided: &Report| {
        let servers = decided.servers.as_ref().unwrap();
        let causes = &servers.apart.explanation.as_ref().unwrap().causes;
        assert_eq!(causes[0].id, "enc-space-plus");
        servers.is_what_was_signed
    };
    // No secrets, the right signature, one that nothing explains, and one over the same string
    // (by Java's URLEncoder and Mac).
    let undecided = decided(RIGHT, false, Some(&answer));
    assert_eq!(undecided.verdict.outcome(), "undecided");
    assert!(!way(&undecided));
    let agrees = decided(RIGHT, true, Some(&answer));
    assert_eq!(agrees.verdict.outcome(), "agrees");
    assert!(!way(&agrees));
    let unknown = RIGHT.replace("hCtSmYh", "AAAAAAA");
    let unexplained = decided(&unknown, true, Some(&answer));
    assert_eq!(unexplained.verdict.outcome(), "unexplained");
    assert!(!way(&unexplained));
    let same = RIGHT.replace(
        "hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D",
        "Il5C7oPhfqV%2BnSqa3WoH4988Ll0%3D",
    );
    assert_ne!(same, RIGHT);
    let same = decided(&same, true, Some(&answer));
    assert_eq!(same.verdict.outcome(), "explained");
    assert!(way(&same));
}

#[test]
fn an_answer_in_the_paste_is_read_too() {
    let paste = format!(
        "{RIGHT}\n\nHTTP/1.1 401 Unauthorized\nContent-Type: application/json\n\n\
         {{\"errors\":[{{\"code\":89,\"message\":\"Invalid or expired token.\"}}]}}"
    );
    let decided = decided(&paste, true, None);
    let answer = decided.answer.as_ref().unwrap();
    assert_eq!(answer.said[0].meaning.about, About::Token);
    assert_eq!(left(&decided)[0], ("token-revoked", From::Answer));
}

#[test]
fn secrets_in_an_answer_are_not_repeated() {
    let text = "HTTP/1.1 401 Unauthorized\n\nno access, oauth_token_secret=geheim, sorry";
    let read = response::read(&Response::from_text(text.as_bytes()), "");
    assert_eq!(read.words, "no access, oauth_token_secret=***, sorry");
}
