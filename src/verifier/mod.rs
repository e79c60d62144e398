//! A strict provider without a server: what it asks of a request, in which order, and with which
//! word it refuses one.
//!
//! ```text
//! request ─facing→ whose secrets ─judge→ Report ─┬→ Verifier::settle → refusals, in order
//!                     memory of nonces and tokens ┘
//! ```
//!
//! Signatures are judged through [`Case`](crate::case::Case) and nowhere else. What is added here is what only a
//! provider knows: its clients, the tokens that it issued, the nonces that it saw, its clock. It
//! looks, in this order, at the parameters (all there, each once), the version, the signature
//! method, the consumer key, the token and its verifier, the timestamp, the signature, and last the
//! nonce, which only a right signature uses up. All that fails is told, the first one is answered.

mod checks;
mod flow;
mod judge;
mod nonces;
mod problem;
mod tokens;

use bstr::{BString, ByteSlice as _};

use crate::credentials::{Credentials, Secret};
use crate::protocol::carried;
use crate::report::Report;
use crate::request::Request;

pub use flow::{Authorized, Grant, Role};
pub use judge::{Judged, Reading, judge};
pub use problem::{Problem, Refusal};

use nonces::Nonces;
use tokens::{Kind, Tokens};

/// By how many seconds a timestamp may lie off where nothing else is said: five minutes.
pub const CLOCK_SKEW: u64 = crate::lint::CLOCK_LIMIT;

/// A provider: the clients that it knows, and what it remembers. Its memory has an end.
#[derive(Clone, Debug, Default)]
pub struct Verifier {
    clients: Vec<Credentials>,
    skew: Option<u64>,
    nonces: Nonces,
    tokens: Tokens,
}

/// Who a request says that it is of, as far as the provider knows it.
#[derive(Clone, Debug)]
pub struct Facing {
    /// The secrets to judge with.
    pub credentials: Credentials,
    /// What the request is for, by its path.
    pub role: Role,
    pub(crate) consumer: Consumer,
    pub(crate) token: Token,
}

/// Whether the consumer key is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Consumer {
    /// It is, or the keys at hand name none, so that any is taken.
    Known,
    /// It is not.
    Unknown,
}

/// What the token of a request is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Token {
    /// There is none.
    None,
    /// One that stands in the keys, or that the keys have a secret for.
    Given,
    /// An access token that was issued here.
    Access,
    /// A request token that was issued here, and whether the user has agreed.
    Temporary { agreed: bool },
    /// A request token that was exchanged before.
    Used,
    /// A token of another client.
    OfAnother,
    /// None of these.
    Unknown,
}

impl Verifier {
    /// A provider that knows these clients: each its consumer key and secrets, and a token where it
    /// has one. A client without a consumer key stands for any.
    #[must_use]
    pub fn new(clients: Vec<Credentials>) -> Self {
        Self {
            clients,
            ..Self::default()
        }
    }

    /// By how many seconds a timestamp may lie off, either way; without, what the provider that is
    /// played says, or [`CLOCK_SKEW`].
    #[must_use]
    pub fn with_clock_skew(self, skew: Option<u64>) -> Self {
        Self { skew, ..self }
    }

    /// Whose request this is, and the secrets that belong to it.
    #[must_use]
    pub fn facing(&self, request: &Request) -> Facing {
        let carried = Carried::of(request);
        let role = Role::of(request);
        let (consumer, mut credentials) = self.client(carried.value("oauth_consumer_key"));
        let token = self.token(&carried, &mut credentials);
        Facing {
            credentials,
            role,
            consumer,
            token,
        }
    }

    fn client(&self, key: Option<&[u8]>) -> (Consumer, Credentials) {
        let named = |client: &&Credentials| {
            client.consumer_key.is_some()
                && client.consumer_key.as_deref().map(str::as_bytes) == key
        };
        let of_anybody = |client: &&Credentials| client.consumer_key.is_none();
        let mut clients = self.clients.iter();
        let found = clients
            .find(named)
            .or_else(|| self.clients.iter().find(of_anybody));
        match (found, self.clients.first()) {
            (Some(client), _) => (Consumer::Known, client.clone()),
            (None, Some(first)) => (Consumer::Unknown, first.clone()),
            (None, None) => (Consumer::Unknown, Credentials::default()),
        }
    }

