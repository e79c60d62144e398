//! The mends of the corridor's rooms, one after the other, are a signer in each language: each is
//! really run, over a request with all that is tricky, and signs as RFC 5849 says.

use std::fs;
use std::path::Path;
use std::process::Command;

use countersign::mistakes::rooms::Room;

/// The request: capitals and a default port, an escape in the path, equal names, a name without a
/// value, an encoded `=`, a `+` for a space.
const URL: &str = "HTTP://Example.com:80/r%20v/X?id=123&a=%2B%20x~*'";
const QUERY: &str = "id=123&a=%2B%20x~*'";
const FORM: &str = "b5=%3D%253D&a3=a&c%40=&a2=r%20b&c2&a3=2+q&u=%C3%A9";
const OAUTH: &[(&str, &str)] = &[
    ("oauth_consumer_key", "9djdj82h48djs9d2"),
    ("oauth_token", "kkk9d7dh3k39sjv7"),
    ("oauth_signature_method", "HMAC-SHA1"),
    ("oauth_timestamp", "137131201"),
    ("oauth_nonce", "7d8f3e4a"),
];
const CONSUMER_SECRET: &str = "j49sk3j29djd&+";
const TOKEN_SECRET: &str = "dh893hdasih9/";

/// A language: its program, the file, what stands before the mends and behind them. `@OAUTH@` is
/// the table of the protocol parameters, `@ENC@` the mend of the encoder.
struct Language {
    name: &'static str,
    program: &'static [&'static str],
    file: &'static str,
    pair: &'static str,
    before: &'static str,
    after: &'static str,
}

const LANGUAGES: &[Language] = &[
    Language {
        name: "PHP",
        program: &["php"],
        file: "mend.php",
        pair: "'@K@' => '@V@', ",
        before: "<?php $url = \"@URL@\"; $query = \"@QUERY@\"; $form = \"@FORM@\"; $method = 'post';\n\
                 $oauth = [@OAUTH@]; $consumerSecret = '@CS@'; $tokenSecret = '@TS@'; $pairs = [];\n\
                 function enc($s) { return @ENC@\n; }\n",
        after: "echo $header;",
    },
    Language {
        name: "JavaScript",
        program: &["node"],
        file: "mend.cjs",
        pair: "'@K@': '@V@', ",
        before: "const crypto = require('crypto'), url = \"@URL@\", query = \"@QUERY@\", form = \"@FORM@\"; let method = 'post';\n\
                 const oauth = {@OAUTH@}, consumerSecret = '@CS@', tokenSecret = '@TS@';\n\
                 const enc = s => @ENC@\n",
        after: "console.log(header)",
    },
    Language {
        name: "Python",
        program: &["python3"],
        file: "mend.py",
        pair: "'@K@': '@V@', ",
        before: "import base64, hmac, re, urllib.parse\nfrom urllib.parse import parse_qsl, urlsplit\n\
                 url, query, form, method = \"@URL@\", \"@QUERY@\", \"@FORM@\", 'post'\n\
                 oauth, consumer_secret, token_secret = {@OAUTH@}, '@CS@', '@TS@'\n\
                 enc = lambda s: @ENC@\n",
        after: "print(header)",
    },
    Language {
        name: "Java",
        program: &["java"],
        file: "Mend.java",
        pair: "oauth.put(\"@K@\", \"@V@\"); ",
        before: "import java.net.*; import java.nio.charset.StandardCharsets; import java.util.*; import java.util.stream.*; import javax.crypto.*; import javax.crypto.spec.*; import static java.nio.charset.StandardCharsets.UTF_8;\n\
                 public class Mend { static String enc(String s) { return @ENC@; }\n\
                 public static void main(String[] a) throws Exception { String url = \"@URL@\", query = \"@QUERY@\", form = \"@FORM@\", method = \"post\", consumerSecret = \"@CS@\", tokenSecret = \"@TS@\";\n\
                 Map<String, String> oauth = new LinkedHashMap<>(); @OAUTH@\n",
        after: "System.out.println(header); } }",
    },
    Language {
        name: "Ruby",
        program: &["ruby"],
        file: "mend.rb",
        pair: "'@K@' => '@V@', ",
        before: "require 'erb'; require 'openssl'; require 'uri'\n\
                 url, query, form, method = \"@URL@\", \"@QUERY@\", \"@FORM@\", 'post'\n\
                 oauth, consumer_secret, token_secret = {@OAUTH@}, '@CS@', '@TS@'\n",
        after: "puts header",
    },
    Language {
        name: "Go",
        program: &["go", "run"],
        file: "mend.go",
        pair: "\"@K@\": \"@V@\", ",
        before: "package main\nimport (\"crypto/hmac\"; \"crypto/sha1\"; \"encoding/base64\"; \"fmt\"; \"net/url\"; \"sort\"; \"strings\")\n\
                 func enc(s string) string { return @ENC@ }\n\
                 func main() { rawURL, query, form, method := \"@URL@\", \"@QUERY@\", \"@FORM@\", \"post\"\n\
                 oauth, consumerSecret, tokenSecret := map[string]string{@OAUTH@}, \"@CS@\", \"@TS@\"\n",
        after: "fmt.Println(header) }",
    },
    Language {
        name: "Perl",
        program: &["perl"],
        file: "mend.pl",
        pair: "'@K@' => '@V@', ",
        // The pairs are decoded bytes here: they are told apart from text before they are encoded.
        before: "use strict; use Digest::SHA qw(hmac_sha1); use MIME::Base64; use URI::Escape;\n\
                 my ($url, $query, $form, $method) = (q(@URL@), q(@QUERY@), q(@FORM@), 'post');\n\
                 my ($consumer_secret, $token_secret) = ('@CS@', '@TS@'); my %oauth = (@OAUTH@);\n\
                 sub enc { my $s = shift; utf8::decode($s); @ENC@ }\n",
        after: "print $header;",
    },
    Language {
        name: "C#",
        program: &[
            "sh",
            "-c",
            "mcs -langversion:7 Mend.cs >&2 && mono Mend.exe #",
        ],
        file: "Mend.cs",
        pair: "[\"@K@\"] = \"@V@\", ",
        before: "using System; using System.Collections.Generic; using System.Linq; using System.Net; using System.Security.Cryptography; using System.Text;\n\
                 class Mend { static void Main() { string url = \"@URL@\", query = \"@QUERY@\", form = \"@FORM@\", method = \"post\", consumerSecret = \"@CS@\", tokenSecret = \"@TS@\";\n\
                 var oauth = new Dictionary<string, string> { @OAUTH@ };\n",
        after: "Console.WriteLine(header); } }",
    },
];

