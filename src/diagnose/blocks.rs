//! The corridor in four blocks, whose outputs meet only at the end.
//!
//! The encoded parameters, the method with the encoded URI, and the key depend on different
//! choices; the frame puts them together and hashes. So their variants are made apart, and only
//! then combined.

use std::sync::Arc;

use crate::credentials::Credentials;
use crate::pipeline::base_string::{self, BaseStringChoice, Ingredients, Section, Whole, assemble};
use crate::pipeline::collect::{Collected, collect};
use crate::pipeline::decode::{Parameter, decode};
use crate::pipeline::encode::{EncodedPair, encode, encode_beside};
use crate::pipeline::select::select;
use crate::pipeline::signature::{Algorithm, Construction, SignatureChoice, TextBytes};
use crate::pipeline::sink::Part;
use crate::pipeline::sort::sort;
use crate::pipeline::{self, base_string_uri, key};
use crate::recipe::{Recipe, Room};
use crate::request::Request;

/// A request and its secrets, with what every variant shares.
#[derive(Clone, Copy, Debug)]
pub struct Blocks<'a> {
    /// The request as captured.
    pub request: &'a Request,
    /// The secrets.
    pub credentials: &'a Credentials,
    /// Its parameters, decoded as the RFC says.
    pub decoded: &'a [Parameter],
    /// The signature method that the request names.
    pub declared: Algorithm,
    /// What the RFC makes of it.
    pub right: &'a Right,
}

/// What RFC 5849 makes of a request: what a recipe does not touch is taken from here.
#[derive(Debug)]
pub struct Right {
    recipe: Recipe,
    walked: Parameters,
    parameters: Vec<u8>,
    prefix: (Vec<u8>, Vec<u8>),
}

impl Right {
    /// Walks once.
    #[must_use]
    pub fn of(request: &Request, decoded: &[Parameter]) -> Self {
        let recipe = Recipe::default();
        let walked = Parameters::walk(request, &recipe);
        let mut parameters = Vec::new();
        walked.write(&mut parameters);
        let prefix = prefix(request, decoded, &recipe);
        Self {
            recipe,
            walked,
            parameters,
            prefix,
        }
    }

    /// The encoded normalized parameters of a recipe.
    fn parameters_of(&self, request: &Request, recipe: &Recipe) -> Vec<u8> {
        let ours = &self.recipe;
        let rooms = [
            (Room::Collect, recipe.collect == ours.collect),
            (Room::Decode, recipe.decode == ours.decode),
            (Room::Select, recipe.select == ours.select),
            (Room::Encode, recipe.encode == ours.encode),
            (Room::Sort, recipe.sort == ours.sort),
        ];
        let touches_text = recipe.join != ours.join || recipe.base_string != ours.base_string;
        let other = rooms.into_iter().find(|(_, same)| !same);
        let from = other.map_or(Room::Join, |(room, _)| room);
        let walked = (touches_text || other.is_some())
            .then(|| {
                self.walked
                    .rewalk(request, recipe.clone(), from, touches_text)
            })
            .flatten();
        let Some(walked) = walked else {
            return self.parameters.clone();
        };
        let mut text = Vec::with_capacity(self.parameters.len());
        walked.write(&mut text);
        text
    }
}

/// The encoded method, and the encoded base string URI.
fn prefix(request: &Request, decoded: &[Parameter], recipe: &Recipe) -> (Vec<u8>, Vec<u8>) {
    let method = base_string::method(request, decoded, &recipe.base_string);
    let base_uri = base_string_uri::base_string_uri(request, &recipe.uri);
    let mut uri = Vec::new();
    base_string::uri(&base_uri, &recipe.base_string, &mut uri);
    let method = base_string::encoded_method(&method, &recipe.base_string);
    (method.into_owned(), uri)
}

