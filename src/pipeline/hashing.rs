//! From base string and key to a digest: HMAC, or the hash that RSA signs (RFC 5849 sections
//! 3.4.2 and 3.4.3).
//!
//! [`Ready`] has done all that depends on the key alone, so that a search pays it once a key;
//! base strings that begin alike share the work on the blocks that they have in common.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bstr::ByteSlice;
use hmac::digest::{FixedOutput, Update};
use hmac::{Hmac, KeyInit};
use md5::Md5;
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512};

use crate::pipeline::key::hex;
use crate::pipeline::signature::{Algorithm, Construction, SignatureChoice, TextBytes};

/// The digest of HMAC or hash: at most 64 bytes.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Digest {
    bytes: [u8; 64],
    len: usize,
}

impl Digest {
    fn new(bytes: &[u8]) -> Self {
        let mut digest = Self {
            bytes: [0; 64],
            len: bytes.len().min(64),
        };
        digest.bytes[..digest.len].copy_from_slice(&bytes[..digest.len]);
        digest
    }

    /// Its bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

/// A running HMAC or hash.
#[derive(Clone, Debug)]
pub enum Running {
    /// HMAC-SHA1.
    HmacSha1(Hmac<Sha1>),
    /// HMAC-SHA256.
    HmacSha256(Hmac<Sha256>),
    /// HMAC-SHA512.
    HmacSha512(Hmac<Sha512>),
    /// HMAC-MD5.
    HmacMd5(Hmac<Md5>),
    /// HMAC-SHA224.
    HmacSha224(Hmac<Sha224>),
    /// HMAC-SHA384.
    HmacSha384(Hmac<Sha384>),
    /// SHA-1.
    Sha1(Sha1),
    /// SHA-256.
    Sha256(Sha256),
    /// SHA-512.
    Sha512(Sha512),
    /// MD5.
    Md5(Md5),
    /// SHA-224.
    Sha224(Sha224),
    /// SHA-384.
    Sha384(Sha384),
}

/// The same expression for whichever it is.
macro_rules! whichever {
    ($running:expr, $state:ident => $body:expr) => {
        match $running {
            Running::HmacSha1($state) => $body,
            Running::HmacSha256($state) => $body,
            Running::HmacSha512($state) => $body,
            Running::HmacMd5($state) => $body,
            Running::HmacSha224($state) => $body,
            Running::HmacSha384($state) => $body,
            Running::Sha1($state) => $body,
            Running::Sha256($state) => $body,
            Running::Sha512($state) => $body,
            Running::Md5($state) => $body,
            Running::Sha224($state) => $body,
            Running::Sha384($state) => $body,
        }
    };
}

impl Running {
    /// The HMAC of a method under a key; `None` where the method is no HMAC.
    #[must_use]
    pub fn hmac(algorithm: Algorithm, key: &[u8]) -> Option<Self> {
        // An HMAC takes a key of any length: no error can come.
        Some(match algorithm {
            Algorithm::HmacSha1 => Self::HmacSha1(Hmac::new_from_slice(key).ok()?),
            Algorithm::HmacSha256 => Self::HmacSha256(Hmac::new_from_slice(key).ok()?),
            Algorithm::HmacSha512 => Self::HmacSha512(Hmac::new_from_slice(key).ok()?),
            Algorithm::HmacMd5 => Self::HmacMd5(Hmac::new_from_slice(key).ok()?),
            Algorithm::HmacSha224 => Self::HmacSha224(Hmac::new_from_slice(key).ok()?),
            Algorithm::HmacSha384 => Self::HmacSha384(Hmac::new_from_slice(key).ok()?),
            Algorithm::RsaSha1
            | Algorithm::RsaSha256
            | Algorithm::RsaSha512
            | Algorithm::Plaintext => return None,
        })
    }

    /// The plain hash of a method; SHA-1 for `PLAINTEXT`, which has none.
    #[must_use]
    pub fn hash(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::HmacSha1 | Algorithm::RsaSha1 | Algorithm::Plaintext => {
                Self::Sha1(Sha1::default())
            }
            Algorithm::HmacSha256 | Algorithm::RsaSha256 => Self::Sha256(Sha256::default()),
            Algorithm::HmacSha512 | Algorithm::RsaSha512 => Self::Sha512(Sha512::default()),
            Algorithm::HmacMd5 => Self::Md5(Md5::default()),
            Algorithm::HmacSha224 => Self::Sha224(Sha224::default()),
            Algorithm::HmacSha384 => Self::Sha384(Sha384::default()),
        }
    }

