//! What is shown to others: secrets, tokens and the signing key masked, byte by byte.
//!
//! Every masked byte reads [`BULLET`], so that columns, carets and ranges keep their places and
//! what differs elsewhere stays in sight. A secret is found in whatever form it stands in: as it
//! is, percent-encoded once or twice, by whatever encoder, with the escapes of a string literal
//! (`\/`, `\u00e9`), in hex, in base64. [`Shared`] is the type that the writers
//! of Markdown and HTML ask for: it is made by masking, or by saying that secrets may be seen.

use std::ops::Range;

use bstr::ByteSlice;

use crate::capture::secrets::is_secret_name;
use crate::credentials::{Credentials, Secret};
use crate::pipeline::decode::{Parameter, parameters};
use crate::pipeline::signature::Algorithm;
use crate::request::{Header, Request};

mod apart;
mod model;
mod spelling;

use spelling::{Symbol, canonical, in_base64, rewritten, symbols, unescaped};

/// What stands for one masked byte.
pub const BULLET: &str = "•";

/// A finished value that may leave this machine.
#[derive(Clone, Debug)]
pub struct Shared<T> {
    value: T,
    masked: bool,
}

impl<T> Shared<T> {
    /// Masks it.
    #[must_use]
    pub fn masked(value: &T, masks: &Masks) -> Self
    where
        T: Redact,
    {
        Self {
            value: value.redacted(masks),
            masked: true,
        }
    }

    /// As it is: the user asked for the secrets to be shown.
    #[must_use]
    pub fn with_secrets(value: T) -> Self {
        Self {
            value,
            masked: false,
        }
    }

    /// What is made of it alone may be shared too: a document of a report.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Shared<U> {
        Shared {
            value: make(self.value),
            masked: self.masked,
        }
    }

    /// The value.
    #[must_use]
    pub fn get(&self) -> &T {
        &self.value
    }

    /// Whether its secrets are masked; if not, a writer says so.
    #[must_use]
    pub fn is_masked(&self) -> bool {
        self.masked
    }
}

/// What can be masked, whole.
pub trait Redact {
    /// The same with every secret masked.
    #[must_use]
    fn redacted(&self, masks: &Masks) -> Self;
}

/// Parameters whose value is masked beside those that [`is_secret_name`] knows: a token is no
/// secret by the letter of RFC 5849, but it does not belong in a bug report.
const NAMES: [&str; 12] = [
    "oauth_token",
    "oauth_verifier",
    "oauth_session_handle",
    "access_token",
    "refresh_token",
    "id_token",
    "api_secret",
    "app_secret",
    "password",
    "passwd",
    "pwd",
    "secret",
];

/// Headers whose whole value is masked.
const HEADERS: [&str; 8] = [
    "proxy-authorization",
    "cookie",
    "set-cookie",
    "x-api-key",
    "x-auth-token",
    "x-access-token",
    "api-key",
    "authentication",
];

/// Below that many bytes a secret is masked only where it stands as a word of its own: `key` is
/// not to be struck out of every `consumer_key`.
const CERTAIN: usize = 8;

/// The secrets of a request, in no particular encoding.
#[derive(Clone, Default)]
pub struct Masks {
    values: Vec<Vec<u8>>,
    /// The same in hex and base64.
    rewritten: Vec<Vec<u8>>,
    plaintext: bool,
}

impl std::fmt::Debug for Masks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Masks")
            .field("values", &self.values.len())
            .finish_non_exhaustive()
    }
}

/// Whether a parameter of that name is likely to tell of a person.
fn is_personal(name: &[u8]) -> bool {
    const WORDS: [&str; 14] = [
        "person",
        "email",
        "mail",
        "phone",
        "mobile",
        "fullname",
        "full_name",
        "first_name",
        "last_name",
        "firstname",
        "lastname",
        "user",
        "address",
        "birth",
    ];
    let name = name.to_ascii_lowercase();
    !name.starts_with(b"oauth_") && WORDS.iter().any(|word| name.contains_str(word))
}

/// A text with `*` for every byte in these ranges.
#[must_use]
pub fn starred(text: &[u8], ranges: impl IntoIterator<Item = Range<usize>>) -> Vec<u8> {
    let mut starred = text.to_vec();
    for range in ranges {
        if let Some(bytes) = starred.get_mut(range) {
            bytes.fill(b'*');
        }
    }
    starred
}

