//! Signing and verifying beside peers, in one run: `name<TAB>nanoseconds` a line, the median of many
//! short rounds in which everything takes its turn, so that a busy machine is busy for all alike.

use std::hint::black_box;
use std::num::NonZeroU64;
use std::time::{Duration, Instant};

use countersign::credentials::Credentials;
use countersign::pipeline::signer::{Signer, Verified};
use countersign::pipeline::trace;
use countersign::recipe::Recipe;
use countersign::request::{Header, Request, Text};
use hmac::{Hmac, KeyInit as _, Mac as _};
use oauth1_request as oauth;
use sha1::Sha1;

const CONSUMER: (&str, &str) = (
    "xvz1evFS4wEEPTGEFPHBog",
    "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
);
const TOKEN: (&str, &str) = (
    "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
    "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
);
const NONCE: &str = "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg";
const STATUS: &str = "Hello Ladies + Gentlemen, a signed OAuth request!";
const URI: &str = "https://api.twitter.com/1.1/statuses/update.json";

fn request(parameters: usize) -> Request {
    let header = format!(
        "OAuth oauth_consumer_key=\"{}\", oauth_nonce=\"{NONCE}\", \
         oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"1318622958\", \
         oauth_token=\"{}\", oauth_version=\"1.0\"",
        CONSUMER.0, TOKEN.0
    );
    let more: String = (9..parameters).map(|n| format!("&p{n}=value{n}")).collect();
    Request {
        method: Text::from("POST"),
        url: Text::made(format!("{URI}?include_entities=true&trim_user=1{more}")),
        headers: vec![
            Header::made("Content-Type", "application/x-www-form-urlencoded"),
            Header::made("Authorization", header),
        ],
        body: Some(Text::from(
            "status=Hello%20Ladies%20%2B%20Gentlemen%2C%20a%20signed%20OAuth%20request%21",
        )),
        ..Request::default()
    }
}

fn credentials() -> Credentials {
    Credentials {
        consumer_key: Some(CONSUMER.0.into()),
        consumer_secret: Some(CONSUMER.1.into()),
        token: Some(TOKEN.0.into()),
        token_secret: Some(TOKEN.1.into()),
        ..Credentials::default()
    }
}

/// One thing to measure: its name, and what it does once.
type Subject<'a> = (String, Box<dyn FnMut() + 'a>);

fn main() {
    let credentials = credentials();
    let typical = request(10);
    let right = trace(&typical, &credentials, &Recipe::default()).expect("an absolute URL");
    let base_string = right.base_string.text.clone();
    let signed = right.signed.clone().expect("a signed request");
    let key = right
        .signing_key
        .as_ref()
        .expect("both secrets")
        .expose()
        .to_vec();
    println!("#parameters\t{}", right.parameters.len());
    println!("#bytes\t{}", base_string.len());

    let client = oauth::Credentials::new(CONSUMER.0, CONSUMER.1);
    let token = oauth::Credentials::new(TOKEN.0, TOKEN.1);
    let list = oauth::ParameterList::new([
        ("include_entities", "true"),
        ("trim_user", "1"),
        ("p9", "value9"),
        ("status", STATUS),
    ]);
    let mut builder = oauth::Builder::new(client, oauth::HMAC_SHA1);
    builder
        .token(token)
        .nonce(NONCE)
        .timestamp(NonZeroU64::new(1_318_622_958))
        .version(true);
    let theirs = builder.authorize("POST", URI, &list);
    let ours = right.signature.as_ref().expect("a signature").to_string();
    let encoded = ours
        .replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D");
    assert!(
        theirs.contains(&encoded),
        "both sign alike: {theirs} {ours}"
    );

    let mut signer = Signer::default();
    let mut verifier = Signer::default();
    let mut subjects: Vec<Subject<'_>> = vec![
        (
            "hmac".into(),
            Box::new(|| {
                let mut mac = Hmac::<Sha1>::new_from_slice(black_box(&key)).expect("any length");
                mac.update(black_box(&base_string));
                black_box(mac.finalize());
            }),
        ),
        (
            "oauth1-request".into(),
            Box::new(|| {
                black_box(builder.authorize(black_box("POST"), URI, &list));
            }),
        ),
        (
            "sign".into(),
            Box::new(|| {
                black_box(signer.sign(black_box(&typical), &credentials)).expect("it signs");
            }),
        ),
        (
            "verify".into(),
            Box::new(|| {
                let verdict = verifier.verify(black_box(&signed), &credentials);
                assert_eq!(verdict.expect("an absolute URL"), Verified::Right);
            }),
        ),
        (
            "trace".into(),
            Box::new(|| {
                let traced = trace(black_box(&typical), &credentials, Recipe::rfc());
                black_box(traced).expect("an absolute URL");
            }),
        ),
    ];
    report(&mut subjects, Duration::from_secs(6));
    grown(&credentials);
}

/// The cost of signing against how many parameters there are.
fn grown(credentials: &Credentials) {
    let requests: Vec<(usize, Request)> = [10, 30, 100, 300, 1_000, 3_000, 10_000]
        .map(|count| (count, request(count)))
        .into();
    let mut signers: Vec<Signer<'_>> = requests.iter().map(|_| Signer::default()).collect();
    let mut subjects: Vec<Subject<'_>> = requests
        .iter()
        .zip(&mut signers)
        .map(|((count, request), signer)| {
            let once: Box<dyn FnMut()> = Box::new(move || {
                black_box(signer.sign(black_box(request), credentials)).expect("it signs");
            });
            (format!("sign {count} parameters"), once)
        })
        .collect();
    report(&mut subjects, Duration::from_secs(3));
}

fn report(subjects: &mut [Subject<'_>], time: Duration) {
    let mut rounds: Vec<Vec<f64>> = vec![Vec::new(); subjects.len()];
    // So often that a round takes some 200 µs.
    let times: Vec<u32> = subjects
        .iter_mut()
        .map(|(_, once)| {
            once();
            let started = Instant::now();
            once();
            let taken = started.elapsed().as_nanos().max(1);
            u32::try_from(200_000 / taken).unwrap_or(1).clamp(1, 1_000)
        })
        .collect();
    let started = Instant::now();
    while started.elapsed() < time {
        for (index, (_, once)) in subjects.iter_mut().enumerate() {
            let round = Instant::now();
            for _ in 0..times[index] {
                once();
            }
            let taken = round.elapsed().as_nanos();
            #[allow(clippy::cast_precision_loss, reason = "a time in a table")]
            rounds[index].push(taken as f64 / f64::from(times[index]));
        }
    }
    for ((name, _), mut rounds) in subjects.iter().zip(rounds) {
        rounds.sort_by(f64::total_cmp);
        println!("{name}\t{:.0}", rounds[rounds.len() / 2]);
    }
}
