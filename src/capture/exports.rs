//! What API tools export: Insomnia 4 and 5, Bruno, Postman 1. They sign when they send, so their
//! settings stand in the signature's place.

use bstr::ByteSlice;

use super::assemble::{self, add_parameters, pairs, plain, protocol_name};
use super::har::push_encoded;
use super::tree::{Map, Value};
use super::{Captured, Options};
use crate::error::{Assumption, Error, Guess};
use crate::request::{Header, Text};

pub(super) mod bruno;
pub(super) mod insomnia;
pub(super) mod postman_v1;

const FORM: &str = "application/x-www-form-urlencoded";

/// Values of `{{names}}`, the first that is known of each.
pub(super) type Variables = Vec<(Text, Text)>;

/// The member of that name.
fn get<'v>(map: &'v Map, name: &str) -> Option<&'v Value> {
    let found = map.iter().find(|(key, _)| key.bytes() == name);
    found.map(|(_, value)| value)
}

/// The text of a member, if it holds one that is not empty.
fn text(map: &Map, name: &str) -> Option<Text> {
    get(map, name)?
        .text()
        .filter(|text| !text.bytes().is_empty())
        .cloned()
}

/// The text with the variables that are known filled in; the others stay, and are gaps.
pub(super) fn filled(text: &Text, variables: &Variables) -> Text {
    let mut text = text.clone();
    // A variable may hold another; not without end.
    for _ in 0..4 {
        let bytes = text.bytes();
        let mut out = Text::default();
        let mut at = 0;
        let mut changed = false;
        while let Some(open) = bytes[at..].find("{{").map(|step| at + step) {
            let Some(length) = bytes[open..].find("}}") else {
                break;
            };
            let name = bytes[open + 2..open + length].trim_ascii();
            let name = name.strip_prefix(b"_.").unwrap_or(name);
            let value = variables.iter().find(|(known, _)| known.bytes() == name);
            out.push_text(&text.slice(at..open));
            at = open + length + 2;
            match value {
                Some((_, value)) if out.bytes().len() < 1 << 20 => {
                    out.push_text(value);
                    changed = true;
                }
                _ => out.push_text(&text.slice(open..at)),
            }
        }
        out.push_text(&text.slice(at..bytes.len()));
        text = out;
        if !changed {
            break;
        }
    }
    text
}

/// A request of a tool, its parts found.
#[derive(Default)]
struct Parts {
    name: Option<String>,
    method: Text,
    url: Text,
    query: Vec<(Text, Text)>,
    headers: Vec<(Text, Text)>,
    /// Decoded pairs of a form.
    form: Vec<(Text, Text)>,
    body: Option<Text>,
    /// The settings of OAuth 1, where they are chosen.
    auth: Option<Map>,
}

impl Parts {
    /// The request as the tool sends it, but for the signature.
    fn captured(self, variables: &Variables, tool: &str) -> Captured {
        let mut captured = Captured {
            name: self.name,
            ..Captured::default()
        };
        let fill = |pairs: Vec<(Text, Text)>| -> Vec<(Text, Text)> {
            pairs
                .into_iter()
                .map(|(name, value)| (filled(&name, variables), filled(&value, variables)))
                .collect()
        };
        let request = &mut captured.request;
        request.method = self.method;
        request.url = with_query(&filled(&self.url, variables), &fill(self.query));
        for (name, value) in fill(self.headers) {
            request.headers.push(Header { name, value });
        }
        request.body = self.body.map(|body| filled(&body, variables));
        if !self.form.is_empty() {
            request.body = Some(joined(&fill(self.form)));
            if request.header("content-type").is_none() {
                request.headers.push(Header::made("Content-Type", FORM));
            }
            let message = "the form stands decoded: it was encoded as the tool sends it, %20 for \
                           a space";
            captured
                .guesses
                .push(Assumption::new("form-map", message).about(Guess::Encoding));
        }
        if let Some(auth) = self.auth {
            settings(&auth, variables, tool, &mut captured);
        }
        captured
    }
}

