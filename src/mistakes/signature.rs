//! What is hashed with what, and under which name (RFC 5849 sections 3.4.2 to 3.4.4).

use std::borrow::Cow;

use super::{Edits, Facts, Instance, Mistake, Stage, fix, variant};
use crate::pipeline::base_string::{BaseStringEdit, Whole};
use crate::pipeline::choice::Times;
use crate::pipeline::key::{KeyEdit, WholeKey};
use crate::pipeline::select::{Change, ParameterEdit, SelectEdit};
use crate::pipeline::signature::{Algorithm, AlgorithmRule, Construction, Output, SignatureEdit};
use crate::recipe::Edit;

pub(super) const ENTRIES: &[Mistake] = &[
    Mistake {
        id: "sig-wrong-alg",
        stage: Stage::Signature,
        title: "another hash was computed than oauth_signature_method declares",
        says: "The request names one method and its signature was made with another: both must be the same.",
        before: "HMAC-SHA1, 28 characters",
        after: "HMAC-SHA256, 44 characters",
        who: &[
            "Magento 2.4.4",
            "NetSuite",
            "libraries with a default method",
        ],
        fixes: &[fix(
            "",
            "set oauth_signature_method to the hash that is computed, and sign it so",
        )],
        rfc: "3.4",
        evidence: &["https://magento.stackexchange.com/questions/151385"],
        edits: Edits::Each(other_hmacs),
    },
    Mistake {
        id: "sig-plaintext-declared-hmac",
        stage: Stage::Signature,
        title: "the key was sent as the signature, or a digest where PLAINTEXT was declared",
        says: "PLAINTEXT sends the key itself; the HMAC methods send a digest. The request declares the other one.",
        before: "oauth_signature_method=HMAC-SHA1",
        after: "oauth_signature=cs%26ts",
        who: &["presets of API clients"],
        fixes: &[fix(
            "",
            "set oauth_signature_method to the method that is used",
        )],
        rfc: "3.4.4",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Each(plaintext_and_hmac),
    },
    Mistake {
        id: "sig-sha1-no-hmac",
        stage: Stage::Signature,
        title: "a plain hash was computed instead of an HMAC",
        says: "HMAC-SHA1 is no SHA-1 of key and text, but a construction of its own: use the library's HMAC.",
        before: "HMAC(key, text)",
        after: "SHA1(key + text)",
        who: &[
            "\"SHA1\" read literally",
            "schemes that look alike: Interswitch",
        ],
        fixes: &[
            fix(
                "Python",
                "base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode()",
            ),
            fix("PHP", "base64_encode(hash_hmac('sha1', $base, $key, true))"),
            fix(
                "JavaScript",
                "crypto.createHmac('sha1', key).update(base).digest('base64')",
            ),
            fix(
                "Java",
                "Mac mac = Mac.getInstance(\"HmacSHA1\"); mac.init(new SecretKeySpec(key.getBytes(UTF_8), \"HmacSHA1\")); Base64.getEncoder().encodeToString(mac.doFinal(base.getBytes(UTF_8)))",
            ),
        ],
        rfc: "3.4.2",
        evidence: &["sandbox.interswitchng.com/…/signature-computation"],
        edits: Edits::AnyOf(&[
            variant(
                "of the key, then the base string",
                &[Edit::Signature(SignatureEdit::Construction(
                    Construction::HashOfKeyAndText,
                ))],
            ),
            variant(
                "of the base string, then the key",
                &[Edit::Signature(SignatureEdit::Construction(
                    Construction::HashOfTextAndKey,
                ))],
            ),
            variant(
                "of the base string, `&`, the key",
                &[Edit::Signature(SignatureEdit::Construction(
                    Construction::HashOfTextAmpersandKey,
                ))],
            ),
            variant(
                "of the base string alone",
                &[Edit::Signature(SignatureEdit::Construction(
                    Construction::HashOfText,
                ))],
            ),
            variant(
                "of the key alone",
                &[Edit::Signature(SignatureEdit::Construction(
                    Construction::HashOfKey,
                ))],
            ),
        ]),
    },
    Mistake {
        id: "sig-key-text-swapped",
        stage: Stage::Signature,
        title: "key and text of the HMAC were swapped",
        says: "HMAC takes the key and the base string; libraries disagree about their order.",
        before: "HMAC(key, text)",
        after: "HMAC(text, key)",
        who: &["CryptoJS", "PHP", "Lua"],
        fixes: &[
            fix("JavaScript", "CryptoJS.HmacSHA1(base, key)"),
            fix("PHP", "hash_hmac('sha1', $base, $key, true)"),
        ],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Signature(SignatureEdit::Construction(
            Construction::Swapped,
        ))]),
    },
    Mistake {
        id: "sig-method-name-variant",
        stage: Stage::Signature,
        title: "the signature method was signed under another spelling",
        says: "The name is one of HMAC-SHA1, RSA-SHA1, PLAINTEXT (and HMAC-SHA256 by extension), and the same in the base string and on the wire.",
        before: "HMAC-SHA1",
        after: "HMAC_SHA1",
        who: &["Java algorithm names", "constants of PHP and Python"],
        fixes: &[
            fix(
                "Java",
                r#"params.put("oauth_signature_method", "HMAC-SHA1"); // Mac.getInstance takes "HmacSHA1""#,
            ),
            fix(
                "PHP",
                "$params['oauth_signature_method'] = 'HMAC-SHA1'; // hash_hmac takes 'sha1'",
            ),
            fix(
                "Python",
                r#"params["oauth_signature_method"] = "HMAC-SHA1""#,
            ),
            fix("", "write HMAC-SHA1, in the base string and in the request"),
        ],
        rfc: "3.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Each(method_names),
    },
    Mistake {
        id: "sig-base-string-encoded-again",
        stage: Stage::Signature,
        title: "the base string was percent-encoded, or decoded, before it was hashed",
        says: "The base string is hashed as it stands, with its percent signs.",
        before: "GET&http%3A",
        after: "GET%26http%253A",
        who: &["code that encodes whatever it sends"],
        fixes: &[
            fix(
                "Python",
                "base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode()",
            ),
            fix("PHP", "base64_encode(hash_hmac('sha1', $base, $key, true))"),
            fix(
                "JavaScript",
                "crypto.createHmac('sha1', key).update(base).digest('base64')",
            ),
            fix(
                "Java",
                "Mac mac = Mac.getInstance(\"HmacSHA1\"); mac.init(new SecretKeySpec(key.getBytes(UTF_8), \"HmacSHA1\")); Base64.getEncoder().encodeToString(mac.doFinal(base.getBytes(UTF_8)))",
            ),
        ],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "encoded once more",
                &[Edit::BaseString(BaseStringEdit::Whole(Whole::Encoded))],
            ),
            variant(
                "decoded once",
                &[Edit::BaseString(BaseStringEdit::Whole(Whole::Decoded))],
            ),
        ]),
    },
    Mistake {
        id: "sig-base-string-double-hashed",
        stage: Stage::Signature,
        title: "the base string was hashed before the HMAC or the RSA signature",
        says: "HMAC and RSA take the base string itself; they do the hashing.",
        before: "HMAC(key, text)",
        after: "HMAC(key, SHA1(text))",
        who: &["RSA functions that sign a digest, handed to ones that hash"],
        fixes: &[
            fix(
                "Python",
                "private_key.sign(base.encode(), padding.PKCS1v15(), hashes.SHA1())",
            ),
            fix("", "hand over the base string, not its hash"),
        ],
        rfc: "3.4.3",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "its hash",
                &[Edit::Signature(SignatureEdit::Construction(
                    Construction::OverDigest,
                ))],
            ),
            variant(
                "its hash in hex",
                &[Edit::Signature(SignatureEdit::Construction(
                    Construction::OverHexDigest,
                ))],
            ),
            variant(
                "its hash in base64",
                &[Edit::Signature(SignatureEdit::Construction(
                    Construction::OverBase64Digest,
                ))],
            ),
        ]),
    },
    Mistake {
        id: "sig-hmac-twice",
        stage: Stage::Signature,
        title: "the HMAC was computed over an HMAC",
        says: "The digest of the base string is the signature; it is not signed again.",
        before: "HMAC(key, text)",
        after: "HMAC(key, HMAC(key, text))",
        who: &["helpers that sign, called by code that signs"],
        fixes: &[
            fix(
                "Python",
                "base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode()",
            ),
            fix("PHP", "base64_encode(hash_hmac('sha1', $base, $key, true))"),
            fix(
                "JavaScript",
                "crypto.createHmac('sha1', key).update(base).digest('base64')",
            ),
            fix(
                "Java",
                "Mac mac = Mac.getInstance(\"HmacSHA1\"); mac.init(new SecretKeySpec(key.getBytes(UTF_8), \"HmacSHA1\")); Base64.getEncoder().encodeToString(mac.doFinal(base.getBytes(UTF_8)))",
            ),
        ],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Signature(SignatureEdit::Construction(
            Construction::Twice,
        ))]),
    },
    Mistake {
        id: "sig-over-nothing",
        stage: Stage::Signature,
        title: "an empty text was signed",
        says: "The HMAC was finished before the base string was given to it, or the variable was empty.",
        before: "HMAC(key, text)",
        after: "HMAC(key, \"\")",
        who: &["streams that were read already", "a misspelt variable"],
        fixes: &[
            fix(
                "Python",
                "base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode()",
            ),
            fix("PHP", "base64_encode(hash_hmac('sha1', $base, $key, true))"),
            fix(
                "JavaScript",
                "crypto.createHmac('sha1', key).update(base).digest('base64')",
            ),
            fix(
                "Java",
                "Mac mac = Mac.getInstance(\"HmacSHA1\"); mac.init(new SecretKeySpec(key.getBytes(UTF_8), \"HmacSHA1\")); Base64.getEncoder().encodeToString(mac.doFinal(base.getBytes(UTF_8)))",
            ),
        ],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Signature(SignatureEdit::Construction(
            Construction::OverNothing,
        ))]),
    },
    Mistake {
        id: "sig-is-base-string",
        stage: Stage::Signature,
        title: "the base string was sent as the signature",
        says: "The base string is hashed; its digest in base64 is the signature.",
        before: "tnnArxj0…",
        after: "GET&http%3A…",
        who: &["code that returns the wrong variable"],
        fixes: &[
            fix(
                "Python",
                "base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode()",
            ),
            fix("PHP", "base64_encode(hash_hmac('sha1', $base, $key, true))"),
            fix(
                "JavaScript",
                "crypto.createHmac('sha1', key).update(base).digest('base64')",
            ),
            fix(
                "Java",
                "Mac mac = Mac.getInstance(\"HmacSHA1\"); mac.init(new SecretKeySpec(key.getBytes(UTF_8), \"HmacSHA1\")); Base64.getEncoder().encodeToString(mac.doFinal(base.getBytes(UTF_8)))",
            ),
        ],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Each(hmac_is_base_string),
    },
    Mistake {
        id: "sig-plaintext-is-base-string",
        stage: Stage::Signature,
        title: "PLAINTEXT was declared, and the base string was sent",
        says: "The signature of PLAINTEXT is the key: the encoded consumer secret, `&`, the encoded token secret.",
        before: "cs%26ts",
        after: "GET%26http…",
        who: &["Insomnia with oauth-1.0a"],
        fixes: &[fix("JavaScript", "hash_function: (base, key) => key")],
        rfc: "3.4.4",
        evidence: &["Kong/insomnia#1681"],
        edits: Edits::Each(plaintext_is_base_string),
    },
    Mistake {
        id: "sig-plaintext-not-encoded",
        stage: Stage::Signature,
        title: "PLAINTEXT was sent with secrets that were not percent-encoded",
        says: "The secrets are encoded, joined by `&`, and the whole is encoded again as a parameter's value.",
        before: "a%252Fb%26",
        after: "a%2Fb%26",
        who: &["samples of Dropbox, MediaWiki, Kaltura"],
        fixes: &[fix(
            "",
            "signature = encode(consumer_secret) + \"&\" + encode(token_secret), encoded once more in the header",
        )],
        rfc: "3.4.4",
        evidence: &["OAuthSwift/OAuthSwift#657"],
        edits: Edits::Each(plaintext_not_encoded),
    },
    Mistake {
        id: "sig-plaintext-double-encoded",
        stage: Stage::Signature,
        title: "the signature of PLAINTEXT was percent-encoded once too often",
        says: "The secrets are encoded, joined by `&`, and the whole is encoded once, as any value of the header: `&` goes as %26.",
        before: "cs%26ts",
        after: "cs%2526ts",
        who: &["samples of Dropbox, MediaWiki, Kaltura"],
        fixes: &[fix(
            "",
            "write the key into the header like any other value, encoded once",
        )],
        rfc: "3.4.4",
        evidence: &["ciaranj/node-oauth#64", "googleapis/signet#80"],
        edits: Edits::Each(plaintext_double_encoded),
    },
    Mistake {
        id: "rsa-sha256-declared-sha1",
        stage: Stage::Signature,
        title: "another hash was signed with RSA than the method declares",
        says: "RSA-SHA1 signs the SHA-1 of the base string, RSA-SHA256 its SHA-256.",
        before: "RSA-SHA1",
        after: "RSA-SHA256",
        who: &["OpenSSL 3 defaults", "Mastercard", "Jira"],
        fixes: &[
            fix("shell", "openssl dgst -sha1 -sign key.pem # for RSA-SHA1"),
            fix(
                "Python",
                "private_key.sign(base.encode(), padding.PKCS1v15(), hashes.SHA1())",
            ),
        ],
        rfc: "3.4.3",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Each(other_rsa),
    },
    Mistake {
        id: "rsa-sha1-pss",
        stage: Stage::Signature,
        title: "the RSA signature has PSS padding",
        says: "RSA-SHA1 is RSASSA-PKCS1-v1_5. PSS padding is random, so the same text gives another signature each time.",
        before: "PKCS#1 v1.5",
        after: "PSS",
        who: &["OpenSSL 3 defaults", "Mastercard", "Jira"],
        fixes: &[
            fix(
                "Python",
                "private_key.sign(base.encode(), padding.PKCS1v15(), hashes.SHA1())",
            ),
            fix(
                "Node",
                "crypto.sign('sha1', base, { key, padding: crypto.constants.RSA_PKCS1_PADDING })",
            ),
        ],
        rfc: "3.4.3",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Seen,
    },
    Mistake {
        id: "sig-from-other-request",
        stage: Stage::Signature,
        title: "the signature is that of an earlier request",
        says: "Nonce, timestamp or parameters changed after the signature was computed, or the whole signature came out of a cache.",
        before: "fresh",
        after: "cached",
        who: &["caches", "retries that renew the nonce only"],
        fixes: &[fix(
            "",
            "compute the signature for each request, last of all",
        )],
        rfc: "3.3",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Advice,
    },
];

