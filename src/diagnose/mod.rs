//! The search: which known mistakes, alone or together, make exactly the captured bytes.
//!
//! The cheapest explanation first: no mistake, then each alone, each pair, and so on up to a
//! budget; and every way to write each special character. Past pairs, every entry's usual form goes
//! before its others. Of mistakes that make the same output alone, one may stand for the others
//! ([`hypothesis::walked`] says when). What reproduces a 160-bit signature is proven to be what the
//! client computed, up to mistakes that give the same bytes here, and those are named too.

pub mod apart;
pub mod blocks;
pub mod characters;
mod combine;
pub mod explain;
pub mod hypothesis;
pub mod lead;
pub mod proof;
mod sets;
pub mod target;
mod threads;
pub mod walk;

use std::borrow::Cow;
use std::sync::atomic::Ordering;

use crate::credentials::Credentials;
use crate::error::Error;
use crate::mistakes::{Facts, Stage};
use crate::pipeline::decode::{Parameter, parameters};
use crate::pipeline::{declared_algorithm, trace};
use crate::recipe::{Edit, Recipe};
use crate::request::Request;
use blocks::{Blocks, Right};
use explain::Explanation;
use hypothesis::{Class, Hypothesis, classes, hypotheses, idle, usual, walked};
use proof::Proof;
use sets::{Id, Table};
use target::Target;
use walk::{Budget, Goal, Walk};

