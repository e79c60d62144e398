//! What goes on until somebody ends it, run as a user runs it: `--watch`, and a long search.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![cfg(unix)]

use std::io::Read;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// The request that X's documentation signs, with spaces signed as `+`.
const PASTE: &str = include_str!("../fixtures/captures/post-with-a-space.http");
/// The secrets of that documentation.
const KEYS: &str = "consumer_secret = \"kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw\"
token_secret = \"LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE\"
";

/// How long anything may take on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(90);

/// The paste with the signature that the documentation prints.
fn right() -> String {
    PASTE.replace(
        "Il5C7oPhfqV%2BnSqa3WoH4988Ll0",
        "hCtSmYh%2BiHYCEqBWrE7C7hYmtUk",
    )
}

/// A folder of this test's own, with a paste and its keys.
fn folder(name: &str, paste: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("long-runs-{name}"));
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    std::fs::write(path.join("paste.http"), paste).unwrap();
    std::fs::write(path.join("keys.toml"), KEYS).unwrap();
    path
}

fn command(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).stdin(Stdio::null());
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("COUNTERSIGN_")) {
        command.env_remove(name);
    }
    command.env("XDG_CONFIG_HOME", "/nowhere");
    command
}

/// A run whose output is looked at while it goes on. It is ended with the test.
struct Run {
    child: Child,
    stdout: Arc<Mutex<String>>,
    stderr: Arc<Mutex<String>>,
}

/// Reads on in a thread of its own.
fn collected(mut from: impl Read + Send + 'static) -> Arc<Mutex<String>> {
    let text = Arc::new(Mutex::new(String::new()));
    let to = Arc::clone(&text);
    std::thread::spawn(move || {
        let mut some = [0; 4096];
        while let Ok(read @ 1..) = from.read(&mut some) {
            let read = String::from_utf8_lossy(&some[..read]).into_owned();
            to.lock().unwrap().push_str(&read);
        }
    });
    text
}

impl Run {
    fn start(command: &mut Command) -> Self {
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let stdout = collected(child.stdout.take().unwrap());
        let stderr = collected(child.stderr.take().unwrap());
        Self {
            child,
            stdout,
            stderr,
        }
    }

    fn stdout(&self) -> String {
        self.stdout.lock().unwrap().clone()
    }

    fn stderr(&self) -> String {
        self.stderr.lock().unwrap().clone()
    }

    fn await_that(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !holds(self) {
            assert!(
                begun.elapsed() < PATIENCE,
                "no {what}:\n{}\n{}",
                self.stdout(),
                self.stderr()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn interrupt(&self) {
        let id = self.child.id().to_string();
        let kill = Command::new("kill").args(["-INT", &id]).status();
        assert!(kill.unwrap().success());
    }

    fn end(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "it does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn countersign(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = command(env!("CARGO_BIN_EXE_countersign"), folder);
    command.arg("diff").args(arguments);
    command
}

const WATCHED: &[&str] = &[
    "paste.http",
    "--watch",
    "--keys",
    "keys.toml",
    "--max-mistakes",
    "1",
    "--format",
    "short",
];

/// How often it came to its end and waits.
fn times_waiting(run: &Run) -> usize {
    run.stderr().matches("; Ctrl-C ends it").count()
}

#[test]
fn a_watched_file_is_judged_again_when_it_changes() {
    let folder = folder("watch", PASTE);
    let mut run = Run::start(&mut countersign(&folder, WATCHED));
    run.await_that("first verdict", |run| times_waiting(run) == 1);
    assert!(run.stdout().contains("enc-space-plus"), "{}", run.stdout());
    let said = run.stderr();
    assert!(
        said.contains("watching paste.http and keys.toml; Ctrl-C ends it"),
        "{said}"
    );

    // Written into.
    std::fs::write(folder.join("paste.http"), right()).unwrap();
    run.await_that("second verdict", |run| times_waiting(run) == 2);
    let said = run.stderr();
    assert!(
        said.contains("\npaste.http changed: judging again\n"),
        "{said}"
    );
    let last = run.stdout().lines().last().unwrap().to_owned();
    assert!(last.contains("signature right"), "{last}");

    // Renamed away, and replaced a moment later by one with the same time and length, as editors
    // and tools that restore files do.
    let paste = folder.join("paste.http");
    let time = std::fs::metadata(&paste).unwrap().modified().unwrap();
    let other = folder.join("paste.http~");
    std::fs::rename(&paste, &other).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let swap = folder.join("4913");
    std::fs::write(&swap, PASTE).unwrap();
    let handle = std::fs::File::options().write(true).open(&swap).unwrap();
    handle.set_modified(time).unwrap();
    std::fs::rename(&swap, &paste).unwrap();
    run.await_that("third verdict", |run| times_waiting(run) == 3);
    let last = run.stdout().lines().last().unwrap().to_owned();
    assert!(last.contains("enc-space-plus"), "{last}");
    assert!(!run.stderr().contains("error"), "{}", run.stderr());

    // The keys count, too.
    std::fs::write(folder.join("keys.toml"), KEYS.replace("kAcS", "kAcX")).unwrap();
    run.await_that("fourth verdict", |run| times_waiting(run) == 4);
    assert!(
        run.stderr()
            .contains("\nkeys.toml changed: judging again\n")
    );

    run.interrupt();
    assert_eq!(run.end().signal(), Some(2));
    assert_eq!(run.stdout().lines().count(), 4, "{}", run.stdout());
}

/// Nothing is judged while the file is away, and somebody who waits is told.
#[test]
fn a_watched_file_that_goes_away_is_waited_for() {
    let folder = folder("away", PASTE);
    let run = Run::start(&mut countersign(&folder, WATCHED));
    run.await_that("first verdict", |run| times_waiting(run) == 1);
    std::fs::remove_file(folder.join("paste.http")).unwrap();
    run.await_that("word of it", |run| {
        run.stderr().contains("waiting for paste.http to come back")
    });
    std::fs::write(folder.join("paste.http"), right()).unwrap();
    run.await_that("second verdict", |run| times_waiting(run) == 2);
    assert!(run.stdout().contains("signature right"));
    assert!(!run.stderr().contains("error"), "{}", run.stderr());
}

#[test]
fn what_cannot_change_is_not_watched() {
    let folder = folder("unwatched", PASTE);
    for (arguments, problem) in [
        (
            ["-", "--watch"],
            "error: standard input and a text cannot be watched",
        ),
        (
            [
                "curl https://h/ -H 'Authorization: OAuth a=\"b\"'",
                "--watch",
            ],
            "error: standard input and a text cannot be watched",
        ),
        (
            ["pasted.http", "--watch"],
            "error: cannot watch \"pasted.http\": no such file",
        ),
    ] {
        let output = countersign(&folder, &arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.starts_with(problem), "{said}");
        assert!(output.stdout.is_empty());
        assert_eq!(output.status.code(), Some(2), "{said}");
    }
}
