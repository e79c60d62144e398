//! What the verdicts of a log come to. Two summaries add up to one, in any order and in any grouping,
//! so that a log may be judged in parts, on as many machines as one likes.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::bounded::{Bounded, Least, Merge};
use super::line::{By, Line, Outcome};
use super::timeline::{Tally, Timeline};
use crate::lint::CLOCK_LIMIT;

/// So many consumers are told apart, unless more are asked for.
pub const CONSUMERS: usize = 10_000;
/// So many ways to go wrong, of one consumer and of all.
const GROUPS: usize = 64;
/// So many clients, by their User-Agent, of one way to go wrong.
const AGENTS: usize = 4;

/// What the verdicts of a log come to.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Summary {
    /// Whether all of the input was judged.
    pub complete: bool,
    /// How many requests ended how.
    pub counts: Counts,
    /// How their verdicts were found.
    pub by: Means,
    /// What went wrong, over all consumers.
    pub groups: Bounded<Group>,
    /// The consumers by their keys.
    pub consumers: Bounded<Consumer>,
    /// What could not be read.
    pub unreadable: Least<Place>,
    /// When what happened, by the time of the records, else by their timestamps.
    pub timeline: Timeline,
}

/// How many requests ended how.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Counts {
    /// All of them.
    pub read: u64,
    /// The signature is right.
    pub agrees: u64,
    /// It is right, and the request surely refused all the same.
    pub refused: u64,
    /// It is wrong, and known mistakes are proven.
    pub explained: u64,
    /// What was sent is not what was signed.
    pub contradicts: u64,
    /// Another RSA key signed.
    pub other_key: u64,
    /// It is wrong, and nothing that was tried makes it.
    pub unexplained: u64,
    /// It cannot be told.
    pub undecided: u64,
    /// Not of OAuth 1.0.
    pub not_oauth1: u64,
    /// Not readable.
    pub unreadable: u64,
    /// Requests whose nonce was used before: they are counted above as well.
    pub nonces_reused: u64,
    /// Requests whose timestamp lies far from the time of their record.
    pub clock_outliers: u64,
}

/// How verdicts were found.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Means {
    /// The right signature was computed, and is the one that was sent.
    pub verifying: u64,
    /// A mistake that the consumer was known to make was tried.
    pub learning: u64,
    /// The whole case was judged.
    pub judging: u64,
    /// The same, with a short search.
    pub judging_shortly: u64,
}

/// One way to go wrong.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Group {
    /// What came out.
    pub outcome: Outcome,
    /// The mistakes, the findings, or what is missing.
    pub what: Vec<String>,
    /// How many requests.
    pub count: u64,
    /// The time of the first.
    pub first: Option<u64>,
    /// The time of the last.
    pub last: Option<u64>,
    /// One of them.
    pub example: Option<Place>,
    /// Ids that may stand for the only mistake in each of those requests that were judged as a whole;
    /// `None` where none was.
    pub also: Option<BTreeSet<String>>,
    /// The clients that sent them.
    pub agents: Bounded<u64>,
}

/// A consumer.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Consumer {
    /// How many requests ended how.
    pub counts: Counts,
    /// What went wrong.
    pub groups: Bounded<Group>,
    /// Where a nonce was used again, and where it was used first.
    pub nonces: Least<Place>,
    /// How far its clock is off, in seconds: the most behind and the most ahead.
    pub clock: Option<(i64, i64)>,
}

/// A place in a log.
#[derive(Clone, Debug, Default, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Place {
    /// The input, where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Its line, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Its entry, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
    /// Which request of it, where it holds several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<u64>,
    /// What is said of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub says: Vec<String>,
}

impl Place {
    fn of(line: &Line, says: Vec<String>) -> Self {
        Self {
            source: line.source.clone(),
            line: line.line,
            entry: line.entry,
            request: line.request,
            says,
        }
    }
}

impl Default for Summary {
    fn default() -> Self {
        Self::of(CONSUMERS)
    }
}

impl Summary {
    /// An empty one, of that many consumers at most.
    #[must_use]
    pub fn of(consumers: usize) -> Self {
        Self {
            complete: true,
            counts: Counts::default(),
            by: Means::default(),
            groups: Bounded::of(GROUPS),
            consumers: Bounded::of(consumers),
            unreadable: Least::default(),
            timeline: Timeline::default(),
        }
    }

