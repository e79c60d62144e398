//! The base string URI (RFC 5849 section 3.4.1.2): scheme, authority and path, nothing else.
//!
//! Scheme and host in lower case, a default port dropped, an empty path made `/`, the path's own
//! escapes untouched, query and fragment cut off. Not yet encoded.

use std::borrow::Cow;

use bstr::{BString, ByteSlice};

use crate::error::Assumption;
use crate::pipeline::choice::{Plain, choices};
use crate::pipeline::collect::{BodyKind, body_kind};
use crate::pipeline::decode::percent_decode;
use crate::request::{Request, UrlParts};

choices! {
    /// How the base string URI is made.
    UriChoice, UriEdit {
        /// The scheme.
        scheme: Scheme(SchemeRule),
        /// The host.
        host: Host(HostRule),
        /// The port.
        port: Port(PortRule),
        /// User name and password.
        userinfo: Userinfo(UserinfoRule),
        /// The path.
        path: Path(PathRule),
        /// The slash at the end of the path.
        slash: Slash(SlashRule),
        /// The query.
        query: Query(UriQueryRule),
        /// The fragment.
        fragment: Fragment(UriFragmentRule),
        /// Which parts stand at all.
        shape: Shape(UriShape),
    }
}

/// The scheme.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum SchemeRule {
    /// In lower case.
    #[default]
    Lower,
    /// As given.
    AsGiven,
    /// In upper case.
    Upper,
    /// `http` for https, `https` for http.
    Swapped,
}

/// The host.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub enum HostRule {
    /// In lower case, international names in ASCII form. It is that of the Host header, unless the
    /// request line names the whole URL (RFC 9112 section 3.2.2).
    #[default]
    Lower,
    /// In lower case, but an IPv6 address as given.
    Ipv6AsGiven,
    /// As given.
    AsGiven,
    /// In upper case.
    Upper,
    /// The URL's, whatever the Host header says.
    FromUrl,
    /// `www.` put before.
    WwwAdded,
    /// `www.` cut off.
    WwwDropped,
    /// International names in Unicode.
    Unicode,
    /// The brackets of an IPv6 address lost.
    BracketsLost,
    /// The first label cut off.
    FirstLabelDropped,
    /// `-sb1` or `_sb1` of an account name cut off, or `_` for `-`.
    UnderscoresForHyphens,
    /// Another name.
    Fixed(Cow<'static, str>),
}

/// The port.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum PortRule {
    /// Kept unless it is the scheme's default.
    #[default]
    DefaultDropped,
    /// Kept as written in the URL.
    Kept,
    /// Always written, the default too.
    AlwaysWritten,
    /// Always dropped.
    Dropped,
    /// 80 and 443 dropped, whatever the scheme.
    BothDefaultsDropped,
    /// 80 dropped, whatever the scheme, 443 kept.
    PortEightyDropped,
    /// Another port.
    Fixed(u16),
    /// A colon without a port.
    EmptyColon,
}

/// User name and password.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum UserinfoRule {
    /// Dropped.
    #[default]
    Dropped,
    /// Kept.
    Kept,
}

