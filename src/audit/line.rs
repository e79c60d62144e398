//! The verdict on one request, in a line: what [`Summary`](super::summary::Summary) is made of, so that the
//! lines of many runs, wherever they were made, add up to one summary.

use serde::{Deserialize, Serialize};

use super::record::{Record, Unit};

/// The verdict on one request of a log.
///
/// Nothing secret is in it: of the request its consumer key, its method and its URL without a query.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Line {
    /// The input, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The line where the record begins, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The entry of an archive, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
    /// Which request of the record, from 0, where it holds several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<u64>,
    /// What came out.
    pub outcome: Outcome,
    /// The consumer key that the request carries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consumer_key: Option<String>,
    /// Its method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Its URL without the query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The ids of the mistakes that are proven.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mistakes: Vec<String>,
    /// What the client did, in a sentence each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub says: Vec<String>,
    /// Ids that may stand for the only mistake with the same bytes in this request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// Ids of findings for which it is surely refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<String>,
    /// What is missing for a verdict.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// Why the record could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// `oauth_timestamp`: what the client's clock said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<u64>,
    /// What the record says of its time: what the server's clock said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<u64>,
    /// The User-Agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// The line or entry that used the same nonce, timestamp, consumer and token before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce_of: Option<u64>,
    /// How the verdict was found.
    pub by: By,
}

/// What came out of a request.
#[derive(
    Clone, Copy, Debug, Default, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize,
)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Outcome {
    /// The signature is right.
    Agrees,
    /// It is right, and the request is surely refused all the same.
    Refused,
    /// It is wrong, and known mistakes are proven.
    Explained,
    /// What was sent is not what was signed.
    Contradicts,
    /// It was made by another RSA key.
    OtherKey,
    /// It is wrong, and nothing that was tried makes it.
    Unexplained,
    /// It cannot be told.
    Undecided,
    /// The record holds no request of OAuth 1.0.
    NotOauth1,
    /// The record could not be read.
    #[default]
    Unreadable,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Agrees,
        Self::Refused,
        Self::Explained,
        Self::Contradicts,
        Self::OtherKey,
        Self::Unexplained,
        Self::Undecided,
        Self::NotOauth1,
        Self::Unreadable,
    ];

    /// The name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Refused => "refused",
            Self::Explained => "explained",
            Self::Contradicts => "contradicts",
            Self::OtherKey => "other-key",
            Self::Unexplained => "unexplained",
            Self::Undecided => "undecided",
            Self::NotOauth1 => "not-oauth1",
            Self::Unreadable => "unreadable",
        }
    }

    /// The outcome of a verdict.
    #[must_use]
    pub fn of(verdict: &crate::report::Verdict) -> Self {
        let name = verdict.outcome();
        let found = Self::ALL.into_iter().find(|one| one.name() == name);
        found.unwrap_or(Self::Undecided)
    }

    /// Whether something is to be put right by the client.
    #[must_use]
    pub fn is_wrong(self) -> bool {
        matches!(
            self,
            Self::Refused
                | Self::Explained
                | Self::Contradicts
                | Self::OtherKey
                | Self::Unexplained
        )
    }
}

/// How a verdict was found.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum By {
    /// Nothing was looked for: the record says it, or could not be read.
    #[default]
    Reading,
    /// The right signature was computed, and is the one that was sent.
    Verifying,
    /// A mistake that this consumer was found to make before makes the signature.
    Learning,
    /// The whole case was judged.
    Judging,
    /// The same, with a short search: one that resembles it was not explained before.
    JudgingShortly,
}

impl Line {
    /// A verdict that is still to be given, at the place of a record.
    #[must_use]
    pub fn at(record: &Record) -> Self {
        let place = |unit| (record.unit == unit).then_some(record.place);
        Self {
            line: place(Unit::Line),
            entry: place(Unit::Entry),
            ..Self::default()
        }
    }

    /// Its line or entry.
    #[must_use]
    pub fn place(&self) -> u64 {
        self.line.or(self.entry).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_short_and_is_read_back() {
        let line = Line {
            line: Some(17),
            outcome: Outcome::Explained,
            mistakes: vec!["enc-space-plus".into()],
            by: By::Learning,
            ..Line::default()
        };
        let json = serde_json::to_string(&line).unwrap();
        assert_eq!(
            json,
            r#"{"line":17,"outcome":"explained","mistakes":["enc-space-plus"],"by":"learning"}"#
        );
        assert_eq!(serde_json::from_str::<Line>(&json).unwrap(), line);
    }

    #[test]
    fn outcomes_have_the_names_of_verdicts() {
        let written: Vec<_> = Outcome::ALL
            .iter()
            .map(|one| serde_json::to_value(one).unwrap())
            .collect();
        let names: Vec<_> = Outcome::ALL.iter().map(|one| one.name()).collect();
        assert_eq!(written, names);
    }
}
