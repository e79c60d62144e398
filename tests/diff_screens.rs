//! How the screens of `diff` look. What they say is proved elsewhere.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use countersign::capture::{self, Captured, Format, Options};
use countersign::case::Case;
use countersign::credentials::Credentials;
use countersign::diagnose::Limits;
use countersign::mistakes::{self, Edits};
use countersign::pipeline::encode::EncodeEdit;
use countersign::pipeline::key::{KeyEdit, SecretSource};
use countersign::pipeline::trace;
use countersign::recipe::{Edit, Recipe};
use countersign::render::terminal::{Palette, render};
use countersign::report::Report;
use countersign::screen::diff::document;

const PASTE: &[u8] = include_bytes!("../fixtures/captures/post-with-a-space.http");
const SIGNED: &str = "Il5C7oPhfqV%2BnSqa3WoH4988Ll0%3D";

fn credentials() -> Credentials {
    Credentials {
        consumer_secret: Some("kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw".into()),
        token_secret: Some("LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE".into()),
        ..Credentials::default()
    }
}

fn read(paste: &[u8]) -> Captured {
    let capture = capture::read(paste, &Options::default()).unwrap();
    capture.only().unwrap().clone()
}

/// The paste with another signature.
fn signed(signature: &str) -> Vec<u8> {
    let encoded = signature
        .replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D");
    let text = String::from_utf8(PASTE.to_vec()).unwrap();
    text.replace(SIGNED, &encoded).into_bytes()
}

fn decided(paste: &[u8], credentials: &Credentials) -> Report {
    let limits = Limits {
        mistakes: 2,
        ..Limits::default()
    };
    let case = Case::new(read(paste), credentials.clone());
    case.with_limits(limits).judge().unwrap()
}

/// What grows with the catalogue reads `#`: numbers in talk of how many there are.
fn steady(screen: &str) -> String {
    let counts = [" more", " combinations", " known", " ways"];
    let mut out = String::new();
    let mut rest = screen;
    while let Some(start) = rest.find(|character: char| character.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        let end = from
            .find(|character: char| !(character.is_ascii_digit() || character == ','))
            .unwrap_or(from.len());
        let (number, after) = from.split_at(end);
        let counted = counts.iter().any(|word| after.starts_with(word))
            || before.ends_with('(') && after.starts_with(')');
        out.push_str(before);
        out.push_str(if counted { "#" } else { number });
        rest = after;
    }
    out + rest
}

fn shown(report: &Report, paste: &[u8], width: usize) -> String {
    steady(&render(
        &document(report, Some(paste)),
        width,
        Palette::plain(),
    ))
}

fn in_colour(report: &Report, paste: &[u8]) -> String {
    let shown = render(&document(report, Some(paste)), 80, Palette::coloured());
    assert!(!shown.contains('␛'));
    steady(&shown.replace('\u{1b}', "␛"))
}

#[test]
fn one_mistake() {
    let report = decided(PASTE, &credentials());
    insta::assert_snapshot!("one_mistake_80", shown(&report, PASTE, 80));
    insta::assert_snapshot!("one_mistake_120", shown(&report, PASTE, 120));
    insta::assert_snapshot!("one_mistake_colour", in_colour(&report, PASTE));
}

