//! Signing and verifying without a [`Trace`](super::Trace): the third listener of the corridor.
//!
//! The same rooms are walked, one pair at a time: what a pair means, whether it is signed and how
//! it is encoded is asked of the room's own functions, and only the ranges of its texts are kept.
//! A [`Signer`] keeps its buffers, so that a warm one signs without an allocation but for the
//! signature itself.
//!
//! Choices that look at several pairs at once, or make pairs up, are walked by
//! [`trace`](super::trace()); the signature is the same, at its speed.

use std::borrow::Borrow;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bstr::BString;
use zeroize::Zeroizing;

use super::base_string::{self, MethodRule, ParametersRule, Section, Whole, assemble};
use super::collect::{BodyKind, PairSeparator, QuestionMarkRule, Source, kind_of_body, walk_pairs};
use super::decode::{form_decode_into, percent_decode_into};
use super::encode::{Pairs, When};
use super::join::Quotes;
use super::key::{Missing, write_key};
use super::select::is_signed;
use super::signature::{self, Algorithm, Output, SignatureWire};
use super::sink::Part;
use super::{algorithm_named, base_string_uri, checked_url, sort, trace};
use crate::authorization;
use crate::credentials::Credentials;
use crate::encoder::{ESCAPED_AMPERSAND, ESCAPED_EQUALS, Encoder, is_unreserved};
use crate::error::Error;
use crate::pipeline::choice::Times;
use crate::recipe::Recipe;
use crate::request::{Header, Request, Text, UrlRanges, Wire};

/// The signature of a request, as the RFC makes it: its text, before it is encoded for the wire.
///
/// An `oauth_signature` that the request already has does not count. Who signs often keeps a
/// [`Signer`].
///
/// ```
/// use countersign::credentials::Credentials;
/// use countersign::pipeline::signer::sign;
/// use countersign::request::{Header, Request};
///
/// // The example of RFC 5849 section 1.2.
/// let header = r#"OAuth oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk",
///     oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131202", oauth_nonce="chapoH""#;
/// let request = Request {
///     method: "GET".into(),
///     url: "http://photos.example.net/photos?file=vacation.jpg&size=original".into(),
///     headers: vec![Header::made("Authorization", header)],
///     ..Request::default()
/// };
/// let credentials = Credentials {
///     consumer_secret: Some("kd94hf93k423kf44".into()),
///     token_secret: Some("pfkkdhi9sl3r4s00".into()),
///     ..Credentials::default()
/// };
/// assert_eq!(sign(&request, &credentials).unwrap(), "MdpQcU8iPSUjWoN/UDMsK2sui9I=");
/// ```
///
/// # Errors
/// When the URL gives no base string URI, or a secret is missing.
pub fn sign(request: &impl Wire, credentials: &Credentials) -> Result<BString, Unsigned> {
    Signer::default().sign(request, credentials)
}

/// Whether a request's signature is the one that the RFC makes.
///
/// # Errors
/// When the URL gives no base string URI.
pub fn verify(request: &impl Wire, credentials: &Credentials) -> Result<Verified, Error> {
    Signer::default().verify(request, credentials)
}

/// Why there is no signature.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unsigned {
    /// The URL gives no base string URI.
    #[error(transparent)]
    Url(#[from] Error),
    /// A secret is not among the credentials.
    #[error("a secret is missing: {0:?}")]
    Missing(Missing),
}

/// What verifying found.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verified {
    /// The signature is the right one.
    Right,
    /// It is another.
    Wrong,
    /// It cannot be told.
    Missing(Lacking),
}

/// What verifying needs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Lacking {
    /// The request has no signature.
    Signature,
    /// A secret or key.
    Key(Missing),
}

/// Signs and verifies many requests by one recipe.
#[derive(Debug)]
pub struct Signer<'r> {
    recipe: &'r Recipe,
    ways: Ways,
    desk: Desk,
    order: Vec<usize>,
    base_string: Vec<u8>,
    uri: Vec<u8>,
    key: Zeroizing<Vec<u8>>,
}

