//! What `diff` may be given beside a capture: a public key, further secrets, what was meant.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use countersign::capture::{self, Captured, Options};
use countersign::case::Case;
use countersign::credentials::{Credentials, PrivateKey, PublicKey};
use countersign::diagnose::Limits;
use countersign::mistakes::{self, Edits};
use countersign::pipeline::encode::EncodeEdit;
use countersign::pipeline::trace;
use countersign::recipe::{Edit, Recipe};
use countersign::report::{Report, Verdict};
use countersign::request::{Header, Request};

const PASTE: &str = include_str!("../fixtures/captures/post-with-a-space.http");
const PUBLIC: &str = include_str!("../fixtures/keys/rsa-2048-public.pem");
const PRIVATE: &str = include_str!("../fixtures/keys/rsa-2048-pkcs8.pem");

fn limits() -> Limits<'static> {
    Limits {
        mistakes: 1,
        candidates: 200_000,
        ..Limits::default()
    }
}

fn ids(report: &Report) -> Vec<&str> {
    match &report.verdict {
        Verdict::Explained(all) => all[0].causes.iter().map(|one| one.id.as_str()).collect(),
        other => vec![other.outcome()],
    }
}

/// The request whose base string `openssl` signed, see fixtures/rsa.
fn rsa_request() -> Captured {
    let header = "OAuth oauth_consumer_key=\"key\", oauth_signature_method=\"RSA-SHA256\", \
                  oauth_timestamp=\"1700000000\", oauth_nonce=\"n0nce\", oauth_version=\"1.0\"";
    Captured {
        request: Request {
            method: "GET".into(),
            url: "https://api.example.com/1/notes?note=r%C3%A9sum%c3%a9+%261".into(),
            headers: vec![Header::made("Authorization", header)],
            ..Request::default()
        },
        ..Captured::default()
    }
}

fn with_public_key(signature: &[u8]) -> Report {
    let credentials = Credentials {
        public_key: Some(PublicKey::from_pem(PUBLIC).unwrap()),
        ..Credentials::default()
    };
    let case = Case {
        signature: Some(signature.into()),
        limits: limits(),
        ..Case::new(rsa_request(), credentials)
    };
    case.judge().unwrap()
}

#[test]
fn a_public_key_is_enough_to_tell_that_a_signature_is_right() {
    let signature = include_bytes!("../fixtures/rsa/openssl-sha256.txt");
    assert_eq!(ids(&with_public_key(signature)), ["agrees"]);
}

#[test]
fn a_public_key_is_enough_to_prove_a_mistake() {
    let credentials = Credentials {
        private_key: Some(PrivateKey::from_pem(PRIVATE).unwrap()),
        ..Credentials::default()
    };
    let plus = mistakes::all()
        .find(|one| one.id == "enc-space-plus")
        .unwrap();
    let Edits::Encoder(edits) = plus.edits else {
        panic!("an encoder's mistake")
    };
    let edits: Vec<Edit> = edits
        .iter()
        .map(|edit| Edit::Encode(EncodeEdit::Encoder(edit.clone())))
        .collect();
    let request = rsa_request().request;
    let wrong = trace(&request, &credentials, &Recipe::with(&edits)).unwrap();
    let report = with_public_key(&wrong.signature.unwrap());
    assert_eq!(ids(&report), ["enc-space-plus"]);
}

#[test]
fn a_padding_that_is_none_proves_another_key_or_scheme() {
    let signature = include_bytes!("../fixtures/rsa/openssl-sha256-pss.txt");
    let report = with_public_key(signature);
    assert!(
        matches!(report.verdict, Verdict::OtherKey),
        "{:?}",
        report.verdict
    );
}

/// HMAC-SHA1 by Python's `hmac` under `cs&ts` over the base string of the request below.
const EXTRA: &str = "RVKyRWXqKJ8ENFeJnF+/wAjQaUI=";

