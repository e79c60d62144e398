//! `HTTPie` commands. Checked against `HTTPie` 3.2.4 and a listener.

use bstr::ByteSlice;
use serde_json::{Map, Value as Json};

use super::curl::{basic, missing, secret};
use super::literal::json_dumps;
use super::python::{QUOTE_PLUS, push_encoded, requests_url};
use super::words::{self, Command, Shell};
use super::{Captured, Options};
use crate::error::{Assumption, Error, Finding};
use crate::request::{Header, Request, Text};

const FORM: &str = "an HTTPie command";

/// Reads the `http` and `https` commands of a paste.
///
/// # Errors
/// When a quote is not closed, no such command is there, or `HTTPie` itself refuses it.
pub(super) fn read(paste: &Text, options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    let shell = match words::detect_shell(paste.bytes()) {
        Shell::PowerShell => Shell::Posix,
        shell => shell,
    };
    let mut captured = Vec::new();
    for command in words::commands(paste, shell)? {
        if let Some(words) = command.running(&["http", "https"]) {
            captured.push(request(words, &command, options)?);
        }
    }
    if captured.is_empty() {
        return Err(Error::new("there is no HTTPie command in the paste").taken_for(FORM));
    }
    Ok(captured)
}

/// Reads one command whose words the shell has made already.
///
/// # Errors
/// When `HTTPie` itself refuses the command.
pub(super) fn read_words(words: &[Text], options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    Ok(vec![request(words, &Command::default(), options)?])
}

/// Options that take an argument; the others are switches.
const WITH_ARGUMENT: &[(&str, u8)] = &[
    ("boundary", 0),
    ("raw", 0),
    ("pretty", 0),
    ("style", b's'),
    ("response-charset", 0),
    ("response-mime", 0),
    ("format-options", 0),
    ("print", b'p'),
    ("history-print", b'P'),
    ("output", b'o'),
    ("session", 0),
    ("session-read-only", 0),
    ("auth", b'a'),
    ("auth-type", b'A'),
    ("proxy", 0),
    ("max-redirects", 0),
    ("max-headers", 0),
    ("timeout", 0),
    ("verify", 0),
    ("ssl", 0),
    ("ciphers", 0),
    ("cert", 0),
    ("cert-key", 0),
    ("cert-key-pass", 0),
    ("default-scheme", 0),
];

#[derive(Clone, Copy, Default, PartialEq)]
enum Kind {
    #[default]
    Json,
    Form,
    Multipart,
}

#[derive(Default)]
struct Asked {
    positional: Vec<Text>,
    kind: Kind,
    raw: Option<Text>,
    auth: Option<Text>,
    auth_type: Option<Text>,
    scheme: Option<String>,
    unread: Vec<String>,
    findings: Vec<Finding>,
}

fn at(error: Error, text: &Text) -> Error {
    match text.span() {
        Some(span) => error.at(span),
        None => error,
    }
}

fn arguments(words: &[Text]) -> Result<Asked, Error> {
    let mut asked = Asked::default();
    let mut words = words.iter();
    let mut options_ended = false;
    while let Some(word) = words.next() {
        let bytes = word.bytes();
        if options_ended || !bytes.starts_with(b"-") || bytes.len() < 2 {
            asked.positional.push(word.clone());
            continue;
        }
        if bytes == "--" {
            options_ended = true;
            continue;
        }
        let mut take = |glued: Option<Text>| {
            glued.or_else(|| words.next().cloned()).ok_or_else(|| {
                let name = bytes.as_bstr();
                at(
                    Error::new(format_args!(
                        "{name:?} needs an argument, and the command ends"
                    ))
                    .taken_for(FORM),
                    word,
                )
            })
        };
        if let Some(rest) = bytes.strip_prefix(b"--") {
            let end = rest.find_byte(b'=').unwrap_or(rest.len());
            let name = rest[..end].to_str_lossy().into_owned();
            let known = WITH_ARGUMENT.iter().find(|(known, _)| *known == name);
            let value = match known {
                Some(_) => Some(take(
                    (end < rest.len()).then(|| word.slice(end + 3..bytes.len())),
                )?),
                None => None,
            };
            asked.apply(&name, format!("--{name}"), value);
            continue;
        }
        let mut place = 1;
        while let Some(&letter) = bytes.get(place) {
            place += 1;
            let written = format!("-{}", letter as char);
            match WITH_ARGUMENT.iter().find(|(_, short)| *short == letter) {
                Some((name, _)) => {
                    let rest = word.slice(place..bytes.len());
                    place = bytes.len();
                    let value = take((!rest.bytes().is_empty()).then_some(rest))?;
                    asked.apply(name, written, Some(value));
                }
                None => asked.apply(
                    match letter {
                        b'f' => "form",
                        b'j' => "json",
                        _ => "",
                    },
                    written,
                    None,
                ),
            }
        }
    }
    Ok(asked)
}

