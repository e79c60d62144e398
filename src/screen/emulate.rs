//! The screen of `explain --as`: what is emulated, and each stage beside the right one.

use super::diff::pair::pair;
use super::{Block, Document, Line, Note, NoteKind, Role, Span, Stage, layers, one_layer};
use crate::compare::texts;
use crate::emulate::Emulation;
use crate::error::Assumption;
use crate::pipeline::Trace;
use crate::pipeline::decode::Parameter;
use crate::request::Request;

/// Each stage of the emulated signature beside the right one.
#[must_use]
pub fn document(
    request: &Request,
    right: &Trace,
    emulation: &Emulation,
    said: &[Assumption],
) -> Document {
    let mut blocks = vec![Block::Title(title(emulation))];
    for part in &emulation.parts {
        let mut text = Line::plain(&part.title);
        if !part.detail.is_empty() {
            text = text.and(Role::Quiet, &format!(" ({})", part.detail));
        }
        if !part.changes {
            text = text.and(Role::Warning, "; it changes nothing in this request");
        }
        blocks.push(Block::Labelled {
            label: Line::of(Role::Name, &part.id),
            blocks: vec![Block::Paragraph(text)],
        });
    }
    let mut line = Line::bytes(Role::Plain, request.method.bytes());
    line.0.push(Span::new(Role::Plain, " "));
    line.0.push(Span::bytes(Role::Plain, request.url.bytes()));
    blocks.push(Block::Labelled {
        label: Line::of(Role::Heading, "request"),
        blocks: vec![Block::Code(line)],
    });
    let notes = said.iter().chain(&right.assumptions);
    blocks.extend(notes.map(|assumption| {
        Block::Note(Note {
            kind: NoteKind::Info,
            text: Line::plain(&assumption.message),
        })
    }));
    let mut stages = stages(right, emulation);
    for (index, stage) in stages.iter_mut().enumerate() {
        stage.number = index + 1;
    }
    blocks.extend(stages.into_iter().map(Block::Stage));
    Document { blocks }
}

fn title(emulation: &Emulation) -> Line {
    let names: Vec<&str> = emulation
        .parts
        .iter()
        .map(|part| part.id.as_str())
        .collect();
    let names = names.join(" and ");
    let decisive = ["base-string", "signature", "signing-key"];
    if decisive.iter().any(|id| emulation.parted.contains(id)) {
        Line::of(Role::Wrong, &format!("✗ AS {names}, beside RFC 5849"))
    } else {
        let text = format!("✓ AS {names}: the same as RFC 5849 here");
        Line::of(Role::Right, &text)
    }
}

/// How the pieces of a stage's text are shown.
type Shown = fn(&[u8]) -> Vec<Span>;

fn stages(right: &Trace, emulation: &Emulation) -> Vec<Stage> {
    let other = &emulation.trace;
    let parts = |id: &str| emulation.parted.contains(&id);
    let stage = |id: &'static str, title, ours: &[u8], theirs: &[u8], shown| {
        stage(id, title, parts(id).then_some(theirs), ours, shown)
    };
    let mut stages = vec![parameters(right, other)];
    let plain: Shown = |text| vec![Span::bytes(Role::Plain, text)];
    let ours = (
        &right.normalized_parameters.text,
        &other.normalized_parameters.text,
    );
    stages.push(stage(
        "normalized-parameters",
        "Normalized parameters",
        ours.0,
        ours.1,
        one_layer,
    ));
    stages.push(stage(
        "base-string-uri",
        "Base string URI",
        &right.base_string_uri,
        &other.base_string_uri,
        plain,
    ));
    stages.push(stage(
        "method",
        "Method",
        &right.method,
        &other.method,
        plain,
    ));
    stages.push(stage(
        "base-string",
        "Signature base string",
        &right.base_string.text,
        &other.base_string.text,
        layers,
    ));
    if let (Ok(ours), Ok(theirs)) = (&right.signing_key, &other.signing_key)
        && !right.algorithm.is_rsa()
    {
        let (ours, theirs) = (ours.expose(), theirs.expose());
        stages.push(stage("signing-key", "Signing key", ours, theirs, plain));
    }
    if let (Some(ours), Some(theirs)) = (&right.signature, &other.signature) {
        stages.push(stage("signature", "Signature", ours, theirs, plain));
    }
    if let (Some(ours), Some(theirs)) = (&right.authorization_header, &other.authorization_header) {
        let (id, title) = ("authorization-header", "Authorization header");
        stages.push(stage(id, title, ours, theirs, plain));
    }
    stages
}

fn parameters(right: &Trace, other: &Trace) -> Stage {
    let (ours, theirs) = (&right.parameters, &other.parameters);
    let lacks = |all: &[Parameter], one: &Parameter| {
        !all.iter()
            .any(|other| other.name == one.name && other.value == one.value)
    };
    let row = |role: Role, mark: &str, parameter: &Parameter| {
        vec![
            Line::of(role, mark),
            Line::bytes(Role::Name, &parameter.name),
            Line(vec![Span::visible_spaces(role, &parameter.value)]),
        ]
    };
    let mut rows: Vec<Vec<Line>> = ours
        .iter()
        .filter(|one| lacks(theirs, one))
        .map(|one| row(Role::Right, "right", one))
        .collect();
    rows.extend(
        theirs
            .iter()
            .filter(|one| lacks(ours, one))
            .map(|one| row(Role::Wrong, "as", one)),
    );
    let same = rows.is_empty() && ours.len() == theirs.len();
    let aside = if same {
        Line::of(Role::Quiet, &format!("{} decoded; the same", ours.len()))
    } else {
        let text = format!("{} decoded, {} in the emulation", ours.len(), theirs.len());
        Line::of(Role::Wrong, &text)
    };
    Stage {
        number: 0,
        id: "parameters",
        title: "Parameters signed",
        aside,
        blocks: if rows.is_empty() {
            Vec::new()
        } else {
            vec![Block::Table(rows)]
        },
    }
}

/// A text longer than this is shown pair-wise too, around the first difference.
const SHORT: usize = 64;

/// `other`: the text of the emulation where it parts from the right one.
fn stage(
    id: &'static str,
    title: &'static str,
    other: Option<&[u8]>,
    right: &[u8],
    shown: Shown,
) -> Stage {
    let line = |text: &[u8]| Line(shown(text));
    let Some(other) = other else {
        return Stage {
            number: 0,
            id,
            title,
            aside: Line::of(Role::Quiet, "the same"),
            blocks: vec![Block::Code(line(right))],
        };
    };
    let comparison = texts(right, other);
    let mut blocks = vec![Block::Aligned(pair(&comparison, ("right", "as")))];
    if right.len().max(other.len()) > SHORT {
        // Whole, each on one line of its own, so that one can look for one's own output.
        let whole = [("right", right), ("as", other)]
            .map(|(name, text)| vec![Line::of(Role::Quiet, name), line(text)]);
        blocks.push(Block::Table(whole.to_vec()));
    }
    Stage {
        number: 0,
        id,
        title,
        aside: Line::of(Role::Wrong, "differs"),
        blocks,
    }
}
