//! The classes of mistakes as sets of small numbers: which clash, which show in which block.

use crate::diagnose::blocks::Effect;
use crate::diagnose::hypothesis::{Class, Hypothesis};
use crate::recipe::{Edit, Room};

/// The number of a class.
pub(crate) type Id = u16;

/// What a walk asks of the classes, answered once.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// The edits of each class.
    edits: Vec<Vec<Edit>>,
    /// The first room of the parameter text that each touches.
    first_room: Vec<Room>,
    /// Whether it touches how that text is written, whatever its pairs.
    touches_text: Vec<bool>,
    /// Which pairs clash: a bit each, by rows.
    clashes: Vec<u64>,
    words: usize,
    /// Those that show in several blocks.
    pub(crate) joint: Vec<Id>,
    /// Those that show in the encoded parameters alone, by the first room that they touch.
    pub(crate) parameters: Vec<Id>,
    /// Those that show in method and URI alone.
    pub(crate) prefix: Vec<Id>,
    /// Those that show in the key alone.
    pub(crate) key: Vec<Id>,
    /// Those that show in the frame alone.
    pub(crate) frame: Vec<Id>,
    /// Those that show nothing alone, and which of the others may make them show.
    pub(crate) idle: Vec<Id>,
    brings_text: Vec<bool>,
}

impl Table {
    pub(crate) fn new(classes: &[Class], hypotheses: &[Hypothesis]) -> Self {
        let firsts: Vec<&Hypothesis> = classes
            .iter()
            .map(|class| &hypotheses[class.first])
            .collect();
        // Only what touches a room in common can clash: most pairs need no closer look.
        let rooms = |hypothesis: &&Hypothesis| -> u32 {
            let rooms = hypothesis.edits.iter().map(|edit| 1 << edit.room() as u32);
            rooms.fold(0, |all, one| all | one)
        };
        let rooms: Vec<u32> = firsts.iter().map(rooms).collect();
        let words = classes.len().div_ceil(64);
        let mut rows = vec![0; classes.len() * words];
        for (a, one) in firsts.iter().enumerate() {
            for (b, two) in firsts.iter().enumerate().skip(a) {
                if a == b || (rooms[a] & rooms[b] != 0 && one.clashes(two)) {
                    rows[a * words + b / 64] |= 1 << (b % 64);
                    rows[b * words + a / 64] |= 1 << (a % 64);
                }
            }
        }
        let ids = |wanted: fn(Effect) -> bool| -> Vec<Id> {
            (0_u16..)
                .zip(classes)
                .filter(|(_, class)| wanted(class.effect))
                .map(|(id, _)| id)
                .collect()
        };
        let first_room: Vec<Room> = firsts
            .iter()
            .map(|hypothesis| first_room(&hypothesis.edits))
            .collect();
        let mut parameters = ids(|effect| !is_joint(effect) && effect.parameters);
        parameters.sort_by_key(|id| first_room[usize::from(*id)]);
        Self {
            touches_text: firsts
                .iter()
                .map(|hypothesis| {
                    let mut rooms = hypothesis.edits.iter().map(Edit::room);
                    rooms.any(|room| matches!(room, Room::Join | Room::BaseString))
                })
                .collect(),
            edits: firsts
                .iter()
                .map(|hypothesis| hypothesis.edits.clone())
                .collect(),
            first_room,
            clashes: rows,
            words,
            joint: ids(is_joint),
            parameters,
            prefix: ids(|effect| !is_joint(effect) && effect.prefix),
            key: ids(|effect| !is_joint(effect) && effect.key),
            frame: ids(|effect| !is_joint(effect) && effect.frame),
            idle: ids(|effect| effect == Effect::default()),
            brings_text: classes.iter().map(|class| class.brings_text).collect(),
        }
    }

    pub(crate) fn edits(&self, id: Id) -> &[Edit] {
        &self.edits[usize::from(id)]
    }

    pub(crate) fn first_room(&self, id: Id) -> Room {
        self.first_room[usize::from(id)]
    }

    /// Whether one of a set signs text that is not signed rightly.
    pub(crate) fn brings_text(&self, set: &[Id]) -> bool {
        set.iter().any(|id| self.brings_text[usize::from(*id)])
    }

    pub(crate) fn touches_text(&self, id: Id) -> bool {
        self.touches_text[usize::from(id)]
    }

    /// Whether two classes exclude each other; each excludes itself.
    pub(crate) fn clash(&self, a: Id, b: Id) -> bool {
        let (a, b) = (usize::from(a), usize::from(b));
        self.clashes[a * self.words + b / 64] >> (b % 64) & 1 == 1
    }

    /// Whether one of a set excludes one of another.
    pub(crate) fn any_clash(&self, set: &[Id], other: &[Id]) -> bool {
        set.iter().any(|a| other.iter().any(|b| self.clash(*a, *b)))
    }

    /// Those of a list that can stand with a set.
    pub(crate) fn beside(&self, list: &[Id], set: &[Id]) -> Vec<Id> {
        let mut left = list.to_vec();
        left.retain(|id| !self.any_clash(&[*id], set));
        left
    }

    /// Every set of up to `size` of those without a clash, the smaller first, in the order of the
    /// list; at most so many.
    pub(crate) fn sets(&self, of: &[Id], size: usize, most: usize) -> Vec<Vec<Id>> {
        let mut sets = vec![Vec::new()];
        let mut last = vec![(0, Vec::new())];
        for _ in 0..size {
            let mut next = Vec::new();
            for (from, set) in &last {
                for (at, id) in of.iter().enumerate().skip(*from) {
                    if !self.any_clash(&[*id], set) {
                        next.push((at + 1, [set.as_slice(), &[*id]].concat()));
                    }
                }
            }
            sets.extend(next.iter().map(|(_, set)| set.clone()));
            if sets.len() >= most {
                sets.truncate(most);
                break;
            }
            last = next;
        }
        sets
    }
}

/// Whether it shows in several blocks; how the digest is written counts beside another.
fn is_joint(effect: Effect) -> bool {
    let blocks = effect.blocks() - usize::from(effect.text);
    blocks > 1 || (effect.text && blocks > 0)
}

fn first_room(edits: &[Edit]) -> Room {
    let rooms = edits.iter().map(Edit::room);
    rooms
        .filter(|room| *room <= Room::BaseString)
        .min()
        .unwrap_or(Room::BaseString)
}
