//! What a search did, in numbers.

use crate::diagnose::characters;
use crate::diagnose::hypothesis::{self, Class, Hypothesis};
use crate::diagnose::passes::Pass;
use crate::diagnose::sets::{Id, Table};
use crate::mistakes::Stage;
use crate::pipeline::decode::Parameter;

/// What ended a search.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub enum Ended {
    /// It came to its end.
    #[default]
    Itself,
    /// Candidates or time ran out.
    OutOfTime,
    /// Somebody stopped it.
    Stopped,
}

impl Ended {
    /// Whether there was more to try.
    #[must_use]
    pub fn is_early(self) -> bool {
        self != Self::Itself
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
    /// What ended it.
    pub ended: Ended,
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
    pub(super) fn has_done(&mut self, pass: Pass) {
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

/// What there is to search, before anything was.
pub(super) fn before(all: &[Hypothesis], classes: &[Class], decoded: &[Parameter]) -> Statistics {
    let mut statistics = Statistics {
        hypotheses: all.len(),
        applicable: classes.iter().map(|class| class.members.len()).sum(),
        of_text: classes
            .iter()
            .filter(|class| class.shows_in_text_alone())
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

/// How many sets were covered: up to `depth` in all forms, beyond it in the usual ones.
pub(super) fn covered(
    classes: &[Class],
    usual: &[Class],
    all: &[Hypothesis],
    statistics: &Statistics,
) -> u64 {
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
        .filter(|(_, class)| !class.shows_in_text_alone())
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
