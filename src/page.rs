//! What the page in the browser asks, and what it is answered: JSON in, JSON out.
//!
//! The same whether the engine runs in the page (`web/`, WebAssembly) or behind `countersign listen`.
//! Secrets come in, and what is shown is masked unless the page asks for it to be shown.

use bstr::ByteSlice as _;
use serde::{Deserialize, Serialize};

use crate::capture::{self, Capture, Captured, Options};
use crate::case::{Case, Fresh};
use crate::credentials::{Credentials, PrivateKey, Secret};
use crate::diagnose::Limits;
use crate::encoder::Encoder;
use crate::error::Error;
use crate::pipeline::signature::Algorithm;
use crate::protocol::carried;
use crate::redact::{Masks, Shared};
use crate::render::html::fragment;
use crate::report::{Needed, Report, Verdict};
use crate::request::Request;
use crate::screen::{Block, Line, Role, diff, explain};

/// What the page asks. Empty texts are not given.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Ask {
    paste: String,
    entry: String,
    #[serde(deserialize_with = "secret")]
    consumer_secret: Secret,
    #[serde(deserialize_with = "secret")]
    token_secret: Secret,
    #[serde(deserialize_with = "secret")]
    private_key: Secret,
    url: String,
    method: String,
    /// How many mistakes together are searched; none: whether the signature is right is told alone.
    search: usize,
    /// Whether what is shown shows tokens and secrets: a command to be copied needs them.
    show: bool,
    now: Option<u64>,
    /// For the corrected request.
    nonce: Option<String>,
}

/// What it is answered.
#[derive(Serialize)]
struct Answer {
    /// What the paste was taken for.
    read_as: String,
    /// The requests in it, where there are several.
    entries: Vec<String>,
    outcome: &'static str,
    /// The ids of the proven mistakes.
    causes: Vec<String>,
    title: String,
    /// The verdict and all that belongs to it, as HTML.
    verdict: String,
    /// Every stage of the right signature, as HTML.
    stages: String,
    /// The base string of the right signature; what is secret in it is masked, as everywhere.
    base_string: String,
    /// The right signature; without a secret there is none.
    signature: Option<String>,
    /// The secrets that are missing: names of fields of [`Ask`].
    missing: Vec<&'static str>,
    /// Whether a search of more mistakes may say more.
    more: bool,
    /// Whether the paste may stand in a link: nothing in it is secret.
    linkable: bool,
}

/// Why there is no answer.
#[derive(Serialize)]
struct Refused {
    error: String,
    help: Option<String>,
    /// Where in the paste: from, to, in bytes.
    at: Option<(usize, usize)>,
}

/// Answers what the page asks. `out_of_time` says when a search is to end.
#[must_use]
pub fn answer(ask: &[u8], out_of_time: &(dyn Fn() -> bool + Sync)) -> String {
    let answered = serde_json::from_slice::<Ask>(ask)
        // Its own words may quote what was asked, which holds secrets.
        .map_err(|_| Error::new("the page asked for something that is not known here"))
        .and_then(|ask| answered(&ask, out_of_time));
    let json = match answered {
        Ok(answer) => serde_json::to_string(&answer),
        Err(error) => serde_json::to_string(&Refused {
            error: error.problem().to_owned(),
            help: error.advice().map(str::to_owned),
            at: error.span().map(|span| (span.start, span.end)),
        }),
    };
    // Maps with keys that are no text alone make this fail.
    json.unwrap_or_default()
}

fn answered(ask: &Ask, out_of_time: &(dyn Fn() -> bool + Sync)) -> Result<Answer, Error> {
    let given = |text: &String| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    let options = Options {
        url: given(&ask.url),
        method: given(&ask.method),
        ..Options::default()
    };
    let all = capture::read_all(ask.paste.as_bytes(), &options)?;
    let entries = listed(&all);
    let read_as = all.format.phrase().to_owned();
    let captured = chosen(all, &ask.entry)?;
    let credentials = ask.credentials()?.or(captured.credentials.clone());
    let linkable = is_linkable(&captured.request, &credentials, &ask.paste);
    let mut case = Case::new(captured, credentials);
    case.given.url = options.url.map(Into::into);
    case.given.method = options.method.map(Into::into);
    case.now = ask.now;
    case.fresh = ask
        .now
        .zip(ask.nonce.clone())
        .map(|(timestamp, nonce)| Fresh { nonce, timestamp });
    let none = || true;
    let case = case.with_limits(Limits {
        mistakes: ask.search.min(3),
        candidates: if ask.search == 0 { 0 } else { u64::MAX },
        out_of_time: if ask.search == 0 { &none } else { out_of_time },
        ..Limits::default()
    });
    let report = case.judge()?;
    Ok(shown(ask, &case, &report, read_as, entries, linkable))
}

