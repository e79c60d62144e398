//! How far a long search is, on a terminal: a line on stderr that goes when the search ends.

use std::io::{self, IsTerminal as _};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use countersign::diagnose::Progress;
use indicatif::{HumanCount, ProgressBar, ProgressStyle};

use super::guard::Cleaning;
use super::{one_row, talk};

/// A shorter search says nothing.
const PATIENCE: Duration = Duration::from_millis(500);

/// The line, drawn once the search has lasted for a while.
pub(crate) struct Line {
    begun: Instant,
    limit: Duration,
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
    pub(crate) fn new(limit: Duration) -> Self {
        Self {
            begun: Instant::now(),
            limit,
            wanted: io::stderr().is_terminal() && !talk::is_quiet(),
            drawn: OnceLock::new(),
        }
    }

    /// Tells how far the search is.
    pub(crate) fn tell(&self, progress: Progress) {
        if !self.wanted || self.begun.elapsed() < PATIENCE {
            return;
        }
        let Drawn { line, .. } = self.drawn.get_or_init(|| {
            let line = ProgressBar::with_draw_target(None, one_row::target(10));
            let look = ProgressStyle::with_template("{spinner} {wide_msg}");
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
            1 => "single mistakes".to_owned(),
            several => format!("{several} mistakes together"),
        };
        let elapsed = self.begun.elapsed();
        let text = told(&together, progress.candidates, elapsed, self.limit);
        line.set_message(text);
        line.tick();
    }
}

/// What is being tried, when it ends, and how to end it.
fn told(together: &str, candidates: u64, elapsed: Duration, limit: Duration) -> String {
    let end = if cfg!(unix) { "; Ctrl-C stops it" } else { "" };
    format!(
        "trying {together}: {} in {} of at most {} s{end}",
        HumanCount(candidates),
        elapsed.as_secs(),
        limit.as_secs().max(1),
    )
}

impl Drop for Line {
    fn drop(&mut self) {
        if let Some(Drawn { line, .. }) = self.drawn.get() {
            line.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_what_is_tried_when_it_ends_and_how_to_end_it() {
        let seconds = Duration::from_secs;
        let text = told("2 mistakes together", 12_345_678, seconds(3), seconds(10));
        assert!(
            text.starts_with("trying 2 mistakes together: 12,345,678 in 3 of at most 10 s"),
            "{text}"
        );
        assert_eq!(text.contains("Ctrl-C stops it"), cfg!(unix));
        // With the spinner and `^C` on a terminal of 80 columns.
        assert!(text.len() <= 76, "{} {text}", text.len());
    }
}
