//! Which known mistakes could show in this request, and where in the corridor they show.
//!
//! A mistake that changes no stage's output here is inapplicable; those that make the same
//! output are one class. Both are found by comparing output, never by a condition of their own.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest as _, Sha256};

use crate::diagnose::blocks::{Blocks, Effect, Outputs};
use crate::mistakes::{self, EncoderProfile, Facts, LibraryProfile, Mistake, Stage};
use crate::pipeline::base_string::BaseStringEdit;
use crate::pipeline::encode::EncodeEdit;
use crate::pipeline::key::KeyEdit;
use crate::recipe::{Edit, Recipe, Room};

/// Where a hypothesis comes from.
#[derive(Clone, Copy, Debug)]
pub enum Origin {
    /// An entry of the catalogue.
    Mistake(&'static Mistake),
    /// A real encoder.
    Encoder(&'static EncoderProfile),
    /// A real library.
    Library(&'static LibraryProfile),
}

/// One mistake, as it would show in this request.
#[derive(Clone, Debug)]
pub struct Hypothesis {
    /// Where it comes from.
    pub origin: Origin,
    /// Which instance; may be empty.
    pub detail: String,
    /// Its edits, all at once.
    pub edits: Vec<Edit>,
}

impl Hypothesis {
    /// The id of the mistake, or the name of the profile.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self.origin {
            Origin::Mistake(mistake) => mistake.id,
            Origin::Encoder(profile) => profile.name,
            Origin::Library(profile) => profile.name,
        }
    }

    /// Whether both cannot stand together.
    #[must_use]
    pub fn clashes(&self, other: &Self) -> bool {
        self.edits
            .iter()
            .any(|edit| other.edits.iter().any(|other| edit.clashes(other)))
    }
}

/// Every instance of every provable entry, then every encoder, then every library.
#[must_use]
pub fn hypotheses(facts: &Facts<'_>) -> Vec<Hypothesis> {
    let mut all = Vec::new();
    for mistake in mistakes::all() {
        for instance in mistake.edits.instances(facts) {
            all.push(Hypothesis {
                origin: Origin::Mistake(mistake),
                detail: instance.detail,
                edits: instance.edits,
            });
        }
    }
    for profile in mistakes::ENCODERS {
        for instance in mistakes::encoder_instances(profile.edits) {
            let (detail, edits) = (instance.detail, instance.edits);
            all.push(Hypothesis {
                origin: Origin::Encoder(profile),
                detail,
                edits,
            });
        }
    }
    for profile in mistakes::LIBRARIES {
        all.push(Hypothesis {
            origin: Origin::Library(profile),
            detail: String::new(),
            edits: profile.edits.to_vec(),
        });
    }
    all
}

/// Which edits of a hypothesis are an encoder's.
#[must_use]
pub fn is_encoder_edit(edit: &Edit) -> bool {
    matches!(
        edit,
        Edit::Encode(EncodeEdit::Encoder(_))
            | Edit::BaseString(BaseStringEdit::Encoder(_))
            | Edit::Key(KeyEdit::Encoder(_))
    )
}

/// Hypotheses that make the same output: one is walked, all are counted and can be named.
#[derive(Clone, Debug)]
pub struct Class {
    /// The one that is walked: the first in catalogue order.
    pub first: usize,
    /// All of them, indexes into the list of hypotheses.
    pub members: Vec<usize>,
    /// What it changes.
    pub effect: Effect,
    /// Whether it signs a special character that the request does not sign: another mistake that
    /// shows nothing alone may show there.
    pub brings_text: bool,
}

impl Class {
    /// Whether they change only how the signature is written as text.
    pub(super) fn shows_in_text_alone(&self) -> bool {
        self.effect.text && self.effect.blocks() == 1
    }
}

/// The hypotheses that change something here, as classes; catalogue order.
#[must_use]
pub fn classes(hypotheses: &[Hypothesis], blocks: &Blocks<'_>) -> Vec<Class> {
    let right = blocks.outputs(&Recipe::default());
    let mut classes: Vec<Class> = Vec::new();
    let mut by_output = FxHashMap::default();
    for (index, hypothesis) in hypotheses.iter().enumerate() {
        let recipe = Recipe::with(&hypothesis.edits);
        let outputs = blocks.outputs(&recipe);
        let effect = outputs.effect(&right);
        if effect == Effect::default() {
            continue;
        }
        let class = *by_output.entry(fingerprint(&outputs)).or_insert_with(|| {
            classes.push(Class {
                first: index,
                members: Vec::new(),
                effect,
                brings_text: effect.parameters && blocks.brings_text(&recipe),
            });
            classes.len() - 1
        });
        classes[class].members.push(index);
    }
    classes
}

/// The hypotheses about the parameters' text that change nothing here alone, equal ones but once:
/// they are tried on top of those that bring text.
#[must_use]
pub fn idle(classes: &[Class], hypotheses: &[Hypothesis]) -> Vec<Class> {
    let mut shows = vec![false; hypotheses.len()];
    for member in classes.iter().flat_map(|class| &class.members) {
        shows[*member] = true;
    }
    let is_of_text = |edit: &Edit| {
        let rooms = [
            Room::Select,
            Room::Encode,
            Room::Sort,
            Room::Join,
            Room::BaseString,
        ];
        rooms.contains(&edit.room())
    };
    let mut known = FxHashSet::default();
    let silent = hypotheses.iter().enumerate().filter(|(index, one)| {
        !shows[*index] && one.edits.iter().all(is_of_text) && known.insert(one.edits.clone())
    });
    silent
        .map(|(index, _)| Class {
            first: index,
            members: vec![index],
            effect: Effect::default(),
            brings_text: false,
        })
        .collect()
}

/// What stands for outputs that may be as long as the request, so that they need not be kept.
fn fingerprint(outputs: &Outputs) -> [u8; 32] {
    struct Sha(Sha256);
    impl Hasher for Sha {
        fn write(&mut self, bytes: &[u8]) {
            self.0.update(bytes);
        }

        fn finish(&self) -> u64 {
            0
        }
    }
    let mut sha = Sha(Sha256::new());
    outputs.hash(&mut sha);
    sha.0.finalize().into()
}

/// The classes that hold an entry's or profile's usual form: its first that changes something here,
/// since the likeliest stands first.
#[must_use]
pub fn usual(classes: &[Class], hypotheses: &[Hypothesis]) -> Vec<Class> {
    let mut class_of = vec![None; hypotheses.len()];
    for (number, class) in classes.iter().enumerate() {
        for member in &class.members {
            class_of[*member] = Some(number);
        }
    }
    // The forms of one entry stand in a row.
    let mut usual = vec![false; classes.len()];
    let mut last = "";
    for (hypothesis, class) in hypotheses.iter().zip(class_of) {
        if let Some(class) = class
            && hypothesis.name() != last
        {
            last = hypothesis.name();
            usual[class] = true;
        }
    }
    let usual = classes.iter().zip(usual).filter(|(_, yes)| *yes);
    usual.map(|(class, _)| class.clone()).collect()
}

/// The classes of which sets of that size are walked.
///
/// What makes the same output alone may part beside another mistake. In pairs each hypothesis walks
/// for itself, equal ones but once. From triples on only those outside the parameters do, which
/// costs next to nothing; the others walk as one.
#[must_use]
pub fn walked<'c>(
    classes: &'c [Class],
    hypotheses: &[Hypothesis],
    size: usize,
) -> Cow<'c, [Class]> {
    match size {
        0 | 1 => Cow::Borrowed(classes),
        2 => Cow::Owned(apart(classes, hypotheses, |_| true)),
        _ => Cow::Owned(apart(classes, hypotheses, |effect| {
            effect.blocks() == 1 && !effect.parameters
        })),
    }
}

/// Each member of `those` classes as a class of its own, equal ones but once.
fn apart(
    classes: &[Class],
    hypotheses: &[Hypothesis],
    those: impl Fn(Effect) -> bool,
) -> Vec<Class> {
    let mut apart: Vec<Class> = Vec::new();
    for class in classes {
        if !those(class.effect) {
            apart.push(class.clone());
            continue;
        }
        let mut known: Vec<&[Edit]> = Vec::new();
        for &member in &class.members {
            let edits = hypotheses[member].edits.as_slice();
            if known.contains(&edits) {
                continue;
            }
            known.push(edits);
            apart.push(Class {
                first: member,
                members: vec![member],
                effect: class.effect,
                brings_text: class.brings_text,
            });
        }
    }
    apart.sort_by_key(|class| class.first);
    apart
}

/// The stage of a hypothesis, for the order in which causes are told.
#[must_use]
pub fn stage(hypothesis: &Hypothesis) -> Stage {
    match hypothesis.origin {
        Origin::Mistake(mistake) => mistake.stage,
        Origin::Encoder(_) => Stage::Encoding,
        Origin::Library(_) => Stage::Collection,
    }
}
