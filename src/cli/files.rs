//! Files that flags name.

use std::ffi::OsStr;
use std::io::Read as _;
use std::path::Path;

use countersign::error::Error;

/// A file's bytes; `-` is standard input.
pub(crate) fn read(flag: &str, path: &OsStr) -> Result<Vec<u8>, Error> {
    let bytes = if path == "-" {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .map(|_| bytes)
    } else {
        std::fs::read(Path::new(path))
    };
    bytes.map_err(|reason| {
        Error::new(format!(
            "cannot read {:?}: {reason}",
            path.to_string_lossy()
        ))
        .in_input(flag)
    })
}

/// A file's text.
pub(crate) fn read_text(flag: &str, path: &OsStr) -> Result<String, Error> {
    String::from_utf8(read(flag, path)?).map_err(|wrong| {
        let at = wrong.utf8_error().valid_up_to();
        Error::new(format!(
            "expected text in UTF-8, found another byte at {}",
            at + 1
        ))
        .in_input(format!("{flag} {:?}", path.to_string_lossy()))
    })
}
