//! A record an element of JSON: the entries of a HAR, the elements of a list, values one after the
//! other. Only brackets and strings are told apart; whether an element is JSON, its reader says.

use std::io::{self, BufRead};

use super::{Record, Unit};
use crate::capture::Format;

/// Which elements are records.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Where {
    /// The objects that stand one after the other.
    Top,
    /// The elements of the outermost list.
    List,
    /// Those of the list `entries` in the object `log`: a HAR's.
    Entries,
}

/// The longest key that is remembered: `entries` must fit.
const KEY: usize = 8;

/// The elements of an input.
#[derive(Debug)]
pub struct Elements<R> {
    input: R,
    at: Where,
    longest: usize,
    state: State,
    line: u64,
    /// How many elements have begun.
    count: u64,
    ended: bool,
}

/// Where in the JSON the next byte stands.
#[derive(Debug, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a state of its own of the walk"
)]
struct State {
    /// How many brackets are open.
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// The last string outside of elements, as far as it may be a key that counts.
    key: Vec<u8>,
    in_log: bool,
    /// At which depth the elements stand, once their list is open.
    within: Option<usize>,
    /// The element that is open.
    open: Option<Open>,
    /// Bytes where only elements may stand; reported once.
    garbage: bool,
}

/// An element that has not ended.
#[derive(Debug, Default)]
struct Open {
    bytes: Vec<u8>,
    len: u64,
    line: u64,
}

/// What a byte ended.
enum Step {
    Nothing,
    Element(Open),
    /// Something that is not an element begins where one is expected.
    Garbage,
    /// The list of elements is closed.
    Closed,
}

impl<R: BufRead> Elements<R> {
    /// Those of `input`, each of `longest` bytes at most.
    pub fn of(input: R, at: Where, longest: usize) -> Self {
        let state = State {
            within: (at == Where::Top).then_some(0),
            ..State::default()
        };
        Self {
            input,
            at,
            longest,
            state,
            line: 1,
            count: 0,
            ended: false,
        }
    }

    fn record(&mut self, open: Open) -> Record {
        let (place, unit) = match self.at {
            Where::Top => (open.line, Unit::Line),
            Where::List | Where::Entries => (self.count, Unit::Entry),
        };
        self.count += 1;
        if usize::try_from(open.len).map_or(true, |len| len > self.longest) {
            return Record::too_long(place, unit, open.len, self.longest);
        }
        Record {
            place,
            unit,
            bytes: open.bytes,
            form: (self.at == Where::Entries).then_some(Format::Har),
            json: true,
            broken: None,
        }
    }

    fn broken(&mut self, what: &str) -> Record {
        let (place, unit) = match self.at {
            Where::Top => (self.line, Unit::Line),
            Where::List | Where::Entries => (self.count, Unit::Entry),
        };
        Record {
            place,
            unit,
            broken: Some(format!("line {}: {what}", self.line)),
            ..Record::default()
        }
    }

    /// What is said where the input ends.
    fn end(&mut self) -> Option<Record> {
        if std::mem::replace(&mut self.ended, true) {
            return None;
        }
        if self.state.open.take().is_some() {
            return Some(self.broken("the input ends in the middle of a record"));
        }
        match (self.at, self.state.within) {
            (Where::Top, _) => None,
            (_, Some(_)) => Some(self.broken("the input ends before its list is closed")),
            (Where::Entries, None) => {
                Some(self.broken("expected a HAR, found no list `log.entries`"))
            }
            (Where::List, None) => Some(self.broken("expected a list, found none")),
        }
    }
}

impl<R: BufRead> Iterator for Elements<R> {
    type Item = io::Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let chunk = match self.input.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            };
            if chunk.is_empty() {
                return self.end().map(Ok);
            }
            let (used, step) = self
                .state
                .walk(chunk, self.at, self.longest, &mut self.line);
            self.input.consume(used);
            match step {
                Step::Nothing => {}
                Step::Element(open) => return Some(Ok(self.record(open))),
                Step::Garbage => {
                    return Some(Ok(
                        self.broken("expected a JSON object, found something else")
                    ));
                }
                Step::Closed => self.ended = true,
            }
        }
        None
    }
}

impl State {
    /// Walks until something ends; answers with how many bytes that took.
    fn walk(&mut self, chunk: &[u8], at: Where, longest: usize, line: &mut u64) -> (usize, Step) {
        let mut from = 0;
        while let Some(&byte) = chunk.get(from) {
            if let (true, false, Some(open)) = (self.in_string, self.escaped, &mut self.open) {
                // The inside of a string at once.
                let rest = &chunk[from..];
                let plain = bstr::ByteSlice::find_byteset(rest, b"\"\\\n").unwrap_or(rest.len());
                open.keep(&rest[..plain], longest);
                from += plain;
                if plain > 0 {
                    continue;
                }
            }
            from += 1;
            if byte == b'\n' {
                *line += 1;
            }
            match self.step(byte, at, longest, *line) {
                Step::Nothing => {}
                step => return (from, step),
            }
        }
        (from, Step::Nothing)
    }