    /// Adds a verdict.
    pub fn add(&mut self, line: &Line) {
        let skew = skew(line);
        self.counts.add(line, skew);
        self.by.add(line.by);
        if line.outcome == Outcome::Unreadable {
            let says = line.problem.iter().cloned().collect();
            self.unreadable.add(Place::of(line, says));
        }
        if let (Some(time), Some(tally)) = (time(line), tally(line.outcome)) {
            self.timeline.add(time, tally);
        }
        group(&mut self.groups, line);
        let Some(key) = &line.consumer_key else {
            return;
        };
        if let Some(consumer) = self.consumers.row(key) {
            consumer.add(line, skew);
        }
    }
}

/// Seconds reach twelve digits in the year 5138: a number above counts something else.
const SECONDS: u64 = 100_000_000_000;

/// When a request was made, as far as is known.
fn time(line: &Line) -> Option<u64> {
    let timestamp = line.timestamp.filter(|number| *number < SECONDS);
    line.time.or(timestamp)
}

/// How far the client's clock is from the server's, in seconds: ahead where it is positive.
fn skew(line: &Line) -> Option<i64> {
    let timestamp = line.timestamp.filter(|number| *number < SECONDS)?;
    let time = line.time?;
    let off = i64::try_from(timestamp.abs_diff(time)).ok()?;
    Some(if timestamp >= time { off } else { -off })
}

fn tally(outcome: Outcome) -> Option<Tally> {
    let one = Tally::default();
    Some(match outcome {
        Outcome::Agrees => Tally { right: 1, ..one },
        Outcome::Undecided => Tally { open: 1, ..one },
        Outcome::NotOauth1 | Outcome::Unreadable => return None,
        _ => Tally { wrong: 1, ..one },
    })
}

/// What a verdict is grouped by; nothing where there is nothing to say.
fn what(line: &Line) -> Option<&[String]> {
    match line.outcome {
        Outcome::Explained => Some(&line.mistakes),
        Outcome::Refused => Some(&line.refused),
        Outcome::Undecided => Some(&line.missing),
        Outcome::Contradicts | Outcome::OtherKey | Outcome::Unexplained => Some(&[]),
        Outcome::Agrees | Outcome::NotOauth1 | Outcome::Unreadable => None,
    }
}

fn group(groups: &mut Bounded<Group>, line: &Line) {
    let Some(what) = what(line) else {
        return;
    };
    let key = format!("{} {}", line.outcome.name(), what.join(" + "));
    if let Some(group) = groups.row(key.trim_end()) {
        group.outcome = line.outcome;
        group.what = what.to_vec();
        group.add(line);
    }
}

impl Counts {
    fn add(&mut self, line: &Line, skew: Option<i64>) {
        self.read += 1;
        *self.of(line.outcome) += 1;
        self.nonces_reused += u64::from(line.nonce_of.is_some());
        let outlier = skew.is_some_and(|off| off.unsigned_abs() > CLOCK_LIMIT);
        self.clock_outliers += u64::from(outlier);
    }

    fn of(&mut self, outcome: Outcome) -> &mut u64 {
        match outcome {
            Outcome::Agrees => &mut self.agrees,
            Outcome::Refused => &mut self.refused,
            Outcome::Explained => &mut self.explained,
            Outcome::Contradicts => &mut self.contradicts,
            Outcome::OtherKey => &mut self.other_key,
            Outcome::Unexplained => &mut self.unexplained,
            Outcome::Undecided => &mut self.undecided,
            Outcome::NotOauth1 => &mut self.not_oauth1,
            Outcome::Unreadable => &mut self.unreadable,
        }
    }

    /// How many are wrong, or surely refused.
    #[must_use]
    pub fn wrong(&self) -> u64 {
        self.refused + self.explained + self.contradicts + self.other_key + self.unexplained
    }
}

impl Merge for Counts {
    fn merge(&mut self, other: Self) {
        self.read += other.read;
        self.agrees += other.agrees;
        self.refused += other.refused;
        self.explained += other.explained;
        self.contradicts += other.contradicts;
        self.other_key += other.other_key;
        self.unexplained += other.unexplained;
        self.undecided += other.undecided;
        self.not_oauth1 += other.not_oauth1;
        self.unreadable += other.unreadable;
        self.nonces_reused += other.nonces_reused;
        self.clock_outliers += other.clock_outliers;
    }
}

impl Means {
    fn add(&mut self, by: By) {
        match by {
            By::Reading => {}
            By::Verifying => self.verifying += 1,
            By::Learning => self.learning += 1,
            By::Judging => self.judging += 1,
            By::JudgingShortly => self.judging_shortly += 1,
        }
    }
}

