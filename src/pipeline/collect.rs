//! Which pairs of the wire are parameters (RFC 5849 section 3.4.1.3.1).
//!
//! Three sources, in this order: the query, the OAuth Authorization header, and the body when it
//! is a single-part form. The pairs are wire text: nothing is decoded here.

use std::ops::Range;

use bstr::ByteSlice;

use crate::authorization;
use crate::error::{Assumption, Guess};
use crate::pipeline::choice::{Plain, choices};
use crate::pipeline::printed::PrintedJson;
use crate::request::{Request, Text, UrlParts, Wire};

choices! {
    /// What is collected from where.
    CollectChoice, CollectEdit {
        /// The query of the URL.
        query: Query(QueryRule),
        /// The question marks of the URL.
        question_mark: QuestionMark(QuestionMarkRule),
        /// The fragment of the URL.
        fragment: Fragment(FragmentRule),
        /// The body.
        body: Body(BodyRule),
        /// Which Content-Type is a form's.
        form_type: FormType(FormType),
        /// What separates two pairs.
        separator: Separator(PairSeparator),
        /// Where a pair is split into name and value.
        equals: Equals(PairSplit),
        /// What is done with nothing between two separators.
        empty_segments: EmptySegments(EmptySegments),
        /// What is done with a name without `=`.
        bare_names: BareNames(BareNames),
    }
}

/// The query of the URL.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum QueryRule {
    /// All its pairs.
    #[default]
    Signed,
    /// Left out.
    Omitted,
    /// Left out when there is a form body.
    OmittedWithBody,
    /// Taken twice.
    Twice,
    /// Only its first pair.
    FirstPairOnly,
}

/// The question marks of the URL.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum QuestionMarkRule {
    /// The first one starts the query; the others belong to it.
    #[default]
    FirstStartsQuery,
    /// A second one ends the query.
    SecondEndsQuery,
    /// Those within the query separate pairs, as `&` does.
    SeparatesPairs,
    /// The first one is part of the first name.
    InFirstName,
}

/// The fragment of the URL.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum FragmentRule {
    /// Cut off.
    #[default]
    Cut,
    /// Part of the last value of the query.
    JoinedToLastValue,
}

/// The body.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum BodyRule {
    /// Its pairs, when it is a form by its media type; whatever the method.
    #[default]
    Form,
    /// Left out.
    Omitted,
    /// A form, for POST only.
    PostOnly,
    /// A form, for POST and PUT only.
    PostAndPutOnly,
    /// A form, but not for GET.
    NotForGet,
    /// Split into pairs whatever its media type.
    AlwaysPairs,
    /// The whole of a body that is no form, as one name with an empty value.
    WholeAsName,
    /// The whole of a body that is no form, as one value with an empty name.
    WholeAsValue,
    /// The top-level members of a JSON object; what is nested, as JSON.
    JsonMembers,
    /// The top-level members of a JSON object, as a language prints them.
    JsonMembersAs(PrintedJson),
    /// The fields of a multipart body.
    MultipartFields,
    /// The pairs of a form, twice.
    Twice,
}

/// Which Content-Type is a form's.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum FormType {
    /// The media type, in capitals or small letters, whatever follows it.
    #[default]
    MediaType,
    /// The media type in small letters, whatever follows it.
    SmallLettersOnly,
    /// That text alone: no capitals, no `;charset=…`.
    ExactText,
}

/// What separates two pairs of a query or form.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum PairSeparator {
    /// `&`.
    #[default]
    Ampersand,
    /// `&` or `;`.
    AmpersandOrSemicolon,
    /// `&`, and a pair that holds a `;` is left out.
    SemicolonPairsDropped,
    /// The text was HTML-escaped: `&amp;` stands for `&` and is split at its `&`.
    HtmlEscaped,
}

/// Where a pair is split.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum PairSplit {
    /// At the first `=`; the value may hold others.
    #[default]
    AtFirst,
    /// At the first `=`; the value ends at the second.
    CutAtSecond,
    /// At the last `=`.
    AtLast,
}

/// Nothing between two separators: `a=1&&b=2`.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum EmptySegments {
    /// No pair.
    #[default]
    Skipped,
    /// A pair with an empty name and an empty value.
    EmptyPair,
    /// One such pair, however often nothing stands there.
    OneEmptyPair,
    /// One such pair, but none for a query that is empty as a whole.
    OneEmptyPairInText,
    /// An empty name without a `=`.
    EmptyName,
}

