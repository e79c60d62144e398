//! The pipeline against an oracle: a signer written from RFC 5849 on its own, in the plainest way,
//! that shares no code with the library.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;

use base64::Engine as _;
use countersign::authorization;
use countersign::credentials::{Credentials, Secret};
use countersign::encoder::Encoder;
use countersign::pipeline::collect::Source;
use countersign::pipeline::decode::{form_decode, percent_decode};
use countersign::pipeline::signer::{Lacking, Signer, Verified, sign};
use countersign::pipeline::trace;
use countersign::protocol::{FORM, form, with_parameters};
use countersign::recipe::Recipe;
use countersign::render::json;
use countersign::request::{Header, Request, Text, UrlParts};
use countersign::write::curl::curl;
use hmac::{Hmac, KeyInit as _, Mac as _};
use proptest::collection::vec;
use proptest::prelude::*;
use sha1::Sha1;

/// Section 3.6.
fn oracle_encode(text: &[u8]) -> String {
    let mut out = String::new();
    for &byte in text {
        let literal = byte.is_ascii_alphanumeric()
            || byte == b'-'
            || byte == b'.'
            || byte == b'_'
            || byte == b'~';
        if literal {
            out.push(char::from(byte));
        } else {
            out.push_str(&["%".to_owned(), format!("{byte:02X}")].concat());
        }
    }
    out
}

/// Sections 3.4.1.3.2 and 3.4.1.1: a sorted multiset, joined, encoded again.
fn oracle_base_string(method: &str, uri: &str, pairs: &[(Vec<u8>, Vec<u8>)]) -> String {
    let mut sorted: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (name, value) in pairs {
        *sorted
            .entry((oracle_encode(name), oracle_encode(value)))
            .or_default() += 1;
    }
    let mut normalized = String::new();
    for ((name, value), times) in sorted {
        for _ in 0..times {
            if !normalized.is_empty() {
                normalized.push('&');
            }
            normalized.push_str(&[name.as_str(), "=", &value].concat());
        }
    }
    format!(
        "{}&{}&{}",
        oracle_encode(method.to_ascii_uppercase().as_bytes()),
        oracle_encode(uri.as_bytes()),
        oracle_encode(normalized.as_bytes())
    )
}

/// Section 3.4.2.
fn oracle_signature(base_string: &str, consumer_secret: &str, token_secret: &str) -> String {
    let key = format!(
        "{}&{}",
        oracle_encode(consumer_secret.as_bytes()),
        oracle_encode(token_secret.as_bytes())
    );
    let mut mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(base_string.as_bytes());
    base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes())
}

/// A decoded pair of any bytes. A name that the RFC leaves out in some place is made another.
fn pair() -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
    let bytes = prop_oneof![
        vec(any::<u8>(), 0..8),
        "[ -~]{0,8}".prop_map(String::into_bytes),
        "\\PC{0,4}".prop_map(String::into_bytes),
        Just(b"a3".to_vec()),
    ];
    (bytes.clone(), bytes).prop_map(|(mut name, value)| {
        name.insert(0, b'x');
        (name, value)
    })
}

fn protocol(nonce: &str) -> Vec<(Vec<u8>, Vec<u8>)> {
    [
        ("oauth_consumer_key", "k y"),
        ("oauth_token", "t+k"),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", "137131201"),
        ("oauth_nonce", nonce),
    ]
    .map(|(name, value)| (name.as_bytes().to_vec(), value.as_bytes().to_vec()))
    .to_vec()
}

fn request(query: &[(Vec<u8>, Vec<u8>)], body: &[(Vec<u8>, Vec<u8>)]) -> Request {
    let mut url = b"https://h.example:8443/p%20q".to_vec();
    if !query.is_empty() {
        url = [url, b"?".to_vec(), form(query)].concat();
    }
    Request {
        method: "post".into(),
        url: Text::made(url),
        headers: vec![Header::made(
            "Content-Type",
            format!("{FORM}; charset=utf-8"),
        )],
        body: (!body.is_empty()).then(|| Text::made(form(body))),
        ..Request::default()
    }
}

/// Section 3.4.1.2: ports are numbers, and the scheme's own is left out.
fn oracle_uri(scheme: &str, port: Option<(usize, u16)>) -> (String, String) {
    let own = if scheme == "https" { 443 } else { 80 };
    let written = |(zeros, port)| format!(":{}{port}", "0".repeat(zeros));
    let kept = port.filter(|(_, port)| *port != own);
    let kept = kept.map(|(_, port)| (0, port));
    let uri = |port: Option<_>| {
        format!(
            "{scheme}://h.example{}/p",
            port.map_or(String::new(), written)
        )
    };
    (uri(port), uri(kept))
}

fn secrets(consumer: &str, token: &str) -> Credentials {
    Credentials {
        consumer_secret: Some(Secret::new(consumer)),
        token_secret: Some(Secret::new(token)),
        ..Credentials::default()
    }
}

fn base_string(request: &Request) -> String {
    let trace = trace(request, &Credentials::default(), &Recipe::default()).unwrap();
    String::from_utf8(trace.base_string.text).unwrap()
}

fn place() -> impl Strategy<Value = Source> {
    prop_oneof![
        Just(Source::Header),
        Just(Source::Query),
        Just(Source::Body)
    ]
}

