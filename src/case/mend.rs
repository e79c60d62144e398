//! The corrected request: what is known to be wrong with its protocol parameters is put right before
//! it is signed (RFC 5849 sections 3.1, 3.3 and 3.5).

use bstr::{BStr, ByteSlice as _};

use super::Pair;
use crate::authorization::scheme;
use crate::credentials::Credentials;
use crate::pipeline::body_hash::body_hash;
use crate::pipeline::collect::{BodyKind, Source, body_kind};
use crate::pipeline::decode::{form_decode, parameters};
use crate::pipeline::header::place;
use crate::pipeline::signature::Algorithm;
use crate::protocol::{carried, form, joined, with_parameters, with_query};
use crate::providers::{BodyHash, Provider, Realm};
use crate::request::{Request, Text, UrlParts};

/// A nonce and a timestamp that were never sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fresh {
    /// Any text that was not used with this timestamp.
    pub nonce: String,
    /// Seconds since 1970.
    pub timestamp: u64,
}

/// The request, its protocol parameters as they ought to be, not yet signed.
#[must_use]
pub(crate) fn mended(
    request: &Request,
    provider: Option<&Provider>,
    credentials: &Credentials,
    fresh: Option<&Fresh>,
) -> Request {
    let place = place(request).unwrap_or(Source::Header);
    let mut fields = Fields::of(request);
    fields.method(provider, credentials);
    fields.realm(request, provider, place);
    fields.clock(fresh);
    if fields.value("oauth_version").is_some() {
        fields.set("oauth_version", b"1.0");
    }
    fields.body_hash(request, provider);
    let mut bare = without_protocol(request);
    if let Some(url) = UrlParts::split(&bare.url).url_for_host() {
        bare.url = Text::made(url);
    }
    move_foreign(request, &mut bare);
    with_parameters(bare, &fields.pairs, place)
}

/// The protocol parameters, decoded, each once.
struct Fields {
    pairs: Vec<Pair>,
}

impl Fields {
    fn of(request: &Request) -> Self {
        let mut fields = Self { pairs: Vec::new() };
        for one in carried(request) {
            // A blank or line break round a value was pasted with it.
            let value = one.value.trim_ascii();
            if one.name != "oauth_signature" && fields.value(&one.name.to_str_lossy()).is_none() {
                fields.pairs.push((one.name.to_vec(), value.to_vec()));
            }
        }
        for header in &request.headers {
            let name = header.name.bytes().to_ascii_lowercase();
            let is_new = fields.value(&name.to_str_lossy()).is_none();
            if name.starts_with(b"oauth_") && name != b"oauth_signature" && is_new {
                let value = header.value.bytes().trim_ascii();
                fields.pairs.push((name, value.to_vec()));
            }
        }
        fields
    }

    fn value(&self, name: &str) -> Option<&BStr> {
        let found = self
            .pairs
            .iter()
            .find(|(other, _)| other == name.as_bytes())?;
        Some(found.1.as_bstr())
    }

    fn set(&mut self, name: &str, value: &[u8]) {
        match self
            .pairs
            .iter_mut()
            .find(|(other, _)| other == name.as_bytes())
        {
            Some((_, old)) => *old = value.to_vec(),
            None => self.pairs.push((name.as_bytes().to_vec(), value.to_vec())),
        }
    }

    /// A method by its right name, and one that the provider accepts where the keys allow it.
    fn method(&mut self, provider: Option<&Provider>, credentials: &Credentials) {
        let sent = self.value("oauth_signature_method").map(BStr::to_owned);
        let known = sent
            .as_ref()
            .and_then(|sent| Algorithm::named(sent).or_else(|| Algorithm::meant_by(sent)));
        let mut method = known.unwrap_or(Algorithm::HmacSha1);
        let can = |method: Algorithm| !method.is_rsa() || credentials.private_key.is_some();
        if let Some(provider) = provider.filter(|provider| !provider.hosts.is_empty())
            && !provider.methods.contains(&method)
            && let Some(accepted) = provider.methods.iter().find(|method| can(**method))
        {
            method = *accepted;
        }
        self.set("oauth_signature_method", method.name().as_bytes());
    }

