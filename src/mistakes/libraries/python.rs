//! Libraries of Python.

use crate::mistakes::LibraryProfile;
use crate::pipeline::base_string::{BaseStringEdit, MethodRule};
use crate::pipeline::base_string_uri::{
    HostRule, PathRule, PortRule, SlashRule, UriEdit, UriFragmentRule, UserinfoRule,
};
use crate::pipeline::choice::Times;
use crate::pipeline::collect::{BodyRule, CollectEdit, FormType, QueryRule};
use crate::pipeline::decode::{DecodeEdit, FormDecoding, HeaderDecoding};
use crate::pipeline::encode::{EncodeEdit, When};
use crate::pipeline::select::{RealmRule, SelectEdit, SignatureRule};
use crate::pipeline::sort::{SortBy, SortEdit};
use crate::recipe::Edit;

pub(super) const PROFILES: &[LibraryProfile] = &[
    LibraryProfile {
        name: "oauthlib (PyPI)",
        language: "Python",
        versions: "4.0.1",
        departures: &["uri-path-not-encoded", "uri-idn-unicode"],
        edits: &[
            Edit::Uri(UriEdit::Path(PathRule::NotEncoded)),
            Edit::Uri(UriEdit::Host(HostRule::Unicode)),
        ],
        evidence: &["observed: oauthlib 4.0.1"],
    },
    LibraryProfile {
        name: "requests-oauthlib (PyPI)",
        language: "Python",
        versions: "2.0.0",
        departures: &["content-type-case"],
        edits: &[Edit::Collect(CollectEdit::FormType(
            FormType::SmallLettersOnly,
        ))],
        evidence: &["observed: requests-oauthlib 2.0.0"],
    },
    LibraryProfile {
        name: "python-oauth2 (PyPI)",
        language: "Python",
        versions: "1.9.0.post1",
        departures: &[
            "content-type-charset",
            "sort-before-encode",
            "query-double-decoded",
            "uri-host-upper",
            "uri-empty-path-no-slash",
            "uri-userinfo-kept",
        ],
        edits: &[
            Edit::Collect(CollectEdit::FormType(FormType::ExactText)),
            Edit::Decode(DecodeEdit::Query(FormDecoding::TwiceEscapesOnly)),
            Edit::Sort(SortEdit::By(SortBy::RawNameThenValue)),
            Edit::Uri(UriEdit::Host(HostRule::AsGiven)),
            Edit::Uri(UriEdit::Slash(SlashRule::EmptyStays)),
            Edit::Uri(UriEdit::Userinfo(UserinfoRule::Kept)),
        ],
        evidence: &["observed: python-oauth2 1.9.0.post1"],
    },
    LibraryProfile {
        name: "authlib (PyPI)",
        language: "Python",
        versions: "1.9.9",
        departures: &[
            "content-type-case",
            "header-double-decoded",
            "query-realm-dropped",
            "uri-userinfo-kept",
        ],
        edits: &[
            Edit::Decode(DecodeEdit::Header(HeaderDecoding::Twice)),
            Edit::Collect(CollectEdit::FormType(FormType::SmallLettersOnly)),
            Edit::Select(SelectEdit::Realm(RealmRule::ExcludedEverywhere)),
            Edit::Uri(UriEdit::Userinfo(UserinfoRule::Kept)),
        ],
        evidence: &["observed: authlib 1.9.9"],
    },
    LibraryProfile {
        name: "rauth (PyPI)",
        language: "Python",
        versions: "0.7.3",
        departures: &[
            "content-type-charset",
            "query-omitted",
            "sort-key-only",
            "uri-host-upper",
            "uri-default-port-kept",
            "uri-empty-path-no-slash",
            "uri-userinfo-kept",
            "uri-fragment-kept",
            "method-lowercase",
        ],
        edits: &[
            Edit::Collect(CollectEdit::FormType(FormType::ExactText)),
            Edit::Collect(CollectEdit::Query(QueryRule::Omitted)),
            Edit::Sort(SortEdit::By(SortBy::RawNameOnly)),
            Edit::Uri(UriEdit::Host(HostRule::AsGiven)),
            Edit::Uri(UriEdit::Port(PortRule::Kept)),
            Edit::Uri(UriEdit::Slash(SlashRule::EmptyStays)),
            Edit::Uri(UriEdit::Userinfo(UserinfoRule::Kept)),
            Edit::Uri(UriEdit::Fragment(UriFragmentRule::Kept)),
            Edit::BaseString(BaseStringEdit::Method(MethodRule::AsGiven)),
        ],
        evidence: &["observed: rauth 0.7.3"],
    },
    LibraryProfile {
        name: "mastercard-oauth1-signer (PyPI)",
        language: "Python",
        versions: "1.9.2",
        departures: &[
            "body-form-omitted",
            "sort-whole-pair",
            "encode-only-if-query-has-percent",
            "oauth-values-not-encoded",
            "uri-path-params-dropped",
            "oauth-signature-included",
            "uri-userinfo-kept",
        ],
        edits: &[
            Edit::Collect(CollectEdit::Body(BodyRule::Omitted)),
            Edit::Sort(SortEdit::By(SortBy::WholePair)),
            Edit::Select(SelectEdit::Signature(SignatureRule::KeptOutsideHeader)),
            Edit::Encode(EncodeEdit::When(When::QueryHasPercent)),
            Edit::Encode(EncodeEdit::ProtocolValues(Times::Raw)),
            Edit::Uri(UriEdit::Path(PathRule::ParametersDropped)),
            Edit::Uri(UriEdit::Userinfo(UserinfoRule::Kept)),
        ],
        evidence: &["observed: mastercard-oauth1-signer 1.9.2"],
    },
];
