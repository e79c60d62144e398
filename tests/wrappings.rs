//! A request is read back as the same request from whatever it stands in: one table of writers,
//! each as a tool writes, and some requests; nothing is expected but what went in.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(
    clippy::format_collect,
    reason = "lines of a few words, in a table that is to be read"
)]

use countersign::capture::{self, Options, Part};

/// A request as it goes over the wire.
struct Message {
    method: &'static str,
    host: &'static str,
    target: &'static str,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
}

/// The first two are those of X's documentation and of RFC 5849 section 1.2; the third holds what
/// logs quote and escape.
const MESSAGES: &[Message] = &[
    Message {
        method: "POST",
        host: "api.twitter.com",
        target: "/1.1/statuses/update.json?include_entities=true",
        headers: &[
            ("Content-Type", "application/x-www-form-urlencoded"),
            (
                "Authorization",
                "OAuth oauth_consumer_key=\"xvz1evFS4wEEPTGEFPHBog\", oauth_nonce=\"kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg\", oauth_signature=\"hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D\", oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"1318622958\", oauth_token=\"370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb\", oauth_version=\"1.0\"",
            ),
        ],
        body: "status=Hello%20Ladies%20%2b%20Gentlemen%2c%20a%20signed%20OAuth%20request%21",
    },
    Message {
        method: "GET",
        host: "photos.example.net",
        target: "/photos?file=vacation.jpg&size=original",
        headers: &[
            ("Accept", "*/*"),
            (
                "Authorization",
                "OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_token=\"nnch734d00sl2jdk\", oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131202\", oauth_nonce=\"chapoH\", oauth_signature=\"MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D\"",
            ),
        ],
        body: "",
    },
    Message {
        method: "PUT",
        host: "h.example:8443",
        target: "/a?x=[1]&y='b'&oauth_consumer_key=k&oauth_nonce=n&oauth_signature_method=HMAC-SHA1&oauth_timestamp=1&oauth_signature=bMdU9i4OplREFa08YG7BReBfbqg%3D",
        headers: &[("Content-Type", "application/json")],
        body: "{\"it's\":\"GET /x\",\"b\":[2]}",
    },
];

/// What a wrapping does not show.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Shows {
    All,
    /// The body is not there, and its length is.
    NoBody,
}

