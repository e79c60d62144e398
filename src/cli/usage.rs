//! What clap says of a command line that is none, made fit to be shown: nothing of it may drive a
//! terminal, and what nobody asked for may be a secret that went astray.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use countersign::screen::{Role, Span};

/// The text, with clap's own colours.
pub(super) fn shown(mut usage: clap::Error, arguments: &[OsString]) -> String {
    hide_strays(&mut usage, arguments);
    suggest(&mut usage, arguments);
    make_harmless(&mut usage);
    without_controls(&usage.render().ansi().to_string())
}

/// A word that stands where none belongs: `--consumer-secret a b`, or a secret instead of a
/// subcommand. What looks like a misspelt option or subcommand is shown.
fn hide_strays(usage: &mut clap::Error, arguments: &[OsString]) {
    let kind = match usage.kind() {
        ErrorKind::UnknownArgument => ContextKind::InvalidArg,
        ErrorKind::InvalidSubcommand if usage.get(ContextKind::SuggestedSubcommand).is_none() => {
            ContextKind::InvalidSubcommand
        }
        _ => return,
    };
    let Some(ContextValue::String(stray)) = usage.get(kind) else {
        return;
    };
    if stray.starts_with('-') {
        return;
    }
    let place = arguments
        .iter()
        .position(|argument| argument.to_string_lossy() == stray.as_str());
    let which = place.map_or("it".to_owned(), |place| format!("argument {place}"));
    let tip = format!("{which} is not shown, as it may be a secret");
    usage.insert(kind, ContextValue::String("…".to_owned()));
    usage.insert(
        ContextKind::Suggested,
        ContextValue::StyledStrs(vec![tip.into()]),
    );
}

/// Puts the nearest option, or the subcommand whose option it is, in place of clap's advice to pass
/// it as a value, which nobody wants.
fn suggest(usage: &mut clap::Error, arguments: &[OsString]) {
    let Some(ContextValue::String(given)) = usage.get(ContextKind::InvalidArg) else {
        return;
    };
    if usage.kind() != ErrorKind::UnknownArgument || !given.starts_with('-') {
        return;
    }
    let given = given.split('=').next().unwrap_or_default().to_owned();
    let known = usage.get(ContextKind::SuggestedArg).is_some();
    usage.remove(ContextKind::Suggested);
    let mut command = super::help::command();
    command.build();
    let name = arguments.get(1).and_then(|word| word.to_str());
    let Some(tip) = tip(&command, name.unwrap_or_default(), &given).filter(|_| !known) else {
        return;
    };
    usage.insert(
        ContextKind::Suggested,
        ContextValue::StyledStrs(vec![tip.into()]),
    );
}

/// What to write instead of an option that a subcommand has not.
fn tip(command: &clap::Command, subcommand: &str, given: &str) -> Option<String> {
    let longs = |command: &clap::Command| -> Vec<String> {
        let arguments = command.get_arguments();
        let of = |argument: &clap::Arg| argument.get_long().map(|long| format!("--{long}"));
        let shown = arguments.filter(|argument| !argument.is_hide_set());
        let switches = super::habits::switches(command).map(str::to_owned);
        shown.filter_map(of).chain(switches).collect()
    };
    let own = command.find_subcommand(subcommand).map(longs);
    if let Some(nearest) = nearest(given, own.iter().flatten().map(String::as_str)) {
        return Some(format!("a similar option exists: '{nearest}'"));
    }
    let others: Vec<&str> = command
        .get_subcommands()
        .filter(|other| longs(other).iter().any(|long| long == given))
        .map(clap::Command::get_name)
        .collect();
    let names = others.join(", ");
    (!names.is_empty()).then(|| format!("'{given}' is an option of: {names}"))
}

/// The nearest of some names, where one is near.
pub(super) fn nearest<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let given = given.to_lowercase();
    known
        .map(|name| (strsim::jaro_winkler(&given, &name.to_lowercase()), name))
        .filter(|(likeness, _)| *likeness > 0.85)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, name)| name)
}

/// Writes what was given with escapes, before clap puts colours around it.
fn make_harmless(usage: &mut clap::Error) {
    let harmless = |text: &str| Span::new(Role::Plain, text).text().to_owned();
    let changed: Vec<_> = usage
        .context()
        .filter_map(|(kind, value)| match value {
            ContextValue::String(text) => {
                let safe = harmless(text);
                (safe != *text).then_some((kind, ContextValue::String(safe)))
            }
            ContextValue::Strings(texts) => {
                let safe: Vec<String> = texts.iter().map(|text| harmless(text)).collect();
                (safe != *texts).then_some((kind, ContextValue::Strings(safe)))
            }
            _ => None,
        })
        .collect();
    if !changed.is_empty() {
        // Clap's tips repeat the raw text.
        usage.remove(ContextKind::Suggested);
    }
    for (kind, value) in changed {
        usage.insert(kind, value);
    }
}

