//! One split text held against another: which pairs belong together, how far the two are apart,
//! and where they part.

use bstr::{BStr, BString, ByteSlice as _};
use rustc_hash::FxHashMap;

use super::shape::{Pair, Shape, bare};
use super::{Place, What};
use crate::compare::units;

/// What a place costs, so that a step that mends one is seen to.
const METHOD: usize = 6;
const SEPARATOR: usize = 4;
const URI: usize = 4;
const UNMATCHED: usize = 8;
/// More units of a text than these say no more.
const UNITS: usize = 8;

/// Which pair of one text is which of the other; what only one has stands alone.
type Matched = Vec<(Option<usize>, Option<usize>)>;

/// How alike two pairs of one name are.
#[derive(Clone, Copy)]
enum Alike {
    Bytes,
    Meaning,
    Name,
}

impl Alike {
    fn holds(self, a: &Pair, b: &Pair) -> bool {
        match self {
            Self::Bytes => a.value == b.value,
            Self::Meaning => bare(&a.value) == bare(&b.value),
            Self::Name => true,
        }
    }
}

/// A split text with the decoded names of its pairs.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) shape: Shape,
    names: Vec<BString>,
}

impl Held {
    pub(super) fn of(shape: Shape) -> Self {
        let names = shape.pairs.iter().map(|pair| bare(&pair.name)).collect();
        Self { shape, names }
    }

    /// Pairs of one name: equal ones first, then those of equal meaning, then in order.
    fn matched(&self, other: &Self) -> Matched {
        let mut theirs: FxHashMap<&BStr, Vec<usize>> = FxHashMap::default();
        for (index, name) in other.names.iter().enumerate() {
            theirs.entry(name.as_bstr()).or_default().push(index);
        }
        let mut ours: Vec<Option<usize>> = vec![None; self.names.len()];
        let pairs = (&self.shape.pairs, &other.shape.pairs);
        let ways = [Alike::Bytes, Alike::Meaning, Alike::Name];
        for way in ways {
            for (index, name) in self.names.iter().enumerate() {
                let (None, Some(left)) = (ours[index], theirs.get_mut(name.as_bstr())) else {
                    continue;
                };
                let mine = &pairs.0[index];
                if let Some(at) = left.iter().position(|at| way.holds(mine, &pairs.1[*at])) {
                    ours[index] = Some(left.remove(at));
                }
            }
        }
        let mut matched: Matched = ours
            .into_iter()
            .enumerate()
            .map(|(at, it)| (Some(at), it))
            .collect();
        let mut alone: Vec<usize> = theirs.into_values().flatten().collect();
        alone.sort_unstable();
        matched.extend(alone.into_iter().map(|at| (None, Some(at))));
        matched
    }

    /// Whether the other is a text of another request: its URI and most of its pairs say something
    /// else, in however many layers.
    pub(super) fn is_of_another_request(&self, other: &Self) -> bool {
        if bare(&self.shape.uri) == bare(&other.shape.uri) {
            return false;
        }
        let matched = self.matched(other);
        let alike = |(mine, its): &&(Option<usize>, Option<usize>)| {
            let mine = mine.and_then(|at| self.shape.pairs.get(at));
            let its = its.and_then(|at| other.shape.pairs.get(at));
            mine.zip(its)
                .is_some_and(|(mine, its)| bare(&mine.value) == bare(&its.value))
        };
        matched.iter().filter(alike).count() * 2 < matched.len()
    }

    /// How far two texts are apart; nothing only where all pieces are equal.
    pub(super) fn distance(&self, other: &Self) -> usize {
        let (ours, theirs) = (&self.shape, &other.shape);
        let mut far = usize::from(ours.method != theirs.method) * METHOD;
        far += usize::from(ours.first != theirs.first) * SEPARATOR;
        far += usize::from(ours.second != theirs.second) * SEPARATOR;
        if ours.uri != theirs.uri {
            far += URI + text_distance(&ours.uri, &theirs.uri);
        }
        let matched = self.matched(other);
        for (mine, its) in &matched {
            let pairs = mine
                .and_then(|at| ours.pairs.get(at))
                .zip(its.and_then(|at| theirs.pairs.get(at)));
            far += pairs.map_or(UNMATCHED, |(a, b)| pair_distance(a, b));
        }
        far + 2 * descents(&matched)
    }

