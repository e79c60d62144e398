//! A key that was already put together, given to a library that puts it together once more
//! (RFC 5849 section 3.4.2).

use super::{Edits, Mistake, Stage, fix, variant};
use crate::pipeline::choice::Times;
use crate::pipeline::key::{KeyEdit, SecretSource};
use crate::recipe::Edit;

const RAW: Edit = Edit::Key(KeyEdit::ConsumerTimes(Times::Raw));

const NO_TOKEN_SECRET: Edit = Edit::Key(KeyEdit::Token(SecretSource::Nothing));

pub(super) const ENTRIES: &[Mistake] = &[Mistake {
    id: "key-composed-twice",
    stage: Stage::Key,
    title: "the finished key, or the consumer secret with its `&`, was given where the consumer secret belongs",
    says: "The library puts the key together itself: it encodes the secret that it is given and adds an `&`. A text that already holds the `&` gets a second one.",
    before: "cs&ts",
    after: "cs%26ts&",
    who: &[
        "guides that tell to append `&` to the consumer secret",
        "helpers that build the key, called with a library that does",
    ],
    fixes: &[
        fix(
            "Python",
            "OAuth1(client_key, client_secret=consumer_secret, resource_owner_key=token, resource_owner_secret=token_secret)",
        ),
        fix(
            "JavaScript",
            "OAuth({ consumer: { key, secret: consumerSecret }, … }).authorize(request, { key: token, secret: tokenSecret })",
        ),
        fix(
            "",
            "give the two secrets apart and as they are, without `&`",
        ),
    ],
    rfc: "3.4.2",
    evidence: &["known from practice; no public case cited"],
    edits: Edits::AnyOf(&[
        variant(
            "both secrets joined, then encoded: enc(cs&ts)&",
            &[
                Edit::Key(KeyEdit::Consumer(SecretSource::JoinedKey)),
                NO_TOKEN_SECRET,
            ],
        ),
        variant(
            "the consumer secret with its `&`, encoded: enc(cs&)&ts",
            &[Edit::Key(KeyEdit::Consumer(
                SecretSource::ConsumerSecretAndAmpersand,
            ))],
        ),
        variant(
            "both secrets joined, the token secret again: cs&ts&ts",
            &[Edit::Key(KeyEdit::Consumer(SecretSource::JoinedKey)), RAW],
        ),
        variant(
            "the consumer secret with its `&`, encoded, no token secret: enc(cs&)&",
            &[
                Edit::Key(KeyEdit::Consumer(SecretSource::ConsumerSecretAndAmpersand)),
                NO_TOKEN_SECRET,
            ],
        ),
        variant(
            "both secrets joined and encoded, the token secret again: enc(cs&ts)&ts",
            &[Edit::Key(KeyEdit::Consumer(SecretSource::JoinedKey))],
        ),
        variant(
            "both secrets joined: cs&ts&",
            &[
                Edit::Key(KeyEdit::Consumer(SecretSource::JoinedKey)),
                RAW,
                NO_TOKEN_SECRET,
            ],
        ),
        variant(
            "the consumer secret with its `&`: cs&&ts",
            &[
                Edit::Key(KeyEdit::Consumer(SecretSource::ConsumerSecretAndAmpersand)),
                RAW,
            ],
        ),
        variant(
            "the consumer secret with its `&`: cs&&",
            &[
                Edit::Key(KeyEdit::Consumer(SecretSource::ConsumerSecretAndAmpersand)),
                RAW,
                NO_TOKEN_SECRET,
            ],
        ),
        variant(
            "both secrets encoded and joined, then encoded again: enc(enc(cs)&enc(ts))&",
            &[
                Edit::Key(KeyEdit::Consumer(SecretSource::JoinedKeyEncoded)),
                NO_TOKEN_SECRET,
            ],
        ),
        variant(
            "both secrets encoded and joined, the token secret again: enc(cs)&enc(ts)&ts",
            &[
                Edit::Key(KeyEdit::Consumer(SecretSource::JoinedKeyEncoded)),
                RAW,
            ],
        ),
    ]),
}];
