//! The JSON of `diff`, field by field. The values are those of X's documentation, or computed by
//! hand from its base string.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::atomic::{AtomicBool, Ordering};

use countersign::capture::{self, Options};
use countersign::case::Case;
use countersign::credentials::Credentials;
use countersign::diagnose::Limits;
use countersign::redact::{Masks, Shared};
use countersign::render::diff_json::diff;
use serde_json::{Value, json};

const PASTE: &[u8] = include_bytes!("../fixtures/captures/post-with-a-space.http");
const CONSUMER_SECRET: &str = "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw";
const TOKEN_SECRET: &str = "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE";
/// As X's documentation prints it, up to the status.
const BASE_STRING: &str = "POST&https%3A%2F%2Fapi.twitter.com%2F1.1%2Fstatuses%2Fupdate.json&include_entities%3Dtrue%26oauth_consumer_key%3Dxvz1evFS4wEEPTGEFPHBog%26oauth_nonce%3DkYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1318622958%26oauth_token%3D370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb%26oauth_version%3D1.0%26status%3D";
const RIGHT_STATUS: &str =
    "Hello%2520Ladies%2520%252B%2520Gentlemen%252C%2520a%2520signed%2520OAuth%2520request%2521";
const SIGNED_STATUS: &str =
    "Hello%2BLadies%2B%252B%2BGentlemen%252C%2Ba%2Bsigned%2BOAuth%2Brequest%2521";

fn credentials() -> Credentials {
    Credentials {
        consumer_secret: Some(CONSUMER_SECRET.into()),
        token_secret: Some(TOKEN_SECRET.into()),
        ..Credentials::default()
    }
}

fn of(paste: &[u8], credentials: &Credentials) -> Value {
    let capture = capture::read(paste, &Options::default()).unwrap();
    let case = Case::new(capture.only().unwrap().clone(), credentials.clone());
    let limits = Limits {
        mistakes: 1,
        ..Limits::default()
    };
    let report = case.with_limits(limits).judge().unwrap();
    serde_json::from_str(&diff(&report)).unwrap()
}

fn names(list: &Value) -> Vec<&str> {
    let list = list.as_array().unwrap().iter();
    list.map(|name| name.as_str().unwrap()).collect()
}

#[test]
fn an_explained_signature_has_every_field() {
    let json = of(PASTE, &credentials());
    assert_eq!(json["schema"], "countersign/1");
    assert_eq!(json["command"], "diff");
    assert_eq!(json["request"]["method"], "POST");
    assert_eq!(json["right"]["signature"], "hCtSmYh+iHYCEqBWrE7C7hYmtUk=");
    let right = format!("{BASE_STRING}{RIGHT_STATUS}");
    assert_eq!(json["right"]["base_string"], right);

    let verdict = &json["verdict"];
    assert_eq!(verdict["outcome"], "explained");
    assert!(verdict["combinations_tried"].as_u64().is_some());
    let explanation = &verdict["explanations"][0];
    assert_eq!(explanation["mistakes"], json!(["enc-space-plus"]));
    let detail = &explanation["details"][0];
    assert_eq!(detail["id"], "enc-space-plus");
    assert_eq!(detail["stage"], "encoding");
    for field in ["title", "instance", "before", "after"] {
        assert!(detail[field].is_string(), "{field}");
    }
    let fixes = detail["fix"].as_array().unwrap();
    assert!(fixes.iter().any(|fix| fix["language"] == "PHP"
        && fix["code"].as_str().unwrap().contains("rawurlencode($s)")));
    assert!(explanation["indistinguishable"].is_array());
    let consistent = names(&explanation["encoder_profiles"]);
    for name in ["java URLEncoder", "php urlencode", "python quote_plus"] {
        assert!(consistent.contains(&name), "{name}");
    }
    let ruled_out = names(&explanation["ruled_out"]);
    for name in ["js encodeURIComponent", "php rawurlencode"] {
        assert!(ruled_out.contains(&name), "{name}");
        assert!(!consistent.contains(&name), "{name}");
    }
    assert_eq!(
        explanation["base_string"],
        format!("{BASE_STRING}{SIGNED_STATUS}")
    );
    let normalized = explanation["normalized_parameters"].as_str().unwrap();
    assert!(
        normalized.ends_with("&status=Hello+Ladies+%2B+Gentlemen%2C+a+signed+OAuth+request%21")
    );
    assert_eq!(
        explanation["signing_key"],
        format!("{CONSUMER_SECRET}&{TOKEN_SECRET}")
    );
    assert_eq!(explanation["signature"], "Il5C7oPhfqV+nSqa3WoH4988Ll0=");
}

