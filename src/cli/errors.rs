//! Errors on stderr: what was expected and found, where, and what to do.

use std::fmt::Write as _;

use countersign::error::Error;
use countersign::screen::excerpt::Excerpt;
use countersign::screen::{Role, Span};

use super::exit::Exit;

/// An error with the text that it points into, and the code that it ends with.
#[derive(Debug)]
pub(crate) struct Failure {
    error: Box<Error>,
    text: Option<Vec<u8>>,
    /// The code.
    pub(crate) exit: Exit,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self {
            error: Box::new(error),
            text: None,
            exit: Exit::Usage,
        }
    }
}

impl Failure {
    /// An error that points into that text. Never a secret's text: it is shown.
    pub(crate) fn in_text(error: Error, text: &[u8]) -> Self {
        Self {
            error: Box::new(error),
            text: Some(text.to_vec()),
            exit: Exit::Usage,
        }
    }

    /// An error that says what is missing.
    pub(crate) fn missing(error: Error) -> Self {
        Self {
            error: Box::new(error),
            text: None,
            exit: Exit::CannotTell,
        }
    }

    /// The error as people read it; the line that it points into is cut to `width` columns.
    pub(crate) fn shown(&self, width: usize) -> String {
        let mut out = format!("error: {}\n", line(self.error.problem()));
        let excerpt = self
            .text
            .as_ref()
            .and_then(|text| Excerpt::of(text, &self.error.span()?, width));
        let input = self.error.input().map(line);
        let place = match (input, &excerpt) {
            (Some(input), Some(excerpt)) => Some(format!("{input}, {}", excerpt.place)),
            (Some(input), None) => Some(input),
            (None, Some(excerpt)) => Some(excerpt.place.clone()),
            (None, None) => None,
        };
        // Writing to a String cannot fail.
        if let Some(place) = place {
            let form = self
                .error
                .form()
                .map(|form| format!(", read as {}", line(form)))
                .unwrap_or_default();
            let _ = writeln!(out, "  {place}{form}");
        }
        if let Some(Excerpt {
            shown,
            before,
            marked,
            ..
        }) = excerpt
        {
            let _ = writeln!(out, "    {shown}\n    {:before$}{:^>marked$}", "", "");
        }
        if let Some(advice) = self.error.advice() {
            // A list stands below its sentence.
            let mut lines = advice.lines();
            let _ = writeln!(out, "  help: {}", line(lines.next().unwrap_or_default()));
            for further in lines {
                let _ = writeln!(out, "    {}", line(further));
            }
        }
        out
    }
}

fn line(text: &str) -> String {
    Span::new(Role::Plain, text).text().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_under_the_byte() {
        let error = Error::new("expected two hex digits after `%`")
            .in_input("the URL")
            .at(11..14)
            .help("write %25");
        let shown = Failure::in_text(error, b"q=100%25&z=%zz").shown(80);
        let expected = "error: expected two hex digits after `%`\n  the URL, byte 12\n    q=100%25&z=%zz\n               ^^^\n  help: write %25\n";
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_long_line_is_cut_around_the_byte_and_nothing_reaches_the_terminal_raw() {
        let text = [
            b"x".repeat(300),
            b"\x1b[31m \xff".to_vec(),
            b"y".repeat(300),
        ]
        .concat();
        let shown = Failure::in_text(Error::new("a raw space").at(305..306), &text).shown(60);
        let expected = format!(
            "error: a raw space\n  byte 306\n    …{}\\u{{1b}}[31m \\xff{}…\n    {:36}^\n",
            "x".repeat(25),
            "y".repeat(12),
            ""
        );
        assert_eq!(shown, expected);
    }
}
