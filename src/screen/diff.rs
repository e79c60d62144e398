//! The screen of `diff`: the verdict first, then the first bytes at which the two part, who does
//! so, the mend, the proof; what is long and to be copied comes last.

use bstr::ByteSlice as _;

use crate::compare::{Difference, Fate, PartedParameter, StageName};
use crate::diagnose::explain::{Cause, Explanation};
use crate::diagnose::proof::Proved;
use crate::error::{Finding, Severity};
use crate::mistakes::Stage;
use crate::pipeline::collect::Source;
use crate::pipeline::signature::Algorithm;
use crate::redact::starred;
use crate::report::{NotAsIntended, Report, Verdict};
use crate::request::Span;
use crate::screen::excerpt::Excerpt;
use crate::screen::{Aligned, Block, Document, Line, Note, NoteKind, Role, layers, picture};
use crate::write::curl::curl;

mod answer;
mod apart;
mod beside;
mod order;
mod outcome;
pub(super) mod pair;
mod people;
mod refused;
mod rows;
mod short;

use pair::{clipped, pair};

/// Columns of a line of the paste that a finding points into.
const EXCERPT: usize = 80;

/// How much a screen shows.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Detail {
    /// What fits on one screen of a terminal.
    #[default]
    Short,
    /// The same without what to type next: there is no command line to add to.
    Live,
    /// All of it.
    Full,
    /// All of it, for a page that somebody else reads: without the words of a command line.
    Page,
}

impl Detail {
    const fn is_whole(self) -> bool {
        matches!(self, Self::Full | Self::Page)
    }
}

/// The screen, as long as `detail` says. `paste`: the text that spans point into, for line numbers.
#[must_use]
pub fn screen(report: &Report, paste: Option<&[u8]>, detail: Detail) -> Document {
    match detail {
        Detail::Full | Detail::Page => of_detail(report, paste, detail),
        Detail::Short => short::shortened(report, of_detail(report, paste, detail)),
        Detail::Live => short::first_screen(report, of_detail(report, paste, Detail::Short)).0,
    }
}

/// The base strings that the commonest mistakes would make of the request, to stand below a screen;
/// empty where nobody asked for them.
#[must_use]
pub fn candidates(report: &Report) -> Vec<Block> {
    outcome::candidates(report)
}

/// The whole screen. `paste`: the text that spans point into, for line numbers.
#[must_use]
pub fn document(report: &Report, paste: Option<&[u8]>) -> Document {
    of_detail(report, paste, Detail::Full)
}

fn of_detail(report: &Report, paste: Option<&[u8]>, detail: Detail) -> Document {
    let mut blocks = match &report.verdict {
        Verdict::Agrees { under } => outcome::agrees(report, under.as_ref()),
        Verdict::Explained(explanations) => explanations
            .first()
            .map(|explanation| explained(report, explanation, paste, detail))
            .unwrap_or_default(),
        Verdict::Refused { under, why } => refused::refused(report, under.as_ref(), why),
        Verdict::Contradicts(one) => refused::contradicts(report, one),
        Verdict::NotOauth1(other) => refused::not_oauth1(other),
        Verdict::OtherDeparts { causes, by_rfc } => refused::other_departs(causes, *by_rfc),
        Verdict::OtherKey => refused::other_key(report),
        Verdict::Unexplained { left } => outcome::unexplained(report, left),
        Verdict::Undecided { missing } => outcome::undecided(report, missing),
    };
    let strings_tell = matches!(&report.verdict, Verdict::Explained(all)
        if all.first().is_some_and(|one| one.proof.what() == Proved::BaseString));
    let beside = report.against.as_ref().filter(|_| !strings_tell);
    let mut middle: Vec<Block> = beside.map(beside::beside).unwrap_or_default();
    middle.extend(remarks(report, paste, detail));
    let at = blocks.iter().position(is_long).unwrap_or(blocks.len());
    if !matches!(report.verdict, Verdict::Agrees { .. }) {
        middle.splice(0..0, answer::answer(report, detail));
    }
    blocks.splice(at..at, middle);
    Document { blocks }
}

/// Whether a block is one of the long ones, to be copied, that end the screen.
fn is_long(block: &Block) -> bool {
    matches!(block, Block::Labelled { blocks, .. } if matches!(blocks.as_slice(), [Block::Code(line)] if line.0.len() > 1 || line.text().len() > 70))
}

