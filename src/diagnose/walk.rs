//! The walk over sets of mistakes, the cheapest first.
//!
//! ```text
//! joint sets (mistakes that show in several blocks)      few
//!   └ parameters × prefix × key × frame                  each block's variants are made once,
//!                                                        then combined by cost
//! ```
//!
//! Parameter texts come in batches. For each key, prefix and frame a batch is hashed with one
//! stack of hash states, one a 64-byte block, so that texts that begin alike share their work.
//! Memory is bounded: a batch, and at most [`SEEN`] hashes of texts already tried; past that,
//! equal texts are tried again.

use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use crate::diagnose::blocks::{Blocks, Frame, Parameters};
use crate::diagnose::hypothesis::{Class, Hypothesis};
use crate::diagnose::target::Target;
use crate::pipeline::signature::{Algorithm, Running, SignatureChoice, digest};
use crate::recipe::{Edit, Recipe, Room};

/// How many texts are remembered as already tried, for each joint set: about 40 MB.
pub const SEEN: usize = 2_000_000;

/// How many parameter texts a batch holds.
const BATCH: usize = 4096;

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub enum Goal<'a> {
    /// A captured signature.
    Signature(&'a Target),
    /// A base string.
    BaseString(&'a [u8]),
}

/// How far the walk may go, and what it did.
pub struct Budget<'a> {
    /// At most so many candidates.
    pub candidates: u64,
    /// Says when time is up.
    pub out_of_time: &'a (dyn Fn() -> bool + Sync),
    /// Base strings (with their key) that were compared.
    pub tried: AtomicU64,
    /// Whether candidates or time ran out.
    pub exhausted: AtomicBool,
}

impl Budget<'_> {
    pub(crate) fn spend(&self, candidates: u64) -> bool {
        let tried = self.tried.fetch_add(candidates, Ordering::Relaxed) + candidates;
        if tried >= self.candidates || (self.out_of_time)() {
            self.exhausted.store(true, Ordering::Relaxed);
        }
        !self.exhausted.load(Ordering::Relaxed)
    }
}

/// A set of hypotheses that reproduces the goal, by index.
pub type Hit = Vec<usize>;

/// Everything that a walk needs and none of its steps changes.
#[derive(Clone, Copy)]
pub struct Walk<'a> {
    /// The request and its secrets.
    pub blocks: Blocks<'a>,
    /// All hypotheses.
    pub hypotheses: &'a [Hypothesis],
    /// The classes that change something here.
    pub classes: &'a [Class],
    /// What is looked for.
    pub goal: Goal<'a>,
    /// Reads the goal's signature once more where a joint set changes how it is written.
    pub reread: &'a (dyn Fn(&[Edit]) -> Target + Sync),
    /// Whether a set really reproduces the goal: the whole corridor is walked.
    pub prove: &'a (dyn Fn(&[usize]) -> bool + Sync),
    /// How far it may go.
    pub budget: &'a Budget<'a>,
}

/// One variant of the prefix, the key or the frame, and the classes that make it.
#[derive(Clone, Debug)]
struct Variant<T> {
    output: T,
    classes: Vec<usize>,
}