#[test]
fn the_essentials_of_the_classic_case_fit_one_screen() {
    let shown = shown(&decided(PASTE, &credentials()), PASTE, 80);
    let essentials: Vec<&str> = shown
        .lines()
        .take_while(|line| !line.starts_with("more "))
        .collect();
    assert!(essentials.len() <= 26, "{}", essentials.len());
    for line in essentials {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn two_mistakes() {
    let mut edits = vec![Edit::Key(KeyEdit::Token(SecretSource::Nothing))];
    let spaces = mistakes::all().find(|mistake| mistake.id == "enc-space-plus");
    let Some(Edits::Encoder(plus)) = spaces.map(|mistake| mistake.edits) else {
        panic!("enc-space-plus is a matter of the encoder");
    };
    edits.extend(
        plus.iter()
            .map(|edit| Edit::Encode(EncodeEdit::Encoder(edit.clone()))),
    );
    let wrong = trace(&read(PASTE).request, &credentials(), &Recipe::with(&edits)).unwrap();
    let paste = signed(&wrong.signature.unwrap().to_string());
    let report = decided(&paste, &credentials());
    insta::assert_snapshot!("two_mistakes_80", shown(&report, &paste, 80));
    insta::assert_snapshot!("two_mistakes_120", shown(&report, &paste, 120));
    insta::assert_snapshot!("two_mistakes_colour", in_colour(&report, &paste));
}

#[test]
fn unexplained() {
    let paste = signed("AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    let report = decided(&paste, &credentials());
    insta::assert_snapshot!("unexplained_80", shown(&report, &paste, 80));
    insta::assert_snapshot!("unexplained_120", shown(&report, &paste, 120));
    insta::assert_snapshot!("unexplained_colour", in_colour(&report, &paste));
}

#[test]
fn what_is_likeliest_stands_first_and_a_search_that_was_cut_says_so() {
    let paste = signed("AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    let screen = |mistakes, candidates| {
        let limits = Limits {
            mistakes,
            candidates,
            ..Limits::default()
        };
        let case = Case::new(read(&paste), credentials());
        let report = case.with_limits(limits).judge().unwrap();
        let shown = shown(&report, &paste, 80);
        let from = shown.find("likeliest first").unwrap();
        let list: Vec<String> = shown[from..]
            .lines()
            .take(4)
            .map(|line| line[15..].trim().to_owned())
            .collect();
        (shown[..from].to_owned(), list)
    };
    let (before, list) = screen(1, u64::MAX);
    assert!(!before.contains("ran out of time"), "{before}");
    assert!(list[0].starts_with("1  another secret"), "{list:?}");
    assert_eq!(list[1], "countersign diff … --secret OTHER");
    assert_eq!(list[3], "countersign diff … --max-mistakes 3");
    // Not even all pairs were tried: the cause may well be among them.
    let (before, list) = screen(2, 10_000);
    assert!(before.contains("The search ran out of time"), "{before}");
    assert!(list[0].starts_with("1  not searched yet"), "{list:?}");
    assert_eq!(list[1], "countersign diff … --time-limit 1m");
    assert!(list[2].starts_with("2  another secret"), "{list:?}");
}

#[test]
fn right() {
    let paste = signed("hCtSmYh+iHYCEqBWrE7C7hYmtUk=");
    let report = decided(&paste, &credentials());
    insta::assert_snapshot!("right_80", shown(&report, &paste, 80));
    insta::assert_snapshot!("right_120", shown(&report, &paste, 120));
    insta::assert_snapshot!("right_colour", in_colour(&report, &paste));
}

#[test]
fn undecided() {
    let report = decided(PASTE, &Credentials::default());
    insta::assert_snapshot!("undecided_80", shown(&report, PASTE, 80));
}

/// Sorted by decoded names, by Python's `sorted`, and signed with its `hmac` under `cs&ts`.
const SORTED_WRONGLY: &str = "GET /1/r?b=2&a%5B10%5D=x&a9=y&Zed=z&a=1 HTTP/1.1\nHost: api.example.com\n\
    Authorization: OAuth oauth_consumer_key=\"ck\", oauth_nonce=\"n0nce0\", \
    oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"1700000000\", oauth_token=\"tk\", \
    oauth_version=\"1.0\", oauth_signature=\"FgsqtkrkRhwV%2F2yG61YK2nIWahs%3D\"\n\n";

#[test]
fn an_order_gone_wrong() {
    let credentials = Credentials {
        consumer_secret: Some("cs".into()),
        token_secret: Some("ts".into()),
        ..Credentials::default()
    };
    let paste = SORTED_WRONGLY.as_bytes();
    let report = decided(paste, &credentials);
    insta::assert_snapshot!("order_80", shown(&report, paste, 80));
    insta::assert_snapshot!("order_120", shown(&report, paste, 120));
    insta::assert_snapshot!("order_colour", in_colour(&report, paste));
}

#[test]
fn a_finding_points_at_its_place_in_the_paste() {
    let text = String::from_utf8(PASTE.to_vec()).unwrap();
    let paste = text
        .replace(", oauth_", "&oauth_")
        .replace("%2BnSqa", "%2bnSqa");
    let report = decided(paste.as_bytes(), &Credentials::default());
    insta::assert_snapshot!("findings_80", shown(&report, paste.as_bytes(), 80));
    // Whatever is pointed at, the carets stand below it.
    let screen = shown(&report, paste.as_bytes(), 80);
    let lines: Vec<&str> = screen.lines().collect();
    let at = lines
        .iter()
        .position(|line| line.contains("joins its fields with `&`"))
        .unwrap();
    let caret = lines[at + 2].find('^').unwrap();
    let pointed_at: String = lines[at + 1].chars().skip(caret).take(13).collect();
    assert_eq!(pointed_at, "&oauth_nonce=");
}

#[test]
fn a_secret_that_stands_in_the_paste_is_not_repeated_by_an_excerpt() {
    let text = String::from_utf8(PASTE.to_vec()).unwrap();
    let paste = text.replace(
        "oauth_version",
        "oauth_consumer_secret=\"kAcSOqF21Fu85e7z\", oauth_version",
    );
    let report = decided(paste.as_bytes(), &Credentials::default());
    assert!(
        report
            .findings
            .iter()
            .any(|one| one.id == "secret-in-params")
    );
    // The paste alone: the base string that follows is what was sent, secret and all.
    let screen = shown(&report, paste.as_bytes(), 80);
    let (before, _) = screen.split_once("base string, right").unwrap();
    assert!(!before.contains("kAcSOqF21Fu85e7z"), "{before}");
}

const RIGHT: &str = "POST&https%3A%2F%2Fapi.example.com%2F1%2Fnotes&oauth_consumer_key%3Dk%26oauth_nonce%3Dn%26text%3DHello%2520Ladies%2520%2526%2520Gentlemen";

fn base_string(text: &str) -> Captured {
    let options = Options {
        format: Some(Format::BaseString),
        ..Options::default()
    };
    let capture = capture::read(text.as_bytes(), &options).unwrap();
    capture.only().unwrap().clone()
}

fn against(wrong: &Captured, right: &Captured) -> Report {
    let case = Case {
        against: Some(right.clone()),
        ..Case::new(wrong.clone(), Credentials::default())
    };
    case.judge().unwrap()
}

#[test]
fn two_base_strings_without_any_secret() {
    let wrong = RIGHT.replace("%2520", "%2B");
    let (captured, right) = (base_string(&wrong), base_string(RIGHT));
    let report = against(&captured, &right);
    insta::assert_snapshot!("base_strings_80", shown(&report, wrong.as_bytes(), 80));
    let same = against(&right, &right);
    assert_eq!(same.verdict.outcome(), "agrees");
}

#[test]
fn two_captures_without_any_secret() {
    let other = String::from_utf8(PASTE.to_vec())
        .unwrap()
        .replace("=true", "=false")
        .replace("Hello%20", "Hello%2520")
        .replace("/1.1/", "/2/");
    let (captured, right) = (read(PASTE), read(other.as_bytes()));
    let report = against(&captured, &right);
    insta::assert_snapshot!("against_80", shown(&report, PASTE, 80));
}

mod hostile {
    use super::*;
    use proptest::prelude::*;

    fn is_safe(screen: &str) -> bool {
        screen
            .chars()
            .all(|character| character == '\n' || !character.is_control())
            && !screen.contains(['\u{202e}', '\u{200b}', '\u{2066}'])
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn nothing_of_a_paste_reaches_the_screen_raw(
            value in "[ -~\u{1b}\u{7}\u{9b}\u{202e}\u{200b}\u{7f}é]{0,24}",
            agent in "[ -~]{0,12}",
        ) {
            let body = percent_encoding::percent_encode(value.as_bytes(), percent_encoding::NON_ALPHANUMERIC).to_string();
            let paste = format!(
                "POST /1/{body} HTTP/1.1\nHost: api.example.com\nUser-Agent: x{agent}\n\
                 Content-Type: application/x-www-form-urlencoded\n\
                 Authorization: OAuth oauth_consumer_key=\"{body}\", oauth_nonce=\"n\", \
                 oauth_signature=\"AAAAAAAAAAAAAAAAAAAAAAAAAAA%3D\", oauth_timestamp=\"1\"\n\n\
                 a={body}&{body}=b"
            );
            let limits = Limits { mistakes: 1, candidates: 500, ..Limits::default() };
            let given = format!("POST&https%3A%2F%2Fapi.example.com%2F&{value}");
            for base_string in [None, Some(given.into())] {
                let case = Case {
                    limits,
                    base_string,
                    ..Case::new(read(paste.as_bytes()), credentials())
                };
                let report = case.judge().unwrap();
                let screen = render(&document(&report, Some(paste.as_bytes())), 80, Palette::plain());
                prop_assert!(is_safe(&screen), "{screen:?}");
            }
        }
    }
}
