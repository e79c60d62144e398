//! `countersign explain`: every stage of a signature.

use std::ffi::OsString;

use bstr::ByteSlice as _;
use clap::ValueEnum;
use countersign::case::rules::assumptions;
use countersign::credentials::Credentials;
use countersign::emulate::{Emulation, emulate};
use countersign::error::{Assumption, Error};
use countersign::pipeline::{Trace, trace};
use countersign::protocol::carried;
use countersign::providers::Provider;
use countersign::recipe::Recipe;
use countersign::redact::Masks;
use countersign::render::json;
use countersign::request::Request;
use countersign::screen::emulate::document as beside;
use countersign::screen::explain::{document, missing_text};
use countersign::write::curl::curl;

use super::Answer;
use super::credentials::{CredentialArgs, ask};
use super::errors::Failure;
use super::exit::Exit;
use super::paste::PasteArgs;
use super::protocol::ProtocolArgs;
use super::providers::ProviderArgs;
use super::request::RequestArgs;
use super::share::{ShareArgs, Views};
use super::style::Style;

/// Show every stage of a signature, in the order in which RFC 5849 builds them.
///
/// Give a request and credentials; nothing is sent anywhere. What stands in the URL and in -d is
/// taken as on the wire, what -p and -q give is encoded for you. A pasted request is taken as it
/// is; options add to it, and -X, --url, -H and -d go before what it says. The signing key is shown.
#[derive(Debug, clap::Args)]
#[command(after_help = super::exit::TABLE, after_long_help = EXAMPLES)]
pub(crate) struct Args {
    /// The URL as on the wire, what stands in its query is decoded, not encoded; or a file that
    /// holds a request in any form; - for standard input, which is read too when it is piped
    #[arg(value_name = "URL|PASTE")]
    positional: Option<OsString>,
    #[command(flatten)]
    paste: PasteArgs,
    #[command(flatten)]
    request: RequestArgs,
    #[command(flatten)]
    provider: ProviderArgs,
    #[command(flatten)]
    credentials: CredentialArgs,
    #[command(flatten)]
    protocol: ProtocolArgs,
    /// Show beside the right signature what a library, an encoder or mistakes would make of the
    /// request: oauth-1.0a, java-urlencoder, token-secret-missing, param-omitted:status
    #[arg(
        long = "as",
        value_name = "NAME,…",
        value_delimiter = ',',
        help_heading = "Emulation"
    )]
    emulated: Vec<String>,
    /// Print one stage alone, and nothing else
    #[arg(
        long,
        value_name = "NAME",
        value_enum,
        help_heading = "Output",
        conflicts_with_all = ["format", "redact", "show_secrets"]
    )]
    stage: Option<Stage>,
    #[command(flatten)]
    share: ShareArgs,
    #[command(flatten)]
    pub(super) style: Style,
}

const EXAMPLES: &str = "\
Examples:
  countersign explain -X POST https://api.example.com/1/notes -p 'text=Hello, world!' \\
    --consumer-key key --consumer-secret secret --token token --token-secret secret
  countersign explain 'https://api.example.com/1/notes?page=2' --keys keys.toml --stage base-string
  countersign explain failing.http --keys keys.toml
  countersign explain failing.http --keys keys.toml --as java-urlencoder,token-secret-missing

Environment:
  COUNTERSIGN_CONSUMER_KEY, COUNTERSIGN_CONSUMER_SECRET, COUNTERSIGN_TOKEN, COUNTERSIGN_TOKEN_SECRET,
  COUNTERSIGN_PRIVATE_KEY, COUNTERSIGN_KEYS: as the options of those names; an option goes before
  NO_COLOR, CLICOLOR, CLICOLOR_FORCE, TERM: as everywhere

Exit codes:
  0  all was shown
  2  the input or the usage is wrong
  3  something is missing, and which is said";

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Stage {
    NormalizedParameters,
    BaseStringUri,
    BaseString,
    SigningKey,
    Signature,
    AuthorizationHeader,
    Curl,
}

