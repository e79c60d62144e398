//! `countersign diff`: where a captured request parts from the right one, and why.

use bstr::{BString, ByteSlice as _};
use countersign::capture;
use countersign::credentials::Credentials;
use countersign::diagnose::Limits;
use countersign::error::Error;
use countersign::pipeline::trace;
use countersign::recipe::Recipe;
use countersign::render::curl::curl;
use countersign::render::{diff_json, terminal};
use countersign::report::{Question, Report, Verdict, report};
use countersign::screen;

use super::credentials::{CredentialArgs, ask};
use super::errors::Failure;
use super::exit::Exit;
use super::explain::Format;
use super::paste::{PasteArgs, TargetArgs};
use super::style::Style;
use super::{Answer, files, machine, request};

/// Show where a failing request parts from the right one, and prove which mistake made it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// A file that holds the failing request; - for standard input, which is read too when it is piped
    #[arg(value_name = "PASTE")]
    paste: Option<std::ffi::OsString>,
    #[command(flatten)]
    source: PasteArgs,
    #[command(flatten)]
    target: TargetArgs,
    #[command(flatten)]
    credentials: CredentialArgs,
    /// What you meant to send, decoded
    #[arg(long, value_name = "NAME=VALUE", help_heading = "Comparison")]
    intended: Vec<std::ffi::OsString>,
    /// What another library or the provider says was signed; `@FILE` reads it from a file
    #[arg(long, value_name = "TEXT|@FILE", help_heading = "Comparison")]
    base_string: Option<String>,
    /// Another library's signature for the same request
    #[arg(
        long,
        value_name = "TEXT",
        help_heading = "Comparison",
        allow_hyphen_values = true
    )]
    signature: Option<String>,
    /// How many mistakes together are searched
    #[arg(long, value_name = "N", default_value_t = 3, help_heading = "Search")]
    max_mistakes: usize,
    /// When the search gives up: 10s, 500ms, 2m
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = duration, help_heading = "Search")]
    time_limit: std::time::Duration,
    /// Text for people, or JSON
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        default_value = "text",
        help_heading = "Output"
    )]
    format: Format,
    /// Print the corrected curl command alone
    #[arg(long, help_heading = "Output")]
    fixed: bool,
    #[command(flatten)]
    pub(crate) style: Style,
}

const EXAMPLES: &str = "\
Examples:
  countersign diff failing.http --keys keys.toml
  countersign diff failing.http --keys keys.toml --fixed | sh
  pbpaste | countersign diff --keys keys.toml
  countersign diff --keys keys.toml -- curl -X POST https://api.example.com/1/notes …

Exit codes: 0 the signatures agree, 1 they differ, 2 wrong input or usage, 3 cannot tell";

fn duration(text: &str) -> Result<std::time::Duration, String> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let number: u64 = number
        .parse()
        .map_err(|_| "expected a number and ms, s or m, as in 10s".to_owned())?;
    match unit {
        "ms" => Ok(std::time::Duration::from_millis(number)),
        "s" | "" => Ok(std::time::Duration::from_secs(number)),
        "m" => Ok(std::time::Duration::from_secs(number * 60)),
        _ => Err(format!("unknown unit {unit:?}: use ms, s or m")),
    }
}

pub(crate) fn run(args: &Args) -> Result<Answer, Failure> {
    let paste = args
        .source
        .read(args.paste.as_deref(), args.target.target())?;
    let captured = paste.only()?;
    let consumer_key = carried(captured, "oauth_consumer_key");
    let mut credentials = args.credentials.read_for(consumer_key.as_deref())?;
    credentials.consumer_key = credentials.consumer_key.or(consumer_key);
    credentials.token = credentials
        .token
        .or_else(|| carried(captured, "oauth_token"));
    if args.base_string.is_none() {
        ask_for_secrets(captured, &mut credentials, false)?;
    }
    let base_string = args.base_string.as_deref().map(text_or_file).transpose()?;
    let intended: Vec<(BString, BString)> = request::pairs("--intended", &args.intended)?
        .into_iter()
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    let until = machine::after(args.time_limit);
    let out_of_time = || machine::is_over(until);
    let decided = report(Question {
        captured,
        credentials: &credentials,
        intended: &intended,
        base_string: base_string.as_deref(),
        signature: args.signature.as_deref().map(str::as_bytes),
        response: None,
        now: Some(machine::seconds_now()),
        limits: Limits {
            mistakes: args.max_mistakes,
            out_of_time: &out_of_time,
            ..Limits::default()
        },
    })?;
    let exit = exit(&decided.verdict);
    let text = if args.fixed {
        let signed = decided.right.signed.as_ref();
        signed.map(curl).ok_or_else(|| cannot_fix(&decided))? + "\n"
    } else {
        match args.format {
            Format::Json => diff_json::diff(&decided) + "\n",
            Format::Text => {
                let document = screen::diff::document(&decided, paste.bytes.as_deref());
                terminal::render(&document, args.style.width(), args.style.palette())
            }
        }
    };
    Ok(Answer {
        text: text.into_bytes(),
        problem: None,
        exit,
    })
}

/// Asks for the secrets that the verdict needs, as long as somebody answers.
fn ask_for_secrets(
    captured: &capture::Captured,
    credentials: &mut Credentials,
    stdin_is_taken: bool,
) -> Result<(), Failure> {
    while let Ok(right) = trace(&captured.request, credentials, &Recipe::default())
        && let Err(missing) = right.signing_key
    {
        if !ask(credentials, missing, stdin_is_taken)? {
            break;
        }
    }
    Ok(())
}

fn carried(captured: &capture::Captured, name: &str) -> Option<String> {
    let parameters = countersign::protocol::carried(&captured.request);
    let found = parameters
        .into_iter()
        .find(|parameter| parameter.name == name)?;
    Some(found.value.to_str_lossy().into_owned())
}

fn text_or_file(text: &str) -> Result<Vec<u8>, Failure> {
    match text.strip_prefix('@') {
        None => Ok(text.as_bytes().to_vec()),
        Some(path) => {
            let mut bytes = files::read("--base-string", path.as_ref())?;
            // A file that an editor wrote ends in a line break, which nobody signs.
            while bytes
                .last()
                .is_some_and(|byte| matches!(byte, b'\n' | b'\r'))
            {
                bytes.pop();
            }
            Ok(bytes)
        }
    }
}

fn exit(verdict: &Verdict) -> Exit {
    match verdict {
        Verdict::Agrees { .. } => Exit::Agree,
        Verdict::Explained(_) | Verdict::Unexplained { .. } => Exit::Differ,
        Verdict::Undecided { .. } => Exit::CannotTell,
    }
}

fn cannot_fix(report: &Report) -> Failure {
    super::explain::missing(&report.right)
        .unwrap_or_else(|| Error::new("the request cannot be signed").into())
}