impl Default for Signer<'static> {
    fn default() -> Self {
        Self::new(Recipe::rfc())
    }
}

/// What is asked of a recipe once, not once a request.
#[derive(Clone, Copy, Debug)]
struct Ways {
    /// Whether its pairs can be walked one at a time.
    one_at_a_time: bool,
    /// Whether the first layer leaves unreserved characters as they are.
    plain_first: bool,
    /// Whether the second one does.
    plain_second: bool,
}

impl Ways {
    fn of(recipe: &Recipe) -> Self {
        let base = &recipe.base_string;
        let plain = |encoder: &Encoder| encoder == Encoder::rfc();
        Self {
            one_at_a_time: one_at_a_time(recipe),
            plain_first: recipe.encode.is_plain() && plain(&recipe.encode.encoder),
            plain_second: base.parameters == ParametersRule::Once
                && plain(&base.encoder)
                && recipe.join.quotes == Quotes::None,
        }
    }
}

/// Whether what happens to a pair depends on that pair alone, and none is made up.
fn one_at_a_time(recipe: &Recipe) -> bool {
    let (collect, plain) = (&recipe.collect, &Recipe::rfc().collect);
    collect.query == plain.query
        && collect.question_mark != QuestionMarkRule::SecondEndsQuery
        && collect.question_mark != QuestionMarkRule::InFirstName
        && collect.fragment == plain.fragment
        && collect.body == plain.body
        && collect.form_type == plain.form_type
        && collect.separator != PairSeparator::HtmlEscaped
        && recipe.decode == Recipe::rfc().decode
        && recipe.select == Recipe::rfc().select
        && recipe.encode.when != When::QueryHasPercent
        && recipe.base_string.method != MethodRule::Override
        && recipe.base_string.parameters != ParametersRule::FirstMarksOnly
        && recipe.base_string.whole != Whole::Base64Parts
}

/// What the walk found among the parameters.
#[derive(Debug, Default)]
struct Named {
    method: Option<Range<usize>>,
    token: bool,
    signature: Option<(Source, Range<usize>)>,
    consumer_key: Option<(Source, Range<usize>)>,
    token_text: Option<(Source, Range<usize>)>,
    timestamp: Option<(Source, Range<usize>)>,
    nonce: Option<(Source, Range<usize>)>,
}

/// What a request says of itself, decoded: the header's before the query's before the body's.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Carried<'a> {
    /// `oauth_consumer_key`.
    pub consumer_key: Option<&'a [u8]>,
    /// `oauth_token`; an empty one is none.
    pub token: Option<&'a [u8]>,
    /// `oauth_signature_method`.
    pub signature_method: Option<&'a [u8]>,
    /// `oauth_timestamp`.
    pub timestamp: Option<&'a [u8]>,
    /// `oauth_nonce`.
    pub nonce: Option<&'a [u8]>,
    /// `oauth_signature`.
    pub signature: Option<&'a [u8]>,
}

impl<'r> Signer<'r> {
    /// One that signs by that recipe.
    #[must_use]
    pub fn new(recipe: &'r Recipe) -> Self {
        Self {
            recipe,
            ways: Ways::of(recipe),
            desk: Desk::default(),
            order: Vec::new(),
            base_string: Vec::new(),
            uri: Vec::new(),
            key: Zeroizing::default(),
        }
    }

    /// As [`sign`].
    ///
    /// # Errors
    /// As [`sign`].
    pub fn sign(
        &mut self,
        request: &impl Wire,
        credentials: &Credentials,
    ) -> Result<BString, Unsigned> {
        if !self.ways.one_at_a_time {
            return self.sign_by_trace(request, credentials);
        }
        let algorithm = self.walk(request)?;
        self.make_key(algorithm, credentials)
            .map_err(Unsigned::Missing)?;
        let (base, key, choice) = (&self.base_string, &self.key, &self.recipe.signature);
        let digest = signature::digest(algorithm, base, key, choice);
        let text = match &digest {
            None => signature::plaintext(base, key, choice),
            Some(digest) => {
                let private_key = credentials.private_key.as_ref();
                let signed = signature::signed_bytes(algorithm, digest, private_key)
                    .ok_or(Unsigned::Missing(Missing::PrivateKey))?;
                signature::signature_text(&signed, base, key, choice)
            }
        };
        Ok(text.into())
    }

