//! Exit codes: an outcome each.

use std::process::ExitCode;

/// How a run ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// The signatures agree, or there was nothing to compare and all was shown.
    Agree = 0,
    /// The signatures differ.
    Differ = 1,
    /// The input or the usage is wrong.
    Usage = 2,
    /// Cannot tell: something is missing, and which is said.
    CannotTell = 3,
    /// The result could not be written: the disk is full. A reader that goes away (`| head`) is
    /// not that: it has read what it wanted.
    NotWritten = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// The codes, for the help.
pub(crate) const TABLE: &str = "\
Exit codes:
  0  the signatures agree, or all was shown
  1  the signatures differ
  2  the input or the usage is wrong
  3  cannot tell: something is missing, and which is said
  4  the result could not be written: a full disk";

/// The codes of what only shows something.
pub(crate) const SHOWN: &str =
    "Exit codes: 0 it was shown, 2 wrong input or usage, 4 the result could not be written";
