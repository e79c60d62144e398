//! What PHP prints: `print_r`, `var_dump`, and Xdebug's `var_dump`, also one line long and behind
//! marks of comments.

use bstr::ByteSlice;

use super::{MAX_DEPTH, Map, Value};
use crate::capture::lines::lines;
use crate::request::Text;

/// What tells of a value stands within so many bytes of its name.
const NEAR: usize = 300;

/// Whether a text has members as `print_r` writes them, with OAuth among them.
pub(in crate::capture) fn is_print_r(text: &[u8]) -> bool {
    text.find_iter("oauth_").any(|at| {
        let behind = &text[at..];
        let name = behind
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
            .count();
        text[..at].ends_with(b"[") && behind[name..].starts_with(b"] => ")
    }) || text.contains_str("oauth_") && has_members(text)
}

/// Whether an array stands in a text with its members on lines of their own, a header among them.
fn has_members(text: &[u8]) -> bool {
    let mut members = 0;
    let mut opened = false;
    let mut header = false;
    for line in text.lines() {
        let line = line.trim_ascii();
        opened |= line == b"(";
        let member = line.starts_with(b"[") && line.contains_str("] => ");
        members += usize::from(member);
        header |= member && line.contains_str("OAuth ") && line.contains_str("oauth_");
    }
    opened && header && members > 1
}

/// Whether a text has strings as `var_dump` writes them.
pub(in crate::capture) fn is_var_dump(text: &[u8]) -> bool {
    text.contains_str("oauth_")
        && (text.contains_str("' (length=") && text.contains_str(" => ")
            || text.contains_str("]=>")
                && text.find_iter("string(").any(|at| {
                    let rest = &text[at + 7..];
                    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
                    digits > 0 && rest[digits..].starts_with(b") \"")
                }))
}

/// The members of everything that `print_r` printed.
pub(in crate::capture) fn print_r(text: &Text) -> Value {
    let mut reader = Reader {
        text,
        bytes: text.bytes(),
        at: 0,
    };
    let mut all = Vec::new();
    while reader.at < reader.bytes.len() {
        let members = reader.print_r(0);
        if !members.is_empty() {
            all.push(listed(members));
        }
        reader.at += 1;
    }
    match all.len() {
        1 => all.remove(0),
        _ => Value::List(all),
    }
}

/// The members of everything that `var_dump` printed.
pub(in crate::capture) fn var_dump(text: &Text) -> Value {
    if text.bytes().contains_str("' (length=") {
        return xdebug(text);
    }
    let mut reader = Reader {
        text,
        bytes: text.bytes(),
        at: 0,
    };
    let mut all = Map::new();
    while reader.at < reader.bytes.len() {
        all.extend(reader.dumped(0));
        reader.at += 1;
    }
    listed(all)
}

/// A list where the names are its numbers.
fn listed(members: Map) -> Value {
    let numbered = members
        .iter()
        .enumerate()
        .all(|(place, (name, _))| name.bytes() == place.to_string().as_str());
    if numbered {
        return Value::List(members.into_iter().map(|(_, value)| value).collect());
    }
    Value::Map(members)
}

