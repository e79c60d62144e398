//! A protocol parameter of a request that gets another value, where it stands (RFC 5849 section
//! 3.5).

use bstr::ByteSlice as _;

use crate::authorization;
use crate::encoder::Encoder;
use crate::pipeline::decode::{form_decode, percent_decode};
use crate::request::{Request, Text};

/// The request with that decoded value for a protocol parameter, wherever it carries it. What does
/// not carry it is not changed.
#[must_use]
pub(crate) fn with_value(request: &Request, name: &[u8], value: &[u8]) -> Request {
    let mut changed = request.clone();
    let encoded = Encoder::rfc().encode(value);
    for header in &mut changed.headers {
        if header.is_named("authorization") {
            header.value = in_header(&header.value, name, &encoded);
        } else if header.name.bytes().eq_ignore_ascii_case(name) {
            header.value = Text::made(value);
        }
    }
    let url = request.url.bytes();
    let end = url.find_byte(b'#').unwrap_or(url.len());
    let head = url.get(..end).unwrap_or_default();
    if let Some(mark) = head.find_byte(b'?') {
        let query = request.url.slice(mark + 1..end);
        let mut out = request.url.slice(0..mark + 1);
        out.push_text(&in_pairs(&query, name, &encoded));
        out.push_text(&request.url.slice(end..url.len()));
        changed.url = out;
    }
    if let Some(body) = &request.body
        && body.bytes().contains_str(name)
    {
        changed.body = Some(in_pairs(body, name, &encoded));
    }
    changed
}

fn in_header(value: &Text, name: &[u8], encoded: &[u8]) -> Text {
    let mut out = Text::default();
    let mut from = 0;
    let bytes = value.bytes();
    for field in authorization::fields(&Text::copied(bytes, 0)) {
        if percent_decode(field.name.bytes()) != name {
            continue;
        }
        let Some(place) = field.value.as_ref().and_then(Text::span) else {
            continue;
        };
        out.push_text(&value.slice(from..place.start));
        out.push_made(encoded);
        from = place.end;
    }
    out.push_text(&value.slice(from..bytes.len()));
    out
}

fn in_pairs(text: &Text, name: &[u8], encoded: &[u8]) -> Text {
    let mut out = Text::default();
    let mut start = 0;
    for pair in text.bytes().split_str("&") {
        let end = start + pair.len();
        if start > 0 {
            out.push_made(b"&");
        }
        let equals = pair.find_byte(b'=');
        let its_name = pair.get(..equals.unwrap_or(pair.len())).unwrap_or_default();
        if form_decode(its_name) == name {
            out.push_text(&text.slice(start..start + its_name.len()));
            out.push_made(b"=");
            out.push_made(encoded);
        } else {
            out.push_text(&text.slice(start..end));
        }
        start = end + 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_replaced_where_it_stands() {
        let request = Request {
            url: "https://h/?a=1&oauth_nonce=x&b=2#f".into(),
            body: Some("oauth_nonce=y&c=oauth_nonce".into()),
            ..Request::get(
                "",
                "OAuth realm=\"r\", oauth_nonce=\"<N>\", oauth_token=\"t\"",
            )
        };
        let changed = with_value(&request, b"oauth_nonce", b"a b");
        assert_eq!(
            changed.url.bytes(),
            "https://h/?a=1&oauth_nonce=a%20b&b=2#f"
        );
        assert_eq!(
            changed.headers[0].value.bytes(),
            "OAuth realm=\"r\", oauth_nonce=\"a%20b\", oauth_token=\"t\""
        );
        assert_eq!(
            changed.body.unwrap().bytes(),
            "oauth_nonce=a%20b&c=oauth_nonce"
        );
    }
}
