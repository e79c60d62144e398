//! Keys and secrets on lines of their own beside a request: `export CONSUMER_SECRET=…`,
//! `Consumer secret: …`, and in sentences, in a paste of any form.

use std::ops::Range;

use bstr::ByteSlice;

use super::Captured;
use super::assemble::{is_credential, take_secrets};
use super::lines::lines;
use super::tree::{Map, Value};
use crate::request::Text;

/// Takes the credentials that stand on lines of the paste, where its reader found no secret.
pub(super) fn take(paste: &[u8], requests: &mut [Captured]) {
    let known = |one: &Captured| {
        one.credentials.consumer_secret.is_some() || one.credentials.token_secret.is_some()
    };
    if requests.iter().any(known) {
        return;
    }
    let text = Text::copied(paste, 0);
    let found: Map = lines(paste)
        .filter(|line| line.range.len() < 500)
        .flat_map(|line| {
            let line = text.slice(line.range);
            pair(&line).map_or_else(|| in_sentence(&line), |pair| vec![pair])
        })
        .map(|(name, value)| (name, Value::Text(value)))
        .collect();
    if !found.is_empty() {
        take_secrets(&Value::Map(found), requests);
    }
}

/// The name and the value of a line that holds a credential and nothing else.
fn pair(line: &Text) -> Option<(Text, Text)> {
    let bytes: &[u8] = line.bytes();
    let mark = bytes.find_byteset(b"=:")?;
    let start = bytes[..mark]
        .rfind_byteset(b" \t$\"'*-")
        .map_or(0, |at| at + 1);
    // Words of a label are one name; what a shell says before it is not part of it.
    let words = bytes[..mark].trim_with(|c| " \t*-\"'`>#$".contains(c));
    let words = words
        .strip_prefix(b"export ")
        .or_else(|| words.strip_prefix(b"set "))
        .unwrap_or(words);
    let mut names = vec![words];
    let last: &[u8] = &bytes[start..mark];
    names.extend(last.find_iter("_").map(|at| &last[at + 1..]));
    let name = names.into_iter().find(|name| is_credential(name))?;
    let rest = &bytes[mark + 1..];
    let value = rest.trim_with(|c| " \t\"'`,;*".contains(c));
    let is_one_word = !value.is_empty() && !value.iter().any(|byte| b" \t&=\"'<".contains(byte));
    let from = mark + 1 + rest.find(value)?;
    let name = Text::made(name);
    is_one_word.then(|| (name, line.slice(from..from + value.len())))
}

/// The credentials that a sentence tells: "the consumer secret is kd94hf93, token secret `pfkk`".
fn in_sentence(line: &Text) -> Vec<(Text, Text)> {
    const VERBS: [&[u8]; 5] = [b"is", b"was", b"=", b":", b"->"];
    let bytes: &[u8] = line.bytes();
    if !bytes.to_ascii_lowercase().contains_str("secret") {
        return Vec::new();
    }
    let words = words(bytes);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        // The longest name first: `access token secret` is not an access token.
        let name = (1..=3).rev().find_map(|count| {
            let (first, last) = (words.get(at)?, words.get(at + count - 1)?);
            let name = bytes[first.start..last.end].trim_with(|c| "(:=,.".contains(c));
            let is_name = name.find_byteset(b":=").is_none() && is_credential(name);
            is_name.then_some((count, name))
        });
        let Some((count, name)) = name else {
            at += 1;
            continue;
        };
        at += count;
        let is_verb = |word: &&Range<usize>| VERBS.contains(&&bytes[(*word).clone()]);
        at += words[at..].iter().take_while(is_verb).count();
        if let Some(value) = words.get(at).and_then(|word| told(bytes, word.clone())) {
            found.push((Text::made(name), line.slice(value)));
        }
    }
    found
}

/// The words of a line, by place.
fn words(line: &[u8]) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut from = None;
    for (at, byte) in line.iter().chain(b" ").enumerate() {
        match (from, b" \t".contains(byte)) {
            (None, false) => from = Some(at),
            (Some(start), true) => {
                words.push(start..at);
                from = None;
            }
            _ => {}
        }
    }
    words
}

/// The value that a word of a sentence is: in quotes, or too odd to be a word.
fn told(line: &[u8], word: Range<usize>) -> Option<Range<usize>> {
    let without = |range: Range<usize>, marks: &[u8]| {
        let text = &line[range.clone()];
        let before = text.iter().take_while(|byte| marks.contains(byte)).count();
        let text = &text[before..];
        let behind = text.iter().rev().take_while(|byte| marks.contains(byte));
        range.start + before..range.end - behind.count()
    };
    let word = without(word, b"(),.;!");
    let bare = without(word.clone(), b"\"'`*");
    let text = &line[bare.clone()];
    let is_quoted = bare.start > word.start && bare.end < word.end;
    let is_odd = text.len() >= 8
        && text.iter().any(u8::is_ascii_digit)
        && text.iter().any(u8::is_ascii_alphabetic);
    (!text.is_empty() && (is_quoted || is_odd)).then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_tells_credentials() {
        for (line, told) in [
            (
                "consumer secret is kd94hf93k423kf44, token secret pfkkdhi9sl3r4s00 (test app)",
                &[
                    ("consumer secret", "kd94hf93k423kf44"),
                    ("token secret", "pfkkdhi9sl3r4s00"),
                ][..],
            ),
            (
                "The consumer secret `cs` and the access token secret `ts`.",
                &[("consumer secret", "cs"), ("access token secret", "ts")],
            ),
            ("(api secret: \"abc\")", &[("api secret", "abc")]),
            ("my consumer secret is definitely right", &[]),
            ("the token secret is missing from the key", &[]),
            ("a consumer secret", &[]),
        ] {
            let found = in_sentence(&Text::made(line));
            let found: Vec<(String, String)> = found
                .iter()
                .map(|(name, value)| (name.bytes().to_string(), value.bytes().to_string()))
                .collect();
            let told: Vec<(String, String)> = told
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect();
            assert_eq!(found, told, "{line}");
        }
    }

    #[test]
    fn a_line_with_a_credential_and_nothing_else_is_taken() {
        for (line, name, value) in [
            ("CONSUMER_SECRET=abc", "CONSUMER_SECRET", "abc"),
            (
                "export TWITTER_CONSUMER_SECRET='abc'",
                "CONSUMER_SECRET",
                "abc",
            ),
            ("Consumer secret: abc", "Consumer secret", "abc"),
            (
                "  - access_token_secret = \"a/b+c\",",
                "access_token_secret",
                "a/b+c",
            ),
            ("$apiSecret = 'abc';", "apiSecret", "abc"),
        ] {
            let found = pair(&Text::made(line));
            let found =
                found.map(|(name, value)| (name.bytes().to_string(), value.bytes().to_string()));
            assert_eq!(found, Some((name.to_owned(), value.to_owned())), "{line}");
        }
        for line in [
            "the consumer secret: I took it from the page",
            "oauth_token=a&oauth_token_secret=b",
            "consumer_secret=",
            "Authorization: OAuth a=\"b\"",
            "const consumerSecret = getSecret('x y')",
        ] {
            assert!(pair(&Text::made(line)).is_none(), "{line}");
        }
    }
}
