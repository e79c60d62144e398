//! A base string in hand, split into its method, URI and pairs (RFC 5849 section 3.4.1.1), also
//! where it is not one any more: a separator escaped or lost, a layer too many or too few.
//!
//! Nothing is decoded: every piece is the text's own bytes. A right text and a wrong one are split
//! by the same rules, so that a piece can be held against its like.

use bstr::{BString, ByteSlice as _};

use crate::compare::units;
use crate::encoder::Encoder;
use crate::pipeline::decode::percent_decode;

/// How often a text may have been encoded.
const LAYERS: usize = 4;

/// The shortest name that is found where nothing stands before it.
const SHORTEST: usize = 3;

/// What may stand between two pairs, longer ones first.
const BETWEEN: [&[u8]; 22] = [
    b"%2526amp%253B",
    b"%26amp%3B",
    b"&amp;",
    b"%2526%250A",
    b"%2526%2526",
    b"%252C%2520",
    b"%26%0A",
    b"%26%20",
    b"%26%26",
    b"%2C%20",
    b"&\n",
    b"& ",
    b"&&",
    b", ",
    b"%2526",
    b"%252C",
    b"%26",
    b"%2C",
    b"%3B",
    b"%0A",
    b"&",
    b"\n",
];

/// The pieces of a base string; together they are the text.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Shape {
    /// The method.
    pub method: BString,
    /// What stands after it.
    pub first: BString,
    /// The base string URI.
    pub uri: BString,
    /// What stands after it.
    pub second: BString,
    /// The pairs, in order.
    pub pairs: Vec<Pair>,
}

/// A pair of a base string.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Pair {
    /// What stands between the pair before it and this one.
    pub before: BString,
    /// The name.
    pub name: BString,
    /// What stands between name and value.
    pub equals: BString,
    /// The value.
    pub value: BString,
}

/// A text without any of its layers.
#[must_use]
pub fn bare(text: &[u8]) -> BString {
    let mut text = text.to_vec();
    for _ in 0..LAYERS {
        let next = percent_decode(&text);
        if next == text {
            break;
        }
        text = next;
    }
    text.into()
}

/// How often a text was encoded, by the percent signs of its escapes: 0 where it holds none.
#[must_use]
pub fn layers(text: &[u8]) -> usize {
    units(text)
        .into_iter()
        .filter_map(|unit| text.get(unit))
        .map(|unit| match unit.len() {
            3 if unit.starts_with(b"%") => 1,
            5 if unit.starts_with(b"%25") => 2,
            7 if unit.starts_with(b"%2525") => 3,
            9 => LAYERS,
            _ => 0,
        })
        .max()
        .unwrap_or(0)
}

/// Names that a text may hold, each as it reads in every number of layers.
#[derive(Clone, Debug, Default)]
pub struct Names(Vec<BString>);

impl Names {
    /// Those names, decoded.
    #[must_use]
    pub fn of<'a>(names: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut all: Vec<BString> = Vec::new();
        for name in names.into_iter().filter(|name| !name.is_empty()) {
            let mut text = name.to_vec();
            for _ in 0..LAYERS {
                all.push(text.clone().into());
                let next = Encoder::rfc().encode(&text);
                if next == text {
                    break;
                }
                text = next;
            }
        }
        all.sort_by_key(|name| std::cmp::Reverse(name.len()));
        all.dedup();
        Self(all)
    }

    fn at_end(&self, text: &[u8]) -> Option<usize> {
        let name = self.0.iter().find(|name| text.ends_with(name))?;
        Some(name.len())
    }

    fn at_start(&self, text: &[u8]) -> Option<usize> {
        let name = self.0.iter().find(|name| text.starts_with(name))?;
        Some(name.len())
    }
}

/// A character of the text: what it says without its layers, and where it stands.
#[derive(Clone, Copy, Debug)]
struct Token {
    /// Its byte without any layer; 0 for one that is not ASCII.
    says: u8,
    start: usize,
    end: usize,
}

fn tokens(text: &[u8]) -> Vec<Token> {
    units(text)
        .into_iter()
        .map(|unit| {
            let plain = bare(text.get(unit.clone()).unwrap_or_default());
            Token {
                says: match plain.as_slice() {
                    [byte] if byte.is_ascii() => *byte,
                    _ => 0,
                },
                start: unit.start,
                end: unit.end,
            }
        })
        .collect()
}

