//! All answers together: what the signer departs by, and which known library it behaves like.
//!
//! One case may be explained by several mistakes that give the same bytes there. The others
//! decide: a mistake that would have changed a case that conforms is refuted; of the rest those are
//! the likeliest that a library makes which gives every answer, then those that explain most.

use std::collections::BTreeMap;
use std::time::Duration;

use super::Case;
use super::judge::{Judged, Verdict};
use crate::diagnose::explain::Equal;
use crate::mistakes::{self, Facts, LibraryProfile};
use crate::pipeline::decode::Parameter;
use crate::pipeline::decode::parameters;
use crate::pipeline::{declared_algorithm, trace};
use crate::recipe::Recipe;

/// What became of a case.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The case as given.
    pub case: Case,
    /// What became of it.
    pub result: Answered,
}

/// What became of a case.
#[derive(Clone, Debug)]
pub enum Answered {
    /// It was answered, and the answer judged.
    Judged(Box<Judged>),
    /// The signer does not take it, and says why.
    Refused(String),
    /// There was no answer.
    Failed(Failure),
    /// It was not asked: the signer had failed too often.
    NotAsked,
}

/// Why there was no answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Failure {
    /// What went wrong.
    pub problem: Problem,
    /// The end of what the signer wrote to its standard error.
    pub stderr: String,
}

/// What went wrong.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Problem {
    /// No line came in time, and the command was killed.
    TimedOut(Duration),
    /// It ended without an answer; the status in words.
    Ended(String),
    /// It closed its standard output and went on without one.
    Closed,
    /// It wrote so many bytes without a line break.
    TooLong(usize),
    /// It wrote a line that is no answer; why, and the line.
    NoAnswer(String, String),
    /// It could not be started again.
    NotStarted(String),
}

impl Problem {
    /// The name in JSON.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::TimedOut(_) => "timed-out",
            Self::Ended(_) => "ended",
            Self::Closed => "closed",
            Self::TooLong(_) => "too-long",
            Self::NoAnswer(..) => "no-answer",
            Self::NotStarted(_) => "not-started",
        }
    }

    /// In words.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::TimedOut(limit) => format!("no answer within {limit:?}; killed"),
            Self::Ended(status) => format!("ended without an answer: {status}"),
            Self::Closed => "closed its standard output without an answer".to_owned(),
            Self::TooLong(limit) => format!("wrote {limit} bytes without a line break; killed"),
            Self::NoAnswer(why, _) => why.clone(),
            Self::NotStarted(why) => format!("could not be started again: {why}"),
        }
    }
}

/// The finished model of a run.
#[derive(Clone, Debug)]
pub struct Conformance {
    /// The command, as typed.
    pub signer: Vec<String>,
    /// Every case, in the order of the suite.
    pub outcomes: Vec<Outcome>,
    /// What the signer departs by, most cases first.
    pub habits: Vec<Habit>,
    /// Known libraries that give every answer, or else the one that gives most.
    pub profiles: Vec<Fit>,
}

/// A mistake that the signer makes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Habit {
    /// Its id, or a profile's name.
    pub id: String,
    /// What the signer did.
    pub title: String,
    /// The cases that it explains, alone or with others.
    pub cases: Vec<String>,
}

/// How a known library's behaviour fits.
#[derive(Clone, Copy, Debug)]
pub struct Fit {
    /// The library.
    pub library: &'static LibraryProfile,
    /// How many answers it would have given too.
    pub same: usize,
    /// Of how many.
    pub of: usize,
}

/// How many cases ended how.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Counts {
    /// The answer is right.
    pub conform: usize,
    /// It is not.
    pub differ: usize,
    /// Not taken by the signer.
    pub refused: usize,
    /// No answer.
    pub failed: usize,
    /// Not asked.
    pub not_asked: usize,
}

impl Conformance {
    /// How many cases ended how.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for outcome in &self.outcomes {
            *match &outcome.result {
                Answered::Judged(judged) if matches!(judged.verdict, Verdict::Conforms) => {
                    &mut counts.conform
                }
                Answered::Judged(_) => &mut counts.differ,
                Answered::Refused(_) => &mut counts.refused,
                Answered::Failed(_) => &mut counts.failed,
                Answered::NotAsked => &mut counts.not_asked,
            } += 1;
        }
        counts
    }
}

/// Puts the outcomes of a run together.
#[must_use]
pub fn conclude(signer: Vec<String>, mut outcomes: Vec<Outcome>) -> Conformance {
    let profiles = profiles(&outcomes);
    decide(&mut outcomes, profiles.first());
    Conformance {
        signer,
        habits: habits(&outcomes),
        profiles,
        outcomes,
    }
}

