//! What each provider of OAuth 1.0a accepts, as far as a public source says so.
//!
//! A provider is data: where it is found, its signature methods, its realm, and where it departs
//! from RFC 5849, as edits of a [`Recipe`]. What no source tells is left empty.

use bstr::ByteSlice;

use crate::pipeline::decode::parameters;
use crate::pipeline::signature::Algorithm;
use crate::recipe::{Edit, Recipe};
use crate::request::{Request, UrlParts};

mod table;

pub use table::PROVIDERS;

/// A provider.
#[derive(Clone, Copy, Debug)]
pub struct Provider {
    /// Kebab-case, stable: the value of `--provider`.
    pub id: &'static str,
    /// Its name, as it writes itself.
    pub name: &'static str,
    /// Its hosts; one that starts with a dot stands for all that end so.
    pub hosts: &'static [&'static str],
    /// Pieces of a path by which one that runs on hosts of its users is known: all of a set.
    pub paths: &'static [&'static [&'static str]],
    /// A parameter by which its requests are known.
    pub parameter: Option<&'static str>,
    /// The signature methods that it accepts, the recommended first; empty: no source tells.
    pub methods: &'static [Algorithm],
    /// What it wants of `realm`.
    pub realm: Realm,
    /// What it wants of `oauth_body_hash`.
    pub body_hash: BodyHash,
    /// Where it wants its protocol parameters, where it says so.
    pub place: &'static str,
    /// How many seconds a timestamp may lie off, either way, where a source says so.
    pub clock: Option<u64>,
    /// Where what it computes departs from RFC 5849.
    pub departures: &'static [Edit],
    /// The same in a sentence; empty where it does not.
    pub departs: &'static str,
    /// What else is good to know.
    pub notes: &'static [&'static str],
    /// Its own documentation.
    pub docs: &'static str,
    /// Where the facts were seen, beside that.
    pub evidence: &'static [&'static str],
}

/// What a provider wants of `realm`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Realm {
    /// No source tells.
    Unknown,
    /// The id of the account must be there, in upper case and with `_` for `-`; this says so, with
    /// an example.
    Account(&'static str),
    /// Its documentation gives that text.
    Documented(&'static str),
}

/// What a provider wants of `oauth_body_hash`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BodyHash {
    /// No source tells.
    Unknown,
    /// With every body that is no form, an empty one too where the method is made for a body.
    Required,
}

/// Words of names and hosts that say nothing of whose they are.
const GENERAL: &[&str] = &["Commerce", "connectapi", "restlets", "upload", "secure"];

/// The provider of that id.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|provider| provider.id == id)
}

/// What people call a provider, where neither its name nor its hosts hold it.
const ALIASES: &[(&str, &[&str])] = &[
    ("netsuite", &["restlet", "suitescript"]),
    ("magento", &["magento2"]),
    ("woocommerce", &["woo", "wordpress"]),
    ("lti", &["canvas", "moodle", "blackboard"]),
    ("etrade", &["e-trade"]),
    ("mediawiki", &["wikipedia"]),
    ("jira", &["confluence"]),
];

/// The provider that a person means: by its id, a word of its name or a part of its hosts, whatever
/// the case: `twitter`, `BrickLink`.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Provider> {
    let is_it = |known: &&str| known.eq_ignore_ascii_case(name);
    by_id(&name.to_ascii_lowercase()).or_else(|| {
        PROVIDERS
            .iter()
            .find(|provider| provider.aliases().iter().any(is_it))
    })
}

/// The provider that a request goes to, by its host, its path or a parameter of its own.
#[must_use]
pub fn detect(request: &Request) -> Option<&'static Provider> {
    let url = UrlParts::split(&request.url);
    let host = url.host.bytes().to_str_lossy().to_ascii_lowercase();
    let path = url.path.bytes().to_str_lossy();
    let is_at = |known: &str| {
        host == known
            || (known.starts_with('.') && host.len() > known.len() && host.ends_with(known))
    };
    let of_host = |provider: &&Provider| provider.hosts.iter().any(|known| is_at(known));
    let of_path = |provider: &&Provider| {
        let mut sets = provider.paths.iter();
        sets.any(|pieces| pieces.iter().all(|piece| path.contains(piece)))
    };
    let found = PROVIDERS.iter().find(of_host);
    found
        .or_else(|| PROVIDERS.iter().find(of_path))
        .or_else(|| {
            let parameters = parameters(request);
            PROVIDERS.iter().find(|provider| {
                provider
                    .parameter
                    .is_some_and(|name| parameters.iter().any(|parameter| parameter.name == name))
            })
        })
}

impl Provider {
    /// What it computes: RFC 5849 with its departures.
    #[must_use]
    pub fn recipe(&self) -> Recipe {
        Recipe::with(self.departures)
    }

