//! Scheme, host and port of the base string URI, and its shape (RFC 5849 section 3.4.1.2).

use std::borrow::Cow;

use bstr::ByteSlice;

use super::{Edits, Facts, Instance, Mistake, Stage, fix, variant};
use crate::pipeline::base_string::{BaseStringEdit, UriEncoder};
use crate::pipeline::base_string_uri::{
    HostRule, PortRule, SchemeRule, UriEdit, UriQueryRule, UriShape, UserinfoRule,
};
use crate::pipeline::choice::Times;
use crate::recipe::Edit;
use crate::request::UrlParts;

pub(super) const ENTRIES: &[Mistake] = &[
    Mistake {
        id: "uri-scheme-proxy",
        stage: Stage::Uri,
        title: "the other scheme was signed: http for https, or https for http",
        says: "The client signed one scheme and the request went out under the other (a redirect does that, too), or a server behind a TLS proxy sees http and builds its base string with it. What belongs there is the scheme that the client uses.",
        before: "https%3A%2F%2Fexample.com%2F",
        after: "http%3A%2F%2Fexample.com%2F",
        who: &[
            "WooCommerce and LTI tools behind a proxy",
            "curl -L",
            "OpenLRS",
            "WeBWorK",
            "Open edX",
        ],
        fixes: &[
            fix("client", "sign the very URL that is requested"),
            fix("nginx", "proxy_set_header X-Forwarded-Proto $scheme;"),
            fix(
                "Django",
                "SECURE_PROXY_SSL_HEADER = ('HTTP_X_FORWARDED_PROTO', 'https')",
            ),
            fix("Express", "app.set('trust proxy', true)"),
            fix(
                "WordPress",
                "$_SERVER['HTTPS'] = 'on'; // wp-config.php, behind a TLS proxy",
            ),
            fix(
                "",
                "sign the URL that is requested, and let the server trust X-Forwarded-Proto",
            ),
        ],
        rfc: "3.4.1.2",
        evidence: &[
            "openedx/openedx-platform#5016",
            "openedx/openedx-platform#6266",
            "Apereo-Learning-Analytics-Initiative/OpenLRS#21",
            "openwebwork/webwork2#2074",
        ],
        edits: Edits::Set(&[Edit::Uri(UriEdit::Scheme(SchemeRule::Swapped))]),
    },
    Mistake {
        id: "uri-default-port-kept",
        stage: Stage::Uri,
        title: "the default port was kept in the base string URI",
        says: "Port 80 of http and port 443 of https are left out of the base string URI, even where the URL writes them.",
        before: "https%3A%2F%2Fh%2F",
        after: "https%3A%2F%2Fh%3A443%2F",
        who: &[
            "Scribe",
            "oauth-1.0a",
            "httr",
            "passport-http-2legged-oauth",
        ],
        fixes: &[
            fix(
                "JavaScript",
                "const { protocol, host } = new URL(url) // host has no default port",
            ),
            fix(
                "Python",
                "netloc = host if port in (None, {'http': 80, 'https': 443}[scheme]) else f'{host}:{port}'",
            ),
            fix("", "drop :80 of http and :443 of https"),
        ],
        rfc: "3.4.1.2",
        evidence: &[
            "scribejava/scribejava#428",
            "ddo/oauth-1.0a#59",
            "r-lib/httr#435",
            "camme/passport-http-2legged-oauth#10",
            "ciaranj/connect-auth#28",
        ],
        edits: Edits::AnyOf(&[
            variant(
                "as written in the URL",
                &[Edit::Uri(UriEdit::Port(PortRule::Kept))],
            ),
            variant(
                "written though the URL has none",
                &[Edit::Uri(UriEdit::Port(PortRule::AlwaysWritten))],
            ),
            variant(
                "443, not 80",
                &[Edit::Uri(UriEdit::Port(PortRule::PortEightyDropped))],
            ),
        ]),
    },
    Mistake {
        id: "uri-port-dropped",
        stage: Stage::Uri,
        title: "the port is missing from the base string URI",
        says: "A port that is not the scheme's default belongs into the base string URI.",
        before: "http%3A%2F%2Fh%3A8080%2F",
        after: "http%3A%2F%2Fh%2F",
        who: &[
            "TDOAuth",
            "league/oauth1-client",
            "Mastercard's Insomnia plugin",
        ],
        fixes: &[
            fix("JavaScript", "url.host // not url.hostname"),
            fix("Java", "uri.getAuthority() // not uri.getHost()"),
            fix("", "keep every port but 80 of http and 443 of https"),
        ],
        rfc: "3.4.1.2",
        evidence: &[
            "yahoo/TDOAuth#3",
            "thephpleague/oauth1-client#123",
            "Mastercard/insomnia-plugin-mastercard#6",
        ],
        edits: Edits::Set(&[Edit::Uri(UriEdit::Port(PortRule::Dropped))]),
    },
    Mistake {
        id: "uri-host-alias",
        stage: Stage::Uri,
        title: "another name of the host was signed",
        says: "The base string URI has the host under another name than the request: with or without www, localhost, an address, the name behind a proxy.",
        before: "http%3A%2F%2Fexample.com%2F",
        after: "http%3A%2F%2Fwww.example.com%2F",
        who: &[
            "WordPress with another site URL",
            "NetSuite account domains",
            "reverse proxies",
        ],
        fixes: &[
            fix("PHP", "$host = $_SERVER['HTTP_HOST'];"),
            fix("nginx", "proxy_set_header Host $host;"),
            fix("", "sign the host that stands in the request's Host header"),
        ],
        rfc: "3.4.1.2",
        evidence: &["WP-API/OAuth1#58"],
        edits: Edits::Each(host_aliases),
    },
    Mistake {
        id: "uri-host-header-differs",
        stage: Stage::Uri,
        title: "the URL's host was signed, and the Host header names another",
        says: "The authority of the base string URI is that of the Host header. The URL names another one, and that was signed.",
        before: "http%3A%2F%2Fhost-header%2F",
        after: "http%3A%2F%2Furl-host%2F",
        who: &["oauthlib", "clients that set Host by hand"],
        fixes: &[
            fix("Python", "headers={'Host': urlsplit(url).netloc}"),
            fix("", "send the Host header that belongs to the signed URL"),
        ],
        rfc: "3.4.1.2",
        evidence: &["oauthlib/oauthlib#142", "oauthlib/oauthlib#143"],
        edits: Edits::Set(&[Edit::Uri(UriEdit::Host(HostRule::FromUrl))]),
    },
    Mistake {
        id: "uri-port-from-backend",
        stage: Stage::Uri,
        title: "the port of the inner server was signed",
        says: "The server sees the port at which it listens behind the proxy, not the one that the client asked for.",
        before: "https%3A%2F%2Fh%2F",
        after: "http%3A%2F%2Fh%3A8080%2F",
        who: &["node-oauth servers behind a proxy", "Heroku", "Docker"],
        fixes: &[
            fix(
                "JavaScript",
                "app.set('trust proxy', true) // and req.get('x-forwarded-host')",
            ),
            fix("nginx", "proxy_set_header Host $http_host;"),
            fix(
                "",
                "rebuild the URL from X-Forwarded-Proto, X-Forwarded-Host and X-Forwarded-Port",
            ),
        ],
        rfc: "3.4.1.2",
        evidence: &["unscene/node-oauth#11"],
        edits: Edits::Each(backend_ports),
    },
    Mistake {
        id: "uri-host-upper",
        stage: Stage::Uri,
        title: "the host was not put in lower case",
        says: "Scheme and host stand in lower case in the base string URI, however the URL writes them.",
        before: "http%3A%2F%2Fexample.com%2F",
        after: "http%3A%2F%2FEXAMPLE.COM%2F",
        who: &["hand-written signers", "oauth-1.0a", "Net::OAuth"],
        fixes: &[
            fix("Python", "parts.netloc.lower()"),
            fix("Java", "uri.getHost().toLowerCase(Locale.ROOT)"),
            fix("JavaScript", "new URL(url).host"),
        ],
        rfc: "3.4.1.2",
        evidence: &["oauthlib/oauthlib#650"],
        edits: Edits::AnyOf(&[
            variant(
                "as written in the URL",
                &[Edit::Uri(UriEdit::Host(HostRule::AsGiven))],
            ),
            variant(
                "in upper case",
                &[Edit::Uri(UriEdit::Host(HostRule::Upper))],
            ),
            variant(
                "an IPv6 address as written in the URL",
                &[Edit::Uri(UriEdit::Host(HostRule::Ipv6AsGiven))],
            ),
        ]),
    },
    Mistake {
        id: "uri-scheme-upper",
        stage: Stage::Uri,
        title: "the scheme was not put in lower case",
        says: "Scheme and host stand in lower case in the base string URI, however the URL writes them.",
        before: "http%3A%2F%2Fexample.com%2F",
        after: "HTTP%3A%2F%2Fexample.com%2F",
        who: &["hand-written signers"],
        fixes: &[fix("", "put the scheme in lower case")],
        rfc: "3.4.1.2",
        evidence: &["oauthlib/oauthlib#650"],
        edits: Edits::AnyOf(&[
            variant(
                "as written in the URL",
                &[Edit::Uri(UriEdit::Scheme(SchemeRule::AsGiven))],
            ),
            variant(
                "in upper case",
                &[Edit::Uri(UriEdit::Scheme(SchemeRule::Upper))],
            ),
        ]),
    },
    Mistake {
        id: "uri-authority-missing",
        stage: Stage::Uri,
        title: "the URL that was signed is relative: its scheme and host are missing",
        says: "The signer was given a path, or a relative URL, and wrote null, undefined or nothing where scheme and host belong.",
        before: "http%3A%2F%2Fh%2Froute",
        after: "null%2F%2Fnull%2Froute",
        who: &["node-oauth with url.parse of a path"],
        fixes: &[
            fix(
                "JavaScript",
                "new URL(req.originalUrl, `${req.protocol}://${req.get('host')}`)",
            ),
            fix("", "give the signer an absolute URL"),
        ],
        rfc: "3.4.1.2",
        evidence: &["ciaranj/node-oauth#321"],
        edits: Edits::AnyOf(&[
            variant(
                "null",
                &[Edit::Uri(UriEdit::Shape(UriShape::NullAuthority))],
            ),
            variant(
                "undefined",
                &[Edit::Uri(UriEdit::Shape(UriShape::UndefinedAuthority))],
            ),
            variant(
                "empty scheme and authority",
                &[Edit::Uri(UriEdit::Shape(UriShape::EmptySchemeAndAuthority))],
            ),
            variant(
                "empty authority",
                &[Edit::Uri(UriEdit::Shape(UriShape::WithoutAuthority))],
            ),
        ]),
    },
    Mistake {
        id: "uri-path-only",
        stage: Stage::Uri,
        title: "only the path was signed",
        says: "The base string URI is the whole URL without query and fragment: scheme, host and path.",
        before: "https%3A%2F%2Fh%2Fp",
        after: "%2Fp",
        who: &["habits from AWS signatures", "frameworks' req.url"],
        fixes: &[
            fix(
                "JavaScript",
                "const { origin, pathname } = new URL(url); const uri = origin + pathname",
            ),
            fix("", "sign scheme://host/path"),
        ],
        rfc: "3.4.1.2",
        evidence: &["adeautomobile.co.uk/post/getting-invalid-signature-…"],
        edits: Edits::AnyOf(&[
            variant("the path", &[Edit::Uri(UriEdit::Shape(UriShape::PathOnly))]),
            variant(
                "the path with the query",
                &[
                    Edit::Uri(UriEdit::Shape(UriShape::PathOnly)),
                    Edit::Uri(UriEdit::Query(UriQueryRule::Kept)),
                ],
            ),
        ]),
    },
    Mistake {
        id: "uri-scheme-missing",
        stage: Stage::Uri,
        title: "the base string URI has no scheme",
        says: "The base string URI starts with the scheme and `://`.",
        before: "https%3A%2F%2Fh%2Fp",
        after: "h%2Fp",
        who: &["code that joins host and path"],
        fixes: &[fix("", "sign scheme://host/path")],
        rfc: "3.4.1.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "host and path",
                &[Edit::Uri(UriEdit::Shape(UriShape::WithoutScheme))],
            ),
            variant(
                "`//`, host and path",
                &[Edit::Uri(UriEdit::Shape(UriShape::WithoutSchemeName))],
            ),
        ]),
    },
    Mistake {
        id: "uri-scheme-slashes-missing",
        stage: Stage::Uri,
        title: "the `//` after the scheme is missing",
        says: "The base string URI reads scheme, `://`, host, path.",
        before: "https%3A%2F%2Fh%2Fp",
        after: "https%3Ah%2Fp",
        who: &["code that joins the parts of a parsed URL"],
        fixes: &[fix("", "sign scheme://host/path")],
        rfc: "3.4.1.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Uri(UriEdit::Shape(UriShape::WithoutSlashes))]),
    },
    Mistake {
        id: "uri-empty",
        stage: Stage::Uri,
        title: "the base string URI is empty",
        says: "The second part of the base string is empty: the signer had no URL when it signed.",
        before: "GET&https%3A%2F%2Fh%2Fp&",
        after: "GET&&",
        who: &[
            "a variable that was not set yet",
            "signers that are called before the URL is known",
        ],
        fixes: &[fix("", "give the signer the URL")],
        rfc: "3.4.1.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Uri(UriEdit::Shape(UriShape::Nothing))]),
    },
    Mistake {
        id: "uri-userinfo-kept",
        stage: Stage::Uri,
        title: "user name and password of the URL were signed",
        says: "What stands before the `@` of the authority is no part of the base string URI.",
        before: "https%3A%2F%2Fh%2F",
        after: "https%3A%2F%2Fuser%3Apass%40h%2F",
        who: &[
            "URLs with basic authentication",
            "signers that take the authority whole",
        ],
        fixes: &[
            fix("Python", "host = parts.hostname"),
            fix("", "cut the authority up to its `@`"),
        ],
        rfc: "3.4.1.2",
        evidence: &["observed: Authlib 1.9.9", "observed: rauth 0.7.3"],
        edits: Edits::Several(&[
            Edits::Set(&[Edit::Uri(UriEdit::Userinfo(UserinfoRule::Kept))]),
            Edits::Each(userinfo_as_written),
        ]),
    },
    Mistake {
        id: "uri-idn-unicode",
        stage: Stage::Uri,
        title: "the host was signed in Unicode",
        says: "An international host name goes on the wire, and into the base string URI, in its ASCII form.",
        before: "xn--mnchen-3ya.de",
        after: "münchen.de",
        who: &["signers that are handed a URL as text"],
        fixes: &[
            fix("Python", "host.encode('idna').decode()"),
            fix("JavaScript", "new URL(url).host"),
            fix("Java", "IDN.toASCII(host)"),
        ],
        rfc: "3.4.1.2",
        evidence: &["observed: oauthlib 4.0.1"],
        edits: Edits::Set(&[Edit::Uri(UriEdit::Host(HostRule::Unicode))]),
    },
    Mistake {
        id: "uri-ipv6-brackets-lost",
        stage: Stage::Uri,
        title: "the brackets of the IPv6 address are missing",
        says: "An IPv6 address stands in brackets in the authority, and so in the base string URI.",
        before: "%5B2001%3Adb8%3A%3A1%5D%3A8080",
        after: "2001%3Adb8%3A%3A1%3A8080",
        who: &["node-oauth", "oauth-signature (npm)"],
        fixes: &[fix("JavaScript", "url.host // not url.hostname")],
        rfc: "3.4.1.2",
        evidence: &[
            "observed: node-oauth 0.10.2",
            "observed: oauth-signature 1.5.0",
        ],
        edits: Edits::Set(&[Edit::Uri(UriEdit::Host(HostRule::BracketsLost))]),
    },
    Mistake {
        id: "uri-other-schemes-default-port-dropped",
        stage: Stage::Uri,
        title: "port 80 was dropped from https, or port 443 from http",
        says: "Only the default port of the URL's own scheme is left out.",
        before: "https%3A%2F%2Fh%3A80%2F",
        after: "https%3A%2F%2Fh%2F",
        who: &["dghubble/oauth1", "liboauth", "Postman's signer"],
        fixes: &[fix(
            "Go",
            "if scheme == \"https\" { host = strings.TrimSuffix(host, \":443\") } else { host = strings.TrimSuffix(host, \":80\") }",
        )],
        rfc: "3.4.1.2",
        evidence: &[
            "observed: dghubble/oauth1 0.7.3",
            "observed: liboauth 1.0.3",
        ],
        edits: Edits::AnyOf(&[
            variant(
                "80 and 443 alike",
                &[Edit::Uri(UriEdit::Port(PortRule::BothDefaultsDropped))],
            ),
            variant(
                "80 always, 443 never",
                &[Edit::Uri(UriEdit::Port(PortRule::PortEightyDropped))],
            ),
        ]),
    },
    Mistake {
        id: "uri-port-empty",
        stage: Stage::Uri,
        title: "a colon without a port was signed",
        says: "Where no port is written, no colon is written either.",
        before: "https%3A%2F%2Fh%2F",
        after: "https%3A%2F%2Fh%3A%2F",
        who: &["string templates with an empty port"],
        fixes: &[fix("", "write the colon only where a port follows")],
        rfc: "3.4.1.2",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::Uri(UriEdit::Port(PortRule::EmptyColon))]),
    },
    Mistake {
        id: "uri-netsuite-account-domain",
        stage: Stage::Uri,
        title: "the account's name stands in the host with `_` for `-`",
        says: "The domain of a NetSuite sandbox is written with a hyphen (123456-sb1), the account id and the realm with an underscore (123456_SB1). The host that is requested must be signed.",
        before: "123456-sb1.restlets.api.netsuite.com",
        after: "123456_sb1.restlets.api.netsuite.com",
        who: &["NetSuite integrations that build the domain from the account id"],
        fixes: &[fix(
            "",
            "host: account.toLowerCase() with `-` for `_`; realm: upper case with `_`",
        )],
        rfc: "3.4.1.2",
        evidence: &["ehmad11/netsuite-rest#1"],
        edits: Edits::Set(&[Edit::Uri(UriEdit::Host(HostRule::UnderscoresForHyphens))]),
    },
    Mistake {
        id: "uri-not-encoded-in-base",
        stage: Stage::Uri,
        title: "the base string URI was not percent-encoded",
        says: "The second part of the base string is the URI, percent-encoded once.",
        before: "GET&http%3A%2F%2Fh%2Fp&",
        after: "GET&http://h/p&",
        who: &["hand-written signers", "WordPress users"],
        fixes: &[
            fix("PHP", "rawurlencode($url)"),
            fix("JavaScript", "encodeURIComponent(url)"),
            fix("Python", "quote(url, safe='')"),
            fix("", "percent-encode the URI before it is joined"),
        ],
        rfc: "3.4.1.1",
        evidence: &["WP-API/OAuth1#184"],
        edits: Edits::Set(&[Edit::BaseString(BaseStringEdit::Uri(Times::Raw))]),
    },
    Mistake {
        id: "uri-encoded-twice",
        stage: Stage::Uri,
        title: "the base string URI was percent-encoded twice",
        says: "The second part of the base string is the URI, percent-encoded once.",
        before: "http%3A%2F%2F",
        after: "http%253A%252F%252F",
        who: &["code that encodes the URL and then each part"],
        fixes: &[fix("", "percent-encode the URI once")],
        rfc: "3.4.1.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::BaseString(BaseStringEdit::Uri(Times::Twice))]),
    },
    Mistake {
        id: "uri-partial-encode",
        stage: Stage::Uri,
        title: "`/` or `:` were left as they are in the base string URI",
        says: "Every character of the URI but letters, digits, `-`, `.`, `_` and `~` is percent-encoded; the encoder that was used leaves separators alone.",
        before: "http%3A%2F%2Fh%2Fp",
        after: "http%3A//h/p",
        who: &["Python quote with its default safe='/'", "JS encodeURI"],
        fixes: &[
            fix("Python", "quote(url, safe='')"),
            fix("JavaScript", "encodeURIComponent(url)"),
        ],
        rfc: "3.4.1.1",
        evidence: &["observed: Python 3.11"],
        edits: Edits::AnyOf(&[
            variant(
                "`/` literal",
                &[Edit::BaseString(BaseStringEdit::UriEncoder(
                    UriEncoder::SlashLiteral,
                ))],
            ),
            variant(
                "`:` and `/` literal",
                &[Edit::BaseString(BaseStringEdit::UriEncoder(
                    UriEncoder::ColonAndSlashLiteral,
                ))],
            ),
            variant(
                "`:` literal",
                &[Edit::BaseString(BaseStringEdit::UriEncoder(
                    UriEncoder::ColonLiteral,
                ))],
            ),
        ]),
    },
    Mistake {
        id: "uri-hex-lowercase",
        stage: Stage::Uri,
        title: "the base string URI was escaped in lower-case hex",
        says: "The digits of an escape are in upper case: %3A%2F%2F. Here only the URI went through another encoder.",
        before: "http%3A%2F%2Fh",
        after: "http%3a%2f%2fh",
        who: &[".NET HttpUtility.UrlEncode for the URL, another encoder for the parameters"],
        fixes: &[fix("C#", "Uri.EscapeDataString(url)")],
        rfc: "3.4.1.1",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::Set(&[Edit::BaseString(BaseStringEdit::UriEncoder(
            UriEncoder::HexLower,
        ))]),
    },
];

