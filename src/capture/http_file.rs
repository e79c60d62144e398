//! `.http` files of VS Code's REST Client and of `IntelliJ`: requests parted by `###`, comments,
//! variables, bodies from files.

use std::collections::HashMap;
use std::ops::Range;

use bstr::ByteSlice;

use super::lines::{self, lines_from, trim};
use super::{Captured, Options, http, oauth};
use crate::error::{Error, Finding};
use crate::request::{Request, Text};

/// More text than this does not come of replacing variables.
const MAX_REPLACED: usize = 1 << 20;

/// Reads every request of the file.
pub(crate) fn read(text: &Text, options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    let bytes = text.bytes();
    let variables = variables(text);
    let mut read = Vec::new();
    let mut parts = Vec::new();
    let (mut start, mut title) = (0, None);
    for line in lines_from(bytes, 0) {
        let content = bytes[line.range.clone()].trim_ascii();
        if let Some(rest) = content.strip_prefix(b"###") {
            parts.push((start..line.range.start, title.take()));
            start = line.next;
            let name = rest.trim_ascii().to_str_lossy().into_owned();
            title = (!name.is_empty()).then_some(name);
        }
    }
    parts.push((start..bytes.len(), title));
    for (range, title) in parts {
        if let Some(captured) = request(text, range, title, &variables, options)? {
            read.push(captured);
        }
    }
    if read.is_empty() {
        return Err(
            Error::new("expected a request line such as `POST https://host/path`")
                .help("paste the request with its first line"),
        );
    }
    let signed = |captured: &Captured| !oauth::parameters(&captured.request).is_empty();
    if options.entry.is_none() && read.len() > 1 && read.iter().any(signed) {
        for (index, captured) in read.iter_mut().enumerate() {
            captured.index = Some(index);
        }
        let all = read.len();
        read.retain(signed);
        let left = all - read.len();
        if let Some(first) = read.first_mut().filter(|_| left > 0) {
            first
                .unread
                .push(format!("{left} requests without OAuth parameters"));
        }
    }
    Ok(read)
}

/// `@name = value` lines, a later one replacing an earlier one.
fn variables(text: &Text) -> HashMap<Vec<u8>, Text> {
    let bytes = text.bytes();
    let mut variables = HashMap::new();
    for line in lines_from(bytes, 0) {
        let range = trim(bytes, line.range);
        let content = &bytes[range.clone()];
        let Some(rest) = content.strip_prefix(b"@") else {
            continue;
        };
        if let Some(equals) = rest.find_byte(b'=') {
            let name = rest[..equals].trim_ascii().to_vec();
            let value = trim(bytes, range.start + 1 + equals + 1..range.end);
            variables.insert(name, text.slice(value));
        }
    }
    variables
}

/// One request of the file, if the part holds one.
fn request(
    text: &Text,
    range: Range<usize>,
    title: Option<String>,
    variables: &HashMap<Vec<u8>, Text>,
    options: &Options<'_>,
) -> Result<Option<Captured>, Error> {
    let mut captured = Captured {
        name: title,
        ..Captured::default()
    };
    let part = text.slice(range);
    let bytes = part.bytes();
    let mut at = 0;
    let mut first = None;
    for line in lines_from(bytes, 0) {
        let content = bytes[line.range.clone()].trim_ascii();
        at = line.next;
        if let Some(name) = comment(content) {
            if let Some(name) = name.strip_prefix(b"@name") {
                captured.name = Some(name.trim_ascii().to_str_lossy().into_owned());
            }
        } else if !content.is_empty() && !content.starts_with(b"@") && !is_handler(content) {
            first = Some(line.range);
            break;
        }
    }
    let Some(first) = first else {
        return Ok(None);
    };
    let (method, mut target) = request_line(&part, first)?;
    // The URL goes on in indented lines, and in those that begin with `?` or `&`.
    for line in lines_from(bytes, at) {
        let range = trim(bytes, line.range.clone());
        let content = &bytes[range.clone()];
        let indented = matches!(bytes.get(line.range.start), Some(b' ' | b'\t'));
        let query = content.starts_with(b"?") || content.starts_with(b"&");
        if content.is_empty() || !(indented || query) {
            break;
        }
        target.push_text(&part.slice(range));
        at = line.next;
    }
    let without_comments = without_comments(&part, at);
    let rest = replaced(&without_comments, variables, &mut captured.findings);
    let (headers, body_at) = http::headers(&rest, 0, &mut captured.findings)?;
    let target = replaced(&target, variables, &mut captured.findings);
    let url = http::absolute_url(&target, &headers, None, options, &mut captured);
    captured.request = Request {
        method,
        url,
        headers,
        ..Request::default()
    };
    let body = body(&rest.slice(body_at..usize::MAX), options, &mut captured);
    captured.request.body = body;
    Ok(Some(captured))
}

fn comment(line: &[u8]) -> Option<&[u8]> {
    let rest = line
        .strip_prefix(b"#")
        .or_else(|| line.strip_prefix(b"//"))?;
    Some(rest.trim_ascii_start())
}

/// A script of `IntelliJ`'s before the request.
fn is_handler(line: &[u8]) -> bool {
    line.starts_with(b"< {%") || line.starts_with(b"%}")
}

/// `METHOD URL [HTTP/version]`, or a URL alone, which is a GET.
fn request_line(part: &Text, range: Range<usize>) -> Result<(Text, Text), Error> {
    let bytes = part.bytes();
    if let Some(line) = lines::request_line(bytes, range.clone()) {
        return Ok((part.slice(line.method), part.slice(line.target)));
    }
    let line = trim(bytes, range.clone());
    let content = &bytes[line.clone()];
    if content.starts_with(b"http://")
        || content.starts_with(b"https://")
        || content.starts_with(b"{{")
    {
        return Ok((Text::made("GET"), part.slice(line)));
    }
    let error = Error::new("expected a request line such as `POST https://host/path`")
        .help("write the method and the URL in the first line of the request");
    Err(match part.locate(range) {
        Some(span) => error.at(span),
        None => error,
    })
}

