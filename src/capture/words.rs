//! A pasted command to its words, as the shell that ran it hands them over.
//!
//! Three dialects: POSIX with `$'…'` (bash, zsh), cmd.exe with the C runtime's rules for
//! arguments, and `PowerShell`. Every byte of a word remembers where it stood in the paste; the
//! `shell-words` crate keeps no places and knows neither `$'…'` nor heredocs, so it serves as the
//! oracle of a test only. Nothing is ever run: a substitution stays as it stands, and is said.

mod cmd;
mod posix;
pub(super) mod powershell;

use std::collections::HashMap;
use std::ops::Range;

use bstr::ByteSlice;

use crate::error::{Error, Finding};
use crate::request::{Span, Text};

/// What one command may grow to by the variables that the paste sets.
const MAX_EXPANDED: usize = 16 << 20;

/// Whose quoting a pasted command follows.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Shell {
    /// bash, zsh, sh.
    #[default]
    Posix,
    /// Windows cmd.exe.
    Cmd,
    /// `PowerShell`, Windows' own and the newer one.
    PowerShell,
}

impl Shell {
    /// What an error calls the quoting.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Posix => "bash quoting",
            Self::Cmd => "cmd.exe quoting",
            Self::PowerShell => "PowerShell quoting",
        }
    }
}

/// One command of a paste.
#[derive(Clone, Debug, Default)]
pub struct Command {
    /// Its words, unquoted, the command's name first.
    pub words: Vec<Text>,
    /// What a heredoc or `<<<` feeds it.
    pub stdin: Option<Text>,
    /// A file that `<` feeds it.
    pub stdin_file: Option<String>,
    /// What the shell does to it that its writer may not have meant.
    pub findings: Vec<Finding>,
}

impl Command {
    /// The words from the first of `names` on, if this command runs one of them.
    ///
    /// Assignments and the likes of `sudo` may stand before it; a path and `.exe` belong to it.
    #[must_use]
    pub fn running(&self, names: &[&str]) -> Option<&[Text]> {
        for (at, word) in self.words.iter().enumerate() {
            let bytes = word.bytes();
            if names.iter().any(|name| is_program(bytes, name)) {
                return self.words.get(at..);
            }
            let prefix = matches!(
                bytes.as_bytes(),
                b"sudo" | b"time" | b"env" | b"exec" | b"command" | b"nohup" | b"&" | b"$" | b"%"
            );
            if !prefix && assignment(bytes).is_none() {
                return None;
            }
        }
        None
    }
}

/// Whether a word names a program: `curl`, `/usr/bin/curl`, `curl.exe`.
#[must_use]
pub fn is_program(word: &[u8], name: &str) -> bool {
    let file = word
        .rsplit(|byte| matches!(byte, b'/' | b'\\'))
        .next()
        .unwrap_or_default();
    let file = file
        .len()
        .checked_sub(4)
        .filter(|&stem| file[stem..].eq_ignore_ascii_case(b".exe"))
        .map_or(file, |stem| &file[..stem]);
    file.eq_ignore_ascii_case(name.as_bytes())
}

/// Which shell's quoting a pasted command uses, by the marks that only one of them has.
#[must_use]
pub fn detect_shell(paste: &[u8]) -> Shell {
    // What stands in single quotes is text: bash's and PowerShell's own signs are not in there.
    let quoted = single_quoted(paste);
    let outside = |at: usize| {
        let next = quoted.partition_point(|range| range.end <= at);
        quoted.get(next).is_none_or(|range| !range.contains(&at))
    };
    let ends_a_line = |sign: &str| {
        paste.find_iter(sign).any(|at| {
            let rest = paste.get(at + sign.len()..).unwrap_or_default();
            let rest = rest.lines().next().unwrap_or_default();
            rest.trim_ascii().is_empty() && outside(at)
        })
    };
    if paste.find("^\"").is_some_and(outside) || ends_a_line("^") {
        return Shell::Cmd;
    }
    let line_ends_in_backtick = ends_a_line(" `") || ends_a_line("\n`");
    let escaped = paste.contains_str("`\"") && paste.contains_str("curl.exe");
    let first = paste.trim_ascii_start();
    if line_ends_in_backtick || escaped || first.starts_with(b"PS ") {
        return Shell::PowerShell;
    }
    match prompt(first) {
        0 => Shell::Posix,
        _ if first.get(1..3) == Some(b":\\") => Shell::Cmd,
        _ => Shell::Posix,
    }
}