fn title(mark: &str, role: Role, text: &str) -> Block {
    Block::Title(Line::of(role, &format!("{mark} {text}")))
}

fn labelled(label: &str, blocks: Vec<Block>) -> Block {
    Block::Labelled {
        label: Line::of(Role::Heading, label),
        blocks,
    }
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(Line::plain(text))
}

fn quiet(text: &str) -> Block {
    Block::Paragraph(Line::of(Role::Quiet, text))
}

fn explained(
    report: &Report,
    explanation: &Explanation,
    paste: Option<&[u8]>,
    detail: Detail,
) -> Vec<Block> {
    let what = match explanation.proof.what() {
        Proved::Signature => "WRONG SIGNATURE",
        Proved::BaseString => "WRONG BASE STRING",
    };
    let several = explanation.causes.len() > 1;
    let mut blocks = Vec::new();
    let with_server = report
        .servers
        .as_ref()
        .is_some_and(|servers| servers.is_what_was_signed);
    if let [cause] = explanation.causes.as_slice() {
        let text = if with_server {
            format!(
                "NOT SIGNED BY RFC 5849, BUT AS THE SERVER COMPUTES: {}",
                named(cause)
            )
        } else {
            format!("{what}, CAUSE PROVEN: {}", named(cause))
        };
        blocks.push(title("✗", Role::Wrong, &text));
        blocks.extend(says(cause));
    } else {
        let count = number_word(explanation.causes.len());
        let text = format!("{what}: {count} MISTAKES, PROVEN TOGETHER");
        blocks.push(title("✗", Role::Wrong, &text));
        for (index, cause) in explanation.causes.iter().enumerate() {
            let alone = report.differences_alone.get(index).and_then(Option::as_ref);
            blocks.push(one_of_several(
                report,
                explanation,
                (cause, alone),
                index + 1,
                detail,
            ));
        }
    }
    blocks.extend(otherwise(report));
    if let Some(difference) = report.first_difference.as_ref().filter(|_| !several) {
        blocks.push(first_difference(report, difference, paste));
    }
    blocks.extend(people::culprits(explanation, detail));
    if let [cause] = explanation.causes.as_slice() {
        let fixes = people::fixes(report, explanation, cause, detail);
        if !fixes.is_empty() {
            blocks.push(labelled("fix", fixes));
        }
    }
    if several {
        blocks.extend(apart::places(report));
    }
    if explanation.proof.what() == Proved::BaseString {
        blocks.extend(apart::what_was_signed(report));
    }
    blocks.push(proof(report, explanation, detail));
    blocks.extend(also_wrong(report, explanation, paste));
    if detail == Detail::Full {
        blocks.push(labelled("more", vec![more(explanation)]));
    }
    blocks.extend(corrected(report));
    let both = report.first_difference.as_ref();
    if let Some(both) = both.and_then(|difference| difference.base_strings.as_ref()) {
        let instead = vec![rows::rows(both, &report.right)];
        let signed = Some(&explanation.trace);
        blocks.push(picture::two(both, &report.right, signed, instead));
    }
    blocks.extend(base_strings(report, explanation));
    blocks
}

/// The guesses that were made the other way, so that the fewest mistakes explain the signature.
fn otherwise(report: &Report) -> Option<Block> {
    let mut said = report.assumptions.iter();
    let one = said.find(|one| one.about.is_some() && one.id.ends_with("-otherwise"))?;
    Some(paragraph(&format!("Read so: {}.", one.message)))
}

/// What is wrong on the wire beside the proven cause.
fn also_wrong(report: &Report, explanation: &Explanation, paste: Option<&[u8]>) -> Option<Block> {
    let others: Vec<Line> = report
        .findings
        .iter()
        .filter(|finding| is_wrong_beside(finding, explanation))
        .map(|finding| {
            let place = line_of(finding, paste);
            Line::of(Role::Wrong, &format!("{place}{}", finding.message))
        })
        .collect();
    (!others.is_empty()).then(|| labelled("also wrong", vec![Block::List(others)]))
}

/// Whether a finding tells an error that is not the cause.
fn is_wrong_beside(finding: &Finding, explanation: &Explanation) -> bool {
    finding.severity == Severity::Error && !is_cause(finding, explanation)
}

/// Whether a finding tells what the explanation tells.
fn is_cause(finding: &Finding, explanation: &Explanation) -> bool {
    let mut causes = explanation.causes.iter();
    causes.any(|cause| cause.id.starts_with(finding.id))
        || is_of_signature(finding, explanation)
        || explanation.indistinguishable.contains(&finding.id)
}

