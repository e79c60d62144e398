//! What a reader left open, looked for in the text that it did not use: a method, a URL, a body
//! behind a label, on its line or on those below it.
//!
//! A label is a word that says what follows (`Payload:`, "the body is", `[FormParams]`), wherever in
//! its line it stands. What stands behind a mark of the answer belongs to that.

use std::ops::Range;

use bstr::ByteSlice;

use super::assemble::{FORM, encoded, is_method};
use super::lines::{Line, lines, trim};
use super::{Captured, Format, Part, Why, http, url};
use crate::error::{Assumption, Guess};
use crate::request::{Header, Request, Span, Text};

/// More lines than this are not looked through.
const MAX_LINES: usize = 20_000;

/// A line longer than this holds no label.
const LONG: usize = 20_000;

/// The words before a body, the surest first.
const BODY: [&str; 16] = [
    "request body",
    "post body",
    "body",
    "payload",
    "post data",
    "postdata",
    "post fields",
    "postfields",
    "form data",
    "form params",
    "formparams",
    "form parameters",
    "data",
    "params",
    "parameters",
    "form",
];

/// The titles below which a form stands as decoded names and values, a line each.
const ROWS: [&str; 8] = [
    "form data",
    "form params",
    "formparams",
    "form parameters",
    "form fields",
    "request body",
    "body",
    "post data",
];

/// The words before a query.
const QUERY: [&str; 6] = [
    "query string",
    "querystring",
    "query params",
    "query",
    "params",
    "parameters",
];

const METHOD: [&str; 4] = ["method", "httpmethod", "verb", "http verb"];

const URLS: [&str; 8] = [
    "url",
    "uri",
    "endpoint",
    "address",
    "requesturi",
    "requesturl",
    "launchurl",
    "absoluteurl",
];

/// Whether a text that breaks the rules of this form may be another with the same marks: a command
/// that is broken is to be mended by its writer.
pub(super) fn is_loose(format: Format) -> bool {
    matches!(
        format,
        Format::Http
            | Format::Http2
            | Format::HttpFile
            | Format::Log
            | Format::CurlVerbose
            | Format::RubyNetHttp
            | Format::Json
            | Format::Code
            | Format::Map
            | Format::PrintR
            | Format::VarDump
            | Format::Yaml
            | Format::AuthorizationHeader
            | Format::Labelled
            | Format::HtmlForm
    )
}

/// Whether a paste of this form is read by looking for its pieces, so that a piece that was not
/// found may still stand in it.
pub(super) fn is_in_pieces(
    format: Format,
    captured: &Captured,
    outside: &[Span],
    paste: &[u8],
) -> bool {
    match format {
        Format::Text
        | Format::Labelled
        | Format::Code
        | Format::Map
        | Format::PrintR
        | Format::VarDump
        | Format::Yaml
        | Format::Json
        | Format::AuthorizationHeader => true,
        _ => {
            let may_hold = |bytes: &[u8]| {
                let lower = bytes.to_ascii_lowercase();
                bytes.contains(&b'=')
                    || ["body", "payload", "data", "param", "form"]
                        .iter()
                        .any(|word| lower.contains_str(word))
            };
            captured
                .unused
                .iter()
                .chain(outside)
                .filter_map(|span| paste.get(span.clone()))
                .any(may_hold)
        }
    }
}

