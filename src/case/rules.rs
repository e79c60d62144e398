//! Whose rules a request is judged by, and what a provider's own make of it where they part from
//! RFC 5849.

use crate::credentials::Credentials;
use crate::error::Assumption;
use crate::lint::refused;
use crate::pipeline::trace;
use crate::providers::{self, Provider};
use crate::recipe::Recipe;
use crate::request::Request;

/// Whose rules a request is judged by, beside those of RFC 5849.
#[derive(Clone, Copy, Debug, Default)]
pub enum Rules {
    /// Those of the provider that is known by its host, its path or a parameter.
    #[default]
    Detected,
    /// Those of that provider.
    Of(&'static Provider),
    /// RFC 5849 alone.
    Rfc,
}

impl Rules {
    /// The provider whose rules apply to a request.
    #[must_use]
    pub fn provider(self, request: &Request) -> Option<&'static Provider> {
        match self {
            Self::Detected => providers::detect(request),
            Self::Of(provider) => Some(provider),
            Self::Rfc => None,
        }
    }
}

/// What a provider would refuse in a request that is being made, and where it departs from the
/// standard.
#[must_use]
pub fn assumptions(provider: &Provider, request: &Request) -> Vec<Assumption> {
    let departs = departs_here(provider, request)
        .then(|| Assumption::new("provider-departs", departure(provider)));
    let findings = refused(provider, request).into_iter();
    let found = findings.map(|finding| Assumption::new(finding.id, finding.message));
    departs.into_iter().chain(found).collect()
}

/// Whether the provider's own rules make another signature of this very request.
fn departs_here(provider: &Provider, request: &Request) -> bool {
    let credentials = Credentials {
        consumer_secret: Some("c".into()),
        token_secret: Some("t".into()),
        ..Credentials::default()
    };
    let made = |recipe: &Recipe| {
        let traced = trace(request, &credentials, recipe).ok()?;
        Some((traced.base_string.text, traced.signature))
    };
    !provider.departures.is_empty() && made(&Recipe::default()) != made(&provider.recipe())
}

pub(super) fn departure(provider: &Provider) -> String {
    format!(
        "{} departs from the standard: {}",
        provider.name, provider.departs
    )
}

#[cfg(test)]
mod tests {
    use crate::capture::Captured;
    use crate::case::Case;
    use crate::credentials::Credentials;
    use crate::report::Verdict;
    use crate::request::Request;

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
            Case::new(captured, credentials.clone()).judge().unwrap()
        };
        let bare = judged("8HOV2DRr4EgfJD1XcCcsMn4%2Bzv8%3D");
        assert!(
            matches!(&bare.verdict, Verdict::Agrees { under: Some(said) }
            if said.message.contains("without `&`"))
        );
        let standard = judged("EJASZDkEsqgZIJDo3UMfWaOY5sQ%3D");
        let Verdict::Refused { why, .. } = &standard.verdict else {
            panic!("{:?}", standard.verdict)
        };
        assert_eq!(why[0].id, "provider-departs");
        assert_eq!(
            standard.right.signature.unwrap(),
            "8HOV2DRr4EgfJD1XcCcsMn4+zv8="
        );
    }
}
