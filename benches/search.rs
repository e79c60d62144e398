//! The search against the plain way: a ready HMAC-SHA1 over each whole base string.
//!
//! `cargo bench --bench search` walks the whole space for a signature that nothing makes, once for
//! each number of mistakes together, and prints in one run: the hypotheses that are covered, the
//! distinct base strings among them, the HMACs that were done, and how many times faster the
//! hypotheses go than the plain way, which hashes each of them whole. Both run on one core.
//!
//! `-- 2` stops at pairs; `-- 4 2` goes up to four together, with two threads.

#![allow(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a benchmark reports on stdout"
)]
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a benchmark has a clock, and stops at what it did not expect"
)]

use std::time::Instant;

use countersign::credentials::Credentials;
use countersign::diagnose::{Limits, Statistics, Wanted, diagnose};
use countersign::pipeline::signature::{Algorithm, Running};
use countersign::pipeline::trace;
use countersign::recipe::Recipe;
use countersign::request::{Header, Request, Text};

fn main() {
    let request = typical_request();
    let credentials = Credentials {
        consumer_key: Some("xvz1evFS4wEEPTGEFPHBog".into()),
        consumer_secret: Some("kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw".into()),
        token: Some("370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb".into()),
        token_secret: Some("LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE".into()),
        ..Credentials::default()
    };
    let right = trace(&request, &credentials, &Recipe::default()).expect("the URL is absolute");
    let base_string = right.base_string.text.clone();
    let key = right
        .signing_key
        .as_ref()
        .map(|key| key.expose().to_vec())
        .unwrap_or_default();
    println!(
        "base string: {} bytes, {} parameters",
        base_string.len(),
        right.parameters.len()
    );

    let plain = plain_rate(&base_string, &key);
    println!("plain HMAC-SHA1 over each base string: {plain:.0} hypotheses a second on one core");
    let mut numbers = std::env::args()
        .skip(1)
        .filter_map(|word| word.parse().ok());
    let depth = numbers.next().unwrap_or(3);
    let threads = numbers.next().unwrap_or(1);
    println!("threads: {threads}");
    for mistakes in 1..=depth {
        let start = Instant::now();
        let statistics = with_threads(threads, || walked(&request, &credentials, mistakes));
        let seconds = start.elapsed().as_secs_f64();
        let rate = statistics.combinations as f64 / seconds;
        println!(
            "up to {mistakes} mistakes: {seconds:.3} s, {} hypotheses, {} distinct base strings, \
             {} HMACs, {rate:.0} hypotheses a second: {:.1} times the plain way",
            statistics.combinations,
            statistics.base_strings,
            statistics.compared,
            rate / plain,
        );
    }
}

/// The whole space, for a signature that nothing makes.
fn walked(request: &Request, credentials: &Credentials, mistakes: usize) -> Statistics {
    let limits = Limits {
        mistakes,
        ..Limits::default()
    };
    let captured = Wanted::Signature(b"b7JmXv0Q4cN1s9kYp+WtZr3LhEo=");
    let found = diagnose(request, credentials, captured, limits).expect("the URL is absolute");
    assert!(found.explanations.is_empty(), "nothing makes this one");
    assert!(!found.statistics.exhausted, "the whole space was walked");
    found.statistics
}

#[cfg(feature = "parallel")]
fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.expect("a pool of a few threads").install(work)
}

#[cfg(not(feature = "parallel"))]
fn with_threads<T>(_threads: usize, work: impl FnOnce() -> T) -> T {
    work()
}

/// The plain way: the key's pads computed once, then each base string hashed whole.
fn plain_rate(base_string: &[u8], key: &[u8]) -> f64 {
    let ready = Running::hmac(Algorithm::HmacSha1, key).expect("HMAC-SHA1 is an HMAC");
    let mut text = base_string.to_vec();
    let count = 500_000_u32;
    let start = Instant::now();
    let mut kept = 0_u8;
    for number in 0..count {
        // Another text each time, as a search has.
        let end = text.len() - 4;
        text[end..].copy_from_slice(&number.to_le_bytes());
        let mut running = ready.clone();
        running.update(&text);
        kept ^= running.finish().as_bytes()[0];
    }
    std::hint::black_box(kept);
    f64::from(count) / start.elapsed().as_secs_f64()
}

fn typical_request() -> Request {
    let authorization = "OAuth oauth_consumer_key=\"xvz1evFS4wEEPTGEFPHBog\", \
        oauth_nonce=\"kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg\", oauth_signature_method=\"HMAC-SHA1\", \
        oauth_timestamp=\"1318622958\", oauth_token=\"370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb\", \
        oauth_version=\"1.0\"";
    Request {
        method: Text::from("POST"),
        url: Text::from(
            "https://api.twitter.com/1.1/statuses/update.json?include_entities=true&trim_user=1",
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
