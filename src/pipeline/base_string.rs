//! The signature base string (RFC 5849 section 3.4.1.1): method, URI and normalized parameters,
//! each percent-encoded, joined by `&`.
//!
//! Two encoding layers in the third part: a space of a value reads `%2520` here.

use std::borrow::Cow;

use base64::Engine as _;
use bstr::{BString, ByteSlice};

use crate::encoder::{Encoder, Form, HexCase, UNRESERVED_MARKS};
use crate::pipeline::choice::{Plain, Times, choices};
use crate::pipeline::decode::{Parameter, percent_decode};
use crate::pipeline::encode::{EncodedPair, Pairs};
use crate::pipeline::join::{JoinChoice, join, join_pairs};
use crate::pipeline::sink::{Encoding, Part, Sink};
use crate::request::Request;

choices! {
    /// How the base string is put together.
    BaseStringChoice, BaseStringEdit {
        /// The method.
        method: Method(MethodRule),
        /// The encoder of the second layer.
        encoder: Encoder(Encoder),
        /// How often the URI is encoded.
        uri: Uri(Times),
        /// The encoder of the URI.
        uri_encoder: UriEncoder(UriEncoder),
        /// How the normalized parameters are encoded.
        parameters: Parameters(ParametersRule),
        /// Between the three parts.
        separator: Separator(PartSeparator),
        /// Which parts stand.
        parts: Parts(Parts),
        /// What is done with the whole text at the end.
        whole: Whole(Whole),
    }
}

/// The method.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub enum MethodRule {
    /// In upper case.
    #[default]
    Upper,
    /// As given.
    AsGiven,
    /// In lower case.
    Lower,
    /// `Post`.
    Capitalized,
    /// Another method.
    Fixed(Cow<'static, str>),
    /// That of an `X-HTTP-Method-Override` header or a `_method` parameter.
    Override,
    /// A space at the end.
    TrailingSpace,
    /// `HttpMethod.` or another class name before.
    Prefixed(Cow<'static, str>),
    /// In upper case, but not percent-encoded.
    NotEncoded,
}

/// How the normalized parameters are encoded.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum ParametersRule {
    /// All of it, once.
    #[default]
    Once,
    /// Not at all.
    Raw,
    /// All of it, twice.
    Twice,
    /// All but the `=` between name and value.
    EqualsRaw,
    /// All but the `&` between pairs.
    AmpersandsRaw,
    /// Only `=` and `&` between names and values; those stay in one layer.
    SeparatorsOnly,
    /// Only the `&` between pairs.
    AmpersandsOnly,
    /// All once, and `=` and `&` twice.
    SeparatorsTwice,
    /// All but the names, which stay as they are.
    NamesRaw,
    /// All but the values, which stay in one layer.
    ValuesRaw,
    /// All, but of each of the marks `!'()*` only the first in the whole text.
    FirstMarksOnly,
}

/// The encoder of the URI, where it is not the one of the parameters.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum UriEncoder {
    /// The one of the second layer.
    #[default]
    Same,
    /// It leaves `/` as it is.
    SlashLiteral,
    /// It leaves `:` as it is.
    ColonLiteral,
    /// It leaves `:` and `/` as they are.
    ColonAndSlashLiteral,
    /// It writes lower-case hex.
    HexLower,
}

/// Between the three parts.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum PartSeparator {
    /// `&`.
    #[default]
    Ampersand,
    /// `%26`.
    Escaped,
    /// First `%26`, then `&`.
    FirstEscaped,
    /// First `&`, then `%26`.
    SecondEscaped,
    /// A line feed.
    LineFeed,
    /// Nothing.
    Nothing,
    /// A space.
    Space,
    /// `&amp;`.
    HtmlAmpersand,
    /// ` & `.
    Spaced,
    /// `+`.
    Plus,
    /// `,`.
    Comma,
}

/// Which parts of the base string stand.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Parts {
    /// Method, URI, parameters.
    #[default]
    All,
    /// The URI and the parameters.
    WithoutMethod,
    /// The method and the parameters.
    WithoutUri,
    /// The method and the URI.
    WithoutParameters,
    /// The parameters alone.
    ParametersOnly,
    /// No `&` before parameters that are empty.
    NoAmpersandBeforeEmpty,
    /// URI, method, parameters.
    UriFirst,
    /// The method, the parameters, the URI.
    UriLast,
}

