//! A record a message of raw HTTP, with the answer behind it: as a proxy or a recorder writes one
//! after the other.

use std::io::{self, BufRead};

use super::lines::Counted;
use super::{Record, Unit};
use crate::capture::Format;
use crate::capture::lines::request_line;

/// The messages of an input.
#[derive(Debug)]
pub struct Messages<R> {
    input: Counted<R>,
    longest: usize,
    /// The request line of the next one, read already, and its place.
    next: Option<(u64, Vec<u8>)>,
}

impl<R: BufRead> Messages<R> {
    /// Those of `input`, each of `longest` bytes at most.
    pub fn of(input: R, longest: usize) -> Self {
        Self {
            input: Counted::of(input),
            longest,
            next: None,
        }
    }

    /// What comes before the first request line, else a message.
    fn message(&mut self) -> io::Result<Option<Record>> {
        let begins = self.next.take();
        let begun = begins.is_some();
        let (place, mut bytes) = begins.unwrap_or((self.input.line, Vec::new()));
        let mut len = bytes.len() as u64;
        let mut body = Body::Headers(None);
        loop {
            let line = self.input.line;
            let mut text = Vec::new();
            let read = self.input.line_into(&mut text, self.longest)?;
            if read == 0 {
                break;
            }
            if let Body::Counted(left) = body
                && let Some(inside) = usize::try_from(left).ok().filter(|left| *left < text.len())
            {
                // The next message may follow a body without a line break.
                let behind = text.split_off(inside);
                bytes.extend_from_slice(&text);
                len += inside as u64;
                body = Body::Behind;
                text = behind;
            }
            if begins_message(&text) && (begun || len > 0 || !bytes.is_empty()) {
                self.next = Some((line, text));
                break;
            }
            if begins_message(&text) {
                self.next = Some((line, text));
                return self.message();
            }
            body = body.after(&text, read);
            len += read;
            let room = (self.longest + 1).saturating_sub(bytes.len());
            bytes.extend_from_slice(&text[..room.min(text.len())]);
        }
        if usize::try_from(len).map_or(true, |len| len > self.longest) {
            return Ok(Some(Record::too_long(place, Unit::Line, len, self.longest)));
        }
        if bytes.trim_ascii().is_empty() {
            return if self.next.is_some() {
                self.message()
            } else {
                Ok(None)
            };
        }
        let mut record = Record::at_line(place, bytes);
        record.form = begun.then_some(Format::Http);
        if !begun {
            record.broken = Some("expected a request line, found something else".to_owned());
            record.bytes.clear();
        }
        Ok(Some(record))
    }
}

impl<R: BufRead> Iterator for Messages<R> {
    type Item = io::Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        self.message().transpose()
    }
}

/// Where in a message the next line stands.
#[derive(Clone, Copy, Debug)]
enum Body {
    /// Among the headers; the length of the body, once they tell it.
    Headers(Option<u64>),
    /// In a body of which so many bytes are left.
    Counted(u64),
    /// In or behind a body that ends where the next message begins.
    Behind,
}

impl Body {
    fn after(self, line: &[u8], read: u64) -> Self {
        match self {
            Self::Headers(length) if line.trim_ascii().is_empty() => match length {
                Some(length) if length > 0 => Self::Counted(length),
                _ => Self::Behind,
            },
            Self::Headers(length) => Self::Headers(content_length(line).or(length)),
            Self::Counted(left) if read < left => Self::Counted(left - read),
            Self::Counted(_) | Self::Behind => Self::Behind,
        }
    }
}

fn content_length(line: &[u8]) -> Option<u64> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let (name, value) = line.split_at(colon);
    if !name.eq_ignore_ascii_case(b"content-length") {
        return None;
    }
    std::str::from_utf8(value.get(1..)?.trim_ascii())
        .ok()?
        .parse()
        .ok()
}

/// Whether a line is a request line with its version.
fn begins_message(line: &[u8]) -> bool {
    line.first().is_some_and(u8::is_ascii_alphabetic)
        && request_line(line, 0..line.len()).is_some_and(|line| line.version.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(u64, String)> {
        Messages::of(text.as_bytes(), 1000)
            .map(|record| {
                let record = record.unwrap();
                (record.place, String::from_utf8(record.bytes).unwrap())
            })
            .collect()
    }

    #[test]
    fn a_message_ends_where_the_next_one_begins() {
        let one = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
        // The body has no line break of its own.
        let two = "POST /b HTTP/1.1\r\nContent-Length: 3\r\n\r\na=b";
        let answer = "HTTP/1.1 401 Unauthorized\r\nDate: x\r\n\r\nno\r\n";
        let three = "PUT /c HTTP/1.1\n\nbody\nmore\n";
        let found = all(&[one, answer, two, three].concat());
        assert_eq!(found[0], (1, [one, answer].concat()));
        assert_eq!(found[1], (8, two.to_owned()));
        assert_eq!(found[2].1, three);
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn a_length_that_an_editor_made_wrong_swallows_no_message() {
        let one = "POST /b HTTP/1.1\nContent-Length: 300\n\na=b\n";
        let two = "GET /a HTTP/1.1\nHost: h\n\n";
        let found = all(&[one, two].concat());
        assert_eq!(found.len(), 2);
        assert_eq!(found[1], (5, two.to_owned()));
    }
}
