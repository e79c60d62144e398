//! Lines of code that a person copies: broken only where their language allows it.

use super::{Line, Role};
use crate::mistakes::Fix;

/// The lines of a mend, the first beside its language.
pub(super) fn rows(fix: &Fix) -> Vec<Vec<Line>> {
    let pieces = broken(fix);
    let row = |(index, piece): (usize, String)| {
        let name = if index == 0 { fix.language } else { "" };
        vec![Line::of(Role::Name, name), Line::of(Role::Command, &piece)]
    };
    pieces.into_iter().enumerate().map(row).collect()
}

/// Columns of a line of code; a longer one is broken where its language allows it.
const CODE: usize = 58;

/// What `enc` is, where a mend calls it.
pub(super) fn encoder_note(rows: &[Vec<Line>]) -> Option<Line> {
    let calls = |line: &Line| line.text().contains("enc(");
    rows.iter().flatten().any(calls).then(|| {
        Line::of(
            Role::Quiet,
            "enc is RFC 3986's encoder: countersign mistakes enc-space-plus",
        )
    })
}

/// The lines: still code that can be pasted.
fn broken(fix: &Fix) -> Vec<String> {
    let mut lines = Vec::new();
    for statement in statements(fix.code) {
        let mut pieces = chained(fix.language, statement).into_iter();
        lines.extend(pieces.next());
        lines.extend(pieces.map(|piece| format!("  {piece}")));
    }
    lines
}

/// The statements of a long text, each with its semicolon.
fn statements(code: &str) -> Vec<&str> {
    if code.len() <= CODE {
        return vec![code];
    }
    let mut out = Vec::new();
    let mut start = 0;
    let mut nesting = Nesting::default();
    for (at, character) in code.char_indices() {
        if nesting.is_outside(character) && character == ';' && !is_comment(&code[at + 1..]) {
            out.push(code[start..=at].trim());
            start = at + 1;
        }
    }
    let last = code[start..].trim();
    out.extend((!last.is_empty()).then_some(last));
    out
}

/// Where a reader of code is: inside of quotes, inside of brackets, or outside of both.
#[derive(Default)]
struct Nesting {
    depth: usize,
    quote: Option<char>,
}

impl Nesting {
    /// Goes on by a character: whether it stands outside, and opens or closes nothing.
    fn is_outside(&mut self, character: char) -> bool {
        match (self.quote, character) {
            (Some(open), _) if open == character => self.quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => self.quote = Some(character),
            (None, '(' | '[' | '{') => self.depth += 1,
            (None, ')' | ']' | '}') => self.depth = self.depth.saturating_sub(1),
            (None, _) => return self.depth == 0,
        }
        false
    }
}

/// Whether a comment follows, which stays beside its statement.
fn is_comment(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.starts_with("//") || rest.starts_with('#')
}

/// A long chain of calls, broken before its dots.
fn chained(language: &str, code: &str) -> Vec<String> {
    let chains = ["Java", "JavaScript", "JS", "C#", "Apex", "Swift", "Kotlin"];
    if code.len() <= CODE || !chains.contains(&language) {
        return vec![code.to_owned()];
    }
    let mut lines = vec![String::new()];
    let mut nesting = Nesting::default();
    for (at, character) in code.char_indices() {
        if nesting.is_outside(character) && character == '.' && code[..at].ends_with(')') {
            // The whole call belongs on one line with its dot.
            let line = lines.last().map_or(0, String::len);
            let call = code[at..].find(").").map_or(code.len() - at, |end| end + 1);
            if line + call > CODE {
                lines.push(String::new());
            }
        }
        if let Some(line) = lines.last_mut() {
            line.push(character);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mistakes::fix;

    #[test]
    fn a_chain_of_calls_is_broken_before_its_dots() {
        let java = fix(
            "Java",
            r#"URLEncoder.encode(s, UTF_8).replace("+", "%20").replace("*", "%2A").replace("%7E", "~")"#,
        );
        assert_eq!(
            broken(&java),
            [
                r#"URLEncoder.encode(s, UTF_8).replace("+", "%20")"#,
                r#"  .replace("*", "%2A").replace("%7E", "~")"#
            ]
        );
        let python = fix(
            "Python",
            "urllib.parse.quote(a_very_long_name_of_a_variable_indeed, safe='~')",
        );
        assert_eq!(broken(&python), [python.code]);
    }

    #[test]
    fn statements_stand_on_lines_of_their_own_with_their_comments() {
        let php = fix(
            "PHP",
            "foreach ($a as $b) { $c[] = $b; } $key = implode(';', $c); $x = f($key); // see 3.4.2",
        );
        assert_eq!(
            broken(&php),
            [
                "foreach ($a as $b) { $c[] = $b; } $key = implode(';', $c);",
                "$x = f($key); // see 3.4.2"
            ]
        );
    }
}
