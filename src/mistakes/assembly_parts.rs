//! The three parts of the base string, and the whole text (RFC 5849 section 3.4.1.1).

use super::{Edits, Mistake, Stage, fix, variant};
use crate::pipeline::base_string::{BaseStringEdit, ParametersRule, PartSeparator, Parts, Whole};
use crate::pipeline::join::{Edges, JoinEdit};
use crate::pipeline::select::{GroupRule, SelectEdit};
use crate::pipeline::signature::{SignatureEdit, TextBytes};
use crate::recipe::Edit;

pub(super) const ENTRIES: &[Mistake] = &[
    Mistake {
        id: "assembly-params-omitted",
        stage: Stage::Assembly,
        title: "the parameters are missing from the base string",
        says: "The third part of the base string holds all parameters, the oauth_ ones at least.",
        before: "GET&http%3A%2F%2Fh%2F&oauth_…",
        after: "GET&http%3A%2F%2Fh%2F&",
        who: &["a variable that was still empty"],
        fixes: &[fix(
            "",
            "compute the normalized parameters before the base string",
        )],
        rfc: "3.4.1.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::BaseString(BaseStringEdit::Parts(
            Parts::WithoutParameters,
        ))]),
    },
    Mistake {
        id: "assembly-empty-params-no-amp",
        stage: Stage::Assembly,
        title: "base string without parameters, and without its second `&`",
        says: "The base string always has two `&`, even where the third part is empty.",
        before: "GET&http%3A%2F%2Fh%2F&",
        after: "GET&http%3A%2F%2Fh%2F",
        who: &["code that joins only the parts that are not empty"],
        fixes: &[fix("", "join three parts, also where one is empty")],
        rfc: "3.4.1.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[
            Edit::Select(SelectEdit::Groups(GroupRule::Nothing)),
            Edit::BaseString(BaseStringEdit::Parts(Parts::NoAmpersandBeforeEmpty)),
        ]),
    },
    Mistake {
        id: "assembly-uri-omitted",
        stage: Stage::Assembly,
        title: "the URI is missing from the base string",
        says: "The base string is method, URI and parameters.",
        before: "GET&http%3A%2F%2Fh%2F&oauth_…",
        after: "GET&oauth_…",
        who: &["hand-written signers"],
        fixes: &[
            fix(
                "PHP",
                "$base = $method . '&' . rawurlencode($url) . '&' . rawurlencode($params);",
            ),
            fix(
                "JavaScript",
                "const base = [method, enc(url), enc(params)].join('&')",
            ),
            fix(
                "Python",
                "base = '&'.join([method, quote(url, safe=''), quote(params, safe='~')])",
            ),
            fix("", "percent-encode the joined parameters as one text"),
        ],
        rfc: "3.4.1.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::BaseString(BaseStringEdit::Parts(Parts::WithoutUri))]),
    },
    Mistake {
        id: "assembly-params-only",
        stage: Stage::Assembly,
        title: "only the parameters were signed",
        says: "The base string is method, URI and parameters.",
        before: "GET&http%3A%2F%2Fh%2F&oauth_…",
        after: "oauth_…",
        who: &["code that signs the query text"],
        fixes: &[
            fix(
                "PHP",
                "$base = $method . '&' . rawurlencode($url) . '&' . rawurlencode($params);",
            ),
            fix(
                "JavaScript",
                "const base = [method, enc(url), enc(params)].join('&')",
            ),
            fix(
                "Python",
                "base = '&'.join([method, quote(url, safe=''), quote(params, safe='~')])",
            ),
            fix("", "percent-encode the joined parameters as one text"),
        ],
        rfc: "3.4.1.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "encoded",
                &[Edit::BaseString(BaseStringEdit::Parts(
                    Parts::ParametersOnly,
                ))],
            ),
            variant(
                "not encoded",
                &[
                    Edit::BaseString(BaseStringEdit::Parts(Parts::ParametersOnly)),
                    Edit::BaseString(BaseStringEdit::Parameters(ParametersRule::Raw)),
                ],
            ),
        ]),
    },
    Mistake {
        id: "assembly-parts-order",
        stage: Stage::Assembly,
        title: "the three parts stand in another order",
        says: "First the method, then the URI, then the parameters.",
        before: "GET&http%3A%2F%2Fh%2F&a%3D1",
        after: "http%3A%2F%2Fh%2F&GET&a%3D1",
        who: &["hand-written signers"],
        fixes: &[
            fix(
                "PHP",
                "$base = $method . '&' . rawurlencode($url) . '&' . rawurlencode($params);",
            ),
            fix(
                "JavaScript",
                "const base = [method, enc(url), enc(params)].join('&')",
            ),
            fix(
                "Python",
                "base = '&'.join([method, quote(url, safe=''), quote(params, safe='~')])",
            ),
            fix("", "percent-encode the joined parameters as one text"),
        ],
        rfc: "3.4.1.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "URI, method, parameters",
                &[Edit::BaseString(BaseStringEdit::Parts(Parts::UriFirst))],
            ),
            variant(
                "method, parameters, URI",
                &[Edit::BaseString(BaseStringEdit::Parts(Parts::UriLast))],
            ),
        ]),
    },
    Mistake {
        id: "assembly-newline-joined",
        stage: Stage::Assembly,
        title: "the parts were joined by line feeds",
        says: "Between the three parts stands `&`.",
        before: "GET&http%3A",
        after: "GET\nhttp%3A",
        who: &["habits from AWS signatures", "the draft of MAC tokens"],
        fixes: &[fix("", "join the three parts by `&`")],
        rfc: "3.4.1.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::BaseString(BaseStringEdit::Separator(
            PartSeparator::LineFeed,
        ))]),
    },
    Mistake {
        id: "assembly-parts-wrong-separator",
        stage: Stage::Assembly,
        title: "the parts were joined by something else than `&`",
        says: "Between the three parts stands `&`.",
        before: "GET&http%3A",
        after: "GEThttp%3A",
        who: &[
            "hand-written signers",
            "string concatenation that forgets the `&`",
        ],
        fixes: &[fix("", "join the three parts by `&`")],
        rfc: "3.4.1.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "nothing",
                &[Edit::BaseString(BaseStringEdit::Separator(
                    PartSeparator::Nothing,
                ))],
            ),
            variant(
                "a space",
                &[Edit::BaseString(BaseStringEdit::Separator(
                    PartSeparator::Space,
                ))],
            ),
            variant(
                "`+`",
                &[Edit::BaseString(BaseStringEdit::Separator(
                    PartSeparator::Plus,
                ))],
            ),
            variant(
                "`,`",
                &[Edit::BaseString(BaseStringEdit::Separator(
                    PartSeparator::Comma,
                ))],
            ),
        ]),
    },
    Mistake {
        id: "assembly-base64-parts",
        stage: Stage::Assembly,
        title: "URI and parameters were base64-encoded",
        says: "The parts of the base string are percent-encoded; base64 is for the digest alone.",
        before: "GET&http%3A%2F%2F…",
        after: "GET&aHR0cDovL…",
        who: &["wrong answers on the web"],
        fixes: &[
            fix(
                "PHP",
                "$base = $method . '&' . rawurlencode($url) . '&' . rawurlencode($params);",
            ),
            fix(
                "JavaScript",
                "const base = [method, enc(url), enc(params)].join('&')",
            ),
            fix(
                "Python",
                "base = '&'.join([method, quote(url, safe=''), quote(params, safe='~')])",
            ),
            fix("", "percent-encode the joined parameters as one text"),
        ],
        rfc: "3.4.1.1",
        evidence: &["kiwix.lema.org/stackoverflow…/6869280"],
        edits: Edits::Set(&[Edit::BaseString(BaseStringEdit::Whole(Whole::Base64Parts))]),
    },
    Mistake {
        id: "assembly-trailing-newline",
        stage: Stage::Assembly,
        title: "a line break or blank was signed at the end of the base string",
        says: "The base string came from a file or from echo, with a line feed at its end.",
        before: "…%3D1.0",
        after: "…%3D1.0\n",
        who: &[
            "echo piped to openssl dgst",
            "base strings read from a file",
            "here-documents",
        ],
        fixes: &[
            fix(
                "shell",
                "printf %s \"$base\" | openssl dgst -sha1 -hmac \"$key\" -binary | base64",
            ),
            fix("", "strip the line break before signing"),
        ],
        rfc: "3.4.1.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "a line feed",
                &[Edit::BaseString(BaseStringEdit::Whole(
                    Whole::TrailingLineFeed,
                ))],
            ),
            variant(
                "CR LF",
                &[Edit::BaseString(BaseStringEdit::Whole(Whole::TrailingCrLf))],
            ),
            variant(
                "a space",
                &[Edit::BaseString(BaseStringEdit::Whole(
                    Whole::TrailingSpace,
                ))],
            ),
            variant(
                "an encoded line feed, at the end of the parameters",
                &[Edit::Join(JoinEdit::Edges(Edges::TrailingLineFeed))],
            ),
            variant(
                "an encoded space, at the end of the parameters",
                &[Edit::Join(JoinEdit::Edges(Edges::TrailingSpace))],
            ),
        ]),
    },
    Mistake {
        id: "assembly-trailing-nul",
        stage: Stage::Assembly,
        title: "a zero byte was signed at the end of the base string",
        says: "The length that was hashed counts the zero that ends a C string.",
        before: "…%3D1.0",
        after: "…%3D1.0\\0",
        who: &["C code that hashes sizeof instead of strlen"],
        fixes: &[fix(
            "C",
            "HMAC(EVP_sha1(), key, strlen(key), base, strlen(base), digest, &len)",
        )],
        rfc: "3.4.1.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::BaseString(BaseStringEdit::Whole(Whole::TrailingNul))]),
    },
    Mistake {
        id: "assembly-quoted",
        stage: Stage::Assembly,
        title: "the base string was signed with quotes around it",
        says: "The quotes were part of a sample, or of a shell command, and are no part of the text.",
        before: "GET&…",
        after: "\"GET&…\"",
        who: &[
            "shell and batch scripts",
            "base strings taken from JSON text",
        ],
        fixes: &[fix("", "sign the text between the quotes")],
        rfc: "3.4.1.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::BaseString(BaseStringEdit::Whole(Whole::Quoted))]),
    },
    Mistake {
        id: "assembly-byte-order-mark",
        stage: Stage::Assembly,
        title: "the base string was signed with a byte-order mark before it",
        says: "The text came from a file or an encoder that puts U+FEFF first.",
        before: "GET&…",
        after: "U+FEFF GET&…",
        who: &[
            "C# StreamWriter with Encoding.UTF8",
            "files saved by Notepad",
        ],
        fixes: &[fix("C#", "new UTF8Encoding(false)")],
        rfc: "3.4.1.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Signature(SignatureEdit::Text(TextBytes::Utf8Marked))]),
    },
    Mistake {
        id: "assembly-truncated",
        stage: Stage::Assembly,
        title: "the base string was cut",
        says: "Only the start of the base string was signed.",
        before: "GET&http%3A…&oauth_…",
        after: "GET",
        who: &[
            "unquoted shell arguments, cut at `&`",
            "VARCHAR(255) columns",
            "Excel cells",
        ],
        fixes: &[
            fix("shell", "sign \"$base\" # in quotes"),
            fix("", "look at the length of what is hashed"),
        ],
        rfc: "3.4.1.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "at its first `&`",
                &[Edit::BaseString(BaseStringEdit::Whole(
                    Whole::CutAtFirstAmpersand,
                ))],
            ),
            variant(
                "at its second `&`",
                &[Edit::BaseString(BaseStringEdit::Whole(
                    Whole::CutAtSecondAmpersand,
                ))],
            ),
            variant(
                "after 255 bytes",
                &[Edit::BaseString(BaseStringEdit::Whole(Whole::Cut(255)))],
            ),
            variant(
                "after 256 bytes",
                &[Edit::BaseString(BaseStringEdit::Whole(Whole::Cut(256)))],
            ),
            variant(
                "after 128 bytes",
                &[Edit::BaseString(BaseStringEdit::Whole(Whole::Cut(128)))],
            ),
            variant(
                "after 100 bytes",
                &[Edit::BaseString(BaseStringEdit::Whole(Whole::Cut(100)))],
            ),
        ]),
    },
    Mistake {
        id: "assembly-case-changed",
        stage: Stage::Assembly,
        title: "the whole base string was put in another case",
        says: "The base string is signed as it stands; only method, scheme, host and the digits of escapes have a prescribed case.",
        before: "GET&http%3A%2F%2Fh%2FX",
        after: "get&http%3a%2f%2fh%2fx",
        who: &["a ToLower() over the finished text"],
        fixes: &[fix("", "change no case in the finished base string")],
        rfc: "3.4.1.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "lower case",
                &[Edit::BaseString(BaseStringEdit::Whole(Whole::Lowercased))],
            ),
            variant(
                "upper case",
                &[Edit::BaseString(BaseStringEdit::Whole(Whole::Uppercased))],
            ),
        ]),
    },
];
