//! `countersign signer`: a signer that conforms, in the user's language.

use countersign::error::Error;
use countersign::render::terminal;
use countersign::screen;
use countersign::signers::{self, SIGNERS};

use super::Answer;
use super::errors::Failure;
use super::exit::Exit;
use super::style::Style;

/// Print a small signer that conforms to RFC 5849, to take into your own program
///
/// One file that needs nothing but the standard library of its language, with an example at its
/// top. Those that the tests of this program run over the conformance suite are told apart from
/// those that they cannot run.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The language; without one, all are listed
    #[arg(value_name = "LANGUAGE")]
    language: Option<String>,
    #[command(flatten)]
    pub(crate) style: Style,
}

const EXAMPLES: &str = "\
Examples:
  countersign signer
  countersign signer php > oauth1.php";

pub(crate) fn run(args: &Args) -> Result<Answer, Failure> {
    let text = match &args.language {
        None => terminal::render(
            &screen::signers::list(),
            args.style.width(),
            args.style.palette(),
        ),
        Some(language) => signers::of(language)
            .ok_or_else(|| unknown(language))?
            .text
            .to_owned(),
    };
    Ok(Answer {
        text: text.into_bytes(),
        problem: None,
        exit: Exit::Agree,
    })
}

fn unknown(language: &str) -> Error {
    let ids: Vec<&str> = SIGNERS.iter().map(|signer| signer.id).collect();
    Error::new(format!("there is no signer for {language:?}"))
        .help(format!("choose from: {}", ids.join(", ")))
}
