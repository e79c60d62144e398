//! Values that were signed in another spelling than they are sent (RFC 5849 section 3.4.1.3).

use std::borrow::Cow;

use super::instances::names;
use super::{Edits, Facts, Instance, Mistake, Stage, fix, variant};
use crate::pipeline::select::{
    Brackets, Change, Duplicates, ParameterEdit, SelectEdit, ValueRewrite,
};
use crate::recipe::Edit;

pub(super) const ENTRIES: &[Mistake] = &[
    Mistake {
        id: "html-entity-in-value",
        stage: Stage::Collection,
        title: "a value was signed HTML-escaped",
        says: "The text went through a template that escapes for HTML: `&amp;` for `&`, `&#39;` for an apostrophe. The browser sends the unescaped value, so that is what must be signed.",
        before: "a%2526b",
        after: "a%2526amp%253Bb",
        who: &[
            "LTI titles in form pages",
            "PHP htmlspecialchars",
            "JSP and ERB templates",
        ],
        fixes: &[
            fix("PHP", "html_entity_decode($value, ENT_QUOTES)"),
            fix("Python", "html.unescape(value)"),
            fix("", "sign first, escape for HTML when the page is written"),
        ],
        rfc: "3.4.1.3",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Each(html_escaped),
    },
    Mistake {
        id: "html-entity-decoded",
        stage: Stage::Collection,
        title: "a value that holds HTML entities was signed without them",
        says: "The wire has `&amp;`, the client signed `&`. What is signed is what is sent.",
        before: "a%2526amp%253Bb",
        after: "a%2526b",
        who: &["clients that unescape titles for display and sign those"],
        fixes: &[fix("", "sign the value as it is sent")],
        rfc: "3.4.1.3",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Select(SelectEdit::Values(
            ValueRewrite::HtmlUnescaped,
        ))]),
    },
    Mistake {
        id: "slashes-added",
        stage: Stage::Collection,
        title: "a backslash was put before quotes",
        says: "Magic quotes or addslashes changed the value before it was signed, or the server did so before it checked.",
        before: "O%2527x",
        after: "O%255C%2527x",
        who: &["PHP before 5.4 with magic quotes", "WordPress wp_slash"],
        fixes: &[fix("PHP", "wp_unslash($_POST)")],
        rfc: "3.4.1.3",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Select(SelectEdit::Values(ValueRewrite::SlashesAdded))]),
    },
    Mistake {
        id: "slashes-stripped",
        stage: Stage::Collection,
        title: "backslashes were taken out of a value",
        says: "stripslashes ran on a value that has backslashes of its own.",
        before: "a%255Cb",
        after: "ab",
        who: &["PHP stripslashes, wp_unslash on raw input"],
        fixes: &[
            fix(
                "PHP",
                "file_get_contents('php://input') // the bytes as sent, before stripslashes",
            ),
            fix("", "strip slashes only where they were added"),
        ],
        rfc: "3.4.1.3",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Select(SelectEdit::Values(
            ValueRewrite::SlashesStripped,
        ))]),
    },
    Mistake {
        id: "value-trimmed",
        stage: Stage::Collection,
        title: "white space at the ends of a value was not signed",
        says: "Sent with blanks at an end, signed without them: a form helper or middleware trims.",
        before: "a%2520",
        after: "a",
        who: &["Rails and Laravel TrimStrings", "LTI tools"],
        fixes: &[
            fix(
                "PHP",
                "protected $except = ['*']; // of Laravel's TrimStrings",
            ),
            fix("Ruby", "request.raw_post # before any strip"),
            fix("", "trim before signing and sending, or not at all"),
        ],
        rfc: "3.4.1.3",
        evidence: &["measured: Ruby oauth command line 0.5.4"],
        edits: Edits::Set(&[Edit::Select(SelectEdit::Values(ValueRewrite::Trimmed))]),
    },
    Mistake {
        id: "spaces-collapsed",
        stage: Stage::Collection,
        title: "several blanks in a row were signed as one",
        says: "HTML shows a run of blanks as one; what is sent still has them all.",
        before: "a%2520%2520b",
        after: "a%2520b",
        who: &["values read back from a page", "normalising form helpers"],
        fixes: &[fix("", "sign the value as it is sent")],
        rfc: "3.4.1.3",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Select(SelectEdit::Values(
            ValueRewrite::SpacesCollapsed,
        ))]),
    },
    Mistake {
        id: "lti-newline-normalised",
        stage: Stage::Collection,
        title: "line breaks of a value were signed in another form",
        says: "Browsers send a line break of a form as CR LF; the value that was signed had another, or none.",
        before: "a%250D%250Ab",
        after: "a%250Ab",
        who: &[
            "LTI custom fields",
            "browsers, which normalise a textarea",
            "Ruby and PHP text handling",
        ],
        fixes: &[
            fix(
                "PHP",
                r#"str_replace("\n", "\r\n", str_replace("\r\n", "\n", $s))"#,
            ),
            fix("Ruby", r#"s.gsub(/\r?\n/, "\r\n")"#),
            fix(
                "Python",
                r#"value.replace("\r\n", "\n").replace("\n", "\r\n")"#,
            ),
            fix("", "turn line breaks into CR LF before signing"),
        ],
        rfc: "3.4.1.3",
        evidence: &["OAuthSwift/OAuthSwift#115"],
        edits: Edits::AnyOf(&[
            variant(
                "CR LF signed as LF",
                &[Edit::Select(SelectEdit::Values(ValueRewrite::LineFeeds))],
            ),
            variant(
                "LF signed as CR LF",
                &[Edit::Select(SelectEdit::Values(
                    ValueRewrite::CarriageReturns,
                ))],
            ),
            variant(
                "signed without line breaks",
                &[Edit::Select(SelectEdit::Values(
                    ValueRewrite::LineBreaksRemoved,
                ))],
            ),
        ]),
    },
    Mistake {
        id: "unicode-nfd-vs-nfc",
        stage: Stage::Collection,
        title: "an accented letter was signed in another Unicode form",
        says: "The same letter as one code point (NFC) or as a letter and a combining mark (NFD): other bytes, so another signature.",
        before: "%25C3%25A9",
        after: "e%25CC%2581",
        who: &["macOS file names", "Swift string handling"],
        fixes: &[
            fix("Python", r#"unicodedata.normalize("NFC", value)"#),
            fix("JavaScript", r#"value.normalize("NFC")"#),
            fix("Swift", "value.precomposedStringWithCanonicalMapping"),
        ],
        rfc: "3.6",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "decomposed (NFD)",
                &[Edit::Select(SelectEdit::Values(ValueRewrite::Nfd))],
            ),
            variant(
                "composed (NFC)",
                &[Edit::Select(SelectEdit::Values(ValueRewrite::Nfc))],
            ),
        ]),
    },
    Mistake {
        id: "unicode-bom-or-nbsp",
        stage: Stage::Collection,
        title: "an invisible character differs between what was sent and what was signed",
        says: "A byte-order mark, a no-break or zero-width space came along with copied text, on one side only.",
        before: "a",
        after: "%25EF%25BB%25BFa",
        who: &[
            "text copied from web pages",
            "files saved with a byte-order mark",
        ],
        fixes: &[
            fix(
                "JavaScript",
                r#"value.replace(/[\uFEFF\u200B\u00A0]/g, "")"#,
            ),
            fix("", "clean the value before signing and sending"),
        ],
        rfc: "3.6",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Several(&[
            Edits::AnyOf(&[
                variant(
                    "blanks as no-break spaces",
                    &[Edit::Select(SelectEdit::Values(
                        ValueRewrite::NoBreakSpaces,
                    ))],
                ),
                variant(
                    "no-break spaces as blanks",
                    &[Edit::Select(SelectEdit::Values(
                        ValueRewrite::NoBreakSpacesReplaced,
                    ))],
                ),
                variant(
                    "invisible characters removed",
                    &[Edit::Select(SelectEdit::Values(
                        ValueRewrite::InvisibleRemoved,
                    ))],
                ),
            ]),
            Edits::Each(marked),
        ]),
    },
    Mistake {
        id: "unicode-smart-quotes",
        stage: Stage::Collection,
        title: "quotes were signed in another form",
        says: "Curly quotes on one side, straight ones on the other: an editor or a chat changed them.",
        before: "it%2527s",
        after: "it%25E2%2580%2599s",
        who: &["Word, Outlook, macOS text substitution"],
        fixes: &[fix("", "turn off smart quotes")],
        rfc: "3.6",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "straight quotes as curly ones",
                &[Edit::Select(SelectEdit::Values(ValueRewrite::SmartQuotes))],
            ),
            variant(
                "curly quotes as straight ones",
                &[Edit::Select(SelectEdit::Values(
                    ValueRewrite::StraightQuotes,
                ))],
            ),
        ]),
    },
    Mistake {
        id: "bool-or-number-format",
        stage: Stage::Collection,
        title: "a truth value or number was signed in another spelling",
        says: "The client turned a value into text twice, in two ways: `true` and `True` or `1`, `1.0` and `1`, `1.5` and `1,5`.",
        before: "a%3Dtrue",
        after: "a%3DTrue",
        who: &[
            "Python str(True)",
            "C# ToString()",
            "PHP (string) true",
            "decimal commas of a locale",
        ],
        fixes: &[
            fix("PHP", "$value ? 'true' : 'false'"),
            fix("Python", "json.dumps(value)"),
            fix("C#", "value.ToString(CultureInfo.InvariantCulture)"),
            fix("", "turn values into text once, sign and send that text"),
        ],
        rfc: "3.4.1.3",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "true as True",
                &[Edit::Select(SelectEdit::Values(
                    ValueRewrite::BoolsCapitalized,
                ))],
            ),
            variant(
                "True as true",
                &[Edit::Select(SelectEdit::Values(
                    ValueRewrite::BoolsLowercased,
                ))],
            ),
            variant(
                "true as 1, false as 0",
                &[Edit::Select(SelectEdit::Values(
                    ValueRewrite::BoolsAsNumbers,
                ))],
            ),
            variant(
                "true as 1, false as nothing",
                &[Edit::Select(SelectEdit::Values(ValueRewrite::BoolsAsPhp))],
            ),
            variant(
                "1 as true, 0 as false",
                &[Edit::Select(SelectEdit::Values(
                    ValueRewrite::NumbersAsBools,
                ))],
            ),
            variant(
                "zeros at the end of a decimal cut",
                &[Edit::Select(SelectEdit::Values(
                    ValueRewrite::TrailingZerosCut,
                ))],
            ),
            variant(
                ".0 added",
                &[Edit::Select(SelectEdit::Values(
                    ValueRewrite::TrailingZeroAdded,
                ))],
            ),
            variant(
                "a comma for the decimal point",
                &[Edit::Select(SelectEdit::Values(ValueRewrite::DecimalComma))],
            ),
        ]),
    },
    Mistake {
        id: "array-stringified",
        stage: Stage::Collection,
        title: "a list or object was signed as the name of its type",
        says: "The signer got a list where it wants text, and wrote what the language prints for one.",
        before: "ids%255B%255D%3D1",
        after: "ids%255B%255D%3DArray",
        who: &[
            "PHP Array",
            "JavaScript [object Object]",
            "C# System.String[]",
            "Python str(list)",
        ],
        fixes: &[
            fix(
                "PHP",
                "foreach ($values as $value) { $pairs[] = [$name, $value]; }",
            ),
            fix(
                "JavaScript",
                "values.forEach(value => pairs.push([name, value]))",
            ),
            fix(
                "C#",
                "foreach (var value in values) pairs.Add(new(name, value));",
            ),
            fix("Python", "pairs += [(name, value) for value in values]"),
            fix("", "turn lists into pairs before signing"),
        ],
        rfc: "3.4.1.3",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Each(stringified),
    },
    Mistake {
        id: "value-quoted",
        stage: Stage::Collection,
        title: "values were signed in double quotes",
        says: "The quotes of the header, or of a shell or JSON text, got into the value.",
        before: "a%3Dx",
        after: "a%3D%2522x%2522",
        who: &["templates that quote every value", "shell scripts"],
        fixes: &[fix("", "take the quotes off before signing")],
        rfc: "3.4.1.3",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Select(SelectEdit::Values(ValueRewrite::Quoted))]),
    },
    Mistake {
        id: "value-bytes-repr",
        stage: Stage::Collection,
        title: "values were signed with Python's b'…' around them",
        says: "A value was bytes where the signer wants text, and str() of bytes is what a program prints for a reader.",
        before: "a%3Dx",
        after: "a%3Db%2527x%2527",
        who: &[
            "Python 3 code that was written for Python 2",
            "str(value) of bytes",
        ],
        fixes: &[fix("Python", "value.decode(\"utf-8\")")],
        rfc: "3.4.1.3",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Several(&[
            Edits::AnyOf(&[variant(
                "all values",
                &[Edit::Select(SelectEdit::Values(ValueRewrite::PythonBytes))],
            )]),
            Edits::Each(bytes_printed),
        ]),
    },
    Mistake {
        id: "value-json-encoded",
        stage: Stage::Collection,
        title: "values were signed as JSON text",
        says: "JSON.stringify or json.dumps was applied to each value: quotes around it, and escapes in it.",
        before: "a%3Dx",
        after: "a%3D%2522x%2522",
        who: &["JavaScript JSON.stringify on every value"],
        fixes: &[fix(
            "JavaScript",
            r#"typeof v === "string" ? v : JSON.stringify(v)"#,
        )],
        rfc: "3.4.1.3",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Select(SelectEdit::Values(ValueRewrite::Json))]),
    },
    Mistake {
        id: "value-case-changed",
        stage: Stage::Collection,
        title: "the case of values was changed before signing",
        says: "Values are signed as they are sent, letter by letter.",
        before: "a%3DAb",
        after: "a%3Dab",
        who: &["case-insensitive maps and normalising middleware"],
        fixes: &[fix("", "do not change the case of values")],
        rfc: "3.4.1.3",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "lower case",
                &[Edit::Select(SelectEdit::Values(ValueRewrite::Lowercased))],
            ),
            variant(
                "upper case",
                &[Edit::Select(SelectEdit::Values(ValueRewrite::Uppercased))],
            ),
        ]),
    },
    Mistake {
        id: "body-value-decoded-first",
        stage: Stage::Collection,
        title: "a value was percent-decoded once more before it was signed",
        says: "The values of a decoded form are plain text. A %20 in one of them is meant so, and is encoded as %2520.",
        before: "100%252520",
        after: "100%2520",
        who: &["league/oauth1-client"],
        fixes: &[fix(
            "PHP",
            "rawurlencode($value) // not rawurlencode(rawurldecode($value))",
        )],
        rfc: "3.4.1.3.1",
        evidence: &["observed: league/oauth1-client 1.11.0"],
        edits: Edits::AnyOf(&[
            variant(
                "escapes only",
                &[Edit::Select(SelectEdit::Values(
                    ValueRewrite::PercentDecoded,
                ))],
            ),
            variant(
                "escapes, and + as a space",
                &[Edit::Select(SelectEdit::Values(ValueRewrite::FormDecoded))],
            ),
        ]),
    },
];

