//! One walk, two listeners: bytes alone for the search, bytes with ranges for a trace.

use std::ops::Range;

use crate::encoder::Encoder;

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
}

impl Sink for Vec<u8> {
    fn piece(&mut self, _part: Part, bytes: &[u8]) {
        self.extend_from_slice(bytes);
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
        let start = self.text.len();
        self.text.extend_from_slice(bytes);
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

/// Appends a piece's bytes, encoded.
pub type EncodePiece<'a> = dyn Fn(Part, &[u8], &mut Vec<u8>) + 'a;

/// Encodes each piece on its way to another sink: the second layer, or a mistake's.
pub struct Encoding<'a, S> {
    /// How a piece is written.
    pub encode: &'a EncodePiece<'a>,
    /// Where it goes.
    pub inner: &'a mut S,
    /// Kept between pieces, so that none allocates.
    pub buffer: Vec<u8>,
}

impl<S: Sink> Sink for Encoding<'_, S> {
    fn piece(&mut self, part: Part, bytes: &[u8]) {
        self.buffer.clear();
        (self.encode)(part, bytes, &mut self.buffer);
        self.inner.piece(part, &self.buffer);
    }
}

impl<S: std::fmt::Debug> std::fmt::Debug for Encoding<'_, S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Encoding")
            .field("inner", &self.inner)
            .finish_non_exhaustive()
    }
}

/// Encodes every piece alike.
pub fn through(encoder: &Encoder) -> impl Fn(Part, &[u8], &mut Vec<u8>) + '_ {
    move |_, bytes, out| encoder.encode_into(bytes, out)
}
