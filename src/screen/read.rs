//! The screen of `read`: what a paste was understood as, without any secret.

use bstr::{BStr, ByteSlice};

use crate::capture::oauth::{self, Place};
use crate::capture::{Capture, Captured, Response, base_string, secrets};
use crate::request::{Request, Text, UrlParts};
use crate::screen::diff::line_number;
use crate::screen::{Block, Document, Line, Note, NoteKind, Role, Span};

/// Lines of a body that is no form, and of an answer, that are shown.
const BODY_LINES: usize = 12;
/// Bytes of one such line that are shown.
const LINE_BYTES: usize = 400;

/// The whole screen. `paste`: the text that spans point into, for the places.
#[must_use]
pub fn document(capture: &Capture, paste: Option<&[u8]>) -> Document {
    let mut blocks = Vec::new();
    match capture.requests.as_slice() {
        [one] => blocks.extend(request(one, paste)),
        several => {
            blocks.push(Block::Title(Line::plain(&format!(
                "{} requests",
                several.len()
            ))));
            blocks.push(Block::Table(
                several.iter().enumerate().map(row).collect::<Vec<_>>(),
            ));
            blocks.push(Block::Paragraph(Line::of(
                Role::Quiet,
                "--entry shows one of them: its number, or a part of its URL or name",
            )));
        }
    }
    Document { blocks }
}

/// A request of several, in one line.
fn row((place, captured): (usize, &Captured)) -> Vec<Line> {
    let shown = secrets::masked(&captured.request);
    let signed = match oauth::place(&oauth::parameters(&shown)) {
        Some(place) => format!("OAuth in the {}", place_name(place)),
        None => "no OAuth".to_owned(),
    };
    let number = captured.index.unwrap_or(place).to_string();
    vec![
        Line::of(Role::Name, &number),
        Line::bytes(Role::Plain, shown.method.bytes()),
        Line::of(Role::Quiet, &signed),
        Line::bytes(Role::Plain, shown.url.bytes()),
    ]
}

fn request(captured: &Captured, paste: Option<&[u8]>) -> Vec<Block> {
    let shown = secrets::masked(&captured.request);
    let parameters = oauth::parameters(&shown);
    let mut blocks = vec![Block::Title(first_line(&shown))];
    if let Some(name) = &captured.name {
        blocks.push(labelled("name", vec![Block::Code(Line::plain(name))]));
    }
    let headers = headers(&shown);
    if !headers.is_empty() {
        blocks.push(labelled("headers", vec![Block::Table(headers)]));
    }
    if !parameters.is_empty() {
        let mut tables = Vec::new();
        for place in [Place::Header, Place::Query, Place::Body] {
            let rows: Vec<Vec<Line>> = parameters
                .iter()
                .filter(|parameter| parameter.place == place)
                .map(|parameter| pair(&parameter.name, &parameter.value))
                .collect();
            if !rows.is_empty() {
                let head = format!("in the {}, decoded", place_name(place));
                tables.push(Block::Paragraph(Line::of(Role::Quiet, &head)));
                tables.push(Block::Table(rows));
            }
        }
        blocks.push(labelled("OAuth", tables));
    }
    let query = UrlParts::split(&shown.url).query;
    let query = query.map_or_else(Vec::new, |query| pairs(&query));
    if !query.is_empty() {
        blocks.push(labelled("query, decoded", vec![Block::Table(query)]));
    }
    if let Some(body) = &shown.body {
        blocks.push(labelled("body", self::body(&shown, body)));
    }
    if let Some(text) = &captured.base_string {
        blocks.push(labelled("base string", signed(text)));
    }
    if let Some(answer) = &captured.response {
        blocks.push(labelled("answer", response(answer)));
    }
    blocks.extend(remarks(captured, paste));
    blocks
}

/// The method and the URL, or what is missing and how it is given.
fn first_line(request: &Request) -> Line {
    let known = |text: &Text, missing: &str| {
        if text.bytes().is_empty() {
            Span::new(Role::Warning, missing)
        } else {
            Span::bytes(Role::Heading, text.bytes())
        }
    };
    Line(vec![
        known(&request.method, "(no method: give -X)"),
        Span::new(Role::Plain, " "),
        known(&request.url, "(no URL: give --url)"),
    ])
}

