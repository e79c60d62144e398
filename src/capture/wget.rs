//! wget commands. Checked against GNU Wget 1.21.3 and a listener.

mod options;

use bstr::ByteSlice;

use super::curl::{basic, header_line, secret, without_dots};
use super::words::{self, Command, Shell};
use super::{Captured, Options};
use crate::error::{Assumption, Error, Finding};
use crate::request::{Header, Request, Text, UrlParts};

const FORM: &str = "a wget command";

/// Reads the wget commands of a paste.
///
/// # Errors
/// When a quote is not closed, no wget command is there, or wget itself refuses the command.
pub(super) fn read(paste: &Text, options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    let shell = match words::detect_shell(paste.bytes()) {
        Shell::PowerShell => Shell::Posix,
        shell => shell,
    };
    let mut captured = Vec::new();
    for command in words::commands(paste, shell)? {
        if let Some(words) = command.running(&["wget"]) {
            captured.extend(requests(words, &command, options)?);
        }
    }
    if captured.is_empty() {
        return Err(Error::new("there is no wget command in the paste").taken_for(FORM));
    }
    Ok(captured)
}

/// Reads one command whose words the shell has made already.
///
/// # Errors
/// When wget itself refuses the command.
pub(super) fn read_words(words: &[Text], options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    requests(words, &Command::default(), options)
}

/// What the options ask for.
#[derive(Default)]
struct Asked {
    urls: Vec<Text>,
    method: Option<Text>,
    headers: Vec<Header>,
    post: Option<Text>,
    body: Option<Text>,
    user: Option<Text>,
    password: Option<Text>,
    no_challenge: bool,
    unread: Vec<String>,
    findings: Vec<Finding>,
}

fn requests(
    words: &[Text],
    command: &Command,
    options: &Options<'_>,
) -> Result<Vec<Captured>, Error> {
    let mut asked = arguments(words.get(1..).unwrap_or_default(), options)?;
    asked.findings.extend(command.findings.iter().cloned());
    if asked.post.is_some() && asked.method.is_some() {
        return Err(
            Error::new("wget refuses --post-data together with --method")
                .taken_for(FORM)
                .help("give --body-data with --method"),
        );
    }
    if asked.body.is_some() && asked.method.is_none() {
        return Err(Error::new("wget refuses --body-data without --method")
            .taken_for(FORM)
            .help("give --method, or --post-data"));
    }
    if asked.urls.is_empty() {
        return Err(Error::new("the wget command names no URL").taken_for(FORM));
    }
    Ok(asked.urls.iter().map(|url| one(&asked, url)).collect())
}

fn one(asked: &Asked, given: &Text) -> Captured {
    let mut captured = Captured {
        unread: asked.unread.clone(),
        findings: asked.findings.clone(),
        ..Captured::default()
    };
    if !given.bytes().contains_str("://") {
        captured.guesses.push(Assumption::new(
            "scheme-http",
            "the URL has no scheme: wget takes http",
        ));
    }
    let method = match (&asked.method, &asked.post) {
        (Some(method), _) => upper_case(method),
        (None, Some(_)) => Text::made("POST"),
        (None, None) => Text::made("GET"),
    };
    let body = asked.post.clone().or_else(|| asked.body.clone());
    let mut headers = asked.headers.clone();
    if body.is_some() && !headers.iter().any(|header| header.is_named("content-type")) {
        headers.push(Header::made(
            "Content-Type",
            "application/x-www-form-urlencoded",
        ));
    }
    if let (Some(user), Some(password)) = (&asked.user, &asked.password)
        && asked.no_challenge
        && !headers
            .iter()
            .any(|header| header.is_named("authorization"))
    {
        let mut plain = user.bytes().to_vec();
        plain.push(b':');
        plain.extend_from_slice(password.bytes());
        headers.push(basic(&plain));
    }
    captured.request = Request {
        absolute_form: false,
        method,
        url: on_the_wire(given),
        written: super::fetch::as_written(given),
        headers,
        body,
        generated: Vec::new(),
    };
    captured
}

fn upper_case(method: &Text) -> Text {
    let upper = method.bytes().to_ascii_uppercase();
    if method.bytes() == upper.as_bstr() {
        return method.clone();
    }
    let mut text = Text::default();
    match method.span() {
        Some(span) => text.push_unquoted(&upper, span),
        None => text.push_made(&upper),
    }
    text
}

/// wget escapes what may not stand in a URL, and a `%` that starts no escape.
fn on_the_wire(given: &Text) -> Text {
    let mut whole = Text::default();
    if !given.bytes().contains_str("://") {
        whole.push_made(b"http://");
    }
    whole.push_text(given);
    let parts = UrlParts::split(&whole);
    let mut made = parts.scheme.clone();
    made.push_made(b"://");
    made.push_text(&parts.host);
    if let Some(port) = &parts.port {
        made.push_made(b":");
        made.push_text(port);
    }
    if parts.path.bytes().is_empty() {
        made.push_made(b"/");
    }
    push_escaped(&mut made, &without_dots(&parts.path));
    if let Some(query) = &parts.query {
        made.push_made(b"?");
        push_escaped(&mut made, query);
    }
    made
}