/// What is done with the whole text at the end.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Whole {
    /// Nothing.
    #[default]
    AsIs,
    /// Percent-encoded.
    Encoded,
    /// Percent-decoded.
    Decoded,
    /// HTML-escaped.
    HtmlEscaped,
    /// In lower case.
    Lowercased,
    /// In upper case.
    Uppercased,
    /// A line feed at the end.
    TrailingLineFeed,
    /// CR LF at the end.
    TrailingCrLf,
    /// A space at the end.
    TrailingSpace,
    /// A zero byte at the end.
    TrailingNul,
    /// In double quotes.
    Quoted,
    /// Its second and third part base64-encoded instead of percent-encoded.
    Base64Parts,
    /// Cut after that many bytes.
    Cut(usize),
    /// Cut at its first `&`.
    CutAtFirstAmpersand,
    /// Cut at its second `&`.
    CutAtSecondAmpersand,
}

impl Plain for MethodRule {}
impl Plain for ParametersRule {}
impl Plain for PartSeparator {}
impl Plain for UriEncoder {}
impl Plain for Parts {}
impl Plain for Whole {}

/// The method that is signed, not yet encoded.
#[must_use]
pub fn method(request: &Request, parameters: &[Parameter], choice: &BaseStringChoice) -> BString {
    let given = request.method.bytes();
    let upper: BString = given.to_ascii_uppercase().into();
    match &choice.method {
        MethodRule::Upper | MethodRule::NotEncoded => upper,
        MethodRule::AsGiven => given.to_owned(),
        MethodRule::Lower => given.to_ascii_lowercase().into(),
        MethodRule::Capitalized => {
            let mut text = given.to_ascii_lowercase();
            text.iter_mut().take(1).for_each(u8::make_ascii_uppercase);
            text.into()
        }
        MethodRule::Fixed(method) => method.as_bytes().into(),
        MethodRule::Override => {
            let header = request
                .header("x-http-method-override")
                .or_else(|| request.header("x-http-method"));
            header
                .map(|header| header.value.bytes().to_owned())
                .or_else(|| {
                    parameters
                        .iter()
                        .find(|p| p.name == "_method")
                        .map(|p| p.value.clone())
                })
                .map_or(upper, |method| method.to_ascii_uppercase().into())
        }
        MethodRule::TrailingSpace => [upper.as_slice(), b" "].concat().into(),
        MethodRule::Prefixed(prefix) => [prefix.as_bytes(), upper.as_slice()].concat().into(),
    }
}

/// The method as it stands in the base string: percent-encoded, which changes none of the usual
/// names, but does change `a!b` (section 3.4.1.1, item 1).
#[must_use]
pub fn encoded_method<'a>(method: &'a [u8], choice: &BaseStringChoice) -> Cow<'a, [u8]> {
    let raw = matches!(
        choice.method,
        MethodRule::NotEncoded | MethodRule::TrailingSpace
    );
    let unreserved = |byte: &u8| byte.is_ascii_alphanumeric() || UNRESERVED_MARKS.contains(byte);
    // No encoder is asked about names that it has nothing to do with: one that puts its whole
    // text in lower case has never done so to a method.
    if raw || method.iter().all(unreserved) {
        Cow::Borrowed(method)
    } else {
        Cow::Owned(choice.encoder.encode(method))
    }
}

/// Writes the method of that wire text, where no header and no parameter takes its place.
pub(crate) fn write_method(given: &[u8], choice: &BaseStringChoice, sink: &mut impl Sink) {
    if choice.method == MethodRule::Upper && given.iter().all(u8::is_ascii_uppercase) {
        sink.piece(Part::Method, given);
    } else {
        let request = Request {
            method: given.into(),
            ..Request::default()
        };
        let method = method(&request, &[], choice);
        sink.piece(Part::Method, &encoded_method(&method, choice));
    }
}

