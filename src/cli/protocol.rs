//! The flags of the protocol parameters, and the parameters that they mean.

use std::ffi::OsString;

use bstr::{BStr, ByteSlice};
use clap::{Args, ValueEnum};
use countersign::case::Pair;
use countersign::credentials::Credentials;
use countersign::error::{Assumption, Error};
use countersign::pipeline::body_hash::body_hash;
use countersign::pipeline::collect::{BodyKind, Source, body_kind};
use countersign::pipeline::decode::Parameter;
use countersign::pipeline::signature::Algorithm;
use countersign::protocol::{FORM, carried, with_parameters};
use countersign::providers::Provider;
use countersign::request::{Header, Request};

use super::errors::Failure;
use super::machine;
use super::request::pairs;

/// A signature method, by the name that a request gives it.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Method {
    #[value(name = "HMAC-SHA1")]
    HmacSha1,
    #[value(name = "HMAC-SHA256")]
    HmacSha256,
    #[value(name = "HMAC-SHA512")]
    HmacSha512,
    #[value(name = "RSA-SHA1")]
    RsaSha1,
    #[value(name = "RSA-SHA256")]
    RsaSha256,
    #[value(name = "RSA-SHA512")]
    RsaSha512,
    #[value(name = "PLAINTEXT")]
    Plaintext,
}

impl From<Method> for Algorithm {
    fn from(method: Method) -> Self {
        match method {
            Method::HmacSha1 => Self::HmacSha1,
            Method::HmacSha256 => Self::HmacSha256,
            Method::HmacSha512 => Self::HmacSha512,
            Method::RsaSha1 => Self::RsaSha1,
            Method::RsaSha256 => Self::RsaSha256,
            Method::RsaSha512 => Self::RsaSha512,
            Method::Plaintext => Self::Plaintext,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Version {
    #[value(name = "1.0")]
    One,
    None,
}

/// Where the protocol parameters go.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Place {
    /// The Authorization header
    Header,
    /// The query of the URL
    Query,
    /// The form body
    Body,
}

/// The flags of the protocol parameters.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "OAuth")]
pub(crate) struct ProtocolArgs {
    /// The signature method [default: HMAC-SHA1]
    #[arg(
        long,
        value_name = "METHOD",
        value_enum,
        ignore_case = true,
        hide_default_value = true
    )]
    signature_method: Option<Method>,
    /// The nonce [default: a fresh one]
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    nonce: Option<String>,
    /// Seconds since 1970 [default: now]
    #[arg(long, value_name = "SECONDS", allow_hyphen_values = true)]
    timestamp: Option<String>,
    /// Whether oauth_version is sent [default: 1.0]
    #[arg(long, value_name = "VERSION", value_enum)]
    oauth_version: Option<Version>,
    /// The callback of a temporary credential request
    #[arg(long, value_name = "URL")]
    callback: Option<String>,
    /// The verifier of a token request
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    verifier: Option<String>,
    /// The realm: in the header, never signed
    #[arg(long, value_name = "TEXT")]
    realm: Option<String>,
    /// Add oauth_body_hash: the hash of a body that is no form
    #[arg(long)]
    body_hash: bool,
    /// Any other protocol parameter
    #[arg(long, value_name = "K=V", allow_hyphen_values = true)]
    oauth: Vec<OsString>,
    /// Where the protocol parameters go [default: header]
    #[arg(long, value_name = "PLACE", value_enum)]
    place: Option<Place>,
    /// The provider, whose signature method is used where none is named
    #[arg(skip)]
    provider: Option<&'static Provider>,
}

impl ProtocolArgs {
    /// Whether nonce and timestamp are those of an earlier request.
    pub(crate) fn is_replayed(&self) -> bool {
        let by_hand = |name: &str| {
            let given = |pair: &OsString| pair.to_string_lossy().starts_with(&format!("{name}="));
            self.oauth.iter().any(given)
        };
        (self.nonce.is_some() || by_hand("oauth_nonce"))
            && (self.timestamp.is_some() || by_hand("oauth_timestamp"))
    }