    /// As [`verify`].
    ///
    /// # Errors
    /// As [`verify`].
    pub fn verify(
        &mut self,
        request: &impl Wire,
        credentials: &Credentials,
    ) -> Result<Verified, Error> {
        if !self.ways.one_at_a_time {
            let made = self.sign_by_trace(request, credentials);
            return self.compared(request, made);
        }
        let algorithm = self.walk(request)?;
        Ok(self.judged(algorithm, credentials))
    }

    /// As [`verify`], of a request whose credentials are looked up by what it carries.
    ///
    /// # Errors
    /// As [`verify`].
    pub fn verify_with<K: Borrow<Credentials>>(
        &mut self,
        request: &impl Wire,
        keys: impl FnOnce(&Carried<'_>) -> K,
    ) -> Result<Verified, Error> {
        let algorithm = self.walk(request)?;
        let credentials = keys(&self.carried());
        if self.ways.one_at_a_time {
            return Ok(self.judged(algorithm, credentials.borrow()));
        }
        let made = self.sign_by_trace(request, credentials.borrow());
        self.compared(request, made)
    }

    /// What the last request said of itself.
    #[must_use]
    pub fn carried(&self) -> Carried<'_> {
        let named = &self.desk.named;
        let text = |at: &Option<(Source, Range<usize>)>| {
            at.as_ref().map(|(_, range)| self.desk.bytes(range))
        };
        Carried {
            consumer_key: text(&named.consumer_key),
            token: text(&named.token_text).filter(|token| !token.is_empty()),
            signature_method: named.method.as_ref().map(|range| self.desk.bytes(range)),
            timestamp: text(&named.timestamp),
            nonce: text(&named.nonce),
            signature: text(&named.signature),
        }
    }

    /// Holds the captured signature against the base string that was walked.
    fn judged(&mut self, algorithm: Algorithm, credentials: &Credentials) -> Verified {
        if self.captured().is_empty() {
            return Verified::Missing(Lacking::Signature);
        }
        if algorithm.is_rsa() && credentials.private_key.is_none() {
            return self.opened(algorithm, credentials);
        }
        if let Err(missing) = self.make_key(algorithm, credentials) {
            return Verified::Missing(Lacking::Key(missing));
        }
        let (base, key, choice) = (&self.base_string, &self.key, &self.recipe.signature);
        let digest = signature::digest(algorithm, base, key, choice);
        let is_right = match &digest {
            None => signature::plaintext(base, key, choice) == self.captured(),
            Some(digest) => {
                let private_key = credentials.private_key.as_ref();
                let Some(signed) = signature::signed_bytes(algorithm, digest, private_key) else {
                    return Verified::Missing(Lacking::Key(Missing::PrivateKey));
                };
                if choice.output == Output::Base64 && choice.wire == SignatureWire::AsIs {
                    // One text alone is the base64 of some bytes: those are compared.
                    decodes_to(self.captured(), &signed)
                } else {
                    signature::signature_text(&signed, base, key, choice) == self.captured()
                }
            }
        };
        Verified::of(is_right)
    }

    /// The base string of the last request; empty before the first.
    #[must_use]
    pub fn base_string(&self) -> &[u8] {
        &self.base_string
    }

    /// The captured signature, decoded; empty where there is none.
    fn captured(&self) -> &[u8] {
        let at = self.desk.named.signature.as_ref();
        at.map_or(b"", |(_, range)| self.desk.bytes(range))
    }

    /// Whether an RSA signature opens with the public key to the base string's hash.
    fn opened(&self, algorithm: Algorithm, credentials: &Credentials) -> Verified {
        let Some(key) = &credentials.public_key else {
            return Verified::Missing(Lacking::Key(Missing::PrivateKey));
        };
        let choice = &self.recipe.signature;
        let digest = signature::digest(algorithm, &self.base_string, b"", choice);
        let signed = STANDARD.decode(self.captured());
        Verified::of(match (digest, signed) {
            (Some(digest), Ok(signed)) => signature::opens(algorithm, &digest, &signed, key),
            _ => false,
        })
    }

