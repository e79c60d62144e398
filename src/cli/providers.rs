//! `countersign providers`: what each provider accepts.

use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _};
use countersign::case::Rules;
use countersign::error::Error;
use countersign::providers::{self, PROVIDERS, Provider};
use countersign::render::{providers_json, terminal};
use countersign::request::Request;
use countersign::screen;

use super::errors::Failure;
use super::exit::Exit;
use super::style::Style;
use super::{Answer, talk};

/// List the providers that are known, or tell what one accepts
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The provider; without one, all are listed
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// Text for people, or JSON
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        default_value = "text",
        help_heading = "Output"
    )]
    format: Format,
    #[command(flatten)]
    pub(crate) style: Style,
}

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub(super) enum Format {
    /// A screen for people
    #[default]
    Text,
    /// One JSON object, schema countersign/1
    Json,
}

const EXAMPLES: &str = "\
Examples:
  countersign providers netsuite
  countersign providers --format json";

/// The flag that names a provider.
#[derive(Debug, clap::Args)]
pub(crate) struct ProviderArgs {
    /// Who checks the signature [default: known by its host]
    ///
    /// One of those that `countersign providers` lists, or `none`: what it accepts, and where it
    /// departs from RFC 5849, is then taken into account.
    #[arg(long, value_name = "ID", value_parser = parser(), ignore_case = true, hide_possible_values = true, help_heading = "Request")]
    provider: Option<String>,
}

fn parser() -> impl clap::builder::TypedValueParser<Value = String> {
    let named = |provider: &'static Provider| {
        let aliases = provider.aliases();
        PossibleValue::new(provider.id).aliases(aliases)
    };
    let ids = PROVIDERS.iter().map(named);
    PossibleValuesParser::new(ids.chain([PossibleValue::new("none")])).map(|id| id)
}

impl ProviderArgs {
    /// Whose rules a request is judged by.
    pub(crate) fn rules(&self) -> Rules {
        match self.provider.as_deref() {
            None => Rules::Detected,
            Some(id) => providers::by_name(id).map_or(Rules::Rfc, Rules::Of),
        }
    }

    /// The provider that was named, else the one that the request goes to.
    pub(crate) fn of(&self, request: &Request) -> Option<&'static Provider> {
        if let Some(id) = &self.provider {
            return providers::by_name(id);
        }
        let found = providers::detect(request)?;
        talk::detail(&format!(
            "the request goes to {}: countersign providers {}",
            found.name, found.id
        ));
        Some(found)
    }
}

pub(crate) fn run(args: &Args) -> Result<Answer, Failure> {
    let one = match &args.id {
        None => None,
        Some(id) => Some(providers::by_name(id).ok_or_else(|| unknown(id))?),
    };
    let text = match args.format {
        Format::Json => {
            one.map_or_else(
                || providers_json::providers(PROVIDERS),
                |provider| providers_json::providers([provider]),
            ) + "\n"
        }
        Format::Text => {
            let document = one.map_or_else(screen::providers::list, screen::providers::one);
            terminal::render(&document, args.style.width(), args.style.palette())
        }
    };
    Ok(Answer::of(text, Exit::Agree))
}

fn unknown(id: &str) -> Error {
    let ids: Vec<&str> = PROVIDERS.iter().map(|provider| provider.id).collect();
    let aliases = PROVIDERS.iter().flat_map(Provider::aliases);
    let nearest = super::usage::nearest(id, ids.iter().copied().chain(aliases))
        .map(|nearest| format!("did you mean {nearest:?}? "))
        .unwrap_or_default();
    Error::new(format!("no provider is called {id:?}"))
        .help(format!("{nearest}choose from: {}", ids.join(", ")))
}
