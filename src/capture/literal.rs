//! Literals of JavaScript and Python as they stand in a script: strings, lists, maps, calls.
//!
//! Only what is written down is read: nothing is computed, and a name is a name. JSON is a part of
//! both languages; `serde_json` keeps no places, so it serves as the oracle of a test.

mod json;
mod string;

use bstr::ByteSlice;
use serde_json::Value as Json;

use super::words::Scanner;
use crate::error::Error;
use crate::request::Text;
pub(super) use json::{json_dumps, json_stringify};

/// How deep lists and maps may stand in each other.
const MAX_DEPTH: usize = 64;

/// Whose literals.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Language {
    JavaScript,
    Python,
}

/// A literal and its place.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// A string's characters, in UTF-8.
    Text(Text),
    Number(Text),
    /// `true`, `None`, `url`, `session.headers`.
    Name(Text),
    List(Vec<Value>),
    Map(Vec<(Value, Value)>),
    /// `json.dumps({…})`, `new Headers({…})`; with the arguments' names.
    Call(Text, Vec<(Option<String>, Value)>),
}

impl Value {
    /// The characters of a string.
    pub(super) fn text(&self) -> Option<&Text> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A part of the paste to point at.
    pub(super) fn place(&self) -> Option<crate::request::Span> {
        match self {
            Self::Text(text) | Self::Number(text) | Self::Name(text) | Self::Call(text, _) => {
                text.span()
            }
            Self::List(values) => values.first().and_then(Self::place),
            Self::Map(entries) => entries.first().and_then(|(key, _)| key.place()),
        }
    }

    /// Whether it says that there is nothing: `null`, `undefined`, `None`.
    pub(super) fn is_nothing(&self) -> bool {
        matches!(self, Self::Name(name) if ["null", "undefined", "None"].iter().any(|nothing| name.bytes() == *nothing))
    }

    /// The JSON value that it stands for, if every part of it is written down.
    pub(super) fn json(&self) -> Option<Json> {
        Some(match self {
            Self::Text(text) => Json::String(text.bytes().to_str().ok()?.to_owned()),
            Self::Number(number) => serde_json::from_slice(number.bytes()).ok()?,
            Self::Name(name) => match name.bytes().as_bytes() {
                b"true" | b"True" => Json::Bool(true),
                b"false" | b"False" => Json::Bool(false),
                b"null" | b"None" => Json::Null,
                _ => return None,
            },
            Self::List(values) => {
                Json::Array(values.iter().map(Self::json).collect::<Option<_>>()?)
            }
            Self::Map(entries) => Json::Object(
                entries
                    .iter()
                    .map(|(key, value)| {
                        let (Self::Text(key) | Self::Number(key) | Self::Name(key)) = key else {
                            return None;
                        };
                        Some((key.bytes().to_str().ok()?.to_owned(), value.json()?))
                    })
                    .collect::<Option<_>>()?,
            ),
            Self::Call(..) => return None,
        })
    }
}

