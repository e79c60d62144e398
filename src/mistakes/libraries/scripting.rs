//! Libraries of Ruby, Perl, PHP and Tcl.

use crate::encoder::Form;
use crate::mistakes::LibraryProfile;
use crate::pipeline::base_string::{BaseStringEdit, MethodRule};
use crate::pipeline::base_string_uri::{
    HostRule, PathRule, PortRule, SchemeRule, SlashRule, UriEdit, UriFragmentRule, UriQueryRule,
    UserinfoRule,
};
use crate::pipeline::choice::{EncoderEdit, Times};
use crate::pipeline::collect::{
    BareNames, BodyRule, CollectEdit, EmptySegments, FragmentRule, PairSeparator, QueryRule,
    QuestionMarkRule,
};
use crate::pipeline::decode::{DecodeEdit, FormDecoding};
use crate::pipeline::encode::EncodeEdit;
use crate::pipeline::join::{EmptyText, JoinEdit};
use crate::pipeline::select::{Across, Duplicates, SelectEdit, SignatureRule, ValueRewrite};
use crate::pipeline::sort::{SortBy, SortEdit};
use crate::recipe::Edit;

pub(super) const PROFILES: &[LibraryProfile] = &[
    LibraryProfile {
        name: "oauth (gem)",
        language: "Ruby",
        versions: "0.5.4",
        departures: &[
            "sort-before-encode",
            "semicolon-separates-pairs",
            "body-put-delete-omitted",
            "uri-leading-segment-eaten",
        ],
        edits: &[
            Edit::Collect(CollectEdit::Separator(PairSeparator::AmpersandOrSemicolon)),
            Edit::Sort(SortEdit::By(SortBy::RawNameThenValue)),
            Edit::Uri(UriEdit::Path(PathRule::LeadingSegmentEaten)),
            Edit::Collect(CollectEdit::Body(BodyRule::PostAndPutOnly)),
        ],
        evidence: &["observed: oauth 0.5.4"],
    },
    LibraryProfile {
        name: "oauth command line (gem)",
        language: "Ruby",
        versions: "0.5.4",
        departures: &[
            "query-omitted",
            "value-trimmed",
            "sort-before-encode",
            "method-lowercase",
        ],
        edits: &[
            Edit::Collect(CollectEdit::Query(QueryRule::Omitted)),
            Edit::Select(SelectEdit::Values(ValueRewrite::Trimmed)),
            Edit::Sort(SortEdit::By(SortBy::RawNameThenValue)),
            Edit::BaseString(BaseStringEdit::Method(MethodRule::AsGiven)),
        ],
        evidence: &["measured: oauth command line 0.5.4"],
    },
    LibraryProfile {
        name: "simple_oauth (gem)",
        language: "Ruby",
        versions: "0.3.1",
        departures: &[
            "semicolon-separates-pairs",
            "valueless-key-dropped",
            "oauth-signature-included",
            "uri-userinfo-kept",
        ],
        edits: &[
            Edit::Collect(CollectEdit::Separator(PairSeparator::AmpersandOrSemicolon)),
            Edit::Collect(CollectEdit::BareNames(BareNames::DroppedInQuery)),
            Edit::Select(SelectEdit::Signature(SignatureRule::KeptOutsideHeader)),
            Edit::Uri(UriEdit::Userinfo(UserinfoRule::Kept)),
        ],
        evidence: &["observed: simple_oauth 0.3.1"],
    },
    LibraryProfile {
        name: "Net::OAuth (CPAN)",
        language: "Perl",
        versions: "0.28",
        departures: &[
            "uri-scheme-upper",
            "dup-keys-collapsed",
            "sort-whole-pair",
            "charset-utf8-twice",
            "semicolon-separates-pairs",
            "empty-segment-as-empty-pair",
            "oauth-signature-included",
            "uri-host-upper",
            "uri-default-port-kept",
            "uri-empty-path-no-slash",
            "uri-userinfo-kept",
            "uri-fragment-kept",
            "method-lowercase",
        ],
        edits: &[
            Edit::Collect(CollectEdit::Separator(PairSeparator::AmpersandOrSemicolon)),
            Edit::Collect(CollectEdit::EmptySegments(
                EmptySegments::OneEmptyPairInText,
            )),
            Edit::Select(SelectEdit::Signature(SignatureRule::KeptOutsideHeader)),
            Edit::Select(SelectEdit::Duplicates(Duplicates::FirstWins)),
            Edit::Decode(DecodeEdit::Query(FormDecoding::Latin1)),
            Edit::Sort(SortEdit::By(SortBy::WholePair)),
            Edit::Uri(UriEdit::Host(HostRule::AsGiven)),
            Edit::Uri(UriEdit::Scheme(SchemeRule::AsGiven)),
            Edit::Uri(UriEdit::Port(PortRule::Kept)),
            Edit::Uri(UriEdit::Slash(SlashRule::EmptyStays)),
            Edit::Uri(UriEdit::Userinfo(UserinfoRule::Kept)),
            Edit::Uri(UriEdit::Fragment(UriFragmentRule::Kept)),
            Edit::BaseString(BaseStringEdit::Method(MethodRule::AsGiven)),
        ],
        evidence: &["observed: Net::OAuth 0.28"],
    },
    LibraryProfile {
        name: "WWW::OAuth (CPAN)",
        language: "Perl",
        versions: "1.000",
        departures: &[
            "uri-scheme-upper",
            "semicolon-separates-pairs",
            "empty-segment-as-empty-pair",
            "oauth-signature-included",
            "uri-host-upper",
            "uri-default-port-kept",
            "uri-empty-path-no-slash",
            "uri-userinfo-kept",
        ],
        edits: &[
            Edit::Collect(CollectEdit::Separator(PairSeparator::AmpersandOrSemicolon)),
            Edit::Collect(CollectEdit::EmptySegments(
                EmptySegments::OneEmptyPairInText,
            )),
            Edit::Select(SelectEdit::Signature(SignatureRule::KeptOutsideHeader)),
            Edit::Uri(UriEdit::Host(HostRule::AsGiven)),
            Edit::Uri(UriEdit::Scheme(SchemeRule::AsGiven)),
            Edit::Uri(UriEdit::Port(PortRule::Kept)),
            Edit::Uri(UriEdit::Slash(SlashRule::EmptyStays)),
            Edit::Uri(UriEdit::Userinfo(UserinfoRule::Kept)),
        ],
        evidence: &["observed: WWW::OAuth 1.000"],
    },
    LibraryProfile {
        name: "oauth (PECL)",
        language: "PHP",
        versions: "2.0.7",
        departures: &[
            "sort-before-encode",
            "dup-keys-collapsed",
            "dup-query-and-body-collapsed",
            "method-lowercase",
        ],
        edits: &[
            Edit::Select(SelectEdit::Across(Across::QueryWinsAlways)),
            Edit::Sort(SortEdit::By(SortBy::RawNameThenValue)),
            Edit::Select(SelectEdit::Duplicates(Duplicates::LastWins)),
            Edit::BaseString(BaseStringEdit::Method(MethodRule::AsGiven)),
        ],
        evidence: &["observed: oauth 2.0.7"],
    },
    LibraryProfile {
        name: "league/oauth1-client (Packagist)",
        language: "PHP",
        versions: "1.11.0",
        departures: &[
            "dup-keys-collapsed",
            "array-name-not-encoded",
            "body-double-decoded",
            "query-double-decoded",
            "oauth-signature-included",
            "uri-empty-path-no-slash",
            "method-lowercase",
        ],
        edits: &[
            Edit::Decode(DecodeEdit::Query(FormDecoding::TwiceEscapesOnly)),
            Edit::Decode(DecodeEdit::Body(FormDecoding::TwiceEscapesOnly)),
            Edit::Select(SelectEdit::Signature(SignatureRule::KeptOutsideHeader)),
            Edit::Select(SelectEdit::Duplicates(Duplicates::LastWinsInQuery)),
            Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Form(b"[]", Form::Literal))),
            Edit::Uri(UriEdit::Slash(SlashRule::EmptyStays)),
            Edit::BaseString(BaseStringEdit::Method(MethodRule::AsGiven)),
        ],
        evidence: &["measured: league/oauth1-client 1.11.0"],
    },
    LibraryProfile {
        name: "oauth (tcllib)",
        language: "Tcl",
        versions: "1.0.3 (tcllib 1.21)",
        departures: &[
            "question-mark-in-first-name",
            "query-omitted-with-body",
            "uri-query-kept",
            "query-raw-reused",
            "body-raw-reused",
            "assembly-empty-value-no-equals",
            "empty-segment-as-empty-pair",
            "fragment-joined-to-last-value",
            "oauth-values-not-encoded",
            "oauth-signature-included",
            "sort-natural",
            "uri-host-upper",
            "uri-scheme-upper",
            "uri-default-port-kept",
            "uri-empty-path-no-slash",
            "uri-userinfo-kept",
        ],
        edits: &[
            Edit::Collect(CollectEdit::Query(QueryRule::OmittedWithBody)),
            Edit::Collect(CollectEdit::QuestionMark(QuestionMarkRule::InFirstName)),
            Edit::Collect(CollectEdit::EmptySegments(EmptySegments::EmptyName)),
            Edit::Join(JoinEdit::Empty(EmptyText::BareAsSent)),
            Edit::Decode(DecodeEdit::Body(FormDecoding::None)),
            Edit::Encode(EncodeEdit::Body(Times::Raw)),
            Edit::Select(SelectEdit::Signature(SignatureRule::KeptOutsideHeader)),
            Edit::Uri(UriEdit::Scheme(SchemeRule::AsGiven)),
            Edit::Uri(UriEdit::Query(UriQueryRule::KeptWithBody)),
            Edit::Collect(CollectEdit::Fragment(FragmentRule::JoinedToLastValue)),
            Edit::Decode(DecodeEdit::Query(FormDecoding::None)),
            Edit::Encode(EncodeEdit::Query(Times::Raw)),
            Edit::Encode(EncodeEdit::ProtocolValues(Times::Raw)),
            Edit::Sort(SortEdit::By(SortBy::Dictionary)),
            Edit::Uri(UriEdit::Host(HostRule::AsGiven)),
            Edit::Uri(UriEdit::Port(PortRule::Kept)),
            Edit::Uri(UriEdit::Slash(SlashRule::EmptyStays)),
            Edit::Uri(UriEdit::Userinfo(UserinfoRule::Kept)),
        ],
        evidence: &["observed: tcllib oauth 1.0.3 (tcllib 1.21)"],
    },
];