impl Walk<'_> {
    /// Tries every set of exactly `size` mistakes (those about the signature's text come on top).
    #[must_use]
    pub fn of_size(&self, size: usize) -> Option<Hit> {
        let joint: Vec<usize> = (0..self.classes.len())
            .filter(|class| self.is_joint(*class))
            .collect();
        let mut sets: Vec<Vec<usize>> = vec![Vec::new()];
        let mut last: Vec<Vec<usize>> = sets.clone();
        for _ in 0..size {
            let mut next = Vec::new();
            for set in &last {
                let from = set.last().map_or(0, |class| {
                    joint
                        .iter()
                        .position(|other| other == class)
                        .map_or(0, |at| at + 1)
                });
                for class in &joint[from..] {
                    if set.iter().all(|other| !self.clash(*other, *class)) {
                        next.push([set.as_slice(), &[*class]].concat());
                    }
                }
            }
            sets.extend(next.iter().cloned());
            last = next;
        }
        let one = |set: &Vec<usize>| self.around(set, size - set.len());
        #[cfg(feature = "parallel")]
        {
            use rayon::prelude::*;
            sets.par_iter().find_map_first(one)
        }
        #[cfg(not(feature = "parallel"))]
        sets.iter().find_map(one)
    }

    fn is_joint(&self, class: usize) -> bool {
        let effect = self.classes[class].effect;
        let blocks = effect.blocks() - usize::from(effect.text);
        blocks > 1 || (effect.text && blocks > 0)
    }

    fn of_class(&self, class: usize) -> &Hypothesis {
        &self.hypotheses[self.classes[class].first]
    }

    fn clash(&self, a: usize, b: usize) -> bool {
        self.of_class(a).clashes(self.of_class(b))
    }

    /// Combines the blocks around one joint set, with `size` more mistakes.
    fn around(&self, joint: &[usize], size: usize) -> Option<Hit> {
        if self.budget.exhausted.load(Ordering::Relaxed) {
            return None;
        }
        let edits: Vec<Edit> = joint
            .iter()
            .flat_map(|class| self.of_class(*class).edits.clone())
            .collect();
        let base = Recipe::with(&edits);
        let reread;
        let goal = match self.goal {
            Goal::Signature(_) if joint.iter().any(|class| self.classes[*class].effect.text) => {
                reread = (self.reread)(&edits);
                Goal::Signature(&reread)
            }
            goal => goal,
        };
        let single = |wanted: fn(&Class) -> bool| -> Vec<usize> {
            (0..self.classes.len())
                .filter(|class| {
                    wanted(&self.classes[*class])
                        && !self.is_joint(*class)
                        && joint.iter().all(|other| !self.clash(*other, *class))
                })
                .collect()
        };
        let prefixes = self.variants(
            &base,
            &single(|class| class.effect.prefix),
            size,
            |recipe| Some(self.blocks.prefix(recipe)),
        );
        let keys = match self.goal {
            Goal::Signature(_) => {
                self.variants(&base, &single(|class| class.effect.key), size, |recipe| {
                    self.blocks.key(recipe)
                })
            }
            Goal::BaseString(_) => vec![vec![Variant {
                output: Vec::new(),
                classes: Vec::new(),
            }]],
        };
        let frames = self.variants(&base, &single(|class| class.effect.frame), size, |recipe| {
            Some(Frame::of(recipe, self.blocks.declared))
        });
        let mut combine = Combine {
            walk: Walk { goal, ..*self },
            joint,
            size,
            prefixes,
            keys,
            frames,
            batches: Vec::new(),
        };
        combine.batches.resize_with(size + 1, Batch::default);
        let mut parameters = single(|class| class.effect.parameters);
        parameters.sort_by_key(|class| self.first_room(*class));
        let root = Parameters::walk(self.blocks.request, &base);
        let mut seen = FxHashMap::default();
        if let Some(hit) = combine.take(&root, &[], &mut seen) {
            return Some(hit);
        }
        if let Some(hit) = combine.descend(&root, &parameters, &mut Vec::new(), &mut seen) {
            return Some(hit);
        }
        combine.flush()
    }

    fn first_room(&self, class: usize) -> Room {
        self.of_class(class)
            .edits
            .iter()
            .map(Edit::room)
            .filter(|room| *room <= Room::BaseString)
            .min()
            .unwrap_or(Room::BaseString)
    }

    /// The distinct outputs of a block for sets of up to `size` of these classes, by size.
    fn variants<T: Clone + Eq + Hash>(
        &self,
        base: &Recipe,
        classes: &[usize],
        size: usize,
        make: impl Fn(&Recipe) -> Option<T>,
    ) -> Vec<Vec<Variant<T>>> {
        let mut seen = FxHashSet::default();
        let mut by_size: Vec<Vec<Variant<T>>> = Vec::new();
        // The sets themselves go on growing even where their output is not new or not to be had.
        let mut sets: Vec<(Vec<usize>, Recipe)> = vec![(Vec::new(), base.clone())];
        for depth in 0..=size {
            let mut variants = Vec::new();
            for (set, recipe) in &sets {
                if let Some(output) = make(recipe)
                    && seen.insert(output.clone())
                {
                    variants.push(Variant {
                        output,
                        classes: set.clone(),
                    });
                }
            }
            by_size.push(variants);
            if depth == size {
                break;
            }
            let mut next = Vec::new();
            for (set, recipe) in &sets {
                let from = set.last().map_or(0, |last| {
                    classes
                        .iter()
                        .position(|class| class == last)
                        .map_or(0, |at| at + 1)
                });
                for class in &classes[from..] {
                    if set.iter().any(|other| self.clash(*other, *class)) {
                        continue;
                    }
                    let mut recipe = recipe.clone();
                    self.of_class(*class)
                        .edits
                        .iter()
                        .for_each(|edit| recipe.set(edit));
                    next.push(([set.as_slice(), &[*class]].concat(), recipe));
                }
            }
            sets = next;
        }
        by_size
    }
}

