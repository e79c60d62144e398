//! Behaviour of which a change by one character went unnoticed once: each test was written against
//! a mutant that had survived all others.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use countersign::capture::{self, Captured, Options, Response};
use countersign::credentials::Credentials;
use countersign::diagnose::proof::Proof;
use countersign::diagnose::{Limits, Statistics, Wanted, diagnose};
use countersign::error::Finding;
use countersign::lint::lint;
use countersign::pipeline::trace;
use countersign::recipe::Recipe;
use countersign::redact::{BULLET, Masks, Shared};
use countersign::request::{Header, Request};

fn request(url: &str, fields: &[(&str, &str)]) -> Request {
    let fields: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{name}=\"{value}\""))
        .collect();
    Request {
        method: "GET".into(),
        url: url.into(),
        headers: vec![Header::made(
            "Authorization",
            format!("OAuth {}", fields.join(", ")),
        )],
        ..Request::default()
    }
}

const FIELDS: [(&str, &str); 4] = [
    ("oauth_consumer_key", "key"),
    ("oauth_nonce", "n0nce1"),
    ("oauth_signature_method", "HMAC-SHA1"),
    ("oauth_timestamp", "1700000000"),
];

fn base_string(request: &Request) -> String {
    let trace = trace(request, &Credentials::default(), &Recipe::default()).unwrap();
    String::from_utf8(trace.base_string.text).unwrap()
}

/// Header values are percent-encoded (RFC 5849 section 3.5.1), not form-encoded: oauthlib 4.0.1's
/// `collect_parameters(headers={"Authorization": 'OAuth a="b+c"'})` gives `[("a", "b+c")]`.
#[test]
fn a_plus_in_a_header_value_is_a_plus() {
    let request = request("https://h/", &[("oauth_nonce", "b+c")]);
    assert_eq!(
        base_string(&request),
        "GET&https%3A%2F%2Fh%2F&oauth_nonce%3Db%252Bc"
    );
}

/// RFC 9110 section 8.3.1: blanks may stand around the `;` before a parameter.
#[test]
fn a_blank_before_the_parameters_of_a_media_type_changes_nothing() {
    for blanks in ["", " ", "\t", "  "] {
        let kind = format!("application/x-www-form-urlencoded{blanks}; charset=utf-8");
        let mut request = request("https://h/", &[]);
        request.headers.push(Header::made("Content-Type", kind));
        request.body = Some("a=b".into());
        assert_eq!(base_string(&request), "GET&https%3A%2F%2Fh%2F&a%3Db");
    }
}

