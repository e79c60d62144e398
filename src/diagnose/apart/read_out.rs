//! What only a text in hand tells: in which order its pairs stand, which are missing, which are
//! more than were sent, which nonce and timestamp it has.

use std::borrow::Cow;

use bstr::{BString, ByteSlice as _};

use super::shape::{Shape, bare};
use crate::diagnose::hypothesis::{Hypothesis, Origin};
use crate::mistakes;
use crate::pipeline::collect::Source;
use crate::pipeline::decode::{Parameter, percent_decode};
use crate::pipeline::select::{Change, ParameterEdit, SelectEdit};
use crate::pipeline::sort::{Listed, SortEdit};
use crate::recipe::Edit;

/// How many parameters are looked at one by one.
const MOST: usize = 60;

/// Entries of the catalogue in the form that the text shows.
pub(super) fn hypotheses(given: &Shape, decoded: &[Parameter]) -> Vec<Hypothesis> {
    let names: Vec<BString> = given.pairs.iter().map(|pair| bare(&pair.name)).collect();
    let mut read = missing(&names, given, decoded);
    read.extend(more(&names, given, decoded));
    let listed = Edit::Sort(SortEdit::Listed(Listed(names)));
    read.extend(entry(
        "sort-none",
        "they stand in an order of their own",
        listed,
    ));
    read
}

/// Parameters that are sent and not in the text.
fn missing(names: &[BString], given: &Shape, decoded: &[Parameter]) -> Vec<Hypothesis> {
    let mut read = Vec::new();
    for (at, parameter) in decoded.iter().enumerate().take(MOST) {
        let name = &parameter.name;
        let unsigned =
            name == "oauth_signature" || (name == "realm" && parameter.source == Source::Header);
        let before = decoded
            .iter()
            .take(at)
            .filter(|other| other.name == *name)
            .count();
        let sent = decoded.iter().filter(|other| other.name == *name).count();
        let held = names.iter().filter(|other| *other == name).count();
        if unsigned || held >= sent {
            continue;
        }
        let nth = (sent > 1).then_some(before);
        let is_there = given
            .pairs
            .iter()
            .zip(names)
            .any(|(pair, other)| other == name && bare(&pair.value) == bare(&parameter.value));
        if !is_there {
            read.extend(entry(
                "param-omitted",
                &name.to_str_lossy(),
                edit(name, nth, Change::Omit),
            ));
        }
        if held == 0 && before == 0 && nth.is_some() {
            read.extend(entry(
                "param-omitted",
                &name.to_str_lossy(),
                edit(name, None, Change::Omit),
            ));
        }
    }
    read
}

/// Parameters of the text that were not sent, and those that differ as they do in every request.
fn more(names: &[BString], given: &Shape, decoded: &[Parameter]) -> Vec<Hypothesis> {
    let mut read = Vec::new();
    for (pair, name) in given.pairs.iter().zip(names).take(MOST) {
        let value = percent_decode(&percent_decode(&pair.value));
        let shown = name.to_str_lossy();
        if decoded.iter().any(|parameter| parameter.name == *name) {
            if name == "oauth_nonce" || name == "oauth_timestamp" {
                let change = Change::Value(Cow::Owned(value));
                read.extend(entry(
                    "nonce-or-timestamp-differs",
                    &shown,
                    edit(name, None, change),
                ));
            }
        } else if !name.is_empty() {
            let change = Change::Add(Cow::Owned(value));
            read.extend(entry(
                "unsent-param-signed",
                &shown,
                edit(name, None, change),
            ));
        }
    }
    read
}

fn edit(name: &BString, nth: Option<usize>, change: Change) -> Edit {
    Edit::Select(SelectEdit::Parameter(ParameterEdit {
        name: Cow::Owned(name.to_vec()),
        nth,
        change,
    }))
}

fn entry(id: &str, detail: &str, edit: Edit) -> Option<Hypothesis> {
    Some(Hypothesis {
        origin: Origin::Mistake(mistakes::by_id(id)?),
        detail: detail.to_owned(),
        edits: vec![edit],
    })
}