/// Adds what is missing and stands behind a label in the rest of the paste.
pub(super) fn complete(paste: &Text, captured: &mut Captured) {
    let rest = Rest::of(paste, &captured.request);
    if captured.request.url.bytes().is_empty()
        && let Some(found) = rest.url()
    {
        captured.request.url = found;
        captured.missing.retain(|gap| gap.part != Part::Url);
    }
    let guessed = |about| {
        captured
            .guesses
            .iter()
            .any(|guess| guess.about == Some(about))
    };
    if (captured.request.method.bytes().is_empty() || guessed(Guess::Method))
        && let Some(method) = rest.method()
    {
        captured.request.method = method;
        captured
            .guesses
            .retain(|guess| guess.about != Some(Guess::Method));
    }
    if captured.request.header("content-type").is_none()
        && let Some(header) = rest.content_type()
    {
        captured.request.headers.push(header);
    }
    query(&rest, captured);
    body(&rest, captured);
    // What was used now is unused no more.
    let taken: Vec<Range<usize>> = [
        Some(&captured.request.method),
        Some(&captured.request.url),
        captured.request.body.as_ref(),
    ]
    .into_iter()
    .flatten()
    .filter_map(Text::span)
    .collect();
    captured.unused.retain(|span| {
        let holds = |taken: &Range<usize>| span.start <= taken.start && taken.end <= span.end;
        let one_line = paste
            .bytes()
            .get(span.clone())
            .is_some_and(|bytes| !bytes.trim_ascii().contains(&b'\n'));
        !(one_line && taken.iter().any(holds))
    });
}

/// The query of a request without a body, behind a label: `with params a=b`.
fn query(rest: &Rest<'_>, captured: &mut Captured) {
    let request = &captured.request;
    let bodiless = ["GET", "HEAD", "DELETE"]
        .iter()
        .any(|method| request.method.bytes() == *method);
    let url = request.url.bytes();
    if !bodiless || url.is_empty() || url.contains(&b'?') {
        return;
    }
    let Some(found) = rest.query() else { return };
    let message = format!("the text behind {:?} was taken for the query", found.label);
    let about = if found.decoded {
        Some(Guess::Encoding)
    } else {
        found.open_end.then_some(Guess::BodyEnd)
    };
    let said = Assumption::new("query-behind-label", message);
    captured.guesses.push(Assumption { about, ..said });
    captured.request.url.push_made(b"?");
    captured.request.url.push_text(&found.text);
}

fn body(rest: &Rest<'_>, captured: &mut Captured) {
    let request = &captured.request;
    let gap = captured.missing.iter().find(|gap| gap.part == Part::Body);
    let length = match gap.map(|gap| &gap.why) {
        None | Some(Why::NeverShown) => None,
        Some(Why::Length(length)) => Some(*length),
        Some(_) => return,
    };
    let bodiless = ["GET", "HEAD", "DELETE"]
        .iter()
        .any(|method| request.method.bytes() == *method);
    if request.body.is_some() || bodiless && length.is_none() {
        return;
    }
    let Some(found) = rest.body(request) else {
        return;
    };
    if length.is_some_and(|length| length != found.text.bytes().len() && !found.decoded) {
        return;
    }
    let has_type = request.header("content-type").is_some();
    captured.missing.retain(|gap| gap.part != Part::Body);
    captured
        .findings
        .retain(|found| found.id != "capture-body-not-shown");
    let message = format!(
        "the text behind {:?} was taken for the body",
        found.label.trim()
    );
    let about = if found.decoded {
        Some(Guess::Encoding)
    } else {
        found.open_end.then_some(Guess::BodyEnd)
    };
    let said = Assumption::new("body-behind-label", message);
    captured.guesses.push(Assumption { about, ..said });
    if !has_type && super::assemble::is_form(found.text.bytes()) {
        let message = "no Content-Type is told, and the body is pairs: it was taken as a form";
        captured
            .guesses
            .push(Assumption::new("body-as-form", message).about(Guess::BodyKind));
    }
    captured.request.body = Some(found.text);
}

/// A body that was found.
#[derive(Clone, Debug)]
struct Body {
    label: String,
    text: Text,
    /// Whether it stands as decoded names and values.
    decoded: bool,
    /// Whether prose goes on behind it, so that its end is a guess.
    open_end: bool,
}

/// The part of a paste that is not used.
struct Rest<'a> {
    text: &'a Text,
    /// Lines of the request's side that hold nothing that is used.
    lines: Vec<Line>,
}

