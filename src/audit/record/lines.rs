//! A record a line; blank lines are none.

use std::io::{self, BufRead};

use bstr::ByteSlice as _;

use super::{Record, Unit};

/// The lines of an input.
#[derive(Debug)]
pub struct Lines<R> {
    input: Counted<R>,
    longest: usize,
}

impl<R: BufRead> Lines<R> {
    /// Those of `input`, each of `longest` bytes at most.
    pub fn of(input: R, longest: usize) -> Self {
        Self {
            input: Counted::of(input),
            longest,
        }
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let place = self.input.line;
            let mut bytes = Vec::with_capacity(self.input.usual);
            let len = match self.input.line_into(&mut bytes, self.longest) {
                Ok(0) => return None,
                Ok(len) => len,
                Err(error) => return Some(Err(error)),
            };
            if usize::try_from(len).map_or(true, |len| len > self.longest) {
                let unit = Unit::Line;
                return Some(Ok(Record::too_long(place, unit, len, self.longest)));
            }
            if !bytes.trim_ascii().is_empty() {
                self.input.usual = bytes.len().min(16 << 10) + 64;
                return Some(Ok(Record::at_line(place, bytes)));
            }
        }
    }
}

/// An input that knows the number of the line that comes next.
#[derive(Debug)]
pub(super) struct Counted<R> {
    pub(super) input: R,
    /// From 1.
    pub(super) line: u64,
    /// How long the last line was, or so.
    usual: usize,
}

impl<R: BufRead> Counted<R> {
    pub(super) fn of(input: R) -> Self {
        Self {
            input,
            line: 1,
            usual: 1024,
        }
    }

    /// Appends the next line with its line break, up to `limit` bytes of it; the rest is passed
    /// over. Answers with the whole length: 0 at the end of the input.
    pub(super) fn line_into(&mut self, out: &mut Vec<u8>, limit: usize) -> io::Result<u64> {
        let mut len = 0_u64;
        loop {
            let chunk = match self.input.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if chunk.is_empty() {
                return Ok(len);
            }
            let feed = chunk.find_byte(b'\n');
            let used = feed.map_or(chunk.len(), |at| at + 1);
            let room = (limit + 1).saturating_sub(out.len()).min(used);
            out.extend_from_slice(&chunk[..room]);
            self.input.consume(used);
            len += used as u64;
            if feed.is_some() {
                self.line += 1;
                return Ok(len);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &[u8], longest: usize) -> Vec<(u64, Vec<u8>, bool)> {
        // A small buffer, so that lines lie across its ends.
        let input = io::BufReader::with_capacity(3, text);
        Lines::of(input, longest)
            .map(|record| record.unwrap())
            .map(|record| (record.place, record.bytes, record.broken.is_some()))
            .collect()
    }

    #[test]
    fn blank_lines_are_counted_and_are_no_records() {
        let all = all(b"a\n\r\n \nbcdef\r\ng", 100);
        let texts: Vec<_> = all
            .iter()
            .map(|(place, bytes, _)| (*place, bytes.as_slice()))
            .collect();
        assert_eq!(texts, [(1, &b"a\n"[..]), (4, b"bcdef\r\n"), (5, b"g")]);
    }

    #[test]
    fn a_line_that_is_too_long_is_told_and_not_held() {
        let text = [b"a\n".as_slice(), &b"x".repeat(50), b"\nb\n"].concat();
        let all = all(&text, 10);
        assert_eq!(all[1], (2, Vec::new(), true));
        assert_eq!(all[2], (3, b"b\n".to_vec(), false));
    }
}
