//! The order of the pairs (RFC 5849 section 3.4.1.3.2, step 2).
//!
//! By encoded name, and where names are equal by encoded value, byte by byte.

use std::cmp::Ordering;

use bstr::{BString, ByteSlice};

use crate::pipeline::choice::{Plain, choices};
use crate::pipeline::collect::Source;
use crate::pipeline::decode::Parameter;
use crate::pipeline::encode::{EncodedPair, Pairs};

choices! {
    /// In what order the pairs stand.
    SortChoice, SortEdit {
        /// What they are sorted by.
        by: By(SortBy),
        /// Whether groups are sorted apart.
        groups: Groups(SortGroups),
        /// An order that was read out of a text.
        listed: Listed(Listed),
    }
}

/// Decoded names in the order of their pairs, as a text in hand has them; empty: the rules decide.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Listed(pub Vec<BString>);

impl Plain for Listed {}

impl Listed {
    /// Each pair goes to the next place of its name; those that are not listed go last.
    fn order(&self, pairs: &impl Pairs, order: &mut [usize]) {
        let mut taken = vec![false; self.0.len()];
        let mut places = vec![usize::MAX; pairs.count()];
        for &index in order.iter() {
            let given = pairs.name(index);
            let mut free = self.0.iter().zip(&mut taken).enumerate();
            let place = free.find(|(_, (name, taken))| !**taken && **name == *given);
            if let (Some((at, (_, taken))), Some(place)) = (place, places.get_mut(index)) {
                (*taken, *place) = (true, at);
            }
        }
        order.sort_by_key(|index| places.get(*index).copied());
    }
}

/// What the pairs are sorted by.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum SortBy {
    /// Encoded name, then encoded value, byte by byte.
    #[default]
    NameThenValue,
    /// Nothing: they stand as collected.
    Nothing,
    /// Encoded name only; pairs of one name stay as collected.
    NameOnly,
    /// The text `name=value`.
    WholePair,
    /// The text `name,`, as JavaScript sorts the entries of a map, then the value.
    NameAndComma,
    /// The text `name=value`, without regard to case.
    WholePairIgnoringCase,
    /// Decoded name, then decoded value.
    RawNameThenValue,
    /// Decoded name only.
    RawNameOnly,
    /// The decoded text `name=value`.
    RawWholePair,
    /// Encoded name, then decoded value.
    NameThenRawValue,
    /// Names without regard to case, then values without regard to it.
    IgnoringCase,
    /// Names without regard to case, then values byte by byte.
    NameIgnoringCase,
    /// Decoded names without regard to case, then decoded values without regard to it.
    RawIgnoringCase,
    /// Decoded names without regard to case; pairs of one name stay as collected.
    RawNameIgnoringCase,
    /// Names, then values, compared as capitals: `_` comes after letters.
    AsCapitals,
    /// Decoded names, then decoded values, compared as capitals.
    RawAsCapitals,
    /// Decoded names compared as capitals; pairs of one name stay as collected.
    RawNameAsCapitals,
    /// As a culture sorts: letters before case, punctuation ignored at first.
    Locale,
    /// As ICU sorts: `_` and other punctuation before digits and letters, case last.
    LocaleWithPunctuation,
    /// The names alone as ICU sorts; pairs of one name stay as collected.
    NameLocaleWithPunctuation,
    /// Roughly as Windows sorts words: `-` and `'` ignored at first, other punctuation before
    /// digits and letters, case last.
    LocaleOfWindows,
    /// Digits compared as numbers.
    Natural,
    /// As Tcl's dictionary order: digits as numbers, capitals between small letters.
    Dictionary,
    /// Values that are numbers compared as numbers, for equal names.
    NumericValues,
    /// Names that are numbers first, in numeric order; the others as collected.
    NumericNamesFirst,
    /// Names descending.
    Descending,
    /// Names ascending, values descending.
    ValuesDescending,
    /// Values only.
    ValueOnly,
    /// Length of the name, then the name.
    NameLength,
    /// UTF-16 units of the decoded name, then of the decoded value.
    Utf16,
    /// A fixed list of protocol parameters, the others appended as collected.
    Template,
    /// A fixed list of the six protocol parameters of every request, all others appended as collected.
    TemplateCore,
    /// The others as collected, then a fixed list of protocol parameters.
    TemplateLast,
    /// The whole list reversed after sorting.
    Reversed,
}

