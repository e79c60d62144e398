//! Where two corridors part: the first stage, the parameter, the exact bytes, and what kind of
//! difference it is.
//!
//! Texts are compared escape by escape, not byte by byte: `%2520` against `%2B` is one difference,
//! a space written otherwise, and not four.

use std::ops::Range;

use bstr::{BString, ByteSlice};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::pipeline::Trace;
use crate::pipeline::collect::Source;
use crate::pipeline::decode::{Parameter, percent_decode};
use crate::pipeline::sink::{Annotated, Part};

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
    /// A space, and how it was written.
    Space(BString),
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
            Self::Space(written) => format!("a space written as `{}`", written.to_str_lossy()),
            Self::LowercaseHex => "an escape in lower-case hex".to_owned(),
            Self::LeftLiteral(character) => format!("`{}` left literal", character.to_str_lossy()),
            Self::Escaped(character) => format!(
                "`{}` escaped, which stands as it is",
                character.to_str_lossy()
            ),
            Self::LayerMissing => "one encoding layer too few".to_owned(),
            Self::LayerExtra => "one encoding layer too many".to_owned(),
            Self::Charset => "another character set".to_owned(),
            Self::LetterCase => "other letter case".to_owned(),
            Self::Missing => "missing".to_owned(),
            Self::Extra => "extra".to_owned(),
            Self::Other => "other text".to_owned(),
        }
    }
}

/// Compares two texts, escape by escape.
#[must_use]
pub fn texts(right: &[u8], captured: &[u8]) -> Comparison {
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
                let kind = kind(&right[right_at.clone()], &captured[captured_at.clone()]);
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
            let kind = kind(&right[right_at.clone()], &captured[captured_at.clone()]);
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
        places,
    }
}

/// The units of a text: `%25XX`, `%XX`, or one character.
fn units(text: &[u8]) -> Vec<Range<usize>> {
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

fn kind(right: &[u8], captured: &[u8]) -> Kind {
    if right.is_empty() {
        return Kind::Extra;
    }
    if captured.is_empty() {
        return Kind::Missing;
    }
    let fully = |text: &[u8]| -> (Vec<u8>, usize) {
        let (mut text, mut layers) = (text.to_vec(), 0);
        loop {
            let next = percent_decode(&text);
            if next == text || layers == 4 {
                return (text, layers);
            }
            (text, layers) = (next, layers + 1);
        }
    };
    let ((meant, layers), (got, got_layers)) = (fully(right), fully(captured));
    if meant == b" " && (got == b" " || got == b"+") {
        return Kind::Space(captured.into());
    }
    if meant == got {
        return if right.eq_ignore_ascii_case(captured) {
            Kind::LowercaseHex
        } else if got_layers == 0 {
            Kind::LeftLiteral(got.into())
        } else if layers == 0 {
            Kind::Escaped(meant.into())
        } else if got_layers < layers {
            Kind::LayerMissing
        } else {
            Kind::LayerExtra
        };
    }
    if right.eq_ignore_ascii_case(captured) {
        Kind::LetterCase
    } else if !meant.is_ascii() {
        Kind::Charset
    } else {
        Kind::Other
    }
}

/// Where two traces part first.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Difference {
    /// The stage.
    pub stage: StageName,
    /// The parameter in which the base strings part, when they part in one.
    pub parameter: Option<PartedParameter>,
    /// The stage's texts; for the base string those of the parameter alone, when it is one.
    pub comparison: Comparison,
    /// The whole base strings, when they differ.
    pub base_strings: Option<Comparison>,
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
    /// Both have it, in another place.
    Moved,
}

/// The first stage at which two traces part; `None` when they agree throughout.
#[must_use]
pub fn first_difference(right: &Trace, captured: &Trace) -> Option<Difference> {
    let base_strings = (right.base_string.text != captured.base_string.text)
        .then(|| texts(&right.base_string.text, &captured.base_string.text));
    let at = |stage, comparison| {
        Some(Difference {
            stage,
            parameter: None,
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
                texts(&right.base_string_uri, &captured.base_string_uri),
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
            return at(StageName::SigningKey, texts(ours.expose(), theirs.expose()));
        }
        _ => {}
    }
    match (&right.signature, &captured.signature) {
        (Some(ours), Some(theirs)) if ours != theirs => {
            at(StageName::Signature, texts(ours, theirs))
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
    let ours = pieces(right);
    let theirs = pieces(captured);
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
            comparison: texts(right_text, captured_text),
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
                return parted(
                    piece,
                    Fate::Changed,
                    &piece.text,
                    &text,
                    StageName::BaseString,
                );
            }
        }
    }
    for (at, piece) in theirs.iter().enumerate() {
        let count =
            |list: &[Piece<'_>]| list.iter().filter(|other| same_name(piece, other)).count();
        if nth(&theirs, at) >= count(&ours) {
            return parted(piece, Fate::Extra, b"", &piece.text, StageName::Parameters);
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
        comparison: texts(a, b),
        base_strings,
    }
}

/// One parameter as it stands in a base string, or in the normalized parameters where the base
/// string has lost its ranges.
struct Piece<'a> {
    parameter: &'a Parameter,
    text: Vec<u8>,
}

fn pieces(trace: &Trace) -> Vec<Piece<'_>> {
    let from: &Annotated = if trace.base_string.pieces.is_empty() {
        &trace.normalized_parameters
    } else {
        &trace.base_string
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

    fn kinds(right: &str, captured: &str) -> Vec<Kind> {
        texts(right.as_bytes(), captured.as_bytes())
            .places
            .into_iter()
            .map(|place| place.kind)
            .collect()
    }

    #[test]
    fn differences_are_told_by_what_they_are() {
        assert_eq!(
            kinds("Hello%2520Ladies", "Hello%2BLadies"),
            [Kind::Space("%2B".into())]
        );
        assert_eq!(
            kinds("Hello%2520Ladies", "Hello%20Ladies"),
            [Kind::Space("%20".into())]
        );
        assert_eq!(kinds("a%253Ab", "a%253ab"), [Kind::LowercaseHex]);
        assert_eq!(
            kinds("request%2521", "request!"),
            [Kind::LeftLiteral("!".into())]
        );
        assert_eq!(kinds("a%252Fb", "a%2Fb"), [Kind::LayerMissing]);
        assert_eq!(kinds("a%252Fb", "a%25252Fb"), [Kind::LayerExtra]);
        assert_eq!(kinds("a~b", "a%7Eb"), [Kind::Escaped("~".into())]);
        assert_eq!(kinds("abc", "abc"), []);
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
