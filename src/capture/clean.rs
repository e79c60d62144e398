//! What editors, trackers and terminals do to a paste, undone; each as a [`Finding`].
//!
//! [`frame`] takes off what stands round a request (a BOM, a code fence, quoting, indentation, a
//! prompt) before the form is known; [`characters`] undoes what was done to single characters, as
//! far as the form makes it certain that the client did not mean them.

use std::borrow::Cow;
use std::ops::Range;

use bstr::ByteSlice;

use super::Format;
use super::detect;
use super::lines::{self, Line, lines};
use crate::error::Finding;
use crate::request::{Span, Text};

/// A text and what was undone in it.
#[derive(Default)]
pub(crate) struct Cleaned {
    pub(crate) text: Text,
    pub(crate) findings: Vec<Finding>,
    /// The places of what was left out, where that may hold a piece of the request.
    pub(crate) outside: Vec<Span>,
}

/// Takes off what stands round the request.
pub(crate) fn frame(paste: &[u8]) -> Cleaned {
    let mut cleaned = decode(paste);
    unfence(&mut cleaned);
    pick_quoted(&mut cleaned);
    unquote_mail(&mut cleaned);
    unpacket(&mut cleaned);
    unindent(&mut cleaned);
    unprompt(&mut cleaned);
    cleaned
}

/// UTF-8 without its byte order mark; UTF-16 (what PowerShell writes to a file) turned to UTF-8.
fn decode(paste: &[u8]) -> Cleaned {
    let encoding = match paste {
        [0xEF, 0xBB, 0xBF, ..] => None,
        [0xFF, 0xFE, ..] => Some(encoding_rs::UTF_16LE),
        [0xFE, 0xFF, ..] => Some(encoding_rs::UTF_16BE),
        _ => {
            return Cleaned {
                text: Text::copied(paste, 0),
                ..Cleaned::default()
            };
        }
    };
    let Some(encoding) = encoding else {
        return Cleaned {
            text: Text::copied(&paste[3..], 3),
            findings: vec![Finding::new(
                "capture-bom",
                "the paste began with a byte order mark; it was left out",
                Some(0..3),
            )],
            ..Cleaned::default()
        };
    };
    let feed: &[u8] = if paste[0] == 0xFF { b"\n\0" } else { b"\0\n" };
    let mut text = Text::default();
    let mut start = 2;
    // Line by line, so that a place in the text is still a line of the paste.
    while start < paste.len() {
        let end = paste[start..]
            .chunks(2)
            .position(|unit| unit == feed)
            .map_or(paste.len(), |at| start + 2 * at + 2);
        let (line, _) = encoding.decode_without_bom_handling(&paste[start..end]);
        text.push_unquoted(line.as_bytes(), start..end);
        start = end;
    }
    Cleaned {
        text,
        findings: vec![Finding::new(
            "capture-utf16",
            "the paste was UTF-16; it was read as UTF-8",
            Some(0..2),
        )],
        ..Cleaned::default()
    }
}

/// A Markdown code fence, or a single backtick at both ends.
fn unfence(cleaned: &mut Cleaned) {
    let bytes = cleaned.text.bytes();
    let is_fence = |line: &Line| {
        let text = bytes[line.range.clone()].trim_ascii_start();
        text.starts_with(b"```") || text.starts_with(b"~~~")
    };
    let whole = lines::trim(bytes, 0..bytes.len());
    let inside = if let Some(open) = lines(bytes).find(|line| is_fence(line)) {
        let before = &bytes[..open.range.start];
        // A fence after a request belongs to its body.
        if !before.trim_ascii().is_empty() && detect::detect(before).is_some() {
            return;
        }
        let close = lines::lines_from(bytes, open.next).find(is_fence);
        let end = close.map_or(bytes.len(), |line| line.range.start);
        (open.range.start, open.next..end)
    } else if whole.len() > 2
        && bytes[whole.start] == b'`'
        && bytes[whole.end - 1] == b'`'
        && bytes[whole.clone()].find_iter("`").take(3).count() == 2
    {
        (whole.start, whole.start + 1..whole.end - 1)
    } else {
        return;
    };
    let (mark, range) = inside;
    let span = cleaned.text.locate(mark..range.start);
    let around = [0..mark, range.end..bytes.len()];
    let outside = around.into_iter().filter(|part| !part.is_empty());
    cleaned
        .outside
        .extend(outside.filter_map(|part| cleaned.text.locate(part)));
    cleaned.text = cleaned.text.slice(range);
    cleaned.findings.push(Finding::new(
        "capture-code-fence",
        "the request stood in a Markdown code fence; the text outside it was left out",
        span,
    ));
}

