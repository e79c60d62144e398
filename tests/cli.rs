//! What scripts rely on: JSON, single stages, exit codes, precedence, bytes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{Read as _, Write as _};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// The example of X's documentation; its stages are those of the published vector.
const X: &[&str] = &[
    "-X",
    "POST",
    "https://api.twitter.com/1.1/statuses/update.json?include_entities=true",
    "-p",
    "status=Hello Ladies + Gentlemen, a signed OAuth request!",
    "--consumer-key=xvz1evFS4wEEPTGEFPHBog",
    "--consumer-secret=kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
    "--token=370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
    "--token-secret=LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
    "--nonce=kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg",
    "--timestamp=1318622958",
];
const SIGNED: &[&str] = &[
    "--consumer-key=key",
    "--consumer-secret=secret",
    "--nonce=n0nce",
    "--timestamp=1700000000",
];

fn explain(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
    command.arg("explain").args(arguments);
    for name in [
        "CONSUMER_KEY",
        "CONSUMER_SECRET",
        "TOKEN",
        "TOKEN_SECRET",
        "PRIVATE_KEY",
        "KEYS",
    ] {
        command.env_remove(format!("COUNTERSIGN_{name}"));
    }
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    command
}

fn run(arguments: &[&str]) -> Output {
    explain(arguments).output().unwrap()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

fn stdout(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", text(output.stderr));
    text(output.stdout)
}

fn json(arguments: &[&str]) -> Value {
    let output = stdout(explain(arguments).args(["--format", "json"]));
    serde_json::from_str(&output).unwrap()
}

fn vector(id: &str) -> Value {
    let file: Value = serde_json::from_str(include_str!(
        "../fixtures/vectors/twitter-creating-a-signature.json"
    ))
    .unwrap();
    file["vectors"]
        .as_array()
        .unwrap()
        .iter()
        .find(|vector| vector["id"] == id)
        .unwrap()
        .clone()
}

#[test]
fn json_holds_every_stage_of_the_published_example() {
    let answer = json(X);
    assert_eq!(
        (&answer["schema"], &answer["command"]),
        (&"countersign/1".into(), &"explain".into())
    );
    let (trace, expected) = (&answer["trace"], &vector("twitter-new-v1.1")["expect"]);
    assert_eq!(
        trace["normalized_parameters"],
        expected["normalized_params"]
    );
    assert_eq!(trace["base_string"], expected["base_string"]);
    assert_eq!(trace["signing_key"], expected["signing_key"]);
    assert_eq!(trace["signature"], expected["signature"]);
    assert_eq!(
        trace["base_string_uri"],
        "https://api.twitter.com/1.1/statuses/update.json"
    );
    assert_eq!(trace["method"], "POST");
    // The signature in hex: `printf %s hCtSmYh+iHYCEqBWrE7C7hYmtUk= | base64 -d | xxd -p`.
    assert_eq!(
        trace["digest_hex"],
        "842b5299887e88760212a056ac4ec2ee1626b549"
    );
    assert!(
        trace["authorization_header"]
            .as_str()
            .unwrap()
            .contains("oauth_signature=\"hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D\"")
    );
    assert!(
        trace["curl"]
            .as_str()
            .unwrap()
            .starts_with("curl 'https://api.twitter.com/")
    );

    let collected = trace["parameters"].as_array().unwrap();
    assert_eq!(collected.len(), 8);
    let first = serde_json::json!({
        "name": "include_entities", "value": "true",
        "encoded_name": "include_entities", "encoded_value": "true", "source": "query",
    });
    assert_eq!(collected[0], first);
    assert_eq!(collected[1]["source"], "header");
    assert_eq!(collected[7]["source"], "body");
    assert_eq!(
        collected[7]["value"],
        "Hello Ladies + Gentlemen, a signed OAuth request!"
    );
    let names: Vec<_> = trace["sorted"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pair| pair["name"].as_str().unwrap())
        .collect();
    assert!(names.is_sorted(), "{names:?}");
    assert_eq!(answer["request"]["method"], "POST");
}

#[test]
fn a_stage_is_printed_alone() {
    let trace = &json(X)["trace"];
    for stage in [
        "base-string",
        "normalized-parameters",
        "base-string-uri",
        "signing-key",
        "signature",
        "authorization-header",
        "curl",
    ] {
        let printed = stdout(explain(X).args(["--stage", stage]));
        let expected = trace[stage.replace('-', "_")].as_str().unwrap();
        assert_eq!(printed, format!("{expected}\n"), "{stage}");
    }
}

#[test]
fn what_is_not_given_is_made_up_afresh_and_said() {
    let made = || {
        json(&[
            "https://h/",
            "--consumer-key=key",
            "--consumer-secret=secret",
        ])
    };
    let of = |answer: &Value, name: &str| {
        let found = answer["trace"]["parameters"]
            .as_array()
            .unwrap()
            .iter()
            .find(|pair| pair["name"] == name)
            .cloned();
        let found = found.unwrap();
        assert_eq!(found["source"], "generated");
        found["value"].as_str().unwrap().to_owned()
    };
    let (one, two) = (made(), made());
    assert_ne!(of(&one, "oauth_nonce"), of(&two, "oauth_nonce"));
    let timestamp: u64 = of(&one, "oauth_timestamp").parse().unwrap();
    assert!(
        (1_700_000_000..4_000_000_000).contains(&timestamp),
        "{timestamp}"
    );
    assert_eq!(
        one["request"]["generated"],
        serde_json::json!(["oauth_timestamp", "oauth_nonce"])
    );
}

#[test]
fn a_flag_goes_before_the_environment_and_that_before_the_file() {
    let keys = std::env::temp_dir().join(format!("countersign-keys-{}.toml", std::process::id()));
    std::fs::write(&keys, "consumer_key = \"file-key\"\nconsumer_secret = \"file-secret\"\ntoken = \"file-token\"\ntoken_secret = \"file-ts\"\n").unwrap();
    let key = |arguments: &[&str], environment: &[(&str, &str)]| {
        let mut command = explain(&[
            "https://h/",
            "--stage",
            "signing-key",
            "--keys",
            keys.to_str().unwrap(),
        ]);
        stdout(command.args(arguments).envs(environment.iter().copied()))
    };
    assert_eq!(key(&[], &[]), "file-secret&file-ts\n");
    let environment = [("COUNTERSIGN_CONSUMER_SECRET", "env-secret")];
    assert_eq!(key(&[], &environment), "env-secret&file-ts\n");
    assert_eq!(
        key(&["--client-secret", "flag-secret"], &environment),
        "flag-secret&file-ts\n"
    );
    std::fs::remove_file(keys).unwrap();
}

#[test]
fn a_missing_secret_still_shows_what_needs_none() {
    let output = run(&["https://h/", "--consumer-key=key"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(output.stdout).contains("GET&https%3A%2F%2Fh%2F&oauth_consumer_key%3Dkey"));
    assert!(text(output.stderr).starts_with("error: no consumer secret was given\n"));
    let output = explain(&["https://h/", "--consumer-key=key", "--format=json"])
        .output()
        .unwrap();
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (output.status.code(), &answer["missing"]),
        (Some(3), &"consumer-secret".into())
    );
    assert_eq!(answer["trace"]["signature"], Value::Null);
    let output = run(&["https://h/", "--consumer-key=key", "--stage=base-string"]);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_reader_that_goes_away_changes_no_exit_code() {
    for (arguments, code) in [(X, 0), (&["https://h/", "--consumer-key=key"], 3)] {
        let mut child = explain(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        drop(child.stderr.take());
        assert_eq!(child.wait().unwrap().code(), Some(code));
    }
}

#[cfg(unix)]
#[test]
fn bytes_that_are_no_text_are_kept() {
    use std::os::unix::ffi::OsStrExt as _;
    let mut command = explain(SIGNED);
    command
        .arg("https://h/?a=%FF")
        .arg("-q")
        .arg(std::ffi::OsStr::from_bytes(b"b=\xfe "))
        .arg("--format=json");
    let answer: Value = serde_json::from_str(&stdout(&mut command)).unwrap();
    let parameters = answer["trace"]["parameters"].as_array().unwrap();
    let value = serde_json::json!({
        "name": "a", "value_percent_encoded": "%FF", "encoded_name": "a", "encoded_value": "%FF", "source": "query",
    });
    assert_eq!(parameters[0], value);
    assert_eq!(parameters[1]["value_percent_encoded"], "%FE%20");
    assert!(
        answer["trace"]["base_string"]
            .as_str()
            .unwrap()
            .contains("&a%3D%25FF%26b%3D%25FE%2520%26oauth_")
    );
}

#[test]
fn colours_are_for_terminals_and_for_those_who_ask() {
    let coloured = |arguments: &[&str], environment: &[(&str, &str)]| {
        let mut command = explain(X);
        stdout(command.args(arguments).envs(environment.iter().copied())).contains('\u{1b}')
    };
    assert!(!coloured(&[], &[]));
    assert!(coloured(&["--color=always"], &[("NO_COLOR", "1")]));
    assert!(!coloured(&["--color=never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(coloured(&[], &[("CLICOLOR_FORCE", "1"), ("TERM", "xterm")]));
    assert!(!coloured(
        &[],
        &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]
    ));
    // The text is the same, whatever its colour.
    let plain = stdout(&mut explain(X));
    let always = stdout(explain(X).arg("--color=always"));
    assert_eq!(anstream::adapter::strip_str(&always).to_string(), plain);
}

#[test]
fn no_secret_reaches_an_error() {
    for arguments in [
        ["--consumer-secret=hush-hush", "--nonsense"],
        ["--consumer-secret=hush-hush", "--timestamp=x"],
        ["--consumer-secret=hush-hush", "https://other/"],
        ["--consumer-secrte=hush-hush", "--token=t"],
    ] {
        let output = run(&[&["https://h/", "--consumer-key=key"], arguments.as_slice()].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(!text(output.stderr).contains("hush"), "{arguments:?}");
    }
    let help = stdout(explain(&["--help"]).env("COUNTERSIGN_CONSUMER_SECRET", "hush-hush"));
    assert!(help.contains("COUNTERSIGN_CONSUMER_SECRET") && !help.contains("hush"));
}

#[test]
fn parameters_travel_where_they_are_asked_to() {
    let curl =
        |arguments: &[&str]| stdout(explain(SIGNED).args(arguments).args(["--stage", "curl"]));
    let query = curl(&["https://h/?a=b", "--place=query"]);
    assert!(
        query.starts_with("curl 'https://h/?a=b&oauth_consumer_key=key&")
            && query.contains("&oauth_signature="),
        "{query}"
    );
    let body = curl(&["https://h/", "--place=body", "-d", "a=b"]);
    assert!(
        body.contains("--data-raw 'a=b&oauth_consumer_key=key&")
            && body.contains("&oauth_signature="),
        "{body}"
    );
    // Where they travel changes nothing in what is signed.
    let base = |place: &str| {
        stdout(explain(SIGNED).args([
            "-X",
            "POST",
            "https://h/",
            "-p",
            "a=b",
            "--place",
            place,
            "--stage",
            "base-string",
        ]))
    };
    assert_eq!(base("header"), base("query"));
    assert_eq!(base("header"), base("body"));
}

#[test]
fn a_body_hash_follows_the_signature_method() {
    // `printf '{}' | openssl dgst -sha256 -binary | base64` and the same with -sha1.
    for (method, hash) in [
        ("HMAC-SHA1", "vyGp6PvFo4RvsFtPoIWeCReyIC8="),
        (
            "HMAC-SHA256",
            "RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=",
        ),
    ] {
        let arguments = [
            "https://h/",
            "-d",
            "{}",
            "-H",
            "Content-Type: application/json",
            "--body-hash",
            "--signature-method",
            method,
        ];
        let answer = json(&[SIGNED, &arguments].concat());
        let parameters = answer["trace"]["parameters"].as_array().unwrap();
        let found = parameters
            .iter()
            .find(|pair| pair["name"] == "oauth_body_hash")
            .unwrap();
        assert_eq!(found["value"], hash);
    }
}

#[test]
fn the_curl_command_sends_what_was_signed() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!(
        "http://{}/a%20b/../c?f[n]=1&x={{y}}",
        listener.local_addr().unwrap()
    );
    let body = "it's=%FF&q=\"$HOME\"&e=%C3%A9";
    let arguments = [
        &[url.as_str(), "-X", "PUT", "-d", body, "-H", "X-Empty;"],
        SIGNED,
    ]
    .concat();
    let trace = &json(&arguments)["trace"];
    let command = trace["curl"]
        .as_str()
        .unwrap()
        .replacen("curl", "curl --silent --max-time 5", 1);
    let Ok(mut child) = Command::new("bash").args(["-c", &command]).spawn() else {
        eprintln!("skipped: no bash here");
        return;
    };
    listener.set_nonblocking(true).unwrap();
    let (mut stream, _) = loop {
        if let Ok(connection) = listener.accept() {
            break connection;
        }
        if let Some(status) = child.try_wait().unwrap() {
            // 127: there is no curl to run.
            assert_eq!(status.code(), Some(127), "curl ended without a request");
            eprintln!("skipped: no curl here");
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    };
    stream.set_nonblocking(false).unwrap();
    let mut received = Vec::new();
    let mut buffer = [0; 4096];
    while !received.ends_with(body.as_bytes()) {
        let read = stream.read(&mut buffer).unwrap();
        assert!(
            read > 0,
            "the request ended early: {}",
            String::from_utf8_lossy(&received)
        );
        received.extend_from_slice(&buffer[..read]);
    }
    stream
        .write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        .unwrap();
    child.wait().unwrap();
    let received = text(received);
    assert!(
        received.starts_with("PUT /a%20b/../c?f[n]=1&x={y} HTTP/1.1\r\n"),
        "{received}"
    );
    let header = format!(
        "\r\nAuthorization: {}\r\n",
        trace["authorization_header"].as_str().unwrap()
    );
    assert!(received.contains(&header), "{received}");
    assert!(received.contains("\r\nX-Empty:\r\n"), "{received}");
    assert_eq!(
        received
            .matches("application/x-www-form-urlencoded")
            .count(),
        1,
        "{received}"
    );
}
