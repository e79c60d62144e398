//! Masking of a base string that was taken apart.

use super::model::explanation;
use super::{Masked, Masks, Redact};
use crate::diagnose::apart::{Apart, Place, SignedWith, What};
use crate::diagnose::explain::Cause;

impl Redact for Cause {
    fn redacted(&self, masks: &Masks) -> Self {
        let Self {
            mistake,
            id,
            title,
            detail,
            stage,
            edits,
        } = self;
        Self {
            mistake: *mistake,
            id: id.redacted(masks),
            title: title.redacted(masks),
            detail: detail.redacted(masks),
            stage: *stage,
            edits: edits.clone(),
        }
    }
}

impl Redact for Place {
    fn redacted(&self, masks: &Masks) -> Self {
        let Self {
            what,
            right,
            given,
            causes,
        } = self;
        let hidden = matches!(what, What::Pair(name) if masks.hides(name));
        let shown = |text: &bstr::BString| {
            if hidden {
                Masked::whole(text).bytes.into()
            } else {
                text.redacted(masks)
            }
        };
        Self {
            what: match what {
                What::Pair(name) => What::Pair(name.redacted(masks)),
                other => other.clone(),
            },
            right: shown(right),
            given: shown(given),
            causes: causes.clone(),
        }
    }
}

impl Redact for Apart {
    fn redacted(&self, masks: &Masks) -> Self {
        let Self {
            given,
            places,
            causes,
            explanation: proven,
            signed,
            statistics,
        } = self;
        Self {
            given: given.redacted(masks),
            places: places.redacted(masks),
            causes: causes.redacted(masks),
            explanation: proven.as_ref().map(|one| explanation(one, masks)),
            signed: signed.as_ref().map(|signed| SignedWith {
                causes: signed.causes.redacted(masks),
                edits: signed.edits.clone(),
            }),
            statistics: *statistics,
        }
    }
}
