//! `countersign diff`: where a captured request parts from the right one, and why.

use bstr::{BString, ByteSlice as _};
use countersign::capture::{self, Captured};
use countersign::credentials::{Credentials, PublicKey, Secret};
use countersign::diagnose::Limits;
use countersign::error::Error;
use countersign::pipeline::trace;
use countersign::recipe::Recipe;
use countersign::redact::Masks;
use countersign::render::curl::curl;
use countersign::render::diff_json;
use countersign::report::provider::judge;
use countersign::report::{Question, Report, Verdict, against, report};
use countersign::screen;

use super::credentials::{CredentialArgs, ask};
use super::errors::Failure;
use super::exit::Exit;
use super::paste::{PasteArgs, Target, needs_target};
use super::progress::Line;
use super::protocol::ProtocolArgs;
use super::providers::ProviderArgs;
use super::request::RequestArgs;
use super::share::{ShareArgs, Views, subject};
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
    request: RequestArgs,
    #[command(flatten)]
    provider: ProviderArgs,
    #[command(flatten)]
    credentials: CredentialArgs,
    /// A further secret, tried in every role: of another environment, an earlier token
    #[arg(
        long,
        value_name = "SECRET",
        help_heading = "Credentials",
        allow_hyphen_values = true
    )]
    secret: Vec<Secret>,
    /// The RSA public key or certificate, where the private key is not at hand: PEM
    #[arg(long, value_name = "FILE", help_heading = "Credentials")]
    public_key: Option<std::ffi::OsString>,
    #[command(flatten)]
    protocol: ProtocolArgs,
    /// Another paste, in any form, that is taken for the right one
    #[arg(long, value_name = "OTHER", help_heading = "Comparison")]
    against: Option<std::ffi::OsString>,
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
    /// A file that holds the provider's answer; `-` for standard input
    #[arg(long, value_name = "FILE", help_heading = "Comparison")]
    response: Option<String>,
    /// How many mistakes together are searched
    #[arg(long, value_name = "N", default_value_t = 3, help_heading = "Search")]
    max_mistakes: usize,
    /// When the search gives up: 10s, 500ms, 2m
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = duration, help_heading = "Search")]
    time_limit: std::time::Duration,
    #[command(flatten)]
    share: ShareArgs,
    /// Print the corrected curl command alone
    #[arg(long, help_heading = "Output", conflicts_with_all = ["format", "redact"])]
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
  countersign diff mine.txt --against theirs.txt

Exit codes: 0 the signatures agree, 1 they differ, 2 wrong input or usage, 3 cannot tell";

pub(super) fn duration(text: &str) -> Result<std::time::Duration, String> {
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
    let base_string = args.base_string.as_deref().map(text_or_file).transpose()?;
    let Wrong {
        captured,
        paste,
        mut credentials,
        from_flags,
    } = args.wrong(base_string.as_deref())?;
    let right = args.against.as_ref().map(read_other).transpose()?;
    if base_string.is_none() && right.is_none() {
        needs_target(&captured.request)?;
        ask_for_secrets(&captured, &mut credentials, false)?;
    }
    let intended: Vec<(BString, BString)> = request::pairs("--intended", &args.intended)?
        .into_iter()
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    let meant = (!from_flags && args.request.is_given())
        .then(|| args.request.build_beside(&captured.request))
        .transpose()?
        .filter(|meant| {
            let sent = &captured.request;
            (&meant.method, &meant.url, &meant.body) != (&sent.method, &sent.url, &sent.body)
        });
    let response = match &args.response {
        None => None,
        Some(path) => Some(files::read("--response", path.as_ref())?),
    };
    let response = response.as_deref().map(capture::Response::from_text);
    let until = machine::after(args.time_limit);
    let out_of_time = || machine::is_over(until);
    let line = Line::new();
    let progress = |progress| line.tell(progress);
    let question = Question {
        intended: &intended,
        meant: meant.as_ref(),
        base_string: base_string.as_deref(),
        signature: args.signature.as_deref().map(str::as_bytes),
        response: response.as_ref(),
        now: Some(machine::seconds_now()),
        limits: Limits {
            mistakes: args.max_mistakes,
            out_of_time: &out_of_time,
            progress: &progress,
            ..Limits::default()
        },
        ..Question::new(&captured, &credentials)
    };
    let decided = if let Some((right, _)) = &right {
        against(question, right)?
    } else {
        let mut decided = report(question)?;
        if let Some(provider) = args.provider.of(&captured.request) {
            judge(provider, &question, &mut decided);
        }
        decided
    };
    drop(line);
    let exit = exit(&decided.verdict);
    let text = if args.fixed {
        let signed = decided.right.signed.as_ref();
        signed.map(curl).ok_or_else(|| cannot_fix(&decided))? + "\n"
    } else {
        let mut masks = Masks::of(&captured.request, &credentials);
        if let Some((right, _)) = &right {
            masks.extend(Masks::of(&right.request, &credentials));
        }
        // Findings show the line of the paste that they point into.
        let paste = if args.share.masks() {
            paste.map(|paste| masks.in_place(&paste))
        } else {
            paste
        };
        let views = Views {
            json: diff_json::diff,
            document: |report: &Report| screen::diff::document(report, paste.as_deref()),
            subject: |report: &Report| subject("diff", &report.request),
        };
        args.share.write(decided, &masks, args.style, views)
    };
    Ok(Answer {
        text: text.into_bytes(),
        problem: None,
        exit,
    })
}

