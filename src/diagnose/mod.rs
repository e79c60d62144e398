//! The search: which known mistakes, alone or together, make exactly the captured bytes.
//!
//! ```text
//! request ─→ hypotheses ─→ classes ─→ passes ─→ walk ─→ hit ─→ lead ─→ explanation
//!            every entry   what makes  0, 1, 2,  four    proven  which of  told with
//!            of the        the same    3 …       blocks,         equals    its proof
//!            catalogue     output      together  met                       
//!                          is one                by hash
//! ```
//!
//! 1. Every entry of the catalogue says in which forms it could show in this request: each is a
//!    [`hypothesis`], a few edits of the recipe.
//! 2. Each is tried alone. What changes nothing is put aside; those that make the same output here
//!    form one class, and one of them is walked for all.
//! 3. A pass tries all sets of one size: none, each alone, all pairs, then threes. Past
//!    pairs, each entry's usual form goes before its others, since all forms of three take seconds.
//! 4. The corridor falls into four [`blocks`] that depend on different choices: parameters, method
//!    and URI, key, frame. The [`walk`] makes each block's variants once, and combines them.
//! 5. The captured signature is undone once, for every way of writing a digest, into [`target`]s:
//!    raw digests are compared, so that nothing is written out for a candidate that does not match.
//! 6. Beside the catalogue, every way to write each special character is tried ([`characters`]).
//! 7. What matches is recomputed by the corridor itself, and only that is a [`proof`].
//! 8. [`lead`] chooses anew among all entries that give the same bytes: whoever's words are not
//!    true of this request is dropped, and the narrowest leads.
//! 9. A hit explains only where the signature says more bits than there were candidates.
//! 10. A base string in hand needs no search over its hash: it is taken [`apart`].

pub mod apart;
pub mod blocks;
pub mod characters;
mod combine;
pub mod explain;
pub mod hypothesis;
pub mod lead;
mod passes;
pub mod proof;
mod search;
mod sets;
mod statistics;
pub mod target;
mod threads;
pub mod walk;

use crate::credentials::Credentials;
use crate::error::Error;
use crate::mistakes::Facts;
use crate::pipeline::decode::parameters;
use crate::pipeline::{declared_algorithm, trace};
use crate::recipe::Recipe;
use crate::request::Request;
use blocks::{Blocks, Right};
use explain::Explanation;
use hypothesis::hypotheses;
use search::Search;

pub use statistics::{Ended, Statistics};

/// What is to be explained.
#[derive(Clone, Copy, Debug)]
pub enum Wanted<'a> {
    /// The captured signature, decoded from the wire.
    Signature(&'a [u8]),
    /// A base string that somebody has.
    BaseString(&'a [u8]),
}

impl Wanted<'_> {
    /// How many bits it says: chance matches no base string.
    fn bits(self) -> u32 {
        match self {
            Self::Signature(captured) => proof::bits(captured),
            Self::BaseString(_) => u32::MAX,
        }
    }
}

/// How far the search goes.
#[derive(Clone, Copy)]
pub struct Limits<'a> {
    /// How many mistakes together, in every form that they can have in this request.
    pub mistakes: usize,
    /// How many more together, each in its usual form alone.
    pub usual_more: usize,
    /// How many candidates are compared.
    pub candidates: u64,
    /// Says when time is up; never, where there is no clock.
    pub out_of_time: &'a (dyn Fn() -> bool + Sync),
    /// Says whether somebody stopped it, where [`Limits::out_of_time`] says that it is to end: who
    /// asked for the end is not told that time ran out.
    pub stopped: &'a (dyn Fn() -> bool + Sync),
    /// Is told now and then how far the search is, for a bar on a terminal. It is called from the
    /// thread that searches, some hundred times a second at most where candidates are dear.
    pub progress: &'a (dyn Fn(Progress) + Sync),
}

/// How far a search is.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Progress {
    /// How many mistakes together are being tried; none while the special characters are.
    pub mistakes: usize,
    /// How many candidates were compared so far.
    pub candidates: u64,
}

impl Default for Limits<'_> {
    fn default() -> Self {
        Self {
            mistakes: 3,
            usual_more: 0,
            candidates: u64::MAX,
            out_of_time: &|| false,
            stopped: &|| false,
            progress: &|_| {},
        }
    }
}

impl std::fmt::Debug for Limits<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Limits")
            .field("mistakes", &self.mistakes)
            .field("usual_more", &self.usual_more)
            .field("candidates", &self.candidates)
            .finish_non_exhaustive()
    }
}

/// What the search found.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    /// What reproduces the captured bytes, the cheapest first; empty when nothing does.
    pub explanations: Vec<Explanation>,
    /// What it did.
    pub statistics: Statistics,
}

/// Searches.
///
/// # Errors
/// Those of [`trace`]: a URL that gives no base string URI.
pub fn diagnose(
    request: &Request,
    credentials: &Credentials,
    wanted: Wanted<'_>,
    limits: Limits<'_>,
) -> Result<Diagnosis, Error> {
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
    let all = hypotheses(&facts);
    Search::new(blocks, wanted, &all).run(&limits)
}
