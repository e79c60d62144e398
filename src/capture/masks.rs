//! Values that a log or a person covered, or a shell fills in, in any form of paste: nothing is
//! concluded from them.
//!
//! A protocol parameter has no use for stars or an ellipsis, so that any cover makes it unknown.
//! Another parameter may hold anything: only what no one sends is taken for a cover.

use bstr::{BStr, BString, ByteSlice};

use super::assemble::is_mask;
use super::gap::{NO_FILE, NO_VALUE};
use super::oauth::{self, Field};
use super::{Captured, Gap, Part, Why};
use crate::error::Finding;
use crate::request::{Request, Span, Text, UrlParts};

/// Adds a gap for every value that is covered, left to be filled in or cut.
pub(super) fn fill(captured: &mut Captured, paste: &[u8]) {
    let places = Places::of(&captured.request);
    let mut found = places.unfilled(&captured.findings, paste);
    for (name, text, form) in &places.fields {
        let value = oauth::decoded(text.bytes(), *form);
        if let Some(why) = why(name, value.as_bstr(), text.bytes()) {
            found.push(Gap {
                part: Part::Parameter(name.clone()),
                why,
                span: text.span(),
            });
        }
    }
    for (part, text) in &places.wholes {
        let end = text.bytes().len();
        let may_be_cut = matches!(part, Part::Url | Part::Body);
        if may_be_cut && text.bytes().trim_ascii_end().ends_with("…".as_bytes()) {
            found.push(Gap {
                part: part.clone(),
                why: Why::Cut,
                span: text.locate(end..end),
            });
        }
    }
    for gap in found {
        if captured.missing.iter().all(|known| known.part != gap.part) {
            captured.missing.push(gap);
        }
    }
}

/// The parts of a request with their texts.
struct Places {
    /// Names, decoded, with their values as written, and whether these are form-encoded.
    fields: Vec<(BString, Text, bool)>,
    wholes: Vec<(Part, Text)>,
}

impl Places {
    fn of(request: &Request) -> Self {
        let mut places = Self {
            fields: Vec::new(),
            wholes: vec![(Part::Url, request.url.clone())],
        };
        for header in &request.headers {
            if header.is_named("authorization") {
                let fields = oauth::header_fields(header.value.bytes());
                places.add(&header.value, fields, false);
            }
            let name = header.name.bytes().to_str_lossy().to_lowercase();
            places
                .wholes
                .push((Part::Header(name), header.value.clone()));
        }
        if let Some(query) = UrlParts::split(&request.url).query {
            places.add(&query, oauth::form_fields(query.bytes()), true);
        }
        if let Some(body) = oauth::form_body(request) {
            places.add(body, oauth::form_fields(body.bytes()), true);
        }
        let body = request.body.clone().map(|body| (Part::Body, body));
        places.wholes.extend(body);
        places
    }

    fn add(&mut self, text: &Text, fields: Vec<Field>, form: bool) {
        for field in fields {
            let name = oauth::decoded(&text.bytes()[field.name], form);
            self.fields.push((name, text.slice(field.value), form));
        }
    }

    /// What readers noted as left to a file, a shell or a template.
    fn unfilled(&self, findings: &[Finding], paste: &[u8]) -> Vec<Gap> {
        let gap = |finding: &Finding| {
            if NO_FILE.contains(&finding.id) {
                let name = finding.span.clone().and_then(|span| paste.get(span));
                return Some(Gap {
                    part: Part::Body,
                    why: Why::File(name.unwrap_or_default().to_str_lossy().into_owned()),
                    span: finding.span.clone(),
                });
            }
            let span = finding
                .span
                .clone()
                .filter(|_| NO_VALUE.contains(&finding.id))?;
            let (part, text) = self.at(&span)?;
            Some(Gap {
                part,
                why: Why::Variable(text.bytes().to_string()),
                span: Some(span),
            })
        };
        findings.iter().filter_map(gap).collect()
    }

    /// The narrowest part that holds a place of the paste.
    fn at(&self, place: &Span) -> Option<(Part, &Text)> {
        let field = self.fields.iter().find(|(_, text, _)| text.holds(place));
        field
            .map(|(name, text, _)| (Part::Parameter(name.clone()), text))
            .or_else(|| {
                let whole = self.wholes.iter().find(|(_, text)| text.holds(place));
                whole.map(|(part, text)| (part.clone(), text))
            })
    }
}

/// Why a value is not the one that was sent, if it is not.
fn why(name: &BString, value: &BStr, written: &BStr) -> Option<Why> {
    let of_protocol = name.starts_with(b"oauth_") && *name != "oauth_callback";
    if is_template(written) {
        return Some(Why::Variable(written.to_string()));
    }
    let covered = (of_protocol && is_cover(value)) || is_only_cover(value);
    covered.then(|| Why::Masked(value.to_string()))
}

/// Whether it is a place for a value of a template string: `${key}`. On the wire these marks are
/// escaped.
fn is_template(written: &BStr) -> bool {
    written
        .find("${")
        .is_some_and(|at| written[at..].contains(&b'}'))
}

/// Whether a value of the protocol is covered, as a whole or in part: `***`, `<TOKEN>`, `abc…`.
fn is_cover(value: &BStr) -> bool {
    let run = |mark: &str| value.contains_str(mark.repeat(3));
    let ends = |mark: &str| value.len() > mark.len() && value.ends_with(mark.as_bytes());
    let whole = value.trim_ascii();
    // What a program prints for its own object was sent so.
    let printed = whole.starts_with(b"[object ");
    !printed
        && (is_mask(whole)
            || run("*")
            || run("•")
            || value.contains_str("…")
            || ends("...")
            || whole.len() > 2 && whole.iter().all(|byte| matches!(byte, b'x' | b'X')))
}

/// Whether a value is what a recorder writes in place of one, and nobody sends.
fn is_only_cover(value: &BStr) -> bool {
    const WORDS: [&str; 5] = ["redacted", "filtered", "masked", "hidden", "removed"];
    let whole = value.trim_ascii().to_ascii_lowercase();
    let bracketed = matches!(
        (whole.first(), whole.last()),
        (Some(b'<'), Some(b'>')) | (Some(b'['), Some(b']'))
    );
    bracketed && WORDS.iter().any(|word| whole.contains_str(word))
        || whole.len() > 3 && whole.iter().all(|byte| *byte == b'*')
        || !whole.is_empty() && whole.trim_with(|c| c == '•').is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Header;

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
        fill(&mut captured, b"");
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
            ["oauth_token", "a"]
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
        assert_eq!(
            missing("OAuth", "", "status=Hello..."),
            Vec::<String>::new()
        );
    }
}