/// Whether groups are sorted apart.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum SortGroups {
    /// One list.
    #[default]
    One,
    /// Protocol parameters first, then the others.
    ProtocolFirst,
    /// The others first, then the protocol parameters.
    ProtocolLast,
    /// The query's pairs before all others.
    QueryFirst,
    /// The query's pairs after all others.
    QueryLast,
    /// The body's pairs before all others.
    BodyFirst,
    /// The body's pairs after all others.
    BodyLast,
}

impl Plain for SortBy {}
impl Plain for SortGroups {}

/// The order in which samples write the protocol parameters.
const TEMPLATE: [&str; 9] = [
    "oauth_callback",
    "oauth_consumer_key",
    "oauth_nonce",
    "oauth_signature_method",
    "oauth_timestamp",
    "oauth_token",
    "oauth_verifier",
    "oauth_version",
    "oauth_body_hash",
];

/// Those of every request; a callback or verifier is one of the others.
const TEMPLATE_CORE: [&str; 6] = [
    "oauth_consumer_key",
    "oauth_nonce",
    "oauth_signature_method",
    "oauth_timestamp",
    "oauth_token",
    "oauth_version",
];

/// The indexes of the pairs, in the order in which they are joined.
#[must_use]
pub fn sort(parameters: &[Parameter], encoded: &[EncodedPair], choice: &SortChoice) -> Vec<usize> {
    let mut order = Vec::new();
    sort_pairs(&(parameters, encoded), choice, &mut order);
    order
}

/// As [`sort`], of pairs however they are kept; `order` is filled anew.
pub fn sort_pairs(pairs: &impl Pairs, choice: &SortChoice, order: &mut Vec<usize>) {
    order.clear();
    let by = choice.by;
    let by_rule = choice.listed.0.is_empty();
    if by_rule && choice.groups == SortGroups::One && by == SortBy::NameThenValue {
        by_name_then_value(pairs, order);
        return;
    }
    order.extend(0..pairs.count());
    order.sort_by(|&a, &b| {
        let (a, b) = (Compared::of(pairs, a), Compared::of(pairs, b));
        let rank = |pair: &Compared<'_>| group(pair, choice.groups);
        rank(&a).cmp(&rank(&b)).then_with(|| compare(by, &a, &b))
    });
    if by == SortBy::Reversed {
        order.reverse();
    }
    if !by_rule {
        choice.listed.order(pairs, order);
    }
}

/// The RFC's order. Most names part in their first eight bytes, which compare as one number.
fn by_name_then_value(pairs: &impl Pairs, order: &mut Vec<usize>) {
    let start = |index: usize| {
        let name = pairs.encoded_name(index);
        let first = name.first_chunk().copied().unwrap_or_else(|| {
            let mut padded = [0; 8];
            let both = padded.iter_mut().zip(name);
            both.for_each(|(padded, byte)| *padded = *byte);
            padded
        });
        u64::from_be_bytes(first)
    };
    let mut keys: Vec<(u64, usize)> = (0..pairs.count())
        .map(|index| (start(index), index))
        .collect();
    keys.sort_by(|(first, a), (second, b)| {
        first.cmp(second).then_with(|| {
            let names = pairs.encoded_name(*a).cmp(pairs.encoded_name(*b));
            names.then_with(|| pairs.encoded_value(*a).cmp(pairs.encoded_value(*b)))
        })
    });
    order.extend(keys.iter().map(|(_, index)| *index));
}

/// What one pair is compared by.
struct Compared<'a> {
    name: &'a [u8],
    value: &'a [u8],
    encoded_name: &'a [u8],
    encoded_value: &'a [u8],
    source: Source,
    is_protocol: bool,
}

impl<'a> Compared<'a> {
    fn of(pairs: &'a impl Pairs, index: usize) -> Self {
        Self {
            name: pairs.name(index),
            value: pairs.value(index),
            encoded_name: pairs.encoded_name(index),
            encoded_value: pairs.encoded_value(index),
            source: pairs.source(index),
            is_protocol: pairs.is_protocol(index),
        }
    }
}

fn group(parameter: &Compared<'_>, groups: SortGroups) -> u8 {
    let first = |yes: bool| u8::from(!yes);
    match groups {
        SortGroups::One => 0,
        SortGroups::ProtocolFirst => first(parameter.is_protocol),
        SortGroups::ProtocolLast => first(!parameter.is_protocol),
        SortGroups::QueryFirst => first(parameter.source == Source::Query),
        SortGroups::QueryLast => first(parameter.source != Source::Query),
        SortGroups::BodyFirst => first(parameter.source == Source::Body),
        SortGroups::BodyLast => first(parameter.source != Source::Body),
    }
}

