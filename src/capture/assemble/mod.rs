//! Siblings of a tree, put together to requests by their names: method, URL, headers, body, answer.

mod answer;
mod body;
mod gaps;
mod names;
mod near;
mod pairs;
mod protocol;
mod secrets;
mod url;

use std::collections::HashMap;

use bstr::ByteSlice;

pub(super) use body::{FORM, add as add_body, is_form};
pub(super) use gaps::fill_left_out;
pub(super) use names::{is_absolute, is_method, plain};
pub(super) use near::Found;
pub(super) use pairs::{encoded, pairs};
pub(super) use protocol::{
    add as add_parameters, authorization_of, labelled, protocol_name, settle,
};
pub(super) use secrets::{is_credential, take_secrets};

use super::tree::{Hole, MAX_DEPTH, Map, Value, json};
use super::{Captured, Options, http, oauth};
use crate::request::{Header, Text};
use names::{Role, role};

/// More requests than this are not read out of one paste.
const MAX_REQUESTS: usize = 10_000;

/// Puts the requests of a tree together.
#[derive(Debug)]
pub(super) struct Assembler<'a> {
    /// How the paste is read.
    pub(super) options: &'a Options<'a>,
    /// Places that are filled in when the program runs.
    pub(super) holes: &'a [Hole],
}

impl Assembler<'_> {
    /// Every request of the tree, in order; those without OAuth only where none has it.
    pub(super) fn requests(&self, tree: &Value) -> Vec<Captured> {
        let mut found = Vec::new();
        self.visit(tree, None, false, 0, &mut found);
        if found.is_empty() {
            self.visit(tree, None, true, 0, &mut found);
        }
        if !found.iter().any(is_signed) {
            // What is signed stands apart from what holds method and URL.
            protocol::standing_alone(tree, self.options, &mut found);
        }
        let mut read = signed_only(without_repeats(found));
        for captured in &mut read {
            gaps::fill(captured, self.holes);
        }
        if let [one] = read.as_mut_slice() {
            protocol::beside(tree, one);
        }
        take_secrets(tree, &mut read);
        read
    }

    /// Notes what a request holds in place of values.
    pub(super) fn gaps(&self, captured: &mut Captured) {
        gaps::fill(captured, self.holes);
    }

    /// The same of a base string.
    pub(super) fn gaps_of(&self, base_string: &Text, captured: &mut Captured) {
        gaps::fill_base_string(base_string, captured, self.holes);
    }

    fn visit(
        &self,
        value: &Value,
        above: Option<&Map>,
        answers: bool,
        depth: usize,
        found: &mut Vec<Captured>,
    ) {
        if depth > MAX_DEPTH || found.len() > MAX_REQUESTS {
            return;
        }
        match value {
            Value::Map(map) => {
                if let Some(captured) = self.exchange(map, above) {
                    found.push(captured);
                    return;
                }
                for (name, member) in map {
                    if answers || role(name.bytes()) != Some(Role::Answer) {
                        self.visit(member, Some(map), answers, depth + 1, found);
                    }
                }
            }
            Value::List(values) => {
                for value in values {
                    self.visit(value, above, answers, depth + 1, found);
                }
            }
            Value::Text(text) => self.inside(text, above, answers, depth, found),
            Value::Name(_) | Value::Nothing => {}
        }
    }

    /// A string that holds a record, or a whole message.
    fn inside(
        &self,
        text: &Text,
        above: Option<&Map>,
        answers: bool,
        depth: usize,
        found: &mut Vec<Captured>,
    ) {
        if !text.bytes().contains_str("oauth_") {
            return;
        }
        if let Some(value) = json::inside(text) {
            self.visit(&value, above, answers, depth + 1, found);
            return;
        }
        let bytes = text.bytes();
        let line = super::lines::lines(bytes).next();
        let message = line
            .and_then(|line| super::lines::request_line(bytes, line.range))
            .is_some_and(|line| line.version.is_some());
        if message && let Ok(mut read) = http::read(text, self.options) {
            if let ([one], Some(above)) = (read.as_mut_slice(), above) {
                one.response = one.response.take().or_else(|| answer::of(above));
                if one.request.body.is_none() {
                    one.missing.retain(|gap| gap.part != super::Part::Body);
                    body::add(above, one);
                }
            }
            found.append(&mut read);
        }
    }

    /// The request that a map holds in its own members, if it holds one.
    fn exchange(&self, map: &Map, above: Option<&Map>) -> Option<Captured> {
        let split;
        let map = match with_request_line(map) {
            Some(more) => {
                split = more;
                &split
            }
            None => map,
        };
        let mut captured = Captured::default();
        let headers = pairs::headers(map);
        let method = method(map);
        let parameters = protocol::direct(map);
        let authorized = headers.iter().any(|header| {
            header.is_named("authorization") && header.value.bytes().contains_str("oauth_")
        });
        let located = url::is_told(map);
        let mixed = parameters.as_ref().is_some_and(protocol::Direct::is_mixed);
        if mixed && !located && method.is_none() {
            // Parameters alone: their place is judged with what stands beside them.
            return None;
        }
        let signed = authorized || parameters.is_some();
        if !(located && (method.is_some() || signed) || method.is_some() && signed) {
            return None;
        }
        captured.request.headers = headers;
        captured.request.method = method.or_else(|| near_method(map)).unwrap_or_default();
        captured.request.url = url::of(map, self.options, &mut captured);
        body::add(map, &mut captured);
        if above.is_some_and(body::is_of_php_vcr) {
            body::type_of_curl(&mut captured);
        }
        if let Some(direct) = parameters {
            direct.add(&mut captured);
        }
        if !is_signed(&captured)
            && let Some(parameters) = protocol::within(map)
        {
            protocol::add(&parameters, &mut captured);
        }
        fill(&mut captured, self.options);
        captured.response = answer::of(map).or_else(|| above.and_then(answer::of));
        captured.name = above.and_then(name).or_else(|| name(map));
        Some(captured)
    }
}

