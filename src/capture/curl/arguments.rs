//! curl's words to what they ask for, one [`Operation`] between two `--next`.

use bstr::ByteSlice;

use super::options::{self, NoSuchOption};
use super::{Error, Feed, Finding, basic, form, missing, refused};
use crate::request::{Header, Span, Text};

/// Which option made a header.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Origin {
    /// `-H`.
    Given,
    /// `-u`.
    User,
    /// `--oauth2-bearer`.
    Bearer,
    /// `-A`.
    Agent,
    /// `-e`.
    Referer,
    /// `-b`.
    Cookie,
    /// `-r`.
    Range,
}

/// What curl is asked to do between two `--next`.
#[derive(Clone, Debug, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is one of curl's switches"
)]
pub(super) struct Operation {
    pub(super) urls: Vec<Text>,
    pub(super) method: Option<Text>,
    pub(super) headers: Vec<(Origin, Header)>,
    /// Names that `-H 'Name:'` takes away.
    pub(super) removed: Vec<String>,
    pub(super) data: Option<Text>,
    pub(super) json: bool,
    pub(super) url_query: Option<Text>,
    pub(super) form: Vec<form::Field>,
    pub(super) upload: Option<Text>,
    pub(super) get: bool,
    pub(super) head: bool,
    pub(super) globoff: bool,
    pub(super) path_as_is: bool,
    pub(super) request_target: Option<Text>,
    pub(super) default_scheme: Option<String>,
    pub(super) unread: Vec<String>,
    pub(super) findings: Vec<Finding>,
}

/// Reads the words after `curl`.
pub(super) fn operations(words: &[Text], feed: &Feed<'_>) -> Result<Vec<Operation>, Error> {
    let mut done = Vec::new();
    let mut operation = Operation::default();
    let mut words = words.iter();
    let mut options_ended = false;
    while let Some(word) = words.next() {
        let bytes = word.bytes();
        if options_ended || !bytes.starts_with(b"-") || bytes.len() < 2 {
            operation.urls.push(word.clone());
            continue;
        }
        if bytes == "--" {
            options_ended = true;
            continue;
        }
        if let Some(name) = bytes.strip_prefix(b"--") {
            let name = name.to_str_lossy();
            let row = match options::long(&name) {
                Ok(row) => row,
                Err(why) => {
                    operation.unknown(word, why);
                    continue;
                }
            };
            let on = !name.starts_with("no-");
            if row.0 == "next" {
                done.push(std::mem::take(&mut operation));
                continue;
            }
            let argument = if row.2 {
                Some(words.next().ok_or_else(|| lacks_argument(word))?.clone())
            } else {
                None
            };
            operation.apply(row.0, &word.bytes().to_string(), on, argument, word, feed)?;
            continue;
        }
        // Short options stand together until one takes the rest, or the next word.
        let mut at = 1;
        while let Some(&letter) = bytes.get(at) {
            at += 1;
            let Some(row) = options::short(letter) else {
                operation.unknown(&word.slice(at - 1..at), NoSuchOption::Unknown);
                continue;
            };
            if row.0 == "next" {
                done.push(std::mem::take(&mut operation));
                continue;
            }
            let argument = if row.2 {
                let rest = word.slice(at..bytes.len());
                at = bytes.len();
                if rest.bytes().is_empty() {
                    Some(words.next().ok_or_else(|| lacks_argument(word))?.clone())
                } else {
                    Some(rest)
                }
            } else {
                None
            };
            let written = format!("-{}", letter as char);
            operation.apply(row.0, &written, true, argument, word, feed)?;
        }
    }
    done.push(operation);
    Ok(done)
}

fn lacks_argument(word: &Text) -> Error {
    refused(
        format_args!(
            "curl's option {:?} needs an argument, and the command ends",
            word.bytes()
        ),
        word.span(),
    )
}

/// A secret that stands in the paste: named, never shown.
pub(in crate::capture) fn secret(what: &str, place: Option<Span>) -> Finding {
    Finding::new(
        "secret-in-paste",
        format_args!("{what} holds a password: take it out before you share this"),
        place,
    )
}

impl Operation {
    fn unknown(&mut self, word: &Text, why: NoSuchOption) {
        let name = word.bytes();
        // An unknown option's text may hold its value.
        let end = name.find_byteset(b"=:").unwrap_or(name.len());
        let name = name[..end].as_bstr();
        self.unread.push(name.to_string());
        let message = match why {
            NoSuchOption::Unknown if end < word.bytes().len() => {
                format!("curl knows no option {name:?} with `=`: it takes the next word; skipped")
            }
            NoSuchOption::Unknown => format!("curl knows no option {name:?}: it was skipped"),
            NoSuchOption::Ambiguous => {
                format!("several of curl's options start with {name:?}: it was skipped")
            }
        };
        self.findings
            .push(Finding::new("unknown-option", message, word.span()));
    }

