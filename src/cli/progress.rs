//! How far a long search is, on a terminal: a line on stderr that goes when the search ends.

use std::io::{self, IsTerminal as _};
use std::sync::OnceLock;
use std::time::Duration;

use countersign::diagnose::Progress;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::guard::Cleaning;
use super::{machine, talk};

/// A shorter search says nothing.
const PATIENCE: Duration = Duration::from_millis(500);

/// The line, drawn once the search has lasted for a while.
pub(crate) struct Line {
    from: machine::Moment,
    wanted: bool,
    drawn: OnceLock<Drawn>,
}

struct Drawn {
    line: ProgressBar,
    /// An interrupt takes it away, too.
    _cleaning: Cleaning,
}

impl Line {
    /// A line that is drawn where somebody can see it.
    pub(crate) fn new() -> Self {
        Self {
            from: machine::after(PATIENCE),
            wanted: io::stderr().is_terminal() && !talk::is_quiet(),
            drawn: OnceLock::new(),
        }
    }

    /// Tells how far the search is.
    pub(crate) fn tell(&self, progress: Progress) {
        if !self.wanted || !machine::is_over(self.from) {
            return;
        }
        let Drawn { line, .. } = self.drawn.get_or_init(|| {
            let line = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
            let look = ProgressStyle::with_template("{spinner} searching: {msg}");
            let line = line.with_style(look.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            let drawn = line.clone();
            let cleaning = Cleaning::with(move || drawn.finish_and_clear());
            Drawn {
                line,
                _cleaning: cleaning,
            }
        });
        let together = match progress.mistakes {
            0 => "special characters".to_owned(),
            1 => "one mistake".to_owned(),
            several => format!("{several} mistakes together"),
        };
        line.set_message(format!(
            "{together}, {} candidates",
            HumanCount(progress.candidates)
        ));
        line.tick();
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if let Some(Drawn { line, .. }) = self.drawn.get() {
            line.finish_and_clear();
        }
    }
}
