//! A base string in hand is taken apart, not searched: nothing of it is hidden behind a hash.
//!
//! Its method, URI, separators and pairs are told apart ([`shape`]) and held against the right
//! ones; known mistakes are put together step by step, each of which is seen to bring the text
//! nearer. What was found is proven together, by making the given text again byte for byte. Any
//! number of mistakes, no clock, no limit that a user sets. What stays over is shown beside what
//! was understood.

mod between;
mod guided;
mod held;
mod key;
mod read_out;
pub mod shape;
#[cfg(test)]
mod tests;

use bstr::{BString, ByteSlice as _};

pub use between::{Between, Departs, between};
pub use key::SignedWith;

use super::blocks::{Blocks, Right};
use super::explain::{Cause, Explanation, causes, told};
use super::hypothesis::{Class, Hypothesis, Origin, classes, hypotheses};
use super::proof::Proof;
use super::search::explanation;
use super::{Limits, Statistics, Wanted, diagnose};
use crate::credentials::Credentials;
use crate::error::Error;
use crate::mistakes::Facts;
use crate::pipeline::base_string::{BaseStringEdit, Whole};
use crate::pipeline::decode::parameters;
use crate::pipeline::select::SelectEdit;
use crate::pipeline::{declared_algorithm, trace};
use crate::recipe::{Edit, Recipe, Room};
use crate::request::Request;
use guided::{Guided, of_edits, shows};
use shape::{Names, Shape};

/// What is asked about a text in hand.
#[derive(Clone, Copy, Debug)]
pub struct InHand<'a> {
    /// The request that it should be the base string of.
    pub request: &'a Request,
    /// The secrets, as far as they are at hand.
    pub credentials: &'a Credentials,
    /// The text.
    pub given: &'a [u8],
    /// The captured signature, decoded from the wire.
    pub signature: Option<&'a [u8]>,
    /// Whether the request tells where its parameters stand; one made of a base string does not.
    pub places_known: bool,
}

/// A given base string, taken apart.
#[derive(Clone, Debug)]
pub struct Apart {
    /// The text.
    pub given: BString,
    /// Where it parts from the right one, in the order of the text; none where it is right.
    pub places: Vec<Place>,
    /// The known mistakes that were found in it.
    pub causes: Vec<Cause>,
    /// That these make the text, where they do.
    pub explanation: Option<Explanation>,
    /// How the text makes the captured signature, where it does.
    pub signed: Option<SignedWith>,
    /// What was tried.
    pub statistics: Statistics,
}

impl Apart {
    /// How many places are explained.
    #[must_use]
    pub fn explained(&self) -> usize {
        self.places
            .iter()
            .filter(|place| !place.causes.is_empty())
            .count()
    }
}

/// A place where the given text parts from the right one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Place {
    /// What stands there.
    pub what: What,
    /// The right text's bytes; empty where it has none.
    pub right: BString,
    /// The given text's bytes; empty where it has none.
    pub given: BString,
    /// The mistakes that explain it, as indexes into [`Apart::causes`]; none where nothing does.
    pub causes: Vec<usize>,
}

/// What stands at a place of a base string.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum What {
    /// The whole text: one more layer, its end, its case.
    Whole,
    /// The method.
    Method,
    /// What stands between method, URI and parameters.
    PartSeparators,
    /// The base string URI.
    Uri,
    /// What stands between the pairs.
    PairSeparators,
    /// The pair of that decoded name.
    Pair(BString),
    /// The order of the pairs.
    Order,
}

/// Takes a base string apart.
///
/// # Errors
/// When the request's URL gives no base string URI.
pub fn apart(hand: InHand<'_>) -> Result<Apart, Error> {
    let request = hand.request;
    let right_trace = trace(request, hand.credentials, &Recipe::default())?;
    let decoded = parameters(request);
    let (declared, _) = declared_algorithm(&decoded);
    let facts = Facts {
        request,
        parameters: &decoded,
        credentials: hand.credentials,
        algorithm: declared,
    };
    let names = Names::of(decoded.iter().map(|parameter| parameter.name.as_slice()));
    let mut all = hypotheses(&facts);
    if !hand.places_known {
        all.sort_by_key(|one| one.edits.iter().any(is_about_a_source));
    }
    let known = all.len();
    all.extend(read_out::hypotheses(
        &Shape::of(hand.given, &names),
        &decoded,
    ));
    let right = Right::of(request, &decoded);
    let blocks = Blocks {
        request,
        credentials: hand.credentials,
        decoded: &decoded,
        declared,
        right: &right,
    };
    let signed = hand
        .signature
        .and_then(|captured| key::makes_signature(hand.given, captured, &all, &blocks));
    let guided = Guided {
        request,
        names: &names,
        given: hand.given,
        all: &all,
    };
    let mut apart = Apart {
        given: hand.given.into(),
        places: Vec::new(),
        causes: Vec::new(),
        explanation: None,
        signed,
        statistics: Statistics::default(),
    };
    let other = guided.held(hand.given);
    let right_text = guided.held(&right_trace.base_string.text);
    if right_text.is_of_another_request(&other) {
        // No mistake turns one request into another.
        apart.places = right_text.places(&other);
    } else if right_trace.base_string.text != hand.given {
        let classes = classes(all.get(..known).unwrap_or(&all), &blocks);
        let mut first: Vec<usize> = classes
            .iter()
            .filter(|class| shows(class))
            .filter_map(|class| narrowest(class, &all))
            .collect();
        first.extend(known..all.len());
        apart.explain(hand, &guided, &first, &blocks)?;
        apart.tell_places(&guided);
    }
    Ok(apart)
}

