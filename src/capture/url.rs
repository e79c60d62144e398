//! A signed URL alone, in a text or in a link, and a form body alone.

use bstr::ByteSlice;

use super::lines::trim;
use super::{Captured, Options};
use crate::error::{Assumption, Error, Finding, Guess};
use crate::request::{Request, Text};

/// Reads the URLs that hold a signature, else the first; each a GET, unless the text before it or
/// the user says otherwise.
pub(crate) fn read(text: &Text, options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    let bytes = text.bytes();
    let all = found(text);
    let signed: Vec<&Found> = all.iter().filter(|url| url.is_signed()).collect();
    let chosen: Vec<&Found> = match signed.as_slice() {
        [] => all.first().into_iter().collect(),
        signed => signed.to_vec(),
    };
    if chosen.is_empty() {
        return Err(
            Error::new("expected a URL that begins with http:// or https://")
                .help("paste the whole URL, with its query"),
        );
    }
    let mut read = Vec::new();
    for url in &chosen {
        let mut captured = Captured::default();
        captured.findings.extend(url.findings.iter().cloned());
        captured.guesses.extend(url.guesses.iter().cloned());
        captured.request = Request {
            method: method(text, url, options, &mut captured),
            url: url.text.clone(),
            ..Request::default()
        };
        read.push(captured);
    }
    if let ([one], [captured]) = (chosen.as_slice(), read.as_mut_slice()) {
        let around = [&bytes[..one.start], &bytes[one.end..]];
        if around
            .iter()
            .any(|part| part.iter().any(u8::is_ascii_alphanumeric))
        {
            captured.unread.push("the text round the URL".to_owned());
        }
        captured.response =
            super::http::answer_beside(around[1]).or_else(|| super::http::answer_beside(around[0]));
    }
    Ok(read)
}

/// The method: the user's, the word before the URL, or GET as a guess.
fn method(text: &Text, url: &Found, options: &Options<'_>, captured: &mut Captured) -> Text {
    if let Some(method) = &options.method {
        return Text::made(method.as_str());
    }
    if let Some(range) = method_before(text.bytes(), url.start) {
        return text.slice(range);
    }
    let message = "a URL alone does not hold its method: GET was taken; --method says otherwise";
    let guess = Assumption::new("method-guessed", message).about(Guess::Method);
    captured.guesses.push(guess);
    Text::made("GET")
}

/// A URL in a text.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: Text,
    pub(super) findings: Vec<Finding>,
    pub(super) guesses: Vec<Assumption>,
}

impl Found {
    /// Whether protocol parameters stand in its query.
    pub(super) fn is_signed(&self) -> bool {
        self.text.bytes().contains_str("oauth_")
    }
}

/// The URLs of a text, in order, each once: a link holds its own twice.
pub(super) fn found(text: &Text) -> Vec<Found> {
    let bytes = text.bytes();
    let mut found: Vec<Found> = Vec::new();
    let mut known = std::collections::BTreeSet::new();
    let mut at = 0;
    while let Some(step) = bytes[at..].find("://") {
        let mark = at + step;
        at = mark + 3;
        let scheme = ["https", "http", "HTTPS", "HTTP"]
            .iter()
            .find(|scheme| bytes[..mark].ends_with(scheme.as_bytes()));
        let Some(scheme) = scheme else { continue };
        let start = mark - scheme.len();
        if start > 0 && bytes[start - 1].is_ascii_alphanumeric() {
            continue;
        }
        let url = take(text, start);
        at = url.end.max(at);
        if url.text.bytes().len() > scheme.len() + 3 && known.insert(url.text.bytes().to_owned()) {
            found.push(url);
        }
    }
    shortened(&mut found);
    found
}

/// Whether the first protocol parameter with a value stands in the query of a URL.
pub(super) fn holds_signature(bytes: &[u8]) -> bool {
    let Some(at) = bytes.find("oauth_") else {
        return false;
    };
    let stop = |byte: &u8| byte.is_ascii_whitespace() || b"\"<>`".contains(byte);
    let start = bytes[..at].iter().rposition(stop).map_or(0, |at| at + 1);
    let before = &bytes[start..at];
    before.contains_str("://") && before.contains(&b'?')
}