/// The path.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub enum PathRule {
    /// As sent; bytes that cannot stand in a URL are escaped.
    #[default]
    AsSent,
    /// As given, raw bytes left raw.
    NotEncoded,
    /// In lower case.
    Lowercased,
    /// Percent-decoded.
    Decoded,
    /// Form-decoded: `+` too.
    FormDecoded,
    /// Every `+` a space, the escapes left alone.
    PlusesAsSpaces,
    /// Decoded and encoded again, each segment by the RFC's encoder.
    DecodedReencoded,
    /// Decoded and encoded again, the characters that a path may hold left literal.
    DecodedReencodedAsPath,
    /// As [`PathRule::DecodedReencodedAsPath`], `'` escaped too.
    QuoteEscaped,
    /// Only the escapes of unreserved characters decoded; hex in upper case.
    UnreservedDecoded,
    /// Its percent signs escaped once more.
    EncodedTwice,
    /// Every byte but the slashes encoded once more by the RFC's encoder.
    SegmentsEncoded,
    /// Hex digits of its escapes in upper case.
    HexUpper,
    /// Hex digits of its escapes in lower case.
    HexLower,
    /// Cut at the first `;` of the last segment.
    ParametersDropped,
    /// Cut at the first `;`.
    AllParametersDropped,
    /// Runs of slashes made one.
    SlashesCollapsed,
    /// A second slash at its start.
    SlashDoubled,
    /// The first segment of a path that starts with `//` lost.
    LeadingSegmentEaten,
    /// `.` and `..` resolved.
    DotsResolved,
    /// Dropped; only `/` is left.
    Dropped,
    /// Its first segment dropped.
    FirstSegmentDropped,
    /// Its first two segments dropped.
    TwoSegmentsDropped,
    /// Its last segment dropped.
    LastSegmentDropped,
    /// The last segment's `.json` or other suffix dropped.
    SuffixDropped,
    /// Written twice.
    Twice,
    /// That text put before.
    Prefixed(Cow<'static, str>),
    /// That text put at the end.
    Suffixed(Cow<'static, str>),
    /// Another path.
    Fixed(Cow<'static, str>),
    /// The first occurrence of a text replaced by another.
    Replaced(Cow<'static, str>, Cow<'static, str>),
}

/// The slash at the end of the path.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum SlashRule {
    /// As sent; an empty path is `/`.
    #[default]
    AsSent,
    /// An empty path stays empty.
    EmptyStays,
    /// Added.
    Added,
    /// Dropped.
    Dropped,
}

/// The query.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum UriQueryRule {
    /// Cut off.
    #[default]
    Cut,
    /// Kept, but for an `oauth_signature`: it was appended after signing.
    Kept,
    /// Cut off, its `?` kept.
    MarkKept,
    /// Cut off, but the `?` kept where nothing follows it.
    LoneMarkKept,
    /// Kept where there is a form body, else cut off.
    KeptWithBody,
    /// Kept, its escapes decoded.
    KeptDecoded,
}

/// The fragment.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum UriFragmentRule {
    /// Cut off.
    #[default]
    Cut,
    /// Kept.
    Kept,
}

/// Which parts of the URI stand.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum UriShape {
    /// `scheme://authority/path`.
    #[default]
    Whole,
    /// The path alone.
    PathOnly,
    /// `authority/path`.
    WithoutScheme,
    /// `//authority/path`.
    WithoutSchemeName,
    /// `null//null/path`.
    NullAuthority,
    /// `undefined//undefined/path`.
    UndefinedAuthority,
    /// `scheme://authority`, not even a slash.
    WithoutPath,
    /// `scheme:authority/path`.
    WithoutSlashes,
    /// `scheme:///path`.
    WithoutAuthority,
    /// Nothing.
    Nothing,
    /// `:///path`.
    EmptySchemeAndAuthority,
    /// `scheme://scheme://authority/path`.
    SchemeTwice,
    /// `scheme://scheme//authority/path`.
    SchemeTwiceColonLost,
    /// `scheme://_scheme://authority/path`.
    SchemeTwiceUnderscore,
}

impl Plain for SchemeRule {}
impl Plain for HostRule {}
impl Plain for PortRule {}
impl Plain for UserinfoRule {}
impl Plain for PathRule {}
impl Plain for SlashRule {}
impl Plain for UriQueryRule {}
impl Plain for UriFragmentRule {}
impl Plain for UriShape {}

/// What had to be encoded so that the URL can stand on the wire.
#[must_use]
pub fn assumptions(request: &Request) -> Vec<Assumption> {
    let parts = UrlParts::split(&request.url);
    let mut said = Vec::new();
    if escape_raw(parts.path.bytes()) != *parts.path.bytes() {
        let message =
            "the path holds a space or a character outside ASCII; it is percent-encoded as UTF-8";
        said.push(Assumption::new("path-encoded", message));
    }
    if !parts.host.bytes().is_ascii() {
        said.push(Assumption::new(
            "host-in-ascii-form",
            "the host is international; it is signed in its ASCII form",
        ));
    }
    said
}