#[test]
fn a_token_secret_without_a_token_is_no_part_of_the_right_key() {
    let paste = format!(
        "POST /t HTTP/1.1\nHost: h.example.com\nAuthorization: OAuth oauth_callback=\"oob\", \
         oauth_consumer_key=\"k\", oauth_nonce=\"n\", oauth_signature_method=\"HMAC-SHA1\", \
         oauth_timestamp=\"1\", oauth_version=\"1.0\", oauth_signature=\"{}\"\n\n",
        EXTRA
            .replace('+', "%2B")
            .replace('/', "%2F")
            .replace('=', "%3D")
    );
    let capture = capture::read(paste.as_bytes(), &Options::default()).unwrap();
    let credentials = Credentials {
        consumer_secret: Some("cs".into()),
        token_secret: Some("ts".into()),
        ..Credentials::default()
    };
    let case = Case::new(capture.only().unwrap().clone(), credentials);
    let report = case.with_limits(limits()).judge().unwrap();
    assert_eq!(ids(&report), ["key-token-secret-extra"]);
    assert_eq!(report.right.signing_key.as_ref().unwrap().expose(), b"cs&");
    let said = |id| report.assumptions.iter().any(|one| one.id == id);
    assert!(said("token-secret-unused"));
}

fn of_x(paste: &str, consumer_secret: &str, others: &[&str], intended: &[(&str, &str)]) -> Report {
    let capture = capture::read(paste.as_bytes(), &Options::default()).unwrap();
    let credentials = Credentials {
        consumer_secret: Some(consumer_secret.into()),
        token_secret: Some("LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE".into()),
        others: others
            .iter()
            .map(|secret| ("--secret 1".to_owned(), (*secret).into()))
            .collect(),
        ..Credentials::default()
    };
    let intended: Vec<_> = intended
        .iter()
        .map(|(name, value)| ((*name).into(), (*value).into()))
        .collect();
    let case = Case {
        intended,
        limits: limits(),
        ..Case::new(capture.only().unwrap().clone(), credentials)
    };
    case.judge().unwrap()
}

const SECRET: &str = "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw";
const SIGNED: &str = "Il5C7oPhfqV%2BnSqa3WoH4988Ll0%3D";
const RIGHT: &str = "hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D";

#[test]
fn a_further_secret_that_makes_the_signature_is_that_of_another_environment() {
    let paste = PASTE.replace(SIGNED, RIGHT);
    assert_eq!(
        ids(&of_x(&paste, "of the sandbox", &[SECRET], &[])),
        ["key-other-environment"]
    );
}

/// The base string that X's documentation prints.
const DOCUMENTED: &[u8] = b"POST&https%3A%2F%2Fapi.twitter.com%2F1.1%2Fstatuses%2Fupdate.json&include_entities%3Dtrue%26oauth_consumer_key%3Dxvz1evFS4wEEPTGEFPHBog%26oauth_nonce%3DkYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1318622958%26oauth_token%3D370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb%26oauth_version%3D1.0%26status%3DHello%2520Ladies%2520%252B%2520Gentlemen%252C%2520a%2520signed%2520OAuth%2520request%2521";

#[test]
fn what_was_meant_and_signed_but_not_sent_is_told() {
    // The signature of X's documentation stands on a request whose text was changed on its way.
    let paste = PASTE.replace(SIGNED, RIGHT).replace("Ladies", "ladies");
    let meant = "Hello Ladies + Gentlemen, a signed OAuth request!";
    let report = of_x(&paste, SECRET, &[], &[("status", meant)]);
    // What was meant is what was signed: the signature of X's documentation is the proof.
    assert_eq!(ids(&report), ["changed-after-signing"]);
    let Verdict::Explained(all) = &report.verdict else {
        panic!("explained")
    };
    assert_eq!(all[0].trace.base_string.text, DOCUMENTED);
    assert_eq!(report.not_as_intended[0].name, "status");
    assert_eq!(report.not_as_intended[0].meant, meant);
    let paste = PASTE
        .replace(SIGNED, RIGHT)
        .replace("Ladies", "Gentle%20Ladies");
    let report = of_x(&paste, SECRET, &[], &[("status", meant)]);
    assert_eq!(ids(&report), ["changed-after-signing"]);
}