const HMACS: [Algorithm; 6] = [
    Algorithm::HmacSha1,
    Algorithm::HmacSha256,
    Algorithm::HmacSha512,
    Algorithm::HmacMd5,
    Algorithm::HmacSha384,
    Algorithm::HmacSha224,
];

fn computed(algorithm: Algorithm) -> Instance {
    let rule = AlgorithmRule::Other(algorithm);
    let edit = Edit::Signature(SignatureEdit::Algorithm(rule));
    Instance::new(format!("{} was computed", algorithm.name()), vec![edit])
}

/// Another HMAC than the declared one.
fn other_hmacs(facts: &Facts<'_>) -> Vec<Instance> {
    let declared = facts.algorithm;
    if declared.is_rsa() || declared == Algorithm::Plaintext {
        return Vec::new();
    }
    let others = HMACS.into_iter().filter(|algorithm| *algorithm != declared);
    others.map(computed).collect()
}

/// Another hash of RSA than the declared one.
fn other_rsa(facts: &Facts<'_>) -> Vec<Instance> {
    if !facts.algorithm.is_rsa() {
        return Vec::new();
    }
    [
        Algorithm::RsaSha1,
        Algorithm::RsaSha256,
        Algorithm::RsaSha512,
    ]
    .into_iter()
    .filter(|algorithm| *algorithm != facts.algorithm)
    .map(computed)
    .collect()
}

