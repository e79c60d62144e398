//! Literals as languages write and print them: strings, lists, maps, calls, in any of them.
//!
//! Nothing is computed and no grammar is held to: what is a name, a separator, a bracket or a string
//! looks much alike in all of them, and what is neither is passed over. A string's pieces joined by
//! `+`, `.`, `..`, `&`, `||`, `~` or nothing are one; a name between them is a [`Hole`]. A call is a
//! map with one member, whose name ends in `()`.

mod strings;

use bstr::ByteSlice;

use super::{Hole, Map, Value};
use crate::request::Text;

/// Brackets deeper than this are not looked into.
const MAX_DEPTH: usize = 64;

/// What marks a member as a call.
pub(in crate::capture) const CALL: &[u8] = b"()";

/// What was read of a program, and where it is filled in when it runs.
#[derive(Debug)]
pub(in crate::capture) struct Notation {
    /// Every statement, literal and call, in order.
    pub(in crate::capture) root: Value,
    /// The places of variables in strings.
    pub(in crate::capture) holes: Vec<Hole>,
    /// Whether strings were put together of pieces.
    pub(in crate::capture) joined: usize,
    /// A `${…}` in a string that is no template: it is sent as it stands.
    pub(in crate::capture) untemplated: Option<Text>,
}

/// Reads everything that is written down in the text.
pub(in crate::capture) fn read(text: &Text) -> Notation {
    let bytes = text.bytes();
    let mut reader = Reader {
        text,
        bytes,
        at: 0,
        depth: 0,
        sigils: has_sigils(bytes),
        ruby: is_ruby(bytes),
        open_documents: 0,
        wrapped: bytes.contains_str(">>> "),
        basic: bytes.contains_str("CreateObject(") || bytes.contains_str("Sub "),
        holes: Vec::new(),
        joined: 0,
        untemplated: None,
    };
    let mut items = Vec::new();
    while reader.at < bytes.len() {
        items.extend(reader.items(None));
        // A bracket that nothing opened.
        reader.at += 1;
    }
    Notation {
        root: collected(items),
        holes: reader.holes,
        joined: reader.joined,
        untemplated: reader.untemplated,
    }
}

/// Whether names of variables begin with `$`, and are filled in inside double quotes.
fn has_sigils(bytes: &[u8]) -> bool {
    bytes.contains_str("<?php")
        || bytes.lines().any(|line| {
            let Some(name) = line.trim_ascii_start().strip_prefix(b"$") else {
                return false;
            };
            let length = name
                .iter()
                .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
                .count();
            let after = name[length..].trim_ascii_start();
            length > 0 && (after.starts_with(b"=") || after.starts_with(b"->"))
        })
}

/// Whether a text has words that only Ruby has.
fn is_ruby(bytes: &[u8]) -> bool {
    [
        "require '",
        "require \"",
        "Net::HTTP",
        "Faraday",
        "\nend",
        " do |",
    ]
    .iter()
    .any(|word| bytes.contains_str(word))
}

struct Item {
    key: Option<Text>,
    value: Value,
}

/// A map where anything has a name, else a list.
fn collected(items: Vec<Item>) -> Value {
    if items.iter().all(|item| item.key.is_none()) {
        return Value::List(items.into_iter().map(|item| item.value).collect());
    }
    let named = items
        .into_iter()
        .map(|item| (item.key.unwrap_or_default(), item.value));
    Value::Map(named.collect::<Map>())
}