fn compare(by: SortBy, a: &Compared<'_>, b: &Compared<'_>) -> Ordering {
    let names = a.encoded_name.cmp(b.encoded_name);
    let values = a.encoded_value.cmp(b.encoded_value);
    let raw_names = a.name.cmp(b.name);
    let raw_values = a.value.cmp(b.value);
    let lower = |text: &[u8]| text.to_ascii_lowercase();
    let upper = |text: &[u8]| text.to_ascii_uppercase();
    let joined = |name: &[u8], value: &[u8]| [name, b"=", value].concat();
    match by {
        SortBy::NameThenValue | SortBy::Reversed => names.then(values),
        SortBy::Nothing => Ordering::Equal,
        SortBy::NameOnly => names,
        SortBy::WholePair => {
            joined(a.encoded_name, a.encoded_value).cmp(&joined(b.encoded_name, b.encoded_value))
        }
        SortBy::NameAndComma => {
            let with_comma = |name: &[u8]| [name, b","].concat();
            with_comma(a.encoded_name)
                .cmp(&with_comma(b.encoded_name))
                .then(values)
        }
        SortBy::WholePairIgnoringCase => lower(&joined(a.encoded_name, a.encoded_value))
            .cmp(&lower(&joined(b.encoded_name, b.encoded_value))),
        SortBy::RawNameThenValue => raw_names.then(raw_values),
        SortBy::RawNameOnly => raw_names,
        SortBy::RawWholePair => joined(a.name, a.value).cmp(&joined(b.name, b.value)),
        SortBy::NameThenRawValue => names.then(raw_values),
        SortBy::IgnoringCase => lower(a.encoded_name)
            .cmp(&lower(b.encoded_name))
            .then_with(|| lower(a.encoded_value).cmp(&lower(b.encoded_value))),
        SortBy::NameIgnoringCase => lower(a.encoded_name)
            .cmp(&lower(b.encoded_name))
            .then(values),
        SortBy::RawIgnoringCase => lower(a.name)
            .cmp(&lower(b.name))
            .then_with(|| lower(a.value).cmp(&lower(b.value))),
        SortBy::RawNameIgnoringCase => lower(a.name).cmp(&lower(b.name)),
        SortBy::AsCapitals => upper(a.encoded_name)
            .cmp(&upper(b.encoded_name))
            .then_with(|| upper(a.encoded_value).cmp(&upper(b.encoded_value))),
        SortBy::RawAsCapitals => capitals(a.name)
            .cmp(&capitals(b.name))
            .then_with(|| capitals(a.value).cmp(&capitals(b.value))),
        SortBy::RawNameAsCapitals => capitals(a.name).cmp(&capitals(b.name)),
        SortBy::Locale => collate(a.name, b.name, Ignored::Punctuation)
            .then_with(|| collate(a.value, b.value, Ignored::Punctuation)),
        SortBy::LocaleWithPunctuation => collate(a.name, b.name, Ignored::Nothing)
            .then_with(|| collate(a.value, b.value, Ignored::Nothing)),
        SortBy::NameLocaleWithPunctuation => collate(a.name, b.name, Ignored::Nothing),
        SortBy::LocaleOfWindows => collate(a.name, b.name, Ignored::HyphenAndApostrophe)
            .then_with(|| collate(a.value, b.value, Ignored::HyphenAndApostrophe)),
        SortBy::Natural => natural(a.encoded_name, b.encoded_name)
            .then_with(|| natural(a.encoded_value, b.encoded_value)),
        SortBy::Dictionary => {
            let text = |pair: &Compared<'_>| joined(pair.encoded_name, pair.encoded_value);
            let (a, b) = (text(a), text(b));
            natural(&lower(&a), &lower(&b)).then_with(|| a.cmp(&b))
        }
        SortBy::NumericValues => {
            names.then_with(|| match (number(a.value), number(b.value)) {
                (Some(a), Some(b)) => a.cmp(&b),
                // Numbers before other texts: an order must be total, or sorting may panic.
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => values,
            })
        }
        SortBy::NumericNamesFirst => match (number(a.name), number(b.name)) {
            (Some(a), Some(b)) => a.cmp(&b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => names.then(values),
        },
        SortBy::Descending => names.reverse().then(values.reverse()),
        SortBy::ValuesDescending => names.then(values.reverse()),
        SortBy::ValueOnly => values,
        SortBy::NameLength => a
            .encoded_name
            .len()
            .cmp(&b.encoded_name.len())
            .then(names)
            .then(values),
        SortBy::Utf16 => utf16(a.name)
            .cmp(&utf16(b.name))
            .then_with(|| utf16(a.value).cmp(&utf16(b.value))),
        SortBy::Template => template(&TEMPLATE, a).cmp(&template(&TEMPLATE, b)),
        SortBy::TemplateCore => template(&TEMPLATE_CORE, a).cmp(&template(&TEMPLATE_CORE, b)),
        SortBy::TemplateLast => {
            let rank = |parameter| {
                let place = template(&TEMPLATE, parameter);
                if place == TEMPLATE.len() {
                    0
                } else {
                    place + 1
                }
            };
            rank(a).cmp(&rank(b))
        }
    }
}

/// The place of a parameter in a template; after all of them when it is not in it.
fn template(names: &[&str], parameter: &Compared<'_>) -> usize {
    names
        .iter()
        .position(|name| parameter.name == name.as_bytes())
        .unwrap_or(names.len())
}

/// What a culture's order looks at only where all else is equal.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Ignored {
    Nothing,
    Punctuation,
    HyphenAndApostrophe,
}