fn shown(
    ask: &Ask,
    case: &Case<'_>,
    report: &Report,
    read_as: String,
    entries: Vec<String>,
    linkable: bool,
) -> Answer {
    let mut masks = Masks::of(&report.request, &case.credentials);
    masks.extend(Masks::of(&case.captured.request, &case.credentials));
    let shared = || {
        if ask.show {
            Shared::with_secrets(report.clone())
        } else {
            Shared::masked(report, &masks)
        }
    };
    let paste = if ask.show {
        ask.paste.clone().into_bytes()
    } else {
        masks.in_place(ask.paste.as_bytes())
    };
    let verdict = shared().map(|report| diff::document(&report, Some(&paste)));
    let headline = match verdict.get().blocks.first() {
        Some(Block::Title(line)) => line.text(),
        _ => String::new(),
    };
    let right = shared().map(|report| report.right);
    let right = right.get();
    let stages = shared()
        .map(|report| explain::document(&report.request, &report.right, &report.assumptions));
    let titled = |text| Line::of(Role::Heading, text);
    Answer {
        read_as,
        entries,
        outcome: report.verdict.outcome(),
        causes: causes(&report.verdict),
        title: headline,
        verdict: fragment(&verdict, &titled("Verdict")),
        stages: fragment(&stages, &titled("Every stage of the right signature")),
        base_string: right.base_string.text.to_str_lossy().into_owned(),
        signature: right.signature.as_ref().map(ToString::to_string),
        missing: missing(report),
        more: ask.search < 3 && is_open(&report.verdict),
        linkable,
    }
}

impl Ask {
    fn credentials(&self) -> Result<Credentials, Error> {
        let secret = |secret: &Secret| (!secret.expose().is_empty()).then(|| secret.clone());
        let private_key = match self.private_key.expose().trim() {
            "" => None,
            pem => Some(PrivateKey::from_pem(pem).map_err(|error| error.in_input("private key"))?),
        };
        Ok(Credentials {
            consumer_secret: secret(&self.consumer_secret),
            token_secret: secret(&self.token_secret),
            private_key,
            ..Credentials::default()
        })
    }
}

fn secret<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Secret, D::Error> {
    String::deserialize(from).map(Secret::new)
}

/// A request of several: the one that is named, else the one that was refused, else the first.
fn chosen(all: Capture, entry: &str) -> Result<Captured, Error> {
    if !entry.is_empty() {
        return all.choose(entry)?.only().cloned();
    }
    let refused = all.refused().cloned();
    let mut requests = all.requests.into_iter();
    refused
        .or_else(|| requests.next())
        .ok_or_else(|| Error::new("the paste holds no request"))
}

fn listed(all: &Capture) -> Vec<String> {
    if all.requests.len() < 2 {
        return Vec::new();
    }
    let shown = |(place, one): (usize, &Captured)| {
        let url = one.request.url.bytes();
        // What follows the path may be secret.
        let path = url.split(|byte| matches!(byte, b'?' | b'#')).next();
        let method = one.request.method.bytes();
        let line = [method.as_bytes(), b" ", path.unwrap_or_default()].concat();
        let number = one.index.unwrap_or(place);
        format!("{number}  {}", Line::bytes(Role::Plain, &line).text())
    };
    all.requests.iter().enumerate().map(shown).collect()
}

fn causes(verdict: &Verdict) -> Vec<String> {
    let Verdict::Explained(all) = verdict else {
        return Vec::new();
    };
    let first = all.first().into_iter().flat_map(|first| &first.causes);
    first.map(|cause| cause.id.clone()).collect()
}

fn is_open(verdict: &Verdict) -> bool {
    matches!(
        verdict,
        Verdict::Unexplained { .. } | Verdict::Undecided { .. } | Verdict::Contradicts(_)
    )
}