    /// The places where `given` parts from this one, in the order of the text.
    pub(super) fn places(&self, given: &Self) -> Vec<Place> {
        let (ours, theirs) = (&self.shape, &given.shape);
        let mut places = Vec::new();
        let mut add = |what, right: &[u8], given: &[u8]| {
            if right != given {
                places.push(Place {
                    what,
                    right: right.into(),
                    given: given.into(),
                    causes: Vec::new(),
                });
            }
        };
        add(What::Method, &ours.method, &theirs.method);
        let between = |shape: &Shape| [shape.first.as_slice(), b" ", &shape.second].concat();
        add(What::PartSeparators, &between(ours), &between(theirs));
        add(What::Uri, &ours.uri, &theirs.uri);
        let matched = self.matched(given);
        let common = matched.iter().filter_map(|(a, b)| {
            (*a)?
                .checked_sub(1)
                .zip((*b)?.checked_sub(1))
                .map(|_| (*a, *b))
        });
        for (a, b) in common {
            let (Some(a), Some(b)) = (
                a.and_then(|at| ours.pairs.get(at)),
                b.and_then(|at| theirs.pairs.get(at)),
            ) else {
                continue;
            };
            if a.before != b.before {
                add(What::PairSeparators, &a.before, &b.before);
                break;
            }
        }
        let in_order = descents(&matched) == 0;
        for (a, b) in &matched {
            let text = |shape: &Shape, at: Option<usize>| {
                at.and_then(|at| shape.pairs.get(at))
                    .map(Pair::text)
                    .unwrap_or_default()
            };
            let name = a
                .map(|at| &self.names[at])
                .or_else(|| b.map(|at| &given.names[at]));
            let what = What::Pair(name.cloned().unwrap_or_default());
            add(what, &text(ours, *a), &text(theirs, *b));
        }
        if !in_order {
            add(What::Order, &self.order(), &given.order());
        }
        places
    }

    fn order(&self) -> Vec<u8> {
        bstr::join(" ", &self.names)
    }
}

impl Pair {
    /// The pair without what stands before it.
    pub(super) fn text(&self) -> BString {
        [self.name.as_slice(), &self.equals, &self.value]
            .concat()
            .into()
    }
}

fn pair_distance(a: &Pair, b: &Pair) -> usize {
    let mut far = 3 * usize::from(a.name != b.name);
    far += usize::from(a.equals != b.equals) + usize::from(a.before != b.before);
    if a.value != b.value {
        far += 2 + text_distance(&a.value, &b.value);
    }
    far
}

/// Two texts that are not equal: whether they mean the same, and how many units differ.
fn text_distance(a: &[u8], b: &[u8]) -> usize {
    let meaning = usize::from(bare(a) != bare(b)) * 3;
    let split = |text: &[u8]| -> Vec<BString> {
        let mut all: Vec<BString> = units(text)
            .into_iter()
            .filter_map(|unit| text.get(unit))
            .map(BString::from)
            .collect();
        all.sort_unstable();
        all
    };
    let (ours, theirs) = (split(a), split(b));
    let (mut at, mut their, mut differ) = (0, 0, 0);
    while let (Some(x), Some(y)) = (ours.get(at), theirs.get(their)) {
        match x.cmp(y) {
            std::cmp::Ordering::Equal => (at, their) = (at + 1, their + 1),
            std::cmp::Ordering::Less => (at, differ) = (at + 1, differ + 1),
            std::cmp::Ordering::Greater => (their, differ) = (their + 1, differ + 1),
        }
    }
    differ += ours.len() - at + theirs.len() - their;
    meaning + differ.clamp(1, UNITS)
}

/// How often a pair stands before one that it follows in the other text.
fn descents(matched: &Matched) -> usize {
    let both: Vec<usize> = matched.iter().filter_map(|(a, b)| a.and(*b)).collect();
    both.windows(2)
        .filter(|two| two.first() > two.last())
        .count()
}