/// A mistake that explains a case alone.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
struct Alternative {
    id: &'static str,
    detail: String,
}

/// Where a case has several explanations of one mistake each, takes the one that the other cases
/// speak for.
fn decide(outcomes: &mut [Outcome], profile: Option<&Fit>) {
    let known_of = profile
        .map(|fit| fit.library.departures)
        .unwrap_or_default();
    let (mut conforming, mut open) = (Vec::new(), Vec::new());
    for (index, outcome) in outcomes.iter().enumerate() {
        if let Answered::Judged(judged) = &outcome.result {
            if matches!(judged.verdict, Verdict::Conforms) {
                conforming.push(Understood::of(judged));
            } else {
                open.push((index, alternatives(judged)));
            }
        }
    }
    let mut support: BTreeMap<&'static str, usize> = BTreeMap::new();
    for (_, alternatives) in &open {
        let mut ids: Vec<_> = alternatives.iter().map(|one| one.id).collect();
        ids.dedup();
        for id in ids {
            *support.entry(id).or_default() += 1;
        }
    }
    let mut known: BTreeMap<Alternative, bool> = BTreeMap::new();
    let mut refuted = |one: &Alternative| -> bool {
        *known
            .entry(one.clone())
            .or_insert_with(|| conforming.iter().any(|case| case.refutes(one)))
    };
    let mut chosen = Vec::new();
    for (index, alternatives) in &open {
        let best = alternatives.iter().enumerate().min_by_key(|(place, one)| {
            let spoken_for = support.get(one.id).copied().unwrap_or_default();
            let strange = !known_of.contains(&one.id);
            (refuted(one), strange, std::cmp::Reverse(spoken_for), *place)
        });
        if let Some((_, best)) = best {
            let rest: Vec<&'static str> = alternatives
                .iter()
                .filter(|one| one.id != best.id && !refuted(one))
                .map(|one| one.id)
                .collect();
            chosen.push((*index, best.clone(), rest));
        }
    }
    drop(conforming);
    for (index, best, mut rest) in chosen {
        rest.dedup();
        if let Answered::Judged(judged) = &mut outcomes[index].result {
            adopt(judged, &best, rest);
        }
    }
}

/// Makes `best` the cause, and `rest` what may stand for it.
fn adopt(judged: &mut Judged, best: &Alternative, rest: Vec<&'static str>) {
    let edits = Understood::of(judged).edits(best);
    let Verdict::Differs(departure) = &mut judged.verdict else {
        return;
    };
    let Some(explanation) = &mut departure.explanation else {
        return;
    };
    let title = |id: &str| -> Option<String> {
        let causes = explanation.causes.iter();
        let told = causes.map(|cause| (cause.id.as_str(), &cause.title));
        let beside = explanation.equals.iter().map(|one| (one.id, &one.title));
        let known = told.chain(beside).find(|(other, _)| *other == id);
        known
            .map(|(_, title)| title.clone())
            .or_else(|| mistakes::by_id(id).map(|mistake| mistake.title.to_owned()))
    };
    let best_title = title(best.id);
    let equals = rest.iter().filter_map(|id| {
        Some(Equal {
            id,
            title: title(id)?,
        })
    });
    explanation.equals = equals.collect();
    explanation.indistinguishable = rest;
    let ([cause], Some(mistake), Some(edits)) = (
        explanation.causes.as_mut_slice(),
        mistakes::by_id(best.id),
        edits,
    ) else {
        return;
    };
    if cause.id != best.id {
        cause.mistake = Some(mistake);
        best.id.clone_into(&mut cause.id);
        cause.title = best_title.unwrap_or_else(|| mistake.title.to_owned());
        cause.detail.clone_from(&best.detail);
        cause.stage = mistake.stage;
        cause.edits = edits;
    }
}

/// The mistakes that, each alone, give the answer; the one that was named first.
fn alternatives(judged: &Judged) -> Vec<Alternative> {
    let Verdict::Differs(departure) = &judged.verdict else {
        return Vec::new();
    };
    let Some(explanation) = &departure.explanation else {
        return Vec::new();
    };
    let [cause] = explanation.causes.as_slice() else {
        return Vec::new();
    };
    let Some(mistake) = cause.mistake else {
        return Vec::new();
    };
    let understood = Understood::of(judged);
    let mut all = vec![Alternative {
        id: mistake.id,
        detail: cause.detail.clone(),
    }];
    for id in &explanation.indistinguishable {
        all.extend(understood.details_that_give(id, |traced| {
            traced.base_string.text == explanation.trace.base_string.text
                && traced.signature == explanation.trace.signature
        }));
    }
    all
}

