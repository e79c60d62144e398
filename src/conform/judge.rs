//! One answer against what is right: whether they agree, at which stage they part, and which
//! mistakes, recomputed, give exactly the answer.

use bstr::{BStr, BString, ByteSlice as _};

use super::Case;
use super::answer::Signed;
use crate::compare::{Comparison, Difference, StageName, first_difference, texts};
use crate::diagnose::explain::Explanation;
use crate::diagnose::{Limits, Wanted, diagnose};
use crate::error::Error;
use crate::pipeline::decode::form_decode;
use crate::pipeline::signature::Algorithm;
use crate::pipeline::{Trace, trace};
use crate::recipe::Recipe;

/// What is said of an answer.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// It is right for the request as sent.
    Conforms,
    /// It is not.
    Differs(Box<Departure>),
}

/// Where and why an answer differs.
#[derive(Clone, Debug)]
pub struct Departure {
    /// The first stage that differs, as far as it can be told.
    pub stage: StageName,
    /// The right text beside the answer's: of the parameter, or the stage, or the whole.
    pub comparison: Comparison,
    /// What differs within the stage, when the mistakes are known.
    pub difference: Option<Difference>,
    /// The mistakes that give this answer; `None` when none that are known do.
    pub explanation: Option<Explanation>,
    /// Whether the explanation gives the base string of the answer and not its signature.
    pub signature_open: bool,
}

/// An answer as it was judged.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The case, as the signer would send it.
    pub case: Case,
    /// The right base string of that.
    pub base_string: BString,
    /// The right signature of that.
    pub signature: BString,
    /// What was answered.
    pub answer: Signed,
    /// What is said of it.
    pub verdict: Verdict,
}

impl Judged {
    /// Whether a trace gives everything that was answered.
    #[must_use]
    pub fn is_made_by(&self, traced: &Trace) -> bool {
        gives(
            traced,
            self.base_string_answered(),
            self.answer.signature.as_deref(),
        )
    }

    /// The base string of the answer, where the signature depends on one.
    fn base_string_answered(&self) -> Option<&str> {
        answered_base_string(&self.answer, &self.case)
    }
}

fn answered_base_string<'a>(answer: &'a Signed, case: &Case) -> Option<&'a str> {
    let plain = case.oauth.iter().any(|(name, value)| {
        name == "oauth_signature_method" && value == Algorithm::Plaintext.name()
    });
    // PLAINTEXT has no base string: what a signer shows there is its own affair.
    let shown = answer.base_string.as_deref();
    shown.filter(|_| !plain || answer.signature.is_none())
}

fn gives(traced: &Trace, base_string: Option<&str>, signature: Option<&str>) -> bool {
    base_string.is_none_or(|given| traced.base_string.text == given.as_bytes())
        && signature.is_none_or(|given| {
            traced
                .signature
                .as_ref()
                .is_some_and(|made| made == given.as_bytes())
        })
}

/// Judges the answer to a case.
///
/// # Errors
/// When the request as sent has no URL that gives a base string URI.
pub fn judge(case: &Case, answer: Signed, limits: Limits<'_>) -> Result<Judged, Error> {
    let case = if answer.sent.as_given() {
        case.clone()
    } else {
        case.as_sent(&answer.sent)
    };
    let right = trace(&case.request, &case.credentials, &Recipe::default())?;
    let expected = |file: &Option<String>, ours: &[u8]| {
        file.as_deref()
            .map_or_else(|| BString::from(ours), BString::from)
    };
    let base_string = expected(&case.base_string, &right.base_string.text);
    let ours = right.signature.clone().unwrap_or_default();
    let signature = expected(&case.signature, &ours);
    let given = answered_base_string(&answer, &case);
    let base_differs = given.filter(|given| base_string != given.as_bytes());
    let signed = answer.signature.as_deref();
    let signature_differs = signed.filter(|made| signature != made.as_bytes());
    let verdict = if base_differs.is_none() && signature_differs.is_none() {
        Verdict::Conforms
    } else {
        let explanation = explain(&case, given, base_differs, signed, limits)?;
        let signature_open = explanation
            .as_ref()
            .is_some_and(|explanation| !gives(&explanation.trace, None, signed));
        let difference = explanation
            .as_ref()
            .and_then(|explanation| first_difference(&right, &explanation.trace));
        let (stage, comparison) = match (&difference, base_differs) {
            (Some(difference), _) => (difference.stage, difference.comparison.clone()),
            (None, Some(given)) => (
                parted_stage(base_string.as_bstr(), given.as_bytes().as_bstr()),
                texts(&base_string, given.as_bytes()),
            ),
            (None, None) => (
                StageName::Signature,
                texts(&signature, signed.unwrap_or_default().as_bytes()),
            ),
        };
        Verdict::Differs(Box::new(Departure {
            stage,
            comparison,
            difference,
            explanation,
            signature_open,
        }))
    };
    Ok(Judged {
        case,
        base_string,
        signature,
        answer,
        verdict,
    })
}

