//! Pasted text to [`Request`]: detect the form, undo what editors did, read it.
//!
//! One file a form. A reader returns what it read with its place in the paste, and says what it
//! guessed and what it left unread; it never guesses in silence.

mod argv;
mod assemble;
pub(crate) mod base_string;
pub(crate) mod clean;
mod code;
mod curl;
pub(crate) mod detect;
mod detect_json;
mod detect_values;
mod env_lines;
mod exports;
mod fetch;
mod format;
mod har;
mod header;
mod html_form;
mod http;
mod http_file;
mod httpie;
mod indent;
pub(crate) mod json;
mod labelled;
pub(crate) mod lines;
mod literal;
mod log;
pub mod oauth;
mod other_scheme;
mod own_json;
mod pieces;
pub(crate) mod plain;
mod postman;
mod powershell;
mod pseudo;
mod python;
mod rails;
mod record;
pub mod report;
mod rest;
pub mod secrets;
mod sections;
mod session;
mod tail;
mod tree;
mod url;
mod verbose;
mod wget;
pub mod words;

mod gap;

use std::fmt;

use bstr::ByteSlice;

use crate::credentials::Credentials;
use crate::error::{Assumption, Error, Finding, Severity};
use crate::request::{Request, Span, Text};

pub use argv::read_argv;
pub use format::Format;
pub use gap::{Gap, Labelled, Owner, Part, Why};
pub use other_scheme::{OtherScheme, not_oauth1};

/// Pastes longer than this are refused unless the user says otherwise: 16 MiB.
///
/// Reading takes at most a small multiple of the paste's length in memory.
pub const MAX_INPUT: usize = 16 << 20;

/// How to read a paste. What needs the machine is passed in.
pub struct Options<'a> {
    /// The form, when the user names it; else it is detected.
    pub format: Option<Format>,
    /// The scheme of a raw request, when the user names it; else https, and that is said.
    pub scheme: Option<String>,
    /// The method, for a form that does not tell it: a lone header, a form body.
    pub method: Option<String>,
    /// The URL, for a form that does not tell it.
    pub url: Option<String>,
    /// Which entry of a collection: an index from 0, or a part of its URL or name.
    pub entry: Option<String>,
    /// A file with the values of variables: a Postman environment.
    pub environment: Option<Vec<u8>>,
    /// Pastes longer than this many bytes are refused.
    pub max_input: usize,
    /// Gives a file's bytes for `@file` in a command, or `None` when it cannot be read.
    pub file: &'a dyn Fn(&str) -> Option<Vec<u8>>,
}

impl Default for Options<'_> {
    /// Detects the form and reads no file.
    fn default() -> Self {
        Self {
            format: None,
            scheme: None,
            method: None,
            url: None,
            entry: None,
            environment: None,
            max_input: MAX_INPUT,
            file: &|_| None,
        }
    }
}

impl fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("format", &self.format)
            .field("scheme", &self.scheme)
            .field("method", &self.method)
            .field("url", &self.url)
            .field("entry", &self.entry)
            .field("max_input", &self.max_input)
            .finish_non_exhaustive()
    }
}

/// What a paste holds.
#[derive(Clone, Debug)]
pub struct Capture {
    /// The form it was read as.
    pub format: Format,
    /// One line for people: "a curl command, bash quoting, 3 headers, 76 bytes of body".
    pub description: String,
    /// The requests in it, in order; at least one.
    pub requests: Vec<Captured>,
    /// How many findings of the first are of the paste as a whole.
    undone: usize,
}

/// One request of a paste, and what was noticed while it was read.
#[derive(Clone, Debug, Default)]
pub struct Captured {
    /// Its number in the collection that it comes from, where that is not its place in
    /// [`Capture::requests`]: the index of a HAR entry.
    pub index: Option<usize>,
    /// The name that a collection gives it.
    pub name: Option<String>,
    /// The request as the client puts it on the wire.
    pub request: Request,
    /// The signature base string, where the paste holds one.
    pub base_string: Option<Text>,
    /// Whether the request was made of that base string: nothing in the paste was sent.
    pub derived: bool,
    /// What was guessed.
    pub guesses: Vec<Assumption>,
    /// What stands in the paste and was not used: options, fields.
    pub unread: Vec<String>,
    /// What is wrong or was undone.
    pub findings: Vec<Finding>,
    /// The provider's answer, where the paste holds it.
    pub response: Option<Response>,
    /// What the request has and the paste does not show.
    pub missing: Vec<Gap>,
    /// Keys and secrets that stand in the paste beside the request.
    pub credentials: Credentials,
    /// Signatures beside the request's own, with what the paste calls them.
    pub signatures: Vec<Labelled>,
    /// Base strings beside [`Captured::base_string`], with what the paste calls them.
    pub base_strings: Vec<Labelled>,
    /// Places of lines that were not used; [`Captured::unread`] tells them too.
    pub unused: Vec<Span>,
    /// Whether it was put together of pieces that stand apart in the paste: what was not found may
    /// still be there.
    pub in_pieces: bool,
}