/// A judged case with what instances of a mistake depend on.
struct Understood<'a> {
    judged: &'a Judged,
    parameters: Vec<Parameter>,
}

impl<'a> Understood<'a> {
    fn of(judged: &'a Judged) -> Self {
        Self {
            judged,
            parameters: parameters(&judged.case.request),
        }
    }

    fn instances(&self, id: &str) -> Vec<mistakes::Instance> {
        let facts = Facts {
            request: &self.judged.case.request,
            parameters: &self.parameters,
            credentials: &self.judged.case.credentials,
            algorithm: declared_algorithm(&self.parameters).0,
        };
        mistakes::by_id(id)
            .map(|mistake| mistake.edits.instances(&facts))
            .unwrap_or_default()
    }

    fn edits(&self, one: &Alternative) -> Option<Vec<crate::recipe::Edit>> {
        let mut instances = self.instances(one.id).into_iter();
        instances
            .find(|instance| instance.detail == one.detail)
            .map(|instance| instance.edits)
    }

    fn traced(&self, edits: &[crate::recipe::Edit]) -> Option<crate::pipeline::Trace> {
        let case = &self.judged.case;
        trace(&case.request, &case.credentials, &Recipe::with(edits)).ok()
    }

    fn details_that_give(
        &self,
        id: &'static str,
        wanted: impl Fn(&crate::pipeline::Trace) -> bool,
    ) -> Vec<Alternative> {
        let instances = self.instances(id).into_iter();
        instances
            .filter(|instance| {
                self.traced(&instance.edits)
                    .is_some_and(|made| wanted(&made))
            })
            .map(|instance| Alternative {
                id,
                detail: instance.detail,
            })
            .collect()
    }

    /// Whether a signer that makes the mistake could not have given this answer.
    fn refutes(&self, one: &Alternative) -> bool {
        self.edits(one)
            .and_then(|edits| self.traced(&edits))
            .is_some_and(|made| !self.judged.is_made_by(&made))
    }
}

fn habits(outcomes: &[Outcome]) -> Vec<Habit> {
    let mut habits: Vec<Habit> = Vec::new();
    for (case, departure) in departures(outcomes) {
        let causes = departure.explanation.iter().flat_map(|found| &found.causes);
        for cause in causes {
            match habits.iter_mut().find(|habit| habit.id == cause.id) {
                Some(habit) => {
                    if habit.cases.last() != Some(&case.id) {
                        habit.cases.push(case.id.clone());
                    }
                }
                None => habits.push(Habit {
                    id: cause.id.clone(),
                    title: cause.title.clone(),
                    cases: vec![case.id.clone()],
                }),
            }
        }
    }
    habits.sort_by(|a, b| (b.cases.len(), &a.id).cmp(&(a.cases.len(), &b.id)));
    habits
}

/// The cases that differ.
pub fn departures(outcomes: &[Outcome]) -> impl Iterator<Item = (&Case, &super::judge::Departure)> {
    outcomes.iter().filter_map(|outcome| match &outcome.result {
        Answered::Judged(judged) => match &judged.verdict {
            Verdict::Differs(departure) => Some((&outcome.case, departure.as_ref())),
            Verdict::Conforms => None,
        },
        _ => None,
    })
}

/// The libraries that give every answer, or else the one that gives most of them. None for a
/// signer that never differs: it behaves like every right one.
fn profiles(outcomes: &[Outcome]) -> Vec<Fit> {
    if departures(outcomes).next().is_none() {
        return Vec::new();
    }
    let answers: Vec<&Judged> = outcomes
        .iter()
        .filter_map(|outcome| match &outcome.result {
            Answered::Judged(judged) => Some(judged.as_ref()),
            _ => None,
        })
        .collect();
    let fits: Vec<Fit> = mistakes::LIBRARIES
        .iter()
        .map(|library| {
            let recipe = Recipe::with(library.edits);
            let same = answers.iter().filter(|judged| {
                let case = &judged.case;
                trace(&case.request, &case.credentials, &recipe)
                    .is_ok_and(|made| judged.is_made_by(&made))
            });
            Fit {
                library,
                same: same.count(),
                of: answers.len(),
            }
        })
        .collect();
    let most = fits.iter().map(|fit| fit.same).max().unwrap_or_default();
    let mut best: Vec<Fit> = fits.into_iter().filter(|fit| fit.same == most).collect();
    if most < answers.len() {
        best.truncate(1);
    }
    best
}
