//! The walk over sets of mistakes, the cheapest first.
//!
//! ```text
//! joint sets (mistakes that show in several blocks)      few
//!   └ parameters × prefix × key × frame                  each block's variants are made once,
//!                                                        then combined by cost
//! ```
//!
//! One thread decides what comes next, so that the same input finds the same set, however many
//! threads write the parameter texts and hash.
//!
//! Memory is bounded whatever the budget: at most [`SEEN`] hashes of texts already tried (past
//! that, equal texts are tried again), [`VARIANTS`] variants of a block (past that, the search
//! says that it was not exhaustive), a batch for each number of mistakes. What a batch or a job
//! holds is bounded in bytes too, since the texts of large requests are long. Together that stays
//! under 200 MB.

use std::hash::Hash;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rustc_hash::FxHashSet;

use crate::diagnose::blocks::{Blocks, Frame, Parameters};
use crate::diagnose::combine::{BlockVariants, Combine};
use crate::diagnose::hypothesis::{Class, Hypothesis};
use crate::diagnose::sets::{Id, Table};
use crate::diagnose::target::Target;
use crate::diagnose::{Limits, Progress};
use crate::recipe::{Edit, Recipe};

/// How many texts are remembered as already tried, for each joint set: about 40 MB.
pub const SEEN: usize = 1_800_000;

/// How many variants of a block are kept, for each joint set: about 40 MB each.
pub const VARIANTS: usize = 100_000;

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
    /// Is told how far the walk is.
    pub progress: &'a (dyn Fn(Progress) + Sync),
    /// Base strings (with their key) that were compared.
    pub tried: AtomicU64,
    /// Of those, the ones with the right key: distinct base strings.
    pub base_strings: AtomicU64,
    /// Whether candidates or time ran out.
    pub exhausted: AtomicBool,
    /// Whether a pass left something out so as not to take more memory.
    pub cut: AtomicBool,
}

impl<'a> Budget<'a> {
    pub(crate) fn new(limits: &Limits<'a>) -> Self {
        Self {
            candidates: limits.candidates,
            out_of_time: limits.out_of_time,
            progress: limits.progress,
            tried: AtomicU64::new(0),
            base_strings: AtomicU64::new(0),
            exhausted: AtomicBool::new(false),
            cut: AtomicBool::new(false),
        }
    }

    /// How many candidates may still be tried; none when time is up.
    pub(crate) fn left(&self) -> u64 {
        if self.exhausted() {
            return 0;
        }
        let left = self
            .candidates
            .saturating_sub(self.tried.load(Ordering::Relaxed));
        if left == 0 || (self.out_of_time)() {
            self.exhausted.store(true, Ordering::Relaxed);
            return 0;
        }
        left
    }

    /// Counts candidates that were tried while looking for that many mistakes together.
    pub(crate) fn spend(&self, candidates: u64, mistakes: usize, right_key: bool) {
        let tried = self.tried.fetch_add(candidates, Ordering::Relaxed) + candidates;
        if right_key {
            self.base_strings.fetch_add(candidates, Ordering::Relaxed);
        }
        (self.progress)(Progress {
            mistakes,
            candidates: tried,
        });
    }

    /// Whether candidates or time ran out.
    pub(crate) fn exhausted(&self) -> bool {
        self.exhausted.load(Ordering::Relaxed)
    }
}

/// A set of hypotheses that reproduces the goal, by index.
pub type Hit = Vec<usize>;

/// Everything that a walk needs and none of its steps changes.
pub struct Walk<'a> {
    /// The request and its secrets.
    pub blocks: Blocks<'a>,
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
    pub(crate) table: Table,
    /// Hashes of parameter texts whose digest matched, though the set that made them did not stand
    /// the whole corridor.
    missed: Mutex<FxHashSet<u64>>,
}

/// One variant of the prefix, the key or the frame, and the classes that make it.
#[derive(Clone, Debug)]
pub(crate) struct Variant<T> {
    pub(crate) output: T,
    pub(crate) classes: Box<[Id]>,
}

/// The distinct variants of a block, by the number of mistakes in them.
pub(crate) type Variants<T> = Vec<Vec<Variant<T>>>;

impl<'a> Walk<'a> {
    /// Prepares a walk over these classes.
    #[must_use]
    pub fn new(
        blocks: Blocks<'a>,
        classes: &'a [Class],
        hypotheses: &[Hypothesis],
        goal: Goal<'a>,
        reread: &'a (dyn Fn(&[Edit]) -> Target + Sync),
        prove: &'a (dyn Fn(&[usize]) -> bool + Sync),
        budget: &'a Budget<'a>,
    ) -> Self {
        // A class has a number of 16 bits: more than the catalogue can ever make of a request.
        let classes = &classes[..classes.len().min(usize::from(Id::MAX))];
        Self {
            blocks,
            classes,
            goal,
            reread,
            prove,
            budget,
            table: Table::new(classes, hypotheses),
            missed: Mutex::default(),
        }
    }

