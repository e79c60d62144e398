//! What a screen shows, before anything decides how it looks: blocks of lines of spans.
//!
//! A span has a role, never a colour. The same [`Document`] becomes a terminal screen, Markdown
//! or HTML. Bytes of a request are hostile: a span that is made from them escapes whatever could
//! move a cursor, hide or reverse text.

use std::fmt::Write as _;

use bstr::ByteSlice as _;

use crate::lint::signed_at;
use crate::request::Request;
use crate::write::spoils;

pub mod alert;
pub mod audit;
mod code;
pub mod conform;
pub mod diff;
pub mod emulate;
pub mod excerpt;
pub mod explain;
pub mod live;
pub mod mistakes;
pub mod picture;
pub mod plot;
pub mod providers;
pub mod read;
pub mod signers;

/// What a piece of text is to the reader.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Role {
    /// Prose and values.
    #[default]
    Plain,
    /// The title of a block.
    Heading,
    /// The name of something: a parameter, a field.
    Name,
    /// Talk beside the matter: sources, section numbers, counts.
    Quiet,
    /// What holds the pairs of a text together: `&`, `=`, `%26`, `%3D`.
    Separator,
    /// An escape of the first encoding layer: `%20`.
    LayerOne,
    /// An escape that was encoded once more: `%2520`.
    LayerTwo,
    /// What is right.
    Right,
    /// What is wrong.
    Wrong,
    /// What needs attention.
    Warning,
    /// Something to type.
    Command,
}

/// A piece of text with one role.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Span {
    text: String,
    role: Role,
}

impl Span {
    /// Text of our own, or of an input: what could spoil a screen is escaped.
    #[must_use]
    pub fn new(role: Role, text: &str) -> Self {
        Self::bytes(role, text.as_bytes())
    }

    /// Bytes of an input. Control and invisible characters read `\n` or `\u{202e}`, bytes that
    /// are no UTF-8 `\xff`.
    #[must_use]
    pub fn bytes(role: Role, bytes: &[u8]) -> Self {
        Self {
            text: escaped(bytes, ' '),
            role,
        }
    }

    /// As [`Span::bytes`], with each space as `·`.
    #[must_use]
    pub fn visible_spaces(role: Role, bytes: &[u8]) -> Self {
        Self {
            text: escaped(bytes, '·'),
            role,
        }
    }

    /// The text, safe to show.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Appends the text of another.
    fn push(&mut self, other: &Self) {
        self.text.push_str(&other.text);
    }

    /// What it is.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }
}

fn escaped(bytes: &[u8], space: char) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                ' ' => out.push(space),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                _ if spoils(character) => out.extend(character.escape_unicode()),
                _ => out.push(character),
            }
        }
        for byte in chunk.invalid() {
            // A String takes any text.
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out
}

/// Spans in a row.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Line(pub Vec<Span>);

impl Line {
    /// A line of one span.
    #[must_use]
    pub fn of(role: Role, text: &str) -> Self {
        Self(vec![Span::new(role, text)])
    }

    /// A line of prose.
    #[must_use]
    pub fn plain(text: &str) -> Self {
        Self::of(Role::Plain, text)
    }

    /// A line of one span made from bytes of an input.
    #[must_use]
    pub fn bytes(role: Role, bytes: &[u8]) -> Self {
        Self(vec![Span::bytes(role, bytes)])
    }

    /// Appends a span.
    #[must_use]
    pub fn and(mut self, role: Role, text: &str) -> Self {
        self.0.push(Span::new(role, text));
        self
    }

    /// The text without roles.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.iter().map(Span::text).collect()
    }

    /// Whether it holds no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|span| span.text.is_empty())
    }
}

impl From<&str> for Line {
    fn from(text: &str) -> Self {
        Self::plain(text)
    }
}

/// A piece of a screen.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Block {
    /// A title over what follows: a verdict.
    Title(Line),
    /// A numbered step with what belongs to it.
    Stage(Stage),
    /// Something under a name of its own; short ones stand beside it.
    Labelled {
        /// The name.
        label: Line,
        /// What it names.
        blocks: Vec<Block>,
    },
    /// Prose: may be wrapped.
    Paragraph(Line),
    /// Columns, aligned; the last one is never wrapped or cut.
    Table(Vec<Vec<Line>>),
    /// One line to be copied: never wrapped or cut.
    Code(Line),
    /// Two or more texts under each other, byte for byte, with marks below.
    Aligned(Aligned),
    /// What was guessed, or needs attention.
    Note(Note),
    /// Points of equal rank.
    List(Vec<Line>),
    /// A base string drawn with the history of its escapes: for a page, where one can point.
    Picture(picture::Picture),
    /// Counts, drawn: bars of characters, or a picture on a page.
    Plot(plot::Plot),
}