impl<'a> Rest<'a> {
    fn of(text: &'a Text, request: &Request) -> Self {
        let bytes = text.bytes();
        let mut used: Vec<Range<usize>> = request
            .headers
            .iter()
            .filter_map(|header| header.value.span())
            .collect();
        used.extend(request.body.as_ref().and_then(Text::span));
        used.sort_by_key(|range| range.start);
        let mut answered = false;
        let mut kept = Vec::new();
        for line in lines(bytes).take(MAX_LINES) {
            let content = &bytes[line.range.clone()];
            let place = text.locate(line.range.clone());
            let signed = place.as_ref().is_some_and(|place| {
                used.iter()
                    .any(|range| range.start < place.end && place.start < range.end)
            });
            if signed {
                answered = false;
            } else if let Some(answer) = side(content) {
                answered = answer;
            }
            if answered || content.len() > LONG {
                continue;
            }
            let Some(place) = place else {
                kept.push(line);
                continue;
            };
            // A line holds its neighbours, too; no value is looked for in what is used.
            let mut start = line.range.start;
            for range in &used {
                if range.start >= place.end || range.end <= place.start {
                    continue;
                }
                let from = range.start.saturating_sub(place.start);
                let to = range.end.min(place.end) - place.start;
                let end = (line.range.start + from).min(line.range.end);
                if start < end {
                    kept.push(Line {
                        range: start..end,
                        next: end,
                    });
                }
                start = (line.range.start + to).max(start).min(line.range.end);
            }
            kept.push(Line {
                range: start..line.range.end,
                next: line.next,
            });
        }
        Self { text, lines: kept }
    }

