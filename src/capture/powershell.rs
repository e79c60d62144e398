//! `PowerShell` web requests: `Invoke-WebRequest` and `Invoke-RestMethod`, as `DevTools`' 'Copy as
//! PowerShell' and Postman write them, with the variables that the paste sets itself.
//!
//! Nothing is computed: a call in a value's place is said to be made at run time.

mod expression;

use bstr::ByteSlice;

use super::python::push_encoded;
use super::{Captured, Options};
use crate::error::{Assumption, Error, Finding};
use crate::request::{Header, Request, Text};
use expression::{Reader, Value};

const FORM: &str = "a PowerShell web request";

/// What .NET's `WebUtility.UrlEncode` keeps beside letters and digits.
const URL_ENCODE: &[u8] = b"-_.!*()";

const COMMANDS: &[&str] = &[
    "invoke-webrequest",
    "invoke-restmethod",
    "iwr",
    "irm",
    "curl",
    "wget",
];

/// Parameters without an argument.
const SWITCHES: &[&str] = &[
    "usebasicparsing",
    "skipcertificatecheck",
    "skipheadervalidation",
    "skiphttperrorcheck",
    "disablekeepalive",
    "usedefaultcredentials",
    "allowunencryptedauthentication",
    "allowinsecureredirect",
    "preserveauthorizationonredirect",
    "preservehttpmethodonredirect",
    "noproxy",
    "passthru",
    "resume",
    "followrellink",
    "verbose",
    "proxyusedefaultcredentials",
];

/// Parameters with an argument that are read; the order decides what a short form means.
const READ: &[&str] = &[
    "uri",
    "method",
    "headers",
    "body",
    "contenttype",
    "useragent",
    "websession",
    "custommethod",
    "infile",
];

/// Reads the web requests of a paste.
///
/// # Errors
/// When there is none, or when a value is not written down in it.
pub(super) fn read(paste: &Text, options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    let mut reader = Reader::new(paste, FORM);
    let mut captured = Vec::new();
    loop {
        reader.next_statement();
        if reader.source.peek().is_none() {
            break;
        }
        if reader.assignment()? {
            continue;
        }
        let start = reader.source.at;
        let word = reader.word();
        let word = reader.source.bytes[word].to_ascii_lowercase();
        if COMMANDS.iter().any(|command| command.as_bytes() == word) {
            let parameters = parameters(&mut reader)?;
            let findings = std::mem::take(&mut reader.notes.findings);
            captured.push(request(parameters, findings, options)?);
            continue;
        }
        // Not a statement that is read.
        reader.source.at = start;
        reader.skip_statement()?;
    }
    if captured.is_empty() {
        return Err(
            Error::new("there is no Invoke-WebRequest or Invoke-RestMethod in the paste")
                .taken_for(FORM),
        );
    }
    Ok(captured)
}

#[derive(Default)]
struct Parameters {
    given: Vec<(String, Value)>,
    unread: Vec<String>,
}

impl Parameters {
    fn get(&self, name: &str) -> Option<&Value> {
        let found = self.given.iter().rev().find(|(given, _)| given == name);
        found.map(|(_, value)| value)
    }

    fn set(&mut self, name: &str, value: Value) {
        match full_name(name) {
            Some(known) if READ.contains(&known) => self.given.push((known.to_owned(), value)),
            _ => self.unread.push(name.to_owned()),
        }
    }
}

/// The parameter that a name, or its beginning, means.
fn full_name(name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    let all = || READ.iter().chain(SWITCHES);
    all()
        .find(|known| **known == lower)
        .or_else(|| all().find(|known| known.starts_with(&lower)))
        .copied()
}

