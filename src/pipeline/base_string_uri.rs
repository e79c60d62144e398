//! The base string URI (RFC 5849 section 3.4.1.2): scheme, authority and path, nothing else.
//!
//! Scheme and host in lower case, a default port dropped, an empty path made `/`, the path's own
//! escapes untouched, query and fragment cut off. Not yet encoded.

use std::borrow::Cow;
use std::ops::Range;

use bstr::{BString, ByteSlice};

use crate::error::Assumption;
use crate::pipeline::choice::{Plain, choices};
use crate::pipeline::collect::{BodyKind, kind_of_body};
use crate::pipeline::decode::{percent_decode, percent_decode_into};
use crate::request::{Request, UrlParts, UrlRanges, Wire};

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
    /// The pairs of script and deploy kept, all others cut off.
    RestletKept,
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
    if *escape_raw(parts.path.bytes()) != **parts.path.bytes() {
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
        url.extend_from_slice(&[escape_raw(userinfo.bytes()).as_ref(), b"@"].concat());
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
        url.extend_from_slice(&[b"?", escape_raw(query.bytes()).as_ref()].concat());
    }
    url
}

/// The base string URI, not yet encoded.
#[must_use]
pub fn base_string_uri(request: &Request, choice: &UriChoice) -> BString {
    let mut uri = Vec::with_capacity(request.url.bytes().len());
    write_uri(
        request,
        &UrlRanges::split(request.url.bytes()),
        choice,
        &mut uri,
    );
    uri.into()
}

/// Appends the base string URI of a request whose URL has its parts there.
pub(crate) fn write_uri(
    request: &impl Wire,
    at: &UrlRanges,
    choice: &UriChoice,
    uri: &mut Vec<u8>,
) {
    let named = match choice.host {
        HostRule::FromUrl => None,
        _ => host_header(request),
    };
    let url = request.url();
    let given = bytes_at(url, &at.scheme);
    let scheme = match choice.scheme {
        SchemeRule::Lower => lowercase(given),
        SchemeRule::AsGiven => Cow::Borrowed(given),
        SchemeRule::Upper => given.to_ascii_uppercase().into(),
        SchemeRule::Swapped => match lowercase(given).as_ref() {
            b"https" => Cow::Borrowed(b"http".as_slice()),
            b"http" => Cow::Borrowed(b"https".as_slice()),
            _ => lowercase(given),
        },
    };
    let authority = |uri: &mut Vec<u8>| {
        let (from, host, port) = match &named {
            Some((made, of_header)) => (made.as_slice(), &of_header.host, &of_header.port),
            None => (url, &at.host, &at.port),
        };
        if let (UserinfoRule::Kept, Some(userinfo)) = (choice.userinfo, &at.userinfo) {
            uri.extend_from_slice(bytes_at(url, userinfo));
            uri.push(b'@');
        }
        let port = port.as_ref().map(|range| bytes_at(from, range));
        write_authority(bytes_at(from, host), port, &scheme, choice, uri);
    };
    match choice.shape {
        UriShape::Nothing => return,
        UriShape::PathOnly => {}
        UriShape::WithoutScheme => authority(uri),
        UriShape::WithoutSchemeName => {
            uri.extend_from_slice(b"//");
            authority(uri);
        }
        UriShape::NullAuthority => uri.extend_from_slice(b"null//null"),
        UriShape::UndefinedAuthority => uri.extend_from_slice(b"undefined//undefined"),
        UriShape::WithoutSlashes => {
            uri.extend_from_slice(&scheme);
            uri.push(b':');
            authority(uri);
        }
        UriShape::WithoutAuthority => {
            uri.extend_from_slice(&scheme);
            uri.extend_from_slice(b"://");
        }
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
                uri.extend_from_slice(&scheme);
                uri.extend_from_slice(between);
            }
            authority(uri);
        }
        UriShape::Whole | UriShape::WithoutPath => {
            uri.extend_from_slice(&scheme);
            uri.extend_from_slice(b"://");
            authority(uri);
        }
    }
    if choice.shape != UriShape::WithoutPath {
        write_path(bytes_at(url, &at.path), choice, uri);
    }
    write_query(request, at, choice, uri);
    if let (UriFragmentRule::Kept, Some(fragment)) = (choice.fragment, &at.fragment) {
        uri.push(b'#');
        uri.extend_from_slice(bytes_at(url, fragment));
    }
}

