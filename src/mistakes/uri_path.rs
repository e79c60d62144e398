//! Path, query and fragment of the base string URI (RFC 5849 section 3.4.1.2).

use std::borrow::Cow;

use bstr::ByteSlice;

use super::{Edits, Facts, Instance, Mistake, Stage, fix, variant};
use crate::pipeline::base_string_uri::{
    PathRule, SlashRule, UriEdit, UriFragmentRule, UriQueryRule, UriShape,
};
use crate::pipeline::collect::{CollectEdit, QueryRule, Source};
use crate::pipeline::decode::Parameter;
use crate::pipeline::select::{Change, ParameterEdit, SelectEdit};
use crate::recipe::Edit;
use crate::request::UrlParts;

pub(super) const ENTRIES: &[Mistake] = &[
    Mistake {
        id: "uri-query-kept",
        stage: Stage::Uri,
        title: "the query was left in the base string URI",
        says: "The base string URI ends before the `?`: the query's parameters stand in the third part, and only there.",
        before: "https%3A%2F%2Fh%2Fx&foo%3Dbar",
        after: "https%3A%2F%2Fh%2Fx%3Ffoo%3Dbar&",
        who: &["LTI in Elixir", "LtiLibrary", "Magento users"],
        fixes: &[
            fix("JavaScript", "const uri = url.origin + url.pathname"),
            fix("PHP", "strtok($url, '?')"),
            fix("Python", "url.split('?', 1)[0]"),
            fix(
                "",
                "cut the URL at its `?` and sign the query as parameters",
            ),
        ],
        rfc: "3.4.1.2",
        evidence: &[
            "DefactoSoftware/lti#18",
            "LtiLibrary/LtiLibrary#4",
            "https://magento.stackexchange.com/questions/151385",
        ],
        edits: Edits::AnyOf(&[
            variant(
                "instead of among the parameters",
                &[
                    Edit::Uri(UriEdit::Query(UriQueryRule::Kept)),
                    Edit::Collect(CollectEdit::Query(QueryRule::Omitted)),
                ],
            ),
            variant(
                "instead of among the parameters, where there is a form body",
                &[
                    Edit::Uri(UriEdit::Query(UriQueryRule::KeptWithBody)),
                    Edit::Collect(CollectEdit::Query(QueryRule::OmittedWithBody)),
                ],
            ),
            variant(
                "besides being among the parameters",
                &[Edit::Uri(UriEdit::Query(UriQueryRule::Kept))],
            ),
            variant(
                "decoded, instead of among the parameters",
                &[
                    Edit::Uri(UriEdit::Query(UriQueryRule::KeptDecoded)),
                    Edit::Collect(CollectEdit::Query(QueryRule::Omitted)),
                ],
            ),
            variant(
                "decoded, besides being among the parameters",
                &[Edit::Uri(UriEdit::Query(UriQueryRule::KeptDecoded))],
            ),
        ]),
    },
    Mistake {
        id: "uri-trailing-slash-dropped",
        stage: Stage::Uri,
        title: "the slash at the end of the path was not signed",
        says: "The path is signed exactly as it is requested, with its last slash.",
        before: "%2Fx%2F",
        after: "%2Fx",
        who: &["cocoa-oauth", "restify", "WooCommerce clients"],
        fixes: &[fix("", "sign the path as it is sent, with its last slash")],
        rfc: "3.4.1.2",
        evidence: &[
            "guicocoa/cocoa-oauth#6",
            "camme/passport-http-2legged-oauth#6",
            "kloon/WooCommerce-REST-API-Client-Library#73",
        ],
        edits: Edits::Set(&[Edit::Uri(UriEdit::Slash(SlashRule::Dropped))]),
    },
    Mistake {
        id: "uri-trailing-slash-added",
        stage: Stage::Uri,
        title: "a slash that was not requested was signed at the end of the path",
        says: "The path is signed exactly as it is requested: /x is another path than /x/.",
        before: "%2Fx",
        after: "%2Fx%2F",
        who: &["Django APPEND_SLASH", "restify", "WooCommerce clients"],
        fixes: &[
            fix(
                "Python",
                "url = response.history[0].url  # sign the URL without the redirect, or send it with the slash",
            ),
            fix("", "sign the path as it is sent"),
        ],
        rfc: "3.4.1.2",
        evidence: &[
            "guicocoa/cocoa-oauth#6",
            "camme/passport-http-2legged-oauth#6",
            "kloon/WooCommerce-REST-API-Client-Library#73",
        ],
        edits: Edits::Set(&[Edit::Uri(UriEdit::Slash(SlashRule::Added))]),
    },
    Mistake {
        id: "uri-empty-path-no-slash",
        stage: Stage::Uri,
        title: "the URL has no path, and its `/` was not signed",
        says: "An empty path is sent, and signed, as `/`.",
        before: "https%3A%2F%2Fh%2F",
        after: "https%3A%2F%2Fh",
        who: &["Mastercard's samples", "hand-written signers"],
        fixes: &[
            fix(
                "JavaScript",
                "new URL(url).pathname // '/' for an empty path",
            ),
            fix("", "sign `/` where the path is empty"),
        ],
        rfc: "3.4.1.2",
        evidence: &["Mastercard/oauth1-signer-java#12"],
        edits: Edits::Several(&[
            Edits::Set(&[Edit::Uri(UriEdit::Slash(SlashRule::EmptyStays))]),
            Edits::Each(no_path_as_written),
        ]),
    },
    Mistake {
        id: "uri-path-decoded",
        stage: Stage::Uri,
        title: "the path was decoded before it was signed",
        says: "The path is signed with the escapes that it has on the wire, and these are encoded once more in the base string.",
        before: "foo%2540bar",
        after: "foo%40bar",
        who: &["servlet getPathInfo", "WSGI PATH_INFO", "Rack"],
        fixes: &[
            fix("Java", "request.getRequestURI() // not getPathInfo()"),
            fix("Python", "environ['RAW_URI'] or environ['REQUEST_URI']"),
            fix("", "sign the raw path"),
        ],
        rfc: "3.4.1.2",
        evidence: &["observed: mrjones/oauth 20170225"],
        edits: Edits::AnyOf(&[
            variant("decoded", &[Edit::Uri(UriEdit::Path(PathRule::Decoded))]),
            variant(
                "decoded as a form, its `+` as spaces",
                &[Edit::Uri(UriEdit::Path(PathRule::FormDecoded))],
            ),
        ]),
    },
    Mistake {
        id: "uri-path-not-encoded",
        stage: Stage::Uri,
        title: "the path was signed with raw spaces or non-ASCII characters",
        says: "The path is signed as it goes on the wire: a space as %20, and that %2520 in the base string.",
        before: "r%2520v",
        after: "r%20v",
        who: &[
            "oauthlib's server side",
            "clients that sign the path they were given",
        ],
        fixes: &[
            fix("Python", "quote(path, safe=\"/%\")"),
            fix("", "escape the path first, then sign it as sent"),
        ],
        rfc: "3.4.1.2",
        evidence: &[
            "mw99/OhhAuth#11",
            "oauthlib/oauthlib#650",
            "oauthlib/oauthlib#651",
            "bettiolo/oauth-signature-js#32",
        ],
        edits: Edits::AnyOf(&[
            variant(
                "as written in the URL",
                &[Edit::Uri(UriEdit::Path(PathRule::NotEncoded))],
            ),
            variant(
                "before it was escaped",
                &[Edit::Uri(UriEdit::Path(PathRule::Decoded))],
            ),
        ]),
    },
    Mistake {
        id: "uri-path-double-encoded",
        stage: Stage::Uri,
        title: "the path's escapes were escaped again",
        says: "The path is signed as it goes on the wire; here its percent signs had been escaped once more before.",
        before: "foo%2540bar",
        after: "foo%252540bar",
        who: &["java.net.URI's constructors of several arguments"],
        fixes: &[fix("Java", "uri.getRawPath()"), fix("", "use the raw path")],
        rfc: "3.4.1.2",
        evidence: &["Mastercard/oauth1-signer-java#18"],
        edits: Edits::AnyOf(&[
            variant(
                "its percent signs",
                &[Edit::Uri(UriEdit::Path(PathRule::EncodedTwice))],
            ),
            variant(
                "every character but the slashes",
                &[Edit::Uri(UriEdit::Path(PathRule::SegmentsEncoded))],
            ),
        ]),
    },
    Mistake {
        id: "uri-path-reencoded-differently",
        stage: Stage::Uri,
        title: "the path was escaped by another rule than on the wire",
        says: "The signer decoded the path and escaped it anew, and its encoder leaves other characters alone than the one that wrote the request.",
        before: "%2540",
        after: "%40",
        who: &[
            "Mastercard's signers",
            "url.parse in Node, which escapes `'`",
        ],
        fixes: &[
            fix(
                "JavaScript",
                "new URL(url).pathname // not url.parse(url).pathname",
            ),
            fix("", "sign the raw path, as it is sent"),
        ],
        rfc: "3.4.1.2",
        evidence: &["Mastercard/oauth1-signer-python#21"],
        edits: Edits::AnyOf(&[
            variant(
                "only unreserved characters literal",
                &[Edit::Uri(UriEdit::Path(PathRule::DecodedReencoded))],
            ),
            variant(
                "`'` escaped",
                &[Edit::Uri(UriEdit::Path(PathRule::QuoteEscaped))],
            ),
            variant(
                "its hex digits in upper case",
                &[Edit::Uri(UriEdit::Path(PathRule::HexUpper))],
            ),
            variant(
                "its hex digits in lower case",
                &[Edit::Uri(UriEdit::Path(PathRule::HexLower))],
            ),
        ]),
    },
    Mistake {
        id: "uri-path-decoded-reencoded",
        stage: Stage::Uri,
        title: "the path was decoded and encoded again",
        says: "Escapes that need not be (%7E) were undone and the others rewritten in upper case, or all that a path may hold was left literal; the wire kept its own.",
        before: "%257E",
        after: "~",
        who: &["requests", "Google's Java client", "oauth-signature (npm)"],
        fixes: &[
            fix("Java", "URI.create(url).getRawPath()"),
            fix("JavaScript", "new URL(url).pathname"),
            fix("Python", "urllib.parse.urlsplit(url).path"),
            fix("", "leave the path's escapes as they are"),
        ],
        rfc: "3.4.1.2",
        evidence: &[
            "observed: requests 2.34.2",
            "observed: google-oauth-client 1.34.1",
            "observed: oauth-signature 1.5.0",
        ],
        edits: Edits::AnyOf(&[
            variant(
                "unreserved characters decoded, hex in upper case",
                &[Edit::Uri(UriEdit::Path(PathRule::UnreservedDecoded))],
            ),
            variant(
                "all that a path may hold literal",
                &[Edit::Uri(UriEdit::Path(PathRule::DecodedReencodedAsPath))],
            ),
        ]),
    },
    Mistake {
        id: "uri-double-slash",
        stage: Stage::Uri,
        title: "slashes of the path were joined or doubled",
        says: "The path is signed as it is requested: /a//b is another path than /a/b.",
        before: "%2Fa%2F%2Fb",
        after: "%2Fa%2Fb",
        who: &[
            "nginx merge_slashes",
            "a base URL and a path that both have a slash",
        ],
        fixes: &[
            fix("nginx", "merge_slashes off;"),
            fix(
                "",
                "join base and path with one slash, and sign what is sent",
            ),
        ],
        rfc: "3.4.1.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "runs of slashes made one",
                &[Edit::Uri(UriEdit::Path(PathRule::SlashesCollapsed))],
            ),
            variant(
                "a second slash at the start",
                &[Edit::Uri(UriEdit::Path(PathRule::SlashDoubled))],
            ),
        ]),
    },
    Mistake {
        id: "uri-leading-segment-eaten",
        stage: Stage::Uri,
        title: "a path that starts with `//` was read as a host",
        says: "A path //a//b is no authority: it belongs whole into the base string URI.",
        before: "h%2F%2Fa%2F%2Fb",
        after: "h%2F%2Fb",
        who: &["Ruby oauth"],
        fixes: &[fix(
            "Ruby",
            "uri.path as requested, not URI.parse(path).path",
        )],
        rfc: "3.4.1.2",
        evidence: &["observed: oauth (gem) 0.5.4"],
        edits: Edits::Set(&[Edit::Uri(UriEdit::Path(PathRule::LeadingSegmentEaten))]),
    },
    Mistake {
        id: "uri-dot-segments",
        stage: Stage::Uri,
        title: "`.` and `..` of the path were resolved before signing",
        says: "The path is signed as it is sent. If the HTTP library resolves dots, sign the resolved path; if it does not, sign them.",
        before: "%2Fa%2F..%2Fb",
        after: "%2Fb",
        who: &["URL parsers that normalize"],
        fixes: &[fix(
            "",
            "resolve the URL once, then sign it and send it as it is",
        )],
        rfc: "3.4.1.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Uri(UriEdit::Path(PathRule::DotsResolved))]),
    },
    Mistake {
        id: "uri-dot-segments-kept",
        stage: Stage::Uri,
        title: "`.` and `..` of the path were signed as written, and resolved on the wire",
        says: "The HTTP library resolves `.` and `..` of a URL before it sends it. What is signed is the path that is sent.",
        before: "%2Fb",
        after: "%2Fa%2F..%2Fb",
        who: &["signers that take the URL's text, before curl, fetch or .NET resolve it"],
        fixes: &[
            fix(
                "JavaScript",
                "const { pathname } = new URL(url) // resolved",
            ),
            fix(
                "",
                "resolve the URL once, then sign it and send it as it is",
            ),
        ],
        rfc: "3.4.1.2",
        evidence: &["observed: curl 7.88.1, which sends /b for /a/../b"],
        edits: Edits::Each(dots_as_written),
    },
    Mistake {
        id: "uri-path-lowercased",
        stage: Stage::Uri,
        title: "the path was put in lower case",
        says: "Scheme and host are in lower case in the base string URI, the path stays as it is.",
        before: "%2FApi%2FX",
        after: "%2Fapi%2Fx",
        who: &["C# url.ToLower()"],
        fixes: &[
            fix("C#", "uri.GetLeftPart(UriPartial.Path)"),
            fix("", "put scheme and host in lower case, never the path"),
        ],
        rfc: "3.4.1.2",
        evidence: &[
            "RestKit/RestKit#533",
            "guicocoa/cocoa-oauth#1",
            "postmanlabs/postman-collection#257",
        ],
        edits: Edits::Set(&[Edit::Uri(UriEdit::Path(PathRule::Lowercased))]),
    },
    Mistake {
        id: "uri-path-dropped",
        stage: Stage::Uri,
        title: "the path was not signed",
        says: "The base string URI is the whole URL without query and fragment, not the host alone.",
        before: "h%2Ftest",
        after: "h%2F",
        who: &["Mastercard's Insomnia plugin"],
        fixes: &[fix("", "sign scheme://host/path")],
        rfc: "3.4.1.2",
        evidence: &["Mastercard/insomnia-plugin-mastercard#6"],
        edits: Edits::AnyOf(&[
            variant(
                "`/` in its place",
                &[Edit::Uri(UriEdit::Path(PathRule::Dropped))],
            ),
            variant(
                "nothing in its place",
                &[Edit::Uri(UriEdit::Shape(UriShape::WithoutPath))],
            ),
        ]),
    },
    Mistake {
        id: "uri-wrong-path",
        stage: Stage::Uri,
        title: "another path than the requested one was signed",
        says: "The base string holds another version of the API, another endpoint or another suffix than the request.",
        before: "%2F1.1%2F",
        after: "%2F1%2F",
        who: &["code that signs a constant", "Twitter's documentation"],
        fixes: &[fix(
            "",
            "sign the URL that is requested, from the same variable",
        )],
        rfc: "3.4.1.2",
        evidence: &["twittercommunity.com/t/…/92739"],
        edits: Edits::Each(other_paths),
    },
    Mistake {
        id: "uri-server-script-path",
        stage: Stage::Uri,
        title: "the path was rebuilt from the server's script or mount point",
        says: "The server signs the path that its framework shows: with index.php, or without the prefix under which it is mounted.",
        before: "%2Flti%2Flaunch",
        after: "%2Findex.php%2Flti%2Flaunch",
        who: &[
            "PHP's SCRIPT_NAME",
            "applications mounted under a prefix",
            "proxies that strip one",
        ],
        fixes: &[
            fix("PHP", "parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH)"),
            fix("", "sign the path that the client requested"),
        ],
        rfc: "3.4.1.2",
        evidence: &["celtic-project/LTI-PHP#21"],
        edits: Edits::AnyOf(&[
            variant(
                "the first segment stripped",
                &[Edit::Uri(UriEdit::Path(PathRule::FirstSegmentDropped))],
            ),
            variant(
                "the first two segments stripped",
                &[Edit::Uri(UriEdit::Path(PathRule::TwoSegmentsDropped))],
            ),
            variant(
                "/index.php before it",
                &[Edit::Uri(UriEdit::Path(PathRule::Prefixed(Cow::Borrowed(
                    "/index.php",
                ))))],
            ),
            variant(
                "/index.php after it",
                &[Edit::Uri(UriEdit::Path(PathRule::Suffixed(Cow::Borrowed(
                    "/index.php",
                ))))],
            ),
            variant(
                "/index.php in its place",
                &[Edit::Uri(UriEdit::Path(PathRule::Fixed(Cow::Borrowed(
                    "/index.php",
                ))))],
            ),
        ]),
    },
    Mistake {
        id: "uri-path-twice",
        stage: Stage::Uri,
        title: "the path stands twice in the base string URI",
        says: "Base URL and path were joined although the base URL held the path already.",
        before: "h%2Fapi%2Fx",
        after: "h%2Fapi%2Fx%2Fapi%2Fx",
        who: &["a base URL that already has the path"],
        fixes: &[fix("", "join the host, not the whole URL, with the path")],
        rfc: "3.4.1.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Uri(UriEdit::Path(PathRule::Twice))]),
    },
    Mistake {
        id: "uri-restlet-query-in-uri",
        stage: Stage::Uri,
        title: "script and deploy of the RESTlet were left in the base string URI",
        says: "NetSuite's ?script=…&deploy=… is a query like any other: its parameters are sorted among the oauth_ ones and the URI ends at restlet.nl.",
        before: "restlet.nl&deploy%3D1%26…%26script%3D1",
        after: "restlet.nl%3Fscript%3D1%26deploy%3D1&",
        who: &["samples of token-based authentication for NetSuite"],
        fixes: &[fix(
            "",
            "sign …/restlet.nl as the URI, and script and deploy as parameters",
        )],
        rfc: "3.4.1.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Each(restlet_query),
    },
    Mistake {
        id: "uri-request-token-url-reused",
        stage: Stage::Uri,
        title: "the URL of the request-token step was signed",
        says: "The base string still holds the URL of an earlier step; each request is signed with its own.",
        before: "h%2F1.1%2Fstatuses",
        after: "h%2Foauth%2Frequest_token",
        who: &["a constant that holds the URL"],
        fixes: &[fix(
            "",
            "sign the URL that is requested, from the same variable",
        )],
        rfc: "3.4.1.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Each(request_token_paths),
    },
    Mistake {
        id: "uri-path-params-dropped",
        stage: Stage::Uri,
        title: "the path was cut at a `;`",
        says: "Parameters of a path segment (;v=1) are part of the path, and are signed with it.",
        before: "%2Flogs%3Bversion%3D1.1",
        after: "%2Flogs",
        who: &["Python urlparse"],
        fixes: &[fix("Python", "urlsplit(url).path # not urlparse(url).path")],
        rfc: "3.4.1.2",
        evidence: &["oauthlib/oauthlib#83"],
        edits: Edits::AnyOf(&[
            variant(
                "in the last segment",
                &[Edit::Uri(UriEdit::Path(PathRule::ParametersDropped))],
            ),
            variant(
                "in any segment",
                &[Edit::Uri(UriEdit::Path(PathRule::AllParametersDropped))],
            ),
        ]),
    },
    Mistake {
        id: "uri-query-mark-kept",
        stage: Stage::Uri,
        title: "the `?` was kept at the end of the base string URI",
        says: "The URI ends before the `?`.",
        before: "h%2Fx",
        after: "h%2Fx%3F",
        who: &["code that splits after the `?`"],
        fixes: &[fix("", "cut the URL before its `?`")],
        rfc: "3.4.1.2",
        evidence: &["observed: axios-oauth-1.0a 0.4.1"],
        edits: Edits::AnyOf(&[
            variant(
                "a `?` with nothing after it",
                &[Edit::Uri(UriEdit::Query(UriQueryRule::LoneMarkKept))],
            ),
            variant(
                "the query cut after its `?`",
                &[Edit::Uri(UriEdit::Query(UriQueryRule::MarkKept))],
            ),
            variant(
                "a `?` added where there is no query",
                &[Edit::Uri(UriEdit::Path(PathRule::Suffixed(Cow::Borrowed(
                    "?",
                ))))],
            ),
        ]),
    },
    Mistake {
        id: "uri-fragment-kept",
        stage: Stage::Uri,
        title: "the fragment was signed as part of the URI",
        says: "A fragment never goes on the wire and is no part of the base string URI.",
        before: "h%2Fx",
        after: "h%2Fx%23frag",
        who: &["hand-written signers"],
        fixes: &[
            fix("JavaScript", "url.origin + url.pathname"),
            fix("Python", "urldefrag(url).url"),
        ],
        rfc: "3.4.1.2",
        evidence: &["Mastercard/oauth1-signer-python#21"],
        edits: Edits::Several(&[
            Edits::Set(&[Edit::Uri(UriEdit::Fragment(UriFragmentRule::Kept))]),
            Edits::Each(fragment_as_written),
        ]),
    },
    Mistake {
        id: "uri-hash-in-value-cut",
        stage: Stage::Uri,
        title: "a `#` in a value was taken for the start of a fragment",
        says: "The value holds a `#`, %23 on the wire. The signer worked on a decoded URL and cut it there, so that the rest of the query was not signed.",
        before: "a%3Dx%2523y%26b%3D1",
        after: "a%3Dx",
        who: &["signers that are handed a decoded URL"],
        fixes: &[fix("", "encode `#` as %23 before the URL is parsed")],
        rfc: "3.4.1.2",
        evidence: &["Mastercard/oauth1-signer-python#21"],
        edits: Edits::Each(cut_at_hash),
    },
];

