//! Documents and traces as text: the terminal's, Markdown, HTML, JSON.

pub mod alerts;
mod answer_json;
mod apart_json;
pub mod audit_json;
pub mod catalogue;
pub mod conform_json;
pub mod diff_json;
pub mod html;
pub mod json;
pub mod listen_json;
pub mod markdown;
pub mod mistakes_json;
pub mod providers_json;
#[cfg(test)]
mod schema;
#[cfg(feature = "cli")]
pub mod terminal;

/// What a report for others says of itself.
const MASKED: &str = "Secrets, tokens and the signing key are masked: each • stands for one byte.";
/// What it says when the user asked for them.
const NOT_MASKED: &str =
    "This report shows secrets, tokens and the signing key: keep it to yourself.";