#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a habit of a language of its own"
)]
struct Reader<'a> {
    text: &'a Text,
    bytes: &'a [u8],
    at: usize,
    depth: usize,
    sigils: bool,
    /// `#{x}` in double quotes is filled in.
    ruby: bool,
    /// Here-documents whose end never came.
    open_documents: usize,
    /// A terminal may have broken lines inside strings.
    wrapped: bool,
    /// A call may have its arguments without brackets, as in Basic.
    basic: bool,
    holes: Vec<Hole>,
    joined: usize,
    untemplated: Option<Text>,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Everything up to the bracket that closes, or to one that nothing opened.
    fn items(&mut self, close: Option<u8>) -> Vec<Item> {
        let mut items = Vec::new();
        loop {
            self.blanks(true);
            let Some(byte) = self.peek() else {
                return items;
            };
            if matches!(byte, b')' | b']' | b'}') {
                if close == Some(byte) || close.is_none() {
                    return items;
                }
                // Of another bracket: this one was never closed, unless the next closes it.
                return items;
            }
            let before = self.at;
            match self.operand() {
                Some(value) => items.push(self.item(value)),
                None if self.at == before => self.at += 1,
                None => {}
            }
        }
    }

    /// A value, or the name of the one that follows a separator.
    fn item(&mut self, first: Value) -> Item {
        let mut key = None;
        let mut value = first;
        while let Some(length) = self.separator() {
            let mark = self.at;
            self.at += length;
            self.blanks(true);
            let name = match &value {
                Value::Text(text) | Value::Name(text) => text.clone(),
                // Lua's `["name"] = value`.
                Value::List(items) => match items.as_slice() {
                    [Value::Text(text)] => text.clone(),
                    _ => Text::default(),
                },
                _ => Text::default(),
            };
            let Some(next) = self.value() else {
                let ends = self.peek().is_none_or(|byte| b",;)]}".contains(&byte));
                if ends {
                    key = key.or(Some(name));
                    value = Value::Nothing;
                } else {
                    self.at = mark + length;
                }
                break;
            };
            // `name: Type = value`, `a = b = value`.
            key = key
                .filter(|text: &Text| !text.bytes().is_empty())
                .or(Some(name));
            value = next;
            if !matches!(value, Value::Name(_)) {
                break;
            }
        }
        Item { key, value }
    }

    /// The length of what stands between a name and its value, at the cursor.
    fn separator(&mut self) -> Option<usize> {
        let mark = self.at;
        self.blanks(false);
        if self.peek() == Some(b'\n') || self.peek() == Some(b'\r') {
            // Only an arrow begins a line.
            let here = self.at;
            self.blanks(true);
            if !self.rest().starts_with(b"=>") {
                self.at = here.min(mark);
                return None;
            }
        }
        let rest = self.rest();
        let found = match rest.first() {
            Some(b'=') if rest.starts_with(b"=>") => Some(2),
            Some(b'=') if !rest.starts_with(b"==") && !rest.starts_with(b"=~") => Some(1),
            Some(b':') if rest.starts_with(b":=") => Some(2),
            Some(b':') if !rest.starts_with(b"::") => Some(1),
            Some(b'<') if rest.starts_with(b"<- ") => Some(2),
            _ => None,
        };
        if found.is_none() {
            self.at = mark;
        }
        found
    }

    /// A value behind a separator: words before it (`new`, a type) are passed over.
    fn value(&mut self) -> Option<Value> {
        let value = self.operand()?;
        let word = match &value {
            Value::Name(word) => word.bytes().to_owned(),
            // `[Object: null prototype] {`, `Map(2) {`
            Value::List(_) | Value::Map(_) => b"[]".into(),
            _ => return Some(value),
        };
        let mark = self.at;
        self.blanks(false);
        let keyword = ["new", "await", "return", "yield", "async", "try"]
            .iter()
            .any(|known| word == *known);
        let printed = self.peek() == Some(b'{') && self.at > mark && word != "[]"
            || word == "[]" && self.peek() == Some(b'{')
            || word == "Object" && self.peek() == Some(b'[');
        if (keyword || printed)
            && let Some(next) = self.value()
        {
            return Some(next);
        }
        self.at = mark;
        Some(value)
    }

    /// One string, group, name or call at the cursor.
    fn operand(&mut self) -> Option<Value> {
        let start = self.at;
        if let Some(text) = self.string() {
            return Some(Value::Text(self.join(text)));
        }
        match self.peek()? {
            open @ (b'(' | b'[' | b'{') => {
                let value = self.group(open);
                // Go: `[]string{"v"}`.
                if value == Value::List(Vec::new()) && self.peek().is_some_and(is_word) {
                    return self.operand();
                }
                Some(value)
            }
            b':' if self.bytes.get(start + 1).copied().is_some_and(is_word) => {
                // A symbol of Ruby's.
                self.at += 1;
                self.operand()
            }
            byte if is_word(byte) => Some(self.word()),
            b'-' if self.bytes.get(start + 1).is_some_and(u8::is_ascii_digit) => Some(self.word()),
            _ => None,
        }
    }

    fn group(&mut self, open: u8) -> Value {
        let close = match open {
            b'(' => b')',
            b'[' => b']',
            _ => b'}',
        };
        self.at += 1;
        if self.depth >= MAX_DEPTH {
            return Value::Nothing;
        }
        self.depth += 1;
        let mut items = self.items(Some(close));
        self.depth -= 1;
        if self.peek() == Some(close) {
            self.at += 1;
        }
        if open == b'(' && items.len() == 1 && items[0].key.is_none() {
            return items.remove(0).value;
        }
        collected(items)
    }

    /// A name with its path, its index and its arguments.
    fn word(&mut self) -> Value {
        let start = self.at;
        self.at += 1;
        self.path();
        let mut index = None;
        loop {
            let end = self.at;
            match self.peek() {
                Some(b'[') => {
                    // `request["Authorization"]`, `map[string]string{`
                    let value = self.group(b'[');
                    if let Value::List(items) = &value
                        && let [Value::Text(key)] = items.as_slice()
                    {
                        index = Some(key.clone());
                    }
                    self.path();
                }
                Some(b'{') if end > start => return self.group(b'{'),
                Some(b'(') => {
                    let name = self.text.slice(start..end);
                    let arguments = self.arguments();
                    return self.filled(start, call(&name, arguments));
                }
                // Elixir's and Ruby's `post!(…)`; the types of `KeyValuePair<string, string>(…)`.
                Some(b'!') if self.bytes.get(end + 1) == Some(&b'(') => {
                    let name = self.text.slice(start..end);
                    self.at += 1;
                    let arguments = self.arguments();
                    return self.filled(start, call(&name, arguments));
                }
                Some(b'<') if self.types() > 0 => {
                    let name = self.text.slice(start..end);
                    self.at += self.types();
                    let arguments = self.arguments();
                    return call(&name, arguments);
                }
                Some(b' ') if self.basic => match self.bare_arguments() {
                    Some(arguments) => return call(&self.text.slice(start..end), arguments),
                    None => break,
                },
                _ => break,
            }
        }
        let name = index.unwrap_or_else(|| self.text.slice(start..self.at));
        let value = match name.bytes().as_bytes() {
            b"null" | b"nil" | b"None" | b"undefined" | b"NULL" => Value::Nothing,
            b"true" | b"false" | b"True" | b"False" => Value::Text(name),
            number
                if number
                    .iter()
                    .all(|byte| byte.is_ascii_digit() || b".-".contains(byte)) =>
            {
                Value::Text(name)
            }
            _ => Value::Name(name),
        };
        match value {
            Value::Name(_) => self.filled(start, value),
            other => other,
        }
    }

    /// The length of `<A, B>` before the bracket of a call.
    fn types(&self) -> usize {
        let rest = self.rest();
        let named = |byte: &&u8| byte.is_ascii_alphanumeric() || b"_, ?.[]".contains(byte);
        let inner = rest.iter().skip(1).take(100).take_while(named).count();
        if rest.get(inner + 1..inner + 3) == Some(b">(") {
            inner + 2
        } else {
            0
        }
    }

    /// Basic's arguments: strings parted by commas behind a blank, up to the end of the line.
    fn bare_arguments(&mut self) -> Option<Value> {
        let mark = self.at;
        let mut items = Vec::new();
        loop {
            self.blanks(false);
            let Some(text) = self.string() else { break };
            items.push(Value::Text(self.join(text)));
            self.blanks(false);
            if self.peek() != Some(b',') {
                break;
            }
            self.at += 1;
        }
        if items.is_empty() {
            self.at = mark;
            return None;
        }
        Some(match items.len() {
            1 => items.remove(0),
            _ => Value::List(items),
        })
    }

    /// The rest of a name: letters, and what joins names to a path.
    fn path(&mut self) {
        loop {
            let rest = self.rest();
            let joint = [&b"::"[..], b"->", b"?.", b"."]
                .into_iter()
                .find(|joint| rest.starts_with(joint))
                .map_or(0, <[u8]>::len);
            match rest.get(joint) {
                Some(byte) if is_word(*byte) && *byte != b'@' => self.at += joint + 1,
                _ => return,
            }
        }
    }

    /// Where strings go on behind a name, the whole is one text with a hole.
    fn filled(&mut self, start: usize, value: Value) -> Value {
        let end = self.at;
        let Some(length) = self.joint().filter(|length| *length > 0) else {
            self.at = end;
            return value;
        };
        self.at += length;
        self.blanks(true);
        let Some(next) = self.string() else {
            self.at = end;
            return value;
        };
        let mut text = self.hole(start..end);
        text.push_text(&next);
        self.joined += 1;
        Value::Text(self.join(text))
    }

    fn arguments(&mut self) -> Value {
        self.at += 1;
        if self.depth >= MAX_DEPTH {
            return Value::Nothing;
        }
        self.depth += 1;
        let mut items = self.items(Some(b')'));
        self.depth -= 1;
        if self.peek() == Some(b')') {
            self.at += 1;
        }
        if items.len() == 1 && items[0].key.is_none() {
            return items.remove(0).value;
        }
        collected(items)
    }

    /// Passes blanks and comments; line ends, too, where they end nothing.
    fn blanks(&mut self, lines: bool) {
        loop {
            let blank = |byte: u8| {
                byte == b' '
                    || byte == b'\t'
                    || lines && (byte.is_ascii_whitespace() || byte == b',' || byte == b';')
            };
            while self.peek().is_some_and(blank) {
                self.at += 1;
            }
            let rest = self.rest();
            if rest.starts_with(b"//") || rest.starts_with(b"# ") || rest.starts_with(b"#\n") {
                self.at += rest.find_byte(b'\n').unwrap_or(rest.len());
            } else if rest.starts_with(b"/*") {
                self.at += rest.find("*/").map_or(rest.len(), |end| end + 2);
            } else {
                return;
            }
            if !lines {
                return;
            }
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'@') || byte >= 0x80
}

