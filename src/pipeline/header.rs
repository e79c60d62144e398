//! The signed request: the signature put where the other protocol parameters are (RFC 5849
//! section 3.5).

use bstr::{BString, ByteSlice};

use crate::authorization;
use crate::encoder::Encoder;
use crate::pipeline::collect::{CollectChoice, Collected, Source, WirePair, split_pairs};
use crate::pipeline::decode::{DecodeChoice, decode};
use crate::request::{Header, Request, Text};

/// Where the protocol parameters stand: where the consumer key is, else where any of them is.
#[must_use]
pub fn place(request: &Request) -> Option<Source> {
    let collected = super::collect::collect(request, &CollectChoice::default());
    let parameters = decode(&collected, &DecodeChoice::default());
    let of = |wanted: &dyn Fn(&BString) -> bool| {
        parameters
            .iter()
            .find(|parameter| wanted(&parameter.name))
            .map(|parameter| parameter.source)
    };
    of(&|name| name == "oauth_consumer_key").or_else(|| of(&|name| name.starts_with(b"oauth_")))
}

/// One Authorization header value, correctly written: scheme, quotes, commas, every name and
/// value percent-encoded, but for the realm, which is a quoted string as it stands (section 3.5.1).
#[must_use]
pub fn authorization_header(fields: &[(Vec<u8>, Vec<u8>)]) -> BString {
    let rfc = Encoder::rfc();
    let mut header = BString::from("OAuth ");
    for (index, (name, value)) in fields.iter().enumerate() {
        if index > 0 {
            header.extend_from_slice(b", ");
        }
        rfc.encode_into(name, &mut header);
        header.extend_from_slice(b"=\"");
        if name == b"realm" && is_quotable(value) {
            header.extend_from_slice(value);
        } else {
            rfc.encode_into(value, &mut header);
        }
        header.push(b'"');
    }
    header
}

/// Whether a realm can stand between quotes and be read again as it was. What could end the quotes
/// or the line is encoded after all.
fn is_quotable(realm: &[u8]) -> bool {
    realm
        .iter()
        .all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\' | b'%'))
}

/// The request with that signature, and the Authorization header value when it carries it.
#[must_use]
pub fn signed_request(request: &Request, signature: &[u8]) -> (Request, Option<BString>) {
    let mut signed = request.clone();
    match place(request).unwrap_or(Source::Header) {
        Source::Header => {
            let mut fields = Vec::new();
            for header in request.oauth_headers() {
                for field in authorization::fields(&header.value) {
                    let value = field.value.unwrap_or_default();
                    let pair = WirePair {
                        name: field.name,
                        value: Some(value),
                        source: Source::Header,
                    };
                    let one = Collected {
                        pairs: vec![pair],
                        assumptions: Vec::new(),
                    };
                    for parameter in decode(&one, &DecodeChoice::default()) {
                        fields.push((parameter.name.to_vec(), parameter.value.to_vec()));
                    }
                }
            }
            fields.retain(|(name, _)| name != b"oauth_signature");
            fields.push((b"oauth_signature".to_vec(), signature.to_vec()));
            let value = authorization_header(&fields);
            let header = Header::made("Authorization", value.clone());
            let at = signed
                .headers
                .iter()
                .position(|header| header.is_named("authorization"));
            signed
                .headers
                .retain(|header| !header.is_named("authorization"));
            signed.headers.insert(
                at.unwrap_or(signed.headers.len()).min(signed.headers.len()),
                header,
            );
            (signed, Some(value))
        }
        Source::Query => {
            signed.url = with_signature_in_query(&request.url, signature);
            (signed, None)
        }
        Source::Body => {
            let body = request.body.clone().unwrap_or_default();
            signed.body = Some(with_signature(&body, Source::Body, signature));
            (signed, None)
        }
    }
}

fn with_signature_in_query(url: &Text, signature: &[u8]) -> Text {
    let bytes = url.bytes();
    let end = bytes.find_byte(b'#').unwrap_or(bytes.len());
    let query = bytes[..end].find_byte(b'?').map_or(end, |at| at + 1);
    let mut out = url.slice(0..query);
    if query == end {
        out.push_made(b"?");
    }
    out.push_text(&with_signature(
        &url.slice(query..end),
        Source::Query,
        signature,
    ));
    out.push_text(&url.slice(end..bytes.len()));
    out
}

/// Wire text with its `oauth_signature` replaced, or put at the end.
fn with_signature(wire: &Text, source: Source, signature: &[u8]) -> Text {
    let mut pairs = Vec::new();
    split_pairs(wire, source, &CollectChoice::default(), &mut pairs);
    let mut out = Text::default();
    for pair in pairs
        .iter()
        .filter(|pair| pair.name.bytes() != "oauth_signature")
    {
        if !out.bytes().is_empty() {
            out.push_made(b"&");
        }
        out.push_text(&pair.name);
        if let Some(value) = &pair.value {
            out.push_made(b"=");
            out.push_text(value);
        }
    }
    if !out.bytes().is_empty() {
        out.push_made(b"&");
    }
    out.push_made(b"oauth_signature=");
    out.push_made(&Encoder::rfc().encode(signature));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_realm(realm: &str) -> BString {
        authorization_header(&[(b"realm".to_vec(), realm.as_bytes().to_vec())])
    }

    #[test]
    fn a_realm_stands_as_it_is_unless_it_could_break_the_header() {
        // OAuth Core 1.0a section 5.4.1 writes its realm so.
        assert_eq!(
            with_realm("http://sp.example.com/"),
            r#"OAuth realm="http://sp.example.com/""#
        );
        assert_eq!(with_realm("a\"\r\nb"), r#"OAuth realm="a%22%0D%0Ab""#);
        assert_eq!(with_realm("100%41"), r#"OAuth realm="100%2541""#);
    }
}