/// The members with method and path apart, where one of them is a request line, as servers log it.
fn with_request_line(map: &Map) -> Option<Map> {
    let (place, method, target) = map.iter().enumerate().find_map(|(place, (_, value))| {
        let text = value.text()?;
        let bytes = text.bytes();
        let line = super::lines::request_line(bytes, 0..bytes.len())?;
        let whole = line.version.is_some() && !bytes.contains(&b'\n');
        whole.then(|| (place, text.slice(line.method), text.slice(line.target)))
    })?;
    let mut split = map.clone();
    split.remove(place);
    let name = if is_absolute(target.bytes()) {
        "url"
    } else {
        "path"
    };
    split.push((Text::made("method"), Value::Text(method)));
    split.push((Text::made(name), Value::Text(target)));
    Some(split)
}

/// Whether a name tells of a request or of its secrets.
pub(super) fn tells(name: &[u8]) -> bool {
    role(name).is_some() || is_credential(name)
}

/// What the user said of the rest.
fn fill(captured: &mut Captured, options: &Options<'_>) {
    let request = &mut captured.request;
    for (text, option) in [
        (&mut request.method, &options.method),
        (&mut request.url, &options.url),
    ] {
        if text.bytes().is_empty()
            && let Some(given) = option
        {
            *text = Text::made(given.as_str());
        }
    }
}

/// Whether a request carries OAuth parameters where the wire has them.
pub(super) fn is_signed(captured: &Captured) -> bool {
    oauth::authorization(&captured.request).is_some()
        || !oauth::parameters(&captured.request).is_empty()
        || captured
            .request
            .headers
            .iter()
            .any(|header| header.name.bytes().starts_with(b"oauth_"))
}

/// The member of that role, if its value is a scalar that is not empty.
fn scalar(map: &Map, wanted: Role) -> Option<&Text> {
    members(map, wanted)
        .filter_map(Value::only_text)
        .find(|text| !text.bytes().trim_ascii().is_empty())
}

