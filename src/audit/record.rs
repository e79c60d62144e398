//! An input cut into records, one at a time: a line, an entry of an archive, a message, a whole
//! paste. Nothing is read here but where one ends; what a record says, the readers of
//! [`capture`](crate::capture) tell.
//!
//! However long the input is, one record is held. One that is longer than is allowed is passed over
//! without being held, and told.

mod elements;
mod lines;
mod messages;
mod sniff;

use std::io::{self, BufRead, Read as _};

use crate::capture::Format;

pub use elements::{Elements, Where};
pub use lines::Lines;
pub use messages::Messages;
pub use sniff::{Sniffed, sniff};

/// How an input is cut.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Split {
    /// Each line is a record: JSON lines, access logs, commands.
    Lines,
    /// Each element of JSON is one.
    Elements(Where),
    /// Each message of raw HTTP is one, its answer with it.
    Messages,
    /// The whole input is one, and may hold many requests.
    Whole,
}

/// What a record's place is counted in.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Unit {
    /// Lines, from 1.
    #[default]
    Line,
    /// Entries of an archive, from 0, as its viewers and `--entry` count them.
    Entry,
}

/// A record: what is judged at once.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Record {
    /// Where it begins: the number of its first line, or of its entry.
    pub place: u64,
    /// What the place is counted in.
    pub unit: Unit,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its form, where the way in which it was cut tells it.
    pub form: Option<Format>,
    /// Whether it must be JSON, as all others are: else it cannot be read, whatever it holds.
    pub json: bool,
    /// Why it cannot be read, where it cannot: too long, cut off.
    pub broken: Option<String>,
}

impl Record {
    /// One that begins at that line.
    fn at_line(place: u64, bytes: Vec<u8>) -> Self {
        Self {
            place,
            bytes,
            ..Self::default()
        }
    }

    /// One that is longer than is allowed.
    fn too_long(place: u64, unit: Unit, len: u64, limit: usize) -> Self {
        Self {
            place,
            unit,
            broken: Some(format!(
                "longer than the {limit} bytes that are read at once: {len} bytes"
            )),
            ..Self::default()
        }
    }
}

/// The records of an input.
#[derive(Debug)]
pub enum Records<R> {
    /// Cut into lines.
    Lines(Lines<R>),
    /// Cut into elements of JSON.
    Elements(Elements<R>),
    /// Cut into messages.
    Messages(Messages<R>),
    /// Not cut; `None` once it was read.
    Whole(Option<R>, usize),
}

impl<R: BufRead> Records<R> {
    /// Cuts an input. `longest`: how many bytes a record may have.
    pub fn of(input: R, split: Split, longest: usize) -> Self {
        match split {
            Split::Lines => Self::Lines(Lines::of(input, longest)),
            Split::Elements(at) => Self::Elements(Elements::of(input, at, longest)),
            Split::Messages => Self::Messages(Messages::of(input, longest)),
            Split::Whole => Self::Whole(Some(input), longest),
        }
    }
}

impl<R: BufRead> Iterator for Records<R> {
    type Item = io::Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Lines(lines) => lines.next(),
            Self::Elements(elements) => elements.next(),
            Self::Messages(messages) => messages.next(),
            Self::Whole(input, longest) => whole(input.take()?, *longest),
        }
    }
}

/// All of an input as one record; none where it holds nothing but blanks.
fn whole(mut input: impl BufRead, longest: usize) -> Option<io::Result<Record>> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(longest).unwrap_or(u64::MAX).saturating_add(1);
    if let Err(error) = (&mut input).take(limit).read_to_end(&mut bytes) {
        return Some(Err(error));
    }
    if bytes.len() > longest {
        let rest = io::copy(&mut input, &mut io::sink()).unwrap_or(0);
        return Some(Ok(Record::too_long(1, Unit::Line, limit + rest, longest)));
    }
    let blank = bytes.trim_ascii().is_empty();
    (!blank).then(|| Ok(Record::at_line(1, bytes)))
}