/// Whether the names of pairs joined by `&` can be those of a form: none holds a quote, a bracket
/// that opens markup, or a blank between words.
pub(super) fn is_form(bytes: &[u8]) -> bool {
    bytes.split_str("&").all(|pair| {
        let name = pair.split_str("=").next().unwrap_or_default().trim_ascii();
        name.find_byteset(b"\"'<>`\\ \t:").is_none()
    })
}

/// Takes out the texts of links that are shortened with an ellipsis, where the target stands too.
fn shortened(found: &mut Vec<Found>) {
    let cut: Vec<Vec<u8>> = found
        .iter()
        .filter_map(|url| {
            let bytes = url.text.bytes();
            let cut = bytes
                .strip_suffix("\u{2026}".as_bytes())
                .or_else(|| bytes.strip_suffix(b"..."))?;
            Some(cut.to_vec())
        })
        .take(100)
        .collect();
    for cut in cut {
        let is_cut = |url: &Found| {
            url.text.bytes().starts_with(&cut) && url.text.bytes().len() <= cut.len() + 3
        };
        if found
            .iter()
            .any(|url| url.text.bytes().starts_with(&cut) && !is_cut(url))
        {
            found.retain(|url| !is_cut(url));
        }
    }
}

/// The URL that begins at `start`, without the line breaks that an editor put in.
fn take(text: &Text, start: usize) -> Found {
    let bytes = text.bytes();
    let opened = start.checked_sub(1).map(|at| bytes[at]);
    let closing = match opened {
        Some(b'(') => Some(b')'),
        Some(quote @ (b'\'' | b'"' | b'`')) => Some(quote),
        _ => None,
    };
    let stops = |at: usize| {
        let byte = bytes[at];
        byte.is_ascii_whitespace()
            || b"\"<>`".contains(&byte)
            || Some(byte) == closing
            || (byte == b']' && matches!(bytes.get(at + 1), Some(b'(' | b'[')))
    };
    let mut url = Found {
        start,
        end: start,
        text: Text::default(),
        findings: Vec::new(),
        guesses: Vec::new(),
    };
    let mut broken = None;
    let mut at = start;
    loop {
        let end = (at..bytes.len())
            .find(|at| stops(*at))
            .unwrap_or(bytes.len());
        url.text.push_text(&text.slice(at..end));
        url.end = end;
        let Some(next) = continued(bytes, end) else {
            break;
        };
        broken = broken.or_else(|| text.locate(end..next.start));
        // The mark of a laid-out query, without the blanks behind it.
        url.text.push_text(&text.slice(next.clone()));
        at = if next.is_empty() {
            next.start
        } else {
            let blank = |byte: &&u8| matches!(byte, b' ' | b'\t');
            next.end + bytes[next.end..].iter().take_while(blank).count()
        };
    }
    if broken.is_some() {
        url.findings.push(Finding::new(
            "capture-line-folded",
            "line breaks inside the URL were taken out",
            broken,
        ));
    }
    end_before_prose(bytes, &mut url);
    url
}

/// Where a URL goes on behind the blanks at `end`: the place of the `?` or `&` that a laid-out
/// query has there, or an empty range before a piece that looks like a query.
fn continued(bytes: &[u8], end: usize) -> Option<std::ops::Range<usize>> {
    let rest = &bytes[end..];
    let blanks = rest.len() - rest.trim_ascii_start().len();
    if !rest[..blanks].contains(&b'\n') {
        return None;
    }
    let next = &rest[blanks..];
    let word = next
        .iter()
        .position(u8::is_ascii_whitespace)
        .unwrap_or(next.len());
    let at = end + blanks;
    if matches!(&next[..word], b"?" | b"&") {
        return Some(at..at + 1);
    }
    let wire = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~%&=+!*'();:@,/?$[]".contains(byte);
    let query = word > 0
        && next[..word].iter().all(wire)
        && next[..word].find_byteset(b"=&%").is_some()
        && !next.starts_with(b"http");
    query.then_some(at..at)
}

