//! curl commands: what curl puts on the wire for them.
//!
//! The shell's quoting is undone by [`words`](super::words). What the options do to the bytes
//! was checked against curl 7.88.1 and a listener; `tests/captures_wire.rs` checks it again.

mod arguments;
mod form;
mod options;
mod url;

use base64::Engine as _;
use bstr::ByteSlice;

use super::words::{self, Command, Shell};
use super::{Captured, Options};
use crate::error::{Assumption, Error, Finding};
use crate::request::{Header, Request, Span, Text};
use arguments::{Operation, Origin};
pub(super) use arguments::{header_line, secret};
pub(super) use url::without_dots;

/// Reads the curl commands of a paste.
///
/// # Errors
/// When a quote is not closed, no curl command is there, or curl itself refuses the command.
pub(super) fn read(
    paste: &Text,
    shell: Shell,
    options: &Options<'_>,
) -> Result<Vec<Captured>, Error> {
    let mut captured = Vec::new();
    let mut others = Vec::new();
    for command in words::commands(paste, shell)? {
        match command.running(&["curl"]) {
            Some(words) => captured.extend(requests(words, &command, options)?),
            None => others.push(command),
        }
    }
    let Some(first) = captured.first_mut() else {
        return Err(Error::new("there is no curl command in the paste")
            .taken_for(format_args!("a curl command in {}", shell.name())));
    };
    for other in others {
        if let Some(name) = other.words.first() {
            let name = name.bytes();
            first.unread.push(format!("another command: {name:?}"));
        }
    }
    Ok(captured)
}

/// Reads one command whose words the shell has made already.
///
/// # Errors
/// When curl itself refuses the command.
pub(super) fn read_words(words: &[Text], options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    requests(words, &Command::default(), options)
}

fn requests(
    words: &[Text],
    command: &Command,
    options: &Options<'_>,
) -> Result<Vec<Captured>, Error> {
    let mut captured = Vec::new();
    let mut findings = command.findings.clone();
    let feed = Feed { command, options };
    for mut operation in arguments::operations(words.get(1..).unwrap_or_default(), &feed)? {
        operation.findings.append(&mut findings);
        captured.extend(sent(&operation, &feed)?);
    }
    Ok(captured)
}

/// Where `@file` and `@-` come from.
struct Feed<'a> {
    command: &'a Command,
    options: &'a Options<'a>,
}

impl Feed<'_> {
    /// A file's bytes; `-` is what the shell feeds the command.
    fn file(&self, name: &Text) -> Option<Text> {
        let name = name.bytes().to_string();
        if name == "-" {
            if let Some(text) = &self.command.stdin {
                return Some(text.clone());
            }
            let file = self.command.stdin_file.as_ref()?;
            return (self.options.file)(file).map(Text::made);
        }
        (self.options.file)(&name).map(Text::made)
    }
}

/// A command that curl itself would not run.
fn refused(problem: impl std::fmt::Display, place: Option<Span>) -> Error {
    let error = Error::new(problem).taken_for("a curl command");
    match place {
        Some(span) => error.at(span),
        None => error,
    }
}

/// The requests that one operation (what stands between two `--next`) makes.
fn sent(operation: &Operation, feed: &Feed<'_>) -> Result<Vec<Captured>, Error> {
    let bodies = [
        ("-d", operation.data.is_some() && !operation.get),
        ("-F", !operation.form.is_empty()),
        ("-T", operation.upload.is_some()),
        ("-I", operation.head && !operation.get),
    ];
    let mut used = bodies.iter().filter(|(_, used)| *used);
    if let (Some((one, _)), Some((other, _))) = (used.next(), used.next()) {
        return Err(refused(
            format_args!("curl refuses {one} together with {other}"),
            operation.urls.first().and_then(Text::span),
        )
        .help("leave one of the two away"));
    }
    if operation.urls.is_empty() {
        return Err(refused("the curl command names no URL", None)
            .help("an option may have taken it as its argument; quote it"));
    }
    let mut captured = Vec::new();
    for given in &operation.urls {
        let urls = if operation.globoff {
            vec![given.clone()]
        } else {
            url::expand(given)?
        };
        for url in urls {
            captured.push(one(operation, &url, feed)?);
        }
    }
    Ok(captured)
}

