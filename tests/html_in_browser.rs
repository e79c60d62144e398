//! A report in a real browser: it shows without a complaint, and nothing of a paste runs in it.
//!
//! Skipped, and said so, where there is no Chromium that starts.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on has failed, and one that is skipped says so"
)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

/// What the browser made of the page: its document, and what it said on the console.
struct Seen {
    document: String,
    console: Vec<String>,
}

/// Opens the page; `None` when there is no browser, or it does not start or end.
fn open(page: &Path) -> Option<Seen> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    names.iter().find_map(|name| {
        let mut child = Command::new(name)
            .args(["--headless", "--no-sandbox", "--disable-gpu"])
            // Whatever the page asks for, no name is found.
            .arg("--host-resolver-rules=MAP * ~NOTFOUND")
            .args(["--enable-logging=stderr", "--dump-dom"])
            .arg(format!("--user-data-dir={}.profile", page.display()))
            .arg(format!("file://{}", page.display()))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .ok()?;
        // One that hangs is killed: nothing here waits longer for it.
        let id = child.id().to_string();
        let (done, waits) = std::sync::mpsc::channel::<()>();
        let watch = thread::spawn(move || {
            if waits.recv_timeout(Duration::from_secs(60)).is_err() {
                let _ = Command::new("kill").args(["-9", &id]).status();
            }
        });
        let (mut out, mut err) = (child.stdout.take()?, child.stderr.take()?);
        let errors = thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = std::io::Read::read_to_end(&mut err, &mut bytes);
            bytes
        });
        let mut document = Vec::new();
        let _ = std::io::Read::read_to_end(&mut out, &mut document);
        let ended = child.wait();
        let _ = done.send(());
        let _ = watch.join();
        let errors = errors.join().unwrap_or_default();
        ended.ok()?.success().then(|| Seen {
            document: String::from_utf8_lossy(&document).into_owned(),
            console: String::from_utf8_lossy(&errors)
                .lines()
                .filter(|line| line.contains(":CONSOLE"))
                .map(str::to_owned)
                .collect(),
        })
    })
}

fn page(name: &str, arguments: &[&str]) -> Option<Seen> {
    let output = Command::new(env!("CARGO_BIN_EXE_countersign"))
        .args(arguments)
        .args(["--format", "html"])
        .output()
        .unwrap();
    shown(name, &output.stdout)
}

fn shown(name: &str, html: &[u8]) -> Option<Seen> {
    let folder = std::env::temp_dir().join(format!("countersign-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("page.html");
    std::fs::write(&file, html).unwrap();
    let seen = open(&file);
    let _ = std::fs::remove_dir_all(&folder);
    seen
}

/// A page whose script runs and complains, as long as the browser is one: what is told of the
/// others then means something.
fn has_browser(name: &str) -> bool {
    let script = b"<!doctype html><body><script>\
        document.body.id = 'ran'; console.error('heard')</script>";
    let Some(seen) = shown(name, script) else {
        eprintln!("skipped: no Chromium that starts");
        return false;
    };
    assert!(seen.document.contains("id=\"ran\""), "{}", seen.document);
    assert!(seen.console.iter().any(|line| line.contains("heard")));
    true
}

#[test]
fn a_report_shows_without_a_complaint() {
    if !has_browser("trial-report") {
        return;
    }
    let seen = page(
        "report",
        &[
            "diff",
            "fixtures/captures/post-with-a-space.http",
            "--keys",
            "fixtures/keys/example.toml",
        ],
    )
    .unwrap();
    assert_eq!(seen.console, Vec::<String>::new());
    assert!(seen.document.contains("CAUSE PROVEN"));
    assert!(seen.document.contains("%2520"));
}

#[test]
fn nothing_of_a_paste_runs() {
    if !has_browser("trial-hostile") {
        return;
    }
    let hostile = "\"'></code></style></title><script>document.body.id='ran'</script>\
        <img src=x onerror=\"document.body.id='ran'\"><svg/onload=document.body.id='ran'>";
    let seen = page(
        "hostile",
        &[
            "explain",
            "https://h/x",
            "-p",
            &format!("{hostile}={hostile}"),
            "-H",
            &format!("X-Note: {hostile}"),
            "--consumer-key",
            hostile,
            "--consumer-secret",
            hostile,
            "--show-secrets",
        ],
    )
    .unwrap();
    assert_eq!(seen.console, Vec::<String>::new());
    assert!(!seen.document.contains("id=\"ran\""));
    assert_eq!(
        seen.document.matches("<script").count(),
        1,
        "the page's own"
    );
    for element in ["<img", "<svg"] {
        assert!(!seen.document.contains(element), "{element}");
    }
    assert!(seen.document.contains("&lt;script&gt;"));
}