fn members(map: &Map, wanted: Role) -> impl Iterator<Item = &Value> {
    map.iter()
        .filter(move |(name, _)| role(name.bytes()) == Some(wanted))
        .map(|(_, value)| value)
}

/// The method of a record, in the capitals that libraries send it in.
fn method(map: &Map) -> Option<Text> {
    let said = members(map, Role::Method)
        .filter_map(|value| match value {
            // The first argument of a call.
            Value::List(items) => items.first().and_then(Value::text),
            other => other.only_text(),
        })
        .find(|text| is_method(text.bytes()))?;
    Some(capitals(said))
}

/// The method in a map within: AWS has it in `requestContext.http`.
fn near_method(map: &Map) -> Option<Text> {
    let within = map.iter().filter(|(name, _)| {
        !matches!(
            role(name.bytes()),
            Some(Role::Answer | Role::Headers | Role::Body | Role::Query)
        )
    });
    within.filter_map(|(_, value)| value.map()).find_map(|map| {
        let deeper = || {
            map.iter()
                .filter_map(|(_, value)| value.map())
                .find_map(method)
        };
        method(map).or_else(deeper)
    })
}

/// A text in capitals, its place kept.
pub(super) fn capitals(text: &Text) -> Text {
    let upper = text.bytes().to_ascii_uppercase();
    if text.bytes() == upper.as_bstr() {
        return text.clone();
    }
    let mut out = Text::default();
    match text.span() {
        Some(span) => out.push_unquoted(&upper, span),
        None => out.push_made(&upper),
    }
    out
}

/// What a collection calls the request.
fn name(map: &Map) -> Option<String> {
    let (_, value) = map.iter().find(|(name, _)| name.bytes() == "name")?;
    let name = value.str()?;
    let fits = !name.is_empty() && name.len() < 200 && !name.ends_with("Error");
    fits.then(|| name.to_owned())
}

/// Requests that are told twice, as a record and as its own dump, are one.
fn without_repeats(found: Vec<Captured>) -> Vec<Captured> {
    let mut kept: Vec<Captured> = Vec::new();
    // Where a header was seen first.
    let mut first: HashMap<Vec<u8>, usize> = HashMap::new();
    for captured in found {
        let header = oauth::authorization(&captured.request);
        let header = header.map(|header| header.value.bytes().to_vec());
        let place = header.map(|header| *first.entry(header).or_insert(kept.len()));
        let same = place.and_then(|place| kept.get_mut(place)).filter(|other| {
            let (one, two) = (&other.request, &captured.request);
            one.method == two.method
                && one.url == two.url
                && (one.body.is_none() || two.body.is_none() || one.body == two.body)
        });
        let Some(same) = same else {
            kept.push(captured);
            continue;
        };
        if captured.response.is_none() && same.response.is_some()
            || captured.request == same.request
        {
            same.request.body = same.request.body.take().or(captured.request.body);
            same.response = same.response.take().or(captured.response);
        } else {
            kept.push(captured);
        }
    }
    kept
}

/// The signed ones of several, each with its number; all of them where none is signed.
fn signed_only(mut read: Vec<Captured>) -> Vec<Captured> {
    if read.len() < 2 {
        return read;
    }
    for (index, captured) in read.iter_mut().enumerate() {
        captured.index = Some(index);
    }
    let left = read.iter().filter(|captured| !is_signed(captured)).count();
    if left == 0 || left == read.len() {
        return read;
    }
    read.retain(is_signed);
    if let Some(first) = read.first_mut() {
        first
            .unread
            .push(format!("{left} requests without OAuth parameters"));
    }
    if let [one] = read.as_mut_slice() {
        one.index = None;
    }
    read
}

/// A header with the name and value of a record's.
fn header(name: &Text, value: &Text) -> Header {
    Header {
        name: name.clone(),
        value: pairs::trimmed(value),
    }
}
