//! Signing and verifying one typical request beside a bare HMAC-SHA1 under a fresh key, and beside
//! the trace that a screen needs.
//!
//! `cargo bench --bench signing` measures all in one run; what counts is their ratio.
//! `benches/peers/run.sh` does the same beside other libraries.

#![allow(
    clippy::expect_used,
    reason = "a benchmark stops at what it did not expect"
)]

use countersign::credentials::Credentials;
use countersign::pipeline::signer::{Signer, Verified};
use countersign::pipeline::trace;
use countersign::recipe::Recipe;
use countersign::request::{Header, Request, Text};
use divan::{Bencher, black_box};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

fn main() {
    divan::main();
}

/// What no signer can do without: the key's pads, and the base string through the hash.
#[divan::bench]
fn bare_hmac(bencher: Bencher<'_, '_>) {
    let traced = trace(&request(), &credentials(), Recipe::rfc()).expect("the URL is absolute");
    let key = traced.signing_key.expect("the secrets are given");
    let text = traced.base_string.text;
    bencher.bench_local(|| {
        let mut mac = Hmac::<Sha1>::new_from_slice(key.expose()).expect("any length is a key");
        mac.update(black_box(&text));
        mac.finalize()
    });
}

#[divan::bench]
fn sign(bencher: Bencher<'_, '_>) {
    let (request, credentials) = (request(), credentials());
    let mut signer = Signer::default();
    bencher.bench_local(|| signer.sign(black_box(&request), &credentials));
}

#[divan::bench]
fn verify(bencher: Bencher<'_, '_>) {
    let (request, credentials) = (request(), credentials());
    let traced = trace(&request, &credentials, Recipe::rfc()).expect("the URL is absolute");
    let sent = traced.signed.expect("the secrets are given");
    let mut signer = Signer::default();
    bencher.bench_local(|| {
        let found = signer.verify(black_box(&sent), &credentials);
        assert!(matches!(found, Ok(Verified::Right)));
    });
}

#[divan::bench]
fn traced(bencher: Bencher<'_, '_>) {
    let (request, credentials) = (request(), credentials());
    bencher.bench_local(|| trace(black_box(&request), &credentials, Recipe::rfc()));
}

fn credentials() -> Credentials {
    Credentials {
        consumer_secret: Some("kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw".into()),
        token_secret: Some("LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE".into()),
        ..Credentials::default()
    }
}

/// Ten parameters, a base string of 482 bytes.
fn request() -> Request {
    let authorization = "OAuth oauth_consumer_key=\"xvz1evFS4wEEPTGEFPHBog\", \
        oauth_nonce=\"kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg\", oauth_signature_method=\"HMAC-SHA1\", \
        oauth_timestamp=\"1318622958\", oauth_token=\"370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb\", \
        oauth_version=\"1.0\"";
    Request {
        method: Text::from("POST"),
        url: Text::from(
            "https://api.twitter.com/1.1/statuses/update.json?include_entities=true&trim_user=1&p9=value9",
        ),
        headers: vec![
            Header::made("Content-Type", "application/x-www-form-urlencoded"),
            Header::made("Authorization", authorization),
        ],
        body: Some(Text::from(
            "status=Hello%20Ladies%20%2B%20Gentlemen%2C%20a%20signed%20OAuth%20request%21",
        )),
        ..Request::default()
    }
}
