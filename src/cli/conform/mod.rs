//! `countersign conform`: any signer, in any language, against the conformance suite.

mod junit;
mod orphans;
pub(in crate::cli) mod signer;
mod suite;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;
use countersign::conform::Case;
use countersign::conform::answer::Answer as Reply;
use countersign::conform::judge::judge;
use countersign::conform::summary::{Answered, Conformance, Outcome, Problem, conclude};
use countersign::diagnose::Limits;
use countersign::error::Error;
use countersign::render::{conform_json, terminal};
use countersign::screen::conform::{self as screen, Detail};

use super::Answer;
use super::errors::Failure;
use super::exit::Exit;
use super::style::Style;
use signer::Signer;

/// Run your own signer over the conformance suite, and prove by which mistakes it differs
///
/// The command is started once. It is given each request of the suite as one line of JSON on its
/// standard input, and answers each with one line of JSON on its standard output:
/// {"base_string": …, "signature": …}, where either alone is enough, or {"refused": "why"}.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Cases of your own: a folder that holds one folder a case
    #[arg(long, value_name = "DIR", help_heading = "Suite")]
    suite: Option<PathBuf>,
    /// Only this case; `sort-*` stands for all that begin so. May be repeated; up to three cases
    /// are shown with both texts
    #[arg(long, value_name = "NAME", help_heading = "Suite")]
    case: Vec<String>,
    /// List the cases, and run nothing
    #[arg(long, help_heading = "Suite", conflicts_with_all = ["requests", "command"])]
    list: bool,
    /// Print the lines that a signer is given, and run nothing
    #[arg(long, help_heading = "Suite", conflicts_with_all = ["command", "format"])]
    requests: bool,
    /// How long an answer may take; then the command is killed and started again
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = super::diff::duration, help_heading = "Signer")]
    timeout: Duration,
    /// How many mistakes together are searched for one case
    #[arg(long, value_name = "N", default_value_t = 3, help_heading = "Search")]
    max_mistakes: usize,
    /// What is printed
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        default_value = "text",
        help_heading = "Output"
    )]
    format: Format,
    /// Show the cases that conform too
    #[arg(long, help_heading = "Output")]
    all: bool,
    #[command(flatten)]
    pub(crate) style: Style,
    /// Your signer, after `--`
    #[arg(last = true, value_name = "CMD", required_unless_present_any = ["list", "requests"])]
    command: Vec<OsString>,
}

const EXAMPLES: &str = "\
Examples:
  countersign conform -- python3 my_signer.py
  countersign conform --case 'sort-*' -- node my-signer.js
  countersign conform --case host-upper --requests | node my-signer.js
  countersign conform --format junit -- ./my-signer > conformance.xml

Exit codes:
  0  every answer is right; cases that the signer refuses are told, and are no difference
  1  an answer is wrong, or there was none
  2  the usage is wrong, or the command cannot be started
  3  cannot tell: the signer refuses every case";

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
enum Format {
    /// A screen for people
    #[default]
    Text,
    /// One JSON object, schema countersign/1
    Json,
    /// JUnit XML, for continuous integration
    Junit,
}

/// Reads the suite, asks the signer, and shows what came of it.
///
/// # Errors
/// When the suite cannot be read, or the command cannot be started.
pub(crate) fn run(args: &Args) -> Result<Answer, Failure> {
    let cases = match &args.suite {
        Some(path) => suite::folder(path)?,
        None => suite::carried()?,
    };
    let cases = suite::chosen(cases, &args.case)?;
    if args.requests {
        let lines: String = cases.iter().map(|case| case.line.clone() + "\n").collect();
        return Ok(Answer::of(lines, Exit::Agree));
    }
    if args.list {
        let text = match args.format {
            Format::Text => terminal::render(
                &screen::list(&cases),
                args.style.width(),
                args.style.palette(),
            ),
            Format::Json => conform_json::list(&cases) + "\n",
            Format::Junit => {
                let problem = Error::new("a list is no test run, so there is no JUnit of it");
                return Err(problem.in_input("--format junit").into());
            }
        };
        return Ok(Answer::of(text, Exit::Agree));
    }
    let run = ask_all(args, cases)?;
    let text = match args.format {
        Format::Text => {
            let detail = Detail {
                all: args.all,
                texts: run.outcomes.len() <= 3,
            };
            let document = screen::document(&run, detail);
            terminal::render(&document, args.style.width(), args.style.palette())
        }
        Format::Json => conform_json::conform(&run) + "\n",
        Format::Junit => junit::document(&run)?,
    };
    Ok(Answer::of(text, exit(&run)))
}

fn exit(run: &Conformance) -> Exit {
    let counts = run.counts();
    if counts.differ + counts.failed + counts.not_asked > 0 {
        Exit::Differ
    } else if counts.conform == 0 {
        Exit::CannotTell
    } else {
        Exit::Agree
    }
}

/// How many candidates are compared for one case: a run ends in seconds, and repeats.
const CANDIDATES: u64 = 200_000;

fn ask_all(args: &Args, cases: Vec<Case>) -> Result<Conformance, Failure> {
    let words: Vec<String> = args
        .command
        .iter()
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let limits = Limits {
        mistakes: args.max_mistakes,
        candidates: CANDIDATES,
        ..Limits::default()
    };
    orphans::adopt();
    let mut signer = Signer::new(args.command.clone(), args.timeout);
    signer.start().map_err(|reason| {
        let program = words.first().map_or("", String::as_str);
        Error::new(format!("cannot start {program:?}: {reason}"))
            .in_input("CMD")
            .help("give the command as you would type it, after --")
    })?;
    let mut outcomes = Vec::new();
    for case in cases {
        let result = ask(&mut signer, &case, limits);
        outcomes.push(Outcome { case, result });
    }
    signer.finish();
    Ok(conclude(words, outcomes))
}

fn ask(signer: &mut Signer, case: &Case, limits: Limits<'_>) -> Answered {
    if signer.is_given_up() {
        return Answered::NotAsked;
    }
    let line = match signer.ask(&case.line) {
        Ok(line) => line,
        Err(failure) => return Answered::Failed(failure),
    };
    let no_answer = |why: String| {
        let line = String::from_utf8_lossy(line.get(..line.len().min(500)).unwrap_or_default());
        Problem::NoAnswer(why, line.into_owned())
    };
    match Reply::read(case, &line) {
        Err(why) => Answered::Failed(signer.failed(no_answer(why))),
        Ok(Reply::Refused(why)) => {
            signer.answered();
            Answered::Refused(why)
        }
        Ok(Reply::Signed(made)) => match judge(case, made, limits) {
            Ok(judged) => {
                signer.answered();
                Answered::Judged(Box::new(judged))
            }
            // A URL of its own that is none.
            Err(error) => {
                let why = format!("the request that it would send: {}", error.problem());
                Answered::Failed(signer.failed(no_answer(why)))
            }
        },
    }
}