/// The program that the mends of a language make.
fn program(language: &Language) -> String {
    let of = |room: Room| {
        let mends = room.mends().iter();
        let mut mends = mends.filter(|mend| mend.language == language.name);
        mends.next().unwrap().code
    };
    let pair =
        |(name, value): &(&str, &str)| language.pair.replace("@K@", name).replace("@V@", value);
    let oauth: String = OAUTH.iter().map(pair).collect();
    let filled = language
        .before
        .replace("@URL@", URL)
        .replace("@QUERY@", QUERY)
        .replace("@FORM@", FORM)
        .replace("@OAUTH@", &oauth)
        .replace("@CS@", CONSUMER_SECRET)
        .replace("@TS@", TOKEN_SECRET)
        .replace("@ENC@", of(Room::Encoder));
    let rooms = Room::CORRIDOR.iter().map(|room| of(*room));
    let lines: Vec<&str> = rooms.collect();
    format!("{filled}{}\n{}\n", lines.join("\n"), language.after)
}

/// The signature of the request: `openssl dgst -sha1 -hmac` of its base string, which Python's
/// oauthlib 4.0 makes the same (`signature_base_string(…)`, `sign_hmac_sha1_with_client`).
const SIGNATURE: &str = "kVINrVHKRfkmsFd0xqrGr8jShII%3D";

#[test]
fn the_mends_of_each_language_are_a_signer_together() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mends");
    fs::create_dir_all(&folder).unwrap();
    for language in LANGUAGES {
        let text = program(language);
        fs::write(folder.join(language.file), &text).unwrap();
        let Some((name, arguments)) = language.program.split_first() else {
            continue;
        };
        let output = Command::new(name)
            .args(arguments)
            .arg(language.file)
            .current_dir(&folder)
            .output();
        // A shell tells by this code that it found no compiler.
        let found = output
            .ok()
            .filter(|output| output.status.code() != Some(127));
        let Some(output) = found else {
            println!(
                "skipped: {} is not run, there is no {name} here",
                language.name
            );
            continue;
        };
        let header = String::from_utf8_lossy(&output.stdout);
        let wanted = format!("oauth_signature=\"{SIGNATURE}\"");
        assert!(
            header.starts_with("OAuth ") && header.contains(&wanted),
            "{}: {header}\n{}\n{text}",
            language.name,
            String::from_utf8_lossy(&output.stderr)
        );
    }
}
