//! What a log puts before each line, known by its structure: the text before a request line is the
//! pattern, and whatever has the same pattern before other lines is taken off them.
//!
//! No logger is named here. Digits stand for digits; where a prefix holds a time or brackets,
//! letters stand for letters (another level, another thread), else they must be the same.

use bstr::ByteSlice;

/// The pattern of a prefix.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Shape {
    tokens: Vec<Token>,
    /// How many tokens stand up to the time of day, where there is one.
    time: Option<usize>,
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Token {
    /// Blanks, one or more.
    Blank,
    /// What stands between `[` or `(` and its other half.
    Group(u8),
    /// A word by its kinds of characters: `9:9:9.9`, `a/a:`.
    Word(Vec<u8>),
    /// A word that must be the same, but for its digits.
    Exact(Vec<u8>),
}

/// A group longer than this is not one.
const GROUP: usize = 200;

impl Shape {
    /// The pattern of the text before a request line, if that text can be a log's: prose is not.
    pub(super) fn of(prefix: &[u8]) -> Option<Self> {
        if prefix.is_empty() {
            return Some(Self::default());
        }
        let timed = holds_time(prefix);
        let mut tokens = Vec::new();
        let mut time = None;
        let mut at = 0;
        while at < prefix.len() {
            let (token, len) = token(&prefix[at..], timed)?;
            if holds_time(&prefix[at..at + len]) {
                time = Some(tokens.len() + 1);
            }
            tokens.push(token);
            at += len;
        }
        let words = |token: &&Token| matches!(token, Token::Word(_) | Token::Exact(_));
        let grouped = tokens.iter().any(|token| matches!(token, Token::Group(_)));
        let mark = prefix.trim_ascii_end().last().copied().unwrap_or(b' ');
        let parted = b":|>-*#/;]=".contains(&mark) || mark.is_ascii_digit();
        let short = tokens.iter().filter(words).count() <= 3;
        (timed || ((grouped || parted) && short)).then_some(Self { tokens, time })
    }

    /// Whether there is anything to take off.
    pub(super) fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Whether the prefix tells the time, so that hardly anything else can look like it.
    pub(super) fn is_timed(&self) -> bool {
        self.time.is_some()
    }

    /// The length of the prefix of that pattern at the start of a line.
    pub(super) fn matches(&self, line: &[u8]) -> Option<usize> {
        self.matches_first(line, self.tokens.len())
    }

    /// Whether a line begins with a time as these do, though the rest of its prefix may differ.
    pub(super) fn is_of_the_log(&self, line: &[u8]) -> bool {
        self.time
            .is_some_and(|count| self.matches_first(line, count).is_some())
    }

    fn matches_first(&self, line: &[u8], count: usize) -> Option<usize> {
        let mut at = 0;
        for (place, token) in self.tokens.iter().take(count).enumerate() {
            let rest = &line[at..];
            at += match token {
                Token::Blank => {
                    let blanks = blanks(rest);
                    // An editor takes blanks off the end of a line.
                    let last = place + 1 == self.tokens.len() && rest.is_empty();
                    (blanks > 0 || last).then_some(blanks)?
                }
                Token::Group(_) | Token::Word(_) => {
                    let (found, len) = self::token(rest, true)?;
                    (found == *token).then_some(len)?
                }
                Token::Exact(_) => {
                    let (found, len) = self::token(rest, false)?;
                    (found == *token).then_some(len)?
                }
            };
        }
        Some(at)
    }
}

/// The first token and its length.
fn token(bytes: &[u8], timed: bool) -> Option<(Token, usize)> {
    let first = *bytes.first()?;
    let blank = blanks(bytes);
    if blank > 0 {
        return Some((Token::Blank, blank));
    }
    if let b'[' | b'(' = first {
        let close = if first == b'[' { b']' } else { b')' };
        let near = &bytes[..bytes.len().min(GROUP)];
        if let Some(end) = near.find_byte(close) {
            return Some((Token::Group(first), end + 1));
        }
    }
    let len = bytes
        .iter()
        .skip(1)
        .position(|byte| matches!(byte, b' ' | b'\t' | b'[' | b'('))
        .map_or(bytes.len(), |at| at + 1);
    let word = &bytes[..len];
    Some((
        if timed {
            Token::Word(kinds(word, true))
        } else {
            Token::Exact(kinds(word, false))
        },
        len,
    ))
}

