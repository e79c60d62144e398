//! From a set of hypotheses that reproduces the captured bytes to what can be said of it: the
//! single mistakes in it, those that cannot be told apart from them here, and the encoders and
//! libraries that are consistent with it or ruled out.

use bstr::{BString, ByteSlice};

use crate::credentials::Credentials;
use crate::diagnose::blocks::{Blocks, Outputs};
use crate::diagnose::hypothesis::{Hypothesis, Origin, is_encoder_edit, stage};
use crate::diagnose::lead::Ground;
use crate::diagnose::proof::Proof;
use crate::encoder::Encoder;
use crate::mistakes::{self, Mistake, Stage};
use crate::pipeline::Trace;
use crate::pipeline::base_string::BaseStringEdit;
use crate::pipeline::choice::EncoderEdit;
use crate::pipeline::encode::EncodeEdit;
use crate::pipeline::key::KeyEdit;
use crate::pipeline::signature::Output;
use crate::pipeline::{signature, trace};
use crate::recipe::{Edit, Recipe};

/// One mistake of an explanation.
#[derive(Clone, Debug)]
pub struct Cause {
    /// The entry of the catalogue; `None` for an encoder or library that no entry describes.
    pub mistake: Option<&'static Mistake>,
    /// Its id, or the profile's name, or what was done to single characters.
    pub id: String,
    /// What the client did.
    pub title: String,
    /// Which instance; may be empty.
    pub detail: String,
    /// Where in the corridor.
    pub stage: Stage,
    /// Its edits.
    pub edits: Vec<Edit>,
}

/// A profile that did not make this signature, and how that shows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RuledOut {
    /// Its name.
    pub name: &'static str,
    /// What it would have written: "writes %20 for a space".
    pub reason: String,
}

/// An entry that gives the same bytes as the cause that is told.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Equal {
    /// Its id.
    pub id: &'static str,
    /// What it says that the client did, in the form that shows here.
    pub title: String,
}

/// What reproduces the captured bytes.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The mistakes, in the order of the corridor.
    pub causes: Vec<Cause>,
    /// That they do.
    pub proof: Proof,
    /// Everything that the client's corridor made.
    pub trace: Trace,
    /// Its recipe.
    pub recipe: Recipe,
    /// Ids that may stand for one of the causes with the same bytes in this request, those that
    /// fit best first.
    pub indistinguishable: Vec<&'static str>,
    /// What each of those says of this request.
    pub equals: Vec<Equal>,
    /// Encoders that write these very bytes.
    pub encoders: Vec<&'static str>,
    /// Encoders that do not.
    pub encoders_ruled_out: Vec<RuledOut>,
    /// Libraries that make this very signature of this request.
    pub libraries: Vec<&'static str>,
    /// Libraries that do not.
    pub libraries_ruled_out: Vec<&'static str>,
}

impl Explanation {
    /// Whether the signature is compared as a text, not as a digest: what was sent is the key or
    /// the base string.
    #[must_use]
    pub fn is_of_text(&self) -> bool {
        self.trace.algorithm.is_plain()
            || matches!(
                self.recipe.signature.output,
                Output::Key | Output::BaseString
            )
    }
}

/// The causes in a set of hypotheses (or of bare edits), each a catalogue entry where one fits.
#[must_use]
pub fn causes(
    set: &[&Hypothesis],
    bare: &[Edit],
    all: &[Hypothesis],
    blocks: &Blocks<'_>,
) -> Vec<Cause> {
    let mut causes = Vec::new();
    let edits: Vec<Edit> = set
        .iter()
        .flat_map(|hypothesis| hypothesis.edits.iter())
        .chain(bare)
        .cloned()
        .collect();
    let wanted = blocks.outputs(&Recipe::with(&edits));
    let mut fixed: Vec<Edit> = Vec::new();
    let mut profiles: Vec<&Hypothesis> = Vec::new();
    for hypothesis in set {
        match hypothesis.origin {
            Origin::Mistake(mistake) => {
                fixed.extend(hypothesis.edits.iter().cloned());
                causes.push(of_mistake(mistake, hypothesis));
            }
            Origin::Encoder(_) | Origin::Library(_) => profiles.push(hypothesis),
        }
    }
    let open: Vec<Edit> = profiles
        .iter()
        .flat_map(|hypothesis| hypothesis.edits.iter())
        .chain(bare)
        .cloned()
        .collect();
    if !open.is_empty() {
        if let Some(found) = decomposed(&fixed, &open, &wanted, all, blocks) {
            causes.extend(found);
        } else {
            causes.extend(profiles.iter().map(|hypothesis| of_profile(hypothesis)));
            if !bare.is_empty() {
                causes.push(of_characters(bare));
            }
        }
    }
    causes.sort_by_key(|cause| cause.stage);
    causes
}

