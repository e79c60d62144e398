//! Values that are known not to be what was sent: variables, templates, masks.

use bstr::{BString, ByteSlice};

use crate::capture::oauth::{self, Field};
use crate::capture::tree::Hole;
use crate::capture::{Captured, Gap, Part, Why};
use crate::request::{Request, Span, Text, UrlParts};

/// Adds a gap for every part of a request that holds a mask, in whatever form it was pasted.
pub(in crate::capture) fn fill_masked(captured: &mut Captured) {
    let known = captured.missing.len();
    fill(captured, &[]);
    // What the form itself fills in, it has told; braces that are left are the client's.
    let mut place = 0;
    captured.missing.retain(|gap| {
        place += 1;
        place <= known || !matches!(gap.why, Why::Variable(_))
    });
    cut_body(captured);
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
    let mut gaps = Gaps {
        holes,
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

/// A collector of gaps.
#[derive(Debug)]
struct Gaps<'a> {
    /// Places that a program fills in.
    holes: &'a [Hole],
    /// What was found.
    found: Vec<Gap>,
}

impl Gaps<'_> {
    /// Looks at every part of a request.
    fn request(&mut self, request: &Request) {
        self.text(&request.method, &Part::Method);
        let query = UrlParts::split(&request.url).query;
        let mark = query
            .as_ref()
            .and_then(|_| request.url.bytes().find_byte(b'?'));
        let end = mark.unwrap_or(request.url.bytes().len());
        self.text(&request.url.slice(0..end), &Part::Url);
        if let Some(query) = query {
            self.fields(&query, oauth::form_fields(query.bytes()), true, &Part::Url);
        }
        for header in &request.headers {
            let name = header.name.bytes().to_str_lossy().to_lowercase();
            let part = Part::Header(name);
            if header.is_named("authorization") {
                let fields = oauth::header_fields(header.value.bytes());
                self.fields(&header.value, fields, false, &part);
            } else {
                self.text(&header.value, &part);
            }
        }
        if let Some(body) = &request.body {
            match oauth::form_body(request) {
                Some(form) => {
                    let fields = oauth::form_fields(form.bytes());
                    self.fields(form, fields, true, &Part::Body);
                }
                None => self.text(body, &Part::Body),
            }
        }
    }

    /// The values of fields, each by its name; what is found outside of them is the whole's.
    fn fields(&mut self, text: &Text, fields: Vec<Field>, form: bool, whole: &Part) {
        let before = self.found.len();
        let named = !fields.is_empty();
        for field in fields {
            let name: BString = oauth::decoded(&text.bytes()[field.name], form);
            let value = text.slice(field.value);
            let protocol = name.starts_with(b"oauth_");
            let part = Part::Parameter(name);
            if !protocol && is_word(value.bytes()) {
                // A visibility may be `private`.
                continue;
            }
            self.text(&value, &part);
            if protocol && let Some(why) = broken(value.bytes()) {
                self.push(&part, why, value.span());
            }
        }
        if self.found.len() == before && (!named || self.hole(text).is_some()) {
            self.text(text, whole);
        }
    }

    fn text(&mut self, text: &Text, part: &Part) {
        let found = match self.hole(text) {
            Some((name, span)) => Some((Why::Variable(name), Some(span))),
            None => placeholder(text.bytes()).map(|(range, why)| (why, text.locate(range))),
        };
        if let Some((why, span)) = found {
            self.push(part, why, span);
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

/// Why the value of a protocol parameter is not whole: a mask in its middle, an ellipsis at its end.
fn broken(value: &[u8]) -> Option<Why> {
    let dots = "\u{2026}".as_bytes();
    if value.ends_with(b"...") || value.ends_with(dots) || value.ends_with(b"%E2%80%A6") {
        return Some(Why::Cut);
    }
    let masked = value.contains_str("***")
        || value.contains_str("\u{2022}\u{2022}\u{2022}")
        || value.contains_str("[...]")
        || value.contains_str(dots);
    masked.then(|| Why::Masked(value.to_str_lossy().into_owned()))
}

/// Whether a value as a whole is what stands in place of one.
pub(in crate::capture) fn is_mask(value: &[u8]) -> bool {
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
}
