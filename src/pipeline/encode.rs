//! Each name and value, percent-encoded once (RFC 5849 sections 3.6 and 3.4.1.3.2, step 1).
//!
//! One encoding layer: a space reads `%20` here and `%2520` only in the signature base string.

use std::borrow::Cow;
use std::sync::Arc;

use bstr::ByteSlice as _;

use crate::encoder::Encoder;
use crate::pipeline::choice::{Leaf, Plain, Times, choices};
use crate::pipeline::collect::Source;
use crate::pipeline::decode::Parameter;

choices! {
    /// How names and values are encoded.
    EncodeChoice, EncodeEdit {
        /// The encoder of this layer.
        encoder: Encoder(Encoder),
        /// How often names are encoded.
        names: Names(Times),
        /// How often values are encoded.
        values: Values(Times),
        /// How often values of protocol parameters are encoded, where it differs.
        protocol_values: ProtocolValues(Times),
        /// How often names and values of the query are encoded, where it differs.
        query: Query(Times),
        /// How often names and values of the body are encoded, where it differs.
        body: Body(Times),
        /// Single parameters whose value is encoded otherwise.
        single: Single(SingleTimes),
        /// When the encoder is used at all.
        when: When(When),
    }
}

/// When the encoder is used.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum When {
    /// Always.
    #[default]
    Always,
    /// Only when the query holds a `%`; else its text is taken as it was sent.
    QueryHasPercent,
    /// Not for a text that already holds an escape.
    NotYetEncoded,
}

impl Plain for When {}

/// Parameters, by decoded name, whose value is encoded a different number of times.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct SingleTimes(pub Vec<(Cow<'static, [u8]>, Times)>);

impl Leaf for SingleTimes {
    type Value = (Cow<'static, [u8]>, Times);

    fn set(&mut self, value: &Self::Value) {
        self.0.push(value.clone());
        self.0.sort_by(|a, b| a.0.cmp(&b.0));
    }

    fn clashes(a: &Self::Value, b: &Self::Value) -> bool {
        a.0 == b.0
    }
}

/// A name and a value, encoded once; many variants of a request may share it.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct EncodedPair {
    /// The encoded name.
    pub name: Arc<[u8]>,
    /// The encoded value.
    pub value: Arc<[u8]>,
}

/// Encodes every parameter.
#[must_use]
pub fn encode(parameters: &[Parameter], choice: &EncodeChoice) -> Vec<EncodedPair> {
    let raw_query = sends_raw_query(parameters, choice);
    let mut scratch = Vec::new();
    parameters
        .iter()
        .map(|parameter| encode_pair(parameter, choice, raw_query, &mut scratch))
        .collect()
}

/// As [`encode`], of parameters that another choice made `known` of: where the two write no
/// character of a pair otherwise, it is taken from there.
#[must_use]
pub fn encode_beside(
    parameters: &[Parameter],
    choice: &EncodeChoice,
    known: (&EncodeChoice, &[EncodedPair]),
) -> Vec<EncodedPair> {
    let (other, known) = known;
    let both_plain = choice.is_plain() && other.is_plain();
    let Some(differs) = choice
        .encoder
        .differs(&other.encoder)
        .filter(|_| both_plain)
    else {
        return encode(parameters, choice);
    };
    let mut scratch = Vec::new();
    let mut pairs = Vec::with_capacity(parameters.len());
    for (parameter, pair) in parameters.iter().zip(known) {
        let mut bytes = parameter.name.iter().chain(parameter.value.iter());
        pairs.push(if bytes.any(|byte| differs[usize::from(*byte)]) {
            encode_pair(parameter, choice, false, &mut scratch)
        } else {
            pair.clone()
        });
    }
    pairs
}

impl EncodeChoice {
    /// How often the name and the value of a parameter are encoded.
    pub(crate) fn times(&self, name: &[u8], source: Source) -> (Times, Times) {
        let of_source = match source {
            Source::Query => self.query,
            Source::Body => self.body,
            Source::Header => Times::Once,
        };
        let or = |first: Times, second: Times| if first == Times::Once { second } else { first };
        let single = self.single.0.iter().find(|(single, _)| name == &**single);
        let single = single.map(|(_, times)| *times).unwrap_or_default();
        let protocol = if name.starts_with(b"oauth_") {
            self.protocol_values
        } else {
            Times::Once
        };
        let values = or(single, or(protocol, or(of_source, self.values)));
        (or(of_source, self.names), values)
    }