/// Of a mail that quotes another, the quoted lines, where the request stands among these alone.
fn pick_quoted(cleaned: &mut Cleaned) {
    let bytes = cleaned.text.bytes();
    let quoted = |line: &[u8]| line.starts_with(b">");
    let all: Vec<(Range<usize>, bool)> = lines(bytes)
        .map(|line| (line.range.start..line.next, quoted(&bytes[line.range])))
        .collect();
    let holds = |of_quote: bool| {
        all.iter()
            .filter(|(_, is_quoted)| *is_quoted == of_quote)
            .any(|(range, _)| bytes[range.clone()].contains_str("oauth_"))
    };
    let first = all.iter().find(|(_, is_quoted)| *is_quoted);
    let prose_first = first.is_some_and(|(range, _)| {
        let line = bytes[range.clone()].trim_start_with(|c| "> ".contains(c));
        let line = line.trim_ascii_end();
        // What programs print behind this mark: a request line, a note, a prompt's continued line.
        !line.is_empty()
            && lines::request_line(line, 0..line.len()).is_none()
            && line.contains(&b' ')
            && !line.contains_str("://")
            && !line.starts_with(b"-")
    });
    if !holds(true) || holds(false) || !prose_first {
        return;
    }
    let mut text = Text::default();
    for (range, is_quoted) in all {
        let part = cleaned.text.slice(range);
        if is_quoted {
            text.push_text(&part);
        } else if !part.bytes().trim_ascii().is_empty() {
            cleaned.outside.extend(part.span());
        }
    }
    cleaned.text = text;
}

/// `> ` before every line, as mail and trackers quote. `curl -v` prints the same before a request.
fn unquote_mail(cleaned: &mut Cleaned) {
    for _ in 0..8 {
        let whole = cleaned.text.clone();
        let bytes = whole.bytes();
        let mut filled = lines(bytes).filter(|line| !bytes[line.range.clone()].is_empty());
        // curl's own marks begin with the request line; mail quotes prose before it, too.
        let of_curl = filled.clone().next().is_some_and(|line| {
            let start = line.range.start + 1;
            lines::request_line(bytes, start..line.range.end)
                .is_some_and(|found| found.version.is_some())
        });
        if filled.clone().next().is_none()
            || of_curl
            || !filled.all(|line| bytes[line.range.start] == b'>')
        {
            return;
        }
        let mut text = Text::default();
        for line in lines(bytes) {
            let mut start = line.range.start;
            if bytes.get(start) == Some(&b'>') {
                start += 1;
                start += usize::from(bytes.get(start) == Some(&b' '));
            }
            text.push_text(&cleaned.text.slice(start..line.next));
        }
        let span = cleaned.text.locate(0..1);
        cleaned.text = text;
        cleaned.findings.push(Finding::new(
            "capture-quoted",
            "every line began with `>`; that mark was left out",
            span,
        ));
    }
}

/// The lines of `tcpdump -A` that tell a packet, and the bytes of its headers before its text.
fn unpacket(cleaned: &mut Cleaned) {
    let bytes = cleaned.text.bytes();
    let tells = |line: &[u8]| line.contains_str(" > ") && line.contains_str(": Flags [");
    if !lines(bytes).any(|line| tells(&bytes[line.range])) {
        return;
    }
    let mut text = Text::default();
    let mut begins = false;
    let mut span = None;
    for line in lines(bytes) {
        let content = &bytes[line.range.clone()];
        if tells(content) {
            begins = true;
            span = span.or_else(|| cleaned.text.locate(line.range));
            continue;
        }
        let skip = if std::mem::take(&mut begins) {
            payload(content)
        } else {
            Some(0)
        };
        // The bytes of a packet's headers may hold a line break themselves.
        begins = skip.is_none() && line.range.len() < 100;
        if let Some(skip) = skip {
            text.push_text(&cleaned.text.slice(line.range.start + skip..line.next));
        }
    }
    cleaned.text = text;
    cleaned.findings.push(Finding::new(
        "capture-packets",
        "the lines that tell packets, and the bytes of their headers, were left out",
        span,
    ));
}