    /// The lines that hold one of the words as a label, and where the text behind it begins.
    fn labelled<'w>(
        &self,
        words: &'w [&'w str],
    ) -> impl Iterator<Item = (usize, &'w str, Behind)> + use<'_, 'a, 'w> {
        self.lines.iter().enumerate().flat_map(move |(at, line)| {
            let found = words.iter().filter_map(move |word| {
                let behind = behind(self.text.bytes(), line.range.clone(), word)?;
                Some((at, *word, behind))
            });
            found.collect::<Vec<_>>()
        })
    }

    fn method(&self) -> Option<Text> {
        let bytes = self.text.bytes();
        let labelled = self.labelled(&METHOD).filter_map(|(at, _, behind)| {
            let range = if behind.value.is_empty() {
                trim(bytes, self.lines.get(at + 1)?.range.clone())
            } else {
                behind.value
            };
            let value = word(bytes, range)?;
            is_method(&bytes[value.clone()]).then_some(value)
        });
        // `When method post`, `with the method POST`.
        let bare = self.lines.iter().filter_map(|line| {
            let content = &bytes[line.range.clone()];
            let at = content.to_ascii_lowercase().find("method ")? + "method ".len();
            let start = line.range.start + at;
            let end = start + content[at..].trim_ascii_end().len();
            let value = word(bytes, start..end)?;
            let whole = value.end == end || bytes[value.clone()].iter().all(u8::is_ascii_uppercase);
            (whole && is_method(&bytes[value.clone()])).then_some(value)
        });
        let mut found = labelled.chain(bare);
        let first = found.next()?;
        let same = |other: Range<usize>| bytes[other].eq_ignore_ascii_case(&bytes[first.clone()]);
        found
            .all(same)
            .then(|| super::assemble::capitals(&self.text.slice(first.clone())))
    }

    /// A Content-Type on a line of its own.
    fn content_type(&self) -> Option<Header> {
        let bytes = self.text.bytes();
        self.lines.iter().find_map(|line| {
            let range = trim(bytes, line.range.clone());
            let content = &bytes[range.clone()];
            let at = content.to_ascii_lowercase().find("content-type")?;
            let marks = |part: &[u8]| part.iter().all(|byte| b" \t\"'`*|-[".contains(byte));
            let end = at + "content-type".len();
            let value = content[end..].trim_start_with(|c| " \t\"'`*|:=>]".contains(c));
            let parted = content.len() - value.len() > end;
            let value = value.trim_end_with(|c| " \t\"'`*|,;".contains(c));
            let kind = value.split_str(";").next().unwrap_or_default();
            let fits = kind.contains(&b'/')
                && kind
                    .iter()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"/+-._ ".contains(byte));
            if !(marks(&content[..at]) && parted && fits) {
                return None;
            }
            let start =
                range.start + content.len() - content[end..].len() + content[end..].find(value)?;
            Some(Header {
                name: Text::made("Content-Type"),
                value: self.text.slice(start..start + value.len()),
            })
        })
    }

    fn url(&self) -> Option<Text> {
        let bytes = self.text.bytes();
        let absolute =
            |at: usize| bytes[at..].starts_with(b"http://") || bytes[at..].starts_with(b"https://");
        let starts: Vec<usize> = self
            .labelled(&URLS)
            .map(|(_, _, behind)| behind.value.start)
            .filter(|at| absolute(*at))
            .collect();
        let all: Vec<url::Found> = self
            .lines
            .iter()
            .filter(|line| !line.range.is_empty())
            .flat_map(|line| {
                let mut found = url::found(&self.text.slice(line.range.clone()));
                for url in &mut found {
                    url.start += line.range.start;
                    url.end += line.range.start;
                }
                found
            })
            .collect();
        let labelled = all.iter().find(|url| starts.contains(&url.start));
        match (labelled, all.as_slice()) {
            (Some(url), _) | (None, [url]) => Some(url.text.clone()),
            _ => None,
        }
    }

    /// The body behind the surest label; none where two say different things.
    fn body(&self, request: &Request) -> Option<Body> {
        let form = request.media_type().is_none_or(|kind| kind == FORM);
        let typed = request.media_type().is_some_and(|kind| kind == FORM);
        let mut found: Vec<(usize, Body)> = Vec::new();
        for (at, word, behind) in self.labelled(&BODY) {
            let rank = BODY.iter().position(|known| *known == word).unwrap_or(0);
            let body = if behind.value.is_empty() {
                self.below(at, word, form)
            } else {
                self.value(&behind, word, typed)
            };
            if let Some(mut body) = body {
                word.clone_into(&mut body.label);
                found.push((rank, body));
            }
        }
        found.extend(self.form_fields(form).map(|body| (0, body)));
        found.sort_by_key(|(rank, _)| *rank);
        let (rank, best) = found.first().cloned()?;
        found
            .iter()
            .filter(|(other, _)| *other == rank)
            .all(|(_, other)| other.text == best.text)
            .then_some(best)
    }

    /// The query behind the surest label.
    fn query(&self) -> Option<Body> {
        self.labelled(&QUERY).find_map(|(at, word, behind)| {
            let found = if behind.value.is_empty() {
                self.below(at, word, true)
            } else {
                self.value(&behind, word, true)
            };
            found.map(|body| Body {
                label: word.to_owned(),
                ..body
            })
        })
    }

    /// Fields of a form on lines of their own, each with its label: `And form field a = 'b'`.
    fn form_fields(&self, form: bool) -> Option<Body> {
        let bytes = self.text.bytes();
        let pairs: Vec<(Text, Text)> = self
            .lines
            .iter()
            .filter_map(|line| {
                let content = &bytes[line.range.clone()];
                let label = ["form field ", "Form item: "]
                    .into_iter()
                    .find(|label| content.contains_str(label))?;
                let at = content.find(label)? + label.len();
                pair(self.text, line.range.start + at..line.range.end)
            })
            .collect();
        (form && !pairs.is_empty()).then(|| Body {
            label: "form field".to_owned(),
            text: encoded(&pairs),
            decoded: true,
            open_end: false,
        })
    }

    /// A body in JSON; what is called parameters, or is sent as a form, is a map of those.
    fn json(&self, range: Range<usize>, word: &str, form: bool) -> Option<Body> {
        let text = self.text.slice(range.clone());
        let tree = super::tree::json::read(&text).ok()?;
        let named = word.contains("param") || word.contains("form");
        if !(named || form) {
            return Some(self.plain(range, false));
        }
        let pairs = super::assemble::pairs(&tree);
        (!pairs.is_empty()).then(|| Body {
            label: String::new(),
            text: encoded(&pairs),
            decoded: true,
            open_end: false,
        })
    }

    /// A body on the line of its label.
    fn value(&self, behind: &Behind, word: &str, form: bool) -> Option<Body> {
        let bytes = self.text.bytes();
        let rest = &bytes[behind.value.clone()];
        if rest.starts_with(b"{") || rest.starts_with(b"[{") {
            let end = rest.trim_ascii_end().len();
            let range = behind.value.start..behind.value.start + end;
            return self.json(range, word, form);
        }
        if let Some(quote) = behind.quote {
            let end = rest.find_byte(quote)?;
            let range = behind.value.start..behind.value.start + end;
            return is_pairs(&bytes[range.clone()], true).then(|| self.plain(range, false));
        }
        let token = rest
            .iter()
            .position(|byte| byte.is_ascii_whitespace() || b"\"'`<>".contains(byte))
            .unwrap_or(rest.len());
        let mut end = token;
        let more = !rest[token..]
            .trim_with(|c| " \t\"'`*.,;)|".contains(c))
            .is_empty();
        let mut open_end = false;
        if behind.prose {
            end = rest[..token].trim_end_with(|c| ".,;:!?)".contains(c)).len();
            open_end = end < token;
        }
        let range = behind.value.start..behind.value.start + end;
        let text = &bytes[range.clone()];
        // Blanks that are encoded show that a bare one ends it.
        let escaped = text.contains_str("%20") || text.contains(&b'+') || text.contains(&b'&');
        if more && !escaped {
            open_end = true;
        }
        is_pairs(text, false).then(|| self.plain(range, open_end))
    }

    fn plain(&self, range: Range<usize>, open_end: bool) -> Body {
        Body {
            label: String::new(),
            text: self.text.slice(range),
            decoded: false,
            open_end,
        }
    }

    /// A body on the lines below its label.
    fn below(&self, at: usize, word: &str, form: bool) -> Option<Body> {
        let bytes = self.text.bytes();
        let filled = |line: &&Line| {
            let content = bytes[line.range.clone()].trim_ascii();
            !content.is_empty() && !is_mark(content)
        };
        let mut below = self.lines[at + 1..].iter().filter(filled).take(200);
        let first = below.next()?;
        let range = unquoted(bytes, trim(bytes, first.range.clone()));
        let content = &bytes[range.clone()];
        if is_pairs(content, false) && !content.contains_str(": ") {
            return Some(self.plain(range, false));
        }
        if content.starts_with(b"{") || content.starts_with(b"[") {
            let rest = &bytes[range.start..];
            let mut stream =
                serde_json::Deserializer::from_slice(rest).into_iter::<serde::de::IgnoredAny>();
            stream.next()?.ok()?;
            let end = range.start + stream.byte_offset();
            return Some(self.plain(range.start..end, false));
        }
        if !form || !ROWS.contains(&word) {
            return None;
        }
        let mut pairs = Vec::new();
        let mut next = first.range.start;
        for line in std::iter::once(first).chain(below) {
            // The rows stand together.
            let gap = bytes[next..line.range.start]
                .find_iter("\n")
                .take(2)
                .count();
            let Some(pair) =
                pair(self.text, line.range.clone()).filter(|_| gap < 2 || pairs.is_empty())
            else {
                break;
            };
            pairs.push(pair);
            next = line.range.end;
        }
        (!pairs.is_empty()).then(|| Body {
            label: String::new(),
            text: encoded(&pairs),
            decoded: true,
            open_end: false,
        })
    }
}

