//! Documents and traces as text: the terminal's, JSON, a curl command.

pub mod conform_json;
pub mod curl;
pub mod diff_json;
pub mod json;
#[cfg(feature = "cli")]
pub mod providers_json;
pub mod terminal;
