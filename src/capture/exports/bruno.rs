//! A request of Bruno's, a `.bru` file: blocks of `name { key: value }`.

use bstr::ByteSlice;

use super::{Parts, Variables, chosen, get, text};
use crate::capture::assemble::{capitals, is_method};
use crate::capture::lines::{lines, trim};
use crate::capture::tree::{Map, Value};
use crate::capture::{Captured, Options};
use crate::error::Error;
use crate::request::Text;

/// Whether a text is such a file.
pub(in crate::capture) fn is_file(bytes: &[u8]) -> bool {
    let mut opened = lines(bytes).filter_map(|line| {
        let line = bytes[line.range].trim_ascii_end();
        line.strip_suffix(b"{").map(<[u8]>::trim_ascii_end)
    });
    opened.clone().any(|name| name == b"meta") && opened.any(is_method)
}

/// A block: its name, its pairs, and its text as it stands.
struct Block {
    name: Text,
    pairs: Map,
    text: Text,
}

/// Reads the request.
///
/// # Errors
/// When there is none.
pub(in crate::capture) fn read(
    paste: &Text,
    options: &Options<'_>,
) -> Result<Vec<Captured>, Error> {
    let blocks = blocks(paste);
    let block = |name: &str| blocks.iter().find(|block| block.name.bytes() == name);
    let pairs_of = |name: &str| {
        let pairs = block(name).map(|block| &block.pairs);
        pairs
            .into_iter()
            .flatten()
            // `~` switches a row off.
            .filter(|(name, _)| !name.bytes().starts_with(b"~"))
            .filter_map(|(name, value)| Some((name.clone(), value.text()?.clone())))
            .collect::<Vec<_>>()
    };
    let variables: Variables = ["vars:pre-request", "vars"]
        .into_iter()
        .flat_map(pairs_of)
        .collect();
    let Some(sent) = blocks.iter().find(|block| is_method(block.name.bytes())) else {
        return Err(
            Error::new("the file has no block of a method, such as `post {`")
                .help("copy the whole .bru file"),
        );
    };
    let chose =
        |kind: &str, wanted: &str| get(&sent.pairs, kind).and_then(Value::str) == Some(wanted);
    let body = ["body:json", "body:text", "body:xml", "body"]
        .into_iter()
        .find_map(block)
        .filter(|_| !chose("body", "none"));
    let parts = Parts {
        name: block("meta")
            .and_then(|meta| text(&meta.pairs, "name"))
            .map(|name| name.bytes().to_string()),
        method: capitals(&sent.name),
        url: text(&sent.pairs, "url").unwrap_or_default(),
        query: pairs_of("params:query"),
        headers: pairs_of("headers"),
        form: if chose("body", "formUrlEncoded") {
            pairs_of("body:form-urlencoded")
        } else {
            Vec::new()
        },
        body: body.map(|body| body.text.clone()),
        auth: block("auth:oauth1")
            .filter(|_| !chose("auth", "none"))
            .map(|auth| auth.pairs.clone()),
    };
    chosen(vec![parts.captured(&variables, "Bruno")], options)
}

fn blocks(paste: &Text) -> Vec<Block> {
    let bytes = paste.bytes();
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Option<(Block, usize)> = None;
    for line in lines(bytes) {
        let range = line.range.clone();
        let whole = bytes[range.clone()].trim_ascii_end();
        match &mut open {
            None => {
                if let Some(name) = whole.strip_suffix(b"{") {
                    let name = trim(bytes, range.start..range.start + name.len());
                    let block = Block {
                        name: paste.slice(name),
                        pairs: Map::new(),
                        text: Text::default(),
                    };
                    open = Some((block, line.next));
                }
            }
            Some((block, start)) => {
                if whole == b"}" {
                    let end = range.start.saturating_sub(1).max(*start);
                    block.text = unindented(&paste.slice(*start..end));
                    blocks.extend(open.take().map(|(block, _)| block));
                    continue;
                }
                let inner = trim(bytes, range);
                if let Some(colon) = bytes[inner.clone()].find_byte(b':') {
                    let name = trim(bytes, inner.start..inner.start + colon);
                    let value = trim(bytes, inner.start + colon + 1..inner.end);
                    let value = Value::Text(paste.slice(value));
                    block.pairs.push((paste.slice(name), value));
                }
            }
        }
    }
    blocks
}

/// The text of a block, whose lines stand two blanks in.
fn unindented(text: &Text) -> Text {
    let bytes = text.bytes();
    let mut out = Text::default();
    for line in lines(bytes) {
        let start = line.range.start;
        let indent = if bytes[start..].starts_with(b"  ") {
            2
        } else {
            0
        };
        out.push_text(&text.slice(start + indent..line.next));
    }
    out
}
