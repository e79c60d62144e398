//! A base string as a picture: a line for each parameter, every escape with its history, and a
//! second string under the first, place by place.

use std::ops::Range;

use bstr::ByteSlice;

use crate::compare::{Comparison, units};
use crate::pipeline::Trace;
use crate::pipeline::decode::percent_decode;
use crate::pipeline::sink::Part;
use crate::screen::{Block, Line, Role, Span, layers};

/// One base string, or two of them under each other.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Picture {
    /// Its title, where it has one of its own.
    pub title: Option<&'static str>,
    /// Whether a second string stands under the first.
    pub two: bool,
    /// A line for the method, the URI and each parameter.
    pub lines: Vec<PictureLine>,
    /// What is shown in its place where nothing can be pointed at.
    pub instead: Vec<Block>,
}

/// What stands in one line.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PictureLine {
    /// From left to right.
    pub cells: Vec<Cell>,
}

impl PictureLine {
    /// Whether the two strings part in it.
    #[must_use]
    pub fn is_parted(&self) -> bool {
        self.cells.iter().any(|cell| cell.parted)
    }
}

/// A run in which the two strings are equal, or one in which they are not.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Cell {
    /// What the right string has there.
    pub right: Vec<Unit>,
    /// What the other one has there.
    pub signed: Vec<Unit>,
    /// Whether they differ.
    pub parted: bool,
}

/// A run of plain text, or one escape.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Unit {
    /// Its text.
    pub text: Span,
    /// How it came to be; `None` for text that stands as it always did.
    pub history: Option<History>,
}

/// How a piece of a base string came to be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct History {
    /// What it belongs to: "value of `status`".
    pub of: Span,
    /// Layer by layer: what it is called there, and its text.
    pub steps: Vec<(&'static str, Span)>,
}

/// The picture of one base string. `instead`: what says the same without pointing.
#[must_use]
pub fn one(trace: &Trace, instead: Vec<Block>) -> Block {
    let same = Comparison {
        right: trace.base_string.text.clone().into(),
        captured: trace.base_string.text.clone().into(),
        places: Vec::new(),
    };
    let mut picture = drawn(&same, trace, None);
    picture.two = false;
    picture.instead = instead;
    Block::Picture(picture)
}

/// The picture of the right base string with another under it. `signed`: what made the other, if
/// that is known. `instead`: what says the same without pointing.
#[must_use]
pub fn two(
    comparison: &Comparison,
    right: &Trace,
    signed: Option<&Trace>,
    instead: Vec<Block>,
) -> Block {
    let mut picture = drawn(comparison, right, signed);
    picture.instead = instead;
    picture.title = Some("The two base strings");
    Block::Picture(picture)
}

fn drawn(comparison: &Comparison, right: &Trace, signed: Option<&Trace>) -> Picture {
    let ours = atoms(&comparison.right, right);
    let theirs = atoms(&comparison.captured, signed.unwrap_or(right));
    // A line starts with what joins it to the one before.
    let starts: Vec<usize> = right
        .base_string
        .pieces
        .iter()
        .filter(|(part, _)| matches!(part, Part::Separator | Part::Ampersand))
        .map(|(_, range)| range.start)
        .collect();
    let mut lines = vec![PictureLine::default()];
    let mut add = |from: Range<usize>, to: Range<usize>, parted: bool| {
        if starts.contains(&from.start) && lines.last().is_some_and(|line| !line.cells.is_empty()) {
            lines.push(PictureLine::default());
        }
        if let Some(line) = lines.last_mut()
            && !(from.is_empty() && to.is_empty())
        {
            line.cells.push(Cell {
                right: joined(&ours, &from),
                signed: joined(&theirs, &to),
                parted,
            });
        }
    };
    let (mut at, mut other) = (0, 0);
    let end = comparison.right.len()..comparison.captured.len();
    let places = comparison
        .places
        .iter()
        .map(|place| (place.right.clone(), place.captured.clone()))
        .chain(std::iter::once((end.start..end.start, end.end..end.end)));
    for (from, to) in places {
        let within = at + 1..from.start;
        for start in starts.iter().filter(|start| within.contains(start)) {
            let len = start - at;
            add(at..*start, other..other + len, false);
            (at, other) = (*start, other + len);
        }
        add(at..from.start, other..to.start, false);
        add(from.clone(), to.clone(), true);
        (at, other) = (from.end, to.end);
    }
    Picture {
        two: true,
        lines,
        ..Picture::default()
    }
}

/// The smallest pieces of a text: one character or escape each.
struct Atom {
    at: Range<usize>,
    unit: Unit,
}

