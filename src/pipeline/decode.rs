//! What the pairs of the wire mean (RFC 5849 section 3.4.1.3.1).
//!
//! A query and a form body are form-decoded: `+` is a space, `%XX` a byte. A header value is
//! percent-decoded alone: its `+` is a plus.

use bstr::{BString, ByteSlice};

use crate::pipeline::choice::{Plain, choices};
use crate::pipeline::collect::{CollectChoice, Collected, Source, collect};
use crate::request::{Request, Span};

choices! {
    /// How each source is decoded.
    DecodeChoice, DecodeEdit {
        /// The query.
        query: Query(FormDecoding),
        /// The form body.
        body: Body(FormDecoding),
        /// The Authorization header.
        header: Header(HeaderDecoding),
        /// Values of protocol parameters outside the header.
        protocol: Protocol(ProtocolDecoding),
    }
}

/// How a query or form is decoded.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum FormDecoding {
    /// `+` is a space, `%XX` a byte.
    #[default]
    Form,
    /// `+` stays a plus, `%XX` is a byte.
    PlusKept,
    /// Not at all: the wire text is taken for the value.
    None,
    /// Values are decoded, names are not.
    NamesKept,
    /// Names are not decoded; of values `+` stays a plus, `%XX` is a byte.
    NamesKeptPlusKept,
    /// Names are decoded, values are not.
    ValuesKept,
    /// Twice.
    Twice,
    /// Twice, the second time the escapes alone.
    TwiceEscapesOnly,
    /// Only `+`: a space, the escapes stay.
    PlusOnly,
    /// Its bytes are taken for ISO 8859-1 characters.
    Latin1,
    /// As a text for a reader: all escapes decoded but those of `%`, `#`, `?`; `+` stays.
    Displayed,
    /// As a text for a reader: the escapes of reserved and control characters and of `%` stay.
    DisplayedSafely,
    /// Not at all, but what a URL class escapes is escaped: `'`, `"`, `<`, `>`, blanks.
    UrlClass,
}

/// How the values of protocol parameters in a query or form are decoded.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum ProtocolDecoding {
    /// As all others.
    #[default]
    AsOthers,
    /// The escapes once more, as if they came from the header.
    OnceMore,
}

/// How a header value is decoded.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum HeaderDecoding {
    /// `%XX` is a byte.
    #[default]
    Percent,
    /// As a form: `+` becomes a space.
    Form,
    /// Not at all.
    None,
    /// Twice.
    Twice,
}

impl Plain for FormDecoding {}
impl Plain for HeaderDecoding {}
impl Plain for ProtocolDecoding {}

/// A parameter: what a pair of the wire means.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Parameter {
    /// The decoded name; any bytes.
    pub name: BString,
    /// The decoded value; any bytes.
    pub value: BString,
    /// Where it stands.
    pub source: Source,
    /// Which pair of [`Collected`] it is; `None` for one that a mistake made up.
    pub wire: Option<usize>,
    /// Whether the wire has no `=` after the name.
    pub bare: bool,
    /// Whether its wire text holds an escape.
    pub escaped: bool,
}

impl Parameter {
    /// A protocol parameter, by its name (section 3.1).
    #[must_use]
    pub fn is_protocol(&self) -> bool {
        self.name.starts_with(b"oauth_")
    }
}

/// The parameters of a request, collected and decoded as RFC 5849 says (section 3.4.1.3.1).
#[must_use]
pub fn parameters(request: &Request) -> Vec<Parameter> {
    decode(
        &collect(request, &CollectChoice::default()),
        &DecodeChoice::default(),
    )
}

/// Decodes every pair.
#[must_use]
pub fn decode(collected: &Collected, choice: &DecodeChoice) -> Vec<Parameter> {
    let pairs = collected.pairs.iter().enumerate();
    pairs
        .map(|(index, pair)| {
            let value = pair
                .value
                .as_ref()
                .map(|value| value.bytes().as_bytes())
                .unwrap_or_default();
            let name = pair.name.bytes().as_bytes();
            let wire_escaped = name.contains(&b'%') || value.contains(&b'%');
            let (name, value) = match pair.source {
                Source::Query => form_pair(name, value, choice.query),
                Source::Body => form_pair(name, value, choice.body),
                Source::Header => (percent_decode(name), header_value(value, choice.header)),
            };
            let once_more = choice.protocol == ProtocolDecoding::OnceMore
                && pair.source != Source::Header
                && name.starts_with(b"oauth_");
            let value = if once_more {
                percent_decode(&value)
            } else {
                value
            };
            let (name, value) = (name.into(), value.into());
            Parameter {
                name,
                value,
                source: pair.source,
                wire: Some(index),
                bare: pair.value.is_none(),
                escaped: wire_escaped,
            }
        })
        .collect()
}

