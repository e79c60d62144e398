//! Judging right requests of a log, from their lines of JSON, beside a bare HMAC-SHA1 over the same base
//! strings; a consumer whose mistake is known; one core and two.
//!
//! `cargo bench --bench audit` measures all in one run, each over the same records; what counts is
//! their ratio.

#![allow(
    clippy::unwrap_used,
    reason = "a benchmark stops at what it did not expect"
)]

use std::thread;

use countersign::audit::judge::{Judge, Settings};
use countersign::audit::keyring::{Keyring, Row};
use countersign::audit::learned::Learned;
use countersign::audit::line::{By, Outcome};
use countersign::audit::record::{Records, Split};
use countersign::audit::{Secrets as _, record::Record};
use countersign::capture;
use countersign::credentials::Secret;
use countersign::pipeline::trace;
use countersign::recipe::Recipe;
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

fn main() {
    divan::main();
}

/// So many records are judged in a turn.
const RECORDS: usize = 2000;

/// The records of one consumer, as often as it takes.
fn records(consumer: &str) -> Vec<Record> {
    let log = include_bytes!("../fixtures/audit/log.ndjson");
    let name = format!("oauth_consumer_key=\\\"{consumer}\\\"");
    let all = Records::of(&log[..], Split::Lines, 1 << 20).map(Result::unwrap);
    let own: Vec<Record> = all
        .filter(|record| String::from_utf8_lossy(&record.bytes).contains(&name))
        .collect();
    own.iter().cycle().take(RECORDS).cloned().collect()
}

fn keys() -> Keyring {
    let mut ring = Keyring::default();
    for (consumer, number) in ["right", "plus"].into_iter().zip(1..) {
        let row = Row {
            consumer_key: Some(consumer.to_owned()),
            consumer_secret: Some(Secret::new(format!("{consumer}-secret"))),
            token: Some(format!("{consumer}-token")),
            token_secret: Some(Secret::new(format!("{consumer}-token secret"))),
            public_key: None,
        };
        ring.insert(&row, number);
    }
    ring
}

fn judge_all(records: &[Record], keys: &Keyring, learned: &Learned, by: By) {
    let mut judge = Judge::new(Settings::default(), keys, learned);
    for record in records {
        let judged = judge.judge(black_box(record));
        let line = &judged.first().unwrap().line;
        assert!(line.by == by || line.outcome == Outcome::Explained);
    }
}

/// The key's pads and the base string through the hash, for each record: what nobody can do without.
#[divan::bench]
fn bare_hmac(bencher: Bencher<'_, '_>) {
    let ring = keys();
    let made: Vec<(Vec<u8>, Vec<u8>)> = records("right")
        .iter()
        .map(|record| {
            let read = capture::read(&record.bytes, &capture::Options::default()).unwrap();
            let request = &read.only().unwrap().request;
            let credentials = ring.of(Some(b"right"), Some(b"right-token"));
            let traced = trace(request, &credentials, Recipe::rfc()).unwrap();
            let key = traced.signing_key.unwrap().expose().to_vec();
            (key, traced.base_string.text)
        })
        .collect();
    bencher.counter(ItemsCount::new(RECORDS)).bench_local(|| {
        for (key, text) in &made {
            let mut mac = Hmac::<Sha1>::new_from_slice(key).unwrap();
            mac.update(black_box(text));
            black_box(mac.finalize());
        }
    });
}

/// From a line of JSON to "right".
#[divan::bench]
fn right(bencher: Bencher<'_, '_>) {
    let (records, keys, learned) = (records("right"), keys(), Learned::default());
    bencher
        .counter(ItemsCount::new(RECORDS))
        .bench_local(|| judge_all(&records, &keys, &learned, By::Verifying));
}

/// From a line of JSON to a mistake that is known of its consumer.
#[divan::bench]
fn known_mistake(bencher: Bencher<'_, '_>) {
    let (records, keys, learned) = (records("plus"), keys(), Learned::default());
    judge_all(&records, &keys, &learned, By::Learning);
    bencher
        .counter(ItemsCount::new(RECORDS))
        .bench_local(|| judge_all(&records, &keys, &learned, By::Learning));
}

/// The same as `right`, on so many cores.
#[divan::bench(args = [1, 2])]
fn right_on_cores(bencher: Bencher<'_, '_>, cores: usize) {
    let (records, keys, learned) = (records("right"), keys(), Learned::default());
    bencher.counter(ItemsCount::new(RECORDS)).bench_local(|| {
        thread::scope(|scope| {
            for part in records.chunks(RECORDS.div_ceil(cores)) {
                scope.spawn(|| judge_all(part, &keys, &learned, By::Verifying));
            }
        });
    });
}
