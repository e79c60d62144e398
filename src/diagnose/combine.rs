//! The combination of the blocks around one joint set.
//!
//! Parameter texts are written several at a time, then merged and batched in one fixed order. A
//! batch is hashed with every prefix, key and frame that fills the number of mistakes: the key's
//! work is done once a batch, and texts that begin alike share theirs.

use std::hash::{Hash, Hasher};
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHasher};

use crate::diagnose::blocks::{Frame, Parameters};
use crate::diagnose::sets::Id;
use crate::diagnose::target::Target;
use crate::diagnose::walk::{Goal, Hit, SEEN, Variant, Variants, Walk};
use crate::pipeline::hashing::{Ready, Stack};

/// How many parameter texts a batch holds.
const BATCH: usize = 4096;

/// How many of them one job takes.
const CHUNK: usize = 512;

/// How many jobs go out together.
const JOBS: usize = 512;

/// How many sets are extended together.
const PARENTS: usize = 128;

/// Parameter texts that wait to be hashed.
#[derive(Debug, Default)]
struct Batch {
    bytes: Vec<u8>,
    texts: Vec<Text>,
}

#[derive(Debug)]
struct Text {
    at: Range<usize>,
    empty: bool,
    set: Box<[Id]>,
}

/// A set of parameter mistakes that is to be extended by each of those from `from` on.
struct Parent {
    node: Parameters,
    set: Vec<Id>,
    from: usize,
}

/// The texts of a parent's children.
#[derive(Default)]
struct Children {
    bytes: Vec<u8>,
    /// Where each ends, its hash, whether no parameter is signed, and which class was added.
    texts: Vec<(usize, u64, bool, Id)>,
}

/// One frame and one key, for a part of a batch.
struct Job<'v> {
    frame: &'v Variant<Frame>,
    key: &'v Variant<Vec<u8>>,
    texts: &'v [Text],
}

type Prefix = (Vec<u8>, Vec<u8>);

/// The combination of the blocks around one joint set.
pub(crate) struct Combine<'w, 'a> {
    walk: &'w Walk<'a>,
    goal: Goal<'w>,
    joint: &'w [Id],
    /// How many mistakes beside the joint ones.
    more: usize,
    size: usize,
    variants: BlockVariants,
    /// One for each number of parameter mistakes.
    batches: Vec<Batch>,
    parents: Vec<Parent>,
    seen: FxHashMap<u64, u8>,
}

/// The variants of the blocks beside the parameters.
pub(crate) struct BlockVariants {
    pub(crate) prefixes: Variants<Prefix>,
    pub(crate) keys: Variants<Vec<u8>>,
    pub(crate) frames: Variants<Frame>,
}

impl<'w, 'a> Combine<'w, 'a> {
    pub(crate) fn new(
        walk: &'w Walk<'a>,
        goal: Goal<'w>,
        joint: &'w [Id],
        more: usize,
        variants: BlockVariants,
    ) -> Self {
        let mut batches = Vec::new();
        batches.resize_with(more + 1, Batch::default);
        Self {
            walk,
            goal,
            joint,
            more,
            size: joint.len() + more,
            variants,
            batches,
            parents: Vec::new(),
            seen: FxHashMap::default(),
        }
    }

    /// Tries everything: `root` is what the joint set makes of the parameters, `list` what may
    /// come on top.
    pub(crate) fn run(mut self, root: &Parameters, list: &[Id]) -> Option<Hit> {
        let hit = self
            .take(root, &[])
            .or_else(|| self.descend(root, list, 0, &mut Vec::new()))
            .or_else(|| self.extend(list));
        hit.or_else(|| (0..self.batches.len()).find_map(|cost| self.hash(cost)))
    }

    /// Every set of parameter mistakes that contains this one and others from the list; the last
    /// step waits, so that many are made together.
    fn descend(
        &mut self,
        node: &Parameters,
        list: &[Id],
        from: usize,
        set: &mut Vec<Id>,
    ) -> Option<Hit> {
        if set.len() == self.more || self.walk.budget.exhausted() {
            return None;
        }
        if set.len() + 1 == self.more {
            self.parents.push(Parent {
                node: node.clone(),
                set: set.clone(),
                from,
            });
            return (self.parents.len() >= PARENTS)
                .then(|| self.extend(list))
                .flatten();
        }
        for (at, id) in list.iter().enumerate().skip(from) {
            let Some(next) = self.walk.step(node, set, *id) else {
                continue;
            };
            set.push(*id);
            let hit = self
                .take(&next, set)
                .or_else(|| self.descend(&next, list, at + 1, set));
            set.pop();
            if hit.is_some() {
                return hit;
            }
        }
        None
    }