impl Captured {
    /// Whose the text is, by what the paste calls it.
    #[must_use]
    pub fn owner(&self) -> Owner {
        self.name.as_deref().map_or(Owner::Unknown, pieces::owner)
    }
}

/// A provider's answer, as pasted.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Response {
    /// The status code.
    pub status: Option<u16>,
    /// Headers in order.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl Response {
    /// Reads an answer: raw HTTP, the `< ` lines of a transcript, or a body alone.
    #[must_use]
    pub fn from_text(text: &[u8]) -> Self {
        let start = text.find("< HTTP/").filter(|at| {
            at.checked_sub(1)
                .and_then(|before| text.get(before))
                .is_none_or(|byte| *byte == b'\n')
        });
        let unmarked = start.map(|start| {
            let lines = text
                .get(start..)
                .unwrap_or_default()
                .lines_with_terminator();
            let plain = lines.map(|line| {
                let bare = line.strip_prefix(b"<").unwrap_or(line);
                bare.strip_prefix(b" ").unwrap_or(bare)
            });
            bstr::concat(plain.collect::<Vec<_>>())
        });
        let raw = unmarked.as_deref().unwrap_or(text);
        http::response(raw).unwrap_or_else(|| Self {
            body: text.to_vec(),
            ..Self::default()
        })
    }
}

impl Capture {
    /// The only request, or of several the only one that was refused.
    ///
    /// # Errors
    /// When there are several others: the error lists them with what `--entry` takes.
    pub fn only(&self) -> Result<&Captured, Error> {
        let refused = refused(&self.requests).and_then(|place| self.requests.get(place));
        match (self.requests.as_slice(), refused) {
            ([one], _) | (_, Some(one)) => Ok(one),
            (several, None) => Err(Error::new(format_args!(
                "the paste holds {} requests, and one is wanted",
                several.len()
            ))
            .help(format_args!(
                "choose one with --entry:\n{}",
                list(several.iter().enumerate())
            ))),
        }
    }

    /// Of several requests the one that was refused, where there is just one: an answer of 400, 401
    /// or 403.
    #[must_use]
    pub fn refused(&self) -> Option<&Captured> {
        let is_refused = |captured: &&Captured| {
            let status = captured
                .response
                .as_ref()
                .and_then(|response| response.status);
            matches!(status, Some(400 | 401 | 403))
        };
        let mut refused = self.requests.iter().filter(is_refused);
        match (self.requests.len(), refused.next(), refused.next()) {
            (2.., Some(one), None) => Some(one),
            _ => None,
        }
    }

    /// The requests that `--entry` names: by a number, else by a part of their URL or name.
    ///
    /// # Errors
    /// When there is none: the error lists those that there are.
    pub fn choose(mut self, entry: &str) -> Result<Self, Error> {
        let number = entry.parse::<usize>().ok();
        let chosen = |(place, captured): (usize, &Captured)| {
            if let Some(number) = number {
                return captured.index.unwrap_or(place) == number;
            }
            let name = captured.name.as_deref().unwrap_or_default();
            captured.request.url.bytes().contains_str(entry) || name.contains(entry)
        };
        let keep: Vec<bool> = self.requests.iter().enumerate().map(chosen).collect();
        if !keep.contains(&true) {
            return Err(Error::new(format_args!("no request is {entry:?}"))
                .in_input("--entry")
                .help(format_args!(
                    "there are:\n{}",
                    list(self.requests.iter().enumerate())
                )));
        }
        // What was undone in the paste is said with its first request.
        let undone: Vec<Finding> = match (keep.first(), self.requests.first_mut()) {
            (Some(false), Some(first)) => first.findings.drain(..self.undone).collect(),
            _ => Vec::new(),
        };
        let mut keep = keep.into_iter();
        self.requests.retain(|_| keep.next() == Some(true));
        if let Some(first) = self.requests.first_mut() {
            first.findings.splice(0..0, undone);
        }
        self.description = describe(self.format, &self.requests);
        Ok(self)
    }
}

