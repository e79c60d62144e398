//! What a command of a pipeline feeds the next, where it only prints text that stands in the paste:
//! `printf`, `echo`. Nothing is run.

use super::ansi_c::{Escape, escape, octal};
use crate::capture::words::{Command, Scanner, is_program};
use crate::request::Text;

/// The text that the command prints; `None` where that is not known.
pub(super) fn printed(command: &Command) -> Option<Text> {
    let (name, words) = command.words.split_first()?;
    if is_program(name.bytes(), "printf") {
        return match words {
            [format, text] if format.bytes() == "%b" => Some(unescaped(text)),
            [format, text] if format.bytes() == "%s" => Some(text.clone()),
            [text] if !text.bytes().contains(&b'%') => Some(unescaped(text)),
            _ => None,
        };
    }
    if !is_program(name.bytes(), "echo") {
        return None;
    }
    let options = words.iter().take_while(|word| is_option(word.bytes()));
    let options: Vec<&Text> = options.collect();
    let given = |letter: u8| {
        options
            .iter()
            .any(|option| option.bytes().contains(&letter))
    };
    let mut out = Text::default();
    for (index, word) in words.iter().skip(options.len()).enumerate() {
        if index > 0 {
            out.push_made(b" ");
        }
        // zsh undoes escapes without `-e` too, bash does not: as bash has it.
        let undone = given(b'e').then(|| unescaped(word));
        out.push_text(undone.as_ref().unwrap_or(word));
    }
    if !given(b'n') {
        out.push_made(b"\n");
    }
    Some(out)
}

/// `-n`, `-e`, `-ne`.
fn is_option(word: &[u8]) -> bool {
    let letters = word.strip_prefix(b"-").unwrap_or_default();
    !letters.is_empty() && letters.iter().all(|letter| b"neE".contains(letter))
}

/// The text with the escapes of `%b` undone: those of `$'…'`, and `\0` before octal digits.
fn unescaped(text: &Text) -> Text {
    let mut source = Scanner::new(text, "an argument of printf");
    let mut out = Text::default();
    while source.peek().is_some() {
        let run = source.while_(|byte| byte != b'\\');
        source.copy(&mut out, run);
        if source.peek().is_none() {
            break;
        }
        let (value, length) = if source.peek_at(1) == Some(b'0') {
            let (byte, digits) = octal(&source, 2);
            (Escape::Byte(byte), 2 + digits)
        } else {
            escape(&source)
        };
        let range = source.at..source.at + length;
        match value {
            Escape::Byte(byte) => source.unquoted(&mut out, &[byte], range),
            Escape::Char(char) | Escape::Pair(char) => source.push_char(&mut out, char, range),
            Escape::None => source.copy(&mut out, range),
        }
        source.at += length;
    }
    out
}