/// A reader of literals at a cursor.
pub(super) struct Reader<'a> {
    pub(super) source: Scanner<'a>,
    language: Language,
    depth: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(paste: &'a Text, language: Language, form: &'static str) -> Self {
        Self {
            source: Scanner::new(paste, form),
            language,
            depth: 0,
        }
    }

    /// Passes blanks, line ends and comments.
    pub(super) fn blanks(&mut self) {
        loop {
            self.source.while_(|byte| byte.is_ascii_whitespace());
            let js = self.language == Language::JavaScript;
            if js && self.source.starts_with("//") || !js && self.source.peek() == Some(b'#') {
                self.source.while_(|byte| byte != b'\n');
            } else if js && self.source.starts_with("/*") {
                let end = self.source.rest().find("*/");
                self.source.at =
                    end.map_or(self.source.bytes.len(), |end| self.source.at + end + 2);
            } else if self.source.starts_with("\\\n") || self.source.starts_with("\\\r\n") {
                self.source.at += 1;
            } else {
                return;
            }
        }
    }

    /// The arguments of a call whose `(` is at the cursor.
    pub(super) fn arguments(&mut self) -> Result<Vec<(Option<String>, Value)>, Error> {
        let open = self.source.at;
        self.source.at += 1;
        let mut arguments = Vec::new();
        loop {
            self.blanks();
            match self.source.peek() {
                None => return Err(self.unclosed(open)),
                Some(b')') => {
                    self.source.at += 1;
                    return Ok(arguments);
                }
                Some(b',') => self.source.at += 1,
                Some(_) => {
                    let value = self.value()?;
                    self.blanks();
                    let named = match &value {
                        Value::Name(name)
                            if self.source.peek() == Some(b'=')
                                && self.source.peek_at(1) != Some(b'=') =>
                        {
                            Some(name.bytes().to_string())
                        }
                        _ => None,
                    };
                    if named.is_some() {
                        self.source.at += 1;
                        self.blanks();
                        arguments.push((named, self.value()?));
                    } else {
                        arguments.push((None, value));
                    }
                    self.separator(b')', open)?;
                }
            }
        }
    }

    fn unclosed(&self, open: usize) -> Error {
        let bracket = self.source.bytes[open] as char;
        self.source
            .error(
                format_args!("the {bracket:?} that opens here is never closed"),
                open..open + 1,
            )
            .help("paste the whole call")
    }

    /// After a value in brackets: a comma, or the end.
    fn separator(&mut self, close: u8, open: usize) -> Result<(), Error> {
        self.blanks();
        match self.source.peek() {
            Some(byte) if byte == b',' || byte == close => Ok(()),
            None => Err(self.unclosed(open)),
            Some(byte) => {
                let at = self.source.at;
                Err(self
                    .source
                    .error(
                        format_args!(
                            "expected `,` or {:?}, found {:?}",
                            close as char, byte as char
                        ),
                        at..at + 1,
                    )
                    .help("only literals are read: put the value itself in its place"))
            }
        }
    }

    /// One value; strings beside each other or joined by `+` are one.
    pub(super) fn value(&mut self) -> Result<Value, Error> {
        let mut value = self.single()?;
        loop {
            let mark = self.source.at;
            self.blanks();
            let plus = self.source.peek() == Some(b'+');
            if plus {
                self.source.at += 1;
                self.blanks();
            }
            let joined = plus || self.language == Language::Python && self.at_string();
            let Value::Text(text) = &mut value else {
                self.source.at = mark;
                return Ok(value);
            };
            if !joined {
                self.source.at = mark;
                return Ok(value);
            }
            match self.single()? {
                Value::Text(more) => text.push_text(&more),
                other => {
                    let at = self.source.at;
                    let error = self.source.error(
                        "a string is joined with something that is not written down here",
                        at.saturating_sub(1)..at,
                    );
                    let error = match other.place() {
                        Some(span) => error.at(span),
                        None => error,
                    };
                    return Err(error.help("put the value itself in its place"));
                }
            }
        }
    }

    fn at_string(&self) -> bool {
        matches!(self.source.peek(), Some(b'"' | b'\'')) || self.prefix() > 0
    }

    /// The length of a Python string's prefix: `b`, `r`, `f`, `u`, and two of them.
    fn prefix(&self) -> usize {
        if self.language != Language::Python {
            return 0;
        }
        let letters = self
            .source
            .rest()
            .iter()
            .take(3)
            .take_while(|byte| b"bBrRfFuU".contains(byte))
            .count();
        match self.source.peek_at(letters) {
            Some(b'"' | b'\'') => letters,
            _ => 0,
        }
    }

    fn single(&mut self) -> Result<Value, Error> {
        self.blanks();
        let at = self.source.at;
        match self.source.peek() {
            Some(b'"' | b'\'') => self.string(),
            Some(b'`') if self.language == Language::JavaScript => self.string(),
            Some(_) if self.prefix() > 0 => self.string(),
            Some(b'0'..=b'9' | b'-' | b'.') => {
                let run = self.source.while_(|byte| {
                    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.' | b'_')
                });
                Ok(Value::Number(self.source.slice(run)))
            }
            Some(b'[') => self.nested(b']'),
            Some(b'(') if self.language == Language::Python => self.nested(b')'),
            Some(b'{') => self.map(),
            Some(byte) if byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'$') => self.name(),
            Some(byte) => Err(self
                .source
                .error(
                    format_args!("expected a literal, found {:?}", byte as char),
                    at..at + 1,
                )
                .help("only literals are read: put the value itself in its place")),
            None => Err(self.source.error(
                "expected a literal, and the paste ends",
                at.saturating_sub(1)..at,
            )),
        }
    }

    fn name(&mut self) -> Result<Value, Error> {
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.');
        let mut run = self.source.while_(is_name);
        if self.language == Language::JavaScript && &self.source.bytes[run.clone()] == b"new" {
            self.blanks();
            run = self.source.while_(is_name);
        }
        let name = self.source.slice(run);
        if self.source.peek() != Some(b'(') {
            return Ok(Value::Name(name));
        }
        self.deeper()?;
        let arguments = self.arguments()?;
        self.depth -= 1;
        Ok(Value::Call(name, arguments))
    }

    fn deeper(&mut self) -> Result<(), Error> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let at = self.source.at;
            return Err(self.source.error(
                format_args!("lists and maps stand more than {MAX_DEPTH} deep in each other"),
                at..at + 1,
            ));
        }
        Ok(())
    }

    fn nested(&mut self, close: u8) -> Result<Value, Error> {
        let open = self.source.at;
        self.deeper()?;
        self.source.at += 1;
        let mut values = Vec::new();
        let mut commas = 0;
        loop {
            self.blanks();
            match self.source.peek() {
                None => return Err(self.unclosed(open)),
                Some(b',') => {
                    commas += 1;
                    self.source.at += 1;
                }
                Some(byte) if byte == close => {
                    self.source.at += 1;
                    self.depth -= 1;
                    // Python's brackets around one value are no tuple.
                    return Ok(match values.pop() {
                        Some(only) if close == b')' && commas == 0 => only,
                        last => {
                            values.extend(last);
                            Value::List(values)
                        }
                    });
                }
                Some(_) => {
                    values.push(self.value()?);
                    self.separator(close, open)?;
                }
            }
        }
    }

    fn map(&mut self) -> Result<Value, Error> {
        let open = self.source.at;
        self.deeper()?;
        self.source.at += 1;
        let mut entries = Vec::new();
        loop {
            self.blanks();
            match self.source.peek() {
                None => return Err(self.unclosed(open)),
                Some(b',') => self.source.at += 1,
                Some(b'}') => {
                    self.source.at += 1;
                    self.depth -= 1;
                    return Ok(Value::Map(entries));
                }
                Some(_) => {
                    let key = self.value()?;
                    self.blanks();
                    let at = self.source.at;
                    if self.source.peek() != Some(b':') {
                        let end = (at + 1).min(self.source.bytes.len());
                        return Err(self
                            .source
                            .error("expected `:` after the name", at..end)
                            .help("only literals are read: put the value itself in its place"));
                    }
                    self.source.at += 1;
                    entries.push((key, self.value()?));
                    self.separator(b'}', open)?;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str, language: Language) -> Result<Value, Error> {
        let text = Text::copied(text.as_bytes(), 0);
        Reader::new(&text, language, "a test").value()
    }

    fn any_json() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::Bool),
            any::<i64>().prop_map(Json::from),
            any::<String>().prop_map(Json::String),
        ];
        leaf.prop_recursive(3, 20, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Json::Array),
                prop::collection::vec((any::<String>(), inner), 0..5)
                    .prop_map(|entries| Json::Object(entries.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_serde_json_writes_is_read_as_it_was(json in any_json(), pretty: bool) {
            let text = if pretty {
                serde_json::to_string_pretty(&json).unwrap()
            } else {
                json_dumps(&json)
            };
            prop_assert_eq!(serde_json::from_str::<Json>(&text).unwrap(), json.clone());
            let value = read(&text, Language::JavaScript).unwrap();
            prop_assert_eq!(value.json(), Some(json));
        }
    }

    #[test]
    fn an_escape_maps_back_to_where_it_stands() {
        let value = read(r#""a\u0026b""#, Language::JavaScript).unwrap();
        let text = value.text().unwrap();
        assert_eq!(text.bytes(), "a&b");
        assert_eq!(text.locate(1..2), Some(2..8));
    }

    #[test]
    fn python_joins_strings_that_stand_side_by_side() {
        let value = read("('a' \"b\"\n  r'\\n' b'c')", Language::Python).unwrap();
        assert_eq!(value.text().unwrap().bytes(), "ab\\nc");
        let value = read("'''a\n'b'''", Language::Python).unwrap();
        assert_eq!(value.text().unwrap().bytes(), "a\n'b");
    }

    #[test]
    fn a_value_that_is_filled_in_at_run_time_is_refused_with_its_place() {
        for (text, language, at) in [
            ("`a${b}`", Language::JavaScript, 2),
            ("f'a{b}'", Language::Python, 3),
            ("'a' + b", Language::Python, 6),
        ] {
            let error = read(text, language).unwrap_err();
            assert_eq!(error.span().unwrap().start, at, "{text}: {error}");
        }
    }

    #[test]
    fn deep_lists_are_refused() {
        assert!(read(&"[".repeat(10_000), Language::JavaScript).is_err());
        assert!(read(&"f(".repeat(10_000), Language::Python).is_err());
    }
}