#[test]
fn a_proof_is_of_the_very_bytes() {
    let credentials = Credentials {
        consumer_secret: Some("s".into()),
        ..Credentials::default()
    };
    let made = trace(
        &request("https://h/", &FIELDS),
        &credentials,
        &Recipe::default(),
    )
    .unwrap();
    let signature = made.signature.clone().unwrap().to_string();
    assert!(Proof::of_signature(&made, signature.as_bytes()).is_some());
    let swapped: String = signature
        .chars()
        .map(|c| {
            if c.is_lowercase() {
                c.to_ascii_uppercase()
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect();
    for other in [
        signature.to_lowercase(),
        signature.to_uppercase(),
        swapped,
        signature.trim_end_matches('=').to_owned(),
        signature.clone() + "\n",
    ] {
        assert!(
            Proof::of_signature(&made, other.as_bytes()).is_none(),
            "{other}"
        );
        assert!(Proof::of_signature_with(&made, other.as_bytes(), &credentials).is_none());
    }
}

fn masks(credentials: &Credentials) -> Masks {
    Masks::of(&Request::default(), credentials)
}

#[test]
fn every_secret_that_was_given_is_masked() {
    let secret = "kd94hf93k423kf44";
    let bullets = BULLET.repeat(secret.len());
    let all = [
        Credentials {
            consumer_secret: Some(secret.into()),
            ..Credentials::default()
        },
        Credentials {
            token_secret: Some(secret.into()),
            ..Credentials::default()
        },
        Credentials {
            token: Some(secret.to_owned()),
            ..Credentials::default()
        },
        Credentials {
            others: vec![("--secret 1".to_owned(), secret.into())],
            ..Credentials::default()
        },
    ];
    for credentials in all {
        let masks = masks(&credentials);
        assert_eq!(masks.text(secret), bullets);
        // Inside a longer word, too: only a short one may be a part of it by chance.
        assert_eq!(masks.text(&format!("x{secret}y")), format!("x{bullets}y"));
    }
}

#[test]
fn a_plaintext_signature_is_a_secret_and_another_is_not() {
    let header = "oauth_signature=\"abcd%26efgh\"";
    for (method, shown) in [
        (
            "PLAINTEXT",
            format!("oauth_signature=\"{}\"", BULLET.repeat(11)),
        ),
        ("HMAC-SHA1", header.to_owned()),
    ] {
        let fields = [
            ("oauth_signature_method", method),
            ("oauth_signature", "abcd%26efgh"),
        ];
        let masks = Masks::of(&request("https://h/", &fields), &Credentials::default());
        assert_eq!(masks.text(header), shown);
    }
}

#[test]
fn the_header_of_another_scheme_is_masked_behind_its_name() {
    for (name, value, shown) in [
        ("Authorization", "Bearer abc.def", "Bearer •••••••"),
        ("authorization", "Basic YTpi", "Basic ••••"),
        ("X-Api-Key", "abc", "•••"),
        ("Cookie", "a=b", "•••"),
        ("X-Other", "abc", "abc"),
    ] {
        let request = Request {
            url: "https://h/".into(),
            headers: vec![Header::made(name, value)],
            ..Request::default()
        };
        let shared = Shared::masked(&request, &masks(&Credentials::default()));
        assert_eq!(shared.get().headers[0].value.bytes(), shown);
    }
}

fn findings(captured: &Captured, date: Option<&str>, now: u64) -> Vec<Finding> {
    let answer = date.map(|date| Response {
        headers: vec![("Date".to_owned(), date.to_owned())],
        ..Response::default()
    });
    lint(
        captured,
        answer.as_ref(),
        &Credentials::default(),
        b"",
        Some(now),
    )
}

fn of_clock(date: Option<&str>, now: u64) -> Vec<String> {
    let captured = Captured {
        request: request("https://h/", &FIELDS),
        ..Captured::default()
    };
    let found = findings(&captured, date, now).into_iter();
    found
        .filter(|found| found.id.starts_with("timestamp-"))
        .map(|found| format!("{}: {}", found.id, found.message))
        .collect()
}

/// The timestamp is 1700000000: 14 November 2023, 22:13:20 (`date -u -d @1700000000`).
#[test]
fn a_clock_may_be_wrong_by_five_minutes_and_no_more() {
    let sent = 1_700_000_000;
    // This machine's clock: what is old may be an old paste, what is of the future is odd.
    assert!(of_clock(None, sent).is_empty());
    assert!(of_clock(None, sent - 300).is_empty());
    assert!(of_clock(None, sent + 300).is_empty());
    let ahead = of_clock(None, sent - 301);
    assert!(
        ahead[0].contains("5 min ahead of this machine's clock"),
        "{ahead:?}"
    );
    let behind = of_clock(None, sent + 301);
    assert!(
        behind[0].contains("5 min behind this machine's clock"),
        "{behind:?}"
    );
    assert!(
        behind[0].contains("no fault if the capture is that old"),
        "{behind:?}"
    );
    assert_eq!(of_clock(None, sent + 86_400).len(), 1);
    let old = of_clock(None, sent + 86_401);
    assert!(old[0].contains("is of 14 Nov 2023 22:13 UTC"), "{old:?}");
    assert_eq!(of_clock(None, sent - 10 * 86_400).len(), 1);
    // The server's clock counts more, and knows no old paste.
    let exact = "Tue, 14 Nov 2023 22:13:20 GMT";
    assert!(of_clock(Some(exact), sent - 5000).is_empty());
    let days = of_clock(Some("Fri, 17 Nov 2023 22:13:20 GMT"), sent);
    assert!(
        days[0].contains("the answer of 17 Nov 2023 22:13 UTC: 3 days apart"),
        "{days:?}"
    );
    for (date, id) in [
        ("Tue, 14 Nov 2023 23:13:20 GMT", "timestamp-local-time"),
        ("Tue, 14 Nov 2023 23:11:50 GMT", "timestamp-local-time"),
        ("Tue, 14 Nov 2023 23:11:49 GMT", "timestamp-skew"),
        ("Tue, 14 Nov 2023 23:43:20 GMT", "timestamp-local-time"),
        ("Tue, 14 Nov 2023 22:43:20 GMT", "timestamp-skew"),
        ("Wed, 15 Nov 2023 12:14:50 GMT", "timestamp-local-time"),
        ("Wed, 15 Nov 2023 12:14:51 GMT", "timestamp-skew"),
    ] {
        let found = of_clock(Some(date), sent);
        assert!(found[0].starts_with(id), "{date}: {found:?}");
    }
}

#[test]
fn a_nonce_is_odd_by_its_length_and_where_it_is_the_timestamp() {
    for (nonce, id) in [
        ("abcde", Some("nonce-format")),
        ("abcdef", None),
        (&*"a".repeat(64), None),
        (&*"a".repeat(65), Some("nonce-format")),
        ("abc-def", Some("nonce-format")),
        ("1700000000", Some("nonce-reused")),
        ("1700000001", None),
    ] {
        let mut fields = FIELDS;
        fields[1].1 = nonce;
        let captured = Captured {
            request: request("https://h/", &fields),
            ..Captured::default()
        };
        let found = findings(&captured, None, 1_700_000_000);
        let found = found.iter().find(|found| found.id.starts_with("nonce-"));
        assert_eq!(found.map(|found| found.id), id, "{nonce}");
    }
}

#[test]
fn the_host_header_is_held_against_the_url_without_the_scheme_s_own_port() {
    for (url, host, differs) in [
        ("https://h.example/", "h.example", false),
        ("https://h.example/", "H.Example:443", false),
        ("https://h.example:0443/", "h.example", false),
        ("https://h.example:443/", "h.example:443", false),
        ("http://h.example/", "h.example:80", false),
        ("http://h.example/", "h.example:443", true),
        ("https://h.example/", "h.example:80", true),
        ("https://h.example/", "h.example:8443", true),
        ("https://h.example:8443/", "h.example", true),
        ("https://h.example/", "other.example", true),
    ] {
        let mut captured = Captured {
            request: request(url, &FIELDS),
            ..Captured::default()
        };
        captured.request.headers.push(Header::made("Host", host));
        let found = findings(&captured, None, 1_700_000_000);
        let found = found
            .iter()
            .any(|found| found.id == "uri-host-header-differs");
        assert_eq!(found, differs, "{url} {host}");
    }
}

#[test]
fn what_a_url_holds_raw_is_pointed_at() {
    for (url, id, at) in [
        ("https://h/a?b=c+d", "space-wire-vs-signed", "+"),
        ("https://h/a?b=c;d", "semicolon-separates-pairs", ";"),
        ("https://h/a b", "url-not-encoded", " "),
        (
            "https://h/a?\u{e9}\u{e8}=1",
            "url-not-encoded",
            "\u{e9}\u{e8}",
        ),
        ("https://h/a?b[]=1", "url-marks-raw", "["),
        ("https://h/a?b=1#c", "fragment", "#c"),
        ("https://h/a?amp;b=1", "capture-html-escaped", "amp;b"),
    ] {
        let paste =
            format!("GET {url} HTTP/1.1\nHost: h\nAuthorization: OAuth oauth_nonce=\"n\"\n\n");
        let read = capture::read(paste.as_bytes(), &Options::default()).unwrap();
        let found = findings(&read.requests[0], None, 1_700_000_000);
        let found = found.iter().find(|found| found.id == id);
        let span = found
            .unwrap_or_else(|| panic!("{url}: no {id}"))
            .span
            .clone();
        assert_eq!(&paste[span.unwrap()], at, "{url}");
    }
    let plain = Captured {
        request: request("https://h/a?b=%20", &FIELDS),
        ..Captured::default()
    };
    let found = findings(&plain, None, 1_700_000_000);
    assert!(
        !found.iter().any(|found| found.id.starts_with("url-")),
        "{found:?}"
    );
}

/// What the search says of itself is what it did: "all pairs" only where none was left out.
#[test]
fn a_search_that_was_cut_says_how_far_it_came() {
    let request = request("https://h/a?b=c%20d&e=%21", &FIELDS);
    let credentials = Credentials {
        consumer_secret: Some("s".into()),
        ..Credentials::default()
    };
    let searched = |mistakes, candidates| -> Statistics {
        let limits = Limits {
            mistakes,
            candidates,
            ..Limits::default()
        };
        // Of 160 bits, so that nothing explains it.
        let wanted = Wanted::Signature(b"AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
        diagnose(&request, &credentials, wanted, limits)
            .unwrap()
            .statistics
    };
    let singles = searched(1, u64::MAX);
    assert_eq!((singles.depth, singles.exhausted), (1, false));
    let pairs = searched(2, u64::MAX);
    assert_eq!((pairs.depth, pairs.exhausted), (2, false));
    assert!(pairs.compared > singles.compared + 100);
    // The special characters come last, and are few here.
    assert!(pairs.character_forms < 1000);
    for left in [2000, 20_000, pairs.compared - singles.compared - 1] {
        let cut = searched(2, pairs.compared - left);
        assert!(cut.depth < 2, "{left}: {cut:?}");
        assert!(cut.exhausted, "{left}: {cut:?}");
    }
    let none = searched(2, 1);
    assert_eq!((none.depth, none.exhausted), (0, true));
}
