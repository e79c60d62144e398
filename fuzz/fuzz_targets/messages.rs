//! Raw HTTP in all its forms: HTTP/1, pseudo-headers, transcripts, .http files.

#![no_main]

use countersign::capture::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|paste: &[u8]| {
    countersign_fuzz::read(
        paste,
        &[
            Format::Http,
            Format::Http2,
            Format::CurlVerbose,
            Format::RubyNetHttp,
            Format::HttpFile,
        ],
    );
});
