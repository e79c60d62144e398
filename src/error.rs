//! What can be wrong with an input: the problem, its place, and what to do about it.

use std::fmt;

use crate::request::Span;

/// Why an input could not be used.
///
/// Answers four questions: what was expected, what was found, where, and what to do. It never
/// holds a secret's value, and bytes in its texts are escaped.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{problem}")]
pub struct Error {
    problem: String,
    input: Option<String>,
    span: Option<Span>,
    taken_for: Option<String>,
    help: Option<String>,
}

impl Error {
    /// A problem in lower case, without a full stop.
    pub fn new(problem: impl fmt::Display) -> Self {
        Self {
            problem: problem.to_string(),
            input: None,
            span: None,
            taken_for: None,
            help: None,
        }
    }

    /// The input that holds it: `--consumer-secret`, `the URL`, a file's name.
    #[must_use]
    pub fn in_input(mut self, input: impl fmt::Display) -> Self {
        self.input = Some(input.to_string());
        self
    }

    /// The bytes of the input that are to blame.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// The form that a paste was taken for, and why.
    #[must_use]
    pub fn taken_for(mut self, form: impl fmt::Display) -> Self {
        self.taken_for = Some(form.to_string());
        self
    }

    /// What to do.
    #[must_use]
    pub fn help(mut self, help: impl fmt::Display) -> Self {
        self.help = Some(help.to_string());
        self
    }

    /// What is wrong.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }

    /// The input that holds it.
    #[must_use]
    pub fn input(&self) -> Option<&str> {
        self.input.as_deref()
    }

    /// Byte offsets into that input.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.span.clone()
    }

    /// The form that the paste was taken for.
    #[must_use]
    pub fn form(&self) -> Option<&str> {
        self.taken_for.as_deref()
    }

    /// What to do.
    #[must_use]
    pub fn advice(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

/// What a guess is about, where the other way of reading it can be tried.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Guess {
    /// The URL's scheme: the text tells none.
    Scheme,
    /// The method: the text tells none.
    Method,
    /// Whether the body is a form: there is no Content-Type.
    BodyKind,
    /// Whether pairs that were read from a list or a map stand there decoded or encoded.
    Encoding,
    /// Where the body ends: it stands in a sentence.
    BodyEnd,
}

/// What was guessed, and is therefore said.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Assumption {
    /// Kebab-case, stable.
    pub id: &'static str,
    /// One sentence: what was taken for what.
    pub message: String,
    /// What was guessed; `None` for what is only said.
    pub about: Option<Guess>,
}

impl Assumption {
    /// A guess and its sentence.
    pub fn new(id: &'static str, message: impl fmt::Display) -> Self {
        Self {
            id,
            message: message.to_string(),
            about: None,
        }
    }

    /// The guess, which could be made the other way.
    #[must_use]
    pub fn about(mut self, guess: Guess) -> Self {
        self.about = Some(guess);
        self
    }
}

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Severity {
    /// Legal, or undone while reading: worth knowing where servers differ, no fault.
    Hint,
    /// Against the RFC or common practice; many servers take it all the same.
    #[default]
    Warning,
    /// No server that follows the RFC can take it, or the one that it goes to surely refuses it.
    Error,
}

impl Severity {
    /// `hint`, `warning` or `error`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What a look at the wire found without any secret.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// Kebab-case, stable; an id of the catalogue where it has one.
    pub id: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// One sentence.
    pub message: String,
    /// Where in the paste.
    pub span: Option<Span>,
}

impl Finding {
    /// A finding that has a place, if the text stands in a paste; a warning until said otherwise.
    pub fn new(id: &'static str, message: impl fmt::Display, span: Option<Span>) -> Self {
        Self {
            id,
            severity: Severity::default(),
            message: message.to_string(),
            span,
        }
    }

    /// The finding with another weight.
    #[must_use]
    pub fn with(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}