proptest! {
    #[test]
    fn base_string_and_signature_are_the_oracle_s(
        query in vec(pair(), 0..5),
        body in vec(pair(), 0..5),
        nonce in "\\PC{1,6}",
        place in place(),
        consumer in "\\PC{0,8}",
        token in "\\PC{0,8}",
    ) {
        let parameters = protocol(&nonce);
        let request = with_parameters(request(&query, &body), &parameters, place);
        let trace = trace(&request, &secrets(&consumer, &token), &Recipe::default()).unwrap();
        let all = [query, body, parameters].concat();
        let expected = oracle_base_string("POST", "https://h.example:8443/p%20q", &all);
        prop_assert_eq!(String::from_utf8_lossy(&trace.base_string.text), expected.as_str());
        let signature = trace.signature.unwrap();
        prop_assert_eq!(signature.to_string(), oracle_signature(&expected, &consumer, &token));
        // The signed request is signed by the same base string.
        let signed = trace.signed.unwrap();
        prop_assert_eq!(base_string(&signed), expected.as_str());
        // Nothing is lost where no trace is kept.
        let mut signer = Signer::default();
        let credentials = secrets(&consumer, &token);
        prop_assert_eq!(&signer.sign(&request, &credentials).unwrap(), &signature);
        prop_assert_eq!(String::from_utf8_lossy(signer.base_string()), expected.as_str());
        prop_assert_eq!(signer.verify(&signed, &credentials).unwrap(), Verified::Right);
        let others = secrets(&format!("{consumer}x"), &token);
        prop_assert_eq!(signer.verify(&signed, &others).unwrap(), Verified::Wrong);
        let lacking = Verified::Missing(Lacking::Signature);
        prop_assert_eq!(signer.verify(&request, &credentials).unwrap(), lacking);
    }

    #[test]
    fn any_method_and_any_port_are_the_oracle_s(
        method in "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}",
        scheme in prop_oneof![Just("http"), Just("https")],
        port in prop::option::of((0_usize..4, prop_oneof![Just(80_u16), Just(443), 1_u16..])),
    ) {
        let (url, uri) = oracle_uri(scheme, port);
        let request = Request { method: method.as_str().into(), url: url.as_str().into(), ..Request::default() };
        let request = with_parameters(request, &protocol("n"), Source::Header);
        prop_assert_eq!(base_string(&request), oracle_base_string(&method, &uri, &protocol("n")));
    }

    #[test]
    fn decoding_undoes_encoding(bytes in vec(any::<u8>(), 0..40)) {
        let encoded = Encoder::rfc().encode(&bytes);
        prop_assert_eq!(String::from_utf8(encoded.clone()).unwrap(), oracle_encode(&bytes));
        prop_assert_eq!(&percent_decode(&encoded), &bytes);
        prop_assert_eq!(&form_decode(&encoded), &bytes);
    }

    #[test]
    fn the_order_of_the_pairs_changes_nothing(pairs in vec(pair(), 0..8), seed in any::<prop::sample::Index>()) {
        let mut turned = pairs.clone();
        if !turned.is_empty() {
            let by = seed.index(turned.len());
            turned.rotate_left(by);
            turned[by..].reverse();
        }
        prop_assert_eq!(base_string(&request(&pairs, &[])), base_string(&request(&turned, &[])));
        // Nor does their place.
        prop_assert_eq!(base_string(&request(&pairs, &[])), base_string(&request(&[], &pairs)));
    }

    #[test]
    fn a_realm_changes_nothing(pairs in vec(pair(), 0..4), realm in "\\PC{0,8}") {
        let plain = with_parameters(request(&pairs, &[]), &protocol("n"), Source::Header);
        let realm = [(b"realm".to_vec(), realm.into_bytes())];
        let with_realm = with_parameters(plain.clone(), &realm, Source::Header);
        prop_assert_ne!(&with_realm, &plain);
        prop_assert_eq!(base_string(&with_realm), base_string(&plain));
    }

    #[test]
    fn no_bytes_make_it_panic(
        method in vec(any::<u8>(), 0..6),
        url in prop_oneof![
            vec(any::<u8>(), 0..40),
            vec(any::<u8>(), 0..40).prop_map(|tail| [b"http://h".to_vec(), tail].concat()),
        ],
        header in vec(any::<u8>(), 0..40),
        body in vec(any::<u8>(), 0..40),
        is_form in any::<bool>(),
    ) {
        let mut request = Request {
            method: Text::made(method),
            url: Text::made(url),
            headers: vec![Header { name: "Authorization".into(), value: Text::made([b"OAuth oauth_".to_vec(), header.clone()].concat()) }],
            body: Some(Text::made(body)),
            ..Request::default()
        };
        if is_form {
            request.headers.push(Header::made("Content-Type", FORM));
        }
        let parts = UrlParts::split(&request.url);
        prop_assert!(parts.path.bytes().len() <= request.url.bytes().len());
        let read = authorization::fields(&Text::made(header.clone()));
        prop_assert!(read.iter().all(|field| field.name.bytes().len() <= header.len()));
        let traced = trace(&request, &secrets("s", "t"), &Recipe::default());
        match (&traced, sign(&request, &secrets("s", "t"))) {
            (Ok(trace), signed) => prop_assert_eq!(&signed.ok(), &trace.signature),
            (Err(error), signed) => {
                prop_assert_eq!(signed.unwrap_err().to_string(), error.to_string());
            }
        }
        if let Ok(trace) = traced {
            let document = countersign::screen::explain::document(&request, &trace, &[]);
            prop_assert!(document.blocks.len() >= 9);
            let shown = json::explain(&request, &trace, &[], None);
            let value: serde_json::Value = serde_json::from_str(&shown).unwrap();
            prop_assert_eq!(&value["schema"], "countersign/1");
            prop_assert!(!curl(&request).chars().any(char::is_control));
        }
    }
}
