//! Where two corridors part: the first stage, the parameter, the exact bytes, and what kind of
//! difference it is.
//!
//! Texts are compared escape by escape, not byte by byte: `%2520` against `%2B` is one difference,
//! a space written otherwise, and not four.

use std::borrow::Cow;
use std::ops::Range;

use bstr::{BString, ByteSlice};
use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_normalization::UnicodeNormalization as _;

use crate::pipeline::Trace;
use crate::pipeline::collect::Source;
use crate::pipeline::decode::{Parameter, percent_decode};
use crate::pipeline::sink::{Annotated, Part};
use crate::request::{Text, UrlParts};

/// A stage of the corridor that can be shown beside another's.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum StageName {
    /// Which parameters are signed, and their values.
    Parameters,
    /// The encoded pairs, sorted and joined.
    NormalizedParameters,
    /// The base string URI.
    BaseStringUri,
    /// The method.
    Method,
    /// The signature base string.
    BaseString,
    /// The signing key.
    SigningKey,
    /// The digest and its text.
    Signature,
}

impl StageName {
    /// The name in JSON and for `--stage`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Parameters => "parameters",
            Self::NormalizedParameters => "normalized-parameters",
            Self::BaseStringUri => "base-string-uri",
            Self::Method => "method",
            Self::BaseString => "base-string",
            Self::SigningKey => "signing-key",
            Self::Signature => "signature",
        }
    }

    /// The name on a screen.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Parameters => "parameters",
            Self::NormalizedParameters => "normalized parameters",
            Self::BaseStringUri => "base string URI",
            Self::Method => "method",
            Self::BaseString => "signature base string",
            Self::SigningKey => "signing key",
            Self::Signature => "signature",
        }
    }
}

/// Two texts that should be equal, and where they are not.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Comparison {
    /// The right text.
    pub right: BString,
    /// The captured one.
    pub captured: BString,
    /// The places, in order: one for each run of differing escapes or characters.
    pub places: Vec<Place>,
}

/// One place where two texts differ.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Place {
    /// Byte offsets into the right text; may be empty.
    pub right: Range<usize>,
    /// Byte offsets into the captured one; may be empty.
    pub captured: Range<usize>,
    /// What kind of difference it is.
    pub kind: Kind,
}

/// What kind of difference it is.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Kind {
    /// A space, written otherwise.
    Space {
        /// How it was written.
        written: BString,
        /// How it should read.
        right: BString,
    },
    /// The same escape in lower-case hex.
    LowercaseHex,
    /// A character left as it is where it must be escaped.
    LeftLiteral(BString),
    /// A character escaped where it must stand as it is.
    Escaped(BString),
    /// One encoding layer too few.
    LayerMissing,
    /// One encoding layer too many.
    LayerExtra,
    /// Other bytes for the same character.
    Charset,
    /// The same character composed otherwise: NFD for NFC.
    UnicodeForm,
    /// It differs in letter case alone.
    LetterCase,
    /// Only in the right text.
    Missing,
    /// Only in the captured text.
    Extra,
    /// Anything else.
    Other,
}

impl Kind {
    /// In words.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::Space { written, right } => format!(
                "a space written as `{}`, not `{}`",
                shown(written),
                shown(right)
            ),
            Self::LowercaseHex => "an escape in lower-case hex".to_owned(),
            Self::LeftLiteral(character) => format!("`{}` left literal", shown(character)),
            Self::Escaped(character) => {
                format!("`{}` escaped, which stands as it is", shown(character))
            }
            Self::LayerMissing => "one encoding layer too few".to_owned(),
            Self::LayerExtra => "one encoding layer too many".to_owned(),
            Self::Charset => "another character set".to_owned(),
            Self::UnicodeForm => "another Unicode normal form".to_owned(),
            Self::LetterCase => "other letter case".to_owned(),
            Self::Missing => "missing".to_owned(),
            Self::Extra => "extra".to_owned(),
            Self::Other => "other text".to_owned(),
        }
    }
}

fn shown(text: &BString) -> Cow<'_, str> {
    if text == " " {
        Cow::Borrowed("·")
    } else {
        text.to_str_lossy()
    }
}