/// What the base string is made of.
#[derive(Clone, Copy, Debug)]
pub struct Ingredients<'a> {
    /// The method, as [`method`] gives it, not yet encoded.
    pub method: &'a [u8],
    /// The base string URI, not yet encoded.
    pub uri: &'a [u8],
    /// The signed parameters.
    pub parameters: &'a [Parameter],
    /// Each of them encoded once.
    pub encoded: &'a [EncodedPair],
    /// The order in which they are joined.
    pub order: &'a [usize],
}

/// Writes the base string, before [`Whole`] is applied.
pub fn base_string(
    from: Ingredients<'_>,
    joining: &JoinChoice,
    choice: &BaseStringChoice,
    sink: &mut impl Sink,
) {
    let has_parameters = !from.order.is_empty();
    assemble(choice, has_parameters, sink, &mut |part, sink| match part {
        Section::Method => sink.piece(Part::Method, &encoded_method(from.method, choice)),
        Section::Uri => uri(from.uri, choice, sink),
        Section::Parameters => parameters(from, joining, choice, sink),
    });
}

/// One of the three parts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Section {
    /// The encoded method.
    Method,
    /// The encoded base string URI.
    Uri,
    /// The encoded normalized parameters.
    Parameters,
}

/// Has each part written where it belongs, with the separators between them.
pub fn assemble<S: Sink>(
    choice: &BaseStringChoice,
    has_parameters: bool,
    sink: &mut S,
    write: &mut impl FnMut(Section, &mut S),
) {
    let no_last_separator = choice.parts == Parts::NoAmpersandBeforeEmpty && !has_parameters;
    let parts: &[Section] = match choice.parts {
        Parts::All => &[Section::Method, Section::Uri, Section::Parameters],
        Parts::NoAmpersandBeforeEmpty if no_last_separator => &[Section::Method, Section::Uri],
        Parts::NoAmpersandBeforeEmpty => &[Section::Method, Section::Uri, Section::Parameters],
        Parts::WithoutMethod => &[Section::Uri, Section::Parameters],
        Parts::WithoutUri => &[Section::Method, Section::Parameters],
        Parts::WithoutParameters => &[Section::Method, Section::Uri],
        Parts::ParametersOnly => &[Section::Parameters],
        Parts::UriFirst => &[Section::Uri, Section::Method, Section::Parameters],
        Parts::UriLast => &[Section::Method, Section::Parameters, Section::Uri],
    };
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            separator(choice, index == 1, sink);
        }
        write(*part, sink);
    }
    if choice.parts == Parts::WithoutParameters {
        separator(choice, false, sink);
    }
}

/// Writes the encoded base string URI.
pub fn uri(base_uri: &[u8], choice: &BaseStringChoice, sink: &mut impl Sink) {
    sink.write(Part::Uri, |out| match choice.whole {
        Whole::Base64Parts => {
            let text = base64::engine::general_purpose::STANDARD.encode(base_uri);
            out.extend_from_slice(text.as_bytes());
        }
        _ => choice.uri.encode_into(&uri_encoder(choice), base_uri, out),
    });
}

fn uri_encoder(choice: &BaseStringChoice) -> Cow<'_, Encoder> {
    let literal: &[u8] = match choice.uri_encoder {
        UriEncoder::Same => return Cow::Borrowed(&choice.encoder),
        UriEncoder::SlashLiteral => b"/",
        UriEncoder::ColonLiteral => b":",
        UriEncoder::ColonAndSlashLiteral => b":/",
        UriEncoder::HexLower => b"",
    };
    let mut encoder = choice.encoder.clone();
    for byte in literal {
        encoder.set_form(*byte, Form::Literal);
    }
    if choice.uri_encoder == UriEncoder::HexLower {
        encoder.hex = HexCase::Lower;
    }
    Cow::Owned(encoder)
}

/// Writes the separator before a part: the first one, or the second.
fn separator(choice: &BaseStringChoice, first: bool, sink: &mut impl Sink) {
    let text: &[u8] = match choice.separator {
        PartSeparator::Ampersand => b"&",
        PartSeparator::Escaped => b"%26",
        PartSeparator::FirstEscaped if first => b"%26",
        PartSeparator::SecondEscaped if !first => b"%26",
        PartSeparator::FirstEscaped | PartSeparator::SecondEscaped => b"&",
        PartSeparator::LineFeed => b"\n",
        PartSeparator::Nothing => return,
        PartSeparator::Space => b" ",
        PartSeparator::HtmlAmpersand => b"&amp;",
        PartSeparator::Spaced => b" & ",
        PartSeparator::Plus => b"+",
        PartSeparator::Comma => b",",
    };
    sink.piece(Part::Separator, text);
}

