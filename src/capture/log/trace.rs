//! What `curl --trace-ascii` and `curl --trace` write: pieces with a title, each line of them behind
//! its offset. A line that is broken for its width goes on where it ended; what is missing between
//! two offsets is the line end that stood there.

use bstr::ByteSlice;

use super::super::lines::lines;
use super::super::{Captured, Options, http};
use super::exchange::scheme_in;
use crate::error::Error;
use crate::request::Text;

/// Whether the titles of a trace stand in the text.
pub(super) fn detect(text: &[u8]) -> bool {
    lines(text).any(|line| matches!(title(&text[line.range]), Some((Way::Sent, _))))
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Way {
    Sent,
    Received,
    Other,
}

/// One exchange, as far as it was read.
#[derive(Default)]
struct Exchange {
    sent: Text,
    answered: Text,
}

/// A piece: which way it went, how long it is, and how much of it was read.
struct Piece {
    way: Way,
    length: usize,
    read: usize,
}

/// Reads the exchanges of a trace.
pub(super) fn read(text: &Text, options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    let bytes = text.bytes();
    let mut exchanges = vec![Exchange::default()];
    let mut piece: Option<Piece> = None;
    let mut scheme = None;
    for line in lines(bytes) {
        let content = &bytes[line.range.clone()];
        if let Some((way, length)) = title(content) {
            finish(piece.take(), &mut exchanges);
            let answered = exchanges
                .last()
                .is_some_and(|last| !last.answered.bytes().is_empty());
            if way == Way::Sent && answered {
                exchanges.push(Exchange::default());
            }
            piece = Some(Piece {
                way,
                length,
                read: 0,
            });
            continue;
        }
        if content.contains_str("== Info:") {
            scheme = scheme_in(content, scheme);
            continue;
        }
        let (Some(piece), Some((offset, at))) = (piece.as_mut(), offset(content)) else {
            continue;
        };
        let Some(to) = target(piece.way, &mut exchanges) else {
            continue;
        };
        fill(piece, offset, to);
        let from = line.range.start + at;
        if let Some(raw) = hex(&content[at..]) {
            to.push_unquoted(&raw, text.locate(from..line.range.end).unwrap_or_default());
            piece.read += raw.len();
        } else {
            to.push_text(&text.slice(from..line.range.end));
            piece.read += content.len() - at;
        }
    }
    finish(piece, &mut exchanges);
    let options = Options {
        scheme: options.scheme.clone().or_else(|| scheme.map(str::to_owned)),
        url: options.url.clone(),
        method: options.method.clone(),
        ..Options::default()
    };
    let mut read = Vec::new();
    for exchange in exchanges {
        let mut one = http::read(&exchange.sent, &options)?;
        if let Some(captured) = one.first_mut() {
            captured.response = http::response(exchange.answered.bytes());
        }
        read.append(&mut one);
    }
    Ok(read)
}

fn target(way: Way, exchanges: &mut [Exchange]) -> Option<&mut Text> {
    let last = exchanges.last_mut()?;
    match way {
        Way::Sent => Some(&mut last.sent),
        Way::Received => Some(&mut last.answered),
        Way::Other => None,
    }
}

/// Puts back the line end that stood between what was read and `offset`.
fn fill(piece: &mut Piece, offset: usize, to: &mut Text) {
    match offset.checked_sub(piece.read) {
        Some(2) => to.push_made(b"\r\n"),
        Some(1) => to.push_made(b"\n"),
        _ => {}
    }
    piece.read = offset;
}

fn finish(piece: Option<Piece>, exchanges: &mut [Exchange]) {
    if let Some(mut piece) = piece
        && let Some(to) = target(piece.way, exchanges)
    {
        let length = piece.length;
        fill(&mut piece, length, to);
    }
}

/// The title of a piece: `=> Send header, 239 bytes (0xef)`, a time before it or not.
fn title(line: &[u8]) -> Option<(Way, usize)> {
    let at = line.find("=> Send ").or_else(|| line.find("<= Recv "));
    let at = at.filter(|at| *at < 40)?;
    let words: Vec<&[u8]> = line[at..].split_str(" ").collect();
    let [arrow, _, kind, length, b"bytes", ..] = words.as_slice() else {
        return None;
    };
    let way = match (*arrow, *kind) {
        (b"=>", b"header," | b"data,") => Way::Sent,
        (b"<=", b"header," | b"data,") => Way::Received,
        _ => Way::Other,
    };
    Some((way, length.to_str().ok()?.parse().ok()?))
}

/// The offset that a line begins with, and where its text does.
fn offset(line: &[u8]) -> Option<(usize, usize)> {
    let colon = line.find_byte(b':').filter(|at| (4..=8).contains(at))?;
    let offset = usize::from_str_radix(line[..colon].to_str().ok()?, 16).ok()?;
    let blank = usize::from(line.get(colon + 1) == Some(&b' '));
    Some((offset, colon + 1 + blank))
}

/// The bytes of a line that shows them in hex, the text behind them.
fn hex(line: &[u8]) -> Option<Vec<u8>> {
    const WIDTH: usize = 16 * 3;
    let shown = line.get(..WIDTH)?;
    let mut bytes = Vec::new();
    for group in shown.chunks(3) {
        if group.trim_ascii().is_empty() {
            break;
        }
        let digits = group
            .strip_suffix(b" ")
            .filter(|digits| digits.len() == 2)?;
        bytes.push(u8::from_str_radix(digits.to_str().ok()?, 16).ok()?);
    }
    let text = line.len() - WIDTH;
    (!bytes.is_empty() && text <= bytes.len() + 1).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_tell_the_line_ends() {
        let trace = "12:00:00.1 => Send header, 37 bytes (0x25)\n0000: GET /abcdef\n000b: gh HTTP/1.1\n\
                     0018: Host: h:80\n0024: \n== Info: x\n<= Recv header, 14 bytes (0xe)\n0000: HTTP/1.1 401\n";
        let read = read(&Text::copied(trace.as_bytes(), 0), &Options::default()).unwrap();
        assert_eq!(read[0].request.url.bytes(), "http://h:80/abcdefgh");
        assert_eq!(read[0].response.as_ref().unwrap().status, Some(401));
        assert_eq!(
            hex(b"61 3d 62                                        a=b").unwrap(),
            b"a=b"
        );
        assert_eq!(hex(b"a=b"), None);
    }
}