/// `PLAINTEXT` for an HMAC, an HMAC for `PLAINTEXT`.
fn plaintext_and_hmac(facts: &Facts<'_>) -> Vec<Instance> {
    if facts.algorithm == Algorithm::Plaintext {
        HMACS[..3].iter().copied().map(computed).collect()
    } else if facts.algorithm.is_rsa() {
        Vec::new()
    } else {
        vec![computed(Algorithm::Plaintext)]
    }
}

fn plaintext_not_encoded(facts: &Facts<'_>) -> Vec<Instance> {
    if facts.algorithm != Algorithm::Plaintext {
        return Vec::new();
    }
    let edits = vec![
        Edit::Key(KeyEdit::ConsumerTimes(Times::Raw)),
        Edit::Key(KeyEdit::TokenTimes(Times::Raw)),
    ];
    vec![Instance::new("", edits)]
}

fn plaintext_double_encoded(facts: &Facts<'_>) -> Vec<Instance> {
    if facts.algorithm != Algorithm::Plaintext {
        return Vec::new();
    }
    let edits = vec![Edit::Key(KeyEdit::Whole(WholeKey::Encoded))];
    vec![Instance::new("", edits)]
}

fn plaintext_is_base_string(facts: &Facts<'_>) -> Vec<Instance> {
    if facts.algorithm != Algorithm::Plaintext {
        return Vec::new();
    }
    let edits = vec![Edit::Signature(SignatureEdit::Output(Output::BaseString))];
    vec![Instance::new("", edits)]
}