/// The atoms in a range as units: plain ones that follow each other are one.
fn joined(atoms: &[Atom], range: &Range<usize>) -> Vec<Unit> {
    let first = atoms.partition_point(|atom| atom.at.end <= range.start);
    let inside = atoms
        .iter()
        .skip(first)
        .take_while(|atom| atom.at.start < range.end);
    let mut out: Vec<Unit> = Vec::new();
    for atom in inside {
        match out.last_mut() {
            Some(last)
                if last.history.is_none()
                    && atom.unit.history.is_none()
                    && last.text.role() == atom.unit.text.role() =>
            {
                last.text.push(&atom.unit.text);
            }
            _ => out.push(atom.unit.clone()),
        }
    }
    out
}

/// Cuts `text` into atoms; those of the trace's own base string know where they come from.
fn atoms(text: &[u8], trace: &Trace) -> Vec<Atom> {
    let known = trace.base_string.text == text && !trace.base_string.pieces.is_empty();
    if !known {
        return plain(text, 0);
    }
    let mut atoms = Vec::new();
    for (part, range) in &trace.base_string.pieces {
        let piece = trace.base_string.bytes(range);
        let whole = |of: &str, steps: Vec<(&'static str, Span)>| Atom {
            at: range.clone(),
            unit: Unit {
                text: Span::bytes(Role::Separator, piece),
                history: Some(History {
                    of: Span::new(Role::Quiet, of),
                    steps,
                }),
            },
        };
        let written = ("base string", Span::bytes(Role::Separator, piece));
        let sign = |text: &str| ("normalized", Span::new(Role::Separator, text));
        match part {
            Part::Separator => atoms.push(whole("joins the three parts", vec![written])),
            Part::Ampersand => {
                atoms.push(whole("joins two parameters", vec![sign("&"), written]));
            }
            Part::Equals(_) => {
                atoms.push(whole("between name and value", vec![sign("="), written]));
            }
            Part::Method => atoms.extend(plain(piece, range.start)),
            Part::Uri => {
                let uri = trace.base_string_uri.as_slice();
                let found = cut(uri, piece).map(|cuts| {
                    let texts = cuts.into_iter().map(|(from, to)| {
                        let steps = vec![
                            ("URI", shown(uri, &from)),
                            ("base string", shown(piece, &to)),
                        ];
                        (to, steps)
                    });
                    texts.collect()
                });
                atoms.extend(with_history("base string URI", piece, range.start, found));
            }
            Part::Name(index) | Part::Value(index) => {
                let is_name = matches!(part, Part::Name(_));
                let name = trace
                    .parameters
                    .get(*index)
                    .map(|one| one.name.to_str_lossy());
                let kind = if is_name { "name" } else { "value" };
                let of = format!("{kind} of {}", name.unwrap_or_default());
                let found = layered(trace, *index, is_name, piece);
                let mut cut = with_history(&of, piece, range.start, found);
                for atom in cut
                    .iter_mut()
                    .filter(|atom| is_name && atom.unit.history.is_none())
                {
                    atom.unit.text.role = Role::Name;
                }
                atoms.extend(cut);
            }
        }
    }
    atoms
}

