//! Every published vector through the public library.
//!
//! Each walks the stages in order and names the first that differs. One that is marked as an
//! erratum, or as a departure from the RFC, is asserted to differ, and to give the value that the
//! file has as computed under the RFC.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use bstr::{BString, ByteSlice};
use countersign::authorization;
use countersign::credentials::{Credentials, PrivateKey, Secret};
use countersign::encoder::Encoder;
use countersign::pipeline::base_string_uri::{UriChoice, base_string_uri};
use countersign::pipeline::collect::Source;
use countersign::pipeline::decode::percent_decode;
use countersign::pipeline::key::{KeyChoice, signing_key};
use countersign::pipeline::signature::{
    Algorithm, SignatureChoice, digest, signature_text, signed_bytes,
};
use countersign::pipeline::{Trace, check_url, trace};
use countersign::protocol::{FORM, form, with_parameters};
use countersign::recipe::Recipe;
use countersign::request::{Header, Request, Text, UrlParts};
use serde_json::Value;

/// The stages in the order in which they are built, by their names in the files.
const STAGES: [&str; 12] = [
    "encoded",
    "error",
    "params_decoded",
    "encoded_pairs",
    "sorted_pairs",
    "normalized_params",
    "base_string_uri",
    "base_string",
    "signing_key",
    "signature",
    "signature_encoded",
    "authorization_header",
];

macro_rules! vectors {
    ($($name:ident: $file:literal, $cases:literal;)*) => {
        $(#[test]
        fn $name() {
            run(include_str!(concat!("../fixtures/vectors/", $file)), $cases);
        })*

        #[test]
        fn every_file_of_vectors_is_run() {
            let mut files: Vec<String> = std::fs::read_dir("fixtures/vectors")
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            files.sort();
            assert_eq!(files, [$($file),*]);
        }
    };
}

vectors! {
    oauth_core: "oauth-core-1.0a.json", 10;
    oauth_sign: "oauth-sign.json", 11;
    oauth_wiki: "oauth-wiki-testcases.json", 26;
    oauthlib: "oauthlib-signatures.json", 45;
    rfc5849: "rfc5849.json", 14;
    scribejava: "scribejava.json", 11;
    twitter: "twitter-creating-a-signature.json", 7;
}

