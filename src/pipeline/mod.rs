//! The signing corridor of RFC 5849, room by room.
//!
//! | room | RFC 5849 | file |
//! | --- | --- | --- |
//! | collect: which pairs of the wire | 3.4.1.3.1 | `collect.rs` |
//! | decode: what they mean | 3.4.1.3.1 | `decode.rs` |
//! | select: which of them are signed | 3.4.1.3.1 | `select.rs` |
//! | encode: names and values, once | 3.6, 3.4.1.3.2 | `encode.rs` |
//! | sort: by encoded name, then value | 3.4.1.3.2 | `sort.rs` |
//! | join: normalized parameters | 3.4.1.3.2 | `join.rs` |
//! | base string URI | 3.4.1.2 | `base_string_uri.rs` |
//! | signature base string | 3.4.1.1 | `base_string.rs` |
//! | signing key | 3.4.2 | `key.rs` |
//! | digest | 3.4.2, 3.4.3 | `hashing.rs` |
//! | signature | 3.4.2 to 3.4.4 | `signature.rs` |
//! | signed request | 3.5 | `header.rs` |
//! | body hash (extension) | – | `body_hash.rs` |
//!
//! Each room is a function of its input and its choice; [`trace`] walks them all and keeps what
//! each of them made. The same functions, memoised, are what a search walks; [`signer`] signs and
//! verifies by them and keeps nothing.

pub mod base_string;
pub mod base_string_uri;
pub mod body_hash;
pub mod choice;
pub mod collect;
pub mod decode;
pub mod encode;
pub mod hashing;
pub mod header;
pub mod join;
pub mod key;
pub mod printed;
pub mod select;
pub mod signature;
pub mod signer;
pub mod sink;
pub mod sort;

use bstr::{BString, ByteSlice};

use crate::credentials::Credentials;
use crate::error::{Assumption, Error};
use crate::recipe::Recipe;
use crate::request::{Request, UrlRanges};
use base_string::Ingredients;
use collect::Collected;
use decode::Parameter;
use encode::EncodedPair;
use key::Missing;
use signature::{Algorithm, Digest};
use sink::Annotated;

/// Everything that the corridor made of a request, stage by stage.
#[derive(Clone, Debug)]
pub struct Trace {
    /// What was guessed.
    pub assumptions: Vec<Assumption>,
    /// The pairs of the wire.
    pub collected: Collected,
    /// What they mean, protocol parameters and `realm` included.
    pub decoded: Vec<Parameter>,
    /// The signed ones, in collected order.
    pub parameters: Vec<Parameter>,
    /// Each of them encoded once.
    pub encoded: Vec<EncodedPair>,
    /// The order in which they are joined: indexes into `parameters`.
    pub order: Vec<usize>,
    /// The normalized parameters: one encoding layer.
    pub normalized_parameters: Annotated,
    /// The base string URI, not yet encoded.
    pub base_string_uri: BString,
    /// The method.
    pub method: BString,
    /// The signature base string: two encoding layers.
    pub base_string: Annotated,
    /// The signature method that was computed.
    pub algorithm: Algorithm,
    /// The key's bytes; for RSA empty.
    pub signing_key: Result<SigningKey, Missing>,
    /// HMAC's digest, or the hash that RSA signs.
    pub digest: Option<Digest>,
    /// The signature's text, before it is encoded for the wire.
    pub signature: Option<BString>,
    /// The request with that signature.
    pub signed: Option<Request>,
    /// The Authorization header's value, when the protocol parameters travel in it.
    pub authorization_header: Option<BString>,
}

/// The key's bytes. Its `Debug` shows nothing.
#[derive(Clone, Eq, Hash, PartialEq, zeroize::Zeroize, zeroize::ZeroizeOnDrop)]
pub struct SigningKey(Vec<u8>);