    /// Walks up to the base string.
    fn walk(&mut self, request: &impl Wire) -> Result<Algorithm, Error> {
        let at = checked_url(request.url())?;
        self.desk.take(request, &at, self.recipe, self.ways);
        sort::sort_pairs(&self.desk.slots(), &self.recipe.sort, &mut self.order);
        self.uri.clear();
        base_string_uri::write_uri(request, &at, &self.recipe.uri, &mut self.uri);
        self.write_base_string(request);
        let named = self.desk.named.method.as_ref();
        let declared = algorithm_named(named.map(|range| self.desk.bytes(range)));
        Ok(self.recipe.signature.algorithm.of(declared))
    }

    fn write_base_string(&mut self, request: &impl Wire) {
        let (choice, joining) = (&self.recipe.base_string, &self.recipe.join);
        let (slots, order, uri) = (self.desk.slots(), &self.order, &self.uri);
        let plain_second = self.ways.plain_second;
        let encode = |part, bytes: &[u8], out: &mut Vec<u8>| match (part, bytes) {
            // What the second layer makes of the commonest pieces is known.
            (Part::Equals(_), b"=") if plain_second => out.extend_from_slice(ESCAPED_EQUALS),
            (Part::Ampersand, b"&") if plain_second => out.extend_from_slice(ESCAPED_AMPERSAND),
            _ if plain_second && slots.is_plain(part) => out.extend_from_slice(bytes),
            _ => base_string::second_layer(part, bytes, choice, out),
        };
        self.base_string.clear();
        let has_parameters = !order.is_empty();
        assemble(
            choice,
            has_parameters,
            &mut self.base_string,
            &mut |section, sink| match section {
                Section::Method => base_string::write_method(request.method(), choice, sink),
                Section::Uri => base_string::uri(uri, choice, sink),
                Section::Parameters => {
                    base_string::pairs_through(&slots, order, joining, encode, sink);
                }
            },
        );
        if let Some(text) = base_string::whole(&self.base_string, choice) {
            self.base_string = text;
        }
    }

    fn make_key(&mut self, algorithm: Algorithm, credentials: &Credentials) -> Result<(), Missing> {
        if algorithm.is_rsa() {
            self.key.clear();
            return Ok(());
        }
        let has_token = self.desk.named.token;
        write_key(credentials, has_token, &self.recipe.key, &mut self.key)
    }

    fn sign_by_trace(
        &mut self,
        request: &impl Wire,
        credentials: &Credentials,
    ) -> Result<BString, Unsigned> {
        let trace = trace(&owned(request), credentials, self.recipe)?;
        self.base_string = trace.base_string.text;
        match trace.signature {
            Some(signature) => Ok(signature),
            None => Err(Unsigned::Missing(
                trace.signing_key.err().unwrap_or(Missing::PrivateKey),
            )),
        }
    }

    /// Holds the captured signature against one that was made.
    fn compared(
        &mut self,
        request: &impl Wire,
        made: Result<BString, Unsigned>,
    ) -> Result<Verified, Error> {
        let at = checked_url(request.url())?;
        let rfc = Recipe::rfc();
        self.desk.take(request, &at, rfc, Ways::of(rfc));
        if self.captured().is_empty() {
            return Ok(Verified::Missing(Lacking::Signature));
        }
        match made {
            Ok(made) => Ok(Verified::of(made == self.captured())),
            Err(Unsigned::Missing(missing)) => Ok(Verified::Missing(Lacking::Key(missing))),
            Err(Unsigned::Url(error)) => Err(error),
        }
    }
}

impl Verified {
    fn of(is_right: bool) -> Self {
        if is_right { Self::Right } else { Self::Wrong }
    }
}

