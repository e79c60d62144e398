//! The words in which a provider says why it refuses a request: the OAuth Problem Reporting
//! extension (wiki.oauth.net/w/page/12238543/ProblemReporting).
//!
//! The extension allows no other words, so that what it has none for is told by the nearest: a
//! missing `realm` is an absent parameter, a wrong body hash a rejected one.

use std::fmt;

use crate::encoder::Encoder;

/// Why a request is refused, in the order in which a strict provider looks.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Problem {
    /// Required parameters were not received: their names.
    ParameterAbsent(Vec<String>),
    /// Parameters are not acceptable (sent twice, in two places, of no use): their names.
    ParameterRejected(Vec<String>),
    /// `oauth_version` is not 1.0.
    VersionRejected,
    /// The signature method is not accepted.
    SignatureMethodRejected,
    /// Nobody has that consumer key.
    ConsumerKeyUnknown,
    /// The request token was exchanged for an access token before.
    TokenUsed,
    /// The token is not one that was issued for this.
    TokenRejected,
    /// The user was not asked yet: the request token went straight to the access token's endpoint.
    PermissionUnknown,
    /// The verifier is not the one of this request token.
    VerifierInvalid,
    /// `oauth_timestamp` lies outside of what is accepted: from, to, in seconds since 1970.
    TimestampRefused(u64, u64),
    /// The signature is not the right one.
    SignatureInvalid,
    /// Nonce and timestamp were used before with this consumer key and token.
    NonceUsed,
}

impl Problem {
    /// The value of `oauth_problem`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::ParameterAbsent(_) => "parameter_absent",
            Self::ParameterRejected(_) => "parameter_rejected",
            Self::VersionRejected => "version_rejected",
            Self::SignatureMethodRejected => "signature_method_rejected",
            Self::ConsumerKeyUnknown => "consumer_key_unknown",
            Self::TokenUsed => "token_used",
            Self::TokenRejected => "token_rejected",
            Self::PermissionUnknown => "permission_unknown",
            Self::VerifierInvalid => "verifier_invalid",
            Self::TimestampRefused(..) => "timestamp_refused",
            Self::SignatureInvalid => "signature_invalid",
            Self::NonceUsed => "nonce_used",
        }
    }

    /// The parameter that the extension wants beside the word, with its value, not yet encoded.
    #[must_use]
    pub fn detail(&self) -> Option<(&'static str, String)> {
        // "percent encoded and then joined by '&'"; the value is encoded once more as a whole.
        let listed = |names: &[String]| {
            let encoded = names.iter().map(|name| encode(name));
            encoded.collect::<Vec<_>>().join("&")
        };
        match self {
            Self::ParameterAbsent(names) | Self::ParameterRejected(names) if names.is_empty() => {
                None
            }
            Self::ParameterAbsent(names) => Some(("oauth_parameters_absent", listed(names))),
            Self::ParameterRejected(names) => Some(("oauth_parameters_rejected", listed(names))),
            Self::VersionRejected => Some(("oauth_acceptable_versions", "1.0-1.0".to_owned())),
            Self::TimestampRefused(from, to) => {
                Some(("oauth_acceptable_timestamps", format!("{from}-{to}")))
            }
            _ => None,
        }
    }
}

/// A problem, and what a person should know of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Refusal {
    /// The problem.
    pub problem: Problem,
    /// One sentence; it holds no secret.
    pub says: String,
}

impl Refusal {
    /// A problem with its sentence.
    #[must_use]
    pub fn new(problem: Problem, says: impl fmt::Display) -> Self {
        Self {
            problem,
            says: says.to_string(),
        }
    }

    /// The value of `WWW-Authenticate` (RFC 5849 section 3.5.1 with the extension's parameters).
    ///
    /// All of it is visible ASCII: what comes from the request is percent-encoded.
    #[must_use]
    pub fn challenge(&self, realm: &str) -> String {
        let detail = self.problem.detail();
        let detail = detail.map(|(name, value)| format!(", {name}=\"{}\"", encode(&value)));
        format!(
            "OAuth realm=\"{}\", oauth_problem=\"{}\"{}, oauth_problem_advice=\"{}\"",
            encode(realm),
            self.problem.word(),
            detail.unwrap_or_default(),
            encode(&self.says)
        )
    }
}

fn encode(text: &str) -> String {
    String::from_utf8_lossy(&Encoder::rfc().encode(text.as_bytes())).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The forms of the extension's text: names percent-encoded and joined by `&`, the whole encoded
    /// as every value is; a range of timestamps and of versions with a hyphen.
    #[test]
    fn a_challenge_holds_the_word_and_what_belongs_to_it() {
        let absent = Problem::ParameterAbsent(vec!["oauth_nonce".into(), "a b".into()]);
        assert_eq!(
            Refusal::new(absent, "\"two\" are\r\nmissing").challenge("http://h/"),
            "OAuth realm=\"http%3A%2F%2Fh%2F\", oauth_problem=\"parameter_absent\", \
             oauth_parameters_absent=\"oauth_nonce%26a%2520b\", \
             oauth_problem_advice=\"%22two%22%20are%0D%0Amissing\""
        );
        let detail = |problem: Problem| {
            problem
                .detail()
                .map(|(name, value)| format!("{name}={value}"))
        };
        assert_eq!(
            detail(Problem::TimestampRefused(1000, 1600)).unwrap(),
            "oauth_acceptable_timestamps=1000-1600"
        );
        assert_eq!(
            detail(Problem::VersionRejected).unwrap(),
            "oauth_acceptable_versions=1.0-1.0"
        );
        assert_eq!(detail(Problem::NonceUsed), None);
    }

    /// Each word is one that the reader of answers knows by its own table, made from the extension.
    #[test]
    fn every_word_is_one_of_the_extension() {
        let all = [
            Problem::ParameterAbsent(Vec::new()),
            Problem::ParameterRejected(Vec::new()),
            Problem::VersionRejected,
            Problem::SignatureMethodRejected,
            Problem::ConsumerKeyUnknown,
            Problem::TokenUsed,
            Problem::TokenRejected,
            Problem::PermissionUnknown,
            Problem::VerifierInvalid,
            Problem::TimestampRefused(0, 0),
            Problem::SignatureInvalid,
            Problem::NonceUsed,
        ];
        for problem in all {
            let known = crate::response::MEANINGS.iter().any(|meaning| {
                let sign = meaning.sign;
                matches!(sign, crate::response::Sign::Problem(words) if words.contains(&problem.word()))
            });
            assert!(known, "{}", problem.word());
        }
    }
}
