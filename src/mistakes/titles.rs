//! How an entry's form is called in a request: its title names the part, the place and the
//! characters that are there.

use super::truth::{is_https, occurs, signed};
use super::{Facts, Instance, Mistake};
use crate::encoder::Form;
use crate::pipeline::base_string::BaseStringEdit;
use crate::pipeline::choice::EncoderEdit;
use crate::pipeline::collect::Source;
use crate::pipeline::encode::EncodeEdit;
use crate::pipeline::key::KeyEdit;
use crate::recipe::Edit;

/// Titles of forms whose entry's own title speaks of several: id, the beginning of the form's
/// detail, the title.
const FORMS: &[(&str, &str, &str)] = &[
    (
        "assembly-equals-raw",
        "names and values in one layer",
        "names and values were encoded once instead of twice, and the `=` of the pairs is raw",
    ),
    (
        "assembly-single-encoding",
        "values only",
        "values were encoded once instead of twice",
    ),
    (
        "assembly-single-encoding",
        "names only",
        "names were encoded once instead of twice",
    ),
    (
        "body-hash-missing",
        "signed but not sent",
        "oauth_body_hash was signed but not sent",
    ),
    (
        "body-hash-missing",
        "",
        "oauth_body_hash was sent but not signed",
    ),
    (
        "body-hash-on-form",
        "SHA-1 of an empty body",
        "oauth_body_hash was signed for a request without a body",
    ),
    (
        "charset-non-ascii-dropped",
        "left raw",
        "characters outside ASCII were left raw",
    ),
    (
        "charset-non-ascii-dropped",
        "dropped",
        "characters outside ASCII were dropped",
    ),
    (
        "crypto-text-encoding",
        "the base string",
        "the base string was hashed in another text encoding",
    ),
    (
        "crypto-text-encoding",
        "the key",
        "the key was used in another text encoding",
    ),
    (
        "key-base64-encoded",
        "the whole key",
        "the whole key was base64-encoded",
    ),
    ("key-base64-encoded", "", "a secret was base64-encoded"),
    (
        "key-hashed",
        "SHA-1 of the whole key",
        "the whole key was hashed first",
    ),
    (
        "key-hashed",
        "MD5 of the whole key",
        "the whole key was hashed first",
    ),
    ("key-hashed", "", "a secret was hashed first"),
    (
        "key-one-secret-encoded",
        "the consumer secret",
        "the consumer secret was not percent-encoded in the key",
    ),
    (
        "key-one-secret-encoded",
        "the token secret",
        "the token secret was not percent-encoded in the key",
    ),
    (
        "key-whitespace",
        "a byte-order mark",
        "an invisible character was pasted with a secret",
    ),
    (
        "key-whitespace",
        "a zero-width",
        "an invisible character was pasted with a secret",
    ),
    ("key-whitespace", "", "white space was pasted with a secret"),
    (
        "nonce-or-timestamp-differs",
        "oauth_nonce",
        "the nonce that was signed is not the one that was sent",
    ),
    (
        "nonce-or-timestamp-differs",
        "",
        "the timestamp that was signed is not the one that was sent",
    ),
    (
        "plus-decoded-in-path-or-header",
        "a header value",
        "a `+` of a header value was taken for a space",
    ),
    (
        "plus-decoded-in-path-or-header",
        "the path",
        "a `+` of the path was taken for a space",
    ),
    (
        "plus-not-decoded",
        "in the query",
        "a `+` of the query was kept as a plus",
    ),
    (
        "plus-not-decoded",
        "in the body",
        "a `+` of the form was kept as a plus",
    ),
    (
        "sig-base-string-encoded-again",
        "encoded",
        "the base string was percent-encoded before it was hashed",
    ),
    (
        "sig-base-string-encoded-again",
        "decoded",
        "the base string was percent-decoded before it was hashed",
    ),
    (
        "sig-plaintext-declared-hmac",
        "PLAINTEXT",
        "the key was sent as the signature",
    ),
    (
        "sig-plaintext-declared-hmac",
        "",
        "a digest was sent where PLAINTEXT was declared",
    ),
    (
        "uri-double-slash",
        "runs of slashes",
        "slashes of the path were joined",
    ),
    (
        "uri-double-slash",
        "a second slash",
        "a slash of the path was doubled",
    ),
    (
        "uri-partial-encode",
        "`/` literal",
        "`/` was left as it is in the base string URI",
    ),
    (
        "uri-partial-encode",
        "`:` and `/`",
        "`:` and `/` were left as they are in the base string URI",
    ),
    (
        "uri-partial-encode",
        "`:` literal",
        "`:` was left as it is in the base string URI",
    ),
    (
        "valueless-key-dropped",
        "left out",
        "a name without `=` was left out",
    ),
    (
        "valueless-key-dropped",
        "signed without",
        "a name without `=` was signed without it",
    ),
    (
        "valueless-key-dropped",
        "every empty value",
        "an empty value was signed without its `=`",
    ),
];