    /// The protocol parameters that the flags give, decoded, `realm` among them.
    ///
    /// # Errors
    /// When one of `--oauth` has no `=`.
    pub(crate) fn given(&self) -> Result<Vec<Pair>, Failure> {
        let method = self
            .signature_method
            .map(|method| Algorithm::from(method).name());
        let version = match self.oauth_version {
            Some(Version::One) => Some("1.0"),
            Some(Version::None) | None => None,
        };
        let texts = [
            ("realm", self.realm.as_deref()),
            ("oauth_signature_method", method),
            ("oauth_nonce", self.nonce.as_deref()),
            ("oauth_timestamp", self.timestamp.as_deref()),
            ("oauth_version", version),
            ("oauth_callback", self.callback.as_deref()),
            ("oauth_verifier", self.verifier.as_deref()),
        ];
        let mut given: Vec<Pair> = texts
            .into_iter()
            .filter_map(|(name, text)| Some((name.into(), text?.into())))
            .collect();
        given.extend(pairs("--oauth", &self.oauth)?);
        Ok(given)
    }

    /// With the signature method of that provider where none is named.
    pub(crate) fn for_provider(&self, provider: Option<&'static Provider>) -> Self {
        Self {
            provider,
            ..self.clone()
        }
    }

    /// Whether a form body will be there for them.
    pub(crate) fn wants_body(&self) -> bool {
        self.place == Some(Place::Body)
    }

    /// Completes the request with the protocol parameters that it does not carry yet.
    ///
    /// # Errors
    /// When something is missing, given twice, or against its rules.
    pub(crate) fn complete(
        &self,
        request: Request,
        credentials: &Credentials,
        said: &mut Vec<Assumption>,
    ) -> Result<Request, Failure> {
        let mut request = self.with_place(request)?;
        let carried = carried(&request);
        let has = |name: &str| carried.iter().find(|parameter| parameter.name == name);
        let mut fields = Fields {
            carried: &carried,
            pairs: Vec::new(),
        };
        fields.given("realm", self.realm.as_deref(), "--realm")?;
        fields.or_carried("oauth_consumer_key", credentials.consumer_key.as_deref());
        if has("oauth_consumer_key").is_none() && credentials.consumer_key.is_none() {
            return Err(Failure::missing(Error::new("no consumer key was given").help(
                "give --consumer-key, COUNTERSIGN_CONSUMER_KEY, or consumer_key in the file of --keys",
            )));
        }
        fields.or_carried("oauth_token", credentials.token.as_deref());
        let method = self
            .signature_method
            .map(|method| Algorithm::from(method).name());
        fields.given("oauth_signature_method", method, "--signature-method")?;
        let default = self.provider.and_then(Provider::default_method);
        if let (Some(provider), Some(default)) = (self.provider, default)
            && !fields.has("oauth_signature_method")
        {
            let (name, method) = (provider.name, default.name());
            let message = format!("{name} accepts {}", provider.methods_in_words());
            said.push(Assumption::new(
                "provider-method",
                format!("{method} is used: {message}"),
            ));
        }
        let default = default.unwrap_or(Algorithm::HmacSha1);
        fields.or_carried("oauth_signature_method", Some(default.name()));
        // A parameter that --oauth gives is not made up as well, even where it breaks the rules.
        let others = pairs("--oauth", &self.oauth)?;
        let by_hand = |name: &str| others.iter().any(|(other, _)| other == name.as_bytes());
        self.check_timestamp()?;
        fields.given("oauth_timestamp", self.timestamp.as_deref(), "--timestamp")?;
        if !fields.has("oauth_timestamp") && !by_hand("oauth_timestamp") {
            fields.push("oauth_timestamp", machine::seconds_now().to_string());
            request.generated.push("oauth_timestamp".to_owned());
        }
        fields.given("oauth_nonce", self.nonce.as_deref(), "--nonce")?;
        if !fields.has("oauth_nonce") && !by_hand("oauth_nonce") {
            fields.push("oauth_nonce", machine::fresh_nonce()?);
            request.generated.push("oauth_nonce".to_owned());
        }
        match self.oauth_version {
            Some(Version::One) => fields.given("oauth_version", Some("1.0"), "--oauth-version")?,
            // A request that carries parameters of its own is completed, not corrected.
            None if !carried.iter().any(is_of_signed) && !by_hand("oauth_version") => {
                fields.push("oauth_version", "1.0");
            }
            None | Some(Version::None) => {}
        }
        fields.given("oauth_callback", self.callback.as_deref(), "--callback")?;
        fields.given("oauth_verifier", self.verifier.as_deref(), "--verifier")?;
        if self.body_hash {
            let hash = Self::hash_of(&request, &fields)?;
            fields.given("oauth_body_hash", Some(&hash), "--body-hash")?;
        }
        for (name, value) in &others {
            fields.given(&name.to_str_lossy(), Some(value.as_bstr()), "--oauth")?;
        }
        self.say(&fields, credentials, said);
        let place = self.source(request_place(&carried));
        for stray in carried.iter().filter(|one| one.source != place) {
            let (name, place) = (stray.name.to_str_lossy(), place_name(stray.source));
            let message = format!("{name} stands in the {place} and stays there");
            said.push(Assumption::new("protocol-param-elsewhere", message));
        }
        let pairs = fields.pairs;
        Ok(with_parameters(request, &pairs, place))
    }

