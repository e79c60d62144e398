//! Labelled values: `Consumer key: …`, a table of them, names and values in two columns.

use bstr::ByteSlice;

use super::assemble::{self, Assembler, labelled, plain, protocol_name};
use super::tree::{Map, Value, labels};
use super::{Captured, Options, Owner, oauth};
use crate::error::{Assumption, Error};
use crate::request::Text;

/// What a label may be, beside the name of a protocol parameter.
const OTHERS: [&str; 18] = [
    "secret",
    "consumersecret",
    "clientsecret",
    "sharedsecret",
    "tokensecret",
    "accesssecret",
    "accesstokensecret",
    "apisecret",
    "signature",
    "basestring",
    "signaturebasestring",
    "method",
    "httpmethod",
    "url",
    "uri",
    "requesturl",
    "generatedsignature",
    "signingkey",
];

/// Whether a text has lines enough that name what belongs to a signature.
pub(super) fn is_labelled(text: &[u8]) -> bool {
    if is_header(text) {
        return false;
    }
    let rows = labels::rows(&Text::copied(text, 0));
    let known = |(name, value): &&(Text, Value)| {
        let filled = value
            .text()
            .is_some_and(|text| !text.bytes().is_empty() && !text.bytes().contains_str(" oauth_"));
        let name = name.bytes();
        filled
            && (name.starts_with(b"oauth_")
                || protocol_name(name).is_some()
                || OTHERS.contains(&plain(name).as_str())
                || plain(name).contains("signature"))
    };
    let sure = |(name, _): &(Text, Value)| {
        let name = plain(name.bytes());
        name.starts_with("oauth") || ["nonce", "consumerkey"].contains(&name.as_str())
    };
    rows.iter().filter(known).count() >= 3 && rows.iter().any(sure)
}

/// Whether the lines are the fields of a header: quoted, or parted by commas.
fn is_header(text: &[u8]) -> bool {
    text.lines().any(|line| {
        let line = line.trim_ascii();
        line.find_iter("oauth_").any(|at| {
            let rest = &line[at..];
            let name = rest
                .iter()
                .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
                .count();
            let value = rest[name..].trim_ascii_start().strip_prefix(b"=");
            value.is_some_and(|value| {
                let value = value.trim_ascii_start();
                value.starts_with(b"\"") || value.starts_with(b"'") || line.ends_with(b",")
            })
        })
    })
}

/// Reads the values by their labels.
///
/// # Errors
/// When none of them is a protocol parameter.
pub(super) fn read(text: &Text, options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    let rows = labels::rows(text);
    let spelled = rows
        .iter()
        .any(|(name, _)| name.bytes().starts_with(b"oauth_"));
    let (map, others) = renamed(&rows, spelled);
    let assembler = Assembler {
        options,
        holes: &[],
    };
    let tree = Value::Map(map);
    let mut read = assembler.requests(&tree);
    if let [one] = read.as_mut_slice() {
        for (label, text) in others {
            one.signatures.push(labelled(label.bytes(), &text));
        }
        if !spelled {
            one.guesses.push(Assumption::new(
                "labelled-values",
                "the labels were taken for the protocol parameters that they name",
            ));
        }
        if !spelled && !says(&rows, "version") {
            one.guesses.push(Assumption::new(
                "version-assumed",
                "no label names a version: oauth_version 1.0 was assumed",
            ));
        }
        let method = oauth::parameters(&one.request)
            .iter()
            .any(|parameter| parameter.name == "oauth_signature_method");
        if !method || !spelled && !says(&rows, "signaturemethod") {
            one.guesses.push(Assumption::new(
                "signature-method-assumed",
                "no label names the signature method: HMAC-SHA1 was assumed",
            ));
        }
    }
    if read.is_empty() {
        return Err(Error::new("no label in it names a protocol parameter")
            .help("give the values with their labels, such as `oauth_nonce: …`"));
    }
    Ok(read)
}

fn says(rows: &Map, label: &str) -> bool {
    rows.iter().any(|(name, _)| {
        let name = plain(name.bytes());
        name == label || name.strip_prefix("oauth") == Some(label)
    })
}

/// The rows under the names of the protocol, and the signatures beside the client's own.
fn renamed(rows: &Map, spelled: bool) -> (Map, Vec<(Text, Text)>) {
    let mut map = Map::new();
    let mut others = Vec::new();
    let missing = |map: &Map, wanted: &str| !map.iter().any(|(name, _)| name.bytes() == wanted);
    let mut signed = spelled
        && rows
            .iter()
            .any(|(name, _)| name.bytes() == "oauth_signature");
    let lti = rows
        .iter()
        .any(|(name, _)| name.bytes().starts_with(b"lti_"));
    for (label, value) in rows {
        let Some(text) = value.text() else {
            continue;
        };
        let name = plain(label.bytes());
        let renamed = match name.as_str() {
            _ if label.bytes().starts_with(b"oauth_") => label.clone(),
            "secret" => Text::made("consumer_secret"),
            _ if name.contains("signature")
                && !name.contains("method")
                && !name.contains("base") =>
            {
                let server = labelled(label.bytes(), text).owner == Owner::Server;
                if server || signed {
                    others.push((label.clone(), text.clone()));
                    continue;
                }
                signed = true;
                Text::made("oauth_signature")
            }
            _ => match protocol_name(label.bytes()) {
                Some("realm") => Text::made("realm"),
                Some(known) if !spelled || !lti && missing(rows, known) => Text::made(known),
                _ if assemble::tells(label.bytes())
                    || spelled && (lti || is_name(label.bytes())) =>
                {
                    label.clone()
                }
                _ => continue,
            },
        };
        map.push((renamed, value.clone()));
    }
    if !spelled {
        for (name, value) in [
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_version", "1.0"),
        ] {
            if missing(&map, name) {
                map.push((Text::made(name), Value::Text(Text::made(value))));
            }
        }
    }
    (map, others)
}

/// Whether a label is spelled as a parameter's name is.
fn is_name(label: &[u8]) -> bool {
    label
        .iter()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'_')
}
