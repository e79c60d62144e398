//! The command line: clap's arguments, one file a subcommand, and all that needs the machine (the
//! clock, randomness, files, the environment, the terminal).

#![allow(
    clippy::doc_markdown,
    reason = "these doc comments are the help text, which has no markup"
)]

use std::ffi::OsString;
use std::io::{self, Write as _};

use clap::{Parser, Subcommand};

mod credentials;
mod diff;
mod errors;
mod exit;
mod explain;
mod files;
mod machine;
mod mistakes;
mod protocol;
mod request;
mod style;

use exit::Exit;
use style::Style;

/// Debugs OAuth 1.0a signatures (RFC 5849): shows every stage of one.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100, after_help = exit::TABLE, subcommand_required = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Explain(Box<explain::Args>),
    Diff(Box<diff::Args>),
    Mistakes(mistakes::Args),
}

/// Runs the command, and answers with its exit code.
pub(crate) fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(usage) => {
            // Help and usage that cannot be written change nothing: the code says it all.
            let _ = usage.print();
            return if usage.use_stderr() {
                Exit::Usage
            } else {
                Exit::Agree
            };
        }
    };
    match cli.command {
        Command::Explain(args) => finish(explain::run(&args), args.style),
        Command::Diff(args) => finish(diff::run(&args), args.style),
        Command::Mistakes(args) => finish(mistakes::run(&args), args.style),
    }
}

/// What a subcommand has to say.
struct Answer {
    /// The result, for stdout.
    text: Vec<u8>,
    /// What is missing, for stderr.
    problem: Option<errors::Failure>,
    /// The outcome.
    exit: Exit,
}

/// Writes the answer. The code is the outcome's, whatever became of the writing: a reader that
/// goes away (`| head`) makes no other verdict.
fn finish(answer: Result<Answer, errors::Failure>, style: Style) -> Exit {
    let (answer, exit) = match answer {
        Ok(answer) => {
            let exit = answer.exit;
            (answer, exit)
        }
        Err(failure) => {
            let exit = failure.exit;
            (
                Answer {
                    text: Vec::new(),
                    problem: Some(failure),
                    exit,
                },
                exit,
            )
        }
    };
    let mut out = style.stdout();
    let _ = out.write_all(&answer.text).and_then(|()| out.flush());
    if let Some(problem) = answer.problem {
        let mut err = style.stderr();
        let _ = io::Write::write_all(&mut err, problem.shown(style.width()).as_bytes());
    }
    exit
}
