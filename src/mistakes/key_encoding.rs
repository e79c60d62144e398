//! How the secrets' text became the bytes of the key (RFC 5849 section 3.4.2).

use super::{ENCODERS, Edits, Facts, Instance, Mistake, Stage, fix, variant};
use crate::encoder::{Form, HexCase};
use crate::pipeline::choice::{EncoderEdit, Times};
use crate::pipeline::key::{KeyEdit, SecretText, WholeKey};
use crate::pipeline::signature::{SignatureEdit, TextBytes};
use crate::recipe::Edit;

pub(super) const ENTRIES: &[Mistake] = &[
    Mistake {
        id: "key-secrets-not-encoded",
        stage: Stage::Key,
        title: "the secrets were not percent-encoded in the key",
        says: "Each secret is percent-encoded before it enters the key. It shows only where a secret has a character outside letters, digits, `-`, `.`, `_` and `~`.",
        before: "a%2Fb%3D&…",
        after: "a/b=&…",
        who: &["dghubble/oauth1", "north", "request", "AFOAuth1Client"],
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
            "dghubble/oauth1#72",
            "Shinmera/north#2",
            "request/request#263",
            "AFNetworking/AFOAuth1Client#65",
            "mikeknapp/AppEngine-OAuth-Library#3",
        ],
        edits: Edits::Set(&[
            Edit::Key(KeyEdit::ConsumerTimes(Times::Raw)),
            Edit::Key(KeyEdit::TokenTimes(Times::Raw)),
        ]),
    },
    Mistake {
        id: "key-one-secret-encoded",
        stage: Stage::Key,
        title: "only one of the two secrets was percent-encoded",
        says: "Both secrets are percent-encoded, each by itself.",
        before: "a%2Fb&c%2Fd",
        after: "a%2Fb&c/d",
        who: &["hand-written signers"],
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
        edits: Edits::AnyOf(&[
            variant(
                "the token secret was not",
                &[Edit::Key(KeyEdit::TokenTimes(Times::Raw))],
            ),
            variant(
                "the consumer secret was not",
                &[Edit::Key(KeyEdit::ConsumerTimes(Times::Raw))],
            ),
        ]),
    },
    Mistake {
        id: "key-secrets-encoded-twice",
        stage: Stage::Key,
        title: "a secret was percent-encoded twice",
        says: "The secret was taken from a response still encoded, or encoded by two layers of code: decode the response, encode the secret once.",
        before: "a%2Fb",
        after: "a%252Fb",
        who: &["token responses that are not form-decoded: E*TRADE, Flickr, Xero"],
        fixes: &[
            fix(
                "Python",
                "dict(parse_qsl(response.text))['oauth_token_secret']",
            ),
            fix(
                "JavaScript",
                "new URLSearchParams(body).get('oauth_token_secret')",
            ),
            fix("PHP", "parse_str($body, $token)"),
        ],
        rfc: "3.4.2, 2.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "the token secret",
                &[Edit::Key(KeyEdit::TokenTimes(Times::Twice))],
            ),
            variant(
                "the consumer secret",
                &[Edit::Key(KeyEdit::ConsumerTimes(Times::Twice))],
            ),
            variant(
                "both secrets",
                &[
                    Edit::Key(KeyEdit::ConsumerTimes(Times::Twice)),
                    Edit::Key(KeyEdit::TokenTimes(Times::Twice)),
                ],
            ),
        ]),
    },
    Mistake {
        id: "key-secret-decoded",
        stage: Stage::Key,
        title: "a secret was decoded once too often",
        says: "The secret holds a `+` or a percent sign that belongs to it, and was decoded as if it came from a form.",
        before: "a%2Bb",
        after: "a%20b",
        who: &["secrets that are read from a URL or form"],
        fixes: &[fix(
            "",
            "keep the secret as it was issued; decode the response it came in once",
        )],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "`+` read as spaces, the consumer secret",
                &[Edit::Key(KeyEdit::ConsumerText(SecretText::PlusesAsSpaces))],
            ),
            variant(
                "`+` read as spaces, the token secret",
                &[Edit::Key(KeyEdit::TokenText(SecretText::PlusesAsSpaces))],
            ),
            variant(
                "escapes decoded, the consumer secret",
                &[Edit::Key(KeyEdit::ConsumerText(SecretText::PercentDecoded))],
            ),
            variant(
                "escapes decoded, the token secret",
                &[Edit::Key(KeyEdit::TokenText(SecretText::PercentDecoded))],
            ),
            variant(
                "form-decoded, the consumer secret",
                &[Edit::Key(KeyEdit::ConsumerText(SecretText::FormDecoded))],
            ),
            variant(
                "form-decoded, the token secret",
                &[Edit::Key(KeyEdit::TokenText(SecretText::FormDecoded))],
            ),
        ]),
    },
    Mistake {
        id: "key-secrets-form-encoded",
        stage: Stage::Key,
        title: "the secrets were encoded by another encoder than the RFC's",
        says: "The key's secrets take the same percent-encoding as all else: %20 for a space, upper-case hex, only letters, digits, `-`, `.`, `_` and `~` literal.",
        before: "a%20b%2F",
        after: "a+b%2f",
        who: &[
            ".NET HttpUtility.UrlEncode",
            "Java URLEncoder",
            "PHP urlencode",
            "JS encodeURIComponent",
            "Python quote with its default safe='/'",
        ],
        fixes: &[
            fix(
                "Java",
                r#"URLEncoder.encode(s, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A").replace("%7E", "~")"#,
            ),
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
            fix("C#", "Uri.EscapeDataString(secret)"),
        ],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Several(&[
            Edits::AnyOf(&[
                variant(
                    "`+` for a space",
                    &[Edit::Key(KeyEdit::Encoder(EncoderEdit::Form(
                        b" ",
                        Form::Plus,
                    )))],
                ),
                variant(
                    "lower-case hex",
                    &[Edit::Key(KeyEdit::Encoder(EncoderEdit::Hex(
                        HexCase::Lower,
                    )))],
                ),
                variant(
                    "`+` for a space, lower-case hex",
                    &[
                        Edit::Key(KeyEdit::Encoder(EncoderEdit::Form(b" ", Form::Plus))),
                        Edit::Key(KeyEdit::Encoder(EncoderEdit::Hex(HexCase::Lower))),
                    ],
                ),
                variant(
                    "`!'()*` literal",
                    &[Edit::Key(KeyEdit::Encoder(EncoderEdit::Form(
                        b"!'()*",
                        Form::Literal,
                    )))],
                ),
                variant(
                    "`/` literal",
                    &[Edit::Key(KeyEdit::Encoder(EncoderEdit::Form(
                        b"/",
                        Form::Literal,
                    )))],
                ),
                variant(
                    "`~` escaped",
                    &[Edit::Key(KeyEdit::Encoder(EncoderEdit::Form(
                        b"~",
                        Form::Escaped,
                    )))],
                ),
                variant(
                    "`*` literal, `~` escaped, `+` for a space",
                    &[
                        Edit::Key(KeyEdit::Encoder(EncoderEdit::Form(b" ", Form::Plus))),
                        Edit::Key(KeyEdit::Encoder(EncoderEdit::Form(b"*", Form::Literal))),
                        Edit::Key(KeyEdit::Encoder(EncoderEdit::Form(b"~", Form::Escaped))),
                    ],
                ),
                variant(
                    "`=` literal",
                    &[Edit::Key(KeyEdit::Encoder(EncoderEdit::Form(
                        b"=",
                        Form::Literal,
                    )))],
                ),
            ]),
            Edits::Each(secrets_by_encoder),
        ]),
    },
    Mistake {
        id: "key-hex-decoded",
        stage: Stage::Key,
        title: "a secret of hex digits was turned into bytes",
        says: "The secret is text: its characters are the key, not the bytes that they might spell.",
        before: "6162",
        after: "ab",
        who: &["crypto helpers that take hex keys"],
        fixes: &[
            fix(
                "JavaScript",
                "crypto.createHmac('sha1', Buffer.from(key, 'utf8'))",
            ),
            fix(
                "Python",
                "hmac.new(key.encode(), base.encode(), hashlib.sha1)",
            ),
        ],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "the consumer secret",
                &[Edit::Key(KeyEdit::ConsumerText(SecretText::HexDecoded))],
            ),
            variant(
                "the token secret",
                &[Edit::Key(KeyEdit::TokenText(SecretText::HexDecoded))],
            ),
            variant(
                "both secrets",
                &[
                    Edit::Key(KeyEdit::ConsumerText(SecretText::HexDecoded)),
                    Edit::Key(KeyEdit::TokenText(SecretText::HexDecoded)),
                ],
            ),
        ]),
    },
    Mistake {
        id: "key-base64-decoded",
        stage: Stage::Key,
        title: "a secret was base64-decoded",
        says: "The secret is text, even where it looks like base64.",
        before: "YWJj",
        after: "abc",
        who: &["Java SecretKeySpec samples", "habits from Azure"],
        fixes: &[fix(
            "Java",
            "new SecretKeySpec(key.getBytes(UTF_8), \"HmacSHA1\")",
        )],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "the consumer secret",
                &[Edit::Key(KeyEdit::ConsumerText(SecretText::Base64Decoded))],
            ),
            variant(
                "the token secret",
                &[Edit::Key(KeyEdit::TokenText(SecretText::Base64Decoded))],
            ),
            variant(
                "both secrets",
                &[
                    Edit::Key(KeyEdit::ConsumerText(SecretText::Base64Decoded)),
                    Edit::Key(KeyEdit::TokenText(SecretText::Base64Decoded)),
                ],
            ),
        ]),
    },
    Mistake {
        id: "key-base64-encoded",
        stage: Stage::Key,
        title: "the secrets, or the whole key, were base64-encoded",
        says: "The key is used as text: percent-encoded secrets, joined by `&`.",
        before: "cs&ts",
        after: "Y3M=&dHM=",
        who: &["helpers that want their key in base64"],
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
        evidence: &["taourl.com/read-2683836.html"],
        edits: Edits::AnyOf(&[
            variant(
                "each secret",
                &[
                    Edit::Key(KeyEdit::ConsumerText(SecretText::Base64Encoded)),
                    Edit::Key(KeyEdit::TokenText(SecretText::Base64Encoded)),
                ],
            ),
            variant(
                "the consumer secret",
                &[Edit::Key(KeyEdit::ConsumerText(SecretText::Base64Encoded))],
            ),
            variant(
                "the token secret",
                &[Edit::Key(KeyEdit::TokenText(SecretText::Base64Encoded))],
            ),
            variant(
                "the whole key",
                &[Edit::Key(KeyEdit::Whole(WholeKey::Base64Encoded))],
            ),
        ]),
    },
    Mistake {
        id: "key-hashed",
        stage: Stage::Key,
        title: "the secrets, or the whole key, were hashed first",
        says: "The secrets themselves make the key. A provider may store their hash, but the client signs with what was issued.",
        before: "cs&ts",
        after: "sha1(cs)&ts",
        who: &[
            "WooCommerce, which stores a hash of the consumer key",
            "habits from password storage",
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
        evidence: &["taourl.com/read-2683836.html"],
        edits: Edits::AnyOf(&[
            variant(
                "SHA-1 of the consumer secret",
                &[Edit::Key(KeyEdit::ConsumerText(SecretText::Sha1))],
            ),
            variant(
                "MD5 of the consumer secret",
                &[Edit::Key(KeyEdit::ConsumerText(SecretText::Md5))],
            ),
            variant(
                "SHA-256 of the consumer secret",
                &[Edit::Key(KeyEdit::ConsumerText(SecretText::Sha256))],
            ),
            variant(
                "SHA-1 of both secrets",
                &[
                    Edit::Key(KeyEdit::ConsumerText(SecretText::Sha1)),
                    Edit::Key(KeyEdit::TokenText(SecretText::Sha1)),
                ],
            ),
            variant(
                "MD5 of both secrets",
                &[
                    Edit::Key(KeyEdit::ConsumerText(SecretText::Md5)),
                    Edit::Key(KeyEdit::TokenText(SecretText::Md5)),
                ],
            ),
            variant(
                "SHA-256 of both secrets",
                &[
                    Edit::Key(KeyEdit::ConsumerText(SecretText::Sha256)),
                    Edit::Key(KeyEdit::TokenText(SecretText::Sha256)),
                ],
            ),
            variant(
                "SHA-1 of the whole key, in hex",
                &[Edit::Key(KeyEdit::Whole(WholeKey::Sha1))],
            ),
            variant(
                "SHA-1 of the whole key, as bytes",
                &[Edit::Key(KeyEdit::Whole(WholeKey::Sha1Bytes))],
            ),
            variant(
                "MD5 of the whole key, in hex",
                &[Edit::Key(KeyEdit::Whole(WholeKey::Md5))],
            ),
        ]),
    },
    Mistake {
        id: "key-hex-encoded",
        stage: Stage::Key,
        title: "the secrets were written in hex",
        says: "The secrets enter the key as the text that was issued.",
        before: "cs&ts",
        after: "6373&7473",
        who: &["crypto helpers that want their key in hex"],
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
        edits: Edits::AnyOf(&[
            variant(
                "the consumer secret",
                &[Edit::Key(KeyEdit::ConsumerText(SecretText::HexEncoded))],
            ),
            variant(
                "the token secret",
                &[Edit::Key(KeyEdit::TokenText(SecretText::HexEncoded))],
            ),
            variant(
                "both secrets",
                &[
                    Edit::Key(KeyEdit::ConsumerText(SecretText::HexEncoded)),
                    Edit::Key(KeyEdit::TokenText(SecretText::HexEncoded)),
                ],
            ),
        ]),
    },
    Mistake {
        id: "key-utf16",
        stage: Stage::Key,
        title: "the key's bytes are UTF-16",
        says: "The key is ASCII, one byte a character; .NET and Windows code handed the hash two bytes for each.",
        before: "63 73 26",
        after: "63 00 73 00 26 00",
        who: &["C# Encoding.Unicode", "PowerShell", "Delphi WideString"],
        fixes: &[
            fix("Delphi", "TEncoding.UTF8.GetBytes(Key)"),
            fix("C#", "new HMACSHA1(Encoding.UTF8.GetBytes(key))"),
            fix("PowerShell", "[Text.Encoding]::UTF8.GetBytes($key)"),
        ],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "little-endian",
                &[Edit::Signature(SignatureEdit::Key(TextBytes::Utf16Le))],
            ),
            variant(
                "big-endian",
                &[Edit::Signature(SignatureEdit::Key(TextBytes::Utf16Be))],
            ),
            variant(
                "little-endian, with a byte-order mark",
                &[Edit::Signature(SignatureEdit::Key(
                    TextBytes::Utf16LeMarked,
                ))],
            ),
            variant(
                "big-endian, with a byte-order mark",
                &[Edit::Signature(SignatureEdit::Key(
                    TextBytes::Utf16BeMarked,
                ))],
            ),
        ]),
    },
];

/// The secrets through each real encoder, whole.
fn secrets_by_encoder(_: &Facts<'_>) -> Vec<Instance> {
    let wrong = ENCODERS.iter().filter(|profile| !profile.edits.is_empty());
    wrong
        .map(|profile| {
            let edits = profile.edits.iter().cloned();
            let edits = edits.map(|edit| Edit::Key(KeyEdit::Encoder(edit)));
            Instance::new(profile.name, edits.collect())
        })
        .collect()
}
