//! What a reader left open, looked for in the text that it did not use: a method, a URL, a body
//! behind a label, on its line or on those below it.
//!
//! A label is a word that says what follows (`Payload:`, "the body is", `[FormParams]`), wherever in
//! its line it stands. What stands behind a mark of the answer belongs to that.

mod find;
mod label;
mod rows;

use std::ops::Range;

use bstr::ByteSlice;

use super::{Captured, Format, Part, Why};
use crate::error::{Assumption, Guess};
use crate::request::{Request, Span, Text};
use find::Rest;

pub(super) use rows::{decoded_rows, form_of_rows};

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

/// Whether a request by this method has no body unless it is told to have one.
fn is_bodiless(request: &Request) -> bool {
    ["GET", "HEAD", "DELETE"]
        .iter()
        .any(|method| request.method.bytes() == *method)
}

/// The query of a request without a body, behind a label: `with params a=b`.
fn query(rest: &Rest<'_>, captured: &mut Captured) {
    let request = &captured.request;
    let url = request.url.bytes();
    if !is_bodiless(request) || url.is_empty() || url.contains(&b'?') {
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
    if request.body.is_some() || is_bodiless(request) && length.is_none() {
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
        let message = "no Content-Type was found, and the body is pairs: it was taken as a form";
        captured
            .guesses
            .push(Assumption::new("body-as-form", message).about(Guess::BodyKind));
    }
    captured.request.body = Some(found.text);
}