/// Compares two texts of two encoding layers (base strings and their pieces), escape by escape.
#[must_use]
pub fn texts(right: &[u8], captured: &[u8]) -> Comparison {
    layered(right, captured, 2)
}

/// Compares two texts of so many encoding layers, escape by escape: with one layer `%2520` says
/// `%20`, with two it says a space.
#[must_use]
pub fn layered(right: &[u8], captured: &[u8], layers: usize) -> Comparison {
    let (ours, theirs) = (units(right), units(captured));
    let slices = |text: &'_ [u8], units: &[Range<usize>]| -> Vec<Vec<u8>> {
        units
            .iter()
            .map(|unit| text[unit.clone()].to_vec())
            .collect()
    };
    let (a, b) = (slices(right, &ours), slices(captured, &theirs));
    let span = |units: &[Range<usize>], range: Range<usize>, len: usize| -> Range<usize> {
        let start = units.get(range.start).map_or(len, |unit| unit.start);
        let end = range
            .end
            .checked_sub(1)
            .and_then(|last| units.get(last))
            .map_or(start, |unit| unit.end);
        start..end.max(start)
    };
    let mut places = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &a, &b) {
        let (old, new) = match op {
            DiffOp::Equal { .. } => continue,
            DiffOp::Delete {
                old_index,
                old_len,
                new_index,
            } => (old_index..old_index + old_len, new_index..new_index),
            DiffOp::Insert {
                old_index,
                new_index,
                new_len,
            } => (old_index..old_index, new_index..new_index + new_len),
            DiffOp::Replace {
                old_index,
                old_len,
                new_index,
                new_len,
            } => (
                old_index..old_index + old_len,
                new_index..new_index + new_len,
            ),
        };
        // Escape against escape where there are as many on both sides.
        if old.len() == new.len() {
            for (old, new) in old.zip(new) {
                let (right_at, captured_at) = (ours[old].clone(), theirs[new].clone());
                let kind = kind(
                    &right[right_at.clone()],
                    &captured[captured_at.clone()],
                    layers,
                );
                places.push(Place {
                    right: right_at,
                    captured: captured_at,
                    kind,
                });
            }
        } else {
            let (right_at, captured_at) = (
                span(&ours, old, right.len()),
                span(&theirs, new, captured.len()),
            );
            let kind = kind(
                &right[right_at.clone()],
                &captured[captured_at.clone()],
                layers,
            );
            places.push(Place {
                right: right_at,
                captured: captured_at,
                kind,
            });
        }
    }
    Comparison {
        right: right.into(),
        captured: captured.into(),
        places: joined(places),
    }
}

/// Places of other text with hardly anything between them are one: letters that two words happen
/// to share say nothing.
fn joined(places: Vec<Place>) -> Vec<Place> {
    let plain = |kind: &Kind| matches!(kind, Kind::Other | Kind::Missing | Kind::Extra);
    let mut joined: Vec<Place> = Vec::new();
    for place in places {
        match joined.last_mut() {
            Some(last)
                if plain(&last.kind)
                    && plain(&place.kind)
                    && place.right.start - last.right.end <= 2
                    && place.captured.start - last.captured.end <= 2 =>
            {
                last.right.end = place.right.end;
                last.captured.end = place.captured.end;
                last.kind = Kind::Other;
            }
            _ => joined.push(place),
        }
    }
    joined
}

/// The units of a text: `%25XX`, `%XX`, or one character.
pub(crate) fn units(text: &[u8]) -> Vec<Range<usize>> {
    let is_hex = |at: usize| {
        text.get(at..at + 2)
            .is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit))
    };
    let mut units = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let mut len = 1;
        if text[at] == b'%' && is_hex(at + 1) {
            len = 3;
            while text.get(at + 1..at + 3) == Some(b"25") && is_hex(at + len) && len < 9 {
                len += 2;
                if text.get(at + len - 2..at + len) != Some(b"25") {
                    break;
                }
            }
        } else if !text[at].is_ascii() {
            len = text[at..]
                .char_indices()
                .next()
                .map_or(1, |(_, end, _)| end);
        }
        units.push(at..at + len);
        at += len;
    }
    units
}

