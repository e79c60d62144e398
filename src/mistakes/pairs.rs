//! Lists, repeated names, empty values, and where a pair ends (RFC 5849 section 3.4.1.3).

use super::{Edits, Mistake, Stage, fix, variant};
use crate::pipeline::collect::{BareNames, CollectEdit, EmptySegments, PairSeparator, PairSplit};
use crate::pipeline::join::{EmptyText, JoinEdit};
use crate::pipeline::printed::PrintedList;
use crate::pipeline::select::{Across, Brackets, Duplicates, EmptyValues, SelectEdit};
use crate::recipe::Edit;

pub(super) const ENTRIES: &[Mistake] = &[
    Mistake {
        id: "dup-keys-collapsed",
        stage: Stage::Collection,
        title: "of parameters with the same name only one was signed",
        says: "A name that stands more than once gives as many pairs, and all are signed. A map keeps only one of them.",
        before: "a%3D1%26a%3D2",
        after: "a%3D2",
        who: &[
            "TreeMap, dict, object or hash in place of a list",
            "PHP $_GET",
            "dghubble/oauth1",
            "league/oauth1-client",
            "Net::OAuth",
        ],
        fixes: &[
            fix(
                "PHP",
                "foreach (explode('&', $query) as $pair) { $pairs[] = array_map('urldecode', explode('=', $pair, 2)); }",
            ),
            fix(
                "Go",
                "for name, values := range r.Form { for _, value := range values { pairs = append(pairs, pair{name, value}) } }",
            ),
            fix("Perl", "my @pairs = $uri->query_form;"),
            fix(
                "Java",
                "List<Map.Entry<String, String>> params = new ArrayList<>();",
            ),
            fix(
                "Python",
                "params = urllib.parse.parse_qsl(query, keep_blank_values=True)",
            ),
            fix("JavaScript", "const params = [...url.searchParams];"),
            fix("", "keep parameters in a list of pairs, not in a map"),
        ],
        rfc: "3.4.1.3.2",
        evidence: &[
            "googleapis/google-oauth-java-client#36",
            "postmanlabs/postman-app-support#404",
        ],
        edits: Edits::AnyOf(&[
            variant(
                "the last one was kept",
                &[Edit::Select(SelectEdit::Duplicates(Duplicates::LastWins))],
            ),
            variant(
                "the first one was kept",
                &[Edit::Select(SelectEdit::Duplicates(Duplicates::FirstWins))],
            ),
            variant(
                "the last one in the query was kept",
                &[Edit::Select(SelectEdit::Duplicates(
                    Duplicates::LastWinsInQuery,
                ))],
            ),
            variant(
                "the first one in the query was kept",
                &[Edit::Select(SelectEdit::Duplicates(
                    Duplicates::FirstWinsInQuery,
                ))],
            ),
        ]),
    },
    Mistake {
        id: "dup-query-and-body-collapsed",
        stage: Stage::Collection,
        title: "a name that stands in both the query and the body was signed once",
        says: "The query and the body are collected into one list: a name that stands in both gives two pairs. Here one replaced the other.",
        before: "a%3D1%26a%3D2",
        after: "a%3D2",
        who: &[
            "oauth-1.0a (npm)",
            "node-oauth",
            "signpost",
            "google-oauth-java-client",
            "league/oauth1-client",
            "dghubble/oauth1",
            "mrjones/oauth",
            "pecl oauth",
        ],
        fixes: &[
            fix(
                "JavaScript",
                "const pairs = [...url.searchParams, ...new URLSearchParams(body)];",
            ),
            fix(
                "Java",
                "List<Map.Entry<String, String>> pairs = new ArrayList<>(query); pairs.addAll(form);",
            ),
            fix(
                "PHP",
                "$pairs = array_merge($queryPairs, $bodyPairs); // lists of pairs, not maps",
            ),
            fix("Go", "pairs := append(queryPairs, bodyPairs...)"),
            fix(
                "",
                "append the pairs of the body to those of the query; do not merge two maps",
            ),
        ],
        rfc: "3.4.1.3.2",
        evidence: &[
            "observed: oauth-1.0a 2.2.6",
            "observed: signpost 1.2.1.2",
            "observed: google-oauth-java-client 1.34.1",
        ],
        edits: Edits::AnyOf(&[
            variant(
                "the body's pair was kept",
                &[Edit::Select(SelectEdit::Across(Across::BodyWins))],
            ),
            variant(
                "the query's pair was kept",
                &[Edit::Select(SelectEdit::Across(Across::QueryWins))],
            ),
            variant(
                "the query's pair was kept, before one of the header too",
                &[Edit::Select(SelectEdit::Across(Across::QueryWinsAlways))],
            ),
        ]),
    },
    Mistake {
        id: "dup-keys-comma-joined",
        stage: Stage::Collection,
        title: "parameters with the same name were joined into one value",
        says: "Each of them is a pair of its own. The client joined their values into one pair.",
        before: "a%3D1%26a%3D2",
        after: "a%3D1%252C2",
        who: &[
            ".NET NameValueCollection.Get and ToString",
            "oauth-1.0a (npm)",
            "Express",
        ],
        fixes: &[
            fix(
                "JavaScript",
                "const pairs = [...new URLSearchParams(query)]; // not req.query",
            ),
            fix(
                "C#",
                "foreach (var value in query.GetValues(name)) pairs.Add((name, value));",
            ),
            fix("", "keep parameters in a list of pairs"),
        ],
        rfc: "3.4.1.3.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "with a comma",
                &[Edit::Select(SelectEdit::Duplicates(
                    Duplicates::JoinedByComma,
                ))],
            ),
            variant(
                "with a comma and a space",
                &[Edit::Select(SelectEdit::Duplicates(
                    Duplicates::JoinedByCommaSpace,
                ))],
            ),
            variant(
                "with a space",
                &[Edit::Select(SelectEdit::Duplicates(
                    Duplicates::JoinedBySpace,
                ))],
            ),
            variant(
                "as Python prints a list, ['1', '2']",
                &[Edit::Select(SelectEdit::Duplicates(Duplicates::Printed(
                    PrintedList::Python,
                )))],
            ),
            variant(
                "as Java prints a list, [1, 2]",
                &[Edit::Select(SelectEdit::Duplicates(Duplicates::Printed(
                    PrintedList::Java,
                )))],
            ),
            variant(
                "as JSON, [\"1\",\"2\"]",
                &[Edit::Select(SelectEdit::Duplicates(Duplicates::Printed(
                    PrintedList::Json,
                )))],
            ),
            variant(
                "as Ruby prints a list, [\"1\", \"2\"]",
                &[Edit::Select(SelectEdit::Duplicates(Duplicates::Printed(
                    PrintedList::Ruby,
                )))],
            ),
        ]),
    },
    Mistake {
        id: "dup-pairs-removed",
        stage: Stage::Collection,
        title: "pairs that are equal in name and value were signed once",
        says: "Equal pairs are sent as often as they stand in the request, and signed as often.",
        before: "a%3D1%26a%3D1",
        after: "a%3D1",
        who: &[
            "set-based code",
            "Java TreeSet",
            "signpost",
            "google-oauth-java-client",
            "Mastercard oauth1-signer (Node)",
        ],
        fixes: &[
            fix(
                "Java",
                "List<String> pairs = new ArrayList<>(); // not a TreeSet",
            ),
            fix("JavaScript", "const pairs = []; // not a Set"),
            fix("", "keep parameters in a list, not in a set"),
        ],
        rfc: "3.4.1.3.2",
        evidence: &[
            "observed: signpost 1.2.1.2",
            "observed: google-oauth-java-client 1.34.1",
        ],
        edits: Edits::Set(&[Edit::Select(SelectEdit::Duplicates(
            Duplicates::EqualPairsOnce,
        ))]),
    },
    Mistake {
        id: "empty-values-dropped",
        stage: Stage::Collection,
        title: "parameters with an empty value were not signed",
        says: "A parameter with an empty value is sent as `a=` and signed as `a=`. The client left it out.",
        before: "a%3D%26b%3D1",
        after: "b%3D1",
        who: &[
            "oauth-ruby",
            "Postman's default",
            "Python parse_qsl without keep_blank_values",
        ],
        fixes: &[
            fix(
                "Python",
                "urllib.parse.parse_qsl(query, keep_blank_values=True)",
            ),
            fix("Ruby", "params.reject { |_, v| v.nil? }  # not .blank?"),
            fix(
                "",
                "sign a parameter with an empty value, or do not send it",
            ),
        ],
        rfc: "3.4.1.3.1",
        evidence: &["ruby-oauth/oauth#155"],
        edits: Edits::AnyOf(&[
            variant(
                "all of them",
                &[Edit::Select(SelectEdit::EmptyValues(EmptyValues::Dropped))],
            ),
            variant(
                "those of the request",
                &[Edit::Select(SelectEdit::EmptyValues(
                    EmptyValues::RequestOnesDropped,
                ))],
            ),
        ]),
    },
    Mistake {
        id: "empty-values-as-null",
        stage: Stage::Collection,
        title: "an empty value was signed as `null`",
        says: "What is sent is empty, what was signed is the word null: the client turned a missing value into text only on one side.",
        before: "a%3D",
        after: "a%3Dnull",
        who: &[
            "JavaScript String(null)",
            "Java String.valueOf(null)",
            "C# JSON text",
        ],
        fixes: &[
            fix("C#", "value ?? string.Empty"),
            fix("JavaScript", "params.filter(([, v]) => v != null)"),
            fix("Java", r#"value == null ? "" : value"#),
            fix(
                "",
                "leave out values that are not set, before signing and before sending",
            ),
        ],
        rfc: "3.4.1.3",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Select(SelectEdit::EmptyValues(EmptyValues::Null))]),
    },
    Mistake {
        id: "empty-values-as-undefined",
        stage: Stage::Collection,
        title: "an empty value was signed as `undefined`",
        says: "What is sent is empty, what was signed is the word undefined.",
        before: "a%3D",
        after: "a%3Dundefined",
        who: &["JavaScript template strings and string concatenation"],
        fixes: &[fix(
            "JavaScript",
            "params.filter(([, v]) => v !== undefined)",
        )],
        rfc: "3.4.1.3",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Select(SelectEdit::EmptyValues(
            EmptyValues::Undefined,
        ))]),
    },
    Mistake {
        id: "empty-values-as-none",
        stage: Stage::Collection,
        title: "an empty value was signed as `None`",
        says: "What is sent is empty, what was signed is the word None.",
        before: "a%3D",
        after: "a%3DNone",
        who: &["Python str(None), quote(str(v))"],
        fixes: &[fix(
            "Python",
            "{k: v for k, v in params.items() if v is not None}",
        )],
        rfc: "3.4.1.3",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Select(SelectEdit::EmptyValues(
            EmptyValues::PythonNone,
        ))]),
    },
    Mistake {
        id: "valueless-key-dropped",
        stage: Stage::Collection,
        title: "a name without `=` was left out, or signed without its `=`",
        says: "The query has a name alone, as in `?flag`. It is signed as a pair with an empty value: `flag=`.",
        before: "flag%3D%26x%3D1",
        after: "x%3D1",
        who: &[
            "Python parse_qs by default",
            "simple_oauth",
            "signpost",
            "oauth_reverse_proxy",
        ],
        fixes: &[
            fix(
                "Python",
                "urllib.parse.parse_qsl(query, keep_blank_values=True)",
            ),
            fix("", "sign a name without a value as name="),
        ],
        rfc: "3.4.1.3.1",
        evidence: &[
            "Cimpress-MCP/oauth_reverse_proxy#6",
            "observed: simple_oauth 0.3.1",
            "observed: signpost 1.2.1.2",
        ],
        edits: Edits::AnyOf(&[
            variant(
                "left out",
                &[Edit::Collect(CollectEdit::BareNames(BareNames::Dropped))],
            ),
            variant(
                "left out of the query",
                &[Edit::Collect(CollectEdit::BareNames(
                    BareNames::DroppedInQuery,
                ))],
            ),
            variant(
                "signed without =",
                &[Edit::Join(JoinEdit::Empty(EmptyText::BareAsSent))],
            ),
            variant(
                "every empty value signed without =",
                &[Edit::Join(JoinEdit::Empty(EmptyText::Bare))],
            ),
        ]),
    },
    Mistake {
        id: "array-brackets-added",
        stage: Stage::Collection,
        title: "brackets were added to the name of a repeated parameter",
        says: "The client signed `a[0]` or `a[]` where the wire has `a`. What is signed is what is sent, letter by letter.",
        before: "a%3D1%26a%3D2",
        after: "a%255B0%255D%3D1%26a%255B1%255D%3D2",
        who: &[
            "PHP http_build_query",
            "qs (npm)",
            "Rails to_query",
            "jQuery.param",
            "node-oauth",
        ],
        fixes: &[
            fix("Ruby", "URI.encode_www_form(pairs) # not Hash#to_query"),
            fix(
                "PHP",
                r"preg_replace('/%5B\d*%5D=/', '=', http_build_query($params, '', '&', PHP_QUERY_RFC3986))",
            ),
            fix(
                "JavaScript",
                "qs.stringify(params, { arrayFormat: 'repeat' })",
            ),
            fix(
                "",
                "build the text of the query once, send it and sign its pairs",
            ),
        ],
        rfc: "3.4.1.3",
        evidence: &[
            "daviddesberg/PHPoAuthLib#559",
            "OAuthSwift/OAuthSwift#115",
            "observed: node-oauth 0.10.2",
        ],
        edits: Edits::AnyOf(&[
            variant(
                "[0], [1], …",
                &[Edit::Select(SelectEdit::Brackets(Brackets::Indexed))],
            ),
            variant("[]", &[Edit::Select(SelectEdit::Brackets(Brackets::Added))]),
            variant(
                "numbers put into []",
                &[Edit::Select(SelectEdit::Brackets(
                    Brackets::EmptyOnesIndexed,
                ))],
            ),
        ]),
    },
    Mistake {
        id: "array-index-dropped",
        stage: Stage::Collection,
        title: "the numbers in the brackets of a list were not signed",
        says: "The wire has `a[0]`, the client signed `a[]`.",
        before: "a%255B0%255D%3D1",
        after: "a%255B%255D%3D1",
        who: &["clients that build the query once with and once without indexes"],
        fixes: &[fix(
            "",
            "build the text of the query once, send it and sign its pairs",
        )],
        rfc: "3.4.1.3",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Select(SelectEdit::Brackets(Brackets::Unindexed))]),
    },
    Mistake {
        id: "array-brackets-removed",
        stage: Stage::Collection,
        title: "the brackets of a name were not signed",
        says: "The wire has `ids[]`, the client signed `ids`: a parser of nested queries took the brackets away.",
        before: "ids%255B%255D%3D1",
        after: "ids%3D1",
        who: &["request with qs (npm), oauth-sign callers"],
        fixes: &[
            fix(
                "JavaScript",
                "[...new URLSearchParams(query)] // not qs.parse(query)",
            ),
            fix("", "sign the name as it is sent"),
        ],
        rfc: "3.4.1.3",
        evidence: &["observed: oauth-sign 0.9.0 with request"],
        edits: Edits::AnyOf(&[
            variant(
                "[] alone",
                &[Edit::Select(SelectEdit::Brackets(
                    Brackets::EmptyOnesRemoved,
                ))],
            ),
            variant(
                "with what stands in them",
                &[Edit::Select(SelectEdit::Brackets(Brackets::Removed))],
            ),
        ]),
    },
    Mistake {
        id: "value-cut-at-second-equals",
        stage: Stage::Collection,
        title: "a value was cut at its own `=`",
        says: "A pair is split at its first `=`; what follows belongs to the value, as in base64 text.",
        before: "a%3Db%253Dc",
        after: "a%3Db",
        who: &["oauth-1.0a (npm)", "scribejava", r#"`pair.split("=")[1]`"#],
        fixes: &[
            fix(
                "JavaScript",
                r#"const [name, ...rest] = pair.split("="); const value = rest.join("=");"#,
            ),
            fix("Python", r#"name, _, value = pair.partition("=")"#),
            fix("Java", r#"pair.split("=", 2)"#),
            fix("PHP", "explode('=', $pair, 2)"),
        ],
        rfc: "3.4.1.3.1",
        evidence: &["observed: oauth-1.0a 2.2.6", "observed: scribejava 8.3.3"],
        edits: Edits::Set(&[Edit::Collect(CollectEdit::Equals(PairSplit::CutAtSecond))]),
    },
    Mistake {
        id: "pair-split-at-last-equals",
        stage: Stage::Collection,
        title: "a pair was split at its last `=`",
        says: "A pair is split at its first `=`. Here the name swallowed a part of the value.",
        before: "a%3Db%253Dc",
        after: "a%253Db%3Dc",
        who: &["greedy regular expressions: (.*)=(.*)"],
        fixes: &[
            fix(
                "JavaScript",
                r#"const at = pair.indexOf("="), name = pair.slice(0, at), value = pair.slice(at + 1);"#,
            ),
            fix(
                "Python",
                r#"name, _, value = pair.partition("=")  # not rpartition"#,
            ),
            fix("", "match the name with [^=]*"),
        ],
        rfc: "3.4.1.3.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Collect(CollectEdit::Equals(PairSplit::AtLast))]),
    },
    Mistake {
        id: "semicolon-separates-pairs",
        stage: Stage::Collection,
        title: "a `;` was taken for the end of a pair",
        says: "Only & separates two pairs. A `;` in a value is a part of the value.",
        before: "a%3D1%253Bb%253D2",
        after: "a%3D1%26b%3D2",
        who: &[
            "Ruby oauth, simple_oauth (CGI.parse)",
            "Net::OAuth",
            "WWW::OAuth",
            "old Python parse_qsl",
        ],
        fixes: &[
            fix(
                "Python",
                r#"parse_qsl(query, keep_blank_values=True, separator="&")"#,
            ),
            fix("Perl", "my @pairs = split /&/, $uri->query;"),
            fix("Ruby", "URI.decode_www_form(query)"),
            fix(
                "",
                "write `;` as %3B on the wire: then no parser splits there",
            ),
        ],
        rfc: "3.4.1.3.1",
        evidence: &["observed: Ruby oauth 0.5.4", "observed: WWW::OAuth 1.000"],
        edits: Edits::Set(&[Edit::Collect(CollectEdit::Separator(
            PairSeparator::AmpersandOrSemicolon,
        ))]),
    },
    Mistake {
        id: "semicolon-pair-dropped",
        stage: Stage::Collection,
        title: "a pair that holds a `;` was not signed",
        says: "Go's url.ParseQuery refuses such a pair since Go 1.17 and leaves it out; URL.Query() hides the error.",
        before: "a%3D1%253Bb%253D2%26c%3D3",
        after: "c%3D3",
        who: &["Go net/url since 1.17: dghubble/oauth1, gomodule/oauth1, mrjones/oauth"],
        fixes: &[
            fix(
                "Go",
                "values, err := url.ParseQuery(u.RawQuery); if err != nil { return err }",
            ),
            fix("", "write `;` as %3B on the wire"),
        ],
        rfc: "3.4.1.3.1",
        evidence: &[
            "observed: dghubble/oauth1 0.7.3",
            "observed: gomodule/oauth1 20181215",
        ],
        edits: Edits::Set(&[Edit::Collect(CollectEdit::Separator(
            PairSeparator::SemicolonPairsDropped,
        ))]),
    },
    Mistake {
        id: "empty-segment-as-empty-pair",
        stage: Stage::Collection,
        title: "nothing between two `&` was signed as the pair `=`",
        says: "A doubled &, an & at the end or a lone ? makes no parameter. The client signed a pair without name and value.",
        before: "a%3D1%26b%3D2",
        after: "%3D%26a%3D1%26b%3D2",
        who: &["oauth-1.0a (npm)", "scribejava", "Net::OAuth", "WWW::OAuth"],
        fixes: &[
            fix(
                "Java",
                r#"Arrays.stream(query.split("&")).filter(s -> !s.isEmpty())"#,
            ),
            fix("Perl", "grep { length } split /&/, $query"),
            fix("JavaScript", r#"query.split("&").filter(Boolean)"#),
            fix("", "skip empty segments"),
        ],
        rfc: "3.4.1.3.1",
        evidence: &["observed: oauth-1.0a 2.2.6", "observed: scribejava 8.3.3"],
        edits: Edits::AnyOf(&[
            variant(
                "each time",
                &[Edit::Collect(CollectEdit::EmptySegments(
                    EmptySegments::EmptyPair,
                ))],
            ),
            variant(
                "once",
                &[Edit::Collect(CollectEdit::EmptySegments(
                    EmptySegments::OneEmptyPair,
                ))],
            ),
            variant(
                "once, but not for a lone `?`",
                &[Edit::Collect(CollectEdit::EmptySegments(
                    EmptySegments::OneEmptyPairInText,
                ))],
            ),
            variant(
                "as an empty name without `=`",
                &[
                    Edit::Collect(CollectEdit::EmptySegments(EmptySegments::EmptyName)),
                    Edit::Join(JoinEdit::Empty(EmptyText::BareAsSent)),
                ],
            ),
        ]),
    },
];
