//! One search, from the hypotheses about a request to what explains it.

use std::sync::atomic::Ordering;

use crate::credentials::PublicKey;
use crate::diagnose::blocks::Blocks;
use crate::diagnose::explain::{self, Explanation};
use crate::diagnose::hypothesis::{Class, Hypothesis, classes, usual};
use crate::diagnose::passes::{PAIRS, Pass, passes, sets};
use crate::diagnose::proof::{self, Proof};
use crate::diagnose::statistics::{self, Ended, Statistics};
use crate::diagnose::target::Target;
use crate::diagnose::walk::{Budget, Goal, Walk};
use crate::diagnose::{Diagnosis, Limits, Wanted, characters};
use crate::error::Error;
use crate::pipeline::trace;
use crate::recipe::{Edit, Recipe};

/// A request, what could have gone wrong in it, and what is to be explained.
pub(super) struct Search<'a> {
    blocks: Blocks<'a>,
    wanted: Wanted<'a>,
    all: &'a [Hypothesis],
    classes: Vec<Class>,
    /// The classes of each entry's usual form.
    usual: Vec<Class>,
    /// The hypotheses that change only how the signature is written as text, one of each class.
    of_text: Vec<usize>,
    /// What opens a signature of RSA.
    opening: Option<PublicKey>,
}

/// Mistakes that together give the wanted bytes.
#[derive(Default)]
struct Hit {
    /// Indexes of hypotheses.
    hypotheses: Vec<usize>,
    /// What was done to single characters beside them.
    characters: Vec<Edit>,
}

impl<'a> Search<'a> {
    pub(super) fn new(blocks: Blocks<'a>, wanted: Wanted<'a>, all: &'a [Hypothesis]) -> Self {
        let classes = classes(all, &blocks);
        let of_text = classes.iter().filter(|class| class.shows_in_text_alone());
        let opening = blocks.credentials.opening_key();
        Self {
            usual: usual(&classes, all),
            of_text: of_text.map(|class| class.first).collect(),
            opening: opening.filter(|_| blocks.declared.is_rsa()),
            blocks,
            wanted,
            all,
            classes,
        }
    }

    /// Searches, and tells what it found and did.
    ///
    /// # Errors
    /// Those of [`trace`].
    pub(super) fn run(&self, limits: &Limits<'_>) -> Result<Diagnosis, Error> {
        let mut statistics = statistics::before(self.all, &self.classes, self.blocks.decoded);
        let budget = Budget::new(limits);
        let target = self.target(&[]);
        let goal = match self.wanted {
            Wanted::Signature(_) => Goal::Signature(&target),
            Wanted::BaseString(given) => Goal::BaseString(given),
        };
        if matches!(self.wanted, Wanted::Signature(_)) {
            statistics.ways = target.ways;
        }
        let mut passes = passes(limits, characters::are_few(self.blocks.decoded));
        if self.wanted.bits() < proof::MARGIN {
            // What is no digest may still be the key or the base string itself.
            passes.truncate(PAIRS);
            statistics.too_short = !self.blocks.declared.is_plain();
        }
        let hit = self.first_hit(&passes, goal, &budget, &mut statistics);
        statistics.compared = budget.tried.load(Ordering::Relaxed);
        statistics.base_strings = budget.base_strings.load(Ordering::Relaxed);
        statistics.ended = match (budget.exhausted(), (limits.stopped)()) {
            (false, _) => Ended::Itself,
            (true, false) => Ended::OutOfTime,
            (true, true) => Ended::Stopped,
        };
        statistics.combinations =
            statistics::covered(&self.classes, &self.usual, self.all, &statistics);
        let explained = match &hit {
            Some(hit) if !hit.is_empty() => explanation(
                &hit.hypotheses,
                &hit.characters,
                self.all,
                &self.blocks,
                &|edits| self.prove(edits),
            )?,
            _ => None,
        };
        let explained = explained.and_then(|one| self.proven(one, &mut statistics));
        Ok(Diagnosis {
            explanations: explained.into_iter().collect(),
            statistics,
        })
    }

    /// Goes through the passes until one of them hits, or nothing is left to spend.
    fn first_hit(
        &self,
        passes: &[Pass],
        goal: Goal<'_>,
        budget: &Budget<'_>,
        statistics: &mut Statistics,
    ) -> Option<Hit> {
        for pass in passes {
            let hit = self.hit(*pass, goal, budget, statistics);
            let cut = budget.cut.swap(false, Ordering::Relaxed);
            statistics.exhausted |= cut || budget.exhausted();
            if hit.is_some() || budget.exhausted() {
                return hit;
            }
            if !cut {
                statistics.has_done(*pass);
            }
        }
        None
    }

