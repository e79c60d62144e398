//! Real libraries, each as the set of edits that it amounts to.
//!
//! A profile holds where the library signs at all: what it refuses is no part of it, nor what its
//! HTTP client does to the request before or after. Each was compared with what the library signed
//! over the cases of `fixtures/conformance`; the recordings are in `fixtures/recorded/libraries`,
//! and `tests/libraries.rs` compares again. A profile whose evidence says "measured" was compared
//! in the same way, and its recording was not kept.

mod compiled;
mod javascript;
mod python;
mod scripting;

use super::LibraryProfile;

/// Every measured library.
pub const LIBRARIES: &[LibraryProfile] = &joined::<COUNT>();

const PARTS: [&[LibraryProfile]; 4] = [
    python::PROFILES,
    javascript::PROFILES,
    scripting::PROFILES,
    compiled::PROFILES,
];

const COUNT: usize = PARTS[0].len() + PARTS[1].len() + PARTS[2].len() + PARTS[3].len();

const fn joined<const N: usize>() -> [LibraryProfile; N] {
    let mut all = [PARTS[0][0]; N];
    let (mut at, mut part) = (0, 0);
    while part < PARTS.len() {
        let mut index = 0;
        while index < PARTS[part].len() {
            all[at] = PARTS[part][index];
            at += 1;
            index += 1;
        }
        part += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mistakes::{Edits, by_id, encoder_instances};
    use crate::recipe::Edit;

    /// The ways in which an entry is made; none where they depend on the request.
    fn ways(edits: &Edits) -> Vec<Vec<Edit>> {
        match edits {
            Edits::Set(set) => vec![set.to_vec()],
            Edits::AnyOf(variants) => variants.iter().map(|one| one.edits.to_vec()).collect(),
            Edits::Several(all) => all.iter().flat_map(ways).collect(),
            Edits::Encoder(edits) | Edits::ParameterEncoder(edits) => {
                let instances = encoder_instances(edits).into_iter();
                instances.map(|instance| instance.edits).collect()
            }
            Edits::Each(_) | Edits::Seen | Edits::Meant | Edits::Advice => Vec::new(),
        }
    }

    /// Encoders differ in single characters: an edit of one agrees with an entry about the same
    /// layer.
    fn agree(ours: &Edit, theirs: &Edit) -> bool {
        ours == theirs || ours.clashes(theirs) && format!("{ours:?}").contains("Encoder(Form(")
    }

    #[test]
    fn edits_and_departures_of_a_library_say_the_same() {
        for library in LIBRARIES {
            let name = library.name;
            let departures: Vec<Vec<Vec<Edit>>> = library
                .departures
                .iter()
                .map(|id| ways(&by_id(id).unwrap().edits))
                .collect();
            let holds = |way: &Vec<Edit>| {
                let one = |edit: &Edit| library.edits.iter().any(|ours| agree(ours, edit));
                way.iter().all(one)
            };
            for (id, ways) in library.departures.iter().zip(&departures) {
                assert!(
                    ways.is_empty() || ways.iter().any(holds),
                    "{name} departs by {id}, and no edit of it does"
                );
            }
            for edit in library.edits {
                let named = departures
                    .iter()
                    .flatten()
                    .any(|way| way.iter().any(|theirs| agree(edit, theirs)) && holds(way));
                assert!(named, "{name}: no departure says {edit:?}");
            }
        }
    }
}
