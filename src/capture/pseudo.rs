//! HTTP/2 requests as browsers and proxies list them: `:method`, `:path`, … among the headers.
//!
//! Newer panes put a name and its value on lines of their own; `Request URL:` and
//! `Request Method:` of the pane's first part are taken too.

use bstr::ByteSlice;

use super::http;
use super::lines::{lines, trim};
use super::{Captured, Options};
use crate::error::{Assumption, Error, Guess};
use crate::request::{Header, Request, Text};

/// Names that the list uses beside real headers.
const NAMES: [&str; 8] = [
    ":method",
    ":path",
    ":authority",
    ":scheme",
    "request url",
    "request method",
    "status code",
    "remote address",
];

/// Titles of a pane's parts.
const TITLES: [&str; 5] = [
    "general",
    "request headers",
    "response headers",
    "form data",
    "request payload",
];

/// Reads a list of pseudo-headers and headers, and a body after a blank line.
pub(crate) fn read(text: &Text, options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    let mut captured = Captured::default();
    let list = List::read(text, &mut captured)?;
    let pseudo = |name: &str| {
        let mut found = list.pseudo.iter().filter(|(found, _)| *found == name);
        found.next().map(|(_, value)| value.clone())
    };
    let method = match (
        pseudo(":method").or_else(|| pseudo("request method")),
        &options.method,
    ) {
        (Some(method), _) => method,
        (None, Some(method)) => Text::made(method.as_str()),
        (None, None) => {
            return Err(missing(":method", "--method"));
        }
    };
    let url = if let Some(url) = pseudo("request url") {
        url
    } else {
        let path = pseudo(":path").ok_or_else(|| missing(":path", "--url"))?;
        let mut headers = list.headers.clone();
        if let Some(authority) = pseudo(":authority") {
            headers.push(Header {
                name: Text::made("host"),
                value: authority,
            });
        } else if !headers.iter().any(|header| header.is_named("host")) && options.url.is_none() {
            return Err(missing(":authority", "--url"));
        }
        let scheme = pseudo(":scheme").map(|scheme| scheme.bytes().to_string());
        if scheme.is_none() && options.scheme.is_none() {
            let message = "there is no :scheme: https was taken, as HTTP/2 hardly goes without TLS; \
                           --scheme http says otherwise";
            let guess = Assumption::new("scheme-guessed", message).about(Guess::Scheme);
            captured.guesses.push(guess);
        }
        let scheme = scheme.as_deref().unwrap_or("https");
        http::absolute_url(&path, &headers, Some(scheme), options, &mut captured)
    };
    let (body, response) = match list.form {
        Some(form) => (Some(super::rest::form_of_rows(form, &mut captured)), None),
        None => http::body(
            &text.slice(list.body..usize::MAX),
            &list.headers,
            &mut captured,
        ),
    };
    captured.response = response;
    captured.request = Request {
        method,
        url,
        headers: list.headers,
        body,
        ..Request::default()
    };
    Ok(vec![captured])
}

fn missing(name: &str, flag: &str) -> Error {
    Error::new(format_args!("the list of headers has no `{name}`"))
        .help(format_args!("copy the whole list, or give it with {flag}"))
}