fn with_query(url: &Text, query: &[(Text, Text)]) -> Text {
    let mut url = url.clone();
    for (name, value) in query {
        let held = url.bytes().find_byte(b'?').is_some_and(|mark| {
            url.bytes()[mark + 1..]
                .split_str("&")
                .any(|pair| pair[..pair.find_byte(b'=').unwrap_or(pair.len())] == **name.bytes())
        });
        if held || name.bytes().is_empty() {
            continue;
        }
        let mark: &[u8] = if url.bytes().contains(&b'?') {
            b"&"
        } else {
            b"?"
        };
        url.push_made(mark);
        push_encoded(&mut url, name);
        url.push_made(b"=");
        push_encoded(&mut url, value);
    }
    url
}

fn joined(pairs: &[(Text, Text)]) -> Text {
    let mut out = Text::default();
    for (place, (name, value)) in pairs.iter().enumerate() {
        if place > 0 {
            out.push_made(b"&");
        }
        push_encoded(&mut out, name);
        out.push_made(b"=");
        push_encoded(&mut out, value);
    }
    out
}

/// The settings of OAuth 1: the protocol parameters where they are sent, the secrets as secrets.
fn settings(auth: &Map, variables: &Variables, tool: &str, captured: &mut Captured) {
    let filled_in: Map = auth
        .iter()
        .filter_map(|(name, value)| {
            let value = filled(value.text()?, variables);
            (!value.bytes().is_empty()).then(|| (name.clone(), Value::Text(value)))
        })
        .collect();
    let parameters: Vec<(Text, Text)> = filled_in
        .iter()
        .filter_map(|(name, value)| {
            let name = match plain(name.bytes()).as_str() {
                "tokenkey" => "oauth_token",
                _ => protocol_name(name.bytes())?,
            };
            Some((Text::made(name), value.text()?.clone()))
        })
        .collect();
    let placement = text(&filled_in, "placement").or_else(|| text(&filled_in, "addTo"));
    let placed = placement.map(|place| place.bytes().to_ascii_lowercase());
    let unsigned = captured.request.header("authorization").is_none();
    if unsigned && !parameters.is_empty() {
        match placed.as_deref() {
            Some(b"query" | b"url" | b"queryparams") => {
                captured.request.url = with_query(&captured.request.url, &parameters);
            }
            Some(b"body") => {
                let mut body = captured.request.body.take().unwrap_or_default();
                if !body.bytes().is_empty() {
                    body.push_made(b"&");
                }
                body.push_text(&joined(&parameters));
                captured.request.body = Some(body);
            }
            _ => add_parameters(&parameters, captured),
        }
        captured.guesses.retain(|guess| guess.id != "parameter-map");
        captured.guesses.push(Assumption::new(
            "tool-settings",
            format_args!(
                "the protocol parameters come from the settings; {tool} signs when it sends, so \
                 there is no signature"
            ),
        ));
    }
    let hash = get(&filled_in, "includeBodyHash").or_else(|| get(&filled_in, "include_body_hash"));
    if hash.and_then(Value::str) == Some("true") {
        captured
            .unread
            .push("the body hash, which the tool adds when it sends".to_owned());
    }
    assemble::take_secrets(&Value::Map(filled_in), std::slice::from_mut(captured));
}

/// The pairs of rows that are not switched off, their names not empty.
fn rows(value: Option<&Value>) -> Vec<(Text, Text)> {
    let mut found = value.map(pairs).unwrap_or_default();
    found.retain(|(name, _)| !name.bytes().is_empty());
    found
}

/// The requests that use OAuth 1, else all; numbered as they stand.
fn chosen(mut read: Vec<Captured>, options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    if read.is_empty() {
        return Err(Error::new("the export holds no request")
            .help("export the request itself, or the collection that it is in"));
    }
    let assembler = assemble::Assembler {
        options,
        holes: &[],
    };
    for captured in &mut read {
        assembler.gaps(captured);
    }
    if read.len() > 1 {
        for (index, captured) in read.iter_mut().enumerate() {
            captured.index = Some(index);
        }
        let signed = read.iter().any(assemble::is_signed);
        if options.entry.is_none() && signed {
            let all = read.len();
            read.retain(assemble::is_signed);
            let left = all - read.len();
            if let Some(first) = read.first_mut().filter(|_| left > 0) {
                first
                    .unread
                    .push(format!("{left} requests without OAuth 1"));
            }
        }
    }
    Ok(read)
}
