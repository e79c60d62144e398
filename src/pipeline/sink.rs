//! One walk, two listeners: bytes alone for the search, bytes with ranges for a trace.

use std::ops::Range;

/// What a piece of text is.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Part {
    /// The method.
    Method,
    /// The base string URI.
    Uri,
    /// The `&` between the three parts of the base string.
    Separator,
    /// The name of the parameter with that index.
    Name(usize),
    /// The `=` of that parameter.
    Equals(usize),
    /// The value of that parameter.
    Value(usize),
    /// The `&` between two parameters.
    Ampersand,
}

/// Takes a text piece by piece.
pub trait Sink {
    /// Takes a piece.
    fn piece(&mut self, part: Part, bytes: &[u8]);

    /// Takes a piece, which is appended by `write`.
    fn write(&mut self, part: Part, write: impl FnOnce(&mut Vec<u8>)) {
        let mut bytes = Vec::new();
        write(&mut bytes);
        self.piece(part, &bytes);
    }
}

impl Sink for Vec<u8> {
    fn piece(&mut self, _part: Part, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }

    fn write(&mut self, _part: Part, write: impl FnOnce(&mut Vec<u8>)) {
        write(self);
    }
}

/// A text with the range of each of its pieces, in order.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Annotated {
    /// The whole text.
    pub text: Vec<u8>,
    /// Its pieces; together they cover the text, unless the whole was changed afterwards.
    pub pieces: Vec<(Part, Range<usize>)>,
}

impl Sink for Annotated {
    fn piece(&mut self, part: Part, bytes: &[u8]) {
        self.write(part, |out| out.extend_from_slice(bytes));
    }

    fn write(&mut self, part: Part, write: impl FnOnce(&mut Vec<u8>)) {
        let start = self.text.len();
        write(&mut self.text);
        self.pieces.push((part, start..self.text.len()));
    }
}

impl Annotated {
    /// The bytes of a piece.
    #[must_use]
    pub fn bytes(&self, range: &Range<usize>) -> &[u8] {
        self.text.get(range.clone()).unwrap_or_default()
    }
}

/// Encodes each piece on its way to another sink: the second layer, or a mistake's.
pub struct Encoding<'a, S, F> {
    /// Appends a piece as it is written.
    pub encode: F,
    /// Where it goes.
    pub inner: &'a mut S,
}

impl<S: Sink, F: Fn(Part, &[u8], &mut Vec<u8>)> Sink for Encoding<'_, S, F> {
    fn piece(&mut self, part: Part, bytes: &[u8]) {
        let encode = &self.encode;
        self.inner.write(part, |out| encode(part, bytes, out));
    }
}

impl<S: std::fmt::Debug, F> std::fmt::Debug for Encoding<'_, S, F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Encoding")
            .field("inner", &self.inner)
            .finish_non_exhaustive()
    }
}
