//! Keys and secrets on lines of their own beside a request: `export CONSUMER_SECRET=…`,
//! `Consumer secret: …`, in a paste of any form.

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
        .filter_map(|line| {
            let (name, value) = pair(&text.slice(line.range))?;
            Some((name, Value::Text(value)))
        })
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

#[cfg(test)]
mod tests {
    use super::*;

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
