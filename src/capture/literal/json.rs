//! JSON as JavaScript and Python write it.

use serde_json::Value as Json;
use serde_json::ser::{CompactFormatter, Formatter};

/// What `JSON.stringify` writes: no blanks, nothing above ASCII escaped.
pub(in crate::capture) fn json_stringify(json: &Json) -> String {
    json.to_string()
}

/// What Python's `json.dumps` writes: blanks after commas and colons, ASCII only.
pub(in crate::capture) fn json_dumps(json: &Json) -> String {
    let mut bytes = Vec::new();
    let mut serializer =
        serde_json::Serializer::with_formatter(&mut bytes, Dumps(CompactFormatter));
    // Writing to memory cannot fail, and a JSON value has string keys only.
    let _ = serde::Serialize::serialize(json, &mut serializer);
    String::from_utf8_lossy(&bytes).into_owned()
}

struct Dumps(CompactFormatter);

impl Formatter for Dumps {
    fn begin_array_value<W: ?Sized + std::io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> std::io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_key<W: ?Sized + std::io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> std::io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_value<W: ?Sized + std::io::Write>(
        &mut self,
        writer: &mut W,
    ) -> std::io::Result<()> {
        writer.write_all(b": ")
    }

    fn write_string_fragment<W: ?Sized + std::io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> std::io::Result<()> {
        for char in fragment.chars() {
            if char.is_ascii() && char != '\x7f' {
                self.0
                    .write_string_fragment(writer, char.encode_utf8(&mut [0; 4]))?;
            } else {
                for unit in char.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }
}
