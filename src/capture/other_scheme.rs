//! Whether a request is authenticated in another way than OAuth 1.0, and in which.
//!
//! Nothing is wrong with the signature of a request that has none: a Bearer token, AWS's signature
//! or a token request of OAuth 2.0 are told by name, so that nobody looks for a mistake in them.

use bstr::ByteSlice;

use super::{Captured, oauth};
use crate::authorization;
use crate::request::{Request, Text, UrlParts};

/// How a request that is not OAuth 1.0 is authenticated.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum OtherScheme {
    /// A Bearer token (RFC 6750), in the header, the query or the body.
    Bearer,
    /// `Authorization: OAuth TOKEN` or a lone `oauth_token`, as drafts of OAuth 2.0 had it.
    OAuth2Draft,
    /// A request for a token of OAuth 2.0 (RFC 6749 sections 4 and 6).
    OAuth2Token,
    /// A request for a person's consent in OAuth 2.0 (RFC 6749 section 4.1.1).
    OAuth2Authorization,
    /// A name and a password (RFC 7617).
    Basic,
    /// A digest of a password (RFC 7616).
    Digest,
    /// AWS's Signature Version 4.
    AwsSigV4,
    /// Hawk, a successor of OAuth 1.0's MAC.
    Hawk,
    /// Negotiate or NTLM.
    Negotiate,
    /// `UsernameToken` in an `X-WSSE` header.
    Wsse,
    /// `NetSuite`'s `tokenPassport` in a SOAP envelope: the same keys under other rules.
    NetSuiteTokenPassport,
    /// Another scheme in the Authorization header, by its name.
    Named(String),
}

impl OtherScheme {
    /// What a person calls it: "a Bearer token (RFC 6750)".
    #[must_use]
    pub fn phrase(&self) -> String {
        let phrase = match self {
            Self::Bearer => "a Bearer token (RFC 6750)",
            Self::OAuth2Draft => "a token of a draft of OAuth 2.0",
            Self::OAuth2Token => "a token request of OAuth 2.0 (RFC 6749)",
            Self::OAuth2Authorization => "an authorization request of OAuth 2.0 (RFC 6749)",
            Self::Basic => "a name and a password (Basic, RFC 7617)",
            Self::Digest => "a digest of a password (Digest, RFC 7616)",
            Self::AwsSigV4 => "AWS Signature Version 4",
            Self::Hawk => "Hawk",
            Self::Negotiate => "Negotiate or NTLM",
            Self::Wsse => "a WSSE UsernameToken",
            Self::NetSuiteTokenPassport => "NetSuite's tokenPassport in SOAP",
            Self::Named(name) => return format!("the scheme `{name}`"),
        };
        phrase.to_owned()
    }

    /// The scheme of that name in an Authorization header, when it is none of OAuth 1.0.
    fn of_name(name: &[u8]) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_slice() {
            b"oauth" => return None,
            b"bearer" | b"token" => Self::Bearer,
            b"basic" => Self::Basic,
            b"digest" => Self::Digest,
            b"hawk" => Self::Hawk,
            b"negotiate" | b"ntlm" => Self::Negotiate,
            b"aws4-hmac-sha256" | b"aws" => Self::AwsSigV4,
            b"wsse" => Self::Wsse,
            _ => Self::Named(name.to_str_lossy().into_owned()),
        })
    }
}

/// How the captured request is authenticated, when no parameter of OAuth 1.0 stands in it.
#[must_use]
pub fn not_oauth1(captured: &Captured) -> Option<OtherScheme> {
    if captured.base_string.is_some() || !captured.base_strings.is_empty() {
        return None;
    }
    of_request(&captured.request)
}

fn of_request(request: &Request) -> Option<OtherScheme> {
    if let Some(body) = &request.body
        && body.bytes().contains_str("tokenPassport>")
        && body.bytes().contains_str("consumerKey>")
    {
        return Some(OtherScheme::NetSuiteTokenPassport);
    }
    let signed = oauth::parameters(request);
    if let [one] = signed.as_slice()
        && one.name == "oauth_token"
        && one.place != oauth::Place::Header
        && !asks_for_consent(request)
    {
        return Some(OtherScheme::OAuth2Draft);
    }
    if !signed.is_empty() {
        return None;
    }
    of_header(request)
        .or_else(|| of_query(request))
        .or_else(|| of_body(request))
}

/// Whether the URL may be where a person is sent with a lone `oauth_token` (RFC 5849 section 2.2).
fn asks_for_consent(request: &Request) -> bool {
    let path = UrlParts::split(&request.url).path;
    path.bytes().to_ascii_lowercase().contains_str("auth")
}

fn of_header(request: &Request) -> Option<OtherScheme> {
    if request.header("x-wsse").is_some() {
        return Some(OtherScheme::Wsse);
    }
    let value = &request.header("authorization")?.value;
    let name = scheme_name(value)?;
    if name.bytes().eq_ignore_ascii_case(b"oauth") {
        let bytes = value.bytes().trim_ascii();
        let token = bytes.get(b"oauth".len()..)?.trim_ascii();
        let lone = !token.is_empty() && token.find_byteset(b"\", =").is_none();
        return lone.then_some(OtherScheme::OAuth2Draft);
    }
    OtherScheme::of_name(name.bytes())
}

