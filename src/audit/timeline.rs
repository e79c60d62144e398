//! When what happened: counts in spans of time, as wide as it takes for few of them.
//!
//! The widths are multiples of each other, and the width is the least that gives few spans: so it
//! depends on what was seen, not on the order.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::bounded::Merge;

/// A minute, and what it is widened to.
const WIDTHS: [u64; 9] = [
    60,
    300,
    900,
    3600,
    6 * 3600,
    86_400,
    7 * 86_400,
    28 * 86_400,
    336 * 86_400,
];

/// More spans than this are made fewer.
const SPANS: usize = 120;

/// What happened in a span.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Tally {
    /// Right signatures.
    pub right: u64,
    /// Wrong ones, and right ones that are surely refused.
    pub wrong: u64,
    /// Of which nothing could be told.
    pub open: u64,
}

impl Merge for Tally {
    fn merge(&mut self, other: Self) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.open += other.open;
    }
}

/// Counts over time.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Timeline {
    /// How many seconds a span has.
    pub width: u64,
    /// The spans in which something happened, by their first second since 1970.
    pub spans: BTreeMap<u64, Tally>,
}

impl Default for Timeline {
    fn default() -> Self {
        Self {
            width: WIDTHS[0],
            spans: BTreeMap::new(),
        }
    }
}

impl Timeline {
    /// Adds what happened at a second since 1970.
    pub fn add(&mut self, time: u64, tally: Tally) {
        let start = time - time % self.width;
        self.spans.entry(start).or_default().merge(tally);
        self.settle();
    }

    /// Widens the spans until there are few.
    fn settle(&mut self) {
        while self.spans.len() > SPANS {
            let next = WIDTHS.iter().find(|width| **width > self.width);
            self.widen(next.copied().unwrap_or(self.width.saturating_mul(2)));
        }
    }

    fn widen(&mut self, width: u64) {
        self.width = width;
        for (start, tally) in std::mem::take(&mut self.spans) {
            let start = start - start % width;
            self.spans.entry(start).or_default().merge(tally);
        }
    }
}

impl Merge for Timeline {
    fn merge(&mut self, mut other: Self) {
        let width = self.width.max(other.width);
        for line in [&mut *self, &mut other] {
            if line.width < width {
                line.widen(width);
            }
        }
        for (start, tally) in other.spans {
            self.spans.entry(start).or_default().merge(tally);
        }
        self.settle();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_as_wide_as_it_takes_whatever_the_order() {
        let right = Tally {
            right: 1,
            ..Tally::default()
        };
        let of = |times: &mut dyn Iterator<Item = u64>| {
            let mut line = Timeline::default();
            for time in times {
                line.add(time, right);
            }
            line
        };
        let times = |range: std::ops::Range<u64>| range.map(|at| 1_700_000_000 + at * 97);
        let whole = of(&mut times(0..3000));
        assert_eq!(whole.width, 3600);
        assert_eq!(
            whole.spans.values().map(|tally| tally.right).sum::<u64>(),
            3000
        );
        let mut parts = of(&mut times(1000..3000).rev());
        parts.merge(of(&mut times(0..1000)));
        assert_eq!(parts, whole);
    }
}
