//! The screen of `conform`: how many cases conform, what the signer departs by, and a table of the
//! cases that differ, are refused, or got no answer.

use super::diff::pair::pair;
use super::{Block, Document, Line, Note, NoteKind, Role};
use crate::conform::Case;
use crate::conform::judge::{Departure, Judged, Verdict};
use crate::conform::summary::{Answered, Conformance, Counts, Failure, Outcome, Problem};

/// How much is shown.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Detail {
    /// Conforming cases have a line too.
    pub all: bool,
    /// Both texts of each case that differs.
    pub texts: bool,
}

/// The whole screen.
#[must_use]
pub fn document(run: &Conformance, detail: Detail) -> Document {
    let counts = run.counts();
    let mut blocks = vec![title(run.outcomes.len(), counts)];
    blocks.push(labelled("signer", plain(&shell_words::join(&run.signer))));
    blocks.push(labelled("cases", plain(&in_words(counts))));
    blocks.extend(profile(run, counts));
    if !run.habits.is_empty() && !detail.texts {
        blocks.push(heading("Departures, each proven by recomputing the answer"));
        for habit in &run.habits {
            let text = Line::plain(&habit.title).and(Role::Quiet, &cases(&habit.cases));
            blocks.push(Block::Labelled {
                label: Line::of(Role::Name, &habit.id),
                blocks: vec![Block::Paragraph(text)],
            });
        }
    }
    blocks.extend(tables(run, detail.all));
    if detail.texts {
        for outcome in &run.outcomes {
            if let Answered::Judged(judged) = &outcome.result
                && let Verdict::Differs(departure) = &judged.verdict
            {
                blocks.extend(texts(&outcome.case, judged, departure));
            }
        }
    }
    blocks.extend(failures(&run.outcomes));
    blocks.extend(more(run, detail));
    Document { blocks }
}

/// The cases of a suite: name and rule.
#[must_use]
pub fn list(cases: &[Case]) -> Document {
    let rows = cases
        .iter()
        .map(|case| vec![Line::of(Role::Name, &case.id), Line::plain(&case.note)]);
    let count = format!("{} cases", cases.len());
    Document {
        blocks: vec![
            Block::Table(rows.collect()),
            Block::Paragraph(Line::of(Role::Quiet, &count)),
        ],
    }
}

/// "uri-host-upper, sort-key-only": the mistakes that explain a case.
#[must_use]
pub fn mistakes_in_words(departure: &Departure) -> String {
    let Some(explanation) = &departure.explanation else {
        return "no known mistakes give this".to_owned();
    };
    let causes = explanation.causes.iter().map(|cause| cause.id.as_str());
    let mut text = causes.collect::<Vec<_>>().join(", ");
    if departure.signature_open {
        text += "; its signature is not explained";
    }
    text
}

fn title(total: usize, counts: Counts) -> Block {
    let wrong = counts.differ + counts.failed + counts.not_asked;
    let (role, text) = if total == 0 {
        (Role::Warning, "? NO CASE WAS RUN".to_owned())
    } else if total == 1 && counts.differ == 1 {
        (Role::Wrong, "✗ THE CASE DIFFERS".to_owned())
    } else if total == 1 && wrong == 1 {
        (Role::Wrong, "✗ THE CASE GOT NO ANSWER".to_owned())
    } else if total == 1 && counts.conform == 1 {
        (Role::Right, "✓ THE SIGNER CONFORMS IN THE CASE".to_owned())
    } else if counts.differ > 0 && wrong > counts.differ {
        let text = format!(
            "✗ {} OF {total} CASES DIFFER, {} GOT NO ANSWER",
            counts.differ,
            wrong - counts.differ
        );
        (Role::Wrong, text)
    } else if counts.differ > 0 {
        (
            Role::Wrong,
            format!("✗ {} OF {total} CASES DIFFER", counts.differ),
        )
    } else if wrong > 0 {
        (
            Role::Wrong,
            format!("✗ {wrong} OF {total} CASES GOT NO ANSWER"),
        )
    } else if counts.conform == 0 {
        (
            Role::Warning,
            "? CANNOT TELL: THE SIGNER REFUSES EVERY CASE".to_owned(),
        )
    } else if counts.refused > 0 {
        let text = format!(
            "✓ THE SIGNER CONFORMS IN ALL {} CASES THAT IT TAKES",
            counts.conform
        );
        (Role::Right, text)
    } else {
        (
            Role::Right,
            format!("✓ THE SIGNER CONFORMS IN ALL {total} CASES"),
        )
    };
    Block::Title(Line::of(role, &text))
}

