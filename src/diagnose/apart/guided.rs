//! The search where the text is in hand: each step is seen to come nearer, so that any number of
//! mistakes is found without trying all sets of them.

use rustc_hash::FxHashSet;

use super::held::Held;
use super::is_whole;
use super::shape::{Names, Shape};
use crate::credentials::Credentials;
use crate::diagnose::hypothesis::{Class, Hypothesis};
use crate::pipeline::trace;
use crate::recipe::{Edit, Recipe};
use crate::request::Request;

/// How many ways are followed at once.
const WAYS: usize = 8;

/// How many ways more, in which the whole text is encoded once more.
const AROUND: usize = 2;

/// How many bytes of text are followed at once.
const ROOM: usize = 64_000;

/// A text longer than this is shown beside the right one, and not explained in large sets.
const LONGEST: usize = 200_000;

/// After so many steps without coming nearer the search is over.
const PATIENCE: usize = 2;

/// More mistakes than any client makes.
const MOST: usize = 16;

/// What a set of hypotheses makes.
#[derive(Clone, Debug)]
pub(super) struct State {
    /// The hypotheses.
    pub(super) set: Vec<usize>,
    text: Vec<u8>,
    distance: usize,
}

/// A request, and the text that is to be made of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guided<'a> {
    pub(super) request: &'a Request,
    pub(super) names: &'a Names,
    pub(super) given: &'a [u8],
    pub(super) all: &'a [Hypothesis],
}

impl Guided<'_> {
    /// The base string under those hypotheses.
    fn text(&self, set: &[usize]) -> Option<Vec<u8>> {
        base_string(self.request, &Recipe::with(self.edits(set)))
    }

    fn edits(&self, set: &[usize]) -> impl Iterator<Item = &Edit> {
        let those = set.iter().filter_map(|index| self.all.get(*index));
        those.flat_map(|one| &one.edits)
    }

    pub(super) fn held(&self, text: &[u8]) -> Held {
        Held::of(Shape::of(text, self.names))
    }

    /// The smallest set found that makes the given text, or else the set that comes nearest to it.
    pub(super) fn search(&self, first: &[usize]) -> Option<State> {
        let wanted = self.held(self.given);
        let text = self.text(&[])?;
        let distance = self.held(&text).distance(&wanted);
        let mut best = State {
            set: Vec::new(),
            text: text.clone(),
            distance,
        };
        let mut seen = FxHashSet::from_iter([text]);
        let mut ways = vec![best.clone()];
        let length = self.given.len().max(best.text.len()).max(1);
        let most = (ROOM / length).clamp(1, WAYS);
        if length > LONGEST {
            return Some(best);
        }
        let mut patience = PATIENCE;
        while best.text != self.given && patience > 0 && best.set.len() < MOST {
            let mut next: Vec<State> = Vec::new();
            for way in &ways {
                self.step(way, first, &wanted, &mut seen, &mut next);
            }
            // One layer around everything is one mistake, where encoding each part again is several.
            let around = |state: &State| self.edits(&state.set).any(is_whole);
            next.sort_by_cached_key(|state| {
                (state.text != self.given, state.distance, !around(state))
            });
            // It changes every place, so that it comes near only where all others are mended.
            let kept = next.split_off(most.min(next.len()));
            let (mut next, rest) = (next, kept);
            next.extend(rest.into_iter().filter(around).take(AROUND));
            let Some(nearest) = next.first() else { break };
            if nearest.text == self.given || nearest.distance < best.distance {
                best = nearest.clone();
                patience = PATIENCE;
            } else {
                patience -= 1;
            }
            ways = next;
        }
        best.set = self.needed(best.set, &best.text);
        Some(best)
    }

    fn step(
        &self,
        way: &State,
        first: &[usize],
        wanted: &Held,
        seen: &mut FxHashSet<Vec<u8>>,
        next: &mut Vec<State>,
    ) {
        for index in first {
            let Some(one) = self.all.get(*index) else {
                continue;
            };
            let clash = way
                .set
                .iter()
                .filter_map(|at| self.all.get(*at))
                .any(|other| other.clashes(one));
            if clash || way.set.contains(index) {
                continue;
            }
            let set = [way.set.as_slice(), &[*index]].concat();
            let Some(text) = self.text(&set) else {
                continue;
            };
            if text != self.given && !seen.insert(text.clone()) {
                continue;
            }
            let distance = self.held(&text).distance(wanted);
            next.push(State {
                set,
                text,
                distance,
            });
        }
    }

    /// The set without what can go and changes nothing.
    fn needed(&self, mut set: Vec<usize>, text: &[u8]) -> Vec<usize> {
        let mut at = 0;
        while at < set.len() {
            let mut without = set.clone();
            without.remove(at);
            if self.text(&without).as_deref() == Some(text) {
                set = without;
            } else {
                at += 1;
            }
        }
        set
    }
}

/// Whether a class shows in a base string.
pub(super) fn shows(class: &Class) -> bool {
    class.effect.parameters || class.effect.prefix || class.effect.frame
}

/// The base string of a recipe; no key is made.
pub(super) fn base_string(request: &Request, recipe: &Recipe) -> Option<Vec<u8>> {
    let traced = trace(request, &Credentials::default(), recipe).ok()?;
    Some(traced.base_string.text)
}

/// The base string of edits.
pub(super) fn of_edits<'e>(
    request: &Request,
    edits: impl IntoIterator<Item = &'e Edit>,
) -> Option<Vec<u8>> {
    base_string(request, &Recipe::with(edits))
}
