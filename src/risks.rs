//! What can be told of a request without any secret: where clients and servers are known to part
//! on it, and the base strings that the commonest mistakes would make of it.

use std::collections::BTreeMap;

use bstr::{BString, ByteSlice as _};

use crate::credentials::Credentials;
use crate::emulate::emulate;
use crate::mistakes;
use crate::pipeline::Trace;
use crate::pipeline::collect::Source;
use crate::pipeline::decode::Parameter;
use crate::recipe::Recipe;
use crate::request::{Request, UrlParts};

/// What encoders do not agree on, beside the unreserved characters (RFC 5849 section 3.6): what
/// each is called, and its bytes.
const CHARACTERS: &[(&str, &[u8])] = &[
    ("space", b" "),
    ("`+`", b"+"),
    ("`!`", b"!"),
    ("`*`", b"*"),
    ("`'`", b"'"),
    ("`(`", b"("),
    ("`)`", b")"),
    ("`~`", b"~"),
    ("`/`", b"/"),
    ("`:`", b":"),
    ("`,`", b","),
    ("`;`", b";"),
    ("`@`", b"@"),
    ("`$`", b"$"),
    ("`&`", b"&"),
    ("`=`", b"="),
    ("`?`", b"?"),
    ("`#`", b"#"),
    ("`%`", b"%"),
    ("`[`", b"["),
    ("`]`", b"]"),
    ("line break", b"\r\n"),
];

/// The mistakes that are met most often, the commonest first: those that show in the base string.
const COMMONEST: &[&str] = &[
    "enc-space-plus",
    "query-omitted",
    "body-form-omitted",
    "double-encoded-params",
    "values-not-encoded",
    "sort-none",
    "enc-js-marks-literal",
    "enc-hex-lowercase",
    "uri-query-kept",
    "query-not-decoded",
    "enc-slash-literal",
    "body-nonform-included",
    "oauth-signature-included",
    "uri-scheme-proxy",
    "uri-default-port-kept",
    "uri-trailing-slash-dropped",
    "dup-keys-collapsed",
    "enc-tilde-escaped",
    "assembly-params-encoded-twice",
    "charset-latin1",
];

/// A base string that the client may have signed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Candidate {
    /// The mistakes that make it, the commonest first.
    pub ids: Vec<&'static str>,
    /// What the first of them is.
    pub title: &'static str,
    /// The base string: two layers of encoding.
    pub base_string: BString,
}

/// The base strings that the commonest mistakes make of the request, each once.
#[must_use]
pub fn candidates(
    request: &Request,
    credentials: &Credentials,
    rules: &Recipe,
    right: &Trace,
) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for mistake in COMMONEST.iter().filter_map(|id| mistakes::by_id(id)) {
        let Ok(made) = emulate(request, credentials, rules, &[mistake.id.to_owned()]) else {
            continue;
        };
        let text = &made.trace.base_string.text;
        if *text == right.base_string.text {
            continue;
        }
        match found.iter_mut().find(|one| one.base_string == *text) {
            Some(one) => one.ids.push(mistake.id),
            None => found.push(Candidate {
                ids: vec![mistake.id],
                title: mistake.title,
                base_string: text.clone().into(),
            }),
        }
    }
    found
}

/// What of this request clients are known to sign wrongly, in sentences without a full stop; empty
/// where nothing of it is risky.
#[must_use]
pub fn risks(request: &Request, right: &Trace) -> Vec<String> {
    let mut risks = Vec::new();
    risks.extend(characters(&right.parameters));
    if right
        .parameters
        .iter()
        .any(|one| !one.name.is_ascii() || !one.value.is_ascii())
    {
        risks.push("letters outside ASCII: they are encoded as UTF-8, byte by byte".to_owned());
    }
    if !right.order.is_sorted() {
        risks.push("the order: as sent, the parameters are not sorted".to_owned());
    }
    risks.extend(repeated(&right.parameters));
    risks.extend(of_query(request));
    let from = |source: Source| right.parameters.iter().any(|one| one.source == source);
    if from(Source::Query) && from(Source::Body) {
        risks.push("parameters in both query and body: all of them are signed".to_owned());
    }
    let body = request
        .body
        .as_ref()
        .is_some_and(|body| !body.bytes().is_empty());
    if body && !from(Source::Body) {
        risks.push("a body that is not a form: nothing of it is signed".to_owned());
    }
    risks.extend(of_url(request, right));
    risks
}