/// What the parameter rooms made, stage by stage, so that a variant of a later room need not
/// walk the earlier ones again.
#[derive(Clone, Debug)]
pub struct Parameters {
    recipe: Recipe,
    collected: Arc<Collected>,
    decoded: Arc<Vec<Parameter>>,
    selected: Arc<Vec<Parameter>>,
    encoded: Arc<Vec<EncodedPair>>,
    order: Arc<Vec<usize>>,
}

impl Parameters {
    /// Walks all the rooms.
    #[must_use]
    pub fn walk(request: &Request, recipe: &Recipe) -> Self {
        let collected = Arc::new(collect(request, &recipe.collect));
        let decoded = Arc::new(decode(&collected, &recipe.decode));
        let selected = Arc::new(select(&decoded, &recipe.select));
        let encoded = Arc::new(encode(&selected, &recipe.encode));
        let order = Arc::new(sort(&selected, &encoded, &recipe.sort));
        Self {
            recipe: recipe.clone(),
            collected,
            decoded,
            selected,
            encoded,
            order,
        }
    }

    /// Walks again from that room on, with another recipe. `None` when nothing came out otherwise
    /// up to the order of the pairs, and no later room is touched.
    #[must_use]
    pub fn rewalk(
        &self,
        request: &Request,
        recipe: Recipe,
        from: Room,
        touches_text: bool,
    ) -> Option<Self> {
        let mut next = Self {
            recipe,
            collected: Arc::clone(&self.collected),
            decoded: Arc::clone(&self.decoded),
            selected: Arc::clone(&self.selected),
            encoded: Arc::clone(&self.encoded),
            order: Arc::clone(&self.order),
        };
        if from <= Room::Collect {
            next.collected = Arc::new(collect(request, &next.recipe.collect));
        }
        if from <= Room::Decode {
            next.decoded = Arc::new(decode(&next.collected, &next.recipe.decode));
        }
        if from <= Room::Select {
            next.selected = Arc::new(select(&next.decoded, &next.recipe.select));
        }
        if from <= Room::Encode {
            let choice = &next.recipe.encode;
            next.encoded = Arc::new(if Arc::ptr_eq(&next.selected, &self.selected) {
                let known = (&self.recipe.encode, self.encoded.as_slice());
                encode_beside(&next.selected, choice, known)
            } else {
                encode(&next.selected, choice)
            });
        }
        if from <= Room::Sort {
            next.order = Arc::new(sort(&next.selected, &next.encoded, &next.recipe.sort));
        }
        let same = !touches_text
            && next.order == self.order
            && next.encoded == self.encoded
            && next.selected == self.selected;
        (!same).then_some(next)
    }

    /// Whether any parameter is signed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Their recipe.
    #[must_use]
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// Appends the encoded normalized parameters: the third part of the base string.
    pub fn write(&self, out: &mut Vec<u8>) {
        let Recipe {
            join, base_string, ..
        } = &self.recipe;
        base_string::parameters(self.ingredients(), join, base_string, out);
    }

    /// As [`Self::write`], with what these have in common with others taken from there.
    pub fn write_beside(&self, others: &Layered<'_>, out: &mut Vec<u8>) {
        let Recipe {
            join, base_string, ..
        } = &self.recipe;
        let same_layer = *base_string == others.of.recipe.base_string;
        let by_piece = base_string.whole != Whole::Base64Parts
            && base_string.parameters != base_string::ParametersRule::FirstMarksOnly;
        if !same_layer || !by_piece {
            return self.write(out);
        }
        let encode = |part, bytes: &[u8], out: &mut Vec<u8>| match others.get(part, bytes) {
            Some(layered) => out.extend_from_slice(layered),
            None => base_string::second_layer(part, bytes, base_string, out),
        };
        base_string::parameters_through(self.ingredients(), join, encode, out);
    }