/// Whether a finding describes the signature's text, and a cause tells how that came to be.
fn is_of_signature(finding: &Finding, explanation: &Explanation) -> bool {
    let mut causes = explanation.causes.iter();
    finding.id.starts_with("sig-")
        && finding.id != "sig-method-name-variant"
        && causes.any(|cause| cause.stage == Stage::Signature)
}

/// "line 7: ".
fn line_of(finding: &Finding, paste: Option<&[u8]>) -> String {
    match (paste, &finding.span) {
        (Some(paste), Some(span)) => format!("line {}: ", line_number(paste, span.start)),
        _ => String::new(),
    }
}

/// One of the mistakes that only together make the signature: what it does alone, and its mend.
fn one_of_several(
    report: &Report,
    explanation: &Explanation,
    (cause, alone): (&Cause, Option<&Difference>),
    number: usize,
    detail: Detail,
) -> Block {
    let mut blocks = vec![Block::Paragraph(Line::of(Role::Heading, &named(cause)))];
    blocks.extend(says(cause));
    if let Some(difference) = alone {
        blocks.push(Block::Aligned(beside(difference)));
    }
    let fixes = people::fixes(report, explanation, cause, detail);
    if !fixes.is_empty() {
        blocks.push(quiet("fix:"));
        blocks.extend(fixes);
    }
    Block::Labelled {
        label: Line::of(Role::Wrong, &format!("mistake {number}")),
        blocks,
    }
}

/// The cause, and which instance of it.
fn named(cause: &Cause) -> String {
    if cause.detail.is_empty() {
        cause.title.clone()
    } else {
        format!("{} ({})", cause.title, cause.detail)
    }
}

fn says(cause: &Cause) -> Vec<Block> {
    cause
        .mistake
        .map(|mistake| paragraph(mistake.says))
        .into_iter()
        .collect()
}