fn rewritten(name: &[u8], change: Change) -> Edit {
    let name = Cow::Owned(name.to_vec());
    Edit::Select(SelectEdit::Parameter(ParameterEdit {
        name,
        nth: None,
        change,
    }))
}

fn request_names<'a>(facts: &Facts<'a>) -> Vec<&'a [u8]> {
    let mut names = names(facts);
    names.retain(|name| !name.starts_with(b"oauth_"));
    names
}

/// A byte-order mark before the value of each parameter of the request.
fn marked(facts: &Facts<'_>) -> Vec<Instance> {
    request_names(facts)
        .into_iter()
        .take(10)
        .map(|name| {
            let detail = format!("a byte-order mark before {}", String::from_utf8_lossy(name));
            Instance::new(
                detail,
                vec![rewritten(name, Change::Rewrite(ValueRewrite::BomAdded))],
            )
        })
        .collect()
}

/// The values escaped for HTML; of the ways to escape quotes, those that differ here.
fn html_escaped(facts: &Facts<'_>) -> Vec<Instance> {
    use ValueRewrite as Rewrite;
    let holds = |mark: u8| {
        let mut values = facts.parameters.iter().filter(|one| !one.is_protocol());
        values.any(|one| one.value.contains(&mark))
    };
    let ways: &[(&str, ValueRewrite)] = match (holds(b'"'), holds(b'\'')) {
        (false, false) => &[("", Rewrite::HtmlEscapedWithoutQuotes)],
        (true, false) => &[
            ("`&quot;` for quotes", Rewrite::HtmlEscapedDoubleQuotes),
            ("quotes left alone", Rewrite::HtmlEscapedWithoutQuotes),
            ("`&#34;` for quotes", Rewrite::HtmlEscapedAsGo),
        ],
        (false, true) => &[
            ("`&#39;` for an apostrophe", Rewrite::HtmlEscaped),
            ("`&#039;` for an apostrophe", Rewrite::HtmlEscapedAsPhp),
            ("apostrophes left alone", Rewrite::HtmlEscapedWithoutQuotes),
            ("`&#x27;` for an apostrophe", Rewrite::HtmlEscapedAsPython),
        ],
        (true, true) => &[
            ("`&quot;` and `&#39;` for quotes", Rewrite::HtmlEscaped),
            (
                "`&quot;` and `&#039;` for quotes",
                Rewrite::HtmlEscapedAsPhp,
            ),
            ("quotes left alone", Rewrite::HtmlEscapedWithoutQuotes),
            (
                "`&quot;` for double quotes, apostrophes left alone",
                Rewrite::HtmlEscapedDoubleQuotes,
            ),
            (
                "`&quot;` and `&#x27;` for quotes",
                Rewrite::HtmlEscapedAsPython,
            ),
            ("`&#34;` and `&#39;` for quotes", Rewrite::HtmlEscapedAsGo),
        ],
    };
    ways.iter()
        .map(|(detail, how)| Instance::new(*detail, vec![Edit::Select(SelectEdit::Values(*how))]))
        .collect()
}