fn push_escaped(into: &mut Text, text: &Text) {
    let bytes = text.bytes();
    let safe = |at: usize| match bytes[at] {
        b'%' => bytes
            .get(at + 1..at + 3)
            .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)),
        byte => byte > b' ' && byte < 0x7f && !b"\"<>\\^`{|}".contains(&byte),
    };
    let mut at = 0;
    while at < bytes.len() {
        let end = (at..bytes.len())
            .find(|&at| !safe(at))
            .unwrap_or(bytes.len());
        into.push_text(&text.slice(at..end));
        at = end;
        if let Some(byte) = bytes.get(at) {
            let escaped = format!("%{byte:02X}");
            match text.locate(at..at + 1) {
                Some(span) => into.push_unquoted(escaped.as_bytes(), span),
                None => into.push_made(escaped.as_bytes()),
            }
            at += 1;
        }
    }
}

/// GNU getopt's rules: `--name=value`, `--name value`, short letters together, any order.
fn arguments(words: &[Text], options: &Options<'_>) -> Result<Asked, Error> {
    let mut asked = Asked::default();
    let mut words = words.iter();
    let mut options_ended = false;
    while let Some(word) = words.next() {
        let bytes = word.bytes();
        if options_ended || !bytes.starts_with(b"-") || bytes.len() < 2 {
            asked.urls.push(word.clone());
            continue;
        }
        if bytes == "--" {
            options_ended = true;
            continue;
        }
        if bytes.starts_with(b"--") {
            let end = bytes.find_byte(b'=').unwrap_or(bytes.len());
            let written = bytes[..end].to_str_lossy().into_owned();
            let Some((name, takes)) = options::long(&written[2..]) else {
                asked.unknown(&written, word);
                continue;
            };
            let value = match (takes, end < bytes.len()) {
                (true, true) => Some(word.slice(end + 1..bytes.len())),
                (true, false) => Some(next(&mut words, word)?),
                (false, _) => None,
            };
            asked.apply(name, &written, value, options)?;
            continue;
        }
        let mut at = 1;
        while let Some(&letter) = bytes.get(at) {
            at += 1;
            if letter == b'n' {
                // `-nv`, `-nc`: two letters make one switch.
                asked.unread.push(format!(
                    "-n{}",
                    bytes.get(at).map_or(' ', |byte| *byte as char)
                ));
                at += 1;
                continue;
            }
            let Some((name, takes)) = options::short(letter) else {
                asked.unknown(&format!("-{}", letter as char), word);
                continue;
            };
            let value = if takes {
                let rest = word.slice(at..bytes.len());
                at = bytes.len();
                Some(if rest.bytes().is_empty() {
                    next(&mut words, word)?
                } else {
                    rest
                })
            } else {
                None
            };
            asked.apply(name, &format!("-{}", letter as char), value, options)?;
        }
    }
    Ok(asked)
}

fn next(words: &mut std::slice::Iter<'_, Text>, option: &Text) -> Result<Text, Error> {
    words.next().cloned().ok_or_else(|| {
        let error = Error::new(format_args!(
            "wget's option {:?} needs an argument, and the command ends",
            option.bytes()
        ))
        .taken_for(FORM);
        match option.span() {
            Some(span) => error.at(span),
            None => error,
        }
    })
}

impl Asked {
    fn unknown(&mut self, written: &str, word: &Text) {
        self.unread.push(written.to_owned());
        self.findings.push(Finding::new(
            "unknown-option",
            format_args!("wget knows no option {written:?}: it was skipped"),
            word.span(),
        ));
    }

    fn apply(
        &mut self,
        name: &str,
        written: &str,
        value: Option<Text>,
        options: &Options<'_>,
    ) -> Result<(), Error> {
        let value = value.unwrap_or_default();
        match name {
            "method" => self.method = Some(value),
            "post-data" => self.post = Some(value),
            "body-data" => self.body = Some(value),
            "post-file" => self.post = Some(self.file(&value, options)),
            "body-file" => self.body = Some(self.file(&value, options)),
            "header" => {
                if let Some(header) = header_line(&value) {
                    // An empty value takes back what was given before.
                    let name = header.name.bytes().to_string();
                    if header.value.bytes().is_empty() {
                        self.headers.retain(|header| !header.is_named(&name));
                    } else {
                        self.headers.push(header);
                    }
                } else {
                    let error = Error::new("wget refuses a header without a colon").taken_for(FORM);
                    return Err(match value.span() {
                        Some(span) => error.at(span),
                        None => error,
                    });
                }
            }
            "user-agent" if value.bytes().is_empty() => {}
            "user-agent" | "referer" => {
                let name = if name == "referer" {
                    "Referer"
                } else {
                    "User-Agent"
                };
                self.headers.retain(|header| !header.is_named(name));
                self.headers.push(Header {
                    name: Text::made(name),
                    value,
                });
            }
            "user" | "http-user" => self.user = Some(value),
            "password" | "http-password" => {
                self.findings.push(secret(written, value.span()));
                self.password = Some(value);
            }
            "auth-no-challenge" => self.no_challenge = true,
            _ => self.unread.push(written.to_owned()),
        }
        Ok(())
    }

    fn file(&mut self, name: &Text, options: &Options<'_>) -> Text {
        if let Some(bytes) = (options.file)(&name.bytes().to_string()) {
            Text::made(bytes)
        } else {
            self.findings.push(super::curl::missing(name));
            Text::default()
        }
    }
}