fn kind(right: &[u8], captured: &[u8], layers: usize) -> Kind {
    if right.is_empty() {
        return Kind::Extra;
    }
    if captured.is_empty() {
        return Kind::Missing;
    }
    // What the right text says is as deep as its stage; what a wrong one says, as deep as it goes.
    let (meant, depth) = decoded(right, layers);
    let (got, got_depth) = decoded(captured, 4);
    if meant == b" " && (got == b" " || got == b"+") {
        return Kind::Space {
            written: captured.into(),
            right: right.into(),
        };
    }
    if right.eq_ignore_ascii_case(captured) {
        return if right.contains(&b'%') {
            Kind::LowercaseHex
        } else {
            Kind::LetterCase
        };
    }
    if meant == got {
        return if got_depth == 0 {
            Kind::LeftLiteral(got.into())
        } else if depth == 0 {
            Kind::Escaped(meant.into())
        } else if got_depth < depth {
            Kind::LayerMissing
        } else {
            Kind::LayerExtra
        };
    }
    let (all, all_depth) = decoded(right, 4);
    if all == got && all_depth != got_depth {
        return if got_depth < all_depth {
            Kind::LayerMissing
        } else {
            Kind::LayerExtra
        };
    }
    match (meant.to_str(), got.to_str()) {
        (Ok(ours), Ok(theirs)) if ours.nfc().eq(theirs.nfc()) => Kind::UnicodeForm,
        _ if !meant.is_ascii() => Kind::Charset,
        _ => Kind::Other,
    }
}

/// A text decoded as long as that changes it, at most so often, and how often it was.
fn decoded(text: &[u8], most: usize) -> (Vec<u8>, usize) {
    let (mut text, mut layers) = (text.to_vec(), 0);
    while layers < most {
        let next = percent_decode(&text);
        if next == text {
            break;
        }
        (text, layers) = (next, layers + 1);
    }
    (text, layers)
}

/// Where two traces part first.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Difference {
    /// The stage.
    pub stage: StageName,
    /// The parameter in which the base strings part, when they part in one.
    pub parameter: Option<PartedParameter>,
    /// The part of the base string URI that differs, when the stage is that of the URI.
    pub uri_part: Option<UriPart>,
    /// The stage's texts; for the base string those of the parameter alone, when it is one.
    pub comparison: Comparison,
    /// The whole base strings, when they differ.
    pub base_strings: Option<Comparison>,
}

/// A part of the base string URI (RFC 5849 section 3.4.1.2).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum UriPart {
    /// `http` or `https`.
    Scheme,
    /// The host.
    Host,
    /// The port.
    Port,
    /// The path.
    Path,
    /// A query, which has no place in it.
    Query,
    /// A fragment, which has none either.
    Fragment,
    /// More than one of them.
    Several,
}

impl UriPart {
    /// The name on a screen and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Scheme => "scheme",
            Self::Host => "host",
            Self::Port => "port",
            Self::Path => "path",
            Self::Query => "query",
            Self::Fragment => "fragment",
            Self::Several => "several parts",
        }
    }
}

/// Which part of two base string URIs differs.
#[must_use]
pub fn uri_part(right: &[u8], captured: &[u8]) -> Option<UriPart> {
    let (ours, theirs) = (Text::made(right), Text::made(captured));
    let (ours, theirs) = (UrlParts::split(&ours), UrlParts::split(&theirs));
    let mut parted = [
        (ours.scheme != theirs.scheme, UriPart::Scheme),
        (ours.host != theirs.host, UriPart::Host),
        (ours.port != theirs.port, UriPart::Port),
        (ours.path != theirs.path, UriPart::Path),
        (ours.query != theirs.query, UriPart::Query),
        (ours.fragment != theirs.fragment, UriPart::Fragment),
    ]
    .into_iter()
    .filter_map(|(differs, part)| differs.then_some(part));
    let first = parted.next()?;
    Some(parted.next().map_or(first, |_| UriPart::Several))
}