/// Where the text of a message begins behind the bytes of a packet's headers; `None` where a packet
/// holds none.
fn payload(line: &[u8]) -> Option<usize> {
    let methods = [
        "GET /", "POST /", "PUT /", "PATCH /", "DELETE /", "HEAD /", "HTTP/1.",
    ];
    methods.iter().filter_map(|method| line.find(method)).min()
}

/// Blanks that all lines share.
fn unindent(cleaned: &mut Cleaned) {
    let bytes = cleaned.text.bytes();
    let indent = |range: Range<usize>| {
        let line = &bytes[range];
        line.len() - line.trim_start_with(|c| c == ' ' || c == '\t').len()
    };
    let filled = lines(bytes).filter(|line| !bytes[line.range.clone()].trim_ascii().is_empty());
    let common = filled.map(|line| indent(line.range)).min().unwrap_or(0);
    if common == 0 {
        return;
    }
    let mut text = Text::default();
    for line in lines(bytes) {
        let start = line.range.end.min(line.range.start + common);
        text.push_text(&cleaned.text.slice(start..line.next));
    }
    cleaned.text = text;
}

/// A shell's prompt before a command, and the prompts of the lines that continue it.
fn unprompt(cleaned: &mut Cleaned) {
    let bytes = cleaned.text.bytes();
    let Some(first) = lines(bytes).find(|line| !bytes[line.range.clone()].trim_ascii().is_empty())
    else {
        return;
    };
    let line = &bytes[first.range.clone()];
    let Some(prompt) = prompt(line) else {
        return;
    };
    let start = first.range.start + prompt;
    let mut text = cleaned.text.slice(start..first.next);
    let mut continued = first.range;
    for line in lines::lines_from(bytes, first.next) {
        let before = bytes[continued].trim_ascii_end();
        let mut start = line.range.start;
        if matches!(before.last(), Some(b'\\' | b'`' | b'^')) && bytes[start..].starts_with(b"> ") {
            start += 2;
        }
        text.push_text(&cleaned.text.slice(start..line.next));
        continued = line.range;
    }
    let span = cleaned.text.locate(start - prompt..start);
    cleaned.text = text;
    cleaned.findings.push(Finding::new(
        "capture-prompt",
        "the command stood behind a prompt; the prompt was left out",
        span,
    ));
}

/// The length of a prompt at the start of a line: `$ `, `user@host:~$ `, `PS C:\> `, `C:\dir>`.
fn prompt(line: &[u8]) -> Option<usize> {
    let end = match line {
        [b'$' | b'%' | b'#', b' ', ..] => 1,
        _ if line.starts_with(b"PS ") => line.find_byte(b'>')? + 1,
        [drive, b':', b'\\', ..] if drive.is_ascii_alphabetic() => line.find_byte(b'>')? + 1,
        _ => {
            let mark = line.find("$ ").or_else(|| line.find("# "))?;
            let name = &line[..mark];
            let is_prompt = name.contains(&b'@') && name.contains(&b':');
            (is_prompt && !name.contains(&b' ') && !name.contains(&b'=')).then_some(mark + 1)?
        }
    };
    let rest = &line[end..];
    let blanks = rest.len() - rest.trim_ascii_start().len();
    detect::is_command(&line[end + blanks..]).then_some(end + blanks)
}

