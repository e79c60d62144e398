//! Which form a paste has. The first rule that fits wins, and says why it does.

use bstr::ByteSlice;

use super::lines::{self, Line, lines};
use super::words::{Shell, detect_shell};
use super::{
    Format, base_string, clean, detect_json, detect_values, http_file, log, pieces, sections, url,
};
use crate::error::Error;

/// What can be pasted, for those who pasted something else.
pub(crate) const FORMS: &str = "paste a curl, HTTPie or wget command, a request copied from a \
    browser's developer tools (curl, PowerShell, fetch, HAR), raw HTTP, an Authorization header, \
    a signed URL, a form body, a signature base string, a .http file, code or a printed map with the \
    request in it, a JSON or YAML record, labelled values, an HTML form, or an export of Postman, \
    Insomnia or Bruno; or name the form with --input-format";

/// The form of a text, and why it was taken for it.
pub(crate) fn detect(text: &[u8]) -> Option<(Format, &'static str)> {
    if let Some(found) = detect_json::detect(text) {
        return Some(found);
    }
    let plain = clean::for_detection(text);
    let text = plain.as_ref();
    if sections::detect(text) {
        return Some((Format::Log, "it has the titles of a client's console"));
    }
    answer(text)
        .or_else(|| message(text))
        .or_else(|| command(text))
        .or_else(|| call(text))
        .or_else(|| wire(text))
        // A request line behind a mark is surer than names with values.
        .or_else(|| log::detect(text).map(|why| (Format::Log, why)))
        .or_else(|| {
            // A URL that is laid out over lines is not a list of names with values.
            (!is_url_over_lines(text))
                .then(|| detect_values::detect(text))
                .flatten()
        })
        .or_else(|| transcript(text))
        .or_else(|| value(text))
}

/// Whether the lines are those of one URL, each further one with a pair of its query.
fn is_url_over_lines(text: &[u8]) -> bool {
    let text = text.trim_ascii_start();
    text.starts_with(b"http")
        && text.lines().skip(1).all(|line| {
            let line = line.trim_ascii();
            line.is_empty() || line.starts_with(b"&") || !line.contains_str(": ")
        })
}

/// The error for a text that has no known form.
pub(crate) fn unrecognised(text: &[u8]) -> Error {
    let start = text.trim_ascii_start();
    let shown = start.get(..60).unwrap_or(start);
    Error::new(format_args!(
        "the paste has no form that is known here; it begins with \"{}\"",
        shown.escape_ascii()
    ))
    .help(FORMS)
}

/// An answer, where nothing of a request stands behind it.
fn answer(text: &[u8]) -> Option<(Format, &'static str)> {
    let text = text.trim_ascii_start();
    if !super::http::is_status_line(text) || text.contains_str("oauth_signature=") {
        return None;
    }
    let is_request = |line: Line| {
        let found = lines::request_line(text, line.range.clone());
        found.is_some_and(|found| found.version.is_some())
            || command_word(&text[line.range]).is_some()
    };
    let alone = !lines(text).any(is_request) && pieces::detect(text).is_none();
    alone.then_some((Format::Answer, "it is a status line with what follows it"))
}