/// The headers and the body without the comments among the headers.
fn without_comments(part: &Text, start: usize) -> Text {
    let bytes = part.bytes();
    let mut out = Text::default();
    for line in lines_from(bytes, start) {
        let content = bytes[line.range.clone()].trim_ascii();
        if content.is_empty() {
            out.push_text(&part.slice(line.range.start..bytes.len()));
            break;
        }
        if comment(content).is_none() {
            out.push_text(&part.slice(line.range.start..line.next));
        }
    }
    out
}

/// The body: its text, or that of the file that `< name` stands for.
fn body(rest: &Text, options: &Options<'_>, captured: &mut Captured) -> Option<Text> {
    let bytes = rest.bytes();
    let form =
        captured.request.media_type().as_deref() == Some("application/x-www-form-urlencoded");
    let mut body = Text::default();
    let mut script = false;
    for line in lines_from(bytes, 0) {
        let content = bytes[line.range.clone()].trim_ascii();
        if script || content.starts_with(b"> {%") || content.starts_with(b"<> ") {
            script = !content.ends_with(b"%}") && !content.starts_with(b"<> ");
            captured.unread.push("a response handler".to_owned());
            continue;
        }
        if content.starts_with(b"> ") && content.ends_with(b".js") {
            captured.unread.push("a response handler".to_owned());
            continue;
        }
        if let Some(name) = content
            .strip_prefix(b"< ")
            .or_else(|| content.strip_prefix(b"<@ "))
        {
            let name = name.trim_ascii().to_str_lossy();
            match (options.file)(&name) {
                Some(file) => {
                    body.push_unquoted(&file, rest.locate(line.range).unwrap_or_default());
                }
                None => captured.findings.push(Finding::new(
                    "capture-file-missing",
                    format_args!("the body is in the file {name:?}, which cannot be read"),
                    rest.locate(line.range),
                )),
            }
            continue;
        }
        // A form may be written with a pair on each line.
        let range = if form {
            trim(bytes, line.range.clone())
        } else {
            line.range.clone()
        };
        body.push_text(&rest.slice(range));
        if !form {
            body.push_text(&rest.slice(line.range.end..line.next));
        }
    }
    let end = body.bytes().trim_ascii_end().len();
    (end > 0).then(|| body.slice(0..end))
}

/// The text with `{{name}}` replaced, inner ones too.
fn replaced(text: &Text, variables: &HashMap<Vec<u8>, Text>, findings: &mut Vec<Finding>) -> Text {
    let mut text = text.clone();
    // A variable may hold others; a few rounds are enough, and a loop ends.
    for _ in 0..8 {
        let (next, changed) = replaced_once(&text, variables);
        text = next;
        if !changed || text.bytes().len() > MAX_REPLACED {
            break;
        }
    }
    for (open, close) in braces(text.bytes()) {
        let name = text.bytes()[open + 2..close].trim_ascii();
        findings.push(Finding::new(
            "capture-variable-unknown",
            format_args!(
                "the variable {{{{{}}}}} has no value in the paste",
                name.escape_ascii()
            ),
            text.locate(open..close + 2),
        ));
    }
    text
}

fn replaced_once(text: &Text, variables: &HashMap<Vec<u8>, Text>) -> (Text, bool) {
    let bytes = text.bytes();
    let mut out = Text::default();
    let mut done = 0;
    for (open, close) in braces(bytes) {
        if let Some(value) = variables.get(bytes[open + 2..close].trim_ascii())
            && out.bytes().len() < MAX_REPLACED
        {
            out.push_text(&text.slice(done..open));
            out.push_text(value);
            done = close + 2;
        }
    }
    out.push_text(&text.slice(done..bytes.len()));
    (out, done > 0)
}

/// Whether a line holds a `{{name}}`.
pub(super) fn holds_variable(line: &[u8]) -> bool {
    !braces(line).is_empty()
}

/// Where `{{` and the `}}` behind it stand, on one line.
fn braces(bytes: &[u8]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(step) = bytes[at..].find("{{") {
        let open = at + step;
        let rest = &bytes[open + 2..];
        let name = &rest[..rest.len().min(100)];
        match name.find("}}") {
            Some(len) if !name[..len].contains(&b'\n') => {
                found.push((open, open + 2 + len));
                at = open + 2 + len + 2;
            }
            _ => at = open + 2,
        }
    }
    found
}

/// Replaces `{{name}}` with the variables of a collection.
pub(crate) fn with_variables(
    text: &Text,
    variables: &HashMap<Vec<u8>, Text>,
    findings: &mut Vec<Finding>,
) -> Text {
    if text.bytes().contains_str("{{") {
        replaced(text, variables, findings)
    } else {
        text.clone()
    }
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
    fn variables_that_hold_each_other_end() {
        let captured = one("@a = {{b}}{{b}}\n@b = {{a}}{{a}}\nGET https://h/{{a}}\n");
        assert!(captured.request.url.bytes().len() < 4 * MAX_REPLACED);
        assert_eq!(captured.findings[0].id, "capture-variable-unknown");
    }

    #[test]
    fn a_missing_file_is_named() {
        let captured = one("POST https://h/x\nContent-Type: text/plain\n\n< ./no.txt\n");
        assert!(captured.findings[0].message.contains("./no.txt"));
        assert_eq!(captured.request.body, None);
    }
}
