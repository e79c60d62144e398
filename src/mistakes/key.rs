//! Which secrets the key is made of (RFC 5849 section 3.4.2).

use std::borrow::Cow;

use super::{Edits, Facts, Instance, Mistake, Stage, fix, variant};
use crate::pipeline::key::{KeyEdit, KeySeparator, SecretSource, WholeKey};
use crate::pipeline::signature::{Algorithm, AlgorithmRule, SignatureEdit};
use crate::recipe::Edit;

pub(super) const ENTRIES: &[Mistake] = &[
    Mistake {
        id: "key-no-ampersand",
        stage: Stage::Key,
        title: "the key lacks its `&`, since there is no token secret",
        says: "The key is the consumer secret, `&`, the token secret. The `&` stays when there is no token.",
        before: "consumersecret&",
        after: "consumersecret",
        who: &[
            "WooCommerce API v1 and v2 clients",
            "oauth-1.0a with last_ampersand: false",
            "guzzle's oauth-subscriber",
            "soletta",
        ],
        fixes: &[
            fix(
                "JavaScript",
                "const key = enc(consumerSecret) + '&' + enc(tokenSecret || '')",
            ),
            fix(
                "PHP",
                "$key = rawurlencode($consumerSecret) . '&' . rawurlencode($tokenSecret);",
            ),
            fix(
                "Python",
                "key = f\"{quote(consumer_secret, safe='~')}&{quote(token_secret or '', safe='~')}\"",
            ),
            fix(
                "",
                "key = encode(consumer_secret) + \"&\" + encode(token_secret or \"\")",
            ),
        ],
        rfc: "3.4.2",
        evidence: &[
            "woocommerce/woocommerce#18146",
            "woocommerce/woocommerce#11224",
            "woocommerce/woocommerce#10303",
            "woocommerce/woocommerce-rest-api-docs#8",
            "guzzle/oauth-subscriber#42",
            "ddo/oauth-1.0a#2",
            "ddo/oauth-1.0a#39",
            "solettaproject/soletta#1176",
        ],
        edits: Edits::Set(&[Edit::Key(KeyEdit::Separator(
            KeySeparator::NothingWithoutTokenSecret,
        ))]),
    },
    Mistake {
        id: "key-token-secret-missing",
        stage: Stage::Key,
        title: "the token secret is missing from the key",
        says: "The request has a token, so the key must end in the secret of that token.",
        before: "consumersecret&tokensecret",
        after: "consumersecret&",
        who: &["code that reuses the key of the request-token step"],
        fixes: &[
            fix(
                "JavaScript",
                "const key = enc(consumerSecret) + '&' + enc(tokenSecret || '')",
            ),
            fix(
                "PHP",
                "$key = rawurlencode($consumerSecret) . '&' . rawurlencode($tokenSecret);",
            ),
            fix(
                "Python",
                "key = f\"{quote(consumer_secret, safe='~')}&{quote(token_secret or '', safe='~')}\"",
            ),
            fix(
                "",
                "key = encode(consumer_secret) + \"&\" + encode(token_secret or \"\")",
            ),
        ],
        rfc: "3.4.2",
        evidence: &[
            "https://example-a.com/answer/45516047",
            "bettiolo/oauth-signature-js#37",
            "scribejava/scribejava#634",
            "blog.jamiek.it/2012/08/…",
        ],
        edits: Edits::Set(&[Edit::Key(KeyEdit::Token(SecretSource::Nothing))]),
    },
    Mistake {
        id: "key-token-secret-extra",
        stage: Stage::Key,
        title: "a token secret is in the key of a request without a token",
        says: "On the request-token call there is no token yet, so nothing stands after the `&`.",
        before: "consumersecret&",
        after: "consumersecret&tokensecret",
        who: &["tmhOAuth users", "stored tokens of an earlier sign-in"],
        fixes: &[fix(
            "",
            "clear token and token secret before asking for a request token",
        )],
        rfc: "3.4.2",
        evidence: &["themattharris/tmhOAuth#59"],
        edits: Edits::Set(&[Edit::Key(KeyEdit::Token(SecretSource::TokenSecret))]),
    },
    Mistake {
        id: "key-request-token-secret",
        stage: Stage::Key,
        title: "the secret of another token is in the key",
        says: "The secret of the request token was used with the access token, or the reverse. One of the further secrets that were given makes the signature.",
        before: "cs&access-secret",
        after: "cs&request-secret",
        who: &["sessions that keep the first secret"],
        fixes: &[fix(
            "",
            "replace token and token secret together when the access token arrives",
        )],
        rfc: "3.4.2",
        evidence: &["blog.jamiek.it/2012/08/…"],
        edits: Edits::Each(other_token_secrets),
    },
    Mistake {
        id: "key-other-environment",
        stage: Stage::Key,
        title: "the secret of another application or environment is in the key",
        says: "Consumer key and consumer secret belong together: a sandbox secret makes no valid signature for a production key. One of the further secrets that were given makes the signature.",
        before: "production-secret&ts",
        after: "sandbox-secret&ts",
        who: &["BrickLink", "E*TRADE", "NetSuite", "Mastercard"],
        fixes: &[fix(
            "",
            "take key and secret from the same application and environment",
        )],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Each(other_pairs),
    },
    Mistake {
        id: "key-swapped",
        stage: Stage::Key,
        title: "the two secrets stand in the wrong order in the key",
        says: "First the consumer secret, then the token secret.",
        before: "cs&ts",
        after: "ts&cs",
        who: &["functions that take both as arguments"],
        fixes: &[
            fix(
                "JavaScript",
                "const key = enc(consumerSecret) + '&' + enc(tokenSecret || '')",
            ),
            fix(
                "PHP",
                "$key = rawurlencode($consumerSecret) . '&' . rawurlencode($tokenSecret);",
            ),
            fix(
                "Python",
                "key = f\"{quote(consumer_secret, safe='~')}&{quote(token_secret or '', safe='~')}\"",
            ),
            fix(
                "",
                "key = encode(consumer_secret) + \"&\" + encode(token_secret or \"\")",
            ),
        ],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[
            Edit::Key(KeyEdit::Consumer(SecretSource::TokenSecret)),
            Edit::Key(KeyEdit::Token(SecretSource::ConsumerSecret)),
        ]),
    },
    Mistake {
        id: "key-uses-public-keys",
        stage: Stage::Key,
        title: "a public key or token stands in the key where a secret belongs",
        says: "Consumer key and token are public names; the key is made of the two secrets.",
        before: "cs&ts",
        after: "ck&t",
        who: &[
            "samples with the constants of both",
            "settings that were filled in the wrong order",
        ],
        fixes: &[
            fix(
                "JavaScript",
                "const key = enc(consumerSecret) + '&' + enc(tokenSecret || '')",
            ),
            fix(
                "PHP",
                "$key = rawurlencode($consumerSecret) . '&' . rawurlencode($tokenSecret);",
            ),
            fix(
                "Python",
                "key = f\"{quote(consumer_secret, safe='~')}&{quote(token_secret or '', safe='~')}\"",
            ),
            fix(
                "",
                "key = encode(consumer_secret) + \"&\" + encode(token_secret or \"\")",
            ),
        ],
        rfc: "3.4.2",
        evidence: &["stramaxon.com/2021/03/…", "twittercommunity.com/t/…/30316"],
        edits: Edits::Each(public_pairs),
    },
    Mistake {
        id: "key-consumer-key-and-secret",
        stage: Stage::Key,
        title: "consumer key and consumer secret were joined as the key",
        says: "After the `&` stands the token secret; the consumer key is no part of the key.",
        before: "cs&ts",
        after: "ck&cs",
        who: &["descriptions that say ConsumerKey&ConsumerSecret"],
        fixes: &[
            fix(
                "JavaScript",
                "const key = enc(consumerSecret) + '&' + enc(tokenSecret || '')",
            ),
            fix(
                "PHP",
                "$key = rawurlencode($consumerSecret) . '&' . rawurlencode($tokenSecret);",
            ),
            fix(
                "Python",
                "key = f\"{quote(consumer_secret, safe='~')}&{quote(token_secret or '', safe='~')}\"",
            ),
            fix(
                "",
                "key = encode(consumer_secret) + \"&\" + encode(token_secret or \"\")",
            ),
        ],
        rfc: "3.4.2",
        evidence: &["twittercommunity.com/t/…/30316"],
        edits: Edits::Each(consumer_key_and_secret),
    },
    Mistake {
        id: "key-same-secret-twice",
        stage: Stage::Key,
        title: "the same secret stands on both sides of the `&`",
        says: "First the consumer secret, then the token secret.",
        before: "cs&ts",
        after: "cs&cs",
        who: &["a value pasted into two settings"],
        fixes: &[fix("", "compare the two settings")],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "the consumer secret",
                &[Edit::Key(KeyEdit::Token(SecretSource::ConsumerSecret))],
            ),
            variant(
                "the token secret",
                &[Edit::Key(KeyEdit::Consumer(SecretSource::TokenSecret))],
            ),
        ]),
    },
    Mistake {
        id: "key-leading-amp-only",
        stage: Stage::Key,
        title: "the consumer secret is missing from the key",
        says: "The variable that should hold the consumer secret was empty, or unset.",
        before: "cs&ts",
        after: "&ts",
        who: &[
            "environment variables that are not set",
            "settings that are read too late",
        ],
        fixes: &[fix(
            "",
            "check that the consumer secret is set before signing",
        )],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "nothing",
                &[Edit::Key(KeyEdit::Consumer(SecretSource::Nothing))],
            ),
            variant(
                "nothing, and no token secret",
                &[
                    Edit::Key(KeyEdit::Consumer(SecretSource::Nothing)),
                    Edit::Key(KeyEdit::Token(SecretSource::Nothing)),
                ],
            ),
            variant(
                "an empty key",
                &[Edit::Key(KeyEdit::Whole(WholeKey::Empty))],
            ),
            variant(
                "undefined",
                &[Edit::Key(KeyEdit::Consumer(SecretSource::Text(
                    Cow::Borrowed("undefined"),
                )))],
            ),
            variant(
                "null",
                &[Edit::Key(KeyEdit::Consumer(SecretSource::Text(
                    Cow::Borrowed("null"),
                )))],
            ),
            variant(
                "None",
                &[Edit::Key(KeyEdit::Consumer(SecretSource::Text(
                    Cow::Borrowed("None"),
                )))],
            ),
            variant(
                "undefined on both sides",
                &[
                    Edit::Key(KeyEdit::Consumer(SecretSource::Text(Cow::Borrowed(
                        "undefined",
                    )))),
                    Edit::Key(KeyEdit::Token(SecretSource::Text(Cow::Borrowed(
                        "undefined",
                    )))),
                ],
            ),
            variant(
                "null on both sides",
                &[
                    Edit::Key(KeyEdit::Consumer(SecretSource::Text(Cow::Borrowed("null")))),
                    Edit::Key(KeyEdit::Token(SecretSource::Text(Cow::Borrowed("null")))),
                ],
            ),
            variant(
                "None on both sides",
                &[
                    Edit::Key(KeyEdit::Consumer(SecretSource::Text(Cow::Borrowed("None")))),
                    Edit::Key(KeyEdit::Token(SecretSource::Text(Cow::Borrowed("None")))),
                ],
            ),
        ]),
    },
    Mistake {
        id: "key-literal-null",
        stage: Stage::Key,
        title: "a word for nothing stands in the key for the token secret",
        says: "There was no token secret, and the language wrote its word for that. Nothing belongs there.",
        before: "cs&",
        after: "cs&null",
        who: &[
            "JS template strings",
            "Java string concatenation",
            "Python f-strings",
            "Ruby inspect",
        ],
        fixes: &[
            fix("Java", r#"tokenSecret == null ? "" : tokenSecret"#),
            fix("Ruby", "token_secret.to_s"),
            fix(
                "JavaScript",
                "const key = enc(consumerSecret) + '&' + enc(tokenSecret || '')",
            ),
            fix(
                "PHP",
                "$key = rawurlencode($consumerSecret) . '&' . rawurlencode($tokenSecret);",
            ),
            fix(
                "Python",
                "key = f\"{quote(consumer_secret, safe='~')}&{quote(token_secret or '', safe='~')}\"",
            ),
            fix(
                "",
                "key = encode(consumer_secret) + \"&\" + encode(token_secret or \"\")",
            ),
        ],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "null",
                &[Edit::Key(KeyEdit::Token(SecretSource::Text(
                    Cow::Borrowed("null"),
                )))],
            ),
            variant(
                "undefined",
                &[Edit::Key(KeyEdit::Token(SecretSource::Text(
                    Cow::Borrowed("undefined"),
                )))],
            ),
            variant(
                "None",
                &[Edit::Key(KeyEdit::Token(SecretSource::Text(
                    Cow::Borrowed("None"),
                )))],
            ),
            variant(
                "nil",
                &[Edit::Key(KeyEdit::Token(SecretSource::Text(
                    Cow::Borrowed("nil"),
                )))],
            ),
            variant(
                "NULL",
                &[Edit::Key(KeyEdit::Token(SecretSource::Text(
                    Cow::Borrowed("NULL"),
                )))],
            ),
            variant(
                "false",
                &[Edit::Key(KeyEdit::Token(SecretSource::Text(
                    Cow::Borrowed("false"),
                )))],
            ),
        ]),
    },
    Mistake {
        id: "key-wc-legacy-wants-no-ampersand",
        stage: Stage::Key,
        title: "the server wants the bare consumer secret as its key",
        says: "WooCommerce's API v1 and v2 compute the signature under the consumer secret without `&`. The client did as they do.",
        before: "consumersecret&",
        after: "consumersecret",
        who: &["WooCommerce API v1 and v2"],
        fixes: &[
            fix(
                "JavaScript",
                "OAuth({ consumer, last_ampersand: false, … }) // for these old versions only",
            ),
            fix(
                "",
                "use WooCommerce's API v3 or later, which follows the standard",
            ),
        ],
        rfc: "3.4.2",
        evidence: &["woocommerce/woocommerce-rest-api-docs#8"],
        edits: Edits::Set(&[Edit::Key(KeyEdit::Separator(
            KeySeparator::NothingWithoutTokenSecret,
        ))]),
    },
    Mistake {
        id: "rsa-wrong-key",
        stage: Stage::Key,
        title: "the request names an RSA method, and another key was used",
        says: "The consumer secret is no RSA key: an RSA method signs with the private key whose public half is registered.",
        before: "RSA-SHA1 under the private key",
        after: "HMAC-SHA1 under the secrets",
        who: &[
            "Jira application links",
            "Mastercard keys under another alias",
            "PKCS#1 taken for PKCS#8",
        ],
        fixes: &[
            fix(
                "shell",
                "openssl pkey -in key.pem -pubout # compare with the registered key",
            ),
            fix(
                "",
                "sign with the private key that belongs to the registered public key",
            ),
        ],
        rfc: "3.4.3",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Each(hmac_for_rsa),
    },
];