    /// Its pairs in the second layer.
    #[must_use]
    pub fn layered(&self) -> Layered<'_> {
        let layer = |part, bytes: &[u8]| {
            let mut out = Vec::with_capacity(bytes.len() * 2);
            base_string::second_layer(part, bytes, &self.recipe.base_string, &mut out);
            out
        };
        let pairs = self.encoded.iter().enumerate();
        Layered {
            of: self,
            pairs: pairs
                .map(|(index, pair)| EncodedPair {
                    name: layer(Part::Name(index), &pair.name).into(),
                    value: layer(Part::Value(index), &pair.value).into(),
                })
                .collect(),
        }
    }

    fn ingredients(&self) -> Ingredients<'_> {
        Ingredients {
            method: b"",
            uri: b"",
            parameters: &self.selected,
            encoded: &self.encoded,
            order: &self.order,
        }
    }
}

/// Pairs in the second layer, kept for variants that have most of them in common.
#[derive(Debug)]
pub struct Layered<'a> {
    of: &'a Parameters,
    pairs: Vec<EncodedPair>,
}

impl Layered<'_> {
    /// A piece in the second layer, where these have the same one.
    fn get(&self, part: Part, bytes: &[u8]) -> Option<&[u8]> {
        let (index, text): (usize, fn(&EncodedPair) -> &[u8]) = match part {
            Part::Name(index) => (index, |pair| &pair.name),
            Part::Value(index) => (index, |pair| &pair.value),
            _ => return None,
        };
        // One pair may have gone before it.
        [index, index + 1].into_iter().find_map(|index| {
            let same = text(self.of.encoded.get(index)?) == bytes;
            same.then(|| text(&self.pairs[index]))
        })
    }
}

/// How the parts are put together and hashed: what is left of a recipe when the parts are made.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Frame {
    /// The choices about separators, parts and the whole text.
    pub base_string: BaseStringChoice,
    /// The signature method that is computed.
    pub algorithm: Algorithm,
    /// What is hashed with what.
    pub construction: Construction,
    /// How the base string becomes bytes.
    pub text: TextBytes,
    /// How the key becomes bytes.
    pub key: TextBytes,
}

impl Frame {
    /// The frame of a recipe.
    #[must_use]
    pub fn of(recipe: &Recipe, declared: Algorithm) -> Self {
        let whole = &recipe.base_string;
        Self {
            base_string: BaseStringChoice {
                separator: whole.separator,
                parts: whole.parts,
                whole: whole.whole,
                ..BaseStringChoice::default()
            },
            algorithm: recipe.signature.algorithm.of(declared),
            construction: recipe.signature.construction,
            text: recipe.signature.text,
            key: recipe.signature.key,
        }
    }

    /// How base string and key are hashed.
    #[must_use]
    pub fn signature_choice(&self) -> SignatureChoice {
        SignatureChoice {
            construction: self.construction,
            text: self.text,
            key: self.key,
            ..SignatureChoice::default()
        }
    }

    /// Appends the base string of these parts.
    pub fn base_string(
        &self,
        method: &[u8],
        uri: &[u8],
        parameters: &[u8],
        empty: bool,
        out: &mut Vec<u8>,
    ) {
        let start = out.len();
        assemble(
            &self.base_string,
            !empty,
            out,
            &mut |section, out| match section {
                Section::Method => out.extend_from_slice(method),
                Section::Uri => out.extend_from_slice(uri),
                Section::Parameters => out.extend_from_slice(parameters),
            },
        );
        if let Some(text) = base_string::whole(&out[start..], &self.base_string) {
            out.truncate(start);
            out.extend_from_slice(&text);
        }
    }
}

/// What each block makes of a recipe.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Outputs {
    /// The encoded normalized parameters.
    pub parameters: Vec<u8>,
    /// Encoded method and URI.
    pub prefix: (Vec<u8>, Vec<u8>),
    /// The key; `None` when a secret is missing.
    pub key: Option<Vec<u8>>,
    /// The frame, with the base string that it makes of the right parts.
    pub frame: (Frame, Vec<u8>),
    /// How the digest becomes text.
    pub text: (
        pipeline::signature::Output,
        pipeline::signature::SignatureWire,
    ),
}

