//! What the user meant to send, beside what the wire says: as single values, or as a whole request.

use bstr::{BString, ByteSlice as _};

use crate::case::without_protocol;
use crate::credentials::Credentials;
use crate::diagnose::explain::{Cause, Explanation};
use crate::diagnose::proof::Proof;
use crate::encoder::Encoder;
use crate::error::Error;
use crate::mistakes::{self, Stage};
use crate::pipeline::collect::{BodyKind, Source, body_kind};
use crate::pipeline::decode::{Parameter, form_decode, parameters};
use crate::pipeline::{header, trace};
use crate::protocol::{carried, with_parameters};
use crate::recipe::Recipe;
use crate::report::NotAsIntended;
use crate::request::{Request, Text};

/// The request that was meant, with the protocol parameters of the one that was sent.
pub(super) fn as_sent(meant: &Request, sent: &Request) -> Request {
    let protocol: Vec<(Vec<u8>, Vec<u8>)> = carried(sent)
        .into_iter()
        .filter(|parameter| parameter.name != "oauth_signature")
        .map(|parameter| (parameter.name.to_vec(), parameter.value.to_vec()))
        .collect();
    let place = header::place(sent).unwrap_or(Source::Header);
    with_parameters(without_protocol(meant), &protocol, place)
}

/// The parameters of a request that are no protocol parameters, as decoded pairs.
pub(super) fn values(request: &Request) -> Vec<(BString, BString)> {
    parameters(request)
        .into_iter()
        .filter(|parameter| !parameter.is_protocol() && parameter.name != "realm")
        .map(|parameter| (parameter.name, parameter.value))
        .collect()
}

/// The catalogue's entry for it.
const CHANGED: &str = "changed-after-signing";

/// The client signed rightly what was meant, and the wire says something else.
///
/// # Errors
/// When the meant request has no base string URI.
pub(super) fn changed_after_signing(
    meant: &Request,
    credentials: &Credentials,
    signature: &[u8],
) -> Result<Option<Explanation>, Error> {
    let recipe = Recipe::default();
    let traced = trace(meant, credentials, &recipe)?;
    let Some(proof) = Proof::of_signature_with(&traced, signature, credentials) else {
        return Ok(None);
    };
    let mistake = mistakes::by_id(CHANGED);
    Ok(Some(Explanation {
        causes: vec![Cause {
            mistake,
            id: CHANGED.to_owned(),
            title: mistake.map_or(CHANGED, |one| one.title).to_owned(),
            detail: String::new(),
            stage: Stage::Transport,
            edits: Vec::new(),
        }],
        proof,
        trace: traced,
        recipe,
        indistinguishable: Vec::new(),
        equals: Vec::new(),
        encoders: Vec::new(),
        encoders_ruled_out: Vec::new(),
        libraries: Vec::new(),
        libraries_ruled_out: Vec::new(),
    }))
}

/// Where the wire does not decode to what was meant.
pub(super) fn not_as_intended(
    parameters: &[Parameter],
    intended: &[(BString, BString)],
) -> Vec<NotAsIntended> {
    intended
        .iter()
        .filter_map(|(name, meant)| {
            let mut sent = parameters
                .iter()
                .filter(|parameter| parameter.name == *name);
            if sent.clone().any(|parameter| parameter.value == *meant) {
                return None;
            }
            let sent = sent.next().map(|parameter| parameter.value.clone());
            Some(NotAsIntended {
                name: name.clone(),
                meant: meant.clone(),
                sent,
            })
        })
        .collect()
}

/// The request with the intended values in place of the sent ones; `None` without any.
pub(super) fn intended_request(
    request: &Request,
    intended: &[(BString, BString)],
) -> Option<Request> {
    if intended.is_empty() {
        return None;
    }
    let rfc = Encoder::rfc();
    let replaced = |wire: &Text, left: &mut Vec<&(BString, BString)>| {
        let segments: Vec<Vec<u8>> = wire
            .bytes()
            .split_str("&")
            .map(|segment| {
                let name = segment.split_str("=").next().unwrap_or_default();
                let name = form_decode(name);
                let at = left.iter().position(|(wanted, _)| *wanted == name);
                at.map_or_else(
                    || segment.to_vec(),
                    |at| {
                        let (name, value) = left.remove(at);
                        [rfc.encode(name), b"=".to_vec(), rfc.encode(value)].concat()
                    },
                )
            })
            .collect();
        bstr::join("&", segments)
    };
    let mut left: Vec<&(BString, BString)> = intended.iter().collect();
    let mut changed = request.clone();
    let url = request.url.bytes();
    let end = url.find_byte(b'#').unwrap_or(url.len());
    if let Some(mark) = url[..end].find_byte(b'?') {
        let query = replaced(&request.url.slice(mark + 1..end), &mut left);
        changed.url = Text::made([url[..=mark].as_bytes(), &query, url[end..].as_bytes()].concat());
    }
    if let (Some(body), (BodyKind::Form, _)) = (&request.body, body_kind(request)) {
        let mut bytes = replaced(body, &mut left);
        for (name, value) in left {
            bytes.extend_from_slice(
                &[
                    b"&".to_vec(),
                    rfc.encode(name),
                    b"=".to_vec(),
                    rfc.encode(value),
                ]
                .concat(),
            );
        }
        changed.body = Some(Text::made(bytes));
    } else if !left.is_empty() {
        let mut url = changed.url.bytes().to_vec();
        for (name, value) in left {
            let mark: &[u8] = if url.contains(&b'?') { b"&" } else { b"?" };
            url.extend_from_slice(
                &[
                    mark.to_vec(),
                    rfc.encode(name),
                    b"=".to_vec(),
                    rfc.encode(value),
                ]
                .concat(),
            );
        }
        changed.url = Text::made(url);
    }
    Some(changed)
}