/// Parameter texts that wait to be hashed.
#[derive(Debug, Default)]
struct Batch {
    bytes: Vec<u8>,
    texts: Vec<(std::ops::Range<usize>, bool, Vec<usize>)>,
}

/// The combination of the blocks around one joint set.
struct Combine<'a> {
    walk: Walk<'a>,
    joint: &'a [usize],
    size: usize,
    prefixes: Vec<Vec<Variant<(Vec<u8>, Vec<u8>)>>>,
    keys: Vec<Vec<Variant<Vec<u8>>>>,
    frames: Vec<Vec<Variant<Frame>>>,
    /// One for each number of parameter mistakes.
    batches: Vec<Batch>,
}

impl Combine<'_> {
    /// Every set of parameter mistakes that contains this one and others from the list.
    fn descend(
        &mut self,
        node: &Parameters,
        rest: &[usize],
        set: &mut Vec<usize>,
        seen: &mut FxHashMap<u64, usize>,
    ) -> Option<Hit> {
        if set.len() == self.size {
            return None;
        }
        for (at, class) in rest.iter().enumerate() {
            if set.iter().any(|other| self.walk.clash(*other, *class)) {
                continue;
            }
            let hypothesis = self.walk.of_class(*class);
            let mut recipe = node.recipe().clone();
            hypothesis.edits.iter().for_each(|edit| recipe.set(edit));
            let touches_text = hypothesis
                .edits
                .iter()
                .any(|edit| matches!(edit.room(), Room::Join | Room::BaseString));
            let from = self.walk.first_room(*class);
            let Some(next) = node.rewalk(self.walk.blocks.request, recipe, from, touches_text)
            else {
                continue;
            };
            set.push(*class);
            if let Some(hit) = self.take(&next, set, seen) {
                return Some(hit);
            }
            if let Some(hit) = self.descend(&next, &rest[at + 1..], set, seen) {
                return Some(hit);
            }
            set.pop();
            if self.walk.budget.exhausted.load(Ordering::Relaxed) {
                return None;
            }
        }
        None
    }

    /// Puts one parameter text into the batch of its cost.
    fn take(
        &mut self,
        node: &Parameters,
        set: &[usize],
        seen: &mut FxHashMap<u64, usize>,
    ) -> Option<Hit> {
        let batch = &mut self.batches[set.len()];
        let start = batch.bytes.len();
        node.write(&mut batch.bytes);
        let mut hasher = FxHasher::default();
        batch.bytes[start..].hash(&mut hasher);
        let text = hasher.finish();
        // Equal texts merge; the one that took fewer mistakes leaves more for the other blocks.
        if seen.get(&text).is_some_and(|cost| *cost <= set.len()) {
            batch.bytes.truncate(start);
            return None;
        }
        if seen.len() < SEEN {
            seen.insert(text, set.len());
        }
        batch
            .texts
            .push((start..batch.bytes.len(), node.is_empty(), set.to_vec()));
        (batch.texts.len() >= BATCH)
            .then(|| self.hash(set.len()))
            .flatten()
    }

    /// Hashes what still waits.
    fn flush(&mut self) -> Option<Hit> {
        (0..self.batches.len()).find_map(|cost| self.hash(cost))
    }

    /// Hashes a batch with every prefix, key and frame that fills the size.
    fn hash(&mut self, cost: usize) -> Option<Hit> {
        let mut batch = std::mem::take(&mut self.batches[cost]);
        let left = self.size - cost;
        if left > 0 {
            let bytes = &batch.bytes;
            batch
                .texts
                .sort_by(|a, b| bytes[a.0.clone()].cmp(&bytes[b.0.clone()]));
        }
        for frame_cost in 0..=left {
            for key_cost in 0..=left - frame_cost {
                let prefix_cost = left - frame_cost - key_cost;
                for frame in self.frames.get(frame_cost).into_iter().flatten() {
                    for key in self.keys.get(key_cost).into_iter().flatten() {
                        for prefix in self.prefixes.get(prefix_cost).into_iter().flatten() {
                            if self.classes_clash(&frame.classes, &key.classes, &prefix.classes) {
                                continue;
                            }
                            if let Some(hit) = self.compare(&batch, frame, key, prefix) {
                                return Some(hit);
                            }
                            if !self.walk.budget.spend(batch.texts.len() as u64) {
                                return None;
                            }
                        }
                    }
                }
            }
        }
        None
    }

    fn classes_clash(&self, a: &[usize], b: &[usize], c: &[usize]) -> bool {
        let clash = |x: &[usize], y: &[usize]| {
            x.iter()
                .any(|one| y.iter().any(|two| self.walk.clash(*one, *two)))
        };
        clash(a, b) || clash(b, c) || clash(a, c)
    }

    fn compare(
        &self,
        batch: &Batch,
        frame: &Variant<Frame>,
        key: &Variant<Vec<u8>>,
        prefix: &Variant<(Vec<u8>, Vec<u8>)>,
    ) -> Option<Hit> {
        let mut states = match self.walk.goal {
            Goal::Signature(_) => States::new(&frame.output, &key.output),
            Goal::BaseString(_) => None,
        };
        let mut base_string = Vec::with_capacity(1024);
        for (range, empty, set) in &batch.texts {
            let (method, uri) = &prefix.output;
            frame.output.base_string(
                method,
                uri,
                &batch.bytes[range.clone()],
                *empty,
                &mut base_string,
            );
            let of_text: Option<&[usize]> = match self.walk.goal {
                Goal::BaseString(wanted) => (wanted == base_string.as_slice()).then_some(&[]),
                Goal::Signature(target) => self.matching(
                    target,
                    &frame.output,
                    &key.output,
                    &base_string,
                    states.as_mut(),
                ),
            };
            if let Some(of_text) = of_text {
                let classes = [
                    self.joint,
                    set,
                    &prefix.classes,
                    &key.classes,
                    &frame.classes,
                ]
                .concat();
                let mut hit: Hit = classes
                    .iter()
                    .map(|class| self.walk.classes[*class].first)
                    .collect();
                hit.extend_from_slice(of_text);
                if (self.walk.prove)(&hit) {
                    return Some(hit);
                }
            }
        }
        None
    }

    fn matching<'t>(
        &self,
        target: &'t Target,
        frame: &Frame,
        key: &[u8],
        base_string: &[u8],
        states: Option<&mut States>,
    ) -> Option<&'t [usize]> {
        if target.looks_at_text()
            && let Some(matcher) = target.matching_text(base_string, key)
        {
            return Some(&matcher.hypotheses);
        }
        if frame.algorithm == Algorithm::Plaintext {
            return target
                .plain
                .iter()
                .find(|(wanted, _)| wanted == key)
                .map(|(_, of_text)| of_text.as_slice());
        }
        let found = match states {
            Some(states) => states.digest(base_string),
            None => {
                let choice = SignatureChoice {
                    construction: frame.construction,
                    text: frame.text,
                    key: frame.key,
                    ..SignatureChoice::default()
                };
                digest(frame.algorithm, base_string, key, &choice)?
            }
        };
        target
            .matching(found.as_bytes())
            .map(|matcher| matcher.hypotheses.as_slice())
    }
}

