//! bash and zsh: quotes, `$'…'`, continuations, operators, heredocs.

mod ansi_c;
mod pipe;

use bstr::ByteSlice;

use super::{Command, Scanner, Shell, Variables, assignment, is_name, not_in_the_paste, prompt};
use crate::error::{Error, Finding};
use crate::request::Text;
use ansi_c::{Escape, escape};

/// Splits a paste into commands.
pub(super) fn commands(paste: &Text) -> Result<Vec<Command>, Error> {
    let mut splitter = Splitter {
        source: Scanner::new(paste, "a command in bash quoting"),
        variables: Variables::default(),
        done: Vec::new(),
        command: Command::default(),
        word: None,
        heredocs: Vec::new(),
        target: None,
    };
    splitter.run()?;
    Ok(splitter.done)
}

/// What the next word is, when a redirection came before it.
#[derive(Clone, Copy, PartialEq)]
enum Target {
    Output,
    Input,
    HereString,
    HereDoc { strip_tabs: bool },
}

struct HereDoc {
    delimiter: Vec<u8>,
    quoted: bool,
    strip_tabs: bool,
}

struct Splitter<'a> {
    source: Scanner<'a>,
    variables: Variables,
    done: Vec<Command>,
    command: Command,
    word: Option<Word>,
    heredocs: Vec<HereDoc>,
    target: Option<Target>,
}

#[derive(Default)]
struct Word {
    text: Text,
    quoted: bool,
}

