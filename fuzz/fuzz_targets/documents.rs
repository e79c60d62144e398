//! JSON documents: HAR, Postman, our own.

#![no_main]

use countersign::capture::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|paste: &[u8]| {
    countersign_fuzz::read(
        paste,
        &[Format::Har, Format::Postman, Format::CountersignJson],
    );
});