/// A stack of hash states, one for each 64 bytes of the last text.
struct States {
    initial: Running,
    stack: Vec<Running>,
    last: Vec<u8>,
}

impl States {
    /// `None` where the construction is not a plain run over the base string.
    fn new(frame: &Frame, key: &[u8]) -> Option<Self> {
        if !frame.is_plain() || frame.algorithm == Algorithm::Plaintext {
            return None;
        }
        let initial =
            Running::hmac(frame.algorithm, key).unwrap_or_else(|| Running::hash(frame.algorithm));
        Some(Self {
            initial,
            stack: Vec::new(),
            last: Vec::new(),
        })
    }

    fn digest(&mut self, text: &[u8]) -> crate::pipeline::signature::Digest {
        let common = text
            .iter()
            .zip(&self.last)
            .take_while(|(a, b)| a == b)
            .count()
            / 64;
        self.stack.truncate(common);
        let mut state = self.stack.last().unwrap_or(&self.initial).clone();
        let mut at = self.stack.len() * 64;
        while at + 64 <= text.len() {
            state.update(&text[at..at + 64]);
            self.stack.push(state.clone());
            at += 64;
        }
        state.update(&text[at..]);
        self.last.clear();
        self.last.extend_from_slice(text);
        state.finish()
    }
}

impl std::fmt::Debug for Walk<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Walk")
            .field("classes", &self.classes.len())
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Budget<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Budget")
            .field("candidates", &self.candidates)
            .finish_non_exhaustive()
    }
}
