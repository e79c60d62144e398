//! The first screen of `diff`: the verdict, the bytes, the mend, and how to go on, in the 24 lines
//! of a terminal. What is long or only talk comes with the whole screen.

use super::corrected_exists;
use crate::diagnose::explain::Cause;
use crate::mistakes::rooms::Room;
use crate::report::{Report, Verdict};
use crate::screen::{Block, Document, Line, NoteKind, Role};
use crate::signers;

/// How many warnings and how many lesser notes are shown at once: few beside a cause and its mend,
/// one beside several, more where the screen has room.
fn room(verdict: &Verdict) -> (usize, usize) {
    match verdict {
        Verdict::Explained(all) if all.first().is_some_and(|one| one.causes.len() > 1) => (1, 0),
        Verdict::Explained(_) | Verdict::Unexplained { .. } => (2, 0),
        _ => (6, 6),
    }
}

/// The screen without what is to be copied, what was only guessed, and the lines that notes point
/// into; it says what was left out, and how to see it.
pub(super) fn shortened(report: &Report, whole: Document) -> Document {
    let (mut screen, hidden) = first_screen(report, whole);
    screen.blocks.extend(onward(report, hidden));
    screen
}

/// The same without a word on how to go on, and how many notes were left out.
pub(super) fn first_screen(report: &Report, whole: Document) -> (Document, usize) {
    let mut blocks = Vec::new();
    let (mut warnings, mut infos) = room(&report.verdict);
    let mut hidden = 0;
    let mut after_note = false;
    for block in whole.blocks {
        let is_excerpt = after_note && matches!(block, Block::Aligned(_));
        after_note = false;
        match block {
            Block::Note(note) => {
                after_note = true;
                let left = match note.kind {
                    NoteKind::Info => &mut infos,
                    NoteKind::Warning => &mut warnings,
                };
                if *left == 0 {
                    hidden += 1;
                } else {
                    *left -= 1;
                    blocks.push(Block::Note(note));
                }
            }
            _ if is_excerpt || is_for_the_whole(&block) => {}
            other => blocks.push(other),
        }
    }
    (Document { blocks }, hidden)
}

/// Whether a block is long, or shows a text that is to be copied.
fn is_for_the_whole(block: &Block) -> bool {
    match block {
        Block::Picture(_) | Block::Plot(_) | Block::Code(_) => true,
        Block::Labelled { blocks, .. } => {
            !blocks.is_empty() && blocks.iter().all(|block| matches!(block, Block::Code(_)))
        }
        _ => false,
    }
}

/// The command that prints a signer that conforms, in the client's language where it is known.
fn signer(report: &Report) -> Option<String> {
    let Verdict::Explained(explanations) = &report.verdict else {
        return None;
    };
    let mut causes = explanations.first()?.causes.iter();
    let of_code = |cause: &Cause| cause.mistake.is_some_and(|one| Room::of(one).is_some());
    let signer = match report.language {
        Some(language) => {
            let mut names = [language.id]
                .into_iter()
                .chain(language.fixes.iter().copied());
            names.find_map(signers::of)?.id
        }
        None => "LANGUAGE",
    };
    causes
        .any(of_code)
        .then(|| format!("countersign signer {signer}"))
}

/// What to type next.
fn onward(report: &Report, hidden: usize) -> Vec<Block> {
    let notes = match hidden {
        0 => String::new(),
        1 => ", 1 note".to_owned(),
        many => format!(", {many} notes"),
    };
    let row = |command: &str, talk: &str| {
        vec![
            Line::of(Role::Command, command),
            Line::of(Role::Quiet, talk),
        ]
    };
    let mut rows = Vec::new();
    if let Verdict::Explained(explanations) = &report.verdict {
        let causes = explanations.iter().take(1).flat_map(|one| &one.causes);
        let ids = causes.filter_map(|cause| cause.mistake.map(|mistake| mistake.id));
        rows.extend(ids.map(|id| row(&format!("countersign mistakes {id}"), "more on it")));
        rows.extend(signer(report).map(|command| row(&command, "code that signs right")));
    }
    // Both options on one line.
    let mut options = Vec::new();
    if corrected_exists(report) && !report.verdict.is_plain() {
        options.extend(row("--fixed", "a command that sends it right"));
    }
    options.extend(row("--full", &format!("both texts{notes}")));
    let onward = [rows, vec![options]];
    let filled = onward.into_iter().filter(|rows| !rows.is_empty());
    filled.map(Block::Table).collect()
}