/// What a request shows to everyone, as a part of the key.
fn public(
    facts: &Facts<'_>,
    name: &str,
    known: bool,
    source: SecretSource,
) -> Option<SecretSource> {
    if known {
        return Some(source);
    }
    let sent = facts
        .parameters
        .iter()
        .find(|parameter| parameter.name == name)?;
    let text = String::from_utf8(sent.value.to_vec()).ok()?;
    Some(SecretSource::Text(Cow::Owned(text)))
}

fn consumer_key(facts: &Facts<'_>) -> Option<SecretSource> {
    let known = facts.credentials.consumer_key.is_some();
    public(
        facts,
        "oauth_consumer_key",
        known,
        SecretSource::ConsumerKey,
    )
}

fn token(facts: &Facts<'_>) -> Option<SecretSource> {
    let known = facts.credentials.token.is_some();
    public(facts, "oauth_token", known, SecretSource::Token)
}

fn pair(consumer: SecretSource, token: SecretSource) -> Vec<Edit> {
    vec![
        Edit::Key(KeyEdit::Consumer(consumer)),
        Edit::Key(KeyEdit::Token(token)),
    ]
}

/// Every pair with a public text in it, but for the one that has an entry of its own.
fn public_pairs(facts: &Facts<'_>) -> Vec<Instance> {
    let consumer_secret = || Some(("consumer secret", SecretSource::ConsumerSecret));
    let token_secret = || Some(("token secret", SecretSource::TokenSecret));
    let key = || Some(("consumer key", consumer_key(facts)?));
    let token = || Some(("token", token(facts)?));
    let nothing = || Some(("nothing", SecretSource::Nothing));
    let pairs = [
        (key(), token()),
        (key(), token_secret()),
        (consumer_secret(), token()),
        (key(), nothing()),
        (token(), token_secret()),
        (token(), key()),
        (token(), consumer_secret()),
        (consumer_secret(), key()),
        (token_secret(), key()),
        (token_secret(), token()),
        (key(), key()),
        (token(), token()),
        (token(), nothing()),
    ];
    pairs
        .into_iter()
        .filter_map(|(first, second)| {
            let ((first, consumer), (second, token)) = (first?, second?);
            let detail = format!("{first} & {second}");
            Some(Instance::new(detail, pair(consumer, token)))
        })
        .collect()
}

