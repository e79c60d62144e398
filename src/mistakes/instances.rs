//! What depends on the request at hand: which parameter, which secret, which body (RFC 5849
//! section 3.4.1.3).

use std::borrow::Cow;

use bstr::ByteSlice as _;

use super::{Facts, Instance};
use crate::credentials::Secret;
use crate::pipeline::body_hash::body_hash;
use crate::pipeline::collect::{BodyKind, Source, body_kind};
use crate::pipeline::key::hex;
use crate::pipeline::select::{Change, ParameterEdit, SelectEdit};
use crate::pipeline::signature::Algorithm;
use crate::recipe::Edit;
use crate::request::UrlParts;

/// How many instances an entry may have in one request.
const LIMIT: usize = 20;

/// How many names are looked at: a request may have any number.
const NAMES: usize = 200;

fn edit(name: &[u8], nth: Option<usize>, change: Change) -> Edit {
    Edit::Select(SelectEdit::Parameter(ParameterEdit {
        name: Cow::Owned(name.to_vec()),
        nth,
        change,
    }))
}

/// The names that are signed, each once, in collected order.
pub(super) fn names<'a>(facts: &Facts<'a>) -> Vec<&'a [u8]> {
    let mut names: Vec<&[u8]> = Vec::new();
    for parameter in facts.parameters {
        if names.len() == NAMES {
            break;
        }
        let unsigned = parameter.name == "oauth_signature"
            || (parameter.name == "realm" && parameter.source == Source::Header);
        if !unsigned && !names.contains(&parameter.name.as_slice()) {
            names.push(&parameter.name);
        }
    }
    names
}

fn shown(name: &[u8]) -> String {
    if name.is_empty() {
        "the one without a name".to_owned()
    } else {
        name.to_str_lossy().into_owned()
    }
}

pub(super) fn each_parameter_omitted(facts: &Facts<'_>) -> Vec<Instance> {
    names(facts)
        .into_iter()
        .take(LIMIT)
        .map(|name| Instance::new(shown(name), vec![edit(name, None, Change::Omit)]))
        .collect()
}

pub(super) fn each_parameter_repeated(facts: &Facts<'_>) -> Vec<Instance> {
    names(facts)
        .into_iter()
        .take(LIMIT)
        .map(|name| Instance::new(shown(name), vec![edit(name, Some(0), Change::Repeat)]))
        .collect()
}

pub(super) fn prefix_dropped(facts: &Facts<'_>) -> Vec<Instance> {
    let edits: Vec<Edit> = names(facts)
        .into_iter()
        .filter_map(|name| {
            let short = name.strip_prefix(b"oauth_")?;
            Some(edit(name, None, Change::Rename(Cow::Owned(short.to_vec()))))
        })
        .collect();
    vec![Instance::new("", edits)]
}

pub(super) fn names_lowercased(facts: &Facts<'_>) -> Vec<Instance> {
    let edits: Vec<Edit> = names(facts)
        .into_iter()
        .filter(|name| name.iter().any(u8::is_ascii_uppercase))
        .map(|name| {
            edit(
                name,
                None,
                Change::Rename(Cow::Owned(name.to_ascii_lowercase())),
            )
        })
        .collect();
    vec![Instance::new("", edits)]
}

pub(super) fn secrets_as_parameters(facts: &Facts<'_>) -> Vec<Instance> {
    let token = facts.credentials.token_secret.as_ref();
    let consumer = facts.credentials.consumer_secret.as_ref();
    let add = |name: &str, secret: &Secret| {
        edit(name.as_bytes(), None, Change::AddSecret(secret.clone()))
    };
    let mut instances = Vec::new();
    for (name, secret) in [
        ("oauth_token_secret", token),
        ("oauth_consumer_secret", consumer),
        ("consumer_secret", consumer),
        ("token_secret", token),
    ] {
        if let Some(secret) = secret {
            instances.push(Instance::new(name, vec![add(name, secret)]));
        }
    }
    if let (Some(token), Some(consumer)) = (token, consumer) {
        let both = vec![
            add("oauth_token_secret", token),
            add("oauth_consumer_secret", consumer),
        ];
        instances.push(Instance::new("both secrets", both));
    }
    instances
}

const HASHES: [(&str, Algorithm); 3] = [
    ("SHA-1", Algorithm::HmacSha1),
    ("SHA-256", Algorithm::HmacSha256),
    ("SHA-512", Algorithm::HmacSha512),
];

fn body<'a>(facts: &Facts<'a>) -> &'a [u8] {
    facts
        .request
        .body
        .as_ref()
        .map(|body| body.bytes().as_bytes())
        .unwrap_or_default()
}

fn signs_a_hash(facts: &Facts<'_>) -> bool {
    facts
        .parameters
        .iter()
        .any(|parameter| parameter.name == "oauth_body_hash")
}

