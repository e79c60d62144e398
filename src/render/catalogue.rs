//! The catalogue as a page of documentation, in Markdown: `docs/mistakes.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::mistakes::{self, ENCODERS, LIBRARIES, Mistake, Stage};
use crate::screen::mistakes::{found_by, matching, section};

/// Which other programs were recorded making a mistake, by its id: languages and libraries.
pub type Recorded = BTreeMap<String, BTreeSet<String>>;

/// The whole page.
#[must_use]
pub fn markdown(recorded: &Recorded) -> String {
    let mut page = Page {
        out: String::new(),
        recorded,
    };
    let provable = mistakes::all()
        .filter(|mistake| mistake.edits.is_provable())
        .count();
    page.line("# Known mistakes in OAuth 1.0a signatures");
    page.line("");
    page.line("<!-- Made from src/mistakes by `UPDATE=1 cargo test --test docs`; edits here are lost. -->");
    page.line("");
    page.line(&format!(
        "{} mistakes, {provable} of which `countersign diff` proves by recomputing the signature with them, and the departures of {} encoders and {} libraries. Each can be read on a terminal with `countersign mistakes ID`.",
        mistakes::all().count(),
        ENCODERS.len(),
        LIBRARIES.len()
    ));
    page.line("");
    let made_elsewhere = mistakes::all()
        .filter(|mistake| mistake.edits.is_provable() && recorded.contains_key(mistake.id))
        .count();
    let rest = if made_elsewhere == provable {
        ""
    } else {
        " The others are marked *computed only*."
    };
    page.line(&format!(
        "{made_elsewhere} of those {provable} are held against recordings of other programs that make them: libraries, encoders, and signers written in seven languages, each with one step written wrongly.{rest}"
    ));
    page.line("");
    for stage in Stage::ALL {
        let count = mistakes::all()
            .filter(|mistake| mistake.stage == stage)
            .count();
        let heading = stage.heading();
        page.line(&format!("- [{heading}](#{}) ({count})", anchor(heading)));
    }
    page.line("- [Encoders](#encoders)");
    page.line("- [Libraries](#libraries)");
    let entries = matching(&[]);
    for stage in Stage::ALL {
        page.line("");
        page.line(&format!("## {}", stage.heading()));
        for mistake in entries.iter().filter(|mistake| mistake.stage == stage) {
            page.entry(mistake);
        }
    }
    page.encoders();
    page.libraries();
    page.out
}

struct Page<'a> {
    out: String,
    recorded: &'a Recorded,
}

impl Page<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn entry(&mut self, mistake: &Mistake) {
        self.line("");
        self.line(&format!("### {}", mistake.id));
        self.line("");
        self.line(&format!(
            "**{}.** {}",
            prose(&capital(mistake.title)),
            prose(mistake.says)
        ));
        self.line("");
        if !mistake.before.is_empty() || !mistake.after.is_empty() {
            let shown = |text: &str| {
                if text.is_empty() {
                    "nothing".to_owned()
                } else {
                    code(text)
                }
            };
            self.line(&format!(
                "- Right: {}, wrong: {}",
                shown(mistake.before),
                shown(mistake.after)
            ));
        }
        let who: Vec<String> = mistake.who.iter().map(|who| prose(who)).collect();
        self.line(&format!("- Who does this: {}", who.join("; ")));
        for fix in mistake.fixes {
            let text = if fix.language.is_empty() {
                format!("- Fix: {}", prose(fix.code))
            } else {
                format!("- Fix in {}: {}", prose(fix.language), code(fix.code))
            };
            self.line(&text);
        }
        self.line(&format!("- Where: {}", place(mistake.rfc)));
        if !mistake.edits.is_provable() {
            self.line(&format!("- How it is found: {}", found_by(mistake.edits)));
        }
        let evidence: Vec<String> = mistake.evidence.iter().map(|text| source(text)).collect();
        self.line(&format!("- Seen: {}", evidence.join("; ")));
        if let Some(programs) = self.recorded.get(mistake.id) {
            let programs: Vec<String> = programs.iter().map(|program| prose(program)).collect();
            self.line(&format!("- Recorded from: {}", programs.join(", ")));
        } else if mistake.edits.is_provable() {
            self.line("- Proof: *computed only*");
        }
    }

    fn encoders(&mut self) {
        self.line("");
        self.line("## Encoders");
        self.line("");
        self.line("Each is known by what it leaves literal, how it writes a space, its hex digits and its character set; `diff` names those that are consistent with a signature and rules out the others.");
        self.line("");
        for profile in ENCODERS {
            let versions = if profile.versions.is_empty() {
                String::new()
            } else {
                format!(" ({})", prose(profile.versions))
            };
            let right = if profile.edits.is_empty() {
                ", right for OAuth"
            } else {
                ""
            };
            let evidence: Vec<String> = profile.evidence.iter().map(|text| source(text)).collect();
            self.line(&format!(
                "- {}{versions}{right}: {}",
                prose(profile.name),
                evidence.join("; ")
            ));
        }
    }

    fn libraries(&mut self) {
        self.line("");
        self.line("## Libraries");
        self.line("");
        self.line("What each does with a request that it signs at all, compared with RFC 5849. An upper-case host, user information or a fragment in the URL are rare; read the list with that in mind.");
        for library in LIBRARIES {
            self.line("");
            self.line(&format!(
                "### {} {}",
                prose(library.name),
                prose(library.versions)
            ));
            self.line("");
            if library.departures.is_empty() {
                self.line("- as RFC 5849 says");
            }
            for id in library.departures {
                let title = mistakes::by_id(id).map_or("", |mistake| mistake.title);
                self.line(&format!("- [{id}](#{id}): {}", prose(title)));
            }
            let evidence: Vec<String> = library.evidence.iter().map(|text| source(text)).collect();
            self.line(&format!("- Seen: {}", evidence.join("; ")));
        }
    }
}

