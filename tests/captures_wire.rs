//! What a pasted command is read as is what the real tool sends.
//!
//! `fixtures/captures/*.wire.json` hold what curl, wget, `HTTPie`, requests and Node.js really sent
//! (recorded by `tests/record/captures/record.py`); where curl and bash are installed, curl is run
//! again against a listener of the test.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use countersign::capture::{self, Captured, Format, Options};
use serde_json::Value;

const FORMATS: &[&str] = &[
    "curl-bash",
    "wget",
    "httpie",
    "python-requests",
    "fetch-node",
    "fetch",
];

/// What a client adds to every request by itself; left out of what is read.
const DEFAULTS: &[&str] = &[
    "user-agent",
    "accept",
    "host",
    "content-length",
    "accept-encoding",
    "connection",
    "proxy-connection",
];

/// One request as a listener saw it.
struct Sent {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/captures")
}

/// The pastes whose name starts with one of the forms that are run, with their form.
fn pastes() -> Vec<(PathBuf, Format)> {
    let mut pastes = Vec::new();
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let form = FORMATS.iter().find(|form| name.starts_with(**form));
        if let Some(form) = form
            && path.extension().is_none_or(|end| end != "json")
        {
            pastes.push((path.clone(), Format::from_name(form).unwrap()));
        }
    }
    pastes.sort_by(|a, b| a.0.cmp(&b.0));
    pastes
}

fn read(path: &Path, format: Format) -> Result<Vec<Captured>, countersign::error::Error> {
    let options = Options {
        format: Some(format),
        ..Options::default()
    };
    capture::read(&fs::read(path).unwrap(), &options).map(|capture| capture.requests)
}

fn has(read: &[Captured], finding: &str) -> bool {
    let findings = read.iter().flat_map(|captured| &captured.findings);
    findings.into_iter().any(|found| found.id == finding)
}

fn compare(name: &str, read: &[Captured], sent: &[Sent]) {
    assert_eq!(read.len(), sent.len(), "{name}: number of requests");
    for (read, sent) in read.iter().zip(sent) {
        let request = &read.request;
        assert_eq!(
            request.method.bytes(),
            sent.method.as_str(),
            "{name}: method"
        );
        let url = request.url.bytes().to_string();
        let (_, rest) = url.split_once("://").expect("an absolute URL");
        let (authority, target) = rest.split_at(rest.find('/').expect("a path"));
        let mut target = target.to_owned();
        let mut sent_target = sent.target.clone();
        if read.guesses.iter().any(|guess| guess.id == "curl-hex-case") {
            target.make_ascii_lowercase();
            sent_target.make_ascii_lowercase();
        }
        assert_eq!(target, sent_target, "{name}: target");
        let host = sent.header("host").unwrap_or_default();
        let authority = authority.trim_end_matches(":80").to_ascii_lowercase();
        assert_eq!(authority, host.to_ascii_lowercase(), "{name}: host");

        let boundary = sent
            .header("content-type")
            .and_then(|value| value.split_once("boundary="))
            .map(|(_, boundary)| boundary);
        let ours = |text: &[u8]| {
            // A boundary is made up anew each time.
            let text = String::from_utf8_lossy(text).into_owned();
            match boundary {
                Some(boundary) => {
                    text.replace("------------------------0123456789abcdef", boundary)
                }
                None => text,
            }
        };
        for header in &request.headers {
            let value = ours(header.value.bytes());
            let found = sent
                .headers
                .iter()
                .any(|(name, sent)| header.is_named(name) && sent.trim() == value.trim());
            assert!(
                found,
                "{name}: {}: {value} was not sent",
                header.name.bytes()
            );
        }
        for (header, value) in &sent.headers {
            let found = request.headers.iter().any(|ours| ours.is_named(header));
            let default = DEFAULTS.contains(&header.to_ascii_lowercase().as_str());
            assert!(found || default, "{name}: {header}: {value} was not read");
        }
        let body = request.body.as_ref().map(|body| ours(body.bytes()));
        assert_eq!(
            body.unwrap_or_default(),
            String::from_utf8_lossy(&sent.body),
            "{name}: body"
        );
    }
}

impl Sent {
    fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(given, _)| given.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    fn recorded(request: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let headers = request["headers"].as_array().unwrap();
        Self {
            method: text(&request["method"]),
            target: text(&request["target"]),
            headers: headers
                .iter()
                .map(|pair| (text(&pair[0]), text(&pair[1])))
                .collect(),
            body: match request["body"].as_str() {
                Some(body) => body.as_bytes().to_vec(),
                None => base64::engine::general_purpose::STANDARD
                    .decode(request["body_base64"].as_str().unwrap())
                    .unwrap(),
            },
        }
    }
}

