//! What `diff` shows when nothing is proven: the signature is right, or no cause was found, or
//! something is missing.

use std::fmt::Write as _;

use bstr::{BStr, ByteSlice as _};

use super::answer::{answer, remaining};
use super::pair::{kinds, pair};
use super::{corrected, labelled, paragraph, quiet, title};
use crate::diagnose::Statistics;
use crate::mistakes::Stage;
use crate::pipeline::key::Missing;
use crate::report::{Left, Needed, Report};
use crate::screen::{Block, Line, Role, layers};

pub(super) fn agrees(report: &Report, under: Option<&str>) -> Vec<Block> {
    let what = if report.signature.is_some() {
        "SIGNATURE RIGHT"
    } else {
        "BASE STRING RIGHT"
    };
    let mut blocks = vec![title(
        "✓",
        Role::Right,
        &format!("{what}. A refusal has another cause."),
    )];
    if let Some(under) = under {
        blocks.push(paragraph(&format!(
            "Right under another reading of the capture: {under}."
        )));
    }
    blocks.extend(answer(report));
    if report.base_string_is_the_servers {
        blocks.extend(given(report));
    }
    blocks.extend(remaining(report));
    blocks
}

pub(super) fn numbered(points: &[(&str, &str)]) -> Block {
    let rows = points.iter().zip(1..).map(|((what, advice), number)| {
        vec![
            Line::of(Role::Quiet, &number.to_string()),
            Line::of(Role::Heading, what),
            Line::plain(advice),
        ]
    });
    Block::Table(rows.collect())
}

pub(super) fn unexplained(report: &Report, left: &[Left]) -> Vec<Block> {
    let what = if report.signature.is_some() {
        "WRONG SIGNATURE, NOT EXPLAINED"
    } else {
        "WRONG BASE STRING, NOT EXPLAINED"
    };
    let mut blocks = vec![title("✗", Role::Wrong, what)];
    if let Some(statistics) = &report.statistics {
        blocks.push(paragraph(&covered(statistics)));
        if statistics.exhausted {
            let text = format!(
                "The search was cut short: {}. What follows is not ruled out for good.",
                if statistics.depth == 0 {
                    "not even every mistake alone was tried".to_owned()
                } else {
                    format!("sets of up to {} were tried to the end", statistics.depth)
                }
            );
            blocks.push(Block::Paragraph(Line::of(Role::Warning, &text)));
        } else {
            blocks.push(labelled(
                "ruled out",
                vec![paragraph(&ruled_out(statistics))],
            ));
        }
    }
    let row = |label: &str, text: &BStr, role| {
        vec![Line::of(Role::Quiet, label), Line::bytes(role, text)]
    };
    let mut rows = Vec::new();
    if let Some(captured) = &report.signature {
        rows.push(row("captured", captured.as_bstr(), Role::Wrong));
    }
    if let Some(right) = &report.right.signature {
        rows.push(row("right", right.as_bstr(), Role::Right));
    }
    if !rows.is_empty() {
        blocks.push(labelled("signature", vec![Block::Table(rows)]));
    }
    blocks.extend(given(report));
    let points: Vec<_> = left.iter().map(|one| left_text(*one)).collect();
    blocks.push(labelled("left, likeliest", vec![numbered(&points)]));
    blocks.extend(corrected(report));
    blocks
}

/// Where a base string that was given parts from the right one.
fn given(report: &Report) -> Option<Block> {
    let comparison = report.given_base_string.as_ref()?;
    let (what, name) = if report.base_string_is_the_servers {
        ("the server's base string", "server")
    } else {
        ("signature base string", "given")
    };
    let mut blocks = vec![
        paragraph(what),
        Block::Aligned(pair(comparison, ("right", name))),
    ];
    let kinds = kinds(&comparison.places);
    if !kinds.is_empty() {
        blocks.push(quiet(&kinds));
    }
    Some(labelled("first difference", blocks))
}

