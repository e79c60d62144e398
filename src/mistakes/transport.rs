//! What reaches the wire, and in what form (RFC 5849 section 3.5).

use std::borrow::Cow;

use bstr::ByteSlice;

use super::{Edits, Facts, Instance, Mistake, Stage, fix, variant};
use crate::encoder::Form;
use crate::pipeline::base_string::{BaseStringEdit, PartSeparator, Whole};
use crate::pipeline::base_string_uri::{HostRule, SchemeRule, SlashRule, UriEdit};
use crate::pipeline::choice::{EncoderEdit, Times};
use crate::pipeline::collect::{
    BodyKind, BodyRule, CollectEdit, FormType, PairSeparator, Source, body_kind,
};
use crate::pipeline::decode::{DecodeEdit, FormDecoding};
use crate::pipeline::encode::EncodeEdit;
use crate::pipeline::join::{AmpersandText, JoinEdit};
use crate::pipeline::select::{Change, GroupRule, ParameterEdit, SelectEdit};
use crate::pipeline::signature::{SignatureEdit, SignatureWire};
use crate::recipe::Edit;
use crate::request::UrlParts;

pub(super) const ENTRIES: &[Mistake] = &[
    Mistake {
        id: "content-type-missing",
        stage: Stage::Transport,
        title: "the body was sent without a form's Content-Type",
        says: "A body counts as a form, and its parameters are signed, only when the Content-Type says application/x-www-form-urlencoded. Without the header client and server may decide differently.",
        before: "Content-Type: application/x-www-form-urlencoded",
        after: "(no Content-Type)",
        who: &[
            "JS fetch with a string body",
            "C# StringContent without a media type",
            "libcurl with a custom header list",
        ],
        fixes: &[
            fix(
                "JavaScript",
                "headers: { 'Content-Type': 'application/x-www-form-urlencoded' }",
            ),
            fix("C#", "new FormUrlEncodedContent(pairs)"),
            fix(
                "",
                "send Content-Type: application/x-www-form-urlencoded with a form body",
            ),
        ],
        rfc: "3.4.1.3.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Each(content_type_missing),
    },
    Mistake {
        id: "content-type-wrong",
        stage: Stage::Transport,
        title: "the body was signed as another kind of body than its Content-Type says",
        says: "Only a body sent as application/x-www-form-urlencoded has its parameters signed. This one was signed by another rule than its Content-Type asks for.",
        before: "Content-Type: application/x-www-form-urlencoded",
        after: "Content-Type: text/xml",
        who: &["Siebel", "Postman"],
        fixes: &[fix(
            "",
            "send the Content-Type that the signature was made for: a form's when its parameters were signed, another when they were not",
        )],
        rfc: "3.4.1.3.1",
        evidence: &[
            "twittercommunity.com/t/…/1029",
            "postmanlabs/postman-app-support#665",
        ],
        edits: Edits::Each(content_type_wrong),
    },
    Mistake {
        id: "content-type-charset",
        stage: Stage::Transport,
        title: "the form was not taken for one because of the charset in its Content-Type",
        says: "application/x-www-form-urlencoded;charset=UTF-8 is still a form, but a comparison of the whole header's text misses it, and the body's parameters are left unsigned.",
        before: "application/x-www-form-urlencoded",
        after: "application/x-www-form-urlencoded;charset=UTF-8",
        who: &[
            "APIs behind Mashery",
            "code that compares the whole header value",
        ],
        fixes: &[fix(
            "",
            "compare the media type alone, without what follows the `;`; a client may leave the charset out",
        )],
        rfc: "3.4.1.3.1",
        evidence: &["rdio/api#11"],
        edits: Edits::Set(&[Edit::Collect(CollectEdit::FormType(FormType::ExactText))]),
    },
    Mistake {
        id: "content-type-case",
        stage: Stage::Transport,
        title: "the form was not taken for one because of the capitals in its Content-Type",
        says: "A media type may be written in capitals or small letters. A comparison that looks at case misses the form, and the body's parameters are left unsigned.",
        before: "application/x-www-form-urlencoded",
        after: "Application/X-WWW-Form-URLEncoded",
        who: &[
            "requests-oauthlib",
            "Authlib",
            "rauth",
            "signpost",
            "request (npm)",
            "mrjones/oauth",
        ],
        fixes: &[
            fix(
                "Python",
                r#"content_type.lower().startswith("application/x-www-form-urlencoded")"#,
            ),
            fix(
                "Java",
                r#"contentType.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded")"#,
            ),
            fix(
                "JavaScript",
                r#"type.toLowerCase().startsWith("application/x-www-form-urlencoded")"#,
            ),
            fix(
                "Go",
                "mediaType, _, err := mime.ParseMediaType(header) // in small letters",
            ),
            fix("", "write the media type in small letters"),
        ],
        rfc: "3.4.1.3.1",
        evidence: &[
            "observed: requests-oauthlib 2.0.0",
            "observed: signpost 1.2.1.2",
        ],
        edits: Edits::Set(&[Edit::Collect(CollectEdit::FormType(
            FormType::SmallLettersOnly,
        ))]),
    },
    Mistake {
        id: "space-wire-vs-signed",
        stage: Stage::Transport,
        title: "spaces were signed as `+`, as the wire writes them",
        says: "The wire has `+` for a space, which is legal, and one side signed that text as it stands. Decoded and encoded again the space must read %2520 in the base string.",
        before: "a%2520b",
        after: "a%2Bb",
        who: &[
            "Dart http",
            "Postman form bodies",
            "servers that reuse the wire's text",
        ],
        fixes: &[
            fix("", "send %20 for a space, and sign decoded values"),
            fix("Dart", "Uri.encodeQueryComponent(s).replaceAll('+', '%20')"),
            fix("Python", r#"urllib.parse.quote(s, safe="~")"#),
            fix("PHP", "rawurlencode($s)"),
        ],
        rfc: "3.4.1.3.1, 3.6",
        evidence: &[
            "nbspou/dart-oauth1#17",
            "postmanlabs/postman-app-support#1874",
        ],
        edits: Edits::AnyOf(&[
            variant(
                "in the query",
                &[
                    Edit::Decode(DecodeEdit::Query(FormDecoding::None)),
                    Edit::Encode(EncodeEdit::Query(Times::Raw)),
                ],
            ),
            variant(
                "in the body",
                &[
                    Edit::Decode(DecodeEdit::Body(FormDecoding::None)),
                    Edit::Encode(EncodeEdit::Body(Times::Raw)),
                ],
            ),
            variant(
                "in query and body",
                &[
                    Edit::Decode(DecodeEdit::Query(FormDecoding::None)),
                    Edit::Encode(EncodeEdit::Query(Times::Raw)),
                    Edit::Decode(DecodeEdit::Body(FormDecoding::None)),
                    Edit::Encode(EncodeEdit::Body(Times::Raw)),
                ],
            ),
        ]),
    },
    Mistake {
        id: "wire-reencoded",
        stage: Stage::Transport,
        title: "the HTTP library changed the parameters after they were signed",
        says: "What was signed is not what was sent: the library that sends the request escaped it once more, or otherwise, after the signature had been computed.",
        before: "%2528",
        after: "%28",
        who: &["node's http beside a signer", "requests", "Alamofire"],
        fixes: &[
            fix(
                "JavaScript",
                "http.request({ host, path: signedPath }) // the very text that was signed",
            ),
            fix(
                "Python",
                r#"requests.Request("GET", url).prepare().url  # sign this one"#,
            ),
            fix("Swift", "components.percentEncodedQuery = signedQuery"),
            fix(
                "",
                "hand the HTTP library the finished URL and body, and switch its own encoding off",
            ),
        ],
        rfc: "3.4.1.3",
        evidence: &["ciaranj/node-oauth#177"],
        edits: Edits::AnyOf(&[
            variant(
                "the query was escaped once more",
                &[Edit::Decode(DecodeEdit::Query(FormDecoding::Twice))],
            ),
            variant(
                "the body was escaped once more",
                &[Edit::Decode(DecodeEdit::Body(FormDecoding::Twice))],
            ),
            variant(
                "a space was sent as %2B",
                &[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Form(
                    b"+",
                    Form::AsSpace,
                )))],
            ),
        ]),
    },
    Mistake {
        id: "redirect-resigned-not",
        stage: Stage::Transport,
        title: "a redirect was followed with the signature of the first URL",
        says: "The signature belongs to one URL. After a redirect (to https, to www, to a path with a slash) the request must be signed again.",
        before: "https%3A%2F%2Fwww.example.com%2Fx",
        after: "http%3A%2F%2Fexample.com%2Fx",
        who: &[
            "curl -L",
            "browsers",
            "HTTP libraries that follow redirects",
        ],
        fixes: &[
            fix(
                "",
                "sign for the URL that is reached in the end; do not follow redirects with a signed request",
            ),
            fix("curl", "leave out -L"),
        ],
        rfc: "3.4.1.2",
        evidence: &["known from practice; no public case cited"],
        // Another scheme alone is uri-scheme-proxy: a redirect is but one way to it.
        edits: Edits::Several(&[
            Edits::AnyOf(&[
                variant(
                    "without www",
                    &[Edit::Uri(UriEdit::Host(HostRule::WwwDropped))],
                ),
                variant("with www", &[Edit::Uri(UriEdit::Host(HostRule::WwwAdded))]),
                variant(
                    "without the slash at the end",
                    &[Edit::Uri(UriEdit::Slash(SlashRule::Dropped))],
                ),
                variant(
                    "with a slash at the end",
                    &[Edit::Uri(UriEdit::Slash(SlashRule::Added))],
                ),
            ]),
            Edits::Each(scheme_and_more),
        ]),
    },
    Mistake {
        id: "capture-html-escaped",
        stage: Stage::Transport,
        title: "the text was HTML-escaped before it was signed",
        says: "`&` had become `&amp;`, so that every parameter but the first is called amp;something, or the base string itself holds `&amp;`.",
        before: "a%3D1%26b%3D2",
        after: "a%3D1%26amp%3Bb%3D2",
        who: &[
            "JSP and PHP templates",
            "LTI launch forms",
            "URLs copied out of HTML",
            "logs and forum posts",
        ],
        fixes: &[
            fix("PHP", "html_entity_decode($url)"),
            fix("Python", "html.unescape(url)"),
            fix(
                "",
                "un-escape before signing; escape only when the text goes into a page",
            ),
        ],
        rfc: "3.4.1.3",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "in query and body",
                &[Edit::Collect(CollectEdit::Separator(
                    PairSeparator::HtmlEscaped,
                ))],
            ),
            variant(
                "in the normalized parameters",
                &[Edit::Join(JoinEdit::Ampersand(
                    AmpersandText::HtmlAmpersand,
                ))],
            ),
            variant(
                "between the three parts",
                &[Edit::BaseString(BaseStringEdit::Separator(
                    PartSeparator::HtmlAmpersand,
                ))],
            ),
            variant(
                "in the whole base string",
                &[Edit::BaseString(BaseStringEdit::Whole(Whole::HtmlEscaped))],
            ),
        ]),
    },
    Mistake {
        id: "sig-plus-to-space",
        stage: Stage::Transport,
        title: "the `+` of the signature arrived as a space",
        says: "Base64 text may hold `+`. Put on the wire unescaped, it is read as a space by whoever decodes a form. About one signature in three is hit.",
        before: "aF%2Bx",
        after: "aF+x",
        who: &[
            "WordPress urldecode()",
            "servers that form-decode the header",
            "clients that send the signature raw",
        ],
        fixes: &[
            fix("", "percent-encode the signature: `+` goes as %2B"),
            fix("PHP", "rawurldecode($value)"),
            fix("JavaScript", "encodeURIComponent(signature)"),
        ],
        rfc: "3.5.1, 3.6",
        evidence: &["WP-API/OAuth1#143", "postmanlabs/postman-app-support#5982"],
        edits: Edits::Set(&[Edit::Signature(SignatureEdit::Wire(
            SignatureWire::PlusesAsSpaces,
        ))]),
    },
    Mistake {
        id: "sig-not-encoded",
        stage: Stage::Transport,
        title: "the signature was sent without percent-encoding",
        says: "The base64 text holds `+`, `/` and `=`: they must go as %2B, %2F and %3D. A raw `+` in a query or form is read as a space.",
        before: "abc%2Bd%3D",
        after: "abc+d=",
        who: &["C#", "PHP", "Spring in query mode", "Yelp's JS sample"],
        fixes: &[
            fix("C#", "Uri.EscapeDataString(signature)"),
            fix("PHP", "rawurlencode($signature)"),
            fix("JavaScript", "encodeURIComponent(signature)"),
            fix("Python", "quote(signature, safe=\"\")"),
        ],
        rfc: "3.5",
        evidence: &[
            "Mastercard/oauth1-signer-python#35",
            "YelpArchive/yelp-api#5",
            "spring-attic/spring-security-oauth#53",
        ],
        edits: Edits::AnyOf(&[
            variant(
                "its `+` were read as spaces",
                &[Edit::Signature(SignatureEdit::Wire(
                    SignatureWire::PlusesAsSpaces,
                ))],
            ),
            variant(
                "its `+` were lost",
                &[Edit::Signature(SignatureEdit::Wire(
                    SignatureWire::PlusesLost,
                ))],
            ),
        ]),
    },
    Mistake {
        id: "sig-double-encoded",
        stage: Stage::Transport,
        title: "the signature was percent-encoded twice",
        says: "The signer encoded the signature, and whoever put it on the wire encoded it again: once decoded, it still holds %3D where `=` belongs.",
        before: "%3D",
        after: "%253D",
        who: &[
            "signers that encode, under an HTTP library that encodes again",
            "Postman",
        ],
        fixes: &[fix(
            "",
            "encode the signature once, where the header or the query is written",
        )],
        rfc: "3.5",
        evidence: &[
            "javaee/jersey#856",
            "postmanlabs/postman-app-support#845",
            "sirikata/liboauthcpp#1",
        ],
        edits: Edits::AnyOf(&[
            variant(
                "twice",
                &[Edit::Signature(SignatureEdit::Wire(
                    SignatureWire::EncodedTwice,
                ))],
            ),
            variant(
                "twice, in lower-case hex the first time",
                &[Edit::Signature(SignatureEdit::Wire(
                    SignatureWire::EncodedTwiceLower,
                ))],
            ),
            variant(
                "three times",
                &[Edit::Signature(SignatureEdit::Wire(
                    SignatureWire::EncodedThrice,
                ))],
            ),
            variant(
                "only `+` and `/`",
                &[Edit::Signature(SignatureEdit::Wire(
                    SignatureWire::FormEncodedTwice,
                ))],
            ),
            variant(
                "only `/`",
                &[Edit::Signature(SignatureEdit::Wire(
                    SignatureWire::SlashesEncoded,
                ))],
            ),
        ]),
    },
    Mistake {
        id: "duplicate-oauth-params",
        stage: Stage::Transport,
        title: "the protocol parameters travel in two places",
        says: "oauth_ parameters stand in the header and again in the query or the body. All that is sent is collected, so the two places do not give the signature of one.",
        before: "oauth_nonce%3Dx",
        after: "oauth_nonce%3Dx%26oauth_nonce%3Dx",
        who: &["Postman with parameters in header and body"],
        fixes: &[fix(
            "",
            "send the protocol parameters in one place: the Authorization header",
        )],
        rfc: "3.5",
        evidence: &["twittercommunity.com/t/…/231"],
        edits: Edits::AnyOf(&[
            variant(
                "only those of the header were signed",
                &[Edit::Select(SelectEdit::Groups(
                    GroupRule::ProtocolOutsideHeaderOmitted,
                ))],
            ),
            variant(
                "they were signed twice and sent once",
                &[Edit::Select(SelectEdit::Groups(GroupRule::ProtocolTwice))],
            ),
        ]),
    },
    Mistake {
        id: "body-params-in-header",
        stage: Stage::Transport,
        title: "parameters of the body stand in the Authorization header too",
        says: "Only oauth_ parameters and realm belong in the header. Others that stand there are collected a second time.",
        before: "OAuth oauth_nonce=…",
        after: "OAuth a=\"12\", oauth_nonce=…",
        who: &["Postman"],
        fixes: &[fix(
            "",
            "put only oauth_ parameters and realm in the Authorization header",
        )],
        rfc: "3.5.1",
        evidence: &["postmanlabs/postman-app-support#404"],
        edits: Edits::Each(request_parameters_of_header),
    },
    Mistake {
        id: "nonce-or-timestamp-differs",
        stage: Stage::Collection,
        title: "the timestamp or nonce that was signed is not the one that was sent",
        says: "Nonce and timestamp were made twice, once for the signature and once for the header: the clock had gone on by a second, the nonce is another. Without the base string only the timestamp can be guessed.",
        before: "oauth_timestamp%3D1300000000",
        after: "oauth_timestamp%3D1300000001",
        who: &["code that calls time() or uuid() once for the base string and once for the header"],
        fixes: &[
            fix(
                "JavaScript",
                "const nonce = crypto.randomUUID(), timestamp = Math.floor(Date.now() / 1000).toString() // once, then used in both places",
            ),
            fix(
                "",
                "read time and nonce once, and use the same values for signature and header",
            ),
        ],
        rfc: "3.3",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Each(timestamp_read_twice),
    },
];

