//! Values that are known not to be what was sent: variables, templates, files, masks, cut ends.

use std::collections::HashSet;

use bstr::{BString, ByteSlice};

use crate::capture::gap::{NO_FILE, NO_VALUE};
use crate::capture::oauth::{self, Field};
use crate::capture::tree::Hole;
use crate::capture::{Captured, Gap, Part, Why};
use crate::request::{Request, Span, Text, UrlParts};

/// Adds a gap for every part of a request that is covered, cut, or left to a shell, a file or a
/// template, in whatever form it was pasted.
pub(in crate::capture) fn fill_left_out(captured: &mut Captured, paste: &[u8]) {
    fill_as(captured, &[], Form::Wire);
    noted(captured, paste);
    cut_url(captured);
    cut_body(captured);
}

/// Adds the gaps that the findings of a reader tell of: a file that is not here, a variable that the
/// paste does not set.
fn noted(captured: &mut Captured, paste: &[u8]) {
    let mut known: HashSet<Part> = captured
        .missing
        .iter()
        .map(|gap| gap.part.clone())
        .collect();
    let mut map = None;
    for finding in &captured.findings {
        let is_file = NO_FILE.contains(&finding.id);
        let Some(span) = &finding.span else {
            continue;
        };
        let part = if is_file {
            Some(&Part::Body)
        } else if NO_VALUE.contains(&finding.id) {
            map.get_or_insert_with(|| Map::of(&captured.request))
                .at(span)
        } else {
            None
        };
        if let Some(part) = part.filter(|part| known.insert((*part).clone())) {
            let text = paste.get(span.clone()).unwrap_or_default();
            let text = text.to_str_lossy().into_owned();
            captured.missing.push(Gap {
                part: part.clone(),
                why: if is_file {
                    Why::File(text)
                } else {
                    Why::Variable(text)
                },
                span: Some(span.clone()),
            });
        }
    }
}

/// Which part of a request stands at a place of the paste; asked thousands of times of long pastes.
struct Map {
    /// The places of the values that have names, in order.
    named: Vec<(Span, Part)>,
    /// The places of all else.
    whole: Vec<(Span, Part)>,
}

impl Map {
    fn of(request: &Request) -> Self {
        let mut map = Self {
            named: Vec::new(),
            whole: Vec::new(),
        };
        for (part, text, fields, form) in parts(request) {
            for field in fields {
                let name = Part::Parameter(oauth::decoded(&text.bytes()[field.name], form));
                let places = text.slice(field.value);
                map.named
                    .extend(places.places().map(|place| (place, name.clone())));
            }
            map.whole
                .extend(text.places().map(|place| (place, part.clone())));
        }
        for places in [&mut map.named, &mut map.whole] {
            places.sort_by_key(|(place, _)| place.start);
        }
        map
    }

    /// The narrowest part that holds the place.
    fn at(&self, place: &Span) -> Option<&Part> {
        [&self.named, &self.whole].into_iter().find_map(|places| {
            let before = places.partition_point(|(known, _)| known.start < place.end);
            let (known, part) = places.get(before.checked_sub(1)?)?;
            (place.start < known.end).then_some(part)
        })
    }
}

/// Adds a gap where the URL ends in an ellipsis.
fn cut_url(captured: &mut Captured) {
    let url = captured.request.url.bytes();
    let known = captured.missing.iter().any(|gap| gap.part == Part::Url);
    if !known && url.ends_with("\u{2026}".as_bytes()) {
        captured.missing.push(Gap {
            part: Part::Url,
            why: Why::Cut,
            span: captured.request.url.span(),
        });
    }
}

/// Adds a gap where words stand in the place of the body, or it ends in an ellipsis.
fn cut_body(captured: &mut Captured) {
    let Some(body) = &captured.request.body else {
        return;
    };
    if captured.missing.iter().any(|gap| gap.part == Part::Body) {
        return;
    }
    let text = body.bytes().trim_ascii();
    let length = captured
        .request
        .header("content-length")
        .and_then(|header| header.value.bytes().to_str().ok()?.parse::<usize>().ok());
    let whole = length == Some(body.bytes().len());
    let inner = text
        .get(1..text.len().saturating_sub(1))
        .unwrap_or_default();
    let words = |byte: &u8| byte.is_ascii_alphanumeric() || b" .,_-".contains(byte);
    let bracketed = matches!(
        (text.first(), text.last()),
        (Some(b'['), Some(b']')) | (Some(b'<'), Some(b'>')) | (Some(b'('), Some(b')'))
    );
    let spoken = bracketed && inner.iter().all(words) && !inner.iter().all(u8::is_ascii_digit);
    let dots = text == b"..." || text == "\u{2026}".as_bytes() || text == b"{...}";
    let ends = text.ends_with("\u{2026}".as_bytes())
        || text.ends_with(b"...") && text.contains(&b'=')
        || text.ends_with(b"[truncated]")
        || text.ends_with(b"(truncated)");
    let why = match () {
        () if whole => return,
        () if spoken || dots => Why::Masked(text.to_str_lossy().chars().take(40).collect()),
        () if ends => Why::Cut,
        () => return,
    };
    captured.missing.push(Gap {
        part: Part::Body,
        why,
        span: body.span(),
    });
}

