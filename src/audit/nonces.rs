//! Nonces that were seen before: a server takes each once, with its timestamp, consumer and token
//! (RFC 5849 section 3.3).
//!
//! The last so many are remembered, whatever the log's length: a repetition over a greater distance
//! is not seen.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use rustc_hash::FxHashMap;

use crate::pipeline::signer::Carried;

/// At least so many requests back a repetition is seen.
pub const REMEMBERED: usize = 250_000;

/// The nonces of the last requests.
#[derive(Debug, Default)]
pub struct Nonces {
    /// The newer ones, by their hash: which record had it first.
    newer: FxHashMap<u64, u64>,
    older: FxHashMap<u64, u64>,
}

/// What makes a request unique, in a number; `None` where it carries no nonce.
#[must_use]
pub(super) fn fingerprint(carried: &Carried<'_>) -> Option<u64> {
    let nonce = carried.nonce.filter(|nonce| !nonce.is_empty())?;
    let mut hasher = DefaultHasher::new();
    (
        carried.consumer_key,
        carried.token,
        carried.timestamp,
        nonce,
    )
        .hash(&mut hasher);
    Some(hasher.finish())
}

impl Nonces {
    /// Notes the nonce of a record; the place of the first that had it, where one had.
    pub fn see(&mut self, fingerprint: u64, place: u64) -> Option<u64> {
        if let Some(first) = self
            .newer
            .get(&fingerprint)
            .or(self.older.get(&fingerprint))
        {
            return Some(*first);
        }
        if self.newer.len() >= REMEMBERED {
            self.older = std::mem::take(&mut self.newer);
        }
        self.newer.insert(fingerprint, place);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_its_consumers_and_its_seconds() {
        let one = Carried {
            consumer_key: Some(b"k"),
            timestamp: Some(b"1"),
            nonce: Some(b"n"),
            ..Carried::default()
        };
        let at = |carried: &Carried<'_>| fingerprint(carried).unwrap();
        let mut nonces = Nonces::default();
        assert_eq!(nonces.see(at(&one), 7), None);
        assert_eq!(nonces.see(at(&one), 9), Some(7));
        assert_eq!(nonces.see(at(&one), 12), Some(7));
        for other in [
            Carried {
                timestamp: Some(b"2"),
                ..one
            },
            Carried {
                consumer_key: Some(b"l"),
                ..one
            },
            Carried {
                token: Some(b"t"),
                ..one
            },
        ] {
            assert_eq!(nonces.see(at(&other), 20), None);
        }
        let none = Carried { nonce: None, ..one };
        assert_eq!(fingerprint(&none), None);
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut nonces = Nonces::default();
        let many = REMEMBERED as u64;
        for number in 0..2 * many + 10 {
            nonces.see(number, number);
        }
        assert_eq!(nonces.see(2 * many - 1, 0), Some(2 * many - 1));
        assert_eq!(nonces.see(0, 5), None);
        assert!(nonces.newer.len() + nonces.older.len() <= 2 * REMEMBERED);
    }
}
