//! What `diff` shows when nothing is proven: the signature is right, or no cause was found, or
//! something is missing.

use std::fmt::Write as _;

use bstr::{BStr, ByteSlice as _};

use super::answer::{answer, remaining};
use super::pair::pair;
use super::{Detail, corrected, labelled, paragraph, title};
use crate::capture::{Gap, Part, Why};
use crate::diagnose::{Ended, Statistics};
use crate::error::Assumption;
use crate::mistakes::Stage;
use crate::pipeline::key::Missing;
use crate::report::{Left, Needed, Report};
use crate::risks::risks;
use crate::screen::{Block, Line, Role, layers};

pub(super) fn agrees(report: &Report, under: Option<&Assumption>) -> Vec<Block> {
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
    blocks.extend(under.map(right_under));
    blocks.extend(answer(report, Detail::Full));
    if report.base_string_is_the_servers {
        blocks.extend(given(report));
    }
    blocks.extend(remaining(report));
    blocks
}

/// By which reading of the paste a signature is right, or by whose rule.
pub(super) fn right_under(under: &Assumption) -> Block {
    let start = if under.about.is_some() {
        "Right under another reading of the paste"
    } else {
        "Right by the provider's own rule"
    };
    paragraph(&format!("{start}: {}.", under.message))
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
    let in_part = report.apart.as_ref().filter(|apart| apart.explained() > 0);
    let what = match in_part {
        Some(apart) => format!(
            "WRONG BASE STRING, EXPLAINED IN PART: {} OF {} PLACES",
            apart.explained(),
            apart.places.len()
        ),
        None if report.signature.is_some() => "WRONG SIGNATURE, NOT EXPLAINED".to_owned(),
        None => "WRONG BASE STRING, NOT EXPLAINED".to_owned(),
    };
    let mut blocks = vec![title("✗", Role::Wrong, &what)];
    blocks.extend(in_part.map(super::apart::causes));
    let statistics = report.statistics.unwrap_or_default();
    if statistics.too_short {
        blocks.push(Block::Paragraph(Line::of(
            Role::Warning,
            &too_short(report),
        )));
    } else if statistics.exhausted {
        let text = cut_short(&statistics);
        blocks.push(Block::Paragraph(Line::of(Role::Warning, &text)));
    }
    blocks.extend(super::apart::what_was_signed(report));
    blocks.extend(given(report));
    blocks.extend(super::apart::places(report));
    blocks.push(labelled(
        "likeliest first",
        vec![likeliest(report, left, &statistics)],
    ));
    if in_part.is_none() {
        blocks.push(labelled("tried", vec![paragraph(&tried(&statistics))]));
    }
    if in_part.is_none() && !statistics.exhausted && !statistics.too_short {
        blocks.push(labelled(
            "ruled out",
            vec![paragraph(&ruled_out(&statistics))],
        ));
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
    blocks.extend(corrected(report));
    blocks
}

/// What may still be the cause, and below each what to type.
fn likeliest(report: &Report, left: &[Left], statistics: &Statistics) -> Block {
    let mut rows = Vec::new();
    for (one, number) in left.iter().zip(1..) {
        let (what, advice, mut option) = left_text(*one, statistics);
        if *one == Left::ChangedAfterSigning && report.base_string.is_some() {
            option = "";
        }
        rows.push(vec![
            Line::of(Role::Quiet, &number.to_string()),
            Line::of(Role::Heading, what),
            Line::plain(advice),
        ]);
        if !option.is_empty() {
            let command = format!("countersign diff … {option}");
            let command = Line::of(Role::Command, &command);
            rows.push(vec![Line::default(), Line::default(), command]);
        }
    }
    Block::Table(rows)
}

/// Where a base string that was given parts from the right one.
fn given(report: &Report) -> Option<Block> {
    let comparison = report.given_base_string.as_ref()?;
    let (what, name) = if report.base_string_is_the_servers {
        ("the server's base string", "server")
    } else {
        ("signature base string", "given")
    };
    let blocks = vec![
        paragraph(what),
        Block::Aligned(pair(comparison, ("right", name))),
    ];
    Some(labelled("first difference", blocks))
}

/// Why nothing could be proven of a signature that says too little.
fn too_short(report: &Report) -> String {
    let captured = report.signature.as_ref().map_or(0, |text| text.len());
    let right = report.right.signature.as_ref().map_or(0, |text| text.len());
    format!(
        "The signature is too short to prove anything: {captured} characters, and {} makes {right}. \
         Among so many mistakes one would fit by chance.",
        report.right.algorithm.name()
    )
}

/// How far a search came that did not come to its end.
fn cut_short(statistics: &Statistics) -> String {
    let (mut done, mut open) = match statistics.depth {
        0 => (
            "not even every known mistake alone was tried".to_owned(),
            "them",
        ),
        1 => ("every known mistake alone was tried".to_owned(), "pairs"),
        2 => (
            "all pairs of known mistakes were tried".to_owned(),
            "triples",
        ),
        _ => (
            "all triples of known mistakes were tried".to_owned(),
            "larger sets",
        ),
    };
    if let Some(usual) = usual(statistics) {
        let _ = write!(done, ", {usual}");
        open = "the rest";
    }
    match statistics.ended {
        Ended::Stopped => format!("The search was stopped: {done}; of {open} only some."),
        Ended::OutOfTime => format!("The search ran out of time: {done}; of {open} only some."),
        Ended::Itself => {
            format!("The search left out some of {open}, to keep memory small: {done}.")
        }
    }
}

/// What was tried beyond the sets of all forms: "up to three together in their usual forms".
fn usual(statistics: &Statistics) -> Option<String> {
    let number = match statistics.usual_depth {
        2 => "two".to_owned(),
        3 => "three".to_owned(),
        4 => "four".to_owned(),
        number => number.to_string(),
    };
    (statistics.usual_depth > statistics.depth)
        .then(|| format!("up to {number} together in their usual forms"))
}

/// What was tried, in words: the product of it all says nothing to anybody.
fn tried(statistics: &Statistics) -> String {
    let of_string = statistics.ways == 0;
    let elsewhere = if of_string {
        statistics.tried_at(Stage::Key) + statistics.tried_at(Stage::Signature)
    } else {
        statistics.of_text
    };
    let mut how = match statistics.depth {
        0 => "not all of them even alone",
        1 => "alone",
        2 => "alone and in pairs",
        3 => "alone, in pairs and in triples",
        _ => "alone, in pairs, in triples and in larger sets",
    }
    .to_owned();
    if let Some(usual) = usual(statistics) {
        let _ = write!(how, ", {usual}");
    }
    if statistics.ended.is_early() && statistics.depth > 0 {
        how += ", some in larger sets";
    }
    let mut text = format!(
        "{} known mistakes as they could show in this request, {how}",
        grouped(statistics.applicable.saturating_sub(elsewhere) as u64),
    );
    // A String takes any text.
    if statistics.ways > 1 {
        let ways = grouped(statistics.ways);
        let _ = write!(text, ", each with {ways} ways of writing the signature");
    }
    if statistics.character_forms > 0 {
        let _ = write!(
            text,
            "; and {} ways to encode the {} special characters of this request",
            grouped(statistics.character_forms),
            statistics.special_characters
        );
    }
    let what = if of_string {
        "base string"
    } else {
        "signature"
    };
    let _ = write!(text, ". None gives this {what}.");
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
    // A base string tells nothing of what is made of it.
    let seen = |stage: Stage| statistics.ways > 0 || stage < Stage::Key;
    let tried: Vec<String> = stages
        .iter()
        .filter(|(stage, _)| seen(*stage))
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

/// What it is, what to do, and the option that tries it.
fn left_text(left: Left, statistics: &Statistics) -> (&'static str, &'static str, &'static str) {
    match left {
        Left::OtherSecret => (
            "another secret",
            "copy both again; sandbox or production",
            "--secret OTHER",
        ),
        Left::OtherKey => (
            "another RSA key",
            "or a padding other than PKCS#1 v1.5",
            "--public-key FILE",
        ),
        Left::UnseenParameter => (
            "a parameter unseen",
            "signed, and not in this capture",
            "--intended k=v",
        ),
        Left::ChangedAfterSigning => (
            "changed on its way",
            "capture the wire's bytes, not the log",
            "--base-string @FILE",
        ),
        Left::OtherUrl => ("another URL", "a proxy, another host or path", "--url URL"),
        Left::NotSearchedToTheEnd if statistics.ended == Ended::Stopped => (
            "not searched yet",
            "more mistakes together: let it go on",
            "",
        ),
        Left::NotSearchedToTheEnd if statistics.ended == Ended::OutOfTime => (
            "not searched yet",
            "more mistakes together: more time",
            "--time-limit 1m",
        ),
        Left::NotSearchedToTheEnd => (
            "not searched yet",
            "more mistakes together",
            "--max-mistakes 3",
        ),
        Left::OtherMethod => ("another method", "its length fits no declared one", ""),
    }
}

/// What cannot be told without what.
fn headline(missing: &[Needed]) -> String {
    let part = missing.iter().find_map(|one| match one {
        Needed::Part(gap) => Some(gap_text(gap)),
        Needed::Unseen(Part::Body) => {
            Some("the paste does not show whether there was a body".to_owned())
        }
        Needed::Unseen(Part::Method) => Some("the paste does not tell the method".to_owned()),
        Needed::Unseen(_) | Needed::Url => Some("the paste does not tell the URL".to_owned()),
        _ => None,
    });
    if missing.contains(&Needed::Request) {
        return "THE ANSWER ALONE, WITHOUT THE REQUEST".to_owned();
    }
    if let Some(text) = part {
        return format!("CANNOT TELL: {text}");
    }
    if missing.iter().any(|one| matches!(one, Needed::Key(_))) {
        "CANNOT TELL WITHOUT THE SECRETS".to_owned()
    } else {
        "CANNOT TELL: NO SIGNATURE TO COMPARE WITH".to_owned()
    }
}

/// What is missing, and how that is known.
fn gap_text(gap: &Gap) -> String {
    let what = match &gap.part {
        Part::Method => "the method".to_owned(),
        Part::Url => "the URL".to_owned(),
        Part::Host => "the host".to_owned(),
        Part::Header(name) => format!("the header {name}"),
        Part::Parameter(name) => format!("the value of {}", name.to_str_lossy()),
        Part::Body => "the body".to_owned(),
    };
    match &gap.why {
        Why::NeverShown => format!("{what} is not in the paste"),
        Why::Length(bytes) => {
            format!("{what} is not in the paste, and Content-Length tells of {bytes} bytes")
        }
        Why::File(name) => format!("{what} stands in a file that was not read: {name:?}"),
        Why::Variable(name) => format!("{what} is a variable without a value here: {name}"),
        Why::Command(name) => format!("{what} is the output of a command: {name}"),
        Why::Masked(mask) => format!("{what} is masked in the paste: {mask}"),
        Why::Cut => format!("{what} is cut off in the paste"),
    }
}

/// What is to be given, and how.
fn part(part: &Part) -> (&'static str, &'static str) {
    match part {
        Part::Method => ("the method", "-X METHOD"),
        Part::Url => ("the URL", "--url URL"),
        Part::Host => ("the host", "--url https://HOST"),
        Part::Header(_) => ("the header", "-H 'NAME: VALUE'"),
        Part::Parameter(name) if name == "oauth_consumer_key" => {
            ("the consumer key", "--consumer-key, or --keys FILE")
        }
        Part::Parameter(name) if name == "oauth_token" => ("the token", "--token, or --keys FILE"),
        Part::Parameter(_) => (
            "the value",
            "-q or -p NAME=VALUE, or the whole with --url or -d",
        ),
        Part::Body => (
            "the body",
            "-d TEXT, or -d @FILE; -d '' where there was none",
        ),
    }
}

pub(super) fn undecided(report: &Report, missing: &[Needed]) -> Vec<Block> {
    let secrets = missing.iter().any(|one| matches!(one, Needed::Key(_)));
    let what = headline(missing);
    let shows = if report.findings.is_empty() {
        "."
    } else {
        "; what the wire shows is below."
    };
    let mut blocks = vec![title("?", Role::Warning, &format!("{what}{shows}"))];
    if matches!(report.statistics, Some(statistics) if !statistics.exhausted) {
        blocks.push(paragraph(
            "No known mistake explains the signature with what the paste shows.",
        ));
    }
    let rows = missing.iter().map(|one| {
        let (what, how) = match one {
            Needed::Request => ("the request", "in the paste, as it was sent"),
            Needed::Signature => ("a signature", "--signature TEXT, or --base-string TEXT"),
            Needed::Url => ("the URL", "--url URL, or the whole request in the paste"),
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
            Needed::Part(gap) => part(&gap.part),
            Needed::Unseen(unseen) => part(unseen),
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
        blocks.extend(without_secrets(report));
    }
    if missing.contains(&Needed::Request) {
        return blocks;
    }
    blocks.extend(given(report));
    if !missing.contains(&Needed::Url) {
        let base = Line(layers(&report.right.base_string.text));
        blocks.push(labelled("base string, right", vec![Block::Code(base)]));
    }
    blocks
}

/// What is risky in this request, and the one question that settles it.
fn without_secrets(report: &Report) -> Vec<Block> {
    let risks = risks(&report.request, &report.right);
    if risks.is_empty() || report.request.url.bytes().is_empty() {
        return Vec::new();
    }
    let points = risks.iter().map(|risk| Line::plain(risk)).collect();
    let question = "either side for the signature base string that it computed. --candidates \
                    prints those of the commonest mistakes.";
    vec![
        labelled("risky here", vec![Block::List(points)]),
        labelled("ask", vec![paragraph(question)]),
    ]
}

/// The base strings that the commonest mistakes would make, for a comparison by eye.
pub(in crate::screen) fn candidates(report: &Report) -> Vec<Block> {
    let Some(found) = &report.candidates else {
        return Vec::new();
    };
    let mut blocks = vec![Block::Title(Line::of(
        Role::Heading,
        "Base strings to compare by eye with a log",
    ))];
    if found.is_empty() {
        blocks.push(paragraph(
            "None can be made before the method and the URL are known.",
        ));
        return blocks;
    }
    blocks.push(labelled(
        "right",
        vec![Block::Code(Line(layers(&report.right.base_string.text)))],
    ));
    for one in found {
        blocks.push(Block::Paragraph(
            Line::of(Role::Heading, one.title)
                .and(Role::Quiet, &format!("  {}", one.ids.join(", "))),
        ));
        blocks.push(Block::Code(Line::bytes(Role::Plain, &one.base_string)));
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_tried_is_told_by_size_and_form() {
        let told = |depth, usual_depth, ended| {
            let statistics = Statistics {
                depth,
                usual_depth,
                ended,
                ..Statistics::default()
            };
            let how = tried(&statistics);
            let (_, how) = how.split_once("request, ").unwrap();
            (
                how.replace(". None gives this base string.", ""),
                cut_short(&statistics),
            )
        };
        let (how, _) = told(3, 3, Ended::Itself);
        assert_eq!(how, "alone, in pairs and in triples");
        let (how, short) = told(2, 2, Ended::OutOfTime);
        assert_eq!(how, "alone and in pairs, some in larger sets");
        assert_eq!(
            short,
            "The search ran out of time: all pairs of known mistakes were tried; of triples only some."
        );
        let (how, short) = told(2, 3, Ended::OutOfTime);
        assert_eq!(
            how,
            "alone and in pairs, up to three together in their usual forms, some in larger sets"
        );
        assert_eq!(
            short,
            "The search ran out of time: all pairs of known mistakes were tried, up to three \
             together in their usual forms; of the rest only some."
        );
        let (_, short) = told(3, 4, Ended::Itself);
        assert_eq!(
            short,
            "The search left out some of the rest, to keep memory small: all triples of known \
             mistakes were tried, up to four together in their usual forms."
        );
    }
}