/// Takes the marks of a sentence off the end of a URL, and says so.
fn end_before_prose(bytes: &[u8], url: &mut Found) {
    let text = url.text.bytes();
    let last = text.rfind_byteset(b"?&").map_or(0, |at| at + 1);
    let signature = text[last..].strip_prefix(b"oauth_signature=");
    let keep = if let Some(value) = signature {
        // No signature of base64, encoded or not, holds another byte.
        let base64 = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=%-_".contains(byte);
        let len = value.iter().take_while(|byte| base64(byte)).count();
        if len < 20 {
            text.len()
        } else {
            text.len() - value.len() + len
        }
    } else {
        let around = [&bytes[..url.start], &bytes[url.end..]];
        if !around
            .iter()
            .any(|part| part.iter().take(200).any(u8::is_ascii_alphanumeric))
        {
            return;
        }
        let open = text.contains(&b'(');
        // The bar that ends a row of a table.
        let before = &bytes[..url.start];
        let row = before[before.rfind_byte(b'\n').map_or(0, |at| at + 1)..]
            .trim_ascii_start()
            .starts_with(b"|");
        let closes = |c| (c == ')' || c == ']') && !open || row && c == '|';
        text.trim_end_with(|c| ".,;:!?'*".contains(c) || closes(c))
            .len()
    };
    let over = text.len() - keep;
    if over > 0 {
        let cut = text[keep..]
            .to_str_lossy()
            .chars()
            .take(20)
            .collect::<String>();
        url.guesses.push(Assumption::new(
            "url-ends-before-prose",
            format_args!("`{cut}` behind the URL was taken for the text's, not for the URL's"),
        ));
        url.text.truncate(keep);
        url.end -= over;
    }
}

/// The method that stands right before a URL, whatever markup is between.
pub(super) fn method_before(bytes: &[u8], start: usize) -> Option<std::ops::Range<usize>> {
    let near = start.saturating_sub(300);
    let line = bytes[near..start]
        .rfind_byte(b'\n')
        .map_or(near, |at| near + at + 1);
    let mut end = start;
    loop {
        let before = bytes[line..end].trim_end_with(|c| " \t:\"'`*([<".contains(c));
        end = line + before.len();
        let tag = before
            .ends_with(b">")
            .then(|| before.rfind_byte(b'<'))
            .flatten();
        let open = before.rfind_byte(b'<').filter(|at| {
            let tag = &before[*at..];
            !tag.contains(&b'>')
                && tag.len() < 100
                && tag.get(1).is_some_and(u8::is_ascii_alphabetic)
        });
        match tag.or(open) {
            Some(at) => end = line + at,
            None => break,
        }
    }
    let word = bytes[line..end]
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_uppercase())
        .count();
    let range = end - word..end;
    let apart = range.start == line || !bytes[range.start - 1].is_ascii_alphanumeric();
    let known: [&[u8]; 7] = [
        b"GET", b"POST", b"PUT", b"PATCH", b"DELETE", b"HEAD", b"OPTIONS",
    ];
    (apart && known.contains(&&bytes[range.clone()])).then_some(range)
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
            "https://h/x\n  ? a=b\n  & oauth_nonce=c\n  & oauth_signature=d%3D\n".to_owned(),
            format!("[{wanted}]({wanted})"),
            format!("* [{}\u{2026}]({wanted})", &wanted[..24]),
            format!("<a href=\"{wanted}\">{wanted}</a>"),
        ] {
            assert_eq!(url(&paste), wanted, "{paste}");
        }
    }

    #[test]
    fn a_url_ends_before_the_marks_of_a_sentence() {
        let wanted = "https://h/x?oauth_nonce=c&oauth_signature=JlwR8wPl7sFwlA3l8%2B%2F6zrHYrVc%3D";
        for marks in [".", ",and more", ". Why?", ");", "**"] {
            assert_eq!(url(&format!("I call {wanted}{marks}")), wanted, "{marks}");
            assert_eq!(url(&format!("{wanted}{marks}")), wanted, "{marks}");
        }
        assert_eq!(
            url("see https://h/x?oauth_nonce=c."),
            "https://h/x?oauth_nonce=c"
        );
        assert_eq!(
            url("https://h/x?oauth_nonce=c."),
            "https://h/x?oauth_nonce=c."
        );
    }

    #[test]
    fn the_method_may_stand_before_the_url() {
        for paste in [
            "POST https://h/?oauth_nonce=a b",
            "<b>POST</b> <a href=\"https://h/?oauth_nonce=a\">x</a>",
        ] {
            let read = read(&Text::from(paste), &Options::default()).unwrap();
            assert_eq!(read[0].request.method.bytes(), "POST", "{paste}");
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