fn path_of(facts: &Facts<'_>) -> String {
    let parts = UrlParts::split(&facts.request.url);
    parts.path.bytes().to_str_lossy().into_owned()
}

/// The URL that the client's code has, where another is sent.
fn written(facts: &Facts<'_>) -> Option<UrlParts> {
    facts.request.written.as_ref().map(UrlParts::split)
}

/// The fragment is dropped on its way to the wire.
fn fragment_as_written(facts: &Facts<'_>) -> Vec<Instance> {
    let fragment = written(facts).and_then(|parts| parts.fragment);
    let kept = fragment.map(|fragment| {
        let path = format!("{}#{}", path_of(facts), fragment.bytes().to_str_lossy());
        path_instance("", PathRule::Fixed(Cow::Owned(path)))
    });
    kept.into_iter().collect()
}

/// The path's dots are resolved on its way to the wire.
fn dots_as_written(facts: &Facts<'_>) -> Vec<Instance> {
    let path = written(facts).map(|parts| parts.path.bytes().to_str_lossy().into_owned());
    let is_dots = |path: &String| path.split('/').any(|one| matches!(one, "." | ".."));
    let kept = path.filter(is_dots).filter(|path| *path != path_of(facts));
    kept.map(|path| path_instance("", PathRule::Fixed(Cow::Owned(path))))
        .into_iter()
        .collect()
}

