//! Which of several mistakes that give the same bytes is told, and which stand below it.
//!
//! An entry claims what its edits change: characters, names or values, a source, a part. What it
//! claims must occur and must differ here. An entry with an idle half (an encoder "in the
//! parameters and in the base string" where no parameter differs) is not true of the request and
//! goes; of the others the one that claims the least beside what differs is told, and between
//! equals the one that is seen most.

use crate::diagnose::blocks::Blocks;
use crate::diagnose::explain::single_characters;
use crate::diagnose::hypothesis::{Hypothesis, Origin};
use crate::encoder::{Form, HexCase};
use crate::mistakes::{Facts, Instance, Mistake, Telling};
use crate::pipeline::base_string::{BaseStringEdit, ParametersRule};
use crate::pipeline::choice::EncoderEdit;
use crate::pipeline::collect::{CollectChoice, Collected, Source, collect};
use crate::pipeline::decode::{DecodeEdit, FormDecoding};
use crate::pipeline::encode::EncodeEdit;
use crate::pipeline::key::KeyEdit;
use crate::pipeline::select::{Change, ParameterEdit, SelectEdit, ValueRewrite};
use crate::recipe::{Edit, Recipe, Room};

/// What the choice between equals looks at.
pub struct Ground<'a> {
    blocks: Blocks<'a>,
    facts: Facts<'a>,
    sent: Collected,
}

/// A mistake that gives the wanted bytes here, and how well it fits: the smaller, the better.
#[derive(Clone, Debug)]
pub struct Fitting<'h> {
    /// The entry.
    pub mistake: &'static Mistake,
    /// Its form, as it shows here.
    pub hypothesis: &'h Hypothesis,
    rank: Rank,
}

/// How well an entry fits.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Rank {
    /// What it claims beside what differs, and whether the bytes show it.
    width: usize,
    /// How seldom it is seen.
    rarity: usize,
}

/// Wider than any plain fact that is well told: what takes the text of the wire as it stands, and
/// what tells how it came.
const WIRE_REUSED: usize = 14;
const STORY: usize = 40;

impl<'a> Ground<'a> {
    /// Of a request.
    #[must_use]
    pub fn of(blocks: Blocks<'a>) -> Self {
        Self {
            facts: Facts {
                request: blocks.request,
                parameters: blocks.decoded,
                credentials: blocks.credentials,
                algorithm: blocks.declared,
            },
            sent: collect(blocks.request, &CollectChoice::default()),
            blocks,
        }
    }

