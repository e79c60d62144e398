//! The search names the mistake that made a captured signature.

use countersign::credentials::Credentials;
use countersign::diagnose::{Limits, Wanted, diagnose};
use countersign::request::{Header, Request, Text};

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
