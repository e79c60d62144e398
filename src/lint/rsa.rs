//! An RSA signature checked with the public key: whether its padding is the RFC's (section 3.4.3).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rsa::pss::{Signature, VerifyingKey};
use rsa::signature::Verifier as _;

use super::error;
use super::wire::Wire;
use crate::credentials::{Credentials, PublicKey};
use crate::error::Finding;
use crate::pipeline::signature::Algorithm;

pub(super) fn lint(
    wire: &Wire<'_>,
    credentials: &Credentials,
    base_string: &[u8],
    found: &mut Vec<Finding>,
) {
    let (Some(declared), Some(sent)) = (wire.algorithm, wire.protocol("oauth_signature")) else {
        return;
    };
    if !declared.is_rsa() {
        return;
    }
    let Some(key) = credentials.opening_key() else {
        return;
    };
    let Ok(bytes) = STANDARD.decode(&sent.value) else {
        return;
    };
    let hash = [
        Algorithm::RsaSha1,
        Algorithm::RsaSha256,
        Algorithm::RsaSha512,
    ]
    .into_iter()
    .find(|algorithm| is_pss(&key, *algorithm, base_string, &bytes));
    if let Some(hash) = hash {
        let hash = hash.name().trim_start_matches("RSA-");
        found.push(error(
            "rsa-sha1-pss",
            format_args!(
                "the signature verifies over the right base string as PSS with {hash}; {} is \
                 PKCS#1 v1.5",
                declared.name()
            ),
            sent.span(),
        ));
    }
}

fn is_pss(key: &PublicKey, algorithm: Algorithm, base_string: &[u8], signature: &[u8]) -> bool {
    let Ok(signature) = Signature::try_from(signature) else {
        return false;
    };
    let key = key.0.clone();
    match algorithm {
        Algorithm::RsaSha1 => VerifyingKey::<sha1::Sha1>::new_with_auto_salt_len(key)
            .verify(base_string, &signature)
            .is_ok(),
        Algorithm::RsaSha256 => VerifyingKey::<sha2::Sha256>::new_with_auto_salt_len(key)
            .verify(base_string, &signature)
            .is_ok(),
        _ => VerifyingKey::<sha2::Sha512>::new_with_auto_salt_len(key)
            .verify(base_string, &signature)
            .is_ok(),
    }
}
