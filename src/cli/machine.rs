//! The clock and the source of randomness: nothing else in the program asks for either.

use countersign::error::Error;

/// The time, in the seconds that `oauth_timestamp` counts.
pub(crate) fn seconds_now() -> u64 {
    #[allow(
        clippy::disallowed_methods,
        reason = "the command line is where the clock may be read"
    )]
    let now = std::time::SystemTime::now();
    now.duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// A nonce that nobody has used: 128 random bits in hex.
pub(crate) fn fresh_nonce() -> Result<String, Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|reason| {
        Error::new(format!("the machine gave no random bytes: {reason}"))
            .help("give a nonce with --nonce")
    })?;
    Ok(String::from_utf8_lossy(&countersign::pipeline::key::hex(&bytes)).into_owned())
}

/// A moment to come; `None` lies so far ahead that no clock shows it.
pub(crate) type Moment = Option<std::time::Instant>;

/// The moment that lies so far ahead.
pub(crate) fn after(duration: std::time::Duration) -> Moment {
    std::time::Instant::now().checked_add(duration)
}

/// Whether that moment has come.
pub(crate) fn is_over(until: Moment) -> bool {
    until.is_some_and(|until| std::time::Instant::now() >= until)
}

/// By what a file is known to have changed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct State {
    modified: Option<std::time::SystemTime>,
    length: u64,
    /// Which file it is: one that was renamed to the name may have the time of the one before.
    number: u64,
}

/// The state of each file; `None` for one that is not there, as an editor may replace it.
pub(crate) fn states(files: &[std::path::PathBuf]) -> Vec<Option<State>> {
    let of = |file: &std::path::PathBuf| {
        let found = std::fs::metadata(file).ok()?;
        Some(State {
            modified: found.modified().ok(),
            length: found.len(),
            number: number(&found),
        })
    };
    files.iter().map(of).collect()
}

#[cfg(unix)]
fn number(found: &std::fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(found)
}

/// No number is known here.
#[cfg(not(unix))]
fn number(_found: &std::fs::Metadata) -> u64 {
    0
}