impl Asked {
    fn apply(&mut self, name: &str, written: String, value: Option<Text>) {
        match name {
            "form" => self.kind = Kind::Form,
            "json" => self.kind = Kind::Json,
            "multipart" => self.kind = Kind::Multipart,
            "raw" => self.raw = value,
            "auth" => {
                let place = value.as_ref().and_then(Text::span);
                self.findings.push(secret(&written, place));
                self.auth = value;
            }
            "auth-type" => self.auth_type = value,
            "default-scheme" => self.scheme = value.map(|value| value.bytes().to_string()),
            _ => self.unread.push(written),
        }
    }
}

/// The separators of an item, longest first where one starts another.
const SEPARATORS: &[&str] = &[":=@", "==@", "=@", ":=", "==", ":@", ":", "=", "@", ";"];

/// An item's name, separator and value, backslashes undone.
fn item(word: &Text) -> Result<(Text, &'static str, Text), Error> {
    let bytes = word.bytes();
    let mut name = Text::default();
    let mut place = 0;
    while place < bytes.len() {
        if bytes[place] == b'\\'
            && let Some(next) = bytes.get(place + 1)
            && b":=@;\\".contains(next)
        {
            let special = *next != b'\\';
            name.push_text(&word.slice(place + usize::from(special)..place + 2));
            place += 2;
            continue;
        }
        let found = SEPARATORS
            .iter()
            .find(|separator| bytes[place..].starts_with(separator.as_bytes()))
            // `Name;` alone is an empty header.
            .filter(|separator| **separator != ";" || place + 1 == bytes.len());
        if let Some(separator) = found {
            let value = word.slice(place + separator.len()..bytes.len());
            return Ok((name, separator, value));
        }
        name.push_text(&word.slice(place..place + 1));
        place += 1;
    }
    Err(at(
        Error::new("HTTPie refuses this item: it has none of `:`, `=`, `==`, `:=`, `@`")
            .taken_for(FORM)
            .help("quote an item that holds blanks"),
        word,
    ))
}

fn request(words: &[Text], command: &Command, options: &Options<'_>) -> Result<Captured, Error> {
    let mut asked = arguments(words.get(1..).unwrap_or_default())?;
    let mut captured = Captured {
        unread: std::mem::take(&mut asked.unread),
        findings: std::mem::take(&mut asked.findings),
        ..Captured::default()
    };
    captured.findings.extend(command.findings.iter().cloned());
    let mut positional = asked.positional.iter().peekable();
    let is_method = |word: &Text| word.bytes().iter().all(u8::is_ascii_alphabetic);
    let method = if asked.positional.len() > 1 && asked.positional.first().is_some_and(is_method) {
        positional.next()
    } else {
        None
    };
    let Some(given) = positional.next() else {
        return Err(Error::new("the HTTPie command names no URL").taken_for(FORM));
    };
    let https = words
        .first()
        .is_some_and(|word| words::is_program(word.bytes(), "https"));
    let given = whole_url(given, &asked, https, &mut captured);

    let mut headers: Vec<Header> = Vec::new();
    let mut removed: Vec<String> = Vec::new();
    let mut query = Text::default();
    let mut fields: Vec<(Text, &'static str, Text)> = Vec::new();
    for word in positional {
        let (name, separator, value) = item(word)?;
        match separator {
            ":" if value.bytes().is_empty() => removed.push(name.bytes().to_string()),
            // A blank behind the colon is not part of the value (RFC 9112 section 5).
            ":" | ";" => headers.push(Header {
                value: value.slice(super::lines::trim(value.bytes(), 0..value.bytes().len())),
                name,
            }),
            "==" => {
                if !query.bytes().is_empty() {
                    query.push_made(b"&");
                }
                push_encoded(&mut query, &name, QUOTE_PLUS);
                query.push_made(b"=");
                push_encoded(&mut query, &value, QUOTE_PLUS);
            }
            "=@" | ":=@" | "==@" | ":@" => match (options.file)(&value.bytes().to_string()) {
                None => captured.findings.push(missing(&value)),
                Some(file) if separator == "=@" => fields.push((name, "=", Text::made(file))),
                Some(file) if separator == ":=@" => fields.push((name, ":=", Text::made(file))),
                Some(_) => captured.unread.push(word.bytes().to_string()),
            },
            _ => fields.push((name, separator, value)),
        }
    }
    let stdin = command.stdin.clone().or_else(|| {
        let file = command.stdin_file.as_ref()?;
        (options.file)(file).map(Text::made)
    });
    let raw = asked.raw.clone().or(stdin);
    let has_data = raw.is_some() || !fields.is_empty();
    let (body, media_type) = match raw {
        Some(raw) => (Some(raw), Some(raw_type(asked.kind))),
        None if fields.is_empty() => {
            // --form alone sends its Content-Type, the default JSON does not.
            (
                None,
                (asked.kind == Kind::Form).then(|| raw_type(asked.kind)),
            )
        }
        None => body(&fields, asked.kind, &mut captured)?,
    };
    let given_type = removed
        .iter()
        .any(|name| name.eq_ignore_ascii_case("content-type"))
        || headers.iter().any(|header| header.is_named("content-type"));
    if let Some(media_type) = media_type.filter(|_| !given_type) {
        headers.push(Header::made("Content-Type", media_type));
    }
    authorization(&asked, &mut headers, &mut captured);
    captured.request = Request {
        absolute_form: false,
        method: match method {
            Some(method) => upper_case(method),
            None => Text::made(if has_data { "POST" } else { "GET" }),
        },
        url: requests_url(&given, Some(&query)),
        written: super::fetch::as_written(&given),
        headers,
        body: body.filter(|body| !body.bytes().is_empty()),
        generated: Vec::new(),
    };
    Ok(captured)
}

fn upper_case(method: &Text) -> Text {
    let upper = method.bytes().to_ascii_uppercase();
    let mut text = Text::default();
    match method.span() {
        _ if method.bytes() == upper.as_bstr() => return method.clone(),
        Some(span) => text.push_unquoted(&upper, span),
        None => text.push_made(&upper),
    }
    text
}

fn raw_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Json => "application/json",
        Kind::Form => "application/x-www-form-urlencoded; charset=utf-8",
        Kind::Multipart => "multipart/form-data",
    }
}

