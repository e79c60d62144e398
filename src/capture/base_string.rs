//! Signature base strings as logs and providers print them (RFC 5849 section 3.4.1.1), read back.
//!
//! A base string is two layers of encoding deep: `%2520` is a space of a value. What it cannot
//! tell is whether a parameter came from the query or from the body.

use std::ops::Range;

use bstr::ByteSlice;
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};

use super::lines::{lines, trim};
use super::oauth::{Field, form_fields};
use super::pieces::{label_before, owner};
use super::{Captured, Options, Owner};
use crate::error::{Assumption, Error, Finding};
use crate::request::{Header, Request, Text};

/// Every base string of a text, with its place.
pub(crate) fn strings(text: &Text) -> Vec<(Text, Range<usize>)> {
    let mut strings = Vec::new();
    let mut end = 0;
    for found in find(text.bytes()) {
        // A value may hold another URL behind an `&`.
        if found.start >= end {
            let (base_string, next) = extract(text, &found);
            end = next;
            strings.push((base_string, found.start..next));
        }
    }
    strings
}

/// Reads every base string of the text.
pub(crate) fn read(text: &Text, _options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    let mut read: Vec<Captured> = Vec::new();
    for (mut base_string, range) in strings(text) {
        let cut = sentence_end(text.bytes(), &range, base_string.bytes());
        base_string.truncate(base_string.bytes().len() - cut.len());
        if read
            .iter()
            .any(|other| other.base_string.as_ref() == Some(&base_string))
        {
            continue;
        }
        let mut captured = rebuild(base_string);
        let label = label_before(text.bytes(), range.start);
        if owner(&label) != Owner::Unknown {
            captured.name = Some(label);
        }
        if !cut.is_empty() {
            captured.guesses.push(Assumption::new(
                "base-string-ends-before-prose",
                format_args!(
                    "`{}` behind the base string was taken for the sentence's, not for its own",
                    cut.escape_ascii()
                ),
            ));
        }
        read.push(captured);
        if read.len() > 1000 {
            return Err(Error::new("the paste holds more than 1000 base strings")
                .help("paste the failing request's alone"));
        }
    }
    if let [one] = read.as_mut_slice() {
        add_signature(text.bytes(), one);
    }
    if read.is_empty() {
        return Err(Error::new(
            "expected a signature base string such as `POST&https%3A%2F%2F…&…`",
        )
        .help("paste the line of the log that holds it"));
    }
    Ok(read)
}

/// Where a base string begins and how it is wrapped.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Found {
    start: usize,
    /// Whether the whole is percent-encoded once more, `%26` between its parts.
    encoded: bool,
}

impl Found {
    /// Where it begins.
    pub(crate) fn start(&self) -> usize {
        self.start
    }
}

/// The places at which a method, an `&` in whatever wrapping, and an encoded URL stand.
pub(crate) fn find(bytes: &[u8]) -> impl Iterator<Item = Found> + '_ {
    bytes.find_iter("http").filter_map(|url| {
        let after = bytes[url + 4..]
            .strip_prefix(b"s")
            .unwrap_or(&bytes[url + 4..]);
        let next = |rest: &mut &[u8], texts: [&[u8]; 3]| {
            texts.iter().position(|text| {
                let fits = rest
                    .get(..text.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(text));
                if fits {
                    *rest = &rest[text.len()..];
                }
                fits
            })
        };
        let mut rest = after;
        let layer = next(&mut rest, [b"%3A", b"%253A", b":"])?;
        next(&mut rest, [b"%2F", b"%252F", b"/"])?;
        next(&mut rest, [b"%2F", b"%252F", b"/"])?;
        let before = &bytes[..url];
        let (method_end, encoded) = [&b"&amp;"[..], b"\\u0026", b"&", b"%26"]
            .iter()
            .find_map(|wrap| Some((before.strip_suffix(*wrap)?.len(), *wrap == b"%26")))?;
        let letters = before[..method_end]
            .iter()
            .rev()
            .take(11)
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        let start = method_end - letters;
        let apart = start == 0 || !matches!(before[start - 1], b'_' | b'-' | b'.' | b'0'..=b'9');
        let method = &before[start..method_end];
        // An unencoded URL is found behind a well-known method only: a query may hold one too.
        let sure = layer < 2
            || ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]
                .iter()
                .any(|known| known.as_bytes() == method);
        let fits = (3..=10).contains(&letters) && apart && sure && encoded == (layer == 1);
        fits.then_some(Found { start, encoded })
    })
}