    /// What one pass hits.
    fn hit(
        &self,
        pass: Pass,
        goal: Goal<'_>,
        budget: &Budget<'_>,
        statistics: &mut Statistics,
    ) -> Option<Hit> {
        let reread = |edits: &[Edit]| self.target(edits);
        let proves = |hit: &[usize]| self.prove(&self.edits_of(hit)).is_some();
        if let Some((classes, size)) = sets(pass, &self.classes, self.all, &self.usual) {
            let walk = Walk::new(
                self.blocks,
                &classes,
                self.all,
                goal,
                &reread,
                &proves,
                budget,
            );
            return walk.of_size(size).map(|hypotheses| Hit {
                hypotheses,
                characters: Vec::new(),
            });
        }
        let (edits, tried) = characters::search(&self.blocks, goal, budget);
        statistics.character_forms = tried;
        let edits = edits.filter(|edits| self.prove(edits).is_some());
        edits.map(|characters| Hit {
            hypotheses: Vec::new(),
            characters,
        })
    }

    /// The captured signature, undone, where these edits are made besides.
    fn target(&self, edits: &[Edit]) -> Target {
        let captured = match self.wanted {
            Wanted::Signature(captured) => captured,
            Wanted::BaseString(_) => b"",
        };
        Target::read(
            captured,
            self.all,
            &self.of_text,
            edits,
            self.opening.as_ref(),
        )
    }

    fn edits_of(&self, hypotheses: &[usize]) -> Vec<Edit> {
        let edits = hypotheses.iter().map(|index| self.all[*index].edits.iter());
        edits.flatten().cloned().collect()
    }

    /// Walks the corridor with these edits: what it makes is the wanted, or it is not proven.
    fn prove(&self, edits: &[Edit]) -> Option<Proof> {
        let Blocks {
            request,
            credentials,
            ..
        } = self.blocks;
        let traced = trace(request, credentials, &Recipe::with(edits)).ok()?;
        match self.wanted {
            Wanted::Signature(captured) => Proof::of_signature_with(&traced, captured, credentials),
            Wanted::BaseString(given) => Proof::of_base_string(&traced, given),
        }
    }

    /// What is explained, as far as the signature says enough to prove it after so many were tried.
    fn proven(&self, explained: Explanation, statistics: &mut Statistics) -> Option<Explanation> {
        let tried = statistics.compared + statistics.character_forms;
        let enough = explained.is_of_text() || proof::is_enough(self.wanted.bits(), tried);
        statistics.too_short = !enough;
        enough.then_some(explained)
    }
}

impl Hit {
    /// Whether it takes no mistake at all.
    fn is_empty(&self) -> bool {
        self.hypotheses.is_empty() && self.characters.is_empty()
    }
}

/// From what hit to what is told of it; `None` where that is not proven.
///
/// # Errors
/// Those of [`trace`].
pub(super) fn explanation(
    hit: &[usize],
    characters: &[Edit],
    all: &[Hypothesis],
    blocks: &Blocks<'_>,
    prove: &dyn Fn(&[Edit]) -> Option<Proof>,
) -> Result<Option<Explanation>, Error> {
    let set: Vec<&Hypothesis> = hit.iter().map(|index| &all[*index]).collect();
    let (causes, equals) =
        explain::told(explain::causes(&set, characters, all, blocks), all, blocks);
    let edits: Vec<Edit> = causes
        .iter()
        .flat_map(|cause| cause.edits.clone())
        .collect();
    let recipe = Recipe::with(&edits);
    let traced = trace(blocks.request, blocks.credentials, &recipe)?;
    let Some(proof) = prove(&edits) else {
        return Ok(None);
    };
    let (encoders, encoders_ruled_out) = explain::encoders(&recipe, &causes, blocks);
    let (libraries, libraries_ruled_out) = explain::libraries(&recipe, blocks);
    Ok(Some(Explanation {
        causes,
        proof,
        trace: traced,
        recipe,
        indistinguishable: equals.iter().map(|one| one.id).collect(),
        equals,
        encoders,
        encoders_ruled_out,
        libraries,
        libraries_ruled_out,
    }))
}
