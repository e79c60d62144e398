//! The command line: clap's arguments, one file a subcommand, and all that needs the machine (the
//! clock, randomness, files, the environment, the terminal).

#![allow(
    clippy::doc_markdown,
    reason = "these doc comments are the help text, which has no markup"
)]

use std::ffi::OsString;
use std::io::{self, Write as _};

use clap::{FromArgMatches as _, Parser, Subcommand};
use countersign::error::Error;

mod audit;
mod clipboard;
mod comfort;
mod conform;
mod credentials;
mod diff;
mod errors;
mod exit;
mod explain;
mod files;
mod guard;
mod habits;
mod help;
mod keys;
#[cfg(feature = "listen")]
mod listen;
mod machine;
mod mistakes;
mod one_row;
mod output;
mod paste;
mod progress;
mod protocol;
mod providers;
mod read;
mod request;
mod share;
mod signer;
mod style;
mod talk;
mod usage;
mod watch;

use exit::Exit;
use style::Style;

/// Debug OAuth 1.0a signatures (RFC 5849): prove which mistake made a wrong one, and show every
/// stage of a right one. Nothing is sent anywhere.
#[derive(Debug, Parser)]
#[command(
    version,
    max_term_width = 100,
    after_help = exit::TABLE,
    before_help = help::CLASSIC,
    subcommand_required = true,
    arg_required_else_help = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Print no result: the exit code tells the outcome
    #[arg(
        long,
        global = true,
        conflicts_with = "verbose",
        help_heading = "Output"
    )]
    quiet: bool,
    /// Say on stderr where credentials came from, and what was found out
    #[arg(long, short = 'v', global = true, help_heading = "Output")]
    verbose: bool,
    /// Write the result to this file; its ending chooses the format: .html, .md, .json
    #[arg(
        long,
        short = 'o',
        global = true,
        value_name = "FILE",
        help_heading = "Output"
    )]
    output: Option<OsString>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Diff(Box<diff::Args>),
    Explain(Box<explain::Args>),
    Read(Box<read::Args>),
    Audit(Box<audit::Args>),
    Mistakes(mistakes::Args),
    Providers(providers::Args),
    Completions(comfort::CompletionsArgs),
    Man(comfort::ManArgs),
    Conform(conform::Args),
    #[cfg(feature = "listen")]
    Listen(Box<listen::Args>),
    Signer(signer::Args),
}

/// Runs the command, and answers with its exit code.
pub(crate) fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    guard::leave_no_core();
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if comfort::complete(&arguments) {
        return Exit::Agree;
    }
    let habits::Meant { arguments, said } =
        habits::meant(help::command(), arguments, paste::is_piped);
    let parsed = help::command()
        .try_get_matches_from(&arguments)
        .and_then(|mut matches| Cli::from_arg_matches_mut(&mut matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(usage) => return wrong_usage(usage, &arguments),
    };
    talk::set(match (cli.quiet, cli.verbose) {
        (true, _) => talk::Level::Quiet,
        (_, true) => talk::Level::Verbose,
        _ => talk::Level::Normal,
    });
    for said in &said {
        talk::say(said);
    }
    output::set(cli.output);
    match cli.command {
        Command::Explain(args) => finish(explain::run(&args), args.style),
        Command::Diff(args) if args.watch => watch::watch(&args),
        Command::Diff(args) => finish(diff::run(&args), args.style),
        Command::Read(args) => finish(read::run(&args), args.style()),
        Command::Audit(args) => finish(audit::run(&args), args.style()),
        Command::Mistakes(args) => finish(mistakes::run(&args), args.style),
        Command::Conform(args) => finish(conform::run(&args), args.style),
        #[cfg(feature = "listen")]
        Command::Listen(args) => finish(listen::run(&args), args.style),
        Command::Signer(args) => finish(signer::run(&args), args.style),
        Command::Providers(args) => finish(providers::run(&args), args.style),
        Command::Completions(args) => finish(Ok(comfort::completions(&args)), Style::default()),
        Command::Man(args) => finish(comfort::man(&args), Style::default()),
    }
}

/// Shows help, or what is wrong with the command line.
fn wrong_usage(usage: clap::Error, arguments: &[OsString]) -> Exit {
    if let Some(failure) = help::meant(&usage) {
        return finish(Err(failure), Style::default());
    }
    if usage.use_stderr() {
        let text = usage::shown(usage, arguments);
        // The code says it all where this cannot be written.
        let _ = Style::default().stderr().write_all(text.as_bytes());
        return Exit::Usage;
    }
    let answer = Answer::of(usage.render().ansi().to_string(), Exit::Agree);
    finish(Ok(answer), Style::default())
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

impl Answer {
    /// A whole result.
    fn of(text: impl Into<Vec<u8>>, exit: Exit) -> Self {
        Self {
            text: text.into(),
            problem: None,
            exit,
        }
    }
}

/// Writes the answer. The code is the outcome's, and a reader that goes away (`| head`) makes no
/// other verdict; but a result that could not be written for another reason is told, and has a code
/// of its own: a script would take an empty file for the result.
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
    let written = if talk::is_quiet() {
        Ok(())
    } else {
        output::write(&answer.text, style)
    };
    let heard = |problem: &errors::Failure| !talk::is_quiet() || problem.exit == Exit::Usage;
    if let Some(problem) = answer.problem.filter(heard) {
        let mut err = style.stderr();
        let _ = err.write_all(problem.shown(style.width()).as_bytes());
    }
    match written {
        Err(reason) if reason.kind() != io::ErrorKind::BrokenPipe => {
            let problem = Error::new(format_args!("the result could not be written: {reason}"));
            let text = errors::Failure::from(problem).shown(style.width());
            let _ = style.stderr().write_all(text.as_bytes());
            Exit::NotWritten
        }
        _ => exit,
    }
}