/// The base string with its wrapping undone, and where it ends in the text.
fn extract(text: &Text, found: &Found) -> (Text, usize) {
    let bytes = text.bytes();
    let whole = trim(bytes, 0..bytes.len());
    if whole.start == found.start && !found.encoded && !bytes[whole.clone()].contains(&b'\n') {
        // Nothing but the base string: what is odd in it is evidence.
        return (text.slice(whole.clone()), whole.end);
    }
    let quote = found.start.checked_sub(1).map(|at| bytes[at]);
    let stops = |byte: u8| {
        byte.is_ascii_whitespace()
            || byte.is_ascii_control()
            || b"\"<>\\`".contains(&byte)
            || (quote == Some(b'\'') && byte == b'\'')
            || (quote == Some(b'(') && byte == b')')
            || (found.encoded && b"&=".contains(&byte))
    };
    let mut out = Text::default();
    let mut at = found.start;
    let mut end;
    loop {
        let rest = &bytes[at..];
        end = at
            + rest
                .iter()
                .position(|byte| stops(*byte))
                .unwrap_or(rest.len());
        out.push_text(&text.slice(at..end));
        let rest = &bytes[end..];
        let blanks = rest.len() - rest.trim_ascii_start().len();
        let line = lines(&rest[blanks..])
            .next()
            .map_or(0..0, |line| line.range);
        let next = rest[blanks..][line].trim_ascii_end();
        let goes_on = rest[..blanks].contains(&b'\n')
            && next.contains(&b'%')
            && next
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._~%&".contains(byte))
            && find(next).next().is_none();
        if !goes_on {
            break;
        }
        at = end + blanks;
    }
    if found.encoded {
        return (percent_decoded(&out), end);
    }
    let cut = behind_the_parts(out.bytes());
    let taken = if cut < out.bytes().len() {
        end.min(found.start + cut)
    } else {
        end
    };
    (out.slice(0..cut), taken)
}

/// The marks of a sentence that end a base string which stands in one.
fn sentence_end<'a>(text: &'a [u8], place: &Range<usize>, base_string: &[u8]) -> &'a [u8] {
    let before = &text[place.start.saturating_sub(200)..place.start];
    let told = text.get(..place.end).unwrap_or_default();
    let marks = base_string.len()
        - base_string
            .trim_end_with(|c| ".,;:!?)]'*".contains(c))
            .len();
    let prose = before.find_iter(" ").count() >= 2;
    if prose && told.ends_with(&base_string[base_string.len() - marks..]) {
        &told[told.len() - marks..]
    } else {
        &[]
    }
}

/// Where the third part ends when the string stands in a form: before an `&name=`.
fn behind_the_parts(bytes: &[u8]) -> usize {
    let mut ands = bytes.find_iter("&").skip(1);
    let Some(second) = ands.next() else {
        return bytes.len();
    };
    for and in ands {
        if bytes[second..and].contains(&b'=') {
            // The parameters were not encoded as a whole; nothing tells where they end.
            return bytes.len();
        }
        let rest = &bytes[and + 1..];
        let name = rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
            .count();
        if name > 0 && rest.get(name) == Some(&b'=') {
            return and;
        }
    }
    bytes.len()
}

/// The text with one layer of percent-encoding undone, places kept.
pub(crate) fn percent_decoded(text: &Text) -> Text {
    let bytes = text.bytes();
    let mut out = Text::default();
    let mut done = 0;
    for at in bytes.find_iter("%") {
        let hex = bytes.get(at + 1..at + 3).and_then(|hex| hex.to_str().ok());
        let byte = hex
            .filter(|hex| !hex.starts_with('+'))
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        if let Some(byte) = byte {
            out.push_text(&text.slice(done..at));
            out.push_unquoted(&[byte], text.locate(at..at + 3).unwrap_or_default());
            done = at + 3;
        }
    }
    out.push_text(&text.slice(done..bytes.len()));
    out
}

