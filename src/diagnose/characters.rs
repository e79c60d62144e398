//! Beside the catalogue: every way to write each special character of the request.
//!
//! Each may stand literal, as `%XX`, as `%xx`, escaped twice or, for a space, as `+`: the product
//! of all is tried, so that an encoder that nobody has catalogued is still named by what it did.

use std::borrow::Cow;

use crate::diagnose::blocks::{Blocks, Frame, Layered, Parameters};
use crate::diagnose::walk::{Budget, Goal};
use crate::encoder::Form;
use crate::pipeline::choice::EncoderEdit;
use crate::pipeline::decode::Parameter;
use crate::pipeline::encode::EncodeEdit;
use crate::pipeline::hashing::{Ready, Texts};
use crate::pipeline::select::{SelectChoice, select};
use crate::recipe::{Edit, Recipe, Room};

/// How many ways are compared together, and how many bytes of base strings.
const TOGETHER: usize = 1024;
const BYTES: usize = 1 << 20;

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

/// How many ways count as few: they take half a second.
const FEW: usize = 200_000;

/// Whether all ways to write the special characters are tried soon.
#[must_use]
pub fn are_few(decoded: &[Parameter]) -> bool {
    let ways = special_characters(decoded)
        .iter()
        .try_fold(1_usize, |ways, byte| ways.checked_mul(forms(*byte).len()));
    ways.is_some_and(|ways| ways <= FEW)
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

/// Tries the product; the edits that reproduce the goal, and how many ways were tried. A form that
/// writes the same as another is none of its own: `!` has no letter among its digits.
pub fn search(
    blocks: &Blocks<'_>,
    goal: Goal<'_>,
    budget: &Budget<'_>,
) -> (Option<Vec<Edit>>, u64) {
    let base = Recipe::default();
    let Some(key) = blocks.key(&base) else {
        return (None, 0);
    };
    let frame = Frame::of(&base, blocks.declared);
    let root = Parameters::walk(blocks.request, &base);
    let mut product = Product {
        blocks,
        goal,
        budget,
        bytes: special_characters(blocks.decoded),
        prefix: blocks.prefix(&base),
        ready: Ready::new(frame.algorithm, &key, &frame.signature_choice()),
        key,
        row: Texts::new(frame.text),
        frame,
        ways: Vec::new(),
        third: Vec::new(),
        tried: 0,
    };
    let open = product.bytes.len();
    let found = product.descend(&root, open, &mut Vec::new());
    let found = found.or_else(|| product.compare());
    let edits = found.map(|way| way.iter().map(|choice| edit(*choice)).collect());
    (edits, product.tried)
}

/// Characters that are not written in the RFC's form, and in which they are.
type Way = Vec<(u8, Form)>;

fn edit((byte, form): (u8, Form)) -> Edit {
    let form = EncoderEdit::Form(slice(byte), form);
    Edit::Encode(EncodeEdit::Encoder(form))
}

/// The walk over the product: from the last character to the first, which varies fastest.
struct Product<'s> {
    blocks: &'s Blocks<'s>,
    goal: Goal<'s>,
    budget: &'s Budget<'s>,
    bytes: Vec<u8>,
    prefix: (Vec<u8>, Vec<u8>),
    key: Vec<u8>,
    ready: Option<Ready>,
    frame: Frame,
    /// Base strings that wait to be compared, and which way made each.
    row: Texts,
    ways: Vec<Way>,
    third: Vec<u8>,
    tried: u64,
}

impl Product<'_> {
    /// Every way in which the first `open` characters are written, on top of `way`.
    fn descend(&mut self, node: &Parameters, open: usize, way: &mut Way) -> Option<Way> {
        let Some(&byte) = open.checked_sub(1).and_then(|at| self.bytes.get(at)) else {
            return self.take(node, &node.layered(), way);
        };
        let last = (open == 1).then(|| node.layered());
        for (index, form) in forms(byte).iter().enumerate() {
            let mut next = Cow::Borrowed(node);
            if index > 0 {
                let mut recipe = node.recipe().clone();
                recipe.set(&edit((byte, *form)));
                let Some(other) = node.rewalk(self.blocks.request, recipe, Room::Encode, false)
                else {
                    continue;
                };
                next = Cow::Owned(other);
                way.push((byte, *form));
            }
            let found = match &last {
                Some(known) => self.take(&next, known, way),
                None => self.descend(&next, open - 1, way),
            };
            if index > 0 {
                way.pop();
            }
            if found.is_some() || self.budget.exhausted() {
                return found;
            }
        }
        None
    }

    /// Takes the base string of one way; now and then compares those that wait.
    fn take(&mut self, node: &Parameters, known: &Layered<'_>, way: &Way) -> Option<Way> {
        self.third.clear();
        node.write_beside(known, &mut self.third);
        let (method, uri) = &self.prefix;
        let empty = node.is_empty();
        self.row.push(|out| {
            self.frame.base_string(method, uri, &self.third, empty, out);
        });
        self.ways.push(way.clone());
        let full = self.ways.len() >= TOGETHER || self.ways.len() * self.third.len() >= BYTES;
        full.then(|| self.compare()).flatten()
    }

    /// Compares the base strings that wait.
    fn compare(&mut self) -> Option<Way> {
        let row = std::mem::replace(&mut self.row, Texts::new(self.frame.text));
        let ways = std::mem::take(&mut self.ways);
        let mut found = None;
        match self.goal {
            Goal::BaseString(wanted) => {
                found = (0..row.len()).find(|index| row.get(*index) == wanted);
            }
            Goal::Signature(target) => {
                if let Some(ready) = &self.ready {
                    ready.digests(&row, &mut |index, digest| {
                        let matching =
                            target.matching(digest.as_bytes(), &self.key, || row.get(index));
                        if found.is_none() && matching.is_some_and(<[usize]>::is_empty) {
                            found = Some(index);
                        }
                    });
                }
            }
        }
        let waited = ways.len() as u64;
        self.tried += waited;
        self.budget.spend(waited, 0, true);
        // Asks whether time is up.
        self.budget.left();
        found.and_then(|index| ways.into_iter().nth(index))
    }
}
