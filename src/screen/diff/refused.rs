//! What `diff` shows where no search was needed: a right signature that is refused all the same,
//! texts that contradict each other, another RSA key.

use bstr::ByteSlice as _;

use super::answer::answer;
use super::beside::stage;
use super::outcome::right_under;
use super::{Detail, corrected, paragraph, title};
use crate::capture::OtherScheme;
use crate::compare::StageName;
use crate::diagnose::explain::Cause;
use crate::error::{Assumption, Finding};
use crate::report::{Contradiction, Parted, Report};
use crate::screen::{Block, Line, Role};

/// A right signature on a request that its provider does not take.
pub(super) fn refused(report: &Report, under: Option<&Assumption>, why: &[Finding]) -> Vec<Block> {
    let who = report.provider.map_or_else(
        || "NO SERVER THAT FOLLOWS THE RFC TAKES IT".to_owned(),
        |provider| format!("{} REFUSES IT", provider.name.to_uppercase()),
    );
    let text = format!("SIGNATURE RIGHT, BUT {who}");
    let mut blocks = vec![title("✗", Role::Wrong, &text)];
    let reasons = why.iter().map(|finding| Line::plain(&finding.message));
    blocks.push(Block::List(reasons.collect()));
    blocks.extend(under.map(right_under));
    blocks.extend(answer(report, Detail::Full));
    blocks.extend(corrected(report));
    blocks
}

/// What was sent is not what was signed.
pub(super) fn contradicts(report: &Report, contradiction: &Contradiction) -> Vec<Block> {
    let first = contradiction.places.first();
    let tells = super::apart::tells_of_the_signature(report);
    let is_signed = contradiction.proof.is_some() || tells != Some(false);
    let (what, name) = if is_signed {
        ("WHAT WAS SENT IS NOT WHAT WAS SIGNED", "signed")
    } else {
        ("THE BASE STRING IS NOT THAT OF THE REQUEST", "given")
    };
    let mut text = what.to_owned();
    if let Some(first) = first {
        text = format!("{text}: {}", place(first, is_signed));
    }
    let mut blocks = vec![title("✗", Role::Wrong, &text)];
    for place in &contradiction.places {
        blocks.push(stage(place, ("sent", name)));
    }
    if contradiction.proof.is_some() {
        blocks.push(paragraph(
            "The base string makes the captured signature under these keys: that it was signed is \
             proven.",
        ));
    } else {
        blocks.push(super::apart::what_was_signed(report).unwrap_or_else(|| {
            paragraph(
                "The base string stands in the paste; the server makes its own from what was sent.",
            )
        }));
    }
    blocks.extend(super::apart::places(report));
    blocks.extend(corrected(report));
    blocks
}

/// "`oauth_callback` was sent and not signed"; of a text that is not known to be signed, what is in
/// it.
fn place(parted: &Parted, is_signed: bool) -> String {
    let name = match &parted.parameter {
        Some(name) => format!("`{}`", name.to_str_lossy()),
        None => format!("the {}", lower(parted.stage)),
    };
    match (&parted.right, &parted.wrong) {
        (Some(_), None) if !is_signed => format!("{name} was sent and is not in it"),
        (None, Some(_)) if !is_signed => format!("{name} is in it and was not sent"),
        (Some(_), None) => format!("{name} was sent and not signed"),
        (None, Some(_)) => format!("{name} was signed and not sent"),
        _ => format!("{name} differs"),
    }
}

fn lower(stage: StageName) -> String {
    let name = stage.title();
    if name.starts_with(|first: char| first.is_uppercase()) && !name.starts_with("URI") {
        name.to_lowercase()
    } else {
        name.to_owned()
    }
}

/// Another way of authenticating.
pub(super) fn not_oauth1(other: &OtherScheme) -> Vec<Block> {
    let text = format!("NOT OAUTH 1.0: the request carries {}", other.phrase());
    let advice = match other {
        OtherScheme::NetSuiteTokenPassport => {
            "Its signature has rules of its own; RFC 5849 does not describe it, and neither does this \
             tool check it."
        }
        OtherScheme::AwsSigV4 => "Its signature is AWS's own; this tool checks those of RFC 5849.",
        _ => "It has no signature to debug: what is refused is the token or the password itself.",
    };
    vec![title("?", Role::Warning, &text), paragraph(advice)]
}

/// Of two base strings the one that is taken for the right one departs from the RFC.
pub(super) fn other_departs(causes: &[Cause], by_rfc: bool) -> Vec<Block> {
    let mut text = "THE BASE STRING IT IS HELD AGAINST DEPARTS FROM RFC 5849".to_owned();
    if let [cause] = causes {
        text = format!("{text}: {}", super::named(cause));
    }
    let mut blocks = vec![title("✗", Role::Wrong, &text)];
    if causes.len() > 1 {
        let lines = causes.iter().map(|cause| Line::plain(&super::named(cause)));
        blocks.push(Block::List(lines.collect()));
    }
    blocks.push(paragraph(if by_rfc {
        "This one is what the RFC makes of the request. A server that computes the other refuses \
         it: it is the server that is wrong, or it documents a rule of its own."
    } else {
        "This one does nothing wrong that the other does not."
    }));
    blocks
}

/// The signature does not open with the key at hand.
pub(super) fn other_key(report: &Report) -> Vec<Block> {
    let text = "WRONG SIGNATURE, PROVEN: IT WAS NOT MADE WITH THIS RSA KEY";
    let mut blocks = vec![title("✗", Role::Wrong, text)];
    blocks.push(paragraph(
        "The signature does not open with this key: another RSA key signed, or with another padding \
         than PKCS#1 v1.5. Its length and its base64 are sound, so no mistake in the base string \
         can be the cause of that.",
    ));
    blocks.extend(corrected(report));
    blocks
}
