//! The three-legged flow (RFC 5849 section 2): temporary credentials, the user's consent, token
//! credentials. The user always agrees: a client's flow is to run to its end.

use bstr::ByteSlice as _;

use super::tokens::{Issued, Kind};
use super::{Carried, Facing, Problem, Refusal, Token, Verifier};
use crate::credentials::Secret;
use crate::pipeline::decode::form_decode;
use crate::protocol::form;
use crate::request::{Request, UrlParts};

/// What a request is for, by the last part of its path: providers name their endpoints alike.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Role {
    /// Temporary credentials ("request token") are asked for.
    Temporary,
    /// A user is sent here to agree.
    Authorize,
    /// Token credentials ("access token") are asked for.
    Token,
    /// Anything else.
    Resource,
}

/// The ends of paths, in lower case: those of X, Flickr, Tumblr, Discogs and of most others; Trello's,
/// Magento's, and those of RFC 5849 section 1.2.
const PATHS: [(&str, Role); 14] = [
    ("request_token", Role::Temporary),
    ("requesttoken", Role::Temporary),
    ("request-token", Role::Temporary),
    ("oauthgetrequesttoken", Role::Temporary),
    ("oauth/token/request", Role::Temporary),
    ("/initiate", Role::Temporary),
    ("/authorize", Role::Authorize),
    ("oauth/authenticate", Role::Authorize),
    ("oauthauthorizetoken", Role::Authorize),
    ("access_token", Role::Token),
    ("accesstoken", Role::Token),
    ("access-token", Role::Token),
    ("oauthgetaccesstoken", Role::Token),
    ("oauth/token/access", Role::Token),
];

impl Role {
    /// The role of a request.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        let path = UrlParts::split(&request.url).path;
        let path = path.bytes().to_str_lossy().to_ascii_lowercase();
        let path = path.trim_end_matches('/');
        let mut known = PATHS.iter();
        let found = known.find(|(end, _)| path.ends_with(end));
        // The RFC's own name for it is too common to go by alone.
        let is_token = || {
            let carried = Carried::of(request);
            path.ends_with("/token") && carried.value("oauth_verifier").is_some()
        };
        match found {
            Some((_, role)) => *role,
            None if is_token() => Self::Token,
            None => Self::Resource,
        }
    }
}

/// What is given to a client, as the form text that answers it (sections 2.1 and 2.3).
#[derive(Clone, Debug)]
pub struct Grant {
    /// The body, a form. It holds a secret.
    pub body: Secret,
    /// What was given, in words: "a request token".
    pub what: &'static str,
}

/// Where a user who has agreed goes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Authorized {
    /// Back to the client, by its callback with token and verifier.
    Callback(Vec<u8>),
    /// Nowhere: the user types this verifier into the client (`oob`).
    Verifier(String),
    /// There is no such request token.
    Unknown,
}

impl Verifier {
    /// Gives what an accepted request asks for; `None` for a resource. `token` and `secret` are
    /// random and unused.
    pub fn grant(
        &mut self,
        facing: &Facing,
        request: &Request,
        token: String,
        secret: Secret,
    ) -> Option<Grant> {
        let carried = Carried::of(request);
        let value = |name| carried.value(name).unwrap_or_default().to_vec();
        let (kind, what) = match facing.role {
            Role::Temporary => (
                Kind::Temporary {
                    callback: value("oauth_callback"),
                    verifier: None,
                    used: false,
                },
                "a request token",
            ),
            Role::Token => {
                let before = self.tokens.get_mut(&value("oauth_token"));
                let before = before.map(|issued| {
                    if let Kind::Temporary { used, .. } = &mut issued.kind {
                        *used = true;
                    }
                    issued.secret.clone()
                });
                (Kind::Access { before }, "an access token")
            }
            Role::Authorize | Role::Resource => return None,
        };
        let mut pairs = vec![
            (b"oauth_token".to_vec(), token.clone().into_bytes()),
            (
                b"oauth_token_secret".to_vec(),
                secret.expose().as_bytes().to_vec(),
            ),
        ];
        if matches!(kind, Kind::Temporary { .. }) {
            pairs.push((b"oauth_callback_confirmed".to_vec(), b"true".to_vec()));
        }
        self.tokens.add(Issued {
            consumer_key: value("oauth_consumer_key"),
            token,
            secret,
            kind,
        });
        let body = String::from_utf8_lossy(&form(&pairs)).into_owned();
        Some(Grant {
            body: Secret::new(body),
            what,
        })
    }

    /// The user agrees to the request token in that query. `verifier` is random and unused.
    pub fn authorize(&mut self, query: &[u8], verifier: String) -> Authorized {
        let token = query.split_str("&").find_map(|pair| {
            let value = pair.strip_prefix(b"oauth_token=")?;
            Some(form_decode(value))
        });
        let issued = token.and_then(|token| self.tokens.get_mut(&token));
        let Some(Issued { token, kind, .. }) = issued else {
            return Authorized::Unknown;
        };
        let Kind::Temporary {
            callback,
            verifier: given,
            used: false,
        } = kind
        else {
            return Authorized::Unknown;
        };
        // Whoever comes twice gets the same one: a page that is loaded again breaks nothing.
        let verifier = given.get_or_insert(verifier).clone();
        if callback.is_empty() || callback.eq_ignore_ascii_case(b"oob") {
            return Authorized::Verifier(verifier);
        }
        let pairs = [
            (b"oauth_token".to_vec(), token.clone().into_bytes()),
            (b"oauth_verifier".to_vec(), verifier.into_bytes()),
        ];
        let callback = crate::request::Text::made(callback.as_slice());
        let back = crate::protocol::with_query(&callback, &form(&pairs));
        Authorized::Callback(back.bytes().to_vec())
    }

    /// What is wrong with the verifier of a request for token credentials.
    pub(super) fn verifier(&self, facing: &Facing, carried: &Carried) -> Option<Refusal> {
        let Token::Temporary { agreed } = facing.token else {
            return None;
        };
        if facing.role != Role::Token {
            return None;
        }
        if !agreed {
            return Some(Refusal::new(
                Problem::PermissionUnknown,
                "the user was not sent to the authorize page with this request token",
            ));
        }
        let sent = carried
            .value("oauth_verifier")
            .filter(|sent| !sent.is_empty())?;
        let issued = self.tokens.get(carried.value("oauth_token")?)?;
        let Kind::Temporary { verifier, .. } = &issued.kind else {
            return None;
        };
        let is_it = verifier.as_deref().map(str::as_bytes) == Some(sent);
        (!is_it).then(|| {
            Refusal::new(
                Problem::VerifierInvalid,
                "oauth_verifier is not the one that was given for this request token",
            )
        })
    }
}
