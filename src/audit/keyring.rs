//! The secrets of many consumers: looked up by consumer key and token, a million rows and more.
//!
//! All texts stand in large pieces of memory that are wiped at the end; a row is a few numbers.

use std::hash::{BuildHasher as _, BuildHasherDefault};

use hashbrown::HashTable;
use rustc_hash::FxHasher;
use zeroize::Zeroizing;

use super::Secrets;
use crate::credentials::{Credentials, PublicKey, Secret};

/// One row of a keys file. A token's row may lack the consumer's secret, where that stands in a row
/// of its own.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The consumer key; none for secrets that belong to every request.
    pub consumer_key: Option<String>,
    /// The consumer secret.
    pub consumer_secret: Option<Secret>,
    /// The token.
    pub token: Option<String>,
    /// The token secret.
    pub token_secret: Option<Secret>,
    /// The key that opens the consumer's RSA signatures.
    pub public_key: Option<PublicKey>,
}

/// Rows that name the same consumer key and token.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Duplicate {
    /// The number of the first, from 1.
    pub first: u64,
    /// The number of the later one.
    pub later: u64,
    /// Whether their secrets are the same.
    pub same: bool,
}

/// The secrets of many consumers.
#[derive(Default)]
pub struct Keyring {
    texts: Texts,
    rows: Vec<Kept>,
    table: HashTable<u32>,
    /// The first row of each consumer that has its secret, whatever token it names.
    consumers: HashTable<u32>,
    keys: Vec<PublicKey>,
    duplicates: Vec<Duplicate>,
    /// How many there are, beyond those that are kept.
    repeated: u64,
}

/// How many duplicates are kept to be told.
const TOLD: usize = 10;

/// A row by the places of its texts.
#[derive(Clone, Copy, Debug, Default)]
struct Kept {
    consumer_key: Piece,
    token: Piece,
    consumer_secret: Option<Piece>,
    token_secret: Option<Piece>,
    public_key: Option<u32>,
    number: u64,
    /// A later row of the same names, with other secrets.
    other: Option<u32>,
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keyring({} rows)", self.rows.len())
    }
}

type Hashing = BuildHasherDefault<FxHasher>;

fn hash(consumer_key: &[u8], token: &[u8]) -> u64 {
    Hashing::default().hash_one((consumer_key, token))
}

impl Keyring {
    /// How many rows it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The first rows that name what another has named, and how many there are.
    #[must_use]
    pub fn duplicates(&self) -> (&[Duplicate], u64) {
        (&self.duplicates, self.repeated)
    }

    /// Adds a row; `number` tells where it stands in its file. Of two rows with the same names the
    /// first counts; where the secrets differ, those of the later one are tried in a search.
    pub fn insert(&mut self, row: &Row, number: u64) {
        let mut place = |text: Option<&str>| text.map(|text| self.texts.add(text.as_bytes()));
        let secret = |secret: &Option<Secret>| secret.as_ref().map(|text| text.expose().to_owned());
        let consumer_secret = secret(&row.consumer_secret).map(Zeroizing::new);
        let token_secret = secret(&row.token_secret).map(Zeroizing::new);
        let kept = Kept {
            consumer_key: place(row.consumer_key.as_deref()).unwrap_or_default(),
            token: place(row.token.as_deref()).unwrap_or_default(),
            consumer_secret: place(consumer_secret.as_ref().map(|text| text.as_str())),
            token_secret: place(token_secret.as_ref().map(|text| text.as_str())),
            public_key: row.public_key.as_ref().and_then(|key| {
                self.keys.push(key.clone());
                u32::try_from(self.keys.len() - 1).ok()
            }),
            number,
            other: None,
        };
        let Ok(index) = u32::try_from(self.rows.len()) else {
            return; // four thousand million rows
        };
        let first = self.row_of(
            self.texts.get(kept.consumer_key),
            self.texts.get(kept.token),
        );
        if let Some(first) = first {
            self.repeat(first, index, &kept);
        } else {
            let (rows, texts) = (&self.rows, &self.texts);
            let of = |row: &Kept| hash(texts.get(row.consumer_key), texts.get(row.token));
            self.table
                .insert_unique(of(&kept), index, |&at| rows.get(at as usize).map_or(0, of));
        }
        if kept.consumer_secret.is_some() || kept.public_key.is_some() {
            self.knows_consumer(index, &kept);
        }
        self.rows.push(kept);
    }