/// "6 characters on which encoders differ: space (7), `!`, `,` (2)".
fn characters(parameters: &[Parameter]) -> Option<String> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    let texts = parameters.iter().flat_map(|one| [&one.name, &one.value]);
    for byte in texts.flat_map(|text| text.bytes()) {
        let known = CHARACTERS
            .iter()
            .position(|(_, bytes)| bytes.contains(&byte));
        if let Some(place) = known {
            *counts.entry(place).or_default() += 1;
        }
    }
    let shown = counts.iter().filter_map(|(place, count)| {
        let (name, _) = CHARACTERS.get(*place)?;
        Some(match count {
            1 => (*name).to_owned(),
            count => format!("{name} ({count} times)"),
        })
    });
    let shown: Vec<String> = shown.collect();
    let what = match shown.len() {
        0 => return None,
        1 => "a character on which encoders differ".to_owned(),
        many => format!("{many} characters on which encoders differ"),
    };
    Some(format!("{what}: {}", shown.join(", ")))
}

/// A name that comes more than once.
fn repeated(parameters: &[Parameter]) -> Option<String> {
    let (_, one) = parameters.iter().enumerate().find(|(at, one)| {
        let mut before = parameters.iter().take(*at);
        before.any(|before| before.name == one.name)
    })?;
    Some(format!(
        "`{}` comes more than once: each is signed, in the order of their values",
        one.name.to_str_lossy().escape_debug()
    ))
}

/// Escapes of the query, which are decoded before they are encoded.
fn of_query(request: &Request) -> Option<String> {
    let query = UrlParts::split(&request.url).query?;
    let text = query.bytes();
    let at = text.find_byte(b'%')?;
    let escape = text.get(at..at + 3)?.to_str_lossy().into_owned();
    let small = text
        .find_iter("%")
        .filter_map(|at| text.get(at + 1..at + 3))
        .any(|digits| digits.iter().any(u8::is_ascii_lowercase));
    let lower = if small {
        "; some are in lower case, and are signed in upper case"
    } else {
        ""
    };
    Some(format!(
        "the query holds an encoded {}: it is decoded, then encoded once{lower}",
        escape.escape_debug()
    ))
}

/// What of the URL is not signed as it is written.
fn of_url(request: &Request, right: &Trace) -> Option<String> {
    let parts = UrlParts::split(&request.url);
    if parts.host.bytes().is_empty() || right.base_string_uri.is_empty() {
        return None;
    }
    if parts.host.bytes().iter().any(u8::is_ascii_uppercase) {
        return Some("capitals in the host: they are signed in lower case".to_owned());
    }
    let path = parts.path.bytes();
    if path.contains(&b'%') {
        return Some(
            "escapes in the path: they are signed as sent, and escaped once more".to_owned(),
        );
    }
    if path.len() > 1 && path.ends_with(b"/") {
        return Some("the slash at the end of the path: it is signed".to_owned());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::trace;
    use crate::request::{Header, Text};

    fn request(url: &str, body: &str) -> Request {
        Request {
            method: Text::from("POST"),
            url: Text::from(url),
            headers: vec![Header {
                name: Text::from("Content-Type"),
                value: Text::from("application/x-www-form-urlencoded"),
            }],
            body: (!body.is_empty()).then(|| Text::from(body)),
            ..Request::default()
        }
    }

    fn of(url: &str, body: &str) -> Vec<String> {
        let request = request(url, body);
        let right = trace(&request, &Credentials::default(), &Recipe::default()).unwrap();
        risks(&request, &right)
    }

    #[test]
    fn what_is_risky_is_told_and_nothing_else() {
        assert_eq!(of("https://h/a?b=c", ""), Vec::<String>::new());
        assert_eq!(
            of("https://h/a?z=1%2c2&b=x%20y%20z!", ""),
            [
                "3 characters on which encoders differ: space (2 times), `!`, `,`",
                "the order: as sent, the parameters are not sorted",
                "the query holds an encoded %2c: it is decoded, then encoded once; some are in \
                 lower case, and are signed in upper case",
            ]
        );
        assert_eq!(
            of("https://H/a/?b=1", "b=%C3%A9"),
            [
                "letters outside ASCII: they are encoded as UTF-8, byte by byte",
                // `%` of %C3 stands before `1`.
                "the order: as sent, the parameters are not sorted",
                "`b` comes more than once: each is signed, in the order of their values",
                "parameters in both query and body: all of them are signed",
                "capitals in the host: they are signed in lower case",
            ]
        );
    }

    #[test]
    fn a_candidate_is_a_string_that_differs_and_stands_once() {
        let request = request("https://h/a?b=x%20y", "");
        let keys = Credentials::default();
        let rules = Recipe::default();
        let right = trace(&request, &keys, &rules).unwrap();
        let found = candidates(&request, &keys, &rules, &right);
        let first = found.first().unwrap();
        assert_eq!(first.ids, ["enc-space-plus"]);
        // By hand: a space as `+` in the parameter, which is %2B in the base string.
        assert_eq!(first.base_string, "POST&https%3A%2F%2Fh%2Fa&b%3Dx%2By");
        let mut texts: Vec<_> = found.iter().map(|one| &one.base_string).collect();
        texts.sort();
        texts.dedup();
        assert_eq!(texts.len(), found.len());
        for id in COMMONEST {
            assert!(mistakes::by_id(id).is_some(), "{id}");
        }
    }
}