/// Whether a text is the base64 of those bytes; how long it takes does not tell where they part.
fn decodes_to(text: &[u8], bytes: &[u8]) -> bool {
    // The longest that is compared is an RSA signature of 8192 bits.
    let mut buffer = [0; 1024 + 2];
    let Ok(len) = STANDARD.decode_slice(text, &mut buffer) else {
        return false;
    };
    let decoded = buffer.get(..len).unwrap_or_default();
    let differ = decoded
        .iter()
        .zip(bytes)
        .fold(0, |all, (a, b)| all | (a ^ b));
    decoded.len() == bytes.len() && differ == 0
}

fn owned(request: &impl Wire) -> Request {
    let header = |(name, value): (&[u8], &[u8])| Header {
        name: Text::from(name),
        value: Text::from(value),
    };
    Request {
        method: Text::from(request.method()),
        url: Text::from(request.url()),
        headers: request.headers().map(header).collect(),
        body: request.body().map(Text::from),
        absolute_form: request.is_absolute_form(),
        ..Request::default()
    }
}

/// The pairs of one request: their texts in a row, and where each stands.
#[derive(Debug, Default)]
struct Desk {
    text: Vec<u8>,
    scratch: Vec<u8>,
    signed: Vec<Slot>,
    named: Named,
}

/// A signed pair: where its texts stand.
#[derive(Debug)]
struct Slot {
    source: Source,
    bare: bool,
    name: Piece,
    value: Piece,
}

/// A name or a value.
#[derive(Clone, Debug)]
struct Piece {
    decoded: Range<usize>,
    encoded: Range<usize>,
    /// Whether the encoded text holds nothing but unreserved characters.
    plain: bool,
}

/// The signed pairs and the text that they stand in.
#[derive(Clone, Copy)]
struct Slots<'a> {
    text: &'a [u8],
    signed: &'a [Slot],
}

impl Desk {
    fn bytes(&self, range: &Range<usize>) -> &[u8] {
        self.text.get(range.clone()).unwrap_or_default()
    }

