//! What earlier runs wrote, added up: summaries in JSON, verdicts as NDJSON, in any order.

use std::ffi::OsString;
use std::io;

use countersign::audit::bounded::Merge as _;
use countersign::audit::line::Line;
use countersign::audit::record::{Record, Unit};
use countersign::audit::summary::Summary;
use countersign::capture::MAX_INPUT;
use countersign::error::Error;
use countersign::render::audit_json;

use super::source::{Cut, Sources};

/// The longest summary that is read: so many consumers.
const LONGEST: usize = MAX_INPUT * 16;

/// Adds up all files.
///
/// # Errors
/// When one cannot be read, or holds something else.
pub(super) fn read(names: &[OsString], consumers: usize) -> Result<Summary, Error> {
    let mut sum = Summary::of(consumers);
    let mut sources = Sources::of(names, Some(Cut::Json), LONGEST)?;
    while let Some(open) = sources.open_next() {
        let open = open?;
        let name = open.name.clone();
        for record in open {
            add(record, &mut sum).map_err(|error| match &name {
                Some(name) => error.in_input(name),
                None => error,
            })?;
        }
    }
    Ok(sum)
}

fn add(record: io::Result<Record>, sum: &mut Summary) -> Result<(), Error> {
    let record =
        record.map_err(|reason| Error::new(format_args!("cannot be read to its end: {reason}")))?;
    let place = match record.unit {
        Unit::Line => format!("line {}", record.place),
        Unit::Entry => format!("entry {}", record.place),
    };
    if let Some(problem) = &record.broken {
        return Err(Error::new(format_args!("{place}: {problem}")));
    }
    if let Some(summary) = audit_json::read(&record.bytes) {
        sum.merge(summary);
    } else if let Ok(line) = serde_json::from_slice::<Line>(&record.bytes)
        && (line.line.is_some() || line.entry.is_some())
    {
        sum.add(&line);
    } else {
        return Err(Error::new(format_args!(
            "{place} is neither a summary nor a verdict of an audit"
        ))
        .help("give what countersign audit wrote with --format json, ndjson or --summary"));
    }
    Ok(())
}
