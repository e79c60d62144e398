//! Logs in W3C's extended format (IIS, CloudFront): a `#Fields:` line names what stands in each row.

use std::ops::Range;

use bstr::ByteSlice;

use crate::capture::lines::{lines, unused};
use crate::capture::{Captured, Options, Response};
use crate::error::{Assumption, Guess};
use crate::request::{Request, Text};

/// The names of the fields, in order.
pub(super) fn fields(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let names = bytes
        .lines()
        .find_map(|line| line.strip_prefix(b"#Fields:"))?;
    let names: Vec<&[u8]> = names
        .split(u8::is_ascii_whitespace)
        .filter(|name| !name.is_empty())
        .collect();
    names.contains(&&b"cs-method"[..]).then_some(names)
}

/// Reads the rows that carry OAuth parameters; all, where none does.
pub(super) fn read(text: &Text, options: &Options<'_>) -> Vec<Captured> {
    let bytes = text.bytes();
    let names = fields(bytes).unwrap_or_default();
    let all: Vec<Range<usize>> = lines(bytes)
        .map(|line| line.range)
        .filter(|range| {
            let line = bytes[range.clone()].trim_ascii();
            !line.is_empty() && !line.starts_with(b"#")
        })
        .collect();
    let signed = |range: &&Range<usize>| bytes[(*range).clone()].contains_str("oauth_");
    let any = all.iter().any(|range| signed(&range));
    let rows: Vec<&Range<usize>> = all.iter().filter(|row| !any || signed(row)).collect();
    let mut read: Vec<Captured> = rows
        .iter()
        .map(|row| captured(text, &names, row, options))
        .collect();
    if let Some(first) = read.first_mut() {
        let comments = lines(bytes)
            .map(|line| line.range)
            .filter(|range| bytes[range.clone()].starts_with(b"#"));
        let used = rows.iter().map(|row| (*row).clone()).chain(comments);
        let left = unused(bytes, used.collect()).into_iter();
        first.unused = left.filter_map(|range| text.locate(range)).collect();
    }
    read
}

fn captured(text: &Text, names: &[&[u8]], row: &Range<usize>, options: &Options<'_>) -> Captured {
    let bytes = text.bytes();
    let line = &bytes[row.clone()];
    let tabs = line.contains(&b'\t');
    let parts = |byte: &u8| if tabs { *byte == b'\t' } else { *byte == b' ' };
    let mut at = row.start;
    let mut values: Vec<Range<usize>> = Vec::new();
    for value in line.split(parts) {
        values.push(at..at + value.len());
        at += value.len() + 1;
    }
    let field = |wanted: &str| {
        let place = names.iter().position(|name| **name == *wanted.as_bytes())?;
        let range = values.get(place)?.clone();
        let value = &bytes[range.clone()];
        (!value.is_empty() && value != b"-").then(|| text.slice(range))
    };
    let mut captured = Captured::default();
    let mut target = field("cs-uri-stem").unwrap_or_else(|| Text::made("/"));
    if let Some(query) = field("cs-uri-query") {
        target.push_made(b"?");
        target.push_text(&query);
    }
    let origin = origin(&field, options, &mut captured.guesses);
    let url = super::on_host(origin, target, &mut captured);
    captured.request = Request {
        method: field("cs-method").unwrap_or_default(),
        url,
        ..Request::default()
    };
    let status = field("sc-status").and_then(|code| code.bytes().to_str().ok()?.parse().ok());
    captured.response = status.map(|status| Response {
        status: Some(status),
        ..Response::default()
    });
    captured
}

/// Scheme and host: the user's, or those that the client asked for.
fn origin(
    field: &dyn Fn(&str) -> Option<Text>,
    options: &Options<'_>,
    guesses: &mut Vec<Assumption>,
) -> Option<Text> {
    if let Some(url) = &options.url {
        return super::origin_of(&Text::made(url.as_str()));
    }
    let host = field("x-host-header")
        .or_else(|| field("cs-host"))
        .or_else(|| field("cs(Host)"))?;
    let port = field("s-port").unwrap_or_default();
    let usual = match port.bytes().as_bytes() {
        b"80" => Some("http"),
        b"443" => Some("https"),
        _ => None,
    };
    let said = options.scheme.as_deref().or(usual).map(Text::made);
    let told = field("cs-protocol").or(said);
    let mut origin = told.unwrap_or_else(|| {
        let message = "the log does not tell the scheme: https was taken; --scheme says otherwise";
        guesses.push(Assumption::new("scheme-guessed", message).about(Guess::Scheme));
        Text::made("https")
    });
    origin.push_made(b"://");
    origin.push_text(&host);
    // A host without a port is at the usual one, and the server listens at another.
    if usual.is_none() && !port.bytes().is_empty() && !host.bytes().contains(&b':') {
        origin.push_made(b":");
        origin.push_text(&port);
    }
    Some(origin)
}
