//! A request as it stands on the wire: method, URL text, headers in order, body bytes.
//!
//! Everything is bytes: a query or a body may hold any byte, and nothing is lost or replaced.
//! Every piece of text remembers where it stood in the paste, so that a finding can point at it.

use std::ops::Range;

use bstr::{BStr, BString, ByteSlice};

/// Byte offsets into the text as pasted.
pub type Span = Range<usize>;

/// Wire bytes, with the place in the paste that each of them came from.
///
/// Unquoting (a shell's, JSON's) and folding change offsets, so the origin is a list of runs.
#[derive(Clone, Debug, Default)]
pub struct Text {
    bytes: BString,
    runs: Vec<Run>,
}

/// `len` bytes at `at` of a [`Text`] that came from `from` in the paste.
///
/// A copied run maps byte for byte; an unquoted one (`\u0026` for `&`) maps as a whole.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Run {
    at: usize,
    len: usize,
    from: Span,
}

impl Text {
    /// Text that stands in no paste: made from flags, or by a test.
    #[must_use]
    pub fn made(bytes: impl Into<BString>) -> Self {
        Self {
            bytes: bytes.into(),
            runs: Vec::new(),
        }
    }

    /// Bytes that stand in the paste at `from..`, unchanged.
    #[must_use]
    pub fn copied(bytes: &[u8], from: usize) -> Self {
        let mut text = Self::default();
        text.push_copied(bytes, from);
        text
    }

    /// Appends bytes that stand in the paste at `from..`, unchanged.
    pub fn push_copied(&mut self, bytes: &[u8], from: usize) {
        if bytes.is_empty() {
            return;
        }
        let at = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        if let Some(last) = self.runs.last_mut()
            && last.len == last.from.len()
            && last.at + last.len == at
            && last.from.end == from
        {
            last.len += bytes.len();
            last.from.end += bytes.len();
            return;
        }
        self.runs.push(Run {
            at,
            len: bytes.len(),
            from: from..from + bytes.len(),
        });
    }

    /// Appends bytes that the paste spells otherwise at `from`: an escape, a joined line.
    pub fn push_unquoted(&mut self, bytes: &[u8], from: Span) {
        if bytes.is_empty() {
            return;
        }
        let at = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        self.runs.push(Run {
            at,
            len: bytes.len(),
            from,
        });
    }

    /// Appends bytes that stand nowhere in the paste: the `&` between two `-d`.
    pub fn push_made(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Appends another text with its origin.
    pub fn push_text(&mut self, other: &Self) {
        let shift = self.bytes.len();
        self.bytes.extend_from_slice(&other.bytes);
        self.runs.extend(other.runs.iter().map(|run| Run {
            at: run.at + shift,
            ..run.clone()
        }));
    }

    /// Cuts the text off after its first `len` bytes.
    pub fn truncate(&mut self, len: usize) {
        self.bytes.truncate(len);
        while let Some(last) = self.runs.last_mut()
            && last.at + last.len > len
        {
            if last.at < len {
                last.from = last.place(last.at..len);
                last.len = len - last.at;
                break;
            }
            self.runs.pop();
        }
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &BStr {
        self.bytes.as_bstr()
    }

    /// A part of this text, with its origin. The range is clipped to the text.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Self {
        let end = range.end.min(self.bytes.len());
        let start = range.start.min(end);
        let mut part = Self::made(&self.bytes[start..end]);
        // Runs stand in order: a paste of a million escapes is sliced often, so no walk over all.
        let first = self.runs.partition_point(|run| run.at + run.len <= start);
        for run in self.runs.iter().skip(first).take_while(|run| run.at < end) {
            let (from, to) = (run.at.max(start), (run.at + run.len).min(end));
            if from < to {
                part.runs.push(Run {
                    at: from - start,
                    len: to - from,
                    from: run.place(from..to),
                });
            }
        }
        part
    }

    /// Where the bytes at `range` of this text stand in the paste, from the first to the last.
    #[must_use]
    pub fn locate(&self, range: Range<usize>) -> Option<Span> {
        let part = self.slice(range.start..range.end.max(range.start + 1));
        let start = part.runs.iter().map(|run| run.from.start).min()?;
        let end = part.runs.iter().map(|run| run.from.end).max()?;
        Some(start..end)
    }

    /// Whether bytes of this text come from that place in the paste.
    #[must_use]
    pub(crate) fn holds(&self, place: &Span) -> bool {
        self.runs
            .iter()
            .any(|run| run.from.start < place.end && place.start < run.from.end)
    }

    /// The places in the paste that its bytes come from, in the order of the bytes.
    pub(crate) fn places(&self) -> impl Iterator<Item = Span> + '_ {
        self.runs.iter().map(|run| run.from.clone())
    }