/// What the list holds.
#[derive(Default)]
struct List {
    pseudo: Vec<(&'static str, Text)>,
    headers: Vec<Header>,
    /// Where the body begins.
    body: usize,
    /// The text under a pane's title of a body.
    form: Option<Text>,
}

impl List {
    fn read(text: &Text, captured: &mut Captured) -> Result<Self, Error> {
        let bytes = text.bytes();
        let mut list = Self {
            body: bytes.len(),
            ..Self::default()
        };
        let mut part = "request headers";
        let mut waiting: Option<Text> = None;
        for line in lines(bytes) {
            let range = trim(bytes, line.range.clone());
            let content = &bytes[range.clone()];
            let lower = content.to_ascii_lowercase();
            if content.is_empty() {
                // A pane has blank lines between its parts; a message ends its head with one.
                if list.headers.is_empty() && list.pseudo.is_empty() {
                    continue;
                }
                let more = bytes.get(line.next..).unwrap_or_default();
                if begins_with_a_known_line(more) {
                    continue;
                }
                list.body = line.next;
                break;
            }
            if lower.starts_with(b"http/2") || lower.starts_with(b"http/3") {
                continue;
            }
            let title = lower.strip_suffix(b":").unwrap_or(&lower);
            if let Some(title) = TITLES.iter().find(|known| known.as_bytes() == title) {
                part = title;
                if *title == "form data" || *title == "request payload" {
                    let body = trim(bytes, line.next..bytes.len());
                    list.form = Some(text.slice(body));
                    break;
                }
                continue;
            }
            if part == "response headers" {
                continue;
            }
            if let Some(name) = waiting.take() {
                list.push(name, text.slice(range));
                continue;
            }
            // The colon that begins a pseudo-header's name is part of it.
            let from = usize::from(content.first() == Some(&b':'));
            match content[from..].find_byte(b':').map(|at| at + from) {
                Some(colon) if colon + 1 < content.len() => {
                    let value = trim(bytes, range.start + colon + 1..range.end);
                    list.push(
                        text.slice(range.start..range.start + colon),
                        text.slice(value),
                    );
                }
                Some(colon) if names_something(&content[..colon]) => {
                    waiting = Some(text.slice(range.start..range.start + colon));
                }
                None if names_something(content) => waiting = Some(text.slice(range)),
                Some(_) | None => {
                    let error = Error::new("expected a header line `name: value`")
                        .help("paste the list of headers as the browser or proxy shows it");
                    return Err(match text.locate(range) {
                        Some(span) => error.at(span),
                        None => error,
                    });
                }
            }
            if list.headers.len() > http::MAX_HEADERS {
                return Err(Error::new(format_args!(
                    "the request has more than {} header lines",
                    http::MAX_HEADERS
                )));
            }
        }
        if let Some(name) = waiting {
            captured
                .unread
                .push(format!("the header {} without a value", name.bytes()));
        }
        Ok(list)
    }

    fn push(&mut self, name: Text, value: Text) {
        let lower = name.bytes().to_ascii_lowercase();
        match NAMES.iter().find(|known| known.as_bytes() == lower) {
            Some(known) => self.pseudo.push((known, value)),
            None => self.headers.push(Header { name, value }),
        }
    }
}

/// Whether a line alone is a header's name, with its value on the next line.
fn names_something(line: &[u8]) -> bool {
    let lower = line.to_ascii_lowercase();
    NAMES.iter().any(|known| known.as_bytes() == lower)
        || (!line.is_empty()
            && line.len() < 60
            && line
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte)))
}

/// Whether the next filled line is a title or a pseudo-header, so that the list goes on.
fn begins_with_a_known_line(bytes: &[u8]) -> bool {
    let Some(line) = lines(bytes).find(|line| !bytes[line.range.clone()].trim_ascii().is_empty())
    else {
        return false;
    };
    let lower = bytes[line.range].trim_ascii().to_ascii_lowercase();
    TITLES
        .iter()
        .any(|title| lower.starts_with(title.as_bytes()))
        || NAMES.iter().any(|name| lower.starts_with(name.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(paste: &str) -> Captured {
        read(&Text::copied(paste.as_bytes(), 0), &Options::default())
            .unwrap()
            .remove(0)
    }

    #[test]
    fn names_and_values_may_stand_on_lines_of_their_own() {
        let captured = one(
            ":authority\nh:8443\n:method\nPOST\n:path\n/a?b=c\n:scheme\nhttps\nx-y\nz\n\nk=v\n",
        );
        assert_eq!(captured.request.method.bytes(), "POST");
        assert_eq!(captured.request.url.bytes(), "https://h:8443/a?b=c");
        assert_eq!(captured.request.headers, [Header::made("x-y", "z")]);
        assert_eq!(captured.request.body.unwrap().bytes(), "k=v");
    }

    #[test]
    fn a_missing_path_is_asked_for_by_name() {
        let error = read(&Text::from(":method: GET\n"), &Options::default()).unwrap_err();
        assert!(error.problem().contains(":path"));
    }
}