#[test]
fn a_command_is_read_as_the_bytes_that_it_was_recorded_to_send() {
    let mut compared = 0;
    for (path, format) in pastes() {
        let wire = path.with_extension("wire.json");
        let Ok(wire) = fs::read(wire) else { continue };
        let wire: Value = serde_json::from_slice(&wire).unwrap();
        let sent: Vec<Sent> = wire["requests"]
            .as_array()
            .unwrap()
            .iter()
            .map(Sent::recorded)
            .collect();
        let name = path.file_name().unwrap().to_string_lossy();
        let read = read(&path, format).unwrap_or_else(|error| panic!("{name}: {error}"));
        compare(&name, &read, &sent);
        compared += 1;
    }
    assert!(compared >= 40, "only {compared} recordings were found");
}

#[test]
fn every_recording_has_its_paste() {
    let pastes = pastes();
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if let Some(stem) = name.strip_suffix(".wire.json") {
            let found = pastes
                .iter()
                .any(|(path, _)| path.file_stem().unwrap() == stem);
            assert!(found, "{name} has no paste beside it");
        }
    }
}

/// Writes https as http and sends everything to the listener; changes nothing else.
const SHELL: &str = r#"
curl() {
  local args=() a
  for a in "$@"; do
    case "$a" in https://*) a="http://${a#https://}";; esac
    args+=("$a"); [ "$a" = --next ] && args+=(--connect-to "::127.0.0.1:$PORT")
  done
  command curl --disable --max-time 5 --connect-to "::127.0.0.1:$PORT" "${args[@]}"
}
"#;

#[test]
fn a_curl_command_is_read_as_the_bytes_that_curl_sends() {
    let installed = |name: &str| {
        Command::new(name)
            .arg("--version")
            .stdout(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    if !installed("curl") || !installed("bash") {
        eprintln!("curl or bash is not installed: nothing was run");
        return;
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen: Arc<Mutex<Vec<Sent>>> = Arc::default();
    let requests = Arc::clone(&seen);
    std::thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let mut connection = connection;
            if let Some(sent) = receive(&mut connection) {
                // Before the answer: curl may be gone right after it.
                requests.lock().unwrap().push(sent);
                let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                let _ = connection.write_all(answer);
            }
        }
    });
    let mut run = 0;
    for (path, format) in pastes() {
        if format != Format::CurlBash {
            continue;
        }
        let paste = fs::read_to_string(&path).unwrap();
        let paste = paste.strip_prefix("$ ").unwrap_or(&paste);
        seen.lock().unwrap().clear();
        Command::new("bash")
            .args(["-c", &format!("{SHELL}{paste}\nwait\n")])
            .env("PORT", port.to_string())
            .current_dir(std::env::temp_dir())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        let sent = std::mem::take(&mut *seen.lock().unwrap());
        let name = path.file_name().unwrap().to_string_lossy();
        match read(&path, format) {
            // The paste is read as it was meant, and that is said.
            Ok(read) if has(&read, "blank-after-continuation") => {}
            Ok(read) => {
                compare(&name, &read, &sent);
                run += 1;
            }
            Err(error) => assert!(sent.is_empty(), "{name}: curl sent a request, but: {error}"),
        }
    }
    assert!(run >= 15, "only {run} commands were run");
}

/// Reads one request.
fn receive(connection: &mut TcpStream) -> Option<Sent> {
    let mut data = Vec::new();
    let mut buffer = [0; 4096];
    let (head, length) = loop {
        let count = connection
            .read(&mut buffer)
            .ok()
            .filter(|count| *count > 0)?;
        data.extend_from_slice(&buffer[..count]);
        if let Some(end) = data.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&data[..end]).into_owned();
            data.drain(..end + 4);
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                let named = name.eq_ignore_ascii_case("content-length");
                named.then(|| value.trim().parse::<usize>().ok()).flatten()
            });
            break (head, length.unwrap_or(0));
        }
    };
    while data.len() < length {
        let count = connection
            .read(&mut buffer)
            .ok()
            .filter(|count| *count > 0)?;
        data.extend_from_slice(&buffer[..count]);
    }
    let mut lines = head.split("\r\n");
    let (first, _) = lines.next()?.rsplit_once(' ')?;
    let (method, target) = first.split_once(' ')?;
    let sent = Sent {
        method: method.to_owned(),
        target: target.to_owned(),
        headers: lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
            .collect(),
        body: data,
    };
    Some(sent)
}