/// How far single characters are undone in a form.
#[derive(Clone, Copy, PartialEq)]
enum Reach {
    /// A command: blanks inside quotes may be meant.
    Command,
    /// An HTTP message: its body may hold any character.
    Message,
    /// JSON that a tool wrote: touched only when it does not parse.
    Json,
    /// A value alone: a header, a URL, a base string.
    Value,
    /// A language with escapes of its own: nothing is touched.
    Own,
}

impl Reach {
    fn of(format: Format) -> Self {
        match format {
            Format::Http | Format::Http2 | Format::CurlVerbose | Format::Log | Format::HttpFile => {
                Self::Message
            }
            Format::Har
            | Format::Postman
            | Format::CountersignJson
            | Format::Json
            | Format::Insomnia => Self::Json,
            Format::AuthorizationHeader
            | Format::SignedUrl
            | Format::FormBody
            | Format::Text
            | Format::BaseString => Self::Value,
            Format::HtmlForm | Format::Yaml | Format::Bruno => Self::Own,
            _ => Self::Command,
        }
    }
}

/// What kind of character was undone; the findings come in this order.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Kind {
    Entity,
    Quote,
    Blank,
    Invisible,
    Escape,
}

const KINDS: [(Kind, &str, &str); 5] = [
    (
        Kind::Entity,
        "capture-html-escaped",
        "HTML entities (`&amp;`) were read as the characters that they stand for; if the client \
         itself sends them, that is the mistake",
    ),
    (
        Kind::Quote,
        "capture-smart-quotes",
        "curly quotes were read as straight ones",
    ),
    (
        Kind::Blank,
        "capture-non-breaking-space",
        "non-breaking spaces were read as spaces",
    ),
    (
        Kind::Invisible,
        "capture-invisible-characters",
        "characters of no width were left out",
    ),
    (
        Kind::Escape,
        "capture-unicode-escapes",
        "escapes such as `\\u0026` were read as the characters that they stand for",
    ),
];

/// Undoes what was done to single characters.
pub(crate) fn characters(text: &Text, format: Format) -> Cleaned {
    let bytes = text.bytes();
    // JSON has escapes of its own, and means the rest as it stands.
    let in_a_string = matches!(format, Format::BaseString | Format::AuthorizationHeader);
    let reach = if !in_a_string && is_json(bytes) {
        Reach::Json
    } else {
        Reach::of(format)
    };
    let rules = Rules::new(bytes, reach);
    let mut out = Text::default();
    let mut found: [(usize, Option<Span>); KINDS.len()] = std::array::from_fn(|_| (0, None));
    let (mut done, mut at) = (0, 0);
    while let Some(step) = bytes[at..].find_byteset(b"&\\\xC2\xE2\xEF") {
        let here = at + step;
        let Some((len, with, kind)) = rules.undo(bytes, here) else {
            at = here + 1;
            continue;
        };
        let span = text.locate(here..here + len);
        out.push_text(&text.slice(done..here));
        out.push_unquoted(&with, span.clone().unwrap_or_default());
        done = here + len;
        at = done;
        for ((count, first), (of, ..)) in found.iter_mut().zip(KINDS) {
            if of == kind {
                *count += 1;
                *first = first.take().or_else(|| span.clone());
            }
        }
    }
    out.push_text(&text.slice(done..bytes.len()));
    let findings = KINDS.into_iter().zip(found);
    Cleaned {
        text: out,
        findings: findings
            .filter(|(_, (count, _))| *count > 0)
            .map(|((_, id, says), (count, span))| match count {
                1 => Finding::new(id, format_args!("{says} (1 place)"), span),
                _ => Finding::new(id, format_args!("{says} ({count} places)"), span),
            })
            .collect(),
        outside: Vec::new(),
    }
}

fn is_json(bytes: &[u8]) -> bool {
    matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'['))
        && serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
}

/// A text without what may hide its form, for detection alone.
pub(crate) fn for_detection(bytes: &[u8]) -> Cow<'_, [u8]> {
    if bytes.is_ascii() {
        return Cow::Borrowed(bytes);
    }
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if let Some((len, with, _)) = stand_in(&bytes[at..]) {
            plain.extend_from_slice(with);
            at += len;
        } else {
            plain.push(bytes[at]);
            at += 1;
        }
    }
    Cow::Owned(plain)
}

