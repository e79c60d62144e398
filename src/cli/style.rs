//! Where output goes and how it looks there: found out once, passed in.

use std::io::{self, IsTerminal as _};

use anstream::{AutoStream, ColorChoice};
use clap::ValueEnum;
use countersign::render::terminal::Palette;

/// When to colour.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Color {
    /// On a terminal, unless NO_COLOR, CLICOLOR=0 or TERM=dumb say otherwise; CLICOLOR_FORCE
    /// colours a pipe too
    #[default]
    Auto,
    /// Also in a pipe
    Always,
    /// Never
    Never,
}

/// The flags that say how output looks.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Style {
    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto", value_enum)]
    color: Color,
}

impl Style {
    /// The stream of results; it takes colours out where they do not belong.
    pub(crate) fn stdout(self) -> AutoStream<io::Stdout> {
        AutoStream::new(io::stdout(), self.choice())
    }

    /// The stream of talk.
    pub(crate) fn stderr(self) -> AutoStream<io::Stderr> {
        AutoStream::new(io::stderr(), self.choice())
    }

    /// The palette: whether it is heard is the stream's to say.
    pub(crate) fn palette(self) -> Palette {
        if matches!(self.color, Color::Never) {
            Palette::plain()
        } else {
            Palette::coloured()
        }
    }

    /// The columns that prose is wrapped at: the terminal's, 80 in a pipe, never more than 100.
    #[allow(
        clippy::unused_self,
        reason = "asked of the style, like all about how output looks"
    )]
    pub(crate) fn width(self) -> usize {
        let columns = terminal_size::terminal_size()
            .filter(|_| io::stdout().is_terminal() && !super::output::is_file());
        columns.map_or(80, |(width, _)| usize::from(width.0).clamp(40, 100))
    }

    /// The style of a result that keeps every byte: nothing that looks like a colour is taken out.
    pub(crate) fn exact() -> Self {
        Self {
            color: Color::Always,
        }
    }

    /// Whether colours go into a file, too.
    pub(crate) fn keeps_colours(self) -> bool {
        matches!(self.color, Color::Always)
    }

    fn choice(self) -> ColorChoice {
        match self.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::AlwaysAnsi,
            Color::Never => ColorChoice::Never,
        }
    }
}
