//! The pieces of one request in a text: a header, a URL, a base string, an answer, each where the
//! writer put it, joined to one exchange.
//!
//! A header keeps its own fields and its own signature; a base string beside it is what was signed.
//! Nothing is lifted out of one into the other.

use std::ops::Range;

use bstr::ByteSlice;

use super::lines::{self, lines};
use super::{Captured, Labelled, Options, Owner, base_string, header, http, url};
use crate::error::Error;
use crate::request::{Request, Text};

/// Why a text is read piece by piece, if it is: a header with fields stands in it with a URL, a base
/// string or an answer beside it.
pub(crate) fn detect(text: &[u8]) -> Option<&'static str> {
    let text = Text::copied(text, 0);
    let pieces = Pieces::of(&text);
    let beside = !pieces.bases.is_empty() || !pieces.urls.is_empty() || pieces.answer.is_some();
    (!pieces.headers.is_empty() && beside)
        .then_some("it holds a header with OAuth fields and other pieces of a request")
}

/// Reads the pieces as one request; several headers are several.
pub(crate) fn read(text: &Text, options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    let pieces = Pieces::of(text);
    let mut read = header::several(
        pieces
            .headers
            .iter()
            .map(|range| text.slice(range.clone()))
            .collect(),
        options,
    )?;
    let several = read.len() > 1;
    for captured in &mut read {
        pieces.complete(text, options, captured, several);
    }
    if let Some(first) = read.first_mut() {
        first.unused.extend(
            pieces
                .unused(text)
                .into_iter()
                .filter_map(|range| text.locate(range)),
        );
    }
    Ok(read)
}

/// Adds the base strings and signatures that stand in the unused text of a paste to its requests.
pub(crate) fn add_base_strings(paste: &[u8], requests: &mut [Captured]) {
    let unused: Vec<Range<usize>> = requests.iter().flat_map(|one| one.unused.clone()).collect();
    let nonces: Vec<Option<_>> = requests
        .iter()
        .map(|one| {
            let parameters = super::oauth::parameters(&one.request);
            let nonce = parameters
                .into_iter()
                .find(|parameter| parameter.name == "oauth_nonce");
            nonce.map(|parameter| parameter.value)
        })
        .collect();
    for range in unused {
        let Some(part) = paste.get(range.clone()) else {
            continue;
        };
        let text = Text::copied(part, range.start);
        for (base, _) in labelled_base_strings(&text) {
            let nonce = super::oauth::nonce_of_base_string(&base.text);
            let own = |other: &Option<_>| other.is_some() && *other == nonce;
            let place = nonces.iter().position(own).unwrap_or(0);
            if let Some(captured) = requests.get_mut(place) {
                keep_base_string(base, captured);
            }
        }
        if let Some(first) = requests.first_mut() {
            let signatures = labelled_signatures(&text)
                .into_iter()
                .map(|(signature, _)| signature);
            first.signatures.extend(signatures);
        }
    }
}

/// What stands in a text, by its places.
struct Pieces {
    headers: Vec<Range<usize>>,
    bases: Vec<(Labelled, Range<usize>)>,
    signatures: Vec<(Labelled, Range<usize>)>,
    urls: Vec<url::Found>,
    /// Where the answer begins.
    answer: Option<usize>,
    /// What a line tells of the answer: its status.
    status: Option<(u16, Range<usize>)>,
}

impl Pieces {
    fn of(text: &Text) -> Self {
        let bytes = text.bytes();
        let answer = lines(bytes)
            .find(|line| http::is_status_line(&bytes[line.range.clone()]))
            .map(|line| line.range.start);
        let head = text.slice(0..answer.unwrap_or(bytes.len()));
        let bases = labelled_base_strings(&head);
        let base_ranges: Vec<Range<usize>> = bases.iter().map(|(_, range)| range.clone()).collect();
        let mut headers = header::values(&head);
        headers.retain(|range| {
            !inside(range.start, &base_ranges) && header::starts_with_scheme(&bytes[range.clone()])
        });
        headers.truncate(1000);
        let mut urls = url::found(&head);
        urls.retain(|url| {
            let callback = bytes[..url.start]
                .to_ascii_lowercase()
                .trim_ascii_end()
                .ends_with(b"callback");
            !inside(url.start, &headers) && !inside(url.start, &base_ranges) && !callback
        });
        let mut signatures = labelled_signatures(&head);
        signatures.retain(|(_, range)| {
            !inside(range.start, &headers) && !inside(range.start, &base_ranges)
        });
        let status = lines(head.bytes()).find_map(|line| {
            Some((
                http::status_in_prose(&bytes[line.range.clone()])?,
                line.range,
            ))
        });
        Self {
            headers,
            bases,
            signatures,
            urls,
            answer,
            status,
        }
    }