/// Whether an editor puts that character in the place of an ASCII one, so that a paste with it may
/// be read with that.
pub(crate) fn is_stand_in(character: char) -> bool {
    stand_in(character.encode_utf8(&mut [0; 4]).as_bytes()).is_some()
}

/// What an editor put in the place of an ASCII character: its length, that character, the kind.
fn stand_in(bytes: &[u8]) -> Option<(usize, &'static [u8], Kind)> {
    Some(match bytes {
        [0xC2, 0xA0, ..] => (2, b" ", Kind::Blank),
        // Zero-width space and no-break space, word joiner. The joiners U+200C and U+200D stay:
        // emoji and Persian need them.
        [0xE2, 0x80, 0x8B, ..] | [0xE2, 0x81, 0xA0, ..] | [0xEF, 0xBB, 0xBF, ..] => {
            (3, b"", Kind::Invisible)
        }
        [0xE2, 0x80, 0xAF, ..] => (3, b" ", Kind::Blank),
        [0xE2, 0x80, 0x9C..=0x9F, ..] => (3, b"\"", Kind::Quote),
        [0xE2, 0x80, 0x98..=0x9B, ..] => (3, b"'", Kind::Quote),
        _ => return None,
    })
}

/// What may be undone in one paste.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a rule of its own, and they combine freely"
)]
struct Rules {
    reach: Reach,
    /// Every `&` begins an entity. A single bare one means that nothing escaped the paste as a
    /// whole, so that an entity in it is the client's.
    entities: bool,
    double_quotes: bool,
    single_quotes: bool,
    /// The form may hold a header's fields, each of which is quoted for itself: that forums leave
    /// one pair straight says nothing of the others.
    fields: bool,
    /// Where the first word ends: before that nothing is quoted.
    first_word: usize,
    /// Where the part ends in which every character is the form's own.
    head: usize,
}

impl Rules {
    fn new(bytes: &[u8], reach: Reach) -> Self {
        let head = match reach {
            Reach::Own => 0,
            Reach::Message => head_end(bytes),
            Reach::Json if serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok() => 0,
            _ => bytes.len(),
        };
        let opens = |quote: &str| {
            bytes.find_iter(quote).any(|at| {
                matches!(
                    bytes[..at].last(),
                    None | Some(b' ' | b'\t' | b'\n' | b'=' | b':' | b'(' | b'[' | b'{' | b',')
                )
            })
        };
        // Straight quotes beside curly ones: the curly ones were meant, but for those of fields.
        Self {
            reach,
            entities: !matches!(reach, Reach::Json | Reach::Own) && only_entities(bytes),
            double_quotes: !bytes[..head].contains(&b'"')
                && (opens("\u{201C}") || opens("\u{201D}")),
            single_quotes: !bytes[..head].contains(&b'\'')
                && (opens("\u{2018}") || opens("\u{2019}")),
            fields: matches!(reach, Reach::Message | Reach::Value)
                && bytes[..head].contains_str("oauth_"),
            first_word: bytes
                .trim_ascii_start()
                .find_byteset(b"'\" \t\n")
                .map_or(bytes.len(), |end| {
                    end + bytes.len() - bytes.trim_ascii_start().len()
                }),
            head,
        }
    }

    /// The length of what stands at `at`, what it is read as, and its kind.
    fn undo(&self, bytes: &[u8], at: usize) -> Option<(usize, Cow<'static, [u8]>, Kind)> {
        let rest = &bytes[at..];
        match rest[0] {
            b'&' => {
                let (len, with) = entity(rest).filter(|_| self.entities)?;
                Some((len, Cow::Owned(with), Kind::Entity))
            }
            b'\\' => {
                let hex = rest.get(2..6).filter(|_| rest.get(1) == Some(&b'u'))?;
                let code = u32::from_str_radix(hex.to_str().ok()?, 16).ok()?;
                let with = u8::try_from(code).ok().filter(u8::is_ascii_graphic)?;
                (self.reach == Reach::Value).then_some((6, Cow::Owned(vec![with]), Kind::Escape))
            }
            _ => {
                let (len, with, kind) = stand_in(rest)?;
                let undo = at < self.head
                    && match (kind, with) {
                        (Kind::Quote, b"\"") => {
                            self.double_quotes || self.fields && quotes_field(bytes, at, len)
                        }
                        (Kind::Quote, _) => self.single_quotes,
                        (Kind::Blank, _) => {
                            self.reach != Reach::Command
                                || at <= self.first_word
                                || at_an_edge(bytes, at, len)
                        }
                        _ => true,
                    };
                undo.then_some((len, Cow::Borrowed(with), kind))
            }
        }
    }
}