fn form_pair(name: &[u8], value: &[u8], decoding: FormDecoding) -> (Vec<u8>, Vec<u8>) {
    match decoding {
        FormDecoding::Form => (form_decode(name), form_decode(value)),
        FormDecoding::PlusKept => (percent_decode(name), percent_decode(value)),
        FormDecoding::None => (name.to_vec(), value.to_vec()),
        FormDecoding::NamesKept => (name.to_vec(), form_decode(value)),
        FormDecoding::NamesKeptPlusKept => (name.to_vec(), percent_decode(value)),
        FormDecoding::ValuesKept => (form_decode(name), value.to_vec()),
        FormDecoding::Twice => (
            form_decode(&form_decode(name)),
            form_decode(&form_decode(value)),
        ),
        FormDecoding::TwiceEscapesOnly => (
            percent_decode(&form_decode(name)),
            percent_decode(&form_decode(value)),
        ),
        FormDecoding::PlusOnly => (name.replace("+", " "), value.replace("+", " ")),
        FormDecoding::Latin1 => {
            let characters = |text: &[u8]| -> Vec<u8> {
                let text: String = form_decode(text).into_iter().map(char::from).collect();
                text.into_bytes()
            };
            (characters(name), characters(value))
        }
        FormDecoding::Displayed => {
            let shown = |text: &[u8]| displayed(text, |byte| !matches!(byte, b'%' | b'#' | b'?'));
            (shown(name), shown(value))
        }
        FormDecoding::DisplayedSafely => {
            let safe = |byte: u8| {
                let reserved = b";/?:@&=+$,#[]!'()*".contains(&byte);
                byte != b'%' && !reserved && !byte.is_ascii_control()
            };
            (displayed(name, safe), displayed(value, safe))
        }
        FormDecoding::UrlClass => (url_class(name), url_class(value)),
    }
}

impl FormDecoding {
    /// Whether some escape of a text is decoded where it is shown to a reader.
    pub(crate) fn shows(self, text: &[u8]) -> bool {
        matches!(self, Self::Displayed | Self::DisplayedSafely)
            && form_pair(b"", text, self).1 != text
    }
}

/// A wire text as it is shown to a reader: the escapes of some bytes are decoded.
fn displayed(text: &[u8], decodes: impl Fn(u8) -> bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        let escape = rest.get(..3).filter(|_| *first == b'%');
        let byte = escape
            .map(percent_decode)
            .filter(|decoded| decoded.len() == 1);
        if let Some([byte]) = byte.as_deref() {
            if decodes(*byte) {
                out.push(*byte);
            } else {
                out.extend_from_slice(escape.unwrap_or_default());
            }
            rest = rest.get(3..).unwrap_or_default();
        } else {
            out.push(*first);
            rest = after;
        }
    }
    out
}

