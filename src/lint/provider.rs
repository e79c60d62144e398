//! What some providers want beyond the RFC. What that is, the table of the providers says.

use bstr::ByteSlice as _;

use super::wire::{Sent, Wire};
use super::{body, shown, warning};
use crate::error::{Finding, Severity};
use crate::pipeline::collect::{BodyKind, body_kind};
use crate::pipeline::signature::Algorithm;
use crate::providers::{self, BodyHash, Provider, Realm};

/// Hosts and paths of APIs that take no OAuth 1.0, with where that is said.
///
/// Sources: developers.etsy.com/documentation/essentials/authentication (v3: OAuth 2.0),
/// devblog.xero.com (OAuth 1.0a switched off in 2021), dev.fitbit.com/build/reference/web-api
/// (OAuth 2.0), learn.microsoft.com/linkedin/shared/authentication (OAuth 2.0),
/// developers.dropbox.com/oauth-guide (OAuth 2.0), docs.x.com (bookmarks: OAuth 2.0 with PKCE;
/// sampled and filtered stream: application-only bearer token).
const OTHER_SCHEMES: [(&str, &str, &str); 12] = [
    ("openapi.etsy.com", "/v3/", "Etsy's API v3 takes OAuth 2.0"),
    ("api.etsy.com", "/v3/", "Etsy's API v3 takes OAuth 2.0"),
    ("api.xero.com", "/", "Xero's API takes OAuth 2.0"),
    ("api.fitbit.com", "/", "Fitbit's API takes OAuth 2.0"),
    ("api.linkedin.com", "/", "LinkedIn's API takes OAuth 2.0"),
    (
        "api.dropboxapi.com",
        "/2/",
        "Dropbox's API v2 takes OAuth 2.0",
    ),
    ("api.twitter.com", "/2/tweets/search/stream", STREAM),
    ("api.x.com", "/2/tweets/search/stream", STREAM),
    ("api.twitter.com", "/2/tweets/sample/stream", STREAM),
    ("api.x.com", "/2/tweets/sample/stream", STREAM),
    ("api.twitter.com", "/2/users/bookmarks", BOOKMARKS),
    ("api.x.com", "/2/users/bookmarks", BOOKMARKS),
];

const STREAM: &str = "X's streams take an application's bearer token";
const BOOKMARKS: &str = "X's bookmarks take OAuth 2.0 with a user's token";

pub(super) fn lint(wire: &Wire<'_>, found: &mut Vec<Finding>) {
    let path = wire.path().to_str_lossy();
    let signed = wire.protocol_parameters().next().is_some();
    let bookmarks = path.starts_with("/2/users/") && path.ends_with("/bookmarks");
    let other = OTHER_SCHEMES.iter().find(|(host, prefix, _)| {
        wire.host == *host
            && (path.starts_with(prefix) || (bookmarks && *prefix == "/2/users/bookmarks"))
    });
    if let Some((_, _, says)) = other
        && signed
    {
        found.push(warning(
            "oauth2-endpoint",
            format_args!("{says}, by its documentation; this request is signed by OAuth 1.0"),
            wire.url.host.span(),
        ));
    }
    if let Some(provider) = providers::detect(wire.request) {
        found.extend(refused(provider, wire));
    }
}