impl Masks {
    /// Those that are given, and those that stand in the request itself.
    #[must_use]
    pub fn of(request: &Request, credentials: &Credentials) -> Self {
        let parameters = parameters(request);
        let mut masks = Self {
            plaintext: parameters.iter().any(|parameter| {
                parameter.name == "oauth_signature_method"
                    && Algorithm::meant_by(&parameter.value) == Some(Algorithm::Plaintext)
            }),
            ..Self::default()
        };
        let others = credentials.others.iter().map(|(_, secret)| secret);
        [&credentials.consumer_secret, &credentials.token_secret]
            .into_iter()
            .flatten()
            .chain(others)
            .map(Secret::expose)
            .for_each(|secret| masks.add(secret.as_bytes()));
        if let Some(token) = &credentials.token {
            masks.add(token.as_bytes());
        }
        for parameter in &parameters {
            if masks.hides(&parameter.name) {
                masks.add(&parameter.value);
            }
        }
        masks
    }

    /// What a request tells of people: the values of parameters whose names say so, an LTI launch's
    /// `lis_person_*` among them.
    #[must_use]
    pub fn people(request: &Request) -> Self {
        let mut masks = Self::default();
        for parameter in &parameters(request) {
            if is_personal(&parameter.name) {
                masks.add(&parameter.value);
            }
        }
        masks
    }

    /// Those of another request beside them.
    pub fn extend(&mut self, other: Self) {
        self.values.extend(other.values);
        self.rewritten.extend(other.rewritten);
        self.plaintext |= other.plaintext;
    }

    fn add(&mut self, secret: &[u8]) {
        let plain = symbols(secret);
        if plain.is_empty() {
            return;
        }
        // A secret with a backslash is looked for as it is, and as a literal that holds it.
        let literal = unescaped(&plain).map(|symbols| canonical(&symbols));
        self.values.push(canonical(&plain));
        self.values.extend(literal.filter(|text| !text.is_empty()));
        self.rewritten.extend(rewritten(secret));
    }

    /// Whether a parameter of that name has a value to be masked.
    fn hides(&self, name: &[u8]) -> bool {
        is_secret_name(name)
            || NAMES
                .iter()
                .any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
            || (self.plaintext && name == b"oauth_signature")
    }

    /// A text with `*` for every masked byte: as long as it was, so that places in it stay true.
    #[must_use]
    pub fn in_place(&self, text: &[u8]) -> Vec<u8> {
        starred(text, self.find(text))
    }

    /// Where in a text secrets stand: sorted, none touching another.
    #[must_use]
    pub fn find(&self, text: &[u8]) -> Vec<Range<usize>> {
        let plain = symbols(text);
        let mut found = self.find_symbols(&plain);
        if let Some(unescaped) = unescaped(&plain) {
            found.extend(self.find_symbols(&unescaped));
        }
        found.extend(password_in_url(text));
        merged(found)
    }

    fn find_symbols(&self, symbols: &[Symbol]) -> Vec<Range<usize>> {
        let canonical = canonical(symbols);
        let mut found = Vec::new();
        let mut mask = |from: usize, to: usize| {
            if let (Some(first), Some(last)) = (symbols.get(from), symbols.get(to.wrapping_sub(1)))
                && from < to
            {
                found.push(first.at.start..last.at.end);
            }
        };
        for value in &self.values {
            for at in canonical.find_iter(value) {
                let end = at + value.len();
                let inside = |index: usize| canonical.get(index).copied().is_some_and(in_a_word);
                let within = at > 0 && inside(at - 1) || inside(end);
                if !within || value.len() >= CERTAIN {
                    mask(at, end);
                }
            }
        }
        for text in &self.rewritten {
            for at in canonical.find_iter(text) {
                // The characters at its sides may hold some of its bits.
                let part = |at: usize| symbols.get(at).is_some_and(in_base64);
                let from = at - usize::from(at > 0 && part(at - 1));
                let end = at + text.len();
                mask(from, end + usize::from(part(end)));
            }
        }
        let mut at = 0;
        while at < canonical.len() {
            let len = canonical[at..]
                .iter()
                .take_while(|byte| in_a_word(**byte) || **byte == b'_')
                .count();
            if len > 0
                && self.hides(&canonical[at..at + len])
                && let Some((from, to)) = named_value(symbols, at + len)
            {
                mask(from, to);
            }
            at += len.max(1);
        }
        found
    }

    /// The text with every secret masked.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        let bytes = Masked::of(text.as_bytes(), &self.find(text.as_bytes())).bytes;
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn bytes(&self, text: &[u8]) -> Vec<u8> {
        Masked::of(text, &self.find(text)).bytes
    }

    /// Where in a header's value.
    fn find_in_header(&self, header: &Header) -> Vec<Range<usize>> {
        let value = header.value.bytes();
        let whole = |from: usize| std::iter::once(from..value.len()).collect();
        if HEADERS.iter().any(|name| header.is_named(name)) {
            return whole(0);
        }
        if header.is_named("authorization") && !value.contains_str("oauth_") {
            let scheme = value.find_byte(b' ').map_or(0, |space| space + 1);
            return whole(scheme);
        }
        self.find(value)
    }

