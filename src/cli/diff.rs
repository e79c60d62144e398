//! `countersign diff`: where a captured request parts from the right one, and why.

use std::ffi::OsString;
use std::path::PathBuf;

use bstr::ByteSlice as _;
use countersign::capture::{self, Captured, Part};
use countersign::case::{Case, Fresh};
use countersign::credentials::{Credentials, PublicKey, Secret};
use countersign::diagnose::Limits;
use countersign::error::Error;
use countersign::language::{self, LANGUAGES, Language};
use countersign::pipeline::key::Missing;
use countersign::pipeline::trace;
use countersign::recipe::Recipe;
use countersign::redact::Masks;
use countersign::render::{alerts, diff_json};
use countersign::report::{Report, Verdict};
use countersign::request::Text;
use countersign::screen::{self, diff::Detail};
use countersign::write::curl::curl;

use super::credentials::{CredentialArgs, ask, ask_line};
use super::errors::Failure;
use super::exit::Exit;
use super::guard::Stoppable;
use super::paste::{PasteArgs, Target};
use super::progress::Line;
use super::protocol::ProtocolArgs;
use super::providers::ProviderArgs;
use super::request::RequestArgs;
use super::share::{Alerts, Format, ShareArgs, Views};
use super::style::Style;
use super::{Answer, files, machine, request, talk};

/// Show where a failing request parts from the right one, and prove which mistake made it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "a switch of the command line is one"
)]
pub(crate) struct Args {
    /// A file that holds the failing request; - for standard input, which is read too when it is piped
    #[arg(value_name = "PASTE")]
    pub(crate) paste: Option<OsString>,
    /// Another paste, in any form, that is taken for the right one: as --against
    #[arg(value_name = "OTHER", conflicts_with = "against")]
    second: Option<OsString>,
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
    public_key: Option<OsString>,
    #[command(flatten)]
    protocol: ProtocolArgs,
    /// Another paste, in any form, that is taken for the right one
    #[arg(long, value_name = "OTHER", help_heading = "Comparison")]
    against: Option<OsString>,
    /// What you meant to send, decoded
    #[arg(long, value_name = "NAME=VALUE", help_heading = "Comparison")]
    intended: Vec<OsString>,
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
    /// How many mistakes together are searched in all their forms; without it two, and three in
    /// their usual forms
    #[arg(long, value_name = "N", help_heading = "Search")]
    max_mistakes: Option<usize>,
    /// When the search gives up: 10s, 500ms, 2m
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = duration, help_heading = "Search")]
    time_limit: std::time::Duration,
    #[command(flatten)]
    share: ShareArgs,
    /// Print the corrected curl command alone
    #[arg(long, help_heading = "Output", conflicts_with_all = ["format", "redact"])]
    fixed: bool,
    /// The language of the fixes: php, java, js, python, csharp, ruby, go, perl …
    ///
    /// Without it, the one that the paste tells by its User-Agent or its code.
    #[arg(long, value_name = "LANGUAGE", value_parser = language, help_heading = "Output")]
    lang: Option<&'static Language>,
    /// Print every stage and both texts, not the first screen alone
    #[arg(long, help_heading = "Output")]
    full: bool,
    /// Print the base strings that the commonest mistakes would make, to be compared by eye with a
    /// log; it needs no secret
    #[arg(long, help_heading = "Output", conflicts_with = "fixed")]
    candidates: bool,
    /// Judge again whenever the file, or another that is read beside it, changes; Ctrl-C ends it
    #[arg(long, help_heading = "Output", requires = "paste")]
    pub(crate) watch: bool,
    /// Keep the captured nonce and timestamp in the corrected request
    #[arg(long, help_heading = "Output")]
    as_captured: bool,
    #[command(flatten)]
    pub(crate) style: Style,
}