#[test]
fn the_first_difference_has_the_bytes_of_every_place() {
    let json = of(PASTE, &credentials());
    let first = &json["first_difference"];
    assert_eq!(first["stage"], "base-string");
    assert_eq!(first["parameter"], "status");
    let (right, captured) = (
        first["right"].as_str().unwrap(),
        first["captured"].as_str().unwrap(),
    );
    assert_eq!(right, format!("status%3D{RIGHT_STATUS}"));
    assert_eq!(captured, format!("status%3D{SIGNED_STATUS}"));
    let ranges = first["ranges"].as_array().unwrap();
    assert_eq!(ranges.len(), 7);
    for range in ranges {
        let bytes = |text: &str, range: &Value| {
            let at = |end: &str| usize::try_from(range[end].as_u64().unwrap()).unwrap();
            text[at("start")..at("end")].to_owned()
        };
        assert_eq!(bytes(right, &range["right"]), "%2520");
        assert_eq!(bytes(captured, &range["captured"]), "%2B");
    }
}

#[test]
fn the_corrected_request_is_there() {
    let json = of(PASTE, &credentials());
    let header = json["fixed"]["authorization_header"].as_str().unwrap();
    assert!(header.starts_with("OAuth ") && header.contains("hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D"));
    let curl = json["fixed"]["curl"].as_str().unwrap();
    assert!(curl.starts_with("curl ") && curl.contains("hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D"));
}

#[test]
fn findings_have_their_place_in_the_paste() {
    let paste = String::from_utf8(PASTE.to_vec())
        .unwrap()
        .replace("%3D\"", "%253D\"");
    let json = of(paste.as_bytes(), &Credentials::default());
    let findings = json["findings"].as_array().unwrap();
    let finding = findings
        .iter()
        .find(|finding| finding["id"] == "sig-double-encoded")
        .unwrap();
    let at = |end: &str| usize::try_from(finding["span"][end].as_u64().unwrap()).unwrap();
    assert_eq!(
        &paste[at("start")..at("end")],
        "Il5C7oPhfqV%2BnSqa3WoH4988Ll0%253D"
    );
    for finding in findings {
        assert!(finding["id"].is_string() && finding["message"].is_string());
        assert!(finding.get("span").is_some());
    }
}

#[test]
fn the_other_outcomes_are_named_and_have_no_explanation() {
    let undecided = of(PASTE, &Credentials::default());
    assert_eq!(undecided["verdict"]["outcome"], "undecided");
    assert_eq!(undecided["verdict"]["missing"], json!(["consumer-secret"]));
    let text = String::from_utf8(PASTE.to_vec()).unwrap();
    let right = text.replace(
        "Il5C7oPhfqV%2BnSqa3WoH4988Ll0",
        "hCtSmYh%2BiHYCEqBWrE7C7hYmtUk",
    );
    let right = of(right.as_bytes(), &credentials());
    assert_eq!(right["verdict"]["outcome"], "agrees");
    let other = text.replace(
        "Il5C7oPhfqV%2BnSqa3WoH4988Ll0",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAA",
    );
    let other = of(other.as_bytes(), &credentials());
    assert_eq!(other["verdict"]["outcome"], "unexplained");
    assert!(other["verdict"]["combinations_tried"].as_u64().unwrap() > 100);
    for json in [undecided, right, other] {
        assert_eq!(json["verdict"]["explanations"], json!([]));
        assert_eq!(json["first_difference"], Value::Null);
    }
}

#[test]
fn another_paste_is_compared_stage_by_stage() {
    let other = String::from_utf8(PASTE.to_vec())
        .unwrap()
        .replace("=true", "=false");
    let read = |paste: &[u8]| capture::read(paste, &Options::default()).unwrap();
    let (wrong, right) = (read(PASTE), read(other.as_bytes()));
    let case = Case {
        against: Some(right.only().unwrap().clone()),
        ..Case::new(wrong.only().unwrap().clone(), Credentials::default())
    };
    let report = case.judge().unwrap();
    let json: Value = serde_json::from_str(&diff(&report)).unwrap();
    let parted = json["against"]["parted"].as_array().unwrap();
    assert_eq!(parted.len(), 1);
    assert_eq!(parted[0]["stage"], "parameters");
    assert_eq!(parted[0]["parameter"], "include_entities");
    assert_eq!(
        (&parted[0]["right"], &parted[0]["captured"]),
        (&json!("false"), &json!("true"))
    );
    assert_eq!(
        json["against"]["same"],
        json!(["base-string-uri", "method", "signature"])
    );
}

/// The paste above with the list of what the commonest mistakes would make.
fn with_candidates(paste: &[u8]) -> countersign::report::Report {
    let capture = capture::read(paste, &Options::default()).unwrap();
    let case = Case {
        candidates: true,
        ..Case::new(capture.only().unwrap().clone(), Credentials::default())
    };
    case.judge().unwrap()
}

fn candidate(json: &Value, id: &str) -> String {
    let all = json["candidates"].as_array().unwrap().iter();
    let mut with = all.filter(|one| names(&one["ids"]).contains(&id));
    let one = with.next().unwrap_or_else(|| panic!("{id} is not there"));
    assert!(one["title"].is_string() && with.next().is_none(), "{id}");
    one["base_string"].as_str().unwrap().to_owned()
}

