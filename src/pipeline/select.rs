//! Which decoded parameters are signed, and with what values (RFC 5849 section 3.4.1.3.1).
//!
//! The RFC leaves out `realm` (of the header) and `oauth_signature`, and nothing else.

use std::borrow::Cow;

use bstr::{BStr, BString, ByteSlice};
use unicode_normalization::UnicodeNormalization;

use crate::credentials::Secret;
use crate::pipeline::choice::{Leaf, Plain, choices};
use crate::pipeline::collect::Source;
use crate::pipeline::decode::{Parameter, form_decode, percent_decode};
use crate::pipeline::printed::{self, PrintedList};

choices! {
    /// Which parameters are signed.
    SelectChoice, SelectEdit {
        /// `realm`.
        realm: Realm(RealmRule),
        /// `oauth_signature`.
        signature: Signature(SignatureRule),
        /// Names that stand more than once.
        duplicates: Duplicates(Duplicates),
        /// Names that stand in more than one source.
        across: Across(Across),
        /// Parameters with an empty value.
        empty_values: EmptyValues(EmptyValues),
        /// Lists in one value, or in several pairs.
        lists: Lists(Lists),
        /// The brackets of lists.
        brackets: Brackets(Brackets),
        /// A transformation of every value that is not a protocol parameter's.
        values: Values(ValueRewrites),
        /// Which whole group is left out.
        groups: Groups(GroupRule),
        /// Single parameters left out, added or changed.
        parameters: Parameter(ParameterEdits),
    }
}

/// `realm`.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum RealmRule {
    /// Left out when it is the header's.
    #[default]
    HeaderExcluded,
    /// Signed.
    Included,
    /// Signed, under the name `oauth_realm`.
    IncludedAsOauthRealm,
    /// Left out everywhere, also a query or body parameter of that name.
    ExcludedEverywhere,
}

/// `oauth_signature`.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum SignatureRule {
    /// Left out.
    #[default]
    Excluded,
    /// Signed with an empty value.
    Empty,
    /// Signed where it stands in the query or the body.
    KeptOutsideHeader,
}

/// Names that stand more than once.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Duplicates {
    /// All pairs are kept.
    #[default]
    Kept,
    /// The last one wins.
    LastWins,
    /// The first one wins.
    FirstWins,
    /// One pair, the values joined by `,`.
    JoinedByComma,
    /// One pair, the values joined by `, `.
    JoinedByCommaSpace,
    /// One pair, the values joined by a space.
    JoinedBySpace,
    /// One pair, the values as a language prints a list of them.
    Printed(PrintedList),
    /// Pairs that are equal in name and value are signed once.
    EqualPairsOnce,
    /// The last one wins, in the query alone.
    LastWinsInQuery,
    /// The first one wins, in the query alone.
    FirstWinsInQuery,
}

/// Names that stand in more than one source.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Across {
    /// All pairs are kept.
    #[default]
    Kept,
    /// In query and body: the body's pairs win.
    BodyWins,
    /// In query and body: the query's pairs win.
    QueryWins,
    /// In the query and anywhere else: the query's pairs win.
    QueryWinsAlways,
}

/// Parameters with an empty value.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum EmptyValues {
    /// Kept.
    #[default]
    Kept,
    /// Left out.
    Dropped,
    /// Left out unless they are protocol parameters.
    RequestOnesDropped,
    /// Signed as the text `null`.
    Null,
    /// Signed as the text `undefined`.
    Undefined,
    /// Signed as the text `None`.
    PythonNone,
}

/// The brackets of lists.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Brackets {
    /// Names are taken as they are.
    #[default]
    Kept,
    /// A repeated name gets `[]`.
    Added,
    /// A repeated name gets `[0]`, `[1]`, …
    Indexed,
    /// A name that ends in `[]` gets `[0]`, `[1]`, …
    EmptyOnesIndexed,
    /// `[…]` at the end of a name is cut off.
    Removed,
    /// `[]` at the end of a name is cut off.
    EmptyOnesRemoved,
    /// `[0]`, `[1]` at the end of a name become `[]`.
    Unindexed,
}