fn of_mistake(mistake: &'static Mistake, hypothesis: &Hypothesis) -> Cause {
    Cause {
        mistake: Some(mistake),
        id: mistake.id.to_owned(),
        title: mistake.title.to_owned(),
        detail: hypothesis.detail.clone(),
        stage: mistake.stage,
        edits: hypothesis.edits.clone(),
    }
}

fn of_profile(hypothesis: &Hypothesis) -> Cause {
    let what = if matches!(hypothesis.origin, Origin::Encoder(_)) {
        "the encoder"
    } else {
        "the library"
    };
    Cause {
        mistake: None,
        id: hypothesis.name().to_owned(),
        title: format!("{what} {} signed it its own way", hypothesis.name()),
        detail: hypothesis.detail.clone(),
        stage: stage(hypothesis),
        edits: hypothesis.edits.clone(),
    }
}

fn of_characters(edits: &[Edit]) -> Cause {
    let recipe = Recipe::with(edits);
    let written: Vec<String> = edits
        .iter()
        .filter_map(|edit| match edit {
            Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Form(bytes, _))) => {
                let text = recipe.encode.encoder.encode(bytes);
                Some(format!(
                    "{:?} as {:?}",
                    bytes.to_str_lossy(),
                    text.to_str_lossy()
                ))
            }
            _ => None,
        })
        .collect();
    Cause {
        mistake: None,
        id: "characters".to_owned(),
        title: format!("the client's encoder wrote {}", written.join(", ")),
        detail: String::new(),
        stage: Stage::Encoding,
        edits: edits.to_vec(),
    }
}

/// The catalogue entries that together do what `open` does, beside `fixed`: the widest first.
fn decomposed(
    fixed: &[Edit],
    open: &[Edit],
    wanted: &Outputs,
    all: &[Hypothesis],
    blocks: &Blocks<'_>,
) -> Option<Vec<Cause>> {
    let outputs = |edits: &[Edit]| blocks.outputs(&Recipe::with(fixed.iter().chain(edits)));
    // Only what shows here: an edit that can go without a change goes.
    let mut needed = open.to_vec();
    let mut at = 0;
    while at < needed.len() {
        let mut without = needed.clone();
        without.remove(at);
        if outputs(&without) == *wanted {
            needed = without;
        } else {
            at += 1;
        }
    }
    let mut leaves: Vec<Edit> = needed.iter().flat_map(single_characters).collect();
    // A leaf of several characters may need only some of them.
    at = 0;
    while at < leaves.len() {
        let mut without = leaves.clone();
        without.remove(at);
        if outputs(&without) == *wanted {
            leaves = without;
        } else {
            at += 1;
        }
    }
    let mut covered: Vec<bool> = vec![false; leaves.len()];
    let mut chosen: Vec<Cause> = Vec::new();
    while covered.iter().any(|yes| !yes) {
        let gain = |hypothesis: &Hypothesis| -> usize {
            let own: Vec<Edit> = hypothesis
                .edits
                .iter()
                .flat_map(single_characters)
                .collect();
            // It may do more than is needed, as long as that shows nothing here or is wanted.
            let harmless = own.iter().all(|edit| {
                leaves.contains(edit)
                    || open
                        .iter()
                        .flat_map(single_characters)
                        .any(|other| other == *edit)
                    || {
                        let with: Vec<Edit> = leaves
                            .iter()
                            .filter(|leaf| !leaf.clashes(edit))
                            .chain([edit])
                            .cloned()
                            .collect();
                        with.len() == leaves.len() + 1 && outputs(&with) == *wanted
                    }
            });
            if !harmless {
                return 0;
            }
            leaves
                .iter()
                .zip(&covered)
                .filter(|(leaf, done)| !**done && own.contains(leaf))
                .count()
        };
        let mut best: Option<(usize, &Hypothesis)> = None;
        for hypothesis in all {
            let Origin::Mistake(_) = hypothesis.origin else {
                continue;
            };
            let gained = gain(hypothesis);
            if gained > 0 && best.is_none_or(|(most, _)| gained > most) {
                best = Some((gained, hypothesis));
            }
        }
        let (_, hypothesis) = best?;
        let Origin::Mistake(mistake) = hypothesis.origin else {
            return None;
        };
        for (leaf, done) in leaves.iter().zip(&mut covered) {
            *done |= hypothesis
                .edits
                .iter()
                .flat_map(single_characters)
                .any(|edit| edit == *leaf);
        }
        chosen.push(of_mistake(mistake, hypothesis));
    }
    let edits: Vec<Edit> = chosen
        .iter()
        .flat_map(|cause| cause.edits.clone())
        .collect();
    (outputs(&edits) == *wanted).then_some(chosen)
}

