//! What a paste does not show of the request that it shows, and what it holds beside it.
//!
//! Missing is not empty: a body that a Content-Length tells of, a value that a recorder masked, a
//! variable of a shell stay [`Gap`]s, so that nothing is concluded from their text.

use bstr::BString;

use crate::request::{Span, Text};

/// A part of a request that the paste does not show, though the request has it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Gap {
    /// What is not known.
    pub part: Part,
    /// How that is known.
    pub why: Why,
    /// The place that tells of it.
    pub span: Option<Span>,
}

/// A part of a request.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Part {
    /// The method.
    Method,
    /// The URL, or a piece of it.
    Url,
    /// The host, where path and query are known.
    Host,
    /// A header's value; its name in lower case.
    Header(String),
    /// The value of a parameter, named as it is decoded.
    Parameter(BString),
    /// The body, or a piece of it.
    Body,
}

/// How a gap is known.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Why {
    /// This form of paste never shows it.
    NeverShown,
    /// The Content-Length tells of this many bytes.
    Length(usize),
    /// It stands in a file that was not read.
    File(String),
    /// A variable or template stands in its place: `$TOKEN`, `{{token}}`, `%s`, a bare name.
    Variable(String),
    /// A command's output stands in its place: `$(date +%s)`.
    Command(String),
    /// A mask stands in its place: `<TOKEN>`, `***`, `[REDACTED]`.
    Masked(String),
    /// The paste ends or was cut in the middle of it.
    Cut,
}

/// The findings of readers that tell of something that is not in the paste: a file's bytes.
pub(super) const NO_FILE: [&str; 2] = ["file-missing", "capture-file-missing"];

/// And of what a shell or a template fills in.
pub(super) const NO_VALUE: [&str; 2] = ["value-not-in-the-paste", "capture-variable-unknown"];

/// Whose text something is.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Owner {
    /// The client made it.
    Client,
    /// The server made it: "expected", "server".
    Server,
    /// Nothing tells.
    #[default]
    Unknown,
}

/// A text with what the paste calls it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Labelled {
    /// The words that stand before it: `Signature from the server`; may be empty.
    pub label: String,
    /// Whose it is, by that label.
    pub owner: Owner,
    /// The text itself.
    pub text: Text,
}
