//! A paste that is judged: every verdict, and every form in which it is shown.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|paste: &[u8]| countersign_fuzz::judged::judge(paste));
