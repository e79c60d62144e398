//! What some providers want beyond the RFC, by the host of the request.

use bstr::ByteSlice as _;

use super::wire::Wire;
use super::{hint, shown, warning};
use crate::error::Finding;
use crate::pipeline::signature::Algorithm;

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
    if wire.is_at("netsuite.com") && signed {
        netsuite(wire, found);
    }
    let magento = ["/rest/V1/", "/rest/default/V1/", "/rest/all/V1/"];
    if magento.iter().any(|start| path.contains(start))
        && wire.algorithm == Some(Algorithm::HmacSha1)
    {
        found.push(hint(
            "hmac-sha1-retired",
            "the path is that of Magento's API: from 2.4.4 on it wants HMAC-SHA256",
            method(wire),
        ));
    }
    if wire.is_at("mastercard.com") && wire.protocol("oauth_body_hash").is_none() && signed {
        found.push(warning(
            "body-hash-missing",
            "Mastercard wants oauth_body_hash in every request, an empty body's too",
            wire.url.host.span(),
        ));
    }
}

fn method(wire: &Wire<'_>) -> Option<crate::request::Span> {
    wire.protocol("oauth_signature_method")?.span()
}

/// docs.oracle.com, `NetSuite`: "The Authorization Header" and "Signature method" of token-based
/// authentication.
fn netsuite(wire: &Wire<'_>, found: &mut Vec<Finding>) {
    let realm = wire
        .sent
        .iter()
        .find(|sent| sent.name.eq_ignore_ascii_case(b"realm"));
    match realm {
        None => {
            let span = wire.headers.first().and_then(|header| header.value.span());
            found.push(warning(
                "realm-required",
                "NetSuite wants realm=\"ACCOUNT\" in the header, and there is none; it is not signed",
                span,
            ));
        }
        Some(realm)
            if realm.value.contains(&b'-') || realm.value.iter().any(u8::is_ascii_lowercase) =>
        {
            found.push(warning(
                "realm-required",
                format_args!(
                    "the realm is {:?}; NetSuite wants the account id in upper case, a sandbox's \
                     with `_`: {:?}",
                    shown(&realm.value),
                    shown(&realm.value.to_ascii_uppercase().replace("-", "_"))
                ),
                realm.span(),
            ));
        }
        Some(_) => {}
    }
    if wire.algorithm == Some(Algorithm::HmacSha1) {
        found.push(warning(
            "hmac-sha1-retired",
            "NetSuite takes HMAC-SHA256, and HMAC-SHA1 no longer since 2023",
            method(wire),
        ));
    }
    if let Some(nonce) = wire.protocol("oauth_nonce")
        && !(6..=64).contains(&nonce.value.len())
    {
        found.push(warning(
            "nonce-format",
            format_args!(
                "the nonce has {} characters; NetSuite wants 6 to 64 letters and digits",
                nonce.value.len()
            ),
            nonce.span(),
        ));
    }
}
