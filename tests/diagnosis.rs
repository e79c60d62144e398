//! The search names the mistake that made a captured signature.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign::credentials::Credentials;
use countersign::diagnose::explain::Explanation;
use countersign::diagnose::hypothesis::hypotheses;
use countersign::diagnose::{Limits, Wanted, diagnose};
use countersign::mistakes::Facts;
use countersign::pipeline::collect::{CollectChoice, collect};
use countersign::pipeline::declared_algorithm;
use countersign::pipeline::decode::{DecodeChoice, decode};
use countersign::pipeline::encode::{EncodeChoice, encode, encode_beside};
use countersign::recipe::Recipe;
use countersign::request::{Header, Request, Text};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

#[test]
fn spaces_signed_as_plus_are_proven() {
    let mut request = Request {
        method: Text::from("POST"),
        url: Text::from("https://api.twitter.com/1.1/statuses/update.json?include_entities=true"),
        body: Some(Text::from(
            "status=Hello%20Ladies%20%2B%20Gentlemen%2C%20a%20signed%20OAuth%20request%21",
        )),
        ..Request::default()
    };
    request.headers.push(Header::made(
        "Content-Type",
        "application/x-www-form-urlencoded",
    ));
    request.headers.push(Header::made("Authorization", "OAuth oauth_consumer_key=\"xvz1evFS4wEEPTGEFPHBog\", oauth_nonce=\"kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg\", oauth_signature=\"Il5C7oPhfqV%2BnSqa3WoH4988Ll0%3D\", oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"1318622958\", oauth_token=\"370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb\", oauth_version=\"1.0\""));
    let credentials = Credentials {
        consumer_secret: Some("kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw".into()),
        token_secret: Some("LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE".into()),
        ..Credentials::default()
    };
    let found = diagnose(
        &request,
        &credentials,
        Wanted::Signature(b"Il5C7oPhfqV+nSqa3WoH4988Ll0="),
        Limits::default(),
    )
    .unwrap();
    assert_eq!(found.statistics.depth, 0, "one mistake is enough");
    assert!(!found.statistics.exhausted);
    let explanation = &found.explanations[0];
    for name in ["java URLEncoder", "php urlencode"] {
        assert!(explanation.encoders.contains(&name), "{name} writes so");
    }
    let ruled_out: Vec<&str> = explanation
        .encoders_ruled_out
        .iter()
        .map(|profile| profile.name)
        .collect();
    // Its `!` would be literal, PHP's rawurlencode is right, and .NET's hex is small.
    for name in [
        "js encodeURIComponent",
        "php rawurlencode",
        "dotnet HttpUtility.UrlEncode",
    ] {
        assert!(ruled_out.contains(&name), "{name} does not write so");
        assert!(!explanation.encoders.contains(&name));
    }
    let ids: Vec<&str> = explanation
        .causes
        .iter()
        .map(|cause| cause.id.as_str())
        .collect();
    assert_eq!(ids, ["enc-space-plus"]);
}

const PROTOCOL: &str = "oauth_consumer_key=ck&oauth_nonce=n0nce\
    &oauth_signature_method=HMAC-SHA1&oauth_timestamp=1700000000&oauth_token=tk&oauth_version=1.0";