/// The names and values of a form that stands decoded, a pair a line: `name: value`. `None` where a
/// line is none.
pub(super) fn decoded_rows(text: &Text) -> Option<Vec<(Text, Text)>> {
    let bytes = text.bytes();
    let mut pairs = Vec::new();
    let mut equals = false;
    for line in lines(bytes) {
        let content = bytes[line.range.clone()].trim_ascii();
        if content.is_empty() {
            continue;
        }
        let mark = content.find_byteset(b":=")?;
        // Pairs on lines of their own stand as a viewer shows them, with blanks; a body has `&`.
        if content[mark] != b':' && content.contains(&b'&') {
            return None;
        }
        equals |= content[mark] == b'=';
        pairs.push(pair(text, line.range)?);
    }
    let enough = pairs.len() > usize::from(equals);
    enough.then_some(pairs)
}

/// A form that stands as decoded rows in the place of a body, encoded again.
pub(super) fn form_of_rows(body: Text, captured: &mut Captured) -> Text {
    let Some(pairs) = decoded_rows(&body) else {
        return body;
    };
    let message = "the form's pairs are shown decoded; they were encoded again as RFC 5849 does";
    captured
        .guesses
        .push(Assumption::new("form-encoded-again", message).about(Guess::Encoding));
    encoded(&pairs)
}