/// Writes the normalized parameters through the second layer.
pub fn parameters(
    from: Ingredients<'_>,
    joining: &JoinChoice,
    choice: &BaseStringChoice,
    sink: &mut impl Sink,
) {
    if choice.whole == Whole::Base64Parts {
        let mut text = Vec::new();
        join(
            from.parameters,
            from.encoded,
            from.order,
            joining,
            &mut text,
        );
        sink.piece(
            Part::Value(0),
            base64::engine::general_purpose::STANDARD
                .encode(text)
                .as_bytes(),
        );
        return;
    }
    if choice.parameters == ParametersRule::FirstMarksOnly {
        return first_marks_only(from, joining, choice, sink);
    }
    let encode = |part, bytes: &[u8], out: &mut Vec<u8>| second_layer(part, bytes, choice, out);
    parameters_through(from, joining, encode, sink);
}

/// As JavaScript's `replace` with a string does: the first mark of the whole text is escaped, those
/// after it are not.
fn first_marks_only(
    from: Ingredients<'_>,
    joining: &JoinChoice,
    choice: &BaseStringChoice,
    sink: &mut impl Sink,
) {
    let firsts: Vec<(u8, Part)> = MARKS
        .iter()
        .filter_map(|mark| {
            let pairs = from
                .order
                .iter()
                .filter_map(|at| Some((*at, from.encoded.get(*at)?)));
            let mut texts = pairs.flat_map(|(at, pair)| {
                [(Part::Name(at), &pair.name), (Part::Value(at), &pair.value)]
            });
            let (part, _) = texts.find(|(_, text)| text.contains(mark))?;
            Some((*mark, part))
        })
        .collect();
    let encode = |part, bytes: &[u8], out: &mut Vec<u8>| {
        let mut encoder = choice.encoder.clone();
        for mark in MARKS {
            let first = firsts.contains(&(*mark, part));
            encoder.set_form(
                *mark,
                if first {
                    Form::EscapedOnce
                } else {
                    Form::Literal
                },
            );
        }
        encoder.encode_into(bytes, out);
    };
    parameters_through(from, joining, encode, sink);
}

/// What JavaScript's `encodeURIComponent` leaves literal beyond the RFC's.
const MARKS: &[u8] = b"!'()*";

/// Writes the normalized parameters, each piece as `encode` appends it.
pub fn parameters_through(
    from: Ingredients<'_>,
    joining: &JoinChoice,
    encode: impl Fn(Part, &[u8], &mut Vec<u8>),
    sink: &mut impl Sink,
) {
    let pairs = (from.parameters, from.encoded);
    pairs_through(&pairs, from.order, joining, encode, sink);
}

/// As [`parameters_through`], of pairs however they are kept.
pub fn pairs_through(
    pairs: &impl Pairs,
    order: &[usize],
    joining: &JoinChoice,
    encode: impl Fn(Part, &[u8], &mut Vec<u8>),
    sink: &mut impl Sink,
) {
    let mut encoding = Encoding {
        encode,
        inner: sink,
    };
    join_pairs(pairs, order, joining, &mut encoding);
}

/// Appends a piece of the normalized parameters as the second layer writes it.
pub fn second_layer(part: Part, bytes: &[u8], choice: &BaseStringChoice, out: &mut Vec<u8>) {
    let is_equals = matches!(part, Part::Equals(_));
    let is_ampersand = part == Part::Ampersand;
    let times = match choice.parameters {
        ParametersRule::Once => Times::Once,
        ParametersRule::Raw => Times::Raw,
        ParametersRule::Twice => Times::Twice,
        ParametersRule::EqualsRaw if is_equals => Times::Raw,
        ParametersRule::AmpersandsRaw if is_ampersand => Times::Raw,
        ParametersRule::SeparatorsOnly if !is_equals && !is_ampersand => Times::Raw,
        ParametersRule::AmpersandsOnly if !is_ampersand => Times::Raw,
        ParametersRule::SeparatorsTwice if is_equals || is_ampersand => Times::Twice,
        ParametersRule::NamesRaw if matches!(part, Part::Name(_)) => Times::Raw,
        ParametersRule::ValuesRaw if matches!(part, Part::Value(_)) => Times::Raw,
        _ => Times::Once,
    };
    times.encode_into(&choice.encoder, bytes, out);
}