/// Raw HTTP, a `.http` file, HTTP/2 pseudo-headers.
fn message(text: &[u8]) -> Option<(Format, &'static str)> {
    let filled = || {
        lines(text)
            .map(|line| line.range)
            .filter(|range| !text[range.clone()].trim_ascii().is_empty())
    };
    let first = filled().next()?;
    let marked = filled().take(200).any(|range| {
        let line = text[range].trim_ascii_start();
        line.starts_with(b"###")
            || (line.starts_with(b"@") && line.contains(&b'='))
            || line.starts_with(b"# @")
            || line.starts_with(b"// @")
    });
    let has_version = |range: std::ops::Range<usize>| {
        lines::request_line(text, range).map(|line| line.version.is_some())
    };
    let comment = |range: &std::ops::Range<usize>| {
        let line = &text[range.clone()];
        line.starts_with(b"# ") || line.starts_with(b"//")
    };
    if comment(&first) {
        let leads = filled().find(|range| !comment(range));
        if leads.is_some_and(|range| {
            has_version(range.clone()) == Some(false) && text[range].contains_str("://")
        }) {
            return Some((
                Format::HttpFile,
                "comments stand before a method and a URL without a version",
            ));
        }
    }
    let bare_url = |range: std::ops::Range<usize>| {
        let line = text[range].trim_ascii();
        line.starts_with(b"http://") || line.starts_with(b"https://")
    };
    // A body may hold such marks too. Who writes a .http file counts no bytes: a Content-Length
    // under the first request line is a program's.
    let counted = has_version(first.clone()) == Some(true)
        && filled()
            .skip(1)
            .take_while(|range| text[range.clone()].contains(&b':'))
            .any(|range| {
                let name = text[range].get(.."content-length:".len());
                name.is_some_and(|name| name.eq_ignore_ascii_case(b"content-length:"))
            });
    if marked
        && !counted
        && filled()
            .take(1000)
            .any(|range| has_version(range.clone()).is_some() || bare_url(range))
    {
        return Some((Format::HttpFile, "it has the marks of a .http file"));
    }
    match has_version(first.clone()) {
        Some(_) if http_file::holds_variable(&text[first.clone()]) => {
            return Some((Format::HttpFile, "its request line holds a variable"));
        }
        Some(true) => return Some((Format::Http, "its first line is a request line")),
        Some(false) if goes_on_in_prose(&text[first.clone()]) => {}
        Some(false) if text[first.clone()].contains_str("://") => {
            return Some((
                Format::HttpFile,
                "its first line is a method and a URL without a version",
            ));
        }
        Some(false) => {
            return Some((
                Format::Http,
                "its first line is a method and a path without a version",
            ));
        }
        None => {}
    }
    let pseudo = filled().take(100).any(|range| {
        let line = &text[range];
        let line = line.trim_ascii().to_ascii_lowercase();
        [
            &b":method"[..],
            b":path",
            b":authority",
            b":scheme",
            b"request url:",
            b"request method:",
        ]
        .iter()
        .any(|name| line.starts_with(name))
    });
    pseudo.then_some((Format::Http2, "it has HTTP/2's pseudo-headers"))
}

/// Whether words stand behind the URL of a line that begins as a request does: `GET https://h/x with
/// params a=b`. Blanks in a query are the client's own.
fn goes_on_in_prose(line: &[u8]) -> bool {
    let Some(at) = line.find("://") else {
        return false;
    };
    let url = line[at..].trim_ascii_end();
    let blank = url.find_byteset(b" \t");
    blank.is_some_and(|blank| url.find_byte(b'?').is_none_or(|mark| blank < mark))
}

/// A command of a shell.
fn command(text: &[u8]) -> Option<(Format, &'static str)> {
    for line in lines(text) {
        match command_word(&text[line.range]) {
            Some(b"curl") => {
                return Some((curl_shell(text), "it has the word `curl` as a command"));
            }
            Some(b"wget") => return Some((Format::Wget, "it has the word `wget` as a command")),
            Some(b"http") => {
                return Some((Format::Httpie, "it has the word `http` as a command"));
            }
            _ => {}
        }
    }
    None
}

/// Whether a line begins with a command that is known here.
pub(crate) fn is_command(line: &[u8]) -> bool {
    // Millions of lines are asked; a command has arguments.
    line.len() > 5
        && (command_word(line).is_some()
            || call(line).is_some_and(|(format, _)| format == Format::Powershell))
}

/// The command that a line runs, if it is known here: after a prompt, assignments, `sudo`, a `|`.
fn command_word(line: &[u8]) -> Option<&'static [u8]> {
    line.split_str(";")
        .flat_map(|part| part.split_str("|"))
        .flat_map(|part| part.split_str("&&"))
        .find_map(simple_command)
}

fn simple_command(part: &[u8]) -> Option<&'static [u8]> {
    let mut words = part
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty())
        .take(12)
        .peekable();
    while let Some(word) = words.next() {
        let assignment = word.find_byte(b'=').is_some_and(|at| {
            at > 0
                && word[..at]
                    .iter()
                    .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        });
        if assignment
            || matches!(
                word,
                b"sudo" | b"time" | b"env" | b"command" | b"exec" | b"$" | b"%" | b"&" | b"!"
            )
        {
            continue;
        }
        let base = word.rsplit_str("/").next().unwrap_or(word);
        let base = base.rsplit_str("\\").next().unwrap_or(base);
        let more = words.peek().copied();
        return match base {
            // A command has arguments; a word of prose has none that look like them.
            b"curl" | b"curl.exe" => looks_like_arguments(part, more).then_some(&b"curl"[..]),
            b"wget" | b"wget.exe" => looks_like_arguments(part, more).then_some(&b"wget"[..]),
            b"http" | b"https" | b"xh" | b"xhs" => {
                let argument = more?;
                // A line of a server's log may begin so.
                if part.contains_str(" HTTP/1.") && part.contains(&b'"') {
                    return None;
                }
                (argument.starts_with(b"-")
                    || argument.contains_str("/")
                    || argument.starts_with(b":")
                    || argument.contains_str(".")
                    || argument.iter().all(u8::is_ascii_uppercase))
                .then_some(&b"http"[..])
            }
            _ => None,
        };
    }
    None
}

