//! Both base strings, parameter by parameter: what is equal is counted, what differs stands open.

use std::ops::Range;

use super::pair::pair;
use super::{labelled, quiet};
use crate::compare::{Comparison, Place};
use crate::pipeline::Trace;
use crate::pipeline::sink::Part;
use crate::screen::Block;

/// The two strings of a comparison, cut where the parts of the right one are joined.
pub(super) fn rows(comparison: &Comparison, right: &Trace) -> Block {
    let joins = right
        .base_string
        .pieces
        .iter()
        .filter(|(part, _)| matches!(part, Part::Separator | Part::Ampersand))
        .map(|(_, range)| range.start);
    let mut blocks = Vec::new();
    let mut equal = 0..0;
    for (number, piece) in cut(comparison, joins).iter().enumerate() {
        if piece.places.is_empty() {
            equal.end = number + 1;
            continue;
        }
        blocks.extend(counted(&equal));
        blocks.push(Block::Aligned(pair(piece, ("right", "signed"))));
        equal = number + 1..number + 1;
    }
    blocks.extend(counted(&equal));
    labelled("by parameter", blocks)
}

/// The parts of a base string that are equal: the first is the method, the second the URI.
fn counted(parts: &Range<usize>) -> Option<Block> {
    let named = ["method", "URI"].into_iter().enumerate();
    let mut words: Vec<String> = named
        .filter(|(number, _)| parts.contains(number))
        .map(|(_, name)| name.to_owned())
        .collect();
    match parts.end.saturating_sub(parts.start.max(2)) {
        0 => {}
        1 => words.push("1 parameter".to_owned()),
        many => words.push(format!("{many} parameters")),
    }
    (!words.is_empty()).then(|| quiet(&format!("the same: {}", words.join(", "))))
}

/// Cuts a comparison at places of the right text, but for those that lie inside of a difference.
fn cut(comparison: &Comparison, joins: impl Iterator<Item = usize>) -> Vec<Comparison> {
    let mut pieces = Vec::new();
    let mut places = comparison.places.iter().peekable();
    // What is behind the last cut, and how far the captured text has come beside it.
    let (mut from, mut beside) = ((0, 0), (0, 0));
    let mut inside: Vec<Place> = Vec::new();
    for join in joins {
        while let Some(place) = places.next_if(|place| place.right.start < join) {
            beside = (place.right.end, place.captured.end);
            inside.push(place.clone());
        }
        if let Some(len) = join.checked_sub(beside.0) {
            let to = (join, beside.1 + len);
            pieces.push(piece(comparison, from, to, std::mem::take(&mut inside)));
            from = to;
        }
    }
    inside.extend(places.cloned());
    let end = (comparison.right.len(), comparison.captured.len());
    pieces.push(piece(comparison, from, end, inside));
    pieces
}

/// A piece of a comparison as one of its own.
fn piece(
    comparison: &Comparison,
    from: (usize, usize),
    to: (usize, usize),
    mut places: Vec<Place>,
) -> Comparison {
    for place in &mut places {
        place.right = place.right.start - from.0..place.right.end - from.0;
        place.captured = place.captured.start - from.1..place.captured.end - from.1;
    }
    let part = |text: &[u8], range: Range<usize>| text.get(range).unwrap_or_default().into();
    Comparison {
        right: part(&comparison.right, from.0..to.0),
        captured: part(&comparison.captured, from.1..to.1),
        places,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::layered;

    fn pieces(right: &str, captured: &str) -> Vec<(String, String, usize)> {
        let joins: Vec<usize> = right.match_indices('&').map(|(at, _)| at).collect();
        let comparison = layered(right.as_bytes(), captured.as_bytes(), 2);
        cut(&comparison, joins.into_iter())
            .into_iter()
            .map(|one| {
                let (right, captured) = (one.right.to_string(), one.captured.to_string());
                (right, captured, one.places.len())
            })
            .collect()
    }

    #[test]
    fn each_part_stands_beside_its_own() {
        let expected = [
            ("GET", "GET", 0),
            ("&a%2520b", "&a%2Bb", 1),
            ("&c", "&c", 0),
        ];
        let expected = expected.map(|(one, other, places)| (one.into(), other.into(), places));
        assert_eq!(pieces("GET&a%2520b&c", "GET&a%2Bb&c"), expected);
    }

    #[test]
    fn nothing_is_lost_whatever_parts() {
        for (right, captured) in [
            ("GET&u&a&b&c", "GET&u&a&c"),
            ("GET&u&a&c", "GET&u&a&b&c"),
            ("GET&u&a", "u"),
            ("", "GET&u"),
            ("GET&u&a&b", "GET&u&b&a"),
        ] {
            let pieces = pieces(right, captured);
            let joined = |side: fn(&(String, String, usize)) -> &str| -> String {
                pieces.iter().map(side).collect()
            };
            assert_eq!(joined(|piece| &piece.0), right);
            assert_eq!(joined(|piece| &piece.1), captured);
            for (one, other, places) in &pieces {
                assert_eq!(one == other, *places == 0, "{one} {other}");
            }
        }
    }
}
