//! A command at a prompt with its own output below: a shell reads the command up to the first line
//! end that is not quoted or continued (POSIX shell, 2.3); what follows is not part of it.

use std::ops::Range;

use bstr::ByteSlice;

use super::lines::{self, lines_from};
use super::{Captured, Format, detect, http, log};
use crate::error::Error;
use crate::request::{Span, Text};

/// Parts the output off a command, where there is any.
pub(super) fn split(text: &Text, format: Format, prompted: bool) -> Option<(Text, Text)> {
    let shell = matches!(
        format,
        Format::CurlBash | Format::CurlCmd | Format::CurlPowershell | Format::Wget | Format::Httpie
    );
    let bytes = text.bytes();
    let first = lines::lines(bytes).find(|line| detect::is_command(&bytes[line.range.clone()]));
    let end = first
        .filter(|_| shell)
        .and_then(|line| command_end(bytes, line.range.start))?;
    let below =
        lines_from(bytes, end).find(|line| !bytes[line.range.clone()].trim_ascii().is_empty())?;
    let line = &bytes[below.range.clone()];
    let output = is_trace(line) || prompted && !goes_on(line);
    output.then(|| (text.slice(0..end), text.slice(end..bytes.len())))
}

/// The commands, each alone, and what stands round them, where prose stands before the first.
fn commands_alone(text: &Text, format: Format) -> Option<(Vec<Text>, Vec<Span>)> {
    let shell = matches!(
        format,
        Format::CurlBash | Format::CurlCmd | Format::CurlPowershell | Format::Wget | Format::Httpie
    );
    if !shell {
        return None;
    }
    let bytes = text.bytes();
    let mut commands = Vec::new();
    let mut round = Vec::new();
    let mut at = 0;
    while let Some(line) =
        lines_from(bytes, at).find(|line| detect::is_command(&bytes[line.range.clone()]))
    {
        if commands.is_empty() && line.range.start == 0 {
            return None;
        }
        round.push(at..line.range.start);
        at = command_end(bytes, line.range.start).unwrap_or(bytes.len());
        commands.push(text.slice(line.range.start..at));
    }
    round.push(at..bytes.len());
    let filled = |range: &Range<usize>| !bytes[range.clone()].trim_ascii().is_empty();
    let round = round.into_iter().filter(filled);
    let round = round.filter_map(|range| text.locate(lines::trim(bytes, range)));
    (!commands.is_empty()).then(|| (commands, round.collect()))
}

/// Reads commands one by one; what stands round them was not used.
pub(super) fn read_alone(
    text: &Text,
    format: Format,
    read: impl Fn(&Text) -> Result<Vec<Captured>, Error>,
) -> Option<Vec<Captured>> {
    let (commands, round) = commands_alone(text, format)?;
    let mut captured = Vec::new();
    let mut unread = Vec::new();
    for command in commands {
        match read(&command) {
            Ok(read) => captured.extend(read),
            Err(_) => unread.extend(command.span()),
        }
    }
    let first = captured.first_mut()?;
    first.unused.extend(round.into_iter().chain(unread));
    first.unused.sort_by_key(|span| span.start);
    Some(captured)
}

/// Takes the answer out of a command's output, and says that the rest was not used.
pub(super) fn add_output(output: &Text, captured: &mut Captured) {
    let traced = log::read(output, &super::Options::default()).ok();
    let answer = traced.and_then(|mut read| read.pop()?.response);
    captured.response = captured
        .response
        .take()
        .or(answer)
        .or_else(|| http::answer_beside(output.bytes()));
    captured
        .unread
        .push("the output below the command".to_owned());
}

/// Where the command ends whose first line begins at `start`.
fn command_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut quote = None;
    for line in lines_from(bytes, start) {
        let content = &bytes[line.range.clone()];
        if quote.is_none() && content.contains_str("<<") {
            return None; // a here-document
        }
        quote = quote_after(content, quote);
        let open = quote.is_some();
        let continued = matches!(
            content.trim_ascii_end().last(),
            Some(b'\\' | b'^' | b'`' | b'|' | b'&')
        );
        if !open && !continued {
            return Some(line.next);
        }
    }
    None
}

/// The quote that is open at the end of a line.
fn quote_after(line: &[u8], mut quote: Option<u8>) -> Option<u8> {
    let mut at = 0;
    while let Some(&byte) = line.get(at) {
        match (byte, quote) {
            (b'\\' | b'^', None) | (b'\\', Some(b'"')) => at += 1,
            (b'\'' | b'"', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
        at += 1;
    }
    quote
}

/// Whether a line is one that clients print while they talk.
fn is_trace(line: &[u8]) -> bool {
    let marks: [&[u8]; 11] = [
        b"* ",
        b"*   ",
        b"> ",
        b"< ",
        b"HTTP/",
        b"  % Total",
        b"--20",
        b"---request",
        b"DEBUG output",
        b"Setting --",
        b"{\"",
    ];
    marks.iter().any(|mark| line.starts_with(mark))
}

/// Whether a line may belong to the command, or be another one.
fn goes_on(line: &[u8]) -> bool {
    let text = line.trim_ascii_start();
    let mark = text.first().copied().unwrap_or(b' ');
    let prompt = text.starts_with(b"$ ") || text.starts_with(b"# ") || text.contains_str("$ ");
    b"-'\"&|)}".contains(&mark)
        || prompt
        || text.starts_with(b"http")
        || detect::is_command(text)
        || assigns(text)
}

fn assigns(text: &[u8]) -> bool {
    let name = text.find_byte(b'=').map_or(&b""[..], |at| &text[..at]);
    !name.is_empty()
        && name
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(paste: &str, prompted: bool) -> Option<String> {
        let (command, _) = split(&Text::from(paste), Format::CurlBash, prompted)?;
        Some(command.bytes().to_string())
    }

    #[test]
    fn a_command_ends_at_a_line_end_that_is_not_quoted_or_continued() {
        assert_eq!(
            command("curl https://h/ \\\n -d 'a\nb'\n* Trying\n", false).unwrap(),
            "curl https://h/ \\\n -d 'a\nb'\n"
        );
        assert_eq!(
            command("curl https://h/\nno luck\n", true).unwrap(),
            "curl https://h/\n"
        );
        for whole in [
            "curl https://h/\n-d a\n",
            "curl https://h/\n",
            "curl https://h/ -d '\n* a'\n",
        ] {
            assert_eq!(command(whole, true), None, "{whole}");
        }
        assert_eq!(command("curl https://h/\nno luck\n", false), None);
    }
}
