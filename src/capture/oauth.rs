//! The protocol parameters of a request, wherever the client put them (RFC 5849 section 3.5).
//!
//! Reading is lenient where the RFC is strict: the fields of a header may lack their quotes, their
//! scheme or their commas. What is wrong with them is for the lints to say.

use std::ops::Range;

use bstr::{BStr, BString, ByteSlice};
use percent_encoding::percent_decode;

use crate::request::{Header, Request, Text, UrlParts};

/// Where protocol parameters are sent.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Place {
    /// The Authorization header (section 3.5.1).
    Header,
    /// The URL's query (section 3.5.3).
    Query,
    /// The form-encoded body (section 3.5.2).
    Body,
}

impl Place {
    /// `header`, `query` or `body`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Query => "query",
            Self::Body => "body",
        }
    }
}

/// A protocol parameter as it is sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Parameter {
    /// Where it stands.
    pub place: Place,
    /// Its name, decoded.
    pub name: BString,
    /// Its value, decoded: percent-decoded in a header, form-decoded elsewhere.
    pub value: BString,
    /// Its value as sent.
    pub raw: Text,
}

/// All parameters whose name begins with `oauth_`: those of headers first, then query and body.
#[must_use]
pub fn parameters(request: &Request) -> Vec<Parameter> {
    let mut found = Vec::new();
    for header in request.oauth_headers() {
        collect(
            Place::Header,
            &header.value,
            header_fields(header.value.bytes()),
            &mut found,
        );
    }
    if let Some(query) = UrlParts::split(&request.url).query {
        collect(Place::Query, &query, form_fields(query.bytes()), &mut found);
    }
    if let Some(body) = form_body(request) {
        collect(Place::Body, body, form_fields(body.bytes()), &mut found);
    }
    found.retain(|parameter| parameter.name.starts_with(b"oauth_"));
    found
}

/// The nonce that a base string holds.
pub(crate) fn nonce_of_base_string(base_string: &Text) -> Option<BString> {
    let parameters = super::base_string::parameters(base_string);
    let nonce = parameters
        .into_iter()
        .find(|(name, _)| name.bytes() == "oauth_nonce");
    nonce.map(|(_, value)| value.bytes().to_owned())
}

/// Where the parameters are: where the signature is, if it is anywhere.
#[must_use]
pub fn place(parameters: &[Parameter]) -> Option<Place> {
    parameters
        .iter()
        .find(|parameter| parameter.name == "oauth_signature")
        .or_else(|| parameters.first())
        .map(|parameter| parameter.place)
}

/// The body, when it is a form or when nothing says that it is not.
pub(crate) fn form_body(request: &Request) -> Option<&Text> {
    let body = request.body.as_ref()?;
    let form = if let Some(media_type) = request.media_type() {
        media_type == "application/x-www-form-urlencoded"
    } else {
        let bytes = body.bytes();
        bytes.contains(&b'=') && !bytes.trim_ascii_start().starts_with(b"{")
    };
    form.then_some(body)
}

/// A name and a value, as places in the text that holds them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Field {
    pub(crate) name: Range<usize>,
    pub(crate) value: Range<usize>,
}

fn collect(place: Place, text: &Text, fields: Vec<Field>, found: &mut Vec<Parameter>) {
    let decode = |range: Range<usize>| decoded(&text.bytes()[range], place != Place::Header);
    found.extend(fields.into_iter().map(|field| Parameter {
        place,
        name: decode(field.name),
        value: decode(field.value.clone()),
        raw: text.slice(field.value),
    }));
}

/// Percent-decodes; in a form, `+` is a space.
pub(crate) fn decoded(bytes: &[u8], form: bool) -> BString {
    let plain = if form {
        bytes.replace("+", " ")
    } else {
        bytes.to_vec()
    };
    BString::from(percent_decode(&plain).collect::<Vec<u8>>())
}

/// The pairs of a query or a form body (section 3.4.1.3.1).
pub(crate) fn form_fields(text: &BStr) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut start = 0;
    for part in text.split_str("&") {
        let end = start + part.len();
        if !part.is_empty() {
            let equals = part.find_byte(b'=').map_or(end, |at| start + at);
            fields.push(Field {
                name: start..equals,
                value: (equals + 1).min(end)..end,
            });
        }
        start = end + 1;
    }
    fields
}

/// The fields of an Authorization header's value, its scheme skipped.
pub(crate) fn header_fields(text: &BStr) -> Vec<Field> {
    // A text that stands at 0 tells the places of its parts.
    crate::authorization::fields(&Text::copied(text, 0))
        .into_iter()
        .filter_map(|field| {
            Some(Field {
                name: field.name.span()?,
                value: field.value?.span().unwrap_or_default(),
            })
        })
        .collect()
}

/// The header that carries OAuth 1.0 fields or names the scheme, if there is one.
pub(crate) fn authorization(request: &Request) -> Option<&Header> {
    request.oauth_headers().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(value: &str) -> Vec<(String, String)> {
        let text = Text::from(value);
        header_fields(text.bytes())
            .into_iter()
            .map(|field| (value[field.name].to_owned(), value[field.value].to_owned()))
            .collect()
    }

    #[test]
    fn header_fields_are_read_however_they_are_joined_and_quoted() {
        let wanted = [
            ("oauth_nonce".to_owned(), "a/b".to_owned()),
            ("oauth_token".to_owned(), String::new()),
            ("oauth_version".to_owned(), "1.0".to_owned()),
        ];
        for value in [
            r#"OAuth oauth_nonce="a/b", oauth_token="", oauth_version="1.0""#,
            r#"oauth  oauth_nonce = "a/b",oauth_token="",oauth_version="1.0","#,
            "oauth_nonce=a/b&oauth_token=&oauth_version=1.0",
            "Bearer oauth_nonce='a/b';oauth_token='';oauth_version='1.0'",
            "OAuth oauth_nonce=\"a/b\"\noauth_token=\"\"\noauth_version=\"1.0\"",
        ] {
            assert_eq!(pairs(value), wanted, "{value}");
        }
    }

    #[test]
    fn a_plus_is_itself_in_a_header_and_a_space_in_a_query() {
        let request = Request {
            url: Text::from("https://h/?oauth_a=x+%2B"),
            headers: vec![Header::made("Authorization", "OAuth oauth_b=\"x+%2B\"")],
            ..Request::default()
        };
        let found = parameters(&request);
        assert_eq!(found[0].value, "x++");
        assert_eq!(found[1].value, "x +");
        assert_eq!(found[1].place, Place::Query);
    }

    #[test]
    fn a_json_body_holds_no_parameters() {
        let request = Request {
            headers: vec![Header::made("Content-Type", "application/json")],
            body: Some(Text::from("oauth_a=b")),
            ..Request::default()
        };
        assert_eq!(parameters(&request), []);
    }
}