/// The `/` of an empty path is added on its way to the wire.
fn no_path_as_written(facts: &Facts<'_>) -> Vec<Instance> {
    let is_empty = written(facts).is_some_and(|parts| parts.path.bytes().is_empty());
    if is_empty && path_of(facts) == "/" {
        let edits = vec![Edit::Uri(UriEdit::Slash(SlashRule::Dropped))];
        return vec![Instance::new("", edits)];
    }
    Vec::new()
}

fn path_instance(detail: impl Into<String>, rule: PathRule) -> Instance {
    Instance::new(detail, vec![Edit::Uri(UriEdit::Path(rule))])
}

fn replaced(from: &str, to: &str) -> Instance {
    let rule = PathRule::Replaced(Cow::Owned(from.to_owned()), Cow::Owned(to.to_owned()));
    path_instance(format!("{to} for {from}"), rule)
}

/// Another version of the API, another format, another prefix.
fn other_paths(facts: &Facts<'_>) -> Vec<Instance> {
    const VERSIONS: [&str; 12] = [
        "/1.1/", "/1/", "/2/", "/v1/", "/v2/", "/v3/", "/v1.0/", "/v1.1/", "/V1/", "/wp/v2/",
        "/wc/v3/", "/wc/v2/",
    ];
    let path = path_of(facts);
    let mut instances = Vec::new();
    if let Some(version) = VERSIONS.into_iter().find(|version| path.contains(version)) {
        let kin = |other: &&&str| {
            let same_form = |text: &str| text.starts_with("/v") == version.starts_with("/v");
            let same_api = |text: &str| text.starts_with("/w") == version.starts_with("/w");
            **other != version && same_form(other) && same_api(other)
        };
        instances.extend(
            VERSIONS
                .iter()
                .filter(kin)
                .map(|other| replaced(version, other)),
        );
        instances.push(replaced(version, "/"));
    }
    let last = path.rsplit('/').next().unwrap_or_default();
    if last.contains('.') {
        instances.push(path_instance("without the suffix", PathRule::SuffixDropped));
    } else if !last.is_empty() {
        for suffix in [".json", ".xml"] {
            let rule = PathRule::Suffixed(Cow::Borrowed(suffix));
            instances.push(path_instance(format!("with {suffix}"), rule));
        }
    }
    if last.strip_suffix(".json").is_some() {
        instances.push(replaced(".json", ".xml"));
    }
    let dropped = PathRule::LastSegmentDropped;
    instances.push(path_instance("without the last segment", dropped));
    for prefix in ["/api", "/rest"] {
        let rule = PathRule::Prefixed(Cow::Borrowed(prefix));
        instances.push(path_instance(format!("with {prefix} before"), rule));
    }
    instances
}

