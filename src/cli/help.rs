//! The help: examples first, one look for every subcommand, and what a command line that is none
//! was meant to be.

use clap::CommandFactory as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use countersign::error::Error;

use super::errors::Failure;
use super::{Cli, exit};

/// What most people come for.
pub(crate) const CLASSIC: &str = "\
Examples:
  countersign failing.http -k keys.toml
      why a request was refused: the mistake, proven, and the fix; the same as `diff`
  pbpaste | countersign -k .env
      the same of what was copied: a command, a log, a header, a base string
  countersign explain 'https://api.example.com/1/notes?page=2' --keys keys.toml
      every stage of a right signature";

const TEMPLATE: &str = "\
{about-with-newline}
{before-help}{usage-heading} {usage}

{all-args}{after-help}";

/// The command line, each help with its examples before its options.
pub(crate) fn command() -> clap::Command {
    Cli::command()
        .help_template(TEMPLATE)
        .mut_subcommands(examples_first)
}

/// Moves the examples of a subcommand, which it tells with the rest of what follows its options.
/// Where it says nothing of its exit codes, they are the general ones.
fn examples_first(command: clap::Command) -> clap::Command {
    let mut command = command.help_template(TEMPLATE);
    let text = |text: Option<&clap::builder::StyledStr>| text.map(ToString::to_string);
    let short = text(command.get_after_help());
    let long = text(command.get_after_long_help());
    if !short
        .iter()
        .chain(&long)
        .any(|text| text.contains("Exit codes"))
    {
        let with_codes = |text: Option<String>| match text {
            Some(text) => format!("{text}\n\n{}", exit::SHOWN),
            None => exit::SHOWN.to_owned(),
        };
        command = command.after_long_help(with_codes(long.or_else(|| short.clone())));
    }
    if let Some(long) = text(command.get_after_long_help()).or_else(|| short.clone())
        && let Some((examples, rest)) = split(&long)
    {
        command = command.before_long_help(examples).after_long_help(rest);
    }
    if let Some((examples, rest)) = short.as_deref().and_then(split) {
        command = command.before_help(examples).after_help(rest);
    }
    command
}

/// The paragraph of the examples, and the others.
fn split(text: &str) -> Option<(String, String)> {
    let (examples, rest): (Vec<&str>, Vec<&str>) = text
        .split("\n\n")
        .partition(|paragraph| paragraph.starts_with("Examples:"));
    (!examples.is_empty()).then(|| (examples.join("\n\n"), rest.join("\n\n")))
}

/// The subcommand that was left out, where what was given tells it.
pub(crate) fn meant(usage: &clap::Error) -> Option<Failure> {
    if usage.kind() != ErrorKind::InvalidSubcommand {
        return None;
    }
    let Some(ContextValue::String(given)) = usage.get(ContextKind::InvalidSubcommand) else {
        return None;
    };
    if std::path::Path::new(given).is_dir() {
        let error = Error::new(format!(
            "expected a file or a subcommand, found the folder {given:?}"
        ));
        return Some(
            error
                .help("name a file that holds the failing request")
                .into(),
        );
    }
    meant_by(given).map(Failure::from)
}

fn meant_by(given: &str) -> Option<Error> {
    // A signed URL has secrets in its query: it is not shown again.
    let (shown, help) = if given.contains("://") {
        let url = given.split(['?', '#']).next().unwrap_or_default();
        let query = if url == given { "" } else { "?…" };
        let url = format!("{}{query}", url.replace('\'', "%27"));
        (
            url.clone(),
            format!("did you mean: countersign explain '{url}'"),
        )
    } else if given == "curl" || given.starts_with("curl ") {
        (
            "curl".to_owned(),
            "put the whole command into a file, and give that: countersign diff FILE".to_owned(),
        )
    } else {
        return None;
    };
    Some(Error::new(format!("expected a subcommand, found {shown:?}")).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_holds_together() {
        command().debug_assert();
    }

    #[test]
    fn every_subcommand_tells_its_examples_before_its_options() {
        for subcommand in command().get_subcommands_mut() {
            let name = subcommand.get_name().to_owned();
            let help = subcommand.render_long_help().to_string();
            let Some(examples) = help.find("Examples:") else {
                continue;
            };
            assert!(examples < help.find("Usage:").unwrap(), "{name}:\n{help}");
        }
    }

    #[test]
    fn every_subcommand_tells_its_exit_codes() {
        for subcommand in command().get_subcommands_mut() {
            let name = subcommand.get_name().to_owned();
            let help = subcommand.render_long_help().to_string();
            assert!(help.contains("Exit codes"), "{name}:\n{help}");
        }
    }

    #[test]
    fn what_was_given_without_a_subcommand_is_understood() {
        let shown = |given| {
            let error = meant_by(given)?;
            Some(format!("{}; {}", error.problem(), error.advice()?))
        };
        assert_eq!(
            shown("https://h/1?oauth_token=hush").unwrap(),
            "expected a subcommand, found \"https://h/1?…\"; \
             did you mean: countersign explain 'https://h/1?…'"
        );
        assert_eq!(
            shown("curl").unwrap(),
            "expected a subcommand, found \"curl\"; \
             put the whole command into a file, and give that: countersign diff FILE"
        );
        assert_eq!(shown("explian"), None);
    }
}
