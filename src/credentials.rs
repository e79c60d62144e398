//! Client and token credentials (RFC 5849 section 1.1), and keys for RSA.

use std::fmt;

use rsa::pkcs1::{DecodeRsaPrivateKey as _, DecodeRsaPublicKey as _};
use rsa::pkcs8::{DecodePrivateKey as _, DecodePublicKey as _};

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::error::Error;

/// A text that no error, log or panic may show. Its `Debug` shows nothing; it is wiped when dropped.
#[derive(Clone, Default, Eq, Hash, PartialEq, Zeroize, ZeroizeOnDrop)]
pub struct Secret(String);

impl Secret {
    /// Takes a secret's text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself: for the key, and for screens that were asked to show it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

/// What the client signs with. Every part may be absent.
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    /// The consumer key (client identifier): public.
    pub consumer_key: Option<String>,
    /// The consumer secret (client shared-secret).
    pub consumer_secret: Option<Secret>,
    /// The token: public.
    pub token: Option<String>,
    /// The token secret (token shared-secret).
    pub token_secret: Option<Secret>,
    /// The RSA key of the `RSA-` methods.
    pub private_key: Option<PrivateKey>,
    /// The RSA key that checks a signature, where the private one is not at hand.
    pub public_key: Option<PublicKey>,
    /// Further secrets, with a name each, that a search tries in every role.
    pub others: Vec<(String, Secret)>,
}

impl Credentials {
    /// These, and what they lack from others: the keys of a file, then those of the paste itself.
    #[must_use]
    pub fn or(mut self, others: Self) -> Self {
        let known = |secret: &Option<Secret>, other: Option<Secret>| match secret {
            None => (other, None),
            Some(own) => (
                Some(own.clone()),
                other.filter(|other| other != own && !other.expose().is_empty()),
            ),
        };
        let (consumer, unused) = known(&self.consumer_secret, others.consumer_secret);
        self.consumer_secret = consumer;
        let name = |what| format!("the paste's {what}");
        self.others
            .extend(unused.map(|secret| (name("consumer secret"), secret)));
        let (token, unused) = known(&self.token_secret, others.token_secret);
        self.token_secret = token;
        self.others
            .extend(unused.map(|secret| (name("token secret"), secret)));
        self.consumer_key = self.consumer_key.or(others.consumer_key);
        self.token = self.token.or(others.token);
        self.private_key = self.private_key.or(others.private_key);
        self.public_key = self.public_key.or(others.public_key);
        self.others.extend(others.others);
        self
    }

    /// The RSA key that opens a signature: the public one, or the private one's.
    #[must_use]
    pub fn opening_key(&self) -> Option<PublicKey> {
        let of_private = || self.private_key.as_ref().map(PrivateKey::public);
        self.public_key.clone().or_else(of_private)
    }
}

/// An RSA private key. Its `Debug` shows nothing.
#[derive(Clone)]
pub struct PrivateKey(pub(crate) rsa::PrivateKey);

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(…)")
    }
}

impl PrivateKey {
    /// Reads a PEM text, PKCS#1 or PKCS#8.
    ///
    /// # Errors
    /// When the text is no such key; the error says what it is instead, and never quotes it.
    pub fn from_pem(pem: &str) -> Result<Self, Error> {
        let label = pem_label(pem);
        let key = match label {
            Some("RSA PRIVATE KEY") => {
                rsa::PrivateKey::from_pkcs1_pem(pem.trim()).map_err(|error| error.to_string())
            }
            Some("PRIVATE KEY") => {
                rsa::PrivateKey::from_pkcs8_pem(pem.trim()).map_err(|error| error.to_string())
            }
            Some("ENCRYPTED PRIVATE KEY") => {
                return Err(Error::new("the private key is encrypted")
                    .help("decrypt it first: openssl pkey -in KEY.pem -out plain.pem"));
            }
            Some(other) => {
                return Err(Error::new(format!("expected an RSA private key, found a PEM block {other:?}"))
                    .help("give the file that starts with -----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----"));
            }
            None => {
                return Err(Error::new("expected a private key in PEM, found no -----BEGIN line")
                    .help("convert a .p12 with: openssl pkcs12 -in FILE.p12 -nodes -nocerts -out key.pem"));
            }
        };
        key.map(Self).map_err(|reason| {
            Error::new(format!("the PEM block holds no usable RSA key: {reason}"))
                .help("check that the file is whole: openssl pkey -in KEY.pem -noout -check")
        })
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(rsa::PublicKey::from(&self.0))
    }
}

/// An RSA public key.
#[derive(Clone, Debug)]
pub struct PublicKey(pub(crate) rsa::PublicKey);

impl PublicKey {
    /// The length of a signature by this key, in bytes.
    #[must_use]
    pub(crate) fn size(&self) -> usize {
        use rsa::traits::PublicKeyParts as _;
        self.0.size()
    }

    /// Reads a PEM text: a public key (PKCS#1 or SPKI) or an X.509 certificate.
    ///
    /// # Errors
    /// When the text is none of them.
    pub fn from_pem(pem: &str) -> Result<Self, Error> {
        let unusable =
            |reason: String| Error::new(format!("the PEM block holds no usable RSA key: {reason}"));
        match pem_label(pem) {
            Some("PUBLIC KEY") => rsa::PublicKey::from_public_key_pem(pem.trim())
                .map(Self)
                .map_err(|error| unusable(error.to_string())),
            Some("RSA PUBLIC KEY") => rsa::PublicKey::from_pkcs1_pem(pem.trim())
                .map(Self)
                .map_err(|error| unusable(error.to_string())),
            Some("CERTIFICATE") => certificate_key(pem).map(Self).map_err(unusable),
            Some(other) => Err(Error::new(format!(
                "expected a public key or certificate, found a PEM block {other:?}"
            ))),
            None => Err(Error::new(
                "expected a public key or certificate in PEM, found no -----BEGIN line",
            )),
        }
    }
}

fn certificate_key(pem: &str) -> Result<rsa::PublicKey, String> {
    use x509_cert::der::{DecodePem, Encode};
    let certificate =
        x509_cert::Certificate::from_pem(pem.trim()).map_err(|error| error.to_string())?;
    let key = certificate
        .tbs_certificate()
        .subject_public_key_info()
        .to_der()
        .map_err(|error| error.to_string())?;
    rsa::PublicKey::from_public_key_der(&key).map_err(|error| error.to_string())
}

fn pem_label(pem: &str) -> Option<&str> {
    pem.split_once("-----BEGIN ")?
        .1
        .split_once("-----")
        .map(|(label, _)| label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_shows_nothing_when_debugged() {
        let credentials = Credentials {
            consumer_secret: Some("hush".into()),
            ..Credentials::default()
        };
        assert!(!format!("{credentials:?}").contains("hush"));
    }

    #[test]
    fn a_pem_that_is_no_private_key_is_named_without_quoting_it() {
        let error =
            PrivateKey::from_pem("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----")
                .unwrap_err();
        assert_eq!(
            error.problem(),
            "expected an RSA private key, found a PEM block \"CERTIFICATE\""
        );
        let error = PrivateKey::from_pem("hush hush").unwrap_err();
        assert_eq!(
            error.problem(),
            "expected a private key in PEM, found no -----BEGIN line"
        );
        assert!(!format!("{error:?}").contains("hush"));
    }
}
