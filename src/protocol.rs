//! The protocol parameters, written where the request carries them (RFC 5849 section 3.5): the
//! Authorization header, the query, or the form body.

use crate::authorization;
use crate::encoder::Encoder;
use crate::pipeline::collect::Source;
use crate::pipeline::decode::{Parameter, parameters, percent_decode};
use crate::pipeline::header::authorization_header;
use crate::request::{Header, Request, Text};

/// The media type whose body is signed (section 3.4.1.3.1).
pub const FORM: &str = "application/x-www-form-urlencoded";

/// The parameters that a request already carries, decoded; `realm` among them.
#[must_use]
pub fn carried(request: &Request) -> Vec<Parameter> {
    let mut parameters = parameters(request);
    parameters.retain(|parameter| {
        parameter.is_protocol() || (parameter.source == Source::Header && parameter.name == "realm")
    });
    parameters
}

/// Writes further protocol parameters, decoded, into the request, without a signature.
#[must_use]
pub fn with_parameters(
    mut request: Request,
    parameters: &[(Vec<u8>, Vec<u8>)],
    place: Source,
) -> Request {
    match place {
        Source::Header => {
            let mut fields: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
            for header in request.oauth_headers() {
                for field in authorization::fields(&header.value) {
                    let value = field.value.unwrap_or_default();
                    fields.push((
                        percent_decode(field.name.bytes()),
                        percent_decode(value.bytes()),
                    ));
                }
            }
            fields.extend(parameters.iter().cloned());
            request
                .headers
                .retain(|header| !header.is_named("authorization"));
            request
                .headers
                .push(Header::made("Authorization", authorization_header(&fields)));
        }
        Source::Query => request.url = with_query(&request.url, &form(parameters)),
        Source::Body => request.body = Some(joined(request.body.as_ref(), &form(parameters))),
    }
    request
}

/// Pairs as form text: each name and value percent-encoded by the rules of section 3.6.
#[must_use]
pub fn form(pairs: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let rfc = Encoder::rfc();
    let encoded = pairs
        .iter()
        .map(|(name, value)| [rfc.encode(name), b"=".to_vec(), rfc.encode(value)].concat());
    bstr::join("&", encoded.collect::<Vec<_>>())
}

/// The URL with more text at the end of its query.
#[must_use]
pub fn with_query(url: &Text, more: &[u8]) -> Text {
    if more.is_empty() {
        return url.clone();
    }
    let bytes = url.bytes();
    let end = bytes
        .iter()
        .position(|byte| *byte == b'#')
        .unwrap_or(bytes.len());
    let mut out = url.slice(0..end);
    match bytes.iter().take(end).position(|byte| *byte == b'?') {
        None => out.push_made(b"?"),
        Some(mark) if mark + 1 == end => {}
        Some(_) => out.push_made(b"&"),
    }
    out.push_made(more);
    out.push_text(&url.slice(end..bytes.len()));
    out
}

/// A form body with more text at its end.
#[must_use]
pub fn joined(body: Option<&Text>, more: &[u8]) -> Text {
    let mut out = body.cloned().unwrap_or_default();
    if !out.bytes().is_empty() && !more.is_empty() {
        out.push_made(b"&");
    }
    out.push_made(more);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(Vec<u8>, Vec<u8>)> {
        pairs
            .iter()
            .map(|(name, value)| (name.as_bytes().to_vec(), value.as_bytes().to_vec()))
            .collect()
    }

    #[test]
    fn a_query_grows_before_the_fragment() {
        let more = form(&pairs(&[("c d", "é&")]));
        assert_eq!(
            with_query(&"http://h/p?a=b#f".into(), &more).bytes(),
            "http://h/p?a=b&c%20d=%C3%A9%26#f"
        );
        assert_eq!(
            with_query(&"http://h/p?".into(), b"x=1").bytes(),
            "http://h/p?x=1"
        );
        assert_eq!(
            with_query(&"http://h".into(), b"x=1").bytes(),
            "http://h?x=1"
        );
    }

    #[test]
    fn a_header_that_carries_some_is_completed() {
        let request = Request {
            url: "http://h/".into(),
            headers: vec![Header::made(
                "Authorization",
                "OAuth realm=\"R\", oauth_consumer_key=\"a%20b\"",
            )],
            ..Request::default()
        };
        let request = with_parameters(request, &pairs(&[("oauth_nonce", "n")]), Source::Header);
        assert_eq!(
            request.headers[0].value.bytes(),
            "OAuth realm=\"R\", oauth_consumer_key=\"a%20b\", oauth_nonce=\"n\""
        );
        let names: Vec<_> = carried(&request)
            .into_iter()
            .map(|parameter| parameter.name.to_string())
            .collect();
        assert_eq!(names, ["realm", "oauth_consumer_key", "oauth_nonce"]);
    }
}
