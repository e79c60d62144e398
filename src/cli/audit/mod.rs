//! `countersign audit`: a log of requests, each judged, and what they come to.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;
use countersign::audit::judge::Settings;
use countersign::audit::summary::{CONSUMERS, Summary};
use countersign::capture::{Format as Form, MAX_INPUT};
use countersign::credentials::Secret;
use countersign::error::Error;
use countersign::render::{audit_json, html, markdown, terminal};
use countersign::screen;

use super::diff::duration;
use super::errors::Failure;
use super::exit::Exit;
use super::paste::{form, size};
use super::providers::ProviderArgs;
use super::style::Style;
use super::{Answer, talk};

mod command;
mod interrupt;
mod keys;
mod merge;
mod progress;
mod source;
mod work;

use source::Cut;

/// Judge every request of a log, and tell which mistakes explain how many.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Logs: JSON lines, access logs, HAR, cassettes, raw HTTP, commands; folders of them; - for
    /// standard input, which is read where none is given. They may be compressed (gzip, zstd)
    #[arg(value_name = "LOG")]
    logs: Vec<OsString>,
    /// How a log is cut into records, where it is not to be told from its beginning
    #[arg(long, value_name = "WAY", value_enum, help_heading = "Logs")]
    split: Option<Cut>,
    /// The form of each record, where it is not to be detected
    #[arg(long, value_name = "FORM", value_parser = form, hide_possible_values = true, help_heading = "Logs")]
    input_format: Option<Form>,
    /// Pass over the first N records: they were judged before
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        hide_default_value = true,
        help_heading = "Logs"
    )]
    skip: u64,
    /// The longest record that is read: bytes, or with a unit (64M) [default: 16M]
    #[arg(long, value_name = "BYTES", value_parser = size, help_heading = "Logs")]
    max_input: Option<usize>,
    /// Add up what earlier runs wrote: their JSON, or their verdicts as NDJSON
    #[arg(long, help_heading = "Logs", conflicts_with_all = ["split", "input_format", "skip", "keys", "keys_command"])]
    merge: bool,
    /// The scheme of requests that do not tell it [default: https]
    #[arg(long, value_name = "http|https", value_parser = ["http", "https"], hide_possible_values = true, help_heading = "Request")]
    scheme: Option<String>,
    /// Scheme and host of requests that do not tell them: an access log's
    #[arg(long, value_name = "URL", help_heading = "Request")]
    url: Option<String>,
    /// The method of requests that do not tell it
    #[arg(short = 'X', long, value_name = "METHOD", help_heading = "Request")]
    method: Option<String>,
    #[command(flatten)]
    provider: ProviderArgs,
    #[command(flatten)]
    keys: KeysArgs,
    /// How many requests are judged at the same time [default: one a core]
    #[arg(long, value_name = "N", help_heading = "Search")]
    jobs: Option<usize>,
    /// How many mistakes together are searched in all their forms; without it two, and three in
    /// their usual forms
    #[arg(long, value_name = "N", help_heading = "Search")]
    max_mistakes: Option<usize>,
    /// When the search for one request gives up: 10s, 500ms, 2m
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = duration, help_heading = "Search")]
    time_limit: Duration,
    /// Judge each request by itself: what a consumer was found to do before is not tried first
    #[arg(long, help_heading = "Search")]
    no_learning: bool,
    /// What is printed
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        default_value = "text",
        help_heading = "Output"
    )]
    format: Format,
    /// Write the summary to this file too, as JSON that --merge reads
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    summary: Option<PathBuf>,
    /// How many consumers are told apart
    #[arg(long, value_name = "N", default_value_t = CONSUMERS, help_heading = "Output")]
    max_consumers: usize,
    #[command(flatten)]
    style: Style,
}

/// What clap holds is not printed: it has secrets in it.
impl std::fmt::Debug for Args {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Args(…)")
    }
}

/// Where the secrets are.
#[derive(clap::Args)]
#[command(next_help_heading = "Credentials")]
struct KeysArgs {
    /// A file with the secrets of many consumers: TOML, CSV with a header line, or JSON lines
    ///
    /// Names: consumer_key, consumer_secret, token, token_secret, public_key, private_key. A row
    /// counts for the consumer key and token that it names; one without a token, for all of that
    /// consumer.
    #[arg(long, value_name = "FILE", env = "COUNTERSIGN_KEYS", hide_env = true)]
    keys: Option<OsString>,
    /// A command that is asked for secrets, where they stand in no file
    ///
    /// It is started once. It is given a JSON object in a line, with consumer_key and token, and
    /// answers with one in a line: consumer_secret, token_secret, or none where it knows none.
    #[arg(long, value_name = "CMD")]
    keys_command: Option<String>,
    /// The consumer secret, where there is one consumer
    #[arg(
        long,
        alias = "client-secret",
        value_name = "SECRET",
        env = "COUNTERSIGN_CONSUMER_SECRET",
        hide_env = true,
        allow_hyphen_values = true
    )]
    consumer_secret: Option<Secret>,
    /// The token secret, where there is one token
    #[arg(
        long,
        value_name = "SECRET",
        env = "COUNTERSIGN_TOKEN_SECRET",
        hide_env = true,
        allow_hyphen_values = true
    )]
    token_secret: Option<Secret>,
}

