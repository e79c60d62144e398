//! What languages print for a value that is not a text (RFC 5849 section 3.4.1.3 knows names and
//! values as texts only): what is signed where a signer is given lists, objects or bytes.

use std::fmt::Write as _;

use serde_json::Value;

/// A list as one text.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum PrintedList {
    /// `['a', 'b']`, Python's.
    Python,
    /// `[a, b]`, Java's and Groovy's.
    Java,
    /// `["a", "b"]`, Ruby's.
    Ruby,
    /// `["a","b"]`.
    Json,
}

/// The members of a JSON object as texts.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum PrintedJson {
    /// JavaScript's `String(value)`: `[object Object]`, a list joined by commas.
    JavaScript,
    /// PHP's: `Array`, `1` for true, nothing for false and null.
    Php,
    /// Python's `str(value)`: `{'a': 1}`, `True`, `None`.
    Python,
    /// Nested members as pairs of their own: `a[b]`, `a[0]`.
    Flattened,
}

impl PrintedList {
    /// The text of a list of those texts.
    #[must_use]
    pub fn of(self, values: &[&[u8]]) -> Vec<u8> {
        let one = |value: &&[u8]| match self {
            Self::Python => python_text(&String::from_utf8_lossy(value)).into_bytes(),
            Self::Java => value.to_vec(),
            Self::Ruby | Self::Json => Value::from(String::from_utf8_lossy(value))
                .to_string()
                .into_bytes(),
        };
        let between = if matches!(self, Self::Json) {
            ","
        } else {
            ", "
        };
        let inner = bstr::join(between, values.iter().map(one));
        [b"[".as_slice(), &inner, b"]"].concat()
    }
}

impl PrintedJson {
    /// The pairs of a member of an object.
    #[must_use]
    pub fn pairs(self, name: &str, value: &Value) -> Vec<(String, String)> {
        match self {
            Self::JavaScript => vec![(name.to_owned(), javascript(value))],
            Self::Php => vec![(name.to_owned(), php(value))],
            Self::Python => vec![(name.to_owned(), python(value))],
            Self::Flattened => flattened(name, value),
        }
    }
}

fn javascript(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(_) => "[object Object]".to_owned(),
        Value::Array(values) => {
            let one = |value: &Value| match value {
                Value::Null => String::new(),
                other => javascript(other),
            };
            values.iter().map(one).collect::<Vec<_>>().join(",")
        }
        other => other.to_string(),
    }
}

fn php(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(_) | Value::Array(_) => "Array".to_owned(),
        Value::Bool(true) => "1".to_owned(),
        Value::Bool(false) | Value::Null => String::new(),
        Value::Number(number) => number.to_string(),
    }
}

fn python(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => python_repr(other),
    }
}

fn python_repr(value: &Value) -> String {
    match value {
        Value::String(text) => python_text(text),
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(values) => {
            let all: Vec<String> = values.iter().map(python_repr).collect();
            format!("[{}]", all.join(", "))
        }
        Value::Object(members) => {
            let all: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{}: {}", python_text(name), python_repr(value)))
                .collect();
            format!("{{{}}}", all.join(", "))
        }
    }
}

/// Python's `repr` of a text: in single quotes, unless only those stand in it.
fn python_text(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut out = String::from(quote);
    for character in text.chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            other => {
                if other == quote || other == '\\' {
                    out.push('\\');
                }
                out.push(other);
            }
        }
    }
    out.push(quote);
    out
}

/// Python's `repr` of bytes.
#[must_use]
pub fn python_bytes(bytes: &[u8]) -> Vec<u8> {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') {
        '"'
    } else {
        '\''
    };
    let mut out = format!("b{quote}");
    for byte in bytes {
        match byte {
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            b' '..=b'~' => {
                if char::from(*byte) == quote || *byte == b'\\' {
                    out.push('\\');
                }
                out.push(char::from(*byte));
            }
            other => {
                // Writing to a text cannot fail.
                let _ = write!(out, "\\x{other:02x}");
            }
        }
    }
    out.push(quote);
    out.into_bytes()
}

fn flattened(name: &str, value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Object(members) => members
            .iter()
            .flat_map(|(inner, value)| flattened(&format!("{name}[{inner}]"), value))
            .collect(),
        Value::Array(values) => values
            .iter()
            .enumerate()
            .flat_map(|(at, value)| flattened(&format!("{name}[{at}]"), value))
            .collect(),
        other => vec![(name.to_owned(), javascript(other))],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Python 3.11 prints, by `str` and `repr`; Node 18, by `String`; Ruby 3.1, by `inspect`.
    #[test]
    fn values_are_printed_as_their_languages_print_them() {
        let value: Value =
            serde_json::from_str(r#"{"b": 1, "c": [true, null, "it's"]}"#).unwrap_or_default();
        assert_eq!(python(&value), r#"{'b': 1, 'c': [True, None, "it's"]}"#);
        assert_eq!(javascript(&value), "[object Object]");
        assert_eq!(javascript(&value["c"]), "true,,it's");
        assert_eq!(python_bytes("é'\n".as_bytes()), br#"b"\xc3\xa9'\n""#);
        let values: [&[u8]; 2] = [b"1", b"2"];
        assert_eq!(PrintedList::Python.of(&values), b"['1', '2']");
        assert_eq!(PrintedList::Java.of(&values), b"[1, 2]");
        assert_eq!(PrintedList::Ruby.of(&values), b"[\"1\", \"2\"]");
    }
}