/// What is to be explained.
#[derive(Clone, Copy, Debug)]
pub enum Wanted<'a> {
    /// The captured signature, decoded from the wire.
    Signature(&'a [u8]),
    /// A base string that somebody has.
    BaseString(&'a [u8]),
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

/// What the search did.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Statistics {
    /// Hypotheses about this request: every instance of every entry and profile.
    pub hypotheses: usize,
    /// Of those, the ones that change something here.
    pub applicable: usize,
    /// Classes of those that make the same output.
    pub classes: usize,
    /// Of the applicable ones, those that change only how the signature is written as text.
    pub of_text: usize,
    /// Ways of writing the signature as text, each tried beside every set; none where a base
    /// string is looked for.
    pub ways: u64,
    /// Sets of hypotheses that were covered, the merged ones counted.
    pub combinations: u64,
    /// Base strings, each with its key, that were really compared: past pairs, those of the usual
    /// forms once more among all forms.
    pub compared: u64,
    /// Of those, the ones under the right key. Around each set of mistakes that show in several
    /// parts they are distinct.
    pub base_strings: u64,
    /// How many mistakes together were tried to the end.
    pub depth: usize,
    /// How many together were tried to the end in their usual forms: no fewer.
    pub usual_depth: usize,
    /// Ways to write the special characters that were tried.
    pub character_forms: u64,
    /// How many special characters there are.
    pub special_characters: usize,
    /// Whether something was left out: candidates or time ran out, or memory was kept small.
    pub exhausted: bool,
    /// Whether candidates or time ran out.
    pub out_of_time: bool,
    /// Whether the captured signature says too little: so many are tried that one of them would
    /// match by chance.
    pub too_short: bool,
    /// How many of the applicable hypotheses each stage has, in the order of the corridor.
    pub by_stage: [usize; STAGES],
}

/// How many stages a mistake may sit at.
const STAGES: usize = Stage::Elsewhere as usize + 1;

impl Statistics {
    /// Counts a part of the search that came to its end.
    fn has_done(&mut self, pass: Pass) {
        match pass {
            Pass::All(size) => self.depth = size,
            Pass::Usual(size) => self.usual_depth = size,
            Pass::Characters => {}
        }
        self.usual_depth = self.usual_depth.max(self.depth);
    }

    /// How many hypotheses about a stage change something in this request.
    #[must_use]
    pub fn tried_at(&self, stage: Stage) -> usize {
        self.by_stage.get(stage as usize).copied().unwrap_or(0)
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
    let decoded = parameters(request);
    let (declared, _) = declared_algorithm(&decoded);
    let facts = Facts {
        request,
        parameters: &decoded,
        credentials,
        algorithm: declared,
    };
    let all = hypotheses(&facts);
    let right = Right::of(request, &decoded);
    let blocks = Blocks {
        request,
        credentials,
        decoded: &decoded,
        declared,
        right: &right,
    };
    let classes = classes(&all, &blocks);
    let prove = |edits: &[Edit]| -> Option<Proof> {
        let traced = trace(request, credentials, &Recipe::with(edits)).ok()?;
        match wanted {
            Wanted::Signature(captured) => Proof::of_signature_with(&traced, captured, credentials),
            Wanted::BaseString(given) => Proof::of_base_string(&traced, given),
        }
    };
    trace(request, credentials, &Recipe::default())?;

    let budget = Budget::new(&limits);
    let of_text = classes.iter().filter(|class| only_text(class));
    let of_text: Vec<usize> = of_text.map(|class| class.first).collect();
    let opening = credentials.opening_key().filter(|_| declared.is_rsa());
    let captured = match wanted {
        Wanted::Signature(captured) => captured,
        Wanted::BaseString(_) => b"",
    };
    let reread = |edits: &[Edit]| Target::read(captured, &all, &of_text, edits, opening.as_ref());
    let target = reread(&[]);
    let goal = match wanted {
        Wanted::Signature(_) => Goal::Signature(&target),
        Wanted::BaseString(given) => Goal::BaseString(given),
    };
    let edits_of = |hit: &[usize]| -> Vec<Edit> {
        let edits = hit.iter().flat_map(|index| all[*index].edits.clone());
        edits.collect()
    };
    let proves = |hit: &[usize]| prove(&edits_of(hit)).is_some();

    let mut statistics = statistics(&all, &classes, &decoded);
    statistics.ways = match wanted {
        Wanted::Signature(_) => target.ways,
        Wanted::BaseString(_) => 0,
    };
    let usual = usual(&classes, &all);
    let mut found: Option<(Vec<usize>, Vec<Edit>)> = None;
    let bits = match wanted {
        Wanted::Signature(captured) => proof::bits(captured),
        Wanted::BaseString(_) => u32::MAX,
    };
    let mut passes = passes(&limits, characters::are_few(&decoded));
    if bits < proof::MARGIN {
        // What is no digest may still be the key or the base string itself.
        passes.truncate(PAIRS);
        statistics.too_short = !declared.is_plain();
    }
    for pass in passes {
        let sets = sets(pass, &classes, &all, &usual);
        found = if let Some((classes, size)) = sets {
            let walk = Walk::new(blocks, &classes, &all, goal, &reread, &proves, &budget);
            walk.of_size(size).map(|hit| (hit, Vec::new()))
        } else {
            let (edits, tried) = characters::search(&blocks, goal, &budget);
            statistics.character_forms = tried;
            edits
                .filter(|edits| prove(edits).is_some())
                .map(|edits| (Vec::new(), edits))
        };
        let cut = budget.cut.swap(false, Ordering::Relaxed);
        statistics.exhausted |= cut || budget.exhausted();
        if found.is_some() || budget.exhausted() {
            break;
        }
        if !cut {
            statistics.has_done(pass);
        }
    }
    statistics.compared = budget.tried.load(Ordering::Relaxed);
    statistics.base_strings = budget.base_strings.load(Ordering::Relaxed);
    statistics.out_of_time = budget.exhausted();
    statistics.combinations = covered(&classes, &usual, &all, &statistics);

    let mut explanations = Vec::new();
    if let Some((hit, bare)) = found
        && !(hit.is_empty() && bare.is_empty())
    {
        let explained = explanation(&hit, &bare, &all, &blocks, &prove)?;
        explanations.extend(proven(explained, bits, &mut statistics));
    }
    Ok(Diagnosis {
        explanations,
        statistics,
    })
}

/// A part of the search.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Pass {
    /// So many mistakes together, in all their forms.
    All(usize),
    /// So many together, each in its usual form: the first that changes something in this request.
    Usual(usize),
    /// Every way to write each special character.
    Characters,
}

/// The classes of which a pass tries sets, and of which size; `None` where it tries characters.
///
/// In pairs, what shows nothing alone is tried on top of what brings text.
fn sets<'c>(
    pass: Pass,
    classes: &'c [Class],
    all: &[Hypothesis],
    usual: &'c [Class],
) -> Option<(Cow<'c, [Class]>, usize)> {
    Some(match pass {
        Pass::All(PAIRS) => {
            let mut walked = walked(classes, all, PAIRS).into_owned();
            walked.extend(idle(classes, all));
            (walked.into(), PAIRS)
        }
        Pass::All(size) => (walked(classes, all, size), size),
        Pass::Usual(size) => (usual.into(), size),
        Pass::Characters => return None,
    })
}

/// What is explained, as far as the signature says enough to prove it after so many were tried.
fn proven(
    explained: Option<Explanation>,
    bits: u32,
    statistics: &mut Statistics,
) -> Option<Explanation> {
    let explained = explained?;
    let tried = statistics.compared + statistics.character_forms;
    if explained.is_of_text() || proof::is_enough(bits, tried) {
        statistics.too_short = false;
        return Some(explained);
    }
    statistics.too_short = true;
    None
}

/// The largest sets that are few enough to be tried in all forms at once.
const PAIRS: usize = 2;

/// More mistakes together than any search comes to.
const MOST: usize = 64;

