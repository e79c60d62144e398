//! What goes on until somebody ends it, run as a user runs it: `--watch`, and a long search.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![cfg(unix)]

use std::io::Read;
use std::os::unix::fs::PermissionsExt as _;
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

/// The paste with a signature that nothing makes.
fn unexplained() -> String {
    PASTE.replace(
        "Il5C7oPhfqV%2BnSqa3WoH4988Ll0",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAA",
    )
}

/// A folder of this test's own, with a paste and its keys.
fn folder(name: &str, paste: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("long-runs-{name}"));
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    std::fs::write(path.join("paste.http"), paste).unwrap();
    let keys = path.join("keys.toml");
    std::fs::write(&keys, KEYS).unwrap();
    std::fs::set_permissions(keys, std::fs::Permissions::from_mode(0o644)).unwrap();
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

/// How often it judged, and waits: both of its texts are read apart.
fn times_waiting(run: &Run) -> usize {
    let waits = run.stderr().matches("; Ctrl-C ends it").count();
    waits.min(run.stdout().lines().count())
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

/// A search that goes on for hours.
const LONG: &[&str] = &[
    "paste.http",
    "--keys",
    "keys.toml",
    "--max-mistakes",
    "4",
    "--time-limit",
    "300m",
];

/// Whether an interrupt is caught by now, and no longer ends the program: the kernel tells the
/// signals that are caught as bits.
#[cfg(target_os = "linux")]
fn hears_interrupts(run: &Run) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{}/status", run.child.id())).unwrap();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    u64::from_str_radix(caught.unwrap().trim(), 16).unwrap() & 2 != 0
}

#[cfg(target_os = "linux")]
#[test]
fn an_interrupt_shows_what_a_search_knows_so_far() {
    let folder = folder("interrupt", &unexplained());
    let mut run = Run::start(&mut countersign(&folder, LONG));
    run.await_that("search", hears_interrupts);
    run.interrupt();
    let status = run.end();
    run.await_that("end of the screen", |run| run.stdout().contains("--full"));
    run.await_that("word of it", |run| run.stderr().contains("note: "));
    assert_eq!(status.code(), Some(3), "{}", run.stderr());
    let shown = run.stdout();
    assert!(
        shown.starts_with("✗ WRONG SIGNATURE, NOT EXPLAINED\n"),
        "{shown}"
    );
    assert!(shown.contains("The search was stopped: "), "{shown}");
    assert!(!shown.contains("ran out of time"), "{shown}");
    assert!(
        !shown.contains("--time-limit"),
        "it was not the time: {shown}"
    );
    // In a pipe nothing is drawn.
    let said = run.stderr();
    assert!(said.contains("note: the search was stopped"), "{said}");
    assert!(
        !said.contains("trying") && !said.contains('\u{1b}'),
        "{said:?}"
    );
}

/// A second one ends the program whatever it does. Where the first has done its work before the
/// second comes, it is tried again.
#[cfg(target_os = "linux")]
#[test]
fn a_second_interrupt_ends_the_program_at_once() {
    // So long a form that the search needs a while to notice the first.
    let body: String = (0..4000).fold(String::new(), |body, at| format!("{body}&n{at}=a%20b!"));
    let paste = unexplained().trim_end().to_owned() + &body;
    let folder = folder("twice", &paste);
    for _ in 0..20 {
        let mut run = Run::start(&mut countersign(&folder, LONG));
        run.await_that("search", hears_interrupts);
        run.interrupt();
        // Two that come together are one.
        std::thread::sleep(Duration::from_millis(20));
        run.interrupt();
        let status = run.end();
        if status.signal() == Some(2) {
            assert_eq!(run.stdout(), "");
            return;
        }
        assert_eq!(status.code(), Some(3));
    }
    panic!("never");
}

