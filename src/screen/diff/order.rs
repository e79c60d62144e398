//! Pairs that stand in another order: the two orders under each other, pair by pair, and where the
//! first one out of place stands.

use bstr::{BStr, ByteSlice as _};
use unicode_width::UnicodeWidthStr as _;

use super::pair::boundary;
use crate::compare::Comparison;
use crate::screen::{Aligned, Line, Role, Span, one_layer};

/// Columns of the pairs that are shown, from the last one in place on.
const WINDOW: usize = 64;

/// Columns of one pair; what is longer is cut.
const WIDEST: usize = 18;

/// Both orders under each other, from two texts of pairs that are joined by `&`.
pub(super) fn order(comparison: &Comparison) -> Aligned {
    let (right, signed) = (pairs(&comparison.right), pairs(&comparison.captured));
    let Some(first) = right.iter().zip(&signed).position(|(a, b)| a != b) else {
        return Aligned::default();
    };
    let from = first.saturating_sub(1);
    let rows = [
        ("right", &right, Role::Right),
        ("signed", &signed, Role::Wrong),
    ];
    let (mut aligned, mut before) = (Vec::new(), 0);
    for (label, pairs, role) in rows {
        let mut line = Line::default();
        if from > 0 {
            line = line.and(Role::Quiet, "… ");
        }
        for (index, pair) in pairs.iter().enumerate().skip(from) {
            let spans = if index == first {
                vec![Span::bytes(role, &cut(pair))]
            } else {
                one_layer(&cut(pair))
            };
            let columns: usize = spans.iter().map(|span| span.text().width()).sum();
            if index > first && line.text().width() + 3 + columns > WINDOW {
                line = line.and(Role::Quiet, " …");
                break;
            }
            if index > from {
                line = line.and(Role::Separator, " & ");
            }
            if index == first {
                before = line.text().width();
            }
            line.0.extend(spans);
        }
        aligned.push((Line::of(role, label), line));
    }
    let carets = signed.get(first).map_or(1, |pair| {
        Span::bytes(Role::Wrong, &cut(pair)).text().width().max(1)
    });
    let marks = format!("{:before$}{:^>carets$}", "", "");
    let place = |pairs: &[&BStr], pair: &BStr| {
        pairs
            .iter()
            .position(|other| *other == pair)
            .map(|at| at + 1)
    };
    let said = signed.get(first).and_then(|pair| {
        let belongs = place(&right, pair)?;
        let name = Line::bytes(Role::Plain, name(pair)).text();
        let (at, all) = (first + 1, signed.len());
        Some(format!(
            "`{name}` was signed as pair {at} of {all}; it belongs at place {belongs}"
        ))
    });
    Aligned {
        rows: aligned,
        marks: Line::of(Role::Wrong, &marks),
        said: said.map_or_else(Line::default, |said| Line::of(Role::Quiet, &said)),
    }
}

fn pairs(text: &[u8]) -> Vec<&BStr> {
    text.split_str("&").map(BStr::new).collect()
}

fn name(pair: &BStr) -> &[u8] {
    pair.split_once_str("=")
        .map_or(pair.as_bytes(), |(name, _)| name)
}

fn cut(pair: &BStr) -> Vec<u8> {
    let end = boundary(pair, WIDEST);
    let mut text = pair.get(..end).unwrap_or_default().to_vec();
    if end < pair.len() {
        text.extend_from_slice("…".as_bytes());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::layered;

    #[test]
    fn the_caret_stands_under_the_first_pair_out_of_place() {
        let (right, signed) = (
            b"Zed=z&a=1&a%5B10%5D=x&a9=y&b=2",
            b"Zed=z&a=1&a9=y&a%5B10%5D=x&b=2",
        );
        let aligned = order(&layered(right, signed, 1));
        let texts: Vec<String> = aligned.rows.iter().map(|(_, line)| line.text()).collect();
        assert_eq!(texts[0], "… a=1 & a%5B10%5D=x & a9=y & b=2");
        assert_eq!(texts[1], "… a=1 & a9=y & a%5B10%5D=x & b=2");
        assert_eq!(aligned.marks.text(), "        ^^^^");
        assert_eq!(
            aligned.said.text(),
            "`a9` was signed as pair 3 of 5; it belongs at place 4"
        );
    }
}