impl Shape {
    /// Splits a text that may hold those names.
    #[must_use]
    pub fn of(text: &[u8], names: &Names) -> Self {
        let tokens = tokens(text);
        if is_pairs_alone(&tokens, text, names) {
            return Self {
                pairs: pairs(text, &tokens, 0, names),
                ..Self::default()
            };
        }
        let uri_at = uri_start(text, &tokens);
        let (method, first) = head(text, &tokens, uri_at);
        let (uri_end, pairs_at) = uri_end(text, &tokens, uri_at, names);
        let piece = |from: usize, to: usize| BString::from(text.get(from..to).unwrap_or_default());
        Self {
            method: piece(0, method),
            first: piece(method, first),
            uri: piece(first, uri_end),
            second: piece(uri_end, pairs_at),
            pairs: pairs(text, &tokens, pairs_at, names),
        }
    }
}

/// Whether a text begins with a pair: neither method nor URI stands before.
fn is_pairs_alone(tokens: &[Token], text: &[u8], names: &Names) -> bool {
    let Some(len) = names.at_start(text) else {
        return false;
    };
    tokens
        .iter()
        .any(|token| token.start == len && token.says == b'=')
}

/// Where the URI starts: at its scheme, else after the first separator.
fn uri_start(text: &[u8], tokens: &[Token]) -> usize {
    let equals = tokens.iter().position(|token| token.says == b'=');
    let head = tokens
        .get(..equals.unwrap_or(tokens.len()))
        .unwrap_or(tokens);
    let colon = head.windows(3).position(
        |three| matches!(three, [a, b, c] if a.says == b':' && b.says == b'/' && c.says == b'/'),
    );
    if let Some(colon) = colon.and_then(|at| head.get(at)) {
        let before = text
            .get(..colon.start)
            .unwrap_or_default()
            .to_ascii_lowercase();
        for scheme in [b"https".as_slice(), b"http"] {
            if before.ends_with(scheme) {
                return colon.start - scheme.len();
            }
        }
    }
    let separator = tokens.iter().position(|token| is_between(token.says));
    let run = separator.map_or(0, |at| run_end(text, tokens, at));
    tokens.get(run).map_or(text.len(), |token| token.start)
}

/// Where the method ends, and where what stands after it does.
fn head(text: &[u8], tokens: &[Token], uri_at: usize) -> (usize, usize) {
    let separator = tokens
        .iter()
        .take_while(|token| token.start < uri_at)
        .find(|token| is_between(token.says) || token.says == b'+');
    let end = separator.map_or(uri_at.min(text.len()), |token| token.start);
    (end, uri_at.max(end))
}

/// Where the URI ends, and where the pairs start.
fn uri_end(text: &[u8], tokens: &[Token], start: usize, names: &Names) -> (usize, usize) {
    let is_pair = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        let after = names.at_start(rest).map(|len| from + len);
        after.is_some_and(|after| {
            let next = tokens.iter().find(|token| token.start == after);
            next.is_some_and(|token| matches!(token.says, b'=' | b':')) && after - from >= SHORTEST
        })
    };
    for (at, token) in tokens.iter().enumerate() {
        if token.start <= start {
            continue;
        }
        let ends = match token.says {
            b'&' | b'\n' => true,
            b'?' | b' ' | b',' | b'+' | b'"' => is_pair(token.end),
            _ => {
                if is_pair(token.start) {
                    return (token.start, token.start);
                }
                false
            }
        };
        if ends {
            let end = run_end(text, tokens, at);
            let end = tokens.get(end).map_or(text.len(), |token| token.start);
            return (token.start, end);
        }
    }
    (text.len(), text.len())
}

fn is_between(byte: u8) -> bool {
    matches!(byte, b'&' | b'\n' | b' ' | b',' | b';')
}

/// The token after a run of separators that starts there: `&`, `&amp;`, ` & `.
fn run_end(text: &[u8], tokens: &[Token], at: usize) -> usize {
    let mut end = at + 1;
    while let Some(token) = tokens.get(end) {
        let entity = tokens.get(end - 1).is_some_and(|last| last.says == b'&')
            && text
                .get(token.start..)
                .is_some_and(|rest| rest.starts_with(b"amp;"));
        if entity {
            end += 4;
        } else if matches!(token.says, b'&' | b'\n' | b' ') {
            end += 1;
        } else {
            break;
        }
    }
    end.min(tokens.len())
}

