//! What must hold of every paste, however hostile: it is read or refused, without a panic, and what
//! is said of it can be shown.

use countersign::capture::{self, Capture, Format, Options, report, secrets};
use countersign::credentials::Credentials;
use countersign::error::Error;
use countersign::pipeline::trace;
use countersign::recipe::Recipe;
use countersign::render::paste::{curl, har, http};
use countersign::screen::read::document;

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
    let _ = document(capture, paste);
    let _ = report::to_json(capture).to_string();
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
        let _ = curl(&masked);
        let _ = http(&masked);
        let _ = har(&masked);
        let _ = trace(
            &captured.request,
            &Credentials::default(),
            &Recipe::default(),
        );
    }
}
