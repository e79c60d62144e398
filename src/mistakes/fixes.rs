//! Mends that many entries share: the RFC's encoder in each language (RFC 5849 section 3.6).

use super::{Fix, fix};

pub(super) const JAVA: Fix = fix(
    "Java",
    r#"URLEncoder.encode(s, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A").replace("%7E", "~")"#,
);
pub(super) const PHP: Fix = fix("PHP", "rawurlencode($s) // PHP 5.3 and later");
pub(super) const PYTHON: Fix = fix("Python", r#"urllib.parse.quote(s, safe="~")"#);
pub(super) const PYTHON2: Fix = fix("Python 2", r#"urllib.quote(s.encode("utf-8"), safe="~")"#);
pub(super) const JS: Fix = fix(
    "JavaScript",
    r#"encodeURIComponent(s).replace(/[!'()*]/g, c => "%" + c.charCodeAt(0).toString(16).toUpperCase())"#,
);
pub(super) const RUBY: Fix = fix("Ruby", "ERB::Util.url_encode(s) # Ruby 2.5 and later");
pub(super) const GO: Fix = fix(
    "Go",
    r#"strings.ReplaceAll(url.QueryEscape(s), "+", "%20")"#,
);
pub(super) const CSHARP: Fix = fix(
    "C#",
    "Uri.EscapeDataString(s) // .NET Framework 4.5 and later, .NET Core",
);
pub(super) const PERL: Fix = fix("Perl", r#"uri_escape_utf8($s, "^A-Za-z0-9\\-._~")"#);
pub(super) const SWIFT: Fix = fix(
    "Swift",
    r#"s.addingPercentEncoding(withAllowedCharacters: CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"))"#,
);
pub(super) const OBJC: Fix = fix(
    "Objective-C",
    r#"[s stringByAddingPercentEncodingWithAllowedCharacters:[NSCharacterSet characterSetWithCharactersInString:@"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"]]"#,
);
pub(super) const APEX: Fix = fix(
    "Apex",
    "EncodingUtil.urlEncode(s, 'UTF-8').replace('+', '%20').replace('*', '%2A').replace('%7E', '~')",
);
pub(super) const VBA: Fix = fix("VBA", "WorksheetFunction.EncodeURL(s)");
pub(super) const JQ: Fix = fix(
    "jq",
    r#"@uri | gsub("!"; "%21") | gsub("'"; "%27") | gsub("\\("; "%28") | gsub("\\)"; "%29") | gsub("\\*"; "%2A")"#,
);