/// Reads a paste.
///
/// # Errors
/// When the form is not recognised or the text breaks its rules; the error says where.
pub fn read(paste: &[u8], options: &Options<'_>) -> Result<Capture, Error> {
    let all = read_all(paste, options)?;
    match &options.entry {
        Some(entry) => all.choose(entry),
        None => Ok(all),
    }
}

/// Reads a paste, and leaves it to [`Capture::choose`] which of its requests is meant.
///
/// # Errors
/// As [`read`].
pub fn read_all(paste: &[u8], options: &Options<'_>) -> Result<Capture, Error> {
    if paste.len() > options.max_input {
        return Err(Error::new(format_args!(
            "the paste has {} bytes, more than the {} that are allowed",
            paste.len(),
            options.max_input
        ))
        .help("paste the failing request alone, or allow more with --max-input"));
    }
    let framed = clean::frame(paste);
    if framed.text.bytes().trim_ascii().is_empty() {
        return Err(Error::new("the paste is empty").help(detect::FORMS));
    }
    let (format, why) = match options.format {
        Some(format) => (format, "--input-format says so"),
        None => detect::detect(framed.text.bytes())
            .ok_or_else(|| detect::unrecognised(framed.text.bytes()))?,
    };
    let prompted = framed
        .findings
        .iter()
        .any(|found| found.id == "capture-prompt");
    let session = match options.format {
        Some(_) => None,
        None => session::split(&framed.text, format, prompted),
    };
    let command = session
        .as_ref()
        .map_or(&framed.text, |(command, _)| command);
    let cleaned = clean::characters(command, format);
    let taken_for = |error: Error| match error.form() {
        Some(_) => error,
        None => error.taken_for(format_args!("{}, because {why}", format.phrase())),
    };
    let mut requests = match dispatch(format, &cleaned.text, options) {
        Ok(requests) => requests,
        Err(error) if options.format.is_none() && rest::is_loose(format) => {
            in_pieces(&framed.text, options).ok_or_else(|| taken_for(error))?
        }
        Err(error) => {
            // Prose before a command may hold an apostrophe.
            let read = session::read_alone(command, format, |alone| {
                let cleaned = clean::characters(alone, format);
                dispatch(format, &cleaned.text, options)
            });
            match read.filter(|_| options.format.is_none()) {
                Some(read) => read,
                None => return Err(taken_for(error)),
            }
        }
    };
    if let Some(signed) = signed_beside(format, &requests, &framed.text, options) {
        requests = signed;
    }
    if let (Some((_, output)), Some(last)) = (&session, requests.last_mut()) {
        session::add_output(output, last);
    }
    // What `-v` printed below the command, pasted with it.
    if let [one] = requests.as_mut_slice()
        && one.response.is_none()
    {
        one.response = verbose::answer(cleaned.text.bytes());
    }
    if requests.is_empty() {
        return Err(taken_for(Error::new("there is no request in the paste")));
    }
    pieces::add_base_strings(paste, &mut requests);
    requests.iter_mut().for_each(tail::cut);
    look_at_the_rest(paste, format, &framed, &mut requests);
    env_lines::take(paste, &mut requests);
    let Some(first) = requests.first_mut() else {
        return Err(Error::new("there is no request in the paste"));
    };
    let undone: Vec<Finding> = framed
        .findings
        .into_iter()
        .chain(cleaned.findings)
        // What was undone is no fault of the request as sent.
        .map(|finding| finding.with(Severity::Hint))
        .collect();
    let of_the_paste = undone.len();
    first.findings.splice(0..0, undone);
    settle(paste, &mut requests);
    say_which_was_refused(&mut requests);
    Ok(Capture {
        format,
        description: describe(format, &requests),
        requests,
        undone: of_the_paste,
    })
}