    /// Those of `equals` that are true of the request, the best first. They give the same bytes
    /// beside the edits of `rest`.
    #[must_use]
    pub fn ordered<'h>(&self, equals: &[&'h Hypothesis], rest: &[Edit]) -> Vec<Fitting<'h>> {
        let mut fitting: Vec<Fitting<'h>> = equals
            .iter()
            .filter_map(|hypothesis| self.fitting(hypothesis, rest))
            .collect();
        // Stable: of two that fit as well, the first in the order of the catalogue.
        fitting.sort_by_key(|one| one.rank);
        fitting
    }

    /// How an entry's form is called in this request.
    #[must_use]
    pub fn title(&self, mistake: &Mistake, hypothesis: &Hypothesis) -> String {
        mistake.title_of(&instance(hypothesis), &self.facts)
    }

    fn fitting<'h>(&self, hypothesis: &'h Hypothesis, rest: &[Edit]) -> Option<Fitting<'h>> {
        let Origin::Mistake(mistake) = hypothesis.origin else {
            return None;
        };
        if !mistake.is_true_of(&instance(hypothesis), &self.facts) {
            return None;
        }
        let width = (self.width(hypothesis, rest)? + mistake.breadth()).saturating_sub(1);
        Some(Fitting {
            mistake,
            hypothesis,
            rank: Rank {
                width: match mistake.telling() {
                    Telling::Fact => 4 * width,
                    Telling::WireReused => WIRE_REUSED,
                    Telling::Story => STORY + 4 * width,
                },
                rarity: mistake.rarity(),
            },
        })
    }

    /// What an entry claims beside what differs here; `None` where a whole part of its claim shows
    /// nothing.
    fn width(&self, hypothesis: &Hypothesis, rest: &[Edit]) -> Option<usize> {
        let leaves: Vec<Edit> = hypothesis
            .edits
            .iter()
            .flat_map(single_characters)
            .collect();
        let made = |leaves: &[&Edit]| {
            let edits = rest.iter().chain(leaves.iter().copied());
            self.blocks.outputs(&Recipe::with(edits))
        };
        let own = made(&leaves.iter().collect::<Vec<_>>());
        let shows = |at: usize| {
            let others = leaves.iter().enumerate().filter(|(other, _)| *other != at);
            leaves.len() == 1 || made(&others.map(|(_, edit)| edit).collect::<Vec<_>>()) != own
        };
        let mut width = 0;
        // Of the characters that the encoder of each room is said to treat so, how many there are
        // and how many differ.
        let mut rooms: Vec<(Room, usize, usize)> = Vec::new();
        for (at, leaf) in leaves.iter().enumerate() {
            if !is_of_character(leaf) {
                width += if shows(at) {
                    self.width_of(leaf)?
                } else {
                    return None;
                };
                continue;
            }
            let known = rooms.iter().position(|(room, ..)| *room == leaf.room());
            let room = known.unwrap_or_else(|| {
                rooms.push((leaf.room(), 0, 0));
                rooms.len() - 1
            });
            rooms[room].1 += 1;
            rooms[room].2 += usize::from(shows(at));
        }
        for (room, named, differ) in rooms {
            width += match (named, differ) {
                (_, 0) => return None,
                _ if named == differ => 0,
                (..=5, 2..) => 1,
                (..=5, _) => 3,
                _ => 4,
            };
            width += usize::from(room != Room::Encode) * 2;
        }
        // That of all characters only spaces were treated so is told where others were not.
        width += 3 * usize::from(leaves.iter().any(is_rare_space));
        Some(width)
    }

    /// What one edit, not of a single character, claims beside what differs.
    fn width_of(&self, edit: &Edit) -> Option<usize> {
        Some(match edit {
            Edit::Decode(DecodeEdit::Query(how)) => self.width_of_decoding(Source::Query, *how)?,
            Edit::Decode(DecodeEdit::Body(how)) => self.width_of_decoding(Source::Body, *how)?,
            Edit::Encode(EncodeEdit::Encoder(edit)) => of_encoder(edit),
            Edit::BaseString(BaseStringEdit::Encoder(edit)) | Edit::Key(KeyEdit::Encoder(edit)) => {
                2 + of_encoder(edit)
            }
            // One protocol parameter by its name is a thing of its own.
            Edit::Encode(EncodeEdit::Single((name, _))) if is_protocol(name) => 1,
            Edit::Encode(EncodeEdit::Single(_)) => 3,
            Edit::Encode(_) | Edit::Select(SelectEdit::Groups(_)) => 2,
            Edit::Select(SelectEdit::Parameter(ParameterEdit {
                change: Change::Omit | Change::Repeat,
                name,
                ..
            })) if !is_protocol(name) => 3,
            Edit::Select(SelectEdit::Values(
                ValueRewrite::Lowercased
                | ValueRewrite::Uppercased
                | ValueRewrite::Quoted
                | ValueRewrite::Json,
            )) => 3,
            Edit::BaseString(BaseStringEdit::Parameters(
                ParametersRule::SeparatorsOnly | ParametersRule::ValuesRaw,
            )) => 2,
            _ => 1,
        })
    }

    /// What another way of decoding claims beside what it does here; `None` where it speaks of
    /// names, values, escapes or `+` and there is none.
    fn width_of_decoding(&self, source: Source, how: FormDecoding) -> Option<usize> {
        let pairs = || self.sent.pairs.iter().filter(|pair| pair.source == source);
        let names = |mark: u8| pairs().any(|pair| pair.name.bytes().contains(&mark));
        let values = |mark: u8| {
            pairs().any(|pair| {
                let value = pair.value.as_ref();
                value.is_some_and(|value| value.bytes().contains(&mark))
            })
        };
        let any = |mark| names(mark) || values(mark);
        let name = || names(b'%') || names(b'+');
        let needed = match how {
            FormDecoding::PlusOnly => any(b'%') && any(b'+'),
            FormDecoding::NamesKept => name(),
            FormDecoding::NamesKeptPlusKept => name() && values(b'+'),
            _ => true,
        };
        needed.then_some(match how {
            FormDecoding::PlusKept => 0,
            _ => 1,
        })
    }
}

impl std::fmt::Debug for Ground<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ground").finish_non_exhaustive()
    }
}

fn instance(hypothesis: &Hypothesis) -> Instance {
    Instance::new(hypothesis.detail.clone(), hypothesis.edits.clone())
}

fn is_protocol(name: &[u8]) -> bool {
    name.starts_with(b"oauth_")
}

/// The digits or the character set of an encoder.
fn of_encoder(edit: &EncoderEdit) -> usize {
    match edit {
        EncoderEdit::Hex(HexCase::LowerText | HexCase::UpperText) => 3,
        EncoderEdit::Charset(_) => 1,
        EncoderEdit::Hex(_) | EncoderEdit::Form(..) => 0,
    }
}

/// Whether it says how an encoder writes a character.
fn is_of_character(edit: &Edit) -> bool {
    matches!(
        edit,
        Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Form(..)))
            | Edit::BaseString(BaseStringEdit::Encoder(EncoderEdit::Form(..)))
            | Edit::Key(KeyEdit::Encoder(EncoderEdit::Form(..)))
    )
}

/// Whether it writes spaces in a way in which hardly any encoder writes them alone.
fn is_rare_space(edit: &Edit) -> bool {
    let Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Form(bytes, form))) = edit else {
        return false;
    };
    *bytes == b" " && matches!(form, Form::Literal | Form::EscapedTwice)
}