fn missing(report: &Report) -> Vec<&'static str> {
    use crate::pipeline::key::Missing;
    let Verdict::Undecided { missing } = &report.verdict else {
        return Vec::new();
    };
    let fields = missing.iter().filter_map(|needed| match needed {
        Needed::Key(Missing::ConsumerSecret) => Some("consumer_secret"),
        Needed::Key(Missing::TokenSecret) => Some("token_secret"),
        Needed::Key(Missing::PrivateKey) => Some("private_key"),
        Needed::Url => Some("url"),
        _ => None,
    });
    fields.collect()
}

/// Whether nothing in the paste is secret: no secret that is known, in whatever encoding of the wire,
/// nothing that goes by a secret's name, and no signature that is the key itself.
fn is_linkable(request: &Request, credentials: &Credentials, paste: &str) -> bool {
    let plaintext = |value: &[u8]| Algorithm::meant_by(value) == Some(Algorithm::Plaintext);
    let is_plaintext = carried(request)
        .iter()
        .any(|one| one.name == "oauth_signature_method" && plaintext(&one.value));
    let lower = paste.to_ascii_lowercase();
    let names = ["cookie:", "proxy-authorization:", "password", "secret"];
    let is_named = names.iter().any(|name| lower.contains(name));
    let others = credentials.others.iter().map(|(_, secret)| secret);
    let secrets = [&credentials.consumer_secret, &credentials.token_secret];
    let mut secrets = secrets.into_iter().flatten().chain(others);
    let stands_there = secrets.any(|secret| {
        let raw = secret.expose().as_bytes();
        let once = Encoder::rfc().encode(raw);
        let twice = Encoder::rfc().encode(&once);
        let mut forms = [raw, &once, &twice].into_iter();
        !raw.is_empty() && forms.any(|form| paste.as_bytes().contains_str(form))
    });
    !is_plaintext && !is_named && !stands_there
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The resource request of RFC 5849 section 1.2.
    const PHOTOS: &str = "GET http://photos.example.net/photos?file=vacation.jpg&size=original HTTP/1.1\nHost: photos.example.net\nAuthorization: OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_token=\"nnch734d00sl2jdk\", oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131202\", oauth_nonce=\"chapoH\", oauth_signature=\"MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D\"\n\n";

    fn asked(paste: &str, further: &serde_json::Value) -> serde_json::Value {
        let mut ask = serde_json::json!({
            "paste": paste,
            "consumer_secret": "kd94hf93k423kf44",
            "token_secret": "pfkkdhi9sl3r4s00",
        });
        for (name, value) in further.as_object().unwrap() {
            ask[name] = value.clone();
        }
        serde_json::from_str(&answer(ask.to_string().as_bytes(), &|| false)).unwrap()
    }

    #[test]
    fn the_request_of_the_rfc_is_right() {
        let found = asked(PHOTOS, &serde_json::json!({}));
        assert_eq!(found["outcome"], "agrees", "{found}");
        assert_eq!(found["linkable"], true);
        assert!(found["stages"].as_str().unwrap().contains("base-string"));
        for secret in ["kd94hf93k423kf44", "nnch734d00sl2jdk"] {
            assert!(!found.to_string().contains(secret));
        }
        let found = asked(PHOTOS, &serde_json::json!({"show": true}));
        assert!(found.to_string().contains("nnch734d00sl2jdk"));
    }

    #[test]
    fn a_wrong_one_is_searched_when_that_is_asked() {
        let wrong = PHOTOS.replace("size=original", "size=original&page=2");
        let found = asked(&wrong, &serde_json::json!({}));
        assert_eq!(
            (&found["outcome"], &found["more"]),
            (&"unexplained".into(), &true.into())
        );
        let found = asked(&wrong, &serde_json::json!({"search": 1}));
        assert_eq!(found["outcome"], "explained");
        assert_eq!(found["more"], false);
    }

    #[test]
    fn what_is_missing_is_named_by_its_field() {
        let found = asked(PHOTOS, &serde_json::json!({"token_secret": ""}));
        assert_eq!(found["missing"], serde_json::json!(["token_secret"]));
        let found = asked("hush", &serde_json::json!({"hush": "hush"}));
        assert!(!found.to_string().contains("hush"), "{found}");
    }

    #[test]
    fn what_holds_a_secret_is_not_linkable() {
        let shown = PHOTOS.replace("size=original", "size=kd94hf93k423kf44");
        assert_eq!(asked(&shown, &serde_json::json!({}))["linkable"], false);
        let plain = PHOTOS.replace("HMAC-SHA1", "PLAINTEXT");
        assert_eq!(asked(&plain, &serde_json::json!({}))["linkable"], false);
    }
}