/// The query, where it is not cut off.
fn write_query(request: &impl Wire, at: &UrlRanges, choice: &UriChoice, uri: &mut Vec<u8>) {
    let url = request.url();
    let query = at
        .query
        .as_ref()
        .filter(|_| choice.query != UriQueryRule::default());
    let query = query.map(|range| unsigned(bytes_at(url, range)));
    match (choice.query, query) {
        (UriQueryRule::Kept, Some(query)) => {
            uri.push(b'?');
            uri.extend_from_slice(&query);
        }
        (UriQueryRule::KeptDecoded, Some(query)) => {
            uri.push(b'?');
            percent_decode_into(&query, uri);
        }
        (UriQueryRule::RestletKept, Some(query)) => {
            let of_restlet =
                |pair: &&[u8]| pair.starts_with(b"script=") || pair.starts_with(b"deploy=");
            let kept = query.split_str("&").filter(of_restlet);
            uri.push(b'?');
            uri.extend_from_slice(&bstr::join("&", kept));
        }
        (UriQueryRule::MarkKept, Some(_)) => uri.push(b'?'),
        (UriQueryRule::LoneMarkKept, Some(query)) if query.is_empty() => uri.push(b'?'),
        (UriQueryRule::KeptWithBody, Some(query)) if kind_of_body(request).0 == BodyKind::Form => {
            uri.push(b'?');
            uri.extend_from_slice(&query);
        }
        _ => {}
    }
}

/// A query as it was when it was signed: its signature was not yet in it.
fn unsigned(query: &[u8]) -> Vec<u8> {
    let kept = query
        .split_str("&")
        .filter(|pair| !pair.starts_with(b"oauth_signature="));
    bstr::join("&", kept)
}

/// What the Host header names, as a URL of its own with the parts of it, where it decides: the
/// request line does not hold the whole URL.
fn host_header(request: &impl Wire) -> Option<(Vec<u8>, UrlRanges)> {
    let header = request
        .header("host")
        .filter(|_| !request.is_absolute_form())?;
    let url = [b"x://", header.trim_ascii()].concat();
    let parts = UrlRanges::split(&url);
    let is_plain = parts.path.is_empty() && parts.userinfo.is_none();
    (is_plain && !parts.host.is_empty()).then_some((url, parts))
}

fn bytes_at<'a>(url: &'a [u8], range: &Range<usize>) -> &'a [u8] {
    url.get(range.clone()).unwrap_or_default()
}

/// A text in lower case, copied only where it has capitals.
fn lowercase(text: &[u8]) -> Cow<'_, [u8]> {
    if text.iter().any(u8::is_ascii_uppercase) {
        text.to_ascii_lowercase().into()
    } else {
        text.into()
    }
}

/// Appends host and port.
fn write_authority(
    host: &[u8],
    port: Option<&[u8]>,
    scheme: &[u8],
    choice: &UriChoice,
    out: &mut Vec<u8>,
) {
    write_host(host, &choice.host, out);
    let default = match lowercase(scheme).as_ref() {
        b"https" => Some(443),
        b"http" => Some(80),
        _ => None,
    };
    let written = port.filter(|port| !port.is_empty());
    let made: String;
    let shown: Option<&[u8]> = match (choice.port, default) {
        (PortRule::DefaultDropped, _) => written
            .filter(|port| default.is_none_or(|default| !is_port(port, default)))
            .map(number),
        (PortRule::Kept, _) => written,
        (PortRule::AlwaysWritten, Some(default)) if written.is_none() => {
            made = default.to_string();
            Some(made.as_bytes())
        }
        (PortRule::AlwaysWritten, _) => written,
        (PortRule::Dropped, _) => None,
        (PortRule::BothDefaultsDropped, _) => {
            written.filter(|port| !is_port(port, 80) && !is_port(port, 443))
        }
        (PortRule::PortEightyDropped, _) => written.filter(|port| !is_port(port, 80)),
        (PortRule::Fixed(port), _) => {
            made = port.to_string();
            Some(made.as_bytes())
        }
        (PortRule::EmptyColon, _) => Some(b""),
    };
    if let Some(port) = shown {
        out.push(b':');
        out.extend_from_slice(port);
    }
}

