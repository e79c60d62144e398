//! `countersign completions` and `countersign man`: made from the same definition as the help.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap_complete::env::Shells;
use clap_complete::{CompleteEnv, Shell};
use countersign::error::Error;
use countersign::mistakes;
use countersign::providers::PROVIDERS;

use super::errors::Failure;
use super::exit::Exit;
use super::{Answer, help};

/// Print the completions of a shell
#[derive(Debug, clap::Args)]
#[command(after_help = COMPLETIONS)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

const COMPLETIONS: &str = "\
Examples:
  countersign completions bash > ~/.local/share/bash-completion/completions/countersign
  countersign completions zsh > ~/.zfunc/_countersign
  countersign completions fish > ~/.config/fish/completions/countersign.fish
  countersign completions powershell >> $PROFILE";

/// Print the manual page, or write all pages into a folder
#[derive(Debug, clap::Args)]
#[command(after_help = MAN)]
pub(crate) struct ManArgs {
    /// The folder that gets a page for each subcommand
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

const MAN: &str = "\
Examples:
  countersign man | man -l -
  countersign man ~/.local/share/man/man1";

/// The variable by which a shell's script asks this program what may come next.
const ASKED: &str = "COUNTERSIGN_COMPLETE";

/// The shell's script. It asks the program itself, and so never grows old.
pub(crate) fn completions(args: &CompletionsArgs) -> Answer {
    let mut text = Vec::new();
    let name = "countersign";
    if let Some(shell) = Shells::builtins().completer(&args.shell.to_string()) {
        // A vector takes any text.
        let _ = shell.write_registration(ASKED, name, name, name, &mut text);
    }
    Answer::of(text, Exit::Agree)
}

/// Answers a shell that asks what may come next; says whether one did.
pub(crate) fn complete(arguments: &[OsString]) -> bool {
    let here = std::env::current_dir().ok();
    CompleteEnv::with_factory(completed)
        .var(ASKED)
        .try_complete(arguments, here.as_deref())
        .unwrap_or(true)
}

/// The command line, with every value that can be listed.
fn completed() -> clap::Command {
    help::command().mut_subcommands(|command| {
        let named = |name| {
            command
                .get_arguments()
                .any(|argument| argument.get_id() == name)
        };
        if command.get_name() == "mistakes" && named("words") {
            let ids: Vec<&str> = mistakes::all().map(|mistake| mistake.id).collect();
            return command.mut_arg("words", |id| {
                id.value_parser(PossibleValuesParser::new(ids))
            });
        }
        if command.get_name() == "providers" {
            let ids = PROVIDERS.iter().map(|provider| provider.id);
            return command.mut_arg("id", |id| id.value_parser(PossibleValuesParser::new(ids)));
        }
        command
    })
}

/// The pages.
///
/// # Errors
/// When the folder cannot be written.
pub(crate) fn man(args: &ManArgs) -> Result<Answer, Failure> {
    let command = help::command();
    let Some(folder) = &args.folder else {
        let mut text = Vec::new();
        // A vector takes any text.
        let _ = clap_mangen::Man::new(command).render(&mut text);
        return Ok(Answer::of(text, Exit::Agree));
    };
    clap_mangen::generate_to(command, folder).map_err(|reason| {
        Error::new(format!("cannot write the pages: {reason}"))
            .in_input(format!("{:?}", folder.to_string_lossy()))
            .help("give a folder that is there")
    })?;
    Ok(Answer::of(Vec::new(), Exit::Agree))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shell_has_a_script_that_asks_the_program() {
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell] {
            let text = String::from_utf8(completions(&CompletionsArgs { shell }).text).unwrap();
            assert!(text.contains("COUNTERSIGN_COMPLETE"), "{shell}: {text}");
        }
    }

    #[test]
    fn the_ids_of_mistakes_complete() {
        let typed = ["countersign", "mistakes", "enc-space-p"].map(OsString::from);
        let found = clap_complete::engine::complete(&mut completed(), typed.into(), 2, None);
        let found: Vec<_> = found
            .unwrap()
            .iter()
            .map(|candidate| candidate.get_value().to_string_lossy().into_owned())
            .collect();
        assert_eq!(found, ["enc-space-plus"]);
    }

    #[test]
    fn the_manual_names_every_subcommand() {
        let page = man(&ManArgs { folder: None }).unwrap().text;
        let page = String::from_utf8(page).unwrap();
        for command in help::command().get_subcommands() {
            let name = command.get_name().replace('-', "\\-");
            assert!(page.contains(&name), "{name}");
        }
    }
}