/// The value of each parameter of the request, as Python prints bytes.
fn bytes_printed(facts: &Facts<'_>) -> Vec<Instance> {
    let names = request_names(facts);
    if names.len() < 2 {
        return Vec::new();
    }
    let one = |name: &[u8]| {
        let change = Change::Rewrite(ValueRewrite::PythonBytes);
        Instance::new(
            String::from_utf8_lossy(name).into_owned(),
            vec![rewritten(name, change)],
        )
    };
    names.into_iter().take(10).map(one).collect()
}

/// The value of a list, as languages print one; lists first, then any other parameter.
fn stringified(facts: &Facts<'_>) -> Vec<Instance> {
    const PRINTED: [(&str, ValueRewrite); 4] = [
        ("Array", ValueRewrite::PhpArray),
        ("[object Object]", ValueRewrite::JsObject),
        ("['…']", ValueRewrite::PythonList),
        ("System.String[]", ValueRewrite::DotnetArray),
    ];
    let count = |name: &[u8]| {
        facts
            .parameters
            .iter()
            .filter(|parameter| parameter.name == *name)
            .count()
    };
    let mut names = request_names(facts);
    names.sort_by_key(|name| !(name.ends_with(b"]") || count(name) > 1));
    let mut instances = Vec::new();
    for name in names.into_iter().take(3) {
        for (text, how) in PRINTED {
            let mut edits = vec![rewritten(name, Change::Rewrite(how))];
            let shown = String::from_utf8_lossy(name).into_owned();
            if name.ends_with(b"]") || count(name) > 1 {
                let mut whole = edits.clone();
                whole.push(Edit::Select(SelectEdit::Duplicates(Duplicates::FirstWins)));
                whole.push(Edit::Select(SelectEdit::Brackets(Brackets::Removed)));
                instances.push(Instance::new(
                    format!("the list {shown} as one {text}"),
                    whole,
                ));
                edits.truncate(1);
            }
            instances.push(Instance::new(format!("{shown} as {text}"), edits));
        }
    }
    instances
}
