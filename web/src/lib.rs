//! The engine in WebAssembly: what the page asks goes in byte by byte, what it is answered comes out
//! in words of four bytes.
//!
//! Numbers alone cross the border, so that no glue is generated and no memory is shared: the three
//! functions cost a millisecond for a paste of a hundred kilobytes.

#![deny(unsafe_code)]

use std::cell::RefCell;

use countersign::page;

thread_local! {
    static ASKED: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static ANSWER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Takes the next byte of what is asked.
#[allow(unsafe_code, reason = "the name of an export is the page's to know")]
#[unsafe(no_mangle)]
pub extern "C" fn put(byte: u32) {
    let byte = byte.to_le_bytes()[0];
    ASKED.with_borrow_mut(|asked| asked.push(byte));
}

/// Answers what was put; gives the number of bytes of the answer.
#[allow(unsafe_code, reason = "the name of an export is the page's to know")]
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> u32 {
    let mut asked = ASKED.take();
    let answer = page::answer(&asked, &|| false);
    // It holds secrets.
    asked.fill(0);
    let length = u32::try_from(answer.len()).unwrap_or(0);
    ANSWER.set(answer.into_bytes());
    length
}

/// Four bytes of the answer from that place, the first in the lowest bits; zeros behind its end.
#[allow(unsafe_code, reason = "the name of an export is the page's to know")]
#[unsafe(no_mangle)]
pub extern "C" fn take(at: u32) -> u32 {
    ANSWER.with_borrow(|answer| {
        let mut word = [0; 4];
        let from = usize::try_from(at).unwrap_or(usize::MAX);
        for (place, byte) in answer.iter().skip(from).take(4).enumerate() {
            word[place] = *byte;
        }
        u32::from_le_bytes(word)
    })
}