    /// Tries every set of exactly `size` mistakes (those about the signature's text come on top).
    ///
    /// Of sets that make the same text one is tried. Where its digest matches and it is not the
    /// one that makes the signature, all the others that make that text are.
    #[must_use]
    pub fn of_size(&self, size: usize) -> Option<Hit> {
        let hit = self.sized(size, &FxHashSet::default());
        let missed = self
            .missed
            .lock()
            .map(|mut missed| std::mem::take(&mut *missed));
        match (hit, missed) {
            (None, Ok(missed)) if !missed.is_empty() => self.sized(size, &missed),
            (hit, _) => hit,
        }
    }

    /// Remembers a text whose digest matched.
    pub(crate) fn missed(&self, hash: u64) {
        if let Ok(mut missed) = self.missed.lock() {
            missed.insert(hash);
        }
    }

    fn sized(&self, size: usize, only: &FxHashSet<u64>) -> Option<Hit> {
        let sets = self.table.sets(&self.table.joint, size, VARIANTS);
        if sets.len() >= VARIANTS {
            self.budget.cut.store(true, Ordering::Relaxed);
        }
        sets.iter()
            .find_map(|joint| self.around(joint, size - joint.len(), only))
    }

    /// Combines the blocks around one joint set, with `more` mistakes beside it.
    fn around(&self, joint: &[Id], more: usize, only: &FxHashSet<u64>) -> Option<Hit> {
        if self.budget.left() == 0 {
            return None;
        }
        let table = &self.table;
        let edits: Vec<Edit> = joint
            .iter()
            .flat_map(|id| table.edits(*id).iter().cloned())
            .collect();
        let base = Recipe::with(&edits);
        let reread;
        let changes_text = |id: &Id| self.classes[usize::from(*id)].effect.text;
        let goal = match self.goal {
            Goal::Signature(_) if joint.iter().any(changes_text) => {
                reread = (self.reread)(&edits);
                Goal::Signature(&reread)
            }
            goal => goal,
        };
        let beside = |list: &[Id]| table.beside(list, joint);
        let prefixes = self.variants(&base, &beside(&table.prefix), more, |recipe| {
            Some(self.blocks.prefix(recipe))
        });
        let keys = match goal {
            Goal::Signature(_) => self.variants(&base, &beside(&table.key), more, |recipe| {
                self.blocks.key(recipe)
            }),
            Goal::BaseString(_) => vec![vec![Variant {
                output: Vec::new(),
                classes: Box::default(),
            }]],
        };
        let frames = self.variants(&base, &beside(&table.frame), more, |recipe| {
            Some(Frame::of(recipe, self.blocks.declared))
        });
        let parameters = beside(&table.parameters);
        let root = Parameters::walk(self.blocks.request, &base);
        let variants = BlockVariants {
            prefixes,
            keys,
            frames,
        };
        Combine::new(self, goal, joint, more, variants, only).run(&root, &parameters)
    }

    /// What one more mistake makes of the parameters; `None` where it cannot stand beside the
    /// others or nothing comes out otherwise.
    pub(crate) fn step(&self, node: &Parameters, set: &[Id], id: Id) -> Option<Parameters> {
        if self.table.any_clash(&[id], set) {
            return None;
        }
        let mut recipe = node.recipe().clone();
        self.table
            .edits(id)
            .iter()
            .for_each(|edit| recipe.set(edit));
        node.rewalk(
            self.blocks.request,
            recipe,
            self.table.first_room(id),
            self.table.touches_text(id),
        )
    }

    /// The distinct outputs of a block for sets of up to `size` of these classes, by size.
    fn variants<T: Clone + Eq + Hash>(
        &self,
        base: &Recipe,
        classes: &[Id],
        size: usize,
        make: impl Fn(&Recipe) -> Option<T>,
    ) -> Variants<T> {
        let mut seen = FxHashSet::default();
        let mut by_size: Variants<T> = vec![Vec::new(); size + 1];
        let mut keep = |recipe: &Recipe, set: &[Id], by_size: &mut Variants<T>| -> bool {
            if let Some(output) = make(recipe)
                && seen.insert(output.clone())
            {
                by_size[set.len()].push(Variant {
                    output,
                    classes: set.into(),
                });
            }
            seen.len() < VARIANTS
        };
        keep(base, &[], &mut by_size);
        // The sets themselves go on growing even where their output is not new or not to be had.
        let mut sets: Vec<(usize, Vec<Id>)> = vec![(0, Vec::new())];
        for depth in 1..=size {
            let mut next = Vec::new();
            for (from, set) in &sets {
                let mut parent = base.clone();
                for edit in set.iter().flat_map(|id| self.table.edits(*id)) {
                    parent.set(edit);
                }
                for (at, id) in classes.iter().enumerate().skip(*from) {
                    if self.table.any_clash(&[*id], set) {
                        continue;
                    }
                    let mut recipe = parent.clone();
                    for edit in self.table.edits(*id) {
                        recipe.set(edit);
                    }
                    let set = [set.as_slice(), &[*id]].concat();
                    if !keep(&recipe, &set, &mut by_size) || next.len() >= VARIANTS {
                        self.budget.cut.store(true, Ordering::Relaxed);
                        return by_size;
                    }
                    if depth < size {
                        next.push((at + 1, set));
                    }
                }
            }
            sets = next;
        }
        by_size
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
