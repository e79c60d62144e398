//! After the catalogue: every way to write each special character of the request.
//!
//! Each may stand literal, as `%XX`, as `%xx`, escaped twice or, for a space, as `+`: the product
//! of all is tried, so that an encoder that nobody has catalogued is still named by what it did.

use crate::diagnose::blocks::{Blocks, Frame, Parameters};
use crate::diagnose::walk::{Budget, Goal};
use crate::encoder::Form;
use crate::pipeline::choice::EncoderEdit;
use crate::pipeline::decode::Parameter;
use crate::pipeline::encode::EncodeEdit;
use crate::pipeline::hashing::Ready;
use crate::pipeline::select::{SelectChoice, select};
use crate::recipe::{Edit, Recipe, Room};

/// After how many ways the budget is asked.
const TOGETHER: u64 = 1024;

/// The special ASCII characters of the signed parameters, the rarest kind last.
#[must_use]
pub fn special_characters(decoded: &[Parameter]) -> Vec<u8> {
    let mut present = [false; 128];
    for parameter in select(decoded, &SelectChoice::default()) {
        for byte in parameter.name.iter().chain(parameter.value.iter()) {
            if byte.is_ascii() && !byte.is_ascii_alphanumeric() {
                present[usize::from(*byte)] = true;
            }
        }
    }
    let mut bytes: Vec<u8> = (0..128_u8)
        .filter(|byte| present[usize::from(*byte)])
        .collect();
    // Unreserved marks are seldom touched: they vary slowest.
    bytes.sort_by_key(|byte| !crate::encoder::UNRESERVED_MARKS.contains(byte));
    bytes
}

fn forms(byte: u8) -> &'static [Form] {
    match byte {
        b' ' => &[Form::Escaped, Form::Plus, Form::EscapedTwice, Form::Literal],
        b'-' | b'.' | b'_' | b'~' => &[Form::Literal, Form::Escaped, Form::EscapedLower],
        _ => &[
            Form::Escaped,
            Form::Literal,
            Form::EscapedLower,
            Form::EscapedTwice,
        ],
    }
}

/// A one-character slice that lives as long as the program: an edit names its characters so.
fn slice(byte: u8) -> &'static [u8] {
    static ASCII: [u8; 128] = {
        let mut table = [0; 128];
        let mut at: u8 = 0;
        while at < 128 {
            table[at as usize] = at;
            at += 1;
        }
        table
    };
    let at = usize::from(byte & 127);
    &ASCII[at..=at]
}

/// Tries the product; the edits that reproduce the goal, and how many ways were tried.
pub fn search(
    blocks: &Blocks<'_>,
    goal: Goal<'_>,
    budget: &Budget<'_>,
) -> (Option<Vec<Edit>>, u64) {
    let bytes = special_characters(blocks.decoded);
    let base = Recipe::default();
    let root = Parameters::walk(blocks.request, &base);
    let (method, uri) = blocks.prefix(&base);
    let Some(key) = blocks.key(&base) else {
        return (None, 0);
    };
    let frame = Frame::of(&base, blocks.declared);
    let ready = Ready::new(frame.algorithm, &key, &frame.signature_choice());
    let mut indexes = vec![0_usize; bytes.len()];
    let (mut tried, mut waiting) = (0, 0);
    let (mut text, mut third) = (Vec::new(), Vec::new());
    loop {
        let mut recipe = base.clone();
        let mut edits = Vec::new();
        for (byte, index) in bytes.iter().zip(&indexes) {
            if *index > 0 {
                let edit = Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Form(
                    slice(*byte),
                    forms(*byte)[*index],
                )));
                recipe.set(&edit);
                edits.push(edit);
            }
        }
        tried += 1;
        if let Some(walked) = root.rewalk(blocks.request, recipe, Room::Encode, true) {
            third.clear();
            walked.write(&mut third);
            text.clear();
            frame.base_string(&method, &uri, &third, walked.is_empty(), &mut text);
            let found = match goal {
                Goal::BaseString(wanted) => wanted == text.as_slice(),
                Goal::Signature(target) => ready.as_ref().is_some_and(|ready| {
                    target
                        .matching(ready.digest(&text).as_bytes(), &key, || &text)
                        .is_some_and(<[usize]>::is_empty)
                }),
            };
            if found {
                return (Some(edits), tried);
            }
        }
        waiting += 1;
        if waiting == TOGETHER {
            budget.spend(waiting, bytes.len(), true);
            waiting = 0;
            if budget.left() == 0 {
                return (None, tried);
            }
        }
        // The next combination, as an odometer.
        let mut at = 0;
        loop {
            if at == bytes.len() {
                budget.spend(waiting, bytes.len(), true);
                return (None, tried);
            }
            indexes[at] += 1;
            if indexes[at] < forms(bytes[at]).len() {
                break;
            }
            indexes[at] = 0;
            at += 1;
        }
    }
}
