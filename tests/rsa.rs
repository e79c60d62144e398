//! RSA signatures, against those of the `openssl` command: recorded ones always, fresh ones where
//! the command is at hand.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::Write as _;
use std::process::{Command, Stdio};

use base64::Engine as _;
use countersign::capture::{self, Options};
use countersign::credentials::{Credentials, PrivateKey, PublicKey};
use countersign::diagnose::{Limits, Wanted, diagnose};
use countersign::pipeline::signature::{
    Algorithm, SignatureChoice, digest, signature_text, signed_bytes,
};
use countersign::pipeline::trace;
use countersign::recipe::Recipe;
use countersign::request::{Header, Request};

const BASE_STRING: &str = include_str!("../fixtures/rsa/base-string.txt");
const PKCS1: &str = include_str!("../fixtures/keys/rsa-2048-pkcs1.pem");
const PKCS8: &str = include_str!("../fixtures/keys/rsa-2048-pkcs8.pem");

fn sign(algorithm: Algorithm, base_string: &[u8], pem: &str) -> String {
    let choice = SignatureChoice::default();
    let digest = digest(algorithm, base_string, b"", &choice).unwrap();
    let signed = signed_bytes(
        algorithm,
        &digest,
        Some(&PrivateKey::from_pem(pem).unwrap()),
    )
    .unwrap();
    String::from_utf8(signature_text(&signed, base_string, b"", &choice)).unwrap()
}

#[test]
fn recorded_signatures_of_openssl_are_reproduced_with_both_forms_of_the_key() {
    let recorded = [
        (
            Algorithm::RsaSha1,
            include_str!("../fixtures/rsa/openssl-sha1.txt"),
        ),
        (
            Algorithm::RsaSha256,
            include_str!("../fixtures/rsa/openssl-sha256.txt"),
        ),
        (
            Algorithm::RsaSha512,
            include_str!("../fixtures/rsa/openssl-sha512.txt"),
        ),
    ];
    for (algorithm, expected) in recorded {
        for pem in [PKCS1, PKCS8] {
            assert_eq!(
                sign(algorithm, BASE_STRING.as_bytes(), pem),
                expected,
                "{}",
                algorithm.name()
            );
        }
    }
}

#[test]
fn a_request_is_signed_as_openssl_signs_its_base_string() {
    let header = "OAuth oauth_consumer_key=\"key\", oauth_signature_method=\"RSA-SHA256\", \
                  oauth_timestamp=\"1700000000\", oauth_nonce=\"n0nce\", oauth_version=\"1.0\"";
    let request = Request {
        method: "GET".into(),
        url: "https://api.example.com/1/notes?note=r%C3%A9sum%c3%a9+%261".into(),
        headers: vec![Header::made("Authorization", header)],
        ..Request::default()
    };
    let credentials = Credentials {
        private_key: Some(PrivateKey::from_pem(PKCS8).unwrap()),
        ..Credentials::default()
    };
    let trace = trace(&request, &credentials, &Recipe::default()).unwrap();
    assert_eq!(
        String::from_utf8_lossy(&trace.base_string.text),
        BASE_STRING
    );
    assert_eq!(
        trace.signature.unwrap(),
        include_str!("../fixtures/rsa/openssl-sha256.txt")
    );
}

#[test]
fn openssl_signs_fresh_text_alike() {
    for (algorithm, hash) in [
        (Algorithm::RsaSha1, "-sha1"),
        (Algorithm::RsaSha256, "-sha256"),
        (Algorithm::RsaSha512, "-sha512"),
    ] {
        for text in [
            b"".as_slice(),
            b"GET&http%3A%2F%2Fh%2F&a%3Db",
            b"\xff\0 any bytes",
        ] {
            let command = Command::new("openssl")
                .args(["dgst", hash, "-sign", "fixtures/keys/rsa-2048-pkcs8.pem"])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn();
            let Ok(mut command) = command else {
                eprintln!("skipped: no openssl command here; the recorded signatures were checked");
                return;
            };
            command.stdin.take().unwrap().write_all(text).unwrap();
            let output = command.wait_with_output().unwrap();
            assert!(output.status.success(), "openssl failed");
            let expected = base64::engine::general_purpose::STANDARD.encode(output.stdout);
            assert_eq!(
                sign(algorithm, text, PKCS1),
                expected,
                "{}",
                algorithm.name()
            );
        }
    }
}

/// `printf 'GET&…\n' | openssl dgst -sha1 -sign fixtures/keys/rsa-2048-pkcs8.pem | base64 -w0`: what
/// `echo` does to a base string. It is explained with either key.
#[test]
fn a_line_feed_at_the_end_is_explained_with_the_public_key_too() {
    let signature = include_str!("../fixtures/rsa/openssl-sha1-line-feed.txt");
    let encoded = signature
        .replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D");
    let paste = format!(
        "GET /1 HTTP/1.1\nHost: h.example\nAuthorization: OAuth oauth_consumer_key=\"k\", \
         oauth_nonce=\"n\", oauth_signature_method=\"RSA-SHA1\", oauth_timestamp=\"1\", \
         oauth_signature=\"{encoded}\"\n\n"
    );
    let read = capture::read(paste.as_bytes(), &Options::default()).unwrap();
    let request = &read.requests[0].request;
    let public = include_str!("../fixtures/keys/rsa-2048-public.pem");
    for credentials in [
        Credentials {
            private_key: Some(PrivateKey::from_pem(PKCS8).unwrap()),
            ..Credentials::default()
        },
        Credentials {
            public_key: Some(PublicKey::from_pem(public).unwrap()),
            ..Credentials::default()
        },
    ] {
        let limits = Limits {
            mistakes: 1,
            ..Limits::default()
        };
        let wanted = Wanted::Signature(signature.as_bytes());
        let found = diagnose(request, &credentials, wanted, limits).unwrap();
        let cause = &found.explanations[0].causes[0];
        assert_eq!(cause.id.as_str(), "assembly-trailing-newline");
    }
}

#[test]
fn a_key_of_another_kind_is_refused_by_name() {
    let error = PrivateKey::from_pem(include_str!("../fixtures/keys/ec-pkcs8.pem")).unwrap_err();
    assert!(
        error
            .problem()
            .starts_with("the PEM block holds no usable RSA key"),
        "{error}"
    );
    let error =
        PrivateKey::from_pem(include_str!("../fixtures/keys/rsa-2048-public.pem")).unwrap_err();
    assert_eq!(
        error.problem(),
        "expected an RSA private key, found a PEM block \"PUBLIC KEY\""
    );
}
