//! A paste, wherever it comes from: a file, standard input, the clipboard, the words behind `--`,
//! or a terminal that is asked for it.

use std::ffi::{OsStr, OsString};
use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};

use clap::Args;
use countersign::capture::{self, Capture, Captured, Format, MAX_INPUT, Options, Owner};
use countersign::error::{Assumption, Error};
use countersign::lint::mark_reused_nonces;
use countersign::request::{Request, Text};

use super::errors::Failure;
use super::files::{claim_stdin, read_path, shown_name, up_to};
use super::{clipboard, talk};

/// The flags that say where a paste is and how it is read.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Paste")]
pub(crate) struct PasteArgs {
    /// Read the request from the clipboard
    #[arg(long)]
    clipboard: bool,
    /// The form of the paste, where it is not to be detected
    #[arg(long, value_name = "FORM", value_parser = form, hide_possible_values = true)]
    input_format: Option<Format>,
    /// Which request, where the paste holds several: its number, or a part of its URL or name
    #[arg(long, value_name = "N|TEXT")]
    entry: Option<String>,
    /// A Postman environment with the values of the collection's variables
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    environment: Option<PathBuf>,
    /// The scheme of a raw request, which its text does not tell [default: https]
    #[arg(long, value_name = "http|https", value_parser = ["http", "https"], hide_possible_values = true)]
    scheme: Option<String>,
    /// The longest paste that is read: bytes, or with a unit (64M) [default: 16M]
    #[arg(long, value_name = "BYTES", value_parser = size)]
    max_input: Option<usize>,
    /// A command as you typed it: curl, http, https or wget and its arguments
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// The flags that say what some forms do not tell: a lone header, a form body.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Request")]
pub(crate) struct TargetArgs {
    /// The method, where the paste does not tell it or another is meant
    #[arg(short = 'X', long, value_name = "METHOD")]
    method: Option<String>,
    /// The URL, where the paste does not tell it or another is meant
    #[arg(long, value_name = "URL")]
    url: Option<OsString>,
}

impl TargetArgs {
    /// What was given.
    pub(crate) fn target(&self) -> Target<'_> {
        Target {
            method: self.method.as_deref(),
            url: self.url.as_deref(),
        }
    }
}

/// The method and the URL that flags give.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Target<'a> {
    /// The method.
    pub(crate) method: Option<&'a str>,
    /// The URL.
    pub(crate) url: Option<&'a OsStr>,
}

/// A paste that was read.
#[derive(Debug)]
pub(crate) struct Paste {
    /// What it holds.
    pub(crate) capture: Capture,
    /// Its bytes, which spans point into; none for a command behind `--`.
    pub(crate) bytes: Option<Vec<u8>>,
}

impl Paste {
    /// The only request.
    ///
    /// # Errors
    /// When there are several: they are listed.
    pub(crate) fn only(&self) -> Result<&Captured, Failure> {
        Ok(self.capture.only()?)
    }

    /// The request that is to be judged, and the text that it is judged against where the paste
    /// holds two base strings and nothing else: the only one, or the only one that was refused.
    ///
    /// # Errors
    /// When there are several: they are listed.
    pub(crate) fn judged(&self) -> Result<(Captured, Option<Captured>), Failure> {
        if let [first, second] = self.capture.requests.as_slice()
            && first.derived
            && second.derived
        {
            let is_servers = |one: &Captured| one.owner() == Owner::Server;
            let (judged, against, which) = match (is_servers(first), is_servers(second)) {
                (true, false) => (second, first, "the client's is judged against the server's"),
                (false, true) => (first, second, "the client's is judged against the server's"),
                _ => (first, second, "the first is judged against the second"),
            };
            talk::say(&format!("read: two base strings: {which}"));
            return Ok((judged.clone(), Some(against.clone())));
        }
        if let Some(refused) = self.capture.refused() {
            let method = refused.request.method.bytes().escape_ascii();
            let url = refused.request.url.bytes().escape_ascii();
            talk::say(&format!(
                "read: of several requests, the one that was refused: {method} {url}"
            ));
            return Ok((refused.clone(), None));
        }
        Ok((self.only()?.clone(), None))
    }