/// Lists in one value, or in several pairs.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Lists {
    /// As sent.
    #[default]
    AsSent,
    /// A value with commas is spread: `a[0]`, `a[1]`, …
    SpreadIndexed,
    /// A value with commas is spread: `a[]`, `a[]`, …
    SpreadBracketed,
    /// A value with commas is spread: `a`, `a`, …
    SpreadRepeated,
    /// A value with `|` is spread: `a[0]`, `a[1]`, …
    SpreadAtBarIndexed,
    /// A value with `|` is spread: `a`, `a`, …
    SpreadAtBarRepeated,
    /// Pairs `a[0]`, `a[1]` or `a[]`, `a[]` become one pair `a`, the values joined by `,`.
    JoinedByComma,
    /// Such pairs become one, the values joined by `|`.
    JoinedByBar,
    /// Such pairs become one with the name of the first, the values joined by `,`.
    JoinedUnderFirstName,
}

/// A transformation of values. Several of them follow each other in this order.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum ValueRewrite {
    /// As decoded.
    #[default]
    None,
    /// White space at both ends cut off.
    Trimmed,
    /// Every run of white space made one space.
    SpacesCollapsed,
    /// HTML-escaped: `&amp;`, `&lt;`, `&gt;`, `&quot;`, `&#39;`.
    HtmlEscaped,
    /// HTML-escaped, quotes as they are.
    HtmlEscapedWithoutQuotes,
    /// HTML-escaped, single quotes as they are: `&quot;`.
    HtmlEscapedDoubleQuotes,
    /// HTML-escaped, as PHP's `ENT_QUOTES` does: `&quot;`, `&#039;`.
    HtmlEscapedAsPhp,
    /// HTML-escaped, as Python's `html.escape` does: `&quot;`, `&#x27;`.
    HtmlEscapedAsPython,
    /// HTML-escaped, as Go's `html.EscapeString` does: `&#34;`, `&#39;`.
    HtmlEscapedAsGo,
    /// HTML-unescaped.
    HtmlUnescaped,
    /// A backslash before quotes and backslashes.
    SlashesAdded,
    /// Backslashes removed.
    SlashesStripped,
    /// CR LF made LF.
    LineFeeds,
    /// LF made CR LF.
    CarriageReturns,
    /// Line breaks removed.
    LineBreaksRemoved,
    /// Unicode normalization form D.
    Nfd,
    /// Unicode normalization form C.
    Nfc,
    /// A byte-order mark before.
    BomAdded,
    /// Spaces as U+00A0.
    NoBreakSpaces,
    /// U+00A0 as spaces.
    NoBreakSpacesReplaced,
    /// Zero-width characters and byte-order marks removed.
    InvisibleRemoved,
    /// Lower case.
    Lowercased,
    /// Upper case.
    Uppercased,
    /// Percent-decoded once more.
    PercentDecoded,
    /// Form-decoded once more.
    FormDecoded,
    /// `true` and `false` as `True` and `False`.
    BoolsCapitalized,
    /// `True` and `False` as `true` and `false`.
    BoolsLowercased,
    /// `true` and `false` as `1` and `0`.
    BoolsAsNumbers,
    /// `true` as `1`, `false` as an empty text.
    BoolsAsPhp,
    /// `1` and `0` as `true` and `false`.
    NumbersAsBools,
    /// `1.0` as `1`.
    TrailingZerosCut,
    /// `1` as `1.0`.
    TrailingZeroAdded,
    /// Decimal points as commas.
    DecimalComma,
    /// In double quotes.
    Quoted,
    /// As JSON text: in double quotes, escaped.
    Json,
    /// As Python prints bytes: `b'…'`.
    PythonBytes,
    /// As the text `Array`.
    PhpArray,
    /// As the text `[object Object]`.
    JsObject,
    /// As a Python list of one text.
    PythonList,
    /// As the text `System.String[]`.
    DotnetArray,
    /// Straight quotes as curly ones.
    SmartQuotes,
    /// Curly quotes as straight ones.
    StraightQuotes,
    /// Characters outside ASCII removed.
    NonAsciiRemoved,
}

