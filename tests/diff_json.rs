//! The JSON of `diff`, field by field. The values are those of X's documentation, or computed by
//! hand from its base string.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use countersign::capture::{self, Options};
use countersign::case::Case;
use countersign::credentials::Credentials;
use countersign::diagnose::Limits;
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