/// The scheme's name; those of AWS hold a hyphen, which no name of fields does.
fn scheme_name(value: &Text) -> Option<Text> {
    let bytes = value.bytes();
    let start = bytes.len() - bytes.trim_ascii_start().len();
    let len = bytes[start..].find_byteset(b" \t")?;
    let name = &bytes[start..start + len];
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_".contains(byte);
    if len > 0 && len <= 40 && name.iter().all(word) {
        return Some(value.slice(start..start + len));
    }
    authorization::scheme(value)
}

fn of_query(request: &Request) -> Option<OtherScheme> {
    let query = UrlParts::split(&request.url).query?;
    let has = |name: &str| names(&query).any(|other| other.eq_ignore_ascii_case(name.as_bytes()));
    if has("X-Amz-Signature") || has("X-Amz-Credential") {
        return Some(OtherScheme::AwsSigV4);
    }
    if has("access_token") {
        return Some(OtherScheme::Bearer);
    }
    if has("response_type") && has("client_id") {
        return Some(OtherScheme::OAuth2Authorization);
    }
    (has("grant_type") && has("client_id")).then_some(OtherScheme::OAuth2Token)
}

fn of_body(request: &Request) -> Option<OtherScheme> {
    let body = oauth::form_body(request)?;
    let has = |name: &str| names(body).any(|other| other == name.as_bytes());
    if has("grant_type") {
        return Some(OtherScheme::OAuth2Token);
    }
    has("access_token").then_some(OtherScheme::Bearer)
}

/// The names of the pairs of a query or a form.
fn names(pairs: &Text) -> impl Iterator<Item = &[u8]> {
    let bytes = pairs.bytes();
    oauth::form_fields(bytes)
        .into_iter()
        .map(|field| bytes[field.name].as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Header;

    fn header(name: &str, value: &str) -> Option<OtherScheme> {
        of_request(&Request {
            url: Text::from("https://h/"),
            headers: vec![Header::made(name, value)],
            ..Request::default()
        })
    }

    #[test]
    fn other_schemes_are_told_by_their_header() {
        let told = |value| header("Authorization", value);
        assert_eq!(told("Bearer eyJhbGciOi.x.y"), Some(OtherScheme::Bearer));
        assert_eq!(told("Basic aTpq"), Some(OtherScheme::Basic));
        assert_eq!(
            told("Digest username=\"a\", nonce=\"b\""),
            Some(OtherScheme::Digest)
        );
        assert_eq!(
            told("AWS4-HMAC-SHA256 Credential=A/2013/us/s3/aws4_request, Signature=a"),
            Some(OtherScheme::AwsSigV4)
        );
        assert_eq!(told("OAuth 00D!abc"), Some(OtherScheme::OAuth2Draft));
        assert_eq!(
            told("Zoho-oauthtoken 1000.x"),
            Some(OtherScheme::Named("Zoho-oauthtoken".to_owned()))
        );
        assert_eq!(header("X-WSSE", "UsernameToken"), Some(OtherScheme::Wsse));
    }

    #[test]
    fn oauth_1_under_any_name_is_not_another_scheme() {
        for value in [
            "OAuth oauth_nonce=\"a\"",
            "Bearer oauth_nonce=\"a\", oauth_signature=\"b\"",
            "oauth_nonce=\"a\"",
            "OAuth realm=\"\"",
            "OAuth",
        ] {
            assert_eq!(header("Authorization", value), None, "{value}");
        }
    }

    #[test]
    fn queries_and_bodies_tell_too() {
        let told = |url: &str, body: Option<&str>| {
            of_request(&Request {
                url: Text::from(url),
                body: body.map(Text::from),
                ..Request::default()
            })
        };
        assert_eq!(
            told("https://h/?X-Amz-Signature=a", None),
            Some(OtherScheme::AwsSigV4)
        );
        assert_eq!(
            told("https://h/?oauth_token=a&v=2", None),
            Some(OtherScheme::OAuth2Draft)
        );
        assert_eq!(
            told("https://h/oauth/authorize?oauth_token=a", None),
            None,
            "a person's browser is sent so in OAuth 1.0"
        );
        assert_eq!(
            told("https://h/?oauth_token=a&oauth_nonce=b", None),
            None,
            "two of OAuth 1.0's parameters are OAuth 1.0"
        );
        assert_eq!(
            told("https://h/token", Some("grant_type=client_credentials")),
            Some(OtherScheme::OAuth2Token)
        );
        assert_eq!(
            told(
                "https://h/services",
                Some("<tokenPassport><ns:consumerKey>a</ns:consumerKey></tokenPassport>")
            ),
            Some(OtherScheme::NetSuiteTokenPassport)
        );
        assert_eq!(told("https://h/", None), None);
    }
}
