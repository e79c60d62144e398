//! What a provider's own rules make of a request, where they part from RFC 5849.

use super::{Question, Report, Verdict};
use crate::error::{Assumption, Finding};
use crate::lint::refused;
use crate::pipeline::trace;
use crate::providers::Provider;
use crate::request::Request;

/// What a provider would refuse in a request that is being made, and where it departs from the
/// standard.
#[must_use]
pub fn assumptions(provider: &Provider, request: &Request) -> Vec<Assumption> {
    let departs = (!provider.departures.is_empty())
        .then(|| Assumption::new("provider-departs", departure(provider)));
    let findings = refused(provider, request).into_iter();
    let found = findings.map(|finding| Assumption::new(finding.id, finding.message));
    departs.into_iter().chain(found).collect()
}

fn departure(provider: &Provider) -> String {
    format!(
        "{} departs from the standard: {}",
        provider.name, provider.departs
    )
}

/// Puts what this provider computes in the place of the standard: a signature that is right by
/// RFC 5849 is wrong where the provider departs from it.
pub fn judge(provider: &Provider, question: &Question<'_>, report: &mut Report) {
    for finding in refused(provider, &question.captured.request) {
        // A look at the wire may have found it already.
        if report.findings.iter().all(|known| known.id != finding.id) {
            report.findings.push(finding);
        }
    }
    if provider.departures.is_empty() {
        return;
    }
    let Ok(right) = trace(&report.request, question.credentials, &provider.recipe()) else {
        return;
    };
    let (Some(captured), Some(wanted)) = (&report.signature, &right.signature) else {
        return;
    };
    let departs = departure(provider);
    if captured == wanted {
        let is_standard = report.right.signature.as_ref() == Some(captured);
        let under = (!is_standard).then(|| Assumption::new("provider-departs", departs));
        report.verdict = Verdict::Agrees { under };
    } else if matches!(report.verdict, Verdict::Agrees { .. }) {
        report.verdict = Verdict::Unexplained { left: Vec::new() };
        let message = format!("the signature is right by RFC 5849, but {departs}");
        report
            .findings
            .insert(0, Finding::new("provider-departs", message, None));
    }
    report.right = right;
    report.weigh_rest();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::Captured;
    use crate::credentials::Credentials;
    use crate::providers::detect;
    use crate::report::report;

    /// The signatures are those of Python's hmac module under the two keys.
    #[test]
    fn a_signature_is_judged_by_the_providers_own_rule() {
        let credentials = Credentials {
            consumer_secret: Some("cs_secret".into()),
            ..Credentials::default()
        };
        let judged = |signature: &str| {
            let header = format!(
                "OAuth oauth_consumer_key=\"k\", oauth_nonce=\"n\", oauth_signature_method=\"HMAC-SHA1\", \
                 oauth_timestamp=\"1\", oauth_signature=\"{signature}\""
            );
            let captured = Captured {
                request: Request::get("http://h/wc-api/v2/orders", &header),
                ..Captured::default()
            };
            let question = Question::new(&captured, &credentials);
            let mut report = report(question).unwrap();
            let provider = detect(&captured.request).unwrap();
            judge(provider, &question, &mut report);
            report
        };
        let bare = judged("8HOV2DRr4EgfJD1XcCcsMn4%2Bzv8%3D");
        assert!(
            matches!(&bare.verdict, Verdict::Agrees { under: Some(said) }
            if said.message.contains("without `&`"))
        );
        let standard = judged("EJASZDkEsqgZIJDo3UMfWaOY5sQ%3D");
        assert!(matches!(standard.verdict, Verdict::Unexplained { .. }));
        assert_eq!(standard.findings[0].id, "provider-departs");
        assert_eq!(
            standard.right.signature.unwrap(),
            "8HOV2DRr4EgfJD1XcCcsMn4+zv8="
        );
    }
}