fn in_words(counts: Counts) -> String {
    let parts = [
        (counts.conform, "conform"),
        (counts.differ, "differ"),
        (counts.refused, "refused by the signer"),
        (counts.failed, "without an answer"),
        (counts.not_asked, "not asked"),
    ];
    let parts = parts
        .iter()
        .enumerate()
        .filter(|(at, (count, _))| *at == 0 || *count > 0);
    let parts: Vec<String> = parts
        .map(|(_, (count, what))| format!("{count} {what}"))
        .collect();
    parts.join(", ")
}

fn profile(run: &Conformance, counts: Counts) -> Option<Block> {
    let first = run.profiles.first()?;
    let names: Vec<String> = run
        .profiles
        .iter()
        .map(|fit| format!("{} {}", fit.library.name, fit.library.versions))
        .collect();
    let text = if first.same == first.of {
        format!("consistent with {}", names.join(" and "))
    } else if first.same > counts.conform {
        format!(
            "{} comes nearest: it gives {} of the {} answers",
            names.join(" or "),
            first.same,
            first.of
        )
    } else {
        return None;
    };
    Some(labelled("behaves like", plain(&text)))
}

/// ": a, b, c and 4 more".
fn cases(ids: &[String]) -> String {
    const SHOWN: usize = 4;
    let shown = ids
        .iter()
        .take(SHOWN)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    match ids.len().saturating_sub(SHOWN) {
        0 => format!(": {shown}"),
        more => format!(": {shown} and {more} more"),
    }
}

/// The cases by how they ended, a table each.
fn tables(run: &Conformance, all: bool) -> Vec<Block> {
    let mut differ = vec![head(&["case", "first differs at", "proven mistakes"])];
    let mut failed = vec![head(&["case", "what happened"])];
    let mut refused = vec![head(&["case", "why"])];
    let mut conform = vec![head(&["case", "rule"])];
    for outcome in &run.outcomes {
        let name = Line::of(Role::Name, &outcome.case.id);
        match &outcome.result {
            Answered::Judged(judged) => match &judged.verdict {
                Verdict::Conforms => conform.push(vec![name, Line::plain(&outcome.case.note)]),
                Verdict::Differs(departure) => differ.push(vec![
                    name,
                    Line::of(Role::Wrong, departure.stage.title()),
                    Line::plain(&mistakes_in_words(departure)),
                ]),
            },
            Answered::Refused(why) => {
                refused.push(vec![name, Line::of(Role::Quiet, &first_line(why))]);
            }
            Answered::Failed(failure) => failed.push(vec![
                name,
                Line::of(Role::Wrong, &first_line(&failure.problem.describe())),
            ]),
            // They are the last of the suite, and counted above.
            Answered::NotAsked => {}
        }
    }
    if !all {
        conform.truncate(1);
    }
    let mut blocks = Vec::new();
    for (title, rows) in [
        ("Cases that differ", differ),
        ("Cases without an answer", failed),
        ("Cases that the signer refuses", refused),
        ("Cases that conform", conform),
    ] {
        if rows.len() > 1 {
            blocks.extend([heading(title), Block::Table(rows)]);
        }
    }
    blocks
}

fn head(words: &[&str]) -> Vec<Line> {
    words
        .iter()
        .map(|word| Line::of(Role::Quiet, word))
        .collect()
}

/// Room for a reason beside its case.
const REASON: usize = 52;

fn first_line(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    if line.chars().count() <= REASON {
        line.to_owned()
    } else {
        line.chars().take(REASON - 1).chain(['…']).collect()
    }
}

