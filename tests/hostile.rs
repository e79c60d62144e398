//! Hostile pastes end in an answer or a clear error, soon and without much memory.
//!
//! The limits: a paste of 16 MiB unless more is allowed, 1000 header lines, 1000 base strings,
//! 16 levels of Postman folders, 32 levels of other JSON.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::time::{Duration, Instant};

use countersign::capture::{self, Format, MAX_INPUT, Options};

/// Far above what a debug build needs on a slow machine; far below what a quadratic walk takes.
const SOON: Duration = Duration::from_secs(60);

/// Reads the paste as every form; what is returned does not matter, that it returns does.
fn returns(paste: &[u8]) {
    let start = Instant::now();
    let _ = capture::read(paste, &Options::default());
    // Each of the forms by itself, which are many: a part is enough to see that none takes long.
    let paste = paste.get(..200_000).unwrap_or(paste);
    for &format in Format::ALL {
        let options = Options {
            format: Some(format),
            ..Options::default()
        };
        let before = Instant::now();
        let _ = capture::read(paste, &options);
        assert!(
            before.elapsed() < SOON,
            "{} took {:?}",
            format.name(),
            before.elapsed()
        );
    }
    assert!(
        start.elapsed() < 3 * SOON,
        "all forms took {:?}",
        start.elapsed()
    );
}

fn problem(paste: &[u8]) -> String {
    let error = capture::read(paste, &Options::default()).unwrap_err();
    assert!(error.problem().len() < 400, "{}", error.problem().len());
    assert!(error.advice().is_some(), "{error} has no advice");
    error.problem().to_owned()
}

#[test]
fn a_hundred_megabytes_are_refused_with_the_limit() {
    let problem = problem(&vec![b'a'; 100_000_000]);
    assert!(problem.contains("100000000"), "{problem}");
    assert!(problem.contains(&MAX_INPUT.to_string()), "{problem}");
}

#[test]
fn the_limit_can_be_changed() {
    let options = Options {
        max_input: 10,
        ..Options::default()
    };
    assert!(capture::read(b"GET / HTTP/1.1\nHost: h\n\n", &options).is_err());
}

#[test]
fn sixteen_megabytes_of_one_letter_are_no_known_form() {
    assert!(problem(&vec![b'a'; MAX_INPUT]).contains("no form"));
}

#[test]
fn odd_bytes_are_an_error_that_names_what_is_known() {
    for paste in [
        &b"\0"[..],
        b"'",
        b"\"",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"{",
        b"[",
        b"&",
        b"%",
        b"\x1b[31m",
    ] {
        let problem = problem(paste);
        assert!(
            !problem.contains('\x1b') && !problem.contains('\0'),
            "{problem:?}"
        );
    }
}

#[test]
fn a_nul_in_a_header_is_pointed_at() {
    let paste = b"GET / HTTP/1.1\nHost: h\nX: a\0b\n\n";
    let error = capture::read(paste, &Options::default()).unwrap_err();
    assert_eq!(error.span(), Some(23..29));
}

#[test]
fn deep_json_is_refused_or_read_without_a_crash() {
    let deep = format!("{}1{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
    returns(deep.as_bytes());
    let deep = format!("{}{}", "{\"item\":[".repeat(300_000), "]}".repeat(300_000));
    returns(deep.as_bytes());
    let deep = format!(
        "{{\"log\":{{\"entries\":[{{\"x\":{}{}}}]}}}}",
        "[".repeat(500_000),
        "]".repeat(500_000)
    );
    returns(deep.as_bytes());
}

#[test]
fn a_million_headers_are_refused() {
    let paste = format!("GET / HTTP/1.1\nHost: h\n{}\n", "A: b\n".repeat(1_000_000));
    assert!(problem(paste.as_bytes()).contains("header"));
    returns(paste.as_bytes());
}

#[test]
fn what_repeats_a_million_times_is_read_in_time() {
    for piece in [
        "&amp;",
        "\\u0026",
        "\u{201c}",
        "\u{a0}",
        "> ",
        ">\n",
        "```\n",
        "{{a}}",
        "{{",
        "=",
        "oauth_nonce=\"",
        "OAuth oauth_a=\"b\", ",
        "GET&http%3A%2F%2Fh&",
        "http://",
        "\"\\u0026",
        "POST / HTTP/1.1\n",
        " \n",
        "%",
        ";",
        "oauth_token_secret=a&",
        "@a={{a}}\n",
        "### \nGET http://h\n",
        "1\na\n",
        "<- \"GET / HTTP/1.1\\r\\n\"\n",
    ] {
        let paste = piece.repeat(1_000_000 / piece.len());
        returns(paste.as_bytes());
        returns(
            format!("POST / HTTP/1.1\nHost: h\nAuthorization: OAuth oauth_a=\"{paste}").as_bytes(),
        );
    }
}