struct Reader<'a> {
    text: &'a Text,
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// `[name] => value` up to a `)` of its own.
    fn print_r(&mut self, depth: usize) -> Map {
        let mut members = Map::new();
        while let Some(step) = self.rest().find_byteset(b"[)") {
            self.at += step;
            if self.bytes[self.at] == b')' {
                return members;
            }
            let Some((name, behind)) = member(&self.bytes[self.at..]) else {
                self.at += 1;
                continue;
            };
            let name = self.text.slice(self.at + 1..self.at + 1 + name);
            self.at += behind;
            let value = match self.opened() {
                Some(open) if depth < MAX_DEPTH => {
                    self.at = open;
                    let inner = self.print_r(depth + 1);
                    self.at += 1;
                    listed(inner)
                }
                _ => Value::Text(self.printed()),
            };
            members.push((name, value));
        }
        self.at = self.bytes.len();
        members
    }

    /// Behind the bracket of `Array (` or `stdClass Object (`.
    fn opened(&self) -> Option<usize> {
        let rest = self.rest();
        let rest = &rest[..rest.len().min(NEAR)];
        let open = rest.find_byte(b'(')?;
        let before = rest[..open].trim_ascii();
        let kind = before == b"Array" || before.ends_with(b" Object") && !before.contains(&b'\n');
        kind.then_some(self.at + open + 1)
    }

    /// A scalar: to the end of its line, or to the next member on it.
    fn printed(&mut self) -> Text {
        let start = self.at;
        let rest = self.rest();
        let mut length = 0;
        while let Some(step) = rest[length..].find_byteset(b"\n[") {
            length += step;
            let ends = rest[length] == b'\n'
                || rest[..length].ends_with(b" ") && member(&rest[length..]).is_some();
            if ends {
                break;
            }
            length += 1;
        }
        if rest.get(length).is_none_or(|byte| !b"\n[".contains(byte)) {
            length = rest.len();
        }
        let line = &rest[..length];
        // ` )` closes the map on the same line, and prose may stand behind it.
        let mut end = line.trim_ascii_end().len();
        while let Some(shorter) = line[..end].strip_suffix(b")") {
            if !shorter.last().is_none_or(u8::is_ascii_whitespace) {
                break;
            }
            end = shorter.trim_ascii_end().len();
        }
        let end = line.find(" ) ").map_or(end, |at| at.min(end));
        self.at = start + end;
        let value = self.text.slice(start..start + end);
        let end = value.bytes().trim_ascii_end().len();
        value.slice(0..end)
    }

    /// `["name"]=> value` up to a `}` of its own.
    fn dumped(&mut self, depth: usize) -> Map {
        let mut members = Map::new();
        while let Some(step) = self.rest().find_byteset(b"[}") {
            self.at += step;
            if self.bytes[self.at] == b'}' {
                return members;
            }
            let rest = self.rest();
            let near = &rest[..rest.len().min(NEAR)];
            let line = near.find_byte(b'\n').unwrap_or(near.len());
            let Some(arrow) = rest[..line].find("]=>") else {
                self.at += 1;
                continue;
            };
            // `["name":protected]`
            let inner = self.at + 1..self.at + arrow;
            let quoted = self.bytes[inner.clone()]
                .strip_prefix(b"\"")
                .and_then(|name| name.find_byte(b'"'));
            let name = match quoted {
                Some(length) => self.text.slice(inner.start + 1..inner.start + 1 + length),
                None => self.text.slice(inner),
            };
            self.at += arrow + 3;
            let value = self.typed(depth);
            members.push((name, value));
        }
        self.at = self.bytes.len();
        members
    }

    /// `string(3) "abc"`, `array(2) {`, `int(5)`.
    fn typed(&mut self, depth: usize) -> Value {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_ascii_start().len();
        let rest = self.rest();
        let rest = &rest[..rest.len().min(NEAR)];
        let line = rest.find_byte(b'\n').unwrap_or(rest.len());
        if rest[..line].trim_ascii_end().ends_with(b"{") && depth < MAX_DEPTH {
            self.at += line;
            let inner = self.dumped(depth + 1);
            self.at += 1;
            return listed(inner);
        }
        let Some(open) = rest[..line].find_byte(b'(') else {
            self.at += line;
            return Value::Nothing;
        };
        let close = rest[open..line]
            .find_byte(b')')
            .map_or(line, |at| open + at);
        let inside = self.at + open + 1..self.at + close;
        if &rest[..open] != b"string" {
            self.at += line;
            return Value::Text(self.text.slice(inside));
        }
        let start = self.at + close + 3;
        let length = std::str::from_utf8(&self.bytes[inside])
            .ok()
            .and_then(|digits| digits.parse::<usize>().ok());
        let end = length
            .and_then(|length| start.checked_add(length))
            .filter(|end| self.bytes.get(*end) == Some(&b'"'))
            .unwrap_or_else(|| {
                // Edited by hand: the quote that ends its line.
                let line = &self.bytes[start.min(self.bytes.len())
                    ..(self.at + line).max(start.min(self.bytes.len()))];
                start + line.rfind_byte(b'"').unwrap_or(line.len())
            });
        self.at = end.min(self.bytes.len());
        Value::Text(self.text.slice(start..end))
    }
}

/// The length of the name in `[name] => `, and of the whole.
fn member(bytes: &[u8]) -> Option<(usize, usize)> {
    let end = bytes.get(..200.min(bytes.len()))?.find("] =>")?;
    let name = bytes.get(1..end)?;
    let fits = !name.is_empty() && !name.iter().any(|byte| b"[]\n".contains(byte));
    let blank = usize::from(bytes.get(end + 4) == Some(&b' '));
    fits.then_some((end - 1, end + 4 + blank))
}

