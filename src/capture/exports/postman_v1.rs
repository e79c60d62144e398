//! A collection of Postman 1: `requests` with `url`, `method`, `headers` as text, `data` as pairs.

use super::{Parts, Variables, chosen, get, rows, text};
use crate::capture::assemble::pairs;
use crate::capture::tree::{Map, Value};
use crate::capture::{Captured, Options};
use crate::error::Error;
use crate::request::Text;

/// Reads its requests.
///
/// # Errors
/// When there is none.
pub(in crate::capture) fn read(
    tree: &Value,
    environment: &Variables,
    options: &Options<'_>,
) -> Result<Vec<Captured>, Error> {
    let Some(map) = tree.map() else {
        return chosen(Vec::new(), options);
    };
    let mut variables = environment.clone();
    variables.extend(rows(get(map, "variables")));
    let requests = match get(map, "requests") {
        Some(Value::List(items)) => items.as_slice(),
        _ => &[],
    };
    let read = requests
        .iter()
        .filter_map(Value::map)
        .map(|map| parts(map).captured(&variables, "Postman"))
        .collect();
    chosen(read, options)
}

fn parts(map: &Map) -> Parts {
    let mode = text(map, "dataMode").unwrap_or_default();
    let data = get(map, "data");
    let form = mode.bytes() == "urlencoded";
    Parts {
        name: text(map, "name").map(|name| name.bytes().to_string()),
        method: text(map, "method").unwrap_or_else(|| Text::made("GET")),
        url: text(map, "url").unwrap_or_default(),
        query: Vec::new(),
        headers: match rows(get(map, "headerData")) {
            rows if rows.is_empty() => self::rows(get(map, "headers")),
            rows => rows,
        },
        form: if form { rows(data) } else { Vec::new() },
        body: text(map, "rawModeData").filter(|_| mode.bytes() == "raw"),
        auth: auth(map),
    }
}

/// `auth` with `oauth1` as a list or a map, or the older `helperAttributes`.
fn auth(map: &Map) -> Option<Map> {
    let auth = get(map, "auth").and_then(Value::map);
    let settings = auth
        .filter(|auth| get(auth, "type").and_then(Value::str) == Some("oauth1"))
        .and_then(|auth| get(auth, "oauth1"));
    let older = || {
        let helper = text(map, "currentHelper")?;
        (helper.bytes() == "oAuth1").then(|| get(map, "helperAttributes"))?
    };
    let settings = settings.or_else(older)?;
    let found = pairs(settings).into_iter();
    Some(
        found
            .map(|(name, value)| (name, Value::Text(value)))
            .collect(),
    )
}
