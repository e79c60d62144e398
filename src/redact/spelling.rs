//! The ways in which a secret may be written: freed of its encoding layers, and written anew in
//! those that leave nothing of it to be seen.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use crate::compare::units;
use crate::pipeline::decode::percent_decode;
use crate::pipeline::key::hex;

/// One byte of a text, freed of every encoding layer, in lower case; a plus is a space.
#[derive(Clone, Debug)]
pub(super) struct Symbol {
    pub(super) byte: u8,
    pub(super) at: Range<usize>,
    pub(super) layers: usize,
}

impl Symbol {
    fn new(byte: u8, at: Range<usize>, layers: usize) -> Self {
        let byte = match byte {
            b'+' => b' ',
            other => other.to_ascii_lowercase(),
        };
        Self { byte, at, layers }
    }
}

/// The text without its percent-encoding.
pub(super) fn symbols(text: &[u8]) -> Vec<Symbol> {
    let mut symbols = Vec::with_capacity(text.len());
    for at in units(text) {
        let mut bytes = text.get(at.clone()).unwrap_or_default().to_vec();
        let mut layers = 0;
        loop {
            let next = percent_decode(&bytes);
            if next == bytes {
                break;
            }
            (bytes, layers) = (next, layers + 1);
        }
        let bytes = bytes.into_iter();
        symbols.extend(bytes.map(|byte| Symbol::new(byte, at.clone(), layers)));
    }
    symbols
}

/// The text without the escapes of a string literal, too: `\/`, `\"`, `\u00e9`, `\x2f`. `None`
/// where it has none.
pub(super) fn unescaped(symbols: &[Symbol]) -> Option<Vec<Symbol>> {
    if symbols.iter().all(|symbol| symbol.byte != b'\\') {
        return None;
    }
    let mut out = Vec::with_capacity(symbols.len());
    let mut at = 0;
    while let Some(first) = symbols.get(at) {
        let Some((character, len)) = escape(&symbols[at..]) else {
            out.push(first.clone());
            at += 1;
            continue;
        };
        let last = &symbols[at + len - 1];
        let (range, layers) = (first.at.start..last.at.end, first.layers + 1);
        let mut bytes = [0; 4];
        let bytes = character.encode_utf8(&mut bytes).bytes();
        out.extend(bytes.map(|byte| Symbol::new(byte, range.clone(), layers)));
        at += len;
    }
    Some(out)
}

/// The character that the escape stands for with which these symbols begin, and its length.
fn escape(symbols: &[Symbol]) -> Option<(char, usize)> {
    let byte = |at: usize| symbols.get(at).map(|symbol| symbol.byte);
    let digits = |from: usize, count: usize| {
        (from..from + count).try_fold(0, |number, at| {
            let digit = char::from(byte(at)?).to_digit(16)?;
            Some(number * 16 + digit)
        })
    };
    if byte(0)? != b'\\' {
        return None;
    }
    match byte(1)? {
        mark @ (b'/' | b'"' | b'\'' | b'\\') => Some((char::from(mark), 2)),
        b'x' => Some((char::from_u32(digits(2, 2)?)?, 4)),
        b'u' => {
            let high = digits(2, 4)?;
            if let Some(character) = char::from_u32(high) {
                return Some((character, 6));
            }
            // Half of a surrogate pair: the other follows.
            let low = (byte(6)? == b'\\' && byte(7)? == b'u').then(|| digits(8, 4))??;
            let units = [high, low].map(|unit| u16::try_from(unit).unwrap_or_default());
            let both = char::decode_utf16(units).next()?.ok()?;
            Some((both, 12))
        }
        _ => None,
    }
}

/// Shorter spellings are met by chance.
const SHORTEST: usize = 6;

/// The secret in hex, and in base64 as it is cut by what stands before it; freed of their layers
/// as [`symbols`] frees a text.
pub(super) fn rewritten(secret: &[u8]) -> Vec<Vec<u8>> {
    let mut found = vec![hex(secret)];
    for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
        for before in 0..3 {
            let text = engine.encode([&[0; 2][..before], secret].concat());
            // The first characters hold bits of what stands before, the last of what follows.
            let from = (before * 8).div_ceil(6);
            let to = (before + secret.len()) * 8 / 6;
            found.extend(text.get(from..to).map(|whole| whole.as_bytes().to_vec()));
        }
    }
    let mut found: Vec<Vec<u8>> = found.iter().map(|text| canonical(&symbols(text))).collect();
    found.retain(|text| text.len() >= SHORTEST);
    found.sort();
    found.dedup();
    found
}

/// The bytes alone.
pub(super) fn canonical(symbols: &[Symbol]) -> Vec<u8> {
    symbols.iter().map(|symbol| symbol.byte).collect()
}

/// Whether a byte may stand in base64 or hex: with a plus as a space, as [`symbols`] has it.
pub(super) fn in_base64(symbol: &Symbol) -> bool {
    symbol.byte.is_ascii_alphanumeric() || matches!(symbol.byte, b' ' | b'/' | b'-' | b'_')
}