/// Which blocks a recipe changes.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each says of one block whether it changes"
)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Effect {
    /// The encoded parameters.
    pub parameters: bool,
    /// Method or URI.
    pub prefix: bool,
    /// The key.
    pub key: bool,
    /// How they are put together and hashed.
    pub frame: bool,
    /// How the digest becomes text.
    pub text: bool,
}

impl Effect {
    /// How many blocks it changes.
    #[must_use]
    pub fn blocks(self) -> usize {
        [
            self.parameters,
            self.prefix,
            self.key,
            self.frame,
            self.text,
        ]
        .into_iter()
        .filter(|yes| *yes)
        .count()
    }
}

impl Outputs {
    /// What these differ in from the right ones.
    #[must_use]
    pub fn effect(&self, right: &Self) -> Effect {
        let frame_changes = {
            let (ours, theirs) = (&self.frame.0, &right.frame.0);
            self.frame.1 != right.frame.1
                || (ours.algorithm, ours.construction, ours.text, ours.key)
                    != (
                        theirs.algorithm,
                        theirs.construction,
                        theirs.text,
                        theirs.key,
                    )
        };
        Effect {
            parameters: self.parameters != right.parameters,
            prefix: self.prefix != right.prefix,
            key: self.key != right.key,
            frame: frame_changes,
            text: self.text != right.text,
        }
    }
}

impl Blocks<'_> {
    /// Encoded method and URI.
    #[must_use]
    pub fn prefix(&self, recipe: &Recipe) -> (Vec<u8>, Vec<u8>) {
        let right = self.right;
        if recipe.uri == right.recipe.uri && recipe.base_string == right.recipe.base_string {
            return right.prefix.clone();
        }
        prefix(self.request, self.decoded, recipe)
    }

    /// The key; empty for RSA; `None` when a secret is missing.
    #[must_use]
    pub fn key(&self, recipe: &Recipe) -> Option<Vec<u8>> {
        let algorithm = recipe.signature.algorithm.of(self.declared);
        if algorithm.is_rsa() {
            return Some(Vec::new());
        }
        key::signing_key(
            self.credentials,
            pipeline::has_token(self.decoded),
            &recipe.key,
        )
        .ok()
    }

    /// Whether a recipe signs a name or value with a special character that is not signed rightly.
    #[must_use]
    pub fn brings_text(&self, recipe: &Recipe) -> bool {
        let right = &self.right.walked.selected;
        let collected = collect(self.request, &recipe.collect);
        let signed = select(&decode(&collected, &recipe.decode), &recipe.select);
        let is_special = |text: &[u8]| !text.iter().all(u8::is_ascii_alphanumeric);
        signed.iter().any(|one| {
            let names = || right.iter().any(|other| other.name == one.name);
            let values = || right.iter().any(|other| other.value == one.value);
            (is_special(&one.name) && !names()) || (is_special(&one.value) && !values())
        })
    }

    /// What every block makes of a recipe.
    #[must_use]
    pub fn outputs(&self, recipe: &Recipe) -> Outputs {
        let right = self.right;
        let parameters = right.parameters_of(self.request, recipe);
        let prefix = self.prefix(recipe);
        let frame = Frame::of(recipe, self.declared);
        let mut text = Vec::new();
        frame.base_string(
            &right.prefix.0,
            &right.prefix.1,
            &right.parameters,
            right.walked.is_empty(),
            &mut text,
        );
        // Frames that read the right parts alike are alike, whatever they are called.
        let shown = Frame {
            base_string: BaseStringChoice::default(),
            ..frame
        };
        Outputs {
            parameters,
            prefix,
            key: self.key(recipe),
            frame: (shown, text),
            text: (recipe.signature.output, recipe.signature.wire),
        }
    }
}
