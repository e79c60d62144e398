//! What the search compares with: the captured signature, turned back into digests.
//!
//! The signature is undone once (percent layers, base64 variants, hex, a `+` turned into a
//! space) for every known way of writing a digest. Raw digests are then compared, and a guess is
//! never written out, but for the ways that lose something and cannot be undone.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use bstr::ByteSlice;

use crate::credentials::PublicKey;
use crate::diagnose::hypothesis::Hypothesis;
use crate::pipeline::decode::{form_decode, percent_decode};
use crate::pipeline::key::from_hex;
use crate::pipeline::signature::{self, Algorithm, Output, SignatureChoice, SignatureWire};
use crate::recipe::{Edit, Recipe};

/// One way in which the captured signature may have been written, and what it then says.
#[derive(Clone, Debug)]
pub struct Matcher {
    /// The hypotheses about the signature's text: indexes, none for the RFC's way.
    pub hypotheses: Vec<usize>,
    /// What to compare.
    pub kind: Kind,
}

/// What to compare.
#[derive(Clone, Debug)]
pub enum Kind {
    /// The digest is these bytes.
    Digest(Vec<u8>),
    /// The digest, written that way, is the captured text: for ways that lose something.
    Written {
        /// How it is written.
        choice: SignatureChoice,
        /// The bytes that the digest then begins with, as far as the text still says.
        start: Vec<u8>,
    },
    /// The base string is these bytes.
    BaseString(Vec<u8>),
    /// The key is these bytes.
    Key(Vec<u8>),
}

/// The captured signature, ready to be compared with.
#[derive(Clone, Debug)]
pub struct Target {
    /// The signature as captured, decoded from the wire.
    pub captured: Vec<u8>,
    /// Every way of reading it that its form allows.
    pub matchers: Vec<Matcher>,
    /// What the key is, where the signature is `PLAINTEXT`, for every way of sending it.
    pub plain: Vec<(Vec<u8>, Vec<usize>)>,
    /// How many ways were thought of.
    pub ways: u64,
    /// The matchers that want a digest, those that write it out, those that want a base string,
    /// those that want a key.
    digests: Vec<usize>,
    written: Vec<usize>,
    base_strings: Vec<usize>,
    keys: Vec<usize>,
    /// The first two bytes that a digest may have: nearly every one is told apart by them.
    beginnings: Beginnings,
}

impl Target {
    /// Reads the captured signature in every way that the hypotheses about its text know, alone
    /// and in pairs.
    ///
    /// `base`: edits that stand already. `rsa`: the key that opens the signature.
    #[must_use]
    pub fn read(
        captured: &[u8],
        hypotheses: &[Hypothesis],
        of_text: &[usize],
        base: &[Edit],
        rsa: Option<&PublicKey>,
    ) -> Self {
        let mut sets: Vec<Vec<usize>> = vec![Vec::new()];
        sets.extend(of_text.iter().map(|index| vec![*index]));
        for (at, first) in of_text.iter().enumerate() {
            for second in &of_text[at + 1..] {
                if !hypotheses[*first].clashes(&hypotheses[*second]) {
                    sets.push(vec![*first, *second]);
                }
            }
        }
        let ways = sets.len() as u64;
        let mut plain = Vec::new();
        let mut matchers = Vec::new();
        for set in sets {
            let edits = base
                .iter()
                .chain(set.iter().flat_map(|index| &hypotheses[*index].edits));
            let choice = Recipe::with(edits).signature;
            if choice.output == Output::Base64
                && let Some(key) = unwired(captured, choice.wire)
            {
                plain.push((key, set.clone()));
            }
            if let Some(kind) = kind(captured, &choice, rsa) {
                matchers.push(Matcher {
                    hypotheses: set,
                    kind,
                });
            }
        }
        let those = |wanted: fn(&Kind) -> bool| -> Vec<usize> {
            (0..matchers.len())
                .filter(|index| wanted(&matchers[*index].kind))
                .collect()
        };
        let mut beginnings = Beginnings::default();
        for matcher in &matchers {
            match &matcher.kind {
                Kind::Digest(start) | Kind::Written { start, .. } => beginnings.add(start),
                Kind::BaseString(_) | Kind::Key(_) => {}
            }
        }
        Self {
            captured: captured.to_vec(),
            beginnings,
            digests: those(|kind| matches!(kind, Kind::Digest(_))),
            written: those(|kind| matches!(kind, Kind::Written { .. })),
            base_strings: those(|kind| matches!(kind, Kind::BaseString(_))),
            keys: those(|kind| matches!(kind, Kind::Key(_))),
            matchers,
            plain,
            ways,
        }
    }