    /// What else people call it: the words of its name, the parts of its hosts, and other names.
    /// None of them is another provider's id, and none names two.
    #[must_use]
    pub fn aliases(&self) -> Vec<&'static str> {
        let of_table = ALIASES.iter().filter(|(id, _)| *id == self.id);
        let words = self.name.split(|c: char| !c.is_alphanumeric());
        let hosts = self.hosts.iter().flat_map(|host| host.split('.'));
        let mut aliases: Vec<&'static str> = words
            .chain(hosts)
            .filter(|word| word.len() > 3 && !GENERAL.contains(word))
            .chain(of_table.flat_map(|(_, names)| names.iter().copied()))
            .filter(|word| by_id(&word.to_ascii_lowercase()).is_none())
            .collect();
        aliases.sort_unstable_by_key(|alias| alias.to_ascii_lowercase());
        aliases.dedup_by(|one, other| one.eq_ignore_ascii_case(other));
        aliases
    }

    /// The signature method for a request that names none, where HMAC-SHA1 would be refused.
    #[must_use]
    pub fn default_method(&self) -> Option<Algorithm> {
        let first = self.methods.first()?;
        (!self.methods.contains(&Algorithm::HmacSha1)).then_some(*first)
    }

    /// Its methods in words: `HMAC-SHA1 or PLAINTEXT`; empty where no source tells.
    #[must_use]
    pub fn methods_in_words(&self) -> String {
        match self.methods {
            [] => String::new(),
            [only] => format!("{} only", only.name()),
            [rest @ .., last] => {
                let rest: Vec<&str> = rest.iter().map(|method| method.name()).collect();
                format!("{} or {}", rest.join(", "), last.name())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::credentials::Credentials;
    use crate::pipeline::trace;

    #[test]
    fn a_provider_is_found_by_what_people_call_it() {
        for (name, id) in [
            ("twitter", "x"),
            ("X", "x"),
            ("bricklink", "brick-link"),
            ("NetSuite", "netsuite"),
            ("suitetalk", "netsuite"),
            ("woo", "woocommerce"),
            ("adobe", "magento"),
            ("atlassian", "jira"),
            ("wikipedia", "mediawiki"),
        ] {
            assert_eq!(by_name(name).map(|found| found.id), Some(id), "{name}");
        }
        assert!(by_name("api").is_none() && by_name("").is_none());
        let mut seen = HashSet::new();
        for provider in PROVIDERS {
            for alias in provider.aliases() {
                let alias = alias.to_ascii_lowercase();
                assert!(seen.insert(alias.clone()), "{alias} names two");
            }
        }
    }

    #[test]
    fn every_provider_is_whole() {
        let mut ids = HashSet::new();
        for provider in PROVIDERS {
            let id = provider.id;
            assert!(ids.insert(id), "{id} stands twice");
            assert!(provider.docs.starts_with("http"), "{id} has no docs");
            assert!(
                !(provider.hosts.is_empty()
                    && provider.paths.is_empty()
                    && provider.parameter.is_none()),
                "{id} cannot be found"
            );
            assert_eq!(
                provider.departures.is_empty(),
                provider.departs.is_empty(),
                "{id}"
            );
            for host in provider.hosts {
                assert_eq!(*host, host.to_ascii_lowercase(), "{id}");
            }
        }
        for id in [
            "x",
            "netsuite",
            "mastercard",
            "magento",
            "woocommerce",
            "lti",
            "discogs",
            "flickr",
            "tumblr",
            "trello",
            "garmin",
            "etrade",
            "brick-link",
            "schoology",
            "mediawiki",
            "jira",
            "smugmug",
            "plurk",
        ] {
            assert!(by_id(id).is_some(), "{id}");
        }
    }

    #[test]
    fn a_request_is_known_by_host_path_or_parameter() {
        for (url, id) in [
            ("https://API.X.com/2/tweets", Some("x")),
            (
                "https://123.suitetalk.api.netsuite.com:443/services/rest",
                Some("netsuite"),
            ),
            (
                "https://user@api.etrade.com/v1/accounts/list",
                Some("etrade"),
            ),
            (
                "http://shop.example/wp-json/wc/v3/orders",
                Some("woocommerce"),
            ),
            (
                "http://shop.example/wc-api/v2/orders",
                Some("woocommerce-legacy"),
            ),
            (
                "https://shop.example/rest/default/V1/products",
                Some("magento"),
            ),
            (
                "https://tool.example/launch?lti_message_type=basic-lti-launch-request",
                Some("lti"),
            ),
            ("https://notapi.x.com.example/", None),
            ("https://suitetalk.api.netsuite.com.evil.example/", None),
        ] {
            let found = detect(&Request::get(url, "OAuth realm=\"\""));
            assert_eq!(found.map(|provider| provider.id), id, "{url}");
        }
    }

    /// The keys are those of `WooCommerce`'s own verifiers: `$keys['consumer_secret']` in its API v1
    /// and v2, `$user->consumer_secret . '&'` since.
    #[test]
    fn both_key_rules_of_woocommerce() {
        let credentials = Credentials {
            consumer_secret: Some("cs_secret".into()),
            ..Credentials::default()
        };
        let request = Request::get(
            "http://h/wc-api/v2/orders",
            "OAuth oauth_consumer_key=\"k\", oauth_signature_method=\"HMAC-SHA1\"",
        );
        let key = |id: &str| {
            let recipe = by_id(id).unwrap().recipe();
            let traced = trace(&request, &credentials, &recipe).unwrap();
            traced.signing_key.unwrap().expose().to_vec()
        };
        assert_eq!(key("woocommerce-legacy"), b"cs_secret");
        assert_eq!(key("woocommerce"), b"cs_secret&");
    }
}
