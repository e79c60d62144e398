//! The combination of the blocks around one joint set.
//!
//! Parameter texts are written several at a time, then merged and batched in one fixed order. A
//! batch is hashed with every prefix, key and frame that fills the number of mistakes: the key's
//! work is done once a batch, and texts that begin alike share theirs.

use std::hash::{Hash, Hasher};
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use crate::diagnose::blocks::{Frame, Parameters};
use crate::diagnose::sets::Id;
use crate::diagnose::threads;
use crate::diagnose::walk::{Goal, Hit, SEEN, Variant, Variants, Walk};
use crate::pipeline::hashing::{Ready, Texts};

/// How many parameter texts a batch holds.
const BATCH: usize = 4096;

/// How many base strings one job makes, and with how many keys it hashes each.
const CHUNK: usize = 512;
const KEYS: usize = 64;

/// How many candidates go out together, in jobs.
const CANDIDATES: u64 = 500_000;

/// How many sets wait to be extended together, and how many bytes their parameters take; how many
/// jobs extend them, and how many bytes of texts each makes.
const PARENTS: usize = 128;
const PARENTS_BYTES: usize = 8 << 20;
const EXTENSIONS: usize = 64;
const EXTENSION_BYTES: usize = 256 << 10;

/// How many bytes a batch holds, and how many of base strings a job makes: of large requests fewer
/// are held than the numbers above say.
const BATCH_BYTES: usize = 4 << 20;
const CHUNK_BYTES: usize = 512 << 10;

/// How long method and URI are taken to be.
const OUTSIDE: usize = 128;

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

/// The texts of some of a parent's children.
#[derive(Default)]
struct Children {
    bytes: Vec<u8>,
    /// Where each ends, its hash, whether no parameter is signed, and which class was added.
    texts: Vec<(usize, u64, bool, Id)>,
}

/// A part of a batch behind some prefixes, in one frame, under some keys.
#[derive(Clone, Copy)]
struct Job<'v> {
    frame: &'v Variant<Frame>,
    keys: &'v [Variant<Vec<u8>>],
    prefixes: &'v [Variant<Prefix>],
    texts: &'v [Text],
}

