//! How often names and values are decoded and encoded (RFC 5849 sections 3.4.1.3 and 3.6).

use std::borrow::Cow;

use super::fixes::{GO, JAVA, JS, PHP, PYTHON};
use super::instances::names;
use super::{Edits, Facts, Instance, Mistake, Stage, fix, variant};
use crate::pipeline::base_string::{BaseStringEdit, ParametersRule};
use crate::pipeline::base_string_uri::{PathRule, UriEdit};
use crate::pipeline::choice::Times;
use crate::pipeline::decode::{DecodeEdit, FormDecoding, HeaderDecoding};
use crate::pipeline::encode::{EncodeEdit, When};
use crate::pipeline::signature::{SignatureEdit, TextBytes};
use crate::recipe::Edit;

pub(super) const ENTRIES: &[Mistake] = &[
    Mistake {
        id: "query-not-decoded",
        stage: Stage::Encoding,
        title: "the query was encoded without being decoded first",
        says: "The query of the URL is already encoded. It is decoded, and then its names and values are encoded once.",
        before: "first%252Csecond",
        after: "first%25252Csecond",
        who: &["Postman", "Insomnia", "hand-written signers"],
        fixes: &[
            fix("JavaScript", "[...new URL(url).searchParams]"),
            fix(
                "Python",
                "urllib.parse.parse_qsl(query, keep_blank_values=True)",
            ),
            fix("PHP", "parse_str($query, $params);"),
            fix("Java", "URLDecoder.decode(value, StandardCharsets.UTF_8)"),
        ],
        rfc: "3.4.1.3.1",
        evidence: &[
            "postmanlabs/postman-app-support#1869",
            "postmanlabs/postman-app-support#8879",
            "Kong/insomnia#1681",
            "Cimpress-MCP/oauth_reverse_proxy#6",
        ],
        edits: Edits::Set(&[Edit::Decode(DecodeEdit::Query(FormDecoding::None))]),
    },
    Mistake {
        id: "body-not-decoded",
        stage: Stage::Encoding,
        title: "the form body was encoded without being decoded first",
        says: "The body is already encoded. It is decoded, and then its names and values are encoded once.",
        before: "first%252Csecond",
        after: "first%25252Csecond",
        who: &["signers that split the body text themselves"],
        fixes: &[
            fix(
                "Python",
                "urllib.parse.parse_qsl(body, keep_blank_values=True)",
            ),
            fix("", "decode the form before encoding"),
        ],
        rfc: "3.4.1.3.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Decode(DecodeEdit::Body(FormDecoding::None))]),
    },
    Mistake {
        id: "double-encoded-params",
        stage: Stage::Encoding,
        title: "parameters were encoded one time too many",
        says: "The signer was given values that were encoded already. It wants plain ones.",
        before: "%252F",
        after: "%25252F",
        who: &["signers called with encoded values"],
        fixes: &[fix("", "give the signer plain values")],
        rfc: "3.4.1.3.2",
        evidence: &[
            "postmanlabs/postman-app-support#678",
            "postmanlabs/postman-app-support#2125",
        ],
        edits: Edits::AnyOf(&[
            variant("values", &[Edit::Encode(EncodeEdit::Values(Times::Twice))]),
            variant(
                "names and values",
                &[
                    Edit::Encode(EncodeEdit::Names(Times::Twice)),
                    Edit::Encode(EncodeEdit::Values(Times::Twice)),
                ],
            ),
            variant(
                "those of the query",
                &[Edit::Encode(EncodeEdit::Query(Times::Twice))],
            ),
            variant(
                "those of the body",
                &[Edit::Encode(EncodeEdit::Body(Times::Twice))],
            ),
        ]),
    },
    Mistake {
        id: "triple-encoded-params",
        stage: Stage::Encoding,
        title: "parameters were encoded two times too many",
        says: "Values went through the encoder three times before the base string was made of them.",
        before: "%252F",
        after: "%2525252F",
        who: &["Postman with encoded values in its fields"],
        fixes: &[fix("", "give the signer plain values")],
        rfc: "3.4.1.3.2",
        evidence: &["postmanlabs/postman-app-support#678"],
        edits: Edits::AnyOf(&[
            variant("values", &[Edit::Encode(EncodeEdit::Values(Times::Thrice))]),
            variant(
                "names and values",
                &[
                    Edit::Encode(EncodeEdit::Names(Times::Thrice)),
                    Edit::Encode(EncodeEdit::Values(Times::Thrice)),
                ],
            ),
        ]),
    },
    Mistake {
        id: "callback-double-encoded",
        stage: Stage::Encoding,
        title: "oauth_callback was encoded one time too many",
        says: "The library encodes the callback. It was given an encoded one.",
        before: "http%253A%252F%252F",
        after: "http%25253A%25252F%25252F",
        who: &["encodeURIComponent(callback) given to a library"],
        fixes: &[fix("", "give the callback as it is")],
        rfc: "2.1",
        evidence: &["ShareKit/ShareKit#515", "WP-API/OAuth1#92"],
        edits: Edits::Set(&[Edit::Encode(EncodeEdit::Single((
            Cow::Borrowed(b"oauth_callback"),
            Times::Twice,
        )))]),
    },
    Mistake {
        id: "single-param-double-encoded",
        stage: Stage::Encoding,
        title: "one parameter was encoded one time too many",
        says: "The value was encoded before the signer got it, which encodes it again.",
        before: "%252F",
        after: "%25252F",
        who: &["one value that is encoded by hand"],
        fixes: &[fix("", "give the signer plain values")],
        rfc: "3.4.1.3.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Each(single_twice),
    },
    Mistake {
        id: "values-not-encoded",
        stage: Stage::Encoding,
        title: "names and values were not encoded before they were joined",
        says: "Each name and value is encoded, then the joined text is encoded again: a space reads %2520. The client encoded the whole once.",
        before: "a%2520b",
        after: "a%20b",
        who: &[
            "PHP implode, http_build_query with urldecode",
            "JS join",
            "Mastercard oauth1-signer (Node) 1.0",
        ],
        fixes: &[PHP, JS, PYTHON],
        rfc: "3.4.1.3.2",
        evidence: &["Mastercard/oauth1-signer-nodejs#3"],
        edits: Edits::Set(&[
            Edit::Encode(EncodeEdit::Names(Times::Raw)),
            Edit::Encode(EncodeEdit::Values(Times::Raw)),
        ]),
    },
    Mistake {
        id: "keys-not-encoded",
        stage: Stage::Encoding,
        title: "names were not encoded",
        says: "Names are encoded like values: `foo[0]` reads foo%5B0%5D in the parameter.",
        before: "foo%255B0%255D",
        after: "foo%5B0%5D",
        who: &["ROAuth", "mrjones/oauth", "hand-written signers"],
        fixes: &[PHP, JS, PYTHON, GO],
        rfc: "3.4.1.3.2",
        evidence: &["geoffjentry/ROAuth#7"],
        edits: Edits::Set(&[Edit::Encode(EncodeEdit::Names(Times::Raw))]),
    },
    Mistake {
        id: "only-keys-encoded",
        stage: Stage::Encoding,
        title: "names were encoded, values were not",
        says: "Both are encoded before they are joined.",
        before: "a%2520b",
        after: "a%20b",
        who: &["hand-written signers"],
        fixes: &[PHP, JS, PYTHON],
        rfc: "3.4.1.3.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Encode(EncodeEdit::Values(Times::Raw))]),
    },
    Mistake {
        id: "oauth-values-not-encoded",
        stage: Stage::Encoding,
        title: "the values of oauth_ parameters were not encoded",
        says: "A callback, or a key with ! or = in it, is encoded like any other value.",
        before: "http%253A%252F%252F",
        after: "http%3A%2F%2F",
        who: &["String.format of a fixed list", "Mastercard oauth1-signer"],
        fixes: &[JAVA, fix("", "encode every value")],
        rfc: "3.4.1.3.2",
        evidence: &[
            "MasterCard/mastercard-api-node#12",
            "heremaps/here-aaa-java-sdk#37",
        ],
        edits: Edits::Set(&[Edit::Encode(EncodeEdit::ProtocolValues(Times::Raw))]),
    },
    Mistake {
        id: "request-values-not-encoded",
        stage: Stage::Encoding,
        title: "the parameters of the request were not encoded, those of the header were",
        says: "All names and values are encoded before they are joined.",
        before: "a%2520b",
        after: "a%20b",
        who: &["signers that encode only what they put into the header"],
        fixes: &[PHP, JS, PYTHON],
        rfc: "3.4.1.3.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "of query and body",
                &[
                    Edit::Encode(EncodeEdit::Query(Times::Raw)),
                    Edit::Encode(EncodeEdit::Body(Times::Raw)),
                ],
            ),
            variant(
                "of the query",
                &[Edit::Encode(EncodeEdit::Query(Times::Raw))],
            ),
            variant("of the body", &[Edit::Encode(EncodeEdit::Body(Times::Raw))]),
        ]),
    },
    Mistake {
        id: "single-param-not-encoded",
        stage: Stage::Encoding,
        title: "the value of one parameter was not encoded",
        says: "All values are encoded before they are joined. One was put in as it is.",
        before: "a%2520b",
        after: "a%20b",
        who: &["templates of the base string with one value pasted in"],
        fixes: &[fix("", "encode every value")],
        rfc: "3.4.1.3.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Each(single_raw),
    },
    Mistake {
        id: "enc-skipped-if-encoded",
        stage: Stage::Encoding,
        title: "a value that looks encoded was not encoded",
        says: "The encoder skips texts that hold an escape. Each value is encoded once, whatever it holds.",
        before: "100%252525",
        after: "100%2525",
        who: &["helpers that test for % before they encode"],
        fixes: &[fix("", "encode every value once, without looking")],
        rfc: "3.6",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Encode(EncodeEdit::When(When::NotYetEncoded))]),
    },
    Mistake {
        id: "encode-only-if-query-has-percent",
        stage: Stage::Encoding,
        title: "the query was left raw, since there is no % in it",
        says: "The signer encodes only when it sees a % somewhere in the query. Every name and value is encoded.",
        before: "%253A",
        after: "%3A",
        who: &["Mastercard's Python signer"],
        fixes: &[PYTHON],
        rfc: "3.4.1.3.2",
        evidence: &["observed: mastercard oauth1-signer 1.9.2 (Python)"],
        edits: Edits::Set(&[Edit::Encode(EncodeEdit::When(When::QueryHasPercent))]),
    },
    Mistake {
        id: "query-raw-reused",
        stage: Stage::Encoding,
        title: "the text of the query was used as it is",
        says: "The query is decoded, and its names and values are encoded by the rules of RFC 5849. Its own spelling may differ: `:` for %3A, `+` for %20.",
        before: "token1%253Atoken2",
        after: "token1%3Atoken2",
        who: &[
            "hand-written signers",
            "Mastercard oauth1-signer (Node)",
            "tcllib oauth",
        ],
        fixes: &[
            fix(
                "Tcl",
                "foreach pair [split $query &] { lassign [split $pair =] name value; lappend pairs [http::mapReply [urldecode $value]] }",
            ),
            fix("JavaScript", "[...new URL(url).searchParams]"),
            fix("", "decode, then encode"),
        ],
        rfc: "3.4.1.3.1",
        evidence: &[
            "Mastercard/oauth1-signer-java#12",
            "observed: mastercard oauth1-signer 1.2.0 (Node)",
        ],
        edits: Edits::Set(&[
            Edit::Decode(DecodeEdit::Query(FormDecoding::None)),
            Edit::Encode(EncodeEdit::Query(Times::Raw)),
        ]),
    },
    Mistake {
        id: "server-raw-query-used",
        stage: Stage::Encoding,
        title: "the server may have used the text of the query as it is",
        says: "Some gateways take the query as it stands instead of decoding and encoding it. Send it fully encoded, and both readings are the same.",
        before: "token1%253Atoken2",
        after: "token1%3Atoken2",
        who: &["API gateways"],
        fixes: &[fix("", "send the query encoded by RFC 3986")],
        rfc: "3.4.1.3.1",
        evidence: &[
            "Mastercard/oauth1-signer-java#12",
            "Mastercard/oauth1-signer-python#3",
            "Mastercard/oauth1-signer-csharp#1",
        ],
        edits: Edits::Set(&[
            Edit::Decode(DecodeEdit::Query(FormDecoding::None)),
            Edit::Encode(EncodeEdit::Query(Times::Raw)),
        ]),
    },
    Mistake {
        id: "body-raw-reused",
        stage: Stage::Encoding,
        title: "the text of the form body was used as it is",
        says: "The body is decoded, and its names and values are encoded by the rules of RFC 5849. A form spells some characters otherwise: `+` for %20.",
        before: "a%2520b",
        after: "a%2Bb",
        who: &["signers that put the body text into the base string"],
        fixes: &[
            fix(
                "Python",
                "urllib.parse.parse_qsl(body, keep_blank_values=True)",
            ),
            fix("", "decode, then encode"),
        ],
        rfc: "3.4.1.3.1",
        evidence: &["observed: tcllib oauth 1.0.3 (tcllib 1.21)"],
        edits: Edits::Set(&[
            Edit::Decode(DecodeEdit::Body(FormDecoding::None)),
            Edit::Encode(EncodeEdit::Body(Times::Raw)),
        ]),
    },
    Mistake {
        id: "query-double-decoded",
        stage: Stage::Encoding,
        title: "the query was decoded twice",
        says: "A %25 that is meant as a percent sign disappears when a text is decoded twice.",
        before: "%25257B",
        after: "%257B",
        who: &["requests-oauth", "WSGI layers", "python-oauth2"],
        fixes: &[
            fix(
                "Python",
                "urllib.parse.parse_qsl(query, keep_blank_values=True)  # once",
            ),
            fix("", "decode once"),
        ],
        rfc: "3.4.1.3.1",
        evidence: &[
            "maraujop/requests-oauth#29",
            "observed: python-oauth2 1.9.0.post1",
        ],
        edits: Edits::AnyOf(&[
            variant(
                "the query",
                &[Edit::Decode(DecodeEdit::Query(FormDecoding::Twice))],
            ),
            variant(
                "the query, its `+` once",
                &[Edit::Decode(DecodeEdit::Query(
                    FormDecoding::TwiceEscapesOnly,
                ))],
            ),
            variant(
                "query and body",
                &[
                    Edit::Decode(DecodeEdit::Query(FormDecoding::Twice)),
                    Edit::Decode(DecodeEdit::Body(FormDecoding::Twice)),
                ],
            ),
        ]),
    },
    Mistake {
        id: "body-double-decoded",
        stage: Stage::Encoding,
        title: "the form body was decoded twice",
        says: "A %25 that is meant as a percent sign disappears when a text is decoded twice.",
        before: "%25257B",
        after: "%257B",
        who: &["league/oauth1-client"],
        fixes: &[fix("", "decode once")],
        rfc: "3.4.1.3.1",
        evidence: &["observed: league/oauth1-client 1.11.0"],
        edits: Edits::AnyOf(&[
            variant(
                "as a form both times",
                &[Edit::Decode(DecodeEdit::Body(FormDecoding::Twice))],
            ),
            variant(
                "its `+` once",
                &[Edit::Decode(DecodeEdit::Body(
                    FormDecoding::TwiceEscapesOnly,
                ))],
            ),
        ]),
    },
    Mistake {
        id: "plus-not-decoded",
        stage: Stage::Encoding,
        title: "a `+` of the query or form was kept as a plus",
        says: "In a query or form a `+` stands for a space. The client decoded only the escapes.",
        before: "a%2520b",
        after: "a%252Bb",
        who: &[
            "Python unquote",
            "JS decodeURIComponent",
            "PHP rawurldecode",
            "oauth-1.0a (npm)",
        ],
        fixes: &[
            fix("Python", "urllib.parse.unquote_plus(s)"),
            fix("JavaScript", r#"decodeURIComponent(s.replace(/\+/g, " "))"#),
            fix("PHP", "urldecode($s)"),
        ],
        rfc: "3.4.1.3.1",
        evidence: &["observed: oauth-1.0a 2.2.6"],
        edits: Edits::AnyOf(&[
            variant(
                "in the query",
                &[Edit::Decode(DecodeEdit::Query(FormDecoding::PlusKept))],
            ),
            variant(
                "in the body",
                &[Edit::Decode(DecodeEdit::Body(FormDecoding::PlusKept))],
            ),
            variant(
                "in both",
                &[
                    Edit::Decode(DecodeEdit::Query(FormDecoding::PlusKept)),
                    Edit::Decode(DecodeEdit::Body(FormDecoding::PlusKept)),
                ],
            ),
        ]),
    },
    Mistake {
        id: "plus-decoded-in-path-or-header",
        stage: Stage::Encoding,
        title: "a `+` of a header value or of the path was taken for a space",
        says: "In the Authorization header and in the path a `+` is a plus; only in a query or form it stands for a space.",
        before: "a%252Bb",
        after: "a%2520b",
        who: &["Python unquote_plus", "PHP urldecode", "liboauth"],
        fixes: &[
            fix("Python", "urllib.parse.unquote(s)"),
            fix("PHP", "rawurldecode($s)"),
        ],
        rfc: "3.5.1",
        evidence: &["WP-API/OAuth1#143", "observed: liboauth 1.0.3"],
        edits: Edits::AnyOf(&[
            variant(
                "a header value",
                &[Edit::Decode(DecodeEdit::Header(HeaderDecoding::Form))],
            ),
            variant(
                "the path",
                &[Edit::Uri(UriEdit::Path(PathRule::PlusesAsSpaces))],
            ),
        ]),
    },
    Mistake {
        id: "header-not-decoded",
        stage: Stage::Encoding,
        title: "the values of the header were encoded without being decoded first",
        says: "The values stand encoded in the Authorization header. They are decoded, and then encoded once.",
        before: "http%253A%252F%252F",
        after: "http%25253A%25252F%25252F",
        who: &["servers and proxies that check a signature"],
        fixes: &[fix("", "decode header values before encoding")],
        rfc: "3.5.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Decode(DecodeEdit::Header(HeaderDecoding::None))]),
    },
    Mistake {
        id: "header-double-decoded",
        stage: Stage::Encoding,
        title: "the values of the header were decoded twice",
        says: "A %25 in a header value disappears when it is decoded twice.",
        before: "a%25252Fb",
        after: "a%252Fb",
        who: &[
            "servers behind a layer that decodes headers",
            "Authlib, for oauth_callback",
        ],
        fixes: &[
            fix("Python", "urllib.parse.unquote(s)  # once"),
            fix("", "decode once"),
        ],
        rfc: "3.5.1",
        evidence: &["observed: Authlib 1.9.9"],
        edits: Edits::Set(&[Edit::Decode(DecodeEdit::Header(HeaderDecoding::Twice))]),
    },
    Mistake {
        id: "query-names-not-decoded",
        stage: Stage::Encoding,
        title: "the names of the query were not decoded",
        says: "Names and values are both decoded before they are encoded. Here only values were.",
        before: "foo%255B0%255D",
        after: "foo%25255B0%25255D",
        who: &["oauth-1.0a (npm)"],
        fixes: &[fix("JavaScript", "decodeURIComponent(name)")],
        rfc: "3.4.1.3.1",
        evidence: &["observed: oauth-1.0a 2.2.6"],
        edits: Edits::AnyOf(&[
            variant(
                "values were decoded as a form",
                &[Edit::Decode(DecodeEdit::Query(FormDecoding::NamesKept))],
            ),
            variant(
                "of values only the escapes were decoded",
                &[Edit::Decode(DecodeEdit::Query(
                    FormDecoding::NamesKeptPlusKept,
                ))],
            ),
        ]),
    },
    Mistake {
        id: "query-values-not-decoded",
        stage: Stage::Encoding,
        title: "the values of the query were not decoded",
        says: "Names and values are both decoded before they are encoded. Here only names were.",
        before: "first%252Csecond",
        after: "first%25252Csecond",
        who: &["hand-written signers"],
        fixes: &[fix("", "decode names and values")],
        rfc: "3.4.1.3.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Decode(DecodeEdit::Query(FormDecoding::ValuesKept))]),
    },
    Mistake {
        id: "query-escapes-not-decoded",
        stage: Stage::Encoding,
        title: "the escapes of the query were not decoded, only its `+`",
        says: "Replacing + by a space is half of the decoding: escapes are decoded too.",
        before: "first%252Csecond",
        after: "first%25252Csecond",
        who: &["hand-written signers"],
        fixes: &[fix(
            "JavaScript",
            r#"decodeURIComponent(s.replace(/\+/g, " "))"#,
        )],
        rfc: "3.4.1.3.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Decode(DecodeEdit::Query(FormDecoding::PlusOnly))]),
    },
    Mistake {
        id: "names-not-encoded-in-any-layer",
        stage: Stage::Encoding,
        title: "names stand raw even in the base string",
        says: "Names are encoded twice like values: once before they are joined, once in the base string.",
        before: "foo%255Bbar%255D",
        after: "foo[bar]",
        who: &["oauth1-request (Rust)"],
        fixes: &[fix("", "encode the name as the value")],
        rfc: "3.4.1.1",
        evidence: &["observed: oauth1-request 0.6.1"],
        edits: Edits::Set(&[
            Edit::Encode(EncodeEdit::Names(Times::Raw)),
            Edit::BaseString(BaseStringEdit::Parameters(ParametersRule::NamesRaw)),
        ]),
    },
    Mistake {
        id: "crypto-text-encoding",
        stage: Stage::Encoding,
        title: "the base string or the key was hashed in another text encoding",
        says: "HMAC and RSA work on bytes. The text is ASCII; a wide encoding doubles every byte.",
        before: "GET&",
        after: r"G\0E\0T\0&\0",
        who: &[
            "C# Encoding.Unicode",
            "Delphi WideString",
            "PowerShell [Text.Encoding]::Unicode",
        ],
        fixes: &[
            fix(
                "C#",
                "new HMACSHA1(Encoding.ASCII.GetBytes(key)).ComputeHash(Encoding.ASCII.GetBytes(baseString))",
            ),
            fix("Delphi", "TEncoding.UTF8.GetBytes(BaseString)"),
        ],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "the base string in UTF-16 LE",
                &[Edit::Signature(SignatureEdit::Text(TextBytes::Utf16Le))],
            ),
            variant(
                "the key in UTF-16 LE",
                &[Edit::Signature(SignatureEdit::Key(TextBytes::Utf16Le))],
            ),
            variant(
                "both in UTF-16 LE",
                &[
                    Edit::Signature(SignatureEdit::Text(TextBytes::Utf16Le)),
                    Edit::Signature(SignatureEdit::Key(TextBytes::Utf16Le)),
                ],
            ),
            variant(
                "the base string in UTF-16 BE",
                &[Edit::Signature(SignatureEdit::Text(TextBytes::Utf16Be))],
            ),
            variant(
                "the key in UTF-16 BE",
                &[Edit::Signature(SignatureEdit::Key(TextBytes::Utf16Be))],
            ),
            variant(
                "both in UTF-16 BE",
                &[
                    Edit::Signature(SignatureEdit::Text(TextBytes::Utf16Be)),
                    Edit::Signature(SignatureEdit::Key(TextBytes::Utf16Be)),
                ],
            ),
            variant(
                "the base string in UTF-16 LE with a mark",
                &[Edit::Signature(SignatureEdit::Text(
                    TextBytes::Utf16LeMarked,
                ))],
            ),
            variant(
                "the key in UTF-16 LE with a mark",
                &[Edit::Signature(SignatureEdit::Key(
                    TextBytes::Utf16LeMarked,
                ))],
            ),
            variant(
                "both in UTF-16 LE with a mark",
                &[
                    Edit::Signature(SignatureEdit::Text(TextBytes::Utf16LeMarked)),
                    Edit::Signature(SignatureEdit::Key(TextBytes::Utf16LeMarked)),
                ],
            ),
            variant(
                "the base string in UTF-16 BE with a mark",
                &[Edit::Signature(SignatureEdit::Text(
                    TextBytes::Utf16BeMarked,
                ))],
            ),
            variant(
                "the key in UTF-16 BE with a mark",
                &[Edit::Signature(SignatureEdit::Key(
                    TextBytes::Utf16BeMarked,
                ))],
            ),
            variant(
                "both in UTF-16 BE with a mark",
                &[
                    Edit::Signature(SignatureEdit::Text(TextBytes::Utf16BeMarked)),
                    Edit::Signature(SignatureEdit::Key(TextBytes::Utf16BeMarked)),
                ],
            ),
            variant(
                "the base string in UTF-32 LE",
                &[Edit::Signature(SignatureEdit::Text(TextBytes::Utf32Le))],
            ),
            variant(
                "the key in UTF-32 LE",
                &[Edit::Signature(SignatureEdit::Key(TextBytes::Utf32Le))],
            ),
            variant(
                "both in UTF-32 LE",
                &[
                    Edit::Signature(SignatureEdit::Text(TextBytes::Utf32Le)),
                    Edit::Signature(SignatureEdit::Key(TextBytes::Utf32Le)),
                ],
            ),
            variant(
                "the base string in UTF-8 with a mark",
                &[Edit::Signature(SignatureEdit::Text(TextBytes::Utf8Marked))],
            ),
            variant(
                "the key in UTF-8 with a mark",
                &[Edit::Signature(SignatureEdit::Key(TextBytes::Utf8Marked))],
            ),
            variant(
                "both in UTF-8 with a mark",
                &[
                    Edit::Signature(SignatureEdit::Text(TextBytes::Utf8Marked)),
                    Edit::Signature(SignatureEdit::Key(TextBytes::Utf8Marked)),
                ],
            ),
        ]),
    },
];

fn single(name: &[u8], times: Times) -> Instance {
    let edit = Edit::Encode(EncodeEdit::Single((Cow::Owned(name.to_vec()), times)));
    Instance::new(String::from_utf8_lossy(name), vec![edit])
}

fn single_twice(facts: &Facts<'_>) -> Vec<Instance> {
    names(facts)
        .into_iter()
        .take(20)
        .map(|name| single(name, Times::Twice))
        .collect()
}

fn single_raw(facts: &Facts<'_>) -> Vec<Instance> {
    names(facts)
        .into_iter()
        .take(20)
        .map(|name| single(name, Times::Raw))
        .collect()
}
