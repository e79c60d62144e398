//! A paste whose form is detected, as the command line reads it.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|paste: &[u8]| countersign_fuzz::read(paste, &[]));
