//! What may still be the cause where the search found none.

use super::{Found, Judge};
use crate::report::Left;

/// What may still be the cause, the likeliest first. Three mistakes that only together make a
/// signature are rarer than a wrong secret; one or two are not.
pub(super) fn left(judge: &Judge<'_>, found: &Found) -> Vec<Left> {
    let statistics = found.statistics.unwrap_or_default();
    let signature = judge.signature.text.as_ref();
    let mut left = Vec::new();
    if statistics.ended.is_early() && statistics.depth < 2 {
        left.push(Left::NotSearchedToTheEnd);
    }
    let rsa = found.right.algorithm.is_rsa();
    left.push(match signature {
        None => Left::UnseenParameter,
        Some(_) if rsa => Left::OtherKey,
        Some(_) => Left::OtherSecret,
    });
    // A text in hand is not searched: there is nothing left to try.
    let goes_on = found.apart.is_none()
        && (statistics.ended.is_early() || (!statistics.exhausted && statistics.depth < 3));
    if goes_on && !left.contains(&Left::NotSearchedToTheEnd) {
        left.push(Left::NotSearchedToTheEnd);
    }
    if !rsa
        && let (Some(signature), Some(digest)) = (signature, &found.right.digest)
        && signature.len() != digest.as_bytes().len().div_ceil(3) * 4
    {
        left.insert(0, Left::OtherMethod);
    }
    let signed = judge.claimed().filter(|claimed| !claimed.servers);
    if signature.is_some()
        && signed.is_some_and(|signed| signed.text == found.right.base_string.text.as_slice())
    {
        // The text is known, and it is the right one: what is left is the key.
        left.retain(|one| matches!(one, Left::OtherSecret | Left::OtherKey | Left::OtherMethod));
        return left;
    }
    for one in [
        Left::UnseenParameter,
        Left::ChangedAfterSigning,
        Left::OtherUrl,
    ] {
        if !left.contains(&one) {
            left.push(one);
        }
    }
    left
}