    /// Where in a parameter's value.
    fn find_in_value(&self, parameter: &Parameter, value: &[u8]) -> Vec<Range<usize>> {
        if self.hides(&parameter.name) {
            std::iter::once(0..value.len()).collect()
        } else {
            self.find(value)
        }
    }
}

/// Everything but the `&` of a signing key.
fn all_but_ampersands(key: &[u8]) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut at = 0;
    for part in key.split_str("&") {
        ranges.push(at..at + part.len());
        at += part.len() + 1;
    }
    merged(ranges)
}

fn in_a_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

/// The value behind a name that ends at `at`: in a query, form or base string (`=`, `%3D`), in a
/// header (`="…"`), in JSON (`": "`) or in a language's array (`' => '`).
fn named_value(symbols: &[Symbol], mut at: usize) -> Option<(usize, usize)> {
    let byte = |at: usize| symbols.get(at).map(|symbol| symbol.byte);
    let raw_blanks = |mut at: usize| {
        while byte(at) == Some(b' ') {
            at += 1;
        }
        at
    };
    let quoted_name = matches!(byte(at), Some(b'"' | b'\''));
    at = raw_blanks(at + usize::from(quoted_name));
    let sign = symbols.get(at)?;
    at += 1;
    match sign.byte {
        b'=' if byte(at) == Some(b'>') => at += 1,
        b'=' => {}
        b':' if quoted_name => {}
        _ => return None,
    }
    if sign.layers == 0 {
        at = raw_blanks(at);
    }
    let quote = symbols
        .get(at)
        .filter(|symbol| matches!(symbol.byte, b'"' | b'\''));
    let from = at + usize::from(quote.is_some());
    let ends = |symbol: &Symbol| match quote {
        Some(quote) => symbol.byte == quote.byte && symbol.layers <= quote.layers,
        None if symbol.byte == b'&' => symbol.layers <= sign.layers,
        None => {
            symbol.layers == 0
                && (symbol.byte.is_ascii_whitespace() && symbol.byte != b' '
                    || matches!(symbol.byte, b',' | b'"' | b'\'' | b'<' | b';'))
        }
    };
    let rest = symbols.get(from..)?;
    let len = rest.iter().position(ends).unwrap_or(rest.len());
    Some((from, from + len))
}

/// `pass` of `https://user:pass@host`.
fn password_in_url(text: &[u8]) -> Vec<Range<usize>> {
    let found = text.find_iter("://").filter_map(|at| {
        let start = at + 3;
        let authority = &text[start..];
        let len = authority
            .find_byteset("/?# \"'\n")
            .unwrap_or(authority.len());
        let at = authority[..len].rfind_byte(b'@')?;
        let colon = authority[..at].find_byte(b':')?;
        Some(start + colon + 1..start + at)
    });
    found.collect()
}

fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|range| range.start < range.end);
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut out: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

/// A text with ranges of it masked, and where its bytes have gone.
struct Masked {
    bytes: Vec<u8>,
    ranges: Vec<Range<usize>>,
}

impl Masked {
    /// `ranges`: sorted, none touching another.
    fn of(text: &[u8], ranges: &[Range<usize>]) -> Self {
        let mut bytes = Vec::with_capacity(text.len());
        let mut done = 0;
        for range in ranges {
            bytes.extend_from_slice(text.get(done..range.start).unwrap_or_default());
            bytes.extend_from_slice(BULLET.repeat(range.len()).as_bytes());
            done = range.end;
        }
        bytes.extend_from_slice(text.get(done..).unwrap_or_default());
        Self {
            bytes,
            ranges: ranges.to_vec(),
        }
    }

    /// All of it.
    fn whole(text: &[u8]) -> Self {
        Self::of(text, std::slice::from_ref(&(0..text.len())))
    }

    /// Where the byte at `at` now starts.
    fn place(&self, at: usize) -> usize {
        let hidden: usize = self
            .ranges
            .iter()
            .map(|range| at.clamp(range.start, range.end) - range.start)
            .sum();
        at + hidden * (BULLET.len() - 1)
    }

    fn range(&self, range: &Range<usize>) -> Range<usize> {
        self.place(range.start)..self.place(range.end)
    }

