//! The programming language that a client is written in: told by its `User-Agent`, by the code that
//! was pasted, or by the user.

use bstr::ByteSlice as _;

use crate::request::Request;

/// A language, and how it is known.
#[derive(Debug, Eq, PartialEq)]
pub struct Language {
    /// In lower case, stable: the value of `--lang`.
    pub id: &'static str,
    /// As people write it.
    pub name: &'static str,
    /// What else it is called, or what runs in it.
    pub aliases: &'static [&'static str],
    /// The languages of fixes that serve it, the best first.
    pub fixes: &'static [&'static str],
    /// What its clients write in their `User-Agent`, in lower case.
    agents: &'static [&'static [u8]],
    /// What only its code holds.
    marks: &'static [&'static [u8]],
}

/// All of them, the commonest clients of OAuth 1.0a first.
pub const LANGUAGES: &[Language] = &[
    Language {
        id: "php",
        name: "PHP",
        aliases: &["guzzle", "wordpress", "laravel", "magento"],
        fixes: &["PHP"],
        agents: &[b"guzzle", b"php", b"wordpress", b"symfony"],
        marks: &[
            b"<?php",
            b"curl_setopt",
            b"rawurlencode(",
            b"hash_hmac(",
            b"new GuzzleHttp",
        ],
    },
    Language {
        id: "js",
        name: "JavaScript",
        aliases: &[
            "javascript",
            "node",
            "nodejs",
            "typescript",
            "ts",
            "postman",
            "apps-script",
        ],
        fixes: &["JavaScript", "JS", "TypeScript"],
        agents: &[
            b"axios",
            b"node",
            b"undici",
            b"got ",
            b"postmanruntime",
            b"bun/",
            b"deno/",
        ],
        marks: &[
            b"fetch(",
            b"axios",
            b"require('",
            b"require(\"",
            b"createHmac(",
            b"CryptoJS.",
            b"UrlFetchApp.",
        ],
    },
    Language {
        id: "python",
        name: "Python",
        aliases: &["py", "python3", "requests"],
        fixes: &["Python"],
        agents: &[b"python", b"aiohttp", b"httpx"],
        marks: &[
            b"import requests",
            b"requests.post(",
            b"requests.get(",
            b"requests.put(",
            b"requests.request(",
            b"urllib.parse",
            b"hmac.new(",
        ],
    },
    Language {
        id: "java",
        name: "Java",
        aliases: &["kotlin", "scala", "android", "groovy"],
        fixes: &["Java", "Kotlin", "Scala"],
        agents: &[
            b"okhttp",
            b"java/",
            b"java-http-client",
            b"apache-httpclient",
            b"scribe",
            b"signpost",
            b"jersey",
            b"dalvik",
            b"ktor",
        ],
        marks: &[
            b"HttpURLConnection",
            b"OkHttpClient",
            b"HttpRequest.newBuilder",
            b"URLEncoder.encode(",
            b"Mac.getInstance(",
        ],
    },
    Language {
        id: "csharp",
        name: "C#",
        aliases: &["c#", "dotnet", ".net", "vb", "unity"],
        fixes: &["C#", ".NET"],
        agents: &[b"restsharp", b".net"],
        marks: &[
            b"new RestClient(",
            b"new HttpClient(",
            b"Uri.EscapeDataString(",
            b"new HMACSHA1(",
            b"System.Net.Http",
        ],
    },
    Language {
        id: "ruby",
        name: "Ruby",
        aliases: &["rb", "rails"],
        fixes: &["Ruby"],
        agents: &[
            b"ruby",
            b"oauth gem",
            b"faraday",
            b"httparty",
            b"typhoeus",
            b"rest-client",
            b"twurl",
        ],
        marks: &[b"Net::HTTP", b"OpenSSL::HMAC", b"CGI.escape("],
    },
    Language {
        id: "go",
        name: "Go",
        aliases: &["golang"],
        fixes: &["Go"],
        agents: &[b"go-http-client", b"go-resty"],
        marks: &[b"http.NewRequest(", b"url.QueryEscape(", b"hmac.New("],
    },
    Language {
        id: "perl",
        name: "Perl",
        aliases: &["pl", "lwp"],
        fixes: &["Perl"],
        agents: &[b"perl", b"lwp"],
        marks: &[b"LWP::UserAgent", b"uri_escape(", b"use strict;"],
    },
    Language {
        id: "powershell",
        name: "PowerShell",
        aliases: &["ps1", "pwsh"],
        // PowerShell calls what C# calls.
        fixes: &["PowerShell", "C#", ".NET"],
        agents: &[b"powershell"],
        marks: &[b"Invoke-RestMethod", b"Invoke-WebRequest"],
    },
    Language {
        id: "python2",
        name: "Python 2",
        aliases: &[],
        fixes: &["Python 2", "Python"],
        agents: &[b"python-urllib/2."],
        marks: &[b"import urllib2"],
    },
    Language {
        id: "swift",
        name: "Swift",
        aliases: &["ios"],
        fixes: &["Swift"],
        agents: &[b"cfnetwork", b"alamofire"],
        marks: &[b"URLSession.shared", b"URLRequest(url:"],
    },
    Language {
        id: "objc",
        name: "Objective-C",
        aliases: &["objective-c"],
        fixes: &["Objective-C"],
        agents: &[],
        marks: &[b"NSMutableURLRequest"],
    },
    Language {
        id: "apex",
        name: "Apex",
        aliases: &["salesforce"],
        fixes: &["Apex"],
        agents: &[b"sfdc"],
        marks: &[b"new HttpRequest()", b"EncodingUtil."],
    },
    Language {
        id: "vba",
        name: "VBA",
        aliases: &["excel"],
        fixes: &["VBA"],
        agents: &[b"winhttp"],
        marks: &[b"MSXML2.", b"WinHttp.WinHttpRequest"],
    },
    Language {
        id: "dart",
        name: "Dart",
        aliases: &["flutter"],
        fixes: &["Dart"],
        agents: &[b"dart"],
        marks: &[b"package:http/"],
    },
    Language {
        id: "shell",
        name: "shell",
        aliases: &["bash", "sh", "curl", "openssl"],
        fixes: &["shell", "curl"],
        agents: &[],
        marks: &[b"#!/bin/bash", b"#!/usr/bin/env bash", b"#!/bin/sh"],
    },
    Language {
        id: "tcl",
        name: "Tcl",
        aliases: &[],
        fixes: &["Tcl"],
        agents: &[b"tcl"],
        marks: &[],
    },
    Language {
        id: "c",
        name: "C",
        aliases: &["c++", "cpp"],
        fixes: &["C"],
        agents: &[],
        marks: &[b"curl_easy_setopt"],
    },
    Language {
        id: "delphi",
        name: "Delphi",
        aliases: &["pascal"],
        fixes: &["Delphi"],
        agents: &[b"indy"],
        marks: &[],
    },
];

