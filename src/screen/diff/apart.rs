//! A base string that was taken apart: each place where it parts from the right one, and what
//! explains it.

use bstr::ByteSlice as _;

use super::pair::boundary;
use super::{labelled, quiet};
use crate::compare::units;
use crate::diagnose::apart::{Apart, Place, What};
use crate::report::Report;
use crate::screen::{Block, Line, Role, Span};

/// Columns of a text in the table.
const COLUMNS: usize = 18;

/// What is shown before the first difference.
const LEAD: usize = 5;

/// How many places are listed.
const PLACES: usize = 12;

/// "3 of 4 places explained", and below each place with its cause; nothing where one place says no
/// more than the first difference does.
pub(super) fn places(report: &Report) -> Option<Block> {
    let apart = report.apart.as_ref()?;
    if apart.places.len() < 2 && apart.explanation.is_none() && apart.explained() == 0 {
        return None;
    }
    let count = apart.places.len();
    let said = format!("{} of {count} places explained", apart.explained());
    let mut blocks = vec![quiet(&said)];
    let rows = apart
        .places
        .iter()
        .take(PLACES)
        .map(|place| row(apart, place));
    blocks.push(Block::Table(rows.collect()));
    if count > PLACES {
        blocks.push(quiet(&format!("and {} more", count - PLACES)));
    }
    Some(labelled("base string", blocks))
}

/// The known mistakes that explain some of the places.
pub(super) fn causes(apart: &Apart) -> Block {
    let lines = apart
        .causes
        .iter()
        .map(|cause| Line::plain(&format!("{} ({})", super::named(cause), cause.id)));
    Block::List(lines.collect())
}

/// Whether the text in hand makes the captured signature; `None` where one of them, or a key, is
/// not there.
pub(super) fn tells_of_the_signature(report: &Report) -> Option<bool> {
    report.signature.as_ref()?;
    report.right.signing_key.as_ref().ok()?;
    Some(report.apart.as_ref()?.signed.is_some())
}

/// Whether the text in hand makes the captured signature, where both are there and so is a key.
pub(super) fn what_was_signed(report: &Report) -> Option<Block> {
    report.signature.as_ref()?;
    let has_key = report.right.signing_key.is_ok() && !report.base_string_is_the_servers;
    let Some(apart) = &report.apart else {
        let is_right = report.base_string.is_some() && report.given_base_string.is_none();
        return (is_right && has_key).then(|| {
            super::paragraph(
                "The base string that was given is the right one, and the given secrets do not \
                 make the captured signature from it: another secret signed, or another text.",
            )
        });
    };
    let Some(signed) = &apart.signed else {
        return has_key.then(|| {
            super::paragraph(
                "The given base string does not make the captured signature under the given \
                 secrets: another secret signed, or another text.",
            )
        });
    };
    let mut text = "The given base string makes the captured signature under the given secrets: it is what was signed".to_owned();
    for cause in &signed.causes {
        text = format!("{text}; {}", super::named(cause));
    }
    Some(Block::Paragraph(Line::plain(&format!("{text}."))))
}

fn row(apart: &Apart, place: &Place) -> Vec<Line> {
    let what = match &place.what {
        What::Whole => "the whole".to_owned(),
        What::Method => "method".to_owned(),
        What::PartSeparators => "separators".to_owned(),
        What::Uri => "URI".to_owned(),
        What::PairSeparators => "between pairs".to_owned(),
        What::Pair(name) => name.to_str_lossy().into_owned(),
        What::Order => "order".to_owned(),
    };
    let ids: Vec<&str> = place
        .causes
        .iter()
        .filter_map(|at| apart.causes.get(*at))
        .map(|cause| cause.id.as_str())
        .collect();
    let start = start(&place.right, &place.given);
    vec![
        Line::of(Role::Name, &shortened(&what)),
        cell(Role::Right, &place.right, start),
        cell(Role::Wrong, &place.given, start),
        if ids.is_empty() {
            Line::of(Role::Warning, "not explained")
        } else {
            Line::plain(&ids.join(", "))
        },
    ]
}

fn shortened(name: &str) -> String {
    let end = boundary(name.as_bytes(), COLUMNS);
    let cut = name.get(..end).unwrap_or(name);
    if cut.len() < name.len() {
        format!("{cut}…")
    } else {
        cut.to_owned()
    }
}

/// A little before the place where two texts begin to differ.
fn start(right: &[u8], given: &[u8]) -> usize {
    let common = units(right)
        .into_iter()
        .take_while(|unit| {
            let unit = unit.clone();
            given.get(unit.clone()) == right.get(unit)
        })
        .map(|unit| unit.end)
        .collect::<Vec<_>>();
    let end = common.last().copied().unwrap_or(0);
    let longest = right.len().max(given.len());
    if longest <= COLUMNS {
        return 0;
    }
    let lead = common.iter().copied().rfind(|at| at + LEAD <= end);
    lead.unwrap_or(0)
}

fn cell(role: Role, text: &[u8], start: usize) -> Line {
    let (text, cut) = (text.get(start..).unwrap_or_default(), start > 0);
    if text.is_empty() && !cut {
        return Line::of(Role::Quiet, "–");
    }
    let end = boundary(text, COLUMNS);
    let mut spans = Vec::new();
    if cut {
        spans.push(Span::new(Role::Quiet, "…"));
    }
    spans.push(Span::visible_spaces(
        role,
        text.get(..end).unwrap_or_default(),
    ));
    if end < text.len() {
        spans.push(Span::new(Role::Quiet, "…"));
    }
    Line(spans)
}
