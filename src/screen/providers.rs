//! The screens of the providers: the list, and one of them.

use crate::providers::{BodyHash, PROVIDERS, Provider, Realm};
use crate::screen::{Block, Document, Line, Role};

/// Every provider: its id, its name, and the methods that it accepts.
#[must_use]
pub fn list() -> Document {
    let row = |provider: &Provider| {
        vec![
            Line::of(Role::Name, provider.id),
            Line::plain(provider.name),
            Line::of(Role::Quiet, &provider.methods_in_words()),
        ]
    };
    let text = "An empty field: no public source tells. More: countersign providers ID";
    Document {
        blocks: vec![
            Block::Table(PROVIDERS.iter().map(row).collect()),
            Block::Paragraph(Line::of(Role::Quiet, text)),
        ],
    }
}

/// One provider, whole.
#[must_use]
pub fn one(provider: &Provider) -> Document {
    let mut blocks = vec![Block::Title(Line::of(
        Role::Heading,
        &format!("{}: {}", provider.id, provider.name),
    ))];
    let mut add = |label: &str, lines: Vec<String>| {
        let lines: Vec<Line> = lines
            .iter()
            .filter(|line| !line.is_empty())
            .map(|line| Line::plain(line))
            .collect();
        if !lines.is_empty() {
            let blocks_of = match <[Line; 1]>::try_from(lines) {
                Ok([line]) => Block::Paragraph(line),
                Err(lines) => Block::List(lines),
            };
            blocks.push(Block::Labelled {
                label: Line::of(Role::Heading, label),
                blocks: vec![blocks_of],
            });
        }
    };
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    add("accepts", vec![provider.methods_in_words()]);
    add(
        "realm",
        vec![match provider.realm {
            Realm::Unknown => String::new(),
            Realm::Account(kind) => format!("required: {kind}"),
            Realm::Documented(text) => format!("\"{text}\""),
        }],
    );
    add(
        "body hash",
        vec![match provider.body_hash {
            BodyHash::Unknown => String::new(),
            BodyHash::Required => "required with a body that is no form".to_owned(),
        }],
    );
    add("parameters in", vec![provider.place.to_owned()]);
    add(
        "clock",
        vec![
            provider
                .clock
                .map(|seconds| format!("a timestamp may be {seconds} s off, either way"))
                .unwrap_or_default(),
        ],
    );
    add("departs", vec![provider.departs.to_owned()]);
    add("good to know", owned(provider.notes));
    add("known by", known_by(provider));
    add("its docs", vec![provider.docs.to_owned()]);
    add("seen in", owned(provider.evidence));
    Document { blocks }
}

fn known_by(provider: &Provider) -> Vec<String> {
    let hosts = provider
        .hosts
        .iter()
        .map(|host| match host.strip_prefix('.') {
            Some(rest) => format!("*.{rest}"),
            None => (*host).to_owned(),
        });
    let paths = provider
        .paths
        .iter()
        .map(|pieces| format!("a path with {}", pieces.join(" and ")));
    let parameter = provider
        .parameter
        .map(|name| format!("the parameter {name}"));
    hosts.chain(paths).chain(parameter).collect()
}