    /// Extends the sets that wait, each by one.
    fn extend(&mut self, list: &[Id]) -> Option<Hit> {
        let parents = std::mem::take(&mut self.parents);
        let walk = self.walk;
        let children = |parent: &Parent| {
            let mut children = Children::default();
            for id in &list[parent.from..] {
                if let Some(next) = walk.step(&parent.node, &parent.set, *id) {
                    let start = children.bytes.len();
                    next.write(&mut children.bytes);
                    let hash = hash_of(&children.bytes[start..]);
                    let end = children.bytes.len();
                    children.texts.push((end, hash, next.is_empty(), *id));
                }
            }
            children
        };
        #[cfg(feature = "parallel")]
        let made: Vec<Children> = {
            use rayon::prelude::*;
            parents.par_iter().map(children).collect()
        };
        #[cfg(not(feature = "parallel"))]
        let made: Vec<Children> = parents.iter().map(children).collect();
        for (parent, children) in parents.iter().zip(&made) {
            let mut start = 0;
            for &(end, hash, empty, id) in &children.texts {
                let text = &children.bytes[start..end];
                start = end;
                if !self.is_new(hash, parent.set.len() + 1) {
                    continue;
                }
                let set = [parent.set.as_slice(), &[id]].concat();
                if let Some(hit) = self.put(text, empty, set) {
                    return Some(hit);
                }
            }
        }
        None
    }

    /// Whether no text of that hash was seen at that cost or a lower one: equal texts merge, and
    /// the one that took fewer mistakes leaves more for the other blocks.
    fn is_new(&mut self, hash: u64, cost: usize) -> bool {
        let cost = u8::try_from(cost).unwrap_or(u8::MAX);
        if self.seen.get(&hash).is_some_and(|least| *least <= cost) {
            return false;
        }
        if self.seen.len() < SEEN {
            self.seen.insert(hash, cost);
        }
        true
    }

    /// Puts the text of one set into the batch of its cost.
    fn take(&mut self, node: &Parameters, set: &[Id]) -> Option<Hit> {
        let mut text = Vec::new();
        node.write(&mut text);
        self.is_new(hash_of(&text), set.len())
            .then(|| self.put(&text, node.is_empty(), set.to_vec()))
            .flatten()
    }

    fn put(&mut self, text: &[u8], empty: bool, set: Vec<Id>) -> Option<Hit> {
        let cost = set.len();
        let batch = &mut self.batches[cost];
        let start = batch.bytes.len();
        batch.bytes.extend_from_slice(text);
        batch.texts.push(Text {
            at: start..batch.bytes.len(),
            empty,
            set: set.into(),
        });
        (batch.texts.len() >= BATCH)
            .then(|| self.hash(cost))
            .flatten()
    }

    /// Hashes a batch with every prefix, key and frame that fills the number of mistakes.
    fn hash(&mut self, cost: usize) -> Option<Hit> {
        let mut batch = std::mem::take(&mut self.batches[cost]);
        let left = self.more - cost;
        let bytes = &batch.bytes;
        if left > 0 {
            // Neighbours that begin alike share their hashing; worth it when it is done often.
            batch
                .texts
                .sort_unstable_by(|a, b| bytes[a.at.clone()].cmp(&bytes[b.at.clone()]));
        }
        let table = &self.walk.table;
        let mut jobs = Vec::with_capacity(JOBS);
        for frame_cost in 0..=left {
            for key_cost in 0..=left - frame_cost {
                let prefix_cost = left - frame_cost - key_cost;
                let (Some(frames), Some(keys), Some(prefixes)) = (
                    self.variants.frames.get(frame_cost),
                    self.variants.keys.get(key_cost),
                    self.variants.prefixes.get(prefix_cost),
                ) else {
                    continue;
                };
                let right_key = key_cost == 0;
                let later = cost + prefix_cost > 0;
                for frame in frames {
                    for key in keys {
                        if table.any_clash(&frame.classes, &key.classes) {
                            continue;
                        }
                        for texts in batch.texts.chunks(CHUNK) {
                            jobs.push(Job { frame, key, texts });
                            if jobs.len() == JOBS {
                                if let Some(hit) =
                                    self.go(&mut jobs, bytes, prefixes, right_key, later)
                                {
                                    return Some(hit);
                                }
                                if self.walk.budget.left() == 0 {
                                    return None;
                                }
                            }
                        }
                    }
                }
                if let Some(hit) = self.go(&mut jobs, bytes, prefixes, right_key, later) {
                    return Some(hit);
                }
                if self.walk.budget.left() == 0 {
                    return None;
                }
            }
        }
        None
    }