/// Transformations of values, one after another.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct ValueRewrites(pub Vec<ValueRewrite>);

impl Leaf for ValueRewrites {
    type Value = ValueRewrite;

    fn set(&mut self, value: &ValueRewrite) {
        self.0.push(*value);
        // One order, so that equal sets are equal.
        self.0.sort();
    }

    fn clashes(a: &ValueRewrite, b: &ValueRewrite) -> bool {
        a == b
            || a.exclusive()
                .is_some_and(|group| b.exclusive() == Some(group))
    }
}

impl ValueRewrite {
    /// Those of one group exclude each other: one undoes or hides what the other does.
    fn exclusive(self) -> Option<u8> {
        Some(match self {
            Self::Trimmed | Self::SpacesCollapsed => 0,
            Self::HtmlEscaped
            | Self::HtmlEscapedWithoutQuotes
            | Self::HtmlEscapedDoubleQuotes
            | Self::HtmlEscapedAsPhp
            | Self::HtmlEscapedAsPython
            | Self::HtmlEscapedAsGo
            | Self::HtmlUnescaped => 1,
            Self::SlashesAdded | Self::SlashesStripped => 2,
            Self::LineFeeds | Self::CarriageReturns | Self::LineBreaksRemoved => 3,
            Self::Nfd | Self::Nfc => 4,
            Self::NoBreakSpaces | Self::NoBreakSpacesReplaced => 5,
            Self::Lowercased | Self::Uppercased => 6,
            Self::PercentDecoded | Self::FormDecoded => 7,
            Self::BoolsCapitalized
            | Self::BoolsLowercased
            | Self::BoolsAsNumbers
            | Self::BoolsAsPhp
            | Self::NumbersAsBools => 8,
            Self::TrailingZerosCut | Self::TrailingZeroAdded => 9,
            Self::Quoted
            | Self::Json
            | Self::PythonBytes
            | Self::PhpArray
            | Self::JsObject
            | Self::PythonList
            | Self::DotnetArray => 10,
            Self::SmartQuotes | Self::StraightQuotes => 11,
            Self::None
            | Self::BomAdded
            | Self::InvisibleRemoved
            | Self::DecimalComma
            | Self::NonAsciiRemoved => return None,
        })
    }
}

/// Which whole group is left out.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum GroupRule {
    /// None.
    #[default]
    All,
    /// Only protocol parameters are signed.
    ProtocolOnly,
    /// No protocol parameter is signed.
    WithoutProtocol,
    /// Nothing is signed.
    Nothing,
    /// Protocol parameters that stand outside the header are left out.
    ProtocolOutsideHeaderOmitted,
    /// Protocol parameters that stand outside the header are signed once more, as in the header.
    ProtocolTwice,
}

/// One parameter left out, added or changed.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct ParameterEdit {
    /// Its decoded name.
    pub name: Cow<'static, [u8]>,
    /// Which of those with that name, from 0; all of them when `None`.
    pub nth: Option<usize>,
    /// What is done with it.
    pub change: Change,
}

