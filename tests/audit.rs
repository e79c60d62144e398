//! `countersign audit` as a program: logs in each form, counted exactly, and what goes wrong on the way.
//!
//! `fixtures/audit` was made by `tests/record/audit/make.py`: Python's hmac and urllib signed it, and
//! its `expected.json` tells the mixture.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

const LOG: &str = "fixtures/audit/log.ndjson";
const KEYS: &str = "fixtures/audit/keys.csv";

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
    command
        .args(["audit", "--keys", KEYS])
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("RUST_BACKTRACE");
    command
}

fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writing = std::thread::spawn(move || {
        // It may end before all is read.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writing.join().unwrap();
    output
}

/// The summary of an input; pairs are not searched, as most of these tests are not about them.
fn summary(arguments: &[&str], input: &[u8]) -> Value {
    let arguments = [&["--format", "json", "--max-mistakes", "1"], arguments].concat();
    let output = run(&arguments, input);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{error}: {}", String::from_utf8_lossy(&output.stderr));
    })
}

fn verdicts(arguments: &[&str], input: &[u8]) -> Vec<Value> {
    let arguments = [&["--format", "ndjson", "--max-mistakes", "1"], arguments].concat();
    let output = run(&arguments, input);
    let lines = output.stdout.split(|byte| *byte == b'\n');
    lines
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect()
}

fn expected(folder: &Path) -> Value {
    let text = std::fs::read(folder.join("expected.json")).unwrap();
    serde_json::from_slice(&text).unwrap()
}

fn records() -> Vec<Value> {
    let text = std::fs::read_to_string(LOG).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    lines.collect()
}

/// The first lines of the log.
fn beginning(lines: usize) -> String {
    let log = std::fs::read_to_string(LOG).unwrap();
    let lines = log.split_inclusive('\n').take(lines);
    lines.collect()
}

/// A folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("audit-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Whether a summary counts what the maker of a log put into it.
fn assert_counts(found: &Value, expected: &Value) {
    let outcomes = expected["outcomes"].as_object().unwrap();
    for (outcome, count) in outcomes {
        assert_eq!(
            &found["counts"][outcome], count,
            "{outcome}: {}",
            found["counts"]
        );
    }
    assert_eq!(found["counts"]["read"], expected["read"]);
    let mistakes: BTreeMap<String, Value> =
        serde_json::from_value(found["mistakes"].clone()).unwrap();
    let wanted: BTreeMap<String, Value> =
        serde_json::from_value(expected["mistakes"].clone()).unwrap();
    assert_eq!(mistakes, wanted);
    for (consumer, count) in expected["consumers"].as_object().unwrap() {
        assert_eq!(
            &found["consumers"]["rows"][consumer]["counts"]["read"],
            count
        );
    }
}

#[test]
fn a_recorded_mixture_is_counted_exactly_by_as_many_judges_as_one_likes() {
    let expected = expected(Path::new("fixtures/audit"));
    for jobs in ["1", "3"] {
        let found = summary(&["--jobs", jobs, LOG], b"");
        assert_counts(&found, &expected);
        assert_eq!(found["complete"], true);
        // Hundreds of requests cost a few searches.
        let judged = found["by"]["judging"].as_u64().unwrap();
        assert!(judged < 60, "{}", found["by"]);
    }
}