/// A name without `=`.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum BareNames {
    /// Its value is empty.
    #[default]
    EmptyValue,
    /// It is left out.
    Dropped,
    /// It is left out of the query, not of the body.
    DroppedInQuery,
}

impl Plain for QueryRule {}
impl Plain for QuestionMarkRule {}
impl Plain for FormType {}
impl Plain for FragmentRule {}
impl Plain for BodyRule {}
impl Plain for PairSeparator {}
impl Plain for PairSplit {}
impl Plain for EmptySegments {}
impl Plain for BareNames {}

/// Where a parameter stands in the request.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Source {
    /// The query of the URL.
    Query,
    /// The Authorization header.
    Header,
    /// The form body.
    Body,
}

/// A pair of wire text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WirePair {
    /// The name as sent.
    pub name: Text,
    /// The value as sent; `None` where there was no `=`.
    pub value: Option<Text>,
    /// Where it stands.
    pub source: Source,
}

/// The pairs of the request, as sent.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Collected {
    /// In order: query, header, body.
    pub pairs: Vec<WirePair>,
    /// What was guessed.
    pub assumptions: Vec<Assumption>,
}

/// Collects the pairs.
#[must_use]
pub fn collect(request: &Request, choice: &CollectChoice) -> Collected {
    let mut collected = Collected::default();
    let body = body_pairs(request, choice, &mut collected.assumptions);
    let pairs = &mut collected.pairs;
    let query = query_text(request, choice);
    let take_query = match choice.query {
        QueryRule::Omitted => 0,
        QueryRule::OmittedWithBody => usize::from(body.is_empty()),
        QueryRule::Twice => 2,
        _ => 1,
    };
    for _ in 0..take_query {
        if let Some(query) = &query {
            let before = pairs.len();
            split_pairs(query, Source::Query, choice, pairs);
            if choice.query == QueryRule::FirstPairOnly {
                pairs.truncate(before + 1);
            }
        }
    }
    for header in request.oauth_headers() {
        for field in authorization::fields(&header.value) {
            pairs.push(WirePair {
                name: field.name,
                value: field.value,
                source: Source::Header,
            });
        }
    }
    pairs.extend(body);
    collected
}

fn query_text(request: &Request, choice: &CollectChoice) -> Option<Text> {
    let parts = UrlParts::split(&request.url);
    let mut query = parts.query.clone();
    match choice.fragment {
        FragmentRule::Cut => {}
        FragmentRule::JoinedToLastValue => {
            if let (Some(query), Some(fragment)) = (&mut query, &parts.fragment) {
                query.push_made(b"#");
                query.push_text(fragment);
            }
        }
    }
    let query = query?;
    match choice.question_mark {
        QuestionMarkRule::SecondEndsQuery => {
            let end = query.bytes().find_byte(b'?').unwrap_or(query.bytes().len());
            Some(query.slice(0..end))
        }
        QuestionMarkRule::InFirstName => {
            let mut marked = Text::made("?");
            marked.push_text(&query);
            Some(marked)
        }
        QuestionMarkRule::FirstStartsQuery | QuestionMarkRule::SeparatesPairs => Some(query),
    }
}

/// The media type of a form.
const FORM: &[u8] = b"application/x-www-form-urlencoded";

/// What kind of body it is, as far as the RFC cares.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BodyKind {
    /// A single-part form: its pairs are signed.
    Form,
    /// Anything else: it is not signed.
    Other,
}

/// Whether the body is a form, and what was guessed to say so.
#[must_use]
pub fn body_kind(request: &Request) -> (BodyKind, Option<Assumption>) {
    let (kind, guessed) = kind_of_body(request);
    let guess = guessed.then_some(match kind {
        BodyKind::Form => (
            "body-taken-as-form",
            "no Content-Type: body treated as form data",
        ),
        BodyKind::Other => (
            "body-taken-as-not-form",
            "no Content-Type: the body looks like JSON or XML and is not signed",
        ),
    });
    let assumption = guess.map(|(id, message)| Assumption::new(id, message).about(Guess::BodyKind));
    (kind, assumption)
}

/// Whether the body is a form, and whether that had to be guessed.
pub(crate) fn kind_of_body(request: &impl Wire) -> (BodyKind, bool) {
    let body = request.body().unwrap_or_default();
    if body.is_empty() {
        return (BodyKind::Other, false);
    }
    match request.media_type() {
        Some(given) if given.eq_ignore_ascii_case(FORM) => (BodyKind::Form, false),
        Some(_) => (BodyKind::Other, false),
        None => match body.trim_ascii_start().first() {
            Some(b'{' | b'[' | b'<') => (BodyKind::Other, true),
            _ => (BodyKind::Form, true),
        },
    }
}