/// Whether what follows `curl` or `wget` in this part of a line can be its arguments.
fn looks_like_arguments(part: &[u8], next: Option<&[u8]>) -> bool {
    let Some(next) = next else {
        return false;
    };
    next.starts_with(b"-")
        || matches!(next, b"\\" | b"^" | b"`")
        || next.contains_str("://")
        || matches!(next.first(), Some(b'\'' | b'"' | b'^' | b'$'))
        || (next.contains(&b'.') && !next.ends_with(b"."))
        || part.contains_str(" -")
}

/// The quoting of a curl command.
fn curl_shell(text: &[u8]) -> Format {
    match detect_shell(text) {
        Shell::Posix => Format::CurlBash,
        Shell::Cmd => Format::CurlCmd,
        Shell::PowerShell => Format::CurlPowershell,
    }
}

/// A call in a programming language, or PowerShell's commands.
fn call(text: &[u8]) -> Option<(Format, &'static str)> {
    let lower = text.get(..text.len().min(1 << 16))?.to_ascii_lowercase();
    if lower.contains_str("invoke-webrequest") || lower.contains_str("invoke-restmethod") {
        return Some((
            Format::Powershell,
            "it has the word Invoke-WebRequest or Invoke-RestMethod",
        ));
    }
    if lower.starts_with(b"iwr ") || lower.starts_with(b"irm ") {
        return Some((Format::Powershell, "it has the word iwr or irm"));
    }
    if text.contains_str("fetch(") {
        let node = text.contains_str("\"cookie\":") || text.contains_str("\"Referer\":");
        return Some(if node {
            (Format::FetchNode, "it calls fetch( with headers of Node.js")
        } else {
            (Format::Fetch, "it calls fetch(")
        });
    }
    let python = ["request", "get", "post", "put", "patch", "delete", "head"]
        .iter()
        .any(|name| text.contains_str(format!("requests.{name}(")));
    python.then_some((Format::PythonRequests, "it calls requests"))
}

/// What a client prints while it talks.
fn wire(text: &[u8]) -> Option<(Format, &'static str)> {
    let mut ruby = false;
    for line in lines(text) {
        let (bytes, range) = (&text[line.range.clone()], line.range);
        if bytes.starts_with(b"> ") && is_request_line(text, range.start + 2..range.end) {
            return Some((Format::CurlVerbose, "it has a request line behind `> `"));
        }
        ruby |= bytes.starts_with(b"<- \"");
    }
    ruby.then_some((Format::RubyNetHttp, "it has lines that begin with `<- \"`"))
}

fn is_request_line(text: &[u8], range: std::ops::Range<usize>) -> bool {
    lines::request_line(text, range).is_some_and(|found| found.version.is_some())
}

/// A request somewhere in a text, or pieces of one.
fn transcript(text: &[u8]) -> Option<(Format, &'static str)> {
    let late = lines(text).any(|line| super::http::heads_message(text, &line).is_some());
    let carries = text.contains_str("oauth_signature=");
    if late && carries {
        return Some((Format::Http, "one of its lines is a request line"));
    }
    if let Some(why) = pieces::detect(text) {
        return Some((Format::Text, why));
    }
    if base_string::find(text).next().is_some() {
        return Some((
            Format::BaseString,
            "it holds a method and an encoded URL joined by `&`",
        ));
    }
    late.then_some((Format::Http, "one of its lines is a request line"))
}