    /// Where the whole text stands in the paste.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.locate(0..self.bytes.len())
    }
}

impl Run {
    /// Where bytes `range` (of the text, within this run) stand in the paste.
    fn place(&self, range: Range<usize>) -> Span {
        if self.len == self.from.len() {
            let start = self.from.start + (range.start - self.at);
            start..start + range.len()
        } else {
            self.from.clone()
        }
    }
}

/// Two texts are equal when their bytes are: where they stood does not matter.
impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Text {}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::made(text)
    }
}

impl From<&[u8]> for Text {
    fn from(bytes: &[u8]) -> Self {
        Self::made(bytes)
    }
}

/// One header line: its name and value, as sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Header {
    /// The name, in the case in which it was given.
    pub name: Text,
    /// The value without the blanks around it; folded lines are joined by one space.
    pub value: Text,
}

impl Header {
    /// A header that stands in no paste.
    #[must_use]
    pub fn made(name: &str, value: impl Into<BString>) -> Self {
        Self {
            name: Text::made(name),
            value: Text::made(value),
        }
    }

    /// Whether this header has that name, whatever the case.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        self.name.bytes().eq_ignore_ascii_case(name.as_bytes())
    }
}

/// A request as the client puts it on the wire.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Request {
    /// The method as given; empty when the paste does not tell it.
    pub method: Text,
    /// The absolute URL as the client has it, percent-escapes untouched; empty when unknown.
    /// A fragment may stand in it.
    pub url: Text,
    /// Whether the request line holds the whole URL, so that the Host header does not count (RFC
    /// 9112 section 3.2.2).
    pub absolute_form: bool,
    /// The URL as the client's code has it, where another is put on the wire: HTTP libraries drop
    /// a fragment and resolve `..`.
    pub written: Option<Text>,
    /// Headers, in order, repeated names kept.
    pub headers: Vec<Header>,
    /// The body's bytes; `None` when there is none.
    pub body: Option<Text>,
    /// Protocol parameters whose value was made up for this request (a fresh nonce, the time).
    pub generated: Vec<String>,
}

impl Request {
    /// The first header of that name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&Header> {
        self.headers.iter().find(|header| header.is_named(name))
    }

    /// The media type of the Content-Type header: lower case, without its parameters.
    #[must_use]
    pub fn media_type(&self) -> Option<String> {
        let value = self.header("content-type")?.value.bytes();
        let media_type = media_type(value).to_ascii_lowercase();
        Some(String::from_utf8_lossy(&media_type).into_owned())
    }

    /// The Authorization headers whose value holds OAuth 1.0 fields or names the `OAuth` scheme.
    pub fn oauth_headers(&self) -> impl Iterator<Item = &Header> {
        self.headers
            .iter()
            .filter(|header| carries_oauth(header.name.bytes(), header.value.bytes()))
    }
}

/// Whether a header is an Authorization header whose value holds OAuth 1.0 fields or names the
/// `OAuth` scheme.
fn carries_oauth(name: &[u8], value: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"authorization")
        && (value
            .trim_ascii_start()
            .get(..5)
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"oauth"))
            || value.contains_str("oauth_"))
}

/// The media type in the value of a Content-Type header, in the case in which it was sent.
fn media_type(value: &[u8]) -> &[u8] {
    let end = value.find_byte(b';').unwrap_or(value.len());
    value.get(..end).unwrap_or(value).trim_ascii()
}

/// A request as bytes alone, whoever keeps them: what signing and verifying read, where nobody asks
/// at which place of a paste a byte stood.
pub trait Wire {
    /// The method as given.
    fn method(&self) -> &[u8];

