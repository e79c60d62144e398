//! Talk on stderr beside the result: warnings, and where things came from.
//!
//! How much of it there is is found out once, before a subcommand runs.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicU8, Ordering};

use countersign::render::terminal::{self, Palette};
use countersign::screen::{Block, Document, Line, Role, Span};

/// How much is said.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[repr(u8)]
pub(crate) enum Level {
    /// Nothing but wrong usage: the exit code tells the outcome.
    Quiet = 0,
    /// Warnings, to people.
    Normal = 1,
    /// Also where everything came from.
    Verbose = 2,
}

static LEVEL: AtomicU8 = AtomicU8::new(Level::Normal as u8);

/// Sets how much is said.
pub(crate) fn set(level: Level) {
    LEVEL.store(level as u8, Ordering::Relaxed);
}

fn is_at_least(level: Level) -> bool {
    LEVEL.load(Ordering::Relaxed) >= level as u8
}

/// Whether only the exit code is wanted.
pub(crate) fn is_quiet() -> bool {
    !is_at_least(Level::Normal)
}

/// Says what everybody should know who does not ask for silence: what a paste was taken for.
pub(crate) fn say(text: &str) {
    if !is_quiet() {
        write(text);
    }
}

/// Says what a person at a terminal should know; a script hears it only when it asks for more.
pub(crate) fn warn(text: &str) {
    if is_at_least(Level::Verbose) || (!is_quiet() && io::stderr().is_terminal()) {
        line("warning", text);
    }
}

/// Says what was found or used without being named, as [`warn`] does.
pub(crate) fn note(text: &str) {
    if is_at_least(Level::Verbose) || (!is_quiet() && io::stderr().is_terminal()) {
        line("note", text);
    }
}

/// Says where something came from, to those who asked.
pub(crate) fn detail(text: &str) {
    if is_at_least(Level::Verbose) {
        line("note", text);
    }
}

fn line(kind: &str, text: &str) {
    write(&format!("{kind}: {text}"));
}

/// As [`warn`], with the command that helps: on a terminal it has rows of its own, which are not
/// wrapped, so that it can be copied.
pub(crate) fn warn_with(text: &str, command: &str) {
    if !io::stderr().is_terminal() {
        warn(&format!("{text}: {command}"));
    } else if !is_quiet() {
        line("warning", &format!("{text}:"));
        let command = Span::new(Role::Plain, command);
        // Talk that cannot be written changes nothing.
        let _ = writeln!(io::stderr().lock(), "  {}", command.text());
    }
}

/// One line; on a terminal as many rows as it needs, so that no word is broken there.
fn write(text: &str) {
    let mut err = io::stderr().lock();
    let columns = terminal_size::terminal_size_of(&err).map(|(width, _)| usize::from(width.0));
    // Talk that cannot be written changes nothing.
    let _ = match columns.filter(|columns| *columns > 0 && err.is_terminal()) {
        None => writeln!(err, "{}", Span::new(Role::Plain, text).text()),
        Some(columns) => {
            let blocks = vec![Block::Paragraph(Line::plain(text))];
            let rows = terminal::render(&Document { blocks }, columns, Palette::plain());
            err.write_all(rows.as_bytes())
        }
    };
}

/// Asks for something, without a line end.
pub(crate) fn ask(text: &str) {
    let mut out = io::stderr().lock();
    let _ = write!(out, "{}", Span::new(Role::Plain, text).text());
    let _ = out.flush();
}