/// Whether the curly quote of `len` bytes at `at` opens or closes the value of a header's field.
fn quotes_field(bytes: &[u8], at: usize, len: usize) -> bool {
    let blank = |c: char| c == ' ' || c == '\t';
    let before = bytes[..at].trim_end_with(blank);
    let after = bytes[at + len..].trim_start_with(blank);
    let opens = before.ends_with(b"=") && !before.ends_with(b"==");
    let closes = matches!(
        after.first(),
        None | Some(b',' | b';' | b'&' | b'\n' | b'\r')
    );
    opens || closes
}

/// Whether the blank of `len` bytes at `at` parts words: inside quotes it may be meant.
fn at_an_edge(bytes: &[u8], at: usize, len: usize) -> bool {
    let edge = |byte: Option<&u8>| {
        byte.is_none_or(|byte| byte.is_ascii_whitespace() || b"-'\"\\^`".contains(byte))
    };
    let after_quote = |byte: Option<&u8>| byte.is_none_or(|byte| b"'\" \t\n".contains(byte));
    edge(bytes.get(at + len)) || after_quote(bytes[..at].last())
}

/// Whether the text holds entities, and no `&` beside them.
fn only_entities(bytes: &[u8]) -> bool {
    let mut any = false;
    for at in bytes.find_iter("&") {
        if entity(&bytes[at..]).is_none() {
            return false;
        }
        any = true;
    }
    any
}

/// The entities that a program writes when it escapes a text: the many others that HTML names are
/// the client's own `&or;`.
const ESCAPES: &[&str] = &["&amp;", "&quot;", "&apos;", "&lt;", "&gt;", "&nbsp;"];

/// The length of the HTML entity at the start of `bytes`, and the character that it stands for.
fn entity(bytes: &[u8]) -> Option<(usize, Vec<u8>)> {
    let end = bytes.get(..12.min(bytes.len()))?.find_byte(b';')? + 1;
    let text = bytes[..end].to_str().ok()?;
    if !ESCAPES.contains(&text) && !text.starts_with("&#") {
        return None;
    }
    let plain = html_escape::decode_html_entities(text);
    (plain != text).then(|| match &*plain {
        "\u{A0}" => (end, b" ".to_vec()),
        _ => (end, plain.as_bytes().to_vec()),
    })
}