/// A heading's anchor, as GitHub makes it.
fn anchor(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter(|character| character.is_alphanumeric() || matches!(character, ' ' | '-'))
        .map(|character| if character == ' ' { '-' } else { character })
        .collect()
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}

/// Prose: what Markdown would take for markup is escaped, code between backticks stays code.
fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, part) in text.split('`').enumerate() {
        if index > 0 {
            out.push('`');
        }
        if index % 2 == 1 {
            out.push_str(part);
            continue;
        }
        for character in part.chars() {
            if matches!(
                character,
                '\\' | '*' | '_' | '<' | '>' | '[' | ']' | '|' | '#' | '~' | '&'
            ) {
                out.push('\\');
            }
            out.push(character);
        }
    }
    out
}

/// A code span, whatever backticks the text holds.
fn code(text: &str) -> String {
    let text = text.replace('\n', " ");
    if text.contains('`') {
        format!("`` {text} ``")
    } else {
        format!("`{text}`")
    }
}

/// The section, linked where it is one of the RFC.
fn place(rfc: &str) -> String {
    let first = rfc.split([',', ' ']).next().unwrap_or_default();
    if first.starts_with(|character: char| character.is_ascii_digit()) {
        format!(
            "[{}](https://www.rfc-editor.org/rfc/rfc5849#section-{first})",
            section(rfc)
        )
    } else {
        prose(rfc)
    }
}

/// Where something was seen, linked where it has an address.
fn source(text: &str) -> String {
    let mut out = String::new();
    let issue = text.split_once('#').filter(|(repository, number)| {
        let parts: Vec<&str> = repository.split('/').collect();
        let plain = |part: &&str| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|character| character.is_ascii_alphanumeric() || "-_.".contains(character))
        };
        parts.len() == 2
            && parts.iter().all(plain)
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
    });
    // A String takes any text.
    let _ = match issue {
        Some((repository, number)) => write!(
            out,
            "[{}](https://github.com/{repository}/issues/{number})",
            prose(text)
        ),
        None if text.starts_with("https://") && !text.contains([' ', '…']) => {
            write!(out, "<{text}>")
        }
        None => write!(out, "{}", prose(text)),
    };
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped_outside_code() {
        assert_eq!(prose("a * of `!'()*` <b>"), "a \\* of `!'()*` \\<b\\>");
        assert_eq!(code("a`b"), "`` a`b ``");
    }

    #[test]
    fn issues_and_pages_are_linked() {
        assert_eq!(
            source("request/oauth-sign#4"),
            "[request/oauth-sign\\#4](https://github.com/request/oauth-sign/issues/4)"
        );
        assert_eq!(
            source("https://example.com/a_b"),
            "<https://example.com/a_b>"
        );
        assert_eq!(source("observed: PHP 8.2.36"), "observed: PHP 8.2.36");
    }
}
