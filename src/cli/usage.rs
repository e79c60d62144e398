//! What clap says of a command line that is none, made fit to be shown: nothing of it may drive a
//! terminal, and what nobody asked for may be a secret that went astray.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use countersign::screen::{Role, Span};

/// The text, with clap's own colours.
pub(super) fn shown(mut usage: clap::Error, arguments: &[OsString]) -> String {
    hide_strays(&mut usage, arguments);
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
