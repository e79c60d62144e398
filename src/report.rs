//! What comes out of a [`Case`](crate::case::Case): the verdict, and all that leads to it.
//!
//! A report is built once, when everything is known, and never mended afterwards.

use bstr::BString;

use crate::capture::{Gap, Labelled, OtherScheme, Part, Response};
use crate::compare::{Comparison, Difference, StageName, layered};
use crate::diagnose::Statistics;
use crate::diagnose::apart::Apart;
use crate::diagnose::explain::{Cause, Explanation};
use crate::diagnose::proof::Proof;
use crate::error::{Assumption, Finding};
use crate::language::Language;
use crate::pipeline::Trace;
use crate::pipeline::key::Missing;
use crate::providers::Provider;
use crate::request::Request;
use crate::response::{Answer, Rest};
use crate::risks::Candidate;

/// What came out.
#[derive(Clone, Debug)]
pub struct Report {
    /// The request as it was understood.
    pub request: Request,
    /// The provider by whose rules it was judged.
    pub provider: Option<&'static Provider>,
    /// The language that its client is written in, where something tells it.
    pub language: Option<&'static Language>,
    /// What RFC 5849 makes of it, or that provider where it departs from the RFC.
    pub right: Trace,
    /// The request with what is known to be wrong put right, signed with its own nonce and
    /// timestamp; `None` where something of it is missing.
    pub mended: Option<Trace>,
    /// The same with a fresh nonce and timestamp where there are any: it can be sent.
    pub corrected: Option<Request>,
    /// Whether [`Report::corrected`] carries a nonce and a timestamp of its own.
    pub corrected_is_fresh: bool,
    /// Faults that the corrected request still has.
    pub still_wrong: Vec<Finding>,
    /// The signature that was to be explained.
    pub signature: Option<BString>,
    /// The base string that was given beside it.
    pub base_string: Option<BString>,
    /// The verdict.
    pub verdict: Verdict,
    /// The first stage at which the client's corridor parts from the right one, when it is known.
    pub first_difference: Option<Difference>,
    /// Of several mistakes that were proven together, where each alone parts from the right way.
    pub differences_alone: Vec<Option<Difference>>,
    /// The given base string beside the right one, when they differ.
    pub given_base_string: Option<Comparison>,
    /// The client's base string taken apart, where it is not the right one.
    pub apart: Option<Apart>,
    /// Where the wire does not say what the user meant.
    pub not_as_intended: Vec<NotAsIntended>,
    /// The other paste, stage by stage, where one was taken for the right one.
    pub against: Option<Against>,
    /// What was guessed.
    pub assumptions: Vec<Assumption>,
    /// What a look at the wire found.
    pub findings: Vec<Finding>,
    /// The provider's answer.
    pub response: Option<Response>,
    /// What that answer means.
    pub answer: Option<Answer>,
    /// Whether [`Report::base_string`] is the one that the answer holds.
    pub base_string_is_the_servers: bool,
    /// That one, where it is not what the RFC gives.
    pub servers: Option<ServersString>,
    /// Where the signature is right: what else may be the cause of a refusal.
    pub rest: Rest,
    /// The base strings that the commonest mistakes would make; `None` where nobody asked.
    pub candidates: Option<Vec<Candidate>>,
    /// What the search did; `None` when there was none.
    pub statistics: Option<Statistics>,
    /// Signatures beside the one that was judged, each with whether it is the right one.
    pub signatures: Vec<(Labelled, bool)>,
    /// What stands in the paste and was not used.
    pub unread: Vec<String>,
}

/// The verdict.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Verdict {
    /// The signatures are equal.
    Agrees {
        /// The assumption under which they are, when it is not the first that was made.
        under: Option<Assumption>,
    },
    /// The signatures are equal, and the provider surely refuses the request all the same.
    Refused {
        /// The assumption under which they are equal, when it is not the first that was made.
        under: Option<Assumption>,
        /// Why, the gravest first; at least one.
        why: Vec<Finding>,
    },
    /// They differ, and known mistakes reproduce the captured one: the cheapest first.
    Explained(Vec<Explanation>),
    /// What was sent is not what was signed, by texts of the paste itself.
    Contradicts(Contradiction),
    /// The request is authenticated in another way: it has no signature of OAuth 1.0.
    NotOauth1(OtherScheme),
    /// Of two base strings, the one that is taken for the right one departs from RFC 5849, and the
    /// other does nothing wrong that it does not.
    OtherDeparts {
        /// What only the other one does, as far as it is known.
        causes: Vec<Cause>,
        /// Whether the one that is judged is what RFC 5849 makes of the request.
        by_rfc: bool,
    },
    /// They differ, and the signature does not open with the RSA key at hand.
    OtherKey,
    /// They differ, and nothing that was tried reproduces the captured one.
    Unexplained {
        /// What is left, the likeliest first.
        left: Vec<Left>,
    },
    /// It cannot be told.
    Undecided {
        /// What is missing.
        missing: Vec<Needed>,
    },
}

