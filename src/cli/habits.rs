//! A command line as the hand expects it to work: a paste without a subcommand is for `diff`, and
//! names and options of kindred programs mean ours. What is rewritten here is a spelling alone;
//! clap reads the result, and knows nothing of it.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::{Arg, ArgAction, Command};

use super::paste::{FILE_ENDINGS, is_text_of_a_paste};

/// Other names of subcommands.
const SYNONYMS: &[(&str, &str)] = &[
    ("check", "diff"),
    ("compare", "diff"),
    ("debug", "diff"),
    ("diagnose", "diff"),
    ("verify", "diff"),
    ("sign", "explain"),
];

/// Options that stand for an option with a value.
const SWITCHES: &[(&str, &str, &str)] = &[
    ("--json", "format", "json"),
    ("--html", "format", "html"),
    ("--markdown", "format", "markdown"),
    ("--md", "format", "markdown"),
    ("--no-color", "color", "never"),
    ("--no-colour", "color", "never"),
];

/// Programs whose command lines are read as a paste.
const CLIENTS: &[&str] = &["curl", "http", "https", "wget"];

/// The form that the name of the result's file means.
const ENDINGS: &[(&str, &str)] = &[
    ("html", "html"),
    ("htm", "html"),
    ("md", "markdown"),
    ("json", "json"),
    ("sarif", "sarif"),
];

/// A command line in our own spelling.
#[derive(Debug, Default)]
pub(super) struct Meant {
    /// The words, the program's name first.
    pub(super) arguments: Vec<OsString>,
    /// What was understood, where another word stands for it.
    pub(super) said: Vec<String>,
}

/// What that command line means. `is_piped`: whether something comes from standard input; asked
/// only where nothing else tells.
pub(super) fn meant(
    mut command: Command,
    given: Vec<OsString>,
    is_piped: impl FnOnce() -> bool,
) -> Meant {
    command.build();
    let command = &command;
    let mut meant = Meant {
        arguments: given,
        said: Vec::new(),
    };
    find_subcommand(command, &mut meant, is_piped);
    let name = meant.arguments.get(1).and_then(|word| word.to_str());
    if let Some(subcommand) = name.and_then(|name| command.find_subcommand(name)) {
        meant.arguments = spelt_out(subcommand, &meant.arguments);
    }
    meant
}

/// Puts the subcommand in front: the one that stands behind options, the one that a synonym means,
/// or `diff`.
fn find_subcommand(command: &Command, meant: &mut Meant, is_piped: impl FnOnce() -> bool) {
    let Some(diff) = command.find_subcommand("diff") else {
        return;
    };
    let words = &meant.arguments;
    let asks = |word: &OsString| {
        ["-h", "--help", "-V", "--version"]
            .iter()
            .any(|asked| word == asked)
    };
    let Some(at) = first_word(diff, words) else {
        let options = words.get(1..).unwrap_or_default();
        let command_follows = options.iter().any(|word| word == "--");
        let is_for_diff =
            command_follows || options.iter().any(|word| !is_global(command, word)) || is_piped();
        if is_for_diff && !options.iter().any(asks) {
            meant.arguments.insert(1, "diff".into());
        }
        return;
    };
    let Some(word) = words.get(at).cloned() else {
        return;
    };
    let name = word.to_str().unwrap_or_default();
    let synonym = SYNONYMS.iter().find(|(other, _)| *other == name);
    if let Some(ours) = subcommand_of(command, name).or(synonym.map(|(_, ours)| *ours)) {
        if synonym.is_some() {
            meant
                .said
                .push(format!("note: `{name}` is called `{ours}` here"));
        }
        if words.len() == 2 && Path::new(&word).is_file() {
            meant.said.push(format!(
                "note: `{name}` is taken for the subcommand; for the file of that name write ./{name}"
            ));
        }
        meant.arguments.remove(at);
        meant.arguments.insert(1, ours.into());
    } else if CLIENTS.contains(&name) && !Path::new(&word).is_file() && words.len() > at + 1 {
        meant.arguments.insert(at, "--".into());
        meant.arguments.insert(1, "diff".into());
    } else if is_paste(&word) {
        meant.arguments.insert(1, "diff".into());
    }
}

/// The subcommand of that name, or `help`.
fn subcommand_of<'a>(command: &'a Command, name: &'a str) -> Option<&'a str> {
    (name == "help" || command.find_subcommand(name).is_some()).then_some(name)
}

