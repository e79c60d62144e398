//! Keys and secrets that stand in a paste beside its request.

use bstr::ByteSlice;

use super::gaps::placeholder;
use super::names::{Role, plain, role};
use crate::capture::tree::{Map, Value};
use crate::capture::{Captured, oauth};
use crate::credentials::{Credentials, Secret};
use crate::error::Finding;
use crate::request::Text;

/// What a credential is called.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Credential {
    ConsumerKey,
    ConsumerSecret,
    Token,
    TokenSecret,
    /// Both secrets, joined by `&`.
    SigningKey,
}

fn credential(name: &[u8]) -> Option<Credential> {
    Some(match plain(name).as_str() {
        "consumersecret"
        | "oauthconsumersecret"
        | "clientsecret"
        | "oauthclientsecret"
        | "sharedsecret"
        | "clientsharedsecret"
        | "apisecret"
        | "apikeysecret"
        | "apisecretkey"
        | "appsecret"
        | "consumerkeysecret"
        | "ltisecret" => Credential::ConsumerSecret,
        "tokensecret" | "oauthtokensecret" | "accesstokensecret" | "accesssecret"
        | "accesskeysecret" | "requesttokensecret" => Credential::TokenSecret,
        "signingkey" | "signaturekey" | "hmackey" => Credential::SigningKey,
        "consumerkey" | "clientid" | "clientkey" | "apikey" => Credential::ConsumerKey,
        "accesstoken" | "tokenkey" => Credential::Token,
        _ => return None,
    })
}

/// Whether a name is a credential's.
pub(in crate::capture) fn is_credential(name: &[u8]) -> bool {
    credential(name).is_some()
}

/// Takes the credentials of a tree as those of its requests, and says which secrets it holds.
pub(in crate::capture) fn take_secrets(tree: &Value, read: &mut [Captured]) {
    let mut found = Credentials::default();
    let mut findings = Vec::new();
    walk(tree, 0, &mut found, &mut findings);
    if findings.is_empty() && found.consumer_key.is_none() && found.token.is_none() {
        return;
    }
    for (place, captured) in read.iter_mut().enumerate() {
        if place == 0 {
            captured.findings.append(&mut findings);
        }
        merge(&mut captured.credentials, &found);
    }
}

fn merge(into: &mut Credentials, from: &Credentials) {
    let key = |into: &mut Option<String>, from: &Option<String>| {
        if into.is_none() {
            into.clone_from(from);
        }
    };
    key(&mut into.consumer_key, &from.consumer_key);
    key(&mut into.token, &from.token);
    let secret = |into: &mut Option<Secret>, from: &Option<Secret>| {
        if into.is_none() {
            into.clone_from(from);
        }
    };
    secret(&mut into.consumer_secret, &from.consumer_secret);
    secret(&mut into.token_secret, &from.token_secret);
}

fn walk(value: &Value, depth: usize, found: &mut Credentials, findings: &mut Vec<Finding>) {
    if depth > crate::capture::tree::MAX_DEPTH {
        return;
    }
    match value {
        Value::Map(map) => {
            member_pairs(map, found, findings);
            for (name, value) in map {
                // What an answer grants is another request's.
                if role(name.bytes()) == Some(Role::Answer) {
                    continue;
                }
                if let (Some(kind), Value::Text(text)) = (credential(name.bytes()), value) {
                    take(kind, text, found, findings);
                } else {
                    walk(value, depth + 1, found, findings);
                }
            }
        }
        Value::List(values) => values
            .iter()
            .for_each(|value| walk(value, depth + 1, found, findings)),
        _ => {}
    }
}

/// `{key: consumerSecret, value: …}`.
fn member_pairs(map: &Map, found: &mut Credentials, findings: &mut Vec<Finding>) {
    let member = |wanted: &str| {
        let found = map.iter().find(|(name, _)| name.bytes() == wanted);
        found.and_then(|(_, value)| value.text())
    };
    let (Some(key), Some(value)) = (member("key").or(member("name")), member("value")) else {
        return;
    };
    if let Some(kind) = credential(key.bytes()) {
        take(kind, value, found, findings);
    }
}

fn take(kind: Credential, text: &Text, found: &mut Credentials, findings: &mut Vec<Finding>) {
    let bytes = text.bytes().trim_ascii();
    let (Ok(value), None) = (bytes.to_str(), placeholder(bytes)) else {
        return;
    };
    if value.is_empty() || value.len() > 4096 {
        return;
    }
    let mut secret = |slot: &mut Option<Secret>, value: &str, what: &str| {
        if value.is_empty() || slot.is_some() {
            return;
        }
        *slot = Some(Secret::new(value));
        findings.push(Finding::new(
            "secret-in-paste",
            format_args!("{what} stands in the paste; take it out before you share it"),
            text.span(),
        ));
    };
    match kind {
        Credential::ConsumerKey => {
            found.consumer_key.get_or_insert_with(|| value.to_owned());
        }
        Credential::Token => {
            found.token.get_or_insert_with(|| value.to_owned());
        }
        Credential::ConsumerSecret => {
            secret(&mut found.consumer_secret, value, "a consumer secret");
        }
        Credential::TokenSecret => secret(&mut found.token_secret, value, "a token secret"),
        Credential::SigningKey => {
            let (consumer, token) = value.split_once('&').unwrap_or((value, ""));
            let plain = |text: &str| oauth::decoded(text.as_bytes(), false).to_string();
            secret(
                &mut found.consumer_secret,
                &plain(consumer),
                "a consumer secret",
            );
            secret(&mut found.token_secret, &plain(token), "a token secret");
        }
    }
}
