//! Insomnia's exports: version 4 in JSON or YAML, version 5 in YAML.

use super::{Parts, Variables, chosen, get, rows, text};
use crate::capture::assemble::capitals;
use crate::capture::tree::{MAX_DEPTH, Map, Value};
use crate::capture::{Captured, Options};
use crate::error::Error;
use crate::request::Text;

/// Reads its requests.
///
/// # Errors
/// When there is none.
pub(in crate::capture) fn read(
    tree: &Value,
    options: &Options<'_>,
) -> Result<Vec<Captured>, Error> {
    let mut variables = Variables::new();
    environments(tree, 0, &mut variables);
    let mut requests = Vec::new();
    collect(tree, 0, &mut requests);
    let read = requests
        .into_iter()
        .map(|map| parts(map).captured(&variables, "Insomnia"))
        .collect();
    chosen(read, options)
}

/// What environments hold: their `data`, nested names joined by dots.
fn environments(value: &Value, depth: usize, variables: &mut Variables) {
    if depth > MAX_DEPTH {
        return;
    }
    match value {
        Value::Map(map) => {
            let request = get(map, "method").is_some();
            if let Some(data) = get(map, "data").filter(|_| !request) {
                named("", data, 0, variables);
            }
            for (_, value) in map {
                environments(value, depth + 1, variables);
            }
        }
        Value::List(items) => items
            .iter()
            .for_each(|item| environments(item, depth + 1, variables)),
        _ => {}
    }
}

fn named(prefix: &str, value: &Value, depth: usize, variables: &mut Variables) {
    let Some(map) = value.map().filter(|_| depth < MAX_DEPTH) else {
        return;
    };
    for (name, value) in map {
        let name = format!("{prefix}{}", name.bytes());
        match value {
            Value::Text(text) => variables.push((Text::made(name), text.clone())),
            other => named(&format!("{name}."), other, depth + 1, variables),
        }
    }
}

/// The maps that are requests, those of folders included.
fn collect<'v>(value: &'v Value, depth: usize, found: &mut Vec<&'v Map>) {
    if depth > MAX_DEPTH {
        return;
    }
    match value {
        Value::Map(map) => {
            if get(map, "url").is_some() && get(map, "method").is_some() {
                found.push(map);
                return;
            }
            for (_, value) in map {
                collect(value, depth + 1, found);
            }
        }
        Value::List(items) => items
            .iter()
            .for_each(|item| collect(item, depth + 1, found)),
        _ => {}
    }
}

fn parts(map: &Map) -> Parts {
    let body = get(map, "body").and_then(Value::map);
    let auth = get(map, "authentication")
        .and_then(Value::map)
        .filter(|auth| {
            let is =
                |name: &str, wanted: &str| get(auth, name).and_then(Value::str) == Some(wanted);
            is("type", "oauth1") && !is("disabled", "true")
        });
    let form = body.filter(|body| {
        get(body, "mimeType")
            .and_then(Value::str)
            .is_some_and(|kind| kind.contains("urlencoded"))
    });
    Parts {
        name: text(map, "name").map(|name| name.bytes().to_string()),
        method: capitals(&text(map, "method").unwrap_or_default()),
        url: text(map, "url").unwrap_or_default(),
        query: rows(get(map, "parameters")),
        headers: rows(get(map, "headers")),
        form: rows(form.and_then(|form| get(form, "params"))),
        body: body.and_then(|body| text(body, "text")),
        auth: auth.cloned(),
    }
}
