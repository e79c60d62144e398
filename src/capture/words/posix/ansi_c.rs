//! The escapes of `$'…'`, as bash takes them.

use crate::capture::words::Scanner;

/// What an escape stands for.
pub(super) enum Escape {
    Byte(u8),
    Char(char),
    /// A character above U+FFFF, written as two surrogates.
    Pair(char),
    /// Not an escape: it stands for itself.
    None,
}

/// The escape at the cursor, and its length.
pub(super) fn escape(source: &Scanner<'_>) -> (Escape, usize) {
    let Some(kind) = source.peek_at(1) else {
        return (Escape::None, 1);
    };
    let simple = |byte| (Escape::Byte(byte), 2);
    match kind {
        b'a' => simple(7),
        b'b' => simple(8),
        b'e' | b'E' => simple(27),
        b'f' => simple(12),
        b'n' => simple(b'\n'),
        b'r' => simple(b'\r'),
        b't' => simple(b'\t'),
        b'v' => simple(11),
        b'\\' | b'\'' | b'"' | b'?' => simple(kind),
        b'0'..=b'7' => {
            let (value, digits) = octal(source, 1);
            (Escape::Byte(value), 1 + digits)
        }
        b'x' => match number(source, 2, 2, 16) {
            (_, 0) => (Escape::None, 2),
            (value, digits) => (Escape::Byte(value.to_le_bytes()[0]), 2 + digits),
        },
        b'u' | b'U' => {
            let (value, digits) = number(source, 2, if kind == b'u' { 4 } else { 8 }, 16);
            if digits == 0 {
                return (Escape::None, 2);
            }
            if (0xD800..0xDC00).contains(&value)
                && source.peek_at(6) == Some(b'\\')
                && source.peek_at(7) == Some(b'u')
                && let (low @ 0xDC00..=0xDFFF, 4) = number(source, 8, 4, 16)
                && let Some(char) =
                    char::from_u32(0x1_0000 + ((value - 0xD800) << 10) + (low - 0xDC00))
            {
                return (Escape::Pair(char), 12);
            }
            match char::from_u32(value) {
                Some(char) => (Escape::Char(char), 2 + digits),
                None => (Escape::None, 2 + digits),
            }
        }
        b'c' => match source.peek_at(2) {
            Some(byte) => (Escape::Byte(byte.to_ascii_uppercase() & 0x1f), 3),
            None => (Escape::None, 2),
        },
        _ => (Escape::None, 2),
    }
}

/// The byte that up to three octal digits at `ahead` stand for, and how many they are.
pub(super) fn octal(source: &Scanner<'_>, ahead: usize) -> (u8, usize) {
    let (value, digits) = number(source, ahead, 3, 8);
    // bash keeps the low eight bits.
    (value.to_le_bytes()[0], digits)
}

/// Up to `most` digits at `ahead`: their value and how many they are.
fn number(source: &Scanner<'_>, ahead: usize, most: usize, radix: u32) -> (u32, usize) {
    let mut value = 0_u32;
    let mut count = 0;
    while count < most
        && let Some(digit) = source
            .peek_at(ahead + count)
            .and_then(|byte| char::from(byte).to_digit(radix))
    {
        value = value.wrapping_mul(radix).wrapping_add(digit);
        count += 1;
    }
    (value, count)
}