    /// The hypotheses about the text, if any, under which the captured signature is that digest,
    /// base string or key. The base string is asked for where it may be wanted.
    #[must_use]
    pub fn matching<'b>(
        &self,
        digest: &[u8],
        key: &[u8],
        base_string: impl FnOnce() -> &'b [u8],
    ) -> Option<&[usize]> {
        let fits = |index: &&usize| match &self.matchers[**index].kind {
            Kind::Digest(wanted) => wanted.as_slice() == digest,
            Kind::Written { choice, start } => {
                digest.starts_with(start)
                    && signature::signature_text(digest, b"", b"", choice) == self.captured
            }
            Kind::BaseString(_) | Kind::Key(_) => false,
        };
        let found = if self.beginnings.has(digest) {
            self.digests.iter().chain(&self.written).find(fits)
        } else {
            None
        };
        found
            .map(|index| self.matchers[*index].hypotheses.as_slice())
            .or_else(|| {
                if self.base_strings.is_empty() && self.keys.is_empty() {
                    return None;
                }
                self.matching_text(base_string(), key)
            })
    }

    /// As [`Self::matching`], for `PLAINTEXT`.
    #[must_use]
    pub fn matching_plain(&self, base_string: &[u8], key: &[u8]) -> Option<&[usize]> {
        self.plain
            .iter()
            .find(|(wanted, _)| wanted == key)
            .map(|(_, of_text)| of_text.as_slice())
            .or_else(|| self.matching_text(base_string, key))
    }

    /// Whether the captured text is long enough for a base string that was sent as it is.
    #[must_use]
    pub fn may_be_base_string(&self) -> bool {
        self.captured.contains(&b'&') || self.captured.contains(&b'%')
    }

    /// The way of sending the base string itself or the key itself that fits.
    fn matching_text(&self, base_string: &[u8], key: &[u8]) -> Option<&[usize]> {
        let fits = |index: &&usize| match &self.matchers[**index].kind {
            Kind::BaseString(wanted) => wanted.as_slice() == base_string,
            Kind::Key(wanted) => wanted.as_slice() == key,
            Kind::Digest(_) | Kind::Written { .. } => false,
        };
        self.base_strings
            .iter()
            .chain(&self.keys)
            .find(fits)
            .map(|index| self.matchers[*index].hypotheses.as_slice())
    }
}

/// Which two bytes a digest may begin with: a bit each.
#[derive(Clone, Debug)]
struct Beginnings(Vec<u64>);

impl Default for Beginnings {
    fn default() -> Self {
        Self(vec![0; 1 << 10])
    }
}

impl Beginnings {
    /// Allows those that begin like this, as far as it goes.
    fn add(&mut self, start: &[u8]) {
        let (from, to) = match start {
            [] => (0, u16::MAX),
            [first] => (
                u16::from_be_bytes([*first, 0]),
                u16::from_be_bytes([*first, 255]),
            ),
            [first, second, ..] => {
                let both = u16::from_be_bytes([*first, *second]);
                (both, both)
            }
        };
        for both in from..=to {
            self.0[usize::from(both >> 6)] |= 1 << (both & 63);
        }
    }

    /// Whether a digest may be one of them.
    fn has(&self, digest: &[u8]) -> bool {
        let [first, second, ..] = digest else {
            return false;
        };
        let both = u16::from_be_bytes([*first, *second]);
        self.0[usize::from(both >> 6)] >> (both & 63) & 1 == 1
    }
}

/// The text before that happened to it on its way to the wire; `None` where that cannot be.
fn unwired(captured: &[u8], how: SignatureWire) -> Option<Vec<u8>> {
    let text: Vec<u8> = match how {
        SignatureWire::AsIs => captured.to_vec(),
        SignatureWire::EncodedTwice
        | SignatureWire::EncodedTwiceLower
        | SignatureWire::SlashesEncoded => percent_decode(captured),
        SignatureWire::EncodedThrice => percent_decode(&percent_decode(captured)),
        SignatureWire::FormEncodedTwice => form_decode(captured),
        SignatureWire::PlusesAsSpaces => captured.replace(" ", "+"),
        // What is lost cannot be put back.
        SignatureWire::PlusesLost => return None,
    };
    (signature::wire(&text, how) == captured).then_some(text)
}

