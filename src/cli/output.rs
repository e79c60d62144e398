//! Where the result goes: standard output, or the file of `--output`, found out once.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::sync::OnceLock;

use anstream::StripStream;

use super::style::Style;
use super::talk;

static FILE: OnceLock<OsString> = OnceLock::new();

/// Sets the file; `-` is standard output.
pub(super) fn set(file: Option<OsString>) {
    if let Some(file) = file.filter(|file| file != "-") {
        // It is set once, before anything runs.
        let _ = FILE.set(file);
    }
}

/// Whether the result goes to a file.
pub(super) fn is_file() -> bool {
    FILE.get().is_some()
}

/// Writes the result; nothing is written where there is none, so that an error leaves the file of
/// the last run as it was.
///
/// # Errors
/// When it cannot be written.
pub(super) fn write(text: &[u8], style: Style) -> io::Result<()> {
    let Some(path) = FILE.get() else {
        let mut out = style.stdout();
        return out.write_all(text).and_then(|()| out.flush());
    };
    if text.is_empty() {
        return Ok(());
    }
    let mut plain = Vec::new();
    let bytes = if style.keeps_colours() {
        text
    } else {
        StripStream::new(&mut plain).write_all(text)?;
        &plain
    };
    std::fs::write(path, bytes).map_err(|reason| {
        let name = path.to_string_lossy();
        io::Error::new(reason.kind(), format!("{name:?}: {reason}"))
    })?;
    talk::note(&format!("written to {:?}", path.to_string_lossy()));
    Ok(())
}