fn parameters(reader: &mut Reader<'_>) -> Result<Parameters, Error> {
    let mut parameters = Parameters::default();
    loop {
        reader.blanks();
        match reader.source.peek() {
            None | Some(b'\n' | b'\r' | b';' | b'|' | b')' | b'}' | b'#' | b'>') => {
                return Ok(parameters);
            }
            Some(b'-')
                if reader
                    .source
                    .peek_at(1)
                    .is_some_and(|byte| byte.is_ascii_alphabetic()) =>
            {
                reader.source.at += 1;
                let name = reader.source.while_(|byte| byte.is_ascii_alphanumeric());
                let name = reader.source.bytes[name].to_str_lossy().into_owned();
                if reader.source.peek() == Some(b':') {
                    reader.source.at += 1;
                } else if full_name(&name).is_some_and(|name| SWITCHES.contains(&name)) {
                    parameters.unread.push(format!("-{name}"));
                    continue;
                }
                reader.blanks();
                let value = reader.argument()?;
                if full_name(&name).is_some_and(|name| READ.contains(&name)) {
                    parameters.set(&name, value);
                } else {
                    parameters.unread.push(format!("-{name}"));
                }
            }
            Some(b'@')
                if reader
                    .source
                    .peek_at(1)
                    .is_some_and(|byte| byte.is_ascii_alphabetic()) =>
            {
                // `@params` spreads a map over the parameters.
                reader.source.at += 1;
                let name = reader.word();
                let name = reader.source.bytes[name].to_owned();
                if let Some(Value::Map(entries)) = reader.variable(&name) {
                    for (name, value) in entries {
                        parameters.set(&name.bytes().to_string(), value);
                    }
                } else {
                    parameters.unread.push(format!("@{}", name.as_bstr()));
                }
            }
            Some(_) => {
                let value = reader.argument()?;
                parameters.given.insert(0, ("uri".to_owned(), value));
            }
        }
    }
}

fn not_written(what: &str, value: &Value) -> Error {
    let error = Error::new(format_args!("{what} is not written down in the paste"))
        .taken_for(FORM)
        .help("put the value itself in its place");
    match value.place() {
        Some(span) => error.at(span),
        None => error,
    }
}

