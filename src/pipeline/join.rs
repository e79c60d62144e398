//! Normalized parameters: the encoded pairs, sorted and joined (RFC 5849 section 3.4.1.3.2,
//! steps 3 and 4).
//!
//! One encoding layer: a space reads `%20` here and `%2520` only in the signature base string.

use crate::pipeline::choice::{Plain, choices};
use crate::pipeline::decode::Parameter;
use crate::pipeline::encode::{EncodedPair, Pairs};
use crate::pipeline::sink::{Part, Sink};

choices! {
    /// How the pairs are joined.
    JoinChoice, JoinEdit {
        /// Between name and value.
        equals: Equals(EqualsText),
        /// Between two pairs.
        ampersand: Ampersand(AmpersandText),
        /// Around a value.
        quotes: Quotes(Quotes),
        /// At the ends of the text.
        edges: Edges(Edges),
        /// What a parameter with an empty value looks like.
        empty: Empty(EmptyText),
    }
}

/// Between name and value.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum EqualsText {
    /// `=`.
    #[default]
    Equals,
    /// `,`.
    Comma,
    /// `:`.
    Colon,
    /// Nothing.
    Nothing,
    /// ` = `.
    Spaced,
}

/// Between two pairs.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum AmpersandText {
    /// `&`.
    #[default]
    Ampersand,
    /// `,`.
    Comma,
    /// `, `.
    CommaSpace,
    /// `;`.
    Semicolon,
    /// A line feed.
    LineFeed,
    /// `& `.
    AmpersandSpace,
    /// `&amp;`.
    HtmlAmpersand,
    /// Nothing.
    Nothing,
    /// Nothing between the protocol parameters and the others.
    MissingBetweenGroups,
    /// `&` and a line feed.
    AmpersandLineFeed,
    /// `&&`.
    Double,
}

/// Around a value.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Quotes {
    /// Nothing.
    #[default]
    None,
    /// Double quotes.
    Double,
    /// Double quotes around the values of protocol parameters.
    DoubleForProtocol,
    /// Single quotes.
    Single,
}

/// At the ends of the text.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Edges {
    /// Nothing.
    #[default]
    None,
    /// `&` at the end.
    TrailingAmpersand,
    /// `&` at the start.
    LeadingAmpersand,
    /// `?` at the start.
    LeadingQuestionMark,
    /// A space at the end.
    TrailingSpace,
    /// A line feed at the end.
    TrailingLineFeed,
}

/// What a parameter with an empty value looks like.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum EmptyText {
    /// `name=`.
    #[default]
    WithEquals,
    /// `name`, where the wire has no `=`.
    BareAsSent,
    /// `name`, always.
    Bare,
}

impl Plain for EqualsText {}
impl Plain for AmpersandText {}
impl Plain for Quotes {}
impl Plain for Edges {}
impl Plain for EmptyText {}

/// Writes the pairs in that order.
pub fn join(
    parameters: &[Parameter],
    encoded: &[EncodedPair],
    order: &[usize],
    choice: &JoinChoice,
    sink: &mut impl Sink,
) {
    join_pairs(&(parameters, encoded), order, choice, sink);
}

/// As [`join`], of pairs however they are kept.
pub fn join_pairs(pairs: &impl Pairs, order: &[usize], choice: &JoinChoice, sink: &mut impl Sink) {
    match choice.edges {
        Edges::LeadingAmpersand => sink.piece(Part::Ampersand, b"&"),
        Edges::LeadingQuestionMark => sink.piece(Part::Ampersand, b"?"),
        _ => {}
    }
    let mut previous: Option<usize> = None;
    for &index in order {
        if let Some(previous) = previous {
            let same_group = || pairs.is_protocol(previous) == pairs.is_protocol(index);
            let between = ampersand(choice.ampersand, same_group);
            if !between.is_empty() {
                sink.piece(Part::Ampersand, between);
            }
        }
        previous = Some(index);
        join_pair(index, pairs, choice, sink);
    }
    match choice.edges {
        Edges::TrailingAmpersand => sink.piece(Part::Ampersand, b"&"),
        Edges::TrailingSpace => sink.piece(Part::Ampersand, b" "),
        Edges::TrailingLineFeed => sink.piece(Part::Ampersand, b"\n"),
        _ => {}
    }
}

/// Writes one pair.
fn join_pair(index: usize, pairs: &impl Pairs, choice: &JoinChoice, sink: &mut impl Sink) {
    let value = pairs.encoded_value(index);
    sink.piece(Part::Name(index), pairs.encoded_name(index));
    let bare = match choice.empty {
        EmptyText::WithEquals => false,
        EmptyText::BareAsSent => pairs.is_bare(index),
        EmptyText::Bare => value.is_empty(),
    };
    if bare {
        return;
    }
    let equals: &[u8] = match choice.equals {
        EqualsText::Equals => b"=",
        EqualsText::Comma => b",",
        EqualsText::Colon => b":",
        EqualsText::Nothing => b"",
        EqualsText::Spaced => b" = ",
    };
    sink.piece(Part::Equals(index), equals);
    let quote: &[u8] = match choice.quotes {
        Quotes::Double => b"\"",
        Quotes::DoubleForProtocol if pairs.is_protocol(index) => b"\"",
        Quotes::Single => b"'",
        Quotes::None | Quotes::DoubleForProtocol => b"",
    };
    if quote.is_empty() {
        sink.piece(Part::Value(index), value);
    } else {
        sink.piece(Part::Value(index), &[quote, value, quote].concat());
    }
}

fn ampersand(text: AmpersandText, same_group: impl Fn() -> bool) -> &'static [u8] {
    match text {
        AmpersandText::Ampersand => b"&",
        AmpersandText::Comma => b",",
        AmpersandText::CommaSpace => b", ",
        AmpersandText::Semicolon => b";",
        AmpersandText::LineFeed => b"\n",
        AmpersandText::AmpersandSpace => b"& ",
        AmpersandText::HtmlAmpersand => b"&amp;",
        AmpersandText::AmpersandLineFeed => b"&\n",
        AmpersandText::Double => b"&&",
        AmpersandText::MissingBetweenGroups if same_group() => b"&",
        AmpersandText::Nothing | AmpersandText::MissingBetweenGroups => b"",
    }
}