    /// Notes a row that has its consumer's secret.
    fn knows_consumer(&mut self, index: u32, kept: &Kept) {
        let (rows, texts) = (&self.rows, &self.texts);
        let of = |row: &Kept| hash(texts.get(row.consumer_key), b"");
        let same = |&at: &u32| {
            let row = rows.get(at as usize);
            row.is_some_and(|row| texts.get(row.consumer_key) == texts.get(kept.consumer_key))
        };
        if self.consumers.find(of(kept), same).is_none() {
            self.consumers
                .insert_unique(of(kept), index, |&at| rows.get(at as usize).map_or(0, of));
        }
    }

    /// What a consumer's other rows tell of it: its own secret, and no token's.
    fn consumer(&self, consumer_key: &[u8]) -> Option<Kept> {
        let named = |&at: &u32| {
            let row = self.rows.get(at as usize);
            row.is_some_and(|row| self.texts.get(row.consumer_key) == consumer_key)
        };
        let at = self.consumers.find(hash(consumer_key, b""), named)?;
        let row = *self.rows.get(*at as usize)?;
        Some(Kept {
            token_secret: None,
            other: None,
            ..row
        })
    }

    /// Notes a row whose names another has.
    fn repeat(&mut self, first: u32, index: u32, later: &Kept) {
        let Some(kept) = self.rows.get(first as usize) else {
            return;
        };
        let text = |piece: Option<Piece>| piece.map(|piece| self.texts.get(piece));
        let same = text(kept.consumer_secret) == text(later.consumer_secret)
            && text(kept.token_secret) == text(later.token_secret)
            && kept.public_key.is_some() == later.public_key.is_some();
        self.repeated += 1;
        if self.duplicates.len() < TOLD {
            self.duplicates.push(Duplicate {
                first: kept.number,
                later: later.number,
                same,
            });
        }
        if let Some(kept) = self.rows.get_mut(first as usize).filter(|_| !same) {
            kept.other = kept.other.or(Some(index));
        }
    }

    fn row_of(&self, consumer_key: &[u8], token: &[u8]) -> Option<u32> {
        let names = |at: &u32| {
            self.rows.get(*at as usize).is_some_and(|row| {
                self.texts.get(row.consumer_key) == consumer_key
                    && self.texts.get(row.token) == token
            })
        };
        self.table.find(hash(consumer_key, token), names).copied()
    }

    fn row(&self, consumer_key: &[u8], token: &[u8]) -> Option<&Kept> {
        self.rows.get(self.row_of(consumer_key, token)? as usize)
    }

    fn secret(&self, piece: Option<Piece>) -> Option<Secret> {
        let text = std::str::from_utf8(self.texts.get(piece?)).ok()?;
        Some(Secret::new(text))
    }

    /// The secrets of the rows, the first one's before the next one's.
    fn credentials(&self, rows: [Option<&Kept>; 5]) -> Credentials {
        let mut found = Credentials::default();
        for row in rows.into_iter().flatten() {
            found.consumer_secret = found
                .consumer_secret
                .or_else(|| self.secret(row.consumer_secret));
            found.token_secret = found.token_secret.or_else(|| self.secret(row.token_secret));
            found.public_key = found.public_key.or_else(|| {
                let key = row.public_key.and_then(|at| self.keys.get(at as usize));
                key.cloned()
            });
            let other = row.other.and_then(|at| self.rows.get(at as usize));
            for (what, piece) in other.into_iter().flat_map(|other| {
                let number = other.number;
                [
                    (
                        format!("row {number}'s consumer secret"),
                        other.consumer_secret,
                    ),
                    (format!("row {number}'s token secret"), other.token_secret),
                ]
            }) {
                found
                    .others
                    .extend(self.secret(piece).map(|secret| (what, secret)));
            }
        }
        found
    }
}

impl Secrets for Keyring {
    fn of(&self, consumer_key: Option<&[u8]>, token: Option<&[u8]>) -> Credentials {
        let consumer_key = consumer_key.unwrap_or_default();
        let both = token.and_then(|token| self.row(consumer_key, token));
        let consumer = self.row(consumer_key, b"");
        let other = if consumer_key.is_empty() {
            None
        } else {
            self.consumer(consumer_key)
        };
        // A token's row without a consumer key, and what belongs to every request.
        let token = token.and_then(|token| self.row(b"", token));
        let every = if consumer_key.is_empty() {
            None
        } else {
            self.row(b"", b"")
        };
        self.credentials([both, consumer, other.as_ref(), token, every])
    }
}

/// Texts in large pieces that never move.
#[derive(Default)]
struct Texts {
    chunks: Vec<Zeroizing<Vec<u8>>>,
}