    fn apply(
        &mut self,
        name: &str,
        written: &str,
        on: bool,
        argument: Option<Text>,
        word: &Text,
        feed: &Feed<'_>,
    ) -> Result<(), Error> {
        let value = argument.unwrap_or_default();
        match name {
            "url" => self.urls.push(value),
            "request" => self.method = Some(value),
            "header" => self.header(&value, feed),
            "data" | "data-ascii" => self.data(&value, Files::Stripped, feed),
            "data-raw" => self.data(&value, Files::None, feed),
            "data-binary" => self.data(&value, Files::Kept, feed),
            "json" => {
                self.json = true;
                let value = self.content(&value, Files::Kept, feed);
                self.data.get_or_insert_default().push_text(&value);
            }
            "data-urlencode" => {
                let value = self.urlencoded(&value, feed);
                append(&mut self.data, &value);
            }
            "url-query" => {
                let value = if value.bytes().starts_with(b"+") {
                    value.slice(1..value.bytes().len())
                } else {
                    self.urlencoded(&value, feed)
                };
                append(&mut self.url_query, &value);
            }
            "get" => self.get = on,
            "head" => self.head = on,
            "globoff" => self.globoff = on,
            "path-as-is" => self.path_as_is = on,
            "request-target" => self.request_target = Some(value),
            "proto-default" => self.default_scheme = Some(value.bytes().to_string()),
            "form" => self.form.push(form::Field::parsed(&value)?),
            "form-string" => self.form.push(form::Field::literal(&value)?),
            "upload-file" => self.upload = Some(value),
            "user" => {
                self.findings.push(secret(written, value.span()));
                self.set(Origin::User, basic(value.bytes()));
            }
            "oauth2-bearer" => {
                self.findings.push(Finding::new(
                    "not-oauth1",
                    "--oauth2-bearer sends an OAuth 2.0 token: nothing is signed with it",
                    word.span(),
                ));
                let mut text = Text::made("Bearer ");
                text.push_text(&value);
                self.option_header(Origin::Bearer, "Authorization", text);
            }
            "user-agent" => self.option_header(Origin::Agent, "User-Agent", value),
            "referer" => {
                let end = value.bytes().find(";auto").unwrap_or(value.bytes().len());
                self.option_header(Origin::Referer, "Referer", value.slice(0..end));
            }
            "range" => {
                let mut text = Text::made("bytes=");
                text.push_text(&value);
                self.option_header(Origin::Range, "Range", text);
            }
            "cookie" => self.cookie(value, written),
            "config" => {
                self.unread.push(written.to_owned());
                self.findings.push(Finding::new(
                    "file-missing",
                    "the command takes more options from a file, which was not read",
                    value.span(),
                ));
            }
            "location" | "location-trusted" if on => {
                self.unread.push(written.to_owned());
                self.findings.push(Finding::new(
                    "follows-redirects",
                    "curl follows redirects here, and the signature is for the first URL only: \
                     a redirect (to https, to a trailing slash) is answered 401",
                    word.span(),
                ));
            }
            _ => self.unread.push(written.to_owned()),
        }
        Ok(())
    }

    fn header(&mut self, line: &Text, feed: &Feed<'_>) {
        if line.bytes().starts_with(b"@") {
            let name = line.slice(1..line.bytes().len());
            match feed.file(&name) {
                None => self.findings.push(missing(&name)),
                Some(file) => {
                    let mut at = 0;
                    for one in file.bytes().lines_with_terminator() {
                        let trimmed = one.trim_ascii_end();
                        if !trimmed.is_empty() {
                            self.one_header(&file.slice(at..at + trimmed.len()));
                        }
                        at += one.len();
                    }
                }
            }
            return;
        }
        self.one_header(line);
    }

    fn one_header(&mut self, line: &Text) {
        let bytes = line.bytes();
        match header_line(line) {
            Some(header) if header.value.bytes().is_empty() => {
                self.removed.push(header.name.bytes().to_string());
            }
            Some(header) => self.headers.push((Origin::Given, header)),
            None if bytes.ends_with(b";") => self.headers.push((
                Origin::Given,
                Header {
                    name: line.slice(0..bytes.len() - 1),
                    value: Text::default(),
                },
            )),
            None => self.findings.push(Finding::new(
                "header-without-colon",
                "curl leaves out a header without a colon: this one is never sent",
                line.span(),
            )),
        }
    }