/// Appends the host.
fn write_host(host: &[u8], rule: &HostRule, out: &mut Vec<u8>) {
    match rule {
        HostRule::Ipv6AsGiven if host.starts_with(b"[") => out.extend_from_slice(host),
        HostRule::Lower | HostRule::Ipv6AsGiven | HostRule::FromUrl => {
            out.extend_from_slice(&ascii_host(host));
        }
        HostRule::AsGiven => out.extend_from_slice(host),
        HostRule::Upper => out.extend_from_slice(&host.to_ascii_uppercase()),
        HostRule::WwwAdded => {
            out.extend_from_slice(b"www.");
            out.extend_from_slice(&ascii_host(host));
        }
        HostRule::WwwDropped => {
            let host = ascii_host(host);
            out.extend_from_slice(host.strip_prefix(b"www.").unwrap_or(&host));
        }
        HostRule::Unicode => {
            let text = String::from_utf8_lossy(host);
            out.extend_from_slice(idna::domain_to_unicode(&text).0.as_bytes());
        }
        HostRule::BracketsLost => out.extend(
            ascii_host(host)
                .iter()
                .filter(|byte| !matches!(byte, b'[' | b']')),
        ),
        HostRule::FirstLabelDropped => {
            let host = ascii_host(host);
            out.extend_from_slice(match host.split_once_str(".") {
                Some((_, rest)) if rest.contains(&b'.') => rest,
                _ => &host,
            });
        }
        HostRule::UnderscoresForHyphens => {
            out.extend_from_slice(&ascii_host(host).replace("-", "_"));
        }
        HostRule::Fixed(host) => out.extend_from_slice(host.as_bytes()),
    }
}

/// The port as a number is written: clients and servers know it as one, whatever zeros the URL has.
fn number(port: &[u8]) -> &[u8] {
    let zeros = port.iter().take_while(|digit| **digit == b'0').count();
    &port[zeros..]
}

/// Whether the digits of a URL are that port: `0443` is 443.
fn is_port(digits: &[u8], port: u16) -> bool {
    digits.to_str().is_ok_and(|text| text.parse() == Ok(port))
}

/// The host in lower case; an international one in its ASCII form, as it goes on the wire. What
/// no host can hold is escaped, as in a path.
fn ascii_host(host: &[u8]) -> Cow<'_, [u8]> {
    if host.is_ascii() {
        return match lowercase(host) {
            Cow::Borrowed(host) => escape_raw(host),
            Cow::Owned(host) => escape_raw(&host).into_owned().into(),
        };
    }
    let text = String::from_utf8_lossy(host);
    idna::domain_to_ascii(&text).map_or_else(
        |_| escape_raw(&host.to_ascii_lowercase()).into_owned().into(),
        |host| host.into_bytes().into(),
    )
}

/// Appends the path.
fn write_path(given: &[u8], choice: &UriChoice, out: &mut Vec<u8>) {
    let path = path(given, &choice.path);
    out.extend_from_slice(match choice.slash {
        SlashRule::AsSent if path.is_empty() => b"/",
        SlashRule::Dropped => path.strip_suffix(b"/").unwrap_or(&path),
        _ => &path,
    });
    if choice.slash == SlashRule::Added && !path.ends_with(b"/") {
        out.push(b'/');
    }
}

#[allow(clippy::too_many_lines, reason = "a table, one arm a choice")]
fn path<'a>(given: &'a [u8], rule: &PathRule) -> Cow<'a, [u8]> {
    let sent = escape_raw(given);
    let segments = |dropped: usize| {
        let mut rest = sent.as_ref();
        for _ in 0..dropped {
            rest = match rest.get(1..).and_then(|tail| tail.find_byte(b'/')) {
                Some(at) => &rest[at + 1..],
                None => b"/",
            };
        }
        rest.to_vec()
    };
    let path = match rule {
        PathRule::AsSent => return sent,
        PathRule::NotEncoded => return given.into(),
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
            let mut path = sent.to_vec();
            path.dedup_by(|a, b| *a == b'/' && *b == b'/');
            path
        }
        PathRule::SlashDoubled => [b"/", sent.as_ref()].concat(),
        PathRule::LeadingSegmentEaten => match sent.strip_prefix(b"//") {
            Some(rest) => rest
                .find_byte(b'/')
                .map_or_else(Vec::new, |at| rest[at..].to_vec()),
            None => sent.to_vec(),
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
        PathRule::Twice => [sent.as_ref(), &sent].concat(),
        PathRule::Prefixed(prefix) => [prefix.as_bytes(), &sent].concat(),
        PathRule::Suffixed(suffix) => [&sent, suffix.as_bytes()].concat(),
        PathRule::Fixed(path) => path.as_bytes().to_vec(),
        PathRule::Replaced(from, to) => sent.replacen(from.as_bytes(), to.as_bytes(), 1),
    };
    path.into()
}

/// Escapes what cannot stand in a path: blanks, controls and bytes outside ASCII.
fn escape_raw(path: &[u8]) -> Cow<'_, [u8]> {
    const RAW: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'<')
        .add(b'>');
    let stands = |byte: &u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(byte);
    if path.iter().all(stands) {
        return path.into();
    }
    match percent_encoding::percent_encode(path, RAW).into() {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
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