/// A call: what makes a list or a map is that itself.
fn call(name: &Text, arguments: Value) -> Value {
    const MAKERS: [&str; 24] = [
        "array",
        "dict",
        "list",
        "tuple",
        "c",
        "Map",
        "of",
        "mapOf",
        "hashMapOf",
        "listOf",
        "arrayOf",
        "Headers",
        "URLSearchParams",
        "OrderedDict",
        "MultiDict",
        "CIMultiDict",
        "QueryDict",
        "ImmutableMultiDict",
        "CaseInsensitiveDict",
        "HTTPHeaderDict",
        "stringify",
        "Hash",
        "dumps",
        "pairs",
    ];
    // `JSON.stringify` makes JSON of its argument; these make a form.
    let maker: &[u8] = name.bytes();
    if matches!(maker, b"qs.stringify" | b"querystring.stringify") {
        return Value::Map(vec![(Text::made("form"), arguments)]);
    }
    let last = last_segment(name.bytes());
    if MAKERS.iter().any(|maker| maker.as_bytes() == last) {
        return arguments;
    }
    let mut named = name.clone();
    named.push_made(CALL);
    Value::Map(vec![(named, arguments)])
}

/// The last name of a path: `Get.new` of `Net::HTTP::Get.new` is `new`.
pub(in crate::capture) fn last_segment(path: &[u8]) -> &[u8] {
    let start = path.rfind_byteset(b".:>").map_or(0, |at| at + 1);
    &path[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(text: &str) -> Value {
        read(&Text::copied(text.as_bytes(), 0)).root
    }

    fn shown(value: &Value) -> String {
        match value {
            Value::Text(text) => format!("{:?}", text.bytes()),
            Value::Name(name) => name.bytes().to_string(),
            Value::Nothing => "-".to_owned(),
            Value::List(items) => {
                let items: Vec<String> = items.iter().map(shown).collect();
                format!("[{}]", items.join(" "))
            }
            Value::Map(map) => {
                let map: Vec<String> = map
                    .iter()
                    .map(|(key, value)| format!("{}={}", key.bytes(), shown(value)))
                    .collect();
                format!("{{{}}}", map.join(" "))
            }
        }
    }

    #[test]
    fn maps_of_many_languages_are_one_tree() {
        for text in [
            r#"{"a"=>"b", "c"=>nil}"#,
            "{ a: 'b', c: undefined }",
            "{'a': 'b', 'c': None}",
            "array('a' => 'b', 'c' => NULL,)",
            "['a' => 'b', 'c' => null]",
            r#"map[string]string{"a":"b", "c":nil}"#,
            r#"{:a=>"b", :c=>nil}"#,
            "x = Headers { a: 'b', c: null }",
            "dict(a='b', c=None)",
        ] {
            let read = shown(&root(text));
            assert!(read.contains("{a=\"b\" c=-}"), "{text}: {read}");
        }
    }

    #[test]
    fn pieces_of_a_string_are_one_text_and_a_name_between_them_is_a_hole() {
        for text in [
            "'a' +\n  'b'",
            "\"a\"\n . \"b\"",
            "'a' .. 'b'",
            "\"a\" & _\n  \"b\"",
            "'a' || 'b'",
            "'a' ~ 'b'",
            "'a'\n'b'",
        ] {
            let read = shown(&root(text));
            assert_eq!(read, "[\"ab\"]", "{text}");
        }
        let text = Text::copied(b"var s = 'x=' + key + '&y';", 0);
        let read = read(&text);
        assert_eq!(
            read.holes,
            [Hole {
                span: 15..18,
                name: "key".to_owned()
            }]
        );
        assert!(
            shown(&read.root).contains("s=\"x=key&y\""),
            "{}",
            shown(&read.root)
        );
    }

    #[test]
    fn calls_keep_their_arguments() {
        let read = shown(&root(
            "Request request = new Request.Builder()\n  .url(\"https://h/\")\n  .method(\"GET\", null)\n",
        ));
        assert!(read.contains("url()=\"https://h/\""), "{read}");
        assert!(read.contains("method()=[\"GET\" -]"), "{read}");
    }

    #[test]
    fn brackets_without_end_do_not_crash() {
        root(&"[{(".repeat(100_000));
        root(&")]}".repeat(100_000));
        root("'");
        root("\"\\");
    }
}
