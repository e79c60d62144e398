//! Pastes as people hold them, one folder a case: `tests/cases/<name>/`.
//!
//! A folder holds the inputs as pasted, `keys.toml` where secrets are known, and `case.toml`:
//!
//! ```toml
//! why = "where the expectation comes from, apart from this program"
//!
//! [[run]]
//! args = "diff app.log --keys keys.toml" # as in a shell, inside the folder
//! exit = 1                              # where the code is the point
//! has = ["enc-space-plus"]               # each stands in what is printed
//! lacks = ["CANNOT TELL"]                # none stands in it
//! ```
//!
//! Every folder is run; none is registered. `cargo test --test cases okhttp` runs those whose name
//! holds the word. Words are compared with each run of blanks as one space, so that a line that is
//! broken for the width of the screen counts as one line.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use libtest_mimic::{Arguments, Failed, Trial};
use serde::Deserialize;

/// A case, as `case.toml` holds it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// Where the expectation comes from.
    why: String,
    run: Vec<Run>,
}

/// One command and what it must print.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Run {
    args: String,
    exit: Option<i32>,
    #[serde(default)]
    has: Vec<String>,
    #[serde(default)]
    lacks: Vec<String>,
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    assert!(!folders.is_empty(), "there is no case");
    let trials = folders.into_iter().map(|folder| {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        Trial::test(name, move || case(&folder))
    });
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

fn case(folder: &Path) -> Result<(), Failed> {
    let text = std::fs::read_to_string(folder.join("case.toml"))?;
    let case: Case = toml::from_str(&text)?;
    let mut problems = Vec::new();
    if case.why.trim().is_empty() || case.run.is_empty() {
        problems.push("a case needs its reason and a run".to_owned());
    }
    for run in &case.run {
        problems.extend(run.problems(folder));
    }
    if problems.is_empty() {
        return Ok(());
    }
    problems.push(format!("because: {}", case.why.trim()));
    Err(problems.join("\n").into())
}

impl Run {
    fn problems(&self, folder: &Path) -> Vec<String> {
        let output = command(folder)
            .args(shell_words::split(&self.args).unwrap())
            .output()
            .unwrap();
        let stdout = String::from_utf8_lossy(&output.stdout);
        let stderr = String::from_utf8_lossy(&output.stderr);
        let printed = one_spaced(&format!("{stdout}\n{stderr}"));
        let mut problems = Vec::new();
        if let Some(exit) = self.exit
            && output.status.code() != Some(exit)
        {
            let found = output.status.code();
            problems.push(format!("exit code {found:?}, and {exit} is right"));
        }
        let holds = |text: &String| printed.contains(&one_spaced(text));
        let missing = self.has.iter().filter(|text| !holds(text));
        problems.extend(missing.map(|text| format!("not printed: {text}")));
        let wrong = self.lacks.iter().filter(|text| holds(text));
        problems.extend(wrong.map(|text| format!("printed: {text}")));
        if !problems.is_empty() {
            problems.insert(0, format!("countersign {}", self.args));
            problems.push(format!("{stdout}{stderr}"));
        }
        problems
    }
}

fn one_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The program, inside the folder, with nothing of the user's own settings.
fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
    command.current_dir(folder).env_clear();
    for name in ["PATH", "SystemRoot", "TMPDIR"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
        .env("HOME", folder)
        .env("XDG_CONFIG_HOME", folder.join("no-config"));
    command
}
