//! A command behind `--`: the shell has undone its quoting already.

use super::words::is_program;
use super::{Capture, Captured, Error, Format, Options, Text, curl, httpie, wget};

/// Reads a command's words: `curl`, `http`, `https` or `wget` and their arguments.
///
/// The words stand in no paste, so nothing that is said about them has a place.
///
/// # Errors
/// When the first word is no such command, or the command itself would refuse its arguments.
pub fn read_argv(words: &[Vec<u8>], options: &Options<'_>) -> Result<Capture, Error> {
    let words: Vec<Text> = words
        .iter()
        .map(|word| Text::from(word.as_slice()))
        .collect();
    let Some(first) = words.first() else {
        return Err(Error::new("there is no command behind `--`"));
    };
    let is = |name| is_program(first.bytes(), name);
    let (format, requests): (_, Vec<Captured>) = if is("curl") {
        (Format::CurlBash, curl::read_words(&words, options)?)
    } else if is("http") || is("https") {
        (Format::Httpie, httpie::read_words(&words, options)?)
    } else if is("wget") {
        (Format::Wget, wget::read_words(&words, options)?)
    } else {
        return Err(Error::new(format_args!(
            "the command behind `--` is {:?}, which is not read",
            first.bytes()
        ))
        .help("curl, http, https and wget are read; paste anything else"));
    };
    Ok(Capture {
        format,
        description: super::describe(format, &requests),
        requests,
        undone: 0,
    })
}