/// A wire text as the query of a URL class: the WHATWG's special-query set is escaped.
fn url_class(text: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut out = Vec::with_capacity(text.len());
    for byte in text {
        if byte.is_ascii_graphic() && !b"\"#<>'".contains(byte) {
            out.push(*byte);
        } else {
            // A vector takes any bytes.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn header_value(value: &[u8], decoding: HeaderDecoding) -> Vec<u8> {
    match decoding {
        HeaderDecoding::Percent => percent_decode(value),
        HeaderDecoding::Form => form_decode(value),
        HeaderDecoding::None => value.to_vec(),
        HeaderDecoding::Twice => percent_decode(&percent_decode(value)),
    }
}

/// `%XX` is a byte, all else stands for itself; a `%` without two hex digits stays.
#[must_use]
pub fn percent_decode(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    percent_decode_into(text, &mut out);
    out
}

/// As [`percent_decode`], and `+` is a space.
#[must_use]
pub fn form_decode(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    form_decode_into(text, &mut out);
    out
}

/// Appends what [`percent_decode`] makes.
pub fn percent_decode_into(text: &[u8], out: &mut Vec<u8>) {
    unescape(text, false, out);
}

/// Appends what [`form_decode`] makes.
pub fn form_decode_into(text: &[u8], out: &mut Vec<u8>) {
    unescape(text, true, out);
}

/// Whole runs are copied: most bytes stand for themselves.
fn unescape(mut text: &[u8], is_form: bool, out: &mut Vec<u8>) {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    loop {
        let stands = |byte: &u8| *byte != b'%' && (*byte != b'+' || !is_form);
        let run = text.iter().position(|byte| !stands(byte));
        let (literal, rest) = text.split_at(run.unwrap_or(text.len()));
        out.extend_from_slice(literal);
        let Some((first, tail)) = rest.split_first() else {
            return;
        };
        text = tail;
        if *first == b'+' {
            out.push(b' ');
        } else if let (Some(high), Some(low)) = (digit(tail.first()), digit(tail.get(1)))
            && let Ok(byte) = u8::try_from(high << 4 | low)
        {
            out.push(byte);
            text = &tail[2..];
        } else {
            out.push(b'%');
        }
    }
}

/// Bytes of wire text that cannot stand there: the range and what it is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Malformed {
    /// Byte offsets into the wire text.
    pub at: Span,
    /// Why it cannot stand there.
    pub problem: &'static str,
    /// How it is written.
    pub help: &'static str,
}

/// The first bytes of a query or form that cannot stand on the wire (section 3.6, RFC 3986).
#[must_use]
pub fn malformed(wire: &[u8]) -> Option<Malformed> {
    wire.iter().enumerate().find_map(|(at, byte)| match byte {
        b'%' => {
            let digits = wire.get(at + 1..at + 3).unwrap_or_default();
            let whole = digits.len() == 2 && digits.iter().all(u8::is_ascii_hexdigit);
            (!whole).then(|| Malformed {
                at: at..(at + 3).min(wire.len()),
                problem: "expected two hex digits after `%`",
                help: "write a literal percent sign as %25",
            })
        }
        b' ' => Some(Malformed {
            at: at..at + 1,
            problem: "a raw space cannot stand on the wire",
            help: "write it as %20",
        }),
        0..=0x1F | 0x7F => Some(Malformed {
            at: at..at + 1,
            problem: "a control character cannot stand on the wire",
            help: "percent-encode it",
        }),
        0x80.. => Some(Malformed {
            at: at..at + 1,
            problem: "a byte outside ASCII cannot stand on the wire",
            help: "percent-encode its UTF-8 bytes",
        }),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plus_is_a_space_in_a_form_and_a_plus_in_a_header() {
        assert_eq!(form_decode(b"a+b%2B%zz"), b"a b+%zz");
        assert_eq!(percent_decode(b"a+b%2B"), b"a+b+");
    }

    #[test]
    fn decoding_agrees_with_the_percent_encoding_crate() {
        let bytes: Vec<u8> = (0..=255).collect();
        let escapes = (0..=255_u8).flat_map(|byte| format!("%{byte:02x}+%{byte:02X}").into_bytes());
        let texts = [bytes, escapes.collect(), b"%%41%4%%4g%g4%".to_vec()];
        for text in texts {
            let theirs: Vec<u8> = percent_encoding::percent_decode(&text).collect();
            assert_eq!(percent_decode(&text), theirs);
            let theirs: Vec<u8> =
                percent_encoding::percent_decode(&text.replace("+", " ")).collect();
            assert_eq!(form_decode(&text), theirs);
        }
    }

    #[test]
    fn what_cannot_stand_on_the_wire_is_pointed_at() {
        assert_eq!(malformed(b"q=100%25&z=%zz").map(|m| m.at), Some(11..14));
        assert_eq!(malformed(b"a b").map(|m| m.at), Some(1..2));
        assert_eq!(malformed("é".as_bytes()).map(|m| m.at), Some(0..1));
        assert_eq!(malformed(b"a=%2").map(|m| m.at), Some(2..4));
        assert_eq!(malformed(b"a=b+c%20!'()*"), None);
    }
}