/// A header, a URL, a form body.
fn value(text: &[u8]) -> Option<(Format, &'static str)> {
    let whole = text.trim_ascii().trim_with(|c| c == '"' || c == '\'');
    let is_url = whole.starts_with(b"http://") || whole.starts_with(b"https://");
    let one_line = !whole.iter().any(u8::is_ascii_whitespace);
    let oauth = whole.contains_str("oauth_");
    if is_url && (one_line || !whole.contains_str("=\"")) && (oauth || one_line) {
        return Some((Format::SignedUrl, "it is a URL alone"));
    }
    if !oauth {
        let name = "authorization:";
        let named = lines(whole).any(|line| {
            let start = whole[line.range].get(..name.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
        });
        return named.then_some((Format::AuthorizationHeader, "a line of it is that header"));
    }
    let header = whole.to_ascii_lowercase().contains_str("oauth oauth_");
    if !header && url::holds_signature(whole) {
        return Some((Format::SignedUrl, "a URL in it holds OAuth parameters"));
    }
    let scheme = whole
        .to_ascii_lowercase()
        .find("oauth ")
        .is_some_and(|at| whole[at..].contains_str("oauth_") || whole[at..].contains_str("realm"));
    let authorization = whole.to_ascii_lowercase().contains_str("authorization");
    let quoted = whole.contains_str("=\"") || whole.contains_str("='");
    if !scheme && !authorization && !quoted && whole.contains(&b'=') {
        if whole.contains_str("http://") || whole.contains_str("https://") {
            return Some((Format::SignedUrl, "a URL in it holds OAuth parameters"));
        }
        if whole.contains(&b'&') && !whole.contains(&b',') && url::is_form(whole) {
            return Some((
                Format::FormBody,
                "it is pairs joined by `&`, with OAuth parameters",
            ));
        }
    }
    let names = [
        "oauth_consumer_key",
        "oauth_signature",
        "oauth_token",
        "oauth_nonce",
    ];
    let holds = names.iter().any(|name| whole.contains_str(name)) && whole.contains(&b'=');
    holds.then_some((Format::AuthorizationHeader, "it holds OAuth parameters"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> Option<&'static str> {
        detect(text.as_bytes()).map(|(format, _)| format.name())
    }

    #[test]
    fn each_form_is_told_from_the_others() {
        let cases = [
            ("curl -X POST https://h/", "curl-bash"),
            ("T=abc; curl https://h/?a=$T", "curl-bash"),
            ("curl ^\"https://h/^\"", "curl-cmd"),
            ("curl.exe https://h/ `\n -d a", "curl-powershell"),
            ("Invoke-WebRequest -Uri \"https://h/\"", "powershell"),
            ("await fetch(\"https://h/\", {});", "fetch"),
            ("POST /x HTTP/1.1\nHost: h\n\n", "http"),
            ("POST /x\nHost: h", "http"),
            (":method: POST\n:path: /x", "http2"),
            (
                "* Trying\n> GET /x HTTP/1.1\n> Host: h\n>\n< HTTP/1.1 401",
                "curl-verbose",
            ),
            ("{\"log\":{\"entries\":[]}}", "har"),
            (
                "Authorization: OAuth oauth_nonce=\"a\"",
                "authorization-header",
            ),
            (
                "oauth_nonce=\"a\"&oauth_token=\"b\"",
                "authorization-header",
            ),
            (
                "{\"Authorization\":\"OAuth oauth_nonce=\\\"a\\\"\"}",
                "authorization-header",
            ),
            ("https://h/?oauth_signature=a", "signed-url"),
            ("status=a&oauth_signature=b&oauth_nonce=c", "form-body"),
            ("GET&https%3A%2F%2Fh%2F&a%3Db", "base-string"),
            ("http POST example.com/x a=b", "httpie"),
            ("wget --post-data a https://h/", "wget"),
            ("### a\nPOST https://h/x", "http-file"),
            ("POST https://h/x", "http-file"),
            ("{\"info\":{},\"item\":[]}", "postman"),
            ("requests.post(\"https://h/\")", "python-requests"),
            (
                "{\"schema\":\"countersign/1\",\"command\":\"read\",\"requests\":[]}",
                "countersign-json",
            ),
            (
                "opening connection\n<- \"GET / HTTP/1.1\\r\\n\"",
                "ruby-net-http",
            ),
        ];
        for (text, name) in cases {
            assert_eq!(form(text), Some(name), "{text}");
        }
    }

    #[test]
    fn prose_has_no_form_and_the_error_names_those_that_are() {
        let prose = b"curl gives me a 401 \x07 and I do not know why";
        assert_eq!(detect(prose), None);
        let error = unrecognised(prose);
        assert!(error.problem().contains("curl gives me a 401 \\x07"));
        assert!(error.advice().unwrap().contains("signature base string"));
    }

    #[test]
    fn a_curly_quote_or_a_hard_space_does_not_hide_a_command() {
        assert_eq!(
            form("curl\u{A0}-X POST \u{2018}https://h/\u{2019}"),
            Some("curl-bash")
        );
    }
}