/// A name, what it shows, and the writer.
type Wrapping = (&'static str, Shows, fn(&Message) -> String);

const WRAPPINGS: &[Wrapping] = &[
    ("raw", Shows::All, |m| wire(m, "\n")),
    ("raw with CR LF", Shows::All, |m| wire(m, "\r\n")),
    ("a fence in prose", Shows::All, |m| {
        format!("It fails:\n\n```http\n{}\n```\n\nWhy?\n", wire(m, "\n"))
    }),
    ("quoted in mail", Shows::All, |m| {
        each(&format!("I send\n\n{}", wire(m, "\n")), "> ")
    }),
    ("indented", Shows::All, |m| each(&wire(m, "\n"), "    ")),
    ("a comment", Shows::All, |m| each(&wire(m, "\n"), "// ")),
    ("a log with times", Shows::All, |m| {
        each(
            &wire(m, "\n"),
            "2020-09-13 14:26:40.070 DEBUG 3366 --- [main] a.b.Client : ",
        )
    }),
    ("docker", Shows::All, |m| each(&wire(m, "\n"), "web_1  | ")),
    ("logcat", Shows::All, |m| {
        each(&wire(m, "\n"), "09-13 14:26:40.580 2074-2317/a.b D/Http: ")
    }),
    ("the first line in a log", Shows::All, |m| {
        format!(
            "[2020-09-13 12:26:40] local.DEBUG: {}\n[2020-09-13 12:26:41] local.DEBUG: done\n",
            wire(m, "\n")
        )
    }),
    ("an answer behind", Shows::All, |m| {
        format!("{}\n\n{ANSWER}", wire(m, "\n"))
    }),
    ("an answer before", Shows::All, |m| {
        format!("{ANSWER}\n\n{}", wire(m, "\n"))
    }),
    ("a frame", Shows::All, |m| {
        format!(
            ">>>>>>>>\n{}\n<<<<<<<<\n{ANSWER}\n--------\nNULL\n",
            wire(m, "\n")
        )
    }),
    ("wget -d", Shows::All, |m| {
        format!(
            "Connecting... connected.\n\n---request begin---\n{}\n---request end---\n---response begin---\n{ANSWER}\n---response end---\n",
            wire(m, "\n")
        )
    }),
    ("curl -v", Shows::NoBody, |m| {
        let head: String = head(m).iter().map(|line| format!("> {line}\n")).collect();
        format!(
            "* Connected to {} (192.0.2.7) port 443 (#0)\n{head}>\n* sent\n{}",
            m.host,
            each(ANSWER, "< ")
        )
    }),
    ("libcurl", Shows::All, |m| {
        format!(
            "* Connected to {} (192.0.2.7) port 443 (#0)\n> {}\n* sent\n{}",
            m.host,
            wire(m, "\n"),
            each(ANSWER, "< ")
        )
    }),
    ("Insomnia", Shows::All, |m| {
        let head: String = head(m).iter().map(|line| format!("> {line}\n")).collect();
        let body = if m.body.is_empty() {
            String::new()
        } else {
            format!("| {}\n\n", m.body)
        };
        format!(
            "* Preparing request to https://{}{}\n\n{head}\n{body}{}",
            m.host,
            m.target,
            each(ANSWER, "< ")
        )
    }),
    ("Apache's wire log", Shows::All, |m| {
        let head: String = head(m)
            .iter()
            .map(|line| format!("{APACHE}>> \"{line}[\\r][\\n]\"\n"))
            .collect();
        let body = if m.body.is_empty() {
            String::new()
        } else {
            format!("{APACHE}>> \"{}\"\n", m.body)
        };
        format!(
            "{head}{APACHE}>> \"[\\r][\\n]\"\n{body}{APACHE}<< \"HTTP/1.1 401 Unauthorized[\\r][\\n]\"\n"
        )
    }),
    ("Apache's log of headers", Shows::NoBody, |m| {
        head(m)
            .iter()
            .map(|line| format!("{APACHE}>> {line}\n"))
            .collect()
    }),
    ("OkHttp", Shows::All, |m| {
        let head = head(m).split_off(1).join("\n");
        format!(
            "--> {} https://{}{} http/1.1\n{head}\n\n{}\n--> END {} ({}-byte body)\n<-- 401 https://{}/ (3ms)\nA: b\n\nno\n<-- END HTTP\n",
            m.method,
            m.host,
            m.target,
            m.body,
            m.method,
            m.body.len(),
            m.host
        )
    }),
    ("Jersey", Shows::All, |m| {
        let head: String = head(m)
            .split_off(1)
            .iter()
            .map(|line| format!("1 > {line}\n"))
            .collect();
        format!(
            "1 * Sending client request on thread main\n1 > {} https://{}{}\n{head}\n{}\n1 * Client response received\n1 < 401\n",
            m.method, m.host, m.target, m.body
        )
    }),
    ("http.client", Shows::All, |m| {
        let escape = |text: &str| {
            text.replace('\\', "\\\\")
                .replace('\'', "\\'")
                .replace('\r', "\\r")
                .replace('\n', "\\n")
        };
        let head: String = head(m).iter().map(|line| format!("{line}\r\n")).collect();
        let body = if m.body.is_empty() {
            String::new()
        } else {
            format!("send: b'{}'\n", escape(m.body))
        };
        format!(
            "send: b'{}\\r\\n'\n{body}reply: 'HTTP/1.1 401 Unauthorized\\r\\n'\nheader: date: x\n",
            escape(&head)
        )
    }),
];

const APACHE: &str = "2020/09/13 14:26:40:070 CEST [DEBUG] wire - http-outgoing-0 ";
const ANSWER: &str = "HTTP/1.1 401 Unauthorized\nContent-Type: text/plain\nContent-Length: 2\n\nno";

/// The head, a line each, without line ends.
fn head(message: &Message) -> Vec<String> {
    let mut head = vec![
        format!("{} {} HTTP/1.1", message.method, message.target),
        format!("Host: {}", message.host),
    ];
    head.extend(
        message
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}")),
    );
    if !message.body.is_empty() {
        head.push(format!("Content-Length: {}", message.body.len()));
    }
    head
}

