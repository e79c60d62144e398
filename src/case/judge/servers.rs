//! The base string that the provider's answer holds: what the server computed.
//!
//! It speaks of the server, never of the client: where it is not the right one, the server sees
//! another request or departs from the RFC, and no mistake of the client is proven by it.

use bstr::BString;

use crate::case::Case;
use crate::diagnose::apart::{InHand, apart};
use crate::error::Error;
use crate::report::ServersString;
use crate::request::Request;

/// Looks for what turns the right base string of this request into the server's.
///
/// # Errors
/// When the request has no base string URI.
pub(super) fn explained(
    case: &Case<'_>,
    request: &Request,
    text: &BString,
) -> Result<ServersString, Error> {
    let apart = apart(InHand {
        request,
        credentials: &case.credentials,
        given: text,
        signature: None,
        places_known: true,
    })?;
    Ok(ServersString {
        text: text.clone(),
        apart,
        is_what_was_signed: false,
    })
}