/// The headers; of one that carries protocol parameters, only the scheme: the fields stand below.
fn headers(request: &Request) -> Vec<Vec<Line>> {
    let rows = request.headers.iter().map(|header| {
        let fields = oauth::header_fields(header.value.bytes()).len();
        let carries = request
            .oauth_headers()
            .any(|oauth| std::ptr::eq(oauth, header))
            && fields > 0;
        let value = if carries {
            let scheme = header.value.bytes();
            let end = scheme.find_byteset(b" \t").unwrap_or(0);
            let scheme = scheme.get(..end).unwrap_or_default();
            let scheme = if scheme.contains(&b'=') { b"" } else { scheme };
            let text = format!("{}, below", counted(fields, "field"));
            let mut line = Line::bytes(Role::Plain, scheme);
            if !scheme.is_empty() {
                line = line.and(Role::Plain, " ");
            }
            line.and(Role::Quiet, &text)
        } else {
            Line::bytes(Role::Plain, header.value.bytes())
        };
        let name = [header.name.bytes(), b":".as_slice()].concat();
        vec![Line::bytes(Role::Name, &name), value]
    });
    rows.collect()
}

/// The pairs of a query or a form body that are no protocol parameters.
fn pairs(text: &Text) -> Vec<Vec<Line>> {
    let bytes = text.bytes();
    let fields = oauth::form_fields(bytes).into_iter();
    let decoded = fields.map(|field| {
        (
            oauth::decoded(&bytes[field.name], true),
            oauth::decoded(&bytes[field.value], true),
        )
    });
    decoded
        .filter(|(name, _)| !name.starts_with(b"oauth_"))
        .map(|(name, value)| pair(&name, &value))
        .collect()
}

fn pair(name: &[u8], value: &[u8]) -> Vec<Line> {
    vec![
        Line::bytes(Role::Name, name),
        Line(vec![Span::visible_spaces(Role::Plain, value)]),
    ]
}

fn body(request: &Request, body: &Text) -> Vec<Block> {
    let size = counted(body.bytes().len(), "byte");
    if oauth::form_body(request).is_some() {
        let head = Line::of(Role::Quiet, &format!("{size}, a form, decoded"));
        let rows = pairs(body);
        let mut blocks = vec![Block::Paragraph(head)];
        if !rows.is_empty() {
            blocks.push(Block::Table(rows));
        }
        return blocks;
    }
    let head = Line::of(Role::Quiet, &format!("{size}, no form"));
    let mut blocks = vec![Block::Paragraph(head)];
    blocks.extend(excerpt(body.bytes()));
    blocks
}

/// The parts of a signature base string, decoded.
fn signed(text: &Text) -> Vec<Block> {
    let mut rows = vec![vec![
        Line::of(Role::Quiet, "URI"),
        Line::bytes(Role::Plain, base_string::uri(text).bytes()),
    ]];
    rows.extend(
        base_string::parameters(text)
            .into_iter()
            .map(|(name, value)| {
                if secrets::is_secret_name(name.bytes()) {
                    pair(name.bytes(), secrets::MASK.as_bytes())
                } else {
                    pair(name.bytes(), value.bytes())
                }
            }),
    );
    vec![
        Block::Paragraph(Line::of(Role::Quiet, "its parts, decoded")),
        Block::Table(rows),
    ]
}

fn response(response: &Response) -> Vec<Block> {
    let status = response
        .status
        .map_or_else(|| "no status".to_owned(), |status| status.to_string());
    let mut blocks = vec![Block::Code(Line::plain(&status))];
    let told = ["date", "www-authenticate", "content-type"];
    let rows: Vec<Vec<Line>> = response
        .headers
        .iter()
        .filter(|(name, _)| told.iter().any(|told| name.eq_ignore_ascii_case(told)))
        .map(|(name, value)| {
            vec![
                Line::of(Role::Name, &format!("{name}:")),
                Line::plain(value),
            ]
        })
        .collect();
    if !rows.is_empty() {
        blocks.push(Block::Table(rows));
    }
    let body = secrets::masked_text(&response.body);
    blocks.extend(excerpt(body.as_bstr()));
    blocks
}

