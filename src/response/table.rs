//! What providers say, and what it means: data only.
//!
//! The first row that fits counts, for each thing that an answer speaks of: a provider's own rows
//! stand before those that any server may use.

use super::About::{
    Account, ConsumerKey, Form, Method, Nonce, OtherAuth, Permission, Rate, Signature, Timestamp,
    Token, Version,
};
use super::Sign::{Code, Problem, Text};
use super::{About, Sign};

/// One thing that an answer may say.
#[derive(Clone, Copy, Debug)]
pub struct Meaning {
    /// Who says so; empty for any server.
    pub provider: &'static str,
    /// By what it is known.
    pub sign: Sign,
    /// What it speaks of.
    pub about: About,
    /// Whether it is said only to a request whose signature was right.
    pub accepted: bool,
    /// What it means.
    pub means: &'static str,
    /// What to do.
    pub advice: &'static str,
    /// The catalogue's entry, where there is one; else empty.
    pub mistake: &'static str,
    /// Where it is documented or was seen.
    pub source: &'static str,
}

const fn row(
    provider: &'static str,
    sign: Sign,
    about: About,
    means: &'static str,
    advice: &'static str,
    mistake: &'static str,
    source: &'static str,
) -> Meaning {
    Meaning {
        provider,
        sign,
        about,
        accepted: false,
        means,
        advice,
        mistake,
        source,
    }
}

/// A row that is said only after the signature was found right.
const fn after(mut meaning: Meaning) -> Meaning {
    meaning.accepted = true;
    meaning
}

const X: &str = "developer.twitter.com/en/docs/basics/response-codes";
const NETSUITE: &str =
    "docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/subsect_156935170194.html";
const PROBLEM: &str = "wiki.oauth.net/w/page/12238543/ProblemReporting";
const WOO: &str = "WooCommerce, class-wc-rest-authentication.php; woocommerce/wc-api-node#20";
const MEDIAWIKI: &str = "MediaWiki extension OAuth, its messages (i18n/en.json)";
const PRACTICE: &str = "known from practice; no public case cited";

/// Where a provider's words are too common to tell it by, its hosts do: such a row counts there
/// alone.
pub(super) fn hosts(provider: &str) -> &'static [&'static str] {
    match provider {
        "Trello" => &["trello.com"],
        "Discogs" => &["discogs.com"],
        "Garmin" => &["garmin.com", "garmin.cn"],
        "FatSecret" => &["fatsecret.com"],
        "Schoology" => &["schoology.com"],
        "E*TRADE" => &["etrade.com"],
        "NetSuite" => &["netsuite.com"],
        _ => &[],
    }
}

const SIGN_ADVICE: &str =
    "compare base strings and secrets: that is what the rest of this report does";