impl Merge for Means {
    fn merge(&mut self, other: Self) {
        self.verifying += other.verifying;
        self.learning += other.learning;
        self.judging += other.judging;
        self.judging_shortly += other.judging_shortly;
    }
}

impl Default for Group {
    fn default() -> Self {
        Self {
            outcome: Outcome::default(),
            what: Vec::new(),
            count: 0,
            first: None,
            last: None,
            example: None,
            also: None,
            agents: Bounded::of(AGENTS),
        }
    }
}

/// The least of what is known.
fn least<T: Ord>(one: Option<T>, other: Option<T>) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

impl Group {
    fn add(&mut self, line: &Line) {
        self.count += 1;
        let time = time(line);
        self.first = least(self.first, time);
        self.last = self.last.max(time);
        if let Some(row) = line
            .user_agent
            .as_deref()
            .and_then(|it| self.agents.row(it))
        {
            *row += 1;
        }
        if matches!(line.by, By::Judging | By::JudgingShortly) {
            self.could_be(line.also.iter().cloned().collect());
        }
        let sooner = self.example.as_ref().is_none_or(|example| {
            (
                &example.source,
                example.line,
                example.entry,
                example.request,
            ) > (&line.source, line.line, line.entry, line.request)
        });
        if sooner {
            let request = [line.method.as_deref(), line.url.as_deref()];
            let request = request.into_iter().flatten().collect::<Vec<_>>().join(" ");
            let says = std::iter::once(request).chain(line.says.iter().cloned());
            self.example = Some(Place::of(line, says.collect()));
        }
    }
}

impl Group {
    /// Keeps what may stand for the mistake here as well.
    fn could_be(&mut self, also: BTreeSet<String>) {
        self.also = Some(match self.also.take() {
            None => also,
            Some(before) => before.intersection(&also).cloned().collect(),
        });
    }
}

impl Merge for Group {
    fn merge(&mut self, other: Self) {
        if let Some(also) = other.also {
            self.could_be(also);
        }
        self.outcome = other.outcome;
        self.what = other.what;
        self.count += other.count;
        self.first = least(self.first, other.first);
        self.last = self.last.max(other.last);
        self.example = least(self.example.take(), other.example);
        self.agents.merge(other.agents);
    }
}

impl Default for Consumer {
    fn default() -> Self {
        Self {
            counts: Counts::default(),
            groups: Bounded::of(GROUPS),
            nonces: Least::default(),
            clock: None,
        }
    }
}

impl Consumer {
    fn add(&mut self, line: &Line, skew: Option<i64>) {
        self.counts.add(line, skew);
        group(&mut self.groups, line);
        if let Some(first) = line.nonce_of {
            let unit = if line.entry.is_some() {
                "entry"
            } else {
                "line"
            };
            let says = vec![format!("{unit} {first}")];
            self.nonces.add(Place::of(line, says));
        }
        self.off(skew.map(|off| (off, off)));
    }

    fn off(&mut self, other: Option<(i64, i64)>) {
        self.clock = match (self.clock, other) {
            (Some(one), Some(other)) => Some((one.0.min(other.0), one.1.max(other.1))),
            (one, other) => one.or(other),
        };
    }
}

impl Merge for Consumer {
    fn merge(&mut self, other: Self) {
        self.counts.merge(other.counts);
        self.groups.merge(other.groups);
        self.nonces.merge(other.nonces);
        self.off(other.clock);
    }
}

impl Merge for Summary {
    fn merge(&mut self, other: Self) {
        self.complete &= other.complete;
        self.counts.merge(other.counts);
        self.by.merge(other.by);
        self.groups.merge(other.groups);
        self.consumers.merge(other.consumers);
        self.unreadable.merge(other.unreadable);
        self.timeline.merge(other.timeline);
    }
}

/// One consumer makes one mistake, as a rule: where each of some requests could be explained by what
/// explains more of them, it is.
impl Summary {
    /// The summary with each consumer's mistakes settled among each other. What it gives is for people:
    /// it does not add up with others any more.
    #[must_use]
    pub fn settled(&self) -> Self {
        let mut settled = self.clone();
        for consumer in settled.consumers.rows.values_mut() {
            for (from, to, moved) in settle(&mut consumer.groups) {
                let Some(group) = settled.groups.rows.get_mut(&from) else {
                    continue;
                };
                group.count = group.count.saturating_sub(moved.count);
                if group.count == 0 {
                    settled.groups.rows.remove(&from);
                }
                if let Some(group) = settled.groups.row(&to) {
                    group.merge(moved);
                }
            }
        }
        settled
    }
}

