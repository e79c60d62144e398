//! The fields of an Authorization header (RFC 5849 section 3.5.1), read as leniently as people
//! write them: what is wrong is for a lint to say, not for this reader to choke on.

use std::ops::Range;

use bstr::ByteSlice;

use crate::request::Text;

/// One field of the header, as sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Field {
    /// The name, still percent-encoded.
    pub name: Text,
    /// The value without its quotes, still percent-encoded; `None` without `=`.
    pub value: Option<Text>,
    /// How the value is quoted.
    pub quotes: Quotes,
    /// Where blanks stand round the `=`, in the header's value.
    pub blanks: Option<Range<usize>>,
    /// What follows the field: `,` as the RFC wants, `&`, `;` or a line break; `None` for the
    /// last, and where the next one follows without any.
    pub separator: Option<u8>,
    /// Where the field ends in the header's value: the place of its separator.
    pub end: usize,
}

/// How the value of a field is quoted.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Quotes {
    /// In double quotes, as RFC 5849 wants.
    #[default]
    Double,
    /// In single quotes.
    Single,
    /// In two pairs of double quotes, as a table's export doubles them.
    Doubled,
    /// Not at all.
    None,
    /// It opens with a quote and does not close.
    OpensOnly,
    /// It closes with a quote and did not open.
    ClosesOnly,
}

/// The auth scheme of the header value, if one is written: `OAuth`, `Bearer`, …
#[must_use]
pub fn scheme(value: &Text) -> Option<Text> {
    scheme_at(value.bytes()).map(|range| value.slice(range))
}

/// Where it stands.
fn scheme_at(bytes: &[u8]) -> Option<Range<usize>> {
    let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let end = start
        + bytes[start..]
            .iter()
            .position(|byte| !byte.is_ascii_alphanumeric())?;
    let blank = bytes[end].is_ascii_whitespace();
    // A blank may also stand before the `=` of the first field.
    let names = bytes[end..].trim_ascii_start().starts_with(b"=");
    (end > start && blank && !names).then_some(start..end)
}

/// The fields, in order. Separators may be `,`, `&`, `;`, line breaks, or missing.
#[must_use]
pub fn fields(value: &Text) -> Vec<Field> {
    let mut fields = Vec::new();
    walk(value.bytes(), |field| {
        fields.push(Field {
            name: value.slice(field.name),
            value: field.value.map(|range| value.slice(range)),
            quotes: field.quotes,
            blanks: field.blanks,
            separator: field.separator,
            end: field.end,
        });
    });
    fields
}

/// A [`Field`] by the places of its parts.
#[derive(Clone, Debug)]
pub(crate) struct FieldAt {
    pub(crate) name: Range<usize>,
    pub(crate) value: Option<Range<usize>>,
    pub(crate) quotes: Quotes,
    pub(crate) blanks: Option<Range<usize>>,
    pub(crate) separator: Option<u8>,
    end: usize,
}

/// Has each field told by the places of its parts, in order.
pub(crate) fn walk(bytes: &[u8], mut each: impl FnMut(FieldAt)) {
    let mut at = scheme_at(bytes).map_or(0, |scheme| scheme.end);
    loop {
        at = skip(bytes, at, |byte| {
            byte.is_ascii_whitespace() || is_separator(byte)
        });
        if at >= bytes.len() {
            return;
        }
        let field = field(bytes, at);
        at = field.end;
        each(field);
    }
}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b',' | b'&' | b';' | b'\n' | b'\r')
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

fn skip(bytes: &[u8], at: usize, over: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| over(**byte)).count()
}

/// The field whose name begins at `start`.
fn field(bytes: &[u8], start: usize) -> FieldAt {
    let equals = skip(bytes, start, |byte| byte != b'=' && !is_separator(byte));
    let name = trimmed(bytes, start..equals);
    let name_end = start + name.len();
    let mut field = FieldAt {
        name,
        value: None,
        quotes: Quotes::None,
        blanks: None,
        separator: None,
        end: equals,
    };
    if bytes.get(equals) == Some(&b'=') {
        let at = skip(bytes, equals + 1, is_blank);
        // Blanks before nothing are those of a separator.
        let behind = at > equals + 1 && bytes.get(at).is_some_and(|byte| !is_separator(*byte));
        if behind || name_end < equals {
            field.blanks = Some(name_end..if behind { at } else { equals + 1 });
        }
        let (range, quotes, end) = value_at(bytes, at);
        field.value = Some(if quotes == Quotes::None {
            trimmed(bytes, range)
        } else {
            range
        });
        field.quotes = quotes;
        field.end = end;
    }
    field.separator = bytes
        .get(field.end)
        .copied()
        .filter(|byte| is_separator(*byte));
    field
}

/// The place of a value whose first byte or quote stands at `at`, its quotes, and where it ends.
fn value_at(bytes: &[u8], at: usize) -> (Range<usize>, Quotes, usize) {
    let Some(quote @ (b'"' | b'\'')) = bytes.get(at).copied() else {
        let end = unquoted_end(bytes, at);
        let closes = end > at && bytes[at..end].trim_ascii_end().ends_with(b"\"");
        if closes {
            let last = at + bytes[at..end].trim_ascii_end().len() - 1;
            return (at..last, Quotes::ClosesOnly, end);
        }
        return (at..end, Quotes::None, end);
    };
    let inside = at + 1;
    if quote == b'"'
        && bytes.get(inside) == Some(&b'"')
        && bytes
            .get(inside + 1)
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'%')
        && let Some(len) = bytes[inside + 1..].find("\"\"")
        && next_field(&bytes[inside + 1..inside + 1 + len]).is_none()
    {
        let start = inside + 1;
        return (
            start..start + len,
            Quotes::Doubled,
            behind(bytes, start + len + 2),
        );
    }
    let Some(len) = bytes[inside..].find_byte(quote) else {
        let end = unquoted_end(bytes, inside);
        return (inside..end, Quotes::OpensOnly, end);
    };
    // A closing quote that stands behind the name of the next field is that field's own.
    if let Some(end) = next_field(&bytes[inside..inside + len]) {
        let value = bytes[inside..inside + end].trim_ascii_end().len();
        return (inside..inside + value, Quotes::OpensOnly, inside + end);
    }
    let quotes = if quote == b'"' {
        Quotes::Double
    } else {
        Quotes::Single
    };
    (
        inside..inside + len,
        quotes,
        behind(bytes, inside + len + 1),
    )
}

