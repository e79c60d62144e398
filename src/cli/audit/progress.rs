//! How far an audit is, on a terminal: a line on stderr that goes when it ends.

use std::io::{self, IsTerminal as _};
use std::time::Duration;

use countersign::audit::summary::Counts;
use indicatif::{HumanCount, ProgressBar, ProgressStyle};

use super::super::{one_row, talk};

/// A line that is drawn where somebody can see it.
pub(super) struct Line(Option<ProgressBar>);

/// With a known size there is an end to be told.
const SIZED: &str = "{bar:20} {percent}%  {bytes_per_sec}  {eta} left  {wide_msg}";
const UNSIZED: &str = "{spinner} {bytes}  {bytes_per_sec}  {wide_msg}";

impl Line {
    /// A line for so many bytes; `None`: nobody knows how many.
    pub(super) fn new(size: Option<u64>) -> Self {
        if !io::stderr().is_terminal() || talk::is_quiet() {
            return Self(None);
        }
        let line = ProgressBar::with_draw_target(size, one_row::target(5));
        let look = ProgressStyle::with_template(if size.is_some() { SIZED } else { UNSIZED });
        let line = line.with_style(look.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        line.enable_steady_tick(Duration::from_millis(200));
        Self(Some(line))
    }

    /// Tells how far it is.
    pub(super) fn tell(&self, position: u64, counts: &Counts) {
        if let Some(line) = &self.0 {
            line.set_position(position);
            line.set_message(format!(
                "{} read, {} right, {} explained, {} wrong otherwise",
                HumanCount(counts.read),
                HumanCount(counts.agrees),
                HumanCount(counts.explained),
                HumanCount(counts.wrong() - counts.explained),
            ));
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if let Some(line) = &self.0 {
            line.finish_and_clear();
        }
    }
}
