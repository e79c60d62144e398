//! Real encoders, each as the set of leaf edits that it amounts to.
//!
//! Those that were run are held against their recorded output in `tests/encoders.rs`.

use super::EncoderProfile;
use crate::encoder::{Charset, Form, HexCase};
use crate::pipeline::choice::EncoderEdit;

/// Every known encoder of a language.
pub const ENCODERS: &[EncoderProfile] = &[
    EncoderProfile {
        name: "java URLEncoder",
        versions: "all",
        edits: &[
            EncoderEdit::Form(b" ", Form::Plus),
            EncoderEdit::Form(b"*", Form::Literal),
            EncoderEdit::Form(b"~", Form::Escaped),
        ],
        evidence: &["observed: OpenJDK 17.0.15"],
    },
    EncoderProfile {
        name: "java URLEncoder plus repaired",
        versions: "all",
        edits: &[
            EncoderEdit::Form(b"*", Form::Literal),
            EncoderEdit::Form(b"~", Form::Escaped),
        ],
        evidence: &["observed: OpenJDK 17.0.15"],
    },
    EncoderProfile {
        name: "java URLEncoder ISO-8859-1",
        versions: "all",
        edits: &[
            EncoderEdit::Form(b" ", Form::Plus),
            EncoderEdit::Form(b"*", Form::Literal),
            EncoderEdit::Form(b"~", Form::Escaped),
            EncoderEdit::Charset(Charset::Latin1),
        ],
        evidence: &["observed: OpenJDK 17.0.15"],
    },
    EncoderProfile {
        name: "java URLEncoder windows-1252",
        versions: "all",
        edits: &[
            EncoderEdit::Form(b" ", Form::Plus),
            EncoderEdit::Form(b"*", Form::Literal),
            EncoderEdit::Form(b"~", Form::Escaped),
            EncoderEdit::Charset(Charset::Windows1252),
        ],
        evidence: &["observed: OpenJDK 17.0.15"],
    },
    EncoderProfile {
        name: "java URLEncoder UTF-16",
        versions: "all",
        edits: &[
            EncoderEdit::Form(b" ", Form::Plus),
            EncoderEdit::Form(b"*", Form::Literal),
            EncoderEdit::Form(b"~", Form::Escaped),
            EncoderEdit::Charset(Charset::Utf16Marked),
        ],
        evidence: &["observed: OpenJDK 17.0.15"],
    },
    EncoderProfile {
        name: "java URI.toASCIIString",
        versions: "all",
        edits: &[EncoderEdit::Form(b"!$&'()*+,/:;=?@[]", Form::Literal)],
        evidence: &["observed: OpenJDK 17.0.15"],
    },
    EncoderProfile {
        name: "java URI path",
        versions: "all",
        edits: &[EncoderEdit::Form(b"!$&'()*+,/:;=@", Form::Literal)],
        evidence: &["observed: OpenJDK 17.0.15"],
    },
    EncoderProfile {
        name: "js encodeURIComponent",
        versions: "all",
        edits: &[EncoderEdit::Form(b"!'()*", Form::Literal)],
        evidence: &["observed: Node.js 20.20.2"],
    },
    EncoderProfile {
        name: "js encodeURI",
        versions: "all",
        edits: &[EncoderEdit::Form(b"!#$&'()*+,/:;=?@", Form::Literal)],
        evidence: &["observed: Node.js 20.20.2"],
    },
    EncoderProfile {
        name: "js escape",
        versions: "all",
        edits: &[
            EncoderEdit::Form(b"*+/@", Form::Literal),
            EncoderEdit::Form(b"~", Form::Escaped),
            EncoderEdit::Charset(Charset::UEscape),
        ],
        evidence: &["observed: Node.js 20.20.2"],
    },
    EncoderProfile {
        name: "js URLSearchParams",
        versions: "all",
        edits: &[
            EncoderEdit::Form(b" ", Form::Plus),
            EncoderEdit::Form(b"*", Form::Literal),
            EncoderEdit::Form(b"~", Form::Escaped),
        ],
        evidence: &["observed: Node.js 20.20.2"],
    },
    EncoderProfile {
        name: "js querystring.escape",
        versions: "all",
        edits: &[EncoderEdit::Form(b"!'()*", Form::Literal)],
        evidence: &["observed: Node.js 20.20.2"],
    },
    EncoderProfile {
        name: "js encodeURIComponent replace('*')",
        versions: "all",
        edits: &[EncoderEdit::Form(b"!'()*", Form::EscapedOnce)],
        evidence: &["observed: Node.js 20.20.2"],
    },
    EncoderProfile {
        name: "js new URL().search",
        versions: "all",
        edits: &[
            EncoderEdit::Form(b"!$%&()*+,/:;=?@[\\]^`{|}", Form::Literal),
            EncoderEdit::Form(b"#\n\r", Form::Dropped),
        ],
        evidence: &["observed: Node.js 20.20.2"],
    },
    EncoderProfile {
        name: "js new URL().pathname",
        versions: "all",
        edits: &[
            EncoderEdit::Form(b"!$%&'()*+,/:;=@[]^|", Form::Literal),
            EncoderEdit::Form(b"#?\n\r", Form::Dropped),
        ],
        evidence: &["observed: Node.js 20.20.2"],
    },
    EncoderProfile {
        name: "php urlencode",
        versions: "all",
        edits: &[
            EncoderEdit::Form(b" ", Form::Plus),
            EncoderEdit::Form(b"~", Form::Escaped),
        ],
        evidence: &["observed: PHP 8.2.36"],
    },
    EncoderProfile {
        name: "php http_build_query",
        versions: "all",
        edits: &[
            EncoderEdit::Form(b" ", Form::Plus),
            EncoderEdit::Form(b"~", Form::Escaped),
        ],
        evidence: &["observed: PHP 8.2.36"],
    },
    EncoderProfile {
        name: "php urlencode plus repaired",
        versions: "all",
        edits: &[EncoderEdit::Form(b"~", Form::Escaped)],
        evidence: &["observed: PHP 8.2.36"],
    },
    EncoderProfile {
        name: "php rawurlencode",
        versions: "5.3 and later",
        edits: &[],
        evidence: &["observed: PHP 8.2.36"],
    },
    EncoderProfile {
        name: "php http_build_query RFC3986",
        versions: "5.4 and later",
        edits: &[],
        evidence: &["observed: PHP 8.2.36"],
    },
    EncoderProfile {
        name: "php rawurlencode before 5.3",
        versions: "before 5.3",
        edits: &[EncoderEdit::Form(b"~", Form::Escaped)],
        evidence: &["https://www.php.net/manual/en/function.rawurlencode.php"],
    },
    EncoderProfile {
        name: "php rawurlencode utf8_encode",
        versions: "all",
        edits: &[EncoderEdit::Charset(Charset::Utf8Twice)],
        evidence: &["observed: PHP 8.2.36"],
    },
    EncoderProfile {
        name: "php rawurlencode utf8_decode",
        versions: "all",
        edits: &[EncoderEdit::Charset(Charset::Latin1)],
        evidence: &["observed: PHP 8.2.36"],
    },
    EncoderProfile {
        name: "python quote",
        versions: "3.7 and later",
        edits: &[EncoderEdit::Form(b"/", Form::Literal)],
        evidence: &["observed: Python 3.11.7"],
    },
    EncoderProfile {
        name: "python quote safe=''",
        versions: "3.7 and later",
        edits: &[],
        evidence: &["observed: Python 3.11.7"],
    },
    EncoderProfile {
        name: "python quote_plus",
        versions: "3.7 and later",
        edits: &[EncoderEdit::Form(b" ", Form::Plus)],
        evidence: &["observed: Python 3.11.7"],
    },
    EncoderProfile {
        name: "python urlencode",
        versions: "3.7 and later",
        edits: &[EncoderEdit::Form(b" ", Form::Plus)],
        evidence: &["observed: Python 3.11.7"],
    },
    EncoderProfile {
        name: "python quote latin-1",
        versions: "all",
        edits: &[EncoderEdit::Charset(Charset::Latin1)],
        evidence: &["observed: Python 3.11.7"],
    },
    EncoderProfile {
        name: "python quote cp1252",
        versions: "all",
        edits: &[EncoderEdit::Charset(Charset::Windows1252)],
        evidence: &["observed: Python 3.11.7"],
    },
    EncoderProfile {
        name: "python quote shift_jis",
        versions: "all",
        edits: &[EncoderEdit::Charset(Charset::ShiftJis)],
        evidence: &["observed: Python 3.11.7"],
    },
    EncoderProfile {
        name: "python quote ascii",
        versions: "all",
        edits: &[EncoderEdit::Charset(Charset::QuestionMark)],
        evidence: &["observed: Python 3.11.7"],
    },
    EncoderProfile {
        name: "python quote ascii ignore",
        versions: "all",
        edits: &[EncoderEdit::Charset(Charset::Dropped)],
        evidence: &["observed: Python 3.11.7"],
    },
    EncoderProfile {
        name: "python requests requote_uri",
        versions: "all",
        edits: &[EncoderEdit::Form(b"!#$%&'()*+,/:;=?@[]", Form::Literal)],
        evidence: &["observed: Python 3.11.7"],
    },
    EncoderProfile {
        name: "python2 quote",
        versions: "2.7",
        edits: &[
            EncoderEdit::Form(b"/", Form::Literal),
            EncoderEdit::Form(b"~", Form::Escaped),
        ],
        evidence: &["observed: Python 2.7.18"],
    },
    EncoderProfile {
        name: "python2 quote safe=''",
        versions: "2.7",
        edits: &[EncoderEdit::Form(b"~", Form::Escaped)],
        evidence: &["observed: Python 2.7.18"],
    },
    EncoderProfile {
        name: "python2 quote safe='~'",
        versions: "2.7",
        edits: &[],
        evidence: &["observed: Python 2.7.18"],
    },
    EncoderProfile {
        name: "python2 quote_plus",
        versions: "2.7",
        edits: &[
            EncoderEdit::Form(b" ", Form::Plus),
            EncoderEdit::Form(b"~", Form::Escaped),
        ],
        evidence: &["observed: Python 2.7.18"],
    },
    EncoderProfile {
        name: "ruby CGI.escape",
        versions: "2.5 and later",
        edits: &[EncoderEdit::Form(b" ", Form::Plus)],
        evidence: &["observed: Ruby 3.1.7"],
    },
    EncoderProfile {
        name: "ruby CGI.escape before 2.5",
        versions: "before 2.5",
        edits: &[
            EncoderEdit::Form(b" ", Form::Plus),
            EncoderEdit::Form(b"~", Form::Escaped),
        ],
        evidence: &["https://github.com/ruby/ruby/commit/e1b4327"],
    },
    EncoderProfile {
        name: "ruby CGI.escape Windows-1252",
        versions: "all",
        edits: &[
            EncoderEdit::Form(b" ", Form::Plus),
            EncoderEdit::Charset(Charset::Windows1252),
        ],
        evidence: &["observed: Ruby 3.1.7"],
    },
    EncoderProfile {
        name: "ruby ERB::Util.url_encode",
        versions: "2.5 and later",
        edits: &[],
        evidence: &["observed: Ruby 3.1.7"],
    },
    EncoderProfile {
        name: "ruby ERB::Util.url_encode before 2.5",
        versions: "before 2.5",
        edits: &[EncoderEdit::Form(b"~", Form::Escaped)],
        evidence: &["https://bugs.ruby-lang.org/issues/6696"],
    },
    EncoderProfile {
        name: "ruby URI.encode_www_form_component",
        versions: "all",
        edits: &[
            EncoderEdit::Form(b" ", Form::Plus),
            EncoderEdit::Form(b"*", Form::Literal),
            EncoderEdit::Form(b"~", Form::Escaped),
        ],
        evidence: &["observed: Ruby 3.1.7"],
    },
    EncoderProfile {
        name: "ruby URI.encode_www_form",
        versions: "all",
        edits: &[
            EncoderEdit::Form(b" ", Form::Plus),
            EncoderEdit::Form(b"*", Form::Literal),
            EncoderEdit::Form(b"~", Form::Escaped),
        ],
        evidence: &["observed: Ruby 3.1.7"],
    },
    EncoderProfile {
        name: "ruby URI::DEFAULT_PARSER.escape",
        versions: "before 3.4",
        edits: &[EncoderEdit::Form(b"!$&'()*+,/:;=?@[]", Form::Literal)],
        evidence: &["observed: Ruby 3.1.7"],
    },
    EncoderProfile {
        name: "ruby URI.escape",
        versions: "before 3.0",
        edits: &[EncoderEdit::Form(b"!$&'()*+,/:;=?@[]", Form::Literal)],
        evidence: &["known from practice; no public case cited"],
    },
    EncoderProfile {
        name: "go url.QueryEscape",
        versions: "all",
        edits: &[EncoderEdit::Form(b" ", Form::Plus)],
        evidence: &["observed: Go 1.19.8"],
    },
    EncoderProfile {
        name: "go url.Values.Encode",
        versions: "all",
        edits: &[EncoderEdit::Form(b" ", Form::Plus)],
        evidence: &["observed: Go 1.19.8"],
    },
    EncoderProfile {
        name: "go url.PathEscape",
        versions: "all",
        edits: &[EncoderEdit::Form(b"$&+:=@", Form::Literal)],
        evidence: &["observed: Go 1.19.8"],
    },
    EncoderProfile {
        name: "go url.URL.EscapedPath",
        versions: "all",
        edits: &[EncoderEdit::Form(b"$&*+,/:;=@", Form::Literal)],
        evidence: &["observed: Go 1.19.8"],
    },
    EncoderProfile {
        name: "dotnet Uri.EscapeDataString",
        versions: "4.5 and later, .NET Core",
        edits: &[],
        evidence: &["observed: Mono 6.8.0.105"],
    },
    EncoderProfile {
        name: "dotnet Uri.EscapeDataString before 4.5",
        versions: ".NET Framework before 4.5",
        edits: &[EncoderEdit::Form(b"!'()*", Form::Literal)],
        evidence: &[
            "https://learn.microsoft.com/dotnet/api/system.uri.escapedatastring",
            "restsharp/RestSharp#250",
        ],
    },
    EncoderProfile {
        name: "dotnet Uri.EscapeUriString",
        versions: "all",
        edits: &[EncoderEdit::Form(b"!#$&'()*+,/:;=?@[]", Form::Literal)],
        evidence: &["observed: Mono 6.8.0.105"],
    },
    EncoderProfile {
        name: "dotnet HttpUtility.UrlEncode",
        versions: "all",
        edits: &[
            EncoderEdit::Form(b" ", Form::Plus),
            EncoderEdit::Form(b"!()*", Form::Literal),
            EncoderEdit::Form(b"~", Form::Escaped),
            EncoderEdit::Hex(HexCase::Lower),
        ],
        evidence: &[
            "observed: Mono 6.8.0.105",
            "https://riptutorial.com/powershell/example/24402",
        ],
    },
    EncoderProfile {
        name: "dotnet HttpUtility.UrlEncode Latin-1",
        versions: "all",
        edits: &[
            EncoderEdit::Form(b" ", Form::Plus),
            EncoderEdit::Form(b"!()*", Form::Literal),
            EncoderEdit::Form(b"~", Form::Escaped),
            EncoderEdit::Hex(HexCase::Lower),
            EncoderEdit::Charset(Charset::Latin1PerUnit),
        ],
        evidence: &["observed: Mono 6.8.0.105"],
    },
    EncoderProfile {
        name: "dotnet HttpUtility.UrlEncodeUnicode",
        versions: "all",
        edits: &[
            EncoderEdit::Form(b" ", Form::Plus),
            EncoderEdit::Form(b"!()*", Form::Literal),
            EncoderEdit::Form(b"~", Form::Escaped),
            EncoderEdit::Hex(HexCase::Lower),
            EncoderEdit::Charset(Charset::UEscapeAll),
        ],
        evidence: &["observed: Mono 6.8.0.105"],
    },
    EncoderProfile {
        name: "dotnet HttpUtility.UrlPathEncode",
        versions: "all",
        edits: &[
            EncoderEdit::Form(b"!\"#$%&'()*+,/:;<=>?@[\\]^`{|}", Form::Literal),
            EncoderEdit::Hex(HexCase::Lower),
            EncoderEdit::Charset(Charset::SurrogatesReplaced),
        ],
        evidence: &["observed: Mono 6.8.0.105"],
    },
    EncoderProfile {
        name: "dotnet WebUtility.UrlEncode",
        versions: "all",
        edits: &[
            EncoderEdit::Form(b" ", Form::Plus),
            EncoderEdit::Form(b"!()*", Form::Literal),
            EncoderEdit::Form(b"~", Form::Escaped),
        ],
        evidence: &["observed: Mono 6.8.0.105"],
    },
    EncoderProfile {
        name: "dotnet per char X2",
        versions: "all",
        edits: &[EncoderEdit::Charset(Charset::CodeUnit)],
        evidence: &["observed: Mono 6.8.0.105"],
    },
    EncoderProfile {
        name: "perl uri_escape",
        versions: "URI 5",
        edits: &[EncoderEdit::Charset(Charset::Latin1)],
        evidence: &["observed: Perl 5.36.0, URI 5.17"],
    },
    EncoderProfile {
        name: "perl uri_escape_utf8",
        versions: "URI 5",
        edits: &[],
        evidence: &["observed: Perl 5.36.0, URI 5.17"],
    },
    EncoderProfile {
        name: "perl uri_escape RFC 2396 set",
        versions: "old defaults",
        edits: &[EncoderEdit::Form(b"!'()*", Form::Literal)],
        evidence: &["observed: Perl 5.36.0, URI 5.17"],
    },
    EncoderProfile {
        name: "perl URI query_form",
        versions: "all",
        edits: &[
            EncoderEdit::Form(b" ", Form::Plus),
            EncoderEdit::Form(b"!'()*", Form::Literal),
        ],
        evidence: &["observed: Perl 5.36.0, URI 5.17"],
    },
    EncoderProfile {
        name: "perl HTTP::Tiny",
        versions: "all",
        edits: &[EncoderEdit::Form(b" ", Form::Plus)],
        evidence: &["observed: Perl 5.36.0, HTTP::Tiny 0.080"],
    },
    EncoderProfile {
        name: "perl sprintf %02x",
        versions: "all",
        edits: &[EncoderEdit::Hex(HexCase::Lower)],
        evidence: &["observed: Perl 5.36.0"],
    },
    EncoderProfile {
        name: "perl sprintf %X",
        versions: "all",
        edits: &[
            EncoderEdit::Form(b"-.~", Form::Escaped),
            EncoderEdit::Hex(HexCase::Unpadded),
        ],
        evidence: &["observed: Perl 5.36.0"],
    },
    EncoderProfile {
        name: "perl sprintf %X characters",
        versions: "all",
        edits: &[
            EncoderEdit::Hex(HexCase::Unpadded),
            EncoderEdit::Charset(Charset::CodePoint),
        ],
        evidence: &["observed: Perl 5.36.0"],
    },
    EncoderProfile {
        name: "tcl http::formatQuery",
        versions: "http 2",
        edits: &[],
        evidence: &["observed: Tcl 8.6.13, http 2.9.8"],
    },
    EncoderProfile {
        name: "tcl http::quoteString",
        versions: "http 2",
        edits: &[],
        evidence: &["observed: Tcl 8.6.13, http 2.9.8"],
    },
    EncoderProfile {
        name: "tcl http::formatQuery iso8859-1",
        versions: "http 2",
        edits: &[EncoderEdit::Charset(Charset::Latin1)],
        evidence: &["observed: Tcl 8.6.13, http 2.9.8"],
    },
    EncoderProfile {
        name: "jq @uri",
        versions: "before 1.7",
        edits: &[EncoderEdit::Form(b"!'()*", Form::Literal)],
        evidence: &["observed: jq 1.6"],
    },
    EncoderProfile {
        name: "jq @uri since 1.7",
        versions: "1.7 and later",
        edits: &[],
        evidence: &["known from practice; no public case cited"],
    },
    EncoderProfile {
        name: "curl --data-urlencode",
        versions: "all",
        edits: &[EncoderEdit::Form(b" ", Form::Plus)],
        evidence: &["observed: curl 7.88.1"],
    },
    EncoderProfile {
        name: "curl -G --data-urlencode",
        versions: "7.88",
        edits: &[
            EncoderEdit::Form(b" ", Form::Plus),
            EncoderEdit::Hex(HexCase::Lower),
        ],
        evidence: &["observed: curl 7.88.1"],
    },
    EncoderProfile {
        name: "c curl_easy_escape",
        versions: "libcurl 7.15 and later",
        edits: &[],
        evidence: &["known from practice; no public case cited"],
    },
    EncoderProfile {
        name: "objc stringByAddingPercentEscapesUsingEncoding",
        versions: "deprecated since iOS 9",
        edits: &[EncoderEdit::Form(b"!$&'()*+,/:;=?@", Form::Literal)],
        evidence: &["known from practice; no public case cited"],
    },
    EncoderProfile {
        name: "swift .urlQueryAllowed",
        versions: "all",
        edits: &[EncoderEdit::Form(b"!$&'()*+,/:;=?@", Form::Literal)],
        evidence: &["known from practice; no public case cited"],
    },
    EncoderProfile {
        name: "apex EncodingUtil.urlEncode",
        versions: "all",
        edits: &[
            EncoderEdit::Form(b" ", Form::Plus),
            EncoderEdit::Form(b"*", Form::Literal),
            EncoderEdit::Form(b"~", Form::Escaped),
        ],
        evidence: &["known from practice; no public case cited"],
    },
    EncoderProfile {
        name: "vba WorksheetFunction.EncodeURL",
        versions: "Excel 2013 and later",
        edits: &[],
        evidence: &["known from practice; no public case cited"],
    },
    EncoderProfile {
        name: "power query Uri.EscapeDataString",
        versions: "all",
        edits: &[],
        evidence: &["known from practice; no public case cited"],
    },
    EncoderProfile {
        name: "delphi TIdURI.ParamsEncode",
        versions: "versions that spare the asterisk",
        edits: &[EncoderEdit::Form(b"*", Form::Literal)],
        evidence: &["known from practice; no public case cited"],
    },
    EncoderProfile {
        name: "apps script encodeURIComponent",
        versions: "all",
        edits: &[EncoderEdit::Form(b"!'()*", Form::Literal)],
        evidence: &["known from practice; no public case cited"],
    },
    EncoderProfile {
        name: "dart Uri.encodeComponent",
        versions: "all",
        edits: &[EncoderEdit::Form(b"!'()*", Form::Literal)],
        evidence: &["known from practice; no public case cited"],
    },
    EncoderProfile {
        name: "dart Uri.encodeQueryComponent",
        versions: "all",
        edits: &[EncoderEdit::Form(b" ", Form::Plus)],
        evidence: &["known from practice; no public case cited"],
    },
];