/// Other names by which the host may be known.
fn host_aliases(facts: &Facts<'_>) -> Vec<Instance> {
    let host = UrlParts::split(&facts.request.url)
        .host
        .bytes()
        .to_ascii_lowercase();
    let host = host.to_str_lossy();
    let mut instances = Vec::new();
    let mut names = forwarded_hosts(facts);
    match host.as_ref() {
        "localhost" => names.extend(["127.0.0.1", "[::1]"].map(str::to_owned)),
        "127.0.0.1" | "[::1]" => names.push("localhost".to_owned()),
        _ => {
            let (rule, detail) = match host.strip_prefix("www.") {
                Some(bare) => (HostRule::WwwDropped, bare.to_owned()),
                None => (HostRule::WwwAdded, format!("www.{host}")),
            };
            instances.push(Instance::new(detail, vec![Edit::Uri(UriEdit::Host(rule))]));
            if let Some((first, rest)) = host.split_once('.')
                && rest.contains('.')
                && first != "www"
            {
                let edit = Edit::Uri(UriEdit::Host(HostRule::FirstLabelDropped));
                instances.push(Instance::new(rest, vec![edit]));
            }
            for (from, to) in [("twitter.com", "x.com"), ("x.com", "twitter.com")] {
                if let Some(before) = host.strip_suffix(from)
                    && (before.is_empty() || before.ends_with('.'))
                {
                    names.push(format!("{before}{to}"));
                }
            }
            names.extend(["localhost", "127.0.0.1"].map(str::to_owned));
        }
    }
    instances.extend(names.into_iter().map(fixed_host));
    instances
}

