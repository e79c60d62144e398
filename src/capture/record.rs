//! Records: JSON of any shape that names a method, a URL, headers or a body; one or one a line.

use super::assemble::Assembler;
use super::tree::{Value, json};
use super::{Captured, Options, base_string};
use crate::error::Error;
use crate::request::Text;

/// Reads the requests of a JSON text, or of JSON lines.
///
/// # Errors
/// When it is not JSON, or holds no request.
pub(super) fn read(text: &Text, options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    let tree = match json::read(text) {
        Ok(tree) => tree,
        Err(error) => {
            let lines = json::read_lines(text);
            if lines.is_empty() {
                return Err(error);
            }
            Value::List(lines)
        }
    };
    found(&tree, options)
}

/// The requests of a tree, else its base strings.
///
/// # Errors
/// When there is neither.
pub(super) fn found(tree: &Value, options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    let assembler = Assembler {
        options,
        holes: &[],
    };
    let read = assembler.requests(tree);
    if !read.is_empty() {
        return Ok(read);
    }
    let mut read = Vec::new();
    tree.each_text(&mut |_, text| {
        if text.bytes().contains(&b'&')
            && let Ok(found) = base_string::read(text, options)
        {
            read.extend(found);
        }
    });
    if read.is_empty() {
        return Err(
            Error::new("no record in it names a URL, a method or OAuth parameters")
                .help("paste the record that holds the request's method, URL, headers and body"),
        );
    }
    Ok(read)
}