/// Where a request token is asked for.
fn request_token_paths(facts: &Facts<'_>) -> Vec<Instance> {
    const PATHS: [&str; 8] = [
        "/oauth/request_token",
        "/oauth/access_token",
        "/oauth1/request",
        "/oauth/initiate",
        "/oauth/token/request",
        "/oauth/v1/requestToken",
        "/services/oauth/request_token",
        "/rest/requesttoken",
    ];
    let path = path_of(facts);
    let fixed = |path: &'static str| path_instance(path, PathRule::Fixed(Cow::Borrowed(path)));
    PATHS
        .into_iter()
        .filter(|other| *other != path)
        .map(fixed)
        .collect()
}

/// A signer that takes the escaped `#` of a value for the start of a fragment, once decoded.
fn cut_at_hash(facts: &Facts<'_>) -> Vec<Instance> {
    let in_query = |index: &usize| facts.parameters[*index].source == Source::Query;
    let indexes: Vec<usize> = (0..facts.parameters.len()).filter(in_query).collect();
    let cut = indexes
        .iter()
        .position(|index| facts.parameters[*index].value.contains(&b'#'));
    let Some(cut) = cut else { return Vec::new() };
    let edit = |index: usize, change: Change| {
        let name = &facts.parameters[index].name;
        let has_name = |other: &&usize| facts.parameters[**other].name == *name;
        let earlier = (0..index).collect::<Vec<_>>();
        // Each edit sees the list as the edits before it left it.
        let gone = indexes[cut + 1..]
            .iter()
            .filter(|other| **other < index)
            .filter(has_name);
        let nth = earlier.iter().filter(has_name).count() - gone.count();
        let name = Cow::Owned(name.to_vec());
        Edit::Select(SelectEdit::Parameter(ParameterEdit {
            name,
            nth: Some(nth),
            change,
        }))
    };
    let value = &facts.parameters[indexes[cut]].value;
    let kept = value[..value.find_byte(b'#').unwrap_or(value.len())].to_vec();
    let mut edits = vec![edit(indexes[cut], Change::Value(Cow::Owned(kept)))];
    edits.extend(
        indexes[cut + 1..]
            .iter()
            .map(|index| edit(*index, Change::Omit)),
    );
    let detail = facts.parameters[indexes[cut]]
        .name
        .to_str_lossy()
        .into_owned();
    vec![Instance::new(detail, edits)]
}

