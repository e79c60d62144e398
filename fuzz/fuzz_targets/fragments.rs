//! What is no whole message: a header, a URL, a form body, a signature base string.

#![no_main]

use countersign::capture::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|paste: &[u8]| {
    countersign_fuzz::read(
        paste,
        &[
            Format::AuthorizationHeader,
            Format::SignedUrl,
            Format::FormBody,
            Format::BaseString,
        ],
    );
});