/// What the captured text says when it was written that way; `None` when it cannot have been.
fn kind(captured: &[u8], choice: &SignatureChoice, rsa: Option<&PublicKey>) -> Option<Kind> {
    let written = |start: Vec<u8>| {
        Some(Kind::Written {
            choice: choice.clone(),
            start,
        })
    };
    if choice.wire == SignatureWire::PlusesLost {
        return written(Vec::new()).filter(|_| !captured.len().is_multiple_of(4));
    }
    let text = unwired(captured, choice.wire)?;
    let standard = |text: &[u8]| STANDARD.decode(text).ok();
    let digest = match choice.output {
        Output::BaseString => return Some(Kind::BaseString(text)),
        Output::Key => return Some(Kind::Key(text)),
        Output::Base64 => standard(&text),
        Output::Hex | Output::HexUpper => from_hex(&text),
        Output::HexHyphens => from_hex(&text.replace("-", "")),
        Output::Base64OfHex | Output::Base64OfHexUpper => {
            standard(&text).and_then(|hex| from_hex(&hex))
        }
        Output::Base64OfBase64 => standard(&text).and_then(|inner| standard(&inner)),
        Output::Base64Url => URL_SAFE.decode(&text).ok(),
        Output::Base64UrlUnpadded => URL_SAFE_NO_PAD.decode(&text).ok(),
        Output::Unpadded => STANDARD_NO_PAD.decode(&text).ok(),
        Output::TrailingLineFeed
        | Output::TrailingCrLf
        | Output::Lines76
        | Output::Lines64
        | Output::Lines60
        | Output::Quoted => {
            let inner: Vec<u8> = text
                .iter()
                .copied()
                .filter(|byte| !b"\r\n\"".contains(byte))
                .collect();
            standard(&inner)
        }
        Output::PythonBytes => text
            .strip_prefix(b"b'")
            .and_then(|rest| rest.strip_suffix(b"'"))
            .and_then(standard),
        Output::Numbers => numbers(&text),
        Output::Base64OfNumbers => standard(&text).and_then(|list| numbers(&list)),
        Output::BytesAsCharacters => standard(&text).and_then(|bytes| {
            let characters = String::from_utf8(bytes).ok()?;
            characters
                .chars()
                .map(|character| u8::try_from(character).ok())
                .collect()
        }),
        Output::Raw => Some(text.clone()),
        // These lose something: they are compared as written, where the text looks like one.
        Output::Lowercased => {
            return written(Vec::new()).filter(|_| !text.iter().any(u8::is_ascii_uppercase));
        }
        Output::Uppercased => {
            return written(Vec::new()).filter(|_| !text.iter().any(u8::is_ascii_lowercase));
        }
        Output::LossyUtf8 => {
            let replaced = standard(&text).is_some_and(|bytes| bytes.contains_str("\u{FFFD}"));
            return written(Vec::new()).filter(|_| replaced);
        }
        Output::LossyAscii => {
            let ascii =
                standard(&text).is_some_and(|bytes| bytes.is_ascii() && bytes.contains(&b'?'));
            return written(Vec::new()).filter(|_| ascii);
        }
        Output::FirstHalf | Output::FirstTen | Output::FirstSixteen | Output::CutAtZeroByte => {
            let short = standard(&text)?;
            return match short.len() {
                20 | 28 | 32 | 48 | 64 => None,
                _ => written(short),
            };
        }
        Output::LastCharacterLost => {
            let whole = text.len() - text.len() % 4;
            return match text.len() % 4 {
                3 => written(standard(&text[..whole])?),
                _ => None,
            };
        }
    }?;
    // Only what would be written just so: another way of writing it is another matcher's.
    if signature::output(&digest, b"", b"", choice.output) != text {
        return None;
    }
    match rsa {
        // What does not open may be an HMAC's digest, sent for an RSA signature.
        Some(key) => Some(Kind::Digest(
            open(key, &digest).map_or(digest, |opened| opened.digest),
        )),
        None => Some(Kind::Digest(digest)),
    }
}

fn numbers(list: &[u8]) -> Option<Vec<u8>> {
    list.split_str(",")
        .map(|number| std::str::from_utf8(number).ok()?.trim().parse::<u8>().ok())
        .collect()
}

/// What an RSA signature holds when it is opened with the public key.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Opened {
    /// The method whose hash the padding names.
    pub algorithm: Algorithm,
    /// The hash that was signed.
    pub digest: Vec<u8>,
}

/// Opens an RSA signature (PKCS#1 v1.5): `None` when its padding is none, which proves that
/// another key made it, or another kind of padding.
#[must_use]
pub fn open(key: &PublicKey, signed: &[u8]) -> Option<Opened> {
    use rsa::traits::PublicKeyParts;
    let size = key.0.size();
    if signed.len() != size {
        return None;
    }
    let number = rsa::BoxedUint::from_be_slice(signed, key.0.n().bits_precision()).ok()?;
    let opened = rsa::hazmat::rsa_encrypt(&key.0, &number).ok()?;
    let bytes = opened.to_be_bytes();
    let message = &bytes[bytes.len().checked_sub(size)?..];
    let rest = message.strip_prefix(&[0, 1])?;
    let padding = rest.iter().take_while(|byte| **byte == 0xFF).count();
    let info = rest[padding..].strip_prefix(&[0])?;
    // DigestInfo of SHA-1, SHA-256, SHA-512 (RFC 8017 section 9.2, note 1).
    let prefixes: [(Algorithm, &[u8]); 3] = [
        (
            Algorithm::RsaSha1,
            &[
                0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04,
                0x14,
            ],
        ),
        (
            Algorithm::RsaSha256,
            &[
                0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
                0x01, 0x05, 0x00, 0x04, 0x20,
            ],
        ),
        (
            Algorithm::RsaSha512,
            &[
                0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
                0x03, 0x05, 0x00, 0x04, 0x40,
            ],
        ),
    ];
    prefixes.into_iter().find_map(|(algorithm, prefix)| {
        let digest = info.strip_prefix(prefix)?;
        (padding >= 8 && digest.len() == algorithm.digest_len()).then(|| Opened {
            algorithm,
            digest: digest.to_vec(),
        })
    })
}
