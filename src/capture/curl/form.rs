//! `-F`: a multipart/form-data body. OAuth 1.0 signs nothing of it (RFC 5849 section 3.4.1.3.1).

use bstr::ByteSlice;

use super::{Assumption, Captured, Error, Feed, missing, refused};
use crate::request::Text;

/// The boundary of the body that is shown: curl makes up another each time.
const BOUNDARY: &str = "------------------------0123456789abcdef";

/// One field of a form.
#[derive(Clone, Debug)]
pub(super) struct Field {
    name: Text,
    content: Content,
    media_type: Option<Text>,
    file_name: Option<Text>,
}

#[derive(Clone, Debug)]
enum Content {
    Text(Text),
    /// `@file`: a file, sent with its name.
    Upload(Text),
    /// `<file`: a file's text.
    File(Text),
}

impl Field {
    /// `--form-string name=text`: nothing in the text is special.
    pub(super) fn literal(argument: &Text) -> Result<Self, Error> {
        let (name, value) = split(argument)?;
        Ok(Self {
            name,
            content: Content::Text(value),
            media_type: None,
            file_name: None,
        })
    }

    /// `-F name=text`, `name=@file;type=image/png;filename=x`, `name=<file`, `name="a;b"`.
    pub(super) fn parsed(argument: &Text) -> Result<Self, Error> {
        let (name, value) = split(argument)?;
        let mut pieces = pieces(&value).into_iter();
        let first = pieces.next().unwrap_or_default();
        let kind = first.raw.bytes().first().copied();
        let rest = first.unquoted_after(usize::from(matches!(kind, Some(b'@' | b'<'))));
        let content = match kind {
            Some(b'@') => Content::Upload(rest),
            Some(b'<') => Content::File(rest),
            Some(b'(') if first.raw.bytes().len() == 1 => {
                return Err(refused(
                    "nested multipart forms (`-F '=(…'`) are not read",
                    argument.span(),
                ));
            }
            _ => Content::Text(rest),
        };
        let mut field = Self {
            name,
            content,
            media_type: None,
            file_name: None,
        };
        for piece in pieces {
            let bytes = piece.raw.bytes();
            if let Some(at) = after(bytes, "type=") {
                field.media_type = Some(piece.unquoted_after(at));
            } else if let Some(at) = after(bytes, "filename=") {
                field.file_name = Some(piece.unquoted_after(at));
            }
        }
        Ok(field)
    }
}

fn after(bytes: &[u8], name: &str) -> Option<usize> {
    let start = bytes.len() - bytes.trim_ascii_start().len();
    bytes[start..]
        .get(..name.len())
        .filter(|text| text.eq_ignore_ascii_case(name.as_bytes()))
        .map(|_| start + name.len())
}

fn split(argument: &Text) -> Result<(Text, Text), Error> {
    let bytes = argument.bytes();
    let Some(mark) = bytes.find_byte(b'=') else {
        return Err(refused(
            "curl refuses the form field: it has no `=`",
            argument.span(),
        ));
    };
    Ok((
        argument.slice(0..mark),
        argument.slice(mark + 1..bytes.len()),
    ))
}

/// One part of a field's text, between two semicolons.
#[derive(Default)]
struct Piece {
    raw: Text,
}

impl Piece {
    /// The text from `at`, without blanks before it, its quotes undone.
    fn unquoted_after(&self, at: usize) -> Text {
        let bytes = self.raw.bytes();
        let start = bytes.len() - bytes[at.min(bytes.len())..].trim_ascii_start().len();
        let bytes = &bytes[start..];
        let closes = bytes.len() > 1 && bytes.trim_ascii_end().ends_with(b"\"");
        if !bytes.starts_with(b"\"") || !closes {
            return self.raw.slice(start..start + bytes.len());
        }
        let end = bytes.trim_ascii_end().len() - 1;
        let mut text = Text::default();
        let mut at = 1;
        while at < end {
            let run = bytes[at..end].find_byte(b'\\').unwrap_or(end - at);
            text.push_text(&self.raw.slice(start + at..start + at + run));
            at += run;
            if at < end {
                let guarded = matches!(bytes[at + 1], b'\\' | b'"') && at + 1 < end;
                at += usize::from(guarded);
                text.push_text(&self.raw.slice(start + at..start + at + 1));
                at += 1;
            }
        }
        text
    }
}