/// On a terminal of 80 columns, with the key pressed: `script` makes one, where there is a `script`.
#[cfg(target_os = "linux")]
#[test]
fn a_long_search_says_on_a_terminal_what_it_tries_and_how_to_end_it() {
    use std::io::Write as _;
    let folder = folder("terminal", &unexplained());
    let program = env!("CARGO_BIN_EXE_countersign");
    let line = format!(
        "stty cols 80 rows 24; exec '{program}' diff --color never {}",
        LONG.join(" ")
    );
    let mut script = command("script", &folder);
    script
        .args(["-qefc", &line, "/dev/null"])
        .env("TERM", "xterm")
        .stdin(Stdio::piped());
    if Command::new("script").arg("--version").output().is_err() {
        return;
    }
    let mut run = Run::start(&mut script);
    let mut keyboard = run.child.stdin.take().unwrap();
    run.await_that("progress", |run| {
        run.stdout().contains(" mistakes: ") || run.stdout().contains("together: ")
    });
    keyboard.write_all(b"\x03").unwrap();
    keyboard.flush().unwrap();
    let status = run.end();
    run.await_that("end of the screen", |run| run.stdout().contains("--full"));
    let shown = run.stdout();
    assert_eq!(status.code(), Some(3), "{shown}");

    let (before, after) = shown.split_once("^C").unwrap();
    let drawn = screen(before);
    let line = drawn.iter().find(|row| row.contains("trying ")).unwrap();
    assert!(
        line.ends_with(" of at most 18000 s; Ctrl-C stops it"),
        "{line}"
    );
    assert_eq!(drawn.last(), Some(line), "one row: {drawn:#?}");
    // Nothing is left of it, nor of the key.
    assert!(after.contains("note: the search was stopped"), "{after}");
    let end = screen(&shown);
    assert!(
        end.iter().any(|row| row.contains("NOT EXPLAINED")),
        "{end:#?}"
    );
    // Talk is wrapped between words, and a command is left whole.
    let command = end
        .iter()
        .position(|row| row == "  chmod 600 \"keys.toml\"")
        .unwrap();
    let warning = end[..command].join(" ");
    assert!(
        warning.contains("may read \"keys.toml\" (mode 644); close it with:"),
        "{warning}"
    );
    for left in ["trying", "^C"] {
        assert!(!end.iter().any(|row| row.contains(left)), "{end:#?}");
    }
}

/// The rows of a terminal of 80 columns, as far as one is needed here: a row that is full goes on
/// in the next one with the next character, the cursor moves up and down, rows are wiped.
fn screen(written: &str) -> Vec<String> {
    let mut rows: Vec<Vec<char>> = vec![Vec::new()];
    let (mut row, mut column) = (0, 0);
    let mut written = written.chars();
    while let Some(character) = written.next() {
        match character {
            '\r' => column = 0,
            '\n' => row += 1,
            '\u{1b}' => {
                written.next().filter(|next| *next == '[').unwrap();
                let mut number = String::new();
                let order = written.by_ref().find(|next| {
                    let ends = next.is_ascii_alphabetic();
                    if !ends {
                        number.push(*next);
                    }
                    ends
                });
                let count = number.parse().unwrap_or(1);
                match (order.unwrap(), number.as_str()) {
                    ('A', _) => row -= count,
                    ('B', _) => row += count,
                    ('K', "2") => rows[row].clear(),
                    ('m' | 'h' | 'l', _) => {}
                    other => panic!("what is {other:?}?"),
                }
            }
            _ => {
                if column == 80 {
                    (row, column) = (row + 1, 0);
                }
                rows.resize(rows.len().max(row + 1), Vec::new());
                let at = &mut rows[row];
                at.resize(at.len().max(column + 1), ' ');
                at[column] = character;
                column += 1;
            }
        }
        rows.resize(rows.len().max(row + 1), Vec::new());
    }
    let text = rows.into_iter().map(|row| row.into_iter().collect());
    text.map(|row: String| row.trim_end().to_owned()).collect()
}
