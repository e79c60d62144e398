//! The pieces of a request that stand near each other in code, without a map that holds them.

use super::names::{Role, is_absolute, is_method, plain, role};
use super::{Assembler, capitals, is_signed, pairs, protocol};
use crate::capture::Captured;
use crate::capture::code::{method_in, told};
use crate::capture::tree::{Map, Value};
use crate::request::{Header, Text};

/// Facts around a signed header: names with scalars, in the order of the code.
#[derive(Debug)]
pub(in crate::capture) struct Found<'a> {
    facts: &'a [(Text, Value)],
    /// The place of the header among them; their number where none is.
    anchor: usize,
}

impl<'a> Found<'a> {
    /// The facts of one request.
    pub(in crate::capture) fn of(facts: &'a [(Text, Value)], anchor: usize) -> Self {
        Self { facts, anchor }
    }

    /// Whether a map is a part of a request, and so one fact.
    pub(in crate::capture) fn is_a_part(name: &[u8], map: &Map) -> bool {
        let scalars = map.iter().all(|(_, value)| value.only_text().is_some());
        let named = matches!(role(name), Some(Role::Headers | Role::Body | Role::Query));
        scalars && (named || protocol::hold_protocol(&pairs(&Value::Map(map.clone()))))
    }

    /// The facts from the header outwards: before it first.
    fn nearest(&self) -> impl Iterator<Item = &'a (Text, Value)> {
        let (before, after) = self.facts.split_at(self.anchor.min(self.facts.len()));
        before.iter().rev().chain(after)
    }

    /// The request that they make.
    pub(in crate::capture) fn captured(&self, assembler: &Assembler<'_>) -> Option<Captured> {
        let mut captured = Captured::default();
        self.headers(&mut captured);
        let (url, url_from) = self.url(&mut captured, assembler);
        let (method, method_from) = self.method();
        captured.request.url = url;
        captured.request.method = method;
        let record: Map = self
            .facts
            .iter()
            .filter(|(name, _)| is_body(name.bytes()))
            .cloned()
            .collect();
        super::body::add(&one_form(record), &mut captured);
        if captured.request.headers.is_empty() && captured.request.url.bytes().is_empty() {
            return None;
        }
        captured.guesses.push(told(&url_from, &method_from));
        super::fill(&mut captured, assembler.options);
        if !is_signed(&captured)
            && let Some(parameters) = protocol::within(&self.facts.to_vec())
        {
            protocol::add(&parameters, &mut captured);
        }
        assembler.gaps(&mut captured);
        Some(captured)
    }

    fn headers(&self, captured: &mut Captured) {
        if let Some((_, Value::Text(text))) = self.facts.get(self.anchor)
            && let Some(value) = protocol::authorization_of(text)
        {
            captured.request.headers.push(Header {
                name: Text::made("Authorization"),
                value,
            });
        }
        for (name, value) in self.facts {
            let found = if role(name.bytes()) == Some(Role::Headers) {
                pairs(value)
            } else {
                match value {
                    Value::Text(text) if is_header_name(name.bytes()) => {
                        vec![(name.clone(), text.clone())]
                    }
                    _ => continue,
                }
            };
            for (name, value) in found {
                let header = Header { name, value };
                let signed = header.is_named("authorization")
                    && captured.request.header("authorization").is_some();
                if !signed && !captured.request.headers.contains(&header) {
                    captured.request.headers.push(header);
                }
            }
        }
    }

    fn url(&self, captured: &mut Captured, assembler: &Assembler<'_>) -> (Text, String) {
        let absolute = |value: &'a Value| {
            value.only_text().filter(|text| {
                is_absolute(text.bytes()) && !text.bytes().iter().any(u8::is_ascii_whitespace)
            })
        };
        let called = |name: &Text| match name.bytes() {
            name if name.is_empty() => "the URL in a string".to_owned(),
            name => format!("the URL of `{name}`"),
        };
        let named = self
            .nearest()
            .filter(|(name, _)| matches!(role(name.bytes()), Some(Role::Url | Role::AbsoluteUrl)))
            .find_map(|(name, value)| Some((name, absolute(value)?)));
        let any = || {
            self.nearest()
                .find_map(|(name, value)| Some((name, absolute(value)?)))
        };
        if let Some((name, url)) = named.or_else(any) {
            return (url.clone(), called(name));
        }
        // A path, and a host elsewhere.
        let path = self.nearest().find_map(|(_, value)| {
            value
                .text()
                .filter(|text| text.bytes().starts_with(b"/") && !text.bytes().starts_with(b"//"))
        });
        let Some(path) = path else {
            return (Text::default(), "no URL".to_owned());
        };
        let host = self.nearest().find_map(|(name, value)| {
            let text = value.only_text()?;
            let fits = role(name.bytes()) == Some(Role::Host)
                || plain(name.bytes()).contains("connection");
            (fits && is_host(text.bytes())).then_some(text)
        });
        let mut record: Map = vec![(Text::made("path"), Value::Text(path.clone()))];
        if let Some(host) = host {
            record.push((Text::made("host"), Value::Text(host.clone())));
        }
        if self
            .facts
            .iter()
            .any(|(name, _)| plain(name.bytes()).contains("https"))
        {
            record.push((Text::made("scheme"), Value::Text(Text::made("https"))));
        }
        let url = super::url::of(&record, assembler.options, captured);
        (url, "a path and a host".to_owned())
    }

    fn method(&self) -> (Text, String) {
        let called = |name: &Text| match name.bytes() {
            name if name.is_empty() => "the method word in a string".to_owned(),
            name => format!("the method of `{name}`"),
        };
        let word = |value: &'a Value| value.text().filter(|text| is_method(text.bytes()));
        let named = self
            .nearest()
            .filter(|(name, _)| role(name.bytes()) == Some(Role::Method))
            .find_map(|(name, value)| Some((name, word(value)?)));
        let any = || {
            self.nearest()
                .find_map(|(name, value)| Some((name, word(value)?)))
        };
        if let Some((name, method)) = named.or_else(any) {
            return (capitals(method), called(name));
        }
        let spelled = self.nearest().find_map(|(name, value)| {
            let value = match value {
                Value::Name(value) => method_in(value.bytes()).map(|_| value),
                _ => None,
            };
            value.or_else(|| method_in(name.bytes()).map(|_| name))
        });
        let Some(name) = spelled else {
            return (Text::default(), "no method".to_owned());
        };
        let method = method_in(name.bytes())
            .unwrap_or_default()
            .to_ascii_uppercase();
        let mut text = Text::default();
        match name.span() {
            Some(span) => text.push_unquoted(&method, span),
            None => text.push_made(&method),
        }
        (text, format!("the method in `{}`", name.bytes()))
    }
}

/// Pairs of a form that the code gives one by one, as one form.
fn one_form(record: Map) -> Map {
    let mut joined = Map::new();
    for (name, value) in record {
        match (joined.last_mut(), value) {
            (Some((known, Value::Map(pairs))), Value::Map(more)) if *known == name => {
                pairs.extend(more);
            }
            (_, value) => joined.push((name, value)),
        }
    }
    joined
}

fn is_header_name(name: &[u8]) -> bool {
    let known = ["host", "accept", "cookie"];
    known
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
        || name.contains(&b'-')
            && name[0].is_ascii_alphabetic()
            && name
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

fn is_host(text: &[u8]) -> bool {
    text.contains(&b'.')
        && text
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-:".contains(byte))
}

fn is_body(name: &[u8]) -> bool {
    role(name) == Some(Role::Body)
}