/// What is tried, in order. Up to pairs at once in all forms; past them in the usual ones first, and
/// a form that is not usual costs one mistake more: all forms of three come after the usual ones of
/// four, if these are asked for. The special characters come last, or where their ways are few,
/// before what takes seconds.
fn passes(limits: &Limits<'_>, few_characters: bool) -> Vec<Pass> {
    let mistakes = limits.mistakes.min(MOST);
    let usual = limits.usual_more.min(MOST) + mistakes;
    let soon = mistakes.min(PAIRS);
    let mut passes: Vec<Pass> = (0..=soon).map(Pass::All).collect();
    for size in soon + 1..=usual + 1 {
        if size <= usual {
            passes.push(Pass::Usual(size));
        }
        if size == soon + 1 && few_characters {
            passes.push(Pass::Characters);
        }
        if (soon + 2..=mistakes + 1).contains(&size) {
            passes.push(Pass::All(size - 1));
        }
    }
    if !few_characters {
        passes.push(Pass::Characters);
    }
    passes
}

/// What there is to search, before anything was.
fn statistics(all: &[Hypothesis], classes: &[Class], decoded: &[Parameter]) -> Statistics {
    let mut statistics = Statistics {
        hypotheses: all.len(),
        applicable: classes.iter().map(|class| class.members.len()).sum(),
        of_text: classes
            .iter()
            .filter(|class| only_text(class))
            .map(|class| class.members.len())
            .sum(),
        classes: classes.len(),
        special_characters: characters::special_characters(decoded).len(),
        ..Statistics::default()
    };
    for member in classes.iter().flat_map(|class| &class.members) {
        let stage = all.get(*member).map(hypothesis::stage);
        if let Some(count) = stage.and_then(|at| statistics.by_stage.get_mut(at as usize)) {
            *count += 1;
        }
    }
    statistics
}

fn only_text(class: &Class) -> bool {
    class.effect.text && class.effect.blocks() == 1
}

fn explanation(
    hit: &[usize],
    bare: &[Edit],
    all: &[Hypothesis],
    blocks: &Blocks<'_>,
    prove: &dyn Fn(&[Edit]) -> Option<Proof>,
) -> Result<Option<Explanation>, Error> {
    let set: Vec<&Hypothesis> = hit.iter().map(|index| &all[*index]).collect();
    let (causes, equals) = explain::told(explain::causes(&set, bare, all, blocks), all, blocks);
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

/// How many sets were covered: up to `depth` in all forms, beyond it in the usual ones.
fn covered(classes: &[Class], usual: &[Class], all: &[Hypothesis], statistics: &Statistics) -> u64 {
    let ways = statistics.ways.max(1);
    let sets = |classes, depth| combinations(classes, all, depth, ways);
    let mut covered = sets(classes, statistics.depth);
    if statistics.usual_depth > statistics.depth {
        let twice = sets(usual, statistics.depth);
        let more = sets(usual, statistics.usual_depth).saturating_sub(twice);
        covered = covered.saturating_add(more);
    }
    covered
}

/// How many sets of up to `depth` applicable hypotheses there are: sets of classes without a clash,
/// each counted with all its members, times the ways of writing the signature's text.
fn combinations(classes: &[Class], hypotheses: &[Hypothesis], depth: usize, ways: u64) -> u64 {
    let table = Table::new(classes, hypotheses);
    let signed: Vec<(Id, u64)> = (0..)
        .zip(classes)
        .filter(|(_, class)| !only_text(class))
        .map(|(id, class)| (id, class.members.len() as u64))
        .collect();
    count(&signed, &table, depth.min(4)).saturating_mul(ways)
}

/// How many sets of up to `depth` of these there are, each counted with its number of members.
fn count(classes: &[(Id, u64)], table: &Table, depth: usize) -> u64 {
    let mut total: u64 = 1;
    for (at, (id, members)) in classes.iter().enumerate() {
        let sets = match depth {
            0 => 0,
            1 => 1,
            _ => {
                let mut beside = classes[at + 1..].to_vec();
                beside.retain(|(other, _)| !table.clash(*id, *other));
                count(&beside, table, depth - 1)
            }
        };
        total = members.saturating_mul(sets).saturating_add(total);
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unusual_form_costs_one_mistake_more() {
        use Pass::{All, Characters, Usual};
        let of = |mistakes, usual_more, few_characters| {
            let limits = Limits {
                mistakes,
                usual_more,
                ..Limits::default()
            };
            passes(&limits, few_characters)
        };
        let up_to_pairs = [All(0), All(1), All(2)];
        let then = |more: &[Pass]| [&up_to_pairs, more].concat();
        assert_eq!(of(1, 0, true), [All(0), All(1), Characters]);
        assert_eq!(of(2, 0, false), then(&[Characters]));
        assert_eq!(of(3, 0, true), then(&[Usual(3), Characters, All(3)]));
        assert_eq!(of(3, 0, false), then(&[Usual(3), All(3), Characters]));
        assert_eq!(
            of(4, 0, true),
            then(&[Usual(3), Characters, Usual(4), All(3), All(4)])
        );
        assert_eq!(of(2, 2, false), then(&[Usual(3), Usual(4), Characters]));
        assert_eq!(of(1, 1, false), [All(0), All(1), Usual(2), Characters]);
    }
}