/// `:8080/x` and `/x` are on this machine, a URL without a scheme has the command's.
fn whole_url(given: &Text, asked: &Asked, https: bool, captured: &mut Captured) -> Text {
    let bytes = given.bytes();
    let default = if https { "https" } else { "http" };
    let scheme = asked.scheme.as_deref().unwrap_or(default);
    let mut url = Text::default();
    if bytes.contains_str("://") && !bytes.starts_with(b"://") {
        return given.clone();
    }
    url.push_made(scheme.as_bytes());
    if !https && asked.scheme.is_none() {
        captured.guesses.push(Assumption::new(
            "scheme-http",
            "the URL has no scheme: the command `http` takes http",
        ));
    }
    if bytes.starts_with(b"://") {
        url.push_text(given);
        return url;
    }
    url.push_made(b"://");
    let local = bytes
        .strip_prefix(b":")
        .filter(|rest| !rest.starts_with(b":"));
    match local {
        Some(rest) => {
            url.push_made(b"localhost");
            let port = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            url.push_text(&given.slice(usize::from(port == 0)..bytes.len()));
        }
        None => url.push_text(given),
    }
    url
}

type Body = (Option<Text>, Option<&'static str>);

fn body(
    fields: &[(Text, &'static str, Text)],
    kind: Kind,
    captured: &mut Captured,
) -> Result<Body, Error> {
    if kind == Kind::Multipart || fields.iter().any(|(_, separator, _)| *separator == "@") {
        captured.findings.push(Finding::new(
            "multipart-not-read",
            "the command sends a multipart body, which was not read; no signature covers it",
            fields.first().and_then(|(name, _, _)| name.span()),
        ));
        return Ok((None, Some("multipart/form-data")));
    }
    if kind == Kind::Form {
        let mut form = Text::default();
        for (name, _, value) in fields {
            if !form.bytes().is_empty() {
                form.push_made(b"&");
            }
            push_encoded(&mut form, name, QUOTE_PLUS);
            form.push_made(b"=");
            push_encoded(&mut form, value, QUOTE_PLUS);
        }
        return Ok((Some(form), Some(raw_type(kind))));
    }
    let mut map = Map::new();
    for (name, separator, value) in fields {
        if name.bytes().contains(&b'[') {
            return Err(at(
                Error::new("HTTPie's nested names (`a[b]=c`) are not read")
                    .taken_for(FORM)
                    .help("give the body with --raw"),
                name,
            ));
        }
        let json = if *separator == ":=" {
            serde_json::from_slice(value.bytes()).map_err(|why| {
                at(
                    Error::new(format_args!("the value after `:=` is no JSON ({why})"))
                        .taken_for(FORM),
                    value,
                )
            })?
        } else {
            Json::String(value.bytes().to_string())
        };
        map.insert(name.bytes().to_string(), json);
    }
    Ok((
        Some(Text::made(json_dumps(&Json::Object(map)))),
        Some(raw_type(kind)),
    ))
}

fn authorization(asked: &Asked, headers: &mut Vec<Header>, captured: &mut Captured) {
    let Some(auth) = &asked.auth else { return };
    let kind = asked
        .auth_type
        .as_ref()
        .map(|kind| kind.bytes().to_string());
    match kind.as_deref() {
        None | Some("basic") => {
            headers.retain(|header| !header.is_named("authorization"));
            headers.push(basic(auth.bytes()));
        }
        Some("bearer") => {
            let mut value = Text::made("Bearer ");
            value.push_text(auth);
            headers.retain(|header| !header.is_named("authorization"));
            headers.push(Header {
                name: Text::made("Authorization"),
                value,
            });
        }
        Some(other) => captured.findings.push(Finding::new(
            "signed-at-run-time",
            format_args!(
                "--auth-type {other} makes its header when the command runs: what it sends is \
                 not in the paste"
            ),
            asked.auth_type.as_ref().and_then(Text::span),
        )),
    }
}
