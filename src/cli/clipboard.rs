//! The clipboard, through the program that the system has for it.

use std::io;
use std::process::{Command, Stdio};

use countersign::error::Error;

use super::files::up_to;

/// Programs that print the clipboard, with their arguments.
const PROGRAMS: &[(&str, &[&str])] = &[
    ("pbpaste", &[]),
    ("wl-paste", &["--no-newline"]),
    ("xclip", &["-selection", "clipboard", "-out"]),
    ("xsel", &["--clipboard", "--output"]),
    ("powershell.exe", POWERSHELL),
    ("pwsh", POWERSHELL),
];

const POWERSHELL: &[&str] = &[
    "-NoProfile",
    "-NonInteractive",
    "-Command",
    "[Console]::OutputEncoding = [Text.Encoding]::UTF8; Get-Clipboard -Raw",
];

/// What the clipboard holds, as the first program says that is there and works.
///
/// # Errors
/// When none is there, none works, or the clipboard is empty.
pub(super) fn read(limit: usize) -> Result<Vec<u8>, Error> {
    let wrong = |problem: String| Error::new(problem).in_input("--clipboard");
    let mut failed: Vec<&str> = Vec::new();
    for (program, arguments) in PROGRAMS {
        match printed(program, arguments, limit) {
            Ok(Some(bytes)) if bytes.trim_ascii().is_empty() => {
                return Err(wrong(format!("the clipboard holds no text ({program})"))
                    .help("copy the failing request first"));
            }
            Ok(Some(bytes)) => return Ok(bytes),
            Ok(None) => failed.push(program),
            // It is not there.
            Err(_) => {}
        }
    }
    if failed.is_empty() {
        let names: Vec<&str> = PROGRAMS.iter().map(|(program, _)| *program).collect();
        return Err(wrong(format!(
            "no program that reads the clipboard was found: {}",
            names.join(", ")
        ))
        .help("install one of them, or paste into standard input"));
    }
    Err(wrong(format!(
        "the clipboard could not be read: {} failed",
        failed.join(", ")
    ))
    .help("run the program alone to see why, or paste into standard input"))
}

/// What a program prints; `None` when it fails.
fn printed(program: &str, arguments: &[&str], limit: usize) -> io::Result<Option<Vec<u8>>> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let Some(out) = child.stdout.take() else {
        return Ok(None);
    };
    let bytes = up_to(limit, out)?;
    if bytes.len() > limit {
        // It is still writing; the reader refuses what is there already.
        let _ = child.kill();
        let _ = child.wait();
        return Ok(Some(bytes));
    }
    Ok(child.wait()?.success().then_some(bytes))
}
