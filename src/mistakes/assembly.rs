//! The parameters in the base string: layers, separators, ends (RFC 5849 section 3.4.1.1).

use super::{Edits, Mistake, Stage, fix, variant};
use crate::pipeline::base_string::{BaseStringEdit, ParametersRule, PartSeparator};
use crate::pipeline::choice::Times;
use crate::pipeline::join::{AmpersandText, Edges, EmptyText, EqualsText, JoinEdit, Quotes};
use crate::recipe::Edit;

pub(super) const ENTRIES: &[Mistake] = &[
    Mistake {
        id: "assembly-single-encoding",
        stage: Stage::Assembly,
        title: "names and values were encoded once instead of twice",
        says: "A value is percent-encoded as a parameter, and once more with the whole block: a space reads %2520. Here it reads %20.",
        before: "a%3Db%2520c",
        after: "a%3Db%20c",
        who: &[
            "code that encodes the values while it writes the base string",
            "PHP's implode before one rawurlencode",
        ],
        fixes: &[
            fix(
                "PHP",
                "$params = implode('&', array_map(fn($k, $v) => rawurlencode($k) . '=' . rawurlencode($v), $names, $values)); $base = $method . '&' . rawurlencode($url) . '&' . rawurlencode($params);",
            ),
            fix(
                "JavaScript",
                "const params = pairs.map(([k, v]) => `${enc(k)}=${enc(v)}`).join('&'); const base = `${method}&${enc(url)}&${enc(params)}`",
            ),
            fix(
                "Python",
                "params = '&'.join(f\"{quote(k, safe='~')}={quote(v, safe='~')}\" for k, v in sorted(pairs)); base += '&' + quote(params, safe='~')",
            ),
            fix(
                "",
                "encode names and values, join them, then encode the joined text once more",
            ),
        ],
        rfc: "3.4.1.1",
        evidence: &["WP-API/OAuth1#79", "https://example-a.com/answer/12154611"],
        edits: Edits::AnyOf(&[
            variant(
                "names and values",
                &[Edit::BaseString(BaseStringEdit::Parameters(
                    ParametersRule::SeparatorsOnly,
                ))],
            ),
            variant(
                "values only",
                &[Edit::BaseString(BaseStringEdit::Parameters(
                    ParametersRule::ValuesRaw,
                ))],
            ),
            variant(
                "names only",
                &[Edit::BaseString(BaseStringEdit::Parameters(
                    ParametersRule::NamesRaw,
                ))],
            ),
        ]),
    },
    Mistake {
        id: "assembly-params-not-encoded",
        stage: Stage::Assembly,
        title: "the normalized parameters were not encoded in the base string",
        says: "The third part of the base string is the joined parameters, percent-encoded as one text: their `=` reads %3D and their `&` %26.",
        before: "a%3D1%26b%3D2",
        after: "a=1&b=2",
        who: &["PHP", "WordPress users"],
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
        evidence: &["WP-API/OAuth1#184"],
        edits: Edits::Set(&[Edit::BaseString(BaseStringEdit::Parameters(
            ParametersRule::Raw,
        ))]),
    },
    Mistake {
        id: "assembly-nothing-encoded",
        stage: Stage::Assembly,
        title: "neither the URI nor the parameters were encoded in the base string",
        says: "Method, URI and joined parameters are each percent-encoded as one text before they are joined by `&`.",
        before: "GET&http%3A%2F%2Fh%2Fr&a%3D1",
        after: "GET&http://h/r&a=1",
        who: &[
            "VBA, VBScript",
            "hand-written signers that read `concatenated by &` only",
        ],
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
            fix("", "percent-encode URI and parameters, each as one text"),
        ],
        rfc: "3.4.1.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[
            Edit::BaseString(BaseStringEdit::Uri(Times::Raw)),
            Edit::BaseString(BaseStringEdit::Parameters(ParametersRule::Raw)),
        ]),
    },
    Mistake {
        id: "assembly-pairs-encoded-amp-raw",
        stage: Stage::Assembly,
        title: "the pairs were joined by a raw `&` in the base string",
        says: "Every `&` between two pairs reads %26 in the base string; only the two between its three parts are raw.",
        before: "a%3D1%26b%3D2",
        after: "a%3D1&b%3D2",
        who: &["String.Format", "code that encodes pair by pair"],
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
        edits: Edits::Set(&[Edit::BaseString(BaseStringEdit::Parameters(
            ParametersRule::AmpersandsRaw,
        ))]),
    },
    Mistake {
        id: "assembly-equals-raw",
        stage: Stage::Assembly,
        title: "the `=` of the pairs is raw in the base string",
        says: "Between name and value the base string has %3D.",
        before: "a%3D1%26",
        after: "a=1%26",
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
                "names and values in two layers",
                &[Edit::BaseString(BaseStringEdit::Parameters(
                    ParametersRule::EqualsRaw,
                ))],
            ),
            variant(
                "names and values in one layer",
                &[Edit::BaseString(BaseStringEdit::Parameters(
                    ParametersRule::AmpersandsOnly,
                ))],
            ),
        ]),
    },
    Mistake {
        id: "assembly-separators-double-encoded",
        stage: Stage::Assembly,
        title: "`=` and `&` of the parameters were encoded twice",
        says: "The separators are encoded once, with the whole block: %3D and %26.",
        before: "a%3D1%26b",
        after: "a%253D1%2526b",
        who: &["code that joins by %3D and %26 and encodes the block"],
        fixes: &[fix(
            "",
            "join by raw `=` and `&`, then encode the block once",
        )],
        rfc: "3.4.1.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::BaseString(BaseStringEdit::Parameters(
            ParametersRule::SeparatorsTwice,
        ))]),
    },
    Mistake {
        id: "assembly-params-encoded-twice",
        stage: Stage::Assembly,
        title: "the normalized parameters were encoded once too often",
        says: "The joined parameters are percent-encoded once when they enter the base string.",
        before: "a%3D1",
        after: "a%253D1",
        who: &["helpers that encode, called by code that encodes"],
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
        edits: Edits::Set(&[Edit::BaseString(BaseStringEdit::Parameters(
            ParametersRule::Twice,
        ))]),
    },
    Mistake {
        id: "assembly-wrong-separators",
        stage: Stage::Assembly,
        title: "the pairs were joined by something else than `=` and `&`",
        says: "Name and value are joined by `=`, pairs by `&`, before the block is encoded.",
        before: "%3D…%26",
        after: "%2C…%2C",
        who: &["JS arrays turned into text", "RAML api-console"],
        fixes: &[fix(
            "JavaScript",
            "pairs.map(([k, v]) => `${k}=${v}`).join('&')",
        )],
        rfc: "3.4.1.3.2",
        evidence: &["mulesoft/api-console#61"],
        edits: Edits::AnyOf(&[
            variant(
                "`,` for both",
                &[
                    Edit::Join(JoinEdit::Equals(EqualsText::Comma)),
                    Edit::Join(JoinEdit::Ampersand(AmpersandText::Comma)),
                ],
            ),
            variant(
                "`,` between pairs",
                &[Edit::Join(JoinEdit::Ampersand(AmpersandText::Comma))],
            ),
            variant(
                "`, ` between pairs",
                &[Edit::Join(JoinEdit::Ampersand(AmpersandText::CommaSpace))],
            ),
            variant(
                "`;` between pairs",
                &[Edit::Join(JoinEdit::Ampersand(AmpersandText::Semicolon))],
            ),
            variant(
                "line feeds between pairs",
                &[Edit::Join(JoinEdit::Ampersand(AmpersandText::LineFeed))],
            ),
            variant(
                "nothing between pairs",
                &[Edit::Join(JoinEdit::Ampersand(AmpersandText::Nothing))],
            ),
            variant(
                "`:` between name and value",
                &[Edit::Join(JoinEdit::Equals(EqualsText::Colon))],
            ),
            variant(
                "nothing between name and value",
                &[Edit::Join(JoinEdit::Equals(EqualsText::Nothing))],
            ),
            variant(
                "nothing for both",
                &[
                    Edit::Join(JoinEdit::Equals(EqualsText::Nothing)),
                    Edit::Join(JoinEdit::Ampersand(AmpersandText::Nothing)),
                ],
            ),
        ]),
    },
    Mistake {
        id: "assembly-all-encoded-once",
        stage: Stage::Assembly,
        title: "an `&` between the parts of the base string was encoded too",
        says: "Method, URI and parameters are encoded each by itself, and joined by raw `&`.",
        before: "GET&http%3A",
        after: "GET%26http%3A",
        who: &["code that encodes the whole base string at once, or a part with its `&`"],
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
        evidence: &["Kong/insomnia#1681"],
        edits: Edits::AnyOf(&[
            variant(
                "the three parts joined, then encoded",
                &[Edit::BaseString(BaseStringEdit::Separator(
                    PartSeparator::Escaped,
                ))],
            ),
            variant(
                "the first of the two",
                &[Edit::BaseString(BaseStringEdit::Separator(
                    PartSeparator::FirstEscaped,
                ))],
            ),
            variant(
                "the second of the two",
                &[Edit::BaseString(BaseStringEdit::Separator(
                    PartSeparator::SecondEscaped,
                ))],
            ),
            variant(
                "all three joined, then encoded; names and values not encoded before",
                &[
                    Edit::BaseString(BaseStringEdit::Separator(PartSeparator::Escaped)),
                    Edit::BaseString(BaseStringEdit::Parameters(ParametersRule::SeparatorsOnly)),
                ],
            ),
        ]),
    },
    Mistake {
        id: "assembly-values-quoted",
        stage: Stage::Assembly,
        title: "values were signed with the quotes of the header",
        says: "The quotes belong to the Authorization header, not to the values.",
        before: "oauth_nonce%3Dabc",
        after: "oauth_nonce%3D%22abc%22",
        who: &["base strings built from the header's text"],
        fixes: &[fix(
            "",
            "build base string and header from the same raw values",
        )],
        rfc: "3.4.1.3.2",
        evidence: &["twittercommunity.com/t/…/30316"],
        edits: Edits::AnyOf(&[
            variant(
                "those of the protocol parameters",
                &[Edit::Join(JoinEdit::Quotes(Quotes::DoubleForProtocol))],
            ),
            variant("all", &[Edit::Join(JoinEdit::Quotes(Quotes::Double))]),
            variant(
                "all, single quotes",
                &[Edit::Join(JoinEdit::Quotes(Quotes::Single))],
            ),
        ]),
    },
    Mistake {
        id: "assembly-extra-spaces",
        stage: Stage::Assembly,
        title: "blanks stand between the pairs or the parts",
        says: "Nothing but `&` stands between the pairs, and between the three parts.",
        before: "a%3D1%26b",
        after: "a%3D1%26%20b",
        who: &["pretty-printing", "samples that show spaces"],
        fixes: &[fix("", "join without blanks")],
        rfc: "3.4.1.3.2",
        evidence: &["https://example-a.com/answer/9481543"],
        edits: Edits::AnyOf(&[
            variant(
                "after each `&` of the parameters",
                &[Edit::Join(JoinEdit::Ampersand(
                    AmpersandText::AmpersandSpace,
                ))],
            ),
            variant(
                "around each `=`",
                &[Edit::Join(JoinEdit::Equals(EqualsText::Spaced))],
            ),
            variant(
                "around the two `&` of the base string",
                &[Edit::BaseString(BaseStringEdit::Separator(
                    PartSeparator::Spaced,
                ))],
            ),
        ]),
    },
    Mistake {
        id: "assembly-trailing-amp",
        stage: Stage::Assembly,
        title: "an `&` stands at an end of the parameters",
        says: "`&` stands between pairs only.",
        before: "b%3D2",
        after: "b%3D2%26",
        who: &["loops that append `&` after every pair"],
        fixes: &[
            fix("JavaScript", "pairs.join('&')"),
            fix("PHP", "implode('&', $pairs)"),
            fix("", "join, instead of appending in a loop"),
        ],
        rfc: "3.4.1.3.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "at the end",
                &[Edit::Join(JoinEdit::Edges(Edges::TrailingAmpersand))],
            ),
            variant(
                "at the start",
                &[Edit::Join(JoinEdit::Edges(Edges::LeadingAmpersand))],
            ),
            variant(
                "doubled between pairs",
                &[Edit::Join(JoinEdit::Ampersand(AmpersandText::Double))],
            ),
        ]),
    },
    Mistake {
        id: "assembly-leading-question-mark",
        stage: Stage::Assembly,
        title: "a `?` stands before the parameters",
        says: "The `?` of the query is no part of the parameters.",
        before: "a%3D1",
        after: "%3Fa%3D1",
        who: &["code that builds a query with its `?`"],
        fixes: &[fix("JavaScript", "url.search.slice(1)")],
        rfc: "3.4.1.3.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Join(JoinEdit::Edges(Edges::LeadingQuestionMark))]),
    },
    Mistake {
        id: "assembly-missing-amp-between-groups",
        stage: Stage::Assembly,
        title: "the `&` between the request's and the protocol parameters is missing",
        says: "All pairs are one list, joined by `&`.",
        before: "b%3D2%26oauth_…",
        after: "b%3D2oauth_…",
        who: &["code that concatenates two joined texts"],
        fixes: &[fix("", "put all pairs in one list, sort it, join it")],
        rfc: "3.4.1.3.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Join(JoinEdit::Ampersand(
            AmpersandText::MissingBetweenGroups,
        ))]),
    },
    Mistake {
        id: "assembly-empty-value-no-equals",
        stage: Stage::Assembly,
        title: "an empty value was signed without its `=`",
        says: "A parameter with an empty value is signed as its name and `=`.",
        before: "flag%3D",
        after: "flag",
        who: &["code that leaves `=` away for empty values"],
        fixes: &[fix("", "write name, `=`, value, whatever the value")],
        rfc: "3.4.1.3.2",
        evidence: &["observed: tcllib oauth 1.0.3 (tcllib 1.21)"],
        edits: Edits::AnyOf(&[
            variant(
                "as on the wire",
                &[Edit::Join(JoinEdit::Empty(EmptyText::BareAsSent))],
            ),
            variant("always", &[Edit::Join(JoinEdit::Empty(EmptyText::Bare))]),
        ]),
    },
];