/// What stands in single quotes, as a POSIX shell sees it.
fn single_quoted(paste: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut double = false;
    let mut bytes = paste.iter().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' => {
                bytes.next();
            }
            b'"' => double = !double,
            b'\'' if !double => {
                let escapes = at > 0 && paste.get(at - 1) == Some(&b'$');
                let mut end = paste.len();
                while let Some((at, byte)) = bytes.next() {
                    match byte {
                        b'\\' if escapes => {
                            bytes.next();
                        }
                        b'\'' => {
                            end = at;
                            break;
                        }
                        _ => {}
                    }
                }
                found.push(at..end);
            }
            _ => {}
        }
    }
    found
}

/// The commands of a paste, in order.
///
/// # Errors
/// When a quote, a substitution or a heredoc is not closed.
pub fn commands(paste: &Text, shell: Shell) -> Result<Vec<Command>, Error> {
    match shell {
        Shell::Posix => posix::commands(paste),
        Shell::Cmd => cmd::commands(paste),
        Shell::PowerShell => powershell::commands(paste),
    }
}

/// The length of a prompt at a line's start: `$ `, `% `, `PS C:\> `, `C:\Users\me>`, `me@host:~$ `.
fn prompt(line: &[u8]) -> usize {
    let line = line.lines().next().unwrap_or_default();
    if line.starts_with(b"$ ") || line.starts_with(b"% ") {
        return 2;
    }
    if line.starts_with(b"PS ") || line.get(1..3) == Some(b":\\") {
        return line
            .find_byte(b'>')
            .filter(|&at| !line[..at].contains(&b'"'))
            .map_or(0, |at| at + 1);
    }
    let word = line.find_byte(b' ').unwrap_or(line.len());
    match line[..word].last() {
        Some(b'$' | b'%' | b'#') if line[..word].contains(&b'@') => word,
        _ => 0,
    }
}

/// The name of an assignment `NAME=…`, if the word is one.
fn assignment(word: &[u8]) -> Option<&str> {
    let name = word[..word.find_byte(b'=')?].to_str().ok()?;
    is_name(name.as_bytes()).then_some(name)
}

