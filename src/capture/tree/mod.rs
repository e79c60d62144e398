//! What is written down in a record, a map, a table or a program, as one neutral tree.
//!
//! Every notation (JSON, YAML, what languages print, labelled lines) has a small parser into it;
//! what makes requests of it is one and the same assembler.

pub(super) mod bare;
pub(super) mod json;
pub(super) mod labels;
pub(super) mod notation;
pub(super) mod php;
pub(super) mod yaml;

use bstr::ByteSlice;

use crate::request::{Span, Text};

/// More levels of nesting than this are not looked into.
pub(super) const MAX_DEPTH: usize = 32;

/// A value, with its place in the paste.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Value {
    /// A string, a number or a truth value: its characters, all escapes undone.
    Text(Text),
    /// A name where a value is wanted: `url`, `session.headers`. What it holds is not in the paste.
    Name(Text),
    /// `null`, `nil`, `None`.
    Nothing,
    /// Values without names.
    List(Vec<Value>),
    /// Values with names, in order, repeated names kept.
    Map(Map),
}

/// The members of a map, in order.
pub(super) type Map = Vec<(Text, Value)>;

/// A place in a string that is filled in when the program runs, and what by.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Hole {
    /// Where it stands in the paste.
    pub(super) span: Span,
    /// The name or expression that fills it.
    pub(super) name: String,
}

impl Value {
    /// The characters of a scalar.
    pub(super) fn text(&self) -> Option<&Text> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The scalar's characters as UTF-8, if they are.
    pub(super) fn str(&self) -> Option<&str> {
        self.text()?.bytes().to_str().ok()
    }

    /// The members of a map.
    pub(super) fn map(&self) -> Option<&Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The only text: of a scalar, of a list of one.
    pub(super) fn only_text(&self) -> Option<&Text> {
        match self {
            Self::Text(text) => Some(text),
            Self::List(list) => match list.as_slice() {
                [one] => one.only_text(),
                _ => None,
            },
            // What a call makes of its only argument.
            Self::Map(map) => match map.as_slice() {
                [(name, inner)] if name.bytes().ends_with(notation::CALL) => inner.only_text(),
                _ => None,
            },
            _ => None,
        }
    }

    /// Calls `visit` with every scalar and the name that it stands under, itself included.
    pub(super) fn each_text<'v>(&'v self, visit: &mut impl FnMut(&'v [u8], &'v Text)) {
        self.walk(b"", visit);
    }

    fn walk<'v>(&'v self, name: &'v [u8], visit: &mut impl FnMut(&'v [u8], &'v Text)) {
        match self {
            Self::Text(text) => visit(name, text),
            Self::Name(_) | Self::Nothing => {}
            Self::List(values) => values.iter().for_each(|value| value.walk(name, visit)),
            Self::Map(map) => {
                for (key, value) in map {
                    value.walk(key.bytes(), visit);
                }
            }
        }
    }
}
