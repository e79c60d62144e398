//! A request written as raw HTTP, HAR or curl is read back as the same request.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use bstr::ByteSlice as _;
use countersign::capture::{self, Options};
use countersign::request::{Header, Request, Text};
use countersign::write::{curl, har, http};
use proptest::prelude::*;

/// A request as a client sends it: the parts that no form may change.
fn requests(body: BoxedStrategy<Vec<u8>>) -> impl Strategy<Value = Request> {
    let method = prop_oneof![
        Just("GET"),
        Just("POST"),
        Just("PUT"),
        Just("DELETE"),
        Just("PATCH"),
        Just("patch"),
        Just("M-SEARCH"),
        Just("Q"),
        Just("a!b.c"),
    ];
    let scheme = prop_oneof![Just("http"), Just("https")];
    let url = (
        scheme,
        "[a-z]{1,8}(\\.[a-z]{2,5}){1,2}(:[1-9][0-9]{1,3})?",
        "/[A-Za-z0-9._~%!$'()*+,;=:@/-]{0,30}",
        "(\\?[A-Za-z0-9._~%!$'()*+,;=:@/?&\\[\\]{}-]{0,40})?",
    );
    let header = (
        "X-[A-Za-z0-9]{1,10}",
        "([!-~][ -~\u{e9}\u{4e2d}]{0,40}[!-~])?",
    );
    let authorization =
        "OAuth oauth_consumer_key=\"[!#-~]{1,20}\", oauth_signature=\"[A-Za-z0-9%]{28}\"";
    (
        method,
        url,
        prop::collection::vec(header, 0..5),
        prop::option::of(authorization),
        prop::option::of(body),
    )
        .prop_map(
            |(method, (scheme, host, path, query), headers, authorization, body)| {
                let mut all = vec![Header::made("Host", host.as_str())];
                all.extend(
                    headers
                        .iter()
                        .map(|(name, value)| Header::made(name, value.as_str())),
                );
                all.extend(
                    authorization.map(|value| Header::made("Authorization", value.as_str())),
                );
                if let Some(body) = &body {
                    all.push(Header::made("Content-Type", "application/octet-stream"));
                    all.push(Header::made("Content-Length", body.len().to_string()));
                }
                Request {
                    method: Text::from(method),
                    url: Text::from(format!("{scheme}://{host}{path}{query}").as_str()),
                    headers: all,
                    body: body.map(Text::made),
                    ..Request::default()
                }
            },
        )
}

fn any_bytes() -> BoxedStrategy<Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..80),
        "[a-z0-9=&%+ \r\n\"'\\\\!-]{0,80}".prop_map(String::into_bytes),
        "[a \"'\u{a0}\u{202f}\u{200b}\u{2060}\u{feff}\u{2019}\u{201c}é]{0,9}"
            .prop_map(String::into_bytes),
    ]
    .boxed()
}

fn read_back(paste: &[u8]) -> Request {
    let mut read = capture::read(paste, &Options::default()).unwrap();
    assert_eq!(read.requests.len(), 1);
    read.requests.remove(0).request
}

/// `{{name}}` in a request line is a variable of a .http file, not wire text.
fn without_variables(request: &Request) -> bool {
    !(request.url.bytes().contains_str("{{") && request.url.bytes().contains_str("}}"))
}

/// Without what no curl command tells: what curl adds by itself.
fn as_curl_tells(request: Request) -> Request {
    let mut told = request;
    told.headers
        .retain(|header| !header.is_named("host") && !header.is_named("content-length"));
    told
}

/// Any request at all: blanks in the URL, control characters in a header.
fn odd_requests() -> impl Strategy<Value = Request> {
    let odd = "([a-z0-9=&%+/?#.\"'\\\\ \t\u{1}-\u{1f}\u{7f}-\u{ff}\u{202e}\u{200b}]|[ -~]){0,12}";
    (
        requests(any_bytes()),
        odd,
        odd,
        "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}",
    )
        .prop_map(|(mut request, url, header, method)| {
            let whole = [request.url.bytes(), url.as_bytes()].concat();
            request.url = Text::made(whole);
            request.method = Text::made(method);
            request.headers.push(Header::made("X-Odd", header));
            request
        })
}

/// That it is the same, but for blanks around a header's value, which no server sees.
fn is_same(read: &Request, request: &Request) -> bool {
    let headers = |request: &Request| -> Vec<Vec<u8>> {
        let all = request
            .headers
            .iter()
            .filter(|header| !header.is_named("host") && !header.is_named("content-length"));
        all.map(|header| {
            let value = header.value.bytes().trim_with(|c| c == ' ' || c == '\t');
            [header.name.bytes(), value].concat()
        })
        .collect()
    };
    (&read.method, &read.url) == (&request.method, &request.url)
        && headers(read) == headers(request)
        && read.body.clone().unwrap_or_default() == request.body.clone().unwrap_or_default()
}

proptest! {
    #[test]
    fn what_is_written_is_read_back_or_refused(request in odd_requests()) {
        let har = har(&request).map(|har| serde_json::to_vec_pretty(&har).unwrap().into());
        for written in [curl(&request), http(&request), har].into_iter().flatten() {
            prop_assert!(is_same(&read_back(&written), &request), "{}", written);
        }
    }

    #[test]
    fn a_curl_command_is_read_back(request in requests(any_bytes())) {
        let request = as_curl_tells(request);
        let paste = curl(&request).unwrap();
        prop_assert_eq!(read_back(&paste), request, "{}", paste);
    }

    #[test]
    fn raw_http_is_read_back(request in requests(any_bytes())) {
        prop_assume!(without_variables(&request));
        let paste = http(&request).unwrap();
        // Its request line holds the whole URL, whatever the request was read from.
        let expected = Request {
            absolute_form: true,
            ..request
        };
        prop_assert_eq!(read_back(&paste), expected, "{}", paste);
    }

    #[test]
    fn a_har_is_read_back(request in requests(any_bytes())) {
        let paste = serde_json::to_vec_pretty(&har(&request).unwrap()).unwrap();
        prop_assert_eq!(read_back(&paste), request);
    }
}

/// What was lost once is kept now, and not refused.
#[test]
fn odd_bytes_are_kept() {
    let request = Request {
        method: "POST".into(),
        url: "https://h.example/a b?c=d e".into(),
        headers: vec![Header::made("X-Odd", "a\u{1b}[31m\u{1}b")],
        body: Some(Text::made(b"a\0b\\0\xff\n'%'\0".as_slice())),
        ..Request::default()
    };
    assert!(is_same(&read_back(&http(&request).unwrap()), &request));
    let har = har(&request).unwrap().to_string();
    assert!(is_same(&read_back(har.as_bytes()), &request));
    // curl 7.88.1: "URL using bad/illegal format or missing URL".
    let refused = curl(&request).unwrap_err();
    assert!(
        refused.problem().contains("curl refuses the URL"),
        "{refused}"
    );
    let request = Request {
        url: "https://h.example/a%20b".into(),
        ..request
    };
    assert!(is_same(&read_back(&curl(&request).unwrap()), &request));
}