fn run(file: &str, cases: usize) {
    let file: Value = serde_json::from_str(file).unwrap();
    let vectors = file["vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), cases, "the file lost or gained a case");
    for vector in vectors {
        let id = vector["id"].as_str().unwrap();
        let ours = |stage: &str| {
            stage_of(vector, stage).unwrap_or_else(|reason| panic!("{id}: {stage}: {reason}"))
        };
        let differs = |expected: &Value| -> Option<String> {
            let expected = expected.as_object().unwrap();
            assert!(!expected.is_empty(), "{id} expects nothing");
            for stage in expected.keys() {
                assert!(
                    STAGES.contains(&stage.as_str()),
                    "{id}: {stage} is no stage that this test knows"
                );
            }
            let stages = STAGES
                .iter()
                .filter_map(|stage| Some((*stage, expected.get(*stage)?)));
            stages
                .map(|(stage, theirs)| (stage, theirs.clone(), ours(stage)))
                .find(|(stage, theirs, ours)| !agree(stage, theirs, ours))
                .map(|(stage, theirs, ours)| {
                    format!("{id} first differs at {stage}:\n  theirs {theirs}\n  ours   {ours}")
                })
        };
        let difference = differs(&vector["expect"]);
        match vector["verified"].as_bool() {
            // What no formula decides is decided here as the file has it: such a URL is refused.
            Some(true) | None => assert_eq!(difference, None),
            Some(false) => {
                assert!(vector["note"].is_string(), "{id} has no reason");
                assert!(
                    difference.is_some(),
                    "{id} should differ: {}",
                    vector["note"]
                );
                assert_eq!(differs(&vector["computed"]), None);
            }
        }
    }
}

/// Headers are compared as sets of fields: the RFC gives them no order.
fn agree(stage: &str, theirs: &Value, ours: &Value) -> bool {
    if stage == "authorization_header" {
        return fields(theirs.as_str().unwrap()) == fields(ours.as_str().unwrap());
    }
    theirs == ours
}

fn fields(header: &str) -> Vec<(BString, BString)> {
    let decoded =
        |text: Option<Text>| BString::from(percent_decode(text.unwrap_or_default().bytes()));
    let mut fields: Vec<_> = authorization::fields(&Text::from(header))
        .into_iter()
        .map(|field| (decoded(Some(field.name)), decoded(field.value)))
        .collect();
    assert!(fields.len() > 1, "no header: {header}");
    fields.sort();
    fields
}

/// What the library makes of a vector at one stage, in the form that the files have.
fn stage_of(vector: &Value, stage: &str) -> Result<Value, String> {
    let input = &vector["input"];
    let text = |bytes: &[u8]| Value::from(bytes.to_str().unwrap());
    match stage {
        "encoded" => {
            return Ok(text(
                &Encoder::rfc().encode(input["text"].as_str().ok_or("no text")?.as_bytes()),
            ));
        }
        "error" => return Ok(Value::from(check_url(&request(vector)).is_err())),
        "base_string_uri" => {
            return Ok(text(&base_string_uri(
                &request(vector),
                &UriChoice::default(),
            )));
        }
        "authorization_header" if input["authorization_header"].is_string() => {
            return Ok(parsed(vector));
        }
        "signing_key" | "signature" | "signature_encoded" if has_no_request(vector) => {
            let (key, signature) = signed_alone(vector)?;
            return Ok(match stage {
                "signing_key" => text(&key),
                "signature" => text(&signature),
                _ => text(&Encoder::rfc().encode(&signature)),
            });
        }
        _ => {}
    }
    let trace = traced(vector)?;
    let pairs = |pairs: Vec<(&[u8], &[u8])>| {
        Value::from(
            pairs
                .into_iter()
                .map(|(name, value)| Value::from(vec![text(name), text(value)]))
                .collect::<Vec<_>>(),
        )
    };
    let encoded = |index: usize| {
        let pair = &trace.encoded[index];
        (&*pair.name, &*pair.value)
    };
    let signature = || trace.signature.as_ref().ok_or("no signature was made");
    Ok(match stage {
        "params_decoded" => pairs(
            trace
                .parameters
                .iter()
                .map(|one| (one.name.as_bytes(), one.value.as_bytes()))
                .collect(),
        ),
        "encoded_pairs" => pairs((0..trace.encoded.len()).map(encoded).collect()),
        "sorted_pairs" => pairs(trace.order.iter().map(|index| encoded(*index)).collect()),
        "normalized_params" => text(&trace.normalized_parameters.text),
        "base_string" => text(&trace.base_string.text),
        "signing_key" => text(
            trace
                .signing_key
                .as_ref()
                .map_err(|missing| format!("{missing:?}"))?
                .expose(),
        ),
        "signature" => text(signature()?),
        "signature_encoded" => text(&Encoder::rfc().encode(signature()?)),
        "authorization_header" => text(
            trace
                .authorization_header
                .as_ref()
                .ok_or("no header was made")?,
        ),
        other => return Err(format!("{other} is no stage")),
    })
}

/// A base string with secrets, or secrets alone: nothing says that the request has a token.
fn has_no_request(vector: &Value) -> bool {
    vector["input"]["base_string"].is_string()
        || vector["oauth"]
            .as_object()
            .is_some_and(serde_json::Map::is_empty)
}

fn signed_alone(vector: &Value) -> Result<(Vec<u8>, Vec<u8>), String> {
    let base_string = vector["input"]["base_string"]
        .as_str()
        .unwrap_or_default()
        .as_bytes();
    let credentials = credentials(vector);
    let algorithm = Algorithm::named(
        vector["signature_method"]
            .as_str()
            .ok_or("no method")?
            .as_bytes(),
    )
    .ok_or("unknown method")?;
    let has_token = credentials
        .token_secret
        .as_ref()
        .is_some_and(|secret| !secret.expose().is_empty());
    let key = if algorithm.is_rsa() {
        Vec::new()
    } else {
        signing_key(&credentials, has_token, &KeyChoice::default())
            .map_err(|missing| format!("{missing:?}"))?
    };
    let choice = SignatureChoice::default();
    let signature = match digest(algorithm, base_string, &key, &choice) {
        None => key.clone(),
        Some(digest) => {
            let signed = signed_bytes(algorithm, &digest, credentials.private_key.as_ref())
                .ok_or("no private key")?;
            signature_text(&signed, base_string, &key, &choice)
        }
    };
    Ok((key, signature))
}

fn traced(vector: &Value) -> Result<Trace, String> {
    trace(&request(vector), &credentials(vector), &Recipe::default())
        .map_err(|error| format!("{error:?}"))
}

fn credentials(vector: &Value) -> Credentials {
    let secret = |name: &str| vector[name].as_str().map(Secret::new);
    let pem = vector["rsa_private_key_pem"].as_str();
    Credentials {
        consumer_secret: secret("consumer_secret"),
        token_secret: secret("token_secret"),
        private_key: pem.map(|pem| PrivateKey::from_pem(pem).unwrap()),
        ..Credentials::default()
    }
}

/// The request of a vector: parameters that stand neither in its URL nor in a body that it gives
/// are sent as a form.
fn request(vector: &Value) -> Request {
    let text = |value: &Value| Text::made(value.as_str().unwrap());
    let url = if vector["url"].is_string() {
        text(&vector["url"])
    } else {
        Text::from("http://example.com/")
    };
    let mut request = Request {
        method: Text::from(vector["method"].as_str().unwrap_or("POST")),
        url,
        ..Request::default()
    };
    for (name, value) in vector["headers"].as_object().into_iter().flatten() {
        request
            .headers
            .push(Header::made(name, value.as_str().unwrap()));
    }
    let has_query = UrlParts::split(&request.url)
        .query
        .is_some_and(|query| !query.bytes().is_empty());
    request.body = if vector["body"].is_string() {
        Some(text(&vector["body"]))
    } else if vector["input"]["form"].is_string() {
        Some(text(&vector["input"]["form"]))
    } else {
        let in_query = if has_query {
            UrlParts::split(&request.url)
                .query
                .unwrap()
                .bytes()
                .split_str("&")
                .count()
        } else {
            0
        };
        let rest: Vec<_> = pairs(&vector["params"])
            .into_iter()
            .skip(in_query)
            .collect();
        (!rest.is_empty()).then(|| Text::made(form(&rest)))
    };
    if request.body.is_some() && request.media_type().is_none() {
        request.headers.push(Header::made("Content-Type", FORM));
    }
    let oauth: Vec<_> = vector["oauth"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| {
            (
                name.clone().into_bytes(),
                value.as_str().unwrap().as_bytes().to_vec(),
            )
        })
        .collect();
    if oauth.is_empty() || request.header("authorization").is_some() {
        return request;
    }
    with_parameters(request, &oauth, Source::Header)
}

fn pairs(value: &Value) -> Vec<(Vec<u8>, Vec<u8>)> {
    let bytes = |value: &Value| value.as_str().unwrap().as_bytes().to_vec();
    value
        .as_array()
        .into_iter()
        .flatten()
        .map(|pair| (bytes(&pair[0]), bytes(&pair[1])))
        .collect()
}

/// A header that is only read: its fields, written again from the values that the file names.
fn parsed(vector: &Value) -> Value {
    let read = fields(vector["input"]["authorization_header"].as_str().unwrap());
    let named = vector["oauth"].as_object().unwrap();
    let mut named: Vec<(BString, BString)> = named
        .iter()
        .map(|(name, value)| (name.as_str().into(), value.as_str().unwrap().into()))
        .collect();
    named.sort();
    assert_eq!(read, named, "the header reads otherwise");
    let fields: Vec<_> = read
        .into_iter()
        .map(|(name, value)| (name.to_vec(), value.to_vec()))
        .collect();
    Value::from(countersign::pipeline::header::authorization_header(&fields).to_string())
}