/// Adds a gap for every part of the request that holds a placeholder or a hole.
pub(super) fn fill(captured: &mut Captured, holes: &[Hole]) {
    fill_as(captured, holes, Form::Record);
}

fn fill_as(captured: &mut Captured, holes: &[Hole], form: Form) {
    let mut gaps = Gaps {
        holes,
        form,
        found: std::mem::take(&mut captured.missing),
    };
    gaps.request(&captured.request);
    captured.missing = gaps.found;
}

/// Adds a gap for every hole in a base string: its parameters are not all known.
pub(super) fn fill_base_string(base_string: &Text, captured: &mut Captured, holes: &[Hole]) {
    for hole in holes.iter().filter(|hole| base_string.holds(&hole.span)) {
        let gap = Gap {
            part: Part::Body,
            why: Why::Variable(hole.name.clone()),
            span: Some(hole.span.clone()),
        };
        let known = captured.missing.iter().any(|other| other.span == gap.span);
        if !known {
            captured.missing.push(gap);
        }
    }
}

/// What kind of text a request stands in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Form {
    /// A record or code, in which names in brackets stand for values.
    Record,
    /// Text as it was sent: what a value may be, it may have been sent as.
    Wire,
}

/// A collector of gaps.
#[derive(Debug)]
struct Gaps<'a> {
    /// Places that a program fills in.
    holes: &'a [Hole],
    form: Form,
    /// What was found.
    found: Vec<Gap>,
}

/// The parts of a request: each with its text, its fields, and whether these are form-encoded.
fn parts(request: &Request) -> Vec<(Part, Text, Vec<Field>, bool)> {
    let mut parts = vec![(Part::Method, request.method.clone(), Vec::new(), false)];
    let query = UrlParts::split(&request.url).query;
    let mark = query
        .as_ref()
        .and_then(|_| request.url.bytes().find_byte(b'?'));
    let end = mark.unwrap_or(request.url.bytes().len());
    parts.push((Part::Url, request.url.slice(0..end), Vec::new(), false));
    if let Some(query) = query {
        let fields = oauth::form_fields(query.bytes());
        parts.push((Part::Url, query, fields, true));
    }
    for header in &request.headers {
        let name = header.name.bytes().to_str_lossy().to_lowercase();
        let fields = if header.is_named("authorization") {
            oauth::header_fields(header.value.bytes())
        } else {
            Vec::new()
        };
        parts.push((Part::Header(name), header.value.clone(), fields, false));
    }
    if let Some(body) = &request.body {
        let form = oauth::form_body(request);
        let fields = form.map(|form| oauth::form_fields(form.bytes()));
        let is_form = fields.is_some();
        parts.push((
            Part::Body,
            body.clone(),
            fields.unwrap_or_default(),
            is_form,
        ));
    }
    parts
}