    /// The only request, if it has what every message has.
    ///
    /// # Errors
    /// When there are several, or its method or its URL is not known.
    pub(crate) fn complete(&self) -> Result<&Captured, Failure> {
        let captured = self.only()?;
        needs_target(&captured.request)?;
        Ok(captured)
    }
}

/// Asks by name for what a lone header or form body does not tell.
///
/// # Errors
/// When the URL or the method is not known.
pub(crate) fn needs_target(request: &Request) -> Result<(), Failure> {
    let needed = [
        ("URL", "--url", &request.url),
        ("method", "-X", &request.method),
    ];
    let missing: Vec<_> = needed
        .iter()
        .filter(|(_, _, text)| text.bytes().is_empty())
        .collect();
    let listed = |part: fn(&(&'static str, &'static str, &Text)) -> &'static str, join: &str| {
        let names: Vec<&str> = missing.iter().map(|one| part(one)).collect();
        names.join(join)
    };
    if missing.is_empty() {
        return Ok(());
    }
    let what = listed(|(what, _, _)| what, " and the ");
    let flags = listed(|(_, flag, _)| flag, " and ");
    Err(Failure::missing(
        Error::new(format_args!("the paste does not tell the {what}")).help(format_args!(
            "give {} with {flags}",
            if missing.len() > 1 { "them" } else { "it" }
        )),
    ))
}

impl PasteArgs {
    /// Whether they say where the paste is.
    pub(crate) fn is_given(&self) -> bool {
        self.clipboard || !self.command.is_empty()
    }

    /// Whether the argument of a command that takes a URL as well means a paste: a file, `-`, or
    /// nothing where no URL is given either.
    pub(crate) fn is_meant(&self, argument: Option<&OsStr>, target: Target<'_>) -> bool {
        let Some(argument) = argument else {
            return self.clipboard || !self.command.is_empty() || target.url.is_none();
        };
        let path = Path::new(argument);
        let named_so = path
            .extension()
            .and_then(OsStr::to_str)
            .is_some_and(|end| FILE_ENDINGS.contains(&end));
        let text = argument.to_string_lossy();
        let is_url = text.contains("://") && !text.contains(char::is_whitespace);
        self.clipboard
            || !self.command.is_empty()
            || argument == "-"
            || !is_url && is_text_of_a_paste(&argument.to_string_lossy())
            || !is_url && (path.is_file() || named_so && path.components().count() == 1)
    }