fn with_hash(value: String) -> Vec<Edit> {
    vec![edit(
        b"oauth_body_hash",
        None,
        Change::Value(Cow::Owned(value.into_bytes())),
    )]
}

fn with_added_hash(body: &[u8], algorithm: Algorithm) -> Vec<Edit> {
    let value = body_hash(body, algorithm).into_bytes();
    vec![edit(
        b"oauth_body_hash",
        None,
        Change::Add(Cow::Owned(value)),
    )]
}

pub(super) fn body_hash_of_other_body(facts: &Facts<'_>) -> Vec<Instance> {
    if signs_a_hash(facts) || body_kind(facts.request).0 == BodyKind::Form {
        return Vec::new();
    }
    HASHES
        .into_iter()
        .map(|(name, algorithm)| {
            Instance::new(
                format!("signed but not sent, {name}"),
                with_added_hash(body(facts), algorithm),
            )
        })
        .collect()
}

pub(super) fn body_hash_on_form(facts: &Facts<'_>) -> Vec<Instance> {
    if signs_a_hash(facts) {
        return Vec::new();
    }
    let is_form = body_kind(facts.request).0 == BodyKind::Form;
    let mut instances = Vec::new();
    for (name, algorithm) in HASHES {
        if is_form {
            let edits = with_added_hash(body(facts), algorithm);
            instances.push(Instance::new(format!("{name} of the form"), edits));
        }
        let edits = with_added_hash(b"", algorithm);
        instances.push(Instance::new(format!("{name} of an empty body"), edits));
    }
    instances
}

pub(super) fn body_hash_by_other_hash(facts: &Facts<'_>) -> Vec<Instance> {
    use base64::Engine as _;
    let standard = base64::engine::general_purpose::STANDARD;
    let url_safe = base64::engine::general_purpose::URL_SAFE;
    let mut instances = Vec::new();
    if !signs_a_hash(facts) {
        return instances;
    }
    for (name, algorithm) in HASHES {
        let text = body_hash(body(facts), algorithm);
        let bytes = standard.decode(&text).unwrap_or_default();
        let digits = String::from_utf8(hex(&bytes)).unwrap_or_default();
        instances.push(Instance::new(
            format!("{name} in base64"),
            with_hash(text.clone()),
        ));
        instances.push(Instance::new(
            format!("{name} in base64 of its hex digits"),
            with_hash(standard.encode(&digits)),
        ));
        instances.push(Instance::new(format!("{name} in hex"), with_hash(digits)));
        instances.push(Instance::new(
            format!("{name} in base64 for URLs"),
            with_hash(url_safe.encode(&bytes)),
        ));
    }
    instances
}

pub(super) fn body_hash_of_other_bytes(facts: &Facts<'_>) -> Vec<Instance> {
    if !signs_a_hash(facts) {
        return Vec::new();
    }
    let sent = body(facts);
    let mut others: Vec<(&str, Vec<u8>)> = vec![
        ("an empty body", Vec::new()),
        ("with a line feed at the end", [sent, b"\n"].concat()),
        (
            "without white space at its ends",
            sent.trim_ascii().to_vec(),
        ),
    ];
    if let Ok(json) = serde_json::from_slice::<serde_json::Value>(sent) {
        let mut sorted = json.clone();
        sorted.sort_all_objects();
        others.push(("the JSON without blanks", json.to_string().into_bytes()));
        others.push((
            "the JSON indented",
            serde_json::to_vec_pretty(&json).unwrap_or_default(),
        ));
        others.push((
            "the JSON with its members sorted",
            sorted.to_string().into_bytes(),
        ));
    }
    let mut instances = Vec::new();
    for (detail, bytes) in others {
        for algorithm in [facts.algorithm, Algorithm::HmacSha1, Algorithm::HmacSha256] {
            let edits = with_hash(body_hash(&bytes, algorithm));
            if !instances
                .iter()
                .any(|instance: &Instance| instance.edits == edits)
            {
                instances.push(Instance::new(detail, edits));
            }
        }
    }
    instances
}

pub(super) fn path_as_parameter(facts: &Facts<'_>) -> Vec<Instance> {
    let path = UrlParts::split(&facts.request.url).path;
    let path = path.bytes();
    let bare = path.trim_start_with(|character| character == '/');
    [
        ("q", path.as_bytes()),
        ("q", bare),
        ("rest_route", path.as_bytes()),
        ("_url", path.as_bytes()),
        ("url", bare),
        ("path", bare),
        ("route", bare),
        ("r", bare),
        ("p", bare),
        ("_route_", bare),
    ]
    .into_iter()
    .map(|(name, value)| {
        let change = Change::AddToQuery(Cow::Owned(value.to_vec()));
        Instance::new(
            format!("as {name}"),
            vec![edit(name.as_bytes(), None, change)],
        )
    })
    .collect()
}