/// Where the first blank line after some text ends.
fn head_end(bytes: &[u8]) -> usize {
    let mut begun = false;
    for line in lines(bytes) {
        let blank = bytes[line.range].trim_ascii().is_empty();
        if blank && begun {
            return line.next;
        }
        begun |= !blank;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(paste: &str) -> (String, Vec<&'static str>) {
        let cleaned = frame(paste.as_bytes());
        let ids = cleaned.findings.iter().map(|found| found.id).collect();
        (cleaned.text.bytes().to_string(), ids)
    }

    fn undone(paste: &str, format: Format) -> (String, Vec<&'static str>) {
        let cleaned = characters(&Text::copied(paste.as_bytes(), 0), format);
        let ids = cleaned.findings.iter().map(|found| found.id).collect();
        (cleaned.text.bytes().to_string(), ids)
    }

    #[test]
    fn a_fence_with_prose_round_it_is_taken_off() {
        assert_eq!(
            framed("It fails:\n\n```http\nGET /x HTTP/1.1\n```\nWhy?\n"),
            ("GET /x HTTP/1.1\n".to_owned(), vec!["capture-code-fence"])
        );
    }

    #[test]
    fn a_fence_inside_a_body_stays() {
        let paste = "POST /x HTTP/1.1\nHost: h\n\n```\ncode\n```\n";
        assert_eq!(framed(paste), (paste.to_owned(), vec![]));
    }

    #[test]
    fn mail_quoting_is_taken_off_and_the_marks_of_curl_stay() {
        assert_eq!(
            framed("> > GET /x HTTP/1.1\n").0,
            "> GET /x HTTP/1.1\n",
            "one layer is the mail's, one is curl's"
        );
        assert_eq!(
            framed("> curl https://h/\n> -d a\n"),
            ("curl https://h/\n-d a\n".to_owned(), vec!["capture-quoted"])
        );
    }

    #[test]
    fn of_a_mail_the_quoted_lines_are_taken_where_the_request_is_quoted() {
        let mail = "Hi,\n\n> we send this:\n>\n> GET /x?oauth_nonce=1 HTTP/1.1\n\nAny idea?\n";
        assert_eq!(
            framed(mail),
            (
                "we send this:\n\nGET /x?oauth_nonce=1 HTTP/1.1\n".to_owned(),
                vec!["capture-quoted"]
            )
        );
        let verbose =
            "* Connected\n> GET /x?oauth_nonce=1 HTTP/1.1\n> Host: h\n>\n< HTTP/1.1 401 no\n";
        assert_eq!(framed(verbose).0, verbose);
    }

    #[test]
    fn a_prompt_is_taken_off_with_those_of_continued_lines() {
        assert_eq!(
            framed("me@host:~/x$ curl https://h/ \\\n> -d a\n"),
            (
                "curl https://h/ \\\n-d a\n".to_owned(),
                vec!["capture-prompt"]
            )
        );
    }

    #[test]
    fn utf16_and_a_byte_order_mark_are_read() {
        let paste: Vec<u8> = "\u{FEFF}GET /\u{E9}\r\nx"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(frame(&paste).text.bytes(), "GET /\u{E9}\r\nx");
        assert_eq!(framed("\u{FEFF}GET").0, "GET");
    }

    #[test]
    fn entities_are_undone_only_where_all_ampersands_are_entities() {
        assert_eq!(
            undone("https://h/?a=1&amp;b=&quot;", Format::SignedUrl),
            (
                "https://h/?a=1&b=\"".to_owned(),
                vec!["capture-html-escaped"]
            )
        );
        let mixed = "https://h/?a=1&amp;b=2&c=3";
        assert_eq!(undone(mixed, Format::SignedUrl), (mixed.to_owned(), vec![]));
    }

    #[test]
    fn curly_quotes_are_straightened_unless_straight_ones_stand_beside_them() {
        assert_eq!(
            undone("OAuth a=\u{201C}b\u{201D}", Format::AuthorizationHeader).0,
            "OAuth a=\"b\""
        );
        let meant = "curl -d \"\u{201C}x\u{201D}\" https://h/";
        assert_eq!(undone(meant, Format::CurlBash).0, meant);
    }

    #[test]
    fn a_non_breaking_space_inside_quoted_text_is_kept() {
        let paste = "curl\u{A0}-d 'a\u{A0}b' \u{A0}https://h/";
        assert_eq!(
            undone(paste, Format::CurlBash).0,
            "curl -d 'a\u{A0}b'  https://h/"
        );
    }

    #[test]
    fn the_body_of_a_message_keeps_its_characters() {
        let paste = "POST /x HTTP/1.1\nHost:\u{A0}h\n\na=\u{201C}\u{A0}\u{200B}";
        assert_eq!(
            undone(paste, Format::Http).0,
            "POST /x HTTP/1.1\nHost: h\n\na=\u{201C}\u{A0}\u{200B}"
        );
    }

    #[test]
    fn a_unicode_escape_in_a_value_is_found_in_the_paste() {
        let cleaned = characters(&Text::copied(b"GET\\u0026http", 0), Format::BaseString);
        assert_eq!(cleaned.text.bytes(), "GET&http");
        assert_eq!(cleaned.findings[0].span, Some(3..9));
    }
}