/// A parameter whose text in the base string differs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PartedParameter {
    /// Its decoded name.
    pub name: BString,
    /// Its decoded value.
    pub value: BString,
    /// Where it stands.
    pub source: Source,
    /// Which pair of the wire it is.
    pub wire: Option<usize>,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a parameter.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fate {
    /// It stands in both texts, written otherwise.
    Changed,
    /// Only the right text has it.
    Missing,
    /// Only the captured text has it.
    Extra,
    /// The captured text has it once more.
    Duplicated,
    /// Both have it, in another place.
    Moved,
}

/// The first stage at which two traces part; `None` when they agree throughout.
#[must_use]
pub fn first_difference(right: &Trace, captured: &Trace) -> Option<Difference> {
    let base_strings = (right.base_string.text != captured.base_string.text)
        .then(|| texts(&right.base_string.text, &captured.base_string.text));
    let at = |stage, comparison: Comparison| {
        Some(Difference {
            stage,
            parameter: None,
            uri_part: (stage == StageName::BaseStringUri)
                .then(|| uri_part(&comparison.right, &comparison.captured))
                .flatten(),
            comparison,
            base_strings: base_strings.clone(),
        })
    };
    if base_strings.is_some() {
        if right.normalized_parameters.text != captured.normalized_parameters.text {
            return Some(parted_parameters(right, captured, base_strings));
        }
        if right.base_string_uri != captured.base_string_uri {
            return at(
                StageName::BaseStringUri,
                layered(&right.base_string_uri, &captured.base_string_uri, 1),
            );
        }
        if right.method != captured.method {
            return at(StageName::Method, texts(&right.method, &captured.method));
        }
        return at(
            StageName::BaseString,
            texts(&right.base_string.text, &captured.base_string.text),
        );
    }
    match (&right.signing_key, &captured.signing_key) {
        (Ok(ours), Ok(theirs)) if ours != theirs => {
            let keys = layered(ours.expose(), theirs.expose(), 1);
            return at(StageName::SigningKey, keys);
        }
        _ => {}
    }
    match (&right.signature, &captured.signature) {
        (Some(ours), Some(theirs)) if ours != theirs => {
            at(StageName::Signature, layered(ours, theirs, 0))
        }
        _ => None,
    }
}

/// The parameters part: in which of them, and how.
fn parted_parameters(
    right: &Trace,
    captured: &Trace,
    base_strings: Option<Comparison>,
) -> Difference {
    // Where one base string has lost its ranges, both are looked at one stage before.
    let whole = [right, captured]
        .iter()
        .all(|trace| !trace.base_string.pieces.is_empty());
    let (layers, stage) = if whole {
        (2, StageName::BaseString)
    } else {
        (1, StageName::NormalizedParameters)
    };
    let ours = pieces(right, whole);
    let theirs = pieces(captured, whole);
    let same_name = |a: &Piece<'_>, b: &Piece<'_>| a.parameter.name == b.parameter.name;
    let nth = |list: &[Piece<'_>], at: usize| {
        list[..at]
            .iter()
            .filter(|other| same_name(other, &list[at]))
            .count()
    };
    let find = |list: &[Piece<'_>], piece: &Piece<'_>, number: usize| {
        list.iter()
            .filter(|other| same_name(other, piece))
            .nth(number)
            .map(|other| other.text.clone())
    };
    let parted =
        |piece: &Piece<'_>, fate, right_text: &[u8], captured_text: &[u8], stage| Difference {
            stage,
            parameter: Some(PartedParameter {
                name: piece.parameter.name.clone(),
                value: piece.parameter.value.clone(),
                source: piece.parameter.source,
                wire: piece.parameter.wire,
                fate,
            }),
            uri_part: None,
            comparison: layered(right_text, captured_text, layers),
            base_strings: base_strings.clone(),
        };
    for (at, piece) in ours.iter().enumerate() {
        // Equal names are paired by value first: only their order may differ.
        if theirs
            .iter()
            .any(|other| same_name(piece, other) && other.text == piece.text)
        {
            continue;
        }
        match find(&theirs, piece, nth(&ours, at)) {
            None => {
                return parted(
                    piece,
                    Fate::Missing,
                    &piece.text,
                    b"",
                    StageName::Parameters,
                );
            }
            Some(text) => {
                return parted(piece, Fate::Changed, &piece.text, &text, stage);
            }
        }
    }
    for (at, piece) in theirs.iter().enumerate() {
        let count =
            |list: &[Piece<'_>]| list.iter().filter(|other| same_name(piece, other)).count();
        if nth(&theirs, at) >= count(&ours) {
            let again = ours.iter().any(|other| other.text == piece.text);
            let fate = if again { Fate::Duplicated } else { Fate::Extra };
            return parted(piece, fate, b"", &piece.text, StageName::Parameters);
        }
    }
    for (piece, other) in ours.iter().zip(&theirs) {
        if piece.text != other.text {
            let (a, b) = (
                &right.normalized_parameters.text,
                &captured.normalized_parameters.text,
            );
            return parted(piece, Fate::Moved, a, b, StageName::NormalizedParameters);
        }
    }
    let (a, b) = (
        &right.normalized_parameters.text,
        &captured.normalized_parameters.text,
    );
    Difference {
        stage: StageName::NormalizedParameters,
        parameter: None,
        uri_part: None,
        comparison: layered(a, b, 1),
        base_strings,
    }
}

/// One parameter as it stands in a base string, or in the normalized parameters where the base
/// string has lost its ranges.
struct Piece<'a> {
    parameter: &'a Parameter,
    text: Vec<u8>,
}