    /// Takes more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        whichever!(self, state => Update::update(state, bytes));
    }

    /// The digest of all that was taken.
    #[must_use]
    pub fn finish(self) -> Digest {
        whichever!(self, state => Digest::new(&state.finalize_fixed()))
    }
}

/// A text's bytes, as a runtime hands them to its hash.
#[must_use]
pub fn text_bytes(text: &[u8], how: TextBytes) -> Vec<u8> {
    let mut out = Vec::new();
    text_bytes_into(text, how, &mut out);
    out
}

/// Appends a text's bytes, as a runtime hands them to its hash.
fn text_bytes_into(text: &[u8], how: TextBytes, out: &mut Vec<u8>) {
    match how {
        TextBytes::Utf8 => out.extend_from_slice(text),
        TextBytes::Utf8Marked => {
            out.extend_from_slice(b"\xEF\xBB\xBF");
            out.extend_from_slice(text);
        }
        TextBytes::Utf16Le => units_into(text, u16::to_le_bytes, out),
        TextBytes::Utf16Be => units_into(text, u16::to_be_bytes, out),
        TextBytes::Utf16LeMarked => {
            out.extend_from_slice(&[0xFF, 0xFE]);
            units_into(text, u16::to_le_bytes, out);
        }
        TextBytes::Utf16BeMarked => {
            out.extend_from_slice(&[0xFE, 0xFF]);
            units_into(text, u16::to_be_bytes, out);
        }
        TextBytes::Utf32Le => {
            out.extend(
                text.chars()
                    .flat_map(|character| u32::from(character).to_le_bytes()),
            );
        }
    }
}

/// Appends a text as UTF-16.
fn units_into(text: &[u8], write: impl Fn(u16) -> [u8; 2], out: &mut Vec<u8>) {
    if text.is_ascii() {
        // A base string nearly always is.
        let start = out.len();
        out.resize(start + text.len() * 2, 0);
        for (unit, byte) in out[start..].chunks_exact_mut(2).zip(text) {
            unit.copy_from_slice(&write(u16::from(*byte)));
        }
        return;
    }
    for chunk in text.utf8_chunks() {
        for unit in chunk.valid().encode_utf16() {
            out.extend_from_slice(&write(unit));
        }
        if !chunk.invalid().is_empty() {
            out.extend_from_slice(&write(0xFFFD));
        }
    }
}

/// The digest of a base string under a key: HMAC, or the hash that RSA signs. `None` for
/// `PLAINTEXT`, whose signature is the key.
#[must_use]
pub fn digest(
    algorithm: Algorithm,
    base_string: &[u8],
    key: &[u8],
    choice: &SignatureChoice,
) -> Option<Digest> {
    let usual = choice.construction == Construction::Standard
        && choice.text == TextBytes::Utf8
        && choice.key == TextBytes::Utf8;
    if usual && let Some(digest) = standard(algorithm, base_string, key) {
        return Some(digest);
    }
    Some(Ready::new(algorithm, key, choice)?.digest(base_string))
}

/// The RFC's way for the methods of most requests; `None` for the others, which [`Ready`] knows.
fn standard(algorithm: Algorithm, base_string: &[u8], key: &[u8]) -> Option<Digest> {
    fn hmac<H: KeyInit + Update + FixedOutput>(key: &[u8], text: &[u8]) -> Option<Digest> {
        // An HMAC takes a key of any length: no error can come.
        let mut state = H::new_from_slice(key).ok()?;
        state.update(text);
        Some(Digest::new(&state.finalize_fixed()))
    }
    match algorithm {
        Algorithm::HmacSha1 => hmac::<Hmac<Sha1>>(key, base_string),
        Algorithm::HmacSha256 => hmac::<Hmac<Sha256>>(key, base_string),
        Algorithm::HmacSha512 => hmac::<Hmac<Sha512>>(key, base_string),
        _ => None,
    }
}

/// A key and a construction, ready for base strings.
#[derive(Clone, Debug)]
pub struct Ready {
    text: TextBytes,
    way: Way,
}

/// What is left to do once the key is known.
#[allow(
    clippy::large_enum_variant,
    reason = "one a key; the large one is the common one"
)]
#[derive(Clone, Debug)]
enum Way {
    /// The base string has no part in it.
    Known(Digest),
    /// It runs through this, then this text follows.
    Run {
        initial: Running,
        tail: Vec<u8>,
        then: Then,
    },
    /// It is the key, for this text.
    Key(Algorithm, Vec<u8>),
}

