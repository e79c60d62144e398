//! Reports for others: how they look, that they hold no secret, and that no paste becomes markup.
//!
//! `fixtures/reports/space-plus.http` was signed with Python's `hmac`, its spaces as `+`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::process::Command;

const PASTE: &str = "fixtures/reports/space-plus.http";
const KEYS: &str = "fixtures/reports/keys.toml";

/// Everything in that request that others must not see, as it is and encoded.
const SECRETS: [&str; 7] = [
    "kd94hf93k423kf44",
    "pfkkdhi9sl3r4s00",
    "5ecret5ession",
    "nnch734d00sl2jdk/+a",
    "nnch734d00sl2jdk%2F%2Ba",
    "nnch734d00sl2jdk%252F%252Ba",
    "nnch734d00sl2jdk",
];

fn run(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_countersign"))
        .args(arguments)
        .output()
        .unwrap();
    assert!(!output.stdout.is_empty(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn diff(more: &[&str]) -> String {
    run(&[&["diff", PASTE, "--keys", KEYS, "--as-captured"], more].concat())
}

fn explain(more: &[&str]) -> String {
    let request = [
        "explain",
        "-X",
        "POST",
        "https://photos.example.net/update?include_entities=true&oauth_verifier=5ecret5ession",
        "-p",
        "status=Hello Ladies + Gentlemen, naïve & <b>!",
        "--consumer-key",
        "dpf43f3p2l4k3l03",
        "--token",
        "nnch734d00sl2jdk/+a",
        "--nonce",
        "chapoH",
        "--timestamp",
        "137131202",
        "--keys",
        KEYS,
    ];
    run(&[&request, more].concat())
}

/// The page without its style sheet, a line for each block.
fn page(html: &str) -> String {
    let (start, end) = (
        html.find("<style>").unwrap(),
        html.find("</style>").unwrap(),
    );
    let page = format!("{}<style>…{}", &html[..start], &html[end..]);
    let hash = page.find("sha256-").unwrap() + "sha256-".len();
    let page = format!("{}…{}", &page[..hash], &page[hash + 44..]);
    let version = concat!("countersign ", env!("CARGO_PKG_VERSION"));
    let page = page.replace(version, "countersign VERSION");
    [
        "<section", "<p", "<pre", "<li", "<tr", "<div", "<footer", "<h2",
    ]
    .iter()
    .fold(page, |page, tag| page.replace(tag, &format!("\n{tag}")))
}

#[test]
fn diff_as_markdown() {
    insta::assert_snapshot!(diff(&["--format", "markdown"]));
}

#[test]
fn diff_as_html() {
    insta::assert_snapshot!(page(&diff(&["--format", "html"])));
}

#[test]
fn explain_as_markdown() {
    insta::assert_snapshot!(explain(&["--format", "markdown"]));
}

#[test]
fn explain_as_html() {
    insta::assert_snapshot!(page(&explain(&["--format", "html"])));
}

#[test]
fn no_report_holds_a_secret_unless_it_was_asked_for() {
    for form in [
        &["--format", "markdown"][..],
        &["--format", "html"],
        &["--format", "json", "--redact"],
        &["--redact"],
    ] {
        for report in [diff(&[form, &["--full"]].concat()), explain(form)] {
            assert!(report.contains("••••"), "{form:?}");
            for secret in SECRETS {
                assert!(!report.contains(secret), "{form:?} shows {secret}");
            }
        }
    }
    for form in ["markdown", "html"] {
        let report = explain(&["--format", form, "--show-secrets"]);
        assert!(report.contains("kd94hf93k423kf44"));
        assert!(!report.contains("••••"));
        assert!(report.contains("keep it to yourself"));
    }
}

#[test]
fn masking_keeps_every_column_and_every_difference() {
    let (plain, masked) = (diff(&["--full"]), diff(&["--full", "--redact"]));
    assert_eq!(plain.lines().count(), masked.lines().count());
    let mut hidden = 0;
    for (plain, masked) in plain.lines().zip(masked.lines()) {
        assert_eq!(plain.chars().count(), masked.chars().count(), "{masked}");
        for (plain, masked) in plain.chars().zip(masked.chars()) {
            // In the line that a finding points into, bytes are starred where they stand.
            assert!(
                plain == masked || "•*".contains(masked),
                "{plain} became {masked}"
            );
            hidden += usize::from(plain != masked);
        }
    }
    assert!(hidden > 0);
}

#[test]
fn a_failing_paste_cannot_put_markup_into_a_page() {
    let hostile = "</style><script>alert(1)</script>\" onmouseover=\"alert(2)";
    let escapes: Vec<String> = hostile.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let encoded = escapes.concat();
    let paste = format!(
        "POST /{encoded}?{encoded}={encoded} HTTP/1.1\nHost: h.example\nX-Note: {hostile}\n\
         Content-Type: application/x-www-form-urlencoded\n\
         Authorization: OAuth oauth_consumer_key=\"{encoded}\", oauth_nonce=\"{encoded}\", \
         oauth_signature=\"AAAAAAAAAAAAAAAAAAAAAAAAAAA%3D\", oauth_timestamp=\"1\", \
         oauth_signature_method=\"HMAC-SHA1\"\n\n{encoded}={encoded}"
    );
    let file = std::env::temp_dir().join(format!("countersign-hostile-{}", std::process::id()));
    std::fs::write(&file, paste).unwrap();
    let paste = file.to_str().unwrap();
    let arguments = [
        "diff",
        paste,
        "--consumer-secret",
        "s",
        "--max-mistakes",
        "1",
    ];
    let page = run(&[&arguments[..], &["--format", "html"]].concat());
    std::fs::remove_file(&file).unwrap();
    assert_eq!(page.matches("</style>").count(), 1);
    // The page's own script, which its policy names by hash, and no other.
    let own = format!("<script>{}</script>", countersign::render::html::SCRIPT);
    let page = page.replacen(&own, "", 1);
    for start in ["<script", "<a ", "href=", " onmouseover=\""] {
        assert!(!page.contains(start), "{start}");
    }
    assert!(page.contains("&lt;script&gt;alert(1)"));
}

#[test]
fn a_paste_cannot_put_markup_into_a_page() {
    let hostile = "\"><img src=x onerror=alert(1)><script>alert(2)</script>javascript:alert(3)`|";
    let page = run(&[
        "explain",
        "https://h/<script>alert(4)</script>?a='\"><svg/onload=alert(5)>",
        "-p",
        &format!("{hostile}={hostile}"),
        "-H",
        &format!("X-Note: {hostile}"),
        "--consumer-key",
        hostile,
        "--consumer-secret",
        hostile,
        "--format",
        "html",
    ]);
    let own = format!("<script>{}</script>", countersign::render::html::SCRIPT);
    let page = page.replacen(&own, "", 1);
    for start in ["<script", "<img", "<svg", "<a ", "href=", "src=\""] {
        assert!(!page.contains(start), "{start}");
    }
    assert!(page.contains("&lt;script&gt;alert(2)"));
    assert!(page.contains("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-"));
    let markdown = run(&[
        "explain",
        "https://h/",
        "-p",
        &format!("{hostile}={hostile}"),
        "--consumer-key",
        "k",
        "--consumer-secret",
        "s",
        "--format",
        "markdown",
    ]);
    let mut fence: Option<usize> = None;
    for line in markdown.lines() {
        let run = line.bytes().take_while(|byte| *byte == b'`').count();
        match fence {
            None if run >= 3 => fence = Some(run),
            Some(open) if run >= open => fence = None,
            Some(_) => {}
            None => assert!(
                !line.contains("<script") || line.contains("``"),
                "outside of code: {line}"
            ),
        }
    }
    assert_eq!(fence, None);
}
