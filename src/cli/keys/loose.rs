//! Files that hold credentials among other things: `.env`, JSON, YAML, `~/.twurlrc`, an environment
//! that Postman exported. Each becomes a flat list of names and values, and the names tell.
//!
//! What has no place among credentials is passed over, as such files are full of it.

use std::path::Path;

use countersign::credentials::Secret;
use countersign::error::Error;
use saphyr_parser::{Event, Parser, ScalarStyle};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

/// A name with its value, and the tables that it stands in.
pub(super) struct Entry {
    pub(super) tables: Vec<String>,
    pub(super) name: String,
    pub(super) value: Secret,
}

/// How a keys file is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Form {
    /// Our own.
    Toml,
    /// `NAME=value` in lines.
    Env,
    /// JSON.
    Json,
    /// YAML.
    Yaml,
}

impl Form {
    /// The form, by the file's name, else by the look of its text.
    pub(super) fn of(path: &Path, text: &str) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        match &*ending.to_ascii_lowercase() {
            "toml" => return Self::Toml,
            "json" | "postman_environment" => return Self::Json,
            "yaml" | "yml" => return Self::Yaml,
            "env" => return Self::Env,
            _ if name.starts_with(".env") => return Self::Env,
            _ if name == ".twurlrc" => return Self::Yaml,
            _ => {}
        }
        let mut lines = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        let first = lines.clone().next().unwrap_or_default();
        if first.starts_with('{') {
            Self::Json
        } else if first == "---" || (first.contains(": ") || first.ends_with(':')) {
            Self::Yaml
        } else if lines.any(|line| line.starts_with('[') || line.contains(" = ")) {
            Self::Toml
        } else {
            Self::Env
        }
    }

    /// The names and values of a text in that form.
    ///
    /// # Errors
    /// When it is not in that form; the error gives a line, never a value.
    pub(super) fn read(self, text: &str) -> Result<Vec<Entry>, Error> {
        let mut entries = Vec::new();
        match self {
            Self::Env | Self::Toml => env(text, &mut entries)?,
            Self::Json => {
                let value = serde_json::from_str(text).map_err(|error| {
                    Error::new(format!("line {} is not JSON", error.line()))
                        .help("copy the whole file, from { to }")
                })?;
                walk(value, &mut Vec::new(), &mut entries);
            }
            Self::Yaml => walk(yaml(text)?, &mut Vec::new(), &mut entries),
        }
        Ok(entries)
    }
}

/// Lines of `NAME=value`, as shells and their like read them.
fn env(text: &str, entries: &mut Vec<Entry>) -> Result<(), Error> {
    let mut lines = text.lines().zip(1..);
    while let Some((line, number)) = lines.next() {
        let line = line.trim();
        let line = line.strip_prefix("export ").unwrap_or(line).trim_start();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let Some((name, value)) = line.split_once('=') else {
            return Err(
                Error::new(format!("line {number} is not a name, `=` and a value"))
                    .help("write each as: CONSUMER_SECRET=…"),
            );
        };
        let mut value = Zeroizing::new(value.trim_start().to_owned());
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        if let Some(quote) = quote {
            // A private key stands in several lines.
            while !is_closed(&value, quote)
                && let Some((more, _)) = lines.next()
            {
                value.push('\n');
                value.push_str(more);
            }
        }
        entries.push(Entry {
            tables: Vec::new(),
            name: name.trim().to_owned(),
            value: Secret::new(unquoted(&value, quote)),
        });
    }
    Ok(())
}

/// Whether a text that begins with a quote has its end in it.
fn is_closed(value: &str, quote: char) -> bool {
    value.get(1..).is_some_and(|rest| rest.contains(quote))
}

/// The value without its quotes, its escapes (in double quotes), or the comment behind it.
fn unquoted(value: &str, quote: Option<char>) -> String {
    match quote {
        None => {
            let end = value.find(" #").unwrap_or(value.len());
            value.get(..end).unwrap_or(value).trim_end().to_owned()
        }
        Some('\'') => value.chars().skip(1).take_while(|c| *c != '\'').collect(),
        Some(_) => {
            let mut out = String::new();
            let mut letters = value.chars().skip(1);
            while let Some(letter) = letters.next().filter(|c| *c != '"') {
                match (letter, letter == '\\') {
                    (_, true) => match letters.next() {
                        Some('n') => out.push('\n'),
                        Some('r') => out.push('\r'),
                        Some('t') => out.push('\t'),
                        other => out.extend(other),
                    },
                    (letter, false) => out.push(letter),
                }
            }
            out
        }
    }
}

/// Takes a tree apart. An object of `key` and `value` is a pair of its own (Postman).
fn walk(value: Value, tables: &mut Vec<String>, entries: &mut Vec<Entry>) {
    match value {
        Value::Array(values) => {
            for value in values {
                walk(value, tables, entries);
            }
        }
        Value::Object(mut map) => {
            if let (Some(Value::String(name)), Some(value)) =
                (map.remove("key"), map.remove("value"))
            {
                leaf(name, value, tables, entries);
                return;
            }
            for (name, value) in map {
                if value.is_object() || value.is_array() {
                    tables.push(name);
                    walk(value, tables, entries);
                    tables.pop();
                } else {
                    leaf(name, value, tables, entries);
                }
            }
        }
        other => drop(text(other)),
    }
}