    fn touches(&self, range: &Range<usize>) -> bool {
        self.ranges
            .iter()
            .any(|masked| masked.start < range.end && range.start < masked.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masks(secrets: &[&str]) -> Masks {
        let mut masks = Masks::default();
        for secret in secrets {
            masks.add(secret.as_bytes());
        }
        masks
    }

    #[test]
    fn people_are_masked_by_the_names_of_their_parameters() {
        let request = Request {
            url:
                "https://h/?lis_person_name_full=Ada%20L.&user_id=a17&page=2&contact_email=a%40b.c"
                    .into(),
            ..Request::default()
        };
        let masks = Masks::people(&request);
        let shown =
            masks.text("lis_person_name_full=Ada%20L.&user_id=a17&page=2&contact_email=a%40b.c");
        assert!(shown.contains("page=2"), "{shown}");
        for told in ["Ada", "a17", "b.c"] {
            assert!(!shown.contains(told), "{shown}");
        }
    }

    #[test]
    fn a_secret_is_masked_in_every_encoding() {
        let masks = masks(&["a b/c+d%é"]);
        for text in [
            "a b/c+d%é",
            "a%20b%2Fc%2Bd%25%C3%A9",
            "a%2520b%252Fc%252Bd%2525%25C3%25A9",
            "a+b%2fc%2bd%25%c3%a9",
            "A%20B/c%2Bd%é",
        ] {
            let shown = masks.text(&format!("x={text}&y=1"));
            let bullets = BULLET.repeat(text.len());
            assert_eq!(shown, format!("x={bullets}&y=1"), "{text}");
        }
    }

    // The spellings are those of `python3 -c 'import json, base64; …'`: json.dumps with `/` escaped
    // as PHP's json_encode does, base64.b64encode behind 0, 1 and 2 bytes, urlsafe_b64encode,
    // bytes.hex.
    #[test]
    fn a_secret_is_masked_in_literals_base64_and_hex() {
        let masks = masks(&["kd94/hf93k+423kf44é"]);
        for text in [
            r"kd94\/hf93k+423kf44\u00e9",
            r"kd94\/hf93k\u002b423kf44\u00E9",
            r"\u006bd94\x2fhf93k%2B423kf44é",
            "a2Q5NC9oZjkzays0MjNrZjQ0w6k",
            "a2Q5NC9oZjkzays0MjNrZjQ0w6k%3D",
            "eDprZDk0L2hmOTNrKzQyM2tmNDTDqTp5",
            "eHk6a2Q5NC9oZjkzays0MjNrZjQ0w6k6eQ",
            "eGtkOTQvaGY5M2srNDIza2Y0NMOp",
            "6b6439342f686639336b2b3432336b663434c3a9",
            "6B6439342F686639336B2B3432336B663434C3A9",
        ] {
            let shown = masks.text(&format!("{{\"x\": \"{text}\", \"y\": 1}}"));
            let left = shown.trim_start_matches("{\"x\": \"");
            let left: String = left.chars().filter(|c| *c != '•').collect();
            assert!(left.len() < 18, "{text}: {shown}");
            assert!(shown.ends_with("\", \"y\": 1}"), "{text}: {shown}");
        }
    }

    #[test]
    fn a_short_secret_is_masked_as_a_word_only() {
        assert_eq!(
            masks(&["key"]).text("consumer%5Fkeys key %26key%3D"),
            "consumer%5Fkeys ••• %26•••%3D"
        );
    }

    #[test]
    fn the_value_behind_a_secret_name_is_masked_whatever_it_is() {
        let masks = Masks::default();
        for (text, shown) in [
            ("oauth_token=ab%2Fc&a=1", "oauth_token=••••••&a=1"),
            (
                "oauth_token%3Dab%252Fc%26a%3D1",
                "oauth_token%3D••••••••%26a%3D1",
            ),
            (
                r#"OAuth oauth_token="ab", a="1""#,
                r#"OAuth oauth_token="••", a="1""#,
            ),
            (
                r#"{"oauth_token_secret": "ab", "a": 1}"#,
                r#"{"oauth_token_secret": "••", "a": 1}"#,
            ),
            ("'oauth_token' => 'ab',", "'oauth_token' => '••',"),
            (
                r#"{"log": "{\"oauth_token\": \"ab\", \"a\": 1}"}"#,
                r#"{"log": "{\"oauth_token\": \"••\", \"a\": 1}"}"#,
            ),
            ("oauth_token_type=ab", "oauth_token_type=ab"),
            ("https://u:pass@h/p?a@b", "https://u:••••@h/p?a@b"),
            ("the oauth_token: not signed", "the oauth_token: not signed"),
        ] {
            assert_eq!(masks.text(text), shown);
        }
    }

    #[test]
    fn places_move_with_the_bytes() {
        let masked = Masked::of(b"ab=cde&f", &merged(vec![3..4, 4..6]));
        assert_eq!(masked.bytes, "ab=•••&f".as_bytes());
        assert_eq!(masked.range(&(6..8)), 12..14);
        assert_eq!(masked.range(&(4..5)), 6..9);
    }
}
