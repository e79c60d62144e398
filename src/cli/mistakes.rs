//! `countersign mistakes`: the catalogue.

use countersign::error::Error;
use countersign::render::terminal;
use countersign::{mistakes, screen};

use super::Answer;
use super::errors::Failure;
use super::exit::Exit;
use super::style::Style;

/// List the known mistakes, or explain one
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The mistake to explain; without one, all are listed
    #[arg(value_name = "ID")]
    id: Option<String>,
    #[command(flatten)]
    pub(crate) style: Style,
}

pub(crate) fn run(args: &Args) -> Result<Answer, Failure> {
    let document = match &args.id {
        None => screen::mistakes::list(),
        Some(id) => screen::mistakes::one(mistakes::by_id(id).ok_or_else(|| unknown(id))?),
    };
    let text = terminal::render(&document, args.style.width(), args.style.palette());
    Ok(Answer {
        text: text.into_bytes(),
        problem: None,
        exit: Exit::Agree,
    })
}

/// An id that is none, with those that look like it.
fn unknown(id: &str) -> Failure {
    let words: Vec<&str> = id.split('-').filter(|word| word.len() > 2).collect();
    let mut near: Vec<&str> = mistakes::all()
        .map(|mistake| mistake.id)
        .filter(|known| words.iter().any(|word| known.contains(word)))
        .collect();
    near.truncate(5);
    let help = if near.is_empty() {
        "countersign mistakes lists them all".to_owned()
    } else {
        format!(
            "did you mean {}? countersign mistakes lists them all",
            near.join(", ")
        )
    };
    Error::new(format!("no mistake has the id {id:?}"))
        .help(help)
        .into()
}