/// Where what was sent and what was signed part.
#[derive(Clone, Debug)]
pub struct Contradiction {
    /// The places, in the order of the corridor: `right` is what was sent, `wrong` what was signed.
    pub places: Vec<Parted>,
    /// That the base string makes the captured signature under the keys at hand.
    pub proof: Option<Proof>,
}

impl Verdict {
    /// The name in JSON.
    #[must_use]
    pub fn outcome(&self) -> &'static str {
        match self {
            Self::Agrees { .. } => "agrees",
            Self::Refused { .. } => "refused",
            Self::Explained(_) => "explained",
            Self::Contradicts(_) => "contradicts",
            Self::NotOauth1(_) => "not-oauth1",
            Self::OtherDeparts { .. } => "other-departs",
            Self::OtherKey => "other-key",
            Self::Unexplained { .. } => "unexplained",
            Self::Undecided { .. } => "undecided",
        }
    }

    /// Whether there is nothing to be put right: the request is right, or not of OAuth 1.0.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        matches!(self, Self::Agrees { .. } | Self::NotOauth1(_))
    }

    /// Whether the signature is the right one.
    #[must_use]
    pub fn is_right(&self) -> bool {
        matches!(self, Self::Agrees { .. } | Self::Refused { .. })
    }
}

/// What may still be the cause when the search found none.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Left {
    /// Another secret was used.
    OtherSecret,
    /// Another RSA key was used.
    OtherKey,
    /// A parameter was signed that the capture does not show, or with another value.
    UnseenParameter,
    /// The request was changed after it was signed.
    ChangedAfterSigning,
    /// The capture shows another URL than the client signed.
    OtherUrl,
    /// More mistakes together: time ran out, or no more than two were asked for.
    NotSearchedToTheEnd,
    /// The signature has the wrong length for its method.
    OtherMethod,
}

/// What a decision needs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Needed {
    /// A secret or key.
    Key(Missing),
    /// The request: there is an answer alone.
    Request,
    /// A signature to compare with.
    Signature,
    /// The URL that was signed.
    Url,
    /// A part that the request has and the paste does not show.
    Part(Gap),
    /// A part that the paste does not show, which the request may have.
    Unseen(Part),
}

impl Needed {
    /// The name in JSON.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Signature => "signature",
            Self::Url => "url",
            Self::Key(Missing::ConsumerSecret) => "consumer-secret",
            Self::Key(Missing::TokenSecret) => "token-secret",
            Self::Key(Missing::PrivateKey) => "private-key",
            Self::Part(Gap { part, .. }) | Self::Unseen(part) => match part {
                Part::Method => "method",
                Part::Url => "url",
                Part::Host => "host",
                Part::Header(_) => "header",
                Part::Parameter(_) => "parameter",
                Part::Body => "body",
            },
        }
    }
}

/// A parameter whose wire text does not decode to what the user meant.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NotAsIntended {
    /// Its name.
    pub name: BString,
    /// What was meant.
    pub meant: BString,
    /// What the wire says; `None` when it is not there.
    pub sent: Option<BString>,
}

/// What two pastes have in common, and where they part.
#[derive(Clone, Debug, Default)]
pub struct Against {
    /// The stages that both have and that differ, in the order of the corridor.
    pub parted: Vec<Parted>,
    /// Those that are equal.
    pub same: Vec<StageName>,
    /// Names of protocol parameters that differ as they must between two requests.
    pub fresh: Vec<&'static str>,
}

/// A stage, or one parameter of it, that differs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Parted {
    /// The stage.
    pub stage: StageName,
    /// The parameter's decoded name, where the stage is that of parameters.
    pub parameter: Option<BString>,
    /// What the right paste has; `None` when the parameter is not there.
    pub right: Option<BString>,
    /// What the wrong one has; `None` when it is not there.
    pub wrong: Option<BString>,
}

impl Against {
    /// Whether nothing parts.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parted.is_empty()
    }
}

impl Parted {
    /// Both texts, compared escape by escape.
    #[must_use]
    pub fn comparison(&self) -> Comparison {
        let bytes = |text: &Option<BString>| text.clone().unwrap_or_default();
        let layers = match self.stage {
            StageName::BaseString => 2,
            StageName::NormalizedParameters | StageName::BaseStringUri => 1,
            _ => 0,
        };
        layered(&bytes(&self.right), &bytes(&self.wrong), layers)
    }
}

/// What the server computed, where it is not what the RFC gives.
#[derive(Clone, Debug)]
pub struct ServersString {
    /// Its base string.
    pub text: BString,
    /// Where it parts from the right one, and which known mistakes turn that one into it.
    pub apart: Apart,
    /// Whether the client's signature is proven to stand over this very string.
    pub is_what_was_signed: bool,
}