/// What is done with one parameter.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Change {
    /// Left out.
    Omit,
    /// Added with that value, in the header's group, unless a parameter has that name.
    Add(Cow<'static, [u8]>),
    /// Added with a secret's text as its value, unless a parameter has that name.
    AddSecret(Secret),
    /// Added with that value to the query's group, unless a parameter has that name.
    AddToQuery(Cow<'static, [u8]>),
    /// Given that value.
    Value(Cow<'static, [u8]>),
    /// Given that name.
    Rename(Cow<'static, [u8]>),
    /// Transformed.
    Rewrite(ValueRewrite),
    /// Signed twice.
    Repeat,
}

/// Edits of single parameters, in order.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct ParameterEdits(pub Vec<ParameterEdit>);

impl Leaf for ParameterEdits {
    type Value = ParameterEdit;

    fn set(&mut self, edit: &ParameterEdit) {
        self.0.push(edit.clone());
        // Two edits of different parameters commute: one order, so that equal sets are equal.
        self.0
            .sort_by(|a, b| (&a.name, a.nth).cmp(&(&b.name, b.nth)));
    }

    fn clashes(a: &ParameterEdit, b: &ParameterEdit) -> bool {
        a.name == b.name && (a.nth == b.nth || a.nth.is_none() || b.nth.is_none())
    }
}

impl Plain for RealmRule {}
impl Plain for SignatureRule {}
impl Plain for Duplicates {}
impl Plain for Across {}
impl Plain for EmptyValues {}
impl Plain for Brackets {}
impl Plain for Lists {}
impl Plain for GroupRule {}

/// The parameters that are signed, in collected order.
#[must_use]
pub fn select(decoded: &[Parameter], choice: &SelectChoice) -> Vec<Parameter> {
    let mut signed: Vec<Parameter> = decoded
        .iter()
        .filter(|parameter| is_signed(&parameter.name, parameter.source, choice))
        .cloned()
        .map(|mut parameter| {
            if choice.realm == RealmRule::IncludedAsOauthRealm
                && is_realm(&parameter.name, parameter.source)
            {
                parameter.name = "oauth_realm".into();
            }
            parameter
        })
        .collect();
    if choice.signature == SignatureRule::Empty {
        signed.push(made(b"oauth_signature", b"", Source::Header));
    }
    for edit in &choice.parameters.0 {
        apply(edit, &mut signed);
    }
    if choice.groups != GroupRule::All {
        keep_group(choice.groups, &mut signed);
    }
    if choice.across != Across::Kept {
        keep_one_source(choice.across, &mut signed);
    }
    if choice.duplicates != Duplicates::Kept {
        signed = without_duplicates(signed, choice.duplicates);
    }
    if choice.lists != Lists::AsSent {
        signed = lists(signed, choice.lists);
    }
    if choice.brackets != Brackets::Kept {
        rename_brackets(&mut signed, choice.brackets);
    }
    match choice.empty_values {
        EmptyValues::Kept => {}
        EmptyValues::Dropped => signed.retain(|parameter| !parameter.value.is_empty()),
        EmptyValues::RequestOnesDropped => {
            signed.retain(|parameter| !parameter.value.is_empty() || parameter.is_protocol());
        }
        EmptyValues::Null => fill_empty(&mut signed, "null"),
        EmptyValues::Undefined => fill_empty(&mut signed, "undefined"),
        EmptyValues::PythonNone => fill_empty(&mut signed, "None"),
    }
    for how in &choice.values.0 {
        for parameter in signed
            .iter_mut()
            .filter(|parameter| !parameter.is_protocol())
        {
            parameter.value = rewrite(*how, parameter.value.as_bstr());
        }
    }
    signed
}

fn is_realm(name: &[u8], source: Source) -> bool {
    source == Source::Header && name == b"realm"
}

/// Whether a parameter of that decoded name is signed, as far as one is judged for itself.
pub(crate) fn is_signed(name: &[u8], source: Source, choice: &SelectChoice) -> bool {
    if name == b"oauth_signature" {
        return choice.signature == SignatureRule::KeptOutsideHeader && source != Source::Header;
    }
    match choice.realm {
        RealmRule::HeaderExcluded => !is_realm(name, source),
        RealmRule::Included | RealmRule::IncludedAsOauthRealm => true,
        RealmRule::ExcludedEverywhere => name != b"realm",
    }
}

fn made(name: &[u8], value: &[u8], source: Source) -> Parameter {
    Parameter {
        name: name.into(),
        value: value.into(),
        source,
        wire: None,
        bare: false,
        escaped: false,
    }
}

fn apply(edit: &ParameterEdit, signed: &mut Vec<Parameter>) {
    let mut seen = 0;
    let matches = |parameter: &Parameter, seen: &mut usize| {
        if parameter.name != *edit.name {
            return false;
        }
        *seen += 1;
        edit.nth.is_none_or(|nth| nth + 1 == *seen)
    };
    match &edit.change {
        Change::Omit => signed.retain(|parameter| !matches(parameter, &mut seen)),
        Change::Add(value) => add(&edit.name, value, Source::Header, signed),
        Change::AddSecret(secret) => add(
            &edit.name,
            secret.expose().as_bytes(),
            Source::Header,
            signed,
        ),
        Change::AddToQuery(value) => add(&edit.name, value, Source::Query, signed),
        Change::Repeat => {
            let again: Vec<_> = signed
                .iter()
                .filter(|parameter| matches(parameter, &mut seen))
                .cloned()
                .collect();
            signed.extend(again);
        }
        Change::Value(_) | Change::Rename(_) | Change::Rewrite(_) => {
            for parameter in signed.iter_mut() {
                if matches(parameter, &mut seen) {
                    match &edit.change {
                        Change::Value(value) => parameter.value = BString::from(value.as_ref()),
                        Change::Rename(name) => parameter.name = BString::from(name.as_ref()),
                        Change::Rewrite(how) => {
                            parameter.value = rewrite(*how, parameter.value.as_bstr());
                        }
                        _ => {}
                    }
                }
            }
        }
    }
}

fn add(name: &[u8], value: &[u8], source: Source, signed: &mut Vec<Parameter>) {
    if !signed.iter().any(|parameter| parameter.name == *name) {
        signed.push(made(name, value, source));
    }
}

fn keep_group(rule: GroupRule, signed: &mut Vec<Parameter>) {
    match rule {
        GroupRule::All => {}
        GroupRule::ProtocolOnly => signed.retain(Parameter::is_protocol),
        GroupRule::WithoutProtocol => signed.retain(|parameter| !parameter.is_protocol()),
        GroupRule::Nothing => signed.clear(),
        GroupRule::ProtocolOutsideHeaderOmitted => {
            signed
                .retain(|parameter| !parameter.is_protocol() || parameter.source == Source::Header);
        }
        GroupRule::ProtocolTwice => {
            let again: Vec<_> = signed
                .iter()
                .filter(|parameter| parameter.is_protocol())
                .cloned()
                .collect();
            signed.extend(again);
        }
    }
}

fn keep_one_source(rule: Across, signed: &mut Vec<Parameter>) {
    let names = |source: Source| -> Vec<BString> {
        signed
            .iter()
            .filter(|parameter| parameter.source == source)
            .map(|parameter| parameter.name.clone())
            .collect()
    };
    let (of_query, of_body) = (names(Source::Query), names(Source::Body));
    signed.retain(|parameter| match (rule, parameter.source) {
        (Across::BodyWins, Source::Query) => !of_body.contains(&parameter.name),
        (Across::QueryWins | Across::QueryWinsAlways, Source::Body)
        | (Across::QueryWinsAlways, Source::Header) => !of_query.contains(&parameter.name),
        _ => true,
    });
}

/// The pairs of one name as one, its value the list as a language prints it.
fn printed_lists(signed: Vec<Parameter>, rule: PrintedList) -> Vec<Parameter> {
    let mut kept: Vec<(Parameter, Vec<BString>)> = Vec::with_capacity(signed.len());
    for parameter in signed {
        let earlier = kept.iter_mut().find(|(one, _)| one.name == parameter.name);
        if let Some((_, values)) = earlier {
            values.push(parameter.value);
        } else {
            let value = parameter.value.clone();
            kept.push((parameter, vec![value]));
        }
    }
    let one = |(mut parameter, values): (Parameter, Vec<BString>)| {
        if values.len() > 1 {
            let values: Vec<&[u8]> = values.iter().map(|value| value.as_slice()).collect();
            parameter.value = rule.of(&values).into();
        }
        parameter
    };
    kept.into_iter().map(one).collect()
}

fn without_duplicates(signed: Vec<Parameter>, rule: Duplicates) -> Vec<Parameter> {
    if let Duplicates::Printed(rule) = rule {
        return printed_lists(signed, rule);
    }
    let mut kept: Vec<Parameter> = Vec::with_capacity(signed.len());
    for parameter in signed {
        let in_scope = match rule {
            Duplicates::LastWinsInQuery | Duplicates::FirstWinsInQuery => {
                parameter.source == Source::Query
            }
            _ => true,
        };
        let earlier = kept.iter().position(|other| {
            other.name == parameter.name
                && match rule {
                    Duplicates::EqualPairsOnce => other.value == parameter.value,
                    Duplicates::LastWinsInQuery | Duplicates::FirstWinsInQuery => {
                        other.source == Source::Query
                    }
                    _ => true,
                }
        });
        let Some(at) = earlier.filter(|_| in_scope) else {
            kept.push(parameter);
            continue;
        };
        let joined = |between: &[u8]| {
            BString::from(
                [
                    kept[at].value.as_slice(),
                    between,
                    parameter.value.as_slice(),
                ]
                .concat(),
            )
        };
        match rule {
            Duplicates::LastWins | Duplicates::LastWinsInQuery => kept[at] = parameter,
            Duplicates::JoinedByComma => kept[at].value = joined(b","),
            Duplicates::JoinedByCommaSpace => kept[at].value = joined(b", "),
            Duplicates::JoinedBySpace => kept[at].value = joined(b" "),
            Duplicates::Kept
            | Duplicates::Printed(_)
            | Duplicates::FirstWins
            | Duplicates::FirstWinsInQuery
            | Duplicates::EqualPairsOnce => {}
        }
    }
    kept
}

fn lists(signed: Vec<Parameter>, rule: Lists) -> Vec<Parameter> {
    let spread = |between: &str, bracket: &dyn Fn(usize) -> String| -> Vec<Parameter> {
        let spread_one = |parameter: Parameter| {
            if parameter.is_protocol() || !parameter.value.contains_str(between) {
                return vec![parameter];
            }
            let values = parameter.value.split_str(between).enumerate();
            let pair = |(at, value): (usize, &[u8])| Parameter {
                name: [parameter.name.as_slice(), bracket(at).as_bytes()]
                    .concat()
                    .into(),
                value: value.into(),
                ..parameter.clone()
            };
            values.map(pair).collect()
        };
        signed.iter().cloned().flat_map(spread_one).collect()
    };
    match rule {
        Lists::AsSent => signed,
        Lists::SpreadIndexed => spread(",", &|at| format!("[{at}]")),
        Lists::SpreadBracketed => spread(",", &|_| "[]".to_owned()),
        Lists::SpreadRepeated => spread(",", &|_| String::new()),
        Lists::SpreadAtBarIndexed => spread("|", &|at| format!("[{at}]")),
        Lists::SpreadAtBarRepeated => spread("|", &|_| String::new()),
        Lists::JoinedByComma => joined_lists(signed, b",", false),
        Lists::JoinedByBar => joined_lists(signed, b"|", false),
        Lists::JoinedUnderFirstName => joined_lists(signed, b",", true),
    }
}

/// The name of the list that a pair belongs to: `a` of `a[]` and `a[3]`.
fn list_name(name: &[u8]) -> Option<&[u8]> {
    let open = name.strip_suffix(b"]")?.rfind_byte(b'[')?;
    let inside = name.get(open + 1..name.len() - 1)?;
    let is_index = inside.iter().all(u8::is_ascii_digit);
    name.get(..open).filter(|list| is_index && !list.is_empty())
}

fn joined_lists(signed: Vec<Parameter>, between: &[u8], keeps_name: bool) -> Vec<Parameter> {
    let mut joined: Vec<Parameter> = Vec::with_capacity(signed.len());
    let mut lists: Vec<(BString, usize)> = Vec::new();
    for mut parameter in signed {
        let Some(list) = list_name(&parameter.name).map(BString::from) else {
            joined.push(parameter);
            continue;
        };
        if let Some((_, at)) = lists.iter().find(|(name, _)| *name == list) {
            if let Some(first) = joined.get_mut(*at) {
                first.value.extend_from_slice(between);
                first.value.extend_from_slice(&parameter.value);
            }
            continue;
        }
        lists.push((list.clone(), joined.len()));
        if !keeps_name {
            parameter.name = list;
        }
        joined.push(parameter);
    }
    joined
}

fn rename_brackets(signed: &mut [Parameter], rule: Brackets) {
    let names: Vec<BString> = signed
        .iter()
        .map(|parameter| parameter.name.clone())
        .collect();
    for (index, parameter) in signed.iter_mut().enumerate() {
        let name = &names[index];
        let before = names[..index].iter().filter(|other| *other == name).count();
        let repeated = names.iter().filter(|other| *other == name).count() > 1;
        let open = name.rfind_byte(b'[').filter(|_| name.ends_with(b"]"));
        let renamed: Option<Vec<u8>> = match (rule, open) {
            (Brackets::Added, _) if repeated => Some([name.as_slice(), b"[]"].concat()),
            (Brackets::Indexed, _) if repeated => {
                Some([name.as_slice(), format!("[{before}]").as_bytes()].concat())
            }
            (Brackets::EmptyOnesIndexed, Some(open)) if name.ends_with(b"[]") => {
                Some([&name[..open], format!("[{before}]").as_bytes()].concat())
            }
            (Brackets::EmptyOnesRemoved, Some(open)) if name.ends_with(b"[]") => {
                Some(name[..open].to_vec())
            }
            (Brackets::Removed, Some(open)) => Some(name[..open].to_vec()),
            (Brackets::Unindexed, Some(open)) => Some([&name[..open], b"[]".as_slice()].concat()),
            _ => None,
        };
        if let Some(renamed) = renamed {
            parameter.name = renamed.into();
        }
    }
}

fn fill_empty(signed: &mut [Parameter], text: &str) {
    for parameter in signed
        .iter_mut()
        .filter(|parameter| parameter.value.is_empty())
    {
        parameter.value = text.into();
    }
}

/// A value, transformed. Transformations of characters leave a value that is not UTF-8 alone.
#[allow(clippy::too_many_lines, reason = "a table, one arm a choice")]
fn rewrite(how: ValueRewrite, value: &BStr) -> BString {
    let with_text = |change: &dyn Fn(&str) -> String| -> BString {
        value
            .to_str()
            .map_or_else(|_| value.to_owned(), |text| change(text).into())
    };
    let whole = |from: &str, to: &str| -> BString {
        if value == from {
            to.into()
        } else {
            value.to_owned()
        }
    };
    match how {
        ValueRewrite::None => value.to_owned(),
        ValueRewrite::Trimmed => with_text(&|text| text.trim().to_owned()),
        ValueRewrite::SpacesCollapsed => {
            with_text(&|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
        }
        ValueRewrite::HtmlEscaped => with_text(&|text| {
            html_escaped(text)
                .replace('"', "&quot;")
                .replace('\'', "&#39;")
        }),
        ValueRewrite::HtmlEscapedWithoutQuotes => with_text(&html_escaped),
        ValueRewrite::HtmlEscapedDoubleQuotes => {
            with_text(&|text| html_escaped(text).replace('"', "&quot;"))
        }
        ValueRewrite::HtmlEscapedAsPhp => with_text(&|text| {
            html_escaped(text)
                .replace('"', "&quot;")
                .replace('\'', "&#039;")
        }),
        ValueRewrite::HtmlEscapedAsPython => with_text(&|text| {
            html_escaped(text)
                .replace('"', "&quot;")
                .replace('\'', "&#x27;")
        }),
        ValueRewrite::HtmlEscapedAsGo => with_text(&|text| {
            html_escaped(text)
                .replace('"', "&#34;")
                .replace('\'', "&#39;")
        }),
        ValueRewrite::HtmlUnescaped => with_text(&|text| {
            text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&#039;", "'")
                .replace("&amp;", "&")
        }),
        ValueRewrite::SlashesAdded => with_text(&|text| {
            text.replace('\\', "\\\\")
                .replace('\'', "\\'")
                .replace('"', "\\\"")
        }),
        ValueRewrite::SlashesStripped => value.replace("\\", "").into(),
        ValueRewrite::LineFeeds => value.replace("\r\n", "\n").into(),
        ValueRewrite::CarriageReturns => value.replace("\r\n", "\n").replace("\n", "\r\n").into(),
        ValueRewrite::LineBreaksRemoved => value.replace("\r", "").replace("\n", "").into(),
        ValueRewrite::Nfd => with_text(&|text| text.nfd().collect()),
        ValueRewrite::Nfc => with_text(&|text| text.nfc().collect()),
        ValueRewrite::BomAdded => with_text(&|text| format!("\u{FEFF}{text}")),
        ValueRewrite::NoBreakSpaces => with_text(&|text| text.replace(' ', "\u{A0}")),
        ValueRewrite::NoBreakSpacesReplaced => with_text(&|text| text.replace('\u{A0}', " ")),
        ValueRewrite::InvisibleRemoved => with_text(&|text| {
            text.replace(
                ['\u{FEFF}', '\u{200B}', '\u{200C}', '\u{200D}', '\u{2060}'],
                "",
            )
        }),
        ValueRewrite::Lowercased => with_text(&str::to_lowercase),
        ValueRewrite::Uppercased => with_text(&str::to_uppercase),
        ValueRewrite::PercentDecoded => percent_decode(value).into(),
        ValueRewrite::FormDecoded => form_decode(value).into(),
        ValueRewrite::BoolsCapitalized if value == "true" => "True".into(),
        ValueRewrite::BoolsCapitalized => whole("false", "False"),
        ValueRewrite::BoolsLowercased if value == "True" => "true".into(),
        ValueRewrite::BoolsLowercased => whole("False", "false"),
        ValueRewrite::BoolsAsNumbers if value == "true" => "1".into(),
        ValueRewrite::BoolsAsNumbers => whole("false", "0"),
        ValueRewrite::BoolsAsPhp if value == "true" => "1".into(),
        ValueRewrite::BoolsAsPhp => whole("false", ""),
        ValueRewrite::NumbersAsBools if value == "1" => "true".into(),
        ValueRewrite::NumbersAsBools => whole("0", "false"),
        ValueRewrite::TrailingZerosCut => with_text(&|text| match text.split_once('.') {
            Some((whole, part)) if is_digits(whole) && is_digits(part) => {
                let part = part.trim_end_matches('0');
                if part.is_empty() {
                    whole.to_owned()
                } else {
                    format!("{whole}.{part}")
                }
            }
            _ => text.to_owned(),
        }),
        ValueRewrite::TrailingZeroAdded => with_text(&|text| {
            if is_digits(text) {
                format!("{text}.0")
            } else {
                text.to_owned()
            }
        }),
        ValueRewrite::DecimalComma => with_text(&|text| match text.split_once('.') {
            Some((whole, part)) if is_digits(whole.trim_start_matches('-')) && is_digits(part) => {
                format!("{whole},{part}")
            }
            _ => text.to_owned(),
        }),
        ValueRewrite::Quoted => with_text(&|text| format!("\"{text}\"")),
        ValueRewrite::Json => with_text(&|text| serde_json::Value::from(text).to_string()),
        ValueRewrite::PythonBytes => printed::python_bytes(value).into(),
        ValueRewrite::PhpArray => "Array".into(),
        ValueRewrite::JsObject => "[object Object]".into(),
        ValueRewrite::PythonList => with_text(&|text| format!("['{text}']")),
        ValueRewrite::DotnetArray => "System.String[]".into(),
        ValueRewrite::SmartQuotes => with_text(&|text| text.replace('\'', "\u{2019}")),
        ValueRewrite::StraightQuotes => with_text(&|text| {
            text.replace(['\u{2018}', '\u{2019}'], "'")
                .replace(['\u{201C}', '\u{201D}'], "\"")
        }),
        ValueRewrite::NonAsciiRemoved => value
            .iter()
            .copied()
            .filter(u8::is_ascii)
            .collect::<Vec<_>>()
            .into(),
    }
}

fn html_escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
