//! Proof: a recomputed signature or base string that equals the captured one.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bstr::{BStr, BString, ByteSlice};

use crate::credentials::Credentials;
use crate::diagnose::target;
use crate::pipeline::Trace;

/// That a recipe makes exactly the captured bytes. Only its constructors
/// make one, by comparing: no screen can say "proven" without.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Proof {
    what: Proved,
    bytes: BString,
}

/// What was compared.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Proved {
    /// The signature.
    Signature,
    /// The base string.
    BaseString,
}

/// How many bits more than were tried a signature must hold to prove anything.
pub const MARGIN: u32 = 64;

/// How much a signature's text says at most, in bits: six a character of base64, four one of hex.
#[must_use]
pub fn bits(captured: &[u8]) -> u32 {
    let says: Vec<u8> = captured
        .iter()
        .copied()
        .filter(|byte| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte))
        .collect();
    if !captured
        .iter()
        .all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace())
    {
        // Bytes sent as they are.
        return u32::try_from(captured.len()).map_or(u32::MAX, |count| count.saturating_mul(8));
    }
    let each = if says.iter().all(u8::is_ascii_hexdigit) {
        4
    } else {
        6
    };
    u32::try_from(says.len()).map_or(u32::MAX, |count| count.saturating_mul(each))
}

/// Whether so many bits prove something after so many were tried.
#[must_use]
pub fn is_enough(bits: u32, tried: u64) -> bool {
    bits >= MARGIN + tried.max(1).ilog2()
}

impl Proof {
    /// Compares a trace's signature with the captured one.
    #[must_use]
    pub fn of_signature(trace: &Trace, captured: &[u8]) -> Option<Self> {
        let signature = trace.signature.as_ref()?;
        (signature == captured).then(|| Self {
            what: Proved::Signature,
            bytes: signature.clone(),
        })
    }

    /// As [`Proof::of_signature`]; where the private key of an RSA method is not at hand, the
    /// signature is opened with the public one, and what was signed is compared.
    #[must_use]
    pub fn of_signature_with(
        trace: &Trace,
        captured: &[u8],
        credentials: &Credentials,
    ) -> Option<Self> {
        if let Some(proof) = Self::of_signature(trace, captured) {
            return Some(proof);
        }
        let key = credentials.public_key.as_ref()?;
        if !trace.algorithm.is_rsa() || trace.signature.is_some() {
            return None;
        }
        let opened = target::open(key, &STANDARD.decode(captured).ok()?)?;
        let same = opened.algorithm == trace.algorithm
            && opened.digest == trace.digest.as_ref()?.as_bytes();
        same.then(|| Self {
            what: Proved::Signature,
            bytes: captured.into(),
        })
    }

    /// Compares a trace's base string with the one that was given.
    #[must_use]
    pub fn of_base_string(trace: &Trace, given: &[u8]) -> Option<Self> {
        (trace.base_string.text == given).then(|| Self {
            what: Proved::BaseString,
            bytes: given.into(),
        })
    }

    /// The same proof, whose bytes a report shows in part only.
    #[must_use]
    pub(crate) fn shown_as(&self, mask: impl FnOnce(&[u8]) -> Vec<u8>) -> Self {
        Self {
            what: self.what,
            bytes: mask(&self.bytes).into(),
        }
    }

    /// What was compared.
    #[must_use]
    pub fn what(&self) -> Proved {
        self.what
    }

    /// The bytes that are equal.
    #[must_use]
    pub fn bytes(&self) -> &BStr {
        self.bytes.as_bstr()
    }
}