impl Gaps<'_> {
    /// Looks at every part of a request.
    fn request(&mut self, request: &Request) {
        for (part, text, fields, form) in parts(request) {
            if fields.is_empty() {
                self.text(&text, &part);
            } else {
                self.fields(&text, fields, form, &part);
            }
        }
    }

    /// The values of fields, each by its name; what is found outside of them is the whole's.
    fn fields(&mut self, text: &Text, fields: Vec<Field>, form: bool, whole: &Part) {
        let before = self.found.len();
        for field in fields {
            let name: BString = oauth::decoded(&text.bytes()[field.name], form);
            let value = text.slice(field.value);
            let of_protocol = name.starts_with(b"oauth_") && name != "oauth_callback";
            let part = Part::Parameter(name);
            if of_protocol {
                self.text(&value, &part);
                if let Some(why) = broken(value.bytes(), form) {
                    self.push(&part, why, value.span());
                }
            } else if self.may_be_sent(value.bytes(), form) {
                // A visibility may be `private`, a list `[12]`.
            } else {
                self.text(&value, &part);
            }
        }
        if self.found.len() == before && self.hole(text).is_some() {
            self.text(text, whole);
        }
    }

    /// Whether a value that looks like a mask may have been sent so itself.
    fn may_be_sent(&self, value: &[u8], form: bool) -> bool {
        match self.form {
            Form::Record => is_word(value),
            Form::Wire => {
                let plain = oauth::decoded(value, form);
                is_mask(plain.trim_ascii()) && !is_only_a_mask(plain.trim_ascii())
            }
        }
    }

    fn text(&mut self, text: &Text, part: &Part) {
        let found = match self.hole(text) {
            Some((name, span)) => Some((Why::Variable(name), Some(span))),
            None => placeholder(text.bytes()).map(|(range, why)| (why, text.locate(range))),
        };
        match found {
            // What a form fills in, its reader has told; other braces are the client's own.
            Some((Why::Variable(name), _))
                if self.form == Form::Wire && !name.starts_with("${") => {}
            Some((why, span)) => self.push(part, why, span),
            None => {}
        }
    }

    fn push(&mut self, part: &Part, why: Why, span: Option<Span>) {
        if !self.found.iter().any(|other| other.part == *part) {
            self.found.push(Gap {
                part: part.clone(),
                why,
                span,
            });
        }
    }

    fn hole(&self, text: &Text) -> Option<(String, Span)> {
        if self.holes.is_empty() {
            return None;
        }
        let hole = self.holes.iter().find(|hole| text.holds(&hole.span))?;
        Some((hole.name.clone(), hole.span.clone()))
    }
}

/// The first template in a value, or the mask that it is as a whole.
pub(in crate::capture) fn placeholder(value: &[u8]) -> Option<(std::ops::Range<usize>, Why)> {
    for (open, close) in [("{{", "}}"), ("%7B%7B", "%7D%7D")] {
        if let Some(start) = value.find(open)
            && let Some(length) = value[start..].find(close)
            && length < 200
        {
            let end = start + length + close.len();
            let name = value[start + open.len()..start + length].trim_ascii();
            let name = oauth::decoded(name, false);
            return Some((start..end, Why::Variable(name.to_string())));
        }
    }
    // A template string's `${key}`: on the wire these marks are escaped.
    if let Some(start) = value.find("${")
        && let Some(length) = value[start..].find_byte(b'}')
    {
        let range = start..start + length + 1;
        let name = value[range.clone()].to_str_lossy().into_owned();
        return Some((range, Why::Variable(name)));
    }
    let plain = oauth::decoded(value, false);
    is_mask(plain.trim_ascii()).then(|| (0..value.len(), Why::Masked(plain.to_string())))
}

/// Words that stand in the place of a value.
const WORDS: [&str; 8] = [
    "redacted", "filtered", "masked", "hidden", "removed", "secret", "private", "omitted",
];

/// Whether a value is one of those words as a client might send it itself.
fn is_word(value: &[u8]) -> bool {
    WORDS.iter().any(|word| word.as_bytes() == value)
}

/// Why the value of a protocol parameter is not whole: it has no use for stars or an ellipsis.
fn broken(written: &[u8], form: bool) -> Option<Why> {
    let value = oauth::decoded(written, form);
    let dots = "\u{2026}".as_bytes();
    if value.ends_with(b"...") || value.ends_with(dots) {
        return Some(Why::Cut);
    }
    let placeholder = value.len() > 2 && value.iter().all(|byte| matches!(byte, b'x' | b'X'));
    let masked = placeholder
        || value.contains_str("***")
        || value.contains_str("\u{2022}\u{2022}\u{2022}")
        || value.contains_str("[...]")
        || value.contains_str(dots);
    masked.then(|| Why::Masked(value.to_string()))
}

/// Whether a value is what a recorder writes in place of one, and nobody sends.
fn is_only_a_mask(value: &[u8]) -> bool {
    let lower = value.to_ascii_lowercase();
    let bracketed = matches!(
        (lower.first(), lower.last()),
        (Some(b'<'), Some(b'>')) | (Some(b'['), Some(b']'))
    );
    bracketed && WORDS.iter().any(|word| lower.contains_str(word))
        || value.len() > 3 && value.iter().all(|byte| *byte == b'*')
        || value.trim_with(|c| c == '\u{2022}').is_empty()
}

