//! JSON, and JSON a line, as a tree.

use bstr::ByteSlice;
use serde_json::value::RawValue;

use super::{MAX_DEPTH, Map, Value};
use crate::capture::json::{self, Members};
use crate::capture::lines::{lines, trim};
use crate::error::Error;
use crate::request::Text;

/// The whole text as one value.
///
/// # Errors
/// When it is not JSON; the error says where.
pub(in crate::capture) fn read(text: &Text) -> Result<Value, Error> {
    let text = &text.slice(trim(text.bytes(), 0..text.bytes().len()));
    let whole: &RawValue = json::parse(text)?;
    Ok(value(whole, text, 0))
}

/// The lines that are JSON objects, each with its number, from 0, among those lines; other lines
/// are left out.
pub(in crate::capture) fn read_lines(text: &Text) -> Vec<Value> {
    let bytes = text.bytes();
    let objects = lines(bytes).filter_map(|line| {
        let range = line.range;
        let open = bytes[range.clone()].find_byte(b'{')?;
        let object = text.slice(trim(bytes, range.start + open..range.end));
        read(&object).ok()
    });
    objects.collect()
}

/// A string that holds a JSON object or list itself.
pub(in crate::capture) fn inside(text: &Text) -> Option<Value> {
    let bytes = text.bytes().trim_ascii();
    let bracketed = |open: u8, close: u8| bytes.first() == Some(&open) && bytes.ends_with(&[close]);
    if !bracketed(b'{', b'}') && !bracketed(b'[', b']') {
        return None;
    }
    read(text).ok()
}

fn value(raw: &RawValue, paste: &Text, depth: usize) -> Value {
    let json = raw.get();
    if depth > MAX_DEPTH || json == "null" {
        return Value::Nothing;
    }
    match json.as_bytes().first() {
        Some(b'{') => {
            let members: Members<'_> = serde_json::from_str(json).unwrap_or_default();
            let named = members
                .0
                .into_iter()
                .map(|(key, raw)| (Text::made(key), value(raw, paste, depth + 1)));
            Value::Map(named.collect::<Map>())
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(json).unwrap_or_default();
            let items = items.into_iter().map(|raw| value(raw, paste, depth + 1));
            Value::List(items.collect())
        }
        _ => json::scalar(raw, paste).map_or(Value::Nothing, Value::Text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_not_json_does_not_spoil_the_others() {
        let text = Text::copied(
            b"start\nweb-1 | {\"a\": 1}\n{\"b\": [null, \"\\u0026\"]}\n",
            0,
        );
        let read = read_lines(&text);
        assert_eq!(read.len(), 2);
        let Some(Value::List(items)) = read[1].map().map(|map| &map[0].1) else {
            panic!("not a list")
        };
        assert_eq!(items[0], Value::Nothing);
        assert_eq!(items[1].text().unwrap().bytes(), "&");
        assert_eq!(items[1].text().unwrap().span(), Some(37..43));
    }
}