fn one(operation: &Operation, given: &Text, feed: &Feed<'_>) -> Result<Captured, Error> {
    let mut captured = Captured {
        unread: operation.unread.clone(),
        findings: operation.findings.clone(),
        ..Captured::default()
    };
    let mut queried = given.clone();
    let mut query = operation.url_query.clone();
    if operation.get && query.is_none() {
        query.clone_from(&operation.data);
    }
    if let Some(query) = query {
        queried = with_query(&queried, &query);
        if query.bytes().contains(&b'%') {
            captured.guesses.push(Assumption::new(
                "curl-hex-case",
                "curl 7.88 writes the escapes of a query that it appends with lower-case hex; \
                 they were kept as given, the signature is over the decoded bytes",
            ));
        }
    }
    let (mut url, user) = url::on_the_wire(
        &queried,
        operation.default_scheme.as_deref().unwrap_or("http"),
        operation.path_as_is,
    )?;
    if operation.default_scheme.is_none() && !given.bytes().contains_str("://") {
        captured.guesses.push(Assumption::new(
            "scheme-http",
            "the URL has no scheme: curl takes http",
        ));
    }
    if let Some(target) = &operation.request_target {
        let origin = url.bytes().find("://").map_or(0, |at| at + 3);
        let end = url.bytes()[origin..]
            .find_byte(b'/')
            .map_or(url.bytes().len(), |at| origin + at);
        url = url.slice(0..end);
        url.push_text(target);
    }

    let (content_type, body) = body(operation, given, &mut url, feed, &mut captured);
    let mut headers = operation.headers.clone();
    if let Some(user) = user
        && !headers.iter().any(|(origin, _)| *origin == Origin::User)
    {
        captured
            .findings
            .push(secret("user information in the URL", user.span()));
        let plain = percent_encoding::percent_decode(user.bytes()).collect::<Vec<u8>>();
        headers.push((Origin::User, basic(&plain)));
    }
    let is_other = queried.bytes().contains_str("://") && queried.bytes() != url.bytes();
    captured.request = Request {
        absolute_form: false,
        method: method(operation),
        url,
        written: is_other.then_some(queried),
        headers: with_defaults(&headers, operation, content_type),
        body,
        generated: Vec::new(),
    };
    Ok(captured)
}

fn method(operation: &Operation) -> Text {
    if let Some(method) = &operation.method {
        return method.clone();
    }
    Text::made(if operation.head {
        "HEAD"
    } else if operation.upload.is_some() {
        "PUT"
    } else if (operation.data.is_some() && !operation.get) || !operation.form.is_empty() {
        "POST"
    } else {
        "GET"
    })
}

/// The body, and the Content-Type that curl gives it.
fn body(
    operation: &Operation,
    given: &Text,
    url: &mut Text,
    feed: &Feed<'_>,
    captured: &mut Captured,
) -> (Option<Text>, Option<Text>) {
    if let Some(file) = &operation.upload {
        if given.bytes().ends_with(b"/") {
            let bytes = file.bytes();
            let name = bytes.rfind_byte(b'/').map_or(0, |at| at + 1);
            url.push_text(&file.slice(name..bytes.len()));
        }
        let body = feed.file(file);
        if body.is_none() {
            captured.findings.push(missing(file));
        }
        return (None, body);
    }
    if !operation.form.is_empty() {
        let (content_type, body) = form::multipart(&operation.form, feed, captured);
        return (Some(content_type), body);
    }
    match &operation.data {
        Some(data) if !operation.get => {
            let content_type =
                (!operation.json).then(|| Text::made("application/x-www-form-urlencoded"));
            (content_type, Some(data.clone()))
        }
        _ => (None, None),
    }
}

/// A file that the command names and that cannot be read here.
pub(super) fn missing(file: &Text) -> Finding {
    Finding::new(
        "file-missing",
        format_args!(
            "the command reads {:?}, which is not here: its bytes are missing from the request",
            file.bytes()
        ),
        file.span(),
    )
}

/// Appends to the query, before a fragment.
fn with_query(url: &Text, query: &Text) -> Text {
    let bytes = url.bytes();
    let end = bytes.find_byte(b'#').unwrap_or(bytes.len());
    let mut made = url.slice(0..end);
    match bytes[..end].find_byte(b'?') {
        None => made.push_made(b"?"),
        Some(mark) if mark + 1 == end => {}
        Some(_) => made.push_made(b"&"),
    }
    made.push_text(query);
    made
}

/// The headers as they go out: one given by `-H` wins over the same from another option, and
/// `-H 'Name:'` takes one away.
fn with_defaults(
    given: &[(Origin, Header)],
    operation: &Operation,
    content_type: Option<Text>,
) -> Vec<Header> {
    let replaced = |name: &str| {
        operation
            .removed
            .iter()
            .any(|removed| removed.eq_ignore_ascii_case(name))
            || given
                .iter()
                .any(|(origin, header)| *origin == Origin::Given && header.is_named(name))
    };
    let mut headers = Vec::new();
    for (origin, header) in given {
        let name = match origin {
            Origin::Given => None,
            Origin::User | Origin::Bearer => Some("Authorization"),
            Origin::Agent => Some("User-Agent"),
            Origin::Referer => Some("Referer"),
            Origin::Cookie => Some("Cookie"),
            Origin::Range => Some("Range"),
        };
        if name.is_none_or(|name| !replaced(name)) {
            headers.push(header.clone());
        }
    }
    let mut default = |name: &str, value: Text| {
        if !replaced(name) {
            headers.push(Header {
                name: Text::made(name),
                value,
            });
        }
    };
    if operation.json {
        default("Content-Type", Text::made("application/json"));
        default("Accept", Text::made("application/json"));
    } else if let Some(value) = content_type {
        default("Content-Type", value);
    }
    headers
}

pub(super) fn basic(user: &[u8]) -> Header {
    let encoded = base64::engine::general_purpose::STANDARD.encode(user);
    Header::made("Authorization", format!("Basic {encoded}"))
}