/// The first lines of a text, and how much is left out.
fn excerpt(text: &BStr) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut shown = 0;
    for line in text.lines_with_terminator().take(BODY_LINES) {
        let content = line.trim_end_with(|end| end == '\n' || end == '\r');
        let part = content.get(..LINE_BYTES).unwrap_or(content);
        blocks.push(Block::Code(Line::bytes(Role::Plain, part)));
        if part.len() < content.len() {
            shown += part.len();
            break;
        }
        shown += line.len();
    }
    if shown < text.len() {
        let more = format!("… and {} more", counted(text.len() - shown, "byte"));
        blocks.push(Block::Code(Line::of(Role::Quiet, &more)));
    }
    blocks
}

/// What was found, guessed and left unread.
fn remarks(captured: &Captured, paste: Option<&[u8]>) -> Vec<Block> {
    let note = |kind, text: &str| {
        Block::Note(Note {
            kind,
            text: Line::plain(text),
        })
    };
    let mut blocks = Vec::new();
    let findings: Vec<Block> = captured
        .findings
        .iter()
        .map(|finding| {
            let place = match (paste, &finding.span) {
                (Some(paste), Some(span)) => format!("{}: ", standing(paste, span.start)),
                _ => String::new(),
            };
            note(NoteKind::Warning, &format!("{place}{}", finding.message))
        })
        .collect();
    if !findings.is_empty() {
        blocks.push(labelled("noticed", findings));
    }
    let guesses: Vec<Block> = captured
        .guesses
        .iter()
        .map(|guess| note(NoteKind::Info, &guess.message))
        .collect();
    if !guesses.is_empty() {
        blocks.push(labelled("guessed", guesses));
    }
    if !captured.unread.is_empty() {
        let points = captured.unread.iter().map(|text| Line::plain(text));
        blocks.push(labelled("not used", vec![Block::List(points.collect())]));
    }
    blocks
}

/// `line 3, column 7`; the column counts bytes, as editors' byte columns do.
fn standing(paste: &[u8], at: usize) -> String {
    let at = at.min(paste.len());
    let start = paste[..at].rfind_byte(b'\n').map_or(0, |end| end + 1);
    format!("line {}, column {}", line_number(paste, at), at - start + 1)
}

fn place_name(place: Place) -> &'static str {
    match place {
        Place::Header => "Authorization header",
        Place::Query => "query",
        Place::Body => "body",
    }
}

fn counted(count: usize, word: &str) -> String {
    match count {
        1 => format!("1 {word}"),
        _ => format!("{count} {word}s"),
    }
}

fn labelled(label: &str, blocks: Vec<Block>) -> Block {
    Block::Labelled {
        label: Line::of(Role::Heading, label),
        blocks,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::{Options, read};
    use crate::render::terminal::{Palette, render};

    fn screen(paste: &str) -> String {
        let capture = read(paste.as_bytes(), &Options::default()).unwrap();
        render(
            &document(&capture, Some(paste.as_bytes())),
            80,
            Palette::plain(),
        )
    }

    #[test]
    fn no_secret_reaches_the_screen() {
        let shown = screen(
            "POST /x?oauth_token_secret=hush HTTP/1.1\nHost: h\nAuthorization: Basic aHVzaA==\n\
             Content-Type: application/x-www-form-urlencoded\n\na=b&x_auth_password=hush\n",
        );
        assert!(shown.contains("oauth_token_secret  ***"), "{shown}");
        assert!(shown.contains("Basic ***"), "{shown}");
        assert!(
            !shown.contains("hush") && !shown.contains("aHVzaA"),
            "{shown}"
        );
    }

    #[test]
    fn a_finding_stands_with_its_line_and_column() {
        let shown = screen("GET /x HTTP/1.1\nHost: h\nX:\u{a0}y\n\n");
        assert!(shown.contains("! line 3, column 3: "), "{shown}");
    }

    #[test]
    fn what_a_lone_header_does_not_tell_is_asked_for() {
        let shown = screen("Authorization: OAuth oauth_nonce=\"a%20b\", oauth_token=\"t\"");
        assert!(
            shown.starts_with("(no method: give -X) (no URL: give --url)\n"),
            "{shown}"
        );
        assert!(shown.contains("OAuth 2 fields, below"), "{shown}");
        assert!(shown.contains("oauth_nonce  a·b"), "{shown}");
    }

    #[test]
    fn a_long_body_is_cut_and_that_is_said() {
        let shown = screen(&format!(
            "POST /x HTTP/1.1\nHost: h\nContent-Type: text/plain\n\n{}",
            "line\n".repeat(30)
        ));
        assert!(shown.contains("… and 89 bytes more"), "{shown}");
    }
}
