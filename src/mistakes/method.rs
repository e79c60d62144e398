//! The method of the base string (RFC 5849 section 3.4.1.1).

use std::borrow::Cow;

use super::{Edits, Facts, Instance, Mistake, Stage, fix, variant};
use crate::pipeline::base_string::{BaseStringEdit, MethodRule, Parts};
use crate::recipe::Edit;

pub(super) const ENTRIES: &[Mistake] = &[
    Mistake {
        id: "method-wrong",
        stage: Stage::Method,
        title: "another method was signed than the one that was sent",
        says: "The base string starts with the method of the request.",
        before: "POST&",
        after: "GET&",
        who: &[
            "signers with a default method",
            "curl -d, which makes a POST",
        ],
        fixes: &[fix("", "sign the method that the request line has")],
        rfc: "3.4.1.1",
        evidence: &[
            "twittercommunity.com/t/…/231",
            "rhargreaves/oauth-dotnetcore#16",
        ],
        edits: Edits::Each(other_methods),
    },
    Mistake {
        id: "method-lowercase",
        stage: Stage::Method,
        title: "the method was not put in upper case",
        says: "The method stands in upper case in the base string.",
        before: "GET&",
        after: "get&",
        who: &[
            "C# HttpMethod.Get.ToString()",
            "axios, whose config has `get`",
            "Ruby symbols",
        ],
        fixes: &[
            fix("JavaScript", "method.toUpperCase()"),
            fix("C#", "method.ToUpperInvariant()"),
            fix("Python", "method.upper()"),
            fix("Ruby", "method.to_s.upcase"),
        ],
        rfc: "3.4.1.1",
        evidence: &[
            "ruby-oauth/oauth#40",
            "observed: rauth 0.7.3",
            "observed: Net::OAuth 0.28",
        ],
        edits: Edits::AnyOf(&[
            variant(
                "in lower case",
                &[Edit::BaseString(BaseStringEdit::Method(MethodRule::Lower))],
            ),
            variant(
                "its first letter in upper case",
                &[Edit::BaseString(BaseStringEdit::Method(
                    MethodRule::Capitalized,
                ))],
            ),
            variant(
                "as given",
                &[Edit::BaseString(BaseStringEdit::Method(
                    MethodRule::AsGiven,
                ))],
            ),
        ]),
    },
    Mistake {
        id: "method-override",
        stage: Stage::Method,
        title: "the method was taken from an override, or the override was ignored",
        says: "X-HTTP-Method-Override or _method name another method than the request line. The request line's is signed.",
        before: "POST&",
        after: "PUT&",
        who: &["Rails", "proxies", "servers that treat HEAD as GET"],
        fixes: &[
            fix(
                "Ruby",
                "request.env['rack.methodoverride.original_method'] || request.request_method",
            ),
            fix(
                "",
                "sign the method of the request line, not the one that the override asks for",
            ),
        ],
        rfc: "3.4.1.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "the overriding one",
                &[Edit::BaseString(BaseStringEdit::Method(
                    MethodRule::Override,
                ))],
            ),
            variant(
                "POST, though the override names the method that was sent",
                &[Edit::BaseString(BaseStringEdit::Method(MethodRule::Fixed(
                    Cow::Borrowed("POST"),
                )))],
            ),
            variant(
                "GET for HEAD",
                &[Edit::BaseString(BaseStringEdit::Method(MethodRule::Fixed(
                    Cow::Borrowed("GET"),
                )))],
            ),
        ]),
    },
    Mistake {
        id: "method-omitted",
        stage: Stage::Method,
        title: "the base string has no method",
        says: "The base string is method, URI and parameters.",
        before: "GET&http%3A%2F%2Fh%2F&",
        after: "http%3A%2F%2Fh%2F&",
        who: &["hand-written signers"],
        fixes: &[fix("", "start the base string with the method")],
        rfc: "3.4.1.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::BaseString(BaseStringEdit::Parts(
            Parts::WithoutMethod,
        ))]),
    },
    Mistake {
        id: "method-empty",
        stage: Stage::Method,
        title: "the method is empty",
        says: "The first part of the base string is empty: the signer did not know the method when it signed.",
        before: "GET&",
        after: "&",
        who: &[
            "a variable that was not set",
            "signers that read a request's method before it is set",
        ],
        fixes: &[fix("", "give the signer the method")],
        rfc: "3.4.1.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::BaseString(BaseStringEdit::Method(MethodRule::Fixed(
            Cow::Borrowed(""),
        )))]),
    },
    Mistake {
        id: "method-trailing-space",
        stage: Stage::Method,
        title: "a blank stands after the method",
        says: "The method stands in the base string without blanks.",
        before: "POST&",
        after: "POST &",
        who: &["configuration files"],
        fixes: &[fix("", "trim the method")],
        rfc: "3.4.1.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::BaseString(BaseStringEdit::Method(
            MethodRule::TrailingSpace,
        ))]),
    },
    Mistake {
        id: "method-not-encoded",
        stage: Stage::Method,
        title: "the method was not percent-encoded",
        says: "Each of the three parts is percent-encoded. In the usual methods that changes nothing; in others, with a `!` or a `*`, it does.",
        before: "A%21B&",
        after: "A!B&",
        who: &["signers that encode only URI and parameters: oauth-1.0a of npm"],
        fixes: &[fix(
            "",
            "percent-encode the method, too, before the three parts are joined",
        )],
        rfc: "3.4.1.1",
        evidence: &["observed: oauth-1.0a 2.2.6"],
        edits: Edits::Set(&[Edit::BaseString(BaseStringEdit::Method(
            MethodRule::NotEncoded,
        ))]),
    },
    Mistake {
        id: "method-class-name",
        stage: Stage::Method,
        title: "the method was written with the name of its type",
        says: "A constant of the language was turned into text with its type's name before it.",
        before: "POST&",
        after: "HttpMethod.POST&",
        who: &[
            "Python's str() of an enum",
            "Swift and Kotlin enums in a template",
        ],
        fixes: &[
            fix("Swift", "method.rawValue"),
            fix("Python", "method.value # or method.name"),
            fix("", "write the bare name: POST"),
        ],
        rfc: "3.4.1.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "HttpMethod.",
                &[Edit::BaseString(BaseStringEdit::Method(
                    MethodRule::Prefixed(Cow::Borrowed("HttpMethod.")),
                ))],
            ),
            variant(
                "HTTPMethod.",
                &[Edit::BaseString(BaseStringEdit::Method(
                    MethodRule::Prefixed(Cow::Borrowed("HTTPMethod.")),
                ))],
            ),
            variant(
                "Method.",
                &[Edit::BaseString(BaseStringEdit::Method(
                    MethodRule::Prefixed(Cow::Borrowed("Method.")),
                ))],
            ),
            variant(
                "RequestMethod.",
                &[Edit::BaseString(BaseStringEdit::Method(
                    MethodRule::Prefixed(Cow::Borrowed("RequestMethod.")),
                ))],
            ),
        ]),
    },
    Mistake {
        id: "method-literal-null",
        stage: Stage::Method,
        title: "`undefined`, `null` or `None` was signed for the method",
        says: "The method was not set, and the language wrote its word for nothing.",
        before: "GET&",
        after: "undefined&",
        who: &[
            "JS template strings",
            "Java string concatenation",
            "Python f-strings",
        ],
        fixes: &[
            fix("Java", "Objects.requireNonNull(method)"),
            fix("Python", r#"(method or "GET").upper()"#),
            fix(
                "JavaScript",
                "method: (options.method || 'GET').toUpperCase()",
            ),
            fix("", "give the signer the method"),
        ],
        rfc: "3.4.1.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "undefined",
                &[Edit::BaseString(BaseStringEdit::Method(MethodRule::Fixed(
                    Cow::Borrowed("undefined"),
                )))],
            ),
            variant(
                "UNDEFINED",
                &[Edit::BaseString(BaseStringEdit::Method(MethodRule::Fixed(
                    Cow::Borrowed("UNDEFINED"),
                )))],
            ),
            variant(
                "null",
                &[Edit::BaseString(BaseStringEdit::Method(MethodRule::Fixed(
                    Cow::Borrowed("null"),
                )))],
            ),
            variant(
                "None",
                &[Edit::BaseString(BaseStringEdit::Method(MethodRule::Fixed(
                    Cow::Borrowed("None"),
                )))],
            ),
        ]),
    },
];

/// The other methods.
fn other_methods(facts: &Facts<'_>) -> Vec<Instance> {
    let sent = facts.request.method.bytes();
    ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]
        .into_iter()
        .filter(|method| !sent.eq_ignore_ascii_case(method.as_bytes()))
        .map(|method| {
            let rule = MethodRule::Fixed(Cow::Borrowed(method));
            Instance::new(method, vec![Edit::BaseString(BaseStringEdit::Method(rule))])
        })
        .collect()
}