/// The URL as it goes on the wire: what cannot stand there escaped, an international host in its
/// ASCII form, the fragment cut off. All else is as given.
#[must_use]
pub fn wire_url(request: &Request) -> BString {
    let parts = UrlParts::split(&request.url);
    let mut url = BString::default();
    if !parts.scheme.bytes().is_empty() {
        url.extend_from_slice(&[parts.scheme.bytes().as_bytes(), b"://"].concat());
    }
    if let Some(userinfo) = &parts.userinfo {
        url.extend_from_slice(&[escape_raw(userinfo.bytes()), b"@".to_vec()].concat());
    }
    let host = parts.host.bytes().as_bytes();
    url.extend_from_slice(&if host.is_ascii() {
        escape_raw(host)
    } else {
        ascii_host(host)
    });
    if let Some(port) = &parts.port {
        url.extend_from_slice(&[b":", port.bytes().as_bytes()].concat());
    }
    url.extend_from_slice(&escape_raw(parts.path.bytes()));
    if let Some(query) = &parts.query {
        url.extend_from_slice(&[b"?".to_vec(), escape_raw(query.bytes())].concat());
    }
    url
}

/// The base string URI, not yet encoded.
#[must_use]
pub fn base_string_uri(request: &Request, choice: &UriChoice) -> BString {
    let parts = UrlParts::split(&request.url);
    let given = parts.scheme.bytes();
    let lower = given.to_ascii_lowercase();
    let secure = lower == b"https";
    let scheme = match choice.scheme {
        SchemeRule::Lower => lower.clone(),
        SchemeRule::AsGiven => given.to_vec(),
        SchemeRule::Upper => given.to_ascii_uppercase(),
        SchemeRule::Swapped if secure => b"http".to_vec(),
        SchemeRule::Swapped if lower == b"http" => b"https".to_vec(),
        SchemeRule::Swapped => lower.clone(),
    };
    let mut uri = BString::default();
    let authority = authority(request, &parts, &scheme, choice);
    let path = path(&parts, choice);
    match choice.shape {
        UriShape::Nothing => return uri,
        UriShape::PathOnly => {}
        UriShape::WithoutScheme => uri.extend_from_slice(&authority),
        UriShape::WithoutSchemeName => {
            uri.extend_from_slice(&[b"//", authority.as_slice()].concat());
        }
        UriShape::NullAuthority => uri.extend_from_slice(b"null//null"),
        UriShape::UndefinedAuthority => uri.extend_from_slice(b"undefined//undefined"),
        UriShape::WithoutSlashes => {
            uri.extend_from_slice(&[&scheme, b":".as_slice(), &authority].concat());
        }
        UriShape::WithoutAuthority => uri.extend_from_slice(&[&scheme, b"://".as_slice()].concat()),
        UriShape::EmptySchemeAndAuthority => uri.extend_from_slice(b"://"),
        UriShape::SchemeTwice
        | UriShape::SchemeTwiceColonLost
        | UriShape::SchemeTwiceUnderscore => {
            let between: &[&[u8]] = match choice.shape {
                UriShape::SchemeTwiceColonLost => &[b"://", b"//"],
                UriShape::SchemeTwiceUnderscore => &[b"://_", b"://"],
                _ => &[b"://", b"://"],
            };
            for between in between {
                uri.extend_from_slice(&[&scheme, *between].concat());
            }
            uri.extend_from_slice(&authority);
        }
        UriShape::Whole | UriShape::WithoutPath => {
            uri.extend_from_slice(&[&scheme, b"://".as_slice(), &authority].concat());
        }
    }
    if choice.shape != UriShape::WithoutPath {
        uri.extend_from_slice(&path);
    }
    let query = parts.query.as_ref().map(|query| unsigned(query.bytes()));
    match (choice.query, query) {
        (UriQueryRule::Kept, Some(query)) => {
            uri.extend_from_slice(&[b"?", query.as_slice()].concat());
        }
        (UriQueryRule::KeptDecoded, Some(query)) => {
            uri.extend_from_slice(&[b"?".to_vec(), percent_decode(&query)].concat());
        }
        (UriQueryRule::MarkKept, Some(_)) => uri.push(b'?'),
        (UriQueryRule::LoneMarkKept, Some(query)) if query.is_empty() => uri.push(b'?'),
        (UriQueryRule::KeptWithBody, Some(query)) if body_kind(request).0 == BodyKind::Form => {
            uri.extend_from_slice(&[b"?", query.as_slice()].concat());
        }
        _ => {}
    }
    if let (UriFragmentRule::Kept, Some(fragment)) = (choice.fragment, &parts.fragment) {
        uri.extend_from_slice(&[b"#", fragment.bytes().as_bytes()].concat());
    }
    uri
}