const EXAMPLES: &str = "\
Examples:
  countersign diff failing.http --keys keys.toml
  countersign failing.http -k keys.toml          the same: diff goes without saying
  countersign diff failing.http -k .env --fixed | sh
  pbpaste | countersign -k keys.toml
  countersign diff --keys keys.toml -- curl -X POST https://api.example.com/1/notes …
  countersign diff mine.txt --against theirs.txt

Exit codes: 0 the signatures agree, 1 they differ, 2 wrong input or usage, 3 cannot tell,
4 the result could not be written";

fn language(name: &str) -> Result<&'static Language, String> {
    language::by_name(name).ok_or_else(|| {
        let ids: Vec<&str> = LANGUAGES.iter().map(|language| language.id).collect();
        format!("choose from: {}", ids.join(", "))
    })
}

pub(super) fn duration(text: &str) -> Result<std::time::Duration, String> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let number: u64 = number
        .parse()
        .map_err(|_| "expected a number and ms, s or m, as in 10s".to_owned())?;
    match unit {
        "ms" => Ok(std::time::Duration::from_millis(number)),
        "s" | "" => Ok(std::time::Duration::from_secs(number)),
        "m" => Ok(std::time::Duration::from_secs(number.saturating_mul(60))),
        _ => Err(format!("unknown unit {unit:?}: use ms, s or m")),
    }
}

pub(crate) fn run(args: &Args) -> Result<Answer, Failure> {
    judged(args, &mut Credentials::default())
}

/// The verdict. `asked`: the secrets that somebody typed before, who is not asked for them twice.
pub(crate) fn judged(args: &Args, asked: &mut Credentials) -> Result<Answer, Failure> {
    let base_string = args.base_string.as_deref().map(text_or_file).transpose()?;
    let (mut case, paste) = args.case(base_string)?;
    if case.base_string.is_none() && case.against.is_none() {
        ask_for_parts(&mut case)?;
        ask_for_secrets(&mut case, asked)?;
    }
    let (case, report, exit) = args.judge(case)?;
    let text = if args.fixed {
        report
            .corrected
            .as_ref()
            .map(curl)
            .ok_or_else(|| cannot_fix(&report))?
            + "\n"
    } else {
        let mut masks = masks(&case, &report);
        masks.extend(args.share.people(&report.request));
        // Findings show the line of the paste that they point into.
        let paste = if args.share.masks() {
            paste.map(|paste| masks.in_place(&paste))
        } else {
            paste
        };
        let detail = match args.share.format {
            Format::Html | Format::Markdown => Detail::Page,
            _ if is_short(args) => Detail::Short,
            _ => Detail::Full,
        };
        let name = args.name();
        let views = Views {
            json: diff_json::diff,
            alert: |report: &Report, form| {
                let alert = screen::alert::alert(report, paste.as_deref());
                match form {
                    Alerts::Short => alerts::short(&alert, &name),
                    Alerts::Github => alerts::github(&alert, &name),
                    Alerts::Sarif => alerts::sarif(&alert, &name),
                }
            },
            document: |report: &Report| {
                let mut document = screen::diff::screen(report, paste.as_deref(), detail);
                document.blocks.extend(screen::diff::candidates(report));
                document
            },
            subject: |report: &Report| screen::subject(&report.request),
        };
        args.share.write(report, &masks, args.style, views)
    };
    Ok(Answer::of(text, exit))
}

/// Whether one screen is wanted: text for people, who did not ask for all of it.
fn is_short(args: &Args) -> bool {
    args.share.format == Format::Text && !args.full
}

/// What a report of that case must not show when it is shared.
fn masks(case: &Case<'_>, report: &Report) -> Masks {
    let mut masks = Masks::of(&report.request, &case.credentials);
    masks.extend(Masks::of(
        &case.captured.request,
        &case.captured.credentials,
    ));
    if let Some(right) = &case.against {
        masks.extend(Masks::of(&right.request, &case.credentials));
    }
    masks
}

