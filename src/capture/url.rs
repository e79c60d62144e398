//! A signed URL alone, and a form body alone.

use bstr::ByteSlice;

use super::lines::trim;
use super::{Captured, Options};
use crate::error::{Assumption, Error, Finding, Guess};
use crate::request::{Request, Text};

/// Reads a URL; a GET, unless the user says otherwise.
pub(crate) fn read(text: &Text, options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    let mut captured = Captured::default();
    let bytes = text.bytes();
    let start = start_of_url(bytes).ok_or_else(|| {
        Error::new("expected a URL that begins with http:// or https://")
            .help("paste the whole URL, with its query")
    })?;
    let quote = start
        .checked_sub(1)
        .map(|at| bytes[at])
        .filter(|byte| b"\"'`<(".contains(byte));
    let rest = &bytes[start..];
    let end = rest
        .iter()
        .position(|byte| match quote {
            Some(b'<') => *byte == b'>',
            Some(b'(') => *byte == b')',
            Some(quote) => *byte == quote,
            None => b"\"<>`".contains(byte),
        })
        .unwrap_or(rest.len());
    let whole = trim(bytes, start..start + end);
    let url = joined(&text.slice(whole.clone()), &mut captured);
    let around = [&bytes[..start], &bytes[whole.start + url.1..]];
    if around
        .iter()
        .any(|part| part.iter().any(u8::is_ascii_alphanumeric))
    {
        captured.unread.push("the text round the URL".to_owned());
    }
    let method = options.method.as_deref().unwrap_or_else(|| {
        let message =
            "a URL alone does not hold its method: GET was taken; --method says otherwise";
        let guess = Assumption::new("method-guessed", message).about(Guess::Method);
        captured.guesses.push(guess);
        "GET"
    });
    captured.request = Request {
        method: Text::made(method),
        url: url.0,
        ..Request::default()
    };
    Ok(vec![captured])
}

/// The URL that holds the signature, else the first.
fn start_of_url(bytes: &[u8]) -> Option<usize> {
    let starts = || {
        bytes.find_iter("http").filter(|&at| {
            bytes[at..].starts_with(b"http://") || bytes[at..].starts_with(b"https://")
        })
    };
    let signature = bytes
        .find("oauth_signature=")
        .or_else(|| bytes.find("oauth_"));
    let before = |limit: usize| {
        let blank = bytes[..limit].iter().rposition(u8::is_ascii_whitespace);
        let word = blank.map_or(0, |at| at + 1);
        starts().find(|&at| at >= word && at < limit)
    };
    signature.and_then(before).or_else(|| starts().next())
}

/// The URL without the line breaks that an editor put in, and how many bytes of the text it took.
fn joined(text: &Text, captured: &mut Captured) -> (Text, usize) {
    let bytes = text.bytes();
    let mut out = Text::default();
    let mut broken = None;
    let mut at = 0;
    loop {
        let rest = &bytes[at..];
        let end = rest
            .iter()
            .position(u8::is_ascii_whitespace)
            .unwrap_or(rest.len());
        out.push_text(&text.slice(at..at + end));
        at += end;
        let rest = &bytes[at..];
        let blanks = rest.len() - rest.trim_ascii_start().len();
        let next = &rest[blanks..];
        let word = next
            .iter()
            .position(u8::is_ascii_whitespace)
            .unwrap_or(next.len());
        let wire =
            |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~%&=+!*'();:@,/?$[]".contains(byte);
        // A line break; then a piece that looks like a query.
        let goes_on = rest[..blanks].contains(&b'\n')
            && word > 0
            && next[..word].iter().all(wire)
            && next[..word].find_byteset(b"=&%").is_some();
        if !goes_on {
            break;
        }
        broken = broken.or_else(|| text.locate(at..at + blanks));
        at += blanks;
    }
    if broken.is_some() {
        captured.findings.push(Finding::new(
            "capture-line-folded",
            "line breaks inside the URL were taken out",
            broken,
        ));
    }
    (out, at)
}

/// Reads a form body; the method and the URL come from the options.
pub(crate) fn read_form(text: &Text, options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    let mut captured = Captured::default();
    let bytes = text.bytes();
    let quoted = trim(bytes, 0..bytes.len());
    let inside = bytes[quoted.clone()].trim_with(|c| c == '"' || c == '\'');
    let start = quoted.start + bytes[quoted.clone()].find(inside).unwrap_or(0);
    let whole = text.slice(start..start + inside.len());
    let mut body = Text::default();
    let mut broken = None;
    let mut at = 0;
    for line in super::lines::lines(whole.bytes()) {
        let range = trim(whole.bytes(), line.range.clone());
        if range.start > at && at > 0 {
            broken = broken.or_else(|| whole.locate(at..range.start));
        }
        body.push_text(&whole.slice(range.clone()));
        at = range.end;
    }
    if broken.is_some() {
        captured.findings.push(Finding::new(
            "capture-line-folded",
            "line breaks inside the body were taken out",
            broken,
        ));
    }
    if !body.bytes().contains(&b'=') {
        return Err(Error::new("expected pairs such as `a=b&oauth_nonce=…`")
            .help("paste the whole body as it was sent"));
    }
    let only_protocol = body
        .bytes()
        .split_str("&")
        .all(|pair| pair.starts_with(b"oauth_"));
    if only_protocol {
        captured.guesses.push(Assumption::new(
            "form-body-guessed",
            "pairs joined by `&` were taken for a form body; as a header they need \
             --input-format authorization-header",
        ));
    }
    captured.request = Request {
        method: Text::made(options.method.as_deref().unwrap_or_default()),
        url: Text::made(options.url.as_deref().unwrap_or_default()),
        body: Some(body),
        ..Request::default()
    };
    Ok(vec![captured])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(paste: &str) -> String {
        let read = read(&Text::copied(paste.as_bytes(), 0), &Options::default()).unwrap();
        read[0].request.url.bytes().to_string()
    }

    #[test]
    fn a_url_is_found_in_quotes_in_prose_and_over_lines() {
        let wanted = "https://h/x?a=b&oauth_nonce=c&oauth_signature=d%3D";
        for paste in [
            wanted.to_owned(),
            format!("\"{wanted}\""),
            format!("see https://other/ and then\n{wanted} which fails"),
            format!("<{wanted}>"),
            "https://h/x?a=b&oauth_nonce=c\n&oauth_signature=d%3D\n".to_owned(),
        ] {
            assert_eq!(url(&paste), wanted, "{paste}");
        }
    }

    #[test]
    fn the_method_that_was_guessed_is_said_and_the_flag_wins() {
        let text = Text::from("https://h/?oauth_nonce=a");
        let guessed = read(&text, &Options::default()).unwrap().remove(0);
        assert_eq!(guessed.guesses[0].id, "method-guessed");
        let options = Options {
            method: Some("POST".to_owned()),
            ..Options::default()
        };
        let told = read(&text, &options).unwrap().remove(0);
        assert_eq!(told.request.method.bytes(), "POST");
        assert!(told.guesses.is_empty());
    }
}
