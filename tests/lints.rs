//! Every lint is found where it stands, and nowhere else.
//!
//! In the pastes below `⟦` and `⟧` show the place that a finding must point at; they are taken out
//! before the paste is read.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use countersign::capture::{self, Captured, Options};
use countersign::case;
use countersign::credentials::{Credentials, PrivateKey};
use countersign::error::{Finding, Severity};
use countersign::lint::{lint, mark_reused_nonces};
use countersign::mistakes::{self, Edits};
use countersign::request::{Header, Request, Text};
use serde_json::Value;

/// A request in which there is nothing to find.
const GET: &str = r#"GET /r?a=1 HTTP/1.1
Host: api.example.com
Authorization: OAuth oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk", oauth_signature_method="HMAC-SHA1", oauth_timestamp="1318622958", oauth_nonce="kllo9940pd9333jh", oauth_version="1.0", oauth_signature="tnnArxj06cWHq44gCs1OSKk%2FjLY%3D"
"#;

/// The same as a POST with a form.
const POST: &str = r#"POST /r HTTP/1.1
Host: api.example.com
Content-Type: application/x-www-form-urlencoded
Authorization: OAuth oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk", oauth_signature_method="HMAC-SHA1", oauth_timestamp="1318622958", oauth_nonce="kllo9940pd9333jh", oauth_version="1.0", oauth_signature="tnnArxj06cWHq44gCs1OSKk%2FjLY%3D"

status=Hello%20Ladies"#;

/// The time at which those were signed.
const NOW: u64 = 1_318_622_958;

use Severity::{Error, Hint, Warning};

/// Which paste, what is replaced by what, and what must be found.
type Case = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Severity,
);

const SIGNATURE: &str = r#""tnnArxj06cWHq44gCs1OSKk%2FjLY%3D""#;
const METHOD: &str = r#""HMAC-SHA1""#;

