//! Libraries of JavaScript.

use crate::encoder::Form;
use crate::mistakes::LibraryProfile;
use crate::pipeline::base_string::BaseStringEdit;
use crate::pipeline::base_string_uri::{
    HostRule, PathRule, PortRule, SchemeRule, SlashRule, UriEdit, UriQueryRule, UserinfoRule,
};
use crate::pipeline::choice::{EncoderEdit, Times};
use crate::pipeline::collect::{
    BodyRule, CollectEdit, EmptySegments, FormType, FragmentRule, PairSplit, QuestionMarkRule,
};
use crate::pipeline::decode::{DecodeEdit, FormDecoding};
use crate::pipeline::encode::EncodeEdit;
use crate::pipeline::select::{Across, Brackets, Duplicates, SelectEdit, SignatureRule};
use crate::pipeline::sort::{SortBy, SortEdit};
use crate::recipe::Edit;

pub(super) const PROFILES: &[LibraryProfile] = &[
    LibraryProfile {
        name: "oauth-1.0a (npm)",
        language: "JavaScript",
        versions: "2.2.6",
        departures: &[
            "uri-scheme-upper",
            "value-cut-at-second-equals",
            "query-cut-at-second-question-mark",
            "empty-segment-as-empty-pair",
            "fragment-joined-to-last-value",
            "query-names-not-decoded",
            "dup-query-and-body-collapsed",
            "oauth-signature-included",
            "uri-host-upper",
            "uri-default-port-kept",
            "uri-empty-path-no-slash",
            "uri-userinfo-kept",
        ],
        edits: &[
            Edit::Collect(CollectEdit::QuestionMark(QuestionMarkRule::SecondEndsQuery)),
            Edit::Collect(CollectEdit::Fragment(FragmentRule::JoinedToLastValue)),
            Edit::Collect(CollectEdit::Equals(PairSplit::CutAtSecond)),
            Edit::Collect(CollectEdit::EmptySegments(EmptySegments::OneEmptyPair)),
            Edit::Decode(DecodeEdit::Query(FormDecoding::NamesKeptPlusKept)),
            Edit::Select(SelectEdit::Signature(SignatureRule::KeptOutsideHeader)),
            Edit::Select(SelectEdit::Across(Across::QueryWinsAlways)),
            Edit::Uri(UriEdit::Host(HostRule::AsGiven)),
            Edit::Uri(UriEdit::Scheme(SchemeRule::AsGiven)),
            Edit::Uri(UriEdit::Port(PortRule::Kept)),
            Edit::Uri(UriEdit::Slash(SlashRule::EmptyStays)),
            Edit::Uri(UriEdit::Userinfo(UserinfoRule::Kept)),
        ],
        evidence: &["observed: oauth-1.0a 2.2.6"],
    },
    LibraryProfile {
        name: "oauth-sign (npm, of request)",
        language: "JavaScript",
        versions: "0.9.0",
        departures: &[
            "array-brackets-removed",
            "content-type-case",
            "oauth-signature-included",
            "uri-default-port-kept",
            "uri-path-reencoded-differently",
        ],
        edits: &[
            Edit::Collect(CollectEdit::FormType(FormType::SmallLettersOnly)),
            Edit::Select(SelectEdit::Signature(SignatureRule::KeptOutsideHeader)),
            Edit::Select(SelectEdit::Brackets(Brackets::EmptyOnesRemoved)),
            Edit::Uri(UriEdit::Port(PortRule::Kept)),
            Edit::Uri(UriEdit::Path(PathRule::QuoteEscaped)),
        ],
        evidence: &["observed: oauth-sign 0.9.0"],
    },
    LibraryProfile {
        name: "oauth (npm, node-oauth)",
        language: "JavaScript",
        versions: "0.10.2",
        departures: &[
            "array-brackets-added",
            "dup-query-and-body-collapsed",
            "oauth-signature-included",
            "uri-path-reencoded-differently",
            "uri-ipv6-brackets-lost",
        ],
        edits: &[
            Edit::Select(SelectEdit::Signature(SignatureRule::KeptOutsideHeader)),
            Edit::Select(SelectEdit::Across(Across::QueryWinsAlways)),
            Edit::Select(SelectEdit::Brackets(Brackets::Indexed)),
            Edit::Uri(UriEdit::Host(HostRule::BracketsLost)),
            Edit::Uri(UriEdit::Path(PathRule::QuoteEscaped)),
        ],
        evidence: &["observed: node-oauth 0.10.2"],
    },
    LibraryProfile {
        name: "oauth-signature (npm)",
        language: "JavaScript",
        versions: "1.5.0",
        departures: &[
            "sort-before-encode",
            "oauth-signature-included",
            "uri-empty-path-no-slash",
            "uri-path-decoded-reencoded",
            "uri-ipv6-brackets-lost",
        ],
        edits: &[
            Edit::Select(SelectEdit::Signature(SignatureRule::KeptOutsideHeader)),
            Edit::Sort(SortEdit::By(SortBy::NameThenRawValue)),
            Edit::Uri(UriEdit::Host(HostRule::BracketsLost)),
            Edit::Uri(UriEdit::Slash(SlashRule::EmptyStays)),
            Edit::Uri(UriEdit::Path(PathRule::UnreservedDecoded)),
        ],
        evidence: &["observed: oauth-signature 1.5.0"],
    },
    LibraryProfile {
        name: "mastercard-oauth1-signer (npm)",
        language: "JavaScript",
        versions: "1.2.0",
        departures: &[
            "body-form-omitted",
            "query-raw-reused",
            "oauth-values-not-encoded",
            "enc-js-marks-literal",
            "enc-first-occurrence-only",
            "dup-pairs-removed",
            "empty-segment-as-empty-pair",
            "sort-whole-pair",
            "oauth-signature-included",
            "uri-ipv6-brackets-lost",
            "uri-default-port-kept",
            "uri-path-reencoded-differently",
        ],
        edits: &[
            Edit::BaseString(BaseStringEdit::Encoder(EncoderEdit::Form(
                b"!*",
                Form::EscapedOnce,
            ))),
            Edit::BaseString(BaseStringEdit::Encoder(EncoderEdit::Form(
                b"'()",
                Form::Literal,
            ))),
            Edit::Uri(UriEdit::Path(PathRule::QuoteEscaped)),
            Edit::Sort(SortEdit::By(SortBy::NameAndComma)),
            Edit::Collect(CollectEdit::Body(BodyRule::Omitted)),
            Edit::Collect(CollectEdit::EmptySegments(
                EmptySegments::OneEmptyPairInText,
            )),
            Edit::Decode(DecodeEdit::Query(FormDecoding::None)),
            Edit::Select(SelectEdit::Signature(SignatureRule::KeptOutsideHeader)),
            Edit::Select(SelectEdit::Duplicates(Duplicates::EqualPairsOnce)),
            Edit::Encode(EncodeEdit::Query(Times::Raw)),
            Edit::Encode(EncodeEdit::ProtocolValues(Times::Raw)),
            Edit::Uri(UriEdit::Host(HostRule::BracketsLost)),
            Edit::Uri(UriEdit::Port(PortRule::Kept)),
        ],
        evidence: &["observed: mastercard-oauth1-signer 1.2.0"],
    },
    LibraryProfile {
        name: "node-oauth1 (npm, of Postman)",
        language: "JavaScript",
        versions: "1.3.0",
        departures: &[
            "fragment-joined-to-last-value",
            "uri-host-upper",
            "uri-userinfo-kept",
        ],
        edits: &[
            Edit::Uri(UriEdit::Host(HostRule::Ipv6AsGiven)),
            Edit::Uri(UriEdit::Userinfo(UserinfoRule::Kept)),
            Edit::Collect(CollectEdit::Fragment(FragmentRule::JoinedToLastValue)),
        ],
        evidence: &["observed: node-oauth1 1.3.0"],
    },
    LibraryProfile {
        name: "axios-oauth-1.0a (npm)",
        language: "JavaScript",
        versions: "0.4.1",
        departures: &[
            "body-form-omitted",
            "oauth-signature-included",
            "uri-query-mark-kept",
            "uri-userinfo-kept",
        ],
        edits: &[
            Edit::Uri(UriEdit::Query(UriQueryRule::LoneMarkKept)),
            Edit::Collect(CollectEdit::Body(BodyRule::Omitted)),
            Edit::Select(SelectEdit::Signature(SignatureRule::KeptOutsideHeader)),
            Edit::Uri(UriEdit::Userinfo(UserinfoRule::Kept)),
        ],
        evidence: &["observed: axios-oauth-1.0a 0.4.1"],
    },
    LibraryProfile {
        name: "oauth-header (npm)",
        language: "JavaScript",
        versions: "1.1.0",
        departures: &[
            "body-form-omitted",
            "dup-keys-collapsed",
            "oauth-signature-included",
        ],
        edits: &[
            Edit::Collect(CollectEdit::Body(BodyRule::Omitted)),
            Edit::Select(SelectEdit::Signature(SignatureRule::KeptOutsideHeader)),
            Edit::Select(SelectEdit::Duplicates(Duplicates::LastWins)),
        ],
        evidence: &["observed: oauth-header 1.1.0"],
    },
];
