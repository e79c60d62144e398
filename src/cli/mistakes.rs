//! `countersign mistakes`: the catalogue.

use countersign::error::Error;
use countersign::mistakes;
use countersign::render::{mistakes_json, terminal};
use countersign::screen::mistakes::{list, matching, matching_libraries, one};

use super::Answer;
use super::errors::Failure;
use super::exit::Exit;
use super::providers::Format;
use super::style::Style;

/// List the known mistakes, or explain one
///
/// With the id of a mistake, it is explained: what it does, who does it, how to mend it, and where
/// it was seen. With other words, those that hold all the words are listed.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Args {
    /// The mistake to explain, or words to look for; without any, all are listed
    #[arg(value_name = "ID or WORD")]
    words: Vec<String>,
    /// What is printed
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

const EXAMPLES: &str = "\
Examples:
  countersign mistakes
  countersign mistakes enc-space-plus
  countersign mistakes python slash
  countersign mistakes --format json | jq -r '.mistakes[].id'";

pub(crate) fn run(args: &Args) -> Result<Answer, Failure> {
    let width = args.style.width();
    let explained = match args.words.as_slice() {
        [id] => mistakes::by_id(id),
        _ => None,
    };
    let found = matching(&args.words);
    let libraries = matching_libraries(&args.words);
    if found.is_empty() && libraries.is_empty() {
        return Err(unknown(&args.words));
    }
    let text = match (args.format, explained) {
        (Format::Json, Some(mistake)) => mistakes_json::list(&[mistake], &[], &[]),
        (Format::Json, None) if args.words.is_empty() => {
            mistakes_json::list(&found, mistakes::ENCODERS, &libraries)
        }
        (Format::Json, None) => mistakes_json::list(&found, &[], &libraries),
        (Format::Text, Some(mistake)) => {
            terminal::render(&one(mistake), width, args.style.palette())
        }
        (Format::Text, None) => {
            let libraries = (!args.words.is_empty()).then_some(libraries.as_slice());
            terminal::render(&list(&found, libraries, width), width, args.style.palette())
        }
    };
    Ok(Answer::of(text, Exit::Agree))
}

/// Words that no entry holds, with the ids that look like them.
fn unknown(words: &[String]) -> Failure {
    let given = words.join(" ");
    let mut near: Vec<(f64, &str)> = mistakes::all()
        .map(|mistake| {
            (
                strsim::jaro_winkler(mistake.id, &words.join("-")),
                mistake.id,
            )
        })
        .filter(|(likeness, _)| *likeness > 0.8)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    near.truncate(3);
    let ids: Vec<&str> = near.into_iter().map(|(_, id)| id).collect();
    let help = if ids.is_empty() {
        "countersign mistakes lists them all".to_owned()
    } else {
        let ids = ids.join(", ");
        format!("did you mean {ids}? countersign mistakes lists them all")
    };
    Error::new(format!("no mistake is called {given:?} or speaks of it"))
        .help(help)
        .into()
}
