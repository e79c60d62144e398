//! The provider's answer, and what is left when the signature is right.

use super::outcome::numbered;
use super::{Detail, labelled, paragraph, quiet};
use crate::report::{Report, Verdict};
use crate::response::Answer;
use crate::screen::{Block, Line, Role};

/// What the provider said, what that means, what to do.
pub(super) fn answer(report: &Report, detail: Detail) -> Vec<Block> {
    let Some(answer) = &report.answer else {
        return Vec::new();
    };
    let mut blocks = vec![paragraph(&heard(answer))];
    let right = report.verdict.is_right();
    // Beside a proven cause, what an answer means in general is known.
    let proven = matches!(report.verdict, Verdict::Explained(_));
    let brief = proven && detail == Detail::Short;
    for said in answer.said.iter().filter(|_| !brief) {
        blocks.push(paragraph(said.meaning.means));
        // Where the signature is right, its advice stands among what is left.
        if !right {
            blocks.push(paragraph(&format!("→ {}", said.meaning.advice)));
        }
    }
    if !answer.parameters.is_empty() {
        let names = answer.parameters.join(", ");
        blocks.push(paragraph(&format!("It names: {names}.")));
    }
    if let Some((from, to)) = answer.acceptable_timestamps {
        blocks.push(paragraph(&format!(
            "It takes timestamps from {from} to {to}."
        )));
    }
    if answer.accepted_signature() {
        blocks.push(paragraph(if right {
            "Only a request whose signature was accepted gets this answer."
        } else {
            "Only a request whose signature was accepted gets this answer: the one that was \
             answered is another than this, or the secrets are."
        }));
    }
    blocks.extend(own_computation(report, answer));
    vec![labelled("the answer", blocks)]
}

/// "X answered 403, code 261: “…”".
fn heard(answer: &Answer) -> String {
    let provider = match answer.provider() {
        "" => "The provider",
        provider => provider,
    };
    let status = answer
        .status
        .map_or_else(String::new, |status| format!(" {status}"));
    let first = answer.said.first();
    let code = first.map(|said| said.code.as_str()).unwrap_or_default();
    let number = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit());
    let code = match code {
        "" => String::new(),
        _ if number => format!(", code {code}"),
        _ => format!(": {code}"),
    };
    let words = first.map_or(&answer.words, |said| &said.words);
    if words.is_empty() || code.ends_with(words.as_str()) {
        format!("{provider} answered{status}{code}.")
    } else {
        format!("{provider} answered{status}{code}: “{words}”")
    }
}

/// What the server computed, where the answer gives it away.
fn own_computation(report: &Report, answer: &Answer) -> Vec<Block> {
    let mut blocks = Vec::new();
    if report.base_string_is_the_servers {
        blocks.extend(servers_string(report));
    }
    if let Some(expected) = &answer.expected_signature {
        let right = report.right.signature.as_ref();
        blocks.push(paragraph(&match right {
            Some(right) if *right == expected.as_str() => format!(
                "It expects {expected}, which is the right signature: the client signs otherwise."
            ),
            Some(_) => format!(
                "It expects {expected}, which is not the right one: it sees another request, or \
                 has another secret."
            ),
            None => format!("It expects the signature {expected}."),
        }));
    }
    blocks
}

/// The base string that the answer holds: it speaks of the server, not of the client.
fn servers_string(report: &Report) -> Vec<Block> {
    let Some(servers) = &report.servers else {
        return vec![paragraph(
            "It holds the base string that the server computed, and that is the right one: the \
             server sees this request, and another key or another string was signed.",
        )];
    };
    if servers.is_what_was_signed {
        return vec![paragraph(
            "It holds the base string that the server computed: the very one that the client \
             signed, though not the one of RFC 5849. Here the two agree, so the refusal has \
             another cause: the secret that the server has, or none of the signature's.",
        )];
    }
    let mut blocks = vec![paragraph(
        "It holds the base string that the server computed, and that is not the one that RFC 5849 \
         gives for this request: it sees another request, or departs from the RFC.",
    )];
    if let Some(explanation) = &servers.apart.explanation {
        let ways: Vec<String> = explanation.causes.iter().map(super::named).collect();
        blocks.push(paragraph(&format!(
            "The server's is what comes out where {}. That is no proof against the client: only \
             its own signature is one.",
            ways.join(", and ")
        )));
    }
    blocks
}

/// What is left, the likeliest first, and what is fine.
pub(super) fn remaining(report: &Report) -> Vec<Block> {
    let mut blocks = Vec::new();
    let rest = &report.rest;
    if !rest.remaining.is_empty() {
        let points: Vec<(&str, &str)> = rest
            .remaining
            .iter()
            .map(|one| (one.what.as_str(), one.advice.as_str()))
            .collect();
        let short = points.iter().all(|(what, _)| what.chars().count() <= 22);
        let list = if short {
            numbered(&points)
        } else {
            let lines = points.iter().map(|(what, advice)| {
                let line = Line::of(Role::Heading, what);
                if advice.is_empty() {
                    line
                } else {
                    line.and(Role::Plain, &format!(": {advice}"))
                }
            });
            Block::List(lines.collect())
        };
        blocks.push(labelled("what is left", vec![list]));
    }
    if !rest.checked.is_empty() {
        blocks.push(labelled(
            "also checked",
            vec![quiet(&rest.checked.join("; "))],
        ));
    }
    blocks
}
