//! The providers as JSON, with types of its own.

use serde::Serialize;

use super::json::{SCHEMA, pretty};
use crate::providers::{BodyHash, Provider, Realm};

/// What `providers --format json` prints, on one page.
#[must_use]
pub fn providers<'a>(providers: impl IntoIterator<Item = &'a Provider>) -> String {
    let answer = Providers {
        schema: SCHEMA,
        command: "providers",
        providers: providers.into_iter().map(ProviderJson::of).collect(),
    };
    pretty(&answer)
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[allow(clippy::struct_field_names, reason = "the names are the contract's")]
pub(super) struct Providers<'a> {
    #[cfg_attr(test, schemars(extend("const" = SCHEMA)))]
    schema: &'static str,
    #[cfg_attr(test, schemars(extend("const" = "providers")))]
    command: &'static str,
    providers: Vec<ProviderJson<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Provider"))]
struct ProviderJson<'a> {
    id: &'a str,
    name: &'a str,
    hosts: &'a [&'a str],
    paths: &'a [&'a [&'a str]],
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<&'a str>,
    signature_methods: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    realm: Option<RealmJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body_hash: Option<&'static str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    place: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    clock_tolerance_seconds: Option<u64>,
    #[serde(skip_serializing_if = "str::is_empty")]
    departs: &'a str,
    notes: &'a [&'a str],
    docs: &'a str,
    evidence: &'a [&'a str],
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Realm"))]
struct RealmJson<'a> {
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'a str>,
}

impl<'a> ProviderJson<'a> {
    fn of(provider: &'a Provider) -> Self {
        Self {
            id: provider.id,
            name: provider.name,
            hosts: provider.hosts,
            paths: provider.paths,
            parameter: provider.parameter,
            signature_methods: provider
                .methods
                .iter()
                .map(|method| method.name())
                .collect(),
            realm: match provider.realm {
                Realm::Unknown => None,
                Realm::Account(kind) => Some(RealmJson {
                    required: true,
                    text: None,
                    kind: Some(kind),
                }),
                Realm::Documented(text) => Some(RealmJson {
                    required: false,
                    text: Some(text),
                    kind: None,
                }),
            },
            body_hash: match provider.body_hash {
                BodyHash::Unknown => None,
                BodyHash::Required => Some("required"),
            },
            place: provider.place,
            clock_tolerance_seconds: provider.clock,
            departs: provider.departs,
            notes: provider.notes,
            docs: provider.docs,
            evidence: provider.evidence,
        }
    }
}