impl SigningKey {
    /// The bytes: for the signature, and for screens that were asked to show them.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// A key of which a report shows those bytes: a masked one.
    pub(crate) fn shown_as(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

/// The signature method that a request names, as far as it is one.
#[must_use]
pub fn declared_algorithm(parameters: &[Parameter]) -> (Algorithm, Option<Assumption>) {
    let named = parameters
        .iter()
        .find(|parameter| parameter.name == "oauth_signature_method");
    let named = named.map(|parameter| parameter.value.as_slice());
    let algorithm = algorithm_named(named);
    let said = match named {
        None => {
            let message = "no oauth_signature_method: HMAC-SHA1 is computed";
            Assumption::new("signature-method-missing", message)
        }
        Some(name) if name == algorithm.name().as_bytes() => return (algorithm, None),
        Some(name) => {
            let message = format!(
                "oauth_signature_method {:?} is no method of RFC 5849: {} is computed",
                name.to_str_lossy(),
                algorithm.name()
            );
            Assumption::new("signature-method-unknown", message)
        }
    };
    (algorithm, Some(said))
}

/// The signature method of that name, or what it means, or the usual one.
pub(crate) fn algorithm_named(name: Option<&[u8]>) -> Algorithm {
    let known = |name| Algorithm::named(name).or_else(|| Algorithm::meant_by(name));
    name.and_then(known).unwrap_or(Algorithm::HmacSha1)
}

/// Whether the key takes a token secret: the request has a token that is not empty.
#[must_use]
pub fn has_token(parameters: &[Parameter]) -> bool {
    parameters
        .iter()
        .any(|parameter| parameter.name == "oauth_token" && !parameter.value.is_empty())
}

/// Walks the corridor.
///
/// A secret that is missing ends it after the base string: what comes before stands in the trace.
///
/// # Errors
/// When the URL has no scheme or host, so that there is no base string URI.
pub fn trace(
    request: &Request,
    credentials: &Credentials,
    recipe: &Recipe,
) -> Result<Trace, Error> {
    check_url(request)?;
    let mut collected = collect::collect(request, &recipe.collect);
    let decoded = decode::decode(&collected, &recipe.decode);
    let parameters = select::select(&decoded, &recipe.select);
    let encoded = encode::encode(&parameters, &recipe.encode);
    let order = sort::sort(&parameters, &encoded, &recipe.sort);
    let mut normalized_parameters = Annotated::default();
    join::join(
        &parameters,
        &encoded,
        &order,
        &recipe.join,
        &mut normalized_parameters,
    );

    let base_string_uri = base_string_uri::base_string_uri(request, &recipe.uri);
    let method = base_string::method(request, &decoded, &recipe.base_string);
    let from = Ingredients {
        method: &method,
        uri: &base_string_uri,
        parameters: &parameters,
        encoded: &encoded,
        order: &order,
    };
    let mut base_string = Annotated::default();
    base_string::base_string(from, &recipe.join, &recipe.base_string, &mut base_string);
    if let Some(text) = base_string::whole(&base_string.text, &recipe.base_string) {
        base_string = Annotated {
            text,
            pieces: Vec::new(),
        };
    }

    let (declared, said) = declared_algorithm(&decoded);
    let algorithm = recipe.signature.algorithm.of(declared);
    let signing_key = if algorithm.is_rsa() {
        Ok(SigningKey(Vec::new()))
    } else {
        key::signing_key(credentials, has_token(&decoded), &recipe.key).map(SigningKey)
    };
    let mut assumptions = std::mem::take(&mut collected.assumptions);
    assumptions.extend(base_string_uri::assumptions(request));
    assumptions.extend(said);
    let mut trace = Trace {
        assumptions,
        collected,
        decoded,
        parameters,
        encoded,
        order,
        normalized_parameters,
        base_string_uri,
        method,
        base_string,
        algorithm,
        signing_key,
        digest: None,
        signature: None,
        signed: None,
        authorization_header: None,
    };
    sign(&mut trace, request, credentials, recipe);
    Ok(trace)
}

fn sign(trace: &mut Trace, request: &Request, credentials: &Credentials, recipe: &Recipe) {
    let Ok(key) = &trace.signing_key else { return };
    let base = &trace.base_string.text;
    trace.digest = signature::digest(trace.algorithm, base, key.expose(), &recipe.signature);
    let text = match &trace.digest {
        None => Some(signature::plaintext(base, key.expose(), &recipe.signature)),
        Some(digest) => {
            signature::signed_bytes(trace.algorithm, digest, credentials.private_key.as_ref()).map(
                |signed| signature::signature_text(&signed, base, key.expose(), &recipe.signature),
            )
        }
    };
    let Some(text) = text else {
        if trace.algorithm.is_rsa() {
            trace.signing_key = Err(Missing::PrivateKey);
        }
        return;
    };
    let (signed, header) = header::signed_request(request, &text);
    trace.signed = Some(signed);
    trace.authorization_header = header;
    trace.signature = Some(text.into());
}

/// A URL must be absolute: the base string URI needs a scheme and a host.
///
/// # Errors
/// When it is not, with what was probably meant.
pub fn check_url(request: &Request) -> Result<(), Error> {
    checked_url(request.url.bytes()).map(|_| ())
}

/// Where the parts of a URL are that passes [`check_url`].
pub(crate) fn checked_url(url: &[u8]) -> Result<UrlRanges, Error> {
    let parts = UrlRanges::split(url);
    if url.is_empty() {
        return Err(Error::new("no URL was given").help("give it as an argument or with --url"));
    }
    if parts.scheme.is_empty() {
        let shown = url.to_str_lossy();
        let guess = if url.starts_with(b"/") {
            format!("https://HOST{shown}")
        } else {
            format!("https://{shown}")
        };
        return Err(Error::new("expected a URL with a scheme, found none")
            .in_input("the URL")
            .at(0..url.len().min(1))
            .help(format!("did you mean {guess:?}?")));
    }
    if parts.host.is_empty() {
        return Err(Error::new("expected a host after `://`, found none")
            .in_input("the URL")
            .at(0..url.len()));
    }
    let port = parts.port.clone().and_then(|port| url.get(port));
    if let Some(port) = port.filter(|port| !port.is_empty()) {
        let digits = port.iter().all(u8::is_ascii_digit);
        let number = port.to_str().ok().map(str::parse::<std::num::NonZeroU16>);
        if !digits || !matches!(number, Some(Ok(_))) {
            return Err(Error::new(format!(
                "expected a port from 1 to 65535, found {:?}",
                port.to_str_lossy()
            ))
            .in_input("the URL"));
        }
    }
    Ok(parts)
}