/// Hosts that a proxy's headers name.
fn forwarded_hosts(facts: &Facts<'_>) -> Vec<String> {
    ["x-forwarded-host", "x-original-host", "x-forwarded-server"]
        .into_iter()
        .filter_map(|name| facts.request.header(name))
        .map(|header| {
            header
                .value
                .bytes()
                .to_str_lossy()
                .trim()
                .to_ascii_lowercase()
        })
        .filter(|host| !host.is_empty())
        .collect()
}

fn fixed_host(name: String) -> Instance {
    let edit = Edit::Uri(UriEdit::Host(HostRule::Fixed(Cow::Owned(name.clone()))));
    Instance::new(name, vec![edit])
}

/// Ports at which a server usually listens behind a proxy, with the scheme as sent and without
/// TLS.
fn backend_ports(facts: &Facts<'_>) -> Vec<Instance> {
    let parts = UrlParts::split(&facts.request.url);
    let secure = parts.scheme.bytes().eq_ignore_ascii_case(b"https");
    let mut instances = Vec::new();
    for port in [8080, 80, 443, 8000, 3000, 5000, 8443] {
        let fixed = Edit::Uri(UriEdit::Port(PortRule::Fixed(port)));
        instances.push(Instance::new(format!("port {port}"), vec![fixed.clone()]));
        if secure {
            let plain = Edit::Uri(UriEdit::Scheme(SchemeRule::Swapped));
            instances.push(Instance::new(
                format!("http, port {port}"),
                vec![plain, fixed],
            ));
        }
    }
    instances
}

/// User information is taken out of the URL on its way to the wire.
fn userinfo_as_written(facts: &Facts<'_>) -> Vec<Instance> {
    let userinfo = |url: &crate::request::Text| UrlParts::split(url).userinfo;
    if userinfo(&facts.request.url).is_some() {
        return Vec::new();
    }
    let written = facts.request.written.as_ref().and_then(userinfo);
    let host = UrlParts::split(&facts.request.url).host;
    let kept = written.map(|user| {
        let host = [user.bytes().as_bytes(), b"@", host.bytes()].concat();
        let host = Cow::Owned(host.to_str_lossy().into_owned());
        Instance::new("", vec![Edit::Uri(UriEdit::Host(HostRule::Fixed(host)))])
    });
    kept.into_iter().collect()
}