impl Apart {
    fn explain(
        &mut self,
        hand: InHand<'_>,
        guided: &Guided<'_>,
        first: &[usize],
        blocks: &Blocks<'_>,
    ) -> Result<(), Error> {
        // Small sets are tried one and all, so that none is missed for a larger one.
        let limits = Limits {
            mistakes: 2,
            ..Limits::default()
        };
        let found = diagnose(
            hand.request,
            hand.credentials,
            Wanted::BaseString(hand.given),
            limits,
        )?;
        self.statistics = found.statistics;
        if hand.places_known
            && let Some(explanation) = found.explanations.into_iter().next()
        {
            self.causes.clone_from(&explanation.causes);
            self.explanation = Some(explanation);
        } else if let Some(state) = guided.search(first) {
            let prove = |edits: &[Edit]| {
                let traced = trace(hand.request, hand.credentials, &Recipe::with(edits)).ok()?;
                Proof::of_base_string(&traced, hand.given)
            };
            let set: Vec<&Hypothesis> = state
                .set
                .iter()
                .filter_map(|index| guided.all.get(*index))
                .collect();
            self.explanation = explanation(&state.set, &[], guided.all, blocks, &prove)?;
            self.causes = match &self.explanation {
                Some(explanation) => explanation.causes.clone(),
                // In part only: of what gives the same bytes, the one that fits best is told.
                None => told(causes(&set, &[], guided.all, blocks), guided.all, blocks).0,
            };
        }
        self.prove_signature(hand, blocks)
    }

    /// The places, and of the causes of a text that is explained in part only those that explain a
    /// place: what merely came nearer is no explanation.
    fn tell_places(&mut self, guided: &Guided<'_>) {
        loop {
            self.places = places(guided, &self.causes);
            let used = |at: usize| self.places.iter().any(|place| place.causes.contains(&at));
            let needed: Vec<bool> = (0..self.causes.len()).map(used).collect();
            if self.explanation.is_some() || needed.iter().all(|yes| *yes) {
                break;
            }
            let mut needed = needed.into_iter();
            self.causes.retain(|_| needed.next().unwrap_or(false));
        }
    }

    /// Where the text makes the signature too, the mistakes are proven by it.
    fn prove_signature(&mut self, hand: InHand<'_>, blocks: &Blocks<'_>) -> Result<(), Error> {
        let (Some(explanation), Some(signed), Some(captured)) =
            (&mut self.explanation, &self.signed, hand.signature)
        else {
            return Ok(());
        };
        let mut causes = explanation.causes.clone();
        causes.extend(signed.causes.iter().cloned());
        let recipe = Recipe::with(causes.iter().flat_map(|cause| &cause.edits));
        let traced = trace(blocks.request, hand.credentials, &recipe)?;
        if let Some(proof) = Proof::of_signature_with(&traced, captured, hand.credentials) {
            explanation.proof = proof;
            explanation.trace = traced;
            explanation.recipe = recipe;
            explanation.causes = causes;
        }
        Ok(())
    }
}

/// The member of a class that says the least: of what gives the same bytes here it stands for all.
/// A library is a set of mistakes, and no step towards a text.
fn narrowest(class: &Class, all: &[Hypothesis]) -> Option<usize> {
    let members = class.members.iter().copied();
    members
        .filter_map(|at| Some((at, all.get(at)?)))
        .filter(|(_, one)| !matches!(one.origin, Origin::Library(_)))
        .min_by_key(|(at, one)| {
            (
                matches!(one.origin, Origin::Encoder(_)),
                one.edits.len(),
                *at,
            )
        })
        .map(|(at, _)| at)
}

