//! The screens of the catalogue: the list of mistakes, and one of them explained.

use unicode_width::UnicodeWidthStr as _;

use crate::mistakes::{self, ENCODERS, Edits, LIBRARIES, LibraryProfile, Mistake, Stage};
use crate::screen::{Block, Document, Line, Role};

/// Columns that ids get in the list; a longer one has a line of its own.
const ID_WIDTH: usize = 32;

/// The entries that hold every one of `words`, in the order of the corridor; all without words.
/// Case is ignored, and all that an entry says is looked at.
#[must_use]
pub fn matching(words: &[String]) -> Vec<&'static Mistake> {
    let mut entries: Vec<&Mistake> = mistakes::all()
        .filter(|mistake| holds(&text_of(mistake), words))
        .collect();
    entries.sort_by_key(|mistake| mistake.stage);
    entries
}

/// The libraries whose name, language or departures hold every one of `words`.
#[must_use]
pub fn matching_libraries(words: &[String]) -> Vec<&'static LibraryProfile> {
    let text = |library: &LibraryProfile| {
        let departures = library.departures.join(" ");
        format!("{} {} {departures}", library.name, library.language)
    };
    LIBRARIES
        .iter()
        .filter(|library| holds(&text(library), words))
        .collect()
}

fn text_of(mistake: &Mistake) -> String {
    let languages = mistake.fixes.iter().map(|fix| fix.language);
    let parts = [
        mistake.id,
        mistake.stage.name(),
        mistake.title,
        mistake.says,
    ];
    let all: Vec<&str> = parts
        .into_iter()
        .chain(mistake.who.iter().copied())
        .chain(languages)
        .collect();
    all.join("\n")
}

fn holds(text: &str, words: &[String]) -> bool {
    let text = text.to_lowercase();
    words.iter().all(|word| text.contains(&word.to_lowercase()))
}

/// The list: a block a stage, an id and what the client did in `width` columns. The encoders and
/// libraries are counted in the full list; of a search, the libraries are named.
#[must_use]
pub fn list(entries: &[&Mistake], libraries: Option<&[&LibraryProfile]>, width: usize) -> Document {
    let mut blocks: Vec<Block> = Vec::new();
    for stage in Stage::ALL {
        let group: Vec<(&str, &str)> = entries
            .iter()
            .filter(|mistake| mistake.stage == stage)
            .map(|mistake| (mistake.id, mistake.title))
            .collect();
        if !group.is_empty() {
            blocks.push(Block::Title(Line::of(Role::Heading, stage.heading())));
            blocks.push(Block::Table(rows(&group, width)));
        }
    }
    if let Some(libraries) = libraries.filter(|libraries| !libraries.is_empty()) {
        blocks.push(Block::Title(Line::of(Role::Heading, "Libraries")));
        let departures: Vec<(String, String)> = libraries
            .iter()
            .map(|library| {
                let said = if library.departures.is_empty() {
                    "as RFC 5849 says".to_owned()
                } else {
                    library.departures.join(", ")
                };
                (format!("{} {}", library.name, library.versions), said)
            })
            .collect();
        let pairs: Vec<(&str, &str)> = departures
            .iter()
            .map(|(name, said)| (name.as_str(), said.as_str()))
            .collect();
        blocks.push(Block::Table(rows(&pairs, width)));
    }
    blocks.push(Block::Paragraph(Line::of(
        Role::Quiet,
        &count(entries, libraries),
    )));
    Document { blocks }
}

fn count(entries: &[&Mistake], libraries: Option<&[&LibraryProfile]>) -> String {
    let provable = entries
        .iter()
        .filter(|mistake| mistake.edits.is_provable())
        .count();
    let noun = if entries.len() == 1 {
        "mistake"
    } else {
        "mistakes"
    };
    let found = format!(
        "{} {noun}, {provable} of them provable by recomputing",
        entries.len()
    );
    match libraries {
        Some(_) => format!("{found}. Explain one: countersign mistakes ID"),
        None => format!(
            "{found}; {} encoders, {} libraries. Explain one: countersign mistakes ID. Search: countersign mistakes WORD…",
            ENCODERS.len(),
            LIBRARIES.len()
        ),
    }
}

