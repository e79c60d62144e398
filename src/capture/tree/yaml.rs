//! YAML 1.2 as a tree: cassettes of test recorders, exports.

use bstr::ByteSlice;
use saphyr_parser::{Event, Parser, ScalarStyle};

use super::{MAX_DEPTH, Map, Value};
use crate::error::Error;
use crate::request::Text;

/// More values than this are not made: an alias may stand for many.
const MAX_VALUES: usize = 2_000_000;

/// The documents of the text: the only one, or a list of them.
///
/// # Errors
/// When it is not YAML; the error says where.
pub(in crate::capture) fn read(text: &Text) -> Result<Value, Error> {
    let bytes = text.bytes();
    let yaml = bytes.to_str().map_err(|error| {
        let at = error.valid_up_to();
        let error = Error::new("expected YAML in UTF-8, found a byte that is not");
        match text.locate(at..at + 1) {
            Some(span) => error.at(span),
            None => error,
        }
    })?;
    let mut builder = Builder::default();
    let mut places = Places::new(yaml);
    for event in Parser::new_from_str(yaml) {
        let (event, span) = event.map_err(|error| {
            // The scanner's own words quote nothing of the paste, but its place is enough.
            let at = places.byte(error.marker().index());
            let error = Error::new(format_args!(
                "expected YAML, found a syntax error at line {}, column {}",
                error.marker().line(),
                error.marker().col() + 1
            ))
            .help("copy the whole file, with its indentation");
            match text.locate(at..at + 1) {
                Some(span) => error.at(span),
                None => error,
            }
        })?;
        if let Event::Scalar(value, style, anchor, tag) = event {
            let start = places.byte(span.start.index());
            let end = places.byte(span.end.index()).max(start);
            let binary = tag.is_some_and(|tag| tag.suffix == "binary");
            let source = text.slice(start..end);
            let nothing = style == ScalarStyle::Plain && matches!(&*value, "" | "~" | "null");
            let scalar = if nothing {
                Value::Nothing
            } else {
                let scalar = placed(&value, &source);
                Value::Text(if binary { decoded(&scalar) } else { scalar })
            };
            builder.add(scalar, anchor);
        } else {
            builder.event(&event);
        }
    }
    Ok(match builder.documents.len() {
        1 => builder.documents.remove(0),
        _ => Value::List(builder.documents),
    })
}

/// Bytes by characters, for marks that come in order.
struct Places<'a> {
    text: &'a str,
    char: usize,
    byte: usize,
}

impl<'a> Places<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            char: 0,
            byte: 0,
        }
    }

    fn byte(&mut self, char: usize) -> usize {
        for one in self.text[..self.byte]
            .chars()
            .rev()
            .take(self.char.saturating_sub(char))
        {
            self.byte -= one.len_utf8();
            self.char -= 1;
        }
        for one in self.text[self.byte..]
            .chars()
            .take(char.saturating_sub(self.char))
        {
            self.byte += one.len_utf8();
            self.char += 1;
        }
        self.byte
    }
}

/// A scalar with its places: what stands as it is, and what a folded line or an escape became.
fn placed(value: &str, source: &Text) -> Text {
    let mut out = Text::default();
    let bytes = source.bytes();
    let mut at = usize::from(matches!(bytes.first(), Some(b'"' | b'\'')));
    let mut rest = value.as_bytes();
    while !rest.is_empty() {
        let same = rest
            .iter()
            .zip(bytes.get(at..).unwrap_or_default())
            .take_while(|(one, other)| one == other && **one != b'\\')
            .count();
        out.push_text(&source.slice(at..at + same));
        at += same;
        rest = &rest[same..];
        if rest.is_empty() {
            break;
        }
        let blanks = bytes
            .get(at..)
            .unwrap_or_default()
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
        if blanks > 0 && matches!(rest[0], b' ' | b'\n') {
            let span = source.locate(at..at + blanks).unwrap_or_default();
            out.push_unquoted(&rest[..1], span);
            rest = &rest[1..];
            at += blanks;
        } else if blanks > 0 {
            at += blanks;
        } else {
            // Escapes: the rest as a whole.
            let span = source.locate(at..bytes.len()).unwrap_or_default();
            out.push_unquoted(rest, span);
            break;
        }
    }
    out
}