#[test]
fn verdicts_come_in_the_order_of_the_log_and_add_up_to_its_summary() {
    let folder = folder("verdicts");
    let stored = folder.join("summary.json");
    let output = run(
        &[
            "--format",
            "ndjson",
            "--max-mistakes",
            "1",
            "--jobs",
            "3",
            "--summary",
            stored.to_str().unwrap(),
            LOG,
        ],
        b"",
    );
    assert_eq!(output.status.code(), Some(1));
    let lines: Vec<Value> = output
        .stdout
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    let places: Vec<u64> = lines
        .iter()
        .map(|line| line["line"].as_u64().unwrap())
        .collect();
    assert_eq!(places, (1..=400).collect::<Vec<_>>());
    // In three parts and in another order, some of them verdicts and some a summary.
    let text = String::from_utf8(output.stdout).unwrap();
    let all: Vec<&str> = text.lines().collect();
    for (name, part) in [
        ("b", &all[100..150]),
        ("a", &all[150..]),
        ("c", &all[..100]),
    ] {
        std::fs::write(folder.join(format!("{name}.ndjson")), part.join("\n")).unwrap();
    }
    let merged = run(&["--merge", "--format", "json"].map(|word| word), b"");
    assert_eq!(merged.status.code(), Some(2), "keys are of no use to a sum");
    let merge = |names: &[&str]| -> Value {
        let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
        let files = names.iter().map(|name| folder.join(name));
        let output = command
            .args(["audit", "--merge", "--format", "json"])
            .args(files)
            .output()
            .unwrap();
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
    };
    let stored: Value = serde_json::from_slice(&std::fs::read(&stored).unwrap()).unwrap();
    let mut sum = merge(&["a.ndjson", "b.ndjson", "c.ndjson"]);
    // Examples tell of which file they are, where there are several.
    assert_eq!(sum["counts"], stored["counts"]);
    assert_eq!(sum["timeline"], stored["timeline"]);
    std::fs::write(folder.join("all.ndjson"), &text).unwrap();
    sum = merge(&["all.ndjson"]);
    assert_eq!(sum, stored);
    assert_eq!(merge(&["summary.json"]), stored);
}

#[test]
fn broken_lines_are_counted_and_named_and_nothing_is_lost() {
    let log = std::fs::read(LOG).unwrap();
    let good: Vec<&[u8]> = log
        .split_inclusive(|byte| *byte == b'\n')
        .take(12)
        .collect();
    let too_long = [b"{\"oauth\":\"".as_slice(), &b"x".repeat(300_000), b"\"}\n"].concat();
    let mut input = Vec::new();
    input.extend_from_slice(&good[..3].concat());
    input.extend_from_slice(b"\x00\xff\xfe\x1b[2J oauth_ \x80\n"); // 4: garbage that names OAuth
    input.extend_from_slice(b"\x00\x01\n"); // 5: garbage
    input.extend_from_slice(b"\n\r\n"); // 6, 7: blank
    input.extend_from_slice(&too_long); // 8
    input.extend_from_slice(b"{\"health\": \"ok\"}\n"); // 9: JSON without OAuth
    input.extend_from_slice(&good[3..].concat()); // 10 to 18
    input.extend_from_slice(&good[0][..good[0].len() / 2]); // 19: cut
    let all = verdicts(&["--max-input", "100k"], &input);
    let of = |outcome: &str| -> Vec<u64> {
        let found = all.iter().filter(|line| line["outcome"] == outcome);
        found.map(|line| line["line"].as_u64().unwrap()).collect()
    };
    assert_eq!(of("unreadable"), [4, 5, 8, 19]);
    assert_eq!(of("not-oauth1"), [9]);
    assert_eq!(all.len(), 17);
    let told = all.iter().find(|line| line["line"] == 8).unwrap();
    assert_eq!(
        told["problem"],
        "longer than the 102400 bytes that are read at once: 300013 bytes"
    );
    let found = summary(&["--max-input", "100k"], &input);
    assert_eq!(found["counts"]["unreadable"], 4);
    let named = found["unreadable"].as_array().unwrap();
    assert_eq!(named[0]["line"], 4);
}

#[test]
fn what_was_judged_before_is_passed_over() {
    let log = beginning(20);
    let each = ["--no-learning", "--jobs", "1"];
    let all = verdicts(&each, log.as_bytes());
    let rest = verdicts(&[&each[..], &["--skip", "15"]].concat(), log.as_bytes());
    assert_eq!(rest, all[15..]);
}

