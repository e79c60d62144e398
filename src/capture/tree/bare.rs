//! Maps without quotes: `{a=b, c=[d]}` as Java prints them, `map[a:b c:[d]]` as Go does.

use bstr::ByteSlice;

use super::{Map, Value};
use crate::request::Text;

/// A map's text: where it begins, and what parts its names, values and pairs.
struct Found {
    start: usize,
    end: usize,
    equals: u8,
    between: &'static str,
}

/// The first such map with OAuth names.
fn find(bytes: &[u8]) -> Option<Found> {
    for (open, close, equals, between) in [("{", b'}', b'=', ", "), ("map[", b']', b':', " ")] {
        for at in bytes.find_iter(open).take(1000) {
            let start = at + open.len();
            let rest = &bytes[start..];
            let line = rest.find_byte(b'\n').unwrap_or(rest.len());
            let Some(length) = rest[..line].rfind_byte(close) else {
                continue;
            };
            let inner = &rest[..length];
            let named = inner
                .split_str(between)
                .filter(|pair| pair.starts_with(b"oauth_") && pair.contains(&equals))
                .count();
            if named > 1 && !inner.contains(&b'"') {
                return Some(Found {
                    start,
                    end: start + length,
                    equals,
                    between,
                });
            }
        }
    }
    None
}

/// Whether a text holds such a map.
pub(in crate::capture) fn is_bare(bytes: &[u8]) -> bool {
    bytes.contains_str("oauth_") && find(bytes).is_some()
}

/// Its members.
pub(in crate::capture) fn read(text: &Text) -> Value {
    let bytes = text.bytes();
    let Some(found) = find(bytes) else {
        return Value::Nothing;
    };
    let mut map = Map::new();
    let mut at = found.start;
    for piece in bytes[found.start..found.end].split_str(found.between) {
        let (start, end) = (at, at + piece.len());
        at = end + found.between.len();
        let name = piece.find_byte(found.equals).filter(|length| {
            *length > 0
                && piece[..*length]
                    .iter()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(byte))
        });
        if let Some(length) = name {
            let value = text.slice(start + length + 1..end);
            map.push((text.slice(start..start + length), Value::Text(value)));
        } else if let Some((_, Value::Text(value))) = map.last_mut() {
            // What parts the pairs stands in a value.
            value.push_text(&text.slice(start - found.between.len()..end));
        }
    }
    for (_, value) in &mut map {
        if let Value::Text(text) = value
            && text.bytes().starts_with(b"[")
            && text.bytes().ends_with(b"]")
        {
            *text = text.slice(1..text.bytes().len() - 1);
        }
    }
    Value::Map(map)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_inside_a_value_stays_in_it() {
        for paste in [
            "params: {oauth_a=1, b=x, y z, oauth_c=[3]}",
            "map[oauth_a:1 b:x, y z oauth_c:[3]]",
        ] {
            let Value::Map(map) = read(&Text::copied(paste.as_bytes(), 0)) else {
                panic!("not a map")
            };
            let values: Vec<_> = map
                .iter()
                .map(|(_, value)| value.text().unwrap().bytes().to_string())
                .collect();
            assert_eq!(values, ["1", "x, y z", "3"]);
        }
    }
}
