//! The lines of a paste that are not used, and what stands in them behind which label.

use std::ops::Range;

use bstr::ByteSlice;

use super::label::{Behind, behind, is_mark, is_pairs, printed, side, unquoted, word};
use super::rows::pair;
use crate::capture::assemble::{FORM, capitals, encoded, is_method, pairs};
use crate::capture::lines::{Line, lines, trim};
use crate::capture::{tree, url};
use crate::request::{Header, Request, Text};

/// More lines than this are not looked through.
const MAX_LINES: usize = 20_000;

/// A line longer than this holds no label.
const LONG: usize = 20_000;

/// The words before a body, the surest first.
const BODY: [&str; 17] = [
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
    "content",
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

/// A body that was found.
#[derive(Clone, Debug)]
pub(super) struct Body {
    pub(super) label: String,
    pub(super) text: Text,
    /// Whether it stands as decoded names and values.
    pub(super) decoded: bool,
    /// Whether prose goes on behind it, so that its end is a guess.
    pub(super) open_end: bool,
}

/// The part of a paste that is not used.
pub(super) struct Rest<'a> {
    text: &'a Text,
    /// Lines of the request's side that hold nothing that is used.
    lines: Vec<Line>,
}

impl<'a> Rest<'a> {
    pub(super) fn of(text: &'a Text, request: &Request) -> Self {
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

    pub(super) fn method(&self) -> Option<Text> {
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
            .then(|| capitals(&self.text.slice(first.clone())))
    }

    /// A Content-Type on a line of its own.
    pub(super) fn content_type(&self) -> Option<Header> {
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

    pub(super) fn url(&self) -> Option<Text> {
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
    pub(super) fn body(&self, request: &Request) -> Option<Body> {
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
    pub(super) fn query(&self) -> Option<Body> {
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

    /// The value in JSON that begins here, over as many lines as it has.
    fn json_at(&self, start: usize) -> Option<Range<usize>> {
        let rest = self.text.bytes().get(start..)?;
        let mut stream =
            serde_json::Deserializer::from_slice(rest).into_iter::<serde::de::IgnoredAny>();
        stream.next()?.ok()?;
        Some(start..start + stream.byte_offset())
    }

    /// A body in JSON; what is called parameters, or is sent as a form, is a map of those.
    fn json(&self, range: Range<usize>, word: &str, form: bool) -> Option<Body> {
        let text = self.text.slice(range.clone());
        let tree = tree::json::read(&text).ok()?;
        let named = word.contains("param") || word.contains("form");
        if !(named || form) {
            return Some(self.plain(range, false));
        }
        let pairs = pairs(&tree);
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
            return self.json(self.json_at(behind.value.start)?, word, form);
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
        let range = printed(bytes, trim(bytes, first.range.clone()));
        let range = unquoted(bytes, range);
        let content = &bytes[range.clone()];
        if matches!(content.as_bytes(), b"{}" | b"[]") {
            return None;
        }
        if is_pairs(content, false) && !content.contains_str(": ") {
            return Some(self.plain(range, false));
        }
        if content.starts_with(b"{") || content.starts_with(b"[") {
            return Some(self.plain(self.json_at(range.start)?, false));
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