    /// The account, in the form that the provider wants.
    fn realm(&mut self, request: &Request, provider: Option<&Provider>, place: Source) {
        let wants = provider.is_some_and(|provider| matches!(provider.realm, Realm::Account(_)));
        if !wants || place != Source::Header {
            return;
        }
        let host = UrlParts::split(&request.url).host;
        let of_host = host.bytes().split_str(".").next().unwrap_or_default();
        let account = self
            .value("realm")
            .map_or(of_host, |realm| realm.as_bytes());
        let account = account.to_ascii_uppercase().replace("-", "_");
        self.pairs.retain(|(name, _)| name != b"realm");
        self.pairs.insert(0, (b"realm".to_vec(), account));
    }

    fn clock(&mut self, fresh: Option<&Fresh>) {
        if let Some(fresh) = fresh {
            self.set("oauth_timestamp", fresh.timestamp.to_string().as_bytes());
            self.set("oauth_nonce", fresh.nonce.as_bytes());
        } else if let Some(stamp) = self.value("oauth_timestamp")
            && stamp.len() > 10
            && stamp
                .get(..10)
                .is_some_and(|start| start.iter().all(u8::is_ascii_digit))
        {
            // Milliseconds, or a fraction.
            let seconds = stamp.get(..10).unwrap_or_default().to_vec();
            self.set("oauth_timestamp", &seconds);
        }
    }

    fn body_hash(&mut self, request: &Request, provider: Option<&Provider>) {
        let is_form = body_kind(request).0 == BodyKind::Form;
        if is_form {
            self.pairs.retain(|(name, _)| name != b"oauth_body_hash");
            return;
        }
        let body = request.body.as_ref().map(Text::bytes).unwrap_or_default();
        let wanted = provider.is_some_and(|one| one.body_hash == BodyHash::Required)
            && (!body.is_empty() || super::takes_form(request.method.bytes()));
        if wanted || self.value("oauth_body_hash").is_some() {
            let method = self.value("oauth_signature_method");
            let method = method.and_then(|name| Algorithm::named(name));
            let hash = body_hash(body, method.unwrap_or(Algorithm::HmacSha1));
            self.set("oauth_body_hash", hash.as_bytes());
        }
    }
}

/// The request without its protocol parameters, wherever they stand.
#[must_use]
pub(crate) fn without_protocol(request: &Request) -> Request {
    let mut bare = request.clone();
    bare.headers.retain(|header| {
        let is_oauth = header.is_named("authorization")
            && (scheme(&header.value).is_none()
                || request.oauth_headers().any(|other| other == header));
        let own = header
            .name
            .bytes()
            .to_ascii_lowercase()
            .starts_with(b"oauth_");
        !is_oauth && !own
    });
    let url = request.url.bytes();
    let end = url.find_byte(b'#').unwrap_or(url.len());
    let (before, fragment) = url.split_at(end);
    if let Some(mark) = before.find_byte(b'?') {
        let (head, query) = before.split_at(mark);
        let query = kept(query.get(1..).unwrap_or_default());
        let mark: &[u8] = if query.is_empty() { b"" } else { b"?" };
        bare.url = Text::made([head, mark, &query, fragment].concat());
    }
    if let (Some(body), (BodyKind::Form, _)) = (&request.body, body_kind(request)) {
        let left = kept(body.bytes());
        if left != body.bytes().as_bytes() {
            bare.body = (!left.is_empty()).then(|| Text::made(left));
        }
    }
    bare
}

/// The pairs of a wire text that are no protocol parameters.
fn kept(wire: &[u8]) -> Vec<u8> {
    let pairs = wire.split_str("&").filter(|pair| {
        let name = pair.split_str("=").next().unwrap_or_default();
        !form_decode(name).starts_with(b"oauth_")
    });
    bstr::join("&", pairs)
}

/// Parameters that stand in the header and do not belong there go where the server looks for them.
fn move_foreign(request: &Request, bare: &mut Request) {
    let all = parameters(request);
    let elsewhere = |pair: &Pair| {
        all.iter()
            .any(|one| one.source != Source::Header && one.name == pair.0 && one.value == pair.1)
    };
    let foreign: Vec<Pair> = all
        .iter()
        .filter(|one| {
            one.source == Source::Header
                && !one.is_protocol()
                && !one.name.eq_ignore_ascii_case(b"realm")
        })
        .map(|one| (one.name.to_vec(), one.value.to_vec()))
        .filter(|pair| !elsewhere(pair))
        .collect();
    if foreign.is_empty() {
        return;
    }
    if body_kind(bare).0 == BodyKind::Form && bare.body.is_some() {
        bare.body = Some(joined(bare.body.as_ref(), &form(&foreign)));
    } else {
        bare.url = with_query(&bare.url, &form(&foreign));
    }
}