/// What explains the signature of a GET, made of that base string under that key with the `hmac`
/// crate alone.
fn of_base_string(query: &str, base_string: &str, key: &str, mistakes: usize) -> Explanation {
    let mut mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(base_string.as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    let url = format!("https://api.example.com/r?{query}");
    let header = format!(
        "OAuth {}",
        PROTOCOL.replace('=', "=\"").replace('&', "\",") + "\""
    );
    let request = Request {
        method: Text::from("GET"),
        url: Text::from(url.as_str()),
        headers: vec![Header::made("Authorization", header)],
        ..Request::default()
    };
    let credentials = Credentials {
        consumer_secret: Some("cs".into()),
        token_secret: Some("ts".into()),
        ..Credentials::default()
    };
    let wanted = Wanted::Signature(signature.as_bytes());
    let limits = Limits {
        mistakes,
        ..Limits::default()
    };
    let found = diagnose(&request, &credentials, wanted, limits).unwrap();
    found.explanations.into_iter().next().unwrap()
}

/// Normalized parameters, written by hand, in the second layer.
fn again(normalized: &str) -> String {
    normalized
        .replace("oauth_*", PROTOCOL)
        .replace('%', "%25")
        .replace('=', "%3D")
        .replace('&', "%26")
}

/// What explains the signature of a GET whose pairs were joined in that order, written by hand.
fn of_order(query: &str, normalized: &str) -> Explanation {
    let parameters = again(normalized);
    let base_string = format!("GET&https%3A%2F%2Fapi.example.com%2Fr&{parameters}");
    of_base_string(query, &base_string, "cs&ts", 1)
}

fn only(explanation: &Explanation) -> (&str, &str) {
    let [cause] = explanation.causes.as_slice() else {
        panic!("{:?}", explanation.causes)
    };
    let others = &explanation.indistinguishable;
    assert!(others.is_empty(), "or {others:?}");
    (&cause.id, &cause.detail)
}

#[test]
fn decoded_names_sorted_without_regard_to_case_are_one_mistake() {
    let found = of_order(
        "a%7Bx%7D=1&aB=2&b=3&Zed=4&oauthA=5",
        "aB=2&a%7Bx%7D=1&b=3&oauth_*&oauthA=5&Zed=4",
    );
    assert_eq!(
        only(&found),
        ("sort-case-insensitive", "before they were encoded")
    );
}

#[test]
fn decoded_names_sorted_by_ordinal_ignore_case_are_one_mistake() {
    // .NET compares capitals: `_` comes after them, and so does `[`.
    let found = of_order(
        "a%5Bx%5D=1&aB=2&b=3&Zed=4&oauthZ=5",
        "aB=2&a%5Bx%5D=1&b=3&oauthZ=5&oauth_*&Zed=4",
    );
    let detail = "as capitals, before they were encoded";
    assert_eq!(only(&found), ("sort-case-insensitive", detail));
    // OrderBy(p => p.Name, OrdinalIgnoreCase) leaves the values of one name as they were added.
    let found = of_order(
        "a%5Bx%5D=1&aB=2&b=3&b=1&Zed=4&oauthZ=5",
        "aB=2&a%5Bx%5D=1&b=3&b=1&oauthZ=5&oauth_*&Zed=4",
    );
    let detail = "names alone as capitals, before they were encoded";
    assert_eq!(only(&found), ("sort-case-insensitive", detail));
}

#[test]
fn names_sorted_as_a_culture_does_are_one_mistake() {
    // As ICU: JavaScript's localeCompare, and `OrderBy(p => p.Name)` on .NET 5 and later.
    let found = of_order(
        "Ab=1&aB=9&a%7Bx%7D=1&b=3&Zed=4&oauthA=5",
        "a%7Bx%7D=1&aB=9&Ab=1&b=3&oauth_*&oauthA=5&Zed=4",
    );
    let (id, detail) = only(&found);
    assert_eq!(id, "sort-locale", "{detail}");
    // ICU has an order of its own for punctuation: `_` before `-` before `!`.
    let found = of_order("x%21=1&x-=2&x_=3&B=4", "B=4&oauth_*&x_=3&x-=2&x%21=1");
    assert_eq!(only(&found).0, "sort-locale");
    // .NET Framework ignores a hyphen at first, and no other punctuation.
    let found = of_order(
        "B=1&co-op=2&coop.x=3&coom=4&co_y=5",
        "B=1&co_y=5&coom=4&co-op=2&coop.x=3&oauth_*",
    );
    assert_eq!(only(&found).0, "sort-locale");
}

#[test]
fn four_mistakes_of_four_stages_are_proven_together() {
    let parameters = again("oauth_*&q=a+b").replace('+', "%2B");
    let base_string = format!("get&http%3A%2F%2Fapi.example.com%2Fr&{parameters}");
    let found = of_base_string("q=a%20b", &base_string, "cs&", 4);
    let causes = found.causes.iter();
    let ids: Vec<&str> = causes.map(|cause| cause.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "enc-space-plus",
            "uri-scheme-proxy",
            "method-lowercase",
            "key-token-secret-missing"
        ]
    );
    assert_eq!(found.proof.bytes().len(), 28, "base64 of 160 bits");
}

/// What was encoded before, by any other choice of the catalogue, changes nothing.
#[test]
fn pairs_that_are_known_already_are_encoded_alike() {
    let request = Request {
        method: Text::from("POST"),
        url: Text::from(
            "https://api.example.com/?q=a%20b+c&x%5B0%5D=~*'()&y=%25+%2B&e=%F0%9F%92%A9",
        ),
        headers: vec![Header::made(
            "Authorization",
            "OAuth oauth_consumer_key=\"k\", oauth_nonce=\"a/b\", oauth_version=\"1.0\"",
        )],
        body: Some(Text::from("s=caf%C3%A9%21&t=%3Cb%3E%26%22&z=%00%7F")),
        ..Request::default()
    };
    let credentials = Credentials::default();
    let collected = collect(&request, &CollectChoice::default());
    let parameters = decode(&collected, &DecodeChoice::default());
    let facts = Facts {
        request: &request,
        parameters: &parameters,
        credentials: &credentials,
        algorithm: declared_algorithm(&parameters).0,
    };
    let mut choices: Vec<EncodeChoice> = Vec::new();
    for hypothesis in hypotheses(&facts) {
        let choice = Recipe::with(&hypothesis.edits).encode;
        if !choices.contains(&choice) {
            choices.push(choice);
        }
    }
    assert!(choices.len() > 100, "{} choices", choices.len());
    for before in &choices {
        let known = encode(&parameters, before);
        for choice in &choices {
            let beside = encode_beside(&parameters, choice, (before, &known));
            assert!(
                beside == encode(&parameters, choice),
                "{choice:?} after {before:?}"
            );
        }
    }
}