/// Two columns, the second one wrapped.
fn rows(pairs: &[(&str, &str)], width: usize) -> Vec<Vec<Line>> {
    let fits = |id: &str| id.width() <= ID_WIDTH;
    let column = pairs
        .iter()
        .map(|(id, _)| id.width())
        .filter(|len| *len <= ID_WIDTH)
        .max()
        .unwrap_or(ID_WIDTH);
    let room = width.saturating_sub(column + 2).max(20);
    let mut rows = Vec::new();
    for (id, title) in pairs {
        let mut first = Line::of(Role::Name, id);
        if !fits(id) {
            rows.push(vec![first]);
            first = Line::default();
        }
        for line in wrapped(title, room) {
            // An empty cell takes no room by itself: the blanks of the column stand in it.
            let cell = if first.is_empty() {
                Line::plain(&" ".repeat(column))
            } else {
                first
            };
            rows.push(vec![cell, Line::plain(&line)]);
            first = Line::default();
        }
    }
    rows
}

fn wrapped(text: &str, room: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.width() + 1 + word.width() <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// How an entry is found, in words.
#[must_use]
pub fn found_by(edits: Edits) -> &'static str {
    match edits {
        Edits::Seen => "seen on the wire; recomputing cannot prove it",
        Edits::Meant => "proven by signing what was meant: give it with --intended",
        Edits::Advice => "neither recomputing nor the wire shows it",
        _ => "proven by recomputing the signature with it",
    }
}

/// The section of the RFC, or the name of the extension.
#[must_use]
pub fn section(rfc: &str) -> String {
    if rfc.starts_with(|first: char| first.is_ascii_digit()) {
        format!("RFC 5849, section {rfc}")
    } else {
        rfc.to_owned()
    }
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
                    Line::of(Role::Wrong, "wrong"),
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
    blocks.push(labelled("fix", fixes(mistake)));
    let libraries: Vec<String> = LIBRARIES
        .iter()
        .filter(|library| library.departures.contains(&mistake.id))
        .map(|library| format!("{} {}", library.name, library.versions))
        .collect();
    if !libraries.is_empty() {
        blocks.push(labelled(
            "libraries",
            vec![paragraph(&libraries.join(", "))],
        ));
    }
    blocks.push(labelled(
        "how it is found",
        vec![paragraph(found_by(mistake.edits))],
    ));
    blocks.push(labelled(
        "where it belongs",
        vec![paragraph(&format!(
            "{}; {}",
            mistake.stage.name(),
            section(mistake.rfc)
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

/// The mends: code beside its language, one line each and never wrapped; words below it.
fn fixes(mistake: &Mistake) -> Vec<Block> {
    let code: Vec<&mistakes::Fix> = mistake.mends().collect();
    let words: Vec<&mistakes::Fix> = mistake
        .fixes
        .iter()
        .filter(|fix| fix.language.is_empty())
        .collect();
    let mut blocks = Vec::new();
    if !code.is_empty() {
        let rows: Vec<Vec<Line>> = code.into_iter().flat_map(super::code::rows).collect();
        let note = super::code::encoder_note(&rows).map(Block::Paragraph);
        blocks.push(Block::Table(rows));
        blocks.extend(note);
    }
    blocks.extend(
        words
            .iter()
            .map(|fix| Block::Paragraph(Line::plain(fix.code))),
    );
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_looked_for_in_all_that_an_entry_says() {
        let ids = |words: &[&str]| -> Vec<&str> {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            matching(&words).iter().map(|mistake| mistake.id).collect()
        };
        assert!(ids(&["SPACE"]).contains(&"enc-space-plus"));
        assert!(ids(&["urlencoder", "tilde"]).contains(&"enc-tilde-escaped"));
        assert!(ids(&["no-such-word"]).is_empty());
        assert_eq!(ids(&[]).len(), mistakes::all().count());
    }

    #[test]
    fn no_line_of_the_list_is_wider_than_the_screen() {
        for block in list(&matching(&[]), None, 80).blocks {
            let Block::Table(rows) = block else { continue };
            for row in rows {
                let line: usize = row.iter().map(|cell| cell.text().width() + 2).sum();
                let shown = line - 2;
                assert!(shown <= 80, "{shown}: {row:?}");
            }
        }
    }
}