/// The rows.
#[rustfmt::skip]
pub const MEANINGS: &[Meaning] = &[
    // X.
    row("X", Code("errors/32"), Signature, "The signature was not accepted, or key and token do not belong together.", "where the signature is right, check that all four credentials are of one application; a multipart upload's fields are not signed", "", "joeferraro/react-native-simple-twitter#15; developer.twitter.com/en/docs/basics/response-codes"),
    row("X", Code("errors/135"), Timestamp, "The timestamp lies outside of what the server takes.", "set the clock, or take the time from the answer's Date header", "timestamp-skew", "ttezel/twit#130; themattharris/tmhOAuth#174"),
    row("X", Code("errors/215"), Form, "The Authorization header was missing or could not be read.", "look at the form of the header, not at the base string", "header-not-sent", "themattharris/tmhOAuth#139"),
    row("X", Code("errors/89"), Token, "The access token is not valid here, or was revoked.", "issue the access token anew, for this application", "token-revoked", X),
    row("X", Code("errors/99"), ConsumerKey, "The consumer key or secret is not the application's.", "copy key and secret again from the developer portal", "consumer-key-unknown", X),
    row("X", Code("errors/416"), ConsumerKey, "The application is invalid or suspended.", "look at the application's state in the developer portal", "consumer-key-unknown", X),
    after(row("X", Code("errors/220"), Permission, "The credentials do not allow access to this resource.", "use a user's token, or one of the user who owns the resource", "", X)),
    after(row("X", Code("errors/261"), Permission, "The application's permission is read only.", "change the permission to Read and Write, then issue the access token anew: a token keeps the permission it was issued with", "app-read-only", X)),
    after(row("X", Code("errors/453"), Permission, "The access level of the application does not cover this endpoint.", "use another endpoint, or a higher access level", "", X)),
    after(row("X", Code("errors/187"), Account, "The status is a duplicate of the last one.", "send another text", "", X)),
    after(row("X", Code("errors/64"), Account, "The account is suspended.", "look at the account, not at the request", "", X)),
    after(row("X", Code("errors/326"), Account, "The account is locked for now.", "log in on the site and unlock it", "", X)),
    after(row("X", Code("errors/88"), Rate, "The rate limit is used up.", "wait until the time in the x-rate-limit-reset header", "", X)),
    row("X", Code("errors/417"), Account, "A desktop application may use the callback `oob` only.", "enter a callback URL in the application's settings, or send oauth_callback=oob", "callback-not-registered", X),
    row("X", Code("errors/415"), Account, "The callback URL is not one of those that the application registered.", "register exactly the oauth_callback that is sent", "callback-not-registered", X),
    row("X", Text(&["callback url not approved for this client application"]), Account, "The callback URL is not one of those that the application registered.", "register exactly the oauth_callback that is sent", "callback-not-registered", X),
    row("X", Text(&["unsupported authentication", "oauth 2.0 application-only"]), OtherAuth, "The endpoint does not take OAuth 1.0 signatures of a user.", "authenticate as the endpoint's documentation says", "oauth2-endpoint", "docs.x.com"),
    after(row("X", Text(&["application cannot perform write actions"]), Permission, "The application's permission is read only.", "change the permission to Read and Write, then issue the access token anew: a token keeps the permission it was issued with", "app-read-only", X)),
    after(row("X", Text(&["your credentials do not allow access to this resource"]), Permission, "The credentials do not allow access to this resource.", "use a user's token, or one of the user who owns the resource", "", X)),
    row("X", Text(&["bad authentication data"]), Form, "The Authorization header was missing or could not be read.", "look at the form of the header, not at the base string", "header-not-sent", "themattharris/tmhOAuth#139"),
    // Flickr.
    row("Flickr", Text(&["code=\"96\"", "invalid signature"]), Signature, "The signature was not accepted.", SIGN_ADVICE, "", "dan-coulter/phpflickr#88"),
    after(row("Flickr", Text(&["code=\"99\"", "insufficient permissions"]), Permission, "The token lacks the permission that the method needs.", "ask for perms=write or perms=delete when the user authorizes", "app-read-only", "www.flickr.com/services/api/ (error 99)")),
    row("Flickr", Text(&["code=\"98\"", "invalid auth token"]), Token, "The token is not valid.", "have the user authorize again", "token-revoked", "www.flickr.com/services/api/ (error 98)"),
    row("Flickr", Text(&["code=\"100\"", "invalid api key"]), ConsumerKey, "The consumer key is not valid.", "compare the key with the one that was issued", "consumer-key-unknown", "www.flickr.com/services/api/ (error 100)"),
    // Magento.
    row("Magento", Text(&["the signature is invalid. verify and try again"]), Signature, "The signature was not accepted.", "from 2.4.4 on the method is HMAC-SHA256; the brackets of searchCriteria[…] are signed encoded; the store's base URL decides http or https", "", "magento/magento2#37913; magento/magento2#19159"),
    row("Magento", Text(&["the signatire is invalid"]), Signature, "The signature was not accepted (2.3 spells it so).", "the brackets of searchCriteria[…] are signed encoded; the store's base URL decides http or https", "", "magento/magento2#19159"),
    row("Magento", Text(&["consumer key has expired"]), ConsumerKey, "The integration's key was not exchanged for a token in time. That is not the signature.", "reauthorize the integration in the admin panel", "token-revoked", "magento/magento2#829; magento/magento2#13961"),
    row("Magento", Text(&["an error occurred validating the nonce"]), Nonce, "Nonce and timestamp were not accepted: used before, or too far from the server's clock.", "sign each try anew; set the clock", "nonce-reused", "magento/magento2#33724"),
    after(row("Magento", Text(&["the consumer isn't authorized to access"]), Permission, "The integration lacks a resource of its access list.", "allow the resource in the integration, then reauthorize it", "role-missing", "magento/magento2, Webapi messages")),
    // WooCommerce and WordPress.
    row("WooCommerce", Text(&["provided signature does not match"]), Signature, "The signature was not accepted.", "the key is `secret&` though there is no token (the APIs v1 and v2 want the bare secret); behind a proxy the scheme may differ; plugins may add query parameters", "", WOO),
    row("WooCommerce", Text(&["failed to sort parameters"]), Form, "The server could not sort the parameters: a name or value of the query is none that it reads.", "look for names with brackets and for repeated names", "", WOO),
    row("WooCommerce", Text(&["woocommerce", "nonce has already been used"]), Nonce, "The nonce was used before.", "sign each try with a new nonce", "nonce-reused", WOO),
    row("WooCommerce", Text(&["woocommerce", "invalid timestamp"]), Timestamp, "The timestamp is not within 15 minutes of the server's clock.", "set the clock", "timestamp-skew", WOO),
    row("WooCommerce", Text(&["woocommerce", "signature method is invalid"]), Method, "The method is none of HMAC-SHA1 and HMAC-SHA256.", "sign with HMAC-SHA256", "", WOO),
    row("WooCommerce", Text(&["woocommerce", "invalid signature method"]), Method, "The method is none of HMAC-SHA1 and HMAC-SHA256.", "sign with HMAC-SHA256", "", WOO),
    row("WooCommerce", Text(&["woocommerce", "consumer key is invalid"]), ConsumerKey, "The key is unknown to this shop.", "compare the key (`ck_…`) with the shop's settings", "consumer-key-unknown", WOO),
    row("WooCommerce", Text(&["woocommerce", "consumer key is missing"]), Form, "The server did not see the header: some set-ups drop Authorization.", "let the server pass Authorization on, or put the parameters into the query", "header-not-sent", WOO),
    row("WooCommerce", Text(&["woocommerce", "parameter is missing"]), Form, "A protocol parameter is missing.", "send all of them", "missing-required-param", WOO),
    after(row("WooCommerce", Text(&["woocommerce", "the api key provided does not have"]), Permission, "The key may only read, or only write.", "give the key Read/Write in the shop's settings", "app-read-only", WOO)),
    row("WordPress", Text(&["json_oauth1_signature_mismatch"]), Signature, "The signature was not accepted.", "see whether the body is a form or JSON: only a form is signed", "", "WP-API/OAuth1, class-wp-rest-oauth1.php"),
    row("WordPress", Text(&["json_oauth1_invalid_timestamp"]), Timestamp, "The timestamp is not within 15 minutes of the server's clock.", "set the clock", "timestamp-skew", "WP-API/OAuth1, class-wp-rest-oauth1.php"),
    row("WordPress", Text(&["json_oauth1_nonce_already_used"]), Nonce, "The nonce was used before.", "sign each try with a new nonce", "nonce-reused", "WP-API/OAuth1, class-wp-rest-oauth1.php"),
    row("WordPress", Text(&["json_oauth1_consumer_mismatch"]), ConsumerKey, "The consumer key is unknown to this site.", "compare the key with the one that was issued", "consumer-key-unknown", "WP-API/OAuth1, class-wp-rest-oauth1.php"),
    row("WordPress", Text(&["json_oauth1_invalid_token"]), Token, "The token is unknown to this site.", "have the user authorize again", "token-revoked", "WP-API/OAuth1, class-wp-rest-oauth1.php"),
    row("WordPress", Text(&["json_oauth1_missing_parameter"]), Form, "A protocol parameter is missing.", "send all of them", "missing-required-param", "WP-API/OAuth1, class-wp-rest-oauth1.php"),
    // NetSuite: the answer hides the cause, the login audit trail has it.
    row("NetSuite", Text(&["invalid_login_attempt"]), About::Unknown, "The login was refused, and the answer hides why.", "open Setup > Users/Roles > View Login Audit Trail, and read the column Detail of this attempt; the realm is the account id in upper case with `_SB1`; the method is HMAC-SHA256; script and deploy are signed", "realm-required", NETSUITE),
    row("NetSuite", Text(&["login audit trail"]), About::Unknown, "The login was refused, and the answer hides why.", "open Setup > Users/Roles > View Login Audit Trail, and read the column Detail of this attempt; the realm is the account id in upper case with `_SB1`; the method is HMAC-SHA256", "realm-required", NETSUITE),
    row("NetSuite", Text(&["invalidsignature"]), Signature, "The signature was not accepted.", "the query's script and deploy are signed, the realm is not; the method is HMAC-SHA256", "", NETSUITE),
    row("NetSuite", Text(&["invalidtimestamp"]), Timestamp, "The timestamp is not within five minutes of the server's clock.", "set the clock", "timestamp-skew", NETSUITE),
    row("NetSuite", Text(&["nonceused"]), Nonce, "The nonce was used before.", "sign each try with a new nonce", "nonce-reused", NETSUITE),
    row("NetSuite", Problem(&["nonce_rejected"]), Nonce, "The nonce has a form that is not taken.", "take 6 to 64 letters and digits", "nonce-format", NETSUITE),
    row("NetSuite", Text(&["missingtokenpassportrequiredfields"]), Form, "A required field is missing.", "send consumer key, token, nonce, timestamp, method and signature", "missing-required-param", NETSUITE),
    row("NetSuite", Text(&["featuredisabled"]), Account, "Token-based authentication is switched off in the account.", "enable the feature in the account", "integration-blocked", NETSUITE),
    row("NetSuite", Text(&["integrationblocked"]), Account, "The integration is blocked.", "set its state to Enabled", "integration-blocked", NETSUITE),
    row("NetSuite", Text(&["unknownintegration"]), ConsumerKey, "No integration has this consumer key.", "compare the key; sandbox and production have their own", "consumer-key-unknown", NETSUITE),
    // Mastercard.
    row("Mastercard", Text(&["oauth signatures did not match"]), Signature, "The signature was not accepted; the answer holds the base string that would have been.", "compare oauth_body_hash first: another layout of the JSON gives another hash; then the key", "", "Mastercard/oauth1-signer-python#37"),
    row("Mastercard", Text(&["oauth signature parameter failed verification"]), Signature, "The signature was not accepted; the answer holds the base string that would have been.", "compare oauth_body_hash first: another layout of the JSON gives another hash; then the key", "", "Mastercard/oauth1-signer-nodejs#28"),
    row("Mastercard", Text(&["incomplete or invalid oauth_signature"]), Signature, "The signature could not be read, or another certificate made it.", "encode the `=` of oauth_body_hash; check that the key belongs to the consumer key", "", "Mastercard/mastercard-api-node#12"),
    row("Mastercard", Text(&["invalid oauth_body_hash"]), Form, "The hash is not that of the body.", "hash the very bytes that are sent", "body-hash-other-bytes", PRACTICE),
    row("Mastercard", Text(&["source", "gateway", "authentication_failed"]), ConsumerKey, "The gateway did not authenticate the request.", "check that consumer key, private key and environment (sandbox or production) belong together", "key-other-environment", "Mastercard/oauth1-signer-python#37"),
    // Learning tools.
    row("Canvas", Text(&["duplicate nonce detected"]), Nonce, "Nonce and timestamp were not accepted: used before, or the clock runs ahead.", "sign each try anew; set the clock", "nonce-reused", "numbas/numbas-lti-provider#101"),
    row("Canvas", Text(&["timestamp too old or too far in the future"]), Timestamp, "The timestamp is too far from the server's clock.", "set the clock", "timestamp-skew", PRACTICE),
    row("an LTI tool", Text(&["please check your key and secret"]), Signature, "The launch was not accepted: its signature, or its key.", "behind a proxy the tool may sign for http; the launch URL's slash and query are signed; so is every field of the form, the submit button too", "uri-scheme-proxy", "hypothesis/lms#136; jupyterhub/ltiauthenticator#1"),
    row("an LTI tool", Text(&["could not establish context", "invalid signature"]), Signature, "The launch's signature was not accepted.", "behind a proxy the tool may sign for http; the launch URL's slash and query are signed", "uri-scheme-proxy", "celtic-project/LTI-PHP; LtiSamples#2"),
    row("an LTI tool", Text(&["invalid signature for signature method"]), Signature, "The launch's signature was not accepted.", "behind a proxy the tool may sign for http; the launch URL's slash and query are signed", "uri-scheme-proxy", "opencast/moodle-block_opencast#144 (Spring Security OAuth)"),
    row("Schoology", Text(&["duplicate timestamp/nonce combination"]), Nonce, "Nonce and timestamp were used before; a followed redirect sends them twice.", "sign each try anew, a redirect's target too", "nonce-reused", "ddo/oauth-1.0a#79"),
    row("Schoology", Text(&["timestamp out of range"]), Timestamp, "The timestamp is too far from the server's clock.", "set the clock", "timestamp-skew", PRACTICE),
    // Others.
    row("Discogs", Text(&["you must authenticate to access this resource"]), Form, "The server saw no credentials that it could read.", "look at the form of the header", "header-not-sent", PRACTICE),
    row("Discogs", Text(&["invalid consumer"]), ConsumerKey, "The consumer key is unknown.", "compare the key with the one that was issued", "consumer-key-unknown", PRACTICE),
    row("Trello", Text(&["invalid signature"]), Signature, "The signature was not accepted; PLAINTEXT is not taken any more.", "sign with HMAC-SHA1", "", "adunkman/node-trello#20"),
    row("Trello", Text(&["invalid key"]), ConsumerKey, "The key is unknown.", "compare the key with the one that was issued", "consumer-key-unknown", PRACTICE),
    row("Tumblr", Text(&["oauth_signature", "does not match expected value"]), Signature, "The signature was not accepted; the answer holds the one that would have been.", "compare it with the right one: where they are equal, the client signs wrongly; else the server sees another request", "", "michaelhelmick/python-tumblpy#17; thephpleague/oauth1-client#64"),
    row("Garmin", Text(&["invalid oauth signature"]), Signature, "The signature was not accepted.", "a JSON body is no parameter and is not signed", "body-nonform-included", "requests/requests-oauthlib#432"),
    row("TripIt", Text(&["detailed_error_code", "104.1"]), Signature, "The signature was not accepted.", SIGN_ADVICE, "", "tripit/api#46"),
    row("Yahoo", Problem(&["ost_oauth_signature_invalid_error"]), Signature, "The signature was not accepted.", SIGN_ADVICE, "", "scribejava/scribejava#54"),
    row("Yelp", Text(&["expired timestamp: given"]), Timestamp, "The timestamp is too far from the server's clock, and the answer tells both.", "set the clock", "timestamp-skew", "YelpArchive/yelp-api#8"),
    row("BrickLink", Text(&["token_ip_mismatched"]), Account, "The token is bound to another IP address. That is not the signature.", "register the address from which the requests come", "ip-not-allowed", PRACTICE),
    row("BrickLink", Text(&["bad_oauth_request", "signature_invalid"]), Signature, "The signature was not accepted.", "the query's parameters are signed", "query-omitted", "Bricklink-API-Helper#7"),
    row("BrickLink", Text(&["bad_oauth_request", "token_not_found"]), Token, "The token is unknown.", "compare the token with the one that was issued", "token-type-wrong", PRACTICE),
    row("E*TRADE", Problem(&["token_expired"]), Token, "Tokens of this provider end at midnight, US Eastern time.", "have the user authorize again", "token-revoked", "jessecooper/pyetrade#4"),
    row("FatSecret", Code("error/8"), Signature, "The signature was not accepted.", SIGN_ADVICE, "", "platform.fatsecret.com/docs/guides/error-codes"),
    row("FatSecret", Code("error/6"), Timestamp, "The timestamp is invalid or too old.", "set the clock", "timestamp-skew", "platform.fatsecret.com/docs/guides/error-codes"),
    row("FatSecret", Code("error/7"), Nonce, "The nonce is invalid or was used before.", "sign each try with a new nonce", "nonce-reused", "platform.fatsecret.com/docs/guides/error-codes"),
    row("FatSecret", Code("error/4"), Method, "The method is not HMAC-SHA1.", "sign with HMAC-SHA1", "", "platform.fatsecret.com/docs/guides/error-codes"),
    row("FatSecret", Code("error/5"), ConsumerKey, "The consumer key is not valid.", "compare the key with the one that was issued", "consumer-key-unknown", "platform.fatsecret.com/docs/guides/error-codes"),
    row("FatSecret", Code("error/9"), Token, "The token is invalid or has ended.", "have the user authorize again", "token-revoked", "platform.fatsecret.com/docs/guides/error-codes"),
    row("FatSecret", Code("error/2"), Form, "A protocol parameter is missing.", "send all of them", "missing-required-param", "platform.fatsecret.com/docs/guides/error-codes"),
    // MediaWiki: only the first is about signing.
    row("MediaWiki", Text(&["mwoauth-invalid-authorization", "invalid signature"]), Signature, "The signature was not accepted.", "the query of the path is signed too (title=Special:OAuth/…)", "", MEDIAWIKI),
    row("MediaWiki", Text(&["mwoauth-invalid-authorization", "nonce"]), Nonce, "The nonce was used before.", "sign each try with a new nonce", "nonce-reused", MEDIAWIKI),
    row("MediaWiki", Text(&["mwoauth-invalid-authorization", "timestamp"]), Timestamp, "The timestamp is too far from the server's clock.", "set the clock", "timestamp-skew", MEDIAWIKI),
    after(row("MediaWiki", Text(&["mwoauth-invalid-authorization-wrong-wiki"]), Account, "The consumer was not approved for this wiki.", "register the consumer for this wiki or for all", "role-missing", MEDIAWIKI)),
    after(row("MediaWiki", Text(&["mwoauth-invalid-authorization-invalid-user"]), Account, "The authorization is of a user who is not valid here.", "have the user log in on this wiki once, then authorize again", "role-missing", MEDIAWIKI)),
    after(row("MediaWiki", Text(&["mwoauth-invalid-authorization-wrong-user"]), Account, "The consumer may be used by its owner only.", "use the owner's token, or have the consumer approved", "role-missing", MEDIAWIKI)),
    after(row("MediaWiki", Text(&["mwoauth-invalid-authorization-not-approved"]), Account, "The consumer is not approved yet.", "wait for the approval, or use it as its owner", "integration-blocked", MEDIAWIKI)),
    after(row("MediaWiki", Text(&["mwoauth-invalid-authorization-blocked-user"]), Account, "The user is blocked.", "look at the account, not at the request", "", MEDIAWIKI)),
    // The Problem Reporting extension, in the header or in the body.
    row("", Problem(&["signature_invalid"]), Signature, "The signature was not accepted.", SIGN_ADVICE, "", PROBLEM),
    row("", Problem(&["signature_method_rejected"]), Method, "The server does not take this signature method.", "sign with a method that its documentation names", "hmac-sha1-retired", PROBLEM),
    row("", Problem(&["timestamp_refused"]), Timestamp, "The timestamp lies outside of what the server takes.", "set the clock, or take the time from the answer's Date header; seconds, not milliseconds", "timestamp-skew", PROBLEM),
    row("", Problem(&["nonce_used"]), Nonce, "The nonce was used before with this timestamp.", "sign each request, and each retry, with a new nonce", "nonce-reused", PROBLEM),
    row("", Problem(&["version_rejected"]), Version, "The server does not take this oauth_version.", "send oauth_version=1.0, or leave it out on both sides", "oauth-version-value", PROBLEM),
    row("", Problem(&["parameter_absent"]), Form, "The server misses a protocol parameter: it was not sent, or the header was not read.", "compare with what the request sends; see whether something on the way drops Authorization", "missing-required-param", PROBLEM),
    row("", Problem(&["parameter_rejected"]), Form, "The server takes a parameter for wrong: unexpected, or sent twice.", "send each protocol parameter once, in one place", "duplicate-protocol-param", PROBLEM),
    row("", Problem(&["consumer_key_unknown"]), ConsumerKey, "The server does not know the consumer key.", "compare the key with the one that was issued; sandbox and production have their own", "consumer-key-unknown", PROBLEM),
    row("", Problem(&["consumer_key_rejected"]), ConsumerKey, "The server no longer takes this consumer key.", "ask the provider why the key is refused", "integration-blocked", PROBLEM),
    row("", Problem(&["consumer_key_refused"]), Rate, "The server refuses this consumer key for now: too many requests, or blocked.", "wait, and look at the application's state", "integration-blocked", PROBLEM),
    row("", Problem(&["token_used"]), Token, "The token may be used once, and was used.", "use the access token that was issued for it", "token-type-wrong", PROBLEM),
    row("", Problem(&["token_expired"]), Token, "The token has ended.", "have a new one issued; E*TRADE's end at midnight, US Eastern time", "token-revoked", PROBLEM),
    row("", Problem(&["token_revoked"]), Token, "The token was revoked.", "have the user authorize again", "token-revoked", PROBLEM),
    row("", Problem(&["token_rejected", "token_unknown"]), Token, "The server does not take the token: of another environment or application, or of another kind.", "use the access token that was issued to this consumer key, in this environment", "token-type-wrong", PROBLEM),
    row("", Problem(&["verifier_invalid"]), Token, "The verifier is not the one of this request token.", "take oauth_verifier from the callback of the same token", "token-type-wrong", PROBLEM),
    after(row("", Problem(&["additional_authorization_required"]), Permission, "The token does not cover this.", "have the user authorize again, for more", "app-read-only", PROBLEM)),
    after(row("", Problem(&["permission_unknown"]), Permission, "The user has not decided yet.", "ask the user, then try again", "", PROBLEM)),
    after(row("", Problem(&["permission_denied", "user_refused"]), Permission, "The user, or the account's settings, refused it.", "ask the user; look at the role's permissions", "role-missing", PROBLEM)),
    row("", Problem(&["body_hash_invalid"]), Form, "oauth_body_hash is not that of the body.", "hash the very bytes that are sent", "body-hash-other-bytes", "OAuth Request Body Hash extension"),
    // What any server may say in words.
    row("", Text(&["duplicate timestamp/nonce combination"]), Nonce, "Nonce and timestamp were used before; a followed redirect sends them twice.", "sign each try anew, a redirect's target too", "nonce-reused", "ddo/oauth-1.0a#79"),
    row("", Text(&["you must authenticate to access"]), Form, "The server saw no credentials that it could read.", "look at the form of the header", "header-not-sent", PRACTICE),
    row("", Text(&["invalid oauth signature"]), Signature, "The signature was not accepted.", SIGN_ADVICE, "", "requests/requests-oauthlib#432"),
    row("", Text(&["invalid signature"]), Signature, "The signature was not accepted.", SIGN_ADVICE, "", "joestump/python-oauth2#111; khan-api#99; others"),
    row("", Text(&["signature", "does not match"]), Signature, "The signature was not accepted.", SIGN_ADVICE, "", PRACTICE),
    row("", Text(&["signature is invalid"]), Signature, "The signature was not accepted.", SIGN_ADVICE, "", PRACTICE),
    row("", Text(&["signature_invalid"]), Signature, "The signature was not accepted.", SIGN_ADVICE, "", PRACTICE),
    row("", Text(&["could not authenticate you"]), Signature, "The signature was not accepted, or key and token do not belong together.", SIGN_ADVICE, "", X),
    row("", Text(&["timestamp out of bounds"]), Timestamp, "The timestamp lies outside of what the server takes.", "set the clock", "timestamp-skew", X),
    row("", Text(&["expired timestamp"]), Timestamp, "The timestamp is too old.", "set the clock", "timestamp-skew", PRACTICE),
    row("", Text(&["invalid timestamp"]), Timestamp, "The timestamp was not accepted.", "set the clock; seconds, not milliseconds", "timestamp-skew", PRACTICE),
    row("", Text(&["nonce already used"]), Nonce, "The nonce was used before.", "sign each try with a new nonce", "nonce-reused", PRACTICE),
    row("", Text(&["invalid nonce"]), Nonce, "The nonce was not accepted.", "sign each try with a new nonce of letters and digits", "nonce-reused", PRACTICE),
    row("", Text(&["invalid consumer key"]), ConsumerKey, "The consumer key is not valid.", "compare the key with the one that was issued", "consumer-key-unknown", PRACTICE),
    row("", Text(&["invalid or expired token"]), Token, "The token is not valid.", "have a new one issued", "token-revoked", X),
    row("", Text(&["invalid authorization header"]), Form, "The header could not be read.", "look at the form of the header, not at the base string", "header-not-sent", PRACTICE),
];