#[test]
fn each_form_of_a_log_gives_the_same_verdicts() {
    let records: Vec<Value> = records().into_iter().take(16).collect();
    let lines = records
        .iter()
        .map(Value::to_string)
        .collect::<Vec<_>>()
        .join("\n")
        + "\n";
    let wanted = summary(&[], lines.as_bytes());
    let same = |name: &str, found: &Value| {
        assert_eq!(found["counts"], wanted["counts"], "{name}");
        assert_eq!(found["mistakes"], wanted["mistakes"], "{name}");
    };
    let list = serde_json::to_string_pretty(&records).unwrap();
    same("a list", &summary(&[], list.as_bytes()));
    let spread: String = records
        .iter()
        .map(|record| serde_json::to_string_pretty(record).unwrap() + "\n")
        .collect();
    same(
        "values over several lines",
        &summary(&[], spread.as_bytes()),
    );

    let entries: Vec<Value> = records.iter().map(har_entry).collect();
    let har = json!({"log": {"version": "1.2", "pages": [], "entries": entries}});
    same("a HAR", &summary(&[], har.to_string().as_bytes()));
    let pretty = serde_json::to_string_pretty(&har).unwrap();
    same("a HAR over lines", &summary(&[], pretty.as_bytes()));

    let folder = folder("forms");
    for (record, number) in records.iter().zip(1000..) {
        let place = folder.join(format!("{number}.json"));
        std::fs::write(place, record.to_string()).unwrap();
    }
    same("a folder", &summary(&[folder.to_str().unwrap()], b""));

    let packed = |bytes: &[u8]| {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    };
    // Two members in one file, as `cat a.gz b.gz` makes them.
    let half = lines.len() / 2;
    let gzip = [
        packed(&lines.as_bytes()[..half]),
        packed(&lines.as_bytes()[half..]),
    ]
    .concat();
    same("gzip", &summary(&[], &gzip));
    let level = ruzstd::encoding::CompressionLevel::Fastest;
    let frame = |bytes: &[u8]| ruzstd::encoding::compress_to_vec(bytes, level);
    let zstd = [
        frame(&lines.as_bytes()[..half]),
        frame(&lines.as_bytes()[half..]),
    ]
    .concat();
    same("zstd", &summary(&[], &zstd));

    // The time of a record is not in raw HTTP, so no clock is compared.
    let raw: String = records.iter().map(raw_http).collect();
    let found = summary(&["--split", "http"], raw.as_bytes());
    assert_eq!(found["mistakes"], wanted["mistakes"]);
    assert_eq!(found["counts"]["read"], 16);
}

fn har_entry(record: &Value) -> Value {
    let headers = record["headers"].as_object().unwrap();
    let headers: Vec<Value> = headers
        .iter()
        .map(|(name, value)| json!({"name": name, "value": value}))
        .collect();
    let mut request = json!({"method": record["method"], "url": record["url"], "headers": headers});
    if let Some(body) = record.get("body") {
        request["postData"] =
            json!({"mimeType": "application/x-www-form-urlencoded", "text": body});
    }
    json!({"startedDateTime": record["time"], "request": request})
}

fn raw_http(record: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let target = text(&record["url"]).replacen("https://api.example.com", "", 1);
    let mut out = format!("{} {target} HTTP/1.1\r\n", text(&record["method"]));
    for (name, value) in record["headers"].as_object().unwrap() {
        out.extend([name, ": ", &text(value), "\r\n"]);
    }
    let body = record.get("body").map(text).unwrap_or_default();
    if !body.is_empty() {
        out.extend(["Content-Length: ", &body.len().to_string(), "\r\n"]);
    }
    out + "\r\n" + &body
}

