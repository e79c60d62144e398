//! How the digest became text (RFC 5849 section 3.4.2: base64).

use super::{Edits, Mistake, Stage, fix, variant};
use crate::pipeline::signature::{Output, SignatureEdit};
use crate::recipe::Edit;

pub(super) const ENTRIES: &[Mistake] = &[
    Mistake {
        id: "sig-base64-of-hex",
        stage: Stage::Signature,
        title: "the hex text of the digest was base64-encoded",
        says: "Base64 takes the 20 bytes of the digest, not the 40 hex digits that describe them. The result is twice as long.",
        before: "tnnArxj06cWHq44gCs1OSKk/jLY=",
        after: "YjY3OWMwYWYxOGY0ZTljNTg3YWI4ZTIwMGFjZDRlNDhhOTNmOGNiNg==",
        who: &[
            "PHP hash_hmac without its fourth argument",
            "CryptoJS toString()",
            "Python hexdigest",
        ],
        fixes: &[
            fix(
                "Python",
                "base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode()",
            ),
            fix("PHP", "base64_encode(hash_hmac('sha1', $base, $key, true))"),
            fix(
                "JavaScript",
                "crypto.createHmac('sha1', key).update(base).digest('base64') // or CryptoJS.HmacSHA1(base, key).toString(CryptoJS.enc.Base64)",
            ),
            fix(
                "Java",
                "Mac mac = Mac.getInstance(\"HmacSHA1\"); mac.init(new SecretKeySpec(key.getBytes(UTF_8), \"HmacSHA1\")); Base64.getEncoder().encodeToString(mac.doFinal(base.getBytes(UTF_8)))",
            ),
        ],
        rfc: "3.4.2",
        evidence: &[
            "https://stackoverflow.com/questions/15606158",
            "blog.jamiek.it/2012/08/…",
        ],
        edits: Edits::AnyOf(&[
            variant(
                "lower case",
                &[Edit::Signature(SignatureEdit::Output(Output::Base64OfHex))],
            ),
            variant(
                "upper case",
                &[Edit::Signature(SignatureEdit::Output(
                    Output::Base64OfHexUpper,
                ))],
            ),
        ]),
    },
    Mistake {
        id: "sig-hex",
        stage: Stage::Signature,
        title: "the digest was sent in hex",
        says: "The digest goes in base64.",
        before: "tnnArxj06cWHq44gCs1OSKk/jLY=",
        after: "b679c0af18f4e9c587ab8e200acd4e48a93f8cb6",
        who: &[
            "PHP hash_hmac without its fourth argument",
            "Python hexdigest",
            "C# BitConverter.ToString",
        ],
        fixes: &[
            fix("C#", "Convert.ToBase64String(hash)"),
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
                "lower case",
                &[Edit::Signature(SignatureEdit::Output(Output::Hex))],
            ),
            variant(
                "upper case",
                &[Edit::Signature(SignatureEdit::Output(Output::HexUpper))],
            ),
            variant(
                "upper case, with hyphens",
                &[Edit::Signature(SignatureEdit::Output(Output::HexHyphens))],
            ),
        ]),
    },
    Mistake {
        id: "sig-padding-missing",
        stage: Stage::Signature,
        title: "the `=` at the end of the signature is missing",
        says: "Base64 of 20 bytes is 28 characters long, the last of them `=`.",
        before: "…jLY=",
        after: "…jLY",
        who: &["CryptoJS in Siebel", "b64_hmac_sha1 with b64pad = \"\""],
        fixes: &[
            fix("JavaScript", "b64pad = '='"),
            fix("", "add `=` until the length is a multiple of four"),
        ],
        rfc: "3.4.2",
        evidence: &["twittercommunity.com/t/…/1029"],
        edits: Edits::Set(&[Edit::Signature(SignatureEdit::Output(Output::Unpadded))]),
    },
    Mistake {
        id: "sig-base64url",
        stage: Stage::Signature,
        title: "the signature uses the base64 alphabet of URLs",
        says: "`+` and `/` belong there, not `-` and `_`.",
        before: "a+b/",
        after: "a-b_",
        who: &["Go base64.URLEncoding", "libraries made for JWT"],
        fixes: &[
            fix("Go", "base64.StdEncoding.EncodeToString(mac.Sum(nil))"),
            fix("Java", "Base64.getEncoder() // not getUrlEncoder()"),
            fix("JavaScript", "digest('base64') // not 'base64url'"),
        ],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "padded",
                &[Edit::Signature(SignatureEdit::Output(Output::Base64Url))],
            ),
            variant(
                "without `=`",
                &[Edit::Signature(SignatureEdit::Output(
                    Output::Base64UrlUnpadded,
                ))],
            ),
        ]),
    },
    Mistake {
        id: "sig-newline",
        stage: Stage::Signature,
        title: "line breaks stand in the signature",
        says: "The base64 function breaks its text into lines, or ends it with a line break.",
        before: "…jLY=",
        after: "…jLY=\n",
        who: &[
            "Python base64.encodestring",
            "Ruby Base64.encode64",
            "Perl encode_base64",
            "Android Base64.DEFAULT",
            "sun.misc.BASE64Encoder, for RSA",
        ],
        fixes: &[
            fix("Ruby", "Base64.strict_encode64(digest)"),
            fix("Perl", "encode_base64($digest, '')"),
            fix("Python", "base64.b64encode(digest).decode()"),
            fix("Android", "Base64.encodeToString(digest, Base64.NO_WRAP)"),
        ],
        rfc: "3.4.2",
        evidence: &["ruby-oauth/oauth#148"],
        edits: Edits::AnyOf(&[
            variant(
                "a line feed at the end",
                &[Edit::Signature(SignatureEdit::Output(
                    Output::TrailingLineFeed,
                ))],
            ),
            variant(
                "CR LF at the end",
                &[Edit::Signature(SignatureEdit::Output(Output::TrailingCrLf))],
            ),
            variant(
                "after each 76 characters",
                &[Edit::Signature(SignatureEdit::Output(Output::Lines76))],
            ),
            variant(
                "after each 64 characters",
                &[Edit::Signature(SignatureEdit::Output(Output::Lines64))],
            ),
            variant(
                "after each 60 characters",
                &[Edit::Signature(SignatureEdit::Output(Output::Lines60))],
            ),
        ]),
    },
    Mistake {
        id: "sig-newline-encoded",
        stage: Stage::Signature,
        title: "a line break after the signature was encoded with it",
        says: "The base64 function ended its text with a line break, and that was sent as %0A.",
        before: "jLY%3D",
        after: "jLY%3D%0A",
        who: &[
            "Python base64.encodestring",
            "Ruby Base64.encode64",
            "Perl encode_base64",
        ],
        fixes: &[
            fix("Ruby", "Base64.strict_encode64(digest)"),
            fix("Perl", "encode_base64($digest, '')"),
            fix("Python", "base64.b64encode(digest).decode()"),
        ],
        rfc: "3.5",
        evidence: &["ruby-oauth/oauth#148"],
        edits: Edits::AnyOf(&[
            variant(
                "%0A",
                &[Edit::Signature(SignatureEdit::Output(
                    Output::TrailingLineFeed,
                ))],
            ),
            variant(
                "%0D%0A",
                &[Edit::Signature(SignatureEdit::Output(Output::TrailingCrLf))],
            ),
        ]),
    },
    Mistake {
        id: "sig-base64-of-base64",
        stage: Stage::Signature,
        title: "the signature was base64-encoded twice",
        says: "The function that computes the HMAC returns base64 already.",
        before: "tnnArxj0…",
        after: "dG5uQXJ4ajA…",
        who: &["helpers that encode, called by code that encodes"],
        fixes: &[fix("", "encode the raw digest once")],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Signature(SignatureEdit::Output(
            Output::Base64OfBase64,
        ))]),
    },
    Mistake {
        id: "sig-raw-bytes-as-utf8",
        stage: Stage::Signature,
        title: "the digest's bytes went through a text before base64",
        says: "Bytes that are no text were turned into one, and what is above 0x7F was changed or replaced.",
        before: "base64(b6 79 c0…)",
        after: "base64(c2 b6 79 c3 80…)",
        who: &[
            "PHP utf8_encode",
            "JS btoa over text",
            "Python str()",
            "Java new String(bytes)",
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
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "each byte a Latin-1 character, in UTF-8",
                &[Edit::Signature(SignatureEdit::Output(
                    Output::BytesAsCharacters,
                ))],
            ),
            variant(
                "read as UTF-8, U+FFFD for what is none",
                &[Edit::Signature(SignatureEdit::Output(Output::LossyUtf8))],
            ),
            variant(
                "read as ASCII, `?` for what is none",
                &[Edit::Signature(SignatureEdit::Output(Output::LossyAscii))],
            ),
        ]),
    },
    Mistake {
        id: "sig-raw-bytes",
        stage: Stage::Signature,
        title: "the digest's bytes were sent as they are",
        says: "The digest goes in base64, not as raw bytes.",
        before: "tnnArxj0…",
        after: "%B6y%C0%AF…",
        who: &["PHP hash_hmac with true, without base64_encode"],
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
        edits: Edits::Set(&[Edit::Signature(SignatureEdit::Output(Output::Raw))]),
    },
    Mistake {
        id: "sig-byte-list",
        stage: Stage::Signature,
        title: "the digest was written as a list of numbers",
        says: "A byte array was turned into text: its numbers, with commas between.",
        before: "tnnArxj0…",
        after: "182,121,192,…",
        who: &[
            "JS btoa(new Uint8Array(…))",
            "JS template strings over a Uint8Array",
        ],
        fixes: &[fix(
            "JavaScript",
            "btoa(String.fromCharCode(...new Uint8Array(digest)))",
        )],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "base64 of the list",
                &[Edit::Signature(SignatureEdit::Output(
                    Output::Base64OfNumbers,
                ))],
            ),
            variant(
                "the list itself",
                &[Edit::Signature(SignatureEdit::Output(Output::Numbers))],
            ),
        ]),
    },
    Mistake {
        id: "sig-python-bytes-repr",
        stage: Stage::Signature,
        title: "Python's b'…' stands around the signature",
        says: "A bytes object was turned into text by str() or a format string.",
        before: "x=",
        after: "b'x='",
        who: &["Python 3 str(bytes)", "Python 3 f-strings"],
        fixes: &[fix("Python", "base64.b64encode(digest).decode()")],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Signature(SignatureEdit::Output(Output::PythonBytes))]),
    },
    Mistake {
        id: "sig-quoted",
        stage: Stage::Signature,
        title: "the signature was sent with quotes as part of it",
        says: "The quotes belong to the header's syntax, or to JSON, not to the value.",
        before: "x=",
        after: "\"x=\"",
        who: &["JSON.stringify", "values copied with their quotes"],
        fixes: &[fix("", "send the text between the quotes")],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Signature(SignatureEdit::Output(Output::Quoted))]),
    },
    Mistake {
        id: "sig-truncated",
        stage: Stage::Signature,
        title: "the signature was cut",
        says: "The whole digest is sent: 20 bytes for SHA-1, 28 characters in base64.",
        before: "28 characters",
        after: "20 characters",
        who: &[
            "database columns",
            "C strings that end at a zero byte",
            "truncated HMACs of other protocols",
        ],
        fixes: &[fix(
            "",
            "compare the length: 28 characters for SHA-1, 44 for SHA-256",
        )],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "its last character lost",
                &[Edit::Signature(SignatureEdit::Output(
                    Output::LastCharacterLost,
                ))],
            ),
            variant(
                "half of the digest",
                &[Edit::Signature(SignatureEdit::Output(Output::FirstHalf))],
            ),
            variant(
                "the first 10 bytes of the digest",
                &[Edit::Signature(SignatureEdit::Output(Output::FirstTen))],
            ),
            variant(
                "the first 16 bytes of the digest",
                &[Edit::Signature(SignatureEdit::Output(Output::FirstSixteen))],
            ),
            variant(
                "at the first zero byte of the digest",
                &[Edit::Signature(SignatureEdit::Output(
                    Output::CutAtZeroByte,
                ))],
            ),
        ]),
    },
    Mistake {
        id: "sig-lowercased",
        stage: Stage::Signature,
        title: "the signature was put in lower case",
        says: "Base64 is sensitive to case.",
        before: "tnnArxj0",
        after: "tnnarxj0",
        who: &["code that normalizes headers"],
        fixes: &[fix("", "leave the value's case alone")],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Signature(SignatureEdit::Output(Output::Lowercased))]),
    },
    Mistake {
        id: "sig-uppercased",
        stage: Stage::Signature,
        title: "the signature was put in upper case",
        says: "Base64 is sensitive to case.",
        before: "tnnArxj0",
        after: "TNNARXJ0",
        who: &["a ToUpper() that was meant for escapes"],
        fixes: &[fix(
            "",
            "leave the value's case alone; write escapes in upper case where they are made",
        )],
        rfc: "3.4.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Signature(SignatureEdit::Output(Output::Uppercased))]),
    },
];