fn body_pairs(
    request: &Request,
    choice: &CollectChoice,
    assumptions: &mut Vec<Assumption>,
) -> Vec<WirePair> {
    let mut pairs = Vec::new();
    let Some(body) = &request.body else {
        return pairs;
    };
    let (kind, assumption) = body_kind(request);
    assumptions.extend(assumption);
    let method = request.method.bytes();
    let form = kind == BodyKind::Form && is_form_type(request, choice.form_type);
    let (form_times, other) = match choice.body {
        BodyRule::Form => (1, false),
        BodyRule::Omitted => (0, false),
        BodyRule::PostOnly => (usize::from(method.eq_ignore_ascii_case(b"POST")), false),
        BodyRule::PostAndPutOnly => {
            let taken = method.eq_ignore_ascii_case(b"POST") || method.eq_ignore_ascii_case(b"PUT");
            (usize::from(taken), false)
        }
        BodyRule::NotForGet => (usize::from(!method.eq_ignore_ascii_case(b"GET")), false),
        BodyRule::Twice => (2, false),
        BodyRule::AlwaysPairs
        | BodyRule::WholeAsName
        | BodyRule::WholeAsValue
        | BodyRule::JsonMembers
        | BodyRule::JsonMembersAs(_)
        | BodyRule::MultipartFields => (1, true),
    };
    if form {
        for _ in 0..form_times {
            split_pairs(body, Source::Body, choice, &mut pairs);
        }
    } else if other && !body.bytes().is_empty() {
        let pair = |name: Text, value: Text| WirePair {
            name,
            value: Some(value),
            source: Source::Body,
        };
        match choice.body {
            BodyRule::AlwaysPairs => split_pairs(body, Source::Body, choice, &mut pairs),
            BodyRule::WholeAsName => pairs.push(pair(escaped(body.bytes()), Text::default())),
            BodyRule::WholeAsValue => pairs.push(pair(Text::default(), escaped(body.bytes()))),
            BodyRule::JsonMembers | BodyRule::JsonMembersAs(_) => {
                let printed = match choice.body {
                    BodyRule::JsonMembersAs(printed) => Some(printed),
                    _ => None,
                };
                let members = json_members(body.bytes(), printed);
                pairs.extend(members.into_iter().map(|(name, value)| {
                    pair(escaped(name.as_bytes()), escaped(value.as_bytes()))
                }));
            }
            BodyRule::MultipartFields => pairs.extend(
                multipart_fields(request, body.bytes())
                    .into_iter()
                    .map(|(name, value)| pair(escaped(&name), escaped(&value))),
            ),
            _ => {}
        }
    }
    pairs
}

/// Whether a form's Content-Type is read as one; where there is none, nothing can be misread.
fn is_form_type(request: &Request, rule: FormType) -> bool {
    let Some(header) = request.header("content-type") else {
        return true;
    };
    let value = header.value.bytes().trim_ascii();
    match rule {
        FormType::MediaType => true,
        FormType::SmallLettersOnly => value.starts_with(FORM),
        FormType::ExactText => value == FORM,
    }
}

/// Text that decodes to `bytes`: a body that is no form goes through the same rooms as wire text.
fn escaped(bytes: &[u8]) -> Text {
    Text::made(crate::encoder::Encoder::rfc().encode(bytes))
}

/// The members, what is nested as JSON where no language prints it.
fn json_members(body: &[u8], printed: Option<PrintedJson>) -> Vec<(String, String)> {
    let members = match serde_json::from_slice(body) {
        Ok(serde_json::Value::Object(members)) => members,
        // A list has its numbers for names.
        Ok(serde_json::Value::Array(values)) => {
            let numbers = (0..values.len()).map(|number| number.to_string());
            numbers.zip(values).collect()
        }
        _ => return Vec::new(),
    };
    let pairs = |(name, value): (String, serde_json::Value)| match (printed, value) {
        (Some(printed), value) => printed.pairs(&name, &value),
        (None, serde_json::Value::String(text)) => vec![(name, text)],
        (None, other) => vec![(name, other.to_string())],
    };
    members.into_iter().flat_map(pairs).collect()
}