fn decoded(text: &Text) -> Text {
    use base64::Engine as _;
    let packed: Vec<u8> = text
        .bytes()
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    let Ok(bytes) = base64::engine::general_purpose::STANDARD.decode(packed) else {
        return text.clone();
    };
    let mut out = Text::default();
    out.push_unquoted(&bytes, text.span().unwrap_or_default());
    out
}

/// A list or a map whose end has not come.
enum Open {
    List(Vec<Value>, usize),
    Map(Map, Option<Text>, usize),
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    documents: Vec<Value>,
    anchors: Vec<(usize, Value)>,
    values: usize,
}

impl Builder {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::SequenceStart(anchor, _) => self.open.push(Open::List(Vec::new(), *anchor)),
            Event::MappingStart(anchor, _) => self.open.push(Open::Map(Map::new(), None, *anchor)),
            Event::SequenceEnd | Event::MappingEnd => {
                let (value, anchor) = match self.open.pop() {
                    Some(Open::List(items, anchor)) => (Value::List(items), anchor),
                    Some(Open::Map(map, _, anchor)) => (Value::Map(map), anchor),
                    None => return,
                };
                let deep = self.open.len() > MAX_DEPTH;
                self.add(if deep { Value::Nothing } else { value }, anchor);
            }
            Event::Alias(anchor) => {
                let value = self
                    .anchors
                    .iter()
                    .rev()
                    .find(|(known, _)| known == anchor)
                    .map_or(Value::Nothing, |(_, value)| value.clone());
                self.values += size(&value);
                let value = if self.values > MAX_VALUES {
                    Value::Nothing
                } else {
                    value
                };
                self.add(value, 0);
            }
            _ => {}
        }
    }

    fn add(&mut self, value: Value, anchor: usize) {
        if anchor > 0 {
            self.values += size(&value);
            if self.values < MAX_VALUES {
                self.anchors.push((anchor, value.clone()));
            }
        }
        match self.open.last_mut() {
            None => self.documents.push(value),
            Some(Open::List(items, _)) => items.push(value),
            Some(Open::Map(map, name, _)) => match name.take() {
                Some(name) => map.push((name, value)),
                None => *name = Some(value.text().cloned().unwrap_or_default()),
            },
        }
    }
}

fn size(value: &Value) -> usize {
    1 + match value {
        Value::List(items) => items.iter().map(size).sum(),
        Value::Map(map) => map.iter().map(|(_, value)| size(value)).sum(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folded_scalar_is_found_in_the_paste() {
        let text = Text::copied(
            "é: x\na:\n- OAuth b=\"c\",\n    d=\"e\"\nf: 'it''s'\n".as_bytes(),
            0,
        );
        let Value::Map(map) = read(&text).unwrap() else {
            panic!("not a map")
        };
        let header = map[1].1.only_text().unwrap();
        assert_eq!(header.bytes(), "OAuth b=\"c\", d=\"e\"");
        let at = header.bytes().find("d=").unwrap();
        let span = header.locate(at..at + 1).unwrap();
        assert_eq!(&text.bytes()[span], "d");
        assert_eq!(map[2].1.text().unwrap().bytes(), "it's");
    }

    #[test]
    fn many_aliases_and_deep_nesting_end() {
        let mut bomb = "a: &a [x]\n".to_owned();
        for letter in b'b'..=b'z' {
            let before = (letter - 1) as char;
            let one = format!("*{before},").repeat(9);
            let letter = letter as char;
            bomb.extend([&format!("{letter}: &{letter} [{one}]"), "\n"]);
        }
        assert!(read(&Text::from(bomb.as_str())).is_ok());
        let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
        let _ = read(&Text::from(deep.as_str()));
    }
}
