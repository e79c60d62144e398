//! Which nonces were used: a memory with an end.

use std::collections::{HashSet, VecDeque};

use sha2::{Digest as _, Sha256};

/// How many are kept: a few megabytes.
const MOST: usize = 100_000;

/// A used combination of consumer key, token, timestamp and nonce (RFC 5849 section 3.3), as the
/// first half of its SHA-256: of one length, whatever a client sends.
type Used = [u8; 16];

/// The combinations that were used, the oldest first.
///
/// One whose timestamp is refused anyway need not be remembered, and the oldest is forgotten where
/// there are too many.
#[derive(Clone, Debug, Default)]
pub(super) struct Nonces {
    known: HashSet<Used>,
    order: VecDeque<(u64, Used)>,
}

impl Nonces {
    /// Notes a combination; `false` where it was used before. `oldest`: the first timestamp that is
    /// still accepted.
    pub(super) fn is_new(&mut self, of: [&[u8]; 4], timestamp: u64, oldest: u64) -> bool {
        while let Some((stamp, used)) = self.order.front()
            && (*stamp < oldest || self.order.len() >= MOST)
        {
            self.known.remove(used);
            self.order.pop_front();
        }
        let used = digest(of);
        if !self.known.insert(used) {
            return false;
        }
        self.order.push_back((timestamp, used));
        true
    }
}

/// Each part with its length before it: two different combinations never run together to one text.
fn digest(of: [&[u8]; 4]) -> Used {
    let mut hash = Sha256::new();
    for part in of {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let mut used = Used::default();
    used.copy_from_slice(&hash.finalize()[..16]);
    used
}

#[cfg(test)]
mod tests {
    use super::*;

    fn use_of(nonces: &mut Nonces, nonce: &str, timestamp: u64, oldest: u64) -> bool {
        let stamp = timestamp.to_string();
        nonces.is_new(
            [b"k", b"t", stamp.as_bytes(), nonce.as_bytes()],
            timestamp,
            oldest,
        )
    }

    #[test]
    fn a_nonce_is_taken_once_and_with_another_timestamp_again() {
        let mut nonces = Nonces::default();
        assert!(use_of(&mut nonces, "n", 1000, 700));
        assert!(!use_of(&mut nonces, "n", 1000, 700));
        assert!(use_of(&mut nonces, "n", 1001, 700));
        assert!(nonces.is_new([b"k", b"tn", b"1000", b""], 1000, 700));
    }

    #[test]
    fn the_memory_has_an_end() {
        let mut nonces = Nonces::default();
        for number in 0..MOST + 10 {
            assert!(use_of(&mut nonces, &number.to_string(), 1000, 0));
        }
        assert_eq!((nonces.known.len(), nonces.order.len()), (MOST, MOST));
        assert!(use_of(&mut nonces, "new", 2000, 1500));
        assert_eq!((nonces.known.len(), nonces.order.len()), (1, 1));
    }
}