/// The decoded name and value of `name: value`, `name=value`.
fn pair(text: &Text, range: Range<usize>) -> Option<(Text, Text)> {
    let bytes = text.bytes();
    let range = trim(bytes, range);
    let content = &bytes[range.clone()];
    let at = content.find_byteset(b":=\t")?;
    let name = unquoted(bytes, trim(bytes, range.start..range.start + at));
    let mut value = trim(bytes, range.start + at + 1..range.end);
    value = unquoted(bytes, value);
    let named = !name.is_empty() && bytes[name.clone()].iter().all(|byte| is_name(*byte));
    let status = http::is_status_line(content);
    (named && !status).then(|| (text.slice(name), text.slice(value)))
}

/// A text without the quotes, or the type face, round it.
fn unquoted(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let text = &bytes[range.clone()];
    match text {
        [first @ (b'"' | b'\'' | b'`'), .., last] if first == last => {
            range.start + 1..range.end - 1
        }
        _ => range,
    }
}

/// Whether a line only frames what stands in it.
fn is_mark(line: &[u8]) -> bool {
    let tag = |open: u8, close: u8| line.first() == Some(&open) && line.last() == Some(&close);
    line.starts_with(b"```")
        || line.starts_with(b"~~~")
        || tag(b'{', b'}') && line.starts_with(b"{code") | line.starts_with(b"{noformat")
        || tag(b'<', b'>') && !line.contains(&b'=')
        || line.iter().all(|byte| b"-=*_".contains(byte))
}

/// Which side of an exchange a line begins: `true` for the answer's, `None` for neither.
fn side(line: &[u8]) -> Option<bool> {
    if http::is_status_line(line.trim_ascii()) {
        return Some(true);
    }
    if line.len() > 400 {
        return None;
    }
    let lower = line.to_ascii_lowercase();
    let last = |words: &[&str]| {
        words
            .iter()
            .filter_map(|word| {
                let at = lower.rfind(word)?;
                let end = at + word.len();
                let apart = lower.get(end).is_none_or(|byte| !byte.is_ascii_lowercase());
                apart.then_some(at)
            })
            .max()
    };
    let answer = last(&[
        "response", "reply", "answer", "inbound", "received", "resp_in",
    ]);
    let request = last(&["request", "outbound", "sent", "sending", "req_out"]);
    match (answer, request) {
        (None, None) => None,
        (answer, request) => Some(answer > request),
    }
}

/// What stands behind a label.
#[derive(Clone, Debug)]
struct Behind {
    value: Range<usize>,
    /// The quote that opened it, which is not part of it.
    quote: Option<u8>,
    /// Whether a verb of a sentence stands between.
    prose: bool,
}