fn number_word(number: usize) -> String {
    ["NO", "ONE", "TWO", "THREE", "FOUR", "FIVE"]
        .get(number)
        .map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

/// What `mistakes` tells of the causes.
fn more(explanation: &Explanation) -> Block {
    let ids: Vec<&str> = explanation
        .causes
        .iter()
        .filter_map(|cause| cause.mistake.map(|mistake| mistake.id))
        .collect();
    match ids.as_slice() {
        [] => quiet("no entry of the catalogue describes it: the proof holds all the same"),
        ids => Block::Table(
            ids.iter()
                .map(|id| {
                    let command = format!("countersign mistakes {id}");
                    let mut row = vec![Line::of(Role::Command, &command)];
                    // As much as stands beside it in 80 columns.
                    let talk = match command.len() {
                        ..=36 => "all languages, evidence",
                        37..=46 => "all languages",
                        _ => "",
                    };
                    if ids.len() == 1 && !talk.is_empty() {
                        row.push(Line::of(Role::Quiet, talk));
                    }
                    row
                })
                .collect(),
        ),
    }
}

fn first_difference(report: &Report, difference: &Difference, paste: Option<&[u8]>) -> Block {
    let mut place = difference.stage.title().to_owned();
    if let Some(parameter) = &difference.parameter {
        place = format!(
            "{place}, parameter `{}` ({})",
            parameter.name.to_str_lossy(),
            standing(report, parameter, paste)
        );
    }
    if let Some(part) = difference.uri_part {
        place = format!("{place}, its {}", part.name());
    }
    let fate = difference
        .parameter
        .as_ref()
        .map(|parameter| parameter.fate);
    let what = match fate {
        Some(Fate::Missing) => Some("it is sent, but was not signed"),
        Some(Fate::Extra) => Some("it was signed, but does not belong there"),
        Some(Fate::Duplicated) => Some("it was signed twice"),
        Some(Fate::Moved) => Some("the pairs stand in another order"),
        Some(Fate::Changed) | None => None,
    };
    let place = what.map_or(place.clone(), |what| format!("{place}: {what}"));
    let blocks = vec![paragraph(&place), Block::Aligned(beside(difference))];
    labelled("first difference", blocks)
}

/// The right text and the signed one under each other, and above them what the parameter means.
fn beside(difference: &Difference) -> Aligned {
    let parameter = difference.parameter.as_ref();
    if parameter.is_some_and(|parameter| parameter.fate == Fate::Moved) {
        return order::order(&difference.comparison);
    }
    let mut aligned = pair(&difference.comparison, ("right", "signed"));
    let changed = difference
        .parameter
        .as_ref()
        .filter(|parameter| parameter.fate == Fate::Changed);
    if let Some(parameter) = changed
        && difference.stage != StageName::SigningKey
    {
        let meant = (Line::of(Role::Quiet, "meant"), clipped(&parameter.value));
        aligned.rows.insert(0, meant);
    }
    aligned
}

/// Where a parameter stands: "body, line 7".
fn standing(report: &Report, parameter: &PartedParameter, paste: Option<&[u8]>) -> String {
    let source = match parameter.source {
        Source::Query => "query",
        Source::Header => "header",
        Source::Body => "body",
    };
    let pair = parameter
        .wire
        .and_then(|wire| report.right.collected.pairs.get(wire));
    let span = pair.and_then(|pair| pair.name.span());
    match (paste, span) {
        (Some(paste), Some(span)) => format!("{source}, line {}", line_number(paste, span.start)),
        _ => source.to_owned(),
    }
}

/// Where the first difference stands: the part of the request, and the line of the paste.
pub(super) fn standing_of_first(
    report: &Report,
    paste: Option<&[u8]>,
) -> Option<(String, Option<usize>)> {
    let first = report.first_difference.as_ref();
    let of_one = || report.differences_alone.iter().flatten().next();
    let parameter = first.or_else(of_one)?.parameter.as_ref()?;
    let place = standing(report, parameter, paste);
    let (part, line) = place.split_once(", line ").unwrap_or((&place, ""));
    Some((part.to_owned(), line.parse().ok()))
}

/// Counted from 1.
#[must_use]
pub fn line_number(paste: &[u8], at: usize) -> usize {
    paste[..at.min(paste.len())].find_iter("\n").count() + 1
}

fn proof(report: &Report, explanation: &Explanation, detail: Detail) -> Block {
    if explanation.trace.algorithm == Algorithm::Plaintext
        && explanation.proof.what() == Proved::Signature
    {
        // The signature is the secrets themselves: it is not printed once more.
        let text = "With this the encoded secrets, joined by `&`, are the captured signature.";
        return labelled("proof", vec![paragraph(text)]);
    }
    if detail == Detail::Short && explanation.proof.what() == Proved::Signature {
        let text = format!(
            "{} gives {}, as captured",
            explanation.trace.algorithm.name(),
            explanation.proof.bytes().to_str_lossy()
        );
        return labelled("proof", vec![paragraph(&text)]);
    }
    let this = if explanation.causes.len() == 1 {
        "this mistake"
    } else {
        "these mistakes"
    };
    let text = match explanation.proof.what() {
        Proved::Signature => format!(
            "{} with {this} gives the captured signature.",
            explanation.trace.algorithm.name()
        ),
        Proved::BaseString => {
            format!("With {this} the base string is, byte for byte, the one that was given.")
        }
    };
    let mut rows = Vec::new();
    if explanation.proof.what() == Proved::Signature {
        rows.push(vec![
            Line::of(Role::Wrong, "signed"),
            Line::bytes(Role::Wrong, explanation.proof.bytes()),
        ]);
    }
    if let Some(right) = &report.right.signature {
        rows.push(vec![
            Line::of(Role::Right, "right"),
            Line::bytes(Role::Right, right),
        ]);
    }
    let mut blocks = vec![paragraph(&text)];
    if !rows.is_empty() {
        blocks.push(Block::Table(rows));
    }
    labelled("proof", blocks)
}

/// Whether there is a corrected request to be shown.
fn corrected_exists(report: &Report) -> bool {
    report.corrected.is_some()
}

/// The request as it should have been signed: each on a line of its own, never wrapped.
fn corrected(report: &Report) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mended = report.mended.as_ref();
    if let Some(header) = mended.and_then(|mended| mended.authorization_header.as_ref()) {
        let text = [b"Authorization: ".as_slice(), header].concat();
        blocks.push(labelled(
            "right header",
            vec![Block::Code(Line::bytes(Role::Right, &text))],
        ));
    }
    if let Some(signed) = &report.corrected {
        let stamps = if report.corrected_is_fresh {
            "fresh"
        } else {
            "as captured"
        };
        let label = format!("send it right (nonce and timestamp are {stamps})");
        let code = Block::Code(Line::of(Role::Command, &curl(signed)));
        blocks.push(labelled(&label, vec![code]));
    }
    for finding in &report.still_wrong {
        let text = format!("the corrected request still has this: {}", finding.message);
        blocks.push(Block::Note(Note {
            kind: NoteKind::Warning,
            text: Line::plain(&text),
        }));
    }
    blocks
}