/// `body` where the body has a media type that is no form's, or where it has a form's.
fn content_type_wrong(facts: &Facts<'_>) -> Vec<Instance> {
    if facts.request.header("content-type").is_none() {
        return Vec::new();
    }
    let (kind, _) = body_kind(facts.request);
    let (detail, rule) = match kind {
        BodyKind::Form => (
            "sent as a form, signed as if it were none",
            BodyRule::Omitted,
        ),
        BodyKind::Other => ("sent as no form, signed as one", BodyRule::AlwaysPairs),
    };
    vec![Instance::new(
        detail,
        vec![Edit::Collect(CollectEdit::Body(rule))],
    )]
}

fn content_type_missing(facts: &Facts<'_>) -> Vec<Instance> {
    if facts.request.header("content-type").is_some() {
        return Vec::new();
    }
    let (kind, _) = body_kind(facts.request);
    let (detail, rule) = match kind {
        BodyKind::Form => ("the body was not signed", BodyRule::Omitted),
        BodyKind::Other => ("the body was signed as a form", BodyRule::AlwaysPairs),
    };
    vec![Instance::new(
        detail,
        vec![Edit::Collect(CollectEdit::Body(rule))],
    )]
}

/// Redirects that change the scheme and something else of this URL.
fn scheme_and_more(facts: &Facts<'_>) -> Vec<Instance> {
    let url = UrlParts::split(&facts.request.url);
    let host = url.host.bytes().to_ascii_lowercase();
    let path = url.path.bytes();
    let with = |detail: &str, more: UriEdit| {
        let scheme = Edit::Uri(UriEdit::Scheme(SchemeRule::Swapped));
        Instance::new(detail, vec![scheme, Edit::Uri(more)])
    };
    let mut instances = Vec::new();
    if host.starts_with(b"www.") {
        let www = UriEdit::Host(HostRule::WwwDropped);
        instances.push(with("another scheme, without www", www));
    }
    if path.len() > 1 && path.ends_with(b"/") {
        let slash = UriEdit::Slash(SlashRule::Dropped);
        instances.push(with("another scheme, without the slash at the end", slash));
    }
    instances
}

