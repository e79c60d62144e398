//! JSON strings that remember where they stand in the paste.
//!
//! `serde_json` decodes; its raw values are slices of the input, and so tell the place.

use bstr::ByteSlice;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::error::Error;
use crate::request::Text;

/// More levels of nesting than this are not looked into.
const MAX_DEPTH: usize = 32;

/// Parses the whole text into `T`, which may borrow raw values from it.
pub(crate) fn parse<'a, T: Deserialize<'a>>(text: &'a Text) -> Result<T, Error> {
    let bytes = text.bytes();
    let json = bytes.to_str().map_err(|error| {
        let at = error.valid_up_to();
        located(
            Error::new("expected JSON in UTF-8, found a byte that is not"),
            text,
            at,
        )
    })?;
    serde_json::from_str(json).map_err(|error| {
        let line_start = match error.line() {
            0 | 1 => 0,
            line => bytes.find_iter("\n").nth(line - 2).map_or(0, |at| at + 1),
        };
        let at = line_start + error.column().saturating_sub(1);
        // serde_json's own words may quote the paste; the category does not.
        let problem = match error.classify() {
            serde_json::error::Category::Eof => "the JSON ends too early".to_owned(),
            serde_json::error::Category::Data => {
                "the JSON has another shape than this form's".to_owned()
            }
            _ => format!(
                "expected JSON, found a syntax error at line {}, column {}",
                error.line(),
                error.column()
            ),
        };
        located(Error::new(problem), text, at)
            .help("copy the whole of it, from the first brace to the last")
    })
}

fn located(error: Error, text: &Text, at: usize) -> Error {
    let at = at.min(text.bytes().len().saturating_sub(1));
    match text.locate(at..at + 1) {
        Some(span) => error.at(span),
        None => error,
    }
}

/// The decoded string that `raw`, a part of `paste`, holds; `None` when it is no string.
pub(crate) fn string(raw: &RawValue, paste: &Text) -> Option<Text> {
    let json = raw.get();
    let inside = json.strip_prefix('"')?.strip_suffix('"')?;
    let start = (inside.as_ptr() as usize).checked_sub(paste.bytes().as_ptr() as usize)?;
    let mut out = Text::default();
    let mut at = 0;
    while let Some(step) = inside[at..].find('\\') {
        out.push_text(&paste.slice(start + at..start + at + step));
        at += step;
        // A surrogate pair is two escapes that make one character.
        let len = [2, 6, 12]
            .into_iter()
            .find(|len| decode(inside.get(at..at + len)).is_some())
            .unwrap_or(2);
        let escape = inside.get(at..at + len)?;
        // A lone surrogate has no character; serde_json refuses it, so do we.
        let plain = decode(Some(escape))?;
        let span = paste
            .locate(start + at..start + at + len)
            .unwrap_or_default();
        out.push_unquoted(plain.as_bytes(), span);
        at += len;
    }
    out.push_text(&paste.slice(start + at..start + inside.len()));
    Some(out)
}

fn decode(escape: Option<&str>) -> Option<String> {
    serde_json::from_str(&format!("\"{}\"", escape?)).ok()
}

/// A string, or the text of a number or a boolean.
pub(crate) fn scalar(raw: &RawValue, paste: &Text) -> Option<Text> {
    string(raw, paste).or_else(|| {
        let json = raw.get();
        let plain = !json.starts_with(['"', '{', '[']) && json != "null";
        slice(raw, paste).filter(|_| plain)
    })
}

/// The JSON text of `raw`, a part of `paste`.
pub(crate) fn slice(raw: &RawValue, paste: &Text) -> Option<Text> {
    let json = raw.get();
    let start = (json.as_ptr() as usize).checked_sub(paste.bytes().as_ptr() as usize)?;
    Some(paste.slice(start..start + json.len()))
}

/// Every string of the JSON text with the key that it stands under.
pub(crate) fn strings(paste: &Text) -> Result<Vec<(String, Text)>, Error> {
    let whole: &RawValue = parse(paste)?;
    let mut found = Vec::new();
    walk(whole, "", paste, 0, &mut found);
    Ok(found)
}

fn walk(raw: &RawValue, key: &str, paste: &Text, depth: usize, found: &mut Vec<(String, Text)>) {
    if depth > MAX_DEPTH {
        return;
    }
    let json = raw.get();
    if json.starts_with('{') {
        let members: Members<'_> = serde_json::from_str(json).unwrap_or_default();
        for (key, value) in members.0 {
            walk(value, &key, paste, depth + 1, found);
        }
    } else if json.starts_with('[') {
        let items: Vec<&RawValue> = serde_json::from_str(json).unwrap_or_default();
        for item in items {
            walk(item, key, paste, depth + 1, found);
        }
    } else if let Some(text) = string(raw, paste) {
        found.push((key.to_owned(), text));
    }
}

/// The members of an object, in order, repeated keys kept.
#[derive(Default)]
pub(crate) struct Members<'a>(pub(crate) Vec<(String, &'a RawValue)>);

impl<'a> Members<'a> {
    /// The first member of that name.
    pub(crate) fn get(&self, name: &str) -> Option<&'a RawValue> {
        let found = self.0.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| *value)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<'a>(std::marker::PhantomData<&'a ()>);
        impl<'de: 'a, 'a> serde::de::Visitor<'de> for Visitor<'a> {
            type Value = Members<'a>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Visitor(std::marker::PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_is_decoded_with_its_places() {
        let paste = Text::copied(br#"{"k":"a\u0026\ud83d\ude00b\n"}"#, 100);
        let all = strings(&paste).unwrap();
        assert_eq!(all[0].0, "k");
        let text = &all[0].1;
        assert_eq!(text.bytes(), "a&\u{1F600}b\n");
        assert_eq!(text.locate(0..1), Some(106..107));
        assert_eq!(text.locate(1..2), Some(107..113));
        assert_eq!(text.locate(2..3), Some(113..125));
        assert_eq!(text.locate(6..7), Some(125..126));
    }

    #[test]
    fn a_syntax_error_has_its_place() {
        let paste = Text::copied(b"{\n  \"a\": ?\n}", 0);
        let error = strings(&paste).unwrap_err();
        assert_eq!(error.span(), Some(9..10));
    }

    #[test]
    fn deep_nesting_ends_without_a_crash() {
        let paste = format!("{}1{}", "[".repeat(200_000), "]".repeat(200_000));
        assert_eq!(strings(&Text::from(paste.as_str())), Ok(vec![]));
    }
}
