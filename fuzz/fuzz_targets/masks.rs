//! A secret in any spelling, with anything around it, is masked.

#![no_main]

use countersign::credentials::Credentials;
use countersign::redact::Masks;
use countersign::request::Request;
use countersign_fuzz::judged::{SECRET, spellings};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|around: (&str, &str, u8)| {
    let (before, after, which) = around;
    let credentials = Credentials {
        consumer_secret: Some(SECRET.into()),
        ..Credentials::default()
    };
    let all = spellings();
    let spelling = &all[usize::from(which) % all.len()];
    let masks = Masks::of(&Request::default(), &credentials);
    let shown = masks.text(&format!("{before} {spelling} {after}"));
    assert!(!shown.contains(spelling.as_str()), "{shown}");
});