    fn slots(&self) -> Slots<'_> {
        Slots {
            text: &self.text,
            signed: &self.signed,
        }
    }

    /// Collects, decodes, selects and encodes, one pair at a time.
    fn take(&mut self, request: &impl Wire, at: &UrlRanges, recipe: &Recipe, ways: Ways) {
        self.text.clear();
        self.signed.clear();
        self.named = Named::default();
        if let Some(query) = at.query.clone().and_then(|range| request.url().get(range)) {
            self.take_form(query, Source::Query, recipe, ways);
        }
        for header in request.oauth_headers() {
            let from = self.keep(header);
            authorization::walk(header, |field| {
                let name = moved(field.name, from);
                let value = field.value.map(|value| moved(value, from));
                self.take_pair(Source::Header, name, value, recipe, ways);
            });
        }
        if let (BodyKind::Form, _) = kind_of_body(request) {
            self.take_form(
                request.body().unwrap_or_default(),
                Source::Body,
                recipe,
                ways,
            );
        }
    }

    fn take_form(&mut self, form: &[u8], source: Source, recipe: &Recipe, ways: Ways) {
        let from = self.keep(form);
        walk_pairs(form, source, &recipe.collect, |name, value| {
            let value = value.map(|value| moved(value, from));
            self.take_pair(source, moved(name, from), value, recipe, ways);
        });
    }

    /// Puts wire text at the end; where it then begins.
    fn keep(&mut self, wire: &[u8]) -> usize {
        let from = self.text.len();
        self.text.extend_from_slice(wire);
        from
    }

    fn take_pair(
        &mut self,
        source: Source,
        name: Range<usize>,
        value: Option<Range<usize>>,
        recipe: &Recipe,
        ways: Ways,
    ) {
        let bare = value.is_none();
        let value = value.unwrap_or(name.end..name.end);
        let (name, plain_name) = self.decoded(name, source);
        let (value, plain_value) = self.decoded(value, source);
        self.note(source, &name, &value);
        if !is_signed(self.bytes(&name), source, &recipe.select) {
            return;
        }
        let (name_times, value_times) = if ways.plain_first {
            (Times::Once, Times::Once)
        } else {
            recipe.encode.times(self.bytes(&name), source)
        };
        let plain = |plain: bool| plain && ways.plain_first;
        let name = self.encoded(name, plain(plain_name), name_times, recipe);
        let value = self.encoded(value, plain(plain_value), value_times, recipe);
        self.signed.push(Slot {
            source,
            bare,
            name,
            value,
        });
    }

    /// Where the decoded text stands, and whether all of it is unreserved.
    fn decoded(&mut self, wire: Range<usize>, source: Source) -> (Range<usize>, bool) {
        if is_unreserved(self.bytes(&wire)) {
            return (wire, true);
        }
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        let text = self.bytes(&wire);
        match source {
            Source::Header => percent_decode_into(text, &mut scratch),
            Source::Query | Source::Body => form_decode_into(text, &mut scratch),
        }
        let from = self.keep(&scratch);
        self.scratch = scratch;
        (from..self.text.len(), false)
    }

    /// Remembers what the parameters say about the signature.
    fn note(&mut self, source: Source, name: &Range<usize>, value: &Range<usize>) {
        let text = self.text.get(name.clone()).unwrap_or_default();
        let Some(rest) = text.strip_prefix(b"oauth_") else {
            return;
        };
        let named = &mut self.named;
        match rest {
            b"token" => {
                named.token |= !value.is_empty();
                keep_first(&mut named.token_text, source, value);
            }
            b"signature_method" if named.method.is_none() => {
                named.method = Some(value.clone());
            }
            b"signature" => keep_first(&mut named.signature, source, value),
            b"consumer_key" => keep_first(&mut named.consumer_key, source, value),
            b"timestamp" => keep_first(&mut named.timestamp, source, value),
            b"nonce" => keep_first(&mut named.nonce, source, value),
            _ => {}
        }
    }

    fn encoded(
        &mut self,
        decoded: Range<usize>,
        plain: bool,
        times: Times,
        recipe: &Recipe,
    ) -> Piece {
        let encoded = if plain {
            decoded.clone()
        } else {
            let mut scratch = std::mem::take(&mut self.scratch);
            scratch.clear();
            let text = self.bytes(&decoded);
            recipe.encode.encode_into(text, times, &mut scratch);
            let from = self.keep(&scratch);
            self.scratch = scratch;
            from..self.text.len()
        };
        Piece {
            decoded,
            encoded,
            plain,
        }
    }
}

/// Keeps the first of a name; the header's goes before all others.
fn keep_first(kept: &mut Option<(Source, Range<usize>)>, source: Source, value: &Range<usize>) {
    let first = match kept {
        None => true,
        Some((before, _)) => source == Source::Header && *before != Source::Header,
    };
    if first {
        *kept = Some((source, value.clone()));
    }
}

fn moved(range: Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

impl Slots<'_> {
    /// Whether a piece of the normalized parameters holds nothing but unreserved characters.
    fn is_plain(&self, part: Part) -> bool {
        match part {
            Part::Name(index) => self.signed.get(index).is_some_and(|slot| slot.name.plain),
            Part::Value(index) => self.signed.get(index).is_some_and(|slot| slot.value.plain),
            _ => false,
        }
    }

    #[inline]
    fn bytes(&self, range: &Range<usize>) -> &[u8] {
        self.text.get(range.clone()).unwrap_or_default()
    }
}

impl Pairs for Slots<'_> {
    fn count(&self) -> usize {
        self.signed.len()
    }

    fn name(&self, index: usize) -> &[u8] {
        self.bytes(&self.signed[index].name.decoded)
    }

    fn value(&self, index: usize) -> &[u8] {
        self.bytes(&self.signed[index].value.decoded)
    }

    fn source(&self, index: usize) -> Source {
        self.signed[index].source
    }

    fn is_bare(&self, index: usize) -> bool {
        self.signed[index].bare
    }

    fn encoded_name(&self, index: usize) -> &[u8] {
        self.bytes(&self.signed[index].name.encoded)
    }

    fn encoded_value(&self, index: usize) -> &[u8] {
        self.bytes(&self.signed[index].value.encoded)
    }
}