    /// Finds the paste, reads it, and says on stderr what it was taken for.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub(crate) fn read(
        &self,
        argument: Option<&OsStr>,
        target: Target<'_>,
    ) -> Result<Paste, Failure> {
        let ways = usize::from(argument.is_some())
            + usize::from(self.clipboard)
            + usize::from(!self.command.is_empty());
        if ways > 1 {
            return Err(Error::new("the request was given in two ways")
                .help("give one: a file, --clipboard, or a command behind --")
                .into());
        }
        let limit = self.max_input.unwrap_or(MAX_INPUT);
        let folder = folder(argument);
        let file = |name: &str| attached(&folder.join(name), limit);
        let url = target.url.map(|url| url.to_string_lossy().into_owned());
        let options = Options {
            format: self.input_format,
            scheme: self.scheme.clone(),
            method: target.method.map(str::to_owned),
            url: url.clone(),
            entry: self.entry.clone(),
            environment: self.environment(limit)?,
            max_input: limit,
            file: &file,
        };
        let (mut capture, bytes) = if self.command.is_empty() {
            let (bytes, from) = self.bytes(argument, limit)?;
            if bytes.len() > limit {
                return Err(Error::new(format_args!(
                    "the paste is longer than the {limit} bytes that are allowed"
                ))
                .help("paste the failing request alone, or allow more with --max-input")
                .into());
            }
            let read = capture::read_all(&bytes, &options).map_err(|error| {
                let error = match (error.input(), from) {
                    (None, Some(from)) => error.in_input(from),
                    _ => error,
                };
                Failure::in_text(error, &bytes)
            })?;
            (read, Some(bytes))
        } else {
            let words: Vec<Vec<u8>> = self
                .command
                .iter()
                .map(|word| word.as_encoded_bytes().to_vec())
                .collect();
            (capture::read_argv(&words, &options)?, None)
        };
        mark_reused_nonces(&mut capture.requests);
        if let Some(entry) = &self.entry {
            capture = capture.choose(entry)?;
        }
        talk::say(&format!("read: {}", capture.description));
        if let [one] = capture.requests.as_mut_slice() {
            replace(one, target.method, url.as_deref());
        }
        Ok(Paste { capture, bytes })
    }

    /// The bytes of the environment file.
    fn environment(&self, limit: usize) -> Result<Option<Vec<u8>>, Failure> {
        let Some(path) = &self.environment else {
            return Ok(None);
        };
        let bytes = attached(path, limit).ok_or_else(|| {
            Error::new(format_args!("cannot read {:?}", path.to_string_lossy()))
                .in_input("--environment")
                .help("name the file that Postman exported the environment to")
        })?;
        Ok(Some(bytes))
    }

    /// The bytes of the paste, and the name of the file that they come from.
    fn bytes(
        &self,
        argument: Option<&OsStr>,
        limit: usize,
    ) -> Result<(Vec<u8>, Option<String>), Failure> {
        if self.clipboard {
            return Ok((clipboard::read(limit)?, None));
        }
        if let Some(text) = argument.filter(|text| is_text_of_a_paste(&text.to_string_lossy())) {
            return Ok((text.as_encoded_bytes().to_vec(), None));
        }
        if let Some(path) = argument.filter(|path| *path != "-") {
            let name = path.to_string_lossy().into_owned();
            let bytes = read_path(path, limit).map_err(|reason| {
                Error::new(format_args!("cannot read {}: {reason}", shown_name(path)))
                    .in_input("PASTE")
                    .help("name a file that holds the request, or - for standard input")
            })?;
            return Ok((bytes, Some(name)));
        }
        claim_stdin("PASTE")?;
        let input = io::stdin();
        let asked = input.is_terminal();
        if asked {
            talk::say(PROMPT);
        }
        let bytes = up_to(limit, input.lock())
            .map_err(|reason| Error::new(format_args!("cannot read standard input: {reason}")))?;
        if bytes.trim_ascii().is_empty() {
            return Err(Error::new("no request was given")
                .help(
                    "name a file that holds it, pipe it in, use --clipboard, \
                     or put the failing command behind --",
                )
                .into());
        }
        if asked && bytes.split(|byte| *byte == b'\n').any(is_cut) {
            talk::say(&format!(
                "warning: the terminal may have cut a line at {TERMINAL_LINE} bytes: \
                 --clipboard and files have no such limit"
            ));
        }
        Ok((bytes, None))
    }
}

/// How files end that hold requests: a name with one of them is no host, even where the file is
/// missing.
pub(super) const FILE_ENDINGS: &[&str] =
    &["http", "har", "json", "txt", "sh", "log", "curl", "rest"];

/// Whether an argument is the paste itself and not the name of its file: `diff "$(pbpaste)"`. It has
/// lines, or the protocol's own words, and no file is called so.
pub(super) fn is_text_of_a_paste(argument: &str) -> bool {
    let is_one = argument.trim_end().contains('\n')
        || argument.contains("oauth_")
        || argument.starts_with("curl ")
        || argument.starts_with("Authorization:");
    is_one && !Path::new(argument).exists()
}

/// Whether something comes from standard input, which is no terminal. It waits for the first byte.
pub(super) fn is_piped() -> bool {
    let input = io::stdin();
    !input.is_terminal() && input.lock().fill_buf().is_ok_and(|bytes| !bytes.is_empty())
}

/// What is said before a terminal is read.
const PROMPT: &str = if cfg!(windows) {
    "paste the request, then Ctrl-Z and Enter on a line of its own"
} else {
    "paste the request, then Ctrl-D on a line of its own"
};

/// Where a terminal that edits lines cuts them (Linux: `N_TTY_BUF_SIZE`, macOS has less).
const TERMINAL_LINE: usize = 4095;