    /// Appends a name or a value, encoded so often. The query is not taken as it was sent.
    pub(crate) fn encode_into(&self, text: &[u8], times: Times, out: &mut Vec<u8>) {
        if self.when == When::NotYetEncoded && has_escape(text) {
            out.extend_from_slice(text);
        } else {
            times.encode_into(&self.encoder, text, out);
        }
    }

    /// Whether every text goes through the encoder once, whatever it is.
    pub(crate) fn is_plain(&self) -> bool {
        let Self {
            encoder: _,
            names,
            values,
            protocol_values,
            query,
            body,
            single,
            when,
        } = self;
        let times = [names, values, protocol_values, query, body];
        times.iter().all(|times| **times == Times::Once)
            && single.0.is_empty()
            && *when == When::Always
    }
}

/// Whether the query is taken as it was sent: what one pair's encoding takes from the others.
fn sends_raw_query(parameters: &[Parameter], choice: &EncodeChoice) -> bool {
    choice.when == When::QueryHasPercent
        && !parameters
            .iter()
            .any(|parameter| parameter.source == Source::Query && parameter.escaped)
}

/// Encodes one parameter.
fn encode_pair(
    parameter: &Parameter,
    choice: &EncodeChoice,
    raw_query: bool,
    scratch: &mut Vec<u8>,
) -> EncodedPair {
    let (name_times, value_times) = choice.times(&parameter.name, parameter.source);
    let raw_query = raw_query && parameter.source == Source::Query;
    let mut encoded = |text: &[u8], times: Times| -> Arc<[u8]> {
        scratch.clear();
        if raw_query {
            // Without an escape, only a `+` can have become a space.
            scratch.extend_from_slice(&text.replace(" ", "+"));
        } else {
            choice.encode_into(text, times, scratch);
        }
        scratch.as_slice().into()
    };
    EncodedPair {
        name: encoded(&parameter.name, name_times),
        value: encoded(&parameter.value, value_times),
    }
}

/// Signed parameters beside their encoded text, in collected order, however they are kept: what is
/// sorted and joined. Every index is below [`Pairs::count`].
pub trait Pairs {
    /// How many there are.
    fn count(&self) -> usize;

    /// The decoded name.
    fn name(&self, index: usize) -> &[u8];

    /// The decoded value.
    fn value(&self, index: usize) -> &[u8];

    /// Where it stands.
    fn source(&self, index: usize) -> Source;

    /// Whether the wire has no `=` after the name.
    fn is_bare(&self, index: usize) -> bool;

    /// The encoded name.
    fn encoded_name(&self, index: usize) -> &[u8];

    /// The encoded value.
    fn encoded_value(&self, index: usize) -> &[u8];

    /// A protocol parameter, by its name (section 3.1).
    fn is_protocol(&self, index: usize) -> bool {
        self.name(index).starts_with(b"oauth_")
    }
}

/// Parameters, and each of them encoded.
impl Pairs for (&[Parameter], &[EncodedPair]) {
    fn count(&self) -> usize {
        self.0.len().min(self.1.len())
    }

    fn name(&self, index: usize) -> &[u8] {
        &self.0[index].name
    }

    fn value(&self, index: usize) -> &[u8] {
        &self.0[index].value
    }

    fn source(&self, index: usize) -> Source {
        self.0[index].source
    }

    fn is_bare(&self, index: usize) -> bool {
        self.0[index].bare
    }

    fn encoded_name(&self, index: usize) -> &[u8] {
        &self.1[index].name
    }

    fn encoded_value(&self, index: usize) -> &[u8] {
        &self.1[index].value
    }
}

fn has_escape(text: &[u8]) -> bool {
    text.windows(3)
        .any(|window| window[0] == b'%' && window[1..].iter().all(u8::is_ascii_hexdigit))
}
