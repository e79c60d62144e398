//! A table that never grows beyond a limit, and whose parts add up whatever order they come in.
//!
//! Of too many keys those stay whose hash is the least. A key that is among the least of all is
//! among the least of every part, so nothing that stays has ever been dropped: its value is exact.
//! What does not stay is known in sum, as what the whole has beyond the rows.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// What can be added to another of its kind; the order does not count.
pub trait Merge {
    /// Adds it.
    fn merge(&mut self, other: Self);
}

impl Merge for u64 {
    fn merge(&mut self, other: Self) {
        *self = self.saturating_add(other);
    }
}

/// A table of at most so many rows.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Bounded<V> {
    /// How many rows it may have.
    pub limit: usize,
    /// Whether there were more keys than rows.
    pub more: bool,
    /// The rows, by key.
    pub rows: BTreeMap<String, V>,
    /// The keys by hash.
    #[serde(skip)]
    order: BTreeSet<(u64, String)>,
}

impl<V: PartialEq> PartialEq for Bounded<V> {
    fn eq(&self, other: &Self) -> bool {
        (self.limit, self.more, &self.rows) == (other.limit, other.more, &other.rows)
    }
}

impl<V: Eq> Eq for Bounded<V> {}

impl<V: Default> Bounded<V> {
    /// An empty one.
    #[must_use]
    pub fn of(limit: usize) -> Self {
        Self {
            limit,
            more: false,
            rows: BTreeMap::new(),
            order: BTreeSet::new(),
        }
    }

    /// The row of a key; `None` where it is not among those that stay.
    pub fn row(&mut self, key: &str) -> Option<&mut V> {
        if !self.rows.contains_key(key) {
            self.ordered();
            let place = (hash(key), key.to_owned());
            if self.rows.len() >= self.limit {
                self.more = true;
                let last = self.order.last()?;
                if *last < place {
                    return None;
                }
                if let Some((_, dropped)) = self.order.pop_last() {
                    self.rows.remove(&dropped);
                }
            }
            self.order.insert(place);
            self.rows.insert(key.to_owned(), V::default());
        }
        self.rows.get_mut(key)
    }

    /// Builds the order anew where it was not read with the rows.
    fn ordered(&mut self) {
        if self.order.len() != self.rows.len() {
            let keys = self.rows.keys();
            self.order = keys.map(|key| (hash(key), key.clone())).collect();
        }
    }
}

impl<V: Default + Merge> Merge for Bounded<V> {
    fn merge(&mut self, other: Self) {
        let limit = self.limit.min(other.limit);
        self.more |= other.more;
        self.ordered();
        while self.rows.len() > limit {
            self.more = true;
            let Some((_, dropped)) = self.order.pop_last() else {
                break;
            };
            self.rows.remove(&dropped);
        }
        self.limit = limit;
        for (key, value) in other.rows {
            if let Some(row) = self.row(&key) {
                row.merge(value);
            }
        }
    }
}

/// The same on every machine and in every run.
fn hash(key: &str) -> u64 {
    // FNV-1a: what is written into files is not to change with a library's version.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in key.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash
}

/// The least of what was seen, so many of them at most.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Least<T: Ord>(pub BTreeSet<T>);

impl<T: Ord> Default for Least<T> {
    fn default() -> Self {
        Self(BTreeSet::new())
    }
}

/// How many examples are kept.
const EXAMPLES: usize = 20;

impl<T: Ord> Least<T> {
    /// Adds one, and drops the greatest where there are too many.
    pub fn add(&mut self, one: T) {
        if self.0.len() >= EXAMPLES && self.0.last().is_some_and(|last| *last <= one) {
            return;
        }
        self.0.insert(one);
        if self.0.len() > EXAMPLES {
            self.0.pop_last();
        }
    }
}

impl<T: Ord> Merge for Least<T> {
    fn merge(&mut self, other: Self) {
        for one in other.0 {
            self.add(one);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_is_exact_whatever_the_order() {
        let keys: Vec<String> = (0..500)
            .map(|number| format!("key-{}", number % 100))
            .collect();
        let table = |keys: &[String]| {
            let mut table = Bounded::<u64>::of(10);
            for key in keys {
                if let Some(row) = table.row(key) {
                    *row += 1;
                }
            }
            table
        };
        let whole = table(&keys);
        assert_eq!(whole.rows.len(), 10);
        assert!(whole.more && whole.rows.values().all(|count| *count == 5));
        let mut backwards = keys.clone();
        backwards.reverse();
        assert_eq!(table(&backwards).rows, whole.rows);
        let mut parts = table(&keys[..70]);
        parts.merge(table(&keys[70..130]));
        parts.merge(table(&keys[130..]));
        assert_eq!(parts.rows, whole.rows);
    }
}