    /// Adds what stands beside the header.
    fn complete(&self, text: &Text, options: &Options<'_>, captured: &mut Captured, several: bool) {
        let bytes = text.bytes();
        let request: &mut Request = &mut captured.request;
        let url = self
            .urls
            .iter()
            .find(|url| !url.is_signed())
            .or_else(|| self.urls.first());
        if let (Some(url), None) = (url, &options.url) {
            request.url = url.text.clone();
            if let (Some(range), None) = (url::method_before(bytes, url.start), &options.method) {
                request.method = text.slice(range);
            }
        }
        let own_base = self
            .bases
            .iter()
            .find(|(base, _)| base.owner != Owner::Server);
        if request.method.bytes().is_empty()
            && let Some((base, _)) = own_base
        {
            let end = base.text.bytes().find_byte(b'&').unwrap_or(0);
            request.method = base.text.slice(0..end);
        }
        if request.url.bytes().is_empty()
            && let Some((base, _)) = own_base
        {
            request.url = base_string::uri(&base.text);
        }
        if !several {
            for (base, _) in &self.bases {
                keep_base_string(base.clone(), captured);
            }
            let signatures = self
                .signatures
                .iter()
                .map(|(signature, _)| signature.clone());
            captured.signatures.extend(signatures);
        }
        captured.response = match (self.answer, &self.status) {
            (Some(start), _) => http::response(&bytes[start..]),
            (None, Some((status, line))) => Some(super::Response {
                status: Some(*status),
                headers: Vec::new(),
                body: behind_status(&bytes[line.clone()], *status).to_vec(),
            }),
            (None, None) => None,
        };
    }

    /// The lines in which no piece stands and that are no label of one.
    fn unused(&self, text: &Text) -> Vec<Range<usize>> {
        let bytes = text.bytes();
        let mut used: Vec<Range<usize>> = self.headers.clone();
        used.extend(self.bases.iter().map(|(_, range)| range.clone()));
        used.extend(self.signatures.iter().map(|(_, range)| range.clone()));
        used.extend(self.urls.iter().map(|url| url.start..url.end));
        used.extend(self.status.iter().map(|(_, range)| range.clone()));
        used.extend(self.answer.map(|start| start..bytes.len()));
        lines::unused(bytes, used)
    }
}

/// Whether a place is inside one of the ranges, which are in order.
fn inside(at: usize, ranges: &[Range<usize>]) -> bool {
    let next = ranges.partition_point(|range| range.end <= at);
    ranges.get(next).is_some_and(|range| range.contains(&at))
}

/// The base strings of a text with the words before each, and their places.
fn labelled_base_strings(text: &Text) -> Vec<(Labelled, Range<usize>)> {
    let all = base_string::strings(text);
    all.into_iter()
        .take(1000)
        .map(|(found, range)| {
            let label = label_before(text.bytes(), range.start);
            let owner = owner(&label);
            let labelled = Labelled {
                label,
                owner,
                text: found,
            };
            (labelled, range)
        })
        .collect()
}

/// Whose a text is, by the words before it: those of the last sentence.
pub(super) fn owner(label: &str) -> Owner {
    let lower = label.to_ascii_lowercase();
    let ends = [". ", "? ", "! "].map(|end| lower.rfind(end).map_or(0, |at| at + end.len()));
    let lower = &lower[ends.into_iter().max().unwrap_or(0)..];
    let server = ["server", "expected", "provider", "debug_sbs", "acceptable"];
    let client = ["client", "mine", "my ", "our ", "generated", "calculated"];
    if server.iter().any(|word| lower.contains(word)) {
        Owner::Server
    } else if client.iter().any(|word| lower.contains(word)) {
        Owner::Client
    } else {
        Owner::Unknown
    }
}

/// Signatures of base64 on lines of their own behind a label: `oauth_signature: …`.
fn labelled_signatures(text: &Text) -> Vec<(Labelled, Range<usize>)> {
    let bytes = text.bytes();
    let mut found = Vec::new();
    for line in lines(bytes).filter(|line| line.range.len() < 2000) {
        let content = &bytes[line.range.clone()];
        let Some(word) = content.to_ascii_lowercase().rfind("signature") else {
            continue;
        };
        let Some(mark) = content[word..].find_byteset(b":=") else {
            continue;
        };
        let label = content[..word + mark].trim_ascii();
        let value = content[word + mark + 1..].trim_with(|c| " \t>\"'`,;".contains(c));
        let base64 = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=%-_".contains(byte);
        if (20..=800).contains(&value.len()) && value.iter().all(base64) {
            let start = line.range.start + content.find(value).unwrap_or(0);
            let label = label
                .trim_with(|c| " \t:='\"([".contains(c))
                .to_str_lossy()
                .into_owned();
            let labelled = Labelled {
                owner: owner(&label),
                label,
                text: text.slice(start..start + value.len()),
            };
            found.push((labelled, start..start + value.len()));
        }
    }
    found
}