fn wire(message: &Message, end: &str) -> String {
    let head: String = head(message)
        .iter()
        .map(|line| format!("{line}{end}"))
        .collect();
    format!("{head}{end}{}", message.body)
}

fn each(text: &str, prefix: &str) -> String {
    text.lines()
        .map(|line| format!("{prefix}{line}\n"))
        .collect()
}

#[test]
fn a_request_is_read_back_from_whatever_it_stands_in() {
    let mut wrong = Vec::new();
    for (name, shows, write) in WRAPPINGS {
        for message in MESSAGES {
            let paste = write(message);
            if let Err(problem) = same(message, *shows, &paste) {
                wrong.push(format!("{name}, {}: {problem}\n{paste}", message.method));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn same(message: &Message, shows: Shows, paste: &str) -> Result<(), String> {
    let capture =
        capture::read(paste.as_bytes(), &Options::default()).map_err(|error| error.to_string())?;
    let read = capture.only().map_err(|error| error.to_string())?;
    let request = &read.request;
    let equal = |what: &str, found: &str, wanted: &str| {
        if found == wanted {
            Ok(())
        } else {
            Err(format!("{what}: {found:?}, not {wanted:?}"))
        }
    };
    let url = format!("https://{}{}", message.host, message.target);
    equal(
        "method",
        &request.method.bytes().to_string(),
        message.method,
    )?;
    equal("URL", &request.url.bytes().to_string(), &url)?;
    for (name, value) in message.headers {
        let found = request
            .header(name)
            .map(|header| header.value.bytes().to_string());
        equal(name, &found.unwrap_or_default(), value)?;
    }
    let headers: Vec<String> = request
        .headers
        .iter()
        .map(|header| header.name.bytes().to_string())
        .collect();
    if headers.len() > message.headers.len() + 2 {
        return Err(format!("more headers: {headers:?}"));
    }
    let body = request
        .body
        .as_ref()
        .map(|body| body.bytes().to_string())
        .unwrap_or_default();
    if shows == Shows::All {
        return equal("body", &body, message.body);
    }
    equal("body", &body, "")?;
    if read.missing.iter().any(|gap| gap.part == Part::Body) == message.body.is_empty() {
        return Err("whether the body is missing is not told".to_owned());
    }
    Ok(())
}

/// Every place that a reader tells lies in the paste, wherever the paste was cut.
#[test]
fn a_paste_cut_anywhere_is_read_or_refused_with_places_inside_it() {
    for (name, _, write) in WRAPPINGS {
        let paste = write(&MESSAGES[0]);
        for end in (0..paste.len()).step_by(13) {
            let cut = &paste.as_bytes()[..end];
            let Ok(capture) = capture::read(cut, &Options::default()) else {
                continue;
            };
            for read in &capture.requests {
                let spans = read.findings.iter().filter_map(|found| found.span.clone());
                let spans = spans.chain(read.unused.iter().cloned());
                let spans = spans.chain(read.missing.iter().filter_map(|gap| gap.span.clone()));
                for span in spans.chain(read.request.url.span()) {
                    assert!(span.end <= end, "{name}, cut at {end}: {span:?}");
                }
            }
        }
    }
}