fn covered(statistics: &Statistics) -> String {
    let mut text = match statistics.depth {
        0 | 1 => format!(
            "{} known mistakes, each alone, give another signature",
            grouped(statistics.combinations)
        ),
        depth => format!(
            "{} combinations of up to {depth} known mistakes give another signature",
            grouped(statistics.combinations)
        ),
    };
    if statistics.character_forms > 0 {
        // A String takes any text.
        let _ = write!(
            text,
            ", and so do {} ways to encode the {} special characters of this request",
            grouped(statistics.character_forms),
            statistics.special_characters
        );
    }
    text.push('.');
    text
}

/// What was tried in this request, by stage, and is therefore not the cause.
fn ruled_out(statistics: &Statistics) -> String {
    let stages = [
        (Stage::Transport, "the form of the request"),
        (Stage::Collection, "which parameters are signed"),
        (Stage::Encoding, "encoders and character sets"),
        (Stage::Sorting, "order"),
        (Stage::Uri, "URI"),
        (Stage::Method, "method"),
        (Stage::Assembly, "putting the string together"),
        (Stage::Key, "the key from these secrets"),
        (Stage::Signature, "digest and its text"),
    ];
    let tried: Vec<String> = stages
        .iter()
        .filter_map(|(stage, name)| {
            let count = statistics.tried_at(*stage);
            (count > 0).then(|| format!("{name} ({count})"))
        })
        .collect();
    if tried.is_empty() {
        return "every mistake of the catalogue".to_owned();
    }
    format!("known mistakes in: {}", tried.join(", "))
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn left_text(left: Left) -> (&'static str, &'static str) {
    match left {
        Left::OtherSecret => ("another secret", "copy both again; sandbox or production"),
        Left::OtherKey => ("another RSA key", "or a padding other than PKCS#1 v1.5"),
        Left::OtherKeySurely => ("another RSA key", "the signature does not open with this"),
        Left::UnseenParameter => ("a parameter unseen", "signed, and not in this capture"),
        Left::ChangedAfterSigning => (
            "changed on its way",
            "capture the wire's bytes, not the log",
        ),
        Left::OtherUrl => ("another URL", "a proxy, another host or path"),
        Left::NotSearchedToTheEnd => ("not searched yet", "raise --time-limit, --max-mistakes"),
        Left::OtherMethod => ("another method", "its length fits no declared one"),
    }
}

pub(super) fn undecided(report: &Report, missing: &[Needed]) -> Vec<Block> {
    let secrets = missing.iter().any(|one| matches!(one, Needed::Key(_)));
    let what = if missing.contains(&Needed::Url) {
        "CANNOT TELL WITHOUT THE URL"
    } else if secrets {
        "CANNOT TELL WITHOUT THE SECRETS"
    } else {
        "CANNOT TELL: NO SIGNATURE TO COMPARE WITH"
    };
    let shows = if report.findings.is_empty() {
        "."
    } else {
        "; what the wire shows is below."
    };
    let mut blocks = vec![title("?", Role::Warning, &format!("{what}{shows}"))];
    let rows = missing.iter().map(|one| {
        let (what, how) = match one {
            Needed::Signature => ("a signature", "--signature TEXT, or --base-string TEXT"),
            Needed::Url => ("the URL", "paste the whole request, not the header alone"),
            Needed::Key(Missing::ConsumerSecret) => {
                ("the consumer secret", "--consumer-secret, or --keys FILE")
            }
            Needed::Key(Missing::TokenSecret) => (
                "the token secret",
                "--token-secret, or --keys FILE: there is a token",
            ),
            Needed::Key(Missing::PrivateKey) => {
                ("the RSA key", "--private-key FILE, or --public-key FILE")
            }
        };
        vec![Line::of(Role::Heading, what), Line::of(Role::Command, how)]
    });
    blocks.push(labelled(
        "to decide, give",
        vec![Block::Table(rows.collect())],
    ));
    if secrets {
        blocks.push(labelled(
            "or",
            vec![paragraph(
                "--base-string with the string that your library logs: that needs no secret.",
            )],
        ));
    }
    blocks.extend(given(report));
    if !missing.contains(&Needed::Url) {
        let base = Line(layers(&report.right.base_string.text));
        blocks.push(labelled("base string, right", vec![Block::Code(base)]));
    }
    blocks
}