/// The paste that is taken for the right one: a file, or `-`.
fn read_other(name: &std::ffi::OsString) -> Result<(Captured, Vec<u8>), Failure> {
    let paste = files::read("--against", name)?;
    let read = capture::read(&paste, &capture::Options::default())
        .map_err(|error| Failure::in_text(error.in_input("--against"), &paste))?;
    Ok((read.only()?.clone(), paste))
}

/// Asks for the secrets that the verdict needs, as long as somebody answers.
fn ask_for_secrets(
    captured: &Captured,
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

/// The request that went wrong, and what is known of its keys.
struct Wrong {
    captured: Captured,
    /// The text that it was read from, unless it is made from flags.
    paste: Option<Vec<u8>>,
    credentials: Credentials,
    from_flags: bool,
}

impl Args {
    /// From PASTE; without one from the flags, or from the base string alone.
    fn wrong(&self, base_string: Option<&[u8]>) -> Result<Wrong, Failure> {
        let pasted = self.paste.is_some() || self.source.is_given();
        let (captured, paste) = match base_string {
            _ if !pasted && self.request.names_url() => return self.described(),
            Some(text) if !pasted => {
                let options = capture::Options {
                    format: Some(capture::Format::BaseString),
                    ..capture::Options::default()
                };
                let read =
                    capture::read(text, &options).map_err(|error| Failure::in_text(error, text))?;
                (read.only()?.clone(), Some(text.to_vec()))
            }
            _ => {
                let paste = self.source.read(self.paste.as_deref(), Target::default())?;
                let mut captured = paste.only()?.clone();
                self.request.fill(&mut captured.request);
                (captured, paste.bytes)
            }
        };
        let consumer_key = carried(&captured, "oauth_consumer_key");
        let mut credentials = self.credentials.read_for(consumer_key.as_deref())?;
        self.further(&mut credentials)?;
        credentials.consumer_key = credentials.consumer_key.or(consumer_key);
        credentials.token = credentials
            .token
            .or_else(|| carried(&captured, "oauth_token"));
        Ok(Wrong {
            captured,
            paste,
            credentials,
            from_flags: false,
        })
    }

    /// The request that the flags describe, as `explain` builds it.
    fn described(&self) -> Result<Wrong, Failure> {
        if self.signature.is_some() && !self.protocol.is_replayed() {
            return Err(Error::new(
                "a signature is compared with its own nonce and timestamp, and one is missing",
            )
            .in_input("--signature")
            .help("give --nonce and --timestamp as that signature was made with")
            .into());
        }
        let mut credentials = self.credentials.read_for(None)?;
        self.further(&mut credentials)?;
        let (request, mut said) = self.request.build(None, self.protocol.wants_body())?;
        let request = self.protocol.complete(request, &credentials, &mut said)?;
        Ok(Wrong {
            captured: Captured {
                request,
                guesses: said,
                ..Captured::default()
            },
            paste: None,
            credentials,
            from_flags: true,
        })
    }

    /// The secrets and the key that only a comparison has a use for.
    fn further(&self, credentials: &mut Credentials) -> Result<(), Failure> {
        for (secret, number) in self.secret.iter().zip(1..) {
            let name = format!("--secret {number}");
            credentials.others.push((name, secret.clone()));
        }
        if let Some(path) = &self.public_key {
            let pem = files::read_text("--public-key", path)?;
            let key = PublicKey::from_pem(&pem)
                .map_err(|error| error.in_input(format!("--public-key {:?}", path.display())))?;
            credentials.public_key = Some(key);
        }
        Ok(())
    }
}

fn carried(captured: &Captured, name: &str) -> Option<String> {
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
