//! What once lost a result, hung, filled the memory or showed a secret, run as a user runs it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![cfg(unix)]

use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Signed with another secret than `s`, so that there is something to search.
const PASTE: &str = "GET /1/notes?a=b%20c HTTP/1.1\nHost: api.example.com\nAuthorization: OAuth \
    oauth_consumer_key=\"key\", oauth_nonce=\"n\", oauth_signature_method=\"HMAC-SHA1\", \
    oauth_timestamp=\"1\", oauth_signature=\"AAAAAAAAAAAAAAAAAAAAAAAAAAA%3D\"\n\n";

fn countersign(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
    command.args(arguments).stdin(Stdio::null());
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("COUNTERSIGN_")) {
        command.env_remove(name);
    }
    command.env("XDG_CONFIG_HOME", "/nowhere");
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

fn file(name: &str, content: &str) -> String {
    let path = folder(name).join("file");
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

fn fed(command: &mut Command, input: &str) -> Output {
    let command = command.stdin(Stdio::piped());
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may have ended before it read all.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// A result that nobody gets is not a success (`/dev/full` is a disk that is full).
#[test]
fn what_cannot_be_written_is_told_and_has_its_own_code() {
    if !std::path::Path::new("/dev/full").exists() {
        return;
    }
    let paste = file("full", PASTE);
    for arguments in [
        [
            "explain",
            "https://h/",
            "--consumer-key=k",
            "--consumer-secret=s",
        ]
        .as_slice(),
        &["diff", &paste, "--consumer-secret=s", "--max-mistakes=1"],
        &["read", &paste, "--format=json"],
        &["completions", "bash"],
        &["man"],
        &["mistakes"],
        &["providers"],
        &["conform", "--list"],
        &["--help"],
        &["diff", "--help"],
        &["--version"],
    ] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let output = countersign(arguments).stdout(full).output().unwrap();
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(4), "{arguments:?}: {said}");
        assert!(said.contains("the result could not be written"), "{said}");
    }
}

#[test]
fn a_reader_that_goes_away_changes_no_verdict() {
    let paste = file("closed", PASTE);
    let mut child = countersign(&["diff", &paste, "--consumer-secret=s", "--max-mistakes=1"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
}

#[test]
fn standard_input_is_given_to_one_input_alone() {
    for arguments in [
        ["diff", "-", "--response", "-", "--consumer-secret=s"].as_slice(),
        &["diff", "--response", "-", "--consumer-secret=s"],
        &["diff", "-", "--against", "-"],
        &["diff", "-", "--keys", "-"],
        &["explain", "-", "-d", "@-"],
        &["diff", "-", "--base-string", "@-"],
    ] {
        let output = fed(&mut countersign(arguments), PASTE);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains("standard input cannot be both"), "{said}");
    }
}

#[test]
fn no_time_limit_and_no_number_of_threads_is_too_large() {
    let paste = file("limits", PASTE);
    let run = [
        "diff",
        &paste,
        "--consumer-secret=s",
        "--max-mistakes=1",
        "--time-limit",
    ];
    for limit in ["18446744073709551615s", "18446744073709551615m", "0s"] {
        let output = countersign(&[&run, [limit].as_slice()].concat()).output();
        let output = output.unwrap();
        assert_eq!(
            output.status.code(),
            Some(1),
            "{limit}: {}",
            text(&output.stderr)
        );
    }
    let many = ["999999", "0", "-1", "x", "18446744073709551616"];
    for threads in many {
        let mut command = countersign(&[&run, ["10s"].as_slice()].concat());
        let output = command.env("RAYON_NUM_THREADS", threads).output().unwrap();
        assert_eq!(
            output.status.code(),
            Some(1),
            "{threads}: {}",
            text(&output.stderr)
        );
    }
}

/// Every option that names a file, and PASTE.
const FILES: [&[&str]; 9] = [
    &["diff", "FILE"],
    &["diff", "PASTE", "--keys", "FILE"],
    &["diff", "PASTE", "--private-key", "FILE"],
    &["diff", "PASTE", "--public-key", "FILE"],
    &["diff", "PASTE", "--consumer-secret=s", "--response", "FILE"],
    &["diff", "PASTE", "--against", "FILE"],
    &[
        "diff",
        "PASTE",
        "--consumer-secret=s",
        "--base-string",
        "@FILE",
    ],
    &["explain", "https://h/", "-d", "@FILE"],
    &["read", "FILE"],
];

fn with_file(arguments: &[&str], paste: &str, file: &str) -> Vec<String> {
    let named = |argument: &&str| match *argument {
        "FILE" => file.to_owned(),
        "@FILE" => format!("@{file}"),
        "PASTE" => paste.to_owned(),
        other => other.to_owned(),
    };
    arguments.iter().map(named).collect()
}

#[test]
fn a_device_without_an_end_is_refused() {
    let paste = file("zero", PASTE);
    for arguments in FILES {
        let arguments = with_file(arguments, &paste, "/dev/zero");
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let output = countersign(&arguments).output().unwrap();
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains("longer than the 16777216 bytes"), "{said}");
    }
}

