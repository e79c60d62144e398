//! The screen of the signers: which languages there are, and how each was proven.

use crate::screen::{Block, Document, Line, Role};
use crate::signers::{Proof, SIGNERS, Signer};

/// Every signer: its name, its language, its file, and what ran it.
#[must_use]
pub fn list() -> Document {
    let row = |signer: &Signer| {
        let proof = match signer.proof {
            Proof::Run { runtime, .. } => Line::of(Role::Quiet, &format!("run with {runtime}")),
            Proof::NotRun(_) => Line::of(Role::Warning, "not run by our tests"),
        };
        vec![
            Line::of(Role::Name, signer.id),
            Line::plain(signer.language),
            Line::plain(signer.file),
            proof,
        ]
    };
    let text = "Each signs as RFC 5849 says and needs only its standard library. Print one: countersign signer NAME";
    Document {
        blocks: vec![
            Block::Table(SIGNERS.iter().map(row).collect()),
            Block::Paragraph(Line::of(Role::Quiet, text)),
        ],
    }
}