    /// The absolute URL as the client has it, percent-escapes untouched.
    fn url(&self) -> &[u8];

    /// Name and value of each header, in order.
    fn headers(&self) -> impl Iterator<Item = (&[u8], &[u8])>;

    /// The body's bytes; `None` when there is none.
    fn body(&self) -> Option<&[u8]>;

    /// As [`Request::absolute_form`].
    fn is_absolute_form(&self) -> bool {
        false
    }

    /// The value of the first header of that name, whatever the case.
    fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers()
            .find(|(given, _)| given.eq_ignore_ascii_case(name.as_bytes()))
            .map(|(_, value)| value)
    }

    /// As [`Request::media_type`], in the case in which it was sent.
    fn media_type(&self) -> Option<&[u8]> {
        self.header("content-type").map(media_type)
    }

    /// The values of those that [`Request::oauth_headers`] would give.
    fn oauth_headers(&self) -> impl Iterator<Item = &[u8]> {
        self.headers()
            .filter(|(name, value)| carries_oauth(name, value))
            .map(|(_, value)| value)
    }
}

impl Wire for Request {
    fn method(&self) -> &[u8] {
        self.method.bytes()
    }

    fn url(&self) -> &[u8] {
        self.url.bytes()
    }

    fn headers(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.headers.iter().map(|header| {
            let (name, value) = (header.name.bytes(), header.value.bytes());
            (name.as_bytes(), value.as_bytes())
        })
    }

    fn body(&self) -> Option<&[u8]> {
        self.body.as_ref().map(|body| body.bytes().as_bytes())
    }

    fn is_absolute_form(&self) -> bool {
        self.absolute_form
    }
}

/// The parts of a URL, as they stand in it: nothing decoded, nothing normalized.
///
/// The split is the generic one of RFC 3986 appendix B. A crate that normalizes (drops a default
/// port, resolves dots, escapes) would destroy the evidence.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct UrlParts {
    /// Before `://`.
    pub scheme: Text,
    /// Before `@` in the authority, without the `@`.
    pub userinfo: Option<Text>,
    /// The host, with the brackets of an IPv6 literal.
    pub host: Text,
    /// After the `:`; may be empty.
    pub port: Option<Text>,
    /// From the first `/`; may be empty.
    pub path: Text,
    /// After the first `?`.
    pub query: Option<Text>,
    /// After the first `#`.
    pub fragment: Option<Text>,
}

impl UrlParts {
    /// Splits an absolute URL. A text without `://` has an empty scheme and host.
    #[must_use]
    pub fn split(url: &Text) -> Self {
        let at = UrlRanges::split(url.bytes());
        let optional = |range: Option<Range<usize>>| range.map(|range| url.slice(range));
        Self {
            scheme: url.slice(at.scheme),
            userinfo: optional(at.userinfo),
            host: url.slice(at.host),
            port: optional(at.port),
            path: url.slice(at.path),
            query: optional(at.query),
            fragment: optional(at.fragment),
        }
    }

    /// The URL that stands where a host belongs, in `http://http://host` and its like: with or
    /// without its colon, a `_` or none before it.
    #[must_use]
    pub fn url_for_host(&self) -> Option<Vec<u8>> {
        let host = self.host.bytes();
        let inner = host.strip_prefix(b"_").unwrap_or(host);
        let is_scheme = ["http", "https"]
            .iter()
            .any(|known| inner.eq_ignore_ascii_case(known.as_bytes()));
        let no_port = self
            .port
            .as_ref()
            .is_none_or(|port| port.bytes().is_empty());
        let path = self.path.bytes();
        let rest = path.strip_prefix(b"//").filter(|rest| !rest.is_empty())?;
        if !is_scheme || !no_port || self.userinfo.is_some() {
            return None;
        }
        let mut url = [inner, b"://", rest].concat();
        if let Some(query) = &self.query {
            url.push(b'?');
            url.extend_from_slice(query.bytes());
        }
        Some(url)
    }
}