fn pieces(trace: &Trace, of_base_string: bool) -> Vec<Piece<'_>> {
    let from: &Annotated = if of_base_string {
        &trace.base_string
    } else {
        &trace.normalized_parameters
    };
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    for (part, range) in &from.pieces {
        match part {
            Part::Name(index) => {
                if let Some(parameter) = trace.parameters.get(*index) {
                    pieces.push(Piece {
                        parameter,
                        text: from.bytes(range).to_vec(),
                    });
                }
            }
            Part::Equals(_) | Part::Value(_) => {
                if let Some(piece) = pieces.last_mut() {
                    piece.text.extend_from_slice(from.bytes(range));
                }
            }
            Part::Method | Part::Uri | Part::Separator | Part::Ampersand => {}
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::Credentials;
    use crate::pipeline::sort::{SortBy, SortEdit};
    use crate::pipeline::trace;
    use crate::recipe::{Edit, Recipe};
    use crate::request::Request;

    fn kinds(right: &str, captured: &str) -> Vec<Kind> {
        texts(right.as_bytes(), captured.as_bytes())
            .places
            .into_iter()
            .map(|place| place.kind)
            .collect()
    }

    fn space(written: &str) -> Kind {
        Kind::Space {
            written: written.into(),
            right: "%2520".into(),
        }
    }

    #[test]
    fn differences_are_told_by_what_they_are() {
        for written in ["+", "%20", "%2B", "%252B", " ", "%252b"] {
            let captured = format!("Hello{written}Ladies");
            assert_eq!(
                kinds("Hello%2520Ladies", &captured),
                [space(written)],
                "{written}"
            );
        }
        assert_eq!(kinds("a%253Ab", "a%253ab"), [Kind::LowercaseHex]);
        assert_eq!(kinds("a%3Ab", "a%3ab"), [Kind::LowercaseHex]);
        assert_eq!(
            kinds("request%2521", "request!"),
            [Kind::LeftLiteral("!".into())]
        );
        assert_eq!(kinds("a%252Fb", "a%2Fb"), [Kind::LayerMissing]);
        assert_eq!(kinds("a%252Fb", "a%25252Fb"), [Kind::LayerExtra]);
        assert_eq!(kinds("a~b", "a%7Eb"), [Kind::Escaped("~".into())]);
        // é: in ISO-8859-1, and as e with a combining accent.
        assert_eq!(kinds("caf%25C3%25A9", "caf%25E9"), [Kind::Charset]);
        assert_eq!(
            kinds("caf%25C3%25A9", "cafe%25CC%2581"),
            [Kind::UnicodeForm]
        );
        assert_eq!(kinds("Photos", "photos"), [Kind::LetterCase]);
        assert_eq!(kinds("abc", "abc"), []);
    }

    #[test]
    fn a_text_of_one_layer_is_read_as_one() {
        // The value is `a%20b`, and the client wrote `a b`: a layer, and no space, is at stake.
        let kinds = |right: &str, captured: &str, layers| -> Vec<Kind> {
            let compared = layered(right.as_bytes(), captured.as_bytes(), layers);
            compared
                .places
                .into_iter()
                .map(|place| place.kind)
                .collect()
        };
        assert_eq!(kinds("a%2520b", "a%20b", 1), [Kind::LayerMissing]);
        assert_eq!(kinds("a%20b", "a b", 0), [Kind::LayerMissing]);
        assert_eq!(
            kinds("a b", "a%20b", 0),
            [Kind::Space {
                written: "%20".into(),
                right: " ".into()
            }]
        );
    }

    #[test]
    fn words_that_share_a_letter_are_one_difference() {
        assert_eq!(kinds("twitter.com", "example.com"), [Kind::Other]);
    }

    #[test]
    fn the_part_of_a_uri_is_told() {
        let right = b"https://api.example.com/r";
        for (captured, part) in [
            ("http://api.example.com/r", UriPart::Scheme),
            ("https://www.example.com/r", UriPart::Host),
            ("https://api.example.com:443/r", UriPart::Port),
            ("https://api.example.com/r/", UriPart::Path),
            ("https://api.example.com/r?a=b", UriPart::Query),
            ("http://api.example.com/r/", UriPart::Several),
        ] {
            assert_eq!(
                uri_part(right, captured.as_bytes()),
                Some(part),
                "{captured}"
            );
        }
        assert_eq!(uri_part(right, right), None);
    }

    fn traced(url: &str, recipe: &Recipe) -> Trace {
        let request = Request {
            method: "GET".into(),
            url: url.into(),
            ..Request::default()
        };
        trace(&request, &Credentials::default(), recipe).unwrap()
    }

    fn fate(right: &str, captured: &str) -> (StageName, Option<(String, Fate)>) {
        let recipe = Recipe::default();
        let (right, captured) = (traced(right, &recipe), traced(captured, &recipe));
        let difference = first_difference(&right, &captured).unwrap();
        let parameter = difference
            .parameter
            .map(|parameter| (parameter.name.to_string(), parameter.fate));
        (difference.stage, parameter)
    }

    #[test]
    fn parameters_are_aligned_by_name_first() {
        let of = |name: &str, fate| Some((name.to_owned(), fate));
        let right = "https://h/?a=1&b=x%20y&c=3";
        assert_eq!(
            fate(right, "https://h/?a=1&c=3"),
            (StageName::Parameters, of("b", Fate::Missing))
        );
        assert_eq!(
            fate(right, "https://h/?a=1&b=x%20y&c=3&d=4"),
            (StageName::Parameters, of("d", Fate::Extra))
        );
        assert_eq!(
            fate(right, "https://h/?a=1&b=x%20y&c=3&a=1"),
            (StageName::Parameters, of("a", Fate::Duplicated))
        );
        assert_eq!(
            fate(right, "https://h/?a=1&b=xy&c=3"),
            (StageName::BaseString, of("b", Fate::Changed))
        );
        assert_eq!(
            fate(right, "https://g/?a=1&b=x%20y&c=3").0,
            StageName::BaseStringUri
        );
    }

    #[test]
    fn another_order_is_told() {
        let url = "https://h/?b=2&a=1";
        let unsorted = Recipe::with(&[Edit::Sort(SortEdit::By(SortBy::Nothing))]);
        let right = traced(url, &Recipe::default());
        let difference = first_difference(&right, &traced(url, &unsorted)).unwrap();
        assert_eq!(difference.stage, StageName::NormalizedParameters);
        let parameter = difference.parameter.unwrap();
        assert_eq!(
            (parameter.name.to_string(), parameter.fate),
            ("a".to_owned(), Fate::Moved)
        );
    }

    #[test]
    fn every_place_has_its_bytes() {
        let compared = texts(b"a%2520b%2520c", b"a%2Bb%2Bc");
        assert_eq!(compared.places.len(), 2);
        assert_eq!(&compared.right[compared.places[1].right.clone()], b"%2520");
        assert_eq!(
            &compared.captured[compared.places[1].captured.clone()],
            b"%2B"
        );
    }
}
