//! Lines of `name=value` fields, as routers and structured loggers write them: `method=GET
//! path="/x" host=h status=401`.

use bstr::ByteSlice;

use crate::capture::assemble::Assembler;
use crate::capture::lines::lines;
use crate::capture::tree::{Map, Value, bare};
use crate::capture::{Captured, Options};
use crate::request::Text;

/// Whether a line has fields of a request with OAuth parameters.
pub(super) fn detect(text: &[u8]) -> bool {
    text.lines().any(is_line)
}

fn is_line(line: &[u8]) -> bool {
    line.contains_str("oauth_")
        && line.contains_str("method=")
        && [" path=", " uri=", " url="]
            .iter()
            .any(|name| line.contains_str(name))
}

/// The requests of those lines.
pub(super) fn read(text: &Text, options: &Options<'_>) -> Vec<Captured> {
    let bytes = text.bytes();
    let mut records = Vec::new();
    let mut used = Vec::new();
    for line in lines(bytes) {
        if is_line(&bytes[line.range.clone()]) {
            records.push(Value::Map(fields(&text.slice(line.range.clone()))));
            used.push(line.range);
        }
    }
    let assembler = Assembler {
        options,
        holes: &[],
    };
    let mut read = assembler.requests(&Value::List(records));
    if let Some(first) = read.first_mut() {
        let left = crate::capture::lines::unused(bytes, used).into_iter();
        first.unused = left.filter_map(|range| text.locate(range)).collect();
    }
    read
}

/// The fields of a line.
fn fields(line: &Text) -> Map {
    let bytes = line.bytes();
    let mut map = Map::new();
    let mut at = 0;
    while let Some(step) = bytes[at..].find_byte(b'=') {
        let mark = at + step;
        let word = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.".contains(byte);
        let name = bytes[at..mark]
            .iter()
            .rev()
            .take_while(|byte| word(byte))
            .count();
        let start = mark + 1;
        let (value, end) = if bytes.get(start) == Some(&b'"') {
            let length = closing(&bytes[start + 1..]);
            (start + 1..start + 1 + length, start + 2 + length)
        } else if let Some((value, end)) = printed_map(line, start) {
            if name > 0 {
                map.push((line.slice(mark - name..mark), value));
            }
            at = end;
            continue;
        } else {
            let rest = &bytes[start..];
            let length = rest.find_byte(b' ').unwrap_or(rest.len());
            (start..start + length, start + length)
        };
        if name > 0 {
            map.push((
                line.slice(mark - name..mark),
                Value::Text(line.slice(value)),
            ));
        }
        at = end.min(bytes.len());
    }
    map
}

/// A value that is a map as a program prints it, `{a=b, c=d}`, and where it ends.
fn printed_map(line: &Text, start: usize) -> Option<(Value, usize)> {
    let rest = line.bytes().get(start..)?;
    if !rest.starts_with(b"{") {
        return None;
    }
    let end = start + rest.rfind_byte(b'}')? + 1;
    let printed = line.slice(start..end);
    bare::is_bare(printed.bytes()).then(|| (bare::read(&printed), end))
}

/// How long a quoted value is.
fn closing(value: &[u8]) -> usize {
    let mut at = 0;
    while let Some(step) = value[at..].find_byteset(b"\"\\") {
        if value[at + step] == b'"' {
            return at + step;
        }
        at = (at + step + 2).min(value.len());
    }
    value.len()
}