#[rustfmt::skip]
const CASES: &[Case] = &[
    // The form of the header.
    (GET, "OAuth oauth_consumer_key", "⟦oauth_consumer_key⟧", "header-no-scheme", Error),
    (GET, "OAuth oauth_consumer_key", "⟦Bearer⟧ oauth_consumer_key", "header-wrong-scheme", Error),
    (GET, "l03\", oauth", "l03\"⟦&⟧oauth", "header-amp-separators", Error),
    (GET, "l03\", oauth", "l03\"⟦;⟧oauth", "header-semicolon-separators", Error),
    (GET, "l03\", oauth_token", "l03\" ⟦oauth_token⟧", "header-comma-missing", Error),
    (GET, "jLY%3D\"", "jLY%3D\"⟦,⟧", "header-comma-last", Warning),
    (GET, "oauth_token=\"", "oauth_token⟦ = ⟧\"", "header-blank-at-equals", Warning),
    (GET, "\"nnch734d00sl2jdk\"", "⟦nnch734d00sl2jdk⟧", "header-no-quotes", Error),
    (GET, "\"nnch734d00sl2jdk\"", "'⟦nnch734d00sl2jdk⟧'", "header-no-quotes", Error),
    (GET, "\"nnch734d00sl2jdk\"", "⟦nnch734d00sl2jdk\"⟧", "header-quote-broken", Error),
    (GET, "\"nnch734d00sl2jdk\"", "⟦\u{201C}⟧nnch734d00sl2jdk\u{201D}", "capture-smart-quotes", Hint),
    (GET, "OAuth oauth_consumer_key=", "OAuth oauth_callback=\"http⟦:⟧//h/cb\", oauth_consumer_key=", "header-key-not-encoded", Warning),
    (GET, "\"nnch734d00sl2jdk\"", "\"nnch⟦%zz⟧\"", "percent-without-hex", Error),
    (GET, "OAuth oauth_consumer_key", "OAuth ⟦status⟧=\"x\", oauth_consumer_key", "body-params-in-header", Warning),
    (GET, "OAuth oauth_consumer_key", "OAuth ⟦oauth_realm⟧=\"x\", oauth_consumer_key", "realm-included", Hint),
    (GET, "Authorization: OAuth", "X-Other: OAuth", "header-not-sent", Warning),
    // The protocol parameters.
    (GET, "oauth_signature=", "⟦oauth_signagure⟧=", "header-param-misspelled", Error),
    (GET, " oauth_nonce=", " ⟦oauth_nounce⟧=", "header-param-misspelled", Error),
    (GET, "OAuth oauth_consumer_key=", "OAuth ⟦consumer_key⟧=", "header-param-misspelled", Error),
    (GET, "OAuth oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_token=\"nnch734d00sl2jdk\", oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"1318622958\", oauth_nonce=\"kllo9940pd9333jh\", oauth_version=\"1.0\", oauth_signature=\"tnnArxj06cWHq44gCs1OSKk%2FjLY%3D\"", "⟦OAuth oauth_consumer_key=\"dpf43f3p2l4k3l03\"⟧", "missing-required-param", Error),
    (GET, "/r?a=1", "/r?a=1&⟦oauth_token⟧=nnch734d00sl2jdk", "duplicate-oauth-params", Error),
    (POST, "status=Hello", "⟦oauth_token⟧=nnch734d00sl2jdk&status=Hello", "duplicate-oauth-params", Error),
    (GET, "oauth_nonce=\"kllo9940pd9333jh\",", "oauth_nonce=\"kllo9940pd9333jh\", ⟦oauth_nonce⟧=\"other9\",", "duplicate-protocol-param", Error),
    (GET, "oauth_consumer_key=\"dpf43f3p2l4k3l03\"", "⟦oauth_consumer_key⟧=\"\"", "protocol-param-empty", Error),
    (GET, "oauth_token=\"nnch734d00sl2jdk\"", "⟦oauth_token⟧=\"\"", "empty-token-included", Hint),
    (GET, "\"1.0\"", "\"⟦1.0a⟧\"", "oauth-version-value", Error),
    (GET, METHOD, "\"⟦HMAC_SHA1⟧\"", "sig-method-name-variant", Error),
    (GET, METHOD, "\"⟦ECDSA⟧\"", "sig-method-unknown", Warning),
    (GET, "OAuth oauth_consumer_key=", "OAuth oauth_callback=\"⟦http%253A%252F%252Fh%252Fcb⟧\", oauth_consumer_key=", "callback-double-encoded", Warning),
    (GET, "\"nnch734d00sl2jdk\"", "\"⟦nnch%252F734⟧\"", "double-encoded-params", Hint),
    (GET, "\"nnch734d00sl2jdk\"", "\"⟦nnch734d00sl2jdk%20⟧\"", "protocol-param-blank", Warning),
    (GET, "\"nnch734d00sl2jdk\"", "\"⟦undefined⟧\"", "protocol-param-placeholder", Warning),
    // The signature.
    (GET, SIGNATURE, "\"tnnArxj06cWHq44gCs1OSKk⟦/⟧jLY=\"", "sig-not-encoded", Warning),
    (GET, SIGNATURE, "\"tnn⟦+⟧rxj06cWHq44gCs1OSKk%2FjLY%3D\"", "sig-not-encoded", Warning),
    (GET, SIGNATURE, "\"tnnArxj06cWHq44gCs1OSKk⟦%2f⟧jLY%3d\"", "enc-hex-lowercase", Hint),
    (GET, SIGNATURE, "\"⟦tnnArxj06cWHq44gCs1OSKk%252FjLY%253D⟧\"", "sig-double-encoded", Error),
    (GET, SIGNATURE, "\"⟦tnnArxj06cWHq44gCs1OSKk%2FjLY%3D%0A⟧\"", "sig-newline", Error),
    (GET, SIGNATURE, "\"⟦tnn%20rxj06cWHq44gCs1OSKk%2FjLY%3D⟧\"", "sig-plus-to-space", Error),
    (GET, SIGNATURE, "\"⟦b%27tnnArxj06cWHq44gCs1OSKk%2FjLY%3D%27⟧\"", "sig-python-bytes-repr", Error),
    (GET, SIGNATURE, "\"⟦b679c0af18f4e9c587ab8e200acd4e48a93f8cb6⟧\"", "sig-hex", Error),
    (GET, SIGNATURE, "\"⟦tnnArxj06cWHq44gCs1OSKk_jLY%3D⟧\"", "sig-base64url", Error),
    (GET, SIGNATURE, "\"⟦tnnArxj06cWHq44gCs1OSKk%2FjLY⟧\"", "sig-padding-missing", Error),
    (GET, SIGNATURE, "\"⟦YjY3OWMwYWYxOGY0ZTljNTg3YWI4ZTIwMGFjZDRlNDhhOTNmOGNiNg%3D%3D⟧\"", "sig-base64-of-hex", Error),
    // 44 characters: base64 of 32 bytes.
    (GET, SIGNATURE, "\"⟦f4OxZX%2Fx%2FFO5LcGBSKHWXfwtSx%2Bj1ncoSt3SABJtkGk%3D⟧\"", "sig-wrong-alg", Error),
    (GET, SIGNATURE, "\"⟦tnnArxj06cWHq44⟧\"", "sig-truncated", Error),
    (GET, SIGNATURE, "\"⟦tnnArxj06cWHq44gCs1OSKk%2FjLY%3Dtnn⟧\"", "sig-length", Error),
    (GET, SIGNATURE, "\"⟦kd94hf93k423kf44%26pfkkdhi9sl3r4s00⟧\"", "sig-plaintext-declared-hmac", Error),
    (GET, SIGNATURE, "\"⟦GET%26https%253A%252F%252Fapi.example.com%252Fr%26a%253D1⟧\"", "sig-plaintext-is-base-string", Error),
    // The URL.
    (GET, "/r?a=1", "/r?a=1⟦+⟧2", "space-wire-vs-signed", Hint),
    (GET, "/r?a=1", "/r?a=1⟦;⟧b=2", "semicolon-separates-pairs", Hint),
    (GET, "/r?a=1", "/r?a=⟦é⟧", "url-not-encoded", Warning),
    (GET, "/r?a=1", "/r?a⟦[⟧0]=1", "url-marks-raw", Hint),
    (GET, "GET /r?a=1", "GET https://example.com/r?a=1", "uri-host-header-differs", Warning),
    // The body.
    (POST, "Content-Type: application/x-www-form-urlencoded\n", "", "content-type-missing", Hint),
    (POST, "application/x-www-form-urlencoded", "⟦text/xml⟧", "content-type-wrong", Warning),
    (POST, "status=Hello%20Ladies", "{\"status\": 1}", "content-type-wrong", Warning),
    (POST, "application/x-www-form-urlencoded", "⟦application/x-www-form-urlencoded;charset=UTF-8⟧", "content-type-charset", Hint),
    (POST, "Content-Type: application/x-www-form-urlencoded\n", "Content-Type: application/x-www-form-urlencoded\nContent-Type: ⟦text/plain⟧\n", "content-type-twice", Warning),
    (POST, "POST /r ", "GET /r ", "body-get-included", Hint),
    (POST, "OAuth oauth_consumer_key", "OAuth ⟦oauth_body_hash⟧=\"2jmj7l5rSw0yVb%2FvlWAYkK%2FYBwk%3D\", oauth_consumer_key", "body-hash-on-form", Warning),
    // Timestamp and nonce.
    (GET, "\"1318622958\"", "\"⟦1318622958123⟧\"", "timestamp-ms", Error),
    (GET, "\"1318622958\"", "\"⟦1318622958.5⟧\"", "timestamp-fractional", Error),
    (GET, "\"1318622958\"", "\"⟦1.3E9⟧\"", "timestamp-fractional", Error),
    (GET, "\"1318622958\"", "\"⟦2011-10-14⟧\"", "timestamp-fractional", Error),
    // 1,000 s ahead; two hours ahead; two hours behind, which may be the paste's age.
    (GET, "\"1318622958\"", "\"⟦1318623958⟧\"", "timestamp-skew", Warning),
    (GET, "\"1318622958\"", "\"⟦1318630158⟧\"", "timestamp-local-time", Warning),
    (GET, "\"1318622958\"", "\"⟦1318615758⟧\"", "timestamp-skew", Hint),
    (GET, "\"kllo9940pd9333jh\"", "\"⟦a%2F%2B⟧\"", "nonce-format", Hint),
    (GET, "\"kllo9940pd9333jh\"", "\"⟦1318622958⟧\"", "nonce-reused", Hint),
    // What providers want.
    (GET, "/r?a=1 HTTP/1.1\nHost: api.example.com", "/v3/x HTTP/1.1\nHost: ⟦openapi.etsy.com⟧", "oauth2-endpoint", Warning),
    (GET, "Host: api.example.com", "Host: 123.suitetalk.api.netsuite.com", "realm-required", Error),
    (GET, "api.example.com\nAuthorization: OAuth", "1.restlets.api.netsuite.com\nAuthorization: OAuth realm=\"⟦123-sb1⟧\",", "realm-required", Error),
    (GET, "api.example.com\nAuthorization: OAuth oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_token=\"nnch734d00sl2jdk\", oauth_signature_method=\"HMAC-SHA1\"", "1.restlets.api.netsuite.com\nAuthorization: OAuth realm=\"1\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_token=\"nnch734d00sl2jdk\", oauth_signature_method=\"⟦HMAC-SHA1⟧\"", "hmac-sha1-retired", Error),
    (GET, "GET /r?a=1", "GET /rest/V1/products", "hmac-sha1-retired", Hint),
    (GET, "GET /r?a=1 HTTP/1.1\nHost: api.example.com", "POST /r?a=1 HTTP/1.1\nHost: ⟦sandbox.api.mastercard.com⟧", "body-hash-missing", Error),
];

