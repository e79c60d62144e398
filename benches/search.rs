//! The search against the plain way: a ready HMAC-SHA1 over each whole base string.
//!
//! `cargo bench --bench search` measures both in one run, on one core, in hypotheses a second. A
//! search walks its whole space for a signature that nothing makes; what that space holds is told
//! at the end: hypotheses, the distinct base strings among them, the HMACs that were done. Where all
//! forms of triples are walked, the base strings of the usual ones count twice.
//!
//! `-- plain pairs` runs those alone.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a benchmark reports on stdout, and stops at what it did not expect"
)]

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use countersign::credentials::Credentials;
use countersign::diagnose::{Limits, Statistics, Wanted, diagnose};
use countersign::pipeline::signature::{Algorithm, Running};
use countersign::pipeline::trace;
use countersign::recipe::Recipe;
use countersign::request::{Header, Request, Text};
use divan::Bencher;
use divan::counter::ItemsCount;

/// What each search covered, by how many mistakes together.
static COVERED: Mutex<BTreeMap<(usize, usize), Statistics>> = Mutex::new(BTreeMap::new());

fn main() {
    divan::main();
    let covered = COVERED.lock().unwrap_or_else(PoisonError::into_inner);
    for ((mistakes, usual_more), statistics) in covered.iter() {
        println!(
            "up to {mistakes} together, and {usual_more} more in their usual forms: \
             {} hypotheses, {} distinct base strings, {} HMACs",
            statistics.combinations, statistics.base_strings, statistics.compared,
        );
    }
}

/// The key's pads computed once, then each base string hashed whole.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn plain(bencher: Bencher<'_, '_>) {
    const HYPOTHESES: u32 = 100_000;
    let right = trace(&typical_request(), &credentials(), &Recipe::default());
    let right = right.expect("the URL is absolute");
    let key = right.signing_key.as_ref().expect("the secrets are given");
    let ready = Running::hmac(Algorithm::HmacSha1, key.expose()).expect("it is an HMAC");
    let mut text = right.base_string.text;
    bencher
        .counter(ItemsCount::new(HYPOTHESES))
        .bench_local(|| {
            let mut kept = 0_u8;
            for number in 0..HYPOTHESES {
                // Another text each time, as a search has.
                let end = text.len() - 4;
                text[end..].copy_from_slice(&number.to_le_bytes());
                let mut running = ready.clone();
                running.update(&text);
                kept ^= running.finish().as_bytes()[0];
            }
            kept
        });
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn singles(bencher: Bencher<'_, '_>) {
    search(bencher, (1, 0), 1);
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn pairs(bencher: Bencher<'_, '_>) {
    search(bencher, (2, 0), 1);
}

/// Every entry in its usual form: pairs and triples, after all forms alone.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn triples_usual(bencher: Bencher<'_, '_>) {
    search(bencher, (1, 2), 1);
}

/// The same after all forms in pairs: what a search does before all forms in triples.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn triples_usual_after_all_pairs(bencher: Bencher<'_, '_>) {
    search(bencher, (2, 1), 1);
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn triples(bencher: Bencher<'_, '_>) {
    search(bencher, (3, 0), 1);
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn triples_on_two_cores(bencher: Bencher<'_, '_>) {
    search(bencher, (3, 0), 2);
}

/// Every entry in its usual form: four together, after all forms in pairs.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn four_usual_after_all_pairs_on_two_cores(bencher: Bencher<'_, '_>) {
    search(bencher, (2, 2), 2);
}

/// The whole space, for a signature that nothing makes.
fn search(bencher: Bencher<'_, '_>, (mistakes, usual_more): (usize, usize), threads: usize) {
    let (request, credentials) = (typical_request(), credentials());
    let walked = || {
        let limits = Limits {
            mistakes,
            usual_more,
            ..Limits::default()
        };
        let captured = Wanted::Signature(b"b7JmXv0Q4cN1s9kYp+WtZr3LhEo=");
        let found = diagnose(&request, &credentials, captured, limits);
        let found = found.expect("the URL is absolute");
        assert!(found.explanations.is_empty(), "nothing makes this one");
        assert!(!found.statistics.exhausted, "the whole space was walked");
        found.statistics
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.expect("a pool of a few threads");
    let mut covered = COVERED.lock().unwrap_or_else(PoisonError::into_inner);
    let statistics = *covered
        .entry((mistakes, usual_more))
        .or_insert_with(|| pool.install(walked));
    drop(covered);
    bencher
        .counter(ItemsCount::new(statistics.combinations))
        .bench_local(|| pool.install(walked));
}

fn credentials() -> Credentials {
    Credentials {
        consumer_key: Some("xvz1evFS4wEEPTGEFPHBog".into()),
        consumer_secret: Some("kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw".into()),
        token: Some("370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb".into()),
        token_secret: Some("LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE".into()),
        ..Credentials::default()
    }
}

/// Nine parameters, a base string of 468 bytes.
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
