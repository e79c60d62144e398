//! The screen of `diff`: the verdict first, then the first bytes at which the two part, the mend,
//! the proof, and the details after.

use std::fmt::Write as _;
use std::ops::Range;

use bstr::{BStr, ByteSlice};

use crate::compare::{Comparison, Difference, Fate, Kind, PartedParameter, Place, StageName};
use crate::diagnose::Statistics;
use crate::diagnose::explain::{Cause, Explanation};
use crate::diagnose::proof::Proved;
use crate::error::Finding;
use crate::pipeline::collect::Source;
use crate::pipeline::key::Missing;
use crate::render::curl::curl;
use crate::report::{Left, Needed, NotAsIntended, Report, Verdict};
use crate::screen::{Aligned, Block, Document, Line, Note, NoteKind, Role, Span, layers};

/// Columns of a text that is shown beside another; the places beyond are counted.
const WINDOW: usize = 58;

/// The whole screen. `paste`: the text that spans point into, for line numbers.
#[must_use]
pub fn document(report: &Report, paste: Option<&[u8]>) -> Document {
    let mut blocks = match &report.verdict {
        Verdict::Agrees { under } => agrees(
            report,
            under.as_ref().map(|assumption| assumption.message.as_str()),
        ),
        Verdict::Explained(explanations) => explanations
            .first()
            .map(|explanation| explained(report, explanation, paste))
            .unwrap_or_default(),
        Verdict::Unexplained { left } => unexplained(report, left),
        Verdict::Undecided { missing } => undecided(report, missing),
    };
    blocks.extend(remarks(report, paste));
    Document { blocks }
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

fn explained(report: &Report, explanation: &Explanation, paste: Option<&[u8]>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let what = match explanation.proof.what() {
        Proved::Signature => "WRONG SIGNATURE",
        Proved::BaseString => "WRONG BASE STRING",
    };
    if let [cause] = explanation.causes.as_slice() {
        blocks.push(title(
            "✗",
            Role::Wrong,
            &format!("{what}, CAUSE PROVEN: {}", named(cause)),
        ));
        blocks.extend(says(cause));
    } else {
        let count = number_word(explanation.causes.len());
        blocks.push(title(
            "✗",
            Role::Wrong,
            &format!("{what}, {count} MISTAKES, PROVEN TOGETHER"),
        ));
        for (index, cause) in explanation.causes.iter().enumerate() {
            blocks.push(Block::Labelled {
                label: Line::of(Role::Wrong, &format!("mistake {}", index + 1)),
                blocks: [
                    vec![Block::Paragraph(Line::of(Role::Heading, &named(cause)))],
                    says(cause),
                ]
                .concat(),
            });
        }
    }
    if let Some(difference) = &report.first_difference {
        blocks.extend(first_difference(report, difference, paste));
    }
    blocks.extend(culprits(explanation));
    for cause in &explanation.causes {
        blocks.extend(fixes(cause, explanation.causes.len() > 1));
    }
    blocks.push(proof(report, explanation));
    blocks.extend(corrected(report));
    let more: Vec<&str> = explanation
        .causes
        .iter()
        .filter_map(|cause| cause.mistake.map(|mistake| mistake.id))
        .collect();
    if !more.is_empty() {
        let commands = more.iter().map(|id| {
            Block::Code(Line::of(
                Role::Command,
                &format!("countersign mistakes {id}"),
            ))
        });
        blocks.push(labelled("more", commands.collect()));
    }
    blocks.extend(base_strings(report, explanation));
    blocks
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

fn first_difference(report: &Report, difference: &Difference, paste: Option<&[u8]>) -> Vec<Block> {
    let mut place = difference.stage.title().to_owned();
    if let Some(parameter) = &difference.parameter {
        place = format!(
            "{place}, parameter `{}` ({})",
            parameter.name.to_str_lossy(),
            standing(report, parameter, paste)
        );
    }
    let mut blocks = vec![paragraph(&place)];
    match difference
        .parameter
        .as_ref()
        .map(|parameter| (parameter, parameter.fate))
    {
        Some((_, Fate::Missing)) => blocks.push(paragraph("it is sent, but was not signed")),
        Some((_, Fate::Extra)) => {
            blocks.push(paragraph("it was signed, but does not belong there"));
        }
        Some((_, Fate::Moved)) => {
            blocks.push(paragraph("the pairs stand in another order from here on"));
        }
        Some((parameter, Fate::Changed)) => {
            let meant = vec![Span::visible_spaces(Role::Plain, &parameter.value)];
            blocks.push(Block::Table(vec![vec![
                Line::of(Role::Quiet, "meant"),
                Line(meant),
            ]]));
        }
        None => {}
    }
    if difference.stage != StageName::SigningKey {
        blocks.push(Block::Aligned(aligned(&difference.comparison)));
    } else if let Some(aligned) = keys(&difference.comparison) {
        blocks.push(Block::Aligned(aligned));
    }
    let counted = kinds(&difference.comparison.places);
    if !counted.is_empty() {
        blocks.push(quiet(&counted));
    }
    vec![labelled("first difference", blocks)]
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

/// Counted from 1.
#[must_use]
pub fn line_number(paste: &[u8], at: usize) -> usize {
    paste.iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}

/// Both texts, padded so that what belongs together stands in the same columns, carets below.
fn aligned(comparison: &Comparison) -> Aligned {
    let mut cells: Vec<Cell<'_>> = Vec::new();
    let (mut right, mut captured) = (0, 0);
    for place in &comparison.places {
        cells.push(Cell::same(&comparison.right, right..place.right.start));
        cells.push(Cell::parted(comparison, place));
        (right, captured) = (place.right.end, place.captured.end);
    }
    cells.push(Cell::same(&comparison.right, right..comparison.right.len()));
    let _ = captured;
    let mut page = Window::default();
    let first = cells
        .iter()
        .position(|cell| cell.parted)
        .unwrap_or_default();
    for (index, cell) in cells.iter().enumerate() {
        page.add(cell, index < first);
    }
    page.finish()
}

struct Cell<'a> {
    right: &'a [u8],
    captured: &'a [u8],
    parted: bool,
}

impl<'a> Cell<'a> {
    fn same(text: &'a [u8], range: Range<usize>) -> Self {
        let bytes = text.get(range).unwrap_or_default();
        Self {
            right: bytes,
            captured: bytes,
            parted: false,
        }
    }

    fn parted(comparison: &'a Comparison, place: &Place) -> Self {
        Self {
            right: comparison
                .right
                .get(place.right.clone())
                .unwrap_or_default(),
            captured: comparison
                .captured
                .get(place.captured.clone())
                .unwrap_or_default(),
            parted: true,
        }
    }
}

/// Collects cells until the window is full.
#[derive(Default)]
struct Window {
    right: Vec<Span>,
    captured: Vec<Span>,
    marks: String,
    columns: usize,
    full: bool,
}

impl Window {
    fn add(&mut self, cell: &Cell<'_>, before_first: bool) {
        if self.full {
            return;
        }
        if !cell.parted {
            let text = cell.right;
            // What leads up to the first difference is kept short.
            let lead = if before_first {
                text.len().saturating_sub(WINDOW / 3)
            } else {
                0
            };
            let room = WINDOW.saturating_sub(self.columns + usize::from(lead > 0));
            let end = text.len().min(lead + room);
            let shown = text.get(lead..end).unwrap_or_default();
            let mut spans = Vec::new();
            if lead > 0 {
                spans.push(Span::new(Role::Quiet, "…"));
            }
            spans.extend(layers(shown));
            self.full = end < text.len();
            if self.full {
                spans.push(Span::new(Role::Quiet, "…"));
            }
            let width: usize = spans.iter().map(|span| span.text().chars().count()).sum();
            self.right.extend(spans.iter().cloned());
            self.captured.extend(spans);
            self.marks.extend(std::iter::repeat_n(' ', width));
            self.columns += width;
            return;
        }
        let clip = |text: &[u8]| -> (Vec<u8>, bool) {
            (text[..text.len().min(WINDOW)].to_vec(), text.len() > WINDOW)
        };
        let ((right, long), (captured, also_long)) = (clip(cell.right), clip(cell.captured));
        let (right, captured) = (
            Span::visible_spaces(Role::Right, &right),
            Span::visible_spaces(Role::Wrong, &captured),
        );
        let widths = (
            right.text().chars().count(),
            captured.text().chars().count(),
        );
        let width = widths.0.max(widths.1).max(1);
        if self.columns + width > WINDOW && self.columns > WINDOW / 2 {
            self.full = true;
            self.right.push(Span::new(Role::Quiet, "…"));
            self.captured.push(Span::new(Role::Quiet, "…"));
            return;
        }
        let pad = |columns: usize| Span::new(Role::Plain, &" ".repeat(columns));
        self.right.extend([right, pad(width - widths.0)]);
        self.captured.extend([captured, pad(width - widths.1)]);
        let carets = widths.1.max(1);
        self.marks.push_str(&"^".repeat(carets));
        self.marks.push_str(&" ".repeat(width - carets));
        self.columns += width;
        if long || also_long || self.columns >= WINDOW {
            self.full = true;
            self.right.push(Span::new(Role::Quiet, "…"));
            self.captured.push(Span::new(Role::Quiet, "…"));
        }
    }

    fn finish(self) -> Aligned {
        Aligned {
            rows: vec![
                (Line::of(Role::Right, "right"), Line(self.right)),
                (Line::of(Role::Wrong, "signed"), Line(self.captured)),
            ],
            marks: Line::of(Role::Wrong, self.marks.trim_end()),
        }
    }
}

/// Two keys under each other, shown as asked: the secrets are the user's own.
fn keys(comparison: &Comparison) -> Option<Aligned> {
    (comparison.right != comparison.captured).then(|| aligned(comparison))
}

/// "6 spaces written as `%2B`": what kinds of differences there are, and how many.
fn kinds(places: &[Place]) -> String {
    let mut counted: Vec<(&Kind, usize)> = Vec::new();
    for place in places {
        match counted.iter_mut().find(|(kind, _)| *kind == &place.kind) {
            Some((_, count)) => *count += 1,
            None => counted.push((&place.kind, 1)),
        }
    }
    counted.retain(|(kind, _)| !matches!(kind, Kind::Other | Kind::Missing | Kind::Extra));
    let texts = counted.into_iter().map(|(kind, count)| {
        let times = if count == 1 {
            String::new()
        } else {
            format!(" ({count} places)")
        };
        format!("{}{times}", kind.describe())
    });
    texts.collect::<Vec<_>>().join("; ")
}

/// Who does it, and who does not.
fn culprits(explanation: &Explanation) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut who: Vec<String> = explanation
        .encoders
        .iter()
        .map(|name| (*name).to_owned())
        .collect();
    who.extend(explanation.libraries.iter().map(|name| (*name).to_owned()));
    if who.is_empty() {
        for cause in &explanation.causes {
            who.extend(
                cause
                    .mistake
                    .iter()
                    .flat_map(|mistake| mistake.who)
                    .map(|name| (*name).to_owned()),
            );
        }
    }
    who.dedup();
    if !who.is_empty() {
        blocks.push(labelled("who does this", vec![paragraph(&listed(&who, 9))]));
    }
    if !explanation.encoders_ruled_out.is_empty() && !explanation.encoders.is_empty() {
        let known = [
            "js encodeURIComponent",
            "java URLEncoder",
            "php urlencode",
            "php rawurlencode",
            "python quote_plus",
            "python quote",
            "dotnet HttpUtility.UrlEncode",
        ];
        let mut out: Vec<_> = explanation.encoders_ruled_out.iter().collect();
        out.sort_by_key(|one| {
            known
                .iter()
                .position(|name| *name == one.name)
                .unwrap_or(known.len())
        });
        let shown: Vec<String> = out
            .iter()
            .map(|one| format!("{} ({})", one.name, one.reason))
            .collect();
        blocks.push(labelled("not these", vec![paragraph(&listed(&shown, 3))]));
    }
    if !explanation.indistinguishable.is_empty() {
        let ids: Vec<String> = explanation
            .indistinguishable
            .iter()
            .map(|id| (*id).to_owned())
            .collect();
        let text = format!(
            "{}; they give the same bytes in this request",
            listed(&ids, 6)
        );
        blocks.push(labelled("or one of these", vec![quiet(&text)]));
    }
    blocks
}

/// The first of a list, and how many more there are.
fn listed(all: &[String], most: usize) -> String {
    let shown = all
        .iter()
        .take(most)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    match all.len().saturating_sub(most) {
        0 => shown,
        more => format!("{shown}, and {more} more"),
    }
}

fn fixes(cause: &Cause, several: bool) -> Vec<Block> {
    let Some(mistake) = cause.mistake else {
        return Vec::new();
    };
    let rows: Vec<Vec<Line>> = mistake
        .fixes
        .iter()
        .filter(|fix| !fix.language.is_empty())
        .map(|fix| vec![Line::of(Role::Name, fix.language), Line::plain(fix.code)])
        .collect();
    let mut blocks: Vec<Block> = mistake
        .fixes
        .iter()
        .filter(|fix| fix.language.is_empty())
        .map(|fix| paragraph(fix.code))
        .collect();
    if !rows.is_empty() {
        blocks.push(Block::Table(rows));
    }
    let label = if several {
        format!("fix {}", cause.stage.name())
    } else {
        "fix".to_owned()
    };
    vec![labelled(&label, blocks)]
}

fn proof(report: &Report, explanation: &Explanation) -> Block {
    let this = if explanation.causes.len() == 1 {
        "this mistake"
    } else {
        "these mistakes"
    };
    let text = match explanation.proof.what() {
        Proved::Signature => format!(
            "With {this} {} gives the very signature of the request.",
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
    labelled("proof", vec![paragraph(&text), Block::Table(rows)])
}

fn corrected(report: &Report) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some(header) = &report.right.authorization_header {
        let text = [b"Authorization: ".as_slice(), header].concat();
        blocks.push(labelled(
            "right header",
            vec![Block::Code(Line::bytes(Role::Right, &text))],
        ));
    } else if let Some(signed) = &report.right.signed {
        blocks.push(labelled(
            "send it right",
            vec![Block::Code(Line::of(Role::Command, &curl(signed)))],
        ));
    }
    blocks
}

fn base_strings(report: &Report, explanation: &Explanation) -> Vec<Block> {
    let (right, signed) = (&report.right.base_string, &explanation.trace.base_string);
    if right.text == signed.text {
        return Vec::new();
    }
    vec![
        labelled(
            "base string, right",
            vec![Block::Code(Line(layers(&right.text)))],
        ),
        labelled(
            "base string, signed",
            vec![Block::Code(Line(layers(&signed.text)))],
        ),
    ]
}

fn agrees(report: &Report, under: Option<&str>) -> Vec<Block> {
    let what = if report.signature.is_some() {
        "SIGNATURE RIGHT"
    } else {
        "BASE STRING RIGHT"
    };
    let mut blocks = vec![title(
        "✓",
        Role::Right,
        &format!("{what}. A refusal has another cause."),
    )];
    if let Some(under) = under {
        blocks.push(paragraph(&format!(
            "Right under another reading of the capture: {under}."
        )));
    }
    if report.response.is_none() {
        let checks = [
            "the clock: oauth_timestamp within a few minutes of the provider's time",
            "the nonce: never sent before",
            "the token: of this environment, not revoked, with the permission that the call needs",
            "the consumer key: known to this provider, its callback registered",
        ];
        blocks.push(labelled(
            "what is left",
            vec![Block::List(checks.into_iter().map(Line::plain).collect())],
        ));
    }
    blocks
}

fn unexplained(report: &Report, left: &[Left]) -> Vec<Block> {
    let mut blocks = vec![title("✗", Role::Wrong, "WRONG SIGNATURE, NOT EXPLAINED")];
    if let Some(statistics) = &report.statistics {
        blocks.push(paragraph(&covered(statistics)));
    }
    let signature = |label: &str, text: &BStr, role| {
        vec![Line::of(Role::Quiet, label), Line::bytes(role, text)]
    };
    let mut rows = Vec::new();
    if let Some(captured) = &report.signature {
        rows.push(signature("captured", captured.as_bstr(), Role::Wrong));
    }
    if let Some(right) = &report.right.signature {
        rows.push(signature("right", right.as_bstr(), Role::Right));
    }
    blocks.push(Block::Table(rows));
    if let Some(comparison) = &report.given_base_string {
        blocks.push(labelled(
            "first difference",
            vec![paragraph("signature base string")],
        ));
        blocks.push(Block::Labelled {
            label: Line::default(),
            blocks: vec![Block::Aligned(aligned(comparison))],
        });
    }
    let points = left
        .iter()
        .map(|one| Line::plain(left_text(*one)))
        .collect();
    blocks.push(labelled("left, likeliest first", vec![Block::List(points)]));
    blocks.extend(corrected(report));
    blocks
}

fn covered(statistics: &Statistics) -> String {
    let mut text = format!(
        "{} combinations of up to {} known mistakes give another signature",
        grouped(statistics.combinations),
        statistics.depth
    );
    if statistics.character_forms > 0 {
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            ", and so do {} ways to encode the {} special characters of this request",
            grouped(statistics.character_forms),
            statistics.special_characters
        );
    }
    text.push('.');
    if statistics.exhausted {
        text.push_str(" The search was stopped before its end.");
    }
    text
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn left_text(left: Left) -> &'static str {
    match left {
        Left::OtherSecret => "another secret: copy both again; sandbox and production differ",
        Left::OtherKey => {
            "another RSA key: the signature was not made with this one, or not as PKCS#1 v1.5"
        }
        Left::UnseenParameter => {
            "a parameter was signed that is not in this capture, or with another value"
        }
        Left::ChangedAfterSigning => {
            "the request changed after signing: capture the bytes on the wire, not the log"
        }
        Left::OtherUrl => "another URL was signed: a proxy, another host name, another path",
        Left::NotSearchedToTheEnd => {
            "the search was cut short: raise --time-limit or --max-mistakes"
        }
        Left::OtherMethod => {
            "another signature method: its length does not fit the one that is declared"
        }
    }
}

fn undecided(report: &Report, missing: &[Needed]) -> Vec<Block> {
    let secrets = missing.iter().any(|one| matches!(one, Needed::Key(_)));
    let text = if secrets {
        "CANNOT TELL WITHOUT THE SECRETS"
    } else {
        "CANNOT TELL: NO SIGNATURE TO COMPARE WITH"
    };
    let mut blocks = vec![title("?", Role::Warning, text)];
    let advice = missing.iter().map(|one| {
        Line::plain(match one {
            Needed::Signature => "the capture holds no oauth_signature: give one with --signature, or a base string with --base-string",
            Needed::Key(Missing::ConsumerSecret) => "the consumer secret: --consumer-secret, or --keys FILE",
            Needed::Key(Missing::TokenSecret) => "the token secret, since the request has a token: --token-secret, or --keys FILE",
            Needed::Key(Missing::PrivateKey) => "the RSA key: --private-key FILE, or --public-key FILE",
        })
    });
    blocks.push(labelled(
        "to decide, give",
        vec![Block::List(advice.collect())],
    ));
    if let Some(comparison) = &report.given_base_string {
        blocks.push(labelled(
            "base string",
            vec![Block::Aligned(aligned(comparison))],
        ));
    }
    let base = Line(layers(&report.right.base_string.text));
    blocks.push(labelled("base string, right", vec![Block::Code(base)]));
    blocks
}

/// What was guessed, what the wire shows, and where it is not what was meant.
fn remarks(report: &Report, paste: Option<&[u8]>) -> Vec<Block> {
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
    for Finding { message, span, .. } in &report.findings {
        let place = match (paste, span) {
            (Some(paste), Some(span)) => format!("line {}: ", line_number(paste, span.start)),
            _ => String::new(),
        };
        blocks.push(note(NoteKind::Warning, &format!("{place}{message}")));
    }
    blocks.extend(
        report
            .assumptions
            .iter()
            .map(|assumption| note(NoteKind::Info, &assumption.message)),
    );
    blocks
}
