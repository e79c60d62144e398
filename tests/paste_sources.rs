//! Where a paste may come from: a file, a pipe, the clipboard, the words behind `--`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const CURL: &str = "curl -X POST 'https://api.example.com/1/notes?lang=de' -d 'text=Hello%20world'";

fn countersign(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
    command.args(arguments).stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> Output {
    countersign(arguments).output().unwrap()
}

fn piped(arguments: &[&str], paste: &[u8]) -> Output {
    let mut child = countersign(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A paste that is too long is not read to its end: the pipe may break.
    let _ = child.stdin.take().unwrap().write_all(paste);
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What the request of [`CURL`] must be read as, from curl's own manual: `-d` makes a form body.
#[track_caller]
fn is_the_request(output: &Output) {
    assert!(output.status.success(), "{}", said(output));
    let read: Value = serde_json::from_slice(&output.stdout).unwrap();
    let request = &read["requests"][0];
    assert_eq!(request["method"], "POST");
    assert_eq!(request["url"], "https://api.example.com/1/notes?lang=de");
    assert_eq!(request["body"], "text=Hello%20world");
}

#[test]
fn a_file_a_pipe_and_a_dash_hold_the_same() {
    let folder = std::env::temp_dir().join(format!("countersign-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("failing.sh");
    std::fs::write(&file, CURL).unwrap();
    is_the_request(&run(&["read", file.to_str().unwrap(), "--format", "json"]));
    is_the_request(&piped(&["read", "--format", "json"], CURL.as_bytes()));
    is_the_request(&piped(&["read", "-", "--format", "json"], CURL.as_bytes()));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn words_behind_two_dashes_are_a_command() {
    let words = [
        "read",
        "--format",
        "json",
        "--",
        "curl",
        "-X",
        "POST",
        "https://api.example.com/1/notes?lang=de",
        "-d",
        "text=Hello%20world",
    ];
    is_the_request(&run(&words));
}

#[test]
fn an_at_sign_names_a_file_beside_the_command() {
    let folder = std::env::temp_dir().join(format!("countersign-at-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("body.txt"), "text=Hello%20world").unwrap();
    let file = folder.join("failing.sh");
    std::fs::write(&file, CURL.replace("text=Hello%20world", "@body.txt")).unwrap();
    is_the_request(&run(&["read", file.to_str().unwrap(), "--format", "json"]));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[cfg(unix)]
mod clipboard {
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::PathBuf;

    use super::*;

    /// A folder that is all of PATH, with this program in it, a shell script.
    struct Path(PathBuf);

    impl Path {
        fn with(test: &str, program: &str, script: &str) -> Self {
            let name = format!("countersign-{test}-{program}-{}", std::process::id());
            let folder = std::env::temp_dir().join(name);
            std::fs::create_dir_all(&folder).unwrap();
            let file = folder.join(program);
            std::fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
            Self(folder)
        }

        fn read(&self) -> Output {
            countersign(&["read", "--clipboard", "--format", "json"])
                .env("PATH", &self.0)
                .output()
                .unwrap()
        }
    }

    impl Drop for Path {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn the_program_that_is_there_is_asked() {
        let script = format!("echo \"{CURL}\"");
        for program in ["pbpaste", "wl-paste", "xclip", "xsel"] {
            is_the_request(&Path::with("asked", program, &script).read());
        }
    }

    #[test]
    fn what_is_wrong_with_the_clipboard_is_said() {
        let cases = [
            ("pbpaste", "exit 0", "the clipboard holds no text (pbpaste)"),
            (
                "xclip",
                "exit 1",
                "the clipboard could not be read: xclip failed",
            ),
            (
                "other",
                "exit 0",
                "no program that reads the clipboard was found",
            ),
        ];
        for (program, script, says) in cases {
            let output = Path::with("wrong", program, script).read();
            assert_eq!(output.status.code(), Some(2));
            assert!(said(&output).contains(says), "{}", said(&output));
        }
    }
}

#[test]
fn a_paste_longer_than_allowed_is_refused() {
    let long = format!("{CURL} -d 'more={}'", "x".repeat(5000));
    let refused = piped(&["read", "--max-input", "4k"], long.as_bytes());
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused).contains("longer than the 4096 bytes"));
    assert!(said(&refused).contains("--max-input"));
    let allowed = piped(&["read", "--max-input", "8k"], long.as_bytes());
    assert!(allowed.status.success(), "{}", said(&allowed));
}

#[test]
fn a_form_may_be_named_and_an_entry_chosen() {
    let body = b"a=b&oauth_signature=x";
    let form = piped(
        &["read", "--input-format", "form-body", "--format", "json"],
        body,
    );
    let read: Value = serde_json::from_slice(&form.stdout).unwrap();
    assert_eq!(read["format"], "form-body");
    assert_eq!(read["requests"][0]["body"], "a=b&oauth_signature=x");

    let har = "fixtures/captures/har-several-entries.har";
    let all = run(&["read", har, "--format", "json"]);
    let all: Value = serde_json::from_slice(&all.stdout).unwrap();
    let second = &all["requests"][1];
    let url = second["url"].as_str().unwrap();
    let one = run(&["read", har, "--entry", url, "--format", "json"]);
    let one: Value = serde_json::from_slice(&one.stdout).unwrap();
    assert_eq!(one["requests"].as_array().map(Vec::len), Some(1));
    assert_eq!(&one["requests"][0]["url"], url);

    let unknown = run(&["read", har, "--input-format", "hra"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(
        said(&unknown).contains("choose from: "),
        "{}",
        said(&unknown)
    );
}

#[test]
fn explain_and_diff_take_the_same_paste() {
    // RFC 5849, section 1.2: the request for the photograph, and its signature.
    let paste = "GET /photos?file=vacation.jpg&size=original HTTP/1.1\r\n\
        Host: photos.example.net\r\n\
        Authorization: OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", \
        oauth_token=\"nnch734d00sl2jdk\", oauth_signature_method=\"HMAC-SHA1\", \
        oauth_timestamp=\"137131202\", oauth_nonce=\"chapoH\", \
        oauth_signature=\"MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D\"\r\n\r\n";
    let keys = [
        "--consumer-secret",
        "kd94hf93k423kf44",
        "--token-secret",
        "pfkkdhi9sl3r4s00",
    ];
    let explain = [
        &["explain", "-", "--scheme", "http", "--stage", "signature"],
        &keys[..],
    ]
    .concat();
    assert_eq!(
        printed(&piped(&explain, paste.as_bytes())),
        "MdpQcU8iPSUjWoN/UDMsK2sui9I=\n"
    );
    let diff = [&["diff", "--scheme", "http"], &keys[..]].concat();
    let right = piped(&diff, paste.as_bytes());
    assert_eq!(right.status.code(), Some(0), "{}", printed(&right));
    assert!(
        printed(&right).contains("SIGNATURE RIGHT"),
        "{}",
        printed(&right)
    );
}

#[test]
fn what_a_lone_header_does_not_tell_is_asked_for_by_name() {
    let header = "Authorization: OAuth oauth_consumer_key=\"k\", oauth_nonce=\"n\", oauth_timestamp=\"1\", \
        oauth_signature_method=\"HMAC-SHA1\", oauth_signature=\"hMhlEIC5rcG2cwz1zUK%2FBf2YXb8%3D\"";
    let asked = |command: &str, more: &[&str]| {
        let args = [&[command, "-", "--consumer-secret", "s"], more].concat();
        piped(&args, header.as_bytes())
    };
    let nothing = asked("explain", &[]);
    assert_eq!(nothing.status.code(), Some(3), "{}", said(&nothing));
    let error = said(&nothing);
    assert!(
        error.contains("does not tell the URL and the method"),
        "{error}"
    );
    assert!(error.contains("--url and -X"), "{error}");
    let nothing = asked("diff", &[]);
    assert_eq!(nothing.status.code(), Some(3), "{}", printed(&nothing));
    let screen = printed(&nothing);
    assert!(
        screen.contains("the paste does not tell the URL"),
        "{screen}"
    );
    assert!(screen.contains("--url"), "{screen}");
    // The method alone is a guess, and none is held against the client.
    let half = asked("explain", &["--url", "https://api.example.com/1/notes"]);
    assert!(
        said(&half).contains("does not tell the method"),
        "{}",
        said(&half)
    );
}

#[test]
fn an_error_names_the_form_and_points_at_the_byte() {
    let unclosed = piped(&["read"], b"curl 'https://api.example.com/1/notes");
    assert_eq!(unclosed.status.code(), Some(2));
    let error = said(&unclosed);
    assert!(error.contains("curl"), "{error}");
    let lines: Vec<&str> = error.lines().collect();
    let at = lines
        .iter()
        .position(|line| line.contains("curl '"))
        .unwrap();
    let caret = lines[at + 1].find('^').unwrap();
    assert_eq!(lines[at].as_bytes().get(caret), Some(&b'\''), "{error}");
}
