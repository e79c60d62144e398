//! What is shown of each request that arrives: a line, and for a wrong one the first screen of `diff`.

use crate::report::{Report, Verdict};
use crate::screen::diff::{Detail, screen};
use crate::screen::{Block, Document, Line, Role, Span};
use crate::verifier::Refusal;

/// What is said of a request that was judged, beside its verdict.
#[derive(Clone, Copy, Debug)]
pub struct Arrived<'a> {
    /// Which it is, from 1.
    pub number: u64,
    /// Under whose URL it was read, where there are several ways; else empty.
    pub as_what: &'a str,
    /// What it was given: "a request token"; else empty.
    pub given: &'a str,
}

/// The lines of a request: one of a right one; a wrong one's verdict below it, whole.
#[must_use]
pub fn arrived(at: Arrived<'_>, report: &Report, refusals: &[Refusal]) -> Document {
    let mut line = start(at.number, refusals.is_empty());
    let url = report.request.url.bytes();
    // What follows the path may be secret, and is long.
    let path = url.split(|byte| matches!(byte, b'?' | b'#')).next();
    line.push(Span::bytes(Role::Heading, report.request.method.bytes()));
    line.push(Span::new(Role::Plain, " "));
    line.push(Span::bytes(Role::Plain, path.unwrap_or_default()));
    line.push(Span::new(Role::Plain, "  "));
    match refusals.first() {
        None => {
            let method = report.right.algorithm.name();
            let right = format!("right ({method})");
            line.push(Span::new(Role::Right, &right));
            if !at.as_what.is_empty() {
                line.push(Span::new(Role::Quiet, &format!(", by {}", at.as_what)));
            }
            if !at.given.is_empty() {
                line.push(Span::new(Role::Quiet, &format!("; given {}", at.given)));
            }
        }
        Some(first) => line.push(Span::new(Role::Wrong, first.problem.word())),
    }
    let mut blocks = vec![Block::Paragraph(Line(line))];
    if let Some(shown) = causes(refusals, report) {
        blocks.push(Block::List(shown));
    }
    if !report.verdict.is_right() && !is_without_signature(report) {
        if !at.as_what.is_empty() {
            let read = format!("Judged with {}.", at.as_what);
            blocks.push(Block::Paragraph(Line::of(Role::Quiet, &read)));
        }
        blocks.extend(screen(report, None, Detail::Live).blocks);
    }
    Document { blocks }
}

/// A request that was not judged, and why.
#[must_use]
pub fn turned_away(number: u64, method: &[u8], why: &str) -> Document {
    let mut line = start(number, false);
    line.push(Span::bytes(Role::Heading, method));
    line.push(Span::new(Role::Plain, "  "));
    line.push(Span::new(Role::Warning, why));
    Document {
        blocks: vec![Block::Paragraph(Line(line))],
    }
}

/// A user who was sent here and agreed. `then`: what follows: "sent back to the client".
#[must_use]
pub fn agreed(number: u64, then: &str) -> Document {
    let mut line = start(number, true);
    line.push(Span::new(Role::Plain, "the user agreed"));
    line.push(Span::new(Role::Quiet, &format!(", {then}")));
    Document {
        blocks: vec![Block::Paragraph(Line(line))],
    }
}

fn start(number: u64, right: bool) -> Vec<Span> {
    let (role, mark) = if right {
        (Role::Right, "✓ ")
    } else {
        (Role::Wrong, "✗ ")
    };
    vec![
        Span::new(Role::Quiet, &format!("#{number} ")),
        Span::new(role, mark),
    ]
}

/// What the first screen does not tell: whatever is refused beside the signature.
fn causes(refusals: &[Refusal], report: &Report) -> Option<Vec<Line>> {
    let is_told = |refusal: &&Refusal| {
        refusal.problem == crate::verifier::Problem::SignatureInvalid
            && !matches!(report.verdict, Verdict::Agrees { .. })
    };
    let told = refusals.iter().filter(|one| !is_told(one));
    let lines: Vec<Line> = told
        .map(|one| {
            Line(vec![
                Span::new(Role::Wrong, one.problem.word()),
                Span::new(Role::Plain, &format!(": {}", one.says)),
            ])
        })
        .collect();
    (!lines.is_empty()).then_some(lines)
}

fn is_without_signature(report: &Report) -> bool {
    report.signature.is_none() || matches!(report.verdict, Verdict::NotOauth1(_))
}
