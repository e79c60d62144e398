//! A request that arrives at a provider of ours, and the same text in the page.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|paste: &[u8]| countersign_fuzz::provider::arrives(paste));
