//! Two pastes beside each other: the stages at which they part, and those that are equal.

use bstr::ByteSlice as _;

use super::pair::{clipped, pair, pair_of_values};
use super::{labelled, paragraph, quiet};
use crate::report::{Against, Parted};
use crate::screen::{Aligned, Block, Line, Role};

/// The blocks; none where the two have no stage in common.
pub(super) fn beside(against: &Against) -> Vec<Block> {
    let mut blocks: Vec<Block> = against
        .parted
        .iter()
        .map(|one| stage(one, ("right", "wrong")))
        .collect();
    if !against.same.is_empty() {
        let names: Vec<&str> = against.same.iter().map(|stage| stage.title()).collect();
        blocks.push(labelled("equal", vec![paragraph(&names.join(", "))]));
    }
    if !against.fresh.is_empty() {
        let text = format!(
            "as it must between two requests: {}; what is made of it is left out",
            against.fresh.join(", ")
        );
        blocks.push(labelled("differs", vec![quiet(&text)]));
    }
    blocks
}

/// One place at which two texts part; `names`: what the sides are called.
pub(super) fn stage(parted: &Parted, names: (&str, &str)) -> Block {
    let name = parted.parameter.as_ref().map(|name| name.to_str_lossy());
    let place = name.map_or_else(
        || parted.stage.title().to_owned(),
        |name| format!("parameter `{name}`"),
    );
    let alone = |label: &str, role, text: &[u8]| {
        Block::Aligned(Aligned {
            rows: vec![(Line::of(role, label), clipped(text))],
            ..Aligned::default()
        })
    };
    match (&parted.right, &parted.wrong) {
        (Some(right), None) => labelled(
            &format!("{place}: only {}", side(names.0)),
            vec![alone(names.0, Role::Right, right)],
        ),
        (None, Some(wrong)) => labelled(
            &format!("{place}: only {}", side(names.1)),
            vec![alone(names.1, Role::Wrong, wrong)],
        ),
        _ => {
            let comparison = parted.comparison();
            let pair = if parted.parameter.is_some() {
                pair_of_values(&comparison, names)
            } else {
                pair(&comparison, names)
            };
            labelled(&place, vec![Block::Aligned(pair)])
        }
    }
}

/// "in the right one", or "sent".
fn side(name: &str) -> String {
    match name {
        "right" | "wrong" => format!("in the {name} one"),
        other => other.to_owned(),
    }
}