/// Where the given text parts from the right one, and which causes explain it: those without which
/// the place would read otherwise.
fn places(guided: &Guided<'_>, causes: &[Cause]) -> Vec<Place> {
    let made = |without: Option<usize>, those: &dyn Fn(&Edit) -> bool| {
        let edits = causes
            .iter()
            .enumerate()
            .filter(|(at, _)| Some(*at) != without);
        of_edits(
            guided.request,
            edits
                .flat_map(|(_, cause)| &cause.edits)
                .filter(|edit| those(edit)),
        )
    };
    let every = |_: &Edit| true;
    // One more layer around everything is one place, and the others are looked at within it.
    let (Some(plain), Some(around), Some(all)) = (
        made(None, &|_| false),
        made(None, &is_whole),
        made(None, &every),
    ) else {
        return Vec::new();
    };
    let given = guided.held(guided.given);
    let (baseline, reached) = (guided.held(&around), guided.held(&all));
    let mut places = Vec::new();
    if plain != around {
        let causes = causes
            .iter()
            .enumerate()
            .filter(|(_, cause)| cause.edits.iter().any(is_whole));
        places.push(Place {
            what: What::Whole,
            right: plain.into(),
            given: around.into(),
            causes: causes.map(|(at, _)| at).collect(),
        });
    }
    let left = reached.places(&given);
    let without: Vec<(usize, Vec<Place>)> = (0..causes.len())
        .filter(|at| {
            !causes
                .get(*at)
                .is_some_and(|cause| cause.edits.iter().any(is_whole))
        })
        .filter_map(|at| Some((at, guided.held(&made(Some(at), &every)?).places(&reached))))
        .collect();
    for mut place in baseline.places(&given) {
        let is_left = left.iter().any(|other| other.what == place.what);
        if !is_left {
            let its = without
                .iter()
                .filter(|(_, parted)| parted.iter().any(|other| other.what == place.what));
            place.causes = its.map(|(at, _)| *at).collect();
        }
        places.push(place);
    }
    // What only the found mistakes bring about is a place as well.
    for place in left {
        if !places.iter().any(|other| other.what == place.what) {
            places.push(place);
        }
    }
    places
}

fn is_whole(edit: &Edit) -> bool {
    matches!(edit, Edit::BaseString(BaseStringEdit::Whole(whole)) if *whole != Whole::AsIs)
}

/// Whether an edit is about where a parameter stands.
fn is_about_a_source(edit: &Edit) -> bool {
    match edit {
        Edit::Select(edit) => matches!(edit, SelectEdit::Groups(_) | SelectEdit::Across(_)),
        _ => matches!(edit.room(), Room::Collect | Room::Decode),
    }
}

/// Whether a text, under a key made of the secrets at hand, makes the captured signature, and what
/// is wrong with key and digest then.
///
/// # Errors
/// When the request's URL gives no base string URI.
pub fn makes_signature(
    request: &Request,
    credentials: &Credentials,
    text: &[u8],
    signature: &[u8],
) -> Result<Option<SignedWith>, Error> {
    trace(request, credentials, &Recipe::default())?;
    let decoded = parameters(request);
    let (declared, _) = declared_algorithm(&decoded);
    let facts = Facts {
        request,
        parameters: &decoded,
        credentials,
        algorithm: declared,
    };
    let right = Right::of(request, &decoded);
    let blocks = Blocks {
        request,
        credentials,
        decoded: &decoded,
        declared,
        right: &right,
    };
    Ok(key::makes_signature(
        text,
        signature,
        &hypotheses(&facts),
        &blocks,
    ))
}

/// A text with the values of nonce and timestamp of another: two requests differ in them as they
/// must.
#[must_use]
pub fn aligned(text: &[u8], like: &[u8], names: &Names) -> Vec<u8> {
    let (ours, theirs) = (Shape::of(text, names), Shape::of(like, names));
    let mut out = [ours.method.as_slice(), &ours.first, &ours.uri, &ours.second].concat();
    for pair in &ours.pairs {
        let name = shape::bare(&pair.name);
        let fresh = name == "oauth_nonce" || name == "oauth_timestamp";
        let other = theirs
            .pairs
            .iter()
            .find(|other| fresh && shape::bare(&other.name) == name);
        out.extend_from_slice(
            &[&pair.before, &pair.name, &pair.equals]
                .map(|it| it.as_bytes())
                .concat(),
        );
        out.extend_from_slice(other.map_or(&pair.value, |other| &other.value));
    }
    out
}
