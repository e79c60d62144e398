//! Proof: a recomputed signature or base string that equals the captured one.

use bstr::{BStr, BString, ByteSlice};

use crate::pipeline::Trace;

/// That a recipe makes exactly the captured bytes. Only [`Proof::of_signature`] and
/// [`Proof::of_base_string`] make one, by comparing: no screen can say "proven" without.
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

    /// Compares a trace's base string with the one that was given.
    #[must_use]
    pub fn of_base_string(trace: &Trace, given: &[u8]) -> Option<Self> {
        (trace.base_string.text == given).then(|| Self {
            what: Proved::BaseString,
            bytes: given.into(),
        })
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
