//! Which pairs of the request are signed (RFC 5849 section 3.4.1.3.1).

use std::borrow::Cow;

use serde_json::Value;

use super::parameters::single;
use super::{Edits, Facts, Instance, Mistake, Stage, fix, variant};
use crate::pipeline::collect::{BodyRule, CollectEdit, FragmentRule, QueryRule, QuestionMarkRule};
use crate::pipeline::printed::PrintedJson;
use crate::pipeline::select::{
    Change, GroupRule, ParameterEdit, RealmRule, SelectEdit, SignatureRule,
};
use crate::recipe::Edit;

pub(super) const ENTRIES: &[Mistake] = &[
    Mistake {
        id: "query-omitted",
        stage: Stage::Collection,
        title: "the query of the URL was not signed",
        says: "Every parameter of the query belongs among the normalized parameters, beside the oauth_ ones. Here none of them was signed.",
        before: "foo%3Dbar%26oauth_consumer_key%3D…",
        after: "oauth_consumer_key%3D…",
        who: &[
            "hand-written signers",
            "ruby-oauth's command line",
            "rauth",
            "Magento searchCriteria",
        ],
        fixes: &[
            fix(
                "Ruby",
                r#"params.concat(URI.decode_www_form(uri.query || ""))"#,
            ),
            fix(
                "Python",
                "params += urllib.parse.parse_qsl(urlsplit(url).query, keep_blank_values=True)",
            ),
            fix("JavaScript", "params.push(...new URL(url).searchParams)"),
            fix(
                "",
                "decode the query and add its pairs to the parameters before sorting",
            ),
        ],
        rfc: "3.4.1.3.1",
        evidence: &[
            "activepieces/activepieces#9552",
            "usulix/laravel-netsuite#4",
            "https://magento.stackexchange.com/questions/151385",
            "postmanlabs/postman-app-support#8795",
            "observed: rauth 0.7.3",
        ],
        edits: Edits::Set(&[Edit::Collect(CollectEdit::Query(QueryRule::Omitted))]),
    },
    Mistake {
        id: "body-form-omitted",
        stage: Stage::Collection,
        title: "the form body was not signed",
        says: "The body is a form (application/x-www-form-urlencoded), so its pairs belong among the normalized parameters. They were left out.",
        before: "oauth_version%3D1.0%26status%3Dhi",
        after: "oauth_version%3D1.0",
        who: &["Insomnia", "Scribe", "RESTClient", "Postman 4.0"],
        fixes: &[
            fix("JavaScript", "pairs.push(...new URLSearchParams(body))"),
            fix("Java", "request.addBodyParameter(name, value);"),
            fix(
                "Python",
                "params += urllib.parse.parse_qsl(body, keep_blank_values=True)",
            ),
            fix(
                "",
                "decode the form body and add its pairs to the parameters before sorting",
            ),
        ],
        rfc: "3.4.1.3.1",
        evidence: &[
            "Kong/insomnia#1854",
            "Kong/insomnia#1137",
            "scribejava/scribejava#286",
            "postmanlabs/postman-app-support#1838",
        ],
        edits: Edits::Set(&[Edit::Collect(CollectEdit::Body(BodyRule::Omitted))]),
    },
    Mistake {
        id: "request-params-omitted",
        stage: Stage::Collection,
        title: "only the oauth_ parameters were signed",
        says: "The client signed the protocol parameters alone. The parameters of the query and of a form body belong to the signature too.",
        before: "oauth_version%3D1.0%26status%3Dhi",
        after: "oauth_version%3D1.0",
        who: &["hand-written signers that build the base string from the header alone"],
        fixes: &[fix(
            "",
            "collect the pairs of the query, the Authorization header and a form body into one list, then sort",
        )],
        rfc: "3.4.1.3.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Select(SelectEdit::Groups(GroupRule::ProtocolOnly))]),
    },
    Mistake {
        id: "protocol-params-omitted",
        stage: Stage::Collection,
        title: "no oauth_ parameter was signed",
        says: "The client signed the parameters of the request alone. Those of the Authorization header belong to the signature too, all but realm and oauth_signature.",
        before: "oauth_version%3D1.0%26status%3Dhi",
        after: "status%3Dhi",
        who: &["hand-written signers"],
        fixes: &[fix(
            "",
            "add oauth_consumer_key, oauth_nonce, oauth_signature_method, oauth_timestamp, oauth_token and oauth_version before sorting",
        )],
        rfc: "3.4.1.3.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Select(SelectEdit::Groups(GroupRule::WithoutProtocol))]),
    },
    Mistake {
        id: "params-omitted",
        stage: Stage::Collection,
        title: "no parameter was signed at all",
        says: "The third part of the base string was left empty.",
        before: "POST&https%3A%2F%2Fh%2F&a%3D1",
        after: "POST&https%3A%2F%2Fh%2F&",
        who: &["hand-written signers"],
        fixes: &[fix(
            "",
            "join the sorted, encoded parameters and put them, encoded again, after the second &",
        )],
        rfc: "3.4.1.3.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Select(SelectEdit::Groups(GroupRule::Nothing))]),
    },
    Mistake {
        id: "oauth-signature-included",
        stage: Stage::Collection,
        title: "oauth_signature itself was signed",
        says: "The signature cannot be part of what it signs: oauth_signature is left out of the base string, with or without a value.",
        before: "oauth_nonce%3Dn%26oauth_signature_method%3DHMAC-SHA1",
        after: "oauth_nonce%3Dn%26oauth_signature%3D%26oauth_signature_method%3DHMAC-SHA1",
        who: &[
            "loops over all header fields",
            "signers that sign a request for the second time",
            "most libraries, where the query already holds one",
        ],
        fixes: &[
            fix(
                "Python",
                r#"params = [(k, v) for k, v in params if k != "oauth_signature"]"#,
            ),
            fix("PHP", "unset($params['oauth_signature']);"),
            fix("", "add oauth_signature after signing"),
        ],
        rfc: "3.4.1.3.1",
        evidence: &["observed: oauth-1.0a 2.2.6", "observed: Net::OAuth 0.28"],
        edits: Edits::AnyOf(&[
            variant(
                "with an empty value",
                &[Edit::Select(SelectEdit::Signature(SignatureRule::Empty))],
            ),
            variant(
                "as it stands in the query or body",
                &[Edit::Select(SelectEdit::Signature(
                    SignatureRule::KeptOutsideHeader,
                ))],
            ),
        ]),
    },
    Mistake {
        id: "realm-included",
        stage: Stage::Collection,
        title: "realm was signed",
        says: "realm tells the server which area is meant. It stands in the Authorization header and is no part of the signature.",
        before: "oauth_version%3D1.0",
        after: "oauth_version%3D1.0%26realm%3Dx",
        who: &["Magento and NetSuite clients", "Postman"],
        fixes: &[
            fix(
                "Python",
                r#"params = [(k, v) for k, v in params if k != "realm"]"#,
            ),
            fix(
                "JavaScript",
                r#"params.filter(([name]) => name !== "realm")"#,
            ),
            fix("PHP", "unset($params['realm']); // before signing"),
            fix("", "put realm into the header after signing"),
        ],
        rfc: "3.4.1.3.1",
        evidence: &["https://go-mk-websites.co.uk/post/magento-rest-api-signature-invalid"],
        edits: Edits::AnyOf(&[
            variant("", &[Edit::Select(SelectEdit::Realm(RealmRule::Included))]),
            variant(
                "under the name oauth_realm",
                &[Edit::Select(SelectEdit::Realm(
                    RealmRule::IncludedAsOauthRealm,
                ))],
            ),
            variant(
                "with an empty value, though it was not sent",
                &[single!(b"realm", Change::Add(Cow::Borrowed(b"")))],
            ),
        ]),
    },
    Mistake {
        id: "query-realm-dropped",
        stage: Stage::Collection,
        title: "a parameter named realm in the query or body was not signed",
        says: "Only the realm of the Authorization header is left out. A request parameter of that name is signed like any other.",
        before: "realm%3Dx",
        after: "",
        who: &["Authlib, signpost"],
        fixes: &[fix(
            "",
            "leave out realm only where it stands in the Authorization header",
        )],
        rfc: "3.4.1.3.1",
        evidence: &["observed: Authlib 1.9.9", "observed: signpost 1.2.1.2"],
        edits: Edits::Set(&[Edit::Select(SelectEdit::Realm(
            RealmRule::ExcludedEverywhere,
        ))]),
    },
    Mistake {
        id: "body-nonform-included",
        stage: Stage::Collection,
        title: "a body that is no form was signed as parameters",
        says: "Only a body of the type application/x-www-form-urlencoded is signed. JSON, XML and other bodies are not.",
        before: "oauth_version%3D1.0",
        after: "%257B%2522a%2522%253A1%257D%3D%26oauth_version%3D1.0",
        who: &[
            "oauth-1.0a (npm) with `data`",
            "python-oauth2 servers",
            "RESTClient",
        ],
        fixes: &[
            fix(
                "Python",
                r#"pairs = parse_qsl(body) if content_type.startswith("application/x-www-form-urlencoded") else []"#,
            ),
            fix(
                "JavaScript",
                "oauth.authorize({ url, method }, token) // no data for a JSON body",
            ),
            fix(
                "",
                "sign the body only if its Content-Type is application/x-www-form-urlencoded",
            ),
        ],
        rfc: "3.4.1.3.1",
        evidence: &[
            "ddo/oauth-1.0a#110",
            "joestump/python-oauth2#115",
            "chao/RESTClient#105",
        ],
        edits: Edits::AnyOf(&[
            variant(
                "the whole body as a name",
                &[Edit::Collect(CollectEdit::Body(BodyRule::WholeAsName))],
            ),
            variant(
                "split at its & and =",
                &[Edit::Collect(CollectEdit::Body(BodyRule::AlwaysPairs))],
            ),
            variant(
                "the whole body as a value without a name",
                &[Edit::Collect(CollectEdit::Body(BodyRule::WholeAsValue))],
            ),
        ]),
    },
    Mistake {
        id: "body-json-fields-included",
        stage: Stage::Collection,
        title: "the members of the JSON body were signed as parameters",
        says: "A JSON body is not signed: not as a whole, and not its members.",
        before: "oauth_version%3D1.0",
        after: "oauth_version%3D1.0%26price%3D5%26title%3Dx",
        who: &[
            "oauth-1.0a (npm) with `data: obj`",
            "WooCommerce and WordPress clients",
        ],
        fixes: &[
            fix("PHP", "$params = $is_form ? $_POST : [];"),
            fix(
                "JavaScript",
                "oauth.authorize({ url, method }, token) // no data for a JSON body",
            ),
            fix("", "sign the body only if it is a form"),
        ],
        rfc: "3.4.1.3.1",
        evidence: &["ddo/oauth-1.0a#110"],
        edits: Edits::Each(json_members),
    },
    Mistake {
        id: "body-multipart-included",
        stage: Stage::Collection,
        title: "the fields of the multipart body were signed",
        says: "A multipart/form-data body is not signed, not even its text fields, unless the provider says so, as Flickr and Tumblr do.",
        before: "oauth_version%3D1.0",
        after: "oauth_version%3D1.0%26status%3Dhi",
        who: &["Twitter update_with_media clients"],
        fixes: &[fix(
            "",
            "sign only the query and the oauth_ parameters of a multipart request",
        )],
        rfc: "3.4.1.3.1",
        evidence: &["restsharp/RestSharp#334", "restsharp/RestSharp#488"],
        edits: Edits::Set(&[Edit::Collect(CollectEdit::Body(BodyRule::MultipartFields))]),
    },
    Mistake {
        id: "body-put-delete-omitted",
        stage: Stage::Collection,
        title: "the form body was signed for some methods only",
        says: "A form body is signed whatever the method is: PUT, PATCH and DELETE as well as POST.",
        before: "oauth_version%3D1.0%26status%3Dhi",
        after: "oauth_version%3D1.0",
        who: &[
            r#"libraries that test method == "POST""#,
            "Ruby oauth",
            "rauth",
        ],
        fixes: &[
            fix(
                "Ruby",
                "form = request.content_type == 'application/x-www-form-urlencoded'",
            ),
            fix(
                "Python",
                r#"is_form = headers["Content-Type"].startswith("application/x-www-form-urlencoded")"#,
            ),
            fix("", "look at the Content-Type, not at the method"),
        ],
        rfc: "3.4.1.3.1",
        evidence: &["observed: Ruby oauth 0.5.4", "observed: rauth 0.7.3"],
        edits: Edits::AnyOf(&[
            variant(
                "POST only",
                &[Edit::Collect(CollectEdit::Body(BodyRule::PostOnly))],
            ),
            variant(
                "POST and PUT only",
                &[Edit::Collect(CollectEdit::Body(BodyRule::PostAndPutOnly))],
            ),
        ]),
    },
    Mistake {
        id: "body-get-omitted",
        stage: Stage::Collection,
        title: "the form body of a GET was not signed",
        says: "A form body is signed whatever the method is, and a GET may have one. Better still: put the parameters into the query.",
        before: "oauth_version%3D1.0%26status%3Dhi",
        after: "oauth_version%3D1.0",
        who: &["libraries that sign a body only where they expect one"],
        fixes: &[fix("", "send the parameters of a GET in the query")],
        rfc: "3.4.1.3.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Collect(CollectEdit::Body(BodyRule::NotForGet))]),
    },
    Mistake {
        id: "body-get-included",
        stage: Stage::Collection,
        title: "the form body of a GET was signed, as RFC 5849 says, but the server may not expect it",
        says: "OAuth Core 1.0 signed form bodies of POST alone; RFC 5849 signs them for any method. A server that follows the older text refuses a right signature.",
        before: "oauth_version%3D1.0%26status%3Dhi",
        after: "oauth_version%3D1.0%26status%3Dhi",
        who: &["servers that follow OAuth Core 1.0"],
        fixes: &[fix("", "send the parameters of a GET in the query")],
        rfc: "3.4.1.3.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Advice,
    },
    Mistake {
        id: "query-omitted-with-body",
        stage: Stage::Collection,
        title: "the query was not signed, since there is a form body",
        says: "The query and a form body are both signed, together in one list.",
        before: "a%3D1%26status%3Dhi",
        after: "status%3Dhi",
        who: &["mrjones/oauth (Go)"],
        fixes: &[fix(
            "",
            "append the pairs of the body to those of the query",
        )],
        rfc: "3.4.1.3.1",
        evidence: &["observed: mrjones/oauth 20170225"],
        edits: Edits::Set(&[Edit::Collect(CollectEdit::Query(
            QueryRule::OmittedWithBody,
        ))]),
    },
    Mistake {
        id: "query-signed-twice",
        stage: Stage::Collection,
        title: "the parameters of the query were signed twice",
        says: "The pairs of the query belong into the list once. The client took them from the URL and from a list of its own.",
        before: "a%3D1",
        after: "a%3D1%26a%3D1",
        who: &["clients that pass parameters to the signer and keep them in the URL too"],
        fixes: &[fix(
            "",
            "give the signer the URL with its query, or the parameters: not both",
        )],
        rfc: "3.4.1.3.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Collect(CollectEdit::Query(QueryRule::Twice))]),
    },
    Mistake {
        id: "body-signed-twice",
        stage: Stage::Collection,
        title: "the parameters of the form body were signed twice",
        says: "The pairs of the body belong into the list once.",
        before: "a%3D1",
        after: "a%3D1%26a%3D1",
        who: &["clients that pass parameters to the signer, which reads the body too"],
        fixes: &[fix(
            "",
            "give the signer the body, or the parameters: not both",
        )],
        rfc: "3.4.1.3.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Collect(CollectEdit::Body(BodyRule::Twice))]),
    },
    Mistake {
        id: "query-first-pair-only",
        stage: Stage::Collection,
        title: "only the first parameter of the query was signed",
        says: "A URL whose & was not quoted is cut by a shell, or by a template, after the first pair. The base string was made of what was left.",
        before: "a%3D1%26b%3D2",
        after: "a%3D1",
        who: &["shell scripts with an unquoted URL", "batch files"],
        fixes: &[
            fix("shell", "curl 'https://example.com/?a=1&b=2'"),
            fix("", "quote the URL"),
        ],
        rfc: "3.4.1.3.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Collect(CollectEdit::Query(QueryRule::FirstPairOnly))]),
    },
    Mistake {
        id: "protocol-params-outside-header-omitted",
        stage: Stage::Collection,
        title: "oauth_ parameters in the query or body were not signed",
        says: "Protocol parameters may travel in the query or the form body. They are signed there as well.",
        before: "oauth_nonce%3Dn%26oauth_token%3Dt",
        after: "oauth_nonce%3Dn",
        who: &["signers that expect all oauth_ parameters in the header"],
        fixes: &[fix(
            "",
            "sign every oauth_ parameter but oauth_signature, wherever it stands",
        )],
        rfc: "3.4.1.3.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Select(SelectEdit::Groups(
            GroupRule::ProtocolOutsideHeaderOmitted,
        ))]),
    },
    Mistake {
        id: "query-cut-at-second-question-mark",
        stage: Stage::Collection,
        title: "the query was cut at its second `?`",
        says: "Only the first ? starts the query; further ones belong to it.",
        before: "q%3Dx%252F%253Fy",
        after: "q%3Dx%252F",
        who: &["oauth-1.0a (npm)", "liboauth", r#"`url.split("?")[1]`"#],
        fixes: &[
            fix("JavaScript", "new URL(url).search.slice(1)"),
            fix("Python", "urllib.parse.urlsplit(url).query"),
            fix("", "split at the first ? only"),
        ],
        rfc: "3.4.1.2",
        evidence: &["observed: oauth-1.0a 2.2.6", "observed: liboauth 1.0.3"],
        edits: Edits::Set(&[Edit::Collect(CollectEdit::QuestionMark(
            QuestionMarkRule::SecondEndsQuery,
        ))]),
    },
    Mistake {
        id: "fragment-joined-to-last-value",
        stage: Stage::Collection,
        title: "the fragment was signed as a part of the last value",
        says: "What follows # never leaves the client and is not signed. If the # belongs to the value, it must be sent as %23.",
        before: "a%3D1",
        after: "a%3D1%2523f",
        who: &["oauth-1.0a (npm)", "liboauth", "signpost", "tcllib"],
        fixes: &[
            fix("Java", "URI.create(url).getRawQuery()"),
            fix("Tcl", "set url [lindex [split $url #] 0]"),
            fix("JavaScript", r#"const u = new URL(url); u.hash = "";"#),
            fix(
                "",
                "cut off the fragment first; write a # in a value as %23",
            ),
        ],
        rfc: "3.4.1.2",
        evidence: &["observed: oauth-1.0a 2.2.6", "observed: liboauth 1.0.3"],
        edits: Edits::Set(&[Edit::Collect(CollectEdit::Fragment(
            FragmentRule::JoinedToLastValue,
        ))]),
    },
    Mistake {
        id: "question-mark-separates-pairs",
        stage: Stage::Collection,
        title: "a `?` within the query was taken for an `&`",
        says: "Only the first ? of a URL is a mark: it starts the query. A further one is a character like others. The client split the query there, as it does at an &.",
        before: "q%3Dx%253Fy",
        after: "q%3Dx%26y%3D",
        who: &["liboauth"],
        fixes: &[
            fix(
                "C",
                "char *query = strchr(url, '?'); /* the first one; then split at & alone */",
            ),
            fix("", "send a ? in a value as %3F"),
        ],
        rfc: "3.4.1.3.1",
        evidence: &["observed: liboauth 1.0.3"],
        edits: Edits::Set(&[Edit::Collect(CollectEdit::QuestionMark(
            QuestionMarkRule::SeparatesPairs,
        ))]),
    },
    Mistake {
        id: "question-mark-in-first-name",
        stage: Stage::Collection,
        title: "the `?` was signed as a part of the first name",
        says: "The query starts after the ?. The client took the ? along.",
        before: "b%3D1",
        after: "%253Fb%3D1",
        who: &["tcllib oauth", "location.search in JavaScript"],
        fixes: &[
            fix("Tcl", "set query [string range $query 1 end]"),
            fix("JavaScript", "location.search.slice(1)"),
            fix("", "cut the ? off"),
        ],
        rfc: "3.4.1.3.1",
        evidence: &["observed: tcllib oauth 1.0.3"],
        edits: Edits::Set(&[Edit::Collect(CollectEdit::QuestionMark(
            QuestionMarkRule::InFirstName,
        ))]),
    },
];

/// The members as JSON has them, and where that differs, as languages print them.
fn json_members(facts: &Facts<'_>) -> Vec<Instance> {
    let body = facts.request.body.as_ref();
    let parsed = body.and_then(|body| serde_json::from_slice(body.bytes()).ok());
    let members: Vec<Value> = match parsed {
        Some(Value::Object(members)) => members.into_iter().map(|(_, value)| value).collect(),
        Some(Value::Array(values)) => values,
        _ => return Vec::new(),
    };
    let is_nested = |value: &Value| value.is_object() || value.is_array();
    let rule = |detail: &'static str, rule| {
        Instance::new(detail, vec![Edit::Collect(CollectEdit::Body(rule))])
    };
    let printed = |detail, printed| rule(detail, BodyRule::JsonMembersAs(printed));
    if members.iter().any(is_nested) {
        vec![
            rule("what is nested, as JSON", BodyRule::JsonMembers),
            printed("what is nested, as a[b] and a[0]", PrintedJson::Flattened),
            printed(
                "what is nested, as JavaScript prints it: [object Object]",
                PrintedJson::JavaScript,
            ),
            printed("what is nested, as PHP prints it: Array", PrintedJson::Php),
            printed("what is nested, as Python prints it", PrintedJson::Python),
        ]
    } else if members
        .iter()
        .all(|value| value.is_string() || value.is_number())
    {
        vec![rule("", BodyRule::JsonMembers)]
    } else {
        vec![
            rule(
                "true, false and null as JSON has them",
                BodyRule::JsonMembers,
            ),
            printed("true, false and null as PHP prints them", PrintedJson::Php),
            printed(
                "true, false and null as Python prints them",
                PrintedJson::Python,
            ),
        ]
    }
}
