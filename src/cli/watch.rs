//! `diff --watch`: judged again whenever a file that was read changes.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use countersign::credentials::Credentials;
use countersign::error::Error;

use super::errors::Failure;
use super::exit::Exit;
use super::machine::{self, State};
use super::paste::is_text_of_a_paste;
use super::{diff, finish, talk};

/// How often the files are looked at. An editor that takes longer between two steps of saving a
/// file has it judged once more.
const PAUSE: Duration = Duration::from_millis(100);

/// How long a file may be away before somebody is told: editors replace a file by renaming another.
const AWAY: u32 = 20;

/// Judges, and judges again whenever a file that it read changes. It ends by a signal, or at once
/// where there is nothing to watch.
pub(crate) fn watch(args: &diff::Args) -> Exit {
    let files = args.files();
    if let Err(failure) = can_be_watched(args.paste.as_deref(), &files) {
        return finish(Err(failure), args.style);
    }
    let mut asked = Credentials::default();
    let mut seen = machine::states(&files);
    loop {
        finish(diff::judged(args, &mut asked), args.style);
        talk::say(&format!("watching {}; Ctrl-C ends it", names(&files)));
        while machine::states(&files) == seen {
            std::thread::sleep(PAUSE);
        }
        let now = settled(&files);
        let changed: Vec<PathBuf> = files
            .iter()
            .zip(seen.iter().zip(&now))
            .filter(|(_, (before, after))| before != after)
            .map(|(file, _)| file.clone())
            .collect();
        seen = now;
        if !changed.is_empty() {
            talk::say(&format!("{} changed: judging again", names(&changed)));
        }
    }
}

/// What the files are once nobody writes to them: the same twice, and all of them there.
fn settled(files: &[PathBuf]) -> Vec<Option<State>> {
    let mut before = machine::states(files);
    let mut away = 0;
    loop {
        std::thread::sleep(PAUSE);
        let now = machine::states(files);
        let all = now.iter().all(Option::is_some);
        if all && now == before {
            return now;
        }
        away = if all { 0 } else { away + 1 };
        if away == AWAY {
            let gone = files.iter().zip(&now).filter(|(_, state)| state.is_none());
            let gone: Vec<PathBuf> = gone.map(|(file, _)| file.clone()).collect();
            talk::say(&format!("waiting for {} to come back", names(&gone)));
        }
        before = now;
    }
}

/// Refuses what cannot change, and a name that is misspelt: it would be waited for without an end.
fn can_be_watched(paste: Option<&OsStr>, files: &[PathBuf]) -> Result<(), Failure> {
    let is_text = paste.is_some_and(|name| is_text_of_a_paste(&name.to_string_lossy()));
    if is_text || files.iter().any(|file| file == Path::new("-")) {
        return Err(Error::new("standard input and a text cannot be watched")
            .in_input("--watch")
            .help("name a file that holds the request")
            .into());
    }
    match files.iter().find(|file| !file.is_file()) {
        None => Ok(()),
        Some(file) => {
            let name = super::files::shown_name(file.as_os_str());
            let problem = if file.exists() {
                format!("{name} is not a file, and cannot be watched")
            } else {
                format!("cannot watch {name}: no such file")
            };
            Err(Error::new(problem)
                .in_input("--watch")
                .help("name a file that is there and stays there")
                .into())
        }
    }
}

fn names(files: &[PathBuf]) -> String {
    let names: Vec<String> = files.iter().map(|file| shown(file)).collect();
    names.join(" and ")
}

fn shown(file: &Path) -> String {
    file.display().to_string()
}
