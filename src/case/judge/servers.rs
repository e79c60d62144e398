//! The base string that the provider's answer holds: what the server computed.
//!
//! It speaks of the server, never of the client: where it is not the right one, the server sees
//! another request or departs from the RFC, and no mistake of the client is proven by it.

use bstr::BString;

use crate::case::Case;
use crate::diagnose::{Limits, Wanted, diagnose};
use crate::error::Error;
use crate::report::ServersString;
use crate::request::Request;

/// Two mistakes are enough to tell how a server departs, and leave the time for the signature.
const MISTAKES: usize = 2;

/// Looks for what turns the right base string of this request into the server's.
///
/// # Errors
/// When the request has no base string URI.
pub(super) fn explained(
    case: &Case<'_>,
    request: &Request,
    text: &BString,
) -> Result<ServersString, Error> {
    let limits = Limits {
        mistakes: case.limits.mistakes.min(MISTAKES),
        ..case.limits
    };
    let found = diagnose(request, &case.credentials, Wanted::BaseString(text), limits)?;
    Ok(ServersString {
        text: text.clone(),
        explanation: found.explanations.into_iter().next(),
        is_what_was_signed: false,
    })
}
