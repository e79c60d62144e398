//! Nobody is accused wrongly: a right request agrees, and a signature that nothing makes stays
//! unexplained.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign::capture::Captured;
use countersign::case::Case;
use countersign::credentials::Credentials;
use countersign::diagnose::Limits;
use countersign::encoder::Encoder;
use countersign::pipeline::trace;
use countersign::recipe::Recipe;
use countersign::report::Verdict;
use countersign::request::{Header, Request, Text};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// The same cases in every run.
fn runner() -> TestRunner {
    let config = Config {
        cases: 1_000,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(
        config,
        TestRng::from_seed(RngAlgorithm::ChaCha, b"a right request is never accused"),
    )
}

/// A request without its signature, and the secrets.
fn request() -> impl Strategy<Value = (Request, Credentials)> {
    let text = || "[a-zA-Z0-9 !*'()~/+=&%é€_.-]{0,12}";
    let pair = || ("[a-z][a-zA-Z_]{0,7}", text());
    let body = prop::option::of(vec(pair(), 1..4));
    let method = prop::sample::select(vec!["GET", "POST", "PUT", "DELETE"]);
    let algorithm = prop::sample::select(vec!["HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512"]);
    let path = "(/[a-z0-9._~-]{1,8}){0,3}";
    let secrets = (
        "[a-zA-Z0-9&/+=]{4,24}",
        prop::option::of("[a-zA-Z0-9&/+ ]{4,24}"),
    );
    let request = (
        method,
        path,
        vec(pair(), 0..4),
        body,
        algorithm,
        "[a-zA-Z0-9]{8,20}",
    );
    (request, secrets).prop_map(|(request, (consumer_secret, token_secret))| {
        let (method, path, query, body, algorithm, nonce) = request;
        let encode =
            |text: &str| String::from_utf8(Encoder::rfc().encode(text.as_bytes())).unwrap();
        let form = |pairs: &[(String, String)]| {
            let pairs: Vec<String> = pairs
                .iter()
                .map(|(name, value)| [encode(name), encode(value)].join("="))
                .collect();
            pairs.join("&")
        };
        let mut url = format!("https://api.example.com{path}");
        if !query.is_empty() {
            url.push('?');
            url += &form(&query);
        }
        let mut header = format!(
            "OAuth oauth_consumer_key=\"key\", oauth_nonce=\"{nonce}\", \
             oauth_signature_method=\"{algorithm}\", oauth_timestamp=\"1318622958\", \
             oauth_version=\"1.0\""
        );
        if token_secret.is_some() {
            header += ", oauth_token=\"token\"";
        }
        let mut headers = vec![Header::made("Authorization", header)];
        if body.is_some() {
            headers.push(Header::made(
                "Content-Type",
                "application/x-www-form-urlencoded",
            ));
        }
        let request = Request {
            method: Text::from(method),
            url: Text::from(url.as_str()),
            headers,
            body: body.map(|pairs| Text::from(form(&pairs).as_str())),
            ..Request::default()
        };
        let credentials = Credentials {
            consumer_key: Some("key".to_owned()),
            consumer_secret: Some(consumer_secret.as_str().into()),
            token: token_secret.as_ref().map(|_| "token".to_owned()),
            token_secret: token_secret.as_deref().map(Into::into),
            ..Credentials::default()
        };
        (request, credentials)
    })
}

fn verdict(
    request: Request,
    credentials: &Credentials,
    signature: Option<&[u8]>,
    candidates: u64,
) -> Verdict {
    let captured = Captured {
        request,
        ..Captured::default()
    };
    let case = Case {
        signature: signature.map(Into::into),
        limits: Limits {
            mistakes: 1,
            candidates,
            ..Limits::default()
        },
        ..Case::new(captured, credentials.clone())
    };
    case.judge().unwrap().verdict
}

#[test]
fn a_right_request_agrees() {
    let case = |(request, credentials): (Request, Credentials)| {
        let right = trace(&request, &credentials, &Recipe::default()).unwrap();
        let verdict = verdict(right.signed.unwrap(), &credentials, None, 1);
        prop_assert!(
            matches!(verdict, Verdict::Agrees { .. }),
            "verdict {}",
            verdict.outcome()
        );
        Ok(())
    };
    runner().run(&request(), case).unwrap();
}

#[test]
fn a_random_signature_is_never_explained() {
    let length = |request: &Request| {
        let header = request.header("authorization").unwrap().value.bytes();
        match header {
            text if text.windows(6).any(|part| part == b"SHA256") => 32,
            text if text.windows(6).any(|part| part == b"SHA512") => 64,
            _ => 20,
        }
    };
    let strategy = (request(), any::<[u8; 64]>());
    let case = |((request, credentials), digest): ((Request, Credentials), [u8; 64])| {
        let signature = STANDARD.encode(&digest[..length(&request)]);
        let right = trace(&request, &credentials, &Recipe::default()).unwrap();
        let signed = right.signed.unwrap();
        // Every mistake alone, and then as many ways to write characters as are left.
        let verdict = verdict(signed, &credentials, Some(signature.as_bytes()), 2_000);
        prop_assert!(
            matches!(verdict, Verdict::Unexplained { .. }),
            "verdict {}",
            verdict.outcome()
        );
        Ok(())
    };
    runner().run(&strategy, case).unwrap();
}