/// A numbered step.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Stage {
    /// Counted from 1.
    pub number: usize,
    /// Kebab-case, stable: an anchor in HTML.
    pub id: &'static str,
    /// Its name.
    pub title: &'static str,
    /// Beside the title, in few words.
    pub aside: Line,
    /// What belongs to it.
    pub blocks: Vec<Block>,
}

/// What a page is about: `GET https://host/path`, and when it was signed.
#[must_use]
pub fn subject(request: &Request) -> Line {
    let url = request.url.bytes();
    let end = url.find_byteset(b"?#").unwrap_or(url.len());
    let text = [request.method.bytes().as_bytes(), b" ", &url[..end]].concat();
    let line = Line::bytes(Role::Heading, text.trim_ascii());
    match signed_at(request) {
        Some(when) => line.and(Role::Quiet, &format!(", signed {when}")),
        None => line,
    }
}

/// Texts under each other, with marks where they part.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Aligned {
    /// A label and a text each. The caller has padded them so that equal places stand in equal
    /// columns.
    pub rows: Vec<(Line, Line)>,
    /// Carets and blanks, under the last row.
    pub marks: Line,
    /// How they differ, in words; beside the carets where there is room.
    pub said: Line,
}

/// A remark.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Note {
    /// How much it matters.
    pub kind: NoteKind,
    /// What it says.
    pub text: Line,
}

/// How much a remark matters.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NoteKind {
    /// Good to know.
    Info,
    /// Needs attention.
    Warning,
}

/// A whole screen.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Document {
    /// From top to bottom.
    pub blocks: Vec<Block>,
}

/// A piece of the signature base string, its encoding layers told apart.
///
/// `text` is one piece (a name, a value, the URI), so an escape in it can only be what an encoder
/// wrote: `%25XX` is `%XX` encoded once more. Bytes of the input never look like one, because the
/// first layer has escaped their percent signs.
#[must_use]
pub fn layers(text: &[u8]) -> Vec<Span> {
    escapes(text, true)
}

/// A text of one encoding layer (an encoded name or value), its escapes told from the rest.
#[must_use]
pub fn one_layer(text: &[u8]) -> Vec<Span> {
    escapes(text, false)
}

fn escapes(text: &[u8], two_layers: bool) -> Vec<Span> {
    let hex = |at: usize| {
        text.get(at..at + 2)
            .is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit))
    };
    let mut spans: Vec<Span> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let escape = text.get(at) == Some(&b'%') && hex(at + 1);
        let twice = two_layers && escape && text.get(at + 1..at + 3) == Some(b"25") && hex(at + 3);
        let (role, len) = match (escape, twice) {
            (_, true) => (Role::LayerTwo, 5),
            (true, false) => (Role::LayerOne, 3),
            // Up to the next percent sign, so that no character is torn.
            (false, false) => {
                let rest = text.get(at + 1..).unwrap_or_default();
                let plain = rest.iter().position(|byte| *byte == b'%');
                (Role::Plain, 1 + plain.unwrap_or(rest.len()))
            }
        };
        let piece = escaped(text.get(at..at + len).unwrap_or_default(), ' ');
        match spans.last_mut() {
            Some(last) if last.role == role => last.text.push_str(&piece),
            _ => spans.push(Span { text: piece, role }),
        }
        at += len;
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_cannot_reach_a_terminal_as_control_characters() {
        let span = Span::bytes(Role::Plain, b"a\x1b[2J\r\n\xff\xe2\x80\xae\x7f b");
        assert_eq!(span.text(), "a\\u{1b}[2J\\r\\n\\xff\\u{202e}\\u{7f} b");
        assert_eq!(Span::visible_spaces(Role::Plain, b"a b").text(), "a·b");
        // A C1 control and an invisible space.
        assert_eq!(
            Span::new(Role::Plain, "\u{9b}\u{200b}é").text(),
            "\\u{9b}\\u{200b}é"
        );
    }

    fn roles(text: &[u8]) -> Vec<(Role, String)> {
        layers(text)
            .into_iter()
            .map(|span| (span.role, span.text))
            .collect()
    }

    #[test]
    fn a_double_encoded_escape_is_told_from_a_single_one() {
        assert_eq!(
            roles(b"a%2520b%3D"),
            [
                (Role::Plain, "a".to_owned()),
                (Role::LayerTwo, "%2520".to_owned()),
                (Role::Plain, "b".to_owned()),
                (Role::LayerOne, "%3D".to_owned()),
            ]
        );
    }

    #[test]
    fn a_literal_percent_sign_of_the_value_does_not_swallow_what_follows() {
        // The value `=%3D` of RFC 5849 section 3.4.1.3.1: the percent sign is the value's own.
        assert_eq!(
            roles(b"%253D%25253D"),
            [
                (Role::LayerTwo, "%253D%2525".to_owned()),
                (Role::Plain, "3D".to_owned())
            ]
        );
    }
}