/// What a line says behind the status that it tells: its words, without what names them.
fn behind_status(line: &[u8], status: u16) -> &[u8] {
    let code = status.to_string();
    let marks = |c| " \t:,;-|)'\"".contains(c);
    line.find(&code).map_or(line, |at| {
        let words = line[at + code.len()..].trim_with(marks);
        let reason = words.strip_prefix(b"ReasonPhrase");
        reason.unwrap_or(words).trim_with(marks)
    })
}

/// The words before a piece: on its line, else on the line above it.
pub(super) fn label_before(bytes: &[u8], at: usize) -> String {
    let near = &bytes[at.saturating_sub(300)..at];
    let lines: Vec<&[u8]> = near.lines().collect();
    let own = if near.ends_with(b"\n") {
        &b""[..]
    } else {
        lines.last().copied().unwrap_or_default()
    };
    let above = lines
        .iter()
        .rev()
        .map(|line| line.trim_ascii())
        .find(|line| line.ends_with(b":"));
    let text = if own.trim_ascii().is_empty() {
        above.unwrap_or_default()
    } else {
        own
    };
    let text = text.trim_with(|c| " \t:='\"([".contains(c));
    text.to_str_lossy().into_owned()
}

/// The first base string that is not the server's is what was signed; others are kept beside it.
fn keep_base_string(base: Labelled, captured: &mut Captured) {
    if captured.base_string.is_none() && base.owner != Owner::Server {
        captured.base_string = Some(base.text);
    } else if captured.base_string.as_ref() != Some(&base.text) {
        captured.base_strings.push(base);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "POST&https%3A%2F%2Fh%2Fx&oauth_nonce%3Da";

    fn one(paste: &str) -> Captured {
        let text = Text::copied(paste.as_bytes(), 0);
        assert!(detect(paste.as_bytes()).is_some(), "{paste}");
        read(&text, &Options::default()).unwrap().remove(0)
    }

    #[test]
    fn a_header_keeps_its_fields_beside_a_base_string() {
        let captured = one(&format!(
            "Signature base string:\n{BASE}\n\nHeader:\nOAuth oauth_nonce=\"b\"\n\nPOST https://h/x\n"
        ));
        assert_eq!(
            captured.request.headers[0].value.bytes(),
            "OAuth oauth_nonce=\"b\""
        );
        assert_eq!(captured.base_string.unwrap().bytes(), BASE);
        assert_eq!(captured.request.method.bytes(), "POST");
        assert_eq!(captured.request.url.bytes(), "https://h/x");
        assert!(captured.unused.is_empty());
    }

    #[test]
    fn the_servers_base_string_is_not_the_clients() {
        let captured = one(&format!(
            "OAuth oauth_nonce=\"a\"\nServer expected: {BASE}\nwhy?\n"
        ));
        assert_eq!(captured.base_string, None);
        assert_eq!(captured.base_strings[0].label, "Server expected");
        assert_eq!(captured.base_strings[0].owner, Owner::Server);
        assert_eq!(captured.unused.len(), 1);
    }

    #[test]
    fn the_last_sentence_says_whose_a_text_is() {
        let mail = "your server says 401. The base string that our library prints";
        assert_eq!(owner(mail), Owner::Client);
        assert_eq!(owner("my code fails. The server expected"), Owner::Server);
    }

    #[test]
    fn a_signature_behind_a_label_is_kept_with_it() {
        let captured = one(
            "OAuth oauth_nonce=\"a\", oauth_signature=\"x\"\nhttps://h/x\nSignature from the server:  \
             v0OfhHQ2Yc05h+IhvWRyWARmIFs=\nresponse 401 no\n",
        );
        assert_eq!(captured.signatures[0].owner, Owner::Server);
        assert_eq!(
            captured.signatures[0].text.bytes(),
            "v0OfhHQ2Yc05h+IhvWRyWARmIFs="
        );
        assert_eq!(captured.response.unwrap().body, b"no");
        assert!(captured.unused.is_empty());
    }

    #[test]
    fn an_answer_ends_the_header() {
        let captured = one("OAuth oauth_nonce=\"a\"\n\nHTTP/1.1 401 Unauthorized\nDate: x\n\nno\n");
        assert_eq!(captured.response.unwrap().body, b"no");
    }
}
