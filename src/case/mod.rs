//! One exchange, put together from parts: a paste, options, credentials, an answer.
//!
//! ```text
//! a paste, an option, a keys file, an answer ─→ Case ─complete→ Exchange ─judge→ Report
//! ```
//!
//! The paste is the wire: what it shows was sent. What it does not show, options complete; where
//! they say something else than it shows, that is what was *meant*, and is compared with it. A guess
//! of a reader is a reading apart: each way is judged, and none is held against the client.
//! What is known to be missing stays missing: nothing is concluded from its absence.

mod exchange;
mod given;
mod judge;
mod mend;
mod protocol;
mod readings;
pub mod rules;

use bstr::BString;

use crate::capture::{Captured, Response};
use crate::credentials::Credentials;
use crate::diagnose::Limits;
use crate::error::Error;
use crate::language::Language;
use crate::report::Report;

pub use exchange::Exchange;
pub(crate) use given::takes_form;
pub use given::{Given, Pair};
pub use mend::Fresh;
pub(crate) use mend::{mended, without_protocol};
pub(crate) use protocol::with_value;
pub(crate) use readings::{Reading, readings};
pub use rules::Rules;

/// What is known of one exchange, from wherever it is known.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    /// What a paste told: the request as far as it shows it.
    pub captured: Captured,
    /// The secrets, as far as they are at hand.
    pub credentials: Credentials,
    /// What options tell beside the paste.
    pub given: Given,
    /// Whose rules apply.
    pub rules: Rules,
    /// What the user meant to send, as decoded pairs.
    pub intended: Vec<(BString, BString)>,
    /// What another library or a log says was signed.
    pub base_string: Option<BString>,
    /// A signature in place of the captured one.
    pub signature: Option<BString>,
    /// The provider's answer, in place of the captured one.
    pub response: Option<Response>,
    /// Another paste, taken for the right one.
    pub against: Option<Captured>,
    /// The time, in seconds since 1970, where there is a clock.
    pub now: Option<u64>,
    /// A nonce and a timestamp for the corrected request; without, it keeps those that it has.
    pub fresh: Option<Fresh>,
    /// The language that the client is written in, where it is known from elsewhere than its
    /// `User-Agent`.
    pub language: Option<&'static Language>,
    /// Whether the base strings that the commonest mistakes would make are listed.
    pub candidates: bool,
    /// How far the search goes.
    pub limits: Limits<'a>,
}

impl Case<'_> {
    /// A paste with the secrets that belong to it, and nothing else to go by.
    #[must_use]
    pub fn new(captured: Captured, credentials: Credentials) -> Self {
        Self {
            captured,
            credentials,
            given: Given::default(),
            rules: Rules::default(),
            intended: Vec::new(),
            base_string: None,
            signature: None,
            response: None,
            against: None,
            now: None,
            fresh: None,
            language: None,
            candidates: false,
            limits: Limits::default(),
        }
    }

    /// The case with other limits of the search.
    #[must_use]
    pub fn with_limits(self, limits: Limits<'_>) -> Case<'_> {
        Case { limits, ..self }
    }

    /// The exchange: the paste, completed by what else is known.
    ///
    /// # Errors
    /// When what is given cannot stand in the request.
    pub fn exchange(&self) -> Result<Exchange, Error> {
        exchange::complete(self)
    }

    /// Judges it: the verdict with all that leads to it.
    ///
    /// # Errors
    /// When what is given cannot stand in the request.
    pub fn judge(&self) -> Result<Report, Error> {
        let exchange = self.exchange()?;
        match &self.against {
            None => judge::judge(self, &exchange),
            Some(right) => judge::against::judge(self, &exchange, right),
        }
    }
}