    fn source(&self, carried: Option<Source>) -> Source {
        match self.place {
            Some(Place::Header) => Source::Header,
            Some(Place::Query) => Source::Query,
            Some(Place::Body) => Source::Body,
            None => carried.unwrap_or(Source::Header),
        }
    }

    /// Checks that the place can hold them.
    fn with_place(&self, mut request: Request) -> Result<Request, Failure> {
        let wrong = |problem: &str, help: &str| {
            Failure::from(Error::new(problem).in_input("--place").help(help))
        };
        if let (Some(_), Some(there)) = (self.place, request_place(&carried(&request)))
            && there != self.source(None)
        {
            return Err(wrong(
                "the request carries protocol parameters in another place already",
                "leave --place out",
            ));
        }
        if self.place != Some(Place::Header) && self.place.is_some() && self.realm.is_some() {
            return Err(wrong(
                "a realm stands in the Authorization header alone",
                "leave --realm out, or use --place header",
            ));
        }
        if self.place == Some(Place::Body) {
            let method = request.method.bytes();
            if [b"GET".as_slice(), b"HEAD"]
                .iter()
                .any(|name| method.eq_ignore_ascii_case(name))
            {
                return Err(wrong(
                    &format!("{method} has no body to put them in"),
                    "use --place query, or -X POST",
                ));
            }
            let is_form = body_kind(&request).0 == BodyKind::Form || request.body.is_none();
            if !is_form || request.media_type().is_some_and(|kind| kind != FORM) {
                return Err(wrong(
                    "the body is no form, so nothing can be added to it",
                    "use --place header",
                ));
            }
            if request.media_type().is_none() {
                request.headers.push(Header::made("Content-Type", FORM));
            }
        }
        Ok(request)
    }

    fn check_timestamp(&self) -> Result<(), Failure> {
        let Some(given) = &self.timestamp else {
            return Ok(());
        };
        let escape = "or give any text with --oauth oauth_timestamp=…";
        let wrong = |problem: String, help: String| {
            Err(Failure::from(
                Error::new(problem).in_input("--timestamp").help(help),
            ))
        };
        if let Some(at) = given.bytes().position(|byte| !byte.is_ascii_digit()) {
            let error = Error::new(format!(
                "expected seconds since 1970, in digits, found {given:?}"
            ))
            .in_input("--timestamp")
            .at(at..at + 1)
            .help(format!("leave it out for the time of now, {escape}"));
            return Err(Failure::in_text(error, given.as_bytes()));
        }
        match given.len() {
            0 => wrong(
                "expected seconds since 1970, found nothing".to_owned(),
                "leave it out for the time of now".to_owned(),
            ),
            13.. => {
                let seconds = given.get(..10).unwrap_or_default();
                let unit = if given.len() < 16 {
                    "milliseconds"
                } else {
                    "a finer unit"
                };
                wrong(
                    format!(
                        "expected seconds since 1970, found {} digits: {unit}",
                        given.len()
                    ),
                    format!("did you mean --timestamp {seconds}? {escape}"),
                )
            }
            _ => Ok(()),
        }
    }