/// Moves groups into others that explain them as well; answers with what went where.
fn settle(groups: &mut Bounded<Group>) -> Vec<(String, String, Group)> {
    let mut found = Vec::new();
    let mut order: Vec<(u64, String)> = groups
        .rows
        .iter()
        .map(|(key, group)| (group.count, key.clone()))
        .collect();
    order.sort();
    for (_, key) in order {
        let Some(group) = groups.rows.get(&key) else {
            continue;
        };
        let mut others = groups.rows.iter().filter(|(other, into)| {
            let fits = |id: &String| group.also.as_ref().is_some_and(|also| also.contains(id));
            **other != key
                && into.outcome == Outcome::Explained
                && matches!(into.what.as_slice(), [id] if fits(id))
                && (into.count, other.as_str()) > (group.count, key.as_str())
        });
        let Some(to) = others.next().map(|(other, _)| other.clone()) else {
            continue;
        };
        let Some(mut part) = groups.rows.remove(&key) else {
            continue;
        };
        if let Some(into) = groups.rows.get_mut(&to) {
            // Its own words stand; the other's are those of a part.
            part.outcome = into.outcome;
            part.what.clone_from(&into.what);
            part.also = None;
            into.merge(part.clone());
            found.push((key, to, part));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines() -> impl Strategy<Value = Vec<Line>> {
        let line = (
            0..9_usize,
            0..30_u8,
            0..4_u8,
            1_700_000_000..1_700_900_000_u64,
            -400..400_i64,
            any::<bool>(),
        );
        let line = line.prop_map(|(outcome, consumer, mistake, time, off, reused)| Line {
            outcome: Outcome::ALL[outcome],
            consumer_key: (consumer > 0).then(|| format!("consumer {consumer}")),
            mistakes: vec![format!("mistake-{mistake}")],
            also: (0..3).map(|one| format!("mistake-{}", one * 2)).collect(),
            missing: vec!["body".into()],
            time: Some(time),
            timestamp: time.checked_add_signed(off),
            user_agent: Some(format!("agent {}", mistake.wrapping_mul(consumer))),
            nonce_of: reused.then_some(1),
            by: By::Judging,
            ..Line::default()
        });
        prop::collection::vec(line, 0..200).prop_map(|mut lines| {
            for (line, place) in lines.iter_mut().zip(1..) {
                line.line = Some(place);
            }
            lines
        })
    }

    fn of(lines: &[Line]) -> Summary {
        // Fewer than there are consumers.
        let mut summary = Summary::of(12);
        for line in lines {
            summary.add(line);
        }
        summary
    }

    fn sum(mut one: Summary, other: Summary) -> Summary {
        one.merge(other);
        one
    }

    /// What a file keeps of it.
    fn stored(summary: &Summary) -> Summary {
        serde_json::from_str(&serde_json::to_string(summary).unwrap()).unwrap()
    }

    proptest! {
        #[test]
        fn parts_add_up_in_any_order_and_grouping(
            lines in lines(),
            first in 0..200_usize,
            second in 0..200_usize,
        ) {
            let whole = of(&lines);
            let (first, second) = (first.min(lines.len()), second.min(lines.len()));
            let (first, second) = (first.min(second), first.max(second));
            let [a, b, c] = [&lines[..first], &lines[first..second], &lines[second..]].map(of);
            let left = sum(sum(a.clone(), b.clone()), c.clone());
            let right = sum(a.clone(), sum(b.clone(), c.clone()));
            let turned = sum(stored(&c), sum(stored(&a), stored(&b)));
            prop_assert_eq!(&left, &whole);
            prop_assert_eq!(&right, &whole);
            prop_assert_eq!(&turned, &whole);
            prop_assert_eq!(sum(Summary::of(12), whole.clone()), whole);
        }

        #[test]
        fn settling_loses_nothing(lines in lines()) {
            let summary = of(&lines);
            let sum = |summary: &Summary| {
                summary.groups.rows.values().map(|group| group.count).sum::<u64>()
            };
            prop_assert_eq!(sum(&summary.settled()), sum(&summary));
        }

        #[test]
        fn every_line_is_counted_once(lines in lines()) {
            let counts = of(&lines).counts;
            prop_assert_eq!(counts.read, lines.len() as u64);
            let all = counts.agrees + counts.wrong() + counts.undecided + counts.not_oauth1
                + counts.unreadable;
            prop_assert_eq!(all, counts.read);
        }
    }
}