/// A query as it was when it was signed: its signature was not yet in it.
fn unsigned(query: &[u8]) -> Vec<u8> {
    let kept = query
        .split_str("&")
        .filter(|pair| !pair.starts_with(b"oauth_signature="));
    bstr::join("&", kept)
}

/// What the Host header names, where it decides: the request line does not hold the whole URL.
fn host_header(request: &Request) -> Option<UrlParts> {
    let header = request.header("host").filter(|_| !request.absolute_form)?;
    let value = header.value.bytes().trim_ascii();
    let url = [b"x://", value].concat();
    let parts = UrlParts::split(&url.as_slice().into());
    let is_plain = parts.path.bytes().is_empty() && parts.userinfo.is_none();
    (is_plain && !parts.host.bytes().is_empty()).then_some(parts)
}

fn authority(request: &Request, parts: &UrlParts, scheme: &[u8], choice: &UriChoice) -> Vec<u8> {
    let named = host_header(request).filter(|_| choice.host != HostRule::FromUrl);
    let of_url = (&parts.host, &parts.port);
    let (host_text, port) = named
        .as_ref()
        .map_or(of_url, |named| (&named.host, &named.port));
    let host_text = host_text.bytes().as_bytes().to_vec();
    let port: Option<Vec<u8>> = port.as_ref().map(|port| port.bytes().to_vec());
    let lower = |host: &[u8]| ascii_host(host);
    let host = match &choice.host {
        HostRule::Ipv6AsGiven if host_text.starts_with(b"[") => host_text,
        HostRule::Lower | HostRule::Ipv6AsGiven | HostRule::FromUrl => lower(&host_text),
        HostRule::AsGiven => host_text,
        HostRule::Upper => host_text.to_ascii_uppercase(),
        HostRule::WwwAdded => [b"www.".to_vec(), lower(&host_text)].concat(),
        HostRule::WwwDropped => {
            let host = lower(&host_text);
            host.strip_prefix(b"www.")
                .map(<[u8]>::to_vec)
                .unwrap_or(host)
        }
        HostRule::Unicode => {
            let text = String::from_utf8_lossy(&host_text).into_owned();
            idna::domain_to_unicode(&text).0.into_bytes()
        }
        HostRule::BracketsLost => lower(&host_text)
            .into_iter()
            .filter(|byte| !matches!(byte, b'[' | b']'))
            .collect(),
        HostRule::FirstLabelDropped => {
            let host = lower(&host_text);
            match host.split_once_str(".") {
                Some((_, rest)) if rest.contains(&b'.') => rest.to_vec(),
                _ => host,
            }
        }
        HostRule::UnderscoresForHyphens => lower(&host_text).replace("-", "_"),
        HostRule::Fixed(host) => host.as_bytes().to_vec(),
    };
    let mut authority = Vec::new();
    if let (UserinfoRule::Kept, Some(userinfo)) = (choice.userinfo, &parts.userinfo) {
        authority.extend_from_slice(&[userinfo.bytes().as_bytes(), b"@"].concat());
    }
    authority.extend_from_slice(&host);
    let default = match scheme.to_ascii_lowercase().as_slice() {
        b"https" => Some(443),
        b"http" => Some(80),
        _ => None,
    };
    let written = port.clone().filter(|port| !port.is_empty());
    let shown: Option<Vec<u8>> = match choice.port {
        PortRule::DefaultDropped => written
            .filter(|port| default.is_none_or(|default| !is_port(port, default)))
            .map(number),
        PortRule::Kept => written,
        PortRule::AlwaysWritten => {
            written.or_else(|| default.map(|default| default.to_string().into_bytes()))
        }
        PortRule::Dropped => None,
        PortRule::BothDefaultsDropped => {
            written.filter(|port| !is_port(port, 80) && !is_port(port, 443))
        }
        PortRule::PortEightyDropped => written.filter(|port| !is_port(port, 80)),
        PortRule::Fixed(port) => Some(port.to_string().into_bytes()),
        PortRule::EmptyColon => Some(Vec::new()),
    };
    if let Some(port) = shown {
        authority.push(b':');
        authority.extend_from_slice(&port);
    }
    authority
}