/// ASCII but digits and letters, in the order of ICU's root collation.
const PUNCTUATION: &[u8] = br#" _-,;:!?.'"()[]{}@*/\&#%`^+<=>|~$"#;

/// A culture's order, an approximation: letters and digits first, then case, then the bytes. Letters
/// beyond ASCII come last, where a culture puts é beside e.
fn collate(a: &[u8], b: &[u8], ignored: Ignored) -> Ordering {
    let counts = |byte: &&u8| match ignored {
        Ignored::Nothing => true,
        Ignored::Punctuation => byte.is_ascii_alphanumeric() || !byte.is_ascii(),
        Ignored::HyphenAndApostrophe => !b"-'".contains(byte),
    };
    let place = |byte: &u8| {
        let at = PUNCTUATION.iter().position(|one| one == byte);
        at.and_then(|at| u8::try_from(at).ok()).unwrap_or(*byte)
    };
    let primary = |text: &[u8]| -> Vec<(u8, u8)> {
        text.iter()
            .filter(counts)
            .map(|byte| {
                if byte.is_ascii_digit() {
                    (1, *byte)
                } else if byte.is_ascii_alphabetic() {
                    (2, byte.to_ascii_lowercase())
                } else if byte.is_ascii() {
                    (0, place(byte))
                } else {
                    (3, *byte)
                }
            })
            .collect()
    };
    // Small letters before capitals, where all else is equal.
    let case = |text: &[u8]| -> Vec<bool> { text.iter().map(u8::is_ascii_uppercase).collect() };
    primary(a)
        .cmp(&primary(b))
        .then_with(|| case(a).cmp(&case(b)))
        .then_with(|| a.cmp(b))
}

/// The UTF-16 units of a text in capitals, as .NET's `OrdinalIgnoreCase` compares: a letter whose
/// capital is more than one character stays.
fn capitals(text: &[u8]) -> Vec<u16> {
    let capital = |letter: char| {
        let mut all = letter.to_uppercase();
        match (all.next(), all.next()) {
            (Some(one), None) => one,
            _ => letter,
        }
    };
    let text: String = text.to_str_lossy().chars().map(capital).collect();
    text.encode_utf16().collect()
}

/// Runs of digits compare as numbers.
fn natural(a: &[u8], b: &[u8]) -> Ordering {
    let (mut a, mut b) = (a, b);
    while let (Some(x), Some(y)) = (a.first(), b.first()) {
        if x.is_ascii_digit() && y.is_ascii_digit() {
            let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let (m, n) = (digits(a), digits(b));
            let (left, right) = (
                a[..m].trim_start_with(|c| c == '0'),
                b[..n].trim_start_with(|c| c == '0'),
            );
            let ordering = left.len().cmp(&right.len()).then_with(|| left.cmp(right));
            if ordering != Ordering::Equal {
                return ordering;
            }
            (a, b) = (&a[m..], &b[n..]);
        } else if x == y {
            (a, b) = (&a[1..], &b[1..]);
        } else {
            return x.cmp(y);
        }
    }
    a.len().cmp(&b.len())
}

fn number(text: &[u8]) -> Option<u64> {
    text.to_str().ok()?.parse().ok()
}

fn utf16(text: &[u8]) -> Vec<u16> {
    text.to_str_lossy().encode_utf16().collect()
}