/// Settles what each request leaves open: gaps, what was not used, secrets that were found.
fn settle(paste: &[u8], requests: &mut [Captured]) {
    let mut numbers = LineNumbers {
        paste,
        counted: 0,
        line: 1,
    };
    for captured in requests {
        assemble::settle(captured);
        assemble::fill_left_out(captured, paste);
        let told = numbers.unread(&captured.unused);
        captured.unread.extend(told);
        for found in secrets::findings(&captured.request) {
            // What an option made has no place: the option itself was pointed at.
            let said = |other: &Finding| other.id == found.id && found.span.is_none();
            if !captured.findings.iter().any(said) {
                captured.findings.push(found);
            }
        }
    }
}

/// What can be found in a text whose form was not held to: its headers with what stands beside them.
fn in_pieces(text: &Text, options: &Options<'_>) -> Option<Vec<Captured>> {
    let mut read = pieces::read(text, options).ok()?;
    for captured in &mut read {
        captured.in_pieces = true;
        captured.guesses.push(Assumption::new(
            "read-in-pieces",
            "the text keeps to no form that is known here: what looks like a header, a URL, a body \
             was taken",
        ));
    }
    Some(read)
}

/// A request in pieces beside the call that sent it, where the call itself is not signed: `auth=auth`,
/// and below it what the library made of it.
fn signed_beside(
    format: Format,
    requests: &[Captured],
    text: &Text,
    options: &Options<'_>,
) -> Option<Vec<Captured>> {
    let [call] = requests else { return None };
    let is_call = matches!(format, Format::PythonRequests | Format::Fetch);
    if !is_call || assemble::is_signed(call) || !text.bytes().contains_str("oauth_signature=") {
        return None;
    }
    let mut read = in_pieces(text, options)?;
    let [signed] = read.as_mut_slice() else {
        return None;
    };
    let request = &mut signed.request;
    for (own, of_call) in [
        (&mut request.method, &call.request.method),
        (&mut request.url, &call.request.url),
    ] {
        if own.bytes().is_empty() {
            *own = of_call.clone();
        }
    }
    Some(read)
}

/// Completes the only request from the text that its reader did not use.
fn look_at_the_rest(
    paste: &[u8],
    format: Format,
    framed: &clean::Cleaned,
    requests: &mut [Captured],
) {
    let alone = requests.len() == 1;
    for captured in requests {
        captured.in_pieces |= rest::is_in_pieces(format, captured, &framed.outside, paste);
        let open = captured.missing.iter().any(|gap| gap.part == Part::Body);
        if !alone || !(captured.in_pieces || open) {
            continue;
        }
        // What stood outside of a fence counts, too.
        if paste.to_str().is_ok() && !paste.starts_with(b"\xEF\xBB\xBF") {
            rest::complete(&Text::copied(paste, 0), captured);
        } else {
            rest::complete(&framed.text, captured);
        }
    }
}

/// Of several requests, the one that was refused is most likely meant: it says so of itself.
fn say_which_was_refused(requests: &mut [Captured]) {
    let count = requests.len();
    if let Some(place) = refused(requests)
        && count > 1
        && let Some(one) = requests.get_mut(place)
    {
        let status = one.response.as_ref().and_then(|response| response.status);
        one.guesses.push(Assumption::new(
            "refused-request-taken",
            format_args!(
                "of {count} requests this is the one that was refused ({}); --entry takes another",
                status.unwrap_or_default()
            ),
        ));
    }
}

/// The place of the request that was refused, if just one was.
fn refused(requests: &[Captured]) -> Option<usize> {
    let was = |one: &Captured| {
        let status = one.response.as_ref().and_then(|response| response.status);
        matches!(status, Some(400 | 401 | 403))
    };
    let mut all = requests.iter().enumerate().filter(|(_, one)| was(one));
    let (place, _) = all.next()?;
    all.next().is_none().then_some(place)
}

/// Tells lines of the paste by their numbers. Places come mostly in order, so that each count goes
/// on from the last.
struct LineNumbers<'a> {
    paste: &'a [u8],
    counted: usize,
    line: usize,
}

