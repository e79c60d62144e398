//! A row on stderr's terminal that is drawn again and again, and leaves nothing behind.

use std::io::{self, Write as _};
use std::sync::{Mutex, PoisonError};

use indicatif::{ProgressDrawTarget, TermLike};

/// Where a row is drawn, so often a second.
pub(super) fn target(hz: u8) -> ProgressDrawTarget {
    ProgressDrawTarget::term_like_with_hz(Box::new(Row::default()), hz)
}

/// The terminal. Indicatif's own fills the row with blanks up to its last column: the `^C` that a
/// terminal shows when the key is pressed would begin another row there, and the first one would
/// stay. So no blank is written behind the text, and a few columns are left free.
#[derive(Debug, Default)]
struct Row(Mutex<Vec<u8>>);

/// For `^C`, and the cursor behind it.
const FREE: u16 = 4;

impl Row {
    fn put(&self, text: &str) -> io::Result<()> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.write_all(text.as_bytes())
    }

    fn moved(&self, by: usize, order: char) -> io::Result<()> {
        if by == 0 {
            return Ok(());
        }
        self.put(&format!("\u{1b}[{by}{order}"))
    }
}

impl TermLike for Row {
    fn width(&self) -> u16 {
        let terminal = terminal_size::terminal_size_of(io::stderr());
        let columns = terminal.map_or(80, |(width, _)| width.0);
        columns.saturating_sub(FREE).max(20)
    }

    fn move_cursor_up(&self, by: usize) -> io::Result<()> {
        self.moved(by, 'A')
    }

    fn move_cursor_down(&self, by: usize) -> io::Result<()> {
        self.moved(by, 'B')
    }

    fn move_cursor_right(&self, by: usize) -> io::Result<()> {
        self.moved(by, 'C')
    }

    fn move_cursor_left(&self, by: usize) -> io::Result<()> {
        self.moved(by, 'D')
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.put(text.trim_end())?;
        self.put("\n")
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        self.put(text.trim_end())
    }

    fn clear_line(&self) -> io::Result<()> {
        self.put("\r\u{1b}[2K")
    }

    fn flush(&self) -> io::Result<()> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let drawn = std::mem::take(&mut *waiting);
        drop(waiting);
        let mut err = io::stderr().lock();
        err.write_all(&drawn)?;
        err.flush()
    }
}