/// The three parts: method, base string URI and normalized parameters, both still encoded.
fn parts(base_string: &Text) -> [Text; 3] {
    let bytes = base_string.bytes();
    let mut ands = bytes.find_iter("&");
    let first = ands.next().unwrap_or(bytes.len());
    let second = ands.next().unwrap_or(bytes.len());
    [
        base_string.slice(0..first),
        base_string.slice((first + 1).min(second)..second),
        base_string.slice(second + 1..bytes.len()),
    ]
}

/// The base string URI, decoded.
pub(crate) fn uri(base_string: &Text) -> Text {
    let [_, uri, _] = parts(base_string);
    percent_decoded(&uri)
}

/// The parameters of the third part, decoded, in their order.
pub(crate) fn parameters(base_string: &Text) -> Vec<(Text, Text)> {
    let [_, _, third] = parts(base_string);
    let normalized = percent_decoded(&third);
    let decoded = |range: Range<usize>| percent_decoded(&normalized.slice(range));
    form_fields(normalized.bytes())
        .into_iter()
        .map(|field| (decoded(field.name), decoded(field.value)))
        .collect()
}

/// The request that a base string was made for, as far as it tells.
fn rebuild(base_string: Text) -> Captured {
    let mut captured = Captured {
        derived: true,
        ..Captured::default()
    };
    let [method, _, third] = parts(&base_string);
    let ands = base_string.bytes().find_iter("&").count();
    if ands != 2 {
        let says = match ands {
            1 => "the base string has no third part: the parameters are missing".to_owned(),
            _ => format!(
                "the base string has {ands} bare `&` where two are right: the parameters were not \
                 encoded as a whole"
            ),
        };
        captured
            .findings
            .push(Finding::new("base-string-parts", says, base_string.span()));
    }
    let normalized = percent_decoded(&third);
    let mut url = uri(&base_string);
    let mut header = Text::made("OAuth ");
    let mut mark = if url.bytes().contains(&b'?') {
        "&"
    } else {
        "?"
    };
    let (mut others, mut plus) = (0, false);
    for Field { name, value } in form_fields(normalized.bytes()) {
        let (name, value) = (normalized.slice(name), normalized.slice(value));
        if name.bytes().starts_with(b"oauth_") {
            if header.bytes() != "OAuth " {
                header.push_made(b", ");
            }
            header.push_text(&name);
            header.push_made(b"=\"");
            header.push_text(&value);
            header.push_made(b"\"");
        } else {
            plus |= value.bytes().contains(&b'+');
            url.push_made(mark.as_bytes());
            url.push_text(&name);
            url.push_made(b"=");
            url.push_text(&value);
            mark = "&";
            others += 1;
        }
    }
    if others > 0 {
        captured.guesses.push(Assumption::new(
            "base-string-sources",
            "a base string does not tell whether a parameter came from the query or the body; all \
             were put in the query",
        ));
    }
    if plus {
        captured.guesses.push(Assumption::new(
            "base-string-plus",
            "a `+` in the normalized parameters was read as a space, as no right encoder leaves one",
        ));
    }
    let headers = if header.bytes() == "OAuth " {
        Vec::new()
    } else {
        vec![Header {
            name: Text::made("Authorization"),
            value: header,
        }]
    };
    captured.request = Request {
        method: percent_decoded(&method),
        url,
        headers,
        ..Request::default()
    };
    captured.base_string = Some(base_string);
    captured
}

/// Words that stand before a signature in logs and answers.
const SIGNATURE_MARKS: [&str; 5] = [
    "oauth_signature=",
    "oauth_signature:",
    "Signature: ",
    "signature is: ",
    "signature: ",
];