#[test]
fn an_access_log_is_judged_by_its_lines() {
    // The query of RFC 5849's example, signed with Python's hmac for this test:
    // python3 -c "import hmac,hashlib,base64;b='GET&https%3A%2F%2Fapi.example.com%2Fa&oauth_consumer_key%3Dplus%26oauth_nonce%3Dn%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1793679000%26x%3D1';print(base64.b64encode(hmac.new(b'plus-secret&',b.encode(),hashlib.sha1).digest()))"
    let signature = "Iw81nMm%2BM0CYWRxjjOBttYtXSSs%3D";
    let query = format!(
        "x=1&oauth_consumer_key=plus&oauth_nonce=n&oauth_signature_method=HMAC-SHA1\
         &oauth_timestamp=1793679000&oauth_signature={signature}"
    );
    let line = |target: &str| {
        format!(
            "10.0.0.1 - - [03/Nov/2026:04:10:02 +0000] \"GET {target} HTTP/1.1\" 401 12 \"-\" \"curl/8\"\n"
        )
    };
    let log = [
        line("/health"),
        line(&format!("/a?{query}")),
        line("/b"),
        line(&format!("/c?{query}")),
    ];
    let found = verdicts(
        &["--url", "https://api.example.com"],
        log.concat().as_bytes(),
    );
    let outcomes: Vec<&str> = found
        .iter()
        .map(|line| line["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(
        outcomes,
        ["not-oauth1", "agrees", "not-oauth1", "unexplained"]
    );
    assert_eq!(found[1]["time"], 1_793_679_002);
    // The second carries the nonce of the first.
    assert_eq!(found[3]["nonce_of"], 2);
}

#[test]
fn a_nonce_that_is_used_again_and_a_clock_that_is_off_are_told() {
    let log = std::fs::read_to_string(LOG).unwrap();
    let first: Vec<&str> = log.lines().take(3).collect();
    let late = first[0].replace("2026-11-03T04:10:00Z", "2026-11-03T04:20:00Z");
    let input = [first[0], first[1], first[0], &late].join("\n");
    let found = summary(&[], input.as_bytes());
    assert_eq!(found["counts"]["nonces_reused"], 2);
    assert_eq!(found["counts"]["clock_outliers"], 1);
    let consumer = &found["consumers"]["rows"]["right"];
    assert_eq!(consumer["nonces"][0]["line"], 3);
    assert_eq!(consumer["nonces"][0]["says"][0], "line 1");
    assert_eq!(consumer["clock"], json!([-600, 0]));
}

#[test]
fn a_key_that_stands_twice_is_told_and_a_command_may_know_the_keys() {
    let folder = folder("keys");
    let keys = std::fs::read_to_string(KEYS).unwrap();
    let doubled = folder.join("doubled.csv");
    std::fs::write(&doubled, format!("{keys}right,other,right-token,other\n")).unwrap();
    let log = folder.join("log.ndjson");
    std::fs::write(&log, beginning(60)).unwrap();
    let with = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_countersign"))
            .args(["audit", "--format", "json", "--max-mistakes", "1"])
            .arg(&log)
            .args(arguments)
            .output()
            .unwrap()
    };
    let output = with(&["--keys", doubled.to_str().unwrap()]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("rows 2 and 9 name the same consumer and token"),
        "{said}"
    );
    let wanted: Value = serde_json::from_slice(&output.stdout).unwrap();
    // A store that knows what the file does: a consumer's secret is its key with `-secret`.
    let store = "sed -u -E \
        -e '/\"unknown\"/s/.*/{}/' \
        -e 's/.*\"consumer_key\":\"([a-z]+)\".*/{\"consumer_secret\":\"\\1-secret\",\"token_secret\":\"\\1-token secret\"}/'";
    let output = with(&["--keys-command", store]);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["counts"], wanted["counts"]);
    assert_eq!(found["mistakes"], wanted["mistakes"]);
}