/// The port as a number is written: clients and servers know it as one, whatever zeros the URL has.
fn number(mut port: Vec<u8>) -> Vec<u8> {
    let zeros = port.iter().take_while(|digit| **digit == b'0').count();
    port.drain(..zeros);
    port
}

/// Whether the digits of a URL are that port: `0443` is 443.
fn is_port(digits: &[u8], port: u16) -> bool {
    digits.to_str().is_ok_and(|text| text.parse() == Ok(port))
}

/// The host in lower case; an international one in its ASCII form, as it goes on the wire. What
/// no host can hold is escaped, as in a path.
fn ascii_host(host: &[u8]) -> Vec<u8> {
    if host.is_ascii() {
        return escape_raw(&host.to_ascii_lowercase());
    }
    let text = String::from_utf8_lossy(host);
    idna::domain_to_ascii(&text).map_or_else(
        |_| escape_raw(&host.to_ascii_lowercase()),
        String::into_bytes,
    )
}

fn path(parts: &UrlParts, choice: &UriChoice) -> Vec<u8> {
    let given = parts.path.bytes().as_bytes();
    let sent = escape_raw(given);
    let segments = |dropped: usize| {
        let mut rest = sent.as_slice();
        for _ in 0..dropped {
            rest = match rest.get(1..).and_then(|tail| tail.find_byte(b'/')) {
                Some(at) => &rest[at + 1..],
                None => b"/",
            };
        }
        rest.to_vec()
    };
    let mut path = match &choice.path {
        PathRule::AsSent => sent.clone(),
        PathRule::NotEncoded => given.to_vec(),
        PathRule::Lowercased => sent.to_ascii_lowercase(),
        PathRule::Decoded => percent_decode(given),
        PathRule::FormDecoded => percent_decode(&given.replace("+", " ")),
        PathRule::PlusesAsSpaces => sent.replace("+", " "),
        PathRule::DecodedReencoded => encode_path(&percent_decode(given), b"/"),
        PathRule::DecodedReencodedAsPath => encode_path(&percent_decode(given), b"/!$&'()*+,;=:@"),
        PathRule::QuoteEscaped => sent.replace("'", "%27"),
        PathRule::UnreservedDecoded => unreserved_decoded(&sent),
        PathRule::EncodedTwice => sent.replace("%", "%25"),
        PathRule::SegmentsEncoded => encode_path(&sent, b"/"),
        PathRule::HexUpper => recased(&sent, u8::to_ascii_uppercase),
        PathRule::HexLower => recased(&sent, u8::to_ascii_lowercase),
        PathRule::ParametersDropped => {
            let last = sent.rfind_byte(b'/').map_or(0, |at| at + 1);
            let end = sent[last..]
                .find_byte(b';')
                .map_or(sent.len(), |at| last + at);
            sent[..end].to_vec()
        }
        PathRule::AllParametersDropped => {
            sent[..sent.find_byte(b';').unwrap_or(sent.len())].to_vec()
        }
        PathRule::SlashesCollapsed => {
            let mut path = sent.clone();
            path.dedup_by(|a, b| *a == b'/' && *b == b'/');
            path
        }
        PathRule::SlashDoubled => [b"/", sent.as_slice()].concat(),
        PathRule::LeadingSegmentEaten => match sent.strip_prefix(b"//") {
            Some(rest) => rest
                .find_byte(b'/')
                .map_or_else(Vec::new, |at| rest[at..].to_vec()),
            None => sent.clone(),
        },
        PathRule::DotsResolved => resolve_dots(&sent),
        PathRule::Dropped => Vec::new(),
        PathRule::FirstSegmentDropped => segments(1),
        PathRule::TwoSegmentsDropped => segments(2),
        PathRule::LastSegmentDropped => sent[..sent.rfind_byte(b'/').unwrap_or(0)].to_vec(),
        PathRule::SuffixDropped => {
            let last = sent.rfind_byte(b'/').map_or(0, |at| at + 1);
            let end = sent[last..]
                .rfind_byte(b'.')
                .map_or(sent.len(), |at| last + at);
            sent[..end].to_vec()
        }
        PathRule::Twice => [sent.as_slice(), &sent].concat(),
        PathRule::Prefixed(prefix) => [prefix.as_bytes(), &sent].concat(),
        PathRule::Suffixed(suffix) => [&sent, suffix.as_bytes()].concat(),
        PathRule::Fixed(path) => path.as_bytes().to_vec(),
        PathRule::Replaced(from, to) => sent.replacen(from.as_bytes(), to.as_bytes(), 1),
    };
    match choice.slash {
        SlashRule::AsSent if path.is_empty() => path.push(b'/'),
        SlashRule::Added if !path.ends_with(b"/") => path.push(b'/'),
        SlashRule::Dropped if path.ends_with(b"/") => {
            path.pop();
        }
        SlashRule::AsSent | SlashRule::EmptyStays | SlashRule::Added | SlashRule::Dropped => {}
    }
    path
}

