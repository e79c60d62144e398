//! From base string and key to a digest: HMAC, or the hash that RSA signs (RFC 5849 sections
//! 3.4.2 and 3.4.3).
//!
//! [`Ready`] has done all that depends on the key alone, so that a search pays it once a key;
//! base strings that begin alike share the work on the blocks that they have in common.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bstr::ByteSlice;
use hmac::{Hmac, KeyInit, Mac as _};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest as _, Sha224, Sha256, Sha384, Sha512};

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

/// A running HMAC or hash, that can be copied where two base strings part.
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
                Self::Sha1(Sha1::new())
            }
            Algorithm::HmacSha256 | Algorithm::RsaSha256 => Self::Sha256(Sha256::new()),
            Algorithm::HmacSha512 | Algorithm::RsaSha512 => Self::Sha512(Sha512::new()),
            Algorithm::HmacMd5 => Self::Md5(Md5::new()),
            Algorithm::HmacSha224 => Self::Sha224(Sha224::new()),
            Algorithm::HmacSha384 => Self::Sha384(Sha384::new()),
        }
    }

    /// Takes more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::HmacSha1(state) => state.update(bytes),
            Self::HmacSha256(state) => state.update(bytes),
            Self::HmacSha512(state) => state.update(bytes),
            Self::HmacMd5(state) => state.update(bytes),
            Self::HmacSha224(state) => state.update(bytes),
            Self::HmacSha384(state) => state.update(bytes),
            Self::Sha1(state) => state.update(bytes),
            Self::Sha256(state) => state.update(bytes),
            Self::Sha512(state) => state.update(bytes),
            Self::Md5(state) => state.update(bytes),
            Self::Sha224(state) => state.update(bytes),
            Self::Sha384(state) => state.update(bytes),
        }
    }

    /// The digest of all that was taken.
    #[must_use]
    pub fn finish(self) -> Digest {
        match self {
            Self::HmacSha1(state) => Digest::new(&state.finalize().into_bytes()),
            Self::HmacSha256(state) => Digest::new(&state.finalize().into_bytes()),
            Self::HmacSha512(state) => Digest::new(&state.finalize().into_bytes()),
            Self::HmacMd5(state) => Digest::new(&state.finalize().into_bytes()),
            Self::HmacSha224(state) => Digest::new(&state.finalize().into_bytes()),
            Self::HmacSha384(state) => Digest::new(&state.finalize().into_bytes()),
            Self::Sha1(state) => Digest::new(&state.finalize()),
            Self::Sha256(state) => Digest::new(&state.finalize()),
            Self::Sha512(state) => Digest::new(&state.finalize()),
            Self::Md5(state) => Digest::new(&state.finalize()),
            Self::Sha224(state) => Digest::new(&state.finalize()),
            Self::Sha384(state) => Digest::new(&state.finalize()),
        }
    }
}

/// A text's bytes, as a runtime hands them to its hash.
#[must_use]
pub fn text_bytes(text: &[u8], how: TextBytes) -> Vec<u8> {
    let units = |write: fn(u16) -> [u8; 2], out: &mut Vec<u8>| {
        out.reserve(text.len() * 2);
        for chunk in text.utf8_chunks() {
            for unit in chunk.valid().encode_utf16() {
                out.extend_from_slice(&write(unit));
            }
            if !chunk.invalid().is_empty() {
                out.extend_from_slice(&write(0xFFFD));
            }
        }
    };
    let made = |mark: &[u8], write: fn(u16) -> [u8; 2]| {
        let mut out = mark.to_vec();
        units(write, &mut out);
        out
    };
    match how {
        TextBytes::Utf8 => text.to_vec(),
        TextBytes::Utf16Le => made(b"", u16::to_le_bytes),
        TextBytes::Utf16Be => made(b"", u16::to_be_bytes),
        TextBytes::Utf16LeMarked => made(&[0xFF, 0xFE], u16::to_le_bytes),
        TextBytes::Utf16BeMarked => made(&[0xFE, 0xFF], u16::to_be_bytes),
        TextBytes::Utf32Le => text
            .to_str_lossy()
            .chars()
            .flat_map(|c| u32::from(c).to_le_bytes())
            .collect(),
        TextBytes::Utf8Marked => [b"\xEF\xBB\xBF", text].concat(),
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
    Some(Ready::new(algorithm, key, choice)?.digest(base_string))
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
        Stack::default().digest(self, base_string, &[])
    }
}

/// How much of the texts is compared, and kept, at once: a block of SHA-1 and SHA-256.
const BLOCK: usize = 64;

/// The states of a run at the places where the next text may part from the last one.
#[derive(Clone, Debug, Default)]
pub struct Stack {
    /// After how many bytes of the text, rising.
    states: Vec<(usize, Running)>,
    /// How many of its bytes the text shares with the one before.
    shared: usize,
}

impl Stack {
    /// The digest of `text`. `next` is the text of the next call, which must be for the same
    /// [`Ready`], or empty.
    #[must_use]
    pub fn digest(&mut self, ready: &Ready, text: &[u8], next: &[u8]) -> Digest {
        let (initial, tail, then) = match &ready.way {
            Way::Known(digest) => return *digest,
            Way::Key(algorithm, text_of_mac) => {
                let mut running = keyed(*algorithm, &text_bytes(text, ready.text));
                running.update(text_of_mac);
                return running.finish();
            }
            Way::Run {
                initial,
                tail,
                then,
            } => (initial, tail, then),
        };
        if ready.text != TextBytes::Utf8 {
            let mut running = initial.clone();
            running.update(&text_bytes(text, ready.text));
            running.update(tail);
            return then.finish(running.finish());
        }
        while self.states.last().is_some_and(|(at, _)| *at > self.shared) {
            self.states.pop();
        }
        let (mut at, mut running) = match self.states.last() {
            Some((at, state)) => (*at, state.clone()),
            None => (0, initial.clone()),
        };
        self.shared = common_blocks(text, next);
        if self.shared > at {
            running.update(&text[at..self.shared]);
            at = self.shared;
            self.states.push((at, running.clone()));
        }
        running.update(&text[at..]);
        running.update(tail);
        then.finish(running.finish())
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
                let mut stack = Stack::default();
                for (index, text) in texts.iter().enumerate() {
                    let next = texts
                        .get(index + 1)
                        .map_or(b"".as_slice(), String::as_bytes);
                    assert_eq!(
                        stack.digest(&ready, text.as_bytes(), next),
                        ready.digest(text.as_bytes()),
                    );
                }
            }
        }
    }
}
