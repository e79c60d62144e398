//! `oauth_body_hash`: the hash of a body that is no form (OAuth Request Body Hash extension).

use base64::Engine as _;

use crate::pipeline::signature::{Algorithm, Running};

/// The base64 of the body's hash; the hash is the signature method's own.
#[must_use]
pub fn body_hash(body: &[u8], algorithm: Algorithm) -> String {
    let mut running = Running::hash(algorithm);
    running.update(body);
    base64::engine::general_purpose::STANDARD.encode(running.finish().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_extension_hold() {
        // OAuth Request Body Hash 1.0 Draft 4, appendix A.
        assert_eq!(
            body_hash(b"Hello World!", Algorithm::HmacSha1),
            "Lve95gjOVATpfV8EL5X4nxwjKHE="
        );
        assert_eq!(
            body_hash(b"", Algorithm::HmacSha1),
            "2jmj7l5rSw0yVb/vlWAYkK/YBwk="
        );
    }
}