/// Escapes what cannot stand in a path: blanks, controls and bytes outside ASCII.
fn escape_raw(path: &[u8]) -> Vec<u8> {
    const RAW: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'<')
        .add(b'>');
    percent_encoding::percent_encode(path, RAW)
        .to_string()
        .into_bytes()
}

fn encode_path(path: &[u8], literal: &'static [u8]) -> Vec<u8> {
    let mut encoder = crate::encoder::Encoder::default();
    for byte in literal {
        encoder.set_form(*byte, crate::encoder::Form::Literal);
    }
    encoder.encode(path)
}

fn unreserved_decoded(path: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(path.len());
    let mut rest = path;
    while let Some((&byte, tail)) = rest.split_first() {
        let decoded = rest
            .get(..3)
            .map(percent_decode)
            .filter(|decoded| byte == b'%' && decoded.len() == 1);
        match decoded.as_deref() {
            Some([one])
                if one.is_ascii_alphanumeric()
                    || crate::encoder::UNRESERVED_MARKS.contains(one) =>
            {
                out.push(*one);
                rest = &rest[3..];
            }
            Some(_) => {
                out.extend_from_slice(&rest[..3].to_ascii_uppercase());
                rest = &rest[3..];
            }
            None => {
                out.push(byte);
                rest = tail;
            }
        }
    }
    out
}

fn recased(path: &[u8], case: fn(&u8) -> u8) -> Vec<u8> {
    let mut out = path.to_vec();
    for at in 0..out.len() {
        if out[at] == b'%' {
            for digit in out.iter_mut().skip(at + 1).take(2) {
                *digit = case(digit);
            }
        }
    }
    out
}

fn resolve_dots(path: &[u8]) -> Vec<u8> {
    let mut kept: Vec<&[u8]> = Vec::new();
    let segments: Vec<&[u8]> = path.split_str("/").collect();
    for (index, segment) in segments.iter().enumerate() {
        let last = index + 1 == segments.len();
        match *segment {
            b"." if last => kept.push(b""),
            b"." => {}
            b".." => {
                if kept.len() > 1 {
                    kept.pop();
                }
                if last {
                    kept.push(b"");
                }
            }
            other => kept.push(other),
        }
    }
    bstr::join("/", kept)
}