/// The language of that id, name or other name, whatever the case.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Language> {
    let is_it = |known: &str| known.eq_ignore_ascii_case(name);
    LANGUAGES.iter().find(|language| {
        is_it(language.id)
            || is_it(language.name)
            || language.aliases.iter().any(|alias| is_it(alias))
    })
}

/// The language that the request's `User-Agent` tells, else the code around it in the paste.
#[must_use]
pub fn of_client(request: &Request, paste: Option<&[u8]>) -> Option<&'static Language> {
    let agent = request.header("user-agent");
    let agent = agent.map(|agent| agent.value.bytes().to_ascii_lowercase());
    agent
        .and_then(|agent| of_agent(&agent))
        .or_else(|| paste.and_then(of_code))
}

fn of_agent(agent: &[u8]) -> Option<&'static Language> {
    // The longest mark is the narrowest: `python-urllib/2.` before `python`.
    LANGUAGES
        .iter()
        .filter_map(|language| {
            let marks = language
                .agents
                .iter()
                .filter(|mark| agent.contains_str(mark));
            Some((marks.map(|mark| mark.len()).max()?, language))
        })
        .max_by_key(|(len, _)| *len)
        .map(|(_, language)| language)
}

/// A browser copies `fetch` and PowerShell of requests that its page made: that is a page's
/// language, and a command's is its user's.
fn of_code(paste: &[u8]) -> Option<&'static Language> {
    // Code is short; what is longer is a log or a recording.
    const LONGEST: usize = 64 * 1024;
    let text = paste.get(..LONGEST.min(paste.len()))?;
    LANGUAGES
        .iter()
        .find(|language| language.marks.iter().any(|mark| text.contains_str(mark)))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::request::{Header, Text};

    fn agent(value: &str) -> Option<&'static str> {
        let request = Request {
            headers: vec![Header {
                name: Text::from("User-Agent"),
                value: Text::from(value),
            }],
            ..Request::default()
        };
        of_client(&request, None).map(|language| language.id)
    }

    #[test]
    fn a_client_is_known_by_its_user_agent() {
        for (value, id) in [
            ("GuzzleHttp/7", "php"),
            ("okhttp/4.12.0", "java"),
            ("RestSharp/106.0.0.0", "csharp"),
            ("python-requests/2.31.0", "python"),
            ("Python-urllib/2.7", "python2"),
            ("axios/1.6.0", "js"),
            ("Faraday v2.7", "ruby"),
            ("Go-http-client/1.1", "go"),
            ("libwww-perl/6.67 LWP", "perl"),
            (
                "Mozilla/5.0 (Windows NT; Windows NT 10.0) WindowsPowerShell/5.1",
                "powershell",
            ),
            ("SFDC-Callout/58.0", "apex"),
        ] {
            assert_eq!(agent(value), Some(id), "{value}");
        }
        assert_eq!(agent("curl/8.5.0"), None);
    }

    #[test]
    fn code_tells_its_language() {
        let of = |code: &str| of_client(&Request::default(), Some(code.as_bytes()));
        assert_eq!(of("<?php $ch = curl_init();").unwrap().id, "php");
        assert_eq!(of("await fetch('https://h/')").unwrap().id, "js");
        assert_eq!(of("Invoke-RestMethod -Uri x").unwrap().id, "powershell");
        assert!(of("curl https://h/").is_none());
    }

    #[test]
    fn no_name_means_two_languages() {
        let mut seen = HashSet::new();
        for language in LANGUAGES {
            assert!(!language.fixes.is_empty());
            let names = [language.id, language.name]
                .into_iter()
                .chain(language.aliases.iter().copied());
            let names: HashSet<String> = names.map(str::to_ascii_lowercase).collect();
            for name in names {
                assert!(seen.insert(name.clone()), "{name}");
            }
        }
        assert_eq!(by_name("Node").unwrap().id, "js");
        assert_eq!(by_name("C#").unwrap().id, "csharp");
    }
}