/// Builds the request, walks the corridor, and shows it.
///
/// # Errors
/// When the input is wrong, or what cannot be done without is missing.
pub(super) fn run(args: &Args) -> Result<Answer, Failure> {
    args.share.without_verdict()?;
    let (request, mut said, found) = args.request()?;
    let consumer_key = carried(&request)
        .into_iter()
        .find(|parameter| parameter.name == "oauth_consumer_key")
        .map(|parameter| parameter.value.to_string());
    let mut credentials = args
        .credentials
        .read_for(consumer_key.as_deref())?
        .or(found);
    let provider = args.provider.of(&request);
    let request =
        args.protocol
            .for_provider(provider)
            .complete(request, &credentials, &mut said)?;
    let recipe = provider.map_or_else(Recipe::default, Provider::recipe);
    said.extend(
        provider
            .into_iter()
            .flat_map(|provider| assumptions(provider, &request)),
    );
    let walk = |credentials: &Credentials| {
        trace(&request, credentials, &recipe)
            .map_err(|error| Failure::in_text(error, request.url.bytes()))
    };
    let mut trace = walk(&credentials)?;
    while let Err(missing) = trace.signing_key {
        if !ask(&mut credentials, missing)? {
            break;
        }
        trace = walk(&credentials)?;
    }
    said.extend(carried_signature(&request, &trace));
    let emulation = if args.emulated.is_empty() {
        None
    } else {
        Some(emulate(&request, &credentials, &recipe, &args.emulated)?)
    };
    if let Some(stage) = args.stage {
        let shown = emulation.as_ref().map_or(&trace, |made| &made.trace);
        return one_stage(stage, shown);
    }
    let problem = missing(&trace);
    let exit = problem.as_ref().map_or(Exit::Agree, |problem| problem.exit);
    let mut masks = Masks::of(&request, &credentials);
    masks.extend(args.share.people(&request));
    let views = Views {
        json: |(request, trace, emulation, said): &Shown| {
            json::explain(request, trace, said, emulation.as_ref())
        },
        alert: |_: &Shown, _| String::new(),
        document: |(request, trace, emulation, said): &Shown| match emulation {
            None => document(request, trace, said),
            Some(emulation) => beside(request, trace, emulation, said),
        },
        subject: |(request, ..): &Shown| countersign::screen::subject(request),
    };
    let shown = (request, trace, emulation, said);
    let text = args.share.write(shown, &masks, args.style, views);
    Ok(Answer {
        text: text.into_bytes(),
        problem,
        exit,
    })
}

impl Args {
    /// The request that the flags mean, or a paste with what the flags add to it, and the keys that
    /// stand in the paste.
    fn request(&self) -> Result<(Request, Vec<Assumption>, Credentials), Failure> {
        let positional = self.positional.as_deref();
        let target = self.request.target();
        let wants_body = self.protocol.wants_body();
        if !self.paste.is_meant(positional, target) {
            let (request, said) = self.request.build(positional, wants_body)?;
            return Ok((request, said, Credentials::default()));
        }
        let paste = self.paste.read(positional, target)?;
        let captured = paste.complete()?;
        let (request, added) = self.request.amend(captured.request.clone(), wants_body)?;
        let found = captured
            .findings
            .iter()
            .map(|finding| Assumption::new(finding.id, &finding.message));
        let said = captured.guesses.iter().cloned().chain(found).chain(added);
        Ok((request, said.collect(), captured.credentials.clone()))
    }
}

/// Whether the signature that the request carries is the one that is shown.
fn carried_signature(request: &Request, trace: &Trace) -> Option<Assumption> {
    let carried = carried(request)
        .into_iter()
        .find(|one| one.name == "oauth_signature" && !one.value.is_empty())?;
    let right = trace.signature.as_ref()?;
    let message = if carried.value == *right {
        "the signature that the request carries is this one".to_owned()
    } else {
        format!(
            "the request carries another signature, {}: countersign diff says why",
            carried.value.to_str_lossy()
        )
    };
    Some(Assumption::new("signature-carried", message))
}

/// What is shown: the request, its trace, what `--as` asked for, and what was guessed before.
type Shown = (Request, Trace, Option<Emulation>, Vec<Assumption>);

fn one_stage(stage: Stage, trace: &Trace) -> Result<Answer, Failure> {
    let text = match stage {
        Stage::NormalizedParameters => Some(trace.normalized_parameters.text.clone()),
        Stage::BaseStringUri => Some(trace.base_string_uri.to_vec()),
        Stage::BaseString => Some(trace.base_string.text.clone()),
        Stage::SigningKey if trace.algorithm.is_rsa() => {
            return Err(Error::new(format!(
                "{} signs with the private key: there is no key to print",
                trace.algorithm.name()
            ))
            .in_input("--stage signing-key")
            .into());
        }
        Stage::SigningKey => trace
            .signing_key
            .as_ref()
            .ok()
            .map(|key| key.expose().to_vec()),
        Stage::Signature => trace.signature.as_ref().map(|signature| signature.to_vec()),
        Stage::AuthorizationHeader => {
            if trace.signed.is_some() && trace.authorization_header.is_none() {
                return Err(Error::new(
                    "the protocol parameters travel outside the header: there is none",
                )
                .in_input("--stage authorization-header")
                .help("use --stage curl for the signed request")
                .into());
            }
            trace
                .authorization_header
                .as_ref()
                .map(|header| header.to_vec())
        }
        Stage::Curl => trace
            .signed
            .as_ref()
            .map(|signed: &Request| curl(signed).into_bytes()),
    };
    match (text, missing(trace)) {
        (Some(mut text), _) => {
            text.push(b'\n');
            Ok(Answer::of(text, Exit::Agree))
        }
        (None, Some(problem)) => Err(problem),
        (None, None) => Err(
            Error::new("the private key is too short for this signature method")
                .in_input("--private-key")
                .into(),
        ),
    }
}

/// What the signature could not be made without.
pub(super) fn missing(trace: &Trace) -> Option<Failure> {
    let (problem, help) = missing_text(*trace.signing_key.as_ref().err()?);
    Some(Failure::missing(Error::new(problem).help(help)))
}
