//! Values that a log or a person covered, in any form of paste: nothing is concluded from them.
//!
//! A protocol parameter has no use for stars or an ellipsis, so that any cover makes it unknown.
//! Another parameter may hold anything: only what no one sends is taken for a cover.

use bstr::{BStr, BString, ByteSlice};

use super::assemble::is_mask;
use super::oauth::{self, Field};
use super::{Captured, Gap, Part, Why};
use crate::request::{Text, UrlParts};

/// Adds a gap for every covered value, and for a body or URL that was cut.
pub(super) fn fill(captured: &mut Captured) {
    let request = captured.request.clone();
    let mut found = Vec::new();
    for header in request.oauth_headers() {
        let fields = oauth::header_fields(header.value.bytes());
        covered(&header.value, fields, false, &mut found);
    }
    if let Some(query) = UrlParts::split(&request.url).query {
        covered(&query, oauth::form_fields(query.bytes()), true, &mut found);
    }
    if let Some(body) = oauth::form_body(&request) {
        covered(body, oauth::form_fields(body.bytes()), true, &mut found);
    }
    for (text, part) in [
        (Some(&request.url), Part::Url),
        (request.body.as_ref(), Part::Body),
    ] {
        let Some(text) = text else { continue };
        if text.bytes().trim_ascii_end().ends_with("…".as_bytes()) {
            found.push(Gap {
                part,
                why: Why::Cut,
                span: text.locate(text.bytes().len()..text.bytes().len()),
            });
        }
    }
    for gap in found {
        if captured.missing.iter().all(|known| known.part != gap.part) {
            captured.missing.push(gap);
        }
    }
}

fn covered(text: &Text, fields: Vec<Field>, form: bool, found: &mut Vec<Gap>) {
    for field in fields {
        let name: BString = oauth::decoded(&text.bytes()[field.name], form);
        let value = oauth::decoded(&text.bytes()[field.value.clone()], form);
        let is_covered = if name.starts_with(b"oauth_") {
            is_cover(value.as_bstr())
        } else {
            is_only_cover(value.as_bstr())
        };
        if is_covered && name != "oauth_callback" {
            found.push(Gap {
                part: Part::Parameter(name),
                why: Why::Masked(value.to_string()),
                span: text.locate(field.value),
            });
        }
    }
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
    use crate::request::{Header, Request};

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
        fill(&mut captured);
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