/// Pastes that are wholes of their own.
#[rustfmt::skip]
const PASTES: &[(&str, &str, Severity)] = &[
    ("https://api.example.com/r?oauth_consumer_key=k&oauth_signature_method=HMAC-SHA1&oauth_timestamp=1318622958&oauth_nonce=kllo9940&oauth_signature=tnn⟦+⟧rxj06cWHq44gCs1OSKk%2FjLY%3D", "sig-not-encoded", Error),
    ("GET ⟦http⟧://api.example.com/r HTTP/1.1\nAuthorization: OAuth oauth_consumer_key=\"k\", oauth_signature_method=\"PLAINTEXT\", oauth_signature=\"a%26b\"\n", "plaintext-without-tls", Warning),
    ("GET https://api.example.com/r HTTP/1.1\nAuthorization: OAuth oauth_consumer_key=\"k\", oauth_signature_method=\"PLAINTEXT\", oauth_signature=\"⟦secret⟧\"\n", "key-no-ampersand", Error),
    ("GET https://api.example.com/r HTTP/1.1\nAuthorization: OAuth oauth_consumer_key=\"k\", oauth_signature_method=\"PLAINTEXT\", oauth_signature=\"⟦a%2526b⟧\"\n", "sig-plaintext-double-encoded", Error),
    ("GET https://api.example.com/r HTTP/1.1\nAuthorization: OAuth oauth_consumer_key=\"k\", oauth_signature_method=\"PLAINTEXT\", oauth_signature=\"⟦tnnArxj06cWHq44gCs1OSKk%2FjLY%3D⟧\"\n", "sig-plaintext-declared-hmac", Error),
    ("GET https://api.example.com/r HTTP/1.1\nAuthorization: OAuth oauth_consumer_key=\"k\", oauth_signature_method=\"RSA-SHA1\", oauth_timestamp=\"1\", oauth_nonce=\"abcdef\", oauth_signature=\"⟦tnnArxj06cWHq44gCs1OSKk%2FjLY%3D⟧\"\n", "sig-wrong-alg", Error),
    ("GET https://api.example.com/r⟦#top⟧ HTTP/1.1\nAuthorization: OAuth oauth_consumer_key=\"k\"\n", "fragment", Hint),
    ("fetch(\"https://api.example.com/r?a=b⟦ ⟧c\", {\"headers\": {\"authorization\": \"OAuth oauth_consumer_key=k\"}, \"method\": \"GET\"});", "url-not-encoded", Error),
    ("curl 'https://api.example.com/r?a=1&b=2' -H 'Authorization: OAuth oauth_consumer_key=\"k\"' -d 'x=1&⟦amp;y⟧=2'", "capture-html-escaped", Warning),
    ("curl '⟦http://_http://⟧api.example.com/r' -H 'Authorization: OAuth oauth_consumer_key=\"k\"'", "uri-scheme-twice", Error),
    ("curl 'https://api.example.com⟦/oauth/request_token⟧' -H 'Authorization: OAuth oauth_consumer_key=\"k\"'", "callback-missing", Warning),
    ("GET https://api.example.com/r HTTP/1.1\nAuthorization: OAuth oauth_consumer_key=\"k\"\nAuthorization: ⟦OAuth oauth_consumer_key=\"l\"⟧\n", "authorization-header-twice", Warning),
    ("GET https://api.example.com/r HTTP/1.1\nAuthorization: ⟦Bearer⟧ abcdef\n", "header-not-sent", Warning),
    ("GET https://api.example.com/r HTTP/1.1\nAuthorization: ⟦OAuth⟧\n", "header-not-sent", Error),
    ("GET https://api.example.com/r HTTP/1.1\n⟦oauth_consumer_key⟧: k\noauth_nonce: abcdef\noauth_signature: tnnArxj06cWHq44gCs1OSKk/jLY=\n", "protocol-as-headers", Error),
    // OAuth Request Body Hash draft 4, appendix A: the SHA-1 of "Hello World!" is
    // Lve95gjOVATpfV8EL5X4nxwjKHE=. The others are those of openssl dgst.
    ("POST https://api.example.com/r HTTP/1.1\nContent-Type: text/plain\nAuthorization: OAuth oauth_body_hash=\"⟦2jmj7l5rSw0yVb%2FvlWAYkK%2FYBwk%3D⟧\", oauth_signature_method=\"HMAC-SHA1\"\n\nHello World!", "body-hash-other-bytes", Error),
    ("POST https://api.example.com/r HTTP/1.1\nContent-Type: text/plain\nAuthorization: OAuth oauth_body_hash=\"⟦f4OxZX%2Fx%2FFO5LcGBSKHWXfwtSx%2Bj1ncoSt3SABJtkGk%3D⟧\", oauth_signature_method=\"HMAC-SHA1\"\n\nHello World!", "body-hash-wrong-alg", Error),
    ("POST https://api.example.com/r HTTP/1.1\nContent-Type: text/plain\nAuthorization: OAuth oauth_body_hash=\"⟦2ef7bde608ce5404e97d5f042f95f89f1c232871⟧\", oauth_signature_method=\"HMAC-SHA1\"\n\nHello World!", "body-hash-wrong-alg", Error),
    ("POST https://api.example.com/r HTTP/1.1\nContent-Type: application/json\nAuthorization: OAuth oauth_consumer_key=\"k\"\n\n⟦{\"title\": \"x\"}⟧", "body-hash-missing", Hint),
    ("POST https://api.mastercard.com/r HTTP/1.1\nContent-Type: application/json\nAuthorization: OAuth oauth_consumer_key=\"k\"\n\n⟦{\"title\": \"x\"}⟧", "body-hash-missing", Error),
    ("GET https://api.mastercard.com/r HTTP/1.1\nAuthorization: OAuth oauth_signature_method=\"⟦HMAC-SHA1⟧\"\n", "provider-method", Error),
    ("curl https://api.example.com/r -H 'Authorization: OAuth oauth_consumer_key=\"k\", oauth_token_secret=\"⟦s⟧\"'", "secret-in-params", Warning),
];

