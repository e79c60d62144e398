//! What Rails logs of a request: `Started POST "/path"`, and its `Parameters:` as a Ruby hash.

use bstr::ByteSlice;

use super::assemble::{add_parameters, capitals, is_method, pairs};
use super::tree::notation;
use super::{Captured, Gap, Options, Part, Why};
use crate::request::Text;

const PARAMETERS: &str = "Parameters: {";

/// Whether a text has such lines with OAuth parameters in them.
pub(super) fn is_log(text: &[u8]) -> bool {
    text.contains_str("Started ")
        && text
            .find_iter(PARAMETERS)
            .any(|at| line(text, at).contains_str("oauth_"))
}

fn line(text: &[u8], at: usize) -> &[u8] {
    let rest = &text[at..];
    &rest[..rest.find_byte(b'\n').unwrap_or(rest.len())]
}

/// The requests whose parameters the log shows.
pub(super) fn read(text: &Text, options: &Options<'_>) -> Vec<Captured> {
    let bytes = text.bytes();
    let mut read = Vec::new();
    let mut before = 0;
    for at in bytes.find_iter(PARAMETERS) {
        let whole = line(bytes, at);
        if !whole.contains_str("oauth_") {
            continue;
        }
        let hash = text.slice(at + PARAMETERS.len() - 1..at + whole.len());
        let found = notation::read(&hash);
        let mut captured = Captured::default();
        let started = started(text, before..at, &mut captured);
        before = at + whole.len();
        let mut rows: Vec<(Text, Text)> = match &found.root {
            super::tree::Value::List(items) => items.iter().flat_map(pairs).collect(),
            other => pairs(other),
        };
        let path = started
            .map(|path| path.bytes().to_owned())
            .unwrap_or_default();
        let added = |name: &[u8], value: &[u8]| match name {
            b"controller" | b"action" => true,
            b"format" => path.ends_with(&[b".", value].concat()),
            // The route has it: `/auth/:provider/callback`.
            _ => {
                !value.is_empty()
                    && !name.starts_with(b"oauth_")
                    && path.split_str("/").any(|part| part == value)
            }
        };
        rows.retain(|(name, value)| {
            let routed = added(name.bytes(), value.bytes());
            if routed {
                captured.unread.push(format!(
                    "{}, which Rails added from its route",
                    name.bytes()
                ));
            }
            !routed
        });
        if let Some(url) = options.url.as_deref() {
            captured.request.url = Text::made(url);
            captured.missing.clear();
        }
        add_parameters(&rows, &mut captured);
        read.push(captured);
    }
    read
}

/// The method and the path of the last `Started` line before the parameters.
fn started(text: &Text, range: std::ops::Range<usize>, captured: &mut Captured) -> Option<Text> {
    const STARTED: &str = "Started ";
    let bytes = text.bytes();
    let at = range.start + bytes[range.clone()].rfind(STARTED)? + STARTED.len();
    let rest = &bytes[at..range.end];
    let space = rest.find_byte(b' ')?;
    if !is_method(&rest[..space]) {
        return None;
    }
    captured.request.method = capitals(&text.slice(at..at + space));
    let open = at + space + 1 + usize::from(rest.get(space + 1) == Some(&b'"'));
    let length = bytes[open..range.end].find_byteset(b"\" \n")?;
    let path = text.slice(open..open + length);
    captured.request.url = path.clone();
    captured.missing.push(Gap {
        part: Part::Host,
        why: Why::NeverShown,
        span: path.span(),
    });
    Some(path)
}