    /// Does the jobs, as many as the budget allows: of those that hit, the first counts.
    ///
    /// `later`: texts or prefixes hold a mistake, so that a signature in which they have no part
    /// has been tried with fewer.
    fn go(
        &self,
        jobs: &mut Vec<Job<'_>>,
        bytes: &[u8],
        prefixes: &[Variant<Prefix>],
        right_key: bool,
        later: bool,
    ) -> Option<Hit> {
        let mut allowed = 0;
        let mut candidates = 0;
        let left = self.walk.budget.left();
        for job in jobs.iter() {
            if candidates >= left {
                break;
            }
            candidates += (job.texts.len() * prefixes.len()) as u64;
            allowed += 1;
        }
        let doing = &jobs[..allowed];
        let one = |job: &Job<'_>| self.job(job, bytes, prefixes, later);
        #[cfg(feature = "parallel")]
        let hit = {
            use rayon::prelude::*;
            doing.par_iter().find_map_first(one)
        };
        #[cfg(not(feature = "parallel"))]
        let hit = doing.iter().find_map(one);
        jobs.clear();
        self.walk.budget.spend(candidates, self.size, right_key);
        hit
    }

    /// Compares the base strings of every prefix with every text of the job.
    fn job(
        &self,
        job: &Job<'_>,
        bytes: &[u8],
        prefixes: &[Variant<Prefix>],
        later: bool,
    ) -> Option<Hit> {
        let (frame, key) = (&job.frame.output, job.key.output.as_slice());
        let compare = match self.goal {
            Goal::BaseString(wanted) => Compare::Text(wanted),
            Goal::Signature(target) => {
                match Ready::new(frame.algorithm, key, &frame.signature_choice()) {
                    Some(ready) => Compare::Digest(target, ready),
                    None => Compare::Plain(target),
                }
            }
        };
        // Where the base string has no part in the signature, one of them stands for all.
        let one_is_enough = match &compare {
            Compare::Text(_) => false,
            Compare::Plain(target) => !target.may_be_base_string(),
            Compare::Digest(target, ready) => !ready.needs_text() && !target.may_be_base_string(),
        };
        if one_is_enough && later {
            return None;
        }
        let write = |prefix: &Variant<Prefix>, text: &Text, out: &mut Vec<u8>| {
            let (method, uri) = &prefix.output;
            frame.base_string(method, uri, &bytes[text.at.clone()], text.empty, out);
        };
        let mut pairs = prefixes
            .iter()
            .filter(|prefix| {
                let table = &self.walk.table;
                !table.any_clash(&prefix.classes, &job.frame.classes)
                    && !table.any_clash(&prefix.classes, &job.key.classes)
            })
            .flat_map(|prefix| job.texts.iter().map(move |text| (prefix, text)));
        let mut stack = Stack::default();
        let (mut this, mut next) = (Vec::with_capacity(1024), Vec::with_capacity(1024));
        let mut current = pairs.next()?;
        write(current.0, current.1, &mut this);
        loop {
            let following = if one_is_enough { None } else { pairs.next() };
            next.clear();
            if let Some((prefix, text)) = following {
                write(prefix, text, &mut next);
            }
            let of_text: Option<&[usize]> = match &compare {
                Compare::Text(wanted) => (*wanted == this.as_slice()).then_some(&[]),
                Compare::Plain(target) => target.matching_plain(&this, key),
                Compare::Digest(target, ready) => {
                    let digest = stack.digest(ready, &this, &next);
                    target.matching(digest.as_bytes(), &this, key)
                }
            };
            if let Some(of_text) = of_text {
                let hit = self.hit(job, current.0, current.1, of_text);
                if (self.walk.prove)(&hit) {
                    return Some(hit);
                }
            }
            current = following?;
            std::mem::swap(&mut this, &mut next);
        }
    }

    fn hit(&self, job: &Job<'_>, prefix: &Variant<Prefix>, text: &Text, of_text: &[usize]) -> Hit {
        let classes = [
            self.joint,
            &text.set,
            &prefix.classes,
            &job.key.classes,
            &job.frame.classes,
        ];
        let mut hit: Hit = classes
            .into_iter()
            .flatten()
            .map(|id| self.walk.classes[usize::from(*id)].first)
            .collect();
        hit.extend_from_slice(of_text);
        hit
    }
}

/// What a job compares.
#[allow(
    clippy::large_enum_variant,
    reason = "one a job, and it is borrowed from there on"
)]
enum Compare<'t> {
    /// The base string itself.
    Text(&'t [u8]),
    /// The key, as `PLAINTEXT` has it.
    Plain(&'t Target),
    /// The digest.
    Digest(&'t Target, Ready),
}

fn hash_of(text: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    hasher.finish()
}