/// What this provider refuses.
pub(super) fn refused(provider: &Provider, wire: &Wire<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    if wire.protocol_parameters().next().is_none() {
        return found;
    }
    // One that runs on hosts of its users is known by less, and runs there in old versions too.
    let severity = if provider.hosts.is_empty() {
        Severity::Hint
    } else {
        Severity::Error
    };
    let mut find = |id, message: String, span| {
        found.push(Finding::new(id, message, span).with(severity));
    };
    let name = provider.name;
    if let Some(method) = wire.algorithm
        && !provider.methods.is_empty()
        && !provider.methods.contains(&method)
    {
        let is_retired =
            method == Algorithm::HmacSha1 && provider.methods.contains(&Algorithm::HmacSha256);
        let id = if is_retired {
            "hmac-sha1-retired"
        } else {
            "provider-method"
        };
        let accepts = provider.methods_in_words();
        let named = method.name();
        let mut message = format!("{name} accepts {accepts}; the request names {named:?}");
        for note in provider.notes.iter().filter(|note| note.contains(named)) {
            message.extend(["; ", note]);
        }
        let sent = wire.protocol("oauth_signature_method");
        find(id, message, sent.and_then(Sent::span));
    }
    if let Realm::Account(kind) = provider.realm {
        let mut sent = wire.sent.iter();
        match sent.find(|sent| sent.name.eq_ignore_ascii_case(b"realm")) {
            None => {
                let header = wire.headers.first().and_then(|header| header.value.span());
                let message = format!("{name} wants realm in the header, not signed: {kind}");
                find("realm-required", message, header);
            }
            Some(realm)
                if realm.value.contains(&b'-')
                    || realm.value.iter().any(u8::is_ascii_lowercase) =>
            {
                let message = format!(
                    "the realm is {:?}; {name} wants {:?}: {kind}",
                    shown(&realm.value),
                    shown(&realm.value.to_ascii_uppercase().replace("-", "_"))
                );
                find("realm-required", message, realm.span());
            }
            Some(_) => {}
        }
    }
    if provider.body_hash == BodyHash::Required
        && wire.protocol("oauth_body_hash").is_none()
        && body_kind(wire.request).0 == BodyKind::Other
    {
        let body = wire.request.body.as_ref();
        let body = body.filter(|body| !body.bytes().is_empty());
        let method = wire.request.method.bytes();
        if body.is_some() || [&b"POST"[..], b"PUT", b"PATCH"].contains(&method.as_bytes()) {
            let message = format!(
                "{name} wants oauth_body_hash with a body that is no form, an empty one too"
            );
            let span = body.map_or_else(|| wire.url.host.span(), body::start);
            find("body-hash-missing", message, span);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::error::Finding;
    use crate::lint::refused;
    use crate::providers::{by_id, detect};
    use crate::request::{Header, Request};

    fn said(provider: &str, header: &str) -> Vec<String> {
        let told = |finding: &Finding| format!("{}: {}", finding.id, finding.message);
        let provider = by_id(provider).unwrap();
        let findings = refused(provider, &Request::get("https://h/", header));
        findings.iter().map(told).collect()
    }

    #[test]
    fn what_a_provider_refuses_is_said() {
        let header = "OAuth oauth_consumer_key=\"k\", oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"1000\"";
        assert_eq!(
            said("netsuite", header),
            [
                "hmac-sha1-retired: NetSuite accepts HMAC-SHA256 only; the request names \"HMAC-SHA1\"; support of HMAC-SHA1 ended with release 2023.1",
                "realm-required: NetSuite wants realm in the header, not signed: the account ID, in upper case, with `_` for `-`: 123456_SB1",
            ]
        );
        let right = "OAuth realm=\"1\", oauth_consumer_key=\"k\", oauth_signature_method=\"HMAC-SHA256\", oauth_timestamp=\"1000\"";
        assert!(said("netsuite", right).is_empty());
        assert!(said("x", header).is_empty());
    }

    #[test]
    fn a_json_body_without_its_hash_is_noticed() {
        let mut request = Request::get(
            "https://sandbox.api.mastercard.com/x",
            "OAuth oauth_consumer_key=\"k\", oauth_signature_method=\"RSA-SHA256\"",
        );
        request.body = Some("{}".into());
        request
            .headers
            .push(Header::made("Content-Type", "application/json"));
        let missing = |request: &Request| {
            let findings = refused(detect(request).unwrap(), request);
            findings.iter().any(|found| found.id == "body-hash-missing")
        };
        assert!(missing(&request));
        // Its documentation asks for the hash where there is a body; an empty one of a POST without
        // it was refused: Mastercard/oauth1-signer-java#5.
        request.body = None;
        assert!(!missing(&request));
        request.method = "POST".into();
        assert!(missing(&request));
    }
}
