//! The JSON of a provider's answer, as part of `diff`'s.

use serde::Serialize;

#[cfg(test)]
use super::schema::shape;
use crate::render::json::Text;
use crate::response::{Answer, Remaining, Said};

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Answer"))]
pub(super) struct AnswerJson<'a> {
    status: Option<u16>,
    provider: Option<&'static str>,
    /// Whether it is only said to a request whose signature was right.
    signature_accepted: bool,
    date: Option<u64>,
    said: Vec<SaidJson<'a>>,
    words: &'a str,
    parameters: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    acceptable_timestamps: Option<(u64, u64)>,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::Maybe<shape::BaseString>"))]
    base_string: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_signature: Option<&'a str>,
}

impl<'a> AnswerJson<'a> {
    pub(super) fn of(answer: &'a Answer) -> Self {
        Self {
            status: answer.status,
            provider: Some(answer.provider()).filter(|provider| !provider.is_empty()),
            signature_accepted: answer.accepted_signature(),
            date: answer.date,
            said: answer.said.iter().map(SaidJson::of).collect(),
            words: &answer.words,
            parameters: &answer.parameters,
            acceptable_timestamps: answer.acceptable_timestamps,
            base_string: answer
                .base_string
                .as_ref()
                .map(|text| Text::of("base_string", text)),
            expected_signature: answer.expected_signature.as_deref(),
        }
    }
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Said"))]
struct SaidJson<'a> {
    code: Option<&'a str>,
    words: &'a str,
    about: &'static str,
    means: &'static str,
    advice: &'static str,
    mistake: Option<&'static str>,
    source: &'static str,
}

impl<'a> SaidJson<'a> {
    fn of(said: &'a Said) -> Self {
        let meaning = said.meaning;
        Self {
            code: Some(said.code.as_str()).filter(|code| !code.is_empty()),
            words: &said.words,
            about: meaning.about.name(),
            means: meaning.means,
            advice: meaning.advice,
            mistake: Some(meaning.mistake).filter(|id| !id.is_empty()),
            source: meaning.source,
        }
    }
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Remaining"))]
pub(super) struct RemainingJson<'a> {
    id: &'static str,
    what: &'a str,
    advice: &'a str,
    from: &'static str,
}

impl<'a> RemainingJson<'a> {
    pub(super) fn of(one: &'a Remaining) -> Self {
        Self {
            id: one.id,
            what: &one.what,
            advice: &one.advice,
            from: one.from.name(),
        }
    }
}