/// The place of a text.
#[derive(Clone, Copy, Debug, Default)]
struct Piece {
    chunk: u32,
    start: u32,
    len: u32,
}

/// The size of a piece of memory.
const CHUNK: usize = 1 << 20;

impl Texts {
    fn add(&mut self, text: &[u8]) -> Piece {
        if text.is_empty() {
            return Piece::default();
        }
        let fits = |chunk: &Zeroizing<Vec<u8>>| chunk.capacity() - chunk.len() >= text.len();
        if !self.chunks.last().is_some_and(fits) {
            let size = CHUNK.max(text.len());
            self.chunks.push(Zeroizing::new(Vec::with_capacity(size)));
        }
        let chunk = self.chunks.len().saturating_sub(1);
        let Some(last) = self.chunks.last_mut() else {
            return Piece::default();
        };
        let start = last.len();
        last.extend_from_slice(text);
        // Chunks are small, and a paste of a key is not gigabytes long.
        let number = |number: usize| u32::try_from(number).unwrap_or_default();
        Piece {
            chunk: number(chunk),
            start: number(start),
            len: number(text.len()),
        }
    }

    fn get(&self, piece: Piece) -> &[u8] {
        let chunk = self.chunks.get(piece.chunk as usize);
        let (start, len) = (piece.start as usize, piece.len as usize);
        chunk
            .and_then(|chunk| chunk.get(start..start + len))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(consumer: &str, secret: &str, token: &str, token_secret: &str) -> Row {
        let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Row {
            consumer_key: filled(consumer),
            consumer_secret: filled(secret).map(Secret::new),
            token: filled(token),
            token_secret: filled(token_secret).map(Secret::new),
            public_key: None,
        }
    }

    fn found(ring: &Keyring, consumer: &str, token: &str) -> (String, String) {
        let token = (!token.is_empty()).then_some(token.as_bytes());
        let found = ring.of(Some(consumer.as_bytes()), token);
        let text =
            |secret: Option<Secret>| secret.map_or("-".to_owned(), |it| it.expose().to_owned());
        (text(found.consumer_secret), text(found.token_secret))
    }

    #[test]
    fn the_narrowest_row_counts_and_wider_ones_fill_in() {
        let mut ring = Keyring::default();
        for (number, one) in [
            row("a", "as", "", ""),
            row("a", "", "t1", "t1s"),
            row("a", "as2", "t2", "t2s"),
            row("c", "cs", "t2", "t2s"),
            row("", "", "t3", "t3s"),
            row("", "every", "", ""),
        ]
        .iter()
        .zip(1..)
        .map(|(row, number)| (number, row))
        {
            ring.insert(one, number);
        }
        let told = |consumer, token| {
            let (one, two) = found(&ring, consumer, token);
            format!("{one} {two}")
        };
        assert_eq!(told("a", ""), "as -");
        assert_eq!(told("a", "t1"), "as t1s");
        assert_eq!(told("a", "t2"), "as2 t2s");
        assert_eq!(told("a", "t3"), "as t3s");
        assert_eq!(told("b", "t9"), "every -");
        // Another token's row tells the consumer's secret, and not that token's.
        assert_eq!(told("c", "t9"), "cs -");
        assert_eq!(told("c", ""), "cs -");
        assert_eq!(ring.duplicates().1, 0);
    }

    #[test]
    fn a_row_that_stands_twice_is_told_and_its_other_secret_tried() {
        let mut ring = Keyring::default();
        ring.insert(&row("a", "one", "", ""), 2);
        ring.insert(&row("a", "one", "", ""), 3);
        ring.insert(&row("a", "two", "", ""), 4);
        let (told, count) = ring.duplicates();
        assert_eq!(count, 2);
        assert!(told[0].same && !told[1].same);
        assert_eq!((told[1].first, told[1].later), (2, 4));
        let credentials = ring.of(Some(b"a"), None);
        assert_eq!(credentials.consumer_secret.unwrap().expose(), "one");
        assert_eq!(credentials.others[0].0, "row 4's consumer secret");
        assert_eq!(credentials.others[0].1.expose(), "two");
    }

    #[test]
    fn many_rows_are_found_again_and_none_is_shown() {
        let mut ring = Keyring::default();
        for number in 0..20_000_u64 {
            let name = format!("consumer-{number}");
            ring.insert(&row(&name, &format!("hush-{number}"), "", ""), number);
        }
        assert_eq!(found(&ring, "consumer-19999", "").0, "hush-19999");
        assert_eq!(found(&ring, "consumer-20000", "").0, "-");
        assert!(!format!("{ring:?}").contains("hush"));
    }
}