/// The pairs from there on.
fn pairs(text: &[u8], tokens: &[Token], start: usize, names: &Names) -> Vec<Pair> {
    let tokens: Vec<Token> = tokens
        .iter()
        .copied()
        .filter(|token| token.start >= start)
        .collect();
    let mut splits: Vec<Split> = Vec::new();
    let mut form: Option<&[u8]> = None;
    let mut separator: Option<&[u8]> = None;
    for equals in tokens.iter().filter(|token| token.says == b'=') {
        let from = splits.last().map_or(start, |last| last.value);
        let written = text.get(equals.start..equals.end).unwrap_or_default();
        let same = form.is_none_or(|form| form == written);
        let Some((before, name)) =
            name_before(text, &tokens, (from, equals.start), names, separator)
        else {
            continue;
        };
        let known = names
            .at_end(text.get(name..equals.start).unwrap_or_default())
            .is_some();
        let nothing_between = before == name && !splits.is_empty();
        if !splits.is_empty() && !same && (!known || nothing_between) {
            continue;
        }
        if nothing_between && separator.is_some() && equals.start - name < 2 * SHORTEST {
            continue;
        }
        if before < name && separator.is_none() {
            separator = text.get(before..name);
        }
        form = form.or(Some(written));
        splits.push(Split {
            before,
            name,
            equals: equals.start,
            value: equals.end,
        });
    }
    if splits.is_empty() {
        return without_equals(text, &tokens, start, names);
    }
    let mut pairs = Vec::new();
    for (at, split) in splits.iter().enumerate() {
        let end = splits.get(at + 1).map_or(text.len(), |next| next.before);
        let piece = |from: usize, to: usize| BString::from(text.get(from..to).unwrap_or_default());
        let begin = splits
            .get(at.wrapping_sub(1))
            .map_or(start, |_| split.before);
        pairs.push(Pair {
            before: piece(begin, split.name),
            name: piece(split.name, split.equals),
            equals: piece(split.equals, split.value),
            value: piece(split.value, end),
        });
        if let Some(separator) = separator {
            bare_names(&mut pairs, separator);
        }
    }
    pairs
}

struct Split {
    before: usize,
    name: usize,
    equals: usize,
    value: usize,
}

/// Where the name before an `=` starts, and where what stands before the name does.
fn name_before(
    text: &[u8],
    tokens: &[Token],
    (from, to): (usize, usize),
    names: &Names,
    separator: Option<&[u8]>,
) -> Option<(usize, usize)> {
    let segment = text.get(from..to)?;
    let separator_end = |name: usize| {
        let before = text.get(from..name).unwrap_or_default();
        let ends = |form: &&[u8]| before.ends_with(form);
        let form = separator
            .filter(ends)
            .or_else(|| BETWEEN.iter().copied().find(ends));
        name - form.map_or(0, <[u8]>::len)
    };
    let known = names.at_end(segment).map(|len| to - len);
    if let Some(name) = known {
        let before = separator_end(name);
        if before < name || name == from {
            return Some((before, name));
        }
    }
    let ampersand = tokens
        .iter()
        .rev()
        .filter(|token| token.start >= from && token.end <= to && token.says == b'&')
        .find(|token| {
            separator.is_none_or(|form| {
                text.get(token.start..)
                    .is_some_and(|it| it.starts_with(form))
            })
        });
    if let Some(token) = ampersand
        && token.end < to
    {
        let name = token.end
            + separator.map_or(0, |form| form.len().saturating_sub(token.end - token.start));
        return (name < to).then_some((separator_end(name).min(token.start), name));
    }
    if from == tokens.first().map_or(0, |token| token.start)
        && ampersand.is_none()
        && known.is_none()
    {
        return Some((from, from));
    }
    known
        .filter(|name| to - name >= SHORTEST)
        .map(|name| (name, name))
}

/// A name without `=` stands in the value of the pair before it: splits it off.
fn bare_names(pairs: &mut Vec<Pair>, separator: &[u8]) {
    let Some(last) = pairs.last_mut() else { return };
    let value = last.value.clone();
    let Some(at) = value.find(separator) else {
        return;
    };
    last.value = value.get(..at).unwrap_or_default().into();
    let mut rest = value.get(at..).unwrap_or_default();
    while let Some(after) = rest.strip_prefix(separator) {
        let end = after.find(separator).unwrap_or(after.len());
        pairs.push(Pair {
            before: separator.into(),
            name: after.get(..end).unwrap_or_default().into(),
            ..Pair::default()
        });
        rest = after.get(end..).unwrap_or_default();
    }
}

