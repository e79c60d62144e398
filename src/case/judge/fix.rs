//! The request that can be sent instead.

use super::{Found, Judge, captured_signature};
use crate::capture::Captured;
use crate::case::mended;
use crate::credentials::Credentials;
use crate::error::{Finding, Severity};
use crate::lint::lint;
use crate::pipeline::{Trace, trace};
use crate::request::Request;

/// What can be sent instead.
#[derive(Default)]
pub(super) struct Fix {
    pub(super) mended: Option<Trace>,
    pub(super) corrected: Option<Request>,
    pub(super) still_wrong: Vec<Finding>,
}

impl Judge<'_> {
    /// The request without its faults, signed.
    pub(super) fn fix(&self, found: &Found) -> Fix {
        let mut fix = Fix::default();
        if !self.url_known
            || !self.exchange.open.is_empty()
            || found.right.signing_key.is_err()
            || captured_signature(&found.right.decoded).is_none() && self.signature.text.is_none()
        {
            return fix;
        }
        let sign = |fresh| {
            let request = mended(&found.request, self.provider, self.credentials(), fresh);
            trace(&request, self.credentials(), &self.recipe)
                .ok()
                .filter(|trace| trace.signed.is_some())
        };
        fix.mended = sign(None);
        let sendable = match &self.case.fresh {
            Some(fresh) => sign(Some(fresh)),
            None => fix.mended.clone(),
        };
        fix.corrected = sendable.and_then(|trace| trace.signed);
        if let Some(request) = &fix.corrected {
            let captured = Captured {
                request: request.clone(),
                ..Captured::default()
            };
            let base = fix.mended.as_ref().map(|mended| &mended.base_string.text);
            let base = base.map(Vec::as_slice).unwrap_or_default();
            fix.still_wrong = lint(&captured, None, &Credentials::default(), base, None);
            fix.still_wrong
                .retain(|finding| finding.severity == Severity::Error);
        }
        fix
    }
}
