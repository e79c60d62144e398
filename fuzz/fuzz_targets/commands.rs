//! Commands of curl, wget and HTTPie: every shell's quoting, and words that a shell has unquoted.

#![no_main]

use countersign::capture::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|paste: &[u8]| {
    countersign_fuzz::read(
        paste,
        &[
            Format::CurlBash,
            Format::CurlCmd,
            Format::CurlPowershell,
            Format::Wget,
            Format::Httpie,
        ],
    );
    for program in ["curl", "wget", "http"] {
        countersign_fuzz::read_words(program, paste);
    }
});