/// The fields without a file name. A part's content is taken as it stands.
fn multipart_fields(request: &Request, body: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let boundary = request.header("content-type").and_then(|header| {
        let value = header.value.bytes();
        let at = value.find("boundary=")?;
        let rest = &value[at + "boundary=".len()..];
        let rest = rest.split_str(";").next()?.trim_ascii();
        Some([b"--".as_slice(), rest.trim_with(|c| c == '"')].concat())
    });
    let Some(boundary) = boundary else {
        return Vec::new();
    };
    let mut fields = Vec::new();
    for part in body.split_str(&boundary) {
        let Some((head, content)) = part
            .split_once_str("\r\n\r\n")
            .or_else(|| part.split_once_str("\n\n"))
        else {
            continue;
        };
        if head.contains_str("filename=") {
            continue;
        }
        let name = head.find("name=\"").and_then(|at| {
            let rest = &head[at + 6..];
            Some(rest[..rest.find_byte(b'"')?].to_vec())
        });
        let content = content
            .strip_suffix(b"\r\n")
            .or_else(|| content.strip_suffix(b"\n"))
            .unwrap_or(content);
        if let Some(name) = name {
            fields.push((name, content.to_vec()));
        }
    }
    fields
}

/// Splits form text into pairs.
pub(crate) fn split_pairs(
    text: &Text,
    source: Source,
    choice: &CollectChoice,
    pairs: &mut Vec<WirePair>,
) {
    let html;
    let text = if choice.separator == PairSeparator::HtmlEscaped {
        html = Text::made(text.bytes().replace("&", "&amp;"));
        &html
    } else {
        text
    };
    walk_pairs(text.bytes(), source, choice, |name, value| {
        pairs.push(WirePair {
            name: text.slice(name),
            value: value.map(|value| text.slice(value)),
            source,
        });
    });
}

/// Has each pair of form text told: where its name and its value stand. Nothing is escaped for HTML
/// here.
pub(crate) fn walk_pairs(
    bytes: &[u8],
    source: Source,
    choice: &CollectChoice,
    mut each: impl FnMut(Range<usize>, Option<Range<usize>>),
) {
    let at_semicolons = choice.separator == PairSeparator::AmpersandOrSemicolon;
    let at_marks =
        choice.question_mark == QuestionMarkRule::SeparatesPairs && source == Source::Query;
    let mut empty_name_seen = false;
    let mut start = 0;
    while start <= bytes.len() {
        let ends_here = |byte: &u8| match byte {
            b'&' => true,
            b';' => at_semicolons,
            b'?' => at_marks,
            _ => false,
        };
        let rest = &bytes[start..];
        let len = rest.iter().position(ends_here).unwrap_or(rest.len());
        let segment = start..start + len;
        start = segment.end + 1;
        if choice.separator == PairSeparator::SemicolonPairsDropped
            && bytes[segment.clone()].contains(&b';')
        {
            continue;
        }
        let pair = if segment.is_empty() {
            let at = segment.start;
            match choice.empty_segments {
                EmptySegments::EmptyPair => Some((at..at, Some(at..at))),
                EmptySegments::EmptyName => Some((at..at, None)),
                EmptySegments::OneEmptyPair if !empty_name_seen => Some((at..at, Some(at..at))),
                EmptySegments::OneEmptyPairInText if !empty_name_seen && !bytes.is_empty() => {
                    Some((at..at, Some(at..at)))
                }
                _ => None,
            }
        } else {
            split_pair(bytes, segment, source, choice)
        };
        if let Some((name, value)) = pair {
            empty_name_seen |= name.is_empty();
            each(name, value);
        }
    }
}

/// Where name and value of a pair stand; `None` where it is left out.
fn split_pair(
    bytes: &[u8],
    segment: Range<usize>,
    source: Source,
    choice: &CollectChoice,
) -> Option<(Range<usize>, Option<Range<usize>>)> {
    let within = &bytes[segment.clone()];
    let equals = match choice.equals {
        PairSplit::AtLast => within.rfind_byte(b'='),
        // Names are short: a plain walk over them is faster than a search made for long texts.
        PairSplit::AtFirst | PairSplit::CutAtSecond => within.iter().position(|b| *b == b'='),
    };
    let Some(at) = equals else {
        let dropped = match choice.bare_names {
            BareNames::EmptyValue => false,
            BareNames::Dropped => true,
            BareNames::DroppedInQuery => source == Source::Query,
        };
        return (!dropped).then_some((segment, None));
    };
    let value_start = segment.start + at + 1;
    let value_end = match choice.equals {
        PairSplit::CutAtSecond => bytes[value_start..segment.end]
            .find_byte(b'=')
            .map_or(segment.end, |at| value_start + at),
        PairSplit::AtFirst | PairSplit::AtLast => segment.end,
    };
    Some((
        segment.start..segment.start + at,
        Some(value_start..value_end),
    ))
}
