//! Documents and traces as text: the terminal's, JSON, a curl command.

mod answer_json;
pub mod catalogue;
pub mod conform_json;
pub mod curl;
pub mod diff_json;
pub mod json;
pub mod mistakes_json;
pub mod providers_json;
#[cfg(feature = "cli")]
pub mod terminal;