/// Where the parts of a URL stand in it: what [`UrlParts`] are cut by.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct UrlRanges {
    pub(crate) scheme: Range<usize>,
    pub(crate) userinfo: Option<Range<usize>>,
    pub(crate) host: Range<usize>,
    pub(crate) port: Option<Range<usize>>,
    pub(crate) path: Range<usize>,
    pub(crate) query: Option<Range<usize>>,
    pub(crate) fragment: Option<Range<usize>>,
}

impl UrlRanges {
    /// Splits an absolute URL. A text without `://` has an empty scheme and host.
    pub(crate) fn split(bytes: &[u8]) -> Self {
        let mut parts = Self::default();
        let mut end = bytes.len();
        if let Some(hash) = bytes.find_byte(b'#') {
            parts.fragment = Some(hash + 1..end);
            end = hash;
        }
        if let Some(mark) = bytes[..end].find_byte(b'?') {
            parts.query = Some(mark + 1..end);
            end = mark;
        }
        let mut start = 0;
        if let Some(colon) = scheme_end(&bytes[..end]) {
            parts.scheme = 0..colon;
            start = colon + 3;
            let slash = bytes[start..end]
                .find_byte(b'/')
                .map_or(end, |at| start + at);
            let mut host = start..slash;
            if let Some(at) = bytes[host.clone()].rfind_byte(b'@') {
                parts.userinfo = Some(host.start..host.start + at);
                host.start += at + 1;
            }
            let after_bracket = bytes[host.clone()].rfind_byte(b']').map_or(0, |at| at + 1);
            let from = host.start + after_bracket;
            if let Some(colon) = bytes[from..host.end].find_byte(b':') {
                parts.port = Some(from + colon + 1..host.end);
                host.end = from + colon;
            }
            parts.host = host;
            start = slash;
        }
        parts.path = start..end;
        parts
    }
}

/// Where the first `://` stands.
fn scheme_end(bytes: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = bytes.get(from..)?.find_byte(b':') {
        let colon = from + at;
        if bytes[colon..].starts_with(b"://") {
            return Some(colon);
        }
        from = colon + 1;
    }
    None
}

#[cfg(test)]
impl Request {
    /// A GET with that `Authorization` header.
    pub(crate) fn get(url: &str, authorization: &str) -> Self {
        Self {
            method: "GET".into(),
            url: url.into(),
            headers: vec![Header::made("Authorization", authorization)],
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_of_an_unquoted_text_is_found_in_the_paste() {
        // The paste is `"a\u0026b"`.
        let mut text = Text::copied(b"a", 1);
        text.push_unquoted(b"&", 2..8);
        text.push_copied(b"b", 8);
        assert_eq!(text.bytes(), "a&b");
        assert_eq!(text.locate(1..2), Some(2..8));
        assert_eq!(text.locate(2..3), Some(8..9));
        assert_eq!(text.span(), Some(1..9));
        assert_eq!(text.slice(1..3).locate(0..2), Some(2..9));
    }

    #[test]
    fn a_url_is_split_without_touching_its_bytes() {
        let url = Text::from("https://u:p@[2001:DB8::1]:8443/a%7Eb/?x=1?y#f");
        let parts = UrlParts::split(&url);
        assert_eq!(parts.scheme.bytes(), "https");
        assert_eq!(parts.userinfo.unwrap().bytes(), "u:p");
        assert_eq!(parts.host.bytes(), "[2001:DB8::1]");
        assert_eq!(parts.port.unwrap().bytes(), "8443");
        assert_eq!(parts.path.bytes(), "/a%7Eb/");
        assert_eq!(parts.query.unwrap().bytes(), "x=1?y");
        assert_eq!(parts.fragment.unwrap().bytes(), "f");
    }

    #[test]
    fn a_url_without_a_path_or_scheme_has_empty_ones() {
        let parts = UrlParts::split(&Text::from("http://h?q"));
        assert_eq!(parts.path.bytes(), "");
        assert_eq!(parts.host.bytes(), "h");
        let parts = UrlParts::split(&Text::from("/p?q"));
        assert_eq!(
            (parts.scheme.bytes(), parts.host.bytes()),
            ("".into(), "".into())
        );
        assert_eq!(parts.path.bytes(), "/p");
    }
}