    fn hash_of(request: &Request, fields: &Fields<'_>) -> Result<String, Failure> {
        if body_kind(request).0 == BodyKind::Form {
            return Err(Error::new(
                "a form body has no oauth_body_hash: its pairs are signed themselves",
            )
            .in_input("--body-hash")
            .help("leave it out, or give the body's media type with -H 'Content-Type: …'")
            .into());
        }
        let named = fields
            .value("oauth_signature_method")
            .and_then(|name| Algorithm::named(name));
        let body = request
            .body
            .as_ref()
            .map(countersign::request::Text::bytes)
            .unwrap_or_default();
        Ok(body_hash(body, named.unwrap_or(Algorithm::HmacSha1)))
    }

    fn say(&self, fields: &Fields<'_>, credentials: &Credentials, said: &mut Vec<Assumption>) {
        let has_token = fields
            .value("oauth_token")
            .is_some_and(|token| !token.is_empty());
        let has_token_secret = credentials
            .token_secret
            .as_ref()
            .is_some_and(|secret| !secret.expose().is_empty());
        if has_token_secret && !has_token {
            let message = "a token secret was given and no token: it is not used";
            said.push(Assumption::new("token-secret-unused", message));
        }
        if self.body_hash
            && fields
                .value("oauth_signature_method")
                .is_some_and(|name| name == "PLAINTEXT")
        {
            let message =
                "PLAINTEXT signs nothing, so a body hash protects nothing; it is SHA-1 here";
            said.push(Assumption::new("body-hash-unprotected", message));
        }
    }
}

/// The parameters of which one at least makes a request one that is signed already: a lone
/// `oauth_callback` or `oauth_verifier` in a URL does not.
const OF_A_SIGNED_REQUEST: [&str; 5] = [
    "oauth_consumer_key",
    "oauth_signature_method",
    "oauth_timestamp",
    "oauth_nonce",
    "oauth_signature",
];

/// What a place is called.
fn place_name(source: Source) -> &'static str {
    match source {
        Source::Header => "Authorization header",
        Source::Query => "query",
        Source::Body => "body",
    }
}

/// Whether a parameter makes the request one that carries its protocol parameters already.
fn is_of_signed(parameter: &Parameter) -> bool {
    OF_A_SIGNED_REQUEST
        .iter()
        .any(|name| parameter.name == *name)
}

/// Where a request carries protocol parameters already.
fn request_place(carried: &[Parameter]) -> Option<Source> {
    let key = carried
        .iter()
        .find(|parameter| parameter.name == "oauth_consumer_key");
    let any = || carried.iter().find(|parameter| is_of_signed(parameter));
    key.or_else(any).map(|parameter| parameter.source)
}

/// The parameters to be added, beside those that the request carries.
struct Fields<'a> {
    carried: &'a [Parameter],
    pairs: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Fields<'_> {
    fn value(&self, name: &str) -> Option<&BStr> {
        let added = self
            .pairs
            .iter()
            .find(|(added, _)| added == name.as_bytes())
            .map(|(_, value)| value.as_bstr());
        added.or_else(|| {
            self.carried
                .iter()
                .find(|carried| carried.name == name)
                .map(|carried| carried.value.as_bstr())
        })
    }

    fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    fn push(&mut self, name: &str, value: impl AsRef<[u8]>) {
        self.pairs
            .push((name.as_bytes().to_vec(), value.as_ref().to_vec()));
    }

    /// One that a flag gives: it may not stand in the request as well.
    fn given<T: AsRef<[u8]> + ?Sized>(
        &mut self,
        name: &str,
        value: Option<&T>,
        flag: &str,
    ) -> Result<(), Failure> {
        let Some(value) = value else { return Ok(()) };
        if self.has(name) {
            let problem =
                format!("{name} is given twice: a request may carry a protocol parameter once");
            return Err(Error::new(problem)
                .in_input(flag)
                .help("leave one of them out")
                .into());
        }
        self.push(name, value);
        Ok(())
    }

    /// One that the request's own goes before.
    fn or_carried(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value
            && !self.has(name)
        {
            self.push(name, value);
        }
    }
}
