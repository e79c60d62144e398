//! What became of the secrets' text before it was encoded (RFC 5849 section 3.4.2).

use super::{Edits, Mistake, Stage, fix, variant};
use crate::pipeline::choice::Times;
use crate::pipeline::key::{KeyEdit, SecretText, WholeKey};
use crate::pipeline::signature::{SignatureEdit, TextBytes};
use crate::recipe::Edit;

pub(super) const ENTRIES: &[Mistake] = &[
    Mistake {
        id: "key-whitespace",
        stage: Stage::Key,
        title: "white space or an invisible character was pasted with a secret",
        says: "The secret was read from a file, a setting or the clipboard with something at its end. Trim it where it is read.",
        before: "cs&ts",
        after: "cs%0A&ts",
        who: &[
            "copy and paste",
            ".env files",
            "configuration files with CR LF",
        ],
        fixes: &[
            fix("Python", "secret.strip()"),
            fix("PHP", "trim($secret)"),
            fix("JavaScript", "secret.trim()"),
            fix("shell", "printf %s \"$SECRET\""),
        ],
        rfc: "3.4.2",
        evidence: &["WP-API/OAuth1#148", "kurrik/oauth1a#17"],
        edits: Edits::Several(&[
            Edits::AnyOf(&[
                variant(
                    "a line feed after the consumer secret, as it is",
                    &[
                        Edit::Key(KeyEdit::ConsumerText(SecretText::TrailingLineFeed)),
                        Edit::Key(KeyEdit::ConsumerTimes(Times::Raw)),
                    ],
                ),
                variant(
                    "a line feed after the consumer secret",
                    &[Edit::Key(KeyEdit::ConsumerText(
                        SecretText::TrailingLineFeed,
                    ))],
                ),
                variant(
                    "a line feed after the token secret, as it is",
                    &[
                        Edit::Key(KeyEdit::TokenText(SecretText::TrailingLineFeed)),
                        Edit::Key(KeyEdit::TokenTimes(Times::Raw)),
                    ],
                ),
                variant(
                    "a line feed after the token secret",
                    &[Edit::Key(KeyEdit::TokenText(SecretText::TrailingLineFeed))],
                ),
                variant(
                    "CR LF after the consumer secret, as it is",
                    &[
                        Edit::Key(KeyEdit::ConsumerText(SecretText::TrailingCrLf)),
                        Edit::Key(KeyEdit::ConsumerTimes(Times::Raw)),
                    ],
                ),
                variant(
                    "CR LF after the consumer secret",
                    &[Edit::Key(KeyEdit::ConsumerText(SecretText::TrailingCrLf))],
                ),
                variant(
                    "CR LF after the token secret, as it is",
                    &[
                        Edit::Key(KeyEdit::TokenText(SecretText::TrailingCrLf)),
                        Edit::Key(KeyEdit::TokenTimes(Times::Raw)),
                    ],
                ),
                variant(
                    "CR LF after the token secret",
                    &[Edit::Key(KeyEdit::TokenText(SecretText::TrailingCrLf))],
                ),
                variant(
                    "a carriage return after the consumer secret, as it is",
                    &[
                        Edit::Key(KeyEdit::ConsumerText(SecretText::TrailingCarriageReturn)),
                        Edit::Key(KeyEdit::ConsumerTimes(Times::Raw)),
                    ],
                ),
                variant(
                    "a carriage return after the consumer secret",
                    &[Edit::Key(KeyEdit::ConsumerText(
                        SecretText::TrailingCarriageReturn,
                    ))],
                ),
                variant(
                    "a carriage return after the token secret, as it is",
                    &[
                        Edit::Key(KeyEdit::TokenText(SecretText::TrailingCarriageReturn)),
                        Edit::Key(KeyEdit::TokenTimes(Times::Raw)),
                    ],
                ),
                variant(
                    "a carriage return after the token secret",
                    &[Edit::Key(KeyEdit::TokenText(
                        SecretText::TrailingCarriageReturn,
                    ))],
                ),
                variant(
                    "a space after the consumer secret, as it is",
                    &[
                        Edit::Key(KeyEdit::ConsumerText(SecretText::TrailingSpace)),
                        Edit::Key(KeyEdit::ConsumerTimes(Times::Raw)),
                    ],
                ),
                variant(
                    "a space after the consumer secret",
                    &[Edit::Key(KeyEdit::ConsumerText(SecretText::TrailingSpace))],
                ),
                variant(
                    "a space after the token secret, as it is",
                    &[
                        Edit::Key(KeyEdit::TokenText(SecretText::TrailingSpace)),
                        Edit::Key(KeyEdit::TokenTimes(Times::Raw)),
                    ],
                ),
                variant(
                    "a space after the token secret",
                    &[Edit::Key(KeyEdit::TokenText(SecretText::TrailingSpace))],
                ),
                variant(
                    "a space before the consumer secret, as it is",
                    &[
                        Edit::Key(KeyEdit::ConsumerText(SecretText::LeadingSpace)),
                        Edit::Key(KeyEdit::ConsumerTimes(Times::Raw)),
                    ],
                ),
                variant(
                    "a space before the consumer secret",
                    &[Edit::Key(KeyEdit::ConsumerText(SecretText::LeadingSpace))],
                ),
                variant(
                    "a space before the token secret, as it is",
                    &[
                        Edit::Key(KeyEdit::TokenText(SecretText::LeadingSpace)),
                        Edit::Key(KeyEdit::TokenTimes(Times::Raw)),
                    ],
                ),
                variant(
                    "a space before the token secret",
                    &[Edit::Key(KeyEdit::TokenText(SecretText::LeadingSpace))],
                ),
                variant(
                    "a tab after the consumer secret, as it is",
                    &[
                        Edit::Key(KeyEdit::ConsumerText(SecretText::TrailingTab)),
                        Edit::Key(KeyEdit::ConsumerTimes(Times::Raw)),
                    ],
                ),
                variant(
                    "a tab after the consumer secret",
                    &[Edit::Key(KeyEdit::ConsumerText(SecretText::TrailingTab))],
                ),
                variant(
                    "a tab after the token secret, as it is",
                    &[
                        Edit::Key(KeyEdit::TokenText(SecretText::TrailingTab)),
                        Edit::Key(KeyEdit::TokenTimes(Times::Raw)),
                    ],
                ),
                variant(
                    "a tab after the token secret",
                    &[Edit::Key(KeyEdit::TokenText(SecretText::TrailingTab))],
                ),
                variant(
                    "a byte-order mark before the consumer secret, as it is",
                    &[
                        Edit::Key(KeyEdit::ConsumerText(SecretText::Bom)),
                        Edit::Key(KeyEdit::ConsumerTimes(Times::Raw)),
                    ],
                ),
                variant(
                    "a byte-order mark before the consumer secret",
                    &[Edit::Key(KeyEdit::ConsumerText(SecretText::Bom))],
                ),
                variant(
                    "a byte-order mark before the token secret, as it is",
                    &[
                        Edit::Key(KeyEdit::TokenText(SecretText::Bom)),
                        Edit::Key(KeyEdit::TokenTimes(Times::Raw)),
                    ],
                ),
                variant(
                    "a byte-order mark before the token secret",
                    &[Edit::Key(KeyEdit::TokenText(SecretText::Bom))],
                ),
                variant(
                    "a no-break space after the consumer secret, as it is",
                    &[
                        Edit::Key(KeyEdit::ConsumerText(SecretText::TrailingNoBreakSpace)),
                        Edit::Key(KeyEdit::ConsumerTimes(Times::Raw)),
                    ],
                ),
                variant(
                    "a no-break space after the consumer secret",
                    &[Edit::Key(KeyEdit::ConsumerText(
                        SecretText::TrailingNoBreakSpace,
                    ))],
                ),
                variant(
                    "a no-break space after the token secret, as it is",
                    &[
                        Edit::Key(KeyEdit::TokenText(SecretText::TrailingNoBreakSpace)),
                        Edit::Key(KeyEdit::TokenTimes(Times::Raw)),
                    ],
                ),
                variant(
                    "a no-break space after the token secret",
                    &[Edit::Key(KeyEdit::TokenText(
                        SecretText::TrailingNoBreakSpace,
                    ))],
                ),
                variant(
                    "a zero-width space after the consumer secret, as it is",
                    &[
                        Edit::Key(KeyEdit::ConsumerText(SecretText::TrailingZeroWidthSpace)),
                        Edit::Key(KeyEdit::ConsumerTimes(Times::Raw)),
                    ],
                ),
                variant(
                    "a zero-width space after the consumer secret",
                    &[Edit::Key(KeyEdit::ConsumerText(
                        SecretText::TrailingZeroWidthSpace,
                    ))],
                ),
                variant(
                    "a zero-width space after the token secret, as it is",
                    &[
                        Edit::Key(KeyEdit::TokenText(SecretText::TrailingZeroWidthSpace)),
                        Edit::Key(KeyEdit::TokenTimes(Times::Raw)),
                    ],
                ),
                variant(
                    "a zero-width space after the token secret",
                    &[Edit::Key(KeyEdit::TokenText(
                        SecretText::TrailingZeroWidthSpace,
                    ))],
                ),
            ]),
            Edits::AnyOf(&[
                variant(
                    "a line feed after both secrets, as they are",
                    &[
                        Edit::Key(KeyEdit::ConsumerText(SecretText::TrailingLineFeed)),
                        Edit::Key(KeyEdit::TokenText(SecretText::TrailingLineFeed)),
                        Edit::Key(KeyEdit::ConsumerTimes(Times::Raw)),
                        Edit::Key(KeyEdit::TokenTimes(Times::Raw)),
                    ],
                ),
                variant(
                    "a line feed after both secrets",
                    &[
                        Edit::Key(KeyEdit::ConsumerText(SecretText::TrailingLineFeed)),
                        Edit::Key(KeyEdit::TokenText(SecretText::TrailingLineFeed)),
                    ],
                ),
                variant(
                    "CR LF after both secrets",
                    &[
                        Edit::Key(KeyEdit::ConsumerText(SecretText::TrailingCrLf)),
                        Edit::Key(KeyEdit::TokenText(SecretText::TrailingCrLf)),
                    ],
                ),
                variant(
                    "a line feed after the whole key",
                    &[Edit::Key(KeyEdit::Whole(WholeKey::TrailingLineFeed))],
                ),
                variant(
                    "a byte-order mark before the whole key",
                    &[Edit::Signature(SignatureEdit::Key(TextBytes::Utf8Marked))],
                ),
            ]),
        ]),
    },
    Mistake {
        id: "key-trimmed",
        stage: Stage::Key,
        title: "white space of a secret was cut off",
        says: "The secret begins or ends with white space that belongs to it, and the client trimmed it.",
        before: "cs%20&ts",
        after: "cs&ts",
        who: &["settings that trim their values"],
        fixes: &[fix(
            "",
            "quote the secret where it is stored, or have a new one issued",
        )],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "the consumer secret",
                &[Edit::Key(KeyEdit::ConsumerText(SecretText::Trimmed))],
            ),
            variant(
                "the token secret",
                &[Edit::Key(KeyEdit::TokenText(SecretText::Trimmed))],
            ),
            variant(
                "both secrets",
                &[
                    Edit::Key(KeyEdit::ConsumerText(SecretText::Trimmed)),
                    Edit::Key(KeyEdit::TokenText(SecretText::Trimmed)),
                ],
            ),
        ]),
    },
    Mistake {
        id: "key-quotes-kept",
        stage: Stage::Key,
        title: "quotes around a secret were taken as part of it",
        says: "The quotes belong to the file the secret was read from.",
        before: "cs&ts",
        after: "%22cs%22&ts",
        who: &[".env files", "CSV", "samples with <secret>"],
        fixes: &[fix("", "strip the quotes where the secret is read")],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Several(&[
            Edits::AnyOf(&[
                variant(
                    "double quotes, the consumer secret, as it is",
                    &[
                        Edit::Key(KeyEdit::ConsumerText(SecretText::DoubleQuoted)),
                        Edit::Key(KeyEdit::ConsumerTimes(Times::Raw)),
                    ],
                ),
                variant(
                    "double quotes, the consumer secret",
                    &[Edit::Key(KeyEdit::ConsumerText(SecretText::DoubleQuoted))],
                ),
                variant(
                    "double quotes, the token secret, as it is",
                    &[
                        Edit::Key(KeyEdit::TokenText(SecretText::DoubleQuoted)),
                        Edit::Key(KeyEdit::TokenTimes(Times::Raw)),
                    ],
                ),
                variant(
                    "double quotes, the token secret",
                    &[Edit::Key(KeyEdit::TokenText(SecretText::DoubleQuoted))],
                ),
                variant(
                    "double quotes, both secrets, as they are",
                    &[
                        Edit::Key(KeyEdit::ConsumerText(SecretText::DoubleQuoted)),
                        Edit::Key(KeyEdit::ConsumerTimes(Times::Raw)),
                        Edit::Key(KeyEdit::TokenText(SecretText::DoubleQuoted)),
                        Edit::Key(KeyEdit::TokenTimes(Times::Raw)),
                    ],
                ),
                variant(
                    "double quotes, both secrets",
                    &[
                        Edit::Key(KeyEdit::ConsumerText(SecretText::DoubleQuoted)),
                        Edit::Key(KeyEdit::TokenText(SecretText::DoubleQuoted)),
                    ],
                ),
                variant(
                    "single quotes, the consumer secret",
                    &[Edit::Key(KeyEdit::ConsumerText(SecretText::SingleQuoted))],
                ),
                variant(
                    "single quotes, the token secret",
                    &[Edit::Key(KeyEdit::TokenText(SecretText::SingleQuoted))],
                ),
                variant(
                    "single quotes, both secrets",
                    &[
                        Edit::Key(KeyEdit::ConsumerText(SecretText::SingleQuoted)),
                        Edit::Key(KeyEdit::TokenText(SecretText::SingleQuoted)),
                    ],
                ),
                variant(
                    "angle brackets, the consumer secret",
                    &[Edit::Key(KeyEdit::ConsumerText(SecretText::AngleBracketed))],
                ),
                variant(
                    "angle brackets, the token secret",
                    &[Edit::Key(KeyEdit::TokenText(SecretText::AngleBracketed))],
                ),
                variant(
                    "angle brackets, both secrets",
                    &[
                        Edit::Key(KeyEdit::ConsumerText(SecretText::AngleBracketed)),
                        Edit::Key(KeyEdit::TokenText(SecretText::AngleBracketed)),
                    ],
                ),
            ]),
            Edits::AnyOf(&[variant(
                "double quotes, around the whole key",
                &[Edit::Key(KeyEdit::Whole(WholeKey::Quoted))],
            )]),
        ]),
    },
    Mistake {
        id: "key-case-changed",
        stage: Stage::Key,
        title: "a secret was put in another case",
        says: "Secrets are compared byte by byte: their case counts.",
        before: "aBc",
        after: "abc",
        who: &["database columns and lookups that fold case"],
        fixes: &[fix("", "store and read the secret as it was issued")],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "lower case, the consumer secret",
                &[Edit::Key(KeyEdit::ConsumerText(SecretText::Lowercased))],
            ),
            variant(
                "lower case, the token secret",
                &[Edit::Key(KeyEdit::TokenText(SecretText::Lowercased))],
            ),
            variant(
                "lower case, both secrets",
                &[
                    Edit::Key(KeyEdit::ConsumerText(SecretText::Lowercased)),
                    Edit::Key(KeyEdit::TokenText(SecretText::Lowercased)),
                ],
            ),
            variant(
                "upper case, the consumer secret",
                &[Edit::Key(KeyEdit::ConsumerText(SecretText::Uppercased))],
            ),
            variant(
                "upper case, the token secret",
                &[Edit::Key(KeyEdit::TokenText(SecretText::Uppercased))],
            ),
            variant(
                "upper case, both secrets",
                &[
                    Edit::Key(KeyEdit::ConsumerText(SecretText::Uppercased)),
                    Edit::Key(KeyEdit::TokenText(SecretText::Uppercased)),
                ],
            ),
        ]),
    },
    Mistake {
        id: "key-truncated",
        stage: Stage::Key,
        title: "a secret was cut",
        says: "Compare the secret's length with the one that was issued: a part is missing.",
        before: "abcdef",
        after: "abcde",
        who: &[
            "selections that miss a character",
            "database columns that are too short",
            "shell words that end at a special character",
        ],
        fixes: &[fix("", "compare the lengths")],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "the last character lost from the consumer secret",
                &[Edit::Key(KeyEdit::ConsumerText(SecretText::LastLost))],
            ),
            variant(
                "the last character lost from the token secret",
                &[Edit::Key(KeyEdit::TokenText(SecretText::LastLost))],
            ),
            variant(
                "the first character lost from the consumer secret",
                &[Edit::Key(KeyEdit::ConsumerText(SecretText::FirstLost))],
            ),
            variant(
                "the first character lost from the token secret",
                &[Edit::Key(KeyEdit::TokenText(SecretText::FirstLost))],
            ),
            variant(
                "cut at a special character: the consumer secret",
                &[Edit::Key(KeyEdit::ConsumerText(SecretText::CutAtSpecial))],
            ),
            variant(
                "cut at a special character: the token secret",
                &[Edit::Key(KeyEdit::TokenText(SecretText::CutAtSpecial))],
            ),
            variant(
                "cut after 32 bytes: the consumer secret",
                &[Edit::Key(KeyEdit::ConsumerText(SecretText::Cut(32)))],
            ),
            variant(
                "cut after 32 bytes: the token secret",
                &[Edit::Key(KeyEdit::TokenText(SecretText::Cut(32)))],
            ),
            variant(
                "cut after 50 bytes: the consumer secret",
                &[Edit::Key(KeyEdit::ConsumerText(SecretText::Cut(50)))],
            ),
            variant(
                "cut after 50 bytes: the token secret",
                &[Edit::Key(KeyEdit::TokenText(SecretText::Cut(50)))],
            ),
            variant(
                "cut after 16 bytes: the consumer secret",
                &[Edit::Key(KeyEdit::ConsumerText(SecretText::Cut(16)))],
            ),
            variant(
                "cut after 16 bytes: the token secret",
                &[Edit::Key(KeyEdit::TokenText(SecretText::Cut(16)))],
            ),
            variant(
                "cut after 40 bytes: the consumer secret",
                &[Edit::Key(KeyEdit::ConsumerText(SecretText::Cut(40)))],
            ),
            variant(
                "cut after 40 bytes: the token secret",
                &[Edit::Key(KeyEdit::TokenText(SecretText::Cut(40)))],
            ),
        ]),
    },
    Mistake {
        id: "key-shell-expanded",
        stage: Stage::Key,
        title: "the shell took a part of a secret for a variable",
        says: "Between double quotes, `$name` is replaced by a variable that is not set.",
        before: "a$b&ts",
        after: "a&ts",
        who: &["shell scripts", "Docker Compose and Makefiles"],
        fixes: &[
            fix("shell", "SECRET='a$b' # single quotes"),
            fix("Docker Compose", "SECRET: a$$b"),
        ],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "the consumer secret",
                &[Edit::Key(KeyEdit::ConsumerText(
                    SecretText::ShellVariableLost,
                ))],
            ),
            variant(
                "the token secret",
                &[Edit::Key(KeyEdit::TokenText(SecretText::ShellVariableLost))],
            ),
            variant(
                "both secrets",
                &[
                    Edit::Key(KeyEdit::ConsumerText(SecretText::ShellVariableLost)),
                    Edit::Key(KeyEdit::TokenText(SecretText::ShellVariableLost)),
                ],
            ),
        ]),
    },
    Mistake {
        id: "key-backslashes-lost",
        stage: Stage::Key,
        title: "backslashes of a secret were lost",
        says: "Something on the way read the secret's backslashes as escapes.",
        before: "a\\b",
        after: "ab",
        who: &["echo and read in the shell", "JSON and properties files"],
        fixes: &[
            fix("shell", "IFS= read -r secret"),
            fix(
                "",
                "double the backslashes where the secret is written into code",
            ),
        ],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "the consumer secret",
                &[Edit::Key(KeyEdit::ConsumerText(
                    SecretText::BackslashesLost,
                ))],
            ),
            variant(
                "the token secret",
                &[Edit::Key(KeyEdit::TokenText(SecretText::BackslashesLost))],
            ),
            variant(
                "both secrets",
                &[
                    Edit::Key(KeyEdit::ConsumerText(SecretText::BackslashesLost)),
                    Edit::Key(KeyEdit::TokenText(SecretText::BackslashesLost)),
                ],
            ),
        ]),
    },
    Mistake {
        id: "key-html-escaped",
        stage: Stage::Key,
        title: "a secret was HTML-escaped",
        says: "The secret holds `&`, `<` or `>`, and was copied out of a page's source or passed through a template.",
        before: "a%26b",
        after: "a%26amp%3Bb",
        who: &[
            "secrets copied from a page's source",
            "WordPress option fields",
        ],
        fixes: &[
            fix("PHP", "html_entity_decode($secret)"),
            fix("", "copy the secret as it is displayed"),
        ],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "the consumer secret",
                &[Edit::Key(KeyEdit::ConsumerText(SecretText::HtmlEscaped))],
            ),
            variant(
                "the token secret",
                &[Edit::Key(KeyEdit::TokenText(SecretText::HtmlEscaped))],
            ),
            variant(
                "both secrets",
                &[
                    Edit::Key(KeyEdit::ConsumerText(SecretText::HtmlEscaped)),
                    Edit::Key(KeyEdit::TokenText(SecretText::HtmlEscaped)),
                ],
            ),
        ]),
    },
    Mistake {
        id: "key-pasted-twice",
        stage: Stage::Key,
        title: "a secret was pasted twice",
        says: "The setting holds the secret two times, one after the other.",
        before: "cs&ts",
        after: "cscs&ts",
        who: &["input fields that were filled already"],
        fixes: &[fix("", "compare the lengths")],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "the consumer secret",
                &[Edit::Key(KeyEdit::ConsumerText(SecretText::Repeated))],
            ),
            variant(
                "the token secret",
                &[Edit::Key(KeyEdit::TokenText(SecretText::Repeated))],
            ),
        ]),
    },
];