fn consumer_key_and_secret(facts: &Facts<'_>) -> Vec<Instance> {
    let Some(key) = consumer_key(facts) else {
        return Vec::new();
    };
    vec![Instance::new("", pair(key, SecretSource::ConsumerSecret))]
}

/// One of the further secrets in the token secret's place.
fn other_token_secrets(facts: &Facts<'_>) -> Vec<Instance> {
    let others = facts.credentials.others.iter().enumerate().take(10);
    others
        .map(|(index, (name, _))| {
            let edit = Edit::Key(KeyEdit::Token(SecretSource::Other(index)));
            Instance::new(name.as_str(), vec![edit])
        })
        .collect()
}

/// One of the further secrets in the consumer secret's place, alone or with another beside it.
fn other_pairs(facts: &Facts<'_>) -> Vec<Instance> {
    let others: Vec<(usize, &str)> = facts
        .credentials
        .others
        .iter()
        .enumerate()
        .take(4)
        .map(|(index, (name, _))| (index, name.as_str()))
        .collect();
    let mut instances = Vec::new();
    for (first, name) in &others {
        let edit = Edit::Key(KeyEdit::Consumer(SecretSource::Other(*first)));
        instances.push(Instance::new(*name, vec![edit]));
    }
    for (first, name) in &others {
        for (second, other) in others.iter().filter(|(second, _)| second != first) {
            let sources = (SecretSource::Other(*first), SecretSource::Other(*second));
            let detail = format!("{name} & {other}");
            instances.push(Instance::new(detail, pair(sources.0, sources.1)));
        }
    }
    instances
}

/// An HMAC under the secrets, where the request names an RSA method.
fn hmac_for_rsa(facts: &Facts<'_>) -> Vec<Instance> {
    let hmac = match facts.algorithm {
        Algorithm::RsaSha1 => Algorithm::HmacSha1,
        Algorithm::RsaSha256 => Algorithm::HmacSha256,
        Algorithm::RsaSha512 => Algorithm::HmacSha512,
        _ => return Vec::new(),
    };
    let rule = AlgorithmRule::Other(hmac);
    let edit = Edit::Signature(SignatureEdit::Algorithm(rule));
    vec![Instance::new(
        format!("{} under the secrets", hmac.name()),
        vec![edit],
    )]
}