/// Xdebug's: `'name' => string 'value' (length=5)`, nested by indentation.
fn xdebug(text: &Text) -> Value {
    let bytes = text.bytes();
    // Open maps with the indentation of their members.
    let mut open: Vec<(usize, Text, Map)> = vec![(0, Text::default(), Map::new())];
    let mut skip_to = 0;
    for line in lines(bytes) {
        if line.range.start < skip_to {
            continue;
        }
        let content = &bytes[line.range.clone()];
        let Some(arrow) = content.find(" =>") else {
            continue;
        };
        let indent = content.len() - content.trim_ascii_start().len();
        let key = &content[..arrow];
        let quotes: Vec<usize> = key.find_iter("'").take(2).collect();
        let key = match quotes.as_slice() {
            [first, second] => line.range.start + first + 1..line.range.start + second,
            _ => line.range.start + indent..line.range.start + arrow,
        };
        let key = text.slice(key);
        while open.len() > 1 && open.last().is_some_and(|(at, ..)| *at >= indent) {
            close(&mut open);
        }
        let behind = line.range.start + arrow + 3;
        let rest = &bytes[behind..];
        let value = rest.trim_ascii_start();
        if let Some(string) = value.strip_prefix(b"string '") {
            let start = bytes.len() - string.len();
            let Some(end) = string.find("' (length=") else {
                break;
            };
            skip_to = start + end;
            if let Some((.., map)) = open.last_mut() {
                map.push((key, Value::Text(text.slice(start..start + end))));
            }
        } else if value.starts_with(b"array") || value.starts_with(b"object") {
            open.push((indent, key, Map::new()));
        } else {
            let line = value.find_byte(b'\n').unwrap_or(value.len());
            let word = value[..line].trim_ascii();
            let plain = word.rfind_byte(b' ').map_or(0, |at| at + 1);
            let start = bytes.len() - value.len() + plain;
            let scalar = match word {
                b"null" => Value::Nothing,
                _ => Value::Text(text.slice(start..start + word.len() - plain)),
            };
            if let Some((.., map)) = open.last_mut() {
                map.push((key, scalar));
            }
        }
    }
    while open.len() > 1 {
        close(&mut open);
    }
    open.pop().map_or(Value::Nothing, |(.., map)| listed(map))
}

fn close(open: &mut Vec<(usize, Text, Map)>) {
    if let Some((_, name, map)) = open.pop()
        && let Some((.., above)) = open.last_mut()
    {
        above.push((name, listed(map)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &Value, path: &[&str]) -> String {
        let mut value = value;
        for step in path {
            value = match value {
                Value::Map(map) => {
                    &map.iter()
                        .find(|(name, _)| name.bytes() == *step)
                        .unwrap()
                        .1
                }
                Value::List(items) => &items[step.parse::<usize>().unwrap()],
                other => panic!("{other:?}"),
            };
        }
        value.text().unwrap().bytes().to_string()
    }

    #[test]
    fn print_r_is_read_over_lines_and_on_one() {
        for paste in [
            "Array\n(\n    [a] => x y\n    [b] => Array\n        (\n            [0] => (z)\n        )\n\n    [c] => \n)\n",
            "Array ( [a] => x y [b] => Array ( [0] => (z) ) [c] => )",
        ] {
            let read = print_r(&Text::copied(paste.as_bytes(), 0));
            assert_eq!(text(&read, &["a"]), "x y");
            assert_eq!(text(&read, &["b", "0"]), "(z)");
            assert_eq!(text(&read, &["c"]), "");
        }
    }

    #[test]
    fn var_dump_is_read_by_its_lengths() {
        let paste = "array(2) {\n  [\"a\"]=>\n  string(5) \"x\"\n\"y\"\n  [\"b\":protected]=>\n  array(1) {\n    [0]=>\n    int(5)\n  }\n}\n";
        let read = var_dump(&Text::copied(paste.as_bytes(), 0));
        assert_eq!(text(&read, &["a"]), "x\"\n\"y");
        assert_eq!(text(&read, &["b", "0"]), "5");
        let paste = "array (size=2)\n  'a' => string 'it's' (length=4)\n  'b' =>\n    array (size=1)\n      0 => int 5\n  'c' => null\n";
        let read = var_dump(&Text::copied(paste.as_bytes(), 0));
        assert_eq!(text(&read, &["a"]), "it's");
        assert_eq!(text(&read, &["b", "0"]), "5");
    }
}