impl Splitter<'_> {
    fn run(&mut self) -> Result<(), Error> {
        self.source.at += prompt(self.source.rest());
        while let Some(byte) = self.source.peek() {
            match byte {
                b' ' | b'\t' => {
                    self.end_word();
                    self.source.at += 1;
                }
                b'\r' if self.source.line_end(0) == 0 => {
                    self.end_word();
                    self.source.at += 1;
                }
                b'\n' | b'\r' => {
                    self.source.at += self.source.line_end(0);
                    self.end_command();
                    self.read_heredocs()?;
                    self.source.while_(|byte| matches!(byte, b' ' | b'\t'));
                    self.source.at += prompt(self.source.rest());
                }
                b'#' if self.word.is_none() => {
                    self.source.while_(|byte| byte != b'\n');
                }
                b'\\' => self.backslash(),
                b'\'' => self.single_quotes()?,
                b'"' => self.double_quotes()?,
                b'$' if self.source.peek_at(1) == Some(b'\'') => self.ansi_c_quotes()?,
                b'$' if self.source.peek_at(1) == Some(b'"') => {
                    self.source.at += 1;
                    self.double_quotes()?;
                }
                b'$' | b'`' => self.substitution()?,
                b'&' | b';' | b'|' | b'(' | b')' => self.operator(),
                b'<' | b'>' => self.redirection(),
                _ => self.literal(),
            }
        }
        self.end_command();
        if let Some(heredoc) = self.heredocs.first() {
            let delimiter = heredoc.delimiter.as_bstr().to_string();
            let end = self.source.bytes.len();
            return Err(self.source.error(
                format_args!("the here-document's closing line {delimiter:?} is missing"),
                end.saturating_sub(1)..end,
            ));
        }
        Ok(())
    }

    fn word(&mut self) -> &mut Word {
        self.word.get_or_insert_with(Word::default)
    }

    fn literal(&mut self) {
        let run = self.source.while_(|byte| {
            !matches!(
                byte,
                b' ' | b'\t'
                    | b'\n'
                    | b'\r'
                    | b'\\'
                    | b'\''
                    | b'"'
                    | b'$'
                    | b'`'
                    | b'&'
                    | b';'
                    | b'|'
                    | b'('
                    | b')'
                    | b'<'
                    | b'>'
            )
        });
        let word = self.word.get_or_insert_with(Word::default);
        self.source.copy(&mut word.text, run);
    }

    fn backslash(&mut self) {
        let start = self.source.at;
        let end_of_line = self.source.line_end(1);
        if end_of_line > 0 {
            self.source.at += 1 + end_of_line;
            return;
        }
        let blanks = self.source.bytes[start + 1..]
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
        let end_of_line = self.source.line_end(1 + blanks);
        if blanks > 0 && end_of_line > 0 && self.word.is_none() {
            self.source.at += 1 + blanks + end_of_line;
            let place = self.source.place(start..start + 1 + blanks);
            self.command.findings.push(Finding::new(
                "blank-after-continuation",
                "a blank stands after the `\\` at the line's end, so a shell would end the \
                 command here; it was read as a continuation",
                place,
            ));
            return;
        }
        let word = self.word.get_or_insert_with(Word::default);
        word.quoted = true;
        self.source.at += 1;
        if self.source.peek().is_some() {
            self.source.copy(&mut word.text, start + 1..start + 2);
            self.source.at += 1;
        } else {
            self.source.copy(&mut word.text, start..start + 1);
        }
    }

    fn single_quotes(&mut self) -> Result<(), Error> {
        let start = self.source.at;
        let Some(length) = self.source.bytes[start + 1..].find_byte(b'\'') else {
            return Err(self.unclosed("'", start));
        };
        let word = self.word.get_or_insert_with(Word::default);
        word.quoted = true;
        self.source
            .copy(&mut word.text, start + 1..start + 1 + length);
        self.source.at = start + length + 2;
        Ok(())
    }

    fn unclosed(&self, quote: &str, start: usize) -> Error {
        self.source
            .error(
                format_args!("the quote {quote} that opens here is never closed"),
                start..start + quote.len(),
            )
            .help(format_args!(
                "paste the whole command ({} was assumed; --input-format names another)",
                Shell::Posix.name()
            ))
    }

    fn double_quotes(&mut self) -> Result<(), Error> {
        let start = self.source.at;
        self.source.at += 1;
        self.word().quoted = true;
        loop {
            let run = self
                .source
                .while_(|byte| !matches!(byte, b'"' | b'\\' | b'$' | b'`'));
            let word = self.word.get_or_insert_with(Word::default);
            self.source.copy(&mut word.text, run);
            let at = self.source.at;
            match self.source.peek() {
                None => return Err(self.unclosed("\"", start)),
                Some(b'"') => {
                    self.source.at += 1;
                    return Ok(());
                }
                Some(b'\\') => {
                    let end_of_line = self.source.line_end(1);
                    if end_of_line > 0 {
                        self.source.at += 1 + end_of_line;
                    } else if matches!(self.source.peek_at(1), Some(b'\\' | b'"' | b'$' | b'`')) {
                        self.source.copy(&mut word.text, at + 1..at + 2);
                        self.source.at += 2;
                    } else {
                        self.source.copy(&mut word.text, at..at + 1);
                        self.source.at += 1;
                    }
                }
                Some(_) => self.substitution()?,
            }
        }
    }

    /// `$NAME`, `${NAME}`, `$(…)` or backticks: filled in from the paste's own assignments only.
    fn substitution(&mut self) -> Result<(), Error> {
        let start = self.source.at;
        let rest = self.source.rest();
        let length = match (rest.first(), rest.get(1)) {
            (Some(b'`'), _) => rest[1..].find_byte(b'`').map(|at| at + 2),
            (_, Some(b'(')) => closing(rest, b'(', b')'),
            (_, Some(b'{')) => rest.find_byte(b'}').map(|at| at + 1),
            (_, Some(byte)) if byte.is_ascii_alphabetic() || *byte == b'_' => Some(
                1 + rest[1..]
                    .iter()
                    .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
                    .count(),
            ),
            (_, Some(b'0'..=b'9' | b'?' | b'$' | b'!' | b'#' | b'*' | b'@')) => Some(2),
            _ => Some(1),
        };
        let Some(length) = length else {
            return Err(self.source.error(
                "the substitution that opens here is never closed",
                start..start + 1,
            ));
        };
        self.source.at += length;
        let whole = &rest[..length];
        let name = whole[1..]
            .strip_prefix(b"{")
            .and_then(|name| name.strip_suffix(b"}"))
            .unwrap_or(&whole[1..]);
        let word = self.word.get_or_insert_with(Word::default);
        if whole[0] == b'$'
            && is_name(name)
            && let Some(value) = self.variables.get(name.to_str().unwrap_or_default())
        {
            word.text.push_text(value);
            return Ok(());
        }
        self.source.copy(&mut word.text, start..start + length);
        if length > 1 {
            let place = self.source.place(start..start + length);
            self.command.findings.push(not_in_the_paste(whole, place));
        }
        Ok(())
    }

    /// `$'…'`, which Chrome and Firefox use for any argument with a `'` or `!` in it.
    fn ansi_c_quotes(&mut self) -> Result<(), Error> {
        let start = self.source.at;
        self.source.at += 2;
        let mut text = Text::default();
        let mut surrogates = false;
        // bash ends the string at an escaped NUL, up to the closing quote.
        let mut cut = false;
        loop {
            let run = self.source.while_(|byte| !matches!(byte, b'\'' | b'\\'));
            if !cut {
                self.source.copy(&mut text, run);
            }
            match self.source.peek() {
                None => return Err(self.unclosed("$'", start)),
                Some(b'\'') => break,
                Some(_) if cut => {
                    self.source.at = (self.source.at + 2).min(self.source.bytes.len());
                }
                Some(_) => match escape(&self.source) {
                    (Escape::Byte(0) | Escape::Char('\0'), length) => {
                        cut = true;
                        self.source.at += length;
                    }
                    (value, length) => {
                        let range = self.source.at..self.source.at + length;
                        match value {
                            Escape::Byte(byte) => {
                                self.source.unquoted(&mut text, &[byte], range);
                            }
                            Escape::Char(char) => self.source.push_char(&mut text, char, range),
                            Escape::Pair(char) => {
                                surrogates = true;
                                self.source.push_char(&mut text, char, range);
                            }
                            Escape::None => self.source.copy(&mut text, range),
                        }
                        self.source.at += length;
                    }
                },
            }
        }
        self.source.at += 1;
        if surrogates {
            let place = self.source.place(start..self.source.at);
            self.command.findings.push(Finding::new(
                "surrogates-in-escapes",
                "a character is written as two \\u escapes, as browsers once copied it: bash \
                 would send six bytes that are no UTF-8; the character was taken",
                place,
            ));
        }
        let word = self.word.get_or_insert_with(Word::default);
        word.quoted = true;
        word.text.push_text(&text);
        Ok(())
    }

    fn operator(&mut self) {
        let at = self.source.at;
        let byte = self.source.bytes[at];
        let next = self.source.peek_at(1);
        if byte == b'&' && next == Some(b'>') {
            self.source.at += 1;
            self.redirection();
            return;
        }
        let glued = self.word.as_ref().is_some_and(|word| !word.quoted)
            && next.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if byte == b'&' && glued {
            let place = self.source.place(at..at + 1);
            self.command.findings.push(Finding::new(
                "unquoted-ampersand",
                "an unquoted `&` ends the command: the shell never handed over what follows it; \
                 quote the URL",
                place,
            ));
        }
        let twice = next == Some(byte);
        self.source.at += if twice { 2 } else { 1 };
        let before = self.done.len();
        self.end_command();
        // What is only printed for the next command is a part of that one.
        if byte == b'|'
            && !twice
            && let Some(printing) = self.done.get(before)
            && let Some(text) = pipe::printed(printing)
        {
            self.done.truncate(before);
            self.command.stdin = Some(text);
        }
    }

    fn redirection(&mut self) {
        // `2>` has its number glued on.
        if let Some(word) = &self.word
            && !word.quoted
            && word.text.bytes().iter().all(u8::is_ascii_digit)
        {
            self.word = None;
        }
        self.end_word();
        let target = if self.source.starts_with("<<<") {
            self.source.at += 3;
            Target::HereString
        } else if self.source.starts_with("<<") {
            self.source.at += 2;
            let strip_tabs = self.source.peek() == Some(b'-');
            self.source.at += usize::from(strip_tabs);
            Target::HereDoc { strip_tabs }
        } else if self.source.peek() == Some(b'<') {
            self.source.at += 1;
            Target::Input
        } else {
            self.source
                .while_(|byte| matches!(byte, b'>' | b'&' | b'|'));
            Target::Output
        };
        self.target = Some(target);
    }

    fn end_word(&mut self) {
        let Some(word) = self.word.take() else { return };
        match self.target.take() {
            None => self.command.words.push(word.text),
            Some(Target::Output) => {}
            Some(Target::Input) => {
                self.command.stdin_file = Some(word.text.bytes().to_string());
            }
            Some(Target::HereString) => {
                let mut text = word.text;
                text.push_made(b"\n");
                self.command.stdin = Some(text);
            }
            Some(Target::HereDoc { strip_tabs }) => self.heredocs.push(HereDoc {
                delimiter: word.text.bytes().to_vec(),
                quoted: word.quoted,
                strip_tabs,
            }),
        }
    }

    fn end_command(&mut self) {
        self.end_word();
        self.target = None;
        let command = std::mem::take(&mut self.command);
        let words = match command.words.first().map(|word| word.bytes().as_bytes()) {
            Some(b"export" | b"local" | b"declare" | b"set") => &command.words[1..],
            _ => &command.words[..],
        };
        if !words.is_empty() && words.iter().all(|word| assignment(word.bytes()).is_some()) {
            for word in words {
                let bytes = word.bytes();
                if let Some(name) = assignment(bytes) {
                    let value = word.slice(name.len() + 1..bytes.len());
                    self.variables.set(name, value);
                }
            }
            return;
        }
        if !command.words.is_empty() {
            self.done.push(command);
        }
    }

    fn read_heredocs(&mut self) -> Result<(), Error> {
        for heredoc in std::mem::take(&mut self.heredocs) {
            let mut text = Text::default();
            loop {
                let start = self.source.at;
                if start >= self.source.bytes.len() {
                    let delimiter = heredoc.delimiter.as_bstr();
                    return Err(self.source.error(
                        format_args!("the here-document's closing line {delimiter:?} is missing"),
                        start.saturating_sub(1)..start,
                    ));
                }
                let end = self.source.bytes[start..]
                    .find_byte(b'\n')
                    .map_or(self.source.bytes.len(), |at| start + at + 1);
                let tabs = if heredoc.strip_tabs {
                    self.source.bytes[start..end]
                        .iter()
                        .take_while(|byte| **byte == b'\t')
                        .count()
                } else {
                    0
                };
                let line =
                    self.source.bytes[start + tabs..end].trim_end_with(|c| c == '\n' || c == '\r');
                self.source.at = end;
                if line == heredoc.delimiter {
                    break;
                }
                self.source.copy(&mut text, start + tabs..end);
            }
            let unexpanded = text.bytes().contains(&b'$') || text.bytes().contains(&b'`');
            if !heredoc.quoted && unexpanded {
                let place = text.span();
                if let Some(last) = self.done.last_mut() {
                    last.findings
                        .push(not_in_the_paste(b"the here-document's variables", place));
                }
            }
            if let Some(last) = self.done.last_mut() {
                last.stdin = Some(text);
            }
        }
        Ok(())
    }
}

