//! Two base strings of one request, the second taken for the right one: each is explained against
//! RFC 5849, and what both do is no difference between them.

use super::held::Held;
use super::shape::Names;
use super::shape::Shape;
use super::{Apart, InHand, Place, apart, guided};
use crate::diagnose::explain::Cause;
use crate::error::Error;
use crate::pipeline::decode::parameters;
use crate::recipe::Recipe;

/// Which of two base strings is not what RFC 5849 makes of the request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Departs {
    /// Neither: they are equal.
    Neither,
    /// The one that is taken for the wrong one.
    Wrong,
    /// The one that is taken for the right one.
    Right,
    /// Both.
    Both,
}

/// Two base strings beside each other.
#[derive(Clone, Debug)]
pub struct Between {
    /// Where they part, byte for byte; `right` is the one that is taken for it. Causes are indexes
    /// into [`Between::only_wrong`].
    pub places: Vec<Place>,
    /// The wrong one, against RFC 5849.
    pub wrong: Apart,
    /// The right one, against RFC 5849.
    pub right: Apart,
    /// What only the wrong one does.
    pub only_wrong: Vec<Cause>,
    /// What only the right one does.
    pub only_right: Vec<Cause>,
    /// Which of them departs from RFC 5849.
    pub departs: Departs,
}

/// Explains two base strings apart. `hand` holds the request and the wrong text; nonce and timestamp
/// of both are put aside, as those of the request stand in them.
///
/// # Errors
/// When the request's URL gives no base string URI.
pub fn between(hand: InHand<'_>, right: &[u8]) -> Result<Between, Error> {
    let decoded = parameters(hand.request);
    let names = Names::of(decoded.iter().map(|parameter| parameter.name.as_slice()));
    let standard = guided::base_string(hand.request, &Recipe::default()).unwrap_or_default();
    let text = super::aligned(hand.given, &standard, &names);
    let right = super::aligned(right, &standard, &names);
    let theirs = apart(InHand {
        given: &text,
        ..hand
    })?;
    let ours = apart(InHand {
        given: &right,
        signature: None,
        ..hand
    })?;
    let departs = match (text == standard, right == standard) {
        (true, true) => Departs::Neither,
        (false, true) => Departs::Wrong,
        (true, false) => Departs::Right,
        (false, false) if text == right => Departs::Neither,
        (false, false) => Departs::Both,
    };
    let only = |these: &Apart, others: &Apart| -> Vec<Cause> {
        let known = |cause: &&Cause| !others.causes.iter().any(|other| other.edits == cause.edits);
        these.causes.iter().filter(known).cloned().collect()
    };
    let held = |text: &[u8]| Held::of(Shape::of(text, &names));
    let only_wrong = only(&theirs, &ours);
    let mut places = held(&right).places(&held(&text));
    for place in &mut places {
        let same = theirs.places.iter().find(|other| other.what == place.what);
        let all = same
            .map(|other| other.causes.as_slice())
            .unwrap_or_default();
        let own = all.iter().filter_map(|at| {
            let cause = theirs.causes.get(*at)?;
            only_wrong.iter().position(|one| one.edits == cause.edits)
        });
        place.causes = own.collect();
    }
    Ok(Between {
        places,
        only_wrong,
        only_right: only(&ours, &theirs),
        wrong: theirs,
        right: ours,
        departs,
    })
}