    /// What the token is; its secret goes among the credentials.
    fn token(&self, carried: &Carried, credentials: &mut Credentials) -> Token {
        let Some(token) = carried
            .value("oauth_token")
            .filter(|token| !token.is_empty())
        else {
            return Token::None;
        };
        let Some(issued) = self.tokens.get(token) else {
            let is_given = match (&credentials.token, &credentials.token_secret) {
                (Some(given), _) => given.as_bytes() == token,
                (None, secret) => secret.is_some() || credentials.consumer_secret.is_none(),
            };
            return if is_given {
                Token::Given
            } else {
                Token::Unknown
            };
        };
        if carried.value("oauth_consumer_key") != Some(issued.consumer_key.as_slice()) {
            return Token::OfAnother;
        }
        let before = credentials.token_secret.replace(issued.secret.clone());
        credentials.token = Some(issued.token.clone());
        let mut other = |name: &str, secret: Option<Secret>| {
            let named = secret.map(|secret| (name.to_owned(), secret));
            credentials.others.extend(named);
        };
        other("the keys' token secret", before);
        match &issued.kind {
            Kind::Access { before } => {
                other("the request token's secret", before.clone());
                Token::Access
            }
            Kind::Temporary { used: true, .. } => Token::Used,
            Kind::Temporary { verifier, .. } => Token::Temporary {
                agreed: verifier.is_some(),
            },
        }
    }

    /// What a strict provider refuses in a request that was judged, the first that it would tell
    /// first; empty where it takes the request. The nonce of a right one is used up. `now`: seconds
    /// since 1970.
    pub fn settle(&mut self, facing: &Facing, report: &Report, now: u64) -> Vec<Refusal> {
        let carried = Carried::of(&report.request);
        let skew = self
            .skew
            .or(report.provider.and_then(|provider| provider.clock))
            .unwrap_or(CLOCK_SKEW);
        let accepted = now.saturating_sub(skew)..=now.saturating_add(skew);
        let mut refusals = checks::of(facing, report, &carried, &accepted);
        refusals.extend(self.verifier(facing, &carried));
        if refusals.is_empty() {
            refusals.extend(self.nonce(&carried, *accepted.start()));
        }
        refusals.sort_by(|one, other| one.problem.cmp(&other.problem));
        // The cause was told first; that a part of it shows on the wire as well is no further problem.
        refusals.dedup_by(|next, one| {
            next.problem == Problem::SignatureInvalid && one.problem == next.problem
        });
        refusals
    }

    fn nonce(&mut self, carried: &Carried, oldest: u64) -> Option<Refusal> {
        // PLAINTEXT may come without (section 3.1).
        let nonce = carried.value("oauth_nonce")?;
        let value = |name| carried.value(name).unwrap_or_default();
        let stamp = value("oauth_timestamp");
        let of = [
            value("oauth_consumer_key"),
            value("oauth_token"),
            stamp,
            nonce,
        ];
        let timestamp = checks::seconds(stamp).unwrap_or(oldest);
        (!self.nonces.is_new(of, timestamp, oldest)).then(|| {
            Refusal::new(
                Problem::NonceUsed,
                "nonce and timestamp were used before with this consumer key and token; each \
                 request, and each retry, needs a nonce of its own",
            )
        })
    }
}

/// The protocol parameters of a request, decoded.
pub(crate) struct Carried(Vec<(BString, BString)>);

impl Carried {
    pub(crate) fn of(request: &Request) -> Self {
        let all = carried(request).into_iter();
        Self(all.map(|one| (one.name, one.value)).collect())
    }

    /// The first value of that name.
    pub(crate) fn value(&self, name: &str) -> Option<&[u8]> {
        let mut all = self.0.iter();
        let found = all.find(|(known, _)| known.as_bstr() == name)?;
        Some(found.1.as_slice())
    }

    /// Names that stand there more than once.
    fn repeated(&self) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for (place, (name, _)) in self.0.iter().enumerate() {
            let before = self.0.iter().take(place).any(|(other, _)| other == name);
            let name = name.to_str_lossy();
            if before && name.starts_with("oauth_") && !found.iter().any(|one| *one == name) {
                found.push(name.into_owned());
            }
        }
        found
    }
}

#[cfg(test)]
mod tests;