#[test]
fn a_pipe_that_nobody_writes_into_is_waited_for_a_moment() {
    let paste = file("pipe", PASTE);
    let pipe = folder("pipe-itself").join("pipe");
    if !Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .is_ok_and(|status| status.success())
    {
        return;
    }
    let start = Instant::now();
    let pipe = pipe.to_str().unwrap();
    let running: Vec<_> = FILES
        .iter()
        .map(|arguments| {
            let arguments = with_file(arguments, &paste, pipe);
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let mut command = countersign(&arguments);
            command
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for child in running {
        let output = child.wait_with_output().unwrap();
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("nothing came out of it"), "{said}");
    }
    assert!(start.elapsed() < Duration::from_secs(120));
}

#[test]
fn a_pipe_of_the_shell_is_read() {
    let script =
        "printf 'consumer_secret = \"s\"' | \"$0\" diff \"$1\" --max-mistakes=1 --keys /dev/fd/0";
    let output = Command::new("sh")
        .args([
            "-c",
            script,
            env!("CARGO_BIN_EXE_countersign"),
            &file("shell", PASTE),
        ])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
}

/// Controls of 8 bits, a bidi override, a zero-width space: JSON has an escape for each.
#[test]
fn json_and_commands_hold_nothing_that_hides() {
    let hidden = ["\u{9b}", "\u{7f}", "\u{202e}", "\u{200b}"];
    let value = hidden.concat();
    let header = format!("X-Odd: a{value}b");
    let body = format!("{{\"a\":\"{value}\"}}");
    let signed = ["--consumer-key=k", "--consumer-secret=s"];
    let url = "https://h.example/1";
    for further in [["--format", "json"], ["--stage", "curl"]] {
        let arguments = [
            &["explain", url, "-H", &header, "--data-raw", &body],
            &signed[..],
            &further,
        ]
        .concat();
        let output = countersign(&arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let shown = text(&output.stdout);
        for raw in hidden {
            assert!(!shown.contains(raw), "{arguments:?}: {shown:?}");
        }
    }
    for format in ["json", "har", "curl"] {
        let arguments = [
            "read", "--format", format, "--", "curl", url, "-H", &header, "-d", &body,
        ];
        let output = countersign(&arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let shown = text(&output.stdout);
        for raw in hidden {
            assert!(!shown.contains(raw), "{format}: {shown:?}");
        }
        if format != "curl" {
            assert!(shown.contains("\\u009b\\u007f\\u202e\\u200b"), "{shown}");
        }
    }
}

#[test]
fn a_secret_on_the_command_line_is_warned_of() {
    let arguments = [
        "explain",
        "https://h/",
        "--consumer-key=k",
        "--consumer-secret=hush",
    ];
    let said = text(&countersign(&arguments).output().unwrap().stderr);
    assert!(
        said.contains("warning: --consumer-secret is kept in the shell's history"),
        "{said}"
    );
    let output = countersign(&arguments[..3])
        .env("COUNTERSIGN_CONSUMER_SECRET", "hush")
        .output()
        .unwrap();
    assert_eq!(text(&output.stderr), "");
}

/// A blank too many behind an option leaves a secret where a file's name may stand.
#[test]
fn a_word_that_may_be_a_secret_is_not_repeated() {
    let paste = file("stray", PASTE);
    let secret = "kd94hf93k423kf44";
    for arguments in [
        ["diff", secret].as_slice(),
        &["diff", &paste, secret],
        &["diff", &paste, "--keys", secret],
        &["read", secret],
        &["read", &paste, secret],
        &["explain", "https://h/", secret],
        &[secret],
    ] {
        let output = countersign(arguments).output().unwrap();
        let said = text(&[output.stdout, output.stderr].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(!said.contains(secret), "{arguments:?}: {said}");
    }
    let output = countersign(&["read", "missing.http"]).output().unwrap();
    assert!(text(&output.stderr).contains("cannot read \"missing.http\""));
}

#[cfg(target_os = "linux")]
#[test]
fn a_child_that_left_its_group_does_not_outlive_the_run() {
    let folder = folder("setsid");
    let id = folder.join("id");
    let script = format!(
        "setsid sh -c 'echo $$ > {0}; sleep 300' >/dev/null 2>&1 & \
         while ! [ -s {0} ]; do sleep 0.05; done; read line; exit 1",
        id.display()
    );
    let output = countersign(&["conform", "--case", "host-upper", "--", "sh", "-c", &script])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let id = std::fs::read_to_string(id).unwrap();
    let state = std::fs::read_to_string(format!("/proc/{}/stat", id.trim()));
    let lives = state.is_ok_and(|state| !state.contains(") Z "));
    assert!(!lives, "process {id} lives");
}