/// Applies [`Whole`]. `None` when it changes nothing, so that ranges stay valid.
#[must_use]
pub fn whole(text: &[u8], choice: &BaseStringChoice) -> Option<Vec<u8>> {
    let with = |tail: &[u8]| Some([text, tail].concat());
    match choice.whole {
        Whole::AsIs | Whole::Base64Parts => None,
        Whole::Encoded => Some(Encoder::rfc().encode(text)),
        Whole::Decoded => Some(percent_decode(text)),
        Whole::HtmlEscaped => Some(text.replace("&", "&amp;")),
        Whole::Lowercased => Some(text.to_ascii_lowercase()),
        Whole::Uppercased => Some(text.to_ascii_uppercase()),
        Whole::TrailingLineFeed => with(b"\n"),
        Whole::TrailingCrLf => with(b"\r\n"),
        Whole::TrailingSpace => with(b" "),
        Whole::TrailingNul => with(b"\0"),
        Whole::Quoted => Some([b"\"", text, b"\""].concat()),
        Whole::Cut(len) => Some(text[..len.min(text.len())].to_vec()),
        Whole::CutAtFirstAmpersand => {
            Some(text[..text.find_byte(b'&').unwrap_or(text.len())].to_vec())
        }
        Whole::CutAtSecondAmpersand => {
            let second = text.find_iter("&").nth(1).unwrap_or(text.len());
            Some(text[..second].to_vec())
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::credentials::Credentials;
    use crate::pipeline::trace;
    use crate::recipe::Recipe;
    use crate::request::{Header, Request};

    /// Method, URL, base string and signature under the secret `s`, as oauthlib 4.0.1 makes them
    /// (`signature_base_string`, then HMAC-SHA1 with the key `s&`).
    const OAUTHLIB: [(&str, &str, &str, &str); 4] = [
        (
            "a!b",
            "https://h:0443/",
            "A%21B&https%3A%2F%2Fh%2F&",
            "EA45FPjUw6DFG/ocY6f6Vw0L+ig=",
        ),
        (
            "get",
            "http://h:00080/",
            "GET&http%3A%2F%2Fh%2F&",
            "d3Q0lqr2hFJdw0E/gBrQaDV3yZo=",
        ),
        (
            "M-SEARCH",
            "http://h:80/p",
            "M-SEARCH&http%3A%2F%2Fh%2Fp&",
            "FLXXERYOCwLYQQhtfOOOI7guYzc=",
        ),
        (
            "GET",
            "https://h:0080/",
            "GET&https%3A%2F%2Fh%3A80%2F&",
            "qgEauu1PHrumRgTXy6M8fMScHSU=",
        ),
    ];

    #[test]
    fn unusual_methods_and_ports_are_signed_as_oauthlib_signs_them() {
        for (method, url, begins, signature) in OAUTHLIB {
            let header = "OAuth oauth_consumer_key=\"k%20y\",oauth_nonce=\"n\",\
                          oauth_timestamp=\"1\",oauth_signature_method=\"HMAC-SHA1\"";
            let request = Request {
                method: method.into(),
                url: url.into(),
                headers: vec![Header::made("Authorization", header)],
                ..Request::default()
            };
            let credentials = Credentials {
                consumer_secret: Some("s".into()),
                ..Credentials::default()
            };
            let trace = trace(&request, &credentials, &Recipe::default()).unwrap();
            let expected = [
                begins,
                "oauth_consumer_key%3Dk%2520y%26oauth_nonce%3Dn%26\
                 oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1",
            ];
            assert_eq!(
                String::from_utf8(trace.base_string.text).unwrap(),
                expected.concat()
            );
            assert_eq!(trace.signature.unwrap(), signature);
        }
    }
}
