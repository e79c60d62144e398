//! Calls in programming languages: PowerShell, fetch, Python's requests.

#![no_main]

use countersign::capture::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|paste: &[u8]| {
    countersign_fuzz::read(
        paste,
        &[
            Format::Powershell,
            Format::Fetch,
            Format::FetchNode,
            Format::PythonRequests,
        ],
    );
});
