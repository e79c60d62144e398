//! Values that are known not to be what was sent: variables, templates, masks.

use bstr::{BString, ByteSlice};

use crate::capture::oauth::{self, Field};
use crate::capture::tree::Hole;
use crate::capture::{Captured, Gap, Part, Why};
use crate::request::{Request, Span, Text, UrlParts};

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
            self.text(&text.slice(field.value), &Part::Parameter(name));
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
        let Some((why, span)) = found else {
            return;
        };
        let gap = Gap {
            part: part.clone(),
            why,
            span,
        };
        if !self.found.iter().any(|other| other.part == gap.part) {
            self.found.push(gap);
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

/// Whether a value as a whole is what stands in place of one.
pub(in crate::capture) fn is_mask(value: &[u8]) -> bool {
    const WORDS: [&str; 8] = [
        "redacted", "filtered", "masked", "hidden", "removed", "secret", "private", "omitted",
    ];
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
