//! PEM files, and a provider's answer: whatever they hold, they are read or refused.

#![no_main]

use countersign::capture::Response;
use countersign::credentials::{PrivateKey, PublicKey};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        for refused in [
            PrivateKey::from_pem(text).err(),
            PublicKey::from_pem(text).err(),
        ]
        .into_iter()
        .flatten()
        {
            // A key is never quoted.
            let said = format!("{refused} {:?}", refused.advice());
            let lines = text.lines().filter(|line| line.len() > 40);
            for line in lines.filter(|line| !line.starts_with("-----")) {
                assert!(!said.contains(line), "{said}");
            }
        }
    }
    let answer = Response::from_text(bytes);
    let _ = countersign::response::read(&answer, "api.example.com");
});