fn leaf(name: String, value: Value, tables: &[String], entries: &mut Vec<Entry>) {
    entries.extend(text(value).map(|value| Entry {
        tables: tables.to_vec(),
        name,
        value,
    }));
}

/// A value's text; it is wiped with the secret.
fn text(value: Value) -> Option<Secret> {
    match value {
        Value::String(text) => Some(Secret::new(text)),
        Value::Number(number) => Some(Secret::new(number.to_string())),
        _ => None,
    }
}

/// YAML as the same tree. Anchors and aliases have no place in such a file.
fn yaml(text: &str) -> Result<Value, Error> {
    let mut open: Vec<(Value, Option<String>)> = Vec::new();
    let mut whole = Value::Null;
    let mut close = |open: &mut Vec<(Value, Option<String>)>, value: Value| match open.last_mut() {
        None => whole = value,
        Some((Value::Array(values), _)) => values.push(value),
        Some((Value::Object(map), name)) => match (name.take(), value) {
            (None, Value::String(text)) => *name = Some(text),
            (None, _) => *name = Some(String::new()),
            (Some(name), value) => drop(map.insert(name, value)),
        },
        Some(_) => {}
    };
    for event in Parser::new_from_str(text) {
        let (event, _) = event.map_err(|error| {
            Error::new(format!("line {} is not YAML", error.marker().line()))
                .help("write each as: consumer_secret: \"…\"")
        })?;
        match event {
            Event::MappingStart(..) => open.push((Value::Object(Map::new()), None)),
            Event::SequenceStart(..) => open.push((Value::Array(Vec::new()), None)),
            Event::MappingEnd | Event::SequenceEnd => {
                if let Some((value, _)) = open.pop() {
                    close(&mut open, value);
                }
            }
            Event::Scalar(text, style, ..) => {
                let nothing = style == ScalarStyle::Plain && matches!(&*text, "" | "~" | "null");
                let scalar = if nothing {
                    Value::Null
                } else {
                    Value::String(text.into_owned())
                };
                close(&mut open, scalar);
            }
            Event::Alias(_) => close(&mut open, Value::Null),
            _ => {}
        }
    }
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: Form, text: &str) -> Vec<(String, String)> {
        let entries = form.read(text).unwrap();
        let shown = |entry: &Entry| {
            let name = [entry.tables.as_slice(), std::slice::from_ref(&entry.name)].concat();
            (name.join("/"), entry.value.expose().to_owned())
        };
        entries.iter().map(shown).collect()
    }

    #[test]
    fn the_form_is_known_by_name_or_by_look() {
        for (name, text, form) in [
            (".env", "", Form::Env),
            (".env.local", "", Form::Env),
            ("live.env", "", Form::Env),
            (".twurlrc", "", Form::Yaml),
            ("a.yml", "", Form::Yaml),
            ("k.json", "", Form::Json),
            ("k.toml", "A=1", Form::Toml),
            ("keys", "{\"a\": 1}", Form::Json),
            ("keys", "consumer_key: a", Form::Yaml),
            ("keys", "# x\nexport A=1", Form::Env),
            ("keys", "[live]\na = \"b\"", Form::Toml),
            ("keys", "consumer_key = \"b\"", Form::Toml),
        ] {
            assert_eq!(Form::of(Path::new(name), text), form, "{name} {text}");
        }
    }

    // Checked with python-dotenv 1.0: dotenv_values() of the same text gives the same values.
    #[test]
    fn an_env_file_is_read_as_shells_read_it() {
        let text = "# c\nexport A=plain # said\nB='single # kept'\nC=\"two\\nlines\"\n\nD=\"a\nb\"\nE=a#b\n";
        let pairs = read(Form::Env, text);
        let values: Vec<_> = pairs.iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(
            values,
            ["plain", "single # kept", "two\nlines", "a\nb", "a#b"]
        );
    }

    #[test]
    fn json_yaml_and_a_postman_environment_become_names_and_values() {
        let postman = r#"{"id":"1","name":"Live","values":[{"key":"consumerKey","value":"k","enabled":true}]}"#;
        assert!(read(Form::Json, postman).contains(&("values/consumerKey".into(), "k".into())));
        assert_eq!(
            read(
                Form::Yaml,
                "a:\n  consumer_key: k\n  n: ~\n  list: [x]\nb: 12\n"
            ),
            [
                ("a/consumer_key".to_owned(), "k".to_owned()),
                ("b".to_owned(), "12".to_owned())
            ]
        );
    }

    #[test]
    fn a_broken_file_is_told_by_line_and_never_quoted() {
        for (form, text, expected) in [
            (
                Form::Env,
                "A=1\nhush\n",
                "line 2 is not a name, `=` and a value",
            ),
            (Form::Json, "{\n\"a\": hush}", "line 2 is not JSON"),
            (Form::Yaml, "a: \"hush\nb: [\n", "line 1 is not YAML"),
        ] {
            let error = form.read(text).err().unwrap();
            assert!(!format!("{error:?}").contains("hush"), "{error:?}");
            assert_eq!(error.problem(), expected, "{text}");
        }
    }
}
