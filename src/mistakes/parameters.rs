//! Single parameters that are left out, added, renamed or given another value (RFC 5849 section
//! 3.4.1.3.1).

use std::borrow::Cow;

use super::instances::{
    body_hash_by_other_hash, body_hash_of_other_body, body_hash_of_other_bytes, body_hash_on_form,
    each_parameter_omitted, each_parameter_repeated, names_lowercased, path_as_parameter,
    prefix_dropped, secrets_as_parameters,
};
use super::{Edits, Mistake, Stage, fix, variant};
use crate::pipeline::select::{Change, ParameterEdit, SelectEdit};
use crate::recipe::Edit;

/// An edit of the parameters of one name, in a table.
macro_rules! single {
    ($name:expr, $change:expr) => {
        Edit::Select(SelectEdit::Parameter(ParameterEdit {
            name: Cow::Borrowed($name),
            nth: None,
            change: $change,
        }))
    };
}
pub(super) use single;

pub(super) const ENTRIES: &[Mistake] = &[
    Mistake {
        id: "token-omitted",
        stage: Stage::Collection,
        title: "oauth_token was not signed",
        says: "A request with a token signs it with the other parameters. The client left it out.",
        before: "oauth_timestamp%3D1%26oauth_token%3Dt%26oauth_version%3D1.0",
        after: "oauth_timestamp%3D1%26oauth_version%3D1.0",
        who: &["code copied from a two-legged sample"],
        fixes: &[fix("", "add oauth_token to the parameters before sorting")],
        rfc: "3.4.1.3.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[single!(b"oauth_token", Change::Omit)]),
    },
    Mistake {
        id: "empty-token-included",
        stage: Stage::Collection,
        title: "an empty oauth_token was signed, though none was sent",
        says: "A request without a token has no oauth_token. If the client signs `oauth_token=`, it must send it as well.",
        before: "oauth_timestamp%3D1%26oauth_version%3D1.0",
        after: "oauth_timestamp%3D1%26oauth_token%3D%26oauth_version%3D1.0",
        who: &[
            "Postman 4.2",
            "dghubble/oauth1 with an empty token",
            "oauth-header (npm)",
        ],
        fixes: &[
            fix("JavaScript", "if (token) params.oauth_token = token.key"),
            fix(
                "Go",
                r#"if token.Token != "" { params["oauth_token"] = token.Token }"#,
            ),
            fix("", "leave oauth_token out where there is none"),
        ],
        rfc: "3.1",
        evidence: &[
            "postmanlabs/postman-app-support#2079",
            "postmanlabs/postman-app-support#665",
            "dghubble/oauth1#38",
        ],
        edits: Edits::Set(&[single!(b"oauth_token", Change::Add(Cow::Borrowed(b"")))]),
    },
    Mistake {
        id: "empty-token-as-text",
        stage: Stage::Collection,
        title: "a word for nothing was signed as oauth_token",
        says: "There is no token, and the client signed the text that its language writes for nothing.",
        before: "oauth_timestamp%3D1%26oauth_version%3D1.0",
        after: "oauth_timestamp%3D1%26oauth_token%3Dnull%26oauth_version%3D1.0",
        who: &["string concatenation with null, undefined, None, nil"],
        fixes: &[fix("", "leave oauth_token out where there is none")],
        rfc: "3.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "null",
                &[single!(b"oauth_token", Change::Add(Cow::Borrowed(b"null")))],
            ),
            variant(
                "undefined",
                &[single!(
                    b"oauth_token",
                    Change::Add(Cow::Borrowed(b"undefined"))
                )],
            ),
            variant(
                "None",
                &[single!(b"oauth_token", Change::Add(Cow::Borrowed(b"None")))],
            ),
            variant(
                "nil",
                &[single!(b"oauth_token", Change::Add(Cow::Borrowed(b"nil")))],
            ),
        ]),
    },
    Mistake {
        id: "oauth-version-unsigned",
        stage: Stage::Collection,
        title: "oauth_version was sent but not signed",
        says: "oauth_version may be left out of a request. Where it is sent, it is signed.",
        before: "oauth_timestamp%3D1%26oauth_version%3D1.0",
        after: "oauth_timestamp%3D1",
        who: &["hand-written signers"],
        fixes: &[fix("", "sign oauth_version, or do not send it")],
        rfc: "3.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[single!(b"oauth_version", Change::Omit)]),
    },
    Mistake {
        id: "oauth-version-unsent",
        stage: Stage::Collection,
        title: "oauth_version was signed but not sent",
        says: "oauth_version may be left out of a request, but then of the signature too.",
        before: "oauth_timestamp%3D1",
        after: "oauth_timestamp%3D1%26oauth_version%3D1.0",
        who: &["hand-written signers"],
        fixes: &[fix(
            "",
            r#"send oauth_version="1.0" in the header, or do not sign it"#,
        )],
        rfc: "3.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[single!(
            b"oauth_version",
            Change::Add(Cow::Borrowed(b"1.0"))
        )]),
    },
    Mistake {
        id: "oauth-version-value",
        stage: Stage::Collection,
        title: "oauth_version was signed with another value",
        says: "The value of oauth_version is 1.0, also for what is called OAuth 1.0a. Sent and signed it must be the same.",
        before: "oauth_version%3D1.0",
        after: "oauth_version%3D1.0a",
        who: &[r#"a misreading of "1.0a""#],
        fixes: &[fix("", "oauth_version=1.0")],
        rfc: "3.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "1.0a",
                &[single!(
                    b"oauth_version",
                    Change::Value(Cow::Borrowed(b"1.0a"))
                )],
            ),
            variant(
                "1.0",
                &[single!(
                    b"oauth_version",
                    Change::Value(Cow::Borrowed(b"1.0"))
                )],
            ),
            variant(
                "1",
                &[single!(
                    b"oauth_version",
                    Change::Value(Cow::Borrowed(b"1"))
                )],
            ),
            variant(
                "2.0",
                &[single!(
                    b"oauth_version",
                    Change::Value(Cow::Borrowed(b"2.0"))
                )],
            ),
        ]),
    },
    Mistake {
        id: "callback-missing",
        stage: Stage::Collection,
        title: "oauth_callback was sent but not signed",
        says: "A request for temporary credentials has oauth_callback, and signs it like any other parameter.",
        before: "oauth_callback%3Doob%26oauth_consumer_key%3Dk",
        after: "oauth_consumer_key%3Dk",
        who: &["hand-written C++ for Copy.com"],
        fixes: &[fix(
            "",
            "add oauth_callback (`oob` where there is none) before sorting",
        )],
        rfc: "2.1",
        evidence: &["https://manongdao.com/article-1253997.html"],
        edits: Edits::Set(&[single!(b"oauth_callback", Change::Omit)]),
    },
    Mistake {
        id: "callback-default-added",
        stage: Stage::Collection,
        title: "an oauth_callback was signed that was not sent",
        says: "The signer, or the server that checks, adds a callback of its own. Only what is sent is signed.",
        before: "oauth_consumer_key%3Dk",
        after: "oauth_callback%3Dabout%253Ablank%26oauth_consumer_key%3Dk",
        who: &["JupyterHub LTI authenticator", "LTI consumers"],
        fixes: &[fix("", "do not add a default callback, or send it as well")],
        rfc: "3.4.1.3",
        evidence: &["jupyterhub/ltiauthenticator#139"],
        edits: Edits::AnyOf(&[
            variant(
                "about:blank",
                &[single!(
                    b"oauth_callback",
                    Change::Add(Cow::Borrowed(b"about:blank"))
                )],
            ),
            variant(
                "oob",
                &[single!(
                    b"oauth_callback",
                    Change::Add(Cow::Borrowed(b"oob"))
                )],
            ),
            variant(
                "empty",
                &[single!(b"oauth_callback", Change::Add(Cow::Borrowed(b"")))],
            ),
        ]),
    },
    Mistake {
        id: "verifier-missing",
        stage: Stage::Collection,
        title: "oauth_verifier was sent but not signed",
        says: "The request for token credentials carries oauth_verifier, and signs it like any other parameter.",
        before: "oauth_token%3Dt%26oauth_verifier%3Dv",
        after: "oauth_token%3Dt",
        who: &["requests-oauth in header mode", "oauth-1.0a (npm) users"],
        fixes: &[
            fix(
                "JavaScript",
                "oauth.authorize({ url, method, data: { oauth_verifier } }, token)",
            ),
            fix("", "add oauth_verifier before sorting"),
        ],
        rfc: "2.3",
        evidence: &["maraujop/requests-oauth#16", "ddo/oauth-1.0a#112"],
        edits: Edits::Set(&[single!(b"oauth_verifier", Change::Omit)]),
    },
    Mistake {
        id: "verifier-reused-later",
        stage: Stage::Collection,
        title: "a parameter of an earlier step was signed but not sent",
        says: "oauth_callback, oauth_verifier and oauth_callback_confirmed belong to the steps that fetch a token. A map that is shared between the steps still holds them.",
        before: "oauth_token%3Dt",
        after: "oauth_token%3Dt%26oauth_verifier%3D",
        who: &["parameter maps shared between the steps"],
        fixes: &[fix(
            "",
            "start each request with a fresh list of parameters",
        )],
        rfc: "2.3",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "an empty oauth_verifier",
                &[single!(b"oauth_verifier", Change::Add(Cow::Borrowed(b"")))],
            ),
            variant(
                "oauth_callback_confirmed",
                &[single!(
                    b"oauth_callback_confirmed",
                    Change::Add(Cow::Borrowed(b"true"))
                )],
            ),
            variant(
                "oauth_callback=oob",
                &[single!(
                    b"oauth_callback",
                    Change::Add(Cow::Borrowed(b"oob"))
                )],
            ),
            variant(
                "an empty oauth_callback",
                &[single!(b"oauth_callback", Change::Add(Cow::Borrowed(b"")))],
            ),
        ]),
    },
    Mistake {
        id: "secret-in-params",
        stage: Stage::Collection,
        title: "a secret was signed as a parameter",
        says: "Secrets stand in the signing key and nowhere else: not in the base string, and never in a request.",
        before: "oauth_token%3Dt",
        after: "oauth_token%3Dt%26oauth_token_secret%3D…",
        who: &["PHP for Trello"],
        fixes: &[
            fix(
                "PHP",
                "unset($params['oauth_consumer_secret'], $params['oauth_token_secret']);",
            ),
            fix(
                "",
                "build the parameters from the keys, the signing key from the secrets",
            ),
        ],
        rfc: "3.4.2",
        evidence: &["https://example-a.com/answer/45516047"],
        edits: Edits::Each(secrets_as_parameters),
    },
    Mistake {
        id: "param-name-typo",
        stage: Stage::Collection,
        title: "a parameter was signed under a misspelt name",
        says: "The base string has another name than the request. Names are those of section 3.1, letter by letter.",
        before: "oauth_token%3Dt",
        after: "oauth_tokey%3Dt",
        who: &["hand-written signers"],
        fixes: &[fix(
            "",
            "compare the names in the header and in the base string",
        )],
        rfc: "3.1",
        evidence: &["https://manongdao.com/article-1253997.html"],
        edits: Edits::AnyOf(&[
            variant(
                "oauth_tokey",
                &[single!(
                    b"oauth_token",
                    Change::Rename(Cow::Borrowed(b"oauth_tokey"))
                )],
            ),
            variant(
                "oauth_nounce",
                &[single!(
                    b"oauth_nonce",
                    Change::Rename(Cow::Borrowed(b"oauth_nounce"))
                )],
            ),
            variant(
                "oauth_consumerkey",
                &[single!(
                    b"oauth_consumer_key",
                    Change::Rename(Cow::Borrowed(b"oauth_consumerkey"))
                )],
            ),
            variant(
                "oauth_customer_key",
                &[single!(
                    b"oauth_consumer_key",
                    Change::Rename(Cow::Borrowed(b"oauth_customer_key"))
                )],
            ),
            variant(
                "oauth_key",
                &[single!(
                    b"oauth_consumer_key",
                    Change::Rename(Cow::Borrowed(b"oauth_key"))
                )],
            ),
            variant(
                "oauth_signaturemethod",
                &[single!(
                    b"oauth_signature_method",
                    Change::Rename(Cow::Borrowed(b"oauth_signaturemethod"))
                )],
            ),
            variant(
                "oauth_signature_methode",
                &[single!(
                    b"oauth_signature_method",
                    Change::Rename(Cow::Borrowed(b"oauth_signature_methode"))
                )],
            ),
            variant(
                "oauth_sign_method",
                &[single!(
                    b"oauth_signature_method",
                    Change::Rename(Cow::Borrowed(b"oauth_sign_method"))
                )],
            ),
            variant(
                "oauth_timestmap",
                &[single!(
                    b"oauth_timestamp",
                    Change::Rename(Cow::Borrowed(b"oauth_timestmap"))
                )],
            ),
            variant(
                "oauth_time_stamp",
                &[single!(
                    b"oauth_timestamp",
                    Change::Rename(Cow::Borrowed(b"oauth_time_stamp"))
                )],
            ),
            variant(
                "timestamp",
                &[single!(
                    b"oauth_timestamp",
                    Change::Rename(Cow::Borrowed(b"timestamp"))
                )],
            ),
            variant(
                "oauth_access_token",
                &[single!(
                    b"oauth_token",
                    Change::Rename(Cow::Borrowed(b"oauth_access_token"))
                )],
            ),
            variant(
                "access_token",
                &[single!(
                    b"oauth_token",
                    Change::Rename(Cow::Borrowed(b"access_token"))
                )],
            ),
            variant(
                "oauth_callback_url",
                &[single!(
                    b"oauth_callback",
                    Change::Rename(Cow::Borrowed(b"oauth_callback_url"))
                )],
            ),
            variant(
                "oauth_verify",
                &[single!(
                    b"oauth_verifier",
                    Change::Rename(Cow::Borrowed(b"oauth_verify"))
                )],
            ),
            variant(
                "oauth_vesion",
                &[single!(
                    b"oauth_version",
                    Change::Rename(Cow::Borrowed(b"oauth_vesion"))
                )],
            ),
        ]),
    },
    Mistake {
        id: "protocol-prefix-dropped",
        stage: Stage::Collection,
        title: "the oauth_ parameters were signed without their prefix",
        says: "Names are signed as they are sent, with oauth_ before them.",
        before: "oauth_nonce%3Dn",
        after: "nonce%3Dn",
        who: &["signers that keep the parameters in a struct or object with short names"],
        fixes: &[fix(
            "",
            "write the names with their oauth_ prefix in the base string too",
        )],
        rfc: "3.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Each(prefix_dropped),
    },
    Mistake {
        id: "param-names-lowercased",
        stage: Stage::Collection,
        title: "the names of parameters were signed in lower case",
        says: "Names are case-sensitive: what is signed is what is sent.",
        before: "Title%3Dx",
        after: "title%3Dx",
        who: &[
            "case-insensitive maps",
            "header-like handling of parameters",
        ],
        fixes: &[fix("", "do not change the case of names")],
        rfc: "3.4.1.3.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Each(names_lowercased),
    },
    Mistake {
        id: "body-hash-missing",
        stage: Stage::Collection,
        title: "oauth_body_hash was signed but not sent, or sent but not signed",
        says: "oauth_body_hash is a parameter like any other: where it is sent it is signed, and the other way round.",
        before: "oauth_body_hash%3D…%26oauth_consumer_key%3Dk",
        after: "oauth_consumer_key%3Dk",
        who: &["Mastercard, LTI outcomes, Google extension clients"],
        fixes: &[fix(
            "",
            "compute the hash first, add it to the parameters, sign, send",
        )],
        rfc: "OAuth Request Body Hash",
        evidence: &["ddo/oauth-1.0a#43", "Mastercard/oauth1-signer-java#5"],
        edits: Edits::Several(&[
            Edits::Set(&[single!(b"oauth_body_hash", Change::Omit)]),
            Edits::Each(body_hash_of_other_body),
        ]),
    },
    Mistake {
        id: "body-hash-wrong-alg",
        stage: Stage::Collection,
        title: "oauth_body_hash was signed with another hash, or in hex",
        says: "The body is hashed with the hash of the signature method (SHA-256 for RSA-SHA256) and written in base64.",
        before: "oauth_body_hash%3D2jmj7l5rSw0yVb%252FvlWAYkK%252FYBwk%253D",
        after: "oauth_body_hash%3Dda39a3ee5e6b4b0d3255bfef95601890afd80709",
        who: &["Mastercard clients"],
        fixes: &[fix(
            "Python",
            "base64.b64encode(hashlib.sha256(body).digest()).decode()",
        )],
        rfc: "OAuth Request Body Hash",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Each(body_hash_by_other_hash),
    },
    Mistake {
        id: "body-hash-on-form",
        stage: Stage::Collection,
        title: "oauth_body_hash was signed for a form body, or for no body",
        says: "A form body is signed as parameters and has no oauth_body_hash. Some servers want the hash of the empty body where there is none.",
        before: "oauth_consumer_key%3Dk",
        after: "oauth_body_hash%3D2jmj7l5rSw0yVb%252FvlWAYkK%252FYBwk%253D%26oauth_consumer_key%3Dk",
        who: &["Mastercard clients against the text of the extension"],
        fixes: &[fix(
            "",
            "add oauth_body_hash only where the body is no form",
        )],
        rfc: "OAuth Request Body Hash",
        evidence: &["Kong/mashape-oauth#13"],
        edits: Edits::Each(body_hash_on_form),
    },
    Mistake {
        id: "body-hash-other-bytes",
        stage: Stage::Collection,
        title: "oauth_body_hash was signed for other bytes than were sent",
        says: "The JSON was written twice, once for the hash and once for the wire, with other blanks or another order. Hash the very bytes that are sent.",
        before: r#"{"a":1}"#,
        after: r#"{"a": 1}"#,
        who: &["interceptors that serialise the body again"],
        fixes: &[
            fix(
                "Python",
                "body = json.dumps(data).encode(); requests.post(url, data=body)",
            ),
            fix("", "serialise once; hash and send the same bytes"),
        ],
        rfc: "OAuth Request Body Hash",
        evidence: &["Mastercard/oauth1-signer-csharp#24"],
        edits: Edits::Each(body_hash_of_other_bytes),
    },
    Mistake {
        id: "server-rewrite-param-added",
        stage: Stage::Collection,
        title: "the path was signed as a parameter that the server made up",
        says: "The server rewrites the path into a parameter and signs that as well. Only what the client sent is signed.",
        before: "oauth_version%3D1.0",
        after: "oauth_version%3D1.0%26q%3D%252Fwc-api%252Fv1%252Fproducts",
        who: &[
            "nginx and Apache rewrites",
            "WordPress rest_route",
            "Drupal q",
            "Phalcon _url",
        ],
        fixes: &[
            fix(
                "PHP",
                "parse_str(parse_url($_SERVER['REQUEST_URI'], PHP_URL_QUERY) ?? '', $params); // not $_GET",
            ),
            fix("nginx", "proxy_pass http://backend$request_uri;"),
            fix(
                "",
                "the server must verify against the raw query, not against what its framework made of it",
            ),
        ],
        rfc: "3.4.1.3.1",
        evidence: &[
            "kloon/WooCommerce-REST-API-Client-Library#19",
            "instructure/ims-lti#144",
        ],
        edits: Edits::Each(path_as_parameter),
    },
    Mistake {
        id: "unsent-param-signed",
        stage: Stage::Collection,
        title: "a parameter was signed that was not sent",
        says: "What is signed must be what is sent: a disabled or empty row, a default of the client.",
        before: "oauth_version%3D1.0",
        after: "%3D%26oauth_version%3D1.0",
        who: &["Postman: disabled or empty rows"],
        fixes: &[fix(
            "",
            "remove the row, or sign what the HTTP library really sends",
        )],
        rfc: "3.4.1.3",
        evidence: &["postmanlabs/postman-app-support#7522"],
        edits: Edits::AnyOf(&[
            variant(
                "an empty row",
                &[single!(b"", Change::AddToQuery(Cow::Borrowed(b"")))],
            ),
            variant(
                "format=json",
                &[single!(
                    b"format",
                    Change::AddToQuery(Cow::Borrowed(b"json"))
                )],
            ),
            variant(
                "an empty `data`",
                &[single!(b"data", Change::AddToQuery(Cow::Borrowed(b"")))],
            ),
            variant(
                "a name of a blank",
                &[single!(b" ", Change::AddToQuery(Cow::Borrowed(b"")))],
            ),
        ]),
    },
    Mistake {
        id: "null-values-dropped-on-wire",
        stage: Stage::Collection,
        title: "a parameter that is not set was signed with an empty value, and not sent",
        says: "http_build_query leaves out a null, the signer does not. Filter before signing.",
        before: "oauth_version%3D1.0",
        after: "oauth_version%3D1.0%26page%3D",
        who: &["WordPress WP_Http", "PHP http_build_query"],
        fixes: &[fix(
            "PHP",
            "$params = array_filter($params, fn ($v) => $v !== null);",
        )],
        rfc: "3.4.1.3",
        evidence: &["WP-API/OAuth1#93"],
        edits: Edits::AnyOf(&[
            variant(
                "page",
                &[single!(b"page", Change::AddToQuery(Cow::Borrowed(b"")))],
            ),
            variant(
                "per_page",
                &[single!(b"per_page", Change::AddToQuery(Cow::Borrowed(b"")))],
            ),
            variant(
                "search",
                &[single!(b"search", Change::AddToQuery(Cow::Borrowed(b"")))],
            ),
            variant(
                "status",
                &[single!(b"status", Change::AddToQuery(Cow::Borrowed(b"")))],
            ),
            variant(
                "filter",
                &[single!(b"filter", Change::AddToQuery(Cow::Borrowed(b"")))],
            ),
            variant(
                "context",
                &[single!(b"context", Change::AddToQuery(Cow::Borrowed(b"")))],
            ),
            variant(
                "oauth_callback",
                &[single!(b"oauth_callback", Change::Add(Cow::Borrowed(b"")))],
            ),
            variant(
                "oauth_verifier",
                &[single!(b"oauth_verifier", Change::Add(Cow::Borrowed(b"")))],
            ),
        ]),
    },
    Mistake {
        id: "unsigned-param-sent",
        stage: Stage::Collection,
        title: "a parameter that was added after signing was not signed",
        says: "Something added a parameter after the signature was made: a cache buster, a key of the SDK, a method override.",
        before: "_%3D1700000000%26oauth_nonce%3Dn",
        after: "oauth_nonce%3Dn",
        who: &[
            "jQuery `cache: false`",
            "CDN and SDK keys",
            "Rails `_method`",
        ],
        fixes: &[
            fix("Ruby", "form_with(method: :post) # no _method"),
            fix("JavaScript", "$.ajax({ cache: true })"),
            fix("", "sign last"),
        ],
        rfc: "3.4.1.3",
        evidence: &["https://taourl.com/read-2035112.html"],
        edits: Edits::AnyOf(&[
            variant("_", &[single!(b"_", Change::Omit)]),
            variant("_method", &[single!(b"_method", Change::Omit)]),
            variant("format", &[single!(b"format", Change::Omit)]),
            variant("callback", &[single!(b"callback", Change::Omit)]),
            variant("api_key", &[single!(b"api_key", Change::Omit)]),
            variant("apikey", &[single!(b"apikey", Change::Omit)]),
            variant("key", &[single!(b"key", Change::Omit)]),
            variant("_dc", &[single!(b"_dc", Change::Omit)]),
            variant("cb", &[single!(b"cb", Change::Omit)]),
            variant("lang", &[single!(b"lang", Change::Omit)]),
            variant("utm_source", &[single!(b"utm_source", Change::Omit)]),
        ]),
    },
    Mistake {
        id: "submit-button-included",
        stage: Stage::Collection,
        title: "fields that a form adds by itself were sent but not signed",
        says: "The browser sends the name and value of the button and hidden fields as well: every field that is sent is signed.",
        before: "ext_submit%3DLaunch%26oauth_nonce%3Dn",
        after: "oauth_nonce%3Dn",
        who: &["LTI launch forms", "Rails forms"],
        fixes: &[
            fix(
                "HTML",
                r#"<input type="submit" value="Launch"> <!-- no name: it is not sent -->"#,
            ),
            fix("Ruby", r#"f.submit "Launch", name: nil"#),
            fix(
                "",
                "sign all fields of the form, or give the button no name",
            ),
        ],
        rfc: "3.4.1.3.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant("ext_submit", &[single!(b"ext_submit", Change::Omit)]),
            variant("submit", &[single!(b"submit", Change::Omit)]),
            variant("utf8", &[single!(b"utf8", Change::Omit)]),
            variant("commit", &[single!(b"commit", Change::Omit)]),
            variant(
                "authenticity_token",
                &[single!(b"authenticity_token", Change::Omit)],
            ),
        ]),
    },
    Mistake {
        id: "param-signed-twice",
        stage: Stage::Collection,
        title: "a parameter was signed twice",
        says: "The same pair came from two places into the list of parameters.",
        before: "a%3D1",
        after: "a%3D1%26a%3D1",
        who: &["clients that pass a parameter to the signer and put it in the URL too"],
        fixes: &[fix("", "collect every pair once")],
        rfc: "3.4.1.3.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Each(each_parameter_repeated),
    },
    Mistake {
        id: "param-omitted",
        stage: Stage::Collection,
        title: "a parameter was left out of the signature",
        says: "A parameter that is sent was not signed. All of them are, but realm and oauth_signature.",
        before: "a%3D1%26b%3D2",
        after: "a%3D1",
        who: &["hand-written signers", "parameters added after signing"],
        fixes: &[fix(
            "",
            "sign every parameter that is sent: add it before the signature is computed",
        )],
        rfc: "3.4.1.3.1",
        evidence: &["OAuthSwift/OAuthSwift#115"],
        edits: Edits::Each(each_parameter_omitted),
    },
];