    fn option_header(&mut self, origin: Origin, name: &str, value: Text) {
        let header = Header {
            name: Text::made(name),
            value,
        };
        self.set(origin, header);
    }

    /// The last one of an option counts, in the first one's place.
    fn set(&mut self, origin: Origin, header: Header) {
        match self.headers.iter_mut().find(|(other, _)| *other == origin) {
            Some((_, old)) => *old = header,
            None => self.headers.push((origin, header)),
        }
    }

    fn cookie(&mut self, value: Text, written: &str) {
        if !value.bytes().contains(&b'=') {
            // Without `=` it names a file of cookies.
            self.unread.push(written.to_owned());
            return;
        }
        if let Some((_, old)) = self
            .headers
            .iter_mut()
            .find(|(origin, _)| *origin == Origin::Cookie)
        {
            old.value.push_made(b"; ");
            old.value.push_text(&value);
            return;
        }
        self.option_header(Origin::Cookie, "Cookie", value);
    }

    fn data(&mut self, value: &Text, files: Files, feed: &Feed<'_>) {
        let value = self.content(value, files, feed);
        append(&mut self.data, &value);
    }

    /// What a data option sends: its text, or the file's bytes after `@`.
    fn content(&mut self, value: &Text, files: Files, feed: &Feed<'_>) -> Text {
        if files == Files::None || !value.bytes().starts_with(b"@") {
            return value.clone();
        }
        let name = value.slice(1..value.bytes().len());
        let Some(file) = feed.file(&name) else {
            self.findings.push(missing(&name));
            return Text::default();
        };
        if files == Files::Kept {
            return file;
        }
        // -d takes line ends and NUL out of a file.
        let mut text = Text::default();
        let mut at = 0;
        for piece in file.bytes().split(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
            text.push_text(&file.slice(at..at + piece.len()));
            at += piece.len() + 1;
        }
        text
    }

    /// `content`, `=content`, `name=content`, `@file`, `name@file`; the name goes out as it is.
    fn urlencoded(&mut self, value: &Text, feed: &Feed<'_>) -> Text {
        let bytes = value.bytes();
        let mark = bytes.find_byte(b'=').or_else(|| bytes.find_byte(b'@'));
        let mut text = Text::default();
        let Some(mark) = mark else {
            encode(value, &mut text);
            return text;
        };
        if mark > 0 {
            text.push_text(&value.slice(0..mark));
            text.push_made(b"=");
        }
        let content = value.slice(mark + 1..bytes.len());
        if bytes[mark] == b'=' {
            encode(&content, &mut text);
        } else {
            match feed.file(&content) {
                Some(file) => encode(&file, &mut text),
                None => self.findings.push(missing(&content)),
            }
        }
        text
    }
}

/// How a data option treats `@`.
#[derive(Clone, Copy, PartialEq)]
enum Files {
    /// `@` is a character.
    None,
    /// A file, less its line ends.
    Stripped,
    /// A file, byte for byte.
    Kept,
}

/// Several data options are joined by `&`.
fn append(data: &mut Option<Text>, value: &Text) {
    match data {
        None => *data = Some(value.clone()),
        Some(data) => {
            data.push_made(b"&");
            data.push_text(value);
        }
    }
}

/// Everything but `A-Z a-z 0-9 - . _ ~` is escaped, and a space is `+`.
fn encode(value: &Text, into: &mut Text) {
    let bytes = value.bytes();
    let mut at = 0;
    while at < bytes.len() {
        let run = bytes[at..]
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(byte))
            .count();
        into.push_text(&value.slice(at..at + run));
        at += run;
        if let Some(byte) = bytes.get(at) {
            let escaped = match byte {
                b' ' => "+".to_owned(),
                _ => format!("%{byte:02X}"),
            };
            match value.locate(at..at + 1) {
                Some(span) => into.push_unquoted(escaped.as_bytes(), span),
                None => into.push_made(escaped.as_bytes()),
            }
            at += 1;
        }
    }
}

/// `Name: value` as a header; nothing when there is no colon.
pub(in crate::capture) fn header_line(line: &Text) -> Option<Header> {
    let bytes = line.bytes();
    let colon = bytes.find_byte(b':')?;
    let start = bytes.len() - bytes[colon + 1..].trim_ascii_start().len();
    let end = bytes.trim_ascii_end().len().max(start);
    Some(Header {
        name: line.slice(0..colon),
        value: line.slice(start..end),
    })
}