/// An encoder edit of several characters, as one edit a character; any other as it is.
pub(crate) fn single_characters(edit: &Edit) -> Vec<Edit> {
    let split = |bytes: &'static [u8], form, make: &dyn Fn(EncoderEdit) -> Edit| {
        (0..bytes.len())
            .map(|at| make(EncoderEdit::Form(&bytes[at..=at], form)))
            .collect()
    };
    match edit {
        Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Form(bytes, form))) => {
            split(bytes, *form, &|edit| {
                Edit::Encode(EncodeEdit::Encoder(edit))
            })
        }
        Edit::BaseString(BaseStringEdit::Encoder(EncoderEdit::Form(bytes, form))) => {
            split(bytes, *form, &|edit| {
                Edit::BaseString(BaseStringEdit::Encoder(edit))
            })
        }
        Edit::Key(KeyEdit::Encoder(EncoderEdit::Form(bytes, form))) => {
            split(bytes, *form, &|edit| Edit::Key(KeyEdit::Encoder(edit)))
        }
        other => vec![other.clone()],
    }
}

/// Of all that gives the same bytes, what is to be told: for each cause the entry that fits best,
/// and the others that are true of the request, the best first.
#[must_use]
pub fn told(
    mut causes: Vec<Cause>,
    all: &[Hypothesis],
    blocks: &Blocks<'_>,
) -> (Vec<Cause>, Vec<Equal>) {
    let ground = Ground::of(*blocks);
    let same = same_bytes(&causes, blocks);
    let mut equals: Vec<Equal> = Vec::new();
    for index in 0..causes.len() {
        let others = causes.iter().enumerate().filter(|(at, _)| *at != index);
        let others: Vec<&Cause> = others.map(|(_, cause)| cause).collect();
        let rest: Vec<Edit> = others.iter().flat_map(|one| one.edits.clone()).collect();
        let alike: Vec<&Hypothesis> = all
            .iter()
            .filter(|hypothesis| {
                let Origin::Mistake(mistake) = hypothesis.origin else {
                    return false;
                };
                let clashes = |edit: &Edit| rest.iter().any(|other| other.clashes(edit));
                !others.iter().any(|other| other.id == mistake.id)
                    && !hypothesis.edits.iter().any(clashes)
                    && same(&Recipe::with(rest.iter().chain(&hypothesis.edits)))
            })
            .collect();
        let mut ordered = ground.ordered(&alike, &rest).into_iter();
        if let Some(best) = ordered.next() {
            causes[index] = Cause {
                title: ground.title(best.mistake, best.hypothesis),
                ..of_mistake(best.mistake, best.hypothesis)
            };
        }
        for one in ordered {
            let id = one.mistake.id;
            if causes[index].id != id && !equals.iter().any(|other| other.id == id) {
                let title = ground.title(one.mistake, one.hypothesis);
                equals.push(Equal { id, title });
            }
        }
    }
    equals.retain(|one| !causes.iter().any(|cause| cause.id == one.id));
    causes.sort_by_key(|cause| cause.stage);
    (causes, equals)
}