/// What is done with the digest of the run.
#[derive(Clone, Debug)]
enum Then {
    /// Nothing.
    Nothing,
    /// It runs through this.
    Bytes(Running),
    /// Its hex digits do.
    Hex(Running),
    /// Its base64 text does.
    Base64(Running),
}

impl Then {
    fn finish(&self, digest: Digest) -> Digest {
        let (running, text) = match self {
            Self::Nothing => return digest,
            Self::Bytes(running) => (running, digest.as_bytes().to_vec()),
            Self::Hex(running) => (running, hex(digest.as_bytes())),
            Self::Base64(running) => (running, STANDARD.encode(digest.as_bytes()).into_bytes()),
        };
        let mut running = running.clone();
        running.update(&text);
        running.finish()
    }
}

/// HMAC under a key, or the plain hash where the method is no HMAC.
fn keyed(algorithm: Algorithm, key: &[u8]) -> Running {
    Running::hmac(algorithm, key).unwrap_or_else(|| Running::hash(algorithm))
}

impl Ready {
    /// `None` for `PLAINTEXT`, whose signature is the key.
    #[must_use]
    pub fn new(algorithm: Algorithm, key: &[u8], choice: &SignatureChoice) -> Option<Self> {
        if algorithm == Algorithm::Plaintext {
            return None;
        }
        let key = text_bytes(key, choice.key);
        let run = |initial: Running, tail: &[u8], then: Then| Way::Run {
            initial,
            tail: tail.to_vec(),
            then,
        };
        let hash = || Running::hash(algorithm);
        let mac = || keyed(algorithm, &key);
        let after = |mut running: Running, text: &[u8]| {
            running.update(text);
            running
        };
        let way = match choice.construction {
            Construction::Standard => run(mac(), b"", Then::Nothing),
            Construction::HashOfKeyAndText => run(after(hash(), &key), b"", Then::Nothing),
            Construction::HashOfTextAndKey => run(hash(), &key, Then::Nothing),
            Construction::HashOfTextAmpersandKey => {
                run(hash(), &[b"&", key.as_slice()].concat(), Then::Nothing)
            }
            Construction::HashOfText => run(hash(), b"", Then::Nothing),
            Construction::HashOfKey => Way::Known(after(hash(), &key).finish()),
            Construction::Swapped => Way::Key(algorithm, key),
            Construction::OverDigest => run(hash(), b"", Then::Bytes(mac())),
            Construction::OverHexDigest => run(hash(), b"", Then::Hex(mac())),
            Construction::OverBase64Digest => run(hash(), b"", Then::Base64(mac())),
            Construction::Twice => run(mac(), b"", Then::Bytes(mac())),
            Construction::OverNothing => Way::Known(mac().finish()),
        };
        Some(Self {
            text: choice.text,
            way,
        })
    }

    /// Whether the base string has a part in the digest.
    #[must_use]
    pub fn needs_text(&self) -> bool {
        !matches!(self.way, Way::Known(_))
    }

    /// The digest of one base string.
    #[must_use]
    pub fn digest(&self, base_string: &[u8]) -> Digest {
        let mut texts = Texts::new(self.text);
        texts.push(|out| out.extend_from_slice(base_string));
        let mut made = Digest::new(b"");
        self.digests(&texts, &mut |_, digest| made = digest);
        made
    }

    /// The digest of each text, with its index. `texts` were made for this way of writing text.
    pub fn digests(&self, texts: &Texts, each: &mut dyn FnMut(usize, Digest)) {
        match &self.way {
            Way::Known(digest) => {
                (0..texts.len()).for_each(|index| each(index, *digest));
            }
            Way::Key(algorithm, text) => {
                for index in 0..texts.len() {
                    let mut running = keyed(*algorithm, texts.get(index));
                    running.update(text);
                    each(index, running.finish());
                }
            }
            Way::Run {
                initial,
                tail,
                then,
            } => {
                let mut finished = |index, digest| each(index, then.finish(digest));
                match initial {
                    // The common one is copied by the million: at its own size, not at the largest.
                    Running::HmacSha1(state) => run(state, texts, tail, &mut finished),
                    state => run(state, texts, tail, &mut finished),
                }
            }
        }
    }
}

/// How much of the texts is compared, and kept, at once: a block of SHA-1 and SHA-256.
const BLOCK: usize = 64;

/// Base strings in a row, as they are hashed. Neighbours that begin alike share that work: best
/// sorted.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    how: TextBytes,
    bytes: Vec<u8>,
    scratch: Vec<u8>,
    /// Where each ends, and how many of its bytes are as in the one before: whole blocks.
    ends: Vec<(usize, usize)>,
}