fn request(
    parameters: Parameters,
    findings: Vec<Finding>,
    options: &Options<'_>,
) -> Result<Captured, Error> {
    let text = |name: &str, what: &str| match parameters.get(name) {
        None => Ok(None),
        Some(Value::Text(text)) => Ok(Some(text.clone())),
        Some(other) => Err(not_written(what, other)),
    };
    let url = text("uri", "the URL")?
        .ok_or_else(|| Error::new("the command names no -Uri").taken_for(FORM))?;
    let mut captured = Captured {
        findings,
        ..Captured::default()
    };
    let custom = text("custommethod", "the method")?;
    let method = match (custom, text("method", "the method")?) {
        (Some(method), _) | (None, Some(method)) => upper_case(&method),
        (None, None) => Text::made("GET"),
    };
    let mut headers = match parameters.get("headers") {
        None => Vec::new(),
        Some(Value::Map(entries)) => entries
            .iter()
            .map(|(name, value)| match value {
                Value::Text(value) => Ok(Header {
                    name: name.clone(),
                    value: value.clone(),
                }),
                other => Err(not_written("a header's value", other)),
            })
            .collect::<Result<_, _>>()?,
        Some(other) => return Err(not_written("the headers", other)),
    };
    session(parameters.get("websession"), &mut headers);
    if let Some(agent) = text("useragent", "the user agent")? {
        headers.retain(|header| !header.is_named("user-agent"));
        headers.push(Header {
            name: Text::made("User-Agent"),
            value: agent,
        });
    }
    let mut url = url;
    let get = method.bytes() == "GET";
    let mut body = match parameters.get("body") {
        None => None,
        Some(Value::Text(text)) => Some(text.clone()),
        Some(Value::Map(entries)) => {
            let form = form(entries, &mut captured)?;
            if get {
                let joint = if url.bytes().contains(&b'?') {
                    b"&"
                } else {
                    b"?"
                };
                url.push_made(joint);
                url.push_text(&form);
                None
            } else {
                Some(form)
            }
        }
        Some(other) => return Err(not_written("the body", other)),
    };
    if let Some(file) = text("infile", "the file's name")? {
        body = (options.file)(&file.bytes().to_string()).map(Text::made);
        if body.is_none() {
            captured.findings.push(super::curl::missing(&file));
        }
    }
    if let Some(media_type) = text("contenttype", "the Content-Type")? {
        headers.retain(|header| !header.is_named("content-type"));
        headers.push(Header {
            name: Text::made("Content-Type"),
            value: media_type,
        });
    } else if body.is_some()
        && method.bytes() == "POST"
        && !headers.iter().any(|header| header.is_named("content-type"))
    {
        headers.push(Header::made(
            "Content-Type",
            "application/x-www-form-urlencoded",
        ));
        captured.guesses.push(Assumption::new(
            "content-type-of-powershell",
            "no -ContentType is given: PowerShell sends a POST as \
             application/x-www-form-urlencoded",
        ));
    }
    captured.unread = parameters.unread;
    captured.request = Request {
        absolute_form: false,
        method,
        url: super::fetch::resolved(&url),
        written: super::fetch::as_written(&url),
        headers,
        body,
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

/// What `$session.UserAgent` and `$session.Cookies.Add` add to the headers.
fn session(session: Option<&Value>, headers: &mut Vec<Header>) {
    let Some(Value::Map(entries)) = session else {
        return;
    };
    let mut cookies = Text::default();
    for (name, value) in entries {
        let Value::Text(value) = value else { continue };
        if name.bytes().eq_ignore_ascii_case(b"useragent") {
            headers.push(Header {
                name: Text::made("User-Agent"),
                value: value.clone(),
            });
        } else if let Some(cookie) = name.bytes().strip_prefix(expression::COOKIE.as_bytes()) {
            if !cookies.bytes().is_empty() {
                cookies.push_made(b"; ");
            }
            let length = name.bytes().len();
            cookies.push_text(&name.slice(length - cookie.len()..length));
            cookies.push_made(b"=");
            cookies.push_text(value);
        }
    }
    if !cookies.bytes().is_empty() {
        headers.push(Header {
            name: Text::made("Cookie"),
            value: cookies,
        });
    }
}

/// A map as a form body, as .NET writes it.
fn form(entries: &[(Text, Value)], captured: &mut Captured) -> Result<Text, Error> {
    let mut form = Text::default();
    for (name, value) in entries {
        let Value::Text(value) = value else {
            return Err(not_written("a part of the body", value));
        };
        if !form.bytes().is_empty() {
            form.push_made(b"&");
        }
        push_encoded(&mut form, name, URL_ENCODE);
        form.push_made(b"=");
        push_encoded(&mut form, value, URL_ENCODE);
    }
    if entries.len() > 1 {
        captured.guesses.push(Assumption::new(
            "map-order",
            "a PowerShell map has no order of its own: its parts were taken as they are written",
        ));
    }
    Ok(form)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(paste: &str) -> Captured {
        let paste = Text::copied(paste.as_bytes(), 0);
        read(&paste, &Options::default()).unwrap().remove(0)
    }

    #[test]
    fn variables_splats_and_aliases_are_followed() {
        let captured = one("$h = @{ Authorization = 'OAuth x' }\n\
             $p = @{ Uri = \"https://h/x\"; Method = 'Post'; Headers = $h; Body = @{ a = 'b c' } }\n\
             $r = irm @p");
        assert_eq!(captured.request.method.bytes(), "POST");
        assert_eq!(captured.request.url.bytes(), "https://h/x");
        assert_eq!(
            captured.request.headers[0],
            Header::made("Authorization", "OAuth x")
        );
        assert_eq!(captured.request.body.unwrap().bytes(), "a=b+c");
    }

    #[test]
    fn a_value_that_is_made_at_run_time_is_refused_with_its_place() {
        let paste = Text::copied(b"iwr -Uri (Get-Url) -Method GET", 0);
        let error = read(&paste, &Options::default()).unwrap_err();
        assert_eq!(error.problem(), "the URL is not written down in the paste");
        assert_eq!(error.span(), Some(9..18));
    }

    #[test]
    fn a_variable_that_the_paste_does_not_set_is_said() {
        let captured = one("Invoke-RestMethod \"https://h/?t=$t\"");
        assert_eq!(captured.request.url.bytes(), "https://h/?t=$t");
        assert_eq!(captured.findings[0].id, "value-not-in-the-paste");
    }
}