/// Adds the signature that stands beside the base string to the rebuilt header.
fn add_signature(bytes: &[u8], captured: &mut Captured) {
    let Some(header) = captured.request.headers.first_mut() else {
        return;
    };
    let found = SIGNATURE_MARKS.iter().find_map(|mark| {
        bytes.rfind_iter(mark).find_map(|at| {
            let rest =
                bytes[at + mark.len()..].trim_start_with(|c| c == '"' || c == '\'' || c == ' ');
            let end = rest
                .iter()
                .position(|byte| !(byte.is_ascii_alphanumeric() || b"+/=%-_".contains(byte)))
                .unwrap_or(rest.len());
            let value = &rest[..end];
            (value.len() >= 20 && !value.starts_with(b"oauth_")).then_some((mark, value))
        })
    });
    let Some((mark, value)) = found else {
        return;
    };
    let encoded = if value.contains(&b'%') {
        value.to_str_lossy().into_owned()
    } else {
        percent_encode(value, NON_ALPHANUMERIC).to_string()
    };
    header
        .value
        .push_made(format!(", oauth_signature=\"{encoded}\"").as_bytes());
    captured.guesses.push(Assumption::new(
        "base-string-signature",
        format_args!(
            "the signature behind `{}` was taken for this base string's",
            mark.trim()
        ),
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str = "POST&https%3A%2F%2Fh%2Fx&a%3Db%2520c%26oauth_nonce%3Dn";

    fn strings(paste: &str) -> Vec<String> {
        let read = read(&Text::copied(paste.as_bytes(), 0), &Options::default()).unwrap();
        read.iter()
            .map(|captured| captured.base_string.as_ref().unwrap().bytes().to_string())
            .collect()
    }

    #[test]
    fn a_base_string_is_unwrapped_from_logs_and_answers() {
        let encoded = percent_encode(PLAIN.as_bytes(), NON_ALPHANUMERIC).to_string();
        for paste in [
            PLAIN.to_owned(),
            format!("DEBUG:oauthlib: signature base string: {PLAIN}\nDEBUG: next"),
            format!("oauth_problem=signature_invalid&debug_sbs={PLAIN}"),
            format!("debug_sbs={PLAIN}&oauth_problem=signature_invalid"),
            format!("{{\"d\":\"Acceptable: {PLAIN}\",\"x\":null}}"),
            format!("oauth_signature_base_string={encoded}&oauth_signature_method=RSA-SHA1"),
            format!("[sbs] => {}", PLAIN.replacen("%26oauth", "\n%26oauth", 1)),
            format!("'{PLAIN}',"),
        ] {
            assert_eq!(strings(&paste), [PLAIN], "{paste}");
        }
    }

    #[test]
    fn several_base_strings_are_all_read() {
        let other = PLAIN.replace("POST", "GET");
        assert_eq!(strings(&format!("{PLAIN}\n{other}\n{PLAIN}\n")).len(), 2);
    }

    #[test]
    fn the_request_is_rebuilt_with_places_in_the_paste() {
        let paste = format!("x: {PLAIN}");
        let captured = read(&Text::copied(paste.as_bytes(), 0), &Options::default())
            .unwrap()
            .remove(0);
        assert_eq!(captured.request.url.bytes(), "https://h/x?a=b%20c");
        assert_eq!(
            captured.request.headers[0].value.bytes(),
            "OAuth oauth_nonce=\"n\""
        );
        let space = captured.request.url.locate(15..18).unwrap();
        assert_eq!(&paste[space], "%2520");
        assert_eq!(
            parameters(captured.base_string.as_ref().unwrap())[0]
                .1
                .bytes(),
            "b c"
        );
    }

    #[test]
    fn bare_ampersands_between_parameters_are_a_finding() {
        let captured = read(
            &Text::from("GET&http%3A%2F%2Fh%2F&a=b&c=d"),
            &Options::default(),
        )
        .unwrap()
        .remove(0);
        assert_eq!(captured.findings[0].id, "base-string-parts");
        assert_eq!(captured.request.url.bytes(), "http://h/?a=b&c=d");
    }
}
