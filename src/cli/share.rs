//! In which form a result is printed, and whether its secrets are.

use clap::ValueEnum;
use countersign::error::Error;
use countersign::redact::{Masks, Redact, Shared};
use countersign::render::{html, markdown, terminal};
use countersign::request::Request;
use countersign::screen::{Document, Line};

use super::style::Style;

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub(crate) enum Format {
    /// A screen for people
    #[default]
    Text,
    /// One JSON object, schema countersign/1
    Json,
    /// For a bug report; secrets are masked
    Markdown,
    /// One page in one file that loads nothing; secrets are masked
    Html,
    /// One line, for scripts; `diff` alone
    #[value(hide = true)]
    Short,
    /// Annotations of a GitHub workflow; `diff` alone
    #[value(hide = true)]
    Github,
    /// SARIF 2.1.0, for code scanning; `diff` alone
    #[value(hide = true)]
    Sarif,
}

/// A form for other programs, which `diff` alone has.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Alerts {
    /// One line.
    Short,
    /// Annotations of a GitHub workflow.
    Github,
    /// SARIF 2.1.0.
    Sarif,
}

/// The form of the result.
#[derive(Clone, Copy, Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct ShareArgs {
    /// What is printed; --json, --html and --md do as well. `diff` also: short (one line), github
    /// (annotations of a workflow), sarif
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "text")]
    pub(crate) format: Format,
    /// Mask secrets, tokens and the signing key in text and JSON too
    #[arg(long, conflicts_with = "show_secrets")]
    redact: bool,
    /// Mask people, too: the values of lis_person_*, of mail, phone, user and address
    #[arg(long, conflicts_with = "show_secrets")]
    redact_values: bool,
    /// Leave secrets, tokens and the signing key readable in Markdown and HTML
    #[arg(long)]
    show_secrets: bool,
}

/// How a result is written in each form.
pub(crate) struct Views<J, A, D, S> {
    /// As JSON.
    pub(crate) json: J,
    /// For other programs, in one of their forms.
    pub(crate) alert: A,
    /// As a document.
    pub(crate) document: D,
    /// In a few words, for the title of a page.
    pub(crate) subject: S,
}

impl ShareArgs {
    /// Whether secrets are masked.
    pub(crate) fn masks(self) -> bool {
        // What a workflow prints, others read.
        let to_be_shared = matches!(
            self.format,
            Format::Markdown | Format::Html | Format::Github | Format::Sarif
        );
        self.redact || self.redact_values || (to_be_shared && !self.show_secrets)
    }

    /// What is masked of people in a request: nothing, unless it was asked for.
    pub(crate) fn people(self, request: &Request) -> Masks {
        if self.redact_values {
            Masks::people(request)
        } else {
            Masks::default()
        }
    }

    /// Refuses the forms that tell a verdict, where there is none.
    ///
    /// # Errors
    /// When one of them was asked for.
    pub(crate) fn without_verdict(self) -> Result<(), Error> {
        match self.format {
            Format::Short | Format::Github | Format::Sarif => Err(Error::new(
                "this form tells a verdict, and only diff has one",
            )
            .in_input("--format")
            .help("choose from: text, json, markdown, html")),
            _ => Ok(()),
        }
    }

    /// The result as it was asked for.
    pub(crate) fn write<T: Redact>(
        self,
        result: T,
        masks: &Masks,
        style: Style,
        views: Views<
            impl FnOnce(&T) -> String,
            impl FnOnce(&T, Alerts) -> String,
            impl FnOnce(&T) -> Document,
            impl FnOnce(&T) -> Line,
        >,
    ) -> String {
        let shared = if self.masks() {
            Shared::masked(&result, masks)
        } else {
            Shared::with_secrets(result)
        };
        match self.format {
            Format::Json => (views.json)(shared.get()) + "\n",
            Format::Short => (views.alert)(shared.get(), Alerts::Short),
            Format::Github => (views.alert)(shared.get(), Alerts::Github),
            Format::Sarif => (views.alert)(shared.get(), Alerts::Sarif) + "\n",
            Format::Text => {
                let document = (views.document)(shared.get());
                terminal::render(&document, style.width(), style.palette())
            }
            Format::Markdown => {
                let subject = (views.subject)(shared.get());
                markdown::render(&shared.map(|result| (views.document)(&result)), &subject)
            }
            Format::Html => {
                let subject = (views.subject)(shared.get());
                html::render(&shared.map(|result| (views.document)(&result)), &subject)
            }
        }
    }
}