fn base_strings(report: &Report, explanation: &Explanation) -> Vec<Block> {
    let (right, signed) = (&report.right.base_string, &explanation.trace.base_string);
    if right.text == signed.text {
        return Vec::new();
    }
    let shown = |label, text: &[u8]| labelled(label, vec![Block::Code(Line(layers(text)))]);
    vec![
        shown("base string, right", &right.text),
        shown("base string, signed", &signed.text),
    ]
}

/// What was guessed, what the wire shows, and where it is not what was meant.
fn remarks(report: &Report, paste: Option<&[u8]>, detail: Detail) -> Vec<Block> {
    let note = |kind, text: &str| {
        Block::Note(Note {
            kind,
            text: Line::plain(text),
        })
    };
    let mut blocks: Vec<Block> = Vec::new();
    for NotAsIntended { name, meant, sent } in &report.not_as_intended {
        let name = name.to_str_lossy();
        let text = match sent {
            Some(sent) => format!(
                "the wire does not say what you meant: `{name}` is sent as {:?}, meant was {:?}",
                sent.to_str_lossy(),
                meant.to_str_lossy()
            ),
            None => format!("`{name}` was meant to be sent, and is not on the wire"),
        };
        blocks.push(note(NoteKind::Warning, &text));
    }
    let shown = paste.map(|paste| shareable(paste, &report.findings));
    // What stands above has been said; the whole screen shows its place as well.
    let said = |finding: &&Finding| match &report.verdict {
        Verdict::Refused { why, .. } => why.contains(finding),
        Verdict::Explained(all) if detail == Detail::Short => all
            .first()
            .is_some_and(|one| is_wrong_beside(finding, one) || is_of_signature(finding, one)),
        _ => false,
    };
    for finding in report.findings.iter().filter(|finding| !said(finding)) {
        let Finding {
            id,
            message,
            span,
            severity,
        } = finding;
        let place = line_of(finding, paste);
        let kind = match severity {
            Severity::Hint => NoteKind::Info,
            Severity::Warning | Severity::Error => NoteKind::Warning,
        };
        blocks.push(note(kind, &format!("{place}{message}")));
        if let (Some(shown), Some(span)) = (&shown, span)
            && !is_of_a_secret(id)
        {
            blocks.extend(excerpt(shown, span));
        }
    }
    for (one, is_right) in &report.signatures {
        let what = if *is_right {
            "the right one"
        } else {
            "not the right one"
        };
        let label = if one.label.is_empty() {
            "another signature in the paste"
        } else {
            &one.label
        };
        let text = format!("{label}: {} is {what}", one.text.bytes().to_str_lossy());
        blocks.push(note(NoteKind::Info, &text));
    }
    for unread in &report.unread {
        blocks.push(note(NoteKind::Info, &format!("not used: {unread}")));
    }
    blocks.extend(
        report
            .assumptions
            .iter()
            .filter(|one| !(one.about.is_some() && one.id.ends_with("-otherwise")))
            .map(|assumption| note(NoteKind::Info, &assumption.message)),
    );
    blocks
}

/// Whether the bytes of a finding are a secret: no screen repeats them.
fn is_of_a_secret(id: &str) -> bool {
    id.starts_with("secret-in-")
}

/// The paste with `*` for every byte of a secret in it.
fn shareable(paste: &[u8], findings: &[Finding]) -> Vec<u8> {
    let secrets = findings.iter().filter(|finding| is_of_a_secret(finding.id));
    starred(paste, secrets.filter_map(|finding| finding.span.clone()))
}

/// The line that a finding points into, with carets below.
fn excerpt(paste: &[u8], span: &Span) -> Option<Block> {
    let excerpt = Excerpt::of(paste, span, EXCERPT)?;
    let carets = format!(
        "{:before$}{:^>marked$}",
        "",
        "",
        before = excerpt.before,
        marked = excerpt.marked
    );
    Some(Block::Aligned(Aligned {
        rows: vec![(Line::default(), Line::plain(&excerpt.shown))],
        marks: Line::of(Role::Warning, &carets),
        ..Aligned::default()
    }))
}