/// A word with its runs of digits as one `9` and, when told so, its runs of letters as one `a`.
fn kinds(word: &[u8], letters: bool) -> Vec<u8> {
    let mut kinds = Vec::new();
    for byte in word.iter().take(GROUP) {
        let kind = match byte {
            b'0'..=b'9' => b'9',
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$' if letters => b'a',
            other => *other,
        };
        if !((kind == b'9' || (letters && kind == b'a')) && kinds.last() == Some(&kind)) {
            kinds.push(kind);
        }
    }
    kinds
}

/// Whether a time of day stands in the bytes: `14:26:40` or `08:58`.
fn holds_time(bytes: &[u8]) -> bool {
    bytes.windows(5).any(|window| match window {
        [a, b, b':', c, d] => [a, b, c, d].into_iter().all(u8::is_ascii_digit),
        _ => false,
    })
}

/// Whether a line begins with the time of a log's message: `2020-09-13 14:26:40`, `[14:26:40.070]`,
/// `Sep 13, 2020 2:26:40 PM`. A body hardly does.
pub(super) fn begins_with_time(line: &[u8]) -> bool {
    const MONTHS: [&[u8; 3]; 12] = [
        b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov",
        b"Dec",
    ];
    let start = line.strip_prefix(b"[").unwrap_or(line);
    let dated = start.first().is_some_and(u8::is_ascii_digit)
        || MONTHS.iter().any(|month| start.starts_with(*month));
    let near = &start[..start.len().min(40)];
    let time = near.windows(6).position(|window| {
        matches!(window, [a, b':', c, d, b':', e]
            if [a, c, d, e].into_iter().all(u8::is_ascii_digit))
    });
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b" -/.,:+".contains(byte);
    dated && time.is_some_and(|at| near[..at].iter().all(plain))
}

/// How many blanks stand at the start.
pub(super) fn blanks(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rest<'a>(prefix: &str, line: &'a str) -> Option<&'a str> {
        let shape = Shape::of(prefix.as_bytes())?;
        Some(&line[shape.matches(line.as_bytes())?..])
    }

    #[test]
    fn a_prefix_is_known_again_by_its_structure() {
        let java =
            "2020-09-13 14:26:40.070 DEBUG 3366 --- [           main] a.b.http.headers : out-0 ";
        let wire = "2020-09-13 14:26:41.170  INFO 3366 --- [nio-8080-exec-1] a.b.http.wire    : out-1 Host: h";
        assert_eq!(rest(java, wire), Some("Host: h"));
        assert_eq!(
            rest(
                "09-13 14:26:40.580 2074-2317/example.birds D/OkHttp: ",
                "09-13 14:26:40.584 2074-2317/example.birds D/OkHttp:"
            ),
            Some("")
        );
        assert_eq!(rest("[debug] ", "[info] Host: h"), Some("Host: h"));
        assert_eq!(rest("1 ", "12 x"), Some("x"));
        assert_eq!(rest("web_1  | ", "web_2  | x"), Some("x"));
        assert_eq!(rest("// ", "// x"), Some("x"));
    }

    #[test]
    fn what_only_resembles_a_prefix_stays() {
        assert_eq!(rest("Phirehose: ", "Host: h"), None);
        assert_eq!(rest("09-13 14:26:40.580 D/OkHttp: ", "a b c d"), None);
        assert_eq!(Shape::of(b"then I sent a "), None);
    }

    #[test]
    fn a_line_with_a_time_begins_another_message() {
        for line in [
            "2020-09-13 14:26:40.070 x",
            "[14:26:40] x",
            "Sep 13, 2020 2:26:40 PM a.b log",
            "2020-09-13T14:26:40Z x",
        ] {
            assert!(begins_with_time(line.as_bytes()), "{line}");
        }
        for line in [
            "status=12:30:40",
            "{\"at\":\"12:30:40\"}",
            "1 apple",
            "12:30",
        ] {
            assert!(!begins_with_time(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn another_logger_of_the_same_log_is_told_by_its_time() {
        let shape = Shape::of(b"2020-09-13 14:26:40.070 DEBUG a.b : ").unwrap();
        let other = b"2020-09-13 14:26:41.000 WARN [x] c.d.e.f - slow";
        assert_eq!(shape.matches(other), None);
        assert!(shape.is_of_the_log(other));
        assert!(!shape.is_of_the_log(b"a=b"));
    }
}