fn hmac_is_base_string(facts: &Facts<'_>) -> Vec<Instance> {
    if facts.algorithm == Algorithm::Plaintext {
        return Vec::new();
    }
    let edits = vec![Edit::Signature(SignatureEdit::Output(Output::BaseString))];
    vec![Instance::new("", edits)]
}

/// Other spellings of the method's name, as signed where another stands on the wire.
fn method_names(facts: &Facts<'_>) -> Vec<Instance> {
    let name = facts.algorithm.name();
    let Some((kind, hash)) = name.split_once('-') else {
        return Vec::new();
    };
    let spaced = hash.replacen("SHA", "SHA-", 1);
    let camel = format!("{}{}", kind[..1].to_uppercase(), kind[1..].to_lowercase());
    let mut names = vec![
        name.to_owned(),
        format!("{kind}-{spaced}"),
        format!("{camel}{hash}"),
        format!("{kind}_{hash}"),
        name.to_lowercase(),
        format!("{kind}{hash}"),
        format!("{kind}_{}", spaced.replace('-', "_")),
        hash.to_owned(),
        spaced,
        kind.to_owned(),
    ];
    let sent = facts
        .parameters
        .iter()
        .find(|parameter| parameter.name == "oauth_signature_method");
    names.retain(|name| sent.is_none_or(|sent| sent.value != name.as_str()));
    let instances = names.into_iter().map(|name| {
        let edit = ParameterEdit {
            name: Cow::Borrowed(b"oauth_signature_method"),
            nth: None,
            change: Change::Value(Cow::Owned(name.clone().into_bytes())),
        };
        let detail = format!("signed as {name}");
        Instance::new(detail, vec![Edit::Select(SelectEdit::Parameter(edit))])
    });
    instances.collect()
}
