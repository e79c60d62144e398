//! Values in a `PowerShell` script: strings, maps, variables, and the few calls that copies hold.

use std::ops::Range;

use bstr::ByteSlice;

use crate::capture::words::Scanner;
use crate::capture::words::Variables;
use crate::capture::words::powershell::{Notes, string, variable_name};
use crate::error::Error;
use crate::request::{Span, Text};

/// What the name of a cookie starts with in the map that stands for a session.
pub(super) const COOKIE: &str = "cookie ";

/// How deep brackets may stand in each other.
const MAX_DEPTH: usize = 64;

/// How many values a script may set.
const MAX_VARIABLES: usize = 1000;

/// A value of the script.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(Text),
    Map(Vec<(Text, Value)>),
    /// Made when the script runs.
    RunTime(Option<Span>),
}

impl Value {
    pub(super) fn place(&self) -> Option<Span> {
        match self {
            Self::Text(text) => text.span(),
            Self::Map(entries) => entries.first().and_then(|(name, _)| name.span()),
            Self::RunTime(span) => span.clone(),
        }
    }
}

/// A reader of statements at a cursor.
pub(super) struct Reader<'a> {
    pub(super) source: Scanner<'a>,
    pub(super) notes: Notes,
    texts: Variables,
    values: Vec<(String, Value)>,
    depth: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(paste: &'a Text, form: &'static str) -> Self {
        Self {
            source: Scanner::new(paste, form),
            notes: Notes::default(),
            texts: Variables::default(),
            values: Vec::new(),
            depth: 0,
        }
    }

    /// Passes blanks and lines that go on.
    pub(super) fn blanks(&mut self) {
        loop {
            self.source.while_(|byte| matches!(byte, b' ' | b'\t'));
            let end_of_line = self.source.line_end(1);
            if self.source.peek() == Some(b'`') && end_of_line > 0 {
                self.source.at += 1 + end_of_line;
            } else {
                return;
            }
        }
    }

    /// Passes blanks, line ends, semicolons and comments.
    fn any_blanks(&mut self) {
        loop {
            self.blanks();
            match self.source.peek() {
                Some(b'\n' | b'\r' | b';') => self.source.at += 1,
                Some(b'#') => {
                    self.source.while_(|byte| byte != b'\n');
                }
                _ => return,
            }
        }
    }

    /// To the next statement: a prompt, brackets and pipes are passed.
    pub(super) fn next_statement(&mut self) {
        loop {
            self.any_blanks();
            let line = self.source.rest();
            let prompt = if line.starts_with(b"PS ") {
                let line = line.lines().next().unwrap_or_default();
                line.find("> ").map_or(0, |at| at + 2)
            } else {
                0
            };
            match self.source.peek() {
                _ if prompt > 0 => self.source.at += prompt,
                Some(b'(' | b')' | b'{' | b'}' | b'|' | b'&' | b'`') => self.source.at += 1,
                _ => return,
            }
        }
    }

    /// Passes what is left of a statement, its strings as a whole.
    pub(super) fn skip_statement(&mut self) -> Result<(), Error> {
        while let Some(byte) = self.source.peek() {
            match byte {
                b'\n' | b';' | b'|' => break,
                b'"' | b'\'' => {
                    string(&mut self.source, &mut self.texts, &mut Notes::default())?;
                }
                b'@' if matches!(self.source.peek_at(1), Some(b'"' | b'\'')) => {
                    string(&mut self.source, &mut self.texts, &mut Notes::default())?;
                }
                _ => self.source.at += 1,
            }
        }
        Ok(())
    }

    /// A bare word.
    pub(super) fn word(&mut self) -> Range<usize> {
        self.source.while_(|byte| {
            !byte.is_ascii_whitespace()
                && !matches!(
                    byte,
                    b';' | b'|' | b'(' | b')' | b'{' | b'}' | b'"' | b'\'' | b'`' | b',' | b'='
                )
        })
    }

    pub(super) fn variable(&self, name: &[u8]) -> Option<Value> {
        let name = variable_name(name);
        let found = self.values.iter().rev().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone())
    }

    fn set(&mut self, name: &str, value: Value) {
        if let Value::Text(text) = &value {
            self.texts.set(name, text.clone());
        }
        self.values.retain(|(known, _)| known != name);
        if self.values.len() < MAX_VARIABLES {
            self.values.push((name.to_owned(), value));
        }
    }

    fn entries(&mut self, name: &str) -> Option<&mut Vec<(Text, Value)>> {
        let found = self.values.iter_mut().find(|(known, _)| known == name);
        match found {
            Some((_, Value::Map(entries))) => Some(entries),
            _ => None,
        }
    }

    /// `$x = …`, `$x.Name = …`, `$x["name"] = …`, `$x.Add("name", …)`; true when it was one of
    /// them. A command after the `=` is left to be read as a statement.
    pub(super) fn assignment(&mut self) -> Result<bool, Error> {
        let start = self.source.at;
        if self.source.peek() == Some(b'[') {
            // A cast before the variable.
            self.cast();
            self.blanks();
        }
        if self.source.peek() != Some(b'$') {
            self.source.at = start;
            return Ok(false);
        }
        self.source.at += 1;
        let name = self
            .source
            .while_(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':'));
        let name = variable_name(&self.source.bytes[name]);
        let path = self
            .source
            .while_(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_'));
        match self.source.peek() {
            Some(b'(') if self.source.bytes[path.clone()].ends_with(b".Add") => {
                self.add(&name)?;
                return Ok(true);
            }
            Some(b'[') if path.is_empty() => {
                self.source.at += 1;
                let key = self.value()?;
                self.any_blanks();
                self.source.at += usize::from(self.source.peek() == Some(b']'));
                self.blanks();
                if self.source.peek() == Some(b'=') {
                    self.source.at += 1;
                    let value = self.value()?;
                    if let (Value::Text(key), Some(entries)) = (key, self.entries(&name)) {
                        entries.push((key, value));
                    }
                }
                return Ok(true);
            }
            _ => self.blanks(),
        }
        if self.source.peek() != Some(b'=') {
            self.source.at = start;
            self.skip_statement()?;
            return Ok(true);
        }
        self.source.at += 1;
        self.blanks();
        let bare = self
            .source
            .peek()
            .is_some_and(|byte| byte.is_ascii_alphabetic());
        if bare && !self.source.rest().starts_with_name("new-object") {
            return Ok(true);
        }
        let value = self.value()?;
        if path.is_empty() {
            self.set(&name, value);
        } else {
            let key = self.source.slice(path.start + 1..path.end);
            if let Some(entries) = self.entries(&name) {
                entries.push((key, value));
            }
        }
        Ok(true)
    }

    /// `$headers.Add("name", "value")`, or a cookie for a session.
    fn add(&mut self, name: &str) -> Result<(), Error> {
        self.source.at += 1;
        self.any_blanks();
        let first = self.value()?;
        self.any_blanks();
        let mut pair = match first {
            Value::Map(entries) => entries.into_iter().next(),
            Value::Text(key) if self.source.peek() == Some(b',') => {
                self.source.at += 1;
                self.any_blanks();
                Some((key, self.value()?))
            }
            _ => None,
        };
        self.any_blanks();
        self.source.at += usize::from(self.source.peek() == Some(b')'));
        if let (Some(pair), Some(entries)) = (pair.take(), self.entries(name)) {
            entries.push(pair);
        }
        Ok(())
    }

    /// An argument: a bare word is a text.
    pub(super) fn argument(&mut self) -> Result<Value, Error> {
        if let Some(b'"' | b'\'' | b'@' | b'$' | b'(' | b'[') = self.source.peek() {
            self.value()
        } else {
            let run = self.source.while_(|byte| {
                !byte.is_ascii_whitespace() && !matches!(byte, b';' | b'|' | b')' | b'}' | b'`')
            });
            if run.is_empty() {
                self.source.at += usize::from(self.source.peek().is_some());
            }
            Ok(Value::Text(self.source.slice(run)))
        }
    }

    /// One value, strings joined by `+`; a pipe or an operator after it makes it unknown.
    fn value(&mut self) -> Result<Value, Error> {
        self.blanks();
        let start = self.source.at;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.source.error(
                format_args!("brackets stand more than {MAX_DEPTH} deep in each other"),
                start..start + 1,
            ));
        }
        let mut value = self.single()?;
        loop {
            self.blanks();
            let rest = self.source.rest();
            if rest.starts_with(b"+") {
                self.source.at += 1;
                self.any_blanks();
                let more = self.single()?;
                match (&mut value, more) {
                    (Value::Text(text), Value::Text(more)) => text.push_text(&more),
                    _ => value = self.run_time(start),
                }
            } else if rest.starts_with(b"-f ") || rest.starts_with(b"-replace ") {
                self.source.at += 3;
                self.skip_statement()?;
                value = self.run_time(start);
            } else if self.depth > 1 && rest.starts_with(b"|")
                || rest.get(1..).is_some_and(|rest| {
                    rest[rest.len() - rest.trim_ascii_start().len()..]
                        .starts_with_name("convertto-json")
                }) && rest.starts_with(b"|")
            {
                self.source.at += 1;
                self.source
                    .while_(|byte| !matches!(byte, b'\n' | b';' | b')'));
                value = self.run_time(start);
            } else {
                self.depth -= 1;
                return Ok(value);
            }
        }
    }

    fn run_time(&self, start: usize) -> Value {
        Value::RunTime(self.source.place(start..self.source.at))
    }

    fn single(&mut self) -> Result<Value, Error> {
        let start = self.source.at;
        match self.source.peek() {
            Some(b'"' | b'\'') => self.text(),
            Some(b'@') if matches!(self.source.peek_at(1), Some(b'"' | b'\'')) => self.text(),
            Some(b'@') if self.source.peek_at(1) == Some(b'{') => self.map(),
            Some(b'$') if self.source.peek_at(1) == Some(b'(') => {
                self.brackets()?;
                Ok(self.run_time(start))
            }
            Some(b'$') => {
                self.source.at += 1;
                let name = self.source.while_(|byte| {
                    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b'{' | b'}')
                });
                let name = self.source.bytes[name].trim_with(|char| matches!(char, '{' | '}'));
                let value = self.variable(name);
                let suffix = self
                    .source
                    .while_(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_'));
                if matches!(self.source.peek(), Some(b'(' | b'[')) {
                    self.brackets()?;
                    return Ok(self.run_time(start));
                }
                Ok(match value {
                    Some(value) if suffix.is_empty() => value,
                    _ => self.run_time(start),
                })
            }
            Some(b'(') => {
                self.source.at += 1;
                self.any_blanks();
                let value = if self
                    .source
                    .peek()
                    .is_some_and(|byte| byte.is_ascii_alphabetic())
                    && !self.source.rest().starts_with_name("new-object")
                {
                    None
                } else {
                    Some(self.value()?)
                };
                self.any_blanks();
                if let (Some(value), Some(b')')) = (value, self.source.peek()) {
                    self.source.at += 1;
                    if self.source.peek() == Some(b'.') {
                        self.word();
                        if self.source.peek() == Some(b'(') {
                            self.brackets()?;
                        }
                        return Ok(self.run_time(start));
                    }
                    return Ok(value);
                }
                self.source.at = start;
                self.brackets()?;
                Ok(self.run_time(start))
            }
            Some(b'[') => self.typed(),
            _ if self.source.rest().starts_with_name("new-object") => self.object(),
            Some(byte) if byte.is_ascii_digit() => {
                let run = self.word();
                Ok(Value::Text(self.source.slice(run)))
            }
            Some(_) => {
                self.source.at += 1;
                self.word();
                Ok(self.run_time(start))
            }
            None => Err(self.source.error(
                "expected a value, and the paste ends",
                start.saturating_sub(1)..start,
            )),
        }
    }

    fn text(&mut self) -> Result<Value, Error> {
        string(&mut self.source, &mut self.texts, &mut self.notes).map(Value::Text)
    }

    /// Passes brackets with all that is in them.
    fn brackets(&mut self) -> Result<(), Error> {
        let open = self.source.at;
        let mut depth = 0_usize;
        while let Some(byte) = self.source.peek() {
            match byte {
                b'"' | b'\'' => {
                    string(&mut self.source, &mut self.texts, &mut Notes::default())?;
                    continue;
                }
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.source.at += 1;
            if depth == 0 && matches!(byte, b')' | b']' | b'}') {
                return Ok(());
            }
        }
        Err(self.source.error(
            "the bracket that opens here is never closed",
            open..open + 1,
        ))
    }

    /// Passes `[type]`, brackets in it included.
    fn cast(&mut self) -> Range<usize> {
        let start = self.source.at;
        let mut depth = 0_usize;
        while let Some(byte) = self.source.peek() {
            self.source.at += 1;
            match byte {
                b'[' => depth += 1,
                b']' => depth -= 1,
                b'\n' => break,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        start..self.source.at
    }

    /// `[type]value` is the value, `[System.Text.Encoding]::UTF8.GetBytes("…")` is the text.
    fn typed(&mut self) -> Result<Value, Error> {
        let start = self.source.at;
        self.cast();
        if !self.source.starts_with("::") {
            self.blanks();
            return self.value();
        }
        let call = self.word();
        let call = self.source.bytes[call].to_ascii_lowercase();
        if self.source.peek() != Some(b'(') {
            return Ok(self.run_time(start));
        }
        if call == b"::utf8.getbytes" {
            self.source.at += 1;
            self.any_blanks();
            let value = self.value()?;
            self.any_blanks();
            self.source.at += usize::from(self.source.peek() == Some(b')'));
            return Ok(value);
        }
        self.brackets()?;
        Ok(self.run_time(start))
    }

    /// `New-Object Some.Type`, empty; a cookie holds its name and value.
    fn object(&mut self) -> Result<Value, Error> {
        self.source.at += "New-Object".len();
        self.blanks();
        let kind = if matches!(self.source.peek(), Some(b'"' | b'\'')) {
            self.text()?;
            Vec::new()
        } else {
            let kind = self.word();
            self.source.bytes[kind].to_ascii_lowercase()
        };
        if self.source.peek() != Some(b'(') {
            return Ok(Value::Map(Vec::new()));
        }
        if kind != b"system.net.cookie" {
            self.brackets()?;
            return Ok(Value::Map(Vec::new()));
        }
        self.source.at += 1;
        let name = self.value()?;
        self.any_blanks();
        self.source.at += usize::from(self.source.peek() == Some(b','));
        self.any_blanks();
        let value = self.value()?;
        while self
            .source
            .peek()
            .is_some_and(|byte| byte != b')' && byte != b'\n')
        {
            if matches!(self.source.peek(), Some(b'"' | b'\'')) {
                self.text()?;
            } else {
                self.source.at += 1;
            }
        }
        self.source.at += usize::from(self.source.peek() == Some(b')'));
        let Value::Text(name) = name else {
            return Ok(Value::Map(Vec::new()));
        };
        let mut key = Text::made(COOKIE);
        key.push_text(&name);
        Ok(Value::Map(vec![(key, value)]))
    }

    fn map(&mut self) -> Result<Value, Error> {
        let open = self.source.at;
        self.source.at += 2;
        let mut entries = Vec::new();
        loop {
            self.any_blanks();
            let key = match self.source.peek() {
                None => {
                    return Err(self
                        .source
                        .error("the `@{` that opens here is never closed", open..open + 2));
                }
                Some(b'}') => {
                    self.source.at += 1;
                    return Ok(Value::Map(entries));
                }
                Some(b'"' | b'\'') => match self.text()? {
                    Value::Text(text) => text,
                    _ => Text::default(),
                },
                Some(_) => {
                    let run = self.word();
                    self.source.slice(run)
                }
            };
            self.blanks();
            let at = self.source.at;
            if self.source.peek() != Some(b'=') {
                let end = (at + 1).min(self.source.bytes.len());
                return Err(self.source.error("expected `=` after the name", at..end));
            }
            self.source.at += 1;
            self.any_blanks();
            entries.push((key, self.value()?));
        }
    }
}

trait Prefix {
    fn starts_with_name(&self, name: &str) -> bool;
}

impl Prefix for [u8] {
    /// Whether this starts with a name, whatever the case.
    fn starts_with_name(&self, name: &str) -> bool {
        self.get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
    }
}