/// Asks for the secrets that the verdict needs, as long as somebody answers.
fn ask_for_secrets(case: &mut Case<'_>, asked: &mut Credentials) -> Result<(), Failure> {
    let keys = &mut case.credentials;
    for (secret, before) in [
        (&mut keys.consumer_secret, &asked.consumer_secret),
        (&mut keys.token_secret, &asked.token_secret),
    ] {
        if secret.is_none() {
            secret.clone_from(before);
        }
    }
    while let Ok(right) = trace(
        &case.exchange()?.captured.request,
        &case.credentials,
        &Recipe::default(),
    ) && let Err(missing) = right.signing_key
    {
        if !ask(&mut case.credentials, missing)? {
            break;
        }
        match missing {
            Missing::ConsumerSecret => asked
                .consumer_secret
                .clone_from(&case.credentials.consumer_secret),
            Missing::TokenSecret => asked
                .token_secret
                .clone_from(&case.credentials.token_secret),
            Missing::PrivateKey => {}
        }
    }
    Ok(())
}

/// Asks for the parts of the request that the paste does not show.
fn ask_for_parts(case: &mut Case<'_>) -> Result<(), Failure> {
    let exchange = case.exchange()?;
    let open = |part: &Part| exchange.open.iter().any(|gap| gap.part == *part);
    let no_url = exchange.captured.request.url.bytes().is_empty();
    if no_url || open(&Part::Url) || open(&Part::Host) {
        let Some(url) = ask_line("URL of the request")? else {
            return Ok(());
        };
        case.given.url = Some(url.into());
        if no_url
            && case.given.method.is_none()
            && exchange.captured.request.method.bytes().is_empty()
        {
            case.given.method = ask_line("its method")?.map(Into::into);
        }
    }
    if open(&Part::Body)
        && let Some(body) = ask_line("body of the request, as it was sent")?
    {
        case.given.body = Some(Text::made(body));
    }
    Ok(())
}