/// Where the text begins behind a label in a line; empty where it stands below.
fn behind(bytes: &[u8], range: Range<usize>, label: &str) -> Option<Behind> {
    let line = &bytes[range.clone()];
    let near = &line[..line.len().min(2000)];
    let lower = near.to_ascii_lowercase();
    lower.find_iter(label).find_map(|at| {
        let before = at.checked_sub(1).map(|at| lower[at]);
        // A word of its own, or the end of a name: `requestBody`, `post_data`.
        let apart =
            before.is_none_or(|byte| !byte.is_ascii_alphabetic()) || near[at].is_ascii_uppercase();
        let end = at + label.len();
        if !apart || near.get(end).is_some_and(u8::is_ascii_alphanumeric) {
            return None;
        }
        let whole = line[end..]
            .trim_with(|c| " \t:#*=-`_]\"".contains(c))
            .is_empty();
        if whole {
            let alone = line[..at]
                .trim_with(|c| " \t#*=-`_[\"|>".contains(c))
                .is_empty();
            let ends = line[end..].trim_ascii_end().last() == Some(&b':');
            let worded = line[..at]
                .iter()
                .all(|byte| byte.is_ascii_alphabetic() || b" #*-_".contains(byte));
            return (alone || ends && worded).then_some(Behind {
                value: range.end..range.end,
                quote: None,
                prose: false,
            });
        }
        let (skipped, prose) = separator(&line[end..])?;
        let mut start = end + skipped;
        let quote = line
            .get(start)
            .copied()
            .filter(|byte| b"\"'`".contains(byte));
        start += usize::from(quote.is_some());
        let stop = start + line[start..].trim_ascii_end().len();
        Some(Behind {
            value: range.start + start..range.start + stop,
            quote,
            prose,
        })
    })
}

/// The length of what parts a label from its value, and whether it is the verb of a sentence.
fn separator(behind: &[u8]) -> Option<(usize, bool)> {
    const VERBS: [&str; 10] = [
        "is",
        "was",
        "are",
        "were",
        "contains",
        "being",
        "of",
        "with",
        "looks like",
        "sent",
    ];
    // `with params a=b`
    let apart = behind.len() - behind.trim_ascii_start().len();
    if apart > 0 && is_pairs_start(&behind[apart..]) {
        return Some((apart, true));
    }
    let skip = |from: usize| {
        behind[from..]
            .iter()
            .take_while(|byte| b" \t*_".contains(byte))
            .count()
    };
    let mut at = behind
        .iter()
        .take_while(|byte| b"\"'`)]*".contains(byte))
        .count();
    let closed = at;
    at += skip(at);
    let mut prose = false;
    for _ in 0..2 {
        let verb = VERBS.iter().find(|verb| {
            behind[at..]
                .get(..verb.len())
                .is_some_and(|word| word.eq_ignore_ascii_case(verb.as_bytes()))
                && behind
                    .get(at + verb.len())
                    .is_some_and(|byte| b" :=\t".contains(byte))
        });
        let Some(verb) = verb else { break };
        prose = true;
        at += verb.len();
        at += skip(at);
    }
    let marks = behind[at..]
        .iter()
        .take_while(|byte| b":=>|".contains(byte))
        .count();
    let arrow = behind[at..].starts_with(b"->");
    let tab = behind[closed..at].contains(&b'\t');
    at += if arrow { 2 } else { marks };
    at += skip(at);
    (prose || arrow || tab || marks > 0).then_some((at, prose))
}

/// Whether a name and `=` stand at the start of a text.
fn is_pairs_start(text: &[u8]) -> bool {
    let name = text.iter().take_while(|byte| is_name(**byte)).count();
    name > 0
        && text.get(name) == Some(&b'=')
        && text
            .get(name + 1)
            .is_some_and(|byte| !b" ='\">".contains(byte))
}

/// The word at the start of a range.
fn word(bytes: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let length = bytes[range.clone()]
        .iter()
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    (length > 0).then_some(range.start..range.start + length)
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_.-[]%*~".contains(&byte)
}

/// Whether a text begins as pairs of a form do, and is none of a header's fields.
fn is_pairs(text: &[u8], blanks: bool) -> bool {
    let name = text.iter().take_while(|byte| is_name(**byte)).count();
    text.first().is_some_and(|byte| !b"[]*-".contains(byte))
        && name > 0
        && text.get(name) == Some(&b'=')
        && text.get(name + 1) != Some(&b'=')
        && !text.contains_str("oauth_signature=")
        && (blanks || !text.iter().any(u8::is_ascii_whitespace))
        && !text.contains(&b'"')
}