/// Whether a recipe gives the same base string and signature as the causes together.
fn same_bytes<'b>(causes: &[Cause], blocks: &'b Blocks<'_>) -> impl Fn(&Recipe) -> bool + 'b {
    // Without the private key: signing is slow, and the digest says as much.
    let credentials = Credentials {
        private_key: None,
        ..blocks.credentials.clone()
    };
    let made = move |recipe: &Recipe| {
        let traced = trace(blocks.request, &credentials, recipe).ok()?;
        let text = match (&traced.signature, traced.digest) {
            (Some(text), _) => text.to_vec(),
            (None, Some(digest)) => {
                signature::signature_text(digest.as_bytes(), b"", b"", &recipe.signature)
            }
            (None, None) => return None,
        };
        Some((traced.base_string.text, traced.algorithm, text))
    };
    let recipe = Recipe::with(causes.iter().flat_map(|cause| &cause.edits));
    let wanted = (blocks.outputs(&recipe), made(&recipe));
    move |recipe: &Recipe| {
        blocks.outputs(recipe) == wanted.0 || (wanted.1.is_some() && made(recipe) == wanted.1)
    }
}

/// Which encoders write these very bytes, and which do not.
#[must_use]
pub fn encoders(
    recipe: &Recipe,
    causes: &[Cause],
    blocks: &Blocks<'_>,
) -> (Vec<&'static str>, Vec<RuledOut>) {
    if !causes
        .iter()
        .any(|cause| cause.edits.iter().any(is_encoder_edit))
    {
        return (Vec::new(), Vec::new());
    }
    let rest: Vec<Edit> = causes
        .iter()
        .flat_map(|cause| cause.edits.iter())
        .filter(|edit| !is_encoder_edit(edit))
        .cloned()
        .collect();
    let wanted = blocks.outputs(recipe);
    let alphabet = alphabet(blocks);
    let (mut consistent, mut ruled_out) = (Vec::new(), Vec::new());
    for profile in mistakes::ENCODERS {
        let fits = mistakes::encoder_instances(profile.edits)
            .iter()
            .any(|instance| {
                blocks.outputs(&Recipe::with(rest.iter().chain(&instance.edits))) == wanted
            });
        if fits {
            consistent.push(profile.name);
        } else {
            let theirs = profile
                .edits
                .iter()
                .fold(Encoder::default(), |mut encoder, edit| {
                    crate::pipeline::choice::Leaf::set(&mut encoder, edit);
                    encoder
                });
            ruled_out.push(RuledOut {
                name: profile.name,
                reason: reason(&alphabet, &recipe.encode.encoder, &theirs),
            });
        }
    }
    (consistent, ruled_out)
}

/// The distinct characters of the signed parameters.
fn alphabet(blocks: &Blocks<'_>) -> Vec<BString> {
    let mut characters: Vec<BString> = Vec::new();
    for parameter in blocks
        .decoded
        .iter()
        .filter(|parameter| parameter.name != "oauth_signature")
    {
        for text in [&parameter.name, &parameter.value] {
            for (start, end, _) in text.char_indices() {
                let character = BString::from(&text[start..end]);
                if !characters.contains(&character) {
                    characters.push(character);
                }
            }
        }
    }
    characters.sort();
    characters
}

fn reason(alphabet: &[BString], ours: &Encoder, theirs: &Encoder) -> String {
    for character in alphabet {
        let (client, profile) = (ours.encode(character), theirs.encode(character));
        if client == profile {
            continue;
        }
        let shown = if character == " " {
            "a space".to_owned()
        } else {
            format!("`{}`", character.to_str_lossy())
        };
        return if profile == character.as_slice() {
            format!("leaves {shown} literal")
        } else {
            format!("writes {} for {shown}", profile.to_str_lossy())
        };
    }
    "does not encode so".to_owned()
}

/// Which libraries make this very signature, and which do not.
#[must_use]
pub fn libraries(recipe: &Recipe, blocks: &Blocks<'_>) -> (Vec<&'static str>, Vec<&'static str>) {
    let wanted = blocks.outputs(recipe);
    let fits = |profile: &&mistakes::LibraryProfile| {
        blocks.outputs(&Recipe::with(profile.edits)) == wanted
    };
    let (consistent, ruled_out): (Vec<_>, Vec<_>) = mistakes::LIBRARIES.iter().partition(fits);
    let names = |profiles: Vec<&'static mistakes::LibraryProfile>| {
        profiles.iter().map(|profile| profile.name).collect()
    };
    (names(consistent), names(ruled_out))
}