/// Whether a word that is not a subcommand is a paste: a file, what is named as one, standard
/// input, or the text itself.
fn is_paste(word: &OsStr) -> bool {
    let path = Path::new(word);
    let text = word.to_string_lossy();
    let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    let is_named_so = !text.contains("://")
        && (FILE_ENDINGS.contains(&ending) || path.parent() != Some(Path::new("")));
    word == "-"
        || (path.exists() && !path.is_dir())
        || is_text_of_a_paste(&text)
        || is_named_so && !text.contains(char::is_whitespace)
}

/// The place of the first word that is neither an option nor an option's value.
fn first_word(spelling: &Command, words: &[OsString]) -> Option<usize> {
    let mut at = 1;
    while let Some(word) = words.get(at) {
        if word == "--" {
            return None;
        }
        if word == "-" || !word.as_encoded_bytes().starts_with(b"-") {
            return Some(at);
        }
        at += 1 + usize::from(takes_next(spelling, word));
    }
    None
}

/// Whether the word behind that option is its value.
fn takes_next(spelling: &Command, option: &OsStr) -> bool {
    let text = option.to_string_lossy();
    if let Some(long) = text.strip_prefix("--") {
        return !long.contains('=') && by_long(spelling, long).is_some_and(takes_value);
    }
    // `-XPOST` has its value with it, `-v` and its like may stand before another letter.
    let Some(letters) = text.strip_prefix('-') else {
        return false;
    };
    let mut letters = letters.chars();
    while let Some(letter) = letters.next() {
        let argument = spelling
            .get_arguments()
            .find(|argument| argument.get_short() == Some(letter));
        if argument.is_some_and(takes_value) {
            return letters.as_str().is_empty();
        }
    }
    false
}

fn by_long<'a>(spelling: &'a Command, long: &str) -> Option<&'a Arg> {
    spelling.get_arguments().find(|argument| {
        argument.get_long() == Some(long)
            || argument
                .get_all_aliases()
                .is_some_and(|aliases| aliases.contains(&long))
    })
}

fn takes_value(argument: &Arg) -> bool {
    matches!(argument.get_action(), ArgAction::Set | ArgAction::Append)
}

/// Whether an option is one of those that hold for every subcommand, and says nothing of which.
fn is_global(command: &Command, option: &OsStr) -> bool {
    let text = option.to_string_lossy();
    let is_it = |argument: &Arg| match text.strip_prefix("--") {
        Some(long) => argument.get_long() == Some(long),
        None => argument.get_short() == text.chars().nth(1),
    };
    command.get_arguments().any(is_it) || ["-h", "--help", "-V", "--version"].contains(&&*text)
}

/// The words with short spellings written out: `--json` as `--format json`, and the format that
/// the name of the result's file means.
fn spelt_out(subcommand: &Command, words: &[OsString]) -> Vec<OsString> {
    let mut out: Vec<OsString> = words.iter().take(2).cloned().collect();
    let mut rest = words.iter().skip(2);
    let mut format = false;
    let mut meant_by_name = None;
    let mut end = None;
    while let Some(word) = rest.next() {
        if word == "--" {
            end = Some(out.len());
            out.push(word.clone());
            out.extend(rest.by_ref().cloned());
            break;
        }
        let text = word.to_string_lossy();
        format |= text == "--format" || text.starts_with("--format=");
        let own = text
            .strip_prefix("--")
            .is_some_and(|long| by_long(subcommand, long).is_some());
        let switch = SWITCHES.iter().find(|(short, option, value)| {
            *short == text && !own && has(subcommand, option, value)
        });
        if let Some((_, option, value)) = switch {
            format |= *option == "format";
            out.extend([format!("--{option}").into(), (*value).into()]);
            continue;
        }
        out.push(word.clone());
        let value = takes_next(subcommand, word).then(|| rest.next()).flatten();
        out.extend(value.cloned());
        let file = match text.strip_prefix("--output=").or(text.strip_prefix("-o")) {
            Some(file) if !file.is_empty() => Some(file.to_owned()),
            _ => value
                .filter(|_| text == "-o" || text == "--output")
                .map(|file| file.to_string_lossy().into_owned()),
        };
        meant_by_name = file.or(meant_by_name);
    }
    let meant = meant_by_name.as_deref().and_then(form_of_file);
    if let Some(value) = meant.filter(|value| !format && has(subcommand, "format", value)) {
        let at = end.unwrap_or(out.len());
        out.splice(at..at, ["--format".into(), value.into()]);
    }
    out
}