impl Job<'_> {
    /// How many candidates it compares.
    fn candidates(&self) -> u64 {
        (self.keys.len() * self.prefixes.len() * self.texts.len()) as u64
    }
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
    /// Where there are any, only texts of these hashes are tried, every set that makes them.
    only: &'w FxHashSet<u64>,
    /// How long the parameter text of the joint set is, about as long as every other.
    len: usize,
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
        only: &'w FxHashSet<u64>,
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
            only,
            len: 0,
        }
    }

    /// Tries everything: `root` is what the joint set makes of the parameters, `list` what may
    /// come on top.
    pub(crate) fn run(mut self, root: &Parameters, list: &[Id]) -> Option<Hit> {
        let mut text = Vec::new();
        root.write(&mut text);
        self.len = text.len().max(1);
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
            // A set holds its parameters four times at most: collected, decoded, selected, encoded.
            let most = (PARENTS_BYTES / (4 * self.len)).clamp(1, PARENTS);
            return (self.parents.len() >= most)
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
        let (walk, len) = (self.walk, self.len);
        let some = (EXTENSION_BYTES / len).max(1);
        let most = (EXTENSIONS * EXTENSION_BYTES / (some * len)).clamp(1, EXTENSIONS);
        let (joint, none): (&[Id], &[Id]) = (self.joint, &[]);
        let mut jobs = parents.iter().flat_map(|parent| {
            let brings = walk.table.brings_text(joint) || walk.table.brings_text(&parent.set);
            let idle = if brings {
                walk.table.idle.as_slice()
            } else {
                none
            };
            let lists = list[parent.from..].chunks(some).chain(idle.chunks(some));
            lists.map(move |ids| (parent, ids))
        });
        let children = |(parent, ids): &(&Parent, &[Id])| {
            let mut children = Children::default();
            children.bytes.reserve(ids.len() * len);
            let known = parent.node.layered();
            for id in *ids {
                let clashes = walk.table.any_clash(&[*id], joint);
                if !clashes && let Some(next) = walk.step(&parent.node, &parent.set, *id) {
                    let start = children.bytes.len();
                    next.write_beside(&known, &mut children.bytes);
                    let hash = hash_of(&children.bytes[start..]);
                    let end = children.bytes.len();
                    children.texts.push((end, hash, next.is_empty(), *id));
                }
            }
            children
        };
        loop {
            let doing: Vec<_> = jobs.by_ref().take(most).collect();
            if doing.is_empty() || self.walk.budget.left() == 0 {
                return None;
            }
            let made: Vec<Children> = threads::map(&doing, children);
            for ((parent, _), children) in doing.iter().zip(&made) {
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
        }
    }

    /// Whether no text of that hash was seen at that cost or a lower one: equal texts merge, and
    /// the one that took fewer mistakes leaves more for the other blocks.
    fn is_new(&mut self, hash: u64, cost: usize) -> bool {
        if !self.only.is_empty() {
            return self.only.contains(&hash);
        }
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
        (batch.texts.len() >= BATCH || batch.bytes.len() >= BATCH_BYTES)
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
        let chunk = (CHUNK_BYTES / (self.len + OUTSIDE)).clamp(1, CHUNK);
        let beside = chunk.div_ceil(batch.texts.len().clamp(1, chunk));
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
                let texts = &batch.texts;
                let jobs = frames.iter().flat_map(|frame| {
                    keys.chunks(KEYS).flat_map(move |keys| {
                        prefixes.chunks(beside).flat_map(move |prefixes| {
                            texts.chunks(chunk).map(move |texts| Job {
                                frame,
                                keys,
                                prefixes,
                                texts,
                            })
                        })
                    })
                });
                let right_key = key_cost == 0;
                let later = cost + prefix_cost > 0;
                if let Some(hit) = self.go(jobs, bytes, right_key, later) {
                    return Some(hit);
                }
                if self.walk.budget.left() == 0 {
                    return None;
                }
            }
        }
        None
    }

    /// Does the jobs, some at a time, as many as the budget allows: of those that hit, the first
    /// counts.
    ///
    /// `later`: texts or prefixes hold a mistake, so that a signature in which they have no part
    /// has been tried with fewer.
    fn go<'v>(
        &self,
        mut jobs: impl Iterator<Item = Job<'v>>,
        bytes: &[u8],
        right_key: bool,
        later: bool,
    ) -> Option<Hit> {
        let one = |job: &Job<'_>| self.job(*job, bytes, later);
        let mut doing: Vec<Job<'v>> = Vec::new();
        loop {
            let most = self.walk.budget.left().min(CANDIDATES);
            let mut candidates = 0;
            doing.clear();
            while candidates < most
                && let Some(job) = jobs.next()
            {
                candidates += job.candidates();
                doing.push(job);
            }
            if doing.is_empty() {
                return None;
            }
            let hit = threads::find_first(&doing, one);
            self.walk.budget.spend(candidates, self.size, right_key);
            if hit.is_some() {
                return hit;
            }
        }
    }

    /// Compares every base string of the job, under each of its keys.
    fn job(&self, job: Job<'_>, bytes: &[u8], later: bool) -> Option<Hit> {
        let frame = &job.frame.output;
        let choice = frame.signature_choice();
        let base_string = |(prefix, text): (&Variant<Prefix>, &Text), out: &mut Vec<u8>| {
            let (method, uri) = &prefix.output;
            frame.base_string(method, uri, &bytes[text.at.clone()], text.empty, out);
        };
        let pairs = job
            .prefixes
            .iter()
            .flat_map(|prefix| job.texts.iter().map(move |text| (prefix, text)));
        let pairs: Vec<_> = pairs.collect();
        let mut scratch = Vec::new();
        let target = match self.goal {
            Goal::Signature(target) => target,
            Goal::BaseString(wanted) => {
                let key = job.keys.first()?;
                return pairs.into_iter().find_map(|pair| {
                    scratch.clear();
                    base_string(pair, &mut scratch);
                    (scratch == wanted)
                        .then(|| self.proven(job, bytes, key, pair, &[]))
                        .flatten()
                });
            }
        };
        let mut texts = Texts::new(frame.text);
        for key in job.keys {
            let ready = Ready::new(frame.algorithm, &key.output, &choice);
            // Where the base string has no part in the signature, one of them stands for all.
            let needs_text = ready.as_ref().is_some_and(Ready::needs_text);
            let one_is_enough = !needs_text && !target.may_be_base_string();
            if one_is_enough && later {
                continue;
            }
            let Some(ready) = ready else {
                let pairs = &pairs[..if one_is_enough { 1 } else { pairs.len() }];
                let hit = pairs.iter().find_map(|pair| {
                    scratch.clear();
                    base_string(*pair, &mut scratch);
                    let of_text = target.matching_plain(&scratch, &key.output)?;
                    self.proven(job, bytes, key, *pair, of_text)
                });
                if hit.is_some() {
                    return hit;
                }
                continue;
            };
            if texts.is_empty() {
                texts.reserve(pairs.len(), self.len + OUTSIDE);
            }
            for pair in &pairs[texts.len()..] {
                texts.push(|out| base_string(*pair, out));
            }
            let mut hit = None;
            ready.digests(&texts, &mut |index, digest| {
                let of_text = target.matching(digest.as_bytes(), &key.output, || {
                    scratch.clear();
                    base_string(pairs[index], &mut scratch);
                    &scratch
                });
                if let (Some(of_text), None) = (of_text, &hit) {
                    hit = self.proven(job, bytes, key, pairs[index], of_text);
                }
            });
            if hit.is_some() {
                return hit;
            }
        }
        None
    }

    /// The set of mistakes behind a candidate, if it stands the whole corridor. A text whose
    /// digest matches is remembered where it does not: another set may make it that does.
    fn proven(
        &self,
        job: Job<'_>,
        bytes: &[u8],
        key: &Variant<Vec<u8>>,
        (prefix, text): (&Variant<Prefix>, &Text),
        of_text: &[usize],
    ) -> Option<Hit> {
        let hit = self.stands(job, key, (prefix, text), of_text);
        if hit.is_none() {
            self.walk.missed(hash_of(&bytes[text.at.clone()]));
        }
        hit
    }

    fn stands(
        &self,
        job: Job<'_>,
        key: &Variant<Vec<u8>>,
        (prefix, text): (&Variant<Prefix>, &Text),
        of_text: &[usize],
    ) -> Option<Hit> {
        let table = &self.walk.table;
        let parts = [&prefix.classes, &key.classes, &job.frame.classes];
        for (at, part) in parts.iter().enumerate() {
            if parts[..at].iter().any(|other| table.any_clash(part, other)) {
                return None;
            }
        }
        let mut hit: Hit = [self.joint, &text.set]
            .into_iter()
            .chain(parts.map(AsRef::as_ref))
            .flatten()
            .map(|id| self.walk.classes[usize::from(*id)].first)
            .collect();
        hit.extend_from_slice(of_text);
        (self.walk.prove)(&hit).then_some(hit)
    }
}

fn hash_of(text: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    hasher.finish()
}