/// Pairs in which something else than `=` stands between name and value, or nothing.
fn without_equals(text: &[u8], tokens: &[Token], start: usize, names: &Names) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut from = start;
    let mut before = start;
    let mut push = |before: usize, from: usize, to: usize| {
        let piece = text.get(from..to).unwrap_or_default();
        let name = names.at_start(piece).unwrap_or(piece.len());
        let value = piece.get(name..).unwrap_or_default();
        let mark = usize::from(
            value
                .first()
                .is_some_and(|byte| matches!(byte, b':' | b',')),
        );
        let (equals, value) = value.split_at(mark);
        pairs.push(Pair {
            before: text.get(before..from).unwrap_or_default().into(),
            name: piece.get(..name).unwrap_or_default().into(),
            equals: equals.into(),
            value: value.into(),
        });
    };
    for token in tokens.iter().filter(|token| token.says == b'&') {
        push(before, from, token.start);
        (before, from) = (token.start, token.end);
    }
    if from < text.len() {
        push(before, from, text.len());
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> (String, Vec<String>) {
        let names = Names::of([
            b"a".as_slice(),
            b"custom_a",
            b"oauth_nonce",
            b"oauth_version",
            b"f[0]",
        ]);
        let shape = Shape::of(text.as_bytes(), &names);
        let head = format!(
            "{} {} {} {}",
            shape.method, shape.first, shape.uri, shape.second
        );
        let pairs = shape.pairs.iter();
        let pairs = pairs.map(|pair| {
            format!(
                "{} {} {} {}",
                pair.before, pair.name, pair.equals, pair.value
            )
        });
        (head, pairs.collect())
    }

    #[test]
    fn a_text_is_split_whatever_became_of_its_separators() {
        let (head, pairs) =
            shape("GET&https%3A%2F%2Fh%2Fr&a%3D1%253D2%2526%26f%255B0%255D%3D%26oauth_nonce%3Dn");
        assert_eq!(head, "GET & https%3A%2F%2Fh%2Fr &");
        assert_eq!(
            pairs,
            [
                " a %3D 1%253D2%2526",
                "%26 f%255B0%255D %3D ",
                "%26 oauth_nonce %3D n"
            ]
        );
        let (head, pairs) = shape(
            "POST%26https%3A%2F%2Fh%2Fr%26custom_a%253Done%252520twooauth_nonce%253Dnoauth_version%253D1.0",
        );
        assert_eq!(head, "POST %26 https%3A%2F%2Fh%2Fr %26");
        assert_eq!(
            pairs,
            [
                " custom_a %253D one%252520two",
                " oauth_nonce %253D n",
                " oauth_version %253D 1.0"
            ]
        );
        let (head, pairs) =
            shape("GET&https%3A%2F%2Fh%3A443%2Fr&oauth_version=1.0&b=x y&oauth_nonce=n");
        assert_eq!(head, "GET & https%3A%2F%2Fh%3A443%2Fr &");
        assert_eq!(
            pairs,
            [" oauth_version = 1.0", "& b = x y", "& oauth_nonce = n"]
        );
        let (head, pairs) = shape("GET&https%3A%2F%2Fh%2Fr%3Fcustom_a%3D1%26oauth_nonce%3Dn");
        assert_eq!(head, "GET & https%3A%2F%2Fh%2Fr %3F");
        assert_eq!(pairs.len(), 2);
        let (head, pairs) = shape("oauth_nonce=n&amp;a=1");
        assert_eq!(head.trim(), "");
        assert_eq!(pairs, [" oauth_nonce = n", "&amp; a = 1"]);
    }

    #[test]
    fn any_text_is_split_into_itself() {
        for text in [
            "",
            "&",
            "&&",
            "=",
            "%",
            "GET",
            "GET&",
            "GET&&",
            "a=",
            "=a",
            "http://",
            "http%3A%2F%2F=",
            "x&amp;amp;y=1&amp;a=2",
            "\u{e9}&\u{e9}=\u{e9}",
        ] {
            let names = Names::of([b"a".as_slice()]);
            let shape = Shape::of(text.as_bytes(), &names);
            let mut again = [shape.method, shape.first, shape.uri, shape.second].concat();
            for pair in shape.pairs {
                again
                    .extend_from_slice(&[pair.before, pair.name, pair.equals, pair.value].concat());
            }
            assert_eq!(again.as_bstr(), text);
        }
    }
}