fn texts(case: &Case, judged: &Judged, departure: &Departure) -> Vec<Block> {
    let mut blocks = vec![
        heading(&format!("{}: {}", case.id, case.note)),
        Block::Aligned(pair(&departure.comparison, ("right", "its"))),
    ];
    for cause in departure.explanation.iter().flat_map(|found| &found.causes) {
        let mut text = Line::plain(&cause.title);
        if !cause.detail.is_empty() {
            text = text.and(Role::Quiet, &format!(" ({})", cause.detail));
        }
        blocks.push(Block::Labelled {
            label: Line::of(Role::Name, &cause.id),
            blocks: vec![Block::Paragraph(text)],
        });
    }
    let answer = &judged.answer;
    let both = [
        ("base string", &judged.base_string, &answer.base_string),
        ("signature", &judged.signature, &answer.signature),
    ];
    for (name, right, answered) in both {
        if let Some(answered) = answered
            && right != answered.as_bytes()
        {
            blocks.push(labelled(
                &format!("right {name}"),
                Block::Code(Line::bytes(Role::Right, right)),
            ));
            blocks.push(labelled(
                &format!("its {name}"),
                Block::Code(Line::of(Role::Wrong, answered)),
            ));
        }
    }
    if !answer.sent.as_given() {
        blocks.push(Block::Note(Note {
            kind: NoteKind::Info,
            text: Line::plain(
                "the signer would send another request than it was given: judged as it would send it",
            ),
        }));
    }
    let alternatives = departure
        .explanation
        .iter()
        .flat_map(|explanation| &explanation.indistinguishable);
    let alternatives: Vec<&str> = alternatives.copied().collect();
    if !alternatives.is_empty() {
        blocks.push(labelled("or one of these", plain(&alternatives.join(", "))));
    }
    blocks
}

/// What the signer said when it gave no answer: the first of each kind.
fn failures(outcomes: &[Outcome]) -> Vec<Block> {
    let mut shown: Vec<&Failure> = Vec::new();
    let mut blocks = Vec::new();
    for outcome in outcomes {
        let Answered::Failed(failure) = &outcome.result else {
            continue;
        };
        if shown.contains(&failure) || shown.len() == 3 {
            continue;
        }
        shown.push(failure);
        let mut lines = Vec::new();
        if let Problem::NoAnswer(_, line) = &failure.problem {
            lines.push(Block::Code(Line::plain(&format!(
                "stdout: {}",
                first_line(line)
            ))));
        }
        lines.extend(
            failure
                .stderr
                .lines()
                .rev()
                .take(8)
                .map(|line| Block::Code(Line::of(Role::Quiet, &format!("stderr: {line}")))),
        );
        if lines.len() > 1 {
            let from = usize::from(matches!(failure.problem, Problem::NoAnswer(..)));
            lines[from..].reverse();
        }
        if lines.is_empty() {
            continue;
        }
        blocks.push(Block::Labelled {
            label: Line::of(Role::Heading, &outcome.case.id),
            blocks: lines,
        });
    }
    if !blocks.is_empty() {
        blocks.insert(0, heading("What it wrote instead"));
    }
    blocks
}

/// Where to look next.
fn more(run: &Conformance, detail: Detail) -> Vec<Block> {
    let mut commands = Vec::new();
    let differs = run.outcomes.iter().find(|outcome| {
        matches!(&outcome.result, Answered::Judged(judged) if matches!(judged.verdict, Verdict::Differs(_)))
    });
    if let Some(outcome) = differs.filter(|_| !detail.texts) {
        commands.push(format!(
            "countersign conform --case {} -- {}",
            outcome.case.id,
            shell_words::join(&run.signer)
        ));
    }
    commands.extend(
        run.habits
            .first()
            .map(|habit| format!("countersign mistakes {}", habit.id)),
    );
    if commands.is_empty() {
        return Vec::new();
    }
    let commands = commands
        .iter()
        .map(|command| Block::Code(Line::of(Role::Command, command)));
    let mut blocks = vec![heading("More")];
    blocks.extend(commands);
    blocks
}

fn heading(text: &str) -> Block {
    Block::Title(Line::of(Role::Heading, text))
}

fn plain(text: &str) -> Block {
    Block::Paragraph(Line::plain(text))
}

fn labelled(label: &str, block: Block) -> Block {
    Block::Labelled {
        label: Line::of(Role::Heading, label),
        blocks: vec![block],
    }
}
