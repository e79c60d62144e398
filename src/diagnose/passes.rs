//! What is tried, in which order.

use std::borrow::Cow;

use crate::diagnose::Limits;
use crate::diagnose::hypothesis::{Class, Hypothesis, idle, walked};

/// A part of the search.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Pass {
    /// So many mistakes together, in all their forms.
    All(usize),
    /// So many together, each in its usual form: the first that changes something in this request.
    Usual(usize),
    /// Every way to write each special character.
    Characters,
}

/// The classes of which a pass tries sets, and of which size; `None` where it tries characters.
///
/// In pairs, what shows nothing alone is tried on top of what brings text.
pub(super) fn sets<'c>(
    pass: Pass,
    classes: &'c [Class],
    all: &[Hypothesis],
    usual: &'c [Class],
) -> Option<(Cow<'c, [Class]>, usize)> {
    Some(match pass {
        Pass::All(PAIRS) => {
            let mut walked = walked(classes, all, PAIRS).into_owned();
            walked.extend(idle(classes, all));
            (walked.into(), PAIRS)
        }
        Pass::All(size) => (walked(classes, all, size), size),
        Pass::Usual(size) => (usual.into(), size),
        Pass::Characters => return None,
    })
}

/// The largest sets that are few enough to be tried in all forms at once.
pub(super) const PAIRS: usize = 2;

/// More mistakes together than any search comes to.
const MOST: usize = 64;

/// What is tried, in order. Up to pairs at once in all forms; past them in the usual ones first, and
/// a form that is not usual costs one mistake more: all forms of three come after the usual ones of
/// four, if these are asked for. The special characters come last, or where their ways are few,
/// before what takes seconds.
pub(super) fn passes(limits: &Limits<'_>, few_characters: bool) -> Vec<Pass> {
    let mistakes = limits.mistakes.min(MOST);
    let usual = limits.usual_more.min(MOST) + mistakes;
    let soon = mistakes.min(PAIRS);
    let mut passes: Vec<Pass> = (0..=soon).map(Pass::All).collect();
    for size in soon + 1..=usual + 1 {
        if size <= usual {
            passes.push(Pass::Usual(size));
        }
        if size == soon + 1 && few_characters {
            passes.push(Pass::Characters);
        }
        if (soon + 2..=mistakes + 1).contains(&size) {
            passes.push(Pass::All(size - 1));
        }
    }
    if !few_characters {
        passes.push(Pass::Characters);
    }
    passes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unusual_form_costs_one_mistake_more() {
        use Pass::{All, Characters, Usual};
        let of = |mistakes, usual_more, few_characters| {
            let limits = Limits {
                mistakes,
                usual_more,
                ..Limits::default()
            };
            passes(&limits, few_characters)
        };
        let up_to_pairs = [All(0), All(1), All(2)];
        let then = |more: &[Pass]| [&up_to_pairs, more].concat();
        assert_eq!(of(1, 0, true), [All(0), All(1), Characters]);
        assert_eq!(of(2, 0, false), then(&[Characters]));
        assert_eq!(of(3, 0, true), then(&[Usual(3), Characters, All(3)]));
        assert_eq!(of(3, 0, false), then(&[Usual(3), All(3), Characters]));
        assert_eq!(
            of(4, 0, true),
            then(&[Usual(3), Characters, Usual(4), All(3), All(4)])
        );
        assert_eq!(of(2, 2, false), then(&[Usual(3), Usual(4), Characters]));
        assert_eq!(of(1, 1, false), [All(0), All(1), Usual(2), Characters]);
    }
}