/// Whether a value as a whole is what stands in place of one.
fn is_mask(value: &[u8]) -> bool {
    // What a program prints for an object of its own was sent so.
    if value.starts_with(b"[object ") {
        return false;
    }
    let (Some(first), Some(last)) = (value.first(), value.last()) else {
        return false;
    };
    let inner = value
        .get(1..value.len().saturating_sub(1))
        .unwrap_or_default();
    let name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_- .".contains(byte);
    let bracketed = matches!((first, last), (b'<', b'>') | (b'[', b']'));
    if bracketed && inner.len() > 1 && inner.iter().all(name) {
        return true;
    }
    let lower = value.to_ascii_lowercase();
    let same = |with: &[u8]| value.len() > 2 && value.chunks(with.len()).all(|one| one == with);
    WORDS.iter().any(|word| word.as_bytes() == lower)
        || same(b"*")
        || value.len() > 5 && (same(b"x") || same(b"X"))
        || same(b".")
        || same("\u{2022}".as_bytes())
        || value == "\u{2026}".as_bytes()
        || value.len() > 3 && value.ends_with(b"***")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Header;

    #[test]
    fn masks_and_templates_are_told_from_values() {
        for masked in [
            "<TOKEN>",
            "***",
            "[REDACTED]",
            "%3CMY_KEY%3E",
            "xxxxxxxx",
            "abc***",
        ] {
            assert!(
                matches!(placeholder(masked.as_bytes()), Some((_, Why::Masked(_)))),
                "{masked}"
            );
        }
        for value in [
            "xvz1evFS",
            "<b>",
            "a*b",
            "[1]",
            "{a}",
            "",
            "private key",
            "x",
        ] {
            assert_eq!(placeholder(value.as_bytes()), None, "{value}");
        }
        assert_eq!(
            placeholder(b"a{{ base }}"),
            Some((1..11, Why::Variable("base".to_owned())))
        );
    }

    fn missing(header: &str, query: &str, body: &str) -> Vec<String> {
        let mut captured = Captured {
            request: Request {
                method: "POST".into(),
                url: Text::made(format!("https://h/p?{query}")),
                headers: vec![
                    Header::made("Authorization", header),
                    Header::made("Content-Type", "application/x-www-form-urlencoded"),
                ],
                body: Some(body.into()),
                ..Request::default()
            },
            ..Captured::default()
        };
        fill_left_out(&mut captured, b"");
        let part = |gap: Gap| match gap.part {
            Part::Parameter(name) => name.to_string(),
            part => format!("{part:?}"),
        };
        captured.missing.into_iter().map(part).collect()
    }

    #[test]
    fn a_covered_value_of_the_protocol_is_not_known() {
        for value in [
            "***",
            "abc***",
            "xvz1…",
            "ab****yz",
            "%3CTOKEN%3E",
            "[REDACTED]",
            "xxx",
            "37077...",
        ] {
            let header = format!("OAuth oauth_token=\"{value}\", oauth_nonce=\"a\"");
            assert_eq!(missing(&header, "", ""), ["oauth_token"], "{value}");
        }
        for value in ["abc", "", "a.b", "x", "%5Bobject%20Object%5D", "undefined"] {
            let header = format!("OAuth oauth_token=\"{value}\", oauth_nonce=\"a\"");
            assert!(missing(&header, "", "").is_empty(), "{value}");
        }
    }

    #[test]
    fn a_place_for_a_value_is_not_a_value() {
        let header = "OAuth oauth_token=\"${token}\", oauth_nonce=\"a\"";
        assert_eq!(
            missing(header, "a=${x}", "b=%24%7Bx%7D"),
            ["a", "oauth_token"]
        );
    }

    #[test]
    fn another_value_may_hold_what_it_likes() {
        assert!(
            missing(
                "OAuth",
                "v=private&t=hidden&s=***&e=...&x=xxx",
                "b=%5Bobject%20Object%5D"
            )
            .is_empty()
        );
        assert_eq!(
            missing("OAuth", "password=%5BFILTERED%5D", "b=*****"),
            ["password", "b"]
        );
    }

    #[test]
    fn a_text_that_ends_in_an_ellipsis_was_cut() {
        assert_eq!(missing("OAuth", "", "status=Hello%20Gent…"), ["Body"]);
    }
}
