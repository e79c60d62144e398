//! The tokens that were issued: temporary credentials and token credentials (RFC 5849 section 2).

use std::collections::VecDeque;

use crate::credentials::Secret;

/// How many are kept; the oldest are forgotten.
const MOST: usize = 1000;

/// What a token is good for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    /// Temporary credentials ("request token"): where the user is sent back to, and the verifier,
    /// once the user has agreed.
    Temporary {
        callback: Vec<u8>,
        verifier: Option<String>,
        used: bool,
    },
    /// Token credentials ("access token"), with the secret of the temporary ones that they were
    /// given for.
    Access { before: Option<Secret> },
}

/// A token that was issued.
#[derive(Clone, Debug)]
pub(super) struct Issued {
    pub(super) consumer_key: Vec<u8>,
    pub(super) token: String,
    pub(super) secret: Secret,
    pub(super) kind: Kind,
}

/// Those that were issued, the oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Tokens(VecDeque<Issued>);

impl Tokens {
    pub(super) fn add(&mut self, issued: Issued) {
        if self.0.len() >= MOST {
            self.0.pop_front();
        }
        self.0.push_back(issued);
    }

    pub(super) fn get(&self, token: &[u8]) -> Option<&Issued> {
        self.0
            .iter()
            .rev()
            .find(|one| one.token.as_bytes() == token)
    }

    pub(super) fn get_mut(&mut self, token: &[u8]) -> Option<&mut Issued> {
        let mut all = self.0.iter_mut().rev();
        all.find(|one| one.token.as_bytes() == token)
    }
}
