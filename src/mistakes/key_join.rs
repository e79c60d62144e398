//! How the secrets are joined to the key (RFC 5849 section 3.4.2).

use super::{Edits, Mistake, Stage, fix, variant};
use crate::pipeline::key::{KeyEdit, KeySeparator, WholeKey};
use crate::recipe::Edit;

pub(super) const ENTRIES: &[Mistake] = &[
    Mistake {
        id: "key-concat-no-sep",
        stage: Stage::Key,
        title: "the two secrets were joined without `&`",
        says: "Between the two secrets stands `&`.",
        before: "cs&ts",
        after: "csts",
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
        edits: Edits::Set(&[Edit::Key(KeyEdit::Separator(KeySeparator::Nothing))]),
    },
    Mistake {
        id: "key-separator-wrong",
        stage: Stage::Key,
        title: "the two secrets were joined by something else than `&`",
        says: "Between the two secrets stands `&`, and nothing else.",
        before: "cs&ts",
        after: "cs:ts",
        who: &["habits from Basic authentication", "hand-written signers"],
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
            variant("`:`", &[Edit::Key(KeyEdit::Separator(KeySeparator::Colon))]),
            variant("`+`", &[Edit::Key(KeyEdit::Separator(KeySeparator::Plus))]),
            variant(
                "a space",
                &[Edit::Key(KeyEdit::Separator(KeySeparator::Space))],
            ),
            variant("`,`", &[Edit::Key(KeyEdit::Separator(KeySeparator::Comma))]),
            variant(
                "a line feed",
                &[Edit::Key(KeyEdit::Separator(KeySeparator::LineFeed))],
            ),
            variant(
                "`-`",
                &[Edit::Key(KeyEdit::Separator(KeySeparator::Hyphen))],
            ),
            variant(
                "` & `",
                &[Edit::Key(KeyEdit::Separator(KeySeparator::Spaced))],
            ),
        ]),
    },
    Mistake {
        id: "key-ampersand-encoded",
        stage: Stage::Key,
        title: "the `&` of the key was percent-encoded",
        says: "The secrets are encoded each by itself; the `&` between them is raw.",
        before: "cs&ts",
        after: "cs%26ts",
        who: &["encode(consumerSecret + '&' + tokenSecret)"],
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
                "the secrets encoded once",
                &[Edit::Key(KeyEdit::Separator(KeySeparator::Escaped))],
            ),
            variant(
                "the finished key encoded once more",
                &[Edit::Key(KeyEdit::Whole(WholeKey::Encoded))],
            ),
        ]),
    },
    Mistake {
        id: "key-html-ampersand",
        stage: Stage::Key,
        title: "the `&` of the key was HTML-escaped",
        says: "The key came through a template that writes `&amp;`.",
        before: "cs&ts",
        after: "cs&amp;ts",
        who: &["templates", "keys pasted out of HTML"],
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
        edits: Edits::Set(&[Edit::Key(KeyEdit::Separator(KeySeparator::HtmlAmpersand))]),
    },
    Mistake {
        id: "key-extra-ampersand",
        stage: Stage::Key,
        title: "the key has an `&` too many",
        says: "One `&` stands between the two secrets, none elsewhere.",
        before: "cs&",
        after: "cs&&",
        who: &["code that appends `&` to a secret that has one already"],
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
                "doubled",
                &[Edit::Key(KeyEdit::Separator(KeySeparator::Double))],
            ),
            variant(
                "at the end",
                &[Edit::Key(KeyEdit::Whole(WholeKey::TrailingAmpersand))],
            ),
            variant(
                "at the start",
                &[Edit::Key(KeyEdit::Whole(WholeKey::LeadingAmpersand))],
            ),
        ]),
    },
];
