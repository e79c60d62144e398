//! Characters that are not ASCII, encoded from other bytes than UTF-8 (RFC 5849 section 3.6).

use super::{Edits, Mistake, Stage, fix, variant};
use crate::encoder::Charset;
use crate::pipeline::choice::EncoderEdit;
use crate::pipeline::decode::{DecodeEdit, FormDecoding};
use crate::pipeline::encode::EncodeEdit;
use crate::pipeline::select::{SelectEdit, ValueRewrite};
use crate::recipe::Edit;

pub(super) const ENTRIES: &[Mistake] = &[
    Mistake {
        id: "charset-latin1",
        stage: Stage::Encoding,
        title: "letters outside ASCII were encoded from Latin-1, not UTF-8",
        says: "Text is turned into UTF-8 bytes, and these are escaped. Here each character was one ISO 8859-1 byte.",
        before: "%25C2%25A3",
        after: "%25A3",
        who: &[
            "RestSharp",
            "JS escape",
            "Java URLEncoder with ISO-8859-1",
            "PHP utf8_decode",
            "LotusScript",
        ],
        fixes: &[
            fix("PHP", "rawurlencode($utf8) // without utf8_decode"),
            fix("Java", "URLEncoder.encode(s, StandardCharsets.UTF_8)"),
            fix("JavaScript", "encodeURIComponent(s)"),
            fix("C#", "Encoding.UTF8.GetBytes(s)"),
        ],
        rfc: "3.6",
        evidence: &["restsharp/RestSharp#1945", "observed: OpenJDK 17.0.15"],
        edits: Edits::Set(&[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
            Charset::Latin1,
        )))]),
    },
    Mistake {
        id: "charset-windows1252",
        stage: Stage::Encoding,
        title: "letters outside ASCII were encoded from Windows-1252, not UTF-8",
        says: "Text is turned into UTF-8 bytes, and these are escaped. Here each character was one byte of the Windows code page of western Europe: the euro sign is %80.",
        before: "%25E2%2582%25AC",
        after: "%2580",
        who: &[
            "VB, classic ASP",
            "Delphi before 2009",
            "PHP iconv to CP1252",
        ],
        fixes: &[
            fix("PHP", r#"mb_convert_encoding($s, "UTF-8", "Windows-1252")"#),
            fix("Delphi", "TEncoding.UTF8.GetBytes(S)"),
            fix("ASP", "Response.CodePage = 65001"),
        ],
        rfc: "3.6",
        evidence: &["jublo/codebird-php#64", "observed: PHP 8.2.36"],
        edits: Edits::Set(&[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
            Charset::Windows1252,
        )))]),
    },
    Mistake {
        id: "charset-utf8-twice",
        stage: Stage::Encoding,
        title: "letters outside ASCII were encoded to UTF-8 twice",
        says: "Text is turned into UTF-8 bytes, and these are escaped. The UTF-8 bytes were taken for characters and encoded again.",
        before: "%25C3%25A9",
        after: "%25C3%2583%25C2%25A9",
        who: &[
            "PHP utf8_encode on UTF-8",
            "servers that decode byte by byte",
            "Net::OAuth",
        ],
        fixes: &[
            fix("PHP", "rawurlencode($s) // without utf8_encode"),
            fix("Python", r#"raw.decode("utf-8")"#),
        ],
        rfc: "3.6",
        evidence: &[
            "carlos-emr/carlos#3007",
            "observed: PHP 8.2.36",
            "observed: Net::OAuth 0.28",
        ],
        edits: Edits::AnyOf(&[
            variant(
                "read as Latin-1",
                &[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
                    Charset::Utf8Twice,
                )))],
            ),
            variant(
                "those of the query, read as Latin-1",
                &[Edit::Decode(DecodeEdit::Query(FormDecoding::Latin1))],
            ),
            variant(
                "read as Windows-1252",
                &[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
                    Charset::Utf8AsWindows1252,
                )))],
            ),
        ]),
    },
    Mistake {
        id: "charset-lossy-question-mark",
        stage: Stage::Encoding,
        title: "characters outside ASCII became question marks",
        says: "Text is turned into UTF-8 bytes, and these are escaped. Here the text was squeezed into ASCII first, and a ? stands for each character that did not fit.",
        before: "%25C3%25A9",
        after: "%253F",
        who: &[
            "C# Encoding.ASCII",
            "Python encode('ascii', 'replace')",
            "Java URLEncoder with ISO-8859-1 on a euro sign",
        ],
        fixes: &[
            fix("Java", "URLEncoder.encode(s, StandardCharsets.UTF_8)"),
            fix("C#", "Encoding.UTF8.GetBytes(s)"),
            fix("Python", r#"s.encode("utf-8")"#),
        ],
        rfc: "3.6",
        evidence: &["joestump/python-oauth2#48", "observed: Python 3.11.7"],
        edits: Edits::AnyOf(&[
            variant(
                "one for each character",
                &[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
                    Charset::QuestionMark,
                )))],
            ),
            variant(
                "one for each byte",
                &[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
                    Charset::QuestionMarkPerByte,
                )))],
            ),
        ]),
    },
    Mistake {
        id: "charset-replacement-character",
        stage: Stage::Encoding,
        title: "characters outside ASCII became U+FFFD",
        says: "Text is turned into UTF-8 bytes, and these are escaped. Here the bytes were read in the wrong charset, and the replacement character stands for each that could not be read.",
        before: "%25C3%25A9",
        after: "%25EF%25BF%25BD",
        who: &["decoders with errors=replace"],
        fixes: &[fix("Python", r#"raw.decode("utf-8")"#)],
        rfc: "3.6",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
            Charset::Replacement,
        )))]),
    },
    Mistake {
        id: "charset-non-ascii-dropped",
        stage: Stage::Encoding,
        title: "characters outside ASCII were dropped or left raw",
        says: "Text is turned into UTF-8 bytes, and these are escaped. Here they were removed, or stand in the base string unescaped.",
        before: "a%25C3%25A9",
        after: "a",
        who: &[
            "Python encode('ascii', 'ignore')",
            "regular expressions that remove [^ -~]",
            "jsOAuth",
        ],
        fixes: &[
            fix("Python", r#"s.encode("utf-8")"#),
            fix("JavaScript", "encodeURIComponent(s)"),
        ],
        rfc: "3.6",
        evidence: &[
            "bytespider/jsOAuth#7",
            "bettiolo/oauth-signature-js#32",
            "observed: Python 3.11.7",
        ],
        edits: Edits::AnyOf(&[
            variant(
                "dropped",
                &[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
                    Charset::Dropped,
                )))],
            ),
            variant(
                "left raw",
                &[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
                    Charset::Raw,
                )))],
            ),
            variant(
                "dropped from the values of the request",
                &[Edit::Select(SelectEdit::Values(
                    ValueRewrite::NonAsciiRemoved,
                ))],
            ),
        ]),
    },
    Mistake {
        id: "charset-u-escape",
        stage: Stage::Encoding,
        title: "characters outside ASCII were written as %uXXXX",
        says: "Text is turned into UTF-8 bytes, and these are escaped. %uXXXX is no percent-encoding of any standard.",
        before: "%25E2%2582%25AC",
        after: "%25u20AC",
        who: &["JS escape", ".NET HttpUtility.UrlEncodeUnicode"],
        fixes: &[
            fix("JavaScript", "encodeURIComponent(s)"),
            fix("C#", "Uri.EscapeDataString(s)"),
        ],
        rfc: "3.6",
        evidence: &["observed: Node.js 20.20.2", "observed: Mono 6.8.0.105"],
        edits: Edits::AnyOf(&[
            variant(
                "those above U+00FF; others as one byte",
                &[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
                    Charset::UEscape,
                )))],
            ),
            variant(
                "all of them",
                &[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
                    Charset::UEscapeAll,
                )))],
            ),
        ]),
    },
    Mistake {
        id: "charset-codepoint-hex",
        stage: Stage::Encoding,
        title: "a character was escaped as one number, not as bytes",
        says: "Text is turned into UTF-8 bytes, and these are escaped. Here the number of the character was written after one %.",
        before: "%25E3%2581%2582",
        after: "%253042",
        who: &[
            "OAuthBase.cs, which loops over characters",
            "Perl sprintf on characters",
        ],
        fixes: &[
            fix("C#", "foreach (byte b in Encoding.UTF8.GetBytes(s)) …"),
            fix("Perl", r#"use Encode; $s = encode("UTF-8", $s);"#),
        ],
        rfc: "3.6",
        evidence: &[
            "ithoughthecamewithyou.com/post/space-and-multibyte-…",
            "observed: Mono 6.8.0.105",
            "observed: Perl 5.36.0",
        ],
        edits: Edits::AnyOf(&[
            variant(
                "code points",
                &[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
                    Charset::CodePoint,
                )))],
            ),
            variant(
                "UTF-16 units",
                &[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
                    Charset::CodeUnit,
                )))],
            ),
        ]),
    },
    Mistake {
        id: "charset-surrogates-separately",
        stage: Stage::Encoding,
        title: "the two halves of a character above U+FFFF were encoded apart",
        says: "Text is turned into UTF-8 bytes, and these are escaped. An emoji is one character of four bytes. The client encoded the two UTF-16 halves each alone.",
        before: "%25F0%259F%2592%25A9",
        after: "%25ED%25A0%25BD%25ED%25B2%25A9",
        who: &["loops over char in C#, Java, JavaScript"],
        fixes: &[
            fix("Java", "s.codePoints()"),
            fix("JavaScript", "for (const c of s) …"),
            fix("C#", "Encoding.UTF8.GetBytes(s)"),
        ],
        rfc: "3.6",
        evidence: &[
            "ithoughthecamewithyou.com/post/space-and-multibyte-…",
            "observed: Mono 6.8.0.105",
        ],
        edits: Edits::AnyOf(&[
            variant(
                "as three bytes each",
                &[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
                    Charset::Cesu8,
                )))],
            ),
            variant(
                "as U+FFFD each",
                &[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
                    Charset::SurrogatesReplaced,
                )))],
            ),
            variant(
                "as ? each",
                &[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
                    Charset::SurrogatesQuestioned,
                )))],
            ),
        ]),
    },
    Mistake {
        id: "charset-utf16",
        stage: Stage::Encoding,
        title: "text was encoded from UTF-16, not UTF-8",
        says: "Text is turned into UTF-8 bytes, and these are escaped. Here two bytes stand for each character.",
        before: "%25C3%25A9",
        after: "%25FE%25FF%2500%25E9",
        who: &[
            r#"Java URLEncoder.encode(s, "UTF-16")"#,
            ".NET Encoding.Unicode",
        ],
        fixes: &[
            fix("Java", "URLEncoder.encode(s, StandardCharsets.UTF_8)"),
            fix("C#", "Encoding.UTF8.GetBytes(s)"),
        ],
        rfc: "3.6",
        evidence: &["observed: OpenJDK 17.0.15"],
        edits: Edits::Several(&[
            Edits::Encoder(&[EncoderEdit::Charset(Charset::Utf16Marked)]),
            Edits::AnyOf(&[
                variant(
                    "big-endian",
                    &[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
                        Charset::Utf16Be,
                    )))],
                ),
                variant(
                    "little-endian",
                    &[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
                        Charset::Utf16Le,
                    )))],
                ),
            ]),
        ]),
    },
    Mistake {
        id: "charset-native-codepage",
        stage: Stage::Encoding,
        title: "text was encoded from the code page of the system, not UTF-8",
        says: "Text is turned into UTF-8 bytes, and these are escaped. Here they were the bytes of the system's own code page.",
        before: "%25E5%2586%2599",
        after: "%258E%25CA",
        who: &["R httr on Japanese Windows", "Windows scripts"],
        fixes: &[
            fix("R", "enc2utf8(s)"),
            fix("Python", r#"s.encode("utf-8")"#),
        ],
        rfc: "3.6",
        evidence: &["r-lib/httr#423", "observed: Python 3.11.7"],
        edits: Edits::AnyOf(&[
            variant(
                "Shift JIS (932)",
                &[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
                    Charset::ShiftJis,
                )))],
            ),
            variant(
                "EUC-JP",
                &[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
                    Charset::EucJp,
                )))],
            ),
            variant(
                "Windows-1254",
                &[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
                    Charset::Windows1254,
                )))],
            ),
        ]),
    },
    Mistake {
        id: "charset-windows1251",
        stage: Stage::Encoding,
        title: "text was encoded from Windows-1251, not UTF-8",
        says: "Text is turned into UTF-8 bytes, and these are escaped. Here they were the bytes of Windows-1251.",
        before: "%25D1%258F",
        after: "%25FF",
        who: &["programs that use the code page of Cyrillic Windows"],
        fixes: &[fix("", "convert the text to UTF-8 before encoding")],
        rfc: "3.6",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
            Charset::Windows1251,
        )))]),
    },
    Mistake {
        id: "charset-windows1250",
        stage: Stage::Encoding,
        title: "text was encoded from Windows-1250, not UTF-8",
        says: "Text is turned into UTF-8 bytes, and these are escaped. Here they were the bytes of Windows-1250.",
        before: "%25C5%2582",
        after: "%25B3",
        who: &["programs that use the code page of Central European Windows"],
        fixes: &[fix("", "convert the text to UTF-8 before encoding")],
        rfc: "3.6",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
            Charset::Windows1250,
        )))]),
    },
    Mistake {
        id: "charset-gbk",
        stage: Stage::Encoding,
        title: "text was encoded from GBK, not UTF-8",
        says: "Text is turned into UTF-8 bytes, and these are escaped. Here they were the bytes of GBK.",
        before: "%25E4%25BD%25A0",
        after: "%25C4%25E3",
        who: &["programs that use the code page of Chinese Windows (936)"],
        fixes: &[fix("", "convert the text to UTF-8 before encoding")],
        rfc: "3.6",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
            Charset::Gbk,
        )))]),
    },
    Mistake {
        id: "charset-big5",
        stage: Stage::Encoding,
        title: "text was encoded from Big5, not UTF-8",
        says: "Text is turned into UTF-8 bytes, and these are escaped. Here they were the bytes of Big5.",
        before: "%25E4%25BD%25A0",
        after: "%25A7A",
        who: &["programs that use the code page of Windows in Taiwan and Hong Kong (950)"],
        fixes: &[fix("", "convert the text to UTF-8 before encoding")],
        rfc: "3.6",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
            Charset::Big5,
        )))]),
    },
    Mistake {
        id: "charset-euc-kr",
        stage: Stage::Encoding,
        title: "text was encoded from EUC-KR, not UTF-8",
        says: "Text is turned into UTF-8 bytes, and these are escaped. Here they were the bytes of EUC-KR.",
        before: "%25EA%25B0%2580",
        after: "%25B0%25A1",
        who: &["programs that use the code page of Korean Windows (949)"],
        fixes: &[fix("", "convert the text to UTF-8 before encoding")],
        rfc: "3.6",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
            Charset::EucKr,
        )))]),
    },
    Mistake {
        id: "charset-iso-8859-2",
        stage: Stage::Encoding,
        title: "text was encoded from ISO 8859-2, not UTF-8",
        says: "Text is turned into UTF-8 bytes, and these are escaped. Here they were the bytes of ISO 8859-2.",
        before: "%25C5%2582",
        after: "%25B3",
        who: &["programs that use the code page of Central European Unix"],
        fixes: &[fix("", "convert the text to UTF-8 before encoding")],
        rfc: "3.6",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
            Charset::Iso88592,
        )))]),
    },
    Mistake {
        id: "charset-iso-8859-15",
        stage: Stage::Encoding,
        title: "text was encoded from ISO 8859-15, not UTF-8",
        says: "Text is turned into UTF-8 bytes, and these are escaped. Here they were the bytes of ISO 8859-15.",
        before: "%25E2%2582%25AC",
        after: "%25A4",
        who: &["programs that use the code page of western European Unix"],
        fixes: &[fix("", "convert the text to UTF-8 before encoding")],
        rfc: "3.6",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
            Charset::Iso885915,
        )))]),
    },
    Mistake {
        id: "charset-koi8-r",
        stage: Stage::Encoding,
        title: "text was encoded from KOI8-R, not UTF-8",
        says: "Text is turned into UTF-8 bytes, and these are escaped. Here they were the bytes of KOI8-R.",
        before: "%25D1%258F",
        after: "%25D1",
        who: &["programs that use the code page of Russian Unix"],
        fixes: &[fix("", "convert the text to UTF-8 before encoding")],
        rfc: "3.6",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
            Charset::Koi8R,
        )))]),
    },
    Mistake {
        id: "charset-mac-roman",
        stage: Stage::Encoding,
        title: "text was encoded from Mac OS Roman, not UTF-8",
        says: "Text is turned into UTF-8 bytes, and these are escaped. Here they were the bytes of Mac OS Roman.",
        before: "%25C3%25A9",
        after: "%258E",
        who: &["programs that use the code page of old Macintosh software, FileMaker"],
        fixes: &[fix("", "convert the text to UTF-8 before encoding")],
        rfc: "3.6",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
            Charset::MacRoman,
        )))]),
    },
    Mistake {
        id: "charset-low-byte",
        stage: Stage::Encoding,
        title: "of each character only the low byte was encoded",
        says: "Text is turned into UTF-8 bytes, and these are escaped. Here the number of the character was cut to one byte.",
        before: "%25E3%2581%2582",
        after: "B",
        who: &["C casts to unsigned char", "ord(c) & 255"],
        fixes: &[fix("", "convert the text to UTF-8 before encoding")],
        rfc: "3.6",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
            Charset::LowByte,
        )))]),
    },
    Mistake {
        id: "charset-html-entity",
        stage: Stage::Encoding,
        title: "characters outside ASCII were signed as HTML entities",
        says: "Text is turned into UTF-8 bytes, and these are escaped. A form in a page of another charset sends &#233; for an accented letter.",
        before: "%25C3%25A9",
        after: "%2526%2523233%253B",
        who: &["pages that are not in UTF-8", "mb_encode_numericentity"],
        fixes: &[fix("HTML", r#"<form accept-charset="UTF-8">"#)],
        rfc: "3.6",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
            Charset::HtmlEntity,
        )))]),
    },
    Mistake {
        id: "charset-json-escape",
        stage: Stage::Encoding,
        title: r"characters outside ASCII were signed as \uXXXX",
        says: "Text is turned into UTF-8 bytes, and these are escaped. Here the escape of JSON or of source text was signed.",
        before: "%25C3%25A9",
        after: "%255Cu00e9",
        who: &["Python json.dumps by default", "PHP json_encode by default"],
        fixes: &[
            fix("Python", "json.dumps(data, ensure_ascii=False)"),
            fix("PHP", "json_encode($data, JSON_UNESCAPED_UNICODE)"),
        ],
        rfc: "3.6",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Charset(
            Charset::JsonEscape,
        )))]),
    },
];