fn is_cut(line: &[u8]) -> bool {
    line.len() >= TERMINAL_LINE
}

/// The folder that `@file` in a command is looked for in: that of the command's own file.
fn folder(argument: Option<&OsStr>) -> PathBuf {
    let file = argument
        .filter(|path| *path != "-" && !is_text_of_a_paste(&path.to_string_lossy()))
        .map(Path::new);
    let folder = file.and_then(Path::parent).unwrap_or(Path::new(""));
    folder.to_path_buf()
}

/// A file that a command names. A pasted command is no reason to wait for a pipe or to read a
/// device without end.
fn attached(path: &Path, limit: usize) -> Option<Vec<u8>> {
    let file = std::fs::metadata(path)
        .ok()
        .filter(std::fs::Metadata::is_file)?;
    if file.len() > u64::try_from(limit).unwrap_or(u64::MAX) {
        return None;
    }
    std::fs::read(path).ok()
}

/// The method and the URL that flags give, in place of those of the paste.
fn replace(captured: &mut Captured, method: Option<&str>, url: Option<&str>) {
    let mut said = |id, what: &str, old: &Text| {
        if !old.bytes().is_empty() {
            let message = format!("{what} was given as an option, in place of that of the paste");
            captured.guesses.push(Assumption::new(id, message));
        }
    };
    let request = &mut captured.request;
    if let Some(method) = method
        && request.method.bytes() != method
    {
        said("method-replaced", "the method", &request.method);
        request.method = Text::made(method);
    }
    if let Some(url) = url
        && request.url.bytes() != url
    {
        said("url-replaced", "the URL", &request.url);
        request.url = Text::made(url);
    }
}

pub(super) fn form(name: &str) -> Result<Format, String> {
    Format::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
        format!("choose from: {}", names.join(", "))
    })
}

/// A number of bytes: `65536`, `64k`, `16M`, `1G`.
pub(super) fn size(text: &str) -> Result<usize, String> {
    let wrong = || format!("expected a number of bytes such as 65536, 64k or 16M, found {text:?}");
    let number = text.trim_end_matches(|unit: char| !unit.is_ascii_digit());
    let unit = text.get(number.len()..).unwrap_or_default();
    let factor: usize = match unit.to_ascii_lowercase().trim_end_matches(['b', 'i']) {
        "" => 1,
        "k" => 1 << 10,
        "m" => 1 << 20,
        "g" => 1 << 30,
        _ => return Err(wrong()),
    };
    let number: usize = number.parse().map_err(|_| wrong())?;
    number.checked_mul(factor).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_has_a_unit_or_none() {
        let sizes = ["0", "65536", "64k", "16M", "16MiB", "1gb"].map(|text| size(text).unwrap());
        assert_eq!(sizes, [0, 65536, 65536, 16 << 20, 16 << 20, 1 << 30]);
        for text in [
            "",
            "M",
            "1.5M",
            "-1",
            "12x",
            "99999999999999999999",
            "99999999999G",
        ] {
            assert!(size(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_file_is_looked_for_beside_the_command() {
        assert_eq!(folder(Some(OsStr::new("a/b/c.sh"))), Path::new("a/b"));
        assert_eq!(folder(Some(OsStr::new("-"))), Path::new(""));
        assert_eq!(folder(None), Path::new(""));
    }

    #[test]
    fn what_is_no_plain_file_is_not_read() {
        assert_eq!(attached(Path::new("/"), 100), None);
        assert_eq!(attached(Path::new("Cargo.toml"), 1), None);
        assert!(attached(Path::new("Cargo.toml"), 1 << 20).is_some());
    }

    #[test]
    fn a_flag_goes_before_the_paste_and_that_is_said() {
        let mut captured = Captured::default();
        captured.request.method = Text::from("GET");
        replace(&mut captured, Some("POST"), Some("https://h/"));
        assert_eq!(captured.request.method.bytes(), "POST");
        assert_eq!(captured.request.url.bytes(), "https://h/");
        let ids: Vec<_> = captured.guesses.iter().map(|guess| guess.id).collect();
        assert_eq!(ids, ["method-replaced"]);
    }
}
