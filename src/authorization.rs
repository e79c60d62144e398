//! The fields of an Authorization header (RFC 5849 section 3.5.1), read as leniently as people
//! write them: what is wrong is for a lint to say, not for this reader to choke on.

use bstr::ByteSlice;

use crate::request::Text;

/// One field of the header, as sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Field {
    /// The name, still percent-encoded.
    pub name: Text,
    /// The value without its quotes, still percent-encoded; `None` without `=`.
    pub value: Option<Text>,
    /// Whether the value stands in double quotes.
    pub quoted: bool,
    /// What follows the field: `,` as the RFC wants, `&` or a line break; `None` for the last.
    pub separator: Option<u8>,
}

/// The auth scheme of the header value, if one is written: `OAuth`, `Bearer`, …
#[must_use]
pub fn scheme(value: &Text) -> Option<Text> {
    let bytes = value.bytes();
    let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let end = start
        + bytes[start..]
            .iter()
            .position(|byte| !byte.is_ascii_alphanumeric())?;
    (end > start && bytes[end].is_ascii_whitespace()).then(|| value.slice(start..end))
}

/// The fields, in order. Separators may be `,`, `&`, `;` or line breaks.
#[must_use]
pub fn fields(value: &Text) -> Vec<Field> {
    let bytes = value.bytes();
    let mut at = scheme(value).map_or(0, |scheme| {
        bytes.find(scheme.bytes()).unwrap_or_default() + scheme.bytes().len()
    });
    let mut fields = Vec::new();
    let is_separator = |byte: u8| matches!(byte, b',' | b'&' | b';' | b'\n' | b'\r');
    while at < bytes.len() {
        while at < bytes.len() && (bytes[at].is_ascii_whitespace() || is_separator(bytes[at])) {
            at += 1;
        }
        if at == bytes.len() {
            break;
        }
        let name_start = at;
        while at < bytes.len() && bytes[at] != b'=' && !is_separator(bytes[at]) {
            at += 1;
        }
        let name = trimmed(value, name_start, at);
        let mut field = Field {
            name,
            value: None,
            quoted: false,
            separator: None,
        };
        if at < bytes.len() && bytes[at] == b'=' {
            at += 1;
            while at < bytes.len() && matches!(bytes[at], b' ' | b'\t') {
                at += 1;
            }
            let quote = bytes
                .get(at)
                .copied()
                .filter(|byte| matches!(byte, b'"' | b'\''));
            let closing = quote.and_then(|quote| bytes[at + 1..].find_byte(quote));
            if let Some(len) = closing {
                field.quoted = quote == Some(b'"');
                field.value = Some(value.slice(at + 1..at + 1 + len));
                at += len + 2;
                while at < bytes.len() && !is_separator(bytes[at]) {
                    at += 1;
                }
            } else {
                let start = at;
                while at < bytes.len() && !is_separator(bytes[at]) {
                    at += 1;
                }
                field.value = Some(trimmed(value, start, at));
            }
        }
        field.separator = bytes.get(at).copied();
        fields.push(field);
    }
    fields
}

fn trimmed(text: &Text, start: usize, end: usize) -> Text {
    let bytes = &text.bytes()[start..end];
    let lead = bytes.len() - bytes.trim_ascii_start().len();
    let tail = bytes.len() - bytes.trim_ascii_end().len();
    text.slice(start + lead..(end - tail).max(start + lead))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(value: &str) -> Vec<(String, String)> {
        fields(&Text::from(value))
            .into_iter()
            .map(|field| {
                (
                    field.name.bytes().to_string(),
                    field.value.unwrap_or_default().bytes().to_string(),
                )
            })
            .collect()
    }

    #[test]
    fn the_header_of_the_rfc_is_read() {
        let read = pairs(
            "OAuth realm=\"Photos, all\",\n  oauth_nonce=\"wIjqoS\", oauth_signature=\"74K%2FX%3D\"",
        );
        let expected = [
            ("realm", "Photos, all"),
            ("oauth_nonce", "wIjqoS"),
            ("oauth_signature", "74K%2FX%3D"),
        ];
        assert_eq!(
            read,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
    }

    #[test]
    fn unquoted_fields_joined_by_ampersands_are_read() {
        let read = pairs("oauth_nonce=a&oauth_signature=b+c/d=");
        let expected = [("oauth_nonce", "a"), ("oauth_signature", "b+c/d=")];
        assert_eq!(
            read,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        assert_eq!(scheme(&Text::from("oauth_nonce=a")), None);
    }
}
