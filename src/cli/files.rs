//! Files that flags name, and standard input: each with an end, soon.
//!
//! No input is read beyond [`MAX_INPUT`], so that a device without an end is refused; a named pipe
//! is waited for a moment, so that one that nobody writes into does not hang the run; and standard
//! input belongs to one input alone.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::Duration;

use countersign::capture::MAX_INPUT;
use countersign::error::Error;

/// How long a named pipe may be silent.
const PATIENCE: Duration = Duration::from_secs(5);

/// A file's bytes; `-` is standard input.
///
/// # Errors
/// When it cannot be read, is too long, or standard input was given to another input before.
pub(crate) fn read(flag: &str, path: &OsStr) -> Result<Vec<u8>, Error> {
    let bytes = if path == "-" {
        claim_stdin(flag)?;
        up_to(MAX_INPUT, io::stdin().lock())
    } else {
        read_path(path, MAX_INPUT)
    };
    let bytes = bytes.map_err(|reason| {
        Error::new(format_args!("cannot read {}: {reason}", shown_name(path))).in_input(flag)
    })?;
    if bytes.len() > MAX_INPUT {
        return Err(Error::new(format_args!(
            "{:?} is longer than the {MAX_INPUT} bytes that are allowed",
            path.to_string_lossy()
        ))
        .in_input(flag)
        .help("give a file that holds this alone"));
    }
    Ok(bytes)
}

/// A file's text.
///
/// # Errors
/// As for [`read`], and when it is not UTF-8.
pub(crate) fn read_text(flag: &str, path: &OsStr) -> Result<String, Error> {
    String::from_utf8(read(flag, path)?).map_err(|wrong| {
        let at = wrong.utf8_error().valid_up_to();
        // It may hold secrets, which are not left behind.
        drop(zeroize::Zeroizing::new(wrong.into_bytes()));
        Error::new(format!(
            "expected text in UTF-8, found another byte at {}",
            at + 1
        ))
        .in_input(format!("{flag} {:?}", path.to_string_lossy()))
    })
}

/// The name of a file that cannot be read, as an error shows it. A word that is not like a file's
/// name may be a secret that went astray: a blank too many behind `--consumer-secret`.
pub(crate) fn shown_name(name: &OsStr) -> String {
    let path = Path::new(name);
    let has_folder = path
        .parent()
        .is_some_and(|parent| parent != Path::new("") && parent.is_dir());
    if has_folder || path.extension().is_some() || path.exists() || !is_like_a_secret(name) {
        format!("{:?}", name.to_string_lossy())
    } else {
        let first: String = name.to_string_lossy().chars().take(1).collect();
        format!("a file {:?} (cut, as it may be a secret)", first + "…")
    }
}

/// Letters and digits mixed, as in keys; people name their files in words.
fn is_like_a_secret(name: &OsStr) -> bool {
    let bytes = name.as_encoded_bytes();
    bytes.len() >= 10 && bytes.iter().any(u8::is_ascii_digit)
}

/// The file at a path, and one byte more than the limit at most.
///
/// # Errors
/// When it cannot be read, or is a named pipe from which nothing comes.
pub(crate) fn read_path(path: &OsStr, limit: usize) -> io::Result<Vec<u8>> {
    let path = Path::new(path).to_owned();
    let waits = is_named_pipe(&path);
    let read = move || File::open(&path).and_then(|file| up_to(limit, file));
    if !waits {
        return read();
    }
    let (to, from) = mpsc::channel();
    // Nobody waits for the thread: where it hangs, it ends with the program.
    std::thread::Builder::new().spawn(move || to.send(read()))?;
    from.recv_timeout(PATIENCE).unwrap_or_else(|_| {
        let seconds = PATIENCE.as_secs();
        let problem = format!("it is a pipe, and nothing came out of it in {seconds} s");
        Err(io::Error::new(io::ErrorKind::TimedOut, problem))
    })
}

/// Whether opening or reading it may take for ever. What the shell hands over as `<(…)` is open
/// already, and its writer is given the time that it needs: it may ask for a passphrase.
#[cfg(unix)]
fn is_named_pipe(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    let of_the_shell = path.starts_with("/dev/fd") || path.starts_with("/proc");
    !of_the_shell && std::fs::metadata(path).is_ok_and(|found| found.file_type().is_fifo())
}

/// Whether opening or reading it may take for ever: no path names such a pipe here.
#[cfg(not(unix))]
fn is_named_pipe(_path: &Path) -> bool {
    false
}

/// One byte more than the limit at most: whoever asked then says that the input is too long.
pub(crate) fn up_to(limit: usize, from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    from.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Takes standard input for an input: it can be read but once.
///
/// # Errors
/// When another input has it.
pub(crate) fn claim_stdin(by: &str) -> Result<(), Error> {
    static TAKEN: Mutex<Option<String>> = Mutex::new(None);
    let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(other) = &*taken {
        return Err(Error::new(format_args!(
            "standard input cannot be both {other} and {by}"
        ))
        .in_input(by)
        .help("give one of them as a file"));
    }
    *taken = Some(by.to_owned());
    Ok(())
}