/// The short spellings that a subcommand understands; it has been built.
pub(super) fn switches(subcommand: &Command) -> impl Iterator<Item = &'static str> {
    let understood = |(_, option, value): &&(_, &str, &str)| has(subcommand, option, value);
    let switches = SWITCHES.iter().filter(understood);
    switches.map(|(short, ..)| *short)
}

/// Whether a subcommand has that option with that value.
fn has(subcommand: &Command, option: &str, value: &str) -> bool {
    by_long(subcommand, option).is_some_and(|argument| {
        argument
            .get_possible_values()
            .iter()
            .any(|possible| possible.matches(value, true))
    })
}

fn form_of_file(name: &str) -> Option<&'static str> {
    let ending = Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
    ENDINGS
        .iter()
        .find(|(known, _)| *known == ending)
        .map(|(_, form)| *form)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words after the program's name, and what is said of them.
    fn understood(words: &str, piped: bool) -> String {
        let words = shell_words::split(words).unwrap();
        let given = ["countersign".to_owned()].into_iter().chain(words);
        let command = super::super::help::command();
        let meant = meant(command, given.map(Into::into).collect(), || piped);
        let words = meant.arguments.iter().skip(1);
        let words: Vec<String> = words
            .map(|word| word.to_string_lossy().into_owned())
            .collect();
        let said = meant.said.iter().map(|said| format!("({said})"));
        words.into_iter().chain(said).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_paste_without_a_subcommand_is_for_diff_with_all_its_options() {
        for (given, expected) in [
            ("Cargo.toml", "diff Cargo.toml"),
            ("Cargo.toml -k keys.toml", "diff Cargo.toml -k keys.toml"),
            ("-k keys.toml Cargo.toml", "diff -k keys.toml Cargo.toml"),
            ("--keys=keys.toml", "diff --keys=keys.toml"),
            ("missing.http", "diff missing.http"),
            ("./explain", "diff ./explain"),
            ("a.http b.http", "diff a.http b.http"),
            ("- --full", "diff - --full"),
            ("--clipboard", "diff --clipboard"),
            ("-- curl https://h/", "diff -- curl https://h/"),
            ("curl https://h/ -k", "diff -- curl https://h/ -k"),
            ("-k f curl https://h/", "diff -k f -- curl https://h/"),
            (
                "'https://h/?oauth_signature=x'",
                "diff https://h/?oauth_signature=x",
            ),
            ("-vX POST Cargo.toml", "diff -vX POST Cargo.toml"),
        ] {
            assert_eq!(understood(given, false), expected, "{given}");
        }
        assert_eq!(understood("", true), "diff");
        assert_eq!(understood("--quiet", true), "diff --quiet");
    }

    #[test]
    fn what_is_not_a_paste_is_left_to_be_told_apart() {
        for given in [
            "",
            "-v",
            "--help",
            "-V",
            "help diff",
            "explian",
            "https://h/?a=b",
            "src",
            "curl",
        ] {
            assert_eq!(understood(given, false), given, "{given}");
        }
    }

    #[test]
    fn other_names_of_a_subcommand_are_said() {
        assert_eq!(
            understood("verify a.http", false),
            "diff a.http (note: `verify` is called `diff` here)"
        );
        assert_eq!(
            understood("sign https://h/", false),
            "explain https://h/ (note: `sign` is called `explain` here)"
        );
        assert_eq!(
            understood("-k f explain https://h/", false),
            "explain -k f https://h/"
        );
    }

    #[test]
    fn short_spellings_are_written_out_where_the_subcommand_has_them() {
        for (given, expected) in [
            ("a.http --json", "diff a.http --format json"),
            (
                "a.http --md --no-color",
                "diff a.http --format markdown --color never",
            ),
            ("a.http --nonce --json", "diff a.http --nonce --json"),
            ("a.http -o r.html", "diff a.http -o r.html --format html"),
            ("a.http -or.md", "diff a.http -or.md --format markdown"),
            (
                "a.http --output=r.json",
                "diff a.http --output=r.json --format json",
            ),
            (
                "a.http -o r.html --json",
                "diff a.http -o r.html --format json",
            ),
            (
                "-o r.md -- curl h",
                "diff -o r.md --format markdown -- curl h",
            ),
            ("mistakes --json", "mistakes --format json"),
            ("mistakes --html", "mistakes --html"),
            ("-- curl --json", "diff -- curl --json"),
        ] {
            assert_eq!(understood(given, false), expected, "{given}");
        }
    }
}