/// Where each character stands, and its text layer by layer.
type Layered = Vec<(Range<usize>, Vec<(&'static str, Span)>)>;

/// The layers of a name or value; `None` where they cannot be followed.
fn layered(trace: &Trace, index: usize, is_name: bool, piece: &[u8]) -> Option<Layered> {
    let (parameter, pair) = (trace.parameters.get(index)?, trace.encoded.get(index)?);
    let (decoded, encoded) = if is_name {
        (parameter.name.as_slice(), &*pair.name)
    } else {
        (parameter.value.as_slice(), &*pair.value)
    };
    let wire = parameter
        .wire
        .and_then(|wire| trace.collected.pairs.get(wire));
    let raw = wire.and_then(|wire| {
        if is_name {
            Some(&wire.name)
        } else {
            wire.value.as_ref()
        }
    });
    let raw = raw.map(|raw| raw.bytes().as_bytes()).unwrap_or_default();
    let first = cut(decoded, encoded)?;
    let wire = cut(decoded, raw).filter(|wire| wire.len() == first.len());
    let mut out = Vec::with_capacity(first.len());
    let mut second = 0;
    for (number, (from, once)) in first.iter().enumerate() {
        let escape = encoded.get(once.clone())?;
        let at = second..second + follow(escape, piece, second)?;
        second = at.end;
        let mut steps = Vec::new();
        if let Some((_, range)) = wire.as_ref().and_then(|wire| wire.get(number)) {
            steps.push(("wire", shown(raw, range)));
        }
        steps.push(("decoded", shown(decoded, from)));
        steps.push(("encoded", shown(encoded, once)));
        steps.push(("base string", shown(piece, &at)));
        out.push((at, steps));
    }
    (second == piece.len()).then_some(out)
}

/// How many bytes of `piece` from `at` on stand for `text`, encoded once or not at all.
fn follow(text: &[u8], piece: &[u8], at: usize) -> Option<usize> {
    let mut end = at;
    for byte in text {
        end += written(*byte, piece.get(end..)?)?;
    }
    Some(end - at)
}

/// How many bytes at the start of `text` stand for that byte: an escape, itself, a plus.
fn written(byte: u8, text: &[u8]) -> Option<usize> {
    let escape = text.get(..3).filter(|escape| escape.first() == Some(&b'%'));
    if escape.is_some_and(|escape| percent_decode(escape) == [byte]) {
        return Some(3);
    }
    let first = *text.first()?;
    (first == byte || (byte == b' ' && first == b'+')).then_some(1)
}

/// Each character of `text`, and what stands for it in `encoded`.
fn cut(text: &[u8], encoded: &[u8]) -> Option<Vec<(Range<usize>, Range<usize>)>> {
    let mut cuts = Vec::new();
    let mut at = 0;
    for (start, end, _) in text.char_indices() {
        let len = follow(text.get(start..end)?, encoded, at)?;
        cuts.push((start..end, at..at + len));
        at += len;
    }
    (at == encoded.len()).then_some(cuts)
}

fn shown(text: &[u8], range: &Range<usize>) -> Span {
    let bytes = text.get(range.clone()).unwrap_or_default();
    if bytes == b" " {
        return Span::new(Role::Plain, "space");
    }
    Span::bytes(Role::Plain, bytes)
}

fn with_history(of: &str, piece: &[u8], start: usize, found: Option<Layered>) -> Vec<Atom> {
    let Some(found) = found else {
        return plain(piece, start);
    };
    let atoms = found.into_iter().map(|(at, steps)| {
        let bytes = piece.get(at.clone()).unwrap_or_default();
        let changed = steps
            .iter()
            .any(|(_, text)| text.text().as_bytes() != bytes);
        let role = match steps.as_slice() {
            _ if !changed => Role::Plain,
            [.., (_, before), (_, last)] if before.text() != last.text() && steps.len() > 2 => {
                Role::LayerTwo
            }
            _ => Role::LayerOne,
        };
        Atom {
            unit: Unit {
                text: Span::bytes(role, bytes),
                history: changed.then(|| History {
                    of: Span::new(Role::Quiet, of),
                    steps,
                }),
            },
            at: at.start + start..at.end + start,
        }
    });
    atoms.collect()
}

/// Atoms of which nothing is known.
fn plain(text: &[u8], start: usize) -> Vec<Atom> {
    let atoms = units(text).into_iter().map(|at| Atom {
        unit: Unit {
            text: layers(text.get(at.clone()).unwrap_or_default())
                .into_iter()
                .next()
                .unwrap_or_default(),
            history: None,
        },
        at: at.start + start..at.end + start,
    });
    atoms.collect()
}

/// What the colours say.
#[must_use]
pub fn legend() -> Line {
    Line::of(Role::Separator, "& %3D %26")
        .and(Role::Quiet, " join, ")
        .and(Role::LayerOne, "%3A")
        .and(Role::Quiet, " encoded once, ")
        .and(Role::LayerTwo, "%2520")
        .and(Role::Quiet, " encoded twice")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::Credentials;
    use crate::pipeline::trace;
    use crate::recipe::Recipe;
    use crate::request::Request;

    fn picture(url: &str) -> Picture {
        let request = Request {
            method: "GET".into(),
            url: url.into(),
            ..Request::default()
        };
        let trace = trace(&request, &Credentials::default(), &Recipe::default()).unwrap();
        match one(&trace, Vec::new()) {
            Block::Picture(picture) => picture,
            _ => Picture::default(),
        }
    }

    fn text(line: &PictureLine) -> String {
        let units = line.cells.iter().flat_map(|cell| &cell.right);
        units.map(|unit| unit.text.text()).collect()
    }

    #[test]
    fn a_line_for_each_parameter_and_the_history_of_each_escape() {
        let picture = picture("https://h/?b=a+%C3%A9&c=1");
        let lines: Vec<String> = picture.lines.iter().map(text).collect();
        assert_eq!(
            lines,
            [
                "GET",
                "&https%3A%2F%2Fh%2F",
                "&b%3Da%2520%25C3%25A9",
                "%26c%3D1"
            ]
        );
        let units = &picture.lines[2].cells[0].right;
        let of = |wanted: &str| -> Vec<(&'static str, String)> {
            let unit = units
                .iter()
                .find(|unit| unit.text.text() == wanted)
                .unwrap();
            let steps = unit.history.iter().flat_map(|history| &history.steps);
            steps
                .map(|(name, text)| (*name, text.text().to_owned()))
                .collect()
        };
        let steps = |texts: [&str; 4]| -> Vec<(&'static str, String)> {
            let names = ["wire", "decoded", "encoded", "base string"];
            names.into_iter().zip(texts.map(str::to_owned)).collect()
        };
        assert_eq!(of("%2520"), steps(["+", "space", "%20", "%2520"]));
        assert_eq!(
            of("%25C3%25A9"),
            steps(["%C3%A9", "é", "%C3%A9", "%25C3%25A9"])
        );
        assert_eq!(units[3].text.text(), "a");
        assert_eq!(units[3].history, None);
    }
}