impl LineNumbers<'_> {
    fn of(&mut self, at: usize) -> usize {
        let at = at.min(self.paste.len());
        if at < self.counted {
            (self.counted, self.line) = (0, 1);
        }
        self.line += self.paste[self.counted..at].find_iter("\n").count();
        self.counted = at;
        self.line
    }

    /// What was not used, as lines of the paste: "line 7 to 9".
    fn unread(&mut self, unused: &[Span]) -> Vec<String> {
        const SHOWN: usize = 5;
        let more = unused.len().saturating_sub(SHOWN);
        let mut told: Vec<String> = unused
            .iter()
            .take(SHOWN)
            .map(|span| {
                let (first, last) = (self.of(span.start), self.of(span.end.saturating_sub(1)));
                if first >= last {
                    format!("line {first}")
                } else {
                    format!("line {first} to {last}")
                }
            })
            .collect();
        if more > 0 {
            told.push(format!("{more} more pieces of the paste"));
        }
        told
    }
}

fn dispatch(format: Format, text: &Text, options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    match format {
        Format::Http => http::read(text, options),
        Format::Http2 => pseudo::read(text, options),
        Format::CurlVerbose | Format::Log => log::read(text, options),
        Format::RubyNetHttp => verbose::read_ruby(text, options),
        Format::Har => har::read(text, options),
        Format::AuthorizationHeader => header::read(text, options),
        Format::Text => pieces::read(text, options),
        Format::Answer => answer(text),
        Format::SignedUrl => url::read(text, options),
        Format::FormBody => url::read_form(text, options),
        Format::BaseString => base_string::read(text, options),
        Format::HttpFile => http_file::read(text, options),
        Format::Postman => postman::read(text, options),
        Format::CountersignJson => own_json::read(text, options),
        Format::CurlBash => curl::read(text, words::Shell::Posix, options),
        Format::CurlCmd => curl::read(text, words::Shell::Cmd, options),
        Format::CurlPowershell => curl::read(text, words::Shell::PowerShell, options),
        Format::Powershell => powershell::read(text, options),
        Format::Fetch | Format::FetchNode => fetch::read(text, options),
        Format::Httpie => httpie::read(text, options),
        Format::Wget => wget::read(text, options),
        Format::PythonRequests => python::read(text, options),
        Format::Json => record::read(text, options),
        Format::Code | Format::Map => code::read(text, options),
        Format::PrintR => record::found(&tree::php::print_r(text), options),
        Format::VarDump => record::found(&tree::php::var_dump(text), options),
        Format::Labelled => labelled::read(text, options),
        Format::Yaml => record::found(&tree::yaml::read(text)?, options),
        Format::HtmlForm => html_form::read(text, options),
        Format::Bruno => exports::bruno::read(text, options),
        Format::Insomnia => {
            let tree = tree::json::read(text).or_else(|_| tree::yaml::read(text))?;
            exports::insomnia::read(&tree, options)
        }
    }
}

/// A provider's answer, of a request that the paste does not show.
fn answer(text: &Text) -> Result<Vec<Captured>, Error> {
    let response = http::response(text.bytes())
        .ok_or_else(|| Error::new("expected a status line: `HTTP/1.1 401 Unauthorized`"))?;
    Ok(vec![Captured {
        response: Some(response),
        ..Captured::default()
    }])
}

/// Requests by number, method and URL without its query, at most twenty.
fn list<'a>(requests: impl ExactSizeIterator<Item = (usize, &'a Captured)>) -> String {
    let more = requests.len().saturating_sub(20);
    let mut lines: Vec<String> = requests
        .take(20)
        .map(|(place, captured)| {
            let url = captured.request.url.bytes();
            let end = url
                .iter()
                .position(|&byte| byte == b'?')
                .unwrap_or(url.len());
            format!(
                "{} {} {}",
                captured.index.unwrap_or(place),
                captured.request.method.bytes().escape_ascii(),
                url.get(..end.min(100)).unwrap_or_default().escape_ascii()
            )
        })
        .collect();
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    lines.join("\n")
}

/// One line for people.
fn describe(format: Format, requests: &[Captured]) -> String {
    let plural = |count: usize, word: &str| match count {
        1 => format!("1 {word}"),
        _ => format!("{count} {word}s"),
    };
    match requests {
        [one] => {
            let body = match &one.request.body {
                Some(body) => format!("{} of body", plural(body.bytes().len(), "byte")),
                None => "no body".to_owned(),
            };
            let headers = plural(one.request.headers.len(), "header");
            format!("{}, {headers}, {body}", format.phrase())
        }
        several => format!("{}, {}", format.phrase(), plural(several.len(), "request")),
    }
}