impl Mistake {
    /// What the client did, said of that form in that request: "`! (` were left unescaped" where
    /// of all the characters that the entry knows only those occur.
    #[must_use]
    pub fn title_of(&self, instance: &Instance, facts: &Facts<'_>) -> String {
        let form = FORMS
            .iter()
            .find(|(id, detail, _)| *id == self.id && instance.detail.starts_with(detail));
        if let Some((.., title)) = form {
            return (*title).to_owned();
        }
        match self.id {
            "uri-scheme-proxy" => scheme_title(facts),
            "uri-other-schemes-default-port-dropped" => {
                let (port, scheme) = if is_https(facts) {
                    (80, "https")
                } else {
                    (443, "http")
                };
                format!("port {port} was dropped from {scheme}")
            }
            "sort-sources-separately" => {
                format!("the parameters of {} were sorted apart", sources(facts))
            }
            _ => self
                .title
                .starts_with('`')
                .then(|| of_characters(&instance.edits, facts, self.title.contains(" or ")))
                .flatten()
                .unwrap_or_else(|| self.title.to_owned()),
        }
    }
}

/// The sources that hold a parameter that is signed: "query and header".
fn sources(facts: &Facts<'_>) -> String {
    let known = [
        (Source::Query, "query"),
        (Source::Header, "header"),
        (Source::Body, "body"),
    ];
    let there: Vec<&str> = known
        .iter()
        .filter(|(source, _)| signed(facts).any(|one| one.source == *source))
        .map(|(_, name)| *name)
        .collect();
    match there.as_slice() {
        [first, second, third] => format!("{first}, {second} and {third}"),
        other => other.join(" and "),
    }
}

/// "http was signed for https".
fn scheme_title(facts: &Facts<'_>) -> String {
    if is_https(facts) {
        "http was signed for a URL of https".to_owned()
    } else {
        "https was signed for a URL of http".to_owned()
    }
}

/// The characters of the edits that occur in this request, and what was done to them; `None` where
/// the title of the entry says it as well.
fn of_characters(edits: &[Edit], facts: &Facts<'_>, says_or: bool) -> Option<String> {
    let first = edits.first()?;
    let (Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Form(bytes, form)))
    | Edit::BaseString(BaseStringEdit::Encoder(EncoderEdit::Form(bytes, form)))
    | Edit::Key(KeyEdit::Encoder(EncoderEdit::Form(bytes, form)))) = first
    else {
        return None;
    };
    let is_there = |byte: u8| match first {
        Edit::Encode(_) => occurs(byte, facts),
        Edit::Key(_) => stands_in_a_secret(byte, facts),
        _ => facts.request.url.bytes().contains(&byte) || b"=&%".contains(&byte),
    };
    let done = match form {
        Form::Literal => "left unescaped",
        Form::Escaped => "escaped",
        _ => return None,
    };
    let there: Vec<u8> = bytes
        .iter()
        .copied()
        .filter(|byte| is_there(*byte))
        .collect();
    if there.is_empty() || (there.len() == bytes.len() && !says_or) || there.contains(&b'`') {
        return None;
    }
    let were = if there.len() == 1 { "was" } else { "were" };
    let shown: Vec<String> = there
        .iter()
        .map(|byte| char::from(*byte).to_string())
        .collect();
    Some(format!("`{}` {were} {done}", shown.join(" ")))
}

fn stands_in_a_secret(byte: u8, facts: &Facts<'_>) -> bool {
    let secrets = [
        &facts.credentials.consumer_secret,
        &facts.credentials.token_secret,
    ];
    secrets
        .into_iter()
        .flatten()
        .any(|secret| secret.expose().as_bytes().contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mistakes::by_id;

    #[test]
    fn every_entry_named_here_exists() {
        for (id, ..) in FORMS {
            assert!(by_id(id).is_some(), "{id} is not an entry");
        }
    }
}