/// The text with no control sequence but colours: what a value's own parser says may quote it.
fn without_controls(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\x1b', '\n']) {
        let (before, from) = rest.split_at(at);
        out.push_str(Span::new(Role::Plain, before).text());
        let len = if from.starts_with('\n') {
            1
        } else {
            colour(from).unwrap_or(0)
        };
        let (kept, after) = from.split_at(len);
        out.push_str(kept);
        rest = after;
        if len == 0 {
            out.push_str("\\u{1b}");
            rest = rest.strip_prefix('\x1b').unwrap_or(rest);
        }
    }
    out.push_str(Span::new(Role::Plain, rest).text());
    out
}

/// How long the colour is that the text begins with: `ESC [ 1 ; 31 m`.
fn colour(text: &str) -> Option<usize> {
    let parameters = text.strip_prefix("\x1b[")?;
    let len = parameters.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    parameters.get(len..)?.starts_with('m').then_some(len + 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(arguments: &[&str]) -> String {
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        let usage = super::super::help::command()
            .try_get_matches_from(&arguments)
            .unwrap_err();
        shown(usage, &arguments)
    }

    #[test]
    fn nothing_that_was_given_drives_the_terminal() {
        let hostile = "\x1b]0;title\x07\u{9b}31m\u{202e}x\u{200b}\n";
        for arguments in [
            ["countersign", &format!("--{hostile}")].as_slice(),
            &["countersign", "diff", &format!("--{hostile}")],
            &["countersign", "diff", "--time-limit", hostile],
            &["countersign", "diff", "--format", hostile],
            &["countersign", "diff", "--max-mistakes", hostile],
            &["countersign", "diff", "--max-input", hostile],
            &["countersign", "diff", "--input-format", hostile],
            &["countersign", "diff", &format!("-{hostile}")],
            &["countersign", hostile],
            &["countersign", "diff", "a", "b", hostile],
        ] {
            let said = said(arguments);
            let plain = said.replace('\n', "");
            let colours = plain.split('\x1b').skip(1);
            for part in colours {
                assert!(colour(&format!("\x1b{part}")).is_some(), "{said:?}");
            }
            for raw in ["\u{9b}", "\u{202e}", "\u{200b}", "\x07", "\x1b]"] {
                assert!(!said.contains(raw), "{arguments:?}: {said:?}");
            }
            assert!(!said.contains("x\n"), "{said:?}");
        }
    }

    #[test]
    fn a_misspelt_option_gets_the_nearest_and_no_advice_to_pass_it_as_a_value() {
        for (arguments, tip) in [
            (
                ["countersign", "diff", "--keyz"],
                "a similar argument exists: '--keys'",
            ),
            (
                ["countersign", "diff", "--time-limt=3"],
                "a similar argument exists: '--time-limit'",
            ),
            (
                ["countersign", "explain", "--fixed"],
                "'--fixed' is an option of: diff",
            ),
            (
                ["countersign", "mistakes", "--html"],
                "'--html' is an option of: diff, explain",
            ),
            (
                ["countersign", "diff", "--jsn"],
                "a similar option exists: '--json'",
            ),
        ] {
            let said = anstream::adapter::strip_str(&said(&arguments)).to_string();
            assert!(said.contains(tip) && !said.contains("as a value"), "{said}");
        }
    }

    #[test]
    fn a_stray_word_is_not_repeated_and_a_misspelt_option_is() {
        for arguments in [
            ["countersign", "diff", "a.http", "b.http", "hush", "--quiet"].as_slice(),
            &["countersign", "hush"],
            &["countersign", "explain", "https://h/", "--quiet", "hush"],
            &["countersign", "diff", "--tokn-secret=hush"],
        ] {
            assert!(!said(arguments).contains("hush"), "{}", said(arguments));
        }
        let three = said(&["countersign", "diff", "a", "b", "hush"]);
        assert!(three.contains("argument 4 is not shown"), "{three}");
        assert!(said(&["countersign", "diff", "--tokn-secret=hush"]).contains("--tokn-secret"));
        assert!(said(&["countersign", "explian"]).contains("explian"));
    }
}