    fn step(&mut self, byte: u8, at: Where, longest: usize, line: u64) -> Step {
        let elements = self.within == Some(self.depth) && self.open.is_none();
        if elements && !self.in_string {
            match byte {
                b'{' => {
                    self.garbage = false;
                    self.open = Some(Open {
                        line,
                        ..Open::default()
                    });
                }
                b']' | b'}' if self.depth > 0 => {
                    self.within = None;
                    return Step::Closed;
                }
                _ if byte.is_ascii_whitespace() || byte == b',' => {
                    // In a row of values the next line may be one again.
                    self.garbage &= !(byte == b'\n' && at == Where::Top);
                    return Step::Nothing;
                }
                _ => {
                    let first = !std::mem::replace(&mut self.garbage, true);
                    return if first { Step::Garbage } else { Step::Nothing };
                }
            }
        }
        if let Some(open) = &mut self.open {
            open.keep(&[byte], longest);
        }
        if self.in_string {
            self.string(byte);
            return Step::Nothing;
        }
        self.bracket(byte, at)
    }

    fn string(&mut self, byte: u8) {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' => self.escaped = true,
            b'"' => self.in_string = false,
            _ if self.open.is_none() && self.key.len() < KEY => self.key.push(byte),
            _ => {}
        }
    }

    fn bracket(&mut self, byte: u8, at: Where) -> Step {
        match byte {
            b'"' => {
                self.in_string = true;
                self.key.clear();
            }
            b'{' | b'[' => {
                if self.open.is_none() {
                    let list = byte == b'[';
                    let entries = list && self.in_log && self.depth == 2 && self.key == b"entries";
                    self.in_log |= !list && self.depth == 1 && self.key == b"log";
                    if at == Where::Entries && entries || at == Where::List && self.depth == 0 {
                        self.within = Some(self.depth + 1);
                    }
                }
                self.depth += 1;
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                self.in_log &= self.depth > 1;
                if self.within == Some(self.depth)
                    && let Some(open) = self.open.take()
                {
                    return Step::Element(open);
                }
            }
            _ => {}
        }
        Step::Nothing
    }
}

impl Open {
    fn keep(&mut self, bytes: &[u8], longest: usize) {
        self.len += bytes.len() as u64;
        let room = (longest + 1).saturating_sub(self.bytes.len());
        self.bytes
            .extend_from_slice(&bytes[..room.min(bytes.len())]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str, at: Where, longest: usize) -> Vec<(u64, String)> {
        let input = io::BufReader::with_capacity(5, text.as_bytes());
        Elements::of(input, at, longest)
            .map(|record| {
                let record = record.unwrap();
                let said = record.broken.map(|why| format!("! {why}"));
                let bytes = String::from_utf8(record.bytes).unwrap();
                (record.place, said.unwrap_or(bytes))
            })
            .collect()
    }

    #[test]
    fn the_entries_of_an_archive_come_one_by_one() {
        let har = r#"{"log": {"pages": [{"entries": [{"no": 1}]}], "x": "entries", "entries":
            [{"a": "}\"{", "b": [1, {"c": 2}]}, {"d": "]"}], "z": [{"no": 2}]}}"#;
        assert_eq!(
            all(har, Where::Entries, 100),
            [
                (0, r#"{"a": "}\"{", "b": [1, {"c": 2}]}"#.to_owned()),
                (1, r#"{"d": "]"}"#.to_owned())
            ]
        );
    }

    #[test]
    fn an_archive_that_is_cut_off_says_so_behind_what_it_holds() {
        let har = "{\"log\": {\"entries\": [{\"a\": 1},\n{\"b\": ";
        let found = all(har, Where::Entries, 100);
        assert_eq!(found[0], (0, r#"{"a": 1}"#.to_owned()));
        assert_eq!(
            found[1],
            (
                1,
                "! line 2: the input ends in the middle of a record".to_owned()
            )
        );
        assert_eq!(found.len(), 2);
        let found = all("{\"log\": {}}", Where::Entries, 100);
        assert!(found[0].1.contains("no list `log.entries`"));
    }

    #[test]
    fn one_that_is_too_long_is_passed_over() {
        let list = format!(r#"[{{"a": "{}"}}, 17, {{"b": 1}}]"#, "x".repeat(99));
        let found = all(&list, Where::List, 20);
        assert!(found[0].1.starts_with("! longer than the 20 bytes"));
        assert!(found[1].1.contains("found something else"));
        assert_eq!(found[2], (1, r#"{"b": 1}"#.to_owned()));
    }

    #[test]
    fn values_in_a_row_have_their_lines() {
        let found = all("{\n\"a\": 1}\nxx\n {\"b\":2}{\"c\":3}\n", Where::Top, 100);
        let places: Vec<u64> = found.iter().map(|(place, _)| *place).collect();
        assert_eq!(places, [1, 3, 4, 4]);
    }
}