/// The length up to the bracket that closes the first one.
fn closing(bytes: &[u8], open: u8, close: u8) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == open {
            depth += 1;
        } else if *byte == close {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return Some(at + 1);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(paste: &str) -> Vec<String> {
        let commands = commands(&Text::copied(paste.as_bytes(), 0)).unwrap();
        let words = commands.iter().flat_map(|command| &command.words);
        words.map(|word| word.bytes().to_string()).collect()
    }

    proptest! {
        #[test]
        fn what_shell_words_quotes_is_split_into_the_same_words(
            // A carriage return is taken for a part of a line end, which shell-words does not quote.
            given in prop::collection::vec("[^\0\r]{0,12}", 1..5),
        ) {
            let line = format!("curl {}", shell_words::join(&given));
            prop_assert_eq!(&words(&line)[1..], given);
        }
    }

    /// Hard cases; bash itself says what they come to.
    const LINES: &[&str] = &[
        r#"pa'th'"/x"y\ z"#,
        r#""a\\b \" \$ \` \q""#,
        "\\'\\\"",
        "a\\\nb 'a\\\nb' \"a\\\nb\"",
        r#"$'\\ \' \" \? \a \b \e \E \f \n \r \t \v \q'"#,
        r"$'\101\60z \x41z \x4 \u0021x \u21x \U0001F600 \cA \0101'",
        r"$'cut\0here'after",
        r"$'it\'s \u00e9'x'y'",
        "'' \"\" $''",
        "a#b # comment 'with a quote",
        r#"--header "Authorization: OAuth realm=\"\", oauth_nonce=\"a b\"""#,
        r#""$" "a$ b" $"x""#,
        "a >/dev/null 2>&1 b",
        "3>/dev/null a4 >/dev/null",
        "a; true b",
        "\\~ \"~\" '!'",
        r#"'a'\''b' "it's""#,
    ];

    #[test]
    fn words_are_split_as_bash_splits_them() {
        for line in LINES {
            let script = "args() { printf '%s\\0' \"$@\" >&9; }\nargs ";
            let run = std::process::Command::new("bash")
                .args(["-c", &format!("exec 9>&1\n{script}{line}")])
                .env("LC_ALL", "C.UTF-8")
                .output();
            let Ok(output) = run else {
                eprintln!("bash is not installed: nothing compared");
                return;
            };
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            let expected: Vec<_> = text.strip_suffix('\0').unwrap().split('\0').collect();
            let commands = commands(&Text::copied(format!("args {line}").as_bytes(), 0)).unwrap();
            let ours: Vec<_> = commands[0].words[1..]
                .iter()
                .map(|word| word.bytes().to_string())
                .collect();
            assert_eq!(ours, expected, "{line}");
        }
    }

    #[test]
    fn an_unquoted_ampersand_ends_the_command_and_is_pointed_at() {
        let paste = Text::copied(b"curl http://h/?a=1&b=2", 0);
        let commands = commands(&paste).unwrap();
        assert_eq!(commands[0].words[1].bytes(), "http://h/?a=1");
        let finding = &commands[0].findings[0];
        assert_eq!(finding.id, "unquoted-ampersand");
        assert_eq!(finding.span, Some(18..19));
    }

    #[test]
    fn variables_come_from_the_paste_alone() {
        let paste = Text::copied(b"T=abc; export U='d e'\ncurl \"$T-${U}-$V\"", 0);
        let commands = commands(&paste).unwrap();
        assert_eq!(commands[0].words[1].bytes(), "abc-d e-$V");
        assert_eq!(commands[0].findings[0].id, "value-not-in-the-paste");
        assert_eq!(commands[0].findings[0].span, Some(36..38));
    }

    #[test]
    fn a_variable_that_doubles_itself_does_not_fill_the_memory() {
        let mut paste = String::from("A=0123456789\n");
        for _ in 0..64 {
            paste.push_str("A=$A$A\n");
        }
        paste.push_str("curl $A");
        let commands = commands(&Text::copied(paste.as_bytes(), 0)).unwrap();
        let last = commands.last().unwrap();
        assert!(last.words[1].bytes().len() < 64 << 20);
    }

    #[test]
    fn a_here_document_feeds_the_command() {
        let paste = Text::copied(b"curl -d @- h <<'E' -s\na $b\nE\ncurl x", 0);
        let commands = commands(&paste).unwrap();
        assert_eq!(commands[0].stdin.as_ref().unwrap().bytes(), "a $b\n");
        assert_eq!(commands[0].words.len(), 5);
        assert_eq!(commands[1].words[1].bytes(), "x");
    }

    #[test]
    fn a_quote_that_never_closes_is_pointed_at() {
        for paste in ["curl 'a", "curl \"a", "curl $'a", "curl $(a", "curl <<E\na"] {
            let error = commands(&Text::copied(paste.as_bytes(), 0)).unwrap_err();
            let place = error.span().map(|span| span.start);
            assert!(place >= Some(5), "{paste}: {error}");
        }
    }
}
