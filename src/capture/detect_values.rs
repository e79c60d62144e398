//! Whether a text is code, a printed map, a table: what holds a request in literals and labels.

use bstr::ByteSlice;

use super::exports::bruno;
use super::tree::{bare, php};
use super::{Format, base_string, html_form, labelled, rails};

/// The form of a text whose values stand in quotes or behind labels.
pub(super) fn detect(text: &[u8]) -> Option<(Format, &'static str)> {
    if bruno::is_file(text) {
        return Some((Format::Bruno, "it has the blocks of a .bru file"));
    }
    if text.contains_str("type: collection.insomnia.rest/") {
        return Some((Format::Insomnia, "its type is a collection of Insomnia's"));
    }
    if !text.contains_str("oauth_") && base_string::find(text).next().is_none() {
        return labels(text);
    }
    if html_form::is_form(text) {
        return Some((Format::HtmlForm, "it has inputs of a form"));
    }
    if is_cassette(text) {
        return Some((Format::Yaml, "it is YAML with a recorded request"));
    }
    if rails::is_log(text) {
        return Some((Format::Map, "it has the `Parameters:` of a Rails log"));
    }
    if php::is_var_dump(text) {
        return Some((Format::VarDump, "it has strings as var_dump writes them"));
    }
    if php::is_print_r(text) {
        return Some((Format::PrintR, "it has members as print_r writes them"));
    }
    if let Some(found) = code(text) {
        return Some(found);
    }
    if quoted_pairs(text) {
        return Some((
            Format::Map,
            "names and quoted values in it are OAuth parameters",
        ));
    }
    if bare::is_bare(text) {
        return Some((
            Format::Map,
            "it has a map of OAuth parameters without quotes",
        ));
    }
    labels(text)
}

/// Lines and tables of names and values.
fn labels(text: &[u8]) -> Option<(Format, &'static str)> {
    let message = text.contains_str("HTTP/1") || text.contains_str("HTTP/2");
    (!message && labelled::is_labelled(text))
        .then_some((Format::Labelled, "its lines name protocol parameters"))
}

/// YAML with the keys of a recorded request.
fn is_cassette(text: &[u8]) -> bool {
    let mut keys = text.lines().filter_map(|line| {
        let line = line.trim_ascii_start();
        let line = line.strip_prefix(b"- ").unwrap_or(line);
        let end = line.find_byte(b':')?;
        let after = line.get(end + 1);
        after
            .is_none_or(u8::is_ascii_whitespace)
            .then(|| line[..end].trim_ascii_start())
    });
    let mut found = [false; 3];
    keys.any(|key| {
        found[0] |= matches!(
            key,
            b"request" | b"http_interactions" | b"interactions" | b"method"
        );
        found[1] |= matches!(key, b"uri" | b"url" | b"path");
        found[2] |= matches!(key, b"headers" | b"body");
        found == [true; 3]
    }) && !text.contains_str("HTTP/1.1\n")
        // Code and what it prints have the same names, in brackets.
        && !text.lines().any(|line| {
            let line = line.trim_ascii();
            line.ends_with(b"{") || line.starts_with(b"}") || line.ends_with(b"[")
        })
}

/// A header in a string, beside a URL in one; or pieces of a string that are joined.
fn code(text: &[u8]) -> Option<(Format, &'static str)> {
    let header = text
        .find_iter("oauth_")
        .take(50)
        .find_map(|at| header_literal(text, at));
    if header.is_some() && (has_url_literal(text) || text.contains_str("CURLOPT_")) {
        return Some((
            Format::Code,
            "strings in it hold an Authorization header and a URL",
        ));
    }
    let start = header.or_else(|| {
        let found = base_string::find(text).next()?;
        let quote = found.start().checked_sub(1)?;
        matches!(text[quote], b'"' | b'\'').then_some(quote)
    })?;
    is_joined(text, start).then_some((Format::Code, "a string in it goes on in other pieces"))
}

/// The quote that opens a header's string: before its scheme, or before its name.
fn header_literal(text: &[u8], field: usize) -> Option<usize> {
    let start = field.saturating_sub(200);
    let before = &text[start..field];
    let scheme = before.to_ascii_lowercase().rfind("oauth")?;
    let open = before[..scheme].trim_ascii_end();
    let open = if open.to_ascii_lowercase().ends_with(b"authorization:") {
        open[..open.len() - "authorization:".len()].trim_ascii_end()
    } else {
        open
    };
    let quote = open.len().checked_sub(1)?;
    let delimited = ["[[", "q{", "q(", "q|", "~s(", "~s{", "~S(", "~s|"]
        .iter()
        .any(|mark| open.ends_with(mark.as_bytes()));
    (delimited || matches!(open[quote], b'"' | b'\'' | b'`')).then_some(start + quote)
}

fn has_url_literal(text: &[u8]) -> bool {
    let path = |quote: &str| text.contains_str([quote, "/"].concat());
    if path("\"") || path("'") {
        return true;
    }
    text.find_iter("http").any(|at| {
        let open = at.checked_sub(1).map(|at| text[at]);
        matches!(open, Some(b'"' | b'\'' | b'`'))
            && (text[at..].starts_with(b"http://") || text[at..].starts_with(b"https://"))
    })
}

/// Whether the string that opens at `start` is joined with what follows it.
fn is_joined(text: &[u8], start: usize) -> bool {
    let quote = text[start];
    let mut at = start + 1;
    while let Some(step) = text[at..].find_byteset([quote, b'\\']) {
        at += step;
        if text[at] == quote {
            break;
        }
        at = (at + 2).min(text.len());
    }
    let behind = text.get(at + 1..).unwrap_or_default();
    let next = behind.trim_ascii_start();
    let joins = [&b"+"[..], b".", b"&", b"||", b"~"];
    let joined = joins.iter().any(|join| {
        let rest = next
            .strip_prefix(*join)
            .unwrap_or_default()
            .trim_ascii_start();
        let rest = rest.strip_prefix(b".").unwrap_or(rest).trim_ascii_start();
        rest.first()
            .is_some_and(|byte| byte.is_ascii_alphabetic() || b"\"'$_".contains(byte))
    });
    let adjacent = behind.len() > next.len() && matches!(next.first(), Some(b'"' | b'\''));
    text.get(at) == Some(&quote) && (joined || adjacent)
}

/// Two names of OAuth and more, each with a quoted value behind `=>` or `:`.
fn quoted_pairs(text: &[u8]) -> bool {
    // A library's debug log has a list of pairs and the base string that it made of them.
    let tuples = base_string::find(text).next().is_none();
    let pairs = text.find_iter("oauth_").filter(|&at| {
        let rest = &text[at..];
        let name = rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_' || **byte == b'\n')
            .count();
        let rest = rest[name..].trim_ascii_start();
        let rest = rest
            .strip_prefix(b"\"")
            .or(rest.strip_prefix(b"'"))
            .unwrap_or(rest);
        let rest = rest.trim_ascii_start();
        let behind = rest
            .strip_prefix(b"=>")
            .or(rest.strip_prefix(b":"))
            .or(rest
                .strip_prefix(b",")
                .filter(|_| tuples && text[..at].ends_with(b"'")))
            .map(<[u8]>::trim_ascii_start);
        behind.is_some_and(|value| {
            let value = value.strip_prefix(b"[]string{").unwrap_or(value);
            let value = value.trim_start_with(|c| "bu[(".contains(c));
            matches!(value.first(), Some(b'"' | b'\'' | b'0'..=b'9'))
                && (matches!(value.first(), Some(b'"' | b'\'')) || value.contains(&b'\''))
        })
    });
    pairs.take(2).count() == 2
}
