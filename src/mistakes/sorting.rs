//! The order of the pairs (RFC 5849 section 3.4.1.3.2).

use super::{Edits, Mistake, Stage, fix, variant};
use crate::pipeline::sort::{SortBy, SortEdit, SortGroups};
use crate::recipe::Edit;

pub(super) const ENTRIES: &[Mistake] = &[
    Mistake {
        id: "sort-none",
        stage: Stage::Sorting,
        title: "the parameters were not sorted",
        says: "Pairs are sorted by encoded name, then by encoded value, byte by byte. The client left them as they were added.",
        before: "a%3D1%26b%3D2",
        after: "b%3D2%26a%3D1",
        who: &["hand-written signers", "VBA-Web"],
        fixes: &[
            fix(
                "VBA",
                r#"sort the array of name & "=" & value by StrComp(a, b, vbBinaryCompare)"#,
            ),
            fix(
                "Python",
                r#"sorted((quote(k, safe="~"), quote(v, safe="~")) for k, v in params)"#,
            ),
            fix(
                "JavaScript",
                "pairs.sort(([a, b], [c, d]) => (a < c ? -1 : a > c ? 1 : b < d ? -1 : b > d ? 1 : 0))",
            ),
            fix(
                "C#",
                "pairs.OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Value, StringComparer.Ordinal)",
            ),
        ],
        rfc: "3.4.1.3.2",
        evidence: &[
            "VBA-tools/VBA-Web#191",
            "https://wackylabs.net/2011/12/oauth-and-flickr-part-2",
        ],
        edits: Edits::AnyOf(&[
            variant(
                "as they stand in the request",
                &[Edit::Sort(SortEdit::By(SortBy::Nothing))],
            ),
            variant(
                "oauth_ parameters first",
                &[
                    Edit::Sort(SortEdit::By(SortBy::Nothing)),
                    Edit::Sort(SortEdit::Groups(SortGroups::ProtocolFirst)),
                ],
            ),
            variant(
                "oauth_ parameters last",
                &[
                    Edit::Sort(SortEdit::By(SortBy::Nothing)),
                    Edit::Sort(SortEdit::Groups(SortGroups::ProtocolLast)),
                ],
            ),
            variant(
                "the body first",
                &[
                    Edit::Sort(SortEdit::By(SortBy::Nothing)),
                    Edit::Sort(SortEdit::Groups(SortGroups::BodyFirst)),
                ],
            ),
        ]),
    },
    Mistake {
        id: "sort-groups-separately",
        stage: Stage::Sorting,
        title: "oauth_ and other parameters were sorted apart",
        says: "Pairs are sorted by encoded name, then by encoded value, byte by byte. All in one list: the client sorted two lists and put one behind the other.",
        before: "distance%3D1%26oauth_nonce%3Dn%26pageLength%3D5",
        after: "distance%3D1%26pageLength%3D5%26oauth_nonce%3Dn",
        who: &[
            "Mastercard oauth1-signer (Node) 1.0",
            "fixed strings of oauth_ parameters",
        ],
        fixes: &[
            fix(
                "JavaScript",
                "[...queryPairs, ...oauthPairs].sort(byNameThenValue)",
            ),
            fix("", "put all pairs into one list, then sort"),
        ],
        rfc: "3.4.1.3.2",
        evidence: &["Mastercard/oauth1-signer-nodejs#3"],
        edits: Edits::AnyOf(&[
            variant(
                "oauth_ parameters last",
                &[Edit::Sort(SortEdit::Groups(SortGroups::ProtocolLast))],
            ),
            variant(
                "oauth_ parameters first",
                &[Edit::Sort(SortEdit::Groups(SortGroups::ProtocolFirst))],
            ),
        ]),
    },
    Mistake {
        id: "sort-sources-separately",
        stage: Stage::Sorting,
        title: "the parameters of query, header and body were sorted apart",
        says: "Pairs are sorted by encoded name, then by encoded value, byte by byte. All in one list, wherever they come from.",
        before: "a%3D1%26b%3D2%26oauth_nonce%3Dn",
        after: "b%3D2%26a%3D1%26oauth_nonce%3Dn",
        who: &["signers that sort each source and join the texts"],
        fixes: &[fix("", "put all pairs into one list, then sort")],
        rfc: "3.4.1.3.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "the query first",
                &[Edit::Sort(SortEdit::Groups(SortGroups::QueryFirst))],
            ),
            variant(
                "the query last",
                &[Edit::Sort(SortEdit::Groups(SortGroups::QueryLast))],
            ),
            variant(
                "the body first",
                &[Edit::Sort(SortEdit::Groups(SortGroups::BodyFirst))],
            ),
            variant(
                "the body last",
                &[Edit::Sort(SortEdit::Groups(SortGroups::BodyLast))],
            ),
        ]),
    },
    Mistake {
        id: "sort-fixed-template",
        stage: Stage::Sorting,
        title: "the parameters stand in a fixed order",
        says: "Pairs are sorted by encoded name, then by encoded value, byte by byte. The client filled in a template with the oauth_ parameters and appended the others.",
        before: "oauth_callback%3Dc%26oauth_consumer_key%3Dk",
        after: "oauth_consumer_key%3Dk%26oauth_callback%3Dc",
        who: &["code copied from documentation"],
        fixes: &[
            fix(
                "Python",
                r#"sorted((quote(k, safe="~"), quote(v, safe="~")) for k, v in params)"#,
            ),
            fix(
                "JavaScript",
                "pairs.sort(([a, b], [c, d]) => (a < c ? -1 : a > c ? 1 : b < d ? -1 : b > d ? 1 : 0))",
            ),
            fix(
                "C#",
                "pairs.OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Value, StringComparer.Ordinal)",
            ),
        ],
        rfc: "3.4.1.3.2",
        evidence: &["WP-API/OAuth1#184", "https://stramaxon.com/2021/03/"],
        edits: Edits::AnyOf(&[
            variant(
                "the others at the end",
                &[Edit::Sort(SortEdit::By(SortBy::Template))],
            ),
            variant(
                "oauth_callback, oauth_verifier and the others at the end",
                &[Edit::Sort(SortEdit::By(SortBy::TemplateCore))],
            ),
            variant(
                "the others first",
                &[Edit::Sort(SortEdit::By(SortBy::TemplateLast))],
            ),
        ]),
    },
    Mistake {
        id: "sort-whole-pair",
        stage: Stage::Sorting,
        title: "the joined texts `name=value` were sorted",
        says: "Pairs are sorted by encoded name, then by encoded value, byte by byte. In `name=value` the = takes part in the comparison, and it comes after - . and digits.",
        before: "org%3D2%26org-country%3D1",
        after: "org-country%3D1%26org%3D2",
        who: &[
            "Jersey",
            "koauth",
            "jsOAuth",
            "OAuthConsumer (Objective-C)",
            "Net::OAuth",
            "tcllib oauth",
        ],
        fixes: &[
            fix(
                "Objective-C",
                "[pairs sortedArrayUsingDescriptors:@[byName, byValue]]",
            ),
            fix("Tcl", "lsort -index 0 [lsort -index 1 $pairs]"),
            fix(
                "Python",
                r#"sorted((quote(k, safe="~"), quote(v, safe="~")) for k, v in params)"#,
            ),
            fix(
                "JavaScript",
                "pairs.sort(([a, b], [c, d]) => (a < c ? -1 : a > c ? 1 : b < d ? -1 : b > d ? 1 : 0))",
            ),
            fix(
                "",
                "compare names; compare values only where names are equal",
            ),
        ],
        rfc: "3.4.1.3.2",
        evidence: &[
            "OAuthSwift/OAuthSwift#283",
            "javaee/jersey#1105",
            "kovacshuni/koauth#6",
            "bytespider/jsOAuth#25",
            "jdg/oauthconsumer#8",
        ],
        edits: Edits::AnyOf(&[
            variant(
                "`name=value`",
                &[Edit::Sort(SortEdit::By(SortBy::WholePair))],
            ),
            variant(
                "`name,`, as JavaScript sorts the entries of a map",
                &[Edit::Sort(SortEdit::By(SortBy::NameAndComma))],
            ),
        ]),
    },
    Mistake {
        id: "sort-before-encode",
        stage: Stage::Sorting,
        title: "the parameters were sorted before they were encoded",
        says: "Pairs are sorted by encoded name, then by encoded value, byte by byte. Encoding changes the order: % comes before letters and digits.",
        before: "%25E3%2581%2582%3D1%26perl%3D2",
        after: "perl%3D2%26%25E3%2581%2582%3D1",
        who: &[
            "python-oauth2",
            "OAuth::Lite",
            "Ruby oauth",
            "scribejava",
            "pecl oauth",
            "rauth",
        ],
        fixes: &[
            fix("Ruby", "params.map { |k, v| [escape(k), escape(v)] }.sort"),
            fix(
                "Java",
                "new TreeMap<>(encoded) // names and values encoded before they go in",
            ),
            fix("PHP", "uksort($encoded, 'strcmp');"),
            fix(
                "Python",
                r#"sorted((quote(k, safe="~"), quote(v, safe="~")) for k, v in params)"#,
            ),
            fix("", "encode first, then sort"),
        ],
        rfc: "3.4.1.3.2",
        evidence: &[
            "joestump/python-oauth2#75",
            "lyokato/p5-oauth-lite#5",
            "observed: Ruby oauth 0.5.4",
        ],
        edits: Edits::AnyOf(&[
            variant(
                "by name, then value",
                &[Edit::Sort(SortEdit::By(SortBy::RawNameThenValue))],
            ),
            variant(
                "values only",
                &[Edit::Sort(SortEdit::By(SortBy::NameThenRawValue))],
            ),
            variant(
                "as name=value",
                &[Edit::Sort(SortEdit::By(SortBy::RawWholePair))],
            ),
        ]),
    },
    Mistake {
        id: "sort-key-only",
        stage: Stage::Sorting,
        title: "values of a repeated name were not sorted",
        says: "Pairs are sorted by encoded name, then by encoded value, byte by byte. The client sorted by name and kept the order of equal ones.",
        before: "a%3D1%26a%3D2",
        after: "a%3D2%26a%3D1",
        who: &["ksort", "sorted by key", "ROAuth", "rauth"],
        fixes: &[
            fix(
                "Python",
                r#"sorted((quote(k, safe="~"), quote(v, safe="~")) for k, v in params)"#,
            ),
            fix(
                "JavaScript",
                "pairs.sort(([a, b], [c, d]) => (a < c ? -1 : a > c ? 1 : b < d ? -1 : b > d ? 1 : 0))",
            ),
            fix(
                "PHP",
                "array_multisort($names, SORT_STRING, $values, SORT_STRING);",
            ),
        ],
        rfc: "3.4.1.3.2",
        evidence: &["geoffjentry/ROAuth#7", "kovacshuni/koauth#6"],
        edits: Edits::AnyOf(&[
            variant(
                "by encoded name",
                &[Edit::Sort(SortEdit::By(SortBy::NameOnly))],
            ),
            variant(
                "by decoded name",
                &[Edit::Sort(SortEdit::By(SortBy::RawNameOnly))],
            ),
        ]),
    },
    Mistake {
        id: "sort-case-insensitive",
        stage: Stage::Sorting,
        title: "capitals and small letters were sorted together",
        says: "Pairs are sorted by encoded name, then by encoded value, byte by byte. Capitals come before small letters, and _ between them.",
        before: "Title%3D1%26oauth_nonce%3Dn",
        after: "oauth_nonce%3Dn%26Title%3D1",
        who: &[
            "AFOAuth1Client",
            "C# OrderBy or SortedDictionary with StringComparer.OrdinalIgnoreCase",
            "VB",
            "MySQL",
        ],
        fixes: &[
            fix("VBA", "StrComp(a, b, vbBinaryCompare)"),
            fix(
                "C#",
                "pairs.OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Value, StringComparer.Ordinal)",
            ),
            fix("Objective-C", "[a compare:b options:NSLiteralSearch]"),
            fix(
                "Python",
                r#"sorted((quote(k, safe="~"), quote(v, safe="~")) for k, v in params)"#,
            ),
        ],
        rfc: "3.4.1.3.2",
        evidence: &["AFNetworking/AFOAuth1Client#36"],
        edits: Edits::AnyOf(&[
            variant(
                "names and values",
                &[Edit::Sort(SortEdit::By(SortBy::IgnoringCase))],
            ),
            variant(
                "names alone",
                &[Edit::Sort(SortEdit::By(SortBy::NameIgnoringCase))],
            ),
            variant(
                "name=value",
                &[Edit::Sort(SortEdit::By(SortBy::WholePairIgnoringCase))],
            ),
            variant(
                "before they were encoded",
                &[Edit::Sort(SortEdit::By(SortBy::RawIgnoringCase))],
            ),
            variant(
                "names alone, before they were encoded",
                &[Edit::Sort(SortEdit::By(SortBy::RawNameIgnoringCase))],
            ),
            variant(
                "as capitals, as .NET's OrdinalIgnoreCase does",
                &[Edit::Sort(SortEdit::By(SortBy::AsCapitals))],
            ),
            variant(
                "as capitals, before they were encoded",
                &[Edit::Sort(SortEdit::By(SortBy::RawAsCapitals))],
            ),
            variant(
                "names alone as capitals, before they were encoded",
                &[Edit::Sort(SortEdit::By(SortBy::RawNameAsCapitals))],
            ),
        ]),
    },
    Mistake {
        id: "sort-locale",
        stage: Stage::Sorting,
        title: "the parameters were sorted as a dictionary of a language does",
        says: "Pairs are sorted by encoded name, then by encoded value, byte by byte. A culture ignores case at first, and puts punctuation before digits and letters or ignores that too.",
        before: "a-b%3D1%26aB%3D2",
        after: "aB%3D2%26a-b%3D1",
        who: &[
            "C# string.Compare and OrderBy by default",
            "JS localeCompare",
            "Java Collator",
            "MySQL collations",
        ],
        fixes: &[
            fix(
                "Java",
                "pairs.sort(Comparator.naturalOrder()); // not a Collator",
            ),
            fix(
                "C#",
                "pairs.OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Value, StringComparer.Ordinal)",
            ),
            fix(
                "JavaScript",
                "pairs.sort(([a, b], [c, d]) => (a < c ? -1 : a > c ? 1 : b < d ? -1 : b > d ? 1 : 0))",
            ),
        ],
        rfc: "3.4.1.3.2",
        evidence: &["restsharp/RestSharp#124"],
        edits: Edits::AnyOf(&[
            variant(
                "punctuation ignored",
                &[Edit::Sort(SortEdit::By(SortBy::Locale))],
            ),
            variant(
                "punctuation first, as ICU and .NET 5 and later do",
                &[Edit::Sort(SortEdit::By(SortBy::LocaleWithPunctuation))],
            ),
            variant(
                "names alone, punctuation first",
                &[Edit::Sort(SortEdit::By(SortBy::NameLocaleWithPunctuation))],
            ),
            variant(
                "about as Windows and .NET Framework do: only - and ' ignored",
                &[Edit::Sort(SortEdit::By(SortBy::LocaleOfWindows))],
            ),
        ]),
    },
    Mistake {
        id: "sort-natural",
        stage: Stage::Sorting,
        title: "numbers in names or values were sorted by their size",
        says: "Pairs are sorted by encoded name, then by encoded value, byte by byte. A natural order puts 9 before 10.",
        before: "a%3D10%26a%3D9",
        after: "a%3D9%26a%3D10",
        who: &["tcllib oauth (lsort -dictionary)", "PHP natsort, strnatcmp"],
        fixes: &[
            fix("Tcl", "lsort -index 0 $pairs"),
            fix("PHP", "uksort($params, 'strcmp');"),
        ],
        rfc: "3.4.1.3.2",
        evidence: &["OpenMage/magento-lts#721", "observed: tcllib oauth 1.0.3"],
        edits: Edits::AnyOf(&[
            variant(
                "digits as numbers",
                &[Edit::Sort(SortEdit::By(SortBy::Natural))],
            ),
            variant(
                "as lsort -dictionary",
                &[Edit::Sort(SortEdit::By(SortBy::Dictionary))],
            ),
        ]),
    },
    Mistake {
        id: "sort-numeric-keys",
        stage: Stage::Sorting,
        title: "names or values that are numbers were compared as numbers",
        says: "Pairs are sorted by encoded name, then by encoded value, byte by byte. 10 comes before 9, since 1 comes before 9.",
        before: "a%3D10%26a%3D9",
        after: "a%3D9%26a%3D10",
        who: &[
            "PHP ksort without SORT_STRING",
            "JavaScript objects, whose integer keys come first",
        ],
        fixes: &[
            fix("PHP", "ksort($params, SORT_STRING);"),
            fix("JavaScript", "use a Map or a list of pairs"),
        ],
        rfc: "3.4.1.3.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant("values", &[Edit::Sort(SortEdit::By(SortBy::NumericValues))]),
            variant(
                "names that are numbers first",
                &[Edit::Sort(SortEdit::By(SortBy::NumericNamesFirst))],
            ),
        ]),
    },
    Mistake {
        id: "sort-utf16-units",
        stage: Stage::Sorting,
        title: "the parameters were sorted by UTF-16 units before they were encoded",
        says: "Pairs are sorted by encoded name, then by encoded value, byte by byte. Characters above U+FFFF come before some others when UTF-16 is compared.",
        before: "%25EF%25BF%25BD%3D1%26%25F0%259F%2592%25A9%3D2",
        after: "%25F0%259F%2592%25A9%3D2%26%25EF%25BF%25BD%3D1",
        who: &["JavaScript, Java and C# string order on raw names"],
        fixes: &[
            fix(
                "JavaScript",
                "pairs.map(([k, v]) => [enc(k), enc(v)]).sort()",
            ),
            fix("Java", "encoded.sort(Comparator.naturalOrder());"),
            fix("C#", "encoded.Sort(string.CompareOrdinal);"),
            fix("", "encode first, then sort"),
        ],
        rfc: "3.4.1.3.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Sort(SortEdit::By(SortBy::Utf16))]),
    },
    Mistake {
        id: "sort-reverse",
        stage: Stage::Sorting,
        title: "the parameters were sorted in descending order",
        says: "Pairs are sorted by encoded name, then by encoded value, byte by byte. Ascending.",
        before: "a%3D1%26b%3D2",
        after: "b%3D2%26a%3D1",
        who: &[
            "PHP rsort, krsort",
            "a comparison with its operands swapped",
        ],
        fixes: &[
            fix("PHP", "ksort($params, SORT_STRING);"),
            fix(
                "JavaScript",
                "pairs.sort(([a, b], [c, d]) => (a < c ? -1 : a > c ? 1 : b < d ? -1 : b > d ? 1 : 0))",
            ),
        ],
        rfc: "3.4.1.3.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "names and values",
                &[Edit::Sort(SortEdit::By(SortBy::Descending))],
            ),
            variant(
                "the whole list reversed",
                &[Edit::Sort(SortEdit::By(SortBy::Reversed))],
            ),
        ]),
    },
    Mistake {
        id: "sort-values-descending",
        stage: Stage::Sorting,
        title: "values of a repeated name were sorted in descending order",
        says: "Pairs are sorted by encoded name, then by encoded value, byte by byte. Ascending, for values too.",
        before: "a%3D1%26a%3D2",
        after: "a%3D2%26a%3D1",
        who: &["a comparison with the operands of its second part swapped"],
        fixes: &[fix(
            "Python",
            r#"sorted((quote(k, safe="~"), quote(v, safe="~")) for k, v in params)"#,
        )],
        rfc: "3.4.1.3.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Sort(SortEdit::By(SortBy::ValuesDescending))]),
    },
    Mistake {
        id: "sort-values-only",
        stage: Stage::Sorting,
        title: "the parameters were sorted by value",
        says: "Pairs are sorted by encoded name, then by encoded value, byte by byte. Names come first.",
        before: "a%3D2%26b%3D1",
        after: "b%3D1%26a%3D2",
        who: &["PHP asort, sort"],
        fixes: &[fix("PHP", "ksort($params, SORT_STRING);")],
        rfc: "3.4.1.3.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Sort(SortEdit::By(SortBy::ValueOnly))]),
    },
    Mistake {
        id: "sort-by-length",
        stage: Stage::Sorting,
        title: "the parameters were sorted by the length of their names",
        says: "Pairs are sorted by encoded name, then by encoded value, byte by byte. Length does not count.",
        before: "aa%3D1%26b%3D2",
        after: "b%3D2%26aa%3D1",
        who: &["a comparison of lengths copied from elsewhere"],
        fixes: &[fix(
            "JavaScript",
            "pairs.sort(([a, b], [c, d]) => (a < c ? -1 : a > c ? 1 : b < d ? -1 : b > d ? 1 : 0))",
        )],
        rfc: "3.4.1.3.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Sort(SortEdit::By(SortBy::NameLength))]),
    },
];