/// Parameters of the header that are neither protocol parameters nor `realm`, left out.
fn request_parameters_of_header(facts: &Facts<'_>) -> Vec<Instance> {
    let mut edits: Vec<Edit> = Vec::new();
    for (index, parameter) in facts.parameters.iter().enumerate() {
        let in_header = parameter.source == Source::Header;
        if !in_header || parameter.is_protocol() || parameter.name == "realm" {
            continue;
        }
        let nth = facts.parameters[..index]
            .iter()
            .filter(|earlier| earlier.name == parameter.name)
            .count();
        // Each edit sees the list as the edits before it left it.
        let gone = facts.parameters[..index]
            .iter()
            .filter(|earlier| earlier.name == parameter.name && earlier.source == Source::Header)
            .count();
        edits.push(Edit::Select(SelectEdit::Parameter(ParameterEdit {
            name: Cow::Owned(parameter.name.to_vec()),
            nth: Some(nth - gone),
            change: Change::Omit,
        })));
    }
    if edits.is_empty() {
        return Vec::new();
    }
    vec![Instance::new("", edits)]
}

/// A timestamp that was read twice, some seconds apart.
fn timestamp_read_twice(facts: &Facts<'_>) -> Vec<Instance> {
    let sent = facts
        .parameters
        .iter()
        .find(|parameter| parameter.name == "oauth_timestamp")
        .and_then(|parameter| parameter.value.to_str().ok()?.parse::<i64>().ok());
    let Some(sent) = sent else { return Vec::new() };
    [-1, 1, -2, 2, -3, 3, -4, 4, -5, 5]
        .into_iter()
        .filter_map(|seconds: i64| Some((seconds, sent.checked_add(seconds)?)))
        .map(|(seconds, signed)| {
            let edit = ParameterEdit {
                name: Cow::Borrowed(b"oauth_timestamp"),
                nth: None,
                change: Change::Value(Cow::Owned(signed.to_string().into_bytes())),
            };
            let unit = if seconds.abs() == 1 {
                "second"
            } else {
                "seconds"
            };
            let when = if seconds < 0 { "before" } else { "after" };
            Instance::new(
                format!(
                    "signed {signed}, {} {unit} {when} the one that was sent",
                    seconds.abs()
                ),
                vec![Edit::Select(SelectEdit::Parameter(edit))],
            )
        })
        .collect()
}
