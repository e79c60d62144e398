//! What must hold of every paste, however hostile: it is read or refused, without a panic, what is
//! said of it can be shown, and what is written of it is read back.

pub mod judged;
pub mod provider;

use countersign::capture::{self, Capture, Format, Options, report, secrets};
use countersign::credentials::Credentials;
use countersign::error::Error;
use countersign::pipeline::trace;
use countersign::recipe::Recipe;
use countersign::render::json::pretty;
use countersign::write::{curl, har, http};
use countersign::request::Request;
use countersign::screen::read::document;
use countersign::screen::{Block, Role, Span};

/// Reads the paste as each of these forms; without one, its form is detected.
pub fn read(paste: &[u8], formats: &[Format]) {
    if formats.is_empty() {
        read_as(paste, None);
    }
    for format in formats {
        read_as(paste, Some(*format));
    }
}

/// Reads the words of a command: `program`, then what stands between NULs.
pub fn read_words(program: &str, rest: &[u8]) {
    let words = rest.split(|byte| *byte == 0).map(<[u8]>::to_vec);
    let words: Vec<Vec<u8>> = std::iter::once(program.into()).chain(words).collect();
    if let Ok(capture) = capture::read_argv(&words, &options(None)) {
        shown(&capture, None);
    }
}

fn read_as(paste: &[u8], format: Option<Format>) {
    match capture::read(paste, &options(format)) {
        Ok(capture) => shown(&capture, Some(paste)),
        Err(error) => points_into(&error, paste),
    }
}

fn options(format: Option<Format>) -> Options<'static> {
    Options {
        format,
        file: &|name| (name.len() % 2 == 0).then(|| b"a=b\n".to_vec()),
        ..Options::default()
    }
}

fn points_into(error: &Error, paste: &[u8]) {
    if let Some(span) = error.span() {
        assert!(
            span.start <= span.end && span.end <= paste.len(),
            "{span:?} of {}: {error}",
            paste.len()
        );
    }
}

/// All that `read` and `explain` do with a paste.
fn shown(capture: &Capture, paste: Option<&[u8]>) {
    for block in document(capture, paste).blocks {
        is_harmless_block(&block);
    }
    is_harmless_json(&pretty(&report::to_json(capture)));
    for captured in &capture.requests {
        for span in captured
            .findings
            .iter()
            .filter_map(|found| found.span.as_ref())
        {
            let length = paste.map_or(0, <[u8]>::len);
            assert!(
                span.start <= span.end && span.end <= length,
                "{span:?} of {length}: {:?}",
                captured.findings
            );
        }
        let masked = secrets::masked(&captured.request);
        if let Ok(text) = curl(&masked) {
            let lines = String::from_utf8_lossy(&text);
            lines.split('\n').for_each(is_harmless);
            read_back(&text, &masked);
        }
        if let Ok(text) = http(&masked) {
            read_back(&text, &masked);
        }
        if let Ok(value) = har(&masked) {
            let text = pretty(&value);
            is_harmless_json(&text);
            read_back(text.as_bytes(), &masked);
        }
        let _ = trace(
            &captured.request,
            &Credentials::default(),
            &Recipe::default(),
        );
    }
}

/// What is written to be pasted again is the same request.
fn read_back(text: &[u8], request: &Request) {
    let read = capture::read(text, &Options::default()).expect("what is written is read");
    let [one] = read.requests.as_slice() else {
        panic!("{} requests are read back", read.requests.len());
    };
    let body = |request: &Request| request.body.clone().unwrap_or_default();
    assert_eq!(one.request.method, request.method);
    assert_eq!(one.request.url, request.url);
    assert_eq!(body(&one.request), body(request));
    assert!(one.request.headers.len() >= request.headers.len());
}

/// A terminal shows the text as it is.
pub fn is_harmless(text: &str) {
    assert_eq!(Span::new(Role::Plain, text).text(), text);
}

/// JSON that parses, and that a terminal shows as it is.
pub fn is_harmless_json(text: &str) {
    text.split('\n').for_each(is_harmless);
    serde_json::from_str::<serde::de::IgnoredAny>(text).expect("JSON parses");
}

fn is_harmless_block(block: &Block) {
    match block {
        Block::Title(line) | Block::Paragraph(line) | Block::Code(line) => {
            is_harmless(&line.text());
        }
        Block::Labelled { blocks, .. } => blocks.iter().for_each(is_harmless_block),
        Block::Table(rows) => rows
            .iter()
            .flatten()
            .for_each(|line| is_harmless(&line.text())),
        Block::List(lines) => lines.iter().for_each(|line| is_harmless(&line.text())),
        _ => {}
    }
}
