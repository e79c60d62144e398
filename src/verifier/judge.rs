//! A request that arrived, judged.
//!
//! Where a client was pointed at this listener, two URLs may be the one that it signed: the one that
//! it called, and the provider's that the listener plays. Neither is held against the client: the
//! one under which its signature is right counts, else the one that needs the fewest mistakes.

use crate::capture::Captured;
use crate::case::{Case, Fresh, Rules};
use crate::diagnose::Limits;
use crate::error::Error;
use crate::report::{Report, Verdict};

use super::Facing;

/// One way to read a request that arrived.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The request, with the URL that is taken for the signed one.
    pub captured: Captured,
    /// Whose URL that is, in a few words; empty where there is but one way.
    pub as_what: String,
}

/// What came out for a request that arrived.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The report of the reading that counts.
    pub report: Report,
    /// Which reading that is, by its place.
    pub reading: usize,
}

/// Judges each reading; `None` where there is none. Without `search` only whether the signature is
/// right is looked at, which takes no time.
///
/// # Errors
/// When a URL gives no base string URI.
pub fn judge(
    readings: &[Reading],
    facing: &Facing,
    rules: Rules,
    now: u64,
    fresh: Option<&Fresh>,
    search: Option<Limits<'_>>,
) -> Result<Option<Judged>, Error> {
    let judged = |place: usize, limits: Limits<'_>| -> Result<Option<Judged>, Error> {
        let Some(reading) = readings.get(place) else {
            return Ok(None);
        };
        let mut case = Case::new(reading.captured.clone(), facing.credentials.clone());
        case.rules = rules;
        case.now = Some(now);
        case.fresh = fresh.cloned();
        let report = case.with_limits(limits).judge()?;
        Ok(Some(Judged {
            report,
            reading: place,
        }))
    };
    let at_once = Limits {
        mistakes: 0,
        candidates: 0,
        out_of_time: &|| true,
        ..Limits::default()
    };
    let mut first = None;
    for place in 0..readings.len() {
        let found = judged(place, at_once)?;
        if found
            .as_ref()
            .is_some_and(|found| found.report.verdict.is_right())
        {
            return Ok(found);
        }
        first = first.or(found);
    }
    let needs_search = first.as_ref().is_some_and(|first| {
        matches!(
            first.report.verdict,
            Verdict::Unexplained { .. } | Verdict::Explained(_) | Verdict::Contradicts(_)
        )
    });
    let Some(limits) = search.filter(|_| needs_search) else {
        return Ok(first);
    };
    let single = Limits {
        mistakes: 1,
        usual_more: 0,
        ..limits
    };
    let further = if readings.len() > 1 {
        readings.len()
    } else {
        0
    };
    for place in 0..further {
        let found = judged(place, single)?;
        if found
            .as_ref()
            .is_some_and(|found| matches!(found.report.verdict, Verdict::Explained(_)))
        {
            return Ok(found);
        }
    }
    judged(0, limits)
}
