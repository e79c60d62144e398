//! What goes on behind a form body in the same text: a form has no line breaks, so that a blank line
//! with prose behind it is no longer part of what was sent.

use bstr::ByteSlice;

use super::lines::lines;
use super::{Captured, oauth};
use crate::error::{Assumption, Guess};

/// Ends a form body where prose begins below it.
pub(super) fn cut(captured: &mut Captured) {
    let request = &captured.request;
    let Some(body) = oauth::form_body(request) else {
        return;
    };
    let Some(end) = end(body.bytes()) else {
        return;
    };
    let counted = request
        .header("content-length")
        .and_then(|length| length.value.bytes().to_str().ok()?.trim().parse().ok());
    if counted == Some(body.bytes().len()) {
        return;
    }
    let rest = &body.bytes()[end..];
    let talk = end + rest.len() - rest.trim_ascii_start().len();
    let (form, rest) = (body.slice(0..end), body.slice(talk..body.bytes().len()));
    captured.unused.extend(rest.span());
    // The break that ends the paste is not the body's.
    let of_the_end = |said: &Assumption| said.id == "final-line-break-dropped";
    captured.guesses.retain(|said| !of_the_end(said));
    let said = Assumption::new(
        "body-before-prose",
        "the body was taken to end before the blank line: what follows is not a form",
    );
    captured.guesses.push(if counted == Some(end) {
        said
    } else {
        said.about(Guess::BodyEnd)
    });
    captured.request.body = Some(form);
}

/// Where the pairs of a body end, if lines of another kind follow a blank one.
fn end(body: &[u8]) -> Option<usize> {
    let first = body.find_byteset(b"\r\n")?;
    let pairs = &body[..first];
    let is_form = pairs.contains(&b'=') && !pairs.contains(&b' ');
    let rest = &body[first..];
    let mut below = lines(rest)
        .map(|line| rest[line.range].trim_ascii())
        .skip(1);
    let blank = below.next()?.is_empty();
    let next = below.find(|line| !line.is_empty())?;
    let is_prose = next.contains(&b' ') || !next.contains(&b'=');
    (is_form && blank && is_prose).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_ends_before_prose_and_nothing_else() {
        assert_eq!(end(b"a=b&c=d\n\nand we get 401.\n"), Some(7));
        assert_eq!(end(b"a=b\r\n\r\nHTTP/1.1 401 no\r\n"), Some(3));
        for whole in [
            &b"a=b"[..],
            b"a=b\n",
            b"a=b\n&c=d\n",
            b"a=b\n\nc=d\n",
            b"a = b\n\nand more\n",
            b"a=b\nand more\n",
        ] {
            assert_eq!(end(whole), None, "{}", whole.as_bstr());
        }
    }
}
