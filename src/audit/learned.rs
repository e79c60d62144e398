//! What was found out in this run: each consumer's mistakes, which are tried first on its next
//! request, and which requests nothing explained, so that their like are searched shortly.

use std::hash::{BuildHasher as _, BuildHasherDefault, Hash};
use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use crate::credentials::Credentials;
use crate::diagnose::explain::Explanation;
use crate::pipeline::signer::{Signer, Verified};
use crate::recipe::{Edit, Recipe};
use crate::request::Wire;

/// Of so many consumers something is remembered.
const CONSUMERS: usize = 20_000;
/// So many ways in which a consumer goes wrong.
const WAYS: usize = 12;
/// After so many requests of a consumer that nothing explains, its further ones are searched
/// shortly, whatever they are.
const PATIENCE: usize = 3;
/// So many kinds of them are remembered.
const KINDS: usize = 200;

/// What a run has found out, shared by all who judge.
#[derive(Debug, Default)]
pub struct Learned {
    by_consumer: RwLock<FxHashMap<u64, Arc<Consumer>>>,
}

/// What was found out about a consumer.
#[derive(Clone, Debug, Default)]
pub(super) struct Consumer {
    ways: Vec<Arc<Way>>,
    unexplained: FxHashSet<u64>,
}

/// A way in which a consumer's signatures go wrong.
#[derive(Debug)]
pub(super) struct Way {
    recipe: Recipe,
    edits: Vec<Edit>,
    /// Those of the edits that a request needs to come out so: what the words are true of.
    needed: Vec<Edit>,
    /// The ids of its mistakes.
    pub(super) mistakes: Vec<String>,
    /// What the client did.
    pub(super) says: Vec<String>,
}

/// Which consumer, under which method of signature, in a number.
pub(super) fn key(of: impl Hash) -> u64 {
    BuildHasherDefault::<FxHasher>::default().hash_one(of)
}

impl Learned {
    pub(super) fn consumer(&self, key: u64) -> Option<Arc<Consumer>> {
        let known = self.by_consumer.read();
        let known = known.unwrap_or_else(PoisonError::into_inner);
        known.get(&key).cloned()
    }

    fn change(&self, key: u64, change: impl FnOnce(&mut Consumer)) {
        let known = self.by_consumer.write();
        let mut known = known.unwrap_or_else(PoisonError::into_inner);
        if known.len() < CONSUMERS || known.contains_key(&key) {
            change(Arc::make_mut(known.entry(key).or_default()));
        }
    }

    /// Remembers what explained a request.
    pub(super) fn explained(
        &self,
        key: u64,
        explanation: &Explanation,
        request: &impl Wire,
        credentials: &Credentials,
    ) {
        let causes = &explanation.causes;
        let edits: Vec<Edit> = causes.iter().flat_map(|one| one.edits.clone()).collect();
        if edits.is_empty() || !makes(&edits, request, credentials) {
            return; // proven by something beside the recipe: another secret, what was meant
        }
        let way = Arc::new(Way {
            recipe: Recipe::with(&edits),
            needed: needed(&edits, request, credentials),
            edits,
            mistakes: causes.iter().map(|one| one.id.clone()).collect(),
            says: causes.iter().map(|one| one.title.clone()).collect(),
        });
        self.change(key, |consumer| {
            let known = consumer.ways.iter().any(|one| one.needed == way.needed);
            if !known && consumer.ways.len() < WAYS {
                consumer.ways.push(way);
                // Tried in an order that does not depend on what came first.
                consumer.ways.sort_by(|a, b| {
                    (a.edits.len(), &a.mistakes).cmp(&(b.edits.len(), &b.mistakes))
                });
            }
        });
    }

    /// Remembers a kind of request that nothing explained.
    pub(super) fn unexplained(&self, key: u64, kind: u64) {
        self.change(key, |consumer| {
            if consumer.unexplained.len() < KINDS {
                consumer.unexplained.insert(kind);
            }
        });
    }
}

impl Consumer {
    /// Whether a request resembles one that nothing explained.
    pub(super) fn resembles(&self, kind: u64) -> bool {
        self.unexplained.len() >= PATIENCE || self.unexplained.contains(&kind)
    }

    /// The known way that makes a request's signature, where its words are true of it.
    pub(super) fn way(&self, request: &impl Wire, credentials: &Credentials) -> Option<&Arc<Way>> {
        for way in &self.ways {
            let made = Signer::new(&way.recipe).verify(request, credentials);
            if !matches!(made, Ok(Verified::Right)) {
                continue;
            }
            let needed = needed(&way.edits, request, credentials);
            // One that was found by other edits of it has other words.
            return self.ways.iter().find(|one| one.needed == needed);
        }
        None
    }
}

fn makes(edits: &[Edit], request: &impl Wire, credentials: &Credentials) -> bool {
    let recipe = Recipe::with(edits);
    let made = Signer::new(&recipe).verify(request, credentials);
    matches!(made, Ok(Verified::Right))
}

/// The edits without which the signature is another.
fn needed(edits: &[Edit], request: &impl Wire, credentials: &Credentials) -> Vec<Edit> {
    let mut needed = edits.to_vec();
    if edits.len() < 2 {
        return needed;
    }
    let mut at = 0;
    while at < needed.len() {
        let mut without = needed.clone();
        without.remove(at);
        if makes(&without, request, credentials) {
            needed = without;
        } else {
            at += 1;
        }
    }
    needed
}