/// The mistakes that give the answer: all of it if some do, else its base string.
fn explain(
    case: &Case,
    given: Option<&str>,
    base_differs: Option<&str>,
    signed: Option<&str>,
    limits: Limits<'_>,
) -> Result<Option<Explanation>, Error> {
    let search = |wanted| -> Result<Option<Explanation>, Error> {
        let found = diagnose(&case.request, &case.credentials, wanted, limits)?;
        Ok(found.explanations.into_iter().next())
    };
    // A base string is searched for first: it is there to be compared, piece by piece.
    let of_base = base_differs
        .map(|given| search(Wanted::BaseString(given.as_bytes())))
        .transpose()?
        .flatten();
    if let Some(explanation) = &of_base
        && gives(&explanation.trace, given, signed)
    {
        return Ok(of_base);
    }
    let of_signature = signed
        .map(|signed| search(Wanted::Signature(signed.as_bytes())))
        .transpose()?
        .flatten()
        .filter(|explanation| gives(&explanation.trace, given, signed));
    Ok(of_signature.or(of_base))
}

/// The part in which two base strings differ first, when nothing explains the other one.
fn parted_stage(right: &BStr, given: &BStr) -> StageName {
    let (ours, theirs): (Vec<_>, Vec<_>) = (
        right.split_str("&").collect(),
        given.split_str("&").collect(),
    );
    let ([method, uri, parameters], [other_method, other_uri, other_parameters]) =
        (ours.as_slice(), theirs.as_slice())
    else {
        return StageName::BaseString;
    };
    if parameters != other_parameters {
        return if pairs(parameters) == pairs(other_parameters) {
            StageName::NormalizedParameters
        } else {
            StageName::Parameters
        };
    }
    if uri != other_uri {
        return StageName::BaseStringUri;
    }
    if method == other_method {
        StageName::BaseString
    } else {
        StageName::Method
    }
}

/// What the third part of a base string means, without its order.
fn pairs(part: &[u8]) -> Vec<(BString, BString)> {
    let normalized = form_decode(part);
    let mut pairs: Vec<_> = normalized
        .split_str("&")
        .map(|pair| {
            let (name, value) = pair.split_once_str("=").unwrap_or((pair, b""));
            (form_decode(name).into(), form_decode(value).into())
        })
        .collect();
    pairs.sort();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unexplained_base_string_still_has_a_stage() {
        let right = "GET&http%3A%2F%2Fh%2F&a%3D1%26b%3D2%2520".into();
        for (given, stage) in [
            (
                "get&http%3A%2F%2Fh%2F&a%3D1%26b%3D2%2520",
                StageName::Method,
            ),
            (
                "GET&http%3A%2F%2FH%2F&a%3D1%26b%3D2%2520",
                StageName::BaseStringUri,
            ),
            (
                "GET&http%3A%2F%2Fh%2F&b%3D2%2B%26a%3D1",
                StageName::NormalizedParameters,
            ),
            ("GET&http%3A%2F%2Fh%2F&a%3D1", StageName::Parameters),
            ("GEThttp", StageName::BaseString),
        ] {
            assert_eq!(parted_stage(right, given.into()), stage, "{given}");
        }
    }
}
