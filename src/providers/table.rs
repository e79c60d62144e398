//! The providers.

use super::{BodyHash, Provider, Realm};
use crate::pipeline::choice::Times;
use crate::pipeline::collect::{BodyRule, CollectEdit};
use crate::pipeline::key::{KeyEdit, KeySeparator, SecretSource};
use crate::pipeline::signature::Algorithm;
use crate::recipe::Edit;

/// One of which nothing is known.
const UNKNOWN: Provider = Provider {
    id: "",
    name: "",
    hosts: &[],
    paths: &[],
    parameter: None,
    methods: &[],
    realm: Realm::Unknown,
    body_hash: BodyHash::Unknown,
    place: "",
    clock: None,
    departures: &[],
    departs: "",
    notes: &[],
    docs: "",
    evidence: &[],
};

/// The text fields of a multipart body are signed.
const MULTIPART: &[Edit] = &[Edit::Collect(CollectEdit::Body(BodyRule::MultipartFields))];

const HMAC_SHA1: &[Algorithm] = &[Algorithm::HmacSha1];

/// All providers, the most asked for first.
pub const PROVIDERS: &[Provider] = &[
    Provider {
        id: "x",
        name: "X (Twitter)",
        hosts: &[
            "api.x.com",
            "api.twitter.com",
            "upload.x.com",
            "upload.twitter.com",
            "ads-api.x.com",
            "ads-api.twitter.com",
        ],
        methods: HMAC_SHA1,
        notes: &["a token keeps the permission that the application had when it was issued"],
        docs: "https://docs.x.com/fundamentals/authentication/oauth-1-0a/creating-a-signature",
        evidence: &["twittercommunity.com/t/…/1029"],
        ..UNKNOWN
    },
    Provider {
        id: "netsuite",
        name: "NetSuite",
        hosts: &[".restlets.api.netsuite.com", ".suitetalk.api.netsuite.com"],
        methods: &[Algorithm::HmacSha256],
        realm: Realm::Account("the account ID, in upper case, with `_` for `-`: 123456_SB1"),
        place: "the Authorization header",
        clock: Some(300),
        notes: &[
            "support of HMAC-SHA1 ended with release 2023.1",
            "the query of a RESTlet, script and deploy among it, is signed as parameters",
            "the login audit trail tells the reason of a refusal, the answer does not",
        ],
        docs: "https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_1534941088.html",
        evidence: &[
            "docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_156338994830.html",
            "docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/subsect_156934879823.html",
            "wp.jjknowledgebase.com/?p=2022 (realm of a sandbox)",
        ],
        ..UNKNOWN
    },
    Provider {
        id: "mastercard",
        name: "Mastercard",
        hosts: &["api.mastercard.com", ".api.mastercard.com"],
        methods: &[Algorithm::RsaSha256],
        body_hash: BodyHash::Required,
        notes: &[
            "there is no token: the consumer key and the RSA key alone sign",
            "a refusal may quote the base string that would have been accepted",
        ],
        docs: "https://developer.mastercard.com/platform/documentation/security-and-authentication/using-oauth-1a-to-access-mastercard-apis/",
        evidence: &[
            "github.com/Mastercard/oauth1-signer-python (RSA-SHA256 and its body hash)",
            "Mastercard/oauth1-signer-python#37",
            "Mastercard/oauth1-signer-java#5 (the hash of an empty body)",
        ],
        ..UNKNOWN
    },
    Provider {
        id: "magento",
        name: "Magento / Adobe Commerce",
        paths: &[
            &["/rest/", "/V1/"],
            &["/oauth/token/request"],
            &["/oauth/token/access"],
        ],
        methods: &[Algorithm::HmacSha256],
        place: "the Authorization header",
        notes: &[
            "up to 2.4.3 HMAC-SHA1 was accepted as well",
            "a timestamp more than 10 minutes ahead of the server's clock is refused",
        ],
        docs: "https://developer.adobe.com/commerce/webapi/get-started/authentication/gs-authentication-oauth",
        evidence: &[
            "magento/magento2: lib/internal/Magento/Framework/Oauth/Oauth.php, getSupportedSignatureMethods",
            "magento/magento2: Magento/Integration/Model/Oauth/Nonce/Generator.php, TIME_DEVIATION",
            "magento.stackexchange.com/questions/151385",
        ],
        ..UNKNOWN
    },
    Provider {
        id: "woocommerce",
        name: "WooCommerce",
        paths: &[&["/wp-json/wc/"], &["/wc-api/v3/"]],
        methods: &[Algorithm::HmacSha1, Algorithm::HmacSha256],
        place: "the query, or the Authorization header",
        clock: Some(900),
        departures: &[
            Edit::Key(KeyEdit::Token(SecretSource::Nothing)),
            Edit::Key(KeyEdit::ConsumerTimes(Times::Raw)),
        ],
        departs: "its key is the bare consumer secret and `&`, whether there is a token or not",
        notes: &[
            "over https it wants HTTP Basic authentication; OAuth 1.0a is for plain http",
            "PHP reads a form body of POST alone: that of PUT is not signed",
        ],
        docs: "https://woocommerce.github.io/woocommerce-rest-api-docs/#authentication-over-http",
        evidence: &[
            "woocommerce/woocommerce: includes/class-wc-rest-authentication.php, check_oauth_signature",
            "woocommerce/woocommerce-rest-api-docs#8",
        ],
        ..UNKNOWN
    },
    Provider {
        id: "woocommerce-legacy",
        name: "WooCommerce's API v1 and v2",
        paths: &[&["/wc-api/v1/"], &["/wc-api/v2/"]],
        methods: &[Algorithm::HmacSha1, Algorithm::HmacSha256],
        place: "the query",
        clock: Some(900),
        departures: &[
            Edit::Key(KeyEdit::Separator(KeySeparator::Nothing)),
            Edit::Key(KeyEdit::Token(SecretSource::Nothing)),
            Edit::Key(KeyEdit::ConsumerTimes(Times::Raw)),
        ],
        departs: "its key is the bare consumer secret, without `&`",
        notes: &["the API v3 and /wp-json/wc/ have the standard's `&`"],
        docs: "https://woocommerce.github.io/woocommerce-rest-api-docs/wp-api-v1.html#authentication-over-http",
        evidence: &[
            "woocommerce/woocommerce-legacy-rest-api: includes/legacy/api/v2/class-wc-api-authentication.php, check_oauth_signature",
            "woocommerce/woocommerce#11224",
        ],
        ..UNKNOWN
    },
    Provider {
        id: "lti",
        name: "LTI 1.x",
        parameter: Some("lti_message_type"),
        methods: HMAC_SHA1,
        place: "the form body",
        notes: &[
            "a launch carries oauth_callback=about:blank, which is signed",
            "all fields of the form are signed, that of a submit button too",
        ],
        docs: "https://www.imsglobal.org/specs/ltiv1p1p1/implementation-guide",
        evidence: &["jupyterhub/ltiauthenticator#139", "instructure/ims-lti#144"],
        ..UNKNOWN
    },
    Provider {
        id: "discogs",
        name: "Discogs",
        hosts: &["api.discogs.com"],
        methods: &[Algorithm::Plaintext, Algorithm::HmacSha1],
        notes: &["every request needs a User-Agent header of its own"],
        docs: "https://www.discogs.com/developers/#page:authentication,header:authentication-oauth-flow",
        evidence: &[
            "nango.dev/docs/api-integrations/discogs",
            "github.com/jesseward/discogs-oauth-example",
        ],
        ..UNKNOWN
    },
    Provider {
        id: "flickr",
        name: "Flickr",
        hosts: &["api.flickr.com", "www.flickr.com", "up.flickr.com"],
        methods: HMAC_SHA1,
        departures: MULTIPART,
        departs: "of an upload (multipart/form-data) it signs the text fields, all but the photo",
        notes: &["a refusal carries the base string that Flickr made, as debug_sbs"],
        docs: "https://www.flickr.com/services/api/auth.oauth.html",
        evidence: &[
            "dopiaza/DPZFlickr#11",
            "flickr.com/services/api/upload.api.html (the photo is left out of the signature, all other parameters are not)",
        ],
        ..UNKNOWN
    },
    Provider {
        id: "tumblr",
        name: "Tumblr",
        hosts: &["api.tumblr.com", "www.tumblr.com"],
        methods: HMAC_SHA1,
        place: "the Authorization header",
        departures: MULTIPART,
        departs: "of an upload (multipart/form-data) it signs the text fields, all but the file",
        docs: "https://www.tumblr.com/docs/en/api/v2",
        evidence: &[
            "tumblr/jumblr: MultipartConverter.java (the form is signed, then made multipart)",
        ],
        ..UNKNOWN
    },
    Provider {
        id: "trello",
        name: "Trello",
        hosts: &["api.trello.com", "trello.com"],
        docs: "https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/",
        ..UNKNOWN
    },
    Provider {
        id: "garmin",
        name: "Garmin",
        hosts: &[
            "connectapi.garmin.com",
            "apis.garmin.com",
            "healthapi.garmin.com",
        ],
        methods: HMAC_SHA1,
        place: "the Authorization header",
        docs: "https://developer.garmin.com/gc-developer-program/overview/",
        evidence: &["www.openpace.co/blog/garmin-connect-with-elixir"],
        ..UNKNOWN
    },
    Provider {
        id: "etrade",
        name: "E*TRADE",
        hosts: &["api.etrade.com", "apisb.etrade.com"],
        methods: HMAC_SHA1,
        place: "the Authorization header",
        clock: Some(300),
        notes: &["a request token needs oauth_callback=oob, whether there is a callback or not"],
        docs: "https://apisb.etrade.com/docs/api/authorization/request_token.html",
        ..UNKNOWN
    },
    Provider {
        id: "brick-link",
        name: "BrickLink",
        hosts: &["api.bricklink.com"],
        methods: HMAC_SHA1,
        notes: &[
            "oauth_version must be there, and 1.0",
            "a token holds for the IP addresses that it was registered for",
        ],
        docs: "http://apidev.bricklink.com/redmine/projects/bricklink-api/wiki/Authorization",
        ..UNKNOWN
    },
    Provider {
        id: "schoology",
        name: "Schoology",
        hosts: &["api.schoology.com"],
        methods: &[Algorithm::HmacSha1, Algorithm::Plaintext],
        realm: Realm::Documented("Schoology API"),
        place: "the Authorization header",
        notes: &[
            "a timestamp may not lie before that of an earlier request",
            "oauth_token must be there, empty for two-legged requests",
        ],
        docs: "https://developers.schoology.com/api-documentation/authentication",
        ..UNKNOWN
    },
    Provider {
        id: "mediawiki",
        name: "MediaWiki",
        hosts: &[
            "www.mediawiki.org",
            ".wikimedia.org",
            ".wikipedia.org",
            ".wikidata.org",
            ".wiktionary.org",
        ],
        paths: &[&["Special:OAuth/"]],
        methods: &[Algorithm::HmacSha1, Algorithm::RsaSha1],
        docs: "https://www.mediawiki.org/wiki/OAuth/For_Developers",
        evidence: &["mediawiki/extensions/OAuth: src/Backend/Utils.php, newMWOAuthServer"],
        ..UNKNOWN
    },
    Provider {
        id: "jira",
        name: "Jira",
        hosts: &[".atlassian.net"],
        paths: &[&["/plugins/servlet/oauth/"]],
        methods: &[Algorithm::RsaSha1],
        notes: &["Atlassian calls OAuth 1.0a deprecated in Jira Cloud"],
        docs: "https://developer.atlassian.com/cloud/jira/platform/jira-rest-api-oauth-authentication",
        evidence: &["pypi.org/project/jira-oauth"],
        ..UNKNOWN
    },
    Provider {
        id: "smugmug",
        name: "SmugMug",
        hosts: &[
            "api.smugmug.com",
            "secure.smugmug.com",
            "upload.smugmug.com",
        ],
        methods: &[Algorithm::HmacSha1, Algorithm::Plaintext],
        notes: &["PLAINTEXT is accepted over https only"],
        docs: "https://api.smugmug.com/api/v2/doc/tutorial/authorization.html",
        evidence: &["api.smugmug.com/api/v2/doc/tutorial/oauth/faq.html"],
        ..UNKNOWN
    },
    Provider {
        id: "plurk",
        name: "Plurk",
        hosts: &["www.plurk.com"],
        place: "the Authorization header",
        notes: &["timestamp and nonce together must be new with every request"],
        docs: "https://www.plurk.com/API",
        ..UNKNOWN
    },
];
