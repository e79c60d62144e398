//! The screens of the catalogue: the list of all mistakes, and one of them explained.

use crate::mistakes::{self, ENCODERS, Edits, Mistake};
use crate::screen::{Block, Document, Line, Role};

/// Every entry: its id and what the client did.
#[must_use]
pub fn list() -> Document {
    let mut blocks: Vec<Block> = Vec::new();
    let mut rows: Vec<Vec<Line>> = Vec::new();
    let mut stage = None;
    for mistake in mistakes::all() {
        if stage != Some(mistake.stage) {
            if !rows.is_empty() {
                blocks.push(Block::Table(std::mem::take(&mut rows)));
            }
            stage = Some(mistake.stage);
            blocks.push(Block::Title(Line::of(Role::Heading, mistake.stage.name())));
        }
        rows.push(vec![
            Line::of(Role::Name, mistake.id),
            Line::plain(mistake.title),
        ]);
    }
    blocks.push(Block::Table(rows));
    let total = mistakes::all().count();
    let provable = mistakes::all()
        .filter(|mistake| mistake.edits.is_provable())
        .count();
    let text = format!(
        "{total} mistakes, {provable} of them provable by recomputing; {} encoders",
        ENCODERS.len()
    );
    blocks.push(Block::Paragraph(Line::of(Role::Quiet, &text)));
    Document { blocks }
}

/// One entry, whole.
#[must_use]
pub fn one(mistake: &Mistake) -> Document {
    let labelled = |label: &str, blocks: Vec<Block>| Block::Labelled {
        label: Line::of(Role::Heading, label),
        blocks,
    };
    let paragraph = |text: &str| Block::Paragraph(Line::plain(text));
    let mut blocks = vec![
        Block::Title(Line::of(
            Role::Heading,
            &format!("{}: {}", mistake.id, mistake.title),
        )),
        paragraph(mistake.says),
    ];
    if !mistake.before.is_empty() || !mistake.after.is_empty() {
        blocks.push(labelled(
            "what it changes",
            vec![Block::Table(vec![
                vec![
                    Line::of(Role::Right, "right"),
                    Line::of(Role::Right, mistake.before),
                ],
                vec![
                    Line::of(Role::Wrong, "signed"),
                    Line::of(Role::Wrong, mistake.after),
                ],
            ])],
        ));
    }
    blocks.push(labelled(
        "who does this",
        vec![Block::List(
            mistake.who.iter().map(|who| Line::plain(who)).collect(),
        )],
    ));
    let rows: Vec<Vec<Line>> = mistake
        .fixes
        .iter()
        .map(|fix| {
            vec![
                Line::of(
                    Role::Name,
                    if fix.language.is_empty() {
                        "any"
                    } else {
                        fix.language
                    },
                ),
                Line::plain(fix.code),
            ]
        })
        .collect();
    blocks.push(labelled("fix", vec![Block::Table(rows)]));
    let proof = match mistake.edits {
        Edits::Seen => "seen on the wire; recomputing cannot prove it",
        Edits::Advice => "neither recomputing nor the wire shows it",
        _ => "proven by recomputing the signature with it",
    };
    blocks.push(labelled("how it is found", vec![paragraph(proof)]));
    blocks.push(labelled(
        "where it belongs",
        vec![paragraph(&format!(
            "{}; RFC 5849: {}",
            mistake.stage.name(),
            mistake.rfc
        ))],
    ));
    let evidence = mistake
        .evidence
        .iter()
        .map(|evidence| Line::plain(evidence))
        .collect();
    blocks.push(labelled("evidence", vec![Block::List(evidence)]));
    Document { blocks }
}