impl Texts {
    /// None yet.
    #[must_use]
    pub fn new(how: TextBytes) -> Self {
        Self {
            how,
            ..Self::default()
        }
    }

    /// Takes one more, which is appended by `write`.
    pub fn push(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        let start = self.bytes.len();
        let last = self.ends.iter().nth_back(1).map_or(0, |(end, _)| *end);
        if self.how == TextBytes::Utf8 {
            write(&mut self.bytes);
        } else {
            self.scratch.clear();
            write(&mut self.scratch);
            text_bytes_into(&self.scratch, self.how, &mut self.bytes);
        }
        let (before, this) = self.bytes[last..].split_at(start - last);
        let shared = common_blocks(before, this);
        self.ends.push((self.bytes.len(), shared));
    }

    /// Makes room for so many more of that length.
    pub fn reserve(&mut self, texts: usize, len: usize) {
        self.ends.reserve(texts);
        self.bytes.reserve(texts * len);
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// One of them, as it is hashed; empty where there is none of that index.
    #[must_use]
    pub fn get(&self, index: usize) -> &[u8] {
        let end_of = |index: usize| self.ends.get(index).map(|(end, _)| *end);
        let start = index.checked_sub(1).and_then(end_of).unwrap_or(0);
        end_of(index).map_or(&[], |end| &self.bytes[start..end])
    }
}

/// What a run of texts needs of a hash.
trait State: Clone {
    fn take(&mut self, bytes: &[u8]);
    fn digest(self) -> Digest;
}

impl State for Running {
    fn take(&mut self, bytes: &[u8]) {
        self.update(bytes);
    }

    fn digest(self) -> Digest {
        self.finish()
    }
}

impl State for Hmac<Sha1> {
    fn take(&mut self, bytes: &[u8]) {
        self.update(bytes);
    }

    fn digest(self) -> Digest {
        Digest::new(&self.finalize_fixed())
    }
}

/// Hashes each text from that state on, and keeps the states at the places where a later text
/// parts from it.
fn run<S: State>(initial: &S, texts: &Texts, tail: &[u8], each: &mut dyn FnMut(usize, Digest)) {
    // After how many bytes of the text, rising.
    let mut states: Vec<(usize, S)> = vec![(0, initial.clone())];
    for index in 0..texts.len() {
        let text = texts.get(index);
        let shared = |index: usize| texts.ends.get(index).map_or(0, |(_, shared)| *shared);
        while states.len() > 1 && states.last().is_some_and(|(at, _)| *at > shared(index)) {
            states.pop();
        }
        let Some((mut at, mut state)) = states.last().cloned() else {
            return;
        };
        let parting = shared(index + 1);
        if parting > at {
            state.take(&text[at..parting]);
            at = parting;
            states.push((at, state.clone()));
        }
        state.take(&text[at..]);
        state.take(tail);
        each(index, state.digest());
    }
}

/// How many bytes of whole blocks two texts begin with alike.
fn common_blocks(a: &[u8], b: &[u8]) -> usize {
    let blocks = a.chunks_exact(BLOCK).zip(b.chunks_exact(BLOCK));
    blocks.take_while(|(a, b)| a == b).count() * BLOCK
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_begin_alike_hash_as_each_alone() {
        let shared = "x".repeat(150);
        let texts: Vec<String> = ["", "a", "ab", "b"]
            .iter()
            .flat_map(|tail| [format!("{shared}{tail}"), format!("{shared}{shared}{tail}")])
            .chain(["short".to_owned(), String::new()])
            .collect();
        for construction in [
            Construction::Standard,
            Construction::HashOfKeyAndText,
            Construction::HashOfTextAmpersandKey,
            Construction::Twice,
            Construction::Swapped,
        ] {
            let choice = SignatureChoice {
                construction,
                ..SignatureChoice::default()
            };
            for algorithm in [Algorithm::HmacSha1, Algorithm::HmacSha512] {
                let ready = Ready::new(algorithm, b"key", &choice).unwrap();
                let mut row = Texts::default();
                for text in &texts {
                    row.push(|out| out.extend_from_slice(text.as_bytes()));
                }
                let mut made = Vec::new();
                ready.digests(&row, &mut |index, digest| made.push((index, digest)));
                let alone = texts.iter().map(|text| ready.digest(text.as_bytes()));
                assert_eq!(made, alone.enumerate().collect::<Vec<_>>());
            }
        }
    }
}