/// Splits at the semicolons outside quotes.
fn pieces(value: &Text) -> Vec<Piece> {
    let bytes = value.bytes();
    let mut pieces = Vec::new();
    let (mut start, mut at, mut quoted) = (0, 0, false);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if quoted => at += 1,
            b'"' => quoted = !quoted,
            // Only what curl knows ends the text: `a;b` is a text of three characters.
            b';' if !quoted
                && ["type=", "filename=", "headers=", "encoder="]
                    .iter()
                    .any(|name| after(&bytes[at + 1..], name).is_some()) =>
            {
                pieces.push(Piece {
                    raw: value.slice(start..at),
                });
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    pieces.push(Piece {
        raw: value.slice(start..bytes.len()),
    });
    pieces
}

/// The Content-Type and the body of a form.
pub(super) fn multipart(
    fields: &[Field],
    feed: &Feed<'_>,
    captured: &mut Captured,
) -> (Text, Option<Text>) {
    captured.guesses.push(Assumption::new(
        "multipart-boundary",
        "curl makes up the boundary of a multipart body: another one is shown; no signature \
         covers the body",
    ));
    let mut body = Text::default();
    let mut whole = true;
    for field in fields {
        body.push_made(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"").as_bytes(),
        );
        push_escaped(&mut body, &field.name);
        body.push_made(b"\"");
        let mut media_type = field.media_type.clone();
        let mut file_name = field.file_name.clone();
        let content = match &field.content {
            Content::Text(text) => Some(text.clone()),
            Content::File(file) => feed.file(file).or_else(|| {
                captured.findings.push(missing(file));
                None
            }),
            Content::Upload(file) => {
                let bytes = file.bytes();
                let start = bytes.rfind_byteset(b"/\\").map_or(0, |at| at + 1);
                let name = file.slice(start..bytes.len());
                media_type.get_or_insert_with(|| Text::made(guessed_type(name.bytes())));
                file_name.get_or_insert(name);
                feed.file(file).or_else(|| {
                    captured.findings.push(missing(file));
                    None
                })
            }
        };
        if let Some(name) = file_name {
            body.push_made(b"; filename=\"");
            push_escaped(&mut body, &name);
            body.push_made(b"\"");
        }
        if let Some(media_type) = media_type {
            body.push_made(b"\r\nContent-Type: ");
            body.push_text(&media_type);
        }
        body.push_made(b"\r\n\r\n");
        match content {
            Some(content) => body.push_text(&content),
            None => whole = false,
        }
        body.push_made(b"\r\n");
    }
    body.push_made(format!("--{BOUNDARY}--\r\n").as_bytes());
    let content_type = Text::made(format!("multipart/form-data; boundary={BOUNDARY}"));
    (content_type, whole.then_some(body))
}

/// A name inside quotes: curl escapes the quote and line ends with percent signs.
fn push_escaped(body: &mut Text, name: &Text) {
    for (at, byte) in name.bytes().iter().enumerate() {
        match byte {
            b'"' => body.push_made(b"%22"),
            b'\r' => body.push_made(b"%0D"),
            b'\n' => body.push_made(b"%0A"),
            _ => body.push_text(&name.slice(at..at + 1)),
        }
    }
}

/// The media type that curl gives a file by the end of its name.
fn guessed_type(name: &[u8]) -> &'static str {
    const TYPES: &[(&str, &str)] = &[
        (".gif", "image/gif"),
        (".jpg", "image/jpeg"),
        (".jpeg", "image/jpeg"),
        (".png", "image/png"),
        (".svg", "image/svg+xml"),
        (".txt", "text/plain"),
        (".htm", "text/html"),
        (".html", "text/html"),
        (".pdf", "application/pdf"),
        (".xml", "application/xml"),
    ];
    let name = name.to_ascii_lowercase();
    TYPES
        .iter()
        .find(|(end, _)| name.ends_with(end.as_bytes()))
        .map_or("application/octet-stream", |(_, media_type)| media_type)
}