/// Where a field ends whose closing quote ends at `at`: its separator, or the next field's name.
fn behind(bytes: &[u8], at: usize) -> usize {
    let next = skip(bytes, at, is_blank);
    if next > at && name_before_equals(&bytes[next..]) {
        return next;
    }
    skip(bytes, at, |byte| !is_separator(byte))
}

/// Where a value without quotes ends: at a separator, or at the blank before a field's name.
fn unquoted_end(bytes: &[u8], at: usize) -> usize {
    let end = skip(bytes, at, |byte| !is_separator(byte));
    let value = &bytes[at..end];
    let apart = value
        .find_iter(" oauth_")
        .find(|blank| name_before_equals(&value[blank + 1..]));
    apart.map_or(end, |blank| at + blank)
}

/// Where a separator stands before the name of another protocol parameter and its `=`.
fn next_field(value: &[u8]) -> Option<usize> {
    // Most values are short and hold none: looking for one byte costs less than for six.
    value.find_byte(b'_')?;
    value.find_iter("oauth_").find_map(|name| {
        let before = value[..name].trim_ascii_end();
        let parted = before.last().copied().is_some_and(is_separator);
        let at = if parted {
            before.len() - 1
        } else {
            before.len()
        };
        let apart = parted || (before.len() < name && !before.is_empty());
        (apart && name_before_equals(&value[name..])).then_some(at)
    })
}

/// Whether the bytes begin with a name of letters and `_`, blanks or none, and `=`.
fn name_before_equals(bytes: &[u8]) -> bool {
    let name = skip(bytes, 0, |byte| {
        byte.is_ascii_alphanumeric() || byte == b'_'
    });
    name > 0 && bytes.get(skip(bytes, name, is_blank)) == Some(&b'=')
}

/// The range without white space at its ends.
fn trimmed(text: &[u8], range: Range<usize>) -> Range<usize> {
    let bytes = &text[range.clone()];
    let lead = bytes.len() - bytes.trim_ascii_start().len();
    let tail = bytes.len() - bytes.trim_ascii_end().len();
    let start = range.start + lead;
    start..(range.end - tail).max(start)
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

    /// Each departure from section 3.5.1 that servers and people were seen to make.
    #[test]
    fn fields_are_told_apart_whatever_is_wrong_with_their_quotes_and_commas() {
        let wanted = ["oauth_nonce=a", "oauth_signature=b%3D", "oauth_version=1.0"];
        for value in [
            r#"OAuth oauth_nonce="a",oauth_signature="b%3D" oauth_version="1.0""#,
            r#"OAuth oauth_nonce = "a" , oauth_signature= "b%3D", oauth_version ="1.0","#,
            r#"OAuth oauth_nonce="a, oauth_signature="b%3D", oauth_version="1.0""#,
            r#"OAuth oauth_nonce=a", oauth_signature="b%3D", oauth_version="1.0"#,
            r#"OAuth oauth_nonce="a" oauth_signature="b%3D" oauth_version="1.0""#,
            r"OAuth oauth_nonce=a oauth_signature=b%3D oauth_version=1.0",
            r#"OAuth oauth_nonce=""a"", oauth_signature=""b%3D"", oauth_version=""1.0"""#,
            r#"OAuth ,oauth_nonce="a";oauth_signature="b%3D";oauth_version="1.0";"#,
            r#"oauth_nonce ="a",oauth_signature="b%3D",oauth_version="1.0""#,
            r"OAuth oauth_nonce='a', oauth_signature='b%3D', oauth_version='1.0'",
        ] {
            let read: Vec<String> = pairs(value)
                .into_iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            assert_eq!(read, wanted, "{value}");
        }
    }

    #[test]
    fn what_is_odd_about_a_field_is_kept_for_the_lints() {
        let value = Text::from(r#"OAuth a= "x", b="y" c='z', d=w", e="v"#);
        let read = fields(&value);
        let quotes: Vec<Quotes> = read.iter().map(|field| field.quotes).collect();
        assert_eq!(
            quotes,
            [
                Quotes::Double,
                Quotes::Double,
                Quotes::Single,
                Quotes::ClosesOnly,
                Quotes::OpensOnly
            ]
        );
        assert_eq!(read[0].blanks, Some(7..9));
        assert_eq!((read[0].separator, read[0].end), (Some(b','), 12));
        assert_eq!(read[1].separator, None);
    }

    #[test]
    fn an_empty_value_and_a_realm_with_a_comma_stay_what_they_are() {
        assert_eq!(
            pairs(r#"OAuth realm="a, b=c",oauth_token="",oauth_nonce="n""#),
            [
                ("realm", "a, b=c"),
                ("oauth_token", ""),
                ("oauth_nonce", "n")
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
    }
}
