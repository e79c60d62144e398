//! Texts that a URL class or an HTTP library hands out in place of the wire's: decoded for a
//! reader, escaped once more, put together twice (RFC 5849 sections 3.4.1.2 and 3.4.1.3).

use super::{Edits, Facts, Instance, Mistake, Stage, fix, variant};
use crate::pipeline::base_string_uri::{PortRule, UriEdit, UriShape};
use crate::pipeline::choice::Times;
use crate::pipeline::decode::{DecodeEdit, FormDecoding, ProtocolDecoding};
use crate::pipeline::encode::EncodeEdit;
use crate::recipe::Edit;
use crate::request::UrlParts;

const RAW: Edit = Edit::Encode(EncodeEdit::Query(Times::Raw));

pub(super) const ENTRIES: &[Mistake] = &[
    Mistake {
        id: "query-unescaped-for-display",
        stage: Stage::Encoding,
        title: "the query was signed as it is shown to a reader, some escapes decoded and some not",
        says: "A URL class hands out a text for display: harmless escapes are decoded, those of reserved characters or of `%` stay. It is neither the wire's text nor the values.",
        before: "a%2520b%25252C",
        after: "a%2520b%252C",
        who: &[
            "C# Uri.ToString()",
            "Java and Android code that takes URI.getQuery()",
            "address bars",
        ],
        fixes: &[
            fix(
                "C#",
                "HttpUtility.ParseQueryString(uri.Query) // not uri.ToString()",
            ),
            fix(
                "Java",
                "URLDecoder.decode(uri.getRawQuery(), StandardCharsets.UTF_8) // pair by pair",
            ),
            fix(
                "",
                "take the query as it is sent, split it, then decode each name and value",
            ),
        ],
        rfc: "3.4.1.3.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "reserved characters left escaped, encoded",
                &[Edit::Decode(DecodeEdit::Query(
                    FormDecoding::DisplayedSafely,
                ))],
            ),
            variant(
                "all but `%`, `#` and `?` decoded, encoded",
                &[Edit::Decode(DecodeEdit::Query(FormDecoding::Displayed))],
            ),
            variant(
                "reserved characters left escaped, not encoded",
                &[
                    Edit::Decode(DecodeEdit::Query(FormDecoding::DisplayedSafely)),
                    RAW,
                ],
            ),
            variant(
                "all but `%`, `#` and `?` decoded, not encoded",
                &[
                    Edit::Decode(DecodeEdit::Query(FormDecoding::Displayed)),
                    RAW,
                ],
            ),
        ]),
    },
    Mistake {
        id: "query-of-url-class",
        stage: Stage::Encoding,
        title: "the text of the query was signed after a URL class had escaped more of it",
        says: "A URL class writes `'`, `\"`, `<`, `>` and blanks of a query as escapes. The signer took that text; another part of the client sent the query as it was.",
        before: "q%3D%2527",
        after: "q%3D%252527",
        who: &[
            "JavaScript new URL(url).search",
            "JavaScript url.parse(url).query",
        ],
        fixes: &[
            fix(
                "JavaScript",
                "const u = new URL(url); sign([...u.searchParams]); fetch(u.href) // sign and send one text",
            ),
            fix(
                "",
                "sign the decoded names and values of the very text that is sent",
            ),
        ],
        rfc: "3.4.1.3.1",
        evidence: &["observed: Node.js 20.20.2, new URL(url).search"],
        edits: Edits::AnyOf(&[
            variant(
                "encoded once more",
                &[Edit::Decode(DecodeEdit::Query(FormDecoding::UrlClass))],
            ),
            variant(
                "used as it is",
                &[Edit::Decode(DecodeEdit::Query(FormDecoding::UrlClass)), RAW],
            ),
        ]),
    },
    Mistake {
        id: "protocol-values-decoded-twice",
        stage: Stage::Encoding,
        title: "the oauth_ values of the query or body were decoded once too often",
        says: "A value of the query or body is form-decoded once. The library unescapes every oauth_ value once more, as if it came from the header; a `%` in it is lost.",
        before: "oauth_callback%3Dhttp%25253A",
        after: "oauth_callback%3Dhttp%253A",
        who: &["Python oauthlib"],
        fixes: &[
            fix(
                "Python",
                "oauthlib.oauth1.Client(key, signature_type=oauthlib.oauth1.SIGNATURE_TYPE_AUTH_HEADER)",
            ),
            fix(
                "",
                "send the protocol parameters in the header, or without a `%` in their values",
            ),
        ],
        rfc: "3.4.1.3.1",
        evidence: &["observed: oauthlib 4.0.1"],
        edits: Edits::Set(&[Edit::Decode(DecodeEdit::Protocol(
            ProtocolDecoding::OnceMore,
        ))]),
    },
    Mistake {
        id: "uri-scheme-twice",
        stage: Stage::Uri,
        title: "the scheme stands twice in the base string URI",
        says: "A whole URL was put where a host belongs, after a scheme that was already there.",
        before: "http%3A%2F%2Fh%2Fr",
        after: "http%3A%2F%2Fhttp%3A%2F%2Fh%2Fr",
        who: &[
            "settings in which the host holds its scheme",
            "hand-written signers",
        ],
        fixes: &[fix(
            "",
            "take the scheme off the configured host, or do not add another",
        )],
        rfc: "3.4.1.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Several(&[
            Edits::AnyOf(&[
                variant(
                    "scheme://scheme://host",
                    &[Edit::Uri(UriEdit::Shape(UriShape::SchemeTwice))],
                ),
                variant(
                    "scheme://scheme//host",
                    &[Edit::Uri(UriEdit::Shape(UriShape::SchemeTwiceColonLost))],
                ),
                variant(
                    "scheme://_scheme://host",
                    &[Edit::Uri(UriEdit::Shape(UriShape::SchemeTwiceUnderscore))],
                ),
            ]),
            Edits::Each(scheme_twice_as_sent),
        ]),
    },
];

/// The URL that is sent holds the scheme twice, and was signed with the second one's colon: read as
/// a URL, that is a port without digits.
fn scheme_twice_as_sent(facts: &Facts<'_>) -> Vec<Instance> {
    let parts = UrlParts::split(&facts.request.url);
    let has_colon = parts.port.is_some();
    if !has_colon || parts.url_for_host().is_none() {
        return Vec::new();
    }
    let edit = Edit::Uri(UriEdit::Port(PortRule::EmptyColon));
    vec![Instance::new("as the URL is sent", vec![edit])]
}