/// Script and deployment of a `NetSuite` `RESTlet`, left in the URI.
fn restlet_query(facts: &Facts<'_>) -> Vec<Instance> {
    let has = |name: &str| {
        facts
            .parameters
            .iter()
            .any(|parameter| parameter.source == Source::Query && parameter.name == name)
    };
    if !has("script") || !has("deploy") {
        return Vec::new();
    }
    let kept = Edit::Uri(UriEdit::Query(UriQueryRule::Kept));
    let omitted = Edit::Collect(CollectEdit::Query(QueryRule::Omitted));
    let others = |parameter: &&Parameter| {
        parameter.source == Source::Query
            && !parameter.is_protocol()
            && parameter.name != "script"
            && parameter.name != "deploy"
    };
    if facts.parameters.iter().filter(others).count() > 0 {
        let omit = |name: &'static [u8]| {
            Edit::Select(SelectEdit::Parameter(ParameterEdit {
                name: Cow::Borrowed(name),
                nth: None,
                change: Change::Omit,
            }))
        };
        let alone = Edit::Uri(UriEdit::Query(UriQueryRule::RestletKept));
        return vec![
            Instance::new(
                "in the URI only, and what else the query holds among the parameters",
                vec![alone.clone(), omit(b"script"), omit(b"deploy")],
            ),
            Instance::new("in the URI and among the parameters", vec![alone]),
        ];
    }
    vec![
        Instance::new("in the URI only", vec![kept.clone(), omitted]),
        Instance::new("in the URI and among the parameters", vec![kept]),
    ]
}