/// The paste without its marks, and the marked place.
fn unmarked(paste: &str) -> (String, Option<std::ops::Range<usize>>) {
    let start = paste.find('⟦');
    let plain = paste.replace('⟦', "");
    let end = plain.find('⟧');
    let place = start.zip(end).map(|(start, end)| start..end);
    (plain.replace('⟧', ""), place)
}

fn read(paste: &str) -> Captured {
    let read = capture::read(paste.as_bytes(), &Options::default());
    read.unwrap_or_else(|error| panic!("{error:?} in {paste}"))
        .requests
        .remove(0)
}

fn found(captured: &Captured, now: Option<u64>) -> Vec<Finding> {
    lint(
        captured,
        captured.response.as_ref(),
        &Credentials::default(),
        b"",
        now,
    )
}

fn case(&(paste, from, to, _, _): &Case) -> String {
    assert!(paste.contains(from), "{from} does not stand in the paste");
    paste.replacen(from, to, 1)
}

#[test]
fn a_right_request_has_no_findings() {
    for paste in [GET, POST] {
        assert_eq!(found(&read(paste), Some(NOW + 20)), []);
    }
}

#[test]
fn every_lint_points_at_its_place() {
    let cases = CASES.iter().map(|one| (case(one), one.3, one.4));
    let pastes = PASTES
        .iter()
        .map(|(paste, id, severity)| ((*paste).to_owned(), *id, *severity));
    let mut wrong = Vec::new();
    for (paste, id, severity) in cases.chain(pastes) {
        let (plain, place) = unmarked(&paste);
        let findings = found(&read(&plain), Some(NOW));
        let fits = |finding: &Finding| {
            let span = finding.span.clone();
            finding.id == id
                && finding.severity == severity
                && (place.is_none() || span == place)
                && span.is_none_or(|span| plain.get(span).is_some())
        };
        if !findings.iter().any(fits) {
            wrong.push(format!(
                "{id} at {place:?} is not in {findings:#?}\n{plain}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_nonce_that_another_request_of_the_paste_has_used_is_marked() {
    let (plain, place) = unmarked(
        "curl 'https://h/a' -H 'Authorization: OAuth oauth_nonce=\"n1n2n3\", oauth_timestamp=\"1\"' --next \
         'https://h/b' -H 'Authorization: OAuth oauth_nonce=\"⟦n1n2n3⟧\", oauth_timestamp=\"1\"' --next \
         'https://h/c' -H 'Authorization: OAuth oauth_nonce=\"n1n2n3\", oauth_timestamp=\"2\"'",
    );
    let mut capture = capture::read(plain.as_bytes(), &Options::default()).unwrap();
    mark_reused_nonces(&mut capture.requests);
    let marked: Vec<Vec<_>> = capture
        .requests
        .iter()
        .map(|captured| {
            let reused = captured
                .findings
                .iter()
                .filter(|found| found.id == "nonce-reused");
            reused.map(|finding| finding.span.clone()).collect()
        })
        .collect();
    assert_eq!(marked, [vec![], vec![place], vec![]]);
}

/// The signature was made by `openssl`, as `fixtures/rsa/README.md` says.
fn signed_as_pss() -> Vec<Finding> {
    let signature = include_str!("../fixtures/rsa/openssl-sha256-pss.txt").trim();
    let signature = signature
        .replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D");
    let paste = format!(
        "GET https://api.example.com/1/notes?note=r%C3%A9sum%C3%A9%20%261 HTTP/1.1\n\
         Authorization: OAuth oauth_consumer_key=\"key\", oauth_nonce=\"n0nce\", \
         oauth_signature_method=\"RSA-SHA256\", oauth_timestamp=\"1700000000\", \
         oauth_version=\"1.0\", oauth_signature=\"{signature}\"\n"
    );
    let key = include_str!("../fixtures/keys/rsa-2048-pkcs1.pem");
    let credentials = Credentials {
        private_key: Some(PrivateKey::from_pem(key).unwrap()),
        ..Credentials::default()
    };
    let base_string = include_bytes!("../fixtures/rsa/base-string.txt");
    lint(&read(&paste), None, &credentials, base_string, None)
}

#[test]
fn another_padding_of_rsa_is_seen_with_the_public_key() {
    let found = signed_as_pss();
    assert!(
        found.iter().any(|one| one.id == "rsa-sha1-pss"),
        "{found:?}"
    );
}

#[test]
fn right_requests_of_the_conformance_suite_give_hints_at_most() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/conformance");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let case = entry.unwrap().path();
        let json = fs::read_to_string(case.join("request.json")).unwrap();
        let json: Value = serde_json::from_str(&json).unwrap();
        let text = |name: &str| json[name].as_str().map(str::to_owned);
        let headers = json["headers"].as_array().unwrap();
        let mut request = Request {
            method: Text::made(text("method").unwrap()),
            url: Text::made(text("url").unwrap()),
            headers: headers
                .iter()
                .map(|pair| Header::made(pair[0].as_str().unwrap(), pair[1].as_str().unwrap()))
                .collect(),
            body: text("body").map(Text::made),
            ..Request::default()
        };
        let header = fs::read_to_string(case.join("authorization-header.txt")).unwrap();
        request.headers.push(Header::made("Authorization", header));
        let captured = Captured {
            request,
            ..Captured::default()
        };
        for now in [None, Some(1_764_000_000)] {
            let found = found(&captured, now);
            let mut graver: Vec<_> = found.iter().filter(|one| one.severity > Hint).collect();
            if case.ends_with("signature-in-query") {
                // Its very subject is a request that sends oauth_signature twice, which sections
                // 3.1 and 3.5 forbid.
                assert_eq!(graver.len(), 2, "{graver:#?}");
                graver.retain(|one| !one.id.starts_with("duplicate-"));
            }
            assert!(graver.is_empty(), "{}: {graver:#?}", case.display());
        }
        count += 1;
    }
    assert!(count > 100, "only {count} cases");
}

#[test]
fn every_mistake_that_only_looking_finds_is_found() {
    let mut seen: BTreeSet<&str> = CASES
        .iter()
        .map(|one| one.3)
        .chain(PASTES.iter().map(|one| one.1))
        .collect();
    // What the reader undoes and says.
    for paste in [
        include_str!("../fixtures/captures/authorization-header-smart-quotes.txt"),
        include_str!("../fixtures/captures/form-body-broken-lines.txt"),
    ] {
        seen.extend(found(&read(paste), None).iter().map(|finding| finding.id));
    }
    seen.extend(signed_as_pss().iter().map(|finding| finding.id));
    let unseen: Vec<&str> = mistakes::all()
        .filter(|mistake| matches!(mistake.edits, Edits::Seen))
        .map(|mistake| mistake.id)
        .filter(|id| !seen.contains(id))
        .collect();
    assert!(unseen.is_empty(), "no lint finds {unseen:?}");
}

#[test]
fn a_report_carries_the_findings_with_their_places() {
    let (plain, place) =
        unmarked(&GET.replace(SIGNATURE, "\"⟦tnnArxj06cWHq44gCs1OSKk%252FjLY%253D⟧\""));
    let captured = read(&plain);
    let case = case::Case {
        now: Some(NOW),
        ..case::Case::new(captured, Credentials::default())
    };
    let decided = case.judge().unwrap();
    let first = &decided.findings[0];
    assert_eq!((first.id, &first.span), ("sig-double-encoded", &place));
}