/// Printed by Python 3.13, with `urllib.parse` and nothing else of OAuth:
///
/// ```python
/// q = lambda s: quote(s, safe="~")
/// pairs = [("include_entities", "true"), …, ("status", "Hello Ladies + Gentlemen, a …")]
/// def base(encode, pairs, url):
///     joined = "&".join(encode(n) + "=" + encode(v) for n, v in pairs)
///     return "POST&" + q(url) + "&" + q(joined)
/// base(lambda s: quote_plus(s, safe="~"), pairs, url)   # enc-space-plus
/// base(q, pairs[1:], url)                               # query-omitted
/// base(q, pairs[:-1], url)                              # body-form-omitted
/// base(lambda s: q(q(s)), pairs, url)                   # double-encoded-params
/// base(lambda s: s, pairs, url)                         # values-not-encoded
/// base(q, pairs[1:], url + "?include_entities=true")    # uri-query-kept
/// base(q, pairs, url.replace("com/", "com:443/"))       # uri-default-port-kept
/// ```
#[test]
fn the_strings_of_the_commonest_mistakes_are_listed_where_they_are_asked_for() {
    let json: Value = serde_json::from_str(&diff(&with_candidates(PASTE))).unwrap();
    let status = |value: &str| format!("{BASE_STRING}{value}");
    let right = status(RIGHT_STATUS);
    let query = "include_entities%3Dtrue%26";
    let url = "statuses%2Fupdate.json";
    for (id, expected) in [
        ("enc-space-plus", status(SIGNED_STATUS)),
        ("query-omitted", right.replace(query, "")),
        (
            "body-form-omitted",
            right.replace(&format!("%26status%3D{RIGHT_STATUS}"), ""),
        ),
        (
            "double-encoded-params",
            status(
                "Hello%252520Ladies%252520%25252B%252520Gentlemen%25252C%252520a%252520signed%252520OAuth%252520request%252521",
            ),
        ),
        (
            "values-not-encoded",
            status("Hello%20Ladies%20%2B%20Gentlemen%2C%20a%20signed%20OAuth%20request%21"),
        ),
        (
            "uri-query-kept",
            right
                .replace(query, "")
                .replace(url, &format!("{url}%3Finclude_entities%3Dtrue")),
        ),
        (
            "uri-default-port-kept",
            right.replace("twitter.com", "twitter.com%3A443"),
        ),
    ] {
        assert_eq!(candidate(&json, id), expected, "{id}");
    }
    assert_eq!(json["candidates"][0]["ids"][0], "enc-space-plus");
    let all = json["candidates"].as_array().unwrap();
    assert!(all.iter().all(|one| one["base_string"] != right.as_str()));
    assert!(of(PASTE, &Credentials::default())["candidates"].is_null());
}

/// A bullet is three bytes in UTF-8: a string that is made of masked values would hold each of them
/// as `%25E2%2580%25A2`, and nobody could compare it with a log.
#[test]
fn what_is_masked_of_the_candidates_keeps_their_length() {
    let report = with_candidates(PASTE);
    let masks = Masks::of(&report.request, &Credentials::default());
    let open: Value = serde_json::from_str(&diff(&report)).unwrap();
    let shared = Shared::masked(&report, &masks);
    let masked: Value = serde_json::from_str(&diff(shared.get())).unwrap();
    let token = "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb";
    for id in ["enc-space-plus", "uri-query-kept"] {
        assert_eq!(
            candidate(&masked, id),
            candidate(&open, id).replace(token, &"•".repeat(token.len())),
            "{id}"
        );
    }
}

/// Without the host or the method, every string would hold one that was made up.
#[test]
fn nothing_is_made_up_for_a_candidate() {
    let text = String::from_utf8(PASTE.to_vec()).unwrap();
    let without_host = text.replace("Host: api.twitter.com\n", "");
    let header = text.lines().find(|line| line.starts_with("Authorization"));
    for paste in [without_host.as_str(), header.unwrap()] {
        let json: Value = serde_json::from_str(&diff(&with_candidates(paste.as_bytes()))).unwrap();
        assert_eq!(json["candidates"], json!([]), "{paste}");
    }
}

/// A request is read in several ways, and each is searched alone for one mistake, then for two. Time
/// that runs out among pairs takes nothing back of what was tried before.
#[test]
fn what_was_tried_before_time_ran_out_is_told() {
    let text = String::from_utf8(PASTE.to_vec()).unwrap().replace(
        "Il5C7oPhfqV%2BnSqa3WoH4988Ll0",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAA",
    );
    let capture = capture::read(text.as_bytes(), &Options::default()).unwrap();
    let at_pairs = AtomicBool::new(false);
    let limits = Limits {
        mistakes: 2,
        out_of_time: &|| at_pairs.load(Ordering::Relaxed),
        progress: &|progress| at_pairs.store(progress.mistakes == 2, Ordering::Relaxed),
        ..Limits::default()
    };
    let case = Case::new(capture.only().unwrap().clone(), credentials()).with_limits(limits);
    let json: Value = serde_json::from_str(&diff(&case.judge().unwrap())).unwrap();
    assert!(at_pairs.load(Ordering::Relaxed));
    assert_eq!(json["verdict"]["outcome"], "unexplained");
    let search = &json["verdict"]["search"];
    assert_eq!(search["mistakes_together"], 1, "{search}");
    assert_eq!(search["exhausted"], true);
}
