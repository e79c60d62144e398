//! `countersign listen`, spoken to over raw sockets: no HTTP library stands between a test and the
//! wire.
//!
//! The right requests are those that RFC 5849 section 1.2 prints; the clock is told to be generous,
//! since they are of 1974.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

/// The secrets of the RFC's example.
const KEYS: &str = "consumer_key = \"dpf43f3p2l4k3l03\"
consumer_secret = \"kd94hf93k423kf44\"
token = \"nnch734d00sl2jdk\"
token_secret = \"pfkkdhi9sl3r4s00\"
";

/// The resource request of section 1.2.
const PHOTOS: &str = "GET /photos?file=vacation.jpg&size=original HTTP/1.1\r
Host: photos.example.net\r
Authorization: OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_token=\"nnch734d00sl2jdk\", oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131202\", oauth_nonce=\"chapoH\", oauth_signature=\"MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D\"\r
Connection: close\r
\r
";

/// Any timestamp since 1970 is accepted.
const ANY_TIME: [&str; 2] = ["--clock-skew", "100000000000"];

struct Listener {
    child: Child,
    address: String,
    folder: PathBuf,
}

/// What was printed, and the exit code.
struct Ended {
    status: ExitStatus,
    stdout: String,
    stderr: String,
}

impl Listener {
    fn start(name: &str, arguments: &[&str]) -> Self {
        let folder = std::env::temp_dir().join(format!("listen-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("keys.toml"), KEYS).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_countersign"))
            .args(["listen", "--port", "0", "--keys", "keys.toml"])
            .args(arguments)
            .current_dir(&folder)
            .env_clear()
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut stderr = BufReader::new(child.stderr.as_mut().unwrap());
        stderr.read_line(&mut line).unwrap();
        let address = line
            .split("http://")
            .nth(1)
            .unwrap_or_else(|| panic!("{line}"));
        let address = address.split(' ').next().unwrap().to_owned();
        Self {
            child,
            address,
            folder,
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        stream
    }

    /// Sends bytes, and reads to the end of the connection.
    fn ask(&self, bytes: impl AsRef<[u8]>) -> String {
        let mut stream = self.connect();
        // What is refused early is not read to its end.
        let _ = stream.write_all(bytes.as_ref());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// The address, as a client writes it into its requests.
    fn port(&self) -> &str {
        self.address.rsplit(':').next().unwrap()
    }

    fn interrupt(self) -> Ended {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-INT", &id])
                .status()
                .unwrap()
                .success()
        );
        self.end()
    }

    fn end(mut self) -> Ended {
        let (mut stdout, mut stderr) = (String::new(), String::new());
        self.child
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut stdout)
            .unwrap();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut stderr)
            .unwrap();
        Ended {
            status: self.child.wait().unwrap(),
            stdout,
            stderr,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn status(answer: &str) -> &str {
    answer.get(9..12).unwrap_or(answer)
}

/// The value of `oauth_problem` in the challenge.
fn problem(answer: &str) -> &str {
    let after = answer.split("oauth_problem=\"").nth(1).unwrap_or_default();
    after.split('"').next().unwrap_or_default()
}

fn rfc_listener(name: &str, further: &[&str]) -> Listener {
    let played = ["--as", "http://photos.example.net"];
    Listener::start(name, &[&played, &ANY_TIME[..], further].concat())
}

#[test]
fn the_request_of_the_rfc_is_right_once() {
    let listener = rfc_listener("right", &["--record", "seen.ndjson"]);
    let answer = listener.ask(PHOTOS);
    assert_eq!(status(&answer), "200", "{answer}");
    assert!(answer.contains("\"accepted\":true"), "{answer}");
    // The base string that the RFC's erratum-free text gives for it.
    assert!(answer.contains("GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacation.jpg%26oauth_consumer_key%3Ddpf43f3p2l4k3l03%26"), "{answer}");
    let again = listener.ask(PHOTOS);
    assert_eq!((status(&again), problem(&again)), ("401", "nonce_used"));

    let record = std::fs::read_to_string(listener.folder.join("seen.ndjson")).unwrap();
    assert_eq!(record.lines().count(), 2);
    let diff = Command::new(env!("CARGO_BIN_EXE_countersign"))
        .args([
            "diff",
            "seen.ndjson",
            "--entry",
            "0",
            "--keys",
            "keys.toml",
            "--quiet",
        ])
        .current_dir(&listener.folder)
        .status()
        .unwrap();
    assert_eq!(diff.code(), Some(0), "a recorded request is read again");
    let ended = listener.interrupt();
    assert_eq!(ended.status.code(), Some(0), "{}", ended.stderr);
    let shown = "#1 ✓ GET http://photos.example.net/photos  right (HMAC-SHA1)";
    assert!(ended.stdout.starts_with(shown), "{}", ended.stdout);
}

#[test]
fn a_wrong_request_is_refused_and_its_mistake_named() {
    // The client left the query out of what it signed: so it is sent with one more pair, and the
    // signature of the RFC is that of a request without it.
    let listener = rfc_listener("wrong", &[]);
    let form = PHOTOS.replace("size=original", "size=original&page=2");
    let answer = listener.ask(form);
    assert_eq!(
        (status(&answer), problem(&answer)),
        ("401", "signature_invalid")
    );
    assert!(answer.contains("\"outcome\":\"explained\""), "{answer}");
    let ended = listener.interrupt();
    assert!(ended.stdout.contains("CAUSE PROVEN"), "{}", ended.stdout);
}

#[test]
fn an_old_timestamp_is_refused_with_those_that_are_accepted() {
    let listener = Listener::start("old", &["--as", "http://photos.example.net"]);
    let answer = listener.ask(PHOTOS);
    assert_eq!(
        (status(&answer), problem(&answer)),
        ("401", "timestamp_refused")
    );
    let range = answer
        .split("oauth_acceptable_timestamps=\"")
        .nth(1)
        .unwrap();
    let (from, to) = range.split('"').next().unwrap().split_once('-').unwrap();
    let (from, to): (u64, u64) = (from.parse().unwrap(), to.parse().unwrap());
    assert_eq!(to - from, 600, "five minutes either way");
}

#[test]
fn a_request_without_oauth_is_asked_for_it() {
    let listener = Listener::start("bare", &[]);
    let bare = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let answer = listener.ask(bare);
    assert_eq!(
        (status(&answer), problem(&answer)),
        ("401", "parameter_absent")
    );
    // RFC 5849 section 3.2: one that has parameters and lacks some is a bad request.
    let some = bare.replace(
        "Connection",
        "Authorization: OAuth oauth_consumer_key=\"k\"\r\nConnection",
    );
    assert_eq!(status(&listener.ask(some)), "400");
}

#[test]
fn once_ends_with_the_code_of_diff() {
    let wrong_key = PHOTOS.replace("dpf43f3p2l4k3l03", "other");
    let wrong = PHOTOS.replace("MdpQ", "NdpQ");
    for (name, request, code) in [
        ("once-right", PHOTOS, 0),
        ("once-wrong", &wrong, 1),
        ("once-key", &wrong_key, 1),
        ("once-bare", "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n", 3),
    ] {
        let listener = rfc_listener(name, &["--once", "--time-limit", "100ms"]);
        let answer = listener.ask(request);
        assert!(answer.starts_with("HTTP/1."), "{answer}");
        let ended = listener.end();
        assert_eq!(ended.status.code(), Some(code), "{name}: {}", ended.stdout);
    }
}

#[test]
fn a_canned_answer_and_a_status_for_all() {
    let listener = rfc_listener("canned", &["--answer", "keys.toml"]);
    assert!(listener.ask(PHOTOS).ends_with(KEYS));
    let refused = listener.ask(PHOTOS);
    assert_eq!(
        problem(&refused),
        "nonce_used",
        "only a right request gets it"
    );
    let listener = rfc_listener("always", &["--always", "503"]);
    assert_eq!(status(&listener.ask(PHOTOS)), "503");
}

#[test]
fn only_this_machine_is_let_in() {
    let listener = rfc_listener("gate", &["--allow-host", "API.test"]);
    let to = |host: &str| PHOTOS.replace("photos.example.net", host);
    for (host, code) in [
        ("evil.example", "421"),
        ("localhost.evil.example", "421"),
        ("photos.example.net:80", "200"),
        ("api.test", "401"),
        ("localhost", "401"),
    ] {
        let answer = listener.ask(to(host));
        assert_eq!(status(&answer), code, "{host}: {answer}");
    }
    for (header, code) in [
        ("Origin: https://evil.example", "403"),
        ("Origin: null", "403"),
        ("Sec-Fetch-Site: cross-site", "403"),
        ("Origin: http://localhost:3000", "401"),
    ] {
        let answer = listener.ask(PHOTOS.replace("Connection", &format!("{header}\r\nConnection")));
        assert_eq!(status(&answer), code, "{header}: {answer}");
        assert!(
            !answer.to_ascii_lowercase().contains("access-control"),
            "{answer}"
        );
    }
    let lost = PHOTOS.replace("Host: photos.example.net\r\n", "");
    assert_eq!(status(&listener.ask(lost)), "400");
}

#[test]
fn a_proxy_is_one_only_where_it_was_asked_for() {
    let absolute = PHOTOS.replace("GET /", "GET http://photos.example.com/");
    let played = ["--as", "http://photos.example.net"];
    let listener = Listener::start("no-proxy", &[&played, &ANY_TIME[..]].concat());
    assert_eq!(status(&listener.ask(&absolute)), "421");
    let listener = rfc_listener("proxy", &["--proxy"]);
    assert_eq!(
        status(&listener.ask(&absolute)),
        "200",
        "as if sent to --as"
    );
    let tunnel = "CONNECT photos.example.net:443 HTTP/1.1\r\nHost: photos.example.net\r\n\r\n";
    assert_eq!(status(&listener.ask(tunnel)), "405");
}

#[test]
fn what_is_too_long_or_slow_stops_nobody_else() {
    let listener = rfc_listener("limits", &[]);
    let mut slow = listener.connect();
    slow.write_all(b"GET / HTTP/1.1\r\nHost: local").unwrap();
    let silent = listener.connect();
    let long = format!(
        "GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n",
        "x".repeat(100_000)
    );
    assert_eq!(status(&listener.ask(long)), "431");
    let body = "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 9000000\r\n\r\n";
    let answer = listener.ask([body.as_bytes(), &vec![b'x'; 9_000_000]].concat());
    assert!(answer.is_empty() || status(&answer) == "413", "{answer}");
    assert_eq!(status(&listener.ask(PHOTOS)), "200");
    drop((slow, silent));
}

#[test]
fn no_secret_and_no_escape_reaches_the_terminal() {
    let listener = rfc_listener("quiet", &["--time-limit", "100ms"]);
    let wrong = PHOTOS.replace("MdpQ", "NdpQ").replace(
        "oauth_nonce=\"chapoH\"",
        "oauth_nonce=\"%1B%5B31mred%E2%80%AE\"",
    );
    listener.ask(wrong);
    let plain = "GET /x?api_secret=hush12345678 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: OAuth oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_token=\"nnch734d00sl2jdk\", oauth_signature_method=\"PLAINTEXT\", oauth_signature=\"kd94hf93k423kf44%26pfkkdhi9sl3r4s01\"\r\n\r\n";
    listener.ask(plain);
    let ended = listener.interrupt();
    let all = ended.stdout + &ended.stderr;
    assert!(all.contains("#2"), "{all}");
    for secret in [
        "kd94hf93k423kf44",
        "pfkkdhi9sl3r4s0",
        "nnch734d00sl2jdk",
        "hush12345678",
    ] {
        assert!(!all.contains(secret), "{secret}:\n{all}");
    }
    assert!(
        !all.contains('\u{1b}') && !all.contains('\u{202e}'),
        "{all}"
    );
}

#[test]
fn a_three_legged_flow_starts_with_what_the_rfc_signs() {
    let played = ["--as", "https://photos.example.net"];
    let listener = Listener::start("flow", &[&played, &ANY_TIME[..]].concat());
    let initiate = "POST /initiate HTTP/1.1\r\nHost: photos.example.net\r\nConnection: close\r\nAuthorization: OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131200\", oauth_nonce=\"wIjqoS\", oauth_callback=\"http%3A%2F%2Fprinter.example.com%2Fready\", oauth_signature=\"74KNZJeDHnMBp0EMJ9ZHt%2FXKycU%3D\"\r\n\r\n";
    let answer = listener.ask(initiate);
    assert_eq!(status(&answer), "200", "{answer}");
    let form = answer.split("\r\n\r\n").nth(1).unwrap();
    assert!(form.ends_with("&oauth_callback_confirmed=true"), "{form}");
    let token = form.split('&').next().unwrap();
    let authorize = format!(
        "GET /oauth/authorize?{token} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n",
        listener.port()
    );
    let back = listener.ask(authorize);
    assert_eq!(status(&back), "302");
    let place = format!("location: http://printer.example.com/ready?{token}&oauth_verifier=");
    assert!(back.contains(&place), "{back}");
}

#[test]
fn the_page_is_served_to_this_machine_alone() {
    let listener = Listener::start("page", &[]);
    let get = |path: &str, further: &str| {
        listener.ask(format!(
            "GET {path} HTTP/1.1\r\nHost: localhost\r\n{further}Connection: close\r\n\r\n"
        ))
    };
    let page = get("/_countersign/", "");
    assert_eq!(status(&page), "200");
    assert!(page.contains("content-security-policy: default-src 'none'; script-src 'self';"));
    assert!(page.contains("frame-ancestors 'none'"), "{page}");
    for file in ["page.css", "page.js"] {
        assert_eq!(status(&get(&format!("/_countersign/{file}"), "")), "200");
    }
    let origin = "Origin: https://evil.example\r\n";
    assert_eq!(status(&get("/_countersign/events", origin)), "403");
    let ask = |kind: &str, further: &str| {
        let body = "{\"paste\": \"\"}";
        let length = body.len();
        listener.ask(format!(
            "POST /_countersign/ask HTTP/1.1\r\nHost: localhost\r\n{further}Content-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        ))
    };
    let answer = ask("application/json", "");
    assert!(
        answer.contains("\"error\":\"the paste is empty\""),
        "{answer}"
    );
    // What a form or a plain text of another site may send without asking first.
    assert_eq!(status(&ask("text/plain", "")), "415");
    assert_eq!(status(&ask("application/json", origin)), "403");
}

#[test]
fn what_is_not_http_is_answered_or_closed() {
    let listener = Listener::start("hostile", &[]);
    for bytes in [
        &b"\0\0\0\0\r\n\r\n"[..],
        b"GET  HTTP/1.1\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\xff\xff\xff\xff\xff\xff\xff\xff\xff",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /\xff?\xfe=%zz HTTP/1.1\r\nHost: localhost\r\nAuthorization: OAuth \xff,,=\"\r\nConnection: close\r\n\r\n",
        b"GET * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET http:// HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: \xff\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    ] {
        let answer = listener.ask(bytes);
        assert!(!answer.starts_with("HTTP/1.1 5"), "{answer}");
    }
    let bare = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert_eq!(status(&listener.ask(bare)), "401", "it still runs");
}