fn is_name(bytes: &[u8]) -> bool {
    bytes
        .first()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_')
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

/// A cursor over the paste that hands out pieces with their places.
pub(super) struct Scanner<'a> {
    text: &'a Text,
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    /// What an error says that the paste was taken for.
    pub(super) form: &'static str,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a Text, form: &'static str) -> Self {
        Self {
            text,
            bytes: text.bytes(),
            at: 0,
            form,
        }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.peek_at(0)
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    pub(super) fn starts_with(&self, text: &str) -> bool {
        self.rest().starts_with(text.as_bytes())
    }

    /// The length of a line end at `ahead`: LF or CR LF, else 0.
    pub(super) fn line_end(&self, ahead: usize) -> usize {
        match (self.peek_at(ahead), self.peek_at(ahead + 1)) {
            (Some(b'\n'), _) => 1,
            (Some(b'\r'), Some(b'\n')) => 2,
            _ => 0,
        }
    }

    /// Moves on while `take` holds, and returns what was passed.
    pub(super) fn while_(&mut self, take: impl Fn(u8) -> bool) -> Range<usize> {
        let start = self.at;
        while self.peek().is_some_and(&take) {
            self.at += 1;
        }
        start..self.at
    }

    pub(super) fn slice(&self, range: Range<usize>) -> Text {
        self.text.slice(range)
    }

    /// Appends the paste's bytes at `range` as they stand.
    pub(super) fn copy(&self, into: &mut Text, range: Range<usize>) {
        if !range.is_empty() {
            into.push_text(&self.text.slice(range));
        }
    }

    /// Appends bytes that the paste spells otherwise at `range`.
    pub(super) fn unquoted(&self, into: &mut Text, bytes: &[u8], range: Range<usize>) {
        match self.place(range) {
            Some(span) => into.push_unquoted(bytes, span),
            None => into.push_made(bytes),
        }
    }

    /// Appends one character, in UTF-8, that the paste spells otherwise.
    pub(super) fn push_char(&self, into: &mut Text, char: char, range: Range<usize>) {
        self.unquoted(into, char.encode_utf8(&mut [0; 4]).as_bytes(), range);
    }

    pub(super) fn place(&self, range: Range<usize>) -> Option<Span> {
        self.text.locate(range)
    }

    pub(super) fn error(&self, problem: impl std::fmt::Display, range: Range<usize>) -> Error {
        let error = Error::new(problem).taken_for(self.form);
        match self.place(range) {
            Some(span) => error.at(span),
            None => error,
        }
    }
}

/// The variables that a paste sets itself, and those that it leans on without setting them.
#[derive(Default)]
pub(super) struct Variables {
    values: HashMap<String, Text>,
    expanded: usize,
}

impl Variables {
    pub(super) fn set(&mut self, name: &str, value: Text) {
        self.values.insert(name.to_owned(), value);
    }

    /// The value, counted: a variable that doubles itself must not fill the memory.
    pub(super) fn get(&mut self, name: &str) -> Option<&Text> {
        let value = self.values.get(name)?;
        self.expanded += value.bytes().len();
        (self.expanded <= MAX_EXPANDED).then_some(value)
    }
}

/// A value that the shell would have filled in, and that nobody pasted.
pub(super) fn not_in_the_paste(what: &[u8], place: Option<Span>) -> Finding {
    Finding::new(
        "value-not-in-the-paste",
        format_args!(
            "the shell fills in {:?}, which the paste does not set: its text was kept",
            what.as_bstr()
        ),
        place,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_before_the_command_is_no_word() {
        for (line, length) in [
            ("$ curl x", 2),
            ("% curl x", 2),
            (r"PS C:\Users\me> curl.exe x", 15),
            (r"C:\>curl x", 4),
            ("me@host:~/src$ curl x", 14),
            ("curl x > y", 0),
            ("PS=1 curl x", 0),
        ] {
            assert_eq!(prompt(line.as_bytes()), length, "{line}");
        }
    }

    #[test]
    fn the_shell_shows_by_its_own_marks() {
        assert_eq!(detect_shell(b"curl 'x' \\\n -d a"), Shell::Posix);
        assert_eq!(detect_shell(b"curl ^\"x^\" ^\r\n  -d a"), Shell::Cmd);
        assert_eq!(detect_shell(b"curl \"x\" ^\n -d a"), Shell::Cmd);
        assert_eq!(detect_shell(b"C:\\>curl \"x\""), Shell::Cmd);
        assert_eq!(detect_shell(b"curl.exe \"x\" `\n -d a"), Shell::PowerShell);
        assert_eq!(detect_shell(b"curl.exe -d \"`\"\""), Shell::PowerShell);
        assert_eq!(detect_shell(b"curl -d `date` x"), Shell::Posix);
    }

    #[test]
    fn a_program_is_known_by_its_file_name() {
        assert!(is_program(b"/usr/bin/curl", "curl"));
        assert!(is_program(b"C:\\Windows\\System32\\CURL.EXE", "curl"));
        assert!(!is_program(b"mycurl", "curl"));
        assert!(!is_program(b"exe", "curl"));
    }
}