/// What is printed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
enum Format {
    /// A summary for people
    #[default]
    Text,
    /// A verdict a line, in the order of the log, as it goes
    Ndjson,
    /// The summary as one JSON object, schema countersign/1
    Json,
    /// The summary for a report
    Markdown,
    /// The summary as one page with plots: no network, no script
    Html,
}

const EXAMPLES: &str = "\
Examples:
  countersign audit rejected.ndjson --keys keys.csv
      which mistakes explain how many of the rejected requests
  zcat access.log.*.gz | countersign audit --url https://api.example.com --keys keys.toml
      the lines of an access log, whose host is not in them
  countersign audit session.har --keys keys.toml --format html > session.html
      every signed request of a browser's session
  countersign audit big.ndjson.zst --keys keys.csv --format ndjson > verdicts.ndjson
      a verdict a line; countersign audit --merge verdicts.ndjson adds them up

Exit codes:
  0  every signature is right, and nothing known refuses the requests
  1  some are wrong or surely refused
  2  the usage is wrong, or a log or the keys cannot be opened
  3  cannot tell: what is missing is said; records could not be read; it was interrupted
  4  the result could not be written: a full disk";

impl Args {
    /// How the result looks.
    pub(crate) fn style(&self) -> Style {
        self.style
    }

    /// How requests are judged, but for the time that a search may take.
    fn settings(&self) -> Settings<'_> {
        Settings {
            rules: self.provider.rules(),
            format: self.input_format,
            scheme: self.scheme.as_deref(),
            url: self.url.as_deref(),
            method: self.method.as_deref(),
            longest: self.max_input.unwrap_or(MAX_INPUT),
            mistakes: self.max_mistakes.unwrap_or(2),
            usual_more: usize::from(self.max_mistakes.is_none()),
            learning: !self.no_learning,
            ..Settings::default()
        }
    }
}

/// Judges a log.
///
/// # Errors
/// When a log or the keys cannot be opened.
pub(crate) fn run(args: &Args) -> Result<Answer, Failure> {
    let summary = if args.merge {
        merge::read(&args.logs, args.max_consumers)?
    } else {
        let mut out = verdicts(args);
        let done = work::judge(args, out.as_mut())?;
        if let Some(problem) = done.not_written {
            return Err(not_written(&problem));
        }
        done.summary
    };
    if let Some(path) = &args.summary {
        std::fs::write(path, audit_json::summary(&summary) + "\n").map_err(|reason| {
            Error::new(format_args!("cannot write {}: {reason}", path.display()))
                .in_input("--summary")
        })?;
    }
    let exit = exit(&summary);
    if args.format == Format::Ndjson {
        if args.merge {
            let problem = Error::new("what is added up is a summary, and has no verdicts");
            return Err(problem.in_input("--format ndjson").into());
        }
        tell_summary(args, &summary);
        return Ok(Answer::of(String::new(), exit));
    }
    Ok(Answer::of(shown(args, &summary), exit))
}

/// Where verdicts go as they are found; nowhere, where a summary is wanted alone.
fn verdicts(args: &Args) -> Option<io::BufWriter<io::Stdout>> {
    let wanted = args.format == Format::Ndjson && !talk::is_quiet();
    wanted.then(|| io::BufWriter::with_capacity(1 << 16, io::stdout()))
}

/// Beside verdicts the summary is talk: a person hears it.
fn tell_summary(args: &Args, summary: &Summary) {
    if talk::is_quiet() {
        return;
    }
    let document = screen::audit::document(summary);
    let text = terminal::render(&document, args.style.width(), args.style.palette());
    // Talk that cannot be written changes nothing.
    let _ = args.style.stderr().write_all(text.as_bytes());
}

fn shown(args: &Args, summary: &Summary) -> String {
    let document = || screen::audit::document(summary);
    match args.format {
        Format::Text | Format::Ndjson => {
            terminal::render(&document(), args.style.width(), args.style.palette())
        }
        Format::Json => audit_json::summary(summary) + "\n",
        Format::Markdown => markdown::public(&document()),
        Format::Html => html::public(&document(), &screen::Line::plain("audit")),
    }
}

fn exit(summary: &Summary) -> Exit {
    let counts = &summary.counts;
    if counts.wrong() > 0 {
        Exit::Differ
    } else if counts.agrees == 0 || counts.undecided + counts.unreadable > 0 || !summary.complete {
        Exit::CannotTell
    } else {
        Exit::Agree
    }
}

fn not_written(reason: &io::Error) -> Failure {
    let error = Error::new(format_args!("the verdicts could not be written: {reason}"));
    let mut failure = Failure::from(error);
    failure.exit = Exit::NotWritten;
    failure
}