impl Args {
    /// Judges, within the limits that the arguments give, and tells how far the search is.
    fn judge<'a>(&self, case: Case<'a>) -> Result<(Case<'a>, Report, Exit), Failure> {
        let until = machine::after(self.time_limit);
        let stoppable = Stoppable::new();
        let out_of_time = || machine::is_over(until) || Stoppable::is_stopped();
        let line = Line::new(self.time_limit);
        let progress = |progress| line.tell(progress);
        let case = case.with_limits(Limits {
            mistakes: self.max_mistakes.unwrap_or(2),
            usual_more: usize::from(self.max_mistakes.is_none()),
            out_of_time: &out_of_time,
            stopped: &Stoppable::is_stopped,
            progress: &progress,
            ..Limits::default()
        });
        let report = case.judge()?;
        let case = case.with_limits(Limits::default());
        drop(line);
        let stopped = Stoppable::is_stopped();
        drop(stoppable);
        if stopped {
            talk::say("note: the search was stopped; this is what is known so far");
        }
        let exit = match exit(&report.verdict) {
            Exit::Differ if stopped && matches!(report.verdict, Verdict::Unexplained { .. }) => {
                Exit::CannotTell
            }
            exit => exit,
        };
        Ok((case, report, exit))
    }

    /// The case that the arguments describe, and the text of its paste.
    fn case(
        &self,
        base_string: Option<Vec<u8>>,
    ) -> Result<(Case<'static>, Option<Vec<u8>>), Failure> {
        let pasted = self.paste.is_some() || self.source.is_given();
        let from_flags = !pasted && self.request.names_url();
        let mut against = None;
        let (captured, paste) = if from_flags {
            (self.described()?, None)
        } else if let Some(text) = base_string.as_ref().filter(|_| !pasted) {
            (base_string_alone(text)?, Some(text.clone()))
        } else {
            let paste = self.source.read(self.paste.as_deref(), Target::default())?;
            let (captured, other) = paste.judged()?;
            against = other;
            (captured, paste.bytes)
        };
        let consumer_key = carried(&captured, "oauth_consumer_key");
        let found = captured.credentials.clone();
        let mut credentials = self
            .credentials
            .read_for(consumer_key.as_deref())?
            .or(found);
        self.further(&mut credentials)?;
        if let Some(other) = self.other() {
            against = Some(read_other(other)?);
        }
        let mut case = Case::new(captured, credentials);
        case.base_string = base_string.map(Into::into);
        if !from_flags {
            case.given = self.request.given()?;
            case.given.protocol = self.protocol.given()?;
        }
        case.language = self
            .lang
            .or_else(|| language::of_client(&case.captured.request, paste.as_deref()));
        case.rules = self.provider.rules();
        case.intended = request::pairs("--intended", &self.intended)?
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        case.candidates = self.candidates;
        case.signature = self.signature.as_deref().map(Into::into);
        case.response = match &self.response {
            None => None,
            Some(path) => Some(capture::Response::from_text(&files::read(
                "--response",
                path.as_ref(),
            )?)),
        };
        case.against = against;
        case.now = Some(machine::seconds_now());
        if !self.as_captured {
            case.fresh = Some(Fresh {
                nonce: machine::fresh_nonce()?,
                timestamp: machine::seconds_now(),
            });
        }
        Ok((case, paste))
    }

    /// The files that `--watch` watches: the paste, the other one, the answer and the keys.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let response = self.response.as_ref().map(PathBuf::from);
        let named = self.paste.iter().chain(self.other()).map(PathBuf::from);
        named
            .chain(response)
            .chain(self.credentials.file_of_keys())
            .collect()
    }

    /// What the paste is called: its file, or `-`.
    fn name(&self) -> String {
        let file = self.paste.as_ref().map(|file| file.to_string_lossy());
        match file {
            Some(file) if !super::paste::is_text_of_a_paste(&file) => file.into_owned(),
            _ => "-".to_owned(),
        }
    }

    /// The other paste: by its option, or as a second argument.
    fn other(&self) -> Option<&OsString> {
        self.against.as_ref().or(self.second.as_ref())
    }

    /// The request that the flags describe, as `explain` builds it.
    fn described(&self) -> Result<Captured, Failure> {
        if self.signature.is_some() && !self.protocol.is_replayed() {
            return Err(Error::new(
                "a signature is compared with its own nonce and timestamp, and one is missing",
            )
            .in_input("--signature")
            .help("give --nonce and --timestamp as that signature was made with")
            .into());
        }
        let credentials = self.credentials.read_for(None)?;
        let (request, mut said) = self.request.build(None, self.protocol.wants_body())?;
        let request = self.protocol.complete(request, &credentials, &mut said)?;
        Ok(Captured {
            request,
            guesses: said,
            ..Captured::default()
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

/// A base string, where nothing else was pasted.
fn base_string_alone(text: &[u8]) -> Result<Captured, Failure> {
    let options = capture::Options {
        format: Some(capture::Format::BaseString),
        ..capture::Options::default()
    };
    let read = capture::read(text, &options).map_err(|error| Failure::in_text(error, text))?;
    Ok(read.only()?.clone())
}

/// The paste that is taken for the right one: a file, or `-`.
fn read_other(name: &OsString) -> Result<Captured, Failure> {
    let paste = files::read("--against", name)?;
    let read = capture::read(&paste, &capture::Options::default())
        .map_err(|error| Failure::in_text(error.in_input("--against"), &paste))?;
    Ok(read.only()?.clone())
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
        Verdict::Undecided { .. } | Verdict::NotOauth1(_) => Exit::CannotTell,
        _ => Exit::Differ,
    }
}

fn cannot_fix(report: &Report) -> Failure {
    super::explain::missing(&report.right).unwrap_or_else(|| {
        let error = Error::new("the request is not known in full, so it cannot be signed");
        Failure::missing(error.help("countersign diff without --fixed says what is missing"))
    })
}
