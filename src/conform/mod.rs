//! Whether a signer conforms: the cases that it is asked, what it answers, and what is said of it.
//!
//! A case is a folder of the conformance suite: a request with its credentials, nonce and
//! timestamp given, and a file for each stage of RFC 5849 section 3.4. A signer is anything that
//! turns the one into a base string or a signature; starting it, and reading what it writes, is
//! the caller's. Here its answer is judged: [`judge::judge`] one case, [`summary::conclude`] all
//! of them together.

pub mod answer;
pub mod judge;
pub mod summary;

use serde::Deserialize;

use crate::credentials::{Credentials, PrivateKey, Secret};
use crate::error::Error;
use crate::pipeline::header::authorization_header;
use crate::request::{Header, Request, Text};

/// The files of a case, beside its request: the stage, and whether an RSA case has it too.
pub const FILES: [(&str, bool); 7] = [
    ("parameters.json", true),
    ("normalized-parameters.txt", true),
    ("base-string-uri.txt", true),
    ("base-string.txt", true),
    ("signing-key.txt", false),
    ("signature.txt", true),
    ("authorization-header.txt", true),
];

/// A case of the suite.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name: the folder's.
    pub id: String,
    /// The rule under test, with its section.
    pub note: String,
    /// Where the expected values come from.
    pub source: String,
    /// The request as one line of JSON in ASCII, as a signer is given it.
    pub line: String,
    /// The request, protocol parameters in its Authorization header.
    pub request: Request,
    /// What signs it.
    pub credentials: Credentials,
    /// The realm, the header's first field.
    pub realm: Option<String>,
    /// The headers beside Authorization, as given.
    pub headers: Vec<(String, String)>,
    /// The protocol parameters, decoded.
    pub oauth: Vec<(String, String)>,
    /// The right base string; `None` where a suite leaves it to the corridor.
    pub base_string: Option<String>,
    /// The right signature; `None` where a suite leaves it to the corridor.
    pub signature: Option<String>,
}

/// `request.json`.
#[derive(Deserialize)]
struct RequestFile {
    id: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    source: String,
    method: String,
    url: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    body: Option<String>,
    oauth: Vec<(String, String)>,
    realm: Option<String>,
    consumer_key: Option<String>,
    consumer_secret: Option<String>,
    token: Option<String>,
    token_secret: Option<String>,
    private_key: Option<String>,
}

impl Case {
    /// Reads a case: `folder` is its name, `file` gives the text of each of its files.
    ///
    /// # Errors
    /// When there is no `request.json`, or it is none.
    pub fn read(folder: &str, file: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let name = format!("{folder}/request.json");
        let text =
            file("request.json").ok_or_else(|| Error::new("no such file").in_input(&name))?;
        let wrong = |reason: serde_json::Error| Error::new(reason).in_input(&name);
        let read: RequestFile = serde_json::from_str(&text).map_err(wrong)?;
        let value: serde_json::Value = serde_json::from_str(&text).map_err(wrong)?;
        if read.id != folder {
            let found = format!("expected the folder's name as `id`, found {:?}", read.id);
            return Err(Error::new(found).in_input(&name));
        }
        let private_key = read
            .private_key
            .as_deref()
            .map(PrivateKey::from_pem)
            .transpose()
            .map_err(|error| error.in_input(&name))?;
        let mut case = Self {
            id: read.id,
            note: read.note,
            source: read.source,
            line: ascii(&value.to_string()),
            request: Request {
                method: Text::made(read.method),
                url: Text::made(read.url),
                body: read.body.map(Text::made),
                ..Request::default()
            },
            credentials: Credentials {
                consumer_key: read.consumer_key,
                consumer_secret: read.consumer_secret.map(Secret::new),
                token: read.token,
                token_secret: read.token_secret.map(Secret::new),
                private_key,
                ..Credentials::default()
            },
            realm: read.realm,
            headers: read.headers,
            oauth: read.oauth,
            base_string: file("base-string.txt"),
            signature: file("signature.txt"),
        };
        case.request.headers = case.request_headers();
        Ok(case)
    }

    /// The headers, Authorization with the protocol parameters among them.
    fn request_headers(&self) -> Vec<Header> {
        let bytes = |text: &str| text.as_bytes().to_vec();
        let realm = self.realm.iter();
        let fields: Vec<_> = realm
            .map(|realm| (bytes("realm"), bytes(realm)))
            .chain(
                self.oauth
                    .iter()
                    .map(|(name, value)| (bytes(name), bytes(value))),
            )
            .collect();
        let mut headers: Vec<Header> = self
            .headers
            .iter()
            .map(|(name, value)| Header::made(name, value.as_str()))
            .collect();
        // Of a pasted body without a type it is guessed what it is; here it is known to have none.
        let untyped = !headers.iter().any(|header| header.is_named("content-type"));
        if untyped && self.request.body.is_some() {
            headers.push(Header::made("Content-Type", "application/octet-stream"));
        }
        headers.push(Header::made("Authorization", authorization_header(&fields)));
        headers
    }

    /// The same case as a signer says that it would send it.
    #[must_use]
    pub fn as_sent(&self, sent: &answer::Sent) -> Self {
        let mut case = self.clone();
        if let Some(url) = &sent.url {
            case.request.url = Text::made(url.as_str());
        }
        if let Some(headers) = &sent.headers {
            case.headers.clone_from(headers);
        }
        if let Some(oauth) = &sent.oauth {
            case.oauth.clone_from(oauth);
        }
        case.request.headers = case.request_headers();
        // The files are about the request as given.
        case.base_string = None;
        case.signature = None;
        case
    }
}

/// The same JSON in ASCII: a script whose locale is not UTF-8 reads it too.
fn ascii(json: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() {
            out.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // A String takes any text.
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_ascii_and_means_the_same() {
        let json = r#"{"body":"é 💩"}"#;
        let line = ascii(json);
        assert_eq!(line, r#"{"body":"\u00e9 \ud83d\udca9"}"#);
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(read(&line), read(json));
    }

    #[test]
    fn a_folder_that_is_no_case_is_named() {
        let error = Case::read("a", |_| None).unwrap_err();
        assert_eq!(error.input(), Some("a/request.json"));
        let file = r#"{"id":"b","method":"GET","url":"http://h/","oauth":[]}"#;
        let error = Case::read("a", |name| {
            (name == "request.json").then(|| file.to_owned())
        })
        .unwrap_err();
        assert_eq!(
            error.problem(),
            "expected the folder's name as `id`, found \"b\""
        );
    }
}
