//! Whether a text in hand is what was signed: its signature under each key and digest.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::credentials::Credentials;
use crate::diagnose::blocks::Blocks;
use crate::diagnose::explain::{Cause, causes};
use crate::diagnose::hypothesis::Hypothesis;
use crate::diagnose::target::open;
use crate::pipeline::{has_token, key, signature};
use crate::recipe::{Edit, Recipe, Room};

/// That a text, under a key made of the secrets at hand, makes the captured signature.
#[derive(Clone, Debug)]
pub struct SignedWith {
    /// What is wrong with key and digest; nothing where they are the RFC's.
    pub causes: Vec<Cause>,
    /// Their edits.
    pub edits: Vec<Edit>,
}

/// Tries the RFC's key and digest, then each known mistake about them, then every two.
pub(super) fn makes_signature(
    text: &[u8],
    captured: &[u8],
    all: &[Hypothesis],
    blocks: &Blocks<'_>,
) -> Option<SignedWith> {
    let signs = |edits: &[Edit]| signs(text, captured, edits, blocks);
    if signs(&[]) {
        return Some(SignedWith {
            causes: Vec::new(),
            edits: Vec::new(),
        });
    }
    let about: Vec<&Hypothesis> = all
        .iter()
        .filter(|one| !one.edits.is_empty())
        .filter(|one| {
            one.edits
                .iter()
                .all(|edit| matches!(edit.room(), Room::Key | Room::Signature))
        })
        .collect();
    let told = |set: &[&Hypothesis]| {
        let causes = causes(set, &[], all, blocks);
        let edits = causes
            .iter()
            .flat_map(|cause| cause.edits.clone())
            .collect();
        SignedWith { causes, edits }
    };
    if let Some(one) = about.iter().find(|one| signs(&one.edits)) {
        return Some(told(&[one]));
    }
    if blocks.declared.is_rsa() {
        return None;
    }
    for (at, one) in about.iter().enumerate() {
        for other in about
            .iter()
            .skip(at + 1)
            .filter(|other| !other.clashes(one))
        {
            let edits = [one.edits.as_slice(), &other.edits].concat();
            if signs(&edits) {
                return Some(told(&[one, other]));
            }
        }
    }
    None
}

/// Whether the text makes that signature with those edits of key and digest.
fn signs(text: &[u8], captured: &[u8], edits: &[Edit], blocks: &Blocks<'_>) -> bool {
    let recipe = Recipe::with(edits);
    let credentials: &Credentials = blocks.credentials;
    let algorithm = recipe.signature.algorithm.of(blocks.declared);
    let key = if algorithm.is_rsa() {
        Vec::new()
    } else {
        match key::signing_key(credentials, has_token(blocks.decoded), &recipe.key) {
            Ok(key) => key,
            Err(_) => return false,
        }
    };
    let choice = &recipe.signature;
    let Some(digest) = signature::digest(algorithm, text, &key, choice) else {
        return signature::plaintext(text, &key, choice) == captured;
    };
    if algorithm.is_rsa() && credentials.private_key.is_none() {
        let opened = credentials
            .public_key
            .as_ref()
            .and_then(|key| open(key, &STANDARD.decode(captured).ok()?));
        return opened.is_some_and(|opened| {
            opened.algorithm == algorithm && opened.digest == digest.as_bytes()
        });
    }
    signature::signed_bytes(algorithm, &digest, credentials.private_key.as_ref())
        .is_some_and(|signed| signature::signature_text(&signed, text, &key, choice) == captured)
}