#[cfg(unix)]
#[test]
fn an_interrupt_tells_what_was_judged_so_far() {
    let log = std::fs::read(LOG).unwrap();
    let folder = folder("interrupt");
    let stored = folder.join("summary.json");
    let mut child = command(&["--format", "ndjson", "--max-mistakes", "1"])
        .arg("--summary")
        .arg(&stored)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // Half of it, cut in the middle of a line; the rest never comes.
    stdin.write_all(&log[..log.len() / 2]).unwrap();
    stdin.flush().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first: Vec<String> = lines.by_ref().take(20).map(Result::unwrap).collect();
    let kill = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(kill.unwrap().success());
    let rest = lines.count();
    let mut said = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    let code = child.wait().unwrap().code();
    drop(stdin);
    assert!(said.contains("not all of the log was judged"), "{said}");
    assert!(matches!(code, Some(1 | 3)), "{code:?}");
    let found: Value = serde_json::from_slice(&std::fs::read(stored).unwrap()).unwrap();
    assert_eq!(found["complete"], false);
    let read = found["counts"]["read"].as_u64().unwrap();
    assert_eq!(
        read,
        (first.len() + rest) as u64,
        "what was told was counted"
    );
    assert!(read < 200, "{read}");
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_ends_the_run_quietly() {
    let mut child = command(&["--format", "ndjson", "--max-mistakes", "1", LOG])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    lines.read_line(&mut first).unwrap();
    drop(lines);
    let output = child.wait_with_output().unwrap();
    assert!(first.starts_with("{\"line\":1,"), "{first}");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("error") && !said.contains("panic"), "{said}");
    assert!(matches!(output.status.code(), Some(0 | 1 | 3)));
}

#[test]
fn what_cannot_be_opened_is_told_with_its_name() {
    let output = run(&["no-such-log.ndjson"], b"");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("cannot read \"no-such-log.ndjson\""),
        "{said}"
    );
    // A log that ends too early in its compression is judged as far as it goes.
    let log = std::fs::read(LOG).unwrap();
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(&log).unwrap();
    let packed = out.finish().unwrap();
    let found = summary(&[], &packed[..packed.len() / 2]);
    assert_eq!(found["complete"], false);
    assert!(found["counts"]["agrees"].as_u64().unwrap() > 20);
    assert!(
        found["unreadable"]
            .to_string()
            .contains("the rest of the log cannot be read")
    );
}

#[test]
fn the_page_draws_its_plots_and_loads_nothing() {
    let log = beginning(60);
    let output = run(&["--format", "html", "--max-mistakes", "1"], log.as_bytes());
    let page = String::from_utf8(output.stdout).unwrap();
    assert_eq!(page.matches("<svg").count(), 2);
    assert!(page.contains("<rect class=\"wrong\""), "{page}");
    assert!(!page.contains("http-equiv=\"refresh\""));
    // The one script copies a command, and the page's own policy names it by its hash.
    assert_eq!(
        page.matches("<script>").count(),
        page.matches("<script").count()
    );
    assert!(page.contains("default-src 'none'") && page.matches("<script>").count() < 2);
    assert!(
        !page.contains("right-secret"),
        "no secret of the keys is in it"
    );
    let output = run(
        &["--format", "markdown", "--max-mistakes", "1"],
        log.as_bytes(),
    );
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("## "), "{text}");
    assert!(text.contains("enc-space-plus"));
}

/// `tests/record/audit/make.py 100000 FOLDER`, then
/// `AUDIT=FOLDER cargo test --release --test audit -- --ignored`.
#[test]
#[ignore = "needs a log that Python makes for a minute"]
fn a_hundred_thousand_lines_are_counted_exactly() {
    #[allow(
        clippy::disallowed_methods,
        reason = "a test may be told where its log is"
    )]
    let folder = PathBuf::from(std::env::var("AUDIT").expect("AUDIT names the folder"));
    let [log, keys] = ["log.ndjson", "keys.csv"].map(|name| folder.join(name));
    let output = Command::new(env!("CARGO_BIN_EXE_countersign"))
        .args(["audit", "--format", "json", "--keys"])
        .args([keys, log])
        .output()
        .unwrap();
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_counts(&found, &expected(&folder));
}
